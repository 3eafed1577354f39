/* SPDX-License-Identifier: MIT
 * db/migrate.c -- what differs in the DDL of the two engines, and the numbered migrations of the floors' own tables. */
#include "db/db_priv.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"

#include <assert.h>

enum { MIGRATION_BYTES_MAX = 1 << 20 };

struct sv db_ddl_type(enum db_engine engine, enum db_type type)
{
    /* Text compares by byte on both: SQLite's default (BINARY), and collation "C". */
    static const struct sv name[2][3] = {
        [DB_SQLITE] = { [DB_T_INT] = SV_INIT("integer"),
                        [DB_T_TEXT] = SV_INIT("text"),
                        [DB_T_ID] = SV_INIT("integer primary key") },
        [DB_PG] = { [DB_T_INT] = SV_INIT("bigint"),
                    [DB_T_TEXT] = SV_INIT("text collate \"C\""),
                    [DB_T_ID] = SV_INIT("bigint primary key") },
    };

    return name[engine][type];
}

static bool has_row(struct db *db, struct sv sql, struct sv one, struct sv two, bool *out, struct err *e)
{
    struct stmt *q = NULL;
    bool ok, row = false;

    ok = db_prepare(db, sql, &q, e) && stmt_text(q, 1, one, e) && stmt_text(q, 2, two, e) &&
         stmt_step(q, &row, e);
    stmt_done(q);
    if (ok)
        *out = row;
    return ok;
}

bool db_ddl_has_table(struct db *db, struct sv table, bool *out, struct err *e)
{
    static const struct sv lite = SV_INIT("select 1 from sqlite_schema where type = 'table' and name = $1");
    static const struct sv pg =
        SV_INIT("select 1 from pg_catalog.pg_class c where c.relname = $1 and c.relkind in ('r', 'p')"
                " and pg_catalog.pg_table_is_visible(c.oid)");

    return has_row(db, db->engine == DB_SQLITE ? lite : pg, table, SV_NULL, out, e);
}

bool db_ddl_has_column(struct db *db, struct sv table, struct sv column, bool *out, struct err *e)
{
    static const struct sv lite = SV_INIT("select 1 from pragma_table_info($1) where name = $2");
    static const struct sv pg =
        SV_INIT("select 1 from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid"
                " where c.relname = $1 and pg_catalog.pg_table_is_visible(c.oid) and a.attname = $2"
                " and a.attnum > 0 and not a.attisdropped");

    return has_row(db, db->engine == DB_SQLITE ? lite : pg, table, column, out, e);
}

bool db_bytes(struct db *db, int64_t *out, struct err *e)
{
    static const struct sv lite =
        SV_INIT("select c.page_count * s.page_size from pragma_page_count() c, pragma_page_size() s");
    static const struct sv pg = SV_INIT("select pg_catalog.pg_database_size(pg_catalog.current_database())");

    return db_one_int(db, db->engine == DB_SQLITE ? lite : pg, 0, out, e);
}

bool db_ddl_columns(struct db *db, struct arena *a, struct db_column **out, size_t *n, struct err *e)
{
    static const struct sv lite = SV_INIT(
        "select t.name, c.name, lower(c.type) from sqlite_schema t, pragma_table_info(t.name) c"
        " where t.type = 'table' and t.name not like 'sqlite\\_%' escape '\\' order by t.name, c.cid");
    static const struct sv pg =
        SV_INIT("select c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)"
                " from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid"
                " where c.relkind in ('r', 'p') and pg_catalog.pg_table_is_visible(c.oid)"
                " and c.relnamespace = current_schema()::regnamespace and a.attnum > 0 and not a.attisdropped"
                " order by c.relname collate \"C\", a.attnum");
    struct db_column *all = NULL;
    struct stmt *q = NULL;
    size_t count = 0, cap = 0;
    bool row, ok = db_prepare(db, db->engine == DB_SQLITE ? lite : pg, &q, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, all, count, cap) =
            (struct db_column){ arena_dup(a, stmt_get_text(q, 0)), arena_dup(a, stmt_get_text(q, 1)),
                                arena_dup(a, stmt_get_text(q, 2)) };
    stmt_done(q);
    if (ok) {
        *out = all;
        *n = count;
    }
    return ok;
}

/* --- migrations ----------------------------------------------------------------------------------------------- */
/* Replaces {int}, {text} and {id}; any other brace is a mistake of ours. */
static bool expand(struct buf *out, enum db_engine engine, struct sv text, struct err *e)
{
    static const struct {
        struct sv mark;
        enum db_type type;
    } marks[] = { { SV_INIT("{int}"), DB_T_INT },
                  { SV_INIT("{text}"), DB_T_TEXT },
                  { SV_INIT("{id}"), DB_T_ID } };

    for (size_t i = 0; i < text.n;) {
        size_t k = 0;
        if (text.p[i] != '{') {
            buf_char(out, text.p[i++]);
            continue;
        }
        while (k < 3 && !sv_starts(sv_sub(text, i, text.n), marks[k].mark))
            k++;
        assert(k < 3);
        buf_put(out, db_ddl_type(engine, marks[k].type));
        i += marks[k].mark.n;
    }
    return buf_ok(out, e);
}

/* Runs the statements between ";\n" one by one. */
static bool run_script(struct db *db, struct sv script, struct err *e)
{
    for (;;) {
        ptrdiff_t end = sv_find(script, SV(";\n"));
        struct sv one = sv_trim(end < 0 ? script : sv_sub(script, 0, (size_t) end));
        if (one.n > 0 && !db_run(db, one, e)) /* checked: piece of a migration, which is a literal */
            return false;
        if (end < 0)
            return true;
        script = sv_sub(script, (size_t) end + 2, script.n);
    }
}

static bool note(struct db *db, struct sv name, struct err *e)
{
    struct date_text now = time_iso(time_now());
    struct stmt *q = NULL;
    bool row, ok;

    ok = db_prepare(db, SV("insert into migrasi (nama, pada) values ($1, $2)"), &q, e) &&
         stmt_text(q, 1, name, e) && stmt_text(q, 2, sv_of(now.s), e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

/* Asks again inside the transaction: another process may have been faster, and the writer's place is ours now. */
static bool migrate_one(struct db *db, const struct db_migration *m, struct err *e)
{
    static const struct sv known = SV_INIT("select 1 from migrasi where nama = $1");
    struct sv name = sv_of(m->name);
    struct buf sql;
    bool there = false, ok;

    if (!has_row(db, known, name, SV_NULL, &there, e))
        return false;
    if (there)
        return true;
    if (!db_begin(db, e))
        return false;
    buf_init(&sql, MIGRATION_BYTES_MAX);
    ok = has_row(db, known, name, SV_NULL, &there, e);
    if (ok && !there)
        ok = expand(&sql, db->engine, sv_of(m->sql), e) && run_script(db, buf_sv(&sql), e) &&
             note(db, name, e);
    buf_clear(&sql);
    if (ok)
        return db_commit(db, e);
    db_rollback(db);
    return false;
}

bool db_migrate(struct db *db, const struct db_migration *list, size_t n, struct err *e)
{
    static const struct db_migration own = {
        "db-000-migrasi", "create table if not exists migrasi (nama {text} primary key, pada {text})"
    };
    struct buf sql;
    bool there, ok;

    assert(db->mode == DB_WRITE && db->tx == DB_TX_NONE);
    if (!db_ddl_has_table(db, SV("migrasi"), &there, e))
        return false;
    if (!there) {
        /* In a transaction for its lock: "if not exists" is no protection against another process doing the same. */
        buf_init(&sql, MIGRATION_BYTES_MAX);
        ok = expand(&sql, db->engine, sv_of(own.sql), e) && db_begin(db, e);
        if (ok && !(run_script(db, buf_sv(&sql), e) && db_commit(db, e))) {
            db_rollback(db);
            ok = false;
        }
        buf_clear(&sql);
        if (!ok)
            return false;
    }
    for (size_t i = 0; i < n; i++)
        if (!migrate_one(db, &list[i], e))
            return false;
    return true;
}
