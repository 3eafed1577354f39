/* SPDX-License-Identifier: MIT
 * hub/admit.c -- from the request line to the quota: refuses precisely, or lets nginx go on to the provider.
 * Order: receipts can be written, a policy is there, path, method, identity, claim, service, agreement, quota, body. */
#include "hub.h"

#include "base/date.h"

/* --- what the request says ---------------------------------------------------------------------------------------------- */

static void read_headers(struct hub_call *c)
{
    struct hub_headers *h = &c->head;
    const struct {
        struct sv name, *value;
        bool list; /* may stand on several lines: the first is kept, hub_field() reads them all */
    } wanted[] = {
        { SV("x-api-key"), &h->api_key, false },
        { SV("authorization"), &h->bearer, false },
        { SV("x-road-client"), &h->client, false },
        { SV("x-road-id"), &h->message_id, false },
        { SV("x-road-represented-party"), &h->represented, false },
        { SV("x-road-security-server"), &h->server, false },
        { SV("x-prasasti-perjanjian"), &h->agreement, false },
        { SV("signature"), &h->signature, true },
        { SV("signature-input"), &h->signature_input, true },
        { SV("content-digest"), &h->digest, true },
        { SV("accept"), &h->accept, true },
    };

    for (ngx_list_part_t *part = &c->r->headers_in.headers.part; part; part = part->next) {
        const ngx_table_elt_t *header = part->elts;
        for (ngx_uint_t i = 0; i < part->nelts; i++) {
            struct sv name = { (const char *) header[i].lowcase_key, header[i].key.len };
            for (size_t k = 0; k < sizeof wanted / sizeof wanted[0]; k++) {
                if (!sv_eq(name, wanted[k].name))
                    continue;
                if (wanted[k].value->p && !wanted[k].list)
                    h->repeated = true;
                if (!wanted[k].value->p)
                    *wanted[k].value = hub_sv(header[i].value);
            }
        }
    }
}

static uint32_t method_of(ngx_http_request_t *r)
{
    switch (r->method) {
    case NGX_HTTP_GET: return POLICY_GET;
    case NGX_HTTP_HEAD: return POLICY_HEAD;
    case NGX_HTTP_POST: return POLICY_POST;
    case NGX_HTTP_PUT: return POLICY_PUT;
    case NGX_HTTP_PATCH: return POLICY_PATCH;
    case NGX_HTTP_DELETE: return POLICY_DELETE;
    case NGX_HTTP_OPTIONS: return POLICY_OPTIONS;
    case NGX_HTTP_TRACE: return POLICY_TRACE;
    default: return 0;
    }
}

static struct uuid_text fresh_id(void)
{
    uint8_t random[16];

    hub_random(random, sizeof random);
    return uuid_show(uuid_v4_of(random));
}

/* Ids of X-Road: the exchange's own, and the message's unless the client chose one. */
static bool name_xroad(struct hub_call *c)
{
    const struct policy *p = &c->policy->p;

    c->message_id = c->head.message_id;
    if (c->door != HUB_DOOR_XROAD)
        return true;
    c->request_id = fresh_id();
    c->request_sha512 = sha512_new();
    if (c->message_id.n)
        return true;
    struct sv instance = policy_text(p, p->meta->instance);
    struct uuid_text id = fresh_id();
    char text[512];
    int n =
        snprintf(text, sizeof text, "%.*s-%s", (int) (instance.n < 256 ? instance.n : 256), instance.p, id.s);
    c->message_id = hub_keep(c->r->pool, (struct sv){ text, (size_t) n });
    return c->message_id.p;
}

static void read_target(struct hub_call *c)
{
    struct sv raw = hub_sv(c->r->unparsed_uri);
    ptrdiff_t mark = sv_find(raw, SV("?"));

    c->target = raw;
    c->has_query = mark >= 0;
    c->path = mark >= 0 ? sv_sub(raw, 0, (size_t) mark) : raw;
    c->query = mark >= 0 ? sv_sub(raw, (size_t) mark + 1, raw.n) : SV("");
    if (sv_eq(c->path, SV("/listClients"))) /* X-Road's one address outside /r1 */
        c->meta = HUB_META_CLIENTS;
    /* As written: what only becomes /r1 when nginx puts it in normal form, no client of X-Road sends. */
    c->door = c->meta == HUB_META_CLIENTS || sv_starts(c->path, SV("/r")) ? HUB_DOOR_XROAD : HUB_DOOR_SHORT;
    if (c->has_query) {
        c->receipt.has_query = true;
        c->receipt.query_digest = sha256(c->query);
    }
}

/* --- which service -------------------------------------------------------------------------------------------------------- */

static enum hub_meta meta_of(struct sv code)
{
    return sv_eq(code, SV("listMethods"))      ? HUB_META_LIST
           : sv_eq(code, SV("allowedMethods")) ? HUB_META_ALLOWED
           : sv_eq(code, SV("getOpenAPI"))     ? HUB_META_OPENAPI
                                               : HUB_META_NONE;
}

static enum refuse find_xroad(struct hub_call *c)
{
    const struct policy *p = &c->policy->p;
    struct sv part[6], id[5];
    char text[5][256];

    c->rest = path_split(c->path, 6, part);
    if (!c->rest.p || !sv_eq(part[0], SV("r1")))
        return REFUSE_XROAD_VERSION;
    for (size_t i = 0; i < 5; i++) {
        id[i] = path_identifier(part[i + 1], text[i], sizeof text[i]);
        if (!id[i].p)
            return REFUSE_XROAD_VERSION;
    }
    if (!sv_eq(id[0], policy_text(p, p->meta->instance)))
        return REFUSE_SERVICE_UNKNOWN;
    c->meta = meta_of(id[4]);
    if (c->meta == HUB_META_NONE)
        c->service = policy_service_by_xroad(p, id[1], id[2], id[3], id[4]);
    return c->meta == HUB_META_NONE && c->service == POLICY_NONE ? REFUSE_SERVICE_UNKNOWN : REFUSE_NOT;
}

static enum refuse find_short(struct hub_call *c)
{
    struct sv part[2];

    c->rest = path_split(c->path, 2, part);
    if (!c->rest.p)
        return REFUSE_SERVICE_UNKNOWN;
    c->service = policy_service_by_brief(&c->policy->p, part[1]);
    return c->service == POLICY_NONE ? REFUSE_SERVICE_UNKNOWN : REFUSE_NOT;
}

static enum refuse find_service(struct hub_call *c)
{
    if (c->meta == HUB_META_CLIENTS)
        return REFUSE_NOT;
    return c->door == HUB_DOOR_XROAD ? find_xroad(c) : find_short(c);
}

/* --- may it pass -------------------------------------------------------------------------------------------------------- */

static enum refuse claim(struct hub_call *c)
{
    if (c->head.client.p)
        return judge_claim(&c->policy->p, c->who.consumer, c->head.client);
    return c->door == HUB_DOOR_XROAD && c->meta != HUB_META_CLIENTS ? REFUSE_XROAD_CLIENT : REFUSE_NOT;
}

static enum refuse agree(struct hub_call *c)
{
    const struct policy *p = &c->policy->p;
    const struct policy_service *s = &p->service[c->service];
    struct path_text decoded = { .n = 0 };

    if (!(s->flags & POLICY_SERVICE_OPEN))
        return REFUSE_SERVICE_CLOSED;
    if (c->rest.n && !path_normal(c->rest, &decoded))
        return REFUSE_PATH;
    struct judge_call j = { .consumer = (uint32_t) c->who.consumer,
                            .service = (uint32_t) c->service,
                            .method = c->method,
                            .path = { decoded.s, decoded.n },
                            .number = c->head.agreement,
                            .now = (int64_t) ngx_time() };
    enum refuse why = judge_call(p, &j, &c->agreement);
    if (why != REFUSE_NOT)
        return why;
    const struct policy_agreement *g = &p->agreement[c->agreement];
    c->strict = (s->flags & POLICY_SERVICE_STRICT) || (g->flags & POLICY_AGREEMENT_STRICT);
    return REFUSE_NOT;
}

static enum refuse charge(struct hub_call *c)
{
    const struct policy_agreement *g = &c->policy->p.agreement[c->agreement];
    struct hub_shared *shared = hub_conf(c->r)->zone->data;

    c->quota = quota_find(&shared->quota, g->id);
    if (!c->quota)
        return REFUSE_BUSY;
    c->window = quota_take(c->quota, g->quota, &c->windows);
    if (c->window == POLICY_QUOTAS) {
        c->charged = true;
        return REFUSE_NOT;
    }
    c->retry_s = c->windows.ends_in_s[c->window];
    return REFUSE_QUOTA;
}

static enum refuse judge(struct hub_call *c)
{
    enum refuse why;

    if (!hub_receipts_room())
        return REFUSE_RECEIPTS;
    if (!c->policy)
        return REFUSE_NO_POLICY;
    c->windows =
        quota_windows((int64_t) ngx_time(), (uint64_t) ngx_current_msec / 1000, c->policy->p.meta->zone_min);
    read_headers(c);
    /* An absolute address names a host besides the Host header: which of the two was meant, nobody can say. */
    if ((c->r->schema_start && c->r->http_version < NGX_HTTP_VERSION_20) || !path_normal(c->path, NULL) ||
        !path_query_ok(c->query))
        return REFUSE_PATH;
    if (!(c->method = method_of(c->r)))
        return REFUSE_METHOD;
    if (c->head.repeated || c->head.message_id.n > RECEIPT_TEXT_MAX ||
        (c->head.represented.p && !path_identifiers(c->head.represented, 1, 2)) ||
        (c->head.server.p && !path_identifiers(c->head.server, 4, 4)))
        return REFUSE_HEADER;
    if (!name_xroad(c))
        return REFUSE_FAULT;
    if ((why = hub_identify(c)) != REFUSE_NOT || (why = hub_digest_unsigned(c)) != REFUSE_NOT ||
        (why = claim(c)) != REFUSE_NOT || (why = find_service(c)) != REFUSE_NOT)
        return why;
    if (c->meta != HUB_META_NONE)
        return c->method == POLICY_GET || c->method == POLICY_HEAD ? REFUSE_NOT : REFUSE_OPERATION;
    return (why = agree(c)) != REFUSE_NOT ? why : charge(c);
}

/* --- on the way ---------------------------------------------------------------------------------------------------------- */

/* proxy_pass reads it: scheme and name of the upstream block, then base path and the rest exactly as received. */
static bool set_upstream(struct hub_call *c)
{
    const struct policy *p = &c->policy->p;
    const struct policy_service *s = &p->service[c->service];
    struct sv head = s->flags & POLICY_SERVICE_TLS ? SV("https://prasasti_tls") : SV("http://prasasti_polos");
    struct sv base = policy_text(p, s->base), rest = c->rest;

    if (base.n && base.p[base.n - 1] == '/' && rest.n && rest.p[0] == '/')
        rest = sv_sub(rest, 1, rest.n);
    bool bare = base.n + rest.n == 0;
    size_t n = head.n + base.n + rest.n + bare + (c->has_query ? c->query.n + 1 : 0);
    char *at = ngx_pnalloc(c->r->pool, n);
    if (!at)
        return false;
    c->upstream_uri = (struct sv){ at, n };
    at = (char *) ngx_cpymem(at, head.p, head.n);
    if (base.n)
        at = (char *) ngx_cpymem(at, base.p, base.n);
    if (bare)
        *at++ = '/';
    at = (char *) ngx_cpymem(at, rest.p, rest.n);
    if (c->has_query) {
        *at++ = '?';
        ngx_memcpy(at, c->query.p, c->query.n);
    }
    return true;
}

static void refuse_now(struct hub_call *c, enum refuse why)
{
    c->why = why;
    c->r->content_handler = hub_answer;
}

static ngx_int_t go_on(struct hub_call *c)
{
    if (c->why != REFUSE_NOT || c->meta != HUB_META_NONE)
        c->r->content_handler = hub_answer;
    else if (!set_upstream(c) || !hub_credential(c))
        refuse_now(c, REFUSE_FAULT);
    return NGX_OK;
}

/* The body is there as a whole: nginx goes on where it stopped. */
static void spooled(ngx_http_request_t *r)
{
    struct hub_call *c = hub_call_of(r);

    c->spooling = false;
    r->preserve_body = 1;
    r->write_event_handler = ngx_http_core_run_phases;
    ngx_http_core_run_phases(r);
}

static ngx_int_t spool(struct hub_call *c)
{
    ngx_http_request_t *r = c->r;

    if (r->headers_in.content_length_n > 0 && (uint64_t) r->headers_in.content_length_n > c->spool_max) {
        refuse_now(c, REFUSE_TOO_LARGE);
        return NGX_OK;
    }
    c->spooling = true;
    ngx_int_t rc = ngx_http_read_client_request_body(r, spooled);
    if (rc >= NGX_HTTP_SPECIAL_RESPONSE)
        return rc;
    ngx_http_finalize_request(r, NGX_DONE);
    return NGX_DONE;
}

ngx_int_t hub_admit(ngx_http_request_t *r)
{
    struct hub_loc_conf *conf = ngx_http_get_module_loc_conf(r, ngx_http_prasasti_module);

    if (!conf->on || r != r->main)
        return NGX_DECLINED;
    struct hub_call *c = hub_call_of(r);
    if (c)
        return c->spooling ? NGX_DONE : go_on(c);
    c = hub_call_make(r);
    if (!c)
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    read_target(c);
    enum refuse why = judge(c);
    if (why != REFUSE_NOT) {
        refuse_now(c, why);
        return NGX_OK;
    }
    bool body = r->headers_in.content_length_n > 0 || r->headers_in.chunked;
    if (c->digest.p && !body && !hub_digest_ok(c)) {
        refuse_now(c, REFUSE_DIGEST);
        return NGX_OK;
    }
    /* Of a signed request nothing goes on before all of it is proved. */
    if (c->meta == HUB_META_NONE && body &&
        (c->door == HUB_DOOR_XROAD || c->who.proof == RECEIPT_PROOF_SIGNATURE)) {
        c->spool_max = c->policy->p.service[c->service].spool_max;
        return spool(c);
    }
    return go_on(c);
}
