/* SPDX-License-Identifier: MIT
 * rule/region_version.h -- an opened region and its other regulations: by which one a day is read, and the words of those
 * that are not in force now. Words are read once and kept as long as the region; threads may share them.
 * A region is opened under the regulation in force on that day and keeps it: when another one's day comes, the process that
 * serves must open it anew (region_outdated()). */
#ifndef RULE_REGION_VERSION_H
#define RULE_REGION_VERSION_H

#include "rule/region.h"
#include "rule/rule_version.h"

struct region_words;

struct region_words *region_words_new(void);    /* NULL: no memory */
void region_words_free(struct region_words *w); /* accepts NULL */

/* The words of a regulation, also of the one in force. ERR_MISSING when its pack is no longer there. */
bool region_words(const struct region *r, struct sv id, const struct rule **out, struct err *e);
/* What names the regulation whose text was loaded last: the region's present one where none was, or where nothing tells. */
bool region_text_regulation(const struct region *r, struct db *db, const struct regulation **out,
                            struct err *e);
/* The regulation by which a day is read; a day to come is refused; the present one for no date. */
bool region_rule_on(const struct region *r, struct db *db, struct date day, const struct rule **out,
                    struct err *e);
/* Has the day of another regulation come, or this one been taken back? */
bool region_outdated(const struct region *r, struct db *db, bool *out, struct err *e);
/* Loads the regulation that is in force today beside the one this region was opened with: can it be opened anew? */
bool region_begins(const struct region *r, struct db *db, struct arena *a, struct region **out,
                   struct problems *ps, struct err *e);
/* What the one that comes next changes; *next NULL: nothing has been taken up. */
bool region_next(const struct region *r, struct db *db, struct arena *a, const struct version **next,
                 const struct rule **words, struct err *e);

#endif
