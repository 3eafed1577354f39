/* SPDX-License-Identifier: MIT
 * page/letter_pdf.c -- DOCX to PDF by LibreOffice, run as a child, many documents in one call. What it opens was made by us from
 * a template that was refused if it reached outside itself; it still runs without our environment, with a ceiling of memory
 * and of processor time, and is stopped when it takes too long. */
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/child.h"
#include "base/file.h"
#include "page/letter_priv.h"

enum { RUN_MS = 60 * 1000, EACH_MS = 6 * 1000, QUEUE_MS = 20 * 1000, STEP_MS = 50, AT_ONCE = 20, ARGS = 12 };
static const uint64_t memory_bytes = (uint64_t) 3 << 30;

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
static int queue(const struct letter_pdfs *c, const char *dir, struct arena *a, struct err *e)
{
    int fd = open(arena_printf(a, "%s/kunci", dir).p, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    int64_t until = time_now_ms() + (c->patient_ms ? c->patient_ms : QUEUE_MS);

    if (fd < 0) {
        err_errno(e, T("Menyiapkan pembuatan PDF"));
        return -1;
    }
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (time_now_ms() > until) {
            err_set(e, ERR_BUSY, T("PDF surat lain sedang dibuat."));
            err_hint(e, T("Coba lagi sebentar, atau unduh DOCX-nya."));
        }
        if (time_now_ms() > until ||
            !progress_tell(&c->progress, T("menunggu giliran PDF"), c->done, c->of, e)) {
            close(fd);
            return -1;
        }
        nap();
    }
    return fd;
}

static const char *beside(const struct letter_pdfs *c, size_t i, const char *ending, struct arena *a)
{
    return arena_printf(a, "%s/%s.%s", c->dir, c->names[i], ending).p;
}

bool letter_pdf_made(const struct letter_pdfs *c, size_t i, struct arena *a)
{
    struct stat st;

    return stat(beside(c, i, "pdf", a), &st) == 0 && st.st_size > 0;
}

static size_t made_of(const struct letter_pdfs *c, size_t from, size_t to, struct arena *a)
{
    size_t made = 0;

    for (size_t i = from; i < to; i++)
        made += letter_pdf_made(c, i, a);
    return made;
}

struct part { /* those of c from `from` to before `to`, while a child works on them */
    const struct letter_pdfs *c;
    size_t from, to;
    struct arena *a; /* emptied after each look */
};

/* Looks now and then what is there, tells it, and hears whether to go on. */
static bool watch(void *ctx, struct err *e)
{
    const struct part *p = ctx;
    bool go_on = progress_tell(&p->c->progress, T("membuat PDF"),
                               p->c->done + p->from + made_of(p->c, p->from, p->to, p->a), p->c->of, e);

    arena_reset(p->a);
    return go_on;
}

/* What came out is seen by what is there, not by what it says at its end. */
static enum child_end work(const struct letter_pdfs *c, size_t from, size_t to, const char *const *argv,
                           const char *home, uint64_t cpu_s, struct arena *a, struct err *e)
{
    struct part p = { c, from, to, arena_new(64 * 1024) };
    const struct child_task t = { .argv = argv,
                                  .home = home,
                                  .limit_ms = RUN_MS + EACH_MS * (int64_t) (to - from),
                                  .memory_bytes = memory_bytes,
                                  .cpu_s = cpu_s,
                                  .watch = watch,
                                  .ctx = &p };
    enum child_end end = child_wait(&t, a, e);

    arena_free(p.a);
    return end;
}

static bool convert(const struct letter_pdfs *c, const char *dir, size_t from, size_t to, struct arena *a,
                    struct err *e)
{
    const char *fixed[] = { program(),
                            arena_printf(a, "-env:UserInstallation=file://%s/profil", dir).p,
                            "--headless",
                            "--norestore",
                            "--nologo",
                            "--nodefault",
                            "--nolockcheck",
                            "--convert-to",
                            "pdf:writer_pdf_Export",
                            "--outdir",
                            c->dir };
    const char **argv = ARENA_ARRAY(a, const char *, ARGS + AT_ONCE);
    enum child_end end;
    size_t n = 0;

    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        argv[n++] = fixed[i];
    for (size_t i = from; i < to; i++)
        if (!letter_pdf_made(c, i, a))
            argv[n++] = beside(c, i, "docx", a);
    argv[n] = NULL;
    end = work(c, from, to, argv, dir, (RUN_MS + EACH_MS * (uint64_t) (to - from)) / 1000, a, e);
    if (end != CHILD_NOT_STARTED)
        return end != CHILD_STOPPED;
    err_set(e, ERR_FAULT, T("LibreOffice tidak dapat dijalankan."));
    err_hint(e, T("Unduh DOCX-nya, lalu simpan sebagai PDF di Word atau LibreOffice."));
    return err_cause(e, "%s", argv[0]);
}

/* A document that it chokes on takes those behind it along: they are tried once more, each alone. When not even one comes
 * out, it is LibreOffice that is broken, and the others are not waited for. */
static bool convert_all(const struct letter_pdfs *c, const char *dir, struct arena *a, struct err *e)
{
    for (size_t i = 0; i < c->n; i += AT_ONCE) {
        size_t to = i + AT_ONCE < c->n ? i + AT_ONCE : c->n;

        if (!convert(c, dir, i, to, a, e))
            return false;
        for (size_t k = i; k < to && to - i > 1; k++) {
            if (!letter_pdf_made(c, k, a) && !convert(c, dir, k, k + 1, a, e))
                return false;
            if (!made_of(c, 0, k + 1, a))
                return true;
        }
    }
    return true;
}

bool letter_pdfs(const struct letter_pdfs *c, struct arena *a, struct err *e)
{
    const char *dir = arena_printf(a, "%s/run/surat", c->region->dir).p;
    int lock;
    bool ok;

    if (!program()) {
        err_set(e, ERR_CONFLICT,
                T("LibreOffice tidak terpasang di server ini, jadi PDF tidak dapat dibuat."));
        return err_hint(e, T("Unduh DOCX-nya, lalu simpan sebagai PDF di Word atau LibreOffice."));
    }
    if (!file_mkdirs(dir, 0700, e) || (lock = queue(c, dir, a, e)) < 0)
        return false;
    ok = convert_all(c, dir, a, e);
    close(lock);
    return ok;
}

bool letter_pdf(const struct region *r, struct sv docx, struct arena *a, int *fd, int64_t *size,
                struct err *e)
{
    struct letter_pdfs c = { .region = r, .dir = arena_printf(a, "%s/run/surat", r->dir).p, .n = 1 };
    uint8_t random[12];
    const char *name;
    bool ok;

    bytes_random(random, sizeof random);
    name = sv_cstr(hex_make((struct sv){ (const char *) random, sizeof random }, a), a);
    c.names = &name;
    ok = file_mkdirs(c.dir, 0700, e) && file_write_atomic(beside(&c, 0, "docx", a), docx, 0600, e) &&
         letter_pdfs(&c, a, e);
    *fd = ok ? open(beside(&c, 0, "pdf", a), O_RDONLY | O_CLOEXEC) : -1;
    *size = *fd < 0 ? -1 : lseek(*fd, 0, SEEK_END);
    unlink(beside(&c, 0, "docx", a));
    unlink(beside(&c, 0, "pdf", a));
    if (ok && (*size <= 0 || lseek(*fd, 0, SEEK_SET) != 0)) {
        ok = err_set(e, ERR_FAULT, T("PDF surat ini tidak dapat dibuat."));
        err_hint(e, T("Unduh DOCX-nya, lalu simpan sebagai PDF di Word atau LibreOffice."));
        if (*fd >= 0)
            close(*fd);
    }
    return ok;
}

/* --- one for printing --------------------------------------------------------------------------------------------------- */

static const char joiner[] = "/usr/bin/pdfunite";

bool letter_join_there(void)
{
    return access(joiner, X_OK) == 0;
}

bool letter_join(const struct letter_pdfs *c, const char *out, struct arena *a, struct err *e)
{
    const char **argv = ARENA_ARRAY(a, const char *, c->n + 3);
    size_t n = 0;

    argv[n++] = joiner;
    for (size_t i = 0; i < c->n; i++)
        if (letter_pdf_made(c, i, a))
            argv[n++] = beside(c, i, "pdf", a);
    argv[n++] = out;
    argv[n] = NULL;
    return n < 3 || work(c, 0, c->n, argv, c->dir, RUN_MS / 1000, a, e) != CHILD_STOPPED;
}
