/* SPDX-License-Identifier: MIT
 * model/behalf.h -- what deputies did: which version of which record was written by somebody as Plh. of another, for good.
 * Rights come and go with days (who/actor.h); this table keeps through whose post it was, so that history still says it when
 * the delegation is long over. One line for a version at most. Table owned: pelaksana_harian (made with the engine's own). */
#ifndef MODEL_BEHALF_H
#define MODEL_BEHALF_H

#include "model/record.h"

/* Inside the transaction of the change; d NULL: he did it as himself, and nothing is noted. */
bool behalf_note(struct db *db, const struct actor *who, const struct record *after, const struct deputy *d,
                 struct err *e);
/* "Wati Lestari (Plh. Kepala Dinas Kesehatan, a.n. Anton Wijaya)"; without a title, the name alone. */
struct sv behalf_name(struct sv name, struct sv title, struct sv giver, struct arena *a);
/* Was this record made, or taken out of its first state, in the name of this account? */
bool behalf_asked(struct db *db, const struct record *r, int64_t akun, bool *asked, struct err *e);

#endif
