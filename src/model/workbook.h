/* SPDX-License-Identifier: MIT
 * model/workbook.h -- registers off line: one workbook for each agency goes out in a ZIP, is filled in without a network and comes
 * back; what both sides changed meanwhile is a conflict, never overwritten in silence.
 *
 * What always holds:
 * - a sheet names its own origin: the heading of its hidden first column is "kunci:<register>:<token>", each cell below it
 *   "<id>.<version>". The token leads to table buku_kerja: which agency, who sent it, when, and which records in which versions. So
 *   a file is known whatever it is called by now, and what its hidden column says is never believed beyond what was sent.
 * - a workbook holds what both who sends it and the agency's own staff may see and change; names in drop-down lists too.
 * - what comes back goes through model/import.h, sheet by sheet, each checked outside and written in one transaction. Rows that are
 *   missing from a file are listed and never deleted.
 * - a package is unpacked into files of our own naming; nothing of it chooses a path.
 * Memory is that of one workbook at a time. One thread at a time. */
#ifndef MODEL_WORKBOOK_H
#define MODEL_WORKBOOK_H

#include "model/import.h"
#include "model/sheet_write.h"

enum { WORKBOOK_AGENCIES_MAX = 500, WORKBOOK_ROWS_MAX = 20000, WORKBOOK_FILES_MAX = 500 };

/* --- out ------------------------------------------------------------------------------------------------------------- */

struct workbook_out {
    struct db_pool *pool;
    const struct records *rs;
    const struct actor *who;
    struct sv maker; /* name of who sends it, as the workbook tells it */
    const struct reg *const *regs;
    size_t n_regs;
    const int64_t *agencies; /* absent: all that he may write for */
    size_t n_agencies;
    const char *dir; /* for the moment's files; exists */
    struct progress progress;
};
struct workbook_sum {
    size_t books, sheets, rows;
};

/* Registers whose rows belong to agencies and are written by their staff, of those that the actor may write at all. */
size_t workbook_regs(const struct model *m, const struct actor *who, struct arena *a,
                     const struct reg *const **out);
/* Writes the ZIP, a new file; on failure there is none. ERR_INPUT: more than WORKBOOK_AGENCIES_MAX agencies, or a sheet with more
 * than WORKBOOK_ROWS_MAX rows; ERR_MISSING: no agency. */
bool workbook_send(const struct workbook_out *c, const char *zip, struct workbook_sum *sum, struct err *e);

/* --- back ------------------------------------------------------------------------------------------------------------ */

struct workbook_key {
    int64_t id, versi;
};
struct workbook_sheet { /* one sheet that came back */
    size_t sheet;       /* index into book.sheets */
    const struct reg *reg;
    struct sv token, agency, maker, made; /* made: instant, ISO */
    int64_t pd;
    struct workbook_key *sent; /* by id */
    size_t n_sent;
};
struct workbook_back {
    struct workbook book;
    struct workbook_sheet *sheets;
    size_t n;
    struct sv *foreign; /* names of sheets with rows that are not ours: not read */
    size_t n_foreign;
    const struct reg **lost; /* registers that were sent with these tokens and have no sheet any more */
    size_t n_lost;
};
/* ERR_INPUT: no workbook, or no sheet in it was sent from here. */
bool workbook_open(struct db *db, const struct records *rs, const struct actor *who, struct sv bytes,
                   struct arena *a, struct workbook_back **out, struct err *e);

struct workbook_in {
    struct db_pool *pool;
    const struct records *rs;
    const struct actor *who;
    bool (*fact)(void *ctx, struct db *db, const struct actor *who, const struct reg *reg, int64_t id,
                 int64_t versi, struct sv status, struct date since, struct arena *a, struct err *e);
    void *fact_ctx;
    /* A person's decision on a conflict; NULL: none was made. */
    enum import_side (*decided)(void *ctx, const struct reg *reg, int64_t id, struct sv key);
    /* Told of each sheet when it was looked over, and written if so; `gone`: records that were sent and are missing in it. */
    bool (*told)(void *ctx, const struct workbook_back *b, const struct workbook_sheet *s,
                 const struct import *im, const int64_t *gone, size_t n_gone, struct err *e);
    void *ctx;             /* of decided and told */
    bool apply;            /* writes the good rows of each sheet */
    struct xlsxw *rejects; /* refused rows, a sheet each: to correct and hand in again; or NULL */
};
/* One file. `opened` (or NULL) is told first. */
bool workbook_take(const struct workbook_in *c, const char *path,
                   bool (*opened)(void *ctx, const struct workbook_back *b, struct err *e), struct err *e);

/* --- packages -------------------------------------------------------------------------------------------------------- */

struct workbook_file {
    struct sv name;   /* as it was called, without folders */
    const char *path; /* ours */
};
/* Is it a ZIP that is no workbook itself? */
bool workbook_is_zip(const char *path);
/* Unpacks the workbooks of a ZIP into dir/<n>.xlsx, appending to files. ERR_INPUT names what may not be in it: other files, paths that
 * lead out of it, passwords, more than WORKBOOK_FILES_MAX files, 50 MiB in one, 512 MiB in all. Then nothing of it stays. */
bool workbook_unzip(const char *path, const char *dir, struct arena *a, struct workbook_file **files,
                    size_t *n, struct err *e);

#endif
