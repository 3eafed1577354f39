/* SPDX-License-Identifier: MIT
 * page/letter_pdf.c -- DOCX to PDF by LibreOffice, run as a child. What it opens was made by us from a template that was
 * refused if it reached outside itself; it still runs without our environment and is stopped when it takes too long. */
#include <fcntl.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/child.h"
#include "base/file.h"
#include "page/letter_priv.h"

enum { RUN_MS = 60 * 1000, QUEUE_MS = 20 * 1000, STEP_MS = 50 };

static const char *program(void)
{
    static const char *const usual[] = { "/usr/bin/soffice", "/usr/bin/libreoffice", "/usr/local/bin/soffice",
                                         "/opt/libreoffice/program/soffice", NULL };

    return child_find("PRASASTI_SOFFICE", usual);
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

static bool convert(const char *dir, const char *docx, struct arena *a, struct err *e)
{
    const char *const argv[] = { program(),
                                 arena_printf(a, "-env:UserInstallation=file://%s/profil", dir).p,
                                 "--headless",
                                 "--norestore",
                                 "--nologo",
                                 "--nodefault",
                                 "--nolockcheck",
                                 "--convert-to",
                                 "pdf:writer_pdf_Export",
                                 "--outdir",
                                 dir,
                                 docx,
                                 NULL };
    struct err why = { 0 };

    if (child_run(argv, dir, RUN_MS, a, &why))
        return true;
    err_set(e, ERR_FAULT, T("PDF surat ini tidak dapat dibuat."));
    err_hint(e, T("Unduh DOCX-nya, lalu simpan sebagai PDF di Word atau LibreOffice."));
    return err_cause(e, "%s", why.cause);
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
