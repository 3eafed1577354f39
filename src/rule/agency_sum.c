/* SPDX-License-Identifier: MIT
 * rule/agency_sum.c -- all agencies in a few figures: from the kept counters today, by small counts of the history on a past
 * day, and only for those registers and units that ever held a row. */
#include "rule/agency_priv.h"

enum { UNITS_ALL = 50000 };

struct unit {
    int64_t id;
    size_t agency; /* its place in the list */
};
struct summer {
    struct db *db;
    const struct agency_ask *ask;
    struct arena *a;
    struct agency_offices offices;
    struct agency_sum *items;
    size_t n;
    struct unit *units; /* by id */
    size_t n_units;
};

static int by_id(const void *x, const void *y)
{
    const struct unit *a = x, *b = y;

    return (a->id > b->id) - (a->id < b->id);
}

static struct agency_sum *sum_of(struct summer *s, int64_t unit)
{
    struct unit key = { .id = unit }, *u;

    u = s->n_units ? bsearch(&key, s->units, s->n_units, sizeof *s->units, by_id) : NULL;
    return u ? &s->items[u->agency] : NULL;
}

static bool load_units(struct summer *s, const struct agency *list, struct err *e)
{
    struct unit *heads = ARENA_ARRAY(s->a, struct unit, s->n + 1), key, *u;
    const struct reg *reg = model_agencies(s->ask->region->model);
    struct agency_sql sql;
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row, ok;

    for (size_t i = 0; i < s->n; i++)
        heads[i] = (struct unit){ list[i].id, i };
    qsort(heads, s->n, sizeof *heads, by_id);
    agency_sql_begin(&sql, s->a);
    buf_put(&sql.b, SV("select t.id, coalesce(t.dihitung_di, t.id) from "));
    agency_sql_rows(&sql, s->ask, reg, NULL, 0, NULL);
    buf_printf(&sql.b, " order by t.id limit %d", UNITS_ALL);
    ok = agency_sql_run(&sql, s->db, &q, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        key.id = stmt_get_int(q, 1);
        u = bsearch(&key, heads, s->n, sizeof *heads, by_id);
        if (u)
            *ARENA_PUSH(s->a, s->units, s->n_units, cap) = (struct unit){ stmt_get_int(q, 0), u->agency };
    }
    stmt_done(q);
    for (size_t i = 0; i < s->n_units; i++) { /* what offices they hold is asked by unit */
        struct agency *x = &s->items[s->units[i].agency].agency;
        size_t room = x->n_units;

        if (s->units[i].id != x->id)
            *ARENA_PUSH(s->a, x->units, x->n_units, room) = s->units[i].id;
    }
    return ok && arena_ok(s->a, e);
}

static bool past_rows(struct summer *s, const struct reg *reg, int64_t unit, int64_t *rows, struct err *e)
{
    struct agency_sql sql;
    struct stmt *q = NULL;
    bool row = false, ok;

    agency_sql_begin(&sql, s->a);
    buf_put(&sql.b, SV("select count(*) from (select 1 as satu from "));
    agency_sql_rows(&sql, s->ask, reg, &unit, 1, NULL);
    buf_printf(&sql.b, " limit %d) s", AGENCY_ROWS);
    ok = agency_sql_run(&sql, s->db, &q, e) && stmt_step(q, &row, e);
    *rows = ok && row ? stmt_get_int(q, 0) : 0;
    stmt_done(q);
    return ok;
}

struct counted {
    const struct reg *reg;
    int64_t unit, n;
};

static bool load_counters(struct summer *s, struct counted **out, size_t *n, struct err *e)
{
    struct counted *items = NULL;
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row, ok = db_prepare(s->db,
                              SV("select register, perangkat_daerah, cast(sum(n) as bigint) from hitung "
                                 "group by register, perangkat_daerah order by register, perangkat_daerah"),
                              &q, e);

    *n = 0;
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        const struct reg *reg = model_reg(s->ask->region->model, stmt_get_text(q, 0));

        if (reg && reg->scoped && sum_of(s, stmt_get_int(q, 1)))
            *ARENA_PUSH(s->a, items, *n, cap) =
                (struct counted){ reg, stmt_get_int(q, 1), stmt_get_int(q, 2) };
    }
    stmt_done(q);
    *out = items;
    return ok && arena_ok(s->a, e);
}

/* One register after another: what each agency holds of it, where it is asked. */
static bool fill(struct summer *s, struct err *e)
{
    const struct model *m = s->ask->region->model;
    int64_t *held = ARENA_ARRAY(s->a, int64_t, s->n + 1);
    struct counted *c;
    size_t n;

    if (!load_counters(s, &c, &n, e))
        return false;
    for (size_t i = 0; i < m->n_regs; i++) {
        for (size_t k = 0; k < s->n; k++)
            held[k] = 0;
        for (size_t k = 0; k < n; k++) {
            struct agency_sum *x = sum_of(s, c[k].unit);

            if (c[k].reg != m->regs[i])
                continue;
            if (s->ask->on.y && !past_rows(s, c[k].reg, c[k].unit, &c[k].n, e))
                return false;
            held[x - s->items] += c[k].n;
        }
        for (size_t k = 0; k < s->n; k++) {
            if (!agency_asked(s->ask, &s->items[k].agency, &s->offices, m->regs[i], NULL))
                continue;
            s->items[k].asked++;
            s->items[k].filled += held[k] > 0;
            s->items[k].rows += held[k];
        }
    }
    return true;
}

static bool late(struct summer *s, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok;

    for (size_t i = 0; i < s->n; i++)
        s->items[i].late = s->ask->on.y ? -1 : 0;
    if (s->ask->on.y)
        return true;
    ok = db_prepare(s->db,
                    SV("select perangkat_daerah, count(*) from tugas where peran = 'pd' and tenggat < $1 "
                       "group by perangkat_daerah"),
                    &q, e) &&
         stmt_text(q, 1, sv_of(date_iso(s->ask->today).s), e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct agency_sum *x = sum_of(s, stmt_get_int(q, 0));

        if (x)
            x->late += stmt_get_int(q, 1);
    }
    stmt_done(q);
    return ok;
}

bool agency_summaries(struct db *db, const struct agency_ask *ask, struct arena *a, struct agency_sum **out,
                      size_t *n, struct err *e)
{
    struct summer s = { .db = db, .ask = ask, .a = a };
    struct agency *list;

    if (!agency_list(db, ask, a, &list, &s.n, e) || !agency_offices(db, ask, a, &s.offices, e))
        return false;
    s.items = ARENA_ARRAY(a, struct agency_sum, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        s.items[i].agency = list[i];
    if (!load_units(&s, list, e) || !fill(&s, e) || !late(&s, e))
        return false;
    *out = s.items;
    *n = s.n;
    return arena_ok(a, e);
}

int agency_compare(const void *x, const void *y)
{
    const struct agency_sum *a = x, *b = y;
    uint64_t of_a = (uint64_t) a->filled * b->asked, of_b = (uint64_t) b->filled * a->asked;
    int c = (a->asked == 0) - (b->asked == 0);

    if (!c)
        c = (of_b > of_a) - (of_b < of_a);
    if (!c)
        c = (b->rows > a->rows) - (b->rows < a->rows);
    if (!c)
        c = sv_cmp(a->agency.kode, b->agency.kode);
    return c ? c : sv_cmp(a->agency.nama, b->agency.nama);
}
