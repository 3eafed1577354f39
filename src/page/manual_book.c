/* SPDX-License-Identifier: MIT
 * page/manual_book.c -- reads data/panduan: which manuals there are, and one chapter at a time. */
#include "base/file.h"
#include "html/md_tree.h"
#include "json/json.h"
#include "page/manual.h"

#include "base/buf.h"

enum { YAML_MAX = 256 * 1024, CHAPTER_MAX = 512 * 1024 };

const char *manual_version(void)
{
    return PRASASTI_VERSION;
}

/* --- the shelf ---------------------------------------------------------------------------------------------------------- */

static bool used_group(const struct model *m, const struct group *g)
{
    for (size_t i = 0; i < m->n_regs; i++)
        if (sv_eq(m->regs[i]->group, g->key))
            return true;
    return false;
}

/* What a chapter speaks of may not be everywhere: a register of another pack, a page of another version. */
static bool is_here(const struct region *r, struct sv needs)
{
    const struct web_table t = page_routes();

    if (!needs.n)
        return true;
    if (needs.p[0] != '/')
        return model_reg(r->model, needs) != NULL;
    for (size_t i = 0; i < t.n; i++)
        if (sv_eq(sv_of(t.routes[i].path), needs))
            return true;
    return false;
}

/* "@daftar": a chapter for each group of registers. */
static void chapters(const struct region *r, struct manual *m, const struct json *list, struct arena *a)
{
    const struct model *model = r->model;
    size_t cap = 0;

    for (const struct json *c = list ? list->first : NULL; c; c = c->next) {
        if (!is_here(r, json_text(c, SV("needs"))))
            continue;
        if (!sv_starts(c->key, SV("@"))) {
            *ARENA_PUSH(a, m->chapters, m->n, cap) =
                (struct manual_chapter){ .key = c->key,
                                         .title = c->type == JSON_MAP ? json_text(c, SV("title")) : c->s };
            continue;
        }
        for (size_t i = 0; i < model->n_groups; i++)
            if (used_group(model, &model->groups[i]))
                *ARENA_PUSH(a, m->chapters, m->n, cap) = (struct manual_chapter){
                    .key = arena_printf(a, "%.*s-%.*s", SV_FMT(sv_sub(c->key, 1, c->key.n)),
                                        SV_FMT(model->groups[i].key)),
                    .title = arena_printf(a, "%.*s: %.*s", SV_FMT(c->s), SV_FMT(model->groups[i].label)),
                    .made = sv_sub(c->key, 1, c->key.n),
                    .about = model->groups[i].key,
                };
    }
}

static const char *place(const struct region *r, struct arena *a, struct sv name)
{
    return arena_printf(a, "%s/panduan/%.*s", r->declarations, SV_FMT(name)).p;
}

static bool shelf_yaml(const struct region *r, struct arena *a, struct json **tree, struct err *e)
{
    const char *path = place(r, a, SV("panduan.yaml"));
    struct problems ps;
    struct sv text;

    problems_init(&ps, a, 20);
    if (!file_read(path, YAML_MAX, a, &text, e))
        return false;
    if (yaml_parse(text, sv_of(path), a, tree, &ps))
        return true;
    err_set(e, ERR_FAULT, T("Daftar panduan mengandung kesalahan."));
    return err_cause(e, "%s", path);
}

bool manual_shelf(const struct region *r, struct arena *a, struct manual_shelf *out, struct err *e)
{
    const struct json *list;
    struct json *tree = NULL;
    size_t cap = 0;

    *out = (struct manual_shelf){ .region = r };
    if (!shelf_yaml(r, a, &tree, e))
        return false;
    out->tree = tree;
    list = json_get(tree, SV("manuals"));
    for (const struct json *j = list ? list->first : NULL; j; j = j->next) {
        struct manual *m = ARENA_PUSH(a, out->items, out->n, cap);

        *m = (struct manual){ .key = j->key,
                              .title = json_text(j, SV("title")),
                              .at = json_text(j, SV("at")),
                              .says = json_text(j, SV("says")),
                              .open = json_flag(j, SV("open"), false) };
        chapters(r, m, json_get(j, SV("chapters")), a);
    }
    return true;
}

struct manual *manual_find(const struct manual_shelf *s, struct sv key)
{
    for (size_t i = 0; i < s->n; i++)
        if (sv_eq(s->items[i].key, key))
            return &s->items[i];
    return NULL;
}

struct manual_chapter *manual_chapter_find(const struct manual *m, struct sv key)
{
    for (size_t i = 0; i < m->n; i++)
        if (sv_eq(m->chapters[i].key, key))
            return &m->chapters[i];
    return NULL;
}

/* --- one chapter ----------------------------------------------------------------------------------------------------------- */

#define MARK SV("<!-- dibuat: ")

/* Each mark stands on a line of its own. */
static bool expand(struct manual_maker *k, struct sv text, struct err *e)
{
    struct sv line;

    while (sv_cut(&text, '\n', &line)) {
        struct sv name;

        if (!sv_starts(line, MARK)) {
            buf_put(k->b, line);
            buf_char(k->b, '\n');
            continue;
        }
        name = sv_trim(sv_sub(line, MARK.n, line.n));
        name = sv_trim(sv_sub(name, 0, name.n > 3 ? name.n - 3 : 0)); /* without its end */
        if (!manual_made(k, name, SV_NULL, e))
            return false;
    }
    return true;
}

bool manual_text(const struct manual_shelf *s, const struct manual *m, const struct manual_chapter *c,
                 struct db *db, struct arena *a, struct sv *out, struct err *e)
{
    struct manual_maker k = { .r = s->region, .db = db, .about = s->tree, .a = a };
    struct buf b;
    struct sv text;
    bool ok;

    buf_init(&b, CHAPTER_MAX);
    k.b = &b;
    if (c->made.n) {
        buf_printf(&b, "# %.*s\n\n", SV_FMT(c->title));
        ok = manual_made(&k, c->made, c->about, e);
    } else {
        ok = file_read(place(s->region, a, arena_printf(a, "%.*s/%.*s.md", SV_FMT(m->key), SV_FMT(c->key))),
                       CHAPTER_MAX, a, &text, e) &&
             expand(&k, text, e);
    }
    ok = ok && buf_ok(&b, e);
    if (ok)
        *out = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return ok;
}

/* "operator.md#a" -> "/panduan/pengguna/operator#a", "../masalah/login.md", "../gambar/x.png" */
static struct sv address(const struct manual *m, struct sv url, struct arena *a)
{
    ptrdiff_t md = sv_find(url, SV(".md"));
    struct sv path = url;

    if (!url.n || url.p[0] == '/' || url.p[0] == '#' || sv_find(url, SV(":")) >= 0)
        return url;
    if (sv_starts(path, SV("../")))
        path = sv_sub(path, 3, path.n);
    else
        path = arena_printf(a, "%.*s/%.*s", SV_FMT(m->key), SV_FMT(path));
    if (md < 0)
        return arena_printf(a, "/panduan/%.*s", SV_FMT(path));
    md = sv_find(path, SV(".md"));
    return arena_printf(a, "/panduan/%.*s%.*s", SV_FMT(sv_sub(path, 0, (size_t) md)),
                        SV_FMT(sv_sub(path, (size_t) md + 3, path.n)));
}

static void addresses(const struct manual *m, struct md_node *n, struct arena *a)
{
    if (n->kind == MD_LINK || n->kind == MD_FIGURE)
        n->url = address(m, n->url, a);
    for (struct md_node *c = n->first; c; c = c->next)
        addresses(m, c, a);
}

bool manual_read(const struct manual_shelf *s, const struct manual *m, struct manual_chapter *c,
                 struct db *db, bool web, struct arena *a, struct err *e)
{
    struct md_node *tree;
    struct sv text;

    if (!manual_text(s, m, c, db, a, &text, e))
        return false;
    tree = md_tree(text, a);
    if (tree->first && tree->first->kind == MD_HEADING && tree->first->level == 1)
        tree->first = tree->first->next;
    if (web)
        addresses(m, tree, a);
    c->tree = tree;
    return true;
}

/* --- whom a chapter speaks to ------------------------------------------------------------------------------------------------ */

static bool holds(const struct actor *who, const struct json *of)
{
    struct sv special = json_text(of, SV("special")), level = json_text(of, SV("level")),
              role = json_text(of, SV("role"));

    if (special.n)
        return sv_eq(special, SV("administrator")) ? who->administrator : who->auditor;
    if (role.n && !who_has_role(who, role))
        return false;
    for (size_t i = 0; level.n && i < who->n_posts; i++)
        if (sv_eq(who->posts[i].level, level))
            return true;
    return role.n && !level.n;
}

struct sv manual_for(const struct manual_shelf *s, const struct actor *who)
{
    const struct json *list = json_get(s->tree, SV("readers"));

    for (const struct json *j = list && who ? list->first : NULL; j; j = j->next)
        if (holds(who, j))
            return json_text(j, SV("chapter"));
    return SV_NULL;
}
