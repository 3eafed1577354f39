/* SPDX-License-Identifier: MIT
 * rule/rule_priv.h -- compiled checks, shared by the files of this floor. */
#ifndef RULE_RULE_PRIV_H
#define RULE_RULE_PRIV_H

#include "base/arena.h"
#include "base/problems.h"
#include "json/json.h"
#include "rule/rule.h"

/* A placeholder of pack SQL: a day, computed and bound when the statement runs. */
struct day_param {
    enum { DAY_TODAY, DAY_START, DAY_AGO, DAY_AHEAD } kind;
    int months; /* DAY_AGO, DAY_AHEAD */
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

struct check {
    struct day_sql population; /* select … as subjek: who is concerned */
    struct day_sql violators;  /* select … as subjek: who falls short */
    struct day_sql
        tally; /* select … as jumlah, … as langgar: how many of both, in one pass; absent: count them */
    struct day_sql value; /* select … as nilai: latest day, number, count */
    struct day_sql of;    /* select … as nilai: what `value` is a share of */
    struct interval every;
    struct sv population_label;
    struct sv term;           /* reviewed: the period field of the document */
    bool mid_term, last_year; /* reviewed: which reviews are asked for */
    bool has_at_least, has_at_most;
    int64_t at_least, at_most; /* metric, in hundredths */
    struct sv threshold;       /* metric: key of the setting that holds at_least or at_most, or absent */
    struct sv unit, question;
    const struct reg *rows;  /* register the violators are rows of */
    const struct reg *make;  /* register where the next step is recorded */
    const struct json *with; /* values that prefill its form */
    struct sv next, basis;
    const struct json *decl; /* for messages */
    const struct reg **watches;
    size_t n_watches;
};

struct rule {
    struct arena *a;
    const struct model *model;
    struct regulation reg;
    const struct json *regulation; /* regulation.yaml */
    struct sv file;                /* norms.yaml, for messages */
    struct digest_hex {
        char s[65];
    } digest; /* of norms.yaml: a changed pack recomputes all */
    struct norm *norms;
    struct check *checks; /* by norm index */
    size_t n;
    const struct map *by_at;
};

enum { RULE_SQL_MAX = 64 * 1024 };

bool rule_compile(struct rule *r, struct norm *n, struct check *c, const struct json *decl,
                  struct problems *ps);
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
bool rule_evaluate(struct db *pack, struct db *db, const struct rule *r, const struct norm *n,
                   struct date today, struct arena *a, struct outcome *out, struct err *e);
/* every … per: when somebody whose latest was on `last` ({0}: never) is due, and whether he is in time. */
struct date rule_due_per(const struct rule *r, struct date last, int months, struct date today, bool *met);
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
