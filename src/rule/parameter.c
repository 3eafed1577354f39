/* SPDX-License-Identifier: MIT
 * rule/parameter.c -- reads data/parameter.yaml: themes, word lists, parameters. */
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/map.h"
#include "rule/parameter_priv.h"

static const struct sv kinds[PARAMETER_KIND_COUNT] = {
    [PARAMETER_TEXT] = SV_INIT("text"),     [PARAMETER_LIST] = SV_INIT("list"),
    [PARAMETER_NUMBER] = SV_INIT("number"), [PARAMETER_INTERVAL] = SV_INIT("interval"),
    [PARAMETER_SPAN] = SV_INIT("span"),     [PARAMETER_DATE] = SV_INIT("date"),
    [PARAMETER_FLAG] = SV_INIT("flag"),     [PARAMETER_TOPIC] = SV_INIT("topic"),
};

struct reader {
    struct sv file;
    struct arena *a;
    struct problems *ps;
    const struct json *terms;
    struct parameters *out;
};

bool parameter_yaml(const char *path, struct arena *a, const struct json **out, struct problems *ps,
                    struct err *e)
{
    struct json *tree;
    struct sv text;

    if (!file_read(path, PARAMETER_MAX_BYTES, a, &text, e))
        return false;
    if (!yaml_parse(text, arena_dup(a, sv_of(path)), a, &tree, ps))
        return err_set(e, ERR_INPUT, T("%s mengandung kesalahan."), path);
    *out = tree;
    return true;
}

struct problem *parameter_wrong(struct problems *ps, struct sv file, const struct json *at, const char *text)
{
    struct problem *p = problems_add(ps, at ? at->key : SV_NULL, "%s", text);

    p->file = file;
    if (at) {
        p->line = at->key_line ? at->key_line : at->line;
        p->col = at->key_line ? at->key_col : at->col;
    }
    return p;
}

void parameter_known(struct problems *ps, struct sv file, const struct json *map, const struct sv *known,
                     size_t n)
{
    for (const struct json *k = map->first; k; k = k->next) {
        size_t i = 0;

        while (i < n && !sv_eq(known[i], k->key))
            i++;
        if (i == n)
            parameter_wrong(ps, file, k, T("Kunci ini tidak dikenal."))->hint =
                problems_suggest(k->key, known, n);
    }
}

static bool theme_known(const struct parameters *p, struct sv key)
{
    for (size_t i = 0; i < p->n_themes; i++)
        if (sv_eq(p->themes[i].key, key))
            return true;
    return false;
}

static void load_themes(struct reader *r, const struct json *themes)
{
    if (!themes || themes->type != JSON_MAP || !themes->n) {
        parameter_wrong(r->ps, r->file, themes, T("Kosakata parameter memerlukan themes: {kunci: Nama}."));
        return;
    }
    r->out->themes = ARENA_ARRAY(r->a, struct parameter_theme, themes->n);
    for (const struct json *t = themes->first; t; t = t->next)
        r->out->themes[r->out->n_themes++] = (struct parameter_theme){ t->key, t->s };
}

static bool kind_of(struct sv word, enum parameter_kind *out)
{
    for (int k = 0; k < PARAMETER_KIND_COUNT; k++)
        if (sv_eq(kinds[k], word)) {
            *out = (enum parameter_kind) k;
            return true;
        }
    return false;
}

/* `of: pihak` names a list under terms; otherwise the words stand in place. */
static const struct json *words_of(struct reader *r, const struct json *of)
{
    const struct json *named;

    if (!of || of->type == JSON_MAP)
        return of;
    named = json_get(r->terms, of->s);
    if (!named || named->type != JSON_MAP)
        parameter_wrong(r->ps, r->file, of, T("Daftar kata ini tidak ada di bawah terms."));
    return named;
}

static void load_one(struct reader *r, const struct json *v, struct parameter *p)
{
    static const struct sv known[] = { SV_INIT("label"), SV_INIT("theme"), SV_INIT("read"),
                                       SV_INIT("of"),    SV_INIT("weigh"), SV_INIT("time"),
                                       SV_INIT("fact"),  SV_INIT("from"),  SV_INIT("from_at") };

    p->key = v->key;
    if (v->type != JSON_MAP) {
        parameter_wrong(r->ps, r->file, v, T("Parameter ditulis sebagai {label: …, theme: …, read: …}."));
        return;
    }
    parameter_known(r->ps, r->file, v, known, sizeof known / sizeof known[0]);
    p->label = json_text(v, SV("label"));
    p->theme = json_text(v, SV("theme"));
    p->of = words_of(r, json_get(v, SV("of")));
    p->weigh = json_flag(v, SV("weigh"), false);
    p->fact = json_flag(v, SV("fact"), false);
    p->from = json_text(v, SV("from"));
    p->from_at = json_text(v, SV("from_at"));
    if (!kind_of(json_text(v, SV("read")), &p->kind))
        parameter_wrong(
            r->ps, r->file, v,
            T("read harus salah satu dari text, list, number, interval, span, date, flag, topic."));
    p->time = json_flag(v, SV("time"), p->kind == PARAMETER_INTERVAL || p->kind == PARAMETER_SPAN);
    if (sv_empty(p->label))
        parameter_wrong(r->ps, r->file, v, T("Parameter ini belum mempunyai label."));
    if (!theme_known(r->out, p->theme))
        parameter_wrong(r->ps, r->file, v, T("Tema parameter ini tidak ada di bawah themes."));
}

bool parameter_load(const char *data_dir, struct arena *a, struct parameters *out, struct problems *ps,
                    struct err *e)
{
    struct reader r = {
        .file = arena_printf(a, "%s/parameter.yaml", data_dir), .a = a, .ps = ps, .out = out
    };
    struct map *by_key = map_new(a);
    const struct json *tree, *list;
    size_t had = ps->n;

    *out = (struct parameters){ .by_key = by_key };
    if (!file_exists(r.file.p))
        return true;
    if (!parameter_yaml(r.file.p, a, &tree, ps, e))
        return false;
    r.terms = json_get(tree, SV("terms"));
    load_themes(&r, json_get(tree, SV("themes")));
    list = json_get(tree, SV("parameters"));
    if (list && list->type == JSON_MAP) {
        out->items = ARENA_ARRAY(a, struct parameter, list->n);
        for (const struct json *v = list->first; v; v = v->next) {
            struct parameter *p = &out->items[out->n++];

            load_one(&r, v, p);
            map_put(by_key, p->key, p);
        }
    }
    if (ps->n > had)
        return err_set(e, ERR_INPUT, T("parameter.yaml mengandung kesalahan."));
    return arena_ok(a, e);
}

const struct parameter *parameter_find(const struct parameters *p, struct sv key)
{
    return map_get(p->by_key, key);
}
