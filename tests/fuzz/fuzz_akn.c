/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_akn.c -- any bytes as the text of a regulation, written as Akoma Ntoso: well-formed for a parser that is not
 * ours, every word of the tree in its order, every note, unique eIds, references that lead somewhere. Needs dep_api. */
#include "../unit/akn_check.h"

#include "base/err.h"
#include "json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(const struct naskah *n, struct arena *a)
{
    struct akn_head head;
    struct akn_read r;
    struct err e = { 0 };
    struct akn *k;
    struct buf b;
    const char *why;

    akn_head_read(n, (struct date){ 2024, 2, 1 }, a, &head);
    k = akn_new(n, &head, a);
    buf_init(&b, 1u << 30);
    if (akn_write(k, &b, &e)) {
        bool ok = akn_read_xml(buf_sv(&b), a, &r, &why);
        why = ok ? akn_compare(&r, n, k, a) : why;
        buf_clear(&r.text);
        buf_clear(&r.thrown);
        if (why) {
            fprintf(stderr, "%s\n", why);
            abort();
        }
    } else if (e.kind != ERR_INPUT) {
        abort();
    }
    buf_clear(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t size)
{
    struct arena *a = arena_new(64u << 20), *scratch = arena_new(512u << 20);
    struct naskah n = { .pohon = NULL };
    struct err e = { 0 };

    if (naskah_read((struct sv){ (const char *) p, size }, a, &n, &e))
        check(&n, scratch);
    arena_free(a);
    arena_free(scratch);
    return 0;
}
