/* SPDX-License-Identifier: MIT
 * rule/draft.h -- from the text of a regulation to the skeleton of its pack: one row for each provision, with guesses.
 *
 * What always holds
 * - Nothing is lost: every Pasal, ayat and list of the body is inside the address of exactly one row, or of several that
 *   share it out (the items of a list, each a row). Addresses are those of naskah_address(); what stands where a pack cannot
 *   point to (a Bagian without Pasal, a Pasal that is only quoted) belongs to the row of what holds it.
 * - Nothing is invented: a check is `attested` or `shown`, never one over data; what a better check could be is said in a
 *   comment. Every guess carries its reason, and the word in the text that led to it.
 * - No word of a language, role, register or interval stands in this code: they are data/draft.yaml.
 * - The pack that is written loads at once. Summaries are left to people: `says` holds a mark and the beginning of the
 *   provision's own words, so that rule_is_draft() finds what is not written yet.
 *
 * Ownership: all in the arena given; texts are views of the tree or of the words, which must live as long. Read-only
 * afterwards. Sources: docs/declarations.md for what is written, rule/naskah.h for what is read. */
#ifndef RULE_DRAFT_H
#define RULE_DRAFT_H

#include "base/date.h"
#include "rule/naskah.h"

struct buf;
struct draft_words;
struct problems;

enum draft_kind { /* what a guess is about; counted for the summary */
                  DRAFT_CHECK,
                  DRAFT_BINDS,
                  DRAFT_STRENGTH,
                  DRAFT_INTERVAL,
                  DRAFT_REGISTER,
                  DRAFT_IDENTITY,
                  DRAFT_KIND_COUNT
};
struct sv draft_kind_label(enum draft_kind k); /* "jenis pemeriksaan" */

struct draft_guess {
    struct sv value; /* absent: nothing was guessed */
    struct sv why;   /* the reason, Indonesian */
};

struct draft_row {
    struct sv at;
    const struct naskah_node *first, *last; /* neighbours; the same node unless a range of items */
    const struct naskah_node *holder;       /* whose own text introduces them: first itself or its parent */
    struct sv text;                         /* introduction and items, one line */
    struct sv begins;                       /* first words, for the mark in `says` */
    struct sv notes;                        /* what the reader mended here, absent: nothing */
    bool definition, general;               /* a definition; in a chapter that only frames the rest */
    bool open;                              /* "berkala": how often is left to the region */
    struct draft_guess check, binds, strength, interval, reg, other;
    struct sv date; /* field of the guessed register by which an interval would count */
};

struct draft_role {
    struct sv role, label, at; /* as the regulation calls it, and where it says so */
};

struct draft_chapter {
    struct sv bab, title;
    int from, to; /* 0: no Pasal in it */
    bool general;
};

struct draft {
    const struct draft_words *words;
    struct sv id;
    struct draft_guess title, about, region, head, decree, zone, enacted, promulgated, in_force;
    struct draft_row *rows;
    size_t n_rows;
    struct draft_role *roles;
    size_t n_roles;
    struct draft_chapter *chapters;
    size_t n_chapters;
    size_t guesses[DRAFT_KIND_COUNT];
};

/* data/draft.yaml of the declarations; mistakes go to ps. */
bool draft_words_load(const char *declarations, struct arena *a, struct draft_words **out,
                      struct problems *ps, struct err *e);
/* `id` absent: made of region, number and year. `today` stands in for a date that cannot be read. ERR_INPUT: no provision
 * in the text, or an id that cannot be a folder. */
bool draft_make(const struct naskah *n, const struct draft_words *w, struct sv id, struct date today,
                struct arena *a, struct draft *out, struct err *e);

/* The four files, as text. */
void draft_regulation_yaml(const struct draft *d, struct buf *b);
void draft_registers_yaml(const struct draft *d, struct buf *b);
void draft_norms_yaml(const struct draft *d, struct buf *b);
void draft_tests_yaml(const struct draft *d, struct buf *b);

/* What is still to do in a pack: whether a summary was not written yet; how many lines carry the mark of a guess. */
bool rule_is_draft(struct sv says);
size_t draft_guesses_in(struct sv yaml);

#endif
