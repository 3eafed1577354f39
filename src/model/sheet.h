/* SPDX-License-Identifier: MIT
 * model/sheet.h -- a spreadsheet as an office hands it in: CSV or XLSX bytes become rows of typed cells.
 * The kind of file is told by its content, never by its name. Nothing here knows a register; finding the table inside
 * a sheet is sheet_find.h, turning a cell's text into a value is value.h.
 *
 * What always holds:
 * - only rows with something in them are kept, ascending by number; only cells with something in them, ascending by
 *   column. A cell of white space alone is empty. sheet_cell() answers an empty cell for everything else.
 * - text is well-formed UTF-8 without NUL, as it was typed: stray spaces and line breaks are still there (in CSV as LF).
 * - a merged range shows its value in every cell it covers (`covered`), in rows and columns that are used at all.
 * - nothing is written to disk, no part of a package is opened but those that are needed, and no formula is computed:
 *   XLSX formulas give the result that was saved with them.
 *
 * Limits (a file beyond them is refused with the reason): 50 MiB as sent, 512 MiB and 100 times its size unpacked,
 * 1,000,000 cells, 256 sheets, 32,767 characters in an XLSX cell, 16,384 columns, 1,048,576 rows; XML without DOCTYPE,
 * at most 200 deep. Memory is the arena's; its ceiling is one more limit.
 *
 * Everything lives in the arena given and is read-only afterwards, so threads may share it. The bytes handed in may be
 * freed after the call. Sources: RFC 4180; ECMA-376 part 1 (sections 18.2-18.8), part 2 (names of parts). */
#ifndef MODEL_SHEET_H
#define MODEL_SHEET_H

#include "base/sv.h"

struct arena;
struct err;

enum cell_type {
    CELL_EMPTY,
    CELL_TEXT,   /* every cell of a CSV */
    CELL_NUMBER, /* text is the number exactly as the file has it ("1.25E7", decimal point); num its double */
    CELL_DATE, /* text is "2014-04-17", "2014-04-17T08:15:00" or, without a day, "08:15:00"; num the serial number */
    CELL_BOOL, /* text is "ya" or "tidak", num 1 or 0 */
    CELL_ERROR /* text is the spreadsheet's own word: "#N/A", "#REF!" */
};

struct cell {
    enum cell_type type;
    int row, col; /* its A1 place, 1-based; of an empty cell from sheet_cell(): 0 */
    bool merged;  /* lies in a merged range */
    bool covered; /* the value shown here is written in the first cell of that range */
    struct sv text;
    double num;
};

struct row {
    int number; /* as people count: 1-based; CSV: records, not lines */
    struct cell *cells;
    size_t n;
};

struct sheet_range {
    int row, col, last_row, last_col;
};

struct sheet {
    struct sv name; /* CSV: "CSV" */
    bool hidden;
    struct row *rows;
    size_t n_rows;
    int cols;                   /* number of the last used column */
    struct sheet_range *merges; /* ascending by first row, then first column */
    size_t n_merges;
};

enum sheet_format { SHEET_CSV, SHEET_XLSX };

struct workbook {
    struct sheet *sheets; /* in the order of the tabs */
    size_t n;
    enum sheet_format format;
    char separator;    /* CSV: the one found */
    bool windows_1252; /* CSV: it was not UTF-8 */
};

bool sheet_parse(struct sv bytes, struct arena *a, struct workbook *out, struct err *e);

const struct cell *sheet_cell(const struct row *r, int col);    /* never NULL */
const struct row *sheet_row(const struct sheet *s, int number); /* NULL: that row is blank */
/* The merged range that begins with this cell; NULL when it begins none, so also for covered cells. */
const struct sheet_range *sheet_merge(const struct sheet *s, const struct cell *c);

struct cell_place {
    char s[24]; /* "AB12", NUL-terminated */
};
struct cell_place cell_place(int row, int col);

/* What a person reads in the cell: numbers without exponent and without the noise of binary fractions
 * (15 significant digits, as spreadsheets show them), decimal point; all else is its text. Codes such as NIP that a
 * spreadsheet took for numbers come out in digits. */
struct sv cell_show(const struct cell *c, struct arena *a);

#endif
