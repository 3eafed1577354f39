/* SPDX-License-Identifier: MIT
 * base/uuid.h -- UUIDs of RFC 9562: version 4 for what happens once, version 7 for what happens once and
 * is looked for by its time, version 5 for what must be named the same for ever.
 * Pure but for uuid_v4() and uuid_v7(), which draw random bytes. */
#ifndef BASE_UUID_H
#define BASE_UUID_H

#include "base/sv.h"

struct uuid {
    uint8_t b[16];
};
struct uuid_text {
    char s[37]; /* NUL-terminated, lower case */
};

struct uuid uuid_v4(void);
struct uuid uuid_v4_of(const uint8_t random[16]);       /* from random bytes that the caller has */
struct uuid uuid_v5(struct uuid space, struct sv name); /* the same name in the same space: the same UUID */
struct uuid uuid_v7_of(int64_t unix_ms, const uint8_t random[16]); /* from random bytes that the caller has */
struct uuid uuid_v7(int64_t unix_ms); /* sorts by time, bytewise, to the millisecond */
int64_t uuid_v7_ms(struct uuid u);    /* the time in it; of another version: something */
struct uuid_text uuid_show(struct uuid u);
bool uuid_parse(struct sv s, struct uuid *out); /* as uuid_show() writes it; false: no UUID */

#endif
