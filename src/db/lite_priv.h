/* SPDX-License-Identifier: MIT
 * db/lite_priv.h -- what the SQLite files of db/ share. Only db_sqlite.c, lite_stmt.c and lite_rank.c include it. */
#ifndef DB_LITE_PRIV_H
#define DB_LITE_PRIV_H

#include "db/db_priv.h"

#include <sqlite3.h>

struct lite {
    struct db base;
    sqlite3 *h;
    int64_t stop_ms; /* DB_PACK: monotonic time at which the running statement is stopped */
};

struct lite_stmt {
    struct stmt base;
    sqlite3_stmt *s;
    int *slot;   /* slot[n] is SQLite's own number of $n, 0 where the text does not use it */
    int n_slots; /* slots 1..n_slots */
    bool running, ended;
    int64_t changes, stop_ms;
};

bool lite_fail(const struct lite *db, int rc, struct err *e); /* says what rc means; returns false */

bool lite_prepare(struct db *db, struct sv sql, struct stmt **out, struct err *e);
void lite_finalize(struct stmt *q);
bool lite_bind_int(struct stmt *q, int index, int64_t v, struct err *e);
bool lite_bind_text(struct stmt *q, int index, struct sv v, struct err *e);
bool lite_step(struct stmt *q, bool *row, struct err *e);
void lite_reset(struct stmt *q);
void lite_forget(struct stmt *q);
int lite_columns(const struct stmt *q);
struct sv lite_name(struct stmt *q, int column);
bool lite_is_null(struct stmt *q, int column);
int64_t lite_get_int(struct stmt *q, int column);
struct sv lite_get_text(struct stmt *q, int column);
int64_t lite_changes(struct stmt *q);

int lite_rank_register(sqlite3 *h); /* FTS5 function cari_skor(); an SQLite result code */

#endif
