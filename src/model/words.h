/* SPDX-License-Identifier: MIT
 * model/words.h -- words inside texts, in lower case: what holds a word, and what is left when general ones are gone.
 * Pure functions. A word is a run of letters and digits of ASCII, or of any byte above it. */
#ifndef MODEL_WORDS_H
#define MODEL_WORDS_H

#include "base/sv.h"

struct arena;
struct code_list;

/* Does `lower` (in lower case) hold `word` (in lower case; also several words) as whole words? */
bool words_hold(struct sv lower, struct sv word);
/* The words of a name, in lower case, each once, without those whose key or label `general` lists (NULL: none). */
struct sv *words_of(struct sv name, const struct code_list *general, struct arena *a, size_t *n);

#endif
