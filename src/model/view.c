/* SPDX-License-Identifier: MIT
 * model/view.c -- queries kept under a name: one's own, an agency's, the region's. */
#include "model/view.h"

#include "base/arena.h"
#include "base/buf.h"
#include "json/json.h"
#include "model/event.h"

const struct db_migration view_migrations[] = {
    { "view-001-columns", "create table kolom_pilihan (akun {int} not null, register {text} not null, "
                          "kolom {text} not null, primary key (akun, register))" },
    { "view-002-views",
      "create table tampilan (id {id}, register {text} not null, akun {int} not null, perangkat_daerah {int}, "
      "lingkup {text} not null, nama {text} not null, kueri {text} not null, dihapus {int});\n"
      "create index tampilan_register on tampilan (register, akun);\n"
      "create table tampilan_bawaan (akun {int} not null, register {text} not null, tampilan {int} not null, "
      "primary key (akun, register))" },
};
const size_t view_migrations_n = sizeof view_migrations / sizeof view_migrations[0];

static const struct sv scope_keys[] = { SV_INIT("sendiri"), SV_INIT("kantor"), SV_INIT("wilayah") };

bool view_scope_parse(struct sv key, enum view_scope *out)
{
    for (int i = 0; i < 3; i++)
        if (sv_eq(key, scope_keys[i])) {
            *out = (enum view_scope) i;
            return true;
        }
    return false;
}

struct sv view_scope_key(enum view_scope s)
{
    return scope_keys[s];
}

bool view_may_share(const struct actor *who, enum view_scope s)
{
    return s == VIEW_MINE || (s == VIEW_AGENCY && who->n_posts && who_may_write(who)) ||
           (s == VIEW_REGION && who->administrator && who_may_write(who));
}

/* --- reading ------------------------------------------------------------------------------------------------------------- */

#define COLUMNS                                                                                                    \
    "t.id, t.akun, coalesce(t.perangkat_daerah, 0), t.lingkup, t.nama, t.kueri, t.dihapus, coalesce(k.nama, ''), " \
    "coalesce(b.tampilan, 0) from tampilan t left join akun k on k.id = t.akun "                                   \
    "left join tampilan_bawaan b on b.akun = $1 and b.register = t.register and b.tampilan = t.id "

static bool sees(const struct actor *who, const struct view *v)
{
    if (v->akun == who->akun || v->scope == VIEW_REGION)
        return true;
    if (v->scope != VIEW_AGENCY)
        return false;
    for (size_t i = 0; i < who->n_posts; i++)
        if (who->posts[i].pd == v->pd)
            return true;
    return who_owns(who, v->pd) || who->administrator;
}

static void take(struct stmt *q, const struct actor *who, struct arena *a, struct view *v)
{
    *v = (struct view){ .id = stmt_get_int(q, 0),
                        .akun = stmt_get_int(q, 1),
                        .pd = stmt_get_int(q, 2),
                        .nama = arena_dup(a, stmt_get_text(q, 4)),
                        .kueri = arena_dup(a, stmt_get_text(q, 5)),
                        .oleh = arena_dup(a, stmt_get_text(q, 7)),
                        .deleted = !stmt_is_null(q, 6),
                        .initial = stmt_get_int(q, 8) != 0 };
    view_scope_parse(stmt_get_text(q, 3), &v->scope);
    v->may_change =
        v->akun == who->akun || (v->scope != VIEW_MINE && who->administrator && who_may_write(who));
}

bool view_list(struct db *db, const struct actor *who, const struct reg *reg, struct arena *a,
               struct view **out, size_t *n, struct err *e)
{
    struct view *items = ARENA_ARRAY(a, struct view, VIEW_SHOWN_MAX);
    struct stmt *q = NULL;
    size_t count = 0;
    bool row,
        ok = db_prepare(
                 db,
                 SV("select " COLUMNS "where t.register = $2 and t.dihapus is null and (t.akun = $1 or "
                    "t.lingkup <> 'sendiri') order by case when t.akun = $1 then 0 when t.lingkup = 'kantor' "
                    "then 1 else 2 end, t.nama, t.id limit 1000"),
                 &q, e) &&
             stmt_int(q, 1, who->akun, e) && stmt_text(q, 2, reg->key, e);

    while (ok && count < VIEW_SHOWN_MAX && (ok = stmt_step(q, &row, e)) && row) {
        take(q, who, a, &items[count]);
        count += sees(who, &items[count]);
    }
    stmt_done(q);
    *out = items;
    *n = count;
    return ok;
}

bool view_get(struct db *db, const struct actor *who, const struct reg *reg, int64_t id, struct arena *a,
              struct view *out, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(db, SV("select " COLUMNS "where t.id = $2 and t.register = $3"), &q, e) &&
              stmt_int(q, 1, who->akun, e) && stmt_int(q, 2, id, e) && stmt_text(q, 3, reg->key, e) &&
              stmt_step(q, &row, e);

    if (ok && row)
        take(q, who, a, out);
    stmt_done(q);
    if (!ok || (row && sees(who, out) && (!out->deleted || out->may_change)))
        return ok;
    err_set(e, ERR_MISSING, T("Tampilan itu tidak ada lagi, atau tidak dibagikan kepada Anda."));
    return err_hint(e, T("Pilih tampilan lain di atas daftar."));
}

/* --- writing ------------------------------------------------------------------------------------------------------------- */

/* What is shared concerns others, so the record of changes tells who shared or withdrew it; one's own tabs do not. */
static bool note(struct db *db, const struct records *rs, const struct actor *who, struct sv action,
                 const struct reg *reg, int64_t id, const struct view_edit *v, struct arena *a, struct err *e)
{
    struct jsonw w;
    struct buf b;
    bool ok;

    buf_init(&b, 64 * 1024);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_kstr(&w, "daftar", reg->key);
    if (v && v->kueri.p)
        jsonw_kstr(&w, "kueri", v->kueri);
    if (v) {
        jsonw_kstr(&w, "lingkup", view_scope_key(v->scope));
        jsonw_kstr(&w, "nama", v->nama);
    }
    jsonw_kint(&w, "tampilan", id);
    jsonw_end(&w);
    ok = buf_ok(&b, e) && event_other(db, action, who, buf_sv(&b), rs->now(), a, e);
    buf_clear(&b);
    return ok;
}

static bool check(const struct actor *who, const struct view_edit *v, struct err *e)
{
    size_t len = sv_utf8_count(v->nama);

    if (!len || len > VIEW_NAME_MAX)
        return err_set(e, ERR_INPUT, T("Nama tampilan wajib diisi, paling banyak %d huruf."), VIEW_NAME_MAX);
    if (v->kueri.n > VIEW_QUERY_MAX)
        return err_set(e, ERR_INPUT, T("Saringannya terlalu panjang untuk disimpan; kurangi dahulu."));
    if (view_may_share(who, v->scope))
        return true;
    err_set(e, ERR_DENIED, T("Anda tidak berhak membagikan tampilan seluas itu."));
    return err_hint(e, T("Simpan untuk diri sendiri, atau mintalah administrator membagikannya."));
}

static bool room(struct db *db, const struct actor *who, const struct reg *reg, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(
                  db,
                  SV("select count(*) from tampilan where register = $1 and akun = $2 and dihapus is null"),
                  &q, e) &&
              stmt_text(q, 1, reg->key, e) && stmt_int(q, 2, who->akun, e) && stmt_step(q, &row, e);
    bool full = ok && row && stmt_get_int(q, 0) >= VIEW_OWN_MAX;

    stmt_done(q);
    if (!full)
        return ok;
    err_set(e, ERR_CONFLICT, T("Anda sudah menyimpan %d tampilan untuk daftar ini."), VIEW_OWN_MAX);
    return err_hint(e, T("Hapus yang tidak dipakai lagi."));
}

/* The agency it is shared with: that of the first post. */
static bool bind_agency(struct stmt *q, int at, const struct actor *who, enum view_scope s, struct err *e)
{
    return s == VIEW_AGENCY ? stmt_int(q, at, who->posts[0].pd, e) : stmt_null(q, at, e);
}

bool view_create(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                 const struct view_edit *v, struct arena *a, int64_t *id, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok;

    if (!check(who, v, e) || !room(db, who, reg, e) ||
        !db_one_int(db, SV("select coalesce(max(id), 0) + 1 from tampilan"), 1, id, e))
        return false;
    ok = db_prepare(db,
                    SV("insert into tampilan (id, register, akun, perangkat_daerah, lingkup, nama, kueri) "
                       "values ($1, $2, $3, $4, $5, $6, $7)"),
                    &q, e) &&
         stmt_int(q, 1, *id, e) && stmt_text(q, 2, reg->key, e) && stmt_int(q, 3, who->akun, e) &&
         bind_agency(q, 4, who, v->scope, e) && stmt_text(q, 5, view_scope_key(v->scope), e) &&
         stmt_text(q, 6, v->nama, e) && stmt_text(q, 7, v->kueri.p ? v->kueri : SV(""), e) &&
         stmt_step(q, &row, e);
    stmt_done(q);
    return ok && (v->scope == VIEW_MINE || note(db, rs, who, SV("tampilan_dibagikan"), reg, *id, v, a, e));
}

static bool changeable(struct db *db, const struct actor *who, const struct reg *reg, int64_t id,
                       struct arena *a, struct view *v, struct err *e)
{
    if (!view_get(db, who, reg, id, a, v, e))
        return false;
    if (v->may_change)
        return true;
    err_set(e, ERR_DENIED, T("Tampilan \"%.*s\" dibuat oleh %.*s."), SV_FMT(v->nama), SV_FMT(v->oleh));
    return err_hint(e, T("Simpan sebagai tampilan Anda sendiri."));
}

bool view_update(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                 int64_t id, const struct view_edit *v, struct arena *a, struct err *e)
{
    struct stmt *q = NULL;
    struct view old;
    bool row, ok, kept;

    if (!changeable(db, who, reg, id, a, &old, e))
        return false;
    /* An administrator who mends an agency's view leaves it that agency's. */
    kept = v->scope == VIEW_AGENCY && old.scope == VIEW_AGENCY;
    if (!check(who, kept ? &(struct view_edit){ v->nama, v->kueri, VIEW_MINE } : v, e))
        return false;
    ok = db_prepare(db,
                    SV("update tampilan set nama = $1, lingkup = $2, perangkat_daerah = $3, "
                       "kueri = coalesce($4, kueri) where id = $5"),
                    &q, e) &&
         stmt_text(q, 1, v->nama, e) && stmt_text(q, 2, view_scope_key(v->scope), e) &&
         (kept ? stmt_int(q, 3, old.pd, e) : bind_agency(q, 3, who, v->scope, e)) &&
         stmt_text(q, 4, v->kueri, e) && stmt_int(q, 5, id, e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok && ((v->scope == VIEW_MINE && old.scope == VIEW_MINE) ||
                  note(db, rs, who, SV("tampilan_diubah"), reg, id, v, a, e));
}

bool view_delete(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                 int64_t id, bool gone, struct arena *a, struct err *e)
{
    struct stmt *q = NULL;
    struct view old;
    bool row, ok;

    if (!changeable(db, who, reg, id, a, &old, e) || (!gone && !room(db, who, reg, e)))
        return false;
    ok = db_prepare(db, SV("update tampilan set dihapus = $1 where id = $2"), &q, e) &&
         (gone ? stmt_int(q, 1, rs->now(), e) : stmt_null(q, 1, e)) && stmt_int(q, 2, id, e) &&
         stmt_step(q, &row, e);
    stmt_done(q);
    return ok && (old.scope == VIEW_MINE ||
                  note(db, rs, who, gone ? SV("tampilan_dihapus") : SV("tampilan_dipulihkan"), reg, id, NULL,
                       a, e));
}

bool view_initial_set(struct db *db, const struct actor *who, const struct reg *reg, int64_t id,
                      struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok;

    if (id)
        ok = db_prepare(db,
                        SV("insert into tampilan_bawaan (akun, register, tampilan) values ($1, $2, $3) "
                           "on conflict (akun, register) do update set tampilan = excluded.tampilan"),
                        &q, e) &&
             stmt_int(q, 3, id, e);
    else
        ok = db_prepare(db, SV("delete from tampilan_bawaan where akun = $1 and register = $2"), &q, e);
    ok = ok && stmt_int(q, 1, who->akun, e) && stmt_text(q, 2, reg->key, e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}
