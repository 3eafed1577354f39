/* SPDX-License-Identifier: MIT
 * api/akn_priv.h -- what the files of the Akoma Ntoso writer share. akn_plan.c decides how each node will stand and what its
 * eId is, by its shape (akn_shape.c); akn_place.c finds nodes by eId or as the text names them, and gives the notes to them; akn_def.c finds
 * definitions; akn_ref.c finds references, akn_act.c names of acts; the others write, each its part of the document. */
#ifndef API_AKN_PRIV_H
#define API_AKN_PRIV_H

#include "api/akn.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "html/html.h"

enum akn_phase { AKN_PREFACE, AKN_PREAMBLE, AKN_BODY, AKN_CONCLUSIONS, AKN_ATTACHMENTS };

enum akn_form {                 /* how the text and the children of a node stand in a hierarchical element */
                AKN_PLAIN,      /* no children: content */
                AKN_PARAGRAPHS, /* paragraphs only: content */
                AKN_LIST,       /* items, then perhaps paragraphs: list with intro and wrapUp */
                AKN_QUOTE, /* headings of another regulation, then perhaps paragraphs: content with quotedStructure */
                AKN_MIXED /* anything else: intro, then each by its kind */
};

struct
    akn_term { /* a definition: the first full_n bytes of the text are the term, [at, at + n) its short form */
    struct sv id, show;
    size_t full_n, at, n;
    const struct naskah_node *node; /* that gives it */
};

struct akn_mark { /* a note of the reader, in a list */
    const struct naskah_note *note;
    struct akn_mark *next;
};

struct akn_place { /* of a node */
    const struct naskah_node *node;
    struct sv eid;
    struct sv key; /* its eId without the steps of lists: what a reference in the text comes to */
    struct sv
        scope; /* before the art_ of this place's Pasal: "" in the body, else "att_1__", "…__qstr_1__" */
    const struct akn_term *term;
    struct akn_mark *notes, *last_note;
    enum akn_form form;
    enum akn_phase phase; /* of children of the root */
    bool hier;            /* stands in a hierarchy, not in blocks */
    bool quoted;          /* belongs to another regulation that is quoted here */
    bool amends;          /* holds such a quotation: the Pasal it names are not ours */
    bool noted;           /* its notes are written */
};

struct akn {
    struct html h;
    struct arena *a;
    const struct naskah *n;
    const struct akn_head *head;
    struct sv work, expression;
    struct akn_place *places; /* in document order, the root first */
    size_t n_places;
    struct map *by_node, *by_eid, *by_key, *seen;
    const struct akn_term **terms;
    size_t n_terms, cap_terms;
    const struct naskah_node *part; /* the one provision being written; NULL: the whole */
};

/* akn_plan.c */
void akn_plan(struct akn *k);
bool akn_follows_decision(const struct naskah_node *n); /* Menetapkan right behind MEMUTUSKAN: one formula */

/* akn_shape.c */
struct akn_counts { /* among the children of one node */
    size_t nn, lists, paragraphs, containers;
};
bool akn_is_item(const struct naskah_node *n);    /* huruf, angka and their kin */
bool akn_is_heading(const struct naskah_node *n); /* buku … pasal */
bool akn_is_leaf(const struct naskah_node *n);    /* an alinea that holds nothing */
bool akn_is_quoted(const struct naskah_node *n);  /* a heading or ayat inside what cannot hold its own */
/* The last of the neighbours that stand together with this one: one list, one quotation; else itself. */
const struct naskah_node *akn_run_end(const struct naskah_node *n);
enum akn_form akn_form_of(const struct naskah_node *n);
struct sv akn_step(struct akn *k, struct sv parent, const char *step, size_t n); /* parent__step_n */
struct sv akn_number(struct akn *k,
                     const struct naskah_node *n); /* what its number gives to an eId; "": none */
/* "para_2", "point_a", "para_nn1" below `prefix`. */
struct sv akn_own_step(struct akn *k, const struct naskah_node *n, struct sv prefix, bool block,
                       struct akn_counts *c);

/* akn_place.c */
struct akn_place *akn_place(const struct akn *k, const struct naskah_node *node);
const struct akn_place *akn_by_key(const struct akn *k, struct sv key);
void akn_place_register(struct akn *k, struct akn_place *p, struct sv eid, struct sv key);
void akn_notes_give(struct akn *k);

/* akn_def.c: the definition an item gives, or NULL. */
const struct akn_term *akn_term_read(struct akn *k, const struct naskah_node *item);
bool akn_defines(const struct naskah_node *n);                /* "… yang dimaksud dengan:" */
struct sv akn_slug(struct sv s, size_t max, struct arena *a); /* a-z, 0-9 and single '-' */

/* akn_act.c */
struct akn_act {
    struct sv iri; /* absent: it cannot be told which act this is */
    bool self;     /* "Peraturan Bupati ini" */
    size_t end;
};
/* Whether the name of an act begins at s.p[at]. */
bool akn_act_at(const struct akn_head *h, struct sv s, size_t at, struct arena *a, struct akn_act *out);
struct sv akn_act_kind(struct sv name, struct arena *a); /* of the title page; absent: unknown */

/* akn_ref.c: references in a text of this place, in order and apart. */
struct akn_span {
    size_t from, to;
    struct sv href;
    const struct akn_place *place; /* where it leads, when that is here */
};
size_t akn_refs(struct akn *k, const struct akn_place *p, struct sv text, struct akn_span **out);

/* akn_text.c: text inside one element, with references and definitions; lines of it as <p>. Both append the notes of the
 * place to the first element that can hold them. */
void akn_inline(struct akn *k, struct akn_place *p, struct sv text);
void akn_paragraphs(struct akn *k, struct akn_place *p, struct sv text);
void akn_p(struct akn *k, struct akn_place *p, struct sv text,
           struct sv eid); /* one, with an eId if there is one */
void akn_num(struct akn *k, struct akn_place *p);
void akn_heading(struct akn *k, struct akn_place *p);
bool akn_title(struct akn *k, struct akn_place *p);  /* mark and title as one heading; false: there is none */
void akn_mark_p(struct akn *k, struct akn_place *p); /* the same as a paragraph, if there is one */
void akn_notes(struct akn *k, struct akn_place *p);

/* Elements that stand on a line of their own. */
void akn_line(struct akn *k);
#define akn_open(k, el) (akn_line(k), html_open(&(k)->h, el))
#define akn_close(k, el) (akn_line_back(k), html_close(&(k)->h, el))
void akn_line_back(struct akn *k);
#define akn_void(k, el) (akn_line(k), html_void(&(k)->h, el))
#define akn_attr(k, name, value) html_attr(&(k)->h, name, (value))
#define akn_href(k, value) html_href(&(k)->h, (value))

bool akn_within(const struct akn *k,
                const struct naskah_node *n); /* whether it is in what is being written */

/* akn_meta.c */
void akn_meta(struct akn *k);
void akn_meta_part(struct akn *k, struct sv part); /* of an attachment: "att_1" */

/* akn_front.c */
void akn_preface(struct akn *k);
void akn_preamble(struct akn *k);

/* akn_block.c: where the schema wants blocks (title page, considerations, closing, annexes). */
void akn_blocks(struct akn *k, const struct naskah_node *parent); /* its children */
void akn_block(struct akn *k, const struct naskah_node *n);       /* one of them, as a tblock */
void akn_container(struct akn *k, struct akn_place *p);           /* own words, then its children */
void akn_recital(struct akn *k, struct akn_place *p, bool citation);

/* akn_body.c */
void akn_hier(struct akn *k, const struct naskah_node *n);
void akn_runs(struct akn *k, const struct naskah_node *parent); /* its children, each by its kind */
void akn_body(struct akn *k);

/* akn_tail.c */
void akn_conclusions(struct akn *k);
void akn_attachments(struct akn *k);
void akn_doc(struct akn *k, struct akn_place *p);

#endif
