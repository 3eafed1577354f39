/* SPDX-License-Identifier: MIT
 * tests/unit/test_version_pack.c -- one regulation after another, as packs: what an amendment is laid over, what changes, wrong ones with the
 * refusals they must meet, the order of addresses. PRASASTI_GOLDEN=1 writes the refusals anew, to be read like code. */
#include "pack_region.h"

#include "base/buf.h"
#include "rule/pack.h"
#include "rule/region_version.h"
#include "rule/rule_diff.h"

#define PACKS "tests/golden/versi"

static struct region *loaded(const char *id, const char *made_with, struct arena *a)
{
    struct region *r = NULL;
    struct problems ps;
    struct err err = { 0 };

    problems_init(&ps, a, 20);
    if (!region_load_after(&(struct pack_home){ .program = PACKS }, sv_of(id),
                           made_with ? sv_of(made_with) : SV_NULL, &r, &ps, &err))
        fail_msg("%s: %s: %.*s", id, err.text, SV_FMT(ps.n ? ps.items[0].text : SV("")));
    return r;
}

static void an_amendment_is_laid_over_what_it_amends(void **state)
{
    static const struct {
        const char *at, *start;
        size_t source;
    } want[] = {
        { "1:1", "2024-01-01", 0 },   { "2(1)", "2024-01-01", 0 }, { "2(2)", "2024-01-01", 0 },
        { "2(3)", "2024-01-01", 0 },  { "2(4)", "2026-01-01", 1 }, { "3(1)", "2026-01-01", 1 },
        { "3A(1)", "2026-01-01", 1 }, { "4", "2024-01-01", 0 },    { "5(1)", "2026-01-01", 1 },
        { "5(2)", "2024-01-01", 0 },  { "12", "2026-01-01", 1 },
    };
    struct arena *a = arena_new(8 * 1024 * 1024);
    struct region *r = loaded("ubah-2-2026", NULL, a);
    const struct reg *benda = model_reg(r->model, SV("benda"));
    const struct norm *norms;
    size_t n;

    (void) state;
    norms = rule_norms(r->rule, &n);
    assert_int_equal(n, sizeof want / sizeof want[0]);
    for (size_t i = 0; i < n; i++)
        if (!sv_eq(norms[i].at, sv_of(want[i].at)) || norms[i].source != want[i].source ||
            date_cmp(norms[i].start, day_of(want[i].start)) != 0)
            fail_msg("provision %zu is %.*s of source %zu", i, SV_FMT(norms[i].at), norms[i].source);
    assert_true(sv_eq(rule_norm(r->rule, SV("12"))->bab, SV("IIA")));
    assert_true(sv_eq(rule_norm(r->rule, SV("4"))->bab, SV("II")));
    assert_true(sv_eq(rule_role_label(r->rule, SV("dinas")), SV("Dinas Benda dan Barang")));
    assert_true(sv_eq(r->regulation.region, SV("Kabupaten Contoh")) && r->regulation.zone_min == 420);
    assert_true(reg_state(benda, SV("uji_jalan")) && !reg_state(benda, SV("jalan")));
    assert_non_null(reg_field(benda, SV("asal")));
    region_close(r);
    arena_free(a);
}

static void what_changes_is_told_apart(void **state)
{
    struct arena *a = arena_new(8 * 1024 * 1024);
    struct region *old = loaded("dasar-1-2024", NULL, a), *now = loaded("ubah-2-2026", NULL, a),
                  *third = loaded("ubah-3-2027", NULL, a), *last = loaded("ganti-4-2028", NULL, a);
    struct records_change *rows;
    struct rule_diff d;
    struct err err = { 0 };
    size_t n, asked = 0;

    (void) state;
    rule_diff(old->rule, now->rule, a, &d);
    assert_int_equal(d.by[RULE_COMES], 3);   /* 2(4), 3A(1), 12 */
    assert_int_equal(d.by[RULE_CHANGES], 2); /* 3(1), 5(1) */
    assert_int_equal(d.by[RULE_GOES], 3);    /* 6(1), 7(1)a-c, 7(1)d-f */
    assert_int_equal(d.stays, 6);
    assert_true(sv_eq(rule_check_words(old->rule, d.items[3].old, a), SV("Setiap 2 tahun: Audit")));
    assert_true(sv_eq(rule_check_words(now->rule, d.items[3].now, a), SV("Setiap 1 tahun: Audit")));
    assert_true(sv_eq(rule_check_words(now->rule, rule_norm(now->rule, SV("4")), a),
                      SV("Setiap 6 bulan (ditetapkan daerah): Audit")));
    rule_diff(now->rule, third->rule, a, &d); /* an address that moves is a change, not a loss */
    assert_true(d.by[RULE_COMES] == 0 && d.by[RULE_GOES] == 0 && d.by[RULE_CHANGES] == 1 && d.stays == 10);
    rule_diff(third->rule, last->rule, a, &d); /* what a replacement does not claim to continue is new */
    assert_true(d.by[RULE_COMES] == 1 && d.by[RULE_CHANGES] == 2 && d.stays == 1 && d.by[RULE_GOES] == 8);
    MUST(records_diff(NULL, old->rule, now->rule, old->model, now->model, a, &rows, &n, &err));
    for (size_t i = 0; i < n; i++) {
        assert_false(rows[i].lacking);
        asked += sv_eq(rows[i].text, SV("Keadaan \"Berjalan\" menjadi \"Berjalan penuh\".")) ||
                 sv_eq(rows[i].text, SV("Isian baru yang wajib: Asal.")) ||
                 sv_eq(rows[i].text, SV("Langkah \"Mulai\" kini meminta dokumen: surat uji."));
    }
    assert_int_equal(asked, 3);
    region_close(old);
    region_close(now);
    region_close(third);
    region_close(last);
    arena_free(a);
}

/* All mistakes at once, each with its place and what to do. */
static void wrong_packs_are_refused(void **state)
{
    static const char *const packs[] = { "salah-jauh", "salah-putar-a", "salah-isi", "salah-daftar",
                                         "salah-dini", "salah-dua",     "salah-kata" };
    struct arena *a = arena_new(16 * 1024 * 1024);

    (void) state;
    for (size_t i = 0; i < sizeof packs / sizeof packs[0]; i++) {
        const char *path = arena_printf(a, PACKS "/%s.txt", packs[i]).p;
        struct region *r = NULL;
        struct problems ps;
        struct err err = { 0 };
        struct sv want;
        struct buf b;

        buf_init(&b, 64 * 1024);
        problems_init(&ps, a, 50);
        assert_false(region_load(PACKS, sv_of(packs[i]), &r, &ps, &err));
        problems_print(&ps, &b);
        buf_printf(&b, "%s\n", err.text);
        if (getenv("PRASASTI_GOLDEN"))
            MUST(file_write_atomic(path, buf_sv(&b), 0644, &err));
        MUST(file_read(path, 64 * 1024, a, &want, &err));
        if (!sv_eq(want, buf_sv(&b)))
            fail_msg("%s:\n%.*s", path, SV_FMT(buf_sv(&b)));
        buf_clear(&b);
        region_close(r);
    }
    arena_free(a);
}

static void addresses_have_an_order(void **state)
{
    static const char *const rising[] = { "2",     "3",      "3(1)", "3(2)",      "3(10)",    "3A",
                                          "3A(1)", "10(1)a", "11",   "BAB-XV(1)", "BAB-XV(2)" };

    (void) state;
    for (size_t i = 0; i + 1 < sizeof rising / sizeof rising[0]; i++)
        if (pack_at_cmp(sv_of(rising[i]), sv_of(rising[i + 1])) >= 0 ||
            pack_at_cmp(sv_of(rising[i + 1]), sv_of(rising[i])) <= 0)
            fail_msg("%s is not before %s", rising[i], rising[i + 1]);
    assert_true(pack_covers(SV("19"), SV("19(6)a-f")) && pack_covers(SV("19(6)"), SV("19(6)a-f")));
    assert_true(pack_covers(SV("19(6)a-f"), SV("19(6)a-f")) && pack_covers(SV("1"), SV("1:11")));
    assert_false(pack_covers(SV("19"), SV("19A(1)")) || pack_covers(SV("1"), SV("19")) ||
                 pack_covers(SV("1:1"), SV("1:11")) || pack_covers(SV("19(6)a"), SV("19(6)a-f")) ||
                 pack_covers(SV("BAB-X"), SV("BAB-XV(1)")) || pack_covers(SV(""), SV("1")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_amendment_is_laid_over_what_it_amends),
        cmocka_unit_test(what_changes_is_told_apart),
        cmocka_unit_test(wrong_packs_are_refused),
        cmocka_unit_test(addresses_have_an_order),
    };

    return cmocka_run_group_tests_name("version_pack", tests, NULL, NULL);
}
