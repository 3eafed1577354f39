/* SPDX-License-Identifier: MIT
 * app/open.h -- opens a region for a command and says what is wrong with its declarations, line by line. */
#ifndef APP_OPEN_H
#define APP_OPEN_H

#include "rule/region.h"

/* NULL: it could not be opened, and why has been said on standard error. */
struct region *app_open_region(const char *dir);
/* Settles the norms of today on leases of its own. */
bool app_settle(const struct region *r, struct err *e);
/* Reads all rows once, so that the first change after the start is judged as quickly as any other. */
bool app_warm(const struct region *r, struct err *e);
void app_print_problems(const struct problems *ps);

#endif
