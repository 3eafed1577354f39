/* SPDX-License-Identifier: MIT
 * app/exchange.h -- the log of exchanges: receipts out of the hub's segments become leaves, each exactly once.
 *
 *   DIR/hub/bukti/                       the segments, written by the workers of the hub (policy/segment.h)
 *   DIR/ledger/pertukaran/               the log
 *   DIR/ledger/pertukaran/letak/         the trail (policy/trail.h); not public
 *   DIR/ledger/pertukaran/letak/asal     payload and salt of the first leaf, when the log began anew after a restore
 *
 * A batch: read records, make the segments durable, write the trail, sign. The order of leaves is the order in which they were
 * taken: segments by birth, records as they stand. Memory does not depend on how many exchanges there are. Belongs to one
 * thread, that of `prasasti ledger`. */
#ifndef APP_EXCHANGE_H
#define APP_EXCHANGE_H

#include "ledger/log.h"
#include "policy/segment.h"

struct exchange;

/* Opens log, trail and segments. Errors as chain_open(). */
bool exchange_open(const char *dir, const struct note_signer *s, struct exchange **out, struct err *e);
void exchange_close(struct exchange *x); /* accepts NULL */
/* One batch; *n receipts were taken, 0 when there are none. After a failure everything is opened anew at the next call. */
bool exchange_take(struct exchange *x, size_t *n, struct err *e);
/* The log; NULL after a failure, until the next call. Borrowed until then. */
struct ledger_log *exchange_log(struct exchange *x);
/* Segments that were sealed whole and no longer are: their remaining receipts cannot be taken. Ids, at most `max`. */
size_t exchange_damaged(const struct exchange *x, uint64_t *ids, size_t max);
/* Erases payloads and salts of segments that ended, were taken whole, and whose last receipt is older; *n segments. */
bool exchange_retain(struct exchange *x, int64_t before_ms, size_t *n, struct err *e);
/* A new origin in place of the log, after an older copy of it was restored: what the old one holds is not taken again.
 * No process may have the log open. */
bool exchange_restart(const char *dir, int64_t now, struct err *e);

const char *exchange_segments(const char *dir, struct arena *a); /* DIR/hub/bukti */
const char *exchange_trail(const char *dir, struct arena *a);    /* DIR/ledger/pertukaran/letak */

#endif
