/* SPDX-License-Identifier: MIT
 * api/akn_plan.c -- how each node of the tree will stand in the document, and its eId. The writers follow this plan; both
 * walk the tree in its own order, so nothing is moved. */
#include <assert.h>

#include "api/akn_priv.h"
/* --- the walk -------------------------------------------------------------------------------------------------------------- */

static struct akn_place *take(struct akn *k, const struct naskah_node *n, const struct akn_place *up)
{
    struct akn_place *p = &k->places[k->n_places++];

    p->node = n;
    p->form = akn_form_of(n);
    p->scope = up ? up->scope : SV("");
    p->quoted = up && up->quoted;
    p->amends = up && up->amends;
    return p;
}

static bool quotes(const struct naskah_node *pasal)
{
    for (const struct naskah_node *n = naskah_next(pasal, pasal); n; n = naskah_next(n, pasal))
        if (akn_is_quoted(n))
            return true;
    return false;
}

static void plan_children(struct akn *k, struct akn_place *up);

/* A Pasal is counted in its scope, everything else below its parent. */
static void plan_hier(struct akn *k, const struct naskah_node *n, const struct akn_place *up,
                      struct sv prefix, struct akn_counts *c)
{
    struct akn_place *p = take(k, n, up);
    bool pasal = n->jenis == NASKAH_PASAL;
    struct sv eid = akn_own_step(k, n, pasal ? p->scope : prefix, false, c);
    struct akn_counts none = { 0 };
    struct sv key = eid;

    if (!pasal && up->node->parent && up->key.n && akn_number(k, n).n)
        key = akn_own_step(k, n, up->key, false, &none);
    akn_place_register(k, p, eid, key);
    p->hier = true;
    if (pasal && !p->quoted && !p->amends)
        p->amends = quotes(n);
    plan_children(k, p);
}

/* Paragraphs behind a list or a text: <p> of one element. */
static void plan_leaf(struct akn *k, const struct naskah_node *n, const struct akn_place *up, struct sv eid)
{
    struct akn_place *p = take(k, n, up);

    akn_place_register(k, p, eid, eid);
    p->hier = up->hier;
}

static void plan_leaves(struct akn *k, const struct naskah_node *n, const struct akn_place *up,
                        struct sv prefix, size_t from)
{
    for (; n; n = n->next)
        plan_leaf(k, n, up, akn_step(k, prefix, "p", from++));
}

static void plan_items(struct akn *k, const struct naskah_node *first, const struct akn_place *up,
                       struct sv list)
{
    const struct naskah_node *last = akn_run_end(first);
    bool defines = !up->quoted && akn_defines(up->node);
    struct akn_counts c = { 0 };

    for (const struct naskah_node *n = first;; n = n->next) {
        size_t at = k->n_places;

        assert(n); /* the run ends at `last`, which is among them */
        const struct akn_term *term = defines ? akn_term_read(k, n) : NULL;

        plan_hier(k, n, up, list, &c);
        k->places[at].term = term;
        if (n == last)
            return;
    }
}

static void plan_quoted(struct akn *k, const struct naskah_node *first, const struct akn_place *up,
                        struct sv holder)
{
    const struct naskah_node *last = akn_run_end(first);
    struct akn_place in = *up; /* what is quoted counts its Pasal for itself */
    struct sv qstr = arena_printf(k->a, "%.*s__mod_1__qstr_1", SV_FMT(holder));
    struct akn_counts c = { 0 };

    in.quoted = true;
    in.amends = false;
    in.scope = arena_printf(k->a, "%.*s__", SV_FMT(qstr));
    in.key = SV("");
    for (const struct naskah_node *n = first;; n = n->next) {
        assert(n); /* as in a list: the run ends within */
        plan_hier(k, n, &in, qstr, &c);
        if (n == last)
            return;
    }
}

static void plan_mixed(struct akn *k, struct akn_place *up)
{
    struct akn_counts c = { 0 };

    for (const struct naskah_node *n = up->node->first; n; n = n->next) {
        if (akn_is_item(n)) {
            plan_items(k, n, up, akn_step(k, up->eid, "list", ++c.lists));
            n = akn_run_end(n);
        } else if (akn_is_quoted(n)) {
            plan_quoted(k, n, up, arena_printf(k->a, "%.*s__para_nn%zu", SV_FMT(up->eid), ++c.nn));
            n = akn_run_end(n);
        } else {
            plan_hier(k, n, up, up->eid, &c);
        }
    }
}

static void plan_children(struct akn *k, struct akn_place *up)
{
    const struct naskah_node *first = up->node->first;
    const struct naskah_node *rest = first && up->form != AKN_MIXED ? akn_run_end(first)->next : NULL;
    struct sv list;

    switch (up->form) {
    case AKN_PLAIN: return;
    case AKN_PARAGRAPHS: plan_leaves(k, first, up, up->eid, up->node->teks.n ? 2 : 1); return;
    case AKN_LIST:
        list = akn_step(k, up->eid, "list", 1);
        plan_items(k, first, up, list);
        if (rest)
            plan_leaf(k, rest, up, arena_printf(k->a, "%.*s__wrapup", SV_FMT(list)));
        plan_leaves(k, rest ? rest->next : NULL, up, arena_printf(k->a, "%.*s__wrapup", SV_FMT(list)), 2);
        return;
    case AKN_QUOTE:
        plan_quoted(k, first, up, up->eid);
        plan_leaves(k, rest, up, up->eid, 2);
        return;
    case AKN_MIXED: plan_mixed(k, up); return;
    }
}

/* --- title page, considerations, closing, annexes: blocks ------------------------------------------------------------------ */

static void plan_blocks(struct akn *k, const struct akn_place *up);

static void plan_block(struct akn *k, const struct naskah_node *n, const struct akn_place *up, struct sv eid,
                       struct sv key)
{
    struct akn_place *p = take(k, n, up);

    akn_place_register(k, p, eid, key);
    plan_blocks(k, p);
}

static void plan_block_items(struct akn *k, const struct naskah_node *first, const struct akn_place *up,
                             struct sv list)
{
    const struct naskah_node *last = akn_run_end(first);
    struct akn_counts c = { 0 };

    for (const struct naskah_node *n = first;; n = n->next) {
        struct akn_counts none = { 0 };
        struct sv eid = akn_own_step(k, n, list, true, &c);

        plan_block(k, n, up, eid, akn_number(k, n).n ? akn_own_step(k, n, up->key, false, &none) : eid);
        if (n == last)
            return;
    }
}

static void plan_blocks(struct akn *k, const struct akn_place *up)
{
    struct akn_counts c = { 0 };

    for (const struct naskah_node *n = up->node->first; n; n = n->next) {
        if (akn_is_item(n)) {
            plan_block_items(k, n, up, akn_step(k, up->eid, "list", ++c.lists));
            n = akn_run_end(n);
        } else if (akn_is_leaf(n)) {
            plan_leaf(k, n, up, akn_step(k, up->eid, "p", ++c.paragraphs));
        } else {
            struct sv eid = akn_step(k, up->eid, "tblock", ++c.containers);
            plan_block(k, n, up, eid, eid);
        }
    }
}

/* --- children of the root ------------------------------------------------------------------------------------------------------ */

static void plan_recitals(struct akn *k, const struct naskah_node *n, const struct akn_place *up)
{
    struct akn_place *p = take(k, n, up);
    bool recitals = n->jenis == NASKAH_MENIMBANG;
    struct akn_counts c = { 0 };
    struct sv eid = recitals ? SV("recs") : SV("cits");

    akn_place_register(k, p, eid, eid);
    for (const struct naskah_node *i = n->first; i; i = i->next) {
        struct sv nomor = akn_number(k, i), at;
        struct akn_counts none = { 0 };

        if (!nomor.n)
            nomor = arena_printf(k->a, "nn%zu", ++c.nn);
        at = arena_printf(k->a, "%.*s__%s_%.*s", SV_FMT(p->eid), recitals ? "rec" : "cit", SV_FMT(nomor));
        plan_block(k, i, p, at, akn_number(k, i).n ? akn_own_step(k, i, p->key, false, &none) : at);
    }
}

/* Kop, office and the like each for itself, the lines of the title as paragraphs; what is found in them, as blocks. */
static void plan_parts(struct akn *k, const struct naskah_node *n, const struct akn_place *up, struct sv eid)
{
    struct akn_place *p = take(k, n, up);
    struct akn_counts c = { 0 };

    akn_place_register(k, p, eid, eid);
    for (const struct naskah_node *i = n->first; i; i = i->next) {
        bool line = i->jenis >= NASKAH_NAMA && i->jenis <= NASKAH_TENTANG;
        struct sv at = akn_step(k, eid, line ? "p" : "container", line ? ++c.paragraphs : ++c.containers);
        plan_block(k, i, p, at, at);
    }
}

static void plan_attachment(struct akn *k, const struct naskah_node *n, const struct akn_place *up,
                            size_t nth)
{
    struct akn_place *p = take(k, n, up);
    struct sv eid = akn_step(k, SV(""), "att", nth);

    p->scope = arena_printf(k->a, "%.*s__", SV_FMT(eid));
    akn_place_register(k, p, eid,
                       n->jenis == NASKAH_LAMPIRAN ? arena_printf(k->a, "lamp_%.*s", SV_FMT(n->nomor)) : eid);
    if (n->jenis == NASKAH_PENJELASAN)
        plan_mixed(k, p);
    else
        plan_blocks(k, p);
}

static enum akn_phase phase_of(const struct naskah_node *n, enum akn_phase now)
{
    enum akn_phase own;

    switch (n->jenis) {
    case NASKAH_JUDUL: own = AKN_PREFACE; break;
    case NASKAH_MENIMBANG:
    case NASKAH_MENGINGAT:
    case NASKAH_MEMPERHATIKAN:
    case NASKAH_PERSETUJUAN:
    case NASKAH_MEMUTUSKAN:
    case NASKAH_MENETAPKAN: own = AKN_PREAMBLE; break;
    case NASKAH_PENUTUP: own = AKN_CONCLUSIONS; break;
    case NASKAH_PENJELASAN:
    case NASKAH_LAMPIRAN: own = AKN_ATTACHMENTS; break;
    default: own = akn_is_leaf(n) ? now : AKN_BODY;
    }
    return own > now ? own : now; /* what comes too late stays where it stands */
}

struct top { /* of the children of the root */
    struct akn_counts body;
    size_t containers, formulas, attachments;
};

bool akn_follows_decision(const struct naskah_node *n)
{
    const struct naskah_node *c = n->parent->first;

    while (c != n && c->next != n)
        c = c->next;
    return n->jenis == NASKAH_MENETAPKAN && c != n && c->jenis == NASKAH_MEMUTUSKAN;
}

static void plan_top(struct akn *k, const struct naskah_node *n, const struct akn_place *root,
                     enum akn_phase phase, struct top *t)
{
    struct sv eid;

    switch (n->jenis) {
    case NASKAH_JUDUL:
        if (phase != AKN_PREFACE)
            break;
        plan_parts(k, n, root, SV("preface"));
        return;
    case NASKAH_PENUTUP:
        if (phase != AKN_CONCLUSIONS)
            break;
        plan_parts(k, n, root, SV("conclusions"));
        return;
    case NASKAH_MENIMBANG:
    case NASKAH_MENGINGAT:
    case NASKAH_MEMPERHATIKAN:
        if (phase != AKN_PREAMBLE)
            break;
        plan_recitals(k, n, root);
        return;
    case NASKAH_MEMUTUSKAN:
    case NASKAH_MENETAPKAN:
        if (phase != AKN_PREAMBLE)
            break;
        if (akn_follows_decision(n)) /* part of the formula that MEMUTUSKAN began */
            eid = akn_step(k, akn_step(k, SV(""), "formula", t->formulas), "tblock", 1);
        else
            eid = akn_step(k, SV(""), "formula", ++t->formulas);
        plan_block(k, n, root, eid, eid);
        return;
    default: break;
    }
    if (phase == AKN_ATTACHMENTS) {
        plan_attachment(k, n, root, ++t->attachments);
    } else if (phase == AKN_BODY && (akn_is_heading(n) || n->jenis == NASKAH_AYAT || akn_is_leaf(n))) {
        plan_hier(k, n, root, SV(""), &t->body);
    } else {
        eid = akn_step(k, SV(""), "container", ++t->containers);
        plan_block(k, n, root, eid, eid);
    }
}

void akn_plan(struct akn *k)
{
    const struct naskah_node *root = k->n->pohon;
    enum akn_phase phase = AKN_PREFACE;
    struct akn_place *p;
    struct top t = { .formulas = 0 };
    size_t n = 0;

    assert(root); /* a tree that was read has one */
    for (const struct naskah_node *x = root; x; x = naskah_next(x, root))
        n++;
    k->places = ARENA_ARRAY(k->a, struct akn_place, n);
    p = take(k, root, NULL);
    akn_place_register(k, p, SV("act"), SV("act"));
    for (const struct naskah_node *x = root->first; x; x = x->next) {
        struct akn_place *at = &k->places[k->n_places];

        phase = phase_of(x, phase);
        plan_top(k, x, p, phase, &t);
        at->phase = phase;
    }
    akn_notes_give(k);
}
