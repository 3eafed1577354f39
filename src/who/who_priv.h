/* SPDX-License-Identifier: MIT
 * who/who_priv.h -- shared by the files of this floor. */
#ifndef WHO_WHO_PRIV_H
#define WHO_WHO_PRIV_H

#include "who/who.h"

/* Digest in hex of a secret that only its holder has: what tables keep of session ids and tokens. */
struct sv who_secret_digest(struct sv secret, struct arena *a);
struct sv who_secret_make(struct arena *a); /* 32 random bytes as base64url */

/* --- who_actor.c, for who_deputy.c --------------------------------------------------------------------------------- */

struct who_levels {
    struct sv *keys, *labels;
    int *ranks;
    size_t n;
    int zone_min;
};

bool who_in_term(struct sv from, struct sv to, struct sv today);
/* The account with its own post; ERR_DENIED: inactive, ended or gone. */
bool who_account_load(struct db *db, const struct who_levels *l, int64_t akun, struct sv today,
                      struct arena *a, struct actor *who, struct err *e);
/* Own agencies and office roles out of the posts. */
bool who_fill_reach(struct db *db, struct actor *who, struct sv today, struct arena *a, struct err *e);
/* An agency and those below it, appended. */
bool who_units_below(struct db *db, int64_t pd, struct arena *a, int64_t **units, size_t *n, size_t *cap,
                     struct err *e);

/* --- who_deputy.c ---------------------------------------------------------------------------------------------------- */

/* The posts that others lent him today, after his own; fills own and deputies. */
bool who_deputies_load(struct db *db, const struct who_levels *l, struct actor *who, struct sv today,
                       struct arena *a, struct err *e);
/* What the Surat Tugas of an auditor opens, out of the columns `lingkup_*` of his account. */
struct who_scope_text {
    struct sv agencies, registers, first, last; /* stored form */
};
bool who_limit_load(struct db *db, const struct who_levels *l, const struct who_scope_text *t,
                    struct actor *who, struct arena *a, struct err *e);
/* Accounts that stand in for one of these today, each once, appended. */
bool who_deputies_of(struct db *db, const struct who_levels *l, struct sv today, struct arena *a,
                     int64_t **akun, size_t *n, struct err *e);

#endif
