/* SPDX-License-Identifier: MIT
 * rule/agency.h -- what is asked of one agency and what it has done, on a day: the figures of its report.
 *
 * An agency is a unit of the list of agencies that counts; the rows of the units that count under it are its own. A register
 * is asked of it when a provision that binds it looks there and its staff may write there. Today is read from the registers,
 * a past day from their history (as recorded by the end of that day); statuses of provisions come from the caller.
 * Rights: rows that the actor may not see are counted (agency_reg.hidden) and say nothing else; fields he may not see are
 * left out. agency_summaries() counts every row and names none.
 * Cost: of each register at most AGENCY_ROWS rows of the agency are looked at, along the index by agency; totals of today
 * come from the kept counters. What is more than that is marked `capped`. Results live in the arena. */
#ifndef RULE_AGENCY_H
#define RULE_AGENCY_H

#include "rule/region.h"

enum { AGENCY_ROWS = 1000, AGENCY_MAX = 1000, AGENCY_NAMED = 20 };

/* The setting after which a row counts as old: the region's own, no regulation speaks of it (rule_settings()). */
#define SETTING_STALE "umur_catatan"

struct agency {
    int64_t id;
    struct sv kode, nama;
    int64_t *units; /* itself first, then those that count under it */
    size_t n_units;
};

struct agency_ask {
    const struct region *region;
    const struct rule *rule;         /* by which the day is read */
    const struct norm_state *states; /* of all its provisions on that day */
    size_t n_states;
    struct date today, on; /* on: the past day, or {0} */
    const struct actor *who;
};

/* Agencies that counted on that day, by code and name, at most AGENCY_MAX. */
bool agency_list(struct db *db, const struct agency_ask *ask, struct arena *a, struct agency **out, size_t *n,
                 struct err *e);
/* One of them, by id; ERR_MISSING. */
bool agency_find(struct db *db, const struct agency_ask *ask, int64_t id, struct arena *a, struct agency *out,
                 struct err *e);

/* Flags of roles in roles.yaml: may this person read the reports of all; is what binds the role decided by the head? */
bool agency_reads_all(const struct region *r, const struct actor *who);
bool agency_decides(const struct region *r, struct sv role);

/* --- quality of one register ------------------------------------------------------------------------------------------ */

struct agency_field { /* rows in which it should stand and does not */
    const struct field *field;
    bool required; /* by the state the row is in; false: a column of the list that is merely empty */
    int64_t empty;
};

enum agency_clash_kind { CLASH_TITLE, CLASH_ORDER, CLASH_FUTURE, CLASH_GONE };
struct agency_clash { /* a row that contradicts itself or another */
    enum agency_clash_kind kind;
    const struct field *field; /* ORDER: the later day; GONE: the reference; else NULL */
    int64_t id;
    struct sv title;
};

struct agency_reg {
    const struct reg *reg;
    const struct norm **asked; /* provisions that ask for it; none: it is kept without being asked */
    size_t n_asked;
    int64_t rows, hidden;
    bool rows_capped;         /* there are more than `rows` */
    bool capped;              /* what follows was looked for in the first AGENCY_ROWS rows */
    struct sv oldest, newest; /* instants of the last change, or absent */
    int64_t stale;
    struct agency_field *fields; /* only those with empty > 0 */
    size_t n_fields;
    int64_t empty_required, empty_listed;
    struct agency_clash *clashes; /* at most AGENCY_NAMED */
    size_t n_clashes;
    bool more_clashes;
};

/* --- what the law and others wait for ---------------------------------------------------------------------------------- */

struct agency_gap { /* a provision that the agency's own rows do not meet */
    const struct norm_state *state;
    const struct reg *reg;
    int64_t *ids; /* at most AGENCY_NAMED */
    size_t n;
    bool more;
};

struct agency_task {
    const struct reg *reg;
    const struct transition *t;
    int64_t record;
    struct sv title, nomor, role;
    struct date due; /* {0}: no day */
};

struct agency_report {
    struct agency agency;
    struct date day;       /* the day shown */
    struct date stale_day; /* rows last changed on that day or before are old */
    int stale_months;
    struct agency_reg *regs; /* asked ones and those with rows, in menu order */
    size_t n_regs;
    size_t asked, filled;    /* registers */
    struct agency_gap *gaps; /* late ones first, then what is wajib or harus */
    size_t n_gaps;
    bool gaps_known; /* false on a past day: rows that fall short are judged for today only */
    struct agency_task *late,
        *waiting; /* its own tasks past due; tasks of offices on its rows. Earliest due first */
    size_t n_late, n_waiting;
    bool more_tasks; /* one of them was cut at AGENCY_ROWS */
};
/* db: a read lease. pack: a DB_PACK lease, NULL: gaps are not asked for. */
bool agency_report(struct db *db, struct db *pack, const struct agency_ask *ask, const struct agency *agency,
                   struct arena *a, struct agency_report *out, struct err *e);

/* --- all of them in a few figures --------------------------------------------------------------------------------------- */

struct agency_sum {
    struct agency agency;
    size_t asked, filled; /* registers asked of it, and those of them that hold a row */
    int64_t rows;         /* in the asked ones; on a past day at most AGENCY_ROWS for each */
    int64_t late;         /* its tasks past due; -1 on a past day */
};
/* Ordered as agency_list(). */
bool agency_summaries(struct db *db, const struct agency_ask *ask, struct arena *a, struct agency_sum **out,
                      size_t *n, struct err *e);
/* The measure by which agencies are compared: the share of asked registers that hold a row, then the number of rows, then
 * code and name. Agencies of which nothing is asked come last. For qsort(). */
int agency_compare(const void *x, const void *y);

#endif
