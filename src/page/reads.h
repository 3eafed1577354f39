/* SPDX-License-Identifier: MIT
 * page/reads.h -- rows of a register read out of a document that is attached to another one (`reads` of a file field): what
 * came, went and changed, shown before it is recorded. What went is marked, never removed. */
#ifndef PAGE_READS_H
#define PAGE_READS_H

#include "page/record.h"

web_handler reads_show, reads_take;

#define READS_ROUTES                                                                                \
    { .path = "/r/{reg:key}/{id:int}/baca/{bidang:key}", .flags = WEB_FREE, .handle = reads_show }, \
    {                                                                                               \
        .method = WEB_POST, .path = "/r/{reg:key}/{id:int}/baca/{bidang:key}", .flags = WEB_FREE,   \
        .body_max = SMALL_BODY_MAX, .handle = reads_take, .again = reads_show                       \
    }

#endif
