/* SPDX-License-Identifier: MIT
 * app/gateway.c -- the thread that keeps tokens of national gateways. The thread alone writes; whoever else reads takes the lock. */
#include "app/gateway_priv.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/nginx_hub.h"
#include "app/paths.h"
#include "base/arena.h"
#include "base/date.h"
#include "base/file.h"
#include "base/log.h"

enum {
    LOOK_MS = 250,
    AGE_MS = 60 * 1000,           /* connections are read again after this, for gates that a day closes */
    REFUSED_BYTES = 64 * 1024,    /* of the file in which the hub notes a 401; then it begins anew */
    REFUSED_EVERY_MS = 30 * 1000, /* a gateway that refuses every token is not asked more often */
    RETRY_MIN_MS = 1000,
    RETRY_MAX_MS = 60 * 1000,
    MARGIN_MS = 5000
};

/* --- tokens --------------------------------------------------------------------------------------------------------- */

struct held *gateway_held(struct gateways *g, int64_t id)
{
    for (size_t i = 0; i < g->n_held; i++)
        if (g->held[i].id == id)
            return &g->held[i];
    return NULL;
}

/* The same, made when it is new; NULL: there are too many. Of the thread alone. */
static struct held *held_make(struct gateways *g, int64_t id)
{
    struct held *h = gateway_held(g, id);

    if (h || g->n_held == GATEWAYS_MAX)
        return h;
    pthread_mutex_lock(&g->lock);
    h = &g->held[g->n_held++];
    *h = (struct held){ .id = id };
    pthread_mutex_unlock(&g->lock);
    return h;
}

static struct digest key_of(const struct gateway_conf *c)
{
    const struct sv part[] = { c->token_url,
                               SV("\n"),
                               c->client,
                               SV("\n"),
                               c->scope,
                               SV("\n"),
                               c->secret.p ? c->secret : SV(""),
                               SV("\n"),
                               c->base_url,
                               c->in_body ? SV("isi") : SV("") };

    return sha256_parts(part, sizeof part / sizeof part[0]);
}

bool gateway_counts(const struct held *h)
{
    return h->n > 0 && time_now_ms() < h->until_ms;
}

static int64_t jitter(int64_t span)
{
    uint32_t x;

    bytes_random(&x, sizeof x);
    return span > 0 ? (int64_t) (x % (uint64_t) (span + 1)) : 0;
}

static const char *token_path(const struct gateways *g, int64_t id, struct arena *a)
{
    return arena_printf(a, "%s/run/rahasia/token-%lld", g->r->dir, (long long) id).p;
}

static void hold(struct gateways *g, struct held *h, const struct digest *key, struct sv token,
                 int64_t life_ms, int64_t got)
{
    int64_t now = time_now_ms(), margin = life_ms / 10 < MARGIN_MS ? life_ms / 10 : MARGIN_MS;

    pthread_mutex_lock(&g->lock);
    for (size_t i = 0; i < token.n; i++)
        h->token[i] = token.p[i];
    h->n = token.n;
    h->key = *key;
    h->until_ms = now + life_ms - margin;
    h->renew_ms = now + life_ms / 2 + jitter(life_ms / 20);
    h->until = g->r->records.now() + life_ms / 1000;
    h->got = got;
    pthread_mutex_unlock(&g->lock);
    atomic_fetch_add(&g->turn, 1);
}

/* Kept for the next start of the application: what cannot be kept is asked for again then. */
static void keep(struct gateways *g, const struct held *h, struct arena *a)
{
    struct err e = { 0 };
    const char *path = token_path(g, h->id, a);
    struct sv text = arena_printf(a, "%.*s\n%lld\n%lld\n%.*s", SV_FMT(hex_make(digest_sv(&h->key), a)),
                                  (long long) h->got, (long long) h->until, (int) h->n, h->token);

    if (!file_mkdirs(arena_printf(a, "%s/run/rahasia", g->r->dir).p, 0700, &e) ||
        !file_write_atomic(path, text, 0600, &e))
        log_line(LOG_ERROR, "gerbang", "%s (%s)", e.text, e.cause);
}

static void take_back(struct gateways *g, struct held *h, const struct digest *key, struct arena *a)
{
    struct sv text, line[3];
    struct err e = { 0 };
    int64_t got, until, left;

    if (!file_exists(token_path(g, h->id, a)) ||
        !file_read(token_path(g, h->id, a), GATEWAY_TOKEN_MAX + 200, a, &text, &e))
        return;
    for (size_t i = 0; i < 3; i++)
        if (!sv_cut(&text, '\n', &line[i]))
            return;
    left = sv_int(line[2], &until) ? until - g->r->records.now() : 0;
    if (sv_eq(line[0], hex_make(digest_sv(key), a)) && sv_int(line[1], &got) && left > 0 &&
        left <= GATEWAY_LIFE_MAX_S && text.n && text.n <= GATEWAY_TOKEN_MAX)
        hold(g, h, key, text, left * 1000, got);
}

static void failed(struct gateways *g, struct held *h, const struct gateway_conf *c, const struct err *e)
{
    int64_t pause = RETRY_MIN_MS << (h->failures < 6 ? h->failures : 6);
    bool other = strcmp(h->error.text, e->text) != 0;

    h->failures++;
    h->next_ms = time_now_ms() + (pause < RETRY_MAX_MS ? pause : RETRY_MAX_MS) * 3 / 4;
    h->next_ms += jitter((pause < RETRY_MAX_MS ? pause : RETRY_MAX_MS) / 2);
    pthread_mutex_lock(&g->lock);
    h->error = *e;
    pthread_mutex_unlock(&g->lock);
    if (!h->n && other) /* the reason why its services are closed */
        atomic_fetch_add(&g->turn, 1);
    if (h->failures == 1)
        log_line(LOG_WARN, "gerbang", "%.*s: %s (%s)", SV_FMT(c->name), e->text, e->cause);
}

/* The answer is taken in a later round: nobody waits for it meanwhile. */
static void ask(struct gateways *g, struct held *h, const struct gateway_conf *c, struct arena *a)
{
    const struct gateway_ask with = { c->token_url, c->client, c->secret, c->scope, c->in_body, NULL };
    struct err e = { 0 };

    h->asked = g->r->records.now();
    if ((h->flight = gateway_token_begin(g->wire, &with, a, &e)))
        return;
    h->tried = h->asked;
    failed(g, h, c, &e);
}

static void answered(struct gateways *g, struct held *h, const struct gateway_conf *c, struct arena *a)
{
    struct gateway_flight *f = h->flight;
    struct gateway_token t;
    struct digest key = key_of(c);
    struct err e = { 0 };

    h->flight = NULL;
    h->tried = h->asked;
    if (!gateway_token_finish(f, a, &t, &e)) {
        failed(g, h, c, &e);
        return;
    }
    if (h->failures)
        log_line(LOG_INFO, "gerbang", T("%.*s: token diperoleh lagi"), SV_FMT(c->name));
    h->failures = 0;
    h->next_ms = time_now_ms() + RETRY_MIN_MS;
    pthread_mutex_lock(&g->lock);
    h->error = (struct err){ 0 };
    pthread_mutex_unlock(&g->lock);
    hold(g, h, &key, t.text, t.life_s * 1000, h->tried);
    keep(g, h, a);
}

static void hang_up(struct held *h)
{
    gateway_cancel(h->flight);
    h->flight = NULL;
}

static void forget(struct gateways *g, struct held *h)
{
    bool had = h->n > 0;

    pthread_mutex_lock(&g->lock);
    h->n = 0;
    explicit_bzero(h->token, sizeof h->token);
    pthread_mutex_unlock(&g->lock);
    if (had)
        atomic_fetch_add(&g->turn, 1);
}

static bool wants_token(const struct gateway_conf *c)
{
    return !c->by_key && c->open && c->secret.p;
}

/* Another secret or address: nothing of before counts, but what was kept for just this one. */
static void recognise(struct gateways *g, struct held *h, const struct gateway_conf *c, struct arena *a)
{
    struct digest key = key_of(c);
    bool same = digest_eq(&key, &h->key);

    if (!wants_token(c) || !same)
        hang_up(h);
    if (h->version != c->version) /* somebody mended it: what failed before is tried again at once */
        h->next_ms = 0;
    h->version = c->version;
    if (!wants_token(c) || same)
        return;
    forget(g, h);
    pthread_mutex_lock(&g->lock);
    h->error = (struct err){ 0 }; /* it was about the other one */
    pthread_mutex_unlock(&g->lock);
    h->key = key;
    h->next_ms = 0;
    h->failures = 0;
    take_back(g, h, &key, a);
}

/* A token when one is due; what has run out is let go, so that the services close. */
static void tend(struct gateways *g, struct held *h, const struct gateway_conf *c, struct arena *a)
{
    int64_t now = time_now_ms();
    bool due;

    if (!wants_token(c))
        return;
    if (h->flight && gateway_ended(h->flight))
        answered(g, h, c, a);
    if (h->n && !gateway_counts(h))
        forget(g, h);
    if (h->flight)
        return;
    due = !h->n || time_now_ms() >= h->renew_ms;
    if (h->refused && now - h->refused_ms >= REFUSED_EVERY_MS) {
        h->refused_ms = now;
        due = true;
    }
    h->refused = false;
    if (due && now >= h->next_ms)
        ask(g, h, c, a);
}

/* --- what changed ---------------------------------------------------------------------------------------------------- */

static bool newest(struct gateways *g, int64_t *seq, struct err *e)
{
    struct db *db = NULL;
    bool ok = db_lease(g->r->pool, DB_READ, GATEWAY_LEASE_MS, &db, e) &&
              db_one_int(db, SV("select coalesce(max(seq), 0) from peristiwa"), 0, seq, e);

    db_release(db);
    return ok;
}

/* Did a connection come, go or change, as far as a service sees it? */
static struct digest look_of(const struct gateway_conf *c, size_t n, struct arena *a)
{
    struct sv text = SV("");

    for (size_t i = 0; i < n; i++) {
        struct digest key = key_of(&c[i]);

        text = arena_printf(a, "%.*s%lld %d %d %.*s|%.*s|%.*s|%.*s|%.*s|%.*s\n", SV_FMT(text),
                            (long long) c[i].id, c[i].open, c[i].by_key, SV_FMT(hex_make(digest_sv(&key), a)),
                            SV_FMT(c[i].header), SV_FMT(c[i].prefix), SV_FMT(c[i].why_closed),
                            SV_FMT(c[i].article), SV_FMT(c[i].no_secret.p ? c[i].no_secret : SV("")));
    }
    return sha256(text);
}

static bool read_again(struct gateways *g, struct err *e)
{
    struct arena *a;
    struct gateway_conf *conf = NULL;
    struct digest look;
    size_t n = 0;
    int64_t seq = g->seq;

    if (!newest(g, &seq, e))
        return false;
    if (g->a && seq == g->seq && time_now_ms() - g->read_ms < AGE_MS)
        return true;
    a = arena_new(GATEWAY_CONF_BYTES);
    if (!gateway_confs(g->r, g->s, a, &conf, &n, e)) {
        arena_free(a);
        return false;
    }
    look = look_of(conf, n, a);
    pthread_mutex_lock(&g->lock);
    arena_free(g->a);
    g->a = a;
    g->conf = conf;
    g->n = n;
    pthread_mutex_unlock(&g->lock);
    if (!digest_eq(&look, &g->look))
        atomic_fetch_add(&g->turn, 1);
    g->look = look;
    g->seq = seq;
    g->read_ms = time_now_ms();
    return true;
}

const struct gateway_conf *gateway_conf_of(const struct gateways *g, int64_t id)
{
    for (size_t i = 0; i < g->n; i++)
        if (g->conf[i].id == id)
            return &g->conf[i];
    return NULL;
}

/* Services whose provider answered 401 since the last look, one name a line, written by nginx. */
static void look_refused(struct gateways *g, struct arena *a)
{
    const char *path = paths_join(g->r->dir, HUB_REFUSED, a);
    struct err e = { 0 };
    struct sv text, line;
    struct stat st;

    if (stat(path, &st) != 0 || (int64_t) st.st_size == g->seen)
        return;
    if ((int64_t) st.st_size < g->seen)
        g->seen = 0;
    if (st.st_size > 2 * REFUSED_BYTES || !file_read(path, 4 * REFUSED_BYTES, a, &text, &e))
        text = SV("");
    text = sv_sub(text, (size_t) g->seen, text.n);
    g->seen = (int64_t) st.st_size;
    pthread_mutex_lock(&g->lock);
    while (sv_cut(&text, '\n', &line))
        for (size_t i = 0; i < g->services; i++)
            if (g->service[i].gateway && sv_eq(g->service[i].brief, line)) {
                struct held *h = gateway_held(g, g->service[i].gateway);

                if (h)
                    h->refused = true;
            }
    pthread_mutex_unlock(&g->lock);
    if (st.st_size > REFUSED_BYTES && truncate(path, 0) == 0)
        g->seen = 0;
}

static void round_once(struct gateways *g)
{
    struct arena *a = arena_new(GATEWAY_CONF_BYTES);
    struct err e = { 0 };
    bool ok = read_again(g, &e);

    if (!ok && !g->failed && e.kind != ERR_BUSY)
        log_line(LOG_ERROR, "gerbang", "%s (%s)", e.text, e.cause);
    g->failed = !ok;
    look_refused(g, a);
    for (size_t i = 0; ok && i < g->n;
         i++) { /* what was kept, before anybody is asked: services open at once */
        struct held *h = held_make(g, g->conf[i].id);

        if (h)
            recognise(g, h, &g->conf[i], a);
    }
    for (size_t i = 0; ok && i < g->n_held && !atomic_load(&g->stop); i++) {
        const struct gateway_conf *c = gateway_conf_of(g, g->held[i].id);

        if (c)
            tend(g, &g->held[i], c, a);
        else
            hang_up(&g->held[i]);
        gateway_show(g, &g->held[i], c, a);
    }
    if (ok)
        atomic_store(&g->ready, true);
    arena_free(a);
}

static void *run(void *arg)
{
    struct gateways *g = arg;

    while (!atomic_load(&g->stop)) {
        round_once(g);
        gateway_wire_wait(g->wire, LOOK_MS);
    }
    for (size_t i = 0; i < g->n_held; i++)
        hang_up(&g->held[i]);
    return NULL;
}

bool gateways_ready(struct gateways *g)
{
    return !g || atomic_load(&g->ready);
}

uint64_t gateways_turn(struct gateways *g)
{
    return g ? atomic_load(&g->turn) : 0;
}

/* --- life ----------------------------------------------------------------------------------------------------------- */

bool gateways_start(const struct region *r, const struct hub_source *s, struct gateways **out, struct err *e)
{
    struct gateways *g;
    struct stat st;
    struct arena *a;

    *out = NULL;
    if (!s->sql[HUB_GATEWAYS].n)
        return true;
    if (!(g = calloc(1, sizeof *g)))
        return err_set(e, ERR_FAULT, T("Memori habis."));
    if (!(g->wire = gateway_wire_new())) {
        free(g);
        return err_set(e, ERR_FAULT, T("Memori habis."));
    }
    g->r = r;
    g->s = s;
    pthread_mutex_init(&g->lock, NULL);
    a = arena_new(4096);
    g->seen = stat(paths_join(r->dir, HUB_REFUSED, a), &st) == 0 ? (int64_t) st.st_size : 0;
    arena_free(a);
    if (pthread_create(&g->thread, NULL, run, g) != 0) {
        pthread_mutex_destroy(&g->lock);
        gateway_wire_free(g->wire);
        free(g);
        return err_set(e, ERR_FAULT, T("Menyiapkan sambungan ke gerbang gagal."));
    }
    *out = g;
    return true;
}

void gateways_stop(struct gateways *g)
{
    if (!g)
        return;
    atomic_store(&g->stop, true);
    pthread_join(g->thread, NULL);
    pthread_mutex_destroy(&g->lock);
    gateway_wire_free(g->wire);
    arena_free(g->services_a);
    arena_free(g->a);
    explicit_bzero(g->held, sizeof g->held);
    free(g);
}
