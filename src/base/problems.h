/* SPDX-License-Identifier: MIT
 * base/problems.h -- every mistake of one input at once: a form, a sheet, a set of declarations.
 * Lives in an arena. Keeps the first `max` problems and counts the rest. */
#ifndef BASE_PROBLEMS_H
#define BASE_PROBLEMS_H

#include "base/sv.h"

struct arena;
struct buf;

struct problem {
    struct sv file;  /* declarations: file; sheets: sheet name; forms: absent */
    int line, col;   /* 1-based; 0 when it has none */
    struct sv field; /* key of the field concerned, or absent */
    struct sv value; /* what was given, or absent */
    struct sv text;  /* the reason, Indonesian, a full sentence */
    struct sv hint;  /* the next step or a suggestion, may be absent */
};

struct problems {
    struct arena *a;
    struct problem *items;
    size_t n, cap, max, more;
};

void problems_init(struct problems *ps, struct arena *a, size_t max);
/* Returns the new problem so that its place, value and hint can be filled in; a scratch one when the list is full. */
struct problem *problems_add(struct problems *ps, struct sv field, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
const struct problem *problems_of(const struct problems *ps,
                                  struct sv field); /* first of that field, or NULL */
void problems_print(const struct problems *ps,
                    struct buf *out); /* "file:line:col: field: text (hint)" a line */
/* The candidate nearest to `s` (edit distance at most a third of its length), or SV_NULL. */
struct sv problems_suggest(struct sv s, const struct sv *candidates, size_t n);

#endif
