/* SPDX-License-Identifier: MIT
 * ledger/place.h -- where the log of changes stands in a region's data folder, and the public key beside it.
 *
 *   DATA/ledger/perubahan/          the log: checkpoint, tiles
 *   DATA/ledger/perubahan/kunci     its public key, for whoever checks
 * Writing, signing and the secret key are matters of app/; everybody else only reads. */
#ifndef LEDGER_PLACE_H
#define LEDGER_PLACE_H

#include "ledger/note.h"

struct arena;
struct err;

const char *ledger_place(const char *data, struct arena *a); /* the folder of the log */
/* ERR_MISSING: there is no log yet. */
bool ledger_place_key(const char *data, struct arena *a, struct note_key *out, struct err *e);

#endif
