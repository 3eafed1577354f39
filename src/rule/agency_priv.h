/* SPDX-License-Identifier: MIT
 * rule/agency_priv.h -- between the files that gather an agency's report. */
#ifndef RULE_AGENCY_PRIV_H
#define RULE_AGENCY_PRIV_H

#include "base/buf.h"
#include "rule/agency.h"
#include "rule/rule_priv.h"

enum { AGENCY_SQL = 256 * 1024 };

/* A statement over the rows of an agency: names of declared registers and fields, and numbered parameters. */
struct agency_sql {
    struct arena *a;
    struct buf b;
    struct who_binds binds;
    int next;
};
void agency_sql_begin(struct agency_sql *s, struct arena *a);
void agency_sql_text(struct agency_sql *s, struct sv v);
void agency_sql_int(struct agency_sql *s, int64_t v);
/* "<reg> t where …": live rows on the day asked for, of the given units (none: all), seen by `who` (NULL: all of them). */
void agency_sql_rows(struct agency_sql *s, const struct agency_ask *ask, const struct reg *reg,
                     const int64_t *units, size_t n_units, const struct actor *who);
bool agency_sql_run(struct agency_sql *s, struct db *db, struct stmt **q, struct err *e);

struct date agency_day(const struct agency_ask *ask);
/* The end of the day, as versions are kept; absent: now. */
struct sv agency_instant(const struct agency_ask *ask, struct arena *a);

/* Offices held, on that day: role -> unit. */
struct agency_office {
    struct sv role;
    int64_t unit;
};
struct agency_offices {
    struct agency_office *items;
    size_t n;
};
bool agency_offices(struct db *db, const struct agency_ask *ask, struct arena *a, struct agency_offices *out,
                    struct err *e);
bool agency_binds(const struct norm *n, const struct agency *agency, const struct agency_offices *o);
/* Asked of the agency by how many provisions; `out` may be NULL. */
size_t agency_asked(const struct agency_ask *ask, const struct agency *agency, const struct agency_offices *o,
                    const struct reg *reg, const struct norm **out);
bool agency_load_reg(struct db *db, const struct agency_ask *ask, const struct agency_report *r,
                     struct arena *a, struct agency_reg *out, struct err *e);
bool agency_load_clashes(struct db *db, const struct agency_ask *ask, const struct agency_report *r,
                         struct arena *a, struct agency_reg *out, struct err *e);
bool agency_load_tasks(struct db *db, const struct agency_ask *ask, struct arena *a,
                       struct agency_report *out, struct err *e);
bool agency_stale(struct db *db, const struct agency_ask *ask, struct arena *a, int *months, struct err *e);

#endif
