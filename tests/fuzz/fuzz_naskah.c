/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_naskah.c -- any bytes as the text of a regulation: no word may be lost, every node must be found at its
 * own address, notes must be printable, the JSON must be readable. Needs dep_rule. */
#include "../unit/naskah_words.h"

#include "base/buf.h"
#include "base/err.h"
#include "json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check_words(struct sv text, const struct naskah *n, struct arena *a)
{
    struct words in = { .n = 0 }, out = { .n = 0 };
    struct sv odd;

    words_add(&in, text, true, a);
    words_of_tree(&out, n, a);
    words_of_discarded(&out, n, a);
    if (!words_same(&in, &out, &odd)) {
        fprintf(stderr, "word \"%.*s\": %zu in, %zu out\n", SV_FMT(odd), in.n, out.n);
        abort();
    }
}

static void check_tree(const struct naskah *n, struct arena *a)
{
    int checked = 0;

    for (const struct naskah_node *k = n->pohon; k; k = naskah_next(k, n->pohon)) {
        int depth = 0;
        for (const struct naskah_node *up = k; up; up = up->parent)
            depth++;
        if (depth > 24 || k->line < 1)
            abort();
        if (k->parent && checked++ < 300) {
            struct sv at = naskah_address(k, a);
            if (naskah_find(n, at) != k) {
                fprintf(stderr, "address %.*s\n", SV_FMT(at));
                abort();
            }
        }
    }
    for (size_t i = 0; i < n->n_diperbaiki; i++)
        if (!sv_utf8_ok(n->diperbaiki[i].teks) || n->diperbaiki[i].line < 1)
            abort();
}

static void check_json(const struct naskah *n, struct arena *a)
{
    struct buf b;
    struct jsonw w;
    struct json *j = NULL;
    struct err e = { 0 };

    buf_init(&b, 32u << 20);
    jsonw_init(&w, &b);
    naskah_json(n, &w);
    if (!buf_ok(&b, &e) || (!json_parse(buf_sv(&b), 32u << 20, a, &j, &e) && arena_ok(a, &e)))
        abort();
    buf_clear(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t size)
{
    struct arena *a = arena_new(64u << 20), *scratch = arena_new(64u << 20);
    struct sv text = { (const char *) p, size };
    struct naskah n = { .pohon = NULL };
    struct err e = { 0 };

    if (!naskah_read(text, a, &n, &e)) {
        if (n.pohon || e.kind != ERR_INPUT || !e.text[0] || !sv_utf8_ok(sv_of(e.text)))
            abort();
    } else {
        if (sv_utf8_ok(text))
            check_words(text, &n, scratch);
        check_tree(&n, scratch);
        check_json(&n, scratch);
        naskah_find(&n, text); /* any bytes as an address */
    }
    arena_free(a);
    arena_free(scratch);
    return 0;
}
