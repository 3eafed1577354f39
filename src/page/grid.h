/* SPDX-License-Identifier: MIT
 * page/grid.h -- rows of another register filled in for one record on one page: a table for all of them, or ticks that make
 * one for each (`grids` of a declaration). No register is named here. */
#ifndef PAGE_GRID_H
#define PAGE_GRID_H

#include "web/route.h"

web_handler grid_form, grid_take;

enum { GRID_BODY_MAX = 512 * 1024 };

#define GRID_ROUTES                                                                                  \
    { .path = "/r/{reg:key}/{id:int}/lembar/{lembar:key}", .flags = WEB_FREE, .handle = grid_form }, \
    {                                                                                                \
        .method = WEB_POST, .path = "/r/{reg:key}/{id:int}/lembar/{lembar:key}", .flags = WEB_FREE,  \
        .body_max = GRID_BODY_MAX, .handle = grid_take                                               \
    }

#endif
