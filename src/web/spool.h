/* SPDX-License-Identifier: MIT
 * web/spool.h -- bytes from outside on their way into a file of the upload folder.
 * Names hold a random part and a count: never used twice in the life of a folder, so removing a file by its name when its
 * request ends cannot hit another's, even if a handler has moved the file away. The digest is computed on the way. */
#ifndef WEB_SPOOL_H
#define WEB_SPOOL_H

#include <stdatomic.h>

#include "base/hash.h"
#include "base/sv.h"

struct arena;
struct err;

enum { SPOOL_HEAD_BYTES = 512 };

struct spool_dir {
    const char *path;
    char prefix[17];
    atomic_ullong count;
};
/* Checks that the folder can be written and removes what an earlier process left there. */
bool spool_dir_open(struct spool_dir *d, const char *path, struct err *e);

struct spool {
    int fd; /* -1: closed */
    const char *path;
    int64_t size;
    struct sha256 *hash;
    struct digest sha256; /* after spool_end() */
    unsigned char head[SPOOL_HEAD_BYTES];
};
bool spool_open(struct spool_dir *d, struct arena *a, struct spool *s, struct err *e);
bool spool_add(struct spool *s, struct sv data, struct err *e);
void spool_end(struct spool *s);  /* closes, keeps the file */
void spool_drop(struct spool *s); /* closes and removes; harmless on a zeroed struct */
struct sv spool_head(const struct spool *s);

#endif
