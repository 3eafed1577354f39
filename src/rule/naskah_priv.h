/* SPDX-License-Identifier: MIT
 * rule/naskah_priv.h -- what the files of the regulation reader share. One reading passes through five steps:
 * naskah_text.c cuts and cleans lines, naskah_furniture.c takes out what belongs to the page, naskah_glue.c parts
 * what was glued, naskah_build.c (with _head, _list, _front and _tail) grows the tree, naskah_finish.c closes it.
 * naskah_form.c judges single lines by form and keeps no state. What these files share carries nk_. */
#ifndef RULE_NASKAH_PRIV_H
#define RULE_NASKAH_PRIV_H

#include "base/arena.h"
#include "base/err.h"
#include "rule/naskah.h"

struct line {
    struct sv raw; /* trimmed, as written */
    struct sv s;   /* markup and bullet gone, white space collapsed */
    int no;
    unsigned blank; /* empty lines before it */
    bool page;      /* a page begins here */
    bool bullet;
    bool cut;  /* page furniture */
    bool weak; /* parted from the line before by naskah_glue.c; belongs to it unless it proves to be a mark */
};

struct piece { /* of a node's text, joined when the tree is closed */
    struct sv s;
    char glue; /* before it: ' ', '\n' or 0 */
    struct piece *next;
};

struct bnode { /* a node under construction */
    struct naskah_node n;
    struct naskah_node *prev;
    struct piece *head, *tail;
};

enum zone { Z_JUDUL, Z_TIMBANG, Z_PUTUS, Z_BODY, Z_CLOSE, Z_EXPLAIN, Z_ANNEX };

struct mark { /* of an ayat or a list item at the beginning of a line */
    enum naskah_jenis jenis;
    struct sv tanda, nomor, rest;
    int v;       /* value of its number; a = 1, aa = 27 */
    char suffix; /* 'a' of (2a), or 0 */
    bool scar;   /* a digit was read as a letter */
};

struct heading {
    enum naskah_jenis jenis;
    struct sv tanda, nomor, rest;
    int v;
    char suffix; /* 'A' of Pasal 12A, or 0 */
    bool roman;
};

struct reader {
    struct arena *a;
    struct naskah *out;
    size_t cap_dibuang, cap_diperbaiki;
    struct line *ln;
    size_t n, i;   /* lines, and the one being placed */
    size_t width;  /* of wrapped lines; 0: each line is a paragraph */
    size_t joined; /* lines joined in a wrapped text */
    enum zone zone;
    struct naskah_node *root;
    struct naskah_node *top; /* innermost open node; text goes there */
    struct naskah_node
        *base; /* item or Pasal that quotes another regulation: headings stay inside; else NULL */
    struct naskah_node *title; /* heading that may still get title lines, or NULL */
    struct naskah_node *tetap; /* Menetapkan that came before MEMUTUSKAN */
    size_t par_max, par_last;  /* longest and last line of the paragraph being read */
    bool amend;                /* Pasal I and Pasal II are headings here */
    int pasal_v;
    char pasal_suffix;
    size_t *last_pasal; /* by number: last line that is nothing but this heading (+1), 0: none */
};

enum {
    PASAL_MAX = 9999,
    DEPTH_MAX = 15, /* of a new node; moving paragraphs into their items may add one a level (naskah.h: 24) */
    LOOK_BACK = 512 /* siblings searched for the last one of a kind: bounds the time for hostile input */
};

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static inline bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool is_alpha(char c)
{
    return is_lower(c) || is_upper(c);
}

/* naskah_form.c: characters and lines, judged by form */
size_t nk_utf8_get(struct sv s, uint32_t *cp); /* of well-formed text; bytes taken */
bool nk_cp_is_word(uint32_t cp);
bool nk_has_word(struct sv s);
size_t nk_text_width(struct sv s); /* characters */
struct sv nk_first_token(struct sv s);
struct sv nk_last_token(struct sv s);
bool nk_starts_lower(struct sv s);
bool nk_starts_upper(struct sv s);
bool nk_all_caps(struct sv s);
bool nk_title_like(struct sv s);                  /* Words Begin Upper Case, no end of sentence */
bool nk_ended(struct sv s);                       /* . ; : ? ! at the end, quotes aside */
char nk_end_mark(struct sv s);                    /* which, or 0 */
bool nk_conjunction(struct sv s);                 /* nothing but dan, atau, dan/atau */
bool nk_starts_word(struct sv s, struct sv word); /* either case, at a word's end */
bool nk_letters_are(struct sv s,
                    struct sv word);  /* only these letters, either case, whatever stands between */
bool nk_wants_reference(struct sv s); /* ends so that "Pasal 5" goes on the sentence */
bool nk_wants_number(struct sv s);    /* ends so that "(1)", "a." or "2." goes on the sentence */

/* naskah_mark.c */
bool nk_mark_parse(struct sv s, struct arena *a, struct mark *m);
bool nk_mark_follows(const struct naskah_node *last, const struct mark *m);
bool nk_heading_parse(struct sv s, struct arena *a, struct heading *h);
struct sv nk_ordinal_word(int v, struct arena *a); /* 7: "Ketujuh" */
struct sv nk_roman_number(int v, struct arena *a);

/* naskah_text.c */
bool naskah_lines(struct reader *r, struct sv text, struct err *e);
void nk_note(struct reader *r, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void nk_discard(struct reader *r, const struct line *l);

/* naskah_furniture.c, naskah_glue.c */
bool naskah_furniture(struct reader *r, struct err *e);
bool naskah_unglue(struct reader *r, struct err *e);

/* naskah_build.c */
bool naskah_build(struct reader *r, struct err *e);
struct naskah_node *nk_node_add(struct reader *r, struct naskah_node *parent, enum naskah_jenis j, int line);
void nk_node_unlink(struct naskah_node *node);
void nk_node_append(struct naskah_node *parent, struct naskah_node *node);
int nk_node_depth(const struct naskah_node *node);
void nk_text_add(struct reader *r, struct naskah_node *node, struct sv s, char glue);
struct sv nk_text_tail(const struct naskah_node *node); /* its last piece, or its title */
bool nk_has_text(const struct naskah_node *node);
bool nk_text_says(const struct naskah_node *node, struct sv word);
struct naskah_node *nk_last_of(const struct naskah_node *parent,
                               enum naskah_jenis j); /* last child of a kind, or NULL */
void nk_text_move(struct naskah_node *from, struct naskah_node *to);
int nk_rank(enum naskah_jenis j);
bool nk_is_heading(enum naskah_jenis j);
const struct line *nk_line_ahead(const struct reader *r, size_t k); /* k-th after the present one, or NULL */

/* naskah_head.c */
bool nk_head_try(struct reader *r, const struct line *l);
bool nk_title_try(struct reader *r, const struct line *l);
bool nk_orphan_try(struct reader *r, const struct line *l);
void nk_pasal_restore(struct reader *r, int line);
bool nk_pasal_lost_here(const struct reader *r);

/* naskah_list.c */
bool nk_mark_try(struct reader *r, const struct line *l);
void nk_text_place(struct reader *r, const struct line *l);

/* naskah_front.c, naskah_tail.c */
void nk_judul_line(struct reader *r, const struct line *l);
bool nk_front_try(struct reader *r, const struct line *l);
bool nk_close_try(struct reader *r, const struct line *l);
void nk_close_line(struct reader *r, const struct line *l);
bool nk_tail_try(struct reader *r, const struct line *l);
void nk_explain_line(struct reader *r, const struct line *l);
void nk_annex_line(struct reader *r, const struct line *l);

/* naskah_finish.c */
void naskah_finish(struct reader *r);

#endif
