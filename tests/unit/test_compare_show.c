/* SPDX-License-Identifier: MIT
 * tests/unit/test_compare_show.c -- what `prasasti regulation compare` writes, exactly, over two made-up regulations: wide and
 * narrow. PRASASTI_GOLDEN=1 writes the files of tests/golden/compare/ anew, to be read like code. Needs dep_app, dep_cmocka.
 * Runs in the project's folder. */
#include "compare_fixture.h"

#include <stdlib.h>

#include "app/compare_show.h"
#include "base/buf.h"

#define GOLDEN "tests/golden/compare/"

static void is_file(const char *name, struct sv got, struct arena *a)
{
    const char *path = arena_printf(a, GOLDEN "%s", name).p;
    struct sv want = SV("");
    struct err e = { 0 };

    if (getenv("PRASASTI_GOLDEN")) {
        MUST(file_write_atomic(path, got, 0644, &e));
        return;
    }
    MUST(file_read(path, 1024 * 1024, a, &want, &e));
    if (!sv_eq(got, want))
        fail_msg("%s differs; got:\n%.*s", name, SV_FMT(got));
}

static size_t widest(struct sv text)
{
    struct sv line;
    size_t most = 0;

    while (sv_cut(&text, '\n', &line)) {
        size_t n = sv_utf8_count(line);

        most = n > most ? n : most;
        if (line.n && line.p[line.n - 1] == ' ')
            fail_msg("a blank at the end of \"%.*s\"", SV_FMT(line));
    }
    return most;
}

static void exact(void **state)
{
    static const struct {
        const char *file;
        struct compare_show how;
    } rows[] = {
        { "lebar.txt", { .width = 100 } },
        { "sempit.txt", { .width = 48 } },
        { "beda.txt", { .width = 100, .rows = COMPARE_ROWS_DIFFERENCES, .theme = SV_INIT("isi") } },
        { "semua.txt", { .width = 80, .rows = COMPARE_ROWS_ALL, .theme = SV_INIT("sepi") } },
    };
    struct compare_place *p = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf b;

        buf_init(&b, 1024 * 1024);
        compare_show(&p->c, &rows[i].how, p->a, &b);
        assert_false(b.failed);
        if (widest(buf_sv(&b)) > (size_t) rows[i].how.width)
            fail_msg("%s: %zu columns", rows[i].file, widest(buf_sv(&b)));
        is_file(rows[i].file, buf_sv(&b), p->a);
        buf_clear(&b);
    }
}

static void bold_only_where_asked_for(void **state)
{
    struct compare_place *p = *state;
    struct compare_show how = { .width = 100, .bold = true };
    struct buf b;

    buf_init(&b, 1024 * 1024);
    compare_show(&p->c, &how, p->a, &b);
    assert_true(sv_find(buf_sv(&b), SV("\x1b[1m")) >= 0);
    buf_reset(&b);
    how.bold = false;
    compare_show(&p->c, &how, p->a, &b);
    assert_true(sv_find(buf_sv(&b), SV("\x1b")) < 0);
    buf_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact),
        cmocka_unit_test(bold_only_where_asked_for),
    };

    return cmocka_run_group_tests_name("compare_show", tests, compare_setup, compare_teardown);
}
