/* SPDX-License-Identifier: MIT
 * hub/answer.c -- what the hub says itself: refusals, and the few services it offers. */
#include "hub.h"

#include "policy/meta.h"

#include "base/buf.h"

enum { ANSWER_MAX = 1024 * 1024 };

/* The whole of it in one buffer, always through the body filters, also for HEAD: receipts rely on the last buffer. */
static ngx_int_t answer_send(struct hub_call *c, unsigned status, struct sv type, struct buf *body)
{
    ngx_http_request_t *r = c->r;
    struct sv kept = body->failed ? SV_NULL : hub_keep(r->pool, buf_sv(body));
    ngx_buf_t *b = ngx_calloc_buf(r->pool);

    buf_clear(body);
    if (!kept.p || !b)
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    r->err_status = 0;
    r->headers_out.status = status;
    r->headers_out.content_length_n = (off_t) kept.n;
    r->headers_out.content_type = (ngx_str_t){ type.n, (u_char *) (uintptr_t) type.p };
    r->headers_out.content_type_len = type.n;
    ngx_int_t rc = ngx_http_send_header(r);
    if (rc == NGX_ERROR || rc > NGX_OK || r->header_only)
        return rc;
    b->pos = b->start = (u_char *) (uintptr_t) kept.p;
    b->last = b->end = b->pos + kept.n;
    b->memory = kept.n > 0;
    b->last_buf = 1;
    return ngx_http_output_filter(r, &(ngx_chain_t){ .buf = b });
}

static ngx_int_t add_reason(struct hub_call *c, const struct refuse_facts *f)
{
    char n[16];

    if (f->retry_s) {
        int len = snprintf(n, sizeof n, "%u", f->retry_s);
        if (hub_header_add(c->r, "Retry-After", (struct sv){ n, (size_t) len }) != NGX_OK)
            return NGX_ERROR;
    }
    if (refuse_status(f->why) == NGX_HTTP_UNAUTHORIZED &&
        hub_header_add(c->r, "WWW-Authenticate", SV("Bearer realm=\"prasasti\"")) != NGX_OK)
        return NGX_ERROR;
    return c->door == HUB_DOOR_XROAD ? hub_header_add(c->r, "X-Road-Error", refuse_xroad(f->why)) : NGX_OK;
}

static ngx_int_t answer_refusal(struct hub_call *c)
{
    struct refuse_facts f = { .why = c->why,
                              .p = c->policy ? &c->policy->p : NULL,
                              .service = c->service,
                              .consumer = c->who.consumer,
                              .agreement = c->agreement,
                              .window = c->window,
                              .retry_s = c->retry_s,
                              .receipt = sv_of(c->id.s) };
    struct buf body;
    struct sv type = SV("application/problem+json");

    buf_init(&body, ANSWER_MAX);
    if (c->door == HUB_DOOR_XROAD) {
        struct sv accept = c->head.accept.p ? hub_field(c, SV("accept")) : SV_NULL;
        enum refuse_form form = refuse_form(accept.p ? accept : c->head.accept);
        refuse_xroad_body(&f, form, &body);
        type = refuse_form_type(form);
    } else {
        refuse_problem(&f, &body);
    }
    if (add_reason(c, &f) != NGX_OK) {
        buf_clear(&body);
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    return answer_send(c, refuse_status(c->why), type, &body);
}

static ngx_int_t answer_meta(struct hub_call *c)
{
    const struct policy *p = &c->policy->p;
    struct sv part[6];
    struct buf body;
    int service = POLICY_NONE;

    if (c->meta != HUB_META_CLIENTS && !path_split(c->path, 6, part).p)
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    if (c->meta == HUB_META_OPENAPI) {
        service = meta_service(p, part + 2, c->query);
        if (service == POLICY_NONE || !p->service[service].openapi.n) {
            c->why = service == POLICY_NONE ? REFUSE_SERVICE_UNKNOWN : REFUSE_DOCUMENT;
            c->service = service;
            return answer_refusal(c);
        }
        struct sv name = policy_text(p, p->service[service].openapi);
        char path[96];
        int n = snprintf(path, sizeof path, "/_penghubung/uraian/%.*s", SV_FMT(name));
        struct sv kept = hub_keep(c->r->pool, (struct sv){ path, (size_t) n });
        if (!kept.p)
            return NGX_HTTP_INTERNAL_SERVER_ERROR;
        ngx_str_t to = { kept.n, (u_char *) (uintptr_t) kept.p };
        ngx_http_internal_redirect(c->r, &to, NULL);
        return NGX_DONE;
    }
    buf_init(&body, ANSWER_MAX);
    if (c->meta == HUB_META_CLIENTS)
        meta_clients(p, &body);
    else
        meta_methods(p, part + 2, c->meta == HUB_META_ALLOWED ? c->who.consumer : POLICY_NONE,
                     (int64_t) ngx_time(), &body);
    return answer_send(c, NGX_HTTP_OK, SV("application/json"), &body);
}

ngx_int_t hub_answer(ngx_http_request_t *r)
{
    struct hub_call *c = hub_call_of(r);
    ngx_int_t rc = ngx_http_discard_request_body(r);

    if (rc != NGX_OK)
        return rc;
    if (!c)
        return NGX_HTTP_NOT_FOUND;
    c->ours = true;
    return c->why == REFUSE_NOT ? answer_meta(c) : answer_refusal(c);
}

static enum refuse of_status(ngx_uint_t status)
{
    switch (status) {
    case NGX_HTTP_REQUEST_ENTITY_TOO_LARGE: return REFUSE_TOO_LARGE;
    case NGX_HTTP_BAD_GATEWAY: return REFUSE_PROVIDER_DOWN;
    case NGX_HTTP_GATEWAY_TIME_OUT: return REFUSE_PROVIDER_SLOW;
    case NGX_HTTP_NOT_FOUND: return REFUSE_DOCUMENT;
    case NGX_HTTP_BAD_REQUEST: return REFUSE_HEADER;
    default: return REFUSE_FAULT;
    }
}

/* nginx could not reach the provider, or gave the request up before: it comes here by error_page, as a new request inside
 * that carries the old status. */
ngx_int_t hub_answer_error(ngx_http_request_t *r)
{
    struct hub_call *c = hub_call_of(r);

    if (!c)
        return NGX_HTTP_NOT_FOUND;
    if (c->why == REFUSE_NOT)
        c->why = of_status(r->err_status);
    return hub_answer(r);
}
