/* SPDX-License-Identifier: MIT
 * tests/unit/test_naskah_line.c -- marks and headings of a regulation, by the form of a single line. */
#include "naskah_fixture.h"

static void marks_by_form(void **state)
{
    (void) state;
    static const struct {
        const char *line;
        enum naskah_jenis jenis; /* NASKAH_JENIS_COUNT: no mark */
        int v;
        char suffix;
        const char *rest;
    } rows[] = {
        { "(1) Teks", NASKAH_AYAT, 1, 0, "Teks" },
        { "(2a) Teks", NASKAH_AYAT, 2, 'a', "Teks" },
        { "( 3 ) Teks", NASKAH_AYAT, 3, 0, "Teks" },
        { "(1l) Teks", NASKAH_AYAT, 11, 0, "Teks" },
        { "(4)Teks", NASKAH_AYAT, 4, 0, "Teks" },
        { "(4), (5)", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "(satu) orang", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "(1950) tahun", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "a. teks", NASKAH_HURUF, 1, 0, "teks" },
        { "a.teks", NASKAH_HURUF, 1, 0, "teks" },
        { "a . teks", NASKAH_HURUF, 1, 0, "teks" },
        { "a.n. Bupati", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "z.", NASKAH_HURUF, 26, 0, "" },
        { "aa. teks", NASKAH_HURUF, 27, 0, "teks" },
        { "ab. teks", NASKAH_HURUF, 28, 0, "teks" },
        { "bb. teks", NASKAH_HURUF, 28, 0, "teks" },
        { "c bahwa", NASKAH_HURUF, 3, 0, "bahwa" },
        { "c teks", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "A. Teks", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "b) teks", NASKAH_SUBHURUF, 2, 0, "teks" },
        { "(b) teks", NASKAH_SUBHURUF, 2, 0, "teks" },
        { "12. Teks", NASKAH_ANGKA, 12, 0, "Teks" },
        { "1O. Teks", NASKAH_ANGKA, 10, 0, "Teks" },
        { "6a. Teks", NASKAH_ANGKA, 6, 'a', "Teks" },
        { "5, Undang", NASKAH_ANGKA, 5, 0, "Undang" },
        { "5, dan 6", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "1.000 orang", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "1950. Teks", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "0. Teks", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "3) teks", NASKAH_SUBANGKA, 3, 0, "teks" },
        { "\xe2\x80\x9c(1) Teks", NASKAH_AYAT, 1, 0, "Teks" },
        { "", NASKAH_JENIS_COUNT, 0, 0, "" },
    };
    struct arena *a = arena_new(1 << 20);

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mark m;
        bool is = nk_mark_parse(sv_of(rows[i].line), a, &m);
        if (is != (rows[i].jenis != NASKAH_JENIS_COUNT))
            fail_msg("\"%s\" is%s read as a mark", rows[i].line, is ? "" : " not");
        if (is && (m.jenis != rows[i].jenis || m.v != rows[i].v || m.suffix != rows[i].suffix ||
                   !sv_eq(m.rest, sv_of(rows[i].rest))))
            fail_msg("\"%s\": got %.*s %d%c \"%.*s\"", rows[i].line, SV_FMT(naskah_jenis_name(m.jenis)), m.v,
                     m.suffix ? m.suffix : ' ', SV_FMT(m.rest));
    }
    arena_free(a);
}

static void headings_by_form(void **state)
{
    (void) state;
    static const struct {
        const char *line;
        enum naskah_jenis jenis; /* NASKAH_JENIS_COUNT: no heading */
        int v;
        char suffix;
        const char *tanda;
    } rows[] = {
        { "Pasal 5", NASKAH_PASAL, 5, 0, "Pasal 5" },
        { "PASAL 5", NASKAH_PASAL, 5, 0, "PASAL 5" },
        { "P a s a l 12", NASKAH_PASAL, 12, 0, "P a s a l 12" },
        { "Pasa1 2", NASKAH_PASAL, 2, 0, "Pasa1 2" },
        { "Pasal 12A", NASKAH_PASAL, 12, 'A', "Pasal 12A" },
        { "Pasal II", NASKAH_PASAL, 2, 0, "Pasal II" },
        { "pasal 5", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "Pasal lima", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "Pasal 10000", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "BAB XIX", NASKAH_BAB, 19, 0, "BAB XIX" },
        { "BAB VA", NASKAH_BAB, 5, 'A', "BAB VA" },
        { "BAB lV", NASKAH_BAB, 4, 0, "BAB lV" },
        { "BAB 3", NASKAH_BAB, 3, 0, "BAB 3" },
        { "BAB IIII", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "Bab IV :", NASKAH_BAB, 4, 0, "Bab IV" },
        { "BABAK I", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "Bagian kesatu", NASKAH_BAGIAN, 1, 0, "Bagian kesatu" },
        { "BAGIAN PERTAMA", NASKAH_BAGIAN, 1, 0, "BAGIAN PERTAMA" },
        { "Bagian Keduabelas", NASKAH_BAGIAN, 12, 0, "Bagian Keduabelas" },
        { "Bagian Kedua Belas Umum", NASKAH_BAGIAN, 12, 0, "Bagian Kedua Belas" },
        { "Bagian Kedua Puluh Satu", NASKAH_BAGIAN, 21, 0, "Bagian Kedua Puluh Satu" },
        { "Bagian Hukum", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "Paragraf 4", NASKAH_PARAGRAF, 4, 0, "Paragraf 4" },
        { "Paragraf Kesatu", NASKAH_PARAGRAF, 1, 0, "Paragraf Kesatu" },
        { "BUKU KEDUA", NASKAH_BUKU, 2, 0, "BUKU KEDUA" },
        { "\xe2\x80\x9cPasal 7", NASKAH_PASAL, 7, 0, "Pasal 7" },
    };
    struct arena *a = arena_new(1 << 20);

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct heading h;
        bool is = nk_heading_parse(sv_of(rows[i].line), a, &h);
        if (is != (rows[i].jenis != NASKAH_JENIS_COUNT))
            fail_msg("\"%s\" is%s read as a heading", rows[i].line, is ? "" : " not");
        if (is && (h.jenis != rows[i].jenis || h.v != rows[i].v || h.suffix != rows[i].suffix ||
                   !sv_eq(h.tanda, sv_of(rows[i].tanda))))
            fail_msg("\"%s\": got \"%.*s\" %d%c", rows[i].line, SV_FMT(h.tanda), h.v,
                     h.suffix ? h.suffix : ' ');
    }
    for (int v = 1; v < 100; v++) { /* ordinals are read as they are written */
        struct heading h;
        struct sv s = arena_printf(a, "Bagian %.*s", SV_FMT(nk_ordinal_word(v, a)));
        if (!nk_heading_parse(s, a, &h) || h.v != v || h.rest.n)
            fail_msg("%.*s is read as %d", SV_FMT(s), h.v);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_by_form),
        cmocka_unit_test(headings_by_form),
    };

    return cmocka_run_group_tests_name("naskah_line", tests, NULL, NULL);
}
