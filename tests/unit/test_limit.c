/* SPDX-License-Identifier: MIT
 * Token buckets: how many, how soon again, who is pushed out, and many threads at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>

#include "web/limit.h"

static void a_burst_then_the_rate(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        int64_t at_ms;
        bool ok;
        int wait_s;
    } rows[] = {
        { "first of the burst", 1000, true, 0 },
        { "second", 1000, true, 0 },
        { "third", 1000, true, 0 },
        { "the burst is used up: 6 a minute is one in ten seconds", 1000, false, 11 },
        { "nine seconds later", 10000, false, 2 },
        { "ten seconds later", 11001, true, 0 },
        { "and none after it", 11001, false, 11 },
        { "a clock that goes backwards gives nothing", 5000, false, 11 },
        { "an hour later the burst is back", 3611000, true, 0 },
        { "not more than the burst", 3611000, true, 0 },
        { "third", 3611000, true, 0 },
        { "used up again", 3611000, false, 11 },
    };
    struct limit *l = limit_new(64, 6, 3);

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int wait = -1;
        bool ok = limit_take(l, SV("10.0.0.1"), rows[i].at_ms, &wait);
        if (ok != rows[i].ok || wait != rows[i].wait_s)
            fail_msg("%s: %d, wait %d", rows[i].why, ok, wait);
    }
    limit_free(l);
    limit_free(NULL);
}

static void keys_are_apart_and_can_be_forgotten(void **state)
{
    (void) state;
    struct limit *l = limit_new(64, 1, 1);
    int wait;

    assert_true(limit_take(l, SV("a"), 0, &wait));
    assert_false(limit_take(l, SV("a"), 0, &wait));
    assert_true(limit_take(l, SV("b"), 0, &wait));
    assert_true(limit_take(l, SV(""), 0, &wait));
    limit_forget(l, SV("a"));
    limit_forget(l, SV("tidak dikenal"));
    assert_true(limit_take(l, SV("a"), 0, &wait));
    assert_false(limit_take(l, SV("b"), 0, &wait));
    limit_free(l);
}

/* A flood of other keys may give somebody his tokens back; it must never take any. */
static void a_flood_refuses_nobody_else(void **state)
{
    (void) state;
    struct limit *l = limit_new(64, 1, 5);
    int wait;

    for (int i = 0; i < 5; i++)
        assert_true(limit_take(l, SV("penebak"), 0, &wait));
    for (int i = 0; i < 20000; i++) {
        char key[32];
        int n = snprintf(key, sizeof key, "penyerang-%d", i);
        if (!limit_take(l, (struct sv){ key, (size_t) n }, i, &wait))
            fail_msg("key %d, seen for the first time, was refused", i);
    }
    assert_true(limit_take(l, SV("warga"), 20000, &wait));
    /* Nor does it free the one who used up his: newcomers take the fullest bucket of a row. */
    assert_false(limit_take(l, SV("penebak"), 20000, &wait));
    limit_free(l);
}

struct crowd {
    struct limit *l;
    atomic_int taken;
};

static void *take_many(void *arg)
{
    struct crowd *c = arg;
    int wait;

    for (int i = 0; i < 2000; i++)
        if (limit_take(c->l, SV("satu"), 1000, &wait))
            atomic_fetch_add(&c->taken, 1);
    return NULL;
}

static void threads_take_exactly_the_burst(void **state)
{
    (void) state;
    struct crowd c = { .l = limit_new(64, 1, 100) };
    pthread_t t[4];

    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&t[i], NULL, take_many, &c), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    assert_int_equal(atomic_load(&c.taken), 100);
    limit_free(c.l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_then_the_rate),
        cmocka_unit_test(keys_are_apart_and_can_be_forgotten),
        cmocka_unit_test(a_flood_refuses_nobody_else),
        cmocka_unit_test(threads_take_exactly_the_burst),
    };
    return cmocka_run_group_tests_name("limit", tests, NULL, NULL);
}
