/* SPDX-License-Identifier: MIT
 * tests/unit/segment_fixture.h -- receipts that differ by a number, and folders of segments, for tests of the hub's evidence. */
#ifndef SEGMENT_FIXTURE_H
#define SEGMENT_FIXTURE_H

#include "base/arena.h"
#include "base/err.h"
#include "policy/segment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <ftw.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define NOW INT64_C(1767225600000)
#define DAY 20454 /* the day of NOW at Greenwich */

/* In a child that a test forked: a failure ends it, instead of running the tests that are left in it as well. */
static bool segment_child;

static inline void must(bool ok, const struct err *e, const char *what)
{
    if (!ok && segment_child) {
        dprintf(2, "# child: %s: %s (%s)\n", what, e->text, e->cause);
        _exit(99);
    }
    if (!ok)
        fail_msg("%s: %s %s (%s)", what, e->text, e->hint, e->cause);
}

static inline const char *segment_dir_at(const char *above, struct arena *a)
{
    char *dir = (char *) (uintptr_t) arena_printf(a, "%s/bukti-XXXXXX", above).p;

    assert_non_null(mkdtemp(dir));
    return dir;
}

static inline const char *segment_dir_make(struct arena *a)
{
    return segment_dir_at(getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", a);
}

static inline int segment_remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void) st;
    (void) kind;
    (void) ftw;
    return remove(path);
}

static inline void segment_dir_remove(const char *dir)
{
    nftw(dir, segment_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Receipt number n of one writer; its number stands in request_bytes. `buf` holds the payload. */
static inline struct segment_record record_of(uint64_t n, char buf[RECEIPT_PAYLOAD_MAX])
{
    struct receipt r = { .time_ms = NOW + (int64_t) n,
                         .consumer = SV("PD/DUKCAPIL/SIAK"),
                         .consumer_agency = 4,
                         .provider_agency = 9,
                         .service = SV("pasien"),
                         .agreement = SV("PDT-2026-0007"),
                         .agreement_version = 2,
                         .method = SV("GET"),
                         .path = SV("/hub/pasien/v1/cari"),
                         .request_bytes = (int64_t) n,
                         .status = n % 5 ? 200 : 429,
                         .provider_us = n % 5 ? 900 : -1,
                         .refusal = n % 5 ? SV_NULL : SV("kuota"),
                         .proof = RECEIPT_PROOF_API_KEY };
    struct segment_record rec = { .time_ms = r.time_ms,
                                  .agreement = 7 + (int64_t) (n % 3),
                                  .day = DAY + (int32_t) (n / 1000),
                                  .charged = n % 5 ? 1 : 0 };

    r.id = rec.id = uuid_v7(r.time_ms);
    bytes_random(rec.salt, sizeof rec.salt);
    rec.payload = (struct sv){ buf, receipt_encode(&r, buf, RECEIPT_PAYLOAD_MAX) };
    return rec;
}

static inline uint64_t number_of(const struct segment_record *rec)
{
    struct arena *a = arena_new(1 << 20);
    struct receipt r;
    struct err e = { 0 };

    must(receipt_parse(rec->payload, a, &r, &e), &e, "payload");
    assert_int_equal(r.time_ms, rec->time_ms);
    arena_free(a);
    return (uint64_t) r.request_bytes;
}

static inline void append_n(struct segment_writer *w, uint64_t from, uint64_t n)
{
    char buf[RECEIPT_PAYLOAD_MAX];
    struct err e = { 0 };
    uint64_t seq;

    for (uint64_t i = from; i < from + n; i++) {
        struct segment_record r = record_of(i, buf);
        must(segment_append(w, &r, r.time_ms, &seq, &e), &e, "append");
        must(seq == segment_appended(w), &e, "number");
    }
}

#endif
