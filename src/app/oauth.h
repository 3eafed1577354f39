/* SPDX-License-Identifier: MIT
 * app/oauth.h -- the token endpoint over HTTP, and its description (RFC 8414).
 *
 *   POST /oauth2/token                              form: grant_type=client_credentials and a proof; JSON of RFC 6749
 *   GET  /.well-known/oauth-authorization-server    what is spoken here
 *
 * Every refusal is JSON with `error` and `error_description`, which says what to do. A request that has a parameter twice, or any
 * in its address, is refused: two readers could see two requests. The certificate of a connection comes in a header that
 * nginx sets on every request it passes on (app/nginx_conf.c), so nobody outside can. */
#ifndef APP_OAUTH_H
#define APP_OAUTH_H

#include "web/web.h"

struct oauth;

/* Rows for web_conf.tables. They answer with `o`, which is set once, before the server starts, and outlives it. */
struct web_table oauth_routes(struct oauth *o);

#endif
