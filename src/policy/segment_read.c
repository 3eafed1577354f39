/* SPDX-License-Identifier: MIT
 * policy/segment_read.c -- follows a segment while it grows, and tells its end from its not being written yet. */
#include "policy/segment_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"

enum { READ_BYTES = 256 * 1024 };

struct segment_reader {
    int fd;
    uint64_t id, offset, at;
    uint64_t base; /* file offset of buf[0] */
    size_t have;   /* bytes in buf */
    char *buf;
};

bool segment_list(const char *dir, struct arena *a, uint64_t **ids, size_t *n, struct err *e)
{
    struct sv *names;
    size_t count, k = 0;
    uint64_t *out;

    if (!file_list(dir, SEGMENT_SUFFIX, a, &names, &count, e))
        return false;
    out = ARENA_ARRAY(a, uint64_t, count + 1);
    if (!arena_ok(a, e))
        return false;
    for (size_t i = 0; i < count; i++) /* names sort as their numbers do */
        if (segment_name_parse(names[i], &out[k]))
            k++;
    *ids = out;
    *n = k;
    return true;
}

const char *segment_path(const char *dir, uint64_t id, struct arena *a)
{
    return arena_printf(a, "%s/%s", dir, segment_name_of(id).s).p;
}

struct segment_reader *segment_reader_open(const char *dir, uint64_t id, uint64_t offset, struct err *e)
{
    struct segment_reader *r = calloc(1, sizeof *r);
    int dirfd = segment_dir_open(dir, e);
    bool ok = dirfd >= 0;

    if (r && ok) {
        r->buf = malloc(READ_BYTES);
        ok = (r->buf || err_set(e, ERR_FAULT, T("Memori tidak cukup untuk membaca segmen bukti"))) &&
             segment_open(dirfd, id, O_RDONLY, &r->fd, e);
    }
    if (dirfd >= 0)
        close(dirfd);
    if (!r || !ok) {
        if (r)
            free(r->buf);
        free(r);
        return NULL;
    }
    r->id = id;
    r->offset = r->base = offset > SEGMENT_HEAD_BYTES ? offset : SEGMENT_HEAD_BYTES;
    return r;
}

void segment_reader_close(struct segment_reader *r)
{
    if (!r)
        return;
    close(r->fd);
    free(r->buf);
    free(r);
}

uint64_t segment_reader_offset(const struct segment_reader *r)
{
    return r->offset;
}

uint64_t segment_reader_at(const struct segment_reader *r)
{
    return r->at;
}

static struct sv rest(const struct segment_reader *r)
{
    size_t from = (size_t) (r->offset - r->base);

    return (struct sv){ r->buf + from, r->have - from };
}

static bool refill(struct segment_reader *r, struct err *e)
{
    r->base = r->offset;
    r->have = 0;
    return segment_read_at(r->fd, r->buf, READ_BYTES, r->base, &r->have) ||
           segment_failed(e, T("Membaca segmen bukti"), r->id);
}

static bool take(struct segment_reader *r, struct segment_record *out)
{
    size_t n = segment_frame_read(rest(r), out);

    r->at = r->offset;
    r->offset += n;
    return n > 0;
}

/* Nothing whole stands at the offset. The lock is looked at first and the file once more after it, so that what a writer did
 * just before it went is not missed. */
static bool judge(struct segment_reader *r, struct segment_record *out, enum segment_next *what,
                  struct err *e)
{
    bool living = segment_living(r->fd), is;
    struct sealed s;

    if (!refill(r, e))
        return false;
    if (take(r, out)) {
        *what = SEGMENT_RECORD;
        return true;
    }
    if (!segment_sealed_read(r->fd, &s, &is, e))
        return false;
    if (is) {
        *what = s.erased || r->offset == s.at ? SEGMENT_END : SEGMENT_DAMAGED;
        free(s.frame);
    } else {
        *what = living ? SEGMENT_WAIT : SEGMENT_END;
    }
    return true;
}

bool segment_reader_next(struct segment_reader *r, struct segment_record *out, enum segment_next *what,
                         struct err *e)
{
    *what = SEGMENT_RECORD;
    if (take(r, out))
        return true;
    if (!refill(r, e))
        return false;
    return take(r, out) || judge(r, out, what, e);
}

bool segment_reader_sync(struct segment_reader *r, struct err *e)
{
    return fdatasync(r->fd) == 0 || segment_failed(e, T("Menyimpan segmen bukti"), r->id);
}

bool segment_facts(const char *dir, uint64_t id, struct segment_facts *out, struct err *e)
{
    struct segment_facts f = { .id = id };
    int dirfd = segment_dir_open(dir, e), fd;
    struct sealed s;
    bool ok;

    if (dirfd < 0)
        return false;
    ok = segment_open(dirfd, id, O_RDONLY, &fd, e);
    close(dirfd);
    if (!ok)
        return false;
    f.living = segment_living(fd);
    ok = segment_sealed_read(fd, &s, &f.sealed, e);
    close(fd);
    if (ok && f.sealed) {
        f.erased = s.erased;
        f.records = s.records;
        f.bytes = s.bytes;
        f.first_ms = s.first_ms;
        f.last_ms = s.last_ms;
        for (size_t i = 0; i < s.rows; i++) {
            struct segment_total t = segment_sealed_row(&s, i);
            if (i == 0 || t.day > f.last_day)
                f.last_day = t.day;
        }
        free(s.frame);
    }
    if (ok)
        *out = f;
    return ok;
}
