/* SPDX-License-Identifier: MIT
 * api/akn_place.c -- the places of the plan: by node, by eId, by what a reference in the text comes to; and the notes of
 * the reader, each given to the node it speaks of. */
#include "api/akn_priv.h"

/* A pointer as a key: its bytes live in the place. */
static struct sv node_key(const struct naskah_node *const *node)
{
    return (struct sv){ (const char *) node, sizeof *node };
}

struct akn_place *akn_place(const struct akn *k, const struct naskah_node *node)
{
    return map_get(k->by_node, node_key(&node));
}

const struct akn_place *akn_by_key(const struct akn *k, struct sv key)
{
    return map_get(k->by_key, key);
}

/* The second of one eId becomes "…-2". Numbers hold no '-', so that is nobody else's. */
static struct sv unique(struct akn *k, struct sv eid)
{
    size_t *times = map_get(k->seen, eid);

    if (!times) {
        times = ARENA_NEW(k->a, size_t);
        map_put(k->seen, eid, times);
    }
    return ++*times == 1 ? eid : arena_printf(k->a, "%.*s-%zu", SV_FMT(eid), *times);
}

void akn_place_register(struct akn *k, struct akn_place *p, struct sv eid, struct sv key)
{
    p->eid = unique(k, eid);
    p->key = key;
    map_put(k->by_node, node_key(&p->node), p);
    map_put(k->by_eid, p->eid, p);
    if (!map_get(k->by_key, key)) /* of several with one number the first is meant */
        map_put(k->by_key, key, p);
}

/* "…__list_2" of "…": the node that holds the list. */
static struct sv without_list(struct sv eid)
{
    size_t i = eid.n;

    while (i && eid.p[i - 1] >= '0' && eid.p[i - 1] <= '9')
        i--;
    return i < eid.n && sv_ends(sv_sub(eid, 0, i), SV("__list_")) ? sv_sub(eid, 0, i - 7) : SV_NULL;
}

const struct naskah_node *akn_find(const struct akn *k, struct sv eid)
{
    struct akn_place *p = map_get(k->by_eid, eid);
    struct sv up = p ? SV_NULL : without_list(eid);

    if (!p && up.n)
        p = map_get(k->by_eid, up);
    if (p && up.n && p->form != AKN_LIST && p->form != AKN_MIXED)
        p = NULL;
    return p ? p->node : NULL;
}

struct sv akn_eid(const struct akn *k, const struct naskah_node *node)
{
    const struct akn_place *p = akn_place(k, node);

    return p ? p->eid : SV_NULL;
}

/* --- notes -------------------------------------------------------------------------------------------------------------- */

/* Whether something of the node is written that a note can stand in. */
static bool shows(const struct naskah_node *n)
{
    return n->parent && ((n->jenis != NASKAH_JUDUL && n->jenis != NASKAH_PENUTUP) || n->teks.n || n->tanda.n);
}

static int by_line(const void *x, const void *y)
{
    const struct akn_place *const *a = x, *const *b = y;

    if ((*a)->node->line != (*b)->node->line)
        return (*a)->node->line < (*b)->node->line ? -1 : 1;
    return *a < *b ? -1 : *a > *b; /* one array: document order */
}

/* The first node that begins on the note's line, else the last one before it. */
static struct akn_place *holder(struct akn_place **list, size_t n, int line)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (list[mid]->node->line < line)
            low = mid + 1;
        else
            high = mid;
    }
    if (low < n && list[low]->node->line == line)
        return list[low];
    return list[low ? low - 1 : 0];
}

static void give(struct akn *k, struct akn_place *p, const struct naskah_note *note)
{
    struct akn_mark *m = ARENA_NEW(k->a, struct akn_mark);

    m->note = note;
    if (p->last_note)
        p->last_note->next = m;
    else
        p->notes = m;
    p->last_note = m;
}

/* Without any node to show, the root takes them: akn_body() writes something for it. */
void akn_notes_give(struct akn *k)
{
    struct akn_place **list = ARENA_ARRAY(k->a, struct akn_place *, k->n_places + 1);
    size_t n = 0;

    for (size_t i = 0; i < k->n_places; i++)
        if (shows(k->places[i].node))
            list[n++] = &k->places[i];
    if (n)
        qsort(list, n, sizeof(struct akn_place *), by_line);
    for (size_t i = 0; i < k->n->n_diperbaiki; i++) {
        const struct naskah_note *note = &k->n->diperbaiki[i];
        give(k, n ? holder(list, n, note->line) : &k->places[0], note);
    }
}
