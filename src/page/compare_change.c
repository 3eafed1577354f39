/* SPDX-License-Identifier: MIT
 * page/compare_change.c -- what the region would have to change to follow the other regulation, group by group. */
#include "page/compare_priv.h"

size_t compare_groups(const struct compare_view *v, struct compare_group out[8])
{
    const struct compare_changes *ch = &v->c.changes;
    const struct compare_group all[8] = {
        { SV("ubah-baru"), SV(T("Yang baru diatur")), ch->n_added },
        { SV("ubah-waktu"), SV(T("Waktu yang berubah")), ch->n_timed },
        { SV("ubah-isi"), SV(T("Isi yang berubah")), ch->n_altered },
        { SV("ubah-lepas"), SV(T("Yang tidak diatur lagi")), ch->n_dropped },
        { SV("ubah-tahap"), SV(T("Tahap yang dipetakan")), ch->n_stages },
        { SV("ubah-gerbang"), SV(T("Gerbang dan permohonan")), ch->n_gates },
        { SV("ubah-dokumen"), SV(T("Dokumen tambahan")), ch->n_documents },
        { SV("ubah-register"), SV(T("Register yang tersentuh")), ch->n_touched },
    };
    size_t n = 0;

    for (size_t i = 0; i < 8; i++)
        if (all[i].n)
            out[n++] = all[i];
    return n;
}

static void section_begin(struct compare_view *v, const char *id, const char *title, const char *help)
{
    struct html *h = &v->p.h;

    html_open(h, "section");
    html_class(h, "card ubah");
    html_attr(h, "id", sv_of(id));
    html_attrf(h, "aria-labelledby", "judul-%s", id);
    html_open(h, "div");
    html_class(h, "card-body");
    html_open(h, "h2");
    html_attrf(h, "id", "judul-%s", id);
    html_say(h, title);
    html_close(h, "h2");
    html_open(h, "p");
    html_class(h, "text-secondary");
    html_say(h, help);
    html_close(h, "p");
}

static void section_end(struct html *h)
{
    html_close(h, "div");
    html_close(h, "section");
}

static struct sv theme_label(const struct compare_view *v, struct sv key)
{
    for (size_t i = 0; i < v->c.n_themes; i++)
        if (sv_eq(v->c.themes[i].key, key))
            return v->c.themes[i].label;
    return key;
}

/* --- rows ------------------------------------------------------------------------------------------------------------- */

/* In one line: where it stands is a link or text behind it. */
static void said(struct compare_view *v, const struct compare_row *r, const struct parameter_value *value)
{
    struct html *h = &v->p.h;

    html_text(h, value->words);
    if (r->what->weigh && value->strength.n)
        html_textf(h, " (%.*s)", SV_FMT(sv_lower(compare_strength(value->strength), v->p.a)));
}

static void change_row(struct compare_view *v, const struct compare_row *r, bool a, bool b)
{
    struct html *h = &v->p.h;

    html_open(h, "li");
    html_open(h, "strong");
    html_text(h, r->what->label);
    html_close(h, "strong");
    if (r->what->kind != PARAMETER_TOPIC) {
        html_say(h, ": ");
        if (a && b) {
            html_open(h, "del");
            said(v, r, r->a);
            html_close(h, "del");
            html_say(h, T(" menjadi "));
            html_open(h, "ins");
            said(v, r, r->b);
            html_close(h, "ins");
        } else {
            said(v, r, a ? r->a : r->b);
        }
    }
    if (a && !b)
        compare_where(v, v->c.a, r->a->at, r->a->n_at, true);
    else
        compare_where(v, v->c.b, r->b->at, r->b->n_at, false);
    html_close(h, "li");
}

static void rows(struct compare_view *v, const struct compare_row *const *list, size_t n, bool a, bool b)
{
    struct html *h = &v->p.h;

    for (size_t i = 0; i < n; i++) {
        struct sv theme = list[i]->what->theme;

        if (!i || !sv_eq(theme, list[i - 1]->what->theme)) {
            if (i)
                html_close(h, "ul");
            html_elem(h, "h3", theme_label(v, theme));
            html_open(h, "ul");
            html_class(h, "ubah-daftar");
        }
        change_row(v, list[i], a, b);
    }
    if (n)
        html_close(h, "ul");
}

static void values(struct compare_view *v)
{
    const struct compare_changes *ch = &v->c.changes;
    struct html *h = &v->p.h;

    if (ch->n_added) {
        section_begin(v, "ubah-baru", T("Yang baru diatur"),
                      T("Peraturan sekarang tidak membicarakannya; yang lain mengaturnya."));
        rows(v, ch->added, ch->n_added, false, true);
        section_end(h);
    }
    if (ch->n_timed) {
        section_begin(v, "ubah-waktu", T("Waktu yang berubah"),
                      T("Jangka, jarak, dan saat yang tidak sama."));
        rows(v, ch->timed, ch->n_timed, true, true);
        section_end(h);
    }
    if (ch->n_altered) {
        section_begin(v, "ubah-isi", T("Isi yang berubah"),
                      T("Keduanya mengatur, dengan isi atau kekuatan yang lain."));
        rows(v, ch->altered, ch->n_altered, true, true);
        section_end(h);
    }
    if (ch->n_dropped) {
        section_begin(
            v, "ubah-lepas", T("Yang tidak diatur lagi"),
            T("Yang lain tidak membicarakannya: tetap boleh dijalankan, tetapi bukan lagi kewajiban dari peraturan."));
        rows(v, ch->dropped, ch->n_dropped, true, false);
        section_end(h);
    }
}

/* --- stages and gates ----------------------------------------------------------------------------------------------------- */

static void states(struct html *h, const struct compare_reg *r, const bool *marked, const char *what)
{
    html_open(h, "ol");
    html_class(h, "tahapan");
    for (size_t i = 0; i < r->n_states; i++) {
        html_open(h, "li");
        if (marked[i]) {
            html_open(h, "strong");
            html_text(h, r->state_labels[i]);
            html_close(h, "strong");
            html_say(h, what);
        } else {
            html_text(h, r->state_labels[i]);
        }
        html_close(h, "li");
    }
    html_close(h, "ol");
}

static void stages(struct compare_view *v)
{
    const struct compare_changes *ch = &v->c.changes;
    struct html *h = &v->p.h;

    if (!ch->n_stages)
        return;
    section_begin(
        v, "ubah-tahap", T("Tahap yang dipetakan"),
        T("Rekaman yang berada pada tahap yang hilang perlu diberi padanan pada susunan yang baru."));
    for (size_t i = 0; i < ch->n_stages; i++) {
        const struct compare_stages *s = &ch->stages[i];

        html_elem(h, "h3", s->a->label);
        html_open(h, "div");
        html_class(h, "dua");
        html_open(h, "div");
        html_elem_say(h, "p", T("Sekarang"));
        states(h, s->a, s->gone, T(" (hilang)"));
        html_close(h, "div");
        html_open(h, "div");
        html_elem_say(h, "p", T("Menjadi"));
        states(h, s->b, s->come, T(" (baru)"));
        html_close(h, "div");
        html_close(h, "div");
    }
    section_end(h);
}

static void gate(struct compare_view *v, const struct compare_gate *g, bool own)
{
    struct html *h = &v->p.h;

    html_text(h, g->label);
    html_say(h, " ");
    page_badge(h, SV_NULL, compare_strength(g->strength));
    compare_where(v, own ? v->c.a : v->c.b, &g->at, g->at.n ? 1 : 0, own);
}

static void gate_row(struct compare_view *v, const struct compare_gates *g)
{
    struct html *h = &v->p.h;

    html_open(h, "li");
    if (g->a && g->b) {
        page_badge(h, SV("yellow"), SV(T("Berubah")));
        html_say(h, " ");
        gate(v, g->a, true);
        html_open(h, "p");
        html_say(h, T("menjadi "));
        html_close(h, "p");
        gate(v, g->b, false);
    } else {
        page_badge(h, g->a ? SV("grey") : SV("blue"), g->a ? SV(T("Hilang")) : SV(T("Datang")));
        html_say(h, " ");
        gate(v, g->a ? g->a : g->b, g->a != NULL);
    }
    html_close(h, "li");
}

static void gates(struct compare_view *v)
{
    const struct compare_changes *ch = &v->c.changes;
    struct html *h = &v->p.h;

    if (!ch->n_gates)
        return;
    section_begin(v, "ubah-gerbang", T("Gerbang dan permohonan"),
                  T("Yang harus ada sebelum suatu langkah, dan permohonan yang dapat diajukan."));
    for (size_t i = 0; i < ch->n_gates; i++) {
        struct sv reg = (ch->gates[i].a ? ch->gates[i].a : ch->gates[i].b)->reg;
        const struct compare_gate *was =
            i ? ch->gates[i - 1].a ? ch->gates[i - 1].a : ch->gates[i - 1].b : NULL;

        if (!was || !sv_eq(was->reg, reg)) {
            if (was)
                html_close(h, "ul");
            html_elem(h, "h3", compare_reg_label(v->c.a, reg));
            html_open(h, "ul");
            html_class(h, "ubah-daftar");
        }
        gate_row(v, &ch->gates[i]);
    }
    html_close(h, "ul");
    section_end(h);
}

static void documents(struct compare_view *v)
{
    const struct compare_changes *ch = &v->c.changes;
    struct html *h = &v->p.h;

    if (!ch->n_documents)
        return;
    section_begin(v, "ubah-dokumen", T("Dokumen tambahan"), T("Kelengkapan yang sekarang tidak diminta."));
    html_open(h, "ul");
    html_class(h, "ubah-daftar");
    for (size_t i = 0; i < ch->n_documents; i++)
        for (size_t k = 0; k < ch->documents[i].n; k++) {
            html_open(h, "li");
            html_textf(h, "%.*s: ", SV_FMT(compare_reg_label(v->c.a, ch->documents[i].reg)));
            html_text(h, ch->documents[i].items[k]);
            html_close(h, "li");
        }
    html_close(h, "ul");
    section_end(h);
}

static void touched(struct compare_view *v)
{
    const struct compare_changes *ch = &v->c.changes;
    struct html *h = &v->p.h;

    if (!ch->n_touched)
        return;
    section_begin(v, "ubah-register", T("Register yang tersentuh"),
                  T("Banyaknya ketentuan, gerbang, dan tahap di atas yang bersandar pada tiap register."));
    html_open(h, "ul");
    html_class(h, "daftar-isi");
    for (size_t i = 0; i < ch->n_touched; i++) {
        html_open(h, "li");
        page_link(h, arena_printf(v->p.a, "/r/%.*s", SV_FMT(ch->touched[i].reg)),
                  compare_reg_label(v->c.a, ch->touched[i].reg));
        html_open(h, "span");
        html_class(h, "nomor");
        html_int(h, (int64_t) ch->touched[i].n);
        html_close(h, "span");
        html_close(h, "li");
    }
    html_close(h, "ul");
    section_end(h);
}

void compare_changes_list(struct compare_view *v)
{
    struct compare_group groups[8];

    if (!compare_groups(v, groups)) {
        page_empty(&v->p.h, SV("equal"), SV(T("Tidak ada yang harus diubah")),
                   SV(T("Kedua peraturan mengatur hal yang sama dengan cara yang sama.")), SV_NULL, SV_NULL);
        return;
    }
    values(v);
    stages(v);
    gates(v);
    documents(v);
    touched(v);
}
