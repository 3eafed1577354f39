/* SPDX-License-Identifier: MIT
 * page/imports_priv.h -- what the files of the import pages share. */
#ifndef PAGE_IMPORTS_PRIV_H
#define PAGE_IMPORTS_PRIV_H

#include "model/import.h"
#include "page/imports.h"
#include "page/reg_priv.h"

enum { IMPORTS_AT_ONCE = 5000, IMPORTS_ARENA = 1024 * 1024 * 1024, IMPORTS_NEW_SHOWN = 10 };

struct imports_range { /* records that were made, by id */
    int64_t from, to;
};

/* One upload: DIR/run/impor/<id>/ with berkas, isian.json, and once it ran hasil.json and perhaps ditolak.xlsx. */
struct imports {
    struct arena *a;
    struct sv id;
    const char *dir;
    int64_t akun, made;
    struct sv reg, file; /* key of the register; name of the file as it was sent */
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
};

struct imports_outcome { /* hasil.json */
    size_t count[IMPORT_OUTCOMES];
    bool applied, good_rows, undone;
    struct sv text, hint; /* why nothing was written, or absent */
    struct imports_range *made;
    size_t n_made;
};

/* imports_store.c */
bool imports_make(const struct region *r, const struct actor *who, const struct reg *reg,
                  const struct web_file *f, struct arena *a, struct imports **out, struct err *e);
/* ERR_MISSING also when it is another account's, another register's, or older than 24 hours. who NULL: whoever's. */
bool imports_load(const struct region *r, const struct actor *who, struct sv reg, struct sv id,
                  struct arena *a, struct imports **out, struct err *e);
bool imports_save(const struct imports *s, struct err *e);
void imports_remove(const struct imports *s);
const char *imports_path(const struct imports *s, const char *name);
bool imports_outcome_save(const struct imports *s, const struct imports_outcome *o, struct err *e);
bool imports_outcome_load(const struct imports *s, struct imports_outcome *out); /* false: there is none */
/* Only one writes at a time; -1: it is being written. Give back with close(). */
int imports_lock(const struct imports *s);
bool imports_progress(const struct imports *s, size_t *done, size_t *of); /* false: nothing is known */

/* imports_run.c */
/* conf with what the person chose and what is remembered; opens the file. `a` should be an arena of its own. */
bool imports_open(const struct region *r, struct db *db, const struct actor *who, const struct imports *s,
                  struct arena *a, struct import **out, struct err *e);
bool imports_read(const struct imports *s, struct arena *a, struct sv *bytes, struct err *e);
/* Writes, and leaves hasil.json, whatever it was. False on faults. */
bool imports_run(const struct region *r, const struct actor *who, const struct imports *s, bool show_progress,
                 struct err *e);
bool imports_spawn(const struct region *r, const struct imports *s, struct err *e);

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
