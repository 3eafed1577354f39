/* SPDX-License-Identifier: MIT
 * page/norm_tree.h -- provisions as a tree and as addresses of pages. Pure functions over the norms of a pack.
 *
 * A provision "19(6)a-f" has the page /pemenuhan/pasal/19/ayat/6/huruf/a-f; a huruf inside the range leads to the same
 * provision. What stands in a BAB without Pasal ("BAB-XV(2)") has /pemenuhan/bab/XV/ayat/2. Where an address names no single
 * provision (a whole Pasal, an ayat of which only the letters are provisions) it is a group.
 * Everything lives in the arena given and borrows the norms. */
#ifndef PAGE_NORM_TREE_H
#define PAGE_NORM_TREE_H

#include "rule/rule.h"

struct arena;

struct norm_addr { /* pieces absent where there are none */
    struct sv bab, pasal, ayat, piece;
};
struct norm_addr norm_addr_of(struct sv at);
struct sv norm_addr_path(const struct norm_addr *ad, struct arena *a);
struct sv norm_path(struct sv at, struct arena *a);                     /* "/pemenuhan/pasal/46/ayat/1" */
struct sv norm_pasal_path(struct sv pasal, struct arena *a);            /* "/pemenuhan/pasal/46" */
struct sv norm_bab_path(struct sv bab, struct arena *a);                /* "/pemenuhan/bab/IV" */
struct sv norm_addr_label(const struct norm_addr *ad, struct arena *a); /* "Pasal 19 ayat (6) huruf a–f" */
/* The same as naskah_find() reads it: "19(6)a-f", "BAB-IV". */
struct sv norm_addr_at(const struct norm_addr *ad, struct arena *a);
/* "ayat (6) huruf a–f", as said inside its Pasal; "seluruhnya" for a Pasal that is one provision. */
struct sv norm_short_label(const struct norm *n, struct arena *a);

/* Is `piece` ("c", "4") inside `range` ("a-f", "1-6"), or the same? */
bool norm_piece_in(struct sv piece, struct sv range);
/* The one provision an address means, or NULL: that very one, else the range its last piece lies in, else the only one
 * below it. */
const struct norm *norm_at(const struct norm *norms, size_t n, const struct norm_addr *ad);
/* Every provision at or below an address, in the order of the pack. */
size_t norm_below(const struct norm *norms, size_t n, const struct norm_addr *ad, struct arena *a,
                  const struct norm ***out);

struct norm_pasal { /* absent number: what stands in the BAB itself */
    struct sv pasal;
    const struct norm **norms;
    size_t n;
};
struct norm_bab {
    struct sv bab, title; /* absent: a regulation without BAB */
    bool general;
    struct norm_pasal *pasals;
    size_t n, n_norms;
};
struct norm_tree {
    struct norm_bab *babs;
    size_t n;
};
/* `keep` (of the norms, by index; NULL: all) leaves out what a filter does not want; empty BAB and Pasal go with it. */
void norm_tree_make(const struct norm *norms, size_t n, const bool *keep, const struct chapter *chapters,
                    size_t n_chapters, struct arena *a, struct norm_tree *out);

#endif
