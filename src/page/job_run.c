/* SPDX-License-Identifier: MIT
 * page/job_run.c -- does a job: here, or in a process of its own that outlives the request which started it. */
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/file.h"
#include "page/job_priv.h"

enum { LEASE_MS = 60 * 1000, SAY_EVERY_MS = 300, WAIT_MS = 2500, WAIT_STEP_MS = 50, LOCK_FD = 3 };

/* --- what run() uses ---------------------------------------------------------------------------------------------------- */

static bool told(void *ctx, const char *what, size_t done, size_t of, struct err *e)
{
    struct job_run *run = ctx;
    struct err none = { 0 };

    if (time_now_ms() - run->told_ms < SAY_EVERY_MS)
        return true;
    run->told_ms = time_now_ms();
    /* Progress that cannot be told is no reason to stop. */
    (void) job_tell_file(run->job, what, done, of, &none);
    if (!job_is_stopping(run->job))
        return true;
    run->cancelled = true;
    return err_set(e, ERR_CONFLICT, T("Dihentikan atas permintaan."));
}

const char *job_run_path(const struct job_run *run, const char *name)
{
    return arena_printf(run->a, "%s/%s", run->job->dir, name).p;
}

const char *job_file(struct job_run *run, struct sv name)
{
    for (size_t i = 0; i < run->n_files; i++)
        if (sv_eq(run->files[i], name))
            return job_kept(run->job, name, run->a);
    if (run->n_files < JOB_FILES_MAX)
        run->files[run->n_files++] = name;
    return job_kept(run->job, name, run->a);
}

/* --- doing it ----------------------------------------------------------------------------------------------------------- */

/* Only files that are there: a run may have stopped before it made them. */
static size_t made_files(const struct job_run *run, struct sv *out)
{
    size_t n = 0;

    for (size_t i = 0; i < run->n_files; i++)
        if (file_exists(job_kept(run->job, run->files[i], run->a)))
            out[n++] = run->files[i];
    return n;
}

static bool leave(struct job_run *run, struct buf *b, bool ok, const struct err *why, struct err *e)
{
    struct sv files[JOB_FILES_MAX];
    size_t n = made_files(run, files);
    struct err full = { 0 };
    bool whole;

    while (run->out->depth) /* lists and maps that were open when it stopped */
        jsonw_end(run->out);
    whole = buf_ok(b, &full);
    if (ok && !whole)
        why = &full;
    return job_end(run->job,
                   run->cancelled ? JOB_CANCELLED
                   : ok && whole  ? JOB_DONE
                                  : JOB_FAILED,
                   why, whole ? buf_sv(b) : SV("{}"), files, n, e);
}

/* The lock is held by the caller. *done: it did what it was asked for. */
static bool work(const struct region *r, const struct actor *who, const struct job *j, bool *done,
                 struct err *e)
{
    struct arena *a = arena_new(j->kind->arena_bytes);
    struct job_run run = { .region = r, .who = who, .job = j, .a = a };
    struct err why = { 0 };
    struct jsonw w;
    struct buf b;
    bool ok;

    buf_init(&b, JOB_STATE_MAX);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    run.out = &w;
    run.progress = (struct progress){ told, &run };
    *done = j->kind->run(&run, &why);
    ok = leave(&run, &b, *done, &why, e);
    buf_clear(&b);
    arena_free(a);
    if (ok && !*done && !run.cancelled && (why.kind == ERR_FAULT || why.kind == ERR_BUSY)) {
        *e = why; /* not what was sent is to blame: to be logged */
        return false;
    }
    return ok;
}

static int locked(const struct job *j, struct err *e)
{
    int lock = job_lock(j);

    if (lock < 0) {
        err_set(e, ERR_CONFLICT, T("Pekerjaan ini sedang berjalan."));
        err_hint(e, T("Tunggu sampai selesai, lalu ulangi."));
    }
    return lock;
}

/* Asked under the lock: of two who press at once the second finds it done. */
static bool is_done_for_good(const struct job *j)
{
    return j->kind->once && job_is_done(j);
}

bool job_do(const struct region *r, const struct actor *who, const struct job *j, struct err *e)
{
    int lock = locked(j, e);
    bool done, ok = lock >= 0 && (is_done_for_good(j) || (job_begin(j, e) && work(r, who, j, &done, e)));

    if (lock >= 0)
        close(lock);
    return ok;
}

/* --- in a process of its own -------------------------------------------------------------------------------------------- */

static bool owner(const struct region *r, const struct job *j, struct arena *a, struct actor **who,
                  struct err *e)
{
    struct db *db = NULL;
    bool ok = db_lease(r->pool, DB_READ, LEASE_MS, &db, e) &&
              who_actor_load(db, r->levels, j->akun, region_today(r), a, who, e);

    db_release(db);
    return ok && (!j->kind->may || j->kind->may(r, *who, j, e));
}

/* The lock that the request which started us holds is handed on as descriptor 3. */
static int inherited(const struct job *j, struct err *e)
{
    if (!job_is_lock(j, LOCK_FD))
        return locked(j, e);
    fcntl(LOCK_FD, F_SETFD, FD_CLOEXEC);
    return LOCK_FD;
}

bool job_process(const struct region *r, struct sv id, struct err *e)
{
    struct arena *a = arena_new(16 * 1024 * 1024);
    struct actor *who = NULL;
    struct job *j = NULL;
    struct err none = { 0 };
    int lock = -1;
    bool ok = job_load(r, NULL, NULL, id, a, &j, e) && (lock = inherited(j, e)) >= 0, done = false;

    if (ok && !owner(r, j, a, &who, e)) { /* said where nobody looks: the page says it too */
        (void) job_end(j, JOB_FAILED, e, SV("{}"), NULL, 0, &none);
        ok = false;
    }
    ok = ok && work(r, who, j, &done, e);
    if (lock >= 0)
        close(lock);
    arena_free(a);
    return ok;
}

static bool spawn(const struct region *r, const struct job *j, int lock, struct err *e)
{
    char *argv[] = { (char *) "prasasti",
                     (char *) "job",
                     (char *) "--data",
                     (char *) (uintptr_t) r->dir,
                     (char *) (uintptr_t) sv_cstr(j->id, j->a),
                     NULL };
    posix_spawn_file_actions_t io;
    posix_spawnattr_t how;
    sigset_t none;
    pid_t pid;
    int status = 0, rc;

    /* Signals that this process keeps for itself are not the other's, and it is no part of our group. */
    sigemptyset(&none);
    posix_spawnattr_init(&how);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
    posix_spawn_file_actions_init(&io);
    posix_spawn_file_actions_adddup2(&io, lock, LOCK_FD);
    posix_spawn_file_actions_addopen(&io, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&io, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    rc = posix_spawn(&pid, "/proc/self/exe", &io, &how, argv, environ);
    posix_spawn_file_actions_destroy(&io);
    posix_spawnattr_destroy(&how);
    /* It parts from us at once, so that it is nobody's child here: what is waited for is only that. */
    if (rc == 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    err_set(e, ERR_FAULT, T("Pekerjaan tidak dapat dimulai."));
    err_hint(e, T("Coba sekali lagi; bila tetap gagal, hubungi pengelola."));
    return err_cause(e, "spawn %d, status %d", rc, status);
}

/* Small ones are done before the next page is asked for. */
static void wait_a_little(const struct job *j)
{
    const struct timespec step = { .tv_nsec = WAIT_STEP_MS * 1000000L };
    int64_t until = time_now_ms() + WAIT_MS;

    while (time_now_ms() < until && !file_exists(job_path(j, "hasil.json")))
        nanosleep(&step, NULL);
}

bool job_start(const struct region *r, const struct job *j, struct err *e)
{
    int lock = locked(j, e);
    bool ok = lock >= 0 && (is_done_for_good(j) || (job_begin(j, e) && spawn(r, j, lock, e)));

    if (lock >= 0)
        close(lock); /* ours; the process has its own */
    if (ok)
        wait_a_little(j);
    return ok;
}
