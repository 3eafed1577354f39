/* SPDX-License-Identifier: MIT
 * tests/unit/test_ledger_verify.c -- each kind of tampering with a log is found, named at its place, and named once. */
#include "ledger_fixture_big.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_untouched_log_is_sound),
        cmocka_unit_test(each_damage_is_named_once_at_its_place),
        cmocka_unit_test(damages_together),
        cmocka_unit_test(heads_are_judged),
        cmocka_unit_test(a_rewritten_log_is_betrayed_by_an_old_head),
        cmocka_unit_test(small_and_empty_logs),
    };

    return cmocka_run_group_tests_name("ledger_verify", tests, big_log_setup, big_log_teardown);
}
