/* SPDX-License-Identifier: MIT
 * who/who_password.c -- passwords: rules, Argon2id, login with a lock after failures; this floor's tables.
 * OWASP's figures for Argon2id (19 MiB, two passes) in place of libsodium's smallest; two at once bound the memory. */
#include <pthread.h>
#include <sodium.h>

#include "base/arena.h"
#include "base/hash.h"
#include "who/who_priv.h"

const struct db_migration who_migrations[] = {
    { "who-001-secrets",
      "create table who_sandi (akun {id}, sandi {text} not null, wajib_ganti {int} not null, gagal {int} not null, "
      "kunci_sampai {int} not null, diubah {int} not null);\n"
      "create table who_totp (akun {id}, rahasia {text} not null, aktif {int} not null, langkah {int} not null);\n"
      "create table who_pulih (akun {int} not null, digest {text} not null, primary key (akun, digest));\n"
      "create table who_sesi (digest {text} primary key, akun {int} not null, mulai {int} not null, terakhir {int} not null, "
      "faktor {int} not null);\n"
      "create index who_sesi_akun on who_sesi (akun);\n"
      "create table who_token (id {id}, akun {int} not null, nama {text} not null, digest {text} not null, "
      "lingkup {text} not null, dibuat {int} not null, kedaluwarsa {int} not null, terakhir {int} not null, "
      "dicabut {int} not null);\n"
      "create unique index who_token_digest on who_token (digest)" },
    /* Wrong codes counted, and a renewed factor beside the one in use: who_totp.c. */
    { "who-002-factor", "alter table who_totp add column gagal {int} not null default 0;\n"
                        "alter table who_totp add column kunci_sampai {int} not null default 0;\n"
                        "alter table who_totp add column baru {text}" },
    /* Private addresses of calendar feeds: who_feed.c. */
    { "who-003-feeds",
      "create table who_kalender (id {id}, akun {int} not null, nama {text} not null, digest {text} not null, "
      "lingkup {text} not null, dibuat {int} not null, terakhir {int} not null, dicabut {int} not null);\n"
      "create unique index who_kalender_digest on who_kalender (digest);\n"
      "create index who_kalender_akun on who_kalender (akun, id)" },
    /* What readers by Surat Tugas opened: who_visit.c. */
    { "who-004-visits",
      "create table who_kunjungan (akun {int} not null, hari {text} not null, jalur {text} not null, "
      "kali {int} not null, terakhir {int} not null, primary key (akun, hari, jalur))" },
};
const size_t who_migrations_n = sizeof who_migrations / sizeof who_migrations[0];

enum {
    MIN_LENGTH = 10,
    MAX_BYTES = 256,
    ARGON_OPS = 2,
    ARGON_BYTES = 19 * 1024 * 1024,
    MAX_FAILURES = 5,
    LOCK_SECONDS = 300
};

/* At most two hashes at once: their memory is the largest this program ever takes. */
static pthread_mutex_t slots_mutex =
    PTHREAD_MUTEX_INITIALIZER; /* checked: bounds the memory of the process, not of a caller */
static pthread_cond_t slots_free = PTHREAD_COND_INITIALIZER; /* checked: as above */
static int slots = 2;                                        /* checked: as above */

static void slot_take(void)
{
    pthread_mutex_lock(&slots_mutex);
    while (slots == 0)
        pthread_cond_wait(&slots_free, &slots_mutex);
    slots--;
    pthread_mutex_unlock(&slots_mutex);
}

static void slot_give(void)
{
    pthread_mutex_lock(&slots_mutex);
    slots++;
    pthread_cond_signal(&slots_free);
    pthread_mutex_unlock(&slots_mutex);
}

static bool hash_password(struct sv password, char out[crypto_pwhash_STRBYTES], struct err *e)
{
    int failed;

    if (sodium_init() < 0)
        return err_set(e, ERR_FAULT, T("Pengacak sistem tidak tersedia."));
    slot_take();
    failed = crypto_pwhash_str_alg(out, password.p, password.n, ARGON_OPS, ARGON_BYTES,
                                   crypto_pwhash_ALG_ARGON2ID13);
    slot_give();
    return !failed || err_set(e, ERR_BUSY, T("Memori tidak cukup untuk memeriksa kata sandi; coba lagi."));
}

static bool password_matches(const char *stored, struct sv password)
{
    int failed;

    if (sodium_init() < 0)
        return false;
    slot_take();
    failed = crypto_pwhash_str_verify(stored, password.p, password.n);
    slot_give();
    return failed == 0;
}

bool who_password_check(struct sv password, struct sv nama_pengguna, struct err *e)
{
    static const struct sv common[] = {
        SV_INIT("1234567890"), SV_INIT("password12"),   SV_INIT("password123"), SV_INIT("qwertyuiop"),
        SV_INIT("bismillah1"), SV_INIT("bismillah123"), SV_INIT("indonesia1"),  SV_INIT("indonesia123"),
        SV_INIT("katasandi1"), SV_INIT("katasandi123"), SV_INIT("adminadmin"),  SV_INIT("administrator"),
        SV_INIT("rahasia123"), SV_INIT("sayangku123"),  SV_INIT("merdeka1945"),
    };
    bool one = true;

    if (!sv_utf8_ok(password) || password.n > MAX_BYTES) {
        err_set(e, ERR_INPUT, T("Kata sandi terlalu panjang atau berisi huruf yang tidak dikenal."));
        return err_hint(e, T("Pakai paling banyak 256 huruf."));
    }
    if (sv_utf8_count(password) < MIN_LENGTH) {
        err_set(e, ERR_INPUT, T("Kata sandi terlalu pendek."));
        return err_hint(
            e,
            T("Pakai paling sedikit 10 huruf; beberapa kata yang mudah diingat lebih baik daripada tanda baca."));
    }
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        if (sv_eq_fold(password, common[i])) {
            err_set(e, ERR_INPUT, T("Kata sandi itu terlalu umum."));
            return err_hint(e, T("Pilih kata sandi yang tidak dipakai banyak orang."));
        }
    for (size_t i = 1; i < password.n; i++)
        one = one && password.p[i] == password.p[0];
    if (one || (nama_pengguna.n && sv_eq_fold(password, nama_pengguna))) {
        err_set(e, ERR_INPUT,
                T("Kata sandi tidak boleh sama dengan nama pengguna atau satu huruf berulang."));
        return err_hint(e, T("Pilih kata sandi lain."));
    }
    return true;
}

bool who_password_set(struct db *db, int64_t akun, struct sv password, bool must_change, int64_t now,
                      struct err *e)
{
    char hash[crypto_pwhash_STRBYTES];
    struct stmt *q = NULL;
    bool row, ok;

    if (!hash_password(password, hash, e))
        return false;
    ok = db_prepare(db,
                    SV("insert into who_sandi (akun, sandi, wajib_ganti, gagal, kunci_sampai, diubah) "
                       "values ($1, $2, $3, 0, 0, $4) on conflict (akun) do update "
                       "set sandi = $2, wajib_ganti = $3, gagal = 0, kunci_sampai = 0, diubah = $4"),
                    &q, e) &&
         stmt_int(q, 1, akun, e) && stmt_text(q, 2, sv_of(hash), e) && stmt_int(q, 3, must_change, e) &&
         stmt_int(q, 4, now, e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

/* Letters that cannot be mistaken for one another when read from paper: 31 of them, twelve places, 59 bits. */
struct sv who_password_make(struct arena *a)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    char *out = arena_alloc(a, 16);
    size_t n = 0;

    for (int i = 0; i < 12; i++) {
        uint8_t r;

        do
            bytes_random(&r, 1);
        while (r >= 248); /* 8 * 31: no letter is likelier */
        if (i && i % 4 == 0)
            out[n++] = '-';
        out[n++] = letters[r % 31];
    }
    return (struct sv){ out, n };
}

/* --- login ------------------------------------------------------------------------------------------------------------ */

struct found {
    int64_t akun, failures, locked_until;
    bool must_change;
    struct sv hash, level;
    bool totp;
};

static bool find_login(struct db *db, struct sv name, struct arena *a, struct found *f, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(
                  db,
                  SV("select k.id, s.sandi, s.wajib_ganti, s.gagal, s.kunci_sampai, coalesce(k.jenjang, ''), "
                     "coalesce(t.aktif, 0) from akun k join who_sandi s on s.akun = k.id "
                     "left join who_totp t on t.akun = k.id "
                     "where k.nama_pengguna = $1 and k.dihapus is null and k.status = 'aktif'"),
                  &q, e) &&
              stmt_text(q, 1, name, e) && stmt_step(q, &row, e);

    *f = (struct found){ 0 };
    if (ok && row)
        *f = (struct found){ stmt_get_int(q, 0),
                             stmt_get_int(q, 3),
                             stmt_get_int(q, 4),
                             stmt_get_int(q, 2) != 0,
                             arena_dup(a, stmt_get_text(q, 1)),
                             arena_dup(a, stmt_get_text(q, 5)),
                             stmt_get_int(q, 6) != 0 };
    stmt_done(q);
    return ok;
}

static bool note_result(struct db *db, int64_t akun, int64_t failures, int64_t locked_until, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, SV("update who_sandi set gagal = $2, kunci_sampai = $3 where akun = $1"),
                              &q, e) &&
                   stmt_int(q, 1, akun, e) && stmt_int(q, 2, failures, e) &&
                   stmt_int(q, 3, locked_until, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

static bool refuse(struct err *e)
{
    err_set(e, ERR_DENIED, T("Nama pengguna atau kata sandi salah."));
    return err_hint(e,
                    T("Periksa huruf besar/kecil. Bila lupa, minta administrator membuat kata sandi baru."));
}

static bool refuse_locked(int64_t until, int64_t now, struct err *e)
{
    err_set(e, ERR_BUSY, T("Terlalu banyak percobaan masuk. Akun dikunci sementara."));
    return err_hint(e, T("Coba lagi %lld menit lagi."), (long long) ((until - now) / 60 + 1));
}

bool who_login_try(struct db *db, struct sv nama_pengguna, struct sv password, int64_t now, struct arena *a,
                   struct who_attempt *out, struct err *e)
{
    char waste[crypto_pwhash_STRBYTES];
    struct found f;

    *out = (struct who_attempt){ .nama_pengguna = arena_dup(a, nama_pengguna) };
    if (password.n > MAX_BYTES)
        return refuse(e);
    if (!find_login(db, nama_pengguna, a, &f, e))
        return false;
    if (f.locked_until > now)
        return refuse_locked(f.locked_until, now, e);
    if (!f.akun) { /* an unknown name costs one hash as well, so that time does not tell names */
        hash_password(password, waste, e);
        return refuse(e);
    }
    out->hash = f.hash;
    out->matched = password_matches(sv_cstr(f.hash, a), password);
    return true;
}

bool who_login_settle(struct db *db, const struct who_levels *l, const struct who_attempt *t, int64_t now,
                      struct arena *a, struct who_login *out, struct err *e)
{
    struct found f;
    bool lock;

    if (!find_login(db, t->nama_pengguna, a, &f, e))
        return false;
    if (f.locked_until > now) /* of many guesses at once none comes through after the fifth */
        return refuse_locked(f.locked_until, now, e);
    if (t->matched && f.akun && sv_eq(f.hash, t->hash)) {
        *out =
            (struct who_login){ f.akun, f.must_change, f.totp, !f.totp && who_level_rank(l, f.level) >= 2 };
        return !f.failures || note_result(db, f.akun, 0, 0, e);
    }
    lock = f.failures + 1 >= MAX_FAILURES;
    if (f.akun && !note_result(db, f.akun, lock ? 0 : f.failures + 1, lock ? now + LOCK_SECONDS : 0, e))
        return false;
    return refuse(e);
}

bool who_login(struct db *db, const struct who_levels *l, struct sv nama_pengguna, struct sv password,
               int64_t now, struct arena *a, struct who_login *out, struct err *e)
{
    struct who_attempt t;

    return who_login_try(db, nama_pengguna, password, now, a, &t, e) &&
           who_login_settle(db, l, &t, now, a, out, e);
}
