/* SPDX-License-Identifier: MIT
 * api/akn_ref.c -- references in a text: "Pasal 5 ayat (2) huruf b", "ayat (1)" of the same Pasal, "huruf a, huruf b dan
 * huruf c", "Pasal 60 ayat (1) Peraturan Presiden Nomor 95 Tahun 2018". Phrases joined by "dan" and the like are one chain:
 * what stands first counts for those behind, and an act named at the end is where all of them are.
 * Only what exists is a reference; of a phrase, as much as does. */
#include "api/akn_priv.h"

enum { NUMBER_MAX = 8, CHAIN_MAX = 24 };

enum rank { R_PASAL, R_AYAT, R_HURUF, R_ANGKA, R_COUNT };

struct phrase {
    size_t from, to[R_COUNT]; /* where each part ends; 0: not there */
    struct sv number[R_COUNT];
};

struct finder {
    struct akn *k;
    const struct akn_place *p;
    struct sv s;
    struct akn_span *out;
    size_t n, cap;
};

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The word at byte `at`, its first letter in either case. Bytes taken with the blanks behind it, or 0. */
static size_t word(struct sv s, size_t at, struct sv w)
{
    size_t end = at + w.n;

    if (end > s.n || !sv_eq(sv_sub(s, at + 1, w.n - 1), sv_sub(w, 1, w.n)) || (s.p[at] | 32) != (w.p[0] | 32))
        return 0;
    while (end < s.n && s.p[end] == ' ')
        end++;
    return end - at;
}

/* --- one phrase --------------------------------------------------------------------------------------------------------- */

/* "Pasal 12A", "ayat (2a)", "huruf b", "angka 3" at byte `at`: its number and where it ends; 0: it does not begin here. */
static size_t part_at(struct sv s, size_t at, enum rank r, struct sv *number)
{
    static const struct sv words[R_COUNT] = { SV_INIT("Pasal"), SV_INIT("ayat"), SV_INIT("huruf"),
                                              SV_INIT("angka") };
    size_t step = word(s, at, words[r]), from, n = 0;

    if (!step || (step == words[r].n && r != R_AYAT))
        return 0;
    from = at + step;
    if (r == R_AYAT && from < s.n && s.p[from] == '(')
        from++;
    else if (r == R_AYAT)
        return 0;
    while (from + n < s.n && is_alnum(s.p[from + n]))
        n++;
    *number = sv_sub(s, from, n);
    if (!n || n > NUMBER_MAX || ((r == R_HURUF) == (s.p[from] >= '0' && s.p[from] <= '9')))
        return 0;
    if (r == R_HURUF && (n > 2 || s.p[from] < 'a' || s.p[from] > 'z'))
        return 0;
    if (r != R_AYAT)
        return from + n;
    return from + n < s.n && s.p[from + n] == ')' ? from + n + 1 : 0;
}

static size_t phrase_at(struct sv s, size_t at, struct phrase *out)
{
    size_t end = 0, from = at;

    *out = (struct phrase){ .from = at };
    for (int r = R_PASAL; r < R_COUNT; r++) {
        size_t to = part_at(s, from, (enum rank) r, &out->number[r]);
        if (!to)
            continue;
        out->to[r] = end = to;
        from = to;
        while (from < s.n && s.p[from] == ' ')
            from++;
    }
    return end;
}

/* "dan", ", ", "sampai dengan" between two phrases; byte behind it, or `at`. */
static size_t joined(struct sv s, size_t at)
{
    static const struct sv words[] = { SV_INIT("dan/atau"), SV_INIT("dan"),           SV_INIT("atau"),
                                       SV_INIT("serta"),    SV_INIT("sampai dengan"), SV_INIT("s.d.") };
    size_t i = at, step = 0;

    if (i < s.n && s.p[i] == ',')
        i++;
    while (i < s.n && s.p[i] == ' ')
        i++;
    for (size_t w = 0; w < sizeof words / sizeof words[0] && !step; w++)
        step = word(s, i, words[w]) > words[w].n ? word(s, i, words[w]) : 0;
    if (!step && (i == at || s.p[at] != ','))
        return at;
    return i + step;
}

/* --- what a phrase means here ---------------------------------------------------------------------------------------------- */

static struct sv key_part(struct akn *k, struct sv base, enum rank r, struct sv number)
{
    static const char *const steps[R_COUNT] = { "art", "para", "point", "point" };

    return arena_printf(k->a, "%.*s%s%s_%.*s", SV_FMT(base), base.n && r != R_PASAL ? "__" : "", steps[r],
                        SV_FMT(number));
}

/* The nearest place above (or this one) below which the part is found. */
static const struct akn_place *above(struct finder *f, enum rank r, struct sv number, struct sv *base)
{
    for (const struct naskah_node *n = f->p->node; n; n = n->parent) {
        const struct akn_place *p = akn_place(f->k, n), *found;

        if (r == R_AYAT && n->jenis != NASKAH_PASAL)
            continue;
        found = akn_by_key(f->k, key_part(f->k, p->key, r, number));
        if (found) {
            *base = p->key;
            return found;
        }
        if (n->jenis == NASKAH_PASAL)
            return NULL;
    }
    return NULL;
}

struct context { /* what the phrases before it leave to a phrase */
    struct sv base
        [R_COUNT]; /* key below which a part of this rank is looked for; absent: from this place upwards */
    bool lost;     /* a Pasal that is not here: what follows it is not either */
};

static void span_add(struct finder *f, size_t from, size_t to, struct sv href)
{
    *ARENA_PUSH(f->k->a, f->out, f->n, f->cap) = (struct akn_span){ from, to, href, NULL };
}

static void resolve(struct finder *f, const struct phrase *ph, struct context *c)
{
    const struct akn_place *best = NULL, *found;
    struct sv key = SV_NULL;
    size_t to = 0;

    if (ph->to[R_PASAL])
        *c = (struct context){ .lost = false };
    for (int i = R_PASAL; i < R_COUNT && !c->lost; i++) {
        enum rank r = (enum rank) i;
        struct sv base = r == R_PASAL ? f->p->scope : key.p ? key : c->base[r];

        if (!ph->to[r])
            continue;
        if (r == R_PASAL && !f->p->quoted)
            base = SV("");
        if (r == R_PASAL || base.p)
            found = akn_by_key(f->k, key_part(f->k, base, r, ph->number[r]));
        else
            found = above(f, r, ph->number[r], &base);
        if (!found) {
            c->lost = c->lost || !best;
            break;
        }
        best = found;
        key = found->key;
        to = ph->to[r];
        c->base[r] = r == R_PASAL ? SV_NULL : base;
        for (int deeper = i + 1; deeper < R_COUNT; deeper++)
            c->base[deeper] = r == R_PASAL && deeper == R_AYAT ? key : SV_NULL;
    }
    if (best) {
        span_add(f, ph->from, to, arena_printf(f->k->a, "#%.*s", SV_FMT(best->eid)));
        f->out[f->n - 1].place = best;
    }
}

/* In another act: its Pasal and ayat have the eIds that these rules give. Lists there are not known. */
static void resolve_outside(struct finder *f, const struct phrase *ph, struct sv iri, struct sv *pasal)
{
    struct arena *a = f->k->a;

    if (ph->to[R_PASAL])
        *pasal = ph->number[R_PASAL];
    if (!pasal->n)
        return;
    if (ph->to[R_AYAT])
        span_add(f, ph->from, ph->to[R_AYAT],
                 arena_printf(a, "%.*s/~art_%.*s__para_%.*s", SV_FMT(iri), SV_FMT(*pasal),
                              SV_FMT(ph->number[R_AYAT])));
    else if (ph->to[R_PASAL])
        span_add(f, ph->from, ph->to[R_PASAL],
                 arena_printf(a, "%.*s/~art_%.*s", SV_FMT(iri), SV_FMT(*pasal)));
}

/* --- chains ------------------------------------------------------------------------------------------------------------------ */

/* The act named right behind a chain: "… Pasal 5 Undang-Undang Nomor …", "… Pasal 5 dalam Peraturan …". */
static bool act_behind(struct finder *f, size_t at, struct akn_act *act)
{
    while (at < f->s.n && f->s.p[at] == ' ')
        at++;
    at += word(f->s, at, SV("dalam"));
    return at < f->s.n && akn_act_at(f->k->head, f->s, at, f->k->a, act);
}

static size_t chain(struct finder *f, size_t at)
{
    struct context c = { .lost = false };
    struct phrase list[CHAIN_MAX], extra;
    struct sv pasal = SV_NULL;
    struct akn_act act;
    size_t n = 0, end = at, next, from = at;
    bool outside;

    while (n < CHAIN_MAX && (next = phrase_at(f->s, from, &list[n])) != 0) {
        end = next;
        n++;
        from = joined(f->s, end);
        if (from == end)
            break;
    }
    if (!n)
        return 0;
    /* "ayat (2) Pasal 5", as amendments say it, is not of this Pasal */
    from = end;
    while (from < f->s.n && f->s.p[from] == ' ')
        from++;
    c.lost = c.lost || phrase_at(f->s, from, &extra);
    outside = act_behind(f, end, &act) && !act.self;
    for (size_t i = 0; i < n; i++)
        if (outside && act.iri.p)
            resolve_outside(f, &list[i], act.iri, &pasal);
        else if (!outside && !f->p->amends)
            resolve(f, &list[i], &c);
    return end;
}

size_t akn_refs(struct akn *k, const struct akn_place *p, struct sv text, struct akn_span **out)
{
    struct finder f = { .k = k, .p = p, .s = text };
    struct akn_act act;

    for (size_t i = 0; i < text.n;) {
        size_t end = 0;

        if (!(i && is_alnum(text.p[i - 1]))) {
            if (strchr("PpAaHh", text.p[i]))
                end = chain(&f, i);
            if (!end && akn_act_at(k->head, text, i, k->a, &act)) {
                end = act.end;
                if (act.iri.p)
                    span_add(&f, i, end, act.iri);
            }
        }
        i = end > i ? end : i + 1;
    }
    *out = f.out;
    return f.n;
}
