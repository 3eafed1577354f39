/* SPDX-License-Identifier: MIT
 * app/auth.h -- who a request acts for: session cookie or API token into an actor, and which page he must visit first. */
#ifndef APP_AUTH_H
#define APP_AUTH_H

#include "web/web.h"

struct region;
struct limit;

struct auth { /* borrowed as long as the server runs */
    const struct region *region;
    struct limit *logins; /* attempts to log in, by address; NULL: only each account's own lock counts */
};

struct web_auth auth_of_region(struct auth *auth);

#endif
