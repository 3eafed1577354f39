/* SPDX-License-Identifier: MIT
 * page/many_priv.h -- what the files of letters for many records share. */
#ifndef PAGE_MANY_PRIV_H
#define PAGE_MANY_PRIV_H

#include "page/job.h"
#include "page/letter_many.h"
#include "page/letter_priv.h"
#include "page/reg_priv.h"

enum { MANY_MAX = 200 };

struct many { /* what is asked for; isian.json of the job */
    const struct letter_kind *k;
    struct sv *asked; /* k->asks by index, behind them number and date, as letters_facts() wants them */
    bool draw;        /* numbers are drawn; otherwise they stay dotted */
    int64_t from;     /* the first number, 0: behind the last */
    bool docx, pdf;
    int64_t *ids;
    size_t n;
};

struct many_one {       /* one letter */
    struct record *rec; /* NULL: not there, or not for him */
    struct sv why;      /* it cannot be made; absent: it can */
    bool numbered;      /* by the record itself, or not at all: nothing is drawn */
    struct letter_agenda agenda;
    struct letter_facts facts;
    struct letter_report rep;
    struct sv docx;
};

/* many_make.c. Both return false on faults alone. */
bool many_look(const struct region *r, struct db *db, const struct actor *who, const struct many *m,
               int64_t id, struct arena *a, struct many_one *out, struct err *e);
/* After a look that found no reason against it; urut 0: without. The document lives in `own`. */
bool many_fill(const struct region *r, struct db *db, const struct actor *who, const struct many *m,
               struct sv template, int64_t urut, struct arena *own, struct arena *a, struct many_one *out,
               struct err *e);
void many_put(struct jsonw *w, const void *many); /* a job_put */
/* False: that letter is not there any more. */
bool many_read(const struct region *r, const struct json *input, struct arena *a, struct many *out,
               struct err *e);

bool many_run(struct job_run *run, struct err *e); /* many_run.c */
void many_show(struct job_page *jp);               /* many_show.c */

#endif
