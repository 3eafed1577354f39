/* SPDX-License-Identifier: MIT
 * api/akn_front.c -- preface (title page) and preamble (considerations, legal bases, the decision). */
#include "api/akn_priv.h"

/* --- title page ------------------------------------------------------------------------------------------------------- */

static bool of_title(const struct naskah_node *n)
{
    return n->jenis == NASKAH_NAMA || n->jenis == NASKAH_NOMOR || n->jenis == NASKAH_TENTANG;
}

static void number_line(struct akn *k, struct akn_place *p)
{
    struct sv s = p->node->teks, nomor = p->node->nomor;
    ptrdiff_t at = nomor.n ? sv_find(s, nomor) : -1;
    struct html *h = &k->h;

    akn_open(k, "p");
    akn_attr(k, "eId", p->eid);
    if (at >= 0) {
        html_text(h, sv_sub(s, 0, (size_t) at));
        html_elem(h, "docNumber", nomor);
        html_text(h, sv_sub(s, (size_t) at + nomor.n, s.n));
    } else {
        html_text(h, s);
    }
    akn_notes(k, p);
    html_close(h, "p");
}

static void title_line(struct akn *k, struct akn_place *p)
{
    struct html *h = &k->h;

    if (p->node->jenis == NASKAH_NOMOR) {
        number_line(k, p);
        return;
    }
    akn_open(k, "p");
    akn_attr(k, "eId", p->eid);
    if (p->node->tanda.n) {
        html_text(h, p->node->tanda);
        html_lit(h, " ");
    }
    if (p->node->jenis == NASKAH_NAMA)
        html_elem(h, "docType", p->node->teks);
    else
        html_elem(h, "docTitle", p->node->teks);
    akn_notes(k, p);
    html_close(h, "p");
}

/* Whether a part of the title is one line or several and nothing else. */
static bool simple(const struct naskah_node *n)
{
    return !n->first && !n->judul.n && (!n->tanda.n || n->jenis == NASKAH_TENTANG);
}

static const struct naskah_node *long_title(struct akn *k, const struct naskah_node *n, size_t nth)
{
    akn_open(k, "longTitle");
    akn_attr(k, "eId", akn_step(k, SV("preface"), "longTitle", nth));
    for (;; n = n->next) {
        title_line(k, akn_place(k, n));
        if (!n->next || !of_title(n->next) || !simple(n->next))
            break;
    }
    akn_close(k, "longTitle");
    return n;
}

static void title_page(struct akn *k, const struct naskah_node *judul, size_t *titles)
{
    struct akn_place *p = akn_place(k, judul);

    akn_mark_p(k, p);
    akn_paragraphs(k, p, judul->teks);
    if (!judul->first)
        akn_p(k, p, SV(""), SV(""));
    for (const struct naskah_node *n = judul->first; n; n = n->next) {
        if (of_title(n) && simple(n))
            n = long_title(k, n, ++*titles);
        else
            akn_container(k, akn_place(k, n));
    }
}

/* The first child of the root that stands in this part, or NULL. */
static const struct naskah_node *first_of(const struct akn *k, enum akn_phase phase)
{
    const struct naskah_node *n = k->n->pohon->first;

    while (n && akn_place(k, n)->phase != phase)
        n = n->next;
    return n;
}

void akn_preface(struct akn *k)
{
    const struct naskah_node *root = k->n->pohon, *n = first_of(k, AKN_PREFACE);
    size_t titles = 0;

    if (!n && !root->tanda.n && !root->judul.n && !root->teks.n)
        return;
    akn_open(k, "preface");
    akn_attr(k, "eId", SV("preface"));
    akn_mark_p(k, &k->places[0]);
    akn_paragraphs(k, &k->places[0], root->teks);
    for (; n && akn_place(k, n)->phase == AKN_PREFACE; n = n->next) {
        if (sv_eq(akn_eid(k, n), SV("preface")))
            title_page(k, n, &titles);
        else
            akn_container(k, akn_place(k, n));
    }
    akn_close(k, "preface");
}

/* --- preamble ------------------------------------------------------------------------------------------------------------------ */

/* Without items the text is the one consideration; with them it introduces them. */
static void only(struct akn *k, struct akn_place *p, bool citation)
{
    struct sv eid = arena_printf(k->a, "%.*s__%s_nn1", SV_FMT(p->eid), citation ? "cit" : "rec");

    if (citation)
        akn_open(k, "citation");
    else
        akn_open(k, "recital");
    akn_attr(k, "eId", eid);
    akn_paragraphs(k, p, p->node->teks);
    if (!p->node->teks.n)
        akn_p(k, p, SV(""), SV(""));
    if (citation)
        akn_close(k, "citation");
    else
        akn_close(k, "recital");
}

static void considered(struct akn *k, struct akn_place *p, bool citation)
{
    const struct naskah_node *n = p->node;

    akn_title(k, p);
    if (!n->first) {
        only(k, p, citation);
        return;
    }
    if (n->teks.n || (p->notes && !p->noted)) {
        akn_open(k, "intro");
        akn_paragraphs(k, p, n->teks);
        if (!n->teks.n)
            akn_p(k, p, SV(""), SV(""));
        akn_close(k, "intro");
    }
    for (const struct naskah_node *i = n->first; i; i = i->next)
        akn_recital(k, akn_place(k, i), citation);
}

static void recitals(struct akn *k, struct akn_place *p)
{
    if (p->node->jenis == NASKAH_MENIMBANG) {
        akn_open(k, "recitals");
        akn_attr(k, "eId", p->eid);
        considered(k, p, false);
        akn_close(k, "recitals");
    } else {
        akn_open(k, "citations");
        akn_attr(k, "eId", p->eid);
        considered(k, p, true);
        akn_close(k, "citations");
    }
}

/* MEMUTUSKAN, with Menetapkan when it follows. */
static void formula(struct akn *k, struct akn_place *p)
{
    const struct naskah_node *n = p->node;

    akn_open(k, "formula");
    akn_attr(k, "eId", p->eid);
    akn_attr(k, "name", SV("diktum"));
    akn_mark_p(k, p);
    akn_paragraphs(k, p, n->teks);
    akn_blocks(k, n);
    if (p->notes && !p->noted)
        akn_p(k, p, SV(""), SV(""));
    if (n->next && akn_follows_decision(n->next))
        akn_block(k, n->next);
    akn_close(k, "formula");
}

static void part(struct akn *k, struct akn_place *p)
{
    switch (p->node->jenis) {
    case NASKAH_MENIMBANG:
    case NASKAH_MENGINGAT:
    case NASKAH_MEMPERHATIKAN: recitals(k, p); return;
    case NASKAH_MEMUTUSKAN: formula(k, p); return;
    case NASKAH_MENETAPKAN:
        if (!akn_follows_decision(p->node))
            formula(k, p);
        return;
    default: akn_container(k, p);
    }
}

void akn_preamble(struct akn *k)
{
    const struct naskah_node *n = first_of(k, AKN_PREAMBLE);

    if (!n)
        return;
    akn_open(k, "preamble");
    for (; n && akn_place(k, n)->phase == AKN_PREAMBLE; n = n->next)
        part(k, akn_place(k, n));
    akn_close(k, "preamble");
}
