/* SPDX-License-Identifier: MIT
 * page/talk.h -- comments on a record, watching it, and the notices that come of both. */
#ifndef PAGE_TALK_H
#define PAGE_TALK_H

#include "page/record.h"
#include "web/route.h"

web_handler comment_save, comment_withdraw, watch_save, notices_show, notices_read;

enum { TALK_BODY_MAX = 64 * 1024 };

#define TALK_ROUTES                                                                                 \
    { .method = WEB_POST,                                                                           \
      .path = "/r/{reg:key}/{id:int}/komentar",                                                     \
      .flags = WEB_FREE,                                                                            \
      .body_max = TALK_BODY_MAX,                                                                    \
      .handle = comment_save,                                                                       \
      .again = record_show },                                                                       \
        { .method = WEB_POST,                                                                       \
          .path = "/r/{reg:key}/{id:int}/komentar/{komentar:int}/tarik",                            \
          .flags = WEB_FREE,                                                                        \
          .body_max = TALK_BODY_MAX,                                                                \
          .handle = comment_withdraw },                                                             \
        { .method = WEB_POST,                                                                       \
          .path = "/r/{reg:key}/{id:int}/pantau",                                                   \
          .flags = WEB_FREE,                                                                        \
          .body_max = TALK_BODY_MAX,                                                                \
          .handle = watch_save },                                                                   \
        { .path = "/pemberitahuan",                                                                 \
          .handle = notices_show,                                                                   \
          .about = T("Pemberitahuan bagi pemakai yang masuk") },                                    \
    {                                                                                               \
        .method = WEB_POST, .path = "/pemberitahuan", .flags = WEB_FREE, .body_max = TALK_BODY_MAX, \
        .handle = notices_read                                                                      \
    }

#endif
