/* SPDX-License-Identifier: MIT
 * policy/segment_form.c -- segments as bytes: header, frames, totals, trailer; names and small file work. */
#include "policy/segment_priv.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crc.h"
#include "base/err.h"

static const struct sv title = SV_INIT("PRASASTI-BUKTI/1\n");

static uint32_t crc_of(const char *p, size_t n)
{
    return crc32c(0, (struct sv){ p, n });
}

void segment_head_make(char out[SEGMENT_HEAD_BYTES], uint64_t id, int64_t born_ms, unsigned slot)
{
    memset(out, 0, SEGMENT_HEAD_BYTES);
    memcpy(out, title.p, title.n);
    put_be(out + 24, id, 8);
    put_be(out + 32, (uint64_t) born_ms, 8);
    put_be(out + 40, slot, 4);
    put_be(out + 44, crc_of(out, 44), 4);
}

bool segment_head_ok(const char head[SEGMENT_HEAD_BYTES], uint64_t id)
{
    return memcmp(head, title.p, title.n) == 0 && get_be(head + 24, 8) == id &&
           get_be(head + 44, 4) == crc_of(head, 44);
}

size_t segment_frame_make(const struct segment_record *r, char *out)
{
    size_t n = SEGMENT_RECORD_HEAD + r->payload.n, whole = (n + 7) & ~(size_t) 7;

    assert(r->payload.n <= RECEIPT_PAYLOAD_MAX);
    put_be(out, SEGMENT_MAGIC_RECORD, 4);
    put_be(out + 8, r->payload.n, 4);
    put_be(out + 12, r->charged, 4);
    put_be(out + 16, (uint64_t) r->time_ms, 8);
    put_be(out + 24, (uint64_t) r->agreement, 8);
    put_be(out + 32, (uint32_t) r->day, 4);
    put_be(out + 36, 0, 4);
    memcpy(out + 40, r->id.b, sizeof r->id.b);
    memcpy(out + 56, r->salt, sizeof r->salt);
    memcpy(out + SEGMENT_RECORD_HEAD, r->payload.p, r->payload.n);
    memset(out + n, 0, whole - n);
    put_be(out + 4, crc_of(out + 8, n - 8), 4);
    return whole;
}

size_t segment_frame_read(struct sv data, struct segment_record *out)
{
    uint64_t length, whole;
    const char *p = data.p;

    if (data.n < SEGMENT_RECORD_HEAD || get_be(p, 4) != SEGMENT_MAGIC_RECORD)
        return 0;
    length = get_be(p + 8, 4);
    whole = (SEGMENT_RECORD_HEAD + length + 7) & ~(uint64_t) 7;
    if (length > RECEIPT_PAYLOAD_MAX || whole > data.n ||
        get_be(p + 4, 4) != crc_of(p + 8, SEGMENT_RECORD_HEAD - 8 + (size_t) length))
        return 0;
    out->charged = (uint32_t) get_be(p + 12, 4);
    out->time_ms = (int64_t) get_be(p + 16, 8);
    out->agreement = (int64_t) get_be(p + 24, 8);
    out->day = (int32_t) (uint32_t) get_be(p + 32, 4);
    memcpy(out->id.b, p + 40, sizeof out->id.b);
    memcpy(out->salt, p + 56, sizeof out->salt);
    out->payload = (struct sv){ p + SEGMENT_RECORD_HEAD, (size_t) length };
    return out->time_ms < 0 ? 0 : (size_t) whole;
}

/* --- totals ------------------------------------------------------------------------------------- */

bool totals_init(struct totals *t, size_t max)
{
    *t = (struct totals){ .max = max, .cap = 64 };
    t->row = calloc(t->cap, sizeof *t->row);
    return t->row != NULL;
}

void totals_clear(struct totals *t)
{
    free(t->row);
    *t = (struct totals){ 0 };
}

void totals_reset(struct totals *t)
{
    memset(t->row, 0, t->cap * sizeof *t->row);
    t->n = 0;
    t->records = 0;
    t->first_ms = t->last_ms = 0;
}

/* Its row or the free one where it belongs (a row in use has exchanges). */
static struct segment_total *find_row(const struct totals *t, int64_t agreement, int32_t day)
{
    uint64_t h =
        ((uint64_t) agreement * 0x9e3779b97f4a7c15u) ^ ((uint64_t) (uint32_t) day * 0xff51afd7ed558ccdu);

    for (size_t i = (size_t) (h >> 32) & (t->cap - 1);; i = (i + 1) & (t->cap - 1)) {
        struct segment_total *r = &t->row[i];
        if (r->exchanges == 0 || (r->agreement == agreement && r->day == day))
            return r;
    }
}

static bool grow(struct totals *t)
{
    struct totals wider = *t;

    wider.cap = t->cap * 2;
    wider.row = calloc(wider.cap, sizeof *wider.row);
    if (!wider.row)
        return false;
    for (size_t i = 0; i < t->cap; i++)
        if (t->row[i].exchanges)
            *find_row(&wider, t->row[i].agreement, t->row[i].day) = t->row[i];
    free(t->row);
    *t = wider;
    return true;
}

bool totals_room(const struct totals *t, int64_t agreement, int32_t day)
{
    return t->n < t->max || find_row(t, agreement, day)->exchanges > 0;
}

bool totals_put(struct totals *t, const struct segment_total *add)
{
    struct segment_total *row;

    if (!totals_room(t, add->agreement, add->day) || (2 * t->n >= t->cap && !grow(t)))
        return false;
    row = find_row(t, add->agreement, add->day);
    if (row->exchanges == 0) {
        *row = (struct segment_total){ .agreement = add->agreement, .day = add->day };
        t->n++;
    }
    row->exchanges += add->exchanges;
    row->charged += add->charged;
    return true;
}

bool totals_add(struct totals *t, const struct segment_record *r)
{
    const struct segment_total one = {
        .agreement = r->agreement, .day = r->day, .charged = r->charged, .exchanges = 1
    };

    if (!totals_put(t, &one))
        return false;
    if (t->records == 0 || r->time_ms < t->first_ms)
        t->first_ms = r->time_ms;
    if (r->time_ms > t->last_ms)
        t->last_ms = r->time_ms;
    t->records++;
    return true;
}

static int by_agreement(const void *a, const void *b)
{
    const struct segment_total *x = a, *y = b;

    if (x->agreement != y->agreement)
        return x->agreement < y->agreement ? -1 : 1;
    return (x->day > y->day) - (x->day < y->day);
}

static void put_row(char *p, const struct segment_total *row)
{
    put_be(p, (uint64_t) row->agreement, 8);
    put_be(p + 8, (uint32_t) row->day, 4);
    put_be(p + 12, 0, 4);
    put_be(p + 16, row->charged, 8);
    put_be(p + 24, row->exchanges, 8);
}

char *segment_totals_make(const struct totals *t, uint64_t at, uint64_t bytes, bool erased, size_t *n)
{
    size_t length = t->n * SEGMENT_ROW_BYTES, whole = SEGMENT_TOTALS_HEAD + length, k = 0;
    struct segment_total *sorted = calloc(t->n + 1, sizeof *sorted);
    char *p = calloc(1, whole + SEGMENT_TRAILER_BYTES);

    if (p && sorted) {
        for (size_t i = 0; i < t->cap; i++)
            if (t->row[i].exchanges)
                sorted[k++] = t->row[i];
        qsort(sorted, k, sizeof *sorted, by_agreement);
        for (size_t i = 0; i < k; i++)
            put_row(p + SEGMENT_TOTALS_HEAD + i * SEGMENT_ROW_BYTES, &sorted[i]);
        put_be(p, SEGMENT_MAGIC_TOTALS, 4);
        put_be(p + 8, length, 4);
        put_be(p + 12, erased, 4);
        put_be(p + 16, t->records, 8);
        put_be(p + 24, (uint64_t) t->first_ms, 8);
        put_be(p + 32, (uint64_t) t->last_ms, 8);
        put_be(p + 40, bytes, 8);
        put_be(p + 4, crc_of(p + 8, whole - 8), 4);
        put_be(p + whole, SEGMENT_MAGIC_TRAILER, 4);
        put_be(p + whole + 8, at, 8);
        *n = whole + SEGMENT_TRAILER_BYTES;
    } else {
        free(p);
        p = NULL;
    }
    free(sorted);
    return p;
}

bool segment_sealed_read(int fd, struct sealed *s, bool *is, struct err *e)
{
    char trailer[SEGMENT_TRAILER_BYTES], *frame = NULL;
    struct stat st;
    uint64_t at, size, whole;
    size_t got;

    *is = false;
    if (fstat(fd, &st) < 0)
        return err_errno(e, T("Membaca segmen bukti"));
    size = (uint64_t) st.st_size;
    if (size < SEGMENT_HEAD_BYTES + SEGMENT_TOTALS_HEAD + SEGMENT_TRAILER_BYTES)
        return true;
    if (!segment_read_at(fd, trailer, sizeof trailer, size - sizeof trailer, &got))
        return err_errno(e, T("Membaca segmen bukti"));
    at = get_be(trailer + 8, 8);
    if (got < sizeof trailer || get_be(trailer, 4) != SEGMENT_MAGIC_TRAILER || at < SEGMENT_HEAD_BYTES ||
        at > size - SEGMENT_TRAILER_BYTES - SEGMENT_TOTALS_HEAD)
        return true;
    whole = size - SEGMENT_TRAILER_BYTES - at;
    if (whole > SEGMENT_TOTALS_HEAD + (uint64_t) SEGMENT_ROWS_MAX * SEGMENT_ROW_BYTES)
        return true;
    frame = malloc((size_t) whole);
    if (!frame)
        return err_set(e, ERR_FAULT, T("Memori tidak cukup untuk membaca segmen bukti"));
    if (!segment_read_at(fd, frame, (size_t) whole, at, &got)) {
        free(frame);
        return err_errno(e, T("Membaca segmen bukti"));
    }
    if (got < whole || get_be(frame, 4) != SEGMENT_MAGIC_TOTALS ||
        get_be(frame + 8, 4) != whole - SEGMENT_TOTALS_HEAD ||
        (whole - SEGMENT_TOTALS_HEAD) % SEGMENT_ROW_BYTES ||
        get_be(frame + 4, 4) != crc_of(frame + 8, (size_t) whole - 8)) {
        free(frame);
        return true;
    }
    *s = (struct sealed){ .at = at,
                          .frame = frame,
                          .rows = (size_t) (whole - SEGMENT_TOTALS_HEAD) / SEGMENT_ROW_BYTES,
                          .erased = get_be(frame + 12, 4) == 1,
                          .records = get_be(frame + 16, 8),
                          .first_ms = (int64_t) get_be(frame + 24, 8),
                          .last_ms = (int64_t) get_be(frame + 32, 8),
                          .bytes = get_be(frame + 40, 8) };
    *is = true;
    return true;
}

struct segment_total segment_sealed_row(const struct sealed *s, size_t i)
{
    const char *p = s->frame + SEGMENT_TOTALS_HEAD + i * SEGMENT_ROW_BYTES;

    return (struct segment_total){ .agreement = (int64_t) get_be(p, 8),
                                   .day = (int32_t) (uint32_t) get_be(p + 8, 4),
                                   .charged = get_be(p + 16, 8),
                                   .exchanges = get_be(p + 24, 8) };
}

/* --- files -------------------------------------------------------------------------------------- */

struct segment_name segment_name_of(uint64_t id)
{
    struct segment_name n;

    snprintf(n.s, sizeof n.s, "%016llx" SEGMENT_SUFFIX, (unsigned long long) id);
    return n;
}

bool segment_name_parse(struct sv name, uint64_t *id)
{
    uint64_t v = 0;

    if (name.n != 16 + sizeof SEGMENT_SUFFIX - 1 || !sv_ends(name, SV(SEGMENT_SUFFIX)))
        return false;
    for (size_t i = 0; i < 16; i++) {
        char c = name.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
        v = v << 4 | (uint64_t) (c <= '9' ? c - '0' : c - 'a' + 10);
    }
    *id = v;
    return true;
}

bool segment_failed(struct err *e, const char *deed, uint64_t id)
{
    char what[120];
    int saved = errno;

    snprintf(what, sizeof what, "%s %s", deed, segment_name_of(id).s);
    errno = saved;
    return err_errno(e, what);
}

bool segment_write_at(int fd, struct sv data, uint64_t at)
{
    while (data.n) {
        ssize_t put = pwrite(fd, data.p, data.n, (off_t) at);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0) {
            errno = put == 0 ? ENOSPC : errno;
            return false;
        }
        data.p += put;
        data.n -= (size_t) put;
        at += (size_t) put;
    }
    return true;
}

bool segment_read_at(int fd, char *buf, size_t want, uint64_t at, size_t *got)
{
    size_t n = 0;

    while (n < want) {
        ssize_t r = pread(fd, buf + n, want - n, (off_t) (at + n));
        if (r < 0 && errno == EINTR)
            continue;
        if (r < 0)
            return false;
        if (r == 0)
            break;
        n += (size_t) r;
    }
    *got = n;
    return true;
}

bool segment_living(int fd)
{
    if (flock(fd, LOCK_SH | LOCK_NB) < 0)
        return errno == EWOULDBLOCK;
    flock(fd, LOCK_UN);
    return false;
}

int segment_dir_open(const char *dir, struct err *e)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 && errno == ENOENT) {
        err_set(e, ERR_MISSING, T("Folder bukti %s tidak ada"), dir);
        err_hint(e, T("Folder itu dibuat oleh prasasti serve."));
    } else if (fd < 0) {
        err_errno(e, T("Membuka folder bukti"));
    }
    return fd;
}

bool segment_open(int dirfd, uint64_t id, int flags, int *fd, struct err *e)
{
    char head[SEGMENT_HEAD_BYTES];
    size_t got;
    int f = openat(dirfd, segment_name_of(id).s, flags | O_CLOEXEC | O_NOFOLLOW);

    if (f < 0 && errno == ENOENT)
        return err_set(e, ERR_MISSING, T("Segmen bukti %s tidak ada"), segment_name_of(id).s);
    if (f < 0)
        return segment_failed(e, T("Membuka segmen bukti"), id);
    if (!segment_read_at(f, head, sizeof head, 0, &got)) {
        segment_failed(e, T("Membaca segmen bukti"), id);
        close(f);
        return false;
    }
    if (got < sizeof head || !segment_head_ok(head, id)) {
        close(f);
        return err_set(e, ERR_INPUT, T("Berkas %s bukan segmen bukti"), segment_name_of(id).s);
    }
    *fd = f;
    return true;
}
