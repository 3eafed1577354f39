/* SPDX-License-Identifier: MIT
 * model/reg_grid.c -- reads what ties rows of two registers together: grids (rows of another register filled in for one
 * record) and matches (records that suggest themselves for a reference). */
#include "model/reg_load_priv.h"

static const struct sv grid_keys[] = { SV_INIT("label"), SV_INIT("help"),   SV_INIT("of"),
                                       SV_INIT("by"),    SV_INIT("each"),   SV_INIT("where"),
                                       SV_INIT("kind"),  SV_INIT("first"),  SV_INIT("copy"),
                                       SV_INIT("show"),  SV_INIT("fields"), SV_INIT("due"),
                                       SV_INIT("done"),  SV_INIT("says"),   SV_INIT("states"),
                                       SV_INIT("verb") };
static const struct sv match_keys[] = { SV_INIT("same"), SV_INIT("date"), SV_INIT("until"), SV_INIT("max") };

static void near_field(struct loader *l, struct problem *p, const struct reg *r, struct sv given)
{
    struct sv *names = ARENA_ARRAY(l->a, struct sv, r->n_fields + 1), near;

    for (size_t i = 0; i < r->n_fields; i++)
        names[i] = r->fields[i].key;
    near = problems_suggest(given, names, r->n_fields);
    if (near.p)
        p->hint = arena_printf(l->a, T("Maksudnya \"%.*s\"?"), SV_FMT(near));
}

/* The field of that name, or a problem at `at`. */
static const struct field *named(struct loader *l, const struct json *at, const struct reg *r, struct sv key)
{
    const struct field *f = reg_field(r, key);

    if (!f)
        near_field(l,
                   load_problem(l, at, key, T("Bidang \"%.*s\" tidak ada pada register %.*s."), SV_FMT(key),
                                SV_FMT(r->key)),
                   r, key);
    return f;
}

static const struct field *one_field(struct loader *l, const struct json *v, const char *key,
                                     const struct reg *r)
{
    const struct json *at = json_get(v, sv_of(key));

    return at ? named(l, at, r, at->s) : NULL;
}

static void many_fields(struct loader *l, const struct json *v, const char *key, const struct reg *r,
                        const struct field ***out, size_t *n)
{
    const struct json *at = json_get(v, sv_of(key));
    const struct sv *keys;
    size_t count;

    load_texts(l, at, &keys, &count);
    *out = ARENA_ARRAY(l->a, const struct field *, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct field *f = named(l, at, r, keys[i]);

        if (f)
            (*out)[(*n)++] = f;
    }
}

static void load_copies(struct loader *l, const struct json *map, const struct reg *r, struct reg_grid *s)
{
    size_t most = map && map->type == JSON_MAP ? map->n : 0;

    s->copy_to = ARENA_ARRAY(l->a, const struct field *, most + 1);
    s->copy_from = ARENA_ARRAY(l->a, const struct field *, most + 1);
    for (const struct json *c = most ? map->first : NULL; c; c = c->next) {
        const struct field *to = named(l, c, s->of, c->key), *from = named(l, c, r, c->s);

        if (!to || !from)
            continue;
        if (to->type != from->type)
            load_problem(l, c, c->key, T("Bidang \"%.*s\" dan \"%.*s\" tidak sejenis."), SV_FMT(c->key),
                         SV_FMT(c->s));
        s->copy_to[s->n_copy] = to;
        s->copy_from[s->n_copy++] = from;
    }
}

/* What counts is a state of the rows, or a value of the choice that the table asks first. */
static void check_done(struct loader *l, const struct json *v, const struct reg_grid *s)
{
    for (size_t i = 0; i < s->n_done; i++)
        if (s->n_fields ? !field_choice(s->fields[0], s->done[i]) : !reg_state(s->of, s->done[i]))
            load_problem(l, json_get(v, SV("done")), s->done[i],
                         T("Lembar menghitung \"%.*s\" yang tidak ada."), SV_FMT(s->done[i]));
}

static void check_states(struct loader *l, const struct json *v, const struct reg *r,
                         const struct reg_grid *s)
{
    for (size_t i = 0; i < s->n_states; i++)
        if (!reg_state(r, s->states[i]))
            load_problem(l, json_get(v, SV("states")), s->states[i],
                         T("Lembar menyebut keadaan \"%.*s\" yang tidak ada."), SV_FMT(s->states[i]));
}

static void load_where(struct loader *l, const struct json *v, struct reg_grid *s)
{
    const struct json *where = json_get(v, SV("where"));

    if (!where || where->type != JSON_MAP || !where->first)
        return;
    if (named(l, where->first, s->each->target, where->first->key)) {
        s->where_key = where->first->key;
        s->where_value = where->first->s;
    }
}

static bool sound(struct loader *l, const struct json *v, const struct reg *r, const struct reg_grid *s)
{
    size_t had = l->ps->n;

    if (!s->by || s->by->type != FT_REF || s->by->target != r)
        load_problem(l, v, SV("by"), T("\"by\" lembar harus bidang rujukan ke register ini."));
    if (json_get(v, SV("each")) && (!s->each || s->each->type != FT_REF || !s->each->target))
        load_problem(l, v, SV("each"), T("\"each\" lembar harus bidang rujukan ke satu register."));
    if (!json_get(v, SV("each")) &&
        (s->n_fields || s->first || json_get(v, SV("kind")) || json_get(v, SV("where"))))
        load_problem(l, v, SV("each"),
                     T("Lembar tanpa \"each\" hanya daftar: fields, first, kind, dan where tidak berlaku."));
    if (s->n_fields && s->fields[0]->type != FT_CHOICE)
        load_problem(l, v, SV("fields"), T("Bidang pertama lembar harus pilihan."));
    return l->ps->n == had;
}

static bool load_grid(struct loader *l, const struct json *v, const struct reg *r, struct reg_grid *s)
{
    size_t had = l->ps->n;

    load_known_keys(l, v, grid_keys, sizeof grid_keys / sizeof grid_keys[0]);
    *s = (struct reg_grid){ .key = v->key,
                            .label = json_text(v, SV("label")),
                            .help = json_text(v, SV("help")),
                            .verb = json_text(v, SV("verb")),
                            .of_key = json_text(v, SV("of")),
                            .done_label = json_text(v, SV("says")) };
    s->of = model_reg(l->m, s->of_key);
    if (!s->of) {
        load_problem(l, v, s->of_key, T("Lembar menunjuk register \"%.*s\" yang tidak ada."),
                     SV_FMT(s->of_key));
        return false;
    }
    s->by = one_field(l, v, "by", s->of);
    s->each = one_field(l, v, "each", s->of);
    many_fields(l, v, "fields", s->of, &s->fields, &s->n_fields);
    many_fields(l, v, "show", s->of, &s->show, &s->n_show);
    s->due = one_field(l, v, "due", s->of);
    s->first = one_field(l, v, "first", r);
    load_copies(l, json_get(v, SV("copy")), r, s);
    load_texts(l, json_get(v, SV("states")), &s->states, &s->n_states);
    load_texts(l, json_get(v, SV("done")), &s->done, &s->n_done);
    if (!sound(l, v, r, s))
        return false;
    if (s->each) {
        s->kind = one_field(l, v, "kind", s->each->target);
        load_where(l, v, s);
    }
    check_done(l, v, s);
    check_states(l, v, r, s);
    if (!s->label.p)
        s->label = load_label(l, v->key);
    if (!s->verb.p)
        s->verb = SV(T("Simpan"));
    return l->ps->n == had;
}

void load_grids(struct loader *l, const struct json *decl, struct reg *r)
{
    struct reg_grid *items;

    if (!decl || decl->type != JSON_MAP)
        return;
    items = ARENA_ARRAY(l->a, struct reg_grid, decl->n + 1);
    for (const struct json *v = decl->first; v; v = v->next)
        if (load_grid(l, v, r, &items[r->n_grids]))
            r->n_grids++;
    r->grids = items;
}

/* --- matches ------------------------------------------------------------------------------------------------------------ */

void load_match(struct loader *l, const struct json *decl, struct reg *r, struct field *f)
{
    struct reg_match *m;
    const struct sv *keys;
    size_t n;

    if (!decl)
        return;
    if ((f->type != FT_REF && f->type != FT_REFS) || !f->target) {
        load_problem(l, decl, f->key, T("\"match\" hanya untuk bidang rujukan ke satu register."));
        return;
    }
    load_known_keys(l, decl, match_keys, sizeof match_keys / sizeof match_keys[0]);
    m = ARENA_NEW(l->a, struct reg_match);
    load_texts(l, json_get(decl, SV("same")), &keys, &n);
    for (size_t i = 0; i < n; i++)
        if (named(l, decl, r, keys[i]) && named(l, decl, f->target, keys[i]))
            m->n_same++;
    if (m->n_same < n || !n)
        load_problem(l, decl, f->key, T("\"match\" memerlukan bidang yang dimiliki kedua register (same)."));
    m->same = keys;
    m->n_same = n;
    if (one_field(l, decl, "date", f->target))
        m->date = json_text(decl, SV("date"));
    if (one_field(l, decl, "until", f->target))
        m->until = json_text(decl, SV("until"));
    if (one_field(l, decl, "max", r))
        m->max = json_text(decl, SV("max"));
    f->match = m;
}
