/* SPDX-License-Identifier: MIT
 * tests/unit/test_sv.c -- borrowed bytes. Needs dep_base, dep_cmocka. */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static void sv_compares(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv a, b;
        int cmp;
        bool eq, fold;
    } rows[] = {
        { "same", SV_INIT("abc"), SV_INIT("abc"), 0, true, true },
        { "capitals", SV_INIT("Abc"), SV_INIT("aBC"), -1, false, true },
        { "shorter first", SV_INIT("ab"), SV_INIT("abc"), -1, false, false },
        { "by unsigned byte", SV_INIT("\xC3\xA9"), SV_INIT("z"), 1, false, false },
        { "no folding outside ASCII", SV_INIT("\xC3\x89"), SV_INIT("\xC3\xA9"), -1, false, false },
        { "absent and empty hold the same bytes", { NULL, 0 }, SV_INIT(""), 0, true, true },
        { "not a letter", SV_INIT("@"), SV_INIT("`"), -1, false, false },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        int c = sv_cmp(rows[i].a, rows[i].b), back = sv_cmp(rows[i].b, rows[i].a);
        if ((c > 0) - (c < 0) != rows[i].cmp || (back > 0) - (back < 0) != -rows[i].cmp)
            fail_msg("%s: cmp %d %d", rows[i].why, c, back);
        if (sv_eq(rows[i].a, rows[i].b) != rows[i].eq)
            fail_msg("%s: eq", rows[i].why);
        if (sv_eq_fold(rows[i].a, rows[i].b) != rows[i].fold)
            fail_msg("%s: eq_fold", rows[i].why);
    }
}

static void sv_searches(void **state)
{
    (void) state;
    assert_true(sv_starts(SV("abc"), SV("ab")));
    assert_true(sv_starts(SV("abc"), SV_NULL));
    assert_false(sv_starts(SV("a"), SV("ab")));
    assert_true(sv_ends(SV("x.yaml"), SV(".yaml")));
    assert_false(sv_ends(SV("yaml"), SV(".yaml")));
    assert_int_equal(sv_find(SV("abcabc"), SV("ca")), 2);
    assert_int_equal(sv_find(SV("abc"), SV("x")), -1);
    assert_int_equal(sv_find(SV("abc"), SV("")), 0);
    assert_int_equal(sv_find(SV_NULL, SV("x")), -1);
    assert_true(sv_empty(SV_NULL) && sv_empty(SV("")) && !sv_empty(SV(" ")));
    assert_ptr_equal(sv_of(NULL).p, NULL);
    assert_int_equal(sv_of("abc").n, 3);
}

static void sv_trims_and_collapses(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in, trimmed, collapsed;
    } rows[] = {
        { "nothing to do", SV_INIT("a b"), SV_INIT("a b"), SV_INIT("a b") },
        { "both ends", SV_INIT("\t a  b \r\n"), SV_INIT("a  b"), SV_INIT("a b") },
        { "NBSP from a sheet",
          SV_INIT("\xC2\xA0"
                  "a\xC2\xA0 b\xC2\xA0"),
          SV_INIT("a\xC2\xA0 b"), SV_INIT("a b") },
        { "only space", SV_INIT(" \xC2\xA0 "), SV_INIT(""), SV_INIT("") },
        { "A0 as the tail of another letter stays", SV_INIT("\xC3\xA0"), SV_INIT("\xC3\xA0"),
          SV_INIT("\xC3\xA0") },
        { "empty", SV_INIT(""), SV_INIT(""), SV_INIT("") },
    };
    struct arena *a = arena_new(1024);

    for (size_t i = 0; i < COUNT(rows); i++) {
        if (!sv_eq(sv_trim(rows[i].in), rows[i].trimmed))
            fail_msg("%s: trim", rows[i].why);
        if (!sv_eq(sv_collapse(rows[i].in, a), rows[i].collapsed))
            fail_msg("%s: collapse", rows[i].why);
    }
    assert_ptr_equal(sv_collapse(SV_NULL, a).p, NULL);
    assert_ptr_equal(sv_lower(SV_NULL, a).p, NULL);
    assert_true(sv_eq(sv_lower(SV("DINAS Kominfo 7\xC3\x89"), a), SV("dinas kominfo 7\xC3\x89")));
    arena_free(a);
}

static void sv_cuts(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in;
        const char *pieces; /* joined by '|' */
    } rows[] = {
        { "three", SV_INIT("a,bc,d"), "a|bc|d|" },
        { "an empty one within", SV_INIT("a,,b"), "a||b|" },
        { "a separator at the end adds none", SV_INIT("a,"), "a|" },
        { "a separator at the start does", SV_INIT(",a"), "|a|" },
        { "nothing", SV_INIT(""), "" },
        { "absent", { NULL, 0 }, "" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct sv rest = rows[i].in, head;
        char got[64] = "";
        size_t n = 0;
        while (sv_cut(&rest, ',', &head))
            n += (size_t) snprintf(got + n, sizeof got - n, "%.*s|", SV_FMT(head));
        if (strcmp(got, rows[i].pieces) != 0)
            fail_msg("%s: got %s", rows[i].why, got);
    }
    assert_true(sv_eq(sv_sub(SV("abc"), 1, 1), SV("b")));
    assert_true(sv_eq(sv_sub(SV("abc"), 1, SIZE_MAX), SV("bc")));
    assert_int_equal(sv_sub(SV("abc"), 9, 1).n, 0);
    assert_ptr_equal(sv_sub(SV_NULL, 1, 1).p, NULL);
}

static void sv_int_takes_the_whole_text(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in;
        bool ok;
        int64_t want;
    } rows[] = {
        { "zero", SV_INIT("0"), true, 0 },
        { "minus zero", SV_INIT("-0"), true, 0 },
        { "leading zeros", SV_INIT("007"), true, 7 },
        { "largest", SV_INIT("9223372036854775807"), true, INT64_MAX },
        { "smallest", SV_INIT("-9223372036854775808"), true, INT64_MIN },
        { "one too large", SV_INIT("9223372036854775808"), false, 0 },
        { "one too small", SV_INIT("-9223372036854775809"), false, 0 },
        { "digits enough to wrap around", SV_INIT("99999999999999999999"), false, 0 },
        { "empty", SV_INIT(""), false, 0 },
        { "absent", { NULL, 0 }, false, 0 },
        { "sign alone", SV_INIT("-"), false, 0 },
        { "plus", SV_INIT("+1"), false, 0 },
        { "space", SV_INIT(" 1"), false, 0 },
        { "tail", SV_INIT("1x"), false, 0 },
        { "byte above 127", SV_INIT("\xB1"), false, 0 },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t got = 0;
        if (sv_int(rows[i].in, &got) != rows[i].ok || got != rows[i].want)
            fail_msg("%s: got %lld", rows[i].why, (long long) got);
    }
}

static void sv_utf8_is_strict(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in;
        bool ok;
        size_t count;
    } rows[] = {
        { "empty", SV_INIT(""), true, 0 },
        { "ASCII beyond eight bytes", SV_INIT("abcdefghijklmnopq"), true, 17 },
        { "two, three, four bytes", SV_INIT("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), true, 3 },
        { "last code point", SV_INIT("\xF4\x8F\xBF\xBF"), true, 1 },
        { "NUL", SV_INIT("a\0b"), false, 0 },
        { "NUL in the fast path", SV_INIT("abcdefg\0ijklmnop"), false, 0 },
        { "overlong slash", SV_INIT("\xC0\xAF"), false, 0 },
        { "overlong in three", SV_INIT("\xE0\x9F\xBF"), false, 0 },
        { "overlong in four", SV_INIT("\xF0\x8F\xBF\xBF"), false, 0 },
        { "surrogate", SV_INIT("\xED\xA0\x80"), false, 0 },
        { "above U+10FFFF", SV_INIT("\xF4\x90\x80\x80"), false, 0 },
        { "five bytes", SV_INIT("\xF8\x88\x80\x80\x80"), false, 0 },
        { "cut short", SV_INIT("abc\xE2\x82"), false, 0 },
        { "tail without head", SV_INIT("\x80"), false, 0 },
        { "broken third byte", SV_INIT("\xE2\x82z"), false, 0 },
        { "Latin-1 after a block of ASCII", SV_INIT("abcdefgh\xE9"), false, 0 },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        if (sv_utf8_ok(rows[i].in) != rows[i].ok)
            fail_msg("%s: ok", rows[i].why);
        if (rows[i].ok && sv_utf8_count(rows[i].in) != rows[i].count)
            fail_msg("%s: count", rows[i].why);
    }
}

static void sv_key_guards_names(void **state)
{
    (void) state;
    char longest[64];

    memset(longest, 'a', sizeof longest);
    assert_true(sv_is_key((struct sv){ longest, 63 }));
    assert_false(sv_is_key((struct sv){ longest, 64 }));
    assert_true(sv_is_key(SV("perangkat_daerah2")));
    assert_false(sv_is_key(SV("2a")) || sv_is_key(SV("_a")) || sv_is_key(SV("A")) || sv_is_key(SV("")) ||
                 sv_is_key(SV("a-b")) || sv_is_key(SV("a\"b")) || sv_is_key(SV_NULL));
}

static void sv_cstr_refuses_nul(void **state)
{
    (void) state;
    struct arena *a = arena_new(1024);

    assert_string_equal(sv_cstr(sv_sub(SV("abcdef"), 1, 3), a), "bcd");
    assert_string_equal(sv_cstr(SV_NULL, a), "");
    assert_null(sv_cstr(SV("a\0b"), a));
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sv_compares),
        cmocka_unit_test(sv_searches),
        cmocka_unit_test(sv_trims_and_collapses),
        cmocka_unit_test(sv_cuts),
        cmocka_unit_test(sv_int_takes_the_whole_text),
        cmocka_unit_test(sv_utf8_is_strict),
        cmocka_unit_test(sv_key_guards_names),
        cmocka_unit_test(sv_cstr_refuses_nul),
    };
    return cmocka_run_group_tests_name("sv", tests, NULL, NULL);
}
