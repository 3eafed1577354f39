/* SPDX-License-Identifier: MIT
 * model/sheet_find_priv.h -- what finding headings and telling rows apart share. Included by sheet_find*.c only. */
#ifndef MODEL_SHEET_FIND_PRIV_H
#define MODEL_SHEET_FIND_PRIV_H

#include "model/sheet_find.h"

/* What one row holds, covered cells left out: they are written elsewhere. */
struct row_facts {
    size_t own, numbers; /* cells; those of them that are numbers or look like amounts */
    const struct cell *first;
};
struct row_facts row_facts(const struct row *r);
size_t row_reach(const struct sheet *s,
                 const struct row *r); /* columns its own cells take, merged widths included */
bool cell_is_numberlike(const struct cell *c);

enum row_kind {
    ROW_DATA,
    ROW_BLANK,
    ROW_COLUMN_NUMBERS,
    ROW_HEADINGS_AGAIN,
    ROW_TOTAL,
    ROW_ONLY_NUMBER,
    ROW_GROUP,
    ROW_FOOTER, /* signatures and notes: everything below is one too */
    ROW_STRAY   /* a few words below a total */
};
struct row_look { /* what is known when a row is told apart */
    const struct sheet *s;
    const struct sheet_find_cols {
        const struct sv *headings;
        const int *cols;
        size_t n;
    } cols;
    int number_col; /* column of row numbers ("No"), 0: none */
    bool after_gap; /* blank rows, a total or a footer stand just above */
    bool after_total;
};
enum row_kind row_kind(const struct row_look *k, const struct row *r);
struct sv row_kind_why(enum row_kind kind);
bool row_is_column_numbers(const struct row *r);
bool heading_is_number(struct sv heading); /* "No", "No.", "Nomor Urut" */

#endif
