/* SPDX-License-Identifier: MIT
 * api/akn.h -- a regulation as Akoma Ntoso 3.0 (OASIS LegalDocML): the tree of rule/naskah.h and what names the regulation,
 * written as one XML document that validates against the official schema.
 *
 * What always holds
 * - Every word of the tree stands in the document, in the tree's order: outside `meta`, `authorialNote` and `ins`, the words
 *   of the document are exactly the words of `tanda`, `judul` and `teks` of all nodes.
 * - What the reader threw away (page numbers, running heads) stands line by line in meta/proprietary; what it mended, or
 *   found odd and left, is an authorialNote where it happened. A heading or number that was restored is an `ins`.
 * - eIds are unique and depend on the tree alone. A node without a number is "…nn1", the second of one number "…-2".
 *   The numbers of Pasal run through the text, so a Pasal is art_5 whatever BAB holds it; what a regulation quotes and what
 *   is attached to it has eIds of its own below the quotation or attachment.
 * - A reference is a <ref> when its target exists here, or is an act with number and year; else it stays text.
 * - Any tree gives well-formed XML: the writer escapes by construction, and what has no place in the schema where it
 *   stands is written as a container, never moved or left out.
 *
 * Ownership: a document borrows the tree, the head and the arena; it is read-only once made, so threads may share it.
 * The arena should allow some forty times the text. Sources: Akoma Ntoso 3.0 and its naming convention, both OASIS. */
#ifndef API_AKN_H
#define API_AKN_H

#include "rule/identity.h"
#include "rule/naskah.h"

struct akn;
struct buf;
struct err;
struct jsonw;
struct regulation;

struct akn_head {
    struct identity id;
    struct sv title, about; /* "Peraturan … Nomor … Tahun …", without and after "tentang" */
    struct sv region, head; /* "Kabupaten …", "Bupati"; may be absent */
    struct date set_on, promulgated;
    struct date made; /* the day this document is made of the text */
};

/* From the pack. */
void akn_head_of(const struct regulation *r, struct date made, struct akn_head *out);
/* From the title page and the closing alone; what they do not say stays absent. */
void akn_head_read(const struct naskah *n, struct date made, struct arena *a, struct akn_head *out);
/* What is not known and therefore missing or "nn" in the document, as one Indonesian line; empty: nothing. */
struct sv akn_head_missing(const struct akn_head *h, struct arena *a);

/* Plans the document: places, eIds, definitions. */
struct akn *akn_new(const struct naskah *n, const struct akn_head *h, struct arena *a);
struct sv akn_expression(const struct akn *k); /* "/akn/id-6303/act/perbup/2023/39/ind@2023-09-22" */
/* The node an eId names (also the eId of a list: the node that holds it), or NULL. */
const struct naskah_node *akn_find(const struct akn *k, struct sv eid);
struct sv akn_eid(const struct akn *k, const struct naskah_node *node);

/* The whole document. ERR_INPUT: the buffer's or the arena's ceiling. A document is written once. */
bool akn_write(struct akn *k, struct buf *out, struct err *e);
/* One provision: a `portion` of the document (of an attachment: its `doc`). */
bool akn_write_portion(struct akn *k, const struct naskah_node *node, struct buf *out, struct err *e);
/* The tree below `under` (the whole with its notes when that is the root) with eIds:
 * {"iri", "pohon": {"eId","jenis","nomor","judul","teks","tanda","baris","pulih"?,"isi":[…]}, "dibuang"?, "diperbaiki"?} */
void akn_json(const struct akn *k, const struct naskah_node *under, struct jsonw *w);

#endif
