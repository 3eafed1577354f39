/* SPDX-License-Identifier: MIT
 * tests/unit/test_ledger_log.c -- the writer: what it leaves on disk, when it refuses to go on, cosignatures, a new
 * origin. What happens when it dies stands in test_ledger_crash.c. */
#include "ledger_fixture_log.h"

#include <fcntl.h>

static bool exists(const char *dir, const char *name)
{
    char path[512];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    return file_exists(path);
}

/* --- leaves ----------------------------------------------------------------------------------- */

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

/* --- the ordinary life ------------------------------------------------------------------------ */

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
    assert_true(exists(dir, "tile/0/000.p/100") && exists(dir, "tile/0/000.p/150") &&
                exists(dir, "tile/0/000.p/255"));
    assert_true(exists(dir, "tile/entries/000.p/100") && exists(dir, "tile/entries/000.p/255"));
    assert_false(exists(dir, "tile/0/000") || exists(dir, "tile/1"));
    append(l, 1, 0);
    assert_true(exists(dir, "tile/0/000") && exists(dir, "tile/entries/000") &&
                exists(dir, "tile/1/000.p/1"));
    assert_false(exists(dir, "tile/0/000.p") || exists(dir, "tile/entries/000.p"));
    append(l, 70000 - 256, 0);
    assert_true(exists(dir, "tile/0/272") && exists(dir, "tile/0/273.p/112") && exists(dir, "tile/1/000") &&
                exists(dir, "tile/1/001.p/17") && exists(dir, "tile/2/000.p/1") &&
                exists(dir, "tile/entries/273.p/112"));
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

/* --- refusing to go on ------------------------------------------------------------------------ */

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
    struct note_signer s = fixture_signer(ORIGIN, NOTE_ED25519, 1),
                       other = fixture_signer(ORIGIN, NOTE_ED25519, 2),
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

    copy_file(dir, "checkpoint.300", "checkpoint",
              a); /* an older head is no harm: the newest is signed again */
    l = open_log(dir, &s);
    ledger_log_close(l);
    struct sv x, y;
    struct err e;
    must(file_read(arena_printf(a, "%s/checkpoint", dir).p, 4096, a, &x, &e), &e, "read");
    must(file_read(arena_printf(a, "%s/checkpoint.310", dir).p, 4096, a, &y, &e), &e, "read");
    assert_true(sv_eq(x, y));

    copy_file(dir, "tile/0/001.p/54", "kept", a); /* the edge on which the next leaf would be built */
    assert_int_equal(truncate(arena_printf(a, "%s/tile/0/001.p/54", dir).p, 54 * 32 - 1), 0);
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

/* --- witnesses -------------------------------------------------------------------------------- */

static void cosignatures_are_kept(void **state)
{
    struct arena *a = arena_new(1 << 22);
    struct note_signer s = fixture_signer(ORIGIN, NOTE_ED25519, 1),
                       w1 = fixture_signer("saksi/satu", NOTE_COSIGN, 50),
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

/* --- a new origin ----------------------------------------------------------------------------- */

static void next_origins(void **state)
{
    static const struct {
        const char *from, *to;
    } rows[] = {
        { "contoh.go.id/log", "contoh.go.id/log/2" },     { "contoh.go.id/log/2", "contoh.go.id/log/3" },
        { "contoh.go.id/log/9", "contoh.go.id/log/10" },  { "log", "log/2" },
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
    struct note_signer s = fixture_signer(ORIGIN, NOTE_ED25519, 1),
                       s2 = fixture_signer(ORIGIN "/2", NOTE_ED25519, 2),
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
    for (int again = 0; again < 2; again++) {                         /* repeating it changes nothing */
        l = ledger_log_restart(&o, dir, &cp, 5000, salt, &e);
        must(l != NULL, &e, "restart");
        assert_int_equal(ledger_log_size(l), 1);
        struct sv payload = ledger_restart_payload(&cp, SV(ORIGIN "/2"), a);
        struct sv root = base64_make(digest_sv(&cp.root), a);
        assert_true(
            sv_eq(payload, arena_printf(a,
                                        "{\"akar\":\"%.*s\",\"asal\":\"" ORIGIN "/2\",\"asal_lama\":\"" ORIGIN
                                        "\",\"jenis\":\"asal_baru\",\"ukuran\":3}",
                                        SV_FMT(root))));
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

/* --- published -------------------------------------------------------------------------------- */

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
    json_array_foreach(json_object_get(all, "checkpoints"), i, c)
    {
        if (i > 0) {
            struct sv entry =
                sv_of(json_string_value(json_array_get(json_object_get(all, "entries"), i - 1)));
            must(ledger_log_append(l, &entry, 1, &e), &e, "append");
        }
        assert_int_equal(json_integer_value(json_object_get(c, "size")), i);
        if (!sv_eq(ledger_log_note(l), fixture_str(c, "checkpoint")))
            fail_msg("checkpoint of %zu: %.*s", i, SV_FMT(ledger_log_note(l)));
    }
    json_array_foreach(json_object_get(all, "resources"), i, c)
    {
        assert_true(base64_parse(fixture_str(c, "base64"), a, &want));
        must(file_read(arena_printf(a, "%s/%s", dir, fixture_str(c, "path").p).p, 1 << 20, a, &got, &e), &e,
             "resource");
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
        cmocka_unit_test(cosignatures_are_kept),
        cmocka_unit_test(next_origins),
        cmocka_unit_test(a_restart_names_the_old_origin),
        cmocka_unit_test(published_log_of_fifteen),
    };
    return cmocka_run_group_tests_name("ledger_log", tests, NULL, NULL);
}
