/* SPDX-License-Identifier: MIT
 * rule/ladder_priv.h -- between the files of the ladder. */
#ifndef RULE_LADDER_PRIV_H
#define RULE_LADDER_PRIV_H

#include "base/arena.h"
#include "base/buf.h"
#include "rule/ladder.h"
#include "rule/region.h"

enum { LADDER_SQL = 64 * 1024, LADDER_ROWS = 5000, LADDER_ARENA = 8 * 1024 * 1024 };

struct ladder_subject { /* a row that climbs, as it stands now */
    const struct ladder_source *source;
    int64_t id, pd;
    struct date due;
    struct sv title;
};
struct ladder_pace { /* the settings, read once for a tick */
    int after[LADDER_STEPS_MAX];
    bool workdays;
    struct date_holidays holidays;
};

/* "pemutakhiran:12" */
struct sv ladder_object(const struct reg *reg, int64_t id, struct arena *a);
bool ladder_pace_load(struct db *db, const struct region *r, struct arena *a, struct ladder_pace *out,
                      struct err *e);
/* The day of step i, when the one before was taken on `last` ({0}: none). */
struct date ladder_day(const struct ladder *l, const struct ladder_pace *p, size_t i, struct date due,
                       struct date last);
/* Rows of one source whose due day is `until` or earlier: that one (id), or the next LADDER_ROWS of them behind `after`. */
bool ladder_subjects(struct db *db, const struct ladder_source *s, int64_t id, int64_t after,
                     struct date until, struct arena *a, struct ladder_subject **out, size_t *n,
                     struct err *e);
/* Steps of the climb that goes on, oldest first; *due: the day they count from, *last: of the latest. */
struct ladder_open {
    int64_t *ids, *versi;
    size_t n;
    struct date due, last;
    size_t step; /* index of the next one */
};
bool ladder_open_load(struct db *db, const struct region *r, struct sv object, struct arena *a,
                      struct ladder_open *out, struct err *e);
bool ladder_end(struct db *db, const struct region *r, const struct ladder_open *open, struct sv why,
                struct arena *a, struct err *e);

#endif
