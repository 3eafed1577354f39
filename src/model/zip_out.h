/* SPDX-License-Identifier: MIT
 * model/zip_out.h -- a new ZIP, one part after another, into a file or a buffer. One thread; a file is whole, or gone. */
#ifndef MODEL_ZIP_OUT_H
#define MODEL_ZIP_OUT_H

#include "base/sv.h"

struct arena;
struct buf;
struct err;
struct zip_out;

/* STORED: for what is packed already (DOCX, XLSX, PDF) or too small to be worth it. */
enum zip_packing { ZIP_STORED, ZIP_DEFLATED };

/* NULL: *e says why. The buffer is borrowed until the ZIP is closed; beyond its ceiling writing fails. */
struct zip_out *zip_out_open(const char *path, enum zip_packing how, struct err *e);
struct zip_out *zip_out_begin(struct buf *out, enum zip_packing how, struct err *e);
/* A part of that name, from a file or from memory; mtime: instant in seconds. */
bool zip_out_file(struct zip_out *z, const char *name, const char *path, int64_t mtime, struct err *e);
bool zip_out_part(struct zip_out *z, const char *name, struct sv bytes, int64_t mtime, struct err *e);
/* Both free it. */
bool zip_out_close(struct zip_out *z, struct err *e);
void zip_out_cancel(struct zip_out *z); /* accepts NULL */

/* A handful of parts in one folder of a ZIP that any system opens: stored, in a buffer. */
struct zip_part {
    struct sv name, data;
};
bool zip_parts_write(struct buf *out, const struct zip_part *parts, size_t n, struct sv folder, int64_t mtime,
                     struct arena *a, struct err *e);

/* "Dinas Kesehatan (Kab.)" -> "dinas-kesehatan-kab": letters and digits alone, for every file system. */
struct sv file_slug(struct sv name, struct arena *a);

#endif
