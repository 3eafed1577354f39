/* SPDX-License-Identifier: MIT
 * page/view.h -- what people do to a list for themselves: its columns, and views kept under a name. */
#ifndef PAGE_VIEW_H
#define PAGE_VIEW_H

#include "web/route.h"

web_handler columns_save, view_save, view_act;

enum { VIEW_BODY_MAX = 64 * 1024 };

#define VIEW_ROUTES                                                                            \
    { .method = WEB_POST,                                                                      \
      .path = "/r/{reg:key}/kolom",                                                            \
      .flags = WEB_FREE,                                                                       \
      .body_max = VIEW_BODY_MAX,                                                               \
      .handle = columns_save },                                                                \
        { .method = WEB_POST,                                                                  \
          .path = "/r/{reg:key}/tampilan",                                                     \
          .flags = WEB_FREE,                                                                   \
          .body_max = VIEW_BODY_MAX,                                                           \
          .handle = view_save },                                                               \
    {                                                                                          \
        .method = WEB_POST, .path = "/r/{reg:key}/tampilan/{tampilan:int}", .flags = WEB_FREE, \
        .body_max = VIEW_BODY_MAX, .handle = view_act                                          \
    }

#endif
