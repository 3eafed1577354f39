/* SPDX-License-Identifier: MIT
 * rule/compare_priv.h -- shared by the files that compare. */
#ifndef RULE_COMPARE_PRIV_H
#define RULE_COMPARE_PRIV_H

#include "rule/compare.h"

/* Fills c->changes from its rows and sides. */
void compare_change(struct compare *c, struct arena *mem);

#endif
