/* SPDX-License-Identifier: MIT
 * model/files.h -- attachments, kept once by SHA-256 digest under <files_dir>/ab/<digest>; table `berkas` says what they
 * are called. A file becomes visible through the record that holds it: who sees the field sees the file, and one that was
 * taken off again is seen with the version that held it. A file that a step brought along hangs on the whole record.
 * Types are sniffed from the bytes, not believed: PDF, images, Office documents, ZIP, text, XML/JSON; programs are refused. */
#ifndef MODEL_FILES_H
#define MODEL_FILES_H

#include "base/hash.h"
#include "model/record.h"

struct stored_file {
    int64_t id, size;
    struct sv digest, name, type, kind; /* kind: which asked-for document it is, or absent */
};

enum { FILE_MAX_BYTES = 50 * 1024 * 1024 };

/* Moves an uploaded temporary file into the store (fsynced) and notes it; inside a transaction. */
bool file_add(struct db *db, const struct records *rs, const struct actor *who, const char *tmp_path,
              struct sv name, struct sv kind, struct arena *a, struct stored_file *out, struct err *e);
/* Digest, size and (unless NULL) the first 512 bytes of a file, read piece by piece. */
bool file_digest(const char *path, struct arena *a, struct digest *d, int64_t *size, struct sv *head,
                 struct err *e);
bool file_info(struct db *db, int64_t id, struct arena *a, struct stored_file *out, struct err *e);
/* Visible to this actor through some record's field? ERR_MISSING otherwise. Path lives in the arena. */
bool file_open_for(struct db *db, const struct records *rs, const struct actor *who, int64_t id,
                   struct arena *a, struct stored_file *out, const char **path, struct err *e);

#endif
