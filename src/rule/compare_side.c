/* SPDX-License-Identifier: MIT
 * rule/compare_side.c -- what is compared of one pack, taken out of its loaded declarations. */
#include "base/arena.h"
#include "base/file.h"
#include "base/problems.h"
#include "rule/compare.h"
#include "rule/pack.h"
#include "rule/region.h"

enum { PROBLEMS_MAX = 20 };

static const struct sv *dup_all(const struct sv *items, size_t n, struct arena *a)
{
    struct sv *out = ARENA_ARRAY(a, struct sv, n + 1);

    for (size_t i = 0; i < n; i++)
        out[i] = arena_dup(a, items[i]);
    return out;
}

static void take_values(const struct region *r, struct arena *a, struct compare_side *out)
{
    struct parameter_value *values = ARENA_ARRAY(a, struct parameter_value, r->parameters.n + 1);

    for (size_t i = 0; i < r->parameters.n; i++) {
        const struct parameter_value *v = &r->values[i];

        values[i] = *v;
        values[i].key = arena_dup(a, v->key);
        values[i].words = arena_dup(a, v->words);
        values[i].keys = dup_all(v->keys, v->n_items, a);
        values[i].items = dup_all(v->items, v->n_items, a);
        values[i].at = dup_all(v->at, v->n_at, a);
        values[i].strength = arena_dup(a, v->strength);
        values[i].setting = arena_dup(a, v->setting);
        values[i].setting_label = arena_dup(a, v->setting_label);
        values[i].setting_words = arena_dup(a, v->setting_words);
        values[i].clearances = dup_all(v->clearances, v->n_clearances, a);
        values[i].note = arena_dup(a, v->note);
    }
    out->values = values;
}

static void take_norms(const struct region *r, struct arena *a, struct compare_side *out)
{
    const struct norm *norms = rule_norms(r->rule, &out->n_norms);

    out->norms = ARENA_ARRAY(a, struct compare_norm, out->n_norms + 1);
    for (size_t i = 0; i < out->n_norms; i++) {
        const struct norm *n = &norms[i];

        out->norms[i] = (struct compare_norm){ .at = arena_dup(a, n->at),
                                               .label = rule_label(n->at, a),
                                               .says = arena_dup(a, n->says),
                                               .strength = arena_dup(a, n->strength),
                                               .pasal = arena_dup(a, n->pasal),
                                               .ayat = arena_dup(a, n->ayat),
                                               .huruf = arena_dup(a, n->huruf),
                                               .reg = n->reg ? arena_dup(a, n->reg->key) : SV_NULL,
                                               .shown = n->check == CHECK_SHOWN };
    }
}

/* --- gates ------------------------------------------------------------------------------------------------------------ */

static struct compare_gate gate_of_clearance(const struct clearance *c, struct arena *a)
{
    struct sv *asked = ARENA_ARRAY(a, struct sv, c->n_documents + 1);

    for (size_t i = 0; i < c->n_documents; i++)
        asked[i] = arena_dup(a, c->documents[i].label);
    return (struct compare_gate){ .reg = c->object ? arena_dup(a, c->object->key) : SV_NULL,
                                  .label = arena_dup(a, c->label),
                                  .at = arena_dup(a, c->at),
                                  .strength = arena_dup(a, c->strength),
                                  .kind = NEED_CLEARANCE,
                                  .about = arena_dup(a, c->key),
                                  .noun = arena_dup(a, c->noun),
                                  .asked = asked,
                                  .n_asked = c->n_documents };
}

/* Documents by the words of the register's `dokumen` field or of a file field of that name; else the key in words. */
static struct sv document_word(const struct reg *reg, struct sv key, struct arena *a)
{
    const struct field *files = reg_field(reg, SV("dokumen")), *own = reg_field(reg, key);
    const struct choice *c = files ? field_choice(files, key) : NULL;
    struct sv word = arena_dup(a, c ? c->label : own ? own->label : key);

    if (!c && !own)
        for (size_t i = 0; i < word.n; i++)
            if (word.p[i] == '_')
                ((char *) (uintptr_t) word.p)[i] = ' '; /* our own copy */
    return word;
}

static struct sv about(const struct need *n, struct arena *a)
{
    struct sv keys = SV("");

    switch (n->kind) {
    case NEED_REF: return arena_dup(a, n->by ? n->by->key : n->label);
    case NEED_WINDOW:
    case NEED_RELATED: return arena_dup(a, n->related ? n->related->key : n->label);
    case NEED_DOCUMENTS: return SV("dokumen");
    case NEED_FIELDS:
        for (size_t i = 0; i < n->n_keys; i++)
            keys = arena_printf(a, "%.*s %.*s", SV_FMT(keys), SV_FMT(n->keys[i]));
        return keys;
    case NEED_CLEARANCE:
    case NEED_WHERE: break;
    }
    return arena_dup(a, n->label);
}

/* Gates of the law are those that name a provision; the others keep a record in order. A letter that is asked for once more
 * (a related permohonan) is the clearance itself. */
static bool counts(const struct need *n)
{
    return n->kind != NEED_CLEARANCE && n->at.p && !(n->related && sv_eq(n->related->key, SV("permohonan")));
}

struct gates_taken {
    struct compare_side *side;
    size_t cap;
};

static void take_gate(struct gates_taken *g, const struct reg *reg, const struct need *n, struct arena *a)
{
    struct compare_side *s = g->side;
    struct sv *asked, key = about(n, a);
    struct compare_gate *out;

    for (size_t i = 0; i < s->n_gates; i++) /* before several steps it is still one gate */
        if (s->gates[i].kind == n->kind && sv_eq(s->gates[i].reg, reg->key) && sv_eq(s->gates[i].about, key))
            return;
    asked = ARENA_ARRAY(a, struct sv, n->n_keys + 1);
    out = ARENA_PUSH(a, s->gates, s->n_gates, g->cap);
    *out = (struct compare_gate){ .reg = arena_dup(a, reg->key),
                                  .label = arena_dup(a, n->label),
                                  .at = arena_dup(a, n->at),
                                  .strength = arena_dup(a, n->strength),
                                  .kind = n->kind,
                                  .about = key,
                                  .asked = asked };
    for (size_t m = 0; n->kind == NEED_DOCUMENTS && m < n->n_keys; m++)
        asked[out->n_asked++] = document_word(reg, n->keys[m], a);
}

static void take_gates(const struct region *r, struct arena *a, struct compare_side *out)
{
    struct gates_taken g = { .side = out };
    size_t n, n_steps;
    const struct clearance *const *cs = flow_clearances(r->flow, &n);

    for (size_t i = 0; i < n; i++)
        *ARENA_PUSH(a, out->gates, out->n_gates, g.cap) = gate_of_clearance(cs[i], a);
    for (size_t i = 0; i < r->model->n_regs; i++) {
        const struct reg *reg = r->model->regs[i];
        const struct transition *t = flow_transitions(r->flow, reg, &n_steps);

        for (size_t k = 0; k < n_steps; k++)
            for (size_t j = 0; j < t[k].n_needs; j++)
                if (counts(&t[k].needs[j]))
                    take_gate(&g, reg, &t[k].needs[j], a);
    }
}

static void take_regs(const struct region *r, struct arena *a, struct compare_side *out)
{
    out->n_regs = r->model->n_regs;
    out->regs = ARENA_ARRAY(a, struct compare_reg, out->n_regs + 1);
    for (size_t i = 0; i < out->n_regs; i++) {
        const struct reg *reg = r->model->regs[i];
        struct compare_reg *c = &out->regs[i];

        *c = (struct compare_reg){ arena_dup(a, reg->key), arena_dup(a, reg->label),
                                   ARENA_ARRAY(a, struct sv, reg->n_states + 1),
                                   ARENA_ARRAY(a, struct sv, reg->n_states + 1), reg->n_states };
        for (size_t k = 0; k < reg->n_states; k++) {
            c->states[k] = arena_dup(a, reg->states[k].key);
            c->state_labels[k] = arena_dup(a, reg->states[k].label);
        }
    }
}

bool compare_side_make(const struct region *r, struct arena *a, struct compare_side *out, struct err *e)
{
    *out = (struct compare_side){ .id = arena_dup(a, r->regulation.id),
                                  .title = arena_dup(a, r->regulation.title),
                                  .about = arena_dup(a, r->regulation.about),
                                  .region = arena_dup(a, r->regulation.region) };
    take_values(r, a, out);
    take_norms(r, a, out);
    take_gates(r, a, out);
    take_regs(r, a, out);
    return arena_ok(a, e);
}

bool compare_side_load(const char *declarations, struct sv id, struct arena *a, struct compare_side *out,
                       struct err *e)
{
    struct arena *own = arena_new(1024 * 1024);
    struct region *r = NULL;
    struct problems ps;
    bool ok;

    problems_init(&ps, own, PROBLEMS_MAX);
    ok = region_load(declarations, id, &r, &ps, e) && compare_side_make(r, a, out, e);
    region_close(r);
    arena_free(own);
    return ok;
}

const struct compare_norm *compare_norm(const struct compare_side *s, struct sv at)
{
    for (size_t i = 0; i < s->n_norms; i++)
        if (sv_eq(s->norms[i].at, at))
            return &s->norms[i];
    return NULL;
}

struct sv compare_reg_label(const struct compare_side *s, struct sv key)
{
    for (size_t i = 0; i < s->n_regs; i++)
        if (sv_eq(s->regs[i].key, key))
            return s->regs[i].label;
    return key;
}

struct sv compare_place(const struct compare_norm *n, const struct compare_norm *before, struct arena *a)
{
    bool number = n->huruf.n && n->huruf.p[0] >= '0' && n->huruf.p[0] <= '9';
    const char *kind = number ? T("angka") : T("huruf");

    if (!before)
        return n->label;
    if (!n->pasal.p || !before->pasal.p || !sv_eq(n->pasal, before->pasal) || (!n->ayat.p && !n->huruf.p))
        return arena_printf(a, "; %.*s", SV_FMT(n->label));
    if (sv_eq(n->ayat, before->ayat) && n->huruf.p && before->huruf.p)
        return arena_printf(a, ", %.*s", SV_FMT(n->huruf));
    if (!n->ayat.p)
        return arena_printf(a, ", %s %.*s", kind, SV_FMT(n->huruf));
    if (!n->huruf.p)
        return arena_printf(a, ", ayat (%.*s)", SV_FMT(n->ayat));
    return arena_printf(a, ", ayat (%.*s) %s %.*s", SV_FMT(n->ayat), kind, SV_FMT(n->huruf));
}

struct sv compare_places(const struct compare_side *s, const struct parameter_value *v, struct arena *a)
{
    const struct compare_norm *before = NULL;
    struct sv out = SV("");

    for (size_t i = 0; i < v->n_at; i++) {
        const struct compare_norm *n = compare_norm(s, v->at[i]);

        if (!n)
            continue;
        out = arena_printf(a, "%.*s%.*s", SV_FMT(out), SV_FMT(compare_place(n, before, a)));
        before = n;
    }
    return out;
}

bool compare_list(const char *declarations, struct arena *a, struct compare_entry **out, size_t *n,
                  struct err *e)
{
    const char *dir = arena_printf(a, "%s/regulations", declarations).p;
    struct sv *names;
    size_t n_names;

    *n = 0;
    if (!file_list(dir, "", a, &names, &n_names, e))
        return false;
    *out = ARENA_ARRAY(a, struct compare_entry, n_names + 1);
    for (size_t i = 0; i < n_names; i++) {
        struct arena *own;
        const struct pack *p;
        struct regulation reg;
        struct problems ps;
        struct err skip = { 0 };

        if (!file_exists(arena_printf(a, "%s/%.*s/regulation.yaml", dir, SV_FMT(names[i])).p))
            continue;
        own = arena_new(16 * 1024 * 1024);
        problems_init(&ps, own, 1);
        /* A pack with mistakes is not offered; `prasasti check` says which. */
        if (pack_read(&(struct pack_home){ .program = declarations }, names[i], own, &p, &ps, &skip) &&
            (rule_regulation_of(p, own, &reg, &ps), !ps.n))
            (*out)[(*n)++] =
                (struct compare_entry){ names[i], arena_dup(a, reg.title), arena_dup(a, reg.region) };
        arena_free(own);
    }
    return arena_ok(a, e);
}
