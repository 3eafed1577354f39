/* SPDX-License-Identifier: MIT
 * page/deputy.h -- /akun/plh: the holder of a post names who stands in for him, and takes it back. Administrators do the same
 * for anybody in register pendelegasian; who may is decided by who_may_delegate(). */
#ifndef PAGE_DEPUTY_H
#define PAGE_DEPUTY_H

#include "web/route.h"

struct page;

extern const struct web_param deputy_params[];
web_handler deputy_show, deputy_save, deputy_revoke;

#define DEPUTY_ROUTES                                                                           \
    { .path = "/akun/plh", .handle = deputy_show, .about = T("Pelaksana harian selama cuti") }, \
        { .method = WEB_POST,                                                                   \
          .path = "/akun/plh",                                                                  \
          .params = deputy_params,                                                              \
          .body_max = 16 * 1024,                                                                \
          .handle = deputy_save,                                                                \
          .again = deputy_show },                                                               \
    {                                                                                           \
        .method = WEB_POST, .path = "/akun/plh/{id:int}/cabut", .body_max = 16 * 1024,          \
        .handle = deputy_revoke                                                                 \
    }

/* The line below the header of every page, for a deputy and for a reader by Surat Tugas; nothing for others. */
void page_hats(struct page *p);

#endif
