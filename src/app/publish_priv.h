/* SPDX-License-Identifier: MIT
 * app/publish_priv.h -- lanes: each gateway's publications are kept by a thread of their own, so that one whose publisher hangs
 * delays nobody else's. A lane is its thread's alone; only `stop` is shared. */
#ifndef APP_PUBLISH_PRIV_H
#define APP_PUBLISH_PRIV_H

#include "app/publish.h"

#include <pthread.h>
#include <stdatomic.h>

#include "app/gateway_token.h"
#include "app/hub_rows.h"
#include "app/publish_call.h"

enum { LANES_MAX = 16, KNOWN_MAX = 256 };

struct known { /* of one publication, since its lane began */
    int64_t id;
    struct digest wish; /* what was wanted when it was last looked at */
    bool settled;       /* and it was there: nothing to do until the wish changes */
    bool seen;          /* in this round */
};

struct lane {
    struct publisher *p;
    int64_t gateway; /* 0: the first lane, of every gateway that has none of its own */
    pthread_t thread;
    struct known known[KNOWN_MAX];
    size_t n_known;
    struct { /* the publisher's token of the connection used last */
        int64_t gateway, until_ms;
        struct digest with;
        char text[GATEWAY_TOKEN_MAX + 1];
    } token;
    int64_t seq, stirred_ms, round_ms; /* newest event seen, when; when everything was looked at */
    bool failed;
};

struct publisher {
    const struct region *r;
    const struct hub_source *s;
    struct gateways *gateways;
    atomic_bool stop;
    struct lane first, *lane[LANES_MAX]; /* opened and counted by the first lane's thread */
    size_t lanes;
};

struct work { /* one publication in one round */
    struct lane *lane;
    const struct publication *it;
    const struct gateway_conf *c;
    struct outside *o;
    struct sv server, document, digest;
    struct publish_to to;
    struct arena *a;
};

/* Looks at it and does what is due. False: our own database failed; what fails at the gateway is noted on the record. */
bool publish_one(struct work *w, struct err *e);

#endif
