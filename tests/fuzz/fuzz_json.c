/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_json.c -- any bytes as JSON; what is accepted must come back from its canonical form. Needs dep_json. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(4u << 20);
    struct json *j = NULL, *again = NULL;
    struct buf one, two;
    struct err e = { 0 };

    buf_init(&one, 1u << 20);
    buf_init(&two, 1u << 20);
    if (!json_parse((struct sv){ (const char *) p, n }, 1u << 16, a, &j, &e)) {
        if (j || e.kind != ERR_INPUT || !sv_utf8_ok(sv_of(e.text)))
            abort();
    } else if (json_canonical(j, &one, &e)) {
        if (!json_parse(buf_sv(&one), 1u << 20, a, &again, &e)) {
            if (arena_ok(a, &e)) /* the arena may be full by now, nothing else may have gone wrong */
                abort();
        } else if (!json_canonical(again, &two, &e) || !sv_eq(buf_sv(&one), buf_sv(&two))) {
            abort();
        }
    }
    buf_clear(&one);
    buf_clear(&two);
    arena_free(a);
    return 0;
}
