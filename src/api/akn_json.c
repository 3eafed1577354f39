/* SPDX-License-Identifier: MIT
 * api/akn_json.c -- the same tree as JSON: what rule/naskah_json.c writes, with the eId of every node. */
#include "api/akn_priv.h"
#include "json/json.h"

static void put(struct jsonw *w, const char *key, struct sv s)
{
    jsonw_kstr(w, key, s.p ? s : SV(""));
}

static void node(const struct akn *k, const struct naskah_node *n, struct jsonw *w)
{
    jsonw_map(w);
    put(w, "eId", akn_eid(k, n));
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
    for (const struct naskah_node *c = n->first; c; c = c->next)
        node(k, c, w);
    jsonw_end(w);
    jsonw_end(w);
}

static void notes(struct jsonw *w, struct sv key, const struct naskah_note *list, size_t n)
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

void akn_json(const struct akn *k, const struct naskah_node *under, struct jsonw *w)
{
    jsonw_map(w);
    jsonw_kstr(w, "iri", k->expression);
    jsonw_key(w, SV("pohon"));
    node(k, under, w);
    if (!under->parent) {
        notes(w, SV("dibuang"), k->n->dibuang, k->n->n_dibuang);
        notes(w, SV("diperbaiki"), k->n->diperbaiki, k->n->n_diperbaiki);
    }
    jsonw_end(w);
}
