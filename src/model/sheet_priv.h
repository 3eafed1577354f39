/* SPDX-License-Identifier: MIT
 * model/sheet_priv.h -- what the readers of spreadsheets share among themselves: limits, collecting rows, number
 * formats. Included by sheet*.c only. */
#ifndef MODEL_SHEET_PRIV_H
#define MODEL_SHEET_PRIV_H

#include "base/arena.h"
#include "base/err.h"
#include "model/package.h"
#include "model/sheet.h"

#define SHEET_PACKED_MAX ((size_t) 50 << 20)
#define SHEET_UNPACKED_MAX ((size_t) 512 << 20)
#define SHEET_RATIO_MAX ((size_t) 100)
#define SHEET_CELLS_MAX ((size_t) 1000000)
#define SHEET_COLS_MAX 16384
#define SHEET_ROWS_MAX 1048576
#define SHEET_SHEETS_MAX ((size_t) 256)
#define SHEET_TEXT_MAX ((size_t) 32767 * 4) /* bytes; a spreadsheet's own limit is 32,767 characters */

bool csv_parse(struct sv bytes, struct arena *a, struct workbook *out, struct err *e);
bool xlsx_parse(struct sv bytes, struct arena *a, struct workbook *out, struct err *e);

/* -- rows (sheet_rows.c): cells arrive in reading order, rows come out packed ------------------------------------ */
struct sheet_rows {
    struct arena *a;
    struct sheet *s;
    size_t *left; /* cells the whole workbook may still have */
    size_t cap;
    struct cell *line; /* the row being collected */
    size_t n_line, cap_line;
};
void sheet_rows_init(struct sheet_rows *g, struct arena *a, struct sheet *s, size_t *left);
/* Empty text is dropped. Places must ascend; ERR_INPUT otherwise, or when there are too many cells. */
bool sheet_rows_put(struct sheet_rows *g, struct cell c, struct err *e);
bool sheet_rows_end(struct sheet_rows *g, struct err *e); /* also spreads merged values over their ranges */

/* -- what worksheets escape (sheet_xml.c) ----------------------------------------------------------------------------- */
/* Undoes _x000D_ escapes in place and drops control characters; returns the new length (ECMA-376 22.9.2.19). */
size_t xml_unescape(char *p, size_t n);

/* -- worksheets (sheet_grid.c) ------------------------------------------------------------------------------------ */
struct xlsx_shared { /* what every worksheet needs from the rest of the package */
    const struct sv *strings;
    size_t n_strings;
    const bool *date_style; /* by index into cellXfs */
    size_t n_styles;
    bool date1904;
    size_t cells_left;
};
struct xlsx_grid;
struct xlsx_grid *xlsx_grid_new(struct sv part, struct xlsx_shared *x, struct sheet *s, struct arena *a);
void xlsx_grid_free(struct xlsx_grid *g); /* accepts NULL */
bool xlsx_grid_feed(void *grid, const char *p, size_t n, bool last, struct err *e);
bool cell_place_parse(struct sv s, int *row, int *col); /* "AB12" */

/* -- number formats (sheet_style.c) ------------------------------------------------------------------------------- */
bool style_builtin_is_date(int64_t id);
bool style_code_is_date(struct sv code);
/* Serial number to ISO text; false when no day of the calendar has it (0 to 1 is a time of day). */
bool style_serial(double serial, bool date1904, struct arena *a, struct sv *out);

/* -- said in several places --------------------------------------------------------------------------------------- */
bool sheet_broken(struct err *e, struct sv part,
                  const char *cause); /* ERR_INPUT with the hint to save it again */

#endif
