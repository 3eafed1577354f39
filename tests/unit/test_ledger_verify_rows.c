/* SPDX-License-Identifier: MIT
 * tests/unit/test_ledger_verify_rows.c -- rows of a database against the log: changed, missing, slipped in, moved; each found and named
 * once. */
#include "ledger_fixture_big.h"

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
        t->now = leaf_of(t->id[t->at++], 0);
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
        cmocka_unit_test(rows_are_aligned_and_judged),
        cmocka_unit_test(runs_are_one_finding_and_many_end_at_the_limit),
        cmocka_unit_test(a_row_beside_a_tampered_entry_is_right),
    };

    return cmocka_run_group_tests_name("ledger_verify_rows", tests, big_log_setup, big_log_teardown);
}
