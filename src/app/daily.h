/* SPDX-License-Identifier: MIT
 * app/daily.h -- what the app does beside serving pages that may take a while or wait for others: makes the statements that are
 * owed, climbs the ladder of reminders, sends e-mail. One thread of its own with leases of its own, so that neither a request
 * nor the judging of norms waits for a mail server. The day's work is done at the start, when the day turns, and every minute
 * (a plan or a due day may have changed); it is the same work however often it is done. */
#ifndef APP_DAILY_H
#define APP_DAILY_H

#include "base/err.h"
#include "rule/region.h"

struct daily;

bool daily_start(const struct region *r, struct daily **out, struct err *e);
void daily_stop(struct daily *d); /* waits for what is under way; accepts NULL */

#endif
