/* SPDX-License-Identifier: MIT
 * tests/unit/db_fixture.h -- an empty database for each test, on both engines.
 * SQLite: a file in a temporary folder. PostgreSQL: a schema of its own in the server that PRASASTI_TEST_PG names
 * (tests/pg-run.sh starts one). Without that server the PostgreSQL tests fail; PRASASTI_TEST_NO_PG=1 leaves them out. */
#ifndef TESTS_DB_FIXTURE_H
#define TESTS_DB_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "db/db.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <unistd.h>

struct place {
    enum db_engine engine;
    struct db_pool *pool;
    char dir[64], file[96];
    char schema[64], url[512];
};

/* A step that must succeed; its error's words when it does not. */
#define MUST(call)                                                                                    \
    do {                                                                                              \
        struct err *must_e = &err;                                                                    \
        if (!(call))                                                                                  \
            fail_msg("%s: kind %d: %s / %s", #call, (int) must_e->kind, must_e->text, must_e->cause); \
    } while (0)

/* A step that must be refused with this kind. */
#define REFUSED(call, want)                                                                          \
    do {                                                                                             \
        err = (struct err){ 0 };                                                                     \
        if (call)                                                                                    \
            fail_msg("%s succeeded", #call);                                                         \
        if (err.kind != (want) || !err.text[0] || !err.hint[0])                                      \
            fail_msg("%s: kind %d, want %d: %s / %s", #call, (int) err.kind, (int) (want), err.text, \
                     err.cause);                                                                     \
    } while (0)

static inline void pg_quiet(void *unused, const char *message)
{
    (void) unused;
    (void) message;
}

static inline void pg_admin(const char *sql)
{
    PGconn *c = PQconnectdb(getenv("PRASASTI_TEST_PG"));
    PGresult *r;

    PQsetNoticeProcessor(c, pg_quiet, NULL);
    r = PQexecParams(c, sql, 0, NULL, NULL, NULL, NULL, 0);
    if (PQresultStatus(r) != PGRES_COMMAND_OK && PQresultStatus(r) != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(c));
    PQclear(r);
    PQfinish(c);
}

static inline bool place_open_pool(struct place *at, unsigned readers)
{
    struct err err = { 0 };
    struct db_conf conf = { .readers = readers };

    if (at->engine == DB_SQLITE)
        conf.path = at->file;
    else
        conf.url = at->url;
    if (!db_pool_open(&conf, &at->pool, &err))
        print_error("%s: %s\n", err.text, err.cause);
    return at->pool != NULL;
}

static inline int place_set_up(void **state)
{
    static unsigned serial;
    enum db_engine engine = *(const enum db_engine *) *state;
    struct place *at = calloc(1, sizeof *at);
    char sql[128];

    assert_non_null(at);
    at->engine = engine;
    *state = at;
    if (engine == DB_SQLITE) {
        snprintf(at->dir, sizeof at->dir, "/tmp/prasasti-uji.XXXXXX");
        assert_non_null(mkdtemp(at->dir));
        snprintf(at->file, sizeof at->file, "%s/data.db", at->dir);
    } else {
        if (!getenv("PRASASTI_TEST_PG")) {
            print_error(
                "PRASASTI_TEST_PG is not set: run under tests/pg-run.sh, or set PRASASTI_TEST_NO_PG=1\n");
            free(at);
            return -1;
        }
        snprintf(at->schema, sizeof at->schema, "uji_%ld_%u", (long) getpid(), ++serial);
        snprintf(at->url, sizeof at->url, "%s options='-csearch_path=%s'", getenv("PRASASTI_TEST_PG"),
                 at->schema);
        snprintf(sql, sizeof sql, "create schema %s", at->schema);
        pg_admin(sql);
    }
    return place_open_pool(at, 4) ? 0 : -1;
}

static inline int place_tear_down(void **state)
{
    static const char *const tails[] = { "", "-wal", "-shm", "-journal" };
    struct place *at = *state;
    char path[128];

    db_pool_close(at->pool);
    if (at->engine == DB_SQLITE) {
        for (size_t i = 0; i < 4; i++) {
            snprintf(path, sizeof path, "%s%s", at->file, tails[i]);
            unlink(path);
        }
        rmdir(at->dir);
    } else {
        snprintf(path, sizeof path, "drop schema %s cascade", at->schema);
        pg_admin(path);
    }
    free(at);
    return 0;
}

static const enum db_engine place_lite = DB_SQLITE, place_pg = DB_PG;

#define PLACE_TEST(f, engine)                                                                       \
    {                                                                                               \
#f " (" #engine ")", f, place_set_up, place_tear_down, (void *) (uintptr_t) &place_##engine \
    }
#define LITE(f) PLACE_TEST(f, lite)
#define PG(f) PLACE_TEST(f, pg)
#define BOTH(f) LITE(f), PG(f)

/* Runs the group, without its PostgreSQL tests where the environment says so in as many words. */
#define PLACES_RUN(name, tests)                                                                              \
    do {                                                                                                     \
        const char *no_pg = getenv("PRASASTI_TEST_NO_PG");                                                   \
        struct CMUnitTest chosen[sizeof(tests) / sizeof(tests)[0]];                                          \
        size_t n_chosen = 0;                                                                                 \
        for (size_t i = 0; i < sizeof(tests) / sizeof(tests)[0]; i++)                                        \
            if (!(no_pg && strcmp(no_pg, "1") == 0) || (tests)[i].initial_state != (const void *) &place_pg) \
                chosen[n_chosen++] = (tests)[i];                                                             \
        return _cmocka_run_group_tests((name), chosen, n_chosen, NULL, NULL);                                \
    } while (0)

/* Small steps every test needs. */
static inline struct db *lease(struct place *at, enum db_mode mode)
{
    struct err err = { 0 };
    struct db *db = NULL;

    MUST(db_lease(at->pool, mode, 2000, &db, &err));
    return db;
}

static inline void run(struct db *db, const char *sql)
{
    struct err err = { 0 };

    if (!db_run(db, sv_of(sql), &err))
        fail_msg("%s: kind %d: %s / %s", sql, (int) err.kind, err.text, err.cause);
}

static inline int64_t one_int(struct db *db, const char *sql)
{
    struct err err = { 0 };
    int64_t v = 0;

    if (!db_one_int(db, sv_of(sql), -1, &v, &err))
        fail_msg("%s: kind %d: %s / %s", sql, (int) err.kind, err.text, err.cause);
    return v;
}

/* Table barang: id, nama unique, jumlah. */
static inline void make_table(struct db *db)
{
    struct buf b;

    buf_init(&b, 4096);
    buf_put(&b, SV("create table barang (id "));
    buf_put(&b, db_ddl_type(db_engine_of(db), DB_T_INT));
    buf_put(&b, SV(" primary key, nama "));
    buf_put(&b, db_ddl_type(db_engine_of(db), DB_T_TEXT));
    buf_put(&b, SV(" unique, jumlah "));
    buf_put(&b, db_ddl_type(db_engine_of(db), DB_T_INT));
    buf_put(&b, SV(")"));
    buf_char(&b, '\0');
    run(db, b.p);
    buf_clear(&b);
}

/* id, name (SV_NULL: null), amount */
static inline bool insert(struct db *db, int64_t id, struct sv name, int64_t amount, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok;

    ok = db_prepare(db, SV("insert into barang (id, nama, jumlah) values ($1, $2, $3)"), &q, e) &&
         stmt_int(q, 1, id, e) && stmt_text(q, 2, name, e) && stmt_int(q, 3, amount, e) &&
         stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

#endif
