/* SPDX-License-Identifier: MIT
 * app/gateway.h -- connections of the hub to national gateways: a thread that keeps a token for each, and what a service behind one
 * shows there.
 *
 * Which connections there are is asked of the SELECT `gateways` of data/hub.yaml, with every event; their secrets come from
 * model/credential.h. A token is asked for at half its life (a little jitter), at once when the gateway answered 401 to one
 * (the hub writes HUB_REFUSED), and again and again, ever slower, while it is refused. One that still counts goes on in the
 * meantime, over a restart too: it lies in a file of mode 0600 beside the secrets. Without any, the services behind
 * that connection are closed with the reason, and open again by themselves. How a connection stands is shown on its record
 * (model/outside.h). All are asked at once: a gateway that hangs delays its own token alone, and no other part of the
 * application. */
#ifndef APP_GATEWAY_H
#define APP_GATEWAY_H

#include <stdatomic.h>

#include "app/hub_source.h"

struct gateways;

struct gateway_conf {    /* a row of the SELECT; texts are "" where it gives none */
    int64_t id, version; /* of the record */
    struct sv name, base_url;
    bool by_key; /* the secret itself is shown, no token */
    struct sv token_url, client, scope, header, prefix;
    bool in_body, open;
    struct sv why_closed, article;
    struct sv secret, no_secret, no_secret_hint; /* secret absent: why */
    struct sv publisher_url, publisher_scope, public_url, import_path, document_path, stage_path, find_path,
        publish_action, close_action, reopen_action;
};
/* The connections as the records stand now, gates asked. In the arena. */
bool gateway_confs(const struct region *r, const struct hub_source *s, struct arena *a,
                   struct gateway_conf **out, size_t *n, struct err *e);

/* *out stays NULL where data/hub.yaml knows no gateways. The source must outlive it. */
bool gateways_start(const struct region *r, const struct hub_source *s, struct gateways **out, struct err *e);
void gateways_stop(struct gateways *g);     /* waits for the thread; accepts NULL */
bool gateways_ready(struct gateways *g);    /* every connection was looked at once; NULL: yes */
uint64_t gateways_turn(struct gateways *g); /* another number: gateways_fill() may do otherwise than before */
/* Puts header and credential into the services that go through a gateway; closes those whose gateway has none to show, with
 * the reason. Texts in the arena. */
void gateways_fill(struct gateways *g, struct policy_in_service *s, size_t n, struct arena *a);
/* Is that service open by registers and regulation, as last filled? Not known before the first time. */
enum gateway_service { GATEWAY_SERVICE_UNKNOWN, GATEWAY_SERVICE_CLOSED, GATEWAY_SERVICE_OPEN };
enum gateway_service gateways_service(struct gateways *g, int64_t service);

#endif
