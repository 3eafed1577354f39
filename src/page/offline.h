/* SPDX-License-Identifier: MIT
 * page/offline.h -- /luring: workbooks for all agencies in one ZIP, and what comes back of them by flash disk. The engine is
 * model/workbook.h.
 *
 * Each sending and each return is a job (page/job.h). A return is looked over first; what both sides changed is shown side by
 * side and decided field by field; only then it is written, and what is undecided stays out. */
#ifndef PAGE_OFFLINE_H
#define PAGE_OFFLINE_H

#include "web/route.h"

struct job_kind;

enum { OFFLINE_FILES_BYTES = 63 * 1024 * 1024, OFFLINE_BODY_MAX = 1024 * 1024 };

web_handler offline_show, offline_send, offline_take, offline_choose, offline_write;

#define OFFLINE_ROUTES                                                                               \
    { .path = "/luring", .handle = offline_show, .about = T("Buku kerja luring") },                  \
        { .method = WEB_POST,                                                                        \
          .path = "/luring/kirim",                                                                   \
          .flags = WEB_FREE,                                                                         \
          .body_max = OFFLINE_BODY_MAX,                                                              \
          .handle = offline_send,                                                                    \
          .again = offline_show },                                                                   \
        { .method = WEB_POST,                                                                        \
          .path = "/luring/terima",                                                                  \
          .flags = WEB_FREE,                                                                         \
          .body_max = OFFLINE_FILES_BYTES,                                                           \
          .handle = offline_take,                                                                    \
          .again = offline_show },                                                                   \
        { .method = WEB_POST,                                                                        \
          .path = "/luring/{id}/pilih",                                                              \
          .flags = WEB_FREE,                                                                         \
          .body_max = OFFLINE_BODY_MAX,                                                              \
          .handle = offline_choose },                                                                \
    {                                                                                                \
        .method = WEB_POST, .path = "/luring/{id}/catat", .flags = WEB_FREE, .handle = offline_write \
    }

extern const struct job_kind offline_job;

#endif
