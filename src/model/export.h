/* SPDX-License-Identifier: MIT
 * model/export.h -- a register as CSV, XLSX or JSON, batch by batch, as one actor sees it; and its empty form (templat).
 *
 * What always holds:
 * - importing an exported CSV or XLSX changes nothing: headings are labels, references the text by which they are found
 *   (refs_name()), choices their labels, numbers plain digits with a decimal comma, days ISO, instants in the region's zone.
 * - what the actor may not see is not there: rows by the query, fields by column and again row by row.
 * - rows come by id, in batches of their own reads, so that no transaction waits for whoever takes them.
 * One thread at a time. */
#ifndef MODEL_EXPORT_H
#define MODEL_EXPORT_H

#include "model/list.h"
#include "model/refs.h"
#include "model/view.h"

struct buf;
struct reg_export;

enum reg_export_format { EXPORT_CSV, EXPORT_XLSX, EXPORT_JSON, EXPORT_FORMATS };
bool reg_export_format_parse(struct sv key, enum reg_export_format *out); /* csv, xlsx, json */
struct sv reg_export_format_key(enum reg_export_format f);
struct sv reg_export_format_type(enum reg_export_format f); /* media type */

/* A sheet of a workbook that goes out and comes back: model/workbook.h. */
struct xlsxw;
struct reg_export_sheet {
    struct xlsxw *into;
    struct sv name, key_heading; /* heading of the hidden first column, which holds "id.versi" of each row */
    const struct actor *reader;  /* for whom it is meant: what he may not see stays out as well */
    const struct field *without; /* a field that has no column, or NULL */
    bool (*row)(void *ctx, const struct record *r, struct err *e); /* told of every row written */
    void *ctx;
};

struct reg_export_conf {
    const struct records *rs;
    const struct actor *who;
    struct list_query query; /* filters, search, day; its order and cursors are ignored */
    enum reg_export_format format;
    const struct view_cols
        *columns;   /* CSV, XLSX: the title and these alone, as a list shows them; NULL: everything */
    char separator; /* CSV: ';' ',' or TAB; 0: ';' */
    const struct reg_export_sheet *sheet; /* or NULL */
};

/* CSV and JSON: pieces are appended to `out` by each step, some 250 rows at a time. ERR_DENIED: not his register. */
bool reg_export_begin(const struct reg_export_conf *conf, struct reg_export **out, struct err *e);
bool reg_export_step(struct reg_export *x, struct db *db, struct buf *out, bool *done, struct err *e);
size_t reg_export_rows(const struct reg_export *x); /* written so far */
void reg_export_end(struct reg_export *x);          /* accepts NULL */

/* Any format into a new file. `rows` may be NULL. On failure there is no file. */
bool reg_export_file(const struct reg_export_conf *conf, struct db *db, const char *path, size_t *rows,
                     struct err *e);

/* One more sheet of conf->sheet->into: what can be imported again alone, with drop-down lists. */
bool reg_export_into(const struct reg_export_conf *conf, struct db *db, size_t *rows, struct err *e);

/* The empty form: headings, one explained row, drop-down lists, a second sheet with the codes. A new XLSX file. */
bool reg_export_template(const struct records *rs, const struct actor *who, const struct reg *reg,
                         struct db *db, const char *path, struct err *e);

/* A stored value as an export writes it; refs must hold the field's register, labels (or NULL) names of attachments. */
struct sv reg_export_text(const struct model *m, const struct field *f, struct sv stored, struct refs *refs,
                          const struct labels *labels, struct arena *a);
/* Heading of a field: its label, or "Label (kunci)" where that would be read as another column. */
struct sv reg_export_heading(const struct reg *reg, const struct field *f, struct arena *a);

#endif
