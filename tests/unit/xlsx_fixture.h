/* SPDX-License-Identifier: MIT
 * tests/unit/xlsx_fixture.h -- makes XLSX packages in memory, honest and hostile, for tests and fuzz targets. */
#ifndef TESTS_XLSX_FIXTURE_H
#define TESTS_XLSX_FIXTURE_H

#include <archive.h>
#include <archive_entry.h>

#include "base/sv.h"

struct zip_part {
    const char *name;
    struct sv data;
};

/* A ZIP of the parts, deflated or stored, in a buffer the caller frees; {NULL, 0} when libarchive cannot. */
static inline struct sv zip_make(const struct zip_part *parts, size_t n, bool deflate)
{
    size_t max = 65536, used = 0;
    struct archive *z = archive_write_new();
    char *out;
    bool ok;

    for (size_t i = 0; i < n; i++)
        max += parts[i].data.n + parts[i].data.n / 100 + 1024;
    out = malloc(max);
    ok = archive_write_set_format_zip(z) == ARCHIVE_OK &&
         archive_write_set_options(z, deflate ? "zip:compression=deflate" : "zip:compression=store") ==
             ARCHIVE_OK &&
         archive_write_open_memory(z, out, max, &used) == ARCHIVE_OK;
    for (size_t i = 0; ok && i < n; i++) {
        struct archive_entry *e = archive_entry_new();
        archive_entry_set_pathname(e, parts[i].name);
        archive_entry_set_filetype(e, AE_IFREG);
        archive_entry_set_perm(e, 0644);
        archive_entry_set_size(e, (la_int64_t) parts[i].data.n);
        ok = archive_write_header(z, e) == ARCHIVE_OK &&
             archive_write_data(z, parts[i].data.p, parts[i].data.n) == (la_ssize_t) parts[i].data.n;
        archive_entry_free(e);
    }
    ok = archive_write_close(z) == ARCHIVE_OK && ok;
    archive_write_free(z);
    if (!ok) {
        free(out);
        return SV_NULL;
    }
    return (struct sv){ out, used };
}

#define X_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define X_NS                                                               \
    "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" " \
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define X_REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

#define X_ROOT_RELS                                                                                 \
    X_HEAD "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" \
           "<Relationship Id=\"rId1\" Type=\"" X_REL                                                \
           "officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
#define X_BOOK_RELS                                                                                       \
    X_HEAD "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"       \
           "<Relationship Id=\"rId1\" Type=\"" X_REL "worksheet\" Target=\"worksheets/sheet1.xml\"/>"     \
           "<Relationship Id=\"rId2\" Type=\"" X_REL "worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/>" \
           "<Relationship Id=\"rId3\" Type=\"" X_REL "styles\" Target=\"styles.xml\"/>"                   \
           "<Relationship Id=\"rId4\" Type=\"" X_REL                                                      \
           "sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
#define X_BOOK_ONE \
    X_HEAD "<workbook " X_NS "><sheets><sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
#define X_STYLES                                                                                   \
    X_HEAD "<styleSheet " X_NS                                                                     \
           "><numFmts count=\"3\"><numFmt numFmtId=\"164\" formatCode=\"dd mmmm yyyy\"/>"          \
           "<numFmt numFmtId=\"165\" formatCode=\"&quot;Rp&quot;* #,##0;[Red]-&quot;d&quot; 0\"/>" \
           "<numFmt numFmtId=\"166\" formatCode=\"[h]:mm\"/></numFmts>"                            \
           "<cellStyleXfs count=\"1\"><xf numFmtId=\"14\"/></cellStyleXfs>"                        \
           "<cellXfs count=\"6\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>"  \
           "<xf numFmtId=\"165\"/><xf numFmtId=\"22\"/><xf numFmtId=\"166\"/></cellXfs></styleSheet>"
#define X_SHEET(rows) X_HEAD "<worksheet " X_NS "><sheetData>" rows "</sheetData></worksheet>"

/* The smallest package around one worksheet. */
static inline struct sv xlsx_around(struct sv sheet, bool deflate)
{
    const struct zip_part parts[] = {
        { "_rels/.rels", SV(X_ROOT_RELS) },    { "xl/worksheets/sheet1.xml", sheet },
        { "xl/workbook.xml", SV(X_BOOK_ONE) }, { "xl/_rels/workbook.xml.rels", SV(X_BOOK_RELS) },
        { "xl/styles.xml", SV(X_STYLES) },
    };

    return zip_make(parts, sizeof parts / sizeof parts[0], deflate);
}

#endif
