/* SPDX-License-Identifier: MIT
 * model/zip_out.c -- a ZIP is written through libarchive. */
#include "model/zip_out.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum { CHUNK = 64 << 10, SLUG_MAX = 60 };

struct zip_out {
    struct archive *zip;
    int fd;     /* -1: into a buffer */
    char *path; /* NULL: into a buffer */
};

static bool failed(const struct zip_out *z, struct err *e)
{
    err_set(e, ERR_BUSY, T("Berkas ZIP tidak dapat ditulis."));
    err_hint(e, T("Coba lagi; bila tetap gagal, minta pengelola memeriksa ruang penyimpanan server."));
    return err_cause(e, "%s", z->zip && archive_error_string(z->zip) ? archive_error_string(z->zip) : "zip");
}

static void done(struct zip_out *z)
{
    archive_write_free(z->zip);
    if (z->fd >= 0)
        close(z->fd);
    free(z->path);
    free(z);
}

void zip_out_cancel(struct zip_out *z)
{
    if (!z)
        return;
    if (z->path)
        unlink(z->path);
    done(z);
}

/* --- where it goes ------------------------------------------------------------------------------------------------------ */

static la_ssize_t put(struct archive *zip, void *ctx, const void *bytes, size_t n)
{
    struct buf *b = ctx;

    (void) zip;
    buf_put(b, (struct sv){ bytes, n });
    return b->failed ? -1 : (la_ssize_t) n;
}

/* Into the buffer, or the file when there is none. Takes fd and path, also when it fails. */
static struct zip_out *begin(struct buf *out, int fd, char *path, enum zip_packing how, struct err *e)
{
    struct zip_out *z = calloc(1, sizeof *z);
    struct archive *zip = archive_write_new();

    if (!z) {
        err_errno(e, T("Membuat berkas ZIP"));
        archive_write_free(zip);
        if (fd >= 0)
            close(fd);
        free(path);
        return NULL;
    }
    *z = (struct zip_out){ zip, fd, path };
    if ((out || path) && zip && archive_write_set_format_zip(zip) == ARCHIVE_OK &&
        (how == ZIP_STORED ? archive_write_zip_set_compression_store(zip)
                           : archive_write_zip_set_compression_deflate(zip)) == ARCHIVE_OK &&
        archive_write_set_bytes_in_last_block(zip, 1) == ARCHIVE_OK &&
        (out ? archive_write_open(zip, out, NULL, put, NULL) : archive_write_open_fd(zip, fd)) == ARCHIVE_OK)
        return z;
    failed(z, e);
    zip_out_cancel(z);
    return NULL;
}

struct zip_out *zip_out_open(const char *path, enum zip_packing how, struct err *e)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd >= 0)
        return begin(NULL, fd, strdup(path), how, e);
    err_errno(e, T("Membuat berkas ZIP"));
    return NULL;
}

struct zip_out *zip_out_begin(struct buf *out, enum zip_packing how, struct err *e)
{
    return begin(out, -1, NULL, how, e);
}

/* --- what goes in -------------------------------------------------------------------------------------------------------- */

static bool head(struct zip_out *z, const char *name, int64_t size, int64_t mtime, struct err *e)
{
    struct archive_entry *entry = archive_entry_new();
    bool ok;

    if (!entry)
        return err_errno(e, T("Menyiapkan memori"));
    archive_entry_set_pathname_utf8(entry, name);
    archive_entry_set_size(entry, size);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, mtime, 0);
    ok = archive_write_header(z->zip, entry) == ARCHIVE_OK || failed(z, e);
    archive_entry_free(entry);
    return ok;
}

static bool body(struct zip_out *z, struct sv bytes, struct err *e)
{
    return archive_write_data(z->zip, bytes.p, bytes.n) == (la_ssize_t) bytes.n || failed(z, e);
}

bool zip_out_part(struct zip_out *z, const char *name, struct sv bytes, int64_t mtime, struct err *e)
{
    return head(z, name, (int64_t) bytes.n, mtime, e) && body(z, bytes, e);
}

bool zip_out_file(struct zip_out *z, const char *name, const char *path, int64_t mtime, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char chunk[CHUNK];
    struct stat st;
    ssize_t n = 0;
    bool ok = (fd >= 0 && fstat(fd, &st) == 0) || err_errno(e, T("Membaca berkas untuk ZIP"));

    ok = ok && head(z, name, st.st_size, mtime, e);
    while (ok && (n = read(fd, chunk, sizeof chunk)) > 0)
        ok = body(z, (struct sv){ chunk, (size_t) n }, e);
    if (ok && n < 0)
        ok = err_errno(e, T("Membaca berkas untuk ZIP"));
    if (fd >= 0)
        close(fd);
    return ok;
}

bool zip_out_close(struct zip_out *z, struct err *e)
{
    bool ok = archive_write_close(z->zip) == ARCHIVE_OK || failed(z, e);

    if (!ok && z->path)
        unlink(z->path);
    done(z);
    return ok;
}

bool zip_parts_write(struct buf *out, const struct zip_part *parts, size_t n, struct sv folder, int64_t mtime,
                     struct arena *a, struct err *e)
{
    struct err why = { 0 };
    struct zip_out *z = zip_out_begin(out, ZIP_STORED, &why);
    bool ok = z != NULL;

    for (size_t i = 0; ok && i < n; i++)
        ok = zip_out_part(z, arena_printf(a, "%.*s/%.*s", SV_FMT(folder), SV_FMT(parts[i].name)).p,
                          parts[i].data, mtime, &why);
    if (ok && zip_out_close(z, &why))
        return true;
    if (!ok)
        zip_out_cancel(z);
    err_set(e, ERR_FAULT, T("Berkas bukti tidak dapat dibuat."));
    return err_cause(e, "%s", why.cause);
}

/* --- its name ------------------------------------------------------------------------------------------------------------ */

struct sv file_slug(struct sv name, struct arena *a)
{
    struct sv low = sv_lower(name, a);
    char *p = arena_alloc(a, low.n + 1);
    size_t n = 0;

    for (size_t k = 0; k < low.n && n < SLUG_MAX; k++) {
        bool plain = (low.p[k] >= 'a' && low.p[k] <= 'z') || (low.p[k] >= '0' && low.p[k] <= '9');

        if (plain)
            p[n++] = low.p[k];
        else if (n && p[n - 1] != '-')
            p[n++] = '-';
    }
    while (n && p[n - 1] == '-')
        n--;
    return (struct sv){ p, n };
}
