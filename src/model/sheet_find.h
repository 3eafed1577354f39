/* SPDX-License-Identifier: MIT
 * model/sheet_find.h -- where in a sheet the table is: its headings, its rows of data, and why every other row is none.
 *
 * Offices put titles above a table, write headings over several rows, number the columns, leave blank rows between
 * groups, add sums and sign below. The finder reads that layout; it does not know what any column means.
 *
 * What always holds:
 * - every row of the sheet from its first used row to its last is either part of the headings, a data row, or told in
 *   `skips` with its reason; nothing is left out in silence.
 * - a heading is one line of text; those of two rows are joined top down ("Server Merek"). A column that has data but no
 *   heading has the empty heading; one with neither is left out.
 * - the first visible sheet that has a table with data wins, then the first that has headings only (an empty form).
 * Results live in the arena given and point into the workbook, which must live as long. */
#ifndef MODEL_SHEET_FIND_H
#define MODEL_SHEET_FIND_H

#include "model/sheet.h"

struct sheet_how {   /* what the person decided; {0} decides nothing */
    struct sv sheet; /* name of the sheet, case and outer spaces ignored; absent: find it */
    int header_row;  /* number of the first row of headings; 0: find it */
};

struct table_skip {
    int row, last_row; /* numbers as people count */
    struct sv why;     /* Indonesian, a few words: "baris jumlah" */
};

struct table {
    size_t sheet;      /* index into workbook.sheets */
    size_t header_row; /* index into sheet.rows: the first row of headings */
    int header_last;   /* number of the last row of headings */
    struct sv *headings;
    int *cols; /* column of the sheet, 1-based, for each heading */
    size_t n_cols;
    size_t *data_rows; /* indices into sheet.rows */
    size_t n_rows;
    struct table_skip *skips; /* ascending */
    size_t n_skips;
};

/* ERR_MISSING: no such sheet, that row is blank, or no sheet has a table; the hint says what to point at. */
bool sheet_find(const struct workbook *w, struct sheet_how how, struct arena *a, struct table *out,
                struct err *e);

/* The cell of data row i under heading j; never NULL. Its row and col are 0 when it is empty: table_place() says where. */
const struct cell *table_cell(const struct workbook *w, const struct table *t, size_t i, size_t j);
struct cell_place table_place(const struct workbook *w, const struct table *t, size_t i, size_t j);
int table_row_number(const struct workbook *w, const struct table *t, size_t i);

#endif
