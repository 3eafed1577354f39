/* SPDX-License-Identifier: MIT
 * tests/unit/test_sheet_xlsx.c -- XLSX packages, honest and hostile; the hostile ones are built here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those before it */
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/sheet.h"
#include "xlsx_fixture.h"

static const char type_letter[] = { '0', 't', 'n', 'd', 'b', 'e' };

/* "A1:t=…|B1:n=…", covered cells with '^' */
static const char *dump(const struct sheet *s, struct arena *a)
{
    struct buf b;
    const char *out;

    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < s->n_rows; i++)
        for (size_t k = 0; k < s->rows[i].n; k++) {
            const struct cell *c = &s->rows[i].cells[k];
            buf_printf(&b, "%s%s:%s%c=%.*s", b.n ? "|" : "", cell_place(c->row, c->col).s,
                       c->covered ? "^" : "", type_letter[c->type], SV_FMT(c->text));
        }
    out = sv_cstr(buf_sv(&b), a);
    buf_clear(&b);
    return out;
}

static void one_sheet_is_read(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv sheet;
        const char *want;
    } rows[] = {
        { "inline strings, rich text joined, pronunciation dropped",
          SV_INIT(X_SHEET(
              "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>satu</t></is></c>"
              "<c r=\"B1\" t=\"inlineStr\"><is><r><t>du</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">a </t></r>"
              "<rPh sb=\"0\" eb=\"1\"><t>ZWEI</t></rPh></is></c></row>")),
          "A1:t=satu|B1:t=dua " },
        { "numbers keep their text",
          SV_INIT(X_SHEET("<row r=\"2\"><c r=\"A2\"><v>0.1</v></c><c r=\"B2\" t=\"n\"><v>1.25E7</v></c>"
                          "<c r=\"C2\"><v>12345678901234567890</v></c></row>")),
          "A2:n=0.1|B2:n=1.25E7|C2:n=12345678901234567890" },
        { "what is no number stays text", SV_INIT(X_SHEET("<row><c><v>0x1A</v></c><c><v>nan</v></c></row>")),
          "A1:t=0x1A|B1:t=nan" },
        { "dates by style, built-in and custom; Rp with a quoted d is none",
          SV_INIT(
              X_SHEET("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>41746</v></c><c r=\"B1\" s=\"2\"><v>45292</v></c>"
                      "<c r=\"C1\" s=\"3\"><v>45292</v></c><c r=\"D1\" s=\"0\"><v>45292</v></c></row>")),
          "A1:d=2014-04-17|B1:d=2024-01-01|C1:n=45292|D1:n=45292" },
        { "time of day, alone and with its day",
          SV_INIT(X_SHEET("<row r=\"1\"><c r=\"A1\" s=\"5\"><v>0.34375</v></c>"
                          "<c r=\"B1\" s=\"4\"><v>45292.34375</v></c>"
                          "<c r=\"C1\" s=\"4\"><v>45292.99999999</v></c></row>")),
          "A1:d=08:15:00|B1:d=2024-01-01T08:15:00|C1:d=2024-01-02" },
        { "before March 1900, and the day that never was",
          SV_INIT(X_SHEET(
              "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>1</v></c><c r=\"B1\" s=\"1\"><v>59</v></c><c r=\"C1\" s=\"1\"><v>60</v></c>"
              "<c r=\"D1\" s=\"1\"><v>61</v></c><c r=\"E1\" s=\"1\"><v>2958465</v></c><c r=\"F1\" s=\"1\"><v>2958466</v></c>"
              "<c r=\"G1\" s=\"1\"><v>-1</v></c></row>")),
          "A1:d=1900-01-01|B1:d=1900-02-28|C1:n=60|D1:d=1900-03-01|E1:d=9999-12-31|F1:n=2958466|G1:n=-1" },
        { "booleans, errors, formula results",
          SV_INIT(X_SHEET(
              "<row r=\"1\"><c r=\"A1\" t=\"b\"><v>1</v></c><c r=\"B1\" t=\"b\"><v>0</v></c><c r=\"C1\" t=\"e\"><v>#N/A</v></c>"
              "<c r=\"D1\" t=\"str\"><f>A1&amp;\"x\"</f><v>hasil</v></c><c r=\"E1\"><f>1+1</f><v>2</v></c></row>")),
          "A1:b=ya|B1:b=tidak|C1:e=#N/A|D1:t=hasil|E1:n=2" },
        { "cells and rows without references follow on",
          SV_INIT(X_SHEET(
              "<row><c><v>1</v></c><c><v>2</v></c></row><row r=\"5\"><c r=\"C5\"><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>")),
          "A1:n=1|B1:n=2|C5:n=3|D5:n=4|A6:n=5" },
        { "styled empty cells and blank texts are nothing",
          SV_INIT(X_SHEET(
              "<row r=\"1\"><c r=\"A1\" s=\"1\"/><c r=\"B1\" t=\"inlineStr\"><is><t>  </t></is></c><c r=\"C1\"><v>1</v></c></row>")),
          "C1:n=1" },
        { "escapes of the format; predefined and numeric entities",
          SV_INIT(X_SHEET(
              "<row><c t=\"inlineStr\"><is><t>a_x000A_b_x005F_x0041_&lt;&#x41;&amp;_xZZZZ_</t></is></c></row>")),
          "A1:t=a\nb_x0041_<A&_xZZZZ_" },
        { "prefixed names, as some programs write",
          SV_INIT(
              X_HEAD
              "<x:worksheet xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><x:sheetData>"
              "<x:row r=\"1\"><x:c r=\"A1\"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>"),
          "A1:n=7" },
        { "merged downwards: seen in every row; a blank row between is not made",
          SV_INIT(
              X_HEAD
              "<worksheet " X_NS
              "><sheetData><row r=\"1\"><c r=\"A1\"><v>9</v></c><c r=\"B1\"><v>1</v></c></row>"
              "<row r=\"2\"><c r=\"B2\"><v>2</v></c></row><row r=\"4\"><c r=\"A4\"><v>3</v></c><c r=\"B4\"><v>4</v></c></row></sheetData>"
              "<mergeCells count=\"1\"><mergeCell ref=\"A1:A3\"/></mergeCells></worksheet>"),
          "A1:n=9|B1:n=1|A2:^n=9|B2:n=2|A4:n=3|B4:n=4" },
        { "merged sideways over more columns than are used; a hidden value gives way",
          SV_INIT(X_HEAD "<worksheet " X_NS
                         "><sheetData><row r=\"1\"><c r=\"A1\"><v>9</v></c><c r=\"B1\"><v>8</v></c></row>"
                         "<row r=\"2\"><c r=\"C2\"><v>2</v></c></row></sheetData>"
                         "<mergeCells count=\"1\"><mergeCell ref=\"A1:XFD1\"/></mergeCells></worksheet>"),
          "A1:n=9|B1:^n=9|C1:^n=9|C2:n=2" },
        { "cells and rows outside of sheetData do not count",
          SV_INIT(
              X_HEAD
              "<worksheet " X_NS
              "><sheetData><row><c><v>1</v></c></row></sheetData><extLst><row><c><v>2</v></c></row></extLst></worksheet>"),
          "A1:n=1" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_new(1 << 20);
        struct sv zip = xlsx_around(rows[i].sheet, i % 2);
        struct workbook w;
        struct err e = { 0 };
        const char *got;
        if (!sheet_parse(zip, a, &w, &e))
            fail_msg("%s: refused: %s (%s)", rows[i].why, e.text, e.cause);
        got = dump(&w.sheets[0], a);
        if (strcmp(got, rows[i].want) != 0)
            fail_msg("%s: got %s", rows[i].why, got);
        free((char *) zip.p);
        arena_free(a);
    }
}

/* Shared strings behind the sheet that uses them, a hidden sheet, the 1904 system, other file names, decoys. */
static void whole_package_is_read(void **state)
{
    (void) state;
    static const struct zip_part parts[] = {
        { "../xl/worksheets/sheet1.xml", SV_INIT("jebakan") },
        { "/xl/workbook.xml", SV_INIT("jebakan") },
        { "xl/worksheets/../worksheets/sheet1.xml", SV_INIT("jebakan") },
        { "xl/vbaProject.bin", SV_INIT("makro") },
        { "xl/externalLinks/externalLink1.xml", SV_INIT("<!DOCTYPE x>") },
        { "XL/Worksheets/Sheet1.xml",
          SV_INIT(X_SHEET(
              "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"B1\" t=\"s\"><v>0</v></c><c r=\"C1\" s=\"1\"><v>40284</v></c>"
              "<c r=\"D1\" s=\"1\"><v>0</v></c></row>")) },
        { "xl/worksheets/sheet2.xml", SV_INIT(X_SHEET("<row><c><v>2</v></c></row>")) },
        { "xl/_rels/workbook.xml.rels", SV_INIT(X_BOOK_RELS) },
        { "xl/workbook.xml",
          SV_INIT(X_HEAD "<workbook " X_NS "><workbookPr date1904=\"1\"/><sheets>"
                         "<sheet name=\"Rahasia\" sheetId=\"2\" state=\"veryHidden\" r:id=\"rId2\"/>"
                         "<sheet name=\"Isi &amp; Ket\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>") },
        { "xl/styles.xml", SV_INIT(X_STYLES) },
        { "xl/sharedStrings.xml",
          SV_INIT(X_HEAD "<sst " X_NS
                         "><si><r><t>ga</t></r><r><t>bung</t></r><rPh sb=\"0\" eb=\"1\"><t>x</t></rPh></si>"
                         "<si><t xml:space=\"preserve\"> sendiri </t></si></sst>") },
        { "_rels/.rels", SV_INIT(X_ROOT_RELS) },
    };
    struct arena *a = arena_new(1 << 20);
    struct sv zip = zip_make(parts, sizeof parts / sizeof parts[0], true);
    struct workbook w;
    struct err e = { 0 };

    if (!sheet_parse(zip, a, &w, &e))
        fail_msg("refused: %s (%s)", e.text, e.cause);
    assert_int_equal(w.n, 2);
    assert_true(w.sheets[0].hidden);
    assert_false(w.sheets[1].hidden);
    assert_string_equal(sv_cstr(w.sheets[1].name, a), "Isi & Ket");
    assert_string_equal(dump(&w.sheets[0], a), "A1:n=2");
    assert_string_equal(dump(&w.sheets[1], a), "A1:t= sendiri |B1:t=gabung|C1:d=2014-04-17|D1:d=1904-01-01");
    free((char *) zip.p);
    arena_free(a);
}

/* Repeats a piece, so that hostile parts are written down by their seed. */
static struct sv repeat(const char *head, const char *piece, size_t times, const char *tail)
{
    struct buf b;

    buf_init(&b, (size_t) 600 << 20);
    buf_put(&b, sv_of(head));
    for (size_t i = 0; i < times; i++)
        buf_put(&b, sv_of(piece));
    buf_put(&b, sv_of(tail));
    return buf_sv(&b); /* freed as b.p */
}

static void expect_refused(const char *why, struct sv zip, const char *text)
{
    struct arena *a = arena_new((size_t) 256 << 20);
    struct workbook w;
    struct err e = { 0 };

    if (!zip.p)
        fail_msg("%s: package not made", why);
    if (sheet_parse(zip, a, &w, &e))
        fail_msg("%s: accepted", why);
    if (e.kind != ERR_INPUT || !strstr(e.text, text) || !e.hint[0])
        fail_msg("%s: got %d \"%s\" (%s) hint \"%s\"", why, (int) e.kind, e.text, e.cause, e.hint);
    free((char *) zip.p);
    arena_free(a);
}

static void hostile_sheets_are_refused(void **state)
{
    (void) state;
    static const struct {
        const char *why, *head, *piece;
        size_t times;
        const char *tail;
        bool deflate;
        const char *text;
    } rows[] = {
        { "zip bomb", X_HEAD "<worksheet " X_NS ">",
          "                                                                ", 1 << 20,
          "<sheetData/></worksheet>", true, "mengembang lebih dari 100 kali" },
        { "entities that grow",
          X_HEAD
          "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><worksheet " X_NS
          "><sheetData><row><c t=\"str\"><v>",
          "&b;", 10, "</v></c></row></sheetData></worksheet>", false, "memakai DOCTYPE" },
        { "a DOCTYPE alone", "<!DOCTYPE worksheet><worksheet " X_NS "/>", "", 0, "", false,
          "memakai DOCTYPE" },
        { "an entity of its own", X_SHEET("<row><c t=\"str\"><v>&boom;</v></c></row>"), "", 0, "", false,
          "rusak pada bagian xl/worksheets/sheet1.xml" },
        { "deep", X_HEAD, "<a>", 100000, "", false, "bertingkat lebih dari 200" },
        { "elements without end", X_HEAD "<worksheet " X_NS ">", "<a/>", 10000001, "</worksheet>", false,
          "terlalu banyak unsur" },
        { "one huge tag", X_HEAD "<worksheet " X_NS " a=\"", "abcdefghijklmnop", 200000, "\"/>", false,
          "satu unsur yang lebih besar dari 1 MiB" },
        { "a cell of 200 KB", X_HEAD "<worksheet " X_NS "><sheetData><row><c t=\"str\"><v>", "abcdefghij",
          20000, "</v></c></row></sheetData></worksheet>", false,
          "Isi sel A1 di lembar \"Data\" lebih dari 32.767 huruf" },
        { "merged cells for ever",
          X_HEAD "<worksheet " X_NS "><sheetData><row><c><v>1</v></c></row></sheetData><mergeCells>",
          "<mergeCell ref=\"A1:B2\"/>", 70000, "</mergeCells></worksheet>", false,
          "lebih dari 65.536 sel gabungan" },
        { "rows out of order",
          X_SHEET("<row r=\"2\"><c><v>1</v></c></row><row r=\"1\"><c><v>1</v></c></row>"), "", 0, "", false,
          "rusak di sekitar sel A2" },
        { "cells out of order",
          X_SHEET("<row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>"), "", 0, "", false,
          "rusak di sekitar sel B1" },
        { "a cell of another row", X_SHEET("<row r=\"1\"><c r=\"A9\"><v>1</v></c></row>"), "", 0, "", false,
          "rusak di sekitar sel" },
        { "column beyond the last", X_SHEET("<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>"), "", 0, "",
          false, "rusak di sekitar sel" },
        { "row beyond the last", X_SHEET("<row r=\"99999999999999999999\"><c><v>1</v></c></row>"), "", 0, "",
          false, "rusak di sekitar sel" },
        { "shared string that is not there", X_SHEET("<row><c t=\"s\"><v>4</v></c></row>"), "", 0, "", false,
          "rusak di sekitar sel A1" },
        { "merged range the wrong way round",
          X_HEAD "<worksheet " X_NS
                 "><sheetData/><mergeCells><mergeCell ref=\"B2:A1\"/></mergeCells></worksheet>",
          "", 0, "", false, "sel gabungan yang rusak" },
        { "cut off", X_HEAD "<worksheet " X_NS "><sheetData><row>", "", 0, "", false, "rusak pada bagian" },
        { "no UTF-8",
          X_HEAD "<worksheet " X_NS
                 "><sheetData><row><c t=\"str\"><v>\xE9\xE9</v></c></row></sheetData></worksheet>",
          "", 0, "", false, "rusak pada bagian" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sv sheet = repeat(rows[i].head, rows[i].piece, rows[i].times, rows[i].tail);
        struct sv zip = xlsx_around(sheet, rows[i].deflate);
        free((char *) sheet.p);
        expect_refused(rows[i].why, zip, rows[i].text);
    }
}

static void too_many_cells_are_refused(void **state)
{
    (void) state;
    struct buf b;
    struct sv zip;

    buf_init(&b, (size_t) 64 << 20);
    buf_put(&b, SV(X_HEAD "<worksheet " X_NS "><sheetData>"));
    for (int i = 0; i < 1001; i++) {
        buf_put(&b, SV("<row>"));
        for (int k = 0; k < 1000; k++)
            buf_put(&b, SV("<c><v>1</v></c>"));
        buf_put(&b, SV("</row>"));
    }
    buf_put(&b, SV("</sheetData></worksheet>"));
    zip = xlsx_around(buf_sv(&b), false);
    expect_refused("a million cells and more", zip, "lebih dari 1.000.000 sel");
    buf_reset(&b);
    /* 100 rows of 1,000 columns, 20 ranges over all of them: two million covered cells from a small file */
    buf_put(&b, SV(X_HEAD "<worksheet " X_NS "><sheetData>"));
    for (int i = 0; i < 100; i++)
        buf_put(&b, SV("<row><c><v>1</v></c><c><v>1</v></c></row>"));
    buf_put(&b, SV("<row><c r=\"ALL101\"><v>1</v></c></row></sheetData><mergeCells>"));
    for (int i = 0; i < 20; i++)
        buf_put(&b, SV("<mergeCell ref=\"A1:XFD1048576\"/>"));
    buf_put(&b, SV("</mergeCells></worksheet>"));
    zip = xlsx_around(buf_sv(&b), false);
    expect_refused("merged ranges over everything", zip, "lebih dari 1.000.000 sel");
    buf_clear(&b);
}

static void hostile_packages_are_refused(void **state)
{
    (void) state;
    static const struct zip_part twice[] = {
        { "_rels/.rels", SV_INIT(X_ROOT_RELS) },
        { "xl/_rels/workbook.xml.rels", SV_INIT(X_BOOK_RELS) },
        { "xl/workbook.xml", SV_INIT(X_BOOK_ONE) },
        { "xl/worksheets/sheet1.xml", SV_INIT(X_SHEET("")) },
        { "XL/worksheets/sheet1.xml", SV_INIT(X_SHEET("")) },
    };
    static const struct zip_part gone[] = {
        { "_rels/.rels", SV_INIT(X_ROOT_RELS) },
        { "xl/_rels/workbook.xml.rels", SV_INIT(X_BOOK_RELS) },
        { "xl/workbook.xml", SV_INIT(X_BOOK_ONE) },
        { "../xl/worksheets/sheet1.xml", SV_INIT(X_SHEET("")) },
    };
    static const struct zip_part climbing[] = {
        { "_rels/.rels", SV_INIT(X_ROOT_RELS) },
        { "xl/_rels/workbook.xml.rels",
          SV_INIT("<Relationships><Relationship Id=\"rId1\" Type=\"" X_REL
                  "worksheet\" Target=\"../../etc/passwd\"/>"
                  "<Relationship Id=\"rId1\" Type=\"" X_REL
                  "worksheet\" TargetMode=\"External\" Target=\"http://x/y\"/></Relationships>") },
        { "xl/workbook.xml", SV_INIT(X_BOOK_ONE) },
        { "xl/worksheets/sheet1.xml", SV_INIT(X_SHEET("<row><c><v>1</v></c></row>")) },
    };
    static const struct zip_part ods[] = { { "mimetype",
                                             SV_INIT("application/vnd.oasis.opendocument.spreadsheet") },
                                           { "content.xml", SV_INIT("<x/>") } };
    static const struct zip_part docx[] = {
        { "_rels/.rels", SV_INIT("<Relationships><Relationship Id=\"a\" Type=\"" X_REL
                                 "officeDocument\" Target=\"word/document.xml\"/></Relationships>") },
        { "word/document.xml", SV_INIT("<document/>") }
    };
    static const struct zip_part other[] = { { "foto.jpg", SV_INIT("x") } };
    static const struct zip_part doctype[] = {
        { "_rels/.rels", SV_INIT("<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><r>&x;</r>") }
    };
    struct sv zip;
    struct arena *a = arena_new(1 << 20);
    struct workbook w;
    struct err e = { 0 };

    expect_refused("one part twice", zip_make(twice, 5, true), "xl/worksheets/sheet1.xml dua kali");
    expect_refused("sheet without its part", zip_make(gone, 4, true), "Isi lembar \"Data\" tidak ada");
    expect_refused("OpenDocument", zip_make(ods, 2, false), "OpenDocument (.ods)");
    expect_refused("a letter", zip_make(docx, 2, false), "dokumen Word, bukan lembar kerja");
    expect_refused("any ZIP", zip_make(other, 1, false), "tetapi bukan lembar kerja Excel");
    expect_refused("entities from disk", zip_make(doctype, 1, true), "memakai DOCTYPE");
    zip = xlsx_around(SV(X_SHEET("")), true);
    expect_refused("cut in the middle", (struct sv){ zip.p, zip.n / 2 }, "rusak");
    /* Targets that climb or point outside are no relationships at all: the sheet is an empty one, nothing is opened. */
    zip = zip_make(climbing, 4, true);
    if (!sheet_parse(zip, a, &w, &e) || w.sheets[0].n_rows != 0)
        fail_msg("climbing targets: %s", e.text);
    free((char *) zip.p);
    arena_free(a);
}

static void numbers_are_shown_as_people_see_them(void **state)
{
    (void) state;
    static const struct {
        struct sv text;
        double num;
        const char *want;
    } rows[] = {
        { SV_INIT("12345678"), 12345678, "12345678" },
        { SV_INIT("0.1"), 0.1, "0.1" },
        { SV_INIT("1.25E7"), 1.25E7, "12500000" },
        { SV_INIT("1234.5599999999999"), 1234.5599999999999, "1234.56" },
        { SV_INIT("1.9870101201001E+17"), 1.9870101201001E+17, "198701012010010000" },
        { SV_INIT("2.0000000000000001E-4"), 2e-4, "0.0002" },
        { SV_INIT("-1.5E3"), -1500, "-1500" },
        { SV_INIT("-0.30000000000000004"), -0.30000000000000004, "-0.3" },
        { SV_INIT("0E0"), 0, "0" },
        { SV_INIT("1E300"), 1e300, "1E300" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_new(4096);
        struct cell c = { .type = CELL_NUMBER, .text = rows[i].text, .num = rows[i].num };
        const char *got = sv_cstr(cell_show(&c, a), a);
        if (strcmp(got, rows[i].want) != 0)
            fail_msg("%.*s: got %s", SV_FMT(rows[i].text), got);
        arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_sheet_is_read),
        cmocka_unit_test(whole_package_is_read),
        cmocka_unit_test(hostile_sheets_are_refused),
        cmocka_unit_test(too_many_cells_are_refused),
        cmocka_unit_test(hostile_packages_are_refused),
        cmocka_unit_test(numbers_are_shown_as_people_see_them),
    };

    return cmocka_run_group_tests_name("sheet_xlsx", tests, NULL, NULL);
}
