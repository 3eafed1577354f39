/* SPDX-License-Identifier: MIT
 * app/traffic_take.c -- from segments to sums: list, read, add, save with the positions. */
#include "app/traffic_take.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/file.h"
#include "policy/segment.h"

enum { LEASE_MS = 5000, LIST_BYTES = 64 * 1024 * 1024, RECEIPT_BYTES = 256 * 1024 };

struct source { /* one segment of the folder */
    struct traffic_position at;
    struct segment_reader *reader; /* NULL: not being read */
    bool touched;                  /* `at` differs from what is stored */
};
struct traffic_take {
    struct db_pool *pool;
    const char *dir;
    struct traffic_batch *batch;
    struct arena *a;       /* of one receipt */
    struct source *source; /* ascending by segment */
    size_t n;
    struct timespec seen; /* when the folder last changed, as far as we have read it */
    bool loaded;          /* the positions are those of the database */
};

struct traffic_take *traffic_take_new(struct db_pool *pool, const char *segments, int zone_min)
{
    struct traffic_take *t = calloc(1, sizeof *t);

    if (!t)
        return NULL;
    t->pool = pool;
    t->dir = segments;
    t->a = arena_new(RECEIPT_BYTES);
    t->batch = traffic_batch_new(zone_min);
    if (t->batch)
        return t;
    traffic_take_free(t);
    return NULL;
}

static void forget_all(struct traffic_take *t)
{
    for (size_t i = 0; i < t->n; i++)
        segment_reader_close(t->source[i].reader);
    free(t->source);
    t->source = NULL;
    t->n = 0;
    t->seen = (struct timespec){ 0 };
    t->loaded = false;
}

void traffic_take_free(struct traffic_take *t)
{
    if (!t)
        return;
    forget_all(t);
    traffic_batch_free(t->batch);
    arena_free(t->a);
    free(t);
}

/* --- which segments there are --------------------------------------------------------------------------------------------- */

static int by_segment(const void *a, const void *b)
{
    uint64_t x = ((const struct source *) a)->at.segment, y = ((const struct source *) b)->at.segment;

    return (x > y) - (x < y);
}

static bool load(struct traffic_take *t, struct err *e)
{
    struct arena *a = arena_new(LIST_BYTES);
    struct traffic_position *at;
    struct db *db = NULL;
    size_t n;
    bool ok = db_lease(t->pool, DB_READ, LEASE_MS, &db, e) && traffic_positions(db, a, &at, &n, e);

    db_release(db);
    if (ok) {
        t->source = calloc(n + 1, sizeof *t->source);
        ok = t->source || err_set(e, ERR_FAULT, T("Memori tidak cukup untuk daftar segmen bukti"));
    }
    for (size_t i = 0; ok && i < n; i++)
        t->source[t->n++].at = at[i];
    t->loaded = ok;
    arena_free(a);
    return ok;
}

/* Segments that came; those that went stay as they are: what was taken of them was taken. */
static bool look(struct traffic_take *t, struct err *e)
{
    struct source *all = NULL;
    struct arena *a;
    size_t n = 0, have = t->n;
    uint64_t *ids;
    struct stat st;

    if (stat(t->dir, &st) != 0 ||
        (st.st_mtim.tv_sec == t->seen.tv_sec && st.st_mtim.tv_nsec == t->seen.tv_nsec))
        return true;
    a = arena_new(LIST_BYTES);
    if (!segment_list(t->dir, a, &ids, &n, e)) {
        arena_free(a);
        return false;
    }
    all = realloc(t->source, (have + n + 1) * sizeof *all);
    if (!all) {
        arena_free(a);
        return err_set(e, ERR_FAULT, T("Memori tidak cukup untuk daftar segmen bukti"));
    }
    t->source = all;
    for (size_t i = 0; i < n; i++) {
        struct source is = { .at = { .segment = ids[i] } };

        if (!have || !bsearch(&is, all, have, sizeof is, by_segment))
            all[t->n++] = is;
    }
    qsort(all, t->n, sizeof *all, by_segment);
    arena_free(a);
    /* Times of files are coarse: a change in the same instant must be seen again. */
    t->seen = time_now() > st.st_mtim.tv_sec + 1 ? st.st_mtim : (struct timespec){ 0 };
    return true;
}

/* --- one receipt ------------------------------------------------------------------------------------------------------------ */

static bool add(struct traffic_take *t, const struct segment_record *rec, struct err *e)
{
    struct receipt r;

    arena_reset(t->a);
    if (!receipt_parse(rec->payload, t->a, &r, e))
        return false;
    traffic_batch_add(t->batch,
                      &(struct traffic_fact){ .time_ms = rec->time_ms,
                                              .day = rec->day,
                                              .agreement = rec->agreement,
                                              .provider = r.provider_agency,
                                              .consumer_agency = r.consumer_agency,
                                              .service = r.service,
                                              .number = r.agreement,
                                              .consumer = r.consumer,
                                              .outcome = r.refusal,
                                              .status = r.status,
                                              .charged = rec->charged,
                                              .in = r.request_bytes,
                                              .out = r.response_bytes,
                                              .us = r.total_us,
                                              .key = r.has_key && r.consumer.n ? &r.key_fingerprint : NULL,
                                              .proof = receipt_proof_word(r.proof) });
    return true;
}

/* Nothing more will come of it. What it held and we did not see was erased when its time was over, or is damaged. */
static void ended(struct traffic_take *t, struct source *s)
{
    struct segment_facts f;
    struct err none = { 0 };

    segment_reader_close(s->reader);
    s->reader = NULL;
    s->at.ended = s->touched = true;
    if (segment_facts(t->dir, s->at.segment, &f, &none) && f.sealed && (int64_t) f.records > s->at.receipts)
        s->at.lost = (int64_t) f.records - s->at.receipts;
}

/* *full: the batch is. */
static bool take_from(struct traffic_take *t, struct source *s, bool *full, struct err *e)
{
    enum segment_next what = SEGMENT_RECORD;
    struct segment_record rec;
    struct err why = { 0 };

    if (!s->reader)
        s->reader = segment_reader_open(t->dir, s->at.segment, s->at.offset, &why);
    if (!s->reader) {
        if (why.kind != ERR_MISSING && why.kind != ERR_INPUT) {
            *e = why;
            return false;
        }
        ended(t, s);
        return true;
    }
    while (!(*full = !traffic_batch_room(t->batch))) {
        if (!segment_reader_next(s->reader, &rec, &what, e))
            return false;
        if (what == SEGMENT_WAIT)
            return true;
        if (what != SEGMENT_RECORD) {
            ended(t, s);
            return true;
        }
        if (add(t, &rec, &why))
            s->at.receipts++;
        else
            s->at.lost++; /* whole on disk and yet no receipt: shown as lost, and in the way of nothing */
        s->at.offset = segment_reader_offset(s->reader);
        s->touched = true;
    }
    return true;
}

/* --- a batch ------------------------------------------------------------------------------------------------------------------ */

static bool save(struct traffic_take *t, struct err *e)
{
    struct db *db = NULL;
    bool ok = db_lease(t->pool, DB_WRITE, LEASE_MS, &db, e) && db_begin(db, e) &&
              traffic_batch_save(t->batch, db, e);

    for (size_t i = 0; ok && i < t->n; i++)
        if (t->source[i].touched)
            ok = traffic_position_put(db, &t->source[i].at, e);
    ok = ok && db_commit(db, e);
    db_release(db);
    for (size_t i = 0; ok && i < t->n; i++)
        t->source[i].touched = false;
    return ok;
}

static bool some(struct traffic_take *t, bool *full, struct err *e)
{
    bool any = false;

    if ((!t->loaded && !load(t, e)) || !look(t, e))
        return false;
    for (size_t i = 0; i < t->n && !*full; i++)
        if (!t->source[i].at.ended && !take_from(t, &t->source[i], full, e))
            return false;
    for (size_t i = 0; i < t->n && !any; i++)
        any = t->source[i].touched;
    return !any || save(t, e);
}

bool traffic_take_some(struct traffic_take *t, size_t *n, bool *more, struct err *e)
{
    bool ok;

    *more = false;
    ok = some(t, more, e);
    *n = ok ? traffic_batch_size(t->batch) : 0;
    traffic_batch_reset(t->batch);
    if (!ok) {
        *more = false;
        forget_all(t); /* what was read and not saved is read again */
    }
    return ok;
}
