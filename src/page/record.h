/* SPDX-License-Identifier: MIT
 * page/record.h -- the pages of registers, one set for all of them: list, form, detail, steps, export, choices. */
#ifndef PAGE_RECORD_H
#define PAGE_RECORD_H

#include "web/route.h"

enum {
    RECORD_BODY_MAX = 60 * 1024 * 1024,
    SMALL_BODY_MAX = 64 * 1024
}; /* a form with its files: nginx stops at 64 MiB */

extern const struct web_param pick_params[];
web_handler list_show, pick_json, record_show;                               /* looking */
web_handler record_new, record_create_post, record_edit, record_update_post; /* forms */
web_handler credential_take, secret_make, step_form, step_take, fact_form, fact_take, delete_form,
    delete_take, restore_take;

#define RECORD_ROUTES                                                                                       \
    { .path = "/r/{reg:key}", .flags = WEB_FREE, .handle = list_show, .about = T("Daftar satu register") }, \
        { .path = "/r/{reg:key}/pilih", .params = pick_params, .handle = pick_json },                       \
        { .path = "/r/{reg:key}/baru", .flags = WEB_FREE, .handle = record_new },                           \
        { .method = WEB_POST,                                                                               \
          .path = "/r/{reg:key}/baru",                                                                      \
          .flags = WEB_FREE,                                                                                \
          .body_max = RECORD_BODY_MAX,                                                                      \
          .handle = record_create_post,                                                                     \
          .again = record_new },                                                                            \
        { .path = "/r/{reg:key}/{id:int}",                                                                  \
          .flags = WEB_FREE,                                                                                \
          .handle = record_show,                                                                            \
          .about = T("Satu baris") },                                                                       \
        { .path = "/r/{reg:key}/{id:int}/ubah", .flags = WEB_FREE, .handle = record_edit },                 \
        { .method = WEB_POST,                                                                               \
          .path = "/r/{reg:key}/{id:int}/ubah",                                                             \
          .flags = WEB_FREE,                                                                                \
          .body_max = RECORD_BODY_MAX,                                                                      \
          .handle = record_update_post,                                                                     \
          .again = record_edit },                                                                           \
        { .path = "/r/{reg:key}/{id:int}/langkah/{langkah:key}", .flags = WEB_FREE, .handle = step_form },  \
        { .method = WEB_POST,                                                                               \
          .path = "/r/{reg:key}/{id:int}/langkah/{langkah:key}",                                            \
          .flags = WEB_FREE,                                                                                \
          .body_max = RECORD_BODY_MAX,                                                                      \
          .handle = step_take,                                                                              \
          .again = step_form },                                                                             \
        { .method = WEB_POST,                                                                               \
          .path = "/r/{reg:key}/{id:int}/rahasia/{bidang:key}",                                             \
          .flags = WEB_FREE,                                                                                \
          .body_max = SMALL_BODY_MAX,                                                                       \
          .handle = secret_make,                                                                            \
          .again = record_show },                                                                           \
        { .method = WEB_POST,                                                                               \
          .path = "/r/{reg:key}/{id:int}/titipan/{bidang:key}",                                             \
          .flags = WEB_FREE,                                                                                \
          .body_max = SMALL_BODY_MAX,                                                                       \
          .handle = credential_take,                                                                        \
          .again = record_show },                                                                           \
        { .path = "/r/{reg:key}/{id:int}/keadaan", .flags = WEB_FREE, .handle = fact_form },                \
        { .method = WEB_POST,                                                                               \
          .path = "/r/{reg:key}/{id:int}/keadaan",                                                          \
          .flags = WEB_FREE,                                                                                \
          .body_max = SMALL_BODY_MAX,                                                                       \
          .handle = fact_take,                                                                              \
          .again = fact_form },                                                                             \
        { .path = "/r/{reg:key}/{id:int}/hapus", .handle = delete_form },                                   \
        { .method = WEB_POST,                                                                               \
          .path = "/r/{reg:key}/{id:int}/hapus",                                                            \
          .flags = WEB_FREE,                                                                                \
          .body_max = SMALL_BODY_MAX,                                                                       \
          .handle = delete_take,                                                                            \
          .again = delete_form },                                                                           \
    {                                                                                                       \
        .method = WEB_POST, .path = "/r/{reg:key}/{id:int}/pulihkan", .flags = WEB_FREE,                    \
        .body_max = SMALL_BODY_MAX, .handle = restore_take                                                  \
    }

#endif
