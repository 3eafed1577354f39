/* SPDX-License-Identifier: MIT
 * tests/unit/test_letter.c -- templates of letters: runs cut anywhere, lists, conditions, escaping, what is missing, and
 * packages that must be refused. PRASASTI_GOLDEN=1 writes tests/golden/letter/ anew. Runs in the project's folder. */
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
#include "letter_fixture.h"
#include "model/letter.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static const struct letter_value first_row[] = { { SV_INIT("nama"), SV_INIT("Satu") },
                                                 { SV_INIT("catatan"), SV_INIT("x") } };
static const struct letter_value second_row[] = { { SV_INIT("nama"), SV_INIT("Dua") },
                                                  { SV_INIT("catatan"), SV_INIT("") } };
static const struct letter_row lampiran[] = { { first_row, 2 }, { second_row, 2 } };
static const struct letter_list lists[] = { { SV_INIT("lampiran"), lampiran, 2 },
                                            { SV_INIT("tembusan"), NULL, 0 } };
static const struct letter_value values[] = {
    { SV_INIT("nama"), SV_INIT("Dinas <A> & \"B\"") },
    { SV_INIT("nomor_surat"), SV_INIT("555/1") },
    { SV_INIT("kosong"), SV_INIT(" ") },
    { SV_INIT("jahat"), SV_INIT("{{nama}}{{#lampiran}}</w:t>") },
    { SV_INIT("alamat"), SV_INIT("Jalan A\nKota B") },
    { SV_INIT("kendali"), SV_INIT("a\x01\xEF\xBF\xBF"
                                  "b") },
};
static const struct letter_data data = { values, COUNT(values), lists, COUNT(lists) };

/* One part of a package, unpacked by libarchive alone. */
static struct sv part_of(struct sv zip, const char *name, struct arena *a)
{
    struct archive *z = archive_read_new();
    struct archive_entry *entry;
    struct sv out = SV_NULL;

    archive_read_support_format_zip_seekable(z);
    assert_int_equal(archive_read_open_memory(z, zip.p, zip.n), ARCHIVE_OK);
    while (archive_read_next_header(z, &entry) == ARCHIVE_OK)
        if (strcmp(archive_entry_pathname(entry), name) == 0) {
            char *p = arena_alloc(a, 4 << 20);
            la_ssize_t n = archive_read_data(z, p, 4 << 20);

            assert_true(n >= 0);
            out = (struct sv){ p, (size_t) n };
        }
    archive_read_free(z);
    return out;
}

static bool fill(struct sv zip, struct arena *a, struct sv *document, struct letter_report *rep,
                 struct err *e)
{
    struct letter *t;
    struct buf out;
    bool ok;

    buf_init(&out, 8 << 20);
    ok = letter_read(zip, a, &t, e) && letter_fill(t, &data, a, &out, rep, e);
    if (ok)
        *document = part_of(arena_dup(a, buf_sv(&out)), "word/document.xml", a);
    buf_clear(&out);
    return ok;
}

static const char *names(const struct sv *items, size_t n, struct arena *a)
{
    struct sv all = SV("");

    for (size_t i = 0; i < n; i++)
        all = arena_printf(a, "%.*s%s%.*s", SV_FMT(all), i ? "," : "", SV_FMT(items[i]));
    return all.p;
}

#define CELL(text) "<w:tc>" D_P(D_R(text)) "</w:tc>"

static void the_text_is_filled(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv document;
        const char *text, *empty, *unknown;
    } rows[] = {
        { "in one run", SV_INIT(D_DOC(D_P(D_R("Nomor: {{nomor_surat}}.")))), "Nomor: 555/1.", "", "" },
        { "cut into runs, with a spelling mark between",
          SV_INIT(D_DOC(D_P(D_R("No {") D_R("{nomor") "<w:proofErr w:type=\"spellStart\"/>" D_R("_su")
                                D_R("rat}") D_R("} ya")))),
          "No 555/1 ya", "", "" },
        { "capitals, spaces, a hard space", SV_INIT(D_DOC(D_P(D_R("{{ Nomor\u00a0Surat }}")))), "555/1", "",
          "" },
        { "two beside each other", SV_INIT(D_DOC(D_P(D_R("{{nomor_surat}}{{nomor_surat}}")))), "555/1555/1",
          "", "" },
        { "empty: dots, and listed", SV_INIT(D_DOC(D_P(D_R("a {{kosong}} b {{kosong}}")))),
          "a \u2026\u2026\u2026\u2026 b \u2026\u2026\u2026\u2026", "kosong", "" },
        { "unknown: as typed, and listed", SV_INIT(D_DOC(D_P(D_R("{{tak_ada}} {{a-b!}}")))),
          "{{tak_ada}} {{a-b!}}", "", "tak_ada,{{a-b!}}" },
        { "a value is never read as a mark", SV_INIT(D_DOC(D_P(D_R("{{jahat}}")))),
          "{{nama}}{{#lampiran}}</w:t>", "", "" },
        { "lines of a value", SV_INIT(D_DOC(D_P(D_R("Di {{alamat}}.")))), "Di Jalan A\nKota B.", "", "" },
        { "a table row for each row of the list; its own names first",
          SV_INIT(D_DOC("<w:tbl><w:tr>" CELL("No") CELL("Nama") "</w:tr><w:tr>" CELL("{{#lampiran}}{{no}}")
                            CELL("{{nama}} {{nomor_surat}}{{/lampiran}}") "</w:tr></w:tbl>")),
          "No\tNama\n1\tSatu 555/1\n2\tDua 555/1", "", "" },
        { "marks in rows of their own go",
          SV_INIT(D_DOC("<w:tbl><w:tr>" CELL("{{#lampiran}}") "</w:tr><w:tr>" CELL(
              "{{nama}}") "</w:tr><w:tr>" CELL("{{/lampiran}}") "</w:tr></w:tbl>")),
          "Satu\nDua", "", "" },
        { "paragraphs from mark to mark",
          SV_INIT(D_DOC(D_P(D_R("a")) D_P(D_R("{{#lampiran}}")) D_P(D_R("{{no}}. {{nama}}"))
                            D_P(D_R("{{/lampiran}}")) D_P(D_R("z")))),
          "a\n1. Satu\n2. Dua\nz", "", "" },
        { "one paragraph", SV_INIT(D_DOC(D_P(D_R("{{#lampiran}}{{no}} {{nama}}; {{/lampiran}}")))),
          "1 Satu; \n2 Dua; ", "", "" },
        { "an empty list leaves nothing",
          SV_INIT(D_DOC(D_P(D_R("a")) D_P(D_R("{{#tembusan}}Yth. {{nama}}{{/tembusan}}")))), "a", "", "" },
        { "a table that loses its only row goes too",
          SV_INIT(D_DOC(D_P(D_R("a")) "<w:tbl><w:tr>" CELL("{{#tembusan}}x")
                            CELL("{{/tembusan}}") "</w:tr></w:tbl>")),
          "a", "", "" },
        { "a condition that holds, one that does not, and the reverse",
          SV_INIT(D_DOC(D_P(D_R("{{#nama}}ada{{/nama}}")) D_P(D_R("{{#kosong}}tidak {{tak_ada}}{{/kosong}}"))
                            D_P(D_R("{{^kosong}}kosong{{/kosong}}")))),
          "ada\nkosong", "", "" },
        { "a condition inside a sentence",
          SV_INIT(D_DOC(D_P(D_R("a{{#nama}} b{{/nama}}{{#kos")
                                D_R("ong}} c{{kosong}}{{/kosong}} d{{^kosong}} e{{/kosong}}.")))),
          "a b d e.", "", "" },
        { "a row with nothing to say: a dash",
          SV_INIT(D_DOC(D_P(D_R("{{#lampiran}}{{no}} {{catatan}}{{/lampiran}}")))), "1 x\n2 -", "", "" },
        { "a condition inside a list asks each row",
          SV_INIT(D_DOC(D_P(D_R("{{#lampiran}}")) D_P(D_R("{{nama}}")) D_P(D_R("{{#catatan}}")) D_P(
              D_R("catatan {{catatan}}")) D_P(D_R("{{/catatan}}")) D_P(D_R("{{/lampiran}}")))),
          "Satu\ncatatan x\nDua", "", "" },
        { "a part about nothing known is left out, and listed",
          SV_INIT(D_DOC(D_P(D_R("a")) D_P(D_R("{{#entah}}b{{/entah}}")))), "a", "", "entah" },
        { "another prefix than w",
          SV_INIT(
              X_HEAD
              "<x:document xmlns:x=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><x:body>"
              "<x:p><x:r><x:t>{{nomor_</x:t></x:r><x:r><x:t>surat}}</x:t></x:r></x:p></x:body></x:document>"),
          "555/1", "", "" },
        { "braces that never close are text",
          SV_INIT(D_DOC(D_P(D_R("{{nomor_surat")) D_P(D_R("}} {{nomor_surat}}")))), "{{nomor_surat\n}} 555/1",
          "", "" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *a = arena_new(LETTER_ARENA_BYTES);
        struct sv zip = docx_with(rows[i].document, NULL, SV_NULL), document;
        struct letter_report rep;
        struct err e = { 0 };

        if (!fill(zip, a, &document, &rep, &e))
            fail_msg("%s: refused: %s (%s)", rows[i].why, e.text, e.cause);
        if (!sv_eq(rep.text, sv_of(rows[i].text)))
            fail_msg("%s: got \"%.*s\"", rows[i].why, SV_FMT(rep.text));
        if (strcmp(names(rep.empty, rep.n_empty, a), rows[i].empty) != 0)
            fail_msg("%s: empty: %s", rows[i].why, names(rep.empty, rep.n_empty, a));
        if (strcmp(names(rep.unknown, rep.n_unknown, a), rows[i].unknown) != 0)
            fail_msg("%s: unknown: %s", rows[i].why, names(rep.unknown, rep.n_unknown, a));
        free((char *) zip.p);
        arena_free(a);
    }
}

static void parts_that_do_not_match_are_refused(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv document;
        const char *part;
    } rows[] = {
        { "never closed", SV_INIT(D_DOC(D_P(D_R("{{#lampiran}}")))), "tanpa menutupnya" },
        { "never opened", SV_INIT(D_DOC(D_P(D_R("{{/lampiran}}")))), "tanpa membukanya" },
        { "from the text into a text box inside it",
          SV_INIT(D_DOC(D_P(D_R("{{#nama}}") "<w:r><w:pict><w:txbxContent>" D_P(
              D_R("{{/nama}}")) "</w:txbxContent></w:pict></w:r>"))),
          "tanpa menutupnya" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *a = arena_new(LETTER_ARENA_BYTES);
        struct sv zip = docx_with(rows[i].document, NULL, SV_NULL), document;
        struct letter_report rep;
        struct err e = { 0 };

        if (fill(zip, a, &document, &rep, &e))
            fail_msg("%s: taken", rows[i].why);
        if (e.kind != ERR_INPUT || !strstr(e.text, rows[i].part) || !e.hint[0])
            fail_msg("%s: %s / %s", rows[i].why, e.text, e.hint);
        free((char *) zip.p);
        arena_free(a);
    }
}

static void hostile_packages_are_refused(void **state)
{
    (void) state;
#define SOUND SV_INIT(D_DOC(D_P(D_R("a"))))
#define OUTSIDE(type, target)                                                           \
    SV_INIT(D_RELS("<Relationship Id=\"rId9\" Type=\"" X_REL type "\" Target=\"" target \
                   "\" TargetMode=\"External\"/>"))
    static const struct {
        const char *why;
        struct sv document;
        const char *name;
        struct sv data;
        const char *part;
    } rows[] = {
        { "macros", SOUND, "word/vbaProject.bin", SV_INIT("x"), "makro" },
        { "a program", SOUND, "word/embeddings/oleObject1.bin", SV_INIT("x"), "tidak diterima" },
        { "a path upwards", SOUND, "../word/x.xml", SV_INIT("<a/>"), "rusak" },
        { "the document twice", SOUND, "WORD/document.xml", SOUND, "dua kali" },
        { "a DOCTYPE in the text", SV_INIT("<!DOCTYPE a [<!ENTITY b \"c\">]>" D_DOC("")), NULL, SV_INIT(""),
          "rusak" },
        { "a DOCTYPE in a part that is only copied", SOUND, "word/styles.xml",
          SV_INIT("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"), "DOCTYPE" },
        { "a linked picture", SOUND, "word/_rels/document.xml.rels",
          OUTSIDE("image", "http://192.0.2.1/x.png"), "menunjuk ke luar" },
        { "a template elsewhere", SOUND, "word/_rels/settings.xml.rels",
          OUTSIDE("attachedTemplate", "file:///C:/x.dotm"), "menunjuk ke luar" },
        { "a link to a file", SOUND, "word/_rels/document.xml.rels",
          OUTSIDE("hyperlink", "file:///etc/passwd"), "menunjuk ke luar" },
        { "a field that includes, cut into runs",
          SV_INIT(D_DOC(D_P(
              "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>INCLUDE</w:instrText></w:r>"
              "<w:r><w:instrText>TEXT \"/etc/passwd\"</w:instrText></w:r>"))),
          NULL, SV_INIT(""), "INCLUDETEXT" },
        { "a simple field that runs", SV_INIT(D_DOC(D_P("<w:fldSimple w:instr=\" DDEAUTO c:/x \"/>"))), NULL,
          SV_INIT(""), "DDEAUTO" },
        { "another file inside", SV_INIT(D_DOC("<w:altChunk/>")), NULL, SV_INIT(""), "altChunk" },
        { "broken XML", SV_INIT(X_HEAD "<w:document " D_NS "><w:body>"), NULL, SV_INIT(""), "rusak" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *a = arena_new(LETTER_ARENA_BYTES);
        struct sv zip = docx_with(rows[i].document, rows[i].name, rows[i].data);
        struct letter *t;
        struct err e = { 0 };

        if (letter_read(zip, a, &t, &e))
            fail_msg("%s: taken", rows[i].why);
        if (e.kind != ERR_INPUT || (!strstr(e.text, rows[i].part) && strcmp(rows[i].part, "rusak") != 0) ||
            !e.hint[0])
            fail_msg("%s: %s / %s", rows[i].why, e.text, e.hint);
        free((char *) zip.p);
        arena_free(a);
    }
}

static void other_files_are_refused(void **state)
{
    (void) state;
    static const struct zip_part macro[] = {
        { "[Content_Types].xml",
          SV_INIT(D_TYPES_OF("application/vnd.ms-word.document.macroEnabled.main+xml")) },
        { "word/document.xml", SOUND },
    };
    static const struct zip_part odt[] = {
        { "mimetype", SV_INIT("application/vnd.oasis.opendocument.text") },
        { "content.xml", SV_INIT("<a/>") },
    };
    char *zeros = calloc(1, 8 << 20);
    const struct zip_part bomb[] = { { "word/media/a.png", { zeros, 8 << 20 } } };
    const struct {
        const char *why;
        struct sv zip;
        const char *part;
    } rows[] = {
        { "a macro document", zip_make(macro, 2, true), "makro" },
        { "an OpenDocument text", zip_make(odt, 2, true), "bukan dokumen Word" },
        { "a package that swells", zip_make(bomb, 1, true), "mengembang" },
        { "no package", { strdup("%PDF-1.7"), 8 }, "bukan dokumen Word" },
        { "a torn one", { strdup("PK\x03\x04xx"), 6 }, "rusak" },
        { "too large", { calloc(1, LETTER_MAX_BYTES + 1), LETTER_MAX_BYTES + 1 }, "lebih besar" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *a = arena_new(LETTER_ARENA_BYTES);
        struct letter *t;
        struct err e = { 0 };

        if (letter_read(rows[i].zip, a, &t, &e))
            fail_msg("%s: taken", rows[i].why);
        if (e.kind != ERR_INPUT || !strstr(e.text, rows[i].part))
            fail_msg("%s: %s", rows[i].why, e.text);
        free((char *) rows[i].zip.p);
        arena_free(a);
    }
    free(zeros);
}

static void what_it_asks_for_is_listed(void **state)
{
    (void) state;
    struct arena *a = arena_new(LETTER_ARENA_BYTES);
    struct sv zip =
        docx_with(SV(D_DOC(D_P(D_R("{{a}} {{#b}}{{a}}{{c}}{{/b}} {{^d}}x{{/d}}")))), "word/header1.xml",
                  SV(X_HEAD "<w:hdr " D_NS ">" D_P(D_R("{{kop}}")) "</w:hdr>"));
    const struct letter_use *uses;
    struct letter *t;
    struct err e = { 0 };
    struct sv all = SV("");
    size_t n;

    assert_true(letter_read(zip, a, &t, &e));
    letter_uses(t, &uses, &n);
    for (size_t i = 0; i < n; i++)
        all = arena_printf(a, "%.*s%c%.*s|", SV_FMT(all), uses[i].kind, SV_FMT(uses[i].key));
    assert_string_equal(all.p, " a|#b| c|^d| kop|");
    free((char *) zip.p);
    arena_free(a);
}

/* Input and output side by side; and the same bytes each time. */
static void a_whole_document_comes_out_as_written(void **state)
{
    (void) state;
    struct arena *a = arena_new(LETTER_ARENA_BYTES);
    struct sv in, document, again, want, zip;
    struct letter_report rep;
    struct err e = { 0 };

    assert_true(file_read("tests/golden/letter/masuk.xml", 1 << 20, a, &in, &e));
    zip = docx_with(in, NULL, SV_NULL);
    if (!fill(zip, a, &document, &rep, &e))
        fail_msg("%s", e.text);
    assert_true(fill(zip, a, &again, &rep, &e) && sv_eq(document, again));
    if (getenv("PRASASTI_GOLDEN"))
        assert_true(file_write_atomic("tests/golden/letter/keluar.xml", document, 0644, &e));
    assert_true(file_read("tests/golden/letter/keluar.xml", 1 << 20, a, &want, &e));
    if (!sv_eq(document, want))
        fail_msg("differs from tests/golden/letter/keluar.xml:\n%.*s", SV_FMT(document));
    free((char *) zip.p);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_is_filled),
        cmocka_unit_test(parts_that_do_not_match_are_refused),
        cmocka_unit_test(hostile_packages_are_refused),
        cmocka_unit_test(other_files_are_refused),
        cmocka_unit_test(what_it_asks_for_is_listed),
        cmocka_unit_test(a_whole_document_comes_out_as_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
