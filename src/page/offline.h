/* SPDX-License-Identifier: MIT
 * page/offline.h -- /luring: workbooks for all agencies in one ZIP, and what comes back of them by flash disk. The engine is
 * model/workbook.h.
 *
 * Each sending and each return is a job in DIR/run/luring/<random>/: it belongs to the account that began it and is gone after
 * 24 hours. A process of its own does the work; the page shows how far it is. A return is looked over first; what both sides
 * changed is shown side by side and decided field by field; only then it is written, and what is undecided stays out. */
#ifndef PAGE_OFFLINE_H
#define PAGE_OFFLINE_H

#include "base/date.h"
#include "web/route.h"

struct actor;
struct arena;
struct db;
struct reg;
struct region;
struct sv;

enum { OFFLINE_FILES_BYTES = 63 * 1024 * 1024, OFFLINE_BODY_MAX = 1024 * 1024 };

web_handler offline_show, offline_send, offline_take, offline_look, offline_choose, offline_write,
    offline_zip, offline_rejects, offline_drop;

#define OFFLINE_ROUTES                                                                                    \
    { .path = "/luring", .handle = offline_show, .about = T("Buku kerja luring") },                       \
        { .method = WEB_POST,                                                                             \
          .path = "/luring/kirim",                                                                        \
          .flags = WEB_FREE,                                                                              \
          .body_max = OFFLINE_BODY_MAX,                                                                   \
          .handle = offline_send,                                                                         \
          .again = offline_show },                                                                        \
        { .method = WEB_POST,                                                                             \
          .path = "/luring/terima",                                                                       \
          .flags = WEB_FREE,                                                                              \
          .body_max = OFFLINE_FILES_BYTES,                                                                \
          .handle = offline_take,                                                                         \
          .again = offline_show },                                                                        \
        { .path = "/luring/{id}", .flags = WEB_FREE, .handle = offline_look },                            \
        { .method = WEB_POST,                                                                             \
          .path = "/luring/{id}/pilih",                                                                   \
          .flags = WEB_FREE,                                                                              \
          .body_max = OFFLINE_BODY_MAX,                                                                   \
          .handle = offline_choose },                                                                     \
        { .method = WEB_POST, .path = "/luring/{id}/catat", .flags = WEB_FREE, .handle = offline_write }, \
        { .path = "/luring/{id}/buku-kerja.zip", .flags = WEB_FREE, .handle = offline_zip },              \
        { .path = "/luring/{id}/ditolak.xlsx", .flags = WEB_FREE, .handle = offline_rejects },            \
    {                                                                                                     \
        .method = WEB_POST, .path = "/luring/{id}/buang", .flags = WEB_FREE, .handle = offline_drop       \
    }

/* For the process that does the work (`prasasti workbook --job ID`). */
bool offline_job(const struct region *r, struct sv id, struct err *e);
/* Puts a record into a state as a fact; ctx is the region. */
bool offline_fact(void *ctx, struct db *db, const struct actor *who, const struct reg *reg, int64_t id,
                  int64_t versi, struct sv status, struct date since, struct arena *a, struct err *e);

#endif
