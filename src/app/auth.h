/* SPDX-License-Identifier: MIT
 * app/auth.h -- who a request acts for: session cookie or API token into an actor, and which page he must visit first. */
#ifndef APP_AUTH_H
#define APP_AUTH_H

#include "web/web.h"

struct region;

struct web_auth auth_of_region(const struct region *r);

#endif
