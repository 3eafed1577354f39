/* SPDX-License-Identifier: MIT
 * rule/rule_compile_priv.h -- pieces of SQL from which the kinds of checks are put together. One compiler serves one norm;
 * its buffer holds the text being written until piece_finish() or piece_take() takes it. Mistakes go to `ps`, with the
 * norm's place. */
#ifndef RULE_RULE_COMPILE_PRIV_H
#define RULE_RULE_COMPILE_PRIV_H

#include "base/buf.h"
#include "rule/rule_priv.h"

struct compiler {
    struct rule *r;
    struct norm *n;
    struct check *c;
    const struct json *decl;
    struct problems *ps;
    struct arena *a;
    struct buf b;
    bool one; /* what is written now is asked of one x at a time: by index, not by a set made for all */
};

struct problem *piece_complain(struct compiler *k, struct sv field, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* "{start}" as "{start 2024-01-01}": provisions share what they ask, and each has the day of its own wording. */
struct sv piece_dated(struct compiler *k, struct sv text);
struct sv piece_text(struct compiler *k, const char *key);      /* of the declaration */
const struct reg *piece_reg(struct compiler *k, struct sv key); /* NULL: complained of */
const struct field *piece_field(struct compiler *k, const struct reg *r, struct sv key); /* the same */

void piece_put(struct compiler *k, const char *lit);
void piece_view(struct compiler *k, const struct reg *r);
void piece_also(struct compiler *k, struct sv condition);   /* " and (condition)", nothing when absent */
struct sv piece_take(struct compiler *k);                   /* what was written so far, as it stands */
void piece_finish(struct compiler *k, struct day_sql *out); /* the same, its {…} turned into parameters */

/* The population: a register, or a named one of regulation.yaml; its own condition and the check's `where` both hold. */
struct population {
    const struct reg *reg;
    struct sv where, label;
};
struct population piece_population(struct compiler *k, struct sv name);
/* Fills the check's population; false when there is no such register. */
bool piece_concerned(struct compiler *k, const struct population *p);
/* Rows of the population that `wrong` holds for: the check's violators, and both numbers in one pass. `wrong_one` says the
 * same of one x at a time. */
void piece_share(struct compiler *k, const struct population *p, struct sv wrong, struct sv wrong_one);
/* The conditions of the population and of the check's `where`, for judging row by row. */
struct sv piece_conditions(struct compiler *k, struct sv first, struct sv second);
/* What was written so far, for one x alone: " and x.id = $n", n being the next parameter. */
void piece_finish_one(struct compiler *k, struct day_sql *out);

/* "some row y of `from` points at x with its field `key` and satisfies `having`". */
void piece_has(struct compiler *k, const struct reg *from, struct sv key, const struct reg *to,
               struct sv having);
/* "y points at x" alone. */
void piece_points_at(struct compiler *k, const struct reg *from, struct sv key, const struct reg *to);
/* "select x.id as subjek, <latest date of the rows of `from` that point at x> as nilai from <population>". */
void piece_latest(struct compiler *k, const struct reg *from, struct sv key, const struct population *p,
                  struct sv date, struct sv where);

/* --- rule_ties.c ------------------------------------------------------------------------------------------------------ */
/* "select … from v_R x where CONDITION": a row can matter only while the condition holds for it; *counts: rows are what is
 * counted, so that the condition says it all. false: not of that form. */
bool ties_over_rows(struct compiler *k, struct sv sql, const struct reg **reg, struct sv *condition,
                    bool *counts);
/* Where both texts are of that form: the metric is judged row by row. of: may be absent. */
void ties_metric(struct compiler *k, struct sv sql, struct sv of);
/* Registers whose change may turn this norm: every view its texts name, and the agencies behind pd_induk. */
void ties_watch(struct compiler *k);
/* Ties of the rows judged one by one to rows of other registers, read off the plainest of the check's texts. */
void ties_find(struct compiler *k);

#endif
