/* SPDX-License-Identifier: MIT
 * who/who_visit.c -- what a reader by Surat Tugas opened: counted by day and address, so that it can be accounted for. */
#include "base/arena.h"
#include "who/who_priv.h"

enum { PATHS_A_DAY = 2000, PATH_MAX_BYTES = 200 };

/* Beyond so many addresses on one day the rest is counted together: nobody fills the database by reading. */
static bool too_many(struct db *db, int64_t akun, struct sv day, struct sv path, bool *many, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(db,
                         SV("select count(*), coalesce(sum(case when jalur = $3 then 1 else 0 end), 0) from "
                            "who_kunjungan where akun = $1 and hari = $2"),
                         &q, e) &&
              stmt_int(q, 1, akun, e) && stmt_text(q, 2, day, e) && stmt_text(q, 3, path, e) &&
              stmt_step(q, &row, e);

    *many = ok && row && stmt_get_int(q, 0) >= PATHS_A_DAY && stmt_get_int(q, 1) == 0;
    stmt_done(q);
    return ok;
}

bool who_visit(struct db *db, int64_t akun, struct sv path, struct date today, int64_t now, struct err *e)
{
    struct date_text day = date_iso(today);
    struct stmt *q = NULL;
    bool row, many, ok;

    path = sv_sub(path, 0, PATH_MAX_BYTES);
    if (!sv_utf8_ok(path))
        path = SV("lain-lain");
    if (!too_many(db, akun, sv_of(day.s), path, &many, e))
        return false;
    if (many)
        path = SV("lain-lain");
    ok = db_prepare(
             db,
             SV("insert into who_kunjungan (akun, hari, jalur, kali, terakhir) values ($1, $2, $3, 1, $4) "
                "on conflict (akun, hari, jalur) do update set kali = who_kunjungan.kali + 1, terakhir = $4"),
             &q, e) &&
         stmt_int(q, 1, akun, e) && stmt_text(q, 2, sv_of(day.s), e) && stmt_text(q, 3, path, e) &&
         stmt_int(q, 4, now, e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

bool who_visits(struct db *db, int64_t akun, int limit, struct arena *a, struct who_visit_row **out,
                size_t *n, struct err *e)
{
    struct who_visit_row *items = NULL;
    struct stmt *q = NULL;
    size_t count = 0, cap = 0;
    bool row, ok = db_prepare(db,
                              SV("select hari, jalur, kali, terakhir from who_kunjungan where akun = $1 "
                                 "order by hari desc, terakhir desc, jalur limit $2"),
                              &q, e) &&
                   stmt_int(q, 1, akun, e) && stmt_int(q, 2, limit, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, items, count, cap) =
            (struct who_visit_row){ arena_dup(a, stmt_get_text(q, 0)), arena_dup(a, stmt_get_text(q, 1)),
                                    stmt_get_int(q, 2), stmt_get_int(q, 3) };
    stmt_done(q);
    *out = items;
    *n = count;
    return ok && arena_ok(a, e);
}

bool who_visits_total(struct db *db, int64_t akun, int64_t *total, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(db, SV("select coalesce(sum(kali), 0) from who_kunjungan where akun = $1"), &q, e) &&
              stmt_int(q, 1, akun, e) && stmt_step(q, &row, e);

    *total = ok && row ? stmt_get_int(q, 0) : 0;
    stmt_done(q);
    return ok;
}
