/* SPDX-License-Identifier: MIT
 * policy/xroad.h -- the X-Road request hash, which binds an answer to its request. Pure. */
#ifndef POLICY_XROAD_H
#define POLICY_XROAD_H

#include "base/sv.h"

struct sha512;

enum { XROAD_HASH_BYTES = 88 }; /* base64 of SHA-512 */

struct sha512 *xroad_hash_begin(struct sv method, struct sv target);
/* Headers in their order, names as received; those that are never forwarded are left out here. */
void xroad_hash_header(struct sha512 *h, struct sv name, struct sv value);
/* The two that the hub adds itself; message_id absent: the client has sent one. `body`: SHA-512 of it, NULL without one.
 * Ends and frees. */
void xroad_hash_end(struct sha512 *h, struct sv request_id, struct sv message_id, const uint8_t body[64],
                    char out[XROAD_HASH_BYTES + 1]);
bool xroad_forwarded(struct sv header); /* not one of those that each side writes for itself */

#endif
