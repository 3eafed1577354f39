/* SPDX-License-Identifier: MIT
 * app/hub_traffic.h -- the thread that follows the hub's receipts and adds them up (app/traffic_take.h).
 *
 * Looks once a second. A backlog is worked off in batches with pauses between them, at lower priority, so that it takes at most a fifth
 * of a core from the hub. Nobody waits for it: pages say up to when the sums go. */
#ifndef APP_HUB_TRAFFIC_H
#define APP_HUB_TRAFFIC_H

#include "rule/region.h"

struct hub_traffic;

bool hub_traffic_start(const struct region *r, struct hub_traffic **out, struct err *e);
void hub_traffic_stop(struct hub_traffic *t); /* waits for the thread; accepts NULL */

#endif
