/* SPDX-License-Identifier: MIT
 * page/review.h -- /r/{reg}/telaah: the records of a round gone through at one table, agency by agency, and saved together;
 * and what may be the same thing elsewhere, beside the form of one record. */
#ifndef PAGE_REVIEW_H
#define PAGE_REVIEW_H

#include "web/route.h"

web_handler review_show, review_take, similar_part;

enum { REVIEW_BODY_MAX = 512 * 1024 };

#define REVIEW_ROUTES                                                                                     \
    { .path = "/r/{reg:key}/telaah", .flags = WEB_FREE, .handle = review_show },                          \
        { .method = WEB_POST,                                                                             \
          .path = "/r/{reg:key}/telaah",                                                                  \
          .flags = WEB_FREE,                                                                              \
          .body_max = REVIEW_BODY_MAX,                                                                    \
          .handle = review_take },                                                                        \
    {                                                                                                     \
        .method = WEB_POST, .path = "/r/{reg:key}/mirip", .flags = WEB_FREE, .body_max = REVIEW_BODY_MAX, \
        .handle = similar_part                                                                            \
    }

#endif
