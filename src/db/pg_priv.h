/* SPDX-License-Identifier: MIT
 * db/pg_priv.h -- what the PostgreSQL files of db/ share. Only db_pg.c, pg_stmt.c and pg_params.c include it. */
#ifndef DB_PG_PRIV_H
#define DB_PG_PRIV_H

#include "db/db_priv.h"

#include <libpq-fe.h>

/* Types of pg_type.h that matter here; their numbers are fixed for ever. */
enum { PG_BOOL = 16, PG_INT8 = 20, PG_INT2 = 21, PG_INT4 = 23, PG_TEXT = 25 };

struct pg_stmt;

struct pg {
    struct db base;
    PGconn *c;
    struct pg_stmt
        *active; /* its rows are still coming over the wire; nothing else can be sent before they are in */
    unsigned serial; /* names of prepared statements */
};

bool pg_fail(struct pg *db, const PGresult *r, struct err *e); /* says what went wrong; returns false */
/* One command, rows ignored. */
bool pg_command(struct pg *db, const char *sql, struct err *e);
/* Brings the rows still on the wire into their statement, so that another command can be sent. */
void pg_drain(struct pg *db);

/* Parameters of a text. kind[n] for $n, 1..count. */
enum pg_param { PG_UNUSED = 0, PG_USED = 1, PG_NULL_TESTED = 2 };
struct pg_params {
    int count;
    unsigned char kind[PARAM_MAX + 1];
};
/* Which $n occur, and which are asked "is null", outside texts, names and comments. False: $n above PARAM_MAX. */
bool pg_params_read(struct sv sql, struct pg_params *p);

bool pg_prepare(struct db *db, struct sv sql, struct stmt **out, struct err *e);
void pg_finalize(struct stmt *q);
bool pg_bind_int(struct stmt *q, int index, int64_t v, struct err *e);
bool pg_bind_text(struct stmt *q, int index, struct sv v, struct err *e);
bool pg_step(struct stmt *q, bool *row, struct err *e);
void pg_reset(struct stmt *q);
void pg_forget(struct stmt *q);
int pg_columns(const struct stmt *q);
struct sv pg_name(struct stmt *q, int column);
bool pg_is_null(struct stmt *q, int column);
int64_t pg_get_int(struct stmt *q, int column);
struct sv pg_get_text(struct stmt *q, int column);
int64_t pg_changes(struct stmt *q);

#endif
