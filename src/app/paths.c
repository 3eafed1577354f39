/* SPDX-License-Identifier: MIT
 * app/paths.c -- folders that the program reads. */
#include "app/paths.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"

#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

const char *paths_join(const char *dir, const char *name, struct arena *a)
{
    return arena_printf(a, "%s/%s", dir, name).p;
}

const char *paths_self(struct arena *a)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path);

    return n > 0 && (size_t) n < sizeof path ? arena_dup(a, (struct sv){ path, (size_t) n }).p
                                             : "/proc/self/exe";
}

const char *paths_hub(struct arena *a)
{
    static const char name[] = "ngx_http_prasasti_module.so";
    const char *self = paths_self(a);
    int dir = (int) (strrchr(self, '/') - self);
    const char *places[] = {
        arena_printf(a, "%.*s/hub/%s", dir, self, name).p, /* as built */
        arena_printf(a, "%.*s/../hub/%s", dir, self, name).p,
        arena_printf(a, "%s/%s", PRASASTI_LIB, name).p,
    };
    char path[PATH_MAX];

    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (file_exists(places[i]) && realpath(places[i], path))
            return arena_dup(a, sv_of(path)).p;
    return NULL;
}

bool paths_share(struct sv name, struct arena *a, const char **out, struct err *e)
{
    const char *env = getenv("PRASASTI_SHARE"), *self = paths_self(a);
    int dir = (int) (strrchr(self, '/') - self);
    const char *places[] = {
        env ? arena_printf(a, "%s/%.*s", env, SV_FMT(name)).p : NULL,
        arena_printf(a, "%.*s/../%.*s", dir, self, SV_FMT(name))
            .p, /* build/ stands beside it in the sources */
        arena_printf(a, "%s/%.*s", PRASASTI_SHARE, SV_FMT(name)).p,
    };
    char path[PATH_MAX];

    for (size_t i = env ? 0 : 1; i < (env ? 1 : sizeof places / sizeof places[0]); i++)
        if (is_folder(places[i]) && realpath(places[i], path)) {
            *out = arena_dup(a, sv_of(path)).p;
            return true;
        }
    err_set(e, ERR_MISSING, T("Folder %.*s milik Prasasti tidak ditemukan"), SV_FMT(name));
    if (env)
        err_hint(e, T("Periksa PRASASTI_SHARE=%s."), env);
    else
        err_hint(e, T("Jalankan make di folder sumber, atau pasang dengan make install (%s)."),
                 PRASASTI_SHARE);
    return false;
}

bool paths_data(const char *given, struct arena *a, const char **out, struct err *e)
{
    char path[PATH_MAX];

    if (!realpath(given, path)) {
        if (errno != ENOENT && errno != ENOTDIR)
            return err_errno(e, arena_printf(a, T("Membuka folder data %s"), given).p);
        err_set(e, ERR_MISSING, T("Folder data %s tidak ada"), given);
        return err_hint(e, T("Buat dengan: prasasti init --data %s --regulation ID"), given);
    }
    if (!is_folder(path))
        return err_set(e, ERR_INPUT, T("%s bukan folder"), given);
    *out = arena_dup(a, sv_of(path)).p;
    return true;
}
