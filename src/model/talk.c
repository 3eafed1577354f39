/* SPDX-License-Identifier: MIT
 * model/talk.c -- comments on a record: written, read, withdrawn; whom they name. */
#include "model/talk.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "json/json.h"
#include "model/event.h"
#include "model/talk_priv.h"
#include "who/who.h"

const struct db_migration talk_migrations[] = {
    { "talk-001-comments",
      "create table komentar (id {id}, register {text} not null, rekaman {int} not null, akun {int} not null, "
      "klasifikasi {text} not null, isi {text} not null, pada {int} not null, ditarik {int});\n"
      "create index komentar_rekaman on komentar (register, rekaman, id)" },
    { "talk-002-notices",
      "create table pantauan (register {text} not null, rekaman {int} not null, akun {int} not null, "
      "pada {int} not null, primary key (register, rekaman, akun));\n"
      "create index pantauan_akun on pantauan (akun);\n"
      "create table pemberitahuan (id {id}, akun {int} not null, register {text} not null, rekaman {int} not null, "
      "jenis {text} not null, komentar {int}, oleh {int} not null, pada {int} not null, kali {int} not null, "
      "dibaca {int});\n"
      "create index pemberitahuan_akun on pemberitahuan (akun, pada, id)" },
};
const size_t talk_migrations_n = sizeof talk_migrations / sizeof talk_migrations[0];

/* --- reading -------------------------------------------------------------------------------------------------------------- */

bool talk_load(struct db *db, const struct records *rs, const struct actor *who, const struct record *r,
               struct arena *a, struct comment **out, size_t *n, bool *more, struct err *e)
{
    struct comment *items = ARENA_ARRAY(a, struct comment, COMMENTS_SHOWN + 1);
    struct stmt *q = NULL;
    size_t count = 0;
    bool row,
        ok = db_prepare(
                 db,
                 SV("select c.id, c.akun, c.pada, coalesce(k.nama, ''), c.isi, c.ditarik, c.klasifikasi from "
                    "komentar c left join akun k on k.id = c.akun where c.register = $1 and c.rekaman = $2 "
                    "order by c.id desc limit 1000"),
                 &q, e) &&
             stmt_text(q, 1, r->reg->key, e) && stmt_int(q, 2, r->id, e);

    while (ok && count <= COMMENTS_SHOWN && (ok = stmt_step(q, &row, e)) && row)
        if (who_may_see_both(who, &rs->model->scheme, &r->reg->rule, r->pd, record_party(r),
                             stmt_get_text(q, 6)))
            items[count++] = (struct comment){ .id = stmt_get_int(q, 0),
                                               .akun = stmt_get_int(q, 1),
                                               .pada = stmt_get_int(q, 2),
                                               .nama = arena_dup(a, stmt_get_text(q, 3)),
                                               .isi = arena_dup(a, stmt_get_text(q, 4)),
                                               .withdrawn = !stmt_is_null(q, 5),
                                               .mine = stmt_get_int(q, 1) == who->akun };
    stmt_done(q);
    if (!ok)
        return false;
    *more = count > COMMENTS_SHOWN;
    count -= *more;
    for (size_t i = 0; i < count / 2; i++) {
        struct comment swap = items[i];

        items[i] = items[count - 1 - i];
        items[count - 1 - i] = swap;
    }
    *out = items;
    *n = count;
    return arena_ok(a, e);
}

/* --- the words ------------------------------------------------------------------------------------------------------------ */

static bool name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
}

static bool space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Length of the name or address that begins at `at`, without the stop that ends a sentence; 0: none begins here. */
static size_t special(struct sv s, size_t at, enum talk_piece *kind)
{
    struct sv rest = sv_sub(s, at, s.n);
    bool link = sv_starts(rest, SV("http://")) || sv_starts(rest, SV("https://"));
    size_t n = 1;

    if (at && !space(s.p[at - 1]) && s.p[at - 1] != '(' && s.p[at - 1] != ',' && s.p[at - 1] != '"')
        return 0; /* a mail address, or the middle of a word */
    if (!link && rest.p[0] != '@')
        return 0;
    while (n < rest.n &&
           (link ? !space(rest.p[n]) && rest.p[n] != '<' && rest.p[n] != '"' : name_char(rest.p[n])))
        n++;
    while (n > 1 && (rest.p[n - 1] == '.' ||
                     (link ? rest.p[n - 1] == ',' || rest.p[n - 1] == ')' : rest.p[n - 1] == '-')))
        n--;
    *kind = link ? TALK_LINK : TALK_NAME;
    return n > (link ? sizeof "https://" - 1 : 1) ? n : 0;
}

bool talk_next(struct sv *rest, enum talk_piece *kind, struct sv *piece)
{
    struct sv s = *rest;
    size_t n, at = 0;

    if (!s.n)
        return false;
    n = special(s, 0, kind);
    if (!n) {
        enum talk_piece next;

        *kind = TALK_WORDS;
        for (at = 1; at < s.n && !special(s, at, &next); at++)
            ;
        n = at;
    }
    *piece = sv_sub(s, 0, n);
    *rest = sv_sub(s, n, s.n);
    return true;
}

/* --- writing -------------------------------------------------------------------------------------------------------------- */

static bool note(struct db *db, const struct records *rs, const struct actor *who, struct sv action,
                 const struct record *r, int64_t id, struct sv text, struct arena *a, struct err *e)
{
    struct jsonw w;
    struct buf b;
    bool ok;

    buf_init(&b, 4096);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_kstr(&w, "daftar", r->reg->key);
    jsonw_kint(&w, "komentar", id);
    jsonw_kint(&w, "pada_rekaman", r->id);
    if (text.p) {
        struct digest d = sha256(text);

        jsonw_kstr(&w, "sidik", hex_make(digest_sv(&d), a));
    }
    jsonw_end(&w);
    ok = buf_ok(&b, e) && event_other(db, action, who, buf_sv(&b), rs->now(), a, e);
    buf_clear(&b);
    return ok;
}

static bool find_account(struct db *db, struct sv name, int64_t *akun, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(db,
                         SV("select id from akun where lower(nama_pengguna) = $1 and dihapus is null and "
                            "status = 'aktif' order by id limit 1"),
                         &q, e) &&
              stmt_text(q, 1, name, e) && stmt_step(q, &row, e);

    *akun = ok && row ? stmt_get_int(q, 0) : 0;
    stmt_done(q);
    return ok;
}

struct telling { /* one comment, and those it names */
    struct db *db;
    const struct records *rs;
    const struct who_levels *levels;
    const struct actor *who;
    const struct record *r;
    struct date today;
    struct arena *a;
    int64_t id, told[MENTIONS_MAX];
    size_t n;
};

/* As the person himself would: his posts and roles of today. An account that may not log in reads nothing. */
static bool reads(struct telling *t, int64_t akun, bool *yes, struct err *e)
{
    struct err why = { 0 };
    struct actor *other = NULL;
    struct record *seen;

    *yes = who_actor_load(t->db, t->levels, akun, t->today, t->a, &other, &why) &&
           record_get(t->db, t->rs, other, t->r->reg, t->r->id, t->a, &seen, &why);
    if (*yes || why.kind == ERR_DENIED || why.kind == ERR_MISSING)
        return true;
    *e = why;
    return false;
}

static bool already(const struct telling *t, int64_t akun)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->told[i] == akun)
            return true;
    return false;
}

static struct sv listed(struct arena *a, struct sv list, struct sv name)
{
    return list.p ? arena_printf(a, "%.*s, %.*s", SV_FMT(list), SV_FMT(name)) : arena_dup(a, name);
}

static bool tell(struct telling *t, struct sv name, struct talk_mention *out, struct err *e)
{
    int64_t akun;
    bool may;

    if (!find_account(t->db, sv_lower(sv_sub(name, 1, name.n), t->a), &akun, e))
        return false;
    if (!akun) {
        out->unknown = listed(t->a, out->unknown, name);
        return true;
    }
    if (akun == t->who->akun || already(t, akun))
        return true;
    if (!reads(t, akun, &may, e))
        return false;
    if (!may) {
        out->unreadable = listed(t->a, out->unreadable, name);
        return true;
    }
    t->told[t->n++] = akun;
    out->told++;
    return notice_add(t->db, t->r->reg->key, t->r->id, akun, NOTICE_MENTION, t->id, t->who->akun,
                      t->rs->now(), e);
}

static bool tell_all(struct telling *t, struct sv text, struct talk_mention *out, struct err *e)
{
    enum talk_piece kind;
    struct sv piece;
    int names = 0;

    while (talk_next(&text, &kind, &piece))
        if (kind == TALK_NAME && names++ < MENTIONS_MAX && !tell(t, piece, out, e))
            return false;
    return notice_watchers(t->db, t->r->reg->key, t->r->id, NOTICE_COMMENT, t->id, t->who->akun, t->told,
                           t->n, t->rs->now(), t->a, e);
}

static bool insert(struct telling *t, struct sv text, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_one_int(t->db, SV("select coalesce(max(id), 0) + 1 from komentar"), 1, &t->id, e) &&
                   db_prepare(t->db,
                              SV("insert into komentar (id, register, rekaman, akun, klasifikasi, isi, pada) "
                                 "values ($1, $2, $3, $4, $5, $6, $7)"),
                              &q, e) &&
                   stmt_int(q, 1, t->id, e) && stmt_text(q, 2, t->r->reg->key, e) &&
                   stmt_int(q, 3, t->r->id, e) && stmt_int(q, 4, t->who->akun, e) &&
                   stmt_text(q, 5, t->r->klasifikasi.p ? t->r->klasifikasi : SV(""), e) &&
                   stmt_text(q, 6, text, e) && stmt_int(q, 7, t->rs->now(), e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

bool talk_add(struct db *db, const struct records *rs, const struct who_levels *levels,
              const struct actor *who, const struct record *r, struct sv text, struct date today,
              struct arena *a, struct talk_mention *out, struct err *e)
{
    struct telling t = { .db = db, .rs = rs, .levels = levels, .who = who, .r = r, .today = today, .a = a };

    *out = (struct talk_mention){ SV_NULL, SV_NULL, 0 };
    text = sv_trim(text);
    if (!who_may_write(who)) {
        err_set(e, ERR_DENIED, T("Akun Anda hanya membaca, jadi tidak dapat berkomentar."));
        return err_hint(e, T("Sampaikan lewat pemilik baris ini."));
    }
    if (!text.n || sv_utf8_count(text) > COMMENT_MAX) {
        err_set(e, ERR_INPUT, T("Komentar wajib diisi, paling banyak %d huruf."), COMMENT_MAX);
        return err_hint(e, T("Tulis yang pokok; rincian dapat dilampirkan pada barisnya."));
    }
    return insert(&t, text, e) && note(db, rs, who, SV("komentar_ditulis"), r, t.id, text, a, e) &&
           tell_all(&t, text, out, e);
}

bool talk_withdraw(struct db *db, const struct records *rs, const struct actor *who, const struct record *r,
                   int64_t id, struct arena *a, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(db,
                        SV("update komentar set ditarik = $1, isi = '' where id = $2 and register = $3 and "
                           "rekaman = $4 and akun = $5 and ditarik is null"),
                        &q, e) &&
             stmt_int(q, 1, rs->now(), e) && stmt_int(q, 2, id, e) && stmt_text(q, 3, r->reg->key, e) &&
             stmt_int(q, 4, r->id, e) && stmt_int(q, 5, who->akun, e) && stmt_step(q, &row, e);
    bool found = ok && stmt_changes(q) == 1;

    stmt_done(q);
    if (!ok)
        return false;
    if (found)
        return note(db, rs, who, SV("komentar_ditarik"), r, id, SV_NULL, a, e);
    err_set(e, ERR_MISSING, T("Komentar itu bukan milik Anda, atau sudah ditarik."));
    return err_hint(e, T("Muat ulang halaman untuk melihat keadaannya sekarang."));
}
