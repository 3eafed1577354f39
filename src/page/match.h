/* SPDX-License-Identifier: MIT
 * page/match.h -- records that suggest themselves for a reference (`match` of a field): what was recorded before for the same
 * provision or indicator is used again, or copied as a start; and how old it is is said wherever it stands. */
#ifndef PAGE_MATCH_H
#define PAGE_MATCH_H

#include "page/reg_priv.h"

struct match_row {
    const struct record *r;
    struct sv age; /* "berumur 14 bulan, melewati batas 12 bulan", or absent: no day is known */
    bool bad;      /* too old, or no longer in force */
    bool old;      /* of last year: worth copying as a start */
    bool chosen, candidate;
};
struct match {
    const struct record *rec;
    const struct field *f;
    struct match_row *rows;
    size_t n;
};

/* What `f` of `rec` points to and, where `candidates`, what might be chosen besides, newest first. Results in the arena. */
bool match_load(struct db *db, const struct region *region, const struct actor *who, const struct record *rec,
                const struct field *f, bool candidates, struct arena *a, struct match *out, struct err *e);
const struct match_row *match_find(const struct match *m, int64_t id); /* NULL: not among them */
/* One line of text for a row: age, with a badge when it is too much. */
void match_age(struct page *p, const struct match_row *row);

#endif
