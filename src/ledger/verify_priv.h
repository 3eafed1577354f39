/* SPDX-License-Identifier: MIT
 * ledger/verify_priv.h -- what verify.c, verify_edge.c and rows.c share: the walk, findings, comparing
 * rows. */
#ifndef LEDGER_VERIFY_PRIV_H
#define LEDGER_VERIFY_PRIV_H

#include "base/hash.h"
#include "ledger/store.h"
#include "ledger/verify.h"

struct findings {
    struct arena *a;
    struct ledger_finding *items;
    size_t n, cap, limit;
    bool cut;
    struct ledger_finding scratch; /* takes what is beyond the limit */
};
/* A new finding with its text, other fields to be filled in; a scratch one when the limit is reached. */
struct ledger_finding *finding_add(struct findings *f, enum ledger_damage kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

struct rows;
struct rows *rows_new(ledger_rows next, void *ctx, struct findings *f);
void rows_free(struct rows *r); /* accepts NULL */
/* Leaves arrive in order. leaf NULL: its hash could not be learnt, so any row passes. */
bool rows_leaf(struct rows *r, uint64_t index, const struct digest *leaf, struct err *e);
/* After the last leaf: settles what is open, writes the findings and counts the rows that are left. */
bool rows_end(struct rows *r, uint64_t *compared, uint64_t *after, struct err *e);

/* --- the walk --------------------------------------------------------------------------------- */

struct run {
    const struct ledger_verify_options *o;
    struct store *store;
    struct findings f;
    struct rows *rows;
    struct checkpoint head;
    struct tile_edge found;                      /* right edge as the tiles say */
    struct tile_edge remade;                     /* right edge as recomputed from below */
    struct digest tile[TILE_LEVELS][TILE_WIDTH]; /* full tiles on the way down */
    struct digest made[TILE_LEVELS][TILE_WIDTH];
    char *bundle; /* TILE_BUNDLE_MAX bytes */
};

/* One tile on the way: what is known of it before its children are visited. */
struct visit {
    struct tile_name name;
    size_t width;              /* hashes it holds, 1..256 */
    const struct digest *hash; /* as stored; NULL when the file is of no use */
    bool vouched;              /* the signed root vouches for `hash` */
    struct digest *made;       /* receives what its children amount to */
    bool complete;             /* all of `made` could be learnt */
};

uint64_t verify_span(const struct visit *v); /* leaves below one hash of the tile */
void verify_place(struct run *run, struct ledger_finding *f, const struct tile_name *name, int64_t position,
                  uint64_t leaves);
void verify_file_bad(struct run *run, const struct tile_name *name, size_t n, uint64_t leaves);
void verify_entry_changed(struct run *run, const struct tile_name *tile, size_t i);
/* The hashes of a tile as stored; *good is false when it was reported missing or misshapen. */
bool verify_read_tile(struct run *run, const struct visit *v, struct digest *out, bool *good, struct err *e);
bool verify_children(struct run *run, struct visit *v, struct err *e); /* fills v->made and v->complete */
/* Reports the hashes that the children contradict. `sure`: the children are right, so the tile is wrong. */
bool verify_contradict(struct run *run, const struct visit *v, bool sure);
bool verify_edge(struct run *run, struct err *e); /* the whole tree, from the right edge down */

#endif
