/* SPDX-License-Identifier: MIT
 * page/match.c -- finds what suggests itself for a reference, and says how old it is. */
#include "page/match.h"

#include "base/arena.h"
#include "base/date.h"

enum { CANDIDATES_MAX = 30, KEYS_MAX = 60, YEAR_MONTHS = 11 };

struct finder {
    struct db *db;
    const struct region *region;
    const struct actor *who;
    struct arena *a;
    struct match *m;
    size_t cap;
};

/* --- age ------------------------------------------------------------------------------------------------------------------ */

static struct sv value_of(const struct record *r, struct sv key)
{
    const struct field *f = key.p ? reg_field(r->reg, key) : NULL;

    return f ? r->val[f->index] : SV_NULL;
}

/* Whole months from `from` to `to`; never less than none. */
static int months_between(struct date from, struct date to)
{
    int n = (to.y - from.y) * 12 + to.m - from.m;

    if (n > 0 && date_cmp(date_add_months(from, n), to) > 0)
        n--;
    return n > 0 ? n : 0;
}

static void until_words(struct finder *k, struct match_row *row, struct date today)
{
    struct date until;

    if (!date_parse(value_of(row->r, k->m->f->match->until), &until))
        return;
    if (date_cmp(until, today) < 0) {
        row->bad = true;
        row->age = arena_printf(k->a, T("berakhir %.*s"), SV_FMT(date_long(until, k->a)));
    } else {
        row->age = arena_printf(k->a, T("berlaku sampai %.*s"), SV_FMT(date_long(until, k->a)));
    }
}

static void age_of(struct finder *k, struct match_row *row)
{
    struct date today = region_today(k->region), from;
    int64_t max = 0;
    int months;
    struct sv said;

    until_words(k, row, today);
    if (!date_parse(value_of(row->r, k->m->f->match->date), &from))
        return;
    months = months_between(from, today);
    row->old = months >= YEAR_MONTHS;
    said = months ? arena_printf(k->a, T("berumur %d bulan"), months) : SV(T("berumur kurang dari sebulan"));
    if (sv_int(value_of(k->m->rec, k->m->f->match->max), &max) &&
        date_cmp(date_add_months(from, (int) max), today) < 0) {
        row->bad = true;
        said = arena_printf(k->a, T("%.*s, melewati batas %lld bulan"), SV_FMT(said), (long long) max);
    }
    row->age = row->age.n ? arena_printf(k->a, "%.*s; %.*s", SV_FMT(said), SV_FMT(row->age)) : said;
}

void match_age(struct page *p, const struct match_row *row)
{
    if (row->bad)
        page_badge(&p->h, SV("red"), row->age);
    else if (row->age.n)
        html_elem(&p->h, "small", row->age);
}

/* --- finding --------------------------------------------------------------------------------------------------------------- */

const struct match_row *match_find(const struct match *m, int64_t id)
{
    for (size_t i = 0; m && i < m->n; i++)
        if (m->rows[i].r->id == id)
            return &m->rows[i];
    return NULL;
}

static struct match_row *add(struct finder *k, const struct record *r)
{
    struct match_row *row;

    for (size_t i = 0; i < k->m->n; i++)
        if (k->m->rows[i].r->id == r->id)
            return &k->m->rows[i];
    row = ARENA_PUSH(k->a, k->m->rows, k->m->n, k->cap);
    *row = (struct match_row){ .r = r };
    age_of(k, row);
    return row;
}

static bool chosen(struct finder *k, struct err *e)
{
    struct sv *ids, stored = k->m->rec->val[k->m->f->index];
    size_t n = field_is_multi(k->m->f) ? value_split(stored, k->a, &ids) : 0;

    if (!field_is_multi(k->m->f) && stored.p) {
        ids = &stored;
        n = 1;
    }
    for (size_t i = 0; i < n; i++) {
        struct record *r;
        struct err why = { 0 };
        int64_t id;

        if (!sv_int(ids[i], &id))
            continue;
        if (record_get(k->db, &k->region->records, k->who, k->m->f->target, id, k->a, &r, &why)) {
            add(k, r)->chosen = true;
        } else if (why.kind != ERR_MISSING) {
            *e = why;
            return false;
        }
    }
    return true;
}

static bool ended(const struct record *r)
{
    const struct state *s = reg_state(r->reg, r->status);

    return s && s->end;
}

/* Rows of the same agency that share a value of this field. */
static bool by_field(struct finder *k, struct sv key, struct err *e)
{
    const struct reg *target = k->m->f->target;
    const struct field *own = reg_field(k->m->rec->reg, key);
    struct filter *filters = ARENA_ARRAY(k->a, struct filter, KEYS_MAX + 1);
    struct list_query q = { .reg = target, .filters = filters, .limit = CANDIDATES_MAX };
    struct sv *values, stored = own ? k->m->rec->val[own->index] : SV_NULL;
    size_t n = own && field_is_multi(own) ? value_split(stored, k->a, &values) : 0;
    struct list list;

    if (own && !field_is_multi(own) && stored.p) {
        values = &stored;
        n = 1;
    }
    for (size_t i = 0; i < n && i < KEYS_MAX; i++)
        filters[q.n_filters++] = (struct filter){ key, FILTER_EQ, values[i] };
    if (!n)
        return true;
    if (target->scoped && k->m->rec->pd)
        filters[q.n_filters++] = (struct filter){ base_col_name(COL_PD), FILTER_EQ,
                                                  arena_printf(k->a, "%lld", (long long) k->m->rec->pd) };
    q.sort = k->m->f->match->date;
    q.desc = true;
    if (!list_load(k->db, &k->region->records, k->who, &q, k->a, &list, e))
        return false;
    for (size_t i = 0; i < list.n; i++)
        if (!ended(list.rows[i]))
            add(k, list.rows[i])->candidate = true;
    return true;
}

bool match_load(struct db *db, const struct region *region, const struct actor *who, const struct record *rec,
                const struct field *f, bool candidates, struct arena *a, struct match *out, struct err *e)
{
    struct finder k = { .db = db, .region = region, .who = who, .a = a, .m = out };

    *out = (struct match){ .rec = rec, .f = f };
    if (!who_may_open(who, &f->target->rule))
        return true;
    if (!chosen(&k, e))
        return false;
    for (size_t i = 0; candidates && i < f->match->n_same; i++)
        if (!by_field(&k, f->match->same[i], e))
            return false;
    return true;
}
