/* SPDX-License-Identifier: MIT
 * policy/nonce.h -- nonces that were used, in memory that all workers share, until the signature they belong to has run out
 * by itself. Buckets of slots, each nonce in the one bucket its digest names: a look is one bucket, and nothing is ever
 * linked, so that a worker that is killed leaves no broken list behind (nginx frees the lock it held). One consumer may
 * hold half of a bucket: who floods the hub with signatures shuts out himself. */
#ifndef POLICY_NONCE_H
#define POLICY_NONCE_H

#include "base/hash.h"

#include <stdint.h>

enum { NONCE_BUCKET = 64 };

struct nonce {
    uint64_t high, low;
    uint32_t until, consumer; /* until 0, or past: free */
};
struct nonces {
    uint32_t buckets; /* a power of two */
    struct nonce slot[];
};

enum nonce_answer { NONCE_NEW, NONCE_SEEN, NONCE_FULL };
/* Under the caller's lock. */
enum nonce_answer nonce_use(struct nonces *t, const struct digest *nonce, uint32_t consumer, uint32_t now,
                            uint32_t until);

#endif
