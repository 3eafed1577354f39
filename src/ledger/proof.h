/* SPDX-License-Identifier: MIT
 * ledger/proof.h -- the .tlog-proof file: a leaf's place in the tree and the signed head it leads to.
 *
 *   c2sp.org/tlog-proof@v1
 *   [extra <base64>]        carried along, authenticated by nothing
 *   index <n>
 *   <base64 hash>           from the leaf's sibling upwards; none in a tree of one
 *   <empty line>
 *   <checkpoint with its signatures and cosignatures>
 *
 * Checking needs no network and no log folder: the leaf from the data in hand, the log's signature, the
 * witnesses' cosignatures by policy, the path. Source: C2SP tlog-proof. Pure functions. */
#ifndef LEDGER_PROOF_H
#define LEDGER_PROOF_H

#include "base/sv.h"
#include "ledger/merkle.h"
#include "ledger/quorum.h"

struct arena;
struct err;
struct store;

#define PROOF_BYTES_MAX (NOTE_BYTES_MAX + (1 << 20))

struct tlog_proof {
    struct sv extra; /* absent when the file has none */
    uint64_t index;
    struct merkle_path path;
    struct sv note; /* the signed checkpoint */
};

/* From the tiles of a folder, for a head that was verified before. ERR_INPUT: the head is older than the
 * leaf. ERR_FAULT: the tiles do not lead to the head's root, so they are damaged. */
bool proof_make(struct store *s, struct sv note, uint64_t index, struct arena *a, struct tlog_proof *out,
                struct err *e);
/* The consistency path between two sizes of the same folder. */
bool proof_consistency(struct store *s, uint64_t old, uint64_t size, struct merkle_path *out, struct err *e);

bool proof_parse(struct sv data, struct arena *a, struct tlog_proof *out, struct err *e);
struct sv proof_text(const struct tlog_proof *p, struct arena *a);
/* ERR_DENIED says which of the four steps failed. On success `out` names the head and its witnesses. */
bool proof_check(const struct tlog_proof *p, const struct digest *leaf, const struct quorum *q,
                 struct arena *a, struct quorum_verdict *out, struct err *e);

#endif
