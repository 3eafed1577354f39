/* SPDX-License-Identifier: MIT
 * rule/agency_reg.c -- one register of an agency: how many rows, what is empty in them, what is old. One statement looks at
 * the rows once and counts all fields. */
#include "rule/agency_priv.h"

/* How old is old: as the region had set it on that day. */
bool agency_stale(struct db *db, const struct agency_ask *ask, struct arena *a, int *months, struct err *e)
{
    struct sv at = agency_instant(ask, a), value = SV_NULL;
    struct setting *all;
    struct stmt *q = NULL;
    bool row = false, ok;
    size_t n;

    if (!rule_settings(db, ask->region->rule, a, &all, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (sv_eq(all[i].key, SV(SETTING_STALE)))
            value = all[i].value;
    if (at.p) { /* the first change after that day says what stood before it */
        ok = db_prepare(db,
                        SV("select semula from pengaturan_riwayat where kunci = $1 and pada > $2 "
                           "order by id limit 1"),
                        &q, e) &&
             stmt_text(q, 1, SV(SETTING_STALE), e) && stmt_text(q, 2, at, e) && stmt_step(q, &row, e);
        if (ok && row)
            value = arena_dup(a, stmt_get_text(q, 0));
        stmt_done(q);
        if (!ok)
            return false;
    }
    *months = rule_months(value);
    if (!*months)
        *months = 12;
    return true;
}

/* --- how many ---------------------------------------------------------------------------------------------------------- */

static bool count_now(struct db *db, const struct agency_ask *ask, const struct agency_report *r,
                      struct arena *a, struct agency_reg *x, struct err *e)
{
    struct agency_sql s;
    struct stmt *q = NULL;
    bool row, ok;

    agency_sql_begin(&s, a);
    buf_put(&s.b,
            SV("select klasifikasi, perangkat_daerah, cast(sum(n) as bigint) from hitung where register = "));
    agency_sql_text(&s, x->reg->key);
    buf_put(&s.b, SV(" and perangkat_daerah in ("));
    for (size_t i = 0; i < r->agency.n_units; i++) {
        buf_put(&s.b, i ? SV(", ") : SV(""));
        agency_sql_int(&s, r->agency.units[i]);
    }
    buf_put(&s.b, SV(") group by klasifikasi, perangkat_daerah"));
    ok = agency_sql_run(&s, db, &q, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        bool seen = who_may_see(ask->who, &ask->region->model->scheme, &x->reg->rule, stmt_get_int(q, 1),
                                stmt_get_text(q, 0));

        *(seen ? &x->rows : &x->hidden) += stmt_get_int(q, 2);
    }
    stmt_done(q);
    return ok;
}

static bool count_past(struct db *db, const struct agency_ask *ask, const struct agency_report *r,
                       struct arena *a, const struct actor *who, struct agency_reg *x, int64_t *out,
                       struct err *e)
{
    struct agency_sql s;
    struct stmt *q = NULL;
    bool row = false, ok;

    agency_sql_begin(&s, a);
    buf_put(&s.b, SV("select count(*) from (select 1 as satu from "));
    agency_sql_rows(&s, ask, x->reg, r->agency.units, r->agency.n_units, who);
    buf_printf(&s.b, " limit %d) s", AGENCY_ROWS + 1);
    ok = agency_sql_run(&s, db, &q, e) && stmt_step(q, &row, e);
    *out = ok && row ? stmt_get_int(q, 0) : 0;
    stmt_done(q);
    return ok;
}

static bool count(struct db *db, const struct agency_ask *ask, const struct agency_report *r, struct arena *a,
                  struct agency_reg *x, struct err *e)
{
    int64_t all;

    if (!ask->on.y)
        return count_now(db, ask, r, a, x, e);
    if (!count_past(db, ask, r, a, ask->who, x, &x->rows, e) || !count_past(db, ask, r, a, NULL, x, &all, e))
        return false;
    x->rows_capped = x->rows > AGENCY_ROWS;
    x->hidden = all - x->rows;
    if (x->rows_capped)
        x->rows = AGENCY_ROWS;
    return true;
}

/* --- what is in them ------------------------------------------------------------------------------------------------------ */

static bool wanted(const struct agency_ask *ask, const struct agency_report *r, const struct field *f)
{
    return !sv_eq(f->key, base_col_name(COL_PD)) && (f->required || f->n_required_in || f->list) &&
           who_may_field(ask->who, f->see, f->n_see, r->agency.id);
}

static void field_sum(struct agency_sql *s, const struct field *f)
{
    buf_put(&s->b, SV(", coalesce(sum(case when s."));
    db_ident(&s->b, f->key);
    buf_put(&s->b, SV(" is null"));
    if (!f->required && f->n_required_in) {
        buf_put(&s->b, SV(" and s.status in ("));
        for (size_t i = 0; i < f->n_required_in; i++) {
            buf_put(&s->b, i ? SV(", ") : SV(""));
            agency_sql_text(s, f->required_in[i]);
        }
        buf_char(&s->b, ')');
    }
    buf_put(&s->b, SV(" then 1 else 0 end), 0)"));
}

static void quality_sql(struct agency_sql *s, const struct agency_ask *ask, const struct agency_report *r,
                        const struct reg *reg)
{
    buf_put(&s->b, SV("select min(s.diubah_pada), max(s.diubah_pada), "
                      "coalesce(sum(case when s.diubah_pada <= "));
    /* The whole of that day, as the filter "sampai" of lists reads it. */
    agency_sql_text(s, arena_printf(s->a, "%s~", date_iso(r->stale_day).s));
    buf_put(&s->b, SV(" then 1 else 0 end), 0)"));
    for (size_t i = 0; i < reg->n_fields; i++)
        if (wanted(ask, r, &reg->fields[i]))
            field_sum(s, &reg->fields[i]);
    buf_put(&s->b, SV(" from (select t.* from "));
    agency_sql_rows(s, ask, reg, r->agency.units, r->agency.n_units, ask->who);
    buf_printf(&s->b, " limit %d) s", AGENCY_ROWS);
}

static bool quality(struct db *db, const struct agency_ask *ask, const struct agency_report *r,
                    struct arena *a, struct agency_reg *x, struct err *e)
{
    struct agency_sql s;
    struct stmt *q = NULL;
    bool row = false, ok;
    size_t cap = 0;
    int col = 3;

    agency_sql_begin(&s, a);
    quality_sql(&s, ask, r, x->reg);
    ok = agency_sql_run(&s, db, &q, e) && stmt_step(q, &row, e);
    if (ok && row) {
        x->oldest = arena_dup(a, stmt_get_text(q, 0));
        x->newest = arena_dup(a, stmt_get_text(q, 1));
        x->stale = stmt_get_int(q, 2);
    }
    for (size_t i = 0; ok && row && i < x->reg->n_fields; i++) {
        const struct field *f = &x->reg->fields[i];
        struct agency_field found = { .field = f, .required = f->required || f->n_required_in };

        if (!wanted(ask, r, f) || !(found.empty = stmt_get_int(q, col++)))
            continue;
        *(found.required ? &x->empty_required : &x->empty_listed) += found.empty;
        *ARENA_PUSH(a, x->fields, x->n_fields, cap) = found;
    }
    stmt_done(q);
    return ok && arena_ok(a, e);
}

bool agency_load_reg(struct db *db, const struct agency_ask *ask, const struct agency_report *r,
                     struct arena *a, struct agency_reg *out, struct err *e)
{
    if (!count(db, ask, r, a, out, e))
        return false;
    out->capped = out->rows_capped || out->rows > AGENCY_ROWS;
    if (!out->rows)
        return true;
    return quality(db, ask, r, a, out, e) && agency_load_clashes(db, ask, r, a, out, e);
}
