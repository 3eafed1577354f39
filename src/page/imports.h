/* SPDX-License-Identifier: MIT
 * page/imports.h -- /r/{reg}/impor: a spreadsheet into a register, in steps that each are a page of their own: upload, look over
 * (columns, names, problems), write, result. The engine is model/import.h.
 *
 * An upload is a job (page/job.h) that is started when everything is chosen. Up to 5,000 rows are written while the person
 * waits; more by a process of their own. Either way it is one transaction: whatever is stopped has written nothing. */
#ifndef PAGE_IMPORTS_H
#define PAGE_IMPORTS_H

#include "web/route.h"

struct job_kind;

enum { IMPORTS_FILE_MAX = 51 * 1024 * 1024, IMPORTS_BODY_MAX = 4 * 1024 * 1024 };

web_handler imports_new, imports_upload, imports_look, imports_set, imports_write, imports_rejects,
    imports_undo;

#define IMPORT_ROUTES                                                                                     \
    { .path = "/r/{reg:key}/impor",                                                                       \
      .flags = WEB_FREE,                                                                                  \
      .handle = imports_new,                                                                              \
      .about = T("Impor CSV atau XLSX") },                                                                \
        { .method = WEB_POST,                                                                             \
          .path = "/r/{reg:key}/impor",                                                                   \
          .flags = WEB_FREE,                                                                              \
          .body_max = IMPORTS_FILE_MAX,                                                                   \
          .handle = imports_upload,                                                                       \
          .again = imports_new },                                                                         \
        { .path = "/r/{reg:key}/impor/{id}", .flags = WEB_FREE, .handle = imports_look },                 \
        { .method = WEB_POST,                                                                             \
          .path = "/r/{reg:key}/impor/{id}",                                                              \
          .flags = WEB_FREE,                                                                              \
          .body_max = IMPORTS_BODY_MAX,                                                                   \
          .handle = imports_set },                                                                        \
        { .method = WEB_POST,                                                                             \
          .path = "/r/{reg:key}/impor/{id}/catat",                                                        \
          .flags = WEB_FREE,                                                                              \
          .handle = imports_write },                                                                      \
        { .path = "/r/{reg:key}/impor/{id}/ditolak.xlsx", .flags = WEB_FREE, .handle = imports_rejects }, \
    {                                                                                                     \
        .method = WEB_POST, .path = "/r/{reg:key}/impor/{id}/batalkan", .flags = WEB_FREE,                \
        .handle = imports_undo                                                                            \
    }

extern const struct job_kind imports_job;

#endif
