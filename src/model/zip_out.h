/* SPDX-License-Identifier: MIT
 * model/zip_out.h -- files into a new ZIP, one after another. What goes in is packed already (DOCX, XLSX, PDF), so it is stored
 * as it is. One thread; on failure nothing is left. */
#ifndef MODEL_ZIP_OUT_H
#define MODEL_ZIP_OUT_H

#include "base/sv.h"

struct arena;
struct err;
struct zip_out;

/* NULL: *e says why. */
struct zip_out *zip_out_open(const char *path, struct err *e);
/* The file `path` under that name; mtime: instant in seconds. */
bool zip_out_file(struct zip_out *z, const char *name, const char *path, int64_t mtime, struct err *e);
bool zip_out_close(struct zip_out *z, struct err *e); /* whole, or gone */
void zip_out_cancel(struct zip_out *z);               /* accepts NULL */

/* "Dinas Kesehatan (Kab.)" -> "dinas-kesehatan-kab": letters and digits alone, for every file system. */
struct sv file_slug(struct sv name, struct arena *a);

#endif
