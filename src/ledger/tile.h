/* SPDX-License-Identifier: MIT
 * ledger/tile.h -- the C2SP tlog-tiles layout without its files: names, entry bundles and the right edge.
 *
 * A full tile is 256 hashes (8192 bytes). Hash i of tile n at level l is the root of the complete subtree
 * over leaves [(n*256+i) * 256^l, (n*256+i+1) * 256^l). A tree of size s has floor(s / 256^l) mod 256
 * hashes in the partial tile of level l; a width of 0 is never stored. An entry bundle holds up to 256
 * entries, each uint16 big-endian length and bytes. Pure functions over memory of the caller; threads may
 * share nothing but what they only read. Source: C2SP tlog-tiles. */
#ifndef LEDGER_TILE_H
#define LEDGER_TILE_H

#include "base/hash.h"
#include "base/sv.h"
#include "ledger/merkle.h"

struct buf;
struct err;

#define TILE_WIDTH 256
#define TILE_LEVELS 8 /* 256^8 leaves: more than MERKLE_SIZE_MAX */
#define TILE_BYTES (TILE_WIDTH * 32)
#define TILE_ENTRY_MAX 65535
#define TILE_BUNDLE_MAX (TILE_WIDTH * (2 + TILE_ENTRY_MAX))

/* --- names ------------------------------------------------------------------------------------ */

struct tile_name {
    bool entries;   /* an entry bundle; level is 0 then */
    unsigned level; /* 0..63 */
    uint64_t index; /* at most 999,999,999,999,999,999 */
    unsigned width; /* 0: full, else 1..255 */
};
struct tile_path {
    char s[64]; /* "tile/0/x001/x234/067.p/89", NUL-terminated, no leading slash */
};
struct tile_path tile_path(const struct tile_name *n);
/* Reads only what tile_path() would write; anything else is no tile. */
bool tile_path_parse(struct sv s, struct tile_name *out);

unsigned tile_width_at(uint64_t size, unsigned level);   /* hashes in the partial tile, 0..255 */
uint64_t tile_full_count(uint64_t size, unsigned level); /* full tiles at that level */
/* How the tile that holds hash `index` of that level is called in a tree of this size. */
struct tile_name tile_holding(uint64_t size, unsigned level, uint64_t index);

/* --- entry bundles ---------------------------------------------------------------------------- */

void tile_bundle_put(struct buf *b, struct sv entry); /* entry.n <= TILE_ENTRY_MAX, asserted */
/* Splits a bundle into borrowed entries and returns how many whole ones it holds, at most 256.
 * *exact says that nothing is left over behind them. */
size_t tile_bundle_split(struct sv data, struct sv out[TILE_WIDTH], bool *exact);

/* --- the right edge --------------------------------------------------------------------------- */

/* The partial tiles of all levels: h[l] holds tile_width_at(size, l) hashes. About 64 KiB: keep it off the
 * stack. */
struct tile_edge {
    uint64_t size;
    struct digest h[TILE_LEVELS][TILE_WIDTH];
};
/* Called for each tile at the moment it becomes full, lower levels first. */
typedef bool (*tile_sink)(void *ctx, const struct tile_name *name, const struct digest h[TILE_WIDTH],
                          struct err *e);

/* Adds a leaf hash. When the sink fails the edge is no longer whole: the caller goes back to a copy. */
bool tile_edge_add(struct tile_edge *edge, const struct digest *leaf, tile_sink sink, void *ctx,
                   struct err *e);
struct digest tile_edge_root(const struct tile_edge *edge);

#endif
