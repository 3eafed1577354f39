/* SPDX-License-Identifier: MIT
 * app/gateway_fill.c -- what the hub shows a gateway for each service behind it, or why the service is closed. */
#include "app/gateway_http.h"
#include "app/gateway_priv.h"
#include "base/arena.h"

/* NULL: the service may go on, with name and value; else why not. */
static bool credential(struct gateways *g, const struct policy_in_service *s, struct arena *a,
                       struct sv *name, struct sv *value, struct sv *why, struct sv *article)
{
    const struct gateway_conf *c = gateway_conf_of(g, s->gateway);
    struct held *h = c ? gateway_held(g, c->id) : NULL;
    struct sv secret = c ? c->secret : SV_NULL;

    *article = SV("");
    if (!c || !h || !c->open) {
        *why = c && c->why_closed.n ? arena_dup(a, c->why_closed)
                                    : SV(T("Sambungan ke gerbang nasional tidak aktif"));
        *article = c ? arena_dup(a, c->article) : SV("");
        return false;
    }
    if (!gateway_below(c->base_url, s->base_url)) {
        *why = SV(T("Alamat layanan tidak berada di bawah alamat gerbang sambungannya"));
        return false;
    }
    if (!secret.p) {
        *why = arena_printf(a, T("Sambungan ke gerbang nasional terputus: %.*s"), SV_FMT(c->no_secret));
        return false;
    }
    if (!c->by_key && !gateway_counts(h)) {
        *why = h->error.text[0]
                   ? arena_printf(a, T("Sambungan ke gerbang nasional terputus: %s"), h->error.text)
                   : SV(T("Token gerbang nasional sedang diminta"));
        return false;
    }
    if (!c->by_key)
        secret = (struct sv){ h->token, h->n };
    *name = arena_dup(a, c->header);
    *value = arena_printf(a, "%.*s%.*s", SV_FMT(c->prefix), SV_FMT(secret));
    return true;
}

static void remember(struct gateways *g, const struct policy_in_service *s, size_t n)
{
    arena_free(g->services_a);
    g->services_a = arena_new(GATEWAY_CONF_BYTES);
    g->service = ARENA_ARRAY(g->services_a, struct gateway_service_row, n + 1);
    g->services = n;
    for (size_t i = 0; i < n; i++)
        g->service[i] = (struct gateway_service_row){ s[i].id, s[i].gateway,
                                                      arena_dup(g->services_a, s[i].brief), s[i].open };
}

void gateways_fill(struct gateways *g, struct policy_in_service *s, size_t n, struct arena *a)
{
    if (!g)
        return;
    pthread_mutex_lock(&g->lock);
    remember(g, s, n);
    for (size_t i = 0; i < n; i++) {
        struct sv why = SV(""), article = SV("");

        if (!s[i].gateway || credential(g, &s[i], a, &s[i].header, &s[i].credential, &why, &article) ||
            !s[i].open)
            continue;
        s[i].open = false;
        s[i].why_closed = why;
        s[i].article = article;
    }
    pthread_mutex_unlock(&g->lock);
}

enum gateway_service gateways_service(struct gateways *g, int64_t service)
{
    enum gateway_service is;

    pthread_mutex_lock(&g->lock);
    is = g->services_a ? GATEWAY_SERVICE_CLOSED : GATEWAY_SERVICE_UNKNOWN;
    for (size_t i = 0; i < g->services; i++)
        if (g->service[i].id == service && g->service[i].open)
            is = GATEWAY_SERVICE_OPEN;
    pthread_mutex_unlock(&g->lock);
    return is;
}
