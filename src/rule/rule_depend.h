/* SPDX-License-Identifier: MIT
 * rule/rule_depend.h -- which subjects of a check a changed row concerns, read off the check's own SQL.
 *
 * A check judges rows x of one register; its text may look at others: "exists (select 1 from v_permohonan p where
 * p.objek = 'aplikasi:' || x.id …)". When a row of such a register changes, only those x can be judged otherwise that it
 * is tied to by these equations, before the change or after it. This module finds the equations; where it finds none, or
 * the text is of a form it does not follow, the answer is `whole`: any x may be concerned. It errs only to that side.
 *
 * An equation counts when it stands by itself among the conditions joined by "and" of a SELECT (or of an inner join), or
 * when a SELECT of one column is what "in" or "not in" looks into. Several may follow one another, over rows between.
 * Everything lives in the arena given; read-only afterwards. */
#ifndef RULE_RULE_DEPEND_H
#define RULE_RULE_DEPEND_H

#include "model/reg.h"

struct err;

struct depend {
    const struct reg *on; /* a changed row of this register … */
    bool whole;           /* … may concern every subject; the rest is then absent */
    struct sv from; /* its column whose value, old or new, leads to the subjects; "id", "pd_induk", a field */
    struct sv strip; /* values that concern us begin with this, which is taken off: "aplikasi:"; or absent */
    bool solid;      /* a changed row without a value there concerns nobody; otherwise everybody */
    struct sv find;  /* select … as subjek, for one value bound as $1; absent: the value is the subject */
};

/* Of `sql`, a compiled text whose subjects are rows x of `subject`. One entry for each way from each register named. */
bool rule_depends(const struct model *m, const struct reg *subject, struct sv sql, struct arena *a,
                  struct depend **out, size_t *n, struct err *e);

#endif
