/* SPDX-License-Identifier: MIT
 * tests/unit/test_openapi.c -- operations of OpenAPI documents; those published are read where the shared folder is there. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/problems.h"
#include "json/json.h"
#include "policy/openapi.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static bool read_doc(struct sv text, struct arena *a, struct openapi *doc, struct problems *ps)
{
    problems_init(ps, a, 20);
    return openapi_read(text, SV("layanan.yaml"), a, doc, ps);
}

static void yaml_and_json_give_the_same(void **state)
{
    struct arena *a = arena_new(1u << 20);
    struct openapi one, two;
    struct problems ps;

    (void) state;
    assert_true(read_doc(SV("openapi: 3.0.3\n"
                            "info: {title: Pasien, version: '2.1'}\n"
                            "paths:\n"
                            "  /pasien/{nik}:\n"
                            "    parameters: []\n"
                            "    get: {summary: Satu pasien, operationId: satu}\n"
                            "    delete: {deprecated: true}\n"
                            "  /cari:\n"
                            "    post:\n"
                            "      requestBody: {content: {}}\n"
                            "  x-catatan: apa saja\n"),
                         a, &one, &ps));
    assert_true(read_doc(
        SV("{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Pasien\",\"version\":\"2.1\"},\"paths\":{"
           "\"/pasien/{nik}\":{\"parameters\":[],\"get\":{\"summary\":\"Satu pasien\",\"operationId\":\"satu\"},"
           "\"delete\":{\"deprecated\":true}},\"/cari\":{\"post\":{\"requestBody\":{}}}}}"),
        a, &two, &ps));
    assert_int_equal(one.n, 3);
    assert_int_equal(two.n, 3);
    for (size_t i = 0; i < one.n; i++) {
        assert_true(sv_eq(one.items[i].method, two.items[i].method) &&
                    sv_eq(one.items[i].path, two.items[i].path));
        assert_int_equal(one.items[i].body, two.items[i].body);
        assert_int_equal(one.items[i].deprecated, two.items[i].deprecated);
    }
    assert_true(sv_eq(one.items[0].method, SV("POST")) && one.items[0].body);
    assert_true(sv_eq(one.items[1].method, SV("DELETE")) && one.items[1].deprecated);
    assert_true(sv_eq(one.items[2].pattern, SV("/pasien/*")) &&
                sv_eq(one.items[2].summary, SV("Satu pasien")));
    assert_true(sv_eq(one.title, SV("Pasien")) && sv_eq(one.version, SV("2.1")));
    arena_free(a);
}

static void path_items_may_stand_elsewhere(void **state)
{
    struct arena *a = arena_new(1u << 20);
    struct openapi doc;
    struct problems ps;

    (void) state;
    assert_true(read_doc(SV("openapi: 3.1.0\npaths:\n  /a*b:\n    $ref: '#/components/pathItems/satu'\n"
                            "components:\n  pathItems:\n    satu: {get: {}}\n"),
                         a, &doc, &ps));
    assert_int_equal(doc.n, 1);
    assert_true(sv_eq(doc.items[0].pattern, SV("/a\\*b"))); /* a star of the path itself is no wildcard */
    assert_true(
        read_doc(SV("openapi: 3.1.0\npaths:\n  /a/{b}{c}/{d}.{e}{f}*{g}: {get: {}}\n"), a, &doc, &ps));
    assert_true(sv_eq(doc.items[0].pattern, SV("/a/*/*.*\\**"))); /* never "**", which passes over '/' */
    assert_false(read_doc(SV("openapi: 3.1.0\npaths:\n  /a:\n    $ref: 'lain.yaml#/a'\n"), a, &doc, &ps));
    assert_int_equal(ps.n, 1);
    assert_int_equal(ps.items[0].line, 3);
    arena_free(a);
}

static void bad_documents_are_refused_with_a_reason(void **state)
{
    static const struct {
        struct sv text;
        const char *says;
    } rows[] = {
        { SV_INIT(""), "bukan dokumen OpenAPI" },
        { SV_INIT("halo"), "bukan dokumen OpenAPI" },
        { SV_INIT("{\"openapi\":"), "JSON" },
        { SV_INIT("swagger: '2.0'\npaths: {}\n"), "Swagger 2.0" },
        { SV_INIT("openapi: 4.0.0\npaths: {}\n"), "Versi OpenAPI" },
        { SV_INIT("openapi: 3.0.0\npaths: [a]\n"), "\"paths\"" },
        { SV_INIT("openapi: 3.0.0\npaths: {pasien: {get: {}}}\n"), "garis miring" },
        { SV_INIT("openapi: 3.0.0\npaths: {/a//b: {get: {}}}\n"), "kosong" },
        { SV_INIT("openapi: 3.0.0\npaths: {/a/../b: {get: {}}}\n"), "kosong" },
        { SV_INIT("openapi: 3.0.0\npaths: {'/a/..': {get: {}}}\n"), "kosong" },
        { SV_INIT("openapi: 3.0.0\npaths: {'/a/{b': {get: {}}}\n"), "kurung" },
        { SV_INIT("openapi: 3.0.0\npaths: {'/a/{}': {get: {}}}\n"), "kurung" },
        { SV_INIT("openapi: 3.0.0\npaths: {'/a b': {get: {}}}\n"), "huruf" },
        { SV_INIT("openapi: 3.0.0\npaths: {'/a%2Fb': {get: {}}}\n"), "huruf" },
        { SV_INIT("openapi: 3.0.0\npaths: {'/a?b': {get: {}}}\n"), "huruf" },
        { SV_INIT("openapi: 3.0.0\npaths: {/a: [get]}\n"), "daftar metode" },
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *a = arena_new(1u << 18);
        struct openapi doc;
        struct problems ps;

        if (read_doc(rows[i].text, a, &doc, &ps))
            fail_msg("diterima: %.*s", SV_FMT(rows[i].text));
        if (!ps.n || sv_find(ps.items[0].text, sv_of(rows[i].says)) < 0)
            fail_msg("%.*s: %.*s", SV_FMT(rows[i].text),
                     SV_FMT(ps.n ? ps.items[0].text : SV("tanpa alasan")));
        arena_free(a);
    }
}

static void a_last_slash_and_the_root_are_paths(void **state)
{
    struct arena *a = arena_new(1u << 18);
    struct openapi doc;
    struct problems ps;

    (void) state;
    assert_true(read_doc(SV("openapi: 3.0.0\npaths: {/: {get: {}}, /a/: {get: {}}}\n"), a, &doc, &ps));
    assert_int_equal(doc.n, 2);
    arena_free(a);
}

static void too_many_operations(void **state)
{
    struct arena *a = arena_new(8u << 20);
    struct openapi doc;
    struct problems ps;
    struct buf b;

    (void) state;
    buf_init(&b, 1u << 20);
    buf_put(&b, SV("{\"openapi\":\"3.0.0\",\"paths\":{"));
    for (int i = 0; i <= OPENAPI_MAX_OPERATIONS; i++)
        buf_printf(&b, "%s\"/a%d\":{\"get\":{}}", i ? "," : "", i);
    buf_put(&b, SV("}}"));
    assert_false(b.failed);
    assert_false(read_doc(buf_sv(&b), a, &doc, &ps));
    assert_true(sv_find(ps.items[0].text, SV("2.000")) > 0);
    buf_clear(&b);
    arena_free(a);
}

/* --- published documents -------------------------------------------------------------------------------------------- */

static struct sv slurp(const char *folder, struct sv name, struct arena *a)
{
    struct sv text = SV_NULL;
    struct err e = { 0 };
    struct sv path = arena_printf(a, "%s/vektor/openapi/%.*s", folder, SV_FMT(name));

    if (!file_read(sv_cstr(path, a), OPENAPI_MAX_BYTES, a, &text, &e))
        fail_msg("%.*s: %s", SV_FMT(path), e.text);
    return text;
}

static void same_operations(struct sv file, const struct openapi *doc, const struct json *expect)
{
    if (doc->n != (size_t) json_number(expect, SV("operation_count"), -1))
        fail_msg("%.*s: %zu operasi", SV_FMT(file), doc->n);
    for (const struct json *op = json_get(expect, SV("operations"))->first; op; op = op->next) {
        bool found = false;

        for (size_t i = 0; i < doc->n && !found; i++)
            found = sv_eq(doc->items[i].method, json_text(op, SV("method"))) &&
                    sv_eq(doc->items[i].path, json_text(op, SV("path"))) &&
                    sv_eq(doc->items[i].id, json_text(op, SV("operationId"))) &&
                    doc->items[i].body == json_flag(op, SV("request_body"), false);
        if (!found)
            fail_msg("%.*s: %.*s hilang", SV_FMT(file), SV_FMT(json_text(op, SV("path"))));
    }
}

static void published_documents(void **state)
{
    const char *folder = getenv("PRASASTI_SHARED");
    struct arena *a = arena_new(32u << 20);
    struct json *expect = NULL;
    struct err e = { 0 };

    (void) state;
    if (!folder) {
        arena_free(a);
        skip();
    }
    assert_true(json_parse(slurp(folder, SV("expect.json"), a), 1u << 20, a, &expect, &e));
    for (const struct json *d = json_get(expect, SV("documents"))->first; d; d = d->next) {
        struct sv file = json_text(d, SV("file"));
        bool old = sv_starts(json_text(d, SV("spec")), SV("2."));
        struct openapi doc;
        struct problems ps;

        if (read_doc(slurp(folder, file, a), a, &doc, &ps) == old)
            fail_msg("%.*s: %.*s", SV_FMT(file), SV_FMT(ps.n ? ps.items[0].text : SV("diterima")));
        if (!old)
            same_operations(file, &doc, d);
    }
    arena_free(a);
}

/* What X-Road's listMethods says of them: templates are stars. */
static void published_endpoints(void **state)
{
    const char *folder = getenv("PRASASTI_SHARED");
    struct arena *a = arena_new(32u << 20);
    struct json *all = NULL;
    struct err e = { 0 };
    size_t seen = 0;

    (void) state;
    if (!folder) {
        arena_free(a);
        skip();
    }
    assert_true(json_parse(slurp(folder, SV("../xroad/metaservices.json"), a), 1u << 20, a, &all, &e));
    for (const struct json *d = json_get(all, SV("from_openapi"))->first; d; d = d->next) {
        const struct json *list = json_get(d, SV("endpoint_list"));
        struct openapi doc;
        struct problems ps;

        assert_true(read_doc(slurp(folder, json_text(d, SV("file")), a), a, &doc, &ps));
        assert_int_equal(doc.n, list->n);
        for (const struct json *i = list->first; i; i = i->next) {
            bool found = false;
            for (size_t k = 0; k < doc.n && !found; k++)
                found = sv_eq(doc.items[k].method, json_text(i, SV("method"))) &&
                        sv_eq(doc.items[k].pattern, json_text(i, SV("path")));
            if (!found)
                fail_msg("%.*s: %.*s", SV_FMT(json_text(d, SV("file"))), SV_FMT(json_text(i, SV("path"))));
            seen++;
        }
    }
    assert_true(seen >= 20);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yaml_and_json_give_the_same),
        cmocka_unit_test(path_items_may_stand_elsewhere),
        cmocka_unit_test(bad_documents_are_refused_with_a_reason),
        cmocka_unit_test(a_last_slash_and_the_root_are_paths),
        cmocka_unit_test(too_many_operations),
        cmocka_unit_test(published_documents),
        cmocka_unit_test(published_endpoints),
    };
    return cmocka_run_group_tests_name("openapi", tests, NULL, NULL);
}
