/* SPDX-License-Identifier: MIT
 * tests/unit/test_job.c -- long work beside the requests: done, failed, stopped on request, killed in the middle and taken up
 * again; nobody else's to see, one process at a time. The program itself is the process that works, as `prasasti job` is. */
#include "uji_fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>

#include "page/job_priv.h"
#include "who/actor.h"

enum { STEPS = 40, WAIT_MS = 60 * 1000 };

/* --- a kind ------------------------------------------------------------------------------------------------------------- */

static void note(const struct job_run *run, const char *name, const char *line)
{
    int fd = open(job_run_path(run, name), O_WRONLY | O_CREAT | O_APPEND, 0600);

    assert_true(fd >= 0 && write(fd, line, strlen(line)) == (ssize_t) strlen(line));
    close(fd);
}

static void nap(long ms)
{
    const struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

    nanosleep(&t, NULL);
}

/* Counts to STEPS; from "tahan" on it waits for as long as that file is there. */
static bool count_run(struct job_run *run, struct err *e)
{
    struct err none = { 0 };
    char line[32];

    if (json_flag(run->job->input, SV("salah"), false)) {
        err_set(e, ERR_INPUT, T("Isian ini salah."));
        return err_hint(e, T("Perbaiki."));
    }
    snprintf(line, sizeof line, "%d\n", (int) getpid());
    note(run, "mulai", line);
    jsonw_key(run->out, SV("langkah"));
    jsonw_list(run->out);
    for (int i = 1; i <= STEPS; i++) {
        jsonw_int(run->out, i);
        run->told_ms = 0; /* each step, not each 300 ms */
        if (!progress_tell(&run->progress, T("menghitung langkah"), (size_t) i, STEPS, e))
            return false;
        while (i == STEPS / 2 && file_exists(job_run_path(run, "tahan"))) {
            run->told_ms = 0;
            if (!progress_tell(&run->progress, T("menghitung langkah"), (size_t) i, STEPS, e))
                return false;
            nap(10);
        }
    }
    jsonw_end(run->out);
    note(run, "selesai", "x");
    return file_write_atomic(job_file(run, SV("jumlah.csv")), SV("1;2;3\n"), 0600, &none);
}

static bool allowed = true;
static bool count_may(const struct region *r, const struct actor *who, const struct job *j, struct err *e)
{
    (void) r;
    (void) who;
    (void) j;
    return allowed || err_set(e, ERR_DENIED, T("Tidak lagi."));
}

static void count_show(struct job_page *jp)
{
    (void) jp;
}

static const struct job_kind count_kind = { .key = "hitung",
                                            .label = T("Hitungan"),
                                            .doing = T("Sedang dihitung"),
                                            .arena_bytes = UJI_MIB,
                                            .again = true,
                                            .once = true,
                                            .may = count_may,
                                            .run = count_run,
                                            .show = count_show };
const struct job_kind *const job_kinds[] = { &count_kind };
const size_t job_kinds_n = 1;

/* --- tools -------------------------------------------------------------------------------------------------------------- */

static const struct actor *person(struct uji *u, const char *name)
{
    int64_t id = MAKE(u, "akun", "nama", name, "nama_pengguna", name, "jenjang", "operator");
    struct db *db = uji_read(u);
    struct actor *who = NULL;
    struct err e = { 0 };

    MUST(who_actor_load(db, u->region->levels, id, region_today(u->region), u->a, &who, &e));
    db_release(db);
    return who;
}

static void put_wrong(struct jsonw *w, const void *ctx)
{
    jsonw_kbool(w, "salah", *(const bool *) ctx);
}

static struct job *make(struct uji *u, const struct actor *who, bool wrong)
{
    struct err e = { 0 };
    struct job *j;

    MUST(job_make(u->region, who, &count_kind, SV("empat puluh"), u->a, &j, &e));
    MUST(job_save(j, put_wrong, &wrong, &e));
    MUST(job_load(u->region, who, &count_kind, j->id, u->a, &j, &e));
    return j;
}

static void put_file(const struct job *j, const char *name)
{
    struct err e = { 0 };

    MUST(file_write_atomic(job_path(j, name), SV("x"), 0600, &e));
}

static struct job_state wait_for(const struct job *j, enum job_stage stage, size_t done)
{
    struct job_state s;

    for (int i = 0; i < WAIT_MS / 20; i++) {
        job_state(j, &s);
        if (s.stage == stage && s.done >= done)
            return s;
        nap(20);
    }
    fail_msg("stage %d after a minute, want %d", (int) s.stage, (int) stage);
    return s;
}

static int starts(struct uji *u, const struct job *j)
{
    struct err e = { 0 };
    struct sv text;
    int n = 0;

    if (!file_exists(job_path(j, "mulai")))
        return 0;
    MUST(file_read(job_path(j, "mulai"), 1000, u->a, &text, &e));
    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == '\n';
    return n;
}

static int64_t last_pid(struct uji *u, const struct job *j)
{
    struct err e = { 0 };
    struct sv text, line;
    int64_t pid = 0;

    MUST(file_read(job_path(j, "mulai"), 1000, u->a, &text, &e));
    while (sv_cut(&text, '\n', &line) && line.n)
        assert_true(sv_int(line, &pid));
    return pid;
}

/* --- tests -------------------------------------------------------------------------------------------------------------- */

static void it_is_done_by_another_process(void **state)
{
    struct uji *u = *state;
    const struct actor *ani = person(u, "ani"), *budi = person(u, "budi");
    struct job *j = make(u, ani, false), *got;
    struct job_state s;
    struct err e = { 0 };

    job_state(j, &s);
    assert_int_equal(s.stage, JOB_NEW);
    MUST(job_start(u->region, j, &e));
    s = wait_for(j, JOB_DONE, 0);
    assert_int_equal(json_get(s.result, SV("langkah"))->n, STEPS);
    assert_int_equal(s.n_files, 1);
    assert_string_equal(sv_cstr(s.files[0], u->a), "jumlah.csv");
    assert_true(file_exists(job_kept(j, s.files[0], u->a)));
    assert_true(last_pid(u, j) != getpid());
    assert_false(job_load(u->region, budi, NULL, j->id, u->a, &got, &e));
    assert_int_equal(e.kind, ERR_MISSING);
    MUST(job_start(u->region, j, &e)); /* once is once */
    assert_int_equal(starts(u, j), 1);
    MUST(job_remove(j, &e));
    assert_false(job_load(u->region, ani, NULL, j->id, u->a, &got, &e));
}

/* What was chosen last counts, also when it is done in the request that chose it. */
static void a_refusal_is_kept_with_its_reason(void **state)
{
    struct uji *u = *state;
    struct job *j = make(u, person(u, "citra"), false);
    struct err e = { 0 };
    struct job_state s;
    bool wrong = true;

    MUST(job_save(j, put_wrong, &wrong, &e));
    MUST(job_do(u->region, who_system(), j, &e));
    job_state(j, &s);
    assert_int_equal(s.stage, JOB_FAILED);
    assert_true(sv_eq(s.why, SV("Isian ini salah.")) && sv_eq(s.hint, SV("Perbaiki.")));
}

static void killed_in_the_middle_it_is_taken_up_again(void **state)
{
    struct uji *u = *state;
    const struct actor *who = person(u, "dewi");
    struct job *j = make(u, who, false);
    struct err e = { 0 };
    struct job_state s;

    put_file(j, "tahan");
    MUST(job_start(u->region, j, &e));
    s = wait_for(j, JOB_RUNNING, STEPS / 2);
    assert_string_equal(s.what, "menghitung langkah");
    assert_int_equal(s.of, STEPS);
    assert_false(job_start(u->region, j, &e)); /* one at a time */
    assert_int_equal(e.kind, ERR_CONFLICT);
    assert_false(job_remove(j, &e));
    assert_false(job_idle(j, false, &e));
    assert_int_equal(kill((pid_t) last_pid(u, j), SIGKILL), 0);
    s = wait_for(j, JOB_STOPPED, STEPS / 2); /* at once, not after a time of grace */
    assert_int_equal(s.n_files, 0);
    unlink(job_path(j, "tahan"));
    MUST(job_start(u->region, j, &e));
    wait_for(j, JOB_DONE, 0);
    assert_int_equal(starts(u, j), 2);
}

static void it_stops_when_asked(void **state)
{
    struct uji *u = *state;
    struct job *j = make(u, person(u, "eko"), false);
    struct err e = { 0 };
    struct job_state s;

    put_file(j, "tahan");
    MUST(job_start(u->region, j, &e));
    wait_for(j, JOB_RUNNING, STEPS / 2);
    MUST(job_stop(j, &e));
    s = wait_for(j, JOB_CANCELLED, 0);
    assert_int_equal(json_get(s.result, SV("langkah"))->n, STEPS / 2); /* what it had told is whole JSON */
    assert_false(file_exists(job_path(j, "selesai")));
    unlink(job_path(j, "tahan"));
    MUST(job_start(u->region, j, &e));
    wait_for(j, JOB_DONE, 0);
}

/* Rights count as they are when it runs, not as they were when it was asked for. */
static void it_runs_with_the_rights_of_now(void **state)
{
    struct uji *u = *state;
    const struct actor *who = person(u, "fajar");
    struct job *j = make(u, who, false), *got;
    struct err e = { 0 };
    struct job_state s;
    struct db *db = uji_write(u);
    struct stmt *q = NULL;
    bool row;

    MUST(db_begin(db, &e));
    MUST(db_prepare(db, SV("update akun set status = 'nonaktif' where nama_pengguna = 'fajar'"), &q, &e));
    MUST(stmt_step(q, &row, &e));
    stmt_done(q);
    MUST(db_commit(db, &e));
    db_release(db);
    MUST(job_start(u->region, j, &e));
    s = wait_for(j, JOB_FAILED, 0);
    assert_true(s.why.n > 0);
    assert_int_equal(starts(u, j), 0);
    allowed = false;
    assert_false(job_load(u->region, who, NULL, j->id, u->a, &got, &e));
    assert_int_equal(e.kind, ERR_DENIED);
    allowed = true;
}

static void old_ones_make_room(void **state)
{
    struct uji *u = *state;
    const struct actor *who = person(u, "gita");
    struct err e = { 0 };
    struct job **all;
    size_t n;

    for (int i = 0; i < 25; i++)
        make(u, who, false);
    MUST(job_mine(u->region, who, u->a, &all, &n, &e));
    assert_int_equal(n, 20);
    assert_true(all[0]->made >= all[19]->made);
}

static void a_name_that_is_no_job_is_not_there(void **state)
{
    static const char *const names[] = { "",
                                         "x",
                                         "../../prasasti.json",
                                         "0123456789abcdef0123456",
                                         "000000000000000000000000",
                                         "0123456789ABCDEF01234567" };
    struct uji *u = *state;
    struct err e = { 0 };
    struct job *j;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (job_load(u->region, NULL, NULL, sv_of(names[i]), u->a, &j, &e) || e.kind != ERR_MISSING)
            fail_msg("%s", names[i]);
}

/* --- the process -------------------------------------------------------------------------------------------------------- */

/* job --data DIR ID */
static int as_process(char **argv)
{
    struct problems ps;
    struct region *r = NULL;
    struct err e = { 0 };
    struct arena *a;
    pid_t pid = fork();
    bool ok;

    if (pid != 0)
        return pid < 0;
    a = arena_new(UJI_MIB);
    problems_init(&ps, a, 5);
    ok = region_open(argv[3], uji_now, &r, &ps, &e) && job_process(r, sv_of(argv[4]), &e);
    region_close(r);
    arena_free(a);
    return !ok;
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_done_by_another_process),
        cmocka_unit_test(a_refusal_is_kept_with_its_reason),
        cmocka_unit_test(killed_in_the_middle_it_is_taken_up_again),
        cmocka_unit_test(it_stops_when_asked),
        cmocka_unit_test(it_runs_with_the_rights_of_now),
        cmocka_unit_test(old_ones_make_room),
        cmocka_unit_test(a_name_that_is_no_job_is_not_there),
    };

    if (argc == 5 && strcmp(argv[1], "job") == 0)
        return as_process(argv);
    return cmocka_run_group_tests(tests, uji_open, uji_close);
}
