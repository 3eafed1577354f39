/* SPDX-License-Identifier: MIT
 * db/lite_stmt.c -- statements on SQLite. SQLite numbers $n by first appearance in the text, not by n, so each
 * statement keeps a table from n to SQLite's own number. */
#include "db/lite_priv.h"

#include "base/date.h"

#include <assert.h>

/* "$12" gives 12; anything else is a parameter the other engine would not understand. */
static int param_number(const char *name)
{
    int64_t n;

    if (!name || name[0] != '$' || name[1] < '1' || name[1] > '9' || !sv_int(sv_of(name + 1), &n) ||
        n > PARAM_MAX)
        return 0;
    return (int) n;
}

static bool map_params(struct lite_stmt *q, struct err *e)
{
    int count = sqlite3_bind_parameter_count(q->s), highest = 0;

    for (int i = 1; i <= count; i++) {
        int n = param_number(sqlite3_bind_parameter_name(q->s, i));
        if (n == 0)
            return db_trouble(e, DB_IS_OTHER, "a parameter is not spelled $n");
        if (n > highest)
            highest = n;
    }
    q->slot = calloc((size_t) highest + 1, sizeof *q->slot);
    if (!q->slot)
        return db_trouble(e, DB_IS_NO_MEMORY, "calloc");
    q->n_slots = highest;
    for (int i = 1; i <= count; i++)
        q->slot[param_number(sqlite3_bind_parameter_name(q->s, i))] = i;
    return true;
}

bool lite_prepare(struct db *base, struct sv sql, struct stmt **out, struct err *e)
{
    struct lite *db = (struct lite *) base;
    struct lite_stmt *q = NULL;
    const char *tail = NULL;
    bool ok = false;
    int rc;

    if (sql.n > 1u << 24)
        return db_trouble(e, DB_IS_OTHER, "statement text above 16 MiB");
    q = calloc(1, sizeof *q);
    if (!q)
        return db_trouble(e, DB_IS_NO_MEMORY, "calloc");
    q->base.db = base;
    rc = sqlite3_prepare_v3(db->h, sql.p, (int) sql.n, SQLITE_PREPARE_PERSISTENT, &q->s, &tail);
    if (rc != SQLITE_OK) {
        lite_fail(db, rc, e);
        goto out;
    }
    if (!q->s || sv_trim((struct sv){ tail, (size_t) (sql.p + sql.n - tail) }).n > 0) {
        db_trouble(e, DB_IS_OTHER, "not exactly one statement");
        goto out;
    }
    if (!map_params(q, e))
        goto out;
    *out = &q->base;
    ok = true;
out:
    if (!ok)
        lite_finalize(&q->base);
    return ok;
}

void lite_finalize(struct stmt *base)
{
    struct lite_stmt *q = (struct lite_stmt *) base;

    sqlite3_finalize(q->s);
    free(q->slot);
    free(q);
}

/* 0: the text does not use $index, and the value is let go. */
static int slot_of(const struct lite_stmt *q, int index)
{
    return index <= q->n_slots ? q->slot[index] : 0;
}

static bool bound(struct lite_stmt *q, int rc, struct err *e)
{
    return rc == SQLITE_OK || lite_fail((struct lite *) q->base.db, rc, e);
}

bool lite_bind_int(struct stmt *base, int index, int64_t v, struct err *e)
{
    struct lite_stmt *q = (struct lite_stmt *) base;
    int slot = slot_of(q, index);

    return slot == 0 || bound(q, sqlite3_bind_int64(q->s, slot, v), e);
}

bool lite_bind_text(struct stmt *base, int index, struct sv v, struct err *e)
{
    struct lite_stmt *q = (struct lite_stmt *) base;
    int slot = slot_of(q, index);

    if (slot == 0)
        return true;
    if (!v.p)
        return bound(q, sqlite3_bind_null(q->s, slot), e);
    return bound(q, sqlite3_bind_text64(q->s, slot, v.p, v.n, SQLITE_TRANSIENT, SQLITE_UTF8), e);
}

bool lite_step(struct stmt *base, bool *row, struct err *e)
{
    struct lite_stmt *q = (struct lite_stmt *) base;
    struct lite *db = (struct lite *) base->db;
    int rc;

    *row = false;
    if (q->ended)
        return true; /* SQLite would start it again */
    if (db->base.mode == DB_PACK) {
        if (!q->running)
            q->stop_ms = time_now_ms() + PACK_LIMIT_MS;
        db->stop_ms = q->stop_ms;
    }
    q->running = true;
    rc = sqlite3_step(q->s);
    if (rc == SQLITE_ROW) {
        *row = true;
        return true;
    }
    q->ended = true;
    if (rc == SQLITE_DONE) {
        q->changes = sqlite3_stmt_readonly(q->s) ? 0 : sqlite3_changes64(db->h);
        return true;
    }
    return lite_fail(db, rc, e);
}

void lite_reset(struct stmt *base)
{
    struct lite_stmt *q = (struct lite_stmt *) base;

    if (q->running)
        sqlite3_reset(q->s);
    q->running = q->ended = false;
}

void lite_forget(struct stmt *base)
{
    struct lite_stmt *q = (struct lite_stmt *) base;

    if (q->n_slots > 0)
        sqlite3_clear_bindings(q->s);
}

int lite_columns(const struct stmt *base)
{
    return sqlite3_column_count(((const struct lite_stmt *) base)->s);
}

struct sv lite_name(struct stmt *base, int column)
{
    return sv_of(sqlite3_column_name(((struct lite_stmt *) base)->s, column));
}

bool lite_is_null(struct stmt *base, int column)
{
    return sqlite3_column_type(((struct lite_stmt *) base)->s, column) == SQLITE_NULL;
}

int64_t lite_get_int(struct stmt *base, int column)
{
    return sqlite3_column_int64(((struct lite_stmt *) base)->s, column);
}

struct sv lite_get_text(struct stmt *base, int column)
{
    sqlite3_stmt *s = ((struct lite_stmt *) base)->s;
    const char *p;

    if (sqlite3_column_type(s, column) == SQLITE_NULL)
        return SV_NULL;
    p = (const char *) sqlite3_column_text(s, column);
    return p ? (struct sv){ p, (size_t) sqlite3_column_bytes(s, column) } : SV("");
}

int64_t lite_changes(struct stmt *base)
{
    return ((struct lite_stmt *) base)->changes;
}
