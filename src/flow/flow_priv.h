/* SPDX-License-Identifier: MIT
 * flow/flow_priv.h -- what the files of this floor share. */
#ifndef FLOW_FLOW_PRIV_H
#define FLOW_FLOW_PRIV_H

#include "base/arena.h"
#include "flow/flow.h"
#include "json/json.h"
#include "who/who.h"

struct reg_flow {
    const struct reg *reg;
    struct transition *items;
    size_t n;
    const struct clearance **clearances; /* those asked for its records */
    size_t n_clearances;
};

struct flow {
    struct arena *a;
    const struct model *model;
    const struct who_levels *levels;
    const struct json *roles;      /* the regulation's own words for them, or NULL */
    const struct json *regulation; /* regulation.yaml: its readings */
    struct reg_flow *regs;         /* in the model's order */
    size_t n_regs;
    const struct clearance **clearances;
    size_t n_clearances;
    const struct records *rs; /* set by flow_hook() */
};

enum { FLOW_SQL_MAX = 32 * 1024 };

const struct reg_flow *flow_of(const struct flow *f, const struct reg *r);

/* Evaluates one need of a record. `asked`: fields that the same step asks for count as filled when `lenient`. */
bool flow_need_met(struct db *db, const struct flow *f, const struct records *rs, const struct need *need,
                   const struct transition *t, const struct record *r, bool lenient, struct arena *a,
                   bool *met, struct err *e);
/* Does the need not concern this record at all (`unless`), or belong to a reading that is not applied (`under`)? */
bool flow_need_spared(struct db *db, const struct need *need, const struct record *r, struct arena *a,
                      bool *spared, struct err *e);
/* flow_window.c */
bool flow_window_met(struct db *db, const struct records *rs, const struct need *n, const struct record *r,
                     struct arena *a, bool *met, struct err *e);
struct sv flow_window_why(struct db *db, const struct records *rs, const struct need *n,
                          const struct record *r, struct arena *a);
/* The engine's own writes on behalf of somebody who may take the step but not write those fields himself. */
struct actor flow_deputy(const struct actor *who);
/* A line in `langkah` and an event: flow_move.c */
struct step_note {
    const struct record *before, *after;
    struct sv transition, text;
    bool fact;
};
bool flow_note(struct db *db, const struct records *rs, const struct actor *who, const struct step_note *n,
               struct arena *a, struct err *e);
/* Number of the dispensation in force for this record and provision, or absent. */
bool flow_dispensation(struct db *db, const struct records *rs, const struct record *r, struct sv at,
                       struct arena *a, struct sv *number, struct err *e);

/* A fact is recorded by whoever could have taken a step into that state (no gate asked): a region's old letters and systems
 * can be entered, but nobody grants himself what another office gives, and an approval still needs its rank and a second
 * person. */
bool flow_may_enter(struct db *db, const struct flow *f, const struct actor *who, const struct record *r,
                    struct sv status, struct arena *a, bool *may, struct err *e);
/* A locked state is left, as a fact, by those who may take a step out of it or could have put the record there. */
bool flow_may_leave(struct db *db, const struct flow *f, const struct actor *who, const struct record *r,
                    struct arena *a, bool *may, struct err *e);
bool flow_refuse_leave(const struct record *r, struct err *e);
/* Through whose post does this actor take the step; NULL: by his own right. */
const struct deputy *flow_behalf(const struct flow *f, const struct transition *t, const struct record *r,
                                 const struct actor *who, struct arena *a);
/* Does he act for one of these roles (flow_actors()) on this record with at least this rank? */
bool flow_acts(const struct actor *who, const struct sv *roles, size_t n, const struct record *r, int rank);
/* Did this actor create the record, or take it out of its first state? Or, when he acts for another, did that one; or
 * somebody in his name? */
bool flow_asked_by(struct db *db, const struct record *r, const struct actor *who, const struct deputy *plh,
                   bool *asked, struct err *e);
/* Is this approval barred to him, or to the one he acts for: he asked for it, or he took one of the steps that `not_by` names?
 * Never, where the step is no approval. */
bool flow_own(struct db *db, const struct transition *t, const struct record *r, const struct actor *who,
              const struct deputy *plh, bool *own, struct err *e);
bool flow_refuse_enter(const struct reg *reg, struct sv status, struct err *e);

struct date flow_today(const struct records *rs);

#endif
