/* SPDX-License-Identifier: MIT
 * tests/unit/test_yaml.c -- YAML to the tree, with places, and what is refused. Needs dep_json, dep_cmocka. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/problems.h"
#include "json/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static void show(const struct json *j, struct buf *b)
{
    static const char *const names[] = { "null", "bool", "int", "real", "str", "list", "map" };

    if (j->key.p)
        buf_printf(b, "%.*s@%d:%d=", SV_FMT(j->key), j->key_line, j->key_col);
    buf_printf(b, "%s@%d:%d", names[j->type], j->line, j->col);
    if (j->type == JSON_BOOL)
        buf_printf(b, "(%d)", j->b);
    if (j->type == JSON_INT)
        buf_printf(b, "(%lld)", (long long) j->i);
    if (j->s.p)
        buf_printf(b, "<%.*s>", SV_FMT(j->s));
    if (j->type == JSON_LIST || j->type == JSON_MAP)
        buf_printf(b, "#%u", j->n);
    buf_char(b, ' ');
    for (const struct json *c = j->first; c; c = c->next)
        show(c, b);
}

static void yaml_gives_tree_and_places(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in;
        const char *want;
    } rows[] = {
        { "a declaration in small",
          SV_INIT("# c\nnama: {type: text, max: 200}\nof:\n  - x\n  -  y: [1, \"2\"]\n"),
          "map@2:1#2 nama@2:1=map@2:7#2 type@2:8=str@2:14<text> max@2:20=int@2:25(200)<200> "
          "of@3:1=list@4:3#2 str@4:5<x> map@5:6#1 y@5:6=list@5:9#2 int@5:10(1)<1> str@5:13<2> " },
        { "plain scalars",
          SV_INIT("[true, false, null, ~, -5, 007, 1.5, 0x1F, yes, True, 2026-11-23, +1, -x]"),
          "list@1:1#13 bool@1:2(1)<true> bool@1:8(0)<false> null@1:15 null@1:21 int@1:24(-5)<-5> int@1:28(7)<007> "
          "str@1:33<1.5> str@1:38<0x1F> str@1:44<yes> str@1:49<True> str@1:55<2026-11-23> str@1:67<+1> str@1:71<-x> " },
        { "quoted scalars are texts", SV_INIT("{a: 'true', \"b\": \"1\", c: ''}"),
          "map@1:1#3 a@1:2=str@1:5<true> b@1:13=str@1:18<1> c@1:23=str@1:26<> " },
        { "an empty value stands behind its colon", SV_INIT("a:\nb: 1\n"),
          "map@1:1#2 a@1:1=null@1:3 b@2:1=int@2:4(1)<1> " },
        { "block scalars", SV_INIT("a: |\n  x\n  y\nb: >-\n  x\n  y\n"),
          "map@1:1#2 a@1:1=str@1:4<x\ny\n> b@4:1=str@4:4<x y> " },
        { "columns count characters", SV_INIT("\xC3\xA9\xE2\x82\xAC: {x: 1}"),
          "map@1:1#1 \xC3\xA9\xE2\x82\xAC@1:1=map@1:5#1 x@1:6=int@1:9(1)<1> " },
        { "numbers as keys stay texts", SV_INIT("1: a"), "map@1:1#1 1@1:1=str@1:4<a> " },
        { "many pieces in one text",
          SV_INIT("['''''''''''''''''''''''''''''''''''''''', \"\\t\\t\\t\\t\\t\\t\\t\\t\\t\\t\"]"),
          "list@1:1#2 str@1:2<'''''''''''''''''''> str@1:44<\t\t\t\t\t\t\t\t\t\t> " },
        { "nothing at all", SV_INIT(""), "null@1:1 " },
        { "absent", { NULL, 0 }, "null@1:1 " },
        { "comments only", SV_INIT("# a\n# b\n"), "null@1:1 " },
        { "a scalar alone", SV_INIT("halo"), "str@1:1<halo> " },
        { "explicit document, byte order mark", SV_INIT("\xEF\xBB\xBF---\na: 1\n...\n"),
          "map@2:1#1 a@2:1=int@2:4(1)<1> " },
        { "empty items of an unindented list", SV_INIT("a:\n- 1\n-\n- 2\n"),
          "map@1:1#1 a@1:1=list@2:1#3 int@2:3(1)<1> null@3:2 int@4:3(2)<2> " },
        { "quotes in quotes, as SQL has them", SV_INIT("'a = '''' or b = ''x'''"),
          "str@1:1<a = '' or b = 'x'> " },
        { "colons within a text", SV_INIT("{u: http://x/y?z=1, t: 10:20}"),
          "map@1:1#2 u@1:2=str@1:5<http://x/y?z=1> t@1:21=str@1:24<10:20> " },
        { "a quoted merge sign is a name", SV_INIT("\"<<\": 1"), "map@1:1#1 <<@1:1=int@1:7(1)<1> " },
        { "JSON is YAML", SV_INIT("{\"a\": [1, {\"b\": null}]}"),
          "map@1:1#1 a@1:2=list@1:7#2 int@1:8(1)<1> map@1:11#1 b@1:12=null@1:17 " },
    };
    struct arena *a = arena_new(8u << 20);
    struct problems ps;
    struct buf b;

    buf_init(&b, 1u << 16);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct json *j = NULL;
        problems_init(&ps, a, 10);
        buf_reset(&b);
        if (!yaml_parse(rows[i].in, SV("f"), a, &j, &ps) || ps.n || ps.more) {
            problems_print(&ps, &b);
            fail_msg("%s: %.*s", rows[i].why, SV_FMT(buf_sv(&b)));
        }
        show(j, &b);
        if (!sv_eq(buf_sv(&b), sv_of(rows[i].want)))
            fail_msg("%s: got %.*s", rows[i].why, SV_FMT(buf_sv(&b)));
    }
    buf_clear(&b);
    arena_free(a);
}

static void yaml_refuses(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in;
        const char *want; /* the beginning of what is printed */
    } rows[] = {
        { "duplicate key", SV_INIT("a: 1\nb: 2\na: 3\n"),
          "f:3:1: Kunci \"a\" muncul dua kali (Yang pertama ada di baris 1" },
        { "duplicate in another spelling", SV_INIT("a: 1\n\"\\x61\": 3\n"),
          "f:2:1: Kunci \"a\" muncul dua kali" },
        { "alias", SV_INIT("a: [*x]"), "f:1:5: Rujukan" },
        { "alias as key", SV_INIT("*x : 1"), "f:1:1: Rujukan" },
        { "anchor", SV_INIT("a: &x 1"), "f:1:4: Jangkar" },
        { "anchor on a map", SV_INIT("a: &x {b: 1}"), "f:1:4: Jangkar" },
        { "anchor on a key", SV_INIT("&x a: 1"), "f:1:1: Jangkar" },
        { "tag", SV_INIT("a: !!str 1"), "f:1:4: Penanda jenis" },
        { "local tag on a list", SV_INIT("a: !x [1]"), "f:1:4: Penanda jenis" },
        { "merge key", SV_INIT("a: 1\n<<: {b: 1}"), "f:2:1: Kunci gabung" },
        { "list as key", SV_INIT("? [a]\n: 1"), "f:1:3: Kunci harus teks biasa" },
        { "empty key", SV_INIT("{\"\": 1}"), "f:1:2: Kunci kosong" },
        { "two documents", SV_INIT("--- a\n--- b\n"), "f:2:1: Satu berkas" },
        { "integer of 65 bits", SV_INIT("[1, 18446744073709551616]"), "f:1:5: Bilangan di luar jangkauan" },
        { "NUL by escape", SV_INIT("a: \"x\\0\""), "f:1:4: Teks memuat karakter nol" },
        { "raw NUL", SV_INIT("a: \0"), "f:1:1: Berkas memuat byte" },
        { "broken UTF-8", SV_INIT("a: \xFF"), "f:1:1: Berkas memuat byte" },
        { "map in a line", SV_INIT("a: b: c"), "f:1:5: Titik dua di tempat" },
        { "open quote", SV_INIT("a: \"x"), "f:1:6: Teks dalam tanda kutip tidak tertutup" },
        { "open bracket", SV_INIT("a: [1, 2\nb: 3"), "f:2:2: Daftar [ ] atau pemetaan { } tidak tertutup" },
        { "tab", SV_INIT("a:\n\tb: 1\n"), "f:2:1: Tabulasi" },
        { "tag without a name", SV_INIT("a: ! 12"), "f:1:4: Penanda jenis" },
        { "the same before quotes", SV_INIT("a: ! \"x\""), "f:1:4: Penanda jenis" },
        { "tab behind a value", SV_INIT("a: 1\n\tb: 2\n"), "f:2:1: Tabulasi" },
        { "item less indented", SV_INIT("a:\n - b\n c: d\n"), "f:3:2: Jorokan baris" },
        { "key in a list", SV_INIT("- a\nb: 1\n"), "f:2:1: Jorokan baris" },
        { "control character", SV_INIT("a: 1\n\xC3\xA9: \x07\n"), "f:2:4: Karakter kendali" },
        { "unknown escape", SV_INIT("\"\\q\""), "f:1:" },
        { "directive of another version", SV_INIT("%YAML 3.0\n--- a\n"), "f:1:1: " },
        { "billion laughs", SV_INIT("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"),
          "f:1:4: Jangkar (&nama) tidak diterima" },
    };
    struct arena *a = arena_new(8u << 20);
    struct problems ps;
    struct buf b;

    buf_init(&b, 1u << 16);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct json *j = NULL;
        problems_init(&ps, a, 10);
        buf_reset(&b);
        if (yaml_parse(rows[i].in, SV("f"), a, &j, &ps) || j || !ps.n)
            fail_msg("%s: accepted", rows[i].why);
        problems_print(&ps, &b);
        if (!sv_starts(buf_sv(&b), sv_of(rows[i].want)))
            fail_msg("%s: got %.*s", rows[i].why, SV_FMT(buf_sv(&b)));
        if (!ps.items[0].hint.n)
            fail_msg("%s: no hint", rows[i].why);
    }
    buf_clear(&b);
    arena_free(a);
}

static void yaml_tells_all_mistakes_at_once(void **state)
{
    (void) state;
    struct arena *a = arena_new(1u << 20);
    struct problems ps;
    struct json *j = NULL;

    problems_init(&ps, a, 10);
    assert_false(yaml_parse(SV("a: 1\na: 2\nb: !x 1\nc: *d\ne: &f 1\n<<: {}\ng: [\n"), SV("f"), a, &j, &ps));
    assert_int_equal(ps.n, 6); /* five that let reading go on, and the open bracket */
    for (size_t i = 0; i < 5; i++)
        if (ps.items[i].line != (int) i + 2)
            fail_msg("problem %zu is in line %d", i, ps.items[i].line);
    assert_true(sv_eq(ps.items[0].value, SV("a")));
    arena_free(a);
}

static void yaml_depth_ends_at_64(void **state)
{
    (void) state;
    struct arena *a = arena_new(8u << 20);
    struct problems ps;
    struct json *j = NULL;
    char text[4000];

    for (int depth = 63; depth <= 66; depth++) {
        memset(text, '[', (size_t) depth);
        memset(text + depth, ']', (size_t) depth);
        problems_init(&ps, a, 10);
        if (yaml_parse((struct sv){ text, (size_t) depth * 2 }, SV("f"), a, &j, &ps) != (depth <= 64))
            fail_msg("depth %d", depth);
    }
    memset(text, '[', sizeof text);
    problems_init(&ps, a, 10);
    assert_false(yaml_parse((struct sv){ text, sizeof text }, SV("f"), a, &j, &ps));
    assert_int_equal(ps.items[0].col, 65);
    for (size_t i = 0; i + 2 <= sizeof text; i += 2) /* the same in block style */
        memcpy(text + i, "- ", 2);
    problems_init(&ps, a, 10);
    assert_false(yaml_parse((struct sv){ text, sizeof text }, SV("f"), a, &j, &ps));
    arena_free(a);
}

static void yaml_keeps_to_the_arena(void **state)
{
    (void) state;
    struct arena *a = arena_new(20000);
    struct problems ps;
    struct json *j = NULL;
    char text[4001];

    for (size_t i = 0; i < 4000; i += 2)
        memcpy(text + i, i ? ",1" : "[1", 2);
    text[4000] = ']';
    problems_init(&ps, a, 10);
    assert_false(yaml_parse((struct sv){ text, sizeof text }, SV("f"), a, &j, &ps));
    assert_true(ps.n == 1 && !j && arena_used(a) < 25000);
    arena_free(a);
}

static void yaml_text_of_any_scalar(void **state)
{
    (void) state;
    struct arena *a = arena_new(1u << 20);
    struct problems ps;
    struct json *j = NULL;

    problems_init(&ps, a, 10);
    assert_true(yaml_parse(SV("i: 007\nb: true\nn: null\ns: x\nl: [1]\n"), SV("f"), a, &j, &ps));
    assert_true(sv_eq(json_text(j, SV("i")), SV("007"))); /* codes keep their zeros */
    assert_true(sv_eq(json_text(j, SV("b")), SV("true")));
    assert_true(sv_eq(json_text(j, SV("s")), SV("x")));
    assert_true(!json_text(j, SV("n")).p && !json_text(j, SV("l")).p);
    assert_int_equal(json_number(j, SV("i"), 0), 7);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yaml_gives_tree_and_places),      cmocka_unit_test(yaml_refuses),
        cmocka_unit_test(yaml_tells_all_mistakes_at_once), cmocka_unit_test(yaml_depth_ends_at_64),
        cmocka_unit_test(yaml_keeps_to_the_arena),         cmocka_unit_test(yaml_text_of_any_scalar),
    };
    return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
