/* SPDX-License-Identifier: MIT
 * base/sv.c -- borrowed bytes: comparing, searching, cutting and checking them. */
#include "base/sv.h"

#include "base/arena.h"

struct sv sv_of(const char *cstr)
{
    return cstr ? (struct sv){ cstr, strlen(cstr) } : SV_NULL;
}

static unsigned char fold(char c)
{
    return (unsigned char) (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/* memcmp() and memcpy() must not be given NULL even for no bytes, hence the tests for length below. */
bool sv_eq(struct sv a, struct sv b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool sv_eq_fold(struct sv a, struct sv b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (fold(a.p[i]) != fold(b.p[i]))
            return false;
    return true;
}

int sv_cmp(struct sv a, struct sv b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;

    if (c)
        return c;
    return (a.n > b.n) - (a.n < b.n);
}

bool sv_starts(struct sv s, struct sv head)
{
    return s.n >= head.n && (head.n == 0 || memcmp(s.p, head.p, head.n) == 0);
}

bool sv_ends(struct sv s, struct sv tail)
{
    return s.n >= tail.n && (tail.n == 0 || memcmp(s.p + (s.n - tail.n), tail.p, tail.n) == 0);
}

bool sv_empty(struct sv s)
{
    return s.n == 0;
}

ptrdiff_t sv_find(struct sv s, struct sv needle)
{
    if (needle.n == 0)
        return 0;
    if (s.n < needle.n)
        return -1;
    const char *at = memmem(s.p, s.n, needle.p, needle.n);
    return at ? at - s.p : -1;
}

/* Bytes of white space that start at s.p + i: 0 when there is none. NBSP (U+00A0) comes with pasted sheet cells. */
static size_t space_at(struct sv s, size_t i)
{
    char c = s.p[i];

    if (c == ' ' || (c >= '\t' && c <= '\r'))
        return 1;
    if (c == '\xC2' && i + 1 < s.n && s.p[i + 1] == '\xA0')
        return 2;
    return 0;
}

struct sv sv_trim(struct sv s)
{
    size_t n;

    while (s.n && (n = space_at(s, 0)) != 0) {
        s.p += n;
        s.n -= n;
    }
    while (s.n) {
        if (space_at(s, s.n - 1) == 1)
            s.n -= 1;
        else if (s.n >= 2 && space_at(s, s.n - 2) == 2)
            s.n -= 2;
        else
            break;
    }
    return s;
}

struct sv sv_sub(struct sv s, size_t from, size_t n)
{
    if (!s.p)
        return SV_NULL;
    if (from > s.n)
        from = s.n;
    if (n > s.n - from)
        n = s.n - from;
    return (struct sv){ s.p + from, n };
}

bool sv_cut(struct sv *rest, char sep, struct sv *head)
{
    if (rest->n == 0)
        return false;
    const char *at = memchr(rest->p, sep, rest->n);
    size_t n = at ? (size_t) (at - rest->p) : rest->n;
    size_t skip = at ? n + 1 : n;

    *head = (struct sv){ rest->p, n };
    rest->p += skip;
    rest->n -= skip;
    return true;
}

bool sv_int(struct sv s, int64_t *out)
{
    bool minus = s.n && s.p[0] == '-';
    size_t i = minus ? 1 : 0;
    int64_t v = 0;

    if (i == s.n)
        return false;
    for (; i < s.n; i++) {
        int digit = s.p[i] - '0';
        if (digit < 0 || digit > 9)
            return false;
        /* Counting downwards reaches INT64_MIN, which has no positive twin. */
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, digit, &v))
            return false;
    }
    if (!minus && v == INT64_MIN)
        return false;
    *out = minus ? v : -v;
    return true;
}

/* Length of the well-formed sequence at p (n bytes are there), 0 if it is none. Unicode 15, table 3-7. */
static size_t utf8_len(const unsigned char *p, size_t n)
{
    unsigned char low = 0x80, high = 0xBF;
    size_t len;

    if (p[0] < 0x80)
        return p[0] ? 1 : 0;
    if (p[0] < 0xC2 || p[0] > 0xF4)
        return 0;
    len = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (n < len)
        return 0;
    if (p[0] == 0xE0)
        low = 0xA0; /* overlong */
    else if (p[0] == 0xED)
        high = 0x9F; /* surrogates */
    else if (p[0] == 0xF0)
        low = 0x90; /* overlong */
    else if (p[0] == 0xF4)
        high = 0x8F; /* above U+10FFFF */
    if (p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < len; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    return len;
}

bool sv_utf8_ok(struct sv s)
{
    static const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    const unsigned char *p = (const unsigned char *) s.p;
    size_t i = 0;

    while (i < s.n) {
        /* Eight plain ASCII bytes at a time: no top bit set and no byte zero. */
        while (s.n - i >= 8) {
            uint64_t w;
            memcpy(&w, p + i, 8);
            if ((w | ((w - ones) & ~w)) & tops)
                break;
            i += 8;
        }
        if (i == s.n)
            break;
        size_t len = utf8_len(p + i, s.n - i);
        if (len == 0)
            return false;
        i += len;
    }
    return true;
}

size_t sv_utf8_count(struct sv s)
{
    size_t count = 0;

    for (size_t i = 0; i < s.n; i++)
        count += ((unsigned char) s.p[i] & 0xC0) != 0x80;
    return count;
}

bool sv_is_key(struct sv s)
{
    if (s.n == 0 || s.n > 63 || s.p[0] < 'a' || s.p[0] > 'z')
        return false;
    for (size_t i = 1; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return true;
}

const char *sv_cstr(struct sv s, struct arena *a)
{
    if (s.n == 0)
        return "";
    return memchr(s.p, 0, s.n) ? NULL : arena_dup(a, s).p;
}

struct sv sv_lower(struct sv s, struct arena *a)
{
    if (!s.p)
        return SV_NULL;
    char *p = arena_alloc(a, s.n + 1);

    for (size_t i = 0; i < s.n; i++)
        p[i] = (char) fold(s.p[i]);
    return (struct sv){ p, s.n };
}

struct sv sv_collapse(struct sv s, struct arena *a)
{
    if (!s.p)
        return SV_NULL;
    s = sv_trim(s);
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n;) {
        size_t space = space_at(s, i);
        if (space == 0) {
            p[n++] = s.p[i++];
            continue;
        }
        p[n++] = ' ';
        while (i < s.n && (space = space_at(s, i)) != 0)
            i += space;
    }
    return (struct sv){ p, n };
}
