/* SPDX-License-Identifier: MIT
 * rule/rule_ties.c -- what a compiled check looks at: the registers it watches, the rows it can be judged by, and what ties
 * them to other rows. */
#include "rule/rule_compile_priv.h"
#include "rule/rule_words.h"

static bool over_rows(struct compiler *k, struct arena *words, struct sv sql, const struct reg **reg,
                      struct sv *condition, bool *counts)
{
    static const char *const ends[] = {
        "group", "order", "limit", "union", "intersect", "except", "join", ","
    };
    struct sql_words w;
    struct err e = { 0 };
    size_t from, where;

    if (!sql.p || !words_read(sql, words, &w, &e))
        return false;
    from = words_find(&w, 0, w.n, "from");
    where = words_find(&w, from, w.n, "where");
    if (from + 3 != where || !word_is(&w, from + 2, "x"))
        return false;
    for (size_t i = 1; i < from; i++)
        if (word_is(&w, i, "select"))
            return false;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (words_find(&w, from, w.n, ends[i]) < w.n)
            return false;
    *reg = model_reg(k->r->model, sv_sub(w.items[from + 1].text, 2, SIZE_MAX));
    *condition = sv_sub(sql, (size_t) sv_find(sql, SV(" where ")) + 7, sql.n);
    *counts = sv_starts(sql, SV("select count(*) as nilai from "));
    return *reg && sv_find(sql, SV(" where ")) >= 0;
}

bool ties_over_rows(struct compiler *k, struct sv sql, const struct reg **reg, struct sv *condition,
                    bool *counts)
{
    struct arena *words = arena_new(RULE_WORDS_BYTES);
    bool ok = over_rows(k, words, sql, reg, condition, counts);

    arena_free(words);
    return ok;
}

void ties_metric(struct compiler *k, struct sv sql, struct sv of)
{
    struct by_row *row = &k->c->row;
    const struct reg *reg, *of_reg = NULL;
    struct sv value, whole = SV_NULL;
    bool counts, of_counts = true;

    /* checked: only read */
    if (!ties_over_rows(k, sql, &reg, &value, &counts) ||
        (of.p && (!ties_over_rows(k, of, &of_reg, &whole, &of_counts) || of_reg != reg)))
        return;
    row->reg = reg;
    row->hint = !counts || !of_counts;
    row->apart = true;
    row->among = of.p ? whole : value;
    row->bad = row->bad_one = of.p ? value : SV_NULL;
}

static bool mentions(struct sv written, struct sv view_name)
{
    struct sv rest = written;
    ptrdiff_t at;

    while ((at = sv_find(rest, view_name)) >= 0) {
        size_t end = (size_t) at + view_name.n;
        char after = end < rest.n ? rest.p[end] : ' ';

        if (!(after >= 'a' && after <= 'z') && !(after >= '0' && after <= '9') &&
            (after != '_' || (end + 1 < rest.n && rest.p[end + 1] == '_')))
            return true;
        rest = sv_sub(rest, (size_t) at + 1, rest.n);
    }
    return false;
}

void ties_watch(struct compiler *k)
{
    const struct day_sql *all[] = { &k->c->population, &k->c->violators, &k->c->value, &k->c->of };
    const struct model *m = k->r->model;

    k->c->watches = ARENA_ARRAY(k->a, const struct reg *, m->n_regs);
    for (size_t i = 0; i < m->n_regs; i++) {
        struct sv name = arena_printf(k->a, "v_%.*s", SV_FMT(m->regs[i]->key));
        bool hit = false;

        for (size_t j = 0; j < sizeof all / sizeof all[0]; j++) {
            hit = hit || mentions(all[j]->text, name);
            hit = hit || (sv_eq(m->regs[i]->key, base_col_name(COL_PD)) &&
                          sv_find(all[j]->text, SV("pd_induk")) >= 0);
        }
        if (hit)
            k->c->watches[k->c->n_watches++] = m->regs[i];
    }
}

void ties_find(struct compiler *k)
{
    struct by_row *row = &k->c->row;
    struct sv sql = row->days_one.text, bad = row->bad;
    struct err e = { 0 };

    if (!row->reg || (!row->among.p && !sql.p))
        return;
    row->among = rule_sets_in(k->r, row->reg, row->among, &e);
    row->who = rule_sets_in(k->r, row->reg, row->who, &e);
    row->bad = rule_sets_in(k->r, row->reg, bad, &e);
    if (!sv_eq(row->bad, bad))
        row->bad_one = row->bad;
    if (!sql.p) {
        piece_put(k, "select x.id from ");
        piece_view(k, row->reg);
        piece_put(k, " x where ");
        buf_put(&k->b, row->among); /* checked: pack text, only read here */
        piece_also(k, row->who);
        piece_also(k, row->bad);
        sql = piece_take(k);
    }
    /* checked: only read */
    if (!rule_depends(k->r->model, row->reg, sql, k->a, &k->c->row.depends, &k->c->row.n_depends, &e))
        piece_complain(k, SV("check"), "%s", e.text);
}
