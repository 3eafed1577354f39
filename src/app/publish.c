/* SPDX-License-Identifier: MIT
 * app/publish.c -- the threads that keep publications at gateways as they are here. */
#include "app/publish_priv.h"

#include <poll.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/log.h"

enum {
    LOOK_MS = 1000,
    STEP_MS = 100,
    LEASE_MS = 5000,
    AGE_MS = 60 * 1000,  /* looked at again after this, though nothing was recorded */
    STIR_MS = 10 * 1000, /* so long after an event the hub may still be finding out what is open */
    ROUND_BYTES = 64 * 1024 * 1024
};

static void *run(void *arg);

/* --- what is wanted --------------------------------------------------------------------------------------------------- */

static struct publication *load(struct publisher *p, struct db *pack, struct arena *a, size_t *n,
                                struct err *e)
{
    struct date_text today = date_iso(region_today(p->r));
    struct publication *list = NULL;
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row = true,
         ok = db_prepare(pack, p->s->sql[HUB_PUBLICATIONS], &q, e) && /* checked: on a DB_PACK lease */
              stmt_text(q, 1, sv_of(today.s), e);

    *n = 0;
    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, list, *n, cap) = (struct publication){ .id = hub_number(q, SV("id"), 0),
                                                              .gateway = hub_number(q, SV("gateway"), 0),
                                                              .service = hub_number(q, SV("service"), 0),
                                                              .openapi = hub_number(q, SV("openapi"), 0),
                                                              .name = hub_text(q, SV("name"), a),
                                                              .context = hub_text(q, SV("context"), a),
                                                              .version = hub_text(q, SV("version"), a),
                                                              .brief = hub_text(q, SV("brief"), a),
                                                              .wanted = hub_number(q, SV("wanted"), 0) != 0 };
    stmt_done(q);
    if (ok && !list)
        list = ARENA_NEW(a, struct publication);
    return ok ? list : NULL;
}

/* Is there anything to look at? Otherwise a region in which nothing happens costs a lane one small query a second. */
static bool stirred(struct lane *l, struct err *e)
{
    struct db *db = NULL;
    int64_t seq = l->seq, now = time_now_ms();
    bool quiet = true, ok = db_lease(l->p->r->pool, DB_READ, LEASE_MS, &db, e) &&
                            db_one_int(db, SV("select coalesce(max(seq), 0) from peristiwa"), 0, &seq, e);

    db_release(db);
    for (size_t i = 0; i < l->n_known; i++)
        quiet = quiet && l->known[i].settled;
    if (ok && seq != l->seq) {
        l->seq = seq;
        l->stirred_ms = now;
    }
    if (quiet && l->round_ms && now - l->stirred_ms > STIR_MS && now - l->round_ms < AGE_MS)
        return false;
    l->round_ms = now;
    return ok;
}

/* --- lanes -------------------------------------------------------------------------------------------------------------- */

static bool has_lane(const struct publisher *p, int64_t gateway)
{
    for (size_t i = 0; i < p->lanes; i++)
        if (p->lane[i]->gateway == gateway)
            return true;
    return false;
}

/* Where no more can be had, the first lane goes on with that gateway itself. */
static void open_lane(struct publisher *p, int64_t gateway)
{
    struct lane *l;

    if (p->lanes == LANES_MAX || has_lane(p, gateway) || !(l = calloc(1, sizeof *l)))
        return;
    l->p = p;
    l->gateway = gateway;
    if (pthread_create(&l->thread, NULL, run, l) != 0) {
        free(l);
        return;
    }
    p->lane[p->lanes++] = l;
}

/* What is no longer in the list may come back to this lane from another: then nothing is known of it. */
static void forget_unseen(struct lane *l)
{
    size_t n = 0;

    for (size_t i = 0; i < l->n_known; i++)
        if (l->known[i].seen) {
            l->known[n] = l->known[i];
            l->known[n++].seen = false;
        }
    l->n_known = n;
}

static bool round_once(struct lane *l, struct arena *a, struct err *e)
{
    struct publisher *p = l->p;
    struct gateway_conf *conf = NULL;
    struct publication *list = NULL;
    struct db *pack = NULL;
    size_t n = 0, n_conf = 0;
    bool ok = db_lease(p->r->pool, DB_PACK, LEASE_MS, &pack, e) && (list = load(p, pack, a, &n, e)) != NULL;

    db_release(pack);
    ok = ok && (!n || gateway_confs(p->r, p->s, a, &conf, &n_conf, e));
    for (size_t i = 0; ok && i < n && !atomic_load(&p->stop); i++) {
        struct work w = { .lane = l, .it = &list[i], .a = a };

        if (l == &p->first && list[i].gateway)
            open_lane(p, list[i].gateway);
        if (l == &p->first ? has_lane(p, list[i].gateway) : list[i].gateway != l->gateway)
            continue;
        for (size_t k = 0; k < n_conf; k++)
            if (conf[k].id == list[i].gateway)
                w.c = &conf[k];
        w.to = (struct publish_to){ .c = w.c, .stop = &p->stop, .a = a };
        ok = publish_one(&w, e);
    }
    if (ok && !atomic_load(&p->stop))
        forget_unseen(l);
    return ok;
}

static void *run(void *arg)
{
    struct lane *l = arg;
    struct publisher *p = l->p;

    while (!atomic_load(&p->stop)) {
        struct arena *a = arena_new(ROUND_BYTES);
        struct err e = { 0 };
        bool ok = stirred(l, &e) ? round_once(l, a, &e) : !e.kind;

        if (!ok && !l->failed && e.kind != ERR_BUSY)
            log_line(LOG_ERROR, "gerbang", "%s (%s)", e.text, e.cause);
        l->failed = !ok;
        arena_free(a);
        for (int left = LOOK_MS; left > 0 && !atomic_load(&p->stop); left -= STEP_MS)
            poll(NULL, 0, STEP_MS);
    }
    return NULL;
}

bool publish_start(const struct region *r, const struct hub_source *s, struct gateways *g,
                   struct publisher **out, struct err *e)
{
    struct publisher *p;

    *out = NULL;
    if (!g || !s->sql[HUB_PUBLICATIONS].n)
        return true;
    if (!(p = calloc(1, sizeof *p)))
        return err_set(e, ERR_FAULT, T("Memori habis."));
    p->r = r;
    p->s = s;
    p->gateways = g;
    p->first.p = p;
    if (pthread_create(&p->first.thread, NULL, run, &p->first) != 0) {
        free(p);
        return err_set(e, ERR_FAULT, T("Menyiapkan penerbitan layanan gagal."));
    }
    *out = p;
    return true;
}

static void end_lane(struct lane *l)
{
    pthread_join(l->thread, NULL);
    explicit_bzero(&l->token, sizeof l->token);
}

void publish_stop(struct publisher *p)
{
    if (!p)
        return;
    atomic_store(&p->stop, true);
    end_lane(&p->first); /* which alone opens others */
    for (size_t i = 0; i < p->lanes; i++) {
        end_lane(p->lane[i]);
        free(p->lane[i]);
    }
    free(p);
}
