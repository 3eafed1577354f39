/* SPDX-License-Identifier: MIT
 * tests/unit/test_uuid.c -- UUIDs: published vectors of version 5, and that version 4 never repeats. Needs dep_base,
 * dep_cmocka. */
#include "base/uuid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

/* The spaces for names of domains and for addresses: RFC 9562, 6.6. */
static const struct uuid dns = { { 0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0,
                                   0x4f, 0xd4, 0x30, 0xc8 } };
static const struct uuid url = { { 0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0,
                                   0x4f, 0xd4, 0x30, 0xc8 } };

static void version_5_is_the_published_one(void **state)
{
    static const struct {
        const char *why;
        const struct uuid *space;
        const char *name, *want;
    } rows[] = {
        { "RFC 9562, A.4", &dns, "www.example.com", "2ed6657d-e927-568b-95e1-2665a8aea6a2" },
        { "Python's documentation", &dns, "python.org", "886313e1-3b8a-5372-9b90-0c9aee199e5d" },
        { "another space, another name", &url, "www.example.com", "b63cdfa4-3df9-568e-97ae-006c5b8fd652" },
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct uuid_text t = uuid_show(uuid_v5(*rows[i].space, sv_of(rows[i].name)));

        if (strcmp(t.s, rows[i].want) != 0)
            fail_msg("%s: %s, expected %s", rows[i].why, t.s, rows[i].want);
    }
}

static void version_4_is_marked_and_new(void **state)
{
    struct uuid last = { { 0 } };

    (void) state;
    for (int i = 0; i < 1000; i++) {
        struct uuid u = uuid_v4();
        struct uuid_text t = uuid_show(u);

        assert_int_equal(strlen(t.s), 36);
        assert_int_equal(t.s[14], '4');
        assert_non_null(strchr("89ab", t.s[19]));
        assert_int_not_equal(memcmp(u.b, last.b, sizeof u.b), 0);
        last = u;
    }
}

static void version_7_sorts_by_time_and_reads_back(void **state)
{
    struct uuid early = uuid_v7(1767225600123), late = uuid_v7(1767225600124), back;
    struct uuid_text t = uuid_show(early);
    char upper[37];

    (void) state;
    assert_true(memcmp(early.b, late.b, sizeof early.b) < 0);
    assert_int_equal(uuid_v7_ms(early), 1767225600123);
    assert_int_equal(t.s[14], '7');
    assert_non_null(strchr("89ab", t.s[19]));
    assert_int_equal(uuid_v7_ms(uuid_v7(-5)), 0);
    assert_true(uuid_parse(SV("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"), &back)); /* RFC 9562, A.6 */
    assert_int_equal(uuid_v7_ms(back), 1645557742000);
    assert_true(uuid_parse(sv_of(t.s), &back));
    assert_memory_equal(back.b, early.b, sizeof back.b);
    for (size_t i = 0; i < sizeof upper; i++)
        upper[i] = (char) (t.s[i] >= 'a' ? t.s[i] - 32 : t.s[i]);
    assert_true(strcmp(upper, t.s) == 0 || !uuid_parse(sv_of(upper), &back));
    assert_false(uuid_parse(SV("019b7770-0c7b-7aaa-8bbb-0123456789a"), &back));
    assert_false(uuid_parse(SV("019b7770x0c7b-7aaa-8bbb-0123456789ab"), &back));
    assert_false(uuid_parse(SV("019b7770-0c7b-7aaa-8bbb-0123456789ag"), &back));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_5_is_the_published_one),
        cmocka_unit_test(version_4_is_marked_and_new),
        cmocka_unit_test(version_7_sorts_by_time_and_reads_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
