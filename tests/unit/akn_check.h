/* SPDX-License-Identifier: MIT
 * unit/akn_check.h -- reads an Akoma Ntoso document of ours with a parser that is not ours, and holds it against the tree it
 * was made of: the same words in the same order, what was thrown away, every note, eIds that are unique, references that
 * lead somewhere. Used by the unit test and the fuzz target. */
#ifndef UNIT_AKN_CHECK_H
#define UNIT_AKN_CHECK_H

#include "naskah_words.h"

#include <expat.h>
#include <stdint.h>

#include "api/akn.h"
#include "base/buf.h"
#include "base/map.h"

struct akn_read {
    struct arena *a;
    struct buf text, thrown; /* of the document outside meta, notes and insertions; of px:dibuang */
    struct map *eids;
    struct sv *refs;
    size_t n_refs, cap_refs, notes, depth, deepest;
    unsigned meta, note, ins, left_out;
    struct sv twice; /* an eId that came a second time */
};

static inline struct sv akn_attribute(const XML_Char **at, const char *name)
{
    for (; *at; at += 2)
        if (strcmp(at[0], name) == 0)
            return sv_of(at[1]);
    return SV_NULL;
}

static inline void XMLCALL akn_start(void *ctx, const XML_Char *el, const XML_Char **at)
{
    struct akn_read *r = ctx;
    struct sv eid = akn_attribute(at, "eId"), href = akn_attribute(at, "href");

    r->meta += strcmp(el, "meta") == 0;
    r->ins += strcmp(el, "ins") == 0;
    if (strcmp(el, "authorialNote") == 0) {
        r->note++;
        r->notes++;
    }
    if (strcmp(el, "px:dibuang") == 0) {
        r->left_out++;
        buf_char(&r->thrown, ' ');
    }
    if (eid.p && !map_put(r->eids, arena_dup(r->a, eid), r) && !r->twice.p)
        r->twice = arena_dup(r->a, eid);
    if (strcmp(el, "ref") == 0)
        *ARENA_PUSH(r->a, r->refs, r->n_refs, r->cap_refs) = arena_dup(r->a, href);
    if (++r->depth > r->deepest)
        r->deepest = r->depth;
}

static inline void XMLCALL akn_end(void *ctx, const XML_Char *el)
{
    struct akn_read *r = ctx;

    r->meta -= strcmp(el, "meta") == 0;
    r->ins -= strcmp(el, "ins") == 0;
    r->note -= strcmp(el, "authorialNote") == 0;
    r->left_out -= strcmp(el, "px:dibuang") == 0;
    r->depth--;
}

static inline void XMLCALL akn_data(void *ctx, const XML_Char *s, int n)
{
    struct akn_read *r = ctx;
    struct sv text = { s, (size_t) n };

    if (r->left_out)
        buf_put(&r->thrown, text);
    else if (!r->meta && !r->note && !r->ins)
        buf_put(&r->text, text);
}

/* false: not well-formed; *why says where. The caller clears text and thrown. */
static inline bool akn_read_xml(struct sv xml, struct arena *a, struct akn_read *out, const char **why)
{
    XML_Parser p = XML_ParserCreate(NULL);
    bool ok;

    *out = (struct akn_read){ .a = a, .eids = map_new(a) };
    buf_init(&out->text, 1u << 30);
    buf_init(&out->thrown, 1u << 30);
    XML_SetUserData(p, out);
    XML_SetElementHandler(p, akn_start, akn_end);
    XML_SetCharacterDataHandler(p, akn_data);
    ok = XML_Parse(p, xml.p, (int) xml.n, 1) == XML_STATUS_OK;
    *why =
        arena_printf(a, "%s, line %lu", XML_ErrorString(XML_GetErrorCode(p)), XML_GetCurrentLineNumber(p)).p;
    XML_ParserFree(p);
    return ok;
}

/* NULL: as it must be; else what is wrong. */
static inline const char *akn_compare(const struct akn_read *r, const struct naskah *n, const struct akn *k,
                                      struct arena *a)
{
    struct words tree = { .n = 0 }, doc = { .n = 0 }, out = { .n = 0 }, thrown = { .n = 0 };

    words_of_tree(&tree, n, a);
    words_add(&doc, buf_sv(&r->text), false, a);
    for (size_t i = 0; i < tree.n || i < doc.n; i++)
        if (i >= tree.n || i >= doc.n || !sv_eq(tree.w[i], doc.w[i]))
            return arena_printf(a, "word %zu of %zu and %zu: \"%.*s\" in the tree, \"%.*s\" in the document",
                                i, tree.n, doc.n, SV_FMT(i < tree.n ? tree.w[i] : SV("")),
                                SV_FMT(i < doc.n ? doc.w[i] : SV("")))
                .p;
    for (size_t i = 0; i < n->n_dibuang; i++)
        words_add(&out, n->dibuang[i].teks, false, a);
    words_add(&thrown, buf_sv(&r->thrown), false, a);
    for (size_t i = 0; i < out.n || i < thrown.n; i++)
        if (i >= out.n || i >= thrown.n || !sv_eq(out.w[i], thrown.w[i]))
            return "what was thrown away is not there as it was";
    if (r->notes != n->n_diperbaiki)
        return arena_printf(a, "%zu notes of %zu", r->notes, n->n_diperbaiki).p;
    if (r->twice.p)
        return arena_printf(a, "eId %.*s twice", SV_FMT(r->twice)).p;
    for (size_t i = 0; i < r->n_refs; i++)
        if (!r->refs[i].n ||
            (r->refs[i].p[0] == '#' && !map_get(r->eids, sv_sub(r->refs[i], 1, r->refs[i].n))))
            return arena_printf(a, "reference \"%.*s\" leads nowhere", SV_FMT(r->refs[i])).p;
    for (const struct naskah_node *x = naskah_next(n->pohon, n->pohon); x; x = naskah_next(x, n->pohon)) {
        struct sv eid = akn_eid(k, x);
        if (!map_get(r->eids, eid))
            return arena_printf(a, "eId %.*s of a node is not in the document", SV_FMT(eid)).p;
        if (akn_find(k, eid) != x)
            return arena_printf(a, "eId %.*s finds another node", SV_FMT(eid)).p;
    }
    return NULL;
}

#endif
