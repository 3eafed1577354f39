/* SPDX-License-Identifier: MIT
 * db/db_priv.h -- what the parts of db/ share: a connection, a statement, and the operations an engine supplies.
 * A back end embeds struct db and struct stmt as the first member of its own structs and casts back.
 * db.c owns connections (pool, leases, transactions), stmt.c owns statements (cache, dispatch); a back end only does
 * as told and never looks at the pool. Nothing here is for other floors. */
#ifndef DB_DB_PRIV_H
#define DB_DB_PRIV_H

#include "db/db.h"

enum { STMT_CACHE_MAX = 128, STMT_BUCKETS = 128 }; /* statements kept for each connection */
enum { PACK_LIMIT_MS = 2000, WRITER_WAIT_MS = 5000 };
enum { PARAM_MAX = 4096 }; /* highest $n a text may use */

/* --- statements ----------------------------------------------------------------------------------------------- */
struct stmt {
    struct db *db;
    struct sv sql; /* own copy, NUL-terminated */
    uint64_t hash;
    struct stmt *chain;       /* next in its bucket */
    struct stmt *prev, *next; /* in db->idle (least recently used first) or in db->out */
    bool cached;              /* in a bucket; the others are freed by stmt_done() */
    bool out;                 /* between db_prepare() and stmt_done() */
};

struct stmt_list {
    struct stmt *first, *last;
};

/* --- connections ---------------------------------------------------------------------------------------------- */
enum db_tx { DB_TX_NONE, DB_TX_WRITE, DB_TX_SNAPSHOT };

struct db {
    const struct db_ops *ops;
    enum db_engine engine;
    enum db_mode mode;
    struct db_pool *pool;
    struct db *next_free;
    int64_t rests_since; /* monotonic milliseconds: when it was given back */
    enum db_tx tx;
    bool broken;    /* of no more use: closed when it comes back */
    unsigned epoch; /* DB_PACK: the grants it was opened under */
    struct stmt *bucket[STMT_BUCKETS];
    struct stmt_list idle, out;
    unsigned n_cached;
};

struct db_ops {
    void (*close)(struct db *db);  /* statements are gone already; frees db */
    bool (*usable)(struct db *db); /* asked when an idle connection is about to be leased */
    bool (*run)(struct db *db, struct sv sql, struct err *e); /* one statement, rows ignored */
    bool (*begin)(struct db *db, enum db_tx tx, struct err *e);
    bool (*commit)(struct db *db, struct err *e);
    void (*rollback)(struct db *db); /* marks db broken when even this fails */
    void (*checkpoint)(struct db *db, int64_t *measured_ms);

    bool (*prepare)(struct db *db, struct sv sql, struct stmt **out, struct err *e);
    void (*finalize)(struct stmt *q);
    bool (*bind_int)(struct stmt *q, int index, int64_t v, struct err *e);
    bool (*bind_text)(struct stmt *q, int index, struct sv v, struct err *e); /* SV_NULL: null */
    bool (*step)(struct stmt *q, bool *row, struct err *e);
    void (*reset)(struct stmt *q);  /* ends the run, keeps the values */
    void (*forget)(struct stmt *q); /* drops the values */
    int (*columns)(const struct stmt *q);
    struct sv (*name)(struct stmt *q, int column);
    bool (*is_null)(struct stmt *q, int column);
    int64_t (*get_int)(struct stmt *q, int column);
    struct sv (*get_text)(struct stmt *q, int column);
    int64_t (*changes)(struct stmt *q);
};

/* Before the first SQLite connection of the process; later calls do nothing. */
void lite_start(void);
/* Opens a connection. keeper: the SQLite connection that only moves the WAL. */
bool lite_open(const char *path, enum db_mode mode, bool keeper, struct db **out, struct err *e);
bool pg_open(const char *url, enum db_mode mode, struct db **out, struct err *e);

/* stmt.c: the statement cache of one connection. */
void stmt_return_all(struct db *db); /* gives back what a lease left out */
void stmt_drop_all(struct db *db);   /* before close */

/* pack.c: what the SQL of a regulation pack may say at all, on either engine. ERR_DENIED names what it may not. */
bool pack_check(struct sv sql, struct err *e);
bool pack_function_ok(struct sv name); /* lower case */

void db_packs_reopen(struct db *db); /* db.c: idle DB_PACK connections are not used again (grants changed) */

/* words.c: the words of a text as both engines index them: letters and digits, lower case, Latin accents removed. */
enum { WORD_BYTES = 64 };
struct word {
    char p[WORD_BYTES]; /* no NUL; a longer word is cut at a character */
    size_t n;
};
bool word_next(struct sv *rest, struct word *out); /* false: no word is left */

/* db.c: one table of what goes wrong, so that both engines say the same. Returns false. */
enum db_trouble {
    DB_IS_UNIQUE,    /* ERR_CONFLICT */
    DB_IS_BUSY,      /* ERR_BUSY: somebody else holds what we need */
    DB_IS_LOST,      /* ERR_BUSY: the connection broke */
    DB_IS_UNSURE,    /* ERR_BUSY: it broke while committing */
    DB_IS_FULL,      /* ERR_BUSY: no room */
    DB_IS_NO_MEMORY, /* ERR_BUSY */
    DB_IS_DAMAGED,   /* ERR_FAULT */
    DB_IS_SLOW,      /* ERR_FAULT: a pack's query passed its 2 s */
    DB_IS_REFUSED,   /* ERR_DENIED: a pack's query reached for what it may not */
    DB_IS_OTHER,     /* ERR_FAULT */
};
bool db_trouble(struct err *e, enum db_trouble t, const char *cause);

#endif
