/* SPDX-License-Identifier: MIT
 * page/duty_priv.h -- between the pages of the updating duty. */
#ifndef PAGE_DUTY_PRIV_H
#define PAGE_DUTY_PRIV_H

#include "page/agency_priv.h"
#include "page/page_priv.h"

struct duty_view {
    struct page p;
    struct duty_matrix all, *own; /* all: empty for who does not read all; own: one for each agency of his */
    size_t n_own;
    bool reads_all;
};
/* The counted agencies of this person's posts, each once. */
bool duty_own_agencies(struct db *db, const struct region *r, const struct actor *who, struct arena *a,
                       int64_t **out, size_t *n, struct err *e);
void duty_table_own(struct duty_view *v, const struct duty_matrix *m); /* duty_own.c */
void duty_table_all(struct duty_view *v);                              /* duty_all.c */
/* A button that copies, with scripts; the text itself stands on the page for everybody. */
void duty_copy(struct page *p, struct sv text, const char *words);
struct sv duty_day(struct arena *a, struct date d); /* long, or a dash */

/* The steps of one agency, newest first, as a table: agency_ladder.c, also for /rapor. */
void ladder_table(struct page *p, const struct ladder_rung *items, size_t n, struct date day);

#endif
