/* SPDX-License-Identifier: MIT
 * page/home.h -- /: what is late, what waits for this person, how far the region is, what his agency keeps; and
 * /kekurangan: what his agency lacks. */
#ifndef PAGE_HOME_H
#define PAGE_HOME_H

#include "web/route.h"

web_handler home_show, gap_show;

#define HOME_ROUTES                                                \
    { .path = "/", .handle = home_show, .about = T("Beranda") },   \
    {                                                              \
        .path = "/kekurangan", .handle = gap_show,                 \
        .about = T("Yang belum dipenuhi Perangkat Daerah sendiri") \
    }

#endif
