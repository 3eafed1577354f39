/* SPDX-License-Identifier: MIT
 * api/receipt.h -- a receipt of an exchange with its proof, taken out of segments, trail and log by its id.
 *
 * Reads files only, so it needs no database and no lease. Everything lives in the arena. */
#ifndef API_RECEIPT_H
#define API_RECEIPT_H

#include "base/uuid.h"
#include "policy/receipt.h"

struct arena;
struct buf;
struct err;
struct zip_part;

#define RECEIPT_PARTS 6

struct receipt_proof_set {
    struct receipt receipt;
    struct sv payload, salt_hex; /* what the leaf was made of */
    int64_t time;                /* of the leaf, Unix seconds */
    uint64_t leaf;               /* its number in the log */
    struct sv proof;             /* .tlog-proof, to a cosigned head when one covers the leaf */
    struct sv vkey;              /* public key of the log */
};

/* ERR_MISSING: no such receipt, not signed yet, or erased when its time was over: nobody can tell which. */
bool receipt_load(const char *data, struct uuid id, struct arena *a, struct receipt_proof_set *out,
                  struct err *e);
/* The error of receipt_load() for what is not there: what is not one's own is answered the same. Returns false. */
bool receipt_missing(struct err *e);
/* The files that `prasasti proof check FOLDER` reads, and the one file that it reads as well. */
void receipt_parts(const struct receipt_proof_set *s, struct arena *a,
                   struct zip_part *parts); /* RECEIPT_PARTS of them */
void receipt_json(const struct receipt_proof_set *s, struct buf *out);

#endif
