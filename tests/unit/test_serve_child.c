/* SPDX-License-Identifier: MIT
 * tests/unit/test_serve_child.c -- when a child starts again, and where the supervisor listens. */
#include "app/serve_priv.h"

#include "base/err.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static void waits_grow_and_a_steady_life_ends_them(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        unsigned failures;
        int64_t lived_ms, wait_ms;
    } rows[] = {
        { "first end", 0, 50, 100 },
        { "second in a row", 1, 50, 200 },
        { "fifth in a row", 4, 50, 1600 },
        { "never longer than the last step", 30, 50, CHILD_WAIT_LAST_MS },
        { "almost steady still counts", 2, CHILD_STEADY_MS - 1, 400 },
        { "a steady life begins anew", 30, CHILD_STEADY_MS, 100 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct child c = { .failures = rows[i].failures, .started_ms = 1000 };
        int64_t now = 1000 + rows[i].lived_ms;
        child_ended(&c, now);
        if (c.again_ms - now != rows[i].wait_ms)
            fail_msg("%s: waits %lld ms", rows[i].why, (long long) (c.again_ms - now));
    }
}

static void child_start_says_why_a_program_does_not_run(void **state)
{
    (void) state;
    char *argv[] = { (char[]){ "/nowhere/program" }, NULL };
    struct child c = { .name = "x", .argv = argv };
    struct err e = { 0 };
    int status;

    assert_false(child_start(&c, &e));
    assert_non_null(strstr(e.text, "/nowhere/program"));
    assert_int_equal(waitpid(c.pid, &status, 0), c.pid);
    assert_int_equal(WEXITSTATUS(status), 127);
}

static void child_kill_takes_the_whole_group(void **state)
{
    (void) state;
    char *argv[] = { (char[]){ "/bin/sh" }, (char[]){ "-c" }, (char[]){ "sleep 60 & echo begun >&2; wait" },
                     NULL };
    struct child c = { .name = "x", .argv = argv };
    struct err e = { 0 };
    int status;

    assert_true(child_start(&c, &e));
    usleep(50 * 1000);
    child_kill(&c);
    assert_int_equal(waitpid(c.pid, &status, 0), c.pid);
    for (int i = 0; i < 200 && kill(-c.pid, 0) == 0;
         i++) /* its own child belongs to init now, which counts it out */
        usleep(10 * 1000);
    assert_int_equal(kill(-c.pid, 0), -1);
}

static void serve_place_make_reads_addresses(void **state)
{
    (void) state;
    static const struct {
        const char *bind;
        int64_t port;
        bool tls, ok;
        const char *listen, *url;
    } rows[] = {
        { "127.0.0.1", 8080, false, true, "127.0.0.1:8080", "http://127.0.0.1:8080/" },
        { "0.0.0.0", 80, false, true, "0.0.0.0:80", "http://127.0.0.1:80/" },
        { "::1", 8443, true, true, "[::1]:8443", "https://[::1]:8443/" },
        { "::", 8443, false, true, "[::]:8443", "http://[::1]:8443/" },
        { "localhost", 8080, false, false, NULL, NULL },
        { "127.0.0.1;", 8080, false, false, NULL, NULL },
        { "", 8080, false, false, NULL, NULL },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct serve_place p;
        struct err e = { 0 };
        if (serve_place_make(rows[i].bind, rows[i].port, rows[i].tls, &p, &e) != rows[i].ok)
            fail_msg("\"%s\": %s", rows[i].bind, e.text);
        if (rows[i].ok && (strcmp(p.listen, rows[i].listen) != 0 || strcmp(p.url, rows[i].url) != 0))
            fail_msg("\"%s\": %s %s", rows[i].bind, p.listen, p.url);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_grow_and_a_steady_life_ends_them),
        cmocka_unit_test(child_start_says_why_a_program_does_not_run),
        cmocka_unit_test(child_kill_takes_the_whole_group),
        cmocka_unit_test(serve_place_make_reads_addresses),
    };

    return cmocka_run_group_tests_name("serve_child", tests, NULL, NULL);
}
