/* SPDX-License-Identifier: MIT
 * model/reg_merge.c -- lays a regulation's differences over a register's declaration.
 * The result is a new tree; the declaration itself stays as it was read. Rules: docs/declarations.md section 2. */
#include "model/reg_load_priv.h"

static struct json *copy_node(struct loader *l, const struct json *v)
{
    struct json *c = ARENA_NEW(l->a, struct json);

    *c = *v;
    c->next = NULL;
    return c;
}

static void append(struct json *map, struct json *child)
{
    struct json **at = &map->first;

    while (*at)
        at = &(*at)->next;
    *at = child;
    map->n++;
}

/* A copy of a map whose children list can be changed (the children themselves are still shared). */
static struct json *shallow(struct loader *l, const struct json *map)
{
    struct json *c = copy_node(l, map);

    c->first = NULL;
    c->n = 0;
    for (const struct json *v = map->first; v; v = v->next)
        append(c, copy_node(l, v));
    return c;
}

static struct json *child(struct json *map, struct sv key)
{
    for (struct json *v = map->first; v; v = v->next)
        if (sv_eq(v->key, key))
            return v;
    return NULL;
}

static void drop(struct json *map, struct sv key)
{
    for (struct json **at = &map->first; *at; at = &(*at)->next) {
        if (!sv_eq((*at)->key, key))
            continue;
        *at = (*at)->next;
        map->n--;
        return;
    }
}

/* Puts the content of `with` where `old` stands among its brothers. */
static void replace_with(struct json *old, const struct json *with)
{
    struct json *next = old->next;

    *old = *with;
    old->next = next;
}

/* Replaces or appends the children of `over` in `map`. */
static void merge_keys(struct loader *l, struct json *map, const struct json *over)
{
    for (const struct json *v = over->first; v; v = v->next) {
        struct json *old = child(map, v->key);

        if (old)
            replace_with(old, v);
        else
            append(map, copy_node(l, v));
    }
}

static void merge_fields(struct loader *l, struct json *decl, const struct json *over)
{
    struct json *fields = child(decl, SV("fields"));

    if (!fields || over->type != JSON_MAP)
        return;
    replace_with(fields, shallow(l, fields));
    for (const struct json *v = over->first; v; v = v->next) {
        struct json *old = child(fields, v->key);

        if (!old) {
            append(fields, copy_node(l, v));
            continue;
        }
        struct json *merged = shallow(l, old);

        merge_keys(l, merged, v);
        replace_with(old, merged);
    }
}

/* Entries of the calendar by their field, grids by their key, each whole. */
static void merge_entries(struct loader *l, struct json *decl, const struct json *over)
{
    struct json *own = child(decl, over->key);

    if (over->type != JSON_MAP) {
        load_problem(l, over, over->key, T("\"%.*s\" %s"), SV_FMT(over->key),
                     sv_eq(over->key, SV("calendar")) ? T("memuat bidang dan kalimatnya.")
                                                      : T("memuat kunci lembar dan isinya."));
        return;
    }
    if (!own) {
        append(decl, copy_node(l, over));
        return;
    }
    replace_with(own, shallow(l, own));
    merge_keys(l, own, over);
}

static bool claims(const struct json *state, struct sv word)
{
    struct sv label = state->type == JSON_MAP ? json_text(state, SV("label")) : state->s;
    const struct json *words = json_get(state, SV("synonyms"));

    if (sv_eq_fold(state->key, word) || sv_eq_fold(label, word))
        return true;
    for (const struct json *v = words ? words->first : NULL; v; v = v->next)
        if (sv_eq_fold(v->s, word))
            return true;
    return false;
}

/* A list that says of a thing what the old state was called knows that it has begun, not how far it is: its words go on to
 * the first of the new states, unless another of them claims them. */
static void hand_on_words(struct loader *l, const struct json *old, const struct json *with,
                          struct json *first)
{
    const struct json *words = json_get(old, SV("synonyms"));
    struct json *list, *mine;

    if (first->type != JSON_MAP || !words)
        return;
    replace_with(first, shallow(l, first));
    mine = child(first, SV("synonyms"));
    list = shallow(l, mine ? mine : words);
    if (!mine) {
        list->first = NULL;
        list->n = 0;
        append(first, list);
    } else {
        replace_with(mine, list);
        list = mine;
    }
    for (const struct json *v = words->first; v; v = v->next) {
        bool claimed = false;

        for (const struct json *s = with->first; s; s = s->next)
            claimed = claimed || claims(s, v->s);
        if (!claimed)
            append(list, copy_node(l, v));
    }
}

static void replace_state(struct loader *l, struct json *states, const struct json *over)
{
    struct sv old = json_text(over, SV("replace"));
    const struct json *with = json_get(over, SV("with"));
    struct json **at = &states->first;

    while (*at && !sv_eq((*at)->key, old))
        at = &(*at)->next;
    if (!*at || !with || with->type != JSON_MAP) {
        load_problem(l, over, SV("replace"),
                     T("Keadaan \"%.*s\" yang hendak diganti tidak ada, atau \"with\" kosong."), SV_FMT(old));
        return;
    }
    struct json *rest = (*at)->next;
    const struct json *gone = *at;

    states->n--;
    for (const struct json *v = with->first; v; v = v->next) {
        *at = copy_node(l, v);
        if (v == with->first)
            hand_on_words(l, gone, with, *at);
        at = &(*at)->next;
        states->n++;
    }
    *at = rest;
}

static void merge_needs(struct loader *l, struct json *transition, const struct json *needs)
{
    struct json *old = child(transition, SV("needs")), *list;

    if (!old) {
        append(transition, copy_node(l, needs));
        return;
    }
    list = shallow(l, old);
    for (const struct json *v = needs->first; v; v = v->next)
        append(list, copy_node(l, v));
    replace_with(old, list);
}

static void merge_transition(struct loader *l, struct json *transitions, const struct json *over)
{
    struct json *old = child(transitions, over->key), *t;

    if (json_flag(over, SV("remove"), false)) {
        drop(transitions, over->key);
        return;
    }
    if (!old) {
        append(transitions, copy_node(l, over));
        return;
    }
    t = shallow(l, old);
    for (const struct json *v = over->first; v; v = v->next) {
        struct json *was = child(t, v->key);

        if (sv_eq(v->key, SV("needs")))
            merge_needs(l, t, v);
        else if (was)
            replace_with(was, v);
        else
            append(t, copy_node(l, v));
    }
    replace_with(old, t);
}

/* What stands beside the states themselves is not one. */
static void merge_states(struct loader *l, struct json *states, const struct json *over)
{
    struct json *own = shallow(l, over);

    drop(own, SV("map"));
    drop(own, SV("at"));
    merge_keys(l, states, own);
}

/* Where rows of a state that is gone move to (schema.c); a later regulation's word counts before an earlier one's. */
static void merge_map(struct loader *l, struct json *flow, const struct json *map)
{
    struct json *old = child(flow, SV("map")), *all;

    if (!old) {
        append(flow, copy_node(l, map));
        return;
    }
    all = shallow(l, old);
    merge_keys(l, all, map);
    replace_with(old, all);
}

static void merge_workflow(struct loader *l, struct json *decl, const struct json *over)
{
    const struct json *states = json_get(over, SV("states")),
                      *transitions = json_get(over, SV("transitions"));
    struct json *flow = child(decl, SV("workflow")), *part;

    if (!states && !transitions)
        return;
    if (!flow) {
        load_problem(l, over, over->key, T("Register \"%.*s\" tidak punya alur yang dapat diubah."),
                     SV_FMT(over->key));
        return;
    }
    replace_with(flow, shallow(l, flow));
    if (states && (part = child(flow, SV("states")))) {
        replace_with(part, shallow(l, part));
        if (json_get(states, SV("replace")))
            replace_state(l, part, states);
        else
            merge_states(l, part, states);
        if (json_get(states, SV("map")))
            merge_map(l, flow, json_get(states, SV("map")));
    }
    if (!transitions)
        return;
    part = child(flow, SV("transitions"));
    if (!part) {
        append(flow, copy_node(l, transitions));
        return;
    }
    replace_with(part, shallow(l, part));
    for (const struct json *t = transitions->first; t; t = t->next)
        merge_transition(l, part, t);
}

const struct json *load_merge(struct loader *l, const struct json *decl, const struct json *overlay,
                              struct sv overlay_file)
{
    static const struct sv known[] = { SV_INIT("fields"), SV_INIT("states"),   SV_INIT("transitions"),
                                       SV_INIT("write"),  SV_INIT("read"),     SV_INIT("label"),
                                       SV_INIT("help"),   SV_INIT("calendar"), SV_INIT("grids"),
                                       SV_INIT("follows") };
    const struct json *over = json_get(overlay, json_text(decl, SV("register"))), *v;
    struct sv file = l->file;
    struct json *merged;

    if (!over)
        return decl;
    l->file = overlay_file;
    load_known_keys(l, over, known, sizeof known / sizeof known[0]);
    merged = shallow(l, decl);
    static const struct sv plain[] = { SV_INIT("write"), SV_INIT("read"), SV_INIT("label"), SV_INIT("help"),
                                       SV_INIT("follows") };
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        if (!(v = json_get(over, plain[i])))
            continue;
        drop(merged, plain[i]);
        append(merged, copy_node(l, v));
    }
    if ((v = json_get(over, SV("fields"))))
        merge_fields(l, merged, v);
    if ((v = json_get(over, SV("calendar"))))
        merge_entries(l, merged, v);
    if ((v = json_get(over, SV("grids"))))
        merge_entries(l, merged, v);
    merge_workflow(l, merged, over);
    l->file = file;
    return merged;
}
