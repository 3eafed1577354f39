/* SPDX-License-Identifier: MIT
 * app/gateway_priv.h -- what the thread of the gateways holds. It alone writes, under the lock what others read; whoever else reads
 * takes the lock: gateway.c keeps tokens, gateway_show.c tells the records, gateway_fill.c answers the hub. */
#ifndef APP_GATEWAY_PRIV_H
#define APP_GATEWAY_PRIV_H

#include <pthread.h>

#include "app/gateway.h"
#include "app/gateway_token.h"

enum { GATEWAYS_MAX = 32, GATEWAY_CONF_BYTES = 4 * 1024 * 1024, GATEWAY_LEASE_MS = 5000 };

struct held {            /* what is known of one connection besides its record */
    int64_t id, version; /* of its record */
    struct digest key;   /* of what the token was asked with: another secret or address makes it worthless */
    char token[GATEWAY_TOKEN_MAX + 1];
    size_t n;
    int64_t until_ms, renew_ms, next_ms, refused_ms; /* monotonic */
    int64_t got, until, tried, asked;                /* of the calendar, for people and for the file */
    struct gateway_flight *flight;                   /* a token is being asked for, `asked` says since when */
    int64_t failures;
    bool refused, shown;
    struct err error;   /* of the last try, when it failed */
    struct digest last; /* what the record shows */
};

struct gateway_service_row {
    int64_t id, gateway;
    struct sv brief;
    bool open;
};

struct gateways {
    const struct region *r;
    const struct hub_source *s;
    pthread_t thread;
    pthread_mutex_t lock;
    struct gateway_wire *wire; /* of the thread; every flight is on it */
    atomic_bool stop, ready;
    atomic_uint_least64_t turn;
    struct arena *a, *services_a; /* of conf; of service */
    struct gateway_conf *conf;
    size_t n;
    struct gateway_service_row *service;
    size_t services;
    struct held held[GATEWAYS_MAX];
    size_t n_held;
    int64_t seq, read_ms;
    struct digest look; /* of conf */
    int64_t seen;       /* bytes of HUB_REFUSED looked at */
    bool failed;
};

/* NULL: not known. */
struct held *gateway_held(struct gateways *g, int64_t id);
const struct gateway_conf *gateway_conf_of(const struct gateways *g, int64_t id);
bool gateway_counts(const struct held *h); /* there is a token, and it still counts */
/* What the connection's record shows, when it is another than before; c NULL: the connection is gone. */
void gateway_show(struct gateways *g, struct held *h, const struct gateway_conf *c, struct arena *a);

#endif
