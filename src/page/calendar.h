/* SPDX-License-Identifier: MIT
 * page/calendar.h -- /kalender: the year's due days by month or as a list; /akun/kalender: private addresses of its feed. */
#ifndef PAGE_CALENDAR_H
#define PAGE_CALENDAR_H

#include "web/route.h"

enum { CALENDAR_BODY_MAX = 16 * 1024 };

extern const struct web_param calendar_params[], feed_params[];
web_handler calendar_show, feeds_show, feed_save, feed_revoke;

#define CALENDAR_ROUTES                                                                                 \
    { .path = "/kalender",                                                                              \
      .params = calendar_params,                                                                        \
      .handle = calendar_show,                                                                          \
      .about = T("Tenggat, masa berlaku, dan tahapan setahun") },                                       \
        { .path = "/akun/kalender", .handle = feeds_show, .about = T("Tautan kalender untuk ponsel") }, \
        { .method = WEB_POST,                                                                           \
          .path = "/akun/kalender",                                                                     \
          .params = feed_params,                                                                        \
          .body_max = CALENDAR_BODY_MAX,                                                                \
          .handle = feed_save,                                                                          \
          .again = feeds_show },                                                                        \
    {                                                                                                   \
        .method = WEB_POST, .path = "/akun/kalender/{id:int}/cabut", .body_max = CALENDAR_BODY_MAX,     \
        .handle = feed_revoke                                                                           \
    }

#endif
