/* SPDX-License-Identifier: MIT
 * rule/rule_trend.h -- how the status of provisions went over the last months, from the intervals that were kept. Nothing is
 * recomputed: a day on which nothing was known stays unknown, and so does a day judged by an earlier regulation, whose
 * provisions are others under the same addresses. */
#ifndef RULE_RULE_TREND_H
#define RULE_RULE_TREND_H

#include "rule/rule.h"

enum { TREND_MONTHS = 12 };

struct norm_trend {
    struct date days[TREND_MONTHS]; /* the last day of each month, oldest first; of this month: today */
    int (*by)[TREND_MONTHS];        /* by norm index: enum norm_status, or -1: not known */
    size_t n;
};
/* All provisions, or `only` one; result in the arena. */
bool rule_trend(struct db *db, const struct rule *r, const struct norm *only, struct date today,
                struct arena *a, struct norm_trend *out, struct err *e);

#endif
