/* SPDX-License-Identifier: MIT
 * base/buf.h -- a byte buffer that grows up to a ceiling told when it is made.
 * Writing past the ceiling (or out of memory) sets `failed` and drops the write; writers need not check each call,
 * the owner asks buf_ok() once at the end. Owns its bytes; freed by buf_clear(). One thread at a time. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/sv.h"

struct err;

struct buf {
    char *p;
    size_t n, cap, max;
    bool failed;
};

void buf_init(struct buf *b, size_t max_bytes);
void buf_clear(struct buf *b); /* frees; the buffer may be used again with the same ceiling */
void buf_reset(struct buf *b); /* empties, keeps memory */
void buf_put(struct buf *b, struct sv s);
void buf_char(struct buf *b, char c);
void buf_int(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct sv buf_sv(const struct buf *b); /* borrowed until the next write */
bool buf_ok(const struct buf *b, struct err *e);

#endif
