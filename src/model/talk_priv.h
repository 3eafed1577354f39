/* SPDX-License-Identifier: MIT
 * model/talk_priv.h -- how comments and changes become notices. Inside the caller's transaction. */
#ifndef MODEL_TALK_PRIV_H
#define MODEL_TALK_PRIV_H

#include "model/talk.h"

/* One more of a kind about a record: an unread one is counted up instead of repeated. komentar 0: none. */
bool notice_add(struct db *db, struct sv reg, int64_t id, int64_t akun, enum notice_kind kind,
                int64_t komentar, int64_t oleh, int64_t now, struct err *e);
/* The same to everybody who watches the record, but `oleh` and those of `told`. */
bool notice_watchers(struct db *db, struct sv reg, int64_t id, enum notice_kind kind, int64_t komentar,
                     int64_t oleh, const int64_t *told, size_t n_told, int64_t now, struct arena *a,
                     struct err *e);

#endif
