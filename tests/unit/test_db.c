/* SPDX-License-Identifier: MIT
 * tests/unit/test_db.c -- db/: statements, values and migrations, each on SQLite and on PostgreSQL. */
#include "base/arena.h"
#include "db_fixture.h"

/* --- values --------------------------------------------------------------------------------------------------- */
static void values_come_back_as_they_went(void **state)
{
    static const struct {
        const char *why;
        struct sv text;
        bool null;
        int64_t number;
    } rows[] = {
        { "plain", SV_INIT("meja"), false, 1 },
        { "empty is not null", SV_INIT(""), false, 0 },
        { "null", { NULL, 0 }, true, -1 },
        { "quotes", SV_INIT("'; drop table barang; --"), false, INT64_MAX },
        { "UTF-8 beyond the BMP", SV_INIT("Caf\xC3\xA9 \xF0\x9F\x8F\xA0"), false, INT64_MIN },
        { "above 32 bits", SV_INIT("$1 ? :a @b"), false, 5000000000 },
        { "digits stay text", SV_INIT("007"), false, 7 },
    };
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);
    struct stmt *q = NULL;
    char digits[32];
    bool row;

    make_table(db);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        MUST(insert(db, (int64_t) i, rows[i].text, rows[i].number, &err));
    MUST(db_prepare(db, SV("select nama, jumlah from barang order by id"), &q, &err));
    assert_int_equal(stmt_columns(q), 2);
    assert_true(sv_eq(stmt_name(q, 1), SV("jumlah")));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        MUST(stmt_step(q, &row, &err));
        snprintf(digits, sizeof digits, "%lld", (long long) rows[i].number);
        if (!row || stmt_is_null(q, 0) != rows[i].null || !sv_eq(stmt_get_text(q, 0), rows[i].text) ||
            (stmt_get_text(q, 0).p == NULL) != rows[i].null || stmt_get_int(q, 1) != rows[i].number ||
            !sv_eq(stmt_get_text(q, 1), sv_of(digits)))
            fail_msg("%s", rows[i].why);
    }
    MUST(stmt_step(q, &row, &err));
    assert_false(row);
    MUST(stmt_step(q, &row, &err)); /* and no second run by itself */
    assert_false(row);
    stmt_done(q);
    stmt_done(NULL);
    db_release(db);
}

static void expressions_agree_on_both_engines(void **state)
{
    static const struct {
        const char *why, *sql;
        int64_t want; /* as first column; $1 is bound to `value`, or null when it is 0 */
        int64_t value;
    } rows[] = {
        { "null test of a parameter, null", "select count(*) from barang where $1 is null or jumlah = $1", 3,
          0 },
        { "null test of a parameter, set", "select count(*) from barang where $1 is null or jumlah = $1", 1,
          5000000000 },
        { "null test, brackets", "select count(*) from barang where (($1) is not null and jumlah = $1)", 1,
          20 },
        { "null test beside a text", "select count(*) from barang where $1 is null or nama = $1", 1, 20 },
        { "null test alone", "select count(*) from barang where $1 is null", 0, 3 },
        { "arithmetic above 32 bits", "select $1 + 1", 5000000001, 5000000000 },
        { "literal default above 32 bits", "select coalesce($1, 0)", 5000000000, 5000000000 },
        { "case above 32 bits", "select case when $1 > 0 then 1 else 2 end", 1, 5000000000 },
        { "text column, number bound", "select jumlah from barang where nama = $1", 10, 20 },
        { "number column, text literal", "select count(*) from barang where jumlah = '20'", 1, 0 },
        { "truth is 1", "select jumlah = 20 from barang where id = 2", 1, 0 },
        { "truth is 0", "select exists (select 1 from barang where id = 99)", 0, 0 },
        { "sum", "select sum(jumlah) from barang where id < 3", 30, 0 },
        { "limit", "select id from barang order by id limit $1 offset 1", 2, 1 },
        { "substr wants int4", "select length(substr('perangkat', $1))", 7, 3 },
        { "cast", "select cast('42' as bigint)", 42, 0 },
        { "like heeds case", "select count(*) from barang where lain like 'A%'", 1, 0 },
        { "bytes, not a dictionary", "select count(*) from barang where lain < 'a'", 1, 0 },
        { "parameters in a text are none", "select length('$1 $2 $9999')", 11, 0 },
        { "a name may hold a dollar", "select \"a$7\" from (select 4 as \"a$7\") x", 4, 0 },
        { "comments", "select 1 /* $8 /* $9 */", 1, 0 },
        { "text concatenated", "select length($1 || '%')", 3, 20 },
    };
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);
    bool row;

    make_table(db);
    MUST(insert(db, 1, SV("20"), 10, &err));
    MUST(insert(db, 2, SV("b"), 20, &err));
    MUST(insert(db, 3, SV("c"), 5000000000, &err));
    run(db, at->engine == DB_PG ? "alter table barang add column lain text collate \"C\""
                                : "alter table barang add column lain text");
    run(db, "update barang set lain = 'abc' where id = 1");
    run(db, "update barang set lain = 'Abc' where id = 2");
    /* Once alone and once inside a transaction, which a trial must not spoil. */
    for (int inside = 0; inside < 2; inside++) {
        if (inside) {
            db_release(db);
            db_pool_close(at->pool);
            at->pool = NULL;
            assert_true(place_open_pool(at, 4));
            db = lease(at, DB_WRITE);
            MUST(db_begin(db, &err));
        }
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            struct stmt *q = NULL;
            if (at->engine == DB_PG && strcmp(rows[i].why, "comments") == 0)
                continue; /* comments nest there */
            if (!db_prepare(db, sv_of(rows[i].sql), &q, &err) ||
                !(rows[i].value ? stmt_int(q, 1, rows[i].value, &err) : stmt_null(q, 1, &err)) ||
                !stmt_step(q, &row, &err))
                fail_msg("%s: %s", rows[i].why, err.cause);
            if (!row || stmt_get_int(q, 0) != rows[i].want)
                fail_msg("%s: got %lld, want %lld", rows[i].why, (long long) stmt_get_int(q, 0),
                         (long long) rows[i].want);
            stmt_done(q);
        }
    }
    db_release(db);
}

static void binds_a_text_does_not_use_are_let_go(void **state)
{
    static const struct {
        const char *why, *sql;
        int64_t want;
    } rows[] = {
        { "all three", "select $1 + $2 * 10 + $3 * 100", 321 },
        { "backwards", "select $3 + $2 * 10 + $1 * 100", 123 },
        { "only the last", "select $3 + 0", 3 },
        { "twice", "select $2 + $2 * 1", 4 },
        { "none", "select 9", 9 },
        { "first and last", "select $1 + $3 * 10", 31 },
    };
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_READ);
    bool row;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct stmt *q = NULL;
        MUST(db_prepare(db, sv_of(rows[i].sql), &q, &err));
        for (int n = 1; n <= 3; n++)
            MUST(stmt_int(q, n, n, &err));
        MUST(stmt_text(q, 4, SV("tak dipakai"), &err));
        MUST(stmt_step(q, &row, &err));
        if (!row || stmt_get_int(q, 0) != rows[i].want)
            fail_msg("%s: got %lld", rows[i].why, (long long) stmt_get_int(q, 0));
        stmt_done(q);
    }
    db_release(db);
}

static void mistakes_are_told(void **state)
{
    static const struct {
        const char *why, *sql;
    } rows[] = {
        { "no such table", "select * from tidak_ada" },
        { "two statements", "select 1; select 2" },
        { "nothing", "  " },
        { "a name in quotes is no text", "select \"tidak_ada\"" },
        { "nonsense", "selekt 1" },
    };
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_READ);
    struct stmt *q = NULL;
    bool row;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool ok = db_prepare(db, sv_of(rows[i].sql), &q, &err) && stmt_step(q, &row, &err);
        if (ok && at->engine == DB_PG && strcmp(rows[i].why, "nothing") == 0)
            ok = false; /* an empty query is none there */
        if (ok || (err.kind != ERR_FAULT && err.kind != ERR_NONE))
            fail_msg("%s: kind %d: %s", rows[i].why, (int) err.kind, err.cause);
        stmt_done(q);
        q = NULL;
    }
    MUST(db_prepare(db, SV("select $1 || ''"), &q, &err));
    REFUSED(stmt_text(q, 1, SV("a\0b"), &err), ERR_INPUT);
    stmt_done(q);
    assert_int_equal(one_int(db, "select 5"), 5); /* the connection goes on */
    db_release(db);
}

static void statements_nest_and_are_reused(void **state)
{
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);
    struct stmt *outer = NULL, *inner = NULL;
    int64_t sum = 0;
    char sql[64];
    bool row;

    make_table(db);
    for (int64_t i = 1; i <= 300; i++)
        MUST(insert(db, i, SV_NULL, i, &err));
    /* The same text under way twice, and a third statement between the rows. */
    MUST(db_prepare(db, SV("select id from barang where id <= $1 order by id"), &outer, &err));
    MUST(stmt_int(outer, 1, 300, &err));
    for (;;) {
        MUST(stmt_step(outer, &row, &err));
        if (!row)
            break;
        MUST(db_prepare(db, SV("select id from barang where id <= $1 order by id"), &inner, &err));
        MUST(stmt_int(inner, 1, 2, &err));
        MUST(stmt_step(inner, &row, &err));
        assert_true(row);
        assert_int_equal(stmt_get_int(inner, 0), 1);
        stmt_done(inner);
        sum += stmt_get_int(outer, 0) * one_int(db, "select 1");
    }
    assert_int_equal(sum, 300 * 301 / 2);
    /* Again with the same values, and with others. */
    stmt_reset(outer);
    MUST(stmt_step(outer, &row, &err));
    assert_int_equal(stmt_get_int(outer, 0), 1);
    stmt_reset(outer);
    MUST(stmt_int(outer, 1, 0, &err));
    MUST(stmt_step(outer, &row, &err));
    assert_false(row);
    stmt_done(outer);
    /* Values do not live on in the cache. */
    MUST(db_prepare(db, SV("select id from barang where id <= $1 order by id"), &outer, &err));
    MUST(stmt_step(outer, &row, &err));
    assert_false(row);
    stmt_done(outer);
    /* More texts than the cache holds. */
    for (int i = 0; i < 400; i++) {
        snprintf(sql, sizeof sql, "select %d", i % 200);
        assert_int_equal(one_int(db, sql), i % 200);
    }
    db_release(db);
}

static void changes_are_counted(void **state)
{
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);
    struct stmt *q = NULL;
    bool row;

    make_table(db);
    for (int64_t i = 1; i <= 5; i++)
        MUST(insert(db, i, SV_NULL, i, &err));
    MUST(db_prepare(db, SV("update barang set jumlah = 0 where id > $1"), &q, &err));
    MUST(stmt_int(q, 1, 2, &err));
    MUST(stmt_step(q, &row, &err));
    assert_int_equal(stmt_changes(q), 3);
    stmt_reset(q);
    MUST(stmt_int(q, 1, 99, &err));
    MUST(stmt_step(q, &row, &err));
    assert_int_equal(stmt_changes(q), 0);
    stmt_done(q);
    MUST(db_prepare(db, SV("delete from barang where id <= 2 returning id"), &q, &err));
    for (row = true; row;)
        MUST(stmt_step(q, &row, &err));
    assert_int_equal(stmt_changes(q), 2);
    stmt_done(q);
    db_release(db);
}

/* --- DDL and migrations --------------------------------------------------------------------------------------- */
/* Tables only, columns in their order. */
static void columns_are_listed(struct db *db)
{
    struct arena *a = arena_new(1 << 20);
    struct db_column *all = NULL;
    struct err err = { 0 };
    size_t n = 0, at = 0;

    MUST(db_ddl_columns(db, a, &all, &n, &err));
    while (at < n && !sv_eq(all[at].table, SV("barang")))
        at++;
    assert_true(at + 1 < n);
    assert_true(sv_eq(all[at].name, SV("id")));
    assert_true(all[at].type.n > 0);
    assert_true(sv_eq(all[at + 1].table, SV("barang")));
    for (size_t i = 0; i < n; i++)
        assert_false(sv_eq(all[i].table, SV("v_barang")));
    arena_free(a);
}

static void tables_and_columns_are_found(void **state)
{
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);
    struct buf b;
    bool there = true;

    MUST(db_ddl_has_table(db, SV("barang"), &there, &err));
    assert_false(there);
    make_table(db);
    MUST(db_ddl_has_table(db, SV("barang"), &there, &err));
    assert_true(there);
    MUST(db_ddl_has_column(db, SV("barang"), SV("nama"), &there, &err));
    assert_true(there);
    MUST(db_ddl_has_column(db, SV("barang"), SV("lain"), &there, &err));
    assert_false(there);
    run(db, "create view v_barang as select id from barang");
    MUST(db_ddl_has_table(db, SV("v_barang"), &there, &err));
    assert_false(there); /* a view is no table */
    columns_are_listed(db);
    db_release(db);
    buf_init(&b, 100);
    db_ident(&b, SV("perangkat_daerah"));
    assert_true(sv_eq(buf_sv(&b), SV("\"perangkat_daerah\"")));
    buf_clear(&b);
}

static void migrations_run_once_and_whole(void **state)
{
    static const struct db_migration good[] = {
        { "uji-001",
          "create table satu (id {id}, nama {text} not null);\ninsert into satu values (1, 'a;b')" },
        { "uji-002", "alter table satu add column n {int};\nupdate satu set n = 5;\n" },
    };
    static const struct db_migration bad[] = {
        { "uji-003", "create table dua (id {id})" },
        { "uji-004", "create table tiga (id {id});\ninsert into tidak_ada values (1)" },
    };
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);
    bool there;

    for (int i = 0; i < 3; i++)
        MUST(db_migrate(db, good, 2, &err));
    assert_int_equal(one_int(db, "select count(*) from satu where n = 5 and nama = 'a;b'"), 1);
    assert_int_equal(one_int(db, "select count(*) from migrasi where nama like 'uji-%'"), 2);
    REFUSED(db_migrate(db, bad, 2, &err), ERR_FAULT);
    assert_int_equal(one_int(db, "select count(*) from migrasi where nama = 'uji-003'"), 1);
    assert_int_equal(one_int(db, "select count(*) from migrasi where nama = 'uji-004'"), 0);
    MUST(db_ddl_has_table(db, SV("tiga"), &there, &err));
    assert_false(there); /* DDL rolls back too */
    assert_int_equal(one_int(db, "select length(pada) from migrasi where nama = 'uji-001'"), 20);
    db_release(db);
}

/* --- PostgreSQL only ------------------------------------------------------------------------------------------ */
static void a_long_result_streams(void **state)
{
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_READ);
    struct stmt *q = NULL;
    int64_t n = 0;
    bool row = true;

    MUST(db_prepare(db, SV("select i, repeat('x', 100) from generate_series(1, 20000) i"), &q, &err));
    for (; n < 10; n++)
        MUST(stmt_step(q, &row, &err));
    assert_int_equal(one_int(db, "select 6"), 6); /* brings in the rest */
    while (row) {
        MUST(stmt_step(q, &row, &err));
        n += row;
        if (row && stmt_get_int(q, 0) != n)
            fail_msg("row %lld is %lld", (long long) n, (long long) stmt_get_int(q, 0));
    }
    assert_int_equal(n, 20000);
    stmt_reset(q);
    MUST(stmt_step(q, &row, &err));
    stmt_done(q); /* the rest is thrown away */
    assert_int_equal(one_int(db, "select 6"), 6);
    /* An error in mid-stream. */
    MUST(db_prepare(db, SV("select 10 / (5 - i) from generate_series(1, 9) i"), &q, &err));
    for (n = 0; n < 4; n++)
        MUST(stmt_step(q, &row, &err));
    REFUSED(stmt_step(q, &row, &err), ERR_FAULT);
    stmt_done(q);
    assert_int_equal(one_int(db, "select 6"), 6);
    db_release(db);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        BOTH(values_come_back_as_they_went),
        BOTH(expressions_agree_on_both_engines),
        BOTH(binds_a_text_does_not_use_are_let_go),
        BOTH(mistakes_are_told),
        BOTH(statements_nest_and_are_reused),
        BOTH(changes_are_counted),
        BOTH(tables_and_columns_are_found),
        BOTH(migrations_run_once_and_whole),
        PG(a_long_result_streams),
    };

    PLACES_RUN("db", tests);
}
