/* SPDX-License-Identifier: MIT
 * rule/naskah_build.c -- grows the tree line by line: which part of the regulation we are in, and who may place the
 * line. Also the small operations on nodes under construction. */
#include "rule/naskah_priv.h"

/* ---- nodes ---- */

/* Every node is the first member of a bnode while the tree grows. */
static struct bnode *b_of(const struct naskah_node *node)
{
    return (struct bnode *) node;
}

void nk_node_append(struct naskah_node *parent, struct naskah_node *node)
{
    node->parent = parent;
    node->next = NULL;
    b_of(node)->prev = parent->last;
    if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
}

void nk_node_unlink(struct naskah_node *node)
{
    struct naskah_node *parent = node->parent, *before = b_of(node)->prev;

    if (before)
        before->next = node->next;
    else
        parent->first = node->next;
    if (node->next)
        b_of(node->next)->prev = before;
    else
        parent->last = before;
    node->next = NULL;
}

struct naskah_node *nk_last_of(const struct naskah_node *parent, enum naskah_jenis j)
{
    struct naskah_node *c = parent->last;

    for (int k = 0; c && c->jenis != j && k < LOOK_BACK; k++)
        c = b_of(c)->prev;
    return c && c->jenis == j ? c : NULL;
}

struct naskah_node *nk_node_add(struct reader *r, struct naskah_node *parent, enum naskah_jenis j, int line)
{
    struct bnode *b = ARENA_NEW(r->a, struct bnode);

    b->n.jenis = j;
    b->n.line = line;
    nk_node_append(parent, &b->n);
    r->par_max = r->par_last = 0;
    return &b->n;
}

int nk_node_depth(const struct naskah_node *node)
{
    int n = 0;

    for (; node; node = node->parent)
        n++;
    return n;
}

void nk_text_add(struct reader *r, struct naskah_node *node, struct sv s, char glue)
{
    struct bnode *b = b_of(node);
    struct piece *p = ARENA_NEW(r->a, struct piece);
    size_t w = nk_text_width(s);

    p->s = s;
    p->glue = b->tail ? glue : 0;
    if (b->tail)
        b->tail->next = p;
    else
        b->head = p;
    b->tail = p;
    r->par_last = w;
    if (w > r->par_max)
        r->par_max = w;
}

bool nk_has_text(const struct naskah_node *node)
{
    return b_of(node)->tail != NULL;
}

void nk_text_move(struct naskah_node *from, struct naskah_node *to)
{
    struct bnode *f = b_of(from), *t = b_of(to);

    t->head = f->head;
    t->tail = f->tail;
    f->head = f->tail = NULL;
}

struct sv nk_text_tail(const struct naskah_node *node)
{
    const struct bnode *b = b_of(node);

    return b->tail ? b->tail->s : node->judul.n ? node->judul : SV_NULL;
}

bool nk_text_says(const struct naskah_node *node, struct sv word)
{
    int k = 0;

    for (const struct piece *p = b_of(node)->head; p && k < LOOK_BACK; p = p->next, k++)
        if (sv_find(p->s, word) >= 0)
            return true;
    return false;
}

/* Headings contain what ranks below them; items nest by the order of their coming. */
int nk_rank(enum naskah_jenis j)
{
    switch (j) {
    case NASKAH_BUKU: return 1;
    case NASKAH_BAB: return 2;
    case NASKAH_BAGIAN: return 3;
    case NASKAH_PARAGRAF: return 4;
    case NASKAH_PASAL: return 5;
    case NASKAH_AYAT: return 6;
    case NASKAH_HURUF:
    case NASKAH_ANGKA:
    case NASKAH_SUBHURUF:
    case NASKAH_SUBANGKA:
    case NASKAH_ALINEA: return 7;
    default: return 0;
    }
}

bool nk_is_heading(enum naskah_jenis j)
{
    return nk_rank(j) >= 1 && nk_rank(j) <= 4;
}

const struct line *nk_line_ahead(const struct reader *r, size_t k)
{
    return r->i + k < r->n ? &r->ln[r->i + k] : NULL;
}

/* ---- what must be known before the first line is placed ---- */

/* Wrapped texts are told by lines that break inside sentences; their width is the ninth tenth of those lines. */
static void measure(struct reader *r)
{
    size_t hist[201] = { 0 }, inside = 0, lines = 0, seen = 0;

    for (size_t i = 0; i + 1 < r->n; i++) {
        size_t w = nk_text_width(r->ln[i].s);
        lines++;
        if (nk_ended(r->ln[i].s) || !nk_starts_lower(r->ln[i + 1].s) || r->ln[i + 1].weak || w > 200)
            continue;
        struct mark m;
        if (nk_mark_parse(r->ln[i + 1].s, r->a, &m))
            continue;
        hist[w]++;
        inside++;
    }
    if (inside < 8 || inside * 6 < lines)
        return;
    while (r->width < 200 && seen * 10 < inside * 9)
        seen += hist[++r->width];
}

/* Where each Pasal number stands as a heading beyond doubt, and whether this is an amending regulation. */
static void find_pasal(struct reader *r)
{
    bool first = false, second = false;

    r->last_pasal = ARENA_ARRAY(r->a, size_t, PASAL_MAX + 1);
    for (size_t i = 0; i < r->n; i++) {
        struct heading h;
        if (nk_letters_are(r->ln[i].s, SV("PENJELASAN")) && nk_all_caps(r->ln[i].s))
            break;
        if (!nk_heading_parse(r->ln[i].s, r->a, &h) || h.jenis != NASKAH_PASAL || h.rest.n)
            continue;
        if (!h.roman)
            r->last_pasal[h.v] = i + 1;
        first |= h.roman && h.v == 1;
        second |= h.roman && h.v == 2;
    }
    r->amend = first && second;
}

/* ---- lines ---- */

static void body_line(struct reader *r, const struct line *l)
{
    if (nk_head_try(r, l) || nk_close_try(r, l) || nk_title_try(r, l))
        return;
    if (nk_mark_try(r, l) || nk_orphan_try(r, l))
        return;
    nk_text_place(r, l);
}

static void place(struct reader *r, const struct line *l)
{
    if (r->zone >= Z_BODY && nk_tail_try(r, l))
        return;
    switch (r->zone) {
    case Z_JUDUL:
    case Z_TIMBANG:
    case Z_PUTUS:
        if (nk_head_try(r, l) || nk_front_try(r, l))
            return;
        if (r->zone == Z_JUDUL)
            nk_judul_line(r, l);
        else if (!nk_mark_try(r, l))
            nk_text_place(r, l);
        return;
    case Z_BODY: body_line(r, l); return;
    case Z_CLOSE: nk_close_line(r, l); return;
    case Z_EXPLAIN: nk_explain_line(r, l); return;
    case Z_ANNEX: nk_annex_line(r, l); return;
    }
}

bool naskah_build(struct reader *r, struct err *e)
{
    measure(r);
    find_pasal(r);
    r->root = &ARENA_NEW(r->a, struct bnode)->n;
    r->root->jenis = NASKAH_PERATURAN;
    r->root->line = r->n ? r->ln[0].no : 1;
    r->top = r->root;
    for (r->i = 0; r->i < r->n; r->i++) {
        place(r, &r->ln[r->i]);
        if (!arena_ok(r->a, e))
            return false;
    }
    naskah_finish(r);
    return arena_ok(r->a, e);
}

bool naskah_read(struct sv text, struct arena *a, struct naskah *out, struct err *e)
{
    struct naskah result = { .pohon = NULL };
    struct reader r = { .a = a, .out = &result };

    if (!naskah_lines(&r, text, e) || !naskah_furniture(&r, e) || !naskah_unglue(&r, e) ||
        !naskah_build(&r, e))
        return false;
    result.pohon = r.root;
    *out = result;
    return true;
}
