/* SPDX-License-Identifier: MIT
 * db/pg_stmt.c -- statements on PostgreSQL: typing of parameters, values, rows one at a time.
 *
 * Types. The text declares none, so PostgreSQL infers them, which is right wherever a parameter meets a column. Three
 * corrections make it agree with SQLite: a number that met only a literal is inferred as int4 and widened to int8; a
 * $n the text does not use is declared text; and a "$n is null" that PostgreSQL cannot type is tried as text, then as
 * int8. Trials that may fail run under a savepoint, once for each text and connection.
 *
 * Rows come in single-row mode, so that a long export needs no memory. When another command is to be sent meanwhile,
 * pg_drain() brings in what is left of the rows. */
#include "db/pg_priv.h"

#include <assert.h>

enum { KEEP_BYTES = 4096, GUESS_MAX = 6 };

struct value {
    char *p;
    size_t cap;
    bool set; /* else null */
};

struct pg_stmt {
    struct stmt base;
    char name[16];
    int n_params;
    struct value *values;  /* n_params */
    const char **pointers; /* n_params, handed to libpq */
    PGresult *shape;       /* names and types of the columns */
    PGresult *row;         /* the current row */
    PGresult **kept;       /* drained rows, from at_kept on */
    size_t n_kept, cap_kept, at_kept;
    bool running, ended, lost_rows;
    int64_t changes;
};

/* --- preparing ------------------------------------------------------------------------------------------------ */
static bool ambiguous(const PGresult *r)
{
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    static const char *const codes[] = { "42P18", "42P08", "42883", "42804", "42725" };

    for (size_t i = 0; state && i < sizeof codes / sizeof codes[0]; i++)
        if (strcmp(state, codes[i]) == 0)
            return true;
    return false;
}

/* Prepares under a new name. With `guarded`, a failure leaves an open transaction as it was. */
static bool attempt(struct pg *db, struct pg_stmt *q, struct sv sql, const Oid *types, bool guarded,
                    bool *retry, struct err *e)
{
    char name[16];
    PGresult *r;
    bool ok;

    *retry = false;
    guarded = guarded && PQtransactionStatus(db->c) == PQTRANS_INTRANS;
    if (guarded && !pg_command(db, "savepoint prasasti_siap", e))
        return false;
    snprintf(name, sizeof name, "p%u", ++db->serial);
    r = PQprepare(db->c, name, sql.p, q->n_params, types);
    ok = PQresultStatus(r) == PGRES_COMMAND_OK;
    if (!ok) {
        pg_fail(db, r, e);
        *retry = !db->base.broken && ambiguous(r);
    }
    PQclear(r);
    if (guarded && !ok) {
        struct err ignored;
        if (!pg_command(db, "rollback to savepoint prasasti_siap", &ignored))
            *retry = false;
    }
    if (guarded && ok && !pg_command(db, "release savepoint prasasti_siap", e))
        return false;
    if (ok)
        memcpy(q->name, name, sizeof name);
    return ok;
}

static void drop_prepared(struct pg *db, const char *name)
{
    char sql[40];
    struct err ignored;
    PGTransactionStatusType now = PQtransactionStatus(db->c);

    if (db->base.broken || !name[0] ||
        (now != PQTRANS_IDLE && now != PQTRANS_INTRANS && now != PQTRANS_ACTIVE))
        return; /* it goes with the connection */
    snprintf(sql, sizeof sql, "deallocate %s", name);
    pg_command(db, sql, &ignored); /* checked: the name was made by us, from a counter */
}

static bool describe(struct pg *db, struct pg_stmt *q, struct err *e)
{
    PGresult *r = PQdescribePrepared(db->c, q->name);

    if (PQresultStatus(r) != PGRES_COMMAND_OK) {
        pg_fail(db, r, e);
        PQclear(r);
        return false;
    }
    PQclear(q->shape);
    q->shape = r;
    return true;
}

/* Text first for every "$n is null" in doubt, then int8 in all combinations. */
static bool guess_types(struct pg *db, struct pg_stmt *q, struct sv sql, const struct pg_params *params,
                        Oid *types, struct err *e)
{
    int doubtful[GUESS_MAX], n = 0;
    bool ok = false, retry = true;

    for (int i = 1; i <= params->count && n < GUESS_MAX; i++)
        if (params->kind[i] & PG_NULL_TESTED)
            doubtful[n++] = i;
    for (unsigned mask = 0; !ok && retry && mask < 1u << n; mask++) {
        for (int i = 0; i < n; i++)
            types[doubtful[i] - 1] = mask & 1u << i ? PG_INT8 : PG_TEXT;
        ok = attempt(db, q, sql, types, true, &retry, e);
    }
    return ok;
}

/* A literal is int4 when it is small, and so became what was compared with it. Some functions want int4, so a failure
 * keeps what worked. */
static bool widen_numbers(struct pg *db, struct pg_stmt *q, struct sv sql, Oid *types, struct err *e)
{
    struct err ignored;
    char before[16];
    bool retry, narrow = false;

    for (int i = 0; i < q->n_params; i++) {
        Oid t = PQparamtype(q->shape, i);
        if (t == PG_INT4 || t == PG_INT2) {
            types[i] = PG_INT8;
            narrow = true;
        }
    }
    if (!narrow)
        return true;
    memcpy(before, q->name, sizeof before);
    if (!attempt(db, q, sql, types, true, &retry, &ignored)) {
        if (db->base.broken)
            *e = ignored;
        return !db->base.broken;
    }
    drop_prepared(db, before);
    return describe(db, q, e);
}

static bool settle(struct pg *db, struct pg_stmt *q, struct sv sql, const struct pg_params *params,
                   struct err *e)
{
    Oid *types = calloc((size_t) q->n_params + 1, sizeof *types);
    bool doubtful = false, retry = false, ok;

    if (!types)
        return db_trouble(e, DB_IS_NO_MEMORY, "calloc");
    for (int i = 1; i <= q->n_params; i++) {
        types[i - 1] = params->kind[i] == PG_UNUSED ? PG_TEXT : 0;
        doubtful = doubtful || (params->kind[i] & PG_NULL_TESTED);
    }
    ok = attempt(db, q, sql, types, doubtful, &retry, e);
    if (!ok && retry && doubtful)
        ok = guess_types(db, q, sql, params, types, e);
    ok = ok && describe(db, q, e) && widen_numbers(db, q, sql, types, e);
    free(types);
    return ok;
}

bool pg_prepare(struct db *base, struct sv sql, struct stmt **out, struct err *e)
{
    struct pg *db = (struct pg *) base;
    struct pg_params *params = malloc(sizeof *params);
    struct pg_stmt *q = calloc(1, sizeof *q);
    bool ok = false;

    if (!q || !params) {
        db_trouble(e, DB_IS_NO_MEMORY, "malloc");
        goto out;
    }
    q->base.db = base;
    if (!pg_params_read(sql, params)) {
        db_trouble(e, DB_IS_OTHER, "parameter number too high");
        goto out;
    }
    q->n_params = params->count;
    q->values = calloc((size_t) q->n_params + 1, sizeof *q->values);
    q->pointers = calloc((size_t) q->n_params + 1, sizeof *q->pointers);
    if (!q->values || !q->pointers) {
        db_trouble(e, DB_IS_NO_MEMORY, "calloc");
        goto out;
    }
    pg_drain(db);
    ok = settle(db, q, sql, params, e);
    if (ok)
        *out = &q->base;
out:
    free(params);
    if (!ok && q)
        pg_finalize(&q->base);
    return ok;
}

void pg_finalize(struct stmt *base)
{
    struct pg_stmt *q = (struct pg_stmt *) base;
    struct pg *db = (struct pg *) base->db;

    pg_reset(base);
    drop_prepared(db, q->name);
    for (int i = 0; q->values && i < q->n_params; i++)
        free(q->values[i].p);
    free(q->values);
    free(q->pointers);
    free(q->kept);
    PQclear(q->shape);
    free(q);
}

/* --- values --------------------------------------------------------------------------------------------------- */
bool pg_bind_text(struct stmt *base, int index, struct sv v, struct err *e)
{
    struct pg_stmt *q = (struct pg_stmt *) base;
    struct value *at;

    if (index > q->n_params)
        return true; /* the text does not use it */
    at = &q->values[index - 1];
    at->set = v.p != NULL;
    if (!v.p)
        return true;
    if (v.n + 1 > at->cap) {
        size_t cap = v.n + 1 < 32 ? 32 : v.n + 1;
        char *p = realloc(at->p, cap);
        if (!p)
            return db_trouble(e, DB_IS_NO_MEMORY, "realloc");
        at->p = p;
        at->cap = cap;
    }
    memcpy(at->p, v.p, v.n);
    at->p[v.n] = '\0';
    return true;
}

bool pg_bind_int(struct stmt *base, int index, int64_t v, struct err *e)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%lld", (long long) v);

    return pg_bind_text(base, index, (struct sv){ text, (size_t) n }, e);
}

void pg_forget(struct stmt *base)
{
    struct pg_stmt *q = (struct pg_stmt *) base;

    for (int i = 0; i < q->n_params; i++) {
        struct value *v = &q->values[i];
        v->set = false;
        if (v->cap > KEEP_BYTES) {
            free(v->p);
            *v = (struct value){ 0 };
        }
    }
}

/* --- rows ----------------------------------------------------------------------------------------------------- */
static bool keep(struct pg_stmt *q, PGresult *r)
{
    if (q->n_kept == q->cap_kept) {
        size_t cap = q->cap_kept ? q->cap_kept * 2 : 64;
        PGresult **p = realloc(q->kept, cap * sizeof *p);
        if (!p)
            return false;
        q->kept = p;
        q->cap_kept = cap;
    }
    q->kept[q->n_kept++] = r;
    return true;
}

void pg_drain(struct pg *db)
{
    struct pg_stmt *q = db->active;
    PGresult *r;

    if (!q)
        return;
    db->active = NULL;
    while ((r = PQgetResult(db->c)))
        if (!keep(q, r)) {
            q->lost_rows = true;
            PQclear(r);
        }
}

static bool send(struct pg *db, struct pg_stmt *q, struct err *e)
{
    pg_drain(db);
    for (int i = 0; i < q->n_params; i++)
        q->pointers[i] = q->values[i].set ? q->values[i].p : NULL;
    if (!PQsendQueryPrepared(db->c, q->name, q->n_params, q->pointers, NULL, NULL, 0))
        return pg_fail(db, NULL, e);
    if (PQnfields(q->shape) > 0)
        PQsetSingleRowMode(db->c);
    db->active = q;
    q->running = true;
    return true;
}

static PGresult *next_result(struct pg *db, struct pg_stmt *q)
{
    if (q->at_kept < q->n_kept) {
        PGresult *r = q->kept[q->at_kept];
        q->kept[q->at_kept++] = NULL;
        return r;
    }
    return db->active == q ? PQgetResult(db->c) : NULL;
}

static void throw_rest_away(struct pg *db, struct pg_stmt *q)
{
    PGresult *r;

    while (db->active == q && (r = PQgetResult(db->c)))
        PQclear(r);
    if (db->active == q)
        db->active = NULL;
    for (; q->at_kept < q->n_kept; q->at_kept++)
        PQclear(q->kept[q->at_kept]);
    q->at_kept = q->n_kept = 0;
    q->lost_rows = false;
    if (q->cap_kept > 1024) {
        free(q->kept);
        q->kept = NULL;
        q->cap_kept = 0;
    }
}

bool pg_step(struct stmt *base, bool *row, struct err *e)
{
    struct pg_stmt *q = (struct pg_stmt *) base;
    struct pg *db = (struct pg *) base->db;
    int64_t changes = 0;
    PGresult *r;
    bool ok;

    *row = false;
    PQclear(q->row);
    q->row = NULL;
    if (q->ended)
        return true;
    if (!q->running && !send(db, q, e))
        return false;
    r = next_result(db, q);
    if (r && PQresultStatus(r) == PGRES_SINGLE_TUPLE) {
        q->row = r;
        *row = true;
        return true;
    }
    ok =
        r && !q->lost_rows && (PQresultStatus(r) == PGRES_TUPLES_OK || PQresultStatus(r) == PGRES_COMMAND_OK);
    if (ok) {
        sv_int(sv_of(PQcmdTuples(r)), &changes);
        q->changes = strncmp(PQcmdStatus(r), "SELECT", 6) == 0 ? 0 : changes;
    } else if (q->lost_rows) {
        db_trouble(e, DB_IS_NO_MEMORY, "rows of a result could not be kept");
    } else {
        pg_fail(db, r, e);
    }
    PQclear(r);
    throw_rest_away(db, q);
    q->ended = true;
    return ok;
}

void pg_reset(struct stmt *base)
{
    struct pg_stmt *q = (struct pg_stmt *) base;

    PQclear(q->row);
    q->row = NULL;
    if (q->running)
        throw_rest_away((struct pg *) base->db, q);
    q->running = q->ended = false;
}

/* --- columns -------------------------------------------------------------------------------------------------- */
int pg_columns(const struct stmt *base)
{
    return PQnfields(((const struct pg_stmt *) base)->shape);
}

struct sv pg_name(struct stmt *base, int column)
{
    return sv_of(PQfname(((struct pg_stmt *) base)->shape, column));
}

bool pg_is_null(struct stmt *base, int column)
{
    const struct pg_stmt *q = (const struct pg_stmt *) base;

    return !q->row || PQgetisnull(q->row, 0, column);
}

struct sv pg_get_text(struct stmt *base, int column)
{
    const struct pg_stmt *q = (const struct pg_stmt *) base;

    if (pg_is_null(base, column))
        return SV_NULL;
    if (PQftype(q->row, column) == PG_BOOL) /* SQLite has no other truth than 0 and 1 */
        return PQgetvalue(q->row, 0, column)[0] == 't' ? SV("1") : SV("0");
    return (struct sv){ PQgetvalue(q->row, 0, column), (size_t) PQgetlength(q->row, 0, column) };
}

/* The integer a text starts with, as SQLite reads it: "12.50" is 12 and "x" is 0. */
int64_t pg_get_int(struct stmt *base, int column)
{
    struct sv s = pg_get_text(base, column);

    return s.p ? strtoll(s.p, NULL, 10) : 0;
}

int64_t pg_changes(struct stmt *base)
{
    return ((struct pg_stmt *) base)->changes;
}
