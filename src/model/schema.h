/* SPDX-License-Identifier: MIT
 * model/schema.h -- declarations become tables; a changed declaration becomes an additive migration.
 * Per register: <key>, <key>_h (every version, dari/sampai), <key>__<field> for refs, view v_<key>, indexes; and once,
 * v_unit: the unit each agency counts at (pd_induk). A dropped field stays, hidden; a field whose storage changes (text <-> integer) or a vanished state still in use is refused with
 * what to do. Also the model's own tables: urut, hitung, peristiwa, berkas, cari. */
#ifndef MODEL_SCHEMA_H
#define MODEL_SCHEMA_H

#include "db/db.h"
#include "model/record.h"

/* Brings the database to the declared state; idempotent; each change is an event in the ledger. */
bool schema_apply(struct db *db, const struct records *rs, struct problems *ps, struct err *e);

/* Would it? Everything is done and taken back again; nobody else can write meanwhile. */
bool schema_try(struct db *db, const struct records *rs, struct problems *ps, struct err *e);

/* --- building SQL from metadata: names only, never values --- */
struct buf;
void schema_columns(const struct reg *r, struct sv alias, struct buf *b); /* all columns in record order */
/* The day a field stands for in the calendar, as its index says it: the value, or the last day of a period; never null. */
void schema_day(const struct field *f, struct sv alias, struct buf *b);
bool record_from_row(struct stmt *q, const struct reg *r, struct arena *a, struct record **out,
                     struct err *e);

#endif
