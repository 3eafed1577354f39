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

struct uuid uuid_v4_of(const uint8_t random[16])
{
    struct uuid u;

    memcpy(u.b, random, sizeof u.b);
    mark(&u, 4);
    return u;
}

struct uuid uuid_v4(void)
{
    struct uuid u;

    bytes_random(u.b, sizeof u.b);
    mark(&u, 4);
    return u;
}

/* RFC 9562 section 5.7: 48 bits of milliseconds in front, the rest lots. A time before 1970 counts as 1970. */
struct uuid uuid_v7_of(int64_t unix_ms, const uint8_t random[16])
{
    uint64_t ms = unix_ms > 0 ? (uint64_t) unix_ms : 0;
    struct uuid u;

    memcpy(u.b, random, sizeof u.b);
    for (size_t i = 0; i < 6; i++)
        u.b[i] = (uint8_t) (ms >> (40 - 8 * i));
    mark(&u, 7);
    return u;
}

struct uuid uuid_v7(int64_t unix_ms)
{
    uint8_t lots[16];

    bytes_random(lots, sizeof lots);
    return uuid_v7_of(unix_ms, lots);
}

int64_t uuid_v7_ms(struct uuid u)
{
    uint64_t ms = 0;

    for (size_t i = 0; i < 6; i++)
        ms = ms << 8 | u.b[i];
    return (int64_t) ms;
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

static int nibble(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool uuid_parse(struct sv s, struct uuid *out)
{
    struct uuid u;
    size_t at = 0;

    if (s.n != sizeof(struct uuid_text) - 1)
        return false;
    for (size_t i = 0; i < sizeof u.b; i++) {
        if ((i == 4 || i == 6 || i == 8 || i == 10) && s.p[at++] != '-')
            return false;
        int high = nibble(s.p[at]), low = nibble(s.p[at + 1]);
        if (high < 0 || low < 0)
            return false;
        u.b[i] = (uint8_t) (high << 4 | low);
        at += 2;
    }
    *out = u;
    return true;
}
