/* SPDX-License-Identifier: MIT
 * rule/region_adopt.h -- taking up another regulation: everything that could go wrong on its first day is tried before, and
 * what it changes is told before anything is noted. */
#ifndef RULE_REGION_ADOPT_H
#define RULE_REGION_ADOPT_H

#include "rule/region_version.h"
#include "rule/rule_diff.h"

struct adoption {
    struct region *next,
        *last; /* the regulation to come; the one before it where that is not the present one */
    const struct rule *before; /* words of the one before it */
    struct date since;
    struct rule_diff diff;
    struct records_change *records;
    size_t n_records;
};

/* Loads the pack beside the region, compiles it, prepares its SQL, lays its declarations over the records and takes that
 * back again. Nothing is noted. False: `e` and the mistakes in `ps` say what to do. Always give back with
 * region_adopt_end(), once the problems have been shown. */
bool region_adopt_try(const struct region *r, struct sv id, struct arena *a, struct adoption *out,
                      struct problems *ps, struct err *e);
/* Notes it, in one transaction with its event. */
bool region_adopt(const struct region *r, const struct adoption *x, const struct actor *who, struct arena *a,
                  struct err *e);
bool region_withdraw(const struct region *r, struct sv id, const struct actor *who, struct arena *a,
                     struct err *e);
void region_adopt_end(struct adoption *x);

/* What a regulation that was taken up changes against the one before it, for showing: the same without trying anything. */
bool region_adopt_show(const struct region *r, struct db *db, struct sv id, struct arena *a,
                       struct adoption *out, struct err *e);

/* Prepares all SQL of a region that has no database against an empty one of its own, made for the purpose. */
bool region_check_sql(struct region *r, struct problems *ps, struct err *e);

#endif
