/* SPDX-License-Identifier: MIT
 * tests/unit/test_tile.c -- names of tiles, bundles, the right edge, files and the reader over them. */
#include "ledger_fixture.h"

#include <sys/stat.h>

#include "base/buf.h"
#include "ledger/store.h"
#include "ledger/tile.h"

static void names_are_written_and_read_back(void **state)
{
    static const struct {
        const char *why;
        struct tile_name name;
        const char *path;
    } rows[] = {
        { "first tile", { false, 0, 0, 0 }, "tile/0/000" },
        { "partial", { false, 0, 0, 255 }, "tile/0/000.p/255" },
        { "one group", { false, 1, 5, 0 }, "tile/1/005" },
        { "last of one group", { false, 1, 999, 1 }, "tile/1/999.p/1" },
        { "two groups", { false, 2, 1000, 0 }, "tile/2/x001/000" },
        { "three groups", { false, 0, 1234067, 89 }, "tile/0/x001/x234/067.p/89" },
        { "entries", { true, 0, 1234067, 0 }, "tile/entries/x001/x234/067" },
        { "entries, partial", { true, 0, 0, 7 }, "tile/entries/000.p/7" },
        { "largest name",
          { false, 63, 999999999999999999, 255 },
          "tile/63/x999/x999/x999/x999/x999/999.p/255" },
    };

    (void) state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct tile_path got = tile_path(&rows[i].name);
        struct tile_name back;
        if (strcmp(got.s, rows[i].path) != 0)
            fail_msg("%s: %s", rows[i].why, got.s);
        if (!tile_path_parse(sv_of(rows[i].path), &back) || back.entries != rows[i].name.entries ||
            back.level != rows[i].name.level || back.index != rows[i].name.index ||
            back.width != rows[i].name.width)
            fail_msg("%s is read back differently", rows[i].why);
    }
}

static void other_names_are_refused(void **state)
{
    static const struct {
        const char *why, *path;
    } rows[] = {
        { "nothing", "" },
        { "another folder", "tiles/0/000" },
        { "no index", "tile/0" },
        { "empty index", "tile/0/" },
        { "level with a leading zero", "tile/00/000" },
        { "level beyond 63", "tile/64/000" },
        { "negative level", "tile/-1/000" },
        { "two digits", "tile/0/00" },
        { "four digits", "tile/0/0000" },
        { "group without x", "tile/0/001/000" },
        { "last group with x", "tile/0/x001" },
        { "superfluous group", "tile/0/x000/001" },
        { "seven groups", "tile/0/x001/x001/x001/x001/x001/x001/001" },
        { "width zero", "tile/0/000.p/0" },
        { "full width spelled out", "tile/0/000.p/256" },
        { "width with a leading zero", "tile/0/000.p/01" },
        { "empty width", "tile/0/000.p/" },
        { "no width", "tile/0/000.p" },
        { "letters in the width", "tile/0/000.p/abc" },
        { "climbing", "tile/0/../../state" },
        { "trailing slash", "tile/0/000/" },
        { "query", "tile/0/000?x" },
    };
    struct tile_name n;

    (void) state;
    for (size_t i = 0; i < ROWS(rows); i++)
        if (tile_path_parse(sv_of(rows[i].path), &n))
            fail_msg("%s: accepted %s", rows[i].why, rows[i].path);
}

static void widths_at_known_sizes(void **state)
{
    static const struct {
        uint64_t size, full;
        unsigned level, width;
    } rows[] = {
        { 0, 0, 0, 0 },     { 1, 0, 0, 1 },         { 255, 0, 0, 255 },  { 256, 1, 0, 0 },
        { 256, 0, 1, 1 },   { 70000, 273, 0, 112 }, { 70000, 1, 1, 17 }, { 70000, 0, 2, 1 },
        { 65536, 1, 1, 0 }, { 70000, 0, 3, 0 },     { 70000, 0, 9, 0 },  { MERKLE_SIZE_MAX, 0, 7, 64 },
    };

    (void) state;
    for (size_t i = 0; i < ROWS(rows); i++)
        if (tile_full_count(rows[i].size, rows[i].level) != rows[i].full ||
            tile_width_at(rows[i].size, rows[i].level) != rows[i].width)
            fail_msg("size %llu level %u", (unsigned long long) rows[i].size, rows[i].level);
}

static void bundles_split_as_they_were_put(void **state)
{
    struct sv out[TILE_WIDTH];
    struct buf b;
    bool exact;

    (void) state;
    buf_init(&b, TILE_BUNDLE_MAX + 10);
    tile_bundle_put(&b, SV("satu"));
    tile_bundle_put(&b, SV(""));
    tile_bundle_put(&b, SV("tiga"));
    assert_memory_equal(b.p, "\0\4satu\0\0\0\4tiga", 14);
    assert_int_equal(tile_bundle_split(buf_sv(&b), out, &exact), 3);
    assert_true(exact && sv_eq(out[0], SV("satu")) && out[1].n == 0 && sv_eq(out[2], SV("tiga")));
    for (size_t cut = 1; cut < b.n; cut++) { /* a file cut anywhere is noticed, except between two entries */
        bool border = cut == 6 || cut == 8;
        size_t n = tile_bundle_split((struct sv){ b.p, cut }, out, &exact);
        if (exact != border || n > 2)
            fail_msg("cut at %zu", cut);
    }
    buf_reset(&b);
    for (size_t i = 0; i < 257; i++)
        tile_bundle_put(&b, SV("x"));
    assert_int_equal(tile_bundle_split(buf_sv(&b), out, &exact), TILE_WIDTH);
    assert_false(exact);
    buf_clear(&b);
}

static bool count_full(void *ctx, const struct tile_name *name, const struct digest h[TILE_WIDTH],
                       struct err *e)
{
    (void) name, (void) h, (void) e;
    ++*(size_t *) ctx;
    return true;
}

static void edge_agrees_with_frontier(void **state)
{
    struct tile_edge *edge = calloc(1, sizeof *edge);
    struct merkle_frontier f;
    size_t full = 0;
    struct err e;

    (void) state;
    assert_non_null(edge);
    merkle_init(&f);
    for (uint64_t i = 0; i < 66000; i++) {
        struct digest leaf = merkle_leaf((struct sv){ (const char *) &i, sizeof i });
        must(tile_edge_add(edge, &leaf, count_full, &full, &e), &e, "add");
        merkle_add(&f, &leaf);
        if (i > 600 && i % 997 != 0 && i < 65530)
            continue;
        struct digest x = tile_edge_root(edge), y = merkle_root(&f);
        if (!digest_eq(&x, &y))
            fail_msg("size %llu", (unsigned long long) i + 1);
    }
    assert_int_equal(full, 66000 / 256 + 1);
    free(edge);
}

/* --- files ------------------------------------------------------------------------------------ */

static bool put_tile(void *ctx, const struct tile_name *name, const struct digest h[TILE_WIDTH],
                     struct err *e)
{
    return store_put(ctx, name, (struct sv){ (const char *) h, TILE_BYTES }, e);
}

static void proofs_from_files_equal_proofs_from_memory(void **state)
{
    enum { N = 1000 };
    struct arena *a = arena_new(1 << 22);
    const char *dir = fixture_dir(a);
    struct tile_edge *edge = calloc(1, sizeof *edge);
    struct digest *leaf = calloc(N, sizeof *leaf);
    struct err e;
    struct store *s = store_open(dir, &e);

    (void) state;
    assert_true(s && edge && leaf);
    for (uint64_t i = 0; i < N; i++) {
        leaf[i] = merkle_leaf((struct sv){ (const char *) &i, sizeof i });
        must(tile_edge_add(edge, &leaf[i], put_tile, s, &e), &e, "add");
    }
    for (unsigned level = 0; level < TILE_LEVELS; level++) {
        struct tile_name n = { .level = level,
                               .index = tile_full_count(N, level),
                               .width = tile_width_at(N, level) };
        if (n.width > 0)
            must(store_put(s, &n, (struct sv){ (const char *) edge->h[level], n.width * 32 }, &e), &e, "put");
    }
    must(store_sync(s, &e), &e, "sync");
    static const uint64_t sizes[] = { 1, 255, 256, 257, 512, 700, N };
    for (size_t k = 0; k < ROWS(sizes); k++) { /* the tiles of a tree also prove every smaller one */
        struct tile_reader *r = tile_reader_new(s, N);
        struct fixture_tree t = { leaf, sizes[k] };
        for (uint64_t i = 0; i < sizes[k]; i += 37) {
            struct merkle_path x, y;
            must(merkle_inclusion(tile_reader_hash, r, i, sizes[k], &x, &e), &e, "files");
            must(merkle_inclusion(fixture_source, &t, i, sizes[k], &y, &e), &e, "memory");
            if (x.n != y.n || memcmp(x.h, y.h, x.n * sizeof x.h[0]) != 0)
                fail_msg("leaf %llu of %llu", (unsigned long long) i, (unsigned long long) sizes[k]);
        }
        tile_reader_free(r);
    }
    store_close(s);
    fixture_remove(dir);
    free(edge);
    free(leaf);
    arena_free(a);
}

static void many_files_sync_at_once_and_partials_go(void **state)
{
    struct arena *a = arena_new(1 << 20);
    const char *dir = fixture_dir(a);
    struct tile_name n = { .level = 0, .index = 1234, .width = 0 };
    bool has[TILE_WIDTH], found;
    char back[64];
    size_t len;
    struct err e;
    struct store *s = store_open(dir, &e);

    (void) state;
    assert_non_null(s);
    for (n.width = 1; n.width < TILE_WIDTH; n.width++)
        must(store_put(s, &n, SV("isi"), &e), &e, "put");
    must(store_sync(s, &e), &e, "sync");
    must(store_drop_partials(s, &n, 100, &e), &e, "drop");
    must(store_widths(s, &n, has, &e), &e, "widths");
    for (unsigned w = 1; w < TILE_WIDTH; w++)
        if (has[w] != (w <= 100))
            fail_msg("width %u", w);
    must(store_drop_partials(s, &n, 0, &e), &e, "drop all");
    must(store_drop_partials(s, &n, 0, &e), &e, "drop what is gone");
    n.width = 0;
    must(store_get(s, &n, back, sizeof back, &len, &found, &e), &e, "get");
    assert_false(found);
    must(store_put(s, &n, SV("0123456789"), &e), &e, "put");
    must(store_get(s, &n, back, 4, &len, &found, &e), &e, "get");
    assert_true(found && len == 5); /* longer than asked for: told by one byte more */
    must(store_get(s, &n, back, 10, &len, &found, &e), &e, "get");
    assert_true(found && len == 10 && memcmp(back, "0123456789", 10) == 0);
    store_close(s);
    assert_null(store_open(arena_printf(a, "%s/tidak-ada", dir).p, &e));
    assert_int_equal(e.kind, ERR_MISSING);
    fixture_remove(dir);
    arena_free(a);
}

/* --- published -------------------------------------------------------------------------------- */

static void published_paths(void **state)
{
    json_t *all = fixture_vectors("c2sp/tile-paths.json"), *c;
    size_t i;

    (void) state;
    json_array_foreach(json_object_get(all, "tile_paths"), i, c)
    {
        struct tile_name n = { .level = (unsigned) json_integer_value(json_object_get(c, "level")),
                               .index = (uint64_t) json_integer_value(json_object_get(c, "index")),
                               .width = (unsigned) json_integer_value(json_object_get(c, "width")) };
        assert_string_equal(tile_path(&n).s, fixture_str(c, "path").p);
    }
    json_array_foreach(json_object_get(all, "entry_paths_for_index"), i, c)
    {
        struct tile_name n = tile_holding((uint64_t) json_integer_value(json_object_get(c, "log_size")), 0,
                                          (uint64_t) json_integer_value(json_object_get(c, "index")));
        n.entries = true;
        assert_string_equal(tile_path(&n).s, fixture_str(c, "path").p);
    }
    for (int good = 0; good <= 1; good++)
        json_array_foreach(json_object_get(all, good ? "parse_ok" : "parse_reject"), i, c)
        {
            struct tile_name n = { .level = 99 };
            char path[256];
            json_t *want = json_object_get(c, "want");
            snprintf(path, sizeof path, "tile/%s/%s", fixture_str(c, "level").p, fixture_str(c, "index").p);
            bool ok = tile_path_parse(sv_of(path), &n);
            if (ok != (good == 1))
                fail_msg("%s", path);
            if (ok && (n.level != (uint64_t) json_integer_value(json_array_get(want, 0)) ||
                       n.index != (uint64_t) json_integer_value(json_array_get(want, 1)) ||
                       n.width != (uint64_t) json_integer_value(json_array_get(want, 2))))
                fail_msg("%s is read differently", path);
        }
    json_decref(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_written_and_read_back),
        cmocka_unit_test(other_names_are_refused),
        cmocka_unit_test(widths_at_known_sizes),
        cmocka_unit_test(bundles_split_as_they_were_put),
        cmocka_unit_test(edge_agrees_with_frontier),
        cmocka_unit_test(proofs_from_files_equal_proofs_from_memory),
        cmocka_unit_test(many_files_sync_at_once_and_partials_go),
        cmocka_unit_test(published_paths),
    };
    return cmocka_run_group_tests_name("tile", tests, NULL, NULL);
}
