/* SPDX-License-Identifier: MIT
 * rule/agency_clash.c -- rows that contradict themselves or each other, as far as that can be said of any register: two of one
 * name, an end before its beginning, a state that begins in the future, a reference to what has been removed. */
#include "rule/agency_priv.h"

struct finder {
    struct db *db;
    const struct agency_ask *ask;
    const struct agency_report *r;
    struct arena *a;
    struct agency_reg *x;
    size_t cap;
};

/* "with s as (the rows)": their id, what names them, and columns that are asked for. */
static void rows(struct finder *f, struct agency_sql *s, const struct field *one, const struct field *two)
{
    const struct field *title = f->x->reg->title;

    agency_sql_begin(s, f->a);
    buf_put(&s->b, SV("with s as (select t.id, t.berlaku_sejak, coalesce("));
    if (title && !field_is_int(title)) {
        buf_put(&s->b, SV("t."));
        db_ident(&s->b, title->key);
        buf_put(&s->b, SV(", "));
    }
    buf_put(&s->b, SV("t.nomor, '') as judul"));
    if (one) {
        buf_put(&s->b, SV(", t."));
        db_ident(&s->b, one->key);
        buf_put(&s->b, SV(" as satu"));
    }
    if (two) {
        buf_put(&s->b, SV(", t."));
        db_ident(&s->b, two->key);
        buf_put(&s->b, SV(" as dua"));
    }
    buf_put(&s->b, SV(" from "));
    agency_sql_rows(s, f->ask, f->x->reg, f->r->agency.units, f->r->agency.n_units, f->ask->who);
    buf_put(&s->b, SV(" limit "));
    agency_sql_int(s, AGENCY_ROWS);
    buf_put(&s->b, SV(") select s.id, s.judul from s where "));
}

static bool find(struct finder *f, struct agency_sql *s, enum agency_clash_kind kind,
                 const struct field *field, struct err *e)
{
    struct agency_reg *x = f->x;
    struct stmt *q = NULL;
    bool row, ok;

    buf_printf(&s->b, " limit %d", AGENCY_NAMED + 1);
    ok = agency_sql_run(s, f->db, &q, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        if (x->n_clashes == AGENCY_NAMED) {
            x->more_clashes = true;
            break;
        }
        *ARENA_PUSH(f->a, x->clashes, x->n_clashes, f->cap) =
            (struct agency_clash){ kind, field, stmt_get_int(q, 0), arena_dup(f->a, stmt_get_text(q, 1)) };
    }
    stmt_done(q);
    return ok && arena_ok(f->a, e);
}

static bool same_title(struct finder *f, struct err *e)
{
    const struct field *title = f->x->reg->title;
    struct agency_sql s;

    if (!title || field_is_int(title) || title->unique != UNIQUE_NO || f->x->rows < 2)
        return true;
    rows(f, &s, NULL, NULL);
    buf_put(&s.b,
            SV("lower(trim(s.judul)) in (select lower(trim(u.judul)) from s u where u.judul <> '' "
               "group by lower(trim(u.judul)) having count(*) > 1) order by lower(trim(s.judul)), s.id"));
    return find(f, &s, CLASH_TITLE, NULL, e);
}

static bool future(struct finder *f, struct err *e)
{
    struct agency_sql s;

    rows(f, &s, NULL, NULL);
    buf_put(&s.b, SV("substr(s.berlaku_sejak, 1, 10) > "));
    agency_sql_text(&s, arena_dup(f->a, sv_of(date_iso(f->r->day).s)));
    buf_put(&s.b, SV(" order by s.id"));
    return find(f, &s, CLASH_FUTURE, NULL, e);
}

static bool order(struct finder *f, const struct field *later, struct err *e)
{
    const struct field *earlier = reg_field(f->x->reg, later->after);
    struct agency_sql s;

    if (!earlier || !who_may_field(f->ask->who, earlier->see, earlier->n_see, f->r->agency.id))
        return true;
    rows(f, &s, earlier, later);
    buf_put(&s.b, SV("s.dua < s.satu order by s.id"));
    return find(f, &s, CLASH_ORDER, later, e);
}

static bool gone(struct finder *f, const struct field *ref, struct err *e)
{
    struct sv at = agency_instant(f->ask, f->a);
    struct agency_sql s;

    rows(f, &s, ref, NULL);
    buf_put(&s.b, SV("exists (select 1 from "));
    db_ident(&s.b, at.p ? arena_printf(f->a, "%.*s_h", SV_FMT(ref->target->key)) : ref->target->key);
    buf_put(&s.b, SV(" x where x.id = s.satu and x.dihapus is not null"));
    if (at.p) {
        buf_put(&s.b, SV(" and x.dari <= "));
        agency_sql_text(&s, at);
        buf_put(&s.b, SV(" and (x.sampai is null or x.sampai > "));
        agency_sql_text(&s, at);
        buf_char(&s.b, ')');
    }
    buf_put(&s.b, SV(") order by s.id"));
    return find(f, &s, CLASH_GONE, ref, e);
}

bool agency_load_clashes(struct db *db, const struct agency_ask *ask, const struct agency_report *r,
                         struct arena *a, struct agency_reg *out, struct err *e)
{
    struct finder f = { db, ask, r, a, out, 0 };

    if (!same_title(&f, e) || !future(&f, e))
        return false;
    for (size_t i = 0; i < out->reg->n_fields; i++) {
        const struct field *x = &out->reg->fields[i];

        if (sv_eq(x->key, base_col_name(COL_PD)) || !who_may_field(ask->who, x->see, x->n_see, r->agency.id))
            continue;
        if ((x->after.p && !order(&f, x, e)) || (x->type == FT_REF && x->target && !gone(&f, x, e)))
            return false;
    }
    return true;
}
