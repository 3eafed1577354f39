/* SPDX-License-Identifier: MIT
 * rule/rule_live.h -- the verdicts of one process, row by row, so that one changed row is judged alone.
 *
 * For each register that checks judge by row it keeps, per row, one cell: who is concerned by which check and who falls
 * short (a bit each), or the latest day (checks of the kind `every`). It is filled by one pass over the register for many
 * checks at once, and follows the events of the log since: what an event changed is judged again, and what it is tied to
 * (rule_depend.h). What the pass cannot say, or where it failed, is left to the check's own SQL (rule_eval.c).
 *
 * Invariant: after rule_live_follow() the cells say of every row what the check's SQL would say of it now, or later: a row
 * changed in the meantime is among the next events. Bound to one day: another day fills it anew. Four bytes for each row and
 * about thirty conditions; a million records of a region take some MiB. One thread at a time, between lock and unlock. */
#ifndef RULE_RULE_LIVE_H
#define RULE_RULE_LIVE_H

#include "base/date.h"

struct db;
struct db_pool;
struct err;
struct problems;
struct rule;
struct rule_live;

/* Puts the checks' conditions together, in the rule's arena; nothing is read yet. Mistakes of the pack go to ps. */
bool rule_live_plan(struct rule *r, struct problems *ps, struct err *e);
void rule_live_free(struct rule_live *l); /* accepts NULL */

void rule_live_lock(struct rule_live *l);
bool rule_live_try(
    struct rule_live *l); /* the lock, if nobody has it: for who holds a lease that its holder may need */
void rule_live_unlock(struct rule_live *l);
void rule_live_forget(struct rule_live *l); /* what it knew may be wrong: it is filled anew next time */

/* Brings the cells to what the database says now. moved[i]: the verdict of norm i may have changed since the last time;
 * of norms it does not keep it says nothing. db: a lease without a snapshot; pack: a DB_PACK lease; pool: for a second one
 * while everything is judged anew, or NULL. */
bool rule_live_follow(struct rule_live *l, const struct rule *r, struct db_pool *pool, struct db *db,
                      struct db *pack, struct date today, bool *moved, struct err *e);

/* Fills the cells where they are not, without saying what moved: the next follow then says that everything may have. */
bool rule_live_warm(struct rule_live *l, const struct rule *r, struct db_pool *pool, struct db *db,
                    struct db *pack, struct date today, struct err *e);

bool rule_live_keeps(const struct rule_live *l, size_t norm); /* … that norm, now */
/* Rows concerned and rows that fall short; false: not kept, or not by counting. */
bool rule_live_counts(const struct rule_live *l, size_t norm, int64_t *who, int64_t *bad);
/* Days of the rows concerned, one cell each: 0 none concerned, LIVE_NEVER, else serial + LIVE_DAY; false: not kept. */
enum { LIVE_NEVER = 1, LIVE_DAY = 2 };
bool rule_live_days(const struct rule_live *l, size_t norm, const uint32_t **cells, size_t *n);

/* At most `limit` of the rows that fall short, or (bad false) of those concerned that do not; false: not kept, or not so. */
bool rule_live_rows(const struct rule_live *l, size_t norm, struct date today, bool bad, size_t limit,
                    int64_t *ids, size_t *n);
/* The units in a set, as conditions look for them: ",3,17,". Borrowed until the next follow. */
struct sv rule_live_units(const struct rule_live *l, size_t set);

#endif
