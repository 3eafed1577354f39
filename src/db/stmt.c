/* SPDX-License-Identifier: MIT
 * db/stmt.c -- statements: a cache for each connection, keyed by the SQL text, and the calls passed to the back end.
 * A statement is idle (on db->idle, least recently used first) or out (on db->out). The same text asked for while its
 * statement is out gets a second, uncached one. */
#include "db/db_priv.h"

#include <assert.h>

/* Eight bytes at a time: texts are a few hundred bytes and are hashed at every db_prepare(). Not for foreign keys. */
static uint64_t hash_of(struct sv s)
{
    uint64_t h = 0x9E3779B97F4A7C15u ^ s.n, w;
    size_t i = 0;

    for (; i + 8 <= s.n; i += 8) {
        memcpy(&w, s.p + i, 8);
        h = (h ^ w) * 0xBF58476D1CE4E5B9u;
        h ^= h >> 32;
    }
    w = 0;
    if (i < s.n)
        memcpy(&w, s.p + i, s.n - i);
    h = (h ^ w) * 0x94D049BB133111EBu;
    return h ^ (h >> 29);
}

static void list_add(struct stmt_list *l, struct stmt *q)
{
    q->prev = l->last;
    q->next = NULL;
    if (l->last)
        l->last->next = q;
    else
        l->first = q;
    l->last = q;
}

static void list_remove(struct stmt_list *l, struct stmt *q)
{
    if (q->prev)
        q->prev->next = q->next;
    else
        l->first = q->next;
    if (q->next)
        q->next->prev = q->prev;
    else
        l->last = q->prev;
    q->prev = q->next = NULL;
}

static void destroy(struct stmt *q)
{
    struct db *db = q->db;
    char *sql = (char *) (uintptr_t) q->sql.p;

    db->ops->finalize(q); /* frees q */
    free(sql);
}

static void uncache(struct stmt *q)
{
    struct stmt **at = &q->db->bucket[q->hash % STMT_BUCKETS];

    while (*at != q)
        at = &(*at)->chain;
    *at = q->chain;
    q->db->n_cached--;
    q->cached = false;
}

static struct stmt *find_text(const struct db *db, uint64_t hash, struct sv sql)
{
    struct stmt *q = db->bucket[hash % STMT_BUCKETS];

    while (q && !(q->hash == hash && sv_eq(q->sql, sql)))
        q = q->chain;
    return q;
}

/* A new statement: checked, prepared, and in the cache unless its text is there already. */
static bool make(struct db *db, struct sv sql, uint64_t hash, bool cached, struct stmt **out, struct err *e)
{
    struct stmt *q = NULL;
    char *copy;

    if (db->mode == DB_PACK && !pack_check(sql, e))
        return false;
    copy = malloc(sql.n + 1);
    if (!copy)
        return db_trouble(e, DB_IS_NO_MEMORY, "malloc");
    memcpy(copy, sql.p, sql.n);
    copy[sql.n] = '\0';
    if (!db->ops->prepare(db, (struct sv){ copy, sql.n }, &q, e)) {
        free(copy);
        return false;
    }
    q->db = db;
    q->sql = (struct sv){ copy, sql.n };
    q->hash = hash;
    if (cached) {
        if (db->n_cached >= STMT_CACHE_MAX && db->idle.first) {
            struct stmt *oldest = db->idle.first;
            list_remove(&db->idle, oldest);
            uncache(oldest);
            destroy(oldest);
        }
        q->chain = db->bucket[hash % STMT_BUCKETS];
        db->bucket[hash % STMT_BUCKETS] = q;
        db->n_cached++;
        q->cached = true;
    }
    *out = q;
    return true;
}

bool db_prepare(struct db *db, struct sv sql, struct stmt **out, struct err *e)
{
    uint64_t hash = hash_of(sql);
    struct stmt *q = find_text(db, hash, sql);

    if (q && !q->out)
        list_remove(&db->idle, q);
    else if (!make(db, sql, hash, q == NULL, &q, e))
        return false;
    q->out = true;
    list_add(&db->out, q);
    *out = q;
    return true;
}

void stmt_done(struct stmt *q)
{
    if (!q)
        return;
    assert(q->out);
    q->out = false;
    list_remove(&q->db->out, q);
    if (!q->cached) {
        destroy(q);
        return;
    }
    q->db->ops->reset(q);
    q->db->ops->forget(q);
    list_add(&q->db->idle, q);
}

void stmt_return_all(struct db *db)
{
    while (db->out.first)
        stmt_done(db->out.first);
}

void stmt_drop_all(struct db *db)
{
    stmt_return_all(db);
    while (db->idle.first) {
        struct stmt *q = db->idle.first;
        list_remove(&db->idle, q);
        uncache(q);
        destroy(q);
    }
}

bool stmt_int(struct stmt *q, int index, int64_t v, struct err *e)
{
    assert(index >= 1 && index <= PARAM_MAX);
    return q->db->ops->bind_int(q, index, v, e);
}

bool stmt_text(struct stmt *q, int index, struct sv v, struct err *e)
{
    assert(index >= 1 && index <= PARAM_MAX);
    /* PostgreSQL cannot hold it and SQLite would show half of it. */
    if (v.n > 0 && memchr(v.p, '\0', v.n)) {
        err_set(e, ERR_INPUT, T("Teks memuat karakter NUL yang tidak dapat disimpan"));
        return err_hint(e, T("Ketik ulang teksnya, jangan salin dari berkas biner."));
    }
    return q->db->ops->bind_text(q, index, v, e);
}

bool stmt_null(struct stmt *q, int index, struct err *e)
{
    return stmt_text(q, index, SV_NULL, e);
}

bool stmt_step(struct stmt *q, bool *row, struct err *e)
{
    return q->db->ops->step(q, row, e);
}

void stmt_reset(struct stmt *q)
{
    q->db->ops->reset(q);
}

int stmt_columns(const struct stmt *q)
{
    return q->db->ops->columns(q);
}

struct sv stmt_name(struct stmt *q, int column)
{
    return q->db->ops->name(q, column);
}

bool stmt_is_null(struct stmt *q, int column)
{
    return q->db->ops->is_null(q, column);
}

int64_t stmt_get_int(struct stmt *q, int column)
{
    return q->db->ops->get_int(q, column);
}

struct sv stmt_get_text(struct stmt *q, int column)
{
    return q->db->ops->get_text(q, column);
}

int64_t stmt_changes(struct stmt *q)
{
    return q->db->ops->changes(q);
}

bool db_run(struct db *db, struct sv sql, struct err *e)
{
    if (db->mode == DB_PACK && !pack_check(sql, e))
        return false;
    return db->ops->run(db, sql, e);
}

bool db_one_int(struct db *db, struct sv sql, int64_t otherwise, int64_t *out, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = false;

    if (!db_prepare(db, sql, &q, e) || !stmt_step(q, &row, e))
        goto out;
    *out = row && !stmt_is_null(q, 0) ? stmt_get_int(q, 0) : otherwise;
    ok = true;
out:
    stmt_done(q);
    return ok;
}
