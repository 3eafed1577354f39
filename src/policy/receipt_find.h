/* SPDX-License-Identifier: MIT
 * policy/receipt_find.h -- receipts looked for by what they say, newest first, out of trail and segments; and one by its id.
 *
 * A search does a bounded piece of work: so many receipts read, so many blocks of the trail looked through, so many found; then it says
 * where to go on. Days and parts of ids are told by the trail alone (ids are UUIDs of version 7, whose beginning is the
 * time), so what is out of their range costs 32 bytes a block. Nothing grows with the number of exchanges.
 * Only what the log has signed is found: `size` is that of its head. Results live in the arena. Pure readers. */
#ifndef POLICY_RECEIPT_FIND_H
#define POLICY_RECEIPT_FIND_H

#include "policy/receipt.h"
#include "policy/segment.h"
#include "policy/trail.h"

struct receipt_place { /* borrowed */
    const char *segments, *trail;
    uint64_t size; /* leaves of the log */
};

/* ERR_MISSING (without words) when it is not there, not signed yet, or erased. *rec may be NULL; its payload is copied. */
bool receipt_fetch(const struct receipt_place *at, struct uuid id, struct arena *a, struct receipt *out,
                   struct segment_record *rec, struct trail_entry *entry, bool *found, struct err *e);

enum receipt_result { RECEIPT_ANY, RECEIPT_PASSED, RECEIPT_REFUSED };
struct receipt_ask {           /* what is empty or 0 does not count */
    int64_t from_ms, until_ms; /* of admission; until_ms does not count itself */
    struct sv id;              /* hex digits of a part of the id, without hyphens, lower case */
    struct sv service, consumer, agreement, refusal, message;
    int64_t status;
    enum receipt_result result;
    uint64_t below; /* leaves below this number; UINT64_MAX: from the newest on */
    /* Is it one that the asker may see? */
    bool (*may)(void *ctx, const struct receipt *r);
    void *ctx;
};
struct receipt_hit {
    struct receipt receipt;
    uint64_t leaf;
};
struct receipt_found {
    struct receipt_hit *hits; /* newest leaf first */
    size_t n;
    uint64_t next;       /* where to go on: `below` of the next search; 0: everything was looked at */
    size_t looked, gone; /* receipts read; of those that would have been read, erased by retention */
    int64_t reached_ms;  /* time of the oldest leaf looked at; 0: none */
};
enum { RECEIPT_HITS_MAX = 50, RECEIPT_LOOK_MAX = 20000, RECEIPT_BLOCKS_MAX = 8 };
bool receipt_search(const struct receipt_place *at, const struct receipt_ask *ask, struct arena *a,
                    struct receipt_found *out, struct err *e);

/* The first and the last id of a full block, as far as they are known; *known false: read the block itself. */
bool trail_range(const char *dir, uint64_t block, struct uuid *first, struct uuid *last, bool *known,
                 struct err *e);

#endif
