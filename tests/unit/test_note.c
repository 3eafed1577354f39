/* SPDX-License-Identifier: MIT
 * tests/unit/test_note.c -- keys, signed notes, cosignatures, checkpoints. */
#include "ledger_fixture.h"

#include "ledger/checkpoint.h"

/* The worked example of the hub's specification: log seed 01..20, witness seed 21..40, three leaves. */
#define HEAD_TEXT "hub.contoh.go.id/log\n3\njw3+mSdluRkDWqfNnNyvNbRunZGCFT/rz5Mv4cxu8iI=\n"
#define LOG_LINE                                                                            \
    "— hub.contoh.go.id/log Oh8EAEcWcF6OZKtKbv9zdI276GKYQnXbgmBiMbTu8yCFzpaJLjHZVScfqWE7" \
    "ud8re41SoxkO8nlW4pKrc+8z8jTDnwk=\n"
#define WITNESS_LINE                                                                          \
    "— saksi.contoh.go.id/inspektorat EBNS5gAAAABpVbk82XWxagC4JEsQc+ktdlPVqKvDqY34TtVs25b5" \
    "ZLzkr0aaOItXFavyqITzK6+"                                                                 \
    "WdCaIrzliQQeqUF+Zj6CEPtZKDA==\n"
#define LOG_VKEY "hub.contoh.go.id/log+3a1f0400+AXm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZk"
#define WITNESS_VKEY "saksi.contoh.go.id/inspektorat+101352e6+BOfxYqEL7FWa/qGV5NzoS2lWjV0ssJY+tEbAaF4rF/Lw"
#define WITNESS_TIME 1767225660

static void worked_example_byte_for_byte(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct note_signer log = fixture_signer("hub.contoh.go.id/log", NOTE_ED25519, 1);
    struct note_signer witness = fixture_signer("saksi.contoh.go.id/inspektorat", NOTE_COSIGN, 0x21);
    struct note_key keys[2] = { note_key_of(&log), note_key_of(&witness) };
    struct note n;
    struct sv line;
    struct err e;

    (void) state;
    assert_string_equal(note_vkey_make(&keys[0], a).p, LOG_VKEY);
    assert_string_equal(note_vkey_make(&keys[1], a).p, WITNESS_VKEY);
    must(note_sign(&log, SV(HEAD_TEXT), a, &line, &e), &e, "sign");
    assert_string_equal(line.p, LOG_LINE);
    must(note_cosign(&witness, SV(HEAD_TEXT), WITNESS_TIME, a, &line, &e), &e, "cosign");
    assert_string_equal(line.p, WITNESS_LINE);
    must(note_open(SV(HEAD_TEXT "\n" LOG_LINE WITNESS_LINE), keys, 2, a, &n, &e), &e, "open");
    assert_true(n.n == 2 && n.sigs[0].key == &keys[0] && n.sigs[1].key == &keys[1]);
    assert_int_equal(n.sigs[1].time, WITNESS_TIME);
    assert_true(sv_eq(n.text, SV(HEAD_TEXT)));
    must(note_open_lines(SV(WITNESS_LINE), SV(HEAD_TEXT), &keys[1], 1, a, &n, &e), &e, "lines");
    arena_free(a);
}

static void keys_survive_text(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct note_signer s = fixture_signer("contoh.go.id/catatan", NOTE_COSIGN, 7), back;
    struct note_key k = note_key_of(&s), kb;
    struct err e;

    (void) state;
    must(note_skey_parse(note_skey_make(&s, a), a, &back, &e), &e, "skey");
    assert_memory_equal(&s.key, &back.key, sizeof s.key);
    assert_true(back.id == s.id && back.type == s.type && sv_eq(back.name, s.name));
    must(note_vkey_parse(note_vkey_make(&k, a), a, &kb, &e), &e, "vkey");
    assert_true(kb.id == k.id && kb.type == k.type && sv_eq(kb.name, k.name));
    note_signer_clear(&s);
    for (size_t i = 0; i < sizeof s.key; i++)
        assert_int_equal(((const uint8_t *) &s.key)[i], 0);
    arena_free(a);
}

static void bad_keys_are_refused(void **state)
{
    static const struct {
        const char *why, *vkey;
    } rows[] = {
        { "nothing", "" },
        { "name only", "contoh.go.id" },
        { "no key", "hub.contoh.go.id/log+3a1f0400+" },
        { "empty name", "+3a1f0400+AXm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZk" },
        { "another id", "hub.contoh.go.id/log+3a1f0401+AXm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZk" },
        { "id in capitals", "hub.contoh.go.id/log+3A1F0400+AXm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZk" },
        { "short id", "hub.contoh.go.id/log+3a1f04+AXm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZk" },
        { "another name", "hub.contoh.go.id/lok+3a1f0400+AXm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZk" },
        { "one byte less", "hub.contoh.go.id/log+3a1f0400+AXm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJ" },
        { "space in the name", "hub contoh+3a1f0400+AXm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZk" },
        { "not base64", "hub.contoh.go.id/log+3a1f0400+AXm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZ_" },
        { "final line break", LOG_VKEY "\n" },
    };
    struct arena *a = arena_new(1 << 20);
    struct note_key k;
    struct err e;

    (void) state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        if (note_vkey_parse(sv_of(rows[i].vkey), a, &k, &e))
            fail_msg("%s: accepted", rows[i].why);
        if (e.kind != ERR_INPUT || !e.hint[0])
            fail_msg("%s: %s", rows[i].why, e.text);
    }
    arena_free(a);
}

static void names(void **state)
{
    static const struct {
        const char *why, *name;
        bool ok;
    } rows[] = {
        { "plain", "contoh.go.id/log", true },
        { "letters beyond ASCII", "caf\xc3\xa9", true },
        { "empty", "", false },
        { "plus", "a+b", false },
        { "space", "a b", false },
        { "tab", "a\tb", false },
        { "no-break space",
          "a\xc2\xa0"
          "b",
          false },
        { "thin space",
          "a\xe2\x80\x89"
          "b",
          false },
        { "line separator",
          "a\xe2\x80\xa8"
          "b",
          false },
        { "ideographic space",
          "a\xe3\x80\x80"
          "b",
          false },
        { "not UTF-8", "a\xff", false },
    };

    (void) state;
    for (size_t i = 0; i < ROWS(rows); i++)
        if (note_name_ok(sv_of(rows[i].name)) != rows[i].ok)
            fail_msg("%s", rows[i].why);
}

static void notes_refused(void **state)
{
#define L LOG_LINE
    static const struct {
        const char *why, *note;
        enum err_kind kind;
    } rows[] = {
        { "nothing", "", ERR_INPUT },
        { "no signature part", HEAD_TEXT, ERR_INPUT },
        { "empty signature part", HEAD_TEXT "\n", ERR_INPUT },
        { "no empty line", HEAD_TEXT L, ERR_INPUT },
        { "last line not ended", HEAD_TEXT "\n" L "— x AAAAAAA=", ERR_INPUT },
        { "text among the signatures", HEAD_TEXT "\n" L "x\n", ERR_INPUT },
        { "hyphen for the dash", HEAD_TEXT "\n- x AAAAAAA=\n", ERR_INPUT },
        { "signature too short", HEAD_TEXT "\n" L "— x AAAAAA==\n", ERR_INPUT },
        { "base64 without padding", HEAD_TEXT "\n" L "— x AAAAAAA\n", ERR_INPUT },
        { "carriage return", "a\r\n\n" L, ERR_INPUT },
        { "text changed", "hub.contoh.go.id/log\n4\njw3+mSdluRkDWqfNnNyvNbRunZGCFT/rz5Mv4cxu8iI=\n\n" L,
          ERR_DENIED },
        { "only strangers", HEAD_TEXT "\n— x AAAAAAA=\n", ERR_DENIED },
        { "known name, another id", HEAD_TEXT "\n— hub.contoh.go.id/log AAAAAAA=\n", ERR_DENIED },
        { "known key, signature cut", HEAD_TEXT "\n— hub.contoh.go.id/log Oh8EAEcWcF6O\n", ERR_DENIED },
        { "a false line beside a good one", HEAD_TEXT "\n" L "— hub.contoh.go.id/log Oh8EAEcWcF6O\n",
          ERR_DENIED },
    };
#undef L
    struct arena *a = arena_new(1 << 20);
    struct note_key k;
    struct note n;
    struct err e;

    (void) state;
    must(note_vkey_parse(SV(LOG_VKEY), a, &k, &e), &e, "vkey");
    for (size_t i = 0; i < ROWS(rows); i++) {
        if (note_open(sv_of(rows[i].note), &k, 1, a, &n, &e))
            fail_msg("%s: accepted", rows[i].why);
        if (e.kind != rows[i].kind)
            fail_msg("%s: %s", rows[i].why, e.text);
    }
    must(note_open(SV(HEAD_TEXT "\n— x AAAAAAA=\n" LOG_LINE), &k, 1, a, &n, &e), &e,
         "a stranger beside the log");
    assert_null(n.sigs[0].key);
    arena_free(a);
}

static void texts_may_hold_empty_lines(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct note_signer s = fixture_signer("penyair", NOTE_ED25519, 3);
    struct note_key k = note_key_of(&s);
    struct sv text = SV("baris satu\n\nbaris tiga\n"), line;
    struct note n;
    struct err e;

    (void) state;
    must(note_sign(&s, text, a, &line, &e), &e, "sign");
    must(note_open(note_make(text, line, a), &k, 1, a, &n, &e), &e, "open");
    assert_true(sv_eq(n.text, text));
    assert_false(note_sign(&s, SV("tanpa baris baru"), a, &line, &e));
    arena_free(a);
}

static void many_signatures_have_a_bound(void **state)
{
    struct arena *a = arena_new(1 << 22);
    struct note_signer s = fixture_signer("penanda", NOTE_ED25519, 3);
    struct note_key k = note_key_of(&s);
    struct sv line, lines = SV("");
    struct note n;
    struct err e;

    (void) state;
    must(note_sign(&s, SV("x\n"), a, &line, &e), &e, "sign");
    for (size_t i = 1; i <= NOTE_SIGS_MAX + 1; i++) {
        lines = arena_printf(a, "%.*s%.*s", SV_FMT(lines), SV_FMT(line));
        if (i < 16 || i >= NOTE_SIGS_MAX) {
            bool ok = note_open(note_make(SV("x\n"), lines, a), &k, 1, a, &n, &e);
            if (ok != (i <= NOTE_SIGS_MAX))
                fail_msg("%zu signatures", i);
        }
    }
    arena_free(a);
}

static void cosignatures_bind_time_and_text(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct note_signer w = fixture_signer("saksi", NOTE_COSIGN, 9);
    struct note_key k = note_key_of(&w);
    struct sv line, raw;
    struct note n;
    struct err e;

    (void) state;
    must(note_cosign(&w, SV(HEAD_TEXT), 1000, a, &line, &e), &e, "cosign");
    must(note_open_lines(line, SV(HEAD_TEXT), &k, 1, a, &n, &e), &e, "open");
    assert_false(note_open_lines(line, SV("lain\n1\n"), &k, 1, a, &n, &e));
    struct sv code = sv_sub(line, sizeof "— saksi " - 1, line.n - sizeof "— saksi ");
    assert_true(base64_parse(code, a, &raw) && raw.n == 76);
    for (size_t i = 4; i < raw.n; i += 7) { /* any changed byte of time or signature */
        struct sv copy = arena_dup(a, raw);
        ((char *) (uintptr_t) copy.p)[i] ^= 1;
        struct sv again = base64_make(copy, a);
        if (note_open_lines(arena_printf(a, "— saksi %.*s\n", SV_FMT(again)), SV(HEAD_TEXT), &k, 1, a, &n,
                            &e))
            fail_msg("byte %zu", i);
    }
    arena_free(a);
}

/* --- checkpoints ------------------------------------------------------------------------------ */

#define ROOT "f+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n"

static void checkpoint_forms(void **state)
{
    static const struct {
        const char *why, *text;
        bool ok;
    } rows[] = {
        { "plain", "a\n1\n" ROOT, true },
        { "extensions", "a\n1\n" ROOT "satu\ndua\n", true },
        { "empty origin", "\n1\n" ROOT, false },
        { "leading zero", "a\n01\n" ROOT, false },
        { "sign", "a\n+1\n" ROOT, false },
        { "negative", "a\n-1\n" ROOT, false },
        { "empty size", "a\n\n" ROOT, false },
        { "size beyond 64 bits", "a\n99999999999999999999\n" ROOT, false },
        { "size beyond our ceiling", "a\n4611686018427387905\n" ROOT, false },
        { "short root", "a\n1\nf+7CoKgXKE8=\n", false },
        { "no root", "a\n1\n", false },
        { "no final line break", "a\n1\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=", false },
        { "empty extension", "a\n1\n" ROOT "\n", false },
        { "empty extension first", "a\n1\n" ROOT "\nx\n", false },
        { "empty extension last", "a\n1\n" ROOT "x\n\n", false },
        { "nothing", "", false },
    };
    struct arena *a = arena_new(1 << 20);
    struct checkpoint c;
    struct err e;

    (void) state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        bool ok = checkpoint_parse(sv_of(rows[i].text), a, &c, &e);
        if (ok != rows[i].ok)
            fail_msg("%s", rows[i].why);
        if (ok && !sv_eq(checkpoint_text(&c, a), sv_of(rows[i].text)))
            fail_msg("%s is written differently", rows[i].why);
    }
    arena_free(a);
}

static void checkpoints_that_are_never_signed(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct note_signer s = fixture_signer("contoh/log", NOTE_ED25519, 1);
    struct note_key k = note_key_of(&s);
    struct checkpoint c = { .origin = SV("contoh/log"), .root = merkle_leaf(SV("x")) }, back;
    struct sv note;
    struct err e;

    (void) state;
    assert_false(checkpoint_sign(&c, &s, a, &note, &e)); /* an empty tree with the root of another */
    c.root = merkle_empty();
    must(checkpoint_sign(&c, &s, a, &note, &e), &e, "empty tree");
    must(checkpoint_open(note, &k, a, &back, NULL, &e), &e, "open");
    c.origin = SV("lain/log");
    assert_false(checkpoint_sign(&c, &s, a, &note, &e));
    struct sv text = checkpoint_text(&c, a), line; /* signed by the right key, but about another log */
    must(note_sign(&s, text, a, &line, &e), &e, "sign");
    assert_false(checkpoint_open(note_make(text, line, a), &k, a, &back, NULL, &e));
    assert_int_equal(e.kind, ERR_DENIED);
    arena_free(a);
}

/* --- published -------------------------------------------------------------------------------- */

static size_t load_keys(const json_t *list, struct arena *a, struct note_key *out, size_t max)
{
    size_t i;
    json_t *k;
    struct err e;

    json_array_foreach(list, i, k)
    {
        assert_true(i < max);
        must(note_vkey_parse(sv_of(json_string_value(k)), a, &out[i], &e), &e, json_string_value(k));
    }
    return json_array_size(list);
}

static void published_notes(void **state)
{
    json_t *all = fixture_vectors("c2sp/signed-note.json"), *c;
    struct arena *a = arena_new(1 << 22);
    struct note_key keys[8];
    struct note n;
    struct err e;
    size_t i;

    (void) state;
    json_array_foreach(json_object_get(all, "notes"), i, c)
    {
        struct sv data = fixture_str(c, "note"), expect = fixture_str(c, "expect");
        size_t keys_n = load_keys(json_object_get(c, "vkeys"), a, keys, ROWS(keys)), verified = 0;
        if (!data.p)
            assert_true(base64_parse(fixture_str(c, "note_base64"), a, &data));
        bool ok = note_open(data, keys, keys_n, a, &n, &e);
        enum err_kind kind = ok ? ERR_NONE : e.kind;
        enum err_kind want = sv_eq(expect, SV("valid"))       ? ERR_NONE
                             : sv_eq(expect, SV("malformed")) ? ERR_INPUT
                                                              : ERR_DENIED;
        if (kind != want)
            fail_msg("%s: %s", fixture_str(c, "id").p, ok ? "accepted" : e.text);
        for (size_t k = 0; ok && k < n.n; k++)
            verified += n.sigs[k].key != NULL;
        if (ok && json_object_get(c, "verified") &&
            verified != json_array_size(json_object_get(c, "verified")))
            fail_msg("%s: %zu verified", fixture_str(c, "id").p, verified);
    }
    json_array_foreach(json_object_get(all, "vkeys_bad"), i,
                       c) if (note_vkey_parse(sv_of(json_string_value(c)), a, &keys[0], &e))
        fail_msg("accepted %s", json_string_value(c));
    json_array_foreach(json_object_get(all, "unknown_key_format_examples"), i, c)
        must(note_parse(fixture_str(c, "note"), a, &n, &e), &e, "format example");
    const json_t *signing = json_object_get(all, "signing");
    if (signing) {
        struct note_signer s;
        struct sv line;
        must(note_skey_parse(fixture_str(signing, "skey"), a, &s, &e), &e, "skey");
        must(note_sign(&s, fixture_str(signing, "text"), a, &line, &e), &e, "sign");
        assert_true(
            sv_eq(note_make(fixture_str(signing, "text"), line, a), fixture_str(signing, "signed_note")));
    }
    arena_free(a);
    json_decref(all);
}

static void published_checkpoints(void **state)
{
    json_t *all = fixture_vectors("c2sp/checkpoint-format.json"), *c;
    struct arena *a = arena_new(1 << 22);
    struct checkpoint cp;
    struct note n;
    struct err e;
    size_t i;

    (void) state;
    json_array_foreach(json_object_get(all, "examples"), i, c)
    {
        must(note_parse(fixture_str(c, "checkpoint"), a, &n, &e), &e, fixture_str(c, "id").p);
        must(checkpoint_parse(n.text, a, &cp, &e), &e, fixture_str(c, "id").p);
        if (json_object_get(c, "cosignature_timestamp")) { /* the key is unknown, the time can be read */
            int64_t t = 0;
            for (size_t k = 0; k < 8; k++)
                t = t << 8 | (unsigned char) n.sigs[1].blob.p[k];
            assert_int_equal(t, json_integer_value(json_object_get(c, "cosignature_timestamp")));
        }
    }
    json_array_foreach(json_object_get(all, "body_must_parse"), i, c)
        must(checkpoint_parse(sv_of(json_string_value(c)), a, &cp, &e), &e, json_string_value(c));
    json_array_foreach(json_object_get(all, "body_must_reject"), i,
                       c) if (checkpoint_parse(fixture_str(c, "body"), a, &cp, &e))
        fail_msg("%s: accepted", fixture_str(c, "why").p);
    arena_free(a);
    json_decref(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_example_byte_for_byte),
        cmocka_unit_test(keys_survive_text),
        cmocka_unit_test(bad_keys_are_refused),
        cmocka_unit_test(names),
        cmocka_unit_test(notes_refused),
        cmocka_unit_test(texts_may_hold_empty_lines),
        cmocka_unit_test(many_signatures_have_a_bound),
        cmocka_unit_test(cosignatures_bind_time_and_text),
        cmocka_unit_test(checkpoint_forms),
        cmocka_unit_test(checkpoints_that_are_never_signed),
        cmocka_unit_test(published_notes),
        cmocka_unit_test(published_checkpoints),
    };
    return cmocka_run_group_tests_name("note", tests, NULL, NULL);
}
