/* SPDX-License-Identifier: MIT
 * page/mail.h -- /pengaturan/surel: how the region sends e-mail, a test, and the queue with what failed and why. Administrators
 * only. /akun/surel: whether one wants any. */
#ifndef PAGE_MAIL_H
#define PAGE_MAIL_H

#include "web/route.h"

enum { MAIL_PAGE_BODY_MAX = 16 * 1024 };

extern const struct web_param mail_params[], mail_try_params[], mail_own_params[];
web_handler mail_show, mail_save, mail_try, mail_retry, mail_own_save;

#define MAIL_ROUTES                                                           \
    { .path = "/pengaturan/surel",                                            \
      .need = "administrator",                                                \
      .handle = mail_show,                                                    \
      .about = T("Pengiriman surel dan antreannya") },                        \
        { .method = WEB_POST,                                                 \
          .path = "/pengaturan/surel",                                        \
          .need = "administrator",                                            \
          .params = mail_params,                                              \
          .body_max = MAIL_PAGE_BODY_MAX,                                     \
          .handle = mail_save,                                                \
          .again = mail_show },                                               \
        { .method = WEB_POST,                                                 \
          .path = "/pengaturan/surel/coba",                                   \
          .need = "administrator",                                            \
          .params = mail_try_params,                                          \
          .body_max = MAIL_PAGE_BODY_MAX,                                     \
          .handle = mail_try,                                                 \
          .again = mail_show },                                               \
        { .method = WEB_POST,                                                 \
          .path = "/pengaturan/surel/{id:int}/ulang",                         \
          .need = "administrator",                                            \
          .body_max = MAIL_PAGE_BODY_MAX,                                     \
          .handle = mail_retry },                                             \
    {                                                                         \
        .method = WEB_POST, .path = "/akun/surel", .params = mail_own_params, \
        .body_max = MAIL_PAGE_BODY_MAX, .handle = mail_own_save               \
    }

#endif
