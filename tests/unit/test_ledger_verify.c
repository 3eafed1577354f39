/* SPDX-License-Identifier: MIT
 * tests/unit/test_ledger_verify.c -- each kind of tampering is found, named at its place, and named once. */
#include "ledger_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "ledger/log.h"
#include "ledger/verify.h"

#define ORIGIN "contoh.go.id/peristiwa"
#define BIG 66086 /* 258 full level-0 tiles and 38 hashes; one full level-1 tile and 2; one at level 2 */

struct big_log {
    struct arena *a;
    const char *dir;
    struct note_signer s;
    struct sv old_head; /* at 66,000 leaves */
};

static struct ledger_leaf leaf_of(uint64_t i)
{
    uint8_t salt[LEDGER_SALT_BYTES] = { 0 };

    return ledger_leaf_make(1767225600 + (int64_t) i, salt, (struct sv){ (const char *) &i, sizeof i });
}

static struct ledger_log *open_log(const char *dir, const struct note_signer *s)
{
    struct ledger_options o = { .dir = dir, .signer = s, .create = true };
    struct err e;
    struct ledger_log *l = ledger_log_open(&o, &e);

    must(l != NULL, &e, dir);
    return l;
}

/* Appends up to `size` leaves; leaf `other` (when in range) is another one than it should be. */
static void grow(struct ledger_log *l, uint64_t size, uint64_t other)
{
    struct err e;

    for (uint64_t i = ledger_log_size(l); i < size; i++) {
        struct ledger_leaf leaf = leaf_of(i == other ? 999999 : i);
        struct sv entry = ledger_leaf_sv(&leaf);
        must(ledger_log_add(l, &entry, 1, &e), &e, "add");
    }
    must(ledger_log_commit(l, &e), &e, "commit");
}

static int big_log_setup(void **state)
{
    struct arena *a = arena_new(1 << 26);
    struct big_log *b = ARENA_NEW(a, struct big_log);

    b->a = a;
    b->dir = fixture_dir(a);
    b->s = fixture_signer(ORIGIN, NOTE_ED25519, 1);
    struct ledger_log *l = open_log(b->dir, &b->s);
    grow(l, 66050, UINT64_MAX);
    b->old_head = arena_dup(a, ledger_log_note(l));
    grow(l, BIG, UINT64_MAX);
    ledger_log_close(l);
    *state = b;
    return 0;
}

static int big_log_teardown(void **state)
{
    struct big_log *b = *state;

    fixture_remove(b->dir);
    arena_free(b->a);
    return 0;
}

static void verify(const struct big_log *b, struct arena *a, const struct sv *known, size_t n,
                   struct ledger_report *r)
{
    struct note_key k = note_key_of(&b->s);
    struct ledger_verify_options o = { .dir = b->dir, .log = &k, .known = known, .known_n = n };
    struct err e;

    must(ledger_verify(&o, a, r, &e), &e, "verify");
}

static const char *told(const struct ledger_report *r, struct arena *a)
{
    struct sv s = SV("");

    for (size_t i = 0; i < r->n && i < 12; i++)
        s = arena_printf(a, "%.*s\n  %s %.*s [%d] leaf %d: %.*s", SV_FMT(s),
                         ledger_damage_key(r->items[i].kind), SV_FMT(r->items[i].file),
                         (int) r->items[i].position, (int) r->items[i].leaf, SV_FMT(r->items[i].text));
    return arena_dup(a, s).p;
}

static void an_untouched_log_is_sound(void **state)
{
    const struct big_log *b = *state;
    struct arena *a = arena_new(1 << 24);
    struct ledger_report r;

    verify(b, a, &b->old_head, 1, &r);
    if (!r.sound || r.n > 0)
        fail_msg("%s", told(&r, a));
    assert_int_equal(r.head.size, BIG);
    arena_free(a);
}

/* --- single damages --------------------------------------------------------------------------- */

static const char *path_in(const struct big_log *b, const char *file, char out[512])
{
    snprintf(out, 512, "%s/%s", b->dir, file);
    return out;
}

enum deed { FLIP, CUT, GROW, REMOVE };

static void damage(const struct big_log *b, const char *file, enum deed what, long at)
{
    char path[512], c;
    int fd = open(path_in(b, file, path), O_RDWR);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0)
        fail_msg("cannot open %s", path);
    switch (what) {
    case FLIP:
        assert_true(pread(fd, &c, 1, at) == 1);
        c ^= 4;
        assert_true(pwrite(fd, &c, 1, at) == 1);
        break;
    case CUT: assert_int_equal(ftruncate(fd, st.st_size - at), 0); break;
    case GROW: assert_int_equal(ftruncate(fd, st.st_size + at), 0); break;
    case REMOVE: unlink(path); break;
    }
    close(fd);
}

#define ENTRY(i) ((i) *42 + 2 + 20) /* a byte of the digest of entry i in a bundle */
#define HASH(i) ((i) *32 + 9)

static void each_damage_is_named_once_at_its_place(void **state)
{
    static const struct {
        const char *why, *file;
        enum deed what;
        enum ledger_damage kind;
        long at;
        long position;
        long leaf, leaves;
    } rows[] = {
        { "entry", "tile/entries/005", FLIP, LEDGER_BAD_ENTRY, ENTRY(17), 17, 5 * 256 + 17, 1 },
        { "first entry", "tile/entries/000", FLIP, LEDGER_BAD_ENTRY, ENTRY(0), 0, 0, 1 },
        { "time of an entry", "tile/entries/257", FLIP, LEDGER_BAD_ENTRY, 255 * 42 + 9, 255, 257 * 256 + 255,
          1 },
        { "last entry", "tile/entries/258.p/38", FLIP, LEDGER_BAD_ENTRY, ENTRY(37), 37, BIG - 1, 1 },
        { "older bundle", "tile/entries/258.p/2", FLIP, LEDGER_BAD_ENTRY, ENTRY(1), 1, 66049, 1 },
        { "leaf hash", "tile/0/005", FLIP, LEDGER_BAD_TILE, HASH(200), 200, 5 * 256 + 200, 1 },
        { "leaf hash of the edge", "tile/0/258.p/38", FLIP, LEDGER_BAD_TILE, HASH(3), 3, 258 * 256 + 3, 1 },
        { "older edge", "tile/0/258.p/2", FLIP, LEDGER_BAD_TILE, HASH(1), 1, 66049, 1 },
        { "hash of level 1", "tile/1/000", FLIP, LEDGER_BAD_TILE, HASH(7), 7, 7 * 256, 256 },
        { "edge of level 1", "tile/1/001.p/2", FLIP, LEDGER_BAD_TILE, HASH(1), 1, 257 * 256, 256 },
        { "edge of level 2", "tile/2/000.p/1", FLIP, LEDGER_BAD_TILE, HASH(0), 0, 0, 65536 },
        { "bundle gone", "tile/entries/009", REMOVE, LEDGER_MISSING_FILE, 0, -1, 9 * 256, 256 },
        { "bundle of the edge gone", "tile/entries/258.p/38", REMOVE, LEDGER_MISSING_FILE, 0, -1, 258 * 256,
          38 },
        { "tile gone", "tile/0/009", REMOVE, LEDGER_MISSING_FILE, 0, -1, 9 * 256, 256 },
        { "level 1 gone", "tile/1/000", REMOVE, LEDGER_MISSING_FILE, 0, -1, 0, 65536 },
        { "edge tile gone", "tile/0/258.p/38", REMOVE, LEDGER_MISSING_FILE, 0, -1, 258 * 256, 38 },
        { "edge of level 2 gone", "tile/2/000.p/1", REMOVE, LEDGER_MISSING_FILE, 0, -1, 0, 65536 },
        { "tile cut", "tile/0/100", CUT, LEDGER_BAD_FILE, 1, -1, 100 * 256, 256 },
        { "bundle cut", "tile/entries/100", CUT, LEDGER_BAD_FILE, 1, -1, 100 * 256, 256 },
        { "bundle longer", "tile/entries/100", GROW, LEDGER_BAD_FILE, 1, -1, 100 * 256, 256 },
        { "tile longer", "tile/0/100", GROW, LEDGER_BAD_FILE, 32, -1, 100 * 256, 256 },
    };
    const struct big_log *b = *state;
    char path[512];

    for (size_t i = 0; i < ROWS(rows); i++) {
        struct arena *a = arena_new(1 << 24);
        struct ledger_report r;
        struct sv kept;
        struct err e;
        must(file_read(path_in(b, rows[i].file, path), 1 << 20, a, &kept, &e), &e, "keep");
        damage(b, rows[i].file, rows[i].what, rows[i].at);
        verify(b, a, NULL, 0, &r);
        const struct ledger_finding *f = r.items;
        if (r.sound || r.n != 1 || f->kind != rows[i].kind || f->position != rows[i].position ||
            f->leaf != (uint64_t) rows[i].leaf || f->leaves != (uint64_t) rows[i].leaves ||
            !sv_eq(f->file, sv_of(rows[i].file)))
            fail_msg("%s: %zu findings%s", rows[i].why, r.n, told(&r, a));
        must(file_write_atomic(path, kept, 0644, &e), &e, "put back");
        arena_free(a);
    }
    an_untouched_log_is_sound(state);
}

static void damages_together(void **state)
{
    const struct big_log *b = *state;
    struct arena *a = arena_new(1 << 24);
    struct ledger_report r;
    struct sv kept[4];
    static const char *const files[4] = { "tile/entries/005", "tile/0/005", "tile/0/200", "tile/1/000" };
    char path[512];
    struct err e;

    for (size_t i = 0; i < 4; i++)
        must(file_read(path_in(b, files[i], path), 1 << 20, a, &kept[i], &e), &e, "keep");
    /* An entry and its leaf hash changed to match: the tile no longer fits what stands above it. */
    damage(b, files[0], FLIP, ENTRY(17));
    struct sv bundle, entry[TILE_WIDTH];
    bool exact;
    must(file_read(path_in(b, files[0], path), 1 << 20, a, &bundle, &e), &e, "read");
    tile_bundle_split(bundle, entry, &exact);
    struct digest h = merkle_leaf(entry[17]);
    int fd = open(path_in(b, files[1], path), O_WRONLY);
    assert_true(fd >= 0 && pwrite(fd, h.b, 32, 17 * 32) == 32 && close(fd) == 0);
    verify(b, a, NULL, 0, &r);
    if (r.n != 1 || r.items->kind != LEDGER_BAD_SUBTREE || !sv_eq(r.items->file, SV("tile/0/005")))
        fail_msg("entry and leaf hash: %zu findings%s", r.n, told(&r, a));
    /* Two more, elsewhere: neither hides nor colours the other. */
    damage(b, files[2], FLIP, HASH(1));
    verify(b, a, NULL, 0, &r);
    if (r.n != 2 || r.items[1].kind != LEDGER_BAD_TILE || !sv_eq(r.items[1].file, SV("tile/0/200")))
        fail_msg("and a leaf hash: %zu findings%s", r.n, told(&r, a));
    damage(b, files[3], FLIP, HASH(9)); /* now nothing vouches for the level-0 tiles below */
    verify(b, a, NULL, 0, &r);
    if (r.sound || r.n < 3)
        fail_msg("and level 1: %zu findings%s", r.n, told(&r, a));
    for (size_t i = 0; i < 4; i++)
        must(file_write_atomic(path_in(b, files[i], path), kept[i], 0644, &e), &e, "put back");
    an_untouched_log_is_sound(state);
    arena_free(a);
}

/* --- heads ------------------------------------------------------------------------------------ */

static void heads_are_judged(void **state)
{
    const struct big_log *b = *state;
    struct arena *a = arena_new(1 << 24);
    struct ledger_report r;
    struct sv head;
    char path[512];
    struct err e;

    must(file_read(path_in(b, LEDGER_HEAD, path), 1 << 16, a, &head, &e), &e, "keep");
    damage(b, LEDGER_HEAD, FLIP, (long) head.n - 20); /* in the signature */
    verify(b, a, NULL, 0, &r);
    if (r.n != 1 || r.items->kind != LEDGER_BAD_HEAD)
        fail_msg("signature: %s", told(&r, a));
    must(file_write_atomic(path, b->old_head, 0644, &e), &e,
         "old head"); /* the tail was cut off, with an honest old head */
    verify(b, a, &head, 1, &r);
    if (r.n != 1 || r.items->kind != LEDGER_BAD_FORK)
        fail_msg("cut tail: %s", told(&r, a));
    must(file_write_atomic(path, SV("sampah"), 0644, &e), &e, "rubbish");
    verify(b, a, NULL, 0, &r);
    if (r.n != 1 || r.items->kind != LEDGER_BAD_HEAD)
        fail_msg("rubbish: %s", told(&r, a));
    unlink(path);
    verify(b, a, NULL, 0, &r);
    if (r.n != 1 || r.items->kind != LEDGER_BAD_HEAD)
        fail_msg("gone: %s", told(&r, a));
    must(file_write_atomic(path, head, 0644, &e), &e, "put back");

    struct note_key k = note_key_of(&b->s);
    struct note_signer w = fixture_signer("saksi", NOTE_COSIGN, 77);
    struct note_key wk = note_key_of(&w);
    struct sv log_vkey = note_vkey_make(&k, a), witness_vkey = note_vkey_make(&wk, a);
    struct quorum *q;
    must(quorum_parse(
             arena_printf(a, "log %.*s\nwitness s %.*s\nquorum s\n", SV_FMT(log_vkey), SV_FMT(witness_vkey)),
             a, &q, &e),
         &e, "policy");
    struct ledger_verify_options o = { .dir = b->dir, .log = &k, .policy = q };
    must(ledger_verify(&o, a, &r, &e), &e, "verify");
    if (r.n != 1 || r.items->kind != LEDGER_BAD_HEAD) /* the head is right, but no witness has seen it */
        fail_msg("policy: %s", told(&r, a));
    o.dir = "/tidak/ada";
    o.policy = NULL;
    assert_false(ledger_verify(&o, a, &r, &e));
    assert_int_equal(e.kind, ERR_MISSING);
    arena_free(a);
}

static void a_rewritten_log_is_betrayed_by_an_old_head(void **state)
{
    struct arena *a = arena_new(1 << 24);
    struct big_log b = { .a = a, .dir = fixture_dir(a), .s = fixture_signer(ORIGIN, NOTE_ED25519, 1) };
    struct ledger_log *l = open_log(b.dir, &b.s);
    struct ledger_report r;
    struct sv honest, head;
    char path[512];
    struct err e;

    (void) state;
    grow(l, 300, UINT64_MAX);
    honest = arena_dup(a, ledger_log_note(l));
    ledger_log_close(l);
    fixture_remove(b.dir);
    b.dir = fixture_dir(a); /* whoever has the key writes another past, longer than the first */
    l = open_log(b.dir, &b.s);
    grow(l, 400, 123);
    ledger_log_close(l);
    verify(&b, a, NULL, 0, &r);
    assert_true(r.sound);
    verify(&b, a, &honest, 1, &r);
    if (r.n != 1 || r.items->kind != LEDGER_BAD_FORK)
        fail_msg("%s", told(&r, a));
    must(file_read(path_in(&b, LEDGER_HEAD, path), 1 << 16, a, &head, &e), &e, "head");
    verify(&b, a, &head, 1, &r);
    assert_true(r.sound);
    /* Whoever has not the key can only put the honest head beside another tree. */
    must(file_write_atomic(path, honest, 0644, &e), &e, "honest head");
    verify(&b, a, NULL, 0, &r);
    bool root = false;
    for (size_t i = 0; i < r.n; i++)
        root = root || r.items[i].kind == LEDGER_BAD_ROOT;
    if (!root)
        fail_msg("%s", told(&r, a));
    fixture_remove(b.dir);
    arena_free(a);
}

static void small_and_empty_logs(void **state)
{
    struct arena *a = arena_new(1 << 24);

    (void) state;
    for (uint64_t n = 0; n < 4; n++) {
        struct big_log b = { .a = a, .dir = fixture_dir(a), .s = fixture_signer(ORIGIN, NOTE_ED25519, 1) };
        struct ledger_log *l = open_log(b.dir, &b.s);
        struct ledger_report r;
        grow(l, n, UINT64_MAX);
        ledger_log_close(l);
        verify(&b, a, NULL, 0, &r);
        if (!r.sound || r.head.size != n)
            fail_msg("%d leaves: %s", (int) n, told(&r, a));
        fixture_remove(b.dir);
    }
    arena_free(a);
}

/* --- rows ------------------------------------------------------------------------------------- */

#define LEAVES 2000

struct table { /* rows as a database gives them: numbers of leaves, or beyond LEAVES for rows nobody logged */
    uint64_t id[LEAVES + 4000];
    size_t n, at;
    struct ledger_leaf now;
};

static bool next_row(void *ctx, struct sv *entry, bool *have, struct err *e)
{
    struct table *t = ctx;

    (void) e;
    *have = t->at < t->n;
    if (*have) {
        t->now = leaf_of(t->id[t->at++]);
        *entry = ledger_leaf_sv(&t->now);
    }
    return true;
}

static void delete_rows(struct table *t, size_t at, size_t n)
{
    memmove(t->id + at, t->id + at + n, (t->n - at - n) * sizeof t->id[0]);
    t->n -= n;
}

static void insert_row(struct table *t, size_t at, uint64_t id)
{
    memmove(t->id + at + 1, t->id + at, (t->n - at) * sizeof t->id[0]);
    t->id[at] = id;
    t->n++;
}

static void swap_rows(struct table *t, size_t x, size_t y)
{
    uint64_t id = t->id[x];

    t->id[x] = t->id[y];
    t->id[y] = id;
}

static void d_none(struct table *t)
{
    (void) t;
}
static void d_change(struct table *t)
{
    t->id[700] = 5000;
}
static void d_change_ends(struct table *t)
{
    t->id[0] = 5000;
    t->id[LEAVES - 1] = 5001;
}
static void d_change_two(struct table *t)
{
    t->id[700] = 5000;
    t->id[701] = 5001;
}
static void d_delete(struct table *t)
{
    delete_rows(t, 700, 1);
}
static void d_delete_first(struct table *t)
{
    delete_rows(t, 0, 1);
}
static void d_delete_last(struct table *t)
{
    delete_rows(t, LEAVES - 1, 1);
}
static void d_delete_and_change(struct table *t)
{
    delete_rows(t, 700, 1);
    t->id[1200] = 5000;
}
static void d_insert(struct table *t)
{
    insert_row(t, 700, 5000);
}
static void d_insert_and_delete(struct table *t)
{
    delete_rows(t, 1500, 1);
    insert_row(t, 700, 5000);
}
static void d_swap_neighbours(struct table *t)
{
    swap_rows(t, 700, 701);
}
static void d_swap_far(struct table *t)
{
    swap_rows(t, 100, 1900);
}
static void d_move(struct table *t)
{
    delete_rows(t, 700, 1);
    insert_row(t, 900, 700);
}
static void d_after(struct table *t)
{
    for (uint64_t i = 0; i < 1500; i++)
        t->id[t->n++] = 6000 + i;
}
static void d_change_last_and_after(struct table *t)
{
    t->id[LEAVES - 1] = 5000;
    d_after(t);
}
static void d_duplicate(struct table *t)
{
    insert_row(t, 900, 300);
}

static void rows_are_aligned_and_judged(void **state)
{
    static const struct {
        const char *why;
        void (*deed)(struct table *t);
        uint64_t after;
        struct {
            enum ledger_damage kind;
            long leaf, row;
        } want[4];
        size_t n;
    } rows[] = {
        { "nothing", d_none, 0, { { 0 } }, 0 },
        { "one changed", d_change, 0, { { LEDGER_ROW_CHANGED, 700, 700 } }, 1 },
        { "first and last changed",
          d_change_ends,
          0,
          { { LEDGER_ROW_CHANGED, 0, 0 }, { LEDGER_ROW_CHANGED, 1999, 1999 } },
          2 },
        { "two neighbours changed", d_change_two, 0, { { LEDGER_ROW_CHANGED, 700, 700 } }, 1 },
        { "one deleted", d_delete, 0, { { LEDGER_ROW_MISSING, 700, -1 } }, 1 },
        { "the first deleted", d_delete_first, 0, { { LEDGER_ROW_MISSING, 0, -1 } }, 1 },
        { "the last deleted", d_delete_last, 0, { { LEDGER_ROW_MISSING, 1999, -1 } }, 1 },
        { "one deleted, a later one changed",
          d_delete_and_change,
          0,
          { { LEDGER_ROW_MISSING, 700, -1 }, { LEDGER_ROW_CHANGED, 1201, 1200 } },
          2 },
        { "one slipped in", d_insert, 0, { { LEDGER_ROW_EXTRA, 0, 700 } }, 1 },
        { "one slipped in, one deleted",
          d_insert_and_delete,
          0,
          { { LEDGER_ROW_EXTRA, 0, 700 }, { LEDGER_ROW_MISSING, 1500, -1 } },
          2 },
        { "neighbours swapped", d_swap_neighbours, 0, { { LEDGER_ROW_MOVED, 701, 700 } }, 1 },
        { "far ones swapped",
          d_swap_far,
          0,
          { { LEDGER_ROW_MOVED, 100, 1900 }, { LEDGER_ROW_MOVED, 1900, 100 } },
          2 },
        { "one moved", d_move, 0, { { LEDGER_ROW_MOVED, 700, 900 } }, 1 },
        { "one twice", d_duplicate, 0, { { LEDGER_ROW_EXTRA, 0, 900 } }, 1 },
        { "rows the next head will cover", d_after, 1500, { { 0 } }, 0 },
        { "the last changed before new ones",
          d_change_last_and_after,
          1500,
          { { LEDGER_ROW_CHANGED, 1999, 1999 } },
          1 },
    };
    struct arena *keep = arena_new(1 << 20);
    struct note_signer s = fixture_signer(ORIGIN, NOTE_ED25519, 1);
    struct note_key k = note_key_of(&s);
    const char *dir = fixture_dir(keep);
    struct ledger_log *l = open_log(dir, &s);
    struct table *t = calloc(1, sizeof *t);

    (void) state;
    assert_non_null(t);
    grow(l, LEAVES, UINT64_MAX);
    ledger_log_close(l);
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct arena *a = arena_new(1 << 22);
        struct ledger_verify_options o = { .dir = dir, .log = &k, .rows = next_row, .rows_ctx = t };
        struct ledger_report r;
        struct err e;
        for (t->n = 0; t->n < LEAVES; t->n++)
            t->id[t->n] = t->n;
        t->at = 0;
        rows[i].deed(t);
        must(ledger_verify(&o, a, &r, &e), &e, rows[i].why);
        if (r.n != rows[i].n || r.rows_after != rows[i].after || r.rows + r.rows_after != t->n ||
            r.sound != (r.n == 0))
            fail_msg("%s: %zu findings, %d rows, %d after%s", rows[i].why, r.n, (int) r.rows,
                     (int) r.rows_after, told(&r, a));
        for (size_t f = 0; f < r.n; f++)
            if (r.items[f].kind != rows[i].want[f].kind || r.items[f].row != rows[i].want[f].row ||
                (r.items[f].leaves > 0 && r.items[f].leaf != (uint64_t) rows[i].want[f].leaf))
                fail_msg("%s:%s", rows[i].why, told(&r, a));
        arena_free(a);
    }
    fixture_remove(dir);
    free(t);
    arena_free(keep);
}

static void runs_are_one_finding_and_many_end_at_the_limit(void **state)
{
    struct arena *a = arena_new(1 << 24);
    struct note_signer s = fixture_signer(ORIGIN, NOTE_ED25519, 1);
    struct note_key k = note_key_of(&s);
    const char *dir = fixture_dir(a);
    struct ledger_log *l = open_log(dir, &s);
    struct table *t = calloc(1, sizeof *t);
    struct ledger_report r;
    struct err e;

    (void) state;
    assert_non_null(t);
    grow(l, LEAVES, UINT64_MAX);
    ledger_log_close(l);
    for (t->n = 0; t->n < LEAVES; t->n++)
        t->id[t->n] = t->n;
    delete_rows(t, 400, 900);
    struct ledger_verify_options o = { .dir = dir, .log = &k, .rows = next_row, .rows_ctx = t };
    must(ledger_verify(&o, a, &r, &e), &e, "a run deleted");
    if (r.n != 1 || r.items->kind != LEDGER_ROW_MISSING || r.items->leaf != 400 || r.items->leaves != 900)
        fail_msg("run of 900: %s", told(&r, a));
    for (t->n = 0; t->n < LEAVES; t->n++)
        t->id[t->n] = t->n;
    for (uint64_t i = 0; i < 3000; i++)
        insert_row(t, 1000 + i, 10000 + i);
    t->at = 0;
    must(ledger_verify(&o, a, &r, &e), &e, "a run slipped in");
    if (r.n != 1 || r.items->kind != LEDGER_ROW_EXTRA || r.items->row != 1000 || r.items->rows != 3000)
        fail_msg("run of 3000: %s", told(&r, a));
    for (t->n = 0; t->n < LEAVES; t->n++)
        t->id[t->n] = t->n % 2 ? t->n : 10000 + t->n;
    t->at = 0;
    o.limit = 50;
    must(ledger_verify(&o, a, &r, &e), &e, "every other row changed");
    assert_true(r.n == 50 && r.cut && r.items[49].kind == LEDGER_ROW_CHANGED && r.items[49].leaf == 98);
    for (t->n = 0; t->n < LEAVES; t->n++)
        t->id[t->n] = 10000 + t->n;
    t->at = 0;
    must(ledger_verify(&o, a, &r, &e), &e, "all changed");
    assert_true(r.n == 1 && r.items->kind == LEDGER_ROW_CHANGED && r.items->leaf == 0 &&
                r.items->leaves == LEAVES);
    t->n = t->at = 0;
    must(ledger_verify(&o, a, &r, &e), &e, "no rows at all");
    assert_true(r.n == 1 && !r.cut && r.items->kind == LEDGER_ROW_MISSING && r.items->leaves == LEAVES);
    fixture_remove(dir);
    free(t);
    arena_free(a);
}

static void a_row_beside_a_tampered_entry_is_right(void **state)
{
    struct big_log *b = *state;
    struct arena *a = arena_new(1 << 24);
    struct note_key k = note_key_of(&b->s);
    struct ledger_report r;
    struct sv kept;
    char path[512];
    struct err e;
    struct table *t = calloc(1, sizeof *t);

    assert_non_null(t);
    for (t->n = 0; t->n < 4000; t->n++)
        t->id[t->n] = t->n;
    must(file_read(path_in(b, "tile/entries/005", path), 1 << 20, a, &kept, &e), &e, "keep");
    damage(b, "tile/entries/005", FLIP,
           ENTRY(17)); /* the tree still knows the true leaf: the row agrees with it */
    struct ledger_verify_options o = {
        .dir = b->dir, .log = &k, .rows = next_row, .rows_ctx = t, .limit = 3
    };
    must(ledger_verify(&o, a, &r, &e), &e, "verify");
    assert_true(r.n == 2 && r.items[0].kind == LEDGER_BAD_ENTRY && r.items[1].kind == LEDGER_ROW_MISSING &&
                r.items[1].leaf == 4000 && r.items[1].leaves == BIG - 4000);
    must(file_write_atomic(path, kept, 0644, &e), &e, "put back");
    free(t);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_untouched_log_is_sound),
        cmocka_unit_test(each_damage_is_named_once_at_its_place),
        cmocka_unit_test(damages_together),
        cmocka_unit_test(heads_are_judged),
        cmocka_unit_test(a_row_beside_a_tampered_entry_is_right),
        cmocka_unit_test(a_rewritten_log_is_betrayed_by_an_old_head),
        cmocka_unit_test(small_and_empty_logs),
        cmocka_unit_test(rows_are_aligned_and_judged),
        cmocka_unit_test(runs_are_one_finding_and_many_end_at_the_limit),
    };
    return cmocka_run_group_tests_name("ledger_verify", tests, big_log_setup, big_log_teardown);
}
