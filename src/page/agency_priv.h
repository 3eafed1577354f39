/* SPDX-License-Identifier: MIT
 * page/agency_priv.h -- what the reports share: who may read which, the day, and addresses of the lists behind figures. */
#ifndef PAGE_AGENCY_PRIV_H
#define PAGE_AGENCY_PRIV_H

#include "page/norm_priv.h"
#include "rule/agency.h"

/* Reads the report of this one: who reads all (agency_reads_all), and its own staff. */
bool agency_may_see(const struct region *r, const struct actor *who, const struct agency *x);

struct agency_view {
    struct page p;
    struct norm_book book;
    struct agency_ask ask;
    struct agency_report report;
    struct ladder_rung *rungs; /* steps of the ladder taken, newest first */
    size_t n_rungs;
};
/* The day asked for, its provisions, settled; db is a read lease. */
bool agency_begin(struct db *db, struct agency_view *v, struct date on, struct err *e);
/* "?per=…", or "" for today. */
struct sv agency_per(const struct agency_view *v);
struct sv agency_url(const struct agency_view *v, int64_t id); /* /rapor/12?per=… */
/* The list of a register narrowed to the agency, and further by `more` ("&f.status=…", or ""). */
struct sv agency_rows_url(const struct agency_view *v, const struct reg *reg, struct sv more);
/* The form that picks another day; `action` is where it leads. */
void agency_day_form(struct page *p, struct date on, struct sv action);
/* "Keadaan per 31 Januari 2026, …" */
struct sv agency_day_words(const struct agency_view *v);

void agency_write(struct agency_view *v);   /* one report, below its heading: agency_show.c */
void agency_quality(struct agency_view *v); /* what is empty, old, contradictory: agency_quality.c */
void agency_clashes(struct agency_view *v, const struct agency_reg *x);
void agency_table(struct agency_view *v, const struct agency_sum *items, size_t n, struct sv sort);

#endif
