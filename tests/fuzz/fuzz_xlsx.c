/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_xlsx.c -- any bytes as an XLSX package, or (first byte 0..4) as one part of a sound one. */
#include "../unit/xlsx_fixture.h"
#include "base/arena.h"
#include "base/err.h"
#include "model/sheet_find.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void must(bool ok)
{
    if (!ok)
        abort();
}

static void check(const struct sheet *s)
{
    for (size_t i = 0; i < s->n_rows; i++) {
        const struct row *r = &s->rows[i];
        must(r->n > 0 && (i == 0 || s->rows[i - 1].number < r->number));
        for (size_t k = 0; k < r->n; k++) {
            const struct cell *c = &r->cells[k];
            must(c->row == r->number && c->col >= 1 && c->col <= s->cols &&
                 (k == 0 || r->cells[k - 1].col < c->col));
            must(c->type != CELL_EMPTY && sv_utf8_ok(c->text) && (!c->covered || c->merged));
        }
    }
}

static void read_book(struct sv bytes)
{
    struct arena *a = arena_new(16 << 20);
    struct workbook w;
    struct table t;
    struct err e;

    if (sheet_parse(bytes, a, &w, &e)) {
        for (size_t i = 0; i < w.n; i++)
            check(&w.sheets[i]);
        if (sheet_find(&w, (struct sheet_how){ SV_NULL, 0 }, a, &t, &e))
            for (size_t i = 0; i < t.n_rows && i < 100; i++)
                for (size_t j = 0; j < t.n_cols && j < 100; j++)
                    must(cell_show(table_cell(&w, &t, i, j), a).p != NULL);
    }
    arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const char *const names[] = { "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml",
                                         "xl/workbook.xml", "xl/_rels/workbook.xml.rels" };
    struct zip_part parts[] = {
        { "_rels/.rels", SV(X_ROOT_RELS) },
        { "xl/worksheets/sheet1.xml",
          SV(X_SHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"
                     "<row><c s=\"1\"><v>45000</v></c><c s=\"2\"><v>45000.5</v></c></row>")) },
        { "xl/sharedStrings.xml", SV(X_HEAD "<sst " X_NS "><si><t>Nama</t></si><si><t>Kode</t></si></sst>") },
        { "xl/styles.xml", SV(X_STYLES) },
        { "xl/workbook.xml", SV(X_BOOK_ONE) },
        { "xl/_rels/workbook.xml.rels", SV(X_BOOK_RELS) },
    };
    struct sv zip;

    if (n > 65536)
        return 0;
    if (n == 0 || p[0] >= sizeof names / sizeof names[0]) {
        read_book((struct sv){ (const char *) p, n });
        return 0;
    }
    for (size_t i = 1; i < sizeof parts / sizeof parts[0]; i++)
        if (strcmp(parts[i].name, names[p[0]]) == 0)
            parts[i].data = (struct sv){ (const char *) p + 1, n - 1 };
    zip = zip_make(parts, sizeof parts / sizeof parts[0], false);
    must(zip.p != NULL);
    read_book(zip);
    free((char *) zip.p);
    return 0;
}
