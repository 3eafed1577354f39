/* SPDX-License-Identifier: MIT
 * tests/unit/test_seal.c -- what the pages say of the log of changes: nothing signed, whole, waiting, tampered with, an older
 * database; and a proof that holds without us. Needs dep_page, dep_cmocka. */
#include "uji_fixture.h"

#include "ledger/place.h"
#include "ledger/proof.h"
#include "page/seal_priv.h"
#include "rule/region_memo.h"

/* What the command `ledger` does: signs all events of the database. */
static void sign(struct uji *u, struct note_signer *s, bool create)
{
    const char *dir = ledger_place(u->dir, u->a);
    struct ledger_options o = { .dir = dir, .signer = s, .create = create };
    struct note_key pub = note_key_of(s);
    struct ledger_log *log;
    struct db *db = uji_read(u);
    struct event *ev;
    struct err e = { 0 };
    size_t n;

    MUST(file_mkdirs(dir, 0700, &e));
    MUST(file_write_atomic(arena_printf(u->a, "%s/kunci", dir).p, note_vkey_make(&pub, u->a), 0644, &e));
    log = ledger_log_open(&o, &e);
    MUST(log != NULL);
    MUST(event_load(db, (int64_t) ledger_log_size(log), 1000, u->a, &ev, &n, &e));
    for (size_t i = 0; i < n; i++) {
        struct ledger_leaf leaf = ledger_leaf_make(ev[i].waktu, (const uint8_t *) ev[i].garam.p, ev[i].isi);
        struct sv entry = ledger_leaf_sv(&leaf);

        MUST(ledger_log_append(log, &entry, 1, &e));
    }
    ledger_log_close(log);
    db_release(db);
}

static struct note_signer key_of(struct uji *u)
{
    struct note_signer s;
    struct ed25519_key key;
    struct err e = { 0 };

    MUST(ed25519_make(&key, &e) &&
         note_signer_make(arena_dup(u->a, SV("prasasti/uji/perubahan")), NOTE_ED25519, &key, &s, &e));
    return s;
}

static struct seal look(struct uji *u)
{
    struct db *db = uji_read(u);
    struct err e = { 0 };
    struct seal s;

    MUST(seal_load(db, u->region, u->a, &s, &e));
    db_release(db);
    return s;
}

static void change(struct uji *u, const char *sql)
{
    struct db *db = uji_write(u);
    struct err e = { 0 };

    MUST(db_run(db, sv_of(sql), &e));
    db_release(db);
}

static void states_are_told(void **state)
{
    struct uji *u = *state;
    struct note_signer s = key_of(u);
    struct seal seal = look(u);

    assert_int_equal(seal.state, SEAL_NONE);
    assert_int_equal(page_ledger_line(u->region, u->a).n, 0); /* nothing to say before the first signature */
    MAKE(u, "perangkat_daerah", "nama", "Dinas Satu", "kode", "1");
    sign(u, &s, true);
    seal = look(u);
    assert_int_equal(seal.state, SEAL_WHOLE);
    assert_int_equal(seal.waiting, 0);
    assert_true(seal.signed_at > 0 && seal.vkey.n > 0);
    MAKE(u, "perangkat_daerah", "nama", "Dinas Dua", "kode", "2");
    seal = look(u);
    assert_int_equal(seal.state, SEAL_WHOLE);
    assert_int_equal(seal.waiting, 1);
    region_line_put(u->region->memo, SV(""), 0);
    assert_true(sv_find(page_ledger_line(u->region, u->a), SV("1 perubahan menunggu")) > 0);
    sign(u, &s, false);
    change(
        u,
        "update peristiwa set isi = replace(isi, 'Dinas Dua', 'Dinas Tua') where seq = (select max(seq) from peristiwa)");
    seal = look(u);
    assert_int_equal(seal.state, SEAL_BROKEN);
    assert_true(seal.why.n > 0);
    region_line_put(u->region->memo, SV(""), 0);
    assert_true(sv_starts(page_ledger_line(u->region, u->a), SV("Keutuhan data perlu diperiksa")));
    change(u, "delete from peristiwa where seq = (select max(seq) from peristiwa)");
    assert_int_equal(look(u).state, SEAL_OLDER);
    note_signer_clear(&s);
}

static void another_key_is_no_signature(void **state)
{
    struct uji *u = *state;
    struct note_signer s = key_of(u), other = key_of(u);
    struct note_key pub = note_key_of(&other);
    struct err e = { 0 };

    MAKE(u, "perangkat_daerah", "nama", "Dinas Satu", "kode", "1");
    sign(u, &s, true);
    MUST(file_write_atomic(arena_printf(u->a, "%s/kunci", ledger_place(u->dir, u->a)).p,
                           note_vkey_make(&pub, u->a), 0644, &e));
    assert_int_equal(look(u).state, SEAL_BROKEN);
    note_signer_clear(&s);
    note_signer_clear(&other);
}

static void proof_holds_alone(void **state)
{
    struct uji *u = *state;
    struct note_signer s = key_of(u);
    struct quorum_verdict verdict;
    struct zip_part parts[6];
    struct tlog_proof proof;
    struct note_key key;
    struct ledger_leaf leaf;
    struct digest digest;
    struct event *ev;
    struct sv salt;
    struct seal seal;
    struct err e = { 0 };
    struct db *db;
    int64_t when;
    size_t n;

    for (int i = 0; i < 5; i++)
        MAKE(u, "perangkat_daerah", "nama", arena_printf(u->a, "Dinas %d", i).p);
    sign(u, &s, true);
    MAKE(u, "perangkat_daerah", "nama", "Belum ditandatangani");
    seal = look(u);
    db = uji_read(u);
    MUST(event_load(db, 2, 1000, u->a, &ev, &n, &e));
    db_release(db);
    MUST(seal_proof(&seal, &ev[0], u->a, parts, &e));
    MUST(hex_parse(parts[1].data, u->a, &salt) && sv_int(parts[2].data, &when) &&
         note_vkey_parse(parts[4].data, u->a, &key, &e) && proof_parse(parts[3].data, u->a, &proof, &e));
    leaf = ledger_leaf_make(when, (const uint8_t *) salt.p, parts[0].data);
    digest = merkle_leaf(ledger_leaf_sv(&leaf));
    MUST(proof_check(&proof, &digest, quorum_of_log(&key, u->a), u->a, &verdict, &e));
    assert_false(seal_proof(&seal, &ev[n - 1], u->a, parts, &e)); /* not signed yet: said, not invented */
    assert_int_equal(e.kind, ERR_CONFLICT);
    note_signer_clear(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(states_are_told, uji_open, uji_close),
        cmocka_unit_test_setup_teardown(another_key_is_no_signature, uji_open, uji_close),
        cmocka_unit_test_setup_teardown(proof_holds_alone, uji_open, uji_close),
    };

    return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}
