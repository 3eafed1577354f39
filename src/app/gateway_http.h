/* SPDX-License-Identifier: MIT
 * app/gateway_http.h -- one HTTP call to a national gateway (token endpoint, publisher), through libcurl.
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

struct gateway_call {
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

/* https with a host, or http to this machine; no user, no fragment. */
bool gateway_url_ok(struct sv url);
/* Does `url` lie at `base` or below it: the same scheme, host and port, and whole segments of the path? */
bool gateway_below(struct sv base, struct sv url);
/* Percent-encoded as a form or a query wants it. */
struct sv gateway_escape(struct sv s, struct arena *a);

#endif
