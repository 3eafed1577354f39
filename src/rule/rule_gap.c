/* SPDX-License-Identifier: MIT
 * rule/rule_gap.c -- what one agency itself lacks for a provision: the violators among its own rows. */
#include "rule/rule_priv.h"

/* Rows of units that count under another agency are that agency's (pd_induk), and the list of agencies is judged by row. */
static struct sv narrowed(const struct check *c, struct arena *a)
{
    return arena_printf(
        a, /* checked: compiled pack SQL, and a register's key, which matches sv_is_key() */
        "select distinct s.subjek from (%.*s) s join v_%.*s g on g.id = s.subjek where g.pd_induk = "
        "(select o.pd_induk from v_perangkat_daerah o where o.id = $%zu) order by s.subjek",
        SV_FMT(c->violators.text), SV_FMT(c->rows->key), c->violators.n + 1);
}

bool rule_gap(struct db *pack, const struct rule *r, const struct norm *n, int64_t pd, struct date today,
              int limit, struct arena *a, int64_t **ids, size_t *count, struct err *e)
{
    const struct check *c = n->compiled;
    struct day_sql own = c->violators;
    struct stmt *q = NULL;
    int64_t *items = NULL;
    size_t found = 0, cap = 0;
    bool row, ok;

    *ids = NULL;
    *count = 0;
    if (!c->violators.text.p || !c->rows || (!c->rows->scoped && !reg_is_agency(c->rows)))
        return true;
    own.text = narrowed(c, a);
    ok = rule_run(pack, r, &own, today, &q, e) && stmt_int(q, (int) own.n + 1, pd, e);
    while (ok && found < (size_t) limit && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, items, found, cap) = stmt_get_int(q, 0);
    stmt_done(q);
    *ids = items;
    *count = found;
    return ok && arena_ok(a, e);
}

const struct reg *rule_rows_reg(const struct rule *r, const struct norm *n)
{
    (void) r;
    return n->compiled->rows;
}
