/* SPDX-License-Identifier: MIT
 * hub/nonce.c -- nonces that were used. */
#include "hub/nonce.h"

#include <string.h>

enum hub_nonce_answer hub_nonce_use(struct hub_nonces *t, const struct digest *nonce, uint32_t consumer,
                                    uint32_t now, uint32_t until)
{
    uint64_t high, low;
    uint32_t at, own = 0;

    memcpy(&high, nonce->b, 8);
    memcpy(&low, nonce->b + 8, 8);
    memcpy(&at, nonce->b + 16, 4);
    struct hub_nonce *bucket = t->slot + (size_t) (at & (t->buckets - 1)) * NONCE_BUCKET, *room = NULL;
    for (size_t i = 0; i < NONCE_BUCKET; i++) {
        struct hub_nonce *n = &bucket[i];
        if (n->until < now) {
            room = room ? room : n;
            continue;
        }
        if (n->high == high && n->low == low)
            return NONCE_SEEN;
        own += n->consumer == consumer;
    }
    if (!room || own >= NONCE_BUCKET / 2)
        return NONCE_FULL;
    room->until = 0; /* not yet: half a nonce would match nothing, and block nothing */
    room->high = high;
    room->low = low;
    room->consumer = consumer;
    room->until = until;
    return NONCE_NEW;
}
