/* SPDX-License-Identifier: MIT
 * app/chain.h -- where the ledger of changes stands in a data folder, and how its leaves come from events.
 *
 *   DIR/ledger/perubahan/          the log (served at /ledger/perubahan/)
 *   DIR/ledger/perubahan/kunci     its public key, for whoever checks
 *   DIR/kunci/perubahan            the signing key: read by `prasasti ledger` alone
 * Leaf n stands for event seq n + 1. */
#ifndef APP_CHAIN_H
#define APP_CHAIN_H

#include "ledger/log.h"
#include "ledger/note.h"
#include "model/event.h"

/* The signing key, made at the first call. The origin carries the regulation's id and four random bytes. */
bool chain_signer(const char *dir, struct sv regulation, struct arena *a, struct note_signer *out,
                  struct err *e);
bool chain_public_key(const char *dir, struct arena *a, struct note_key *out,
                      struct err *e); /* ERR_MISSING: no log yet */
const char *chain_dir(const char *dir, struct arena *a);
bool chain_open(const char *dir, const struct note_signer *s, struct arena *a, struct ledger_log **out,
                struct err *e);
struct ledger_leaf chain_leaf(const struct event *ev);

/* Appends and signs what is new; *n leaves were taken. */
bool chain_take(struct ledger_log *log, struct db *db, size_t *n, struct err *e);

#endif
