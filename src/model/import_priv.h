/* SPDX-License-Identifier: MIT
 * model/import_priv.h -- between the files of the import. */
#ifndef MODEL_IMPORT_PRIV_H
#define MODEL_IMPORT_PRIV_H

#include "base/map.h"
#include "model/import.h"
#include "model/record_priv.h"

enum { IMPORT_ROW_ARENA = 64 * 1024 * 1024, IMPORT_CHUNK = 64, IMPORT_NOTES_MAX = 20, IMPORT_IDS_MAX = 8 };

/* Rows and records that share an identity. */
struct import_group {
    int64_t *ids; /* records, ascending; those already paired become 0 */
    size_t n_ids, cap_ids;
    struct sv *contents; /* by id, once asked for */
    size_t *rows;        /* rows of the file, in order */
    size_t n_rows, cap_rows;
};

struct import_state { /* of one check */
    struct refs *refs;
    struct arena *a;
    struct map *said;     /* texts of problems, each kept once */
    struct map *choices;  /* "field\ntext" -> struct import_read: choices, codes, yes and no */
    struct map *asked;    /* "register\ntext" -> place in questions + 1 */
    struct map *words;    /* "key\ntext" -> struct sv: what a person said it means */
    struct map *readings; /* "column\ntext" -> place in readings + 1 */
    struct map *groups;   /* key of an identity -> struct import_group */
    struct map *numbers;  /* nomor -> int64_t id */
    struct map *uniques;  /* "field|agency|value" -> line + 1 of the file */
    struct map *contents; /* digest of a row -> line + 1 */
    struct map *claimed;  /* record id -> line + 1 */
    struct map
        *loose; /* digest of a record without a whole identity -> struct import_group; NULL: not asked yet */
    int64_t *loose_ids;
    size_t n_loose, cap_loose;
    struct import_group **group; /* by row->group - 1 */
    size_t n_groups, cap_groups;
    bool checking;    /* rows are counted: they are read once more when they are written */
    bool *in_content; /* by field: a column or a fixed value brings it */
    int64_t seq;      /* last event when the check began */
};

/* One row while it is looked at. */
struct import_work {
    struct import *im;
    struct db *db;
    struct arena *a; /* scratch, for one chunk of rows */
    struct import_row *row;
    struct input_item *items;
    size_t n_items, cap_items;
    struct sv nomor, status; /* as read; status: key of the state */
    struct sv since;
    bool bad; /* a note that is no remark was added */
};

/* What one cell says of a field. */
struct import_read {
    bool given;
    struct sv stored, why, hint, remark;
    const struct refs_answer *unsure; /* of a reference: whom else it may mean */
    struct sv unsure_text;
    const struct reg *unsure_of;
};

/* A problem of the row at that column; w->bad is set. */
void import_problem(struct import_work *w, size_t column, const struct field *f, struct sv value,
                    struct sv why, struct sv hint);
void import_remark(struct import_work *w, size_t column, const struct field *f, struct sv value,
                   struct sv why);
struct sv import_cut(struct sv text, size_t max);         /* at most so many bytes, whole characters */
struct sv import_keep(struct import *im, struct sv text); /* in the import's arena, equal texts once */

/* import_map.c */
struct sv import_heading_key(struct sv heading, struct arena *a); /* letters and digits, lower case */
bool import_map_columns(struct import *im, struct err *e);

/* import_cell.c */
bool import_cell_value(struct import_work *w, const struct field *f, const struct cell *c,
                       struct import_read *out, struct err *e);
bool import_text_value(struct import_work *w, const struct field *f, struct sv text, struct import_read *out,
                       struct err *e);
/* What the person said this word means for that field or "status"; itself otherwise. */
struct sv import_word(const struct import_work *w, struct sv key, struct sv text);
/* All cells of a row into w->items; base: the record it is compared with, or NULL. */
bool import_row_read(struct import_work *w, const struct record *base, struct err *e);

/* import_match.c */
bool import_groups_make(struct import *im, struct db *db, struct err *e);
/* Digest of what the columns of this file say of a row, as a new record would hold it, and of a record. */
struct sv import_row_content(struct import_work *w);
struct sv import_record_content(struct import *im, const struct record *r, struct arena *a);
/* A record of that content, not yet paired, is taken: its id, else 0. The first in the group, the second among records
 * that lack part of their identity. */
bool import_group_take(struct import_work *w, struct import_group *g, struct sv content, int64_t *id,
                       struct err *e);
bool import_loose_take(struct import_work *w, struct sv content, int64_t *id, struct err *e);

/* import_row.c */
/* Reads the row against a record (0: a new one) and checks all rules. *after is absent when there are problems. */
bool import_row_try(struct import_work *w, int64_t id, struct record **before, struct record **after,
                    struct err *e);
struct input import_input(const struct import_work *w);
/* The row's outcome as a new record, or as this record; the last word on it is import_conclude()'s. */
bool import_row_new(struct import_work *w, struct err *e);
bool import_row_record(struct import_work *w, int64_t id, struct err *e);
void import_conclude(struct import_work *w, enum import_outcome o);
/* Labels of what the row would change; absent: nothing. */
struct sv import_differences(struct import_work *w, const struct record *before, const struct record *after);
void import_compare_state(struct import_work *w, const struct record *before);
struct sv import_cell_text(const struct import_work *w, size_t column);
/* The line that had this key before, or 0; a key that is new is noted with this line. */
int import_line_once(struct import *im, struct map *m, struct sv key, int line);
void import_refuse_twin(struct import_work *w, int line);
struct sv import_identity_words(struct import_work *w); /* "Nama aplikasi dan Perangkat Daerah" */

/* import_merge.c */
/* import_row_read(), and for a row that came back only what is to be written of it; the rest is noted in the row. */
bool import_row_merge(struct import_work *w, const struct record *before, struct err *e);
/* The row by its key; not done: it has none, so it is a new one. */
bool import_row_keyed(struct import_work *w, bool *done, struct err *e);

/* import_pair.c */
/* The row's outcome, unless it must wait for the others of its group. */
bool import_row_look(struct import_work *w, bool *waits, struct err *e);
bool import_settle_waiting(struct import *im, struct db *db, struct arena *scratch, bool *waiting,
                           struct err *e);

/* import_check.c */
void import_count(struct import *im); /* outcomes and remarks, from the rows */

#endif
