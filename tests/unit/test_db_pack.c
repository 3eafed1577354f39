/* SPDX-License-Identifier: MIT
 * tests/unit/test_db_pack.c -- db/: what the SQL of a regulation pack may do on a DB_PACK lease, and what stops it. */
#include "db_fixture.h"

#include "base/date.h"
#include "db/db_priv.h"

static void make_world(struct place *at)
{
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);

    run(db, "create table akun (id bigint primary key, sandi text)");
    run(db, "create table aplikasi (id bigint primary key, nama text, dihapus bigint)");
    run(db, "insert into akun values (1, 'rahasia')");
    run(db, "insert into aplikasi values (1, 'satu', null), (2, 'dua', null), (3, 'tiga', 1)");
    run(db, "create view v_aplikasi as select id, nama from aplikasi where dihapus is null");
    run(db, "create view v_ringkas as select count(*) as n from v_aplikasi");
    MUST(db_pack_grant(db, &err));
    MUST(db_pack_grant(db, &err)); /* again is nothing */
    db_release(db);
}

/* --- the words alone ------------------------------------------------------------------------------------------ */
static const struct {
    const char *why, *sql;
    bool ok;
} texts[] = {
    { "plain", "select id as subjek from v_aplikasi where status <> 'draf' and rekomendasi is null", true },
    { "capitals", "SELECT COUNT(*) FROM V_APLIKASI", true },
    { "quoted names", "select a.\"nama\" from \"v_aplikasi\" as a", true },
    { "join, alias, brackets", "select * from (v_a as x join v_b y on x.id = y.id), v_c where x.n in (1, 2)",
      true },
    { "derived table", "select s from (select id as s from v_a union all select id from v_b) t, v_c", true },
    { "correlated", "select id from v_a a where not exists (select 1 from v_b where v_b.a = a.id)", true },
    { "with",
      "with t as (select id from v_a), u (x, y) as (select id, 1 from t) select x from u join t on 1 = 1",
      true },
    { "window", "select row_number() over (partition by a order by b desc) from v_a window w as (order by a)",
      true },
    { "distinct from compares", "select id from v_a where a is distinct from b and c is not distinct from d",
      true },
    { "parameters, numbers, texts", "select $1, 1.5, 'it''s; drop', a || 'x' from v_a limit 10 offset $2;",
      true },
    { "case, cast, filter",
      "select count(*) filter (where a = 1), case when (a) > 1 then 'x' else 'y' end, cast(a as bigint) from v_a",
      true },
    { "base table", "select * from akun", false },
    { "behind a comma", "select * from v_a, akun", false },
    { "behind a comma in brackets", "select * from (v_a join v_b on 1 = 1), akun", false },
    { "behind a join condition with a comma", "select * from v_a join v_b on v_a.x in (1, 2), akun", false },
    { "in brackets", "select * from ((akun))", false },
    { "in a subquery", "select (select sandi from akun) from v_a", false },
    { "after an empty list", "select from akun", false },
    { "schema", "select * from pg_catalog.pg_roles", false },
    { "schema of a view", "select * from public.v_a", false },
    { "system view that looks right", "select * from v_a, lateral (select 1) x", false },
    { "table function", "select * from pragma_table_info('akun')", false },
    { "table function named like a view", "select * from v_x('akun')", false },
    { "table name as text", "select * from 'akun'", false },
    { "in without brackets", "select 1 from v_a where 1 in akun", false },
    { "table statement", "table akun", false },
    { "table statement inside", "select * from v_a union table akun", false },
    { "rows from", "select * from rows from (generate_series(1, 9))", false },
    { "only", "select * from only akun", false },
    { "CTE named like a view", "with v_a as (select * from v_b) select * from v_a", false },
    { "CTE reads the table it is named after", "with akun as (select * from akun) select * from akun",
      false },
    { "CTE reads a later one", "with a as (select * from akun), akun as (select 1) select * from a", false },
    { "CTE inside a subquery", "select * from (with akun as (select 1 from v_a) select * from akun) x",
      false },
    { "CTE that writes", "with x as (delete from akun returning id) select * from x", false },
    { "recursive", "with recursive t as (select 1 from v_a union all select * from t) select * from t",
      false },
    { "function", "select set_config('role', 'postgres', false) from v_a", false },
    { "function of a schema", "select pg_catalog.set_config('role', 'x', false) from v_a", false },
    { "quoted function", "select \"set_config\"('role', 'x', false) from v_a", false },
    { "sleep", "select pg_sleep(9) from v_a", false },
    { "query in a text", "select query_to_xml('select * from akun', true, false, '')", false },
    { "random", "select random() from v_a", false },
    { "clock by bare name", "select current_date from v_a", false },
    { "user by bare name", "select current_user from v_a", false },
    { "typed text", "select date 'now' from v_a", false },
    { "escape text", "select E'\\' from akun --' from v_a", false },
    { "dollar text", "select $$ ' $$ from akun", false },
    { "backtick", "select * from `akun`", false },
    { "bracket", "select * from [akun]", false },
    { "comment", "select 1 /* */ from v_a", false },
    { "line comment", "select 1 -- x\n from v_a", false },
    { "cast by colons", "select 'akun'::regclass from v_a", false },
    { "number runs into a word", "select 1from akun", false },
    { "number with a dot runs into a word", "select 1.from akun", false },
    { "parameter runs into a word", "select $1from akun", false },
    { "second statement", "select 1 from v_a; drop table akun", false },
    { "lock", "select 1 from v_a for update", false },
    { "into", "select * into lain from v_a", false },
    { "insert", "insert into akun values (2, 'x')", false },
    { "pragma", "pragma query_only = off", false },
    { "transaction", "begin", false },
    { "explain", "explain select 1 from v_a", false },
    { "open bracket", "select (1 from v_a", false },
    { "closing bracket", "select 1) from v_a", false },
    { "hangs after from", "select 1 from", false },
    { "hangs after comma", "select 1 from v_a,", false },
    { "hangs in a text", "select 'x from v_a", false },
    { "letters beyond ASCII", "select \xC3\xA9 from v_a", false },
    { "nothing", "", false },
};

static void texts_are_judged(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct err err = { 0 };
        bool ok = pack_check(sv_of(texts[i].sql), &err);
        if (ok != texts[i].ok)
            fail_msg("%s: %s", texts[i].why, ok ? "passed" : err.text);
        if (!ok && (err.kind != ERR_DENIED || !err.hint[0]))
            fail_msg("%s: kind %d", texts[i].why, (int) err.kind);
    }
    struct err err = { 0 };
    assert_false(pack_check(SV("select 1\0 from akun"), &err));
}

/* --- on the engines ------------------------------------------------------------------------------------------- */
static void a_pack_reads_views(void **state)
{
    static const struct {
        const char *sql;
        int64_t want;
    } rows[] = {
        { "select count(*) from v_aplikasi", 2 },
        { "SELECT N FROM V_RINGKAS", 2 },
        { "select count(*) from v_aplikasi a join v_ringkas r on a.id <= r.n", 2 },
        { "with x as (select id from v_aplikasi where nama like 's%') select count(*) from x", 1 },
        { "select length(replace(nama, 'a', 'bb')) from v_aplikasi where id = 1", 5 },
        { "select coalesce(max(id), 0) from v_aplikasi where id > 99", 0 },
        { "select exists (select 1 from v_aplikasi where id = 3)", 0 },
        { "select id from (select id, row_number() over (order by id desc) as k from v_aplikasi) t where k = 1",
          2 },
    };
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db;

    make_world(at);
    db = lease(at, DB_PACK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (one_int(db, rows[i].sql) != rows[i].want)
            fail_msg("%s", rows[i].sql);
    MUST(db_snapshot_begin(db, &err));
    assert_int_equal(one_int(db, "select n from v_ringkas"), 2);
    db_snapshot_end(db);
    db_release(db);
}

/* Straight to the back end, past pack_check(): the engine's own guard must hold by itself. */
static bool engine_takes(struct db *db, const char *sql, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok;

    if (!db->ops->prepare(db, sv_of(sql), &q, e))
        return false;
    q->db = db;
    ok = db->ops->step(q, &row, e);
    db->ops->finalize(q);
    return ok;
}

static void the_engine_refuses_by_itself(void **state)
{
    static const char *const rows[] = {
        "select sandi from akun",
        "select max(id) from akun",
        "select a.id from v_aplikasi a join akun k on k.id = a.id",
        "select sandi from (select sandi from akun) v_x",
        "insert into akun values (9, 'x')",
        "update aplikasi set nama = 'x'",
        "delete from aplikasi",
        "create table lain (a bigint)",
        "drop view v_aplikasi",
        "with x as (select sandi from akun) select * from x",
    };
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db;

    make_world(at);
    db = lease(at, DB_PACK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (engine_takes(db, rows[i], &err))
            fail_msg("the engine ran: %s", rows[i]);
        if (err.kind != ERR_DENIED)
            fail_msg("%s: kind %d: %s", rows[i], (int) err.kind, err.cause);
    }
    if (at->engine == DB_SQLITE) {
        assert_false(engine_takes(db, "pragma query_only = off", &err));
        assert_false(engine_takes(db, "attach '/tmp/x.db' as x", &err));
        assert_false(engine_takes(db, "select random() from v_aplikasi", &err));
        assert_false(engine_takes(db, "select * from pragma_table_info('akun')", &err));
        assert_false(engine_takes(
            db, "with recursive t(n) as (select 1 union all select n + 1 from t) select n from t", &err));
    }
    REFUSED(db_run(db, SV("select sandi from akun"), &err), ERR_DENIED); /* and through the front door */
    assert_non_null(strstr(err.text, "akun"));
    assert_int_equal(one_int(db, "select count(*) from v_aplikasi"), 2);
    db_release(db);
}

static void a_slow_query_is_stopped(void **state)
{
    /* 300^4 pairs */
    static const char sql[] = "select count(*) from v_banyak a, v_banyak b, v_banyak c, v_banyak d"
                              " where a.id + b.id + c.id + d.id = 1";
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);
    int64_t before, spent, v;

    run(db, "create table banyak (id bigint)");
    run(db, "insert into banyak values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)");
    run(db, "insert into banyak select a.id from banyak a, banyak b, banyak c where c.id < 4");
    run(db, "create view v_banyak as select id from banyak");
    MUST(db_pack_grant(db, &err));
    db_release(db);
    db = lease(at, DB_PACK);
    before = time_now_ms();
    REFUSED(db_one_int(db, sv_of(sql), 0, &v, &err), ERR_FAULT);
    spent = time_now_ms() - before;
    assert_in_range(spent, 1900, 8000);
    assert_non_null(strstr(err.text, "2 detik"));
    assert_int_equal(one_int(db, "select count(*) from v_banyak"), 310);
    db_release(db);
    db = lease(at, DB_READ); /* an ordinary reader has no such limit, nor the words */
    assert_int_equal(one_int(db, "select count(*) from banyak where random() > 2 or 1 = 1"), 310);
    db_release(db);
}

/* --- PostgreSQL: the role ------------------------------------------------------------------------------------- */
static void the_role_is_taken_once_it_is_there(void **state)
{
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db = lease(at, DB_PACK);
    struct stmt *q = NULL;
    bool row;

    db_release(db);
    make_world(at); /* the grants retire the connection that was opened before them */
    db = lease(at, DB_PACK);
    MUST(db->ops->prepare(db, SV("select current_user"), &q, &err));
    q->db = db;
    MUST(db->ops->step(q, &row, &err));
    assert_true(sv_eq(db->ops->get_text(q, 0), SV("prasasti_pack")));
    db->ops->finalize(q);
    db_release(db);
}

static void without_the_role_words_and_read_only_remain(void **state)
{
    struct place *at = *state;
    struct err err = { 0 };
    struct db *db;
    char sql[200];

    /* A login that may make no role and was granted none. */
    snprintf(sql, sizeof sql, "create role biasa_%s login", at->schema);
    pg_admin(sql);
    snprintf(sql, sizeof sql, "grant all on schema %s to biasa_%s", at->schema, at->schema);
    pg_admin(sql);
    db_pool_close(at->pool);
    at->pool = NULL;
    snprintf(at->url + strlen(at->url), sizeof at->url - strlen(at->url), " user=biasa_%s", at->schema);
    assert_true(place_open_pool(at, 2));
    make_world(at);
    db = lease(at, DB_PACK);
    assert_int_equal(one_int(db, "select count(*) from v_aplikasi"), 2);
    REFUSED(db_run(db, SV("select sandi from akun"), &err), ERR_DENIED);
    assert_false(engine_takes(db, "delete from akun", &err));
    assert_int_equal(err.kind, ERR_DENIED);
    db_release(db);
    db_pool_close(at->pool);
    at->pool = NULL;
    snprintf(sql, sizeof sql, "drop schema %s cascade", at->schema);
    pg_admin(sql);
    snprintf(sql, sizeof sql, "drop role biasa_%s", at->schema);
    pg_admin(sql);
    snprintf(sql, sizeof sql, "create schema %s", at->schema); /* for the tear-down */
    pg_admin(sql);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_judged),     BOTH(a_pack_reads_views),
        BOTH(the_engine_refuses_by_itself),     BOTH(a_slow_query_is_stopped),
        PG(the_role_is_taken_once_it_is_there), PG(without_the_role_words_and_read_only_remain),
    };

    PLACES_RUN("db_pack", tests);
}
