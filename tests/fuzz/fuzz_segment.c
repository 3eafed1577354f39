/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_segment.c -- any bytes as a segment file: read, looked at, sealed, erased; nothing is read twice, nothing
 * beyond the file, and sealing takes no record away. Needs dep_policy. */
#include "base/arena.h"
#include "base/err.h"
#include "policy/segment_priv.h"

#include <fcntl.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

enum { ID = 0x1234 };

static uint64_t count(const char *dir)
{
    struct segment_reader *r;
    struct segment_record rec;
    enum segment_next what = SEGMENT_RECORD;
    struct err e;
    uint64_t records = 0, before = 0;

    r = segment_reader_open(dir, ID, 0, &e);
    while (r && segment_reader_next(r, &rec, &what, &e) && what == SEGMENT_RECORD) {
        if (segment_reader_offset(r) <= before || rec.payload.n > RECEIPT_PAYLOAD_MAX)
            abort();
        before = segment_reader_offset(r);
        records++;
    }
    segment_reader_close(r);
    return records;
}

/* The fuzzer cannot guess checksums: header and frames of the input get theirs. */
static void put_checksums(char *p, size_t n)
{
    segment_head_make(p, ID, 5, 1);
    for (size_t at = SEGMENT_HEAD_BYTES; at + SEGMENT_RECORD_HEAD <= n;) {
        char frame[SEGMENT_FRAME_MAX];
        struct segment_record rec = { .time_ms = (unsigned char) p[at + 16],
                                      .agreement = p[at + 31],
                                      .day = p[at + 35] };
        size_t length;

        rec.payload = (struct sv){ p + at + SEGMENT_RECORD_HEAD, (unsigned char) p[at + 11] };
        if (p[at] != 'P' || rec.payload.n > n - at - SEGMENT_RECORD_HEAD)
            break;
        length = segment_frame_make(&rec, frame);
        if (length > n - at)
            break;
        memcpy(p + at, frame, length);
        at += length;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    char dir[] = "/dev/shm/fuzz-segment-XXXXXX", path[96], *bytes = calloc(1, n + SEGMENT_HEAD_BYTES);
    struct segment_facts f;
    struct err e;
    int fd;

    if (!bytes || (!mkdtemp(dir) && !mkdtemp(memcpy(dir, "/tmp/././", 9))))
        abort();
    memcpy(bytes + SEGMENT_HEAD_BYTES, p, n);
    n += SEGMENT_HEAD_BYTES;
    put_checksums(bytes, n);
    snprintf(path, sizeof path, "%s/%s", dir, segment_name_of(ID).s);
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, bytes, n) != (ssize_t) n)
        abort();
    close(fd);
    uint64_t before = count(dir);
    if (!segment_recover(dir, true, INT32_MIN, NULL, NULL, &e) || count(dir) != before)
        abort();
    if (!segment_facts(dir, ID, &f, &e) || !f.sealed || f.living)
        abort();
    if (!segment_erase(dir, ID, &e) || (count(dir) != 0 && !f.erased) || !segment_facts(dir, ID, &f, &e) ||
        !f.erased)
        abort();
    unlink(path);
    rmdir(dir);
    free(bytes);
    return 0;
}
