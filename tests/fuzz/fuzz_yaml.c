/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_yaml.c -- any bytes as YAML: a tree with places or problems with places. Needs dep_json. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/problems.h"
#include "json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(const struct json *j, unsigned depth)
{
    size_t count = 0;

    if (depth > 64 || j->line < 1 || j->col < 1 || (j->s.p && !sv_utf8_ok(j->s)) || j->type == JSON_REAL)
        abort();
    for (const struct json *c = j->first; c; c = c->next) {
        if ((j->type == JSON_MAP) != (c->key.p != NULL))
            abort();
        check(c, depth + 1);
        count++;
    }
    if (count != j->n)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(8u << 20);
    struct problems ps;
    struct json *j = NULL;
    struct buf b;

    buf_init(&b, 1u << 16);
    problems_init(&ps, a, 20);
    if (yaml_parse((struct sv){ (const char *) p, n }, SV("f"), a, &j, &ps)) {
        if (ps.n)
            abort();
        check(j, 0);
    } else {
        if (j || !ps.n)
            abort();
        for (size_t i = 0; i < ps.n; i++)
            if (ps.items[i].line < 1 || ps.items[i].col < 1 || !ps.items[i].text.n || !ps.items[i].hint.n)
                abort();
        problems_print(&ps, &b);
    }
    buf_clear(&b);
    arena_free(a);
    return 0;
}
