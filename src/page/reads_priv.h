/* SPDX-License-Identifier: MIT
 * page/reads_priv.h -- the rows that an attached document holds, laid beside those that are recorded. */
#ifndef PAGE_READS_PRIV_H
#define PAGE_READS_PRIV_H

#include "model/list.h"
#include "page/page_priv.h"

enum reads_kind { READS_NEW, READS_BACK, READS_CHANGED, READS_GONE, READS_SAME };

struct reads_row {
    enum reads_kind kind;
    struct sv *val;      /* by map, stored form; NULL: only recorded */
    struct record *have; /* NULL: only in the document */
    struct sv changes;   /* READS_CHANGED: which fields, for people */
};

struct reads {
    struct page p;
    const struct reg *reg;
    const struct field *field;
    const struct field_reads *how;
    struct record *rec;
    struct sv file_name;
    struct reads_row *rows; /* by kind */
    size_t n, of[READS_SAME + 1];
    struct problems problems; /* the document cannot be read: why */
};

/* Reads record, document and recorded rows as this actor may; problems of the document go to x->problems, not to e. */
bool reads_load(struct reads *x, struct db *db, struct err *e);
/* Writes what differs, inside the caller's transaction; all or nothing. */
bool reads_apply(struct reads *x, struct db *db, struct err *e);

#endif
