/* SPDX-License-Identifier: MIT
 * app/publish.h -- local services offered outward: threads, one for each gateway, that register their descriptions at its publisher and
 * keep them there as they are here.
 *
 * What is to be there says the SELECT `publications` of data/hub.yaml; what is there says the record (model/outside.h: `remote`, the
 * publisher's id; `stage`: made, live or shut; `digest`, of what it was last given). A round does the one thing that
 * brings the two nearer, notes it, and goes on; what fails is tried again, ever later, at once when somebody mended
 * something. A service that closes here is closed there. Everything handed over is an event of the ledger. The interface is that of WSO2
 * API Manager's publisher, version 4; paths and stages are data of the connection (decision 0030). */
#ifndef APP_PUBLISH_H
#define APP_PUBLISH_H

#include "app/gateway.h"

struct publisher;

/* *out stays NULL where data/hub.yaml knows no publications. Source and gateways must outlive it. */
bool publish_start(const struct region *r, const struct hub_source *s, struct gateways *g,
                   struct publisher **out, struct err *e);
void publish_stop(struct publisher *p); /* waits for the threads; accepts NULL */

#endif
