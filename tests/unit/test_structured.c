/* SPDX-License-Identifier: MIT
 * tests/unit/test_structured.c -- structured fields in their strict spelling, and what is none. */
#include "base/arena.h"
#include "base/buf.h"
#include "policy/structured.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

struct row {
    enum structured_form form;
    const char *field, *want; /* NULL: refused */
};

static void check(const struct row *r, struct sv got, bool ok)
{
    if (ok != (r->want != NULL) || (ok && !sv_eq(got, sv_of(r->want))))
        fail_msg("[%s]: %s [%.*s]", r->field, ok ? "written" : "refused", SV_FMT(got));
}

static void each_form_has_one_spelling(void **state)
{
    (void) state;
    static const struct row rows[] = {
        { STRUCTURED_DICTIONARY, " a=1,    b=2;x=1;y=2,   c=(a   b   c)", "a=1, b=2;x=1;y=2, c=(a b c)" },
        { STRUCTURED_DICTIONARY, "a=?1, b=?0, c", "a, b=?0, c" },
        { STRUCTURED_DICTIONARY, "a=?1;x=?1;y=?0", "a;x;y=?0" },
        { STRUCTURED_DICTIONARY, "a=1, b=2, a=3", "a=3, b=2" }, /* the last counts, where the first stood */
        { STRUCTURED_DICTIONARY, "a;x;x=2", "a;x=2" },
        { STRUCTURED_DICTIONARY, "a\t,\tb", "a, b" },
        { STRUCTURED_DICTIONARY, "sha-256=:AAAA:", "sha-256=:AAAA:" },
        { STRUCTURED_DICTIONARY, "", "" },
        { STRUCTURED_DICTIONARY, "a=(  )", "a=()" },
        { STRUCTURED_DICTIONARY, "a=(1;x \"b\";y=:AA==:);  z", "a=(1;x \"b\";y=:AA==:);z" },
        { STRUCTURED_DICTIONARY, "a=", NULL },
        { STRUCTURED_DICTIONARY, "a= 1", NULL },
        { STRUCTURED_DICTIONARY, "a =1", NULL },
        { STRUCTURED_DICTIONARY, "a=1,", NULL },
        { STRUCTURED_DICTIONARY, ",a=1", NULL },
        { STRUCTURED_DICTIONARY, "a=1 b=2", NULL },
        { STRUCTURED_DICTIONARY, "A=1", NULL },
        { STRUCTURED_DICTIONARY, "a=(b", NULL },
        { STRUCTURED_DICTIONARY, "a=(b\tc)", NULL },
        { STRUCTURED_DICTIONARY, "a=((b))", NULL },
        { STRUCTURED_DICTIONARY, "a=(\"b\"\"c\")", NULL },
        { STRUCTURED_DICTIONARY, "a=@1659578233", NULL },
        { STRUCTURED_LIST, "a,b ;  q=0.50", NULL }, /* no space before a semicolon */
        { STRUCTURED_LIST, "a,b;  q=0.50", "a, b;q=0.5" },
        { STRUCTURED_LIST, "text/html, */*;q=0.8", "text/html, */*;q=0.8" },
        { STRUCTURED_LIST, "a, (b c)", "a, (b c)" },
        { STRUCTURED_LIST, "a=1", NULL },
        { STRUCTURED_ITEM, "application/json", "application/json" },
        { STRUCTURED_ITEM, "application/json;charset=utf-8", "application/json;charset=utf-8" },
        { STRUCTURED_ITEM, "a, b", NULL },
        { STRUCTURED_ITEM, "", NULL },
        { STRUCTURED_ITEM, "007", "7" },
        { STRUCTURED_ITEM, "-0", "0" },
        { STRUCTURED_ITEM, "-0.0", "0.0" },
        { STRUCTURED_ITEM, "-00.50", "-0.5" },
        { STRUCTURED_ITEM, "1.", NULL },
        { STRUCTURED_ITEM, ".5", NULL },
        { STRUCTURED_ITEM, "1.2345", NULL },
        { STRUCTURED_ITEM, "1000000000000.0", NULL },
        { STRUCTURED_ITEM, "999999999999999", "999999999999999" },
        { STRUCTURED_ITEM, "1000000000000000", NULL },
        { STRUCTURED_ITEM, "\"a\\\"b\\\\\"", "\"a\\\"b\\\\\"" },
        { STRUCTURED_ITEM, "\"a\\b\"", NULL },
        { STRUCTURED_ITEM, "\"a", NULL },
        { STRUCTURED_ITEM, ":AAA:", NULL },
        { STRUCTURED_ITEM, ":AB==:", NULL }, /* bits that nobody reads */
        { STRUCTURED_ITEM, "::", "::" },
        { STRUCTURED_ITEM, "?2", NULL },
        { STRUCTURED_ITEM, "?", NULL },
        { STRUCTURED_UNKNOWN, "a", NULL },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf b;
        buf_init(&b, 4096);
        bool ok = structured_write(sv_of(rows[i].field), rows[i].form, &b);
        check(&rows[i], buf_sv(&b), ok);
        if (ok) { /* its own spelling stays as it is */
            struct buf again;
            buf_init(&again, 4096);
            assert_true(structured_write(buf_sv(&b), rows[i].form, &again));
            assert_true(sv_eq(buf_sv(&b), buf_sv(&again)));
            buf_clear(&again);
        }
        buf_clear(&b);
    }
}

static void a_member_is_taken_out(void **state)
{
    (void) state;
    static const struct {
        const char *field, *key, *want;
    } rows[] = {
        { "a=1, b=2;x=1;y=2, c=(a   b    c), d", "a", "1" },
        { "a=1, b=2;x=1;y=2, c=(a   b    c), d", "b", "2;x=1;y=2" },
        { "a=1, b=2;x=1;y=2, c=(a   b    c), d", "c", "(a b c)" },
        { "a=1, b=2;x=1;y=2, c=(a   b    c), d", "d", "?1" },
        { "d;x=?1", "d", "?1;x" },
        { "a=1, a=2", "a", "2" },
        { "a=1", "b", NULL },
        { "a=1,", "a", NULL },
        { "a=1", "", NULL },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf b;
        buf_init(&b, 4096);
        bool ok = structured_member(sv_of(rows[i].field), sv_of(rows[i].key), &b);
        check(&(struct row){ STRUCTURED_DICTIONARY, rows[i].field, rows[i].want }, buf_sv(&b), ok);
        buf_clear(&b);
    }
}

static void too_many_members_are_refused(void **state)
{
    (void) state;
    struct arena *a = arena_new(1u << 20);
    struct buf in, out;

    buf_init(&in, 1u << 16);
    buf_init(&out, 1u << 16);
    for (int i = 0; i < STRUCTURED_MEMBERS; i++)
        buf_printf(&in, "%sk%d=1", i ? ", " : "", i);
    assert_true(structured_write(buf_sv(&in), STRUCTURED_DICTIONARY, &out));
    buf_put(&in, SV(", x=1"));
    assert_false(structured_write(buf_sv(&in), STRUCTURED_DICTIONARY, &out));
    buf_clear(&in);
    buf_clear(&out);
    arena_free(a);
}

static void fields_are_known_by_name(void **state)
{
    (void) state;
    assert_int_equal(structured_form_of(SV("Content-Digest")), STRUCTURED_DICTIONARY);
    assert_int_equal(structured_form_of(SV("content-type")), STRUCTURED_ITEM);
    assert_int_equal(structured_form_of(SV("accept")), STRUCTURED_LIST);
    assert_int_equal(structured_form_of(SV("x-road-client")), STRUCTURED_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_has_one_spelling),
        cmocka_unit_test(a_member_is_taken_out),
        cmocka_unit_test(too_many_members_are_refused),
        cmocka_unit_test(fields_are_known_by_name),
    };

    return cmocka_run_group_tests_name("structured", tests, NULL, NULL);
}
