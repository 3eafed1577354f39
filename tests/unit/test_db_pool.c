/* SPDX-License-Identifier: MIT
 * tests/unit/test_db_pool.c -- db/: leases, transactions, writers that meet, a full disk, connections that break. */
#include "db_fixture.h"

#include "base/date.h"

#include <pthread.h>
#include <sqlite3.h>
#include <sys/stat.h>

/* --- transactions --------------------------------------------------------------------------------------------- */
static void a_second_of_the_same_is_a_conflict(void **state)
{
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);

    make_table(db);
    MUST(insert(db, 1, SV("meja"), 1, &err));
    REFUSED(insert(db, 2, SV("meja"), 1, &err), ERR_CONFLICT);
    REFUSED(insert(db, 1, SV("kursi"), 1, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.cause, at->engine == DB_PG ? "23505" : "UNIQUE"));
    MUST(insert(db, 3, SV_NULL, 1, &err)); /* nulls are no doubles */
    MUST(insert(db, 4, SV_NULL, 1, &err));
    db_release(db);
}

static void what_is_not_committed_is_gone(void **state)
{
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);

    make_table(db);
    assert_false(db_in_transaction(db));
    MUST(db_begin(db, &err));
    assert_true(db_in_transaction(db));
    MUST(insert(db, 1, SV("satu"), 1, &err));
    db_rollback(db);
    db_rollback(db);
    assert_int_equal(one_int(db, "select count(*) from barang"), 0);
    MUST(db_begin(db, &err));
    MUST(insert(db, 2, SV("dua"), 1, &err));
    db_release(db); /* without a word: rolled back */
    db = lease(at, DB_WRITE);
    assert_false(db_in_transaction(db));
    assert_int_equal(one_int(db, "select count(*) from barang"), 0);
    MUST(db_begin(db, &err));
    MUST(insert(db, 3, SV("tiga"), 1, &err));
    MUST(db_commit(db, &err));
    assert_int_equal(one_int(db, "select count(*) from barang"), 1);
    db_release(db);
}

/* PostgreSQL calls the rollback of a failed transaction a successful commit; we must not. */
static void a_failed_transaction_does_not_commit(void **state)
{
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);
    int64_t rows;

    make_table(db);
    MUST(db_begin(db, &err));
    MUST(insert(db, 1, SV("satu"), 1, &err));
    REFUSED(insert(db, 1, SV("dua"), 1, &err), ERR_CONFLICT);
    if (at->engine == DB_PG) {
        REFUSED(db_commit(db, &err), ERR_FAULT);
        rows = 0;
    } else {
        MUST(db_commit(db, &err)); /* SQLite undoes the statement alone */
        rows = 1;
    }
    assert_false(db_in_transaction(db));
    assert_int_equal(one_int(db, "select count(*) from barang"), rows);
    db_release(db);
}

static void a_snapshot_stands_still(void **state)
{
    struct place *at = *state;
    struct err err = { 0 };
    struct db *w = lease(at, DB_WRITE), *r;

    make_table(w);
    MUST(insert(w, 1, SV("satu"), 1, &err));
    r = lease(at, DB_READ);
    MUST(db_snapshot_begin(r, &err));
    assert_int_equal(one_int(r, "select count(*) from barang"), 1);
    MUST(insert(w, 2, SV("dua"), 1, &err));
    assert_int_equal(one_int(r, "select count(*) from barang"), 1);
    db_snapshot_end(r);
    assert_int_equal(one_int(r, "select count(*) from barang"), 2);
    db_release(r);
    db_release(w);
}

static void a_read_lease_cannot_write(void **state)
{
    static const char *const rows[] = { "insert into barang (id) values (1)", "update barang set jumlah = 2",
                                        "delete from barang", "create table lain (a bigint)",
                                        "drop table barang" };
    struct place *at = *state;
    struct err err = { 0 };
    struct db *w = lease(at, DB_WRITE), *r;

    make_table(w);
    MUST(insert(w, 7, SV("ada"), 1, &err));
    r = lease(at, DB_READ);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (db_run(r, sv_of(rows[i]), &err) || err.kind != ERR_FAULT)
            fail_msg("%s: kind %d", rows[i], (int) err.kind);
    assert_int_equal(one_int(r, "select count(*) from barang where jumlah = 1"), 1);
    db_release(r);
    db_release(w);
}

/* --- the pool ------------------------------------------------------------------------------------------------- */
static void a_lease_waits_no_longer_than_told(void **state)
{
    struct place *at = *state;
    struct err err = { 0 };
    struct db *held[4], *w = lease(at, DB_WRITE), *more = NULL;
    int64_t before, spent;

    for (int i = 0; i < 4; i++)
        held[i] = lease(at, DB_READ);
    before = time_now_ms();
    REFUSED(db_lease(at->pool, DB_READ, 150, &more, &err), ERR_BUSY);
    spent = time_now_ms() - before;
    assert_in_range(spent, 140, 2000);
    REFUSED(db_lease(at->pool, DB_WRITE, 0, &more, &err), ERR_BUSY);
    db_release(held[0]);
    MUST(db_lease(at->pool, DB_READ, 0, &more, &err));
    assert_ptr_equal(more, held[0]); /* the warm one again */
    db_release(more);
    for (int i = 1; i < 4; i++)
        db_release(held[i]);
    db_release(w);
    db_release(NULL);
}

struct worker {
    struct place *at;
    int failures;
};

/* Read, add one, write back: a lost update if two writers ever overlap. */
static void *count_up(void *arg)
{
    struct worker *me = arg;

    for (int i = 0; i < 50; i++) {
        struct err err = { 0 };
        struct db *db = NULL;
        struct stmt *q = NULL;
        int64_t now = 0;
        bool row;
        if (!db_lease(me->at->pool, DB_WRITE, 20000, &db, &err) || !db_begin(db, &err) ||
            !db_one_int(db, SV("select jumlah from barang where id = 1"), 0, &now, &err) ||
            !db_prepare(db, SV("update barang set jumlah = $1 where id = 1"), &q, &err) ||
            !stmt_int(q, 1, now + 1, &err) || !stmt_step(q, &row, &err)) {
            me->failures++;
            stmt_done(q);
            db_release(db);
            continue;
        }
        stmt_done(q);
        if (!db_commit(db, &err))
            me->failures++;
        db_release(db);
    }
    return NULL;
}

static void *look(void *arg)
{
    struct worker *me = arg;
    int64_t last = 0, now = 0;

    for (int i = 0; i < 200; i++) {
        struct err err = { 0 };
        struct db *db = NULL;
        if (!db_lease(me->at->pool, DB_READ, 20000, &db, &err) ||
            !db_one_int(db, SV("select jumlah from barang where id = 1"), 0, &now, &err) || now < last)
            me->failures++;
        last = now;
        db_release(db);
    }
    return NULL;
}

static void writers_take_turns(void **state)
{
    struct place *at = *state, twin = *at;
    struct err err = { 0 };
    struct worker w[6] = { { at, 0 }, { &twin, 0 }, { at, 0 }, { &twin, 0 }, { at, 0 }, { at, 0 } };
    pthread_t t[6];
    struct db *db = lease(at, DB_WRITE);

    make_table(db);
    MUST(insert(db, 1, SV("hitung"), 0, &err));
    db_release(db);
    twin.pool = NULL; /* a second pool stands for a second process */
    assert_true(place_open_pool(&twin, 2));
    for (int i = 0; i < 6; i++)
        assert_int_equal(pthread_create(&t[i], NULL, i < 3 ? count_up : look, &w[i]), 0);
    for (int i = 0; i < 6; i++)
        pthread_join(t[i], NULL);
    for (int i = 0; i < 6; i++)
        if (w[i].failures)
            fail_msg("thread %d failed %d times", i, w[i].failures);
    db = lease(at, DB_READ);
    assert_int_equal(one_int(db, "select jumlah from barang where id = 1"), 150);
    db_release(db);
    db_pool_close(twin.pool);
}

static void leftover_statements_are_taken_back(void **state)
{
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_READ), *again;
    struct stmt *q = NULL;
    bool row;

    MUST(db_prepare(db, SV("select 1 union all select 2"), &q, &err));
    MUST(stmt_step(q, &row, &err));
    db_release(db); /* q was forgotten; on PostgreSQL its rows are still on the wire */
    again = lease(at, DB_READ);
    assert_ptr_equal(again, db);
    assert_int_equal(one_int(again, "select 3"), 3);
    db_release(again);
}

/* The last ones back are the first to go out again; what rests is closed, and opened anew when it is needed. */
static void resting_connections_are_closed(void **state)
{
    struct place *at = *state;
    struct err err = { 0 };
    struct db *out[3], *db;

    db = lease(at, DB_WRITE);
    make_table(db);
    db_release(db);
    for (size_t i = 0; i < 3; i++)
        out[i] = lease(at, DB_READ);
    for (size_t i = 0; i < 3; i++)
        db_release(out[i]);
    db_pool_rest(at->pool, 60000); /* they have only just sat down */
    db = lease(at, DB_READ);
    assert_ptr_equal(db, out[2]);
    db_pool_rest(at->pool, -1); /* what is out stays out */
    assert_int_equal(one_int(db, "select count(*) from barang"), 0);
    db_release(db);
    for (size_t i = 0; i < 3; i++) {
        out[i] = lease(at, DB_READ);
        assert_int_equal(one_int(out[i], "select count(*) from barang"), 0);
    }
    for (size_t i = 0; i < 3; i++)
        db_release(out[i]);
    db = lease(at, DB_WRITE);
    MUST(insert(db, 1, SV("satu"), 1, &err));
    MUST(db_run(db, SV("create temporary table tanda (x bigint)"),
                &err)); /* lives as long as its connection */
    db_release(db);
    db = lease(at, DB_WRITE);
    assert_int_equal(one_int(db, "select count(*) from tanda"), 0);
    db_release(db);
    db_pool_rest(at->pool, -1); /* the only one of its mode too */
    db = lease(at, DB_WRITE);
    assert_false(db_run(db, SV("drop table tanda"), &err));
    db_release(db);
}

static void a_wrong_place_is_told_at_once(void **state)
{
    struct place *at = *state;
    struct db_conf conf = { .path = "/tidak/ada/data.db" };
    struct db_pool *p = NULL;
    struct err err = { 0 };

    if (at->engine == DB_PG)
        conf = (struct db_conf){ .url = "host=/tidak/ada dbname=x" };
    REFUSED(db_pool_open(&conf, &p, &err), at->engine == DB_PG ? ERR_BUSY : ERR_FAULT);
    assert_null(p);
    db_pool_close(NULL);
}

/* --- one engine only ------------------------------------------------------------------------------------------ */
static void a_full_disk_is_told_as_such(void **state)
{
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);
    char big[4000], sql[64];
    int64_t id = 0;

    memset(big, 'x', sizeof big);
    make_table(db);
    snprintf(sql, sizeof sql, "pragma max_page_count = %lld",
             (long long) one_int(db, "pragma page_count") + 4);
    run(db, sql);
    MUST(db_begin(db, &err));
    while (insert(db, ++id, (struct sv){ big, sizeof big - (size_t) id }, 1, &err) && id < 100)
        ;
    assert_int_equal(err.kind, ERR_BUSY);
    assert_non_null(strstr(err.text, "Penyimpanan penuh"));
    assert_true(id < 100);
    REFUSED(db_commit(db, &err), ERR_FAULT); /* SQLite has rolled back already */
    assert_int_equal(one_int(db, "select count(*) from barang"), 0);
    run(db, "pragma max_page_count = 100000");
    MUST(insert(db, 1, SV("muat lagi"), 1, &err));
    db_release(db);
}

static void another_process_that_writes_makes_us_busy(void **state)
{
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);
    sqlite3 *other = NULL;
    sqlite3_stmt *s = NULL;

    make_table(db);
    run(db, "pragma busy_timeout = 50");
    assert_int_equal(sqlite3_open(at->file, &other), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(other, "begin immediate", -1, &s, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(s), SQLITE_DONE);
    sqlite3_finalize(s);
    REFUSED(db_begin(db, &err), ERR_BUSY);
    assert_false(db_in_transaction(db));
    sqlite3_close(other);
    MUST(db_begin(db, &err));
    db_rollback(db);
    db_release(db);
}

static void the_file_is_private_and_in_wal_mode(void **state)
{
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);
    struct stmt *q = NULL;
    struct stat st;
    bool row;
    static const struct {
        const char *sql;
        int64_t want;
    } rows[] = { { "pragma synchronous", 2 },    { "pragma foreign_keys", 1 },
                 { "pragma trusted_schema", 0 }, { "pragma busy_timeout", 5000 },
                 { "pragma cache_size", -4096 }, { "pragma mmap_size", 0 } };

    assert_int_equal(stat(at->file, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    MUST(db_prepare(db, SV("pragma journal_mode"), &q, &err));
    MUST(stmt_step(q, &row, &err));
    assert_true(sv_eq(stmt_get_text(q, 0), SV("wal")));
    stmt_done(q);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (one_int(db, rows[i].sql) != rows[i].want)
            fail_msg("%s: %lld", rows[i].sql, (long long) one_int(db, rows[i].sql));
    make_table(db);
    for (int64_t i = 0; i < 50; i++)
        MUST(insert(db, i, SV_NULL, i, &err));
    db_pool_checkpoint(at->pool);
    db_pool_checkpoint(at->pool);
    assert_int_equal(stat(at->file, &st), 0);
    assert_true(st.st_size > 4096); /* moved out of the WAL while the pool is open */
    assert_true(one_int(db, "select count(*) from sqlite_stat1") > 0); /* and measured, for the planner */
    db_release(db);
}

static void a_broken_connection_is_replaced(void **state)
{
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);
    int64_t v = 0;
    char sql[128];

    /* Broken while leased: whoever sees it break is told to try again. */
    make_table(db);
    MUST(db_begin(db, &err));
    MUST(insert(db, 1, SV("hilang"), 1, &err));
    snprintf(sql, sizeof sql, "select pg_terminate_backend(%lld)",
             (long long) one_int(db, "select pg_backend_pid()"));
    pg_admin(sql);
    REFUSED(db_one_int(db, SV("select 1"), 0, &v, &err), ERR_BUSY);
    REFUSED(insert(db, 2, SV("hilang"), 1, &err), ERR_BUSY);
    db_release(db);
    db = lease(at, DB_WRITE);
    assert_int_equal(one_int(db, "select count(*) from barang"), 0);
    /* Broken while committing: it is not known whether it was saved. */
    MUST(db_begin(db, &err));
    MUST(insert(db, 1, SV("?"), 1, &err));
    snprintf(sql, sizeof sql, "select pg_terminate_backend(%lld)",
             (long long) one_int(db, "select pg_backend_pid()"));
    pg_admin(sql);
    REFUSED(db_commit(db, &err), ERR_BUSY);
    assert_non_null(strstr(err.hint, "Periksa"));
    db_release(db);
    /* Broken while idle: nobody notices. */
    db = lease(at, DB_WRITE);
    snprintf(sql, sizeof sql, "select pg_terminate_backend(%lld)",
             (long long) one_int(db, "select pg_backend_pid()"));
    db_release(db);
    pg_admin(sql);
    usleep(100000);
    db = lease(at, DB_WRITE);
    assert_int_equal(one_int(db, "select 4"), 4);
    db_release(db);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        BOTH(a_second_of_the_same_is_a_conflict),
        BOTH(what_is_not_committed_is_gone),
        BOTH(a_failed_transaction_does_not_commit),
        BOTH(a_snapshot_stands_still),
        BOTH(a_read_lease_cannot_write),
        BOTH(a_lease_waits_no_longer_than_told),
        BOTH(writers_take_turns),
        BOTH(leftover_statements_are_taken_back),
        BOTH(resting_connections_are_closed),
        BOTH(a_wrong_place_is_told_at_once),
        LITE(a_full_disk_is_told_as_such),
        LITE(another_process_that_writes_makes_us_busy),
        LITE(the_file_is_private_and_in_wal_mode),
        PG(a_broken_connection_is_replaced),
    };

    PLACES_RUN("db_pool", tests);
}
