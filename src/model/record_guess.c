/* SPDX-License-Identifier: MIT
 * model/record_guess.c -- what a new record's empty fields may be guessed from: the beginning of a code, a word, or the one
 * record elsewhere that holds the same. Rows of other systems come by the thousand and say of none of them what it is; a
 * guess is a value of its own that says so, and a person settles it. */
#include "base/arena.h"
#include "base/map.h"
#include "model/list.h"
#include "model/record_priv.h"
#include "model/words.h"

static bool begins_with_one(struct sv code, const struct code_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        if (sv_starts(code, list->items[i].key))
            return true;
    return false;
}

static bool holds_one(struct sv text, const struct code_list *list, struct arena *a)
{
    struct sv lower = sv_lower(text, a);

    for (size_t i = 0; i < list->n; i++)
        if (words_hold(lower, list->items[i].label))
            return true;
    return false;
}

static struct sv from_text(const struct reg_guess *g, const struct record *r, struct arena *a)
{
    for (size_t i = 0; i < g->n_prefixes; i++)
        if (r->val[g->prefixes[i].of->index].p &&
            begins_with_one(r->val[g->prefixes[i].of->index], g->prefixes[i].codes))
            return g->value;
    for (size_t i = 0; i < g->n_words; i++)
        if (r->val[g->words[i].of->index].p && holds_one(r->val[g->words[i].of->index], g->words[i].codes, a))
            return g->value;
    return SV_NULL;
}

/* Two that fit are none: which of them is for people to say. */
static bool from_record(const struct value_in *c, const struct field *f, const struct record *r,
                        struct sv *out, struct err *e)
{
    const struct reg_guess *g = f->guess;
    struct filter *by = ARENA_ARRAY(c->a, struct filter, g->n_same + 1);
    struct list_query q = { .reg = f->target, .filters = by, .n_filters = g->n_same, .limit = 2 };
    struct list found;

    *out = SV_NULL;
    for (size_t i = 0; i < g->n_same; i++) {
        struct sv v = r->val[g->same[i]->index];

        if (!v.p)
            return true;
        by[i] = (struct filter){ g->same[i]->key, FILTER_EQ, v };
    }
    if (!who_may_open(c->who, &f->target->rule))
        return true;
    if (!list_load(c->db, c->rs, c->who, &q, c->a, &found, e))
        return false;
    if (found.n == 1)
        *out = arena_printf(c->a, "%lld", (long long) found.rows[0]->id);
    return true;
}

bool record_guess(const struct value_in *c, struct record *r, struct err *e)
{
    for (size_t i = 0; i < c->reg->n_fields; i++) {
        const struct field *f = &c->reg->fields[i];
        struct sv v;

        if (!f->guess || r->val[i].p)
            continue;
        if (f->type == FT_CHOICE)
            r->val[i] = from_text(f->guess, r, c->a);
        else if (!from_record(c, f, r, &v, e))
            return false;
        else
            r->val[i] = v;
    }
    return true;
}
