/* SPDX-License-Identifier: MIT
 * policy/trail.h -- where each leaf of the log of exchanges comes from: leaf number, receipt id, segment and offset.
 *
 *   FOLDER/00000000.letak     32 bytes a leaf, in the order of the leaves: the block of leaves that is not full yet
 *   FOLDER/00000000.urut      a full block of 65,536 leaves, sorted by receipt id
 *   FOLDER/rentang            first and last id of each full block
 *   FOLDER/posisi             at the last full block: how far each segment that is still there was taken
 *
 * The trail is written and made durable before the log signs the leaves it speaks of; opening cuts what the log does not hold.
 * So the log's own size decides how far the segments were taken: a leaf is never made twice and never left out, wherever the
 * process dies. Everything here can be made again from the segments and the log; nothing of it is a secret or a proof.
 *
 * Memory does not grow with the number of exchanges: one block, and a position for each segment of the folder. Finding
 * a receipt reads 32 bytes for each 65,536 leaves and then one or two blocks by halves, and the block that is not full.
 * The writer belongs to one thread; readers may be anywhere. */
#ifndef POLICY_TRAIL_H
#define POLICY_TRAIL_H

#include "base/uuid.h"

struct arena;
struct err;

#define TRAIL_BLOCK 65536

struct trail_entry {
    struct uuid id;
    uint64_t segment; /* 0: no receipt, but the first leaf of a new origin */
    uint64_t offset;  /* of the record in its segment: segment_reader_at() */
    uint64_t leaf;
};

/* --- writing ---------------------------------------------------------------------------------- */

struct trail;
/* `size`: of the log. Cuts what goes beyond; makes the folder. ERR_FAULT: the trail is shorter than the log. */
struct trail *trail_open(const char *dir, uint64_t size, struct err *e);
void trail_close(struct trail *t);          /* accepts NULL */
uint64_t trail_size(const struct trail *t); /* leaves it speaks of */
/* How many entries one trail_add() may bring: a batch never goes across the end of a block, so that a block is settled only
 * when the log holds all of it. */
size_t trail_room(const struct trail *t);
/* Durable when it returns. leaf numbers go on from trail_size(). The log must hold all leaves of the calls before. */
bool trail_add(struct trail *t, const struct trail_entry *entries, size_t n, struct err *e);
/* The offset of the last record taken from a segment; false: none was. */
bool trail_taken(const struct trail *t, uint64_t segment, uint64_t *offset);
struct trail_position {
    uint64_t segment, offset;
};
/* Positions taken over from an earlier log; to be called before anything is added. */
bool trail_take_over(struct trail *t, const struct trail_position *p, size_t n, struct err *e);
const struct trail_position *trail_positions(const struct trail *t, size_t *n); /* borrowed, ascending */
/* Forgets the positions of segments that are not among these (ascending): they are gone for good. */
void trail_keep(struct trail *t, const uint64_t *segments, size_t n);

/* --- reading ---------------------------------------------------------------------------------- */

/* Looks a receipt up among the first `size` leaves. */
bool trail_find(const char *dir, uint64_t size, struct uuid id, struct trail_entry *out, bool *found,
                struct err *e);
/* All entries of block number `block` in the order of leaves, in `a`; *n is 0 beyond the end. */
bool trail_block(const char *dir, uint64_t block, struct arena *a, struct trail_entry **out, size_t *n,
                 struct err *e);

#endif
