/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_pack_sql.c -- no SQL that pack_check() lets through reads a table behind the views' back.
 * SQLite prepares whatever passed, with an authorizer that refuses nothing and only watches: if table akun or the
 * schema is read outside view v_akun, or anything else than reading is asked for, the words alone did not protect. */
#include "base/err.h"
#include "db/db_priv.h"

#include <sqlite3.h>

/* A column of the view is announced as v_akun.x; what the view itself reads, as akun.x inside v_akun. A read without a
 * column only counts rows, and SQLite names the base table of a merged view there. */
static int watch(void *bad, int action, const char *a, const char *b, const char *schema, const char *inside)
{
    (void) schema;
    if (action == SQLITE_SELECT)
        return SQLITE_OK;
    if (action == SQLITE_FUNCTION && b)
        *(bool *) bad |= !pack_function_ok(sv_of(b)) && strcmp(b, "like") != 0;
    else if (action == SQLITE_READ && a && b)
        *(bool *) bad |= *b && sqlite3_stricmp(a, "v_akun") != 0 &&
                         !(inside && sqlite3_stricmp(inside, "v_akun") == 0) &&
                         (sqlite3_stricmp(a, "akun") == 0 || sqlite3_strnicmp(a, "sqlite_", 7) == 0);
    else
        *(bool *) bad = true;
    return SQLITE_OK;
}

static sqlite3 *open_world(bool *bad)
{
    static const char *const sql[] = { "create table akun (id integer primary key, sandi text)",
                                       "create view v_akun as select id from akun" };
    sqlite3 *h = NULL;
    sqlite3_stmt *s = NULL;

    if (sqlite3_open(":memory:", &h) != SQLITE_OK)
        abort();
    for (size_t i = 0; i < 2; i++) {
        if (sqlite3_prepare_v2(h, sql[i], -1, &s, NULL) != SQLITE_OK || sqlite3_step(s) != SQLITE_DONE)
            abort();
        sqlite3_finalize(s);
    }
    sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_set_authorizer(h, watch, bad);
    return h;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static sqlite3 *h;
    static bool bad;
    struct sv sql = { n > 0 ? (const char *) p : "", n };
    sqlite3_stmt *s = NULL;
    struct err e = { 0 };

    if (!h)
        h = open_world(&bad);
    if (!pack_check(sql, &e))
        return 0;
    bad = false;
    if (sqlite3_prepare_v2(h, sql.p, (int) sql.n, &s, NULL) == SQLITE_OK && bad)
        abort();
    sqlite3_finalize(s);
    return 0;
}
