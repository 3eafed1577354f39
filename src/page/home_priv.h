/* SPDX-License-Identifier: MIT
 * page/home_priv.h -- what the front page shows, loaded before anything is written. */
#ifndef PAGE_HOME_PRIV_H
#define PAGE_HOME_PRIV_H

#include "page/norm_priv.h"
#include "page/notices.h"
#include "page/setup_priv.h"

enum { HOME_TASKS = 5, HOME_NORMS = 6, HOME_ENDS = 6 };

struct home_reg { /* rows of the person's agencies in one register */
    const struct reg *reg;
    int64_t n;
};

struct home {
    struct page p;
    struct norm_book book;
    const struct norm_state **late, **soon; /* his own first, then by due date */
    size_t n_late, n_soon, n_late_mine;
    struct task *tasks;
    size_t n_tasks;
    bool more_tasks;
    struct notice *notices; /* not read yet */
    size_t n_notices;
    struct foreseen *ends; /* what will end, or has */
    size_t n_ends;
    struct home_reg *regs; /* registers that agencies keep; n == 0: empty so far */
    size_t n_regs;
    struct setup setup; /* of administrators */
    bool setting_up;    /* there is an open step he can do */
    bool empty;         /* nothing is recorded in the region yet */
};
bool home_load(struct db *db, struct home *m, struct err *e);

#endif
