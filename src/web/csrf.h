/* SPDX-License-Identifier: MIT
 * web/csrf.h -- proof that a change was asked for on one of our own pages.
 *
 * Three locks: session cookies are SameSite=Lax; a browser that says (Sec-Fetch-Site, Origin) that a changing request
 * comes from elsewhere is believed; and every form carries `_csrf` (scripts: header X-CSRF-Token). With a session the
 * token is HMAC-SHA-256(session secret, "csrf"). Without one (login, public complaints) it is derived from a random
 * cookie that printing the form sets, under the server's own key.
 * Bearer tokens need none of it, for no browser adds them by itself. Basic, which browsers do repeat, passes the second
 * lock alone, as git and restic know no tokens. */
#ifndef WEB_CSRF_H
#define WEB_CSRF_H

#include "base/sv.h"

struct err;
struct html;
struct web_req;
struct web_res;

void web_csrf_field(struct html *h, struct web_req *r,
                    struct web_res *s); /* <input type="hidden" name="_csrf" …> */
struct sv web_csrf_token(struct web_req *r,
                         struct web_res *s); /* for <meta name="csrf">, which scripts send back */

/* For the border itself. */
bool csrf_origin_ok(const struct web_req *r, struct err *e); /* before the body */
bool csrf_token_ok(const struct web_req *r, struct err *e);  /* after it */
bool csrf_same_origin(const struct web_req *r); /* the browser says the request comes from our page */

#endif
