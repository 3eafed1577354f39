/* SPDX-License-Identifier: MIT
 * api/oscal_profile.c -- the provisions that bind this region, what the region has set where the text leaves it open, and
 * who answers for each. */
#include "api/oscal_priv.h"

struct choice_of { /* by control */
    bool *wanted, *idle;
    size_t n_wanted, n_idle;
};

/* Wanted is a control with a provision that binds; idle one of which nothing applies on this day. */
static struct choice_of choose(const struct oscal_book *b)
{
    struct choice_of c = { ARENA_ARRAY(b->a, bool, b->n_controls + 1),
                           ARENA_ARRAY(b->a, bool, b->n_controls + 1), 0, 0 };

    for (size_t i = 0; i < b->n_controls; i++) {
        size_t binds = 0, idle = 0;

        for (size_t k = 0; k < b->controls[i].n; k++) {
            const struct norm *n = b->controls[i].norms[k];

            binds += oscal_binds(n);
            idle += oscal_binds(n) && b->states[n->index].status == NORM_NOT_APPLICABLE;
        }
        c.idle[i] = binds && idle == binds;
        c.wanted[i] = binds && !c.idle[i];
        c.n_idle += c.idle[i];
        c.n_wanted += c.wanted[i];
    }
    return c;
}

static void selection(const struct oscal_book *b, struct jsonw *w, const char *key, const bool *of, size_t n)
{
    if (!n)
        return;
    jsonw_key(w, sv_of(key));
    jsonw_list(w);
    jsonw_map(w);
    jsonw_key(w, SV("with-ids"));
    jsonw_list(w);
    for (size_t i = 0; i < b->n_controls; i++)
        if (of[i])
            jsonw_str(w, b->controls[i].id);
    jsonw_end(w);
    jsonw_end(w);
    jsonw_end(w);
}

static void imports(const struct oscal_book *b, struct jsonw *w, const struct choice_of *c)
{
    jsonw_key(w, SV("imports"));
    jsonw_list(w);
    jsonw_map(w);
    jsonw_kstr(w, "href", SV("katalog.json"));
    selection(b, w, "include-controls", c->wanted, c->n_wanted);
    if (!c->n_wanted) { /* nothing applies yet: all of it, but for what is excluded */
        jsonw_key(w, SV("include-all"));
        jsonw_map(w);
        jsonw_end(w);
    }
    selection(b, w, "exclude-controls", c->idle, c->n_idle);
    jsonw_end(w);
    jsonw_end(w);
    jsonw_key(w, SV("merge"));
    jsonw_map(w);
    jsonw_kbool(w, "as-is", true);
    jsonw_end(w);
}

static void set_parameters(const struct oscal_book *b, struct oscal_list *l)
{
    for (size_t i = 0; i < b->n_settings; i++) {
        const struct setting *s = &b->settings[i];
        struct oscal_list props = { l->w, "props", false }, values = { l->w, "values", false };
        struct sv value = oscal_line(b->a, oscal_param_value(b, s, s->value));

        if (sv_empty(value))
            continue;
        oscal_item(l);
        jsonw_kstr(l->w, "param-id", oscal_param_id(b, s));
        oscal_prop(b, &props, "nilai", s->value);
        oscal_prop(b, &props, "asal", sv_eq(s->value, s->initial) ? SV("awal") : SV("ditetapkan"));
        oscal_list_end(&props);
        oscal_text(&values, value);
        oscal_list_end(&values);
        jsonw_end(l->w);
    }
}

/* Every role that one of these provisions binds, once. */
static void actors(const struct oscal_book *b, struct jsonw *w, const struct norm *const *norms, size_t n)
{
    struct oscal_list props = { w, "props", false };

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < norms[i]->n_binds; k++) {
            bool said = !oscal_binds(norms[i]);

            for (size_t m = 0; m <= i && !said; m++)
                for (size_t j = 0; j < (m < i ? norms[m]->n_binds : k) && !said; j++)
                    said = oscal_binds(norms[m]) && sv_eq(norms[m]->binds[j], norms[i]->binds[k]);
            if (!said)
                oscal_prop(b, &props, "pelaku", norms[i]->binds[k]);
        }
    oscal_list_end(&props);
}

static bool has_actors(const struct oscal_control *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (oscal_binds(c->norms[i]) && c->norms[i]->n_binds)
            return true;
    return false;
}

static void alters(const struct oscal_book *b, struct oscal_list *l, const struct choice_of *chosen)
{
    for (size_t i = 0; i < b->n_controls; i++) {
        const struct oscal_control *c = &b->controls[i];

        if (!chosen->wanted[i] || !has_actors(c))
            continue;
        oscal_item(l);
        jsonw_kstr(l->w, "control-id", c->id);
        jsonw_key(l->w, SV("adds"));
        jsonw_list(l->w);
        jsonw_map(l->w);
        jsonw_kstr(l->w, "position", SV("ending"));
        actors(b, l->w, c->norms, c->n);
        jsonw_end(l->w);
        jsonw_end(l->w);
        jsonw_end(l->w);
    }
}

static void modify(const struct oscal_book *b, struct jsonw *w, const struct choice_of *chosen)
{
    struct oscal_list sets = { w, "set-parameters", false }, changes = { w, "alters", false };
    bool any = b->n_settings > 0;

    for (size_t i = 0; i < b->n_controls; i++)
        any = any || (chosen->wanted[i] && has_actors(&b->controls[i]));
    if (!any)
        return;
    jsonw_key(w, SV("modify"));
    jsonw_map(w);
    set_parameters(b, &sets);
    oscal_list_end(&sets);
    alters(b, &changes, chosen);
    oscal_list_end(&changes);
    jsonw_end(w);
}

void oscal_profile(const struct oscal_book *b, struct jsonw *w)
{
    struct choice_of chosen = choose(b);
    struct oscal_head h = {
        .uuid = oscal_uuid(b, "oscal/profil/%.*s", SV_FMT(b->reg->id)),
        .title = arena_printf(b->a, T("%.*s bagi %.*s"), SV_FMT(b->reg->title), SV_FMT(b->reg->region)),
        .version = arena_printf(b->a, "paket-%.*s", SV_FMT(sv_sub(rule_digest(b->rule), 0, 12))),
        .remarks = arena_printf(
            b->a,
            T("%zu dari %zu kontrol (Pasal, atau BAB tanpa Pasal) mengikat daerah ini. Yang hanya memuat pengertian, kebolehan, "
              "atau kewenangan pihak lain tidak disertakan."),
            chosen.n_wanted, b->n_controls),
        .offices = true,
    };

    jsonw_map(w);
    jsonw_key(w, SV("profile"));
    jsonw_map(w);
    oscal_head(b, w, &h);
    imports(b, w, &chosen);
    modify(b, w, &chosen);
    jsonw_end(w);
    jsonw_end(w);
}
