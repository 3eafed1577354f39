/* SPDX-License-Identifier: MIT
 * tests/unit/test_proof.c -- .tlog-proof files and the policy they are judged by. */
#include "ledger_fixture.h"

#include "ledger/log.h"
#include "ledger/proof.h"

#define LOG_VKEY "hub.contoh.go.id/log+3a1f0400+AXm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZk"
#define WITNESS_VKEY "saksi.contoh.go.id/inspektorat+101352e6+BOfxYqEL7FWa/qGV5NzoS2lWjV0ssJY+tEbAaF4rF/Lw"
#define NOTE                                                                                  \
    "hub.contoh.go.id/log\n3\njw3+mSdluRkDWqfNnNyvNbRunZGCFT/rz5Mv4cxu8iI=\n\n"               \
    "— hub.contoh.go.id/log Oh8EAEcWcF6OZKtKbv9zdI276GKYQnXbgmBiMbTu8yCFzpaJLjHZVScfqWE7"   \
    "ud8re41SoxkO8nlW4pKrc+8z8jTDnwk=\n"                                                      \
    "— saksi.contoh.go.id/inspektorat EBNS5gAAAABpVbk82XWxagC4JEsQc+ktdlPVqKvDqY34TtVs25b5" \
    "ZLzkr0aaOItXFavyqITzK6+"                                                                 \
    "WdCaIrzliQQeqUF+Zj6CEPtZKDA==\n"
#define H1 "ubH2ovbCqWSPq7qyErXJy3Pygu5hbcA1ovZH15Tm7n0=\n"
#define H2 "kGD6kRHcghA5fxRyqx5lDiIucklqLlEcZZFahoJ0yZY=\n"
#define HEAD "c2sp.org/tlog-proof@v1\n"

static struct quorum *policy(const char *text, struct arena *a)
{
    struct quorum *q;
    struct err e;

    must(quorum_parse(sv_of(text), a, &q, &e), &e, text);
    return q;
}

static void the_worked_example_checks(void **state)
{
    struct arena *a = arena_new(1 << 22);
    struct quorum *q = policy(
        "# kebijakan\nlog " LOG_VKEY "\nwitness inspektorat " WITNESS_VKEY "\nquorum inspektorat\n", a);
    struct sv text = SV(HEAD "index 0\n" H1 H2 "\n" NOTE);
    struct digest leaf = merkle_leaf(SV("satu")), other = merkle_leaf(SV("dua"));
    struct quorum_verdict v;
    struct tlog_proof p;
    struct err e;

    (void) state;
    must(proof_parse(text, a, &p, &e), &e, "parse");
    assert_true(sv_eq(proof_text(&p, a), text));
    must(proof_check(&p, &leaf, q, a, &v, &e), &e, "check");
    assert_true(v.n == 1 && v.cosigns[0].time == 1767225660 && v.head.size == 3);
    assert_true(sv_eq(v.cosigns[0].name, SV("saksi.contoh.go.id/inspektorat")));
    assert_false(proof_check(&p, &other, q, a, &v, &e));
    assert_int_equal(e.kind, ERR_DENIED);
    p.index = 1;
    assert_false(proof_check(&p, &leaf, q, a, &v, &e));
    arena_free(a);
}

static void forms_refused(void **state)
{
    static const struct {
        const char *why, *text;
    } rows[] = {
        { "nothing", "" },
        { "another version", "c2sp.org/tlog-proof@v2\nindex 0\n\n" NOTE },
        { "no index", HEAD "\n" NOTE },
        { "index with a leading zero", HEAD "index 00\n\n" NOTE },
        { "negative index", HEAD "index -1\n\n" NOTE },
        { "extra not base64", HEAD "extra ?\nindex 0\n\n" NOTE },
        { "extra twice", HEAD "extra AA==\nextra AA==\nindex 0\n\n" NOTE },
        { "short hash", HEAD "index 0\nAAAA\n\n" NOTE },
        { "no empty line", HEAD "index 0\n" H1 },
        { "carriage returns", "c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\n" },
    };
    struct arena *a = arena_new(1 << 22);
    struct tlog_proof p;
    struct err e;

    (void) state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        if (proof_parse(sv_of(rows[i].text), a, &p, &e))
            fail_msg("%s: accepted", rows[i].why);
        assert_int_equal(e.kind, ERR_INPUT);
    }
    struct sv many = SV(HEAD "index 0\n");
    for (size_t i = 0; i < 64; i++)
        many = arena_printf(a, "%.*s" H1, SV_FMT(many));
    assert_false(proof_parse(arena_printf(a, "%.*s\n" NOTE, SV_FMT(many)), a, &p, &e));
    arena_free(a);
}

static void extra_is_carried(void **state)
{
    static const struct {
        const char *why, *text;
        size_t n;
    } rows[] = {
        { "some", HEAD "extra AQID\nindex 7\n" H1 "\n" NOTE, 3 },
        { "empty", HEAD "extra \nindex 7\n" H1 "\n" NOTE, 0 },
    };
    struct arena *a = arena_new(1 << 20);
    struct tlog_proof p;
    struct err e;

    (void) state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        must(proof_parse(sv_of(rows[i].text), a, &p, &e), &e, rows[i].why);
        assert_true(p.extra.p && p.extra.n == rows[i].n && p.index == 7);
        assert_true(sv_eq(proof_text(&p, a), sv_of(rows[i].text)));
    }
    arena_free(a);
}

static void every_leaf_of_a_log_can_be_proved(void **state)
{
    struct arena *a = arena_new(1 << 26);
    struct note_signer s = fixture_signer("contoh/log", NOTE_ED25519, 1);
    struct note_key k = note_key_of(&s);
    struct quorum *q = quorum_of_log(&k, a);
    const char *dir = fixture_dir(a);
    struct ledger_options o = { .dir = dir, .signer = &s, .create = true };
    struct quorum_verdict v;
    struct tlog_proof p, back;
    struct err e;
    struct ledger_log *l = ledger_log_open(&o, &e);

    (void) state;
    must(l != NULL, &e, "open");
    for (uint64_t i = 0; i < 600; i++) {
        struct sv entry = { (const char *) &i, sizeof i };
        must(ledger_log_add(l, &entry, 1, &e), &e, "add");
    }
    must(ledger_log_commit(l, &e), &e, "commit");
    struct sv head = arena_dup(a, ledger_log_note(l));
    must(ledger_log_append(l, &(struct sv){ "x", 1 }, 1, &e), &e, "the log goes on");
    for (uint64_t i = 0; i < 600; i += i < 300 && i > 20 ? 19 : 1) {
        struct digest leaf = merkle_leaf((struct sv){ (const char *) &i, sizeof i });
        must(proof_make(ledger_log_store(l), head, i, a, &p, &e), &e, "make");
        must(proof_parse(proof_text(&p, a), a, &back, &e), &e, "parse");
        must(proof_check(&back, &leaf, q, a, &v, &e), &e, "check");
        leaf.b[3] ^= 1;
        assert_false(proof_check(&back, &leaf, q, a, &v, &e));
    }
    assert_false(proof_make(ledger_log_store(l), head, 600, a, &p, &e)); /* younger than that head */
    assert_int_equal(e.kind, ERR_INPUT);
    struct merkle_path path;
    struct checkpoint was, now = ledger_log_head(l);
    must(checkpoint_open(head, &k, a, &was, NULL, &e), &e, "open head");
    must(proof_consistency(ledger_log_store(l), was.size, now.size, &path, &e), &e, "consistency");
    assert_true(merkle_consistency_ok(was.size, now.size, &path, &was.root, &now.root));
    ledger_log_close(l);
    fixture_remove(dir);
    arena_free(a);
}

/* --- policies --------------------------------------------------------------------------------- */

static void policies_refused(void **state)
{
    static const struct {
        const char *why, *text;
        int line;
    } rows[] = {
        { "empty", "", 0 },
        { "no quorum", "log " LOG_VKEY "\n", 1 },
        { "no log", "witness a " WITNESS_VKEY "\nquorum a\n", 2 },
        { "two quorums", "log " LOG_VKEY "\nquorum none\nquorum none\n", 3 },
        { "quorum unknown", "log " LOG_VKEY "\nquorum x\n", 2 },
        { "witness key as log", "log " WITNESS_VKEY "\nquorum none\n", 1 },
        { "log key as witness", "log " LOG_VKEY "\nwitness a " LOG_VKEY "\nquorum none\n", 2 },
        { "key twice", "log " LOG_VKEY "\nlog " LOG_VKEY "\nquorum none\n", 2 },
        { "witness named none", "log " LOG_VKEY "\nwitness none " WITNESS_VKEY "\nquorum none\n", 2 },
        { "member not yet known", "log " LOG_VKEY "\ngroup g any a\nwitness a " WITNESS_VKEY "\nquorum g\n",
          2 },
        { "member twice", "log " LOG_VKEY "\nwitness a " WITNESS_VKEY "\ngroup g 2 a a\nquorum g\n", 3 },
        { "more than there are", "log " LOG_VKEY "\nwitness a " WITNESS_VKEY "\ngroup g 2 a\nquorum g\n", 3 },
        { "none of them", "log " LOG_VKEY "\nwitness a " WITNESS_VKEY "\ngroup g 0 a\nquorum g\n", 3 },
        { "empty group", "log " LOG_VKEY "\ngroup g all\nquorum g\n", 2 },
        { "name twice", "log " LOG_VKEY "\nwitness a " WITNESS_VKEY "\ngroup a any a\nquorum a\n", 3 },
        { "unknown word", "log " LOG_VKEY "\nwittness a " WITNESS_VKEY "\nquorum none\n", 2 },
        { "not UTF-8", "log " LOG_VKEY "\n\xff\nquorum none\n", 2 },
    };
    struct arena *a = arena_new(1 << 22);
    struct quorum *q;
    struct err e;
    char place[32];

    (void) state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        if (quorum_parse(sv_of(rows[i].text), a, &q, &e))
            fail_msg("%s: accepted", rows[i].why);
        snprintf(place, sizeof place, "baris %d:", rows[i].line);
        if (e.kind != ERR_INPUT || !strstr(e.text, place))
            fail_msg("%s: %s", rows[i].why, e.text);
    }
    arena_free(a);
}

static void groups_count_their_members(void **state)
{
    static const struct {
        const char *why, *quorum;
        unsigned signed_by; /* bit i: witness i cosigned */
        bool ok;
    } rows[] = {
        { "none needed", "quorum none", 0, true },
        { "one, there", "quorum w0", 1, true },
        { "one, not there", "quorum w0", 2, false },
        { "any", "group g any w0 w1 w2\nquorum g", 4, true },
        { "any, nobody", "group g any w0 w1 w2\nquorum g", 0, false },
        { "two of three", "group g 2 w0 w1 w2\nquorum g", 5, true },
        { "one of two", "group g 2 w0 w1 w2\nquorum g", 4, false },
        { "all", "group g all w0 w1 w2\nquorum g", 7, true },
        { "not all", "group g all w0 w1 w2\nquorum g", 6, false },
        { "nested", "group g 2 w1 w2\ngroup h any w0 g\nquorum h", 6, true },
        { "nested, half", "group g 2 w1 w2\ngroup h any w0 g\nquorum h", 4, false },
    };
    struct arena *a = arena_new(1 << 24);
    struct note_signer log = fixture_signer("contoh/log", NOTE_ED25519, 1), w[3];
    struct note_key k = note_key_of(&log);
    struct checkpoint c = { .origin = SV("contoh/log"), .root = merkle_empty() };
    struct sv head = checkpoint_text(&c, a), vkey = note_vkey_make(&k, a), base, line;
    struct err e;

    (void) state;
    base = arena_printf(a, "log %.*s https://contoh.go.id/log/\n", SV_FMT(vkey));
    for (unsigned i = 0; i < 3; i++) {
        w[i] = fixture_signer(arena_printf(a, "saksi/%u", i).p, NOTE_COSIGN, 60 + 40 * i);
        k = note_key_of(&w[i]);
        vkey = note_vkey_make(&k, a);
        base = arena_printf(a, "%.*switness w%u %.*s\n", SV_FMT(base), i, SV_FMT(vkey));
    }
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct quorum *q = policy(arena_printf(a, "%.*s%s\n", SV_FMT(base), rows[i].quorum).p, a);
        struct quorum_verdict v;
        struct sv lines;
        must(note_sign(&log, head, a, &lines, &e), &e, "sign");
        for (unsigned k3 = 0; k3 < 3; k3++)
            if (rows[i].signed_by >> k3 & 1) {
                must(note_cosign(&w[k3], head, 1000 + k3, a, &line, &e), &e, "cosign");
                lines = arena_printf(a, "%.*s%.*s", SV_FMT(lines), SV_FMT(line));
            }
        bool ok = quorum_open(q, note_make(head, lines, a), a, &v, &e);
        if (ok != rows[i].ok)
            fail_msg("%s: %s", rows[i].why, ok ? "accepted" : e.text);
        if (ok && v.n != (size_t) __builtin_popcount(rows[i].signed_by))
            fail_msg("%s: %zu cosignatures", rows[i].why, v.n);
    }
    struct quorum *q = policy(arena_printf(a, "%.*squorum none\n", SV_FMT(base)).p, a);
    struct quorum_verdict v; /* witnesses alone are no log */
    must(note_cosign(&w[0], head, 1000, a, &line, &e), &e, "cosign");
    assert_false(quorum_open(q, note_make(head, line, a), a, &v, &e));
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worked_example_checks), cmocka_unit_test(forms_refused),
        cmocka_unit_test(extra_is_carried),          cmocka_unit_test(every_leaf_of_a_log_can_be_proved),
        cmocka_unit_test(policies_refused),          cmocka_unit_test(groups_count_their_members),
    };
    return cmocka_run_group_tests_name("proof", tests, NULL, NULL);
}
