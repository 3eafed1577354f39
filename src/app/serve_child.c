/* SPDX-License-Identifier: MIT
 * app/serve_child.c -- processes that live and die with the supervisor. */
#include "app/serve_priv.h"

#include "base/date.h"
#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

/* What the supervisor changed for itself must not reach a program that expects the defaults. */
static void default_signals(void)
{
    static const int changed[] = { SIGHUP, SIGPIPE };
    sigset_t none;

    for (size_t i = 0; i < sizeof changed / sizeof changed[0]; i++)
        signal(changed[i], SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

pid_t child_fork(void)
{
    pid_t parent = getpid(), pid = fork();

    if (pid > 0)
        setpgid(pid, pid); /* both sides do it: whoever comes first */
    if (pid != 0)
        return pid;
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) /* it died before the request above */
        _exit(1);
    default_signals();
    int null = open("/dev/null", O_RDONLY);
    if (null > STDIN_FILENO) {
        dup2(null, STDIN_FILENO);
        close(null);
    }
    return 0;
}

bool child_start(struct child *c, struct err *e)
{
    int said[2], code = 0;

    if (pipe2(said, O_CLOEXEC) < 0)
        return err_errno(e, T("Menyiapkan proses"));
    pid_t pid = child_fork();
    if (pid == 0) {
        execv(c->argv[0], c->argv);
        code = errno;
        if (write(said[1], &code, sizeof code) < 0)
            _exit(126);
        _exit(127);
    }
    close(said[1]);
    if (pid < 0) {
        err_errno(e, T("Memulai proses"));
        close(said[0]);
        return false;
    }
    /* The pipe closes by itself when the program runs; before that it brings the reason why it does not. */
    ssize_t n = read(said[0], &code, sizeof code);
    close(said[0]);
    c->pid = pid;
    c->started_ms = time_now_ms();
    c->again_ms = 0;
    if (n != (ssize_t) sizeof code)
        return true;
    errno = code;
    return err_errno(e, c->argv[0]);
}

void child_ended(struct child *c, int64_t now_ms)
{
    int64_t wait_ms = CHILD_WAIT_FIRST_MS;

    child_kill(c);
    c->pid = 0;
    if (now_ms - c->started_ms >= CHILD_STEADY_MS)
        c->failures = 0;
    for (unsigned i = 0; i < c->failures && wait_ms < CHILD_WAIT_LAST_MS; i++)
        wait_ms *= 2;
    c->failures++;
    c->again_ms = now_ms + (wait_ms < CHILD_WAIT_LAST_MS ? wait_ms : CHILD_WAIT_LAST_MS);
}

void child_signal(const struct child *c, int signal)
{
    if (c->pid > 0)
        kill(c->pid, signal);
}

void child_kill(const struct child *c)
{
    if (c->pid > 0)
        kill(-c->pid, SIGKILL);
}
