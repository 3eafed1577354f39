/* SPDX-License-Identifier: MIT
 * web/limit.c -- token buckets. Tokens are counted in thousandths so that slow rates gain something every millisecond. */
#include "web/limit.h"

#include <assert.h>
#include <pthread.h>
#include <unistd.h>

#include "base/date.h"
#include "base/err.h"
#include "base/hash.h"
#include "web/web.h"

enum { WAYS = 8, LOCKS = 16, TOKEN = 1000 };

struct bucket {
    uint64_t key; /* 0: never used */
    int64_t tokens, at_ms;
};

struct limit {
    size_t rows; /* a power of two */
    int64_t per_minute, full;
    unsigned char secret[32]; /* so that nobody can aim at a row */
    pthread_mutex_t lock[LOCKS];
    struct bucket *buckets;
};

struct limit *limit_new(size_t slots, unsigned per_minute, unsigned burst)
{
    size_t rows = 64 / WAYS;
    struct limit *l = calloc(1, sizeof *l);

    assert(burst > 0 && per_minute > 0);
    while (rows * WAYS < slots && rows < (size_t) 1 << 24)
        rows *= 2;
    struct bucket *buckets = calloc(rows * WAYS, sizeof *buckets);
    if (!l || !buckets) {
        static const char text[] = "prasasti: memori sistem habis, proses berhenti\n";
        if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
            _exit(71);
        _exit(70);
    }
    l->buckets = buckets;
    l->rows = rows;
    l->per_minute = per_minute;
    l->full = (int64_t) burst * TOKEN;
    bytes_random(l->secret, sizeof l->secret);
    for (size_t i = 0; i < LOCKS; i++)
        pthread_mutex_init(&l->lock[i], NULL);
    return l;
}

void limit_free(struct limit *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < LOCKS; i++)
        pthread_mutex_destroy(&l->lock[i]);
    free(l->buckets);
    free(l);
}

static uint64_t key_of(const struct limit *l, struct sv key)
{
    struct digest d = hmac_sha256((struct sv){ (const char *) l->secret, sizeof l->secret }, key);
    uint64_t k;

    memcpy(&k, d.b, sizeof k);
    return k ? k : 1;
}

/* What the bucket holds by now. A clock that went backwards gives nothing and takes nothing. */
static void refill(const struct limit *l, struct bucket *b, int64_t now_ms)
{
    int64_t passed = now_ms - b->at_ms, to_full = (l->full / l->per_minute + 1) * 60;

    if (passed <= 0)
        return;
    b->tokens = passed >= to_full ? l->full : b->tokens + passed * l->per_minute / 60;
    if (b->tokens > l->full)
        b->tokens = l->full;
    b->at_ms = now_ms;
}

/* The key's bucket, else an unused one, else the one nearest to full; the row is locked. */
static struct bucket *bucket_of(const struct limit *l, struct bucket *row, uint64_t key, int64_t now_ms)
{
    struct bucket *best = &row[0];

    for (size_t i = 0; i < WAYS; i++)
        if (row[i].key == key) {
            refill(l, &row[i], now_ms);
            return &row[i];
        }
    for (size_t i = 0; i < WAYS; i++) {
        if (row[i].key == 0) {
            best = &row[i];
            break;
        }
        refill(l, &row[i], now_ms);
        if (row[i].tokens > best->tokens)
            best = &row[i];
    }
    *best = (struct bucket){ key, l->full, now_ms };
    return best;
}

bool limit_take(struct limit *l, struct sv key, int64_t now_ms, int *wait_s)
{
    uint64_t k = key_of(l, key);
    size_t row = k & (l->rows - 1);
    pthread_mutex_t *lock = &l->lock[row % LOCKS];
    bool ok;

    pthread_mutex_lock(lock);
    struct bucket *b = bucket_of(l, &l->buckets[row * WAYS], k, now_ms);
    ok = b->tokens >= TOKEN;
    if (ok)
        b->tokens -= TOKEN;
    int64_t wait_ms = ok ? 0 : (TOKEN - b->tokens) * 60 / l->per_minute;
    pthread_mutex_unlock(lock);
    *wait_s = ok ? 0 : (int) (wait_ms / 1000) + 1;
    return ok;
}

void limit_forget(struct limit *l, struct sv key)
{
    uint64_t k = key_of(l, key);
    size_t row = k & (l->rows - 1);
    pthread_mutex_t *lock = &l->lock[row % LOCKS];

    pthread_mutex_lock(lock);
    for (size_t i = 0; i < WAYS; i++)
        if (l->buckets[row * WAYS + i].key == k)
            l->buckets[row * WAYS + i].key = 0;
    pthread_mutex_unlock(lock);
}

bool web_limit(struct web_req *r, struct web_res *s, struct limit *l, struct sv key, struct err *e)
{
    int wait_s;

    (void) r;
    if (limit_take(l, key, time_now_ms(), &wait_s))
        return true;
    s->fail_status = 429;
    s->retry_after_s = wait_s;
    err_set(e, ERR_BUSY, T("Terlalu banyak percobaan dalam waktu singkat"));
    return err_hint(e, T("Tunggu %d detik, lalu coba lagi."), wait_s);
}
