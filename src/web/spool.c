/* SPDX-License-Identifier: MIT
 * web/spool.c -- files of the upload folder. */
#include "web/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"

static const char first_part[] = "unggah-";

/* Nothing in this folder is worth keeping over a restart: a request that never ended kept no promise. */
static void sweep(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;

    if (!dir)
        return;
    while ((entry = readdir(dir)))
        if (strncmp(entry->d_name, first_part, sizeof first_part - 1) == 0)
            unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
}

/* Whatever stops us from writing here, the person who sent the file can only wait or report it. */
static bool io_failed(struct err *e)
{
    err_errno(e, T("Menyimpan berkas yang dikirim"));
    if (e->kind == ERR_DENIED)
        e->kind = ERR_FAULT;
    return false;
}

bool spool_dir_open(struct spool_dir *d, const char *path, struct err *e)
{
    uint64_t random;

    if (!path || access(path, W_OK | X_OK) != 0) {
        err_errno(e, T("Membuka folder unggahan"));
        return false;
    }
    bytes_random(&random, sizeof random);
    snprintf(d->prefix, sizeof d->prefix, "%016llx", (unsigned long long) random);
    d->path = path;
    atomic_store(&d->count, 0);
    sweep(path);
    return true;
}

bool spool_open(struct spool_dir *d, struct arena *a, struct spool *s, struct err *e)
{
    unsigned long long n = atomic_fetch_add(&d->count, 1);

    *s = (struct spool){ .fd = -1 };
    s->path = arena_printf(a, "%s/%s%s-%llu", d->path, first_part, d->prefix, n).p;
    s->fd = open(s->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (s->fd < 0)
        return io_failed(e);
    s->hash = sha256_new();
    return true;
}

bool spool_add(struct spool *s, struct sv data, struct err *e)
{
    size_t room = s->size < SPOOL_HEAD_BYTES ? SPOOL_HEAD_BYTES - (size_t) s->size : 0, done = 0;

    if (room && data.n)
        memcpy(s->head + s->size, data.p, data.n < room ? data.n : room);
    sha256_add(s->hash, data);
    while (done < data.n) {
        ssize_t n = write(s->fd, data.p + done, data.n - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return io_failed(e);
        done += (size_t) n;
    }
    s->size += (int64_t) data.n;
    return true;
}

void spool_end(struct spool *s)
{
    if (s->hash)
        s->sha256 = sha256_end(s->hash);
    s->hash = NULL;
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
}

void spool_drop(struct spool *s)
{
    if (!s->path)
        return;
    sha256_free(s->hash);
    if (s->fd >= 0)
        close(s->fd);
    unlink(s->path);
    *s = (struct spool){ .fd = -1 };
}

struct sv spool_head(const struct spool *s)
{
    size_t n = s->size < SPOOL_HEAD_BYTES ? (size_t) s->size : SPOOL_HEAD_BYTES;

    return (struct sv){ (const char *) s->head, n };
}
