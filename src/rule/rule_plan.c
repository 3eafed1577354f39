/* SPDX-License-Identifier: MIT
 * rule/rule_plan.c -- puts what all checks ask of the rows of a register into few SELECTs, and gives each question its bit. */
#include "base/buf.h"
#include "rule/rule_compile_priv.h"
#include "rule/rule_live_priv.h"

/* bits: two cores share a register's questions sooner when they fit no single text */
enum { TEXT_MOST_BYTES = 40 * 1024, BITS_MOST = 20, SET_TEXT_MAX = 16 * 1024 * 1024, FEW_ROWS = 4096 };

struct question {
    struct sv all, one; /* the condition, and how it is asked of one row */
    struct sv pass;     /* and of all rows */
    size_t under;       /* 0: of those among; else the question that must be true too + 1 */
    unsigned bit;
};

/* Questions on the same rows are asked within one another: "case when AMONG then 1 + case when WHO then 2 + …". */
struct asked {
    const struct reg *reg;
    struct sv among;
    struct question *items;
    size_t n, cap;
    size_t sweep;
    unsigned bit; /* of `among` */
};

struct plan {
    struct rule *r;
    struct rule_live *live;
    struct asked *groups;
    size_t n, cap;
};

/* By index, since the arrays move while they grow; question 0: among itself. */
struct place {
    size_t group, who, bad_group, bad;
};

/* --- who asks what ---------------------------------------------------------------------------------------------------- */

static bool asks_sets(const struct asked *g)
{
    bool asks = sv_find(g->among, SV("{set ")) >= 0;

    for (size_t i = 0; i < g->n; i++)
        asks = asks || sv_find(g->items[i].all, SV("{set ")) >= 0;
    return asks;
}

/* makes: the rows are a set that others ask for. Such rows are judged before those that ask, so they do not ask themselves. */
static size_t group_of(struct plan *p, const struct reg *reg, struct sv among, bool makes)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->groups[i].reg == reg && sv_eq(p->groups[i].among, among) && p->groups[i].n + 3 < BITS_MOST &&
            !(makes && asks_sets(&p->groups[i])))
            return i;
    *ARENA_PUSH(p->r->a, p->groups, p->n, p->cap) = (struct asked){ .reg = reg, .among = among };
    return p->n - 1;
}

static size_t question_of(struct plan *p, size_t group, size_t under, struct sv all, struct sv one)
{
    struct asked *g = &p->groups[group];

    for (size_t i = 0; i < g->n; i++)
        if (g->items[i].under == under && sv_eq(g->items[i].all, all) && sv_eq(g->items[i].one, one))
            return i + 1;
    *ARENA_PUSH(p->r->a, g->items, g->n, g->cap) =
        (struct question){ .all = all, .one = one, .under = under, .pass = rule_for_all(p->r, all) };
    return g->n;
}

static struct place place_of(struct plan *p, const struct by_row *row, bool makes)
{
    struct place at = { .group = group_of(p, row->reg, row->among, makes) };

    at.bad_group = at.group;
    if (row->who.p)
        at.who = question_of(p, at.group, 0, row->who, row->who);
    if (row->bad.p && row->apart)
        at.bad_group = group_of(p, row->reg, row->bad, makes);
    else if (row->bad.p)
        at.bad = question_of(p, at.group, at.who, row->bad, row->bad_one);
    return at;
}

/* --- texts ------------------------------------------------------------------------------------------------------------ */

static void put_questions(struct compiler *k, const struct asked *g, size_t under, bool one)
{
    for (size_t i = 0; i < g->n; i++) {
        if (g->items[i].under != under)
            continue;
        piece_put(k, " + case when (");
        buf_put(&k->b,
                one ? g->items[i].one : g->items[i].pass); /* checked: pack text, runs on DB_PACK only */
        buf_printf(&k->b, ") then %u", 1U << (g->items[i].bit - g->bit));
        if (!under)
            put_questions(k, g, i + 1, one);
        piece_put(k, " else 0 end");
    }
}

static void put_group(struct compiler *k, const struct asked *g, bool one, size_t column)
{
    piece_put(k, ", case when (");
    buf_put(&k->b,
            one ? g->among : rule_for_all(k->r, g->among)); /* checked: pack text, runs on DB_PACK only */
    piece_put(k, ") then 1");
    put_questions(k, g, 0, one);
    buf_printf(&k->b, " else 0 end as c%zu", column);
}

/* Rows with ids from one to another: the last two parameters. */
static void finish_range(struct compiler *k, struct day_sql *out)
{
    piece_finish(k, out);
    /* checked: compiled pack SQL */
    out->text =
        arena_printf(k->a, "%.*s and x.id between $%zu and $%zu", SV_FMT(out->text), out->n + 1, out->n + 2);
}

static void finish_sweep(struct plan *p, size_t sweep, struct problems *ps)
{
    struct sweep *s = &p->live->sweeps[sweep];
    struct compiler k = { .r = p->r, .n = &p->r->norms[0], .c = &p->r->checks[0], .ps = ps, .a = p->r->a };

    k.decl = p->r->checks[0].decl;
    buf_init(&k.b, RULE_SQL_MAX);
    for (int form = 0; form < 3; form++) {
        size_t column = 0;

        piece_put(&k, "select x.id as subjek");
        for (size_t i = 0; i < p->n; i++)
            if (p->groups[i].sweep == sweep)
                put_group(&k, &p->groups[i], form > 0, column++);
        if (s->set_bits)
            piece_put(&k, ", x.pd_induk as unit");
        piece_put(&k, " from ");
        piece_view(&k, s->reg);
        piece_put(&k, " x where 1 = 1");
        if (form == 2)
            piece_finish_one(&k, &s->one);
        else
            finish_range(&k, form ? &s->few : &s->many);
    }
    s->by_unit = sv_find(s->many.text, SV("pd_induk")) >= 0;
    for (size_t i = 0; i < s->many.n; i++)
        s->asks = s->asks || s->many.params[i].kind == SET_OF_UNITS;
    buf_clear(&k.b);
}

/* --- packing ---------------------------------------------------------------------------------------------------------- */

static struct sweep *new_sweep(struct plan *p, const struct reg *reg)
{
    struct sweep *s = ARENA_PUSH(p->r->a, p->live->sweeps, p->live->n, p->live->cap);

    *s = (struct sweep){ .reg = reg };
    return s;
}

static size_t length(const struct asked *g)
{
    size_t n = g->among.n;

    for (size_t i = 0; i < g->n; i++)
        n += g->items[i].pass.n > g->items[i].one.n ? g->items[i].pass.n : g->items[i].one.n;
    return n;
}

/* Groups of one register fill sweeps, as many as fit one text; those that ask for sets come after those that make them. */
static void pack_from(struct plan *p, size_t first)
{
    struct sweep *s = new_sweep(p, p->groups[first].reg);
    bool asks = asks_sets(&p->groups[first]);
    unsigned bits = 0;
    size_t bytes = 0;

    for (size_t j = first; j < p->n; j++) {
        struct asked *g = &p->groups[j];

        if (g->sweep != SIZE_MAX || g->reg != s->reg || asks_sets(g) != asks ||
            (bits && (bits + 1 + g->n > BITS_MOST || bytes + length(g) > TEXT_MOST_BYTES)))
            continue;
        g->sweep = p->live->n - 1;
        g->bit = s->shift[s->columns++] = bits++;
        for (size_t i = 0; i < g->n; i++)
            g->items[i].bit = bits++;
        bytes += length(g);
    }
}

static uint32_t bit_of(const struct asked *g, size_t question)
{
    return UINT32_C(1) << (question ? g->items[question - 1].bit : g->bit);
}

static void add_ties(struct rule *r, struct sweep *s, const struct by_row *row, size_t *cap)
{
    for (size_t i = 0; i < row->n_depends; i++) {
        const struct depend *d = &row->depends[i];
        bool known = false;

        for (size_t k = 0; k < s->n_ties && !known; k++)
            known = s->ties[k].on == d->on && s->ties[k].whole == d->whole &&
                    sv_eq(s->ties[k].from, d->from) && sv_eq(s->ties[k].strip, d->strip) &&
                    sv_eq(s->ties[k].find, d->find) && s->ties[k].solid == d->solid;
        if (!known)
            *ARENA_PUSH(r->a, s->ties, s->n_ties, *cap) = *d;
    }
}

/* Where each norm found its place. Two questions of one norm may have come into two sweeps; it is left to its own SQL. */
static void settle_norms(struct plan *p, const struct place *places, size_t *caps, size_t *tie_caps)
{
    for (size_t i = 0; i < p->r->n; i++) {
        const struct by_row *row = &p->r->checks[i].row;
        const struct asked *who = &p->groups[places[i].group], *bad = &p->groups[places[i].bad_group];
        struct sweep *s;

        if (!row->among.p || who->sweep != bad->sweep)
            continue;
        s = &p->live->sweeps[who->sweep];
        *ARENA_PUSH(p->r->a, s->uses, s->n_uses, caps[who->sweep]) =
            (struct use){ .norm = i,
                          .who = bit_of(who, places[i].who),
                          .bad = row->bad.p ? bit_of(bad, places[i].bad) : 0,
                          .hint = row->hint };
        add_ties(p->r, s, row, &tie_caps[who->sweep]);
        p->live->by_norm[i] = who->sweep + 1;
    }
}

static void settle_sets(struct plan *p, const struct place *places, size_t *tie_caps)
{
    for (size_t i = 0; i < p->r->n_sets; i++) {
        const struct asked *g = &p->groups[places[i].group];
        struct sweep *s = &p->live->sweeps[g->sweep];

        p->live->sets[i] = (struct unit_set){ .sweep = g->sweep, .any = p->r->sets[i].any };
        buf_init(&p->live->sets[i].text, SET_TEXT_MAX);
        if (!s->set_of[g->bit])
            p->live->sets[i].next = SIZE_MAX;
        else
            p->live->sets[i].next =
                s->set_of[g->bit] - 1; /* the same rows: units that have one, and is there any */
        s->set_of[g->bit] = i + 1;
        s->set_bits |= UINT32_C(1) << g->bit;
        add_ties(p->r, s, &p->r->sets[i].row, &tie_caps[g->sweep]);
    }
}

static void days_sweep(struct plan *p, size_t norm)
{
    struct by_row *row = &p->r->checks[norm].row;
    struct sweep *s = new_sweep(p, row->reg);

    s->days = true;
    s->many = s->few = row->days;
    s->one = row->days_one;
    s->columns = 1;
    s->by_unit = sv_find(s->one.text, SV("pd_induk")) >= 0;
    s->ties = row->depends;
    s->n_ties = row->n_depends;
    s->uses = ARENA_NEW(p->r->a, struct use);
    s->uses[s->n_uses++] = (struct use){ .norm = norm };
    p->live->by_norm[norm] = p->live->n;
}

bool rule_live_plan(struct rule *r, struct problems *ps, struct err *e)
{
    struct rule_live *l = ARENA_NEW(r->a, struct rule_live);
    struct place *norms = ARENA_ARRAY(r->a, struct place, r->n + 1),
                 *sets = ARENA_ARRAY(r->a, struct place, r->n_sets + 1);
    struct plan p = { .r = r, .live = l };
    size_t *tie_caps;

    l->few_rows = FEW_ROWS;
    pthread_mutex_init(&l->lock, NULL); /* of this kind it cannot fail on Linux */
    l->by_norm = ARENA_ARRAY(r->a, size_t, r->n + 1);
    l->sets = ARENA_ARRAY(r->a, struct unit_set, r->n_sets + 1);
    l->n_sets = r->n_sets;
    for (size_t i = 0; i < r->n; i++)
        if (r->checks[i].row.among.p)
            norms[i] = place_of(&p, &r->checks[i].row, false);
    for (size_t i = 0; i < r->n_sets; i++) /* after all norms: by now it is known which rows ask */
        sets[i] = place_of(&p, &r->sets[i].row, true);
    for (size_t i = 0; i < p.n; i++)
        p.groups[i].sweep = SIZE_MAX;
    for (size_t i = 0; i < p.n; i++)
        if (p.groups[i].sweep == SIZE_MAX)
            pack_from(&p, i);
    tie_caps = ARENA_ARRAY(r->a, size_t, l->n + 1);
    settle_norms(&p, norms, ARENA_ARRAY(r->a, size_t, l->n + 1), tie_caps);
    settle_sets(&p, sets, tie_caps);
    for (size_t i = 0; i < l->n; i++)
        finish_sweep(&p, i, ps);
    for (size_t i = 0; i < r->n; i++)
        if (r->checks[i].row.days.text.p)
            days_sweep(&p, i);
    r->live = l;
    return arena_ok(r->a, e);
}
