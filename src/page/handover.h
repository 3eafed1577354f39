/* SPDX-License-Identifier: MIT
 * page/handover.h -- /akun/serah-terima: choose who leaves and who follows, see what will move, confirm, and take it back.
 * The engine is model/handover.h. */
#ifndef PAGE_HANDOVER_H
#define PAGE_HANDOVER_H

#include "web/route.h"

extern const struct web_param handover_look_params[], handover_params[];
web_handler handover_form, handover_save, handover_done, handover_back;

#define HANDOVER_ROUTES                                                                                \
    { .path = "/akun/serah-terima",                                                                    \
      .need = "administrator",                                                                         \
      .params = handover_look_params,                                                                  \
      .handle = handover_form,                                                                         \
      .about = T("Serah terima antara dua akun") },                                                    \
        { .method = WEB_POST,                                                                          \
          .path = "/akun/serah-terima",                                                                \
          .need = "administrator",                                                                     \
          .params = handover_params,                                                                   \
          .body_max = 32 * 1024,                                                                       \
          .handle = handover_save,                                                                     \
          .again = handover_form },                                                                    \
        { .path = "/akun/serah-terima/{id:int}", .need = "administrator", .handle = handover_done },   \
    {                                                                                                  \
        .method = WEB_POST, .path = "/akun/serah-terima/{id:int}/kembalikan", .need = "administrator", \
        .body_max = 16 * 1024, .handle = handover_back                                                 \
    }

#endif
