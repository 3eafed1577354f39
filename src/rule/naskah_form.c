/* SPDX-License-Identifier: MIT
 * rule/naskah_form.c -- judges characters and single lines of a regulation by their form; keeps no state. */
#include "rule/naskah_priv.h"

size_t nk_utf8_get(struct sv s, uint32_t *cp)
{
    unsigned char c = (unsigned char) s.p[0];
    size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

    if (n == 1 || n > s.n) {
        *cp = c;
        return 1;
    }
    *cp = c & (0xffu >> (n + 1));
    for (size_t i = 1; i < n; i++)
        *cp = *cp << 6 | ((unsigned char) s.p[i] & 0x3fu);
    return n;
}

/* The word of naskah.h: letters and digits of any script. Blocks of punctuation and symbols are left out whole;
 * private use is there for bullets of symbol fonts. */
bool nk_cp_is_word(uint32_t cp)
{
    if (cp < 0x80)
        return is_alpha((char) cp) || is_digit((char) cp);
    if (cp < 0xc0)
        return cp == 0xaa || cp == 0xb5 || cp == 0xba;
    if (cp == 0xd7 || cp == 0xf7)
        return false;
    if ((cp >= 0x2000 && cp < 0x2c00) || (cp >= 0x3000 && cp < 0x3040))
        return false;
    return !((cp >= 0xe000 && cp < 0xf900) || (cp >= 0xfe00 && cp < 0xfe10) || cp == 0xfeff ||
             (cp >= 0xfff0 && cp < 0x10000));
}

bool nk_has_word(struct sv s)
{
    while (s.n) {
        uint32_t cp;
        size_t n = nk_utf8_get(s, &cp);

        if (nk_cp_is_word(cp))
            return true;
        s.p += n;
        s.n -= n;
    }
    return false;
}

size_t nk_text_width(struct sv s)
{
    size_t w = 0;

    for (size_t i = 0; i < s.n; i++)
        w += ((unsigned char) s.p[i] & 0xc0) != 0x80;
    return w;
}

struct sv nk_first_token(struct sv s)
{
    size_t n = 0;

    while (n < s.n && s.p[n] != ' ')
        n++;
    return sv_sub(s, 0, n);
}

struct sv nk_last_token(struct sv s)
{
    size_t i = s.n;

    while (i && s.p[i - 1] != ' ' && s.p[i - 1] != '\n')
        i--;
    return sv_sub(s, i, s.n - i);
}

/* The first letter or digit, whatever quotes and brackets stand before it; 0: none, or not ASCII. */
static char first_sign(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if (is_alpha(s.p[i]) || is_digit(s.p[i]))
            return s.p[i];
    return 0;
}

bool nk_starts_lower(struct sv s)
{
    return is_lower(first_sign(s));
}

bool nk_starts_upper(struct sv s)
{
    return is_upper(first_sign(s));
}

bool nk_all_caps(struct sv s)
{
    bool upper = false;

    for (size_t i = 0; i < s.n; i++) {
        if (is_lower(s.p[i]))
            return false;
        upper |= is_upper(s.p[i]);
    }
    return upper;
}

char nk_end_mark(struct sv s)
{
    while (s.n) {
        char c = s.p[s.n - 1];
        bool curly =
            s.n >= 3 && s.p[s.n - 3] == '\xe2' && s.p[s.n - 2] == '\x80' && (c == '\x9d' || c == '\x99');

        if (curly)
            s.n -= 3;
        else if (c == '"' || c == '\'' || c == ' ')
            s.n--;
        else
            return c == '.' || c == ';' || c == ':' || c == '?' || c == '!' ? c : 0;
    }
    return 0;
}

bool nk_ended(struct sv s)
{
    return nk_end_mark(s) != 0;
}

static bool any_of(struct sv word, const struct sv *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq_fold(word, list[i]))
            return true;
    return false;
}

#define ANY_OF(word, list) any_of((word), (list), sizeof(list) / sizeof(list)[0])

/* Small words stay lower case in titles. */
bool nk_title_like(struct sv s)
{
    static const struct sv small[] = { SV_INIT("dan"),     SV_INIT("di"),       SV_INIT("ke"),
                                       SV_INIT("dari"),    SV_INIT("yang"),     SV_INIT("untuk"),
                                       SV_INIT("atau"),    SV_INIT("dan/atau"), SV_INIT("pada"),
                                       SV_INIT("dalam"),   SV_INIT("serta"),    SV_INIT("dengan"),
                                       SV_INIT("oleh"),    SV_INIT("atas"),     SV_INIT("bagi"),
                                       SV_INIT("tentang"), SV_INIT("antar"),    SV_INIT("terhadap") };
    struct sv rest = s, w;
    bool first = true;

    if (!nk_starts_upper(s) || nk_ended(s) || s.n > 240 || s.p[s.n - 1] == ',')
        return false;
    while (sv_cut(&rest, ' ', &w)) {
        if (w.n && is_lower(w.p[0]) && (first || !ANY_OF(w, small)))
            return false;
        first = false;
    }
    return true;
}

bool nk_conjunction(struct sv s)
{
    static const struct sv list[] = { SV_INIT("dan"), SV_INIT("atau"), SV_INIT("dan/atau"),
                                      SV_INIT("serta") };

    while (s.n && (s.p[s.n - 1] == ',' || s.p[s.n - 1] == ';' || s.p[s.n - 1] == ':' || s.p[s.n - 1] == '.'))
        s.n--;
    return ANY_OF(s, list);
}

bool nk_starts_word(struct sv s, struct sv word)
{
    return s.n >= word.n && sv_eq_fold(sv_sub(s, 0, word.n), word) &&
           (s.n == word.n || !(is_alpha(s.p[word.n]) || is_digit(s.p[word.n])));
}

bool nk_letters_are(struct sv s, struct sv word)
{
    size_t k = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (is_digit(s.p[i]) || (unsigned char) s.p[i] >= 0x80)
            return false;
        if (!is_alpha(s.p[i]))
            continue;
        if (k == word.n || (s.p[i] | 0x20) != (word.p[k] | 0x20))
            return false;
        k++;
    }
    return k == word.n;
}

/* "ayat", also as "(ayat" or "ayat," */
static struct sv bare_word(struct sv w)
{
    while (w.n && !is_alpha(w.p[0]))
        w = sv_sub(w, 1, w.n - 1);
    while (w.n && !is_alpha(w.p[w.n - 1]) && w.p[w.n - 1] != '.')
        w.n--;
    return w;
}

bool nk_wants_number(struct sv s)
{
    static const struct sv list[] = { SV_INIT("ayat"),   SV_INIT("huruf"),   SV_INIT("angka"),
                                      SV_INIT("nomor"),  SV_INIT("no"),      SV_INIT("no."),
                                      SV_INIT("tahun"),  SV_INIT("pasal"),   SV_INIT("tanggal"),
                                      SV_INIT("bab"),    SV_INIT("versi"),   SV_INIT("pukul"),
                                      SV_INIT("bagian"), SV_INIT("paragraf") };

    if (!s.n || !(is_alpha(s.p[s.n - 1]) || s.p[s.n - 1] == '.'))
        return false;
    return ANY_OF(bare_word(nk_last_token(s)), list);
}

bool nk_wants_reference(struct sv s)
{
    static const struct sv list[] = { SV_INIT("dalam"),       SV_INIT("pada"),    SV_INIT("dan"),
                                      SV_INIT("atau"),        SV_INIT("dengan"),  SV_INIT("dimaksud"),
                                      SV_INIT("sampai"),      SV_INIT("hingga"),  SV_INIT("serta"),
                                      SV_INIT("juncto"),      SV_INIT("jo"),      SV_INIT("jo."),
                                      SV_INIT("ketentuan"),   SV_INIT("menurut"), SV_INIT("berdasarkan"),
                                      SV_INIT("oleh"),        SV_INIT("dari"),    SV_INIT("terhadap"),
                                      SV_INIT("melanggar"),   SV_INIT("kecuali"), SV_INIT("dan/atau"),
                                      SV_INIT("sebagaimana"), SV_INIT("yakni"),   SV_INIT("antara") };
    struct sv last = nk_last_token(s);

    if (sv_empty(s) || nk_end_mark(s) == ';' || nk_end_mark(s) == ':')
        return false;
    return s.p[s.n - 1] == ',' || nk_wants_number(s) || ANY_OF(bare_word(last), list);
}
