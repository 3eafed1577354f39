/* SPDX-License-Identifier: MIT
 * model/calendar.h -- the days of records that their registers' declarations give a place in the calendar.
 * What the actor may not see is left out by the query itself: registers, rows, and fields that he sees on his own rows only.
 * Each kind of day is read along an index of its own (schema_index.c), inside a window of days, up to a ceiling; nothing of
 * the cost grows with the table. Results live in the arena given. */
#ifndef MODEL_CALENDAR_H
#define MODEL_CALENDAR_H

#include "base/date.h"
#include "model/record.h"

struct calendar_day {
    const struct reg_calendar *rule;
    const struct record *record;
    struct date day;
    bool
        gone; /* it stood here until lately: the record was removed, or has come to a state where the day means nothing */
};

struct calendar_ask {
    struct date from, to; /* both inclusive */
    int64_t pd;           /* rows of this agency and of the units counted under it alone; 0: all */
    bool mine;            /* rows of one's own agencies alone, and of the region where one may write */
    bool feed;            /* what does not go out to calendar programs is left out */
    struct sv kind;       /* of this kind alone; absent: all */
    struct sv gone_since; /* instant: what is gone since then comes along; absent: nothing that is gone */
    int limit;            /* of one kind of day in one register, 1..2000 */
};

/* By register, then by day; *more: something beyond the limit was left out. */
bool calendar_records(struct db *db, const struct records *rs, const struct actor *who,
                      const struct calendar_ask *ask, struct arena *a, struct calendar_day **out, size_t *n,
                      bool *more, struct err *e);
/* "Berakhirnya Sertifikat SSL": the declaration's sentence about this record. */
struct sv calendar_words(const struct reg_calendar *c, const struct record *r, struct arena *a);
/* The last or only day that a stored value names, in the region's zone; {0}: none. */
struct date calendar_day_of(const struct field *f, struct sv stored, int zone_min);

#endif
