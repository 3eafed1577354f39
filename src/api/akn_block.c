/* SPDX-License-Identifier: MIT
 * api/akn_block.c -- where the schema wants blocks instead of a hierarchy: title page, considerations, closing, annexes, and
 * whatever stands where it has no place. Lists are blockList, anything else with a mark is a tblock. */
#include "api/akn_priv.h"

/* Text and children; at least one block, as the schema wants. */
static void inside(struct akn *k, struct akn_place *p)
{
    akn_paragraphs(k, p, p->node->teks);
    if (!p->node->teks.n && (!p->node->first || (p->notes && !p->noted)))
        akn_p(k, p, SV(""), SV(""));
    akn_blocks(k, p->node);
}

static void item(struct akn *k, const struct naskah_node *n)
{
    struct akn_place *p = akn_place(k, n);

    akn_open(k, "item");
    akn_attr(k, "eId", p->eid);
    akn_num(k, p);
    akn_heading(k, p);
    inside(k, p);
    akn_close(k, "item");
}

static void list(struct akn *k, const struct naskah_node *first, struct sv eid)
{
    const struct naskah_node *last = akn_run_end(first);

    akn_open(k, "blockList");
    akn_attr(k, "eId", eid);
    for (const struct naskah_node *n = first;; n = n->next) {
        item(k, n);
        if (n == last)
            break;
    }
    akn_close(k, "blockList");
}

void akn_block(struct akn *k, const struct naskah_node *n)
{
    struct akn_place *p = akn_place(k, n);

    akn_open(k, "tblock");
    akn_attr(k, "eId", p->eid);
    akn_num(k, p);
    akn_heading(k, p);
    inside(k, p);
    akn_close(k, "tblock");
}

void akn_blocks(struct akn *k, const struct naskah_node *parent)
{
    struct sv eid = akn_eid(k, parent);
    size_t lists = 0;

    for (const struct naskah_node *n = parent->first; n; n = n->next) {
        if (akn_is_item(n)) {
            list(k, n, akn_step(k, eid, "list", ++lists));
            n = akn_run_end(n);
        } else if (akn_is_leaf(n) && sv_find(n->teks, SV("\n")) < 0) {
            akn_p(k, akn_place(k, n), n->teks, akn_eid(k, n));
        } else {
            akn_block(k, n);
        }
    }
}

void akn_container(struct akn *k, struct akn_place *p)
{
    const struct naskah_node *n = p->node;

    akn_open(k, "container");
    akn_attr(k, "eId", p->eid);
    akn_attr(k, "name", naskah_jenis_name(n->jenis));
    akn_mark_p(k, p);
    inside(k, p);
    akn_close(k, "container");
}

void akn_recital(struct akn *k, struct akn_place *p, bool citation)
{
    if (citation)
        akn_open(k, "citation");
    else
        akn_open(k, "recital");
    akn_attr(k, "eId", p->eid);
    akn_num(k, p);
    akn_heading(k, p);
    inside(k, p);
    if (citation)
        akn_close(k, "citation");
    else
        akn_close(k, "recital");
}
