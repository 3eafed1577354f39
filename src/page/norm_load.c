/* SPDX-License-Identifier: MIT
 * page/norm_load.c -- states of all provisions on one day, which office answers for which, and counts of them. */
#include "base/arena.h"
#include "page/norm_priv.h"

static bool offices(struct db *db, struct date day, struct arena *a, struct norm_book *b, struct err *e)
{
    struct norm_office *items = NULL;
    size_t n = 0, cap = 0;
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(db,
                        SV("select p.peran, d.id, coalesce(d.singkatan, d.nama) from pemetaan_peran p "
                           "join perangkat_daerah d on d.id = p.perangkat_daerah where p.dihapus is null and "
                           "d.dihapus is null and (p.mulai is null or p.mulai <= $1) and "
                           "(p.selesai is null or p.selesai >= $1) order by p.peran, d.nama, p.id"),
                        &q, e) &&
             stmt_text(q, 1, sv_of(date_iso(day).s), e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, items, n, cap) =
            (struct norm_office){ arena_dup(a, stmt_get_text(q, 0)), arena_dup(a, stmt_get_text(q, 2)),
                                  stmt_get_int(q, 1) };
    stmt_done(q);
    b->offices = items;
    b->n_offices = n;
    return ok && arena_ok(a, e);
}

bool norm_book_load(struct db *db, const struct region *r, struct date on, struct arena *a,
                    struct norm_book *out, struct err *e)
{
    struct norm_book b = { .r = r, .today = region_today(r) };
    struct norm *norms;
    size_t n;

    if (on.y && date_cmp(on, b.today) != 0) /* a day to come is refused below */
        b.on = on;
    if (!region_rule_on(r, db, b.on, &b.rule, e))
        return false;
    rule_norms(b.rule, &b.n);
    /* Reading a norm settles it first: what was written a moment ago is in the answer. */
    if ((!b.on.y && !rule_settle_pool(r->pool, db, r->rule, &r->records, b.today, e)) ||
        !rule_states(db, b.rule, b.on, a, &b.states, &n, e) ||
        !offices(db, b.on.y ? b.on : b.today, a, &b, e))
        return false;
    norms = ARENA_ARRAY(a, struct norm, b.n + 1);
    for (size_t i = 0; i < b.n; i++)
        norms[i] = *b.states[i].norm; /* as they are read on that day */
    b.norms = norms;
    *out = b;
    return arena_ok(a, e);
}

const struct chapter *norm_chapter(const struct norm_book *b, struct sv bab)
{
    const struct regulation *reg = rule_regulation(b->rule);

    for (size_t i = 0; i < reg->n_chapters; i++)
        if (sv_eq(reg->chapters[i].bab, bab))
            return &reg->chapters[i];
    return NULL;
}

bool norm_counts(enum norm_status s)
{
    return s != NORM_GENERAL && s != NORM_OTHER_BODY && s != NORM_NOT_APPLICABLE;
}

void norm_tally(const struct norm_book *b, const bool *keep, struct norm_tally *out)
{
    struct norm_tally t = { .counted = 0 };

    for (size_t i = 0; i < b->n; i++) {
        const struct norm_state *s = &b->states[i];

        if (keep && !keep[i])
            continue;
        t.by[s->status]++;
        t.counted += norm_counts(s->status);
        /* Due soon and all there: met until that day comes. */
        t.met += s->status == NORM_MET || (s->status == NORM_DUE_SOON && s->of >= 0 && s->met == s->of);
    }
    *out = t;
}
