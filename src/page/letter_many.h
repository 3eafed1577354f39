/* SPDX-License-Identifier: MIT
 * page/letter_many.h -- /r/{reg}/surat-massal: one letter for many records at once. Which records: those ticked in a list, or all
 * that its filter shows. Looked over first (who can have it, what is missing, which number it would bear), then made by a job
 * (page/job.h): one ZIP of DOCX or PDF, and one PDF for printing. What cannot be made is named and does not stop the others. */
#ifndef PAGE_LETTER_MANY_H
#define PAGE_LETTER_MANY_H

#include "web/route.h"

enum { MANY_BODY_MAX = 256 * 1024 };

struct job_kind;

web_handler many_form, many_start;

#define MANY_ROUTES                                                                  \
    { .path = "/r/{reg:key}/surat-massal", .flags = WEB_FREE, .handle = many_form }, \
    {                                                                                \
        .method = WEB_POST, .path = "/r/{reg:key}/surat-massal", .flags = WEB_FREE,  \
        .body_max = MANY_BODY_MAX, .handle = many_start                              \
    }

extern const struct job_kind many_job;

#endif
