/* SPDX-License-Identifier: MIT
 * tests/unit/test_policy.c -- snapshots: written, read, damaged in every byte; what a call is judged by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "policy_fixture.h"

#include "base/problems.h"

#include "base/date.h"
#include "base/file.h"
#include "json/json.h"
#include "policy/judge.h"
#include "policy/meta.h"
#include "policy/snapshot_format.h"
#include "policy/token.h"

#include <unistd.h>

static struct arena *arena;
static struct policy policy;

static int begin(void **state)
{
    (void) state;
    struct err e = { 0 };

    arena = arena_new(8u << 20);
    struct sv bytes = policy_fixture_bytes(SV(POLICY_FIXTURE_TEXT), arena, &e);
    return bytes.p && policy_read(bytes, &policy, &e) ? 0 : -1;
}

static int end(void **state)
{
    (void) state;
    arena_free(arena);
    return 0;
}

static int64_t at(const char *iso)
{
    int64_t t = 0;

    assert_true(time_parse(sv_of(iso), &t));
    return t;
}

static void a_snapshot_says_what_its_text_said(void **state)
{
    (void) state;
    struct err e = { 0 };
    struct buf first, second;
    struct policy again;

    buf_init(&first, 1u << 20);
    buf_init(&second, 1u << 20);
    policy_show(&policy, &first);
    struct sv bytes = policy_fixture_bytes(buf_sv(&first), arena, &e);
    if (!bytes.p)
        fail_msg("%s", e.text);
    assert_true(policy_read(bytes, &again, &e));
    policy_show(&again, &second);
    assert_true(sv_eq(buf_sv(&first), buf_sv(&second)));
    assert_int_equal(policy.n_bytes, again.n_bytes);
    buf_clear(&first);
    buf_clear(&second);
}

static void every_damaged_byte_is_seen(void **state)
{
    (void) state;
    struct err e = { 0 };
    struct policy p;
    struct sv copy = arena_dup(arena, (struct sv){ (const char *) policy.bytes, policy.n_bytes });
    char *bytes = (char *) (uintptr_t) copy.p;

    for (size_t i = 0; i < copy.n; i++) {
        bytes[i] ^= 1;
        if (policy_read(copy, &p, &e))
            fail_msg("byte %zu", i);
        bytes[i] ^= 1;
    }
    for (size_t n = 0; n < copy.n; n += 7)
        assert_false(policy_read(sv_sub(copy, 0, n), &p, &e));
    assert_true(policy_read(copy, &p, &e));
}

/* Damage that somebody has signed for: the digest is right, a number is not. */
static void places_are_verified_behind_a_right_digest(void **state)
{
    (void) state;
    struct err e = { 0 };
    struct policy p;
    struct sv copy = arena_dup(arena, (struct sv){ (const char *) policy.bytes, policy.n_bytes });
    struct policy_head *head = (struct policy_head *) (uintptr_t) copy.p;
    char *bytes = (char *) (uintptr_t) copy.p;
    size_t refused = 0;

    for (size_t i = offsetof(struct policy_head, place); i + 4 <= head->place[TABLE_TEXT].at; i += 4) {
        uint32_t was, now;
        memcpy(&was, bytes + i, 4);
        now = 0xfffffff0u;
        memcpy(bytes + i, &now, 4);
        memset(head->digest, 0, 32);
        struct digest d = policy_digest(copy);
        memcpy(head->digest, d.b, 32);
        if (policy_read(copy, &p, &e)) { /* numbers that may be anything: then everything can be followed */
            struct buf out;
            buf_init(&out, 4u << 20);
            policy_show(&p, &out);
            buf_clear(&out);
        } else {
            refused++;
        }
        memcpy(bytes + i, &was, 4);
    }
    assert_true(refused > 50);
}

static void files_are_opened_whole_or_not_at_all(void **state)
{
    (void) state;
    struct err e = { 0 };
    struct policy p = { 0 };
    char path[] = "/tmp/prasasti-policy-XXXXXX";
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    close(fd);
    assert_false(policy_open(path, &p, &e));
    assert_int_equal(e.kind, ERR_INPUT);
    assert_true(
        file_write_atomic(path, (struct sv){ (const char *) policy.bytes, policy.n_bytes }, 0600, &e));
    assert_true(policy_open(path, &p, &e));
    assert_int_equal(p.meta->version, 7);
    assert_int_equal(p.services, 2);
    policy_close(&p);
    policy_close(&p);
    unlink(path);
    assert_false(policy_open(path, &p, &e));
    assert_int_equal(e.kind, ERR_MISSING);
}

static void mistakes_of_the_text_are_named(void **state)
{
    (void) state;
    static const struct {
        const char *why, *from, *to, *want;
    } rows[] = {
        { "a service twice", "\"kunci\":\"akta\"", "\"kunci\":\"pasien\"", "dipakai dua layanan" },
        { "an address without scheme", "http://127", "ftp://127", "alamat" },
        { "a port out of range", ":9000/api", ":90000/api", "alamat" },
        { "a base that is not in normal form", "/api\"", "/a/../b\"", "alamat" },
        { "an identifier with a slash", "\"kode\":\"akta\"", "\"kode\":\"ak/ta\"", "kelas, anggota" },
        { "an agreement about nothing", "\"layanan\":2,", "\"layanan\":3,", "tidak ada" },
        { "an unknown method", "\"POST\"", "\"POTS\"", "metode" },
        { "a pattern that begins nowhere", "\"/pasien/*\"", "\"pasien\"", "pola jalur" },
        { "hours that end before they begin", "\"16:00\"", "\"07:00\"", "jam" },
        { "a day that is none", "[1,2,3,4,5]", "[1,2,8]", "hari" },
        { "a key of the wrong length", "ebVWLo/mVPlAeLES6KmLp5AfhTrmlb7X4OORC60ElmQ=\"}]", "ebVW\"}]",
          "kunci publik" },
        { "a time that is none", "2026-12-31T16:00:00Z", "2026-13-31T16:00:00Z", "sampai" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err e = { 0 };
        struct sv text = SV(POLICY_FIXTURE_TEXT);
        ptrdiff_t where = sv_find(text, sv_of(rows[i].from));
        assert_true(where >= 0);
        size_t n = strlen(rows[i].from), from = (size_t) where;
        text = arena_printf(arena, "%.*s%s%.*s", (int) from, text.p, rows[i].to, (int) (text.n - from - n),
                            text.p + from + n);
        if (policy_fixture_bytes(text, arena, &e).p)
            fail_msg("%s: accepted", rows[i].why);
        if (sv_find(sv_of(e.text), sv_of(rows[i].want)) < 0)
            fail_msg("%s: \"%s\"", rows[i].why, e.text);
    }
}

static void keys_prove_their_consumer_while_they_count(void **state)
{
    (void) state;
    static const struct {
        const char *why, *key, *now;
        enum refuse want;
    } rows[] = {
        { "in force", "rahasia-uji", "2026-06-01T00:00:00Z", REFUSE_NOT },
        { "its first second", "rahasia-uji", "2026-01-01T00:00:00Z", REFUSE_NOT },
        { "the second before", "rahasia-uji", "2025-12-31T23:59:59Z", REFUSE_KEY_EARLY },
        { "the first second that no longer counts", "rahasia-uji", "2027-01-01T00:00:00Z", REFUSE_KEY_LATE },
        { "another text", "rahasia-uj", "2026-06-01T00:00:00Z", REFUSE_KEY_UNKNOWN },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct judge_who who = JUDGE_NOBODY;
        if (judge_api_key(&policy, sv_of(rows[i].key), at(rows[i].now), &who) != rows[i].want)
            fail_msg("%s", rows[i].why);
        assert_int_equal(who.consumer, rows[i].want == REFUSE_KEY_UNKNOWN ? POLICY_NONE : 0);
    }
}

static void an_agreement_lets_pass_what_it_says(void **state)
{
    (void) state;
    static const struct {
        const char *why, *now;
        uint32_t method;
        const char *path, *number;
        enum refuse want;
    } rows[] = {
        /* the zone is +08:00; 2026-02-02 is a Monday */
        { "a working hour", "2026-02-02T01:00:00Z", POLICY_GET, "/pasien/1", "", REFUSE_NOT },
        { "asked for by number", "2026-02-02T01:00:00Z", POLICY_GET, "/pasien/1", "P-9", REFUSE_NOT },
        { "another number", "2026-02-02T01:00:00Z", POLICY_GET, "/pasien/1", "P-8", REFUSE_NO_AGREEMENT },
        { "eight o'clock", "2026-02-02T00:00:00Z", POLICY_GET, "/pasien/1", "", REFUSE_NOT },
        { "a second earlier", "2026-02-01T23:59:59Z", POLICY_GET, "/pasien/1", "", REFUSE_HOURS },
        { "four o'clock", "2026-02-02T08:00:00Z", POLICY_GET, "/pasien/1", "", REFUSE_HOURS },
        { "Sunday", "2026-02-08T02:00:00Z", POLICY_GET, "/pasien/1", "", REFUSE_HOURS },
        { "the evening before the first day", "2026-01-31T15:59:59Z", POLICY_GET, "/pasien/1", "",
          REFUSE_AGREEMENT_EARLY },
        { "the midnight after the last day", "2026-12-31T16:00:00Z", POLICY_GET, "/pasien/1", "",
          REFUSE_AGREEMENT_LATE },
        { "another method", "2026-02-02T01:00:00Z", POLICY_DELETE, "/pasien/1", "", REFUSE_OPERATION },
        { "HEAD is not GET", "2026-02-02T01:00:00Z", POLICY_HEAD, "/pasien/1", "", REFUSE_OPERATION },
        { "deeper", "2026-02-02T01:00:00Z", POLICY_GET, "/pasien/1/alamat", "", REFUSE_OPERATION },
        { "the bare service", "2026-02-02T01:00:00Z", POLICY_GET, "", "", REFUSE_OPERATION },
    };
    int service = policy_service_by_brief(&policy, SV("pasien")), agreement;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct judge_call c = { .consumer = 0,
                                .service = (uint32_t) service,
                                .method = rows[i].method,
                                .path = sv_of(rows[i].path),
                                .number = sv_of(rows[i].number),
                                .now = at(rows[i].now) };
        enum refuse got = judge_call(&policy, &c, &agreement);
        if (got != rows[i].want)
            fail_msg("%s: got %s", rows[i].why, refuse_code(got).p);
    }
    struct judge_call none = { .service = (uint32_t) policy_service_by_brief(&policy, SV("akta")),
                               .method = POLICY_GET };
    assert_int_equal(judge_call(&policy, &none, &agreement), REFUSE_NO_AGREEMENT);
    assert_int_equal(agreement, POLICY_NONE);
}

static void a_claim_is_compared_with_the_proof(void **state)
{
    (void) state;
    assert_int_equal(judge_claim(&policy, 0, SV("ID/PD/DUKCAPIL/SIAK")), REFUSE_NOT);
    assert_int_equal(judge_claim(&policy, 0, SV("ID/PD/DUKCAPIL/LAIN")), REFUSE_CLAIM);
    assert_int_equal(judge_claim(&policy, 0, SV("ID/PD/DUKCAPIL")), REFUSE_CLAIM);
    assert_int_equal(judge_claim(&policy, 0, SV("ID/PD")), REFUSE_XROAD_CLIENT);
    assert_int_equal(judge_claim(&policy, 0, SV("ID/PD/DUKCAPIL/SIAK/")), REFUSE_XROAD_CLIENT);
    assert_int_equal(judge_claim(&policy, 0, SV("ID/PD/DUKCAPIL%2FSIAK")), REFUSE_XROAD_CLIENT);
    assert_int_equal(judge_claim(&policy, 0, SV("")), REFUSE_XROAD_CLIENT);
}

static enum refuse judge_text(struct sv text, const struct digest *cert, int64_t now, struct judge_who *who)
{
    struct token t;

    if (!token_read(text, SV("hub.contoh.go.id"), policy.meta->token_key, policy.meta->token_keys, &t))
        return REFUSE_TOKEN;
    return judge_token(&policy, &t, cert, now, who);
}

static void tokens_live_as_long_as_they_and_their_key(void **state)
{
    (void) state;
    struct err e = { 0 };
    struct ed25519_key signer, stranger;
    uint8_t seed[32];
    char text[TOKEN_TEXT_BYTES + 1];
    struct judge_who who = JUDGE_NOBODY;
    int64_t now = at("2026-06-01T00:00:00Z");

    for (uint8_t i = 0; i < 32; i++)
        seed[i] = (uint8_t) (i + 1); /* the signer that the fixture names */
    assert_true(ed25519_from_seed(seed, &signer, &e) && ed25519_make(&stranger, &e));
    int key = policy_key_by_keyid(&policy, SV("dukcapil-siak-1"));
    struct token t = {
        .kind = POLICY_KEY_ED25519, .consumer = 5, .issued = now, .expires = now + TOKEN_LIFE_S
    };
    memcpy(t.key.b, policy.key[key].digest, 32);
    assert_true(token_make(&t, SV("hub.contoh.go.id"), &signer, text, &e));
    assert_int_equal(judge_text(sv_of(text), NULL, now + 899, &who), REFUSE_NOT);
    assert_int_equal(who.proof, RECEIPT_PROOF_TOKEN);
    assert_int_equal(judge_text(sv_of(text), NULL, now + 900, &who), REFUSE_TOKEN_LATE);
    assert_int_equal(judge_text(sv_of(text), NULL, now - 61, &who), REFUSE_TOKEN);
    for (size_t i = 0; i < TOKEN_TEXT_BYTES; i++) {
        char was = text[i];
        text[i] = was == 'A' ? 'B' : 'A';
        assert_int_equal(judge_text(sv_of(text), NULL, now, &who), REFUSE_TOKEN);
        text[i] = was;
    }
    assert_true(token_make(&t, SV("hub.lain.go.id"), &signer, text, &e));
    assert_int_equal(judge_text(sv_of(text), NULL, now, &who), REFUSE_TOKEN);
    assert_true(token_make(&t, SV("hub.contoh.go.id"), &stranger, text, &e));
    assert_int_equal(judge_text(sv_of(text), NULL, now, &who), REFUSE_TOKEN);
    t.expires = now + TOKEN_LIFE_S + 1;
    assert_true(token_make(&t, SV("hub.contoh.go.id"), &signer, text, &e));
    assert_int_equal(judge_text(sv_of(text), NULL, now, &who), REFUSE_TOKEN_LATE);
    t.expires = now + TOKEN_LIFE_S;
    t.key.b[0] ^= 1;
    assert_true(token_make(&t, SV("hub.contoh.go.id"), &signer, text, &e));
    assert_int_equal(judge_text(sv_of(text), NULL, now, &who), REFUSE_TOKEN);
}

/* The published example, out of a policy that holds the same subsystem: member for member. */
static void listed_methods_have_the_published_shape(void **state)
{
    (void) state;
    static const char text[] =
        "{\"versi\":1,\"dibuat\":\"2026-01-01T00:00:00Z\",\"zona_menit\":0,\"instans\":\"INSTANCE\",\"penghubung\":\"h\","
        "\"wilayah\":\"w\",\"penanggung_jawab\":\"p\",\"kontak\":\"\",\"kunci_token\":[],\"konsumen\":[],\"perjanjian\":[],"
        "\"layanan\":[{\"id\":1,\"kunci\":\"petstore\",\"kelas\":\"CLASS2\",\"anggota\":\"MEMBER2\","
        "\"subsistem\":\"SUBSYSTEM2\",\"kode\":\"petstore\",\"alamat\":\"http://127.0.0.1:9\","
        "\"openapi\":\"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\","
        "\"operasi\":[{\"metode\":[\"GET\"],\"jalur\":\"/pets\"},{\"metode\":[\"POST\"],\"jalur\":\"/pets\"},"
        "{\"metode\":[\"GET\"],\"jalur\":\"/pets/*\"}]}]}";
    static const struct sv part[3] = { SV_INIT("CLASS2"), SV_INIT("MEMBER2"), SV_INIT("SUBSYSTEM2") };
    const char *shared = getenv("PRASASTI_SHARED");
    struct json *all, *got;
    struct buf listed, one, two;
    struct err e = { 0 };
    struct policy p;
    struct sv file;

    if (!shared || !file_read(arena_printf(arena, "%s/vektor/xroad/metaservices.json", shared).p, 1u << 20,
                              arena, &file, &e))
        skip();
    struct sv bytes = policy_fixture_bytes(sv_of(text), arena, &e);
    if (!bytes.p || !policy_read(bytes, &p, &e))
        fail_msg("%s (%s)", e.text, e.cause);
    assert_true(json_parse(file, 1u << 20, arena, &all, &e));
    buf_init(&listed, 1u << 16);
    buf_init(&one, 1u << 16);
    buf_init(&two, 1u << 16);
    meta_methods(&p, part, POLICY_NONE, 0, &listed);
    assert_true(json_parse(buf_sv(&listed), 1u << 16, arena, &got, &e));
    assert_true(json_canonical(got, &one, &e) && json_canonical(json_get(all, SV("example")), &two, &e));
    if (!sv_eq(buf_sv(&one), buf_sv(&two)))
        fail_msg("%.*s\n%.*s", SV_FMT(buf_sv(&one)), SV_FMT(buf_sv(&two)));
    buf_clear(&listed);
    buf_clear(&one);
    buf_clear(&two);
}

static void every_refusal_has_its_words(void **state)
{
    (void) state;
    struct err e = { 0 };

    for (int i = REFUSE_NOT + 1; i < REFUSE_COUNT; i++) {
        struct refuse_facts f = { .why = (enum refuse) i,
                                  .p = &policy,
                                  .service = 0,
                                  .consumer = 0,
                                  .agreement = 0,
                                  .window = POLICY_DAY,
                                  .retry_s = 5,
                                  .receipt = SV("no-1") };
        struct buf out;
        struct json *m;
        buf_init(&out, 1u << 16);
        refuse_problem(&f, &out);
        assert_true(json_parse(buf_sv(&out), 1u << 16, arena, &m, &e));
        assert_true(sv_eq(json_text(m, SV("kode")), refuse_code((enum refuse) i)));
        assert_int_equal(json_number(m, SV("status"), 0), refuse_status((enum refuse) i));
        assert_true(json_text(m, SV("detail")).n > 10 && json_text(m, SV("langkah")).n > 5);
        assert_true(json_text(m, SV("penanggung_jawab")).n > 0);
        assert_true(sv_find(buf_sv(&out), SV("{l")) < 0 && sv_find(buf_sv(&out), SV("{k")) < 0);
        buf_reset(&out);
        refuse_xroad_body(&f, REFUSE_FORM_JSON, &out);
        assert_true(json_parse(buf_sv(&out), 1u << 16, arena, &m, &e));
        assert_true(sv_eq(json_text(m, SV("type")), refuse_xroad((enum refuse) i)) &&
                    refuse_xroad((enum refuse) i).n);
        assert_true(sv_find(json_text(m, SV("message")), SV(" Penanggung jawab: ")) > 0);
        for (int k = 1; k < i; k++)
            assert_false(sv_eq(refuse_code((enum refuse) k), refuse_code((enum refuse) i)));
        buf_clear(&out);
    }
}

/* A header of the hub's own: there for the module, nowhere for people; what no line of HTTP can carry makes no snapshot. */
static void a_credential_is_kept_and_never_shown(void **state)
{
    (void) state;
    static const char at_url[] = "\"alamat\":\"http://127.0.0.1:9000/api\",";
    static const struct {
        const char *why, *more;
        bool ok;
    } rows[] = {
        { "name and value", "\"kredensial\":{\"kepala\":\"APIkey\",\"isi\":\"s3rahasia\"},", true },
        { "no value", "\"kredensial\":{\"kepala\":\"APIkey\"},", false },
        { "no name", "\"kredensial\":{\"isi\":\"s3rahasia\"},", false },
        { "a name of the connection's", "\"kredensial\":{\"kepala\":\"Host\",\"isi\":\"s3rahasia\"},",
          false },
        { "two lines", "\"kredensial\":{\"kepala\":\"APIkey\",\"isi\":\"a\\r\\nb\"},", false },
    };
    struct sv text = SV(POLICY_FIXTURE_TEXT);
    ptrdiff_t at = sv_find(text, sv_of(at_url));
    struct buf shown;

    buf_init(&shown, 1u << 20);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err e = { 0 };
        struct policy p;
        struct sv with = arena_printf(arena, "%.*s%s%.*s", SV_FMT(sv_sub(text, 0, (size_t) at)), rows[i].more,
                                      SV_FMT(sv_sub(text, (size_t) at, text.n)));
        struct sv bytes = policy_fixture_bytes(with, arena, &e);
        if ((bytes.p != NULL) != rows[i].ok)
            fail_msg("%s: %s", rows[i].why, e.text);
        if (!bytes.p)
            continue;
        assert_true(policy_read(bytes, &p, &e));
        const struct policy_service *s = &p.service[policy_service_by_brief(&p, SV("pasien"))];
        assert_true(sv_eq(policy_text(&p, s->header), SV("APIkey")));
        assert_true(sv_eq(policy_text(&p, s->credential), SV("s3rahasia")));
        buf_reset(&shown);
        policy_show(&p, &shown);
        assert_true(sv_find(buf_sv(&shown), SV("APIkey")) > 0);
        assert_true(sv_find(buf_sv(&shown), SV("s3rahasia")) < 0);
    }
    buf_clear(&shown);
}

/* --- what cannot stand ---------------------------------------------------------------------------------------------------- */

static void one_mistake_does_not_stop_the_rest(void **state)
{
    struct arena *a = arena_new(16 * 1024 * 1024);
    struct policy_in in;
    struct problems left;
    struct err e = { 0 };
    (void) state;

    assert_true(policy_parse(SV(POLICY_FIXTURE_TEXT), a, &in, &e));
    struct policy_in_service s[5] = { in.service[0], in.service[1], in.service[0], in.service[0],
                                      in.service[0] };
    s[2].id = 20; /* a name that is none */
    s[2].brief = s[2].code = SV("Kas Daerah");
    s[3].id = 21; /* the brief of another */
    s[3].code = SV("lain");
    s[4].id = 22; /* the X-Road name of another */
    s[4].brief = SV("pasien-2");
    in.service = s;
    in.services = 5;
    struct policy_in_consumer c[2] = { in.consumer[0], in.consumer[0] };
    struct policy_in_key again[2] = { in.consumer[0].key[0], in.consumer[0].key[1] };
    again[0].id = 30;
    again[1].id = 31;
    c[1].id = 6;
    c[1].key = again;
    in.consumer = c;
    in.consumers = 2;
    struct policy_in_agreement g[2] = { in.agreement[0], in.agreement[0] };
    g[1].id = 40;
    g[1].service = 20;
    in.agreement = g;
    in.agreements = 2;

    problems_init(&left, a, 50);
    assert_true(policy_fit(&in, a, &left, &e));
    assert_int_equal(left.n, 5); /* three services, two keys; the agreement went with its service */
    assert_int_equal(in.services, 2);
    assert_int_equal(in.agreements, 1);
    assert_int_equal(in.consumer[0].keys, 2);
    assert_int_equal(in.consumer[1].keys, 0);
    for (size_t i = 0; i < in.services; i++)
        assert_true(in.service[i].id < 20);
    assert_int_equal(s[2].id, 20); /* the caller's own arrays stay as they were */
    struct buf out;
    buf_init(&out, POLICY_MAX_BYTES);
    assert_true(policy_make(&in, a, &out, &e));
    buf_clear(&out);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_credential_is_kept_and_never_shown),
        cmocka_unit_test(a_snapshot_says_what_its_text_said),
        cmocka_unit_test(every_damaged_byte_is_seen),
        cmocka_unit_test(places_are_verified_behind_a_right_digest),
        cmocka_unit_test(files_are_opened_whole_or_not_at_all),
        cmocka_unit_test(mistakes_of_the_text_are_named),
        cmocka_unit_test(keys_prove_their_consumer_while_they_count),
        cmocka_unit_test(an_agreement_lets_pass_what_it_says),
        cmocka_unit_test(a_claim_is_compared_with_the_proof),
        cmocka_unit_test(tokens_live_as_long_as_they_and_their_key),
        cmocka_unit_test(listed_methods_have_the_published_shape),
        cmocka_unit_test(one_mistake_does_not_stop_the_rest),
        cmocka_unit_test(every_refusal_has_its_words),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
