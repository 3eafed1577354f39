/* SPDX-License-Identifier: MIT
 * app/pack_copy.c -- copies a pack from any folder into the region that will run on it. */
#include "app/pack_copy.h"

#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/problems.h"
#include "json/json.h"

enum { FILE_MAX = 4 * 1024 * 1024 };

/* What a pack may hold; the first three it must. */
static const char *const parts[] = { "regulation.yaml", "registers.yaml", "norms.yaml",
                                     "tests.yaml",      "demo.yaml",      "coba.txt" };

bool pack_is_folder(const char *word)
{
    return strchr(word, '/') != NULL || strcmp(word, ".") == 0 || strcmp(word, "..") == 0;
}

static bool good_name(struct sv id)
{
    for (size_t i = 0; i < id.n; i++)
        if (!((id.p[i] >= 'a' && id.p[i] <= 'z') || (id.p[i] >= '0' && id.p[i] <= '9') || id.p[i] == '-'))
            return false;
    return id.n > 0 && id.n <= 80;
}

bool pack_name(const char *folder, struct arena *a, struct sv *id, struct err *e)
{
    struct sv path = arena_printf(a, "%s/regulation.yaml", folder), text;
    struct problems ps;
    struct json *tree;

    if (!file_exists(path.p)) {
        err_set(e, ERR_MISSING, T("Folder \"%s\" tidak berisi regulation.yaml."), folder);
        return err_hint(e, T("Buat kerangkanya dengan: prasasti regulation draft NASKAH --out %s"), folder);
    }
    problems_init(&ps, a, 1);
    if (!file_read(path.p, FILE_MAX, a, &text, e))
        return false;
    if (!yaml_parse(text, path, a, &tree, &ps)) {
        err_set(e, ERR_INPUT, T("%s tidak terbaca: %.*s"), path.p, SV_FMT(ps.items[0].text));
        return err_hint(e, T("Periksa semuanya dengan: prasasti check %s"), folder);
    }
    *id = json_text(tree, SV("regulation"));
    if (!good_name(*id)) {
        err_set(e, ERR_INPUT, T("%s harus menyebut nama paketnya (regulation: …)."), path.p);
        return err_hint(e, T("Nama itu hanya berisi huruf kecil, angka, dan tanda hubung."));
    }
    return true;
}

bool pack_copy(const char *folder, const char *dir, struct sv id, struct arena *a, struct err *e)
{
    struct sv own = arena_printf(a, "%s/regulations/%.*s", dir, SV_FMT(id)), text;

    if (!file_mkdirs(own.p, 0750, e))
        return false;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const char *from = arena_printf(a, "%s/%s", folder, parts[i]).p;

        if (i >= 3 && !file_exists(from))
            continue;
        if (!file_read(from, FILE_MAX, a, &text, e) ||
            !file_write_atomic(arena_printf(a, "%.*s/%s", SV_FMT(own), parts[i]).p, text, 0640, e))
            return false;
    }
    return true;
}

void pack_remove(const char *dir, struct sv id, struct arena *a)
{
    struct sv own = arena_printf(a, "%s/regulations/%.*s", dir, SV_FMT(id));

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        unlink(arena_printf(a, "%.*s/%s", SV_FMT(own), parts[i]).p);
    rmdir(own.p);
    rmdir(arena_printf(a, "%s/regulations", dir).p);
}
