/* SPDX-License-Identifier: MIT
 * page/setup.h -- /persiapan: the first days as a checklist; the text of the regulation; /pengaturan: what the regulation
 * leaves to the region. Administrators only. */
#ifndef PAGE_SETUP_H
#define PAGE_SETUP_H

#include "web/route.h"

enum { SETUP_BODY_MAX = 16 * 1024, SETUP_TEXT_MAX = 17 * 1024 * 1024 };

extern const struct web_param text_params[], text_store_params[], setting_params[], reading_params[];
web_handler setup_show, text_show, text_read, text_store, settings_show, setting_save, settings_confirm,
    reading_show, reading_save;

#define SETUP_ROUTES                                                                                       \
    { .path = "/persiapan", .need = "administrator", .handle = setup_show, .about = T("Persiapan awal") }, \
        { .path = "/persiapan/naskah", .need = "administrator", .handle = text_show },                     \
        { .method = WEB_POST,                                                                              \
          .path = "/persiapan/naskah",                                                                     \
          .need = "administrator",                                                                         \
          .params = text_params,                                                                           \
          .body_max = SETUP_TEXT_MAX,                                                                      \
          .handle = text_read,                                                                             \
          .again = text_show },                                                                            \
        { .method = WEB_POST,                                                                              \
          .path = "/persiapan/naskah/simpan",                                                              \
          .need = "administrator",                                                                         \
          .params = text_store_params,                                                                     \
          .body_max = SETUP_BODY_MAX,                                                                      \
          .handle = text_store,                                                                            \
          .again = text_show },                                                                            \
        { .path = "/pengaturan",                                                                           \
          .need = "administrator",                                                                         \
          .handle = settings_show,                                                                         \
          .about = T("Pengaturan yang diserahkan kepada daerah") },                                        \
        { .method = WEB_POST,                                                                              \
          .path = "/pengaturan",                                                                           \
          .need = "administrator",                                                                         \
          .params = setting_params,                                                                        \
          .body_max = SETUP_BODY_MAX,                                                                      \
          .handle = setting_save,                                                                          \
          .again = settings_show },                                                                        \
        { .path = "/pengaturan/bacaan/{kunci}", .need = "administrator", .handle = reading_show },         \
        { .method = WEB_POST,                                                                              \
          .path = "/pengaturan/bacaan/{kunci}",                                                            \
          .need = "administrator",                                                                         \
          .params = reading_params,                                                                        \
          .body_max = SETUP_BODY_MAX,                                                                      \
          .handle = reading_save,                                                                          \
          .again = reading_show },                                                                         \
    {                                                                                                      \
        .method = WEB_POST, .path = "/pengaturan/semua", .need = "administrator",                          \
        .body_max = SETUP_BODY_MAX, .handle = settings_confirm                                             \
    }

#endif
