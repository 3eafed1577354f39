/* SPDX-License-Identifier: MIT
 * rule/pack_priv.h -- the two halves of reading a pack: which files (pack.c), and how one is laid over another (pack_lay.c). */
#ifndef RULE_PACK_PRIV_H
#define RULE_PACK_PRIV_H

#include "rule/pack.h"

struct reader {
    const struct pack_home *home;
    struct arena *a;
    struct problems *ps;
};

struct problem *pack_complain(const struct reader *r, struct sv file, const struct json *at, struct sv field,
                              struct sv text);
/* Maps are merged key by key, an empty value (`key:`) takes a key away, anything else is replaced. Links, `repeals` and
 * `dates` are those of `over` alone; chapters are matched by `bab` and kept in the order of their first Pasal. */
const struct json *pack_lay_over(struct arena *a, const struct json *base, const struct json *over);
/* The provisions of a pack that stands alone; with `was`, those of the one it replaces that they continue. */
void pack_take(const struct reader *r, struct pack *p, const struct json *norms);
/* The provisions of p->before, without those repealed, with those of `norms` (NULL: none) in their places. */
void pack_amend(const struct reader *r, struct pack *p, const struct json *own, const struct json *norms);

/* pack_use.c: `{use NAME words}` replaced by the pieces of data/pieces.yaml. Mistakes go to the reader's problems. */
bool pack_use(const struct reader *r, struct sv file, struct sv text, struct sv *out, struct err *e);

#endif
