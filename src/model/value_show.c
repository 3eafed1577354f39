/* SPDX-License-Identifier: MIT
 * model/value_show.c -- values back as text: for people the Indonesian way, for programs plain. */
#include "model/value.h"
#include "model/value_priv.h"

struct sv value_show_date(struct date d, enum value_precision p, struct arena *a)
{
    struct sv s = date_long(d, a);

    if (!date_ok(d) || p == VALUE_DAY)
        return date_ok(d) ? s : SV("");
    if (p == VALUE_YEAR)
        return arena_printf(a, "%d", d.y);
    while (s.n && s.p[0] != ' ') /* "3 Maret 2019" without its day */
        s = sv_sub(s, 1, s.n);
    return sv_trim(s);
}

struct sv value_show_period(struct value_period p, struct arena *a)
{
    /* years that value_period() takes for years when they stand alone */
    bool years =
        p.from.m == 1 && p.from.d == 1 && p.to.m == 12 && p.to.d == 31 && p.from.y >= 1900 && p.to.y <= 2100;

    if (years && p.from.y == p.to.y)
        return arena_printf(a, "%d", p.from.y);
    if (years)
        return arena_printf(a, "%d\u2013%d", p.from.y, p.to.y);
    return arena_printf(a, "%.*s \u2013 %.*s", SV_FMT(value_show_date(p.from, VALUE_DAY, a)),
                        SV_FMT(value_show_date(p.to, VALUE_DAY, a)));
}

/* sign, whole part in groups of `group` ('\0': none), mark, decimals */
static struct sv show(int64_t v, int scale, char group, char mark, struct arena *a)
{
    char text[64];
    size_t at = sizeof text;
    uint64_t rest = v < 0 ? 0 - (uint64_t) v : (uint64_t) v;

    for (int i = 0; i < scale; i++, rest /= 10)
        text[--at] = (char) ('0' + rest % 10);
    if (scale > 0)
        text[--at] = mark;
    for (int i = 0; i == 0 || rest; i++, rest /= 10) {
        if (group && i && i % 3 == 0)
            text[--at] = group;
        text[--at] = (char) ('0' + rest % 10);
    }
    if (v < 0)
        text[--at] = '-';
    return arena_dup(a, (struct sv){ text + at, sizeof text - at });
}

struct sv value_show_int(int64_t v, struct arena *a)
{
    return show(v, 0, '.', ',', a);
}

struct sv value_show_decimal(int64_t v, int scale, struct arena *a)
{
    return show(v, scale, '.', ',', a);
}

struct sv value_show_rupiah(int64_t v, struct arena *a)
{
    struct sv s = show(v, 0, '.', ',', a);

    return v < 0 ? arena_printf(a, "-Rp %.*s", SV_FMT(sv_sub(s, 1, s.n)))
                 : arena_printf(a, "Rp %.*s", SV_FMT(s));
}

struct sv value_show_bool(bool v)
{
    return sv_of(v ? T("Ya") : T("Tidak"));
}

struct sv value_plain_decimal(int64_t v, int scale, struct arena *a)
{
    return show(v, scale, '\0', '.', a);
}

struct sv value_plain_period(struct value_period p, struct arena *a)
{
    return arena_printf(a, "%s/%s", date_iso(p.from).s, date_iso(p.to).s);
}
