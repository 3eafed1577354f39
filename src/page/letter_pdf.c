/* SPDX-License-Identifier: MIT
 * page/letter_pdf.c -- DOCX to PDF by LibreOffice, run as a child. What it opens was made by us from a template that was
 * refused if it reached outside itself; it still runs without our environment and is stopped when it takes too long. */
#include <assert.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "page/letter_priv.h"

enum { RUN_MS = 60 * 1000, QUEUE_MS = 20 * 1000, STEP_MS = 50 };

static const char *program(void)
{
    static const char *const usual[] = { "/usr/bin/soffice", "/usr/bin/libreoffice", "/usr/local/bin/soffice",
                                         "/opt/libreoffice/program/soffice" };
    const char *given = getenv("PRASASTI_SOFFICE");

    if (given)
        return access(given, X_OK) == 0 ? given : NULL;
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        if (access(usual[i], X_OK) == 0)
            return usual[i];
    return NULL;
}

bool letter_pdf_there(void)
{
    return program() != NULL;
}

static void nap(void)
{
    const struct timespec t = { .tv_nsec = STEP_MS * 1000000L };

    nanosleep(&t, NULL);
}

/* One at a time: LibreOffice takes 200 MiB and a core, and a profile serves one process. */
static int queue(const char *dir, struct arena *a, struct err *e)
{
    int fd = open(arena_printf(a, "%s/kunci", dir).p, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    int64_t until = time_now_ms() + QUEUE_MS;

    if (fd < 0) {
        err_errno(e, T("Menyiapkan pembuatan PDF"));
        return -1;
    }
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (time_now_ms() > until) {
            close(fd);
            err_set(e, ERR_BUSY, T("PDF surat lain sedang dibuat."));
            err_hint(e, T("Coba lagi sebentar, atau unduh DOCX-nya."));
            return -1;
        }
        nap();
    }
    return fd;
}

static bool spawn(char *const argv[], char *const env[], pid_t *pid)
{
    posix_spawn_file_actions_t io;
    posix_spawnattr_t how;
    sigset_t none;
    int rc;

    sigemptyset(&none);
    posix_spawnattr_init(&how);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setpgroup(&how, 0); /* a group of its own: it starts others, which must end with it */
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

static bool wait_for(pid_t pid)
{
    int64_t until = time_now_ms() + RUN_MS;
    int status = 0;
    pid_t got;

    while ((got = waitpid(pid, &status, WNOHANG)) == 0 && time_now_ms() < until)
        nap();
    kill(-pid, SIGKILL); /* also what it left behind */
    if (got == 0)
        waitpid(pid, &status, 0);
    return got == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool convert(const char *dir, const char *docx, struct arena *a, struct err *e)
{
    char *argv[] = { (char *) (uintptr_t) program(),
                     (char *) (uintptr_t) arena_printf(a, "-env:UserInstallation=file://%s/profil", dir).p,
                     (char *) "--headless",
                     (char *) "--norestore",
                     (char *) "--nologo",
                     (char *) "--nodefault",
                     (char *) "--nolockcheck",
                     (char *) "--convert-to",
                     (char *) "pdf:writer_pdf_Export",
                     (char *) "--outdir",
                     (char *) (uintptr_t) dir,
                     (char *) (uintptr_t) docx,
                     NULL };
    char *env[] = { (char *) "PATH=/usr/local/bin:/usr/bin:/bin", (char *) "LC_ALL=C.UTF-8",
                    (char *) (uintptr_t) arena_printf(a, "HOME=%s", dir).p, NULL };
    pid_t pid;

    if (spawn(argv, env, &pid) && wait_for(pid))
        return true;
    err_set(e, ERR_FAULT, T("PDF surat ini tidak dapat dibuat."));
    err_hint(e, T("Unduh DOCX-nya, lalu simpan sebagai PDF di Word atau LibreOffice."));
    return err_cause(e, "%s", argv[0]);
}

bool letter_pdf(const struct region *r, struct sv docx, struct arena *a, int *fd, int64_t *size,
                struct err *e)
{
    const char *dir = arena_printf(a, "%s/run/surat", r->dir).p, *in, *out;
    uint8_t random[12];
    struct sv name;
    int lock;
    bool ok;

    if (!program()) {
        err_set(e, ERR_CONFLICT,
                T("LibreOffice tidak terpasang di server ini, jadi PDF tidak dapat dibuat."));
        return err_hint(e, T("Unduh DOCX-nya, lalu simpan sebagai PDF di Word atau LibreOffice."));
    }
    bytes_random(random, sizeof random);
    name = hex_make((struct sv){ (const char *) random, sizeof random }, a);
    in = arena_printf(a, "%s/%.*s.docx", dir, SV_FMT(name)).p;
    out = arena_printf(a, "%s/%.*s.pdf", dir, SV_FMT(name)).p;
    if (!file_mkdirs(dir, 0700, e) || (lock = queue(dir, a, e)) < 0)
        return false;
    ok = file_write_atomic(in, docx, 0600, e) && convert(dir, in, a, e);
    *fd = ok ? open(out, O_RDONLY | O_CLOEXEC) : -1;
    *size = *fd < 0 ? -1 : lseek(*fd, 0, SEEK_END);
    unlink(in);
    unlink(out);
    close(lock);
    if (ok && (*size <= 0 || lseek(*fd, 0, SEEK_SET) != 0)) {
        ok = err_set(e, ERR_FAULT, T("PDF surat ini tidak dapat dibuat."));
        err_hint(e, T("Unduh DOCX-nya, lalu simpan sebagai PDF di Word atau LibreOffice."));
        if (*fd >= 0)
            close(*fd);
    }
    return ok;
}
