/* SPDX-License-Identifier: MIT
 * tests/unit/test_agency.c -- the reports of agencies: figures counted by hand on two days, today and as past days, on both engines; what
 * is hidden; the order of agencies; what it costs. */
#include "agency_fixture.h"

#include "db/lite_priv.h"

struct figures {
    const char *why;
    int64_t rows, hidden, required, listed, stale, clashes, late, waiting, notes;
};

static void are(const struct agency_report *r, const struct figures *want)
{
    const struct agency_reg *x = reg_of(r, "benda"), *notes = reg_of(r, "catatan");
    struct figures got = { want->why,
                           x ? x->rows : 0,
                           x ? x->hidden : 0,
                           x ? x->empty_required : 0,
                           x ? x->empty_listed : 0,
                           x ? x->stale : 0,
                           x ? (int64_t) x->n_clashes : 0,
                           (int64_t) r->n_late,
                           (int64_t) r->n_waiting,
                           notes ? notes->rows : 0 };

    if (memcmp(&got.rows, &want->rows, sizeof got - offsetof(struct figures, rows)) != 0)
        fail_msg(
            "%s: rows %lld hidden %lld required %lld listed %lld stale %lld clashes %lld late %lld waiting %lld "
            "notes %lld",
            want->why, (long long) got.rows, (long long) got.hidden, (long long) got.required,
            (long long) got.listed, (long long) got.stale, (long long) got.clashes, (long long) got.late,
            (long long) got.waiting, (long long) got.notes);
}

static const struct figures on_first = { "the first day", 5, 0, 1, 2, 0, 3, 0, 1, 0 };

static void the_first_day(void **state)
{
    struct pack_place *p = *state;
    struct agency_view v;

    first_day(p);
    v = report_of(p, who_system(), NULL, 1);
    are(&v.report, &on_first);
    assert_int_equal(v.report.asked, 1);
    assert_int_equal(v.report.filled, 1);
    assert_int_equal(reg_of(&v.report, "benda")->n_asked, 2);
    assert_int_equal(date_serial(v.report.waiting[0].due), date_serial(day_of("2025-03-13")));
}

static void the_second_day_and_the_days_before(void **state)
{
    static const struct {
        const char *on;
        struct figures want;
    } rows[] = {
        { NULL, { "today", 5, 0, 0, 2, 3, 1, 4, 1, 1 } },
        { "2025-03-10", { "the first day, seen from the second", 5, 0, 1, 2, 0, 3, 0, 1, 0 } },
        { "2025-03-12", { "the last day of the tasks", 5, 0, 1, 2, 0, 3, 0, 1, 0 } },
        { "2025-03-13", { "the day after it", 5, 0, 1, 2, 0, 3, 4, 1, 0 } },
        { "2026-03-15", { "the day before, old already", 5, 0, 1, 2, 5, 3, 4, 1, 0 } },
        { "2025-03-09", { "before anything", 0, 0, 0, 0, 0, 0, 0, 0, 0 } },
    };
    struct pack_place *p = *state;

    second_day(p);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct agency_view v = report_of(p, who_system(), rows[i].on, 1);

        are(&v.report, &rows[i].want);
        assert_int_equal(v.report.gaps_known, rows[i].on == NULL);
    }
}

static void what_falls_short_of_provisions(void **state)
{
    struct pack_place *p = *state;
    struct agency_view v;

    second_day(p);
    v = report_of(p, who_system(), NULL, 1);
    assert_int_equal(v.report.n_gaps, 1); /* 2(1): all but b3 lack their value */
    assert_int_equal(v.report.gaps[0].n, 4);
    v = report_of(p, who_system(), NULL, 2);
    assert_int_equal(v.report.n_gaps, 1); /* 1(1): pd2 itself */
    assert_int_equal(v.report.filled, 0);
    v = report_of(p, who_system(), NULL, 3); /* the office is asked for what binds its role, too */
    assert_int_equal(v.report.asked, 2);
}

/* --- rights --------------------------------------------------------------------------------------------------------------- */

static void hidden_rows_are_only_counted(void **state)
{
    static int64_t units[] = { 2 }, own[] = { 1, 4 };
    static int ranks[] = { 1, 1 };
    static struct post posts[] = { { .pd = 2 } }, own_posts[] = { { .pd = 1 } };
    const struct actor other = {
        .akun = 9, .posts = posts, .n_posts = 1, .units = units, .unit_rank = ranks, .n_units = 1
    };
    const struct actor staff = { .akun = 8,
                                 .sees_secret = true,
                                 .posts = own_posts,
                                 .n_posts = 1,
                                 .units = own,
                                 .unit_rank = ranks,
                                 .n_units = 2 };
    const struct actor auditor = { .akun = 7, .auditor = true };
    struct pack_place *p = *state;
    struct agency_view v;

    second_day(p);
    v = report_of(p, &other, NULL, 1);
    are(&v.report, &(struct figures){ "a stranger today", 4, 1, 0, 2, 2, 1, 3, 1, 1 });
    v = report_of(p, &other, "2025-03-10", 1);
    are(&v.report, &(struct figures){ "a stranger in the past", 4, 1, 1, 2, 0, 3, 0, 1, 0 });
    v = report_of(p, &staff, "2025-03-10", 1);
    are(&v.report, &on_first);
    v = report_of(p, &auditor, NULL, 1);
    assert_int_equal(reg_of(&v.report, "benda")->hidden, 0);
    assert_false(agency_may_see(p->region, &other, &v.report.agency));
    assert_true(agency_may_see(p->region, &staff, &v.report.agency));
    assert_true(agency_may_see(p->region, &auditor, &v.report.agency));
    assert_false(agency_reads_all(p->region, &staff));
}

/* --- the setting ------------------------------------------------------------------------------------------------------------ */

static void how_old_is_old_is_the_regions_word(void **state)
{
    struct pack_place *p = *state;
    struct agency_view v;
    struct err err = { 0 };

    second_day(p);
    MUST(db_begin(p->write, &err));
    MUST(rule_setting_put(p->write, p->region->rule, &p->region->records, who_system(), SV(SETTING_STALE),
                          SV("2 years"), SV("cukup dua tahun"), p->case_a, &err));
    MUST(db_commit(p->write, &err));
    settle(p);
    v = report_of(p, who_system(), NULL, 1);
    assert_int_equal(reg_of(&v.report, "benda")->stale, 0);
    v = report_of(p, who_system(), "2026-03-15", 1); /* a year, as it was then */
    assert_int_equal(reg_of(&v.report, "benda")->stale, 5);
}

/* --- all agencies -------------------------------------------------------------------------------------------------- */

static void agencies_in_order(void **state)
{
    static const struct {
        const char *why, *on;
        size_t filled;
        int64_t rows, late;
    } rows[] = {
        { "today", NULL, 1, 5, 4 },
        { "the first day", "2025-03-10", 1, 5, -1 },
        { "before it", "2025-03-09", 0, 0, -1 },
    };
    struct pack_place *p = *state;
    struct err err = { 0 };

    second_day(p);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct agency_view v = view_of(p, who_system(), rows[i].on);
        struct agency_sum *all;
        size_t n;

        MUST(agency_summaries(p->write, &v.ask, p->case_a, &all, &n, &err));
        if (n != 2) /* the office is not counted here, nor the unit */
            fail_msg("%s: %zu agencies", rows[i].why, n);
        qsort(all, n, sizeof *all, agency_compare);
        if (all[0].agency.id != 1 || all[0].asked != 1 || all[0].filled != rows[i].filled ||
            all[0].rows != rows[i].rows || all[0].late != rows[i].late || all[1].filled || all[1].rows)
            fail_msg("%s: %lld: %zu of %zu, %lld rows, %lld late", rows[i].why, (long long) all[0].agency.id,
                     all[0].filled, all[0].asked, (long long) all[0].rows, (long long) all[0].late);
    }
}

static void the_measure(void **state)
{
    const struct agency_sum half = { .asked = 4, .filled = 2, .rows = 9 }, most = { .asked = 4, .filled = 3 },
                            same = { .asked = 2, .filled = 1, .rows = 10 }, free_one = { .filled = 0 };

    (void) state;
    assert_true(agency_compare(&most, &half) < 0);
    assert_true(agency_compare(&same, &half) < 0); /* as good a share, more rows */
    assert_true(agency_compare(&free_one, &half) > 0);
    assert_int_equal(agency_compare(&half, &half), 0);
}

/* --- cost ------------------------------------------------------------------------------------------------------------------ */

struct caught {
    struct arena *a;
    struct sv sql[2000];
    size_t n;
};

static int catch_sql(unsigned kind, void *ctx, void *stmt, void *text)
{
    struct caught *c = ctx;
    const char *sql = sqlite3_sql(stmt);

    (void) kind;
    (void) text;
    if (sql && c->n < sizeof c->sql / sizeof c->sql[0])
        c->sql[c->n++] = arena_dup(c->a, sv_of(sql));
    return 0;
}

/* Rows of a register are found by their agency or id, in the table and in its history: no step reads a whole one. */
static void nothing_reads_a_whole_register(void **state)
{
    struct pack_place *p = *state;
    struct caught *c = ARENA_NEW(p->case_a, struct caught);
    struct agency_view v;
    sqlite3 *db;
    int seen = 0;

    if (p->engine != DB_SQLITE)
        skip();
    second_day(p);
    c->a = p->case_a;
    db = ((struct lite *) p->write)->h;
    sqlite3_trace_v2(db, SQLITE_TRACE_STMT, catch_sql, c);
    v = report_of(p, who_system(), NULL, 1);
    v = report_of(p, who_system(), "2025-03-13", 1);
    (void) v;
    sqlite3_trace_v2(db, 0, NULL, NULL);
    for (size_t i = 0; i < c->n; i++) {
        const char *text = arena_printf(p->case_a, "explain query plan %.*s", SV_FMT(c->sql[i])).p;
        sqlite3_stmt *q = NULL;

        if (sv_find(c->sql[i], SV("benda")) < 0)
            continue;
        assert_int_equal(sqlite3_prepare_v2(db, text, -1, &q, NULL), SQLITE_OK);
        while (sqlite3_step(q) == SQLITE_ROW) {
            const char *step = (const char *) sqlite3_column_text(q, 3);

            if (!strcmp(step, "SCAN t") || !strcmp(step, "SCAN z") || !strcmp(step, "SCAN x") ||
                !strcmp(step, "SCAN kini") || !strcmp(step, "SCAN g"))
                fail_msg("%s: %.*s", step, SV_FMT(c->sql[i]));
            seen++;
        }
        sqlite3_finalize(q);
    }
    assert_true(seen > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PACK(the_first_day),
        PACK(the_second_day_and_the_days_before),
        PACK(what_falls_short_of_provisions),
        PACK(hidden_rows_are_only_counted),
        PACK(how_old_is_old_is_the_regions_word),
        PACK(agencies_in_order),
        PACK(the_measure),
        PACK(nothing_reads_a_whole_register),
    };

    pack_data_write(files, sizeof files / sizeof files[0]);
    PACKS_RUN("agency", tests, pack_data_remove);
}
