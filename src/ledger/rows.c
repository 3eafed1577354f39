/* SPDX-License-Identifier: MIT
 * ledger/rows.c -- aligning the entries of a database with the leaves of a log, by leaf hash.
 *
 * Two queues meet: leaves as the log gives them, rows as they are pulled. While their heads agree nothing
 * is kept. At a disagreement both are filled, 64 items at first and up to WINDOW, until the nearest place
 * is found where they agree again; what was skipped on both sides pairs up as changed, the rest is missing
 * or extra. At the end a row that went missing here and turned up there is recognised by its hash: salted
 * leaves never repeat. Neighbours of one kind are reported as one run. */
#include <assert.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/map.h"
#include "ledger/merkle.h"
#include "ledger/verify_priv.h"

#define WINDOW 65536 /* the longest gap that is still recognised as one */
#define WINDOW_FIRST 64
#define MARKS_MAX 65536 /* disagreements kept in memory; comparing stops there */
#define TABLE (2 * WINDOW)

struct item {
    uint64_t at; /* leaf index, or place among the rows */
    bool known;
    struct digest h;
};
struct queue {
    struct item ring[WINDOW];
    size_t first, n;
};
struct mark { /* a disagreement, before moved rows are recognised */
    bool has_leaf, has_row, dropped;
    struct item leaf, row;
    const struct item *stands; /* the row that carries this leaf's hash elsewhere */
};
struct rows {
    ledger_rows next;
    void *ctx;
    struct findings *f;
    struct queue leaves, rows;
    size_t window;         /* how many of each are wanted before the next look */
    uint32_t table[TABLE]; /* place in `rows` plus one, by hash */
    uint64_t pulled;
    bool ended;   /* no rows are left to pull */
    bool stopped; /* comparing goes no further */
    struct mark *marks;
    size_t n, cap;
};

struct rows *rows_new(ledger_rows next, void *ctx, struct findings *f)
{
    struct rows *r = calloc(1, sizeof *r); /* some 7 MiB, of which only touched pages exist */

    if (!r)
        abort(); /* as the arena does */
    r->next = next;
    r->ctx = ctx;
    r->f = f;
    r->window = WINDOW_FIRST;
    return r;
}

void rows_free(struct rows *r)
{
    if (!r)
        return;
    free(r->marks);
    free(r);
}

/* --- queues ----------------------------------------------------------------------------------- */

static struct item *item_at(struct queue *q, size_t i)
{
    return &q->ring[(q->first + i) % WINDOW];
}

static void push(struct queue *q, const struct item *it)
{
    assert(q->n < WINDOW);
    *item_at(q, q->n++) = *it;
}

static struct item pop(struct queue *q)
{
    struct item it = *item_at(q, 0);

    q->first = (q->first + 1) % WINDOW;
    q->n--;
    return it;
}

static bool pull(struct rows *r, size_t want, struct err *e)
{
    while (!r->ended && r->rows.n < want) {
        struct item it = { .at = r->pulled, .known = true };
        struct sv entry;
        bool have;
        if (!r->next(r->ctx, &entry, &have, e))
            return false;
        r->ended = !have;
        if (!have)
            break;
        it.h = merkle_leaf(entry);
        push(&r->rows, &it);
        r->pulled++;
    }
    return true;
}

/* --- settling a disagreement ------------------------------------------------------------------ */

static void mark(struct rows *r, const struct item *leaf, const struct item *row)
{
    struct mark m = { .has_leaf = leaf != NULL, .has_row = row != NULL };

    if (r->stopped || (leaf && !leaf->known)) /* an unknown leaf: nothing to hold a row against */
        return;
    if (r->n == MARKS_MAX) {
        r->stopped = r->f->cut = true;
        return;
    }
    if (leaf)
        m.leaf = *leaf;
    if (row)
        m.row = *row;
    if (r->n == r->cap) {
        r->cap = r->cap > 0 ? 2 * r->cap : 64;
        r->marks = reallocarray(r->marks, r->cap, sizeof *r->marks);
        if (!r->marks)
            abort();
    }
    r->marks[r->n++] = m;
}

static size_t slot_of(const struct digest *h)
{
    uint32_t v;

    memcpy(&v, h->b, sizeof v); /* digests are their own hash */
    return v % TABLE;
}

static void index_rows(struct rows *r)
{
    memset(r->table, 0, sizeof r->table);
    for (size_t i = 0; i < r->rows.n; i++) {
        size_t s = slot_of(&item_at(&r->rows, i)->h);
        while (r->table[s] != 0)
            s = (s + 1) % TABLE;
        r->table[s] = (uint32_t) i + 1;
    }
}

static bool row_with(struct rows *r, const struct digest *h, size_t *out)
{
    for (size_t s = slot_of(h); r->table[s] != 0; s = (s + 1) % TABLE)
        if (digest_eq(&item_at(&r->rows, r->table[s] - 1)->h, h)) {
            *out = r->table[s] - 1;
            return true;
        }
    return false;
}

/* The nearest place where both sides agree again: dl leaves and dr rows ahead. */
static bool meet(struct rows *r, size_t *dl, size_t *dr)
{
    size_t best = SIZE_MAX, at;

    index_rows(r);
    for (size_t i = 0; i < r->leaves.n && i < best; i++) {
        const struct item *l = item_at(&r->leaves, i);
        if (!l->known || !row_with(r, &l->h, &at) || i + at >= best)
            continue;
        best = i + at;
        *dl = i;
        *dr = at;
    }
    return best < SIZE_MAX;
}

/* Takes dl leaves and dr rows off the queues, in pairs as long as there are both. */
static void skip(struct rows *r, size_t dl, size_t dr)
{
    for (; dl > 0 && dr > 0; dl--, dr--) {
        struct item leaf = pop(&r->leaves), row = pop(&r->rows);
        mark(r, &leaf, &row);
    }
    for (; dl > 0; dl--) {
        struct item leaf = pop(&r->leaves);
        mark(r, &leaf, NULL);
    }
    for (; dr > 0; dr--) {
        struct item row = pop(&r->rows);
        mark(r, NULL, &row);
    }
}

/* *wait: the decision needs more leaves than have arrived. */
static bool settle(struct rows *r, bool last, bool *wait, struct err *e)
{
    size_t dl = 0, dr = 0;

    for (;;) {
        *wait = r->leaves.n < r->window && !last;
        if (*wait)
            return true;
        if (!pull(r, r->window, e))
            return false;
        if (meet(r, &dl, &dr))
            break;
        if (r->window < WINDOW && (r->leaves.n >= r->window || r->rows.n >= r->window)) {
            r->window *= 2;
            continue;
        }
        /* Nothing here is known there. At the end of the log rows may go on: they belong to the next head. */
        dl = r->leaves.n;
        dr = r->rows.n < dl ? r->rows.n : dl;
        break;
    }
    skip(r, dl, dr);
    r->window = WINDOW_FIRST;
    return true;
}

static bool work(struct rows *r, bool last, struct err *e)
{
    bool wait = false;

    while (!r->stopped && !wait && r->leaves.n > 0) {
        if (!pull(r, 1, e))
            return false;
        const struct item *l = item_at(&r->leaves, 0);
        if (r->rows.n > 0 && (!l->known || digest_eq(&l->h, &item_at(&r->rows, 0)->h))) {
            pop(&r->leaves);
            pop(&r->rows);
        } else if (!settle(r, last, &wait, e)) {
            return false;
        }
    }
    return true;
}

bool rows_leaf(struct rows *r, uint64_t index, const struct digest *leaf, struct err *e)
{
    struct item it = { .at = index, .known = leaf != NULL };

    if (r->stopped)
        return true;
    if (leaf)
        it.h = *leaf;
    push(&r->leaves, &it);
    if (r->leaves.n > 1 && r->leaves.n < r->window) /* a disagreement is open: wait for what settles it */
        return true;
    return work(r, false, e);
}

/* --- findings --------------------------------------------------------------------------------- */

static void recognise_moved(struct rows *r, struct arena *a)
{
    struct map *row_of = map_new(a);

    for (size_t i = 0; i < r->n; i++)
        if (r->marks[i].has_row)
            map_put(row_of, digest_sv(&r->marks[i].row.h), &r->marks[i]);
    for (size_t i = 0; i < r->n; i++) {
        struct mark *m = &r->marks[i];
        struct mark *at = m->has_leaf ? map_get(row_of, digest_sv(&m->leaf.h)) : NULL;
        if (!at)
            continue;
        m->stands = &at->row;
        at->dropped = true; /* its row is accounted for */
    }
}

static enum ledger_damage kind_of(const struct mark *m)
{
    if (m->stands)
        return LEDGER_ROW_MOVED;
    if (!m->has_leaf)
        return LEDGER_ROW_EXTRA;
    return m->has_row && !m->dropped ? LEDGER_ROW_CHANGED : LEDGER_ROW_MISSING;
}

/* Where the row concerned stands, or -1. */
static int64_t row_of_mark(const struct mark *m)
{
    switch (kind_of(m)) {
    case LEDGER_ROW_MOVED: return (int64_t) m->stands->at;
    case LEDGER_ROW_MISSING: return -1;
    default: return (int64_t) m->row.at;
    }
}

static bool continues(const struct mark *m, const struct mark *next)
{
    int64_t row = row_of_mark(m);

    return kind_of(m) == kind_of(next) && (!m->has_leaf || next->leaf.at == m->leaf.at + 1) &&
           (row < 0 || row_of_mark(next) == row + 1);
}

static struct sv range_text(uint64_t from, uint64_t n, struct arena *a)
{
    if (n == 1)
        return arena_printf(a, "%llu", (unsigned long long) from);
    return arena_printf(a, T("%llu sampai %llu"), (unsigned long long) from,
                        (unsigned long long) (from + n - 1));
}

static void report(struct rows *r, const struct mark *first, uint64_t n, struct arena *a)
{
    struct sv leaves = range_text(first->leaf.at, n, a), at = SV_NULL;
    int64_t row = row_of_mark(first);
    struct ledger_finding *f;

    if (row >= 0)
        at = range_text((uint64_t) row, n, a);
    switch (kind_of(first)) {
    case LEDGER_ROW_MOVED:
        f = finding_add(r->f, LEDGER_ROW_MOVED,
                        T("Baris milik daun %.*s berada di tempat lain: urutan %.*s."), SV_FMT(leaves),
                        SV_FMT(at));
        break;
    case LEDGER_ROW_EXTRA:
        f = finding_add(r->f, LEDGER_ROW_EXTRA, T("Baris urutan %.*s tidak pernah dicatat dalam buku besar."),
                        SV_FMT(at));
        break;
    case LEDGER_ROW_MISSING:
        f = finding_add(r->f, LEDGER_ROW_MISSING, T("Baris milik daun %.*s tidak ada lagi."), SV_FMT(leaves));
        break;
    default:
        f = finding_add(r->f, LEDGER_ROW_CHANGED, T("Baris milik daun %.*s telah diubah."), SV_FMT(leaves));
    }
    f->leaf = first->leaf.at;
    f->leaves = first->has_leaf ? n : 0;
    f->row = row;
    f->rows = row < 0 ? 0 : n;
}

static void report_all(struct rows *r, struct arena *a)
{
    const struct mark *first = NULL, *last = NULL;
    uint64_t n = 0;

    for (size_t i = 0; i < r->n; i++) {
        const struct mark *m = &r->marks[i];
        if (!m->has_leaf && m->dropped)
            continue;
        if (first && continues(last, m)) {
            last = m;
            n++;
            continue;
        }
        if (first)
            report(r, first, n, a);
        first = last = m;
        n = 1;
    }
    if (first)
        report(r, first, n, a);
}

bool rows_end(struct rows *r, uint64_t *compared, uint64_t *after, struct err *e)
{
    struct arena *a = arena_new(64 * (size_t) MARKS_MAX);
    bool ok = false;

    *after = 0;
    if (!work(r, true, e))
        goto out;
    *compared = r->pulled - r->rows.n;
    recognise_moved(r, a);
    report_all(r, a);
    while (!r->stopped && (r->rows.n > 0 || !r->ended)) {
        *after += r->rows.n;
        r->rows.n = 0;
        if (!pull(r, WINDOW, e))
            goto out;
    }
    ok = true;
out:
    arena_free(a);
    return ok;
}
