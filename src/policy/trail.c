/* SPDX-License-Identifier: MIT
 * policy/trail.c -- the writer of the trail: entries, full blocks, positions, and what opening cuts. */
#include "policy/trail_priv.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/crc.h"
#include "base/err.h"
#include "base/file.h"
#include "policy/segment_priv.h"

struct trail {
    char *dir;
    int dirfd, fd; /* fd: of the block that is not full; -1: none yet */
    uint64_t size;
    struct trail_position *at; /* ascending by segment */
    size_t n, cap;
    char *raw; /* TRAIL_BLOCK_BYTES */
};

#define POSITIONS "posisi"
#define RANGES "rentang"
static const struct sv positions_title = SV_INIT("PRASASTI-POSISI/1");

/* --- positions ---------------------------------------------------------------------------------- */

static size_t place_of(const struct trail *t, uint64_t segment)
{
    size_t low = 0, high = t->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (t->at[mid].segment < segment)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static bool position_set(struct trail *t, uint64_t segment, uint64_t offset, struct err *e)
{
    size_t i = place_of(t, segment);

    if (i < t->n && t->at[i].segment == segment) {
        if (offset > t->at[i].offset)
            t->at[i].offset = offset;
        return true;
    }
    if (t->n == t->cap) {
        size_t cap = t->cap ? 2 * t->cap : 64;
        struct trail_position *wider = realloc(t->at, cap * sizeof *wider);

        if (!wider)
            return err_set(e, ERR_FAULT, T("Memori tidak cukup untuk jejak bukti"));
        t->at = wider;
        t->cap = cap;
    }
    memmove(t->at + i + 1, t->at + i, (t->n - i) * sizeof *t->at);
    t->at[i] = (struct trail_position){ segment, offset };
    t->n++;
    return true;
}

bool trail_taken(const struct trail *t, uint64_t segment, uint64_t *offset)
{
    size_t i = place_of(t, segment);

    if (i == t->n || t->at[i].segment != segment)
        return false;
    *offset = t->at[i].offset;
    return true;
}

const struct trail_position *trail_positions(const struct trail *t, size_t *n)
{
    *n = t->n;
    return t->at;
}

void trail_keep(struct trail *t, const uint64_t *segments, size_t n)
{
    size_t kept = 0, k = 0;

    for (size_t i = 0; i < t->n; i++) {
        while (k < n && segments[k] < t->at[i].segment)
            k++;
        if (k < n && segments[k] == t->at[i].segment)
            t->at[kept++] = t->at[i];
    }
    t->n = kept;
}

/* title, number of leaves, then segment and offset of each position; the CRC of it all at the end */
static bool positions_save(const struct trail *t, uint64_t leaves, struct err *e)
{
    struct arena *a = arena_new(1 << 16);
    char number[8];
    struct buf b;

    buf_init(&b, 256 << 20);
    buf_put(&b, positions_title);
    put_be(number, leaves, 8);
    buf_put(&b, (struct sv){ number, 8 });
    for (size_t i = 0; i < t->n; i++) {
        put_be(number, t->at[i].segment, 8);
        buf_put(&b, (struct sv){ number, 8 });
        put_be(number, t->at[i].offset, 8);
        buf_put(&b, (struct sv){ number, 8 });
    }
    put_be(number, crc32c(0, buf_sv(&b)), 4);
    buf_put(&b, (struct sv){ number, 4 });
    bool ok =
        buf_ok(&b, e) && file_write_atomic(arena_printf(a, "%s/" POSITIONS, t->dir).p, buf_sv(&b), 0640, e);
    buf_clear(&b);
    arena_free(a);
    return ok;
}

/* The number of leaves they stand for, and 0 when there are none that can be used: then all blocks are read. */
static bool positions_load(struct trail *t, uint64_t *leaves, struct err *e)
{
    struct arena *a = arena_new(512 << 20);
    const char *path = arena_printf(a, "%s/" POSITIONS, t->dir).p;
    size_t head = positions_title.n + 8;
    struct sv data;
    bool ok = true;

    *leaves = 0;
    if (!file_exists(path))
        goto out;
    ok = file_read(path, 256 << 20, a, &data, e);
    if (!ok || data.n < head + 4 || (data.n - head - 4) % 16 || !sv_starts(data, positions_title) ||
        get_be(data.p + data.n - 4, 4) != crc32c(0, sv_sub(data, 0, data.n - 4)) ||
        get_be(data.p + positions_title.n, 8) > t->size)
        goto out;
    *leaves = get_be(data.p + positions_title.n, 8);
    for (size_t i = head; ok && i < data.n - 4; i += 16)
        ok = position_set(t, get_be(data.p + i, 8), get_be(data.p + i + 8, 8), e);
out:
    arena_free(a);
    return ok;
}

/* --- blocks ------------------------------------------------------------------------------------- */

static uint64_t blocks_full(const struct trail *t)
{
    return t->size / TRAIL_BLOCK;
}

static const char *file_in(const struct trail *t, const char *name, struct arena *a)
{
    return arena_printf(a, "%s/%s", t->dir, name).p;
}

/* Ranges of all full blocks, one after another, made anew: first and last entry of each. */
static bool ranges_rebuild(const struct trail *t, struct err *e)
{
    struct arena *a = arena_new(1 << 16);
    struct buf b;
    bool ok = true;

    buf_init(&b, 256 << 20);
    for (uint64_t i = 0; ok && i < blocks_full(t); i++) {
        bool sorted, absent;
        char id[16];
        size_t got;
        int fd = trail_block_open(t->dirfd, i, &sorted, &absent, e);

        ok = fd >= 0 ||
             (absent && err_set(e, ERR_FAULT, T("Blok %llu jejak bukti hilang"), (unsigned long long) i));
        for (int last = 0; ok && last < 2; last++) {
            ok = segment_read_at(fd, id, sizeof id, last ? TRAIL_BLOCK_BYTES - TRAIL_ENTRY_BYTES : 0, &got) ||
                 trail_failed(e, T("Membaca jejak bukti"), trail_block_path(i, true).s);
            buf_put(&b, (struct sv){ id, sizeof id });
        }
        if (fd >= 0)
            close(fd);
    }
    ok = ok && buf_ok(&b, e) && file_write_atomic(file_in(t, RANGES, a), buf_sv(&b), 0640, e);
    buf_clear(&b);
    arena_free(a);
    return ok;
}

static bool range_append(const struct trail *t, uint64_t block, struct err *e)
{
    char range[TRAIL_RANGE_BYTES];
    struct stat st;
    int fd = openat(t->dirfd, RANGES, O_WRONLY | O_CREAT | O_CLOEXEC, 0640);
    bool ok;

    if (fd < 0)
        return trail_failed(e, T("Menulis jejak bukti"), RANGES);
    /* Behind a gap nothing is written: blocks without a range are searched, and the next opening makes all ranges anew. */
    memcpy(range, t->raw, 16);
    memcpy(range + 16, t->raw + TRAIL_BLOCK_BYTES - TRAIL_ENTRY_BYTES, 16);
    ok = (fstat(fd, &st) == 0 &&
          ((uint64_t) st.st_size < block * TRAIL_RANGE_BYTES ||
           segment_write_at(fd, (struct sv){ range, sizeof range }, block * TRAIL_RANGE_BYTES))) ||
         trail_failed(e, T("Menulis jejak bukti"), RANGES);
    close(fd);
    return ok;
}

/* A block has become full, and the log holds all of it: sorted, for good. Dying in between leaves the unsorted one. */
static bool settle_block(struct trail *t, uint64_t block, struct err *e)
{
    struct arena *a = arena_new(1 << 16);
    bool sorted, ok;
    size_t n;

    ok = trail_block_read(t->dirfd, block, t->raw, &n, &sorted, e);
    if (ok && n < TRAIL_BLOCK)
        ok = err_set(e, ERR_FAULT, T("Blok %llu jejak bukti tidak lengkap"), (unsigned long long) block);
    if (ok && !sorted) {
        qsort(t->raw, TRAIL_BLOCK, TRAIL_ENTRY_BYTES, trail_by_id);
        ok = file_write_atomic(file_in(t, trail_block_path(block, true).s, a),
                               (struct sv){ t->raw, TRAIL_BLOCK_BYTES }, 0640, e);
        if (ok)
            unlinkat(t->dirfd, trail_block_path(block, false).s, 0);
    }
    ok = ok && range_append(t, block, e);
    arena_free(a);
    return ok;
}

static bool open_block(struct trail *t, uint64_t block, struct err *e)
{
    struct trail_path p = trail_block_path(block, false);

    if (t->fd >= 0)
        close(t->fd);
    t->fd = openat(t->dirfd, p.s, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    return (t->fd >= 0 && fsync(t->dirfd) == 0) || trail_failed(e, T("Membuat jejak bukti"), p.s);
}

/* --- opening ------------------------------------------------------------------------------------ */

/* Blocks behind the log's size go; the block at its end keeps what the log holds of it. */
static bool cut(struct trail *t, struct err *e)
{
    uint64_t block = blocks_full(t), left = t->size % TRAIL_BLOCK;
    struct trail_path p = trail_block_path(block, false);
    struct stat st;

    if (fstatat(t->dirfd, trail_block_path(block, true).s, &st, 0) ==
        0) { /* the log was fuller once: an older copy */
        struct arena *a = arena_new(1 << 16);
        bool sorted, ok;
        size_t n;

        ok = trail_block_read(t->dirfd, block, t->raw, &n, &sorted, e);
        qsort(t->raw, n, TRAIL_ENTRY_BYTES, trail_by_leaf);
        ok = ok &&
             file_write_atomic(file_in(t, p.s, a), (struct sv){ t->raw, n * TRAIL_ENTRY_BYTES }, 0640, e) &&
             (unlinkat(t->dirfd, trail_block_path(block, true).s, 0) == 0 ||
              trail_failed(e, T("Menghapus jejak bukti"), p.s));
        arena_free(a);
        if (!ok)
            return false;
    }
    for (uint64_t b = block + 1;; b++) {
        bool gone = unlinkat(t->dirfd, trail_block_path(b, false).s, 0) < 0;
        gone = unlinkat(t->dirfd, trail_block_path(b, true).s, 0) < 0 && gone;
        if (gone)
            break;
    }
    if (!open_block(t, block, e))
        return false;
    if (fstat(t->fd, &st) < 0)
        return trail_failed(e, T("Membaca jejak bukti"), p.s);
    if ((uint64_t) st.st_size < left * TRAIL_ENTRY_BYTES) {
        err_set(e, ERR_FAULT, T("Jejak bukti lebih pendek daripada buku besar pertukaran"));
        return err_hint(e, T("Pulihkan folder buku besar pertukaran dari cadangan yang sama."));
    }
    return ftruncate(t->fd, (off_t) (left * TRAIL_ENTRY_BYTES)) == 0 ||
           trail_failed(e, T("Memotong jejak bukti"), p.s);
}

static bool scan_positions(struct trail *t, uint64_t from, struct err *e)
{
    for (uint64_t b = from / TRAIL_BLOCK; b * TRAIL_BLOCK < t->size; b++) {
        bool sorted;
        size_t n;

        if (!trail_block_read(t->dirfd, b, t->raw, &n, &sorted, e))
            return false;
        for (size_t i = 0; i < n; i++) {
            struct trail_entry en = trail_entry_get(t->raw + i * TRAIL_ENTRY_BYTES, b);
            if (en.segment && !position_set(t, en.segment, en.offset, e))
                return false;
        }
    }
    return true;
}

static bool settle_old(struct trail *t, struct err *e)
{
    uint64_t full = blocks_full(t);
    struct stat st;

    for (uint64_t b = full; b-- > 0;) { /* only the last ones can be unsorted */
        if (fstatat(t->dirfd, trail_block_path(b, true).s, &st, 0) == 0)
            break;
        if (!settle_block(t, b, e))
            return false;
    }
    if (full == 0) { /* ranges of a log that was fuller once would hide its first block */
        unlinkat(t->dirfd, RANGES, 0);
        return true;
    }
    if (fstatat(t->dirfd, RANGES, &st, 0) == 0 && (uint64_t) st.st_size == full * TRAIL_RANGE_BYTES)
        return true;
    return ranges_rebuild(t, e);
}

static bool start(struct trail *t, struct err *e)
{
    uint64_t from;

    if (!file_mkdirs(t->dir, 0750, e))
        return false;
    t->dirfd = segment_dir_open(t->dir, e);
    if (t->dirfd < 0 || !cut(t, e) || !settle_old(t, e) || !positions_load(t, &from, e))
        return false;
    return scan_positions(t, from, e);
}

struct trail *trail_open(const char *dir, uint64_t size, struct err *e)
{
    struct trail *t = calloc(1, sizeof *t);

    if (t) {
        t->dirfd = t->fd = -1;
        t->size = size;
        t->dir = strdup(dir);
        t->raw = malloc(TRAIL_BLOCK_BYTES);
    }
    if (!t || !t->dir || !t->raw)
        err_set(e, ERR_FAULT, T("Memori tidak cukup untuk jejak bukti"));
    else if (start(t, e))
        return t;
    trail_close(t);
    return NULL;
}

void trail_close(struct trail *t)
{
    if (!t)
        return;
    if (t->fd >= 0)
        close(t->fd);
    if (t->dirfd >= 0)
        close(t->dirfd);
    free(t->at);
    free(t->raw);
    free(t->dir);
    free(t);
}

uint64_t trail_size(const struct trail *t)
{
    return t->size;
}

bool trail_take_over(struct trail *t, const struct trail_position *p, size_t n, struct err *e)
{
    assert(t->size == 0);
    for (size_t i = 0; i < n; i++)
        if (!position_set(t, p[i].segment, p[i].offset, e))
            return false;
    return positions_save(t, 0, e);
}

/* --- adding ------------------------------------------------------------------------------------- */

size_t trail_room(const struct trail *t)
{
    return TRAIL_BLOCK - (size_t) (t->size % TRAIL_BLOCK);
}

bool trail_add(struct trail *t, const struct trail_entry *entries, size_t n, struct err *e)
{
    uint64_t block = t->size / TRAIL_BLOCK;

    assert(n <= trail_room(t));
    if (t->size % TRAIL_BLOCK == 0 && t->size > 0 && /* the block before is full, and the log holds it */
        (!settle_block(t, block - 1, e) || !positions_save(t, t->size, e) || !open_block(t, block, e)))
        return false;
    for (size_t i = 0; i < n; i++) {
        assert(entries[i].leaf == t->size + i);
        trail_entry_put(t->raw + i * TRAIL_ENTRY_BYTES, &entries[i]);
    }
    if (!segment_write_at(t->fd, (struct sv){ t->raw, n * TRAIL_ENTRY_BYTES },
                          t->size % TRAIL_BLOCK * TRAIL_ENTRY_BYTES) ||
        fdatasync(t->fd) < 0)
        return trail_failed(e, T("Menulis jejak bukti"), trail_block_path(block, false).s);
    for (size_t i = 0; i < n; i++)
        if (entries[i].segment && !position_set(t, entries[i].segment, entries[i].offset, e))
            return false;
    t->size += n;
    return true;
}
