/* SPDX-License-Identifier: MIT
 * page/login.h -- /masuk, its second step, /keluar. */
#ifndef PAGE_LOGIN_H
#define PAGE_LOGIN_H

#include "web/route.h"

extern const struct web_param login_params[], code_params[];
web_handler login_form, login_check, code_form, code_check, logout;

#define LOGIN_ROUTES                                                                                        \
    { .path = "/masuk", .flags = WEB_PUBLIC, .handle = login_form, .about = T("Halaman masuk") },           \
        { .method = WEB_POST,                                                                               \
          .path = "/masuk",                                                                                 \
          .flags = WEB_PUBLIC,                                                                              \
          .params = login_params,                                                                           \
          .body_max = 16 * 1024,                                                                            \
          .handle = login_check,                                                                            \
          .again = login_form },                                                                            \
        { .path = "/masuk/kode", .handle = code_form, .about = T("Langkah kedua: kode autentikator") },     \
        { .method = WEB_POST,                                                                               \
          .path = "/masuk/kode",                                                                            \
          .params = code_params,                                                                            \
          .body_max = 16 * 1024,                                                                            \
          .handle = code_check,                                                                             \
          .again = code_form },                                                                             \
    {                                                                                                       \
        .method = WEB_POST, .path = "/keluar", .flags = WEB_PUBLIC, .body_max = 16 * 1024, .handle = logout \
    }

#endif
