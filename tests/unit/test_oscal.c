/* SPDX-License-Identifier: MIT
 * tests/unit/test_oscal.c -- the three OSCAL documents of a made-up regulation as exact JSON, over states made by hand. PRASASTI_GOLDEN=1 writes the files of tests/golden/oscal/ anew, to be read like code.
 * Needs dep_api, dep_cmocka. Runs in the project's folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "api/oscal_priv.h"
#include "base/file.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])
#define GOLDEN "tests/golden/oscal/"
#include "golden_fixture.h"
#define DECLARATIONS "tests/golden/declarations"

enum { MIB = 1024 * 1024 };

struct place {
    struct arena *a;
    struct region *region;
};

static int setup(void **state)
{
    static struct place at;
    struct problems ps;
    struct err e = { 0 };

    at.a = arena_new(64 * MIB);
    problems_init(&ps, at.a, 20);
    if (!region_load(DECLARATIONS, SV("uji-2-2024"), &at.region, &ps, &e)) {
        print_error("%s: %.*s\n", e.text, ps.n ? (int) ps.items[0].text.n : 0,
                    ps.n ? ps.items[0].text.p : "");
        return 1;
    }
    *state = &at;
    return 0;
}

static int teardown(void **state)
{
    struct place *at = *state;

    region_close(at->region);
    arena_free(at->a);
    return 0;
}

/* --- golden files -------------------------------------------------------------------------------------------------------------------- */

/* A line for each member. */
static struct sv laid_out(struct arena *a, struct sv json)
{
    bool quoted = false;
    size_t depth = 0;
    struct buf b;
    struct sv out;

    buf_init(&b, MIB);
    for (size_t i = 0; i < json.n; i++) {
        char c = json.p[i];

        if (c == '"' && (i == 0 || json.p[i - 1] != '\\'))
            quoted = !quoted;
        if (!quoted && strchr("}]", c))
            depth--;
        if (!quoted && strchr("}]", c) && !strchr("{[", json.p[i - 1]))
            buf_printf(&b, "\n%*s", (int) depth, "");
        buf_char(&b, c);
        if (!quoted && strchr("{[", c))
            depth++;
        if (!quoted && strchr("{[,", c) && !strchr("}]", json.p[i + 1]))
            buf_printf(&b, "\n%*s", (int) depth, "");
    }
    buf_char(&b, '\n');
    out = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return out;
}

static struct norm_state *states_of(struct oscal_book *b)
{
    struct norm_state *s = ARENA_ARRAY(b->a, struct norm_state, b->n);

    for (size_t i = 0; i < b->n; i++)
        s[i] = (struct norm_state){ .norm = &b->norms[i],
                                    .status = NORM_GENERAL,
                                    .of = -1,
                                    .met = -1,
                                    .basis = SV("data"),
                                    .computed = SV("2026-02-01T02:00:00Z") };
    s[2].status = NORM_PARTLY;
    s[2].of = 4;
    s[2].met = 3;
    s[2].why = SV("3 dari 4 barang memenuhi; 1 belum.");
    s[2].since = SV("2026-01-05");
    s[3].status = NORM_LATE;
    s[3].due = SV("2026-01-31");
    s[3].since = SV("2026-02-01");
    s[3].why = SV("Belum pernah tercatat; paling lambat 31 Januari 2026.");
    s[3].next_text = SV("Catat barang.");
    s[3].next_url = SV("/r/barang/baru?jenis=besar");
    s[5].status = NORM_MET;
    s[5].basis = SV("luar_sistem");
    s[5].why = SV("Ada 1 baris yang memenuhi.");
    s[6].status = NORM_NO_DATA;
    s[6].why = SV("Belum ada barang yang tercatat, sehingga belum dapat dinilai.");
    return s;
}

static struct oscal_book book_of(struct place *at)
{
    static struct setting settings[] = {
        { .key = SV_INIT("selang"),
          .label = SV_INIT("Selang pemeriksaan"),
          .kind = SV_INIT("interval"),
          .value = SV_INIT("6 months"),
          .initial = SV_INIT("1 years"),
          .at = SV_INIT("2(2)"),
          .note = SV_INIT("Nilai awal setahun.") },
        { .key = SV_INIT("hari:izin"),
          .label = SV_INIT("Hari menjawab"),
          .kind = SV_INIT("days"),
          .value = SV_INIT("10"),
          .initial = SV_INIT("10"),
          .at = SV_INIT("9(9)") },
    };
    static struct oscal_office offices[] = { { SV_INIT("dinas"), SV_INIT("Dinas Kominfo"), 7 },
                                             { SV_INIT("pd"), SV_INIT("Bagian Umum"), 8 },
                                             { SV_INIT("pd"), SV_INIT("Dinas Kominfo"), 7 },
                                             { SV_INIT("tak_disebut"), SV_INIT("Bagian Hukum"), 9 } };
    struct oscal_book b = { .a = at->a,
                            .rule = at->region->rule,
                            .reg = rule_regulation(at->region->rule),
                            .ns = SV("https://uji.contoh.go.id/ns/oscal"),
                            .settings = settings,
                            .n_settings = COUNT(settings),
                            .offices = offices,
                            .n_offices = COUNT(offices),
                            .today = { 2026, 2, 2 },
                            .now = 1770000000,
                            .modified = 1769990400,
                            .uuid = { { 1, 2, 3, 4, 5, 6, 0x47, 8, 0x89 } } };

    b.norms = rule_norms(b.rule, &b.n);
    b.states = states_of(&b);
    return b;
}

static void written(struct place *at, const char *name, struct oscal_book *b,
                    void (*write)(const struct oscal_book *, struct jsonw *))
{
    struct jsonw w;
    struct buf out;

    buf_init(&out, MIB);
    jsonw_init(&w, &out);
    write(b, &w);
    assert_false(out.failed);
    compare(at->a, name, laid_out(at->a, buf_sv(&out)));
    buf_clear(&out);
}

static void catalog_of_the_pack_alone(void **state)
{
    struct oscal_book b = book_of(*state);

    oscal_book_make(&b);
    written(*state, "katalog.json", &b, oscal_catalog);
}

static const char text[] =
    "BAB I\nKETENTUAN UMUM\nPasal 1\nDalam peraturan ini yang dimaksud dengan:\n1. Dinas adalah kantor.\n"
    "2. Perangkat Daerah adalah kantor lain.\n3. Unit adalah bagiannya.\nBAB II\nBARANG\nPasal 2\n"
    "(1) Jumlah barang dicatat.\n(2) Barang diperiksa.\nBagian Kesatu\nBarang Rusak\nParagraf 1\nPenghapusan\nPasal 3\n"
    "Barang rusak dihapus.\nParagraf 2\nPenandaan\nPasal 4\n(1) Barang ditandai.\nBagian Kedua\nJenis\nPasal 5\nAda enam jenis.\n";

static void catalog_with_the_headings_of_the_text(void **state)
{
    struct place *at = *state;
    struct oscal_book b = book_of(at);
    struct naskah naskah;
    struct err e = { 0 };

    if (!naskah_read(sv_of(text), at->a, &naskah, &e))
        fail_msg("%s", e.text);
    b.text = &naskah;
    oscal_book_make(&b);
    written(at, "katalog-naskah.json", &b, oscal_catalog);
}

static void profile_of_what_binds(void **state)
{
    struct oscal_book b = book_of(*state);

    oscal_book_make(&b);
    written(*state, "profil.json", &b, oscal_profile);
}

static void profile_before_the_first_day(void **state)
{
    struct oscal_book b = book_of(*state);
    struct norm_state *s = states_of(&b);

    for (size_t i = 0; i < b.n; i++)
        s[i].status = NORM_NOT_APPLICABLE;
    b.states = s;
    b.n_settings = 0;
    oscal_book_make(&b);
    written(*state, "profil-belum-berlaku.json", &b, oscal_profile);
}

static void results_with_evidence(void **state)
{
    struct place *at = *state;
    struct oscal_book b = book_of(at);
    const struct reg *barang = model_reg(at->region->model, SV("barang"));
    static struct reg surat;
    struct oscal_row rows[] = {
        { barang, 4, SV("Kursi *patah* <b>"), SV_NULL, SV_NULL, true },
        { barang, 5, SV(" \n"), SV_NULL, SV_NULL, false },
        { &surat, 6, SV("Surat pertama"), SV("2026-01-20T01:00:00Z"), SV("2026-12-31T23:59:59+08:00"),
          false },
    };

    surat = *barang;
    surat.key = SV("surat");
    surat.label = SV("Surat");
    surat.basis = SV("dokumen");
    b.evidence = ARENA_ARRAY(at->a, struct oscal_evidence, b.n);
    b.evidence[2] = (struct oscal_evidence){ rows, COUNT(rows), 2 };
    oscal_book_make(&b);
    written(at, "hasil.json", &b, oscal_results);
}

static void results_of_a_day_before_anything_was_known(void **state)
{
    struct oscal_book b = book_of(*state);
    struct norm_state *s = states_of(&b);

    for (size_t i = 0; i < b.n; i++)
        s[i].computed = SV_NULL;
    b.states = s;
    b.on = (struct date){ 2026, 1, 1 };
    oscal_book_make(&b);
    written(*state, "hasil-tak-diketahui.json", &b, oscal_results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(catalog_of_the_pack_alone),
        cmocka_unit_test(catalog_with_the_headings_of_the_text),
        cmocka_unit_test(profile_of_what_binds),
        cmocka_unit_test(profile_before_the_first_day),
        cmocka_unit_test(results_with_evidence),
        cmocka_unit_test(results_of_a_day_before_anything_was_known),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
