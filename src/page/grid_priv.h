/* SPDX-License-Identifier: MIT
 * page/grid_priv.h -- a grid as it is loaded, and what its files share. */
#ifndef PAGE_GRID_PRIV_H
#define PAGE_GRID_PRIV_H

#include "page/reg_priv.h"

enum { GRID_ROWS_MAX = 500 };

struct grid_row {
    int64_t to, pd; /* record that `each` points to; the agency whose row it becomes, 0: none */
    struct sv title, kind;
    struct record *child; /* NULL: there is no row yet */
    bool first;           /* the record asks for it by name */
    bool ticked;
    struct sv why; /* it could not be made or changed */
};

struct grid {
    struct page p;
    const struct region *region;
    const struct actor *who;
    const struct reg *reg; /* of the record */
    const struct reg_grid *s;
    struct record *rec;
    struct labels *labels; /* of the rows there are: loaded for the record's page */
    struct grid_row *rows;
    size_t n, n_children, n_done,
        n_new;      /* n_new: made or changed just now, in a transaction that may be undone */
    struct sv kind; /* rows of this kind are ticked */
    bool typed, looked;
    bool open; /* the record is in a state in which rows are made, and this person may make them */
    bool more; /* there are more rows than GRID_ROWS_MAX */
};

/* grid_load.c: who stands in the grid, with the rows there are, by title. */
bool grid_find(struct grid *k, struct web_ctx *ctx, struct web_req *req, struct err *e);
bool grid_load(struct grid *k, struct db *db, struct err *e);
/* The rows of one record, counted; for its page as well. */
bool grid_rows(struct grid *k, struct db *db, struct err *e);
void grid_sort(struct grid *k);
bool grid_open(const struct grid *k); /* rows can be made now, by this person, for one agency at least */
bool grid_done(const struct reg_grid *s, const struct record *child);
bool grid_late(const struct reg_grid *s, const struct record *child, struct sv today);
struct sv grid_url(const struct reg_grid *s, const struct record *rec, struct arena *a);
/* Name of the control of a field in the row of `to`. */
struct sv grid_name(const struct grid *k, const struct grid_row *r, const struct field *f);

/* grid_write.c: what was sent, into the database, inside the caller's transaction. False only on faults; rows say why. */
bool grid_write(struct grid *k, struct db *db, struct err *e);

#endif
