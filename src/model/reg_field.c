/* SPDX-License-Identifier: MIT
 * model/reg_field.c -- reads the declaration of one field, and the states of a workflow. */
#include <stdarg.h>

#include "base/date.h"
#include "base/map.h"
#include "model/reg_load_priv.h"

static const struct sv field_keys[] = {
    SV_INIT("type"),   SV_INIT("label"),    SV_INIT("help"),    SV_INIT("section"),  SV_INIT("required"),
    SV_INIT("unique"), SV_INIT("max"),      SV_INIT("min"),     SV_INIT("scale"),    SV_INIT("of"),
    SV_INIT("from"),   SV_INIT("to"),       SV_INIT("search"),  SV_INIT("list"),     SV_INIT("default"),
    SV_INIT("see"),    SV_INIT("edit"),     SV_INIT("aliases"), SV_INIT("synonyms"), SV_INIT("public"),
    SV_INIT("at"),     SV_INIT("strength"), SV_INIT("after"),   SV_INIT("match"),    SV_INIT("copy"),
    SV_INIT("reads"),  SV_INIT("shape"),    SV_INIT("guess"),   SV_INIT("bound"),
};

struct problem *load_problem(struct loader *l, const struct json *at, struct sv field, const char *fmt, ...)
{
    char text[300];
    va_list ap;
    struct problem *p;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    p = problems_add(l->ps, field, "%s", text);
    p->file = l->file;
    if (at) {
        p->line = at->key.p ? at->key_line : at->line;
        p->col = at->key.p ? at->key_col : at->col;
    }
    return p;
}

void load_known_keys(struct loader *l, const struct json *map, const struct sv *known, size_t n)
{
    if (!map || map->type != JSON_MAP)
        return;
    for (const struct json *v = map->first; v; v = v->next) {
        size_t i = 0;
        struct sv near;
        struct problem *p;

        while (i < n && !sv_eq(known[i], v->key))
            i++;
        if (i < n)
            continue;
        p = load_problem(l, v, v->key, T("Kunci \"%.*s\" tidak dikenal."), SV_FMT(v->key));
        near = problems_suggest(v->key, known, n);
        if (near.p)
            p->hint = arena_printf(l->a, T("Maksudnya \"%.*s\"?"), SV_FMT(near));
    }
}

void load_texts(struct loader *l, const struct json *v, const struct sv **out, size_t *n)
{
    struct sv *items = NULL;
    size_t count = 0, cap = 0;

    *out = NULL;
    *n = 0;
    if (!v)
        return;
    if (v->type != JSON_LIST) {
        if (!v->s.p) {
            load_problem(l, v, v->key, T("\"%.*s\" harus teks atau daftar teks."), SV_FMT(v->key));
            return;
        }
        *ARENA_PUSH(l->a, items, count, cap) = v->s;
    } else {
        for (const struct json *c = v->first; c; c = c->next) {
            if (!c->s.p)
                load_problem(l, c, v->key, T("Isi \"%.*s\" harus teks."), SV_FMT(v->key));
            else
                *ARENA_PUSH(l->a, items, count, cap) = c->s;
        }
    }
    *out = items;
    *n = count;
}

struct sv load_label(struct loader *l, struct sv key)
{
    char *s = arena_alloc(l->a, key.n + 1);

    for (size_t i = 0; i < key.n; i++)
        s[i] = key.p[i] == '_' ? ' ' : key.p[i];
    if (key.n && s[0] >= 'a' && s[0] <= 'z')
        s[0] = (char) (s[0] - 'a' + 'A');
    return (struct sv){ s, key.n };
}

void load_choices(struct loader *l, const struct json *of, const struct json *synonyms, struct field *f)
{
    struct choice *items;
    size_t i = 0;

    if (of->type != JSON_MAP || of->n == 0) {
        load_problem(l, of, SV("of"), T("\"of\" harus berisi pasangan kunci: label."));
        return;
    }
    items = ARENA_ARRAY(l->a, struct choice, of->n);
    for (const struct json *c = of->first; c; c = c->next, i++) {
        items[i].key = c->key;
        items[i].label = c->s.p ? c->s : load_label(l, c->key);
        if (!sv_is_key(c->key) && !(c->key.n && c->key.p[0] >= '0' && c->key.p[0] <= '9'))
            load_problem(l, c, c->key, T("Pilihan \"%.*s\" bukan kunci (huruf kecil, angka, garis bawah)."),
                         SV_FMT(c->key));
        if (synonyms)
            load_texts(l, json_get(synonyms, c->key), &items[i].synonyms, &items[i].n_synonyms);
    }
    f->choices = items;
    f->n_choices = of->n;
    for (const struct json *s = synonyms && synonyms->type == JSON_MAP ? synonyms->first : NULL; s;
         s = s->next)
        if (!field_choice(f, s->key))
            load_problem(l, s, s->key, T("Sinonim untuk \"%.*s\", padahal pilihan itu tidak ada."),
                         SV_FMT(s->key));
}

static enum field_type type_of(struct loader *l, const struct json *decl, struct sv key)
{
    struct sv names[FT_COUNT];
    struct sv given = json_text(decl, SV("type")), near;
    struct problem *p;

    for (int t = 0; t < FT_COUNT; t++) {
        names[t] = field_type_name((enum field_type) t);
        if (sv_eq(names[t], given))
            return (enum field_type) t;
    }
    p = load_problem(l, decl, key, T("Jenis bidang \"%.*s\" tidak dikenal."), SV_FMT(given));
    near = problems_suggest(given, names, FT_COUNT);
    if (near.p)
        p->hint = arena_printf(l->a, T("Maksudnya \"%.*s\"?"), SV_FMT(near));
    return FT_TEXT;
}

/* Bounds are declared as people say them and compared with values in stored form. */
static bool bound(struct loader *l, const struct json *decl, struct sv key, const struct field *f,
                  int64_t *out)
{
    const struct json *v = json_get(decl, key);

    if (!v)
        return false;
    *out = v->i;
    if (v->type != JSON_INT) {
        load_problem(l, v, key, T("\"%.*s\" harus bilangan bulat."), SV_FMT(key));
        return false;
    }
    for (int i = 0; i < f->scale; i++)
        if (__builtin_mul_overflow(*out, 10, out)) {
            load_problem(l, v, key, T("\"%.*s\" terlalu besar untuk %d angka di belakang koma."), SV_FMT(key),
                         f->scale);
            return false;
        }
    return true;
}

static void load_limits(struct loader *l, const struct json *decl, struct field *f)
{
    int64_t scale = f->type == FT_DECIMAL ? json_number(decl, SV("scale"), 2) : 0;

    if (scale < 0 || scale > 9) {
        load_problem(l, decl, f->key, T("\"scale\" harus 0 sampai 9."));
        scale = 0;
    }
    f->scale = (int) scale;
    f->has_max = bound(l, decl, SV("max"), f, &f->max);
    f->has_min = bound(l, decl, SV("min"), f, &f->min);
    if (!f->has_max && (f->type == FT_TEXT || f->type == FT_PROSE)) {
        f->has_max = true;
        f->max = f->type == FT_TEXT ? 500 : 20000;
    }
}

static void load_required_unique(struct loader *l, const struct json *decl, struct field *f)
{
    const struct json *v = json_get(decl, SV("required"));

    if (v && v->type == JSON_BOOL)
        f->required = v->b;
    else if (v)
        load_texts(l, v, &f->required_in, &f->n_required_in);
    v = json_get(decl, SV("unique"));
    if (!v)
        return;
    if ((v->type == JSON_BOOL && v->b) || sv_eq(v->s, SV("region")))
        f->unique = UNIQUE_REGION;
    else if (sv_eq(v->s, SV("agency")))
        f->unique = UNIQUE_AGENCY;
    else
        load_problem(l, v, f->key, T("\"unique\" harus agency atau region."));
}

void load_field(struct loader *l, const struct json *decl, struct field *f)
{
    const struct json *v;

    if (!sv_is_key(f->key))
        load_problem(l, decl, f->key, T("Nama bidang \"%.*s\" bukan kunci."), SV_FMT(f->key));
    if (decl->type != JSON_MAP) {
        load_problem(l, decl, f->key, T("Bidang \"%.*s\" harus berisi {type: …}."), SV_FMT(f->key));
        return;
    }
    load_known_keys(l, decl, field_keys, sizeof field_keys / sizeof field_keys[0]);
    f->type = type_of(l, decl, f->key);
    f->label = json_text(decl, SV("label"));
    if (!f->label.p)
        f->label = load_label(l, f->key);
    f->help = json_text(decl, SV("help"));
    f->own = !json_flag(decl, SV("copy"), true);
    f->section = json_text(decl, SV("section"));
    f->at = json_text(decl, SV("at"));
    f->strength = json_text(decl, SV("strength"));
    f->from = json_text(decl, SV("from"));
    f->to = json_text(decl, SV("to"));
    f->after = json_text(decl, SV("after"));
    load_reads(l, decl, f);
    f->search = json_flag(decl, SV("search"), false);
    f->list = json_flag(decl, SV("list"), false);
    f->open_data = json_flag(decl, SV("public"), false);
    v = json_get(decl, SV("default"));
    if (v)
        f->initial = v->type == JSON_BOOL ? (v->b ? SV("1") : SV("0")) : v->s;
    load_texts(l, json_get(decl, SV("see")), &f->see, &f->n_see);
    load_texts(l, json_get(decl, SV("edit")), &f->edit, &f->n_edit);
    load_texts(l, json_get(decl, SV("aliases")), &f->aliases, &f->n_aliases);
    load_texts(l, json_get(decl, SV("shape")), &f->shapes, &f->n_shapes);
    if (f->n_shapes && f->type != FT_TEXT)
        load_problem(l, decl, f->key, T("\"shape\" hanya untuk bidang text."));
    load_texts(l, json_get(decl, SV("bound")), &f->bound, &f->n_bound);
    if (f->n_bound && f->type != FT_CREDENTIAL)
        load_problem(l, decl, f->key, T("\"bound\" hanya untuk bidang credential."));
    load_limits(l, decl, f);
    load_required_unique(l, decl, f);
    if ((v = json_get(decl, SV("of"))))
        load_choices(l, v, json_get(decl, SV("synonyms")), f);
    if ((f->type == FT_CHOICE || f->type == FT_CHOICES) && !f->choices && !f->from.p)
        load_problem(l, decl, f->key, T("Bidang pilihan \"%.*s\" memerlukan \"of\" atau \"from\"."),
                     SV_FMT(f->key));
    if (f->type == FT_CODE && !f->from.p)
        load_problem(l, decl, f->key, T("Bidang kode \"%.*s\" memerlukan \"from\"."), SV_FMT(f->key));
    if ((f->type == FT_REF || f->type == FT_REFS) && !f->to.p)
        load_problem(l, decl, f->key, T("Rujukan \"%.*s\" memerlukan \"to\"."), SV_FMT(f->key));
}

static void load_state(struct loader *l, const struct json *decl, struct state *s)
{
    s->key = decl->key;
    s->label = load_label(l, decl->key);
    if (!sv_is_key(decl->key))
        load_problem(l, decl, decl->key, T("Keadaan \"%.*s\" bukan kunci."), SV_FMT(decl->key));
    if (decl->type != JSON_MAP) {
        if (decl->s.p)
            s->label = decl->s;
        return;
    }
    if (json_text(decl, SV("label")).p)
        s->label = json_text(decl, SV("label"));
    s->tone = json_text(decl, SV("tone"));
    s->at = json_text(decl, SV("at"));
    s->end = json_flag(decl, SV("end"), false);
    s->lock = json_flag(decl, SV("lock"), false);
    load_texts(l, json_get(decl, SV("synonyms")), &s->synonyms, &s->n_synonyms);
}

void load_states(struct loader *l, const struct json *workflow, struct reg *r)
{
    const struct json *states = json_get(workflow, SV("states"));
    struct sv start = json_text(workflow, SV("start"));
    size_t i = 0;

    if (!states || states->type != JSON_MAP || states->n == 0) {
        if (workflow)
            load_problem(l, workflow, SV("workflow"), T("Alur register \"%.*s\" tidak punya keadaan."),
                         SV_FMT(r->key));
        r->states = ARENA_NEW(l->a, struct state);
        r->states[0].key = SV("aktif");
        r->states[0].label = SV("Aktif");
        r->n_states = 1;
        return;
    }
    r->states = ARENA_ARRAY(l->a, struct state, states->n);
    for (const struct json *s = states->first; s; s = s->next)
        load_state(l, s, &r->states[i++]);
    r->n_states = i;
    if (start.p) {
        r->start = reg_state_index(r, start);
        if (r->start == r->n_states) {
            load_problem(l, workflow, SV("start"), T("Keadaan awal \"%.*s\" tidak ada."), SV_FMT(start));
            r->start = 0;
        }
    }
}
