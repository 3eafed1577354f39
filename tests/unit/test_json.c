/* SPDX-License-Identifier: MIT
 * tests/unit/test_json.c -- JSON read, written, and in canonical form. Needs dep_json, dep_cmocka. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "json/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static struct json *parse(struct arena *a, struct sv text)
{
    struct json *j = NULL;
    struct err e;

    if (!json_parse(text, 1u << 20, a, &j, &e))
        fail_msg("%.*s: %s", SV_FMT(text), e.text);
    return j;
}

static void json_reads_every_type(void **state)
{
    (void) state;
    struct arena *a = arena_new(1u << 20);
    struct json *j =
        parse(a, SV(" {\"teks\":\"a\\u00e9\\ud83d\\ude00\\n\",\"bulat\":-7,\"besar\":9223372036854775807,"
                    "\"pecahan\":2.5,\"ya\":true,\"tidak\":false,\"nihil\":null,"
                    "\"daftar\":[1,[],{\"x\":\"\"}]} "));
    const struct json *list = json_get(j, SV("daftar"));

    assert_int_equal(j->type, JSON_MAP);
    assert_int_equal(j->n, 8);
    assert_true(sv_eq(j->first->key, SV("teks"))); /* the order of the source stays */
    assert_true(sv_eq(json_text(j, SV("teks")), SV("a\xC3\xA9\xF0\x9F\x98\x80\n")));
    assert_int_equal(json_number(j, SV("bulat"), 0), -7);
    assert_true(json_number(j, SV("besar"), 0) == INT64_MAX);
    assert_true(json_get(j, SV("pecahan"))->type == JSON_REAL && json_get(j, SV("pecahan"))->r == 2.5);
    assert_true(json_flag(j, SV("ya"), false) && !json_flag(j, SV("tidak"), true));
    assert_int_equal(json_get(j, SV("nihil"))->type, JSON_NULL);
    assert_int_equal(list->n, 3);
    assert_int_equal(list->first->i, 1);
    assert_true(list->first->next->type == JSON_LIST && list->first->next->n == 0);
    struct sv empty = json_text(list->first->next->next, SV("x"));
    assert_true(empty.p && empty.n == 0); /* empty, not absent */
    assert_null(list->first->next->next->next);
    arena_free(a);
}

static void json_looks_up_gently(void **state)
{
    (void) state;
    struct arena *a = arena_new(1u << 20);
    struct json *j = parse(a, SV("{\"n\":1,\"s\":\"x\"}"));

    assert_null(json_get(NULL, SV("n")));
    assert_null(json_get(j->first, SV("n"))); /* no map */
    assert_null(json_get(j, SV("none")));
    assert_null(json_text(j, SV("n")).p);
    assert_int_equal(json_number(j, SV("s"), 42), 42);
    assert_true(json_flag(j, SV("n"), true));
    arena_free(a);
}

static void json_refuses(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in;
        const char *part; /* of the text */
    } rows[] = {
        { "nothing", SV_INIT(""), "baris 1" },
        { "absent", { NULL, 0 }, "baris 1" },
        { "duplicate key", SV_INIT("{\"a\":1,\n \"a\":2}"),
          "baris 2, kolom 4: sebuah kunci muncul dua kali" },
        { "duplicate after unescaping", SV_INIT("{\"a\":1,\"\\u0061\":2}"), "dua kali" },
        { "escaped NUL", SV_INIT("\"a\\u0000b\""), "karakter nol" },
        { "escaped NUL in a key", SV_INIT("{\"a\\u0000b\":1}"), "karakter nol" },
        { "raw NUL", SV_INIT("\"a\0b\""), "karakter nol" },
        { "broken UTF-8", SV_INIT("\"\xC3\""), "UTF-8" },
        { "lone surrogate", SV_INIT("\"\\ud800\""), "aturan JSON" },
        { "two values", SV_INIT("1 2"), "tulisan lain" },
        { "cut short", SV_INIT("{\"a\":[1,"), "berakhir" },
        { "trailing comma", SV_INIT("[1,]"), "kolom 4" },
        { "comment", SV_INIT("// x\n1"), "aturan JSON" },
        { "single quotes", SV_INIT("{'a':1}"), "aturan JSON" },
        { "raw control character", SV_INIT("\"a\nb\""), "aturan JSON" },
        { "leading zero", SV_INIT("01"), "JSON" },
        { "NaN", SV_INIT("NaN"), "aturan JSON" },
        { "integer of 65 bits", SV_INIT("18446744073709551616"), "64 bit" },
        { "real beyond a double", SV_INIT("1e400"), "64 bit" },
        { "line and column", SV_INIT("{\n  \"nama\": x\n}"), "baris 2" },
    };
    struct arena *a = arena_new(1u << 20);

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct json *j = NULL;
        struct err e = { 0 };
        if (json_parse(rows[i].in, 1000, a, &j, &e) || j)
            fail_msg("%s: accepted", rows[i].why);
        if (e.kind != ERR_INPUT || !strstr(e.text, rows[i].part) || !e.hint[0])
            fail_msg("%s: %s", rows[i].why, e.text);
    }
    arena_free(a);
}

/* n brackets of one kind, then the same number closed. */
static struct sv nested(struct arena *a, const char *open, const char *close, int n)
{
    struct buf b;

    buf_init(&b, 1u << 20);
    for (int i = 0; i < n; i++)
        buf_put(&b, sv_of(open));
    buf_char(&b, '1');
    for (int i = 0; i < n; i++)
        buf_put(&b, sv_of(close));
    struct sv s = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return s;
}

static void json_depth_ends_at_64(void **state)
{
    (void) state;
    struct arena *a = arena_new(8u << 20);
    struct json *j = NULL;
    struct err e = { 0 };

    assert_true(json_parse(nested(a, "[", "]", 64), 1u << 20, a, &j, &e));
    j = NULL;
    assert_false(json_parse(nested(a, "[", "]", 65), 1u << 20, a, &j, &e));
    assert_non_null(strstr(e.text, "baris 1, kolom 65"));
    assert_true(json_parse(nested(a, "{\"a[[[[\\\"[[[\":", "}", 64), 1u << 20, a, &j,
                           &e)); /* those in strings are free */
    assert_false(json_parse(nested(a, "{\"a\":", "}", 65), 1u << 20, a, &j, &e));
    assert_false(json_parse(nested(a, "[", "]", 100000), 1u << 20, a, &j, &e));
    arena_free(a);
}

static void json_keeps_to_ceilings(void **state)
{
    (void) state;
    struct arena *a = arena_new(20000);
    struct json *j = NULL;
    struct err e = { 0 };
    char many[2001];

    assert_true(json_parse(SV("[1]"), 3, a, &j, &e));
    j = NULL;
    assert_false(json_parse(SV("[1]"), 2, a, &j, &e));
    assert_int_equal(e.kind, ERR_INPUT);
    for (size_t i = 0; i < 2000; i += 2)
        memcpy(many + i, i ? ",1" : "[1", 2);
    many[2000] = ']';
    assert_false(
        json_parse((struct sv){ many, 2001 }, 5000, a, &j, &e)); /* a thousand nodes overflow the arena */
    assert_true(e.kind == ERR_INPUT && !j);
    assert_true(arena_used(a) < 25000);
    arena_free(a);
}

static void jsonw_writes(void **state)
{
    (void) state;
    struct buf b;
    struct jsonw w;

    buf_init(&b, 4096);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_kstr(&w, "a", SV("\"\\/\b\f\n\r\t\x01\x1f\x7f\xC3\xA9"));
    jsonw_kstr(&w, "n", SV_NULL);
    jsonw_kint(&w, "i", INT64_MIN);
    jsonw_kbool(&w, "b", true);
    jsonw_key(&w, SV("l"));
    jsonw_list(&w);
    jsonw_end(&w);
    jsonw_key(&w, SV("m"));
    jsonw_list(&w);
    jsonw_int(&w, 1);
    jsonw_map(&w);
    jsonw_end(&w);
    jsonw_list(&w);
    jsonw_str(&w, SV(""));
    jsonw_bool(&w, false);
    jsonw_end(&w);
    jsonw_null(&w);
    jsonw_raw(&w, SV("{\"x\":1}"));
    jsonw_end(&w);
    jsonw_kint(&w, "z", 0);
    jsonw_end(&w);
    buf_char(&b, '\0');
    assert_string_equal(buf_sv(&b).p,
                        "{\"a\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\xC3\xA9\",\"n\":null,"
                        "\"i\":-9223372036854775808,\"b\":true,\"l\":[],"
                        "\"m\":[1,{},[\"\",false],null,{\"x\":1}],\"z\":0}");
    buf_clear(&b);
}

static void jsonw_reaches_64_levels(void **state)
{
    (void) state;
    struct arena *a = arena_new(1u << 20);
    struct buf b;
    struct jsonw w;

    buf_init(&b, 4096);
    jsonw_init(&w, &b);
    for (int i = 0; i < 64; i++)
        jsonw_list(&w);
    jsonw_int(&w, 1);
    jsonw_int(&w, 2);
    for (int i = 0; i < 64; i++)
        jsonw_end(&w);
    parse(a, buf_sv(&b));
    buf_clear(&b);
    arena_free(a);
}

static void canonical_agrees_with_rfc_8785(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in, want;
    } rows[] = {
        { "3.2.3: keys in UTF-16 order",
          SV_INIT(
              "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\","
              "\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\","
              "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}"),
          SV_INIT("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xC2\x80\":\"Control\","
                  "\"\xC3\xB6\":\"Latin Small Letter O With Diaeresis\",\"\xE2\x82\xAC\":\"Euro Sign\","
                  "\"\xF0\x9F\x98\x80\":\"Emoji: Grinning Face\","
                  "\"\xEF\xAC\xB3\":\"Hebrew Letter Dalet With Dagesh\"}") },
        { "the same behind a common head", SV_INIT("{\"a\\ufb33\":1,\"a\\ud83d\\ude00\":2,\"a\":3}"),
          SV_INIT("{\"a\":3,\"a\xF0\x9F\x98\x80\":2,\"a\xEF\xAC\xB3\":1}") },
        { "3.2.4: strings of the sample",
          SV_INIT("\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\""),
          SV_INIT("\"\xE2\x82\xAC$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"") },
        { "nesting, literals, white space", SV_INIT(" { \"b\" : [ true , null, { } ] , \"a\" : [ ] } "),
          SV_INIT("{\"a\":[],\"b\":[true,null,{}]}") },
        { "largest integers", SV_INIT("[9007199254740992,-9007199254740992,-0]"),
          SV_INIT("[9007199254740992,-9007199254740992,0]") },
        { "a scalar alone", SV_INIT("false"), SV_INIT("false") },
    };
    struct arena *a = arena_new(1u << 20);
    struct buf b;
    struct err e = { 0 };

    buf_init(&b, 4096);
    for (size_t i = 0; i < COUNT(rows); i++) {
        buf_reset(&b);
        if (!json_canonical(parse(a, rows[i].in), &b, &e))
            fail_msg("%s: %s", rows[i].why, e.text);
        if (!sv_eq(buf_sv(&b), rows[i].want))
            fail_msg("%s: got %.*s", rows[i].why, SV_FMT(buf_sv(&b)));
    }
    buf_clear(&b);
    arena_free(a);
}

static void canonical_refuses(void **state)
{
    (void) state;
    struct arena *a = arena_new(1u << 20);
    struct json twice[3] = { { .type = JSON_MAP, .n = 2, .first = &twice[1] },
                             { .type = JSON_NULL, .key = SV("a"), .next = &twice[2] },
                             { .type = JSON_NULL, .key = SV("a") } };
    struct json deep[70] = { 0 };
    struct buf b;
    struct err e = { 0 };

    buf_init(&b, 20);
    assert_false(json_canonical(parse(a, SV("[1.5]")), &b, &e));
    assert_int_equal(e.kind, ERR_INPUT);
    assert_false(json_canonical(parse(a, SV("{\"a\":9007199254740993}")), &b, &e));
    assert_int_equal(e.kind, ERR_INPUT);
    assert_false(json_canonical(&twice[0], &b, &e));
    assert_int_equal(e.kind, ERR_INPUT);
    buf_reset(&b);
    assert_false(json_canonical(parse(a, SV("\"twenty-one bytes of text\"")), &b, &e));
    assert_int_equal(e.kind, ERR_FAULT);
    buf_clear(&b);
    buf_init(&b, 4096);
    for (size_t i = 0; i < COUNT(deep); i++)
        deep[i] = (struct json){ .type = JSON_LIST, .first = i + 1 < COUNT(deep) ? &deep[i + 1] : NULL };
    assert_false(json_canonical(&deep[0], &b, &e));
    buf_clear(&b);
    arena_free(a);
}

static void canonical_takes_what_the_reader_takes(void **state)
{
    (void) state;
    struct arena *a = arena_new(1u << 20);
    struct buf b;
    struct err e = { 0 };

    buf_init(&b, 4096);
    assert_true(json_canonical(parse(a, nested(a, "[", "]", 64)), &b, &e));
    buf_clear(&b);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_reads_every_type),
        cmocka_unit_test(json_looks_up_gently),
        cmocka_unit_test(json_refuses),
        cmocka_unit_test(json_depth_ends_at_64),
        cmocka_unit_test(json_keeps_to_ceilings),
        cmocka_unit_test(jsonw_writes),
        cmocka_unit_test(jsonw_reaches_64_levels),
        cmocka_unit_test(canonical_agrees_with_rfc_8785),
        cmocka_unit_test(canonical_refuses),
        cmocka_unit_test(canonical_takes_what_the_reader_takes),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
