/* SPDX-License-Identifier: MIT
 * model/reg_calendar.c -- reads which days of a register stand in the calendar, and in which words. */
#include "model/reg_load_priv.h"

static const struct sv entry_keys[] = { SV_INIT("says"), SV_INIT("kind"), SV_INIT("states"),
                                        SV_INIT("late"), SV_INIT("feed"), SV_INIT("warn") };
static const struct sv words[] = { SV_INIT("judul"), SV_INIT("nomor") };

void load_calendar_kinds(struct loader *l, const struct json *kinds)
{
    struct choice *items;
    size_t n = 0;

    if (!kinds || kinds->type != JSON_MAP)
        return;
    items = ARENA_ARRAY(l->a, struct choice, kinds->n);
    for (const struct json *v = kinds->first; v; v = v->next) {
        if (sv_eq(v->key, SV("ketentuan")) || sv_eq(v->key, SV("tugas")) || sv_eq(v->key, SV("penutupan")))
            load_problem(l, v, v->key, T("Jenis kalender \"%.*s\" milik mesin sendiri."), SV_FMT(v->key));
        if (!sv_is_key(v->key) || sv_empty(v->s))
            load_problem(l, v, v->key, T("Jenis catatan kalender memerlukan kunci dan sebutan."));
        items[n++] = (struct choice){ .key = v->key, .label = v->s };
    }
    l->m->calendar_kinds = items;
    l->m->n_calendar_kinds = n;
}

static void suggest(struct loader *l, struct problem *p, struct sv given, const struct sv *known, size_t n)
{
    struct sv near = problems_suggest(given, known, n);

    if (near.p)
        p->hint = arena_printf(l->a, T("Maksudnya \"%.*s\"?"), SV_FMT(near));
}

/* A word in braces that nothing will be put in for would stand in every calendar as it is. */
static void check_says(struct loader *l, const struct json *at, struct sv says)
{
    struct sv rest = says;
    ptrdiff_t from, to;

    if (sv_empty(says))
        load_problem(l, at, SV("says"), T("Catatan kalender memerlukan kalimat (says)."));
    while ((from = sv_find(rest, SV("{"))) >= 0) {
        struct sv word;
        size_t i = 0;

        rest = sv_sub(rest, (size_t) from + 1, rest.n);
        to = sv_find(rest, SV("}"));
        word = to < 0 ? rest : sv_sub(rest, 0, (size_t) to);
        while (i < 2 && (to < 0 || !sv_eq(word, words[i])))
            i++;
        if (i == 2)
            suggest(l,
                    load_problem(l, at, word,
                                 T("Kalimat kalender menyebut {%.*s}; yang dikenal {judul} dan {nomor}."),
                                 SV_FMT(word)),
                    word, words, 2);
    }
}

static void check_kind(struct loader *l, const struct json *at, struct sv kind)
{
    size_t n = l->m->n_calendar_kinds, i = 0;
    struct sv *names = ARENA_ARRAY(l->a, struct sv, n + 1);

    for (; i < n; i++)
        names[i] = l->m->calendar_kinds[i].key;
    for (i = 0; i < n; i++)
        if (sv_eq(names[i], kind))
            return;
    suggest(l,
            load_problem(l, at, kind, T("Jenis catatan kalender \"%.*s\" tidak ada di data/groups.yaml."),
                         SV_FMT(kind)),
            kind, names, n);
}

static const struct field *find_field(struct loader *l, const struct json *at, const struct reg *r)
{
    const struct field *f = reg_field(r, at->key);
    struct sv *names;

    if (f && (f->type == FT_DATE || f->type == FT_DATETIME || f->type == FT_PERIOD))
        return f;
    if (f) {
        load_problem(l, at, at->key, T("Bidang kalender \"%.*s\" harus tanggal, waktu, atau jangka waktu."),
                     SV_FMT(at->key));
        return NULL;
    }
    names = ARENA_ARRAY(l->a, struct sv, r->n_fields + 1);
    for (size_t i = 0; i < r->n_fields; i++)
        names[i] = r->fields[i].key;
    suggest(l, load_problem(l, at, at->key, T("Bidang kalender \"%.*s\" tidak ada."), SV_FMT(at->key)),
            at->key, names, r->n_fields);
    return NULL;
}

/* Left out: every state that is no end. */
static void load_calendar_states(struct loader *l, const struct json *at, const struct reg *r,
                                 struct reg_calendar *c)
{
    struct sv *open = ARENA_ARRAY(l->a, struct sv, r->n_states + 1), *names;

    load_texts(l, json_get(at, SV("states")), &c->states, &c->n_states);
    if (!c->n_states) {
        for (size_t i = 0; i < r->n_states; i++)
            if (!r->states[i].end)
                open[c->n_states++] = r->states[i].key;
        c->states = open;
        return;
    }
    names = ARENA_ARRAY(l->a, struct sv, r->n_states + 1);
    for (size_t i = 0; i < r->n_states; i++)
        names[i] = r->states[i].key;
    for (size_t i = 0; i < c->n_states; i++)
        if (!reg_state(r, c->states[i]))
            suggest(l,
                    load_problem(l, at, c->states[i], T("Kalender menyebut keadaan \"%.*s\" yang tidak ada."),
                                 SV_FMT(c->states[i])),
                    c->states[i], names, r->n_states);
}

void load_calendar(struct loader *l, const struct json *decl, struct reg *r)
{
    struct reg_calendar *items;
    size_t n = 0;

    if (!decl)
        return;
    if (decl->type != JSON_MAP) {
        load_problem(l, decl, SV("calendar"), T("\"calendar\" memuat bidang dan kalimatnya."));
        return;
    }
    items = ARENA_ARRAY(l->a, struct reg_calendar, decl->n + 1);
    for (const struct json *v = decl->first; v; v = v->next) {
        struct reg_calendar *c = &items[n];
        bool map = v->type == JSON_MAP;

        if (v->type == JSON_NULL) /* a regulation takes the entry away */
            continue;
        if (map)
            load_known_keys(l, v, entry_keys, sizeof entry_keys / sizeof entry_keys[0]);
        c->says = map ? json_text(v, SV("says")) : v->s;
        c->kind = map ? json_text(v, SV("kind")) : SV_NULL;
        c->late = !map || json_flag(v, SV("late"), true);
        c->feed = !map || json_flag(v, SV("feed"), true);
        c->warn = map && json_flag(v, SV("warn"), false);
        if (!(c->field = find_field(l, v, r)))
            continue;
        check_says(l, v, c->says);
        if (c->kind.p)
            check_kind(l, v, c->kind);
        load_calendar_states(l, map ? v : NULL, r, c);
        n++;
    }
    r->calendar = items;
    r->n_calendar = n;
}
