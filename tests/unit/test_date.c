/* SPDX-License-Identifier: MIT
 * tests/unit/test_date.c -- days, working days, instants. Needs dep_base, dep_cmocka. */
#include "base/arena.h"
#include "base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static void expect_date(const char *why, struct date got, struct date want)
{
    if (date_cmp(got, want) != 0)
        fail_msg("%s: got %04d-%02d-%02d", why, got.y, got.m, got.d);
}

static void date_parse_is_strict(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in;
        bool ok;
    } rows[] = {
        { "plain", SV_INIT("2026-11-23"), true },
        { "first", SV_INIT("0001-01-01"), true },
        { "last", SV_INIT("9999-12-31"), true },
        { "leap day", SV_INIT("2024-02-29"), true },
        { "leap day of a fourth century", SV_INIT("2000-02-29"), true },
        { "no leap day", SV_INIT("2023-02-29"), false },
        { "no leap day in other centuries", SV_INIT("1900-02-29"), false },
        { "day 30 of February", SV_INIT("2027-02-30"), false },
        { "day 31 of April", SV_INIT("2026-04-31"), false },
        { "month 13", SV_INIT("2026-13-01"), false },
        { "month 0", SV_INIT("2026-00-01"), false },
        { "day 0", SV_INIT("2026-01-00"), false },
        { "year 0", SV_INIT("0000-01-01"), false },
        { "short", SV_INIT("2026-1-01"), false },
        { "tail", SV_INIT("2026-01-01 "), false },
        { "slashes", SV_INIT("2026/01/01"), false },
        { "sign", SV_INIT("+026-01-01"), false },
        { "empty", SV_INIT(""), false },
        { "absent", { NULL, 0 }, false },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct date d = { 0 };
        if (date_parse(rows[i].in, &d) != rows[i].ok)
            fail_msg("%s", rows[i].why);
        if (rows[i].ok && !sv_eq(sv_of(date_iso(d).s), rows[i].in))
            fail_msg("%s: back as %s", rows[i].why, date_iso(d).s);
        if (!rows[i].ok && d.y)
            fail_msg("%s: written on failure", rows[i].why);
    }
}

static void date_serial_counts_every_day(void **state)
{
    (void) state;
    assert_int_equal(date_serial((struct date){ 1970, 1, 1 }), 0);
    assert_int_equal(date_serial((struct date){ 2000, 3, 1 }), 11017);
    assert_int_equal(date_serial((struct date){ 1, 1, 1 }), -719162);
    assert_int_equal(date_serial((struct date){ 9999, 12, 31 }), 2932896);
    struct date before = date_of_serial(-719162);
    for (int32_t s = -719161; s <= 2932896; s++) { /* all of them: 3.6 million days */
        struct date d = date_of_serial(s);
        bool next =
            d.d == before.d + 1 || (d.d == 1 && (d.m == before.m + 1 || (d.m == 1 && d.y == before.y + 1)));
        if (!next || !date_ok(d) || date_serial(d) != s)
            fail_msg("day %d: %s after %s", s, date_iso(d).s, date_iso(before).s);
        before = d;
    }
    assert_int_equal(date_of_serial(2932897).y, 0);
    assert_int_equal(date_of_serial(INT32_MIN).y, 0);
}

static void date_adds(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct date from;
        int months;
        struct date want;
    } rows[] = {
        { "a month", { 2026, 1, 15 }, 1, { 2026, 2, 15 } },
        { "last day of a shorter month", { 2026, 1, 31 }, 1, { 2026, 2, 28 } },
        { "in a leap year", { 2024, 1, 31 }, 1, { 2024, 2, 29 } },
        { "over the year", { 2026, 11, 30 }, 3, { 2027, 2, 28 } },
        { "backwards", { 2026, 3, 31 }, -1, { 2026, 2, 28 } },
        { "backwards over the year", { 2026, 1, 1 }, -1, { 2025, 12, 1 } },
        { "two years on from a leap day", { 2024, 2, 29 }, 24, { 2026, 2, 28 } },
        { "a leap day meets a leap year", { 2024, 2, 29 }, 48, { 2028, 2, 29 } },
        { "past the last year", { 9999, 12, 1 }, 1, { 0, 0, 0 } },
        { "before the first", { 1, 1, 1 }, -1, { 0, 0, 0 } },
        { "no date", { 0, 0, 0 }, 1, { 0, 0, 0 } },
        { "absurd", { 2026, 1, 1 }, INT32_MAX, { 0, 0, 0 } },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        expect_date(rows[i].why, date_add_months(rows[i].from, rows[i].months), rows[i].want);
        if (rows[i].months % 12 == 0)
            expect_date(rows[i].why, date_add_years(rows[i].from, rows[i].months / 12), rows[i].want);
    }
    expect_date("years absurd", date_add_years((struct date){ 2026, 1, 1 }, INT32_MIN),
                (struct date){ 0, 0, 0 });
    expect_date("days", date_add_days((struct date){ 2024, 2, 28 }, 2), (struct date){ 2024, 3, 1 });
    expect_date("days back", date_add_days((struct date){ 2024, 3, 1 }, -1), (struct date){ 2024, 2, 29 });
    expect_date("days out", date_add_days((struct date){ 2024, 3, 1 }, INT32_MAX), (struct date){ 0, 0, 0 });
}

static void date_weekday_starts_on_monday(void **state)
{
    (void) state;
    assert_int_equal(date_weekday((struct date){ 1970, 1, 1 }), 4);
    assert_int_equal(date_weekday((struct date){ 2026, 11, 23 }), 1);
    assert_int_equal(date_weekday((struct date){ 2000, 1, 2 }), 7);
    assert_int_equal(date_weekday((struct date){ 1, 1, 1 }), 1);
    assert_int_equal(date_weekday((struct date){ 0, 0, 0 }), 0);
}

/* Friday 2026-12-25, a Saturday that takes nothing away, and Friday 2027-01-01 listed twice. */
static const int32_t holiday_days[] = { 20812, 20813, 20819, 20819 };
static const struct date_holidays holidays = { holiday_days, COUNT(holiday_days) };

static void workdays_leave_out_holidays(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct date from;
        int n;
        struct date want, plain;
    } rows[] = {
        { "none", { 2026, 12, 24 }, 0, { 2026, 12, 24 }, { 2026, 12, 24 } },
        { "over a holiday and the week end", { 2026, 12, 24 }, 1, { 2026, 12, 28 }, { 2026, 12, 25 } },
        { "from a Saturday", { 2026, 12, 26 }, 1, { 2026, 12, 28 }, { 2026, 12, 28 } },
        { "a week", { 2026, 12, 21 }, 5, { 2026, 12, 29 }, { 2026, 12, 28 } },
        { "two holidays", { 2026, 12, 24 }, 5, { 2027, 1, 4 }, { 2026, 12, 31 } },
        { "out of range", { 9999, 12, 31 }, 1, { 0, 0, 0 }, { 0, 0, 0 } },
        { "negative", { 2026, 12, 24 }, -1, { 0, 0, 0 }, { 0, 0, 0 } },
    };

    assert_int_equal(date_serial((struct date){ 2026, 12, 24 }), 20811); /* the rows rest on this */
    for (size_t i = 0; i < COUNT(rows); i++) {
        expect_date(rows[i].why, date_add_workdays(rows[i].from, rows[i].n, &holidays), rows[i].want);
        expect_date(rows[i].why, date_add_workdays(rows[i].from, rows[i].n, NULL), rows[i].plain);
    }
    assert_false(date_is_workday((struct date){ 2026, 12, 25 }, &holidays));
    assert_true(date_is_workday((struct date){ 2026, 12, 25 }, NULL));
    assert_false(date_is_workday((struct date){ 2026, 12, 27 }, NULL));
}

static void workdays_between_agrees_with_counting(void **state)
{
    (void) state;
    struct date start = { 2026, 12, 14 };

    for (int a = 0; a < 28; a++) {
        struct date from = date_add_days(start, a);
        int count = 0;
        for (int b = a; b < 28; b++) {
            struct date to = date_add_days(start, b);
            if (b > a)
                count += date_is_workday(to, &holidays);
            if (date_workdays_between(from, to, &holidays) != count ||
                date_workdays_between(to, from, &holidays) != -count)
                fail_msg("%s..%s: want %d", date_iso(from).s, date_iso(to).s, count);
        }
    }
    assert_int_equal(date_workdays_between((struct date){ 1, 1, 1 }, (struct date){ 9999, 12, 31 }, NULL),
                     2608614);
    assert_int_equal(date_workdays_between((struct date){ 0, 0, 0 }, start, NULL), 0);
}

static void time_parse_reads_rfc3339(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in;
        bool ok;
        int64_t want;
    } rows[] = {
        { "epoch", SV_INIT("1970-01-01T00:00:00Z"), true, 0 },
        { "RFC 3339, 5.8, first", SV_INIT("1985-04-12T23:20:50.52Z"), true, 482196050 },
        { "RFC 3339, 5.8, second", SV_INIT("1996-12-19T16:39:57-08:00"), true, 851042397 },
        { "RFC 3339, 5.8, leap second", SV_INIT("1990-12-31T23:59:60Z"), true, 662688000 },
        { "the same elsewhere", SV_INIT("1990-12-31T15:59:60-08:00"), true, 662688000 },
        { "RFC 3339, 5.8, odd zone", SV_INIT("1937-01-01T12:00:27.87+00:20"), true, -1041337173 },
        { "eastern Indonesia", SV_INIT("2026-11-23T15:15:00+08:00"), true, 1795418100 },
        { "small letters", SV_INIT("2026-11-23t07:15:00z"), true, 1795418100 },
        { "a leap second in the middle", SV_INIT("1990-12-31T12:59:60Z"), false, 0 },
        { "no zone", SV_INIT("2026-11-23T15:15:00"), false, 0 },
        { "space", SV_INIT("2026-11-23 15:15:00Z"), false, 0 },
        { "hour 24", SV_INIT("2026-11-23T24:00:00Z"), false, 0 },
        { "minute 60", SV_INIT("2026-11-23T10:60:00Z"), false, 0 },
        { "second 61", SV_INIT("2026-11-23T10:00:61Z"), false, 0 },
        { "day 31 of November", SV_INIT("2026-11-31T10:00:00Z"), false, 0 },
        { "empty fraction", SV_INIT("2026-11-23T10:00:00.Z"), false, 0 },
        { "fraction to the end", SV_INIT("2026-11-23T10:00:00.123"), false, 0 },
        { "zone without colon", SV_INIT("2026-11-23T10:00:00+0800"), false, 0 },
        { "zone of a day", SV_INIT("2026-11-23T10:00:00+24:00"), false, 0 },
        { "tail", SV_INIT("2026-11-23T10:00:00Z "), false, 0 },
        { "before year 1 in UTC", SV_INIT("0001-01-01T00:00:00+00:01"), false, 0 },
        { "after year 9999 in UTC", SV_INIT("9999-12-31T23:59:00-00:01"), false, 0 },
        { "absent", { NULL, 0 }, false, 0 },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t t = 0;
        if (time_parse(rows[i].in, &t) != rows[i].ok || t != rows[i].want)
            fail_msg("%s: got %lld", rows[i].why, (long long) t);
    }
}

static void time_prints_in_zones(void **state)
{
    (void) state;
    struct arena *a = arena_new(4096);
    int64_t t = 1795418100;

    assert_string_equal(time_iso(t).s, "2026-11-23T07:15:00Z");
    assert_string_equal(time_iso_zone(t, 480).s, "2026-11-23T15:15:00+08:00");
    assert_string_equal(time_iso_zone(t, -210).s, "2026-11-23T03:45:00-03:30");
    assert_string_equal(time_iso_zone(t, 1440).s, "");
    assert_string_equal(time_iso(-1).s, "1969-12-31T23:59:59Z");
    assert_string_equal(time_iso(INT64_MAX).s, "");
    assert_string_equal(time_iso_zone(INT64_MIN, -60).s, "");
    expect_date("still the day before in UTC", date_of_time(1795391999, 0), (struct date){ 2026, 11, 22 });
    expect_date("already the next in the east", date_of_time(1795391999, 420), (struct date){ 2026, 11, 23 });
    assert_int_equal(time_of_date((struct date){ 2026, 11, 23 }, 480), 1795363200);
    assert_true(sv_eq(time_long(t, 480, a), SV("23 November 2026 pukul 15.15")));
    assert_true(sv_eq(date_long((struct date){ 2026, 8, 7 }, a), SV("7 Agustus 2026")));
    assert_null(date_long((struct date){ 0, 0, 0 }, a).p);
    assert_string_equal(date_iso((struct date){ 0, 0, 0 }).s, "");
    assert_true(time_now() > t - 400 * 86400);
    assert_true(time_now_ms() > 0);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(date_parse_is_strict),
        cmocka_unit_test(date_serial_counts_every_day),
        cmocka_unit_test(date_adds),
        cmocka_unit_test(date_weekday_starts_on_monday),
        cmocka_unit_test(workdays_leave_out_holidays),
        cmocka_unit_test(workdays_between_agrees_with_counting),
        cmocka_unit_test(time_parse_reads_rfc3339),
        cmocka_unit_test(time_prints_in_zones),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
