/* SPDX-License-Identifier: MIT
 * policy/quota.h -- counts of one agreement in memory that several processes share: exact over workers, without locks, so
 * that a process killed at any moment leaves nothing behind that others would wait for.
 *
 * A cell is one word for each window: the window's number and what was used in it. The windows follow the region's calendar
 * (day, month, year) and, for the second, a clock that is never set back. A calendar that goes backwards goes on counting
 * in the later window: setting the clock back gives nobody a second quota.
 * Charged at admission; a refusal by a later window takes back what earlier ones had taken. */
#ifndef POLICY_QUOTA_H
#define POLICY_QUOTA_H

#include "policy/snapshot.h"

#include <stdatomic.h>

struct quota_cell {
    _Atomic int64_t agreement; /* id; 0: free */
    _Atomic uint64_t used[POLICY_QUOTAS];
};
struct quota_table { /* `cells` is a power of two; all zero is an empty table */
    uint32_t cells;
    struct quota_cell *cell;
};

struct quota_windows {
    uint32_t id[POLICY_QUOTAS];
    uint32_t ends_in_s[POLICY_QUOTAS];
    int32_t day; /* of the region's calendar since 1970-01-01: what receipts and segments count by */
};
struct quota_windows quota_windows(int64_t now, uint64_t steady_s, int32_t zone_min);

/* The agreement's cell, taken when it has none. NULL: the table is full. */
struct quota_cell *quota_find(const struct quota_table *t, int64_t agreement);
/* POLICY_QUOTAS: admitted; else the window that is used up. */
int quota_take(struct quota_cell *c, const uint32_t limit[POLICY_QUOTAS], const struct quota_windows *w);
/* At a restart, before anybody takes: what sealed segments say of one day. Days of other years are left out. */
void quota_restore(struct quota_cell *c, int32_t day, uint64_t used, const struct quota_windows *now);
uint32_t quota_used(const struct quota_cell *c, int window, const struct quota_windows *w);

#endif
