/* SPDX-License-Identifier: MIT
 * rule/rule_diff.h -- what a regulation changes: which provisions come, go or change against the one before it, and what
 * that asks of the records. Pure comparison of two loaded regulations; everything lives in the arena given. */
#ifndef RULE_RULE_DIFF_H
#define RULE_RULE_DIFF_H

#include "rule/rule.h"

enum rule_change_kind { RULE_COMES, RULE_CHANGES, RULE_GOES, RULE_CHANGE_COUNT };

struct rule_change { /* one side is NULL where there is none */
    enum rule_change_kind kind;
    const struct norm *old, *now;
};
struct rule_diff {
    struct rule_change *items; /* by kind, then in the order of the regulation */
    size_t n, by[RULE_CHANGE_COUNT];
    size_t stays;
};
/* `after` amends or replaces `before`; both may be words alone. */
void rule_diff(const struct rule *before, const struct rule *after, struct arena *a, struct rule_diff *out);
/* How a provision is checked, in a few words: "Setiap 2 tahun: Audit". */
struct sv rule_check_words(const struct rule *r, const struct norm *n, struct arena *a);
/* "2 tahun" of "2 years". */
struct sv rule_interval_words(struct sv interval, struct arena *a);

/* What the records will need: states that move, fields, documents and clearances that are asked for. */
struct records_change {
    const struct reg *reg; /* of `after`; NULL: a clearance, which belongs to none */
    struct sv text;        /* a sentence */
    int64_t rows;          /* records concerned today; 0: none, or not counted */
    bool lacking;          /* a state vanishes and nothing says where its records go: it cannot be taken up */
    struct sv hint;        /* then: what to write */
};
/* Counts on `db` where states vanish; NULL: nothing is counted. */
bool records_diff(struct db *db, const struct rule *before, const struct rule *after, const struct model *old,
                  const struct model *now, struct arena *a, struct records_change **out, size_t *n,
                  struct err *e);

#endif
