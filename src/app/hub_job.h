/* SPDX-License-Identifier: MIT
 * app/hub_job.h -- keeps the hub's policy snapshot (DIR/hub/kebijakan.bin) true to the records: a thread of its own, so that a
 * name server that is slow delays nobody else.
 *
 * Looks five times a second whether an event came; then, when the day turns, and once a minute for names that moved, it gathers anew and replaces the file if
 * anything in it differs. Under a stream of changes it takes at most a fifth of the time. Revoking a clearance closes its
 * service within a second. What cannot be gathered or written leaves the last snapshot in force and is said in the log. */
#ifndef APP_HUB_JOB_H
#define APP_HUB_JOB_H

#include "rule/region.h"

struct hub_job;

/* *out stays NULL where the region's declarations know no hub. ERR_INPUT: hub.yaml is wrong, ps says where. */
bool hub_job_start(const struct region *r, struct hub_job **out, struct problems *ps, struct err *e);
void hub_job_stop(struct hub_job *j); /* waits for the thread; accepts NULL */

#endif
