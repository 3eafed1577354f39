/* SPDX-License-Identifier: MIT
 * ledger/merkle.h -- the Merkle tree of RFC 6962 (SHA-256): hashes, a growing frontier, proofs made and
 * checked.
 *
 *   leaf = SHA-256(0x00 || entry)     node = SHA-256(0x01 || left || right)     empty tree = SHA-256("")
 *   a tree of n leaves splits at k, the largest power of two below n.
 *
 * Nothing here touches files. Proofs are made from a callback that yields roots of complete subtrees, so
 * that the same code serves a log folder, a remote log and a test that keeps all leaves in memory. Sizes
 * never exceed MERKLE_SIZE_MAX, so a path never holds more than 63 hashes (the ceiling of the witness
 * protocol). All functions are pure apart from the callback; threads may call them freely.
 * Sources: RFC 6962 section 2.1, RFC 9162 sections 2.1.3.2 and 2.1.4.2 (the two verifiers). */
#ifndef LEDGER_MERKLE_H
#define LEDGER_MERKLE_H

#include "base/hash.h"
#include "base/sv.h"

struct err;

#define MERKLE_SIZE_MAX ((uint64_t) 1 << 62)
#define MERKLE_PATH_MAX 63

struct digest merkle_empty(void);
struct digest merkle_leaf(struct sv entry);
struct digest merkle_node(const struct digest *left, const struct digest *right);
/* Root of a complete subtree whose 2^k leaves (or equal subtrees) are given. `n` is a power of two up to
 * 256. */
struct digest merkle_complete(const struct digest *h, size_t n);

/* The roots of the complete subtrees a tree consists of: enough to go on and to name the root at any moment.
 * peak[i] covers 2^i leaves and means something only where bit i of `size` is set. */
struct merkle_frontier {
    uint64_t size;
    struct digest peak[63];
};
void merkle_init(struct merkle_frontier *f);
void merkle_add(struct merkle_frontier *f, const struct digest *leaf);
struct digest merkle_root(const struct merkle_frontier *f);

struct merkle_path {
    size_t n;
    struct digest h[MERKLE_PATH_MAX];
};

/* Writes the root of the complete subtree that covers leaves [index * 2^level, (index + 1) * 2^level).
 * Never asked for anything beyond the size that the caller below was given. */
typedef bool (*merkle_source)(void *ctx, unsigned level, uint64_t index, struct digest *out, struct err *e);

bool merkle_root_at(merkle_source src, void *ctx, uint64_t size, struct digest *out, struct err *e);
/* PATH(index, D[size]), from the sibling of the leaf upwards. ERR_INPUT when index >= size. */
bool merkle_inclusion(merkle_source src, void *ctx, uint64_t index, uint64_t size, struct merkle_path *out,
                      struct err *e);
/* PROOF(old, D[size]); empty when old is 0 or equals size. ERR_INPUT when old > size. */
bool merkle_consistency(merkle_source src, void *ctx, uint64_t old, uint64_t size, struct merkle_path *out,
                        struct err *e);

/* Both say only yes or no: a proof that fails has no cause worth showing. */
bool merkle_inclusion_ok(uint64_t index, uint64_t size, const struct digest *leaf,
                         const struct merkle_path *path, const struct digest *root);
bool merkle_consistency_ok(uint64_t old, uint64_t size, const struct merkle_path *path,
                           const struct digest *old_root, const struct digest *root);

#endif
