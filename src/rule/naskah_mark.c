/* SPDX-License-Identifier: MIT
 * rule/naskah_mark.c -- recognises list marks and headings at the beginning of a line, by form alone. Whether a mark
 * stands where it may stand is decided by naskah_list.c and naskah_head.c. */
#include "rule/naskah_priv.h"

static size_t skip_spaces(struct sv s, size_t i)
{
    while (i < s.n && s.p[i] == ' ')
        i++;
    return i;
}

static struct sv after(struct sv s, size_t i)
{
    i = skip_spaces(s, i);
    return sv_sub(s, i, s.n - i);
}

/* Amending regulations quote what they insert. */
static struct sv without_quote(struct sv s)
{
    if (sv_starts(s, SV("\"")) || sv_starts(s, SV("'")))
        return after(s, 1);
    if (sv_starts(s, SV("\xe2\x80\x9c")) || sv_starts(s, SV("\xe2\x80\x98")))
        return after(s, 3);
    return s;
}

/* ---- numbers ---- */

/* Digits as readers of pictures leave them: l, I and | for 1, O for 0. At least one true digit. */
static bool digits_value(struct sv s, int *v, bool *scar)
{
    bool digit = false, read_wrong = false;

    *v = 0;
    if (!s.n || s.n > 4)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        int d = is_digit(c) ? c - '0' : c == 'l' || c == 'I' || c == '|' ? 1 : c == 'O' ? 0 : -1;
        if (d < 0)
            return false;
        digit |= is_digit(c);
        read_wrong |= !is_digit(c);
        *v = *v * 10 + d;
    }
    if (!digit || *v <= 0)
        return false;
    *scar |= read_wrong;
    return true;
}

/* "12", "2a" (small) or "12A" (large suffix). */
static bool number_value(struct sv s, bool large, int *v, char *suffix, bool *scar)
{
    *suffix = 0;
    if (!(large && s.n && is_upper(s.p[s.n - 1])) && digits_value(s, v, scar))
        return true;
    if (s.n < 2 || !(large ? is_upper(s.p[s.n - 1]) : is_lower(s.p[s.n - 1])))
        return false;
    *suffix = s.p[s.n - 1];
    return digits_value(sv_sub(s, 0, s.n - 1), v, scar);
}

/* a = 1 … z = 26; after z both aa, ab, ac … and aa, bb, cc … are in use: 27, 28, 29 … */
static int letters_value(struct sv s)
{
    if (s.n == 1 && is_lower(s.p[0]))
        return s.p[0] - 'a' + 1;
    if (s.n != 2 || !is_lower(s.p[0]) || !is_lower(s.p[1]))
        return 0;
    if (s.p[0] == s.p[1])
        return 26 + (s.p[0] - 'a' + 1);
    return 26 * (s.p[0] - 'a' + 1) + (s.p[1] - 'a' + 1);
}

struct sv nk_roman_number(int v, struct arena *a)
{
    static const struct {
        int v;
        const char *s;
    } steps[] = { { 100, "C" }, { 90, "XC" }, { 50, "L" }, { 40, "XL" }, { 10, "X" },
                  { 9, "IX" },  { 5, "V" },   { 4, "IV" }, { 1, "I" } };
    char *p = arena_alloc(a, 32);
    size_t n = 0;

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        for (; v >= steps[i].v && n < 28; v -= steps[i].v)
            for (const char *c = steps[i].s; *c; c++)
                p[n++] = *c;
    return (struct sv){ p, n };
}

/* Canonical Roman numbers up to 399, so that a letter after one ("VA") is a suffix. l, 1 and | are read as I. */
static int roman_value(struct sv s, struct arena *a, struct sv *clean)
{
    char up[16];
    int v = 0;

    if (!s.n || s.n >= sizeof up)
        return 0;
    for (size_t i = 0; i < s.n; i++) {
        up[i] = s.p[i] == 'l' || s.p[i] == '1' || s.p[i] == '|' ? 'I' : s.p[i];
        if (!strchr("IVXLC", up[i]))
            return 0;
    }
    for (size_t i = 0; i < s.n; i++) {
        static const char letter[] = "IVXLC";
        static const int worth[] = { 1, 5, 10, 50, 100 };
        int w = worth[strchr(letter, up[i]) - letter];
        int next = i + 1 < s.n ? worth[strchr(letter, up[i + 1]) - letter] : 0;
        v += w < next ? -w : w;
    }
    if (v <= 0 || v > 399)
        return 0;
    *clean = nk_roman_number(v, a);
    return sv_eq(*clean, (struct sv){ up, s.n }) ? v : 0;
}

static const struct sv units[] = { SV_INIT(""),         SV_INIT("satu"),    SV_INIT("dua"),
                                   SV_INIT("tiga"),     SV_INIT("empat"),   SV_INIT("lima"),
                                   SV_INIT("enam"),     SV_INIT("tujuh"),   SV_INIT("delapan"),
                                   SV_INIT("sembilan"), SV_INIT("sepuluh"), SV_INIT("sebelas") };

static int unit_value(struct sv s)
{
    for (int i = 1; i < 12; i++)
        if (sv_eq_fold(s, units[i]))
            return i;
    return 0;
}

struct sv nk_ordinal_word(int v, struct arena *a)
{
    if (v <= 0 || v > 99)
        return SV_NULL;
    if (v < 12)
        return arena_printf(a, "Ke%.*s", SV_FMT(units[v]));
    if (v < 20)
        return arena_printf(a, "Ke%.*s Belas", SV_FMT(units[v - 10]));
    if (v % 10 == 0)
        return arena_printf(a, "Ke%.*s Puluh", SV_FMT(units[v / 10]));
    const char first[2] = { (char) (units[v % 10].p[0] - 'a' + 'A'), 0 };
    return arena_printf(a, "Ke%.*s Puluh %s%.*s", SV_FMT(units[v / 10]), first,
                        SV_FMT(sv_sub(units[v % 10], 1, 20)));
}

/* "Kesatu", "Pertama", "Kedua Belas", "Keduabelas", "Kedua Puluh Satu": its value and the bytes it takes. */
static int ordinal_value(struct sv s, size_t *taken)
{
    struct sv w = nk_first_token(s);
    size_t n = w.n;
    int v;

    if (sv_eq_fold(w, SV("pertama"))) {
        *taken = n;
        return 1;
    }
    if (w.n < 5 || !sv_eq_fold(sv_sub(w, 0, 2), SV("ke")))
        return 0;
    w = sv_sub(w, w.p[2] == '-' ? 3 : 2, w.n);
    v = unit_value(w);
    if (!v && w.n > 5 && sv_eq_fold(sv_sub(w, w.n - 5, 5), SV("belas")))
        v = unit_value(sv_sub(w, 0, w.n - 5)) ? 10 + unit_value(sv_sub(w, 0, w.n - 5)) : 0;
    if (!v && w.n > 5 && sv_eq_fold(sv_sub(w, w.n - 5, 5), SV("puluh")))
        v = 10 * unit_value(sv_sub(w, 0, w.n - 5));
    if (!v)
        return 0;
    struct sv second = nk_first_token(after(s, n));
    bool belas = sv_eq_fold(second, SV("belas")), puluh = sv_eq_fold(second, SV("puluh"));
    if (v < 10 && (belas || puluh)) {
        v = belas ? 10 + v : 10 * v;
        n = skip_spaces(s, n) + second.n;
    }
    if (v >= 20) {
        struct sv third = nk_first_token(after(s, n));
        int unit = unit_value(third);
        if (unit && unit < 10) {
            v += unit;
            n = skip_spaces(s, n) + third.n;
        }
    }
    *taken = n;
    return v;
}

/* ---- marks ---- */

/* After a mark: the end, a space, or a text that was glued to it ("a.bahwa", "(1)Setiap"). "a.n." is no mark. */
static bool may_follow(struct sv s, size_t i, bool bracket)
{
    if (i >= s.n || s.p[i] == ' ')
        return true;
    if (bracket)
        return is_upper(s.p[i]);
    return is_alpha(s.p[i]) && i + 3 < s.n && is_lower(s.p[i + 1]) && is_lower(s.p[i + 2]) &&
           is_lower(s.p[i + 3]);
}

static bool mark_set(struct sv s, size_t from, struct sv number, size_t end, struct mark *m)
{
    m->tanda = sv_sub(s, from, end - from);
    m->nomor = number;
    m->rest = after(s, end);
    return true;
}

/* "(1)", "(2a)", "( 1 )", "(a)" */
static bool bracket_mark(struct sv s, struct mark *m)
{
    size_t i = skip_spaces(s, 1), from = i;

    while (i < s.n && i - from < 5 && (is_alpha(s.p[i]) || is_digit(s.p[i]) || s.p[i] == '|'))
        i++;
    struct sv number = sv_sub(s, from, i - from);
    i = skip_spaces(s, i);
    if (!number.n || i >= s.n || s.p[i] != ')' || !may_follow(s, i + 1, true))
        return false;
    if (number_value(number, false, &m->v, &m->suffix, &m->scar)) {
        m->jenis = NASKAH_AYAT;
        return m->v < 1000 && mark_set(s, 0, number, i + 1, m);
    }
    m->scar = false;
    m->suffix = 0;
    m->jenis = NASKAH_SUBHURUF;
    m->v = sv_eq(number, SV("I")) ? 9 : letters_value(number); /* "(I)": only ever a damaged "(1)" */
    return m->v > 0 && mark_set(s, 0, number, i + 1, m);
}

/* "c bahwa …": considerations begin with no other word. */
static bool lost_dot(struct sv s, struct sv number)
{
    return number.n == 1 && is_lower(number.p[0]) && s.n > 2 && s.p[1] == ' ' &&
           nk_starts_word(sv_sub(s, 2, s.n), SV("bahwa"));
}

bool nk_mark_parse(struct sv s, struct arena *a, struct mark *m)
{
    size_t i = 0;

    *m = (struct mark){ .v = 0 };
    s = without_quote(s);
    if (!s.n)
        return false;
    if (s.p[0] == '(') {
        if (!bracket_mark(s, m))
            return false;
    } else {
        while (i < s.n && i < 5 && (is_alpha(s.p[i]) || is_digit(s.p[i])))
            i++;
        struct sv number = sv_sub(s, 0, i);
        if (i + 2 < s.n && s.p[i] == ' ' && s.p[i + 1] == '.' && s.p[i + 2] == ' ')
            i++; /* "a . bahwa" */
        if (lost_dot(s, number)) {
            m->jenis = NASKAH_HURUF;
            m->v = letters_value(number);
            return mark_set(s, 0, number, 1, m);
        }
        bool comma = i + 2 < s.n && s.p[i] == ',' && s.p[i + 1] == ' ' && is_upper(s.p[i + 2]) && number.n &&
                     is_digit(number.p[0]);
        if (!number.n || i >= s.n || (s.p[i] != '.' && s.p[i] != ')' && !comma) ||
            !may_follow(s, i + 1, false))
            return false;
        m->scar = comma; /* "5, Undang-Undang" */
        bool dot = s.p[i] != ')';
        if (number_value(number, false, &m->v, &m->suffix, &m->scar)) {
            m->jenis = dot ? NASKAH_ANGKA : NASKAH_SUBANGKA;
            if (m->v >= 1000)
                return false;
        } else {
            m->scar = false;
            m->suffix = 0;
            m->v = comma ? 0 : letters_value(number);
            m->jenis = dot ? NASKAH_HURUF : NASKAH_SUBHURUF;
        }
        if (!m->v)
            return false;
        mark_set(s, 0, number, i + 1, m);
    }
    if (m->scar)
        m->nomor = m->suffix ? arena_printf(a, "%d%c", m->v, m->suffix) : arena_printf(a, "%d", m->v);
    return true;
}

static char suffix_of(struct sv nomor)
{
    return nomor.n > 1 && is_digit(nomor.p[0]) && is_alpha(nomor.p[nomor.n - 1]) ? nomor.p[nomor.n - 1] : 0;
}

/* Whether m is what comes after `last` in a list: 3 after 2, 2a after 2, 3 after 2a. */
bool nk_mark_follows(const struct naskah_node *last, const struct mark *m)
{
    char s = suffix_of(last->nomor);

    if (m->suffix)
        return m->v == last->urut && m->suffix == (s ? s + 1 : 'a');
    return m->v == last->urut + 1;
}

/* ---- headings ---- */

/* Bytes of `word` at the beginning of s, either case but begun upper, also letter-spaced ("P a s a l"); 0: not it. */
static size_t keyword(struct sv s, struct sv word)
{
    bool spaced = s.n > 2 && s.p[1] == ' ';
    size_t i = 0;

    if (!s.n || !is_upper(s.p[0]))
        return 0;
    for (size_t k = 0; k < word.n; k++) {
        if (k && spaced && i < s.n && s.p[i] == ' ')
            i++;
        if (i >= s.n)
            return 0;
        bool scar = word.p[k] == 'l' && (s.p[i] == '1' || s.p[i] == 'I' || s.p[i] == '|');
        if ((s.p[i] | 0x20) != word.p[k] && !scar)
            return 0;
        i++;
    }
    return i;
}

/* Number of a heading at s: digits (with a large suffix), Roman (BAB, Pasal, Bagian, Buku) or an ordinal. */
static bool heading_number(struct sv s, struct arena *a, struct heading *h, size_t *taken)
{
    struct sv w = nk_first_token(s), clean;
    bool scar = false;

    while (w.n && (w.p[w.n - 1] == ':' || (w.p[w.n - 1] == '.' && h->jenis == NASKAH_BAB)))
        w.n--;
    *taken = w.n;
    h->nomor = w;
    if (h->jenis != NASKAH_PARAGRAF && (h->v = roman_value(w, a, &clean)) != 0 && !is_digit(w.p[0])) {
        h->roman = true;
        h->nomor = clean;
        return true;
    }
    if (h->jenis == NASKAH_BAB && w.n > 1 && is_upper(w.p[w.n - 1]) && !strchr("IVXL", w.p[w.n - 1]) &&
        (h->v = roman_value(sv_sub(w, 0, w.n - 1), a, &clean)) != 0) {
        h->roman = true;
        h->suffix = w.p[w.n - 1];
        return true;
    }
    if (number_value(w, true, &h->v, &h->suffix, &scar)) {
        if (scar)
            h->nomor = h->suffix ? arena_printf(a, "%d%c", h->v, h->suffix) : arena_printf(a, "%d", h->v);
        return h->v <= PASAL_MAX;
    }
    h->suffix = 0;
    h->v = h->jenis == NASKAH_PASAL || h->jenis == NASKAH_BAB ? 0 : ordinal_value(s, taken);
    h->nomor = sv_sub(s, 0, *taken);
    return h->v > 0;
}

bool nk_heading_parse(struct sv s, struct arena *a, struct heading *h)
{
    static const struct {
        struct sv word;
        enum naskah_jenis jenis;
    } kinds[] = { { SV_INIT("pasal"), NASKAH_PASAL },
                  { SV_INIT("bagian"), NASKAH_BAGIAN },
                  { SV_INIT("bab"), NASKAH_BAB },
                  { SV_INIT("paragraf"), NASKAH_PARAGRAF },
                  { SV_INIT("buku"), NASKAH_BUKU } };
    size_t n = 0, taken;

    *h = (struct heading){ .v = 0 };
    s = without_quote(s);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && !n; i++) {
        h->jenis = kinds[i].jenis;
        n = keyword(s, kinds[i].word);
    }
    if (!n || n >= s.n || (s.p[n] != ' ' && !is_digit(s.p[n])))
        return false;
    size_t from = skip_spaces(s, n);
    if (from >= s.n || !heading_number(sv_sub(s, from, s.n - from), a, h, &taken))
        return false;
    h->tanda = sv_sub(s, 0, from + taken);
    h->rest = after(s, from + taken);
    while (h->rest.n && (h->rest.p[0] == ':' || h->rest.p[0] == '.'))
        h->rest = after(h->rest, 1);
    return true;
}
