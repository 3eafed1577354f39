/* SPDX-License-Identifier: MIT
 * page/duty.h -- /pemutakhiran: what is asked of one's own agency to keep its registers up to date, and for those who read all
 * reports, how every agency stands and how far it is on the ladder of reminders; texts to paste into a chat. */
#ifndef PAGE_DUTY_H
#define PAGE_DUTY_H

#include "web/route.h"

enum { DUTY_BODY_MAX = 64 * 1024 };

extern const struct web_param duty_params[], duty_state_params[], duty_text_params[];
web_handler duty_page, duty_form, duty_save, duty_texts;

#define DUTY_ROUTES                                                                                          \
    { .path = "/pemutakhiran",                                                                               \
      .params = duty_params,                                                                                 \
      .handle = duty_page,                                                                                   \
      .about = T("Kewajiban memutakhirkan daftar: milik sendiri, dan semua Perangkat Daerah") },             \
        { .path = "/pemutakhiran/{id:int}", .handle = duty_form, .about = T("Menyiapkan satu pernyataan") }, \
        { .method = WEB_POST,                                                                                \
          .path = "/pemutakhiran/{id:int}",                                                                  \
          .params = duty_state_params,                                                                       \
          .body_max = DUTY_BODY_MAX,                                                                         \
          .handle = duty_save,                                                                               \
          .again = duty_form },                                                                              \
    {                                                                                                        \
        .path = "/pemutakhiran/teks", .params = duty_text_params, .handle = duty_texts,                      \
        .about = T("Teks pengingat siap salin")                                                              \
    }

#endif
