/* SPDX-License-Identifier: MIT
 * api/akn_body.c -- the body: BAB to Pasal, ayat, lists, and what a regulation quotes when it changes another. */
#include "api/akn_priv.h"

enum element { CHAPTER, BOOK, PART, SUBPART, ARTICLE, PARAGRAPH, POINT, HCONTAINER };

static enum element element_of(const struct naskah_node *n)
{
    switch (n->jenis) {
    case NASKAH_BUKU: return BOOK;
    case NASKAH_BAB: return CHAPTER;
    case NASKAH_BAGIAN: return PART;
    case NASKAH_PARAGRAF: return SUBPART;
    case NASKAH_PASAL: return ARTICLE;
    case NASKAH_AYAT:
    case NASKAH_ALINEA: return PARAGRAPH;
    case NASKAH_HURUF:
    case NASKAH_ANGKA:
    case NASKAH_SUBHURUF:
    case NASKAH_SUBANGKA: return POINT;
    default: return HCONTAINER;
    }
}

/* Names of elements are literals: the writer takes nothing else. */
static void open_element(struct akn *k, enum element el)
{
    switch (el) {
    case BOOK: akn_open(k, "book"); return;
    case CHAPTER: akn_open(k, "chapter"); return;
    case PART: akn_open(k, "part"); return;
    case SUBPART: akn_open(k, "subpart"); return;
    case ARTICLE: akn_open(k, "article"); return;
    case PARAGRAPH: akn_open(k, "paragraph"); return;
    case POINT: akn_open(k, "point"); return;
    case HCONTAINER: akn_open(k, "hcontainer"); return;
    }
}

static void close_element(struct akn *k, enum element el)
{
    switch (el) {
    case BOOK: akn_close(k, "book"); return;
    case CHAPTER: akn_close(k, "chapter"); return;
    case PART: akn_close(k, "part"); return;
    case SUBPART: akn_close(k, "subpart"); return;
    case ARTICLE: akn_close(k, "article"); return;
    case PARAGRAPH: akn_close(k, "paragraph"); return;
    case POINT: akn_close(k, "point"); return;
    case HCONTAINER: akn_close(k, "hcontainer"); return;
    }
}

/* --- content --------------------------------------------------------------------------------------------------------------- */

static void leaves(struct akn *k, const struct naskah_node *n)
{
    for (; n; n = n->next)
        akn_p(k, akn_place(k, n), n->teks, akn_eid(k, n));
}

static void intro(struct akn *k, struct akn_place *p)
{
    if (!p->node->teks.n)
        return;
    akn_open(k, "intro");
    akn_paragraphs(k, p, p->node->teks);
    akn_close(k, "intro");
}

static void points(struct akn *k, const struct naskah_node *first)
{
    const struct naskah_node *last = akn_run_end(first);

    for (const struct naskah_node *n = first;; n = n->next) {
        akn_hier(k, n);
        if (n == last)
            return;
    }
}

static void list_with_intro(struct akn *k, struct akn_place *p)
{
    const struct naskah_node *rest = akn_run_end(p->node->first)->next;

    akn_open(k, "list");
    akn_attr(k, "eId", akn_step(k, p->eid, "list", 1));
    intro(k, p);
    points(k, p->node->first);
    if (rest) {
        akn_open(k, "wrapUp");
        akn_attr(k, "eId", akn_eid(k, rest));
        akn_p(k, akn_place(k, rest), rest->teks, SV(""));
        leaves(k, rest->next);
        akn_close(k, "wrapUp");
    }
    akn_close(k, "list");
}

/* One paragraph that says what is changed and quotes how it now reads. The text of `p` stands before the quotation when it is
 * the item that quotes. */
static void quotation(struct akn *k, struct akn_place *p, const struct naskah_node *first, bool with_text)
{
    const struct naskah_node *last = akn_run_end(first);
    struct sv scope = akn_place(k, first)->scope; /* "<mod>__qstr_1__" */
    struct sv mod = sv_sub(scope, 0, scope.n - (sizeof "__qstr_1__" - 1));

    akn_open(k, "p");
    html_open(&k->h, "mod");
    akn_attr(k, "eId", mod);
    if (with_text) {
        akn_inline(k, p, p->node->teks);
        akn_notes(k, p);
    }
    akn_open(k, "quotedStructure");
    akn_attr(k, "eId", akn_step(k, mod, "qstr", 1));
    for (const struct naskah_node *n = first;; n = n->next) {
        akn_hier(k, n);
        if (n == last)
            break;
    }
    akn_close(k, "quotedStructure");
    html_close(&k->h, "mod");
    html_close(&k->h, "p");
}

static void quoting(struct akn *k, struct akn_place *p)
{
    akn_open(k, "content");
    quotation(k, p, p->node->first, true);
    leaves(k, akn_run_end(p->node->first)->next);
    akn_close(k, "content");
}

void akn_runs(struct akn *k, const struct naskah_node *parent)
{
    struct akn_place *up = akn_place(k, parent);
    size_t lists = 0;

    for (const struct naskah_node *n = parent->first; n; n = n->next) {
        if (akn_is_item(n)) {
            akn_open(k, "list");
            akn_attr(k, "eId", akn_step(k, up->eid, "list", ++lists));
            points(k, n);
            akn_close(k, "list");
            n = akn_run_end(n);
        } else if (akn_is_quoted(n)) {
            struct sv scope = akn_place(k, n)->scope;

            akn_open(k, "paragraph");
            akn_attr(k, "eId", sv_sub(scope, 0, scope.n - (sizeof "__mod_1__qstr_1__" - 1)));
            akn_open(k, "content");
            quotation(k, up, n, false);
            akn_close(k, "content");
            akn_close(k, "paragraph");
            n = akn_run_end(n);
        } else {
            akn_hier(k, n);
        }
    }
}

static void content(struct akn *k, struct akn_place *p)
{
    const struct naskah_node *n = p->node;

    switch (p->form) {
    case AKN_PLAIN:
        if (!n->teks.n)
            return;
        akn_open(k, "content");
        akn_paragraphs(k, p, n->teks);
        akn_close(k, "content");
        return;
    case AKN_PARAGRAPHS:
        akn_open(k, "content");
        akn_paragraphs(k, p, n->teks);
        leaves(k, n->first);
        akn_close(k, "content");
        return;
    case AKN_LIST: list_with_intro(k, p); return;
    case AKN_QUOTE: quoting(k, p); return;
    case AKN_MIXED:
        intro(k, p);
        akn_runs(k, n);
        return;
    }
}

void akn_hier(struct akn *k, const struct naskah_node *n)
{
    struct akn_place *p = akn_place(k, n);
    enum element el = element_of(n);

    open_element(k, el);
    akn_attr(k, "eId", p->eid);
    if (el == HCONTAINER)
        akn_attr(k, "name", naskah_jenis_name(n->jenis));
    akn_num(k, p);
    akn_heading(k, p);
    content(k, p);
    close_element(k, el);
}

/* --- the whole --------------------------------------------------------------------------------------------------------------- */

/* What has come too late to stand where it belongs, and items under no Pasal. */
static void out_of_place(struct akn *k, const struct naskah_node *n)
{
    struct akn_place *p = akn_place(k, n);

    akn_open(k, "hcontainer");
    akn_attr(k, "eId", p->eid);
    akn_attr(k, "name", naskah_jenis_name(n->jenis));
    akn_num(k, p);
    akn_heading(k, p);
    if (n->teks.n || n->first) {
        akn_open(k, "content");
        akn_paragraphs(k, p, n->teks);
        akn_blocks(k, n);
        akn_close(k, "content");
    }
    akn_close(k, "hcontainer");
}

/* The schema wants something in every body. */
static void nothing(struct akn *k)
{
    akn_open(k, "hcontainer");
    akn_attr(k, "eId", SV("hcontainer_nn1"));
    akn_attr(k, "name", SV("kosong"));
    akn_open(k, "content");
    akn_p(k, &k->places[0], SV(""), SV(""));
    akn_close(k, "content");
    akn_close(k, "hcontainer");
}

void akn_body(struct akn *k)
{
    bool any = false;

    akn_open(k, "body");
    for (const struct naskah_node *n = k->n->pohon->first; n; n = n->next) {
        if (akn_place(k, n)->phase != AKN_BODY)
            continue;
        any = true;
        if (akn_is_heading(n) || n->jenis == NASKAH_AYAT || akn_is_leaf(n))
            akn_hier(k, n);
        else
            out_of_place(k, n);
    }
    if (!any)
        nothing(k);
    akn_close(k, "body");
}
