/* SPDX-License-Identifier: MIT
 * Another program as a child: done, failed, too slow; nothing of ours reaches it and nothing it started stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/child.h"
#include "base/date.h"
#include "base/err.h"

static bool sh(const char *script, int limit_ms, struct err *e)
{
    const char *const argv[] = { "/bin/sh", "-c", script, NULL };
    struct arena *a = arena_new(64 * 1024);
    bool ok = child_run(argv, "/nonexistent", limit_ms, a, e);

    arena_free(a);
    return ok;
}

static void how_it_ends(void **state)
{
    (void) state;
    static const struct {
        const char *why, *script;
        int limit_ms;
        bool want;
    } rows[] = {
        { "it is done", "exit 0", 5000, true },
        { "it failed", "exit 3", 5000, false },
        { "it was killed", "kill -9 $$", 5000, false },
        { "it takes too long", "sleep 30", 200, false },
        { "its home is the one given", "test \"$HOME\" = /nonexistent", 5000, true },
        { "our environment is not its own", "test -z \"$RAHASIA\"", 5000, true },
        { "it has nothing to read", "! read line", 5000, true },
    };

    setenv("RAHASIA", "ya", 1);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err e = { 0 };

        if (sh(rows[i].script, rows[i].limit_ms, &e) != rows[i].want)
            fail_msg("%s: %s %s", rows[i].why, e.text, e.cause);
        assert_int_equal(e.kind, rows[i].want ? ERR_NONE : ERR_FAULT);
    }
}

static void a_program_that_is_not_there(void **state)
{
    (void) state;
    const char *const argv[] = { "/nonexistent/program", NULL };
    struct arena *a = arena_new(64 * 1024);
    struct err e = { 0 };

    assert_false(child_run(argv, "/", 1000, a, &e));
    arena_free(a);
}

/* What it left running ends with it. */
static void nothing_stays(void **state)
{
    (void) state;
    char path[] = "/tmp/prasasti-anak.XXXXXX", script[128];
    struct err e = { 0 };
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    close(fd);
    snprintf(script, sizeof script, "(sleep 1; echo masih >%s) &", path);
    assert_true(sh(script, 5000, &e));
    usleep(1500 * 1000);
    fd = open(path, O_RDONLY);
    assert_int_equal(lseek(fd, 0, SEEK_END), 0);
    close(fd);
    unlink(path);
}

static void found_by_path_or_name(void **state)
{
    (void) state;
    static const char *const paths[] = { "/nonexistent/sh", "/bin/sh", NULL };

    unsetenv("PRASASTI_UJI_ANAK");
    assert_string_equal(child_find("PRASASTI_UJI_ANAK", paths), "/bin/sh");
    setenv("PRASASTI_UJI_ANAK", "/nonexistent/lain", 1);
    assert_null(
        child_find("PRASASTI_UJI_ANAK", paths)); /* named, and not there: no other is taken in its place */
    unsetenv("PRASASTI_UJI_ANAK");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(how_it_ends),
        cmocka_unit_test(a_program_that_is_not_there),
        cmocka_unit_test(nothing_stays),
        cmocka_unit_test(found_by_path_or_name),
    };
    return cmocka_run_group_tests_name("child", tests, NULL, NULL);
}
