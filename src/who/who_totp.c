/* SPDX-License-Identifier: MIT
 * who/who_totp.c -- the second factor: TOTP (RFC 6238) and ten recovery codes for the day the phone is lost. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "who/who_priv.h"

enum { STEP_SECONDS = 30, SECRET_BYTES = 20, RECOVERY_CODES = 10, MAX_FAILURES = 5, LOCK_SECONDS = 300 };

static int code_at(struct sv secret, int64_t step)
{
    uint8_t msg[8], mac[20];
    uint32_t v;
    int at;

    for (int i = 0; i < 8; i++)
        msg[i] = (uint8_t) ((uint64_t) step >> (56 - 8 * i));
    hmac_sha1(secret, (struct sv){ (const char *) msg, sizeof msg }, mac);
    at = mac[19] & 15; /* dynamic truncation, RFC 4226 section 5.3 */
    v = ((uint32_t) (mac[at] & 0x7f) << 24) | ((uint32_t) mac[at + 1] << 16) | ((uint32_t) mac[at + 2] << 8) |
        mac[at + 3];
    return (int) (v % 1000000);
}

struct sv who_totp_code(struct sv secret_base32, int64_t now, struct arena *a)
{
    struct sv secret;

    if (!base32_parse(secret_base32, a, &secret))
        return SV_NULL;
    return arena_printf(a, "%06d", code_at(secret, now / STEP_SECONDS));
}

bool who_totp_begin(struct db *db, int64_t akun, struct arena *a, struct sv *secret_base32, struct err *e)
{
    uint8_t bytes[SECRET_BYTES];
    struct stmt *q = NULL;
    bool row, ok;

    bytes_random(bytes, sizeof bytes);
    *secret_base32 = base32_make((struct sv){ (const char *) bytes, sizeof bytes }, a);
    /* A factor in use stays in use until the new one is confirmed: else a renewal half done would leave the account with
     * its password alone. */
    ok =
        db_prepare(
            db,
            SV("insert into who_totp (akun, rahasia, aktif, langkah) values ($1, $2, 0, 0) "
               "on conflict (akun) do update set rahasia = case when who_totp.aktif = 1 then who_totp.rahasia else $2 end, "
               "baru = case when who_totp.aktif = 1 then $2 else null end"),
            &q, e) &&
        stmt_int(q, 1, akun, e) && stmt_text(q, 2, *secret_base32, e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

struct sv who_totp_uri(struct sv secret_base32, struct sv issuer, struct sv nama_pengguna, struct arena *a)
{
    struct buf b;
    struct sv out;

    buf_init(&b, 4096);
    buf_put(&b, SV("otpauth://totp/"));
    for (size_t i = 0; i < issuer.n; i++) {
        unsigned char c = (unsigned char) issuer.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

        if (plain)
            buf_char(&b, (char) c);
        else
            buf_printf(&b, "%%%02X", c);
    }
    buf_printf(&b, ":%.*s?secret=%.*s&algorithm=SHA1&digits=6&period=30", SV_FMT(nama_pengguna),
               SV_FMT(secret_base32));
    out = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return out;
}

struct totp {
    struct sv secret, fresh; /* fresh: begun while another is in use, or absent */
    bool active;
    int64_t last, failures, locked_until;
};

static bool load(struct db *db, int64_t akun, struct arena *a, struct totp *t, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(db,
                         SV("select rahasia, aktif, langkah, gagal, kunci_sampai, baru from who_totp "
                            "where akun = $1"),
                         &q, e) &&
              stmt_int(q, 1, akun, e) && stmt_step(q, &row, e);

    *t = (struct totp){ 0 };
    if (ok && row) {
        base32_parse(stmt_get_text(q, 0), a, &t->secret);
        t->active = stmt_get_int(q, 1) != 0;
        t->last = stmt_get_int(q, 2);
        t->failures = stmt_get_int(q, 3);
        t->locked_until = stmt_get_int(q, 4);
        if (!stmt_is_null(q, 5))
            base32_parse(stmt_get_text(q, 5), a, &t->fresh);
    }
    stmt_done(q);
    return ok;
}

/* The step whose code this is, within one step of now and later than the last one used; 0: none. */
static int64_t matching_step(struct sv secret, int64_t last, struct sv code, int64_t now)
{
    int64_t v;

    code = sv_trim(code);
    if (code.n != 6 || !sv_int(code, &v) || !secret.n)
        return 0;
    for (int64_t step = now / STEP_SECONDS - 1; step <= now / STEP_SECONDS + 1; step++)
        if (step > last && code_at(secret, step) == (int) v)
            return step;
    return 0;
}

static bool note_step(struct db *db, int64_t akun, int64_t step, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok =
            db_prepare(
                db,
                SV("update who_totp set aktif = 1, langkah = $2, gagal = 0, kunci_sampai = 0 where akun = $1"),
                &q, e) &&
            stmt_int(q, 1, akun, e) && stmt_int(q, 2, step, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

/* A million codes are few: failures count against the account, apart from those of its password, which whoever guesses
 * codes knows already. The count is saved even though the call is refused, whatever the caller does with the refusal. */
static bool note_failure(struct db *db, int64_t akun, const struct totp *t, int64_t now, struct err *e)
{
    bool lock = t->failures + 1 >= MAX_FAILURES;
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(db, SV("update who_totp set gagal = $2, kunci_sampai = $3 where akun = $1"), &q, e) &&
             stmt_int(q, 1, akun, e) && stmt_int(q, 2, lock ? 0 : t->failures + 1, e) &&
             stmt_int(q, 3, lock ? now + LOCK_SECONDS : 0, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok && db_commit(db, e);
}

static bool locked(const struct totp *t, int64_t now, struct err *e)
{
    if (t->locked_until <= now)
        return false;
    err_set(e, ERR_BUSY, T("Terlalu banyak kode yang salah. Kode ditolak sementara."));
    err_hint(e, T("Coba lagi %lld menit lagi."), (long long) ((t->locked_until - now) / 60 + 1));
    return true;
}

static bool wrong(struct err *e)
{
    err_set(e, ERR_DENIED, T("Kode tidak cocok atau sudah dipakai."));
    return err_hint(e,
                    T("Pakai kode enam angka terbaru dari aplikasi autentikator; periksa jam ponsel Anda."));
}

static bool make_recovery(struct db *db, int64_t akun, struct arena *a, struct sv **out, struct err *e)
{
    struct sv *codes = ARENA_ARRAY(a, struct sv, RECOVERY_CODES);
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, SV("delete from who_pulih where akun = $1"), &q, e) &&
                   stmt_int(q, 1, akun, e) && stmt_step(q, &row, e);

    stmt_done(q);
    for (int i = 0; ok && i < RECOVERY_CODES; i++) {
        codes[i] = who_password_make(a);
        q = NULL;
        ok = db_prepare(db, SV("insert into who_pulih (akun, digest) values ($1, $2)"), &q, e) &&
             stmt_int(q, 1, akun, e) && stmt_text(q, 2, who_secret_digest(codes[i], a), e) &&
             stmt_step(q, &row, e);
        stmt_done(q);
    }
    *out = codes;
    return ok;
}

static bool adopt(struct db *db, int64_t akun, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(
                 db, SV("update who_totp set rahasia = coalesce(baru, rahasia), baru = null where akun = $1"),
                 &q, e) &&
             stmt_int(q, 1, akun, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

bool who_totp_confirm(struct db *db, int64_t akun, struct sv code, int64_t now, struct arena *a,
                      struct sv **recovery, size_t *n_recovery, struct err *e)
{
    struct totp t;
    int64_t step = 0;

    if (!load(db, akun, a, &t, e))
        return false;
    if (t.fresh.n) /* a new secret has no codes used yet */
        step = matching_step(t.fresh, 0, code, now);
    else if (!t.active) /* with a factor in use and none begun there is nothing to confirm */
        step = matching_step(t.secret, t.last, code, now);
    if (!step)
        return wrong(e);
    *n_recovery = RECOVERY_CODES;
    return adopt(db, akun, e) && note_step(db, akun, step, e) && make_recovery(db, akun, a, recovery, e);
}

static bool use_recovery(struct db *db, int64_t akun, struct sv code, struct arena *a, bool *used,
                         struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, SV("delete from who_pulih where akun = $1 and digest = $2"), &q, e) &&
                   stmt_int(q, 1, akun, e) &&
                   stmt_text(q, 2, who_secret_digest(sv_lower(sv_trim(code), a), a), e) &&
                   stmt_step(q, &row, e);

    *used = ok && stmt_changes(q) == 1;
    stmt_done(q);
    return ok;
}

bool who_totp_check(struct db *db, int64_t akun, struct sv code, int64_t now, struct err *e)
{
    struct arena *a = arena_new(64 * 1024);
    struct totp t;
    bool used = false, ok = load(db, akun, a, &t, e) && !locked(&t, now, e);
    int64_t step = 0;

    if (ok && t.active)
        step = matching_step(t.secret, t.last, code, now);
    if (ok && step) {
        ok = note_step(db, akun, step, e);
    } else if (ok) {
        ok = use_recovery(db, akun, code, a, &used, e);
        if (ok && !used)
            ok = note_failure(db, akun, &t, now, e) && wrong(e);
    }
    arena_free(a);
    return ok;
}

bool who_totp_reset(struct db *db, int64_t akun, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, SV("delete from who_totp where akun = $1"), &q, e) &&
                   stmt_int(q, 1, akun, e) && stmt_step(q, &row, e);

    stmt_done(q);
    q = NULL;
    ok = ok && db_prepare(db, SV("delete from who_pulih where akun = $1"), &q, e) &&
         stmt_int(q, 1, akun, e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}
