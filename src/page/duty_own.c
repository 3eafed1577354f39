/* SPDX-License-Identifier: MIT
 * page/duty_own.c -- what is asked of one agency, register by register: how it stands, until when, and the way to the list and
 * to the statement. */
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

static struct sv list_url(struct duty_view *v, const struct duty_cell *c, int64_t pd)
{
    return arena_printf(v->p.a, "%.*s?f.perangkat_daerah=%lld", SV_FMT(page_reg_url(v->p.a, c->reg)),
                        (long long) pd);
}

static void state(struct duty_view *v, const struct duty_cell *c)
{
    struct html *h = &v->p.h;

    page_badge(h, duty_state_tone(c->state), duty_state_label(c->state));
    if (c->rung) {
        html_open(h, "div");
        html_class(h, "text-secondary");
        html_textf(h, T("Anak tangga %d: %.*s"), c->rung, SV_FMT(c->rung_label));
        html_close(h, "div");
    }
    if (c->why.p) {
        html_open(h, "div");
        html_class(h, "text-secondary");
        html_text(h, c->why);
        html_close(h, "div");
    }
}

static void due(struct duty_view *v, const struct duty_cell *c)
{
    struct html *h = &v->p.h;
    int32_t days = date_serial(c->due) - date_serial(region_today(v->p.region));

    if (!c->due.y) {
        html_say(h, "\u2013");
        return;
    }
    html_text(h, date_long(c->due, v->p.a));
    html_open(h, "div");
    html_class(h, "text-secondary");
    if (days < 0)
        html_textf(h, T("lewat %d hari"), -days);
    else
        html_textf(h, days ? T("%d hari lagi") : T("hari ini"), days);
    html_close(h, "div");
}

static void next(struct duty_view *v, const struct duty_cell *c)
{
    struct html *h = &v->p.h;

    if (!c->next.y) {
        html_say(h, "\u2013");
        return;
    }
    html_textf(h, T("dibuka %.*s"), SV_FMT(date_long(c->next, v->p.a)));
    html_open(h, "div");
    html_class(h, "text-secondary");
    html_textf(h, T("paling lambat %.*s"), SV_FMT(date_long(c->next_due, v->p.a)));
    html_close(h, "div");
}

static void act(struct duty_view *v, const struct duty_cell *c, int64_t pd)
{
    struct html *h = &v->p.h;
    bool open = c->due.y && (c->state == DUTY_OPEN || c->state == DUTY_LATE || c->state == DUTY_EXCUSED),
         prepared = c->state == DUTY_STATED ||
                    (c->state == DUTY_LATE &&
                     !sv_eq(c->status, v->p.region->duty.reg->states[v->p.region->duty.reg->start].key));

    html_open(h, "div");
    html_class(h, "btn-list tanpa-cetak");
    if (open && !prepared && who_owns(v->p.who, pd))
        page_link_button(h, arena_printf(v->p.a, "/pemutakhiran/%lld", (long long) c->statement),
                         "btn-sm btn-primary", "", T("Siapkan pernyataan"));
    else if (c->statement)
        page_link_button(h, page_record_url(v->p.a, v->p.region->duty.reg, c->statement), "btn-sm", "",
                         prepared ? T("Periksa dan setujui") : T("Lihat pernyataan"));
    page_link_button(h, list_url(v, c, pd), "btn-sm", "", T("Buka daftar"));
    html_close(h, "div");
}

static void row(struct duty_view *v, const struct duty_cell *c, int64_t pd)
{
    struct html *h = &v->p.h;

    html_open(h, "tr");
    html_open(h, "td");
    html_class(h, "utama");
    page_link(h, list_url(v, c, pd), c->reg->label);
    html_close(h, "td");
    td(h, T("Keadaan"));
    html_open(h, "div");
    state(v, c);
    html_close(h, "div");
    html_close(h, "td");
    td(h, T("Jatuh tempo"));
    html_open(h, "div");
    due(v, c);
    html_close(h, "div");
    html_close(h, "td");
    td(h, T("Dinyatakan terakhir"));
    html_text(h, duty_day(v->p.a, c->settled));
    html_close(h, "td");
    td(h, T("Berikutnya"));
    html_open(h, "div");
    next(v, c);
    html_close(h, "div");
    html_close(h, "td");
    td(h, T("Tindakan"));
    act(v, c, pd);
    html_close(h, "td");
    html_close(h, "tr");
}

void duty_table_own(struct duty_view *v, const struct duty_matrix *m)
{
    const struct duty_row *mine = &m->rows[0];
    struct html *h = &v->p.h;
    size_t asked = 0;

    for (size_t i = 0; i < m->plans.n_regs; i++)
        asked += mine->cells[i].state != DUTY_NOT_ASKED;
    page_card_begin(h, 2, mine->nama);
    html_open(h, "p");
    if (!asked)
        html_say(h, T("Tidak ada daftar yang diminta dari Perangkat Daerah ini."));
    else if (mine->late)
        html_textf(h, T("%zu daftar diminta; %zu pernyataan terlambat."), asked, mine->late);
    else if (mine->open)
        html_textf(h, T("%zu daftar diminta; %zu pernyataan belum selesai."), asked, mine->open);
    else
        html_textf(h, T("%zu daftar diminta; tidak ada yang menunggu sekarang."), asked);
    html_close(h, "p");
    if (asked) {
        html_open(h, "table");
        html_class(h, "daftar");
        html_open(h, "thead");
        html_open(h, "tr");
        th(h, T("Daftar"));
        th(h, T("Keadaan"));
        th(h, T("Jatuh tempo"));
        th(h, T("Dinyatakan terakhir"));
        th(h, T("Berikutnya"));
        th(h, T("Tindakan"));
        html_close(h, "tr");
        html_close(h, "thead");
        html_open(h, "tbody");
        for (size_t i = 0; i < m->plans.n_regs; i++)
            if (mine->cells[i].state != DUTY_NOT_ASKED)
                row(v, &mine->cells[i], mine->pd);
        html_close(h, "tbody");
        html_close(h, "table");
    }
    page_card_end(h);
}
