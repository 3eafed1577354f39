/* SPDX-License-Identifier: MIT
 * page/page_priv.h -- what the files of this floor share and app/ has no use for. */
#ifndef PAGE_PAGE_PRIV_H
#define PAGE_PAGE_PRIV_H

#include "base/arena.h" /* every page builds texts in the request's */
#include "page/page.h"

void page_menu(struct page *p, struct sv here); /* menu.c */
/* Rights and flow decide what is offered: the group of a register in the menu, as a crumb. */
struct crumb page_group_crumb(const struct region *r, const struct reg *reg);

#endif
