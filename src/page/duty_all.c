/* SPDX-License-Identifier: MIT
 * page/duty_all.c -- every agency against every register that is asked for: who is late, who is at which step of the ladder. */
#include "page/duty_priv.h"
#include "page/reg_priv.h"

struct narrow { /* what is shown */
    struct sv state, reg;
    int64_t rung;
};

static struct narrow narrow_of(struct web_req *req)
{
    return (struct narrow){ web_text(req, "keadaan"), web_text(req, "daftar"), web_int(req, "tangga", 0) };
}

static bool column_shown(const struct narrow *n, const struct reg *reg)
{
    return !n->reg.n || sv_eq(n->reg, reg->key);
}

static bool row_shown(const struct duty_view *v, const struct narrow *n, const struct duty_row *row)
{
    for (size_t i = 0; i < v->all.plans.n_regs; i++) {
        const struct duty_cell *c = &row->cells[i];

        if (column_shown(n, c->reg) && c->state != DUTY_NOT_ASKED &&
            (!n->state.n || sv_eq(n->state, duty_state_key(c->state))) && c->rung >= n->rung)
            return true;
    }
    return false;
}

/* --- the form ------------------------------------------------------------------------------------------------------------------- */

static void option(struct html *h, struct sv value, struct sv words, bool on)
{
    html_open(h, "option");
    html_attr(h, "value", value);
    html_bool_attr(h, "selected", on);
    html_text(h, words);
    html_close(h, "option");
}

static void select_begin(struct html *h, const char *name, const char *words, const char *none)
{
    html_open(h, "label");
    html_attr(h, "for", sv_of(name));
    html_say(h, words);
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attr(h, "id", sv_of(name));
    html_attr(h, "name", sv_of(name));
    option(h, SV(""), sv_of(none), false);
}

static void form(struct duty_view *v, const struct narrow *n)
{
    const struct ladder *l = &v->p.region->ladder;
    struct html *h = &v->p.h;

    html_open(h, "form");
    html_attr(h, "method", SV("get"));
    html_url(h, "action", SV("/pemutakhiran"));
    html_class(h, "pilih-hari tanpa-cetak");
    select_begin(h, "keadaan", T("Keadaan"), T("Semua"));
    for (int s = DUTY_WAITING; s < DUTY_STATES; s++)
        option(h, duty_state_key((enum duty_state) s), duty_state_label((enum duty_state) s),
               sv_eq(n->state, duty_state_key((enum duty_state) s)));
    html_close(h, "select");
    select_begin(h, "daftar", T("Daftar"), T("Semua"));
    for (size_t i = 0; i < v->all.plans.n_regs; i++)
        option(h, v->all.plans.regs[i]->key, v->all.plans.regs[i]->label,
               sv_eq(n->reg, v->all.plans.regs[i]->key));
    html_close(h, "select");
    select_begin(h, "tangga", T("Sudah sampai"), T("Semua"));
    for (size_t i = 0; i < l->n_steps; i++)
        option(h, arena_printf(v->p.a, "%zu", i + 1), l->steps[i].label, n->rung == (int64_t) i + 1);
    html_close(h, "select");
    page_submit(h, "", "", T("Saring"));
    if (n->state.n || n->reg.n || n->rung)
        page_link_button(h, SV("/pemutakhiran"), "", "", T("Tampilkan semua"));
    html_close(h, "form");
}

/* --- the matrix ------------------------------------------------------------------------------------------------------------------- */

static void cell(struct duty_view *v, const struct duty_cell *c)
{
    struct html *h = &v->p.h;

    html_open(h, "td");
    html_attr(h, "data-label", c->reg->label);
    if (c->state == DUTY_NOT_ASKED) {
        html_open(h, "span");
        html_class(h, "text-secondary");
        html_say(h, "\u2013");
        html_open(h, "span");
        html_class(h, "visually-hidden");
        html_say(h, T("tidak diminta"));
        html_close(h, "span");
        html_close(h, "span");
        html_close(h, "td");
        return;
    }
    html_open(h, "div");
    if (c->statement) {
        html_open(h, "a");
        html_class(h, "polos");
        html_href(h, page_record_url(v->p.a, v->p.region->duty.reg, c->statement));
        page_badge(h, duty_state_tone(c->state), duty_state_label(c->state));
        html_close(h, "a");
    } else {
        page_badge(h, duty_state_tone(c->state), duty_state_label(c->state));
    }
    html_open(h, "div");
    html_class(h, "text-secondary");
    if (c->state == DUTY_DONE)
        html_text(h, date_long(c->settled, v->p.a));
    else if (c->due.y)
        html_textf(h, T("tenggat %.*s"), SV_FMT(date_long(c->due, v->p.a)));
    else if (c->next.y)
        html_textf(h, T("dibuka %.*s"), SV_FMT(date_long(c->next, v->p.a)));
    html_close(h, "div");
    if (c->why.p) {
        html_open(h, "div");
        html_class(h, "text-secondary");
        html_text(h, c->why);
        html_close(h, "div");
    }
    html_close(h, "div");
    html_close(h, "td");
}

static void rung(struct duty_view *v, const struct duty_row *row)
{
    const struct ladder *l = &v->p.region->ladder;
    struct html *h = &v->p.h;

    html_open(h, "td");
    html_attr_say(h, "data-label", T("Tangga pengingat"));
    if (row->worst && (size_t) row->worst <= l->n_steps) {
        html_open(h, "a");
        html_href(h, arena_printf(v->p.a, "/rapor/%lld#tangga", (long long) row->pd));
        html_textf(h, "%d. %.*s", row->worst, SV_FMT(l->steps[row->worst - 1].label));
        html_close(h, "a");
    } else {
        html_say(h, "\u2013");
    }
    html_close(h, "td");
}

static void matrix(struct duty_view *v, const struct narrow *n)
{
    struct html *h = &v->p.h;

    html_open(h, "div");
    html_class(h, "gulung");
    html_attr(h, "tabindex", SV("0"));
    html_attr(h, "role", SV("region"));
    html_attr_say(h, "aria-label", T("Perangkat Daerah dan daftarnya"));
    html_open(h, "table");
    html_class(h, "daftar mutakhir");
    html_open(h, "thead");
    html_open(h, "tr");
    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    html_say(h, T("Perangkat Daerah"));
    html_close(h, "th");
    for (size_t i = 0; i < v->all.plans.n_regs; i++)
        if (column_shown(n, v->all.plans.regs[i])) {
            html_open(h, "th");
            html_attr(h, "scope", SV("col"));
            html_text(h, v->all.plans.regs[i]->label);
            html_close(h, "th");
        }
    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    html_say(h, T("Tangga pengingat"));
    html_close(h, "th");
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    for (size_t i = 0; i < v->all.n; i++) {
        const struct duty_row *row = &v->all.rows[i];

        if (!row_shown(v, n, row))
            continue;
        html_open(h, "tr");
        html_open(h, "td");
        html_class(h, "utama");
        page_link(h, arena_printf(v->p.a, "/rapor/%lld", (long long) row->pd), row->nama);
        html_close(h, "td");
        for (size_t k = 0; k < v->all.plans.n_regs; k++)
            if (column_shown(n, row->cells[k].reg))
                cell(v, &row->cells[k]);
        rung(v, row);
        html_close(h, "tr");
    }
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
}

static void figures(struct duty_view *v)
{
    size_t by[DUTY_STATES] = { 0 };
    struct html *h = &v->p.h;

    for (size_t i = 0; i < v->all.n; i++)
        for (size_t k = 0; k < v->all.plans.n_regs; k++)
            by[v->all.rows[i].cells[k].state]++;
    html_open(h, "ul");
    html_class(h, "angka-rapor");
    for (int s = DUTY_STATES - 1; s >= DUTY_WAITING; s--) {
        html_open(h, "li");
        if (s == DUTY_LATE && by[s])
            html_class(h, "perlu");
        html_open(h, "a");
        html_class(h, "polos");
        html_href(h, arena_printf(v->p.a, "/pemutakhiran?keadaan=%.*s",
                                  SV_FMT(duty_state_key((enum duty_state) s))));
        html_open(h, "strong");
        html_number(h, (int64_t) by[s]);
        html_close(h, "strong");
        html_elem(h, "span", duty_state_label((enum duty_state) s));
        html_close(h, "a");
        html_close(h, "li");
    }
    html_close(h, "ul");
}

void duty_table_all(struct duty_view *v)
{
    struct narrow n = narrow_of(v->p.req);
    bool any = false;

    html_elem_say(&v->p.h, "h2", T("Semua Perangkat Daerah"));
    figures(v);
    form(v, &n);
    for (size_t i = 0; i < v->all.n; i++)
        any = any || row_shown(v, &n, &v->all.rows[i]);
    if (any)
        matrix(v, &n);
    else
        page_empty(&v->p.h, SV("search"), SV(T("Tidak ada Perangkat Daerah yang cocok")),
                   SV(T("Longgarkan saringannya.")), SV("/pemutakhiran"), SV(T("Tampilkan semua")));
}
