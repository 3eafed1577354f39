/* SPDX-License-Identifier: MIT
 * app/traffic_take.h -- takes receipts out of the hub's segments into the sums of model/traffic.h, each exactly once.
 *
 * The segments are read directly, not through the log of exchanges: so the sums go on while the log is stopped, and a log that begins
 * anew after a restore counts nothing twice. How far each segment was taken is stored in the transaction of the sums. What
 * retention erased before it was taken is counted as lost and shown. Memory is bounded: one batch, a reader for each
 * segment that is being written, and some bytes for each file of the folder. Belongs to one thread. */
#ifndef APP_TRAFFIC_TAKE_H
#define APP_TRAFFIC_TAKE_H

#include "db/db.h"
#include "model/traffic.h"

struct traffic_take;

/* `segments`: the folder; both are borrowed. */
struct traffic_take *traffic_take_new(struct db_pool *pool, const char *segments, int zone_min);
void traffic_take_free(struct traffic_take *t); /* accepts NULL */
/* One batch at most: *n receipts were added, *more says that another batch waits. After a failure everything is looked at anew
 * at the next call. A folder that is not there yet holds nothing. */
bool traffic_take_some(struct traffic_take *t, size_t *n, bool *more, struct err *e);

#endif
