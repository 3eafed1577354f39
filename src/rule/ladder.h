/* SPDX-License-Identifier: MIT
 * rule/ladder.h -- the ladder of reminders: what becomes of something that is past its due day, step by step.
 *
 * Which steps there are, in which words and for whom, stands in data/tangga.yaml; how many days lie between is a setting of the
 * region; which rows climb is one line in a register's declaration (`ladder`): a date of theirs, or open tasks of the agency.
 * Every step taken is a row of the register that tangga.yaml names, written by the system on its day, with its text, so that
 * list, history, tasks, letters and the ledger serve it like any other.
 *
 * What always holds: at most one step of a row in one day, and never earlier after the step before than the settings part the
 * two, however long the program stood still; so nobody is warned who was not reminded. A climb ends in the transaction in which
 * its row leaves the states that climb, and by the next tick when it is excused or its due day was moved; the reason is written
 * into its rows. A later due day begins a new climb. Declarations are read-only after ladder_load(). */
#ifndef RULE_LADDER_H
#define RULE_LADDER_H

#include "base/date.h"
#include "model/record.h"

struct region;
struct who_levels;
struct json;

enum { LADDER_STEPS_MAX = 8 };

struct ladder_step {
    struct sv key, label, setting, state, level,
        says;          /* state: the row of the step begins in it; level: who gets mail */
    bool mail, report; /* report: stands in the report to the head of the region */
};
struct ladder_excuse { /* rows that stop a climb while they are in force */
    const struct reg *reg;
    const struct field *object, *until, *reason, *number; /* the last three may be NULL */
    const struct sv *states;
    size_t n_states;
};
struct ladder_source { /* rows that climb */
    const struct reg *reg;
    const struct field *due,
        *reason; /* due NULL: by tasks; reason: what is said when it ended otherwise, or NULL */
    const struct sv *states, *tasks;
    size_t n_states, n_tasks;
};
struct ladder {
    const struct reg *reg; /* of the steps taken; NULL: the region has no ladder */
    const struct field *step, *object, *title, *about, *day, *due, *text, *ended, *why;
    struct sv end, count; /* end: the state of rows whose climb is over; count: setting */
    struct ladder_step steps[LADDER_STEPS_MAX];
    size_t n_steps;
    struct ladder_excuse *excuses;
    size_t n_excuses;
    struct ladder_source *sources;
    size_t n_sources;
};

/* data/tangga.yaml (may be absent) and `ladder` of the registers. Mistakes go to ps. */
bool ladder_load(const char *data_dir, const struct model *m, const struct who_levels *levels,
                 struct arena *a, struct ladder *out, struct problems *ps, struct err *e);
const struct ladder_source *ladder_source_of(const struct ladder *l, const struct reg *reg); /* NULL: none */

/* Takes every step that is due today and ends what is over. Leases and transactions are its own; one thread at a time. A row
 * that fails is left for the next tick; *failed says how many, e the first. */
bool ladder_climb(const struct region *r, size_t *taken, size_t *failed, struct err *e);
/* Ends climbs of rows that are done, in the change's own transaction. */
struct hook ladder_hook(const struct region *r);

/* Is this row excused on that day? *why: "ditunda sampai 3 Januari 2027: alasan (nomor)". */
bool ladder_excused(struct db *db, const struct region *r, const struct reg *reg, int64_t id, struct date on,
                    struct arena *a, struct sv *why, struct date *until, struct err *e);

/* --- for pages ---------------------------------------------------------------------------------------------------------- */
struct ladder_rung { /* a step that was taken */
    int64_t id, pd, record;
    const struct ladder_step *step;
    const struct reg *reg; /* of the row that climbs; NULL: no longer declared */
    struct sv title, about, text, why, status;
    struct date day, due, ended; /* ended {0}: the climb goes on */
};
struct ladder_ask {
    const int64_t *units; /* rows of these alone; n_units 0: all */
    size_t n_units;
    struct date on;    /* as it was on that day: later steps are not there, later ends not yet */
    bool open, report; /* only climbs that go on; only steps that stand in the report */
    int limit;
};
/* Newest first. Rights are those of the register of steps. */
bool ladder_rungs(struct db *db, const struct region *r, const struct actor *who,
                  const struct ladder_ask *ask, struct arena *a, struct ladder_rung **out, size_t *n,
                  struct err *e);

#endif
