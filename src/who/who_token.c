/* SPDX-License-Identifier: MIT
 * who/who_token.c -- API tokens: shown once, kept as a digest, with a scope and an end. */
#include "base/arena.h"
#include "who/who_priv.h"

static const struct sv prefix = SV_INIT("pr_");

enum { TOUCH_SECONDS = 3600 };

bool who_token_make(struct db *db, int64_t akun, struct sv nama, struct sv scope, int64_t expires,
                    int64_t now, struct arena *a, struct sv *token, struct err *e)
{
    struct sv secret = arena_printf(a, "%.*s%.*s", SV_FMT(prefix), SV_FMT(who_secret_make(a)));
    struct stmt *q = NULL;
    int64_t id;
    bool row, ok;

    if (sv_empty(sv_trim(nama)) || nama.n > 100) {
        err_set(e, ERR_INPUT, T("Token memerlukan nama (paling panjang 100 huruf)."));
        return err_hint(e, T("Tulis nama program yang akan memakainya."));
    }
    if (!sv_eq(scope, SV("baca")) && !sv_eq(scope, SV("tulis")))
        return err_set(e, ERR_INPUT, T("Lingkup token harus baca atau tulis."));
    if (expires <= now || expires > now + (int64_t) 366 * 86400) {
        err_set(e, ERR_INPUT, T("Masa berlaku token harus di masa depan dan paling lama satu tahun."));
        return err_hint(e, T("Pilih tanggal akhir dalam satu tahun ke depan."));
    }
    if (!db_one_int(db, SV("select coalesce(max(id), 0) + 1 from who_token"), 1, &id, e))
        return false;
    ok =
        db_prepare(
            db,
            SV("insert into who_token (id, akun, nama, digest, lingkup, dibuat, kedaluwarsa, terakhir, dicabut) "
               "values ($1, $2, $3, $4, $5, $6, $7, 0, 0)"),
            &q, e) &&
        stmt_int(q, 1, id, e) && stmt_int(q, 2, akun, e) && stmt_text(q, 3, nama, e) &&
        stmt_text(q, 4, who_secret_digest(secret, a), e) && stmt_text(q, 5, scope, e) &&
        stmt_int(q, 6, now, e) && stmt_int(q, 7, expires, e) && stmt_step(q, &row, e);
    stmt_done(q);
    if (ok)
        *token = secret;
    return ok;
}

bool who_token_find(struct db *db, struct sv token, int64_t now, struct arena *a, int64_t *akun,
                    struct sv *scope, bool *stale, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false;

    if (sv_starts(token, prefix) &&
        !(db_prepare(
              db,
              SV("select akun, lingkup, kedaluwarsa, terakhir from who_token where digest = $1 and dicabut = 0"),
              &q, e) &&
          stmt_text(q, 1, who_secret_digest(token, a), e) && stmt_step(q, &row, e))) {
        stmt_done(q);
        return false;
    }
    if (row && stmt_get_int(q, 2) > now) {
        *akun = stmt_get_int(q, 0);
        *scope = arena_dup(a, stmt_get_text(q, 1));
        *stale = stmt_get_int(q, 3) + TOUCH_SECONDS < now;
        stmt_done(q);
        return true;
    }
    stmt_done(q);
    err_set(e, ERR_DENIED, T("Token API tidak dikenal, dicabut, atau kedaluwarsa."));
    return err_hint(e, T("Buat token baru di halaman akun Anda."));
}

bool who_token_touch(struct db *db, struct sv token, int64_t now, struct err *e)
{
    struct arena *a = arena_new(64 * 1024);
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, SV("update who_token set terakhir = $2 where digest = $1"), &q, e) &&
                   stmt_text(q, 1, who_secret_digest(token, a), e) && stmt_int(q, 2, now, e) &&
                   stmt_step(q, &row, e);

    stmt_done(q);
    arena_free(a);
    return ok;
}

bool who_token_revoke_all(struct db *db, int64_t akun, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, SV("update who_token set dicabut = 1 where akun = $1"), &q, e) &&
                   stmt_int(q, 1, akun, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

bool who_token_revoke(struct db *db, int64_t id, int64_t akun, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(db, SV("update who_token set dicabut = 1 where id = $1 and akun = $2"), &q, e) &&
             stmt_int(q, 1, id, e) && stmt_int(q, 2, akun, e) && stmt_step(q, &row, e);

    if (ok && stmt_changes(q) == 0) {
        err_set(e, ERR_MISSING, T("Token tidak ditemukan."));
        ok = err_hint(e, T("Muat ulang halaman akun untuk melihat token yang ada."));
    }
    stmt_done(q);
    return ok;
}

bool who_token_list(struct db *db, int64_t akun, struct arena *a, struct who_token_info **out, size_t *n,
                    struct err *e)
{
    struct who_token_info *items = NULL;
    size_t count = 0, cap = 0;
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(db,
                        SV("select id, dibuat, kedaluwarsa, terakhir, nama, lingkup, dicabut from who_token "
                           "where akun = $1 order by id desc limit 100"),
                        &q, e) &&
             stmt_int(q, 1, akun, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, items, count, cap) = (struct who_token_info){ stmt_get_int(q, 0),
                                                                     stmt_get_int(q, 1),
                                                                     stmt_get_int(q, 2),
                                                                     stmt_get_int(q, 3),
                                                                     arena_dup(a, stmt_get_text(q, 4)),
                                                                     arena_dup(a, stmt_get_text(q, 5)),
                                                                     stmt_get_int(q, 6) != 0 };
    stmt_done(q);
    *out = items;
    *n = count;
    return ok;
}
