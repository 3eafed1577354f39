/* SPDX-License-Identifier: MIT
 * model/letter_priv.h -- what the files of letter*.c share: the tree of a part, the parts of a package, marks in a paragraph. */
#ifndef MODEL_LETTER_PRIV_H
#define MODEL_LETTER_PRIV_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/letter.h"
#include "model/package.h"

extern const struct zip_kind letter_docx;

struct letter_scope { /* the row a copied paragraph belongs to */
    const struct letter_row *row;
    size_t number;
    const struct letter_scope *up;
};

struct node {
    struct sv name; /* with its prefix; absent: text */
    struct sv text;
    struct sv *atts; /* name, value, name, value … */
    size_t n_atts;   /* pairs */
    struct node *parent, *first, *last, *prev, *next;
    const struct letter_scope *scope;
};

struct letter_part {
    struct sv name, bytes;
    struct node *root; /* of parts that hold running text; else NULL */
    struct sv prefix;  /* of WordprocessingML in it: "w:" */
    bool body;
};

struct letter {
    struct arena *a;
    struct letter_part *parts; /* in the order of the package */
    size_t n, cap;
};

/* letter_xml.c */
bool tree_read(struct sv part, struct sv bytes, struct arena *a, struct node **out, struct err *e);
void tree_write(const struct node *root, struct buf *b);
bool node_is(const struct letter_part *p, const struct node *n, struct sv name); /* of WordprocessingML */
struct node *node_after(const struct node *n,
                        const struct node *root); /* in the order of the text; NULL: no more */
struct node *node_past(const struct node *n, const struct node *root); /* the same, past all that is in n */
struct sv node_att(const struct node *n, struct sv local); /* without prefix; SV_NULL: not there */
void node_insert(struct node *parent, struct node *before, struct node *n); /* before NULL: at the end */
void node_unlink(struct node *n);
struct node *node_new(struct arena *a, struct sv name);
/* A deep copy for a row. Bookmarks and the editor's own paragraph numbers stay behind: they must be unique. */
struct node *node_copy(struct arena *a, const struct node *n, const struct letter_scope *scope);

/* letter_docx.c */
bool letter_write(const struct letter *t, struct buf *out, struct err *e);

/* letter_mark.c: the text of one paragraph over all its runs, and the marks in it */
struct mark {
    size_t from, to; /* in the paragraph's text */
    char kind;       /* ' ', '#', '^', '/' */
    struct sv key;   /* absent: braces that are no field */
};
struct piece {
    struct node *t; /* the element that holds it, or NULL: a tab or line break */
    size_t from, n;
};
struct para {
    struct node *p;
    struct sv text;
    struct piece *pieces;
    size_t n_pieces;
    struct mark *marks;
    size_t n_marks;
};
void para_read(const struct letter_part *part, struct node *p, struct arena *a, struct para *out);
/* Puts texts[i] in the place of marks[i] (SV_NULL: leaves it as it stands). */
void para_replace(const struct letter_part *part, struct para *p, const struct sv *texts, struct arena *a);

/* letter_part.c: repeats and leaves out */
struct letter_names {
    struct sv *items;
    size_t n, cap;
};
void names_add(struct arena *a, struct letter_names *names, struct sv name); /* once */
bool parts_expand(struct letter *t, struct letter_part *part, const struct letter_data *d,
                  struct letter_names *unknown, struct err *e);
/* in_row: it is a value of a list's row. */
const struct letter_value *value_in(const struct letter_data *d, const struct letter_scope *s, struct sv key,
                                    struct letter_value *counted, bool *in_row, struct arena *a);

#endif
