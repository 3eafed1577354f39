/* SPDX-License-Identifier: MIT
 * page/reg_priv.h -- what the pages of registers share: the query of a list, choices to pick from, controls, a record's parts.
 * No register is named here: everything follows from its declaration. */
#ifndef PAGE_REG_PRIV_H
#define PAGE_REG_PRIV_H

#include "model/list.h"
#include "model/view.h"
#include "page/page_priv.h"

struct date;
struct labels;

/* --- the query of a list: reg_query.c ------------------------------------------------------------------------------- */

/* Reads the address into *q; what is wrong with it is noted in req->problems, and the list is shown without it. */
void reg_query_read(const struct region *r, struct web_req *req, const struct reg *reg, struct list_query *q);
/* "?…" of this request without the names in `drop` (NULL-terminated) and, if name is set, with name=value. */
struct sv reg_query_with(struct web_req *req, const char *const *drop, const char *name, struct sv value);
/* Names that a change of filter or order makes stale: the cursors and what a deletion left in the address. */
extern const char *const reg_query_cursors[];
/* A record that holds the values of filters, so that labels_load() finds the titles they point to. */
struct record *reg_query_record(const struct list_query *q, struct arena *a);

/* --- records to choose from: pick.c --------------------------------------------------------------------------------- */

enum { PICK_MAX = 200 };

struct pick {
    struct sv value, label;
};
struct picks {
    struct pick *items;
    size_t n;
    bool more; /* there are too many to list: they must be searched */
};
/* Records of a register that this actor sees, by title, at most PICK_MAX. */
bool picks_load(struct db *db, const struct region *r, const struct actor *who, const struct reg *target,
                struct arena *a, struct picks *out, struct err *e);
/* The same, kept: several fields of a form point to the same register. */
struct pick_cache;
struct pick_cache *pick_cache_new(struct db *db, const struct region *r, const struct actor *who,
                                  struct arena *a);
bool pick_cache_get(struct pick_cache *c, const struct reg *target, const struct picks **out, struct err *e);
struct sv pick_label(const struct record *r, struct arena *a); /* "Judul (NOMOR)" */

/* --- parts of a list ------------------------------------------------------------------------------------------------ */

struct list_page {
    struct page p;
    const struct region *region;
    const struct reg *reg;
    const struct actor *who;
    struct list_query q;
    struct list rows;
    struct labels *labels;
    struct pick_cache *picks;
    struct record *undo; /* just deleted: offered back */
    struct view_cols cols;
    bool own_cols; /* chosen by him, or by the view in use, not by the declaration */
    struct view *views;
    size_t n_views;
    const struct view *view; /* the one in use, or NULL */
    struct view *undo_view;  /* just deleted */
    bool duty;               /* it has to be kept up to date by statements */
};
/* reg_filter.c; picks are loaded by filter_load(), before anything is written. */
bool filter_load(struct list_page *lp, struct err *e);
void filter_form(struct list_page *lp);
void filter_chips(struct list_page *lp);
/* reg_table.c */
void list_table(struct list_page *lp);
bool list_changes(const struct list_page *lp); /* several at once, by ticking them */
bool list_writes(const struct list_page *lp);  /* letters: to those ticked, or to all that the filter shows */
bool list_picks(const struct list_page *lp);   /* rows can be ticked: one of the two */
struct sv list_base_label(enum base_col c);
struct sv list_col_label(const struct view_col *c);
/* reg_view.c: columns and views of a list. view_open() leads to the view that this list opens with, if there is one and
 * the address asks for nothing; then *led. */
bool view_open(struct list_page *lp, struct db *db, struct sv *lead, struct err *e);
bool view_load(struct list_page *lp, struct db *db, struct err *e);
void view_tabs(struct list_page *lp);
void view_tools(struct list_page *lp);
void view_undo(struct list_page *lp);
/* Names of an address that the columns and views of a list add to it. */
bool reg_query_keeps(struct sv name);
struct sv list_all_url(const struct list_page *lp); /* the list without any filter or view */

/* May he record anything here: for the region, or for an agency of his own? */
bool reg_may_create(const struct actor *who, const struct reg *reg);
/* May he open the table at which records are reviewed (reg->review is there)? */
bool reg_may_review(const struct actor *who, const struct reg *reg);

/* --- a record --------------------------------------------------------------------------------------------------------- */

struct sv reg_action(struct arena *a, const struct reg *r, int64_t id, const char *tail); /* /r/x/12/<tail> */
void reg_status(struct html *h, const struct reg *r, struct sv status);
void reg_value(struct page *p, const struct field *f, struct sv stored,
               const struct labels *l);                          /* with links */
struct sv reg_klasifikasi(const struct model *m, struct sv key); /* its label */

#endif
