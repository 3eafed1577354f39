/* SPDX-License-Identifier: MIT
 * page/norm_tree.c -- the tree of provisions, and addresses of provisions in every direction. */
#include "page/norm_tree.h"

#include "base/arena.h"
#include "base/hash.h"

/* --- addresses ------------------------------------------------------------------------------------------------------ */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "46(1)a" behind its first piece: "(1)a", ":11", "a-f". */
static void addr_tail(struct sv rest, struct norm_addr *ad)
{
    ptrdiff_t end;

    if (sv_starts(rest, SV("(")) && (end = sv_find(rest, SV(")"))) > 0) {
        ad->ayat = sv_sub(rest, 1, (size_t) end - 1);
        rest = sv_sub(rest, (size_t) end + 1, rest.n);
    }
    if (sv_starts(rest, SV(":")))
        rest = sv_sub(rest, 1, rest.n);
    if (rest.n)
        ad->piece = rest;
}

struct norm_addr norm_addr_of(struct sv at)
{
    struct norm_addr ad = { SV_NULL, SV_NULL, SV_NULL, SV_NULL };
    size_t i = 0;

    if (sv_starts(at, SV("BAB-"))) {
        at = sv_sub(at, 4, at.n);
        while (i < at.n && at.p[i] != '(')
            i++;
        ad.bab = sv_sub(at, 0, i);
    } else {
        while (i < at.n && at.p[i] != '(' && at.p[i] != ':' && !(at.p[i] >= 'a' && at.p[i] <= 'z'))
            i++;
        ad.pasal = sv_sub(at, 0, i);
    }
    addr_tail(sv_sub(at, i, at.n), &ad);
    return ad;
}

struct sv norm_bab_path(struct sv bab, struct arena *a)
{
    return arena_printf(a, "/pemenuhan/bab/%.*s", SV_FMT(url_encode(bab, a)));
}

struct sv norm_pasal_path(struct sv pasal, struct arena *a)
{
    return arena_printf(a, "/pemenuhan/pasal/%.*s", SV_FMT(url_encode(pasal, a)));
}

struct sv norm_addr_path(const struct norm_addr *ad, struct arena *a)
{
    struct sv out = ad->pasal.n ? norm_pasal_path(ad->pasal, a) : norm_bab_path(ad->bab, a);

    if (ad->ayat.n)
        out = arena_printf(a, "%.*s/ayat/%.*s", SV_FMT(out), SV_FMT(url_encode(ad->ayat, a)));
    if (ad->piece.n)
        out = arena_printf(a, "%.*s/%s/%.*s", SV_FMT(out), is_digit(ad->piece.p[0]) ? "angka" : "huruf",
                           SV_FMT(url_encode(ad->piece, a)));
    return out;
}

struct sv norm_path(struct sv at, struct arena *a)
{
    struct norm_addr ad = norm_addr_of(at);

    return norm_addr_path(&ad, a);
}

struct sv norm_addr_at(const struct norm_addr *ad, struct arena *a)
{
    struct sv out = ad->pasal.n ? ad->pasal : arena_printf(a, "BAB-%.*s", SV_FMT(ad->bab));

    if (ad->ayat.n)
        out = arena_printf(a, "%.*s(%.*s)", SV_FMT(out), SV_FMT(ad->ayat));
    if (ad->piece.n)
        out = arena_printf(a, "%.*s%s%.*s", SV_FMT(out), is_digit(ad->piece.p[0]) && !ad->ayat.n ? ":" : "",
                           SV_FMT(ad->piece));
    return out;
}

/* --- words ------------------------------------------------------------------------------------------------------------ */

/* "huruf a–f", "angka 11" */
static struct sv piece_words(struct sv piece, struct arena *a)
{
    ptrdiff_t dash = sv_find(piece, SV("-"));
    const char *kind = is_digit(piece.p[0]) ? "angka" : "huruf";

    if (dash < 0)
        return arena_printf(a, "%s %.*s", kind, SV_FMT(piece));
    return arena_printf(a, "%s %.*s\u2013%.*s", kind, (int) dash, piece.p,
                        SV_FMT(sv_sub(piece, (size_t) dash + 1, piece.n)));
}

static struct sv inner_words(const struct norm_addr *ad, struct arena *a)
{
    struct sv out = SV("");

    if (ad->ayat.n)
        out = arena_printf(a, "ayat (%.*s)", SV_FMT(ad->ayat));
    if (ad->piece.n)
        out = arena_printf(a, "%.*s%s%.*s", SV_FMT(out), out.n ? " " : "", SV_FMT(piece_words(ad->piece, a)));
    return out;
}

struct sv norm_addr_label(const struct norm_addr *ad, struct arena *a)
{
    struct sv inner = inner_words(ad, a);

    return arena_printf(a, "%s %.*s%s%.*s", ad->pasal.n ? "Pasal" : "BAB",
                        SV_FMT(ad->pasal.n ? ad->pasal : ad->bab), inner.n ? " " : "", SV_FMT(inner));
}

struct sv norm_short_label(const struct norm *n, struct arena *a)
{
    struct norm_addr ad = norm_addr_of(n->at);
    struct sv inner = inner_words(&ad, a);

    return inner.n ? inner : SV(T("seluruhnya"));
}

/* --- finding ---------------------------------------------------------------------------------------------------------- */

/* The value of a number or a single letter; -1: neither. */
static int64_t rank_of(struct sv s)
{
    int64_t v;

    if (s.n == 1 && s.p[0] >= 'a' && s.p[0] <= 'z')
        return s.p[0] - 'a' + 1;
    return s.n && is_digit(s.p[0]) && sv_int(s, &v) ? v : -1;
}

bool norm_piece_in(struct sv piece, struct sv range)
{
    ptrdiff_t dash = sv_find(range, SV("-"));
    struct sv from = sv_sub(range, 0, dash > 0 ? (size_t) dash : 0),
              to = sv_sub(range, (size_t) (dash + 1), range.n);
    int64_t v = rank_of(piece), low = rank_of(from), high = rank_of(to);

    if (sv_eq(piece, range))
        return true;
    if (dash <= 0 || v < 0 || low < 0 || high < 0 || is_digit(piece.p[0]) != is_digit(from.p[0]))
        return false;
    return low <= v && v <= high;
}

static bool same_or_absent(struct sv wanted, struct sv have)
{
    return !wanted.n || sv_eq(wanted, have);
}

static bool at_or_below(const struct norm *n, const struct norm_addr *ad)
{
    struct norm_addr own = norm_addr_of(n->at);

    if (!ad->pasal.n && !ad->ayat.n && !ad->piece.n) /* a whole BAB, with its Pasal */
        return own.pasal.n ? sv_eq(n->bab, ad->bab) : sv_eq(own.bab, ad->bab);
    if (ad->pasal.n ? !sv_eq(ad->pasal, own.pasal) : own.pasal.n || !sv_eq(ad->bab, own.bab))
        return false;
    return same_or_absent(ad->ayat, own.ayat) && (ad->ayat.n || !ad->piece.n || !own.ayat.n) &&
           (!ad->piece.n || (own.piece.n && norm_piece_in(ad->piece, own.piece)));
}

const struct norm *norm_at(const struct norm *norms, size_t n, const struct norm_addr *ad)
{
    const struct norm *only = NULL;
    size_t found = 0;

    for (size_t i = 0; i < n; i++) {
        struct norm_addr own = norm_addr_of(norms[i].at);

        if (!at_or_below(&norms[i], ad))
            continue;
        if (sv_eq(own.ayat, ad->ayat) && sv_eq(own.piece, ad->piece) && (ad->pasal.n || !own.pasal.n))
            return &norms[i];
        only = &norms[i];
        found++;
    }
    return found == 1 && (ad->pasal.n || ad->ayat.n) ? only : NULL; /* a BAB stays a group of what it holds */
}

size_t norm_below(const struct norm *norms, size_t n, const struct norm_addr *ad, struct arena *a,
                  const struct norm ***out)
{
    const struct norm **items = NULL;
    size_t count = 0, cap = 0;

    for (size_t i = 0; i < n; i++)
        if (at_or_below(&norms[i], ad))
            *ARENA_PUSH(a, items, count, cap) = &norms[i];
    *out = items;
    return count;
}

/* --- the tree ----------------------------------------------------------------------------------------------------------- */

static void fill_bab(const struct norm *norms, size_t n, const bool *keep, struct sv bab, struct arena *a,
                     struct norm_bab *out)
{
    struct norm_pasal *pasals = NULL;
    size_t cap = 0, cap_norms = 0;

    for (size_t i = 0; i < n; i++) {
        struct norm_pasal *last = out->n ? &pasals[out->n - 1] : NULL;
        struct sv own = norm_addr_of(norms[i].at).bab;

        if ((keep && !keep[i]) || !sv_eq(own.n ? own : norms[i].bab, bab))
            continue;
        if (!last || !sv_eq(last->pasal, norms[i].pasal)) {
            last = ARENA_PUSH(a, pasals, out->n, cap);
            *last = (struct norm_pasal){ .pasal = norms[i].pasal };
            cap_norms = 0;
        }
        *ARENA_PUSH(a, last->norms, last->n, cap_norms) = &norms[i];
        out->n_norms++;
    }
    out->pasals = pasals;
}

void norm_tree_make(const struct norm *norms, size_t n, const bool *keep, const struct chapter *chapters,
                    size_t n_chapters, struct arena *a, struct norm_tree *out)
{
    *out = (struct norm_tree){ ARENA_ARRAY(a, struct norm_bab, n_chapters + 1), 0 };
    for (size_t k = 0; k < n_chapters; k++) {
        struct norm_bab b = { .bab = chapters[k].bab,
                              .title = chapters[k].title,
                              .general = chapters[k].general };

        fill_bab(norms, n, keep, b.bab, a, &b);
        if (b.n)
            out->babs[out->n++] = b;
    }
    if (!n_chapters) {
        struct norm_bab all = { 0 };

        fill_bab(norms, n, keep, SV_NULL, a, &all);
        if (all.n)
            out->babs[out->n++] = all;
    }
}
