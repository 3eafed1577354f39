/* SPDX-License-Identifier: MIT
 * base/code.c -- bytes as text: base16, base32, base64 (RFC 4648), percent-encoding (RFC 3986). Declared in hash.h, beside
 * what they carry. */
#include "base/hash.h"

#include "base/arena.h"

/* An alphabet of 2^bits letters; a group is the least number of letters that ends on a byte. */
struct code {
    const char *letters;
    unsigned bits, group;
    bool pad;
};

static const struct code base16 = { "0123456789abcdef", 4, 2, false };
static const struct code base32 = { "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5, 8, false };
static const struct code base64 = { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 6, 4,
                                    true };
static const struct code base64url = { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 6,
                                       4, false };

static size_t encode_into(const struct code *c, struct sv bytes, char *p)
{
    size_t n = 0;
    uint32_t held = 0, mask = (1u << c->bits) - 1;
    unsigned have = 0;

    for (size_t i = 0; i < bytes.n; i++) {
        held = held << 8 | (unsigned char) bytes.p[i];
        have += 8;
        while (have >= c->bits) {
            have -= c->bits;
            p[n++] = c->letters[held >> have & mask];
        }
    }
    if (have)
        p[n++] = c->letters[held << (c->bits - have) & mask];
    while (c->pad && n % c->group)
        p[n++] = '=';
    return n;
}

static struct sv encode(const struct code *c, struct sv bytes, struct arena *a)
{
    size_t groups = bytes.n / (c->group * c->bits / 8) + 1;
    char *p =
        arena_alloc(a, groups * c->group + 1); /* a group too many at times; the NUL behind is arena's zero */

    return (struct sv){ p, encode_into(c, bytes, p) };
}

/* A table from letter to value, 0xFF where there is none; base16 takes capitals too. */
static void reverse(const struct code *c, uint8_t table[256])
{
    memset(table, 0xFF, 256);
    for (unsigned v = 0; v < 1u << c->bits; v++)
        table[(unsigned char) c->letters[v]] = (uint8_t) v;
    if (c->bits == 4)
        for (unsigned v = 10; v < 16; v++)
            table['A' + v - 10] = (uint8_t) v;
}

/* Strict: no white space, no letter that carries no byte, and zero in the bits left over (RFC 4648, 3.5), so that one
 * text stands for one value only. */
static bool unpad(const struct code *c, struct sv *s)
{
    if (c->pad) {
        if (s->n % c->group)
            return false;
        for (int i = 0; i < 2 && s->n && s->p[s->n - 1] == '='; i++)
            s->n--;
    }
    return true;
}

static bool decode_into(const struct code *c, struct sv s, char *p, size_t *bytes)
{
    uint8_t table[256];
    uint32_t held = 0;
    unsigned have = 0;
    size_t n = 0;

    reverse(c, table);
    for (size_t i = 0; i < s.n; i++) {
        uint8_t v = table[(unsigned char) s.p[i]];
        if (v == 0xFF)
            return false;
        held = held << c->bits | v;
        have += c->bits;
        if (have >= 8) {
            have -= 8;
            p[n++] = (char) (held >> have & 0xFF);
        }
    }
    if (have >= c->bits || (held & ((1u << have) - 1)))
        return false;
    *bytes = n;
    return true;
}

static bool decode(const struct code *c, struct sv s, struct arena *a, struct sv *out)
{
    size_t n;

    if (!unpad(c, &s))
        return false;
    char *p = arena_alloc(a, s.n * c->bits / 8 + 1);
    if (!decode_into(c, s, p, &n))
        return false;
    *out = (struct sv){ p, n };
    return true;
}

/* Exactly so many bytes, without an arena. */
static bool decode_exactly(const struct code *c, struct sv s, void *out, size_t n)
{
    size_t got;

    return unpad(c, &s) && s.n * c->bits / 8 == n && decode_into(c, s, out, &got) && got == n;
}

bool base64_read(struct sv s, void *out, size_t n)
{
    return decode_exactly(&base64, s, out, n);
}

bool base64url_read(struct sv s, void *out, size_t n)
{
    return decode_exactly(&base64url, s, out, n);
}

size_t base64_write(struct sv bytes, char *out)
{
    return encode_into(&base64, bytes, out);
}

size_t base64url_write(struct sv bytes, char *out)
{
    return encode_into(&base64url, bytes, out);
}

struct sv hex_make(struct sv bytes, struct arena *a)
{
    return encode(&base16, bytes, a);
}

bool hex_parse(struct sv s, struct arena *a, struct sv *out)
{
    return decode(&base16, s, a, out);
}

struct sv base64_make(struct sv bytes, struct arena *a)
{
    return encode(&base64, bytes, a);
}

bool base64_parse(struct sv s, struct arena *a, struct sv *out)
{
    return decode(&base64, s, a, out);
}

struct sv base64url_make(struct sv bytes, struct arena *a)
{
    return encode(&base64url, bytes, a);
}

bool base64url_parse(struct sv s, struct arena *a, struct sv *out)
{
    return decode(&base64url, s, a, out);
}

struct sv base32_make(struct sv bytes, struct arena *a)
{
    return encode(&base32, bytes, a);
}

bool base32_parse(struct sv s, struct arena *a, struct sv *out)
{
    return decode(&base32, s, a, out);
}

static bool unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

struct sv url_encode(struct sv s, struct arena *a)
{
    static const char digits[] = "0123456789ABCDEF";
    bool dots = sv_eq(s, SV(".")) || sv_eq(s, SV("..")); /* as a segment these would mean another folder */
    char *p = arena_alloc_array(a, s.n, 3);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char) s.p[i];

        if (unreserved(s.p[i]) && !dots) {
            p[n++] = s.p[i];
            continue;
        }
        p[n++] = '%';
        p[n++] = digits[c >> 4];
        p[n++] = digits[c & 15];
    }
    return (struct sv){ p, n };
}
