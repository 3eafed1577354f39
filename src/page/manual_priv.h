/* SPDX-License-Identifier: MIT
 * page/manual_priv.h -- what the files of manual_*.c share. */
#ifndef PAGE_MANUAL_PRIV_H
#define PAGE_MANUAL_PRIV_H

#include "base/buf.h"
#include "page/manual.h"

struct manual_reader {
    struct manual_shelf shelf;
    struct manual *manual;
};

/* The manual of the path; ERR_MISSING when there is none. */
bool manual_open(struct web_ctx *ctx, struct web_req *req, struct manual_reader *m, struct err *e);
/* True: this manual asks for login and nobody is logged in; the answer leads there and back. */
bool manual_turned_away(const struct manual_reader *m, struct web_req *req, struct web_res *res);
/* manual_read() under a read lease of its own. */
bool manual_lease_read(struct manual_reader *m, struct manual_chapter *c, bool web, struct arena *a,
                       struct err *e);
struct sv manual_url(struct arena *a, const struct manual *m,
                     const struct manual_chapter *c); /* c NULL: the whole */

#endif
