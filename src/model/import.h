/* SPDX-License-Identifier: MIT
 * model/import.h -- a spreadsheet into a register: open, check, apply. Knows neither pages nor commands.
 *
 *     import_open   bytes -> the table, and which column goes into which field
 *     import_check  every row -> what would become of it, every problem at its cell; writes nothing
 *     import_apply  the same plan, checked again, in one transaction
 *
 * What always holds:
 * - nothing is guessed. A cell that can be read two ways, an agency that is merely near, a row that fits two records are
 *   problems that name what may be meant; a person's answer (struct import_answer) settles them.
 * - a blank cell says nothing: the field keeps what it has, a new record gets the declared default. "-", "nihil", "tidak
 *   ada" and the like say "none" and clear the field. A cell that shows what the record holds already changes nothing, so
 *   an export is imported without any change.
 * - a row is the record with the number in its Nomor column, else the one with the same identity (reg->identity). The same
 *   file twice makes no record twice. Rows that share an identity are paired with records by their content; what is left
 *   over in more than one way is refused. Rows that are the same in every column are refused but for the first.
 * - a state (column Status or Keadaan) is a fact: what a state requires does not stop it. Who may enter one is decided by
 *   the hooks of struct records, whose refusal becomes the row's problem.
 * - what the actor may not see is not there, what he may not write is refused, row by row.
 * - one transaction: a process that is killed has written nothing. All or nothing, or the good rows; never half a row.
 * - memory grows with the file, not with the registers it points to times its rows; no query for each cell.
 *
 * An import belongs to one thread and lives in the arena given; the bytes may be freed after import_open(). Texts of
 * problems are Indonesian, without a final full stop. */
#ifndef MODEL_IMPORT_H
#define MODEL_IMPORT_H

#include "base/date.h"
#include "base/progress.h"
#include "model/record.h"
#include "model/refs.h"
#include "model/sheet_find.h"

extern const struct db_migration
    import_migrations[]; /* table impor_peta: columns as an account mapped them */
extern const size_t import_migrations_n;

enum import_mode { IMPORT_BOTH, IMPORT_ADD, IMPORT_CHANGE }; /* tambah_atau_perbarui, tambah, perbarui */
struct sv import_mode_key(enum import_mode m);
bool import_mode_parse(struct sv key, enum import_mode *out);

/* Which column goes where: `column` is its heading (case, spaces, punctuation ignored) or its letter ("C", tried
 * second; "=C" is the letter alone); `key` a field, "status", "klasifikasi", "berlaku_sejak", "nomor", or "-" to leave it out. */
struct import_map {
    struct sv column, key;
};
struct import_fixed {     /* written where a row says nothing: the agency of a list that does not name it */
    struct sv key, value; /* as people write */
};
struct import_answer { /* "by this text, that record is meant" */
    struct sv target;  /* register key; absent: every register of this import that knows the name */
    struct sv text;
    int64_t id;     /* or 0: */
    struct sv name; /* by which refs_find() knows it for certain */
};
struct import_word {      /* "this word means that choice" */
    struct sv key;        /* field of choices, or "status"; absent: any that knows the name */
    struct sv text, name; /* name: label or key of a choice or state */
};

/* A sheet that went out and came back (model/workbook.h). Its hidden column says which record a row is and in which version it
 * went out; every field is then compared three ways. What only the file changed is taken, what only this side changed stays,
 * what both changed differently waits for a decision and keeps its row out until there is one. */
enum import_side { IMPORT_UNDECIDED, IMPORT_MINE, IMPORT_THEIRS };
struct import_offline {
    int64_t pd;                             /* the agency it went to: rows of others are refused */
    struct sv key_heading;                  /* of the hidden column: "id.versi" */
    int64_t (*sent)(void *ctx, int64_t id); /* the version that went out; 0: this record did not */
    enum import_side (*decided)(void *ctx, int64_t id, struct sv key);
    void *ctx;
};

struct import_conf { /* borrowed for as long as the import lives */
    const struct records *rs;
    const struct actor *who;
    const struct reg *reg;
    enum import_mode mode;
    struct sheet_how how;
    const struct import_map
        *maps; /* the person's own, then those remembered; the first that fits a column counts */
    size_t n_maps;
    const struct import_fixed *fixed;
    size_t n_fixed;
    const struct import_answer *answers;
    size_t n_answers;
    const struct import_word *words;
    size_t n_words;
    /* Puts a record that is there into another state, as a fact. NULL: such rows keep their state, with a remark. */
    bool (*fact)(void *ctx, struct db *db, const struct actor *who, const struct reg *reg, int64_t id,
                 int64_t versi, struct sv status, struct date since, struct arena *a, struct err *e);
    void *fact_ctx;
    const struct import_offline *offline; /* or NULL */
    struct progress progress;             /* stopped: nothing is written */
};

enum import_to {
    IMPORT_NOWHERE,
    IMPORT_FIELD,
    IMPORT_STATUS,
    IMPORT_KLASIFIKASI,
    IMPORT_SINCE,
    IMPORT_NOMOR
};
enum import_by { IMPORT_BY_NOTHING, IMPORT_BY_NAME, IMPORT_BY_ALIAS, IMPORT_BY_MAP };

struct import_column {
    struct sv heading;
    size_t at; /* index into table.headings */
    enum import_to to;
    const struct field *field; /* of IMPORT_FIELD */
    enum import_by by;
    struct sv why;     /* of IMPORT_NOWHERE: a few words, or absent */
    struct sv suggest; /* key of the nearest field, or absent */
};

enum import_outcome { IMPORT_NEW, IMPORT_CHANGED, IMPORT_SAME, IMPORT_REFUSED, IMPORT_OUTCOMES };
struct sv import_outcome_key(enum import_outcome o); /* tambah, ubah, tetap, tolak */

struct import_note {
    size_t column;             /* index into columns; n_columns: the row as a whole */
    const struct field *field; /* or NULL */
    struct sv value;           /* as written, or absent */
    struct sv why, hint;       /* hint: full sentence, or absent */
    bool remark;               /* does not stop the row */
};

struct import_merge { /* a field of a row that came back changed on one side or on both; as people read it */
    struct sv key, label, base, mine, theirs;
    bool conflict; /* both, and differently */
    enum import_side side;
};

struct import_row {
    size_t data; /* index into table.data_rows */
    int line;    /* number in the sheet, as people count */
    enum import_outcome outcome;
    int64_t id, versi; /* the record, once there is one */
    struct sv changed; /* IMPORT_CHANGED: labels of what changes */
    struct import_note *notes;
    size_t n_notes;
    struct import_merge *merges; /* offline sheets */
    size_t n_merges;
    int64_t sent_id, sent_versi; /* what its key says; 0: a new row, or one without its key */
    /* engine's own */
    size_t cap_notes, cap_merges, group;
    bool crossed; /* its keys name different records: a code of one, the name of another */
    int64_t pd;
    struct sv status;
    bool moves; /* a record that changes its state */
};

struct import_question { /* a name nobody could be matched with for certain */
    const struct reg *target;
    struct sv text;
    bool many; /* several bear exactly this name */
    const struct refs_hit *hits;
    size_t n_hits, n_rows;
    int last_line; /* engine's own */
};

struct
    import_reading { /* a word of a choice or state that is not its label: how it was read, or that it was not */
    size_t column;
    struct sv text, key, label; /* key and label absent: not known */
    size_t n_rows;
    int last_line; /* engine's own */
};

struct import_state; /* engine's own */

struct import {
    struct import_conf conf;
    struct arena *a;
    struct workbook book;
    struct table table;
    struct import_column *columns;
    size_t n_columns, n_mapped;
    size_t key_column;            /* of an offline sheet: index into columns */
    const struct field **missing; /* required, but neither a column nor a fixed value brings them */
    size_t n_missing;

    /* by import_check() */
    struct import_row *rows;
    size_t n_rows;
    size_t count[IMPORT_OUTCOMES], n_remarks;
    struct import_question *questions;
    size_t n_questions, cap_questions;
    struct import_reading *readings;
    size_t n_readings, cap_readings;
    bool applied;
    struct import_state *state;
};

/* ERR_INPUT, ERR_MISSING: the file cannot be read, has no table, or conf names what is not there. Columns that nothing is
 * known about are no error: look at n_mapped and columns. */
bool import_open(struct sv bytes, const struct import_conf *conf, struct arena *a, struct import **out,
                 struct err *e);
/* The same from a workbook that was read already and lives as long as the arena. */
bool import_open_book(const struct workbook *book, const struct import_conf *conf, struct arena *a,
                      struct import **out, struct err *e);
/* On a read lease, or in the transaction of a write lease. ERR_INPUT when no column is mapped. May be called again. */
bool import_check(struct db *db, struct import *im, struct err *e);
/* Tries what hooks may refuse: one new record for each state and agency among the rows is written and rolled back, and
 * every row of a refused kind is marked. On a write lease, outside a transaction. For previews by people; the system is
 * refused nothing. */
bool import_rehearse(struct db *db, struct import *im, struct err *e);
/* After import_check(), on a write lease outside a transaction; checks again if anything was written since. good_rows:
 * writes what can be written; otherwise one refused row keeps everything out and gives ERR_INPUT. Rows and counts tell what
 * became of each, also after a refusal; `applied` says whether anything was saved. */
bool import_apply(struct db *db, struct import *im, bool good_rows, struct err *e);

/* The place of a problem: its cell, else the row's first one. */
struct cell_place import_place(const struct import *im, const struct import_row *r,
                               const struct import_note *n);
struct sv import_heading(const struct import *im,
                         const struct import_note *n); /* column heading, else the field's label */
const struct import_column *import_column_of(const struct import *im, const struct field *f); /* NULL: none */
/* The column that a person names by heading or letter; NULL: none. */
const struct import_column *import_column_named(const struct import *im, struct sv name);

/* For a report: problems (or remarks) from the top down, each reason in a column told once, with the other places behind it. */
struct import_said {
    const struct import_row *row;
    const struct import_note *note;
    struct sv others; /* "D14, D18": the first few */
    size_t n_others;
};
size_t import_said(const struct import *im, bool remarks, size_t most, struct arena *a,
                   struct import_said **out, size_t *more);
/* Would any row put a record into another state than the first? Then import_rehearse() is worth its lease. */
bool import_moves(const struct import *im);

/* The refused rows as they were sent, with `baris`, `hasil`, `kolom`, `kesalahan`: to correct and send again. A new file. */
bool import_rejects_write(const struct import *im, const char *path, struct err *e);
/* The same as one more sheet of a workbook that is being written. */
struct xlsxw;
bool import_rejects_into(const struct import *im, struct xlsxw *x, struct sv name, struct err *e);

enum import_meeting { IMPORT_MEET_SAME, IMPORT_MEET_THEIRS, IMPORT_MEET_CONFLICT };
/* Three stored values of a field (or NULL: status, klasifikasi, since): what becomes of theirs. Several values in another order
 * are the same. */
enum import_meeting import_meet(const struct field *f, struct sv base, struct sv mine, struct sv theirs);

/* --- remembered columns ------------------------------------------------------------------------------------------- */
bool import_recall(struct db *db, const struct actor *who, const struct reg *reg, struct arena *a,
                   struct import_map **out, size_t *n, struct err *e);
/* In a transaction. Replaces what was remembered for these headings. */
bool import_remember(struct db *db, const struct actor *who, const struct reg *reg,
                     const struct import_map *maps, size_t n, struct err *e);

#endif
