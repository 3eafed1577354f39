/* SPDX-License-Identifier: MIT
 * api/akn_text.c -- text inside elements: references, definitions, restored numbers, notes. Lines and their indentation stand
 * only between elements that hold no text of their own. */
#include "api/akn_priv.h"

/* --- layout -------------------------------------------------------------------------------------------------------------- */

static void indent(struct akn *k, unsigned depth)
{
    html_lit(&k->h, "\n");
    while (depth--)
        html_lit(&k->h, " ");
}

void akn_line(struct akn *k)
{
    indent(k, k->h.depth);
}

void akn_line_back(struct akn *k)
{
    indent(k, k->h.depth - 1);
}

/* --- notes ------------------------------------------------------------------------------------------------------------------ */

void akn_notes(struct akn *k, struct akn_place *p)
{
    struct html *h = &k->h;

    if (p->noted)
        return;
    p->noted = true;
    for (const struct akn_mark *m = p->notes; m; m = m->next) {
        html_open(h, "authorialNote");
        html_attr(h, "marker", SV("*"));
        html_attr(h, "placement", SV("side"));
        html_open(h, "p");
        html_textf(h, T("Baris %d naskah: "), m->note->line);
        html_text(h, m->note->teks);
        html_close(h, "p");
        html_close(h, "authorialNote");
    }
}

/* --- text with references ----------------------------------------------------------------------------------------------- */

struct piece {
    struct sv s; /* the whole text */
    const struct akn_span *refs;
    size_t n, i;
};

bool akn_within(const struct akn *k, const struct naskah_node *n)
{
    while (k->part && n && n != k->part)
        n = n->parent;
    return n != NULL;
}

/* What a provision alone refers to stands in the whole document: there it leads then. */
static struct sv address(struct akn *k, const struct akn_span *r)
{
    return r->place && !akn_within(k, r->place->node)
               ? arena_printf(k->a, "%.*s/~%.*s", SV_FMT(k->expression), SV_FMT(r->place->eid))
               : r->href;
}

/* s[from, to) with the references that lie in it. */
static void plain(struct akn *k, struct piece *t, size_t from, size_t to)
{
    struct html *h = &k->h;

    while (t->i < t->n && t->refs[t->i].from < from)
        t->i++;
    for (; t->i < t->n && t->refs[t->i].to <= to; t->i++) {
        const struct akn_span *r = &t->refs[t->i];

        html_text(h, sv_sub(t->s, from, r->from - from));
        html_open(h, "ref");
        akn_href(k, address(k, r));
        html_text(h, sv_sub(t->s, r->from, r->to - r->from));
        html_close(h, "ref");
        from = r->to;
    }
    html_text(h, sv_sub(t->s, from, to - from));
}

static void term(struct akn *k, struct sv refers, struct sv words)
{
    html_open(&k->h, "term");
    akn_attr(k, "refersTo", refers);
    html_text(&k->h, words);
    html_close(&k->h, "term");
}

static void definition(struct akn *k, struct piece *t, const struct akn_term *d)
{
    struct sv refers = arena_printf(k->a, "#%.*s", SV_FMT(d->id));
    size_t at = d->full_n;

    html_open(&k->h, "def");
    akn_attr(k, "refersTo", refers);
    term(k, refers, sv_sub(t->s, 0, d->full_n));
    if (d->n) {
        plain(k, t, at, d->at);
        term(k, refers, sv_sub(t->s, d->at, d->n));
        at = d->at + d->n;
    }
    plain(k, t, at, t->s.n);
    html_close(&k->h, "def");
}

void akn_inline(struct akn *k, struct akn_place *p, struct sv text)
{
    struct akn_span *refs = NULL;
    struct piece t = { .s = text, .n = akn_refs(k, p, text, &refs) };

    t.refs = refs;
    if (p->term && text.p == p->node->teks.p && text.n >= p->term->at + p->term->n)
        definition(k, &t, p->term);
    else
        plain(k, &t, 0, text.n);
}

void akn_p(struct akn *k, struct akn_place *p, struct sv text, struct sv eid)
{
    akn_open(k, "p");
    if (eid.n)
        akn_attr(k, "eId", eid);
    akn_inline(k, p, text);
    akn_notes(k, p);
    html_close(&k->h, "p");
}

void akn_paragraphs(struct akn *k, struct akn_place *p, struct sv text)
{
    struct sv line;

    while (sv_cut(&text, '\n', &line))
        akn_p(k, p, line, SV(""));
}

/* --- numbers and headings ------------------------------------------------------------------------------------------------ */

static struct sv restored(struct akn *k, const struct naskah_node *n)
{
    switch (n->jenis) {
    case NASKAH_BUKU: return arena_printf(k->a, "BUKU %.*s", SV_FMT(n->nomor));
    case NASKAH_BAB: return arena_printf(k->a, "BAB %.*s", SV_FMT(n->nomor));
    case NASKAH_BAGIAN: return arena_printf(k->a, "Bagian %.*s", SV_FMT(n->nomor));
    case NASKAH_PARAGRAF: return arena_printf(k->a, "Paragraf %.*s", SV_FMT(n->nomor));
    case NASKAH_PASAL: return arena_printf(k->a, "Pasal %.*s", SV_FMT(n->nomor));
    case NASKAH_AYAT: return arena_printf(k->a, "(%.*s)", SV_FMT(n->nomor));
    case NASKAH_HURUF:
    case NASKAH_ANGKA: return arena_printf(k->a, "%.*s.", SV_FMT(n->nomor));
    case NASKAH_SUBHURUF:
    case NASKAH_SUBANGKA: return arena_printf(k->a, "%.*s)", SV_FMT(n->nomor));
    case NASKAH_MENIMBANG: return SV("Menimbang");
    case NASKAH_MENGINGAT: return SV("Mengingat");
    case NASKAH_MEMPERHATIKAN: return SV("Memperhatikan");
    case NASKAH_MEMUTUSKAN: return SV("MEMUTUSKAN");
    case NASKAH_MENETAPKAN: return SV("Menetapkan");
    default: return SV("");
    }
}

/* The mark as written, or as it was restored: an editor's insertion. */
static void mark(struct akn *k, const struct naskah_node *n)
{
    if (n->tanda.n)
        html_text(&k->h, n->tanda);
    else if (n->pulih && restored(k, n).n)
        html_elem(&k->h, "ins", restored(k, n));
}

static bool has_mark(struct akn *k, const struct naskah_node *n)
{
    return n->tanda.n || (n->pulih && n->jenis != NASKAH_ALINEA && restored(k, n).n);
}

/* A note stands at the number; where there is none, at the text. */
void akn_num(struct akn *k, struct akn_place *p)
{
    const struct naskah_node *n = p->node;

    if (!has_mark(k, n) && (!p->notes || n->judul.n || n->teks.n))
        return;
    akn_open(k, "num");
    mark(k, n);
    akn_notes(k, p);
    html_close(&k->h, "num");
}

void akn_heading(struct akn *k, struct akn_place *p)
{
    if (!p->node->judul.n)
        return;
    akn_open(k, "heading");
    html_text(&k->h, p->node->judul);
    akn_notes(k, p);
    html_close(&k->h, "heading");
}

/* "Menimbang": a mark that is a heading. */
bool akn_title(struct akn *k, struct akn_place *p)
{
    if (!has_mark(k, p->node))
        return false;
    akn_open(k, "heading");
    mark(k, p->node);
    if (p->node->judul.n) {
        html_lit(&k->h, " ");
        html_text(&k->h, p->node->judul);
    }
    akn_notes(k, p);
    html_close(&k->h, "heading");
    return true;
}

/* The same as a paragraph. */
void akn_mark_p(struct akn *k, struct akn_place *p)
{
    if (!has_mark(k, p->node) && !p->node->judul.n)
        return;
    akn_open(k, "p");
    mark(k, p->node);
    if (p->node->judul.n) {
        html_lit(&k->h, " ");
        html_text(&k->h, p->node->judul);
    }
    akn_notes(k, p);
    html_close(&k->h, "p");
}
