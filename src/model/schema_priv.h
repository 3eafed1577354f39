/* SPDX-License-Identifier: MIT
 * model/schema_priv.h -- what the files that make tables share. Every piece of SQL text in them is made of literals and of
 * names that were matched against [a-z][a-z0-9_]{0,62} when the declarations were loaded and pass db_ident() again. */
#ifndef MODEL_SCHEMA_PRIV_H
#define MODEL_SCHEMA_PRIV_H

#include "base/buf.h"
#include "model/schema.h"

struct maker {
    struct db *db;
    const struct records *rs;
    struct arena *a;
    struct problems *ps;
    struct buf sql;
    int changes;
};

void schema_put(struct maker *m, const char *lit);
void schema_name(struct maker *m, struct sv key);
struct sv schema_joined(struct maker *m, struct sv a, const char *b, struct sv c);
bool schema_run(struct maker *m, struct err *e); /* what was put, and forgets it */
/* At most 63 bytes, and no two alike: a name that is too long ends in a digest of the whole. */
struct sv schema_short(struct maker *m, struct sv whole);
bool schema_is_base_field(const struct field *f);

/* What every list asks: the newest first, of one agency, in one state, by number, by agency, the removed ones. Each ends in
 * the order of its list, so that a page is read off without sorting (tests/unit/test_plans.c). */
bool schema_indexes(struct maker *m, const struct reg *r, struct err *e);
/* v_<key> of every register, v_<key>__<field> of its sets, v_unit. After all tables: they look at perangkat_daerah. */
bool schema_views(struct maker *m, struct err *e);
/* States that rows still have but the declaration no longer knows: moved where `map` says so, else a problem. */
bool schema_states(struct maker *m, const struct reg *r, struct err *e);

#endif
