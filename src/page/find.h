/* SPDX-License-Identifier: MIT
 * page/find.h -- across registers: search, what waits for one, attachments. */
#ifndef PAGE_FIND_H
#define PAGE_FIND_H

#include "web/route.h"

extern const struct web_param find_params[];
web_handler find_show, tasks_show, attachment_send;

#define FIND_ROUTES                                                                                          \
    {                                                                                                        \
        .path = "/cari", .params = find_params, .handle = find_show, .about = T("Pencarian di semua daftar") \
    },                                                                                                       \
        { .path = "/tindakan", .handle = tasks_show, .about = T("Yang menunggu tindakan Anda") },            \
    {                                                                                                        \
        .path = "/berkas/{id:int}", .handle = attachment_send                                                \
    }

#endif
