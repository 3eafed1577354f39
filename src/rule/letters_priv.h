/* SPDX-License-Identifier: MIT
 * rule/letters_priv.h -- what the files that gather a letter's values share. */
#ifndef RULE_LETTERS_PRIV_H
#define RULE_LETTERS_PRIV_H

#include "base/buf.h"
#include "model/list.h"
#include "rule/letters.h"
#include "rule/region.h"
#include "rule/rule_priv.h"

struct gather {
    struct db *db;
    const struct region *r;
    const struct actor *who;
    const struct letter_kind *k;
    const struct record *rec;
    struct arena *a;
    struct letter_facts *out;
};
void facts_put(struct gather *g, struct sv key, struct sv label, struct sv text);
bool letters_office(struct gather *g, int64_t *pd, struct err *e); /* that signs; 0: not known */

/* letters_rows.c: lampiran and tembusan, and the number of rows as a letter says it */
bool facts_lists(struct gather *g, const struct sv *asked, struct err *e);
void facts_sample_lists(struct gather *g);

/* letters_reviewed.c: the rows of a round as letter rows; sums as facts of their own (jumlah_nilai). */
const struct sv *reviewed_keys(const struct gather *g, size_t *n);
void reviewed_round(struct gather *g, const struct sv *asked); /* which round, as people say it */
void reviewed_sums_blank(struct gather *g, bool sample);
bool reviewed_rows(struct gather *g, const struct sv *asked,
                   void (*add)(struct gather *g, void *rows, const struct sv *keys, const struct sv *texts,
                               size_t n),
                   void *rows, struct err *e);

#endif
