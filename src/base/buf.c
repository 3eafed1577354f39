/* SPDX-License-Identifier: MIT
 * base/buf.c -- a growing byte buffer with a ceiling and a sticky failure. */
#include "base/buf.h"

#include "base/err.h"

#include <stdarg.h>

void buf_init(struct buf *b, size_t max_bytes)
{
    *b = (struct buf){ .max = max_bytes };
}

void buf_clear(struct buf *b)
{
    free(b->p);
    buf_init(b, b->max);
}

void buf_reset(struct buf *b)
{
    b->n = 0;
    b->failed = false;
}

/* Room for n more bytes, or the buffer has failed. */
static bool reserve(struct buf *b, size_t n)
{
    if (b->failed)
        return false;
    if (n <= b->cap - b->n)
        return true;
    if (n > b->max || b->n > b->max - n) {
        b->failed = true;
        return false;
    }
    size_t cap = b->cap ? b->cap : b->max < 256 ? b->max : 256;
    while (cap < b->n + n)
        cap = cap > b->max / 2 ? b->max : cap * 2;
    char *p = realloc(b->p, cap + 1); /* one more for the NUL of buf_printf(), which belongs to no text */
    if (!p) {
        b->failed = true;
        return false;
    }
    b->p = p;
    b->cap = cap;
    return true;
}

void buf_put(struct buf *b, struct sv s)
{
    if (s.n == 0 || !reserve(b, s.n))
        return;
    memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
}

void buf_char(struct buf *b, char c)
{
    if (reserve(b, 1))
        b->p[b->n++] = c;
}

void buf_int(struct buf *b, int64_t v)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t rest = v < 0 ? 0 - (uint64_t) v : (uint64_t) v;

    do {
        digits[--at] = (char) ('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (v < 0)
        digits[--at] = '-'; /* fits: 2^63 has 19 digits */
    buf_put(b, (struct sv){ digits + at, sizeof digits - at });
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list args, again;

    if (b->failed)
        return;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(b->p ? b->p + b->n : NULL, b->p ? b->cap - b->n + 1 : 0, fmt, args);
    if (n < 0) {
        b->failed = true;
    } else if (b->p && (size_t) n <= b->cap - b->n) {
        b->n += (size_t) n;
    } else if (n > 0 && reserve(b, (size_t) n)) {
        vsnprintf(b->p + b->n, (size_t) n + 1, fmt, again);
        b->n += (size_t) n;
    }
    va_end(again);
    va_end(args);
}

struct sv buf_sv(const struct buf *b)
{
    return (struct sv){ b->p ? b->p : "", b->n };
}

bool buf_ok(const struct buf *b, struct err *e)
{
    if (!b->failed)
        return true;
    err_set(e, ERR_FAULT, T("Jawaban atau berkas yang disusun melebihi batas %zu KiB"), b->max / 1024);
    return err_hint(e, T("Persempit pilihan, atau minta pengelola menaikkan batasnya."));
}
