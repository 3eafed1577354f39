/* SPDX-License-Identifier: MIT
 * rule/draft_rows.c -- the tree cut into rows: an ayat is one, a list of short items is one, items that are sentences of
 * their own are each one. */
#include "rule/draft_priv.h"

struct sv draft_text_of(const struct naskah_node *first, const struct naskah_node *last, struct arena *a)
{
    struct buf b;
    struct sv out;

    buf_init(&b, NASKAH_MAX_BYTES);
    for (const struct naskah_node *n = first; n; n = n == last ? NULL : n->next)
        for (const struct naskah_node *v = n; v; v = naskah_next(v, n)) {
            if (b.n)
                buf_char(&b, ' ');
            buf_put(&b, v->teks);
        }
    out = sv_collapse(buf_sv(&b), a);
    buf_clear(&b);
    return out;
}

static bool is_item(const struct naskah_node *n)
{
    return n->jenis >= NASKAH_HURUF && n->jenis <= NASKAH_SUBANGKA;
}

static size_t words_in(struct sv s)
{
    struct sv word;
    size_t n = 0;

    while (sv_cut(&s, ' ', &word))
        n += word.n > 0;
    return n;
}

/* What the reader mended or found odd between this row's first line and the next row's. */
static void note_row(struct drafter *k, struct draft_row *r, int before)
{
    const struct naskah *n = k->n;

    for (size_t i = 0; i < n->n_diperbaiki; i++) {
        const struct naskah_note *note = &n->diperbaiki[i];

        if (note->line < r->first->line || (before && note->line >= before))
            continue;
        r->notes = arena_printf(k->a, "%.*s%sbaris %d: %.*s", SV_FMT(r->notes), r->notes.n ? " " : "",
                                note->line, SV_FMT(note->teks));
    }
}

/* A pack points to a body's places only: letters, digits, brackets; what stands deeper belongs to what holds it. */
static const struct naskah_node *pointable(const struct naskah_node *n, struct sv *at, struct arena *a)
{
    for (; n->parent; n = n->parent) {
        *at = naskah_address(n, a);
        if (at->n && !memchr(at->p, '/', at->n))
            break;
    }
    return n;
}

static bool taken(const struct drafter *k, struct sv at)
{
    for (size_t i = k->d->n_rows; i > 0; i--)
        if (sv_eq(k->d->rows[i - 1].at, at))
            return true;
    return false;
}

static void add(struct drafter *k, const struct naskah_node *first, const struct naskah_node *last)
{
    struct sv at;
    const struct naskah_node *n = pointable(first, &at, k->a), *holder = first->parent;
    struct draft_row *r;

    if (n != first)
        last = n;
    if (n->parent && last != n && is_item(n))
        at = arena_printf(k->a, "%.*s-%.*s", SV_FMT(at), SV_FMT(last->nomor));
    if (!n->parent || taken(k, at))
        return;
    r = ARENA_PUSH(k->a, k->d->rows, k->d->n_rows, k->cap_rows);
    *r = (struct draft_row){ .at = at, .first = n, .last = last, .holder = n };
    r->text = draft_text_of(n, last, k->a);
    r->begins = r->text;
    if (is_item(n) && (holder->jenis == NASKAH_AYAT || holder->jenis == NASKAH_PASAL)) {
        struct sv intro = sv_collapse(holder->teks, k->a);

        r->holder = holder;
        if (last != n)
            r->begins = intro.n ? intro : r->text;
        r->text = arena_printf(k->a, "%.*s %.*s", SV_FMT(intro), SV_FMT(r->text));
    }
    r->general = k->chapter && k->chapter->general;
}

static bool own_provision(struct drafter *k, const struct naskah_node *item)
{
    struct sv lower = sv_lower(draft_text_of(item, item, k->a), k->a);
    const struct json *s = dw_list(k->w, "strengths");

    for (s = s ? s->first : NULL; s; s = s->next)
        if (draft_strength(k->w, lower, json_get(s, SV("words"))).word.p)
            return true;
    return false;
}

/* Items from `first` to `last` as one row, or as many. */
static void add_list(struct drafter *k, const struct naskah_node *first, const struct naskah_node *last,
                     bool definitions)
{
    size_t words = 0, n = 0;
    bool each = definitions;

    for (const struct naskah_node *i = first; i; i = i == last ? NULL : i->next, n++) {
        words += words_in(draft_text_of(i, i, k->a));
        each = each || own_provision(k, i);
    }
    if (!each && words < k->w->item_words * n) {
        add(k, first, last);
        return;
    }
    for (const struct naskah_node *i = first; i; i = i == last ? NULL : i->next) {
        size_t had = k->d->n_rows;

        add(k, i, i);
        if (k->d->n_rows > had)
            k->d->rows[had].definition = definitions;
    }
}

/* The list goes on while marks are of one kind and rise by one. */
static const struct naskah_node *list_end(const struct naskah_node *first)
{
    const struct naskah_node *last = first;

    while (last->next && last->next->jenis == first->jenis && last->next->urut == last->urut + 1)
        last = last->next;
    return last;
}

static void walk_lists(struct drafter *k, const struct naskah_node *holder)
{
    bool definitions = dw_has(sv_lower(holder->teks, k->a), dw_list(k->w, "definitions")), any = false;

    for (const struct naskah_node *c = holder->first; c; c = c->next)
        if (is_item(c)) {
            const struct naskah_node *last = list_end(c);

            add_list(k, c, last, definitions);
            any = true;
            c = last;
        }
    if (!any)
        add(k, holder, holder);
}

static void walk_pasal(struct drafter *k, const struct naskah_node *pasal)
{
    bool ayat = false;

    for (const struct naskah_node *c = pasal->first; c; c = c->next)
        if (c->jenis == NASKAH_AYAT) {
            walk_lists(k, c);
            ayat = true;
        }
    if (!ayat) {
        walk_lists(k, pasal);
        return;
    }
    for (const struct naskah_node *c = pasal->first; c; c = c->next)
        if (is_item(c)) /* a list that lost its ayat */
            add(k, c, c);
}

static void begin_chapter(struct drafter *k, const struct naskah_node *bab)
{
    struct sv lower = sv_lower(bab->judul, k->a);

    k->chapter = ARENA_PUSH(k->a, k->d->chapters, k->d->n_chapters, k->cap_chapters);
    *k->chapter = (struct draft_chapter){ .bab = bab->nomor, .title = dw_title(k->w, bab->judul, k->a) };
    k->chapter->general = dw_begins(lower, dw_list(k->w, "general"));
}

/* A Pasal that stands in no BAB: one chapter for all of them. */
static void count_pasal(struct drafter *k, const struct naskah_node *pasal)
{
    int n = pasal->urut;

    if (!k->chapter) {
        k->chapter = ARENA_PUSH(k->a, k->d->chapters, k->d->n_chapters, k->cap_chapters);
        *k->chapter = (struct draft_chapter){ .bab = SV("-"), .title = SV(T("Batang tubuh")) };
    }
    if (!k->chapter->from || n < k->chapter->from)
        k->chapter->from = n;
    if (n > k->chapter->to)
        k->chapter->to = n;
}

static void walk(struct drafter *k, const struct naskah_node *under)
{
    for (const struct naskah_node *c = under->first; c && arena_ok(k->a, &(struct err){ 0 }); c = c->next)
        switch (c->jenis) {
        case NASKAH_BAB:
            begin_chapter(k, c);
            walk(k, c);
            break;
        case NASKAH_BUKU:
        case NASKAH_BAGIAN:
        case NASKAH_PARAGRAF: walk(k, c); break;
        case NASKAH_PASAL:
            count_pasal(k, c);
            walk_pasal(k, c);
            break;
        case NASKAH_AYAT:
        case NASKAH_HURUF:
        case NASKAH_ANGKA:
        case NASKAH_ALINEA:
            /* A BAB whose only paragraph has no Pasal is pointed to by itself. */
            add(k, under->jenis == NASKAH_BAB && under->first == c && !c->next ? under : c,
                under->jenis == NASKAH_BAB && under->first == c && !c->next ? under : c);
            break;
        default: break;
        }
}

void draft_rows(struct drafter *k)
{
    struct draft *d = k->d;

    walk(k, k->n->pohon);
    for (size_t i = 0; i < d->n_rows; i++)
        note_row(k, &d->rows[i], i + 1 < d->n_rows ? d->rows[i + 1].first->line : 0);
}
