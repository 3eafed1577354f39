/* SPDX-License-Identifier: MIT
 * page/calendar_priv.h -- between the files of the calendar page. */
#ifndef PAGE_CALENDAR_PRIV_H
#define PAGE_CALENDAR_PRIV_H

#include "page/page_priv.h"
#include "rule/due.h"

struct calendar_view {
    struct page p;
    struct date today, first, last; /* of the month shown */
    struct date from, to;           /* of its weeks, Monday to Sunday */
    bool list;                      /* as a list of days, else as a table of weeks */
    struct due_query q;
    struct due_list due, late; /* late: what is overdue since before the weeks shown, when they hold today */
    const struct choice *kinds;
    size_t n_kinds;
    const struct record **agencies;
    size_t n_agencies;
    struct date_holidays holidays;
};

struct sv calendar_month_name(struct date d, struct arena *a); /* "November 2026" */
const char *calendar_weekday(struct date d);                   /* "Senin" */
void calendar_entry(struct calendar_view *v, const struct due *d);
void calendar_weeks(struct calendar_view *v); /* calendar_weeks.c */
void calendar_days(struct calendar_view *v, bool also);

#endif
