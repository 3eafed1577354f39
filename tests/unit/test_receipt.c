/* SPDX-License-Identifier: MIT
 * tests/unit/test_receipt.c -- the canonical payload of a receipt: byte for byte, under hostile texts, and back. Needs
 * dep_policy, dep_cmocka. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "json/json.h"
#include "policy/receipt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static struct receipt sample(void)
{
    struct receipt r = {
        .time_ms = 1767225600123,
        .consumer = SV("PD/DUKCAPIL/SIAK"),
        .consumer_agency = 4,
        .provider_agency = 9,
        .service = SV("pasien"),
        .agreement = SV("PDT-2026-0007"),
        .agreement_version = 2,
        .method = SV("POST"),
        .path = SV("/r1/ID/PD/DINKES/SIMPUS/pasien/v1/cari"),
        .message_id = SV("7f0c"),
        .request_bytes = 17,
        .response_bytes = 13,
        .status = 200,
        .total_us = 1520,
        .provider_us = 1200,
        .proof = RECEIPT_PROOF_SIGNATURE,
        .policy_version = 31,
        .has_key = true,
        .has_query = true,
        .has_request_digest = true,
        .has_response_digest = true,
    };

    assert_true(uuid_parse(SV("019b7770-0c7b-7aaa-8bbb-0123456789ab"), &r.id));
    r.key_fingerprint = sha256(SV("kunci"));
    r.query_digest = sha256(SV("hal=1"));
    r.request_digest = sha256(SV("{\"halo\":\"dunia\"}\n"));
    r.response_digest = sha256(SV("{\"hasil\":[]}\n"));
    r.policy_digest = sha256(SV("potret"));
    return r;
}

static const char *hex_of(const char *text, struct arena *a)
{
    struct digest d = sha256(sv_of(text));

    return hex_make(digest_sv(&d), a).p;
}

static void the_form_is_this_one(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct receipt r = sample();
    char buf[RECEIPT_PAYLOAD_MAX];
    struct sv got = { buf, receipt_encode(&r, buf, sizeof buf) };
    struct sv want = arena_printf(
        a,
        "{\"bentuk\":\"prasasti/bukti/1\",\"id\":\"019b7770-0c7b-7aaa-8bbb-0123456789ab\",\"identitas\":"
        "\"tanda_tangan\",\"identitas_kunci\":\"%s\",\"jalur\":\"/r1/ID/PD/DINKES/SIMPUS/pasien/v1/cari\","
        "\"kebijakan_sidik\":\"%s\",\"kebijakan_versi\":31,\"konsumen\":\"PD/DUKCAPIL/SIAK\",\"konsumen_pd\":4,"
        "\"kueri_sidik\":\"%s\",\"lama_penyedia_us\":1200,\"lama_us\":1520,\"layanan\":\"pasien\",\"metode\":"
        "\"POST\",\"penyedia_pd\":9,\"perjanjian\":\"PDT-2026-0007\",\"perjanjian_versi\":2,"
        "\"permintaan_sidik\":\"%s\",\"permintaan_ukuran\":17,\"pesan\":\"7f0c\",\"status\":200,"
        "\"tanggapan_sidik\":\"%s\",\"tanggapan_ukuran\":13,\"waktu\":1767225600123}",
        hex_of("kunci", a), hex_of("potret", a), hex_of("hal=1", a), hex_of("{\"halo\":\"dunia\"}\n", a),
        hex_of("{\"hasil\":[]}\n", a));

    (void) state;
    if (!sv_eq(got, want))
        fail_msg("got  %.*s\nwant %.*s", SV_FMT(got), SV_FMT(want));
    arena_free(a);
}

/* What this file writes must be what RFC 8785 writes of the same tree, and must be read back as it was. */
static void check_canonical(const struct receipt *r, const char *why)
{
    struct arena *a = arena_new(1 << 20);
    char buf[RECEIPT_PAYLOAD_MAX], again[RECEIPT_PAYLOAD_MAX];
    struct sv payload = { buf, receipt_encode(r, buf, sizeof buf) };
    struct receipt back;
    struct json *tree;
    struct buf canonical;
    struct err e = { 0 };

    buf_init(&canonical, 1 << 20);
    if (!json_parse(payload, sizeof buf, a, &tree, &e) || !json_canonical(tree, &canonical, &e))
        fail_msg("%s: %s in %.*s", why, e.text, SV_FMT(payload));
    if (!sv_eq(buf_sv(&canonical), payload))
        fail_msg("%s: %.*s is not the canonical %.*s", why, SV_FMT(payload), SV_FMT(buf_sv(&canonical)));
    if (!receipt_parse(payload, a, &back, &e))
        fail_msg("%s: %s", why, e.text);
    assert_int_equal(receipt_encode(&back, again, sizeof again), payload.n);
    buf_clear(&canonical);
    arena_free(a);
}

static void hostile_texts_stay_in_form(void **state)
{
    static const struct {
        const char *why;
        struct sv path;
    } rows[] = {
        { "quotes and backslashes", SV_INIT("/a\"b\\c") },
        { "control bytes", SV_INIT("/\x01\b\t\n\v\f\r\x1f\x7f") },
        { "a NUL", SV_INIT("/a\0b") },
        { "no UTF-8", SV_INIT("/\xff\xfe\x80\xc3") },
        { "a surrogate and an overlong slash", SV_INIT("/\xed\xa0\x80/\xc0\xaf") },
        { "beyond Unicode", SV_INIT("/\xf4\x90\x80\x80\xf8\x88\x80\x80\x80") },
        { "good UTF-8", SV_INIT("/jalan/Cikép\xc3\xa9/\xf0\x9f\x8c\x8b\xe2\x80\xa8") },
        { "cut in a character", SV_INIT("/\xe2\x80") },
        { "empty", SV_INIT("") },
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct receipt r = sample();

        r.path = r.message_id = r.consumer = r.refusal = rows[i].path;
        check_canonical(&r, rows[i].why);
    }
}

static void nothing_is_longer_than_the_ceiling(void **state)
{
    static const struct {
        const char *why;
        char fill;
    } rows[] = { { "control", '\x01' }, { "no UTF-8", '\xff' }, { "plain", 'a' }, { "quote", '"' } };
    static char big[100000];

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct receipt r = sample();

        memset(big, rows[i].fill, sizeof big);
        r.path = r.message_id = r.consumer = r.refusal = r.service = r.agreement = r.method =
            (struct sv){ big, sizeof big };
        r.time_ms = r.status = r.request_bytes = r.response_bytes = r.total_us = r.provider_us = INT64_MAX;
        r.consumer_agency = r.provider_agency = r.policy_version = r.agreement_version = INT64_MAX;
        check_canonical(&r, rows[i].why);
    }
}

static void lengths_around_the_cut(void **state)
{
    static char text[RECEIPT_TEXT_MAX + 8];

    (void) state;
    memset(text, 'x', sizeof text);
    for (size_t n = RECEIPT_TEXT_MAX - 8; n <= sizeof text; n++) {
        struct receipt r = sample();

        r.consumer = (struct sv){ text, n };
        check_canonical(&r, "length around the cut");
    }
}

static void what_is_absent_has_no_key(void **state)
{
    struct receipt r = { .provider_us = -1, .status = 401, .refusal = SV("identitas") };
    char buf[RECEIPT_PAYLOAD_MAX];
    struct sv got = { buf, receipt_encode(&r, buf, sizeof buf) };

    (void) state;
    check_canonical(&r, "a refusal of a stranger");
    assert_true(sv_find(got, SV("perjanjian")) < 0 && sv_find(got, SV("konsumen")) < 0);
    assert_true(sv_find(got, SV("_sidik\":\"\"")) < 0 && sv_find(got, SV("lama_penyedia_us")) < 0);
    assert_true(sv_find(got, SV("\"identitas\":\"tidak_ada\"")) > 0);
}

static void other_forms_are_refused(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct receipt r = sample(), back;
    char buf[RECEIPT_PAYLOAD_MAX + 8];
    size_t n = receipt_encode(&r, buf, sizeof buf);
    struct err e = { 0 };

    (void) state;
    assert_false(receipt_parse(SV("{}"), a, &back, &e));
    assert_false(receipt_parse(SV("[]"), a, &back, &e));
    assert_false(receipt_parse(SV(""), a, &back, &e));
    buf[n] = ' ';
    assert_false(receipt_parse((struct sv){ buf, n + 1 }, a, &back, &e));
    for (size_t i = 0; i < n; i++) { /* a changed letter is another receipt or none, never the same */
        char was = buf[i];

        buf[i] = was == '1' ? '2' : '1';
        if (receipt_parse((struct sv){ buf, n }, a, &back, &e)) {
            char again[RECEIPT_PAYLOAD_MAX];
            assert_int_equal(receipt_encode(&back, again, sizeof again), n);
            assert_memory_equal(again, buf, n);
        }
        buf[i] = was;
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_form_is_this_one),
        cmocka_unit_test(hostile_texts_stay_in_form),
        cmocka_unit_test(nothing_is_longer_than_the_ceiling),
        cmocka_unit_test(lengths_around_the_cut),
        cmocka_unit_test(what_is_absent_has_no_key),
        cmocka_unit_test(other_forms_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
