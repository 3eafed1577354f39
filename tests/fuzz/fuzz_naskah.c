/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_naskah.c -- any bytes as the text of a regulation: no word may be lost, every node must be found at its
 * own address, notes must be printable, the JSON must be readable; what is drafted from it is YAML that can be read, with
 * every row at an address that is found again. Needs dep_rule and data/draft.yaml. */
#include "../unit/naskah_words.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/problems.h"
#include "json/json.h"
#include "rule/draft.h"

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

static void readable(const struct draft *d, void (*write)(const struct draft *d, struct buf *b),
                     struct arena *a)
{
    struct buf b;
    struct json *j;
    struct problems ps;
    struct err e = { 0 };

    buf_init(&b, 15u << 20);
    write(d, &b);
    problems_init(&ps, a, 1);
    if (buf_ok(&b, &e) && !yaml_parse(buf_sv(&b), SV("rancangan"), a, &j, &ps) && arena_ok(a, &e)) {
        fprintf(stderr, "%d: %.*s\n", ps.items[0].line, SV_FMT(ps.items[0].text));
        abort();
    }
    buf_clear(&b);
}

static void check_draft(const struct naskah *n)
{
    struct arena *a = arena_new(256u << 20);
    const struct naskah_node *first, *last;
    struct draft_words *words;
    struct problems ps;
    struct draft d;
    struct err e = { 0 };

    problems_init(&ps, a, 1);
    if (!draft_words_load(getenv("PRASASTI_DATA") ? getenv("PRASASTI_DATA") : "data", a, &words, &ps, &e))
        abort();
    if (draft_make(n, words, SV_NULL, (struct date){ 2026, 1, 15 }, a, &d, &e)) {
        for (size_t i = 0; i < d.n_rows && i < 300; i++)
            if (!naskah_find_range(n, d.rows[i].at, &first, &last)) {
                fprintf(stderr, "row %.*s\n", SV_FMT(d.rows[i].at));
                abort();
            }
        readable(&d, draft_regulation_yaml, a);
        readable(&d, draft_registers_yaml, a);
        readable(&d, draft_norms_yaml, a);
        readable(&d, draft_tests_yaml, a);
    } else if (e.kind != ERR_INPUT) {
        abort();
    }
    arena_free(a);
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
        if (arena_ok(a, &e))
            check_draft(&n);
    }
    arena_free(a);
    arena_free(scratch);
    return 0;
}
