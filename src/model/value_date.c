/* SPDX-License-Identifier: MIT
 * model/value_date.c -- days, instants and periods as people write them. */
#include "model/value.h"
#include "model/value_priv.h"

/* A text being read from left to right. Readers move i only when they succeed, or when all is refused anyway. */
struct scan {
    struct sv s;
    size_t i;
    struct sv *why;
};

#define NOT_A_DATE T("Ini bukan tanggal; tulis misalnya 3 Maret 2019 atau 03/03/2019")

static char peek(const struct scan *c)
{
    return c->i < c->s.n ? c->s.p[c->i] : '\0';
}

static void blanks(struct scan *c)
{
    for (;;) {
        if (peek(c) == ' ' || (peek(c) >= '\t' && peek(c) <= '\r'))
            c->i++;
        else if (peek(c) == '\xC2' && c->i + 1 < c->s.n && c->s.p[c->i + 1] == '\xA0')
            c->i += 2;
        else
            return;
    }
}

static bool take(struct scan *c, struct sv text)
{
    if (!sv_eq_fold(sv_sub(c->s, c->i, text.n), text))
        return false;
    c->i += text.n;
    return true;
}

/* Digits; how many in *len (0: none here). At most 9, which no part of a date has. */
static int number(struct scan *c, size_t *len)
{
    int v = 0;

    for (*len = 0; value_is_digit(peek(c)) && *len < 9; ++*len)
        v = v * 10 + (c->s.p[c->i++] - '0');
    return v;
}

/* A word of letters in lower case, apostrophes left out ("Jum'at"). Length 0: none here. */
static struct sv word(struct scan *c, char w[16])
{
    size_t n = 0;

    while (n < 15 && (value_is_letter(peek(c)) || (n && peek(c) == '\''))) {
        char ch = c->s.p[c->i++];
        if (ch != '\'')
            w[n++] = (char) (ch | 32);
    }
    return (struct sv){ w, n };
}

struct name {
    const char *text;
    int value;
};

static int name_value(struct sv w, const struct name *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(w, sv_of(names[i].text)))
            return names[i].value;
    return 0;
}

static int month_of(struct sv w)
{
    static const struct name names[] = {
        { "januari", 1 },   { "jan", 1 },       { "january", 1 },   { "februari", 2 },  { "pebruari", 2 },
        { "feb", 2 },       { "peb", 2 },       { "february", 2 },  { "maret", 3 },     { "mar", 3 },
        { "mrt", 3 },       { "march", 3 },     { "april", 4 },     { "apr", 4 },       { "mei", 5 },
        { "may", 5 },       { "juni", 6 },      { "jun", 6 },       { "june", 6 },      { "juli", 7 },
        { "jul", 7 },       { "july", 7 },      { "agustus", 8 },   { "agu", 8 },       { "ags", 8 },
        { "agt", 8 },       { "agust", 8 },     { "aug", 8 },       { "august", 8 },    { "september", 9 },
        { "sep", 9 },       { "sept", 9 },      { "oktober", 10 },  { "okt", 10 },      { "oct", 10 },
        { "october", 10 },  { "november", 11 }, { "nopember", 11 }, { "nov", 11 },      { "nop", 11 },
        { "desember", 12 }, { "des", 12 },      { "dec", 12 },      { "december", 12 },
    };

    return name_value(w, names, sizeof names / sizeof names[0]);
}

static int weekday_of(struct sv w)
{
    static const struct name names[] = {
        { "senin", 1 },     { "selasa", 2 },   { "rabu", 3 },   { "kamis", 4 },    { "jumat", 5 },
        { "sabtu", 6 },     { "minggu", 7 },   { "ahad", 7 },   { "monday", 1 },   { "tuesday", 2 },
        { "wednesday", 3 }, { "thursday", 4 }, { "friday", 5 }, { "saturday", 6 }, { "sunday", 7 },
    };

    return name_value(w, names, sizeof names / sizeof names[0]);
}

/* Puts a day together, or says which part of it does not exist. */
static bool make_day(struct scan *c, int y, int m, int d, struct date *out)
{
    *out = (struct date){ y, m, d };
    if (date_ok(*out))
        return true;
    if (m < 1 || m > 12)
        return value_no(c->why, T("Bulan harus 1 sampai 12; tulis hari dulu, lalu bulan"));
    if (d < 1 || d > 31)
        return value_no(c->why, T("Tanggal harus 1 sampai 31"));
    if (m == 2 && d == 29)
        return value_no(c->why, T("29 Februari tidak ada pada tahun itu"));
    if (m == 2)
        return value_no(c->why, d == 30 ? T("30 Februari tidak ada") : T("31 Februari tidak ada"));
    return value_no(c->why, m == 4   ? T("31 April tidak ada")
                            : m == 6 ? T("31 Juni tidak ada")
                            : m == 9 ? T("31 September tidak ada")
                                     : T("31 November tidak ada"));
}

static bool year(struct scan *c, int *out)
{
    size_t len;

    *out = number(c, &len);
    if (len == 4 && *out >= 1000)
        return true;
    return value_no(c->why, len ? T("Tahun ditulis dengan empat angka") : NOT_A_DATE);
}

static void ordinal(struct scan *c)
{
    (void) (take(c, SV("st")) || take(c, SV("nd")) || take(c, SV("rd")) || take(c, SV("th")));
}

static void between(struct scan *c) /* what may stand between day, month name and year */
{
    blanks(c);
    while (peek(c) == '-' || peek(c) == '/' || peek(c) == '.' || peek(c) == ',')
        c->i++;
    blanks(c);
}

/* 2019-03-03, 2019-03, 2019; the year has been read. */
static bool year_first(struct scan *c, int y, struct date *out, enum value_precision *p)
{
    size_t start = c->i, len;
    char sep = peek(c);
    int m, d;

    *p = VALUE_YEAR;
    if (y < 1000)
        return value_no(c->why, T("Tahun ditulis dengan empat angka"));
    if (sep == '-' || sep == '/' || sep == '.') {
        c->i++;
        m = number(c, &len);
        if (len == 1 || len == 2) {
            *p = VALUE_MONTH;
            start = c->i;
            if (peek(c) != sep)
                return make_day(c, y, m, 1, out);
            c->i++;
            d = number(c, &len);
            if (len == 1 || len == 2) {
                *p = VALUE_DAY;
                return make_day(c, y, m, d, out);
            }
            c->i = start;
            return make_day(c, y, m, 1, out);
        }
    }
    c->i = start; /* a year alone; what follows may be the end of a period */
    if (y < 1900 || y > 2100)
        return value_no(c->why, T("Tahunnya di luar 1900 sampai 2100; bila ini kode, isi di kolom lain"));
    return make_day(c, y, 1, 1, out);
}

/* 3/3/2019, 03/2019, 3 Maret 2019; the first number has been read. */
static bool day_first(struct scan *c, int first, struct date *out, enum value_precision *p)
{
    char w[16], sep = peek(c);
    size_t start = c->i, len;
    int m, y;

    *p = VALUE_DAY;
    if (sep == '/' || sep == '-' || sep == '.') {
        c->i++;
        m = number(c, &len);
        if (len == 4) { /* month and year */
            *p = VALUE_MONTH;
            return m >= 1000 ? make_day(c, m, first, 1, out) : value_no(c->why, NOT_A_DATE);
        }
        if (len) {
            if (len > 2 || peek(c) != sep)
                return value_no(c->why, NOT_A_DATE);
            c->i++;
            return year(c, &y) && make_day(c, y, m, first, out);
        }
    }
    c->i = start;
    ordinal(c);
    between(c);
    m = month_of(word(c, w));
    if (!m)
        return value_no(c->why, NOT_A_DATE);
    between(c);
    return year(c, &y) && make_day(c, y, m, first, out);
}

/* Maret 2019, March 3, 2019; the month has been read. */
static bool month_first(struct scan *c, int m, struct date *out, enum value_precision *p)
{
    size_t len;
    int v, y;

    between(c);
    v = number(c, &len);
    if (len == 4 && v >= 1000) {
        *p = VALUE_MONTH;
        return make_day(c, v, m, 1, out);
    }
    if (len == 0 || len > 2)
        return value_no(c->why, len ? T("Tahun ditulis dengan empat angka") : NOT_A_DATE);
    ordinal(c);
    between(c);
    *p = VALUE_DAY;
    return year(c, &y) && make_day(c, y, m, v, out);
}

/* One day, month or year at the head of the text. */
static bool day(struct scan *c, struct date *out, enum value_precision *p)
{
    char w[16];
    struct sv name;
    size_t len;
    int v, weekday = 0;
    bool ok;

    blanks(c);
    name = word(c, w);
    if (sv_eq(name, SV("tahun")) || sv_eq(name, SV("thn")) || sv_eq(name, SV("th")) ||
        sv_eq(name, SV("tanggal")) || sv_eq(name, SV("tgl"))) {
        between(c);
        name = word(c, w);
    }
    if (name.n && (weekday = weekday_of(name)) != 0) {
        between(c);
        name = word(c, w);
    }
    if (name.n) {
        v = month_of(name);
        ok = v ? month_first(c, v, out, p) : value_no(c->why, NOT_A_DATE);
    } else {
        v = number(c, &len);
        if (len == 4)
            ok = year_first(c, v, out, p);
        else if (len == 5)
            ok = value_no(c->why, T("Ini angka, bukan tanggal; beri format tanggal pada selnya"));
        else
            ok = len == 1 || len == 2 ? day_first(c, v, out, p) : value_no(c->why, NOT_A_DATE);
    }
    if (ok && weekday && (*p != VALUE_DAY || date_weekday(*out) != weekday))
        return value_no(c->why, T("Nama harinya tidak cocok dengan tanggalnya"));
    return ok;
}

/* "T08:15:00Z", " 08.15", " pukul 08:15 WITA". False: nothing readable. *has_zone says whether it names its clock. */
static bool clock_time(struct scan *c, int *seconds, int *zone_min, bool *has_zone)
{
    char w[16];
    size_t len;
    int h, m, s = 0;
    struct sv zone;

    if (!take(c, SV("T")) && !(take(c, SV(", ")))) {
        if (peek(c) != ' ' && peek(c) != '\t' && peek(c) != '\n')
            return false;
    }
    blanks(c);
    if (take(c, SV("pukul")) || take(c, SV("jam")) || take(c, SV("pkl")))
        between(c);
    h = number(c, &len);
    if (len == 0 || len > 2 || h > 23 || (peek(c) != ':' && peek(c) != '.'))
        return false;
    c->i++;
    m = number(c, &len);
    if (len != 2 || m > 59)
        return false;
    if ((peek(c) == ':' || peek(c) == '.') && c->i + 1 < c->s.n && value_is_digit(c->s.p[c->i + 1])) {
        c->i++;
        s = number(c, &len);
        if (len != 2 || s > 59)
            return false;
        if (peek(c) == '.' && c->i + 1 < c->s.n && value_is_digit(c->s.p[c->i + 1]))
            for (c->i++; value_is_digit(peek(c)); c->i++) /* a fraction: instants are whole seconds */
                ;
    }
    *seconds = h * 3600 + m * 60 + s;
    *has_zone = true;
    blanks(c);
    if (take(c, SV("+")) || take(c, SV("-"))) {
        int sign = c->s.p[c->i - 1] == '-' ? -1 : 1;
        h = number(c, &len);
        if (len != 2 || !take(c, SV(":")) || h > 14)
            return false;
        m = number(c, &len);
        *zone_min = sign * (h * 60 + m);
        return len == 2 && m < 60;
    }
    zone = word(c, w);
    *zone_min = sv_eq(zone, SV("wib"))    ? 420
                : sv_eq(zone, SV("wita")) ? 480
                : sv_eq(zone, SV("wit"))  ? 540
                                          : 0;
    *has_zone = zone.n != 0;
    return zone.n == 0 || *zone_min || sv_eq(zone, SV("z")) || sv_eq(zone, SV("utc"));
}

bool value_date(struct sv s, struct date *out, enum value_precision *p, struct sv *why)
{
    struct scan c = { sv_trim(s), 0, why };
    struct date d;
    enum value_precision precision;
    int seconds, zone;
    bool has_zone;

    if (!day(&c, &d, &precision))
        return false;
    if (c.i < c.s.n && (precision != VALUE_DAY || !clock_time(&c, &seconds, &zone, &has_zone) || c.i < c.s.n))
        return value_no(why,
                        precision == VALUE_DAY ? T("Ada tulisan lain di belakang tanggalnya") : NOT_A_DATE);
    *out = d;
    *p = precision;
    return true;
}

bool value_datetime(struct sv s, int offset_min, int64_t *out, struct sv *why)
{
    struct scan c = { sv_trim(s), 0, why };
    struct date d;
    enum value_precision precision;
    int seconds = 0, zone = 0;
    bool has_zone = false;

    if (time_parse(c.s, out))
        return true;
    if (!day(&c, &d, &precision))
        return false;
    if (precision != VALUE_DAY)
        return value_no(why, T("Tanggalnya belum lengkap; tulis misalnya 3 Maret 2019 pukul 08.15"));
    if (c.i < c.s.n && (!clock_time(&c, &seconds, &zone, &has_zone) || c.i < c.s.n))
        return value_no(why, T("Jamnya tidak terbaca; tulis misalnya 3 Maret 2019 pukul 08.15"));
    *out = time_of_date(d, has_zone ? zone : offset_min) + seconds;
    return true;
}

static bool until_word(struct scan *c)
{
    static const struct sv words[] = {
        SV_INIT("sampai dengan"), SV_INIT("sampai"), SV_INIT("hingga"), SV_INIT("s.d."), SV_INIT("s.d"),
        SV_INIT("s/d"),           SV_INIT("sd."),    SV_INIT("sd"),     SV_INIT("to"),   SV_INIT("\u2013"),
        SV_INIT("\u2014"),        SV_INIT("-"),      SV_INIT("/"),
    };

    blanks(c);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (take(c, words[i]))
            return true;
    return false;
}

static struct date last_day(struct date d, enum value_precision p)
{
    return p == VALUE_YEAR    ? (struct date){ d.y, 12, 31 }
           : p == VALUE_MONTH ? date_add_days(date_add_months(d, 1), -1)
                              : d;
}

bool value_period(struct sv s, struct value_period *out, struct sv *why)
{
    struct scan c = { sv_trim(s), 0, why };
    struct value_period got = { { 0, 0, 0 }, { 0, 0, 0 } };
    enum value_precision p = VALUE_DAY;

    if (!day(&c, &got.from, &p))
        return false;
    blanks(&c);
    if (c.i == c.s.n) {
        if (p == VALUE_DAY)
            return value_no(
                why,
                T("Tulis hari pertama dan hari terakhirnya, misalnya 1 Januari 2025 s.d. 31 Desember 2025"));
        got.to = last_day(got.from, p);
    } else {
        if (!until_word(&c) || (blanks(&c), c.i == c.s.n))
            return value_no(
                why,
                T("Ini bukan jangka waktu; tulis misalnya 2025-2029 atau 1 Januari 2025 s.d. 31 Desember 2029"));
        if (!day(&c, &got.to, &p))
            return false;
        blanks(&c);
        if (c.i < c.s.n)
            return value_no(why, T("Ada tulisan lain di belakang tanggal akhirnya"));
        got.to = last_day(got.to, p);
    }
    if (!date_ok(got.to))
        return value_no(why, NOT_A_DATE);
    if (date_cmp(got.from, got.to) > 0)
        return value_no(why, T("Hari terakhirnya lebih awal daripada hari pertamanya"));
    *out = got;
    return true;
}
