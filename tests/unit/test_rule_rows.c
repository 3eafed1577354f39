/* SPDX-License-Identifier: MIT
 * tests/unit/test_rule_rows.c -- the rows that decide, in their order and by the rights of who looks; the next step; chapters. On
 * both engines. */
#include "rule_fixture.h"

#include "who/actor.h"

static struct actor clerk_of(struct arena *a, int64_t pd)
{
    struct actor who = { .akun = 5, .n_posts = 1, .n_units = 1, .sees_secret = true };

    who.posts = ARENA_NEW(a, struct post);
    who.posts[0] = (struct post){ .pd = pd, .level = SV("operator"), .rank = 1, .title = SV("") };
    who.units = ARENA_NEW(a, int64_t);
    who.units[0] = pd;
    who.unit_rank = ARENA_NEW(a, int);
    who.unit_rank[0] = 1;
    return who;
}

static size_t rows_of(struct pack_place *p, const struct actor *who, const char *at, int limit,
                      struct deciding_row **out, int64_t *hidden)
{
    struct err err = { 0 };
    size_t n;

    MUST(rule_rows(p->write, p->pack, p->region->rule, &p->region->records, who,
                   rule_norm(p->region->rule, sv_of(at)), region_today(p->region), limit, p->case_a, out, &n,
                   hidden, &err));
    return n;
}

static void hidden_rows_are_counted_not_shown(void **state)
{
    struct pack_place *p = *state;
    struct actor clerk = clerk_of(p->case_a, 1);
    struct deciding_row *r;
    int64_t hidden;

    pack_day(p, day_of("2025-01-10"));
    give(
        p,
        "[{benda: {nama: Milik, perangkat_daerah: pd1, klasifikasi: terbatas}}, "
        "{benda: {nama: Asing, perangkat_daerah: pd2, klasifikasi: terbatas}}, "
        "{benda: {nama: Umum, perangkat_daerah: pd2}}, {benda: {nama: Penuh, perangkat_daerah: pd2, nilai: 1}}]");
    assert_int_equal(rows_of(p, &clerk, "6(1)", 50, &r, &hidden), 3);
    assert_int_equal(hidden, 1);
    assert_true(r[0].short_falls && sv_eq(r[0].title, SV("Milik")) && r[1].short_falls && !r[2].short_falls);
    assert_int_equal(rows_of(p, who_system(), "6(1)", 50, &r, &hidden), 4);
    assert_int_equal(hidden, 0);
    assert_int_equal(rows_of(p, who_system(), "6(1)", 2, &r, &hidden), 2);
    assert_int_equal(rows_of(p, &clerk, "10(1)", 50, &r, &hidden), 0);
    settle(p);
    assert_int_equal(state_of(p, "6(1)", NULL).of, 4); /* a status counts all of them, for everybody alike */
    assert_true(sv_eq(state_of(p, "6(1)", NULL).next_url, SV("/r/benda")));
    assert_true(state_of(p, "6(1)", NULL).next_mends && !state_of(p, "6(1)", NULL).next_by.p);
}

static void step_is(struct pack_place *p, const char *at, const char *url, const char *text)
{
    struct norm_state s = state_of(p, at, NULL);

    if (!sv_eq(s.next_url, sv_of(url)))
        fail_msg("%s leads to %.*s", at, SV_FMT(s.next_url));
    if (!sv_eq(s.next_text, sv_of(text)))
        fail_msg("%s says %.*s", at, SV_FMT(s.next_text));
}

/* What is missing is recorded, what is there is mended: a new record would leave the old one short. */
static void the_next_step_leads_where_it_can_be_done(void **state)
{
    struct pack_place *p = *state;

    pack_day(p, day_of("2025-01-10"));
    settle(p);
    step_is(p, "6(1)", "/r/benda/baru?nama=a%20b%26c", "Catat Benda lebih dahulu.");
    step_is(p, "7(1)", "/r/benda/baru", "Catat Benda lebih dahulu.");
    step_is(p, "21(1)", "/r/benda/baru?jenis=baik", "Catat bila ada: Benda yang dimaksud ketentuan ini.");
    step_is(p, "21(2)", "/r/benda/baru", "Catat bila ada: benda yang baik.");
    step_is(p, "21(3)", "/r/benda/baru", "Catat satu benda.");
    give(p, "[{benda: {jenis: buruk}}]");
    settle(p);
    assert_true(sv_find(state_of(p, "21(1)", NULL).why, SV("yang dimaksud ketentuan ini")) > 0);
    step_is(p, "6(1)", "/r/benda", "Lengkapi Benda yang tersebut di bawah.");
    step_is(p, "2(1)", "/r/benda/baru", "Catat Benda untuk Perangkat Daerah yang tersebut.");
    assert_true(sv_eq(state_of(p, "2(1)", NULL).next_by, SV("perangkat_daerah")));
    step_is(p, "4(1)", "/r/laporan/baru", "Catat Laporan.");
    assert_true(sv_eq(state_of(p, "4(1)", NULL).next_by, SV("perangkat_daerah")));
    step_is(p, "9(1)", "/r/pernyataan/baru?pasal=9%281%29",
            "Catat pernyataan pejabat beserta buktinya, lalu minta orang kedua mengonfirmasi.");
    step_is(p, "22(1)", "/r/laporan/baru?tanggal=2024-05-01",
            "Catat Laporan untuk Perangkat Daerah yang tersebut.");
    assert_true(sv_eq(state_of(p, "22(1)", NULL).next_by, SV("perangkat_daerah")));
    assert_false(state_of(p, "22(1)", NULL).next_mends);
    assert_true(sv_eq(state_of(p, "22(2)", NULL).next_url, SV("/r/laporan?f.tanggal=2024-05-01")));
    assert_false(state_of(p, "22(2)", NULL).next_mends);
}

static void whoever_falls_short_is_named_first(void **state)
{
    struct pack_place *p = *state;
    struct deciding_row *r;
    int64_t hidden;

    pack_day(p, day_of("2026-08-01"));
    give(
        p,
        "[{laporan: {perangkat_daerah: pd1, tanggal: 2026-05-01}}, {dokumen: {id: a, nama: Baik, masa: 2024-01-01/2028-12-31}}, "
        "{dokumen: {nama: Kurang, masa: 2024-01-01/2028-12-31}}, {reviu: {dokumen: a, tanggal: 2026-07-01}}]");
    assert_int_equal(rows_of(p, who_system(), "4(1)", 50, &r, &hidden), 2);
    assert_true(r[0].short_falls && r[0].id == 2 && !r[1].short_falls && r[1].id == 1);
    assert_int_equal(rows_of(p, who_system(), "5(1)", 50, &r, &hidden), 2);
    assert_true(r[0].short_falls && sv_eq(r[0].title, SV("Kurang")) && !r[1].short_falls);
    assert_int_equal(rows_of(p, who_system(), "5(1)", 1, &r, &hidden), 1);
    assert_true(r[0].short_falls);
}

/* A provision whose SQL cannot be computed says so; the others are known all the same. */
static void one_failing_provision_spoils_no_other(void **state)
{
    struct pack_place *p = *state;

    pack_day(p, day_of("2025-01-10"));
    give(p, "[{benda: {jenis: baik, nilai: 9000000000000000000}}, {benda: {nilai: 9000000000000000000}}]");
    settle(p);
    is_now(p, "beside it", "1(1)", NULL, NORM_MET);
    is_now(p, "behind it", "11(1)", NULL, NORM_UNMET);
    assert_true(state_of(p, "8(2)", NULL).status == NORM_NO_DATA ||
                state_of(p, "8(2)", NULL).status == NORM_MET);
}

static void chapters_count_what_can_be_met(void **state)
{
    struct pack_place *p = *state;
    struct chapter_progress *c;
    struct norm_state *s;
    struct err err = { 0 };
    size_t n, chapters;

    pack_day(p, day_of("2025-01-10"));
    give(p, "[{benda: {jenis: baik, nilai: 9, perangkat_daerah: pd1}}]");
    settle(p);
    MUST(rule_states(p->write, p->region->rule, (struct date){ 0 }, p->case_a, &s, &n, &err));
    rule_progress(p->region->rule, s, n, p->case_a, &c, &chapters);
    assert_int_equal(chapters, 3);
    assert_int_equal(c[0].counted, 13); /* of fourteen, one is only shown */
    assert_int_equal(c[0].met, 4);      /* 1(1), 6(1), 7(1), 8(2) */
    assert_int_equal(c[0].partly, 1);   /* 2(1) */
    assert_int_equal(c[0].late, 3);     /* 3(1), 3(2), 4(1) */
    assert_int_equal(c[0].no_data, 3);  /* 5(1), 5(2), 5(3) */
    assert_int_equal(c[1].counted, 1);  /* another body's duty is not counted */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PACK(hidden_rows_are_counted_not_shown),  PACK(the_next_step_leads_where_it_can_be_done),
        PACK(whoever_falls_short_is_named_first), PACK(one_failing_provision_spoils_no_other),
        PACK(chapters_count_what_can_be_met),
    };

    pack_data_write(files, sizeof files / sizeof files[0]);
    PACKS_RUN("rule_rows", tests, pack_data_remove);
}
