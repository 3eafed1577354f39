/* SPDX-License-Identifier: MIT
 * tests/unit/test_exchange.c -- receipts become leaves, each once and in order, whoever is killed meanwhile; an older copy of the
 * log is not continued. Needs dep_app, dep_cmocka. */
#include "segment_fixture.h"

#include "app/chain.h"
#include "app/exchange.h"
#include "base/file.h"
#include "ledger/place.h"
#include "ledger/verify.h"
#include "policy/trail.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static const char *region_make(struct arena *a)
{
    const char *dir = segment_dir_make(a);
    struct err e = { 0 };

    must(file_mkdirs(exchange_segments(dir, a), 0755, &e), &e, "folder");
    return dir;
}

static void shell(struct arena *a, const char *fmt, const char *x, const char *y)
{
    const char *cmd = arena_printf(a, "%s %s %s", fmt, x, y).p;
    char *const argv[] = { (char *) (uintptr_t) "sh", (char *) (uintptr_t) "-c", (char *) (uintptr_t) cmd,
                           NULL };
    pid_t pid = fork();
    int status;

    if (pid == 0) {
        execv("/bin/sh", argv);
        _exit(127);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (status != 0)
        fail_msg("%s", cmd);
}

static bool try_open(const char *dir, struct arena *a, struct exchange **x, struct err *e)
{
    struct note_signer s;
    bool ok = chain_signer(dir, LEDGER_EXCHANGES, SV("uji"), a, &s, e) && exchange_open(dir, &s, x, e);

    note_signer_clear(&s);
    return ok;
}

static struct exchange *open_x(const char *dir, struct arena *a)
{
    struct exchange *x = NULL;
    struct err e = { 0 };

    must(try_open(dir, a, &x, &e), &e, "open");
    return x;
}

static void take_all(struct exchange *x)
{
    struct err e = { 0 };
    size_t n = 1;

    while (n > 0)
        must(exchange_take(x, &n, &e), &e, "take");
}

/* Each leaf by the trail: its record must be there, its digest in the log, and records of one writer in their order. */
static uint64_t check_leaves(const char *dir, uint64_t first, struct arena *a)
{
    struct arena *work = arena_new(256 << 20);
    const char *log = ledger_place_of(dir, LEDGER_EXCHANGES, a);
    struct store *store;
    struct tile_reader *tiles;
    struct trail_entry *entry;
    struct note_key key;
    struct checkpoint head;
    struct err e = { 0 };
    struct sv note;
    uint64_t next[256] = { 0 };
    size_t n;

    must(ledger_place_key_of(dir, LEDGER_EXCHANGES, a, &key, &e), &e, "key");
    must(ledger_head_load(log, LEDGER_HEAD, &key, a, &note, &head, &e), &e, "head");
    store = store_open(log, &e);
    must(store != NULL, &e, "store");
    tiles = tile_reader_new(store, head.size);
    for (uint64_t b = 0; b * TRAIL_BLOCK < head.size; b++) {
        must(trail_block(exchange_trail(dir, work), b, work, &entry, &n, &e), &e, "block");
        for (size_t i = b == 0 ? (size_t) first : 0; i < n && entry[i].leaf < head.size; i++) {
            struct arena *one = arena_new(4 << 20);
            struct segment_reader *r =
                segment_reader_open(exchange_segments(dir, one), entry[i].segment, entry[i].offset, &e);
            struct segment_record rec;
            enum segment_next what;
            struct sv in_log;
            unsigned slot = entry[i].segment >> 12 & 0xff;

            must(r && segment_reader_next(r, &rec, &what, &e) && what == SEGMENT_RECORD, &e, "record");
            struct ledger_leaf leaf = ledger_leaf_make(rec.time_ms / 1000, rec.salt, rec.payload);
            must(tile_reader_entry(tiles, entry[i].leaf, one, &in_log, &e), &e, "entry");
            assert_true(sv_eq(in_log, ledger_leaf_sv(&leaf)));
            assert_memory_equal(rec.id.b, entry[i].id.b, 16);
            if (number_of(&rec) != next[slot]++)
                fail_msg("leaf %d is number %d of writer %u", (int) entry[i].leaf, (int) number_of(&rec),
                         slot);
            segment_reader_close(r);
            arena_free(one);
        }
        arena_reset(work);
    }
    tile_reader_free(tiles);
    store_close(store);
    arena_free(work);
    return head.size;
}

static struct segment_writer *writer(const char *dir, unsigned slot, uint64_t bytes_max, struct arena *a)
{
    const struct segment_limits l = { .bytes_max = bytes_max, .reserve = 40000 };
    struct err e = { 0 };
    struct segment_writer *w = segment_writer_open(exchange_segments(dir, a), slot, &l, &e);

    must(w != NULL, &e, "writer");
    return w;
}

static void receipts_become_leaves_once_and_in_order(void **state)
{
    struct arena *a = arena_new(1 << 26);
    const char *dir = region_make(a);
    struct exchange *x = open_x(dir, a);
    struct segment_writer *w[3];
    uint64_t n = 0;

    (void) state;
    for (unsigned i = 0; i < 3; i++)
        w[i] = writer(dir, i, 30000, a);
    for (uint64_t round = 0; round < 12; round++) {
        for (unsigned i = 0; i < 3; i++)
            append_n(w[i], n, 37);
        n += 37;
        take_all(x);
        assert_int_equal(ledger_log_size(exchange_log(x)), 3 * n);
        if (round % 3 == 2) { /* opened again it goes on where it was */
            exchange_close(x);
            x = open_x(dir, a);
        }
    }
    for (unsigned i = 0; i < 3; i++)
        segment_writer_close(w[i]);
    take_all(x);
    exchange_close(x);
    assert_int_equal(check_leaves(dir, 0, a), 3 * n);
    segment_dir_remove(dir);
    arena_free(a);
}

/* --- killed ------------------------------------------------------------------------------------- */

static _Noreturn void write_for_ever(const char *dir, unsigned slot, uint64_t from, int pipe_fd)
{
    struct arena *a = arena_new(1 << 20);
    struct segment_writer *w = writer(dir, slot, 200000, a);

    segment_child = true;
    for (uint64_t n = from;; n++) {
        append_n(w, n, 1);
        if (pipe_fd >= 0 && write(pipe_fd, &n, sizeof n) != sizeof n)
            _exit(3);
        usleep(20);
    }
}

static _Noreturn void take_for_ever(const char *dir)
{
    struct arena *a = arena_new(1 << 26);
    struct exchange *x;
    struct err e = { 0 };
    size_t n;

    segment_child = true;
    must(try_open(dir, a, &x, &e), &e, "open");
    for (;;)
        must(exchange_take(x, &n, &e), &e, "take");
}

static void writers_and_ledger_killed_again_and_again(void **state)
{
    struct arena *a = arena_new(1 << 26);
    const char *dir = region_make(a);
    uint64_t acked = 0, n, size = 0;
    uint8_t lot[24];

    (void) state;
    bytes_random(lot, sizeof lot);
    for (unsigned round = 0; round < 24; round++) {
        int fd[2], status;
        pid_t ledger, hub;

        assert_int_equal(pipe(fd), 0);
        hub = fork();
        if (hub == 0)
            write_for_ever(dir, round, 0,
                           fd[1]); /* a slot for each life, numbers from 0: so each order can be checked */
        close(fd[1]);
        for (unsigned lives = 0; lives < 3; lives++) {
            ledger = fork();
            if (ledger == 0)
                take_for_ever(dir);
            usleep(4000 + 150u * lot[(round + lives) % 24]);
            kill(ledger, SIGKILL);
            assert_int_equal(waitpid(ledger, &status, 0), ledger);
            assert_true(WIFSIGNALED(status));
        }
        kill(hub, SIGKILL);
        assert_int_equal(waitpid(hub, &status, 0), hub);
        assert_true(WIFSIGNALED(status));
        while (read(fd[0], &n, sizeof n) == sizeof n)
            acked++;
        close(fd[0]);
        if (round % 4 == 0) {
            struct err e = { 0 };
            must(segment_recover(exchange_segments(dir, a), true, 0, NULL, NULL, &e), &e, "recover");
        }
    }
    struct exchange *x = open_x(dir, a);
    take_all(x);
    exchange_close(x);
    size = check_leaves(dir, 0, a);
    if (size < acked || size > acked + 24) /* a record may stand without its acknowledgement */
        fail_msg("%d leaves, %d acknowledged", (int) size, (int) acked);
    segment_dir_remove(dir);
    arena_free(a);
}

/* --- an older copy ------------------------------------------------------------------------------ */

static void an_older_copy_is_not_continued(void **state)
{
    struct arena *a = arena_new(1 << 26);
    const char *dir = region_make(a), *log = ledger_place_of(dir, LEDGER_EXCHANGES, a);
    struct exchange *x = open_x(dir, a);
    struct segment_writer *w = writer(dir, 5, 0, a);
    struct note_key before, after;
    struct err e = { 0 };
    uint64_t size;

    (void) state;
    append_n(w, 0, 300);
    take_all(x);
    exchange_close(x);
    shell(a, "cp -a", log, arena_printf(a, "%s/salinan", dir).p);
    append_n(w, 300, 50);
    x = open_x(dir, a);
    take_all(x);
    exchange_close(x);
    must(ledger_place_key_of(dir, LEDGER_EXCHANGES, a, &before, &e), &e, "key");
    segment_dir_remove(log);
    shell(a, "mv", arena_printf(a, "%s/salinan", dir).p, log);
    append_n(w, 350, 20);
    assert_false(try_open(dir, a, &x, &e)); /* it would sign 50 leaves a second time, in another tree */
    assert_int_equal(e.kind, ERR_CONFLICT);
    must(exchange_restart(dir, NOW / 1000, &e), &e, "restart");
    must(ledger_place_key_of(dir, LEDGER_EXCHANGES, a, &after, &e), &e, "key");
    assert_false(sv_eq(before.name, after.name));
    x = open_x(dir, a);
    take_all(x);
    size = ledger_log_size(exchange_log(x));
    exchange_close(x);
    assert_int_equal(size, 1 + 70); /* the leaf that names the old head, and what the copy did not hold */
    assert_true(file_exists(arena_printf(a, "%s-1/checkpoint", log).p));
    assert_true(file_exists(arena_printf(a, "%s/letak/asal", log).p));
    /* The old folder stays closed, also when somebody puts it back. */
    shell(a, "mv", log, arena_printf(a, "%s/baru", dir).p);
    shell(a, "mv", arena_printf(a, "%s-1", log).p, log);
    assert_false(try_open(dir, a, &x, &e));
    segment_writer_close(w);
    segment_dir_remove(dir);
    arena_free(a);
}

/* Without its key (backups omit it) the log is closed as well, and can be begun anew. */
static void a_copy_without_its_key_begins_anew(void **state)
{
    struct arena *a = arena_new(1 << 26);
    const char *dir = region_make(a);
    struct exchange *x = open_x(dir, a);
    struct segment_writer *w = writer(dir, 0, 0, a);
    struct err e = { 0 };

    (void) state;
    append_n(w, 0, 10);
    take_all(x);
    exchange_close(x);
    segment_dir_remove(arena_printf(a, "%s/kunci", dir).p);
    assert_false(try_open(dir, a, &x, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    must(exchange_restart(dir, NOW / 1000, &e), &e, "restart");
    append_n(w, 10, 5);
    x = open_x(dir, a);
    take_all(x);
    assert_int_equal(ledger_log_size(exchange_log(x)), 1 + 5);
    exchange_close(x);
    segment_writer_close(w);
    segment_dir_remove(dir);
    arena_free(a);
}

/* --- disk, retention, damage -------------------------------------------------------------------- */

static void a_full_disk_is_survived(void **state)
{
    struct arena *a = arena_new(1 << 26);
    const char *dir = region_make(a);
    struct segment_writer *w = writer(dir, 0, 0, a);
    pid_t pid;
    int status;

    (void) state;
    append_n(w, 0, 400);
    pid = fork();
    if (pid == 0) {
        const struct rlimit tight = { 9000, RLIM_INFINITY }, wide = { RLIM_INFINITY, RLIM_INFINITY };
        struct exchange *x = NULL;
        struct err e = { 0 };
        size_t n;

        segment_child = true;
        signal(SIGXFSZ, SIG_IGN);
        must(try_open(dir, a, &x, &e), &e, "open");
        setrlimit(RLIMIT_FSIZE, &tight);
        for (int i = 0; i < 3; i++)
            if (exchange_take(x, &n, &e))
                _exit(4);
        setrlimit(RLIMIT_FSIZE, &wide);
        for (n = 1; n > 0;)
            must(exchange_take(x, &n, &e), &e, "take again");
        if (ledger_log_size(exchange_log(x)) != 400)
            _exit(5);
        exchange_close(x);
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    segment_writer_close(w);
    assert_int_equal(check_leaves(dir, 0, a), 400);
    segment_dir_remove(dir);
    arena_free(a);
}

static void contents_go_and_leaves_stay(void **state)
{
    struct arena *a = arena_new(1 << 26);
    const char *dir = region_make(a);
    struct segment_writer *w = writer(dir, 0, 50000, a);
    struct exchange *x = open_x(dir, a);
    struct segment_facts f;
    struct err e = { 0 };
    uint64_t *ids;
    size_t n, count, erased = 0;

    (void) state;
    append_n(w, 0, 300);
    take_all(x);
    must(segment_list(exchange_segments(dir, a), a, &ids, &count, &e), &e, "list");
    must(exchange_retain(x, NOW + 100000, &n, &e), &e, "a living writer's segments stay");
    segment_writer_close(w);
    take_all(x);
    must(exchange_retain(x, NOW, &n, &e), &e, "young ones stay");
    assert_int_equal(n, 0);
    must(exchange_retain(x, NOW + 150, &n, &e), &e, "retain");
    for (size_t i = 0; i < count; i++) {
        must(segment_facts(exchange_segments(dir, a), ids[i], &f, &e), &e, "facts");
        erased += f.erased;
        assert_int_equal(f.erased, f.last_ms < NOW + 150);
    }
    assert_int_equal(n, erased);
    assert_in_range(erased, 1, count - 1);
    take_all(x);
    exchange_close(x);
    x = open_x(dir, a);
    take_all(x);
    assert_int_equal(ledger_log_size(exchange_log(x)), 300);
    exchange_close(x);
    segment_dir_remove(dir);
    arena_free(a);
}

static void a_damaged_segment_does_not_stop_the_others(void **state)
{
    struct arena *a = arena_new(1 << 26);
    const char *dir = region_make(a);
    struct segment_writer *w = writer(dir, 0, 0, a);
    struct exchange *x;
    struct err e = { 0 };
    uint64_t *ids, bad[4];
    struct sv whole;
    size_t n;

    (void) state;
    append_n(w, 0, 20);
    segment_writer_close(w);
    must(segment_list(exchange_segments(dir, a), a, &ids, &n, &e), &e, "list");
    const char *path = segment_path(exchange_segments(dir, a), ids[0], a);
    must(file_read(path, 1 << 20, a, &whole, &e), &e, "read");
    ((char *) (uintptr_t) whole.p)[whole.n / 2] ^= 1;
    must(file_write_atomic(path, whole, 0640, &e), &e, "write");
    w = writer(dir, 1, 0, a);
    append_n(w, 0, 7);
    x = open_x(dir, a);
    take_all(x);
    assert_int_equal(exchange_damaged(x, bad, 4), 1);
    assert_int_equal(bad[0], ids[0]);
    assert_in_range(ledger_log_size(exchange_log(x)), 7 + 8, 7 + 11);
    exchange_close(x);
    segment_writer_close(w);
    check_leaves(dir, 0, a);
    segment_dir_remove(dir);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(receipts_become_leaves_once_and_in_order),
        cmocka_unit_test(writers_and_ledger_killed_again_and_again),
        cmocka_unit_test(an_older_copy_is_not_continued),
        cmocka_unit_test(a_copy_without_its_key_begins_anew),
        cmocka_unit_test(a_full_disk_is_survived),
        cmocka_unit_test(contents_go_and_leaves_stay),
        cmocka_unit_test(a_damaged_segment_does_not_stop_the_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
