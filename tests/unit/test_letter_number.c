/* SPDX-License-Identifier: MIT
 * tests/unit/test_letter_number.c -- numbers of outgoing letters: one behind the other for each office and year, never twice,
 * the same again for what a batch drew already, free again when it is given back. */
#include "uji_fixture.h"

#include <pthread.h>

#include "rule/letters.h"
#include "who/actor.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static struct record *record(struct uji *u, const char *name)
{
    int64_t id = MAKE(u, "perangkat_daerah", "nama", name, "kode", name);
    struct db *db = uji_read(u);
    struct record *r = NULL;
    struct err e = { 0 };

    MUST(record_get(db, &u->region->records, who_system(),
                    model_reg(u->region->model, SV("perangkat_daerah")), id, u->a, &r, &e));
    db_release(db);
    return r;
}

static int64_t draw(struct uji *u, const struct record *rec, struct letter_agenda g, int64_t from,
                    const char *batch)
{
    const struct letter_kind k = { .key = SV("surat"), .label = SV("Surat"), .reg = rec->reg };
    struct db *db = uji_write(u);
    int64_t out = 0;
    struct err e = { 0 };

    MUST(db_begin(db, &e));
    MUST(letters_number_draw(db, u->region, who_system(), &k, rec, &g, from, sv_of(batch), &out, &e));
    MUST(db_commit(db, &e));
    db_release(db);
    return out;
}

static void numbers_follow_one_another(void **state)
{
    struct uji *u = *state;
    const struct letter_agenda dinas = { 7, 2026 }, setda = { 8, 2026 }, later = { 7, 2027 };
    struct record *a = record(u, "A"), *b = record(u, "B");
    const struct {
        const char *why, *batch;
        struct record *rec;
        struct letter_agenda g;
        int64_t from, want;
    } rows[] = {
        { "the first of all", "satu", a, dinas, 0, 1 },
        { "the second", "satu", b, dinas, 0, 2 },
        { "the same batch and record again", "satu", a, dinas, 0, 1 },
        { "whatever is asked for then", "satu", a, dinas, 90, 1 },
        { "another batch", "dua", a, dinas, 0, 3 },
        { "another office counts for itself", "satu-setda", a, setda, 0, 1 },
        { "another year too", "satu-2027", a, later, 0, 1 },
        { "behind those given by hand", "tiga", a, dinas, 46, 46 },
        { "one behind the other from there", "tiga", b, dinas, 46, 47 },
        { "before the last: what is free", "empat", a, dinas, 2, 4 },
        { "without a wish: behind the last", "empat", b, dinas, 0, 48 },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t got = draw(u, rows[i].rec, rows[i].g, rows[i].from, rows[i].batch);

        if (got != rows[i].want)
            fail_msg("%s: %lld", rows[i].why, (long long) got);
    }
}

static void what_was_not_made_gives_it_back(void **state)
{
    struct uji *u = *state;
    const struct letter_agenda g = { 9, 2026 };
    struct record *a = record(u, "C"), *b = record(u, "D");
    const struct letter_kind k = { .key = SV("surat"), .label = SV("Surat"), .reg = a->reg };
    struct db *db;
    struct err e = { 0 };

    assert_int_equal(draw(u, a, g, 10, "lima"), 10);
    db = uji_write(u);
    MUST(db_begin(db, &e));
    MUST(letters_number_back(db, u->region, who_system(), &k, a, SV("lima"), &e));
    MUST(letters_number_back(db, u->region, who_system(), &k, a, SV("lima"),
                             &e)); /* nothing is left to give */
    MUST(letters_number_back(db, u->region, who_system(), &k, b, SV("lain"), &e));
    MUST(db_commit(db, &e));
    db_release(db);
    assert_int_equal(draw(u, b, g, 10, "lima"), 10);
    assert_int_equal(draw(u, a, g, 10, "lima"), 11);
}

static void who_may_not_write_draws_none(void **state)
{
    struct uji *u = *state;
    struct record *a = record(u, "E");
    const struct letter_kind k = {
        .key = SV("surat"), .label = SV("Surat"), .reg = a->reg, .role = SV("dinas")
    };
    const struct letter_agenda g = { 7, 2028 };
    struct actor reads = { .akun = 1, .auditor = true }, stranger = { .akun = 2 };
    struct db *db = uji_write(u);
    struct err e = { 0 };
    int64_t out = 0;

    MUST(db_begin(db, &e));
    assert_false(letters_number_draw(db, u->region, &reads, &k, a, &g, 0, SV("x"), &out, &e));
    assert_int_equal(e.kind, ERR_DENIED);
    assert_false(letters_number_draw(db, u->region, &stranger, &k, a, &g, 0, SV("x"), &out, &e));
    assert_int_equal(e.kind, ERR_DENIED);
    db_rollback(db);
    db_release(db);
    assert_int_equal(out, 0);
}

/* --- many at once ------------------------------------------------------------------------------------------------------- */

enum { THREADS = 4, EACH = 25 };
struct racer {
    struct uji *u;
    struct record *rec;
    int nr;
    int64_t got[EACH];
};

static void *race(void *arg)
{
    struct racer *r = arg;
    char batch[32];

    for (int i = 0; i < EACH; i++) {
        snprintf(batch, sizeof batch, "adu-%d-%d", r->nr, i);
        r->got[i] = draw(r->u, r->rec, (struct letter_agenda){ 12, 2026 }, 0, batch);
    }
    return NULL;
}

static void two_who_draw_at_once_get_two(void **state)
{
    struct uji *u = *state;
    struct record *a = record(u, "F");
    bool seen[THREADS * EACH + 1] = { false };
    struct racer racers[THREADS];
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++) {
        racers[i] = (struct racer){ u, a, i, { 0 } };
        assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS; i++)
        for (int k = 0; k < EACH; k++) {
            int64_t n = racers[i].got[k];

            assert_in_range(n, 1, THREADS * EACH);
            assert_false(seen[n]);
            seen[n] = true;
        }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_follow_one_another),
        cmocka_unit_test(what_was_not_made_gives_it_back),
        cmocka_unit_test(who_may_not_write_draws_none),
        cmocka_unit_test(two_who_draw_at_once_get_two),
    };

    return cmocka_run_group_tests(tests, uji_open, uji_close);
}
