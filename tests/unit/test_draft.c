/* SPDX-License-Identifier: MIT
 * tests/unit/test_draft.c -- the skeleton of a pack: each guess with its reason, nothing lost, and what is written loads.
 * The words come from the program's own data/draft.yaml. With PRASASTI_SHARED the five regulations are drafted too, and
 * compared with the lists of tests/lists; without it that is said to be skipped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/problems.h"
#include "rule/draft.h"
#include "rule/region.h"

enum { TREE_BYTES = 512 * 1024 * 1024 };

struct place {
    struct arena *a;
    struct draft_words *words;
    const char *declarations;
};

static void must(bool ok, const struct err *e)
{
    if (!ok)
        fail_msg("%s %s", e->text, e->hint);
}

static int set_up(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    struct problems ps;
    struct err e = { 0 };

    assert_non_null(p);
    setenv("PRASASTI_DATA", "data", 0);
    p->a = arena_new(TREE_BYTES);
    p->declarations = getenv("PRASASTI_DATA");
    problems_init(&ps, p->a, 5);
    must(draft_words_load(p->declarations, p->a, &p->words, &ps, &e), &e);
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    struct place *p = *state;

    arena_free(p->a);
    free(p);
    return 0;
}

static void draft_text(struct place *p, struct sv text, struct sv id, struct draft *d, struct naskah *n)
{
    struct err e = { 0 };

    must(naskah_read(text, p->a, n, &e), &e);
    must(draft_make(n, p->words, id, (struct date){ 2026, 1, 15 }, p->a, d, &e), &e);
}

static const struct draft_row *row(const struct draft *d, const char *at)
{
    for (size_t i = 0; i < d->n_rows; i++)
        if (sv_eq(d->rows[i].at, sv_of(at)))
            return &d->rows[i];
    fail_msg("%s: tidak ada barisnya", at);
    return NULL;
}

static void same(struct sv got, const char *want, const char *what)
{
    if (!sv_eq(got, sv_of(want)))
        fail_msg("%s: \"%.*s\", bukan \"%s\"", what, SV_FMT(got), want);
}

#define HEAD                                                                                                           \
    "PROVINSI MALUKU\n\nPERATURAN GUBERNUR RAWA JERNIH\n\nNOMOR 5 TAHUN 2025\n\nTENTANG\n\nLAYANAN DIGITAL DAERAH\n\n" \
    "DENGAN RAHMAT TUHAN YANG MAHA ESA\n\nGUBERNUR RAWA JERNIH,\n\nMenimbang :\na. bahwa layanan perlu diatur;\n\n"    \
    "Mengingat :\n1. Undang-Undang Nomor 1 Tahun 2000;\n\nMEMUTUSKAN:\n\nMenetapkan : PERATURAN GUBERNUR TENTANG "     \
    "LAYANAN DIGITAL DAERAH.\n\n"
#define FIRST                                                                                                              \
    "BAB I\nKETENTUAN UMUM\n\nPasal 1\n\nDalam Peraturan Gubernur ini yang dimaksud dengan:\n"                             \
    "1. Daerah adalah Provinsi Rawa Jernih.\n2. Gubernur adalah Gubernur Rawa Jernih.\n"                                   \
    "3. Perangkat Daerah adalah unsur pembantu Gubernur.\n4. Balai Layanan Digital yang selanjutnya disebut Balai adalah " \
    "Perangkat Daerah yang membidangi komunikasi dan informatika.\n\n"
#define LAST                                                                                                                    \
    "BAB III\nKETENTUAN PENUTUP\n\nPasal 9\n\nPeraturan Gubernur ini mulai berlaku pada tanggal diundangkan.\n\n"               \
    "Agar setiap orang mengetahuinya, memerintahkan pengundangan Peraturan Gubernur ini.\n\nDitetapkan di Telaga\n"             \
    "pada tanggal 3 Maret 2025\n\nGUBERNUR RAWA JERNIH,\n\nttd\n\nNAMA\n\nDiundangkan di Telaga\npada tanggal 5 Maret 2025\n\n" \
    "SEKRETARIS DAERAH,\n\nttd\n\nNAMA\n\nBERITA DAERAH PROVINSI RAWA JERNIH TAHUN 2025 NOMOR 5\n"

static const char small[] = HEAD FIRST
    "BAB II\nPENYELENGGARAAN\n\nPasal 2\n\n(1) Balai wajib melaksanakan audit sekali dalam 2 (dua) tahun.\n"
    "(2) Setiap Perangkat Daerah harus mencadangkan data secara berkala.\n"
    "(3) Perangkat Daerah dapat meminta pendampingan.\n(4) Peta Rencana ditetapkan dengan Keputusan Gubernur.\n"
    "(5) Evaluasi dilakukan oleh Balai setiap semester agar hasilnya dapat dipakai.\n\nPasal 3\n\n"
    "(1) Unsur layanan terdiri atas:\n a. orang;\n b. proses; dan\n c. alat.\n"
    "(2) Pengamanan dilakukan dengan:\n a. setiap petugas wajib memakai sandi yang berbeda; dan\n b. pencatatan.\n\nPasal 4\n\n"
    "Menteri membina penyelenggaraan layanan.\n\n" LAST;

static void a_guess_has_its_reason(void **state)
{
    static const struct {
        const char *at, *binds, *binds_why, *strength, *strength_why, *check, *interval, *reg;
    } rows[] = {
        { "2(1)", "dinas", "kata \"balai\" di awal kalimat", "wajib", "kata \"wajib\"", "attested", "2 years",
          "audit" },
        { "2(2)", "pd", "kata \"setiap perangkat daerah\" di awal kalimat", "harus", "kata \"harus\"",
          "attested", "1 years", "" },
        { "2(3)", "pd", "kata \"perangkat daerah\" di awal kalimat", "dapat", "kata \"dapat\"", "shown", "",
          "" },
        { "2(4)", "bupati", "kata \"keputusan gubernur\" yang pertama disebut", "deklaratif",
          "kalimat berita", "attested", "", "peta_rencana" },
        { "2(5)", "dinas", "kata \"oleh balai\"", "deklaratif", "kalimat berita", "attested", "6 months",
          "evaluasi" },
        { "3(1)a-c", "pemda", "tidak ada pelaku yang disebut", "deklaratif", "kalimat berita", "shown", "",
          "" },
        { "3(2)a", "pemda", "tidak ada pelaku yang disebut", "wajib", "kata \"wajib\"", "attested", "", "" },
        { "4", "instansi_pusat", "kata \"menteri\" di awal kalimat", "deklaratif", "kalimat berita",
          "attested", "", "layanan" },
    };
    struct place *p = *state;
    struct naskah n;
    struct draft d;

    draft_text(p, sv_of(small), SV_NULL, &d, &n);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct draft_row *r = row(&d, rows[i].at);

        same(r->binds.value, rows[i].binds, rows[i].at);
        same(r->binds.why, rows[i].binds_why, rows[i].at);
        same(r->strength.value, rows[i].strength, rows[i].at);
        same(r->strength.why, rows[i].strength_why, rows[i].at);
        same(r->check.value, rows[i].check, rows[i].at);
        same(r->interval.value.p ? r->interval.value : SV(""), rows[i].interval, rows[i].at);
        same(r->reg.value.p ? r->reg.value : SV(""), rows[i].reg, rows[i].at);
    }
    assert_true(row(&d, "2(2)")->open);
    same(row(&d, "4")->other.value, "instansi_pusat", "kewenangan");
}

static void who_and_when_come_from_the_edges(void **state)
{
    struct place *p = *state;
    struct naskah n;
    struct draft d;

    draft_text(p, sv_of(small), SV_NULL, &d, &n);
    same(d.id, "rawa-jernih-5-2025", "id");
    same(d.title.value, "Peraturan Gubernur Rawa Jernih Nomor 5 Tahun 2025", "judul");
    same(d.about.value, "Layanan Digital Daerah", "tentang");
    same(d.region.value, "Provinsi Rawa Jernih", "wilayah");
    same(d.head.value, "Gubernur", "kepala daerah");
    same(d.decree.value, "Keputusan Gubernur", "keputusan");
    same(d.zone.value, "+09:00", "zona");
    same(d.enacted.value, "2025-03-03", "ditetapkan");
    same(d.promulgated.value, "2025-03-05", "diundangkan");
    same(d.in_force.value, "2025-03-05", "berlaku");
    assert_int_equal(d.n_chapters, 3);
    assert_true(d.chapters[0].general && !d.chapters[1].general && d.chapters[2].general);
    assert_int_equal(d.chapters[1].from, 2);
    assert_int_equal(d.chapters[1].to, 4);
    assert_int_equal(d.n_roles, 3);
    same(d.roles[2].role, "dinas", "peran");
    same(d.roles[2].label, "Balai", "sebutan");
    same(d.roles[2].at, "1:4", "tempat");
}

/* A text that lost its edges still gives a pack that loads: what is missing is said to be replaced. */
static void a_torn_text_is_said_to_be_torn(void **state)
{
    struct place *p = *state;
    struct naskah n;
    struct draft d;

    draft_text(p,
               SV("Pasal 1\n\nSetiap orang harus hadir.\n\nPasal 2\n\n(1) Satu.\n(2) Dua.\n(2) Dua lagi.\n"),
               SV("percobaan-1"), &d, &n);
    same(d.id, "percobaan-1", "id");
    same(d.in_force.value, "2026-01-15", "berlaku");
    assert_true(sv_find(d.enacted.why, SV("HARUS")) >= 0);
    assert_true(sv_find(d.region.why, SV("HARUS")) >= 0);
    assert_int_equal(d.n_chapters, 1);
    row(&d, "1");
    row(&d, "2(2)~2");
    assert_true(row(&d, "2(2)~2")->notes.n > 0);
}

static void what_holds_no_provision_is_refused(void **state)
{
    struct place *p = *state;
    struct naskah n;
    struct draft d;
    struct err e = { 0 };

    must(naskah_read(SV("Surat biasa tanpa isi hukum.\n"), p->a, &n, &e), &e);
    assert_false(draft_make(&n, p->words, SV_NULL, (struct date){ 2026, 1, 15 }, p->a, &d, &e));
    assert_int_equal(e.kind, ERR_INPUT);
    must(naskah_read(sv_of(small), p->a, &n, &e), &e);
    assert_false(draft_make(&n, p->words, SV("../../etc"), (struct date){ 2026, 1, 15 }, p->a, &d, &e));
    assert_int_equal(e.kind, ERR_INPUT);
}

/* --- what is written loads --------------------------------------------------------------------------------------------- */

static void write_file(struct place *p, const char *dir, const char *name, const struct draft *d,
                       void (*write)(const struct draft *d, struct buf *b))
{
    struct err e = { 0 };
    struct buf b;

    buf_init(&b, 16 * 1024 * 1024);
    write(d, &b);
    must(buf_ok(&b, &e), &e);
    must(file_write_atomic(arena_printf(p->a, "%s/%s", dir, name).p, buf_sv(&b), 0644, &e), &e);
    buf_clear(&b);
}

static void loads(struct place *p, const struct draft *d)
{
    char dir[] = "/tmp/prasasti-rancangan.XXXXXX";
    struct region *r = NULL;
    struct problems ps;
    struct err e = { 0 };
    const struct norm *norms;
    size_t n, marked = 0;

    assert_non_null(mkdtemp(dir));
    write_file(p, dir, "regulation.yaml", d, draft_regulation_yaml);
    write_file(p, dir, "registers.yaml", d, draft_registers_yaml);
    write_file(p, dir, "norms.yaml", d, draft_norms_yaml);
    write_file(p, dir, "tests.yaml", d, draft_tests_yaml);
    problems_init(&ps, p->a, 5);
    if (!region_load_pack(p->declarations, dir, d->id, &r, &ps, &e))
        fail_msg("%.*s: %s %.*s:%d %.*s", SV_FMT(d->id), e.text, SV_FMT(ps.n ? ps.items[0].file : SV("")),
                 ps.n ? ps.items[0].line : 0, SV_FMT(ps.n ? ps.items[0].text : SV("")));
    norms = rule_norms(r->rule, &n);
    assert_int_equal(n, d->n_rows);
    for (size_t i = 0; i < n; i++) {
        marked += rule_is_draft(norms[i].says);
        assert_true(norms[i].check == CHECK_SHOWN || norms[i].check == CHECK_ATTESTED);
    }
    assert_int_equal(marked, n);
    region_close(r);
    assert_int_equal(system(arena_printf(p->a, "rm -r %s", dir).p), 0); /* checked: a folder this test made */
}

static void the_skeleton_loads_as_it_is(void **state)
{
    static const char quotes[] = HEAD FIRST
        "BAB II\nISI \"KUTIP\" \\ GARIS: # PAGAR\n\nPasal 2\n\nKata \"kutip\", garis miring \\ dan # pagar: harus {tetap} [utuh] & *selamat*.\n\n" LAST;
    static const char bare_chapter[] = HEAD FIRST
        "BAB II\nPENDANAAN\n\nPendanaan bersumber dari anggaran daerah.\n\nBAB III\nPENUTUP\n\nSatu hal.\n\nHal lain lagi.\n";
    struct place *p = *state;
    struct naskah n;
    struct draft d;

    draft_text(p, sv_of(small), SV_NULL, &d, &n);
    loads(p, &d);
    draft_text(p, sv_of(quotes), SV_NULL, &d, &n);
    loads(p, &d);
    draft_text(p, sv_of(bare_chapter), SV_NULL, &d, &n);
    row(&d, "BAB-II");
    loads(p, &d);
    draft_text(p,
               SV("Pasal 1\n\nSetiap orang harus hadir.\n\nPasal 2\n\n(1) Satu.\n(2) Dua.\n(2) Dua lagi.\n"),
               SV_NULL, &d, &n);
    loads(p, &d);
}

static void marks_of_guesses_are_counted(void **state)
{
    (void) state;
    assert_int_equal(draft_guesses_in(SV("a: 1 # tebakan: kata\nb: 2\n  # tebakan: register x\n")), 2);
    assert_true(rule_is_draft(SV("[belum diringkas] Setiap orang")));
    assert_false(rule_is_draft(SV("Setiap orang hadir.")));
}

/* --- nothing is lost ------------------------------------------------------------------------------------------------- */

static bool within(const struct naskah_node *n, const struct naskah_node *top)
{
    while (n && n != top)
        n = n->parent;
    return n != NULL;
}

/* Whether the row's place holds the node, or is part of it. */
static bool covers(const struct naskah *t, const struct draft_row *r, const struct naskah_node *node)
{
    const struct naskah_node *first, *last;

    if (!naskah_find_range(t, r->at, &first, &last))
        fail_msg("%.*s: alamatnya tidak ditemukan lagi", SV_FMT(r->at));
    for (const struct naskah_node *n = first; n; n = n == last ? NULL : n->next)
        if (within(node, n) || within(n, node))
            return true;
    return false;
}

static void nothing_lost(struct place *p, const struct naskah *n, const struct draft *d, const char *name)
{
    for (const struct naskah_node *v = n->pohon; v; v = naskah_next(v, n->pohon)) {
        bool found = false;

        if ((v->jenis != NASKAH_PASAL && v->jenis != NASKAH_AYAT && v->jenis != NASKAH_HURUF &&
             v->jenis != NASKAH_ANGKA) ||
            memchr(naskah_address(v, p->a).p, '/', naskah_address(v, p->a).n) ||
            !memchr("0123456789B", naskah_address(v, p->a).p[0], 11))
            continue;
        for (size_t i = 0; i < d->n_rows && !found; i++)
            found = covers(n, &d->rows[i], v);
        if (!found)
            fail_msg("%s: %.*s tidak masuk baris mana pun", name, SV_FMT(naskah_address(v, p->a)));
    }
}

static struct sv pasal_and_ayat(struct sv at)
{
    for (size_t i = 0; i < at.n; i++) {
        if (at.p[i] == ')')
            return sv_sub(at, 0, i + 1);
        if (at.p[i] == ':' || (at.p[i] >= 'a' && at.p[i] <= 'z'))
            return sv_sub(at, 0, i);
    }
    return at;
}

/* The lists were made by reading: where a list of letters is cut may differ, which Pasal and ayat there are may not. */
static void lists_agree(struct place *p, const struct draft *d, const char *id)
{
    struct sv path = arena_printf(p->a, "tests/lists/alamat-%s.tsv", id), text, line;
    size_t listed = 0, equal = 0;
    struct err e = { 0 };

    must(file_read(path.p, 1024 * 1024, p->a, &text, &e), &e);
    sv_cut(&text, '\n', &line);
    while (sv_cut(&text, '\n', &line)) {
        struct sv rest = line, pasal, ayat = SV_NULL, huruf = SV_NULL, place, whole;
        bool found = false, same_row = false;

        sv_cut(&rest, '\t', &pasal);
        sv_cut(&rest, '\t', &ayat);
        sv_cut(&rest, '\t', &huruf);
        place = sv_eq(ayat, SV("-")) ? pasal : arena_printf(p->a, "%.*s(%.*s)", SV_FMT(pasal), SV_FMT(ayat));
        whole = sv_eq(huruf, SV("-")) ? place
                : sv_eq(ayat, SV("-")) && huruf.p[0] < 'a'
                    ? arena_printf(p->a, "%.*s:%.*s", SV_FMT(place), SV_FMT(huruf))
                    : arena_printf(p->a, "%.*s%.*s", SV_FMT(place), SV_FMT(huruf));
        for (size_t i = 0; i < d->n_rows; i++) {
            found = found || sv_eq(pasal_and_ayat(d->rows[i].at), place);
            same_row = same_row || sv_eq(d->rows[i].at, whole);
        }
        if (!found)
            fail_msg("%s: %.*s tidak ada dalam rancangan", id, SV_FMT(place));
        listed++;
        equal += same_row;
    }
    print_message("# %s: %zu of %zu rows as in the list, %zu drafted\n", id, equal, listed, d->n_rows);
    if (equal * 100 < listed * 85)
        fail_msg("%s: hanya %zu dari %zu baris sama", id, equal, listed);
}

static void the_five_are_drafted_whole(void **state)
{
    static const char *const ids[] = { "banjar-39-2023", "bekasi-2-2023", "bogor-24-2021",
                                       "purbalingga-90-2021", "sumenep-39-2023" };
    const char *shared = getenv("PRASASTI_SHARED");
    struct place *p = *state;

    if (!shared) {
        print_message("# SKIP: PRASASTI_SHARED is not set, the texts of the five are elsewhere\n");
        skip();
    }
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        struct sv text;
        struct naskah n;
        struct draft d;
        struct err e = { 0 };

        must(file_read(arena_printf(p->a, "%s/peraturan/%s.txt", shared, ids[i]).p, NASKAH_MAX_BYTES, p->a,
                       &text, &e),
             &e);
        draft_text(p, text, SV_NULL, &d, &n);
        nothing_lost(p, &n, &d, ids[i]);
        lists_agree(p, &d, ids[i]);
        loads(p, &d);
    }
}

/* The regulation made up for the tests: its finished pack has the rows that were drafted, no more and no fewer. */
static void a_finished_pack_has_the_rows_drafted(void **state)
{
    static const char dir[] = "tests/regulations/tirta-wening-7-2024";
    struct place *p = *state;
    struct region *r = NULL;
    const struct norm *norms;
    struct problems ps;
    struct err e = { 0 };
    struct naskah n;
    struct draft d;
    struct sv text;
    size_t count;

    must(file_read(arena_printf(p->a, "%s/naskah.txt", dir).p, NASKAH_MAX_BYTES, p->a, &text, &e), &e);
    draft_text(p, text, SV_NULL, &d, &n);
    nothing_lost(p, &n, &d, dir);
    same(d.id, "tirta-wening-7-2024", "id");
    same(d.promulgated.value, "2024-04-03", "diundangkan");
    same(d.in_force.value, "2024-07-01", "berlaku");
    problems_init(&ps, p->a, 5);
    must(region_load_pack(p->declarations, dir, d.id, &r, &ps, &e), &e);
    norms = rule_norms(r->rule, &count);
    assert_int_equal(count, d.n_rows);
    for (size_t i = 0; i < count; i++)
        assert_true(sv_eq(norms[i].at, d.rows[i].at) || sv_eq(row(&d, norms[i].at.p)->at, norms[i].at));
    region_close(r);
}

static void the_small_one_is_whole(void **state)
{
    struct place *p = *state;
    struct naskah n;
    struct draft d;

    draft_text(p, sv_of(small), SV_NULL, &d, &n);
    nothing_lost(p, &n, &d, "kecil");
    assert_int_equal(d.n_rows, 4 + 5 + 3 + 1 + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_guess_has_its_reason, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_and_when_come_from_the_edges, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_torn_text_is_said_to_be_torn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_holds_no_provision_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_skeleton_loads_as_it_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_small_one_is_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_finished_pack_has_the_rows_drafted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_five_are_drafted_whole, set_up, tear_down),
        cmocka_unit_test(marks_of_guesses_are_counted),
    };

    return cmocka_run_group_tests_name("draft", tests, NULL, NULL);
}
