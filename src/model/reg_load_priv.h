/* SPDX-License-Identifier: MIT
 * model/reg_load_priv.h -- shared by the files that read declarations; nobody else includes it. */
#ifndef MODEL_REG_LOAD_PRIV_H
#define MODEL_REG_LOAD_PRIV_H

#include "base/arena.h"
#include "base/problems.h"
#include "json/json.h"
#include "model/reg.h"

struct loader {
    struct model *m;
    struct arena *a;
    struct problems *ps;
    struct sv file; /* being read */
};

/* A problem at the place of a node. */
struct problem *load_problem(struct loader *l, const struct json *at, struct sv field, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* Complains about every key of `map` that is not in `known`, with a suggestion. */
void load_known_keys(struct loader *l, const struct json *map, const struct sv *known, size_t n);
/* A list of texts, or one text as a list of one. */
void load_texts(struct loader *l, const struct json *v, const struct sv **out, size_t *n);
/* "Tanggal mulai" from `tanggal_mulai`. */
struct sv load_label(struct loader *l, struct sv key);
/* Copies the choices of `of`, with synonyms if given. */
void load_choices(struct loader *l, const struct json *of, const struct json *synonyms, struct field *f);
/* One field's declaration into *f (key already set). */
void load_field(struct loader *l, const struct json *decl, struct field *f);
/* `reads` of a file field: declared, and once every register is there resolved. */
void load_reads(struct loader *l, const struct json *decl, struct field *f);
void resolve_reads(struct loader *l, const struct reg *holder, struct field *f);
/* Registers' states from the (merged) workflow declaration. */
void load_states(struct loader *l, const struct json *workflow, struct reg *r);

/* The declaration of one register with the regulation's differences merged in (a new tree in the arena). */
const struct json *load_merge(struct loader *l, const struct json *decl, const struct json *overlay,
                              struct sv overlay_file);

/* Kinds of calendar entries (groups.yaml), and a register's own (field by field; its fields and states are known). */
void load_calendar_kinds(struct loader *l, const struct json *kinds);
void load_calendar(struct loader *l, const struct json *decl, struct reg *r);

/* Grids and matches name other registers: read when all are loaded. */
void load_grids(struct loader *l, const struct json *decl, struct reg *r);
void load_match(struct loader *l, const struct json *decl, struct reg *r, struct field *f);

/* reg_review.c: `review`, `similar` and `trail`, and the guesses of fields; then what they name in other registers. */
void load_table(struct loader *l, const struct json *decl, struct reg *r);
void load_resolve(struct loader *l, struct reg *r);

bool load_code_lists(struct loader *l, const char *dir, const struct code_list *made, size_t n_made,
                     struct err *e);
struct code_list *load_code_list(struct arena *a, struct sv name, const struct choice *items, size_t n);

#endif
