/* SPDX-License-Identifier: MIT
 * rule/rule_live_priv.h -- sweeps: passes over a register that judge its rows for many checks at once. */
#ifndef RULE_RULE_LIVE_PRIV_H
#define RULE_RULE_LIVE_PRIV_H

#include <pthread.h>

#include "base/buf.h"
#include "rule/rule_live.h"
#include "rule/rule_priv.h"

enum { SWEEP_BITS = 32, ROW_ID_MAX = 64 * 1000 * 1000, FLIPS_MAX = 64, UNIT_ID_MAX = 1000 * 1000 };

struct use { /* a norm's share of a sweep */
    size_t norm;
    uint32_t who, bad; /* a bit each; bad 0: none */
    bool hint;
};

struct
    unit_set { /* units that have a row for which the set's condition holds; or only whether there is one */
    size_t sweep, next; /* next: another set of the same rows, or SIZE_MAX */
    bool any;
    int32_t
        *rows; /* how many such rows each unit has, by its id, 0: rows of no unit; any: all of them at 1 */
    size_t n;
    struct buf text; /* ",3,17,"; any: "0" or "1" */
    bool stale;
    bool turned; /* since the last look, in a way that may concern every row that asks for it */
};

struct sweep {
    const struct reg *reg;
    /* select … as subjek, column, …: of many rows, which are looked up in sets made once; of few, or of one, each of which
     * asks by index. `one` takes the row's id as its last parameter. */
    struct day_sql many, few, one;
    bool days; /* the only column is a day; otherwise `many` and `few` take first and last id as last two */
    bool by_unit; /* looks at the unit that stands for an agency */
    unsigned shift[SWEEP_BITS];
    size_t columns;
    struct use *uses;
    size_t n_uses;
    struct depend *ties;
    size_t n_ties;
    /* what was found */
    bool on;
    uint32_t *cells; /* by id */
    size_t n_cells;
    int64_t count[SWEEP_BITS];
    /* sets of units */
    bool asks;                 /* looks into sets: after the sweeps that make them */
    size_t set_of[SWEEP_BITS]; /* set whose bit this is + 1 */
    uint32_t set_bits;         /* 0: makes none */
    int32_t *units;            /* by id of the row: the unit it counts for; 0: none */
};

struct rule_live {
    struct sweep *sweeps;
    size_t n, cap;
    size_t *by_norm; /* sweep of a norm + 1; 0: none */
    size_t few_rows; /* a register of up to so many asks by index */
    bool full;
    bool untold; /* filled, and nobody has judged what it says */
    struct date day;
    int64_t seq; /* events up to here are in the cells … */
    char leaf
        [65]; /* … and what the log holds there: another one after the database was put back to an earlier copy */
    struct unit_set *sets;
    size_t n_sets;
    int64_t flipped[FLIPS_MAX]; /* units that joined or left a set since the last look */
    size_t n_flipped;
    bool many_flipped;
    pthread_mutex_t lock;
};

/* All rows anew. In parts, so that no statement comes near the time it is given, and that several threads may read them:
 * sweep_part() touches the cells of its own rows only. Until sweep_end() the sweep is off; one that fails stays so. */
bool sweep_begin(struct rule_live *l, struct sweep *s, struct db *pack, size_t *parts, struct err *e);
bool sweep_part(const struct rule_live *l, struct sweep *s, const struct rule *r, struct db *pack,
                struct date today, size_t part, struct err *e);
bool sweep_end(struct rule_live *l, struct sweep *s, struct err *e);
bool sweep_all(struct rule_live *l, struct sweep *s, const struct rule *r, struct db *pack, struct date today,
               struct err *e);
/* One row again; *old and *now are its cell before and after. */
bool sweep_one(struct rule_live *l, struct sweep *s, const struct rule *r, struct db *pack, struct date today,
               int64_t id, uint32_t *old, uint32_t *now, struct err *e);

/* Writes the texts of the sets a sweep asks for. false: one of them could not be made. */
bool sweep_sets_ready(struct rule_live *l, const struct sweep *s, bool *turned);

#endif
