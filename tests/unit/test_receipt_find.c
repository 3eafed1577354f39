/* SPDX-License-Identifier: MIT
 * tests/unit/test_receipt_find.c -- receipts found by what they say, newest first, each once over all pages, with bounded work. */
#include "segment_fixture.h"

#include "policy/receipt_find.h"

enum { N = 3000 };

struct shelf { /* a segment, and a trail of it */
    struct arena *a;
    const char *dir;
    struct receipt_place at;
    uint64_t segment;
};

/* As the ledger process takes them: leaf n is receipt n. */
static int set_up(void **state)
{
    struct arena *a = arena_new(64 << 20);
    struct shelf *s = ARENA_NEW(a, struct shelf);
    struct err e = { 0 };
    struct segment_writer *w;
    struct segment_reader *r;
    struct segment_record rec;
    enum segment_next what;
    struct trail *t;
    uint64_t *ids;
    size_t n;

    s->a = a;
    s->dir = segment_dir_make(a);
    w = segment_writer_open(s->dir, 0, NULL, &e);
    append_n(w, 0, N);
    segment_writer_close(w);
    must(segment_list(s->dir, a, &ids, &n, &e) && n == 1, &e, "list");
    s->segment = ids[0];
    s->at = (struct receipt_place){ .segments = s->dir,
                                    .trail = arena_printf(a, "%s/letak", s->dir).p,
                                    .size = N };
    t = trail_open(s->at.trail, 0, &e);
    must(t != NULL, &e, "trail");
    r = segment_reader_open(s->dir, ids[0], 0, &e);
    for (uint64_t i = 0; i < N; i++) {
        must(segment_reader_next(r, &rec, &what, &e) && what == SEGMENT_RECORD, &e, "next");
        struct trail_entry entry = { rec.id, ids[0], segment_reader_at(r), i };
        must(trail_add(t, &entry, 1, &e), &e, "add");
    }
    segment_reader_close(r);
    trail_close(t);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct shelf *s = *state;

    segment_dir_remove(s->dir);
    arena_free(s->a);
    return 0;
}

static struct receipt_found search(struct shelf *s, struct receipt_ask ask)
{
    struct receipt_found f;
    struct err e = { 0 };

    if (!ask.below)
        ask.below = UINT64_MAX;
    must(receipt_search(&s->at, &ask, s->a, &f, &e), &e, "search");
    return f;
}

/* Over all pages: how many, and that none comes twice and each page goes further back. */
static size_t count(struct shelf *s, struct receipt_ask ask)
{
    uint64_t last = UINT64_MAX;
    struct arena *kept = s->a;
    size_t all = 0;
    bool more = true;

    while (more) {
        s->a = arena_new(8 << 20); /* as a request's */
        struct receipt_found f = search(s, ask);

        for (size_t i = 0; i < f.n; i++) {
            if (f.hits[i].leaf >= last)
                fail_msg("leaf %llu after %llu", (unsigned long long) f.hits[i].leaf,
                         (unsigned long long) last);
            last = f.hits[i].leaf;
        }
        all += f.n;
        more = f.next > 0;
        assert_true(!ask.below || f.next < ask.below);
        ask.below = f.next;
        arena_free(s->a);
    }
    s->a = kept;
    return all;
}

static void newest_first_and_each_once(void **state)
{
    struct shelf *s = *state;
    struct receipt_found f = search(s, (struct receipt_ask){ 0 });

    assert_int_equal(f.n, RECEIPT_HITS_MAX);
    assert_int_equal(f.hits[0].leaf, N - 1);
    assert_int_equal(f.hits[0].receipt.request_bytes, N - 1);
    assert_int_equal(f.next, N - RECEIPT_HITS_MAX);
    assert_int_equal(count(s, (struct receipt_ask){ 0 }), N);
}

static void what_is_asked_is_found(void **state)
{
    struct shelf *s = *state;
    static const struct {
        const char *why;
        struct receipt_ask ask;
        size_t want;
    } rows[] = {
        { "a service", { .service = SV_INIT("pasien") }, N },
        { "another", { .service = SV_INIT("pasie") }, 0 },
        { "a consumer", { .consumer = SV_INIT("PD/DUKCAPIL/SIAK") }, N },
        { "an agreement", { .agreement = SV_INIT("PDT-2026-0007") }, N },
        { "a reason", { .refusal = SV_INIT("kuota") }, N / 5 },
        { "a status", { .status = 429 }, N / 5 },
        { "refused", { .result = RECEIPT_REFUSED }, N / 5 },
        { "passed", { .result = RECEIPT_PASSED }, N - N / 5 },
        { "passed and refused", { .result = RECEIPT_PASSED, .refusal = SV_INIT("kuota") }, 0 },
        { "a time", { .from_ms = NOW + 100, .until_ms = NOW + 200 }, 100 },
        { "before them all", { .until_ms = NOW }, 0 },
        { "after them all", { .from_ms = NOW + N }, 0 },
        { "no message", { .message = SV_INIT("x\"y") }, 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t got = count(s, rows[i].ask);
        if (got != rows[i].want)
            fail_msg("%s: %zu", rows[i].why, got);
    }
}

static bool of_nobody(void *ctx, const struct receipt *r)
{
    (void) ctx;
    return r->consumer_agency != 4;
}

static void what_is_not_his_is_not_found(void **state)
{
    assert_int_equal(count(*state, (struct receipt_ask){ .may = of_nobody }), 0);
}

static void ids_are_found_whole_and_in_part(void **state)
{
    struct shelf *s = *state;
    struct receipt_found f = search(s, (struct receipt_ask){ 0 });
    struct receipt_hit wanted = f.hits[7];
    struct sv hex = hex_make((struct sv){ (const char *) wanted.receipt.id.b, 16 }, s->a);
    struct trail_entry entry;
    struct err e = { 0 };
    struct receipt r;
    bool found;

    f = search(s, (struct receipt_ask){ .id = sv_sub(hex, 14, 18) });
    assert_int_equal(f.n, 1);
    assert_int_equal(f.hits[0].leaf, wanted.leaf);
    assert_int_equal(f.looked, 1); /* the trail alone told the others apart */
    must(receipt_fetch(&s->at, wanted.receipt.id, s->a, &r, NULL, &entry, &found, &e) && found, &e, "fetch");
    assert_int_equal(r.request_bytes, wanted.receipt.request_bytes);
    assert_int_equal(entry.leaf, wanted.leaf);
    wanted.receipt.id.b[15] ^= 1;
    must(receipt_fetch(&s->at, wanted.receipt.id, s->a, &r, NULL, &entry, &found, &e), &e, "fetch");
    assert_false(found);
}

static void what_is_not_signed_is_not_found(void **state)
{
    struct shelf *s = *state;

    s->at.size = 100;
    assert_int_equal(count(s, (struct receipt_ask){ 0 }), 100);
    s->at.size = 0;
    assert_int_equal(search(s, (struct receipt_ask){ 0 }).n, 0);
}

static void erased_ones_are_told(void **state)
{
    struct shelf *s = *state;
    struct receipt_found f;
    struct err e = { 0 };

    must(segment_erase(s->dir, s->segment, &e), &e, "erase");
    f = search(s, (struct receipt_ask){ 0 });
    assert_int_equal(f.n, 0);
    assert_int_equal(f.gone, N);
    assert_int_equal(f.next, 0);
}

#define ON_A_SHELF(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        ON_A_SHELF(newest_first_and_each_once),      ON_A_SHELF(what_is_asked_is_found),
        ON_A_SHELF(what_is_not_his_is_not_found),    ON_A_SHELF(ids_are_found_whole_and_in_part),
        ON_A_SHELF(what_is_not_signed_is_not_found), ON_A_SHELF(erased_ones_are_told),
    };

    return cmocka_run_group_tests_name("receipt_find", tests, NULL, NULL);
}
