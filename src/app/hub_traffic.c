/* SPDX-License-Identifier: MIT
 * app/hub_traffic.c -- the thread that adds up what passed the hub. */
#include "app/hub_traffic.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "app/exchange.h"
#include "app/traffic_take.h"
#include "base/arena.h"
#include "base/date.h"
#include "base/log.h"

enum { LOOK_MS = 1000, STEP_MS = 100, SHARE = 4, NICE = 10, LEASE_MS = 5000, FORGET_S = 3600 };

struct hub_traffic {
    const struct region *r;
    struct arena *a;
    struct traffic_take *take;
    pthread_t thread;
    atomic_bool stop;
    int64_t forgotten; /* when old rows last went */
    bool failed;       /* said already */
};

static void forget(struct hub_traffic *t)
{
    int64_t now = t->r->records.now();
    struct db *db = NULL;
    struct err e = { 0 };

    if (now - t->forgotten < FORGET_S && now >= t->forgotten)
        return;
    if (db_lease(t->r->pool, DB_WRITE, LEASE_MS, &db, &e) && db_begin(db, &e) &&
        traffic_forget(db, now, &e) && db_commit(db, &e))
        t->forgotten = now;
    db_release(db);
}

/* How long to wait before the next look. */
static int64_t round_once(struct hub_traffic *t)
{
    int64_t begun = time_now_ms();
    struct err e = { 0 };
    bool more = false, ok;
    size_t n;

    ok = traffic_take_some(t->take, &n, &more, &e);
    if (!ok && !t->failed && e.kind != ERR_BUSY)
        log_line(LOG_ERROR, "hub", "%s (%s)", e.text, e.cause);
    t->failed = !ok && (t->failed || e.kind != ERR_BUSY);
    return more ? SHARE * (time_now_ms() - begun) + 1 : LOOK_MS;
}

static void *run(void *arg)
{
    struct hub_traffic *t = arg;

    setpriority(PRIO_PROCESS, 0,
                NICE); /* Linux: of this thread alone; a wish, so its answer does not matter */
    while (!atomic_load(&t->stop)) {
        int64_t pause = round_once(t);

        forget(t);
        for (int64_t left = pause; left > 0 && !atomic_load(&t->stop); left -= STEP_MS)
            poll(NULL, 0, left < STEP_MS ? (int) left : STEP_MS);
    }
    return NULL;
}

static void free_all(struct hub_traffic *t)
{
    traffic_take_free(t->take);
    arena_free(t->a);
    free(t);
}

bool hub_traffic_start(const struct region *r, struct hub_traffic **out, struct err *e)
{
    struct hub_traffic *t = calloc(1, sizeof *t);

    *out = NULL;
    if (!t)
        return err_set(e, ERR_FAULT, T("Memori habis."));
    t->r = r;
    t->a = arena_new(64 * 1024);
    t->take = traffic_take_new(r->pool, exchange_segments(r->dir, t->a), r->regulation.zone_min);
    if (!t->take || pthread_create(&t->thread, NULL, run, t) != 0) {
        free_all(t);
        return err_set(e, ERR_FAULT, T("Menyiapkan penjumlah lalu lintas penghubung gagal."));
    }
    *out = t;
    return true;
}

void hub_traffic_stop(struct hub_traffic *t)
{
    if (!t)
        return;
    atomic_store(&t->stop, true);
    pthread_join(t->thread, NULL);
    free_all(t);
}
