/* SPDX-License-Identifier: MIT
 * tests/unit/test_sheet_csv.c -- CSV as offices save it, and what must be refused. */
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

/* "A1=…|B1=…" of all cells, so that a whole sheet is one string in a table of tests. */
static const char *dump(const struct workbook *w, struct arena *a)
{
    struct buf b;
    const char *out;

    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < w->sheets[0].n_rows; i++)
        for (size_t k = 0; k < w->sheets[0].rows[i].n; k++) {
            const struct cell *c = &w->sheets[0].rows[i].cells[k];
            buf_printf(&b, "%s%s=%.*s", b.n ? "|" : "", cell_place(c->row, c->col).s, SV_FMT(c->text));
        }
    out = sv_cstr(buf_sv(&b), a);
    buf_clear(&b);
    return out;
}

static void csv_is_read(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in;
        char sep;
        bool cp1252;
        const char *want;
    } rows[] = {
        { "semicolons", SV_INIT("a;b\n1;2\n"), ';', false, "A1=a|B1=b|A2=1|B2=2" },
        { "commas", SV_INIT("a,b\n1,2\n"), ',', false, "A1=a|B1=b|A2=1|B2=2" },
        { "tabs", SV_INIT("a\tb\n1\t2"), '\t', false, "A1=a|B1=b|A2=1|B2=2" },
        { "byte order mark",
          SV_INIT("\xEF\xBB\xBF"
                  "a;b\n"),
          ';', false, "A1=a|B1=b" },
        { "CRLF", SV_INIT("a;b\r\n1;2\r\n"), ';', false, "A1=a|B1=b|A2=1|B2=2" },
        { "CR alone, as old Macs", SV_INIT("a;b\r1;2\r"), ';', false, "A1=a|B1=b|A2=1|B2=2" },
        { "no final line end", SV_INIT("a;b\n1;2"), ';', false, "A1=a|B1=b|A2=1|B2=2" },
        { "decimal commas in every row do not win over semicolons", SV_INIT("nama;harga\nx;1,5\ny;2,5\n"),
          ';', false, "A1=nama|B1=harga|A2=x|B2=1,5|A3=y|B3=2,5" },
        { "addresses with more commas than there are semicolons",
          SV_INIT("nama;alamat\nx;Jl. A, No. 1, RT 2\ny;Jl. B, No. 3, RT 4\n"), ';', false,
          "A1=nama|B1=alamat|A2=x|B2=Jl. A, No. 1, RT 2|A3=y|B3=Jl. B, No. 3, RT 4" },
        { "title lines without separators", SV_INIT("DAFTAR ASET\n\nno,nama,ket\n1,x,y\n2,z,w\n"), ',', false,
          "A1=DAFTAR ASET|A3=no|B3=nama|C3=ket|A4=1|B4=x|C4=y|A5=2|B5=z|C5=w" },
        { "separators inside quotes do not count", SV_INIT("\"a;b;c\",\"d;e;f\"\n\"g;h;i\",j\n"), ',', false,
          "A1=a;b;c|B1=d;e;f|A2=g;h;i|B2=j" },
        { "quotes doubled", SV_INIT("a;\"b \"\"c\"\" d\"\n"), ';', false, "A1=a|B1=b \"c\" d" },
        { "line breaks inside quotes become LF", SV_INIT("a;\"b\r\nc\nd\"\r\n1;2\r\n"), ';', false,
          "A1=a|B1=b\nc\nd|A2=1|B2=2" },
        { "lone CR and CR CR LF inside quotes too", SV_INIT("a;\"b\rc\r\r\nd\"\n"), ';', false,
          "A1=a|B1=b\nc\n\nd" },
        { "a quote inside an unquoted field is itself", SV_INIT("a;5\" pipa\n"), ';', false,
          "A1=a|B1=5\" pipa" },
        { "text after a closing quote is kept", SV_INIT("\"a\"b;c\n"), ';', false, "A1=ab|B1=c" },
        { "empty and blank fields are no cells", SV_INIT("a;;b; ;\n;;;\n1\n"), ';', false, "A1=a|C1=b|A3=1" },
        { "white space around a text stays", SV_INIT(" a ;b\n"), ';', false, "A1= a |B1=b" },
        { "one column", SV_INIT("nama\nx\ny\n"), ';', false, "A1=nama|A2=x|A3=y" },
        { "Excel's own separator line is no row", SV_INIT("sep=,\r\na;b,c\r\n"), ',', false, "A1=a;b|B1=c" },
        { "Windows-1252", SV_INIT("a;NAS \x96 8 bay\nb;caf\xE9 \x80\n"), ';', true,
          "A1=a|B1=NAS \xE2\x80\x93 8 bay|A2=b|B2=caf\xC3\xA9 \xE2\x82\xAC" },
        { "invisible control characters vanish", SV_INIT("a\x01;b\x1A\n"), ';', false, "A1=a|B1=b" },
        { "guard against formulas is undone", SV_INIT("'=1+1;'@x;''=y;'biasa;'-a\n"), ';', false,
          "A1==1+1|B1=@x|C1='=y|D1='biasa|E1=-a" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_new(1 << 20);
        struct workbook w;
        struct err e = { 0 };
        const char *got;
        if (!sheet_parse(rows[i].in, a, &w, &e))
            fail_msg("%s: refused: %s", rows[i].why, e.text);
        got = dump(&w, a);
        if (strcmp(got, rows[i].want) != 0 || w.separator != rows[i].sep ||
            w.windows_1252 != rows[i].cp1252 || w.format != SHEET_CSV)
            fail_msg("%s: got separator '%c', %d, %s", rows[i].why, w.separator, w.windows_1252, got);
        arena_free(a);
    }
}

static void csv_is_refused(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in;
        const char *text;
    } rows[] = {
        { "nothing", SV_INIT(""), "Berkas yang dikirim kosong" },
        { "quote never closed", SV_INIT("a;b\n1;\"2\n3;4\n"),
          "Tanda kutip yang dibuka di sel B2 berkas CSV ini tidak pernah ditutup" },
        { "NUL", SV_INIT("a;b\0c\n"), "Berkas ini bukan lembar kerja Excel (.xlsx) dan bukan CSV" },
        { "byte order mark, then no UTF-8",
          SV_INIT("\xEF\xBB\xBF"
                  "a;\xE9\n"),
          "Berkas CSV ini mengaku UTF-8, tetapi isinya bukan UTF-8" },
        { "a byte that no character has", SV_INIT("a;b\nc;\x81\n"),
          "Huruf di baris 2 berkas CSV ini tidak terbaca sebagai UTF-8 maupun Windows-1252" },
        { "UTF-16",
          SV_INIT("\xFF\xFE"
                  "a\0;\0"),
          "Berkas ini teks Unicode 16 bit, yang tidak dibaca di sini" },
        { "old Excel", SV_INIT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
          "Berkas ini berformat Excel lama (.xls) atau dikunci dengan kata sandi" },
        { "PDF", SV_INIT("%PDF-1.7\n"), "Berkas ini PDF, bukan lembar kerja" },
        { "a web page called .xls", SV_INIT("\r\n<HTML><body><table>"),
          "Berkas ini halaman web atau XML yang diberi nama lembar kerja" },
        { "an empty ZIP", SV_INIT("PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
          "Berkas ini arsip ZIP yang kosong atau terpotong" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_new(1 << 20);
        struct workbook w;
        struct err e = { 0 };
        if (sheet_parse(rows[i].in, a, &w, &e))
            fail_msg("%s: accepted", rows[i].why);
        if (e.kind != ERR_INPUT || strcmp(e.text, rows[i].text) != 0 || e.hint[0] == '\0')
            fail_msg("%s: got %d \"%s\" hint \"%s\"", rows[i].why, (int) e.kind, e.text, e.hint);
        arena_free(a);
    }
}

static void limits_hold(void **state)
{
    (void) state;
    struct arena *a = arena_new((size_t) 1 << 30);
    struct workbook w;
    struct err e = { 0 };
    size_t n = (size_t) 51 << 20;
    char *p = malloc(n);

    memset(p, 'a', n);
    if (sheet_parse((struct sv){ p, n }, a, &w, &e) || !strstr(e.text, "50 MiB"))
        fail_msg("51 MiB: %s", e.text);
    for (size_t i = 0; i < 2100000; i++)
        p[i] = i % 20 == 19 ? '\n' : i % 2 ? ';' : '1';
    if (sheet_parse((struct sv){ p, 2100000 }, a, &w, &e) || !strstr(e.text, "1.000.000 sel"))
        fail_msg("too many cells: %s", e.text);
    memset(p, ';', 20000);
    p[19999] = 'x';
    if (sheet_parse((struct sv){ p, 20000 }, a, &w, &e) || !strstr(e.text, "16.384 kolom"))
        fail_msg("too many columns: %s", e.text);
    memset(p, '\n', 2000000);
    if (sheet_parse((struct sv){ p, 2000000 }, a, &w, &e) || !strstr(e.text, "1.048.576 baris"))
        fail_msg("too many rows: %s", e.text);
    arena_free(a);
    a = arena_new(4096);
    memset(p, 'a', 100000);
    if (sheet_parse((struct sv){ p, 100000 }, a, &w, &e) || e.kind != ERR_INPUT)
        fail_msg("arena's ceiling: %s", e.text);
    arena_free(a);
    free(p);
}

static void places_have_names(void **state)
{
    (void) state;
    static const struct {
        int row, col;
        const char *want;
    } rows[] = { { 1, 1, "A1" },
                 { 7, 26, "Z7" },
                 { 7, 27, "AA7" },
                 { 9, 52, "AZ9" },
                 { 1, 702, "ZZ1" },
                 { 1, 703, "AAA1" },
                 { 1048576, 16384, "XFD1048576" } };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(cell_place(rows[i].row, rows[i].col).s, rows[i].want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_is_read),
        cmocka_unit_test(csv_is_refused),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(places_have_names),
    };

    return cmocka_run_group_tests_name("sheet_csv", tests, NULL, NULL);
}
