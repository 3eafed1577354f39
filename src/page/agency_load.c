/* SPDX-License-Identifier: MIT
 * page/agency_load.c -- who may read which report, the day it is of, and the addresses behind its figures. */
#include "page/agency_priv.h"

enum { UNITS_NAMED = 40 }; /* an address names so many units at most */

const struct web_param agency_params[] = {
    { .name = "per", .label = T("Keadaan per tanggal"), .type = WEB_DATE },
    { 0 },
};

bool agency_may_see(const struct region *r, const struct actor *who, const struct agency *x)
{
    return agency_reads_all(r, who) || who_owns(who, x->id);
}

bool agency_begin(struct db *db, struct agency_view *v, struct date on, struct err *e)
{
    if (!norm_book_load(db, v->p.region, on, v->p.a, &v->book, e))
        return false;
    v->ask = (struct agency_ask){ .region = v->p.region,
                                  .rule = v->book.rule,
                                  .states = v->book.states,
                                  .n_states = v->book.n,
                                  .today = v->book.today,
                                  .on = v->book.on,
                                  .who = v->p.who };
    return true;
}

struct sv agency_per(const struct agency_view *v)
{
    return v->ask.on.y ? norm_on(v->ask.on, v->p.a) : SV("");
}

struct sv agency_url(const struct agency_view *v, int64_t id)
{
    return arena_printf(v->p.a, "/rapor/%lld%.*s", (long long) id, SV_FMT(agency_per(v)));
}

struct sv agency_rows_url(const struct agency_view *v, const struct reg *reg, struct sv more)
{
    const struct agency *x = &v->report.agency;
    struct arena *a = v->p.a;
    struct sv url = page_reg_url(a, reg);
    char sep = '?';

    for (size_t i = 0; i < x->n_units && x->n_units <= UNITS_NAMED; i++, sep = '&')
        url = arena_printf(a, "%.*s%cf.perangkat_daerah=%lld", SV_FMT(url), sep, (long long) x->units[i]);
    if (v->ask.on.y) {
        url = arena_printf(a, "%.*s%cper=%s", SV_FMT(url), sep, date_iso(v->ask.on).s);
        sep = '&';
    }
    if (more.n) /* begins with '&' */
        url = arena_printf(a, "%.*s%c%.*s", SV_FMT(url), sep, SV_FMT(sv_sub(more, 1, more.n)));
    return url;
}

struct sv agency_day_words(const struct agency_view *v)
{
    struct date day = v->ask.on.y ? v->ask.on : v->ask.today;

    return arena_printf(v->p.a, T("Keadaan per %.*s menurut %.*s"), SV_FMT(date_long(day, v->p.a)),
                        SV_FMT(rule_regulation(v->book.rule)->title));
}

void agency_day_form(struct page *p, struct date on, struct sv action)
{
    struct html *h = &p->h;

    html_open(h, "form");
    html_attr(h, "method", SV("get"));
    html_url(h, "action", action);
    html_class(h, "pilih-hari tanpa-cetak");
    html_open(h, "label");
    html_attr(h, "for", SV("per"));
    html_say(h, T("Keadaan per tanggal"));
    html_close(h, "label");
    html_void(h, "input");
    html_attr(h, "type", SV("date"));
    html_attr(h, "id", SV("per"));
    html_attr(h, "name", SV("per"));
    html_class(h, "form-control");
    if (on.y)
        html_attr(h, "value", sv_of(date_iso(on).s));
    page_submit(h, "", "", T("Tampilkan"));
    if (on.y)
        page_link_button(h, action, "", "", T("Hari ini"));
    html_close(h, "form");
}
