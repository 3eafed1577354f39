/* SPDX-License-Identifier: MIT
 * tests/unit/test_witness.c -- what a witness answers, and that racing callers never roll it back. */
#include "ledger_fixture.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include "ledger/log.h"
#include "ledger/proof.h"
#include "ledger/witness.h"

#define ORIGIN "contoh.go.id/log"
#define NOW 1767225660

struct side { /* a witness in a folder of its own, and what it needs */
    struct arena *a;
    struct note_key log;
    struct note_signer signer;
    struct witness w;
};

static struct side side_make(const struct note_key *log)
{
    struct side s = { .a = arena_new(1 << 26), .log = *log };

    s.signer = fixture_signer("saksi.contoh.go.id", NOTE_COSIGN, 0x21);
    s.w.dir = fixture_dir(s.a);
    return s;
}

static struct witness *ready(struct side *s) /* pointers into `s` only once it has its place */
{
    s->w.logs = &s->log;
    s->w.logs_n = 1;
    s->w.signer = &s->signer;
    return &s->w;
}

static void side_end(struct side *s)
{
    fixture_remove(s->w.dir);
    arena_free(s->a);
}

static struct witness_answer ask(struct side *s, struct sv body)
{
    struct witness_answer out = { .status = 0 };
    struct err e;

    must(witness_add_checkpoint(ready(s), body, NOW, s->a, &out, &e), &e, "add-checkpoint");
    return out;
}

/* A head of any size and root, signed by the log's own key: a log that would lie. */
static struct sv head(const struct note_signer *log, uint64_t size, struct digest root, struct arena *a)
{
    struct checkpoint c = { .origin = log->name, .size = size, .root = root };
    struct sv text = checkpoint_text(&c, a), line;
    struct err e;

    must(note_sign(log, text, a, &line, &e), &e, "sign");
    return note_make(text, line, a);
}

static struct sv request(uint64_t old, const struct merkle_path *path, struct sv note, struct arena *a)
{
    struct witness_request r = { .old = old, .note = note };

    if (path)
        r.path = *path;
    return witness_request_text(&r, a);
}

static void a_log_is_followed_as_it_grows(void **state)
{
    static const uint64_t sizes[] = { 0, 1, 1, 3, 256, 257, 1000, 1000 };
    struct note_signer log = fixture_signer(ORIGIN, NOTE_ED25519, 1);
    struct note_key k = note_key_of(&log);
    struct side s = side_make(&k);
    struct note_key wk = note_key_of(&s.signer);
    const char *dir = fixture_dir(s.a);
    struct ledger_options o = { .dir = dir, .signer = &log, .create = true };
    uint64_t old = 0;
    struct err e;
    struct ledger_log *l = ledger_log_open(&o, &e);

    (void) state;
    must(l != NULL, &e, "open");
    for (size_t i = 0; i < ROWS(sizes); i++) {
        struct merkle_path path;
        for (uint64_t n = ledger_log_size(l); n < sizes[i]; n++)
            must(ledger_log_add(l, &(struct sv){ (const char *) &n, sizeof n }, 1, &e), &e, "add");
        must(ledger_log_commit(l, &e), &e, "commit");
        must(proof_consistency(ledger_log_store(l), old, sizes[i], &path, &e), &e, "consistency");
        struct witness_answer got = ask(&s, request(old, &path, ledger_log_note(l), s.a));
        if (got.status != 200)
            fail_msg("size %d: %d %.*s", (int) sizes[i], got.status, SV_FMT(got.body));
        must(ledger_log_cosign(l, ledger_log_note(l), got.body, &wk, 1, &e), &e, "the log takes the answer");
        old = sizes[i];
        bool known;
        struct checkpoint seen;
        must(witness_known(&s.w, SV(ORIGIN), s.a, &known, &seen, &e), &e, "known");
        assert_true(known && seen.size == old);
    }
    ledger_log_close(l);
    fixture_remove(dir);
    side_end(&s);
}

static void answers(void **state)
{
    struct note_signer log = fixture_signer(ORIGIN, NOTE_ED25519, 1),
                       forger = fixture_signer(ORIGIN, NOTE_ED25519, 2),
                       stranger = fixture_signer("lain/log", NOTE_ED25519, 3);
    struct note_key k = note_key_of(&log);
    struct side s = side_make(&k);
    struct digest leaf[8], root[9], empty = merkle_empty(), zero = { { 0 } };
    struct merkle_path p[9], one = { .n = 1 };
    struct err e;

    (void) state;
    for (size_t i = 0; i < 8; i++)
        leaf[i] = merkle_leaf((struct sv){ (const char *) &i, sizeof i });
    for (size_t i = 0; i <= 8; i++) {
        struct fixture_tree t = { leaf, i };
        root[i] = fixture_range(leaf, i);
        if (i >= 3)
            must(merkle_consistency(fixture_source, &t, 3, i, &p[i], &e), &e, "path");
    }
    p[0].n = 0;
    const struct {
        const char *why;
        int status;
        struct sv body;
        const char *text; /* of the answer, or NULL */
    } rows[] = {
        { "empty tree, wrong root", 422, request(0, NULL, head(&log, 0, leaf[0], s.a), s.a), NULL },
        { "empty tree, zero root", 422, request(0, NULL, head(&log, 0, zero, s.a), s.a), NULL },
        { "empty tree with a proof", 422, request(0, &one, head(&log, 0, empty, s.a), s.a), NULL },
        { "old beyond new", 400, request(1, NULL, head(&log, 0, empty, s.a), s.a), NULL },
        { "unknown old", 409, request(1, NULL, head(&log, 3, root[3], s.a), s.a), "0\n" },
        { "proof given with old 0", 422, request(0, &one, head(&log, 3, root[3], s.a), s.a), NULL },
        { "another key", 403, request(0, NULL, head(&forger, 3, root[3], s.a), s.a), NULL },
        { "another origin", 404, request(0, NULL, head(&stranger, 3, root[3], s.a), s.a), NULL },
        { "nothing", 400, SV(""), NULL },
        { "no old", 400, head(&log, 3, root[3], s.a), NULL },
        { "old with a sign", 400, SV("old +1\n\nx"), NULL },
        { "no checkpoint", 400, SV("old 0\n\n"), NULL },
        { "hash too short", 400, SV("old 0\nAAAA\n\nx"), NULL },
        { "first head", 200, request(0, NULL, head(&log, 3, root[3], s.a), s.a), NULL },
        { "the same head again", 200, request(3, NULL, head(&log, 3, root[3], s.a), s.a), NULL },
        { "old forgotten", 409, request(0, NULL, head(&log, 5, root[5], s.a), s.a), "3\n" },
        { "old forgotten, same size, proof given", 409, request(0, &one, head(&log, 3, root[3], s.a), s.a),
          "3\n" },
        { "same size, another root", 422, request(3, NULL, head(&log, 3, root[4], s.a), s.a), NULL },
        { "back to the empty tree", 400, request(3, NULL, head(&log, 0, empty, s.a), s.a), NULL },
        { "no proof", 422, request(3, NULL, head(&log, 5, root[5], s.a), s.a), NULL },
        { "proof of another size", 422, request(3, &p[6], head(&log, 5, root[5], s.a), s.a), NULL },
        { "proof right, root wrong", 422, request(3, &p[5], head(&log, 5, root[6], s.a), s.a), NULL },
        { "grown", 200, request(3, &p[5], head(&log, 5, root[5], s.a), s.a), NULL },
        { "an older call arrives late", 409, request(3, &p[4], head(&log, 4, root[4], s.a), s.a), "5\n" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct witness_answer got = ask(&s, rows[i].body);
        if (got.status != rows[i].status)
            fail_msg("%s: %d %.*s", rows[i].why, got.status, SV_FMT(got.body));
        if (rows[i].text &&
            (!sv_eq(got.body, sv_of(rows[i].text)) || !sv_eq(got.type, SV("text/x.tlog.size"))))
            fail_msg("%s: %.*s", rows[i].why, SV_FMT(got.body));
        if (got.body.n == 0 || got.type.n == 0)
            fail_msg("%s: says nothing", rows[i].why);
    }
    side_end(&s);
}

static void too_many_hashes(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct sv body = SV("old 1\n");
    struct witness_request r;
    struct err e;

    (void) state;
    for (size_t i = 1; i <= 64; i++) {
        body = arena_printf(a, "%.*sKgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", SV_FMT(body));
        bool ok = witness_request_parse(arena_printf(a, "%.*s\nx\n", SV_FMT(body)), a, &r, &e);
        if (ok != (i <= 63))
            fail_msg("%zu hashes", i);
    }
    arena_free(a);
}

/* Twelve processes ask for different sizes at once, each from whatever size the witness reports. */
static void racing_callers(void **state)
{
    enum { CALLERS = 12, N = 200 };
    struct note_signer log = fixture_signer(ORIGIN, NOTE_ED25519, 1);
    struct note_key k = note_key_of(&log);
    struct side s = side_make(&k);
    struct digest leaf[N];
    struct checkpoint seen;
    pid_t pid[CALLERS];
    bool known;
    struct err e;

    (void) state;
    for (size_t i = 0; i < N; i++)
        leaf[i] = merkle_leaf((struct sv){ (const char *) &i, sizeof i });
    for (unsigned c = 0; c < CALLERS; c++) {
        pid[c] = fork();
        assert_true(pid[c] >= 0);
        if (pid[c] > 0)
            continue;
        uint64_t old = 0, told_last = 0;
        for (uint64_t size = c + 1; size <= N; size += CALLERS)
            for (;;) {
                struct fixture_tree t = { leaf, size };
                struct witness_answer got;
                struct merkle_path path;
                if (old > size) /* overtaken */
                    break;
                if (!merkle_consistency(fixture_source, &t, old, size, &path, &e))
                    _exit(3);
                struct sv note = head(&log, size, fixture_range(leaf, size), s.a);
                if (!witness_add_checkpoint(ready(&s), request(old, &path, note, s.a), NOW, s.a, &got, &e))
                    _exit(4);
                if (got.status == 200) {
                    old = size;
                    break;
                }
                if (got.status != 409 || !ledger_number(sv_sub(got.body, 0, got.body.n - 1), N, &old) ||
                    old < told_last)
                    _exit(5); /* the witness went back */
                told_last = old;
            }
        _exit(0);
    }
    for (unsigned c = 0; c < CALLERS; c++) {
        int status;
        assert_int_equal(waitpid(pid[c], &status, 0), pid[c]);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            fail_msg("caller %u: %d", c, status);
    }
    must(witness_known(ready(&s), SV(ORIGIN), s.a, &known, &seen, &e), &e, "known");
    assert_true(known && seen.size == N);
    side_end(&s);
}

static void a_damaged_memory_is_a_fault_not_an_answer(void **state)
{
    struct note_signer log = fixture_signer(ORIGIN, NOTE_ED25519, 1);
    struct note_key k = note_key_of(&log);
    struct side s = side_make(&k);
    struct sv body = request(0, NULL, head(&log, 1, merkle_leaf(SV("x")), s.a), s.a), *names;
    struct witness_answer out;
    struct err e;
    size_t n;

    (void) state;
    assert_int_equal(ask(&s, body).status, 200);
    must(file_list(s.w.dir, "", s.a, &names, &n, &e), &e, "list");
    for (size_t i = 0; i < n; i++)
        if (!sv_ends(names[i], SV(".lock")))
            assert_int_equal(truncate(arena_printf(s.a, "%s/%.*s", s.w.dir, SV_FMT(names[i])).p, 10), 0);
    assert_false(witness_add_checkpoint(ready(&s), body, NOW, s.a, &out, &e));
    assert_int_equal(e.kind, ERR_FAULT);
    side_end(&s);
}

/* --- published -------------------------------------------------------------------------------- */

static void published_requests(void **state)
{
    json_t *all = fixture_vectors("c2sp/witness.json"), *c;
    struct arena *a = arena_new(1 << 20);
    struct note_key k;
    struct err e;
    size_t i;

    (void) state;
    if (!all)
        goto out;
    must(note_vkey_parse(fixture_str(all, "vkey"), a, &k, &e), &e, "vkey");
    json_t *requests = json_object_get(all, "requests");
    json_array_foreach(requests, i, c)
    { /* each from a witness that has seen what it says it has */
        struct side s = side_make(&k);
        struct witness_request r;
        must(witness_request_parse(fixture_str(c, "body"), a, &r, &e), &e, "parse");
        if (r.old > 0)
            assert_int_equal(ask(&s, fixture_str(json_array_get(requests, 0), "body")).status, 200);
        struct witness_answer got = ask(&s, fixture_str(c, "body"));
        if (got.status != json_integer_value(json_object_get(c, "expect_status")))
            fail_msg("%s: %d %.*s", fixture_str(c, "id").p, got.status, SV_FMT(got.body));
        side_end(&s);
    }
    struct side s = side_make(&k); /* the published race: 1, then 5, then the late 3 */
    assert_int_equal(ask(&s, fixture_str(json_array_get(requests, 0), "body")).status, 200);
    assert_int_equal(ask(&s, fixture_str(json_array_get(requests, 2), "body")).status, 200);
    struct witness_answer late = ask(&s, fixture_str(json_array_get(requests, 1), "body"));
    assert_true(late.status == 409 && sv_eq(late.body, SV("5\n")));
    side_end(&s);
out:
    arena_free(a);
    json_decref(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_log_is_followed_as_it_grows),
        cmocka_unit_test(answers),
        cmocka_unit_test(too_many_hashes),
        cmocka_unit_test(racing_callers),
        cmocka_unit_test(a_damaged_memory_is_a_fault_not_an_answer),
        cmocka_unit_test(published_requests),
    };
    return cmocka_run_group_tests_name("witness", tests, NULL, NULL);
}
