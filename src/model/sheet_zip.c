/* SPDX-License-Identifier: MIT
 * model/sheet_zip.c -- streams named parts out of a ZIP package in memory; everything else in it stays packed. */
#include <archive.h>
#include <archive_entry.h>

#include "model/sheet_priv.h"

const struct zip_kind zip_xlsx = {
    .name = "XLSX",
    .simpler = T("Salin tabelnya saja ke buku kerja baru, simpan sebagai .xlsx, lalu unggah lagi."),
    .resave = T("Buka di Excel atau LibreOffice, simpan ulang sebagai .xlsx, lalu unggah lagi."),
    .unpacked_max = SHEET_UNPACKED_MAX,
    .entries_max = 4096,
};

static const struct zip_kind *kind_of(const struct zip_budget *b)
{
    return b->kind ? b->kind : &zip_xlsx;
}

bool zip_broken(const struct zip_kind *k, struct err *e, struct sv part, const char *cause)
{
    if (!k)
        k = &zip_xlsx;
    if (sv_empty(part))
        err_set(e, ERR_INPUT, T("Berkas %s ini rusak"), k->name);
    else
        err_set(e, ERR_INPUT, T("Berkas %s ini rusak pada bagian %.*s"), k->name,
                SV_FMT(sv_sub(part, 0, 100)));
    err_hint(e, "%s", k->resave);
    return err_cause(e, "%s", cause);
}

static bool bomb(const struct zip_kind *k, struct err *e, bool ratio)
{
    if (ratio)
        err_set(e, ERR_INPUT, T("Isi berkas %s ini mengembang lebih dari 100 kali ukurannya"), k->name);
    else
        err_set(e, ERR_INPUT, T("Isi berkas %s ini lebih besar dari %zu MiB setelah dibuka"), k->name,
                k->unpacked_max >> 20);
    return err_hint(e, "%s", k->simpler);
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
            return zip_broken(b->kind, e, w->name,
                              archive_error_string(z) ? archive_error_string(z) : "read_data");
        b->unpacked += (size_t) n;
        if (b->unpacked > kind_of(b)->unpacked_max)
            return bomb(kind_of(b), e, false);
        if (b->unpacked / SHEET_RATIO_MAX > packed)
            return bomb(kind_of(b), e, true);
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
        err_set(e, ERR_INPUT, T("Berkas %s ini memuat bagian %.*s dua kali"), kind_of(b)->name,
                SV_FMT(sv_sub(w->name, 0, 100)));
        return err_hint(e, "%s", kind_of(b)->resave);
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

bool zip_walk(struct sv bytes, struct zip_budget *b, zip_pick pick, void *ctx, struct err *e)
{
    const struct zip_kind *k = kind_of(b);
    struct archive *z = archive_read_new();
    struct archive_entry *entry;
    bool ok = false;
    int r, entries = 0;

    if (!z)
        return err_set(e, ERR_FAULT, T("Berkas %s tidak dapat dibuka: memori server habis"), k->name);
    archive_read_support_format_zip_seekable(z); /* the central directory counts, as for everybody else */
    if (archive_read_open_memory(z, bytes.p, bytes.n) != ARCHIVE_OK) {
        zip_broken(k, e, SV_NULL, archive_error_string(z) ? archive_error_string(z) : "open");
        goto out;
    }
    while ((r = archive_read_next_header(z, &entry)) != ARCHIVE_EOF) {
        struct zip_want *w = NULL;
        if (r != ARCHIVE_OK && r != ARCHIVE_WARN) {
            zip_broken(k, e, SV_NULL, archive_error_string(z) ? archive_error_string(z) : "header");
            goto out;
        }
        if (++entries > k->entries_max) {
            err_set(e, ERR_INPUT, T("Berkas %s ini berisi lebih dari %d bagian"), k->name, k->entries_max);
            err_hint(e, "%s", k->simpler);
            goto out;
        }
        if (!pick(ctx, archive_entry_pathname_utf8(entry), &w, e) ||
            (w && !take_entry(z, entry, w, b, bytes.n, e)))
            goto out;
    }
    ok = true;
out:
    archive_read_free(z);
    return ok;
}

struct wants {
    struct zip_want *items;
    size_t n;
};

static bool pick_wanted(void *ctx, const char *path, struct zip_want **out, struct err *e)
{
    struct wants *w = ctx;

    (void) e;
    *out = path ? wanted(w->items, w->n, path) : NULL;
    return true;
}

bool zip_read(struct sv bytes, struct zip_budget *b, struct zip_want *wants, size_t n, struct err *e)
{
    struct wants w = { wants, n };

    return zip_walk(bytes, b, pick_wanted, &w, e);
}
