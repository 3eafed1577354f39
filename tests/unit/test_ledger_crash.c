/* SPDX-License-Identifier: MIT
 * tests/unit/test_ledger_crash.c -- whenever the writer dies or the disk fails it, nothing it signed is ever taken back
 * and nothing of what it lost shines through later. */
#include "ledger_fixture_log.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* --- dying ------------------------------------------------------------------------------------ */

static void die_at(void *ctx, enum ledger_step s)
{
    if (*(enum ledger_step *) ctx == s)
        _exit(9);
}

/* A child that opens the log, appends n leaves of `line`, and dies at the given step of the commit. */
static void child_dies(const char *dir, const struct note_signer *s, uint64_t n, uint64_t line,
                       enum ledger_step at)
{
    pid_t pid = fork();
    int status;

    assert_true(pid >= 0);
    if (pid == 0) {
        struct ledger_options o = options(dir, s);
        struct err e;
        o.step = die_at;
        o.step_ctx = &at;
        struct ledger_log *l = ledger_log_open(&o, &e);
        _exit(l && try_append(l, n, line, &e) ? 1 : 2);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 9)
        fail_msg("the child did not die at step %d but with %d", (int) at, status);
}

static uint64_t size_before; /* only for ruin_one(): nftw() passes no context */

/* What a power cut does to files that were written but not synced: any tile that no promised size needs. */
static int ruin_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    const char *rel = strstr(path, "/tile/");
    struct tile_name n;

    (void) ftw;
    if (kind != FTW_F || !rel || !tile_path_parse(sv_of(rel + 1), &n))
        return 0;
    bool needed = n.width == 0 ? n.index < tile_full_count(size_before, n.level)
                               : n.index == tile_full_count(size_before, n.level) &&
                                     n.width <= tile_width_at(size_before, n.level);
    return needed ? 0 : truncate(path, st->st_size / 3);
}

static void dying_at_each_step(void **state)
{
    static const uint64_t sizes[] = { 0, 1, 200, 255, 256, 500, 65535 }, adds[] = { 1, 56, 300, 1000 };
    struct arena *a = arena_new(1 << 26);
    struct note_signer s = fixture_signer(ORIGIN, NOTE_ED25519, 1);

    (void) state;
    for (size_t i = 0; i < ROWS(sizes); i++)
        for (int at = 0; at < LEDGER_STEP_COUNT; at++) {
            uint64_t add = adds[(i + (size_t) at) % ROWS(adds)];
            const char *dir = fixture_dir(a);
            struct ledger_log *l = open_log(dir, &s);
            struct sv seen[3];
            char when[80];
            snprintf(when, sizeof when, "size %d, %d added, died at step %d", (int) sizes[i], (int) add, at);
            append(l, sizes[i], 0);
            seen[0] = arena_dup(a, ledger_log_note(l));
            ledger_log_close(l);
            child_dies(dir, &s, add, 1, (enum ledger_step) at);
            if (at == LEDGER_WRITTEN) {
                size_before = sizes[i];
                assert_int_equal(nftw(dir, ruin_one, 16, FTW_PHYS), 0);
            }
            if (at < LEDGER_SIGNED)
                check_sound(dir, &s, seen, 1, when); /* readers never notice */
            l = open_log(dir, &s);
            uint64_t want = sizes[i] + (at >= LEDGER_STATED ? add : 0);
            if (ledger_log_size(l) != want)
                fail_msg("%s: reopened at %d", when, (int) ledger_log_size(l));
            seen[1] = arena_dup(a, ledger_log_note(l));
            check_sound(dir, &s, seen, 2, when);
            append(l, 700, 2); /* another history behind it: nothing of the dead batch may shine through */
            seen[2] = arena_dup(a, ledger_log_note(l));
            check_sound(dir, &s, seen, 3, when);
            append(l, 3, 2);
            ledger_log_close(l);
            check_sound(dir, &s, seen, 3, when);
            fixture_remove(dir);
        }
    arena_free(a);
}

/* Appends batches of changing size until it is killed. */
static _Noreturn void append_for_ever(const char *dir, const struct note_signer *s, unsigned seed)
{
    struct ledger_options o = options(dir, s);
    struct err e;
    struct ledger_log *l = ledger_log_open(&o, &e);

    for (unsigned i = seed; l; i = i * 1103515245 + 12345)
        if (!try_append(l, 1 + (i >> 16) % 400, i, &e))
            break;
    dprintf(2, "child: %s | %s\n", e.text, e.cause);
    _exit(2);
}

static void killed_thirty_times(void **state)
{
    struct arena *a = arena_new(1 << 26);
    struct note_signer s = fixture_signer(ORIGIN, NOTE_ED25519, 1);
    struct note_key k = note_key_of(&s);
    const char *dir = fixture_dir(a);
    struct sv seen[400], note;
    struct checkpoint cp;
    size_t n = 0;
    uint64_t last = 0;
    struct err e;
    uint8_t random[30];

    (void) state;
    bytes_random(random, sizeof random);
    ledger_log_close(open_log(dir, &s));
    for (unsigned round = 0; round < 30; round++) {
        pid_t pid = fork();
        int status;
        assert_true(pid >= 0);
        if (pid == 0)
            append_for_ever(dir, &s, round * 7919 + random[round]);
        for (unsigned slice = 0; slice < 4; slice++) { /* heads as a reader outside sees them */
            usleep(1500 + 60u * random[(round + slice) % 30]);
            must(ledger_head_load(dir, LEDGER_HEAD, &k, a, &note, &cp, &e), &e, "head while it lives");
            if (cp.size < last)
                fail_msg("round %u: the head went back from %d to %d", round, (int) last, (int) cp.size);
            last = cp.size;
            if (n == 0 || !sv_eq(seen[n - 1], note))
                seen[n++] = note;
        }
        kill(pid, SIGKILL);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        if (!WIFSIGNALED(status))
            fail_msg("round %u: the child ended by itself", round);
        must(ledger_head_load(dir, LEDGER_HEAD, &k, a, &note, &cp, &e), &e, "head after the kill");
        seen[n++] = note;
        check_sound(dir, &s, seen, n, "killed");
        struct ledger_log *l = open_log(dir, &s);
        if (ledger_log_size(l) < cp.size)
            fail_msg("round %u: reopened at %d, signed was %d", round, (int) ledger_log_size(l),
                     (int) cp.size);
        seen[n++] = arena_dup(a, ledger_log_note(l));
        last = ledger_log_size(l);
        ledger_log_close(l);
        check_sound(dir, &s, seen, n, "reopened");
    }
    print_message("# killed 30 times: %d leaves, %zu heads, all consistent\n", (int) last, n);
    fixture_remove(dir);
    arena_free(a);
}

static void a_full_disk_forgets_only_the_batch(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct note_signer s = fixture_signer(ORIGIN, NOTE_ED25519, 1);
    const char *dir = fixture_dir(a);
    struct ledger_log *l = open_log(dir, &s);
    struct rlimit old, small;
    struct err e;

    (void) state;
    append(l, 40, 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    signal(SIGXFSZ, SIG_IGN);
    for (rlim_t cap = 0; cap < 12000;
         cap += 900) { /* fails in ever other files: bundle, tile, partials, state */
        small = old;
        small.rlim_cur = cap;
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        uint64_t before = ledger_log_size(l);
        bool ok = try_append(l, 300, cap, &e);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
        if (!ok && ledger_log_size(l) != before)
            fail_msg("cap %d: failed, yet %d leaves more", (int) cap, (int) (ledger_log_size(l) - before));
        if (!ok && !e.hint[0])
            fail_msg("cap %d: %s", (int) cap, e.text);
        append(l, 7, cap + 1);
        check_sound(dir, &s, NULL, 0, "after a full disk");
    }
    small = old; /* tiles fit, state does not: only reopening helps */
    small.rlim_cur = 60;
    append(l, (256 - ledger_log_size(l) % 256) % 256, 5);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_false(try_append(l, 1, 6, &e));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_false(try_append(l, 1, 6, &e));
    assert_int_equal(e.kind, ERR_FAULT);
    ledger_log_close(l);
    l = open_log(dir, &s);
    append(l, 5, 7);
    check_sound(dir, &s, NULL, 0, "after reopening");
    ledger_log_close(l);
    signal(SIGXFSZ, SIG_DFL);
    fixture_remove(dir);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dying_at_each_step),
        cmocka_unit_test(killed_thirty_times),
        cmocka_unit_test(a_full_disk_forgets_only_the_batch),
    };
    return cmocka_run_group_tests_name("ledger_crash", tests, NULL, NULL);
}
