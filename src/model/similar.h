/* SPDX-License-Identifier: MIT
 * model/similar.h -- records of another register that may be the same thing under another name, as a register's `similar`
 * declares it: a name alike, or a value in common. Only what the actor sees is looked through, of other agencies alone when
 * both sides belong to one: what an agency has itself it knows. A warning, never a refusal.
 * A pool is what was looked through, read once for any number of records; it and its results live in the arena given. */
#ifndef MODEL_SIMILAR_H
#define MODEL_SIMILAR_H

#include "model/record.h"

struct similar_pool;

struct similar_hit {
    const struct reg *reg;
    int64_t id, pd;
    struct sv title;
    bool named;                 /* the names are alike */
    const struct field *shared; /* own field with a value in common, or NULL */
    int weight;
};

/* Reads the register to be looked through, at most 5,000 records of it. *out is NULL where `reg` declares nothing, or the
 * actor may not open that register. */
bool similar_open(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                  struct arena *a, struct similar_pool **out, struct err *e);
/* The likeliest first, at most `limit`. `p` NULL: none. */
void similar_find(const struct similar_pool *p, const struct record *r, size_t limit, struct arena *a,
                  struct similar_hit **out, size_t *n);

#endif
