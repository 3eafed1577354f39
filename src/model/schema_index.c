/* SPDX-License-Identifier: MIT
 * model/schema_index.c -- the indexes of a register. */
#include "model/schema_priv.h"

#include "base/arena.h"
#include "base/hash.h"

struct sv schema_short(struct maker *m, struct sv whole)
{
    struct digest d;

    if (whole.n <= 63)
        return whole;
    d = sha256(whole);
    return arena_printf(m->a, "%.*s_%.*s", 54, whole.p, 8, hex_make(digest_sv(&d), m->a).p);
}

static bool index_where(struct maker *m, const struct reg *r, struct sv suffix, const char *cols_lit,
                        struct sv col, const char *tail_lit, const char *where_lit, bool unique,
                        struct err *e)
{
    schema_put(m, unique ? "create unique index if not exists " : "create index if not exists ");
    schema_name(m, schema_short(m, schema_joined(m, r->key, "_i_", suffix)));
    schema_put(m, " on ");
    schema_name(m, r->key);
    schema_put(m, " (");
    schema_put(m, cols_lit);
    if (col.p)
        schema_name(m, col);
    schema_put(m, tail_lit);
    schema_put(m, where_lit);
    return schema_run(m, e);
}

static bool index_on(struct maker *m, const struct reg *r, struct sv suffix, const char *cols_lit,
                     struct sv col, const char *tail_lit, bool unique, struct err *e)
{
    return index_where(m, r, suffix, cols_lit, col, tail_lit, " where dihapus is null", unique, e);
}

static bool field_indexes(struct maker *m, const struct reg *r, const struct field *f, struct err *e)
{
    bool is_int = field_is_int(f);

    if (schema_is_base_field(f) || field_is_multi(f))
        return true;
    if (f->unique == UNIQUE_REGION &&
        !index_on(m, r, schema_joined(m, f->key, "_", SV("unik")), "", f->key, ")", true, e))
        return false;
    if (f->unique == UNIQUE_AGENCY && !index_on(m, r, schema_joined(m, f->key, "_", SV("unik")),
                                                "perangkat_daerah, ", f->key, ")", true, e))
        return false;
    if (f->type == FT_REF && !index_on(m, r, f->key, "", f->key, ")", false, e))
        return false;
    if (!f->list || f->type == FT_PROSE)
        return true;
    return index_on(m, r, schema_joined(m, f->key, "_", SV("urut")), "coalesce(", f->key,
                    is_int ? ", 0), id)" : ", ''), id)", false, e);
}

void schema_day(const struct field *f, struct sv alias, struct buf *b)
{
    buf_put(b, f->type == FT_PERIOD ? SV("substr(coalesce(") : SV("coalesce("));
    buf_put(b, alias);
    if (alias.n)
        buf_char(b, '.');
    db_ident(b, f->key);
    buf_put(b, f->type == FT_PERIOD ? SV(", ''), 12)") : SV(", '')")); /* behind "YYYY-MM-DD/" */
}

/* The days of the calendar, in their order; where lists have that index already it serves both. */
static bool calendar_index(struct maker *m, const struct reg *r, const struct field *f, struct err *e)
{
    if (f->list && f->type != FT_PERIOD)
        return true;
    schema_put(m, "create index if not exists ");
    schema_name(m,
                schema_short(m, schema_joined(m, schema_joined(m, r->key, "_i_", f->key), "_", SV("hari"))));
    schema_put(m, " on ");
    schema_name(m, r->key);
    schema_put(m, " (");
    schema_day(f, SV(""), &m->sql);
    schema_put(m, ", id) where dihapus is null");
    return schema_run(m, e);
}

/* Versions in the order of lists: a past day walks back from there. */
static bool history_index(struct maker *m, const struct reg *r, struct err *e)
{
    struct sv h = schema_joined(m, r->key, "_", SV("h"));

    schema_put(m, "create index if not exists ");
    schema_name(m, schema_short(m, schema_joined(m, h, "_i_", SV("diubah"))));
    schema_put(m, " on ");
    schema_name(m, h);
    schema_put(m, " (coalesce(diubah_pada, ''), id)");
    if (!schema_run(m, e))
        return false;
    /* and of one agency, for its report on a past day */
    schema_put(m, "create index if not exists ");
    schema_name(m, schema_short(m, schema_joined(m, h, "_i_", SV("pd"))));
    schema_put(m, " on ");
    schema_name(m, h);
    schema_put(m, " (perangkat_daerah, id)");
    return schema_run(m, e);
}

/* Names of earlier layouts. */
static bool old_indexes(struct maker *m, const struct reg *r, struct err *e)
{
    schema_put(m, "drop index if exists ");
    schema_name(m, sv_sub(schema_joined(m, r->key, "_i_", SV("status")), 0, 63));
    return schema_run(m, e);
}

bool schema_indexes(struct maker *m, const struct reg *r, struct err *e)
{
    if (!old_indexes(m, r, e) || /* first: one of the new may bear the name of an old one */
        !index_on(m, r, SV("diubah"), "coalesce(diubah_pada, ''), id", SV_NULL, ")", false, e) ||
        !index_on(m, r, SV("pd"), "perangkat_daerah, coalesce(diubah_pada, ''), id", SV_NULL, ")", false,
                  e) ||
        !index_on(m, r, SV("status_diubah"), "status, coalesce(diubah_pada, ''), id", SV_NULL, ")", false,
                  e) ||
        !index_on(m, r, SV("nomor"), "coalesce(nomor, ''), id", SV_NULL, ")", false, e) ||
        !index_where(m, r, SV("dihapus"), "coalesce(diubah_pada, ''), id", SV_NULL, ")",
                     " where dihapus is not null", false, e) ||
        !history_index(m, r, e) ||
        (sv_eq(r->key, base_col_name(COL_PD)) &&
         !index_where(m, r, SV("unit"), "coalesce(dihitung_di, id)", SV_NULL, ")", "", false, e)))
        return false;
    if (reg_field(r, base_col_name(COL_PD)) && reg_field(r, base_col_name(COL_PD))->list &&
        !index_on(m, r, SV("pd_urut"), "coalesce(perangkat_daerah, 0), id", SV_NULL, ")", false, e))
        return false;
    for (size_t i = 0; i < r->n_fields; i++)
        if (!field_indexes(m, r, &r->fields[i], e))
            return false;
    for (size_t i = 0; i < r->n_calendar; i++)
        if (!calendar_index(m, r, r->calendar[i].field, e))
            return false;
    return true;
}
