/* SPDX-License-Identifier: MIT
 * rule/naskah_json.c -- the tree as JSON, and the names of its kinds. */
#include "rule/naskah.h"

#include "json/json.h"

#include <assert.h>

struct sv naskah_jenis_name(enum naskah_jenis j)
{
    static const struct sv names[] = {
        [NASKAH_PERATURAN] = SV_INIT("peraturan"),
        [NASKAH_JUDUL] = SV_INIT("judul"),
        [NASKAH_KOP] = SV_INIT("kop"),
        [NASKAH_NAMA] = SV_INIT("nama"),
        [NASKAH_NOMOR] = SV_INIT("nomor"),
        [NASKAH_TENTANG] = SV_INIT("tentang"),
        [NASKAH_RAHMAT] = SV_INIT("rahmat"),
        [NASKAH_PEJABAT] = SV_INIT("pejabat"),
        [NASKAH_MENIMBANG] = SV_INIT("menimbang"),
        [NASKAH_MENGINGAT] = SV_INIT("mengingat"),
        [NASKAH_MEMPERHATIKAN] = SV_INIT("memperhatikan"),
        [NASKAH_PERSETUJUAN] = SV_INIT("persetujuan"),
        [NASKAH_MEMUTUSKAN] = SV_INIT("memutuskan"),
        [NASKAH_MENETAPKAN] = SV_INIT("menetapkan"),
        [NASKAH_BUKU] = SV_INIT("buku"),
        [NASKAH_BAB] = SV_INIT("bab"),
        [NASKAH_BAGIAN] = SV_INIT("bagian"),
        [NASKAH_PARAGRAF] = SV_INIT("paragraf"),
        [NASKAH_PASAL] = SV_INIT("pasal"),
        [NASKAH_AYAT] = SV_INIT("ayat"),
        [NASKAH_HURUF] = SV_INIT("huruf"),
        [NASKAH_ANGKA] = SV_INIT("angka"),
        [NASKAH_SUBHURUF] = SV_INIT("subhuruf"),
        [NASKAH_SUBANGKA] = SV_INIT("subangka"),
        [NASKAH_ALINEA] = SV_INIT("alinea"),
        [NASKAH_PENUTUP] = SV_INIT("penutup"),
        [NASKAH_PENETAPAN] = SV_INIT("penetapan"),
        [NASKAH_PENGUNDANGAN] = SV_INIT("pengundangan"),
        [NASKAH_PENCATATAN] = SV_INIT("pencatatan"),
        [NASKAH_SALINAN] = SV_INIT("salinan"),
        [NASKAH_PENJELASAN] = SV_INIT("penjelasan"),
        [NASKAH_LAMPIRAN] = SV_INIT("lampiran"),
    };

    assert((size_t) j < sizeof names / sizeof names[0]);
    return names[j];
}

static void put(struct jsonw *w, const char *key, struct sv s)
{
    jsonw_kstr(w, key, s.p ? s : SV(""));
}

static void open_node(struct jsonw *w, const struct naskah_node *n)
{
    jsonw_map(w);
    put(w, "jenis", naskah_jenis_name(n->jenis));
    put(w, "nomor", n->nomor);
    put(w, "judul", n->judul);
    put(w, "teks", n->teks);
    put(w, "tanda", n->tanda);
    jsonw_kint(w, "baris", n->line);
    if (n->pulih)
        jsonw_kbool(w, "pulih", true);
    jsonw_key(w, SV("isi"));
    jsonw_list(w);
}

static void close_node(struct jsonw *w)
{
    jsonw_end(w);
    jsonw_end(w);
}

static void put_tree(struct jsonw *w, const struct naskah_node *root)
{
    const struct naskah_node *n = root;

    for (;;) {
        open_node(w, n);
        if (n->first) {
            n = n->first;
            continue;
        }
        close_node(w);
        while (n != root && !n->next) {
            n = n->parent;
            close_node(w);
        }
        if (n == root)
            return;
        n = n->next;
    }
}

static void put_notes(struct jsonw *w, struct sv key, const struct naskah_note *list, size_t n)
{
    jsonw_key(w, key);
    jsonw_list(w);
    for (size_t i = 0; i < n; i++) {
        jsonw_map(w);
        jsonw_kint(w, "baris", list[i].line);
        put(w, "teks", list[i].teks);
        jsonw_end(w);
    }
    jsonw_end(w);
}

void naskah_json(const struct naskah *n, struct jsonw *w)
{
    jsonw_map(w);
    jsonw_key(w, SV("pohon"));
    put_tree(w, n->pohon);
    put_notes(w, SV("dibuang"), n->dibuang, n->n_dibuang);
    put_notes(w, SV("diperbaiki"), n->diperbaiki, n->n_diperbaiki);
    jsonw_end(w);
}
