/* SPDX-License-Identifier: MIT
 * Foreign bytes as a path: what is accepted starts with one slash, has no empty or dot segment, no control character, is
 * UTF-8, and reads the same after it was encoded again. */
#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "web/path.h"
#include "web/req.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(struct sv path, struct arena *a)
{
    struct sv rest = sv_sub(path, 1, path.n), segment, again = SV(""), back;
    struct err e;

    if (path.n == 0 || path.p[0] != '/' || !sv_utf8_ok(path))
        abort();
    for (size_t i = 0; i < path.n; i++)
        if ((unsigned char) path.p[i] < ' ' || path.p[i] == 0x7f || path.p[i] == '\\')
            abort();
    while (sv_cut(&rest, '/', &segment)) {
        if (segment.n == 0 || sv_eq(segment, SV(".")) || sv_eq(segment, SV("..")))
            abort();
        again = arena_printf(a, "%.*s/%.*s", SV_FMT(again), SV_FMT(url_encode(segment, a)));
    }
    if (path.n == 1 || path.p[path.n - 1] == '/')
        again = arena_printf(a, "%.*s/", SV_FMT(again));
    if (again.n <= PATH_MAX_BYTES && (!path_decode(again, a, &back, &e) || !sv_eq(back, path)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(4 << 20);
    struct sv path;
    struct err e;

    if (path_decode((struct sv){ (const char *) p, n }, a, &path, &e))
        check(path, a);
    arena_free(a);
    return 0;
}
