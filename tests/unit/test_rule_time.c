/* SPDX-License-Identifier: MIT
 * tests/unit/test_rule_time.c -- provisions over the days: a past day is read, not judged again; what makes them be judged anew; clocks and
 * the settings that they run by. On both engines. */
#include "rule_fixture.h"

#include "rule/rule_trend.h"
#include "who/actor.h"

/* --- time ---------------------------------------------------------------------------------------------------------------------- */

static void a_past_day_is_read_and_not_judged_again(void **state)
{
    struct pack_place *p = *state;

    pack_day(p, day_of("2025-01-10"));
    settle(p);
    is_now(p, "nothing yet", "1(1)", NULL, NORM_UNMET);
    pack_day(p, day_of("2025-01-12"));
    settle(p);
    give(p, "[{benda: {id: b, jenis: baik, batas: 2025-01-20}}]");
    settle(p);
    is_now(p, "recorded", "1(1)", NULL, NORM_MET);
    is_now(p, "a day's last word counts", "1(1)", "2025-01-12", NORM_MET);
    is_now(p, "the day before keeps what it knew", "1(1)", "2025-01-11", NORM_UNMET);
    is_now(p, "so does the first", "1(1)", "2025-01-10", NORM_UNMET);
    assert_int_equal(state_of(p, "1(1)", "2025-01-09").status, NORM_NO_DATA); /* nothing was counted then */
    is_now(p, "what has no check", "10(1)", "2020-01-01", NORM_GENERAL);
    pack_day(p, day_of("2025-01-21"));
    settle(p);
    is_now(p, "the day alone turns it", "1(1)", NULL, NORM_UNMET);
    is_now(p, "the last good day", "1(1)", "2025-01-20", NORM_MET);
    assert_true(sv_eq(state_of(p, "1(1)", NULL).since, SV("2025-01-21")));
    pack_day(p, day_of("2025-01-15")); /* a clock set back breaks nothing */
    settle(p);
    assert_int_equal(
        one_int(p->write, "select count(*) from norma_status where sampai is not null and sampai <= dari"),
        0);
    assert_int_equal(
        one_int(p->write, "select count(*) from norma_status where sampai is null and norma = '1(1)'"), 1);
}

static void a_trend_reads_what_was_known(void **state)
{
    struct pack_place *p = *state;
    size_t n = rule_norm(p->region->rule, SV("1(1)"))->index;
    struct norm_trend t;
    struct err err = { 0 };

    run(p->write,
        "insert into norma_status (norma, dari, sampai, status, dasar, jumlah, terpenuhi, alasan, dihitung, "
        "regulasi) values ('1(1)', '2024-02-01', '2024-06-01', 'terpenuhi', 'data', 1, 1, 'x', 'x', 'lain'), "
        "('1(1)', '2024-08-31', '2024-10-31', 'belum_terpenuhi', 'data', 1, 0, 'x', 'x', null), "
        "('1(1)', '2024-10-31', '2024-12-30', 'terpenuhi', 'data', 1, 1, 'x', 'x', null)");
    MUST(rule_trend(p->write, p->region->rule, NULL, day_of("2025-01-10"), p->a, &t, &err));
    assert_string_equal(date_iso(t.days[0]).s, "2024-02-29");
    for (int k = 0; k < TREND_MONTHS; k++) {
        int want = k == 6 || k == 7 ? NORM_UNMET : k == 8 || k == 9 ? NORM_MET : -1;

        if (t.by[n][k] != want)
            fail_msg("%s: %d, want %d", date_iso(t.days[k]).s, t.by[n][k], want);
    }
}

static void only_what_looks_at_the_register_is_judged_again(void **state)
{
    struct pack_place *p = *state;
    struct err err = { 0 };
    bool dirty;

    pack_day(p, day_of("2025-01-10"));
    settle(p);
    run(p->write, "update norma_status set alasan = 'tanda'");
    MUST(rule_is_dirty(p->write, region_today(p->region), &dirty, &err));
    assert_false(dirty);
    give(p, "[{audit: {tanggal: 2025-01-05}}]");
    MUST(rule_is_dirty(p->write, region_today(p->region), &dirty, &err));
    assert_true(dirty);
    settle(p);
    is_now(p, "it looks there", "3(1)", NULL, NORM_MET);
    is_now(p, "so does this one", "12(1)", NULL, NORM_MET);
    assert_int_equal(one_int(p->write,
                             "select count(*) from norma_status where alasan <> 'tanda' and sampai is null "
                             "and norma not in ('3(1)', '3(2)', '12(1)')"),
                     0);
    give(p, "[{perangkat_daerah: {nama: Baru, kode: baru, dihitung: true}}]");
    settle(p);
    assert_int_equal(state_of(p, "2(1)", NULL).of, 3);
    assert_int_equal(state_of(p, "4(1)", NULL).of, 3);
    assert_int_equal(
        one_int(p->write, "select count(*) from norma_status where alasan = 'tanda' and norma = '5(1)'"), 1);
}

static void another_pack_is_judged_at_once(void **state)
{
    struct pack_place *p = *state;
    struct err err = { 0 };
    bool dirty;

    pack_day(p, day_of("2025-01-10"));
    settle(p);
    MUST(rule_note_pack(p->write, p->region->rule,
                        &err)); /* as at every start: the same pack changes nothing */
    MUST(rule_is_dirty(p->write, region_today(p->region), &dirty, &err));
    assert_false(dirty);
    run(p->write, "update norma_hari set nilai = 'lain' where kunci = 'paket'");
    run(p->write,
        "insert into norma_status (norma, dari, status, dasar, jumlah, terpenuhi, alasan, dihitung) "
        "values ('99(1)', '2025-01-01', 'terpenuhi', 'data', 1, 1, 'lama', 'x')");
    MUST(rule_note_pack(p->write, p->region->rule, &err));
    MUST(rule_is_dirty(p->write, region_today(p->region), &dirty, &err));
    assert_true(dirty);
    settle(p);
    assert_int_equal(
        one_int(p->write, "select count(*) from norma_status where norma = '99(1)' and sampai is null"), 0);
}

/* A clock of one's own starts on one's own day: nobody is late before it has run once. */
static void a_clock_may_start_with_each_row(void **state)
{
    static const char *const norms[] = { "23(1)", "23(2)" };
    struct pack_place *p = *state;

    pack_day(p, day_of("2027-03-01"));
    give(p, "[{benda: {id: b, nama: Satu, batas: 2026-02-01}}]");
    settle(p);
    for (size_t i = 0; i < sizeof norms / sizeof norms[0]; i++) {
        is_now(p, "a year and a month after its first day", norms[i], NULL, NORM_LATE);
        assert_true(sv_eq(state_of(p, norms[i], NULL).due, SV("2027-02-01")));
    }
    give(p, "[{benda: {id: c, nama: Dua, batas: 2026-06-01}}, {laporan: {benda: b, tanggal: 2027-02-20}}]");
    settle(p);
    for (size_t i = 0; i < sizeof norms / sizeof norms[0]; i++) {
        is_now(p, "done once, the other's year still runs", norms[i], NULL, NORM_MET);
        assert_true(sv_eq(state_of(p, norms[i], NULL).due, SV("2027-06-01")));
    }
}

/* --- settings ----------------------------------------------------------------------------------------------------------------------- */

static void a_setting_changes_what_is_due(void **state)
{
    struct pack_place *p = *state;
    const struct records *rs = &p->region->records;
    struct actor admin = { .akun = 1, .administrator = true }, fresh = admin, clerk = { .akun = 2 };
    int64_t before = one_int(p->write, "select max(seq) from peristiwa");
    struct setting *all;
    struct err err = { 0 };
    size_t n;

    fresh.must_change_password = true;
    pack_day(p, day_of("2024-07-02"));
    settle(p);
    is_now(p, "six months", "3(2)", NULL, NORM_LATE);
    MUST(db_begin(p->write, &err));
    REFUSED(rule_setting_put(p->write, p->region->rule, rs, &clerk, SV("selang"), SV("1 years"),
                             SV("tiap tahun cukup"), p->case_a, &err),
            ERR_DENIED);
    REFUSED(rule_setting_put(p->write, p->region->rule, rs, &fresh, SV("selang"), SV("1 years"),
                             SV("tiap tahun cukup"), p->case_a, &err),
            ERR_DENIED);
    REFUSED(rule_setting_put(p->write, p->region->rule, rs, &admin, SV("selang"), SV("kadang"),
                             SV("tiap tahun cukup"), p->case_a, &err),
            ERR_INPUT);
    REFUSED(rule_setting_put(p->write, p->region->rule, rs, &admin, SV("tidak_ada"), SV("1"), SV("coba"),
                             p->case_a, &err),
            ERR_MISSING);
    REFUSED(rule_setting_put(p->write, p->region->rule, rs, &admin, SV("selang"), SV("1 years"), SV(" "),
                             p->case_a, &err),
            ERR_INPUT); /* another value, and nobody says why */
    MUST(rule_setting_put(p->write, p->region->rule, rs, &admin, SV("selang"), SV("6 months"), SV(""),
                          p->case_a, &err));
    db_rollback(p->write);
    MUST(db_begin(p->write, &err));
    MUST(rule_setting_put(p->write, p->region->rule, rs, &admin, SV("selang"), SV("1 years"),
                          SV("tiap tahun cukup"), p->case_a, &err));
    MUST(db_commit(p->write, &err));
    settle(p);
    is_now(p, "a year", "3(2)", NULL, NORM_UNMET);
    assert_true(sv_eq(state_of(p, "3(2)", NULL).due, SV("2025-01-01")));
    MUST(rule_settings(p->write, p->region->rule, p->case_a, &all, &n, &err));
    assert_true(n == 1 && sv_eq(all[0].value, SV("1 years")) && sv_eq(all[0].initial, SV("6 months")));
    assert_true(all[0].said && sv_eq(all[0].reason, SV("tiap tahun cukup")));
    assert_int_equal(one_int(p->write, "select max(seq) from peristiwa"), before + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PACK(a_past_day_is_read_and_not_judged_again),
        PACK(a_trend_reads_what_was_known),
        PACK(only_what_looks_at_the_register_is_judged_again),
        PACK(another_pack_is_judged_at_once),
        PACK(a_clock_may_start_with_each_row),
        PACK(a_setting_changes_what_is_due),
    };

    pack_data_write(files, sizeof files / sizeof files[0]);
    PACKS_RUN("rule_time", tests, pack_data_remove);
}
