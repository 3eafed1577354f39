/* SPDX-License-Identifier: MIT
 * tests/unit/test_gateway.c -- what a national gateway may answer, where a secret may be sent, what is handed outward. No network. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/gateway_token.h"
#include "base/arena.h"
#include "base/buf.h"
#include "json/json.h"
#include "policy/openapi.h"
#include "policy/snapshot.h"

static struct arena *arena;

static int begin(void **state)
{
    (void) state;
    arena = arena_new(16u << 20);
    return 0;
}

static int end(void **state)
{
    (void) state;
    arena_free(arena);
    return 0;
}

#define GOOD(rest) "{\"access_token\":\"abc.def-_~\",\"token_type\":\"Bearer\"" rest "}"

static void an_answer_is_a_token_or_a_refusal(void **state)
{
    (void) state;
    static const struct {
        const char *why, *text;
        int64_t life; /* 0: refused */
    } rows[] = {
        { "as the RFC writes it", GOOD(",\"expires_in\":3600"), 3600 },
        { "another case of the type", "{\"access_token\":\"a\",\"token_type\":\"bearer\",\"expires_in\":60}",
          60 },
        { "without a type", "{\"access_token\":\"a\",\"expires_in\":60}", 60 },
        { "without a life", GOOD(""), GATEWAY_LIFE_UNSAID_S },
        { "null as life", GOOD(",\"expires_in\":null"), GATEWAY_LIFE_UNSAID_S },
        { "life as text", GOOD(",\"expires_in\":\"900\""), 900 },
        { "life with a fraction", GOOD(",\"expires_in\":899.9"), 899 },
        { "for ever", GOOD(",\"expires_in\":9223372036854775807"), GATEWAY_LIFE_MAX_S },
        { "for ever, as a real", GOOD(",\"expires_in\":1e300"), GATEWAY_LIFE_MAX_S },
        { "beyond 64 bits", GOOD(",\"expires_in\":99999999999999999999999"), 0 },
        { "negative", GOOD(",\"expires_in\":-1"), 0 },
        { "zero", GOOD(",\"expires_in\":0"), 0 },
        { "a small negative real", GOOD(",\"expires_in\":-0.5"), 0 },
        { "life as word", GOOD(",\"expires_in\":\"besok\""), 0 },
        { "life as list", GOOD(",\"expires_in\":[60]"), 0 },
        { "another kind of token", "{\"access_token\":\"a\",\"token_type\":\"mac\",\"expires_in\":60}", 0 },
        { "no token", "{\"token_type\":\"Bearer\",\"expires_in\":60}", 0 },
        { "an empty one", "{\"access_token\":\"\",\"expires_in\":60}", 0 },
        { "a number", "{\"access_token\":7,\"expires_in\":60}", 0 },
        { "a line break in it", "{\"access_token\":\"a\\r\\nHost: b\",\"expires_in\":60}", 0 },
        { "a space in it", "{\"access_token\":\"a b\",\"expires_in\":60}", 0 },
        { "beyond ASCII", "{\"access_token\":\"\\u00e9\",\"expires_in\":60}", 0 },
        { "twice the same key", "{\"access_token\":\"a\",\"access_token\":\"b\",\"expires_in\":60}", 0 },
        { "a list", "[]", 0 },
        { "a text", "\"abc\"", 0 },
        { "nothing", "", 0 },
        { "HTML", "<html>masuk dahulu</html>", 0 },
        { "cut off", "{\"access_token\":\"abc", 0 },
        { "not UTF-8", "{\"access_token\":\"\xff\"}", 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct gateway_token t = { 0 };
        struct err e = { 0 };
        bool ok = gateway_token_parse(sv_of(rows[i].text), arena, &t, &e);

        if (ok != (rows[i].life > 0) || (ok && t.life_s != rows[i].life))
            fail_msg("%s: %d, life %lld", rows[i].why, ok, (long long) t.life_s);
        if (!ok && (!e.text[0] || !e.hint[0]))
            fail_msg("%s: refused without words", rows[i].why);
    }
}

static void a_token_has_a_ceiling_and_a_tree_a_depth(void **state)
{
    (void) state;
    struct gateway_token t;
    struct err e = { 0 };
    struct buf b;

    buf_init(&b, 1u << 20);
    buf_put(&b, SV("{\"access_token\":\""));
    for (int i = 0; i < GATEWAY_TOKEN_MAX; i++)
        buf_char(&b, 'x');
    buf_put(&b, SV("\",\"expires_in\":5}"));
    assert_true(gateway_token_parse(buf_sv(&b), arena, &t, &e));
    buf_reset(&b);
    buf_put(&b, SV("{\"access_token\":\""));
    for (int i = 0; i <= GATEWAY_TOKEN_MAX; i++)
        buf_char(&b, 'x');
    buf_put(&b, SV("\",\"expires_in\":5}"));
    assert_false(gateway_token_parse(buf_sv(&b), arena, &t, &e));
    buf_reset(&b);
    for (int i = 0; i < 5000; i++)
        buf_char(&b, '[');
    assert_false(gateway_token_parse(buf_sv(&b), arena, &t, &e));
    buf_clear(&b);
}

/* What the other side says about itself is no text of ours: only codes of the RFC are looked at. */
static void a_refusal_repeats_nothing(void **state)
{
    (void) state;
    static const struct {
        long status;
        const char *body, *part;
    } rows[] = {
        { 401, "{\"error\":\"invalid_client\",\"error_description\":\"sandi RAHASIA salah\"}",
          "menolak nama klien" },
        { 400, "{\"error\":\"invalid_scope\"}", "lingkup" },
        { 400, "{\"error\":\"unsupported_grant_type\"}", "tidak mengizinkan" },
        { 400, "{\"error\":\"RAHASIA\"}", "menjawab 400" },
        { 503, "RAHASIA", "terganggu" },
        { 302, "<a href=RAHASIA>", "menjawab 302" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err e = { 0 };

        assert_false(gateway_token_refused(rows[i].status, sv_of(rows[i].body), arena, &e));
        if (!strstr(e.text, rows[i].part) || !e.hint[0] || strstr(e.text, "RAHASIA") ||
            strstr(e.hint, "RAHASIA") || strstr(e.cause, "RAHASIA"))
            fail_msg("%s: %s %s %s", rows[i].body, e.text, e.hint, e.cause);
    }
}

static void a_secret_goes_over_tls_or_stays_here(void **state)
{
    (void) state;
    static const struct {
        const char *url;
        bool ok;
    } rows[] = {
        { "https://api.contoh.go.id/token", true },
        { "http://127.0.0.1:8080/token", true },
        { "http://localhost/token", true },
        { "http://[::1]:80/token", true },
        { "http://api.contoh.go.id/token", false },
        { "http://127.0.0.1.contoh.id/token", false },
        { "http://localhost.contoh.id/", false },
        { "http://127.0.0.1@contoh.id/", false },
        { "https://a:b@contoh.id/", false },
        { "https:///token", false },
        { "https://contoh.id/a#b", false },
        { "https://contoh.id/a b", false },
        { "https://contoh.id\\@x/", false },
        { "ftp://contoh.id/", false },
        { "", false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (gateway_url_ok(sv_of(rows[i].url)) != rows[i].ok)
            fail_msg("%s", rows[i].url);
}

static void a_service_lies_below_its_gateway(void **state)
{
    (void) state;
    static const struct {
        const char *base, *url;
        bool below;
    } rows[] = {
        { "https://g.id/t/contoh", "https://g.id/t/contoh/api/1.0", true },
        { "https://g.id/t/contoh/", "https://g.id/t/contoh/api", true },
        { "https://g.id", "https://g.id", true },
        { "https://g.id", "https://g.id/x", true },
        { "https://g.id/t/contoh", "https://g.id/t/contoh2/api", false },
        { "https://g.id", "https://g.id.penyerang.id/x", false },
        { "https://g.id", "https://g.id:8443/x", false },
        { "https://g.id", "http://g.id/x", false },
        { "https://g.id", "https://g.id@penyerang.id/x", false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (gateway_below(sv_of(rows[i].base), sv_of(rows[i].url)) != rows[i].below)
            fail_msg("%s: %s", rows[i].base, rows[i].url);
}

static void a_header_may_not_be_anybody_elses(void **state)
{
    (void) state;
    static const struct {
        const char *name, *value;
        bool ok;
    } rows[] = {
        { "", "", true },
        { "Authorization", "Bearer x", true },
        { "AuthorizationSPLP", "Bearer x", true },
        { "APIkey", "x", true },
        { "X-API-Key", "x", true },
        { "APIkey", "", false },
        { "", "x", false },
        { "Host", "x", false },
        { "hOST", "x", false },
        { "Hosts", "x", true },
        { "Content-Length", "1", false },
        { "Transfer-Encoding", "x", false },
        { "X-Road-Client", "x", false },
        { "X-Prasasti-Bukti", "x", false },
        { "Api key", "x", false },
        { "Api:key", "x", false },
        { "APIkey", "x\r\nHost: y", false },
        { "APIkey", " x", false },
        { "APIkey", "x ", false },
        { "APIkey", "\xc3\xa9", false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (policy_credential_ok(sv_of(rows[i].name), sv_of(rows[i].value)) != rows[i].ok)
            fail_msg("%s: %s", rows[i].name, rows[i].value);
}

static void a_description_names_our_address_alone(void **state)
{
    (void) state;
    static const char yaml[] =
        "openapi: 3.0.3\n"
        "info: {title: Kas, version: '1.0'}\n"
        "servers: [{url: 'http://10.1.2.3/dalam'}]\n"
        "paths:\n"
        "  /kas:\n"
        "    servers: [{url: 'http://10.1.2.4'}]\n"
        "    parameters: [{name: servers, in: query, schema: {type: string}}]\n"
        "    get:\n"
        "      servers: [{url: 'http://10.1.2.5'}]\n"
        "      responses: {'200': {description: baik}}\n"
        "  /servers:\n"
        "    get: {responses: {'200': {description: baik}}}\n"
        "components: {schemas: {S: {properties: {servers: {type: integer, maximum: 7}}}}}\n";
    struct json *m;
    struct buf b;
    struct err e = { 0 };

    buf_init(&b, 1u << 20);
    assert_true(openapi_served(sv_of(yaml), SV("https://spl.contoh.go.id/hub/kas"), arena, &b, &e));
    assert_true(json_parse(buf_sv(&b), 1u << 20, arena, &m, &e));
    assert_true(sv_find(buf_sv(&b), SV("10.1.2.")) < 0);
    assert_true(sv_eq(json_text(json_get(m, SV("servers"))->first, SV("url")),
                      SV("https://spl.contoh.go.id/hub/kas")));
    assert_int_equal(json_get(m, SV("paths"))->n, 2);
    assert_non_null(json_get(json_get(json_get(m, SV("paths")), SV("/kas")), SV("parameters")));
    const struct json *kept = json_get(json_get(json_get(m, SV("components")), SV("schemas")), SV("S"));
    assert_int_equal(json_number(json_get(json_get(kept, SV("properties")), SV("servers")), SV("maximum"), 0),
                     7);
    buf_reset(&b);
    assert_false(openapi_served(SV("[1]"), SV("x"), arena, &b, &e));
    assert_false(openapi_served(SV("a: [b"), SV("x"), arena, &b, &e));
    buf_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_answer_is_a_token_or_a_refusal, begin, end),
        cmocka_unit_test_setup_teardown(a_token_has_a_ceiling_and_a_tree_a_depth, begin, end),
        cmocka_unit_test_setup_teardown(a_refusal_repeats_nothing, begin, end),
        cmocka_unit_test(a_secret_goes_over_tls_or_stays_here),
        cmocka_unit_test(a_service_lies_below_its_gateway),
        cmocka_unit_test(a_header_may_not_be_anybody_elses),
        cmocka_unit_test_setup_teardown(a_description_names_our_address_alone, begin, end),
    };

    return cmocka_run_group_tests_name("gateway", tests, NULL, NULL);
}
