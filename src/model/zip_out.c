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
#include "base/err.h"

enum { CHUNK = 64 << 10, SLUG_MAX = 60 };

struct zip_out {
    struct archive *zip;
    int fd;
    char *path;
};

static bool failed(const struct zip_out *z, struct err *e)
{
    err_set(e, ERR_BUSY, T("Berkas ZIP tidak dapat ditulis."));
    err_hint(e, T("Coba lagi; bila tetap gagal, minta pengelola memeriksa ruang penyimpanan server."));
    return err_cause(e, "%s", archive_error_string(z->zip) ? archive_error_string(z->zip) : "zip");
}

static void done(struct zip_out *z)
{
    archive_write_free(z->zip);
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

struct zip_out *zip_out_open(const char *path, struct err *e)
{
    struct zip_out *z = calloc(1, sizeof *z);
    int fd = z ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;

    if (fd < 0) {
        err_errno(e, T("Membuat berkas ZIP"));
        free(z);
        return NULL;
    }
    *z = (struct zip_out){ archive_write_new(), fd, strdup(path) };
    if (z->path && z->zip && archive_write_set_format_zip(z->zip) == ARCHIVE_OK &&
        archive_write_zip_set_compression_store(z->zip) == ARCHIVE_OK &&
        archive_write_open_fd(z->zip, fd) == ARCHIVE_OK)
        return z;
    failed(z, e);
    zip_out_cancel(z);
    return NULL;
}

static bool head(struct zip_out *z, const char *name, int64_t size, int64_t mtime, struct err *e)
{
    struct archive_entry *entry = archive_entry_new();
    bool ok;

    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, size);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, mtime, 0);
    ok = archive_write_header(z->zip, entry) == ARCHIVE_OK || failed(z, e);
    archive_entry_free(entry);
    return ok;
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
        ok = archive_write_data(z->zip, chunk, (size_t) n) == n || failed(z, e);
    if (ok && n < 0)
        ok = err_errno(e, T("Membaca berkas untuk ZIP"));
    if (fd >= 0)
        close(fd);
    return ok;
}

bool zip_out_close(struct zip_out *z, struct err *e)
{
    bool ok = archive_write_close(z->zip) == ARCHIVE_OK || failed(z, e);

    if (!ok)
        unlink(z->path);
    done(z);
    return ok;
}

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
