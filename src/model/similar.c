/* SPDX-License-Identifier: MIT
 * model/similar.c -- names without the words that all of them share, compared; and values in common. */
#include "model/similar.h"

#include "base/arena.h"
#include "model/list.h"
#include "model/value.h"
#include "model/words.h"

enum { POOL_MAX = 5000, NEAR_ENOUGH = 80, SHARED_WEIGHT = 60, WORD_MIN = 4 };

struct candidate {
    int64_t id, pd;
    struct sv title, plain; /* plain: its own words, joined */
    struct sv *words, *values;
    size_t n_words;
};

struct similar_pool {
    const struct reg *reg;
    struct arena *a;
    struct candidate *items;
    size_t n, cap;
};

/* --- reading ----------------------------------------------------------------------------------------------------------- */

static struct sv joined(const struct sv *words, size_t n, struct arena *a)
{
    struct sv out = SV("");

    for (size_t i = 0; i < n; i++)
        out = i ? arena_printf(a, "%.*s %.*s", SV_FMT(out), SV_FMT(words[i])) : words[i];
    return out;
}

static bool ended(const struct record *r)
{
    const struct state *s = reg_state(r->reg, r->status);

    return s && s->end;
}

/* False without a word ends the reading: enough was seen. */
static bool take(void *ctx, struct db *db, const struct record *r, struct arena *scratch, struct err *e)
{
    struct similar_pool *p = ctx;
    const struct reg_similar *s = p->reg->similar;
    struct candidate *c;

    (void) db;
    (void) scratch;
    if (p->n == POOL_MAX)
        return false;
    if (ended(r))
        return true;
    c = ARENA_PUSH(p->a, p->items, p->n, p->cap);
    *c = (struct candidate){ .id = r->id, .pd = r->pd, .title = arena_dup(p->a, record_title(r)) };
    c->words = words_of(c->title, s->general, p->a, &c->n_words);
    c->plain = joined(c->words, c->n_words, p->a);
    c->values = ARENA_ARRAY(p->a, struct sv, s->n_same + 1);
    for (size_t i = 0; i < s->n_same; i++)
        c->values[i] = arena_dup(p->a, r->val[s->same[i].other->index]);
    return arena_ok(p->a, e);
}

/* A field that is not for these eyes everywhere tells nothing here. */
static bool all_seen(const struct actor *who, const struct reg_similar *s)
{
    for (size_t i = 0; i < s->n_same; i++)
        if (who_field_reach(who, s->same[i].other->see, s->same[i].other->n_see) != WHO_ALL)
            return false;
    return true;
}

bool similar_open(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                  struct arena *a, struct similar_pool **out, struct err *e)
{
    struct similar_pool *p = ARENA_NEW(a, struct similar_pool);
    struct list_query q = { .sort = SV("id") };

    *out = NULL;
    if (!reg->similar || !reg->similar->name || !who_may_open(who, &reg->similar->in->rule) ||
        !all_seen(who, reg->similar))
        return true;
    p->reg = reg;
    p->a = a;
    q.reg = reg->similar->in;
    if (!list_each(db, rs, who, &q, take, p, e) && (p->n < POOL_MAX || e->kind != ERR_NONE))
        return false;
    *out = p;
    return true;
}

/* --- comparing --------------------------------------------------------------------------------------------------------- */

static bool holds(struct sv stored, struct sv one, struct arena *a)
{
    struct sv *items;
    size_t n;

    if (stored.n && stored.p[0] != '|')
        return sv_eq(stored, one);
    n = value_split(stored, a, &items);
    for (size_t i = 0; i < n; i++)
        if (sv_eq(items[i], one))
            return true;
    return false;
}

static bool in_common(struct sv mine, struct sv theirs, struct arena *a)
{
    struct sv *items = &mine;
    size_t n = 1;

    if (!mine.n || !theirs.n)
        return false;
    if (mine.p[0] == '|')
        n = value_split(mine, a, &items);
    for (size_t i = 0; i < n; i++)
        if (holds(theirs, items[i], a))
            return true;
    return false;
}

/* All words of the shorter name stand in the longer one: "e-Rujukan" in "Pengembangan e-Rujukan Puskesmas". */
static bool contained(const struct sv *few, size_t n_few, const struct sv *many, size_t n_many)
{
    size_t letters = 0;

    for (size_t i = 0; i < n_few; i++) {
        size_t k = 0;

        while (k < n_many && !sv_eq(few[i], many[k]))
            k++;
        if (k == n_many)
            return false;
        letters += few[i].n;
    }
    return n_few && letters >= WORD_MIN;
}

static int alike(const struct sv *words, size_t n, struct sv plain, const struct candidate *c)
{
    int near;

    if (!n || !c->n_words)
        return 0;
    if (n <= c->n_words ? contained(words, n, c->words, c->n_words)
                        : contained(c->words, c->n_words, words, n))
        return 90;
    near = value_near(plain, c->plain);
    return near >= NEAR_ENOUGH ? near : 0;
}

static void place(struct similar_hit *hits, size_t *n, size_t limit, const struct similar_hit *h)
{
    size_t at = *n;

    while (at > 0 && hits[at - 1].weight < h->weight)
        at--;
    if (at >= limit)
        return;
    for (size_t i = *n < limit ? *n : limit - 1; i > at; i--)
        hits[i] = hits[i - 1];
    hits[at] = *h;
    *n += *n < limit;
}

void similar_find(const struct similar_pool *p, const struct record *r, size_t limit, struct arena *a,
                  struct similar_hit **out, size_t *n)
{
    const struct reg_similar *s = p ? p->reg->similar : NULL;
    struct sv *words, plain, known;
    size_t n_words;

    *out = NULL;
    *n = 0;
    if (!p || !r->val[s->name->index].p)
        return;
    *out = ARENA_ARRAY(a, struct similar_hit, limit + 1);
    words = words_of(r->val[s->name->index], s->general, a, &n_words);
    plain = joined(words, n_words, a);
    known = s->known ? r->val[s->known->index] : SV_NULL;
    for (size_t i = 0; i < p->n; i++) {
        const struct candidate *c = &p->items[i];
        struct similar_hit h = { .reg = s->in, .id = c->id, .pd = c->pd, .title = c->title };

        if ((r->reg->scoped && s->in->scoped && c->pd == r->pd) || (s->in == r->reg && c->id == r->id) ||
            (known.n && in_common(known, arena_printf(a, "%lld", (long long) c->id), a)))
            continue;
        h.weight = alike(words, n_words, plain, c);
        h.named = h.weight > 0;
        for (size_t k = 0; k < s->n_same && !h.shared; k++)
            if (in_common(r->val[s->same[k].own->index], c->values[k], a))
                h.shared = s->same[k].own;
        h.weight += h.shared ? SHARED_WEIGHT : 0;
        if (h.weight)
            place(*out, n, limit, &h);
    }
}
