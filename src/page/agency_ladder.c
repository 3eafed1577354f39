/* SPDX-License-Identifier: MIT
 * page/agency_ladder.c -- the ladder of reminders as one agency climbed it: every step with its day, what it was about, and how
 * it ended. */
#include "page/duty_priv.h"
#include "page/reg_priv.h"

static void th(struct html *h, const char *words)
{
    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    html_say(h, words);
    html_close(h, "th");
}

static void td(struct html *h, const char *label)
{
    html_open(h, "td");
    html_attr_say(h, "data-label", label);
}

static void row(struct page *p, const struct ladder_rung *x, struct date day)
{
    struct html *h = &p->h;

    html_open(h, "tr");
    td(h, T("Tanggal"));
    html_text(h, date_long(x->day, p->a));
    html_close(h, "td");
    td(h, T("Langkah"));
    page_link(h, page_record_url(p->a, p->region->ladder.reg, x->id), x->step->label);
    html_close(h, "td");
    td(h, T("Menyangkut"));
    html_open(h, "div");
    if (x->reg)
        page_link(h, page_record_url(p->a, x->reg, x->record), x->about.n ? x->about : x->reg->label);
    else
        html_text(h, x->about);
    html_open(h, "div");
    html_class(h, "text-secondary");
    html_textf(h, T("jatuh tempo %.*s"), SV_FMT(date_long(x->due, p->a)));
    html_close(h, "div");
    html_close(h, "div");
    html_close(h, "td");
    td(h, T("Keadaan"));
    html_open(h, "div");
    if (x->ended.y) {
        page_badge(h, SV("green"), SV(T("Berhenti")));
        html_open(h, "div");
        html_class(h, "text-secondary");
        html_textf(h, "%.*s%s%.*s", SV_FMT(date_long(x->ended, p->a)), x->why.n ? ". " : "", SV_FMT(x->why));
        html_close(h, "div");
    } else {
        /* Of a past day it is known that the climb went on, not how far the step itself had come. */
        const struct state *s =
            date_cmp(day, region_today(p->region)) ? NULL : reg_state(p->region->ladder.reg, x->status);

        page_badge(h, s ? s->tone : SV("yellow"), s ? s->label : SV(T("Berjalan")));
    }
    html_close(h, "div");
    html_close(h, "td");
    html_close(h, "tr");
}

void ladder_table(struct page *p, const struct ladder_rung *items, size_t n, struct date day)
{
    struct html *h = &p->h;
    size_t open = 0;

    for (size_t i = 0; i < n; i++)
        open += !items[i].ended.y;
    page_card_begin(h, 2, SV(T("Tangga pengingat")));
    html_open(h, "div");
    html_attr(h, "id", SV("tangga"));
    html_open(h, "p");
    if (!n)
        html_say(h, T("Belum pernah ada pengingat atau peringatan."));
    else if (open)
        html_textf(h, T("%zu langkah masih berjalan, %zu sudah berhenti."), open, n - open);
    else
        html_textf(h, T("Semua %zu langkah sudah berhenti."), n);
    html_close(h, "p");
    if (n) {
        html_open(h, "table");
        html_class(h, "daftar");
        html_open(h, "thead");
        html_open(h, "tr");
        th(h, T("Tanggal"));
        th(h, T("Langkah"));
        th(h, T("Menyangkut"));
        th(h, T("Keadaan"));
        html_close(h, "tr");
        html_close(h, "thead");
        html_open(h, "tbody");
        for (size_t i = 0; i < n; i++)
            row(p, &items[i], day);
        html_close(h, "tbody");
        html_close(h, "table");
    }
    html_close(h, "div");
    page_card_end(h);
}
