/* SPDX-License-Identifier: MIT
 * rule/rule_words.h -- the words of a compiled SELECT, brackets paired, for reading its structure. It has passed the judge
 * of pack SQL (db/), so it holds no comments and no quotes but texts and names of our own. Lives in the arena given: many
 * times the text, so readers give one of their own and free it when they have read. */
#ifndef RULE_RULE_WORDS_H
#define RULE_RULE_WORDS_H

#include "base/sv.h"

struct arena;
struct err;

enum { RULE_WORDS_BYTES = 64 * 1024 * 1024 }; /* ceiling of such an arena */

struct sql_word {
    enum { WORD_NAME, WORD_TEXT, WORD_SIGN } kind;
    struct sv text; /* names in lower case, without quotes; texts without theirs; "||" is one sign */
    size_t at, end; /* where it stands in the text read */
    size_t close;   /* of "(" and "case": place of the ")" or "end" that ends it */
};
struct sql_words {
    struct sql_word *items;
    size_t n;
};

bool words_read(struct sv sql, struct arena *a, struct sql_words *out,
                struct err *e); /* false: brackets do not pair */
bool word_is(const struct sql_words *w, size_t i,
             const char *text); /* a name or sign, not a text; false beyond the end */
bool word_is_name(const struct sql_words *w, size_t i);
/* The next word on the same level: what stands in brackets, and in case … end, is passed over. */
size_t words_after(const struct sql_words *w, size_t i, size_t to);
size_t words_find(const struct sql_words *w, size_t from, size_t to,
                  const char *text); /* on this level; to: none */

#endif
