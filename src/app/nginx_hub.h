/* SPDX-License-Identifier: MIT
 * app/nginx_hub.h -- the hub's part of nginx.conf: the module, where its policy and receipts stand, and its doors. Part of
 * nginx_conf.c's output; nothing is written when there is no module. */
#ifndef APP_NGINX_HUB_H
#define APP_NGINX_HUB_H

#include "policy/segment.h"
#include "policy/snapshot.h"

struct buf;
struct nginx_conf;

/* Files of the hub inside the data folder: the snapshot, the folder of receipt segments, service descriptions by digest. */
#define HUB_POLICY POLICY_PLACE
#define HUB_SEGMENTS SEGMENT_PLACE
#define HUB_DOCUMENTS "hub/openapi"
#define HUB_REFUSED \
    "run/nginx/ditolak-gerbang.log" /* services whose provider refused what the hub showed it */

void nginx_hub_main(const struct nginx_conf *c, struct buf *b); /* outside http */
void nginx_hub_http(const struct nginx_conf *c, struct buf *b); /* inside http, outside server */
/* Inside a server; `mtls`: the one below. */
void nginx_hub_locations(const struct nginx_conf *c, bool mtls, struct buf *b);
/* A server of its own where programs show certificates; browsers would be asked for one at the other. */
void nginx_hub_server(const struct nginx_conf *c, struct buf *b);

#endif
