/* SPDX-License-Identifier: MIT
 * model/workbook_zip.c -- workbooks out of a ZIP that somebody brings: by content and under our own names. */
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/arena.h"
#include "model/workbook.h"

enum { BLOCK = 64 << 10, ENTRIES_MAX = 4000 };
static const int64_t one_max = (int64_t) 50 << 20, all_max = (int64_t) 512 << 20;

struct unzip {
    struct archive *z;
    const char *dir;
    struct arena *a;
    struct workbook_file *files;
    size_t n, cap, from;
    int64_t bytes;
};

static bool begin(struct archive *z, const char *path)
{
    return archive_read_support_format_zip_seekable(z) == ARCHIVE_OK &&
           archive_read_open_filename(z, path, BLOCK) == ARCHIVE_OK;
}

bool workbook_is_zip(const char *path)
{
    struct archive *z = archive_read_new();
    struct archive_entry *entry;
    bool any = false, book = false;

    if (begin(z, path))
        for (int i = 0; i < ENTRIES_MAX && archive_read_next_header(z, &entry) == ARCHIVE_OK; i++) {
            const char *name = archive_entry_pathname_utf8(entry);

            any = true;
            book = book || (name && strcmp(name, "[Content_Types].xml") == 0);
        }
    archive_read_free(z);
    return any && !book;
}

static bool refuse(struct err *e, const char *fmt, struct sv name, const char *hint)
{
    char text[160];

    snprintf(text, sizeof text, "%.*s", SV_FMT(sv_sub(name, 0, 80)));
    for (char *p = text; *p; p++)
        if ((unsigned char) *p < ' ')
            *p = '?';
    err_set(e, ERR_INPUT, "%s: \"%s\"", fmt, text);
    return err_hint(e, "%s", hint);
}

static struct sv base_name(struct sv path)
{
    size_t from = 0;

    for (size_t i = 0; i < path.n; i++)
        if (path.p[i] == '/')
            from = i + 1;
    return sv_sub(path, from, path.n);
}

/* A path that would lead out of the folder it is unpacked in: we never follow one, but whoever made it meant no good. */
static bool leads_out(struct sv path)
{
    struct sv piece, rest = path;

    if (sv_starts(path, SV("/")) || sv_find(path, SV("\\")) >= 0 || (path.n > 1 && path.p[1] == ':'))
        return true;
    while (sv_cut(&rest, '/', &piece))
        if (sv_eq(piece, SV("..")))
            return true;
    return false;
}

/* What systems leave beside the files of a flash disk. */
static bool is_litter(struct sv path)
{
    struct sv name = base_name(path);

    return sv_starts(path, SV("__MACOSX/")) || sv_starts(name, SV(".")) || sv_starts(name, SV("~$")) ||
           sv_eq_fold(name, SV("thumbs.db")) || sv_eq_fold(name, SV("desktop.ini"));
}

static bool broken(struct unzip *u, struct err *e)
{
    err_set(e, ERR_INPUT, T("Berkas ZIP ini rusak atau tidak lengkap."));
    err_hint(e, T("Salin sekali lagi dari flash disk, atau unggah buku kerjanya satu per satu."));
    return err_cause(e, "%s", archive_error_string(u->z) ? archive_error_string(u->z) : "zip");
}

static bool copy(struct unzip *u, int fd, struct sv name, struct err *e)
{
    char chunk[BLOCK / 2];
    int64_t size = 0;

    for (;;) {
        la_ssize_t n = archive_read_data(u->z, chunk, sizeof chunk);

        if (n < 0)
            return broken(u, e);
        if (n == 0)
            return true;
        size += n;
        u->bytes += n;
        if (size > one_max || u->bytes > all_max)
            return refuse(e, T("Isi ZIP ini terlalu besar setelah dibuka"), name,
                          T("Satu buku kerja paling besar 50 MB, seluruhnya 512 MB."));
        if (write(fd, chunk, (size_t) n) != n)
            return err_errno(e, T("Menyimpan isi ZIP"));
    }
}

static bool take(struct unzip *u, struct archive_entry *entry, struct sv path, struct err *e)
{
    struct sv name = arena_dup(u->a, base_name(path));
    const char *to = arena_printf(u->a, "%s/%zu.xlsx", u->dir, u->n).p;
    int fd;
    bool ok;

    if (!sv_utf8_ok(name) || !sv_ends(sv_lower(name, u->a), SV(".xlsx")))
        return refuse(e, T("ZIP ini berisi berkas yang bukan buku kerja"), name,
                      T("Kumpulkan hanya berkas .xlsx yang dahulu dikirim, lalu unggah lagi."));
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_is_encrypted(entry))
        return refuse(e, T("ZIP ini berisi berkas yang dikunci atau hanya tautan"), name,
                      T("Buat ulang ZIP-nya tanpa kata sandi dari berkas .xlsx yang asli."));
    if (u->n - u->from >= WORKBOOK_FILES_MAX)
        return refuse(e, T("ZIP ini berisi terlalu banyak berkas"), name, T("Bagi menjadi beberapa ZIP."));
    fd = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_errno(e, T("Menyimpan isi ZIP"));
    *ARENA_PUSH(u->a, u->files, u->n, u->cap) = (struct workbook_file){ name, to };
    ok = copy(u, fd, name, e);
    if (close(fd) != 0 && ok)
        ok = err_errno(e, T("Menyimpan isi ZIP"));
    return ok;
}

static bool walk(struct unzip *u, struct err *e)
{
    struct archive_entry *entry;
    int r, entries = 0;

    while ((r = archive_read_next_header(u->z, &entry)) != ARCHIVE_EOF) {
        struct sv path = sv_of(archive_entry_pathname(entry));

        if (r != ARCHIVE_OK && r != ARCHIVE_WARN)
            return broken(u, e);
        if (++entries > ENTRIES_MAX)
            return refuse(e, T("ZIP ini berisi terlalu banyak berkas"), path,
                          T("Bagi menjadi beberapa ZIP."));
        if (leads_out(path))
            return refuse(e, T("ZIP ini memuat alamat yang keluar dari foldernya"), path,
                          T("Buat ulang ZIP-nya dari berkas .xlsx yang asli."));
        if (archive_entry_filetype(entry) != AE_IFDIR && !is_litter(path) && !take(u, entry, path, e))
            return false;
    }
    return true;
}

bool workbook_unzip(const char *path, const char *dir, struct arena *a, struct workbook_file **files,
                    size_t *n, struct err *e)
{
    struct unzip u = { .z = archive_read_new(), .dir = dir, .a = a, .n = 0, .from = *n };
    bool ok;

    for (size_t i = 0; i < *n; i++)
        *ARENA_PUSH(a, u.files, u.n, u.cap) = (*files)[i];
    ok = begin(u.z, path) ? walk(&u, e) : broken(&u, e);
    archive_read_free(u.z);
    if (ok && u.n == u.from) {
        err_set(e, ERR_INPUT, T("Tidak ada buku kerja di dalam ZIP ini."));
        ok = err_hint(e, T("Kumpulkan berkas .xlsx yang dahulu dikirim ke dalam ZIP, lalu unggah lagi."));
    }
    for (size_t i = u.from; !ok && i < u.n; i++)
        unlink(u.files[i].path);
    if (ok) {
        *files = u.files;
        *n = u.n;
    }
    return ok;
}
