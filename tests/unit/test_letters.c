/* SPDX-License-Identifier: MIT
 * tests/unit/test_letters.c -- declarations of letters: the shipped ones are sound, and each mistake is named with its place.
 * Runs in the project's folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those before it */
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "json/json.h"
#include "rule/region.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static struct region *region;

static int setup(void **state)
{
    static struct problems ps;
    struct err e = { 0 };

    (void) state;
    problems_init(&ps, arena_new(16 << 20), 20);
    if (region_load("data", SV("banjar-39-2023"), &region, &ps, &e))
        return 0;
    print_error("%s %.*s\n", e.text, ps.n ? (int) ps.items[0].text.n : 0, ps.n ? ps.items[0].text.p : "");
    return 1;
}

static int teardown(void **state)
{
    (void) state;
    region_close(region);
    return 0;
}

static void shipped_letters_are_there(void **state)
{
    (void) state;
    const struct letter_kind *k = letters_find(&region->letters, SV("jawaban_permohonan"));
    struct record rec = { .reg = model_reg(region->model, SV("permohonan")), .status = SV("draf") };

    assert_non_null(k);
    assert_non_null(k->by_field);
    assert_int_equal(k->rank, 3);
    assert_int_equal(k->rows, LETTER_ROWS_FILES);
    assert_false(letters_offered(k, &rec));
    rec.status = SV("diputuskan");
    assert_true(letters_offered(k, &rec));
    rec.dihapus = SV("2026-01-01T00:00:00Z");
    assert_false(letters_offered(k, &rec));
    assert_null(letters_find(&region->letters, SV("tidak_ada")));
}

/* The regulation that knows a recommendation makes the letter grant it; elsewhere the same letter only tells. */
static void a_round_of_a_review_is_a_letter(void **state)
{
    const struct letter_kind *k = letters_find(&region->letters, SV("hasil_telaah_anggaran"));
    struct arena *a = arena_new(1 << 20);
    const struct sv good[] = { SV("2027"), SV("rka") }, words[] = { SV("2027"), SV("KUA-PPAS") },
                    bad[] = { SV("2027"), SV("entah") };
    struct sv *round;

    (void) state;
    assert_non_null(k);
    assert_int_equal(k->rows, LETTER_ROWS_REVIEWED);
    assert_non_null(k->grants);
    assert_true(sv_eq(k->asks[0].key, SV("telaah_tahun")));
    assert_true(letters_round(k, good, a, &round));
    assert_true(letters_round(k, words, a, &round));
    assert_true(sv_eq(round[1], SV("kua_ppas")));
    assert_false(letters_round(k, bad, a, &round));
    assert_false(letters_round(k, NULL, a, &round));
    arena_free(a);
}

/* Every template that comes with the program can be read, and its marks match. */
static void shipped_templates_can_be_read(void **state)
{
    (void) state;
    for (size_t i = 0; i < region->letters.n; i++) {
        const struct letter_kind *k = &region->letters.items[i];
        struct arena *a = arena_new(LETTER_ARENA_BYTES);
        const struct letter_data none = { NULL, 0, NULL, 0 };
        struct letter_report rep;
        struct letter *t;
        struct buf out;
        struct sv bytes;
        struct err e = { 0 };

        buf_init(&out, 16 << 20);
        if (!file_read(arena_printf(a, "data/letters/%.*s", SV_FMT(k->template)).p, LETTER_MAX_BYTES, a,
                       &bytes, &e) ||
            !letter_read(bytes, a, &t, &e) || !letter_fill(t, &none, a, &out, &rep, &e))
            fail_msg("%.*s: %s %s", SV_FMT(k->key), e.text, e.cause);
        assert_true(rep.n_unknown > 10);
        buf_clear(&out);
        arena_free(a);
    }
}

static void mistakes_are_named(void **state)
{
    (void) state;
#define GOOD \
    "label: X, for: permohonan, template: undangan_rapat.docx, by: dinas, level: kepala_dinas, number: a"
    static const struct {
        const char *why, *yaml, *text;
    } rows[] = {
        { "sound", "letters: {a: {" GOOD "}}", NULL },
        { "no register", "letters: {a: {label: X, for: tak_ada}}", "Surat ditulis sebagai kunci" },
        { "an unknown key", "letters: {a: {" GOOD ", sttes: [draf]}}", "Kunci ini tidak dikenal" },
        { "an unknown state", "letters: {a: {" GOOD ", states: [entah]}}", "Keadaan ini tidak ada" },
        { "an unknown step", "letters: {a: {" GOOD ", step: entah}}", "Langkah ini tidak ada" },
        { "no template",
          "letters: {a: {label: X, for: permohonan, template: tak.docx, by: dinas, level: kepala_dinas, number: a}}",
          "Berkas templat" },
        { "a template elsewhere",
          "letters: {a: {label: X, for: permohonan, template: ../letters/undangan_rapat.docx, by: dinas, level: kepala_dinas, number: a}}",
          "Berkas templat" },
        { "an unknown office",
          "letters: {a: {label: X, for: permohonan, template: undangan_rapat.docx, by: entah, level: kepala_dinas, number: a}}",
          "Peran penanda tangan" },
        { "an unknown rank",
          "letters: {a: {label: X, for: permohonan, template: undangan_rapat.docx, by: dinas, level: raja, number: a}}",
          "Jenjang penanda tangan" },
        { "gaps of what is no agency", "letters: {a: {" GOOD ", lampiran: {gaps: [pd]}}}",
          "Kekurangan hanya" },
        { "rows that point elsewhere", "letters: {a: {" GOOD ", lampiran: {related: anggota_tim, by: tim}}}",
          "tidak mempunyai bidang" },
        { "a register without a review",
          "letters: {a: {" GOOD ", lampiran: {reviewed: aplikasi, by: perangkat_daerah}}}",
          "telaahnya tidak mempunyai keputusan" },
        { "a review of what is no agency's letter",
          "letters: {a: {" GOOD ", lampiran: {reviewed: usulan_anggaran, by: perangkat_daerah}}}",
          "tidak mempunyai bidang" },
        { "what it grants has no place",
          "letters: {a: {label: X, for: perangkat_daerah, template: undangan_rapat.docx, by: dinas, level: kepala_dinas, "
          "number: a, lampiran: {reviewed: usulan_anggaran, by: perangkat_daerah, grants: rekomendasi_anggaran}}}",
          "memerlukan link" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *a = arena_new(16 << 20);
        struct json *tree = NULL;
        struct letters out;
        struct problems ps;
        struct err e = { 0 };
        bool ok;

        problems_init(&ps, a, 20);
        assert_true(yaml_parse(sv_of(rows[i].yaml), SV("uji.yaml"), a, &tree, &ps));
        ok = letters_load("data", tree, region->model, region->levels, a, &out, &ps, &e);
        if (ok != (rows[i].text == NULL))
            fail_msg("%s: %s", rows[i].why, ok ? "taken" : ps.items[0].text.p);
        if (!ok && (!strstr(ps.items[0].text.p, rows[i].text) || !ps.items[0].line))
            fail_msg("%s: line %d: %.*s", rows[i].why, ps.items[0].line, SV_FMT(ps.items[0].text));
        arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_letters_are_there),
        cmocka_unit_test(a_round_of_a_review_is_a_letter),
        cmocka_unit_test(shipped_templates_can_be_read),
        cmocka_unit_test(mistakes_are_named),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
