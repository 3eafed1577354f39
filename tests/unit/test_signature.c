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
        { "no tag", COVERED ";created=1767225600;nonce=\"n\";keyid=\"dukcapil-siak-1\"", REFUSE_NOBODY },
        { "another tag", COVERED ";created=1767225600;nonce=\"n\";keyid=\"dukcapil-siak-1\";tag=\"x\"",
          REFUSE_NOBODY },
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

/* Fields of the vectors that stand in no registry. */
static const struct signature_known known[] = { { SV_INIT("example-dict"), STRUCTURED_DICTIONARY } };

static void message_of(const struct json *j, struct signature_message *m)
{
    const struct json *list = json_get(j, SV("headers"));
    size_t n = list ? list->n : 0;
    struct signature_header *h = ARENA_ARRAY(arena, struct signature_header, n + 1);
    struct sv target = json_text(j, SV("request_target"));
    ptrdiff_t mark = target.p ? sv_find(target, SV("?")) : -1;

    *m = (struct signature_message){ .method = json_text(j, SV("method")),
                                     .scheme = json_text(j, SV("scheme")),
                                     .target = target,
                                     .path = mark < 0 ? target : sv_sub(target, 0, (size_t) mark),
                                     .query = mark < 0 ? SV("") : sv_sub(target, (size_t) mark + 1, target.n),
                                     .has_query = mark >= 0,
                                     .status = (unsigned) json_number(j, SV("status"), 0),
                                     .header = h,
                                     .known = known,
                                     .knowns = 1 };
    for (const struct json *i = n ? list->first : NULL; i; i = i->next)
        h[m->headers++] = (struct signature_header){ i->first->s, i->first->next->s };
    m->authority = host_of(m);
}

/* By every algorithm that this program has; the others are rebuilt and compared only. *knows: it could be judged. */
static bool verifies(const struct json *key, struct sv alg, struct sv base, struct sv sig, bool *knows)
{
    const struct json *jwk = json_get(key, SV("jwk"));
    uint8_t pub[65] = { 4 };
    struct sv secret;

    *knows = true;
    if (sv_eq(alg, SV("ed25519")))
        return base64url_read(json_text(jwk, SV("x")), pub, 32) && ed25519_verify(pub, base, sig);
    if (sv_eq(alg, SV("ecdsa-p256-sha256")))
        return base64url_read(json_text(jwk, SV("x")), pub + 1, 32) &&
               base64url_read(json_text(jwk, SV("y")), pub + 33, 32) && p256_verify(pub, base, sig);
    *knows = sv_eq(alg, SV("hmac-sha256")) && base64_parse(json_text(key, SV("base64")), arena, &secret);
    if (!*knows)
        return false;
    struct digest d = hmac_sha256(secret, base);
    return sv_eq(digest_sv(&d), sig);
}

static void published_bases_are_rebuilt(void **state)
{
    (void) state;
    const struct json *list = json_get(vector("rfc9421/cases.json"), SV("cases"));
    const struct json *keys = json_get(vector("rfc9421/keys.json"), SV("keys"));
    size_t rebuilt = 0, verified = 0;

    for (const struct json *i = list->first; i; i = i->next) {
        struct sv id = json_text(i, SV("id")), want = json_text(i, SV("signature_base")),
                  params = json_text(i, SV("signature_input_value")), base, raw;
        const struct json *asked = json_get(i, SV("related_request"));
        bool valid = sv_eq(json_text(i, SV("expect")), SV("valid")), knows;
        struct signature_message m, request;
        struct signature s;
        message_of(json_get(i, SV("message")), &m);
        if (asked) {
            message_of(asked, &request);
            m.request = &request;
        }
        if (!signature_parse(params, &s) || !signature_base(&m, &s, arena, &base))
            fail_msg("%.*s: no base", SV_FMT(id));
        rebuilt++;
        if (valid && !sv_eq(base, want))
            fail_msg("%.*s:\n%.*s", SV_FMT(id), SV_FMT(base));
        const struct json *key = json_get(keys, json_text(i, SV("keyid")));
        assert_true(base64_parse(json_text(i, SV("signature_base64")), arena, &raw));
        bool good = verifies(key, json_text(i, SV("alg")), base, raw, &knows);
        if (knows && good != valid)
            fail_msg("%.*s verifies wrongly", SV_FMT(id));
        if (!knows && !valid)
            fail_msg("%.*s: nobody here can refuse it", SV_FMT(id));
        verified += knows;
    }
    assert_true(rebuilt == list->n && verified >= 12);
}

static void a_line_of_its_own(const struct json *i, bool wanted)
{
    struct sv id = json_text(i, SV("component_identifier")), line = json_text(i, SV("line")), base = SV("");
    const struct json *two = json_get(i, SV("components"));
    struct signature_message m;
    struct signature s;

    if (!id.p && two)
        id = arena_printf(arena, "%.*s%s%.*s", SV_FMT(two->first->s), two->n > 1 ? " " : "",
                          SV_FMT(two->n > 1 ? two->first->next->s : SV("")));
    message_of(i, &m);
    m.scheme = SV("https");
    m.authority = SV("www.example.com");
    if (!m.method.p && !m.status)
        m.method = SV("GET");
    if (!m.target.p && !m.status)
        m.target = m.path = SV("/");
    bool ok = signature_parse(arena_printf(arena, "(%.*s)", SV_FMT(id)), &s) &&
              signature_base(&m, &s, arena, &base);
    if (ok != wanted)
        fail_msg("%.*s: %s\n%.*s", SV_FMT(id), ok ? "a base" : "no base", SV_FMT(base));
    if (ok && (!sv_starts(base, line) || base.p[line.n] != '\n'))
        fail_msg("%.*s: %.*s", SV_FMT(id), SV_FMT(base));
}

static void published_components_have_their_lines(void **state)
{
    (void) state;
    const struct json *all = vector("rfc9421/components.json");
    static const char *const lists[] = { "field_components", "derived_components" };
    size_t elsewhere = 0;

    for (size_t k = 0; k < 2; k++)
        for (const struct json *i = json_get(all, sv_of(lists[k]))->first; i; i = i->next)
            a_line_of_its_own(i, true);
    for (const struct json *i = json_get(all, SV("must_fail"))->first; i; i = i->next) {
        if (!json_get(i, SV("component_identifier")) && !json_get(i, SV("components")))
            elsewhere++; /* labels, keyid and alg: the_profile_is_asked_for_in_full and hub-identity.sh */
        else
            a_line_of_its_own(i, false);
    }
    assert_int_equal(elsewhere, 3);
}

/* The same refusals where the component alone is at fault: everything else of the message is there. */
static void components_are_understood_as_a_whole(void **state)
{
    (void) state;
    static const struct {
        const char *components;
        const char *want; /* lines before the parameters; NULL: refused */
    } rows[] = {
        { "\"accept\";sf", "\"accept\";sf: a, b;q=0.5\n" },
        { "\"accept\";bs", "\"accept\";bs: :YQ==:, :YjtxPTAuNTA=:\n" },
        { "\"content-digest\";key=\"sha-256\"", "\"content-digest\";key=\"sha-256\": :AAAA:\n" },
        { "\"content-digest\";sf;key=\"sha-256\"", "\"content-digest\";sf;key=\"sha-256\": :AAAA:\n" },
        { "\"content-digest\";key=\"sha-512\"", NULL },
        { "\"content-digest\";key=\"sha-256\";bs", NULL },
        { "\"content-digest\";sf;sf", NULL },
        { "\"content-digest\";sf=\"x\"", NULL },
        { "\"content-digest\";tr", NULL },
        { "\"content-digest\";req", NULL },
        { "\"x-road-client\";sf", NULL }, /* in no registry */
        { "\"x-road-client\";key=\"a\"", NULL },
        { "\"accept\";key=\"a\"", NULL }, /* a list */
        { "\"content-type\";sf", NULL },  /* "text / x" is no item */
        { "\"@method\";sf", NULL },
        { "\"@method\";req", NULL },
        { "\"@query-param\"", NULL },
        { "\"@query-param\";name=\"b\"", "\"@query-param\";name=\"b\": 2\n" },
        { "\"@query-param\";name=\"a\"", NULL },
        { "\"@status\"", NULL },
        { "\"accept\";sf \"accept\"", "\"accept\";sf: a, b;q=0.5\n\"accept\": a, b;q=0.50\n" },
        { "\"content-digest\";sf;key=\"sha-256\" \"content-digest\";key=\"sha-256\";sf", NULL },
        { "\"Accept\"", NULL },
    };
    static const struct signature_header h[] = { { SV_INIT("Accept"), SV_INIT(" a ") },
                                                 { SV_INIT("accept"), SV_INIT("b;q=0.50") },
                                                 { SV_INIT("X-Road-Client"), SV_INIT("a=1") },
                                                 { SV_INIT("Content-Type"), SV_INIT("text / x") },
                                                 { SV_INIT("Content-Digest"), SV_INIT("sha-256=:AAAA:") } };
    const struct signature_message m = { .method = SV("GET"),
                                         .scheme = SV("https"),
                                         .authority = SV("a"),
                                         .target = SV("/x?a=1&a=2&b=2"),
                                         .path = SV("/x"),
                                         .query = SV("a=1&a=2&b=2"),
                                         .has_query = true,
                                         .header = h,
                                         .headers = 5 };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct signature s;
        struct sv base = SV("");
        bool ok = signature_parse(arena_printf(arena, "(%s)", rows[i].components), &s) &&
                  signature_base(&m, &s, arena, &base);
        if (ok != (rows[i].want != NULL) || (ok && !sv_starts(base, sv_of(rows[i].want))))
            fail_msg("%s: %.*s", rows[i].components, SV_FMT(base));
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
    assert_true(digest_counts(SV("md5=:AAAA:, sha-512=:AAAA:")));
    assert_true(digest_counts(SV("md5=:AAAA:,")));
    assert_false(digest_counts(SV("md5=:AAAA:, sha=:AAAA:")));
}

static void published_digests_match(void **state)
{
    (void) state;
    const struct json *all = vector("rfc9530/digests.json");
    size_t both = 0;

    for (const struct json *i = json_get(all, SV("cases"))->first; i; i = i->next) {
        struct sv body;
        uint8_t longer[64];
        assert_true(base64_parse(json_text(i, SV("body_base64")), arena, &body));
        struct digest d = sha256(body);
        sha512_parts(&body, 1, longer);
        if (!digest_matches(json_text(i, SV("value")), &d, longer))
            fail_msg("%.*s", SV_FMT(json_text(i, SV("id"))));
        both += digest_matches(json_text(all, SV("two_members")), &d, longer);
    }
    /* Its SHA-512 is that of one of these bodies, its SHA-256 of none: one right member does not save a wrong one. */
    assert_true(digest_wants_sha512(json_text(all, SV("two_members"))) && both == 0);
    for (const struct json *i = json_get(all, SV("deprecated_not_for_security"))->first; i; i = i->next) {
        struct digest d = sha256(SV(""));
        assert_false(digest_matches(arena_printf(arena, "%.*s=:AAAA:", SV_FMT(i->s)), &d, NULL));
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
        cmocka_unit_test(components_are_understood_as_a_whole),
        cmocka_unit_test(digests_are_compared),
        cmocka_unit_test(published_digests_match),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
