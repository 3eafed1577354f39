/* SPDX-License-Identifier: MIT
 * base/date.c -- calendar arithmetic on day numbers, working days, and the texts of RFC 3339. */
#include "base/date.h"

#include "base/arena.h"
#include "base/err.h"

enum {
    SERIAL_FIRST = -719162, /* 0001-01-01 */
    SERIAL_LAST = 2932896,  /* 9999-12-31 */
    DAY_S = 86400
};

static const struct date no_date = { 0, 0, 0 };

static bool leap(int y)
{
    return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

static int month_days(int y, int m)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return m == 2 && leap(y) ? 29 : days[m - 1];
}

bool date_ok(struct date d)
{
    return d.y >= 1 && d.y <= 9999 && d.m >= 1 && d.m <= 12 && d.d >= 1 && d.d <= month_days(d.y, d.m);
}

/* n digits at p, or -1. */
static int digits(const char *p, size_t n)
{
    int v = 0;

    for (size_t i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9')
            return -1;
        v = v * 10 + (p[i] - '0');
    }
    return v;
}

bool date_parse(struct sv s, struct date *out)
{
    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
        return false;
    struct date d = { digits(s.p, 4), digits(s.p + 5, 2), digits(s.p + 8, 2) };
    if (!date_ok(d))
        return false;
    *out = d;
    return true;
}

static char *put2(char *p, int v)
{
    p[0] = (char) ('0' + v / 10);
    p[1] = (char) ('0' + v % 10);
    return p + 2;
}

static char *put_date(char *p, struct date d)
{
    p = put2(put2(p, d.y / 100), d.y % 100);
    *p++ = '-';
    p = put2(p, d.m);
    *p++ = '-';
    return put2(p, d.d);
}

struct date_text date_iso(struct date d)
{
    struct date_text t = { "" };

    if (date_ok(d))
        put_date(t.s, d);
    return t;
}

struct sv date_long(struct date d, struct arena *a)
{
    static const char *const names[] = {
        T("Januari"), T("Februari"), T("Maret"),     T("April"),   T("Mei"),      T("Juni"),
        T("Juli"),    T("Agustus"),  T("September"), T("Oktober"), T("November"), T("Desember"),
    };

    return date_ok(d) ? arena_printf(a, "%d %s %d", d.d, names[d.m - 1], d.y) : SV_NULL;
}

int date_cmp(struct date a, struct date b)
{
    if (a.y != b.y)
        return a.y < b.y ? -1 : 1;
    if (a.m != b.m)
        return a.m < b.m ? -1 : 1;
    return (a.d > b.d) - (a.d < b.d);
}

/* The year is taken to begin in March, so that the leap day is its last; eras of 400 years repeat exactly.
 * After H. Hinnant, "chrono-compatible low-level date algorithms" (days_from_civil, civil_from_days). */
int32_t date_serial(struct date d)
{
    int y = d.m <= 2 ? d.y - 1 : d.y; /* never below 0: years begin at 1 */
    int era = y / 400;
    int year = y - era * 400;
    int day_of_year = (153 * (d.m + (d.m > 2 ? -3 : 9)) + 2) / 5 + d.d - 1;
    int day_of_era = year * 365 + year / 4 - year / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

struct date date_of_serial(int32_t days)
{
    if (days < SERIAL_FIRST || days > SERIAL_LAST)
        return no_date;
    int z = days + 719468;
    int era = z / 146097;
    int day_of_era = z - era * 146097;
    int year = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    int mp = (5 * day_of_year + 2) / 153;
    int m = mp < 10 ? mp + 3 : mp - 9;

    return (struct date){ year + era * 400 + (m <= 2), m, day_of_year - (153 * mp + 2) / 5 + 1 };
}

/* The date of a day number that may have left the range on the way. */
static struct date of_wide(int64_t serial)
{
    return serial < SERIAL_FIRST || serial > SERIAL_LAST ? no_date : date_of_serial((int32_t) serial);
}

struct date date_add_days(struct date d, int32_t n)
{
    return date_ok(d) ? of_wide((int64_t) date_serial(d) + n) : no_date;
}

struct date date_add_months(struct date d, int n)
{
    if (!date_ok(d))
        return no_date;
    int64_t months = (int64_t) d.y * 12 + (d.m - 1) + n;
    if (months < 12 || months >= (int64_t) 10000 * 12)
        return no_date;
    int y = (int) (months / 12), m = (int) (months % 12) + 1, last = month_days(y, m);
    return (struct date){ y, m, d.d < last ? d.d : last };
}

struct date date_add_years(struct date d, int n)
{
    return n > 9999 || n < -9999 ? no_date : date_add_months(d, n * 12);
}

static int weekday_of(int32_t serial)
{
    return (serial - SERIAL_FIRST) % 7 + 1; /* 0001-01-01 was a Monday */
}

int date_weekday(struct date d)
{
    return date_ok(d) ? weekday_of(date_serial(d)) : 0;
}

/* How many holidays lie before `serial`: also the place of the first that does not. */
static size_t holidays_before(const struct date_holidays *h, int32_t serial)
{
    size_t low = 0, high = h ? h->n : 0;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (h->serial[mid] < serial)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static bool is_workday(int32_t serial, const struct date_holidays *h)
{
    if (weekday_of(serial) > 5)
        return false;
    size_t at = holidays_before(h, serial);
    return !h || at == h->n || h->serial[at] != serial;
}

bool date_is_workday(struct date d, const struct date_holidays *h)
{
    return date_ok(d) && is_workday(date_serial(d), h);
}

struct date date_add_workdays(struct date d, int n, const struct date_holidays *h)
{
    if (!date_ok(d) || n < 0)
        return no_date;
    int32_t serial = date_serial(d);
    while (n > 0) {
        if (++serial > SERIAL_LAST)
            return no_date;
        n -= is_workday(serial, h);
    }
    return date_of_serial(serial);
}

/* Mondays to Fridays from 0001-01-01 to the day `serial`, that day included. */
static int weekdays_until(int32_t serial)
{
    int days = serial - SERIAL_FIRST + 1, rest = days % 7;

    return days / 7 * 5 + (rest < 5 ? rest : 5);
}

int date_workdays_between(struct date from, struct date to, const struct date_holidays *h)
{
    if (!date_ok(from) || !date_ok(to))
        return 0;
    int32_t a = date_serial(from), b = date_serial(to);
    if (a > b)
        return -date_workdays_between(to, from, h);
    int days = weekdays_until(b) - weekdays_until(a);
    for (size_t i = holidays_before(h, a + 1); h && i < h->n && h->serial[i] <= b; i++)
        if (weekday_of(h->serial[i]) <= 5 && (i == 0 || h->serial[i - 1] != h->serial[i]))
            days--;
    return days;
}

int64_t time_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

int64_t time_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Splits an instant into the day and the second of the day in a zone; false outside years 1..9999. */
static bool split(int64_t t, int offset_min, struct date *d, int *second)
{
    int64_t local;

    if (__builtin_add_overflow(t, (int64_t) offset_min * 60, &local))
        return false;
    int64_t days = local / DAY_S - (local % DAY_S < 0);
    *second = (int) (local - days * DAY_S);
    *d = of_wide(days);
    return d->y != 0;
}

static char *put_time(char *p, struct date d, int second)
{
    p = put_date(p, d);
    *p++ = 'T';
    p = put2(p, second / 3600);
    *p++ = ':';
    p = put2(p, second / 60 % 60);
    *p++ = ':';
    return put2(p, second % 60);
}

struct date_text time_iso(int64_t t)
{
    struct date_text text = { "" };
    struct date d;
    int second;

    if (split(t, 0, &d, &second))
        *put_time(text.s, d, second) = 'Z';
    return text;
}

struct date_text time_iso_zone(int64_t t, int offset_min)
{
    struct date_text text = { "" };
    struct date d;
    int second, distance = offset_min < 0 ? -offset_min : offset_min;

    if (distance >= 24 * 60 || !split(t, offset_min, &d, &second))
        return text;
    char *p = put_time(text.s, d, second);
    *p++ = offset_min < 0 ? '-' : '+';
    p = put2(p, distance / 60);
    *p++ = ':';
    put2(p, distance % 60);
    return text;
}

/* "Z", "+08:00" or "-00:30", the whole of s. */
static bool parse_offset(struct sv s, int *minutes)
{
    if (s.n == 1 && (s.p[0] == 'Z' || s.p[0] == 'z')) {
        *minutes = 0;
        return true;
    }
    if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':')
        return false;
    int h = digits(s.p + 1, 2), m = digits(s.p + 4, 2);
    if (h < 0 || h > 23 || m < 0 || m > 59)
        return false;
    *minutes = s.p[0] == '-' ? -(h * 60 + m) : h * 60 + m;
    return true;
}

bool time_parse(struct sv s, int64_t *out)
{
    struct date d;
    int offset;
    size_t at = 19;

    if (s.n < 20 || !date_parse(sv_sub(s, 0, 10), &d) || (s.p[10] != 'T' && s.p[10] != 't'))
        return false;
    int hour = digits(s.p + 11, 2), minute = digits(s.p + 14, 2), second = digits(s.p + 17, 2);
    if (s.p[13] != ':' || s.p[16] != ':' || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
        second < 0 || second > 60)
        return false;
    if (s.p[at] == '.') { /* a fraction is read and dropped: instants are whole seconds */
        size_t first = ++at;
        while (at < s.n && s.p[at] >= '0' && s.p[at] <= '9')
            at++;
        if (at == first)
            return false;
    }
    if (!parse_offset(sv_sub(s, at, s.n), &offset))
        return false;
    int64_t t = (int64_t) date_serial(d) * DAY_S + hour * 3600 + minute * 60 + second - (int64_t) offset * 60;
    /* RFC 3339, 5.7: a sixtieth second exists only at the end of a day in UTC; it counts as the second after it. */
    if (second == 60 && t % DAY_S != 0)
        return false;
    if (!split(t, 0, &d, &second))
        return false;
    *out = t;
    return true;
}

struct date date_of_time(int64_t t, int offset_min)
{
    struct date d;
    int second;

    return split(t, offset_min, &d, &second) ? d : no_date;
}

int64_t time_of_date(struct date d, int offset_min)
{
    return (int64_t) date_serial(d) * DAY_S - (int64_t) offset_min * 60;
}

struct sv time_long(int64_t t, int offset_min, struct arena *a)
{
    struct date d;
    int second;

    if (!split(t, offset_min, &d, &second))
        return SV_NULL;
    struct sv day = date_long(d, a);
    return arena_printf(a, T("%.*s pukul %02d.%02d"), SV_FMT(day), second / 3600, second / 60 % 60);
}
