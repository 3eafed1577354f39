/* SPDX-License-Identifier: MIT
 * api/akn.c -- the document as a whole, one provision of it, and what names the regulation. */
#include "api/akn_priv.h"

#define AKN_NS "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"

struct akn *akn_new(const struct naskah *n, const struct akn_head *h, struct arena *a)
{
    struct akn *k = ARENA_NEW(a, struct akn);

    k->a = a;
    k->n = n;
    k->head = h;
    k->work = identity_work(&h->id, a);
    k->expression = identity_expression(&h->id, h->set_on, a);
    k->by_node = map_new(a);
    k->by_eid = map_new(a);
    k->by_key = map_new(a);
    k->seen = map_new(a);
    akn_plan(k);
    return k;
}

struct sv akn_expression(const struct akn *k)
{
    return k->expression;
}

static bool done(struct akn *k, struct buf *out, struct err *e)
{
    html_end(&k->h);
    buf_char(out, '\n');
    return arena_ok(k->a, e) && buf_ok(out, e);
}

static void begin(struct akn *k, struct buf *out)
{
    html_init_xml(&k->h, out);
    html_open(&k->h, "akomaNtoso");
    akn_attr(k, "xmlns", SV(AKN_NS));
}

bool akn_write(struct akn *k, struct buf *out, struct err *e)
{
    begin(k, out);
    akn_open(k, "act");
    akn_attr(k, "name", k->head->id.kind.n ? k->head->id.kind : SV("peraturan"));
    akn_attr(k, "contains", SV("singleVersion"));
    akn_meta(k);
    akn_preface(k);
    akn_preamble(k);
    akn_body(k);
    akn_conclusions(k);
    akn_attachments(k);
    akn_close(k, "act");
    akn_close(k, "akomaNtoso");
    return done(k, out, e);
}

/* --- one provision ------------------------------------------------------------------------------------------------------------ */

/* By the name it has in the document where the schema lets that stand alone, else as a container. */
static void portion_body(struct akn *k, struct akn_place *p)
{
    enum naskah_jenis in = p->node->parent->jenis;

    if (p->hier)
        akn_hier(k, p->node);
    else if (in == NASKAH_MENIMBANG || in == NASKAH_MENGINGAT || in == NASKAH_MEMPERHATIKAN)
        akn_recital(k, p, in != NASKAH_MENIMBANG);
    else
        akn_container(k, p);
}

bool akn_write_portion(struct akn *k, const struct naskah_node *n, struct buf *out, struct err *e)
{
    struct akn_place *p = akn_place(k, n);

    if (!n->parent)
        return akn_write(k, out, e);
    k->part = n;
    begin(k, out);
    if (p->phase == AKN_ATTACHMENTS && !n->parent->parent) {
        akn_doc(k, p);
    } else {
        akn_open(k, "portion");
        akn_attr(k, "includedIn", k->expression);
        akn_meta(k);
        akn_open(k, "portionBody");
        portion_body(k, p);
        akn_close(k, "portionBody");
        akn_close(k, "portion");
    }
    akn_close(k, "akomaNtoso");
    return done(k, out, e);
}
