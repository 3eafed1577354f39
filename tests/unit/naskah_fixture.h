/* SPDX-License-Identifier: MIT
 * tests/unit/naskah_fixture.h -- reading texts of regulations, and what every reading must keep: words in = words out, every address is
 * found back. */
#ifndef TESTS_NASKAH_FIXTURE_H
#define TESTS_NASKAH_FIXTURE_H

#include "naskah_words.h"

#include "base/err.h"
#include "base/file.h"
#include "rule/naskah_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])
#define GOLDEN "tests/golden/naskah/"

enum { ARENA_MAX = 512 << 20 };

static inline struct sv read_file(struct arena *a, const char *fmt, ...)
{
    char path[512];
    struct err e;
    struct sv s;
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(path, sizeof path, fmt, ap);
    va_end(ap);
    if (!file_read(path, 32u << 20, a, &s, &e))
        fail_msg("%s: %s (the test runs in the project's folder)", path, e.text);
    return s;
}

static inline struct naskah read_naskah(struct arena *a, struct sv text, const char *name)
{
    struct naskah n;
    struct err e = { 0 };

    if (!naskah_read(text, a, &n, &e))
        fail_msg("%s: %s", name, e.text);
    return n;
}

/* ---- what every reading must keep ---- */

enum {
    ANY_ORDER = 9999 /* for texts whose columns were read out of order: the golden tree says the right one */
};

/* Words of the tree that do not come in the order of the input. */
static inline size_t out_of_order(const struct words *in, const struct words *tree)
{
    size_t at = 0, wrong = 0;

    for (size_t i = 0; i < tree->n; i++) {
        size_t k = at;
        while (k < in->n && k < at + 400 && !sv_eq(in->w[k], tree->w[i]))
            k++;
        if (k < in->n && k < at + 400)
            at = k + 1;
        else
            wrong++;
    }
    return wrong;
}

static inline void check_words(struct sv text, const struct naskah *n, size_t moved, struct arena *a,
                               const char *name)
{
    struct words in = { .n = 0 }, out = { .n = 0 };
    struct sv odd;

    words_add(&in, text, true, a);
    words_of_tree(&out, n, a);
    size_t wrong = out_of_order(&in, &out);
    if (moved != ANY_ORDER && wrong != moved)
        fail_msg("%s: %zu words out of order, expected %zu", name, wrong, moved);
    words_of_discarded(&out, n, a);
    if (!words_same(&in, &out, &odd))
        fail_msg("%s: %zu words in, %zu out; first difference at \"%.*s\"", name, in.n, out.n, SV_FMT(odd));
}

static inline void check_addresses(const struct naskah *n, struct arena *a, const char *name)
{
    for (const struct naskah_node *k = naskah_next(n->pohon, n->pohon); k; k = naskah_next(k, n->pohon)) {
        struct sv at = naskah_address(k, a);
        if (naskah_find(n, at) != k)
            fail_msg("%s: %.*s is not found back", name, SV_FMT(at));
    }
}

#endif
