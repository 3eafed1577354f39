/* SPDX-License-Identifier: MIT
 * api/ical_line.c -- folding and escaping (RFC 5545, 3.1 and 3.3.11). */
#include "api/ical.h"

#include "base/buf.h"

enum { LINE_BYTES = 75 };

/* Bytes of the character that begins here; text was checked on entry. */
static size_t char_bytes(struct sv s)
{
    size_t n = 1;

    while (n < s.n && ((unsigned char) s.p[n] & 0xc0) == 0x80)
        n++;
    return n;
}

struct fold {
    struct buf *b;
    size_t n; /* bytes of the line so far, its leading space included */
};

static void put(struct fold *f, struct sv piece)
{
    if (f->n + piece.n > LINE_BYTES) {
        buf_put(f->b, SV("\r\n "));
        f->n = 1;
    }
    buf_put(f->b, piece);
    f->n += piece.n;
}

static void put_each(struct fold *f, struct sv s)
{
    for (size_t i = 0; i < s.n;) {
        size_t n = char_bytes(sv_sub(s, i, s.n));

        put(f, sv_sub(s, i, n));
        i += n;
    }
}

/* An escape may not be parted: a reader that unfolds first does not mind, one that does not would. */
static void put_text(struct fold *f, struct sv s)
{
    for (size_t i = 0; i < s.n;) {
        struct sv one = sv_sub(s, i, char_bytes(sv_sub(s, i, s.n)));
        unsigned char c = (unsigned char) one.p[0];

        i += one.n;
        if (c == '\r' && i < s.n && s.p[i] == '\n')
            continue;
        if (c == '\n' || c == '\r')
            put(f, SV("\\n"));
        else if (c == '\\')
            put(f, SV("\\\\"));
        else if (c == ';')
            put(f, SV("\\;"));
        else if (c == ',')
            put(f, SV("\\,"));
        else if (c == '\t' || (c >= ' ' && c != 0x7f))
            put(f, one);
    }
}

void ical_line(struct buf *b, const char *name, struct sv value)
{
    struct fold f = { b, 0 };

    put_each(&f, sv_of(name));
    put(&f, SV(":"));
    put_each(&f, value);
    buf_put(b, SV("\r\n"));
}

void ical_text(struct buf *b, const char *name, struct sv text)
{
    struct fold f = { b, 0 };

    put_each(&f, sv_of(name));
    put(&f, SV(":"));
    put_text(&f, text);
    buf_put(b, SV("\r\n"));
}
