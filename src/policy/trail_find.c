/* SPDX-License-Identifier: MIT
 * policy/trail_find.c -- reading the trail: blocks, and a receipt by its id. */
#include "policy/trail_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "policy/segment_priv.h"

struct trail_path trail_block_path(uint64_t block, bool sorted)
{
    struct trail_path p;

    snprintf(p.s, sizeof p.s, "%08llx.%s", (unsigned long long) (block & 0xffffffff),
             sorted ? "urut" : "letak");
    return p;
}

void trail_entry_put(char *p, const struct trail_entry *t)
{
    memcpy(p, t->id.b, 16);
    put_be(p + 16, t->segment, 8);
    put_be(p + 24, t->offset, 4); /* a segment is far below 4 GiB */
    put_be(p + 28, t->leaf % TRAIL_BLOCK, 2);
    put_be(p + 30, 0, 2);
}

struct trail_entry trail_entry_get(const char *p, uint64_t block)
{
    struct trail_entry t = { .segment = get_be(p + 16, 8),
                             .offset = get_be(p + 24, 4),
                             .leaf = block * TRAIL_BLOCK + get_be(p + 28, 2) };

    memcpy(t.id.b, p, 16);
    return t;
}

int trail_by_id(const void *a, const void *b)
{
    int c = memcmp(a, b, 16);

    return c ? c : trail_by_leaf(a, b);
}

int trail_by_leaf(const void *a, const void *b)
{
    return memcmp((const char *) a + 28, (const char *) b + 28, 2);
}

bool trail_failed(struct err *e, const char *deed, const char *name)
{
    char what[120];
    int saved = errno;

    snprintf(what, sizeof what, "%s %s", deed, name);
    errno = saved;
    return err_errno(e, what);
}

int trail_block_open(int dirfd, uint64_t block, bool *sorted, bool *absent, struct err *e)
{
    *absent = false;
    for (int i = 0; i < 3; i++) { /* the sorted one may take the place of the other between two looks */
        *sorted = i != 1;
        int fd = openat(dirfd, trail_block_path(block, *sorted).s, O_RDONLY | O_CLOEXEC);
        if (fd >= 0)
            return fd;
        if (errno != ENOENT) {
            trail_failed(e, T("Membaca jejak bukti"), trail_block_path(block, *sorted).s);
            return -1;
        }
    }
    *absent = true;
    return -1;
}

bool trail_block_read(int dirfd, uint64_t block, char *raw, size_t *n, bool *sorted, struct err *e)
{
    bool absent, ok;
    size_t got;
    int fd = trail_block_open(dirfd, block, sorted, &absent, e);

    *n = 0;
    if (fd < 0)
        return absent;
    ok = segment_read_at(fd, raw, TRAIL_BLOCK_BYTES, 0, &got) ||
         trail_failed(e, T("Membaca jejak bukti"), trail_block_path(block, *sorted).s);
    close(fd);
    *n = ok ? got / TRAIL_ENTRY_BYTES : 0;
    return ok;
}

bool trail_block(const char *dir, uint64_t block, struct arena *a, struct trail_entry **out, size_t *n,
                 struct err *e)
{
    int dirfd = segment_dir_open(dir, e);
    char *raw = arena_alloc(a, TRAIL_BLOCK_BYTES);
    struct trail_entry *entries = NULL;
    bool sorted, ok;
    size_t count;

    if (dirfd < 0)
        return false;
    ok = arena_ok(a, e) && trail_block_read(dirfd, block, raw, &count, &sorted, e);
    close(dirfd);
    if (!ok)
        return false;
    if (sorted)
        qsort(raw, count, TRAIL_ENTRY_BYTES, trail_by_leaf);
    entries = ARENA_ARRAY(a, struct trail_entry, count + 1);
    if (!arena_ok(a, e))
        return false;
    for (size_t i = 0; i < count; i++)
        entries[i] = trail_entry_get(raw + i * TRAIL_ENTRY_BYTES, block);
    *out = entries;
    *n = count;
    return true;
}

/* --- by id -------------------------------------------------------------------------------------- */

/* By halves in a sorted block. */
static bool search_sorted(int fd, uint64_t block, struct uuid id, struct trail_entry *out, bool *found,
                          struct err *e)
{
    size_t low = 0, high = TRAIL_BLOCK, got;
    char raw[TRAIL_ENTRY_BYTES];

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int c;

        if (!segment_read_at(fd, raw, sizeof raw, mid * TRAIL_ENTRY_BYTES, &got) || got < sizeof raw)
            return trail_failed(e, T("Membaca jejak bukti"), trail_block_path(block, true).s);
        c = memcmp(raw, id.b, sizeof id.b);
        if (c == 0) {
            *out = trail_entry_get(raw, block);
            *found = true;
            return true;
        }
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return true;
}

/* From the first to the last entry of a block in the order of leaves. */
static bool search_plain(int fd, uint64_t block, struct uuid id, struct trail_entry *out, bool *found,
                         struct err *e)
{
    char raw[256 * TRAIL_ENTRY_BYTES];
    uint64_t at = 0;
    size_t got;

    do {
        if (!segment_read_at(fd, raw, sizeof raw, at, &got))
            return trail_failed(e, T("Membaca jejak bukti"), trail_block_path(block, false).s);
        for (size_t i = 0; i + TRAIL_ENTRY_BYTES <= got; i += TRAIL_ENTRY_BYTES)
            if (memcmp(raw + i, id.b, sizeof id.b) == 0) {
                *out = trail_entry_get(raw + i, block);
                *found = true;
                return true;
            }
        at += got;
    } while (got == sizeof raw);
    return true;
}

static bool search_block(int dirfd, uint64_t block, struct uuid id, struct trail_entry *out, bool *found,
                         struct err *e)
{
    bool sorted, absent, ok;
    int fd = trail_block_open(dirfd, block, &sorted, &absent, e);

    if (fd < 0)
        return absent;
    ok = sorted ? search_sorted(fd, block, id, out, found, e) : search_plain(fd, block, id, out, found, e);
    close(fd);
    return ok;
}

/* Full blocks whose range holds the id, newest first; then those that have no range yet. */
static bool search_all(int dirfd, uint64_t blocks, struct uuid id, struct trail_entry *out, bool *found,
                       struct err *e)
{
    char range[128 * TRAIL_RANGE_BYTES];
    uint64_t ranged = 0;
    size_t got = 0;
    int fd = openat(dirfd, "rentang", O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 || errno == ENOENT || trail_failed(e, T("Membaca jejak bukti"), "rentang");

    do {
        ok = ok && (fd < 0 || segment_read_at(fd, range, sizeof range, ranged * TRAIL_RANGE_BYTES, &got) ||
                    trail_failed(e, T("Membaca jejak bukti"), "rentang"));
        for (size_t i = 0; ok && !*found && i + TRAIL_RANGE_BYTES <= got; i += TRAIL_RANGE_BYTES, ranged++)
            if (memcmp(range + i, id.b, 16) <= 0 && memcmp(range + i + 16, id.b, 16) >= 0)
                ok = search_block(dirfd, ranged, id, out, found, e);
    } while (ok && !*found && fd >= 0 && got == sizeof range);
    if (fd >= 0)
        close(fd);
    for (uint64_t b = ranged; ok && !*found && b < blocks; b++)
        ok = search_block(dirfd, b, id, out, found, e);
    return ok;
}

bool trail_find(const char *dir, uint64_t size, struct uuid id, struct trail_entry *out, bool *found,
                struct err *e)
{
    struct trail_entry entry;
    int dirfd;
    bool ok;

    *found = false;
    if (size == 0)
        return true;
    dirfd = segment_dir_open(dir, e);
    if (dirfd < 0)
        return false;
    ok = search_all(dirfd, (size + TRAIL_BLOCK - 1) / TRAIL_BLOCK, id, &entry, found, e);
    close(dirfd);
    if (ok && *found && entry.leaf >= size) /* written down, not yet signed */
        *found = false;
    if (ok && *found)
        *out = entry;
    return ok;
}
