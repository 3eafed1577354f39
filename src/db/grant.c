/* SPDX-License-Identifier: MIT
 * db/grant.c -- the role under which SQL of regulation packs runs on PostgreSQL: it may read views v_* and nothing
 * else. What the connecting role may not do is left undone without an error, since many installations give the
 * application a plain role; an administrator can do it once (README.md says how). */
#include "db/db_priv.h"

#include "base/arena.h"

#include <assert.h>

enum { GRANT_BYTES_MAX = 1 << 20 };

/* Runs what the first column of a query says. The texts were put together by the server with format(%I). */
static bool run_each(struct db *db, struct sv sql, bool must, struct err *e)
{
    struct arena *a = arena_new(GRANT_BYTES_MAX);
    struct sv *texts = NULL;
    size_t n = 0, cap = 0;
    struct stmt *q = NULL;
    bool row = false, ok;

    ok = db_prepare(db, sql, &q, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        *ARENA_PUSH(a, texts, n, cap) = arena_dup(a, stmt_get_text(q, 0));
        ok = arena_ok(a, e);
    }
    stmt_done(q);
    for (size_t i = 0; ok && i < n; i++) {
        struct err refused;
        if (!db_run(db, texts[i],
                    must ? e : &refused)) /* checked: made by the server's format(%I) of its own names */
            ok = !must && !db->broken;
        if (!ok && !must)
            *e = refused;
    }
    arena_free(a);
    return ok;
}

bool db_pack_grant(struct db *db, struct err *e)
{
    static const struct sv make_role = SV_INIT(
        "select 'create role prasasti_pack nologin' where not exists (select 1 from pg_catalog.pg_roles"
        " where rolname = 'prasasti_pack') and exists (select 1 from pg_catalog.pg_roles where rolname = current_user"
        " and (rolsuper or rolcreaterole))");
    static const struct sv join_role =
        SV_INIT("select format('grant prasasti_pack to %I', current_user) from pg_catalog.pg_roles"
                " where rolname = 'prasasti_pack' and not pg_has_role(current_user, oid, 'MEMBER')");
    static const struct sv schema = SV_INIT(
        "select format('grant usage on schema %I to prasasti_pack', current_schema()) from pg_catalog.pg_roles r"
        " where r.rolname = 'prasasti_pack' and not has_schema_privilege(r.oid, current_schema(), 'USAGE')");
    static const struct sv views = SV_INIT(
        "select format('grant select on %I.%I to prasasti_pack', n.nspname, c.relname) from pg_catalog.pg_class c"
        " join pg_catalog.pg_namespace n on n.oid = c.relnamespace join pg_catalog.pg_roles r"
        " on r.rolname = 'prasasti_pack' where n.nspname = current_schema() and c.relkind = 'v'"
        " and c.relname like 'v\\_%' and pg_has_role(current_user, c.relowner, 'USAGE')"
        " and not has_table_privilege(r.oid, c.oid, 'SELECT') order by c.relname");

    assert(db->mode == DB_WRITE && db->tx == DB_TX_NONE);
    if (db->engine == DB_SQLITE)
        return true;
    if (!run_each(db, make_role, false, e) || !run_each(db, join_role, false, e) ||
        !run_each(db, schema, false, e) || !run_each(db, views, true, e))
        return false;
    db_packs_reopen(db);
    return true;
}
