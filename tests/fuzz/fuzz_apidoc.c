/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_apidoc.c -- any bytes as an OpenAPI document, every operation and schema of it described: the page is well
 * closed and stays within its bounds, and no byte of the document opens an element. Needs dep_page. */
#include "base/arena.h"
#include "base/buf.h"
#include "page/apidoc_priv.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void describe(struct apidoc *x)
{
    const struct json *paths = json_get(x->root, SV("paths")),
                      *schemas = json_get(json_get(x->root, SV("components")), SV("schemas"));

    for (size_t i = 0; i < x->doc.n && i < DOC_PER_PAGE; i++) {
        struct doc_operation o = { .op = &x->doc.items[i] };

        o.item = apidoc_resolve(x->root, json_get(paths, o.op->path));
        o.node = json_get(o.item, sv_lower(o.op->method, x->p.a));
        apidoc_operation(x, &o, i + 1);
    }
    for (const struct json *s = schemas && schemas->type == JSON_MAP ? schemas->first : NULL; s; s = s->next)
        apidoc_schema(x, s, SV("Isi"));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(64u << 20);
    struct apidoc x = { .p = { .a = a },
                        .rows_left = DOC_ROWS,
                        .door = { .known = true, .brief = SV_INIT("/hub/x") } };
    struct sv text = { (const char *) p, n };
    struct buf out;

    problems_init(&x.problems, a, 20);
    if (openapi_parse(text, SV("uji"), a, &x.root, &x.problems) &&
        openapi_read(text, SV("uji"), a, &x.doc, &x.problems)) {
        buf_init(&out, 64u << 20);
        html_init(&x.p.h, &out);
        describe(&x);
        html_end(&x.p.h);
        if (sv_find(buf_sv(&out), SV("href=\"javascript:")) >= 0 || sv_find(buf_sv(&out), SV("<script")) >= 0)
            abort();
        buf_clear(&out);
    }
    arena_free(a);
    return 0;
}
