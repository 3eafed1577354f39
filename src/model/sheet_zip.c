/* SPDX-License-Identifier: MIT
 * model/sheet_zip.c -- streams named parts out of a ZIP package in memory; everything else in it stays packed. */
#include <archive.h>
#include <archive_entry.h>

#include "model/sheet_priv.h"

#define ENTRIES_MAX 4096

static bool bomb(struct err *e, bool ratio)
{
    if (ratio)
        err_set(e, ERR_INPUT, T("Isi berkas XLSX ini mengembang lebih dari 100 kali ukurannya"));
    else
        err_set(e, ERR_INPUT, T("Isi berkas XLSX ini lebih besar dari 512 MiB setelah dibuka"));
    return err_hint(e, T("Salin tabelnya saja ke buku kerja baru, simpan sebagai .xlsx, lalu unggah lagi."));
}

static struct zip_want *wanted(struct zip_want *wants, size_t n, const char *path)
{
    struct sv name = sv_of(path);

    for (size_t i = 0; i < n; i++)
        if (!sv_empty(wants[i].name) && sv_eq_fold(wants[i].name, name))
            return &wants[i];
    return NULL;
}

static bool stream(struct archive *z, struct zip_want *w, struct zip_budget *b, size_t packed, struct err *e)
{
    char chunk[32 << 10];

    for (;;) {
        la_ssize_t n = archive_read_data(z, chunk, sizeof chunk);
        if (n < 0) /* also a wrong checksum, which libarchive only warns of */
            return sheet_broken(e, w->name, archive_error_string(z) ? archive_error_string(z) : "read_data");
        b->unpacked += (size_t) n;
        if (b->unpacked > SHEET_UNPACKED_MAX)
            return bomb(e, false);
        if (b->unpacked / SHEET_RATIO_MAX > packed)
            return bomb(e, true);
        if (!w->feed(w->ctx, chunk, (size_t) n, n == 0, e))
            return false;
        if (n == 0)
            return true;
    }
}

static bool take_entry(struct archive *z, struct archive_entry *entry, struct zip_want *w,
                       struct zip_budget *b, size_t packed, struct err *e)
{
    if (w->found) { /* readers that disagree on which of two is meant can be played against each other */
        err_set(e, ERR_INPUT, T("Berkas XLSX ini memuat bagian %.*s dua kali"),
                SV_FMT(sv_sub(w->name, 0, 100)));
        return err_hint(e,
                        T("Buka di Excel atau LibreOffice, simpan ulang sebagai .xlsx, lalu unggah lagi."));
    }
    w->found = true;
    if (!w->feed)
        return true;
    if (archive_entry_is_encrypted(entry)) {
        err_set(e, ERR_INPUT, T("Berkas ini dikunci dengan kata sandi"));
        return err_hint(e, T("Lepaskan kata sandinya di Excel atau LibreOffice, simpan, lalu unggah lagi."));
    }
    return stream(z, w, b, packed, e);
}

bool zip_read(struct sv bytes, struct zip_budget *b, struct zip_want *wants, size_t n, struct err *e)
{
    struct archive *z = archive_read_new();
    struct archive_entry *entry;
    bool ok = false;
    int r, entries = 0;

    if (!z)
        return err_set(e, ERR_FAULT, T("Berkas XLSX tidak dapat dibuka: memori server habis"));
    archive_read_support_format_zip_seekable(z); /* the central directory counts, as for everybody else */
    if (archive_read_open_memory(z, bytes.p, bytes.n) != ARCHIVE_OK) {
        sheet_broken(e, SV_NULL, archive_error_string(z) ? archive_error_string(z) : "open");
        goto out;
    }
    while ((r = archive_read_next_header(z, &entry)) != ARCHIVE_EOF) {
        const char *path;
        struct zip_want *w;
        if (r != ARCHIVE_OK && r != ARCHIVE_WARN) {
            sheet_broken(e, SV_NULL, archive_error_string(z) ? archive_error_string(z) : "header");
            goto out;
        }
        if (++entries > ENTRIES_MAX) {
            err_set(e, ERR_INPUT, T("Berkas XLSX ini berisi lebih dari %d bagian"), ENTRIES_MAX);
            err_hint(e, T("Salin tabelnya saja ke buku kerja baru, simpan sebagai .xlsx, lalu unggah lagi."));
            goto out;
        }
        path = archive_entry_pathname_utf8(entry);
        w = path ? wanted(wants, n, path) : NULL;
        if (w && !take_entry(z, entry, w, b, bytes.n, e))
            goto out;
    }
    ok = true;
out:
    archive_read_free(z);
    return ok;
}
