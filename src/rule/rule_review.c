/* SPDX-License-Identifier: MIT
 * rule/rule_review.c -- documents with a term: which review is due when (kind `reviewed`). */
#include "model/value.h"
#include "rule/rule_priv.h"

/* Half the term, by days. */
static struct date middle(struct value_period p)
{
    return date_of_serial(date_serial(p.from) + (date_serial(p.to) - date_serial(p.from)) / 2);
}

struct review_state {
    struct value_period term;
    bool mid, last; /* seen: a review around the middle, one in the last year */
    struct date latest;
};

/* A review counts for the middle from half a year before it until the last year begins. */
static void note_review(struct review_state *s, struct date d)
{
    struct date mid = middle(s->term), last_year = date_add_days(date_add_years(s->term.to, -1), 1);

    if (date_cmp(d, date_add_months(mid, -6)) >= 0 && date_cmp(d, last_year) < 0)
        s->mid = true;
    if (date_cmp(d, last_year) >= 0)
        s->last = true;
    if (!s->latest.y || date_cmp(d, s->latest) > 0)
        s->latest = d;
}

/* A mid-term that lies before the regulation's first day was nobody's duty yet. */
static void judge(const struct check *c, int months, const struct review_state *s, struct date today,
                  struct reviewed_row *row)
{
    struct date due = { 0 };
    bool mid_asked = c->mid_term && date_cmp(middle(s->term), c->start) >= 0;

    if (months) { /* a review of an earlier term says nothing of this one */
        due = date_add_months(s->latest.y && date_cmp(s->latest, s->term.from) > 0 ? s->latest : s->term.from,
                              months);
        if (date_cmp(due, s->term.to) > 0)
            due = (struct date){ 0 };
    } else if (mid_asked && !s->mid &&
               (!c->last_year || date_cmp(today, date_add_years(s->term.to, -1)) <= 0)) {
        due = middle(
            s->term); /* once the last year has begun, its review is what can still be done, where it is asked for */
    } else if (c->last_year && !s->last) {
        due = s->term.to;
    }
    row->due = due;
    row->missing = due.y != 0;
    row->late = due.y && date_cmp(due, today) < 0;
}

bool rule_reviewed(struct db *db, struct db *pack, const struct rule *r, const struct check *c,
                   struct date today, struct arena *a, struct reviewed_row **out, size_t *n, struct err *e)
{
    struct reviewed_row *items = NULL;
    size_t count = 0, cap = 0;
    struct review_state s = { 0 };
    struct stmt *q = NULL;
    int months;
    bool row, ok = rule_interval(db, r, &c->every, &months, e) && rule_run(pack, r, &c->value, today, &q, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        int64_t id = stmt_get_int(q, 0);
        struct date d;
        struct sv why;

        if (!count || items[count - 1].id != id) {
            s = (struct review_state){ 0 };
            if (!value_period(stmt_get_text(q, 1), &s.term, &why))
                continue;
            *ARENA_PUSH(a, items, count, cap) = (struct reviewed_row){ .id = id };
        }
        if (date_parse(sv_sub(stmt_get_text(q, 2), 0, 10), &d) && date_cmp(d, today) <= 0)
            note_review(&s, d); /* one that is only planned has not happened */
        judge(c, months, &s, today, &items[count - 1]);
        ok = arena_ok(a, e);
    }
    stmt_done(q);
    *out = items;
    *n = count;
    return ok;
}
