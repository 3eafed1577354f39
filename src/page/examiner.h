/* SPDX-License-Identifier: MIT
 * page/examiner.h -- /akun/pemeriksa: accounts that only read, by Surat Tugas; what they opened. Administrators only. */
#ifndef PAGE_EXAMINER_H
#define PAGE_EXAMINER_H

#include "web/route.h"

extern const struct web_param examiner_params[];
web_handler examiner_list, examiner_save, examiner_show;

#define EXAMINER_ROUTES                                                                      \
    { .path = "/akun/pemeriksa",                                                             \
      .need = "administrator",                                                               \
      .handle = examiner_list,                                                               \
      .about = T("Akun pemeriksa dengan Surat Tugas") },                                     \
        { .method = WEB_POST,                                                                \
          .path = "/akun/pemeriksa",                                                         \
          .need = "administrator",                                                           \
          .params = examiner_params,                                                         \
          .body_max = 51 * 1024 * 1024,                                                      \
          .handle = examiner_save,                                                           \
          .again = examiner_list },                                                          \
    {                                                                                        \
        .path = "/akun/pemeriksa/{id:int}", .need = "administrator", .handle = examiner_show \
    }

#endif
