/* SPDX-License-Identifier: MIT
 * rule/rule_reading_load.c -- `readings` and `damage` of regulation.yaml, and what a norm says `under` a reading. A reading is
 * named before the norms are read, since they refer to it; that its places exist is asked once the norms are there. */
#include "base/map.h"
#include "rule/pack.h"
#include "rule/rule_priv.h"

static void unknown_keys(struct rule *r, const struct json *v, struct sv file, const struct sv *known,
                         size_t n, struct problems *ps)
{
    for (const struct json *k = v && v->type == JSON_MAP ? v->first : NULL; k; k = k->next) {
        size_t i = 0;

        while (i < n && !sv_eq(known[i], k->key))
            i++;
        if (i == n)
            rule_suggest(
                rule_complain(ps, file, k, k->key,
                              arena_printf(r->a, T("Kunci \"%.*s\" tidak dikenal."), SV_FMT(k->key))),
                k->key, known, n, r->a);
    }
}

/* A sentence that has to be there. */
static struct sv sentence(struct rule *r, const struct json *v, struct sv key, struct problems *ps)
{
    struct sv s = json_text(v, key);

    if (!s.n)
        rule_complain(
            ps, r->pack->file, v, key,
            arena_printf(r->a, T("Bacaan \"%.*s\" memerlukan \"%.*s\"."), SV_FMT(v->key), SV_FMT(key)));
    return s;
}

static bool is_key(struct rule *r, const struct json *v, struct problems *ps)
{
    if (sv_is_key(v->key))
        return true;
    rule_complain(ps, r->pack->file, v, v->key,
                  arena_printf(r->a,
                               T("Kunci \"%.*s\" hanya boleh berisi huruf kecil, angka, dan garis bawah."),
                               SV_FMT(v->key)));
    return false;
}

static void load_options(struct rule *r, const struct json *v, struct reading *g, struct problems *ps)
{
    static const struct sv known[] = { SV_INIT("label"), SV_INIT("says") };
    const struct json *of = json_get(v, SV("of"));
    struct sv applied = json_text(v, SV("applied"));
    struct reading_option *items;
    struct sv *keys;

    if (!of || of->type != JSON_MAP || of->n < 2) {
        rule_complain(
            ps, r->pack->file, of ? of : v, SV("of"),
            arena_printf(r->a, T("Bacaan \"%.*s\" memerlukan sedikitnya dua pilihan (of)."), SV_FMT(v->key)));
        return;
    }
    items = ARENA_ARRAY(r->a, struct reading_option, of->n);
    keys = ARENA_ARRAY(r->a, struct sv, of->n);
    for (const struct json *o = of->first; o; o = o->next) {
        is_key(r, o, ps);
        unknown_keys(r, o, r->pack->file, known, 2, ps);
        keys[g->n_options] = o->key;
        items[g->n_options++] = (struct reading_option){ o->key, sentence(r, o, SV("label"), ps),
                                                         sentence(r, o, SV("says"), ps) };
    }
    g->options = items;
    g->applied = rule_option(g, applied);
    if (g->applied == g->n_options) {
        rule_suggest(
            rule_complain(ps, r->pack->file, applied.p ? json_get(v, SV("applied")) : v, SV("applied"),
                          arena_printf(r->a,
                                       T("Bacaan \"%.*s\" menerapkan \"%.*s\", yang bukan salah satu "
                                         "pilihannya."),
                                       SV_FMT(v->key), SV_FMT(applied))),
            applied, keys, g->n_options, r->a);
        g->applied = 0;
    }
}

static void load_choice(struct rule *r, const struct json *v, struct reading *g, struct problems *ps)
{
    static const struct sv known[] = { SV_INIT("label"), SV_INIT("about"), SV_INIT("provisions"),
                                       SV_INIT("applied"), SV_INIT("of") };

    unknown_keys(r, v, r->pack->file, known, 5, ps);
    g->label = sentence(r, v, SV("label"), ps);
    g->about = sentence(r, v, SV("about"), ps);
    rule_texts(r->a, json_get(v, SV("provisions")), &g->places, &g->n_places);
    if (!g->n_places)
        rule_complain(ps, r->pack->file, v, SV("provisions"),
                      arena_printf(r->a, T("Bacaan \"%.*s\" tidak menyebut ketentuannya (provisions)."),
                                   SV_FMT(v->key)));
    load_options(r, v, g, ps);
}

static void load_damage(struct rule *r, const struct json *v, struct reading *g, struct problems *ps)
{
    static const struct sv known[] = { SV_INIT("about"), SV_INIT("provisions"), SV_INIT("reads") };
    struct reading_option *only = ARENA_NEW(r->a, struct reading_option);

    unknown_keys(r, v, r->pack->file, known, 3, ps);
    g->damage = true;
    g->about = sentence(r, v, SV("about"), ps);
    rule_texts(r->a, json_get(v, SV("provisions")), &g->places, &g->n_places);
    only->says = sentence(r, v, SV("reads"), ps);
    g->options = only;
    g->n_options = 1;
}

void rule_load_readings(struct rule *r, struct problems *ps)
{
    const struct json *choices = json_get(r->regulation, SV("readings")),
                      *damage = json_get(r->regulation, SV("damage")), *maps[2] = { choices, damage };

    r->readings =
        ARENA_ARRAY(r->a, struct reading, (choices ? choices->n : 0) + (damage ? damage->n : 0) + 1);
    for (int i = 0; i < 2; i++)
        for (const struct json *v = maps[i] && maps[i]->type == JSON_MAP ? maps[i]->first : NULL; v;
             v = v->next) {
            struct reading *g = &r->readings[r->n_readings];

            g->index = r->n_readings++;
            g->key = v->key;
            g->decl = v;
            is_key(r, v, ps);
            if (i)
                load_damage(r, v, g, ps);
            else
                load_choice(r, v, g, ps);
        }
}

/* --- what a norm says under a reading --------------------------------------------------------------------------------- */

static const struct reading *named(struct rule *r, const struct norm *base, const struct json *k,
                                   size_t *option, struct problems *ps)
{
    struct sv rest = k->key, key;
    struct sv *names = ARENA_ARRAY(r->a, struct sv, r->n_readings + 1);
    const struct reading *g;
    size_t n = 0;

    if (!sv_cut(&rest, '.', &key))
        key = SV("");
    g = rule_reading(r, key);
    *option = g ? rule_option(g, rest) : 0;
    if (g && *option < g->n_options && *option != g->applied)
        return g;
    if (!g)
        for (size_t i = 0; i < r->n_readings; i++)
            names[n++] = r->readings[i].key;
    else if (*option == g->n_options)
        names = ARENA_ARRAY(r->a, struct sv, g->n_options);
    for (size_t i = 0; g && *option == g->n_options && i < g->n_options; i++)
        names[n++] = g->options[i].key;
    rule_suggest(
        rule_complain(ps, base->file, k, k->key,
                      arena_printf(r->a,
                                   g && *option < g->n_options
                                       ? T("\"%.*s\" ialah bacaan yang diterapkan paket; isinya ditulis pada "
                                           "norma itu sendiri.")
                                       : T("Bacaan \"%.*s\" tidak ada di regulation.yaml."),
                                   SV_FMT(k->key))),
        g ? rest : key, names, n, r->a);
    return NULL;
}

/* An empty value takes away what the norm says otherwise. */
static void replace(const struct json *v, struct sv key, struct sv *out)
{
    if (json_get(v, key))
        *out = json_text(v, key).n ? json_text(v, key) : SV_NULL;
}

static void load_one(struct rule *r, const struct json *v, const struct norm *base, struct norm *n,
                     struct problems *ps)
{
    static const struct sv known[] = { SV_INIT("check"),    SV_INIT("says"),    SV_INIT("binds"),
                                       SV_INIT("strength"), SV_INIT("outside"), SV_INIT("competence"),
                                       SV_INIT("remark") };
    const struct json *check = json_get(v, SV("check"));
    struct check *c;

    unknown_keys(r, v, base->file, known, 7, ps);
    *n = *base;
    n->under = NULL;
    n->n_under = 0;
    replace(v, SV("says"), &n->says);
    replace(v, SV("strength"), &n->strength);
    replace(v, SV("competence"), &n->competence);
    replace(v, SV("outside"), &n->outside);
    replace(v, SV("remark"), &n->remark);
    if (json_get(v, SV("binds")))
        rule_texts(r->a, json_get(v, SV("binds")), &n->binds, &n->n_binds);
    if (!check)
        return;
    c = ARENA_NEW(r->a, struct check);
    n->compiled = c;
    n->reg = NULL;
    n->guard = SV_NULL;
    c->start = n->start;
    c->clock = n->clock;
    if (rule_compile(r, n, c, check, ps))
        rule_next_load(r, n, c, ps);
}

void rule_load_under(struct rule *r, const struct json *v, struct norm *n, struct problems *ps)
{
    struct norm_under *items;

    if (!v || v->type != JSON_MAP)
        return;
    items = ARENA_ARRAY(r->a, struct norm_under, v->n);
    for (const struct json *k = v->first; k; k = k->next) {
        struct norm_under *u = &items[n->n_under];

        u->reading = named(r, n, k, &u->option, ps);
        if (!u->reading)
            continue;
        load_one(r, k, n, &u->norm, ps);
        n->n_under++;
    }
    n->under = items;
    for (size_t i = 0; i < n->n_under; i++)
        items[i].norm.n_under = 0;
}

/* --- places -------------------------------------------------------------------------------------------------------------- */

void rule_check_places(const struct rule *r, struct problems *ps)
{
    struct sv *names = ARENA_ARRAY(r->a, struct sv, r->n + 1);

    for (size_t i = 0; i < r->n; i++)
        names[i] = r->norms[i].at;
    for (size_t i = 0; i < r->n_readings; i++)
        for (size_t k = 0; k < r->readings[i].n_places; k++) {
            struct reading one = { .places = &r->readings[i].places[k], .n_places = 1 };
            const struct json *at = json_get(r->readings[i].decl, SV("provisions"));
            bool found = false;

            for (size_t j = 0; j < r->n && !found; j++)
                found = rule_reading_concerns(&one, &r->norms[j]);
            if (found)
                continue;
            at = at->type == JSON_LIST ? at->first : at;
            for (size_t j = 0; j < k && at->next; j++)
                at = at->next;
            rule_suggest(
                rule_complain(ps, r->pack->file, at, one.places[0],
                              arena_printf(r->a,
                                           T("Bacaan \"%.*s\" menyebut ketentuan \"%.*s\" yang tidak ada."),
                                           SV_FMT(r->readings[i].key), SV_FMT(one.places[0]))),
                one.places[0], names, r->n, r->a);
        }
}
