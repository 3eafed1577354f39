/* SPDX-License-Identifier: MIT
 * hub/provider.c -- the way to the provider's system: nginx's own proxy does the work; here is where it goes. An upstream
 * block with `prasasti_provider` takes the address from the call, so a new snapshot needs no new configuration, and
 * `keepalive` behind it keeps connections by address. */
#include "hub.h"

struct peer {
    struct hub_call *call;
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } to;
    socklen_t len;
    ngx_str_t name;
};

static ngx_int_t get_peer(ngx_peer_connection_t *pc, void *data)
{
    struct peer *p = data;

    pc->cached = 0;
    pc->connection = NULL;
    pc->sockaddr = &p->to.any;
    pc->socklen = p->len;
    pc->name = &p->name;
    if (!p->call->sent_us)
        p->call->sent_us = hub_now_us();
    return NGX_OK;
}

static void free_peer(ngx_peer_connection_t *pc, void *data, ngx_uint_t state)
{
    (void) data;
    (void) state;
    if (pc->tries)
        pc->tries--;
}

/* nginx knows one timeout for a location; here every service has its own, so the request gets its own copy. */
static bool set_timeout(ngx_http_request_t *r, const struct policy_service *s)
{
    ngx_http_upstream_conf_t *own = ngx_palloc(r->pool, sizeof *own);

    if (!own)
        return false;
    *own = *r->upstream->conf;
    own->read_timeout = own->send_timeout = (ngx_msec_t) s->timeout_s * 1000;
    r->upstream->conf = own;
    return true;
}

static ngx_int_t init_peer(ngx_http_request_t *r, ngx_http_upstream_srv_conf_t *us)
{
    struct hub_call *c = hub_call_of(r);
    struct peer *p = ngx_pcalloc(r->pool, sizeof *p);

    (void) us;
    if (!c || c->service < 0 || !p)
        return NGX_ERROR;
    const struct policy_service *s = &c->policy->p.service[c->service];
    if (!set_timeout(r, s))
        return NGX_ERROR;
    p->call = c;
    if (s->family == 4) {
        p->to.v4 = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(s->port) };
        ngx_memcpy(&p->to.v4.sin_addr, s->address, 4);
        p->len = sizeof p->to.v4;
    } else {
        p->to.v6 = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_port = htons(s->port) };
        ngx_memcpy(&p->to.v6.sin6_addr, s->address, 16);
        p->len = sizeof p->to.v6;
    }
    struct sv brief = policy_text(&c->policy->p, s->brief);
    p->name = (ngx_str_t){ brief.n, (u_char *) (uintptr_t) brief.p };
    r->upstream->peer.data = p;
    r->upstream->peer.get = get_peer;
    r->upstream->peer.free = free_peer;
    r->upstream->peer.tries = 1;
#if (NGX_HTTP_SSL)
    r->upstream->peer.set_session = NULL;
    r->upstream->peer.save_session = NULL;
#endif
    return NGX_OK;
}

static ngx_int_t init_upstream(ngx_conf_t *cf, ngx_http_upstream_srv_conf_t *us)
{
    (void) cf;
    us->peer.init = init_peer;
    return NGX_OK;
}

char *hub_provider(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_upstream_srv_conf_t *us = ngx_http_conf_get_module_srv_conf(cf, ngx_http_upstream_module);

    (void) cmd;
    (void) conf;
    if (us->peer.init_upstream)
        return "must come first in its upstream block";
    us->peer.init_upstream = init_upstream;
    us->flags = NGX_HTTP_UPSTREAM_CREATE;
    return NGX_CONF_OK;
}

/* --- what came back -------------------------------------------------------------------------------------------------------- */

static bool digits(ngx_str_t s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.data[i] < '0' || s.data[i] > '9')
            return false;
    return s.len > 0;
}

/* nginx takes 1xx for the end of the matter (101: for a tunnel, which nobody would hash), and of two lengths the last. */
bool hub_provider_clear(ngx_http_request_t *r)
{
    unsigned lengths = 0, codings = 0;

    if (!r->upstream || !r->upstream->headers_in.status_n)
        return !r->upstream;
    if (r->upstream->headers_in.status_n < NGX_HTTP_OK)
        return false;
    for (ngx_list_part_t *part = &r->upstream->headers_in.headers.part; part; part = part->next) {
        const ngx_table_elt_t *h = part->elts;
        for (ngx_uint_t i = 0; i < part->nelts; i++) {
            struct sv name = { (const char *) h[i].lowcase_key, h[i].key.len };
            if (sv_eq(name, SV("content-length"))) {
                if (lengths++ || !digits(h[i].value))
                    return false;
            } else if (sv_eq(name, SV("transfer-encoding"))) {
                if (codings++ || !sv_eq_fold(hub_sv(h[i].value), SV("chunked")))
                    return false;
            }
        }
    }
    return lengths + codings < 2;
}

/* --- variables ------------------------------------------------------------------------------------------------------------ */

enum variable {
    TARGET,
    HOST,
    TLS_NAME,
    RECEIPT,
    CONSUMER,
    AGREEMENT,
    AUTHORIZATION,
    API_KEY,
    MESSAGE_ID,
    REQUEST_ID,
    REFUSED
};

/* Two names are set by the configuration itself (app/nginx_hub.c), so their value comes from a variable. */
static const struct {
    struct sv name;
    enum variable which;
} own_slots[] = { { SV_INIT("authorization"), AUTHORIZATION }, { SV_INIT("x-api-key"), API_KEY } };

static bool named(struct sv name, const u_char *lower, size_t n)
{
    return name.n == n &&
           ngx_strncasecmp((u_char *) (uintptr_t) name.p, (u_char *) (uintptr_t) lower, n) == 0;
}

/* What the hub shows the provider under that name; absent: nothing of its own. */
static struct sv credential_as(const struct policy *p, const struct policy_service *s, enum variable v)
{
    struct sv name = s ? policy_text(p, s->header) : SV_NULL;

    for (size_t i = 0; name.n && i < sizeof own_slots / sizeof own_slots[0]; i++)
        if (own_slots[i].which == v && named(name, (const u_char *) own_slots[i].name.p, own_slots[i].name.n))
            return policy_text(p, s->credential);
    return SV_NULL;
}

/* A provider that answers 401 to what the hub showed it: the application asks for a new token. */
static struct sv refused_by_provider(struct hub_call *c, const struct policy_service *s)
{
    bool refused = s && s->header.n && c->r->upstream && c->r->upstream->headers_in.status_n == 401;

    return refused ? policy_text(&c->policy->p, s->brief) : SV_NULL;
}

bool hub_credential(struct hub_call *c)
{
    const struct policy *p = &c->policy->p;
    const struct policy_service *s = &p->service[c->service];
    struct sv name = policy_text(p, s->header);
    ngx_http_request_t *r = c->r;
    ngx_table_elt_t *h;

    if (!name.n || credential_as(p, s, AUTHORIZATION).p || credential_as(p, s, API_KEY).p)
        return true;
    if (ngx_list_init(&r->headers_in.headers, r->pool, 16, sizeof *h) != NGX_OK)
        return false;
    for (ngx_list_part_t *part = &c->received.part; part; part = part->next)
        for (ngx_uint_t i = 0; i < part->nelts; i++) {
            const ngx_table_elt_t *was = (const ngx_table_elt_t *) part->elts + i;
            if (named(name, was->lowcase_key, was->key.len))
                continue;
            if (!(h = ngx_list_push(&r->headers_in.headers)))
                return false;
            *h = *was;
        }
    u_char *lower = ngx_pnalloc(r->pool, name.n);
    if (!lower || !(h = ngx_list_push(&r->headers_in.headers)))
        return false;
    struct sv value = policy_text(p, s->credential);
    *h = (ngx_table_elt_t){ .hash = ngx_hash_strlow(lower, (u_char *) (uintptr_t) name.p, name.n),
                            .key = { name.n, (u_char *) (uintptr_t) name.p },
                            .value = { value.n, (u_char *) (uintptr_t) value.p },
                            .lowcase_key = lower };
    return true;
}

static struct sv value_of(struct hub_call *c, enum variable v)
{
    const struct policy *p = c->policy ? &c->policy->p : NULL;
    const struct policy_service *s = p && c->service >= 0 ? &p->service[c->service] : NULL;
    const struct policy_agreement *g = p && c->agreement >= 0 ? &p->agreement[c->agreement] : NULL;

    switch (v) {
    case TARGET: return c->upstream_uri;
    case HOST: return s ? policy_text(p, s->host) : SV_NULL;
    case TLS_NAME: return s ? policy_text(p, s->tls_name) : SV_NULL;
    case RECEIPT: return sv_of(c->id.s);
    case CONSUMER:
        return p && c->who.consumer >= 0 ? policy_text(p, p->consumer[c->who.consumer].xroad) : SV_NULL;
    case AGREEMENT: return g ? policy_text(p, g->number) : SV_NULL;
    case AUTHORIZATION:
        if (credential_as(p, s, v).p)
            return credential_as(p, s, v);
        return c->token_used ? SV_NULL : c->head.bearer; /* our token is not the provider's business */
    case API_KEY: return credential_as(p, s, v);
    case REFUSED: return refused_by_provider(c, s);
    case MESSAGE_ID: return c->message_id;
    case REQUEST_ID: return sv_of(c->request_id.s);
    }
    return SV_NULL;
}

static ngx_int_t get_variable(ngx_http_request_t *r, ngx_http_variable_value_t *v, uintptr_t which)
{
    struct hub_call *c = hub_call_of(r->main);
    struct sv s = c ? value_of(c, (enum variable) which) : SV_NULL;

    v->valid = 1;
    v->no_cacheable = 0;
    v->not_found = 0;
    v->len = (unsigned) s.n & 0x0fffffff;
    v->data = (u_char *) (uintptr_t) s.p;
    return NGX_OK;
}

ngx_int_t hub_variables(ngx_conf_t *cf)
{
    static const struct {
        ngx_str_t name;
        enum variable which;
    } list[] = {
        { ngx_string("prasasti_tujuan"), TARGET },
        { ngx_string("prasasti_host"), HOST },
        { ngx_string("prasasti_nama_tls"), TLS_NAME },
        { ngx_string("prasasti_bukti"), RECEIPT },
        { ngx_string("prasasti_konsumen"), CONSUMER },
        { ngx_string("prasasti_perjanjian"), AGREEMENT },
        { ngx_string("prasasti_permintaan"), REQUEST_ID },
        { ngx_string("prasasti_otorisasi"), AUTHORIZATION },
        { ngx_string("prasasti_kunci_api"), API_KEY },
        { ngx_string("prasasti_ditolak"), REFUSED },
        { ngx_string("prasasti_pesan"), MESSAGE_ID },
    };

    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        ngx_str_t name = list[i].name;
        ngx_http_variable_t *v = ngx_http_add_variable(cf, &name, NGX_HTTP_VAR_NOCACHEABLE);
        if (!v)
            return NGX_ERROR;
        v->get_handler = get_variable;
        v->data = (uintptr_t) list[i].which;
    }
    return NGX_OK;
}
