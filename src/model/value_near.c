/* SPDX-License-Identifier: MIT
 * model/value_near.c -- how near two spellings of a name are: words matched by edit distance, common words weigh little,
 * initials and short forms recognised. A person decides what to do with the number; nothing is joined by it. */
#include "model/value.h"
#include "model/value_priv.h"

#define NEAR_BYTES 200
#define NEAR_WORDS 32
#define WORD_BYTES 40

struct words {
    char text[NEAR_BYTES * 2]; /* short forms grow when spelled out */
    struct sv w[NEAR_WORDS];
    size_t n, used;
};

struct spelled {
    struct sv from, to;
};

/* Kinds of office and their usual short forms; "to" may be several words. Proper names never stand here. */
static const struct spelled short_forms[] = {
    { SV_INIT("din"), SV_INIT("dinas") },
    { SV_INIT("dns"), SV_INIT("dinas") },
    { SV_INIT("bdn"), SV_INIT("badan") },
    { SV_INIT("kec"), SV_INIT("kecamatan") },
    { SV_INIT("kel"), SV_INIT("kelurahan") },
    { SV_INIT("kab"), SV_INIT("kabupaten") },
    { SV_INIT("prov"), SV_INIT("provinsi") },
    { SV_INIT("bag"), SV_INIT("bagian") },
    { SV_INIT("bid"), SV_INIT("bidang") },
    { SV_INIT("sekr"), SV_INIT("sekretariat") },
    { SV_INIT("set"), SV_INIT("sekretariat") },
    { SV_INIT("setda"), SV_INIT("sekretariat daerah") },
    { SV_INIT("setwan"), SV_INIT("sekretariat dprd") },
    { SV_INIT("pemkab"), SV_INIT("pemerintah kabupaten") },
    { SV_INIT("pemkot"), SV_INIT("pemerintah kota") },
    { SV_INIT("rsud"), SV_INIT("rumah sakit umum daerah") },
    { SV_INIT("diskominfo"), SV_INIT("dinas komunikasi informatika") },
    { SV_INIT("dinkominfo"), SV_INIT("dinas komunikasi informatika") },
    { SV_INIT("kominfo"), SV_INIT("komunikasi informatika") },
    { SV_INIT("disdik"), SV_INIT("dinas pendidikan") },
    { SV_INIT("dindik"), SV_INIT("dinas pendidikan") },
    { SV_INIT("dinkes"), SV_INIT("dinas kesehatan") },
    { SV_INIT("dinsos"), SV_INIT("dinas sosial") },
    { SV_INIT("dishub"), SV_INIT("dinas perhubungan") },
    { SV_INIT("disnaker"), SV_INIT("dinas tenaga kerja") },
    { SV_INIT("distan"), SV_INIT("dinas pertanian") },
    { SV_INIT("dislutkan"), SV_INIT("dinas kelautan perikanan") },
    { SV_INIT("dispora"), SV_INIT("dinas pemuda olahraga") },
    { SV_INIT("disparbud"), SV_INIT("dinas pariwisata kebudayaan") },
    { SV_INIT("disdukcapil"), SV_INIT("dinas kependudukan pencatatan sipil") },
    { SV_INIT("dukcapil"), SV_INIT("kependudukan pencatatan sipil") },
    { SV_INIT("bappeda"), SV_INIT("badan perencanaan pembangunan daerah") },
    { SV_INIT("bapenda"), SV_INIT("badan pendapatan daerah") },
    { SV_INIT("satpol"), SV_INIT("satuan polisi") },
    { SV_INIT("pp"), SV_INIT("pamong praja") },
    { SV_INIT("kesbangpol"), SV_INIT("kesatuan bangsa politik") },
    { SV_INIT("puskesmas"), SV_INIT("pusat kesehatan masyarakat") },
    { SV_INIT("ptsp"), SV_INIT("pelayanan terpadu satu pintu") },
};

static void add_word(struct words *o, struct sv w)
{
    if (o->n == NEAR_WORDS || o->used + w.n > sizeof o->text || w.n == 0)
        return;
    memcpy(o->text + o->used, w.p, w.n);
    o->w[o->n++] = (struct sv){ o->text + o->used, w.n };
    o->used += w.n;
}

static void add_spelled(struct words *o, struct sv w)
{
    struct sv rest, piece;

    if (sv_eq(w, SV("dan")) || sv_eq(w, SV("and")))
        return; /* "&", "dan" and a comma between two nouns are one thing */
    for (size_t i = 0; i < sizeof short_forms / sizeof short_forms[0]; i++)
        if (sv_eq(w, short_forms[i].from)) {
            for (rest = short_forms[i].to; sv_cut(&rest, ' ', &piece);)
                add_word(o, piece);
            return;
        }
    add_word(o, w);
}

/* Words of letters and digits in lower case; everything else parts them. */
static void split(struct sv s, struct words *o)
{
    char w[WORD_BYTES];
    size_t n = 0;

    o->n = o->used = 0;
    s = sv_sub(s, 0, NEAR_BYTES);
    for (size_t i = 0; i <= s.n; i++) {
        char c = i < s.n ? s.p[i] : ' ';
        bool part = value_is_letter(c) || value_is_digit(c) || (unsigned char) c >= 0x80;
        if (c == '\xC2' && i + 1 < s.n && s.p[i + 1] == '\xA0')
            part = false, i++;
        if (part && n < sizeof w)
            w[n++] = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        if (!part && c != '\'') {
            add_spelled(o, (struct sv){ w, n });
            n = 0;
        }
    }
}

/* 0..100: how alike two words (or short texts) are, by edit distance with neighbours swapped counted once. */
static int alike(struct sv a, struct sv b)
{
    unsigned short rows[3][NEAR_BYTES * 2 + 1];
    unsigned short *before = rows[0], *last = rows[1], *row = rows[2], *spare;
    size_t longer = a.n > b.n ? a.n : b.n;

    if (longer == 0)
        return 100;
    if (b.n > NEAR_BYTES * 2 || (a.n > b.n ? a.n - b.n : b.n - a.n) * 2 > longer)
        return 0;
    for (size_t j = 0; j <= b.n; j++)
        last[j] = (unsigned short) j;
    for (size_t i = 1; i <= a.n; i++) {
        row[0] = (unsigned short) i;
        for (size_t j = 1; j <= b.n; j++) {
            unsigned best = last[j - 1] + (a.p[i - 1] != b.p[j - 1] ? 1u : 0u);
            if (last[j] + 1u < best)
                best = last[j] + 1u;
            if (row[j - 1] + 1u < best)
                best = row[j - 1] + 1u;
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1] &&
                before[j - 2] + 1u < best)
                best = before[j - 2] + 1u;
            row[j] = (unsigned short) best;
        }
        spare = before, before = last, last = row, row = spare;
    }
    return (int) (100 - 100 * last[b.n] / longer);
}

/* Words that say the kind and not which one. */
static int weight(struct sv w)
{
    static const struct sv common[] = {
        SV_INIT("dinas"),     SV_INIT("badan"),  SV_INIT("kecamatan"), SV_INIT("kelurahan"),
        SV_INIT("desa"),      SV_INIT("bagian"), SV_INIT("bidang"),    SV_INIT("daerah"),
        SV_INIT("kabupaten"), SV_INIT("kota"),   SV_INIT("provinsi"),  SV_INIT("pemerintah"),
        SV_INIT("umum"),      SV_INIT("sistem"), SV_INIT("informasi"), SV_INIT("aplikasi"),
        SV_INIT("layanan"),   SV_INIT("kantor"), SV_INIT("upt"),       SV_INIT("sekretariat"),
    };

    return value_is_one_of(w, common, sizeof common / sizeof common[0]) ? 4 : w.n < 3 ? 6 : 10;
}

/* Weighted overlap. Each word of the shorter list takes its best free partner in the longer one. */
static int overlap(const struct words *a, const struct words *b)
{
    bool taken[NEAR_WORDS] = { false };
    int total = 0, got = 0, least = 0, other = 0;

    for (size_t i = 0; i < a->n; i++)
        least += weight(a->w[i]);
    for (size_t j = 0; j < b->n; j++)
        other += weight(b->w[j]);
    total = least + other;
    if (other < least)
        least = other;
    for (size_t i = 0; i < a->n; i++) {
        int best = 0;
        size_t at = 0;
        for (size_t j = 0; j < b->n; j++) {
            int v = taken[j] ? 0 : alike(a->w[i], b->w[j]);
            if (v > best)
                best = v, at = j;
        }
        if (best < 70)
            continue;
        taken[at] = true;
        /* each side's own weight: a common word matched to a near one counts as the lighter of both */
        got += (weight(a->w[i]) < weight(b->w[at]) ? weight(a->w[i]) : weight(b->w[at])) * best;
    }
    if (total == 0 || least == 0)
        return 0;
    /* two thirds: shared out of all; one third: shared out of what the shorter name has */
    return (2 * (2 * got / total) + got / least) / 3;
}

/* Is `one` the initials of the words of `all`, those of "dan" and "di" left in or out? */
static bool is_initials(const struct words *one, struct sv all)
{
    char with[NEAR_WORDS], without[NEAR_WORDS];
    size_t n = 0, k = 0;
    bool start = true;

    if (one->n != 1 || one->w[0].n < 2)
        return false;
    for (size_t i = 0; i < all.n && n < NEAR_WORDS; i++) {
        bool letter = value_is_letter(all.p[i]);
        if (letter && start) {
            struct sv rest = sv_sub(all, i, all.n);
            bool joins =
                (sv_eq_fold(sv_sub(rest, 0, 3), SV("dan")) && rest.n > 3 && !value_is_letter(rest.p[3])) ||
                (sv_eq_fold(sv_sub(rest, 0, 2), SV("di")) && rest.n > 2 && !value_is_letter(rest.p[2]));
            with[n++] = (char) (all.p[i] | 32);
            if (!joins)
                without[k++] = (char) (all.p[i] | 32);
        }
        start = !letter;
    }
    return k >= 2 &&
           (sv_eq(one->w[0], (struct sv){ with, n }) || sv_eq(one->w[0], (struct sv){ without, k }));
}

int value_near(struct sv sa, struct sv sb)
{
    struct words a, b;
    bool same;
    int best, whole;

    split(sa, &a);
    split(sb, &b);
    if (a.n == 0 || b.n == 0)
        return a.n == b.n ? 100 : 0;
    same = a.n == b.n;
    for (size_t i = 0; same && i < a.n; i++)
        same = sv_eq(a.w[i], b.w[i]);
    if (same)
        return 100;
    best = overlap(&a, &b);
    whole = overlap(&b, &a); /* greedy matching may differ by side; the better of both keeps it symmetric */
    if (whole > best)
        best = whole;
    whole =
        alike((struct sv){ a.text, a.used }, (struct sv){ b.text, b.used }); /* blanks in the wrong place */
    if (whole > 85 && whole > best)
        best = whole;
    if ((is_initials(&a, sv_sub(sb, 0, NEAR_BYTES)) || is_initials(&b, sv_sub(sa, 0, NEAR_BYTES))) &&
        best < 85)
        best = 85;
    return best > 99 ? 99 : best;
}
