/* SPDX-License-Identifier: MIT
 * hub/filter.c -- bodies are hashed as they pass, answers get the hub's headers, and no answer ends before its receipt is
 * written; a strict one not before that receipt is durable.
 *
 * Strict: of the answer always the newest non-empty buffer is held back (nginx keeps it as long as it is not consumed), and
 * headers when there is no body at all. When the last buffer has come the receipt is written and the request waits, blocked
 * as nginx blocks it for a thread of its own, until hub_filter_durable(). */
#include "hub.h"

#include "policy/xroad.h"

enum { BUFFERED = 0x08 }; /* the bit that filters of static modules leave to modules like this one */

static ngx_http_output_header_filter_pt next_header;
static ngx_http_output_body_filter_pt next_body;
static ngx_http_request_body_filter_pt next_request;

/* --- headers -------------------------------------------------------------------------------------------------------------- */

ngx_int_t hub_header_add(ngx_http_request_t *r, const char *name, struct sv value)
{
    ngx_table_elt_t *h = ngx_list_push(&r->headers_out.headers);
    struct sv kept = hub_keep(r->pool, value);

    if (!h || !kept.p)
        return NGX_ERROR;
    *h = (ngx_table_elt_t){ .hash = 1,
                            .key = { ngx_strlen(name), (u_char *) (uintptr_t) name },
                            .value = { kept.n, (u_char *) (uintptr_t) kept.p } };
    return NGX_OK;
}

static bool is_claim(struct sv name)
{
    static const struct sv ours[] = { SV_INIT("RateLimit"),         SV_INIT("RateLimit-Policy"),
                                      SV_INIT("X-Road-Error"),      SV_INIT("X-Road-Client"),
                                      SV_INIT("X-Road-Service"),    SV_INIT("X-Road-Id"),
                                      SV_INIT("X-Road-Request-Id"), SV_INIT("X-Road-Request-Hash") };

    if (sv_eq_fold(sv_sub(name, 0, 11), SV("X-Prasasti-")))
        return true;
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        if (sv_eq_fold(name, ours[i]))
            return true;
    return false;
}

/* Names that only the hub may say, at either door: what a provider sends under them is left out. */
static void drop_claims(ngx_http_request_t *r)
{
    for (ngx_list_part_t *part = &r->headers_out.headers.part; part; part = part->next) {
        ngx_table_elt_t *h = part->elts;
        for (ngx_uint_t i = 0; i < part->nelts; i++)
            if (is_claim(hub_sv(h[i].key)))
                h[i].hash = 0;
    }
}

/* RateLimit-Policy names every quota of the agreement, RateLimit the one that is nearest to its end. */
static ngx_int_t add_rate(struct hub_call *c)
{
    static const char *const word[POLICY_QUOTAS] = { "detik", "hari", "bulan", "tahun" };
    static const unsigned seconds[POLICY_QUOTAS] = { 1, 86400, 2592000, 31536000 };
    const struct policy_agreement *g = &c->policy->p.agreement[c->agreement];
    u_char policy[256], now[128], *n = policy;
    int tightest = -1;
    uint32_t least = 0;

    for (int i = 0; i < POLICY_QUOTAS; i++) {
        if (!g->quota[i])
            continue;
        uint32_t used = quota_used(c->quota, i, &c->windows),
                 left = used < g->quota[i] ? g->quota[i] - used : 0;
        n = ngx_slprintf(n, policy + sizeof policy, "%s\"%s\";q=%uD;w=%uD", n > policy ? ", " : "", word[i],
                         g->quota[i], seconds[i]);
        if (tightest < 0 || left <= least) {
            tightest = i;
            least = left;
        }
    }
    if (tightest < 0)
        return NGX_OK;
    u_char *m = ngx_slprintf(now, now + sizeof now, "\"%s\";r=%uD;t=%uD", word[tightest], least,
                             c->windows.ends_in_s[tightest]);
    if (hub_header_add(c->r, "RateLimit-Policy", (struct sv){ (char *) policy, (size_t) (n - policy) }) !=
        NGX_OK)
        return NGX_ERROR;
    return hub_header_add(c->r, "RateLimit", (struct sv){ (char *) now, (size_t) (m - now) });
}

/* Of the request as it came; an answer of our own has one too when the request got as far as its body. */
static ngx_int_t add_request_hash(struct hub_call *c)
{
    struct sha512 *h = xroad_hash_begin(c->receipt.method, c->target);
    char text[XROAD_HASH_BYTES + 1];
    bool has_body = c->r->headers_in.content_length || c->r->headers_in.chunked;

    for (ngx_list_part_t *part = &c->received.part; part; part = part->next) {
        const ngx_table_elt_t *header = part->elts;
        for (ngx_uint_t i = 0; i < part->nelts; i++)
            xroad_hash_header(h, hub_sv(header[i].key), hub_sv(header[i].value));
    }
    hub_body_ended(c);
    xroad_hash_end(h, sv_of(c->request_id.s), c->head.message_id.n ? SV_NULL : c->message_id,
                   has_body ? c->body_sha512 : NULL, text);
    return hub_header_add(c->r, "X-Road-Request-Hash", sv_of(text));
}

static ngx_int_t add_xroad(struct hub_call *c)
{
    const struct policy *p = c->policy ? &c->policy->p : NULL;
    ngx_http_request_t *r = c->r;

    if (c->head.client.p && hub_header_add(r, "X-Road-Client", c->head.client) != NGX_OK)
        return NGX_ERROR;
    if (p && c->service >= 0) {
        /* As it stands in the path, which is in normal form: /r1/ and the five parts. */
        struct sv name = sv_sub(c->path, 4, c->path.n - c->rest.n - 4);
        if (hub_header_add(r, "X-Road-Service", name) != NGX_OK)
            return NGX_ERROR;
    }
    if (c->message_id.n && hub_header_add(r, "X-Road-Id", c->message_id) != NGX_OK)
        return NGX_ERROR;
    if (!c->request_id.s[0])
        return NGX_OK;
    if (hub_header_add(r, "X-Road-Request-Id", sv_of(c->request_id.s)) != NGX_OK)
        return NGX_ERROR;
    return add_request_hash(c);
}

static ngx_int_t add_headers(struct hub_call *c)
{
    ngx_http_request_t *r = c->r;

    if (!c->ours)
        drop_claims(r);
    if (hub_header_add(r, "X-Prasasti-Bukti", sv_of(c->id.s)) != NGX_OK)
        return NGX_ERROR;
    if (c->door == HUB_DOOR_XROAD && add_xroad(c) != NGX_OK)
        return NGX_ERROR;
    return c->quota ? add_rate(c) : NGX_OK;
}

/* --- the answer ------------------------------------------------------------------------------------------------------------ */

static bool is_strict(const struct hub_call *c)
{
    return c->strict && c->charged;
}

static ngx_int_t header_filter(ngx_http_request_t *r)
{
    struct hub_call *c = r == r->main ? hub_call_of(r) : NULL;

    if (!c || c->written || c->header_held)
        return next_header(r);
    if (!c->ours && (r->http_version != c->http_version || !hub_provider_clear(r))) {
        r->http_version = c->http_version; /* nginx would hand on what is no HTTP as an answer of HTTP/0.9 */
        ngx_http_clean_header(r);
        return NGX_HTTP_BAD_GATEWAY;
    }
    ngx_uint_t status = r->err_status ? r->err_status : r->headers_out.status;
    c->receipt.status = (int64_t) status;
    c->no_body =
        r->header_only || r->method == NGX_HTTP_HEAD || status == NGX_HTTP_NO_CONTENT ||
        status == NGX_HTTP_NOT_MODIFIED ||
        r->headers_out.content_length_n == 0; /* of which the headers are the end, over HTTP/2 at once */
    if (add_headers(c) != NGX_OK)
        return NGX_ERROR;
    r->filter_need_in_memory = 1;
    r->allow_ranges = 0; /* what was hashed is what was sent */
    if (!c->no_body)
        return next_header(r);
    if (is_strict(c)) {
        c->header_held = true;
        return NGX_OK;
    }
    return hub_receipts_write(c) ? next_header(r) : NGX_ERROR;
}

/* Counts and hashes what passes; true: it was the last. */
static bool take(struct hub_call *c, const ngx_chain_t *in)
{
    bool last = false;

    for (; in; in = in->next) {
        const ngx_buf_t *b = in->buf;
        if (ngx_buf_in_memory(b) && b->last > b->pos) {
            size_t n = (size_t) (b->last - b->pos);
            c->receipt.response_bytes += (int64_t) n;
            if (c->response_hash)
                sha256_add(c->response_hash, (struct sv){ (const char *) b->pos, n });
        }
        last = last || b->last_buf;
    }
    return last;
}

static ngx_int_t pass(struct hub_call *c, ngx_chain_t *out)
{
    ngx_int_t rc = next_body(c->r, out);

    for (ngx_chain_t *next; out; out = next) { /* the links are ours, the buffers are not */
        next = out->next;
        ngx_free_chain(c->r->pool, out);
    }
    return rc;
}

/* Everything before the newest non-empty buffer may go; it and what follows it stays. */
static ngx_int_t hold_back(struct hub_call *c, ngx_chain_t *in)
{
    ngx_chain_t *out = NULL, **tail = &out, **end = &c->held;

    while (*end)
        end = &(*end)->next;
    for (; in; in = in->next) {
        ngx_chain_t *link = ngx_alloc_chain_link(c->r->pool);
        if (!link)
            return NGX_ERROR;
        *link = (ngx_chain_t){ .buf = in->buf };
        if (ngx_buf_size(in->buf) > 0 && c->held) {
            *tail = c->held;
            tail = end;
            c->held = NULL;
            end = &c->held;
        }
        *end = link;
        end = &link->next;
    }
    *tail = NULL;
    return out ? pass(c, out) : NGX_OK;
}

static ngx_int_t let_pass(struct hub_call *c)
{
    ngx_chain_t *out = c->held;

    c->waiting = false;
    c->held = NULL;
    if (c->header_held) {
        c->header_held = false;
        ngx_int_t rc = next_header(c->r);
        if (rc == NGX_ERROR || rc > NGX_OK || c->r->header_only)
            return rc;
    }
    return pass(c, out);
}

static ngx_int_t strict_filter(struct hub_call *c, ngx_chain_t *in)
{
    ngx_http_request_t *r = c->r;

    if (c->failed)
        return NGX_ERROR;
    if (c->waiting)
        return c->durable ? let_pass(c) : NGX_AGAIN;
    if (c->durable)
        return next_body(r, in);
    bool last = take(c, in);
    if (hold_back(c, in) == NGX_ERROR)
        return NGX_ERROR;
    if (!last)
        return NGX_OK;
    if (!hub_receipts_write(c))
        return NGX_ERROR;
    c->waiting = true;
    r->buffered |= BUFFERED;
    r->main->blocked++;
    hub_receipts_wait(c);
    return NGX_AGAIN;
}

static ngx_int_t body_filter(ngx_http_request_t *r, ngx_chain_t *in)
{
    struct hub_call *c = r == r->main ? hub_call_of(r) : NULL;

    if (!c)
        return next_body(r, in);
    if (is_strict(c))
        return strict_filter(c, in);
    if (!c->written && take(c, in) && !hub_receipts_write(c))
        return NGX_ERROR;
    return next_body(r, in);
}

void hub_filter_durable(struct hub_call *c)
{
    ngx_http_request_t *r = c->r;
    ngx_connection_t *connection = r->connection;

    ngx_http_set_log_request(connection->log, r);
    r->buffered &= (unsigned) ~BUFFERED & 0xf;
    r->main->blocked--;
    if (r->stream) { /* HTTP/2: the event must be taken for one that can go on */
        connection->write->ready = 1;
        connection->write->active = 0;
    }
    if (r->done) {
        connection->write->handler(connection->write);
        return;
    }
    r->write_event_handler(r);
    ngx_http_run_posted_requests(connection);
}

/* --- the request ------------------------------------------------------------------------------------------------------------ */

static ngx_int_t request_filter(ngx_http_request_t *r, ngx_chain_t *in)
{
    struct hub_call *c = ngx_http_get_module_ctx(r, ngx_http_prasasti_module);

    if (!c || c->written)
        return next_request(r, in);
    for (ngx_chain_t *i = in; i; i = i->next) {
        ngx_buf_t *b = i->buf;
        size_t n = ngx_buf_in_memory(b) ? (size_t) (b->last - b->pos) : 0;
        struct sv piece = { (const char *) b->pos, n };
        if (n && c->request_hash)
            sha256_add(c->request_hash, piece);
        if (n && c->request_sha512)
            sha512_add(c->request_sha512, piece);
        c->receipt.request_bytes += (int64_t) n;
        c->request_ended = c->request_ended || b->last_buf;
    }
    if (c->spooling && (uint64_t) c->receipt.request_bytes > c->spool_max)
        return NGX_HTTP_REQUEST_ENTITY_TOO_LARGE;
    if (c->request_ended && c->digest.p && !hub_digest_ok(c)) { /* its end is kept from the provider */
        c->why = REFUSE_DIGEST;
        return NGX_HTTP_BAD_REQUEST;
    }
    return next_request(r, in);
}

/* A caller that went away, a provider that broke off: the exchange was begun, so there is a receipt. Digests of what
 * did not come whole are left out of it. */
ngx_int_t hub_log(ngx_http_request_t *r)
{
    struct hub_call *c = r == r->main ? hub_call_of(r) : NULL;

    if (!c || c->written)
        return NGX_OK;
    sha256_free(c->response_hash);
    c->response_hash = NULL;
    if (!r->header_sent)
        c->receipt.status = NGX_HTTP_CLIENT_CLOSED_REQUEST;
    hub_receipts_write(c);
    return NGX_OK;
}

ngx_int_t hub_filter_init(ngx_conf_t *cf)
{
    (void) cf;
    next_header = ngx_http_top_header_filter;
    ngx_http_top_header_filter = header_filter;
    next_body = ngx_http_top_body_filter;
    ngx_http_top_body_filter = body_filter;
    next_request = ngx_http_top_request_body_filter;
    ngx_http_top_request_body_filter = request_filter;
    return NGX_OK;
}
