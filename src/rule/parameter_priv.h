/* SPDX-License-Identifier: MIT
 * rule/parameter_priv.h -- shared by the files that read the vocabulary and the values. */
#ifndef RULE_PARAMETER_PRIV_H
#define RULE_PARAMETER_PRIV_H

#include "base/problems.h"
#include "json/json.h"
#include "rule/parameter.h"

enum { PARAMETER_MAX_BYTES = 1024 * 1024 };

bool parameter_yaml(const char *path, struct arena *a, const struct json **out, struct problems *ps,
                    struct err *e);
/* A mistake at that place of `file`. */
struct problem *parameter_wrong(struct problems *ps, struct sv file, const struct json *at, const char *text);
/* Is every key of the map one of these? */
void parameter_known(struct problems *ps, struct sv file, const struct json *map, const struct sv *known,
                     size_t n);
/* "2 years" in months; 0: no interval. */
int parameter_months(struct sv s);

#endif
