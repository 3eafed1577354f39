/* SPDX-License-Identifier: MIT
 * tests/unit/test_ledger_log.c -- the writer: what it leaves on disk, and that nothing it signed is ever taken back,
 * whenever it dies. */
#include "ledger_fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/buf.h"
#include "ledger/log.h"
#include "ledger/proof.h"
#include "ledger/verify.h"

#define ORIGIN "contoh.go.id/peristiwa"

static struct ledger_options options(const char *dir, const struct note_signer *s)
{
    return (struct ledger_options){ .dir = dir, .signer = s, .create = true };
}

static struct ledger_log *open_log(const char *dir, const struct note_signer *s)
{
    struct ledger_options o = options(dir, s);
    struct err e;
    struct ledger_log *l = ledger_log_open(&o, &e);

    must(l != NULL, &e, dir);
    return l;
}

/* Leaf i of a history; another `line` is another history with the same numbers. */
static struct ledger_leaf leaf_of(uint64_t i, uint64_t line)
{
    uint8_t salt[LEDGER_SALT_BYTES] = { 0 };

    memcpy(salt, &line, sizeof line);
    return ledger_leaf_make(1767225600 + (int64_t) i, salt, (struct sv){ (const char *) &i, sizeof i });
}

static bool try_append(struct ledger_log *l, uint64_t n, uint64_t line, struct err *e)
{
    struct ledger_leaf *leaf = calloc(n + 1, sizeof *leaf);
    struct sv *entry = calloc(n + 1, sizeof *entry);
    uint64_t first = ledger_log_size(l);

    assert_true(leaf && entry);
    for (uint64_t i = 0; i < n; i++) {
        leaf[i] = leaf_of(first + i, line);
        entry[i] = ledger_leaf_sv(&leaf[i]);
    }
    bool ok = ledger_log_append(l, entry, n, e);
    free(leaf);
    free(entry);
    return ok;
}

static void append(struct ledger_log *l, uint64_t n, uint64_t line)
{
    struct err e;

    must(try_append(l, n, line, &e), &e, "append");
}

/* Everything recomputed, and every head seen before is a beginning of what is there. */
static void check_sound(const char *dir, const struct note_signer *s, const struct sv *known, size_t n,
                        const char *when)
{
    struct arena *a = arena_new(1 << 26);
    struct note_key k = note_key_of(s);
    struct ledger_verify_options o = { .dir = dir, .log = &k, .known = known, .known_n = n };
    struct ledger_report r;
    struct err e;

    must(ledger_verify(&o, a, &r, &e), &e, when);
    if (!r.sound)
        fail_msg("%s: %.*s", when, SV_FMT(r.items[0].text));
    arena_free(a);
}

static bool exists(const char *dir, const char *name)
{
    char path[512];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    return file_exists(path);
}

/* --- leaves ------------------------------------------------------------------------------------------------------- */

static void leaf_records(void **state)
{
    uint8_t salt[LEDGER_SALT_BYTES];
    struct digest d, want;
    struct ledger_leaf l;
    int64_t t;

    (void) state;
    memset(salt, 7, sizeof salt);
    l = ledger_leaf_make(0x0102030405060708, salt, SV("{}"));
    assert_memory_equal(l.b, "\1\2\3\4\5\6\7\10", 8);
    assert_true(ledger_leaf_parse(ledger_leaf_sv(&l), &t, &d));
    struct sv parts[2] = { { (const char *) salt, sizeof salt }, SV("{}") };
    want = sha256_parts(parts, 2);
    assert_true(t == 0x0102030405060708 && digest_eq(&d, &want));
    assert_false(ledger_leaf_parse(SV("pendek"), &t, &d));
    l.b[0] = 0x80; /* a time before the epoch would be a negative number */
    assert_false(ledger_leaf_parse(ledger_leaf_sv(&l), &t, &d));
}

/* --- the ordinary life -------------------------------------------------------------------------------------------- */

static void appending_and_reopening(void **state)
{
    static const uint64_t batches[] = { 1, 1, 253, 1, 1, 0, 255, 256, 300, 1000, 64000, 1, 5 };
    struct arena *a = arena_new(1 << 24);
    struct note_signer s = fixture_signer(ORIGIN, NOTE_ED25519, 1);
    const char *dir = fixture_dir(a);
    struct ledger_log *l = open_log(dir, &s);
    struct merkle_frontier f;
    struct sv seen[32];
    size_t n = 0;

    (void) state;
    merkle_init(&f);
    seen[n++] = arena_dup(a, ledger_log_note(l));
    for (size_t i = 0; i < ROWS(batches); i++) {
        append(l, batches[i], 0);
        while (f.size < ledger_log_size(l)) {
            struct ledger_leaf leaf = leaf_of(f.size, 0);
            struct digest h = merkle_leaf(ledger_leaf_sv(&leaf));
            merkle_add(&f, &h);
        }
        struct checkpoint cp = ledger_log_head(l);
        struct digest root = merkle_root(&f);
        if (!digest_eq(&cp.root, &root) || cp.size != f.size)
            fail_msg("root after batch %zu", i);
        seen[n++] = arena_dup(a, ledger_log_note(l));
        if (i % 3 == 2) {
            ledger_log_close(l);
            l = open_log(dir, &s);
            if (!sv_eq(ledger_log_note(l), seen[n - 1]))
                fail_msg("reopened with another head after batch %zu", i);
        }
        check_sound(dir, &s, seen, n, "after a batch");
    }
    ledger_log_close(l);
    fixture_remove(dir);
    arena_free(a);
}

static void partial_tiles_stay_until_the_full_one(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct note_signer s = fixture_signer(ORIGIN, NOTE_ED25519, 1);
    const char *dir = fixture_dir(a);
    struct ledger_log *l = open_log(dir, &s);

    (void) state;
    append(l, 100, 0);
    append(l, 50, 0);
    append(l, 105, 0);
    assert_true(exists(dir, "tile/0/000.p/100") && exists(dir, "tile/0/000.p/150") && exists(dir, "tile/0/000.p/255"));
    assert_true(exists(dir, "tile/entries/000.p/100") && exists(dir, "tile/entries/000.p/255"));
    assert_false(exists(dir, "tile/0/000") || exists(dir, "tile/1"));
    append(l, 1, 0);
    assert_true(exists(dir, "tile/0/000") && exists(dir, "tile/entries/000") && exists(dir, "tile/1/000.p/1"));
    assert_false(exists(dir, "tile/0/000.p") || exists(dir, "tile/entries/000.p"));
    append(l, 70000 - 256, 0);
    assert_true(exists(dir, "tile/0/272") && exists(dir, "tile/0/273.p/112") && exists(dir, "tile/1/000") &&
                exists(dir, "tile/1/001.p/17") && exists(dir, "tile/2/000.p/1") && exists(dir, "tile/entries/273.p/112"));
    assert_false(exists(dir, "tile/1/000.p") || exists(dir, "tile/0/274"));
    ledger_log_close(l);
    fixture_remove(dir);
    arena_free(a);
}

static void long_and_empty_entries(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct note_signer s = fixture_signer(ORIGIN, NOTE_ED25519, 1);
    const char *dir = fixture_dir(a);
    struct ledger_log *l = open_log(dir, &s);
    char *big = calloc(1, TILE_ENTRY_MAX + 1);
    struct sv entries[3] = { { "", 0 }, { big, TILE_ENTRY_MAX }, { "x", 1 } };
    struct sv too_long = { big, TILE_ENTRY_MAX + 1 };
    struct err e;

    (void) state;
    must(ledger_log_append(l, entries, 3, &e), &e, "append");
    assert_false(ledger_log_append(l, &too_long, 1, &e));
    assert_int_equal(e.kind, ERR_INPUT);
    assert_int_equal(ledger_log_size(l), 3);
    ledger_log_close(l);
    l = open_log(dir, &s);
    append(l, 600, 0);
    check_sound(dir, &s, NULL, 0, "after long entries");
    ledger_log_close(l);
    fixture_remove(dir);
    free(big);
    arena_free(a);
}

/* --- refusing to go on -------------------------------------------------------------------------------------------- */

static void copy_file(const char *dir, const char *from, const char *to, struct arena *a)
{
    struct sv data;
    struct err e;

    must(file_read(arena_printf(a, "%s/%s", dir, from).p, 1 << 20, a, &data, &e), &e, from);
    must(file_write_atomic(arena_printf(a, "%s/%s", dir, to).p, data, 0644, &e), &e, to);
}

static void expect_refusal(const struct ledger_options *o, enum err_kind kind, const char *why)
{
    struct err e;
    struct ledger_log *l = ledger_log_open(o, &e);

    if (l)
        fail_msg("%s: opened", why);
    if (e.kind != kind || !e.hint[0])
        fail_msg("%s: kind %d, %s | %s", why, (int) e.kind, e.text, e.hint);
}

static void opening_is_refused_when_a_fork_could_follow(void **state)
{
    struct arena *a = arena_new(1 << 22);
    struct note_signer s = fixture_signer(ORIGIN, NOTE_ED25519, 1), other = fixture_signer(ORIGIN, NOTE_ED25519, 2),
                       elsewhere = fixture_signer("contoh.go.id/lain", NOTE_ED25519, 1);
    const char *dir = fixture_dir(a);
    struct ledger_options o = options(dir, &s), p;

    (void) state;
    o.create = false;
    expect_refusal(&o, ERR_MISSING, "empty folder without create");
    struct ledger_log *l = open_log(dir, &s);
    append(l, 300, 0);
    expect_refusal(&o, ERR_BUSY, "second writer");
    copy_file(dir, "state", "state.300", a);
    copy_file(dir, "checkpoint", "checkpoint.300", a);
    append(l, 10, 0);
    ledger_log_close(l);
    copy_file(dir, "state", "state.310", a);
    copy_file(dir, "checkpoint", "checkpoint.310", a);

    p = o, p.signer = &other;
    expect_refusal(&p, ERR_CONFLICT, "another key of the same name");
    p.signer = &elsewhere;
    expect_refusal(&p, ERR_CONFLICT, "another origin");
    copy_file(dir, "state.300", "state", a);
    expect_refusal(&o, ERR_CONFLICT, "a state older than the checkpoint");
    unlink(arena_printf(a, "%s/state", dir).p);
    o.create = true;
    expect_refusal(&o, ERR_CONFLICT, "state lost");
    must(file_write_atomic(arena_printf(a, "%s/state", dir).p, SV("sampah\n"), 0644, &(struct err){ 0 }),
         &(struct err){ 0 }, "rubbish");
    expect_refusal(&o, ERR_FAULT, "rubbish as state");
    copy_file(dir, "state.310", "state", a);

    copy_file(dir, "checkpoint.300", "checkpoint", a); /* an older head is no harm: the newest is signed again */
    l = open_log(dir, &s);
    ledger_log_close(l);
    struct sv x, y;
    struct err e;
    must(file_read(arena_printf(a, "%s/checkpoint", dir).p, 4096, a, &x, &e), &e, "read");
    must(file_read(arena_printf(a, "%s/checkpoint.310", dir).p, 4096, a, &y, &e), &e, "read");
    assert_true(sv_eq(x, y));

    copy_file(dir, "tile/0/001.p/54", "kept", a); /* the edge on which the next leaf would be built */
    truncate(arena_printf(a, "%s/tile/0/001.p/54", dir).p, 54 * 32 - 1);
    expect_refusal(&o, ERR_FAULT, "edge tile cut");
    int fd = open(arena_printf(a, "%s/tile/0/001.p/54", dir).p, O_WRONLY);
    assert_true(fd >= 0 && pwrite(fd, "x", 1, 54 * 32 - 1) == 1 && close(fd) == 0);
    expect_refusal(&o, ERR_FAULT, "edge tile changed");
    copy_file(dir, "kept", "tile/0/001.p/54", a);
    fd = open(arena_printf(a, "%s/tile/entries/001.p/54", dir).p, O_WRONLY);
    assert_true(fd >= 0 && pwrite(fd, "x", 1, 30) == 1 && close(fd) == 0);
    expect_refusal(&o, ERR_FAULT, "entry of the edge changed");
    fixture_remove(dir);
    arena_free(a);
}

/* --- dying -------------------------------------------------------------------------------------------------------- */

static void die_at(void *ctx, enum ledger_step s)
{
    if (*(enum ledger_step *) ctx == s)
        _exit(9);
}

/* A child that opens the log, appends n leaves of `line`, and dies at the given step of the commit. */
static void child_dies(const char *dir, const struct note_signer *s, uint64_t n, uint64_t line, enum ledger_step at)
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
            fail_msg("round %u: reopened at %d, signed was %d", round, (int) ledger_log_size(l), (int) cp.size);
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
    for (rlim_t cap = 0; cap < 12000; cap += 900) { /* fails in ever other files: bundle, tile, partials, state */
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

/* --- witnesses ---------------------------------------------------------------------------------------------------- */

static void cosignatures_are_kept(void **state)
{
    struct arena *a = arena_new(1 << 22);
    struct note_signer s = fixture_signer(ORIGIN, NOTE_ED25519, 1), w1 = fixture_signer("saksi/satu", NOTE_COSIGN, 50),
                       w2 = fixture_signer("saksi/dua", NOTE_COSIGN, 90);
    struct note_key keys[3] = { note_key_of(&w1), note_key_of(&w2), note_key_of(&s) };
    const char *dir = fixture_dir(a);
    struct ledger_log *l = open_log(dir, &s);
    struct sv first, second, line, got;
    struct checkpoint cp;
    struct note n;
    struct err e;

    (void) state;
    append(l, 5, 0);
    first = arena_dup(a, ledger_log_note(l));
    must(note_parse(first, a, &n, &e), &e, "parse");
    must(note_cosign(&w1, n.text, 1000, a, &line, &e), &e, "cosign");
    must(ledger_log_cosign(l, first, line, keys, 2, &e), &e, "first witness");
    must(note_cosign(&w2, n.text, 1001, a, &line, &e), &e, "cosign");
    must(ledger_log_cosign(l, first, line, keys, 2, &e), &e, "second witness");
    must(note_cosign(&w2, n.text, 1002, a, &line, &e), &e, "cosign");
    must(ledger_log_cosign(l, first, line, keys, 2, &e), &e, "second witness again");
    must(note_open(ledger_log_note(l), keys, 3, a, &n, &e), &e, "open");
    assert_int_equal(n.n, 3);
    must(ledger_head_load(dir, LEDGER_HEAD_COSIGNED, &keys[2], a, &got, &cp, &e), &e, "load");
    assert_true(sv_eq(got, ledger_log_note(l)) && cp.size == 5);

    append(l, 5, 0);
    second = arena_dup(a, ledger_log_note(l));
    assert_false(ledger_log_cosign(l, second, line, keys, 2, &e)); /* a cosignature of another head */
    must(note_parse(second, a, &n, &e), &e, "parse");
    must(note_cosign(&w1, n.text, 1003, a, &line, &e), &e, "cosign");
    append(l, 5, 0);
    must(ledger_log_cosign(l, second, line, keys, 2, &e), &e, "the head has moved on meanwhile");
    must(ledger_head_load(dir, LEDGER_HEAD_COSIGNED, &keys[2], a, &got, &cp, &e), &e, "load");
    assert_int_equal(cp.size, 10);
    must(ledger_head_load(dir, LEDGER_HEAD, &keys[2], a, &got, &cp, &e), &e, "load");
    assert_int_equal(cp.size, 15);
    must(note_parse(first, a, &n, &e), &e, "parse");
    must(note_cosign(&w1, n.text, 1004, a, &line, &e), &e, "cosign");
    must(ledger_log_cosign(l, first, line, keys, 2, &e), &e, "a late answer");
    must(ledger_head_load(dir, LEDGER_HEAD_COSIGNED, &keys[2], a, &got, &cp, &e), &e, "load");
    assert_int_equal(cp.size, 10);
    ledger_log_close(l);
    l = open_log(dir, &s);
    ledger_log_close(l);
    fixture_remove(dir);
    arena_free(a);
}

/* --- a new origin --------------------------------------------------------------------------------------------------- */

static void next_origins(void **state)
{
    static const struct {
        const char *from, *to;
    } rows[] = {
        { "contoh.go.id/log", "contoh.go.id/log/2" },   { "contoh.go.id/log/2", "contoh.go.id/log/3" },
        { "contoh.go.id/log/9", "contoh.go.id/log/10" }, { "log", "log/2" },
        { "contoh.go.id/log/1", "contoh.go.id/log/1/2" }, { "contoh.go.id/log/02", "contoh.go.id/log/02/2" },
    };
    struct arena *a = arena_new(1 << 16);

    (void) state;
    for (size_t i = 0; i < ROWS(rows); i++)
        assert_string_equal(arena_dup(a, ledger_origin_next(sv_of(rows[i].from), a)).p, rows[i].to);
    arena_free(a);
}

static void a_restart_names_the_old_origin(void **state)
{
    static const uint8_t salt[LEDGER_SALT_BYTES] = { 1, 2, 3 };
    struct arena *a = arena_new(1 << 22);
    struct note_signer s = fixture_signer(ORIGIN, NOTE_ED25519, 1), s2 = fixture_signer(ORIGIN "/2", NOTE_ED25519, 2),
                       s3 = fixture_signer(ORIGIN "/3", NOTE_ED25519, 3);
    const char *dir = fixture_dir(a), *next = arena_printf(a, "%s.2", dir).p;
    struct ledger_log *l = open_log(dir, &s);
    struct ledger_options o = options(next, &s2), old = options(dir, &s);
    struct checkpoint cp;
    struct sv entry;
    struct err e;

    (void) state;
    append(l, 3, 0);
    cp = ledger_log_head(l);
    cp.origin = arena_dup(a, cp.origin);
    assert_null(ledger_log_restart(&o, dir, &cp, 5000, salt, &e)); /* its writer still lives */
    assert_int_equal(e.kind, ERR_BUSY);
    ledger_log_close(l);
    assert_null(ledger_log_restart(&old, NULL, &cp, 5000, salt, &e)); /* the same origin again */
    for (int again = 0; again < 2; again++) { /* repeating it changes nothing */
        l = ledger_log_restart(&o, dir, &cp, 5000, salt, &e);
        must(l != NULL, &e, "restart");
        assert_int_equal(ledger_log_size(l), 1);
        struct sv payload = ledger_restart_payload(&cp, SV(ORIGIN "/2"), a);
        struct sv root = base64_make(digest_sv(&cp.root), a);
        assert_true(sv_eq(payload, arena_printf(a, "{\"akar\":\"%.*s\",\"asal\":\"" ORIGIN "/2\",\"asal_lama\":\"" ORIGIN
                                                   "\",\"jenis\":\"asal_baru\",\"ukuran\":3}", SV_FMT(root))));
        struct ledger_leaf want = ledger_leaf_make(5000, salt, payload);
        struct tile_reader *r = tile_reader_new(ledger_log_store(l), 1);
        must(tile_reader_entry(r, 0, a, &entry, &e), &e, "first leaf");
        assert_true(sv_eq(entry, ledger_leaf_sv(&want)));
        tile_reader_free(r);
        ledger_log_close(l);
    }
    expect_refusal(&old, ERR_CONFLICT, "a log that has a successor");
    o.signer = &s3;
    assert_null(ledger_log_restart(&o, dir, &cp, 5000, salt, &e)); /* a second successor */
    assert_int_equal(e.kind, ERR_CONFLICT);
    fixture_remove(next);
    fixture_remove(dir);
    arena_free(a);
}

/* --- published ---------------------------------------------------------------------------------------------------- */

static void published_log_of_fifteen(void **state)
{
    json_t *all = fixture_vectors("c2sp/tlog-tiles-log15.json"), *c;
    struct arena *a = arena_new(1 << 24);
    const char *dir = fixture_dir(a);
    struct note_signer s;
    struct sv want, got;
    struct err e;
    size_t i;

    (void) state;
    if (!all)
        goto out;
    must(note_skey_parse(fixture_str(all, "skey_published_test_key"), a, &s, &e), &e, "skey");
    struct ledger_log *l = open_log(dir, &s);
    json_array_foreach(json_object_get(all, "checkpoints"), i, c) {
        if (i > 0) {
            struct sv entry = sv_of(json_string_value(json_array_get(json_object_get(all, "entries"), i - 1)));
            must(ledger_log_append(l, &entry, 1, &e), &e, "append");
        }
        assert_int_equal(json_integer_value(json_object_get(c, "size")), i);
        if (!sv_eq(ledger_log_note(l), fixture_str(c, "checkpoint")))
            fail_msg("checkpoint of %zu: %.*s", i, SV_FMT(ledger_log_note(l)));
    }
    json_array_foreach(json_object_get(all, "resources"), i, c) {
        assert_true(base64_parse(fixture_str(c, "base64"), a, &want));
        must(file_read(arena_printf(a, "%s/%s", dir, fixture_str(c, "path").p).p, 1 << 20, a, &got, &e), &e, "resource");
        if (!sv_eq(want, got))
            fail_msg("%s differs", fixture_str(c, "path").p);
    }
    print_message("# published log: %zu files byte for byte\n", i);
    ledger_log_close(l);
out:
    fixture_remove(dir);
    arena_free(a);
    json_decref(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaf_records),
        cmocka_unit_test(appending_and_reopening),
        cmocka_unit_test(partial_tiles_stay_until_the_full_one),
        cmocka_unit_test(long_and_empty_entries),
        cmocka_unit_test(opening_is_refused_when_a_fork_could_follow),
        cmocka_unit_test(dying_at_each_step),
        cmocka_unit_test(killed_thirty_times),
        cmocka_unit_test(a_full_disk_forgets_only_the_batch),
        cmocka_unit_test(cosignatures_are_kept),
        cmocka_unit_test(next_origins),
        cmocka_unit_test(a_restart_names_the_old_origin),
        cmocka_unit_test(published_log_of_fifteen),
    };
    return cmocka_run_group_tests_name("ledger_log", tests, NULL, NULL);
}
