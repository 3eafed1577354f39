/* SPDX-License-Identifier: MIT
 * page/calendar_weeks.c -- the month as a table of weeks, and as a list of days. */
#include "page/calendar_priv.h"

enum { PER_CELL = 4 };

static bool holiday(const struct calendar_view *v, struct date d)
{
    return date_weekday(d) < 6 && !date_is_workday(d, &v->holidays);
}

static size_t first_on(const struct calendar_view *v, struct date d)
{
    size_t i = 0;

    while (i < v->due.n && date_cmp(v->due.items[i].day, d) < 0)
        i++;
    return i;
}

static void cell_entry(struct calendar_view *v, const struct due *d)
{
    struct html *h = &v->p.h;

    html_open(h, "li");
    if (d->late)
        html_class(h, "telat");
    if (d->late)
        html_elem_say(h, "strong", T("Terlambat: "));
    page_link(h, d->url, d->title);
    html_close(h, "li");
}

static void cell_more(struct calendar_view *v, struct date d, size_t n)
{
    struct html *h = &v->p.h;
    struct sv iso = arena_dup(v->p.a, sv_of(date_iso(d).s));
    struct sv month = sv_sub(iso, 0, 7), query = web_query_with(v->p.req, "tampilan", SV("daftar"));

    if (date_cmp(d, v->first) < 0 || date_cmp(d, v->last) > 0) /* a day of the month before or after */
        query = arena_printf(v->p.a, "?tampilan=daftar&bulan=%.*s", SV_FMT(month));
    html_open(h, "li");
    html_open(h, "a");
    html_href(h, arena_printf(v->p.a, "/kalender%.*s#h-%.*s", SV_FMT(query), SV_FMT(iso)));
    html_textf(h, T("%zu lagi"), n);
    html_open(h, "span");
    html_class(h, "visually-hidden");
    html_textf(h, T(" pada %.*s"), SV_FMT(date_long(d, v->p.a)));
    html_close(h, "span");
    html_close(h, "a");
    html_close(h, "li");
}

static void cell(struct calendar_view *v, struct date d)
{
    bool outside = date_cmp(d, v->first) < 0 || date_cmp(d, v->last) > 0, today = date_cmp(d, v->today) == 0;
    struct html *h = &v->p.h;
    size_t from = first_on(v, d), n = 0;

    while (from + n < v->due.n && date_cmp(v->due.items[from + n].day, d) == 0)
        n++;
    html_open(h, "td");
    html_attrf(h, "class", "%s%s%s", outside ? "luar " : "", today ? "kini " : "",
               !date_is_workday(d, &v->holidays) ? "libur" : "");
    if (today)
        html_attr(h, "aria-current", SV("date"));
    html_open(h, "div");
    html_class(h, "tgl");
    html_open(h, "time");
    html_attr(h, "datetime", sv_of(date_iso(d).s));
    html_int(h, d.d);
    html_close(h, "time");
    if (today)
        html_elem_say(h, "span", T(" hari ini"));
    else if (holiday(v, d))
        html_elem_say(h, "span", T(" libur"));
    html_close(h, "div");
    if (n) {
        size_t shown = n > PER_CELL ? PER_CELL - 1 : n;

        html_open(h, "ul");
        for (size_t i = 0; i < shown; i++)
            cell_entry(v, &v->due.items[from + i]);
        if (n > shown)
            cell_more(v, d, n - shown);
        html_close(h, "ul");
    }
    html_close(h, "td");
}

void calendar_weeks(struct calendar_view *v)
{
    struct html *h = &v->p.h;
    struct date d = v->from;

    html_open(h, "div");
    html_class(h, "kal-wadah");
    html_open(h, "table");
    html_class(h, "kal");
    html_open(h, "caption");
    html_class(h, "visually-hidden");
    html_text(h, calendar_month_name(v->first, v->p.a));
    html_close(h, "caption");
    html_open(h, "thead");
    html_open(h, "tr");
    for (int i = 0; i < 7; i++) {
        html_open(h, "th");
        html_attr(h, "scope", SV("col"));
        html_say(h, calendar_weekday(date_add_days(v->from, i)));
        html_close(h, "th");
    }
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    while (date_cmp(d, v->to) <= 0) {
        html_open(h, "tr");
        for (int i = 0; i < 7; i++, d = date_add_days(d, 1))
            cell(v, d);
        html_close(h, "tr");
    }
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
}

/* --- as a list ------------------------------------------------------------------------------------------------------------- */

static void one_day(struct calendar_view *v, size_t from, size_t n)
{
    struct date d = v->due.items[from].day;
    struct html *h = &v->p.h;

    html_open(h, "section");
    html_class(h, "kal-hari");
    html_attrf(h, "id", "h-%s", date_iso(d).s);
    html_open(h, "h2");
    html_textf(h, "%s, %.*s", calendar_weekday(d), SV_FMT(date_long(d, v->p.a)));
    if (date_cmp(d, v->today) == 0)
        html_say(h, T(" (hari ini)"));
    else if (holiday(v, d))
        html_say(h, T(" (hari libur)"));
    html_close(h, "h2");
    html_open(h, "ul");
    html_class(h, "tindakan");
    for (size_t i = 0; i < n; i++)
        calendar_entry(v, &v->due.items[from + i]);
    html_close(h, "ul");
    html_close(h, "section");
}

/* also: under the table of weeks, shown where that has no room. */
void calendar_days(struct calendar_view *v, bool also)
{
    struct html *h = &v->p.h;
    size_t shown = 0;

    html_open(h, "div");
    html_attr(h, "class", also ? SV("kal-daftar kal-sempit") : SV("kal-daftar"));
    for (size_t i = 0, n; i < v->due.n; i += n) {
        struct date d = v->due.items[i].day;

        for (n = 1; i + n < v->due.n && date_cmp(v->due.items[i + n].day, d) == 0; n++)
            ;
        if (date_cmp(d, v->first) < 0 || date_cmp(d, v->last) > 0)
            continue;
        one_day(v, i, n);
        shown++;
    }
    html_close(h, "div");
    if (!shown)
        page_empty(
            h, SV("calendar-off"), SV(T("Tidak ada tenggat pada bulan ini")),
            SV(T("Tenggat ketentuan, tugas, dan tanggal dari daftar muncul di sini. Rapat dan tanggal lain "
                 "dicatat di Agenda SPBE.")),
            SV_NULL, SV_NULL);
}
