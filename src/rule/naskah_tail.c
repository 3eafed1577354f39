/* SPDX-License-Identifier: MIT
 * rule/naskah_tail.c -- what may follow the closing: the elucidation (Penjelasan), read as far as its headings, and
 * annexes (Lampiran), kept paragraph by paragraph. */
#include "rule/naskah_priv.h"

/* "LAMPIRAN", "LAMPIRAN I", "LAMPIRAN PERATURAN …": the bytes of its heading, or 0. */
static size_t annex_heading(struct reader *r, struct sv s, struct sv *nomor)
{
    struct heading h;
    struct sv rest, x;

    *nomor = SV_NULL;
    if (!sv_starts(s, SV("LAMPIRAN")) || !nk_all_caps(s) || (s.n > 8 && s.p[8] != ' ' && s.p[8] != ':'))
        return 0;
    rest = sv_trim(sv_sub(s, 8, s.n));
    if (!rest.n || rest.p[0] == ':')
        return 8;
    x = arena_printf(r->a, "BAB %.*s",
                     SV_FMT(nk_first_token(rest))); /* the same forms of number as a BAB has */
    if (nk_heading_parse(x, r->a, &h) && h.jenis == NASKAH_BAB && h.v) {
        *nomor = h.nomor;
        return (size_t) (rest.p - s.p) + nk_first_token(rest).n;
    }
    return 8;
}

static void open_tail(struct reader *r, enum naskah_jenis j, const struct line *l, size_t head,
                      struct sv nomor)
{
    struct naskah_node *node = nk_node_add(r, r->root, j, l->no);
    struct sv rest = sv_trim(sv_sub(l->s, head, l->s.n));

    node->tanda = sv_sub(l->s, 0, head);
    node->nomor = nomor;
    if (rest.n)
        nk_text_add(r, node, rest, 0);
    r->base = r->title = NULL;
    r->top = node;
    r->zone = j == NASKAH_PENJELASAN ? Z_EXPLAIN : Z_ANNEX;
}

bool nk_tail_try(struct reader *r, const struct line *l)
{
    struct sv tail = nk_text_tail(r->top), nomor;
    size_t head;

    if (!is_upper(l->s.p[0]) || !nk_all_caps(l->s))
        return false;
    if (r->zone == Z_BODY && !sv_empty(tail) && !nk_ended(tail))
        return false;
    if (r->zone < Z_EXPLAIN && nk_starts_word(l->s, SV("PENJELASAN")) &&
        (l->s.n == 10 || nk_starts_word(l->s, SV("PENJELASAN ATAS")))) {
        open_tail(r, NASKAH_PENJELASAN, l, 10, SV_NULL);
        return true;
    }
    head = annex_heading(r, l->s, &nomor);
    if (!head || (r->zone == Z_BODY && !l->blank && !l->page))
        return false;
    const struct naskah_node *annex = r->zone == Z_ANNEX ? nk_last_of(r->root, NASKAH_LAMPIRAN) : NULL;
    if (annex && (head == 8 || sv_eq(annex->nomor, nomor)))
        return false; /* its own heading once more, at the top of its pages */
    open_tail(r, NASKAH_LAMPIRAN, l, head, nomor);
    return true;
}

/* ---- elucidation ---- */

static struct naskah_node *explain_root(const struct reader *r)
{
    return nk_last_of(r->root, NASKAH_PENJELASAN);
}

/* "I. UMUM", "II. PASAL DEMI PASAL", or the same without number. */
static bool part_of_explanation(struct reader *r, const struct line *l)
{
    struct sv number = nk_first_token(l->s), rest = l->s;
    struct heading h = { .v = 0 };
    struct naskah_node *node;

    if (!nk_all_caps(l->s))
        return false;
    if (number.n < l->s.n && number.n > 1 && number.p[number.n - 1] == '.') {
        struct sv as_bab = arena_printf(r->a, "BAB %.*s", SV_FMT(sv_sub(number, 0, number.n - 1)));
        if (nk_heading_parse(as_bab, r->a, &h) && h.roman)
            rest = sv_trim(sv_sub(l->s, number.n, l->s.n));
        else
            h = (struct heading){ .v = 0 };
    }
    if (!sv_eq(rest, SV("UMUM")) && !nk_letters_are(rest, SV("PASALDEMIPASAL")))
        return false;
    node = nk_node_add(r, explain_root(r), NASKAH_BAGIAN, l->no);
    if (h.v) {
        node->tanda = number;
        node->nomor = h.nomor;
        node->urut = h.v;
    }
    node->judul = rest;
    r->top = node;
    return true;
}

/* In elucidations: Pasal holds ayat, ayat huruf, huruf angka; each may stand directly under any of those before. */
static int explain_rank(const struct naskah_node *n)
{
    switch (n->jenis) {
    case NASKAH_PASAL: return 1;
    case NASKAH_AYAT: return 2;
    case NASKAH_HURUF: return 3;
    case NASKAH_ANGKA: return 4;
    case NASKAH_ALINEA: return 5;
    default: return 0;
    }
}

static void open_explained(struct reader *r, const struct line *l, enum naskah_jenis j, struct sv tanda,
                           const struct mark *m)
{
    struct naskah_node probe = { .jenis = j }, *p = r->top, *node;

    while (explain_rank(p) >= explain_rank(&probe) && p->parent)
        p = p->parent;
    node = nk_node_add(r, p, j, l->no);
    node->tanda = tanda;
    node->nomor = m->nomor;
    node->urut = m->v;
    if (m->rest.n)
        nk_text_add(r, node, m->rest, 0);
    r->top = node;
}

/* "Ayat (1)", "Huruf a", "Angka 2", alone or with the text behind. */
static bool explained_mark(struct reader *r, struct sv s, enum naskah_jenis *j, struct mark *m,
                           struct sv *tanda)
{
    static const struct {
        struct sv word;
        enum naskah_jenis jenis;
        const char *form; /* the mark as a list would write it */
    } words[] = { { SV_INIT("Ayat"), NASKAH_AYAT, "%.*s" },
                  { SV_INIT("Huruf"), NASKAH_HURUF, "%.*s." },
                  { SV_INIT("Angka"), NASKAH_ANGKA, "%.*s." } };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct sv rest, number, as_list;
        if (!sv_starts(s, words[i].word) || s.n == words[i].word.n || s.p[words[i].word.n] != ' ')
            continue;
        rest = sv_trim(sv_sub(s, words[i].word.n, s.n));
        number = nk_first_token(rest);
        as_list = arena_printf(r->a, i ? "%.*s." : "%.*s", SV_FMT(number));
        if (!nk_mark_parse(as_list, r->a, m) || m->jenis != words[i].jenis || m->rest.n)
            return false;
        *tanda = sv_sub(s, 0, (size_t) (number.p - s.p) + number.n);
        m->rest = sv_trim(sv_sub(s, tanda->n, s.n));
        *j = words[i].jenis;
        return !m->rest.n || nk_starts_upper(m->rest);
    }
    return false;
}

void nk_explain_line(struct reader *r, const struct line *l)
{
    struct sv tail = nk_text_tail(r->top), tanda;
    bool inside = nk_has_text(r->top) && !nk_ended(tail) && nk_wants_reference(tail);
    struct heading h;
    struct mark m;
    enum naskah_jenis j;

    if (l->weak || inside) {
        nk_text_place(r, l);
        return;
    }
    if (part_of_explanation(r, l))
        return;
    if (nk_heading_parse(l->s, r->a, &h) && h.jenis == NASKAH_PASAL &&
        (!h.rest.n || nk_starts_word(h.rest, SV("Cukup jelas")))) {
        m = (struct mark){ .nomor = h.nomor, .v = h.v, .rest = h.rest };
        open_explained(r, l, NASKAH_PASAL, h.tanda, &m);
        return;
    }
    if (explain_rank(r->top) && explained_mark(r, l->s, &j, &m, &tanda)) {
        open_explained(r, l, j, tanda, &m);
        return;
    }
    if (r->top == explain_root(r)) /* its title lines */
        nk_text_add(r, r->top, l->s, '\n');
    else
        nk_text_place(r, l);
}

/* ---- annexes ---- */

void nk_annex_line(struct reader *r, const struct line *l)
{
    struct naskah_node *annex = nk_last_of(r->root, NASKAH_LAMPIRAN);
    bool goes_on = r->top != annex && !nk_ended(nk_text_tail(r->top)) && nk_starts_lower(l->s) && !l->page;

    if (l->weak || goes_on) {
        nk_text_add(r, r->top, l->s, ' ');
        return;
    }
    r->top = nk_node_add(r, annex, NASKAH_ALINEA, l->no);
    nk_text_add(r, r->top, l->s, 0);
}
