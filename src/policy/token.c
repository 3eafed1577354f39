/* SPDX-License-Identifier: MIT
 * policy/token.c -- access tokens of the hub. */
#include "policy/token.h"

#include "base/err.h"

#include <assert.h>

enum { SKEW_S = 60, SIGNED_MAX = 18 + 256 + 1 + TOKEN_BYTES };

static_assert(TOKEN_BYTES == 8 + 8 + 32 + 8 + 8 + 16, "kind, consumer, key, issued, expires, random");

static void put(uint8_t *at, uint64_t v)
{
    for (size_t i = 0; i < 8; i++)
        at[i] = (uint8_t) (v >> (56 - 8 * i));
}

static uint64_t get(const uint8_t *at)
{
    uint64_t v = 0;

    for (size_t i = 0; i < 8; i++)
        v = v << 8 | at[i];
    return v;
}

/* The name of the hub is signed too: a token of the neighbour's hub is none of ours, even under a shared key. */
static size_t to_sign(struct sv hub, const uint8_t bytes[TOKEN_BYTES], char out[SIGNED_MAX])
{
    static const char head[] = "prasasti-token-v1\n";
    size_t n = sizeof head - 1;

    if (hub.n > 256)
        hub.n = 256;
    memcpy(out, head, n);
    memcpy(out + n, hub.p, hub.n);
    n += hub.n;
    out[n++] = '\n';
    memcpy(out + n, bytes, TOKEN_BYTES);
    return n + TOKEN_BYTES;
}

bool token_make(const struct token *t, struct sv hub, const struct ed25519_key *signer,
                char out[TOKEN_TEXT_BYTES + 1], struct err *e)
{
    uint8_t bytes[TOKEN_BYTES], sig[64];
    char message[SIGNED_MAX];

    put(bytes, (uint64_t) t->kind);
    put(bytes + 8, (uint64_t) t->consumer);
    memcpy(bytes + 16, t->key.b, 32);
    put(bytes + 48, (uint64_t) t->issued);
    put(bytes + 56, (uint64_t) t->expires);
    bytes_random(bytes + 64, 16);
    size_t n = to_sign(hub, bytes, message);
    if (!ed25519_sign(signer, (struct sv){ message, n }, sig, e))
        return false;
    memcpy(out, "prs1.", 5);
    n = 5 + base64url_write((struct sv){ (const char *) bytes, TOKEN_BYTES }, out + 5);
    out[n++] = '.';
    n += base64url_write((struct sv){ (const char *) sig, 64 }, out + n);
    assert(n == TOKEN_TEXT_BYTES);
    out[n] = '\0';
    return true;
}

bool token_read(struct sv text, struct sv hub, const uint8_t (*keys)[32], size_t n, struct token *out)
{
    uint8_t bytes[TOKEN_BYTES], sig[64];
    char message[SIGNED_MAX];

    if (text.n != TOKEN_TEXT_BYTES || !sv_starts(text, SV("prs1.")) || text.p[112] != '.' ||
        !base64url_read(sv_sub(text, 5, 107), bytes, sizeof bytes) ||
        !base64url_read(sv_sub(text, 113, 86), sig, sizeof sig))
        return false;
    size_t len = to_sign(hub, bytes, message);
    bool ok = false;
    for (size_t i = 0; i < n && !ok; i++)
        ok = ed25519_verify(keys[i], (struct sv){ message, len }, (struct sv){ (const char *) sig, 64 });
    if (!ok)
        return false;
    out->kind = (enum policy_key_kind) get(bytes);
    out->consumer = (int64_t) get(bytes + 8);
    memcpy(out->key.b, bytes + 16, 32);
    out->issued = (int64_t) get(bytes + 48);
    out->expires = (int64_t) get(bytes + 56);
    return true;
}

enum refuse judge_token(const struct policy *p, const struct token *t, const struct digest *cert, int64_t now,
                        struct judge_who *who)
{
    int key = policy_key_by_digest(p, t->kind, &t->key);

    if (key == POLICY_NONE || p->consumer[p->key[key].consumer].id != t->consumer)
        return REFUSE_TOKEN;
    enum refuse why = judge_key(p, key, RECEIPT_PROOF_TOKEN, now, who);
    if (now >= t->expires || t->expires - t->issued > TOKEN_LIFE_S)
        return REFUSE_TOKEN_LATE;
    if (t->issued > now + SKEW_S)
        return REFUSE_TOKEN;
    if (t->kind == POLICY_KEY_CERT && (!cert || !digest_eq(cert, &t->key)))
        return REFUSE_TOKEN_HOLDER;
    return why;
}
