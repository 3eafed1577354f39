/* SPDX-License-Identifier: MIT
 * rule/region_memo.h -- what is costly to find out and the same for everybody: the regulation's text, parsed once, and one
 * line about the ledger that may be some seconds old. Belongs to struct region (`memo`), made and freed with it.
 * Threads may share it: it has its own lock, which is never held while something is read or parsed. */
#ifndef RULE_REGION_MEMO_H
#define RULE_REGION_MEMO_H

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

#endif
