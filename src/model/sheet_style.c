/* SPDX-License-Identifier: MIT
 * model/sheet_style.c -- which number formats show a date, and which day a serial number is (ECMA-376 18.8.30, 18.17.4). */
#include "base/date.h"
#include "model/sheet_priv.h"

bool style_builtin_is_date(int64_t id)
{
    return (id >= 14 && id <= 22) || (id >= 45 && id <= 47);
}

/* A format shows a date or time when y, m, d, h or s stands in its first section outside of quoted and escaped text,
 * padding (_x, *x) and brackets, except for elapsed time: [h], [mm], [ss]. */
bool style_code_is_date(struct sv code)
{
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i] >= 'A' && code.p[i] <= 'Z' ? (char) (code.p[i] + 32) : code.p[i];
        if (c == ';') {
            return false;
        } else if (c == '"') {
            for (i++; i < code.n && code.p[i] != '"'; i++)
                ;
        } else if (c == '\\' || c == '_' || c == '*') {
            i++;
        } else if (c == '[') {
            char first = i + 1 < code.n ? (char) (code.p[i + 1] | 32) : ' ';
            size_t from = ++i;
            bool same = true;
            for (; i < code.n && code.p[i] != ']'; i++)
                same = same && (code.p[i] | 32) == first;
            if (same && i > from && (first == 'h' || first == 'm' || first == 's'))
                return true;
        } else if (c == 'y' || c == 'm' || c == 'd' || c == 'h' || c == 's') {
            return true;
        }
    }
    return false;
}

bool style_serial(double serial, bool date1904, struct arena *a, struct sv *out)
{
    int64_t days, seconds;
    int32_t epoch;
    struct date d;

    if (!(serial >= 0 && serial < 2958466)) /* also NaN; 9999-12-31 is the last day a spreadsheet shows */
        return false;
    days = (int64_t) serial;
    /* A time is a binary fraction of its day: to the nearest second. */
    seconds = (int64_t) ((serial - (double) days) * 86400 + 0.5);
    if (seconds == 86400)
        days++, seconds = 0;
    if (days == 0 && (seconds || !date1904)) {
        *out = arena_printf(a, "%02d:%02d:%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60),
                            (int) (seconds % 60));
        return true;
    }
    if (!date1904 && days == 60)
        return false; /* 29 February 1900, which the 1900 system counts and the calendar does not know */
    epoch = date1904 ? date_serial((struct date){ 1904, 1, 1 })
                     : date_serial((struct date){ 1899, 12, days < 60 ? 31 : 30 });
    d = date_of_serial(epoch + (int32_t) days);
    if (!date_ok(d))
        return false;
    if (seconds)
        *out = arena_printf(a, "%sT%02d:%02d:%02d", date_iso(d).s, (int) (seconds / 3600),
                            (int) (seconds / 60 % 60), (int) (seconds % 60));
    else
        *out = arena_dup(a, sv_of(date_iso(d).s));
    return true;
}
