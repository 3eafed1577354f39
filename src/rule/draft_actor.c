/* SPDX-License-Identifier: MIT
 * rule/draft_actor.c -- who is meant: definitions give a regulation's own words for the roles, sentences say who acts. */
#include "rule/draft_priv.h"

/* "Dinas Komunikasi …, yang selanjutnya disebut Dinas adalah …": the term, its short form, what it is. */
struct definition {
    struct sv term, brief, body;
};

static struct sv bare(struct sv s)
{
    s = sv_trim(s);
    while (s.n && strchr(",.;:\"", s.p[s.n - 1]))
        s = sv_trim(sv_sub(s, 0, s.n - 1));
    while (s.n && strchr(",\"", s.p[0]))
        s = sv_trim(sv_sub(s, 1, s.n));
    return s;
}

static bool read_definition(const struct drafter *k, struct sv text, struct definition *out)
{
    struct sv lower = sv_lower(text, k->a), head;
    struct dw_hit is = dw_find(lower, dw_list(k->w, "means"), 0), brief;

    if (!is.word.p)
        return false;
    head = sv_sub(lower, 0, is.at);
    brief = dw_find(head, dw_list(k->w, "short"), 0);
    out->term = bare(sv_sub(text, 0, brief.word.p ? brief.at : is.at));
    out->brief =
        brief.word.p ? bare(sv_sub(text, brief.at + brief.word.n, is.at - brief.at - brief.word.n)) : SV_NULL;
    out->body = bare(sv_sub(text, is.at + is.word.n, text.n));
    return out->term.n > 0;
}

/* Sure where the term is the role's own word; else an office whose task the definition tells. */
static const struct json *role_of(const struct drafter *k, const struct definition *f)
{
    struct sv term = sv_lower(f->term, k->a), brief = sv_lower(f->brief, k->a),
              body = sv_lower(f->body, k->a);
    const struct json *roles = dw_list(k->w, "roles");

    for (const struct json *r = roles->first; r; r = r->next) {
        const struct json *words = json_get(r, SV("words"));

        if (dw_all(term, words) || (brief.p && dw_all(brief, words)))
            return r;
    }
    if (!dw_begins(term, dw_list(k->w, "offices")))
        return NULL;
    for (const struct json *r = roles->first; r; r = r->next)
        if (dw_has(term, json_get(r, SV("defined"))))
            return r;
    for (const struct json *r = roles->first; r; r = r->next)
        if (dw_has(body, json_get(r, SV("defined"))))
            return r;
    return NULL;
}

static void alias(struct drafter *k, struct sv word, struct sv role)
{
    if (word.n)
        *ARENA_PUSH(k->a, k->aliases, k->n_aliases, k->cap_aliases) =
            (struct draft_alias){ sv_lower(word, k->a), role };
}

static bool has_role(const struct draft *d, struct sv role)
{
    for (size_t i = 0; i < d->n_roles; i++)
        if (sv_eq(d->roles[i].role, role))
            return true;
    return false;
}

void draft_actors(struct drafter *k)
{
    for (size_t i = 0; i < k->d->n_rows; i++) {
        const struct draft_row *r = &k->d->rows[i];
        const struct json *role;
        struct definition f;
        struct sv key;

        if (!r->definition || !read_definition(k, r->begins, &f) || !(role = role_of(k, &f)))
            continue;
        key = json_text(role, SV("role"));
        alias(k, f.term, key);
        alias(k, f.brief, key);
        if (!has_role(k->d, key))
            *ARENA_PUSH(k->a, k->d->roles, k->d->n_roles, k->cap_roles) =
                (struct draft_role){ key, f.brief.n ? f.brief : f.term, r->at };
    }
}

/* --- who acts in a sentence ------------------------------------------------------------------------------------------ */

struct actor_hit {
    size_t at, n;
    struct sv word, role;
    bool other;
};

static bool better(const struct actor_hit *best, size_t at, size_t n)
{
    return !best->word.p || at < best->at || (at == best->at && n > best->n);
}

static void try_word(const struct drafter *k, struct sv lower, struct sv word, struct sv role, bool other,
                     size_t from, struct actor_hit *best)
{
    struct json one = { .type = JSON_STR, .s = word }, list = { .type = JSON_LIST, .first = &one, .n = 1 };
    struct dw_hit h = dw_find(lower, &list, from);

    while (h.word.p && dw_stands_before(lower, h.at, dw_list(k->w, "named")))
        h = dw_find(lower, &list, h.at + h.word.n);
    if (h.word.p && better(best, h.at, word.n))
        *best = (struct actor_hit){ h.at, word.n, word, role, other };
}

static struct actor_hit next_actor(const struct drafter *k, struct sv lower, size_t from)
{
    struct actor_hit best = { 0 };
    const struct json *roles = dw_list(k->w, "roles");

    for (size_t i = 0; i < k->n_aliases; i++)
        try_word(k, lower, k->aliases[i].word, k->aliases[i].role, false, from, &best);
    for (const struct json *r = roles->first; r; r = r->next) {
        const struct json *words = json_get(r, SV("words"));

        for (const struct json *w = words ? words->first : NULL; w; w = w->next)
            try_word(k, lower, w->s, json_text(r, SV("role")), json_flag(r, SV("other"), false), from, &best);
    }
    return best;
}

/* Who follows the word of `by` acts ("… oleh Dinas"); else whoever is named first. */
void draft_actor_of(struct drafter *k, struct draft_row *r, struct sv lower)
{
    const struct json *by = dw_list(k->w, "by");
    struct actor_hit first = next_actor(k, lower, 0), hit = { 0 };

    for (struct dw_hit b = dw_find(lower, by, 0); b.word.p && !hit.word.p;
         b = dw_find(lower, by, b.at + b.word.n)) {
        struct actor_hit h = next_actor(k, lower, b.at + b.word.n);

        if (h.word.p && h.at == b.at + b.word.n + 1) {
            hit = h;
            draft_put(k, DRAFT_BINDS, &r->binds, h.role,
                      arena_printf(k->a, T("kata \"%.*s %.*s\""), SV_FMT(b.word), SV_FMT(h.word)));
        }
    }
    if (!hit.word.p && first.word.p) {
        hit = first;
        draft_put(k, DRAFT_BINDS, &r->binds, hit.role,
                  first.at ? arena_printf(k->a, T("kata \"%.*s\" yang pertama disebut"), SV_FMT(hit.word))
                           : arena_printf(k->a, T("kata \"%.*s\" di awal kalimat"), SV_FMT(hit.word)));
    }
    if (!hit.word.p)
        draft_put(k, DRAFT_BINDS, &r->binds, dw_text(k->w, "nobody"), SV(T("tidak ada pelaku yang disebut")));
    if (hit.other)
        r->other = (struct draft_guess){ hit.role, r->binds.why };
}
