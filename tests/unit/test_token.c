/* SPDX-License-Identifier: MIT
 * tests/unit/test_token.c -- assertions by which tokens are asked for, and tokens that were verified lately; with the published
 * JWS of RFC 8037 where it is ($PRASASTI_SHARED/vektor/jose). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "policy_fixture.h"

#include "base/date.h"
#include "base/file.h"
#include "json/json.h"
#include "policy/assertion.h"
#include "policy/token_cache.h"

#define HUB "hub.contoh.go.id"

static struct arena *arena;
static struct policy policy;
static struct ed25519_key signer; /* of the fixture's consumer, and of its tokens */
static int64_t now;

static int begin(void **state)
{
    (void) state;
    struct err e = { 0 };
    uint8_t seed[32];

    arena = arena_new(16u << 20);
    for (uint8_t i = 0; i < 32; i++)
        seed[i] = (uint8_t) (i + 1);
    struct sv bytes = policy_fixture_bytes(SV(POLICY_FIXTURE_TEXT), arena, &e);
    return bytes.p && policy_read(bytes, &policy, &e) && ed25519_from_seed(seed, &signer, &e) &&
                   time_parse(SV("2026-06-01T00:00:00Z"), &now)
               ? 0
               : -1;
}

static int end(void **state)
{
    (void) state;
    arena_free(arena);
    return 0;
}

/* --- assertions ---------------------------------------------------------------------------------------------------------- */

static struct sv signed_jwt(struct sv header, struct sv claims)
{
    struct err e = { 0 };
    uint8_t sig[64];
    struct sv text = arena_printf(arena, "%.*s.%.*s", SV_FMT(base64url_make(header, arena)),
                                  SV_FMT(base64url_make(claims, arena)));

    assert_true(ed25519_sign(&signer, text, sig, &e));
    return arena_printf(arena, "%.*s.%.*s", SV_FMT(text),
                        SV_FMT(base64url_make((struct sv){ (const char *) sig, 64 }, arena)));
}

static enum assertion_fault judged(struct sv jwt, int64_t floor)
{
    static const struct sv audience[] = { SV_INIT(HUB), SV_INIT("https://" HUB "/oauth2/token") };
    struct assertion_expect x = { audience, 2, now, floor };
    struct judge_who who = JUDGE_NOBODY;
    struct assertion t;
    enum assertion_fault why = assertion_parse(jwt, arena, &t);

    return why == ASSERTION_GOOD ? judge_assertion(&policy, &t, &x, &who) : why;
}

#define HEAD "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"dukcapil-siak-1\"}"
#define WHO "\"iss\":\"SIAK\",\"sub\":\"SIAK\""
/* 1780272000 is `now`. */
#define TIMES "\"iat\":1780272000,\"exp\":1780272060"
#define GOOD "{" WHO ",\"aud\":\"" HUB "\",\"jti\":\"a\"," TIMES "}"

static void assertions_are_judged(void **state)
{
    (void) state;
    static const struct {
        const char *why, *header, *claims;
        enum assertion_fault want;
    } rows[] = {
        { "as it should be", HEAD, GOOD, ASSERTION_GOOD },
        { "without typ", "{\"alg\":\"EdDSA\",\"kid\":\"dukcapil-siak-1\"}", GOOD, ASSERTION_GOOD },
        { "by X-Road name, for the endpoint, as a list of one", HEAD,
          "{\"iss\":\"ID/PD/DUKCAPIL/SIAK\",\"sub\":\"ID/PD/DUKCAPIL/SIAK\",\"aud\":[\"https://" HUB
          "/oauth2/token\"],\"jti\":\"a\",\"nbf\":1780272060," TIMES "}",
          ASSERTION_GOOD },
        { "none", "{\"alg\":\"none\",\"kid\":\"dukcapil-siak-1\"}", GOOD, ASSERTION_ALGORITHM },
        { "HS256", "{\"alg\":\"HS256\",\"kid\":\"dukcapil-siak-1\"}", GOOD, ASSERTION_ALGORITHM },
        { "the other algorithm", "{\"alg\":\"ES256\",\"kid\":\"dukcapil-siak-1\"}", GOOD,
          ASSERTION_ALGORITHM },
        { "no algorithm", "{\"kid\":\"dukcapil-siak-1\"}", GOOD, ASSERTION_ALGORITHM },
        { "an algorithm that is no text", "{\"alg\":1,\"kid\":\"dukcapil-siak-1\"}", GOOD,
          ASSERTION_ALGORITHM },
        { "no kid", "{\"alg\":\"EdDSA\"}", GOOD, ASSERTION_HEADER },
        { "a kid that is no text", "{\"alg\":\"EdDSA\",\"kid\":[]}", GOOD, ASSERTION_HEADER },
        { "an unknown kid", "{\"alg\":\"EdDSA\",\"kid\":\"x\"}", GOOD, ASSERTION_KEY },
        { "a kid that does not sign", "{\"alg\":\"EdDSA\",\"kid\":\"abc\"}", GOOD, ASSERTION_KEY },
        { "crit", "{\"alg\":\"EdDSA\",\"kid\":\"dukcapil-siak-1\",\"crit\":[\"b64\"]}", GOOD,
          ASSERTION_HEADER },
        { "another type of token", "{\"alg\":\"EdDSA\",\"kid\":\"dukcapil-siak-1\",\"typ\":\"at+jwt\"}", GOOD,
          ASSERTION_HEADER },
        { "a member twice", "{\"alg\":\"none\",\"alg\":\"EdDSA\",\"kid\":\"dukcapil-siak-1\"}", GOOD,
          ASSERTION_FORM },
        { "no object", "[]", GOOD, ASSERTION_FORM },
        { "claims that are no object", HEAD, "\"x\"", ASSERTION_FORM },
        { "a claim twice", HEAD, "{" WHO ",\"aud\":\"x\",\"aud\":\"" HUB "\",\"jti\":\"a\"," TIMES "}",
          ASSERTION_FORM },
        { "no iss", HEAD, "{\"sub\":\"SIAK\",\"aud\":\"" HUB "\",\"jti\":\"a\"," TIMES "}",
          ASSERTION_CLAIMS },
        { "no aud", HEAD, "{" WHO ",\"jti\":\"a\"," TIMES "}", ASSERTION_CLAIMS },
        { "two auds", HEAD, "{" WHO ",\"aud\":[\"" HUB "\",\"x\"],\"jti\":\"a\"," TIMES "}",
          ASSERTION_CLAIMS },
        { "no jti", HEAD, "{" WHO ",\"aud\":\"" HUB "\"," TIMES "}", ASSERTION_CLAIMS },
        { "an empty jti", HEAD, "{" WHO ",\"aud\":\"" HUB "\",\"jti\":\"\"," TIMES "}", ASSERTION_CLAIMS },
        { "no exp", HEAD, "{" WHO ",\"aud\":\"" HUB "\",\"jti\":\"a\",\"iat\":1780272000}",
          ASSERTION_CLAIMS },
        { "no iat", HEAD, "{" WHO ",\"aud\":\"" HUB "\",\"jti\":\"a\",\"exp\":1780272060}",
          ASSERTION_CLAIMS },
        { "a fraction", HEAD,
          "{" WHO ",\"aud\":\"" HUB "\",\"jti\":\"a\",\"iat\":1780272000,\"exp\":1780272060.5}",
          ASSERTION_CLAIMS },
        { "a time before all", HEAD,
          "{" WHO ",\"aud\":\"" HUB "\",\"jti\":\"a\",\"iat\":-1,\"exp\":1780272060}", ASSERTION_CLAIMS },
        { "a time without end", HEAD,
          "{" WHO ",\"aud\":\"" HUB "\",\"jti\":\"a\",\"iat\":1780272000,\"exp\":9223372036854775807}",
          ASSERTION_CLAIMS },
        { "another audience", HEAD, "{" WHO ",\"aud\":\"hub.lain\",\"jti\":\"a\"," TIMES "}",
          ASSERTION_AUDIENCE },
        { "iss is not sub", HEAD,
          "{\"iss\":\"SIAK\",\"sub\":\"ID/PD/DUKCAPIL/SIAK\",\"aud\":\"" HUB "\",\"jti\":\"a\"," TIMES "}",
          ASSERTION_ISSUER },
        { "another consumer", HEAD,
          "{\"iss\":\"X\",\"sub\":\"X\",\"aud\":\"" HUB "\",\"jti\":\"a\"," TIMES "}", ASSERTION_ISSUER },
        { "half a name", HEAD,
          "{\"iss\":\"DUKCAPIL/SIAK\",\"sub\":\"DUKCAPIL/SIAK\",\"aud\":\"" HUB "\",\"jti\":\"a\"," TIMES "}",
          ASSERTION_ISSUER },
        { "run out this second", HEAD,
          "{" WHO ",\"aud\":\"" HUB "\",\"jti\":\"a\",\"iat\":1780271900,\"exp\":1780272000}",
          ASSERTION_LATE },
        { "too old", HEAD,
          "{" WHO ",\"aud\":\"" HUB "\",\"jti\":\"a\",\"iat\":1780271699,\"exp\":1780272060}",
          ASSERTION_LATE },
        { "from the future", HEAD,
          "{" WHO ",\"aud\":\"" HUB "\",\"jti\":\"a\",\"iat\":1780272061,\"exp\":1780272100}",
          ASSERTION_EARLY },
        { "the clock a little ahead, all its time", HEAD,
          "{" WHO ",\"aud\":\"" HUB "\",\"jti\":\"a\",\"iat\":1780272060,\"exp\":1780272360}",
          ASSERTION_GOOD },
        { "not yet", HEAD, "{" WHO ",\"aud\":\"" HUB "\",\"jti\":\"a\",\"nbf\":1780272061," TIMES "}",
          ASSERTION_EARLY },
        { "for too long", HEAD,
          "{" WHO ",\"aud\":\"" HUB "\",\"jti\":\"a\",\"iat\":1780272000,\"exp\":1780272301}",
          ASSERTION_TOO_LONG },
    };

    assert_int_equal(now, 1780272000);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum assertion_fault got = judged(signed_jwt(sv_of(rows[i].header), sv_of(rows[i].claims)), 0);
        if (got != rows[i].want)
            fail_msg("%s: %.*s", rows[i].why, SV_FMT(assertion_fault_text(got)));
    }
    assert_int_equal(judged(signed_jwt(SV(HEAD), SV(GOOD)), now - 1), ASSERTION_GOOD);
    assert_int_equal(judged(signed_jwt(SV(HEAD), SV(GOOD)), now), ASSERTION_FORGOTTEN);
}

/* One bit of it changed: nothing that was signed, and nothing of the form, has a second spelling. */
static void no_letter_of_it_can_be_changed(void **state)
{
    (void) state;
    struct sv good = signed_jwt(SV(HEAD), SV(GOOD));
    char *text = arena_alloc(arena, good.n + 1);

    memcpy(text, good.p, good.n);
    for (size_t i = 0; i < good.n; i++)
        for (unsigned bit = 0; bit < 7; bit++) {
            text[i] = (char) (good.p[i] ^ (1 << bit));
            if (judged((struct sv){ text, good.n }, 0) == ASSERTION_GOOD)
                fail_msg("letter %zu, bit %u", i, bit);
            text[i] = good.p[i];
        }
    for (size_t n = 0; n < good.n; n++)
        assert_int_not_equal(judged(sv_sub(good, 0, n), 0), ASSERTION_GOOD);
    assert_int_not_equal(judged(arena_printf(arena, "%.*s.", SV_FMT(good)), 0), ASSERTION_GOOD);
    assert_int_not_equal(judged(arena_printf(arena, "%.*s=", SV_FMT(good)), 0), ASSERTION_GOOD);
    assert_int_not_equal(judged(arena_printf(arena, " %.*s", SV_FMT(good)), 0), ASSERTION_GOOD);
    assert_int_not_equal(judged(SV(""), 0), ASSERTION_GOOD);
}

static void oversized_ones_are_not_read(void **state)
{
    (void) state;
    char *many = arena_alloc(arena, ASSERTION_MAX_BYTES);

    memset(many, 'a', ASSERTION_MAX_BYTES);
    struct sv claims =
        arena_printf(arena, "{\"x\":\"%.*s\"," WHO ",\"aud\":\"" HUB "\",\"jti\":\"a\"," TIMES "}",
                     ASSERTION_MAX_BYTES, many);
    assert_int_equal(judged(signed_jwt(SV(HEAD), claims), 0), ASSERTION_FORM);
    claims = arena_printf(arena, "{" WHO ",\"aud\":\"" HUB "\",\"jti\":\"%.*s\"," TIMES "}",
                          ASSERTION_NAME_MAX + 1, many);
    assert_int_equal(judged(signed_jwt(SV(HEAD), claims), 0), ASSERTION_CLAIMS);
}

static void every_fault_has_its_words(void **state)
{
    (void) state;

    for (int i = ASSERTION_GOOD + 1; i < ASSERTION_FAULTS; i++) {
        struct sv text = assertion_fault_text((enum assertion_fault) i);
        assert_true(text.n > 20);
        for (size_t k = 0; k < text.n; k++) /* RFC 6749, 5.2 */
            assert_true(text.p[k] >= 0x20 && text.p[k] < 0x7f && text.p[k] != '"' && text.p[k] != '\\');
    }
}

/* The published key as one of a consumer: its JWS verifies as text, and what must fail is refused before or by the key. */
static void the_published_jws(void **state)
{
    (void) state;
    const char *shared = getenv("PRASASTI_SHARED");
    struct err e = { 0 };
    struct json *v;
    struct sv text, thumb;
    uint8_t pub[32], sig[64];
    size_t refused = 0;

    if (!shared ||
        !file_read(arena_printf(arena, "%s/vektor/jose/rfc8037.json", shared).p, 1u << 20, arena, &text, &e))
        skip();
    assert_true(json_parse(text, 1u << 20, arena, &v, &e));
    const struct json *jwk = json_get(v, SV("jwk_private"));
    assert_true(base64url_read(json_text(jwk, SV("x")), pub, 32));
    struct digest d = sha256(json_text(v, SV("thumbprint_input")));
    thumb = base64url_make(digest_sv(&d), arena);
    assert_true(sv_eq(thumb, json_text(v, SV("thumbprint_sha256"))));

    struct sv rest = json_text(v, SV("jws_compact")), head, body, jws = rest;
    assert_true(sv_cut(&rest, '.', &head) && sv_cut(&rest, '.', &body) && base64url_read(rest, sig, 64));
    struct sv made =
        arena_printf(arena, "%.*s.%.*s", SV_FMT(base64url_make(json_text(v, SV("jws_protected")), arena)),
                     SV_FMT(base64url_make(json_text(v, SV("jws_payload")), arena)));
    assert_true(sv_eq(made, sv_sub(jws, 0, made.n)));
    assert_true(ed25519_verify(pub, made, (struct sv){ (const char *) sig, 64 }));
    for (const struct json *i = json_get(v, SV("must_fail"))->first; i; i = i->next) {
        struct sv bad = json_text(i, SV("jws_compact"));
        struct assertion t;
        assert_int_not_equal(assertion_parse(bad, arena, &t), ASSERTION_GOOD);
        rest = bad;
        /* Not for their claims alone, which are no JSON at all: as signatures too. */
        bool form = sv_cut(&rest, '.', &head) && sv_cut(&rest, '.', &body) && base64url_read(rest, sig, 64);
        if (form &&
            ed25519_verify(pub, sv_sub(bad, 0, head.n + 1 + body.n), (struct sv){ (const char *) sig, 64 }))
            fail_msg("%.*s verifies", SV_FMT(json_text(i, SV("name"))));
        refused++;
    }
    assert_int_equal(refused, 4);
}

/* --- the cache ----------------------------------------------------------------------------------------------------------- */

static struct token token_of(int64_t issued)
{
    struct token t = {
        .kind = POLICY_KEY_ED25519, .consumer = 5, .issued = issued, .expires = issued + TOKEN_LIFE_S
    };
    int key = policy_key_by_keyid(&policy, SV("dukcapil-siak-1"));

    memcpy(t.key.b, policy.key[key].digest, 32);
    return t;
}

static struct sv text_of(const struct token *t, const char *hub)
{
    struct err e = { 0 };
    char text[TOKEN_TEXT_BYTES + 1];

    assert_true(token_make(t, sv_of(hub), &signer, text, &e));
    return arena_dup(arena, (struct sv){ text, TOKEN_TEXT_BYTES });
}

static void the_cache_says_what_was_verified(void **state)
{
    (void) state;
    struct token_cache *c = ARENA_NEW(arena, struct token_cache);
    struct token want = token_of(now), got;
    struct sv text = text_of(&want, HUB), forged = arena_dup(arena, text);

    for (int i = 0; i < 2; i++) {
        memset(&got, 0, sizeof got);
        assert_true(token_cache_read(c, &policy, text, now, &got));
        assert_int_equal(got.consumer, 5);
        assert_true(got.expires == want.expires && digest_eq(&got.key, &want.key));
    }
    ((char *) (uintptr_t) forged.p)[150] ^= 1;
    for (int i = 0; i < 2; i++)
        assert_false(token_cache_read(c, &policy, forged, now, &got));
    assert_false(token_cache_read(c, &policy, text_of(&want, "hub.lain"), now, &got));
    assert_false(token_cache_read(c, &policy, SV(""), now, &got));
    /* It is what it remembers: a place that says something else is believed. */
    size_t used = 0;
    for (size_t s = 0; s < TOKEN_CACHE_SETS; s++)
        for (size_t w = 0; w < TOKEN_CACHE_WAYS; w++)
            if (c->place[s][w].token.expires) {
                used++;
                c->place[s][w].token.consumer = 77;
            }
    assert_int_equal(used, 1);
    assert_true(token_cache_read(c, &policy, text, now, &got));
    assert_int_equal(got.consumer, 77);
    /* Run out, it is read anew: nothing of the place is left. */
    assert_true(token_cache_read(c, &policy, text, now + TOKEN_LIFE_S, &got));
    assert_int_equal(got.consumer, 5);
    struct judge_who who = JUDGE_NOBODY;
    assert_int_equal(judge_token(&policy, &got, NULL, now + TOKEN_LIFE_S, &who), REFUSE_TOKEN_LATE);
}

/* Another snapshot: its keys, its name, its consumers' keys. */
static struct policy *changed(struct sv from, struct sv to)
{
    struct policy *p = ARENA_NEW(arena, struct policy);
    struct sv text = SV(POLICY_FIXTURE_TEXT);
    struct err e = { 0 };
    struct buf b;
    ptrdiff_t at;

    buf_init(&b, 1u << 20);
    while ((at = sv_find(text, from)) >= 0) {
        buf_put(&b, sv_sub(text, 0, (size_t) at));
        buf_put(&b, to);
        text = sv_sub(text, (size_t) at + from.n, text.n);
    }
    buf_put(&b, text);
    struct sv bytes = policy_fixture_bytes(buf_sv(&b), arena, &e);
    buf_clear(&b);
    assert_true(bytes.p && policy_read(bytes, p, &e));
    return p;
}

static void another_snapshot_empties_it(void **state)
{
    (void) state;
    struct token_cache *c = ARENA_NEW(arena, struct token_cache);
    struct token want = token_of(now), got;
    struct sv text = text_of(&want, HUB);
    struct judge_who who = JUDGE_NOBODY;
    struct policy *no_keys = changed(SV("\"kunci_token\":[\"ebVWLo/mVPlAeLES6KmLp5AfhTrmlb7X4OORC60ElmQ=\"]"),
                                     SV("\"kunci_token\":[]")),
                  *renamed = changed(SV("\"penghubung\":\"" HUB "\""), SV("\"penghubung\":\"lain\"")),
                  *revoked = changed(SV("\"id\":2,\"jenis\":\"ed25519\",\"keyid\":\"dukcapil-siak-1\""),
                                     SV("\"id\":2,\"jenis\":\"ed25519\",\"keyid\":\"lain\"")),
                  *later = changed(SV("\"versi\":7"), SV("\"versi\":8"));

    assert_true(token_cache_read(c, &policy, text, now, &got));
    assert_true(token_cache_read(c, later, text, now, &got));
    assert_false(token_cache_read(c, no_keys, text, now, &got));
    assert_true(token_cache_read(c, &policy, text, now, &got));
    assert_false(token_cache_read(c, renamed, text, now, &got));
    assert_true(token_cache_read(c, &policy, text, now, &got));
    assert_int_equal(judge_token(&policy, &got, NULL, now, &who), REFUSE_NOT);
    /* A key that left the policy takes its tokens along, remembered or not. */
    memset(&revoked->key, 0, sizeof revoked->key);
    revoked->keys = 0;
    assert_true(token_cache_read(c, revoked, text, now, &got));
    assert_int_equal(judge_token(revoked, &got, NULL, now, &who), REFUSE_TOKEN);
}

static void it_never_grows(void **state)
{
    (void) state;
    struct token_cache *c = ARENA_NEW(arena, struct token_cache);
    struct token got;
    size_t used = 0;

    for (int i = 0; i < 3000; i++) {
        struct token t = token_of(now + i % 50);
        assert_true(token_cache_read(c, &policy, text_of(&t, HUB), now, &got));
    }
    for (size_t s = 0; s < TOKEN_CACHE_SETS; s++)
        for (size_t w = 0; w < TOKEN_CACHE_WAYS; w++)
            used += c->place[s][w].token.expires > now;
    assert_true(used > 900 && used <= (size_t) TOKEN_CACHE_SETS * TOKEN_CACHE_WAYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(assertions_are_judged),       cmocka_unit_test(no_letter_of_it_can_be_changed),
        cmocka_unit_test(oversized_ones_are_not_read), cmocka_unit_test(every_fault_has_its_words),
        cmocka_unit_test(the_published_jws),           cmocka_unit_test(the_cache_says_what_was_verified),
        cmocka_unit_test(another_snapshot_empties_it), cmocka_unit_test(it_never_grows),
    };

    return cmocka_run_group_tests_name("token", tests, begin, end);
}
