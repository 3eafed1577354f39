/* SPDX-License-Identifier: MIT
 * model/view.h -- how somebody likes to see a list: the columns he chose, and queries kept under a name.
 *
 * What always holds:
 * - a column is offered and read only where who_field_reach() lets this actor see the field on some row; the rows' own
 *   rights are judged again for every cell by whoever shows it. Keys kept from a day when he saw more are left out.
 * - a kept query is text of an address ("f.jenis=kecil&urut=nama"), judged anew by list_query_parse() for whoever opens it:
 *   a shared view never shows more than the same address typed by hand.
 * - own views are bounded (VIEW_OWN_MAX for each register), so are names and queries.
 * Tables owned here: kolom_pilihan, tampilan, tampilan_bawaan (view_migrations). Writers run inside the caller's transaction.
 * Results live in the arena given. */
#ifndef MODEL_VIEW_H
#define MODEL_VIEW_H

#include "model/record.h"

extern const struct db_migration view_migrations[];
extern const size_t view_migrations_n;

enum {
    VIEW_COLS_MAX = 24,
    VIEW_OWN_MAX = 30,
    VIEW_SHOWN_MAX = 60,
    VIEW_NAME_MAX = 60,
    VIEW_QUERY_MAX = 3000
};

/* --- columns --------------------------------------------------------------------------------------------------------- */

struct view_col {
    struct sv key;
    const struct field *f; /* NULL: a base column */
    enum base_col base;
};
struct view_cols {
    struct view_col *items;
    size_t n;
};

/* Everything this actor may choose, in declared order; the title always stands first in a list and is not among them. */
struct view_cols view_cols_all(const struct actor *who, const struct reg *reg, struct arena *a);
/* What the declaration shows. */
struct view_cols view_cols_default(const struct actor *who, const struct reg *reg, struct arena *a);
/* "harga,status": those of them that he may choose, in this order, each once; *dropped counts the others. */
struct view_cols view_cols_read(const struct actor *who, const struct reg *reg, struct sv keys,
                                struct arena *a, size_t *dropped);
struct sv view_cols_keys(const struct view_cols *c, struct arena *a);
/* His own choice for a register; SV_NULL: none. */
bool view_cols_load(struct db *db, const struct actor *who, const struct reg *reg, struct arena *a,
                    struct sv *keys, struct err *e);
/* SV_NULL: back to what the declaration shows. */
bool view_cols_save(struct db *db, const struct actor *who, const struct reg *reg, struct sv keys,
                    struct err *e);

/* --- queries with a name ------------------------------------------------------------------------------------------------ */

enum view_scope { VIEW_MINE, VIEW_AGENCY, VIEW_REGION };
bool view_scope_parse(struct sv key, enum view_scope *out); /* sendiri, kantor, wilayah */
struct sv view_scope_key(enum view_scope s);
/* Everybody may keep his own; sharing with an agency wants a post there, with the region an administrator. */
bool view_may_share(const struct actor *who, enum view_scope s);

struct view {
    int64_t id, akun, pd;
    struct sv nama, kueri, oleh; /* oleh: name of the person who made it */
    enum view_scope scope;
    bool initial; /* what this actor's list opens with */
    bool may_change, deleted;
};
/* His own, then those of his agencies, then the region's, by name; at most VIEW_SHOWN_MAX. */
bool view_list(struct db *db, const struct actor *who, const struct reg *reg, struct arena *a,
               struct view **out, size_t *n, struct err *e);
/* ERR_MISSING: not there, or not for him. A deleted one is still there for whoever may bring it back. */
bool view_get(struct db *db, const struct actor *who, const struct reg *reg, int64_t id, struct arena *a,
              struct view *out, struct err *e);

struct view_edit {
    struct sv nama, kueri; /* kueri absent: as it is */
    enum view_scope scope;
};
bool view_create(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                 const struct view_edit *v, struct arena *a, int64_t *id, struct err *e);
bool view_update(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                 int64_t id, const struct view_edit *v, struct arena *a, struct err *e);
bool view_delete(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                 int64_t id, bool gone, struct arena *a, struct err *e); /* gone false: brought back */
/* What /r/{reg} opens with for him; id 0: the plain list. */
bool view_initial_set(struct db *db, const struct actor *who, const struct reg *reg, int64_t id,
                      struct err *e);

#endif
