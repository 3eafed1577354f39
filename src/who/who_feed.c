/* SPDX-License-Identifier: MIT
 * who/who_feed.c -- private addresses of calendar feeds: shown once, kept as a digest, without an end but revocable. */
#include "base/arena.h"
#include "who/who_priv.h"

enum { TOUCH_SECONDS = 3600, NAME_MAX_BYTES = 200 };

static bool run_with(struct db *db, struct sv sql, int64_t one, int64_t two, int64_t *changes, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok;

    /* checked: literals of this file */
    ok = db_prepare(db, sql, &q, e) && stmt_int(q, 1, one, e) && (!two || stmt_int(q, 2, two, e)) &&
         stmt_step(q, &row, e);
    if (ok && changes)
        *changes = stmt_changes(q);
    stmt_done(q);
    return ok;
}

static bool room(struct db *db, int64_t akun, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok =
             db_prepare(db, SV("select count(*) from who_kalender where akun = $1 and dicabut = 0"), &q, e) &&
             stmt_int(q, 1, akun, e) && stmt_step(q, &row, e);

    if (ok && row && stmt_get_int(q, 0) >= WHO_FEEDS_MAX) {
        err_set(e, ERR_CONFLICT, T("Anda sudah punya %d tautan kalender."), WHO_FEEDS_MAX);
        ok = err_hint(e, T("Cabut dahulu yang tidak lagi dipakai."));
    }
    stmt_done(q);
    return ok;
}

bool who_feed_make(struct db *db, int64_t akun, struct sv nama, struct sv scope, int64_t now, struct arena *a,
                   struct sv *secret, struct err *e)
{
    struct sv made = who_secret_make(a);
    struct stmt *q = NULL;
    int64_t id;
    bool row, ok;

    if (sv_empty(sv_trim(nama)) || nama.n > NAME_MAX_BYTES) {
        err_set(e, ERR_INPUT, T("Tautan kalender memerlukan nama (paling panjang 100 huruf)."));
        return err_hint(e, T("Tulis misalnya: ponsel saya."));
    }
    if (!sv_eq(scope, SV("saya")) && !sv_eq(scope, SV("semua")))
        return err_set(e, ERR_INPUT, T("Isi kalender harus saya atau semua."));
    if (!room(db, akun, e) ||
        !db_one_int(db, SV("select coalesce(max(id), 0) + 1 from who_kalender"), 1, &id, e))
        return false;
    ok =
        db_prepare(db,
                   SV("insert into who_kalender (id, akun, nama, digest, lingkup, dibuat, terakhir, dicabut) "
                      "values ($1, $2, $3, $4, $5, $6, 0, 0)"),
                   &q, e) &&
        stmt_int(q, 1, id, e) && stmt_int(q, 2, akun, e) && stmt_text(q, 3, sv_trim(nama), e) &&
        stmt_text(q, 4, who_secret_digest(made, a), e) && stmt_text(q, 5, scope, e) &&
        stmt_int(q, 6, now, e) && stmt_step(q, &row, e);
    stmt_done(q);
    if (ok)
        *secret = made;
    return ok;
}

static bool unknown(struct err *e)
{
    err_set(e, ERR_MISSING, T("Kalender ini tidak ada."));
    return err_hint(e, T("Tautannya mungkin sudah dicabut; buat yang baru di Akun saya."));
}

bool who_feed_find(struct db *db, const struct who_levels *l, struct sv secret, struct date today,
                   int64_t now, struct arena *a, struct actor **who, struct sv *scope, bool *stale,
                   struct err *e)
{
    struct stmt *q = NULL;
    struct err why = { 0 };
    int64_t akun = 0;
    bool has,
        row = false,
        ok = db_prepare(
                 db, SV("select akun, lingkup, terakhir from who_kalender where digest = $1 and dicabut = 0"),
                 &q, e) &&
             stmt_text(q, 1, who_secret_digest(secret, a), e) && stmt_step(q, &row, e);

    if (ok && row) {
        akun = stmt_get_int(q, 0);
        *scope = arena_dup(a, stmt_get_text(q, 1));
        *stale = stmt_get_int(q, 2) + TOUCH_SECONDS < now;
    }
    stmt_done(q);
    if (!ok)
        return false;
    if (!row)
        return unknown(e);
    if (!who_actor_load(db, l, akun, today, a, who, &why)) {
        if (why.kind == ERR_DENIED)
            return unknown(e);
        *e = why;
        return false;
    }
    if (!who_actor_owes(db, *who, false, &has, e))
        return false;
    (*who)->scope = SV("baca");
    return (*who)->must_change_password || (*who)->second_factor_missing ? unknown(e) : true;
}

bool who_feed_touch(struct db *db, struct sv secret, int64_t now, struct err *e)
{
    struct arena *a = arena_new(64 * 1024);
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, SV("update who_kalender set terakhir = $2 where digest = $1"), &q, e) &&
                   stmt_text(q, 1, who_secret_digest(secret, a), e) && stmt_int(q, 2, now, e) &&
                   stmt_step(q, &row, e);

    stmt_done(q);
    arena_free(a);
    return ok;
}

bool who_feed_revoke(struct db *db, int64_t id, int64_t akun, struct err *e)
{
    int64_t n = 0;

    if (!run_with(db, SV("update who_kalender set dicabut = 1 where id = $1 and akun = $2 and dicabut = 0"),
                  id, akun, &n, e))
        return false;
    if (n)
        return true;
    err_set(e, ERR_MISSING, T("Tautan kalender tidak ditemukan."));
    return err_hint(e, T("Muat ulang halaman untuk melihat tautan yang ada."));
}

bool who_feed_revoke_all(struct db *db, int64_t akun, struct err *e)
{
    return run_with(db, SV("update who_kalender set dicabut = 1 where akun = $1"), akun, 0, NULL, e);
}

bool who_feed_list(struct db *db, int64_t akun, struct arena *a, struct who_feed_info **out, size_t *n,
                   struct err *e)
{
    struct who_feed_info *items = NULL;
    size_t count = 0, cap = 0;
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db,
                              SV("select id, dibuat, terakhir, nama, lingkup from who_kalender "
                                 "where akun = $1 and dicabut = 0 order by id desc limit 100"),
                              &q, e) &&
                   stmt_int(q, 1, akun, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, items, count, cap) =
            (struct who_feed_info){ stmt_get_int(q, 0), stmt_get_int(q, 1), stmt_get_int(q, 2),
                                    arena_dup(a, stmt_get_text(q, 3)), arena_dup(a, stmt_get_text(q, 4)) };
    stmt_done(q);
    *out = items;
    *n = count;
    return ok;
}
