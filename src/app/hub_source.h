/* SPDX-License-Identifier: MIT
 * app/hub_source.h -- what the hub's policy snapshot is made of: the SELECTs of data/hub.yaml over the views of the region,
 * and the gates that close a service or hold an agreement while the regulation asks for what is missing.
 *
 * Loaded once, read-only afterwards. Format: docs/declarations.md, "The hub". A region without the file has no hub. */
#ifndef APP_HUB_SOURCE_H
#define APP_HUB_SOURCE_H

#include "policy/build.h"
#include "rule/region.h"

enum hub_select {
    HUB_ABOUT,
    HUB_SERVICES,
    HUB_SERVICE_OPERATIONS,
    HUB_CONSUMERS,
    HUB_KEYS,
    HUB_AGREEMENTS,
    HUB_AGREEMENT_OPERATIONS,
    HUB_GATEWAYS, /* a region without gateways has neither of these */
    HUB_PUBLICATIONS,
    HUB_SELECTS
};

struct hub_source {
    bool present;
    struct sv sql[HUB_SELECTS];
    const struct reg *service_reg, *agreement_reg;   /* whose unmet gates close or hold; NULL: none do */
    const struct reg *gateway_reg, *publication_reg; /* whose records show how things stand outside */
    const struct field *gateway_secret;              /* of type credential, or NULL */
};

/* Mistakes with file and line in ps. */
bool hub_source_load(const struct region *r, struct arena *a, struct hub_source *out, struct problems *ps,
                     struct err *e);
/* Runs every SELECT once on a DB_PACK lease; mistakes in ps. */
bool hub_source_check(struct db *pack, const struct hub_source *s, struct problems *ps, struct err *e);
/* The policy as the records stand now, version and made_at left 0. `db` reads records, `pack` the views; texts in the arena. */
bool hub_gather(const struct region *r, const struct hub_source *s, struct db *db, struct db *pack,
                struct arena *a, struct policy_in *out, struct err *e);

#endif
