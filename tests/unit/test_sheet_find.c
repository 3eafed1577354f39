/* SPDX-License-Identifier: MIT
 * tests/unit/test_sheet_find.c -- finding the table: small sheets of every habit, then the three example files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those before it */
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "model/sheet_find.h"
#include "xlsx_fixture.h"

/* "heading|heading / data row numbers / skipped rows with the first word of the reason" */
static const char *describe(const struct workbook *w, const struct table *t, struct arena *a)
{
    struct buf b;
    const char *out;

    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < t->n_cols; i++)
        buf_printf(&b, "%s%.*s", i ? "|" : "", SV_FMT(t->headings[i]));
    buf_put(&b, SV(" /"));
    for (size_t i = 0; i < t->n_rows; i++)
        buf_printf(&b, " %d", table_row_number(w, t, i));
    buf_put(&b, SV(" /"));
    for (size_t i = 0; i < t->n_skips; i++)
        buf_printf(&b, " %d-%d:%.*s", t->skips[i].row, t->skips[i].last_row, SV_FMT(t->skips[i].why));
    out = sv_cstr(buf_sv(&b), a);
    buf_clear(&b);
    return out;
}

static void tables_of_csv_are_found(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv csv;
        const char *want;
    } rows[] = {
        { "plain", SV_INIT("Nama;Kode\nx;1\ny;2\n"), "Nama|Kode / 2 3 /" },
        { "an empty form is a table", SV_INIT("Nama;Kode;Tahun\n"), "Nama|Kode|Tahun / /" },
        { "one column", SV_INIT("Nama\nx\ny\n"), "Nama / 2 3 /" },
        { "titles above", SV_INIT("DAFTAR APLIKASI\nTAHUN 2025\n\nNo;Nama;Jenis;URL\n1;a;u;-\n2;b;k;-\n"),
          "No|Nama|Jenis|URL / 5 6 / 1-3:judul di atas tabel" },
        { "particulars above, two cells each",
          SV_INIT("Nama OPD :;Dinas X\nTahun :;2025\n\nNo;Nama;Jenis\n1;a;u\n2;b;k\n"),
          "No|Nama|Jenis / 5 6 / 1-3:judul di atas tabel" },
        { "particulars without colons", SV_INIT("Instansi;Dinas X;\n\nNo;Nama;Jenis\n1;a;u\n2;b;k\n"),
          "No|Nama|Jenis / 4 5 / 1-2:judul di atas tabel" },
        { "headings over several lines are one",
          SV_INIT("No;\"Jenis Aplikasi\n(Umum / Khusus)\";  Nama   Lengkap \n1;u;a\n"),
          "No|Jenis Aplikasi (Umum / Khusus)|Nama Lengkap / 2 /" },
        { "column numbers, also in brackets", SV_INIT("No;Nama;Jenis\n(1);(2);(3)\n1;a;u\n"),
          "No|Nama|Jenis / 3 / 2-2:baris nomor kolom" },
        { "column numbers with sums", SV_INIT("No;Harga;Jumlah;Total\n1;2;3;4=2x3\n1;5;5;25\n"),
          "No|Harga|Jumlah|Total / 3 / 2-2:baris nomor kolom" },
        { "a later row 1 2 3 is data", SV_INIT("A;B;C\nx;y;z\n1;2;3\n"), "A|B|C / 2 3 /" },
        { "two rows of headings, merges lost",
          SV_INIT("No;Nama;Server;;;Ket\n;;Merek;Tipe;Tahun;\n1;a;HP;X;2020;-\n"),
          "No|Nama|Server Merek|Server Tipe|Server Tahun|Ket / 3 /" },
        { "a sparse first row is not a second row of headings",
          SV_INIT("No;Nama;Merek;Tipe\n1;a;;\n2;b;HP;X\n"), "No|Nama|Merek|Tipe / 2 3 /" },
        { "blank rows between groups", SV_INIT("No;Nama;Jenis\n1;a;u\n\n;;\n2;b;k\n"),
          "No|Nama|Jenis / 2 5 / 3-4:baris kosong" },
        { "headings again after a page break",
          SV_INIT("No;Nama;Jenis\n1;2;3\n1;a;u\nNo;Nama;Jenis\n1;2;3\n2;b;k\n"),
          "No|Nama|Jenis / 3 6 / 2-2:baris nomor kolom 4-4:judul kolom yang diulang 5-5:baris nomor kolom" },
        { "total", SV_INIT("No;Nama;Harga\n1;a;5\n2;b;6\n;Jumlah;11\n"),
          "No|Nama|Harga / 2 3 / 4-4:baris jumlah" },
        { "totals of groups, then the grand one",
          SV_INIT("No;Nama;Harga\n1;a;5\nSub Total;;5\n2;b;6\nSub Total;;6\nGRAND TOTAL;;11\n"),
          "No|Nama|Harga / 2 4 / 3-3:baris jumlah 5-6:baris jumlah" },
        { "an application called Total is data",
          SV_INIT("No;Nama;Jenis\n1;Total;umum\n2;Jumlah Penduduk;umum\n"), "No|Nama|Jenis / 2 3 /" },
        { "an indicator called Jumlah is data",
          SV_INIT("Indikator;Nilai\nJumlah Penduduk;500\nJumlah ASN;40\nTotal;540\n"),
          "Indikator|Nilai / 2 3 / 4-4:baris jumlah" },
        { "signatures",
          SV_INIT(
              "No;Nama;Jenis;Tahun;Ket\n1;a;u;2020;-\n2;b;k;2021;-\n\n;;;Contoh, 12 Januari 2025;\n;;;Kepala Dinas;\n\n;;;NIP. 19700101 199003 1 001;\n"),
          "No|Nama|Jenis|Tahun|Ket / 2 3 / 4-4:baris kosong 5-6:tanda tangan atau catatan di bawah tabel 7-7:baris kosong 8-8:tanda tangan atau catatan di bawah tabel" },
        { "two signatures side by side",
          SV_INIT(
              "No;Nama;Jenis;Tahun;Ket\n1;a;u;2020;-\n\n;Mengetahui,;;Contoh, 12 Januari 2025;\n;Kepala Dinas;;Pengurus Barang;\n;Budi;;Siti;\n"),
          "No|Nama|Jenis|Tahun|Ket / 2 / 3-3:baris kosong 4-6:tanda tangan atau catatan di bawah tabel" },
        { "a signature to the right makes no column",
          SV_INIT("No;Nama;Jenis;Tahun\n1;a;u;2020\n2;b;k;2021\n\n;;;;;Mengetahui,\n;;;;;Kepala Dinas\n"),
          "No|Nama|Jenis|Tahun / 2 3 / 4-4:baris kosong 5-6:tanda tangan atau catatan di bawah tabel" },
        { "a note below", SV_INIT("No;Nama;Jenis\n1;a;u\n\nCatatan: data per Desember\n"),
          "No|Nama|Jenis / 2 / 3-3:baris kosong 4-4:tanda tangan atau catatan di bawah tabel" },
        { "people with the posts of signers are data",
          SV_INIT("No;Nama;Jabatan\n1;Budi;Kepala Dinas\n\n2;Kepala;Camat\n"),
          "No|Nama|Jabatan / 2 4 / 3-3:baris kosong" },
        { "titles of groups",
          SV_INIT("No;Nama;Jenis;URL\nA. Aplikasi Umum;;;\n1;a;u;-\nII;Aplikasi Khusus;;\n2;b;k;-\n"),
          "No|Nama|Jenis|URL / 3 5 / 2-2:judul kelompok 4-4:judul kelompok" },
        { "rows numbered in advance", SV_INIT("No;Nama;Jenis\n1;a;u\n2;;\n3;;\n"),
          "No|Nama|Jenis / 2 / 3-4:hanya nomor urut, tanpa isi" },
        { "a row with a name only is data", SV_INIT("Nama;Jenis;URL\na;u;-\nb;;\n"),
          "Nama|Jenis|URL / 2 3 /" },
        { "a status in a sparse row ends nothing",
          SV_INIT("Nama;A;B;C;D;E;Status\na;1;2;3;4;5;Aktif\nb;;;;;;Disetujui\nc;1;2;3;4;5;Aktif\n"),
          "Nama|A|B|C|D|E|Status / 2 3 4 /" },
        { "full rows below what looked like a signature are data",
          SV_INIT("Nama;A;B;C;D\na;1;2;3;4\n\nKepala;;;;\nb;1;2;3;4\n"),
          "Nama|A|B|C|D / 2 5 / 3-3:baris kosong 4-4:tanda tangan atau catatan di bawah tabel" },
        { "data without a heading keeps its column", SV_INIT("No;Nama;Jenis;\n1;a;u;xyz\n2;b;k;\n"),
          "No|Nama|Jenis| / 2 3 /" },
        { "the table does not begin in column A", SV_INIT(";;No;Nama;Jenis\n;;1;a;u\n"),
          "No|Nama|Jenis / 2 /" },
        { "years as headings", SV_INIT("Indikator;Satuan;Target;2023;2024\nx;%;5;1;2\n"),
          "Indikator|Satuan|Target|2023|2024 / 2 /" },
        { "years below a group's title", SV_INIT("No;Nama;Target;;Ket\n;;2023;2024;\n1;x;5;6;-\n"),
          "No|Nama|Target 2023|Target 2024|Ket / 3 /" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_new(1 << 20);
        struct workbook w;
        struct table t;
        struct err e = { 0 };
        const char *got;
        if (!sheet_parse(rows[i].csv, a, &w, &e) ||
            !sheet_find(&w, (struct sheet_how){ SV_NULL, 0 }, a, &t, &e))
            fail_msg("%s: refused: %s", rows[i].why, e.text);
        got = describe(&w, &t, a);
        if (strcmp(got, rows[i].want) != 0)
            fail_msg("%s: got %s", rows[i].why, got);
        arena_free(a);
    }
}

#define S(ref, text) "<c r=\"" ref "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define N(ref, number) "<c r=\"" ref "\"><v>" number "</v></c>"

static void merged_headings_are_joined(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv sheet;
        const char *want;
    } rows[] = {
        { "groups over two rows, singles merged downwards, a title over all",
          SV_INIT(
              X_HEAD
              "<worksheet " X_NS "><sheetData>"
              "<row r=\"1\">" S(
                  "A1",
                  "DAFTAR SERVER") "</row>"
                                   "<row r=\"3\">" S("A3", "No") S("B3", "Nama") S("C3", "Server") S(
                                       "E3",
                                       "Ket") "</row>"
                                              "<row r=\"4\">" S("C4", "Merek") S(
                                                  "D4",
                                                  "Tipe") "</row>"
                                                          "<row r=\"5\">" N("A5", "1") N("B5", "2") N(
                                                              "C5", "3") N("D5", "4")
                                                              N("E5",
                                                                "5") "</row>"
                                                                     "<row r=\"6\">" N("A6", "1") S(
                                                                         "B6",
                                                                         "a") S("C6",
                                                                                "HP") S("D6", "X")
                                                                         S("E6",
                                                                           "-") "</row>"
                                                                                "</sheetData><mergeCells><mergeCell ref=\"A1:E1\"/><mergeCell ref=\"A3:A4\"/><mergeCell ref=\"B3:B4\"/>"
                                                                                "<mergeCell ref=\"C3:D3\"/><mergeCell ref=\"E3:E4\"/></mergeCells></worksheet>"),
          "No|Nama|Server Merek|Server Tipe|Ket / 6 / 1-2:judul di atas tabel 5-5:baris nomor kolom" },
        { "groups merged, singles not",
          SV_INIT(
              X_HEAD
              "<worksheet " X_NS "><sheetData>"
              "<row r=\"1\">" S("A1", "No") S("B1", "Server") S(
                  "D1",
                  "Ket") "</row>"
                         "<row r=\"2\">" S("B2", "Merek")
                             S("C2",
                               "Tipe") "</row>"
                                       "<row r=\"3\">" N("A3", "1")
                                           S("B3",
                                             "HP") S("C3", "X")
                                               S("D3",
                                                 "-") "</row>"
                                                      "</sheetData><mergeCells><mergeCell ref=\"B1:C1\"/></mergeCells></worksheet>"),
          "No|Server Merek|Server Tipe|Ket / 3 /" },
        { "a group's title merged over the table is no data",
          SV_INIT(
              X_HEAD
              "<worksheet " X_NS "><sheetData>"
              "<row r=\"1\">" S("A1", "Nama") S("B1", "Jenis") S(
                  "C1",
                  "URL") "</row>"
                         "<row r=\"2\">" S(
                             "A2",
                             "Dinas Pendidikan") "</row>"
                                                 "<row r=\"3\">" S(
                                                     "A3",
                                                     "a") S("B3", "u")
                                                     S("C3",
                                                       "-") "</row>"
                                                            "<row r=\"4\">" S("A4", "Jumlah aplikasi") N(
                                                                "C4",
                                                                "1") "</row>"
                                                                     "</sheetData><mergeCells><mergeCell ref=\"A2:C2\"/><mergeCell ref=\"A4:B4\"/></mergeCells></worksheet>"),
          "Nama|Jenis|URL / 3 / 2-2:judul kelompok 4-4:baris jumlah" },
        { "a merged cell alone keeps no row alive",
          SV_INIT(
              X_HEAD
              "<worksheet " X_NS "><sheetData>"
              "<row r=\"1\">" S("A1", "Instansi") S("B1", "Nama") S(
                  "C1",
                  "URL") "</row>"
                         "<row r=\"2\">" S(
                             "A2",
                             "Dinas") S("B2", "a")
                             S("C2",
                               "-") "</row>"
                                    "<row r=\"3\">" S("B3", " ")
                                        S("C3",
                                          "") "</row>"
                                              "<row r=\"4\">" S(
                                                  "B4",
                                                  "b") "</row>"
                                                       "</sheetData><mergeCells><mergeCell ref=\"A2:A4\"/></mergeCells></worksheet>"),
          "Instansi|Nama|URL / 2 4 / 3-3:baris kosong" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_new(1 << 20);
        struct sv zip = xlsx_around(rows[i].sheet, true);
        struct workbook w;
        struct table t;
        struct err e = { 0 };
        const char *got;
        if (!sheet_parse(zip, a, &w, &e) || !sheet_find(&w, (struct sheet_how){ SV_NULL, 0 }, a, &t, &e))
            fail_msg("%s: refused: %s (%s)", rows[i].why, e.text, e.cause);
        got = describe(&w, &t, a);
        if (strcmp(got, rows[i].want) != 0)
            fail_msg("%s: got %s", rows[i].why, got);
        free((char *) zip.p);
        arena_free(a);
    }
}

/* A hidden sheet, instructions, an empty form, then the data. */
static const struct zip_part tabs[] = {
    { "_rels/.rels", SV_INIT(X_ROOT_RELS) },
    { "xl/workbook.xml",
      SV_INIT(
          X_HEAD
          "<workbook " X_NS "><sheets><sheet name=\"Tersembunyi\" sheetId=\"1\" state=\"hidden\" r:id=\"h\"/>"
          "<sheet name=\"Petunjuk\" sheetId=\"2\" r:id=\"p\"/><sheet name=\"Formulir\" sheetId=\"3\" r:id=\"f\"/>"
          "<sheet name=\"Isi\" sheetId=\"4\" r:id=\"i\"/></sheets></workbook>") },
    { "xl/_rels/workbook.xml.rels",
      SV_INIT("<Relationships><Relationship Id=\"h\" Type=\"" X_REL
              "worksheet\" Target=\"h.xml\"/><Relationship Id=\"p\" Type=\"" X_REL
              "worksheet\" Target=\"p.xml\"/>"
              "<Relationship Id=\"f\" Type=\"" X_REL
              "worksheet\" Target=\"f.xml\"/><Relationship Id=\"i\" Type=\"" X_REL
              "worksheet\" Target=\"i.xml\"/></Relationships>") },
    { "xl/h.xml", SV_INIT(X_SHEET("<row>" S("A1", "Lama") S("B1", "Kode") "</row><row>" S("A2", "x")
                                      N("B2", "1") "</row>")) },
    { "xl/p.xml",
      SV_INIT(X_SHEET("<row>" S("A1", "Petunjuk") "</row><row>" S("A2", "Isi lembar Isi") "</row>")) },
    { "xl/f.xml", SV_INIT(X_SHEET("<row>" S("A1", "Nama") S("B1", "Kode") "</row>")) },
    { "xl/i.xml", SV_INIT(X_SHEET("<row>" S("A1", "Catatan") S("B1", "Nomor surat") "</row><row r=\"3\">" S(
                      "A3", "Nama") S("B3", "Kode") S("C3", "Jenis") "</row>"
                                                                     "<row>" S("A4", "a") S("B4", "b")
                                                                         S("C4", "c") "</row>")) },
};

static void sheet_and_row_can_be_told(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sheet_how how;
        size_t sheet;
        const char *want; /* or the start of the refusal */
    } rows[] = {
        { "first visible one with data",
          { { NULL, 0 }, 0 },
          3,
          "Nama|Kode|Jenis / 4 / 1-2:judul di atas tabel" },
        { "by name, case and spaces aside, hidden too",
          { SV_INIT(" tersembunyi "), 0 },
          0,
          "Lama|Kode / 2 /" },
        { "the form, by name", { SV_INIT("Formulir"), 0 }, 2, "Nama|Kode / /" },
        { "row told", { SV_INIT("Isi"), 1 }, 3, "Catatan|Nomor surat| / 3 4 / 2-2:baris kosong" },
        { "no such sheet", { SV_INIT("Isian"), 0 }, 0, "!Lembar \"Isian\" tidak ada di berkas ini" },
        { "row is blank", { SV_INIT("Isi"), 2 }, 0, "!Baris 2 di lembar \"Isi\" kosong" },
    };
    struct arena *a = arena_new(1 << 20);
    struct sv zip = zip_make(tabs, sizeof tabs / sizeof tabs[0], true);
    struct workbook w;
    struct err e = { 0 };

    if (!sheet_parse(zip, a, &w, &e))
        fail_msg("refused: %s (%s)", e.text, e.cause);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct table t;
        if (rows[i].want[0] == '!') {
            if (sheet_find(&w, rows[i].how, a, &t, &e) || e.kind != ERR_MISSING || !e.hint[0] ||
                strncmp(e.text, rows[i].want + 1, strlen(rows[i].want) - 1) != 0)
                fail_msg("%s: got \"%s\"", rows[i].why, e.text);
            continue;
        }
        if (!sheet_find(&w, rows[i].how, a, &t, &e))
            fail_msg("%s: refused: %s", rows[i].why, e.text);
        if (t.sheet != rows[i].sheet || strcmp(describe(&w, &t, a), rows[i].want) != 0)
            fail_msg("%s: got sheet %zu, %s", rows[i].why, t.sheet, describe(&w, &t, a));
    }
    free((char *) zip.p);
    arena_free(a);
}

static void no_table_is_said(void **state)
{
    (void) state;
    struct arena *a = arena_new(1 << 20);
    struct workbook w;
    struct table t;
    struct err e = { 0 };

    assert_true(sheet_parse(SV("1;2\n3;4\n"), a, &w, &e));
    assert_false(sheet_find(&w, (struct sheet_how){ SV_NULL, 0 }, a, &t, &e));
    assert_int_equal(e.kind, ERR_MISSING);
    assert_string_equal(e.text, "Tidak ditemukan tabel dengan judul kolom di berkas ini");
    assert_true(sheet_find(&w, (struct sheet_how){ SV_NULL, 1 }, a, &t, &e)); /* but a person may insist */
    assert_int_equal(t.n_rows, 1);
    arena_free(a);
}

/* -- the examples ------------------------------------------------------------------------------------------------- */

static bool load_example(const char *name, struct arena *a, struct workbook *w, struct table *t)
{
    const char *shared = getenv("PRASASTI_SHARED");
    struct sv bytes;
    struct err e = { 0 };

    if (!shared || !*shared) {
        print_message("not run: %s (PRASASTI_SHARED is not set)\n", name);
        return false;
    }
    if (!file_read(sv_cstr(arena_printf(a, "%s/contoh/%s", shared, name), a), 1 << 24, a, &bytes, &e) ||
        !sheet_parse(bytes, a, w, &e) || !sheet_find(w, (struct sheet_how){ SV_NULL, 0 }, a, t, &e))
        fail_msg("%s: %s (%s)", name, e.text, e.cause);
    return true;
}

static void example_inventory(void **state)
{
    (void) state;
    static const char *const headings[] = {
        "No",
        "Nama Aplikasi",
        "Perangkat Daerah",
        "Jenis Aplikasi (Umum/Khusus)",
        "Uraian Fungsi",
        "Alamat (URL)",
        "Tahun Pembuatan",
        "Basis Data",
        "Bahasa Pemrograman",
        "Kode Sumber",
        "Lokasi Server",
        "Tanggal Mulai Operasi",
        "Status",
        "Keterangan",
    };
    struct arena *a = arena_new((size_t) 16 << 20);
    struct workbook w;
    struct table t;

    if (load_example("inventaris-aplikasi.xlsx", a, &w, &t)) {
        assert_int_equal(w.n, 2);
        assert_int_equal(t.n_rows, 122);
        assert_int_equal(t.n_cols, 14);
        for (size_t j = 0; j < t.n_cols; j++)
            assert_string_equal(sv_cstr(t.headings[j], a), headings[j]);
        assert_int_equal(w.sheets[t.sheet].rows[t.header_row].number, 4);
        for (size_t i = 0; i < t.n_rows;
             i++) { /* every row has its number, a name and an agency, written or covered */
            assert_int_equal((int) table_cell(&w, &t, i, 0)->num, (int) i + 1);
            assert_false(sv_empty(table_cell(&w, &t, i, 1)->text));
            if (sv_empty(table_cell(&w, &t, i, 2)->text))
                fail_msg("no agency in %s", table_place(&w, &t, i, 2).s);
        }
        assert_string_equal(sv_cstr(table_cell(&w, &t, 3, 2)->text, a),
                            "Sekretariat Daerah"); /* C9, covered by C6 */
        assert_true(table_cell(&w, &t, 3, 2)->covered);
        assert_int_equal(table_cell(&w, &t, 1, 11)->type, CELL_DATE);
        assert_string_equal(sv_cstr(table_cell(&w, &t, 1, 11)->text, a), "2014-04-17");
        assert_string_equal(table_place(&w, &t, 0, 13).s, "N6");
        assert_string_equal(
            strstr(describe(&w, &t, a), " 132-"),
            " 132-132:baris kosong 133-133:baris jumlah 134-134:baris kosong 135-136:tanda tangan atau catatan di bawah tabel");
    }
    arena_free(a);
}

static void example_assets(void **state)
{
    (void) state;
    struct arena *a = arena_new((size_t) 16 << 20);
    struct workbook w;
    struct table t;

    if (load_example("aset-tik.csv", a, &w, &t)) {
        assert_true(w.windows_1252);
        assert_int_equal(w.separator, ';');
        assert_int_equal(t.n_rows, 400);
        assert_int_equal(t.n_cols, 8);
        assert_int_equal(t.n_skips, 0);
        assert_string_equal(sv_cstr(table_cell(&w, &t, 10, 1)->text, a), "NAS \xE2\x80\x93 8 bay");
    }
    arena_free(a);
}

static void example_agencies(void **state)
{
    (void) state;
    struct arena *a = arena_new((size_t) 16 << 20);
    struct workbook w;
    struct table t;

    if (load_example("perangkat-daerah.csv", a, &w, &t)) {
        assert_false(w.windows_1252);
        assert_int_equal(t.n_rows, 40);
        assert_int_equal(t.n_cols, 5);
        assert_int_equal(t.n_skips, 0);
        assert_string_equal(sv_cstr(t.headings[0], a), "Kode");
        assert_string_equal(sv_cstr(table_cell(&w, &t, 6, 4)->text, a), "-");
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_of_csv_are_found),   cmocka_unit_test(merged_headings_are_joined),
        cmocka_unit_test(sheet_and_row_can_be_told), cmocka_unit_test(no_table_is_said),
        cmocka_unit_test(example_inventory),         cmocka_unit_test(example_assets),
        cmocka_unit_test(example_agencies),
    };

    return cmocka_run_group_tests_name("sheet_find", tests, NULL, NULL);
}
