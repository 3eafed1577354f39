/* SPDX-License-Identifier: MIT
 * model/codes.c -- code lists: data/codes/<name>.tsv, those made from roles and registers, and those made above. */
#include "base/file.h"
#include "base/map.h"
#include "model/reg_load_priv.h"

enum { CODES_MAX_BYTES = 8 * 1024 * 1024 };

struct code_list *load_code_list(struct arena *a, struct sv name, const struct choice *items, size_t n)
{
    struct code_list *c = ARENA_NEW(a, struct code_list);
    struct map *by_key = map_new(a);

    for (size_t i = 0; i < n; i++)
        map_put(by_key, items[i].key, (void *) (uintptr_t) &items[i]); /* the map stores, it does not write */
    *c = (struct code_list){ .name = name, .items = items, .n = n, .by_key = by_key };
    return c;
}

static void read_tsv(struct loader *l, struct sv name, struct sv text)
{
    struct choice *items = NULL;
    size_t n = 0, cap = 0;
    struct sv line;
    int nr = 0;

    while (sv_cut(&text, '\n', &line)) {
        struct sv code, label, parent = SV_NULL;
        struct choice *c;

        nr++;
        if (sv_ends(line, SV("\r")))
            line.n--;
        if (sv_empty(sv_trim(line)) || line.p[0] == '#')
            continue;
        if (!sv_cut(&line, '\t', &code) || !sv_cut(&line, '\t', &label) || sv_empty(code) ||
            sv_empty(label)) {
            load_problem(l, NULL, name, T("Baris kode harus kode<TAB>nama."))->line = nr;
            continue;
        }
        sv_cut(&line, '\t', &parent);
        c = ARENA_PUSH(l->a, items, n, cap);
        *c = (struct choice){ .key = sv_trim(code), .label = sv_trim(label), .parent = sv_trim(parent) };
    }
    map_put(l->m->codes, name, load_code_list(l->a, name, items, n));
}

/* A list out of a map of roles.yaml: key -> {label}. */
static void from_roles(struct loader *l, struct sv name, const struct json *map)
{
    struct choice *items;
    size_t n = 0;

    if (!map || map->type != JSON_MAP)
        return;
    items = ARENA_ARRAY(l->a, struct choice, map->n);
    for (const struct json *v = map->first; v; v = v->next, n++) {
        items[n].key = v->key;
        items[n].label = json_text(v, SV("label"));
        if (!items[n].label.p)
            items[n].label = load_label(l, v->key);
    }
    map_put(l->m->codes, name, load_code_list(l->a, name, items, n));
}

static void registers_list(struct loader *l, const struct sv *files, size_t n)
{
    struct choice *items = ARENA_ARRAY(l->a, struct choice, n);

    for (size_t i = 0; i < n; i++) {
        items[i].key = sv_sub(files[i], 0, files[i].n - 5);
        items[i].label = load_label(l, items[i].key);
    }
    map_put(l->m->codes, SV("@registers"), load_code_list(l->a, SV("@registers"), items, n));
}

bool load_code_lists(struct loader *l, const char *dir, const struct code_list *made, size_t n_made,
                     struct err *e)
{
    struct sv *names, text;
    size_t n;

    if (!file_list(dir, ".tsv", l->a, &names, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct sv path = arena_printf(l->a, "%s/%.*s", dir, SV_FMT(names[i]));

        if (!file_read(path.p, CODES_MAX_BYTES, l->a, &text, e))
            return false;
        l->file = path;
        read_tsv(l, sv_sub(names[i], 0, names[i].n - 4), text);
    }
    from_roles(l, SV("@roles"), json_get(l->m->roles, SV("roles")));
    from_roles(l, SV("@levels"), json_get(l->m->roles, SV("levels")));
    if (!file_list(arena_printf(l->a, "%s/../registers", dir).p, ".yaml", l->a, &names, &n, e))
        return false;
    registers_list(l, names, n);
    /* Lists of a regulation exist even where it has none, so that declarations may name them. */
    if (!n_made) {
        map_put(l->m->codes, SV("@clearances"), load_code_list(l->a, SV("@clearances"), NULL, 0));
        map_put(l->m->codes, SV("@norms"), load_code_list(l->a, SV("@norms"), NULL, 0));
    }
    for (size_t i = 0; i < n_made; i++) {
        struct code_list *list = load_code_list(l->a, made[i].name, made[i].items, made[i].n);

        if (made[i].by_key) /* knows more than is offered */
            list->by_key = made[i].by_key;
        list->suffix = made[i].suffix;
        map_put(l->m->codes, made[i].name, list);
    }
    return true;
}
