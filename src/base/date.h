/* SPDX-License-Identifier: MIT
 * base/date.h -- calendar days, working days and instants, computed without the C library's zone machinery.
 * Proleptic Gregorian, years 1..9999. A zone is a fixed offset in minutes (Indonesia has no summer time).
 * Instants are seconds since 1970-01-01T00:00:00Z. Pure functions, safe everywhere.
 * Arithmetic that starts from no date or leaves the range gives no date; the text of no date is "" (iso) or absent. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/sv.h"

struct arena;

struct date {
    int y, m, d; /* all 0: no date */
};
struct date_text {
    char s[32]; /* NUL-terminated; the longest needs 26 */
};

bool date_ok(struct date d);
bool date_parse(struct sv s, struct date *out);      /* YYYY-MM-DD, nothing else */
struct date_text date_iso(struct date d);            /* "2026-11-23" */
struct sv date_long(struct date d, struct arena *a); /* "23 November 2026" */
int date_cmp(struct date a, struct date b);
int32_t date_serial(struct date d); /* days since 1970-01-01 */
struct date date_of_serial(int32_t days);
struct date date_add_days(struct date d, int32_t n);
struct date date_add_months(struct date d, int n); /* the last day of a shorter month */
struct date date_add_years(struct date d, int n);  /* 29 February falls back to the 28th */
int date_weekday(struct date d);                   /* 1 Monday .. 7 Sunday */

struct date_holidays {
    const int32_t *serial; /* ascending */
    size_t n;
};
bool date_is_workday(struct date d,
                     const struct date_holidays *h); /* Monday..Friday and no holiday; h may be NULL */
struct date date_add_workdays(struct date d, int n,
                              const struct date_holidays *h); /* n >= 0; day d itself not counted */
int date_workdays_between(struct date from, struct date to,
                          const struct date_holidays *h); /* (from, to], may be negative */

int64_t time_now(void);
int64_t time_now_ms(void);                                 /* monotonic milliseconds, for deadlines only */
struct date_text time_iso(int64_t t);                      /* "2026-11-23T07:15:00Z" */
struct date_text time_iso_zone(int64_t t, int offset_min); /* "2026-11-23T15:15:00+08:00" */
bool time_parse(struct sv s, int64_t *out);                /* RFC 3339 with Z or an offset */
struct date date_of_time(int64_t t, int offset_min);       /* the day in that zone */
int64_t time_of_date(struct date d, int offset_min);       /* its midnight */
struct sv time_long(int64_t t, int offset_min, struct arena *a); /* "23 November 2026 pukul 15.15" */

#endif
