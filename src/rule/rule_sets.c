/* SPDX-License-Identifier: MIT
 * rule/rule_sets.c -- sets of units inside conditions: what an agency "has" among the rows of a register that grows.
 *
 * "x.id in (select a.pd_induk from v_aplikasi a where …)" reads all applications for each condition that asks so, and again
 * after every change. Taken out, its condition is one more question in the pass over applications, answered for one row
 * after one change; the units that have such a row are counted, and the condition on x is given them as a text.
 *
 * And the other way round: "exists (select 1 from v_permohonan p where p.objek = 'aplikasi:' || x.id …)" is quick for one x,
 * but for all of them it is quicker to find the few that are named and to look x up among them. */
#include "base/buf.h"
#include "rule/rule_priv.h"
#include "rule/rule_words.h"

enum { CONDITION_MAX_BYTES = 64 * 1024 };

struct member {               /* places of words */
    size_t from, open, close; /* the first, "(", ")" */
    size_t alias, where;      /* of the SELECT; where: `close` when there is none */
    bool negated, any;
};

static bool names_column(const struct sql_words *w, size_t i, const char *alias, const char *column)
{
    return word_is(w, i, alias) && word_is(w, i + 1, ".") && word_is(w, i + 2, column);
}

/* "x.id [not] in (select A.pd_induk [as n] from v_R A [where …])", the "in" at i. */
static bool reads_units(const struct sql_words *w, size_t i, struct member *m)
{
    size_t from;

    *m = (struct member){ .negated = i > 0 && word_is(w, i - 1, "not") };
    m->from = i - (m->negated ? 4 : 3);
    m->open = i + 1;
    if (i < (m->negated ? 4U : 3U) || !names_column(w, m->from, "x", "id") || !word_is(w, m->open, "(") ||
        !word_is(w, m->open + 1, "select") || !word_is(w, m->open + 4, "pd_induk"))
        return false;
    m->close = w->items[m->open].close;
    from = m->open + (word_is(w, m->open + 5, "as") ? 7 : 5);
    m->alias = from + 2;
    m->where = from + 3;
    return word_is(w, from, "from") && word_is_name(w, m->alias) &&
           sv_eq(w->items[m->open + 2].text, w->items[m->alias].text) &&
           (m->where == m->close || word_is(w, m->where, "where"));
}

/* "exists (select 1 from v_R A [where …])", the "exists" at i. */
static bool reads_any(const struct sql_words *w, size_t i, struct member *m)
{
    size_t from = i + 4;

    *m = (struct member){ .from = i, .open = i + 1, .alias = from + 2, .where = from + 3, .any = true };
    if (!word_is(w, m->open, "(") || !word_is(w, i + 2, "select") || !word_is(w, from, "from") ||
        !word_is_name(w, m->alias))
        return false;
    m->close = w->items[m->open].close;
    return m->where == m->close || word_is(w, m->where, "where");
}

/* Is the name one that a relation within [from, to) bears? */
static bool named_within(const struct sql_words *w, size_t from, size_t to, struct sv name)
{
    for (size_t i = from; i < to; i++)
        if (word_is_name(w, i) && sv_starts(w->items[i].text, SV("v_")) && word_is_name(w, i + 1) &&
            sv_eq(w->items[i + 1].text, name))
            return true;
    return false;
}

/* Its rows are judged by themselves: nothing in it looks at rows around it, nothing else is called as its rows are, and it
 * is a plain list of conditions. */
static bool stands_alone(const struct sql_words *w, const struct member *m)
{
    static const char *const ends[] = { "group", "order", "limit", "union", "intersect", "except", "having" };
    struct sv own = w->items[m->alias].text;

    for (size_t k = 0; k < sizeof ends / sizeof ends[0]; k++)
        if (words_find(w, m->where, m->close, ends[k]) < m->close)
            return false;
    if (named_within(w, m->where, m->close, own))
        return false;
    for (size_t i = m->where; i < m->close; i++)
        if (word_is_name(w, i) && word_is(w, i + 1, ".") && !word_is(w, i - 1, ".") &&
            !sv_eq(w->items[i].text, own) &&
            (word_is(w, i, "x") || !named_within(w, m->where, m->close, w->items[i].text)))
            return false;
    return true;
}

/* The condition on its rows, written of x. */
static struct sv condition_of(const struct sql_words *w, const struct member *m, struct sv text,
                              struct arena *a)
{
    size_t done = m->where < m->close ? w->items[m->where].end : w->items[m->close].at;
    struct sv out;
    struct buf b;

    buf_init(&b, CONDITION_MAX_BYTES);
    if (m->where == m->close)
        buf_put(&b, SV("1 = 1"));
    for (size_t i = m->where + 1; i < m->close; i++) {
        if (!word_is_name(w, i) || !word_is(w, i + 1, ".") ||
            !sv_eq(w->items[i].text, w->items[m->alias].text) || word_is(w, i - 1, "."))
            continue;
        buf_put(&b, sv_sub(text, done, w->items[i].at - done)); /* checked: pack text, runs on DB_PACK only */
        buf_char(&b, 'x');
        done = w->items[i].end;
    }
    buf_put(&b, sv_trim(sv_sub(text, done, w->items[m->close].at - done))); /* checked: as above */
    out = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return out;
}

static bool set_of(struct rule *r, const struct reg *reg, struct sv condition, bool any, size_t *out,
                   struct err *e)
{
    struct by_row *s;
    struct sv sql;
    struct buf b;

    for (size_t i = 0; i < r->n_sets; i++)
        if (r->sets[i].row.reg == reg && r->sets[i].any == any && sv_eq(r->sets[i].row.among, condition)) {
            *out = i;
            return true;
        }
    s = &ARENA_PUSH(r->a, r->sets, r->n_sets, r->cap_sets)->row;
    r->sets[r->n_sets - 1] = (struct set){ { .reg = reg, .among = condition }, any };
    *out = r->n_sets - 1;
    buf_init(&b, CONDITION_MAX_BYTES);
    buf_put(&b, SV("select x.id from v_"));
    buf_put(&b, reg->key); /* a key: a name and nothing else */
    buf_put(&b, SV(" x where "));
    buf_put(&b, condition); /* checked: pack text, only read */
    sql = arena_dup(r->a, buf_sv(&b));
    buf_clear(&b);
    /* checked: as above */
    return rule_depends(r->model, reg, sql, r->a, &s->depends, &s->n_depends, e);
}

/* --- the same question put to all rows at once -------------------------------------------------------------------------- */

struct tie { /* "A.f = x.id" or "A.f = 'r:' || x.id" among the conditions: its words, and what it says */
    size_t from, to, column;
    struct sv prefix; /* "r:", or absent */
};

static bool ties_to_x(const struct sql_words *w, size_t from, size_t to, struct sv own, struct tie *t)
{
    bool text = to - from == 9 && w->items[from + 4].kind == WORD_TEXT && word_is(w, from + 5, "||");

    *t = (struct tie){ from, to, from + 2, text ? w->items[from + 4].text : SV_NULL };
    return (text || to - from == 7) && word_is_name(w, from) && sv_eq(w->items[from].text, own) &&
           word_is(w, from + 1, ".") && word_is(w, from + 3, "=") && names_column(w, to - 3, "x", "id");
}

/* The tie among conditions joined by "and"; an "or" or a "between" among them: none. */
static bool find_tie(const struct sql_words *w, const struct member *m, struct tie *t)
{
    size_t begin = m->where + 1, next;

    if (words_find(w, begin, m->close, "or") < m->close ||
        words_find(w, begin, m->close, "between") < m->close)
        return false;
    for (; begin < m->close; begin = next + 1) {
        next = words_find(w, begin, m->close, "and");
        if (ties_to_x(w, begin, next, w->items[m->alias].text, t))
            return true;
    }
    return false;
}

/* Apart from the tie it looks at nothing around it. */
static bool tied_alone(const struct sql_words *w, const struct member *m, const struct tie *t)
{
    struct sql_words before = { w->items, t->from }, rest = *w;
    struct member head = *m, tail = *m;

    head.close = t->from;
    tail.where = t->to;
    return m->where < m->close && stands_alone(&before, &head) && stands_alone(&rest, &tail);
}

/* Does the column name a record of any register? Then it holds "register:number" and nothing else, and numbers compare
 * quicker; of any other text only the whole says whether it is the same. */
static bool names_records(const struct model *model, struct sv view, struct sv column)
{
    const struct reg *reg = model_reg(model, sv_sub(view, 2, SIZE_MAX));
    const struct field *f = reg ? reg_field(reg, column) : NULL;

    return f && f->type == FT_REF && !f->target;
}

static void put_membership(struct buf *b, const struct model *model, const struct sql_words *w,
                           struct sv text, const struct member *m, const struct tie *t)
{
    struct sv own = w->items[m->alias].text, column = w->items[t->column].text;
    struct sv body = sv_sub(text, w->items[m->where].end, w->items[m->close].at - w->items[m->where].end);
    size_t cut = w->items[t->from].at - w->items[m->where].end,
           back = w->items[t->to - 1].end - w->items[m->where].end;

    bool number = t->prefix.p && names_records(model, w->items[m->alias - 1].text, column);

    if (t->prefix.p && !number)
        buf_printf(b, "('%.*s' || x.id in (", SV_FMT(t->prefix));
    else
        buf_put(b, SV("(x.id in ("));
    buf_put(b, SV("select "));
    if (number)
        buf_printf(b, "cast(substr(%.*s.%.*s, %zu) as bigint)", SV_FMT(own), SV_FMT(column), t->prefix.n + 1);
    else
        buf_printf(b, "%.*s.%.*s", SV_FMT(own), SV_FMT(column));
    buf_printf(b, " from %.*s %.*s where ", SV_FMT(w->items[m->alias - 1].text), SV_FMT(own));
    buf_put(b, sv_sub(body, 0, cut)); /* checked: pack text, runs on DB_PACK only */
    if (number)
        buf_printf(b, "%.*s.%.*s like '%.*s%%'", SV_FMT(own), SV_FMT(column), SV_FMT(t->prefix));
    else
        buf_printf(b, "%.*s.%.*s is not null", SV_FMT(own), SV_FMT(column));
    buf_put(b, sv_sub(body, back, body.n)); /* checked: as above */
    buf_put(b, SV("))"));
}

struct sv rule_for_all(struct rule *r, struct sv condition)
{
    struct arena *words = arena_new(RULE_WORDS_BYTES);
    struct err e = { 0 };
    struct sql_words w;
    struct sv out;
    size_t done = 0;
    struct buf b;

    /* checked: only read */
    if (!condition.p || !words_read(condition, words, &w, &e)) {
        arena_free(words);
        return condition;
    }
    buf_init(&b, CONDITION_MAX_BYTES);
    for (size_t i = 0; i < w.n; i++) {
        struct member m;
        struct tie t;

        if (!word_is(&w, i, "exists") || !reads_any(&w, i, &m) || !find_tie(&w, &m, &t) ||
            !tied_alone(&w, &m, &t))
            continue;
        buf_put(&b, sv_sub(condition, done, w.items[i].at - done)); /* checked: pack text */
        put_membership(&b, r->model, &w, condition, &m, &t);
        done = w.items[m.close].end;
        i = m.close;
    }
    buf_put(&b, sv_sub(condition, done, condition.n)); /* checked: pack text */
    out = b.failed ? condition : arena_dup(r->a, buf_sv(&b));
    buf_clear(&b);
    arena_free(words);
    return out;
}

/* --- taken out -------------------------------------------------------------------------------------------------------- */

struct sv rule_sets_in(struct rule *r, const struct reg *subject, struct sv condition, struct err *e)
{
    struct arena *words = arena_new(RULE_WORDS_BYTES);
    struct sql_words w;
    struct sv out;
    size_t done = 0, set;
    bool units = sv_eq(subject->key, base_col_name(COL_PD));
    struct buf b;

    /* checked: only read */
    if (!condition.p || !words_read(condition, words, &w, e)) {
        arena_free(words);
        return condition;
    }
    buf_init(&b, CONDITION_MAX_BYTES);
    for (size_t i = 0; i < w.n; i++) {
        const struct reg *reg;
        struct member m;

        if (!(word_is(&w, i, "exists") && reads_any(&w, i, &m)) &&
            !(units && word_is(&w, i, "in") && reads_units(&w, i, &m)))
            continue;
        reg = model_reg(r->model, sv_sub(w.items[m.alias - 1].text, 2, SIZE_MAX));
        if (!reg || !stands_alone(&w, &m) ||
            !set_of(r, reg, condition_of(&w, &m, condition, r->a), m.any, &set, e))
            continue;
        buf_put(&b, sv_sub(condition, done, w.items[m.from].at - done)); /* checked: pack text */
        if (m.any)
            buf_printf(&b, "({set %zu} = '1')", set);
        else
            /* not among them, and a row of no unit among them: unknown, as "in" has it */
            buf_printf(
                &b,
                "%s({set %zu} like '%%,' || x.id || ',%%' or case when {set %zu} like ',0,%%' then null "
                "else 1 = 0 end)",
                m.negated ? "not " : "", set, set);
        done = w.items[m.close].end;
        i = m.close;
    }
    buf_put(&b, sv_sub(condition, done, condition.n)); /* checked: pack text */
    out = b.failed ? condition : arena_dup(r->a, buf_sv(&b));
    buf_clear(&b);
    arena_free(words);
    return out;
}
