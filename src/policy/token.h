/* SPDX-License-Identifier: MIT
 * policy/token.h -- access tokens of the hub: made by the application (/oauth2/token), verified by the hub alone, without
 * asking anybody.
 *
 *   prs1.<base64url of 80 bytes>.<base64url of the Ed25519 signature>
 *   signed: "prasasti-token-v1" LF hub name LF the 80 bytes
 *
 * The bytes: kind of the bound key, consumer's id, SHA-256 of the bound key as in the snapshot, issued, expires, 16 random
 * ones. A token is bound to the key that asked for it: it dies with that key, and one that a certificate asked for counts
 * only on a connection with that certificate (RFC 8705). Pure but for token_make(), which draws random bytes. */
#ifndef POLICY_TOKEN_H
#define POLICY_TOKEN_H

#include "policy/judge.h"

struct err;

enum {
    TOKEN_LIFE_S = 900,
    TOKEN_BYTES = 80,
    TOKEN_TEXT_BYTES = 5 + 107 + 1 + 86 /* length of the text */
};

struct token {
    enum policy_key_kind kind; /* of the bound key */
    int64_t consumer;          /* id */
    struct digest key;
    int64_t issued, expires;
};

bool token_make(const struct token *t, struct sv hub, const struct ed25519_key *signer,
                char out[TOKEN_TEXT_BYTES + 1], struct err *e);
/* Signature and form only. */
bool token_read(struct sv text, struct sv hub, const uint8_t (*keys)[32], size_t n, struct token *out);
/* All the rest, for a token that was read: at each call anew. `cert` is the SHA-256 of the public key of the connection's
 * certificate, NULL without one. */
enum refuse judge_token(const struct policy *p, const struct token *t, const struct digest *cert, int64_t now,
                        struct judge_who *who);

#endif
