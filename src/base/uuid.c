/* SPDX-License-Identifier: MIT
 * base/uuid.c -- version and variant bits over random bytes or a digest. */
#include "base/uuid.h"

#include "base/hash.h"

#include <string.h>

static void mark(struct uuid *u, unsigned version)
{
    u->b[6] = (uint8_t) ((u->b[6] & 0x0f) | version << 4);
    u->b[8] = (uint8_t) ((u->b[8] & 0x3f) | 0x80);
}

struct uuid uuid_v4(void)
{
    struct uuid u;

    bytes_random(u.b, sizeof u.b);
    mark(&u, 4);
    return u;
}

struct uuid uuid_v5(struct uuid space, struct sv name)
{
    const struct sv parts[] = { { (const char *) space.b, sizeof space.b }, name };
    uint8_t digest[20];
    struct uuid u;

    sha1_parts(parts, 2, digest);
    memcpy(u.b, digest, sizeof u.b);
    mark(&u, 5);
    return u;
}

struct uuid_text uuid_show(struct uuid u)
{
    static const char hex[] = "0123456789abcdef";
    struct uuid_text t;
    size_t n = 0;

    for (size_t i = 0; i < sizeof u.b; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            t.s[n++] = '-';
        t.s[n++] = hex[u.b[i] >> 4];
        t.s[n++] = hex[u.b[i] & 15];
    }
    t.s[n] = 0;
    return t;
}
