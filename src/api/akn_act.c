/* SPDX-License-Identifier: MIT
 * api/akn_act.c -- names of acts in a text, "Undang-Undang Nomor 25 Tahun 2009", and their addresses. An act of a region is
 * told only when it is this one's; those of ministries and bodies carry the office's name in their kind, because numbers
 * begin anew in each: permen-dalam-negeri. Sources: the order of acts in the law on making legislation. */
#include "api/akn_priv.h"

enum { BETWEEN_MAX = 160, NUMBER_MAX = 8 };

enum issuer { OF_NATION, OF_OFFICE, OF_REGION };

static const struct act_name {
    struct sv words, kind; /* kind absent: has no number to be found by */
    enum issuer issuer;
} names[] = {
    { SV_INIT("Undang-Undang Dasar"), { NULL, 0 }, OF_NATION },
    { SV_INIT("Undang-Undang Darurat"), SV_INIT("uudrt"), OF_NATION },
    { SV_INIT("Undang-Undang"), SV_INIT("uu"), OF_NATION },
    { SV_INIT("Peraturan Pemerintah Pengganti Undang-Undang"), SV_INIT("perppu"), OF_NATION },
    { SV_INIT("Peraturan Pemerintah"), SV_INIT("pp"), OF_NATION },
    { SV_INIT("Peraturan Presiden"), SV_INIT("perpres"), OF_NATION },
    { SV_INIT("Keputusan Presiden"), SV_INIT("keppres"), OF_NATION },
    { SV_INIT("Instruksi Presiden"), SV_INIT("inpres"), OF_NATION },
    { SV_INIT("Peraturan Menteri"), SV_INIT("permen"), OF_OFFICE },
    { SV_INIT("Keputusan Menteri"), SV_INIT("kepmen"), OF_OFFICE },
    { SV_INIT("Peraturan Badan"), SV_INIT("perban"), OF_OFFICE },
    { SV_INIT("Peraturan Lembaga"), SV_INIT("perlem"), OF_OFFICE },
    { SV_INIT("Peraturan Kepala"), SV_INIT("perka"), OF_OFFICE },
    { SV_INIT("Peraturan Daerah"), SV_INIT("perda"), OF_REGION },
    { SV_INIT("Peraturan Gubernur"), SV_INIT("pergub"), OF_REGION },
    { SV_INIT("Peraturan Bupati"), SV_INIT("perbup"), OF_REGION },
    { SV_INIT("Peraturan Wali Kota"), SV_INIT("perwali"), OF_REGION },
    { SV_INIT("Peraturan Walikota"), SV_INIT("perwali"), OF_REGION },
};

/* --- reading -------------------------------------------------------------------------------------------------------------- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The words at the beginning of s, in either case; '-' also stands for a blank, and for "- " where a line was broken.
 * Bytes taken, or 0. */
static size_t words_at(struct sv s, struct sv words)
{
    size_t at = 0;

    for (size_t i = 0; i < words.n; i++, at++) {
        char a = at < s.n ? s.p[at] : '\0', b = words.p[i];
        if (a != b && !(b == '-' && a == ' ') && !(is_letter(a) && is_letter(b) && (a | 32) == (b | 32)))
            return 0;
        if (b == '-' && a == '-' && at + 1 < s.n && s.p[at + 1] == ' ')
            at++;
    }
    return at < s.n && (is_letter(s.p[at]) || is_digit(s.p[at])) ? 0 : at;
}

static const struct act_name *name_at(struct sv s, size_t *taken)
{
    if (!s.n || !strchr("UPKIupki", s.p[0]))
        return NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        *taken = words_at(s, names[i].words);
        if (*taken)
            return &names[i];
    }
    return NULL;
}

static struct sv word_of(struct sv s)
{
    size_t n = 0;

    while (n < s.n && s.p[n] != ' ')
        n++;
    return sv_sub(s, 0, n);
}

/* One of the words of this region's name, however it is written. */
static bool of_region(struct sv w, struct sv region)
{
    struct sv own;

    while (sv_cut(&region, ' ', &own))
        if (sv_eq_fold(own, w))
            return true;
    return false;
}

/* Whether a word may belong to the name of an office or place: its first letter is large, or it joins two that are. */
static bool of_name(struct sv w)
{
    static const struct sv joins[] = { SV_INIT("dan"), SV_INIT("dan/atau"), SV_INIT("serta") };
    static const struct sv begins[] = { SV_INIT("Peraturan"), SV_INIT("Undang"), SV_INIT("Keputusan"),
                                        SV_INIT("Instruksi") };

    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++)
        if (w.n >= begins[i].n && sv_eq_fold(sv_sub(w, 0, begins[i].n), begins[i]))
            return false;
    for (size_t i = 0; i < sizeof joins / sizeof joins[0]; i++)
        if (sv_eq(w, joins[i]))
            return true;
    for (size_t i = 0; i < w.n; i++)
        if (!is_letter(w.p[i]) && !strchr(",/-", w.p[i]))
            return false;
    return w.n && w.p[0] >= 'A' && w.p[0] <= 'Z';
}

/* The words of the maker between the kind and `Nomor`; *rest is what follows them. */
static struct sv maker_of(struct sv s, struct sv region, struct sv *rest)
{
    size_t n = 0;

    for (;;) {
        size_t blank = n;
        struct sv w;

        while (blank < s.n && s.p[blank] == ' ')
            blank++;
        w = word_of(sv_sub(s, blank, s.n));
        if (blank + w.n > BETWEEN_MAX || words_at(w, SV("Nomor")) || (!of_name(w) && !of_region(w, region)))
            break;
        n = blank + w.n;
    }
    *rest = sv_sub(s, n, s.n);
    return sv_trim(sv_sub(s, 0, n));
}

/* " Nomor 25 Tahun 2009", also "Nomor : 25": bytes taken, or 0 when it is not so. */
static size_t number_at(struct sv s, struct sv *number, int *year)
{
    struct sv at = sv_trim(s), rest;
    int64_t y;
    size_t n = 0;

    if (!words_at(at, SV("Nomor")))
        return 0;
    rest = sv_trim(sv_sub(at, 5, at.n));
    if (sv_starts(rest, SV(":")))
        rest = sv_trim(sv_sub(rest, 1, rest.n));
    while (n < rest.n && (is_digit(rest.p[n]) || (n && is_letter(rest.p[n]))))
        n++;
    *number = sv_sub(rest, 0, n);
    rest = sv_sub(rest, n, rest.n);
    if (!n || n > NUMBER_MAX || !sv_starts(rest, SV(" ")))
        return 0;
    rest = sv_trim(rest);
    if (!words_at(rest, SV("Tahun")))
        return 0;
    rest = sv_trim(sv_sub(rest, 5, rest.n));
    if (rest.n < 4 || !sv_int(sv_sub(rest, 0, 4), &y) || y < 1900 || (rest.n > 4 && is_digit(rest.p[4])))
        return 0;
    *year = (int) y;
    return (size_t) (rest.p + 4 - s.p);
}

/* --- addresses ------------------------------------------------------------------------------------------------------------------ */

static struct sv without(struct sv s, struct sv tail)
{
    return s.n >= tail.n && sv_eq_fold(sv_sub(s, s.n - tail.n, tail.n), tail)
               ? sv_trim(sv_sub(s, 0, s.n - tail.n))
               : s;
}

/* "Kabupaten Contoh", or "Contoh" alone, is this region; so is no name at all, for the kinds it makes itself. */
static bool ours(const struct akn_head *h, const struct act_name *name, struct sv maker)
{
    struct sv place = h->region;

    if (!h->id.wilayah.n)
        return false;
    if (!maker.n)
        return sv_eq(name->kind, h->id.kind) || (sv_eq(name->kind, SV("perda")) && h->id.wilayah.n == 4);
    if (!place.n || sv_eq(name->kind, SV("pergub")) != (h->id.wilayah.n == 2))
        return false;
    if (sv_eq_fold(maker, place))
        return true;
    place = sv_sub(place, word_of(place).n, place.n); /* without Kabupaten, Kota, Provinsi */
    return sv_eq_fold(maker, sv_trim(place));
}

static struct sv kind_of(const struct act_name *name, struct sv maker, struct arena *a)
{
    if (name->issuer != OF_OFFICE)
        return name->kind;
    maker = akn_slug(without(maker, SV("Republik Indonesia")), BETWEEN_MAX, a);
    for (size_t i = 0; i < maker.n; i++) /* kinds hold letters and '-' only */
        if (is_digit(maker.p[i]))
            return SV_NULL;
    return maker.n ? arena_printf(a, "%.*s-%.*s", SV_FMT(name->kind), SV_FMT(maker)) : SV_NULL;
}

static struct sv iri_of(const struct akn_head *h, const struct act_name *name, struct sv maker,
                        struct sv number, int year, struct arena *a)
{
    struct identity id = { .kind = kind_of(name, maker, a), .number = number, .year = year };

    if (!id.kind.n)
        return SV_NULL;
    if (name->issuer == OF_NATION && without(maker, SV("Republik Indonesia")).n)
        return SV_NULL;
    if (name->issuer == OF_REGION) {
        if (!ours(h, name, maker))
            return SV_NULL;
        id.wilayah = h->id.wilayah;
    }
    return identity_work(&id, a);
}

bool akn_act_at(const struct akn_head *h, struct sv s, size_t at, struct arena *a, struct akn_act *out)
{
    struct sv from = sv_sub(s, at, s.n), rest, maker, number;
    size_t n, taken;
    const struct act_name *name = name_at(from, &taken);
    int year = 0;

    if (!name)
        return false;
    maker = maker_of(sv_sub(from, taken, from.n), h->region, &rest);
    *out = (struct akn_act){ .end = s.n - rest.n, .self = words_at(sv_trim(rest), SV("ini")) > 0 };
    n = name->kind.n ? number_at(rest, &number, &year) : 0;
    if (n) {
        out->iri = iri_of(h, name, maker, number, year, a);
        out->end += n;
    }
    return true;
}

struct sv akn_act_kind(struct sv name, struct arena *a)
{
    size_t taken;
    const struct act_name *known = name_at(name, &taken);

    return known ? kind_of(known, sv_trim(sv_sub(name, taken, name.n)), a) : SV_NULL;
}
