/* SPDX-License-Identifier: MIT
 * page/manual_words.h -- what a declaration means, in sentences: kinds of fields, rules, states, steps, who may. All append
 * Markdown that is safe inside a cell of a table, except words_states(), which writes tables of its own. */
#ifndef PAGE_MANUAL_WORDS_H
#define PAGE_MANUAL_WORDS_H

#include <stdbool.h>

#include "base/sv.h"

struct field;
struct manual_maker;
struct reg;

void words_type(struct manual_maker *k, const struct field *f);
void words_required(struct manual_maker *k, const struct reg *reg, const struct field *f);
void words_rules(struct manual_maker *k, const struct field *f);
void words_choices(struct manual_maker *k, const struct field *f, bool keys);
void words_roles(struct manual_maker *k, const struct sv *roles, size_t n);
/* Roles, levels and the words of the flow engine, as the region calls them. */
struct sv words_role(const struct manual_maker *k, struct sv role);
void words_states(struct manual_maker *k, const struct reg *reg);
void words_steps(struct manual_maker *k, const struct reg *reg);

#endif
