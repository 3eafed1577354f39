/* SPDX-License-Identifier: MIT
 * policy/token_cache.h -- tokens whose signature was verified lately: a program sends the same one with every call of its quarter
 * of an hour, and each verification would cost a worker 70 us.
 *
 * It remembers that a text is a token of ours and what it says, nothing else: time, key and consumer are judged by the
 * snapshot at each call (policy/token.h), so it cannot keep alive what the policy has let go. Only what verified gets in, so
 * strangers fill nothing. Another hub name or other token keys empty it. One size for ever: four places for each set, the
 * token that ends first makes room. One for each worker: no lock. */
#ifndef POLICY_TOKEN_CACHE_H
#define POLICY_TOKEN_CACHE_H

#include "policy/token.h"

enum { TOKEN_CACHE_SETS = 256, TOKEN_CACHE_WAYS = 4 };

struct token_cache {    /* all zero: empty */
    struct digest keys; /* of the hub's name and the token keys it was filled under */
    struct token_cache_place {
        struct digest text; /* SHA-256 of the token */
        struct token token; /* expires 0: free */
    } place[TOKEN_CACHE_SETS][TOKEN_CACHE_WAYS];
};

/* As token_read() under the snapshot's keys; `now` lets what has run out make room first. */
bool token_cache_read(struct token_cache *c, const struct policy *p, struct sv text, int64_t now,
                      struct token *out);

#endif
