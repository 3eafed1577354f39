/* SPDX-License-Identifier: MIT
 * rule/rule_trend.c -- reads twelve days out of the kept intervals. */
#include "rule/rule_trend.h"

#include "base/arena.h"

static void days_of(struct date today, struct date *days)
{
    struct date first = { today.y, today.m, 1 };

    for (int i = 0; i < TREND_MONTHS; i++)
        days[i] = date_add_days(date_add_months(first, i - TREND_MONTHS + 2), -1);
    days[TREND_MONTHS - 1] = today;
}

static int status_of(struct sv key)
{
    for (int s = 0; s < NORM_STATUS_COUNT; s++)
        if (sv_eq(norm_status_key((enum norm_status) s), key))
            return s;
    return -1;
}

/* An interval holds from `from` up to and without `to` (absent: to this day). */
static void lay(struct norm_trend *t, size_t norm, struct sv from, struct sv to, int status)
{
    for (int i = 0; i < TREND_MONTHS; i++) {
        struct sv day = sv_of(date_iso(t->days[i]).s);

        if (sv_cmp(from, day) <= 0 && (!to.p || sv_cmp(to, day) > 0))
            t->by[norm][i] = status;
    }
}

static bool read_all(struct db *db, const struct rule *r, const struct norm *only, struct norm_trend *t,
                     struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok =
            db_prepare(
                db,
                SV("select norma, dari, sampai, status from norma_status where (sampai is null or sampai > $1) "
                   "and coalesce(regulasi, $2) = $2 and ($3 = '' or norma = $3) order by norma, dari"),
                &q, e) &&
            stmt_text(q, 1, sv_of(date_iso(t->days[0]).s), e) && stmt_text(q, 2, rule_regulation(r)->id, e) &&
            stmt_text(q, 3, only ? only->at : SV(""), e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        const struct norm *n = rule_norm(r, stmt_get_text(q, 0));

        if (n)
            lay(t, n->index, stmt_get_text(q, 1), stmt_get_text(q, 2), status_of(stmt_get_text(q, 3)));
    }
    stmt_done(q);
    return ok;
}

bool rule_trend(struct db *db, const struct rule *r, const struct norm *only, struct date today,
                struct arena *a, struct norm_trend *out, struct err *e)
{
    struct norm_trend t = { .n = 0 };

    rule_norms(r, &t.n);
    days_of(today, t.days);
    t.by = arena_alloc_array(a, t.n + 1, sizeof *t.by);
    for (size_t i = 0; i < t.n; i++)
        for (int k = 0; k < TREND_MONTHS; k++)
            t.by[i][k] = -1;
    if (!read_all(db, r, only, &t, e) || !arena_ok(a, e))
        return false;
    *out = t;
    return true;
}
