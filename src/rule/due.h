/* SPDX-License-Identifier: MIT
 * rule/due.h -- the year: every day on which something falls due, from three sources. Provisions with a due day, open tasks
 * and clocks of answers, and the days that registers declare for the calendar (`calendar`).
 *
 * Everything passes who/: records and tasks that the actor may not see are not there, nor days of fields that he may not see.
 * Bounded: a window of days, a ceiling for each source; `more` says when something was left out. Results live in the arena.
 * An entry has a name of its own (`uid`) that stays the same while it is the same duty of the same period, and a number that
 * only grows when it changes (`sequence`), for calendar programs. */
#ifndef RULE_DUE_H
#define RULE_DUE_H

#include "model/calendar.h"
#include "rule/region.h"

enum due_from { DUE_NORM, DUE_TASK, DUE_CLOCK, DUE_RECORD };

struct due {
    enum due_from from;
    struct date day;
    struct sv kind, title; /* kind: a key of due_kinds(); title: what is due, in words */
    struct sv place;       /* "Pasal 46 ayat (1)", or the register's label and the record's number */
    struct sv binds;       /* norms: whom, in words; else absent */
    struct sv next;        /* norms: what to do, or absent */
    struct sv url;         /* our own path of the provision or record */
    int64_t pd;            /* whose record; 0: nobody's in particular */
    struct sv agency;      /* its name, or absent */
    bool late, gone;       /* gone: no longer due, since lately (only with due_query.gone) */
    int32_t days;          /* from today; negative: so many days ago */
    const struct norm_state *norm;
    const struct record *record;
    struct sv uid;     /* "tenggat-…", letters of a host's name and parentheses */
    int64_t sequence;  /* grows with every change */
    struct sv changed; /* instant */
};

struct due_query {
    struct date from, to; /* inclusive, at most DUE_DAYS_MAX apart (the rest is cut off) */
    int64_t pd;     /* of one agency and the units counted under it; provisions belong to none; 0: all */
    bool mine;      /* what binds the actor's roles, waits for him, or belongs to his agencies */
    bool feed;      /* for calendar programs: what registers keep from them is left out */
    bool overdue;   /* provisions overdue since before `from` come along, however long */
    bool gone;      /* with what was taken back in the last DUE_GONE_DAYS days */
    struct sv kind; /* of this kind alone; absent: all */
    int limit;      /* 1..DUE_MAX */
};
enum { DUE_MAX = 2000, DUE_DAYS_MAX = 1200, DUE_GONE_DAYS = 30 };

struct due_list {
    struct due *items; /* by day, late ones first, then by words */
    size_t n;
    bool more;
};

/* Settles the norms first, so that what was written a moment ago counts. `db`: a read lease without a snapshot. */
bool due_load(const struct region *r, struct db *db, const struct actor *who, const struct due_query *q,
              struct arena *a, struct due_list *out, struct err *e);

/* All kinds, in order: two of the engine, then those of the declarations. */
size_t due_kinds(const struct region *r, struct arena *a, const struct choice **out);
struct sv due_kind_label(const struct region *r, struct sv kind);

#endif
