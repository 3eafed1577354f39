/* SPDX-License-Identifier: MIT
 * tests/unit/test_agency_page.c -- the report of the region, and both pages as exact HTML (tests/golden/agency/, PRASASTI_GOLDEN=1
 * writes them anew), on both engines. Runs in the project's folder. */
#include "agency_fixture.h"

#include "base/buf.h"
#include "page/head.h"

#define GOLDEN "tests/golden/agency/"
#include "golden_fixture.h"

enum { MIB = 1024 * 1024 };

static void the_region(void **state)
{
    struct pack_place *p = *state;
    struct head_report r;
    struct err err = { 0 };

    second_day(p);
    MUST(head_load(p->write, p->region, (struct date){ 0 }, who_system(), p->case_a, &r, &err));
    assert_int_equal(r.tally.counted, 4);
    assert_int_equal(r.tally.met, 1);
    assert_int_equal(r.n_late, 1);
    assert_int_equal(r.n_asked, 1);
    assert_true(sv_eq(r.asked[0]->norm->at, SV("11(1)")));
    assert_int_equal(date_serial(r.points[3].day), date_serial(day_of("2025-12-31")));
    assert_int_equal(date_serial(r.points[0].day), date_serial(day_of("2025-03-31")));
    assert_true(r.points[0].known);
    assert_int_equal(r.points[3].met, 0);
    assert_int_equal(r.won, 1);
    assert_int_equal(r.lost, 0);
    MUST(head_load(p->write, p->region, day_of("2025-03-10"), who_system(), p->case_a, &r, &err));
    assert_int_equal(r.tally.met, 0);
    assert_int_equal(r.n_late, 1);
    assert_false(r.points[3].known); /* 2024-12-31: nothing had been judged */
    assert_int_equal(r.won, 0);
}

/* --- golden files ---------------------------------------------------------------------------------------------------------------- */

static void page_of(struct pack_place *p, const char *name, struct agency_view *v)
{
    struct buf b;

    buf_init(&b, MIB);
    html_init(&v->p.h, &b);
    agency_write(v);
    html_end(&v->p.h);
    assert_false(b.failed);
    compare(p->case_a, name, html_laid_out(p->case_a, buf_sv(&b)));
    buf_clear(&b);
}

static void pages_of_agencies(void **state)
{
    struct pack_place *p = *state;
    struct agency_view v;

    second_day(p);
    v = report_of(p, who_system(), NULL, 1);
    page_of(p, "rapor.html", &v);
    v = report_of(p, who_system(), "2025-03-10", 1);
    page_of(p, "rapor-lampau.html", &v);
    v = report_of(p, who_system(), NULL, 2);
    page_of(p, "rapor-kosong.html", &v);
}

static void sheet_of_the_region(void **state)
{
    struct pack_place *p = *state;
    struct head_report r;
    struct err err = { 0 };
    struct html h;
    struct buf b;

    second_day(p);
    MUST(head_load(p->write, p->region, (struct date){ 0 }, who_system(), p->case_a, &r, &err));
    buf_init(&b, MIB);
    html_init(&h, &b);
    head_write(&h, &r, true, p->case_a);
    html_end(&h);
    compare(p->case_a, "laporan.html", html_laid_out(p->case_a, buf_sv(&b)));
    buf_reset(&b);
    head_document(&r, p->case_a, &b);
    assert_true(sv_find(buf_sv(&b), SV("@page { size: A4;")) > 0);
    assert_true(sv_find(buf_sv(&b), SV("href=")) < 0); /* stands alone */
    buf_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PACK(the_region),
        PACK(pages_of_agencies),
        PACK(sheet_of_the_region),
    };

    pack_data_write(files, sizeof files / sizeof files[0]);
    PACKS_RUN("agency_page", tests, pack_data_remove);
}
