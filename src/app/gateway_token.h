/* SPDX-License-Identifier: MIT
 * app/gateway_token.h -- asks a gateway's token endpoint for a token (OAuth 2.0 client credentials, RFC 6749 4.4), and reads
 * what it answers. Results live in the arena. */
#ifndef APP_GATEWAY_TOKEN_H
#define APP_GATEWAY_TOKEN_H

#include "app/gateway_http.h"

enum {
    GATEWAY_TOKEN_MAX = 6000,       /* bytes: what fits a line of HTTP beside the rest */
    GATEWAY_LIFE_UNSAID_S = 300,    /* the answer does not say how long: asked for again soon */
    GATEWAY_LIFE_MAX_S = 24 * 3600, /* "for ever" is a day */
};

struct gateway_token {
    struct sv text;
    int64_t life_s;
};

/* An answer of 200. Whatever its sender thought of, it is a token or a refusal in words. */
bool gateway_token_parse(struct sv answer, struct arena *a, struct gateway_token *out, struct err *e);
/* An answer of another status, in words for an official: what it means and what to do. Returns false. */
bool gateway_token_refused(long status, struct sv answer, struct arena *a, struct err *e);

struct gateway_ask {
    struct sv url, client, secret, scope; /* scope "": none */
    bool in_body;                         /* client and secret in the body instead of Basic */
    const atomic_bool *stop;
};
bool gateway_token_ask(const struct gateway_ask *ask, struct arena *a, struct gateway_token *out,
                       struct err *e);
/* The same in two halves, for several at once: a flight of gateway_http.h (NULL: it cannot be asked), read when it has ended. */
struct gateway_flight *gateway_token_begin(struct gateway_wire *w, const struct gateway_ask *ask,
                                           struct arena *a, struct err *e);
bool gateway_token_finish(struct gateway_flight *f, struct arena *a, struct gateway_token *out,
                          struct err *e);

#endif
