/* SPDX-License-Identifier: MIT
 * rule/duty.h -- the duty to keep registers up to date: which agency owes a statement on which register, since when, until when.
 *
 * One register declares itself the one of statements (`duty`): which of its fields hold the register spoken of, the days, the
 * kind, the figures. Another one, named there, holds the region's plan: how often and by when, for all agencies or for one. When
 * a period begins the job makes the statements that are owed, once, also after days on which nothing ran. A statement that is
 * still open covers the periods that began meanwhile; one that was settled since the period began is that period's.
 *
 * Whenever a statement is prepared or approved, by whatever door, the engine counts the agency's rows and writes the figures
 * itself; "nothing to record" is refused while the register holds a live row of the agency. Agencies are those that count, with
 * the rows of the units that count under them. Declarations are read-only after duty_load(). */
#ifndef RULE_DUTY_H
#define RULE_DUTY_H

#include "base/date.h"
#include "model/record.h"

struct region;
struct agency;
struct agency_reg;

enum duty_figure { DUTY_ROWS, DUTY_ADDED, DUTY_CHANGED, DUTY_REMOVED, DUTY_EMPTY, DUTY_STALE, DUTY_FIGURES };

struct duty {
    const struct reg *reg; /* of statements; NULL: there is no such duty */
    const struct field *of, *opens, *due, *settled, *kind;
    const struct field *figures[DUTY_FIGURES];
    struct sv pattern,
        nothing;       /* title of a statement; value of `kind` that says there is nothing to record */
    struct sv prepare; /* the step that prepares a statement */
    const struct sv *open, *stated;
    size_t n_open, n_stated;
    const struct reg *plan;
    const struct field *plan_of, *plan_agency, *plan_every, *plan_months, *plan_days, *plan_workdays,
        *plan_from;
    const struct sv *plan_states;
    size_t n_plan_states;
};
bool duty_load(const struct model *m, struct arena *a, struct duty *out, struct problems *ps, struct err *e);
bool duty_is_open(const struct duty *d, struct sv status);

/* --- the plan ------------------------------------------------------------------------------------------------------------ */
struct duty_plan {  /* one row of it */
    int64_t id, pd; /* pd 0: all agencies */
    const struct reg *of;
    unsigned months; /* bit 0: January; 0: by `every` */
    int every, days; /* every: months, 0 never */
    bool workdays;
    struct date from;
};
struct duty_plans {
    struct duty_plan *items;
    size_t n;
    struct date_holidays holidays;
    const struct reg **regs; /* those that anybody owes, in menu order */
    size_t n_regs;
};
bool duty_plans_load(struct db *db, const struct region *r, struct arena *a, struct duty_plans *out,
                     struct err *e);
/* The agency's own plan of a register, else the one for all; NULL: not asked. */
const struct duty_plan *duty_plan_of(const struct duty_plans *p, const struct reg *reg, int64_t pd);
/* Is this register asked for at all, of anybody? One small query, for pages that are written often. */
bool duty_asked(struct db *db, const struct region *r, const struct reg *reg, struct arena *a, bool *asked,
                struct err *e);
/* First day of the period that `day` is in, or of the next one; {0}: none. */
struct date duty_opening(const struct duty_plan *p, struct date day);
struct date duty_next(const struct duty_plan *p, struct date day);
struct date duty_due(const struct duty_plans *all, const struct duty_plan *p, struct date opening);

/* Makes the statements that are owed today and not there. Leases and the transaction are its own. */
bool duty_open(const struct region *r, size_t *opened, struct err *e);
/* Fills in figures and days, refuses "nothing" that is not so. */
struct hook duty_hook(const struct region *r);

/* --- reading ------------------------------------------------------------------------------------------------------------- */
/* What the statement would say now: figures since the last settled one, and which fields are empty (quality may be NULL). */
bool duty_figures(struct db *db, const struct region *r, const struct reg *of, int64_t pd, struct arena *a,
                  int64_t out[DUTY_FIGURES], struct agency_reg *quality, struct date *since, struct err *e);

enum duty_state {
    DUTY_NOT_ASKED,
    DUTY_WAITING,
    DUTY_OPEN,
    DUTY_STATED,
    DUTY_LATE,
    DUTY_EXCUSED,
    DUTY_DONE,
    DUTY_STATES
};
struct sv duty_state_key(enum duty_state s);
struct sv duty_state_label(enum duty_state s);
struct sv duty_state_tone(enum duty_state s);

struct duty_cell { /* one register of one agency */
    const struct reg *reg;
    enum duty_state state;
    int64_t statement;           /* the open one, else the last; 0: none yet */
    struct sv status, kind, why; /* why: what excuses it, or absent */
    struct date due, settled, next, next_due;
    int rung; /* steps of the ladder taken and not ended */
    struct sv rung_label;
};
struct duty_row {
    int64_t pd;
    struct sv kode, nama;
    struct duty_cell *cells; /* one for each of plans.regs */
    int worst;               /* highest rung */
    size_t late, open;
};
struct duty_matrix {
    struct duty_plans plans;
    struct duty_row *rows;
    size_t n;
};
/* Of these agencies, or of all (pd 0), as they stand today. The caller has judged who may see it. */
bool duty_matrix(struct db *db, const struct region *r, int64_t pd, struct arena *a, struct duty_matrix *out,
                 struct err *e);

#endif
