/* SPDX-License-Identifier: MIT
 * db/words.c -- cuts a text into the words that are indexed and searched, alike for both engines.
 * A word is a run of letters and digits. Letters become lower case and Latin accents go, so that "Café" and "cafe" meet.
 * Beyond Latin only Greek and Cyrillic capitals are folded; other scripts are taken as they are written. */
#include "db/db_priv.h"

/* What a code point becomes: itself or another one, 0 ends the word, SKIP is passed over inside a word. */
enum { SKIP = -1 };

/* U+00C0..U+017F to a base letter; '.' marks what is no letter. */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty"
                            "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
                            "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
/* U+1E00..U+1EFF, the same. */
static const char latin_more[] = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
                                 "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
                                 "wwwwwwwwwwxxxxyyzzzzzzhtwyassssdaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
                                 "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyllvvyy";
_Static_assert(sizeof latin - 1 == 0x180 - 0xC0 && sizeof latin_more - 1 == 0x1F00 - 0x1E00,
               "one letter each");

static int fold(int c)
{
    if (c < 0x80) {
        if (c >= 'A' && c <= 'Z')
            return c + 32;
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : 0;
    }
    if (c >= 0xC0 && c <= 0x17F)
        return latin[c - 0xC0] == '.' ? 0 : latin[c - 0xC0];
    if (c >= 0x1E00 && c <= 0x1EFF)
        return latin_more[c - 0x1E00];
    if (c == 0xAD || (c >= 0x300 && c <= 0x36F))
        return SKIP; /* soft hyphen, combining accents */
    if (c == 0xAA || c == 0xBA)
        return c == 0xAA ? 'a' : 'o';
    if (c < 0xC0 || (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x303F) ||
        (c >= 0xD800 && c <= 0xF8FF) || (c >= 0xFE00 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF0F) ||
        (c >= 0x1F000 && c <= 0x1FFFF) || c > 0x3FFFF)
        return 0; /* signs, spaces, arrows, halves of pairs, private use, emoji */
    if ((c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))
        return c + 32;
    if (c >= 0x400 && c <= 0x40F)
        return c + 80;
    return c;
}

/* The code point at the head of *s, which moves on; a byte that starts none counts as a separator (0). */
static int decode(struct sv *s)
{
    unsigned char lead = (unsigned char) s->p[0];
    size_t n = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
    int c = n == 1 ? lead : n == 2 ? lead & 0x1F : n == 3 ? lead & 0x0F : lead & 0x07;

    if (n == 0 || n > s->n) {
        s->p++;
        s->n--;
        return 0;
    }
    for (size_t i = 1; i < n; i++) {
        unsigned char next = (unsigned char) s->p[i];
        if ((next & 0xC0) != 0x80) {
            s->p++;
            s->n--;
            return 0;
        }
        c = c << 6 | (next & 0x3F);
    }
    s->p += n;
    s->n -= n;
    return c;
}

static size_t encode(int c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char) c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char) (0xC0 | c >> 6);
        out[1] = (char) (0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char) (0xE0 | c >> 12);
        out[1] = (char) (0x80 | (c >> 6 & 0x3F));
        out[2] = (char) (0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char) (0xF0 | c >> 18);
    out[1] = (char) (0x80 | (c >> 12 & 0x3F));
    out[2] = (char) (0x80 | (c >> 6 & 0x3F));
    out[3] = (char) (0x80 | (c & 0x3F));
    return 4;
}

bool word_next(struct sv *rest, struct word *out)
{
    bool full = false;

    out->n = 0;
    while (rest->n > 0) {
        int c = fold(decode(rest));
        char bytes[4];
        size_t n;
        if (c == SKIP)
            continue;
        if (c == 0) {
            if (out->n > 0)
                return true;
            continue;
        }
        n = encode(c, bytes);
        full = full || out->n + n > WORD_BYTES;
        if (!full) {
            memcpy(out->p + out->n, bytes, n);
            out->n += n;
        }
    }
    return out->n > 0;
}
