/* SPDX-License-Identifier: MIT
 * page/setup_priv.h -- the checklist of the first days, computed from the data each time it is asked for. */
#ifndef PAGE_SETUP_PRIV_H
#define PAGE_SETUP_PRIV_H

#include "page/page_priv.h"

enum setup_state { SETUP_DONE, SETUP_OPEN, SETUP_ADVICE }; /* advice is never counted */

struct setup_step {
    const char *title, *why; /* ours */
    struct sv now;           /* how it stands */
    enum setup_state state;
    struct sv url;
    const char *link;                       /* what the button says */
    const struct sv *missing, *missing_url; /* what is lacking, each with where to add it */
    size_t n_missing;
};
enum { SETUP_STEPS = 10 };
struct setup {
    struct setup_step steps[SETUP_STEPS];
    size_t n, done, counted;
};
bool setup_load(struct db *db, const struct region *r, struct arena *a, struct setup *out, struct err *e);

#endif
