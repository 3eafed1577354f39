/* SPDX-License-Identifier: MIT
 * model/value_priv.h -- small tools that the readers of values share. Included by value*.c only. */
#ifndef MODEL_VALUE_PRIV_H
#define MODEL_VALUE_PRIV_H

#include "base/arena.h"
#include "base/err.h"
#include "model/value.h"

/* Says why and returns false: `return value_no(why, T("…"))`. The sentence is static. */
bool value_no(struct sv *why, const char *sentence);
/* Lower case (ASCII), runs of white space one blank, trimmed; cut at max bytes. For comparing, never for showing. */
struct sv value_fold(struct sv s, char *w, size_t max);
bool value_is_one_of(struct sv s, const struct sv *words, size_t n);
bool value_is_digit(char c);
bool value_is_letter(char c); /* ASCII */

#endif
