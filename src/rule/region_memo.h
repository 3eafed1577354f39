/* SPDX-License-Identifier: MIT
 * rule/region_memo.h -- what is costly to find out and the same for everybody: the regulation's text, parsed once, one line
 * about the ledger that may be some seconds old, and the regulations that this one is compared with. Belongs to struct region (`memo`), made and freed with it.
 * Threads may share it: it has its own lock, which is never held while something is read or parsed. */
#ifndef RULE_REGION_MEMO_H
#define RULE_REGION_MEMO_H

#include "rule/compare.h"
#include "rule/naskah.h"
#include "rule/rule.h"

struct region_memo;

struct region_memo *region_memo_new(void);    /* NULL: no memory */
void region_memo_free(struct region_memo *m); /* everything borrowed must be back; accepts NULL */

/* The newest text that was loaded, as a tree; *out NULL: none was. Borrowed until region_text_done(), which accepts NULL.
 * A text is parsed when it is first asked for and kept until a newer one is. */
bool region_text_get(struct region_memo *m, struct db *db, const struct naskah **out, struct err *e);
void region_text_done(struct region_memo *m, const struct naskah *n);

/* One line of at most 300 bytes; false: it is older than it was said to last. */
bool region_line_get(struct region_memo *m, struct arena *a, struct sv *out);
void region_line_put(struct region_memo *m, struct sv line, int keep_ms);

/* The regulations there are, and one of them as a side of a comparison, the region's own included. Packs do not change while
 * the program runs: what was read once is kept and may be used as long as the region is open. */
bool region_side_list(const struct region *r, const struct compare_entry **out, size_t *n, struct err *e);
bool region_side_get(const struct region *r, struct sv id, const struct compare_side **out, struct err *e);

#endif
