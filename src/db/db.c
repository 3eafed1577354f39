/* SPDX-License-Identifier: MIT
 * db/db.c -- the pool, leases with a deadline, transactions, and what both engines say when something goes wrong.
 * Each mode has its own group of connections, opened when first needed and reused last in, first out, so that a quiet
 * server keeps few of them warm. The write group holds one: on SQLite its lease is the writer's mutex, and on
 * PostgreSQL a second writer of this process would only wait for the advisory lock with a connection in its hand. */
#include "db/db_priv.h"

#include "base/buf.h"
#include "base/date.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>

enum { READERS_DEFAULT = 8, PACKS_MAX = 4 };

struct group {
    struct db *free;
    unsigned open, n_free, max;
    pthread_cond_t back; /* a connection or a place came free */
};

struct db_pool {
    enum db_engine engine;
    char *where; /* file or connection string */
    pthread_mutex_t lock;
    struct group group[3]; /* by enum db_mode */
    unsigned epoch;        /* raised by db_pack_grant() */
    pthread_mutex_t keeper_lock;
    int64_t measured_ms; /* SQLite: when the tables were last measured for the planner; 0: not yet */
};

/* --- what goes wrong ------------------------------------------------------------------------------------------ */
bool db_trouble(struct err *e, enum db_trouble t, const char *cause)
{
    static const struct {
        enum err_kind kind;
        const char *text, *hint;
    } what[] = {
        [DB_IS_UNIQUE] = { ERR_CONFLICT, T("Data yang sama sudah ada"),
                           T("Buka data yang sudah ada, atau ubah bagian yang tidak boleh sama.") },
        [DB_IS_BUSY] = { ERR_BUSY, T("Basis data sedang sibuk"), T("Tunggu beberapa saat, lalu coba lagi.") },
        [DB_IS_LOST] = { ERR_BUSY, T("Sambungan ke basis data terputus"),
                         T("Tunggu beberapa saat, lalu coba lagi.") },
        [DB_IS_UNSURE] = { ERR_BUSY, T("Sambungan ke basis data terputus saat perubahan disimpan"),
                           T("Periksa dahulu apakah perubahan sudah tersimpan, baru ulangi bila belum.") },
        [DB_IS_FULL] = { ERR_BUSY, T("Penyimpanan penuh: perubahan tidak disimpan"),
                         T("Minta pengelola sistem menambah ruang penyimpanan, lalu coba lagi.") },
        [DB_IS_NO_MEMORY] = { ERR_BUSY, T("Memori tidak cukup untuk menjalankan perintah"),
                              T("Tunggu beberapa saat, lalu coba lagi.") },
        [DB_IS_DAMAGED] = { ERR_FAULT, T("Berkas basis data rusak atau tidak dapat dibaca"),
                            T("Minta pengelola sistem memeriksa penyimpanan dan cadangan terakhir.") },
        [DB_IS_SLOW] = { ERR_FAULT, T("Kueri aturan berjalan lebih dari 2 detik dan dihentikan"),
                         T("Persempit kuerinya, atau minta pengelola sistem memeriksa paket peraturan.") },
        [DB_IS_REFUSED] = { ERR_DENIED, T("Kueri aturan meminta yang tidak boleh dibacanya"),
                            T("Pakai hanya pandangan v_… dan fungsi yang diizinkan.") },
        [DB_IS_OTHER] = { ERR_FAULT, T("Basis data menolak perintah"),
                          T("Beri tahu pengelola sistem; rinciannya ada di log.") },
    };

    err_set(e, what[t].kind, "%s", what[t].text);
    err_hint(e, "%s", what[t].hint);
    return err_cause(e, "%s", cause);
}

/* --- pool ----------------------------------------------------------------------------------------------------- */
static bool open_connection(struct db_pool *p, enum db_mode mode, unsigned epoch, struct db **out,
                            struct err *e)
{
    struct db *db = NULL;
    bool ok =
        p->engine == DB_SQLITE ? lite_open(p->where, mode, false, &db, e) : pg_open(p->where, mode, &db, e);

    if (!ok)
        return false;
    db->pool = p;
    db->mode = mode;
    db->epoch = epoch;
    *out = db;
    return true;
}

static void close_connection(struct db *db)
{
    db->broken = true; /* its statements need no farewell of their own */
    stmt_drop_all(db);
    db->ops->close(db);
}

static void pool_free(struct db_pool *p)
{
    for (size_t i = 0; i < 3; i++)
        pthread_cond_destroy(&p->group[i].back);
    pthread_mutex_destroy(&p->lock);
    pthread_mutex_destroy(&p->keeper_lock);
    free(p->where);
    free(p);
}

bool db_pool_open(const struct db_conf *conf, struct db_pool **out, struct err *e)
{
    struct db_pool *p = calloc(1, sizeof *p);
    unsigned readers = conf->readers ? conf->readers : READERS_DEFAULT;
    struct db *first = NULL;
    pthread_condattr_t attr;

    assert((conf->path != NULL) != (conf->url != NULL));
    if (!p)
        return db_trouble(e, DB_IS_NO_MEMORY, "calloc");
    p->engine = conf->path ? DB_SQLITE : DB_PG;
    p->where = strdup(conf->path ? conf->path : conf->url);
    p->group[DB_READ].max = readers;
    p->group[DB_WRITE].max = 1;
    p->group[DB_PACK].max = PACKS_MAX;
    pthread_mutex_init(&p->lock, NULL);
    pthread_mutex_init(&p->keeper_lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    for (size_t i = 0; i < 3; i++)
        pthread_cond_init(&p->group[i].back, &attr);
    pthread_condattr_destroy(&attr);

    if (p->engine == DB_SQLITE)
        lite_start();
    /* The write connection at once: it makes the file, and a wrong path or password is told now, not to a user. */
    if (!p->where)
        db_trouble(e, DB_IS_NO_MEMORY, "strdup");
    if (!p->where || !db_lease(p, DB_WRITE, 0, &first, e)) {
        pool_free(p);
        return false;
    }
    db_release(first);
    *out = p;
    return true;
}

void db_pool_close(struct db_pool *p)
{
    struct err ignored = { 0 };
    struct db *last;

    if (!p)
        return;
    /* Readers first: a writer is the last to leave, so that SQLite folds the WAL into the file. */
    if (p->engine == DB_SQLITE && !p->group[DB_WRITE].open && db_lease(p, DB_WRITE, 0, &last, &ignored))
        db_release(last);
    static const enum db_mode order[] = { DB_READ, DB_PACK, DB_WRITE };
    for (size_t i = 0; i < 3; i++) {
        struct group *g = &p->group[order[i]];
        assert(g->n_free == g->open);
        while (g->free) {
            struct db *db = g->free;
            g->free = db->next_free;
            close_connection(db);
        }
    }
    pool_free(p);
}

enum db_engine db_pool_engine(const struct db_pool *p)
{
    return p->engine;
}

void db_pool_checkpoint(struct db_pool *p)
{
    struct err ignored = { 0 };
    struct db *keeper;

    if (p->engine != DB_SQLITE)
        return;
    pthread_mutex_lock(&p->keeper_lock);
    /* A connection of its own, for this once: opening it costs some milliseconds, keeping it some megabytes. */
    if (lite_open(p->where, DB_WRITE, true, &keeper, &ignored)) {
        keeper->ops->checkpoint(keeper, &p->measured_ms);
        close_connection(keeper);
    }
    pthread_mutex_unlock(&p->keeper_lock);
}

static struct timespec deadline_after(int timeout_ms)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    if (timeout_ms > 0) {
        t.tv_sec += timeout_ms / 1000;
        t.tv_nsec += (long) (timeout_ms % 1000) * 1000000;
        if (t.tv_nsec >= 1000000000) {
            t.tv_sec++;
            t.tv_nsec -= 1000000000;
        }
    }
    return t;
}

static void give_place_back(struct db_pool *p, struct group *g)
{
    pthread_mutex_lock(&p->lock);
    g->open--;
    pthread_cond_signal(&g->back);
    pthread_mutex_unlock(&p->lock);
}

bool db_lease(struct db_pool *p, enum db_mode mode, int timeout_ms, struct db **out, struct err *e)
{
    struct group *g = &p->group[mode];
    struct timespec until = deadline_after(timeout_ms);
    struct db *db;
    unsigned epoch;
    int rc = 0;

    pthread_mutex_lock(&p->lock);
    while (!g->free && g->open == g->max && rc != ETIMEDOUT)
        rc = pthread_cond_timedwait(&g->back, &p->lock, &until);
    db = g->free;
    if (!db && g->open == g->max) {
        pthread_mutex_unlock(&p->lock);
        return db_trouble(e, DB_IS_BUSY, "no connection came free in time");
    }
    if (db) {
        g->free = db->next_free;
        g->n_free--;
    } else {
        g->open++; /* our place, before the lock is let go */
    }
    epoch = p->epoch;
    pthread_mutex_unlock(&p->lock);

    if (db && ((mode == DB_PACK && db->epoch != epoch) || !db->ops->usable(db))) {
        close_connection(db);
        db = NULL;
    }
    if (!db && !open_connection(p, mode, epoch, &db, e)) {
        give_place_back(p, g);
        return false;
    }
    *out = db;
    return true;
}

void db_release(struct db *db)
{
    struct db_pool *p;
    struct group *g;

    if (!db)
        return;
    p = db->pool;
    g = &p->group[db->mode];
    stmt_return_all(db);
    db_rollback(db);
    if (db->broken) {
        close_connection(db);
        give_place_back(p, g);
        return;
    }
    pthread_mutex_lock(&p->lock);
    db->rests_since = time_now_ms();
    db->next_free = g->free;
    g->free = db;
    g->n_free++;
    pthread_cond_signal(&g->back);
    pthread_mutex_unlock(&p->lock);
}

/* Cuts off those that have rested long enough: the last ones back are the first out again, so they are the end of the list. */
static struct db *cut_resting(struct group *g, int64_t before)
{
    struct db **end = &g->free, *cut;

    while (*end && (*end)->rests_since > before)
        end = &(*end)->next_free;
    cut = *end;
    *end = NULL;
    for (struct db *db = cut; db; db = db->next_free) {
        g->n_free--;
        g->open--;
    }
    return cut;
}

void db_pool_rest(struct db_pool *p, int rest_ms)
{
    int64_t before = time_now_ms() - rest_ms;

    for (size_t i = 0; i < 3; i++) {
        pthread_mutex_lock(&p->lock);
        struct db *cut = cut_resting(&p->group[i], before);
        pthread_mutex_unlock(&p->lock);
        while (cut) {
            struct db *db = cut;
            cut = db->next_free;
            close_connection(db);
        }
    }
}

enum db_engine db_engine_of(const struct db *db)
{
    return db->engine;
}

/* --- transactions --------------------------------------------------------------------------------------------- */
static bool begin(struct db *db, enum db_tx tx, struct err *e)
{
    assert(db->tx == DB_TX_NONE);
    if (!db->ops->begin(db, tx, e))
        return false;
    db->tx = tx;
    return true;
}

bool db_begin(struct db *db, struct err *e)
{
    assert(db->mode == DB_WRITE);
    return begin(db, DB_TX_WRITE, e);
}

bool db_commit(struct db *db, struct err *e)
{
    assert(db->tx == DB_TX_WRITE);
    if (!db->ops->commit(db, e)) {
        db_rollback(db);
        return false;
    }
    db->tx = DB_TX_NONE;
    return true;
}

void db_rollback(struct db *db)
{
    if (db->tx == DB_TX_NONE)
        return;
    db->tx = DB_TX_NONE;
    db->ops->rollback(db);
}

bool db_in_transaction(const struct db *db)
{
    return db->tx == DB_TX_WRITE;
}

bool db_snapshot_begin(struct db *db, struct err *e)
{
    return begin(db, DB_TX_SNAPSHOT, e);
}

bool db_in_snapshot(const struct db *db)
{
    return db->tx == DB_TX_SNAPSHOT;
}

void db_snapshot_end(struct db *db)
{
    assert(db->tx != DB_TX_WRITE);
    db_rollback(db);
}

/* --- small things both engines need --------------------------------------------------------------------------- */
void db_ident(struct buf *b, struct sv name)
{
    assert(sv_is_key(name));
    buf_char(b, '"');
    buf_put(b, name);
    buf_char(b, '"');
}

void db_packs_reopen(struct db *db)
{
    pthread_mutex_lock(&db->pool->lock);
    db->pool->epoch++;
    pthread_mutex_unlock(&db->pool->lock);
}
