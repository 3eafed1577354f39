/* SPDX-License-Identifier: MIT
 * base/file.c -- whole files in and out. */
#include "base/file.h"

#include "base/arena.h"
#include "base/err.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* ERR_FAULT from errno with the deed and the path in it; false. */
static bool fault(struct err *e, const char *deed, const char *path)
{
    char what[160];
    int saved = errno;

    snprintf(what, sizeof what, "%s %s", deed, path);
    errno = saved;
    return err_errno(e, what);
}

static bool too_big(const char *path, size_t max_bytes, struct err *e)
{
    err_set(e, ERR_INPUT, T("Berkas %s lebih besar dari batas %zu KiB"), path, max_bytes / 1024);
    return err_hint(e, T("Perkecil atau bagi berkas itu."));
}

/* Everything from fd. The size told by fstat() is only the first guess: /proc says 0, and files grow. */
static bool read_all(int fd, const char *path, size_t max_bytes, struct arena *a, struct sv *out,
                     struct err *e)
{
    struct stat st;
    size_t n = 0;

    if (fstat(fd, &st) < 0)
        return fault(e, T("Membaca"), path);
    if (S_ISREG(st.st_mode) && (uint64_t) st.st_size > max_bytes)
        return too_big(path, max_bytes, e);
    size_t cap = S_ISREG(st.st_mode) && st.st_size > 0 ? (size_t) st.st_size : 4096;
    char *p = arena_alloc(a, cap + 1);
    for (;;) {
        ssize_t got =
            read(fd, p + n, cap + 1 - n); /* one byte more than expected shows the end in one call */
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fault(e, T("Membaca"), path);
        n += (size_t) got;
        if (n > max_bytes)
            return too_big(path, max_bytes, e);
        if (got == 0)
            break;
        if (n == cap + 1) {
            char *wider = arena_alloc(a, cap * 2 + 1);
            memcpy(wider, p, n);
            p = wider;
            cap *= 2;
            if (!arena_ok(a, e))
                return false;
        }
    }
    *out = (struct sv){ p, n };
    return true;
}

bool file_read(const char *path, size_t max_bytes, struct arena *a, struct sv *out, struct err *e)
{
    struct sv text;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 && errno == ENOENT) {
        err_set(e, ERR_MISSING, T("Berkas %s tidak ada"), path);
        return err_hint(e, T("Periksa nama dan foldernya."));
    }
    if (fd < 0)
        return fault(e, T("Membuka"), path);
    bool ok = read_all(fd, path, max_bytes, a, &text, e) && arena_ok(a, e);
    close(fd);
    if (ok)
        *out = text;
    return ok;
}

static bool write_all(int fd, struct sv data)
{
    while (data.n) {
        ssize_t put = write(fd, data.p, data.n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        data.p += put;
        data.n -= (size_t) put;
    }
    return true;
}

/* "a/b" gives "a", "b" gives ".", "/b" gives "/"; freed by the caller, NULL without memory. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return strdup(".");
    return slash == path ? strdup("/") : strndup(path, (size_t) (slash - path));
}

static bool sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool ok = fsync(fd) == 0;
    int saved = errno;

    close(fd);
    errno = saved;
    return ok;
}

bool file_write_atomic(const char *path, struct sv data, unsigned mode, struct err *e)
{
    const char *slash = strrchr(path, '/');
    char *folder = folder_of(path), *temp = NULL;
    bool ok = false, made = false;
    int fd = -1;

    /* A dot file, so that a leftover of a crash never shows up in file_list(). */
    if (!folder || asprintf(&temp, "%s/.%s.XXXXXX", folder, slash ? slash + 1 : path) < 0) {
        temp = NULL;
        goto out;
    }
    fd = mkostemp(temp, O_CLOEXEC);
    if (fd < 0)
        goto out;
    made = true;
    if (!write_all(fd, data) || fchmod(fd, mode) < 0 || fsync(fd) < 0)
        goto out;
    int closed = close(fd);
    fd = -1;
    if (closed < 0 || rename(temp, path) < 0)
        goto out;
    made = false;
    ok = sync_folder(folder);
out:
    if (!ok)
        fault(e, T("Menulis"), path);
    if (fd >= 0)
        close(fd);
    if (made)
        unlink(temp);
    free(temp);
    free(folder);
    return ok;
}

static bool is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool file_mkdirs(const char *path, unsigned mode, struct err *e)
{
    char *copy = strdup(path);
    bool ok = copy && path[0];

    for (size_t i = 1; ok && path[i - 1]; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        copy[i] = '\0';
        if (mkdir(copy, mode) < 0) {
            int why = errno;

            ok = is_folder(copy); /* EROFS or EACCES on the way to a folder that is there does no harm */
            errno = why;
        }
        copy[i] = path[i];
    }
    if (!ok)
        fault(e, T("Membuat folder"), path);
    free(copy);
    return ok;
}

bool file_exists(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0;
}

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool file_changed(const char *path, struct stat *seen)
{
    struct stat st;

    if (stat(path, &st) != 0 ||
        (st.st_dev == seen->st_dev && st.st_ino == seen->st_ino && st.st_size == seen->st_size &&
         same_time(st.st_mtim, seen->st_mtim) && same_time(st.st_ctim, seen->st_ctim)))
        return false;
    *seen = st;
    return true;
}

static int by_bytes(const void *a, const void *b)
{
    return sv_cmp(*(const struct sv *) a, *(const struct sv *) b);
}

bool file_list(const char *dir, const char *suffix, struct arena *a, struct sv **names, size_t *n,
               struct err *e)
{
    struct sv *items = NULL;
    size_t count = 0, cap = 0;
    DIR *d = opendir(dir);
    struct dirent *entry;

    if (!d && errno == ENOENT) {
        err_set(e, ERR_MISSING, T("Folder %s tidak ada"), dir);
        return err_hint(e, T("Periksa nama dan letaknya."));
    }
    if (!d)
        return fault(e, T("Membuka folder"), dir);
    while (errno = 0, (entry = readdir(d)) != NULL) {
        struct sv name = sv_of(entry->d_name);
        if (name.p[0] == '.' || !sv_ends(name, sv_of(suffix)))
            continue;
        *ARENA_PUSH(a, items, count, cap) = arena_dup(a, name);
    }
    bool ok = errno == 0 || fault(e, T("Membaca folder"), dir);
    closedir(d);
    if (!ok || !arena_ok(a, e))
        return false;
    if (count)
        qsort(items, count, sizeof *items, by_bytes);
    *names = items;
    *n = count;
    return true;
}
