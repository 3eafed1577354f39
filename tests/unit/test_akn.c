/* SPDX-License-Identifier: MIT
 * tests/unit/test_akn.c -- a regulation as Akoma Ntoso: the exact document of a made-up one; for every text we have, nothing
 * lost and nothing moved; references and definitions; hostile texts and trees; the official schema and the five regulations
 * where they are at hand (PRASASTI_SHARED). PRASASTI_GOLDEN=1 writes tests/golden/akn/ anew, to be read like code.
 * Needs dep_api, dep_expat, dep_cmocka. Runs in the project's folder. */
#include "akn_fixture.h"

#include "api/akn_priv.h"
#include "json/json.h"
#include "rule/pack.h"
#include "rule/rule.h"

static const char *const texts[] = { "akn/contoh",    "naskah/ansi",   "naskah/daftar",    "naskah/halaman",
                                     "naskah/kolom",  "naskah/lekat",  "naskah/patah",     "naskah/ringkas",
                                     "naskah/rusak",  "naskah/setneg", "naskah/perubahan", "naskah/sisipan",
                                     "naskah/tumpuk", "naskah/undang" };

static void nothing_is_lost(void **state)
{
    (void) state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct arena *a = arena_new(256 * MIB);
        struct naskah n =
            read_text(a, read_file(a, arena_printf(a, "tests/golden/%s.txt", texts[i]).p), texts[i]);
        struct buf b;

        write_and_check(a, &n, texts[i], &b);
        validates(a, buf_sv(&b), texts[i]);
        buf_clear(&b);
        arena_free(a);
    }
}

static void golden(void **state)
{
    static const char *const names[][2] = { { "akn/contoh", "akn/contoh" },
                                            { "naskah/sisipan", "akn/sisipan" } };

    (void) state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct arena *a = arena_new(256 * MIB);
        struct naskah n =
            read_text(a, read_file(a, arena_printf(a, "tests/golden/%s.txt", names[i][0]).p), names[i][0]);
        const char *path = arena_printf(a, "tests/golden/%s.xml", names[i][1]).p;
        struct buf b;
        struct err e;

        write_and_check(a, &n, names[i][0], &b);
        if (getenv("PRASASTI_GOLDEN") && !file_write_atomic(path, buf_sv(&b), 0644, &e))
            fail_msg("%s: %s", path, e.text);
        if (!sv_eq(buf_sv(&b), read_file(a, path)))
            fail_msg("%s: the document is another (PRASASTI_GOLDEN=1 writes it)", path);
        buf_clear(&b);
        arena_free(a);
    }
}

/* --- references and definitions ------------------------------------------------------------------------------------------------ */

static void references(void **state)
{
    static const struct {
        const char *why, *eid, *text, *want;
    } rows[] = {
        { "an ayat of the same Pasal", "art_2__para_4", "menurut ayat (1).", "#art_2__para_1" },
        { "a letter of another Pasal", "art_3", "Pasal 2 ayat (2) huruf b",
          "#art_2__para_2__list_1__point_b" },
        { "a number below a letter", "art_3", "Pasal 2 ayat (2) huruf a angka 2",
          "#art_2__para_2__list_1__point_a__list_1__point_2" },
        { "what follows counts from what came first", "art_3", "Pasal 2 ayat (1) dan ayat (2)",
          "#art_2__para_1 #art_2__para_2" },
        { "letters in a row", "art_2__para_4", "ayat (2) huruf a, huruf b, dan huruf c",
          "#art_2__para_2__list_1__point_a #art_2__para_2__list_1__point_b #art_2__para_2__list_1__point_c" },
        { "a letter of the list it stands in", "art_2__para_2__list_1__point_c", "huruf a",
          "#art_2__para_2__list_1__point_a" },
        { "only as far as it exists", "art_3", "Pasal 2 ayat (2) huruf z", "#art_2__para_2" },
        { "a Pasal that is not there, and its ayat", "art_2__para_1", "Pasal 99 ayat (1) dan ayat (2)", "" },
        { "a consideration", "recs__rec_b", "pertimbangan huruf a", "#recs__rec_a" },
        { "an act with too many blanks", "art_3", "Undang-undang  Nomor 25 Tahun 2009",
          "/akn/id/act/uu/2009/25" },
        { "an act, either case", "art_3", "Undang-undang nomor 25 tahun 2009", "/akn/id/act/uu/2009/25" },
        { "an act across a broken line", "art_3", "Undang- Undang Nomor 9 Tahun 2015",
          "/akn/id/act/uu/2015/9" },
        { "of a ministry", "art_3", "Peraturan Menteri Dalam Negeri Republik Indonesia Nomor 80 Tahun 2015",
          "/akn/id/act/permen-dalam-negeri/2015/80" },
        { "in place of a law", "art_3", "Peraturan Pemerintah Pengganti Undang-Undang Nomor 2 Tahun 2022",
          "/akn/id/act/perppu/2022/2" },
        { "the region's own", "art_3", "Peraturan Daerah Kabupaten Sampel Nomor 4 Tahun 2016",
          "/akn/id-9999/act/perda/2016/4" },
        { "the region's own, named shortly", "art_3", "Peraturan Bupati sampel nomor 5 Tahun 2016",
          "/akn/id-9999/act/perbup/2016/5" },
        { "another region's", "art_3", "Peraturan Bupati Tetangga Nomor 5 Tahun 2016", "" },
        { "of another kind of region", "art_3", "Peraturan Gubernur Contoh Nomor 5 Tahun 2016", "" },
        { "a number that is none", "art_3", "Peraturan Presiden Nomor : 41/PER/2007 tentang", "" },
        { "the constitution, and no Pasal of ours", "art_3", "Pasal 2 ayat (1) Undang-Undang Dasar Negara",
          "" },
        { "a Pasal of another act", "art_3", "Pasal 60 ayat (1) Peraturan Presiden Nomor 95 Tahun 2018",
          "/akn/id/act/perpres/2018/95/~art_60__para_1 /akn/id/act/perpres/2018/95" },
        { "of this act itself", "art_3", "Pasal 2 Peraturan Bupati ini", "#art_2" },
        { "turned round, as amendments write", "art_3", "ayat (1) Pasal 2", "#art_2" },
        { "two acts joined", "art_3", "Peraturan Daerah dan Peraturan Bupati Nomor 5 Tahun 2020",
          "/akn/id-9999/act/perbup/2020/5" },
        { "no reference inside a word", "art_3", "subPasal 2, berayat (1)", "" },
        { "elucidations speak of the body", "att_1__art_2__para_1", "menurut Pasal 3", "#art_3" },
    };
    struct arena *a = arena_new(256 * MIB);
    struct naskah n = read_text(a, read_file(a, "tests/golden/akn/contoh.txt"), "contoh");
    struct akn *k = akn_new(&n, &head, a);

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct naskah_node *at = akn_find(k, sv_of(rows[i].eid));
        struct akn_span *spans;
        struct sv got = SV("");
        size_t m;

        if (!at)
            fail_msg("%s: no eId %s", rows[i].why, rows[i].eid);
        m = akn_refs(k, akn_place(k, at), sv_of(rows[i].text), &spans);
        for (size_t s = 0; s < m; s++)
            got = arena_printf(a, "%.*s%s%.*s", SV_FMT(got), got.n ? " " : "", SV_FMT(spans[s].href));
        if (!sv_eq(got, sv_of(rows[i].want)))
            fail_msg("%s: \"%s\" gives \"%.*s\", expected \"%s\"", rows[i].why, rows[i].text, SV_FMT(got),
                     rows[i].want);
    }
    arena_free(a);
}

static void amendments_name_another_regulation(void **state)
{
    struct arena *a = arena_new(64 * MIB);
    struct naskah n = read_text(a, read_file(a, "tests/golden/naskah/sisipan.txt"), "sisipan");
    struct akn *k = akn_new(&n, &head, a);
    const struct naskah_node *changes = akn_find(k, SV("art_2__list_1__point_3"));
    struct akn_span *spans;

    (void) state;
    assert_non_null(changes);
    assert_int_equal(akn_refs(k, akn_place(k, changes), SV("Pasal 3 dihapus, ayat (1) diubah"), &spans), 0);
    assert_non_null(akn_find(k, SV("art_2__list_1__point_1__mod_1__qstr_1__art_7__para_1__list_1__point_a")));
    arena_free(a);
}

static void definitions(void **state)
{
    static const struct {
        const char *text, *full, *abbr;
    } rows[] = {
        { "Sistem Umpama yang selanjutnya disingkat SU adalah umpama.", "Sistem Umpama", "SU" },
        { "Contoh, yang selanjutnya disebut dengan Lemari, ialah lemari.", "Contoh", "Lemari" },
        { "Daerah adalah Kabupaten.", "Daerah", "" },
        { "Tanpa kata kerja yang menerangkan", NULL, NULL },
        { " adalah tanpa istilah", NULL, NULL },
    };
    struct arena *a = arena_new(64 * MIB);
    struct naskah n = read_text(a, read_file(a, "tests/golden/akn/contoh.txt"), "contoh");
    struct akn *k = akn_new(&n, &head, a);

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct naskah_node item = { .jenis = NASKAH_ANGKA, .teks = sv_of(rows[i].text) };
        const struct akn_term *t = akn_term_read(k, &item);

        if (!rows[i].full != !t)
            fail_msg("%s: %s", rows[i].text, t ? "a definition" : "no definition");
        if (t && (!sv_eq(sv_sub(item.teks, 0, t->full_n), sv_of(rows[i].full)) ||
                  !sv_eq(sv_sub(item.teks, t->at, t->n), sv_of(rows[i].abbr))))
            fail_msg("%s: \"%.*s\" and \"%.*s\"", rows[i].text, (int) t->full_n, item.teks.p, (int) t->n,
                     item.teks.p + t->at);
    }
    arena_free(a);
}

/* --- one provision --------------------------------------------------------------------------------------------------------------- */

static void portions(void **state)
{
    static const struct {
        const char *eid, *has;
    } rows[] = { { "art_2__para_2", "<paragraph eId=\"art_2__para_2\">" },
                 { "art_2__para_2__list_1", "<paragraph eId=\"art_2__para_2\">" },
                 { "art_2__para_2__list_1__point_a", "<point eId=\"art_2__para_2__list_1__point_a\">" },
                 { "chp_II", "<chapter eId=\"chp_II\">" },
                 { "recs__rec_a", "<recital eId=\"recs__rec_a\">" },
                 { "cits__cit_2", "<citation eId=\"cits__cit_2\">" },
                 { "recs", "<container eId=\"recs\"" },
                 { "formula_1", "<container eId=\"formula_1\"" },
                 { "preface__p_3", "PENGELOLAAN CONTOH" },
                 { "conclusions__container_1", "name=\"penetapan\"" },
                 { "art_3", "href=\"/akn/id-9999/act/perbup/2024/7/ind@2024-01-02/~art_2__para_1\"" },
                 { "art_2", "href=\"#art_2__para_1\"" },
                 { "art_1__list_1__point_2", "<TLCTerm eId=\"term-pcb\"" },
                 { "att_1", "<doc name=\"penjelasan\">" },
                 { "att_1__art_2", "<article eId=\"att_1__art_2\">" },
                 { "att_2", "<doc name=\"lampiran\">" },
                 { "att_2__p_1", "DAFTAR CONTOH" } };
    struct arena *a = arena_new(256 * MIB);
    struct naskah n = read_text(a, read_file(a, "tests/golden/akn/contoh.txt"), "contoh");

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct akn *k = akn_new(&n, &head, a);
        const struct naskah_node *at = akn_find(k, sv_of(rows[i].eid));
        struct err e = { 0 };
        struct buf b;

        buf_init(&b, 16 * MIB);
        if (!at || !akn_write_portion(k, at, &b, &e))
            fail_msg("%s: %s", rows[i].eid, at ? e.text : "no such eId");
        if (sv_find(buf_sv(&b), sv_of(rows[i].has)) < 0)
            fail_msg("%s: no %s in %.*s", rows[i].eid, rows[i].has, SV_FMT(buf_sv(&b)));
        validates(a, buf_sv(&b), rows[i].eid);
        buf_clear(&b);
    }
    assert_null(akn_find(akn_new(&n, &head, a), SV("art_99")));
    assert_null(akn_find(akn_new(&n, &head, a), SV("art_4__list_1")));
    arena_free(a);
}

static void as_json(void **state)
{
    struct arena *a = arena_new(64 * MIB);
    struct naskah n = read_text(a, read_file(a, "tests/golden/akn/contoh.txt"), "contoh");
    struct akn *k = akn_new(&n, &head, a);
    struct json *j = NULL;
    struct err e = { 0 };
    struct jsonw w;
    struct buf b;

    (void) state;
    buf_init(&b, 16 * MIB);
    jsonw_init(&w, &b);
    akn_json(k, n.pohon, &w);
    if (!json_parse(buf_sv(&b), 16 * MIB, a, &j, &e))
        fail_msg("%s", e.text);
    assert_true(sv_eq(json_text(j, SV("iri")), SV("/akn/id-9999/act/perbup/2024/7/ind@2024-01-02")));
    assert_true(sv_eq(json_text(json_get(j, SV("pohon")), SV("eId")), SV("act")));
    assert_int_equal(json_get(j, SV("dibuang"))->n, n.n_dibuang);
    buf_clear(&b);
    arena_free(a);
}

/* --- the five, and the schema --------------------------------------------------------------------------------------------------------- */

static void the_five_regulations(void **state)
{
    static const char *const ids[] = { "banjar-39-2023", "purbalingga-90-2021", "bekasi-2-2023",
                                       "bogor-24-2021", "sumenep-39-2023" };
    const char *shared = getenv("PRASASTI_SHARED");
    struct arena *a = arena_new(512 * MIB);
    const char *xsd;

    (void) state;
    if (!schema(a, &xsd)) {
        print_message("skipped: %s and xmllint are not both here\n", xsd);
        arena_free(a);
        skip();
    }
    for (size_t i = 0; i < COUNT(ids); i++) {
        const struct pack *pack;
        struct sv text =
            read_file(a, arena_printf(a, "%s/peraturan/%s.txt", shared ? shared : "../shared", ids[i]).p);
        struct naskah n = read_text(a, text, ids[i]);
        struct regulation reg;
        struct akn_head of;
        struct problems ps;
        struct err e = { 0 };
        struct akn *k;
        struct buf b;

        problems_init(&ps, a, 20);
        if (!pack_read(&(struct pack_home){ .program = "data" }, sv_of(ids[i]), a, &pack, &ps, &e))
            fail_msg("%s: %s", ids[i], e.text);
        rule_regulation_of(pack, a, &reg, &ps);
        akn_head_of(&reg, reg.enacted, &of);
        assert_true(identity_whole(&of.id));
        k = akn_new(&n, &of, a);
        buf_init(&b, 64 * MIB);
        if (!akn_write(k, &b, &e))
            fail_msg("%s: %s", ids[i], e.text);
        is_faithful(a, k, &n, buf_sv(&b), ids[i]);
        validates(a, buf_sv(&b), ids[i]);
        buf_clear(&b);
    }
    arena_free(a);
}

/* --- what names a regulation ------------------------------------------------------------------------------------------------------------ */

static void head_from_the_text(void **state)
{
    struct arena *a = arena_new(64 * MIB);
    struct naskah n = read_text(a, read_file(a, "tests/golden/akn/contoh.txt"), "contoh");
    struct akn_head h;

    (void) state;
    akn_head_read(&n, (struct date){ 2024, 2, 1 }, a, &h);
    assert_true(sv_eq(h.id.kind, SV("perbup")));
    assert_true(sv_eq(h.id.number, SV("7")));
    assert_int_equal(h.id.year, 2024);
    assert_true(date_cmp(h.set_on, (struct date){ 2024, 1, 2 }) == 0);
    assert_true(date_cmp(h.promulgated, (struct date){ 2024, 1, 3 }) == 0);
    assert_true(sv_eq(h.id.gazette, SV("BERITA DAERAH KABUPATEN SAMPEL")));
    assert_true(sv_eq(h.id.gazette_number, SV("7")));
    assert_true(sv_eq(akn_head_missing(&h, a), SV("kode wilayah")));
    assert_true(sv_eq(identity_work(&h.id, a), SV("/akn/id-nn/act/perbup/2024/7")));
    assert_false(identity_whole(&h.id));
    n = read_text(a, SV("Pasal 1\n\nIsi.\n"), "bare");
    akn_head_read(&n, (struct date){ 2024, 2, 1 }, a, &h);
    assert_true(sv_eq(identity_work(&h.id, a), SV("/akn/id-nn/act/nn/nn/nn")));
    n = read_text(a, read_file(a, "tests/golden/naskah/undang.txt"), "undang");
    akn_head_read(&n, (struct date){ 2024, 2, 1 }, a, &h);
    assert_true(sv_eq(identity_work(&h.id, a), SV("/akn/id/act/uu/2030/99")));
    arena_free(a);
}

static void identity_mistakes(void **state)
{
    static const struct {
        const char *why, *yaml;
        size_t wrong;
    } rows[] = {
        { "all of it",
          "{kind: perbup, wilayah: \"6303\", number: \"39\", year: 2023, gazette: {name: Berita, number: \"39\"}}",
          0 },
        { "nothing known", "{}", 0 },
        { "a code without quotes is read", "{wilayah: 6303}", 0 },
        { "a kind with spaces", "{kind: Peraturan Bupati}", 1 },
        { "a code of letters", "{wilayah: banjar}", 1 },
        { "a number with a slash", "{number: 39/2023}", 1 },
        { "a year of two digits", "{year: 23}", 1 },
        { "a key that is not known, two wrong values", "{jenis: perbup, year: x, gazette: {number: \"1\"}}",
          3 },
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *a = arena_new(MIB);
        struct identity id;
        struct problems ps;
        struct json *j;

        problems_init(&ps, a, 20);
        assert_true(yaml_parse(sv_of(rows[i].yaml), SV("x.yaml"), a, &j, &ps));
        identity_read(j, SV("x.yaml"), &id, &ps);
        if (ps.n != rows[i].wrong)
            fail_msg("%s: %zu mistakes, expected %zu", rows[i].why, ps.n, rows[i].wrong);
        arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost),
        cmocka_unit_test(golden),
        cmocka_unit_test(references),
        cmocka_unit_test(amendments_name_another_regulation),
        cmocka_unit_test(definitions),
        cmocka_unit_test(portions),
        cmocka_unit_test(as_json),
        cmocka_unit_test(the_five_regulations),
        cmocka_unit_test(head_from_the_text),
        cmocka_unit_test(identity_mistakes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
