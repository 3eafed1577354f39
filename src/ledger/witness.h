/* SPDX-License-Identifier: MIT
 * ledger/witness.h -- both sides of the witness call add-checkpoint, without HTTP.
 *
 *   old <size>
 *   <base64 consistency hash>      0..63 lines
 *   <empty line>
 *   <checkpoint, signatures included>
 *
 * A witness remembers for each origin the newest head it cosigned (the signed note itself: it is the
 * evidence), in one file of its folder. Reading that head, checking and replacing it happen under a lock
 * for that origin and the replacement is durable before the answer exists, so two racing calls can never
 * roll a witness back. Any number of threads and processes may share one folder. Source: C2SP
 * tlog-witness. */
#ifndef LEDGER_WITNESS_H
#define LEDGER_WITNESS_H

#include "base/sv.h"
#include "ledger/checkpoint.h"
#include "ledger/merkle.h"
#include "ledger/note.h"

struct arena;
struct err;

#define WITNESS_BODY_MAX (64 * 1024)

struct witness_request {
    uint64_t old;
    struct merkle_path path;
    struct sv note;
};
bool witness_request_parse(struct sv body, struct arena *a, struct witness_request *out, struct err *e);
struct sv witness_request_text(const struct witness_request *r, struct arena *a);

struct witness {                 /* filled in by its owner; read-only while in use */
    const char *dir;             /* must be there */
    const struct note_key *logs; /* trusted log keys (NOTE_ED25519); a key's name is its origin */
    size_t logs_n;
    const struct note_signer *signer; /* NOTE_COSIGN, used for nothing else */
};
struct witness_answer {
    int status;     /* 200 400 403 404 409 422 */
    struct sv type; /* of the body */
    struct sv body; /* 200: cosignature lines; 409: the known size; else the reason, in Indonesian */
};
/* False only for faults of our own (disk, lock): nothing was promised then. `now` is Unix seconds. */
bool witness_add_checkpoint(const struct witness *w, struct sv body, int64_t now, struct arena *a,
                            struct witness_answer *out, struct err *e);
/* The newest head this witness cosigned for an origin; *known is false when there is none. */
bool witness_known(const struct witness *w, struct sv origin, struct arena *a, bool *known,
                   struct checkpoint *out, struct err *e);

#endif
