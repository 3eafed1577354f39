/* SPDX-License-Identifier: MIT
 * ledger/place.h -- where the two logs stand in a region's data folder, and the public key beside each.
 *
 *   DATA/ledger/perubahan/           the log of changes: checkpoint, tiles
 *   DATA/ledger/pertukaran/          the log of exchanges through the hub
 *   DATA/ledger/LOG/kunci            its public key, for whoever checks
 * Writing, signing and the secret key are matters of app/; everybody else only reads. */
#ifndef LEDGER_PLACE_H
#define LEDGER_PLACE_H

#include "ledger/note.h"

struct arena;
struct err;

#define LEDGER_CHANGES "perubahan"
#define LEDGER_EXCHANGES "pertukaran"

const char *ledger_place_of(const char *data, const char *log,
                            struct arena *a); /* the folder of one of them */
/* ERR_MISSING: there is no such log yet. */
bool ledger_place_key_of(const char *data, const char *log, struct arena *a, struct note_key *out,
                         struct err *e);

/* The same for the log of changes. */
const char *ledger_place(const char *data, struct arena *a);
bool ledger_place_key(const char *data, struct arena *a, struct note_key *out, struct err *e);

#endif
