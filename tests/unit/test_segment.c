/* SPDX-License-Identifier: MIT
 * tests/unit/test_segment.c -- segments of receipts: what is written is read, in order, once; torn tails, rotation, restart,
 * retention, a full disk. Needs dep_policy, dep_cmocka. */
#include "segment_fixture.h"

#include "base/crc.h"
#include "base/file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static struct segment_writer *writer(const char *dir, unsigned slot, const struct segment_limits *l)
{
    struct err e = { 0 };
    struct segment_writer *w = segment_writer_open(dir, slot, l, &e);

    must(w != NULL, &e, "writer");
    return w;
}

/* Reads a segment from an offset on: how many records, which must bear the numbers `first` and on; *what is how it ended. */
static uint64_t read_on(const char *dir, uint64_t id, uint64_t *offset, uint64_t first,
                        enum segment_next *what)
{
    struct err e = { 0 };
    struct segment_reader *r = segment_reader_open(dir, id, *offset, &e);
    struct segment_record rec;
    uint64_t n = 0;

    must(r != NULL, &e, "reader");
    for (;; n++) {
        must(segment_reader_next(r, &rec, what, &e), &e, "next");
        if (*what != SEGMENT_RECORD)
            break;
        if (number_of(&rec) != first + n)
            fail_msg("record %d where %d was due", (int) number_of(&rec), (int) (first + n));
    }
    *offset = segment_reader_offset(r);
    segment_reader_close(r);
    return n;
}

static size_t segments(const char *dir, struct arena *a, uint64_t **ids)
{
    struct err e = { 0 };
    size_t n;

    must(segment_list(dir, a, ids, &n, &e), &e, "list");
    return n;
}

static void crc_is_castagnoli(void **state)
{
    static const struct {
        const char *why;
        struct sv s;
        uint32_t want;
    } rows[] = {
        { "RFC 3720 B.4: zeros", SV_INIT("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
          0x8a9136aa },
        { "the check value of the catalogue", SV_INIT("123456789"), 0xe3069283 },
        { "nothing", SV_INIT(""), 0 },
    };
    char data[300];

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (crc32c(0, rows[i].s) != rows[i].want || crc32c_plain(0, rows[i].s) != rows[i].want)
            fail_msg("%s: %08x, plain %08x", rows[i].why, crc32c(0, rows[i].s), crc32c_plain(0, rows[i].s));
    bytes_random(data, sizeof data);
    for (size_t n = 0; n <= sizeof data; n++) {
        uint32_t half = crc32c(0, (struct sv){ data, n / 2 });
        struct sv whole = { data, n }, rest = { data + n / 2, n - n / 2 };
        assert_int_equal(crc32c(half, rest), crc32c_plain(0, whole));
    }
}

static void a_reader_follows_a_growing_segment(void **state)
{
    struct arena *a = arena_new(1 << 20);
    const char *dir = segment_dir_make(a);
    struct segment_writer *w = writer(dir, 3, NULL);
    uint64_t *ids, offset = 0, n = 0;
    enum segment_next what;

    (void) state;
    assert_int_equal(segments(dir, a, &ids), 0);
    for (uint64_t step = 1; step < 40; step++) {
        append_n(w, n, step);
        assert_int_equal(segments(dir, a, &ids), 1);
        assert_int_equal(read_on(dir, ids[0], &offset, n, &what), step);
        assert_int_equal(what, SEGMENT_WAIT);
        n += step;
    }
    assert_int_equal(ids[0] >> 12 & 0xff, 3);
    assert_int_equal(ids[0] >> 20, NOW);
    segment_writer_close(w);
    assert_int_equal(read_on(dir, ids[0], &offset, n, &what), 0);
    assert_int_equal(what, SEGMENT_END);
    offset = 0;
    assert_int_equal(read_on(dir, ids[0], &offset, 0, &what), n);
    segment_dir_remove(dir);
    arena_free(a);
}

static void segments_turn_by_size_and_age(void **state)
{
    struct arena *a = arena_new(1 << 20);
    const char *dir = segment_dir_make(a);
    const struct segment_limits small = { .bytes_max = 20000, .age_max_ms = 1000, .reserve = 4096 };
    struct segment_writer *w = writer(dir, 0, &small);
    uint64_t *ids, total = 0;
    struct segment_facts f;
    enum segment_next what;
    struct stat st;
    struct err e = { 0 };
    size_t n;

    (void) state;
    append_n(w, 0, 200);
    n = segments(dir, a, &ids);
    assert_in_range(n, 5, 20);
    for (size_t i = 0; i < n; i++) {
        uint64_t offset = 0;
        total += read_on(dir, ids[i], &offset, total, &what);
        assert_int_equal(what, i + 1 < n ? SEGMENT_END : SEGMENT_WAIT);
        must(segment_facts(dir, ids[i], &f, &e), &e, "facts");
        assert_int_equal(f.sealed, i + 1 < n);
        assert_int_equal(f.living, true); /* not yet durable, so still held */
        assert_int_equal(stat(segment_path(dir, ids[i], a), &st), 0);
        assert_in_range(st.st_size, 100, 21000);
    }
    assert_int_equal(total, 200);
    segment_tick(w, NOW + 900); /* young */
    segment_tick(w, NOW + 5000);
    must(segment_facts(dir, ids[n - 1], &f, &e), &e, "facts");
    assert_true(f.sealed);
    append_n(w, 6000, 1);
    assert_int_equal(segments(dir, a, &ids), n + 1);
    segment_tick(w, NOW - 100000); /* the clock was set back */
    must(segment_facts(dir, ids[n], &f, &e), &e, "facts");
    assert_true(f.sealed && f.records == 1);
    segment_writer_close(w);
    segment_dir_remove(dir);
    arena_free(a);
}

static void group_commit_tells_what_is_durable(void **state)
{
    struct arena *a = arena_new(1 << 20);
    const char *dir = segment_dir_make(a);
    const struct segment_limits small = { .bytes_max = 20000 };
    struct segment_writer *w = writer(dir, 0, &small);
    struct segment_sync job, second;
    struct err e = { 0 };

    (void) state;
    assert_false(segment_sync_begin(w, &job));
    append_n(w, 0, 10);
    assert_true(segment_sync_begin(w, &job));
    append_n(w, 10, 90); /* meanwhile the segment turns several times */
    assert_false(segment_sync_begin(w, &second));
    segment_sync_run(&job);
    must(segment_sync_end(w, &job, &e), &e, "sync");
    assert_int_equal(segment_durable(w), 10);
    assert_true(segment_sync_begin(w, &job));
    segment_sync_run(&job);
    must(segment_sync_end(w, &job, &e), &e, "sync");
    assert_int_equal(segment_durable(w), 100);
    assert_false(segment_sync_begin(w, &job));
    append_n(w, 100, 5); /* a sync that fails: those five are in doubt, what follows is not */
    assert_true(segment_sync_begin(w, &job));
    job.error = 5; /* EIO */
    assert_false(segment_sync_end(w, &job, &e));
    assert_int_equal(segment_durable(w), 100);
    assert_int_equal(segment_doubtful(w), 105);
    append_n(w, 105, 1);
    assert_true(segment_sync_begin(w, &job));
    segment_sync_run(&job);
    must(segment_sync_end(w, &job, &e), &e, "sync");
    assert_int_equal(segment_durable(w), 106);
    append_n(w, 106, 2000); /* nobody syncs for long: nothing is lost and no file stays open for ever */
    segment_writer_close(w);
    segment_dir_remove(dir);
    arena_free(a);
}

/* --- tails ------------------------------------------------------------------------------------ */

static void a_torn_tail_is_cut(void **state)
{
    struct arena *a = arena_new(1 << 22);
    const char *dir = segment_dir_make(a);
    struct segment_writer *w = writer(dir, 0, NULL);
    uint64_t *ids, offset = 0, end8;
    enum segment_next what;
    struct err e = { 0 };
    struct sv whole;

    (void) state;
    append_n(w, 0, 8);
    segments(dir, a, &ids);
    read_on(dir, ids[0], &offset, 0, &what);
    end8 = offset;
    append_n(w, 8, 1);
    read_on(dir, ids[0], &offset, 8, &what);
    segment_writer_drop(w); /* as if it had been killed */
    const char *path = segment_path(dir, ids[0], a);
    must(file_read(path, 1 << 20, a, &whole, &e), &e, "read");
    for (uint64_t cut = end8; cut <= offset; cut++) {
        struct segment_facts f;
        uint64_t from = 0;

        must(file_write_atomic(path, sv_sub(whole, 0, (size_t) cut), 0640, &e), &e, "write");
        assert_int_equal(read_on(dir, ids[0], &from, 0, &what), cut == offset ? 9 : 8);
        assert_int_equal(what, SEGMENT_END);
        must(segment_recover(dir, true, 0, NULL, NULL, &e), &e, "recover");
        must(segment_facts(dir, ids[0], &f, &e), &e, "facts");
        assert_true(f.sealed && f.records == (cut == offset ? 9 : 8) &&
                    f.bytes == (cut == offset ? offset : end8));
        from = 0;
        assert_int_equal(read_on(dir, ids[0], &from, 0, &what), f.records);
        assert_int_equal(what, SEGMENT_END);
    }
    segment_dir_remove(dir);
    arena_free(a);
}

static void a_changed_byte_is_never_read_as_it_was(void **state)
{
    struct arena *a = arena_new(1 << 26);
    const char *dir = segment_dir_make(a);
    struct segment_writer *w = writer(dir, 0, NULL);
    enum segment_next what;
    struct err e = { 0 };
    struct sv whole;
    uint64_t *ids;
    char *p;

    (void) state;
    append_n(w, 0, 4);
    segment_writer_close(w);
    segments(dir, a, &ids);
    const char *path = segment_path(dir, ids[0], a);
    must(file_read(path, 1 << 20, a, &whole, &e), &e, "read");
    p = (char *) (uintptr_t) whole.p;
    for (size_t i = 64; i < whole.n; i += 7) {
        uint64_t from = 0, got;

        p[i] ^= 0x20;
        int fd = open(path, O_WRONLY | O_CLOEXEC);
        assert_int_equal(write(fd, whole.p, whole.n), whole.n);
        close(fd);
        got = read_on(dir, ids[0], &from, 0, &what); /* every record given is checked there */
        if (got == 4 && what == SEGMENT_RECORD)
            fail_msg("byte %d", (int) i);
        assert_true(what == SEGMENT_DAMAGED || what == SEGMENT_END);
        p[i] ^= 0x20;
    }
    segment_dir_remove(dir);
    arena_free(a);
}

/* --- restart and retention ---------------------------------------------------------------------- */

struct sum {
    uint64_t charged[3], exchanges, rows;
};

static void add_up(void *ctx, const struct segment_total *t)
{
    struct sum *s = ctx;

    assert_in_range(t->agreement, 7, 9);
    s->charged[t->agreement - 7] += t->charged;
    s->exchanges += t->exchanges;
    s->rows++;
}

static struct sum recovered(const char *dir, bool seal, int32_t since)
{
    struct sum s = { 0 };
    struct err e = { 0 };

    must(segment_recover(dir, seal, since, add_up, &s, &e), &e, "recover");
    return s;
}

static void one_that_cannot_be_read_hides_no_other(void **state)
{
    struct arena *a = arena_new(1 << 20);
    const char *dir = segment_dir_make(a);
    struct segment_writer *w = writer(dir, 0, NULL);
    struct sum s = { 0 };
    struct err e = { 0 };

    (void) state;
    append_n(w, 0, 50);
    segment_writer_close(w);
    must(file_mkdirs(arena_printf(a, "%s/0000000000000001" SEGMENT_SUFFIX, dir).p, 0700, &e), &e, "folder");
    assert_false(segment_recover(dir, true, 0, add_up, &s, &e));
    assert_true(e.kind != 0);
    assert_int_equal(s.exchanges, 50);
    segment_dir_remove(dir);
    arena_free(a);
}

static void a_restart_finds_every_total(void **state)
{
    struct arena *a = arena_new(1 << 20);
    const char *dir = segment_dir_make(a);
    const struct segment_limits small = { .bytes_max = 100000 };
    struct segment_writer *w = writer(dir, 0, &small), *other = writer(dir, 1, &small);
    uint64_t *ids;
    size_t n;

    (void) state;
    append_n(w, 0, 1500);
    append_n(other, 1500, 1500);
    struct sum before = recovered(dir, true, 0); /* living ones are read, not sealed */
    segment_writer_drop(w);
    segment_writer_drop(other);
    struct sum dead = recovered(dir, false, 0), sealing = recovered(dir, true, 0),
               sealed = recovered(dir, true, 0);
    assert_int_equal(before.exchanges, 3000);
    assert_memory_equal(&before, &dead, sizeof dead);
    assert_memory_equal(&before, &sealing, sizeof dead);
    assert_memory_equal(&before, &sealed, sizeof dead);
    assert_int_equal(before.charged[0] + before.charged[1] + before.charged[2], 3000 - 600);
    assert_int_equal(recovered(dir, true, DAY + 1).exchanges, 2000);
    assert_int_equal(recovered(dir, true, DAY + 2).exchanges, 1000);
    n = segments(dir, a, &ids);
    for (size_t i = 0; i < n; i++) { /* erasing the contents erases no total */
        struct segment_facts f, g;
        enum segment_next what;
        struct err e = { 0 };
        uint64_t from = i % 2 ? 0 : 5000;

        must(segment_facts(dir, ids[i], &f, &e), &e, "facts");
        assert_true(f.sealed && !f.erased);
        must(segment_erase(dir, ids[i], &e), &e, "erase");
        must(segment_erase(dir, ids[i], &e), &e, "erase twice");
        must(segment_facts(dir, ids[i], &g, &e), &e, "facts");
        assert_true(g.sealed && g.erased && g.records == f.records && g.bytes == f.bytes &&
                    g.last_ms == f.last_ms);
        assert_int_equal(read_on(dir, ids[i], &from, 0, &what), 0);
        assert_int_equal(what, SEGMENT_END);
    }
    struct sum erased = recovered(dir, true, 0);
    assert_memory_equal(&before, &erased, sizeof erased);
    segment_dir_remove(dir);
    arena_free(a);
}

static void a_living_segment_is_not_erased(void **state)
{
    struct arena *a = arena_new(1 << 20);
    const char *dir = segment_dir_make(a);
    struct segment_writer *w = writer(dir, 0, NULL);
    struct err e = { 0 };
    uint64_t *ids;

    (void) state;
    append_n(w, 0, 3);
    segments(dir, a, &ids);
    assert_false(segment_erase(dir, ids[0], &e));
    assert_int_equal(e.kind, ERR_BUSY);
    segment_writer_close(w);
    must(segment_erase(dir, ids[0], &e), &e, "erase");
    assert_false(segment_erase(dir, 12345, &e));
    assert_int_equal(e.kind, ERR_MISSING);
    segment_dir_remove(dir);
    arena_free(a);
}

/* --- a disk without room ------------------------------------------------------------------------ */

/* In a child: files may not grow beyond a size, as on a full disk; then they may again. */
static void full_disk(const char *dir)
{
    const struct rlimit tight = { 30000, RLIM_INFINITY }, wide = { RLIM_INFINITY, RLIM_INFINITY };
    const struct segment_limits l = { .reserve = 8192 };
    struct segment_writer *w = writer(dir, 0, &l);
    char buf[RECEIPT_PAYLOAD_MAX];
    struct segment_record rec;
    uint64_t seq, n = 0;
    struct err e = { 0 };

    segment_child = true;
    signal(SIGXFSZ, SIG_IGN);
    must(segment_room(w, NOW, &e), &e, "room");
    setrlimit(RLIMIT_FSIZE, &tight);
    while (segment_room(w, NOW, &e)) /* closes while there is still room for those under way */
        append_n(w, n++, 1);
    must(n > 5 && n < 60, &e, "closed in time");
    for (uint64_t under_way = 0; under_way < 3; under_way++)
        append_n(w, n++, 1);
    for (;; n++) { /* and then not even they fit */
        rec = record_of(n, buf);
        if (!segment_append(w, &rec, NOW, &seq, &e))
            break;
    }
    must(segment_appended(w) == n && !segment_room(w, NOW + 1, &e) && e.text[0] != 0, &e, "closed");
    setrlimit(RLIMIT_FSIZE, &wide);
    must(segment_room(w, NOW + SEGMENT_RETRY_MS + 1, &e), &e, "room again, by itself");
    append_n(w, n, 10);
    segment_writer_close(w);
    _exit((int) n + 10);
}

static void a_full_disk_closes_and_opens_again(void **state)
{
    struct arena *a = arena_new(1 << 20);
    /* A file in memory: there the limit holds for reserving as well. */
    const char *dir = access("/dev/shm", W_OK) == 0 ? segment_dir_at("/dev/shm", a) : NULL;
    uint64_t *ids, offset = 0;
    enum segment_next what;
    int status;
    pid_t pid;

    (void) state;
    if (!dir) {
        arena_free(a);
        skip();
    }
    pid = fork();
    if (pid == 0)
        full_disk(dir);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) > 10);
    assert_int_equal(segments(dir, a, &ids), 1);
    assert_int_equal(read_on(dir, ids[0], &offset, 0, &what), WEXITSTATUS(status));
    assert_int_equal(what, SEGMENT_END);
    segment_dir_remove(dir);
    arena_free(a);
}

/* --- dying ------------------------------------------------------------------------------------ */

/* Appends until it is killed; what was acknowledged goes to the pipe. */
static _Noreturn void append_for_ever(const char *dir, unsigned slot, int pipe_fd)
{
    const struct segment_limits small = { .bytes_max = 60000, .reserve = 20000 };
    struct segment_writer *w = writer(dir, slot, &small);
    struct segment_sync job;
    struct err e;

    segment_child = true;
    for (uint64_t n = 0;; n++) {
        append_n(w, n, 1);
        if (write(pipe_fd, &n, sizeof n) != sizeof n)
            _exit(3);
        if (n % 50 == 0 && segment_sync_begin(w, &job)) {
            segment_sync_run(&job);
            segment_sync_end(w, &job, &e);
        }
    }
}

static void killed_twenty_times_loses_nothing_acknowledged(void **state)
{
    struct arena *a = arena_new(1 << 24);
    uint8_t lot[20];

    (void) state;
    bytes_random(lot, sizeof lot);
    for (unsigned round = 0; round < 20; round++) {
        const char *dir = segment_dir_make(a);
        uint64_t acked = 0, n, *ids, total = 0;
        bool any = false;
        int fd[2], status;
        size_t count;

        assert_int_equal(pipe(fd), 0);
        pid_t pid = fork();
        if (pid == 0)
            append_for_ever(dir, round, fd[1]);
        close(fd[1]);
        usleep(3000 + 200u * lot[round]);
        kill(pid, SIGKILL);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFSIGNALED(status));
        while (read(fd[0], &n, sizeof n) == sizeof n) {
            any = true;
            acked = n;
        }
        close(fd[0]);
        for (int pass = 0; pass < 2; pass++) { /* as it was left, and as a restart leaves it */
            count = segments(dir, a, &ids);
            total = 0;
            for (size_t i = 0; i < count; i++) {
                uint64_t offset = 0;
                enum segment_next what;
                total += read_on(dir, ids[i], &offset, total, &what);
                assert_int_equal(what, SEGMENT_END);
            }
            if (any && total < acked + 1)
                fail_msg("round %u: %d read, %d acknowledged", round, (int) total, (int) acked + 1);
            assert_int_equal(recovered(dir, true, 0).exchanges, total);
        }
        segment_dir_remove(dir);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crc_is_castagnoli),
        cmocka_unit_test(a_reader_follows_a_growing_segment),
        cmocka_unit_test(segments_turn_by_size_and_age),
        cmocka_unit_test(group_commit_tells_what_is_durable),
        cmocka_unit_test(a_torn_tail_is_cut),
        cmocka_unit_test(a_changed_byte_is_never_read_as_it_was),
        cmocka_unit_test(one_that_cannot_be_read_hides_no_other),
        cmocka_unit_test(a_restart_finds_every_total),
        cmocka_unit_test(a_living_segment_is_not_erased),
        cmocka_unit_test(a_full_disk_closes_and_opens_again),
        cmocka_unit_test(killed_twenty_times_loses_nothing_acknowledged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
