/* SPDX-License-Identifier: MIT
 * tests/unit/test_trail.c -- the way from a receipt's id to its leaf and its segment, and that a log cut short takes it along.
 * Needs dep_policy, dep_cmocka. */
#include "segment_fixture.h"

#include "policy/trail.h"

#include <sys/stat.h>

/* Entry number n; ids of receipts come in another order than their leaves, as long exchanges make them. */
static struct trail_entry entry_of(uint64_t n)
{
    struct trail_entry t = { .segment = 1000 + n % 3, .offset = 64 + n, .leaf = n };
    uint64_t ms = NOW + (n % 50 == 0 ? n / 2 : n);
    struct digest d = sha256((struct sv){ (const char *) &n, sizeof n });

    t.id = uuid_v7(0);
    memcpy(t.id.b, d.b, sizeof t.id.b);
    for (unsigned i = 0; i < 6; i++)
        t.id.b[i] = (uint8_t) (ms >> (40 - 8 * i));
    return t;
}

static struct trail *open_at(const char *dir, uint64_t size)
{
    struct err e = { 0 };
    struct trail *t = trail_open(dir, size, &e);

    must(t != NULL, &e, "open");
    assert_int_equal(trail_size(t), size);
    return t;
}

static void add(struct trail *t, uint64_t n)
{
    static struct trail_entry batch[5000];
    struct err e = { 0 };

    while (n > 0) {
        size_t k = n < 5000 ? (size_t) n : 5000;

        if (k > trail_room(t))
            k = trail_room(t);
        for (size_t i = 0; i < k; i++)
            batch[i] = entry_of(trail_size(t) + i);
        must(trail_add(t, batch, k, &e), &e, "add");
        n -= k;
    }
}

static void check_found(const char *dir, uint64_t size, uint64_t n, bool want)
{
    struct trail_entry want_entry = entry_of(n), got;
    struct err e = { 0 };
    bool found;

    must(trail_find(dir, size, want_entry.id, &got, &found, &e), &e, "find");
    if (found != want)
        fail_msg("entry %d of %d: found %d", (int) n, (int) size, found);
    if (found && (got.leaf != n || got.segment != want_entry.segment || got.offset != want_entry.offset))
        fail_msg("entry %d of %d: leaf %d", (int) n, (int) size, (int) got.leaf);
}

static void check_positions(const struct trail *t, uint64_t size)
{
    uint64_t offset;

    for (uint64_t s = 0; s < 3; s++) {
        uint64_t last = size;

        while (last > 0 && (last - 1) % 3 != s)
            last--;
        if (trail_taken(t, 1000 + s, &offset) != (last > 0) || (last > 0 && offset != 64 + last - 1))
            fail_msg("segment %d at size %d: %d", (int) s, (int) size, (int) offset);
    }
}

static void receipts_are_found_in_every_kind_of_block(void **state)
{
    static const uint64_t sizes[] = {
        1, 2, 300, TRAIL_BLOCK - 1, TRAIL_BLOCK, TRAIL_BLOCK + 1, 3 * TRAIL_BLOCK + 77
    };
    struct arena *a = arena_new(1 << 26);
    const char *dir = segment_dir_make(a);
    struct trail *t = open_at(dir, 0);

    (void) state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        add(t, sizes[i] - trail_size(t));
        for (uint64_t n = 0; n < sizes[i]; n += 1 + sizes[i] / 97)
            check_found(dir, sizes[i], n, true);
        check_found(dir, sizes[i], sizes[i] - 1, true);
        check_found(dir, sizes[i], sizes[i], false);
        check_found(dir, sizes[i] - 1, sizes[i] - 1, false); /* not signed yet */
        check_positions(t, sizes[i]);
    }
    trail_close(t);
    t = open_at(dir, 3 * TRAIL_BLOCK + 77);
    check_positions(t, 3 * TRAIL_BLOCK + 77);
    trail_close(t);
    segment_dir_remove(dir);
    arena_free(a);
}

/* Whatever the log kept: the trail goes back to it, across whole blocks too, and on from there. */
static void the_logs_size_decides(void **state)
{
    static const uint64_t back[] = {
        2 * TRAIL_BLOCK + 900, 2 * TRAIL_BLOCK + 5, 2 * TRAIL_BLOCK, 2 * TRAIL_BLOCK - 1, 70000, 12, 0
    };
    struct arena *a = arena_new(1 << 26);
    const char *dir = segment_dir_make(a);
    struct trail *t = open_at(dir, 0);
    struct trail_entry *block;
    struct err e = { 0 };
    size_t n;

    (void) state;
    add(t, 2 * TRAIL_BLOCK + 1000);
    for (size_t i = 0; i < sizeof back / sizeof back[0]; i++) {
        trail_close(t);
        t = open_at(dir, back[i]);
        check_positions(t, back[i]);
        add(t, 40);
        check_positions(t, back[i] + 40);
        check_found(dir, back[i] + 40, back[i] + 39, true);
        check_found(dir, back[i] + 40, back[i] / 2, true);
        check_found(dir, back[i] + 40, back[i] + 40, false);
        must(trail_block(dir, (back[i] + 39) / TRAIL_BLOCK, a, &block, &n, &e), &e, "block");
        assert_int_equal(n, (back[i] + 39) % TRAIL_BLOCK + 1);
        for (size_t k = 0; k < n; k += 17)
            assert_int_equal(block[k].offset, 64 + block[k].leaf);
        trail_close(t);
        t = open_at(dir, back[i] + 40);
    }
    trail_close(t);
    assert_null(trail_open(dir, 5000, &e)); /* the log is longer than the trail: nothing is guessed */
    assert_int_equal(e.kind, ERR_FAULT);
    segment_dir_remove(dir);
    arena_free(a);
}

static void what_can_be_made_again_is_made_again(void **state)
{
    static const char *const lost[] = { "posisi", "rentang" };
    struct arena *a = arena_new(1 << 26);
    const char *dir = segment_dir_make(a);
    const uint64_t size = 2 * TRAIL_BLOCK + 10;
    struct trail *t = open_at(dir, 0);

    (void) state;
    add(t, size);
    trail_close(t);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(unlink(arena_printf(a, "%s/%s", dir, lost[i]).p), 0);
        check_found(dir, size, TRAIL_BLOCK + 3, true);
        t = open_at(dir, size);
        check_positions(t, size);
        check_found(dir, size, TRAIL_BLOCK + 3, true);
        trail_close(t);
    }
    segment_dir_remove(dir);
    arena_free(a);
}

static void positions_are_taken_over_and_forgotten(void **state)
{
    static const struct trail_position before[] = { { 3, 400 }, { 2, 300 } };
    static const uint64_t left[] = { 3, 1000 };
    struct arena *a = arena_new(1 << 26);
    const char *dir = segment_dir_make(a);
    struct trail *t = open_at(dir, 0);
    struct err e = { 0 };
    uint64_t offset;
    size_t n;

    (void) state;
    must(trail_take_over(t, before, 2, &e), &e, "take over");
    add(t, 10);
    trail_close(t);
    t = open_at(dir, 10);
    assert_true(trail_taken(t, 2, &offset) && offset == 300);
    assert_true(trail_taken(t, 3, &offset) && offset == 400);
    trail_keep(t, left, 2);
    assert_int_equal((trail_positions(t, &n), n), 2);
    assert_false(trail_taken(t, 2, &offset));
    add(t, 2 * TRAIL_BLOCK);
    trail_close(t);
    t = open_at(dir, 2 * TRAIL_BLOCK + 10);
    assert_true(trail_taken(t, 3, &offset) && offset == 400);
    assert_false(trail_taken(t, 2, &offset));
    trail_close(t);
    segment_dir_remove(dir);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(receipts_are_found_in_every_kind_of_block),
        cmocka_unit_test(the_logs_size_decides),
        cmocka_unit_test(what_can_be_made_again_is_made_again),
        cmocka_unit_test(positions_are_taken_over_and_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
