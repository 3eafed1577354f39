/* SPDX-License-Identifier: MIT
 * tests/unit/test_apidoc.c -- a document of somebody else's as a page: references, cycles, depth, width and hostile texts stay
 * within bounds, and nothing of it becomes markup. */
#include "base/arena.h"
#include "base/buf.h"
#include "page/apidoc_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MIB = 1024 * 1024 };

struct view {
    struct apidoc x;
    struct buf out;
};

static void begin(struct view *v, const char *yaml)
{
    struct arena *a = arena_new((size_t) 64 * MIB);

    *v = (struct view){ .x = { .p = { .a = a }, .rows_left = DOC_ROWS } };
    problems_init(&v->x.problems, a, 10);
    if (!openapi_parse(sv_of(yaml), SV("uji.yaml"), a, &v->x.root, &v->x.problems))
        fail_msg("%.*s", SV_FMT(v->x.problems.items[0].text));
    buf_init(&v->out, (size_t) 16 * MIB);
    html_init(&v->x.p.h, &v->out);
}

static const struct json *schema(const struct view *v, const char *name)
{
    return json_get(json_get(json_get(v->x.root, SV("components")), SV("schemas")), sv_of(name));
}

static struct sv written(struct view *v)
{
    html_end(&v->x.p.h);
    return buf_sv(&v->out);
}

static void end(struct view *v)
{
    buf_clear(&v->out);
    arena_free(v->x.p.a);
}

static size_t rows(struct sv page)
{
    size_t n = 0;
    ptrdiff_t at;

    while ((at = sv_find(page, SV("<tr>"))) >= 0) {
        n++;
        page = sv_sub(page, (size_t) at + 4, page.n);
    }
    return n;
}

static const char family[] =
    "openapi: 3.1.0\n"
    "components:\n"
    "  schemas:\n"
    "    Orang:\n"
    "      type: object\n"
    "      required: [nik]\n"
    "      description: '<b>tebal</b>'\n"
    "      properties:\n"
    "        nik: {type: string, minLength: 16, description: '<img src=x onerror=alert(1)>'}\n"
    "        lahir: {type: [string, 'null'], format: date, example: '2001-02-03'}\n"
    "        jenis: {type: string, enum: [a, b]}\n"
    "        anak: {type: array, items: {$ref: '#/components/schemas/Orang'}}\n"
    "    Gabung: {allOf: [{$ref: '#/components/schemas/Orang'}, {type: object, properties: {tambah: {type: integer}}}]}\n"
    "    Pilih: {oneOf: [{$ref: '#/components/schemas/Orang'}, {type: string}]}\n"
    "    Putar: {$ref: '#/components/schemas/Balik'}\n"
    "    Balik: {$ref: '#/components/schemas/Putar'}\n"
    "    Hilang: {type: object, properties: {x: {$ref: '#/components/schemas/Tiada'}, y: {$ref: 'lain.yaml#/Z'}}}\n"
    "    a~b/c: {type: integer}\n"
    "    Tanda: {$ref: '#/components/schemas/a~0b~1c'}\n"
    "    Sendiri: {allOf: [{$ref: '#/components/schemas/Sendiri'}], properties: {x: {type: string}}}\n";

static void schemas_are_told(void **state)
{
    static const struct {
        const char *why, *name, *has;
        size_t rows; /* with the head; 0: no table */
    } cases[] = {
        { "fields, need, limits", "Orang", "<td>wajib</td>", 6 },
        { "types of 3.1 as a list", "Orang", "teks atau kosong (date)", 6 },
        { "an enumeration", "Orang", "salah satu: a, b", 6 },
        { "what stands in itself is named once", "Orang", "sama dengan yang sudah diuraikan", 6 },
        { "texts of the document are text", "Orang", "&lt;img src=x onerror=alert(1)&gt;", 6 },
        { "put together out of others", "Gabung", "<code>tambah</code>", 7 },
        { "one of several", "Pilih", "(pilihan 2)", 8 },
        { "references that go round lead nowhere", "Putar", "Balik (tidak ditemukan)", 0 },
        { "so do those that name nothing, or another file", "Hilang", "Tiada (tidak ditemukan)", 3 },
        { "escapes of a pointer", "Tanda", "bilangan bulat", 0 },
        { "a schema put together out of itself", "Sendiri", "<code>x</code>", 2 },
    };

    (void) state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct view v;
        struct sv page;

        begin(&v, family);
        apidoc_schema(&v.x, schema(&v, cases[i].name), SV("Isi"));
        page = written(&v);
        if (sv_find(page, sv_of(cases[i].has)) < 0 || rows(page) != cases[i].rows)
            fail_msg("%s: %zu rows in %.*s", cases[i].why, rows(page), SV_FMT(page));
        if (sv_find(page, SV("<img")) >= 0 || sv_find(page, SV("<b>")) >= 0)
            fail_msg("%s: markup of the document", cases[i].why);
        end(&v);
    }
}

/* Wide: thousands of fields. Deep: each schema holds two of the next. Both end within the bounds and say so. */
static void hostile_ones_end(void **state)
{
    struct view v;
    struct buf b;
    struct sv page;

    (void) state;
    buf_init(&b, (size_t) 8 * MIB);
    buf_put(
        &b,
        SV("openapi: 3.0.3\ncomponents:\n  schemas:\n    Lebar:\n      type: object\n      properties:\n"));
    for (int i = 0; i < 5000; i++)
        buf_printf(&b, "        f%d: {type: string, description: '%0*d'}\n", i, i % 7 == 0 ? 900 : 1, i);
    for (int i = 0; i < 40; i++)
        buf_printf(&b,
                   "    D%d: {type: object, properties: {a: {$ref: '#/components/schemas/D%d'}, b: {$ref: "
                   "'#/components/schemas/D%d'}}}\n",
                   i, i + 1, i + 1);
    buf_put(&b, SV("    D40: {type: string}\n"));
    buf_char(&b, '\0');
    begin(&v, buf_sv(&b).p);
    apidoc_schema(&v.x, schema(&v, "Lebar"), SV("Isi"));
    assert_int_equal(v.x.rows_left, DOC_ROWS - DOC_SCHEMA_ROWS);
    for (int i = 0; i < 40; i++)
        apidoc_schema(&v.x, schema(&v, "D0"), SV("Isi"));
    assert_int_equal(v.x.rows_left, 0);
    page = written(&v);
    assert_true(buf_ok(&v.out, &(struct err){ 0 }));
    assert_true(page.n < 2 * MIB);
    assert_true(sv_find(page, SV("Tidak semua isian diuraikan")) >= 0);
    assert_true(rows(page) <= DOC_ROWS + 41);
    end(&v);
    buf_clear(&b);
}

static void what_is_no_document_is_refused(void **state)
{
    struct arena *a = arena_new(MIB);
    const struct json *root;
    struct problems ps;

    (void) state;
    problems_init(&ps, a, 10);
    assert_false(openapi_parse(SV("swagger: '2.0'\n"), SV("x"), a, &root, &ps));
    assert_false(openapi_parse(SV("openapi: 4.0.0\n"), SV("x"), a, &root, &ps));
    assert_false(openapi_parse(SV("{\"openapi\": "), SV("x"), a, &root, &ps));
    assert_int_equal(ps.n, 3);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schemas_are_told),
        cmocka_unit_test(hostile_ones_end),
        cmocka_unit_test(what_is_no_document_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
