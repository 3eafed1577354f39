/* SPDX-License-Identifier: MIT
 * db/db.h -- one interface over SQLite and PostgreSQL. Both run the same SQL text.
 *
 * SQL: $1..$n (bound by index; the SQLite back end maps them by name), `returning`, `on conflict`, dates as ISO text,
 * booleans as 0/1 integers, integers 64 bits (`bigint`), text compared by byte, `like` with case. Values are bound,
 * never printed in; identifiers pass db_ident(). Only db_ddl_*() and db_search_*() know a dialect. README.md lists what
 * a text must heed to mean the same on both (`where aktif = 1`, not `where aktif`; `cast(x as bigint)`; …).
 *
 * A pool owns connections; a lease belongs to one thread until released. Statements belong to their lease, are cached
 * by their text, and stmt_done() gives them back (accepts NULL). Column texts are borrowed until the next step.
 * A thread holds at most one lease of a mode, or it may wait for itself.
 * A read lease cannot write (read-only connection / read-only transaction). db_begin() is for write leases: it takes
 * the one writer's place (BEGIN IMMEDIATE; on PostgreSQL pg_advisory_xact_lock first, READ COMMITTED).
 * A transaction never spans waiting for a person or a socket. */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/err.h"
#include "base/sv.h"

struct buf;
struct db;
struct db_pool;
struct stmt;

enum db_engine { DB_SQLITE, DB_PG };
/* DB_PACK: for SQL of regulation packs: read-only, only views v_*, functions from a list, 2 s for each statement. */
enum db_mode { DB_READ, DB_WRITE, DB_PACK };

struct db_conf {
    const char *path; /* SQLite file, or NULL */
    const char *url;  /* PostgreSQL connection string, or NULL */
    unsigned readers; /* most read leases at once; 0: 8 */
};

/* Opens the write connection at once, so that a wrong path or password is told here. The first pool of a process is
 * opened before it starts threads. */
bool db_pool_open(const struct db_conf *conf, struct db_pool **out, struct err *e);
void db_pool_close(struct db_pool *p); /* all leases must be back; accepts NULL */
enum db_engine db_pool_engine(const struct db_pool *p);
/* SQLite: moves the WAL into the file without making anyone wait, and once an hour measures how the tables are filled, for
 * the planner; called by a background job, about once a minute. */
void db_pool_checkpoint(struct db_pool *p);
/* Closes connections that nobody has used for so long: each holds the schema (some 2 MiB of a region) and a cache of pages. */
void db_pool_rest(struct db_pool *p, int rest_ms);

/* A connection for this thread; ERR_BUSY when none came free within timeout_ms. */
bool db_lease(struct db_pool *p, enum db_mode mode, int timeout_ms, struct db **out, struct err *e);
void db_release(struct db *db); /* rolls back what is open; accepts NULL */
enum db_engine db_engine_of(const struct db *db);

bool db_begin(struct db *db, struct err *e);
bool db_commit(struct db *db, struct err *e);
void db_rollback(struct db *db); /* no-op without a transaction */
bool db_in_transaction(const struct db *db);
/* A read lease sees one state of the data between these two (deferred transaction / repeatable read). */
bool db_snapshot_begin(struct db *db, struct err *e);
void db_snapshot_end(struct db *db);
bool db_in_snapshot(const struct db *db);

/* One statement. sql lives at least until stmt_done(). Unique violations come back from stmt_step() as ERR_CONFLICT.
 * Values not set are null and stay from one run to the next; an index the text does not use is let go, so that one list
 * of binds serves texts that use fewer. Several statements of a lease may be under way at once. After the last row
 * (row == false) the statement has ended; stepping on gives no row until stmt_reset(). Outside db_begin() a write is its
 * own transaction: step it to its end, where it is saved, before you believe it. */
bool db_prepare(struct db *db, struct sv sql, struct stmt **out, struct err *e);
bool stmt_int(struct stmt *q, int index, int64_t v, struct err *e);
/* Copied. SV_NULL binds null; a NUL inside is ERR_INPUT. */
bool stmt_text(struct stmt *q, int index, struct sv v, struct err *e);
bool stmt_null(struct stmt *q, int index, struct err *e);
bool stmt_step(struct stmt *q, bool *row, struct err *e);
void stmt_reset(struct stmt *q); /* to run again with new values */
void stmt_done(struct stmt *q);
int stmt_columns(const struct stmt *q);
struct sv stmt_name(struct stmt *q, int column); /* 0-based columns */
bool stmt_is_null(struct stmt *q, int column);
int64_t stmt_get_int(struct stmt *q, int column);    /* null reads as 0 */
struct sv stmt_get_text(struct stmt *q, int column); /* integers as decimal text; null reads as SV_NULL */
int64_t stmt_changes(struct stmt *q);                /* rows touched by a write that has ended */

/* One statement without rows or values (DDL, fixed deletes). */
bool db_run(struct db *db, struct sv sql, struct err *e);
/* First column of the first row, or `otherwise`; for counts and settings. */
bool db_one_int(struct db *db, struct sv sql, int64_t otherwise, int64_t *out, struct err *e);

/* Appends a quoted identifier. The name must be a key ([a-z][a-z0-9_]*, at most 63 bytes): asserted. */
void db_ident(struct buf *b, struct sv name);

/* --- what differs between the dialects ------------------------------------------------------------------------ */
enum db_type { DB_T_INT, DB_T_TEXT, DB_T_ID }; /* ID: primary key, given by the writer, never by a sequence */
/* "integer"/"bigint", "text"/"text collate \"C\"", and for ID the same with "primary key". */
struct sv db_ddl_type(enum db_engine engine, enum db_type type);
bool db_ddl_has_table(struct db *db, struct sv table, bool *out, struct err *e);
bool db_ddl_has_column(struct db *db, struct sv table, struct sv column, bool *out, struct err *e);

/* Bytes that the database takes on disk, as far as the engine tells. */
bool db_bytes(struct db *db, int64_t *out, struct err *e);

/* Lets packs read the views v_* of the current schema: call it after making views, outside a transaction, on a write
 * lease. PostgreSQL: makes role `prasasti_pack`, as far as the connecting role may, and grants it select on them;
 * DB_PACK leases taken afterwards run as that role. SQLite: nothing to do. README.md: what holds without the role. */
bool db_pack_grant(struct db *db, struct err *e);

/* Every column of every table that this connection works with, by table, then in the table's order. */
struct arena;
struct db_column {
    struct sv table, name, type; /* type: the engine's own word */
};
bool db_ddl_columns(struct db *db, struct arena *a, struct db_column **out, size_t *n, struct err *e);

/* Full text over `cari`: one row per record. Tokens: lower-case words of letters and digits, without Latin accents; a
 * query's words are prefixes (a single character is not: it must stand alone) and all must occur; the first 16 count.
 * `terms` are exact tags ([a-z0-9_]+, separated by spaces: "pd12 kterbuka") that limit candidates before ranking.
 * Of each text the first 256 KiB of words are indexed. */
bool db_search_setup(struct db *db, struct err *e);
bool db_search_put(struct db *db, struct sv reg, int64_t id, struct sv title, struct sv body, struct sv terms,
                   struct err *e); /* inside a transaction; replaces */
bool db_search_drop(struct db *db, struct sv reg, int64_t id, struct err *e);
struct db_hit {
    struct sv reg;
    int64_t id;
    struct sv title;
};
/* Best first, at most `limit` (<= 1000), of the 2,000 newest records that match. any_terms: records must carry at least
 * one (none given: no limit); reg: only this register, or SV_NULL for all. A query without a word finds nothing. */
bool db_search_find(struct db *db, struct sv query, struct sv reg, const struct sv *any_terms, size_t n_terms,
                    int limit, struct arena *a, struct db_hit **hits, size_t *n, struct err *e);

/* Numbered, forward-only migrations of the floors' own tables. Each runs once, in order, in its own transaction, and is
 * noted in table `migrasi`. `sql` may hold several statements separated by ";\n"; {int} {text} {id} stand for
 * db_ddl_type(). On a write lease, outside a transaction. */
struct db_migration {
    const char *name; /* "who-001-sessions"; unique and stable for ever */
    const char *sql;
};
bool db_migrate(struct db *db, const struct db_migration *list, size_t n, struct err *e);

#endif
