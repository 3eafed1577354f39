/* SPDX-License-Identifier: MIT
 * page/dossier_zip.c -- a ZIP that is written as it comes: sizes stand behind each entry, so nothing is held back. */
#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "page/dossier_priv.h"

enum { CHUNK = 64 * 1024, NAME_MAX_BYTES = 400 };

struct dossier_zip {
    struct archive *z;
    FILE *sums;
    struct sha256 *digest;
    time_t now;
    char name[NAME_MAX_BYTES];
};

static bool failed(struct dossier_zip *z, struct err *e)
{
    err_set(e, ERR_FAULT, T("Paket pemeriksaan tidak dapat ditulis."));
    err_hint(e, T("Periksa sisa ruang cakram, lalu ulangi."));
    return err_cause(e, "%s", archive_error_string(z->z) ? archive_error_string(z->z) : "libarchive");
}

struct dossier_zip *dossier_zip_open(const char *path, FILE *sums, struct err *e)
{
    struct dossier_zip *z = calloc(1, sizeof *z);

    if (!z) {
        err_errno(e, T("Menyiapkan memori"));
        return NULL;
    }
    z->z = archive_write_new();
    z->sums = sums;
    z->now = (time_t) time_now();
    if (!z->z || archive_write_set_format_zip(z->z) != ARCHIVE_OK ||
        archive_write_set_bytes_in_last_block(z->z, 1) != ARCHIVE_OK ||
        archive_write_open_filename(z->z, path) != ARCHIVE_OK) {
        failed(z, e);
        dossier_zip_cancel(z);
        return NULL;
    }
    return z;
}

bool dossier_zip_begin(struct dossier_zip *z, const char *name, struct err *e)
{
    struct archive_entry *entry = archive_entry_new();
    bool ok = entry != NULL;

    if (ok) {
        archive_entry_set_pathname(entry, name);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_mtime(entry, z->now, 0);
        archive_entry_unset_size(entry);
        ok = archive_write_header(z->z, entry) == ARCHIVE_OK;
    }
    archive_entry_free(entry);
    if (!ok)
        return failed(z, e);
    snprintf(z->name, sizeof z->name, "%s", name);
    sha256_free(z->digest);
    z->digest = sha256_new();
    return true;
}

bool dossier_zip_put(struct dossier_zip *z, struct sv bytes, struct err *e)
{
    if (bytes.n == 0)
        return true;
    sha256_add(z->digest, bytes);
    return archive_write_data(z->z, bytes.p, bytes.n) == (la_ssize_t) bytes.n || failed(z, e);
}

bool dossier_zip_end(struct dossier_zip *z, bool noted, struct err *e)
{
    struct digest d = sha256_end(z->digest);

    z->digest = NULL;
    if (archive_write_finish_entry(z->z) != ARCHIVE_OK)
        return failed(z, e);
    if (!noted || !z->sums)
        return true;
    for (size_t i = 0; i < sizeof d.b; i++)
        fprintf(z->sums, "%02x", d.b[i]);
    return fprintf(z->sums, "  %s\n", z->name) > 0 || err_errno(e, T("Menulis daftar sidik jari"));
}

bool dossier_zip_text(struct dossier_zip *z, const char *name, struct sv bytes, bool noted, struct err *e)
{
    return dossier_zip_begin(z, name, e) && dossier_zip_put(z, bytes, e) && dossier_zip_end(z, noted, e);
}

bool dossier_zip_file(struct dossier_zip *z, const char *name, const char *path, struct err *e)
{
    FILE *f = fopen(path, "re");
    char *chunk = malloc(CHUNK);
    bool ok = f && chunk;
    size_t n;

    if (!ok)
        err_errno(e, T("Membaca berkas untuk paket"));
    ok = ok && dossier_zip_begin(z, name, e);
    while (ok && (n = fread(chunk, 1, CHUNK, f)) > 0)
        ok = dossier_zip_put(z, (struct sv){ chunk, n }, e);
    if (ok && ferror(f))
        ok = err_errno(e, T("Membaca berkas untuk paket"));
    ok = ok && dossier_zip_end(z, true, e);
    free(chunk);
    if (f)
        fclose(f);
    return ok;
}

void dossier_zip_sums_end(struct dossier_zip *z)
{
    z->sums = NULL;
}

bool dossier_zip_close(struct dossier_zip *z, struct err *e)
{
    bool ok = archive_write_close(z->z) == ARCHIVE_OK || failed(z, e);

    dossier_zip_cancel(z);
    return ok;
}

void dossier_zip_cancel(struct dossier_zip *z)
{
    if (!z)
        return;
    sha256_free(z->digest);
    archive_write_free(z->z);
    free(z);
}
