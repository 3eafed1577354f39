/* SPDX-License-Identifier: MIT
 * model/value.c -- texts, "nothing", yes and no. */
#include "model/value.h"

#include "model/value_priv.h"

bool value_no(struct sv *why, const char *sentence)
{
    *why = sv_of(sentence);
    return false;
}

bool value_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool value_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct sv value_fold(struct sv s, char *w, size_t max)
{
    size_t n = 0;

    s = sv_trim(s);
    for (size_t i = 0; i < s.n && n < max; i++) {
        char c = s.p[i];
        if (c == '\xC2' && i + 1 < s.n && s.p[i + 1] == '\xA0')
            i++, c = ' ';
        if (c == '\t' || c == '\n' || c == '\r')
            c = ' ';
        if (c == ' ' && n && w[n - 1] == ' ')
            continue;
        w[n++] = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
    return (struct sv){ w, n };
}

bool value_is_one_of(struct sv s, const struct sv *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(s, words[i]))
            return true;
    return false;
}

bool value_is_none(struct sv s)
{
    static const struct sv words[] = {
        SV_INIT(""),         SV_INIT("n/a"),         SV_INIT("n.a."),
        SV_INIT("n.a"),      SV_INIT("#n/a"),        SV_INIT("tidak ada"),
        SV_INIT("tdk ada"),  SV_INIT("tdk. ada"),    SV_INIT("belum ada"),
        SV_INIT("blm ada"),  SV_INIT("nihil"),       SV_INIT("kosong"),
        SV_INIT("(kosong)"), SV_INIT("null"),        SV_INIT("none"),
        SV_INIT("nil"),      SV_INIT("belum diisi"), SV_INIT("tidak diketahui"),
    };
    char w[32];
    struct sv f = value_fold(s, w, sizeof w);
    size_t i = 0;

    if (f.n == sizeof w) /* longer than any of them */
        return false;
    while (i < f.n) { /* dashes and dots of any make: "-", "--", "—", "...", "…" */
        struct sv rest = sv_sub(f, i, f.n);
        if (rest.p[0] == '-' || rest.p[0] == '_' || rest.p[0] == ' ' || (rest.p[0] == '.' && f.n > 1))
            i++;
        else if (sv_starts(rest, SV("\u2013")) || sv_starts(rest, SV("\u2014")) ||
                 sv_starts(rest, SV("\u2212")) || sv_starts(rest, SV("\u2026")) ||
                 sv_starts(rest, SV("\u2012")))
            i += 3;
        else
            break;
    }
    return i == f.n || value_is_one_of(f, words, sizeof words / sizeof words[0]);
}

/* What stands at s.p + i: its length, and whether it is white space or something that nobody sees. */
static size_t look_at(struct sv s, size_t i, bool *space, bool *hidden)
{
    unsigned char c = (unsigned char) s.p[i], d = i + 1 < s.n ? (unsigned char) s.p[i + 1] : 0,
                  f = i + 2 < s.n ? (unsigned char) s.p[i + 2] : 0;

    *space = c == ' ' || (c >= '\t' && c <= '\r') || (c == 0xC2 && (d == 0xA0 || d == 0x85)) ||
             (c == 0xE2 && d == 0x80 && (f <= 0x8A || f == 0xA8 || f == 0xA9 || f == 0xAF) && f >= 0x80) ||
             (c == 0xE3 && d == 0x80 && f == 0x80);
    /* controls, soft hyphen, zero width, direction marks, byte order mark */
    *hidden = !*space &&
              (c < 0x20 || c == 0x7F || (c == 0xC2 && (d == 0xAD || (d >= 0x80 && d < 0xA0))) ||
               (c == 0xE2 && d == 0x80 && ((f >= 0x8B && f <= 0x8F) || (f >= 0xAA && f <= 0xAE))) ||
               (c == 0xE2 && d == 0x81 && f >= 0xA0 && f <= 0xAF) || (c == 0xEF && d == 0xBB && f == 0xBF));
    return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

struct sv value_line(struct sv s, struct arena *a)
{
    char *w = arena_alloc(a, s.n + 1);
    size_t n = 0;
    bool space, hidden, gap = false;

    for (size_t i = 0, len; i < s.n; i += len) {
        len = look_at(s, i, &space, &hidden);
        if (len > s.n - i)
            len = s.n - i;
        if (space)
            gap = n > 0;
        if (space || hidden)
            continue;
        if (gap)
            w[n++] = ' ';
        gap = false;
        memcpy(w + n, s.p + i, len);
        n += len;
    }
    return (struct sv){ w, n };
}

struct sv value_prose(struct sv s, struct arena *a)
{
    char *w = arena_alloc(a, s.n + 1);
    size_t n = 0, lines = 0, gap = 0; /* line breaks and blanks still owed before the next letter */
    bool space, hidden;

    for (size_t i = 0, len; i < s.n; i += len) {
        len = look_at(s, i, &space, &hidden);
        if (len > s.n - i)
            len = s.n - i;
        if (s.p[i] == '\n' || (s.p[i] == '\r' && !(i + 1 < s.n && s.p[i + 1] == '\n')))
            lines++, gap = 0;
        else if (space && s.p[i] != '\r')
            gap++;
        if (space || hidden)
            continue;
        for (; n && lines; lines--)
            w[n++] = '\n';
        for (; n && gap; gap--)
            w[n++] = ' ';
        lines = gap = 0;
        memcpy(w + n, s.p + i, len);
        n += len;
    }
    return (struct sv){ w, n };
}

bool value_bool(struct sv s, bool *out, struct sv *why)
{
    static const struct sv yes[] = {
        SV_INIT("ya"),     SV_INIT("y"),      SV_INIT("yes"),    SV_INIT("iya"),    SV_INIT("ada"),
        SV_INIT("sudah"),  SV_INIT("sdh"),    SV_INIT("benar"),  SV_INIT("betul"),  SV_INIT("true"),
        SV_INIT("v"),      SV_INIT("1"),      SV_INIT("punya"),  SV_INIT("\u221A"), SV_INIT("\u2713"),
        SV_INIT("\u2714"), SV_INIT("\u2611"), SV_INIT("\u2705"), SV_INIT("[x]"),    SV_INIT("[v]"),
    };
    static const struct sv no[] = {
        SV_INIT("tidak"),       SV_INIT("tdk"),    SV_INIT("t"),     SV_INIT("tidak ada"),
        SV_INIT("tdk ada"),     SV_INIT("belum"),  SV_INIT("blm"),   SV_INIT("belum ada"),
        SV_INIT("bukan"),       SV_INIT("salah"),  SV_INIT("false"), SV_INIT("no"),
        SV_INIT("n"),           SV_INIT("x"),      SV_INIT("0"),     SV_INIT("\u2717"),
        SV_INIT("\u2718"),      SV_INIT("\u2610"), SV_INIT("[]"),    SV_INIT("[ ]"),
        SV_INIT("tidak punya"),
    };
    char w[24];
    struct sv f = value_fold(s, w, sizeof w);

    while (f.n && (f.p[f.n - 1] == '.' || f.p[f.n - 1] == '!'))
        f.n--;
    if (value_is_one_of(f, yes, sizeof yes / sizeof yes[0]))
        return *out = true;
    if (!value_is_one_of(f, no, sizeof no / sizeof no[0]))
        return value_no(why, T("Isinya harus ya atau tidak"));
    *out = false;
    return true;
}
