/* SPDX-License-Identifier: MIT
 * page/head.h -- the report to the head of the region: one A4 of what is met, what is late, who is slow, what needs a
 * decision, for any day. Gathered once, written on the page /laporan and as a document that stands by itself.
 * Rows are counted, also those that the reader may not open; none is named. */
#ifndef PAGE_HEAD_H
#define PAGE_HEAD_H

#include "page/norm_priv.h"
#include "rule/agency.h"

enum { HEAD_LATE = 5, HEAD_ASKED = 5, HEAD_AGENCIES = 3, HEAD_TOLD = 2, HEAD_QUARTERS = 5 };

struct head_point { /* how far the region was at the end of a day */
    struct date day;
    bool known;
    int64_t met, counted, late;
};

struct head_told { /* an agency that did not answer its reminders: the ladder's step into this report */
    int64_t pd;
    struct sv nama, about; /* about: what is due longest */
    struct date due;
    size_t n;
};

struct head_report {
    const struct region *region;
    struct norm_book book;
    struct date day;
    struct sv by; /* who made it */
    struct norm_tally tally;
    const struct norm_state **late,
        **asked;                 /* oldest due first; asked: of the head, his secretary and the team */
    size_t n_late, n_asked;      /* all of them; the first few are written */
    struct agency_sum *agencies; /* best first */
    size_t n_agencies, n_best, n_last;
    struct head_point points[HEAD_QUARTERS]; /* four ends of quarters, then the day itself */
    struct head_told *told;                  /* longest due first */
    size_t n_told;
    size_t won, lost; /* provisions met now and not then, and the other way round */
};
/* on: a past day or {0}. db is a read lease. */
bool head_load(struct db *db, const struct region *r, struct date on, const struct actor *who,
               struct arena *a, struct head_report *out, struct err *e);
/* The sheet, an <article>. links: provisions and agencies lead to their pages. */
void head_write(struct html *h, const struct head_report *r, bool links, struct arena *a);
/* A whole document with its styles, for printing and sending; nothing outside it is needed. */
void head_document(const struct head_report *r, struct arena *a, struct buf *out);

#endif
