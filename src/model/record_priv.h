/* SPDX-License-Identifier: MIT
 * model/record_priv.h -- between the files that read, check and write records. */
#ifndef MODEL_RECORD_PRIV_H
#define MODEL_RECORD_PRIV_H

#include "model/record.h"

struct buf;

/* Binds what who_where() collected, from parameter `first` on. */
bool record_bind(struct stmt *q, int first, const struct who_binds *binds, struct err *e);

/* A raw value into stored form, or a reason. `why` is set when it cannot be. */
struct value_in {
    struct db *db;
    const struct records *rs;
    const struct actor *who;
    const struct reg *reg;
    int64_t record;    /* the one being edited, 0: a new one */
    bool names, plain; /* as in struct input */
    struct arena *a;
};
bool record_parse_value(const struct value_in *c, const struct field *f, struct sv raw, struct sv *stored,
                        struct sv *why, struct sv *hint, struct err *e);
/* Resolves one reference; 0 in *id and a reason when it cannot be (the same for secret and for missing rows). */
bool record_find_ref(const struct value_in *c, const struct reg *target, struct sv raw, int64_t *id,
                     struct sv *why, struct sv *hint, struct err *e);

/* Fills what a new record left empty and its declaration lets guess; sees only what the actor sees. */
bool record_guess(const struct value_in *c, struct record *r, struct err *e);

/* The state that these words name: its key, label or one of its synonyms; NULL: none. */
const struct state *record_state_named(const struct reg *reg, struct sv words);

/* One write of one record, under way: record_write.c. */
struct writer {
    struct db *db;
    const struct records *rs;
    const struct actor *who;
    const struct reg *reg;
    struct arena *a;
    int64_t now;
    struct sv now_text;
};
/* The row itself, made or changed, and the version that closes the one before: record_row.c. */
bool record_write_row(struct writer *w, const struct record *r, bool is_new, struct err *e);
bool record_write_version(struct writer *w, const struct record *r, struct sv action, struct err *e);

struct record *record_copy(const struct record *r, struct arena *a);
/* Its content in that version, also of a removed record; both the present and that one must be visible. */
bool record_get_version(struct db *db, const struct records *rs, const struct actor *who,
                        const struct reg *reg, int64_t id, int64_t versi, struct arena *a,
                        struct record **out, struct err *e);

#endif
