/* SPDX-License-Identifier: MIT
 * model/record_read.c -- one record, now or as it stood, for one actor. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "model/record_priv.h"
#include "model/schema.h"

enum { SQL_MAX = 64 * 1024 };

bool record_bind(struct stmt *q, int first, const struct who_binds *binds, struct err *e)
{
    for (size_t i = 0; i < binds->n; i++) {
        int at = first + (int) i;
        int64_t v = 0;
        bool ok = binds->items[i].is_int ? sv_int(binds->items[i].text, &v) && stmt_int(q, at, v, e)
                                         : stmt_text(q, at, binds->items[i].text, e);

        if (!ok)
            return false;
    }
    return true;
}

static bool missing(struct err *e, const struct reg *reg)
{
    err_set(e, ERR_MISSING, T("%.*s yang diminta tidak ditemukan."), SV_FMT(reg->label));
    err_hint(e,
             T("Mungkin sudah dihapus, atau Anda tidak berhak melihatnya. Kembali ke daftar dan cari lagi."));
    return false;
}

/* Statement text for one row; `table` and `tail` are literals or built from the register's key. */
enum when { WHEN_NOW, WHEN_AT, WHEN_VERSION };

static struct sv select_sql(const struct reg *reg, enum when when, struct arena *a)
{
    struct buf b;
    struct sv sql;

    buf_init(&b, SQL_MAX);
    buf_put(&b, SV("select "));
    schema_columns(reg, SV("t"), &b);
    buf_put(&b, SV(" from "));
    db_ident(&b, when != WHEN_NOW ? arena_printf(a, "%.*s_h", SV_FMT(reg->key)) : reg->key);
    buf_put(&b, SV(" t where t.id = $1"));
    if (when == WHEN_VERSION)
        buf_put(&b, SV(" and t.versi = $2"));
    else if (when == WHEN_AT)
        buf_put(&b, SV(" and t.dari <= $2 and (t.sampai is null or t.sampai > $2)"));
    sql = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return sql;
}

static bool fetch(struct db *db, const struct reg *reg, int64_t id, enum when when, int64_t at,
                  struct arena *a, struct record **out, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok;

    /* checked: select_sql() writes names of loaded metadata only */
    ok = db_prepare(db, select_sql(reg, when, a), &q, e) && stmt_int(q, 1, id, e) &&
         (when != WHEN_AT || stmt_text(q, 2, sv_of(time_iso(at).s), e)) &&
         (when != WHEN_VERSION || stmt_int(q, 2, at, e)) && stmt_step(q, &row, e);
    if (ok && !row)
        ok = missing(e, reg);
    if (ok)
        ok = record_from_row(q, reg, a, out, e);
    stmt_done(q);
    return ok;
}

int64_t record_party(const struct record *r)
{
    int64_t pd = 0;

    if (!r->reg->party || !sv_int(r->val[r->reg->party->field->index], &pd))
        return 0;
    return pd;
}

static bool sees(const struct records *rs, const struct actor *who, const struct record *r)
{
    return who_may_see_both(who, &rs->model->scheme, &r->reg->rule, r->pd, record_party(r), r->klasifikasi);
}

int64_t record_writes_as(const struct actor *who, const struct record *r)
{
    const struct reg_party *p = r->reg->party;
    int64_t party = record_party(r);

    if (who_may_create(who, &r->reg->rule, r->pd))
        return r->pd;
    for (size_t i = 0; party && i < p->n_writes; i++)
        if (sv_eq(p->writes[i], r->status) && who_may_create(who, &r->reg->rule, party))
            return party;
    return -1;
}

bool record_may_edit(const struct records *rs, const struct actor *who, const struct record *r)
{
    return sees(rs, who, r) && record_writes_as(who, r) >= 0;
}

bool record_get(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                int64_t id, struct arena *a, struct record **out, struct err *e)
{
    struct record *r;

    if (!fetch(db, reg, id, WHEN_NOW, 0, a, &r, e))
        return false;
    if (!sees(rs, who, r) || !who_in_period(who, &reg->rule, r->dibuat_pada))
        return missing(e, reg);
    *out = r;
    return true;
}

/* The higher of the old and the present classification decides (design 5): both must be visible. */
static bool get_then(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                     int64_t id, enum when when, int64_t at, struct arena *a, struct record **out,
                     struct err *e)
{
    struct record *now, *then;

    if (!record_get(db, rs, who, reg, id, a, &now, e) || !fetch(db, reg, id, when, at, a, &then, e))
        return false;
    if (!sees(rs, who, then))
        return missing(e, reg);
    *out = then;
    return true;
}

bool record_get_at(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                   int64_t id, int64_t at, struct arena *a, struct record **out, struct err *e)
{
    return get_then(db, rs, who, reg, id, at ? WHEN_AT : WHEN_NOW, at, a, out, e);
}

bool record_get_version(struct db *db, const struct records *rs, const struct actor *who,
                        const struct reg *reg, int64_t id, int64_t versi, struct arena *a,
                        struct record **out, struct err *e)
{
    return get_then(db, rs, who, reg, id, WHEN_VERSION, versi, a, out, e);
}

struct sv record_title(const struct record *r)
{
    if (r->reg->title && !sv_empty(r->val[r->reg->title->index]))
        return r->val[r->reg->title->index];
    return r->nomor.p ? r->nomor : r->reg->label;
}

static struct sv number(int64_t v, struct arena *a)
{
    return arena_printf(a, "%lld", (long long) v);
}

struct sv record_base(const struct record *r, enum base_col c, struct arena *a)
{
    switch (c) {
    case COL_ID: return number(r->id, a);
    case COL_NOMOR: return r->nomor;
    case COL_PD: return r->pd ? number(r->pd, a) : SV_NULL;
    case COL_KLASIFIKASI: return r->klasifikasi;
    case COL_STATUS: return r->status;
    case COL_BERLAKU_SEJAK: return r->berlaku_sejak;
    case COL_VERSI: return number(r->versi, a);
    case COL_DIBUAT_OLEH: return number(r->dibuat_oleh, a);
    case COL_DIBUAT_PADA: return r->dibuat_pada;
    case COL_DIUBAH_OLEH: return number(r->diubah_oleh, a);
    case COL_DIUBAH_PADA: return r->diubah_pada;
    case COL_DIHAPUS: return r->dihapus;
    case COL_COUNT: break;
    }
    return SV_NULL;
}

bool record_may_see_field(const struct actor *who, const struct record *r, const struct field *f)
{
    return who_may_field(who, f->see, f->n_see, r ? r->pd : 0);
}

/* A field that the other agency alone writes (`edit: [pihak]`). */
static bool of_party(const struct actor *who, const struct record *r, const struct field *f)
{
    for (size_t i = 0; i < f->n_edit; i++)
        if (sv_eq(f->edit[i], SV(ROLE_PARTY)))
            return who_owns(who, record_party(r));
    return false;
}

bool record_may_edit_field(const struct actor *who, const struct record *r, const struct field *f)
{
    if (who->auditor && !who->system)
        return false;
    return record_may_see_field(who, r, f) &&
           (who_may_field(who, f->edit, f->n_edit, r ? r->pd : 0) || (r && of_party(who, r, f)));
}

struct record *record_copy(const struct record *r, struct arena *a)
{
    struct record *c = ARENA_NEW(a, struct record);

    *c = *r;
    c->val = ARENA_ARRAY(a, struct sv, r->reg->n_fields);
    for (size_t i = 0; i < r->reg->n_fields; i++)
        c->val[i] = r->val[i];
    return c;
}
