/* SPDX-License-Identifier: MIT
 * page/seal.h -- /keutuhan: how the record of changes stands, and the proof of one change as a file. */
#ifndef PAGE_SEAL_H
#define PAGE_SEAL_H

#include "web/route.h"

web_handler seal_show, seal_record, seal_zip, seal_key;

#define SEAL_ROUTES                                                                   \
    { .path = "/keutuhan", .handle = seal_show, .about = T("Keutuhan data") },        \
        { .path = "/keutuhan/kunci",                                                  \
          .flags = WEB_PUBLIC,                                                        \
          .handle = seal_key,                                                         \
          .about = T("Kunci publik buku besar perubahan") },                          \
        { .path = "/keutuhan/bukti/{reg:key}/{id:int}", .handle = seal_record },      \
    {                                                                                 \
        .path = "/keutuhan/bukti/{reg:key}/{id:int}/{urutan:int}", .handle = seal_zip \
    }

#endif
