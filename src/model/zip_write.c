/* SPDX-License-Identifier: MIT
 * model/zip_write.c -- a handful of parts as a ZIP. */
#include "model/zip_write.h"

#include <archive.h>
#include <archive_entry.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

static la_ssize_t put_zip(struct archive *z, void *ctx, const void *bytes, size_t n)
{
    struct buf *b = ctx;

    (void) z;
    buf_put(b, (struct sv){ bytes, n });
    return b->failed ? -1 : (la_ssize_t) n;
}

static bool add_part(struct archive *z, const struct zip_part *part, struct sv folder, int64_t when,
                     struct arena *a)
{
    struct archive_entry *entry = archive_entry_new();
    bool ok = entry != NULL;

    if (!ok)
        return false;
    archive_entry_set_pathname(entry, arena_printf(a, "%.*s/%.*s", SV_FMT(folder), SV_FMT(part->name)).p);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t) part->data.n);
    archive_entry_set_mtime(entry, (time_t) when, 0);
    ok = archive_write_header(z, entry) == ARCHIVE_OK &&
         archive_write_data(z, part->data.p, part->data.n) == (la_ssize_t) part->data.n;
    archive_entry_free(entry);
    return ok;
}

bool zip_parts_write(struct buf *out, const struct zip_part *parts, size_t n, struct sv folder, int64_t when,
                     struct arena *a, struct err *e)
{
    struct archive *z = archive_write_new();
    bool ok = z && archive_write_set_format_zip(z) == ARCHIVE_OK &&
              archive_write_zip_set_compression_store(z) == ARCHIVE_OK &&
              archive_write_set_bytes_in_last_block(z, 1) == ARCHIVE_OK &&
              archive_write_open(z, out, NULL, put_zip, NULL) == ARCHIVE_OK;

    for (size_t i = 0; ok && i < n; i++)
        ok = add_part(z, &parts[i], folder, when, a);
    ok = ok && archive_write_close(z) == ARCHIVE_OK;
    if (!ok) {
        err_set(e, ERR_FAULT, T("Berkas bukti tidak dapat dibuat."));
        err_cause(e, "%s", z && archive_error_string(z) ? archive_error_string(z) : "libarchive");
    }
    archive_write_free(z);
    return ok;
}
