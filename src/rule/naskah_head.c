/* SPDX-License-Identifier: MIT
 * rule/naskah_head.c -- headings: Buku, BAB, Bagian, Paragraf, Pasal; their titles; headings that were lost. */
#include "rule/naskah_priv.h"

enum {
    TITLE_LINES = 6, /* of one heading at most */
    AHEAD = 200      /* lines looked ahead for the next heading of a kind */
};

static const struct sv *name_of(enum naskah_jenis j)
{
    static const struct sv names[] = { SV_INIT("Buku"), SV_INIT("BAB"), SV_INIT("Bagian"),
                                       SV_INIT("Paragraf"), SV_INIT("Pasal") };
    return &names[nk_rank(j) - 1];
}

/* Where the next line would go on: the end of what stands before. */
static struct sv tail_of(const struct reader *r)
{
    return nk_text_tail(r->top);
}

static struct naskah_node *limit_of(const struct reader *r)
{
    return r->base ? r->base : r->root;
}

/* The node that will hold a heading of this rank. */
static struct naskah_node *holder(const struct reader *r, enum naskah_jenis j)
{
    struct naskah_node *p = r->top, *limit = limit_of(r);

    while (p != limit && p->parent && (nk_rank(p->jenis) == 0 || nk_rank(p->jenis) >= nk_rank(j)))
        p = p->parent;
    return p;
}

static struct naskah_node *open_heading(struct reader *r, const struct heading *h, int line)
{
    struct naskah_node *node = nk_node_add(r, holder(r, h->jenis), h->jenis, line);

    node->tanda = h->tanda;
    node->nomor = h->nomor;
    node->urut = h->v;
    r->top = node;
    r->zone = Z_BODY;
    r->title = NULL;
    return node;
}

/* ---- Pasal ---- */

static bool pasal_next(const struct reader *r, const struct heading *h)
{
    if (h->suffix)
        return h->v == r->pasal_v && h->suffix == (r->pasal_suffix ? r->pasal_suffix + 1 : 'A');
    return h->v == r->pasal_v + 1;
}

/* Roman numbers where there is no amending, and large letters for digits, are scars: "Pasal l", "Pasal 1O". */
static void pasal_reread(struct reader *r, struct heading *h, int line)
{
    struct heading x = *h;

    if (h->roman) {
        x.roman = false;
        x.nomor = arena_printf(r->a, "%d", h->v);
    } else if ((h->suffix == 'I' || h->suffix == 'O') && !pasal_next(r, h)) {
        x.v = h->v * 10 + (h->suffix == 'I');
        x.suffix = 0;
        x.nomor = arena_printf(r->a, "%d", x.v);
    } else {
        return;
    }
    if (!pasal_next(r, &x))
        return;
    *h = x;
    nk_note(r, line, T("\"%.*s\" dibaca sebagai Pasal %.*s."), SV_FMT(h->tanda), SV_FMT(h->nomor));
}

/* A line that is nothing but "Pasal N" may still be the end of a broken line. */
static bool pasal_stands(const struct reader *r, const struct line *l, const struct heading *h, bool next)
{
    struct sv tail = tail_of(r);
    const struct line *after = nk_line_ahead(r, 1);
    bool titled = nk_is_heading(r->top->jenis) || sv_empty(tail);
    bool goes_on = after && (nk_starts_lower(after->s) || nk_starts_word(after->s, SV("ayat")) ||
                             nk_starts_word(after->s, SV("huruf")));
    struct mark m;

    if (goes_on && after && nk_mark_parse(after->s, r->a, &m))
        goes_on = false;
    if (nk_wants_reference(tail) && !titled)
        return false;
    if (l->weak && (!next || r->last_pasal[h->v] > r->i + 1) && !titled)
        return false;
    if (titled)
        return true;
    if (nk_ended(tail))
        return !goes_on || next;
    return !goes_on && (next || (!r->width && l->blank && h->v > r->pasal_v));
}

void nk_pasal_restore(struct reader *r, int line)
{
    struct heading h = { .jenis = NASKAH_PASAL, .v = r->pasal_v + 1 };

    h.nomor = arena_printf(r->a, "%d", h.v);
    open_heading(r, &h, line)->pulih = true;
    r->pasal_v = h.v;
    r->pasal_suffix = 0;
    nk_note(r, line, T("Judul Pasal %d hilang; dipulihkan karena ayatnya mulai lagi dari awal."), h.v);
}

/* Ayat begin anew, the next Pasal is missing and the one after it is there. */
bool nk_pasal_lost_here(const struct reader *r)
{
    int v = r->pasal_v;

    return !r->base && v > 0 && v + 2 <= PASAL_MAX && r->last_pasal[v + 1] <= r->i &&
           r->last_pasal[v + 2] > r->i;
}

/* "… diubah sehingga berbunyi sebagai berikut:": what follows is quoted, until the next change or the next Pasal. */
static bool quote_opens(struct reader *r)
{
    struct naskah_node *top = r->top->jenis == NASKAH_ALINEA ? r->top->parent : r->top;

    if (r->base || r->amend || nk_rank(top->jenis) < 5 || nk_end_mark(tail_of(r)) != ':' ||
        !nk_text_says(r->top, SV("berbunyi")))
        return false;
    r->base = top;
    return true;
}

/* Whether a Pasal heading belongs to a quotation. */
static bool is_quoted(struct reader *r, const struct heading *h)
{
    if (r->amend)
        return r->base && !h->roman;
    return quote_opens(r) || (r->base && !pasal_next(r, h));
}

static void note_pasal(struct reader *r, const struct line *l, const struct heading *h, bool next)
{
    if (!next && h->v > r->pasal_v + 1)
        nk_note(r, l->no, T("Nomor Pasal melompat dari %d ke %.*s; dibiarkan."), r->pasal_v,
                SV_FMT(h->nomor));
    else if (!next)
        nk_note(r, l->no, T("Nomor Pasal %.*s berulang atau mundur; dibiarkan."), SV_FMT(h->nomor));
    if (l->weak)
        nk_note(r, l->no, T("Judul %.*s dipisahkan dari baris yang memuatnya."), SV_FMT(h->tanda));
}

static bool pasal_try(struct reader *r, const struct line *l, struct heading *h)
{
    bool next, first = h->v == 1 && !h->suffix;

    if (h->rest.n || (r->zone < Z_PUTUS && !first))
        return false;
    if (is_quoted(r, h)) {
        if (!pasal_stands(r, l, h, false))
            return false;
        open_heading(r, h, l->no);
        return true;
    }
    if (!r->amend || !h->roman)
        pasal_reread(r, h, l->no);
    next = pasal_next(r, h) || (r->amend && h->roman);
    if (!pasal_stands(r, l, h, next))
        return false;
    r->base = NULL;
    note_pasal(r, l, h, next);
    open_heading(r, h, l->no);
    r->pasal_v = h->v;
    r->pasal_suffix = h->suffix;
    r->out->n_pasal++;
    return true;
}

/* ---- the others ---- */

static bool title_may_follow(struct sv rest, enum naskah_jenis j)
{
    if (!rest.n)
        return true;
    if (nk_all_caps(rest) && nk_end_mark(rest) == '.')
        return true;
    if (!nk_starts_upper(rest) || nk_ended(rest) || rest.p[rest.n - 1] == ',')
        return false;
    return nk_all_caps(rest) || nk_title_like(rest) || (j == NASKAH_PARAGRAF && rest.n < 160);
}

/* A heading that goes on with the regulation's own numbers ends a quotation. */
static void quote_closes(struct reader *r, const struct heading *h)
{
    struct naskah_node *base = r->base;
    const struct naskah_node *last;

    if (!base || r->amend || h->v == 1 || h->suffix)
        return;
    r->base = NULL;
    last = nk_last_of(holder(r, h->jenis), h->jenis);
    if (!last || h->v != last->urut + 1)
        r->base = base;
}

static void note_other(struct reader *r, const struct line *l, const struct heading *h)
{
    const struct naskah_node *last = nk_last_of(holder(r, h->jenis), h->jenis);
    bool next = h->v == (last ? last->urut + 1 : 1) || (last && h->v == last->urut && h->suffix);

    if (l->weak)
        nk_note(r, l->no, T("Judul %.*s dipisahkan dari baris yang memuatnya."), SV_FMT(h->tanda));
    if (next || r->base) /* quoted headings follow the numbers of the regulation they change */
        return;
    if (last && h->v == last->urut)
        nk_note(r, l->no, T("Nomor %.*s tertulis dua kali; dibiarkan."), SV_FMT(h->tanda));
    else
        nk_note(r, l->no, T("Nomor %.*s tidak menyambung urutan; dibiarkan."), SV_FMT(h->tanda));
}

static bool other_try(struct reader *r, const struct line *l, struct heading *h)
{
    struct sv tail = tail_of(r);
    bool titled = nk_is_heading(r->top->jenis) || sv_empty(tail);
    const struct naskah_node *last = nk_last_of(holder(r, h->jenis), h->jenis);
    bool next = h->v == (last ? last->urut + 1 : 1);

    if (r->zone < Z_PUTUS && !(h->jenis <= NASKAH_BAB && h->v == 1))
        return false;
    if (!title_may_follow(h->rest, h->jenis) || (!titled && nk_wants_reference(tail)))
        return false;
    if (!titled && !nk_ended(tail) && !(next && (!h->rest.n || nk_all_caps(h->rest) || !r->width)))
        return false;
    if (!quote_opens(r))
        quote_closes(r, h);
    note_other(r, l, h);
    r->title = open_heading(r, h, l->no);
    r->title->judul = h->rest;
    return true;
}

bool nk_head_try(struct reader *r, const struct line *l)
{
    struct heading h;

    if (!nk_heading_parse(l->s, r->a, &h))
        return false;
    return h.jenis == NASKAH_PASAL ? pasal_try(r, l, &h) : other_try(r, l, &h);
}

/* ---- titles ---- */

/* Lines from the present one to the next heading: how many, if all of them can be title; 0: they cannot. */
static size_t title_run(struct reader *r, size_t most)
{
    for (size_t k = 0; k <= most; k++) {
        const struct line *l = nk_line_ahead(r, k);
        struct heading h;
        struct mark m;

        if (!l)
            return 0;
        if (nk_heading_parse(l->s, r->a, &h) && title_may_follow(h.rest, h.jenis))
            return k;
        if (nk_ended(l->s) || l->s.p[l->s.n - 1] == ',' || nk_mark_parse(l->s, r->a, &m))
            return 0;
    }
    return 0;
}

bool nk_title_try(struct reader *r, const struct line *l)
{
    struct naskah_node *t = r->title;
    struct mark m;

    if (!t)
        return false;
    bool run = title_run(r, TITLE_LINES) > 0;
    bool caps = nk_all_caps(l->s) && !nk_ended(l->s);
    bool takes = t->judul.n ? (nk_all_caps(t->judul) ? caps : run) : caps || run || nk_title_like(l->s);
    if (!takes || l->s.n > 300 || nk_mark_parse(l->s, r->a, &m)) {
        r->title = NULL;
        return false;
    }
    t->judul = t->judul.n ? arena_printf(r->a, "%.*s %.*s", SV_FMT(t->judul), SV_FMT(l->s)) : l->s;
    if (t->judul.n > 2000)
        r->title = NULL;
    return true;
}

/* The next heading of kind j within reach, not past one that ranks higher; its value, or 0. */
static int next_of_kind(struct reader *r, enum naskah_jenis j)
{
    for (size_t k = 1; k < AHEAD; k++) {
        const struct line *l = nk_line_ahead(r, k);
        struct heading h;

        if (!l)
            return 0;
        if (!nk_heading_parse(l->s, r->a, &h) || !title_may_follow(h.rest, h.jenis))
            continue;
        if (h.jenis == j)
            return h.v;
        if (nk_rank(h.jenis) < nk_rank(j))
            return 0;
    }
    return 0;
}

/* The kind of the lost heading whose title stands alone before heading h. */
static enum naskah_jenis orphan_kind(const struct reader *r, const struct heading *h)
{
    if (h->jenis == NASKAH_PARAGRAF && h->v == 1)
        return NASKAH_BAGIAN;
    if (h->jenis == NASKAH_BAGIAN && h->v == 1)
        return NASKAH_BAB;
    for (const struct naskah_node *p = r->top; p; p = p->parent)
        if (p->jenis == NASKAH_PARAGRAF || p->jenis == NASKAH_BAGIAN)
            return p->jenis;
    return NASKAH_PERATURAN;
}

/* A title without its heading: Words Like a Title after a finished sentence, right before the next heading. */
bool nk_orphan_try(struct reader *r, const struct line *l)
{
    size_t run;
    struct heading next, h = { .v = 0 };

    if (r->base || l->weak || !l->blank || !nk_ended(tail_of(r)) || !nk_title_like(l->s) ||
        nk_rank(r->top->jenis) < 5)
        return false;
    run = title_run(r, 3);
    if (!run || !nk_heading_parse(nk_line_ahead(r, run)->s, r->a, &next))
        return false;
    for (size_t k = 1; k < run; k++)
        if (!nk_title_like(nk_line_ahead(r, k)->s))
            return false;
    h.jenis = orphan_kind(r, &next);
    if (h.jenis == NASKAH_PERATURAN)
        return false;
    const struct naskah_node *last = nk_last_of(holder(r, h.jenis), h.jenis);
    if (last && next_of_kind(r, h.jenis) == last->urut + 2) {
        h.v = last->urut + 1;
        h.nomor = h.jenis == NASKAH_BAGIAN ? nk_ordinal_word(h.v, r->a)
                  : h.jenis == NASKAH_BAB  ? nk_roman_number(h.v, r->a)
                                           : arena_printf(r->a, "%d", h.v);
    }
    r->title = open_heading(r, &h, l->no);
    r->title->judul = l->s;
    r->title->pulih = true;
    if (h.v)
        nk_note(r, l->no, T("Judul %.*s %.*s hilang nomornya; dipulihkan dari urutan."),
                SV_FMT(*name_of(h.jenis)), SV_FMT(h.nomor));
    else
        nk_note(r, l->no, T("Judul tanpa nomor; dibaca sebagai %.*s."), SV_FMT(*name_of(h.jenis)));
    return true;
}
