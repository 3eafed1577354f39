/* SPDX-License-Identifier: MIT
 * hub/call.c -- one exchange: made, found again, let go. */
#include "hub.h"

#include <time.h>

static unsigned under_way;

unsigned hub_calls_under_way(void)
{
    return under_way;
}

int64_t hub_now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t) t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void hub_random(void *p, size_t n)
{
    static uint8_t drawn[4096]; /* empty in every worker when it begins: the master never draws */
    static size_t left;

    if (left < n) {
        bytes_random(drawn, sizeof drawn);
        left = sizeof drawn;
    }
    left -= n;
    ngx_memcpy(p, drawn + left, n);
    ngx_explicit_memzero(drawn + left, n); /* a salt stays a secret of its receipt */
}

struct sv hub_keep(ngx_pool_t *pool, struct sv s)
{
    char *p = ngx_pnalloc(pool, s.n + 1);

    if (!p)
        return SV_NULL;
    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return (struct sv){ p, s.n };
}

static void let_go(void *data)
{
    struct hub_call *c = data;

    under_way--;
    hub_receipts_forget(c);
    sha256_free(c->request_hash);
    sha256_free(c->response_hash);
    sha512_free(c->request_sha512);
    hub_policy_unpin(c->policy);
}

struct hub_call *hub_call_make(ngx_http_request_t *r)
{
    ngx_pool_cleanup_t *cleanup = ngx_pool_cleanup_add(r->pool, sizeof(struct hub_call));

    if (!cleanup)
        return NULL;
    struct hub_call *c = cleanup->data;
    ngx_time_t *now = ngx_timeofday();
    *c = (struct hub_call){ .r = r,
                            .service = POLICY_NONE,
                            .agreement = POLICY_NONE,
                            .who = JUDGE_NOBODY,
                            .window = POLICY_QUOTAS,
                            .begun_us = hub_now_us(),
                            .request_hash = sha256_new(),
                            .response_hash = sha256_new() };
    ngx_queue_init(&c->queue);
    c->received = r->headers_in.headers;
    uint8_t id[16];
    hub_random(id, sizeof id);
    c->receipt.time_ms = (int64_t) now->sec * 1000 + (int64_t) now->msec;
    c->receipt.id = uuid_v7_of(c->receipt.time_ms, id); /* found again by its time: policy/trail.h */
    c->receipt.method = hub_sv(r->method_name);         /* now: for an error page nginx makes it GET */
    c->id = uuid_show(c->receipt.id);
    c->http_version = (unsigned) r->http_version;
    c->policy = hub_policy_pin();
    cleanup->handler = let_go;
    under_way++;
    ngx_http_set_ctx(r, c, ngx_http_prasasti_module);
    return c;
}

/* The cleanup's handler is what tells ours from the others of the pool. */
struct hub_call *hub_call_of(ngx_http_request_t *r)
{
    struct hub_call *c = ngx_http_get_module_ctx(r, ngx_http_prasasti_module);

    if (c || !(r->internal || r->filter_finalize))
        return c;
    for (ngx_pool_cleanup_t *i = r->pool->cleanup; i; i = i->next)
        if (i->handler == let_go) {
            c = i->data;
            if (c->r != r)
                return NULL;
            ngx_http_set_ctx(r, c, ngx_http_prasasti_module);
            return c;
        }
    return NULL;
}

void hub_body_ended(struct hub_call *c)
{
    bool has_body = c->r->headers_in.content_length_n > 0 || c->r->headers_in.chunked;

    if (c->request_hash) {
        c->receipt.request_digest = sha256_end(c->request_hash);
        c->receipt.has_request_digest = c->request_ended || !has_body; /* of a whole body only */
    }
    if (c->request_sha512) {
        sha512_end(c->request_sha512, c->body_sha512);
        c->has_body_sha512 = true;
    }
    c->request_hash = NULL;
    c->request_sha512 = NULL;
}
