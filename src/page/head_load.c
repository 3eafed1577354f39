/* SPDX-License-Identifier: MIT
 * page/head_load.c -- gathers the report to the head of the region: states of the day and of the ends of the last quarters,
 * what is late, what he is asked to decide, and the agencies in the order of one plain measure. */
#include "page/head.h"

enum { TOLD_MAX = 1000 };

/* --- provisions ------------------------------------------------------------------------------------------------------------ */

static int by_due(const void *x, const void *y)
{
    const struct norm_state *const *a = x, *const *b = y;
    int c = ((*a)->status != NORM_LATE) - ((*b)->status != NORM_LATE);

    if (!c)
        c = !(*a)->due.n - !(*b)->due.n;
    if (!c)
        c = sv_cmp((*a)->due, (*b)->due);
    if (!c)
        c = sv_cmp((*a)->since, (*b)->since);
    return c ? c : ((*a)->norm->index > (*b)->norm->index) - ((*a)->norm->index < (*b)->norm->index);
}

static bool is_decided_above(const struct region *r, const struct norm *n)
{
    for (size_t i = 0; i < n->n_binds; i++)
        if (agency_decides(r, n->binds[i]))
            return true;
    return false;
}

static void pick(struct head_report *r, struct arena *a)
{
    r->late = ARENA_ARRAY(a, const struct norm_state *, r->book.n + 1);
    r->asked = ARENA_ARRAY(a, const struct norm_state *, r->book.n + 1);
    for (size_t i = 0; i < r->book.n; i++) {
        const struct norm_state *s = &r->book.states[i];

        if (s->status == NORM_LATE)
            r->late[r->n_late++] = s;
        if ((s->status == NORM_LATE || s->status == NORM_DUE_SOON) && is_decided_above(r->region, s->norm))
            r->asked[r->n_asked++] = s;
    }
    qsort(r->late, r->n_late, sizeof *r->late, by_due);
    qsort(r->asked, r->n_asked, sizeof *r->asked, by_due);
}

/* --- quarters ---------------------------------------------------------------------------------------------------------------- */

/* The last day of the quarter before the one that `d` is in. */
static struct date quarter_before(struct date d)
{
    struct date first = { d.y, (d.m - 1) / 3 * 3 + 1, 1 };

    return date_add_days(first, -1);
}

static bool is_met(const struct norm_state *s)
{
    return s->status == NORM_MET || (s->status == NORM_DUE_SOON && s->of >= 0 && s->met == s->of);
}

static void compare(struct head_report *r, const struct norm_book *then)
{
    if (then->rule != r->book.rule)
        return;
    for (size_t i = 0; i < r->book.n; i++) {
        bool now = is_met(&r->book.states[i]), before = is_met(&then->states[i]);

        r->won += now && !before;
        r->lost += before && !now;
    }
}

/* Stored states only: a day before the first settling says nothing, and is not drawn as none met. */
static bool load_point(struct db *db, struct head_report *r, struct head_point *p, bool latest,
                       struct arena *a, struct err *e)
{
    struct norm_book b = { .r = r->region };
    struct norm_tally t;

    if (!region_rule_on(r->region, db, p->day, &b.rule, e) ||
        !rule_states(db, b.rule, p->day, a, &b.states, &b.n, e))
        return false;
    for (size_t i = 0; i < b.n && !p->known; i++)
        p->known = b.states[i].computed.n > 0;
    norm_tally(&b, NULL, &t);
    p->met = t.met;
    p->counted = t.counted;
    p->late = t.by[NORM_LATE];
    if (latest && p->known)
        compare(r, &b);
    return arena_ok(a, e);
}

static bool load_points(struct db *db, struct head_report *r, struct arena *a, struct err *e)
{
    struct date day = r->day;

    r->points[HEAD_QUARTERS - 1] =
        (struct head_point){ r->day, true, r->tally.met, r->tally.counted, r->tally.by[NORM_LATE] };
    for (size_t i = HEAD_QUARTERS - 1; i-- > 0;) {
        r->points[i].day = day = quarter_before(day);
        if (!load_point(db, r, &r->points[i], i == HEAD_QUARTERS - 2, a, e))
            return false;
    }
    return true;
}

/* --- who did not answer -------------------------------------------------------------------------------------------------------------- */

static struct head_told *told_of(struct head_report *r, int64_t pd)
{
    for (size_t i = 0; i < r->n_told; i++)
        if (r->told[i].pd == pd)
            return &r->told[i];
    return NULL;
}

static int by_told(const void *x, const void *y)
{
    const struct head_told *a = x, *b = y;
    int c = date_cmp(a->due, b->due);

    return c ? c : (a->pd > b->pd) - (a->pd < b->pd);
}

/* Everybody's, as provisions are: the report counts rows that its reader may not open. */
static bool load_told(struct db *db, struct head_report *r, struct arena *a, struct err *e)
{
    const struct ladder_ask ask = { .on = r->day, .open = true, .report = true, .limit = TOLD_MAX };
    const struct reg *pd = model_reg(r->region->model, base_col_name(COL_PD));
    struct ladder_rung *items;
    size_t n;

    if (!ladder_rungs(db, r->region, who_system(), &ask, a, &items, &n, e))
        return false;
    r->told = ARENA_ARRAY(a, struct head_told, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct head_told *x = told_of(r, items[i].pd);
        struct record *rec;

        if (!x) {
            x = &r->told[r->n_told++];
            *x = (struct head_told){ .pd = items[i].pd };
            if (!record_get(db, &r->region->records, who_system(), pd, x->pd, a, &rec, e))
                return false;
            x->nama = record_title(rec);
        }
        x->n++;
        if (!x->due.y || date_cmp(items[i].due, x->due) < 0) {
            x->due = items[i].due;
            x->about = items[i].about;
        }
    }
    qsort(r->told, r->n_told, sizeof *r->told, by_told);
    return true;
}

/* --- all of it ------------------------------------------------------------------------------------------------------------------ */

static bool load_agencies(struct db *db, struct head_report *r, const struct actor *who, struct arena *a,
                          struct err *e)
{
    struct agency_ask ask = { .region = r->region,
                              .rule = r->book.rule,
                              .states = r->book.states,
                              .n_states = r->book.n,
                              .today = r->book.today,
                              .on = r->book.on,
                              .who = who };
    struct agency_sum *all;
    size_t n;

    if (!agency_summaries(db, &ask, a, &all, &n, e))
        return false;
    if (n)
        qsort(all, n, sizeof *all, agency_compare);
    while (n && !all[n - 1].asked) /* of which nothing is asked: neither good nor bad */
        n--;
    r->agencies = all;
    r->n_agencies = n;
    while (r->n_best < HEAD_AGENCIES && r->n_best < (n + 1) / 2 && all[r->n_best].filled)
        r->n_best++; /* who filled in nothing is not among the best, however few there are */
    r->n_last = n - r->n_best < HEAD_AGENCIES ? n - r->n_best : HEAD_AGENCIES;
    return true;
}

bool head_load(struct db *db, const struct region *r, struct date on, const struct actor *who,
               struct arena *a, struct head_report *out, struct err *e)
{
    *out = (struct head_report){ .region = r };
    if (!norm_book_load(db, r, on, a, &out->book, e))
        return false;
    out->day = out->book.on.y ? out->book.on : out->book.today;
    out->by = who->system ? SV_NULL : who->nama;
    norm_tally(&out->book, NULL, &out->tally);
    pick(out, a);
    /* What to do next is said of today; on a past day the sentence of the provision stands alone. */
    return load_points(db, out, a, e) && load_agencies(db, out, who, a, e) && load_told(db, out, a, e) &&
           arena_ok(a, e);
}
