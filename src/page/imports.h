/* SPDX-License-Identifier: MIT
 * page/imports.h -- /r/{reg}/impor: a spreadsheet into a register, in steps that each are a page of their own: upload, look over
 * (columns, names, problems), write, result. The engine is model/import.h.
 *
 * What waits between the steps lies in DIR/run/impor/<random>/, belongs to the account that uploaded it and is gone after 24
 * hours. Up to 5,000 rows are written while the person waits; more are written by a process of their own, whose progress
 * the result page shows. Either way it is one transaction: whatever is stopped has written nothing. */
#ifndef PAGE_IMPORTS_H
#define PAGE_IMPORTS_H

#include "web/route.h"

struct region;
struct sv;

enum { IMPORTS_FILE_MAX = 51 * 1024 * 1024, IMPORTS_BODY_MAX = 4 * 1024 * 1024 };

web_handler imports_new, imports_upload, imports_look, imports_set, imports_write, imports_result,
    imports_rejects;
web_handler imports_drop, imports_undo;

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
        { .path = "/r/{reg:key}/impor/{id}/hasil", .flags = WEB_FREE, .handle = imports_result },         \
        { .path = "/r/{reg:key}/impor/{id}/ditolak.xlsx", .flags = WEB_FREE, .handle = imports_rejects }, \
        { .method = WEB_POST,                                                                             \
          .path = "/r/{reg:key}/impor/{id}/buang",                                                        \
          .flags = WEB_FREE,                                                                              \
          .handle = imports_drop },                                                                       \
    {                                                                                                     \
        .method = WEB_POST, .path = "/r/{reg:key}/impor/{id}/batalkan", .flags = WEB_FREE,                \
        .handle = imports_undo                                                                            \
    }

/* For the process that writes a large import (`prasasti import --job ID`): false when it could not even begin. */
bool imports_job(const struct region *r, struct sv id, struct err *e);

#endif
