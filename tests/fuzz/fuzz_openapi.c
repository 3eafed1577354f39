/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_openapi.c -- any bytes as an OpenAPI document; what it offers can be reached: with something in place of its
 * parameters each path is in normal form and fits its own pattern. Refusals say why. Needs dep_policy. */
#include "base/arena.h"
#include "base/problems.h"
#include "policy/openapi.h"
#include "policy/path.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* "/pasien/{nik}" -> "/pasien/x" */
static struct sv filled(struct sv path, struct arena *a)
{
    char *out = arena_alloc(a, path.n + 1);
    size_t n = 0;
    bool inside = false;

    for (size_t i = 0; i < path.n; i++) {
        inside = inside || path.p[i] == '{';
        if (!inside)
            out[n++] = path.p[i];
        else if (path.p[i] == '}')
            out[n++] = 'x', inside = false;
    }
    return (struct sv){ out, n };
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(64u << 20);
    struct problems ps;
    struct openapi doc;
    struct path_text text;

    problems_init(&ps, a, 20);
    if (openapi_read((struct sv){ (const char *) p, n }, SV("uji"), a, &doc, &ps)) {
        for (size_t i = 0; i < doc.n; i++) {
            struct sv path = filled(doc.items[i].path, a);
            if (!doc.items[i].pattern.p || !path_normal(path, &text) ||
                !path_match(doc.items[i].pattern, (struct sv){ text.s, text.n }))
                abort();
        }
    } else if (ps.n == 0) {
        abort();
    }
    arena_free(a);
    return 0;
}
