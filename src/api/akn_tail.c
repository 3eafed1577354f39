/* SPDX-License-Identifier: MIT
 * api/akn_tail.c -- conclusions (signatures, promulgation) and attachments (elucidation, annexes), each a document of its
 * own inside the act. */
#include "api/akn_priv.h"

static void closing(struct akn *k, struct akn_place *p)
{
    const struct naskah_node *n = p->node;

    akn_mark_p(k, p);
    akn_paragraphs(k, p, n->teks);
    if (!n->first && !n->teks.n)
        akn_p(k, p, SV(""), SV(""));
    for (const struct naskah_node *c = n->first; c; c = c->next)
        akn_container(k, akn_place(k, c));
}

void akn_conclusions(struct akn *k)
{
    bool open = false;

    for (const struct naskah_node *n = k->n->pohon->first; n; n = n->next) {
        struct akn_place *p = akn_place(k, n);

        if (p->phase != AKN_CONCLUSIONS)
            continue;
        if (!open) {
            akn_open(k, "conclusions");
            akn_attr(k, "eId", SV("conclusions"));
        }
        open = true;
        if (sv_eq(p->eid, SV("conclusions")))
            closing(k, p);
        else
            akn_container(k, p);
    }
    if (open)
        akn_close(k, "conclusions");
}

/* --- attachments ------------------------------------------------------------------------------------------------------------ */

static void main_body(struct akn *k, struct akn_place *p)
{
    const struct naskah_node *n = p->node;

    akn_open(k, "mainBody");
    akn_paragraphs(k, p, n->teks);
    if (n->jenis == NASKAH_PENJELASAN)
        akn_runs(k, n);
    else
        akn_blocks(k, n);
    if ((!n->teks.n && !n->first) || (p->notes && !p->noted))
        akn_p(k, p, SV(""), SV(""));
    akn_close(k, "mainBody");
}

void akn_doc(struct akn *k, struct akn_place *p)
{
    akn_open(k, "doc");
    akn_attr(k, "name", naskah_jenis_name(p->node->jenis));
    akn_meta_part(k, p->eid);
    main_body(k, p);
    akn_close(k, "doc");
}

void akn_attachments(struct akn *k)
{
    bool open = false;

    for (const struct naskah_node *n = k->n->pohon->first; n; n = n->next) {
        struct akn_place *p = akn_place(k, n);

        if (p->phase != AKN_ATTACHMENTS)
            continue;
        if (!open)
            akn_open(k, "attachments");
        open = true;
        akn_open(k, "attachment");
        akn_attr(k, "eId", p->eid);
        akn_title(k, p);
        akn_doc(k, p);
        akn_close(k, "attachment");
    }
    if (open)
        akn_close(k, "attachments");
}
