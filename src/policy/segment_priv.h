/* SPDX-License-Identifier: MIT
 * policy/segment_priv.h -- what the files of the segment module share: the layout on disk, and totals being summed.
 *
 * All numbers are big-endian.
 *   header, 64 bytes    "PRASASTI-BUKTI/1\n" and zeros, id at 24, milliseconds of birth at 32, slot at 40, CRC of bytes 0-43 at 44
 *   record frame        magic, CRC of what follows up to the payload's end, payload length, charged, time, agreement, day, 0,
 *                       id, salt, payload, zeros up to a multiple of 8
 *   totals frame        magic, CRC likewise, length of the rows, erased?, records, first and last time, bytes, rows of 32 bytes
 *   trailer, 16 bytes   magic, 0, offset of the totals frame: how a sealed segment is known from its end */
#ifndef POLICY_SEGMENT_PRIV_H
#define POLICY_SEGMENT_PRIV_H

#include "policy/segment.h"

enum {
    SEGMENT_HEAD_BYTES = 64,
    SEGMENT_RECORD_HEAD = 88,
    SEGMENT_TOTALS_HEAD = 48,
    SEGMENT_ROW_BYTES = 32,
    SEGMENT_TRAILER_BYTES = 16,
    SEGMENT_ROWS_MAX = 1 << 16 /* in one segment, whoever wrote it */
};
#define SEGMENT_MAGIC_RECORD 0x50427231u  /* "PBr1" */
#define SEGMENT_MAGIC_TOTALS 0x50427431u  /* "PBt1" */
#define SEGMENT_MAGIC_TRAILER 0x50426531u /* "PBe1" */

static inline void put_be(char *p, uint64_t v, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        p[i] = (char) (unsigned char) (v >> (8 * (bytes - 1 - i)));
}
static inline uint64_t get_be(const char *p, unsigned bytes)
{
    uint64_t v = 0;

    for (unsigned i = 0; i < bytes; i++)
        v = v << 8 | (unsigned char) p[i];
    return v;
}

void segment_head_make(char out[SEGMENT_HEAD_BYTES], uint64_t id, int64_t born_ms, unsigned slot);
bool segment_head_ok(const char head[SEGMENT_HEAD_BYTES], uint64_t id);

/* Bytes of the frame; `out` has room for SEGMENT_FRAME_MAX. */
size_t segment_frame_make(const struct segment_record *r, char *out);
/* Reads a frame at the beginning of `data`: its length, or 0 when it is no whole record. */
size_t segment_frame_read(struct sv data, struct segment_record *out);

/* --- totals ------------------------------------------------------------------------------------- */

struct totals { /* rows by (agreement, day) in a table of open addresses; grows up to `max` rows */
    struct segment_total *row;
    size_t cap, n, max;
    uint64_t records;
    int64_t first_ms, last_ms;
};
bool totals_init(struct totals *t, size_t max); /* false: no memory */
void totals_clear(struct totals *t);
void totals_reset(struct totals *t);
bool totals_room(const struct totals *t, int64_t agreement, int32_t day); /* would this one still fit? */
bool totals_put(struct totals *t, const struct segment_total *row);       /* false: full */
bool totals_add(struct totals *t, const struct segment_record *r);        /* false: full */

/* The totals frame with its trailer, malloced; it will stand at offset `at`. NULL: no memory. */
char *segment_totals_make(const struct totals *t, uint64_t at, uint64_t bytes, bool erased, size_t *n);

struct sealed {  /* the end of a sealed segment */
    uint64_t at; /* of the totals frame */
    char *frame; /* malloced */
    size_t rows;
    bool erased;
    uint64_t records, bytes;
    int64_t first_ms, last_ms;
};
/* Looks at the end of a file. *is is false when it is not sealed; else the caller frees s->frame. */
bool segment_sealed_read(int fd, struct sealed *s, bool *is, struct err *e);
struct segment_total segment_sealed_row(const struct sealed *s, size_t i);

/* --- files -------------------------------------------------------------------------------------- */

struct segment_name {
    char s[32];
};
struct segment_name segment_name_of(uint64_t id);
bool segment_name_parse(struct sv name, uint64_t *id);
bool segment_failed(struct err *e, const char *deed, uint64_t id); /* from errno; returns false */
bool segment_write_at(int fd, struct sv data, uint64_t at);        /* all of it, or errno */
bool segment_read_at(int fd, char *buf, size_t want, uint64_t at, size_t *got);
/* Does a writer hold it? Asked by taking its lock for a moment. */
bool segment_living(int fd);
/* Opens a segment of the folder `dirfd`; checks its header. */
bool segment_open(int dirfd, uint64_t id, int flags, int *fd, struct err *e);
int segment_dir_open(const char *dir, struct err *e); /* -1: failed */

#endif
