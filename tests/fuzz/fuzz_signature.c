/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_signature.c -- any bytes as the headers of a signed request, one "name: value" a line; what is read as a
 * signature has a base that is the same each time, and nothing is ever verified. Also paths and patterns. Needs dep_policy. */
#include "base/arena.h"
#include "policy/path.h"
#include "policy/signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(8u << 20);
    struct signature_header h[16];
    struct signature_message m = { .method = SV("POST"),
                                   .scheme = SV("https"),
                                   .authority = SV("a"),
                                   .target = SV("/b?c=d"),
                                   .path = SV("/b"),
                                   .query = SV("c=d"),
                                   .has_query = true,
                                   .header = h };
    struct sv rest = { (const char *) p, n }, line, one, two;
    struct signature s;
    struct path_text text;
    uint8_t sha512[64] = { 0 };
    struct digest sha = { { 0 } };

    while (m.headers < 16 && sv_cut(&rest, '\n', &line)) {
        ptrdiff_t colon = sv_find(line, SV(":"));
        struct sv name = colon < 0 ? line : sv_sub(line, 0, (size_t) colon),
                  value = colon < 0 ? SV("") : sv_sub(line, (size_t) colon + 1, line.n);
        h[m.headers++] = (struct signature_header){ name, value };
        digest_matches(value, &sha, sha512);
        if (path_normal(name, &text) && text.n > name.n)
            abort();
        if (name.n < 64 && value.n < 256)
            path_match(name, value);
        if (signature_parse(value, &s) && signature_base(&m, &s, a, &one) &&
            (!signature_base(&m, &s, a, &two) || !sv_eq(one, two)))
            abort();
    }
    struct sv field = signature_field(&m, SV("signature-input"), a);
    if (field.p && memchr(field.p, '\n', field.n))
        abort();
    arena_free(a);
    return 0;
}
