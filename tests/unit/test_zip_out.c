/* SPDX-License-Identifier: MIT
 * tests/unit/test_zip_out.c -- a ZIP into a file and into a buffer: the same bytes, ceilings kept, nothing left of a failure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "model/zip_out.h"

enum { MIB = 1024 * 1024, WHEN = 1770000000 };

struct place {
    char dir[64];
    const char *zip, *part;
    struct arena *a;
};

static int set_up(void **state)
{
    struct place *p = calloc(1, sizeof *p);

    assert_non_null(p);
    p->a = arena_new(8 * MIB);
    snprintf(p->dir, sizeof p->dir, "/tmp/prasasti-zip.XXXXXX");
    assert_non_null(mkdtemp(p->dir));
    p->zip = arena_printf(p->a, "%s/a.zip", p->dir).p;
    p->part = arena_printf(p->a, "%s/bagian", p->dir).p;
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    struct place *p = *state;

    unlink(p->zip);
    unlink(p->part);
    assert_int_equal(rmdir(p->dir), 0);
    arena_free(p->a);
    free(p);
    return 0;
}

/* Grows well in a buffer and packs well: a hundred thousand bytes that say little. */
static struct sv long_text(struct arena *a)
{
    struct buf b;
    struct sv out;

    buf_init(&b, MIB);
    for (int i = 0; i < 5000; i++)
        buf_printf(&b, "Dinas nomor %d;\n", i % 7);
    out = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return out;
}

static void a_file_and_a_buffer_get_the_same(void **state)
{
    struct place *p = *state;
    struct sv text = long_text(p->a), from_file;
    size_t sizes[2] = { 0 };

    for (int how = ZIP_STORED; how <= ZIP_DEFLATED; how++) {
        struct err e = { 0 };
        struct zip_out *one, *two;
        struct buf b;

        buf_init(&b, MIB);
        assert_true(file_write_atomic(p->part, text, 0600, &e));
        one = zip_out_open(p->zip, (enum zip_packing) how, &e);
        two = zip_out_begin(&b, (enum zip_packing) how, &e);
        assert_true(one && two);
        assert_true(zip_out_file(one, "a/teks.txt", p->part, WHEN, &e) &&
                    zip_out_part(one, "kosong", SV(""), WHEN, &e) && zip_out_close(one, &e));
        assert_true(zip_out_part(two, "a/teks.txt", text, WHEN, &e) &&
                    zip_out_part(two, "kosong", SV(""), WHEN, &e) && zip_out_close(two, &e));
        assert_true(file_read(p->zip, MIB, p->a, &from_file, &e));
        if (!sv_eq(from_file, buf_sv(&b)))
            fail_msg("packing %d: %zu and %zu bytes", how, from_file.n, b.n);
        sizes[how] = b.n;
        buf_clear(&b);
    }
    assert_true(sizes[ZIP_STORED] > text.n);
    assert_true(sizes[ZIP_DEFLATED] < text.n / 10);
}

static void the_ceiling_of_the_buffer_holds(void **state)
{
    struct place *p = *state;
    const struct zip_part parts[] = { { SV("pendek"), SV("x") }, { SV("panjang"), long_text(p->a) } };
    struct err e = { 0 };
    struct buf b;

    buf_init(&b, 16 * 1024);
    assert_true(zip_parts_write(&b, parts, 1, SV("bukti"), WHEN, p->a, &e));
    buf_reset(&b);
    assert_false(zip_parts_write(&b, parts, 2, SV("bukti"), WHEN, p->a, &e));
    assert_int_equal(e.kind, ERR_FAULT);
    assert_string_equal(e.text, "Berkas bukti tidak dapat dibuat.");
    assert_true(b.n <= 16 * 1024);
    buf_clear(&b);
}

static void nothing_is_left_of_a_failure(void **state)
{
    struct place *p = *state;
    struct err e = { 0 };
    struct zip_out *z = zip_out_open(p->zip, ZIP_STORED, &e);

    assert_non_null(z);
    assert_true(file_exists(p->zip));
    assert_false(zip_out_file(z, "tidak-ada", p->part, WHEN, &e));
    assert_int_not_equal(e.kind, ERR_NONE);
    zip_out_cancel(z);
    assert_false(file_exists(p->zip));
    assert_null(zip_out_open(arena_printf(p->a, "%s/tidak/ada.zip", p->dir).p, ZIP_STORED, &e));
    zip_out_cancel(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_and_a_buffer_get_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_ceiling_of_the_buffer_holds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_is_left_of_a_failure, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("zip_out", tests, NULL, NULL);
}
