/* SPDX-License-Identifier: MIT
 * rule/rule_version.h -- the regulations that a region has taken up, one after another, and the day each begins to judge.
 *
 * The first row is the regulation the region was made with. What is in force on a day is the last one whose `since` is not
 * later; a row is never changed, and only one whose day has not come can be taken back. Table norma_peraturan.
 * The status of a provision runs on from one regulation to the next as long as its words stay the same. */
#ifndef RULE_RULE_VERSION_H
#define RULE_RULE_VERSION_H

#include "rule/rule.h"

struct version {
    struct sv id;
    struct date in_force; /* by its own words */
    struct date since;    /* by which it is judged here: later when it was taken up after its first day */
    int zone_min;
    struct sv digest;   /* of the pack, when it was taken up */
    struct sv recorded; /* instant */
    int64_t by;         /* account, 0: the system */
};

bool versions_load(struct db *db, struct arena *a, struct version **out, size_t *n, struct err *e);
/* Which of them judges that day; the first one before the first day. n > 0. */
size_t version_on(const struct version *list, size_t n, struct date day);
/* The next one that has been taken up and not begun, or NULL. */
const struct version *version_next(const struct version *list, size_t n, struct date today);

/* The region's first regulation, when it is not noted yet: what was judged and loaded until now was by its words. As long as
 * it is the only one, another one in prasasti.json corrects it. Own transaction. */
bool version_first(struct db *db, const struct rule *r, const struct records *rs, struct err *e);
/* May this regulation be taken up after the last of the list? It says itself what it amends or replaces; *since: from when it
 * would judge. ERR_CONFLICT says what is in the way. */
bool version_follows(const struct version *list, size_t n, const struct regulation *next, struct date today,
                     struct date *since, struct err *e);
/* Takes up the regulation of `next` after the last of the list; inside a transaction, with its event. ERR_CONFLICT when it
 * does not follow the last one. Whether records fit is asked before (app/). */
bool version_adopt(struct db *db, const struct rule *next, const struct records *rs, const struct actor *who,
                   struct date today, struct arena *a, struct err *e);
/* Takes back the last one while its day has not come; inside a transaction, with its event. */
bool version_withdraw(struct db *db, struct sv id, const struct records *rs, const struct actor *who,
                      struct date today, struct arena *a, struct err *e);
/* The day has come: what was judged by words that no longer hold ends on it, with the reason. Idempotent; own
 * transaction. `r` is the regulation in force today. */
bool version_begin(struct db *db, const struct rule *r, struct date since, struct err *e);

#endif
