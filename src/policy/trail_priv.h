/* SPDX-License-Identifier: MIT
 * policy/trail_priv.h -- entries and blocks on disk, for trail.c and trail_find.c.
 * An entry: id 16, segment 8, offset 4, place in the block 2, zeros 2. Big-endian. */
#ifndef POLICY_TRAIL_PRIV_H
#define POLICY_TRAIL_PRIV_H

#include "policy/trail.h"

enum { TRAIL_ENTRY_BYTES = 32, TRAIL_RANGE_BYTES = 32 };
#define TRAIL_BLOCK_BYTES ((size_t) TRAIL_BLOCK * TRAIL_ENTRY_BYTES)

struct trail_path {
    char s[24];
};
struct trail_path trail_block_path(uint64_t block, bool sorted);
void trail_entry_put(char *p, const struct trail_entry *t);
struct trail_entry trail_entry_get(const char *p, uint64_t block);
int trail_by_id(const void *a, const void *b);   /* raw entries */
int trail_by_leaf(const void *a, const void *b); /* raw entries of one block */
bool trail_failed(struct err *e, const char *deed, const char *name);
/* Opens the block, whichever of its two files is there; -1 with *absent when neither is. */
int trail_block_open(int dirfd, uint64_t block, bool *sorted, bool *absent, struct err *e);
/* Whole entries of the block into `raw` (TRAIL_BLOCK_BYTES). */
bool trail_block_read(int dirfd, uint64_t block, char *raw, size_t *n, bool *sorted, struct err *e);

#endif
