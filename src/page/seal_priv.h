/* SPDX-License-Identifier: MIT
 * page/seal_priv.h -- the state of the log of changes as the pages tell it: read without the signing key, checked as far as
 * a page may take time for it. */
#ifndef PAGE_SEAL_PRIV_H
#define PAGE_SEAL_PRIV_H

#include "ledger/log.h"
#include "model/event.h"
#include "model/zip_out.h"
#include "page/page_priv.h"

enum seal_state {
    SEAL_NONE,  /* nothing signed yet */
    SEAL_WHOLE, /* signature holds, and the newest signed change is in the database as it was signed */
    SEAL_OLDER, /* the database ends before the signed head: an older copy */
    SEAL_BROKEN /* the signature or the newest signed change does not hold */
};
struct seal {
    enum seal_state state;
    const char *dir; /* of the log */
    struct note_key key;
    struct sv vkey, note; /* public key; signed head */
    struct checkpoint head;
    int64_t signed_at;       /* when the head was written; 0: never */
    int64_t events, waiting; /* in the database; of those not signed yet */
    struct sv why;           /* what does not hold */
};
/* False only when the database cannot be asked; what does not hold is a state. */
bool seal_load(struct db *db, const struct region *r, struct arena *a, struct seal *out, struct err *e);

/* A proof carries the whole row as it was: may he see all of it, then and now? `rec` is the row as he reads it. */
bool seal_may_have(const struct region *r, const struct actor *who, const struct record *rec,
                   const struct event *ev, struct arena *a);

/* The proof of one signed change, as `prasasti proof check` wants it: six parts. ERR_CONFLICT: not signed yet. */
bool seal_proof(const struct seal *s, const struct event *ev, struct arena *a, struct zip_part parts[6],
                struct err *e);

/* The cards about the log of exchanges and about witnesses: seal_watch.c. */
void seal_watch(struct page *p);

#endif
