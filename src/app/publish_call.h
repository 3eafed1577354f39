/* SPDX-License-Identifier: MIT
 * app/publish_call.h -- the four calls to a gateway's publisher. Paths and names of stages come from the connection. */
#ifndef APP_PUBLISH_CALL_H
#define APP_PUBLISH_CALL_H

#include "app/gateway.h"

struct publication { /* a row of the SELECT */
    int64_t id, gateway, service, openapi;
    struct sv name, context, version, brief;
    bool wanted;
};

struct publish_to {
    const struct gateway_conf *c;
    struct sv token;
    const atomic_bool *stop;
    struct arena *a;
};

/* True: done. *status is the publisher's answer, 0 when there was none. */
bool publish_import(const struct publish_to *to, const struct publication *p, struct sv document,
                    struct sv server, struct sv *id, long *status, struct err *e);
bool publish_find(const struct publish_to *to, const struct publication *p, struct sv *id, struct sv *stage,
                  long *status, struct err *e);
bool publish_document(const struct publish_to *to, struct sv id, struct sv document, long *status,
                      struct err *e);
bool publish_stage(const struct publish_to *to, struct sv id, struct sv action, long *status, struct err *e);

#endif
