/* SPDX-License-Identifier: MIT
 * policy/segment_recover.c -- what a restart does with the segments it finds, and what retention leaves of one. */
#include "policy/segment_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"

/* Sums up the records of a segment; *end is the end of the valid prefix. */
static bool walk(const char *dir, uint64_t id, struct totals *t, uint64_t *end, struct err *e)
{
    struct segment_reader *r = segment_reader_open(dir, id, 0, e);
    enum segment_next what = SEGMENT_RECORD;
    struct segment_record rec;
    bool ok = r != NULL;

    totals_reset(t);
    while (ok && (ok = segment_reader_next(r, &rec, &what, e)) && what == SEGMENT_RECORD)
        if (!totals_add(t, &rec))
            ok = err_set(e, ERR_FAULT, T("Segmen bukti %s memuat terlalu banyak kesepakatan"),
                         segment_name_of(id).s);
    if (ok)
        *end = segment_reader_offset(r);
    segment_reader_close(r);
    return ok;
}

/* Cuts and seals under the lock of a writer. What cannot be sealed now is counted anew at the next restart. */
static void seal(int dirfd, uint64_t id, const struct totals *t, uint64_t end)
{
    struct err ignored;
    struct sealed s;
    bool is = false;
    char *totals;
    size_t n;
    int fd;

    if (!segment_open(dirfd, id, O_RDWR, &fd, &ignored))
        return;
    totals = segment_totals_make(t, end, end, false, &n);
    if (totals && flock(fd, LOCK_EX | LOCK_NB) == 0 && segment_sealed_read(fd, &s, &is, &ignored) && !is) {
        if (ftruncate(fd, (off_t) end) == 0 && !segment_write_at(fd, (struct sv){ totals, n }, end))
            (void) !ftruncate(fd, (off_t) end);
        fdatasync(fd);
    }
    if (is)
        free(s.frame);
    free(totals);
    close(fd);
}

static void give(const struct segment_total *row, int32_t since_day, segment_total_sink sink, void *ctx)
{
    if (row->exchanges > 0 && row->day >= since_day && sink)
        sink(ctx, row);
}

static bool recover_one(const char *dir, int dirfd, uint64_t id, bool may_seal, int32_t since_day,
                        struct totals *t, segment_total_sink sink, void *ctx, struct err *e)
{
    struct segment_facts f = { 0 };
    uint64_t end = 0;
    struct sealed s;
    bool is = false, ok;
    int fd;

    if (!segment_open(dirfd, id, O_RDONLY, &fd, e))
        return e->kind == ERR_MISSING || e->kind == ERR_INPUT; /* gone meanwhile, or none of ours */
    ok = segment_sealed_read(fd, &s, &is, e);
    f.living = !is && ok && segment_living(fd);
    close(fd);
    if (ok && is) {
        for (size_t i = 0; i < s.rows; i++) {
            struct segment_total row = segment_sealed_row(&s, i);
            give(&row, since_day, sink, ctx);
        }
        free(s.frame);
        return true;
    }
    if (!ok || !walk(dir, id, t, &end, e))
        return false;
    for (size_t i = 0; i < t->cap; i++)
        give(&t->row[i], since_day, sink, ctx);
    if (may_seal && !f.living)
        seal(dirfd, id, t, end);
    return true;
}

bool segment_recover(const char *dir, bool may_seal, int32_t since_day, segment_total_sink sink, void *ctx,
                     struct err *e)
{
    struct arena *a = arena_new(64 << 20);
    int dirfd = segment_dir_open(dir, e);
    struct totals t = { 0 };
    uint64_t *ids;
    size_t n = 0;
    bool ok = dirfd >= 0 && segment_list(dir, a, &ids, &n, e);

    if (ok && !totals_init(&t, SEGMENT_ROWS_MAX))
        ok = err_set(e, ERR_FAULT, T("Memori tidak cukup untuk membaca segmen bukti"));
    /* One that cannot be read must not make the rest of what was used be forgotten. */
    for (size_t i = 0, all = ok ? n : 0; i < all; i++) {
        struct err one = { 0 };
        if (!recover_one(dir, dirfd, ids[i], may_seal, since_day, &t, sink, ctx, &one)) {
            *e = ok ? one : *e;
            ok = false;
        }
    }
    totals_clear(&t);
    if (dirfd >= 0)
        close(dirfd);
    arena_free(a);
    return ok;
}

/* --- retention ---------------------------------------------------------------------------------- */

/* The same segment without records, beside it and durable, then in its place. */
static bool replace(int dirfd, uint64_t id, const char head[SEGMENT_HEAD_BYTES], struct sv totals,
                    struct err *e)
{
    struct segment_name name = segment_name_of(id);
    char temp[64];
    bool ok;
    int fd;

    snprintf(temp, sizeof temp, ".%s.kosong", name.s);
    unlinkat(dirfd, temp, 0); /* of an attempt that was killed */
    fd = openat(dirfd, temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (fd < 0)
        return segment_failed(e, T("Mengosongkan segmen bukti"), id);
    ok = segment_write_at(fd, (struct sv){ head, SEGMENT_HEAD_BYTES }, 0) &&
         segment_write_at(fd, totals, SEGMENT_HEAD_BYTES) && fsync(fd) == 0 &&
         renameat(dirfd, temp, dirfd, name.s) == 0 && fsync(dirfd) == 0;
    if (!ok) {
        segment_failed(e, T("Mengosongkan segmen bukti"), id);
        unlinkat(dirfd, temp, 0);
    }
    close(fd);
    return ok;
}

/* Totals of a sealed segment as a table, to be written again. */
static bool totals_of(const struct sealed *s, struct totals *t)
{
    for (size_t i = 0; i < s->rows; i++) {
        struct segment_total row = segment_sealed_row(s, i);

        if (row.exchanges > 0 && !totals_put(t, &row))
            return false;
    }
    t->records = s->records;
    t->first_ms = s->first_ms;
    t->last_ms = s->last_ms;
    return true;
}

static bool erase_open(const char *dir, int dirfd, int fd, uint64_t id, struct totals *t, struct err *e)
{
    char head[SEGMENT_HEAD_BYTES], *bytes;
    struct sealed s = { 0 };
    bool is, fits, ok;
    uint64_t end = 0;
    size_t got, n;

    if (!segment_read_at(fd, head, sizeof head, 0, &got))
        return segment_failed(e, T("Membaca segmen bukti"), id);
    if (!segment_sealed_read(fd, &s, &is, e))
        return false;
    if (is && s.erased) {
        free(s.frame);
        return true;
    }
    if (!is && segment_living(fd))
        return err_set(e, ERR_BUSY, T("Segmen bukti %s masih ditulis"), segment_name_of(id).s);
    fits = is ? totals_of(&s, t) : walk(dir, id, t, &end, e);
    if (is)
        end = s.bytes;
    free(s.frame);
    if (!fits)
        return is ? err_set(e, ERR_FAULT, T("Memori tidak cukup untuk mengosongkan segmen bukti")) : false;
    bytes = segment_totals_make(t, SEGMENT_HEAD_BYTES, end, true, &n);
    ok = bytes ? replace(dirfd, id, head, (struct sv){ bytes, n }, e)
               : err_set(e, ERR_FAULT, T("Memori tidak cukup untuk mengosongkan segmen bukti"));
    free(bytes);
    return ok;
}

bool segment_erase(const char *dir, uint64_t id, struct err *e)
{
    int dirfd = segment_dir_open(dir, e), fd = -1;
    struct totals t = { 0 };
    bool ok = dirfd >= 0 && segment_open(dirfd, id, O_RDONLY, &fd, e);

    if (ok && !totals_init(&t, SEGMENT_ROWS_MAX))
        ok = err_set(e, ERR_FAULT, T("Memori tidak cukup untuk mengosongkan segmen bukti"));
    ok = ok && erase_open(dir, dirfd, fd, id, &t, e);
    totals_clear(&t);
    if (fd >= 0)
        close(fd);
    if (dirfd >= 0)
        close(dirfd);
    return ok;
}
