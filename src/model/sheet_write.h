/* SPDX-License-Identifier: MIT
 * model/sheet_write.h -- writes tables as CSV (streamed) and as XLSX (to a file), so that sheet.h reads them back the same.
 *
 * No text becomes a formula: in CSV a text that begins with = + - @ TAB CR gets one apostrophe before it unless it is a
 * number (and one more if apostrophes stood before such a character already; the reader takes one away); in XLSX every
 * text is a string in a cell of text format, so that editing it does not make a formula either.
 *
 * Both writers remember the first failure and do nothing after it, so cells are written without checks; rows and the end
 * report it. A writer belongs to one thread. */
#ifndef MODEL_SHEET_WRITE_H
#define MODEL_SHEET_WRITE_H

#include "base/date.h"
#include "base/err.h"
#include "base/sv.h"

/* -- CSV: RFC 4180 with byte order mark, CRLF --------------------------------------------------------------------- */

/* Takes the next bytes; false ends the writing with its error. */
typedef bool (*csv_sink)(void *ctx, struct sv bytes, struct err *e);
bool csv_to_file(void *file, struct sv bytes, struct err *e); /* a csv_sink for a FILE * */

struct csvw { /* fields are its own business */
    csv_sink sink;
    void *ctx;
    char separator;
    bool failed;
    size_t cells; /* of the open row */
    size_t n;
    struct err e;
    char out[8192];
};
void csvw_begin(struct csvw *w, char separator, csv_sink sink, void *ctx); /* separator: ';' ',' or TAB */
void csvw_text(struct csvw *w, struct sv s);  /* absent and empty alike: an empty cell */
bool csvw_row(struct csvw *w, struct err *e); /* ends the row */
bool csvw_end(struct csvw *w, struct err *e); /* hands over what is left; no file is closed */

/* -- XLSX --------------------------------------------------------------------------------------------------------- */

enum xlsx_kind { XLSX_TEXT, XLSX_NUMBER, XLSX_RUPIAH, XLSX_DATE, XLSX_DATETIME };

struct xlsx_col {
    struct sv heading;
    enum xlsx_kind kind;
    int scale;                /* XLSX_NUMBER: digits after the comma, 0..9; values are scaled integers */
    int width;                /* characters; 0: after the heading */
    const struct sv *choices; /* a drop-down list; other entries are refused by the spreadsheet */
    size_t n_choices;
    bool hidden; /* not shown unless asked for: keys that come back with the row */
};

struct xlsxw;

/* Writes to `path` (a new file of the caller's choosing; temporary files stand beside it where they can). Rows go to disk
 * as they come, so memory does not grow with them. Closing is not atomic: write beside the goal and rename. */
struct xlsxw *xlsxw_open(const char *path, struct err *e); /* NULL on failure */
/* Begins a sheet with one frozen row of headings and a filter; ends the one before. The name is made acceptable
 * (31 characters, no []:*?/\, unique). Columns and choices are copied. */
bool xlsxw_sheet(struct xlsxw *w, struct sv name, const struct xlsx_col *cols, size_t n_cols, struct err *e);
void xlsxw_hide_lists(struct xlsxw *w); /* the sheet of the drop-down lists is not shown */
void xlsxw_text(struct xlsxw *w,
                struct sv s); /* absent or empty: an empty cell; more than 32,767 letters fails */
void xlsxw_number(struct xlsxw *w,
                  int64_t scaled); /* by the column's kind; beyond 15 digits it is written as text */
void xlsxw_date(struct xlsxw *w,
                struct date d); /* before 1900-03-01 as ISO text: spreadsheets miscount there */
void xlsxw_time(struct xlsxw *w, int64_t t, int offset_min);
void xlsxw_blank(struct xlsxw *w);
bool xlsxw_row(struct xlsxw *w, struct err *e);   /* ends the row; ERR_INPUT beyond 1,048,576 */
bool xlsxw_close(struct xlsxw *w, struct err *e); /* frees w; on failure the file is removed */
void xlsxw_cancel(struct xlsxw *w);               /* frees w, leaves no file; accepts NULL */

#endif
