/* SPDX-License-Identifier: MIT
 * rule/foresee.h -- what will end: gates on which a running thing rests that lapse within the days ahead, and days of records
 * that are worth a warning. Told before, so that somebody can act, and at once when it has happened.
 *
 * A register says with `foresee` which of its rows rest on their gates: flow_marks() is asked as of a later day, and what is
 * missing then but not today lapses on the first such day. A calendar entry says with `warn` that its day is one. Both are
 * kept in the table `ramalan`, written by foresee_run() alone; reading it costs a front page nothing. Whoever owns the row, is
 * its other party, or is the office that takes the step behind the gate is told by notices: some weeks before, some days
 * before, and when it has come; then also the parties of the rows that hang on it (`told`). What stood so already when the
 * table was begun is told to nobody. Declarations are read-only after foresee_load(). */
#ifndef RULE_FORESEE_H
#define RULE_FORESEE_H

#include "base/date.h"
#include "flow/flow.h"

struct region;

extern const struct db_migration foresee_migrations[];
extern const size_t foresee_migrations_n;

struct foresee_told { /* rows of another register that hang on the one that ends */
    const struct reg *reg;
    const struct field *by;
    const struct sv *states;
    size_t n_states;
};
struct foresee_source {
    const struct reg *reg;
    const struct sv *states;
    size_t n_states;
    struct sv will, did; /* sentences with {judul}: before and after */
    struct foresee_told *told;
    size_t n_told;
};
struct foresee {
    struct foresee_source *items;
    size_t n;
};
bool foresee_load(const struct model *m, struct arena *a, struct foresee *out, struct problems *ps,
                  struct err *e);

/* Brings the table in step with the records of today and tells those concerned. Leases and the transaction are its own; one
 * thread at a time. *changed: rows that came, went or moved. */
bool foresee_run(const struct region *r, size_t *changed, struct err *e);
/* The same on a connection that can write and has no transaction open. */
bool foresee_on(struct db *db, const struct region *r, size_t *changed, struct err *e);

/* How the table names a gate. */
struct sv foresee_about(const struct need *n, struct arena *a);

struct foreseen {
    const struct record *record;
    const struct transition *t; /* gates: the step behind which it stands; NULL: a day of the record */
    const struct need *need;
    struct date day;     /* the first day without */
    bool past;           /* that day has come */
    struct sv says;      /* "Layanan X akan ditutup penghubung" */
    struct sv why, next; /* gates: what will be missing, and what to do */
};
struct foresee_ask {
    const struct reg *reg; /* of this record alone; NULL: of all that concerns the actor */
    int64_t id;
    int limit;
};
/* By day. What the actor may not see is not there. */
bool foresee_list(struct db *db, const struct region *r, const struct actor *who,
                  const struct foresee_ask *ask, struct arena *a, struct foreseen **out, size_t *n,
                  struct err *e);

#endif
