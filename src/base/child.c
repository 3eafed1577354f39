/* SPDX-License-Identifier: MIT
 * base/child.c -- a child with limits of time, processor and memory. */
#include "base/child.h"

#include <assert.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"

enum { STEP_MS = 20 };

static void nap(void)
{
    const struct timespec t = { .tv_nsec = STEP_MS * 1000000L };

    nanosleep(&t, NULL);
}

static void set_ceilings(const struct child_task *t, pid_t pid)
{
    const struct rlimit none = { 0, 0 }, memory = { t->memory_bytes, t->memory_bytes },
                        cpu = { t->cpu_s, t->cpu_s };

    if (t->memory_bytes)
        (void) prlimit(pid, RLIMIT_AS, &memory, NULL);
    if (t->cpu_s)
        (void) prlimit(pid, RLIMIT_CPU, &cpu, NULL);
    (void) prlimit(pid, RLIMIT_CORE, &none, NULL);
}

static bool spawn(char *const *argv, char *const *env, pid_t *pid)
{
    posix_spawn_file_actions_t io;
    posix_spawnattr_t how;
    sigset_t none;
    int rc;

    sigemptyset(&none);
    posix_spawnattr_init(&how);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setpgroup(&how, 0); /* a group of its own: it may start others, which must end with it */
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    posix_spawn_file_actions_init(&io);
    posix_spawn_file_actions_addopen(&io, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&io, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&io, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    assert(argv[0]);
    rc = posix_spawn(pid, argv[0], &io, &how, argv, env);
    posix_spawn_file_actions_destroy(&io);
    posix_spawnattr_destroy(&how);
    return rc == 0;
}

static enum child_end wait_for(const struct child_task *t, pid_t pid, struct err *e)
{
    int64_t until = time_now_ms() + t->limit_ms;
    bool go_on = true;
    int status = 0;
    pid_t got;

    while ((got = waitpid(pid, &status, WNOHANG)) == 0 && time_now_ms() < until && go_on) {
        nap();
        go_on = !t->watch || t->watch(t->ctx, e);
    }
    kill(-pid, SIGKILL); /* also what it left behind */
    if (got == 0)
        waitpid(pid, &status, 0);
    if (!go_on)
        return CHILD_STOPPED;
    return got == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? CHILD_DONE : CHILD_FAILED;
}

enum child_end child_wait(const struct child_task *t, struct arena *a, struct err *e)
{
    char *env[] = { (char *) "PATH=/usr/local/bin:/usr/bin:/bin", (char *) "LC_ALL=C.UTF-8",
                    (char *) (uintptr_t) arena_printf(a, "HOME=%s", t->home).p, NULL };
    char **words;
    size_t n = 0;
    pid_t pid;

    while (t->argv[n])
        n++;
    words = ARENA_ARRAY(a, char *, n + 1); /* posix_spawn() takes them without const and changes nothing */
    for (size_t i = 0; i < n; i++)
        words[i] = (char *) (uintptr_t) t->argv[i];
    words[n] = NULL;
    if (!spawn(words, env, &pid))
        return CHILD_NOT_STARTED;
    set_ceilings(t, pid);
    return wait_for(t, pid, e);
}

bool child_run(const char *const *argv, const char *home, int limit_ms, struct arena *a, struct err *e)
{
    const struct child_task t = { .argv = argv, .home = home, .limit_ms = limit_ms };

    if (child_wait(&t, a, e) == CHILD_DONE)
        return true;
    err_set(e, ERR_FAULT, T("Program pembantu tidak selesai."));
    return err_cause(e, "%s", argv[0]);
}

const char *child_find(const char *variable, const char *const *paths)
{
    const char *given = getenv(variable);

    if (given)
        return access(given, X_OK) == 0 ? given : NULL;
    for (; *paths; paths++)
        if (access(*paths, X_OK) == 0)
            return *paths;
    return NULL;
}
