/* SPDX-License-Identifier: MIT
 * model/handover.h -- serah terima: what an account holds goes to another, in one transaction, and can be taken back.
 *
 * What always holds:
 * - what was done stays done by whoever did it: history, events and `dibuat_oleh` never change.
 * - tasks belong to posts (decision 0006), so they move with the post; nothing else stands for them here.
 * - every moved thing is a line of register serah_terima_butir; taking back goes through those lines, last first, and leaves
 *   alone what has moved on since.
 * - a reference to an account in any register moves while its record is in a state that is neither locked nor an end.
 * Who may is who_may_hand_over(). Writers need an open transaction, which the caller commits. Results live in the arena. */
#ifndef MODEL_HANDOVER_H
#define MODEL_HANDOVER_H

#include "base/date.h"
#include "model/record.h"

enum { HANDOVER_ITEMS_MAX = 2000 };

struct handover_ask {
    int64_t from, to; /* accounts */
    struct date last; /* last day of the one who leaves */
    bool post;        /* the successor takes his post */
    bool ends;        /* his account ends with that day */
    struct sv reason; /* key of serah_terima.alasan */
    struct sv note;
    size_t tasks; /* open on his post, for the minutes */
};
enum handover_kind {
    HANDOVER_POST,
    HANDOVER_REF,
    HANDOVER_DRAFT, /* the successor watches what the other had begun */
    HANDOVER_WATCH,
    HANDOVER_VIEW,
    HANDOVER_DEPUTY,
    HANDOVER_END,
    HANDOVER_KINDS
};
struct sv handover_kind_key(enum handover_kind k); /* choice of serah_terima_butir.hal */
struct handover_item {
    enum handover_kind kind;
    struct sv reg, field, says; /* says: a line for people */
    int64_t record;
};
/* What would move, in the order in which it will; *more: beyond HANDOVER_ITEMS_MAX, which handover_apply() refuses. */
bool handover_plan(struct db *db, const struct records *rs, const struct handover_ask *ask, struct arena *a,
                   struct handover_item **out, size_t *n, bool *more, struct err *e);
/* ERR_INPUT: the two are one, one of them is gone, ended or an auditor, or there is too much at once. */
bool handover_apply(struct db *db, const struct records *rs, const struct actor *who,
                    const struct handover_ask *ask, struct arena *a, struct record **made,
                    struct problems *ps, struct err *e);
struct handover_back {
    size_t back, kept; /* taken back; left alone, since it has moved on */
};
/* ERR_CONFLICT: it is signed, or was taken back before. */
bool handover_undo(struct db *db, const struct records *rs, const struct actor *who, int64_t id,
                   struct arena *a, struct handover_back *out, struct problems *ps, struct err *e);

#endif
