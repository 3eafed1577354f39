/* SPDX-License-Identifier: MIT
 * hub/sign.c -- signed requests: the message as it was received, its nonce, and the digest of its body. */
#include "hub.h"

#include "policy/nonce.h"
#include "policy/signature.h"

#include "base/arena.h"

enum { ARENA_MAX = 256 * 1024, HEADERS_MAX = 128 };

/* Lower case, without the port that the scheme has anyway. */
static struct sv authority(ngx_http_request_t *r, struct arena *a)
{
    struct sv host = r->headers_in.host ? hub_sv(r->headers_in.host->value) : hub_sv(r->headers_in.server);
    struct sv usual = r->connection->ssl ? SV(":443") : SV(":80");

    host = sv_lower(host, a);
    return sv_ends(host, usual) ? sv_sub(host, 0, host.n - usual.n) : host;
}

static bool message_of(struct hub_call *c, struct arena *a, struct signature_message *m)
{
    ngx_http_request_t *r = c->r;
    struct signature_header *h = ARENA_ARRAY(a, struct signature_header, HEADERS_MAX);

    *m = (struct signature_message){ .method = hub_sv(r->method_name),
                                     .scheme = r->connection->ssl ? SV("https") : SV("http"),
                                     .authority = authority(r, a),
                                     .target = c->target,
                                     .path = c->path,
                                     .query = c->query,
                                     .has_query = c->has_query,
                                     .header = h };
    for (ngx_list_part_t *part = &r->headers_in.headers.part; part; part = part->next) {
        const ngx_table_elt_t *header = part->elts;
        for (ngx_uint_t i = 0; i < part->nelts; i++) {
            if (m->headers == HEADERS_MAX)
                return false;
            h[m->headers++] = (struct signature_header){ hub_sv(header[i].key), hub_sv(header[i].value) };
        }
    }
    return true;
}

static enum refuse use_nonce(struct hub_call *c, const struct signature *s, const struct judge_who *who)
{
    ngx_shm_zone_t *zone = hub_conf(c->r)->zone;
    ngx_slab_pool_t *pool = (ngx_slab_pool_t *) zone->shm.addr;
    struct hub_shared *shared = zone->data;
    int64_t id = c->policy->p.consumer[who->consumer].id;
    struct digest d = sha256_parts((struct sv[]){ { (const char *) &id, sizeof id }, s->nonce }, 2);
    uint32_t until = (uint32_t) (s->created + SIGNATURE_WINDOW_S + SIGNATURE_SKEW_S);

    ngx_shmtx_lock(&pool->mutex);
    enum nonce_answer answer = nonce_use(shared->nonces, &d, (uint32_t) id, (uint32_t) ngx_time(), until);
    ngx_shmtx_unlock(&pool->mutex);
    return answer == NONCE_NEW ? REFUSE_NOT : answer == NONCE_SEEN ? REFUSE_REPLAY : REFUSE_BUSY;
}

struct sv hub_field(struct hub_call *c, struct sv name)
{
    struct arena *a = arena_new(ARENA_MAX);
    struct signature_message m;
    struct sv field = message_of(c, a, &m) ? signature_field(&m, name, a) : SV_NULL;

    field = field.p ? hub_keep(c->r->pool, field) : SV_NULL;
    arena_free(a);
    return field;
}

static void expect_digest(struct hub_call *c, struct sv field)
{
    c->digest = field;
    if (digest_wants_sha512(field) && !c->request_sha512)
        c->request_sha512 = sha512_new();
}

enum refuse hub_digest_unsigned(struct hub_call *c)
{
    if (c->digest.p || !c->head.digest.p)
        return REFUSE_NOT;
    struct sv field = hub_field(c, SV("content-digest"));
    if (!field.p)
        return REFUSE_HEADER;
    if (digest_counts(field))
        expect_digest(c, field);
    return REFUSE_NOT;
}

enum refuse hub_signature(struct hub_call *c, struct judge_who *who)
{
    struct hub_shared *shared = hub_conf(c->r)->zone->data;
    struct arena *a = arena_new(ARENA_MAX);
    struct signature_message m;
    struct signature s;
    enum refuse why = REFUSE_SIGNATURE;

    if (message_of(c, a, &m))
        why = judge_signature(&c->policy->p, &m,
                              (struct signature_times){ (int64_t) ngx_time(), (int64_t) shared->started }, a,
                              &s, who);
    if (why == REFUSE_NOT && s.nonce.n)
        why = use_nonce(c, &s, who);
    if (why == REFUSE_NOT) {
        struct sv field = signature_field(&m, SV("content-digest"), a);
        field = field.p ? hub_keep(c->r->pool, field) : SV_NULL;
        if (field.p)
            expect_digest(c, field);
        else
            why = REFUSE_DIGEST;
    }
    arena_free(a);
    return why;
}

bool hub_digest_ok(struct hub_call *c)
{
    hub_body_ended(c);
    return digest_matches(c->digest, &c->receipt.request_digest, c->has_body_sha512 ? c->body_sha512 : NULL);
}
