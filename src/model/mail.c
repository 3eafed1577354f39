/* SPDX-License-Identifier: MIT
 * model/mail.c -- how the region sends e-mail, and who wants none. */
#include "model/mail.h"

#include <errno.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "json/json.h"
#include "model/event.h"

enum { BOXES_MAX = 50, ADDRESS_MAX = 254 };

const struct db_migration mail_migrations[] = {
    { "surel-001-antrean",
      "create table kirim_surel (id {id}, akun {int} not null, kepada {text} not null, perihal {text} not null, "
      "isi {text} not null, register {text} not null, rekaman {int} not null, keadaan {text} not null, "
      "coba {int} not null, berikut {text} not null, dibuat {text} not null, terkirim {text} not null, "
      "galat {text} not null);\n"
      "create index kirim_surel_berikut on kirim_surel (keadaan, berikut, id);\n"
      "create index kirim_surel_terkirim on kirim_surel (terkirim);\n"
      "create table kirim_pengaturan (kunci {text} not null primary key, nilai {text} not null);\n"
      "create table kirim_tolak (akun {int} not null primary key)" },
};
const size_t mail_migrations_n = sizeof mail_migrations / sizeof mail_migrations[0];

static const struct sv tls_keys[MAIL_TLS_COUNT] = { SV_INIT("starttls"), SV_INIT("tls"), SV_INIT("polos") };

struct sv mail_tls_key(enum mail_tls t)
{
    return tls_keys[t];
}

bool mail_ready(const struct mail_conf *c)
{
    return c->host.n > 0 && c->sender.n > 0;
}

/* What stands between two header lines, or ends an address early, must not get into one. */
bool mail_address_ok(struct sv s)
{
    size_t at = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char) s.p[i];

        if (c <= ' ' || c >= 127 || c == '<' || c == '>' || c == ',' || c == ';' || c == '"' || c == '(' ||
            c == ')')
            return false;
        at += c == '@';
    }
    return at == 1 && s.n >= 3 && s.n <= ADDRESS_MAX && s.p[0] != '@' && s.p[s.n - 1] != '@';
}

/* --- settings --------------------------------------------------------------------------------------------------------- */

static void keep(struct mail_conf *c, struct sv key, struct sv value)
{
    if (sv_eq(key, SV("host")))
        c->host = value;
    else if (sv_eq(key, SV("pengirim")))
        c->sender = value;
    else if (sv_eq(key, SV("nama_pengirim")))
        c->sender_name = value;
    else if (sv_eq(key, SV("nama_login")))
        c->user = value;
    else if (sv_eq(key, SV("situs")))
        c->site = value;
    else if (sv_eq(key, SV("port")))
        sv_int(value, &c->port);
    else if (sv_eq(key, SV("per_jam")))
        sv_int(value, &c->per_hour);
    for (int i = 0; sv_eq(key, SV("tls")) && i < MAIL_TLS_COUNT; i++)
        if (sv_eq(value, tls_keys[i]))
            c->tls = (enum mail_tls) i;
}

bool mail_conf_load(struct db *db, struct arena *a, struct mail_conf *out, struct err *e)
{
    struct mail_conf c = { .port = 587, .per_hour = 100, .tls = MAIL_STARTTLS };
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, SV("select kunci, nilai from kirim_pengaturan order by kunci"), &q, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        keep(&c, stmt_get_text(q, 0), arena_dup(a, stmt_get_text(q, 1)));
    stmt_done(q);
    if (ok)
        *out = c;
    return ok;
}

struct pair {
    const char *key;
    struct sv before, after;
};

static bool put_one(struct db *db, const struct pair *p, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db,
                              SV("insert into kirim_pengaturan (kunci, nilai) values ($1, $2) "
                                 "on conflict (kunci) do update set nilai = $2"),
                              &q, e) &&
                   stmt_text(q, 1, sv_of(p->key), e) && stmt_text(q, 2, p->after.p ? p->after : SV(""), e) &&
                   stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

static bool conf_ok(const struct mail_conf *c, struct err *e)
{
    if (c->host.n && !mail_address_ok(c->sender)) {
        err_set(e, ERR_INPUT, T("Alamat pengirim belum benar."));
        return err_hint(e, T("Tulis satu alamat surel dinas, misalnya spbe@contoh.go.id."));
    }
    if (c->port < 1 || c->port > 65535 || c->per_hour < 1 || c->per_hour > MAIL_HOUR_MAX)
        return err_set(e, ERR_INPUT, T("Port atau batas surel setiap jam di luar jangkauan."));
    for (size_t i = 0; i < c->host.n; i++)
        if ((unsigned char) c->host.p[i] <= ' ' || strchr("/@:?#\"'\\", c->host.p[i])) {
            err_set(e, ERR_INPUT, T("Nama server surel hanya nama host, tanpa alamat lengkap."));
            return err_hint(e, T("Tulis misalnya smtp.contoh.go.id; port diisi terpisah."));
        }
    return true;
}

bool mail_conf_put(struct db *db, const struct records *rs, const struct actor *who,
                   const struct mail_conf *c, bool new_secret, struct arena *a, struct err *e)
{
    struct mail_conf old;
    struct jsonw w;
    struct buf b;
    bool ok = true, any = new_secret;

    if (!who_may_write(who) || (!who->administrator && !who->system))
        return err_set(e, ERR_DENIED, T("Pengiriman surel diatur oleh administrator."));
    if (!conf_ok(c, e) || !mail_conf_load(db, a, &old, e))
        return false;
    struct pair pairs[] = {
        { "host", old.host, c->host },
        { "nama_login", old.user, c->user },
        { "nama_pengirim", old.sender_name, c->sender_name },
        { "pengirim", old.sender, c->sender },
        { "per_jam", arena_printf(a, "%lld", (long long) old.per_hour),
          arena_printf(a, "%lld", (long long) c->per_hour) },
        { "port", arena_printf(a, "%lld", (long long) old.port),
          arena_printf(a, "%lld", (long long) c->port) },
        { "sandi", SV_NULL, new_secret ? SV("ya") : SV("tidak") }, /* told, never kept */
        { "situs", old.site, c->site },
        { "tls", tls_keys[old.tls], tls_keys[c->tls] },
    };
    buf_init(&b, 16 * 1024);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    for (size_t i = 0; ok && i < sizeof pairs / sizeof pairs[0]; i++) {
        bool told = sv_eq(sv_of(pairs[i].key), SV("sandi"));

        any = any || (!told && !sv_eq(pairs[i].before, pairs[i].after));
        jsonw_kstr(&w, pairs[i].key, pairs[i].after.p ? pairs[i].after : SV(""));
        ok = told || put_one(db, &pairs[i], e);
    }
    jsonw_end(&w);
    ok =
        ok && buf_ok(&b, e) && (!any || event_other(db, SV("kirim_surel"), who, buf_sv(&b), rs->now(), a, e));
    buf_clear(&b);
    return ok;
}

bool mail_secret_put(const char *dir, struct sv secret, struct arena *a, struct err *e)
{
    const char *path = arena_printf(a, "%s/run/sandi-surel", dir).p;

    if (secret.n > MAIL_SECRET_MAX)
        return err_set(e, ERR_INPUT, T("Kata sandi surel terlalu panjang."));
    if (!secret.n)
        return unlink(path) == 0 || errno == ENOENT || err_errno(e, T("Menghapus kata sandi surel"));
    return file_mkdirs(arena_printf(a, "%s/run", dir).p, 0700, e) && file_write_atomic(path, secret, 0600, e);
}

bool mail_secret_get(const char *dir, struct arena *a, struct sv *out, struct err *e)
{
    const char *path = arena_printf(a, "%s/run/sandi-surel", dir).p;

    *out = SV("");
    return !file_exists(path) || file_read(path, MAIL_SECRET_MAX, a, out, e);
}

/* --- who ---------------------------------------------------------------------------------------------------------------- */

bool mail_boxes(struct db *db, int64_t pd, struct sv level, struct date today, struct arena *a,
                struct mail_box **out, size_t *n, struct err *e)
{
    struct date_text day = date_iso(today);
    struct mail_box *items = NULL;
    struct stmt *q = NULL;
    size_t count = 0, cap = 0;
    bool row,
        ok =
            db_prepare(
                db,
                SV("select k.id, k.nama, k.surel from akun k where k.dihapus is null and k.status = 'aktif' "
                   "and k.perangkat_daerah = $1 and k.jenjang = $2 and k.surel is not null "
                   "and (k.mulai is null or k.mulai <= $3) and (k.selesai is null or k.selesai >= $3) "
                   "and not exists (select 1 from kirim_tolak t where t.akun = k.id) order by k.id limit $4"),
                &q, e) &&
            stmt_int(q, 1, pd, e) && stmt_text(q, 2, level, e) && stmt_text(q, 3, sv_of(day.s), e) &&
            stmt_int(q, 4, BOXES_MAX, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        if (mail_address_ok(stmt_get_text(q, 2)))
            *ARENA_PUSH(a, items, count, cap) =
                (struct mail_box){ stmt_get_int(q, 0), arena_dup(a, stmt_get_text(q, 1)),
                                   arena_dup(a, stmt_get_text(q, 2)) };
    stmt_done(q);
    *out = items;
    *n = count;
    return ok && arena_ok(a, e);
}

bool mail_address_of(struct db *db, int64_t akun, struct arena *a, struct sv *out, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = db_prepare(db, SV("select surel from akun where id = $1"), &q, e) &&
                           stmt_int(q, 1, akun, e) && stmt_step(q, &row, e);

    *out = ok && row ? arena_dup(a, stmt_get_text(q, 0)) : SV_NULL;
    stmt_done(q);
    return ok;
}

bool mail_refused(struct db *db, int64_t akun, bool *refused, struct err *e)
{
    struct stmt *q = NULL;
    bool ok = db_prepare(db, SV("select 1 from kirim_tolak where akun = $1"), &q, e) &&
              stmt_int(q, 1, akun, e) && stmt_step(q, refused, e);

    stmt_done(q);
    return ok;
}

bool mail_refuse(struct db *db, int64_t akun, bool refuse, struct err *e)
{
    static const struct sv no =
        SV_INIT("insert into kirim_tolak (akun) values ($1) on conflict (akun) do nothing");
    static const struct sv yes = SV_INIT("delete from kirim_tolak where akun = $1");
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(db, refuse ? no : yes, &q, e) && stmt_int(q, 1, akun, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}
