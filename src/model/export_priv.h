/* SPDX-License-Identifier: MIT
 * model/export_priv.h -- between the files of the export. */
#ifndef MODEL_EXPORT_PRIV_H
#define MODEL_EXPORT_PRIV_H

#include "model/export.h"
#include "model/sheet_write.h"

/* The label of a choice, where the import would take it for this very choice; else its key. */
struct sv reg_export_choice(const struct field *f, struct sv key, struct arena *a);
/* An instant on the clock of the region: "2026-03-03 08:15:00". */
struct sv reg_export_moment(int64_t t, int zone_min, struct arena *a);
/* A column to be filled in: its kind and its drop-down list, with the names alone that `theirs` (or NULL) knows too. */
struct xlsx_col reg_export_form_column(const struct records *rs, const struct reg *reg, struct refs *refs,
                                       const struct refs *theirs, const struct field *f, struct arena *a);

#endif
