/* SPDX-License-Identifier: MIT
 * tests/unit/test_import_whole.c -- whole files, on both engines: killed in mid-write, and with PRASASTI_SHARED the example
 * files there, which must go in untouched. */
#include "import_fixture.h"

#include <signal.h>
#include <sys/wait.h>

#include "base/file.h"

struct pipe_end {
    int fd;
};

static bool tell(void *ctx, const char *what, size_t done, size_t of, struct err *e)
{
    const struct pipe_end *p = ctx;
    char c = 'x';

    (void) of;
    (void) e;
    if (strcmp(what, "mencatat baris") == 0 && done > 400 && write(p->fd, &c, 1) != 1)
        _exit(3);
    return true;
}

/* The child imports on connections of its own and is killed in the middle of its writing. */
static void a_killed_import_leaves_nothing(void **state)
{
    struct world *w = *state;
    const char *text = many_rows(w, 4000, -1);
    int64_t events = count_rows(w, "peristiwa");
    int fds[2], status;
    char c;
    pid_t child;

    assert_int_equal(pipe(fds), 0);
    child = fork();
    if (child == 0) {
        struct pipe_end end = { fds[1] };
        struct place mine = *w->at;
        struct job j = job_of(w, who_system(), "aset_tik");
        struct err err = { 0 };

        j.conf.progress = (struct progress){ tell, &end };
        if (!place_open_pool(&mine, 1) || !db_lease(mine.pool, DB_WRITE, 5000, &w->db, &err) ||
            !import_open(sv_of(text), &j.conf, w->a, &j.im, &err) || !import_check(w->db, j.im, &err))
            _exit(2);
        import_apply(w->db, j.im, false, &err);
        _exit(0);
    }
    close(fds[1]);
    assert_int_equal(read(fds[0], &c, 1), 1);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    close(fds[0]);
    assert_int_equal(count_rows(w, "aset_tik"), 0);
    assert_int_equal(count_rows(w, "aset_tik_h"), 0);
    assert_int_equal(count_rows(w, "peristiwa"), events);
    assert_int_equal(one_int(w->db, "select count(*) from hitung where register = 'aset_tik'"), 0);
    struct job j = job_of(w, who_system(), "aset_tik");

    look(&j, text);
    assert_true(put(&j, false));
    assert_int_equal(count_rows(w, "aset_tik"), 4000);
}

/* --- the example files ------------------------------------------------------------------------------------------------------------------ */

static void the_example_files_go_in_untouched(void **state)
{
    static const struct {
        const char *reg, *file;
        size_t rows;
    } files[] = {
        { "perangkat_daerah", "perangkat-daerah.csv", 40 },
        { "aplikasi", "inventaris-aplikasi.xlsx", 122 },
        { "aset_tik", "aset-tik.csv", 400 },
    };
    struct world *w = *state;
    const char *shared = getenv("PRASASTI_SHARED");
    struct err err = { 0 };
    struct sv bytes;

    if (!shared)
        skip();
    run(w->db,
        "update perangkat_daerah set dihapus = '2026-01-01T00:00:00Z'"); /* an empty region but for its accounts */
    for (size_t i = 0; i < 3; i++)
        for (int time = 0; time < 2; time++) {
            struct job j = job_of(w, who_system(), files[i].reg);

            MUST(file_read(arena_printf(w->a, "%s/contoh/%s", shared, files[i].file).p, 1 << 20, w->a, &bytes,
                           &err));
            MUST(import_open(bytes, &j.conf, w->a, &j.im, &err));
            MUST(import_check(w->db, j.im, &err));
            counted(&j, files[i].file, time ? 0 : files[i].rows, 0, time ? files[i].rows : 0, 0);
            assert_true(put(&j, false));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD(a_killed_import_leaves_nothing),
        WORLD(the_example_files_go_in_untouched),
    };

    PLACES_RUN("import_whole", tests);
}
