/* SPDX-License-Identifier: MIT
 * page/notices.h -- notices as a list, for the front page and for their own. */
#ifndef PAGE_NOTICES_H
#define PAGE_NOTICES_H

#include "model/talk.h"
#include "page/page.h"

enum { NOTICES_HOME = 5, NOTICES_PAGE = 100 };

void notices_items(struct page *p, const struct notice *items, size_t n);
void notices_all_button(struct page *p);

#endif
