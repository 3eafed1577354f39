/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_letter.c -- any bytes as a template of letters, or (first byte 0..3) as one part of a sound one. What is
 * taken can be filled, and what was filled can be read again. */
#include "../unit/letter_fixture.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/letter.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void must(bool ok)
{
    if (!ok)
        abort();
}

static void take(struct sv bytes)
{
    static const struct letter_value row[] = { { SV_INIT("b"), SV_INIT("{{a}}\n<") } };
    static const struct letter_row rows[] = { { row, 1 }, { row, 1 }, { NULL, 0 } };
    static const struct letter_list lists[] = { { SV_INIT("l"), rows, 3 }, { SV_INIT("k"), NULL, 0 } };
    static const struct letter_value values[] = { { SV_INIT("a"), SV_INIT("x {{#l}}\n]]>&") },
                                                  { SV_INIT("c"), SV_INIT("") } };
    static const struct letter_data data = { values, 2, lists, 2 };
    struct arena *a = arena_new(32 << 20);
    struct letter_report rep;
    const struct letter_use *uses;
    struct letter *t, *again;
    struct err e = { 0 };
    struct buf out;
    size_t count;

    buf_init(&out, 32 << 20);
    if (letter_read(bytes, a, &t, &e)) {
        letter_uses(t, &uses, &count);
        for (size_t i = 0; i < count; i++)
            must(sv_is_key(uses[i].key));
        if (letter_fill(t, &data, a, &out, &rep, &e)) {
            struct arena *b = arena_new(64 << 20);

            must(sv_utf8_ok(rep.text) || rep.text.n == 0);
            must(letter_read(buf_sv(&out), b, &again, &e) || out.n > LETTER_MAX_BYTES ||
                 strstr(e.text, "mengembang") || strstr(e.text, "MiB"));
            arena_free(b);
        }
    }
    buf_clear(&out);
    arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const char *const names[] = { "word/document.xml", "[Content_Types].xml", "_rels/.rels",
                                         "word/header1.xml" };
    struct zip_part parts[] = {
        { "word/document.xml", SV(D_DOC(D_P(D_R("{{a}}{{#l}}{{b}}{{/l}}")))) },
        { "[Content_Types].xml", SV(D_TYPES) },
        { "_rels/.rels", SV(D_RELS("")) },
        { "word/header1.xml", SV(X_HEAD "<w:hdr " D_NS ">" D_P(D_R("{{c}}")) "</w:hdr>") },
    };
    struct sv zip;

    if (n > 65536)
        return 0;
    if (n == 0 || p[0] >= sizeof names / sizeof names[0]) {
        take((struct sv){ (const char *) p, n });
        return 0;
    }
    parts[p[0]].data = (struct sv){ (const char *) p + 1, n - 1 };
    zip = zip_make(parts, sizeof parts / sizeof parts[0], false);
    must(zip.p != NULL);
    take(zip);
    free((char *) zip.p);
    return 0;
}
