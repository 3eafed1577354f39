/* SPDX-License-Identifier: MIT
 * web/router.h -- from a path to a row of the route tables. Built once, read-only afterwards, shared by threads. */
#ifndef WEB_ROUTER_H
#define WEB_ROUTER_H

#include "base/sv.h"
#include "web/route.h"

struct arena;
struct err;
struct router;

enum { ROUTE_CAPTURES = 8, ROUTE_DEPTH = 32 };

/* A mistake in a table (bad pattern, the same method and path twice, a field without a label) is ERR_FAULT. */
bool router_make(const struct web_table *tables, size_t n, struct arena *a, struct router **out,
                 struct err *e);

struct route_match {
    bool secret;                      /* the path is what opens it (WEB_BY_PATH), whatever the method */
    const struct web_route *route;    /* NULL: not served under this method */
    unsigned methods;                 /* bit for each method served at this path; 0: nothing here */
    const struct sv *names;           /* of the captures of route */
    struct sv values[ROUTE_CAPTURES]; /* borrowed from the path */
    size_t n;
};
void router_find(const struct router *t, enum web_method method, struct sv path, struct route_match *out);

#endif
