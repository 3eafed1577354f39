/* SPDX-License-Identifier: MIT
 * rule/naskah_finish.c -- closes the tree: paragraphs that are ayat without number, texts from their pieces, what the
 * title page says, notes in order. */
#include "rule/naskah_priv.h"

#include <assert.h>

/* Everything in a Pasal that has ayat is an ayat: paragraphs after the last one lost their numbers. */
static void number_trailing(struct reader *r, struct naskah_node *pasal)
{
    struct naskah_node *last = nk_last_of(pasal, NASKAH_AYAT);
    int v = last ? last->urut : 0;

    for (struct naskah_node *c = last ? last->next : NULL; c; c = c->next) {
        if (c->jenis != NASKAH_ALINEA)
            return;
        c->jenis = NASKAH_AYAT;
        c->urut = ++v;
        c->nomor = arena_printf(r->a, "%d", v);
        c->pulih = true;
        nk_note(r, c->line, T("Alinea tanpa nomor sesudah ayat terakhir Pasal %.*s; dibaca sebagai ayat %d."),
                SV_FMT(pasal->nomor), v);
    }
}

static void number_alinea(struct reader *r, struct naskah_node *parent)
{
    int n = 0;

    for (struct naskah_node *c = parent->first; c; c = c->next)
        if (c->jenis == NASKAH_ALINEA) {
            c->urut = ++n;
            c->nomor = arena_printf(r->a, "%d", n);
        }
    if (n && parent->jenis == NASKAH_BAB && !nk_last_of(parent, NASKAH_PASAL) && parent->parent &&
        !parent->parent->parent)
        nk_note(r, parent->line, T("BAB %.*s tidak memuat judul Pasal; alineanya diberi nomor urut."),
                SV_FMT(parent->nomor));
}

static void assemble(struct reader *r, struct bnode *b)
{
    size_t n = 0;
    char *p;

    for (const struct piece *x = b->head; x; x = x->next)
        n += x->s.n + (x->glue != 0);
    if (!b->head)
        return;
    p = arena_alloc(r->a, n + 1);
    b->n.teks.p = p;
    for (const struct piece *x = b->head; x; x = x->next) {
        if (x->glue)
            *p++ = x->glue;
        memcpy(p, x->s.p, x->s.n);
        p += x->s.n;
    }
    b->n.teks.n = n;
}

/* The last name, number and title before Menimbang are the regulation's own; covers repeat them earlier. */
static void read_title(struct reader *r)
{
    const struct naskah_node *judul = nk_last_of(r->root, NASKAH_JUDUL), *nomor, *x;

    if (!judul)
        return;
    x = nk_last_of(judul, NASKAH_NAMA);
    r->out->nama = x ? x->teks : SV_NULL;
    x = nk_last_of(judul, NASKAH_TENTANG);
    r->out->tentang = x ? x->teks : SV_NULL;
    nomor = nk_last_of(judul, NASKAH_NOMOR);
    if (!nomor)
        return;
    r->out->nomor = nomor->nomor;
    struct sv year = nk_last_token(nomor->teks);
    int64_t v;
    if (year.n == 4 && sv_int(year, &v))
        r->out->tahun = year;
}

static int note_order(const void *a, const void *b)
{
    const struct naskah_note *x = a, *y = b;

    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return sv_cmp(x->teks, y->teks);
}

static void sort_notes(struct naskah_note *list, size_t n)
{
    if (n > 1)
        qsort(list, n, sizeof *list, note_order);
}

void naskah_finish(struct reader *r)
{
    struct naskah_node *root = r->root;

    assert(root != NULL); /* made before the first line was read */
    if (r->tetap) {
        nk_note(r, r->tetap->line, T("Kata Menetapkan ada, MEMUTUSKAN tidak; dibiarkan di akhir."));
        nk_node_append(root, r->tetap);
    }
    bool body = true;
    for (const struct naskah_node *c = root; c; c = naskah_next(c, root)) {
        struct naskah_node *node = &((struct bnode *) c)->n;
        if (node->parent == root)
            body = node->jenis != NASKAH_PENJELASAN && node->jenis != NASKAH_LAMPIRAN;
        if (body && node->jenis == NASKAH_PASAL)
            number_trailing(r, node);
        number_alinea(r, node);
        assemble(r, (struct bnode *) c);
    }
    read_title(r);
    if (!nk_last_of(root, NASKAH_JUDUL))
        nk_note(r, root->line, T("Halaman judul tidak ada dalam naskah."));
    if (!r->out->n_pasal)
        nk_note(r, root->line, T("Tidak ada Pasal yang terbaca."));
    if (r->joined)
        nk_note(r, root->line, T("Naskah berbaris patah: %zu baris disambungkan dengan baris sebelumnya."),
                r->joined);
    sort_notes(r->out->diperbaiki, r->out->n_diperbaiki);
    sort_notes(r->out->dibuang, r->out->n_dibuang);
}
