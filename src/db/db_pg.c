/* SPDX-License-Identifier: MIT
 * db/db_pg.c -- connections on PostgreSQL: settings of a session, what each mode may do, transactions, error codes.
 * Everything goes through the extended protocol (PQexecParams, prepared statements): one command at a time, so that a
 * text can never smuggle in a second one. */
#include "db/pg_priv.h"

#include "base/err.h"

#include <poll.h>

/* The lock every writer of one database takes first ("prasasti" in letters; the number means nothing else). */
static const char writer_lock[] = "select pg_advisory_xact_lock(8102097115115)";

static enum db_trouble trouble_of(const struct pg *db, const char *state)
{
    static const struct {
        const char *head; /* class or whole code */
        enum db_trouble t;
    } table[] = {
        { "23505", DB_IS_UNIQUE },  { "53100", DB_IS_FULL },    { "53200", DB_IS_NO_MEMORY },
        { "53", DB_IS_BUSY },       { "40", DB_IS_BUSY },       { "55P03", DB_IS_BUSY },
        { "57014", DB_IS_BUSY },    { "57P", DB_IS_LOST },      { "08", DB_IS_LOST },
        { "26000", DB_IS_LOST },    { "25P03", DB_IS_LOST },    { "58030", DB_IS_DAMAGED },
        { "XX001", DB_IS_DAMAGED }, { "XX002", DB_IS_DAMAGED },
    };

    if (db->base.mode == DB_PACK && strcmp(state, "57014") == 0)
        return DB_IS_SLOW;
    if (db->base.mode == DB_PACK && (strcmp(state, "42501") == 0 || strcmp(state, "25006") == 0))
        return DB_IS_REFUSED;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strncmp(state, table[i].head, strlen(table[i].head)) == 0)
            return table[i].t;
    return DB_IS_OTHER;
}

bool pg_fail(struct pg *db, const PGresult *r, struct err *e)
{
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    const char *words = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    enum db_trouble t = state ? trouble_of(db, state) : DB_IS_OTHER;
    char cause[180];

    /* 26000: a pooler in between lost our prepared statements; 0A000: a table changed under a prepared plan. */
    if (PQstatus(db->c) != CONNECTION_OK || t == DB_IS_LOST) {
        db->base.broken = true;
        t = DB_IS_LOST;
    } else if (state && strcmp(state, "0A000") == 0 && words && strstr(words, "cached plan")) {
        db->base.broken = true;
        t = DB_IS_BUSY;
    }
    snprintf(cause, sizeof cause, "PostgreSQL %s: %s", state ? state : "-",
             words ? words : PQerrorMessage(db->c));
    return db_trouble(e, t, cause);
}

bool pg_command(struct pg *db, const char *sql, struct err *e)
{
    PGresult *r;
    ExecStatusType status;
    bool ok;

    pg_drain(db);
    r = PQexecParams(db->c, sql, 0, NULL, NULL, NULL, NULL, 0);
    status = PQresultStatus(r);
    ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || pg_fail(db, r, e);
    PQclear(r);
    return ok;
}

/* --- opening -------------------------------------------------------------------------------------------------- */
static void no_notices(void *unused, const char *message)
{
    (void) unused;
    (void) message;
}

static bool set_up(struct pg *db, enum db_mode mode, struct err *e)
{
    static const char sql[] =
        "select set_config('standard_conforming_strings', 'on', false), set_config('datestyle', 'ISO, YMD', false),"
        " set_config('timezone', 'UTC', false), set_config('client_min_messages', 'error', false),"
        " set_config('default_transaction_isolation', 'read committed', false),"
        " set_config('default_transaction_read_only', $1, false), set_config('statement_timeout', $2, false),"
        " set_config('lock_timeout', $3, false), set_config('idle_in_transaction_session_timeout', '60s', false)";
    char pack_limit[16], wait[16];
    const char *values[] = { mode == DB_WRITE ? "off" : "on", mode == DB_PACK ? pack_limit : "0", wait };
    PGresult *r;
    bool ok;

    snprintf(pack_limit, sizeof pack_limit, "%d", PACK_LIMIT_MS);
    snprintf(wait, sizeof wait, "%d", WRITER_WAIT_MS);
    r = PQexecParams(db->c, sql, 3, NULL, values, NULL, NULL, 0);
    ok = PQresultStatus(r) == PGRES_TUPLES_OK || pg_fail(db, r, e);
    PQclear(r);
    return ok;
}

/* A pack runs as a role that may read views v_* and nothing else, where db_pack_grant() could make it. */
static bool become_pack(struct pg *db, struct err *e)
{
    static const char sql[] = "select 1 from pg_catalog.pg_roles"
                              " where rolname = 'prasasti_pack' and pg_has_role(current_user, oid, 'MEMBER')";
    PGresult *r = PQexecParams(db->c, sql, 0, NULL, NULL, NULL, NULL, 0);
    bool ok = PQresultStatus(r) == PGRES_TUPLES_OK || pg_fail(db, r, e);
    bool member = ok && PQntuples(r) == 1;

    PQclear(r);
    return ok && (!member || pg_command(db, "set role prasasti_pack", e));
}

static void pg_close(struct db *base)
{
    struct pg *db = (struct pg *) base;

    PQfinish(db->c);
    free(db);
}

/* --- transactions --------------------------------------------------------------------------------------------- */
static bool pg_begin(struct db *base, enum db_tx tx, struct err *e)
{
    struct pg *db = (struct pg *) base;
    struct err ignored;

    if (tx == DB_TX_SNAPSHOT)
        return pg_command(db, "begin isolation level repeatable read read only", e);
    if (!pg_command(db, "begin isolation level read committed read write", e))
        return false;
    if (pg_command(db, writer_lock, e))
        return true;
    if (!base->broken && !pg_command(db, "rollback", &ignored))
        base->broken = true;
    return false;
}

static bool pg_commit(struct db *base, struct err *e)
{
    struct pg *db = (struct pg *) base;
    PGresult *r;
    bool ok;

    pg_drain(db);
    r = PQexecParams(db->c, "commit", 0, NULL, NULL, NULL, NULL, 0);
    ok = PQresultStatus(r) == PGRES_COMMAND_OK || pg_fail(db, r, e);
    if (!ok && base->broken)
        db_trouble(e, DB_IS_UNSURE, "connection lost during commit");
    /* A transaction with an error in it is "committed" by rolling it back, and the server calls that a success. */
    if (ok && strcmp(PQcmdStatus(r), "COMMIT") != 0)
        ok = db_trouble(e, DB_IS_OTHER, "commit of a failed transaction was answered by a rollback");
    PQclear(r);
    return ok;
}

static void pg_rollback(struct db *base)
{
    struct pg *db = (struct pg *) base;
    struct err ignored;

    if (base->broken || PQstatus(db->c) != CONNECTION_OK) {
        base->broken = true;
        return;
    }
    pg_drain(db);
    if (PQtransactionStatus(db->c) != PQTRANS_IDLE && !pg_command(db, "rollback", &ignored))
        base->broken = true;
}

static bool pg_run(struct db *base, struct sv sql, struct err *e)
{
    char *text = malloc(sql.n + 1);
    bool ok;

    if (!text)
        return db_trouble(e, DB_IS_NO_MEMORY, "malloc");
    memcpy(text, sql.p, sql.n);
    text[sql.n] = '\0';
    ok = pg_command((struct pg *) base, text, e); /* checked: copy of sql, which the callers answer for */
    free(text);
    return ok;
}

/* An idle connection has nothing to say; when it does, the server is mostly saying goodbye. Read it now rather than
 * let a user's request find out. */
static bool pg_usable(struct db *base)
{
    struct pg *db = (struct pg *) base;
    struct pollfd p = { .fd = PQsocket(db->c), .events = POLLIN };

    if (base->broken || PQstatus(db->c) != CONNECTION_OK)
        return false;
    for (int i = 0; i < 4 && poll(&p, 1, 0) > 0; i++)
        if (!PQconsumeInput(db->c) || PQstatus(db->c) != CONNECTION_OK)
            return false;
    return PQtransactionStatus(db->c) == PQTRANS_IDLE;
}

static void pg_checkpoint(struct db *base, int64_t *measured_ms)
{
    (void) base; /* the server does it */
    (void) measured_ms;
}

static const struct db_ops pg_ops = {
    .close = pg_close,
    .usable = pg_usable,
    .run = pg_run,
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .checkpoint = pg_checkpoint,
    .prepare = pg_prepare,
    .finalize = pg_finalize,
    .bind_int = pg_bind_int,
    .bind_text = pg_bind_text,
    .step = pg_step,
    .reset = pg_reset,
    .forget = pg_forget,
    .columns = pg_columns,
    .name = pg_name,
    .is_null = pg_is_null,
    .get_int = pg_get_int,
    .get_text = pg_get_text,
    .changes = pg_changes,
};

bool pg_open(const char *url, enum db_mode mode, struct db **out, struct err *e)
{
    /* What stands before dbname is a default that the connection string may replace; what stands after it is ours. */
    static const char *const keys[] = { "connect_timeout", "tcp_user_timeout", "fallback_application_name",
                                        "dbname",          "client_encoding",  NULL };
    const char *const values[] = { "5", "20000", "prasasti", url, "UTF8", NULL };
    struct pg *db = calloc(1, sizeof *db);
    bool ok;

    if (!db)
        return db_trouble(e, DB_IS_NO_MEMORY, "calloc");
    db->base.ops = &pg_ops;
    db->base.engine = DB_PG;
    db->base.mode = mode;
    db->c = PQconnectdbParams(keys, values, 1);
    PQsetNoticeProcessor(db->c, no_notices, NULL);
    if (PQstatus(db->c) != CONNECTION_OK) {
        err_set(e, ERR_BUSY, T("Basis data PostgreSQL tidak dapat dihubungi"));
        err_hint(e, T("Periksa apakah PostgreSQL berjalan dan alamat serta sandinya benar, lalu coba lagi."));
        ok = err_cause(e, "%s", PQerrorMessage(db->c));
    } else {
        ok = set_up(db, mode, e) && (mode != DB_PACK || become_pack(db, e));
    }
    if (!ok) {
        pg_close(&db->base);
        return false;
    }
    *out = &db->base;
    return true;
}
