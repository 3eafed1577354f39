/* SPDX-License-Identifier: MIT
 * ledger/store.h -- the files of one log folder: written in bulk and made durable in one step, read back
 * as a tree.
 *
 * store_put() only hands bytes to the kernel; store_sync() makes everything put since the last sync
 * durable, file by file while there are few and with one syncfs(2) when there are many. Until then nothing
 * that was put may be promised to anyone. A failed sync forgets nothing: the caller goes back and writes
 * the same files again. A store belongs to one thread; several stores (other threads, other processes) may
 * read the same folder. */
#ifndef LEDGER_STORE_H
#define LEDGER_STORE_H

#include "base/sv.h"
#include "ledger/merkle.h"
#include "ledger/tile.h"

struct arena;
struct err;
struct store;

/* The folder must be there (ERR_MISSING). `dir` is copied. */
struct store *store_open(const char *dir, struct err *e);
void store_close(struct store *s);            /* accepts NULL */
const char *store_dir(const struct store *s); /* borrowed */

bool store_put(struct store *s, const struct tile_name *name, struct sv data, struct err *e);
bool store_sync(struct store *s, struct err *e);
/* Removes the partial tiles of one tile that are wider than `above`; 0 removes all and their folder.
 * Absence is fine. */
bool store_drop_partials(struct store *s, const struct tile_name *name, unsigned above, struct err *e);
bool store_drop(struct store *s, const struct tile_name *name, bool *was_there, struct err *e);
/* Widths of the partial tiles present, each 1..255 in has[]. */
bool store_widths(struct store *s, const struct tile_name *name, bool has[TILE_WIDTH], struct err *e);

/* The whole file, or *found = false. A file of more than `cap` bytes yields cap + 1 in *n, its rest
 * unread. */
bool store_get(struct store *s, const struct tile_name *name, void *buf, size_t cap, size_t *n, bool *found,
               struct err *e);

/* --- a tree of one size, read from its tiles -------------------------------------------------- */

/* Keeps the last tile of each level, so that a proof reads each tile once. Trusts what it reads: whoever
 * needs certainty compares merkle_root_at() with a signed checkpoint first. */
struct tile_reader;
struct tile_reader *tile_reader_new(struct store *s, uint64_t size); /* the store is borrowed */
void tile_reader_free(struct tile_reader *r);                        /* accepts NULL */
bool tile_reader_hash(void *reader, unsigned level, uint64_t index, struct digest *out, struct err *e);
/* The entries of bundle number `bundle` (leaves bundle * 256 and on) as far as the reader's size goes;
 * they live in `a`. */
bool tile_reader_bundle(struct tile_reader *r, uint64_t bundle, struct arena *a, struct sv out[TILE_WIDTH],
                        size_t *count, struct err *e);
bool tile_reader_entry(struct tile_reader *r, uint64_t index, struct arena *a, struct sv *out, struct err *e);
/* All hashes of one tile as it stood at the reader's size, from its own file or the head of a later, wider
 * one. */
bool tile_reader_tile(struct tile_reader *r, const struct tile_name *name, struct digest out[TILE_WIDTH],
                      struct err *e);

#endif
