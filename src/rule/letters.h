/* SPDX-License-Identifier: MIT
 * rule/letters.h -- the letters of a region: which there are (data/letters.yaml, `letters` of regulation.yaml), what their
 * fields hold for one record, and what the region set for them (its own template, its pattern of numbers, who signs).
 *
 * A letter says what the record says: every value passes the rights of the person who makes it. Nothing is stored when one
 * is made; what counts is the signed scan, which goes back into the record by the step that the letter names.
 * Declarations are read-only after letters_load() and shared; results live in the arena given. Changes (letters_put(),
 * letters_template_put()) need an open transaction, which the caller commits, and are events of the ledger. */
#ifndef RULE_LETTERS_H
#define RULE_LETTERS_H

#include "model/files.h"
#include "model/letter.h"
#include "rule/rule.h"

struct region;

extern const struct db_migration letters_migrations[];
extern const size_t letters_migrations_n;

struct letter_field { /* of the declaration: a name of its own for what a pattern yields */
    struct sv key, label, pattern;
};
struct letter_ask { /* asked when the letter is made, kept nowhere */
    struct sv key, label, help;
};
enum letter_rows {
    LETTER_ROWS_NONE,
    LETTER_ROWS_FILES,
    LETTER_ROWS_REFS, /* what a field of references points to */
    LETTER_ROWS_RELATED,
    LETTER_ROWS_GAPS
};

struct letter_kind {
    struct sv key, label, about, template, number, at;
    const struct reg *reg;
    const struct sv *states; /* none: offered in every state */
    size_t n_states;
    struct sv role;               /* office that signs, unless by_field */
    const struct field *by_field; /* holds a clearance: the office that answers it signs */
    int rank;                     /* whose head signs: 1..3 */
    const struct letter_field *fields;
    size_t n_fields;
    const struct letter_ask *asks;
    size_t n_asks;
    enum letter_rows rows; /* what stands in {{#lampiran}} */
    const struct field *rows_field;
    const struct reg *rows_reg;
    const struct sv *rows_keys; /* states of the related rows; roles whose duties the gaps are */
    size_t n_rows_keys;
    struct sv step;            /* transition that takes the signed letter back, or absent */
    const struct sv *tembusan; /* unless the region wrote its own */
    size_t n_tembusan;
};
struct letters {
    const struct letter_kind *items;
    size_t n;
};

/* data/letters.yaml and `letters` of the regulation, which adds letters or replaces whole ones. Mistakes go to ps. */
bool letters_load(const char *data_dir, const struct json *regulation, const struct model *m,
                  const struct who_levels *levels, struct arena *a, struct letters *out, struct problems *ps,
                  struct err *e);
const struct letter_kind *letters_find(const struct letters *l, struct sv key); /* NULL: none */
bool letters_offered(const struct letter_kind *k,
                     const struct record *r); /* for this record, as it is now? */

/* Whoever works in the office that signs, administrators, and auditors. A draft with the office's head and number is nobody
 * else's to make. */
bool letters_may(const struct region *r, const struct actor *who, const struct letter_kind *k,
                 const struct record *rec);

/* --- what the region set: letters_set.c --------------------------------------------------------------------------------- */

struct letter_setting {
    const char *key, *label, *help;
    bool own;   /* for each letter, under "<letter>.<key>"; otherwise one for all */
    bool lines; /* several lines */
};
extern const struct letter_setting letter_settings[];
extern const size_t letter_settings_n;
enum { LETTER_SETTING_MAX = 1000 };

/* The region's value, or SV(""). */
bool letters_get(struct db *db, struct sv key, struct arena *a, struct sv *out, struct err *e);
/* Administrators only; an event when it changes anything. */
bool letters_put(struct db *db, const struct region *r, const struct actor *who, struct sv key,
                 struct sv value, struct arena *a, struct err *e);
/* The template in use: the region's own (*own filled, *has set), or the shipped one. */
bool letters_template(struct db *db, const struct region *r, const struct letter_kind *k, bool shipped,
                      struct arena *a, struct sv *bytes, struct stored_file *own, bool *has, struct err *e);
/* path NULL: back to the shipped one. The file is read and filled with sample values first; a bad one is refused. */
bool letters_template_put(struct db *db, const struct region *r, const struct actor *who,
                          const struct letter_kind *k, const char *path, struct sv name, struct arena *a,
                          struct err *e);

/* --- what its fields hold: letters_data.c ------------------------------------------------------------------------------- */

struct letter_fact { /* a field a template of this letter may use */
    struct sv key, label, text;
};
struct letter_facts {
    struct letter_fact *items;
    size_t n, cap;
    struct letter_list lists[2]; /* lampiran, tembusan */
    struct sv *row_keys;         /* names inside {{#lampiran}} */
    size_t n_row_keys;
};
/* `asked` holds what was typed for k->asks, by index, and behind them number and date of the letter (may be absent). */
bool letters_facts(struct db *db, const struct region *r, const struct actor *who,
                   const struct letter_kind *k, const struct record *rec, const struct sv *asked,
                   struct arena *a, struct letter_facts *out, struct err *e);
/* The same names with values made up, for previews and for judging a template. */
bool letters_sample(struct db *db, const struct region *r, const struct letter_kind *k, struct arena *a,
                    struct letter_facts *out, struct err *e);
struct letter_data letters_data(const struct letter_facts *f, struct arena *a);
/* Both at once: template read, filled, written into `out`. */
bool letters_make(struct sv template, const struct letter_facts *f, struct arena *a, struct buf *out,
                  struct letter_report *rep, struct err *e);

#endif
