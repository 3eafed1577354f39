/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_words.c -- any bytes give words that can stand in quotes in either engine's query language, and that
 * are words again when read once more. */
#include "db/db_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct sv rest = { n > 0 ? (const char *) p : "", n };
    struct word w, again;

    while (word_next(&rest, &w)) {
        struct sv word = { w.p, w.n }, copy = word;
        if (w.n == 0 || w.n > WORD_BYTES || !sv_utf8_ok(word))
            abort();
        for (size_t i = 0; i < w.n; i++)
            if ((unsigned char) w.p[i] < 0x80 && !(w.p[i] >= 'a' && w.p[i] <= 'z') &&
                !(w.p[i] >= '0' && w.p[i] <= '9'))
                abort();
        if (!word_next(&copy, &again) || !sv_eq(word, (struct sv){ again.p, again.n }) || copy.n != 0)
            abort();
    }
    return 0;
}
