/* SPDX-License-Identifier: MIT
 * model/list.h -- many records of one register: filter, sort, search, page, count, and labels of what they point to.
 * Paging is by cursor, so the cost of a page never grows with the table; totals come from kept counters, or stop at
 * 1,000 ("lebih dari 1.000"). What the actor may not see is left out by the query itself: rows, and values too. A field that
 * he sees on his own agency's rows alone is hit by a filter there alone, and sorts elsewhere as if it were empty. */
#ifndef MODEL_LIST_H
#define MODEL_LIST_H

#include "model/record.h"

enum filter_op { FILTER_EQ, FILTER_FROM, FILTER_TO, FILTER_HAS, FILTER_EMPTY, FILTER_FILLED };

struct filter {
    struct sv key; /* field or base column */
    enum filter_op
        op;          /* EQ: any of the values with this key; FROM/TO: inclusive bounds; HAS: text contains */
    struct sv value; /* stored form */
};

struct list_query {
    const struct reg *reg;
    const struct filter *filters;
    size_t n_filters;
    struct sv search; /* words; absent: none */
    struct sv
        sort; /* field or base column; absent: newest change first. References sort by what they point to in
                         * the order it was recorded, not by its title: equal ones stand together */
    bool desc;
    int limit;               /* 1..500; 0: 50 */
    struct sv after, before; /* cursors from an earlier result */
    int64_t at;              /* instant of "keadaan per tanggal", 0: now */
    bool deleted;            /* the removed ones instead */
};

struct list {
    struct record **rows;
    size_t n;
    struct sv next, prev; /* cursors, absent at the ends */
    int64_t total;
    bool total_capped; /* there are more than `total` */
};

/* Reads ?f.<key>=, f.<key>.dari/.sampai/.berisi/.kosong/.terisi, cari, urut (key or -key), per, setelah, sebelum, batas,
 * terhapus as pages, API and exports all spell them. Unknown keys in f. are problems; others are left alone. */
struct param {
    struct sv key, value;
};
bool list_query_parse(const struct records *rs, const struct actor *who, const struct reg *reg,
                      const struct param *ps, size_t n, struct arena *a, struct list_query *out,
                      struct problems *problems);

bool list_load(struct db *db, const struct records *rs, const struct actor *who, const struct list_query *q,
               struct arena *a, struct list *out, struct err *e);

/* Calls `row` for every match, each once, by q->sort or by id, in batches; a row lives until `row` returns. Stops on false.
 * The whole of it is one state of the data: unless the caller's transaction or snapshot is open, the lease is in a snapshot meanwhile. */
bool list_each(struct db *db, const struct records *rs, const struct actor *who, const struct list_query *q,
               bool (*row)(void *ctx, struct db *db, const struct record *r, struct arena *a, struct err *e),
               void *ctx, struct err *e);

/* Titles of everything the records' ref and refs fields point to, loaded in one query a target. */
struct labels;
bool labels_load(struct db *db, const struct records *rs, const struct actor *who,
                 const struct record *const *rows, size_t n, struct arena *a, struct labels **out,
                 struct err *e);
/* SV_NULL: the actor may not see it, or it is gone. reg is the target register. */
struct sv labels_get(const struct labels *l, const struct reg *reg, int64_t id);
struct sv labels_file(const struct labels *l, int64_t id); /* name of an attachment */
/* A stored value as people read it: dates long, rupiah with Rp, choice labels, reference titles, file names… */
struct sv value_show(const struct model *m, const struct field *f, struct sv stored, const struct labels *l,
                     struct arena *a);
/* Pieces of a |a|b| value. */
size_t value_split(struct sv stored, struct arena *a, struct sv **out);

#endif
