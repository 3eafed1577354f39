/* SPDX-License-Identifier: MIT
 * model/outside.h -- how the thing that a record speaks of stands outside: a connection to another system, something handed over
 * to it. What a thread of the application finds out is kept here and shown on the record's page; it is no change of the
 * record, so it makes no version and no event (what is handed over makes an event of its own).
 * Table owned: keadaan_luar, at most one row for each record. Texts are for people, in Indonesian, and never hold a secret.
 * Writers need an open transaction. Results live in the arena. */
#ifndef MODEL_OUTSIDE_H
#define MODEL_OUTSIDE_H

#include "db/db.h"

struct arena;

extern const struct db_migration outside_migrations[];
extern const size_t outside_migrations_n;

struct outside {
    struct sv reg;
    int64_t id;
    struct sv tone, head; /* green, yellow, red, grey; "Tersambung" */
    struct sv good, until, tried,
        next;              /* instants or empty: last success, what it gave counts until, last and next try */
    int64_t failures;      /* in a row */
    struct sv error, hint; /* of the last try, when it failed */
    struct sv remote, stage,
        digest; /* what the other side calls it, how far it got there, what it was last given */
};
/* *found false: nothing is known. */
bool outside_load(struct db *db, struct sv reg, int64_t id, struct arena *a, struct outside *out, bool *found,
                  struct err *e);
bool outside_put(struct db *db, const struct outside *o, struct err *e);

#endif
