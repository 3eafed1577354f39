/* SPDX-License-Identifier: MIT
 * app/gateway_http.h -- HTTP calls to national gateways (token endpoint, publisher), through libcurl: one at a time, or several at
 * once in one thread, none of which waits for another.
 *
 * https with the certificate checked against the system's authorities (or the file that the environment's SSL_CERT_FILE names);
 * plain http to this machine alone, for trials. Redirects are not followed: a secret goes where it was meant to go. An answer
 * has a ceiling, a call a time limit, and `stop` ends it early. Errors are sentences for an official, without secrets and
 * without the other side's own words. Safe in any thread after smtp_init(). */
#ifndef APP_GATEWAY_HTTP_H
#define APP_GATEWAY_HTTP_H

#include <stdatomic.h>

#include "base/err.h"
#include "base/sv.h"

struct arena;

struct gateway_part {                    /* of a multipart form */
    const char *name, *file_name, *type; /* file_name NULL: a plain value */
    struct sv data;
};

struct gateway_call {   /* borrowed until gateway_http() or gateway_begin() returns, but for `stop` */
    const char *method; /* GET, POST, PUT */
    struct sv url;
    struct sv user, password; /* Basic, when user is there */
    struct sv bearer;
    struct sv form; /* application/x-www-form-urlencoded, or absent */
    const struct gateway_part *parts;
    size_t n_parts;
    const atomic_bool *stop;
};

/* True: an answer came, whatever its status. */
bool gateway_http(const struct gateway_call *c, struct arena *a, long *status, struct sv *answer,
                  struct err *e);

/* Calls that are under way at the same time. A wire and its flights belong to one thread. */
struct gateway_wire;
struct gateway_flight;
struct gateway_wire *gateway_wire_new(void);    /* NULL: no memory */
void gateway_wire_free(struct gateway_wire *w); /* after its last flight; accepts NULL */
/* Moves every call on, for at most so long; comes back earlier when one has ended. */
void gateway_wire_wait(struct gateway_wire *w, int timeout_ms);
/* NULL: the call cannot be made. Each flight ends by gateway_finish() or gateway_cancel(). */
struct gateway_flight *gateway_begin(struct gateway_wire *w, const struct gateway_call *c, struct arena *a,
                                     struct err *e);
bool gateway_ended(const struct gateway_flight *f);
/* Of one that has ended: what gateway_http() would have said. Frees it. */
bool gateway_finish(struct gateway_flight *f, struct arena *a, long *status, struct sv *answer,
                    struct err *e);
void gateway_cancel(struct gateway_flight *f); /* at any time, without waiting; accepts NULL */

/* https with a host, or http to this machine; no user, no fragment. */
bool gateway_url_ok(struct sv url);
/* Does `url` lie at `base` or below it: the same scheme, host and port, and whole segments of the path? */
bool gateway_below(struct sv base, struct sv url);
/* Percent-encoded as a form or a query wants it. */
struct sv gateway_escape(struct sv s, struct arena *a);

#endif
