/* SPDX-License-Identifier: MIT
 * model/reg_review.c -- reads how records of a register are gone through at a table, which others may be the same thing,
 * what is kept by stage, and what an empty field may be guessed from. */
#include "model/reg_load_priv.h"

static const struct sv review_keys[] = { SV_INIT("label"),   SV_INIT("help"),   SV_INIT("by"),
                                         SV_INIT("states"),  SV_INIT("rounds"), SV_INIT("shows"),
                                         SV_INIT("edits"),   SV_INIT("sums"),   SV_INIT("decision"),
                                         SV_INIT("refuses"), SV_INIT("fills") };
static const struct sv similar_keys[] = { SV_INIT("label"), SV_INIT("in"),   SV_INIT("name"),
                                          SV_INIT("known"), SV_INIT("same"), SV_INIT("ignore") };
static const struct sv trail_keys[] = { SV_INIT("label"), SV_INIT("by"), SV_INIT("shows") };
static const struct sv guess_keys[] = { SV_INIT("value"), SV_INIT("prefixes"), SV_INIT("words"),
                                        SV_INIT("same") };

static const struct field *named(struct loader *l, const struct json *at, const struct reg *r, struct sv key)
{
    const struct field *f = reg_field(r, key);
    struct sv *names, near;
    struct problem *p;

    if (f)
        return f;
    p = load_problem(l, at, key, T("Bidang \"%.*s\" tidak ada pada register %.*s."), SV_FMT(key),
                     SV_FMT(r->key));
    names = ARENA_ARRAY(l->a, struct sv, r->n_fields + 1);
    for (size_t i = 0; i < r->n_fields; i++)
        names[i] = r->fields[i].key;
    near = problems_suggest(key, names, r->n_fields);
    if (near.p)
        p->hint = arena_printf(l->a, T("Maksudnya \"%.*s\"?"), SV_FMT(near));
    return NULL;
}

static void fields_of(struct loader *l, const struct json *decl, struct sv key, const struct reg *r,
                      const struct field ***out, size_t *n)
{
    const struct json *list = json_get(decl, key);
    const struct sv *keys;
    size_t given;

    load_texts(l, list, &keys, &given);
    *out = ARENA_ARRAY(l->a, const struct field *, given + 1);
    *n = 0;
    for (size_t i = 0; i < given; i++) {
        const struct field *f = named(l, list, r, keys[i]);

        if (f)
            (*out)[(*n)++] = f;
    }
}

/* --- review ------------------------------------------------------------------------------------------------------------ */

/* A box in a cell of a table: what fits into one line. */
static bool fits_a_cell(const struct field *f)
{
    return f->type == FT_TEXT || f->type == FT_CHOICE || f->type == FT_INTEGER || f->type == FT_RUPIAH ||
           f->type == FT_DATE;
}

static bool has_field(const struct field *const *list, size_t n, const struct field *f)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == f)
            return true;
    return false;
}

static void check_review(struct loader *l, const struct json *decl, const struct reg *r,
                         const struct reg_review *v)
{
    for (size_t i = 0; i < v->n_states; i++)
        if (!reg_state(r, v->states[i]))
            load_problem(l, json_get(decl, SV("states")), v->states[i],
                         T("Telaah menyebut keadaan \"%.*s\" yang tidak ada."), SV_FMT(v->states[i]));
    for (size_t i = 0; i < v->n_edits; i++)
        if (!fits_a_cell(v->edits[i]))
            load_problem(l, json_get(decl, SV("edits")), v->edits[i]->key,
                         T("Bidang telaah \"%.*s\" harus teks, pilihan, bilangan, rupiah, atau tanggal."),
                         SV_FMT(v->edits[i]->key));
    for (size_t i = 0; i < v->n_rounds; i++)
        if (v->rounds[i]->type != FT_INTEGER && v->rounds[i]->type != FT_CHOICE)
            load_problem(l, json_get(decl, SV("rounds")), v->rounds[i]->key,
                         T("Putaran telaah \"%.*s\" harus bilangan atau pilihan."),
                         SV_FMT(v->rounds[i]->key));
    for (size_t i = 0; i < v->n_sums; i++)
        if (v->sums[i]->type != FT_INTEGER && v->sums[i]->type != FT_RUPIAH)
            load_problem(l, json_get(decl, SV("sums")), v->sums[i]->key,
                         T("Yang dijumlahkan harus bilangan atau rupiah, bukan \"%.*s\"."),
                         SV_FMT(v->sums[i]->key));
    if (!v->n_by || !v->n_states || !v->n_edits || !v->n_rounds || !r->scoped)
        load_problem(l, decl, SV("review"),
                     T("Telaah memerlukan by, states, rounds, dan edits, pada register milik PD."));
    for (size_t i = 0; i < v->n_refuses; i++)
        if (!v->decision || !field_choice(v->decision, v->refuses[i]))
            load_problem(l, json_get(decl, SV("refuses")), v->refuses[i],
                         T("\"refuses\" menyebut keputusan \"%.*s\" yang tidak ada."), SV_FMT(v->refuses[i]));
    if (v->decision && (v->decision->type != FT_CHOICE || !has_field(v->edits, v->n_edits, v->decision)))
        load_problem(l, decl, v->decision->key, T("\"decision\" harus bidang pilihan di antara edits."));
}

bool reg_refuses(const struct reg_review *v, struct sv decision)
{
    for (size_t i = 0; i < v->n_refuses; i++)
        if (sv_eq(v->refuses[i], decision))
            return true;
    return false;
}

static void load_fills(struct loader *l, const struct json *map, const struct reg *r, struct reg_review *v)
{
    struct reg_same *out = ARENA_ARRAY(l->a, struct reg_same, map ? map->n + 1 : 1);

    v->fills = out;
    for (const struct json *c = map && map->type == JSON_MAP ? map->first : NULL; c; c = c->next) {
        struct reg_same *p = &out[v->n_fills];

        p->own = named(l, c, r, c->key);
        p->there = c->s;
        p->other = named(l, c, r, c->s);
        if (p->own && p->other && p->own->type == p->other->type)
            v->n_fills++;
        else
            load_problem(l, c, c->key, T("\"fills\" menyebut dua bidang sejenis: kotak dan asalnya."));
    }
}

static void load_review(struct loader *l, const struct json *decl, struct reg *r)
{
    struct reg_review *v = ARENA_NEW(l->a, struct reg_review);
    struct sv decision = json_text(decl, SV("decision"));

    load_known_keys(l, decl, review_keys, sizeof review_keys / sizeof review_keys[0]);
    v->label = json_text(decl, SV("label")).p ? json_text(decl, SV("label")) : r->label;
    v->help = json_text(decl, SV("help"));
    load_texts(l, json_get(decl, SV("by")), &v->by, &v->n_by);
    load_texts(l, json_get(decl, SV("states")), &v->states, &v->n_states);
    fields_of(l, decl, SV("rounds"), r, &v->rounds, &v->n_rounds);
    fields_of(l, decl, SV("shows"), r, &v->shows, &v->n_shows);
    fields_of(l, decl, SV("edits"), r, &v->edits, &v->n_edits);
    fields_of(l, decl, SV("sums"), r, &v->sums, &v->n_sums);
    if (decision.p)
        v->decision = named(l, decl, r, decision);
    load_texts(l, json_get(decl, SV("refuses")), &v->refuses, &v->n_refuses);
    load_fills(l, json_get(decl, SV("fills")), r, v);
    check_review(l, decl, r, v);
    r->review = v;
}

/* --- similar ----------------------------------------------------------------------------------------------------------- */

static void load_similar(struct loader *l, const struct json *decl, struct reg *r)
{
    struct reg_similar *s = ARENA_NEW(l->a, struct reg_similar);
    const struct json *same = json_get(decl, SV("same"));
    struct sv known = json_text(decl, SV("known")), name = json_text(decl, SV("name"));

    load_known_keys(l, decl, similar_keys, sizeof similar_keys / sizeof similar_keys[0]);
    s->to = json_text(decl, SV("in"));
    s->label = json_text(decl, SV("label"));
    s->ignore = json_text(decl, SV("ignore"));
    s->name = name.p ? named(l, decl, r, name) : r->title;
    s->known = known.p ? named(l, decl, r, known) : NULL;
    if (s->name && s->name->type != FT_TEXT)
        load_problem(l, decl, name, T("Nama yang dibandingkan harus bidang text."));
    s->same = ARENA_ARRAY(l->a, struct reg_same, same ? same->n + 1 : 1);
    for (const struct json *v = same && same->type == JSON_MAP ? same->first : NULL; v; v = v->next) {
        const struct field *f = named(l, v, r, v->key);

        if (f)
            s->same[s->n_same++] = (struct reg_same){ .own = f, .there = v->s };
    }
    r->similar = s;
}

static void resolve_similar(struct loader *l, struct reg_similar *s)
{
    s->in = model_reg(l->m, s->to);
    if (!s->in) {
        load_problem(l, NULL, SV("similar"), T("Rujukan ke register \"%.*s\" yang tidak ada."),
                     SV_FMT(s->to));
        return;
    }
    if (!s->label.p)
        s->label = s->in->label;
    if (s->ignore.p && !(s->general = model_codes(l->m, s->ignore)))
        load_problem(l, NULL, SV("similar"), T("Daftar kode \"%.*s\" tidak ada di data/codes."),
                     SV_FMT(s->ignore));
    if (s->known && !sv_eq(s->known->to, s->to))
        load_problem(l, NULL, s->known->key, T("Bidang \"%.*s\" tidak merujuk ke register %.*s."),
                     SV_FMT(s->known->key), SV_FMT(s->in->key));
    for (size_t i = 0; i < s->n_same; i++) {
        struct reg_same *p = &s->same[i];

        p->other = named(l, NULL, s->in, p->there);
        if (p->other && (p->own->to.p ? !sv_eq(p->own->to, p->other->to) : p->own->type != p->other->type))
            load_problem(l, NULL, p->own->key, T("Bidang \"%.*s\" dan \"%.*s\" tidak sejenis."),
                         SV_FMT(p->own->key), SV_FMT(p->there));
    }
}

/* --- trail ------------------------------------------------------------------------------------------------------------- */

static void load_trail(struct loader *l, const struct json *decl, struct reg *r)
{
    struct reg_trail *t = ARENA_NEW(l->a, struct reg_trail);

    load_known_keys(l, decl, trail_keys, sizeof trail_keys / sizeof trail_keys[0]);
    t->label = json_text(decl, SV("label"));
    t->by = named(l, decl, r, json_text(decl, SV("by")));
    fields_of(l, decl, SV("shows"), r, &t->shows, &t->n_shows);
    if (t->by && t->n_shows)
        r->trail = t;
}

/* --- guesses ----------------------------------------------------------------------------------------------------------- */

static struct guess_place *places(struct loader *l, const struct json *map, const struct reg *r, size_t *n)
{
    struct guess_place *out = ARENA_ARRAY(l->a, struct guess_place, map ? map->n + 1 : 1);

    *n = 0;
    for (const struct json *v = map && map->type == JSON_MAP ? map->first : NULL; v; v = v->next) {
        const struct field *f = named(l, v, r, v->key);

        if (f)
            out[(*n)++] = (struct guess_place){ .of = f, .list = v->s };
    }
    return out;
}

static void load_guess(struct loader *l, const struct json *decl, const struct reg *r, struct field *f)
{
    struct reg_guess *g = ARENA_NEW(l->a, struct reg_guess);

    load_known_keys(l, decl, guess_keys, sizeof guess_keys / sizeof guess_keys[0]);
    g->value = json_text(decl, SV("value"));
    g->prefixes = places(l, json_get(decl, SV("prefixes")), r, &g->n_prefixes);
    g->words = places(l, json_get(decl, SV("words")), r, &g->n_words);
    fields_of(l, decl, SV("same"), r, &g->same, &g->n_same);
    if (f->type == FT_CHOICE ? !field_choice(f, g->value) || g->n_same
                             : f->type != FT_REF || !g->n_same || g->value.p)
        load_problem(
            l, decl, f->key,
            T("Dugaan: pilihan memerlukan value serta prefixes atau words; rujukan memerlukan same."));
    else
        f->guess = g;
}

static void resolve_guess(struct loader *l, const struct field *f)
{
    const struct reg_guess *g = f->guess;

    for (size_t i = 0; i < g->n_prefixes + g->n_words; i++) {
        struct guess_place *p = i < g->n_prefixes ? &g->prefixes[i] : &g->words[i - g->n_prefixes];

        if (!(p->codes = model_codes(l->m, p->list)))
            load_problem(l, NULL, f->key, T("Daftar kode \"%.*s\" tidak ada di data/codes."),
                         SV_FMT(p->list));
    }
    for (size_t i = 0; f->target && i < g->n_same; i++)
        named(l, NULL, f->target, g->same[i]->key);
}

/* --- all of them ------------------------------------------------------------------------------------------------------- */

void load_table(struct loader *l, const struct json *decl, struct reg *r)
{
    const struct json *fields = json_get(decl, SV("fields"));

    if (json_get(decl, SV("review")))
        load_review(l, json_get(decl, SV("review")), r);
    if (json_get(decl, SV("similar")))
        load_similar(l, json_get(decl, SV("similar")), r);
    if (json_get(decl, SV("trail")))
        load_trail(l, json_get(decl, SV("trail")), r);
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct json *g = json_get(json_get(fields, r->fields[i].key), SV("guess"));

        if (g)
            load_guess(l, g, r, &r->fields[i]);
    }
}

void load_resolve(struct loader *l, struct reg *r)
{
    if (r->similar)
        resolve_similar(l, r->similar);
    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].guess)
            resolve_guess(l, &r->fields[i]);
}
