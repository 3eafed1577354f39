/* SPDX-License-Identifier: MIT
 * app/hub_rows.h -- reading rows of the SELECTs of data/hub.yaml: columns by name, and the gates behind a row. */
#ifndef APP_HUB_ROWS_H
#define APP_HUB_ROWS_H

#include "rule/region.h"

/* What the SELECT does not give, or gives as null, is `otherwise` or "". Texts live in the arena. */
int64_t hub_number(struct stmt *q, struct sv column, int64_t otherwise);
struct sv hub_text(struct stmt *q, struct sv column, struct arena *a);

/* The first gate that blocks and is not met, without a dispensation: why, and the provision in words; "" both when all are.
 * reg NULL: none is asked. */
bool hub_unmet(const struct region *r, struct db *db, const struct reg *reg, int64_t id, struct arena *a,
               struct sv *why, struct sv *at, struct err *e);

#endif
