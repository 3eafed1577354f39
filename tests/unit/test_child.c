/* SPDX-License-Identifier: MIT
 * Another program as a child: done, failed, too slow, stopped; its ceilings; nothing of ours reaches it and nothing it started stays. */
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
    assert_int_equal(child_wait(&(struct child_task){ .argv = argv, .home = "/", .limit_ms = 1000 }, a, &e),
                     CHILD_NOT_STARTED);
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

static enum child_end run(struct child_task t, const char *script, struct err *e)
{
    const char *const argv[] = { "/bin/sh", "-c", script, NULL };
    struct arena *a = arena_new(64 * 1024);
    enum child_end end;

    t.argv = argv;
    t.home = "/";
    t.limit_ms = 20 * 1000;
    end = child_wait(&t, a, e);
    arena_free(a);
    return end;
}

/* They hold for what it starts, too. */
static void ceilings_hold(void **state)
{
    (void) state;
    const struct child_task memory = { .memory_bytes = (uint64_t) 64 << 20 }, cpu = { .cpu_s = 1 },
                            none = { 0 };
    int64_t began = time_now_ms();
    struct err e = { 0 };

    assert_int_equal(run(none, "sleep 0.1; test \"$(ulimit -c)\" = 0", &e), CHILD_DONE);
    assert_int_equal(run(memory, "sleep 0.1; sh -c 'test \"$(ulimit -v)\" = 65536'", &e), CHILD_DONE);
    assert_int_equal(run(cpu, "sleep 0.1; while :; do :; done", &e), CHILD_FAILED);
    assert_true(time_now_ms() - began < 15 * 1000);
    assert_int_equal(e.kind, ERR_NONE);
}

static bool look(void *ctx, struct err *e)
{
    int *left = ctx;

    return --*left > 0 || err_set(e, ERR_BUSY, T("Dihentikan."));
}

/* Whoever watches may end it, and the words are his. */
static void a_watcher_ends_it(void **state)
{
    (void) state;
    int left = 3, often = 100000;
    struct err e = { 0 };

    assert_int_equal(run((struct child_task){ .watch = look, .ctx = &often }, "exit 0", &e), CHILD_DONE);
    assert_int_equal(run((struct child_task){ .watch = look, .ctx = &often }, "exit 1", &e), CHILD_FAILED);
    assert_int_equal(e.kind, ERR_NONE);
    assert_int_equal(run((struct child_task){ .watch = look, .ctx = &left }, "sleep 30", &e), CHILD_STOPPED);
    assert_int_equal(left, 0);
    assert_int_equal(e.kind, ERR_BUSY);
    assert_string_equal(e.text, "Dihentikan.");
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
        cmocka_unit_test(how_it_ends),       cmocka_unit_test(a_program_that_is_not_there),
        cmocka_unit_test(nothing_stays),     cmocka_unit_test(ceilings_hold),
        cmocka_unit_test(a_watcher_ends_it), cmocka_unit_test(found_by_path_or_name),
    };
    return cmocka_run_group_tests_name("child", tests, NULL, NULL);
}
