/* SPDX-License-Identifier: MIT
 * model/record.h -- one record: read, check, write, with history, counters, search terms and a ledger event in the same
 * transaction. Every read and write takes an actor; what he may not see is ERR_MISSING, as if it were not there.
 *
 * Values are text in stored form (docs/declarations.md); SV_NULL is "no value". A record lives in the arena given.
 * Writers need a write lease and an open transaction, which the caller commits; on false the caller rolls back.
 * perangkat_daerah and klasifikasi live in the base columns; a declared field `perangkat_daerah` is that same column. */
#ifndef MODEL_RECORD_H
#define MODEL_RECORD_H

#include "base/date.h"
#include "base/problems.h"
#include "db/db.h"
#include "model/reg.h"

struct record {
    const struct reg *reg;
    int64_t id, pd, versi, dibuat_oleh, diubah_oleh; /* pd 0: none */
    struct sv nomor, klasifikasi, status, berlaku_sejak, dibuat_pada, diubah_pada, dihapus;
    struct sv *val; /* by field index; the field perangkat_daerah repeats pd */
};

struct input_item {
    struct sv key;   /* field key, or klasifikasi, berlaku_sejak, status (facts only) */
    struct sv value; /* as a person or program wrote it; several items with one key are several values */
};
struct input {
    const struct input_item *items;
    size_t n;
    bool names;   /* references may be given by number or name (imports); otherwise by id */
    bool plain;   /* numbers as programs write them (API); otherwise as people do */
    bool fact;    /* something that already happened: what a state requires does not stop it */
    bool partial; /* keys not given stay as they are (API PATCH, transitions); otherwise they are cleared */
    bool stored; /* values are in stored form, made by record_parse_value() or what does the same (imports) */
};

struct change { /* what happened, told to the hooks inside the transaction */
    const struct reg *reg;
    const struct record *before; /* NULL: created */
    const struct record *after;  /* NULL: never */
    struct sv action;            /* buat, ubah, pindah, hapus, pulih */
    const struct actor *who;
    int64_t now;
    const struct deputy *plh; /* through whose post, when not by his own right; a step says it itself */
};
struct hook { /* floors above listen here: tasks, norms to settle */
    void *ctx;
    bool (*changed)(void *ctx, struct db *db, const struct change *c, struct arena *a, struct err *e);
    /* Before anything is written: fills in what the engine knows better than the form, or refuses. NULL: nothing to do. */
    bool (*prepare)(void *ctx, struct db *db, const struct record *before, struct record *after,
                    struct arena *a, struct err *e);
};
struct records { /* what writers need besides the database; shared, read-only */
    const struct model *model;
    struct hook hooks[6];
    size_t n_hooks;
    const char *files_dir; /* attachments by digest */
    int64_t (*now)(void);  /* time_now, or a test's clock */
    struct date
        day; /* gates are judged as of this day instead of today's; {0}: today (a copy looks ahead so) */
};

bool record_get(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                int64_t id, struct arena *a, struct record **out, struct err *e);
/* As it stood at instant `at` (as recorded then). */
bool record_get_at(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                   int64_t id, int64_t at, struct arena *a, struct record **out, struct err *e);
/* The other agency whose row it is too (`party`); 0: none. */
int64_t record_party(const struct record *r);
/* Through which of its two agencies this actor may write it as it stands: its own first, its party's in the states that the
 * declaration names. -1: through neither. */
int64_t record_writes_as(const struct actor *who, const struct record *r);
/* May he see and write it? A locked state forbids it all the same. */
bool record_may_edit(const struct records *rs, const struct actor *who, const struct record *r);
struct sv record_title(const struct record *r); /* value of the title field, else the number */
struct sv record_base(const struct record *r, enum base_col c, struct arena *a);
bool record_may_see_field(const struct actor *who, const struct record *r, const struct field *f);
bool record_may_edit_field(const struct actor *who, const struct record *r,
                           const struct field *f); /* r NULL: a new one */

/* Turns input into stored values and checks all rules; problems are added, one or more for each bad field. `base` is the
 * record before (NULL: new). Nothing is written. False only on faults; look at ps->n for mistakes. */
bool record_check(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                  const struct record *base, const struct input *in, struct arena *a, struct record **out,
                  struct problems *ps, struct err *e);

/* check + write. When problems were found returns false with ERR_INPUT and `ps` filled. */
bool record_create(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                   const struct input *in, struct arena *a, struct record **out, struct problems *ps,
                   struct err *e);
/* versi is the version the person saw: ERR_CONFLICT when the record has moved on. */
bool record_update(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                   int64_t id, int64_t versi, const struct input *in, struct arena *a, struct record **out,
                   struct problems *ps, struct err *e);
/* State change decided by flow/: fields given are written with it. since: day it began, absent: today. */
bool record_move(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                 int64_t id, int64_t versi, struct sv status, struct sv since, const struct input *in,
                 struct arena *a, struct record **out, struct problems *ps, struct err *e);
bool record_delete(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                   int64_t id, int64_t versi, struct arena *a, struct err *e);
bool record_restore(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                    int64_t id, int64_t versi, struct arena *a, struct err *e);

/* History, newest first, at most 200 versions: who, when, and each field old -> new that the reader may see. */
struct record_diff {
    const struct field *field; /* NULL: a base column */
    enum base_col base;
    struct sv before, after; /* stored form */
};
struct record_version {
    int64_t versi, oleh;
    struct sv pada, oleh_nama, action;
    struct record_diff *diffs;
    size_t n;
};
bool record_history(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                    int64_t id, struct arena *a, struct record_version **out, size_t *n, struct err *e);

#endif
