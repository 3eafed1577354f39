/* SPDX-License-Identifier: MIT
 * rule/draft_guess.c -- how strongly, how often, of which register, and whether it can be judged at all. */
#include "rule/draft_priv.h"

struct sv draft_kind_label(enum draft_kind k)
{
    static const struct sv labels[DRAFT_KIND_COUNT] = {
        [DRAFT_CHECK] = SV_INIT("jenis pemeriksaan"), [DRAFT_BINDS] = SV_INIT("penanggung jawab"),
        [DRAFT_STRENGTH] = SV_INIT("kekuatan"),       [DRAFT_INTERVAL] = SV_INIT("interval"),
        [DRAFT_REGISTER] = SV_INIT("register"),       [DRAFT_IDENTITY] = SV_INIT("identitas"),
    };

    return labels[k];
}

void draft_put(struct drafter *k, enum draft_kind kind, struct draft_guess *g, struct sv value, struct sv why)
{
    *g = (struct draft_guess){ value, why };
    k->d->guesses[kind]++;
}

static struct sv because(const struct drafter *k, struct sv word)
{
    return arena_printf(k->a, T("kata \"%.*s\""), SV_FMT(word));
}

/* --- how strongly ---------------------------------------------------------------------------------------------------- */

static void strength_of(struct drafter *k, struct draft_row *r, struct sv lower)
{
    for (const struct json *s = dw_list(k->w, "strengths")->first; s; s = s->next) {
        struct dw_hit h = draft_strength(k->w, lower, json_get(s, SV("words")));

        if (h.word.p) {
            draft_put(k, DRAFT_STRENGTH, &r->strength, json_text(s, SV("strength")), because(k, h.word));
            return;
        }
    }
    draft_put(k, DRAFT_STRENGTH, &r->strength, dw_text(k->w, "plain"), SV(T("kalimat berita")));
}

/* --- how often ------------------------------------------------------------------------------------------------------- */

static struct sv next_word(struct sv lower, size_t *i)
{
    size_t from;

    while (*i < lower.n && strchr(" ()", lower.p[*i]))
        ++*i;
    from = *i;
    while (*i < lower.n && !strchr(" ().,;:", lower.p[*i]))
        ++*i;
    return sv_sub(lower, from, *i - from);
}

/* "2 (dua)", "dua", "2": every word that is a number is taken, the first one counts. */
static bool read_count(const struct drafter *k, struct sv lower, size_t *i, int64_t *out)
{
    const struct json *numbers = dw_list(k->w, "numbers");
    bool any = false;

    for (;;) {
        size_t j = *i;
        struct sv word = next_word(lower, &j);
        int64_t v = json_number(numbers, word, 0);

        if (!word.n || (!sv_int(word, &v) && !v))
            return any;
        if (!any)
            *out = v;
        any = true;
        *i = j;
    }
}

static bool counted(struct drafter *k, struct draft_row *r, struct sv lower)
{
    const struct json *words = dw_list(k->w, "counted");

    for (struct dw_hit h = dw_find(lower, words, 0); h.word.p; h = dw_find(lower, words, h.at + 1)) {
        size_t i = h.at + h.word.n, j;
        int64_t n = 1;
        struct sv unit;

        read_count(k, lower, &i, &n);
        j = i;
        unit = json_text(dw_list(k->w, "units"), next_word(lower, &j));
        if (!unit.p || n < 1 || n > 100)
            continue;
        draft_put(k, DRAFT_INTERVAL, &r->interval,
                  arena_printf(k->a, "%lld %.*s", (long long) n, SV_FMT(unit)),
                  because(k, sv_sub(lower, h.at, j - h.at)));
        return true;
    }
    return false;
}

static void interval_of(struct drafter *k, struct draft_row *r, struct sv lower)
{
    struct dw_hit h;

    if (counted(k, r, lower))
        return;
    for (const struct json *p = dw_list(k->w, "phrases")->first; p; p = p->next) {
        h = dw_find(lower, json_get(p, SV("words")), 0);
        if (h.word.p) {
            draft_put(k, DRAFT_INTERVAL, &r->interval, json_text(p, SV("every")), because(k, h.word));
            return;
        }
    }
    h = dw_find(lower, dw_list(k->w, "open"), 0);
    if (h.word.p) {
        r->open = true;
        draft_put(k, DRAFT_INTERVAL, &r->interval, dw_text(k->w, "valid"),
                  arena_printf(k->a, T("kata \"%.*s\"; waktunya tidak disebut"), SV_FMT(h.word)));
    }
}

/* --- of what --------------------------------------------------------------------------------------------------------- */

/* The register whose word stands first. */
static void register_of(struct drafter *k, struct draft_row *r, struct sv lower)
{
    const struct json *best = NULL;
    struct dw_hit found = { 0 };

    for (const struct json *g = dw_list(k->w, "registers")->first; g; g = g->next) {
        struct dw_hit h = dw_find(lower, json_get(g, SV("words")), 0);

        if (h.word.p && (!best || h.at < found.at || (h.at == found.at && h.word.n > found.word.n))) {
            best = g;
            found = h;
        }
    }
    if (!best)
        return;
    r->date = json_text(best, SV("date"));
    draft_put(k, DRAFT_REGISTER, &r->reg, json_text(best, SV("register")), because(k, found.word));
}

static bool binding(const struct drafter *k, const struct draft_row *r)
{
    for (const struct json *s = dw_list(k->w, "strengths")->first; s; s = s->next)
        if (sv_eq(json_text(s, SV("strength")), r->strength.value))
            return json_flag(s, SV("duty"), false);
    return false;
}

static void check_of(struct drafter *k, struct draft_row *r, struct sv lower)
{
    struct dw_hit h = dw_find(lower, dw_list(k->w, "shown"), 0);
    bool duty = binding(k, r);

    if (r->definition)
        draft_put(k, DRAFT_CHECK, &r->check, SV("shown"), SV(T("definisi")));
    else if (r->general && !duty)
        draft_put(k, DRAFT_CHECK, &r->check, SV("shown"), SV(T("bab yang hanya membingkai")));
    else if (!duty && !sv_eq(r->strength.value, dw_text(k->w, "plain")))
        draft_put(k, DRAFT_CHECK, &r->check, SV("shown"),
                  arena_printf(k->a, T("hanya memperbolehkan, %.*s"), SV_FMT(r->strength.why)));
    else if (!duty && h.word.p)
        draft_put(k, DRAFT_CHECK, &r->check, SV("shown"), because(k, h.word));
    else
        draft_put(k, DRAFT_CHECK, &r->check, SV("attested"),
                  arena_printf(k->a, T("kewajiban, %.*s"), SV_FMT(r->strength.why)));
}

void draft_guess_rows(struct drafter *k)
{
    for (size_t i = 0; i < k->d->n_rows && arena_ok(k->a, &(struct err){ 0 }); i++) {
        struct draft_row *r = &k->d->rows[i];
        struct sv lower = sv_lower(r->text, k->a);

        if (r->definition) {
            draft_put(k, DRAFT_BINDS, &r->binds, dw_text(k->w, "nobody"), SV(T("definisi")));
            for (size_t j = 0; j < k->d->n_roles; j++)
                if (sv_eq(k->d->roles[j].at, r->at))
                    r->binds.value = k->d->roles[j].role;
            check_of(k, r, lower);
            continue;
        }
        strength_of(k, r, lower);
        draft_actor_of(k, r, lower);
        check_of(k, r, lower);
        if (sv_eq(r->check.value, SV("attested"))) {
            interval_of(k, r, lower);
            register_of(k, r, lower);
        }
    }
}
