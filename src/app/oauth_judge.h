/* SPDX-License-Identifier: MIT
 * app/oauth_judge.h -- who may have a token of the hub, and the token (RFC 6749 client credentials; RFC 7523 private_key_jwt;
 * RFC 8705 mutual TLS with pinned keys).
 *
 * Judged against the policy snapshot, the very file the hub goes by, not against the registers: one truth for both doors,
 * no second reading of who counts as a consumer, and a token is never given that the hub would refuse. The price is the moment
 * between a change and the next snapshot. A key of tokens is used only when the snapshot names it.
 *
 * A jti counts once, as long as its assertion could live; which were used is in memory alone, so what was issued before this
 * process began is refused. Clients whose clocks run ahead of ours can have issued "later": the latest such moment is
 * written down (DIR/hub/token.batas) before the answer goes out, and counts after a restart. So a replay succeeds neither
 * after a kill nor after a copy is started again.
 *
 * One at a time: a token lasts a quarter of an hour, and nginx limits how often anybody asks. Threads share a struct oauth. */
#ifndef APP_OAUTH_JUDGE_H
#define APP_OAUTH_JUDGE_H

#include "policy/token.h"

struct arena;
struct err;
struct oauth;

bool oauth_open(const char *dir, int64_t (*now)(void), struct oauth **out, struct err *e);
void oauth_close(struct oauth *o); /* accepts NULL */

enum oauth_error {
    OAUTH_GOOD,
    OAUTH_REQUEST, /* invalid_request */
    OAUTH_CLIENT,  /* invalid_client */
    OAUTH_GRANT,   /* unsupported_grant_type */
    OAUTH_SCOPE,   /* invalid_scope */
    OAUTH_BUSY     /* temporarily_unavailable */
};

struct oauth_ask {       /* absent parts: SV_NULL */
    struct sv assertion; /* decides when it is there */
    struct sv client_id;
    struct sv cert; /* PEM of the certificate whose key the connection has proved */
};
struct oauth_answer {
    enum oauth_error error;
    struct sv text;                   /* of a refusal: plain ASCII, what to do */
    char token[TOKEN_TEXT_BYTES + 1]; /* of none */
    int64_t consumer, key;            /* ids, for the log; 0: not known */
};
void oauth_judge(struct oauth *o, const struct oauth_ask *ask, struct arena *a, struct oauth_answer *out);

/* The name that `aud` may say; absent while there is no snapshot. */
struct sv oauth_name(struct oauth *o, struct arena *a);
/* Is this address the token endpoint of this server? Its host must be one that our own certificate is for (without TLS: this
 * machine's); what a request says about its host decides nothing. */
bool oauth_own_address(const struct oauth *o, struct sv url);

#define OAUTH_TOKEN_PATH "/oauth2/token"

#endif
