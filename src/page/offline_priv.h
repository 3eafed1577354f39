/* SPDX-License-Identifier: MIT
 * page/offline_priv.h -- what the files of the offline pages share. */
#ifndef PAGE_OFFLINE_PRIV_H
#define PAGE_OFFLINE_PRIV_H

#include "model/workbook.h"
#include "page/job.h"
#include "page/offline.h"
#include "page/page_priv.h"

enum { OFFLINE_SHOWN_MAX = 500, OFFLINE_CHOICES_MAX = 5000 };

struct offline_choice {
    struct sv what; /* "aplikasi.12.nama" */
    enum import_side side;
};

/* isian.json of a job; the files that came are 0.xlsx and on in its folder. */
struct offline {
    struct arena *a;
    struct job *job;
    bool back; /* workbooks that came back; otherwise a sending */
    bool write;
    struct sv *regs; /* of a sending */
    size_t n_regs;
    struct sv *names; /* of the files that came */
    size_t n_names;
    struct offline_choice *choices;
    size_t n_choices, cap_choices;
};

/* offline_store.c */
struct offline *offline_make(bool back, struct job *j);
struct offline *offline_read(struct job *j);
bool offline_save(struct offline *s, struct err *e);
void offline_decide(struct offline *s, struct sv what, enum import_side side);
enum import_side offline_decided(const struct offline *s, struct sv what);

bool offline_run(struct job_run *run, struct err *e); /* offline_run.c */

/* offline_show.c: the page of a return */
struct offline_page {
    struct job_page *jp;
    struct html *h;
    struct arena *a;
    struct offline *s;
    const struct json *o; /* what the run left */
};
void offline_report(struct offline_page *op);
struct sv offline_url(struct arena *a, const struct job *j, const char *tail); /* /luring/<id><tail> */

#endif
