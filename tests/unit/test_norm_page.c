/* SPDX-License-Identifier: MIT
 * tests/unit/test_norm_page.c -- addresses and tree of provisions, and the panes of /pemenuhan as exact HTML over states
 * made by hand. PRASASTI_GOLDEN=1 writes the files of tests/golden/norm_page/ anew, to be read like code.
 * Needs dep_page, dep_cmocka. Runs in the project's folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "page/norm_priv.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])
#define GOLDEN "tests/golden/norm_page/"
#include "golden_fixture.h"
#define DECLARATIONS "tests/golden/declarations"

enum { MIB = 1024 * 1024 };

struct place {
    struct arena *a;
    struct region *region;
    const struct norm *norms;
    size_t n;
};

static int setup(void **state)
{
    static struct place at;
    struct problems ps;
    struct err e = { 0 };

    at.a = arena_new(64 * MIB);
    problems_init(&ps, at.a, 20);
    if (!region_load(DECLARATIONS, SV("uji-2-2024"), &at.region, &ps, &e)) {
        print_error("%s %s: %.*s\n", e.text, e.cause, ps.n ? (int) ps.items[0].text.n : 0,
                    ps.n ? ps.items[0].text.p : "");
        return 1;
    }
    at.norms = rule_norms(at.region->rule, &at.n);
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

/* --- addresses ---------------------------------------------------------------------------------------------------------- */

static void is_text(const char *why, struct sv got, const char *want)
{
    if (!sv_eq(got, sv_of(want)))
        fail_msg("%s: \"%.*s\", expected \"%s\"", why, SV_FMT(got), want);
}

static void addresses(void **state)
{
    static const struct {
        const char *why, *at, *path, *label;
    } rows[] = {
        { "an ayat", "46(1)", "/pemenuhan/pasal/46/ayat/1", "Pasal 46 ayat (1)" },
        { "a whole Pasal", "20", "/pemenuhan/pasal/20", "Pasal 20" },
        { "a letter of an ayat", "7(3)a", "/pemenuhan/pasal/7/ayat/3/huruf/a", "Pasal 7 ayat (3) huruf a" },
        { "a range of letters", "19(6)a-f", "/pemenuhan/pasal/19/ayat/6/huruf/a-f",
          "Pasal 19 ayat (6) huruf a\u2013f" },
        { "letters without ayat", "4a-f", "/pemenuhan/pasal/4/huruf/a-f", "Pasal 4 huruf a\u2013f" },
        { "a definition", "1:11", "/pemenuhan/pasal/1/angka/11", "Pasal 1 angka 11" },
        { "numbers of an ayat", "6(5)1-6", "/pemenuhan/pasal/6/ayat/5/angka/1-6",
          "Pasal 6 ayat (5) angka 1\u20136" },
        { "a Pasal that was put in", "12A(2a)", "/pemenuhan/pasal/12A/ayat/2a", "Pasal 12A ayat (2a)" },
        { "a BAB without Pasal", "BAB-XIII", "/pemenuhan/bab/XIII", "BAB XIII" },
        { "and its paragraph", "BAB-XV(2)", "/pemenuhan/bab/XV/ayat/2", "BAB XV ayat (2)" },
    };
    struct place *at = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct norm_addr ad = norm_addr_of(sv_of(rows[i].at));

        is_text(rows[i].why, norm_addr_path(&ad, at->a), rows[i].path);
        is_text(rows[i].why, norm_addr_label(&ad, at->a), rows[i].label);
        is_text(rows[i].why, norm_addr_at(&ad, at->a), rows[i].at);
    }
    is_text("nothing of an address leaves its segment", norm_path(SV("1/../x(?#)"), at->a),
            "/pemenuhan/pasal/1%2F..%2F/huruf/x%28%3F%23%29");
}

static void ranges(void **state)
{
    static const struct {
        const char *why, *piece, *range;
        bool in;
    } rows[] = {
        { "first", "a", "a-f", true },
        { "last", "f", "a-f", true },
        { "after it", "g", "a-f", false },
        { "the range itself", "a-f", "a-f", true },
        { "a number among letters", "3", "a-f", false },
        { "a letter among numbers", "c", "1-6", false },
        { "numbers count, not digits", "10", "9-12", true },
        { "two letters are no letter", "ab", "a-f", false },
        { "a single one is itself", "b", "b", true },
        { "and no other", "a", "b", false },
        { "half a range", "a", "a-", false },
        { "nothing", "", "a-f", false },
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (norm_piece_in(sv_of(rows[i].piece), sv_of(rows[i].range)) != rows[i].in)
            fail_msg("%s", rows[i].why);
}

static void finding(void **state)
{
    static const struct {
        const char *why;
        struct norm_addr ad;
        const char *one; /* NULL: no single provision */
        size_t below;
    } rows[] = {
        { "an ayat with its own row, and what is below it",
          { .pasal = SV_INIT("2"), .ayat = SV_INIT("2") },
          "2(2)",
          2 },
        { "a letter inside a range",
          { .pasal = SV_INIT("2"), .ayat = SV_INIT("2"), .piece = SV_INIT("b") },
          "2(2)a-c",
          1 },
        { "a letter outside it",
          { .pasal = SV_INIT("2"), .ayat = SV_INIT("2"), .piece = SV_INIT("d") },
          NULL,
          0 },
        { "a Pasal that is one provision", { .pasal = SV_INIT("3") }, "3", 1 },
        { "a Pasal whose only provision is a range", { .pasal = SV_INIT("5") }, "5a-f", 1 },
        { "a letter without ayat", { .pasal = SV_INIT("5"), .piece = SV_INIT("c") }, "5a-f", 1 },
        { "a Pasal with several", { .pasal = SV_INIT("2") }, NULL, 3 },
        { "an ayat of which only the letters are provisions",
          { .pasal = SV_INIT("4"), .ayat = SV_INIT("1") },
          NULL,
          2 },
        { "a definition inside a range", { .pasal = SV_INIT("1"), .piece = SV_INIT("3") }, "1:2-3", 1 },
        { "a whole BAB", { .bab = SV_INIT("II") }, NULL, 7 },
        { "a BAB that is one provision", { .bab = SV_INIT("III") }, "BAB-III", 1 },
        { "a Pasal that is not there", { .pasal = SV_INIT("9") }, NULL, 0 },
        { "a number that only begins the same", { .pasal = SV_INIT("22") }, NULL, 0 },
    };
    struct place *at = *state;
    const struct norm **below;

    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct norm *one = norm_at(at->norms, at->n, &rows[i].ad);

        is_text(rows[i].why, one ? one->at : SV("none"), rows[i].one ? rows[i].one : "none");
        if (norm_below(at->norms, at->n, &rows[i].ad, at->a, &below) != rows[i].below)
            fail_msg("%s: %zu below it", rows[i].why,
                     norm_below(at->norms, at->n, &rows[i].ad, at->a, &below));
    }
}

/* --- golden files ---------------------------------------------------------------------------------------------------------- */

static void tree(void **state)
{
    struct place *at = *state;
    const struct regulation *reg = rule_regulation(at->region->rule);
    bool *keep = ARENA_ARRAY(at->a, bool, at->n + 1);
    struct norm_tree t;
    struct buf b;

    buf_init(&b, MIB);
    norm_tree_make(at->norms, at->n, NULL, reg->chapters, reg->n_chapters, at->a, &t);
    for (size_t i = 0; i < t.n; i++) {
        buf_printf(&b, "BAB %.*s %.*s: %zu%s\n", SV_FMT(t.babs[i].bab), SV_FMT(t.babs[i].title),
                   t.babs[i].n_norms, t.babs[i].general ? ", umum" : "");
        for (size_t k = 0; k < t.babs[i].n; k++) {
            buf_printf(&b, "  Pasal %.*s\n", SV_FMT(t.babs[i].pasals[k].pasal));
            for (size_t m = 0; m < t.babs[i].pasals[k].n; m++)
                buf_printf(&b, "    %.*s\n", SV_FMT(norm_short_label(t.babs[i].pasals[k].norms[m], at->a)));
        }
    }
    compare(at->a, "pohon.txt", buf_sv(&b));
    buf_clear(&b);
    keep[3] = true; /* a filter that leaves one ayat leaves one BAB */
    norm_tree_make(at->norms, at->n, keep, reg->chapters, reg->n_chapters, at->a, &t);
    assert_int_equal(t.n, 1);
    assert_int_equal(t.babs[0].n_norms, 1);
}

/* --- panes ---------------------------------------------------------------------------------------------------------------------- */

static const char text[] =
    "BAB I\nKETENTUAN UMUM\nPasal 1\nDalam peraturan ini yang dimaksud dengan:\n1. Dinas adalah kantor.\n"
    "2. Perangkat Daerah adalah kantor lain.\n3. Unit adalah bagiannya.\nBAB II\nBARANG\nPasal 2\n"
    "(1) Jumlah barang & berat <wajib> dicatat.\n(2) Barang diperiksa, meliputi:\na. bentuk;\nb. isi; dan\n"
    "c. umur.\nPasal 3\nBarang rusak dihapus.\n";

static struct norm_state *states_of(struct place *at)
{
    struct norm_state *s = ARENA_ARRAY(at->a, struct norm_state, at->n);

    for (size_t i = 0; i < at->n; i++)
        s[i] = (struct norm_state){ .norm = &at->norms[i],
                                    .status = NORM_GENERAL,
                                    .of = -1,
                                    .met = -1,
                                    .basis = SV("data"),
                                    .why = SV(""),
                                    .since = SV(""),
                                    .due = SV("") };
    s[2].status = NORM_PARTLY;
    s[2].of = 4;
    s[2].met = 3;
    s[2].why = SV("3 dari 4 barang memenuhi; 1 belum.");
    s[2].since = SV("2026-01-05");
    s[2].computed = SV("2026-02-01T02:00:00Z");
    s[2].next_text = SV("Lengkapi barang yang tersebut di bawah.");
    s[2].next_url = SV("/r/barang?jenis=besar sekali");
    s[3].status = NORM_LATE;
    s[3].due = SV("2026-01-31");
    s[3].since = SV("2026-02-01");
    s[3].why = SV("Belum pernah tercatat; paling lambat 31 Januari 2026.");
    s[5].status = NORM_MET;
    s[5].basis = SV("luar_sistem");
    return s;
}

struct panes {
    struct norm_view v;
    struct norm_book book;
    struct actor who;
    struct buf b;
};

static void prepare(struct place *at, struct panes *p, const char *one)
{
    static struct norm_office offices[] = { { SV_INIT("dinas"), SV_INIT("Diskominfo"), 7 } };
    const struct regulation *reg = rule_regulation(at->region->rule);

    *p = (struct panes){ .who = { .akun = 3, .administrator = true } };
    p->book = (struct norm_book){ .r = at->region,
                                  .rule = at->region->rule,
                                  .norms = at->norms,
                                  .states = states_of(at),
                                  .n = at->n,
                                  .today = { 2026, 2, 2 },
                                  .offices = offices,
                                  .n_offices = COUNT(offices) };
    buf_init(&p->b, MIB);
    p->v = (struct norm_view){ .p = { .region = at->region, .a = at->a, .who = &p->who },
                               .book = &p->book,
                               .query = SV("?per=2026-01-01"),
                               .text_of = at->region->regulation_id,
                               .text_reg = &at->region->regulation };
    html_init(&p->v.p.h, &p->b);
    norm_tree_make(at->norms, at->n, NULL, reg->chapters, reg->n_chapters, at->a, &p->v.tree);
    if (!one)
        return;
    p->v.picked = true;
    p->v.ad = norm_addr_of(sv_of(one));
    p->v.one = norm_at(at->norms, at->n, &p->v.ad);
    if (!p->v.one)
        p->v.n_group = norm_below(at->norms, at->n, &p->v.ad, at->a, &p->v.group);
}

static void finish(struct place *at, struct panes *p, const char *name)
{
    html_end(&p->v.p.h);
    assert_false(p->b.failed);
    compare(at->a, name, html_laid_out(at->a, buf_sv(&p->b)));
    buf_clear(&p->b);
}

static void pane_of_one(void **state)
{
    struct place *at = *state;
    struct deciding_row rows[] = { { model_reg(at->region->model, SV("barang")), 4, SV("Kursi <patah>"), true,
                                     0 },
                                   { model_reg(at->region->model, SV("barang")), 5, SV("Meja"), false, 0 } };
    struct naskah naskah;
    struct err e = { 0 };
    struct panes p;

    prepare(at, &p, "2(1)");
    if (!naskah_read(sv_of(text), at->a, &naskah, &e))
        fail_msg("%s", e.text);
    p.v.text = &naskah;
    p.v.rows = rows;
    p.v.n_rows = COUNT(rows);
    p.v.hidden = 2;
    norm_pane_tree(&p.v);
    norm_pane_text(&p.v);
    norm_pane_status(&p.v);
    finish(at, &p, "satu.html");
}

static bool shows(struct place *at, const char *one, bool mends, const char *by, const char *part)
{
    const struct reg *reg = model_reg(at->region->model, SV("barang"));
    struct deciding_row rows[] = { { reg, 4, SV("Kursi"), true, 0 }, { reg, 5, SV("Meja"), true, 0 } };
    struct norm_state *s;
    struct panes p;
    bool found;

    prepare(at, &p, one);
    s = &p.book.states[p.v.one->index];
    s->next_mends = mends;
    s->next_by = sv_of(by);
    p.v.rows = rows;
    p.v.n_rows = COUNT(rows);
    norm_pane_status(&p.v);
    html_end(&p.v.p.h);
    found = sv_find(buf_sv(&p.b), sv_of(part)) > 0;
    buf_clear(&p.b);
    return found;
}

/* What is to be mended is opened itself; a form that names the row has it filled in. */
static void the_step_begins_with_the_row_that_falls_short(void **state)
{
    struct place *at = *state;

    assert_true(shows(at, "2(1)", true, "", "href=\"/r/barang/4\">Kerjakan<"));
    assert_true(shows(at, "2(1)", true, "", "Mulai dari Kursi.<"));
    assert_false(shows(at, "2(1)", false, "", "Mulai dari"));
    assert_true(shows(at, "2(1)", false, "", "/r/barang?jenis=besar%20sekali\">Kerjakan<"));
    assert_true(shows(at, "2(1)", false, "perangkat_daerah",
                      "/r/barang?jenis=besar%20sekali&amp;perangkat_daerah=4\">Kerjakan<"));
}

static void pane_without_text(void **state)
{
    struct place *at = *state;
    struct panes p;

    prepare(at, &p, "2(2)");
    norm_pane_text(&p.v);
    norm_pane_status(&p.v);
    finish(at, &p, "tanpa-naskah.html");
}

static void pane_of_a_range(void **state)
{
    struct place *at = *state;
    struct naskah naskah;
    struct err e = { 0 };
    struct panes p;

    prepare(at, &p, "2(2)b");
    if (!naskah_read(sv_of(text), at->a, &naskah, &e))
        fail_msg("%s", e.text);
    p.v.text = &naskah;
    norm_pane_text(&p.v);
    finish(at, &p, "rentang.html");
}

static void pane_of_a_group(void **state)
{
    struct place *at = *state;
    struct panes p;

    prepare(at, &p, "BAB-II");
    p.book.on = (struct date){ 2026, 1, 1 };
    norm_pane_text(&p.v);
    norm_pane_status(&p.v);
    finish(at, &p, "kelompok.html");
}

static void overview(void **state)
{
    struct place *at = *state;
    struct panes p;

    prepare(at, &p, NULL);
    norm_overview(&p.v);
    finish(at, &p, "ikhtisar.html");
}

/* --- filters ---------------------------------------------------------------------------------------------------------------------- */

static void filters(void **state)
{
    static const struct {
        const char *why;
        struct norm_filter f;
        size_t n;
    } rows[] = {
        { "none keeps all", { .status = SV_INIT("") }, 10 },
        { "by status", { .status = SV_INIT("lewat_tenggat") }, 1 },
        { "whatever still asks for work", { .status = SV_INIT("belum") }, 2 },
        { "by who answers", { .peran = SV_INIT("dinas") }, 2 },
        { "past its day", { .tenggat = SV_INIT("lewat") }, 1 },
        { "due within a month: what is late is due", { .tenggat = SV_INIT("30") }, 1 },
        { "words of the summary, in any case and order", { .q = SV_INIT("dicatat JUMLAH") }, 1 },
        { "words of the address", { .q = SV_INIT("pasal 2 ayat") }, 3 },
        { "the role's own label", { .q = SV_INIT("perangkat diperiksa") }, 1 },
        { "together", { .status = SV_INIT("belum"), .peran = SV_INIT("dinas") }, 1 },
        { "words that are nowhere", { .q = SV_INIT("zebra") }, 0 },
    };
    struct place *at = *state;
    struct panes p;

    prepare(at, &p, NULL);
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool *keep = norm_filter_apply(&rows[i].f, &p.book, at->a);
        size_t n = 0;

        for (size_t k = 0; k < at->n; k++)
            n += keep[k];
        if (n != rows[i].n)
            fail_msg("%s: %zu", rows[i].why, n);
    }
    buf_clear(&p.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses),         cmocka_unit_test(ranges),
        cmocka_unit_test(finding),           cmocka_unit_test(tree),
        cmocka_unit_test(pane_of_one),       cmocka_unit_test(the_step_begins_with_the_row_that_falls_short),
        cmocka_unit_test(pane_without_text), cmocka_unit_test(pane_of_a_range),
        cmocka_unit_test(pane_of_a_group),   cmocka_unit_test(overview),
        cmocka_unit_test(filters),
    };

    return cmocka_run_group_tests_name("norm_page", tests, setup, teardown);
}
