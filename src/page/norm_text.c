/* SPDX-License-Identifier: MIT
 * page/norm_text.c -- a piece of the region's own text of the regulation, with its marks and its nesting. */
#include "base/arena.h"
#include "page/norm_priv.h"

static void mark(struct html *h, const struct naskah_node *n)
{
    struct sv tanda = n->tanda;

    if (!tanda.n && !n->nomor.n)
        return;
    html_open(h, "span");
    html_class(h, "tanda-teks");
    if (tanda.n)
        html_text(h, tanda);
    else if (n->jenis == NASKAH_AYAT)
        html_textf(h, "(%.*s)", SV_FMT(n->nomor));
    else
        html_textf(h, "%.*s.", SV_FMT(n->nomor));
    html_close(h, "span");
}

static bool is_heading(const struct naskah_node *n)
{
    return n->jenis == NASKAH_BAB || n->jenis == NASKAH_BAGIAN || n->jenis == NASKAH_PARAGRAF ||
           n->jenis == NASKAH_PASAL;
}

static void node(struct html *h, const struct naskah_node *n, bool top)
{
    if (is_heading(n)) {
        if (!top) {
            html_open(h, "p");
            html_class(h, "judul-teks");
            html_text(h, n->tanda.n ? n->tanda : n->nomor);
            if (n->judul.n) {
                html_say(h, " ");
                html_text(h, n->judul);
            }
            html_close(h, "p");
        }
        if (n->teks.n)
            html_elem(h, "p", n->teks);
    } else {
        html_open(h, "p");
        if (n->jenis != NASKAH_ALINEA)
            mark(h, n);
        html_text(h, n->teks);
        html_close(h, "p");
    }
    if (!n->first)
        return;
    html_open(h, "div");
    html_attr(h, "class", is_heading(n) ? SV("isi-teks") : SV("isi-teks menjorok"));
    for (const struct naskah_node *c = n->first; c; c = c->next)
        node(h, c, false);
    html_close(h, "div");
}

/* A letter alone says little: the sentence it continues stands before it. */
static void lead(struct html *h, const struct naskah_node *n)
{
    if (is_heading(n) || !n->parent || !n->parent->teks.n || n->jenis == NASKAH_AYAT ||
        n->jenis == NASKAH_ALINEA)
        return;
    lead(h, n->parent);
    html_open(h, "p");
    html_class(h, "text-secondary");
    if (!is_heading(n->parent))
        mark(h, n->parent);
    html_text(h, n->parent->teks);
    html_close(h, "p");
}

struct sv norm_text_url(const struct norm_view *v)
{
    const struct regulation *reg = v->text_reg;
    struct sv ex = identity_expression(&reg->identity, reg->enacted, v->p.a);

    return identity_whole(&reg->identity) ? arena_printf(v->p.a, "%.*s.xml", SV_FMT(ex)) : SV_NULL;
}

bool norm_text_write(struct norm_view *v, struct sv at)
{
    const struct naskah_node *first, *last;
    const struct naskah *text = v->text;
    struct html *h = &v->p.h;

    if (!text || !naskah_find_range(text, at, &first, &last))
        return false;
    html_open(h, "blockquote");
    html_class(h, "naskah");
    html_attr_say(h, "aria-label", T("Bunyi peraturan"));
    lead(h, first);
    for (const struct naskah_node *n = first; n; n = n == last ? NULL : n->next)
        node(h, n, true);
    html_close(h, "blockquote");
    if (norm_text_url(v).p) {
        html_open(h, "p");
        html_class(h, "text-secondary small mt-2 tanpa-cetak");
        page_link(h, norm_text_url(v), SV(T("Unduh Akoma Ntoso")));
        html_say(h, T(" (XML, seluruh naskah)"));
        html_close(h, "p");
    }
    return true;
}
