/* SPDX-License-Identifier: MIT
 * page/letter.h -- letters: made from a record as DOCX or PDF; and, for administrators, their templates and settings. */
#ifndef PAGE_LETTER_H
#define PAGE_LETTER_H

#include "web/route.h"

enum { LETTER_BODY_MAX = 6 * 1024 * 1024, LETTER_FORM_MAX = 64 * 1024, LETTER_SCAN_MAX = 32 * 1024 * 1024 };

extern const struct web_param letter_set_params[], letter_own_params[], letter_upload_params[];
web_handler letter_show, letter_send, letter_take_form, letter_take, letter_number;
web_handler letter_list_show, letter_set_save, letter_one_show, letter_own_save, letter_upload,
    letter_shipped, letter_file_send, letter_sample_send;

#define LETTER_ROUTES                                                                                    \
    { .path = "/r/{reg:key}/{id:int}/surat/{surat:key}", .flags = WEB_FREE, .handle = letter_show },     \
        { .path = "/r/{reg:key}/{id:int}/surat/{surat:key}/unduh",                                       \
          .flags = WEB_FREE,                                                                             \
          .handle = letter_send },                                                                       \
        { .path = "/r/{reg:key}/{id:int}/surat/{surat:key}/terima",                                      \
          .flags = WEB_FREE,                                                                             \
          .handle = letter_take_form },                                                                  \
        { .method = WEB_POST,                                                                            \
          .path = "/r/{reg:key}/{id:int}/surat/{surat:key}/terima",                                      \
          .flags = WEB_FREE,                                                                             \
          .body_max = LETTER_SCAN_MAX,                                                                   \
          .handle = letter_take,                                                                         \
          .again = letter_take_form },                                                                   \
        { .method = WEB_POST,                                                                            \
          .path = "/r/{reg:key}/{id:int}/surat/{surat:key}/nomor",                                       \
          .flags = WEB_FREE,                                                                             \
          .body_max = LETTER_FORM_MAX,                                                                   \
          .handle = letter_number },                                                                     \
        { .path = "/pengaturan/surat",                                                                   \
          .need = "administrator",                                                                       \
          .handle = letter_list_show,                                                                    \
          .about = T("Templat dan penanda tangan surat") },                                              \
        { .method = WEB_POST,                                                                            \
          .path = "/pengaturan/surat",                                                                   \
          .need = "administrator",                                                                       \
          .params = letter_set_params,                                                                   \
          .body_max = LETTER_FORM_MAX,                                                                   \
          .handle = letter_set_save,                                                                     \
          .again = letter_list_show },                                                                   \
        { .path = "/pengaturan/surat/{surat:key}", .need = "administrator", .handle = letter_one_show }, \
        { .method = WEB_POST,                                                                            \
          .path = "/pengaturan/surat/{surat:key}",                                                       \
          .need = "administrator",                                                                       \
          .params = letter_own_params,                                                                   \
          .body_max = LETTER_FORM_MAX,                                                                   \
          .handle = letter_own_save,                                                                     \
          .again = letter_one_show },                                                                    \
        { .method = WEB_POST,                                                                            \
          .path = "/pengaturan/surat/{surat:key}/templat",                                               \
          .need = "administrator",                                                                       \
          .params = letter_upload_params,                                                                \
          .body_max = LETTER_BODY_MAX,                                                                   \
          .handle = letter_upload,                                                                       \
          .again = letter_one_show },                                                                    \
        { .method = WEB_POST,                                                                            \
          .path = "/pengaturan/surat/{surat:key}/bawaan",                                                \
          .need = "administrator",                                                                       \
          .body_max = LETTER_FORM_MAX,                                                                   \
          .handle = letter_shipped },                                                                    \
        { .path = "/pengaturan/surat/{surat:key}/templat/{mana:key}",                                    \
          .need = "administrator",                                                                       \
          .handle = letter_file_send },                                                                  \
    {                                                                                                    \
        .path = "/pengaturan/surat/{surat:key}/contoh/{bentuk:key}", .need = "administrator",            \
        .handle = letter_sample_send                                                                     \
    }

#endif
