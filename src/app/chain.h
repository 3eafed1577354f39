/* SPDX-License-Identifier: MIT
 * app/chain.h -- the two logs of a data folder: their keys, their opening, and the leaves of the log of changes.
 *
 *   DIR/ledger/LOG/          the log (served at /ledger/LOG/); LOG is perubahan or pertukaran
 *   DIR/ledger/LOG/kunci     its public key, for whoever checks
 *   DIR/kunci/LOG            the signing key: read by `prasasti ledger` alone
 *   DIR/kunci/LOG.kepala     the newest head that was signed with it
 * The head is kept with the key, apart from the log: when an older copy of the log was put in its place, going on would sign a
 * second history, and opening refuses. A copy of the whole data folder takes the head along; then only witnesses and proofs
 * kept elsewhere can tell.
 * Leaf n of the log of changes stands for event seq n + 1. */
#ifndef APP_CHAIN_H
#define APP_CHAIN_H

#include "ledger/log.h"
#include "ledger/note.h"
#include "model/event.h"

/* The signing key of one log, made at the first call. The origin carries the regulation's id and four random bytes. */
bool chain_signer(const char *dir, const char *log, struct sv regulation, struct arena *a,
                  struct note_signer *out, struct err *e);
/* ERR_CONFLICT: an older copy than the head that was signed last, or another log. */
bool chain_open(const char *dir, const char *log, const struct note_signer *s, struct arena *a,
                struct ledger_log **out, struct err *e);
/* To be called when the log has grown: keeps its head with the key. */
bool chain_remember(const char *dir, const char *log, const struct ledger_log *l, struct arena *a,
                    struct err *e);
/* The head that was signed last, for whoever checks; absent when there is none or this process may not read it. */
struct sv chain_last_head(const char *dir, const char *log, struct arena *a);
/* Closes a log for good and begins one of a new origin in its place, under a new key, whose first leaf names the old head: after
 * a restore of an older copy. `payload` and `salt` are what the first leaf stands for; the caller keeps them. The old folder
 * becomes DIR/ledger/LOG-1 (or the next free number), which *old_dir names. */
bool chain_restart(const char *dir, const char *log, struct arena *a, const char **old_dir,
                   struct sv *payload, uint8_t salt[LEDGER_SALT_BYTES], int64_t now, struct err *e);

struct ledger_leaf chain_leaf(const struct event *ev);

/* Appends and signs what is new; *n leaves were taken. */
bool chain_take(struct ledger_log *log, struct db *db, size_t *n, struct err *e);

#endif
