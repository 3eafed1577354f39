/* SPDX-License-Identifier: MIT
 * rule/naskah_list.c -- places ayat, list items and paragraphs. A mark is believed when it continues a list that is
 * open, or begins one; otherwise only after a finished sentence, and then it is noted. */
#include "rule/naskah_priv.h"

enum {
    JUMP_MAX = 12,  /* numbers a list may skip and still be the same list */
    LIST_AHEAD = 80 /* lines looked ahead for the second item of a list */
};

struct place { /* where a mark would go */
    struct naskah_node *parent;
    struct naskah_node *last; /* the item of its kind before it, or NULL */
};

/* Lists are looked for up to here: the Pasal, the heading, the part of the preamble, or the quoting angka. */
static bool is_container(const struct reader *r, const struct naskah_node *p)
{
    return p == r->base || p->jenis == NASKAH_PASAL || nk_rank(p->jenis) < 5 || !p->parent;
}

static struct naskah_node *container_of_top(const struct reader *r)
{
    struct naskah_node *p = r->top;

    while (!is_container(r, p))
        p = p->parent;
    return p;
}

/* Paragraphs without mark that came after `last`, and nothing else. */
static int alinea_after(const struct naskah_node *last)
{
    int n = 0;

    for (const struct naskah_node *c = last->next; c; c = c->next, n++)
        if (c->jenis != NASKAH_ALINEA)
            return 0;
    return n;
}

static struct sv number_text(struct reader *r, enum naskah_jenis j, int v)
{
    char two[2] = { 'a', 'a' };

    if (j != NASKAH_HURUF && j != NASKAH_SUBHURUF)
        return arena_printf(r->a, "%d", v);
    if (v <= 26)
        two[0] = (char) ('a' + v - 1);
    else
        two[1] = (char) ('a' + (v - 27) % 26);
    return arena_dup(r->a, (struct sv){ two, v <= 26 ? 1 : 2 });
}

/* Paragraphs between two items either belong to the first, or are items that lost their marks. */
static void settle_alinea(struct reader *r, const struct place *at, const struct mark *m)
{
    int n = alinea_after(at->last), lost = m->v - at->last->urut - 1;
    struct naskah_node *c = at->last->next, *next;
    int v = at->last->urut;

    for (; c; c = next) {
        next = c->next;
        if (lost > 0 && lost == n) {
            c->jenis = m->jenis;
            c->urut = ++v;
            c->nomor = number_text(r, m->jenis, v);
            c->pulih = true;
            nk_note(r, c->line, T("Nomor %.*s %.*s hilang; dipulihkan dari urutan."),
                    SV_FMT(naskah_jenis_name(c->jenis)), SV_FMT(c->nomor));
        } else if (n > 0) {
            nk_node_unlink(c);
            nk_node_append(at->last, c);
        }
    }
}

static bool add_item(struct reader *r, const struct place *at, const struct mark *m, const struct line *l)
{
    struct naskah_node *node;

    if (nk_node_depth(at->parent) >= DEPTH_MAX)
        return false;
    if (at->last)
        settle_alinea(r, at, m);
    node = nk_node_add(r, at->parent, m->jenis, l->no);
    node->tanda = m->tanda;
    node->nomor = m->nomor;
    node->urut = m->v;
    if (m->rest.n)
        nk_text_add(r, node, m->rest, 0);
    r->top = node;
    r->title = NULL;
    if (m->scar)
        nk_note(r, l->no, T("\"%.*s\" dibaca sebagai %.*s %.*s."), SV_FMT(m->tanda),
                SV_FMT(naskah_jenis_name(m->jenis)), SV_FMT(m->nomor));
    if (l->weak)
        nk_note(r, l->no, T("%.*s dipisahkan dari baris yang memuatnya."), SV_FMT(m->tanda));
    if (r->amend && !r->base && m->jenis == NASKAH_ANGKA && at->parent->jenis == NASKAH_PASAL)
        r->base = node;
    return true;
}

/* ---- where a mark could go ---- */

/* The list it continues, nearest first. */
static bool continues(const struct reader *r, const struct mark *m, struct place *at)
{
    for (struct naskah_node *p = r->top;; p = p->parent) {
        struct naskah_node *last = nk_last_of(p, m->jenis);
        if (last && nk_mark_follows(last, m)) {
            *at = (struct place){ p, last };
            return true;
        }
        if (is_container(r, p))
            return false;
    }
}

/* The nearest list of its kind, whatever its number. */
static bool nearest(const struct reader *r, enum naskah_jenis j, struct place *at)
{
    for (struct naskah_node *p = r->top;; p = p->parent) {
        struct naskah_node *last = nk_last_of(p, j);
        if (last) {
            *at = (struct place){ p, last };
            return true;
        }
        if (is_container(r, p))
            return false;
    }
}

/* The next line that begins with a mark of this kind has the value v. */
static bool next_is(struct reader *r, enum naskah_jenis j, int v)
{
    for (size_t k = 1; k < LIST_AHEAD; k++) {
        const struct line *l = nk_line_ahead(r, k);
        struct mark m;
        if (!l)
            return false;
        if (nk_mark_parse(l->s, r->a, &m) && m.jenis == j)
            return m.v == v;
    }
    return false;
}

/* ---- the cases ---- */

struct attempt {
    const struct line *l;
    struct mark m;
    struct sv tail; /* what stands before */
    bool closed;    /* it is a finished sentence or item, or nothing */
};

/* "… pada ayat / (1) ditetapkan …": the number belongs to the sentence. */
static bool inside_sentence(const struct attempt *t)
{
    if (t->closed)
        return nk_wants_number(t->tail);
    if (nk_wants_number(t->tail))
        return true;
    return t->m.jenis == NASKAH_AYAT && nk_wants_reference(t->tail);
}

static bool try_next(struct reader *r, const struct attempt *t)
{
    struct place at;

    if (!continues(r, &t->m, &at))
        return false;
    if (!t->closed && (t->l->weak || (!t->m.rest.n && t->m.jenis != NASKAH_HURUF)))
        return false;
    return add_item(r, &at, &t->m, t->l);
}

static bool try_first_ayat(struct reader *r, const struct attempt *t)
{
    struct place at = { container_of_top(r), NULL };

    if (nk_last_of(at.parent, NASKAH_AYAT))
        return false;
    if (!t->closed && (r->width || t->l->weak))
        return false;
    return add_item(r, &at, &t->m, t->l);
}

/* A list begins under what was said last; one of the same kind only when that announces it with a colon. */
static bool try_first(struct reader *r, const struct attempt *t)
{
    struct place at = { r->top, NULL };
    bool colon = nk_end_mark(t->tail) == ':';

    if (t->m.v != 1 || t->m.suffix)
        return false;
    if (t->m.jenis == NASKAH_AYAT)
        return try_first_ayat(r, t);
    if (t->l->weak && !(colon && next_is(r, t->m.jenis, 2)))
        return false;
    if (!t->closed && r->width && !next_is(r, t->m.jenis, 2))
        return false;
    for (struct naskah_node *p = r->top; !is_container(r, p); p = p->parent)
        if (p->jenis == t->m.jenis && !colon)
            return false;
    return add_item(r, &at, &t->m, t->l);
}

/* A Pasal whose ayat 1 lost its mark: its text becomes ayat 1 when ayat 2 comes. */
static void restore_first_ayat(struct reader *r, struct naskah_node *pasal)
{
    struct naskah_node *c = pasal->first, *next, *node;

    pasal->first = pasal->last = NULL;
    node = nk_node_add(r, pasal, NASKAH_AYAT, pasal->line);
    nk_text_move(pasal, node);
    for (; c; c = next) {
        next = c->next;
        nk_node_append(node, c);
    }
    node->nomor = number_text(r, NASKAH_AYAT, 1);
    node->urut = 1;
    node->pulih = true;
    nk_note(r, pasal->line, T("Nomor ayat pertama Pasal %.*s hilang; dipulihkan dari urutan."),
            SV_FMT(pasal->nomor));
}

/* No list of its kind is open, and it does not begin with one. */
static bool try_late_start(struct reader *r, const struct attempt *t)
{
    struct naskah_node *c = container_of_top(r);
    struct place at = { r->top, NULL };

    if (t->m.jenis == NASKAH_AYAT) {
        at.parent = c;
        if (t->m.v == 2 && c->jenis == NASKAH_PASAL && nk_has_text(c) && nk_node_depth(c) + 2 < DEPTH_MAX) {
            restore_first_ayat(r, c);
            at.last = c->last;
            return add_item(r, &at, &t->m, t->l);
        }
    } else if (t->m.v == 2 && r->top->jenis == NASKAH_ALINEA &&
               nk_end_mark(nk_text_tail(r->top->parent)) == ':') {
        struct naskah_node *first = r->top;
        first->jenis = t->m.jenis;
        first->urut = 1;
        first->nomor = number_text(r, first->jenis, 1);
        first->pulih = true;
        nk_note(r, first->line, T("Nomor %.*s %.*s hilang; dipulihkan dari urutan."),
                SV_FMT(naskah_jenis_name(first->jenis)), SV_FMT(first->nomor));
        at = (struct place){ first->parent, first };
        return add_item(r, &at, &t->m, t->l);
    } else if (nk_end_mark(t->tail) != ':' && nk_has_text(r->top)) {
        return false;
    }
    if (t->m.v > JUMP_MAX || !add_item(r, &at, &t->m, t->l))
        return false;
    nk_note(r, t->l->no, T("Urutan mulai dari %.*s, bukan dari awal; dibiarkan."), SV_FMT(t->m.tanda));
    return true;
}

/* Out of order, after a finished sentence: an item all the same, with a note. */
static bool try_jump(struct reader *r, const struct attempt *t)
{
    struct place at;
    int lost;

    if (!t->closed || t->l->weak || t->m.scar || !t->m.rest.n ||
        t->m.v > 26 + JUMP_MAX + (t->m.jenis != NASKAH_HURUF) * 900)
        return false;
    if (!nearest(r, t->m.jenis, &at))
        return t->m.v > 1 && try_late_start(r, t);
    lost = t->m.v - at.last->urut - 1;
    if (lost > JUMP_MAX || (t->m.jenis == NASKAH_HURUF && t->m.tanda.n > 2 && at.last->urut < 26))
        return false;
    if (t->m.jenis == NASKAH_AYAT && t->m.v == 1 && nk_pasal_lost_here(r)) {
        nk_pasal_restore(r, t->l->no);
        at = (struct place){ r->top, NULL };
        return add_item(r, &at, &t->m, t->l);
    }
    bool restores = lost > 0 && lost == alinea_after(at.last);
    int before = at.last->urut;
    if (!add_item(r, &at, &t->m, t->l))
        return false;
    if (lost > 0 && !restores)
        nk_note(r, t->l->no, T("Nomor %.*s melompat dari %.*s ke %.*s; dibiarkan."),
                SV_FMT(naskah_jenis_name(t->m.jenis)), SV_FMT(number_text(r, t->m.jenis, before)),
                SV_FMT(t->m.nomor));
    else if (lost <= 0)
        nk_note(r, t->l->no, T("Nomor %.*s %.*s berulang atau mundur; dibiarkan."),
                SV_FMT(naskah_jenis_name(t->m.jenis)), SV_FMT(t->m.nomor));
    return true;
}

/* "(l)" and "(I)" for the first ayat, "l." for the first of a numbered list. */
static bool try_misread(struct reader *r, struct attempt *t)
{
    struct mark was = t->m;
    bool one = t->m.v == 12 || t->m.v == 9;

    if (!one || !t->closed || t->l->weak || t->m.suffix)
        return false;
    if (t->m.jenis == NASKAH_SUBHURUF && t->m.tanda.p[0] == '(')
        t->m.jenis = NASKAH_AYAT;
    else if (t->m.jenis == NASKAH_HURUF && next_is(r, NASKAH_ANGKA, 2))
        t->m.jenis = NASKAH_ANGKA;
    else
        return false;
    t->m.v = 1;
    t->m.scar = true;
    t->m.nomor = number_text(r, NASKAH_ANGKA, 1);
    if (try_first(r, t))
        return true;
    t->m = was;
    return false;
}

/* ---- amending regulations ---- */

/* "2. Ketentuan … diubah …", "3. Di antara … disisipkan …": the next change, not an item of the text quoted. */
static bool announces_change(struct sv s)
{
    static const struct sv first[] = { SV_INIT("Ketentuan"),  SV_INIT("Di antara"),   SV_INIT("Diantara"),
                                       SV_INIT("Judul"),      SV_INIT("Setelah"),     SV_INIT("Sesudah"),
                                       SV_INIT("Penjelasan"), SV_INIT("Mengubah"),    SV_INIT("Menghapus"),
                                       SV_INIT("Menambah"),   SV_INIT("Menyisipkan"), SV_INIT("Lampiran") };
    static const struct sv verbs[] = { SV_INIT("diubah"), SV_INIT("dihapus"), SV_INIT("disisipkan"),
                                       SV_INIT("ditambah"), SV_INIT("berbunyi") };

    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++)
        if (nk_starts_word(s, first[i]))
            return true;
    if (!nk_starts_word(s, SV("Pasal")) && !nk_starts_word(s, SV("BAB")) && !nk_starts_word(s, SV("Bagian")))
        return false;
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (sv_find(s, verbs[i]) >= 0)
            return true;
    return false;
}

static bool try_change(struct reader *r, const struct attempt *t, bool sure)
{
    struct place at;

    if (!r->base || t->m.jenis != r->base->jenis || !nk_mark_follows(r->base, &t->m) || t->l->weak)
        return false;
    if (t->m.jenis != NASKAH_ANGKA && t->m.jenis != NASKAH_HURUF)
        return false;
    if (!sure && !announces_change(t->m.rest))
        return false;
    at = (struct place){ r->base->parent, r->base };
    r->base = NULL;
    return add_item(r, &at, &t->m, t->l);
}

bool nk_mark_try(struct reader *r, const struct line *l)
{
    struct attempt t = { .l = l };

    if (!nk_mark_parse(l->s, r->a, &t.m))
        return false;
    t.tail = nk_has_text(r->top) ? nk_text_tail(r->top) : SV_NULL;
    t.closed = !t.tail.p || !t.tail.n || nk_ended(t.tail);
    if (!t.closed && t.tail.p[t.tail.n - 1] == ',' && t.m.jenis != NASKAH_AYAT)
        t.closed = true;
    if (!t.closed && t.m.jenis != NASKAH_AYAT) { /* "…, dan" and "…; atau" end an item */
        struct sv rest = sv_trim(sv_sub(t.tail, 0, t.tail.n - nk_last_token(t.tail).n));
        t.closed =
            nk_conjunction(nk_last_token(t.tail)) && rest.n && (nk_ended(rest) || rest.p[rest.n - 1] == ',');
    }
    if (inside_sentence(&t))
        return false;
    if (try_change(r, &t, false) || try_next(r, &t) || try_first(r, &t) || try_misread(r, &t))
        return true;
    return try_change(r, &t, true) || try_jump(r, &t);
}

/* ---- paragraphs ---- */

/* In a wrapped text a paragraph ends where the next word would still have fitted. */
static bool would_fit(const struct reader *r, const struct line *l)
{
    size_t w = r->par_max > r->par_last ? r->par_max : r->width;

    return r->par_last + 1 + nk_text_width(nk_first_token(l->s)) <= w;
}

static void join(struct reader *r, const struct line *l, struct sv tail)
{
    bool hyphen =
        tail.n > 1 && tail.p[tail.n - 1] == '-' && is_alpha(tail.p[tail.n - 2]) && is_alpha(l->s.p[0]);
    bool soft = sv_ends(tail, SV("\xc2\xad"));

    nk_text_add(r, r->top, l->s, hyphen || soft ? 0 : ' ');
    if (l->weak)
        return;
    if (r->width)
        r->joined++;
    else if (r->i)
        nk_note(r, l->no, T("Baris disambungkan dengan baris %d."), r->ln[r->i - 1].no);
}

/* The node that a new paragraph without mark belongs to. */
static struct naskah_node *alinea_parent(const struct reader *r, const struct line *l, struct sv tail)
{
    struct naskah_node *top = r->top->jenis == NASKAH_ALINEA ? r->top->parent : r->top;

    if (nk_end_mark(tail) == ':')
        return top;
    if (nk_starts_upper(l->s) && nk_end_mark(tail) != ';')
        return container_of_top(r);
    return nk_rank(top->jenis) == 7 && top != r->base && r->top->jenis != NASKAH_ALINEA ? top->parent : top;
}

void nk_text_place(struct reader *r, const struct line *l)
{
    struct sv tail = nk_text_tail(r->top);
    struct naskah_node *parent;

    r->title = NULL;
    if (!nk_has_text(r->top) && !nk_is_heading(r->top->jenis)) {
        nk_text_add(r, r->top, l->s, 0);
        return;
    }
    if (!nk_is_heading(r->top->jenis)) {
        bool goes_on = l->weak || !nk_ended(tail) || nk_conjunction(l->s) || (r->width && !would_fit(r, l));
        if (goes_on) {
            join(r, l, tail);
            return;
        }
    }
    parent = nk_is_heading(r->top->jenis) ? r->top : alinea_parent(r, l, tail);
    if (nk_node_depth(parent) >= DEPTH_MAX) {
        join(r, l, tail);
        return;
    }
    r->top = nk_node_add(r, parent, NASKAH_ALINEA, l->no);
    nk_text_add(r, r->top, l->s, 0);
}
