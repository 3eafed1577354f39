/* SPDX-License-Identifier: MIT
 * tests/unit/test_signature.c -- HTTP message signatures: the hub's profile, and the published cases of RFC 9421 and RFC 9530
 * where they are ($PRASASTI_SHARED/vektor). What the hub does not understand must be refused, never guessed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "policy_fixture.h"

#include "base/date.h"
#include "base/file.h"
#include "json/json.h"
#include "policy/fields.h"
#include "policy/signature.h"

static struct arena *arena;
static struct policy policy;

static int begin(void **state)
{
    (void) state;
    struct err e = { 0 };

    arena = arena_new(16u << 20);
    struct sv bytes = policy_fixture_bytes(SV(POLICY_FIXTURE_TEXT), arena, &e);
    return bytes.p && policy_read(bytes, &policy, &e) ? 0 : -1;
}

static int end(void **state)
{
    (void) state;
    arena_free(arena);
    return 0;
}

static const struct json *vector(const char *name)
{
    const char *shared = getenv("PRASASTI_SHARED");
    struct json *m;
    struct sv text;
    struct err e = { 0 };

    if (!shared ||
        !file_read(arena_printf(arena, "%s/vektor/%s", shared, name).p, 1u << 20, arena, &text, &e))
        skip();
    assert_true(json_parse(text, 1u << 20, arena, &m, &e));
    return m;
}

/* --- the profile ------------------------------------------------------------------------------------------------------------- */

#define COVERED \
    "(\"@method\" \"@authority\" \"@path\" \"@query\" \"content-type\" \"content-digest\" \"x-road-client\" \"x-road-id\")"
#define NOW 1767225610

struct made {
    struct signature_header header[8];
    struct signature_message m;
};

/* A request as the profile wants it, signed with the fixture's key; `params` is the member of Signature-Input. */
static void make(struct made *out, const char *params)
{
    struct err e = { 0 };
    struct ed25519_key key;
    struct signature s;
    struct sv base;
    uint8_t seed[32], sig[64];

    for (uint8_t i = 0; i < 32; i++)
        seed[i] = (uint8_t) (i + 1);
    assert_true(ed25519_from_seed(seed, &key, &e));
    *out = (struct made){ .header = { { SV("Content-Type"), SV("application/json") },
                                      { SV("Content-Digest"),
                                        SV("sha-256=:3D+sGi06Js1Vt9nDlznmDT2hLLnDeFOE+Zh9V/ZI5ic=:") },
                                      { SV("X-Road-Client"), SV("ID/PD/DUKCAPIL/SIAK") },
                                      { SV("X-Road-Id"), SV("7f0c") } } };
    out->m = (struct signature_message){ .method = SV("POST"),
                                         .scheme = SV("https"),
                                         .authority = SV("hub.contoh.go.id"),
                                         .target = SV("/r1/ID/PD/DINKES/SIMPUS/pasien/v1/cari?hal=1"),
                                         .path = SV("/r1/ID/PD/DINKES/SIMPUS/pasien/v1/cari"),
                                         .query = SV("hal=1"),
                                         .has_query = true,
                                         .header = out->header,
                                         .headers = 4 };
    if (!signature_parse(sv_of(params), &s) || !signature_base(&out->m, &s, arena, &base))
        base = SV("?");
    assert_true(ed25519_sign(&key, base, sig, &e));
    out->header[4] =
        (struct signature_header){ SV("Signature-Input"), arena_printf(arena, "pdn=%s", params) };
    out->header[5] = (struct signature_header){
        SV("Signature"),
        arena_printf(arena, "pdn=:%.*s:", SV_FMT(base64_make((struct sv){ (const char *) sig, 64 }, arena)))
    };
    out->m.headers = 6;
}

static enum refuse judge(const struct made *m, struct signature_times t)
{
    struct signature s;
    struct judge_who who = JUDGE_NOBODY;

    return judge_signature(&policy, &m->m, t, arena, &s, &who);
}

static void the_worked_example_verifies(void **state)
{
    (void) state;
    struct made m;
    struct signature s;
    struct sv base;
    uint8_t sig[64];

    make(&m, COVERED
         ";created=1767225600;expires=1767225660;nonce=\"bM4x7Q\";keyid=\"dukcapil-siak-1\";alg=\"ed25519\"");
    assert_true(signature_parse(sv_sub(m.header[4].value, 4, 1000), &s));
    assert_true(signature_base(&m.m, &s, arena, &base));
    assert_true(base64_read(
        SV("DGhzELku78VyYQLiVk9qk9y8JdKItNHoTaFFeT9H8adZYRbH9CcA95V8OYhG10mFFoZUrLhgq44KHNY8XizzDg=="), sig,
        64));
    assert_true(ed25519_verify(policy.key[policy_key_by_keyid(&policy, SV("dukcapil-siak-1"))].pub, base,
                               (struct sv){ (const char *) sig, 64 }));
}

static void the_profile_is_asked_for_in_full(void **state)
{
    (void) state;
    static const struct {
        const char *why, *params;
        enum refuse want;
    } rows[] = {
        { "as it should be",
          COVERED ";created=1767225600;nonce=\"n\";keyid=\"dukcapil-siak-1\";tag=\"penghubung\"",
          REFUSE_NOT },
        { "with everything",
          COVERED
          ";created=1767225600;expires=1767225660;nonce=\"n\";keyid=\"dukcapil-siak-1\";alg=\"ed25519\";tag=\"penghubung\"",
          REFUSE_NOT },
        { "no tag", COVERED ";created=1767225600;nonce=\"n\";keyid=\"dukcapil-siak-1\"", REFUSE_SIGNATURE },
        { "another tag", COVERED ";created=1767225600;nonce=\"n\";keyid=\"dukcapil-siak-1\";tag=\"x\"",
          REFUSE_SIGNATURE },
        { "no time", COVERED ";nonce=\"n\";keyid=\"dukcapil-siak-1\";tag=\"penghubung\"", REFUSE_SIGNATURE },
        { "too old", COVERED ";created=1767225309;nonce=\"n\";keyid=\"dukcapil-siak-1\";tag=\"penghubung\"",
          REFUSE_SIGNATURE_LATE },
        { "from the future",
          COVERED ";created=1767225671;nonce=\"n\";keyid=\"dukcapil-siak-1\";tag=\"penghubung\"",
          REFUSE_SIGNATURE_LATE },
        { "run out",
          COVERED
          ";created=1767225600;expires=1767225610;nonce=\"n\";keyid=\"dukcapil-siak-1\";tag=\"penghubung\"",
          REFUSE_SIGNATURE_LATE },
        { "no nonce", COVERED ";created=1767225600;keyid=\"dukcapil-siak-1\";tag=\"penghubung\"",
          REFUSE_REPLAY },
        { "no key", COVERED ";created=1767225600;nonce=\"n\";tag=\"penghubung\"", REFUSE_SIGNATURE },
        { "an unknown key", COVERED ";created=1767225600;nonce=\"n\";keyid=\"k\";tag=\"penghubung\"",
          REFUSE_KEY_UNKNOWN },
        { "another algorithm",
          COVERED
          ";created=1767225600;nonce=\"n\";keyid=\"dukcapil-siak-1\";alg=\"hmac-sha256\";tag=\"penghubung\"",
          REFUSE_SIGNATURE },
        { "an unknown parameter",
          COVERED ";created=1767225600;nonce=\"n\";keyid=\"dukcapil-siak-1\";tag=\"penghubung\";x=1",
          REFUSE_SIGNATURE },
        { "the query left out",
          "(\"@method\" \"@authority\" \"@path\" \"content-type\" \"content-digest\" \"x-road-client\" \"x-road-id\")"
          ";created=1767225600;nonce=\"n\";keyid=\"dukcapil-siak-1\";tag=\"penghubung\"",
          REFUSE_SIGNATURE },
        { "a header that was sent left out",
          "(\"@method\" \"@authority\" \"@path\" \"@query\" \"content-type\" \"content-digest\" \"x-road-client\")"
          ";created=1767225600;nonce=\"n\";keyid=\"dukcapil-siak-1\";tag=\"penghubung\"",
          REFUSE_SIGNATURE },
        { "a component twice",
          "(\"@method\" \"@method\" \"@authority\" \"@path\" \"@query\" \"content-type\" \"content-digest\" \"x-road-client\" "
          "\"x-road-id\");created=1767225600;nonce=\"n\";keyid=\"dukcapil-siak-1\";tag=\"penghubung\"",
          REFUSE_SIGNATURE },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct made m;
        make(&m, rows[i].params);
        enum refuse got = judge(&m, (struct signature_times){ NOW, 0 });
        if (got != rows[i].want)
            fail_msg("%s: %s", rows[i].why, refuse_code(got).p);
    }
}

static void what_was_signed_cannot_be_changed(void **state)
{
    (void) state;
    static const char good[] =
        COVERED ";created=1767225600;nonce=\"n\";keyid=\"dukcapil-siak-1\";tag=\"penghubung\"";
    struct made m;

    make(&m, good);
    assert_int_equal(judge(&m, (struct signature_times){ NOW, 1767225601 }),
                     REFUSE_SIGNATURE_LATE); /* before the start */
    m.m.method = SV("PUT");
    assert_int_equal(judge(&m, (struct signature_times){ NOW, 0 }), REFUSE_SIGNATURE);
    make(&m, good);
    m.m.authority = SV("hub.lain.go.id");
    assert_int_equal(judge(&m, (struct signature_times){ NOW, 0 }), REFUSE_SIGNATURE);
    make(&m, good);
    m.m.query = SV("hal=2");
    assert_int_equal(judge(&m, (struct signature_times){ NOW, 0 }), REFUSE_SIGNATURE);
    for (size_t i = 0; i < 4; i++) {
        make(&m, good);
        m.header[i].value = arena_printf(arena, "%.*sx", SV_FMT(m.header[i].value));
        assert_int_equal(judge(&m, (struct signature_times){ NOW, 0 }), REFUSE_SIGNATURE);
        make(&m, good);
        m.header[6] = m.header[i]; /* a second line of the same name */
        m.m.headers = 7;
        assert_int_equal(judge(&m, (struct signature_times){ NOW, 0 }), REFUSE_SIGNATURE);
    }
    make(&m, good);
    m.header[6] = (struct signature_header){ SV("Signature-Input"), m.header[4].value }; /* the label twice */
    m.m.headers = 7;
    assert_int_equal(judge(&m, (struct signature_times){ NOW, 0 }), REFUSE_SIGNATURE);
    make(&m, good);
    m.header[4].name = SV("X-Signature-Input");
    assert_int_equal(judge(&m, (struct signature_times){ NOW, 0 }), REFUSE_SIGNATURE);
}

/* --- published cases --------------------------------------------------------------------------------------------------------- */

static struct sv host_of(const struct signature_message *m)
{
    struct sv host = signature_field(m, SV("host"), arena);

    return host.p ? sv_lower(host, arena) : SV("");
}

static void message_of(const struct json *j, struct signature_message *m)
{
    const struct json *list = json_get(j, SV("headers"));
    struct signature_header *h = ARENA_ARRAY(arena, struct signature_header, list->n + 1);
    struct sv target = json_text(j, SV("request_target"));
    ptrdiff_t mark = target.p ? sv_find(target, SV("?")) : -1;

    *m = (struct signature_message){ .method = json_text(j, SV("method")),
                                     .scheme = json_text(j, SV("scheme")),
                                     .target = target,
                                     .path = mark < 0 ? target : sv_sub(target, 0, (size_t) mark),
                                     .query = mark < 0 ? SV("") : sv_sub(target, (size_t) mark + 1, target.n),
                                     .has_query = mark >= 0,
                                     .header = h };
    for (const struct json *i = list->first; i; i = i->next)
        h[m->headers++] = (struct signature_header){ i->first->s, i->first->next->s };
    m->authority = host_of(m);
}

static void published_bases_are_rebuilt(void **state)
{
    (void) state;
    const struct json *list = json_get(vector("rfc9421/cases.json"), SV("cases"));
    const struct json *keys = json_get(vector("rfc9421/keys.json"), SV("keys"));
    size_t rebuilt = 0, verified = 0;

    for (const struct json *i = list->first; i; i = i->next) {
        struct sv want = json_text(i, SV("signature_base")),
                  params = json_text(i, SV("signature_input_value")), base, raw;
        bool valid = sv_eq(json_text(i, SV("expect")), SV("valid"));
        struct signature_message m;
        struct signature s;
        uint8_t pub[65] = { 4 };
        if (!sv_eq(json_text(i, SV("target")), SV("request")))
            continue;
        message_of(json_get(i, SV("message")), &m);
        if (!signature_parse(params, &s) || !signature_base(&m, &s, arena, &base)) {
            if (sv_find(params, SV(";sf")) < 0 && sv_find(params, SV(";key=")) < 0 && valid)
                fail_msg("%.*s: no base", SV_FMT(json_text(i, SV("id"))));
            continue;
        }
        rebuilt++;
        if (valid && !sv_eq(base, want))
            fail_msg("%.*s:\n%.*s", SV_FMT(json_text(i, SV("id"))), SV_FMT(base));
        const struct json *jwk = json_get(json_get(keys, json_text(i, SV("keyid"))), SV("jwk"));
        struct sv alg = json_text(i, SV("alg"));
        assert_true(base64_parse(json_text(i, SV("signature_base64")), arena, &raw));
        bool ed = sv_eq(alg, SV("ed25519"));
        if (ed ? base64url_read(json_text(jwk, SV("x")), pub, 32)
               : sv_eq(alg, SV("ecdsa-p256-sha256")) &&
                     base64url_read(json_text(jwk, SV("x")), pub + 1, 32) &&
                     base64url_read(json_text(jwk, SV("y")), pub + 33, 32)) {
            verified++;
            if ((ed ? ed25519_verify(pub, base, raw) : p256_verify(pub, base, raw)) != valid)
                fail_msg("%.*s verifies wrongly", SV_FMT(json_text(i, SV("id"))));
        }
    }
    assert_true(rebuilt >= 12 && verified >= 8);
}

static void published_components_have_their_lines(void **state)
{
    (void) state;
    const struct json *all = vector("rfc9421/components.json");
    static const char *const lists[] = { "field_components", "derived_components" };

    for (size_t k = 0; k < 2; k++)
        for (const struct json *i = json_get(all, sv_of(lists[k]))->first; i; i = i->next) {
            struct sv id = json_text(i, SV("component_identifier")), line = json_text(i, SV("line")), base;
            struct signature_message m = {
                .method = SV("GET"), .scheme = SV("https"), .target = SV("/"), .path = SV("/")
            };
            struct signature s;
            if (json_get(i, SV("headers"))) {
                message_of(i, &m);
            } else {
                struct sv target = json_text(i, SV("request_target"));
                if (!target.p) /* of answers */
                    continue;
                ptrdiff_t mark = target.p ? sv_find(target, SV("?")) : -1;
                if (sv_find(target, SV("://")) >= 0 || !sv_starts(target, SV("/")))
                    continue; /* other forms of the request line, which the hub does not take */
                m = (struct signature_message){ .method = json_text(i, SV("method")),
                                                .scheme = SV("https"),
                                                .target = target,
                                                .has_query = mark >= 0,
                                                .path = mark < 0 ? target : sv_sub(target, 0, (size_t) mark),
                                                .query = mark < 0
                                                             ? SV("")
                                                             : sv_sub(target, (size_t) mark + 1, target.n) };
            }
            m.authority = SV("www.example.com");
            if (!signature_parse(arena_printf(arena, "(%.*s)", SV_FMT(id)), &s) ||
                !signature_base(&m, &s, arena, &base)) {
                if (sv_find(id, SV(";sf")) < 0 && sv_find(id, SV(";key=")) < 0 &&
                    !sv_starts(id, SV("\"@status")))
                    fail_msg("%.*s: no line", SV_FMT(id));
                continue;
            }
            if (!sv_starts(base, line) || base.p[line.n] != '\n')
                fail_msg("%.*s: %.*s", SV_FMT(id), SV_FMT(base));
        }
    for (const struct json *i = json_get(all, SV("must_fail"))->first; i; i = i->next) {
        struct signature_message m = { .method = SV("GET"),
                                       .scheme = SV("https"),
                                       .authority = SV("a"),
                                       .target = SV("/x?a=1&a=2"),
                                       .path = SV("/x"),
                                       .query = SV("a=1&a=2"),
                                       .has_query = true };
        struct sv id = json_text(i, SV("component_identifier")), base;
        struct signature s;
        if (!id.p) {
            const struct json *two = json_get(i, SV("components"));
            if (!two) /* not about a component: the_profile_is_asked_for_in_full has those */
                continue;
            id = arena_printf(arena, "%.*s %.*s", SV_FMT(two->first->s),
                              SV_FMT(two->first->next ? two->first->next->s : SV("\"@path\"")));
        }
        if (signature_parse(arena_printf(arena, "(%.*s)", SV_FMT(id)), &s) &&
            signature_base(&m, &s, arena, &base))
            fail_msg("%.*s: %.*s", SV_FMT(json_text(i, SV("why"))), SV_FMT(base));
    }
}

static void digests_are_compared(void **state)
{
    (void) state;
    struct digest d = sha256(SV("{\"halo\":\"dunia\"}\n"));
    uint8_t longer[64];
    static const struct {
        const char *why, *field;
        bool want;
    } rows[] = {
        { "right", "sha-256=:3D+sGi06Js1Vt9nDlznmDT2hLLnDeFOE+Zh9V/ZI5ic=:", true },
        { "an unknown one beside it",
          "md5=:AAAA:, sha-256=:3D+sGi06Js1Vt9nDlznmDT2hLLnDeFOE+Zh9V/ZI5ic=:", true },
        { "wrong", "sha-256=:3D+sGi06Js1Vt9nDlznmDT2hLLnDeFOE+Zh9V/ZI5iA=:", false },
        { "one right, one wrong",
          "sha-256=:3D+sGi06Js1Vt9nDlznmDT2hLLnDeFOE+Zh9V/ZI5ic=:, sha-512=:"
          "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==:",
          false },
        { "none that counts", "md5=:AAAA:", false },
        { "nothing", "", false },
        { "no dictionary", "sha-256=:3D+sGi06Js1Vt9nDlznmDT2hLLnDeFOE+Zh9V/ZI5ic=:,", false },
        { "a token", "sha-256=abc", false },
        { "the first wrong, the last right",
          "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:, sha-256=:3D+sGi06Js1Vt9nDlznmDT2hLLnDeFOE+Zh9V/ZI5ic=:",
          false },
    };

    sha512_parts((struct sv[]){ SV("{\"halo\":\"dunia\"}\n") }, 1, longer);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (digest_matches(sv_of(rows[i].field), &d, longer) != rows[i].want)
            fail_msg("%s", rows[i].why);
}

static void published_digests_match(void **state)
{
    (void) state;
    const struct json *all = vector("rfc9530/digests.json");

    for (const struct json *i = json_get(all, SV("cases"))->first; i; i = i->next) {
        struct sv body;
        uint8_t longer[64];
        assert_true(base64_parse(json_text(i, SV("body_base64")), arena, &body));
        struct digest d = sha256(body);
        sha512_parts(&body, 1, longer);
        if (!digest_matches(json_text(i, SV("value")), &d, longer))
            fail_msg("%.*s", SV_FMT(json_text(i, SV("id"))));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worked_example_verifies),
        cmocka_unit_test(the_profile_is_asked_for_in_full),
        cmocka_unit_test(what_was_signed_cannot_be_changed),
        cmocka_unit_test(published_bases_are_rebuilt),
        cmocka_unit_test(published_components_have_their_lines),
        cmocka_unit_test(digests_are_compared),
        cmocka_unit_test(published_digests_match),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
