/* SPDX-License-Identifier: MIT
 * model/value_number.c -- numbers as people and as programs write them, exact or not at all. */
#include "model/value.h"
#include "model/value_priv.h"

#define NOT_A_NUMBER T("Ini bukan angka; tulis misalnya 1250000 atau 1.250.000")
#define TOO_BIG T("Angkanya terlalu besar")
#define DIGITS_MAX 64

/* Decimal digits without sign: value = 0.d1d2d3… * 10^point. */
struct digits {
    char d[DIGITS_MAX];
    size_t n;
    int64_t point;
    bool minus;
};

static bool add_digit(struct digits *g, char c)
{
    if (g->n == 0 && c == '0')
        return true; /* leading zeros weigh nothing; point is counted by the caller */
    if (g->n == DIGITS_MAX)
        return false;
    g->d[g->n++] = c;
    return true;
}

/* digits * 10^scale as an integer, when it is one. */
static bool to_scaled(struct digits *g, int scale, int64_t *out, struct sv *why)
{
    int64_t v = 0, places;

    while (g->n && g->d[g->n - 1] == '0')
        g->n--;
    if (g->n == 0) {
        *out = 0;
        return true;
    }
    places = g->point + scale; /* digits before the end of the scaled integer */
    if (places > 19)
        return value_no(why, TOO_BIG);
    if (places < (int64_t) g->n)
        return value_no(why, scale ? T("Angka di belakang koma lebih banyak daripada yang dapat disimpan")
                                   : T("Angkanya harus bulat, tanpa pecahan"));
    for (int64_t i = 0; i < places; i++) {
        int digit = i < (int64_t) g->n ? g->d[i] - '0' : 0;
        /* Counting downwards reaches INT64_MIN, which has no positive twin. */
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, digit, &v))
            return value_no(why, TOO_BIG);
    }
    if (!g->minus && v == INT64_MIN)
        return value_no(why, TOO_BIG);
    *out = g->minus ? v : -v;
    return true;
}

/* -- as people write ---------------------------------------------------------------------------------------------- */

struct marks { /* what a text of digits and marks is made of; spaces of all kinds count as ' ' */
    char c[DIGITS_MAX + 32];
    size_t n, dots, commas, spaces;
};

static bool read_marks(struct sv s, struct marks *m, struct sv *why)
{
    *m = (struct marks){ .n = 0 };
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (m->n == sizeof m->c)
            return value_no(why, TOO_BIG);
        if (c == '\xC2' && i + 1 < s.n && s.p[i + 1] == '\xA0') {
            i++, c = ' ';
        } else if (c == '\xE2' && i + 2 < s.n && s.p[i + 1] == '\x80' &&
                   (s.p[i + 2] == '\x89' || s.p[i + 2] == '\xAF')) {
            i += 2, c = ' '; /* thin space, narrow no-break space */
        }
        if (c == '%')
            return value_no(why, T("Tanda persen tidak dipakai; isi angkanya saja"));
        if (!value_is_digit(c) && c != '.' && c != ',' && c != ' ')
            return value_no(why,
                            m->n ? T("Ada tulisan di sebelah angkanya; isi angkanya saja") : NOT_A_NUMBER);
        m->dots += c == '.';
        m->commas += c == ',';
        m->spaces += c == ' ';
        m->c[m->n++] = c;
    }
    return true;
}

/* Groups of thousands: one to three digits, the first no zero, then three each; up to the decimal mark or the end. */
static bool groups_ok(const struct marks *m, char group, char decimal)
{
    size_t len = 0, groups = 0;

    if (m->n == 0 || m->c[0] == '0')
        return false;
    for (size_t i = 0; i <= m->n; i++) {
        if (i < m->n && value_is_digit(m->c[i])) {
            len++;
            continue;
        }
        if (groups ? len != 3 : len < 1 || len > 3)
            return false;
        groups++;
        len = 0;
        if (i == m->n || m->c[i] == decimal)
            return true;
        if (m->c[i] != group)
            return false;
    }
    return false;
}

/* Which mark groups thousands and which begins the decimals ('\0': none). `strict`: a lone comma before three digits is
 * too ambiguous to be a decimal comma. */
static bool decide(const struct marks *m, bool strict, char *group, char *decimal, struct sv *why)
{
    *group = *decimal = '\0';
    if (m->dots && m->commas) {
        size_t last = m->n;
        while (value_is_digit(m->c[last - 1]) || m->c[last - 1] == ' ')
            last--;
        *decimal = m->c[last - 1];
        *group = *decimal == '.' ? ',' : '.';
    } else if (m->commas > 1) {
        *group = ',';
    } else if (m->dots > 1 || (m->dots == 1 && groups_ok(m, '.', '\0'))) {
        *group = '.';
    } else if (m->dots == 1) {
        *decimal = '.';
    } else if (m->commas == 1) {
        if (strict && groups_ok(m, ',', '\0'))
            return value_no(
                why, T("Koma sebelum tiga angka bisa berarti ribuan atau pecahan; tulis 1500 atau 1,5"));
        *decimal = ',';
    }
    if ((*decimal == '.' && m->dots > 1) || (*decimal == ',' && m->commas > 1))
        return value_no(why, NOT_A_NUMBER);
    if (m->spaces) {
        if (*group)
            return value_no(why, NOT_A_NUMBER);
        *group = ' ';
    }
    if (*group && !groups_ok(m, *group, *decimal))
        return value_no(why, T("Pemisah ribuannya tidak pada tempatnya; tulis misalnya 1.250.000"));
    return true;
}

/* Sign, brackets and an Indonesian ",-" or ".-" around the number. */
static struct sv strip_sign(struct sv s, bool *minus)
{
    *minus = false;
    s = sv_trim(s);
    if (s.n > 2 && s.p[0] == '(' && s.p[s.n - 1] == ')') {
        *minus = true;
        return sv_trim(sv_sub(s, 1, s.n - 2));
    }
    if (s.n > 2 && s.p[s.n - 1] == '-') { /* "5.000,-" */
        size_t n = s.n;
        while (n && s.p[n - 1] == '-')
            n--;
        if (n && (s.p[n - 1] == ',' || s.p[n - 1] == '.'))
            s = sv_trim(sv_sub(s, 0, n - 1));
    }
    if (sv_starts(s, SV("\u2212"))) {
        *minus = true;
        return sv_trim(sv_sub(s, 3, s.n));
    }
    if (s.n && (s.p[0] == '-' || s.p[0] == '+')) {
        *minus = s.p[0] == '-';
        return sv_trim(sv_sub(s, 1, s.n));
    }
    return s;
}

/* s without sign */
static bool human(struct sv s, bool minus, int scale, bool strict, int64_t *out, struct sv *why)
{
    struct digits g = { .minus = minus };
    struct marks m;
    char group, decimal;
    size_t before = 0, after = 0;
    bool whole = true;

    if (!read_marks(s, &m, why) || !decide(&m, strict, &group, &decimal, why))
        return false;
    for (size_t i = 0; i < m.n; i++) {
        if (decimal && m.c[i] == decimal) {
            whole = false;
            continue;
        }
        if (!value_is_digit(m.c[i]))
            continue;
        if (!add_digit(&g, m.c[i]))
            return value_no(why, TOO_BIG);
        if (whole)
            before++, g.point += g.n > 0;
        else
            after++, g.point -= g.n == 0;
    }
    if (before + after == 0 || (!whole && after == 0))
        return value_no(why, NOT_A_NUMBER);
    return to_scaled(&g, scale, out, why);
}

bool value_decimal(struct sv s, int scale, int64_t *out, struct sv *why)
{
    bool minus;

    s = strip_sign(s, &minus);
    return human(s, minus, scale, scale < 3, out, why);
}

bool value_int(struct sv s, int64_t *out, struct sv *why)
{
    return value_decimal(s, 0, out, why);
}

/* "1,5 miliar": the word behind and its power of ten. */
static int take_multiple(struct sv *s)
{
    static const struct {
        struct sv word;
        int power;
    } words[] = {
        { SV_INIT("ribu"), 3 },     { SV_INIT("rb"), 3 },       { SV_INIT("juta"), 6 },
        { SV_INIT("jt"), 6 },       { SV_INIT("miliar"), 9 },   { SV_INIT("milyar"), 9 },
        { SV_INIT("triliun"), 12 }, { SV_INIT("trilyun"), 12 },
    };
    size_t n = s->n;
    struct sv tail;

    while (n && value_is_letter(s->p[n - 1]))
        n--;
    tail = sv_sub(*s, n, s->n);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (sv_eq_fold(tail, words[i].word)) {
            *s = sv_trim(sv_sub(*s, 0, n));
            return words[i].power;
        }
    return 0;
}

static struct sv strip_currency(struct sv s)
{
    if (sv_eq_fold(sv_sub(s, 0, 2), SV("rp")))
        s = sv_sub(s, 2, s.n);
    else if (sv_eq_fold(sv_sub(s, 0, 3), SV("idr")))
        s = sv_sub(s, 3, s.n);
    else
        return s;
    if (s.n && s.p[0] == '.')
        s = sv_sub(s, 1, s.n);
    return sv_trim(s);
}

bool value_rupiah(struct sv s, int64_t *out, struct sv *why)
{
    bool minus;
    int power;
    int64_t v = 0;

    s = strip_sign(strip_currency(sv_trim(s)), &minus); /* "Rp -500" and "-Rp 500" both occur */
    s = strip_currency(s);
    power = take_multiple(&s);
    if (!human(s, minus, power, true, &v, why)) {
        if (sv_eq(*why, sv_of(T("Angkanya harus bulat, tanpa pecahan"))))
            return value_no(why, T("Nilai rupiah harus bulat, tanpa sen"));
        return false;
    }
    *out = v;
    return true;
}

/* -- as programs write -------------------------------------------------------------------------------------------- */

/* Keeps 15 significant digits, rounded half up: what a spreadsheet shows of a binary fraction. */
static void drop_noise(struct digits *g)
{
    size_t i = 15;
    bool up;

    if (g->n <= 15)
        return;
    up = g->d[15] >= '5';
    g->n = 15;
    while (up && i > 0) {
        up = g->d[--i] == '9';
        g->d[i] = up ? '0' : (char) (g->d[i] + 1);
    }
    if (up) { /* 999… became 1000… */
        g->d[0] = '1';
        g->n = 1;
        g->point++;
    }
}

bool value_decimal_plain(struct sv s, int scale, bool noise, int64_t *out, struct sv *why)
{
    struct digits g = { .n = 0 };
    bool whole = true, any = false;
    int64_t exponent = 0;
    size_t i = 0;

    s = sv_trim(s);
    if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
        g.minus = s.p[i++] == '-';
    for (; i < s.n && (value_is_digit(s.p[i]) || (s.p[i] == '.' && whole)); i++) {
        if (s.p[i] == '.') {
            whole = false;
            continue;
        }
        any = true;
        if (!add_digit(&g, s.p[i]))
            return value_no(why, TOO_BIG);
        g.point += whole ? g.n > 0 : -(int64_t) (g.n == 0);
    }
    if (any && i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        struct sv e = sv_sub(s, i + 1, s.n);
        if (sv_starts(e, SV("+")))
            e = sv_sub(e, 1, e.n);
        if (e.n > 5 || !sv_int(e, &exponent))
            return value_no(why, NOT_A_NUMBER);
        i = s.n;
    }
    if (!any || i < s.n)
        return value_no(why, NOT_A_NUMBER);
    g.point += exponent;
    if (noise)
        drop_noise(&g);
    return to_scaled(&g, scale, out, why);
}
