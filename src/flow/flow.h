/* SPDX-License-Identifier: MIT
 * flow/flow.h -- moves a record from one state to the next, or says what is missing and which provision asks for it.
 *
 * Transitions come from the declarations of registers and of the region's regulation; clearances (permohonan) are kinds
 * of that one register, declared by the regulation. A gate blocks permission, never the entry of a fact: flow_fact() puts
 * a record where it is in reality, and what was not met stays visible on it (flow_marks()).
 * A flow is read-only after flow_load(), so threads may share it. Tables owned: langkah (steps taken), tugas (what waits
 * for whom), jam (answer clocks). Results live in the arena passed in. Writers need an open transaction. */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include "base/date.h"
#include "model/record.h"

struct json;
struct flow;
struct who_levels;

extern const struct db_migration flow_migrations[];
extern const size_t flow_migrations_n;

struct clearance {
    struct sv key, noun, label, at, strength;
    const struct reg *object; /* register of what it is asked for */
    struct sv asks, answers;  /* role keys */
    const struct choice *documents;
    size_t n_documents;
    int days;         /* working days to answer; 0: none set */
    int valid_months; /* 0: without end */
};

enum need_kind {
    NEED_CLEARANCE,
    NEED_FIELDS,
    NEED_DOCUMENTS,
    NEED_RELATED,
    NEED_REF,
    NEED_WHERE,
    NEED_WINDOW
};

struct need {
    enum need_kind kind;
    struct sv label, at, strength; /* label: what is asked for, as people say it */
    bool blocks;                   /* strength other than `dapat` */
    const struct clearance *clearance;
    const struct sv *keys; /* fields, documents, or states of a ref */
    size_t n_keys;
    const struct reg *related;
    const struct field *by;  /* field of `related` that points here, or the ref field itself */
    struct sv where, unless; /* SQL conditions over x (and y), or absent */
    /* NEED_WINDOW: today lies between two dates of a row of `related` that holds the same in these fields. No such row: no
     * window was set, and nothing is asked. It is asked when the step is taken and leaves no mark afterwards. */
    const struct field *opens, *closes;
    const struct field **match; /* of this register; the fields of the same keys there */
    size_t n_match;
    /* Holds only while the region reads a contradiction of the regulation so (setting FLOW_READING + key), or absent. */
    struct sv reading, option;
    bool by_default; /* that is how the pack reads it where the region has chosen nothing */
};

struct transition {
    struct sv key, label, to, at, strength;
    const struct sv *from;
    size_t n_from;
    const struct sv *by;
    size_t n_by;
    struct sv level;
    int rank; /* least rank inside the office */
    bool approval;
    const struct sv
        *not_by; /* steps: whoever took one of them last does not take this one (else: who asked) */
    size_t n_not_by;
    const struct field **asks;
    size_t n_asks;
    const struct field *
        *clears; /* emptied by the step, whoever may fill them: they spoke of the state before */
    size_t n_clears;
    const struct need *needs;
    size_t n_needs;
    struct sv behalf;     /* role that decides without logging in, or absent: the step asks for the decree */
    struct sv decided_by; /* the same when fields of the record itself hold the decree: */
    const struct field *decree[3]; /* number, date, scan */
    struct sv task;                /* what Perlu Tindakan says, or absent */
    int days;                      /* working days for it */
    const struct field *due;       /* the day it is due stands in this field of the record, or NULL */
    const struct field *past; /* the engine takes it by itself when the day in this field is over, or NULL */
    enum { CLOCK_NONE, CLOCK_START, CLOCK_STOP, CLOCK_RESUME } clock;
};

/* A chosen reading stands among the settings (table pengaturan) under this and the key of the contradiction. rule/ keeps it. */
#define FLOW_READING "bacaan:"

/* The regulation's clearances as a code list for model_load(); before flow_load(). */
bool flow_clearance_codes(const struct json *regulation, struct arena *a, struct code_list *out);
bool flow_load(const struct model *m, const struct who_levels *levels, const struct json *regulation,
               struct arena *a, struct flow **out, struct problems *ps, struct err *e);
const struct transition *flow_transitions(const struct flow *f, const struct reg *r, size_t *n);
const struct transition *flow_transition(const struct flow *f, const struct reg *r, struct sv key);
const struct clearance *flow_clearance(const struct flow *f, struct sv key);
/* Who may take this transition on this record: the transition's roles with `penjawab` and `pemohon` resolved. */
bool flow_actors(const struct flow *f, const struct transition *t, const struct record *r, struct arena *a,
                 const struct sv **roles, size_t *n);
/* Who takes it, in words: "Kepala Perangkat Daerah pada Dinas Kesehatan / …" without the names of agencies. */
struct sv flow_takers(const struct flow *f, const struct transition *t, const struct record *r,
                      struct arena *a);
/* Clearances that can be asked for a record of this register. */
const struct clearance *const *flow_clearances_for(const struct flow *f, const struct reg *r, size_t *n);
const struct clearance *const *flow_clearances(const struct flow *f, size_t *n);

/* Prepares every SQL condition once on the pack connection (allowed views and functions only). */
bool flow_check_sql(struct db *pack, const struct flow *f, struct problems *ps, struct err *e);

struct need_state {
    const struct need *need;
    bool met;
    struct sv why; /* when not met: a sentence with the provision */
};
struct step {
    const struct transition *t;
    bool may;                 /* this actor holds the role and rank, and is not approving his own request */
    struct sv may_not;        /* otherwise: why not, and who may */
    const struct deputy *plh; /* may, but only as the deputy of this post; NULL: by his own right */
    bool open;                /* may, and no blocking need is unmet */
    struct need_state *needs;
    size_t n_needs;
};
/* Every transition out of the record's state, also the blocked ones, each with its reasons. */
bool flow_steps(struct db *db, const struct flow *f, const struct records *rs, const struct actor *who,
                const struct record *r, struct arena *a, struct step **out, size_t *n, struct err *e);

struct behalf { /* the decision of somebody who does not log in */
    struct sv number, date;
    int64_t file; /* berkas.id of the scan */
};
/* Takes a step: right, gates, asked fields, own-approval, clock, tasks. ERR_CONFLICT names the unmet gate and its
 * provision; ERR_DENIED says who may. */
bool flow_move(struct db *db, const struct flow *f, const struct records *rs, const struct actor *who,
               const struct reg *reg, int64_t id, int64_t versi, struct sv transition, const struct input *in,
               struct sv note, const struct behalf *behalf, struct arena *a, struct record **out,
               struct problems *ps, struct err *e);
/* Records that the thing is in `status` in reality since that day. Anyone who may edit the record may say so. */
bool flow_fact(struct db *db, const struct flow *f, const struct records *rs, const struct actor *who,
               const struct reg *reg, int64_t id, int64_t versi, struct sv status, struct date since,
               struct sv note, struct arena *a, struct record **out, struct problems *ps, struct err *e);

/* An answer that an office gives by one letter to many records at once: for each of them the request that is under way is
 * answered, or one is noted that never stood here, and comes into force as a fact of the letter's day. Only for whoever may
 * record such an answer (the steps into force); ERR_DENIED says who may. *out: the request. */
struct grant {
    const struct clearance *clearance;
    const struct record *object;
    struct sv outcome, remark; /* as the request's fields `hasil` and `catatan_hasil` hold them */
    struct sv number, amount;  /* amount absent: none */
    struct date date;
    int64_t file; /* berkas.id of the signed letter */
};
bool flow_grant(struct db *db, const struct flow *f, const struct records *rs, const struct actor *who,
                const struct grant *g, struct arena *a, struct record **out, struct problems *ps,
                struct err *e);
/* May this actor record answers of that kind? */
bool flow_may_grant(struct db *db, const struct flow *f, const struct actor *who, const struct clearance *c,
                    int64_t pd, struct arena *a, bool *may, struct err *e);

/* Gates that a record in its present state should have passed and has not, dispensations noted beside them. */
struct mark {
    const struct transition *t;
    struct need_state state;
    struct sv dispensation; /* its number, or absent */
};
bool flow_marks(struct db *db, const struct flow *f, const struct records *rs, const struct record *r,
                struct arena *a, struct mark **out, size_t *n, struct err *e);

/* Takes, as the system, every step whose day is over (`past`), at most `limit` in this transaction; *n: how many. A record that
 * a gate holds back stays where it is, and *held counts it. */
bool flow_run_out(struct db *db, const struct flow *f, const struct records *rs, int limit, struct arena *a,
                  size_t *n, size_t *held, struct err *e);

/* The road of a record: the states it passes from its first to its last but for ends and by-ways, with what became of each.
 * n 0: the register has no road worth showing (fewer than three states in a row). */
/* Why a gate is not met, in words; r NULL: no record to look closer at. */
struct sv flow_need_why(struct db *db, const struct flow *f, const struct records *rs,
                        const struct need *need, const struct record *r, struct arena *a);

struct past_step;
struct road_state {
    const struct state *state;
    struct sv since, by; /* when it was last entered (instant) and by whom; absent: not, or not visible */
    bool passed, skipped,
        here; /* skipped: before where it stands, yet never entered; here: it stands in it */
    const struct transition *const *onward; /* here: the steps that lead on along the road */
    size_t n_onward;
};
/* `past`: flow_past() of the record. */
void flow_road(const struct flow *f, const struct record *r, const struct past_step *past, size_t n_past,
               struct arena *a, struct road_state **out, size_t *n);

struct past_step { /* for the timeline */
    int64_t versi, oleh, fakta;
    struct sv transition, from, to, note, oleh_nama, pada, behalf_role, behalf_number;
};
/* Newest first, at most 200; steps of a time that this actor may not see are left out. */
bool flow_past(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
               int64_t id, struct arena *a, struct past_step **out, size_t *n, struct err *e);

/* --- Perlu Tindakan --------------------------------------------------------------------------------------------- */
struct task {
    int64_t id, record, versi;
    const struct reg *reg;
    struct sv transition, what, title, nomor, due; /* due: date or absent */
    struct sv plh; /* "Plh. Kepala Dinas": his only as the deputy of that post; absent: his own */
    int64_t pd;
};
/* What waits for this actor, earliest due first, at most `limit`. */
bool flow_tasks(struct db *db, const struct flow *f, const struct records *rs, const struct actor *who,
                int limit, struct arena *a, struct task **out, size_t *n, struct err *e);
/* Open tasks and running clocks that fall due inside a window, whomever they wait for, on records that the actor may see. */
struct due_ask {
    struct date from, to; /* inclusive */
    int64_t pd;           /* records of this agency and of the units counted under it; 0: all */
    bool mine; /* what waits for the actor, and answers that his agency or his office owes or awaits */
    int limit; /* 1..2000 */
};
struct due_task {
    const struct record *record;
    struct sv transition; /* absent: the clock of an answer */
    struct sv what;
    struct date due;
    bool mine;
};
/* By due day; *more: something beyond the limit was left out. */
bool flow_dues(struct db *db, const struct flow *f, const struct records *rs, const struct actor *who,
               const struct due_ask *ask, struct arena *a, struct due_task **out, size_t *n, bool *more,
               struct err *e);
/* Keeps tasks in step with every change; a hook for struct records. */
struct hook flow_hook(struct flow *f, const struct records *rs);
/* Day by which a clearance must be answered (its clock), or {0}. */
bool flow_clock(struct db *db, const struct reg *reg, int64_t id, struct date *due, bool *stopped,
                struct err *e);
bool flow_holidays(struct db *db, struct arena *a, struct date_holidays *out, struct err *e);

#endif
