/* SPDX-License-Identifier: MIT
 * tests/unit/test_file.c -- whole files in and out, and the log line. Needs dep_base, dep_cmocka. */
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

struct place {
    struct arena *a;
    char dir[64];
};

static int setup(void **state)
{
    struct place *pl = calloc(1, sizeof *pl);

    if (!pl)
        return -1;
    pl->a = arena_new(16u << 20);
    snprintf(pl->dir, sizeof pl->dir, "/tmp/test_file.XXXXXX");
    *state = pl;
    return mkdtemp(pl->dir) ? 0 : -1;
}

static const char *in(struct place *pl, const char *name)
{
    return arena_printf(pl->a, "%s/%s", pl->dir, name).p;
}

static int teardown(void **state)
{
    struct place *pl = *state;
    static const char *const leftovers[] = { "a.yaml", "b.yaml", "c.txt", ".hidden.yaml", "big", "log" };

    for (size_t i = 0; i < sizeof leftovers / sizeof leftovers[0]; i++)
        unlink(in(pl, leftovers[i]));
    rmdir(in(pl, "x/y/z"));
    rmdir(in(pl, "x/y"));
    rmdir(in(pl, "x"));
    int left = rmdir(pl->dir); /* fails when a temporary file was left behind */
    arena_free(pl->a);
    free(pl);
    return left;
}

static void file_comes_back(void **state)
{
    struct place *pl = *state;
    struct err e = { 0 };
    struct sv got;
    struct stat st;

    assert_true(file_write_atomic(in(pl, "a.yaml"), SV("satu\0dua"), 0640, &e));
    assert_true(file_read(in(pl, "a.yaml"), 100, pl->a, &got, &e));
    assert_true(sv_eq(got, SV("satu\0dua")));
    assert_int_equal(got.p[got.n], 0);
    assert_int_equal(stat(in(pl, "a.yaml"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_true(file_write_atomic(in(pl, "a.yaml"), SV_NULL, 0600, &e)); /* replaces, also with nothing */
    assert_true(file_read(in(pl, "a.yaml"), 100, pl->a, &got, &e));
    assert_true(got.n == 0 && got.p);
    assert_true(file_exists(in(pl, "a.yaml")) && !file_exists(in(pl, "b.yaml")));
}

static void file_read_says_why_not(void **state)
{
    struct place *pl = *state;
    struct err e = { 0 };
    struct sv got = SV_NULL;

    assert_false(file_read(in(pl, "none"), 100, pl->a, &got, &e));
    assert_int_equal(e.kind, ERR_MISSING);
    assert_false(file_read(pl->dir, 100, pl->a, &got, &e));
    assert_int_equal(e.kind, ERR_FAULT);
    assert_true(file_write_atomic(in(pl, "a.yaml"), SV("0123456789"), 0600, &e));
    assert_true(file_read(in(pl, "a.yaml"), 10, pl->a, &got, &e));
    got = SV_NULL;
    assert_false(file_read(in(pl, "a.yaml"), 9, pl->a, &got, &e));
    assert_int_equal(e.kind, ERR_INPUT);
    assert_null(got.p);
    assert_true(
        file_read("/proc/self/status", 1u << 16, pl->a, &got, &e)); /* a file whose size is told as 0 */
    assert_true(got.n > 100);
    assert_false(file_write_atomic(in(pl, "no/such/folder"), SV("x"), 0600, &e));
    assert_true(e.text[0] && e.hint[0] && e.cause[0]);
}

static void file_grows_past_the_first_guess(void **state)
{
    struct place *pl = *state;
    struct err e = { 0 };
    struct sv got;
    int fds[2];
    char block[1000];

    memset(block, 'x', sizeof block);
    assert_int_equal(pipe(fds), 0);
    for (int i = 0; i < 30; i++)
        assert_int_equal(write(fds[1], block, sizeof block), sizeof block);
    close(fds[1]);
    assert_true(file_read(arena_printf(pl->a, "/proc/self/fd/%d", fds[0]).p, 30000, pl->a, &got, &e));
    assert_int_equal(got.n, 30000);
    close(fds[0]);
}

static void file_lists_in_order(void **state)
{
    struct place *pl = *state;
    struct err e = { 0 };
    struct sv *names;
    size_t n;

    assert_true(file_list(pl->dir, ".yaml", pl->a, &names, &n, &e));
    assert_int_equal(n, 0);
    assert_true(file_write_atomic(in(pl, "b.yaml"), SV("x"), 0600, &e) &&
                file_write_atomic(in(pl, "a.yaml"), SV("x"), 0600, &e) &&
                file_write_atomic(in(pl, "c.txt"), SV("x"), 0600, &e) &&
                file_write_atomic(in(pl, ".hidden.yaml"), SV("x"), 0600, &e));
    assert_true(file_list(pl->dir, ".yaml", pl->a, &names, &n, &e));
    assert_int_equal(n, 2);
    assert_true(sv_eq(names[0], SV("a.yaml")) && sv_eq(names[1], SV("b.yaml")));
    assert_false(file_list(in(pl, "none"), "", pl->a, &names, &n, &e));
    assert_int_equal(e.kind, ERR_MISSING);
}

static void file_changed_sees_another_and_a_rewritten_one(void **state)
{
    struct place *pl = *state;
    const char *path = in(pl, "c.txt");
    struct stat seen = { 0 };
    struct err e = { 0 };

    assert_false(file_changed(path, &seen)); /* not there */
    assert_true(file_write_atomic(path, SV("satu"), 0600, &e));
    assert_true(file_changed(path, &seen));
    assert_false(file_changed(path, &seen));
    assert_true(file_write_atomic(path, SV("dua!"), 0600, &e)); /* as long, another file */
    assert_true(file_changed(path, &seen));
    struct timespec old[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };
    assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
    assert_true(file_changed(path, &seen));
    assert_int_equal(seen.st_mtim.tv_sec, 1000000000);
    assert_int_equal(unlink(path), 0);
    assert_false(file_changed(path, &seen)); /* gone: what was seen stays */
}

static void file_mkdirs_makes_the_way(void **state)
{
    struct place *pl = *state;
    struct err e = { 0 };

    assert_true(file_mkdirs(in(pl, "x/y/z"), 0700, &e));
    assert_true(file_mkdirs(in(pl, "x/y/z/"), 0700, &e)); /* again, and with a slash */
    assert_true(file_exists(in(pl, "x/y/z")));
    assert_true(file_write_atomic(in(pl, "a.yaml"), SV("x"), 0600, &e));
    assert_false(file_mkdirs(in(pl, "a.yaml"), 0700, &e));
    assert_false(file_mkdirs(in(pl, "a.yaml/b"), 0700, &e));
    assert_false(file_mkdirs("", 0700, &e));
}

static void log_line_cannot_be_forged(void **state)
{
    struct place *pl = *state;
    struct err e = { 0 };
    struct sv got, line;
    char long_text[5000];
    int saved = dup(STDERR_FILENO), fd = open(in(pl, "log"), O_CREAT | O_RDWR, 0600);

    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    assert_true(fd >= 0 && dup2(fd, STDERR_FILENO) >= 0);
    log_line(LOG_WARN, "web", "permintaan %d: %s", 7, "a\n2026 info x\x1b[2J");
    log_line(LOG_INFO, "web", "%s", long_text);
    dup2(saved, STDERR_FILENO);
    close(saved);
    close(fd);
    assert_true(file_read(in(pl, "log"), 10000, pl->a, &got, &e));
    assert_true(sv_cut(&got, '\n', &line));
    assert_true(sv_ends(line, SV(" warn web permintaan 7: a?2026 info x?[2J")));
    assert_true(sv_cut(&got, '\n', &line) && line.n > 1900 && sv_ends(line, SV("xxx")));
    assert_false(sv_cut(&got, '\n', &line));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(file_comes_back),
        TEST(file_read_says_why_not),
        TEST(file_grows_past_the_first_guess),
        TEST(file_lists_in_order),
        TEST(file_changed_sees_another_and_a_rewritten_one),
        TEST(file_mkdirs_makes_the_way),
        TEST(log_line_cannot_be_forged),
    };
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
