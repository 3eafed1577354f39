/* SPDX-License-Identifier: MIT
 * tests/unit/test_sheet_write.c -- what is written is read back the same; no text becomes a formula. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those before it */
#include <cmocka.h>
#include <archive.h>
#include <archive_entry.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "model/sheet_find.h"
#include "model/sheet_write.h"
#include "model/value.h"

#define N(rows) (sizeof rows / sizeof rows[0])

static bool to_buf(void *ctx, struct sv bytes, struct err *e)
{
    (void) e;
    buf_put(ctx, bytes);
    return true;
}

static void csv_bytes_are_exact(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        char sep;
        struct sv cell;
        const char *want; /* of a row "x<sep>cell" */
    } rows[] = {
        { "plain", ';', SV_INIT("abc"), "x;abc\r\n" },
        { "absent", ';', { NULL, 0 }, "x;\r\n" },
        { "separator inside", ';', SV_INIT("a;b"), "x;\"a;b\"\r\n" },
        { "another separator inside", ',', SV_INIT("a;b"), "x,a;b\r\n" },
        { "tab as separator", '\t', SV_INIT("a\tb"), "x\t\"a\tb\"\r\n" },
        { "quote", ';', SV_INIT("5\" pipa"), "x;\"5\"\" pipa\"\r\n" },
        { "line break", ';', SV_INIT("a\nb"), "x;\"a\nb\"\r\n" },
        { "outer blanks", ';', SV_INIT(" a"), "x;\" a\"\r\n" },
        { "formula", ';', SV_INIT("=1+1"), "x;\"'=1+1\"\r\n" },
        { "call", ';', SV_INIT("@SUM(A1)"), "x;\"'@SUM(A1)\"\r\n" },
        { "plus with words", ';', SV_INIT("+cmd|' /C calc'!A0"), "x;\"'+cmd|' /C calc'!A0\"\r\n" },
        { "minus with words", ';', SV_INIT("-ada"), "x;\"'-ada\"\r\n" },
        { "a dash alone", ';', SV_INIT("-"), "x;\"'-\"\r\n" },
        { "sum dressed as a number", ';', SV_INIT("-1+2"), "x;\"'-1+2\"\r\n" },
        { "tab first", ';', SV_INIT("\t=1"), "x;\"'\t=1\"\r\n" },
        { "CR first", ';', SV_INIT("\r=1"), "x;\"'\r=1\"\r\n" },
        { "negative number", ';', SV_INIT("-12"), "x;-12\r\n" },
        { "negative amount", ';', SV_INIT("-1.234,50"), "x;-1.234,50\r\n" },
        { "positive number", ';', SV_INIT("+5"), "x;+5\r\n" },
        { "telephone", ';', SV_INIT("+6281234567890"), "x;+6281234567890\r\n" },
        { "an apostrophe that was there", ';', SV_INIT("'=x"), "x;\"''=x\"\r\n" },
        { "an apostrophe before words", ';', SV_INIT("'kutip"), "x;'kutip\r\n" },
    };

    for (size_t i = 0; i < N(rows); i++) {
        struct csvw w;
        struct buf b;
        struct err e = { 0 };
        struct sv got;
        buf_init(&b, 1 << 16);
        csvw_begin(&w, rows[i].sep, to_buf, &b);
        csvw_text(&w, SV("x"));
        csvw_text(&w, rows[i].cell);
        assert_true(csvw_row(&w, &e) && csvw_end(&w, &e));
        got = buf_sv(&b);
        assert_true(sv_starts(got, SV("\xEF\xBB\xBF")));
        if (!sv_eq(sv_sub(got, 3, got.n), sv_of(rows[i].want)))
            fail_msg("%s: got %.*s", rows[i].why, SV_FMT(got));
        buf_clear(&b);
    }
}

/* Texts that have to survive both formats. Outer white space and CR LF are cleaned before they come here. */
static const struct sv awkward[] = {
    SV_INIT("biasa"),
    SV_INIT("a;b,c\td"),
    SV_INIT("kutip \"dua\""),
    SV_INIT("baris\nbaru"),
    SV_INIT("=1+1"),
    SV_INIT("'=1+1"),
    SV_INIT("''=1+1"),
    SV_INIT("@x"),
    SV_INIT("-ada"),
    SV_INIT("-12"),
    SV_INIT("+62 812"),
    SV_INIT("<b>&amp;</b>"),
    SV_INIT("_x0041_ _x000D_"),
    SV_INIT("caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"),
    SV_INIT("00123"),
    SV_INIT("198701012010011001"),
    SV_INIT("1E5"),
    SV_INIT("03/04/2020"),
    SV_INIT("'kutip"),
    SV_INIT("http://contoh.go.id/a?b=c&d=e#f"),
    SV_INIT("mailto:a@b.id"),
    SV_INIT("{=A1}"),
    SV_INIT("TRUE"),
    SV_INIT("#N/A"),
    SV_INIT("\xE2\x80\x93"),
    SV_INIT("sep=;"),
    SV_INIT("ID"),
    SV_INIT("x\ty"),
};

static void check_texts(const struct workbook *w, struct arena *a, const char *format)
{
    struct table t;
    struct err e = { 0 };

    if (!sheet_find(w, (struct sheet_how){ SV_NULL, 1 }, a, &t, &e))
        fail_msg("%s: no table: %s", format, e.text);
    if (t.n_rows != N(awkward) || t.n_cols != 3)
        fail_msg("%s: %zu rows, %zu columns", format, t.n_rows, t.n_cols);
    for (size_t i = 0; i < t.n_rows; i++) {
        const struct cell *c = table_cell(w, &t, i, 1);
        if (!sv_eq(c->text, awkward[i]) || c->type != CELL_TEXT)
            fail_msg("%s: \"%.*s\" came back as %d \"%.*s\"", format, SV_FMT(awkward[i]), (int) c->type,
                     SV_FMT(c->text));
    }
}

static void csv_comes_back(void **state)
{
    (void) state;
    static const char seps[] = { ';', ',', '\t' };

    for (size_t s = 0; s < sizeof seps; s++) {
        struct arena *a = arena_new(1 << 20);
        struct csvw w;
        struct buf b;
        struct err e = { 0 };
        struct workbook book;
        buf_init(&b, 1 << 20);
        csvw_begin(&w, seps[s], to_buf, &b);
        csvw_text(&w, SV("Urut"));
        csvw_text(&w, SV("Isi"));
        csvw_text(&w, SV("Ekor"));
        assert_true(csvw_row(&w, &e));
        for (size_t i = 0; i < N(awkward); i++) {
            csvw_text(&w, value_show_int((int64_t) i + 1, a));
            csvw_text(&w, awkward[i]);
            csvw_text(&w, SV("ekor"));
            assert_true(csvw_row(&w, &e));
        }
        assert_true(csvw_end(&w, &e));
        if (!sheet_parse(buf_sv(&b), a, &book, &e))
            fail_msg("'%c': %s", seps[s], e.text);
        assert_int_equal(book.separator, seps[s]);
        check_texts(&book, a, "CSV");
        buf_clear(&b);
        arena_free(a);
    }
}

static bool full_disk(void *ctx, struct sv bytes, struct err *e)
{
    (void) bytes;
    ++*(int *) ctx;
    return err_set(e, ERR_BUSY, "penuh");
}

static void csv_stops_at_the_first_failure(void **state)
{
    (void) state;
    struct csvw w;
    struct err e = { 0 };
    int calls = 0;
    bool ok = true;

    csvw_begin(&w, ';', full_disk, &calls);
    for (int i = 0; i < 10000 && ok; i++) {
        csvw_text(&w, SV("sepuluh huruf"));
        ok = csvw_row(&w, &e);
    }
    assert_false(ok);
    assert_false(csvw_end(&w, &e));
    assert_int_equal(calls, 1);
    assert_string_equal(e.text, "penuh");
}

static char folder[] = "/tmp/prasasti-sheet-XXXXXX";

static int make_folder(void **state)
{
    (void) state;
    return mkdtemp(folder) ? 0 : -1;
}

static int drop_folder(void **state)
{
    (void) state;
    return rmdir(folder); /* fails when anything was left behind */
}

static const char *in_folder(const char *name, struct arena *a)
{
    return sv_cstr(arena_printf(a, "%s/%s", folder, name), a);
}

static void parse_file(const char *path, struct arena *a, struct workbook *w)
{
    struct sv bytes;
    struct err e = { 0 };

    if (!file_read(path, 1 << 24, a, &bytes, &e) || !sheet_parse(bytes, a, w, &e))
        fail_msg("%s: %s (%s)", path, e.text, e.cause);
}

static void xlsx_comes_back(void **state)
{
    (void) state;
    static const struct xlsx_col cols[] = {
        { .heading = SV_INIT("Urut"), .kind = XLSX_NUMBER },
        { .heading = SV_INIT("Isi"), .kind = XLSX_TEXT, .width = 40 },
        { .heading = SV_INIT("Ekor"), .kind = XLSX_TEXT },
    };
    struct arena *a = arena_new(1 << 24);
    const char *path = in_folder("teks.xlsx", a);
    struct err e = { 0 };
    struct workbook book;
    struct xlsxw *w = xlsxw_open(path, &e);

    if (!w || !xlsxw_sheet(w, SV("Isi: [semua]/'lembar' yang namanya panjang sekali"), cols, N(cols), &e))
        fail_msg("%s (%s)", e.text, e.cause);
    for (size_t i = 0; i < N(awkward); i++) {
        xlsxw_number(w, (int64_t) i + 1);
        xlsxw_text(w, awkward[i]);
        xlsxw_text(w, SV("ekor"));
        assert_true(xlsxw_row(w, &e));
    }
    if (!xlsxw_close(w, &e))
        fail_msg("%s (%s)", e.text, e.cause);
    parse_file(path, a, &book);
    assert_int_equal(book.n, 1);
    assert_string_equal(sv_cstr(book.sheets[0].name, a), "Isi semua lembar yang namanya p");
    check_texts(&book, a, "XLSX");
    unlink(path);
    arena_free(a);
}

static void xlsx_values_come_back(void **state)
{
    (void) state;
    static const struct sv choices[] = { SV_INIT("Umum"), SV_INIT("Khusus, lain-lain"), SV_INIT("=Rumus") };
    static const struct xlsx_col cols[] = {
        { .heading = SV_INIT("Bulat"), .kind = XLSX_NUMBER },
        { .heading = SV_INIT("Pecahan"), .kind = XLSX_NUMBER, .scale = 2 },
        { .heading = SV_INIT("Harga"), .kind = XLSX_RUPIAH },
        { .heading = SV_INIT("Tanggal"), .kind = XLSX_DATE },
        { .heading = SV_INIT("Saat"), .kind = XLSX_DATETIME },
        { .heading = SV_INIT("Jenis"), .choices = choices, .n_choices = 3 },
    };
    static const struct {
        int64_t whole, part, rupiah;
        struct date d;
        const char *t;
        enum cell_type want_types[6];
        const char *want[6];
    } rows[] = {
        { -7,
          1250025,
          12500000,
          { 2019, 3, 3 },
          "2019-03-03T00:15:30Z",
          { CELL_NUMBER, CELL_NUMBER, CELL_NUMBER, CELL_DATE, CELL_DATE, CELL_TEXT },
          { "-7", "12500.25", "12500000", "2019-03-03", "2019-03-03T08:15:30", "Umum" } },
        { 0,
          1,
          0,
          { 1900, 3, 1 },
          "2019-03-02T16:00:00Z",
          { CELL_NUMBER, CELL_NUMBER, CELL_NUMBER, CELL_DATE, CELL_DATE, CELL_TEXT },
          { "0", "0.01", "0", "1900-03-01", "2019-03-03", "Umum" } },
        { INT64_MAX,
          INT64_MIN,
          999999999999999,
          { 1876, 1, 2 },
          "2099-12-31T15:59:59Z",
          { CELL_TEXT, CELL_TEXT, CELL_NUMBER, CELL_TEXT, CELL_DATE, CELL_TEXT },
          { "9223372036854775807", "-92233720368547758,08", "999999999999999", "1876-01-02",
            "2099-12-31T23:59:59", "Umum" } },
    };
    struct arena *a = arena_new(1 << 24);
    const char *path = in_folder("nilai.xlsx", a);
    struct err e = { 0 };
    struct workbook book;
    struct table t;
    struct xlsxw *w = xlsxw_open(path, &e);

    if (!w || !xlsxw_sheet(w, SV("Data"), cols, N(cols), &e))
        fail_msg("%s (%s)", e.text, e.cause);
    for (size_t i = 0; i < N(rows); i++) {
        int64_t at = 0;
        assert_true(time_parse(sv_of(rows[i].t), &at));
        xlsxw_number(w, rows[i].whole);
        xlsxw_number(w, rows[i].part);
        xlsxw_number(w, rows[i].rupiah);
        xlsxw_date(w, rows[i].d);
        xlsxw_time(w, at, 480);
        xlsxw_text(w, choices[0]);
        xlsxw_text(w, SV("lebih dari kolomnya")); /* not written */
        assert_true(xlsxw_row(w, &e));
    }
    assert_true(xlsxw_sheet(w, SV("DATA"), cols, 1, &e)); /* the same name again, and no rows */
    if (!xlsxw_close(w, &e))
        fail_msg("%s (%s)", e.text, e.cause);
    parse_file(path, a, &book);
    assert_int_equal(book.n, 3);
    assert_string_equal(sv_cstr(book.sheets[1].name, a), "DATA (2)");
    assert_string_equal(sv_cstr(book.sheets[2].name, a), "Daftar pilihan");
    for (size_t i = 0; i < 3; i++) /* lists stand below their heading, texts all of them */
        assert_true(sv_eq(sheet_cell(sheet_row(&book.sheets[2], (int) i + 2), 1)->text, choices[i]) &&
                    sheet_cell(sheet_row(&book.sheets[2], (int) i + 2), 1)->type == CELL_TEXT);
    assert_true(sheet_find(&book, (struct sheet_how){ SV_NULL, 0 }, a, &t, &e));
    assert_int_equal(t.n_rows, N(rows));
    for (size_t i = 0; i < t.n_rows; i++)
        for (size_t j = 0; j < 6; j++) {
            const struct cell *c = table_cell(&book, &t, i, j);
            struct sv got = cell_show(c, a);
            if (c->type != rows[i].want_types[j] || !sv_eq(got, sv_of(rows[i].want[j])))
                fail_msg("%s: got %d \"%.*s\"", table_place(&book, &t, i, j).s, (int) c->type, SV_FMT(got));
        }
    unlink(path);
    arena_free(a);
}

/* The parts of the package that people see: frozen row, filter, list, and not one formula. */
static void xlsx_has_what_people_use(void **state)
{
    (void) state;
    static const struct sv choices[] = { SV_INIT("=Satu"), SV_INIT("Dua") };
    static const struct xlsx_col cols[] = {
        { .heading = SV_INIT("=Judul"), .choices = choices, .n_choices = 2 }
    };
    static const char *const has[] = { "state=\"frozen\"", "<autoFilter ref=\"A1:A2\"",
                                       "type=\"list\"",    "<formula1>'Daftar pilihan'!$A$2:$A$3</formula1>",
                                       "<cols>",           "sqref=\"A2:A1002\"" };
    struct arena *a = arena_new(1 << 24);
    const char *path = in_folder("bentuk.xlsx", a);
    struct err e = { 0 };
    struct sv xml;
    struct xlsxw *w = xlsxw_open(path, &e);
    struct archive *z = archive_read_new();
    struct archive_entry *entry;
    char *text = arena_alloc(a, 1 << 16);

    assert_true(w && xlsxw_sheet(w, SV("Data"), cols, 1, &e));
    xlsxw_text(w, SV("=HYPERLINK(\"http://jahat\")"));
    assert_true(xlsxw_row(w, &e) && xlsxw_close(w, &e));
    archive_read_support_format_zip(z);
    assert_int_equal(archive_read_open_filename(z, path, 8192), ARCHIVE_OK);
    do
        assert_int_equal(archive_read_next_header(z, &entry), ARCHIVE_OK);
    while (strcmp(archive_entry_pathname(entry), "xl/worksheets/sheet1.xml") != 0);
    xml = (struct sv){ text, (size_t) archive_read_data(z, text, 1 << 16) };
    archive_read_free(z);
    for (size_t i = 0; i < N(has); i++)
        if (sv_find(xml, sv_of(has[i])) < 0)
            fail_msg("no %s in %.*s", has[i], SV_FMT(xml));
    assert_true(sv_find(xml, SV("<f>")) < 0);
    unlink(path);
    arena_free(a);
}

static void xlsx_failures_are_said(void **state)
{
    (void) state;
    static const struct xlsx_col cols[] = { { .heading = SV_INIT("Uraian") } };
    struct arena *a = arena_new(1 << 20);
    const char *path = in_folder("gagal.xlsx", a);
    struct err e = { 0 };
    char *big = malloc(40000);
    struct xlsxw *w = xlsxw_open(path, &e);

    memset(big, 'a', 40000);
    assert_true(w && xlsxw_sheet(w, SV("Data"), cols, 1, &e));
    xlsxw_text(w, (struct sv){ big, 40000 });
    assert_false(xlsxw_row(w, &e));
    assert_string_equal(e.text, "Isi kolom \"Uraian\" di baris 2 lebih dari 32.767 huruf, batas sel Excel");
    assert_false(xlsxw_close(w, &e));
    assert_false(file_exists(path));
    free(big);

    assert_null(xlsxw_open(in_folder("tidak/ada/folder.xlsx", a), &e));
    assert_int_equal(e.kind, ERR_FAULT);
    assert_non_null(strstr(e.text, "Pembuatan berkas XLSX gagal"));

    w = xlsxw_open(path, &e);
    assert_true(w && xlsxw_sheet(w, SV("Data"), cols, 1, &e));
    xlsxw_cancel(w);
    assert_false(file_exists(path));
    xlsxw_cancel(NULL);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_bytes_are_exact),
        cmocka_unit_test(csv_comes_back),
        cmocka_unit_test(csv_stops_at_the_first_failure),
        cmocka_unit_test(xlsx_comes_back),
        cmocka_unit_test(xlsx_values_come_back),
        cmocka_unit_test(xlsx_has_what_people_use),
        cmocka_unit_test(xlsx_failures_are_said),
    };

    return cmocka_run_group_tests_name("sheet_write", tests, make_folder, drop_folder);
}
