/* SPDX-License-Identifier: MIT
 * app/witness_serve.h -- this region as a witness for others: the ledger process cosigns, because it alone holds keys; the
 * application hands it the requests over a socket (api/witness_call.c).
 *
 *   DIR/kunci/saksi        the witness's own key, used for nothing else
 *   DIR/saksi/kunci        its public key, for whoever asks us
 *   DIR/saksi/             the newest head cosigned for each origin (ledger/witness.h)
 *   DIR/run/saksi.sock     one request a connection: its bytes, end of sending; the answer: "STATUS TYPE LF" and the body
 * A head is on the disk before its cosignature is answered. One thread answers one after another. */
#ifndef APP_WITNESS_SERVE_H
#define APP_WITNESS_SERVE_H

#include "app/witness_conf.h"

struct err;
struct witness_serve;

/* `conf` is borrowed until the stop. NULL without an error when it names no log to witness. */
struct witness_serve *witness_serve_start(const char *dir, struct sv regulation,
                                          const struct ledger_conf *conf, struct err *e);
void witness_serve_stop(struct witness_serve *s); /* accepts NULL */

#endif
