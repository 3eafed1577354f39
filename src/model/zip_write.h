/* SPDX-License-Identifier: MIT
 * model/zip_write.h -- a handful of parts as a ZIP that any system opens: stored, in one folder, in a buffer. */
#ifndef MODEL_ZIP_WRITE_H
#define MODEL_ZIP_WRITE_H

#include "base/sv.h"

struct arena;
struct buf;
struct err;

struct zip_part {
    struct sv name, data;
};
/* `when`: the time the parts bear, in Unix seconds. */
bool zip_parts_write(struct buf *out, const struct zip_part *parts, size_t n, struct sv folder, int64_t when,
                     struct arena *a, struct err *e);

#endif
