/* SPDX-License-Identifier: MIT
 * tests/unit/test_problems.c -- lists of mistakes and suggestions. Needs dep_base, dep_cmocka. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/problems.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void problems_print_their_place(void **state)
{
    (void) state;
    struct arena *a = arena_new(1u << 16);
    struct problems ps;
    struct problem *p;
    struct buf b;

    buf_init(&b, 4096);
    problems_init(&ps, a, 10);
    p = problems_add(&ps, SV("nama"), "Kunci \"%s\" tidak dikenal.", "lable");
    p->file = SV("aplikasi.yaml");
    p->line = 4;
    p->col = 7;
    p->hint = SV("Maksud Anda \"label\"?");
    problems_add(&ps, SV("tanggal"), "Tanggal %d tidak ada.", 31);
    p = problems_add(&ps, SV_NULL, "Baris ini kosong.");
    p->line = 9;
    p = problems_add(&ps, SV_NULL, "Lembar tidak ada.");
    p->file = SV("Lembar1");
    problems_print(&ps, &b);
    buf_char(&b, '\0');
    assert_string_equal(buf_sv(&b).p,
                        "aplikasi.yaml:4:7: nama: Kunci \"lable\" tidak dikenal. (Maksud Anda \"label\"?)\n"
                        "tanggal: Tanggal 31 tidak ada.\n"
                        "9: Baris ini kosong.\n"
                        "Lembar1: Lembar tidak ada.\n");
    assert_ptr_equal(problems_of(&ps, SV("tanggal")), &ps.items[1]);
    assert_null(problems_of(&ps, SV("lain")));
    buf_clear(&b);
    arena_free(a);
}

static void problems_stop_at_their_number(void **state)
{
    (void) state;
    struct arena *a = arena_new(1u << 20);
    struct problems ps;
    struct buf b;

    for (size_t max = 0; max <= 17; max++) { /* 8 and 16 are also where the array grows */
        problems_init(&ps, a, max);
        for (int i = 0; i < 40; i++)
            problems_add(&ps, SV("x"), "ke-%d", i)->line = i + 1;
        if (ps.n != max || ps.more != 40 - max)
            fail_msg("max %zu: %zu kept, %zu more", max, ps.n, ps.more);
        for (size_t i = 0; i < max; i++)
            if (ps.items[i].line != (int) i + 1)
                fail_msg("max %zu: item %zu overwritten", max, i);
    }
    size_t used = arena_used(a);
    for (int i = 0; i < 10000; i++)
        problems_add(&ps, SV("x"), "ke-%d", i)->hint = SV("h");
    assert_int_equal(arena_used(a), used); /* a flood takes no more memory */
    problems_init(&ps, a, 1);
    problems_add(&ps, SV_NULL, "a");
    problems_add(&ps, SV_NULL, "b");
    buf_init(&b, 100);
    problems_print(&ps, &b);
    assert_true(sv_eq(buf_sv(&b), SV("a\n… dan 1 kesalahan lain\n")));
    buf_clear(&b);
    arena_free(a);
}

static void problems_suggest_the_nearest(void **state)
{
    (void) state;
    static const struct sv keys[] = { SV_INIT("label"),       SV_INIT("group"),   SV_INIT("perangkat_daerah"),
                                      SV_INIT("klasifikasi"), SV_INIT("tanggal"), SV_INIT("of") };
    static const struct {
        const char *why;
        struct sv in, want;
    } rows[] = {
        { "neighbours exchanged", SV_INIT("lable"), SV_INIT("label") },
        { "one missing", SV_INIT("labl"), SV_INIT("label") },
        { "one too many", SV_INIT("grooup"), SV_INIT("group") },
        { "capitals", SV_INIT("Label"), SV_INIT("label") },
        { "long key, several slips", SV_INIT("prangkat-daerrah"), SV_INIT("perangkat_daerah") },
        { "foreign spelling", SV_INIT("clasification"), { NULL, 0 } },
        { "too far", SV_INIT("warna"), { NULL, 0 } },
        { "too short to be sure", SV_INIT("ov"), { NULL, 0 } },
        { "empty", SV_INIT(""), { NULL, 0 } },
        { "longer than any key",
          SV_INIT("perangkat_daerah_perangkat_daerah_perangkat_daerah_perangkat_daerah_perangkat"),
          { NULL, 0 } },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sv got = problems_suggest(rows[i].in, keys, sizeof keys / sizeof keys[0]);
        if (!sv_eq(got, rows[i].want) || !got.p != !rows[i].want.p)
            fail_msg("%s: got %.*s", rows[i].why, SV_FMT(got));
    }
    assert_null(problems_suggest(SV("label"), NULL, 0).p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(problems_print_their_place),
        cmocka_unit_test(problems_stop_at_their_number),
        cmocka_unit_test(problems_suggest_the_nearest),
    };
    return cmocka_run_group_tests_name("problems", tests, NULL, NULL);
}
