/* SPDX-License-Identifier: MIT
 * tests/unit/ledger_fixture.h -- what the tests of src/ledger share: a folder of their own, keys, leaves
 * in memory as a tree source, and the published vectors. Everything is static inline: each test stays one
 * program of one file. */
#ifndef LEDGER_FIXTURE_H
#define LEDGER_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <ftw.h>
#include <jansson.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "ledger/merkle.h"
#include "ledger/note.h"

#define ROWS(t) (sizeof(t) / sizeof((t)[0]))

static inline void must(bool ok, const struct err *e, const char *what)
{
    if (!ok)
        fail_msg("%s: %s | %s | %s", what, e->text, e->hint, e->cause);
}

/* --- a folder that vanishes: in memory where that is possible, for these tests sync thousands of times  */

static inline const char *fixture_dir(struct arena *a)
{
    const char *base = getenv("TMPDIR");

    if (!base)
        base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    char *path = (char *) (uintptr_t) arena_printf(a, "%s/prasasti-ledger-XXXXXX", base).p;

    assert_non_null(mkdtemp(path));
    return path;
}

static inline int fixture_unlink(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void) st, (void) kind, (void) ftw;
    return remove(path);
}

static inline void fixture_remove(const char *dir)
{
    nftw(dir, fixture_unlink, 16, FTW_DEPTH | FTW_PHYS);
}

/* --- keys: seeds 01 02 … as in the worked example of the specification ------------------------ */

static inline struct note_signer fixture_signer(const char *name, enum note_type type, unsigned first)
{
    struct ed25519_key k;
    struct note_signer s;
    struct err e;
    uint8_t seed[32];

    for (unsigned i = 0; i < 32; i++)
        seed[i] = (uint8_t) (first + i);
    must(ed25519_from_seed(seed, &k, &e), &e, "seed");
    must(note_signer_make(sv_of(name), type, &k, &s, &e), &e, name);
    return s;
}

/* --- a tree whose leaf hashes lie in memory --------------------------------------------------- */

struct fixture_tree {
    const struct digest *leaf;
    size_t n;
};

static inline struct digest fixture_range(const struct digest *leaf, size_t n)
{
    size_t k = 1;

    if (n == 0)
        return merkle_empty();
    if (n == 1)
        return leaf[0];
    while (k * 2 < n)
        k *= 2;
    struct digest left = fixture_range(leaf, k), right = fixture_range(leaf + k, n - k);
    return merkle_node(&left, &right);
}

static inline bool fixture_source(void *ctx, unsigned level, uint64_t index, struct digest *out,
                                  struct err *e)
{
    const struct fixture_tree *t = ctx;

    (void) e;
    assert_true(((index + 1) << level) <= t->n);
    *out = fixture_range(t->leaf + (index << level), (size_t) 1 << level);
    return true;
}

/* --- published vectors ------------------------------------------------------------------------ */

/* NULL, and one line said, when the environment does not name the folder. */
static inline json_t *fixture_vectors(const char *name)
{
    const char *root = getenv("PRASASTI_SHARED");
    char path[512];
    json_error_t why;

    if (!root || !*root) {
        print_message("# published vectors %s: not run (PRASASTI_SHARED is not set)\n", name);
        return NULL;
    }
    snprintf(path, sizeof path, "%s/vektor/%s", root, name);
    json_t *v = json_load_file(path, 0, &why);
    if (!v)
        fail_msg("%s: %s, line %d", path, why.text, why.line);
    return v;
}

static inline struct sv fixture_str(const json_t *obj, const char *key)
{
    const json_t *s = json_object_get(obj, key);

    return s && json_is_string(s) ? (struct sv){ json_string_value(s), json_string_length(s) } : SV_NULL;
}

static inline bool fixture_b64(struct sv s, struct arena *a, struct digest *out)
{
    struct sv raw;

    if (!base64_parse(s, a, &raw) || raw.n != 32)
        return false;
    memcpy(out->b, raw.p, 32);
    return true;
}

static inline struct digest fixture_hex(struct sv s, struct arena *a)
{
    struct digest d;
    struct sv raw;

    assert_true(hex_parse(s, a, &raw) && raw.n == 32);
    memcpy(d.b, raw.p, 32);
    return d;
}

#endif
