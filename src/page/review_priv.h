/* SPDX-License-Identifier: MIT
 * page/review_priv.h -- the review table in parts: what is loaded (review.c), drawn (review_table.c), saved (review_save.c). */
#ifndef PAGE_REVIEW_PRIV_H
#define PAGE_REVIEW_PRIV_H

#include "model/similar.h"
#include "page/reg_priv.h"

/* Each row sends its boxes and one word more; a form holds 2,000 fields. */
enum { REVIEW_ROWS_MAX = 300, REVIEW_HITS = 3 };

struct review_row {
    const struct record *rec;
    bool editable;
    struct sv *typed; /* by index of v->edits: as it will stand in the boxes */
    struct sv *boxes; /* of those, what stands there now in the database, as a box shows it */
    bool sent;        /* typed by a person, not read from the record */
    struct sv why;    /* it was not saved; absent: nothing is wrong */
    struct sv theirs; /* what another saved meanwhile, in words */
    struct similar_hit *hits;
    size_t n_hits;
};

struct review {
    struct page p;
    const struct region *region;
    const struct reg *reg;
    const struct reg_review *v;
    const struct actor *who;
    struct sv *round; /* stored values, by index of v->rounds; absent: not chosen */
    int64_t pd;       /* one agency's rows; 0: all */
    struct review_row *rows;
    size_t n;
    bool more; /* there are more than fit */
    int64_t total;
    struct labels *labels;
    size_t lost; /* rows that were sent and are not in this round any more */
    size_t wrong, conflicts;
};

bool review_begin(struct review *r, struct web_ctx *ctx, struct web_req *req, struct err *e);
bool review_load(struct review *r, struct db *db, struct err *e);
void review_draw(struct review *r, struct web_ctx *ctx, struct web_req *req, struct web_res *res);
/* "12:3f0a…": the version a row was shown in, and a digest of what its boxes held. */
struct sv review_mark(struct review *r, const struct review_row *row, const struct sv *boxes);
struct sv review_url(struct review *r);
/* A stored value as a box shows it. */
struct sv review_boxed(const struct review *r, const struct field *f, struct sv stored);
/* Names of a box and of the word that goes with a row. */
struct sv review_box(struct review *r, const struct field *f, int64_t id);
struct sv review_word(struct review *r, int64_t id);

/* similar_show.c: the likely ones as links, with the agency and the value in common. */
struct similar_part {
    struct similar_hit *hits;
    size_t n;
    struct labels *labels;
};
/* What may be the same as this record, and its warning (nothing where there is none). */
bool similar_load(struct page *p, struct db *db, const struct record *r, struct similar_part *out,
                  struct err *e);
void similar_write(struct page *p, const struct reg *reg, const struct similar_part *part);
/* Opens the element of a form that the warning comes into; similar_write() and html_close(h, "div") follow. */
void similar_box_begin(struct page *p, const struct reg *reg);
void similar_list(struct page *p, const struct similar_hit *hits, size_t n, const struct labels *l);
/* Records that hold nothing but the agencies of hits, for labels_load(). */
const struct record *similar_agency(const struct similar_hit *h, struct arena *a);

#endif
