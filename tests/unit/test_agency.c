/* SPDX-License-Identifier: MIT
 * tests/unit/test_agency.c -- the reports of agencies and of the region: figures counted by hand on two days, today and as
 * past days, on both engines; what is hidden; the order of agencies; both pages as exact HTML (tests/golden/agency/,
 * PRASASTI_GOLDEN=1 writes them anew). Runs in the project's folder. */
#include "pack_region.h"

#include "base/buf.h"
#include "db/lite_priv.h"
#include "page/agency_priv.h"
#include "page/head.h"

#define GOLDEN "tests/golden/agency/"

enum { MIB = 1024 * 1024 };

PACK_OF("uji-1-2024");

static const struct pack_text files[] = {
    { "groups.yaml", "groups: {a: {label: A}}\n" },
    { "klasifikasi.yaml", "levels:\n  - {key: terbuka, label: Terbuka, see: [semua]}\n"
                          "  - {key: terbatas, label: Terbatas, see: [pemilik]}\n" },
    { "roles.yaml",
      "roles: {pd: {label: PD}, dinas: {label: Dinas, office: true, reports: true}, tim_koordinasi: {label: Tim, office: true},\n"
      "  bupati: {label: Kepala daerah, decides: true}}\nlevels: {operator: {label: Operator, rank: 1}}\n" },
    { "pengaturan.yaml", "umur_catatan: {label: Umur, kind: interval, value: 1 years}\n" },
    { "registers/perangkat_daerah.yaml",
      "register: perangkat_daerah\nscope: region\ntitle: nama\nfields:\n  nama: {type: text}\n  kode: {type: text}\n"
      "  singkatan: {type: text}\n  dihitung: {type: boolean}\n  dihitung_di: {type: ref, to: perangkat_daerah}\n" },
    { "registers/akun.yaml", "register: akun\nscope: region\ntitle: nama\nfields:\n  nama: {type: text}\n" },
    { "registers/hari_libur.yaml",
      "register: hari_libur\nscope: region\nfields:\n  tanggal: {type: date}\n" },
    { "registers/pemetaan_peran.yaml",
      "register: pemetaan_peran\nscope: region\nfields:\n  peran: {type: text}\n"
      "  perangkat_daerah: {type: ref, to: perangkat_daerah}\n  mulai: {type: date}\n  selesai: {type: date, after: mulai}\n" },
    { "registers/benda.yaml",
      "register: benda\nlabel: Benda\nscope: perangkat_daerah\nclassified: true\ntitle: nama\nfields:\n"
      "  nama: {type: text, required: true}\n"
      "  perangkat_daerah: {type: ref, to: perangkat_daerah, required: true}\n  jenis: {type: text, list: true}\n"
      "  nilai: {type: integer, required: [jalan]}\n  mulai: {type: date}\n  selesai: {type: date, after: mulai}\n"
      "  induk: {type: ref, to: benda}\n"
      "workflow:\n  states: {usulan: Usulan, jalan: Jalan, tutup: Tutup}\n  transitions:\n"
      "    mulai: {from: usulan, to: jalan, by: [pd], label: Mulai, task: Mulai benda, days: 2}\n"
      "    tutup: {from: jalan, to: tutup, by: [dinas], label: Tutup, task: Periksa benda, days: 3}\n" },
    { "registers/catatan.yaml",
      "register: catatan\nlabel: Catatan\nscope: perangkat_daerah\nfields:\n"
      "  perangkat_daerah: {type: ref, to: perangkat_daerah, required: true}\n  tanggal: {type: date}\n" },
    { "registers/audit.yaml", "register: audit\nscope: region\nfields:\n  tanggal: {type: date}\n" },
    { "regulations/uji-1-2024/regulation.yaml",
      "regulation: uji-1-2024\ntitle: Peraturan Uji\nregion: Kabupaten Uji\nhead: Bupati\nzone: \"+08:00\"\n"
      "dates: {ditetapkan: 2024-01-01, diundangkan: 2024-01-01, berlaku: 2024-01-01}\n"
      "populations: {setiap_pd: {in: perangkat_daerah, where: \"x.dihitung = 1\", label: Perangkat Daerah}}\n"
      "chapters: [{bab: I, title: Satu, from: 1, to: 10}, {bab: II, title: Dua, from: 11, to: 20}]\n" },
    { "regulations/uji-1-2024/norms.yaml",
      "- {at: \"1(1)\", says: Setiap PD mencatat benda., binds: [pd], strength: wajib, check: {each: setiap_pd, has: benda, by: perangkat_daerah}}\n"
      "- {at: \"2(1)\", says: Nilai benda dicatat., binds: [pd], check: {complete: benda, fields: [nilai]}}\n"
      "- {at: \"3(1)\", says: Dinas mencatat., binds: [dinas], check: {exists: catatan}}\n"
      "- {at: \"4(1)\", says: Tampil saja., binds: [pd], check: {shown: true}}\n"
      "- {at: \"11(1)\", says: Audit setahun sekali., binds: [bupati], check: {every: 1 years, in: audit, date: tanggal}}\n" },
};

/* --- the two days ------------------------------------------------------------------------------------------------------- */

static void change(struct pack_place *p, const char *name, const char *key, const char *value)
{
    struct pack_row *row = map_get(p->names, sv_of(name));
    struct input_item item = { sv_of(key), sv_of(value) };
    struct input in = { .items = &item, .n = 1, .partial = true, .plain = true, .fact = true };
    struct record *r;
    struct problems ps;
    struct err err = { 0 };

    problems_init(&ps, p->case_a, 5);
    MUST(db_begin(p->write, &err));
    MUST(record_update(p->write, &p->region->records, who_system(), row->reg, row->id, 1, &in, p->case_a, &r,
                       &ps, &err));
    MUST(db_commit(p->write, &err));
}

/* A Monday: five rows of pd1, one secret, one of a unit that counts under it. */
static void first_day(struct pack_place *p)
{
    pack_day(p, day_of("2025-03-10"));
    give(
        p,
        "- perangkat_daerah: {id: unit, nama: Unit, kode: pd1a, dihitung: false, dihitung_di: pd1}\n"
        "- pemetaan_peran: {peran: dinas, perangkat_daerah: dinas}\n"
        "- benda: {id: b1, nama: Meja, perangkat_daerah: pd1, jenis: kayu}\n"
        "- benda: {id: b2, nama: \" meja\", perangkat_daerah: pd1}\n"
        "- benda: {id: b3, nama: Kursi, perangkat_daerah: pd1, status: jalan, mulai: 2025-03-05, selesai: 2025-03-01}\n"
        "- benda: {id: b4, nama: Brankas, perangkat_daerah: pd1, jenis: besi, klasifikasi: terbatas}\n"
        "- benda: {id: b5, nama: Lampu, perangkat_daerah: unit, jenis: kaca}\n");
    settle(p);
}

/* A year and six days later: one renamed, one completed, something nobody asked for. */
static void second_day(struct pack_place *p)
{
    first_day(p);
    pack_day(p, day_of("2026-03-16"));
    change(p, "b2", "nama", "Lemari");
    change(p, "b3", "nilai", "5");
    give(p, "- catatan: {perangkat_daerah: pd1, tanggal: 2026-03-16}\n");
    settle(p);
}

static struct agency_view view_of(struct pack_place *p, const struct actor *who, const char *on)
{
    struct agency_view v = { .p = { .region = p->region, .a = p->case_a, .who = who } };
    struct err err = { 0 };

    MUST(agency_begin(p->write, &v, on ? day_of(on) : (struct date){ 0 }, &err));
    return v;
}

static struct agency_view report_of(struct pack_place *p, const struct actor *who, const char *on, int64_t pd)
{
    struct agency_view v = view_of(p, who, on);
    struct agency agency;
    struct err err = { 0 };

    MUST(agency_find(p->write, &v.ask, pd, p->case_a, &agency, &err));
    MUST(agency_report(p->write, p->pack, &v.ask, &agency, p->case_a, &v.report, &err));
    return v;
}

static const struct agency_reg *reg_of(const struct agency_report *r, const char *key)
{
    for (size_t i = 0; i < r->n_regs; i++)
        if (sv_eq(r->regs[i].reg->key, sv_of(key)))
            return &r->regs[i];
    return NULL;
}

/* --- figures ------------------------------------------------------------------------------------------------------------- */

struct figures {
    const char *why;
    int64_t rows, hidden, required, listed, stale, clashes, late, waiting, notes;
};

static void are(const struct agency_report *r, const struct figures *want)
{
    const struct agency_reg *x = reg_of(r, "benda"), *notes = reg_of(r, "catatan");
    struct figures got = { want->why,
                           x ? x->rows : 0,
                           x ? x->hidden : 0,
                           x ? x->empty_required : 0,
                           x ? x->empty_listed : 0,
                           x ? x->stale : 0,
                           x ? (int64_t) x->n_clashes : 0,
                           (int64_t) r->n_late,
                           (int64_t) r->n_waiting,
                           notes ? notes->rows : 0 };

    if (memcmp(&got.rows, &want->rows, sizeof got - offsetof(struct figures, rows)) != 0)
        fail_msg(
            "%s: rows %lld hidden %lld required %lld listed %lld stale %lld clashes %lld late %lld waiting %lld "
            "notes %lld",
            want->why, (long long) got.rows, (long long) got.hidden, (long long) got.required,
            (long long) got.listed, (long long) got.stale, (long long) got.clashes, (long long) got.late,
            (long long) got.waiting, (long long) got.notes);
}

static const struct figures on_first = { "the first day", 5, 0, 1, 2, 0, 3, 0, 1, 0 };

static void the_first_day(void **state)
{
    struct pack_place *p = *state;
    struct agency_view v;

    first_day(p);
    v = report_of(p, who_system(), NULL, 1);
    are(&v.report, &on_first);
    assert_int_equal(v.report.asked, 1);
    assert_int_equal(v.report.filled, 1);
    assert_int_equal(reg_of(&v.report, "benda")->n_asked, 2);
    assert_int_equal(date_serial(v.report.waiting[0].due), date_serial(day_of("2025-03-13")));
}

static void the_second_day_and_the_days_before(void **state)
{
    static const struct {
        const char *on;
        struct figures want;
    } rows[] = {
        { NULL, { "today", 5, 0, 0, 2, 3, 1, 4, 1, 1 } },
        { "2025-03-10", { "the first day, seen from the second", 5, 0, 1, 2, 0, 3, 0, 1, 0 } },
        { "2025-03-12", { "the last day of the tasks", 5, 0, 1, 2, 0, 3, 0, 1, 0 } },
        { "2025-03-13", { "the day after it", 5, 0, 1, 2, 0, 3, 4, 1, 0 } },
        { "2026-03-15", { "the day before, old already", 5, 0, 1, 2, 5, 3, 4, 1, 0 } },
        { "2025-03-09", { "before anything", 0, 0, 0, 0, 0, 0, 0, 0, 0 } },
    };
    struct pack_place *p = *state;

    second_day(p);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct agency_view v = report_of(p, who_system(), rows[i].on, 1);

        are(&v.report, &rows[i].want);
        assert_int_equal(v.report.gaps_known, rows[i].on == NULL);
    }
}

static void what_falls_short_of_provisions(void **state)
{
    struct pack_place *p = *state;
    struct agency_view v;

    second_day(p);
    v = report_of(p, who_system(), NULL, 1);
    assert_int_equal(v.report.n_gaps, 1); /* 2(1): all but b3 lack their value */
    assert_int_equal(v.report.gaps[0].n, 4);
    v = report_of(p, who_system(), NULL, 2);
    assert_int_equal(v.report.n_gaps, 1); /* 1(1): pd2 itself */
    assert_int_equal(v.report.filled, 0);
    v = report_of(p, who_system(), NULL, 3); /* the office is asked for what binds its role, too */
    assert_int_equal(v.report.asked, 2);
}

/* --- rights --------------------------------------------------------------------------------------------------------------- */

static void hidden_rows_are_only_counted(void **state)
{
    static int64_t units[] = { 2 }, own[] = { 1, 4 };
    static int ranks[] = { 1, 1 };
    static struct post posts[] = { { .pd = 2 } }, own_posts[] = { { .pd = 1 } };
    const struct actor other = {
        .akun = 9, .posts = posts, .n_posts = 1, .units = units, .unit_rank = ranks, .n_units = 1
    };
    const struct actor staff = { .akun = 8,
                                 .sees_secret = true,
                                 .posts = own_posts,
                                 .n_posts = 1,
                                 .units = own,
                                 .unit_rank = ranks,
                                 .n_units = 2 };
    const struct actor auditor = { .akun = 7, .auditor = true };
    struct pack_place *p = *state;
    struct agency_view v;

    second_day(p);
    v = report_of(p, &other, NULL, 1);
    are(&v.report, &(struct figures){ "a stranger today", 4, 1, 0, 2, 2, 1, 3, 1, 1 });
    v = report_of(p, &other, "2025-03-10", 1);
    are(&v.report, &(struct figures){ "a stranger in the past", 4, 1, 1, 2, 0, 3, 0, 1, 0 });
    v = report_of(p, &staff, "2025-03-10", 1);
    are(&v.report, &on_first);
    v = report_of(p, &auditor, NULL, 1);
    assert_int_equal(reg_of(&v.report, "benda")->hidden, 0);
    assert_false(agency_may_see(p->region, &other, &v.report.agency));
    assert_true(agency_may_see(p->region, &staff, &v.report.agency));
    assert_true(agency_may_see(p->region, &auditor, &v.report.agency));
    assert_false(agency_reads_all(p->region, &staff));
}

/* --- the setting ------------------------------------------------------------------------------------------------------------ */

static void how_old_is_old_is_the_regions_word(void **state)
{
    struct pack_place *p = *state;
    struct agency_view v;
    struct err err = { 0 };

    second_day(p);
    MUST(db_begin(p->write, &err));
    MUST(rule_setting_put(p->write, p->region->rule, &p->region->records, who_system(), SV(SETTING_STALE),
                          SV("2 years"), SV("cukup dua tahun"), p->case_a, &err));
    MUST(db_commit(p->write, &err));
    settle(p);
    v = report_of(p, who_system(), NULL, 1);
    assert_int_equal(reg_of(&v.report, "benda")->stale, 0);
    v = report_of(p, who_system(), "2026-03-15", 1); /* a year, as it was then */
    assert_int_equal(reg_of(&v.report, "benda")->stale, 5);
}

/* --- all agencies, the region -------------------------------------------------------------------------------------------------- */

static void agencies_in_order(void **state)
{
    static const struct {
        const char *why, *on;
        size_t filled;
        int64_t rows, late;
    } rows[] = {
        { "today", NULL, 1, 5, 4 },
        { "the first day", "2025-03-10", 1, 5, -1 },
        { "before it", "2025-03-09", 0, 0, -1 },
    };
    struct pack_place *p = *state;
    struct err err = { 0 };

    second_day(p);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct agency_view v = view_of(p, who_system(), rows[i].on);
        struct agency_sum *all;
        size_t n;

        MUST(agency_summaries(p->write, &v.ask, p->case_a, &all, &n, &err));
        if (n != 2) /* the office is not counted here, nor the unit */
            fail_msg("%s: %zu agencies", rows[i].why, n);
        qsort(all, n, sizeof *all, agency_compare);
        if (all[0].agency.id != 1 || all[0].asked != 1 || all[0].filled != rows[i].filled ||
            all[0].rows != rows[i].rows || all[0].late != rows[i].late || all[1].filled || all[1].rows)
            fail_msg("%s: %lld: %zu of %zu, %lld rows, %lld late", rows[i].why, (long long) all[0].agency.id,
                     all[0].filled, all[0].asked, (long long) all[0].rows, (long long) all[0].late);
    }
}

static void the_measure(void **state)
{
    const struct agency_sum half = { .asked = 4, .filled = 2, .rows = 9 }, most = { .asked = 4, .filled = 3 },
                            same = { .asked = 2, .filled = 1, .rows = 10 }, free_one = { .filled = 0 };

    (void) state;
    assert_true(agency_compare(&most, &half) < 0);
    assert_true(agency_compare(&same, &half) < 0); /* as good a share, more rows */
    assert_true(agency_compare(&free_one, &half) > 0);
    assert_int_equal(agency_compare(&half, &half), 0);
}

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

/* --- cost ------------------------------------------------------------------------------------------------------------------ */

struct caught {
    struct arena *a;
    struct sv sql[2000];
    size_t n;
};

static int catch_sql(unsigned kind, void *ctx, void *stmt, void *text)
{
    struct caught *c = ctx;
    const char *sql = sqlite3_sql(stmt);

    (void) kind;
    (void) text;
    if (sql && c->n < sizeof c->sql / sizeof c->sql[0])
        c->sql[c->n++] = arena_dup(c->a, sv_of(sql));
    return 0;
}

/* Rows of a register are found by their agency or id, in the table and in its history: no step reads a whole one. */
static void nothing_reads_a_whole_register(void **state)
{
    struct pack_place *p = *state;
    struct caught *c = ARENA_NEW(p->case_a, struct caught);
    struct agency_view v;
    sqlite3 *db;
    int seen = 0;

    if (p->engine != DB_SQLITE)
        skip();
    second_day(p);
    c->a = p->case_a;
    db = ((struct lite *) p->write)->h;
    sqlite3_trace_v2(db, SQLITE_TRACE_STMT, catch_sql, c);
    v = report_of(p, who_system(), NULL, 1);
    v = report_of(p, who_system(), "2025-03-13", 1);
    (void) v;
    sqlite3_trace_v2(db, 0, NULL, NULL);
    for (size_t i = 0; i < c->n; i++) {
        const char *text = arena_printf(p->case_a, "explain query plan %.*s", SV_FMT(c->sql[i])).p;
        sqlite3_stmt *q = NULL;

        if (sv_find(c->sql[i], SV("benda")) < 0)
            continue;
        assert_int_equal(sqlite3_prepare_v2(db, text, -1, &q, NULL), SQLITE_OK);
        while (sqlite3_step(q) == SQLITE_ROW) {
            const char *step = (const char *) sqlite3_column_text(q, 3);

            if (!strcmp(step, "SCAN t") || !strcmp(step, "SCAN z") || !strcmp(step, "SCAN x") ||
                !strcmp(step, "SCAN kini") || !strcmp(step, "SCAN g"))
                fail_msg("%s: %.*s", step, SV_FMT(c->sql[i]));
            seen++;
        }
        sqlite3_finalize(q);
    }
    assert_true(seen > 10);
}

/* --- golden files ---------------------------------------------------------------------------------------------------------------- */

static struct sv laid_out(struct arena *a, struct sv html)
{
    static const char icons[] = "/aset/ikon.";
    struct buf b;
    struct sv out;

    buf_init(&b, MIB);
    for (size_t i = 0; i < html.n; i++) {
        if (html.p[i] == '<' && i && html.p[i - 1] == '>')
            buf_char(&b, '\n');
        if (sv_starts(sv_sub(html, i, html.n), sv_of(icons))) {
            buf_put(&b, SV("/aset/ikon.svg"));
            while (i < html.n && html.p[i] != '#')
                i++;
        }
        buf_char(&b, html.p[i]);
    }
    buf_char(&b, '\n');
    out = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return out;
}

static void compare(struct arena *a, const char *name, struct sv got)
{
    const char *path = arena_printf(a, GOLDEN "%s", name).p;
    struct err e = { 0 };
    struct sv want, line, other;

    if (getenv("PRASASTI_GOLDEN")) {
        if (!file_write_atomic(path, got, 0644, &e))
            fail_msg("%s: %s", path, e.text);
        return;
    }
    if (!file_read(path, MIB, a, &want, &e))
        fail_msg("%s: %s (the test runs in the project's folder)", path, e.text);
    for (int n = 1; want.n || got.n; n++) {
        line = other = SV("");
        sv_cut(&want, '\n', &line);
        sv_cut(&got, '\n', &other);
        if (!sv_eq(line, other))
            fail_msg("%s:%d\n  expected %.*s\n  got      %.*s", name, n, SV_FMT(line), SV_FMT(other));
    }
}

static void page_of(struct pack_place *p, const char *name, struct agency_view *v)
{
    struct buf b;

    buf_init(&b, MIB);
    html_init(&v->p.h, &b);
    agency_write(v);
    html_end(&v->p.h);
    assert_false(b.failed);
    compare(p->case_a, name, laid_out(p->case_a, buf_sv(&b)));
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
    compare(p->case_a, "laporan.html", laid_out(p->case_a, buf_sv(&b)));
    buf_reset(&b);
    head_document(&r, p->case_a, &b);
    assert_true(sv_find(buf_sv(&b), SV("@page { size: A4;")) > 0);
    assert_true(sv_find(buf_sv(&b), SV("href=")) < 0); /* stands alone */
    buf_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PACK(the_first_day),
        PACK(the_second_day_and_the_days_before),
        PACK(what_falls_short_of_provisions),
        PACK(hidden_rows_are_only_counted),
        PACK(how_old_is_old_is_the_regions_word),
        PACK(agencies_in_order),
        PACK(the_measure),
        PACK(the_region),
        PACK(nothing_reads_a_whole_register),
        PACK(pages_of_agencies),
        PACK(sheet_of_the_region),
    };

    pack_data_write(files, sizeof files / sizeof files[0]);
    PACKS_RUN("agency", tests, pack_data_remove);
}
