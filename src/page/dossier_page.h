/* SPDX-License-Identifier: MIT
 * page/dossier_page.h -- /paket: a paket pemeriksaan (page/dossier.h) with the rights of whoever asks, made as a job. */
#ifndef PAGE_DOSSIER_PAGE_H
#define PAGE_DOSSIER_PAGE_H

#include "web/route.h"

struct job_kind;
extern const struct job_kind dossier_job;
extern const struct web_param dossier_params[];
web_handler dossier_form, dossier_start;

#define DOSSIER_ROUTES                                                                                       \
    { .path = "/paket", .handle = dossier_form, .about = T("Paket pemeriksaan: data, riwayat, dan bukti") }, \
    {                                                                                                        \
        .method = WEB_POST, .path = "/paket", .params = dossier_params, .body_max = 64 * 1024,               \
        .handle = dossier_start, .again = dossier_form                                                       \
    }

#endif
