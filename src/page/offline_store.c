/* SPDX-License-Identifier: MIT
 * page/offline_store.c -- what a sending or a return was asked for, as JSON in its job. */
#include "page/offline_priv.h"

static void put_texts(struct jsonw *w, struct sv key, const struct sv *items, size_t n)
{
    jsonw_key(w, key);
    jsonw_list(w);
    for (size_t i = 0; i < n; i++)
        jsonw_str(w, items[i]);
    jsonw_end(w);
}

static void put_all(struct jsonw *w, const void *ctx)
{
    const struct offline *s = ctx;

    jsonw_kbool(w, "kembali", s->back);
    jsonw_kbool(w, "catat", s->write);
    put_texts(w, SV("register"), s->regs, s->n_regs);
    put_texts(w, SV("berkas"), s->names, s->n_names);
    jsonw_key(w, SV("pilihan"));
    jsonw_list(w);
    for (size_t i = 0; i < s->n_choices; i++) {
        jsonw_map(w);
        jsonw_kstr(w, "apa", s->choices[i].what);
        jsonw_kint(w, "pihak", (int64_t) s->choices[i].side);
        jsonw_end(w);
    }
    jsonw_end(w);
}

bool offline_save(struct offline *s, struct err *e)
{
    return job_save(s->job, put_all, s, e);
}

static struct sv *read_texts(const struct offline *s, const struct json *tree, struct sv key, size_t *n)
{
    const struct json *list = json_get(tree, key);
    struct sv *out = ARENA_ARRAY(s->a, struct sv, (list ? list->n : 0) + 1);

    *n = 0;
    for (const struct json *v = list ? list->first : NULL; v; v = v->next)
        out[(*n)++] = v->s;
    return out;
}

struct offline *offline_make(bool back, struct job *j)
{
    struct offline *s = ARENA_NEW(j->a, struct offline);

    *s = (struct offline){ .a = j->a, .job = j, .back = back };
    return s;
}

struct offline *offline_read(struct job *j)
{
    const struct json *tree = j->input, *list = json_get(tree, SV("pilihan"));
    struct offline *s = offline_make(json_flag(tree, SV("kembali"), false), j);

    s->write = json_flag(tree, SV("catat"), false);
    s->regs = read_texts(s, tree, SV("register"), &s->n_regs);
    s->names = read_texts(s, tree, SV("berkas"), &s->n_names);
    for (const struct json *v = list ? list->first : NULL; v; v = v->next)
        offline_decide(s, json_text(v, SV("apa")), (enum import_side) json_number(v, SV("pihak"), 0));
    return s;
}

/* --- decisions ------------------------------------------------------------------------------------------------------------ */

void offline_decide(struct offline *s, struct sv what, enum import_side side)
{
    for (size_t i = 0; i < s->n_choices; i++)
        if (sv_eq(s->choices[i].what, what)) {
            s->choices[i].side = side;
            return;
        }
    if (s->n_choices < OFFLINE_CHOICES_MAX)
        *ARENA_PUSH(s->a, s->choices, s->n_choices, s->cap_choices) = (struct offline_choice){ what, side };
}

enum import_side offline_decided(const struct offline *s, struct sv what)
{
    for (size_t i = 0; i < s->n_choices; i++)
        if (sv_eq(s->choices[i].what, what))
            return s->choices[i].side;
    return IMPORT_UNDECIDED;
}
