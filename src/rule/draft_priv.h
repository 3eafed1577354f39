/* SPDX-License-Identifier: MIT
 * rule/draft_priv.h -- what the files of draft share: words of the data, matches in a text, the tree's rows. */
#ifndef RULE_DRAFT_PRIV_H
#define RULE_DRAFT_PRIV_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/problems.h"
#include "json/json.h"
#include "rule/draft.h"

struct draft_words {
    const struct json *tree;
    size_t item_words;
};

#define DRAFT_MARK \
    "[belum diringkas]" /* stands before the provision's own words until somebody sums them up */
#define DRAFT_GUESS "# tebakan: "

/* Lists of words by the keys of draft.yaml; NULL: none. */
const struct json *dw_list(const struct draft_words *w, const char *key);
struct sv dw_text(const struct draft_words *w, const char *key);

struct dw_hit { /* a word of the data in a text in lower case */
    size_t at;
    struct sv word; /* absent: none */
};
/* The first place where one of the words stands whole, at or after `from`; of several there the longest. */
struct dw_hit dw_find(struct sv lower, const struct json *words, size_t from);
bool dw_has(struct sv lower, const struct json *words);
/* Whether one of the words ends right before `at`, blanks between. */
bool dw_stands_before(struct sv lower, size_t at, const struct json *words);
bool dw_begins(struct sv lower, const struct json *words);
/* "PENYELENGGARAAN SPBE DAN TIK" -> "Penyelenggaraan SPBE dan TIK"; what is not all capitals stays. */
struct sv dw_title(const struct draft_words *w, struct sv s, struct arena *a);
bool dw_all(struct sv lower, const struct json *words); /* the whole text is one of the words */

struct draft_alias { /* a regulation's own word for somebody */
    struct sv word, role;
};

struct drafter {
    struct draft *d;
    const struct naskah *n;
    const struct draft_words *w;
    struct arena *a;
    struct draft_alias *aliases;
    size_t n_aliases, cap_aliases, cap_rows, cap_roles, cap_chapters;
    struct draft_chapter *chapter; /* being walked, or NULL */
    struct date today;
};

void draft_rows(struct drafter *k);   /* draft_rows.c: tree -> rows and chapters */
void draft_actors(struct drafter *k); /* draft_actor.c: definitions -> roles and their words */
void draft_actor_of(struct drafter *k, struct draft_row *r, struct sv lower);
void draft_guess_rows(struct drafter *k); /* draft_guess.c */
void draft_identity(struct drafter *k);   /* draft_title.c */

/* The first word of strength among `words` that says how strongly, at or after the start; not one that tells a purpose. */
struct dw_hit draft_strength(const struct draft_words *w, struct sv lower, const struct json *words);
/* The text of a node and of all below it, as one line. */
struct sv draft_text_of(const struct naskah_node *first, const struct naskah_node *last, struct arena *a);
/* A guess, counted. */
void draft_put(struct drafter *k, enum draft_kind kind, struct draft_guess *g, struct sv value,
               struct sv why);

#endif
