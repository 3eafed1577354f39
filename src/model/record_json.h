/* SPDX-License-Identifier: MIT
 * model/record_json.h -- a record as JSON, the same in the API and in exports: numbers are numbers, decimals exact text,
 * several values lists, no value null. Fields that the actor may not see are left out. */
#ifndef MODEL_RECORD_JSON_H
#define MODEL_RECORD_JSON_H

#include "json/json.h"
#include "model/record.h"

void record_json(const struct actor *who, const struct record *r, struct jsonw *w);

#endif
