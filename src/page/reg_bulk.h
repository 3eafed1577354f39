/* SPDX-License-Identifier: MIT
 * page/reg_bulk.h -- one field of many rows: chosen in a list, looked over, then all of them or none. */
#ifndef PAGE_REG_BULK_H
#define PAGE_REG_BULK_H

#include "web/route.h"

web_handler rows_form, rows_take;

enum { ROWS_BODY_MAX = 256 * 1024 };

#define ROWS_ROUTES                                                                                      \
    { .path = "/r/{reg:key}/massal", .flags = WEB_FREE, .handle = rows_form },                           \
    {                                                                                                    \
        .method = WEB_POST, .path = "/r/{reg:key}/massal", .flags = WEB_FREE, .body_max = ROWS_BODY_MAX, \
        .handle = rows_take                                                                              \
    }

#endif
