/* SPDX-License-Identifier: MIT
 * page/agency_show.c -- the report of one agency: the figures in a row, what is asked, what is filled in, what is late, what
 * waits for others. Every figure leads to the rows behind it. */
#include "page/agency_priv.h"
#include "page/duty_priv.h"

enum { NORMS_NAMED = 2, TASKS_SHOWN = 20 };

/* --- figures ------------------------------------------------------------------------------------------------------------- */

static void figure(struct html *h, struct sv url, int64_t n, const char *label, bool bad)
{
    html_open(h, "li");
    if (bad && n)
        html_class(h, "perlu");
    html_open(h, "a");
    html_class(h, "polos");
    html_href(h, url);
    html_open(h, "strong");
    html_number(h, n);
    html_close(h, "strong");
    html_elem_say(h, "span", label);
    html_close(h, "a");
    html_close(h, "li");
}

static void figures(struct agency_view *v)
{
    const struct agency_report *r = &v->report;
    struct html *h = &v->p.h;
    int64_t rows = 0, empty = 0, stale = 0, clashes = 0;

    for (size_t i = 0; i < r->n_regs; i++) {
        rows += r->regs[i].rows;
        empty += r->regs[i].empty_required;
        stale += r->regs[i].stale;
        clashes += (int64_t) r->regs[i].n_clashes;
    }
    html_open(h, "ul");
    html_class(h, "angka-rapor");
    figure(h, SV("#yang-diminta"), (int64_t) r->asked, T("daftar diminta"), false);
    figure(h, SV("#terisi"), (int64_t) r->filled, T("di antaranya terisi"), false);
    figure(h, SV("#terisi"), rows, T("baris"), false);
    figure(h, SV("#mutu"), empty, T("isian wajib kosong"), true);
    figure(h, SV("#mutu"), stale, T("catatan lama"), true);
    figure(h, SV("#bertentangan"), clashes, T("baris bertentangan"), true);
    figure(h, SV("#terlambat"), (int64_t) r->n_late, T("tugas terlambat"), true);
    figure(h, SV("#yang-ditunggu"), (int64_t) r->n_waiting, T("menunggu kami"), false);
    html_close(h, "ul");
}

/* --- asked and filled ------------------------------------------------------------------------------------------------------ */

static void askers(struct agency_view *v, const struct agency_reg *x)
{
    struct html *h = &v->p.h;

    for (size_t i = 0; i < x->n_asked && i < NORMS_NAMED; i++) {
        struct norm_addr ad = norm_addr_of(x->asked[i]->at);

        html_say(h, i ? ", " : "");
        page_link(h,
                  arena_printf(v->p.a, "%.*s%.*s", SV_FMT(norm_path(x->asked[i]->at, v->p.a)),
                               SV_FMT(agency_per(v))),
                  norm_addr_label(&ad, v->p.a));
    }
    if (x->n_asked > NORMS_NAMED)
        html_textf(h, T(", dan %zu ketentuan lain"), x->n_asked - NORMS_NAMED);
}

static void asked(struct agency_view *v)
{
    const struct agency_report *r = &v->report;
    struct html *h = &v->p.h;
    size_t left = r->asked - r->filled;

    page_card_begin(h, 2, SV(T("Diminta")));
    html_open(h, "p");
    html_attr(h, "id", SV("yang-diminta"));
    if (r->asked)
        html_textf(h, T("%zu daftar diminta ketentuan dari Perangkat Daerah ini; %zu sudah berisi."),
                   r->asked, r->filled);
    else
        html_say(h, T("Tidak ada daftar yang diminta ketentuan dari Perangkat Daerah ini."));
    html_close(h, "p");
    if (left) {
        html_elem_say(h, "h3", T("Belum berisi"));
        html_open(h, "ul");
        html_class(h, "rapor-baris");
        for (size_t i = 0; i < r->n_regs; i++) {
            const struct agency_reg *x = &r->regs[i];

            if (!x->n_asked || x->rows + x->hidden)
                continue;
            html_open(h, "li");
            page_link(h, agency_rows_url(v, x->reg, SV("")), x->reg->label);
            html_open(h, "span");
            html_class(h, "text-secondary");
            html_say(h, T(" diminta "));
            askers(v, x);
            html_close(h, "span");
            html_close(h, "li");
        }
        html_close(h, "ul");
    }
    page_card_end(h);
}

static void th(struct html *h, const char *label, bool number)
{
    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    if (number)
        html_class(h, "angka");
    html_say(h, label);
    html_close(h, "th");
}

static void filled_row(struct agency_view *v, const struct agency_reg *x)
{
    struct html *h = &v->p.h;

    html_open(h, "tr");
    html_open(h, "td");
    html_class(h, "utama");
    page_link(h, agency_rows_url(v, x->reg, SV("")), x->reg->label);
    html_close(h, "td");
    html_open(h, "td");
    html_class(h, "angka");
    html_attr_say(h, "data-label", T("Baris"));
    html_open(h, "a");
    html_href(h, agency_rows_url(v, x->reg, SV("")));
    if (x->rows_capped)
        html_say(h, T("lebih dari "));
    html_number(h, x->rows);
    html_close(h, "a");
    if (x->hidden)
        html_textf(h, T(" dan %lld tertutup"), (long long) x->hidden);
    html_close(h, "td");
    html_open(h, "td");
    html_attr_say(h, "data-label", T("Perubahan terakhir"));
    html_text(h, x->newest.p ? page_day(v->p.a, x->newest) : SV("\u2013"));
    html_close(h, "td");
    html_open(h, "td");
    html_attr_say(h, "data-label", T("Diminta oleh"));
    if (x->n_asked)
        askers(v, x);
    else
        html_say(h, T("tidak diminta, dicatat atas prakarsa sendiri"));
    html_close(h, "td");
    html_close(h, "tr");
}

static void filled(struct agency_view *v)
{
    const struct agency_report *r = &v->report;
    struct html *h = &v->p.h;
    bool any = false, hidden = false;

    page_card_begin(h, 2, SV(T("Terisi")));
    for (size_t i = 0; i < r->n_regs; i++)
        any = any || r->regs[i].rows + r->regs[i].hidden;
    html_open(h, "div");
    html_attr(h, "id", SV("terisi"));
    if (!any) {
        html_elem_say(h, "p", T("Belum ada baris yang tercatat."));
    } else {
        html_open(h, "table");
        html_class(h, "daftar");
        html_open(h, "thead");
        html_open(h, "tr");
        th(h, T("Daftar"), false);
        th(h, T("Baris"), true);
        th(h, T("Perubahan terakhir"), false);
        th(h, T("Diminta oleh"), false);
        html_close(h, "tr");
        html_close(h, "thead");
        html_open(h, "tbody");
        for (size_t i = 0; i < r->n_regs; i++) {
            hidden = hidden || r->regs[i].hidden;
            if (r->regs[i].rows + r->regs[i].hidden)
                filled_row(v, &r->regs[i]);
        }
        html_close(h, "tbody");
        html_close(h, "table");
    }
    if (hidden) {
        html_open(h, "p");
        html_class(h, "text-secondary");
        html_say(h,
                 T("Baris tertutup ada, tetapi tidak dapat Anda buka; isinya tidak ikut dinilai di bawah."));
        html_close(h, "p");
    }
    html_close(h, "div");
    page_card_end(h);
}

/* --- late, waiting ---------------------------------------------------------------------------------------------------------- */

static void task(struct agency_view *v, const struct agency_task *t, bool who)
{
    struct html *h = &v->p.h;

    html_open(h, "li");
    html_open(h, "div");
    html_class(h, "baris-kepala");
    page_link(h, page_record_url(v->p.a, t->reg, t->record), t->title);
    if (t->due.y && date_cmp(t->due, v->report.day) < 0)
        page_badge(h, SV("red"), SV(T("Lewat")));
    html_close(h, "div");
    html_open(h, "p");
    html_text(h, t->t->task);
    html_textf(h, " \u00b7 %.*s", SV_FMT(t->reg->label));
    if (t->nomor.n)
        html_textf(h, " %.*s", SV_FMT(t->nomor));
    if (who)
        html_textf(h, T(" \u00b7 menunggu %.*s"), SV_FMT(rule_role_label(v->p.region->rule, t->role)));
    if (t->due.y)
        html_textf(h, T(" \u00b7 paling lambat %.*s"), SV_FMT(date_long(t->due, v->p.a)));
    html_close(h, "p");
    html_close(h, "li");
}

static void tasks(struct agency_view *v, const char *title, struct sv id, const struct agency_task *items,
                  size_t n, bool who, const char *none)
{
    struct html *h = &v->p.h;

    page_card_begin(h, 2, sv_of(title));
    html_open(h, "div");
    html_attr(h, "id", id);
    if (!n) {
        html_open(h, "p");
        html_class(h, "text-secondary");
        html_say(h, none);
        html_close(h, "p");
    } else {
        html_open(h, "ul");
        html_class(h, "tindakan");
        for (size_t i = 0; i < n && i < TASKS_SHOWN; i++)
            task(v, &items[i], who);
        html_close(h, "ul");
    }
    if (n > TASKS_SHOWN) {
        html_open(h, "p");
        html_textf(h, T("Dan %zu lainnya."), n - TASKS_SHOWN);
        html_close(h, "p");
    }
    html_close(h, "div");
    page_card_end(h);
}

void agency_write(struct agency_view *v)
{
    const struct agency_report *r = &v->report;

    figures(v);
    if (v->ask.on.y)
        page_alert(&v->p.h, PAGE_INFO, SV(T("Hari lampau")),
                   SV(T("Baris dan tugas dibaca dari riwayat, seperti tercatat pada akhir hari itu.")));
    asked(v);
    filled(v);
    agency_quality(v);
    tasks(v, T("Terlambat"), SV("terlambat"), r->late, r->n_late, false,
          T("Tidak ada tugas Perangkat Daerah ini yang lewat tenggat."));
    tasks(v, T("Menunggu kami"), SV("yang-ditunggu"), r->waiting, r->n_waiting, true,
          T("Tidak ada permintaan Perangkat Daerah ini yang menunggu Dinas atau kantor lain."));
    if (v->p.region->ladder.reg)
        ladder_table(&v->p, v->rungs, v->n_rungs, r->day);
}
