/* SPDX-License-Identifier: MIT
 * policy/nonce.c -- nonces that were used. */
#include "policy/nonce.h"

#include <string.h>

enum nonce_answer nonce_use(struct nonces *t, const struct digest *nonce, uint32_t consumer, uint32_t now,
                            uint32_t until)
{
    uint64_t high, low;
    uint32_t at, own = 0;

    memcpy(&high, nonce->b, 8);
    memcpy(&low, nonce->b + 8, 8);
    memcpy(&at, nonce->b + 16, 4);
    struct nonce *bucket = t->slot + (size_t) (at & (t->buckets - 1)) * NONCE_BUCKET, *room = NULL;
    for (size_t i = 0; i < NONCE_BUCKET; i++) {
        struct nonce *n = &bucket[i];
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
