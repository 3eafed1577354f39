/* SPDX-License-Identifier: MIT
 * rule/compare_change.c -- what a region under the first regulation would have to change to follow the second. Derived from
 * rows, gates and states; nothing here knows a provision. */
#include <assert.h>

#include "base/arena.h"
#include "rule/compare_priv.h"

struct changing {
    struct compare *c;
    struct arena *a;
    struct compare_changes *out;
    size_t cap_stages, cap_gates, cap_documents, cap_touched;
};

static void touch(struct changing *g, struct sv reg)
{
    struct compare_changes *o = g->out;

    if (sv_empty(reg))
        return;
    for (size_t i = 0; i < o->n_touched; i++)
        if (sv_eq(o->touched[i].reg, reg)) {
            o->touched[i].n++;
            return;
        }
    *ARENA_PUSH(g->a, o->touched, o->n_touched, g->cap_touched) = (struct compare_touched){ reg, 1 };
}

static int most_first(const void *x, const void *y)
{
    const struct compare_touched *a = x, *b = y;

    if (a->n != b->n)
        return a->n > b->n ? -1 : 1;
    return sv_cmp(a->reg, b->reg);
}

/* --- rows ------------------------------------------------------------------------------------------------------------- */

const struct compare_norm *compare_duty(const struct compare_side *s, const struct parameter_value *v)
{
    for (size_t i = 0; i < v->n_at; i++) {
        const struct compare_norm *n = compare_norm(s, v->at[i]);

        if (n && !n->shown)
            return n;
    }
    return NULL;
}

static void touch_value(struct changing *g, const struct compare_side *s, const struct parameter_value *v)
{
    for (size_t i = 0; i < v->n_at; i++) {
        const struct compare_norm *n = compare_norm(s, v->at[i]);

        if (n && !n->shown)
            touch(g, n->reg);
    }
}

/* A provision may settle several parameters; it is one duty. */
static void count_duties(struct changing *g, const struct parameter_value *v, bool *counted)
{
    const struct compare_side *b = g->c->b;

    for (size_t i = 0; i < v->n_at; i++) {
        const struct compare_norm *n = compare_norm(b, v->at[i]);

        if (n && !n->shown && !counted[n - b->norms]) {
            counted[n - b->norms] = true;
            g->out->duties++;
        }
    }
}

/* Topics that ask for nothing (definitions, aims) change nothing either. */
static bool matters(const struct compare_side *s, const struct compare_row *r,
                    const struct parameter_value *v)
{
    return r->what->kind != PARAMETER_TOPIC || compare_duty(s, v);
}

static void place(struct changing *g, const struct compare_row *r, bool *counted)
{
    struct compare_changes *o = g->out;

    if (r->what->fact)
        return;
    if (r->kind == COMPARE_ONLY_B && matters(g->c->b, r, r->b)) {
        o->added[o->n_added++] = r;
        count_duties(g, r->b, counted);
        touch_value(g, g->c->b, r->b);
    } else if (r->kind == COMPARE_ONLY_A && matters(g->c->a, r, r->a)) {
        o->dropped[o->n_dropped++] = r;
        touch_value(g, g->c->a, r->a);
    } else if (r->kind == COMPARE_DIFFERS) {
        if (r->what->time)
            o->timed[o->n_timed++] = r;
        else
            o->altered[o->n_altered++] = r;
        touch_value(g, g->c->b, r->b);
    }
}

static void rows(struct changing *g)
{
    bool *counted = ARENA_ARRAY(g->a, bool, g->c->b->n_norms + 1);
    struct compare_changes *o = g->out;
    size_t n = 1;

    for (size_t t = 0; t < g->c->n_themes; t++)
        n += g->c->themes[t].n;
    o->added = ARENA_ARRAY(g->a, const struct compare_row *, n);
    o->dropped = ARENA_ARRAY(g->a, const struct compare_row *, n);
    o->timed = ARENA_ARRAY(g->a, const struct compare_row *, n);
    o->altered = ARENA_ARRAY(g->a, const struct compare_row *, n);
    for (size_t t = 0; t < g->c->n_themes; t++)
        for (size_t i = 0; i < g->c->themes[t].n; i++)
            place(g, &g->c->themes[t].rows[i], counted);
}

/* --- stages ------------------------------------------------------------------------------------------------------------ */

static const bool *lacking(const struct compare_reg *x, const struct compare_reg *y, struct arena *a,
                           bool *any)
{
    bool *out = ARENA_ARRAY(a, bool, x->n_states + 1);

    for (size_t i = 0; i < x->n_states; i++) {
        size_t k = 0;

        while (k < y->n_states && !sv_eq(x->states[i], y->states[k]))
            k++;
        out[i] = k == y->n_states;
        *any = *any || out[i];
    }
    return out;
}

static void stages(struct changing *g)
{
    const struct compare_side *a = g->c->a, *b = g->c->b;

    for (size_t i = 0; i < a->n_regs; i++)
        for (size_t k = 0; k < b->n_regs; k++) {
            struct compare_stages s = { .a = &a->regs[i], .b = &b->regs[k] };
            bool any = false;

            if (!sv_eq(s.a->key, s.b->key))
                continue;
            s.gone = lacking(s.a, s.b, g->a, &any);
            s.come = lacking(s.b, s.a, g->a, &any);
            if (any) {
                *ARENA_PUSH(g->a, g->out->stages, g->out->n_stages, g->cap_stages) = s;
                touch(g, s.a->key);
            }
        }
}

/* --- gates ------------------------------------------------------------------------------------------------------------- */

/* The permohonan that the other regulation asks for the same parameter, in the same place of its list. */
static struct sv twin(const struct compare *c, struct sv clearance)
{
    for (size_t t = 0; t < c->n_themes; t++)
        for (size_t i = 0; i < c->themes[t].n; i++) {
            const struct compare_row *r = &c->themes[t].rows[i];

            for (size_t k = 0; k < r->a->n_clearances && k < r->b->n_clearances; k++)
                if (sv_eq(r->a->clearances[k], clearance))
                    return r->b->clearances[k];
        }
    return clearance;
}

static const struct compare_gate *partner(const struct compare *c, const struct compare_gate *a)
{
    struct sv key = a->kind == NEED_CLEARANCE ? twin(c, a->about) : a->about;

    for (size_t i = 0; i < c->b->n_gates; i++) {
        const struct compare_gate *b = &c->b->gates[i];

        if (a->kind == b->kind && sv_eq(a->reg, b->reg) && sv_eq(key, b->about))
            return b;
    }
    return NULL;
}

static int by_register(const void *x, const void *y)
{
    const struct compare_gates *a = x, *b = y;
    const struct compare_gate *p = a->a ? a->a : a->b, *q = b->a ? b->a : b->b;
    int c = sv_cmp(p->reg, q->reg);

    if (c)
        return c;
    if (!a->a != !b->a) /* what is there today first */
        return a->a ? -1 : 1;
    return sv_cmp(p->label, q->label);
}

/* What is asked for in addition, register by register. */
static void more_documents(struct changing *g, const struct compare_gate *a, const struct compare_gate *b)
{
    struct sv *items = ARENA_ARRAY(g->a, struct sv, b->n_asked + 1);
    size_t n = 0;

    for (size_t i = 0; i < b->n_asked; i++) {
        size_t k = 0;

        while (a && k < a->n_asked && !sv_eq(a->asked[k], b->asked[i]))
            k++;
        if (!a || k == a->n_asked)
            items[n++] = b->asked[i];
    }
    if (n)
        *ARENA_PUSH(g->a, g->out->documents, g->out->n_documents, g->cap_documents) =
            (struct compare_documents){ b->reg, items, n };
}

static void gate(struct changing *g, const struct compare_gate *a, const struct compare_gate *b)
{
    assert(a || b);
    *ARENA_PUSH(g->a, g->out->gates, g->out->n_gates, g->cap_gates) = (struct compare_gates){ a, b };
    touch(g, (b ? b : a)->reg);
}

static void gates(struct changing *g)
{
    const struct compare_side *a = g->c->a, *b = g->c->b;
    bool *met = ARENA_ARRAY(g->a, bool, b->n_gates + 1);

    for (size_t i = 0; i < a->n_gates; i++) {
        const struct compare_gate *other = partner(g->c, &a->gates[i]);

        if (other) {
            met[other - b->gates] = true;
            if (other->kind == NEED_DOCUMENTS)
                more_documents(g, &a->gates[i], other);
        }
        if (!other || !sv_eq(a->gates[i].noun, other->noun) || !sv_eq(a->gates[i].strength, other->strength))
            gate(g, &a->gates[i], other);
    }
    for (size_t i = 0; i < b->n_gates; i++)
        if (!met[i]) {
            gate(g, NULL, &b->gates[i]);
            if (b->gates[i].kind == NEED_DOCUMENTS)
                more_documents(g, NULL, &b->gates[i]);
        }
    if (g->out->n_gates)
        qsort(g->out->gates, g->out->n_gates, sizeof *g->out->gates, by_register);
}

void compare_change(struct compare *c, struct arena *mem)
{
    struct changing g = { .c = c, .a = mem, .out = &c->changes };

    rows(&g);
    stages(&g);
    gates(&g);
    if (c->changes.n_touched)
        qsort(c->changes.touched, c->changes.n_touched, sizeof *c->changes.touched, most_first);
}
