/* SPDX-License-Identifier: MIT
 * policy/segment.h -- receipts on disk: append-only segment files of one folder, written by the workers of the hub, followed by
 * the ledger process.
 *
 *   FOLDER/<16 hex digits>.bukti        the segment's id: milliseconds of its birth << 20 | slot << 12 | lot
 *   header 64 bytes, then frames; a sealed segment ends with a frame of totals and holds nothing behind it.
 *
 * A frame carries one receipt: payload, salt, and what a restart must know without reading the payload (agreement, local day,
 * what was charged to quotas). CRC-32C guards it against torn writes; against people it is guarded by the log.
 * The valid prefix of a segment is its content. Behind it there may be a torn frame, or space reserved ahead: in a
 * segment without a living writer (it holds a lock on the file) that is rubbish and is cut.
 *
 * Who may do what: a writer belongs to one thread and to one file at a time, makes new files and never opens old ones. Only
 * segment_sync_run() may run elsewhere. Readers and segment_recover() may be in other processes. Nothing here waits:
 * an append is one write(2), space is reserved ahead so that a full disk is noticed before an exchange is admitted.
 * Source: design 7 and 8. */
#ifndef POLICY_SEGMENT_H
#define POLICY_SEGMENT_H

#include "base/hash.h"
#include "base/uuid.h"
#include "policy/receipt.h"

struct arena;
struct err;

#define SEGMENT_PLACE "hub/bukti" /* the folder, below a region's data folder; made by `prasasti serve` */
#define SEGMENT_SUFFIX ".bukti"
#define SEGMENT_SLOT_MAX 255
#define SEGMENT_FRAME_MAX (RECEIPT_PAYLOAD_MAX + 128) /* bytes on disk of the longest frame */

struct segment_record {
    struct uuid id;
    int64_t time_ms;
    int64_t agreement; /* number of the agreement's row; 0: none */
    int32_t
        day; /* date_serial() of the day in the region's zone: what quotas of days, months, years sum up */
    uint32_t charged; /* what the exchange cost of the quotas: 0 for a refusal */
    uint8_t salt[RECEIPT_SALT_BYTES];
    struct sv payload; /* borrowed; at most RECEIPT_PAYLOAD_MAX */
};

/* --- writing ---------------------------------------------------------------------------------- */

struct segment_writer;

struct segment_limits {  /* 0 means the default */
    uint64_t bytes_max;  /* a segment is sealed before it grows beyond; default 64 MiB */
    int64_t age_max_ms;  /* and when its first record is older; default 1 hour */
    uint64_t reserve;    /* bytes of disk reserved ahead of the records; default 4 MiB */
    unsigned totals_max; /* different (agreement, day) in one segment; default 2048 */
};

/* `slot` tells workers apart for people who look at the folder; nothing relies on its being unique. No file is made
 * before segment_room() or segment_append() needs one. ERR_MISSING: no such folder. */
struct segment_writer *segment_writer_open(const char *dir, unsigned slot, const struct segment_limits *l,
                                           struct err *e);
/* Seals, makes durable (waits for the disk), frees. Accepts NULL. No sync job may be under way. */
void segment_writer_close(struct segment_writer *w);
/* In a process forked from the writer's own: frees without touching the file. */
void segment_writer_drop(struct segment_writer *w);

/* Asked before an exchange is admitted: there is an open segment with space reserved for what is under way. False closes the
 * hub for services that need receipts (ERR_BUSY: disk full; ERR_FAULT: disk failing); asking again later is all it takes to
 * open it again: a failure is remembered for retry_ms of `now_ms` so that asking costs nothing. */
bool segment_room(struct segment_writer *w, int64_t now_ms, struct err *e);
#define SEGMENT_RETRY_MS 200

/* Writes the record with one write(2): it outlives the death of this process when true is returned. *seq is its number in
 * this writer, from 1. On failure nothing of it remains readable. */
bool segment_append(struct segment_writer *w, const struct segment_record *r, int64_t now_ms, uint64_t *seq,
                    struct err *e);
/* To be called by a timer: seals a segment that is old enough. */
void segment_tick(struct segment_writer *w, int64_t now_ms);

uint64_t segment_appended(const struct segment_writer *w); /* number of the newest record */
uint64_t segment_durable(
    const struct segment_writer *w); /* records up to this number survive a power cut, but for
                                                              those that segment_doubtful() named before */
/* Records up to this number and beyond segment_durable() may be lost: their sync failed. Whoever waits for one of them gets an
 * error and not an answer. Never more than segment_appended(). */
uint64_t segment_doubtful(const struct segment_writer *w);

/* --- group commit ----------------------------------------------------------------------------- */

#define SEGMENT_SYNC_FILES 8
struct segment_sync { /* one job, in memory of the caller; filled in by _begin */
    int fd[SEGMENT_SYNC_FILES];
    unsigned n;
    int dir;       /* fd of the folder when files came into being, else -1 */
    uint64_t upto; /* records that are durable when it succeeds */
    int error;     /* errno of the first failure, 0: none */
};
/* False: nothing to make durable, or a job is under way. */
bool segment_sync_begin(struct segment_writer *w, struct segment_sync *job);
/* fdatasync of all of it: waits for the disk, so in a thread of a pool. Touches nothing but *job. */
void segment_sync_run(struct segment_sync *job);
/* Back in the writer's thread: moves segment_durable(), or on failure segment_doubtful() and gives up the segment, so that the
 * next append goes to a new one (after a failed fsync a file promises nothing any more). */
bool segment_sync_end(struct segment_writer *w, struct segment_sync *job, struct err *e);

/* --- restart ---------------------------------------------------------------------------------- */

/* Called once for each (agreement, day) of a segment, in any order, sealed segments from their totals and others from their
 * records: the caller sums up. */
struct segment_total {
    int64_t agreement;
    int32_t day;
    uint64_t charged;   /* sum of what was charged */
    uint64_t exchanges; /* records, refusals included */
};
typedef void (*segment_total_sink)(void *ctx, const struct segment_total *t);
/* Totals of all days from `since_day` on. Cuts and seals the segments whose writer is gone (`seal`), so that the next restart
 * is quick; a segment that cannot be sealed is counted all the same. False: one of them could not be read; the others were counted.
 * Memory is bounded by one segment's totals. */
bool segment_recover(const char *dir, bool seal, int32_t since_day, segment_total_sink sink, void *ctx,
                     struct err *e);

/* --- reading ---------------------------------------------------------------------------------- */

/* Ids of the segments of a folder, ascending: by time of birth. */
bool segment_list(const char *dir, struct arena *a, uint64_t **ids, size_t *n, struct err *e);
const char *segment_path(const char *dir, uint64_t id, struct arena *a);

enum segment_next {
    SEGMENT_RECORD,  /* *out is filled; payload borrowed until the next call */
    SEGMENT_WAIT,    /* no further whole record yet; the writer lives */
    SEGMENT_END,     /* sealed, or its writer is gone: nothing will ever follow */
    SEGMENT_DAMAGED, /* what was whole when it was sealed no longer is, see segment_reader_offset() */
};
struct segment_reader;
/* `offset` 0 begins at the first record, any other is a segment_reader_offset() of before. ERR_MISSING: no such
 * segment. ERR_INPUT: not a segment. */
struct segment_reader *segment_reader_open(const char *dir, uint64_t id, uint64_t offset, struct err *e);
void segment_reader_close(struct segment_reader *r); /* accepts NULL */
/* False only when the disk cannot be read. */
bool segment_reader_next(struct segment_reader *r, struct segment_record *out, enum segment_next *what,
                         struct err *e);
uint64_t segment_reader_offset(const struct segment_reader *r); /* behind the last record given */
uint64_t segment_reader_at(const struct segment_reader *r);     /* where the last record given begins */
/* Makes durable what was read, whoever wrote it. */
bool segment_reader_sync(struct segment_reader *r, struct err *e);

/* --- retention -------------------------------------------------------------------------------- */

/* Erases payloads and salts of a segment that has ended: a sealed segment with the same totals and no records takes its
 * place, durably. Nothing to do for one that is empty already. ERR_BUSY: its writer lives. */
bool segment_erase(const char *dir, uint64_t id, struct err *e);
struct segment_facts {
    uint64_t id;
    bool sealed, erased, living; /* erased: records went by retention; living: a writer holds it */
    uint64_t records, bytes;     /* of a sealed one: as written, also after erasing */
    int64_t first_ms, last_ms;   /* of its records; 0 when not sealed or none */
    int32_t last_day;            /* the latest day in its totals; 0 likewise */
};
bool segment_facts(const char *dir, uint64_t id, struct segment_facts *out, struct err *e);

#endif
