/* SPDX-License-Identifier: MIT
 * web/limit.h -- how often a key (an address, an account name) may do something: token buckets in a table of fixed size.
 *
 * A bucket holds `burst` tokens and gains `per_minute`. The table never grows: keys are kept as a keyed 64-bit hash, eight
 * to a row, and a newcomer to a full row takes the place of the bucket that is nearest to full, which loses least.
 * An attacker with many addresses can push others out only back to a full bucket, never into a refusal.
 * Threads share it; each row group has a lock of its own. */
#ifndef WEB_LIMIT_H
#define WEB_LIMIT_H

#include "base/sv.h"

struct err;
struct limit;
struct web_req;
struct web_res;

/* slots: how many keys are told apart (rounded up to a power of two, at least 64). */
struct limit *limit_new(size_t slots, unsigned per_minute, unsigned burst);
void limit_free(struct limit *l); /* accepts NULL */
/* Takes one token at now_ms (time_now_ms()); false: none left, and one will be there in *wait_s seconds (>= 1). */
bool limit_take(struct limit *l, struct sv key, int64_t now_ms, int *wait_s);
void limit_forget(struct limit *l, struct sv key); /* a full bucket again: after a successful login */

/* The same for a request: refuses with 429 and Retry-After. */
bool web_limit(struct web_req *r, struct web_res *s, struct limit *l, struct sv key, struct err *e);

#endif
