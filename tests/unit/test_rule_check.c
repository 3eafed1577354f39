/* SPDX-License-Identifier: MIT
 * tests/unit/test_rule_check.c -- how each kind of check judges, row by row; words of a pack that mean nothing; foreign SQL that
 * reaches beyond its views. On both engines. */
#include "rule_fixture.h"

/* --- each kind of check ------------------------------------------------------------------------------------------------------ */

#define DOC "dokumen: {id: d, nama: Peta, masa: 2024-01-01/2028-12-31}"

static const struct {
    const char *why, *norm, *on, *given;
    enum norm_status want;
    int of, met;             /* -1: not looked at */
    const char *due, *since; /* NULL: none */
} rows[] = {
    { "nothing there", "1(1)", "2025-01-10", "[]", NORM_UNMET, 1, 0, NULL, NULL },
    { "one without an end", "1(1)", "2025-01-10", "[{benda: {jenis: baik}}]", NORM_MET, 1, 1, NULL, NULL },
    { "one of another kind", "1(1)", "2025-01-10", "[{benda: {jenis: buruk}}]", NORM_UNMET, 1, 0, NULL,
      NULL },
    { "its last day", "1(1)", "2025-01-10", "[{benda: {jenis: baik, batas: 2025-01-10}}]", NORM_MET, 1, 1,
      NULL, NULL },
    { "the day after", "1(1)", "2025-01-11", "[{benda: {jenis: baik, batas: 2025-01-10}}]", NORM_UNMET, 1, 0,
      NULL, NULL },
    { "before the first day of the regulation", "1(1)", "2023-12-31", "[]", NORM_NOT_APPLICABLE, -1, -1, NULL,
      NULL },

    { "no agency has it", "2(1)", "2025-01-10", "[]", NORM_UNMET, 2, 0, NULL, NULL },
    { "one of two", "2(1)", "2025-01-10", "[{benda: {jenis: baik, perangkat_daerah: pd1}}]", NORM_PARTLY, 2,
      1, NULL, NULL },
    { "both", "2(1)", "2025-01-10",
      "[{benda: {jenis: baik, perangkat_daerah: pd1}}, {benda: {jenis: baik, perangkat_daerah: pd2}}]",
      NORM_MET, 2, 2, NULL, NULL },
    { "one that does not count adds nothing", "2(1)", "2025-01-10",
      "[{benda: {jenis: baik, perangkat_daerah: dinas}}]", NORM_UNMET, 2, 0, NULL, NULL },

    { "never, the clock runs from promulgation", "3(1)", "2024-06-01", "[]", NORM_UNMET, 1, 0, "2025-01-01",
      NULL },
    { "91 days before", "3(1)", "2024-10-02", "[]", NORM_UNMET, 1, 0, "2025-01-01", NULL },
    { "90 days before", "3(1)", "2024-10-03", "[]", NORM_DUE_SOON, 1, 0, "2025-01-01", NULL },
    { "on the day", "3(1)", "2025-01-01", "[]", NORM_DUE_SOON, 1, 0, "2025-01-01", NULL },
    { "the day after", "3(1)", "2025-01-02", "[]", NORM_LATE, 1, 0, "2025-01-01", "2025-01-02" },
    { "done", "3(1)", "2025-01-10", "[{audit: {tanggal: 2024-12-01}}]", NORM_MET, 1, 1, "2025-12-01", NULL },
    { "done a year ago to the day", "3(1)", "2025-03-10", "[{audit: {tanggal: 2024-03-10}}]", NORM_DUE_SOON,
      1, 1, "2025-03-10", NULL },
    { "lapsed: late since that day", "3(1)", "2025-03-11", "[{audit: {tanggal: 2024-03-10}}]", NORM_LATE, 1,
      0, "2025-03-10", "2025-03-11" },
    { "done before the regulation", "3(1)", "2024-03-01", "[{audit: {tanggal: 2023-06-01}}]", NORM_MET, 1, 1,
      "2024-06-01", NULL },
    { "only planned", "3(1)", "2025-03-01", "[{audit: {tanggal: 2025-05-01}}]", NORM_LATE, 1, 0, "2025-01-01",
      "2025-01-02" },
    { "an interval that the region sets", "3(2)", "2024-07-02", "[]", NORM_LATE, 1, 0, "2024-07-01",
      "2024-07-02" },

    { "nobody yet", "4(1)", "2024-06-01", "[]", NORM_UNMET, 2, 0, "2025-01-01", NULL },
    { "nobody, and the clock has run", "4(1)", "2025-01-02", "[]", NORM_LATE, 2, 0, "2025-01-01",
      "2025-01-02" },
    { "everybody", "4(1)", "2025-03-01",
      "[{laporan: {perangkat_daerah: pd1, tanggal: 2025-02-01}}, {laporan: {perangkat_daerah: pd2, tanggal: 2025-02-20}}]",
      NORM_MET, 2, 2, "2026-02-01", NULL },
    { "one lapsed: late since his day, not since the first of all", "4(1)", "2025-03-01",
      "[{laporan: {perangkat_daerah: pd1, tanggal: 2025-02-01}}, {laporan: {perangkat_daerah: pd2, tanggal: 2024-02-01}}]",
      NORM_LATE, 2, 1, "2025-02-01", "2025-02-02" },
    { "one never", "4(1)", "2025-03-01", "[{laporan: {perangkat_daerah: pd1, tanggal: 2025-02-01}}]",
      NORM_LATE, 2, 1, "2025-01-01", "2025-01-02" },
    { "soon one's turn", "4(1)", "2025-12-01",
      "[{laporan: {perangkat_daerah: pd1, tanggal: 2025-02-01}}, {laporan: {perangkat_daerah: pd2, tanggal: 2025-09-01}}]",
      NORM_DUE_SOON, 2, 2, "2026-02-01", NULL },

    { "no document", "5(1)", "2025-01-01", "[]", NORM_NO_DATA, 0, 0, NULL, NULL },
    { "its middle is far", "5(1)", "2025-01-01", "[{" DOC "}]", NORM_MET, 1, 1, "2026-07-02", NULL },
    { "90 days before the middle", "5(1)", "2026-04-03", "[{" DOC "}]", NORM_DUE_SOON, 1, 1, "2026-07-02",
      NULL },
    { "on the middle", "5(1)", "2026-07-02", "[{" DOC "}]", NORM_DUE_SOON, 1, 1, "2026-07-02", NULL },
    { "the middle has passed", "5(1)", "2026-07-03", "[{" DOC "}]", NORM_LATE, 1, 0, "2026-07-02",
      "2026-07-03" },
    { "half a year early counts", "5(1)", "2026-08-01",
      "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2026-01-02}}]", NORM_MET, 1, 1, "2028-12-31", NULL },
    { "a day earlier does not", "5(1)", "2026-08-01",
      "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2026-01-01}}]", NORM_LATE, 1, 0, "2026-07-02",
      "2026-07-03" },
    { "late, but before the last year", "5(1)", "2027-12-31",
      "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2027-12-31}}]", NORM_MET, 1, 1, "2028-12-31", NULL },
    { "one that is planned has not happened", "5(1)", "2026-06-01",
      "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2026-07-01}}]", NORM_DUE_SOON, 1, 1, "2026-07-02", NULL },
    { "the last year asks for its own", "5(1)", "2028-10-03",
      "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2026-07-01}}]", NORM_DUE_SOON, 1, 1, "2028-12-31", NULL },
    { "its first day counts", "5(1)", "2028-06-01", "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2028-01-01}}]",
      NORM_MET, 1, 1, NULL, NULL },
    { "the term has ended without", "5(1)", "2029-01-01",
      "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2026-07-01}}]", NORM_LATE, 1, 0, "2028-12-31",
      "2029-01-01" },
    { "a middle before the regulation was nobody's duty", "5(1)", "2024-06-01",
      "[{dokumen: {nama: Lama, masa: 2021-01-01/2025-12-31}}]", NORM_MET, 1, 1, "2025-12-31", NULL },
    { "two documents: the one that is late tells", "5(1)", "2026-07-03",
      "[{" DOC
      "}, {dokumen: {nama: Lama, masa: 2021-01-01/2025-12-31}}, {dokumen: {nama: Baru, masa: 2026-01-01/2030-12-31}}]",
      NORM_LATE, 3, 1, "2025-12-31", "2026-01-01" },
    { "a middle that was missed stays missed where no last year is asked", "5(2)", "2028-06-01",
      "[{" DOC "}]", NORM_LATE, 1, 0, "2026-07-02", "2026-07-03" },
    { "yearly, from the beginning of the term", "5(3)", "2025-01-02", "[{" DOC "}]", NORM_LATE, 1, 0,
      "2025-01-01", "2025-01-02" },
    { "a review of an earlier term says nothing", "5(3)", "2024-12-01",
      "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2023-06-01}}]", NORM_DUE_SOON, 1, 1, "2025-01-01", NULL },
    { "yearly, from the last one", "5(3)", "2025-02-01",
      "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2025-01-15}}]", NORM_MET, 1, 1, "2026-01-15", NULL },
    { "yearly, and the term ends first", "5(3)", "2028-11-01",
      "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2028-02-01}}]", NORM_MET, 1, 1, NULL, NULL },

    { "nothing to complete", "6(1)", "2025-01-10", "[]", NORM_NO_DATA, 0, 0, NULL, NULL },
    { "one of two is complete", "6(1)", "2025-01-10", "[{benda: {nilai: 1}}, {benda: {}}]", NORM_PARTLY, 2, 1,
      NULL, NULL },
    { "all are", "6(1)", "2025-01-10", "[{benda: {nilai: 0}}]", NORM_MET, 1, 1, NULL, NULL },
    { "no row concerned by the gate", "7(1)", "2025-01-10", "[]", NORM_NO_DATA, 0, 0, NULL, NULL },
    { "not passed yet", "7(1)", "2025-01-10", "[{benda: {}}]", NORM_MET, 1, 1, NULL, NULL },
    { "passed with what it asks for", "7(1)", "2025-01-10", "[{benda: {status: jalan, nilai: 3}}]", NORM_MET,
      1, 1, NULL, NULL },
    { "recorded past it", "7(1)", "2025-01-10", "[{benda: {status: jalan}}]", NORM_UNMET, 1, 0, NULL, NULL },

    { "a number below", "8(1)", "2025-01-10", "[{benda: {}}]", NORM_UNMET, 1, 0, NULL, NULL },
    { "a number that reaches", "8(1)", "2025-01-10", "[{benda: {}}, {benda: {}}]", NORM_MET, 1, 1, NULL,
      NULL },
    { "a share of nothing", "8(2)", "2025-01-10", "[]", NORM_NO_DATA, -1, -1, NULL, NULL },
    { "a share of half", "8(2)", "2025-01-10", "[{benda: {nilai: 1}}, {benda: {nilai: 0}}]", NORM_MET, 2, 1,
      NULL, NULL },
    { "a share below", "8(2)", "2025-01-10",
      "[{benda: {nilai: 1}}, {benda: {nilai: 0}}, {benda: {nilai: 0}}]", NORM_UNMET, 3, 1, NULL, NULL },
    { "amounts beyond reason", "8(2)", "2025-01-10", "[{benda: {nilai: 9000000000000000000}}]", NORM_MET, -1,
      -1, NULL, NULL },
    { "amounts below reason", "8(2)", "2025-01-10", "[{benda: {nilai: -9000000000000000000}}]", NORM_UNMET,
      -1, -1, NULL, NULL },

    { "nobody has said so", "9(1)", "2025-01-10", "[]", NORM_UNMET, 1, 0, NULL, NULL },
    { "said, not confirmed", "9(1)", "2025-01-10", "[{pernyataan: {pasal: 9(1), tanggal: 2025-01-01}}]",
      NORM_UNMET, 1, 0, NULL, NULL },
    { "confirmed", "9(1)", "2025-01-10",
      "[{pernyataan: {pasal: 9(1), tanggal: 2025-01-01, status: dikonfirmasi}}]", NORM_MET, 1, 1, NULL,
      NULL },
    { "of another provision", "9(1)", "2025-01-10",
      "[{pernyataan: {pasal: 1(1), tanggal: 2025-01-01, status: dikonfirmasi}}]", NORM_UNMET, 1, 0, NULL,
      NULL },
    { "a year old to the day", "9(1)", "2026-01-01",
      "[{pernyataan: {pasal: 9(1), tanggal: 2025-01-01, status: dikonfirmasi}}]", NORM_MET, 1, 1, NULL,
      NULL },
    { "older", "9(1)", "2026-01-02",
      "[{pernyataan: {pasal: 9(1), tanggal: 2025-01-01, status: dikonfirmasi}}]", NORM_UNMET, 1, 0, NULL,
      NULL },
    { "its own end has passed", "9(1)", "2025-02-01",
      "[{pernyataan: {pasal: 9(1), tanggal: 2025-01-01, berlaku_sampai: 2025-01-31, status: dikonfirmasi}}]",
      NORM_UNMET, 1, 0, NULL, NULL },

    { "shown", "10(1)", "2025-01-10", "[]", NORM_GENERAL, -1, -1, NULL, NULL },
    { "rows that a SELECT names", "11(1)", "2025-01-10", "[{benda: {nilai: 6}}, {benda: {nilai: 5}}]",
      NORM_PARTLY, 2, 1, NULL, NULL },
    { "another body's duty is not our failure", "12(1)", "2025-01-10", "[]", NORM_OTHER_BODY, 1, 0, NULL,
      NULL },
    { "and is met when it is met", "12(1)", "2025-01-10", "[{audit: {}}]", NORM_MET, 1, 1, NULL, NULL },
};

static bool same_day(struct date d, const char *want)
{
    return want ? date_cmp(d, day_of(want)) == 0 : d.y == 0;
}

static void every_kind_is_judged(void **state)
{
    struct pack_place *p = *state;
    int bad = 0;

    arena_free(p->case_a);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct outcome o;
        struct err err = { 0 };

        pack_case_begin(p);
        pack_day(p, day_of(rows[i].on));
        give(p, rows[i].given);
        MUST(rule_evaluate(p->pack, p->write, p->region->rule,
                           rule_norm(p->region->rule, sv_of(rows[i].norm)), day_of(rows[i].on), p->case_a, &o,
                           &err));
        if (o.status != rows[i].want || (rows[i].of >= 0 && (o.of != rows[i].of || o.met != rows[i].met)) ||
            !same_day(o.due, rows[i].due) || !same_day(o.since, rows[i].since)) {
            print_error("%s %s: %.*s, %lld of %lld, due %s, since %s: %.*s\n", rows[i].norm, rows[i].why,
                        SV_FMT(norm_status_key(o.status)), (long long) o.met, (long long) o.of,
                        date_iso(o.due).s, date_iso(o.since).s, SV_FMT(o.why));
            bad++;
        }
        pack_case_end(p, true);
    }
    pack_case_begin(p);
    if (bad)
        fail_msg("%d of %zu situations were judged otherwise", bad, sizeof rows / sizeof rows[0]);
}

/* A document without a term is there, but nobody can tell when its review is due: it is not said to be missing. */
static void a_document_without_a_term_is_not_called_missing(void **state)
{
    struct pack_place *p = *state;
    struct outcome o;
    struct err err = { 0 };

    pack_day(p, day_of("2025-01-10"));
    give(p, "[{dokumen: {nama: Tanpa jangka}}]");
    MUST(rule_evaluate(p->pack, p->write, p->region->rule, rule_norm(p->region->rule, SV("5(1)")),
                       day_of("2025-01-10"), p->case_a, &o, &err));
    assert_int_equal(o.status, NORM_NO_DATA);
    assert_true(sv_find(o.why, SV("jangka waktu")) >= 0);
    assert_true(sv_find(o.why, SV("yang tercatat")) < 0);
}

/* --- foreign code ----------------------------------------------------------------------------------------------------------------------- */

static void words_that_mean_nothing_are_told(void **state)
{
    static const char *const said[] = { "wher", "kapan", "tenggat hanya" };
    struct pack_place *p = *state;
    struct region *bad = NULL;
    struct problems ps;
    struct err err = { 0 };

    problems_init(&ps, p->case_a, 20);
    assert_false(region_load(pack_data, SV("keliru-1-2024"), &bad, &ps, &err));
    assert_int_equal(ps.n, sizeof said / sizeof said[0]);
    for (size_t i = 0; i < ps.n; i++) {
        assert_true(sv_find(ps.items[i].text, sv_of(said[i])) >= 0);
        assert_int_equal(ps.items[i].line, i + 1);
    }
    assert_true(sv_find(ps.items[0].text, SV("\"where\"")) >= 0);
    region_close(bad);
}

static void a_pack_reads_its_views_and_nothing_else(void **state)
{
    struct pack_place *p = *state;
    struct region *bad = NULL;
    struct problems ps;
    struct err err = { 0 };

    problems_init(&ps, p->case_a, 50);
    MUST(region_load(pack_data, SV("jahat-1-2024"), &bad, &ps, &err));
    assert_false(rule_check_sql(p->pack, bad->rule, &ps, &err));
    for (int at = 1; at <= 7; at++) {
        char name[4];

        snprintf(name, sizeof name, "%d", at);
        if (!problems_of(&ps, sv_of(name)))
            fail_msg("provision %d was accepted", at);
    }
    region_close(bad);
}

static void a_gate_that_reads_more_keeps_the_region_closed(void **state)
{
    struct pack_place *p = *state;
    struct region_conf conf = { .regulation = SV("pintu-1-2024") };
    struct region *r = NULL;
    struct problems ps;
    struct err err = { 0 };

    problems_init(&ps, p->case_a, 50);
    if (p->engine == DB_PG)
        conf.database =
            arena_printf(p->case_a, "%s options='-csearch_path=%s'", getenv("PRASASTI_TEST_PG"), p->schema);
    MUST(region_conf_write(p->dir, &conf, &err));
    db_release(p->write);
    db_release(p->pack);
    assert_false(region_open(p->dir, pack_now, &r, &ps, &err));
    assert_true(ps.n == 1 && sv_eq(ps.items[0].field, SV("mulai")));
    region_close(r);
    pack_leases(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PACK(every_kind_is_judged),
        PACK(a_document_without_a_term_is_not_called_missing),
        PACK(words_that_mean_nothing_are_told),
        PACK(a_pack_reads_its_views_and_nothing_else),
        PACK(a_gate_that_reads_more_keeps_the_region_closed),
    };

    pack_data_write(files, sizeof files / sizeof files[0]);
    PACKS_RUN("rule_check", tests, pack_data_remove);
}
