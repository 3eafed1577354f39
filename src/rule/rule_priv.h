/* SPDX-License-Identifier: MIT
 * rule/rule_priv.h -- compiled checks, shared by the files of this floor. */
#ifndef RULE_RULE_PRIV_H
#define RULE_RULE_PRIV_H

#include "base/arena.h"
#include "base/problems.h"
#include "json/json.h"
#include "rule/rule.h"
#include "rule/rule_depend.h"

/* A placeholder of pack SQL: a day, computed and bound when the statement runs; or a set of units kept by rule_live.h. */
struct day_param {
    enum { DAY_TODAY, DAY_START, DAY_AGO, DAY_AHEAD, SET_OF_UNITS } kind;
    int months; /* DAY_AGO, DAY_AHEAD; DAY_START: the day, as date_serial(); SET_OF_UNITS: which set */
};
struct day_sql {
    struct sv text; /* absent: not used by this check */
    struct day_param *params;
    size_t n;
};

struct interval {
    int months;        /* 0: see setting */
    struct sv setting; /* key of a setting, or absent */
};

/* A check judged row by row: the same conditions once over a whole register, once for a single row. Pack text as written,
 * days still in braces; absent: the check is not of that form. */
struct by_row {
    const struct reg *reg; /* whose rows x are */
    struct sv among,
        who; /* is x concerned? both must hold; many checks share `among`; who absent: that is all */
    struct sv bad, bad_one; /* does x fall short? the second looks for one x at a time */
    bool apart;             /* `bad` is asked of every x, not of those concerned only */
    bool hint; /* `who` only tells whether x can matter; what it comes to is asked of the check's own SQL */
    struct day_sql days,
        days_one; /* every: select … as subjek, <latest day> as nilai; the second for one, the last parameter */
    struct depend *depends;
    size_t n_depends;
};

struct check {
    struct date start,
        clock; /* of its norm: first day in this form; the day clocks begin: its promulgation, or the first day
                               in force where that came later */
    struct by_row row;
    struct day_sql population; /* select … as subjek: who is concerned */
    struct day_sql violators;  /* select … as subjek: who falls short */
    struct day_sql
        tally; /* select … as jumlah, … as langgar: how many of both, in one pass; absent: count them */
    struct day_sql value; /* select … as nilai: latest day, number, count */
    struct day_sql of;    /* select … as nilai: what `value` is a share of */
    struct interval every;
    struct date due; /* by when whoever falls short must have caught up; {0}: no such day */
    struct sv population_label;
    struct sv term;           /* reviewed: the period field of the document */
    bool mid_term, last_year; /* reviewed: which reviews are asked for */
    bool has_at_least, has_at_most;
    int64_t at_least, at_most; /* metric, in hundredths */
    struct sv threshold;       /* metric: key of the setting that holds at_least or at_most, or absent */
    struct sv unit, question;
    const struct reg *rows;  /* register the violators are rows of */
    const struct reg *make;  /* register where the next step is recorded */
    const struct reg *open;  /* register whose list the next step begins with, or NULL */
    const struct json *with; /* values that prefill the form or filter the list */
    struct sv next, basis;
    struct sv by; /* field of `make` that points at the row that falls short, or absent */
    bool mends;   /* the next step is done on the rows that fall short, not by recording another one */
    const struct json *decl; /* for messages */
    const struct reg **watches;
    size_t n_watches;
};

/* What a condition asks of another register as a whole is taken out of it: "exists (select 1 from v_R y where …)" that does
 * not look at x becomes "{set N} = '1'", and of units x (agencies) "x.id in (select y.pd_induk from v_R y where …)" becomes
 * "{set N} like …". The rows y are then judged row by row like any others, in one pass with everything else asked of R. */
struct set {
    struct by_row row;
    bool any; /* is there one at all? otherwise: the units that have one */
};

struct rule_live;
struct rule {
    struct arena *a;
    const struct model *model;
    const struct pack *pack;
    struct sv first; /* the region's first regulation: rule_load() */
    struct regulation reg;
    const struct json *regulation; /* regulation.yaml, with what it amends below it */
    struct digest_hex {
        char s[65];
    } digest;             /* of the pack: a changed one recomputes all */
    struct norm *norms;   /* as the pack reads them */
    struct check *checks; /* theirs, by norm index; other readings have their own: norm.compiled */
    size_t n;
    struct reading *readings; /* contradictions, then damaged places */
    size_t n_readings;
    const struct map *by_at;
    struct set *
        sets; /* "x.id in (select y.pd_induk from …)": the rows y, judged once for all that ask (rule_sets.c) */
    size_t n_sets, cap_sets;
    struct rule_live *live; /* the only part that changes, with its own lock */
};

enum { RULE_SQL_MAX = 64 * 1024 };

/* Where the next step is done, read after the check is compiled; and what a state says of it. */
void rule_next_load(struct rule *r, struct norm *n, struct check *c, struct problems *ps);
void rule_next(const struct rule *r, struct norm_state *s, struct arena *a);
/* How records cite a provision of that pack in a region that began with the regulation `first`. */
struct sv rule_code(const struct pack *p, struct sv first, struct sv at, struct arena *a);
struct problem *rule_complain(struct problems *ps, struct sv file, const struct json *at, struct sv field,
                              struct sv text);
/* Adds "Maksudnya …?" when one of the names is near. */
void rule_suggest(struct problem *p, struct sv given, const struct sv *names, size_t n, struct arena *a);
/* rule_pack_check.c: words of one norm, and of regulation.yaml, that nothing else reads closely. */
void rule_check_norm(struct rule *r, const struct norm *n, const struct json *decl, struct problems *ps);
void rule_check_regulation(struct rule *r, struct problems *ps);
/* Adds the register, or the field of that register, that was meant. */
void rule_no_register(struct problem *p, const struct rule *r, struct sv given);
void rule_no_field(struct problem *p, const struct rule *r, const struct reg *reg, struct sv given);
/* A word or a list of words. */
bool rule_texts(struct arena *a, const struct json *v, const struct sv **out, size_t *n);
/* rule_reading.c: before the norms, then one norm's `under`, then what needs all of them. */
void rule_load_readings(struct rule *r, struct problems *ps);
void rule_load_under(struct rule *r, const struct json *v, struct norm *n, struct problems *ps);
void rule_check_places(const struct rule *r, struct problems *ps);
size_t rule_option(const struct reading *g, struct sv key); /* n_options: none of that name */

bool rule_compile(struct rule *r, struct norm *n, struct check *c, const struct json *decl,
                  struct problems *ps);
enum check_kind rule_check_kind(const struct json *decl); /* CHECK_SHOWN when it names none */
struct sv rule_sets_in(struct rule *r, const struct reg *subject, struct sv condition, struct err *e);
/* The same condition for a pass over all x: "exists (select 1 from v_R y where y.f = x.id …)" as "x.id in (select …)". */
struct sv rule_for_all(struct rule *r, struct sv condition);
/* Runs a compiled text; *row tells whether there is one, the statement is the caller's. */
bool rule_run(struct db *pack, const struct rule *r, const struct day_sql *s, struct date today,
              struct stmt **q, struct err *e);
/* Number of months of "2 years", "6 months"; 0 when unreadable. */
int rule_months(struct sv s);
bool rule_interval(struct db *db, const struct rule *r, const struct interval *i, int *months, struct err *e);

struct outcome {
    enum norm_status status;
    int64_t of, met;
    struct date due, since; /* {0}: none */
    struct sv why;
};
/* live: verdicts row by row, locked by the caller; NULL: everything is asked of the database. */
bool rule_evaluate_live(const struct rule_live *live, struct db *pack, struct db *db, const struct rule *r,
                        const struct norm *n, struct date today, struct arena *a, struct outcome *out,
                        struct err *e);
bool rule_evaluate(struct db *pack, struct db *db, const struct rule *r, const struct norm *n,
                   struct date today, struct arena *a, struct outcome *out, struct err *e);
/* every … per: when somebody whose latest was on `last` ({0}: never) is due, and whether he is in time. */
struct date rule_due_per(const struct check *c, struct date last, int months, struct date today, bool *met);
/* Something changed that norms look at: a register's key, or the settings, which concern all of them. Inside a transaction. */
#define RULE_MARK_SETTINGS "pengaturan" /* no register may be called so: reg_load.c */
bool rule_mark(struct db *db, struct sv what, struct err *e);
/* A region that was last judged by another pack forgets that its day is settled. On a write lease, outside a transaction. */
bool rule_note_pack(struct db *db, const struct rule *r, struct err *e);
/* Documents whose due review is missing (kind reviewed), computed here since mid-terms are not SQL. */
struct reviewed_row {
    int64_t id;
    bool late, missing;
    struct date due; /* of the next or the missed review */
};
bool rule_reviewed(struct db *db, struct db *pack, const struct rule *r, const struct check *c,
                   struct date today, struct arena *a, struct reviewed_row **out, size_t *n, struct err *e);

#endif
