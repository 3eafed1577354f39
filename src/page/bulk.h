/* SPDX-License-Identifier: MIT
 * page/bulk.h -- first passwords for many accounts at once, after their import. */
#ifndef PAGE_BULK_H
#define PAGE_BULK_H

#include "web/route.h"

web_handler bulk_form, bulk_make;

#define BULK_ROUTES                                                                                       \
    { .path = "/akun/sandi-massal",                                                                       \
      .need = "administrator",                                                                            \
      .handle = bulk_form,                                                                                \
      .about = T("Akun yang belum punya kata sandi") },                                                   \
    {                                                                                                     \
        .method = WEB_POST, .path = "/akun/sandi-massal", .need = "administrator", .body_max = 16 * 1024, \
        .handle = bulk_make                                                                               \
    }

#endif
