/* SPDX-License-Identifier: MIT
 * ledger/store.c -- tiles and bundles as files below one open folder. */
#include "ledger/store.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"

/* Below this many dirty paths we sync each by itself, so that a checkpoint each second never waits for a
 * neighbour's gigabyte on the same disk; above it one syncfs() is cheaper than thousands of fsync()s. */
#define DIRTY_MAX 48

struct store {
    int fd;
    char *dir;
    struct tile_path dirty[DIRTY_MAX]; /* files, and folders that got a new name */
    size_t dirty_n;
    bool many;
};

struct store *store_open(const char *dir, struct err *e)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 && errno == ENOENT) {
        err_set(e, ERR_MISSING, T("Folder buku besar %s tidak ada"), dir);
        err_hint(e, T("Periksa nama foldernya, atau buat buku besar lebih dahulu."));
        return NULL;
    }
    if (fd < 0) {
        err_errno(e, dir);
        return NULL;
    }
    struct store *s = calloc(1, sizeof *s);
    char *copy = strdup(dir);
    if (!s || !copy) {
        free(s);
        free(copy);
        close(fd);
        err_set(e, ERR_FAULT, T("Memori habis ketika membuka buku besar"));
        return NULL;
    }
    s->fd = fd;
    s->dir = copy;
    return s;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    close(s->fd);
    free(s->dir);
    free(s);
}

const char *store_dir(const struct store *s)
{
    return s->dir;
}

/* --- writing ---------------------------------------------------------------------------------- */

static void mark_dirty(struct store *s, const char *path)
{
    for (size_t i = 0; !s->many && i < s->dirty_n; i++)
        if (strcmp(s->dirty[i].s, path) == 0)
            return;
    if (s->many || s->dirty_n == DIRTY_MAX)
        s->many = true;
    else
        snprintf(s->dirty[s->dirty_n++].s, sizeof s->dirty[0].s, "%s", path);
}

/* The folder part of a path; "." when it has none. */
static struct tile_path parent_of(const char *path)
{
    struct tile_path out = { "." };
    const char *slash = strrchr(path, '/');

    if (slash) {
        memcpy(out.s, path, (size_t) (slash - path));
        out.s[slash - path] = '\0';
    }
    return out;
}

static bool make_folders(struct store *s, const char *path, struct err *e)
{
    struct tile_path part = { "" };

    for (size_t i = 0; path[i]; i++) {
        if (path[i] == '/') {
            if (mkdirat(s->fd, part.s, 0755) == 0)
                mark_dirty(s, parent_of(part.s).s);
            else if (errno != EEXIST)
                return err_errno(e, part.s);
        }
        part.s[i] = path[i];
    }
    return true;
}

static int open_for_writing(struct store *s, const char *path, struct err *e)
{
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;
    int fd = openat(s->fd, path, flags, 0644);

    if (fd < 0 && errno == ENOENT) {
        if (!make_folders(s, path, e))
            return -1;
        fd = openat(s->fd, path, flags, 0644);
    }
    if (fd < 0)
        err_errno(e, path);
    return fd;
}

bool store_put(struct store *s, const struct tile_name *name, struct sv data, struct err *e)
{
    struct tile_path path = tile_path(name);
    int fd = open_for_writing(s, path.s, e);

    if (fd < 0)
        return false;
    while (data.n > 0) {
        ssize_t w = write(fd, data.p, data.n);
        if (w < 0 && errno == EINTR)
            continue;
        if (w < 0) {
            err_errno(e, path.s);
            close(fd);
            return false;
        }
        data.p += w;
        data.n -= (size_t) w;
    }
    if (close(fd) != 0)
        return err_errno(e, path.s);
    mark_dirty(s, path.s);
    mark_dirty(s, parent_of(path.s).s);
    return true;
}

static bool sync_one(struct store *s, const char *path, struct err *e)
{
    int fd = openat(s->fd, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0 && errno == ENOENT) /* a partial tile that a full one replaced within the same batch */
        return true;
    if (fd < 0)
        return err_errno(e, path);
    bool ok = fsync(fd) == 0 || err_errno(e, path);
    close(fd);
    return ok;
}

bool store_sync(struct store *s, struct err *e)
{
    if (s->many && syncfs(s->fd) != 0)
        return err_errno(e, s->dir);
    for (size_t i = 0; !s->many && i < s->dirty_n; i++)
        if (!sync_one(s, s->dirty[i].s, e))
            return false;
    s->dirty_n = 0;
    s->many = false;
    return true;
}

/* --- removing --------------------------------------------------------------------------------- */

/* Opens the folder of a tile's partials; NULL with *missing when there is none. */
static DIR *open_partials(struct store *s, const struct tile_name *name, bool *missing, struct err *e)
{
    struct tile_name one = *name;
    one.width = 1;
    struct tile_path folder = parent_of(tile_path(&one).s);
    int fd = openat(s->fd, folder.s, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

    *missing = fd < 0 && errno == ENOENT;
    if (fd < 0) {
        if (!*missing)
            err_errno(e, folder.s);
        return NULL;
    }
    DIR *d = fdopendir(fd);
    if (!d) {
        err_errno(e, folder.s);
        close(fd);
    }
    return d;
}

bool store_widths(struct store *s, const struct tile_name *name, bool has[TILE_WIDTH], struct err *e)
{
    struct dirent *item;
    bool missing;
    DIR *d = open_partials(s, name, &missing, e);

    memset(has, 0, TILE_WIDTH * sizeof has[0]);
    if (!d)
        return missing;
    while ((item = readdir(d)) != NULL) {
        int64_t w;
        if (sv_int(sv_of(item->d_name), &w) && w >= 1 && w < TILE_WIDTH)
            has[w] = true;
    }
    closedir(d);
    return true;
}

bool store_drop(struct store *s, const struct tile_name *name, bool *was_there, struct err *e)
{
    struct tile_path path = tile_path(name);

    *was_there = unlinkat(s->fd, path.s, 0) == 0;
    if (!*was_there && errno != ENOENT && errno != ENOTDIR)
        return err_errno(e, path.s);
    return true;
}

bool store_drop_partials(struct store *s, const struct tile_name *name, unsigned above, struct err *e)
{
    struct tile_name one = *name;
    bool has[TILE_WIDTH], gone;

    if (!store_widths(s, name, has, e))
        return false;
    for (one.width = above + 1; one.width < TILE_WIDTH; one.width++)
        if (has[one.width] && !store_drop(s, &one, &gone, e))
            return false;
    one.width = 1;
    if (above == 0) /* fails while somebody else's file is inside; it then stays, harmless */
        unlinkat(s->fd, parent_of(tile_path(&one).s).s, AT_REMOVEDIR);
    return true;
}

/* --- reading ---------------------------------------------------------------------------------- */

bool store_get(struct store *s, const struct tile_name *name, void *buf, size_t cap, size_t *n, bool *found,
               struct err *e)
{
    struct tile_path path = tile_path(name);
    int fd = openat(s->fd, path.s, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    size_t at = 0;
    ssize_t got = 1;
    char more;

    *found = fd >= 0;
    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR || err_errno(e, path.s);
    while (got > 0 && at <= cap) {
        got = at < cap ? read(fd, (char *) buf + at, cap - at) : read(fd, &more, 1);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            at += (size_t) got;
    }
    bool ok = got >= 0 || err_errno(e, path.s);
    close(fd);
    *n = at;
    return ok;
}
