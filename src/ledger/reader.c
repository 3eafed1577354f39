/* SPDX-License-Identifier: MIT
 * ledger/reader.c -- a tree of a given size over the tiles of a folder: the source that proofs are made
 * from. */
#include <assert.h>

#include "base/arena.h"
#include "base/err.h"
#include "ledger/store.h"

struct slot {
    bool filled;
    uint64_t index;
    struct digest h[TILE_WIDTH];
};
struct tile_reader {
    struct store *store;
    uint64_t size;
    struct slot slot[TILE_LEVELS];
};

struct tile_reader *tile_reader_new(struct store *s, uint64_t size)
{
    struct tile_reader *r = calloc(1, sizeof *r);

    if (!r)
        abort(); /* as the arena does: without 64 KiB nothing else works either */
    r->store = s;
    r->size = size;
    return r;
}

void tile_reader_free(struct tile_reader *r)
{
    free(r);
}

static bool damaged(const struct tile_name *name, struct err *e)
{
    err_set(e, ERR_FAULT, T("Berkas buku besar %s hilang atau rusak"), tile_path(name).s);
    return err_hint(
        e, T("Jalankan \"prasasti verify\" untuk melihat semua kerusakan, lalu pulihkan dari cadangan."));
}

bool tile_reader_tile(struct tile_reader *r, const struct tile_name *name, struct digest out[TILE_WIDTH],
                      struct err *e)
{
    size_t want = (name->width > 0 ? name->width : TILE_WIDTH) * sizeof(struct digest), n;
    struct tile_name full = *name;
    struct digest all[TILE_WIDTH];
    bool found;

    if (!store_get(r->store, name, all, sizeof all, &n, &found, e))
        return false;
    if (!found && name->width > 0) { /* partial tiles go once the full one is there */
        full.width = 0;
        if (!store_get(r->store, &full, all, sizeof all, &n, &found, e))
            return false;
        if (found && n != sizeof all)
            return damaged(&full, e);
    } else if (found && n != want) {
        return damaged(name, e);
    }
    if (!found)
        return damaged(name, e);
    memcpy(out, all, want);
    return true;
}

bool tile_reader_hash(void *reader, unsigned level, uint64_t index, struct digest *out, struct err *e)
{
    struct tile_reader *r = reader;
    unsigned tier = level / 8;
    size_t span = (size_t) 1 << (level % 8);

    assert(tier < TILE_LEVELS && index + 1 <= r->size >> level);
    uint64_t first = index << (level % 8); /* its leftmost hash within the tier */
    struct tile_name name = tile_holding(r->size, tier, first);
    struct slot *slot = &r->slot[tier];

    if (!slot->filled || slot->index != name.index) {
        slot->filled = false;
        if (!tile_reader_tile(r, &name, slot->h, e))
            return false;
        slot->filled = true;
        slot->index = name.index;
    }
    *out = merkle_complete(&slot->h[first % TILE_WIDTH], span);
    return true;
}

bool tile_reader_bundle(struct tile_reader *r, uint64_t bundle, struct arena *a, struct sv out[TILE_WIDTH],
                        size_t *count, struct err *e)
{
    struct tile_name name = tile_holding(r->size, 0, bundle * TILE_WIDTH);
    size_t want = name.width > 0 ? name.width : TILE_WIDTH, n;
    bool found, exact, ok = false;
    char *buf = NULL;

    assert(bundle * TILE_WIDTH < r->size);
    name.entries = true;
    buf = malloc(TILE_BUNDLE_MAX); /* address space; the kernel gives only the pages that the file fills */
    if (!buf)
        abort();
    if (!store_get(r->store, &name, buf, TILE_BUNDLE_MAX, &n, &found, e))
        goto out;
    if (!found && name.width > 0) {
        name.width = 0;
        if (!store_get(r->store, &name, buf, TILE_BUNDLE_MAX, &n, &found, e))
            goto out;
    }
    if (!found || n > TILE_BUNDLE_MAX) {
        damaged(&name, e);
        goto out;
    }
    struct sv kept = arena_dup(a, (struct sv){ buf, n });
    if (tile_bundle_split(kept, out, &exact) < want || !exact) {
        damaged(&name, e);
        goto out;
    }
    *count = want;
    ok = arena_ok(a, e);
out:
    free(buf);
    return ok;
}

bool tile_reader_entry(struct tile_reader *r, uint64_t index, struct arena *a, struct sv *out, struct err *e)
{
    struct sv entry[TILE_WIDTH];
    size_t n;

    if (index >= r->size)
        return err_set(e, ERR_INPUT, T("Tidak ada daun nomor %llu dalam pohon berukuran %llu"),
                       (unsigned long long) index, (unsigned long long) r->size);
    if (!tile_reader_bundle(r, index / TILE_WIDTH, a, entry, &n, e))
        return false;
    *out = entry[index % TILE_WIDTH];
    return true;
}
