/* SPDX-License-Identifier: MIT
 * base/file.h -- whole files in and out, durably. Paths are C strings in the process's own name space.
 * file_write_atomic() writes a temporary neighbour, fsyncs it, renames it and fsyncs the folder: after a crash the
 * old or the new content is there, never a mixture. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/sv.h"

struct arena;
struct err;
struct stat;

bool file_read(const char *path, size_t max_bytes, struct arena *a, struct sv *out, struct err *e);
bool file_write_atomic(const char *path, struct sv data, unsigned mode, struct err *e);
bool file_mkdirs(const char *path, unsigned mode, struct err *e); /* like mkdir -p */
bool file_exists(const char *path);
/* Is a file there, and another one or otherwise written than `seen` says (zeroed: none)? Then `seen` is of it. */
bool file_changed(const char *path, struct stat *seen);
/* Names (not paths) of the entries of a folder that end in `suffix`, sorted by byte; dot files left out. */
bool file_list(const char *dir, const char *suffix, struct arena *a, struct sv **names, size_t *n,
               struct err *e);

#endif
