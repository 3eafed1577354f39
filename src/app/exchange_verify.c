/* SPDX-License-Identifier: MIT
 * app/exchange_verify.c -- walks the trail leaf by leaf and reads each receipt again where it says. */
#include "app/exchange_verify.h"

#include "app/chain.h"
#include "app/exchange.h"
#include "app/paths.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "json/json.h"
#include "ledger/log.h"
#include "ledger/place.h"
#include "ledger/store.h"
#include "policy/trail.h"

enum { READERS = 8, BLOCK_ARENA = 64 * 1024 * 1024, BUNDLE_ARENA = 32 * 1024 * 1024 };

struct open_segment {
    uint64_t id;
    struct segment_reader *reader; /* NULL with an id: its content is not there */
    bool erased;
    uint64_t used; /* when, to close the one that was not used for longest */
};
struct walk {
    const char *dir, *segments; /* data folder; its folder of segments */
    struct arena *keep, *block_arena, *bundle_arena;
    struct trail_entry *entry;
    size_t n, at;
    uint64_t block, clock, erased;
    struct open_segment open[READERS];
    uint64_t size;             /* of the signed head */
    struct tile_reader *tiles; /* the log's own entries, for what cannot be compared */
    uint64_t bundle;           /* number of the one in `own`, plus 1 */
    struct sv own[TILE_WIDTH];
    struct ledger_leaf leaf;
};

/* --- receipts again ------------------------------------------------------------------------------- */

static bool open_one(struct walk *w, struct open_segment *o, uint64_t id, struct err *e)
{
    struct segment_facts f;
    struct err why = { 0 };

    segment_reader_close(o->reader);
    *o = (struct open_segment){ .id = id };
    if (!segment_facts(w->segments, id, &f,
                       &why)) /* gone, or no segment any more: its leaves have no receipts */
        return why.kind == ERR_MISSING || why.kind == ERR_INPUT || (*e = why, false);
    o->erased = f.erased;
    return true;
}

static bool segment_of(struct walk *w, uint64_t id, struct open_segment **out, struct err *e)
{
    struct open_segment *oldest = &w->open[0];

    for (size_t i = 0; i < READERS; i++) {
        if (w->open[i].id == id) {
            *out = &w->open[i];
            (*out)->used = ++w->clock;
            return true;
        }
        if (w->open[i].used < oldest->used)
            oldest = &w->open[i];
    }
    *out = oldest;
    if (!open_one(w, oldest, id, e))
        return false;
    oldest->used = ++w->clock;
    return true;
}

/* The record at that place; *there is false when nothing whole stands there. */
static bool record_at(struct walk *w, struct open_segment *o, uint64_t offset, struct segment_record *rec,
                      bool *there, struct err *e)
{
    enum segment_next what;

    *there = false;
    if (!o->reader || segment_reader_offset(o->reader) != offset) {
        struct err why = { 0 };
        segment_reader_close(o->reader);
        o->reader = segment_reader_open(w->segments, o->id, offset, &why);
        if (!o->reader)
            return why.kind == ERR_MISSING || why.kind == ERR_INPUT || (*e = why, false);
    }
    if (!segment_reader_next(o->reader, rec, &what, e))
        return false;
    *there = what == SEGMENT_RECORD;
    return true;
}

/* What the log itself says, so that a leaf without a receipt passes. */
static void own_entry(struct walk *w, uint64_t leaf, struct sv *entry)
{
    uint64_t bundle = leaf / TILE_WIDTH;
    size_t n;

    *entry = SV("");
    if (leaf >= w->size) /* not signed yet */
        return;

    if (w->bundle != bundle + 1) {
        struct err damaged;
        arena_reset(w->bundle_arena);
        if (!tile_reader_bundle(w->tiles, bundle, w->bundle_arena, w->own, &n, &damaged)) {
            for (size_t i = 0; i < TILE_WIDTH; i++) /* the walk over the files names that damage */
                w->own[i] = SV("");
        }
        w->bundle = bundle + 1;
    }
    *entry = w->own[leaf % TILE_WIDTH];
}

/* The leaf with which a log begins after a restore stands for no receipt. */
static bool first_entry(struct walk *w, struct sv *entry, struct err *e)
{
    const char *path = paths_join(exchange_trail(w->dir, w->keep), "asal", w->keep);
    struct json *tree;
    struct sv text, salt;

    *entry = SV("");
    if (!file_exists(path))
        return true;
    if (!file_read(path, 1 << 16, w->keep, &text, e) || !json_parse(text, 1 << 16, w->keep, &tree, e))
        return false;
    if (hex_parse(json_text(tree, SV("garam")), w->keep, &salt) && salt.n == LEDGER_SALT_BYTES) {
        w->leaf = ledger_leaf_make(json_number(tree, SV("waktu"), 0), (const uint8_t *) salt.p,
                                   json_text(tree, SV("isi")));
        *entry = ledger_leaf_sv(&w->leaf);
    }
    return true;
}

static bool next_row(void *ctx, struct sv *entry, bool *have, struct err *e)
{
    struct walk *w = ctx;
    struct segment_record rec;
    const struct trail_entry *t;
    struct open_segment *o;
    bool there;

    if (w->at == w->n) {
        arena_reset(w->block_arena);
        w->at = 0;
        if (!trail_block(exchange_trail(w->dir, w->block_arena), w->block++, w->block_arena, &w->entry, &w->n,
                         e))
            return false;
    }
    *have = w->at < w->n;
    if (!*have)
        return true;
    t = &w->entry[w->at++];
    if (t->segment == 0)
        return first_entry(w, entry, e);
    if (!segment_of(w, t->segment, &o, e))
        return false;
    if (o->erased) {
        w->erased++;
        own_entry(w, t->leaf, entry);
        return true;
    }
    if (!record_at(w, o, t->offset, &rec, &there, e))
        return false;
    *entry = SV("");
    if (there) {
        w->leaf = ledger_leaf_make(rec.time_ms / 1000, rec.salt, rec.payload);
        *entry = ledger_leaf_sv(&w->leaf);
    }
    return true;
}

/* --- findings -------------------------------------------------------------------------------------- */

/* Which receipt a leaf stands for, and where it was. */
static struct sv named(struct walk *w, const struct ledger_finding *f)
{
    struct arena *a = arena_new(BLOCK_ARENA);
    struct trail_entry *entry;
    struct sv text = f->text;
    struct err ignored;
    size_t n, i = (size_t) (f->leaf % TRAIL_BLOCK);

    if (trail_block(exchange_trail(w->dir, a), f->leaf / TRAIL_BLOCK, a, &entry, &n, &ignored) && i < n &&
        entry[i].segment) {
        const char *path = segment_path(w->segments, entry[i].segment, a);

        text = arena_printf(w->keep, T("%.*s Bukti %s, berkas %s%s, posisi %llu."), SV_FMT(f->text),
                            uuid_show(entry[i].id).s, strrchr(path, '/') + 1,
                            file_exists(path) ? "" : T(" (hilang)"), (unsigned long long) entry[i].offset);
    }
    arena_free(a);
    return text;
}

static void walk_clear(struct walk *w)
{
    for (size_t i = 0; i < READERS; i++)
        segment_reader_close(w->open[i].reader);
    tile_reader_free(w->tiles);
    arena_free(w->block_arena);
    arena_free(w->bundle_arena);
}

static bool run(struct walk *w, const struct note_key *key, struct store *store, size_t limit,
                struct exchange_report *out, struct err *e)
{
    struct ledger_verify_options o = {
        .dir = store_dir(store), .log = key, .rows = next_row, .rows_ctx = w, .limit = limit
    };
    struct sv last = chain_last_head(w->dir, LEDGER_EXCHANGES, w->keep);
    struct exchange_report r = { .erased = 0 };
    struct checkpoint head;
    struct err unsigned_head;
    struct sv note;

    o.known = &last;
    o.known_n = last.p != NULL;
    if (ledger_head_load(o.dir, LEDGER_HEAD, key, w->keep, &note, &head, &unsigned_head))
        w->size = head.size; /* else the report says what is wrong with the head */
    w->tiles = tile_reader_new(store, w->size);
    if (!ledger_verify(&o, w->keep, &r.log, e))
        return false;
    for (size_t i = 0; i < r.log.n; i++)
        if (r.log.items[i].kind >= LEDGER_ROW_CHANGED && r.log.items[i].leaves > 0)
            r.log.items[i].text = named(w, &r.log.items[i]);
    r.erased = w->erased;
    *out = r;
    return true;
}

bool exchange_verify(const char *dir, size_t limit, struct arena *a, bool *there, struct exchange_report *out,
                     struct err *e)
{
    struct walk w = { .dir = dir, .segments = exchange_segments(dir, a), .keep = a };
    struct store *store = NULL;
    struct note_key key;
    bool ok;

    *there = file_exists(paths_join(ledger_place_of(dir, LEDGER_EXCHANGES, a), "kunci", a));
    if (!*there)
        return true;
    w.block_arena = arena_new(BLOCK_ARENA);
    w.bundle_arena = arena_new(BUNDLE_ARENA);
    ok = ledger_place_key_of(dir, LEDGER_EXCHANGES, a, &key, e);
    store = ok ? store_open(ledger_place_of(dir, LEDGER_EXCHANGES, a), e) : NULL;
    ok = store && run(&w, &key, store, limit, out, e);
    walk_clear(&w);
    store_close(store);
    return ok;
}
