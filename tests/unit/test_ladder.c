/* SPDX-License-Identifier: MIT
 * The ladder of reminders and the updating duty, without a server: days of steps, periods and due days, what declarations are
 * refused, the queue of mail, and the message as it leaves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unistd.h>

#include "app/smtp.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/problems.h"
#include "model/mail.h"
#include "rule/ladder_priv.h"

static struct date day(const char *iso)
{
    struct date d = { 0 };

    if (iso[0])
        assert_true(date_parse(sv_of(iso), &d));
    return d;
}

static void same_day(const char *why, struct date got, const char *want)
{
    if (strcmp(date_iso(got).s, want) != 0)
        fail_msg("%s: got %s, not %s", why, date_iso(got).s, want);
}

/* --- days of steps ------------------------------------------------------------------------------------------------------------ */

static void steps_keep_their_distance(void **state)
{
    static const int32_t libur[] = { 20790 }; /* 2026-12-03 */
    static const struct {
        const char *why;
        size_t step;
        bool workdays;
        const char *due, *last, *want;
    } rows[] = {
        { "the first is counted from the due day", 0, false, "2026-11-20", "", "2026-11-21" },
        { "so is the second, when the first was in time", 1, false, "2026-11-20", "2026-11-21",
          "2026-11-27" },
        { "after days on which nothing ran it keeps its distance", 1, false, "2026-11-20", "2026-12-01",
          "2026-12-07" },
        { "two of the same day are a day apart", 2, false, "2026-11-20", "2026-11-27", "2026-11-28" },
        { "a due day that moved later counts", 1, false, "2026-12-20", "2026-11-21", "2026-12-27" },
        { "working days pass over Saturday and Sunday", 0, true, "2026-11-20", "", "2026-11-23" },
        { "and over a holiday", 1, true, "2026-11-27", "2026-11-30", "2026-12-09" },
    };
    struct ladder l = { .n_steps = 3 };
    struct ladder_pace p = { .after = { 1, 7, 7 }, .holidays = { libur, 1 } };

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        p.workdays = rows[i].workdays;
        same_day(rows[i].why, ladder_day(&l, &p, rows[i].step, day(rows[i].due), day(rows[i].last)),
                 rows[i].want);
    }
}

/* --- periods ---------------------------------------------------------------------------------------------------------------------- */

static void periods_open_on_their_day(void **state)
{
    enum { MARCH_OCTOBER = 1 << 2 | 1 << 9 };
    static const struct {
        const char *why;
        unsigned months;
        int every;
        const char *from, *on, *opening, *next;
    } rows[] = {
        { "half-years begin in January and July", 0, 6, "2026-01-01", "2026-11-23", "2026-07-01",
          "2027-01-01" },
        { "the first day is in its period", 0, 6, "2026-01-01", "2026-07-01", "2026-07-01", "2027-01-01" },
        { "the day before is in the one before", 0, 6, "2026-01-01", "2026-06-30", "2026-01-01",
          "2026-07-01" },
        { "quarters", 0, 3, "2026-01-01", "2026-12-31", "2026-10-01", "2027-01-01" },
        { "years", 0, 12, "2026-01-01", "2026-01-31", "2026-01-01", "2027-01-01" },
        { "named months", MARCH_OCTOBER, 6, "2026-01-01", "2026-02-10", "2025-10-01", "2026-03-01" },
        { "the next one is not before the plan", 0, 3, "2027-05-01", "2026-12-31", "2026-10-01",
          "2027-07-01" },
        { "never", 0, 0, "2026-01-01", "2026-11-23", "", "" },
    };

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct duty_plan p = { .months = rows[i].months, .every = rows[i].every, .from = day(rows[i].from) };

        same_day(rows[i].why, duty_opening(&p, day(rows[i].on)), rows[i].opening);
        same_day(rows[i].why, duty_next(&p, day(rows[i].on)), rows[i].next);
    }
}

static void due_days_count_as_the_plan_says(void **state)
{
    struct duty_plans all = { .n = 0 };
    struct duty_plan p = { .days = 10 };

    (void) state;
    same_day("calendar days", duty_due(&all, &p, day("2026-07-01")), "2026-07-11");
    p.workdays = true;
    same_day("working days", duty_due(&all, &p, day("2026-07-01")), "2026-07-15");
    same_day("no period, no day", duty_due(&all, &p, day("")), "");
}

static void an_agencys_own_plan_counts(void **state)
{
    static const struct reg a = { .scoped = true }, b = { .scoped = true };
    struct duty_plan items[] = {
        { .id = 1, .of = &a, .every = 6 },
        { .id = 2, .of = &a, .pd = 7, .every = 3 },
        { .id = 3, .of = &a, .pd = 8, .every = 0 },
        { .id = 4, .of = &b, .pd = 9, .every = 12 },
    };
    struct duty_plans p = { items, 4, { 0 }, NULL, 0 };

    (void) state;
    assert_int_equal(duty_plan_of(&p, &a, 1)->id, 1);
    assert_int_equal(duty_plan_of(&p, &a, 7)->id, 2);
    assert_null(duty_plan_of(&p, &a, 8)); /* excused by a plan of its own that asks for nothing */
    assert_null(duty_plan_of(&p, &b, 1));
    assert_int_equal(duty_plan_of(&p, &b, 9)->id, 4);
}

/* --- declarations ------------------------------------------------------------------------------------------------------------------ */

static void the_shipped_ladder_loads(void **state)
{
    struct arena *a = arena_new((size_t) 64 << 20);
    struct problems ps;
    struct region *r = NULL;
    struct err e = { 0 };

    (void) state;
    problems_init(&ps, a, 20);
    if (!region_load("data", SV("banjar-39-2023"), &r, &ps, &e))
        fail_msg("%s %.*s", e.text, ps.n ? (int) ps.items[0].text.n : 0, ps.n ? ps.items[0].text.p : "");
    assert_non_null(r->ladder.reg);
    assert_int_equal(r->ladder.n_steps, 4);
    assert_true(r->ladder.n_sources >= 1);
    assert_non_null(ladder_source_of(&r->ladder, r->duty.reg));
    assert_true(r->ladder.steps[3].report);
    assert_non_null(r->duty.plan);
    region_close(r);
    arena_free(a);
}

/* --- mail --------------------------------------------------------------------------------------------------------------------------- */

static void addresses_carry_nothing_else(void **state)
{
    static const char *const good[] = { "a@b", "spbe@daerah.contoh", "o'brien+x@d-1.contoh" };
    static const char *const bad[] = { "",        "a",     "a@",    "@b",    "a b@c",   "a@b\r\nBcc: c@d",
                                       "a@b,c@d", "<a@b>", "a@b@c", "a@b;c", "\"a\"@b", "a(x)@b" };

    (void) state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (!mail_address_ok(sv_of(good[i])))
            fail_msg("refused: %s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (mail_address_ok(sv_of(bad[i])))
            fail_msg("taken: %s", bad[i]);
}

static void a_text_becomes_no_header(void **state)
{
    const struct mail_conf c = { .sender = SV("spbe@daerah.contoh"), .sender_name = SV("SPBE\r\nX-Aku: 1") };
    const struct mail m = {
        .id = 7,
        .to = SV("budi@daerah.contoh"),
        .made = SV("2026-11-23T08:00:00Z"),
        .subject = SV("Pengingat\r\nBcc: lain@luar.contoh \u2014 Kesehatan, pendidikan, perhubungan"),
        .body = SV(".\r\nQUIT\n")
    };
    struct err e = { 0 };
    struct buf b;
    struct sv text, line;

    (void) state;
    buf_init(&b, 64 * 1024);
    assert_true(smtp_message(&c, &m, 1795420800, &b, &e));
    text = buf_sv(&b);
    assert_true(sv_find(text, SV("Bcc")) < 0);
    assert_true(sv_find(text, SV("X-Aku")) < 0);
    assert_true(sv_find(text, SV("\r\n.\r\n")) < 0);
    assert_true(sv_find(text, SV("Date: Mon, 23 Nov 2026 08:00:00 +0000\r\n")) >= 0);
    assert_true(sv_find(text, SV("To: <budi@daerah.contoh>\r\n")) >= 0);
    while (sv_cut(&text, '\n', &line))
        assert_true(line.n <= 79); /* RFC 5322: at most 78 and CR */
    buf_clear(&b);
}

static int64_t now_at = 1795420800;

static int64_t fake_now(void)
{
    return now_at;
}

static void the_queue_waits_tries_and_gives_up(void **state)
{
    const struct records rs = { .now = fake_now };
    const struct mail m = { .to = SV("a@b.contoh"), .subject = SV("x"), .body = SV("y") };
    const struct mail_conf c = { .per_hour = 2 };
    char path[] = "/tmp/prasasti-ladder-XXXXXX";
    struct arena *a = arena_new(4 << 20);
    struct db_pool *pool = NULL;
    struct db *db = NULL;
    struct mail_tally t;
    struct mail next;
    struct err e = { 0 };

    (void) state;
    assert_true(mkdtemp(path) != NULL);
    const struct db_conf conf = { .path = arena_printf(a, "%s/uji.db", path).p };

    assert_true(db_pool_open(&conf, &pool, &e) && db_lease(pool, DB_WRITE, 1000, &db, &e));
    assert_true(db_migrate(db, mail_migrations, mail_migrations_n, &e));
    assert_true(db_begin(db, &e));
    for (int i = 0; i < 3; i++)
        assert_true(mail_put(db, &rs, &m, a, &e));
    assert_true(mail_next(db, &c, now_at, a, &next, &e) && next.id == 1);
    assert_true(mail_sent(db, 1, now_at, &e));
    for (int tries = 0; tries < MAIL_TRIES; tries++) { /* longer and longer, then never */
        assert_true(mail_next(db, &c, now_at, a, &next, &e));
        assert_true(next.id == 2 || next.id == 3);
        next.id = 2;
        next.tries = tries;
        assert_true(mail_failed(db, &next, now_at, SV("penuh"), false, &e));
    }
    assert_true(mail_count(db, now_at, &t, &e));
    assert_int_equal(t.failed, 1);
    assert_int_equal(t.waiting, 1);
    assert_true(mail_next(db, &c, now_at, a, &next, &e) && next.id == 3);
    assert_true(mail_sent(db, 3, now_at, &e));
    assert_true(mail_put(db, &rs, &m, a, &e));
    assert_true(mail_next(db, &c, now_at, a, &next, &e) && next.id == 0); /* two an hour */
    assert_true(mail_next(db, &c, now_at + 3601, a, &next, &e) && next.id == 4);
    assert_true(mail_failed(db, &next, now_at, SV("tidak ada"), true, &e)); /* for good at once */
    assert_true(mail_again(db, 4, now_at, &e));
    assert_false(mail_again(db, 1, now_at, &e)); /* what was sent is not sent again */
    db_rollback(db);
    db_release(db);
    db_pool_close(pool);
    for (int i = 0; i < 3; i++)
        unlink(arena_printf(a, "%s/uji.db%s", path, (const char *const[]){ "", "-wal", "-shm" }[i]).p);
    rmdir(path);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_keep_their_distance),
        cmocka_unit_test(periods_open_on_their_day),
        cmocka_unit_test(due_days_count_as_the_plan_says),
        cmocka_unit_test(an_agencys_own_plan_counts),
        cmocka_unit_test(the_shipped_ladder_loads),
        cmocka_unit_test(addresses_carry_nothing_else),
        cmocka_unit_test(a_text_becomes_no_header),
        cmocka_unit_test(the_queue_waits_tries_and_gives_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
