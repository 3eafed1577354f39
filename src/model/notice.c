/* SPDX-License-Identifier: MIT
 * model/notice.c -- who watches a record, and what is told to whom. */
#include "base/arena.h"
#include "model/talk_priv.h"

static const struct sv kind_keys[NOTICE_KINDS] = { SV_INIT("sebut"), SV_INIT("komentar"), SV_INIT("ubah"),
                                                   SV_INIT("akan_berakhir"), SV_INIT("sudah_berakhir") };

/* --- watching ------------------------------------------------------------------------------------------------------------- */

bool watch_get(struct db *db, const struct actor *who, const struct record *r, bool *on, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(db, SV("select 1 from pantauan where register = $1 and rekaman = $2 and akun = $3"),
                         &q, e) &&
              stmt_text(q, 1, r->reg->key, e) && stmt_int(q, 2, r->id, e) && stmt_int(q, 3, who->akun, e) &&
              stmt_step(q, &row, e);

    stmt_done(q);
    if (ok)
        *on = row;
    return ok;
}

static bool room(struct db *db, const struct actor *who, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = db_prepare(db, SV("select count(*) from pantauan where akun = $1"), &q, e) &&
                           stmt_int(q, 1, who->akun, e) && stmt_step(q, &row, e);
    bool full = ok && row && stmt_get_int(q, 0) >= WATCHED_MAX;

    stmt_done(q);
    if (!full)
        return ok;
    err_set(e, ERR_CONFLICT, T("Anda sudah memantau %d baris, batas terbanyak."), WATCHED_MAX);
    return err_hint(e, T("Berhenti memantau yang tidak diperlukan lagi."));
}

bool watch_set(struct db *db, const struct records *rs, const struct actor *who, const struct record *r,
               bool on, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok;

    if (on && !room(db, who, e))
        return false;
    if (on)
        ok = db_prepare(db,
                        SV("insert into pantauan (register, rekaman, akun, pada) values ($1, $2, $3, $4) "
                           "on conflict (register, rekaman, akun) do nothing"),
                        &q, e) &&
             stmt_int(q, 4, rs->now(), e);
    else
        ok = db_prepare(db, SV("delete from pantauan where register = $1 and rekaman = $2 and akun = $3"), &q,
                        e);
    ok = ok && stmt_text(q, 1, r->reg->key, e) && stmt_int(q, 2, r->id, e) && stmt_int(q, 3, who->akun, e) &&
         stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

/* Nobody watches what is being made; so recording and importing new rows costs nothing here. */
static bool changed(void *ctx, struct db *db, const struct change *c, struct arena *a, struct err *e)
{
    (void) ctx;
    return !c->before || notice_watchers(db, c->reg->key, c->after ? c->after->id : c->before->id,
                                         NOTICE_CHANGE, 0, c->who->akun, NULL, 0, c->now, a, e);
}

struct hook watch_hook(void)
{
    return (struct hook){ .changed = changed };
}

/* --- making --------------------------------------------------------------------------------------------------------------- */

static bool count_up(struct db *db, struct sv reg, int64_t id, int64_t akun, struct sv kind, int64_t komentar,
                     int64_t oleh, int64_t now, bool *done, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(
                 db,
                 SV("update pemberitahuan set kali = kali + 1, oleh = $1, pada = $2, komentar = $3 where "
                    "akun = $4 and register = $5 and rekaman = $6 and jenis = $7 and dibaca is null"),
                 &q, e) &&
             stmt_int(q, 1, oleh, e) && stmt_int(q, 2, now, e) &&
             (komentar ? stmt_int(q, 3, komentar, e) : stmt_null(q, 3, e)) && stmt_int(q, 4, akun, e) &&
             stmt_text(q, 5, reg, e) && stmt_int(q, 6, id, e) && stmt_text(q, 7, kind, e) &&
             stmt_step(q, &row, e);

    *done = ok && stmt_changes(q) > 0;
    stmt_done(q);
    return ok;
}

static bool drop_oldest(struct db *db, int64_t akun, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(
                 db,
                 SV("delete from pemberitahuan where akun = $1 and id not in (select id from pemberitahuan "
                    "where akun = $1 order by pada desc, id desc limit $2)"),
                 &q, e) &&
             stmt_int(q, 1, akun, e) && stmt_int(q, 2, NOTICES_MAX, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

bool notice_add(struct db *db, struct sv reg, int64_t id, int64_t akun, enum notice_kind kind,
                int64_t komentar, int64_t oleh, int64_t now, struct err *e)
{
    struct stmt *q = NULL;
    int64_t next = 0;
    bool done, row, ok;

    if (!count_up(db, reg, id, akun, kind_keys[kind], komentar, oleh, now, &done, e))
        return false;
    if (done)
        return true;
    ok = db_one_int(db, SV("select coalesce(max(id), 0) + 1 from pemberitahuan"), 1, &next, e) &&
         db_prepare(
             db,
             SV("insert into pemberitahuan (id, akun, register, rekaman, jenis, komentar, oleh, pada, kali) "
                "values ($1, $2, $3, $4, $5, $6, $7, $8, 1)"),
             &q, e) &&
         stmt_int(q, 1, next, e) && stmt_int(q, 2, akun, e) && stmt_text(q, 3, reg, e) &&
         stmt_int(q, 4, id, e) && stmt_text(q, 5, kind_keys[kind], e) &&
         (komentar ? stmt_int(q, 6, komentar, e) : stmt_null(q, 6, e)) && stmt_int(q, 7, oleh, e) &&
         stmt_int(q, 8, now, e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok && drop_oldest(db, akun, e);
}

bool notice_tell(struct db *db, struct sv reg, int64_t id, int64_t akun, enum notice_kind kind, int64_t now,
                 struct err *e)
{
    return notice_add(db, reg, id, akun, kind, 0, 0, now, e);
}

static bool watchers(struct db *db, struct sv reg, int64_t id, struct arena *a, int64_t **out, size_t *n,
                     struct err *e)
{
    struct stmt *q = NULL;
    int64_t *items = NULL;
    size_t count = 0, cap = 0;
    bool row,
        ok = db_prepare(db,
                        SV("select akun from pantauan where register = $1 and rekaman = $2 order by akun "
                           "limit 1000"),
                        &q, e) &&
             stmt_text(q, 1, reg, e) && stmt_int(q, 2, id, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, items, count, cap) = stmt_get_int(q, 0);
    stmt_done(q);
    *out = items;
    *n = count;
    return ok;
}

bool notice_watchers(struct db *db, struct sv reg, int64_t id, enum notice_kind kind, int64_t komentar,
                     int64_t oleh, const int64_t *told, size_t n_told, int64_t now, struct arena *a,
                     struct err *e)
{
    int64_t *items;
    size_t n;

    if (!watchers(db, reg, id, a, &items, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        bool skip = items[i] == oleh;

        for (size_t k = 0; k < n_told; k++)
            skip = skip || told[k] == items[i];
        if (!skip && !notice_add(db, reg, id, items[i], kind, komentar, oleh, now, e))
            return false;
    }
    return true;
}

/* --- reading -------------------------------------------------------------------------------------------------------------- */

struct found {
    struct notice notice;
    struct sv reg, klasifikasi; /* klasifikasi: of the comment, or absent */
    int64_t rekaman;
};

static bool load(struct db *db, const struct actor *who, bool unread_only, struct arena *a,
                 struct found **out, size_t *n, struct err *e)
{
    struct found *items = NULL;
    size_t count = 0, cap = 0;
    struct stmt *q = NULL;
    bool row,
        ok =
            db_prepare(
                db,
                SV("select p.id, p.pada, p.kali, p.jenis, coalesce(k.nama, ''), p.dibaca, p.register, p.rekaman, "
                   "c.klasifikasi from pemberitahuan p left join akun k on k.id = p.oleh left join komentar c on "
                   "c.id = p.komentar where p.akun = $1 and (p.dibaca is null or $2 = 0) order by p.pada desc, "
                   "p.id desc limit $3"),
                &q, e) &&
            stmt_int(q, 1, who->akun, e) && stmt_int(q, 2, unread_only, e) && stmt_int(q, 3, NOTICES_MAX, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct found *f = ARENA_PUSH(a, items, count, cap);

        *f = (struct found){ .notice = { .id = stmt_get_int(q, 0),
                                         .pada = stmt_get_int(q, 1),
                                         .times = stmt_get_int(q, 2),
                                         .oleh = arena_dup(a, stmt_get_text(q, 4)),
                                         .read = !stmt_is_null(q, 5) },
                             .reg = arena_dup(a, stmt_get_text(q, 6)),
                             .klasifikasi = arena_dup(a, stmt_get_text(q, 8)),
                             .rekaman = stmt_get_int(q, 7) };
        for (int k = 0; k < NOTICE_KINDS; k++)
            if (sv_eq(kind_keys[k], stmt_get_text(q, 3)))
                f->notice.kind = (enum notice_kind) k;
    }
    stmt_done(q);
    *out = items;
    *n = count;
    return ok;
}

/* What he may no longer read is as if it had never been told. */
static bool readable(struct db *db, const struct records *rs, const struct actor *who, struct found *f,
                     struct arena *a, bool *yes, struct err *e)
{
    const struct reg *reg = model_reg(rs->model, f->reg);
    struct err why = { 0 };
    struct record *r = NULL;

    *yes = reg && record_get(db, rs, who, reg, f->rekaman, a, &r, &why) &&
           (!f->klasifikasi.p ||
            who_may_see_both(who, &rs->model->scheme, &reg->rule, r->pd, record_party(r), f->klasifikasi));
    f->notice.record = r;
    if (why.kind == ERR_NONE || why.kind == ERR_MISSING || why.kind == ERR_DENIED)
        return true;
    *e = why;
    return false;
}

bool notice_list(struct db *db, const struct records *rs, const struct actor *who, bool unread_only,
                 size_t limit, struct arena *a, struct notice **out, size_t *n, struct err *e)
{
    struct found *found;
    struct notice *items;
    size_t n_found, count = 0;

    if (!load(db, who, unread_only, a, &found, &n_found, e))
        return false;
    items = ARENA_ARRAY(a, struct notice, n_found + 1);
    for (size_t i = 0; i < n_found && count < limit; i++) {
        bool yes;

        if (!readable(db, rs, who, &found[i], a, &yes, e))
            return false;
        if (yes)
            items[count++] = found[i].notice;
    }
    *out = items;
    *n = count;
    return arena_ok(a, e);
}

bool notice_read(struct db *db, const struct records *rs, const struct actor *who, int64_t id, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(db,
                        SV("update pemberitahuan set dibaca = $1 where akun = $2 and ($3 = 0 or id = $3) and "
                           "dibaca is null"),
                        &q, e) &&
             stmt_int(q, 1, rs->now(), e) && stmt_int(q, 2, who->akun, e) && stmt_int(q, 3, id, e) &&
             stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}
