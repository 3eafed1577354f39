/* SPDX-License-Identifier: MIT
 * page/account.h -- one's own account: password, second factor, tokens; and an administrator's way to restore another's. */
#ifndef PAGE_ACCOUNT_H
#define PAGE_ACCOUNT_H

#include "web/route.h"

extern const struct web_param password_params[], token_params[], factor_params[], restore_params[];
web_handler account_show, password_form, password_save, token_save, token_revoke, sessions_end;
web_handler factor_form, factor_save;
web_handler access_form, access_save;

enum { ACCOUNT_BODY_MAX = 16 * 1024 };

#define ACCOUNT_ROUTES                                                                                      \
    { .path = "/akun", .handle = account_show, .about = T("Akun sendiri") },                                \
        { .path = "/akun/sandi", .handle = password_form },                                                 \
        { .method = WEB_POST,                                                                               \
          .path = "/akun/sandi",                                                                            \
          .params = password_params,                                                                        \
          .body_max = ACCOUNT_BODY_MAX,                                                                     \
          .handle = password_save,                                                                          \
          .again = password_form },                                                                         \
        { .path = "/akun/faktor", .handle = factor_form },                                                  \
        { .method = WEB_POST,                                                                               \
          .path = "/akun/faktor",                                                                           \
          .params = factor_params,                                                                          \
          .body_max = ACCOUNT_BODY_MAX,                                                                     \
          .handle = factor_save,                                                                            \
          .again = factor_form },                                                                           \
        { .method = WEB_POST,                                                                               \
          .path = "/akun/token",                                                                            \
          .params = token_params,                                                                           \
          .body_max = ACCOUNT_BODY_MAX,                                                                     \
          .handle = token_save,                                                                             \
          .again = account_show },                                                                          \
        { .method = WEB_POST,                                                                               \
          .path = "/akun/token/{id:int}/cabut",                                                             \
          .body_max = ACCOUNT_BODY_MAX,                                                                     \
          .handle = token_revoke },                                                                         \
        { .method = WEB_POST,                                                                               \
          .path = "/akun/sesi/akhiri",                                                                      \
          .body_max = ACCOUNT_BODY_MAX,                                                                     \
          .handle = sessions_end },                                                                         \
        { .path = "/akun/{id:int}/pulihkan", .need = "administrator", .handle = access_form },              \
    {                                                                                                       \
        .method = WEB_POST, .path = "/akun/{id:int}/pulihkan", .need = "administrator",                     \
        .params = restore_params, .body_max = ACCOUNT_BODY_MAX, .handle = access_save, .again = access_form \
    }

#endif
