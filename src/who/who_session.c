/* SPDX-License-Identifier: MIT
 * who/who_session.c -- sessions kept on the server; the cookie is a secret of which only the digest is stored. */
#include "base/arena.h"
#include "base/hash.h"
#include "who/who_priv.h"

enum { IDLE_SECONDS = 2 * 3600, MAX_SECONDS = 12 * 3600, TOUCH_SECONDS = 60 };

struct sv who_secret_digest(struct sv secret, struct arena *a)
{
    struct digest d = sha256(secret);

    return hex_make(digest_sv(&d), a);
}

struct sv who_secret_make(struct arena *a)
{
    uint8_t bytes[32];

    bytes_random(bytes, sizeof bytes);
    return base64url_make((struct sv){ (const char *) bytes, sizeof bytes }, a);
}

static bool drop_old(struct db *db, int64_t now, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, SV("delete from who_sesi where terakhir < $1 or mulai < $2"), &q, e) &&
                   stmt_int(q, 1, now - IDLE_SECONDS, e) && stmt_int(q, 2, now - MAX_SECONDS, e) &&
                   stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

bool who_session_start(struct db *db, int64_t akun, bool second_factor_done, int64_t now, struct arena *a,
                       struct sv *cookie, struct err *e)
{
    struct sv secret = who_secret_make(a);
    struct stmt *q = NULL;
    bool row, ok;

    ok = drop_old(db, now, e) &&
         db_prepare(
             db,
             SV("insert into who_sesi (digest, akun, mulai, terakhir, faktor) values ($1, $2, $3, $3, $4)"),
             &q, e) &&
         stmt_text(q, 1, who_secret_digest(secret, a), e) && stmt_int(q, 2, akun, e) &&
         stmt_int(q, 3, now, e) && stmt_int(q, 4, second_factor_done, e) && stmt_step(q, &row, e);
    stmt_done(q);
    if (ok)
        *cookie = secret;
    return ok;
}

/* One statement on one session, by its cookie; literals of this file only. */
static bool on_session(struct db *db, struct sv sql, struct sv cookie, int64_t v, struct err *e)
{
    struct arena *a = arena_new(64 * 1024);
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, sql, &q, e) &&
                   stmt_text(q, 1, who_secret_digest(cookie, a), e) && /* checked: literals */
                   stmt_int(q, 2, v, e) && stmt_step(q, &row, e);

    stmt_done(q);
    arena_free(a);
    return ok;
}

bool who_session_pass_factor(struct db *db, struct sv cookie, int64_t now, struct err *e)
{
    return on_session(db, SV("update who_sesi set faktor = 1, terakhir = $2 where digest = $1"), cookie, now,
                      e);
}

bool who_session_touch(struct db *db, struct sv cookie, int64_t now, struct err *e)
{
    return on_session(db, SV("update who_sesi set terakhir = $2 where digest = $1"), cookie, now, e);
}

bool who_session_end(struct db *db, struct sv cookie, struct err *e)
{
    return on_session(db, SV("delete from who_sesi where digest = $1"), cookie, 0, e);
}

bool who_session_end_all(struct db *db, int64_t akun, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, SV("delete from who_sesi where akun = $1"), &q, e) &&
                   stmt_int(q, 1, akun, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

bool who_session_find(struct db *db, struct sv cookie, int64_t now, struct arena *a, struct who_session *out,
                      bool *stale, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(db, SV("select akun, mulai, terakhir, faktor from who_sesi where digest = $1"), &q,
                         e) &&
              stmt_text(q, 1, who_secret_digest(cookie, a), e) && stmt_step(q, &row, e);

    if (ok && (!row || stmt_get_int(q, 2) < now - IDLE_SECONDS || stmt_get_int(q, 1) < now - MAX_SECONDS)) {
        ok = err_set(e, ERR_DENIED, T("Sesi Anda sudah berakhir."));
        err_hint(e, T("Silakan masuk lagi."));
    }
    if (ok) {
        struct digest d = hmac_sha256(cookie, SV("csrf"));

        *stale = stmt_get_int(q, 2) + TOUCH_SECONDS < now;
        *out = (struct who_session){ stmt_get_int(q, 0), stmt_get_int(q, 3) != 0,
                                     base64url_make(digest_sv(&d), a) };
    }
    stmt_done(q);
    return ok;
}
