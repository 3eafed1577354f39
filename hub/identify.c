/* SPDX-License-Identifier: MIT
 * hub/identify.c -- who calls, by proof. The strongest proof present decides: signature, token, API key, certificate; the
 * others must not name somebody else. */
#include "hub.h"

#include "policy/token_cache.h"

#if (NGX_HTTP_SSL)
static void forget_spki(void *parent, void *digest, CRYPTO_EX_DATA *all, int index, long argl, void *argp)
{
    (void) parent;
    (void) all;
    (void) index;
    (void) argl;
    (void) argp;
    OPENSSL_free(digest);
}

static struct digest *digest_spki(SSL *tls)
{
    X509 *cert = SSL_get1_peer_certificate(tls);
    unsigned char *der = NULL;
    int n = cert ? i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &der) : 0;
    struct digest *d = n > 0 ? OPENSSL_malloc(sizeof *d) : NULL;

    X509_free(cert);
    if (d)
        *d = sha256((struct sv){ (const char *) der, (size_t) n });
    OPENSSL_free(der);
    return d;
}
#endif

/* SHA-256 of the SubjectPublicKeyInfo of the certificate shown on this connection, kept with the connection, on which no other
 * can be shown. That its holder has the key, TLS has proved; whose key it is, the policy says. */
static bool certificate(ngx_http_request_t *r, struct digest *out)
{
#if (NGX_HTTP_SSL)
    static int place = -1;
    struct digest *d;

    if (!r->connection->ssl)
        return false;
    SSL *tls = r->connection->ssl->connection;
    if (place < 0)
        place = SSL_get_ex_new_index(0, NULL, NULL, NULL, forget_spki);
    d = place < 0 ? NULL : SSL_get_ex_data(tls, place);
    if (!d) {
        d = digest_spki(tls);
        if (!d || place < 0 || SSL_set_ex_data(tls, place, d) != 1) {
            OPENSSL_free(d);
            return false;
        }
    }
    *out = *d;
    return true;
#else
    return false;
#endif
}

/* The worker's own: judge_token() looks at the snapshot each time, the cache only spares it the signature. */
static enum refuse judge_bearer(const struct policy *p, struct sv text, const struct digest *cert,
                                int64_t now, struct judge_who *who)
{
    static struct token_cache cache;
    struct token token;

    if (!token_cache_read(&cache, p, text, now, &token))
        return REFUSE_TOKEN;
    return judge_token(p, &token, cert, now, who);
}

/* "Bearer prs1.…"; any other Authorization is between the caller and the provider. */
static struct sv token_of(const struct hub_call *c)
{
    struct sv s = c->head.bearer;

    if (s.n < 7 || !sv_eq_fold(sv_sub(s, 0, 7), SV("bearer ")))
        return SV_NULL;
    s = sv_sub(s, 7, s.n);
    return sv_starts(s, SV("prs1.")) ? s : SV_NULL;
}

/* Two proofs of two consumers: whose agreement would it be? */
static enum refuse weigh(struct hub_call *c, const struct judge_who *found, enum refuse why)
{
    if (c->who.proof == RECEIPT_PROOF_NONE) {
        c->who = *found;
        return why;
    }
    if (found->consumer >= 0 && found->consumer != c->who.consumer)
        return REFUSE_CONTRADICTION;
    return why;
}

enum refuse hub_identify(struct hub_call *c)
{
    const struct policy *p = &c->policy->p;
    int64_t now = (int64_t) ngx_time();
    struct judge_who who = JUDGE_NOBODY;
    struct digest spki;
    bool cert = certificate(c->r, &spki), proved = false, foreign = false;
    struct sv token = token_of(c);
    enum refuse why;

    if (c->head.signature.p || c->head.signature_input.p) {
        why = hub_signature(c, &who);
        foreign =
            why == REFUSE_NOBODY; /* made for the provider, or for one on the way: neither proof nor fault */
        if (!foreign && (why = weigh(c, &who, why)) != REFUSE_NOT)
            return why;
        proved = !foreign;
    }
    if (token.p) {
        c->token_used = true;
        who = JUDGE_NOBODY;
        why = judge_bearer(p, token, cert ? &spki : NULL, now, &who);
        if ((why = weigh(c, &who, why)) != REFUSE_NOT)
            return why;
        proved = true;
    }
    if (c->head.api_key.p) {
        who = JUDGE_NOBODY;
        why = judge_api_key(p, c->head.api_key, now, &who);
        if ((why = weigh(c, &who, why)) != REFUSE_NOT)
            return why;
        proved = true;
    }
    if (cert) { /* one that nobody knows decides nothing beside another proof */
        who = JUDGE_NOBODY;
        why = judge_cert(p, &spki, now, &who);
        if (proved && why != REFUSE_NOT)
            why = REFUSE_NOT;
        if ((why = weigh(c, &who, why)) != REFUSE_NOT)
            return why;
        proved = true;
    }
    return proved ? REFUSE_NOT : foreign ? REFUSE_SIGNATURE : REFUSE_NOBODY;
}
