/* SPDX-License-Identifier: MIT
 * tests/unit/test_oauth.c -- the keys of tokens over the months, and the token endpoint's judgement over restarts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "policy_fixture.h"

#include "app/oauth_judge.h"
#include "app/token_keys.h"
#include "base/date.h"
#include "base/file.h"

#define DAY 86400

static char folder[] = "/tmp/prasasti-oauth-XXXXXX";
static struct arena *arena;
static const char *keys_path;
static int64_t clock_now;

static int64_t tell_now(void)
{
    return clock_now;
}

static const char *path_of(const char *name)
{
    return arena_printf(arena, "%s/%s", folder, name).p;
}

static int begin(void **state)
{
    (void) state;
    struct err e = { 0 };

    arena = arena_new(8u << 20);
    if (!mkdtemp(folder) || !file_mkdirs(path_of("hub"), 0700, &e))
        return -1;
    keys_path = path_of(TOKEN_KEYS_FILE);
    return time_parse(SV("2026-06-01T00:00:00Z"), &clock_now) ? 0 : -1;
}

static int end(void **state)
{
    (void) state;
    static const char *const files[] = { TOKEN_KEYS_FILE, "hub/token.batas", "hub/kebijakan.bin", "hub",
                                         "." };

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        remove(path_of(files[i]));
    arena_free(arena);
    return 0;
}

/* --- keys ---------------------------------------------------------------------------------------------------------------- */

static struct token_keys kept(int64_t now, bool changes)
{
    struct token_keys k = { 0 };
    struct err e = { 0 };
    bool changed = false;

    if (!token_keys_keep(keys_path, now, &k, &changed, &e))
        fail_msg("%s", e.text);
    assert_int_equal(changed, changes);
    return k;
}

static void keys_are_renewed_and_the_one_before_stays_a_while(void **state)
{
    (void) state;
    int64_t day = clock_now;
    struct err e = { 0 };
    struct stat st;

    unlink(keys_path);
    struct token_keys first = kept(day, true);
    assert_int_equal(first.n, 1);
    assert_true(stat(keys_path, &st) == 0 && (st.st_mode & 0777) == 0600);
    struct token_keys again = kept(day + TOKEN_KEY_LIFE_S - 1, false);
    assert_memory_equal(&again.item[0].key, &first.item[0].key, sizeof first.item[0].key);
    struct token_keys next = kept(day + TOKEN_KEY_LIFE_S, true);
    assert_int_equal(next.n, 2);
    assert_memory_equal(&next.item[1].key, &first.item[0].key, sizeof first.item[0].key);
    assert_memory_not_equal(&next.item[0].key, &first.item[0].key, sizeof first.item[0].key);
    kept(day + TOKEN_KEY_LIFE_S + TOKEN_LIFE_S, false);
    again = kept(day + TOKEN_KEY_LIFE_S + TOKEN_KEY_LINGER_S, true);
    assert_int_equal(again.n, 1);
    assert_memory_equal(&again.item[0].key, &next.item[0].key, sizeof next.item[0].key);
    /* A clock that was a year ahead once does not keep its key for a year. */
    assert_int_equal(kept(day, true).n, 2);

    assert_true(file_write_atomic(keys_path, SV("{\"kunci\":[{\"benih\":\"x\"}]}"), 0600, &e));
    assert_false(token_keys_read(keys_path, &again, &e));
    assert_int_equal(e.kind, ERR_INPUT);
    assert_int_equal(kept(day, true).n, 1); /* damaged: made anew */
    kept(day, false);
}

/* --- the endpoint -------------------------------------------------------------------------------------------------------- */

/* The fixture's policy, its tokens signed by the keys in force. */
static void save_policy(const struct token_keys *keys)
{
    struct policy_in in;
    struct err e = { 0 };

    assert_true(policy_parse(SV(POLICY_FIXTURE_TEXT), arena, &in, &e));
    in.token_keys = (uint32_t) keys->n;
    for (size_t i = 0; i < keys->n; i++)
        memcpy(in.token_key[i], keys->item[i].key.pub, 32);
    assert_true(policy_save(path_of("hub/kebijakan.bin"), &in, arena, &e));
}

static bool signed_by(const struct oauth_answer *a, const struct token_key *k)
{
    uint8_t pub[1][32];
    struct token t;

    memcpy(pub[0], k->key.pub, 32);
    return token_read(sv_of(a->token), SV("hub.contoh.go.id"), (const uint8_t(*)[32]) pub, 1, &t);
}

static struct sv assertion(int64_t issued, const char *jti)
{
    struct err e = { 0 };
    struct ed25519_key key;
    uint8_t seed[32], sig[64];

    for (uint8_t i = 0; i < 32; i++)
        seed[i] = (uint8_t) (i + 1);
    assert_true(ed25519_from_seed(seed, &key, &e));
    struct sv claims = arena_printf(
        arena,
        "{\"iss\":\"SIAK\",\"sub\":\"SIAK\",\"aud\":\"hub.contoh.go.id\",\"jti\":\"%s\",\"iat\":%lld,"
        "\"exp\":%lld}",
        jti, (long long) issued, (long long) issued + 60);
    struct sv text =
        arena_printf(arena, "%.*s.%.*s",
                     SV_FMT(base64url_make(SV("{\"alg\":\"EdDSA\",\"kid\":\"dukcapil-siak-1\"}"), arena)),
                     SV_FMT(base64url_make(claims, arena)));
    assert_true(ed25519_sign(&key, text, sig, &e));
    return arena_printf(arena, "%.*s.%.*s", SV_FMT(text),
                        SV_FMT(base64url_make((struct sv){ (const char *) sig, 64 }, arena)));
}

static enum oauth_error asked(struct oauth *o, struct sv assertion_text, struct oauth_answer *out)
{
    struct oauth_ask ask = { .assertion = assertion_text };

    oauth_judge(o, &ask, arena, out);
    return out->error;
}

static struct oauth *opened(void)
{
    struct oauth *o = NULL;
    struct err e = { 0 };

    assert_true(oauth_open(folder, tell_now, &o, &e));
    return o;
}

static void a_jti_counts_once_over_restarts(void **state)
{
    (void) state;
    struct oauth_answer answer;
    struct token_keys keys;
    struct err e = { 0 };
    bool changed;

    unlink(keys_path);
    unlink(path_of("hub/token.batas"));
    struct oauth *o = opened();
    int64_t t = clock_now += 10;
    assert_int_equal(asked(o, assertion(t, "a"), &answer), OAUTH_BUSY); /* no policy yet */
    assert_true(token_keys_keep(keys_path, t, &keys, &changed, &e));
    save_policy(&keys);
    struct sv first = assertion(t, "a"), ahead = assertion(t + 50, "b");
    assert_int_equal(asked(o, first, &answer), OAUTH_GOOD);
    assert_int_equal(answer.consumer, 5);
    assert_int_equal(answer.key, 2);
    assert_int_equal(strlen(answer.token), TOKEN_TEXT_BYTES);
    assert_int_equal(asked(o, first, &answer), OAUTH_CLIENT);
    assert_false(file_exists(path_of("hub/token.batas"))); /* written for clocks ahead of ours only */
    assert_int_equal(asked(o, ahead, &answer), OAUTH_GOOD);
    assert_true(file_exists(path_of("hub/token.batas")));
    oauth_close(o); /* and, for all it knows, killed */

    clock_now += 5;
    o = opened();
    assert_int_equal(asked(o, first, &answer), OAUTH_CLIENT);
    assert_int_equal(asked(o, ahead, &answer), OAUTH_CLIENT);
    assert_int_equal(asked(o, assertion(t + 50, "c"), &answer),
                     OAUTH_CLIENT); /* nobody can tell it from "b" */
    clock_now = t + 51;
    assert_int_equal(asked(o, assertion(clock_now, "d"), &answer), OAUTH_GOOD);
    oauth_close(o);

    /* A mark from far away (a clock that was wrong) closes the door for a minute, not for a year. */
    assert_true(file_write_atomic(path_of("hub/token.batas"), SV("99999999999\n"), 0600, &e));
    o = opened();
    clock_now += 61;
    assert_int_equal(asked(o, assertion(clock_now, "e"), &answer), OAUTH_GOOD);
    oauth_close(o);
    unlink(path_of("hub/token.batas"));
}

static void only_keys_that_the_hub_knows_sign(void **state)
{
    (void) state;
    struct oauth_answer answer;
    struct token_keys keys, newer;
    struct err e = { 0 };
    bool changed;

    unlink(keys_path);
    struct oauth *o = opened();
    clock_now += 10;
    assert_true(token_keys_keep(keys_path, clock_now, &keys, &changed, &e));
    save_policy(&keys);
    assert_int_equal(asked(o, assertion(clock_now, "a"), &answer), OAUTH_GOOD);
    clock_now += TOKEN_KEY_LIFE_S;
    assert_true(token_keys_keep(keys_path, clock_now, &newer, &changed, &e) && newer.n == 2);
    /* The new key is there, the snapshot does not name it yet: the one before signs. */
    assert_int_equal(asked(o, assertion(clock_now, "b"), &answer), OAUTH_GOOD);
    assert_true(signed_by(&answer, &keys.item[0]));
    save_policy(&newer);
    assert_int_equal(asked(o, assertion(clock_now, "c"), &answer), OAUTH_GOOD);
    assert_true(signed_by(&answer, &newer.item[0]));
    unlink(keys_path);
    assert_int_equal(asked(o, assertion(clock_now, "d"), &answer), OAUTH_BUSY);
    oauth_close(o);
}

static void addresses_of_others_are_not_ours(void **state)
{
    (void) state;
    static const struct {
        const char *url;
        bool ours;
    } rows[] = {
        { "http://127.0.0.1:8080/oauth2/token", true },
        { "http://localhost/oauth2/token", true },
        { "http://[::1]:8080/oauth2/token", true },
        { "https://127.0.0.1:8080/oauth2/token", false }, /* there is no certificate */
        { "http://127.0.0.1:8080/oauth2/token/", false },
        { "http://127.0.0.1:8080/oauth2/token?x", false },
        { "http://127.0.0.1:80a/oauth2/token", false },
        { "http://127.0.0.1@lain.go.id/oauth2/token", false },
        { "http://lain.go.id/oauth2/token", false },
        { "http://[::1/oauth2/token", false },
        { "http:///oauth2/token", false },
        { "http://127.0.0.1", false },
        { "", false },
    };
    struct oauth *o = opened();

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (oauth_own_address(o, sv_of(rows[i].url)) != rows[i].ours)
            fail_msg("%s", rows[i].url);
    oauth_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_renewed_and_the_one_before_stays_a_while),
        cmocka_unit_test(a_jti_counts_once_over_restarts),
        cmocka_unit_test(only_keys_that_the_hub_knows_sign),
        cmocka_unit_test(addresses_of_others_are_not_ours),
    };

    return cmocka_run_group_tests_name("oauth", tests, begin, end);
}
