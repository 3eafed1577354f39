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
struct sv flow_need_why(const struct flow *f, const struct need *need, struct arena *a);
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
/* Did this actor create the record, or take it out of its first state? */
bool flow_asked_by(struct db *db, const struct record *r, const struct actor *who, bool *asked,
                   struct err *e);
/* Is this approval barred to him: he asked for it, or he took one of the steps that `not_by` names? Never, where the step
 * is no approval. */
bool flow_own(struct db *db, const struct transition *t, const struct record *r, const struct actor *who,
              bool *own, struct err *e);
bool flow_refuse_enter(const struct reg *reg, struct sv status, struct err *e);

struct date flow_today(const struct records *rs);

#endif
