/* SPDX-License-Identifier: MIT
 * tests/unit/test_arena_buf.c -- arena, buf, map and err: everything that holds memory. Needs dep_base, dep_cmocka. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static bool all_zero(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i])
            return false;
    return true;
}

static void arena_gives_zeroed_aligned_memory(void **state)
{
    (void) state;
    struct arena *a = arena_new(64u << 20);
    struct err e;

    for (int round = 0; round < 3; round++) {
        /* Sizes that stay inside a block, fill one, and need one of their own, mixed. */
        for (size_t i = 0; i < 2000; i++) {
            size_t n = i % 97 == 0 ? 70000 : i % 13 == 0 ? 3000 : i % 41;
            unsigned char *p = arena_alloc(a, n);
            if ((uintptr_t) p % _Alignof(max_align_t) || !all_zero(p, n))
                fail_msg("round %d, item %zu of %zu bytes", round, i, n);
            memset(p, 0xA5, n);
        }
        assert_true(arena_ok(a, &e));
        assert_true(arena_used(a) > 1000000);
        arena_reset(a);
        assert_int_equal(arena_used(a), 0);
    }
    arena_free(a);
    arena_free(NULL);
}

static void arena_first_item_may_be_huge(void **state)
{
    (void) state;
    struct arena *a = arena_new(1u << 30);
    char *big = arena_alloc(a, 5u << 20), *small = arena_alloc(a, 1);

    big[(5u << 20) - 1] = 1;
    *small = 1;
    arena_reset(a);
    assert_int_equal(*(char *) arena_alloc(a, 1), 0);
    arena_free(a);
}

static void arena_ceiling_is_soft_and_sticky(void **state)
{
    (void) state;
    struct arena *a = arena_new(1000);
    struct err e = { 0 };

    arena_alloc(a, 900);
    assert_true(arena_ok(a, &e));
    memset(arena_alloc(a, 900), 1, 900); /* past it, and yet usable */
    assert_false(arena_ok(a, &e));
    assert_int_equal(e.kind, ERR_INPUT);
    assert_true(e.hint[0]);
    arena_alloc(a, 1);
    assert_false(arena_ok(a, &e));
    arena_reset(a);
    assert_true(arena_ok(a, &e));
    arena_free(a);
}

static void arena_copies_and_prints(void **state)
{
    (void) state;
    struct arena *a = arena_new(1u << 20);
    struct sv s = arena_dup(a, SV("abc"));

    assert_string_equal(s.p, "abc");
    assert_null(arena_dup(a, SV_NULL).p);
    assert_non_null(arena_dup(a, SV("")).p);
    s = arena_printf(a, "%s-%d", "x", 7);
    assert_true(sv_eq(s, SV("x-7")));
    for (int n = 250; n < 262; n++) { /* around the small buffer inside */
        s = arena_printf(a, "%0*d", n, 1);
        assert_int_equal(s.n, n);
        assert_int_equal(s.p[n - 1], '1');
        assert_int_equal(s.p[n], 0);
    }
    arena_free(a);
}

static void arena_push_keeps_items(void **state)
{
    (void) state;
    struct arena *a = arena_new(1u << 20);
    int *items = NULL;
    size_t n = 0, cap = 0;

    for (int i = 0; i < 1000; i++)
        *ARENA_PUSH(a, items, n, cap) = i;
    assert_int_equal(n, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
    arena_free(a);
}

static void buf_grows_to_its_ceiling(void **state)
{
    (void) state;
    struct buf b;
    struct err e = { 0 };

    buf_init(&b, 1000);
    assert_non_null(buf_sv(&b).p);
    for (int i = 0; i < 1000; i++)
        buf_char(&b, 'x');
    assert_true(buf_ok(&b, &e));
    buf_put(&b, SV(""));
    assert_true(buf_ok(&b, &e));
    buf_char(&b, 'y');
    assert_false(buf_ok(&b, &e));
    assert_int_equal(buf_sv(&b).n, 1000);
    buf_put(&b, SV("z")); /* sticky */
    assert_int_equal(buf_sv(&b).n, 1000);
    buf_reset(&b);
    buf_put(&b, SV("ok"));
    assert_true(buf_ok(&b, &e) && sv_eq(buf_sv(&b), SV("ok")));
    buf_clear(&b);
    buf_put(&b, SV("again"));
    assert_true(sv_eq(buf_sv(&b), SV("again")));
    buf_clear(&b);
}

static void buf_writes_numbers(void **state)
{
    (void) state;
    static const int64_t rows[] = { 0, 7, -7, 10, INT64_MAX, INT64_MIN, 1234567890123456789 };
    struct buf b;
    char want[32];

    buf_init(&b, 4096);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        buf_reset(&b);
        buf_int(&b, rows[i]);
        snprintf(want, sizeof want, "%lld", (long long) rows[i]);
        if (!sv_eq(buf_sv(&b), sv_of(want)))
            fail_msg("%s: got %.*s", want, SV_FMT(buf_sv(&b)));
    }
    buf_clear(&b);
    for (int n = 250; n < 260; n++) { /* around the first capacity */
        buf_printf(&b, "%0*d", n, 5);
        assert_int_equal(buf_sv(&b).n, n);
        buf_clear(&b);
    }
    buf_init(&b, 10);
    buf_printf(&b, "%s", "longer than ten");
    assert_true(b.failed && b.n == 0);
    buf_clear(&b);
    buf_printf(&b, "%s", ""); /* nothing into nothing */
    assert_true(!b.failed && b.n == 0);
    buf_printf(&b, "%s", "just ten..");
    assert_true(!b.failed && b.n == 10);
    buf_printf(&b, "%s", "");
    assert_true(!b.failed);
    buf_printf(&b, "!");
    assert_true(b.failed && b.n == 10);
    buf_clear(&b);
    for (int i = 0; i < 11; i++) /* a ceiling below the first capacity */
        buf_char(&b, 'x');
    assert_true(b.failed && b.n == 10);
    buf_clear(&b);
}

static void map_finds_what_was_put(void **state)
{
    (void) state;
    struct arena *a = arena_new(16u << 20);
    struct map *m = map_new(a);
    int values[3000];

    assert_null(map_get(m, SV("x")));
    for (int i = 0; i < 3000; i++) {
        values[i] = i;
        assert_true(map_put(m, arena_printf(a, "kunci-%d-yang-panjang", i), &values[i]));
    }
    assert_int_equal(map_count(m), 3000);
    for (int i = 0; i < 3000; i++) {
        int *got = map_get(m, arena_printf(a, "kunci-%d-yang-panjang", i));
        if (!got || *got != i)
            fail_msg("key %d", i);
    }
    assert_null(map_get(m, SV("kunci-3000-yang-panjang")));
    assert_false(map_put(m, SV("kunci-5-yang-panjang"), &values[6]));
    assert_ptr_equal(map_get(m, SV("kunci-5-yang-panjang")), &values[6]);
    assert_int_equal(map_count(m), 3000);
    assert_true(map_put(m, SV(""), &values[0]));
    assert_ptr_equal(map_get(m, SV_NULL), &values[0]); /* absent and empty are one key */
    arena_free(a);
}

static void err_cuts_at_a_character(void **state)
{
    (void) state;
    char long_text[400];
    struct err e;

    for (size_t shift = 0; shift < 4; shift++) { /* the cut falls on each byte of a four-byte character */
        memset(long_text, 'x', shift);
        for (size_t i = shift; i + 4 < sizeof long_text; i += 4)
            memcpy(long_text + i, "\xF0\x9F\x98\x80", 5);
        assert_false(err_set(&e, ERR_INPUT, "%s", long_text));
        if (!sv_utf8_ok(sv_of(e.text)) || strlen(e.text) < sizeof e.text - 4)
            fail_msg("shift %zu: %zu bytes", shift, strlen(e.text));
    }
    memset(long_text, 'x', 199);
    memcpy(long_text + 196, "\xE2\x82\xAC", 4); /* a whole character right at the end stays */
    err_set(&e, ERR_INPUT, "%s", long_text);
    assert_int_equal(strlen(e.text), 199);
}

static void err_set_begins_anew(void **state)
{
    (void) state;
    struct err e = { 0 };

    err_set(&e, ERR_INPUT, "satu");
    err_hint(&e, "h");
    err_cause(&e, "c");
    err_set(&e, ERR_BUSY, "dua: %s", e.text);
    assert_string_equal(e.text, "dua: satu");
    assert_int_equal(e.kind, ERR_BUSY);
    assert_true(!e.hint[0] && !e.cause[0]);
}

static void err_errno_knows_kinds(void **state)
{
    (void) state;
    static const struct {
        int code;
        enum err_kind kind;
    } rows[] = { { ENOSPC, ERR_BUSY }, { EACCES, ERR_DENIED }, { EIO, ERR_FAULT }, { EINVAL, ERR_FAULT } };
    struct err e;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        errno = rows[i].code;
        assert_false(err_errno(&e, "Menulis a.txt"));
        if (e.kind != rows[i].kind || strncmp(e.text, "Menulis a.txt gagal: ", 21) != 0 || !e.hint[0] ||
            !e.cause[0])
            fail_msg("errno %d: kind %d, %s", rows[i].code, e.kind, e.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(arena_first_item_may_be_huge),
        cmocka_unit_test(arena_ceiling_is_soft_and_sticky),
        cmocka_unit_test(arena_copies_and_prints),
        cmocka_unit_test(arena_push_keeps_items),
        cmocka_unit_test(buf_grows_to_its_ceiling),
        cmocka_unit_test(buf_writes_numbers),
        cmocka_unit_test(map_finds_what_was_put),
        cmocka_unit_test(err_cuts_at_a_character),
        cmocka_unit_test(err_set_begins_anew),
        cmocka_unit_test(err_errno_knows_kinds),
    };
    return cmocka_run_group_tests_name("arena_buf", tests, NULL, NULL);
}
