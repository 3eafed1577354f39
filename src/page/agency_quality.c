/* SPDX-License-Identifier: MIT
 * page/agency_quality.c -- the quality of what an agency recorded: what is empty, what is old, what contradicts itself, and
 * which provisions its rows do not meet. */
#include "page/agency_priv.h"

/* "&f.status=…": the states in which the field is required. */
static struct sv empty_filter(const struct field *f, bool required, struct arena *a)
{
    struct sv out = SV("");

    if (required && !f->required)
        for (size_t i = 0; i < f->n_required_in; i++)
            out = arena_printf(a, "%.*s&f.status=%.*s", SV_FMT(out), SV_FMT(f->required_in[i]));
    return arena_printf(a, "%.*s&f.%.*s.kosong=1", SV_FMT(out), SV_FMT(f->key));
}

static void empties(struct agency_view *v, const struct agency_reg *x, bool required)
{
    struct html *h = &v->p.h;
    bool any = false;

    for (size_t i = 0; i < x->n_fields; i++) {
        const struct agency_field *f = &x->fields[i];

        if (f->required != required)
            continue;
        html_say(h, any ? ", " : "");
        html_open(h, "a");
        html_href(h, agency_rows_url(v, x->reg, empty_filter(f->field, required, v->p.a)));
        html_text(h, f->field->label);
        html_textf(h, " (%lld)", (long long) f->empty);
        html_close(h, "a");
        any = true;
    }
    if (!any)
        html_say(h, T("lengkap"));
}

static void row(struct agency_view *v, const struct agency_reg *x)
{
    struct html *h = &v->p.h;

    html_open(h, "tr");
    html_open(h, "td");
    html_class(h, "utama");
    html_text(h, x->reg->label);
    if (x->capped)
        html_textf(h, T(" (%d baris diperiksa)"), AGENCY_ROWS);
    html_close(h, "td");
    html_open(h, "td");
    html_attr_say(h, "data-label", T("Wajib, kosong"));
    html_open(h, "span");
    empties(v, x, true);
    html_close(h, "span");
    html_close(h, "td");
    html_open(h, "td");
    html_attr_say(h, "data-label", T("Anjuran, kosong"));
    html_open(h, "span");
    empties(v, x, false);
    html_close(h, "span");
    html_close(h, "td");
    html_open(h, "td");
    html_class(h, "angka");
    html_attr_say(h, "data-label", T("Lama"));
    if (x->stale) {
        html_open(h, "a");
        html_href(h, agency_rows_url(
                         v, x->reg,
                         arena_printf(v->p.a, "&f.diubah_pada.sampai=%s", date_iso(v->report.stale_day).s)));
        html_number(h, x->stale);
        html_close(h, "a");
    } else {
        html_number(h, 0);
    }
    html_close(h, "td");
    html_close(h, "tr");
}

static bool lacks(const struct agency_reg *x)
{
    return x->rows && (x->n_fields || x->stale);
}

static void table(struct agency_view *v)
{
    static const char *const heads[] = { T("Daftar"), T("Wajib, kosong"), T("Anjuran, kosong"), T("Lama") };
    const struct agency_report *r = &v->report;
    struct html *h = &v->p.h;

    html_open(h, "table");
    html_class(h, "daftar");
    html_open(h, "thead");
    html_open(h, "tr");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        html_open(h, "th");
        html_attr(h, "scope", SV("col"));
        if (i == 3)
            html_class(h, "angka");
        html_say(h, heads[i]);
        html_close(h, "th");
    }
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    for (size_t i = 0; i < r->n_regs; i++)
        if (lacks(&r->regs[i]))
            row(v, &r->regs[i]);
    html_close(h, "tbody");
    html_close(h, "table");
}

/* What was looked at: the registers that lack nothing are only counted. */
static void words(struct agency_view *v)
{
    const struct agency_report *r = &v->report;
    struct html *h = &v->p.h;
    size_t whole = 0, poor = 0;

    for (size_t i = 0; i < r->n_regs; i++) {
        poor += lacks(&r->regs[i]);
        whole += r->regs[i].rows && !lacks(&r->regs[i]);
    }
    if (poor)
        table(v);
    html_open(h, "p");
    if (!poor)
        html_say(h, T("Semua daftar yang berisi lengkap dan baru. "));
    else if (whole)
        html_textf(h, T("%zu daftar lain lengkap dan baru. "), whole);
    html_close(h, "p");
    html_open(h, "p");
    html_class(h, "text-secondary");
    html_textf(
        h,
        T("Wajib menurut keadaan barisnya; anjuran ialah kolom daftar yang sebaiknya terisi. Lama: tidak "
          "diubah sejak %.*s atau sebelumnya; peraturan tidak menentukan umurnya, daerah mengaturnya pada "
          "Pengaturan."),
        SV_FMT(date_long(r->stale_day, v->p.a)));
    html_close(h, "p");
}

/* --- contradictions ------------------------------------------------------------------------------------------------------- */

static void clash_words(struct agency_view *v, const struct agency_reg *x, const struct agency_clash *c)
{
    struct html *h = &v->p.h;
    const struct field *earlier;

    switch (c->kind) {
    case CLASH_TITLE: html_say(h, T("namanya sama dengan baris lain")); return;
    case CLASH_FUTURE: html_say(h, T("keadaannya tercatat mulai pada hari yang belum tiba")); return;
    case CLASH_GONE:
        html_textf(h, T("%.*s menunjuk baris yang sudah dihapus"), SV_FMT(c->field->label));
        return;
    case CLASH_ORDER:
        earlier = reg_field(x->reg, c->field->after);
        html_textf(h, T("%.*s mendahului %.*s"), SV_FMT(c->field->label),
                   SV_FMT(earlier ? earlier->label : c->field->after));
        return;
    }
}

void agency_clashes(struct agency_view *v, const struct agency_reg *x)
{
    struct html *h = &v->p.h;

    for (size_t i = 0; i < x->n_clashes; i++) {
        const struct agency_clash *c = &x->clashes[i];

        html_open(h, "li");
        page_link(h, page_record_url(v->p.a, x->reg, c->id), c->title.n ? c->title : x->reg->label);
        html_textf(h, " (%.*s): ", SV_FMT(x->reg->label));
        clash_words(v, x, c);
        html_close(h, "li");
    }
    if (x->more_clashes) {
        html_open(h, "li");
        page_link(h, agency_rows_url(v, x->reg, SV("")), x->reg->label);
        html_say(h, T(": masih ada yang lain"));
        html_close(h, "li");
    }
}

static void contradictions(struct agency_view *v)
{
    const struct agency_report *r = &v->report;
    struct html *h = &v->p.h;
    bool any = false;

    html_open(h, "h3");
    html_attr(h, "id", SV("bertentangan"));
    html_say(h, T("Bertentangan"));
    html_close(h, "h3");
    for (size_t i = 0; i < r->n_regs; i++)
        any = any || r->regs[i].n_clashes;
    if (!any) {
        html_open(h, "p");
        html_class(h, "text-secondary");
        html_say(h, T("Tidak ditemukan baris yang bertentangan."));
        html_close(h, "p");
        return;
    }
    html_open(h, "ul");
    html_class(h, "rapor-baris");
    for (size_t i = 0; i < r->n_regs; i++)
        agency_clashes(v, &r->regs[i]);
    html_close(h, "ul");
}

/* --- provisions that its rows do not meet ------------------------------------------------------------------------------------ */

/* The list of exactly those rows. */
static struct sv gap_url(struct agency_view *v, const struct agency_gap *g)
{
    struct sv url = page_reg_url(v->p.a, g->reg);

    for (size_t i = 0; i < g->n; i++)
        url = arena_printf(v->p.a, "%.*s%cf.id=%lld", SV_FMT(url), i ? '&' : '?', (long long) g->ids[i]);
    return url;
}

static void gap(struct agency_view *v, const struct agency_gap *g)
{
    const struct norm *n = g->state->norm;
    struct norm_addr ad = norm_addr_of(n->at);
    struct html *h = &v->p.h;

    html_open(h, "li");
    if (g->state->status == NORM_LATE) {
        norm_mark(h, NORM_LATE, false);
        html_say(h, " ");
    }
    page_link(h, norm_path(n->at, v->p.a), norm_addr_label(&ad, v->p.a));
    html_say(h, " ");
    html_text(h, n->says);
    if (!reg_is_agency(g->reg)) {
        html_say(h, " ");
        page_link(h, gap_url(v, g),
                  arena_printf(v->p.a, g->more ? T("%.*s: lebih dari %zu baris") : T("%.*s: %zu baris"),
                               SV_FMT(g->reg->label), g->n));
    }
    html_close(h, "li");
}

static void gaps(struct agency_view *v)
{
    const struct agency_report *r = &v->report;
    struct html *h = &v->p.h;

    html_elem_say(h, "h3", T("Belum memenuhi ketentuan"));
    if (!r->gaps_known || !r->n_gaps) {
        html_open(h, "p");
        html_class(h, "text-secondary");
        html_say(
            h,
            r->gaps_known
                ? T("Tidak ada ketentuan yang belum dipenuhi baris Perangkat Daerah ini.")
                : T("Baris yang belum memenuhi ketentuan dinilai untuk hari ini saja; keadaan ketentuan pada "
                    "hari itu tampil di Pemenuhan peraturan."));
        html_close(h, "p");
        return;
    }
    html_open(h, "p");
    html_textf(h, T("%zu ketentuan belum dipenuhi, yang mendesak lebih dahulu."), r->n_gaps);
    html_close(h, "p");
    html_open(h, "ul");
    html_class(h, "rapor-baris");
    for (size_t i = 0; i < r->n_gaps; i++)
        gap(v, &r->gaps[i]);
    html_close(h, "ul");
}

void agency_quality(struct agency_view *v)
{
    const struct agency_report *r = &v->report;
    struct html *h = &v->p.h;
    bool any = false;

    for (size_t i = 0; i < r->n_regs; i++)
        any = any || r->regs[i].rows;
    page_card_begin(h, 2, SV(T("Mutu")));
    html_open(h, "div");
    html_attr(h, "id", SV("mutu"));
    if (any) {
        words(v);
        contradictions(v);
    } else {
        html_elem_say(h, "p", T("Belum ada isi yang dapat dinilai."));
    }
    gaps(v);
    html_close(h, "div");
    page_card_end(h);
}
