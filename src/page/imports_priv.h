/* SPDX-License-Identifier: MIT
 * page/imports_priv.h -- what the files of the import pages share. */
#ifndef PAGE_IMPORTS_PRIV_H
#define PAGE_IMPORTS_PRIV_H

#include "model/import.h"
#include "page/imports.h"
#include "page/job.h"
#include "page/reg_priv.h"

enum { IMPORTS_AT_ONCE = 5000, IMPORTS_ARENA = 1024 * 1024 * 1024, IMPORTS_NEW_SHOWN = 10 };

struct imports_range { /* records that were made, by id */
    int64_t from, to;
};

/* isian.json of a job; the file that was sent is "berkas" in its folder, the refused rows ditolak.xlsx. */
struct imports {
    struct arena *a;
    struct job *job; /* its title is the name of the file as it was sent */
    struct sv reg;   /* key of the register */
    enum import_mode mode;
    struct sv sheet;
    int header;
    struct import_map *maps; /* columns by letter, "=C" */
    struct sv *headings;     /* of maps: to be remembered by */
    size_t n_maps;
    struct import_fixed *fixed;
    size_t n_fixed;
    struct import_answer *answers;
    size_t n_answers;
    struct import_word *words;
    size_t n_words;
    bool good_rows; /* what was asked for last: for the process that does it */
    struct region_fact fact;
};

struct imports_outcome { /* the result of its job */
    size_t count[IMPORT_OUTCOMES];
    bool undone;
    struct imports_range *made;
    size_t n_made;
};

/* imports_store.c */
bool imports_make(const struct region *r, const struct actor *who, const struct reg *reg,
                  const struct web_file *f, struct arena *a, struct imports **out, struct err *e);
/* ERR_MISSING also when it is another register's, and what job_load() says. */
bool imports_load(const struct region *r, const struct actor *who, struct sv reg, struct sv id,
                  struct arena *a, struct imports **out, struct err *e);
struct imports *imports_read(struct job *j);
bool imports_save(struct imports *s, struct err *e);
void imports_outcome_put(struct jsonw *w, const void *outcome); /* a job_put */
void imports_outcome_read(const struct json *result, struct arena *a, struct imports_outcome *out);

/* imports_run.c */
/* conf with what the person chose and what is remembered; opens the file. `a` should be an arena of its own. */
bool imports_open(const struct region *r, struct db *db, const struct actor *who, struct imports *s,
                  struct arena *a, struct import **out, struct err *e);
bool imports_bytes(const struct imports *s, struct arena *a, struct sv *bytes, struct err *e);
bool imports_run(struct job_run *run, struct err *e);

/* imports_done.c: of the kind */
bool imports_done_load(struct job_page *jp, struct page_head *hd, struct err *e);
void imports_done_show(struct job_page *jp);

/* the page between upload and result */
struct imports_page {
    struct page p;
    const struct region *region;
    const struct reg *reg;
    struct imports *s;
    struct import *im;       /* NULL: no table was found */
    struct workbook *book;   /* then: the sheets there are */
    const struct err *wrong; /* why there is no table, or no check */
    struct pick_cache *picks;
    struct arena *a; /* of the import */
};
struct sv imports_url(struct arena *a, const struct reg *reg, struct sv id,
                      const char *tail);   /* /r/x/impor/<id><tail> */
void imports_ask(struct imports_page *ip); /* imports_ask.c: sheet, columns, fixed values, names, words */
bool imports_ask_load(struct imports_page *ip, struct db *db, struct err *e);
void imports_raw(struct imports_page *ip);   /* imports_show.c: the sheet as it is */
void imports_table(struct imports_page *ip); /* imports_show.c: problems, remarks, the first rows */

#endif
