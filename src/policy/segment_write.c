/* SPDX-License-Identifier: MIT
 * policy/segment_write.c -- the writer of one worker: appends, turns to a new segment in time, group commit. */
#include "policy/segment_priv.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"

enum { TRIES = 16, RETIRED_MAX = SEGMENT_SYNC_FILES - 1 };
#define UNRESERVED UINT64_MAX /* the file system cannot reserve space */

struct segment_writer {
    int dirfd, fd; /* fd -1: no segment is open */
    unsigned slot;
    struct segment_limits limits;
    uint64_t id, end;  /* of the open segment; what lies behind `end` is no record */
    uint64_t reserved; /* space is there up to this offset */
    int64_t turn_ms;   /* when the open segment is old */
    struct totals totals;
    uint64_t appended, durable, doubtful;
    bool syncing, dir_dirty;       /* dir_dirty: a new name is not durable yet */
    int retired[RETIRED_MAX];      /* no longer written, not yet durable */
    unsigned retired_n, syncing_n; /* syncing_n: of them in the job that is under way */
    int64_t retry_ms;              /* until then `failure` is the answer; 0: none */
    struct err failure;
    char frame[SEGMENT_FRAME_MAX];
};

struct segment_writer *segment_writer_open(const char *dir, unsigned slot, const struct segment_limits *l,
                                           struct err *e)
{
    struct segment_writer *w = calloc(1, sizeof *w);

    if (!w) {
        err_set(e, ERR_FAULT, T("Memori tidak cukup untuk menulis bukti pertukaran data"));
        return NULL;
    }
    w->fd = -1;
    w->slot = slot > SEGMENT_SLOT_MAX ? SEGMENT_SLOT_MAX : slot;
    w->limits = l ? *l : (struct segment_limits){ 0 };
    if (!w->limits.bytes_max)
        w->limits.bytes_max = 64 << 20;
    if (!w->limits.age_max_ms)
        w->limits.age_max_ms = 3600 * 1000;
    if (!w->limits.reserve)
        w->limits.reserve = 4 << 20;
    if (!w->limits.totals_max || w->limits.totals_max > SEGMENT_ROWS_MAX)
        w->limits.totals_max = 2048;
    w->dirfd = segment_dir_open(dir, e);
    if (w->dirfd < 0) {
        free(w);
        return NULL;
    }
    if (!totals_init(&w->totals, w->limits.totals_max)) {
        close(w->dirfd);
        free(w);
        err_set(e, ERR_FAULT, T("Memori tidak cukup untuk menulis bukti pertukaran data"));
        return NULL;
    }
    return w;
}

/* --- files that come and go --------------------------------------------------------------------- */

/* A new segment gets its name when it has its header and its lock: whoever sees the name sees a living segment. */
static bool make_file(struct segment_writer *w, uint64_t id, int64_t now_ms, int *out)
{
    struct segment_name name = segment_name_of(id);
    char temp[64], head[SEGMENT_HEAD_BYTES];
    bool ok = false;
    int fd, why;

    snprintf(temp, sizeof temp, ".%s.%ld", name.s, (long) getpid());
    segment_head_make(head, id, now_ms, w->slot);
    fd = openat(w->dirfd, temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (fd < 0)
        return false;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && segment_write_at(fd, (struct sv){ head, sizeof head }, 0) &&
        linkat(w->dirfd, temp, w->dirfd, name.s, 0) == 0) /* unlike a rename it replaces nothing */
        ok = true;
    why = errno;
    unlinkat(w->dirfd, temp, 0);
    if (ok)
        *out = fd;
    else
        close(fd);
    errno = why;
    return ok;
}

static void retire(struct segment_writer *w, int fd)
{
    if (fd < 0)
        return;
    if (w->retired_n == RETIRED_MAX) { /* nobody has asked for a sync for long: pay for the oldest now */
        unsigned first = w->syncing_n; /* those of a job under way stay where they are */

        if (first == RETIRED_MAX) {
            fdatasync(fd);
            close(fd);
            return;
        }
        fdatasync(w->retired[first]);
        close(w->retired[first]);
        memmove(w->retired + first, w->retired + first + 1, (RETIRED_MAX - first - 1) * sizeof w->retired[0]);
        w->retired_n--;
    }
    w->retired[w->retired_n++] = fd;
}

/* Writes the totals behind the last record. When that fails (disk full) the segment stays unsealed, which costs the next
 * restart a walk through it and nothing else. */
static void seal_open_segment(struct segment_writer *w)
{
    size_t n;
    char *totals;

    if (w->fd < 0)
        return;
    totals = segment_totals_make(&w->totals, w->end, w->end, false, &n);
    if (!totals || ftruncate(w->fd, (off_t) w->end) < 0 || /* gives back what was reserved */
        !segment_write_at(w->fd, (struct sv){ totals, totals ? n : 0 }, w->end))
        (void) !ftruncate(w->fd, (off_t) w->end);
    free(totals);
    retire(w, w->fd);
    w->fd = -1;
}

static bool open_segment(struct segment_writer *w, int64_t now_ms, struct err *e)
{
    uint64_t ms = now_ms > 0 ? (uint64_t) now_ms : 0, id = 0;
    uint16_t lot;
    int fd = -1;

    for (int i = 0; i < TRIES && fd < 0; i++) {
        bytes_random(&lot, sizeof lot);
        id = ms << 20 | (uint64_t) w->slot << 12 | (lot & 0xfff);
        if (!make_file(w, id, now_ms, &fd) && errno != EEXIST)
            return segment_failed(e, T("Membuat segmen bukti"), id);
    }
    if (fd < 0)
        return segment_failed(e, T("Membuat segmen bukti"), id);
    seal_open_segment(w); /* the one before: only now, so that a full disk leaves us one */
    w->fd = fd;
    w->id = id;
    w->end = w->reserved = SEGMENT_HEAD_BYTES;
    w->turn_ms = now_ms + w->limits.age_max_ms;
    w->dir_dirty = true;
    totals_reset(&w->totals);
    return true;
}

/* Space for what is under way: half of the reserve must be there, or it is filled up. */
static bool reserve(struct segment_writer *w, struct err *e)
{
    if (w->reserved == UNRESERVED || w->reserved - w->end >= w->limits.reserve / 2)
        return true;
    if (fallocate(w->fd, FALLOC_FL_KEEP_SIZE, (off_t) w->end, (off_t) w->limits.reserve) == 0) {
        w->reserved = w->end + w->limits.reserve;
        return true;
    }
    if (errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL) {
        w->reserved = UNRESERVED;
        return true;
    }
    return segment_failed(e, T("Menyediakan tempat bagi segmen bukti"), w->id);
}

/* --- the path of a request ---------------------------------------------------------------------- */

/* The failure is the answer for a moment, so that a closed hub costs nothing. */
static bool remember(struct segment_writer *w, int64_t now_ms, struct err *e)
{
    w->retry_ms = now_ms + SEGMENT_RETRY_MS;
    w->failure = *e;
    return false;
}

bool segment_room(struct segment_writer *w, int64_t now_ms, struct err *e)
{
    if (w->retry_ms > now_ms && w->retry_ms - now_ms <= SEGMENT_RETRY_MS) { /* not after a clock set back */
        *e = w->failure;
        return false;
    }
    if ((w->fd < 0 && !open_segment(w, now_ms, e)) || !reserve(w, e))
        return remember(w, now_ms, e);
    w->retry_ms = 0;
    return true;
}

/* Back to the last whole record. Where even that fails the segment is left: its torn tail is cut by whoever reads it. */
static void take_back(struct segment_writer *w)
{
    if (ftruncate(w->fd, (off_t) w->end) == 0) {
        if (w->reserved != UNRESERVED)
            w->reserved = w->end;
        return;
    }
    retire(w, w->fd);
    w->fd = -1;
}

bool segment_append(struct segment_writer *w, const struct segment_record *r, int64_t now_ms, uint64_t *seq,
                    struct err *e)
{
    size_t n = segment_frame_make(r, w->frame);
    bool full = w->fd >= 0 && w->end + n > w->limits.bytes_max && w->end > SEGMENT_HEAD_BYTES;

    if (w->fd < 0 || full || !totals_room(&w->totals, r->agreement, r->day)) {
        bool must = w->fd < 0 || !totals_room(&w->totals, r->agreement, r->day);
        struct err why;

        if (!open_segment(w, now_ms, &why) &&
            must) { /* else the old one grows on until there is room for a new one */
            *e = why;
            return remember(w, now_ms, e);
        }
    }
    if (!segment_write_at(w->fd, (struct sv){ w->frame, n }, w->end)) {
        segment_failed(e, T("Menulis segmen bukti"), w->id);
        take_back(w);
        return remember(w, now_ms, e);
    }
    if (!totals_add(&w->totals,
                    r)) { /* no memory for a row: the record stands, the totals are left to a restart */
        retire(w, w->fd);
        w->fd = -1;
    }
    w->end += n;
    *seq = ++w->appended;
    return true;
}

void segment_tick(struct segment_writer *w, int64_t now_ms)
{
    if (w->fd >= 0 && w->end > SEGMENT_HEAD_BYTES &&
        (now_ms >= w->turn_ms || w->turn_ms - now_ms > w->limits.age_max_ms)) /* the latter: clock set back */
        seal_open_segment(w);
}

uint64_t segment_appended(const struct segment_writer *w)
{
    return w->appended;
}

uint64_t segment_durable(const struct segment_writer *w)
{
    return w->durable;
}

uint64_t segment_doubtful(const struct segment_writer *w)
{
    return w->doubtful;
}

/* --- group commit ------------------------------------------------------------------------------- */

bool segment_sync_begin(struct segment_writer *w, struct segment_sync *job)
{
    bool open_dirty = w->fd >= 0 && w->appended > w->durable && w->appended > w->doubtful;

    if (w->syncing || (!open_dirty && w->retired_n == 0))
        return false;
    *job = (struct segment_sync){ .dir = w->dir_dirty ? w->dirfd : -1, .upto = w->appended };
    for (unsigned i = 0; i < w->retired_n; i++)
        job->fd[job->n++] = w->retired[i];
    w->syncing_n = w->retired_n;
    if (w->fd >= 0)
        job->fd[job->n++] = w->fd;
    w->syncing = true;
    w->dir_dirty = false;
    return true;
}

void segment_sync_run(struct segment_sync *job)
{
    job->error = 0;
    for (unsigned i = 0; i < job->n; i++)
        if (fdatasync(job->fd[i]) < 0 && !job->error)
            job->error = errno;
    if (job->dir >= 0 && fsync(job->dir) < 0 && !job->error)
        job->error = errno;
}

bool segment_sync_end(struct segment_writer *w, struct segment_sync *job, struct err *e)
{
    assert(w->syncing);
    w->syncing = false;
    for (unsigned i = 0; i < w->syncing_n; i++)
        close(w->retired[i]);
    memmove(w->retired, w->retired + w->syncing_n, (w->retired_n - w->syncing_n) * sizeof w->retired[0]);
    w->retired_n -= w->syncing_n;
    w->syncing_n = 0;
    if (!job->error) {
        w->durable = job->upto;
        return true;
    }
    /* After a failed fsync the kernel may call the lost pages clean: nothing written so far is promised any more. */
    w->doubtful = w->appended;
    if (job->dir >= 0)
        w->dir_dirty = true;
    if (w->fd >= 0) {
        close(w->fd);
        w->fd = -1;
    }
    errno = job->error;
    return segment_failed(e, T("Menyimpan segmen bukti"), w->id);
}

void segment_writer_close(struct segment_writer *w)
{
    struct segment_sync job;
    struct err e;

    if (!w)
        return;
    assert(!w->syncing);
    if (w->end > SEGMENT_HEAD_BYTES || w->fd < 0)
        seal_open_segment(w);
    if (w->fd >= 0) { /* nothing in it: no file is left behind */
        unlinkat(w->dirfd, segment_name_of(w->id).s, 0);
        close(w->fd);
        w->fd = -1;
    }
    if (segment_sync_begin(w, &job)) {
        segment_sync_run(&job);
        segment_sync_end(w, &job, &e);
    }
    segment_writer_drop(w);
}

void segment_writer_drop(struct segment_writer *w)
{
    if (!w)
        return;
    for (unsigned i = 0; i < w->retired_n; i++)
        close(w->retired[i]);
    if (w->fd >= 0)
        close(w->fd);
    close(w->dirfd);
    totals_clear(&w->totals);
    free(w);
}
