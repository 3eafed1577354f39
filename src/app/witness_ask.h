/* SPDX-License-Identifier: MIT
 * app/witness_ask.h -- asks witnesses to cosign the newest heads of our logs, in a thread of its own.
 *
 * A witness that does not answer stops nothing: the thread waits for it, the signing does not. One round asks all witnesses for
 * the same head, so that a quorum comes together under one head. Their lines wait until the owner of the log fetches them:
 * only he writes into it. What is known of each witness is kept for whoever shows the debt. */
#ifndef APP_WITNESS_ASK_H
#define APP_WITNESS_ASK_H

#include "app/witness_conf.h"

struct err;
struct ledger_log;

enum { ASK_LOGS = 2 };

struct witness_seen {  /* one witness and one log */
    uint64_t size;     /* of the newest head it cosigned; 0: none yet */
    int64_t time;      /* when, Unix seconds */
    char problem[200]; /* why it did not at the last attempt; empty: it did */
};

struct witness_ask;
/* `conf` is borrowed until witness_ask_stop(). logs: names below DIR/ledger. NULL when there are no witnesses. */
struct witness_ask *witness_ask_start(const char *dir, const char *const logs[ASK_LOGS],
                                      const struct ledger_conf *conf, struct err *e);
void witness_ask_stop(struct witness_ask *w); /* accepts NULL; ends a call that is under way */
/* Hands the lines that came in for log number `log` to it. */
void witness_ask_fetch(struct witness_ask *w, size_t log, struct ledger_log *l);
void witness_ask_seen(struct witness_ask *w, size_t log, size_t peer, struct witness_seen *out);

/* witness_http.c: POST of a text; false only when there was no answer. `stop` is looked at while waiting. */
struct arena;
bool witness_post(struct sv url, struct sv body, const bool *stop, struct arena *a, int *status,
                  struct sv *answer, struct err *e);

#endif
