/* SPDX-License-Identifier: MIT
 * tests/unit/test_traffic.c -- receipts added up: buckets and quantiles, sums by everything that is asked for, positions that count
 * nothing twice, and whose rows somebody sees. */
#include "db_fixture.h"
#include "segment_fixture.h"

#include "app/traffic_take.h"
#include "base/date.h"
#include "who/actor.h"

enum { ZONE = 480, N = 3000 };

static void buckets_end_at_their_bounds(void **state)
{
    (void) state;
    assert_int_equal(traffic_bucket(0), 0);
    assert_int_equal(traffic_bucket(500), 0);
    assert_int_equal(traffic_bucket(501), 1);
    assert_int_equal(traffic_bucket(30000000), TRAFFIC_BUCKETS - 2);
    assert_int_equal(traffic_bucket(INT64_MAX), TRAFFIC_BUCKETS - 1);
}

static void quantiles_are_read_between_the_bounds(void **state)
{
    static const struct {
        const char *why;
        int64_t bucket[TRAFFIC_BUCKETS];
        unsigned permille;
        int64_t want;
    } rows[] = {
        { "nothing", { 0 }, 500, 0 },
        { "half of the first", { 100 }, 500, 250 },
        { "all in one", { 0, 0, 0, 10 }, 1000, 5000 },
        { "the middle of two", { 50, 50 }, 500, 500 },
        { "into the second", { 50, 50 }, 750, 750 },
        { "one of a hundred is slow", { 99, 0, 0, 0, 0, 0, 0, 0, 1 }, 990, 500 },
        { "and seen beyond it", { 98, 0, 0, 0, 0, 0, 0, 0, 2 }, 990, 150000 },
        { "the last has no end", { [TRAFFIC_BUCKETS - 1] = 4 }, 500, 30000000 },
        { "one call", { 0, 1 }, 500, 1000 },
    };

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t got = traffic_quantile_us(rows[i].bucket, rows[i].permille);
        if (got != rows[i].want)
            fail_msg("%s: got %lld", rows[i].why, (long long) got);
    }
}

static void migrate(struct place *at)
{
    struct db *db = lease(at, DB_WRITE);
    struct err err = { 0 };

    MUST(db_migrate(db, traffic_migrations, traffic_migrations_n, &err));
    db_release(db);
}

/* Takes until nothing is left; how many there were. */
static size_t take_all(struct place *at, const char *dir)
{
    struct traffic_take *t = traffic_take_new(at->pool, dir, ZONE);
    struct err err = { 0 };
    size_t all = 0, n = 0;
    bool more = true;

    assert_non_null(t);
    while (more) {
        MUST(traffic_take_some(t, &n, &more, &err));
        all += n;
    }
    MUST(traffic_take_some(t, &n, &more, &err));
    assert_int_equal(n, 0);
    traffic_take_free(t);
    return all;
}

static size_t read_by(struct place *at, struct traffic_ask ask, enum traffic_by by, struct arena *a,
                      struct traffic_row **rows)
{
    struct db *db = lease(at, DB_READ);
    struct err err = { 0 };
    size_t n = 0;

    MUST(traffic_read(db, &ask, by, a, rows, &n, &err));
    db_release(db);
    return n;
}

static void receipts_add_up(void **state)
{
    struct place *at = *state;
    struct arena *a = arena_new(1 << 22);
    const char *dir = segment_dir_make(a);
    struct err err = { 0 };
    struct segment_writer *w = segment_writer_open(dir, 0, NULL, &err);
    const struct traffic_scope everybody = { .all = true };
    const int64_t units[] = { 4 };
    struct traffic_ask ever = { .width = TRAFFIC_EVER, .scope = everybody };
    struct traffic_row *rows;
    int64_t calls = 0;
    size_t n;

    migrate(at);
    assert_int_equal(take_all(at, dir), 0); /* no segment yet */
    append_n(w, 0, N);
    assert_int_equal(take_all(at, dir), N);
    assert_int_equal(take_all(at, dir), 0); /* another process goes on where this one stopped */

    n = read_by(at, ever, TRAFFIC_BY_SERVICE, a, &rows);
    assert_int_equal(n, 1);
    assert_true(sv_eq(rows[0].service, SV("pasien")));
    assert_int_equal(rows[0].all.calls, N);
    assert_int_equal(rows[0].all.charged, N - N / 5);
    assert_int_equal(rows[0].passed.calls, N - N / 5);
    assert_int_equal(rows[0].all.in, (int64_t) N * (N - 1) / 2);
    assert_int_equal(rows[0].passed.bucket[0], N - N / 5);
    n = read_by(at, ever, TRAFFIC_BY_OUTCOME, a, &rows);
    assert_int_equal(n, 2);
    assert_true(sv_eq(rows[1].outcome, SV("kuota")));
    assert_int_equal(rows[1].all.calls, N / 5);
    assert_int_equal(read_by(at, ever, TRAFFIC_BY_AGREEMENT, a, &rows), 3);

    /* Days are those that the receipts name, in the region's calendar; together they are everything. */
    n = read_by(at,
                (struct traffic_ask){ .width = TRAFFIC_DAY,
                                      .from = (int64_t) DAY * 86400 - ZONE * 60,
                                      .until = (int64_t) (DAY + 3) * 86400 - ZONE * 60,
                                      .scope = everybody },
                TRAFFIC_BY_TIME, a, &rows);
    assert_int_equal(n, 3);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(rows[i].start, (int64_t) (DAY + (int64_t) i) * 86400 - ZONE * 60);
        calls += rows[i].all.calls;
    }
    assert_int_equal(calls, N);

    /* Whose: a party sees them, another agency nothing, and nobody is nobody. */
    ever.scope = (struct traffic_scope){ .units = units, .n = 1 };
    assert_int_equal(read_by(at, ever, TRAFFIC_BY_SERVICE, a, &rows), 1);
    ever.scope = (struct traffic_scope){ .units = (const int64_t[]){ 44, 0 }, .n = 2 };
    assert_int_equal(read_by(at, ever, TRAFFIC_BY_SERVICE, a, &rows), 0);
    ever.scope = (struct traffic_scope){ .all = true, .hidden = SV("|pasien|") };
    assert_int_equal(read_by(at, ever, TRAFFIC_BY_SERVICE, a, &rows), 0);
    ever.scope = (struct traffic_scope){ .all = true, .units = units, .n = 1, .hidden = SV("|pasien|") };
    assert_int_equal(read_by(at, ever, TRAFFIC_BY_SERVICE, a, &rows), 1);
    ever.scope = (struct traffic_scope){ 0 };
    assert_int_equal(read_by(at, ever, TRAFFIC_BY_SERVICE, a, &rows), 0);

    segment_writer_close(w);
    assert_int_equal(take_all(at, dir), 0); /* sealing adds nothing */
    segment_dir_remove(dir);
    arena_free(a);
}

static void quotas_are_what_was_charged(void **state)
{
    struct place *at = *state;
    struct arena *a = arena_new(1 << 22);
    const char *dir = segment_dir_make(a);
    struct err err = { 0 };
    struct segment_writer *w = segment_writer_open(dir, 0, NULL, &err);
    int64_t zone = ZONE * 60, day = (int64_t) (DAY + 1) * 86400 - zone, first = (int64_t) DAY * 86400 - zone;
    struct traffic_quota *q;
    struct traffic_key *keys;
    int64_t today = 0, year = 0;
    struct db *db;
    size_t n;

    migrate(at);
    append_n(w, 0, 2000);
    assert_int_equal(take_all(at, dir), 2000);
    db = lease(at, DB_READ);
    MUST(traffic_quotas(db, day, first, first, a, &q, &n, &err));
    assert_int_equal(n, 3);
    for (size_t i = 0; i < n; i++) {
        today += q[i].day;
        year += q[i].year;
        assert_int_equal(q[i].month, q[i].year);
    }
    assert_int_equal(today, 800); /* numbers 1000 to 1999 bear the second day; a fifth of them was refused */
    assert_int_equal(year, 1600);
    MUST(traffic_keys(db, SV_NULL, &(struct traffic_scope){ .all = true }, a, &keys, &n, &err));
    assert_int_equal(n, 0); /* these receipts name no key */
    db_release(db);
    segment_writer_close(w);
    segment_dir_remove(dir);
    arena_free(a);
}

/* What is saved and not committed is taken again; what retention erased first is counted as lost. */
static void nothing_counts_twice_or_in_silence(void **state)
{
    struct place *at = *state;
    struct arena *a = arena_new(1 << 22);
    const char *dir = segment_dir_make(a);
    struct err err = { 0 };
    struct segment_writer *w = segment_writer_open(dir, 0, NULL, &err);
    struct traffic_batch *b = traffic_batch_new(ZONE);
    struct traffic_state s;
    uint64_t *ids;
    struct db *db;
    size_t n;

    migrate(at);
    append_n(w, 0, 10);
    db = lease(at, DB_WRITE); /* a process that dies here leaves nothing */
    MUST(db_begin(db, &err));
    traffic_batch_add(b, &(struct traffic_fact){ .time_ms = NOW, .day = DAY, .status = 200 });
    MUST(traffic_batch_save(b, db, &err));
    db_rollback(db);
    db_release(db);
    traffic_batch_free(b);
    assert_int_equal(take_all(at, dir), 10);
    append_n(w, 10, 5);
    segment_writer_close(w);
    MUST(segment_list(dir, a, &ids, &n, &err));
    assert_int_equal(n, 1);
    MUST(segment_erase(dir, ids[0], &err));
    assert_int_equal(take_all(at, dir), 0);
    db = lease(at, DB_READ);
    MUST(traffic_state(db, &s, &err));
    assert_int_equal(s.receipts, 10);
    assert_int_equal(s.lost, 5);
    assert_int_equal(one_int(db, "select sum(jumlah) from lalu_lintas where lebar = 0"), 10);
    db_release(db);
    segment_dir_remove(dir);
    arena_free(a);
}

static void minutes_go_and_days_stay(void **state)
{
    struct place *at = *state;
    struct traffic_batch *b = traffic_batch_new(ZONE);
    struct err err = { 0 };
    struct db *db;

    migrate(at);
    traffic_batch_add(b, &(struct traffic_fact){ .time_ms = NOW, .day = DAY, .status = 200 });
    db = lease(at, DB_WRITE);
    MUST(db_begin(db, &err));
    MUST(traffic_batch_save(b, db, &err));
    MUST(traffic_forget(db, NOW / 1000 + TRAFFIC_KEEP_MINUTES + 120, &err));
    assert_int_equal(one_int(db, "select count(*) from lalu_lintas where lebar = 60"), 0);
    assert_int_equal(one_int(db, "select count(*) from lalu_lintas where lebar = 3600"), 1);
    MUST(traffic_forget(db, NOW / 1000 + TRAFFIC_KEEP_HOURS + 7200, &err));
    assert_int_equal(one_int(db, "select count(*) from lalu_lintas where lebar = 3600"), 0);
    assert_int_equal(one_int(db, "select count(*) from lalu_lintas"), 2);
    MUST(db_commit(db, &err));
    db_release(db);
    traffic_batch_free(b);
}

static void an_exchange_before_any_policy_counts_on_its_day(void **state)
{
    struct place *at = *state;
    struct traffic_batch *b = traffic_batch_new(ZONE);
    struct date day = date_of_time(NOW / 1000, ZONE);
    struct err err = { 0 };
    struct db *db;

    migrate(at);
    traffic_batch_add(b,
                      &(struct traffic_fact){ .time_ms = NOW, .outcome = SV("belum_siap"), .status = 503 });
    db = lease(at, DB_WRITE);
    MUST(db_begin(db, &err));
    MUST(traffic_batch_save(b, db, &err));
    MUST(db_commit(db, &err));
    assert_int_equal(one_int(db, "select mulai from lalu_lintas where lebar = 86400"),
                     time_of_date(day, ZONE));
    db_release(db);
    traffic_batch_free(b);
}

static void scopes_deny_by_default(void **state)
{
    int64_t units[] = { 3, 9 };
    struct actor who = { .akun = 1, .units = units, .n_units = 2 };
    struct traffic_scope s;

    (void) state;
    s = traffic_scope_of(NULL, true);
    assert_false(traffic_scope_has(&s, SV_NULL, 3, 9));
    s = traffic_scope_of(&who, false);
    assert_true(traffic_scope_has(&s, SV_NULL, 3, 1));
    assert_true(traffic_scope_has(&s, SV_NULL, 1, 9));
    assert_false(traffic_scope_has(&s, SV_NULL, 1, 2));
    assert_false(traffic_scope_has(&s, SV_NULL, 0, 0));
    s = traffic_scope_of(&who, true);
    assert_true(traffic_scope_has(&s, SV_NULL, 1, 2));
    s.hidden = SV("|rahasia|lain|"); /* classified: only what his own agencies exchange */
    assert_false(traffic_scope_has(&s, SV("rahasia"), 1, 2));
    assert_true(traffic_scope_has(&s, SV("rahasi"), 1, 2));
    assert_true(traffic_scope_has(&s, SV("rahasia"), 1, 9));
    who.must_change_password = true;
    s = traffic_scope_of(&who, true);
    assert_false(traffic_scope_has(&s, SV_NULL, 3, 3));
    who.must_change_password = false;
    who.auditor = who.limit.on = who.limit.agencies = true;
    who.limit.units = units;
    who.limit.n_units = 1;
    s = traffic_scope_of(&who, true); /* a letter that names agencies opens those alone */
    assert_true(traffic_scope_has(&s, SV_NULL, 3, 1));
    assert_false(traffic_scope_has(&s, SV_NULL, 9, 1));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(buckets_end_at_their_bounds),
        cmocka_unit_test(quantiles_are_read_between_the_bounds),
        cmocka_unit_test(scopes_deny_by_default),
        BOTH(receipts_add_up),
        BOTH(quotas_are_what_was_charged),
        BOTH(nothing_counts_twice_or_in_silence),
        BOTH(minutes_go_and_days_stay),
        BOTH(an_exchange_before_any_policy_counts_on_its_day),
    };

    PLACES_RUN("traffic", tests);
}
