/* SPDX-License-Identifier: MIT
 * api/akn_shape.c -- what a node is by its kind and its neighbours, and the step it adds to an eId. */
#include "api/akn_priv.h"

enum { NUMBER_MAX = 24 };

bool akn_is_item(const struct naskah_node *n)
{
    return n->jenis >= NASKAH_HURUF && n->jenis <= NASKAH_SUBANGKA;
}

bool akn_is_heading(const struct naskah_node *n)
{
    return n->jenis >= NASKAH_BUKU && n->jenis <= NASKAH_PASAL;
}

bool akn_is_leaf(const struct naskah_node *n)
{
    return n->jenis == NASKAH_ALINEA && !n->first && !n->tanda.n && !n->judul.n;
}

bool akn_is_quoted(const struct naskah_node *n)
{
    const struct naskah_node *up = n->parent;

    if (!up || up->jenis < NASKAH_PASAL || up->jenis > NASKAH_ALINEA)
        return false;
    return akn_is_heading(n) || (n->jenis == NASKAH_AYAT && up->jenis != NASKAH_PASAL);
}

/* --- how children stand together ------------------------------------------------------------------------------------ */

const struct naskah_node *akn_run_end(const struct naskah_node *n)
{
    while (n->next &&
           ((akn_is_item(n) && n->next->jenis == n->jenis) || (akn_is_quoted(n) && akn_is_quoted(n->next))))
        n = n->next;
    return n;
}

enum akn_form akn_form_of(const struct naskah_node *n)
{
    const struct naskah_node *c = n->first;
    enum akn_form form = AKN_PARAGRAPHS;

    if (!c)
        return AKN_PLAIN;
    if (akn_is_item(c) || akn_is_quoted(c)) {
        form = akn_is_item(c) ? AKN_LIST : AKN_QUOTE;
        c = akn_run_end(c)->next;
    }
    while (c && akn_is_leaf(c))
        c = c->next;
    return c ? AKN_MIXED : form;
}

/* --- names of steps ------------------------------------------------------------------------------------------------------ */

struct sv akn_step(struct akn *k, struct sv parent, const char *step, size_t n)
{
    return arena_printf(k->a, "%.*s%s%s_%zu", SV_FMT(parent), parent.n ? "__" : "", step, n);
}

struct sv akn_number(struct akn *k, const struct naskah_node *n)
{
    char *p = arena_alloc(k->a, NUMBER_MAX + 1);
    size_t len = 0;

    if (n->jenis == NASKAH_ALINEA)
        return SV("");
    if (n->jenis == NASKAH_BAGIAN || n->jenis == NASKAH_BUKU)
        return n->urut > 0 ? arena_printf(k->a, "%d", n->urut) : SV("");
    for (size_t i = 0; i < n->nomor.n && len < NUMBER_MAX; i++) {
        char c = n->nomor.p[i];
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            p[len++] = c;
    }
    return (struct sv){ p, len };
}

static const char *step_name(const struct naskah_node *n, bool block)
{
    switch (n->jenis) {
    case NASKAH_BUKU: return "book";
    case NASKAH_BAB: return "chp";
    case NASKAH_BAGIAN: return "part";
    case NASKAH_PARAGRAF: return "subpart";
    case NASKAH_PASAL: return "art";
    case NASKAH_AYAT:
    case NASKAH_ALINEA: return block ? "tblock" : "para";
    case NASKAH_HURUF:
    case NASKAH_ANGKA:
    case NASKAH_SUBHURUF:
    case NASKAH_SUBANGKA: return block ? "item" : "point";
    default: return "container";
    }
}

struct sv akn_own_step(struct akn *k, const struct naskah_node *n, struct sv prefix, bool block,
                       struct akn_counts *c)
{
    struct sv nomor = akn_number(k, n);
    const char *glue = prefix.n && !sv_ends(prefix, SV("__")) ? "__" : "";

    if (!nomor.n)
        nomor = arena_printf(k->a, "nn%zu", ++c->nn);
    return arena_printf(k->a, "%.*s%s%s_%.*s", SV_FMT(prefix), glue, step_name(n, block), SV_FMT(nomor));
}
