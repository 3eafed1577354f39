/* SPDX-License-Identifier: MIT
 * tests/unit/test_hub_paths.c -- paths in normal form, patterns, identifiers, quotas over the region's calendar and over
 * processes, and the request hash; with the published vectors of X-Road where they are ($PRASASTI_SHARED/vektor/xroad). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "json/json.h"
#include "policy/nonce.h"
#include "policy/path.h"
#include "policy/quota.h"
#include "policy/refuse.h"
#include "policy/xroad.h"

#include <pthread.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static const struct json *vector(const char *name, struct arena *a)
{
    const char *shared = getenv("PRASASTI_SHARED");
    struct json *m;
    struct sv text;
    struct err e = { 0 };

    if (!shared || !file_read(arena_printf(a, "%s/vektor/%s", shared, name).p, 1u << 20, a, &text, &e))
        skip();
    assert_true(json_parse(text, 1u << 20, a, &m, &e));
    return m;
}

static void only_normal_paths_pass(void **state)
{
    (void) state;
    static const struct {
        const char *path;
        bool want;
    } rows[] = {
        { "/", true },          { "/a/b", true },     { "/a/b/", true },      { "/a;v=1/@x:y", true },
        { "/%C3%A9", true },    { "/a%20b", true },   { "/a%3Fb", true },     { "", false },
        { "a", false },         { "//a", false },     { "/a//b", false },     { "/./a", false },
        { "/..;/b", false },    { "/a/.;x", false },  { "/..%3bx/b", false }, { "/...;/b", true },
        { "/.a;b", true },      { "/a/..", false },   { "/..", false },       { "/.", false },
        { "/a/...", true },     { "/%2e%2e", false }, { "/a%2Fb", false },    { "/a%2fb", false },
        { "/a%5Cb", false },    { "/a%00", false },   { "/%41", false },      { "/%7E", false },
        { "/a%", false },       { "/a%2", false },    { "/a%zz", false },     { "/a b", false },
        { "/a\\b", false },     { "/a?b", false },    { "/a#b", false },      { "/%FF", false },
        { "/%C3", false },      { "/%C0%AF", false }, { "/a%0A", false },     { "/a%7F", false },
        { "/\xc3\xa9", false }, { "/a\"b", false },   { "/%25", true },       { "/a%252Fb", true },
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        if (path_normal(sv_of(rows[i].path), NULL) != rows[i].want)
            fail_msg("%s", rows[i].path);
    char longest[PATH_MAX_BYTES + 2];
    memset(longest, 'a', sizeof longest);
    longest[0] = '/';
    assert_true(path_normal((struct sv){ longest, PATH_MAX_BYTES }, NULL));
    assert_false(path_normal((struct sv){ longest, PATH_MAX_BYTES + 1 }, NULL));
    struct path_text d;
    assert_true(path_normal(SV("/a%20b/%25"), &d));
    assert_true(sv_eq((struct sv){ d.s, d.n }, SV("/a b/%")));
}

static void patterns_match_as_they_say(void **state)
{
    (void) state;
    static const struct {
        const char *pattern, *path;
        bool want;
    } rows[] = {
        { "/a/*", "/a/b", true },
        { "/a/*", "/a/", true },
        { "/a/*", "/a/b/c", false },
        { "/a/**", "/a/b/c", true },
        { "**", "", true },
        { "*", "/", false },
        { "/*/x", "/a/b/x", false },
        { "/**/x", "/a/b/x", true },
        { "/a*b*c", "/aXbYbc", true },
        { "/a*b/c*d", "/axb/cyd", true },
        { "\\*", "*", true },
        { "\\*", "a", false },
        { "\\\\", "\\", true },
        { "\\a", "\\a", true },
        { "/a.b", "/axb", false },
        { "***", "x/y", true },
        { "/*a/**b*", "/xa/y/bz", true },
        { "", "", true },
        { "", "/", false },
        { "a*", "a", true },
        { "*b", "ab/b", false },
        { "**b", "ab/b", true },
        { "/*/*", "/a/b", true },
        { "**/*.j*", "/x/y.z/a.json", true },
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        if (path_match(sv_of(rows[i].pattern), sv_of(rows[i].path)) != rows[i].want)
            fail_msg("%s on %s", rows[i].pattern, rows[i].path);
}

/* Slow, plain, and certainly what the rule says. */
static bool naive(struct sv p, struct sv s)
{
    if (p.n == 0)
        return s.n == 0;
    size_t stars = 0;
    while (stars < p.n && p.p[stars] == '*')
        stars++;
    if (stars) {
        struct sv rest = sv_sub(p, stars, p.n);
        for (size_t i = 0;; i++) {
            if (naive(rest, sv_sub(s, i, s.n)))
                return true;
            if (i >= s.n || (stars == 1 && s.p[i] == '/'))
                return false;
        }
    }
    return s.n && p.p[0] == s.p[0] && naive(sv_sub(p, 1, p.n), sv_sub(s, 1, s.n));
}

static void patterns_agree_with_the_plain_reading(void **state)
{
    (void) state;
    uint32_t seed = 1;
    char p[9], s[11];

    for (int round = 0; round < 200000; round++) {
        size_t n = 0, m = 0;
        for (size_t i = 0; i < sizeof p; i++, seed = seed * 1664525u + 1013904223u)
            if (seed >> 30)
                p[n++] = "**a/b*/"[(seed >> 16) % 7];
        for (size_t i = 0; i < sizeof s; i++, seed = seed * 1664525u + 1013904223u)
            if (seed >> 30)
                s[m++] = "ab/"[(seed >> 16) % 3];
        struct sv pattern = { p, n }, path = { s, m };
        if (path_match(pattern, path) != naive(pattern, path))
            fail_msg("%.*s on %.*s", SV_FMT(pattern), SV_FMT(path));
    }
}

static void published_patterns_match(void **state)
{
    (void) state;
    struct arena *a = arena_new(4u << 20);
    const struct json *list = json_get(vector("xroad/paths.json", a), SV("glob"));

    for (const struct json *i = list->first; i; i = i->next)
        if (path_match(json_text(i, SV("pattern")), json_text(i, SV("text"))) !=
            json_flag(i, SV("match"), false))
            fail_msg("%.*s on %.*s", SV_FMT(json_text(i, SV("pattern"))), SV_FMT(json_text(i, SV("text"))));
    arena_free(a);
}

/* X-Road decodes and tidies before it judges; we take only what is tidy already, so that both see the same path. Nothing passes
 * whose meaning differs from what is written. */
static void published_untidy_paths_are_refused(void **state)
{
    (void) state;
    struct arena *a = arena_new(4u << 20);
    const struct json *all = vector("xroad/paths.json", a), *segments = json_get(all, SV("segment_decode"));
    struct path_text text;
    size_t tidy = 0;

    for (const struct json *i = json_get(all, SV("decode_and_normalise_for_authorisation"))->first; i;
         i = i->next) {
        struct sv in = json_text(i, SV("in")), out = json_text(i, SV("out"));
        bool same = sv_eq(in, out);
        tidy += same;
        if (path_normal(in, &text) != same || (same && !sv_eq((struct sv){ text.s, text.n }, out)))
            fail_msg("%.*s", SV_FMT(in));
    }
    assert_int_equal(tidy, 1);
    for (const struct json *i = json_get(segments, SV("reject"))->first; i; i = i->next) {
        bool passes = path_normal(arena_printf(a, "/%.*s", SV_FMT(i->s)), &text);
        struct sv part[1];
        /* What holds a slash is two segments to everybody. */
        if (passes && path_split(arena_printf(a, "/%.*s", SV_FMT(i->s)), 1, part).n == 0)
            fail_msg("%.*s", SV_FMT(i->s));
    }
    for (const struct json *i = json_get(segments, SV("accept"))->first; i; i = i->next) {
        struct sv in = json_text(i, SV("in")), out = json_text(i, SV("out"));
        out = sv_eq(out, SV("same")) ? in : out;
        bool passes = path_normal(arena_printf(a, "/%.*s", SV_FMT(in)), &text);
        bool slash = sv_find(in, SV("%2F")) >= 0; /* the known trap */
        if (passes == slash || (passes && !sv_eq((struct sv){ text.s + 1, text.n - 1 }, out)))
            fail_msg("%.*s", SV_FMT(in));
    }
    arena_free(a);
}

static void published_error_types_are_those_we_send(void **state)
{
    (void) state;
    struct arena *a = arena_new(4u << 20);
    const struct json *types = json_get(vector("xroad/rest-cases.json", a), SV("error_types"));

    for (int r = REFUSE_NOT + 1; r < REFUSE_COUNT; r++) {
        struct sv type = refuse_xroad((enum refuse) r);
        bool found = false;
        for (const struct json *i = json_get(types, SV("code_prefix"))->first; i && !found; i = i->next)
            for (const struct json *k = json_get(types, SV("code_leaf"))->first; k && !found; k = k->next)
                found = sv_eq(type, arena_printf(a, "%.*s.%.*s", SV_FMT(i->s), SV_FMT(k->s)));
        if (!found)
            fail_msg("%.*s", SV_FMT(type));
    }
    arena_free(a);
}

static void identifiers_are_of_few_letters(void **state)
{
    (void) state;
    char buf[8];

    assert_true(sv_eq(path_identifier(SV("a%3Fb"), buf, sizeof buf), SV("a?b")));
    assert_null(path_identifier(SV("a%2Fb"), buf, sizeof buf).p);
    assert_null(path_identifier(SV("a_b"), buf, sizeof buf).p);
    assert_null(path_identifier(SV("123456789"), buf, sizeof buf).p);
    assert_null(path_identifier(SV(""), buf, sizeof buf).p);
    struct sv part[3];
    assert_true(sv_eq(path_split(SV("/a/b/c/d"), 3, part), SV("/d")));
    assert_true(sv_eq(part[2], SV("c")));
    assert_non_null(path_split(SV("/a/b/c"), 3, part).p);
    assert_null(path_split(SV("/a/b"), 3, part).p);
    assert_null(path_split(SV("/a/b/"), 3, part).p);
}

/* --- published calls ------------------------------------------------------------------------------------------------------- */

static bool call_reads(struct sv line, struct sv *rest)
{
    struct sv target = sv_sub(line, (size_t) sv_find(line, SV(" ")) + 1, line.n), part[6];
    ptrdiff_t mark = sv_find(target, SV("?"));
    struct sv path = mark < 0 ? target : sv_sub(target, 0, (size_t) mark);
    char buf[256];

    if (!path_normal(path, NULL))
        return false;
    *rest = path_split(path, 6, part);
    if (!rest->p || !sv_eq(part[0], SV("r1")))
        return false;
    for (size_t i = 1; i < 6; i++)
        if (!path_identifier(part[i], buf, sizeof buf).p)
            return false;
    return true;
}

static void published_calls_are_read(void **state)
{
    (void) state;
    struct arena *a = arena_new(4u << 20);
    const struct json *all = vector("xroad/rest-cases.json", a);

    for (const struct json *i = json_get(all, SV("request_parse"))->first; i; i = i->next) {
        struct sv line = json_text(i, SV("line")), rest = SV_NULL, client = json_text(i, SV("client"));
        bool method = !sv_starts(line, SV("INVALID ")); /* nginx knows the methods */
        bool got = method && call_reads(line, &rest) && client.p && path_identifiers(client, 3, 4);
        /* Escapes inside identifiers: version 1.0.3 of the protocol narrowed the letters, and our profile follows. */
        bool want = json_flag(i, SV("ok"), false) && sv_find(line, SV("%2F")) < 0;
        if (json_get(i, SV("client")) == NULL || json_get(i, SV("client"))->type != JSON_STR)
            continue; /* several headers: the hub refuses them, tests/live/hub.sh */
        if (got != want)
            fail_msg("%.*s", SV_FMT(json_text(i, SV("name"))));
        if (got && !sv_eq(rest, json_text(i, SV("service_path"))) && json_get(i, SV("service_path")))
            fail_msg("%.*s: %.*s", SV_FMT(json_text(i, SV("name"))), SV_FMT(rest));
    }
    for (const struct json *i = json_get(all, SV("represented_party"))->first; i; i = i->next)
        assert_int_equal(path_identifiers(json_text(i, SV("value")), 1, 2), json_flag(i, SV("ok"), false));
    for (const struct json *i = json_get(all, SV("security_server"))->first; i; i = i->next)
        assert_int_equal(path_identifiers(json_text(i, SV("value")), 4, 4), json_flag(i, SV("ok"), false));
    for (const struct json *i = json_get(all, SV("error_body_negotiation"))->first; i; i = i->next)
        if (!sv_eq(refuse_form_type(refuse_form(json_text(i, SV("accept")))),
                   json_text(i, SV("content_type"))))
            fail_msg("%.*s", SV_FMT(json_text(i, SV("accept"))));
    arena_free(a);
}

/* --- quotas ----------------------------------------------------------------------------------------------------------------- */

static int64_t at(const char *iso)
{
    int64_t t = 0;

    assert_true(time_parse(sv_of(iso), &t));
    return t;
}

static void windows_turn_at_the_regions_midnight(void **state)
{
    (void) state;
    static const struct {
        const char *why, *before, *after;
        bool day, month, year;
    } rows[] = {
        { "UTC's midnight is none", "2026-03-03T23:59:59Z", "2026-03-04T00:00:00Z", false, false, false },
        { "the region's is", "2026-03-03T15:59:59Z", "2026-03-03T16:00:00Z", true, false, false },
        { "a month ends", "2026-02-28T15:59:59Z", "2026-02-28T16:00:00Z", true, true, false },
        { "a leap day", "2028-02-28T15:59:59Z", "2028-02-28T16:00:00Z", true, false, false },
        { "a year ends", "2026-12-31T15:59:59Z", "2026-12-31T16:00:00Z", true, true, true },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct quota_windows w = quota_windows(at(rows[i].before), 5, 480),
                             v = quota_windows(at(rows[i].after), 6, 480);
        if ((w.id[POLICY_DAY] != v.id[POLICY_DAY]) != rows[i].day ||
            (w.id[POLICY_MONTH] != v.id[POLICY_MONTH]) != rows[i].month ||
            (w.id[POLICY_YEAR] != v.id[POLICY_YEAR]) != rows[i].year)
            fail_msg("%s", rows[i].why);
        if (rows[i].day && w.ends_in_s[POLICY_DAY] != 1)
            fail_msg("%s: %u", rows[i].why, w.ends_in_s[POLICY_DAY]);
    }
}

static void a_quota_counts_each_window(void **state)
{
    (void) state;
    struct quota_cell cell[4] = { 0 };
    struct quota_table t = { 4, cell };
    static const uint32_t limit[POLICY_QUOTAS] = { 2, 3, 0, 4 };
    int64_t now = at("2026-12-31T15:00:00Z");
    struct quota_windows w = quota_windows(now, 10, 480);
    struct quota_cell *c = quota_find(&t, 77);

    assert_ptr_equal(c, quota_find(&t, 77));
    assert_int_equal(quota_take(c, limit, &w), POLICY_QUOTAS);
    assert_int_equal(quota_take(c, limit, &w), POLICY_QUOTAS);
    assert_int_equal(quota_take(c, limit, &w), POLICY_SECOND);
    assert_int_equal(quota_used(c, POLICY_DAY, &w), 2); /* what was refused was given back */
    w = quota_windows(now + 1, 11, 480);
    assert_int_equal(quota_take(c, limit, &w), POLICY_QUOTAS);
    assert_int_equal(quota_take(c, limit, &w), POLICY_DAY);
    assert_int_equal(quota_used(c, POLICY_SECOND, &w), 1);
    struct quota_windows back = quota_windows(now - 86400, 12, 480);
    assert_int_equal(quota_take(c, limit, &back), POLICY_DAY); /* a clock set back gives nothing */
    w = quota_windows(now + 3600, 13, 480);                    /* the new year */
    assert_int_equal(quota_take(c, limit, &w), POLICY_QUOTAS);
    assert_int_equal(quota_used(c, POLICY_YEAR, &w), 1);
    for (int64_t i = 1; i < 4; i++)
        assert_non_null(quota_find(&t, i));
    assert_null(quota_find(&t, 99));
}

static void a_restart_puts_back_what_was_used(void **state)
{
    (void) state;
    struct quota_cell c = { 0 };
    struct quota_windows w = quota_windows(at("2026-03-10T00:00:00Z"), 1, 480);

    quota_restore(&c, w.day, 5, &w);
    quota_restore(&c, w.day, 2, &w);
    quota_restore(&c, w.day - 1, 10, &w);
    quota_restore(&c, w.day - 20, 100, &w);
    quota_restore(&c, w.day - 200, 1000, &w);
    assert_int_equal(quota_used(&c, POLICY_DAY, &w), 7);
    assert_int_equal(quota_used(&c, POLICY_MONTH, &w), 17);
    assert_int_equal(quota_used(&c, POLICY_YEAR, &w), 117);
}

struct crowd {
    struct quota_cell cell;
    _Atomic int passed;
};

static void *many_take(void *ctx)
{
    struct crowd *c = ctx;
    static const uint32_t limit[POLICY_QUOTAS] = { 0, 5000, 0, 0 };
    struct quota_windows w = quota_windows(1767225600, 1, 480);

    for (int i = 0; i < 4000; i++)
        if (quota_take(&c->cell, limit, &w) == POLICY_QUOTAS)
            atomic_fetch_add(&c->passed, 1);
    return NULL;
}

static void a_quota_is_exact_under_a_crowd(void **state)
{
    (void) state;
    struct crowd c = { 0 };
    pthread_t thread[4];

    for (size_t i = 0; i < COUNT(thread); i++)
        assert_int_equal(pthread_create(&thread[i], NULL, many_take, &c), 0);
    for (size_t i = 0; i < COUNT(thread); i++)
        pthread_join(thread[i], NULL);
    assert_int_equal(atomic_load(&c.passed), 5000);
}

/* --- nonces ------------------------------------------------------------------------------------------------------------------- */

static void a_nonce_counts_once_in_its_time(void **state)
{
    (void) state;
    struct nonces *t = calloc(1, sizeof *t + 2 * NONCE_BUCKET * sizeof(struct nonce));
    struct digest d = { { 1, 2, 3 } };

    assert_non_null(t);
    t->buckets = 2;
    assert_int_equal(nonce_use(t, &d, 7, 100, 460), NONCE_NEW);
    assert_int_equal(nonce_use(t, &d, 7, 460, 820), NONCE_SEEN);
    assert_int_equal(nonce_use(t, &d, 7, 461, 821), NONCE_NEW); /* its signature had run out by itself */
    size_t own = 1, seen = 1;
    for (uint8_t i = 0; i < 2 * NONCE_BUCKET; i++) {
        struct digest n = { { 9, i } };
        own += nonce_use(t, &n, 7, 500, 900) == NONCE_NEW;
    }
    assert_int_equal(own, NONCE_BUCKET / 2); /* one consumer fills half of a bucket and no more */
    for (uint8_t i = 0; i < NONCE_BUCKET; i++) {
        struct digest n = { { 10, i } };
        seen += nonce_use(t, &n, 8, 500, 900) == NONCE_NEW;
    }
    assert_int_equal(seen, 1 + NONCE_BUCKET / 2); /* another has the other half */
    free(t);
}

/* --- request hash ------------------------------------------------------------------------------------------------------------- */

static void request_hashes_are_the_published_ones(void **state)
{
    (void) state;
    struct arena *a = arena_new(4u << 20);
    const struct json *list = json_get(vector("xroad/request-hash.json", a), SV("cases"));

    for (const struct json *i = list->first; i; i = i->next) {
        struct sv target = json_text(i, SV("path")), query = json_text(i, SV("query")),
                  body = json_text(i, SV("body_utf8"));
        if (query.p)
            target = arena_printf(a, "%.*s?%.*s", SV_FMT(target), SV_FMT(query));
        struct sha512 *h = xroad_hash_begin(json_text(i, SV("method")), target);
        for (const struct json *k = json_get(i, SV("headers_in"))->first; k; k = k->next)
            xroad_hash_header(h, k->first->s, k->first->next->s);
        uint8_t digest[64];
        char out[XROAD_HASH_BYTES + 1];
        sha512_parts(&body, 1, digest);
        xroad_hash_end(h, json_text(i, SV("request_id")), json_text(i, SV("generated_x_road_id")),
                       body.p ? digest : NULL, out);
        if (!sv_eq(sv_of(out), json_text(i, SV("x_road_request_hash"))))
            fail_msg("%.*s: %s", SV_FMT(json_text(i, SV("name"))), out);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_normal_paths_pass),
        cmocka_unit_test(patterns_match_as_they_say),
        cmocka_unit_test(patterns_agree_with_the_plain_reading),
        cmocka_unit_test(published_patterns_match),
        cmocka_unit_test(published_untidy_paths_are_refused),
        cmocka_unit_test(published_error_types_are_those_we_send),
        cmocka_unit_test(identifiers_are_of_few_letters),
        cmocka_unit_test(published_calls_are_read),
        cmocka_unit_test(windows_turn_at_the_regions_midnight),
        cmocka_unit_test(a_quota_counts_each_window),
        cmocka_unit_test(a_restart_puts_back_what_was_used),
        cmocka_unit_test(a_quota_is_exact_under_a_crowd),
        cmocka_unit_test(a_nonce_counts_once_in_its_time),
        cmocka_unit_test(request_hashes_are_the_published_ones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
