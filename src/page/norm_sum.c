/* SPDX-License-Identifier: MIT
 * page/norm_sum.c -- how far the region is: all provisions, then BAB by BAB. Beside the tree when nothing is picked, and on
 * the front page. */
#include "base/arena.h"
#include "html/svg.h"
#include "page/norm_priv.h"

/* A level below the heading they stand under. */
static void heading_link(struct html *h, struct sv url, struct sv words, int level)
{
    if (level == 2) {
        html_open(h, "h3");
        page_link(h, url, words);
        html_close(h, "h3");
    } else {
        html_open(h, "h4");
        page_link(h, url, words);
        html_close(h, "h4");
    }
}

static void chapter(struct page *p, const struct norm_book *b, const struct chapter *c, struct sv query,
                    int level)
{
    bool *in = ARENA_ARRAY(p->a, bool, b->n + 1);
    struct html *h = &p->h;
    struct norm_tally t;
    struct sv name = arena_printf(p->a, "BAB %.*s %.*s", SV_FMT(c->bab), SV_FMT(c->title));

    for (size_t i = 0; i < b->n; i++)
        in[i] = sv_eq(b->norms[i].bab, c->bab);
    norm_tally(b, in, &t);
    if (!t.counted || c->general)
        return;
    html_open(h, "li");
    heading_link(h, arena_printf(p->a, "%.*s%.*s", SV_FMT(norm_bab_path(c->bab, p->a)), SV_FMT(query)), name,
                 level);
    norm_bar(h,
             arena_printf(p->a, T("%.*s: %lld dari %lld terpenuhi"), SV_FMT(name), (long long) t.met,
                          (long long) t.counted),
             &t);
    html_open(h, "p");
    html_textf(h, T("%lld dari %lld terpenuhi"), (long long) t.met, (long long) t.counted);
    for (int s = 0; s < NORM_STATUS_COUNT; s++)
        if (s != NORM_MET && norm_counts((enum norm_status) s) && t.by[s])
            html_textf(h, T(" \u00b7 %lld %.*s"), (long long) t.by[s],
                       SV_FMT(sv_lower(norm_status_label((enum norm_status) s), p->a)));
    html_close(h, "p");
    html_close(h, "li");
}

void norm_chapters(struct page *p, const struct norm_book *b, struct sv query, int level)
{
    const struct regulation *reg = rule_regulation(b->rule);

    html_open(&p->h, "ul");
    html_class(&p->h, "kemajuan");
    for (size_t i = 0; i < reg->n_chapters; i++)
        chapter(p, b, &reg->chapters[i], query, level);
    html_close(&p->h, "ul");
}

/* To take along. For auditors' programs there are the same provisions and states as OSCAL (api/oscal.h). */
static void download_menu(struct norm_view *v)
{
    const struct regulation *reg = rule_regulation(v->book->r->rule);
    struct arena *a = v->p.a;
    struct html *h = &v->p.h;
    struct sv base = arena_printf(a, "/kepatuhan/%.*s/", SV_FMT(reg->id)), day = SV("");

    if (v->book->on.y)
        day = arena_printf(a, "?pada=%s", date_iso(v->book->on).s);
    page_menu_begin(h, "download", T("Unduh"));
    page_menu_item(h, arena_printf(a, "/pemenuhan/ekspor.csv%.*s", SV_FMT(v->query)),
                   SV(T("Tabel ketentuan (CSV)")));
    if (v->text && norm_text_url(v).p)
        page_menu_item(h, norm_text_url(v), SV(T("Naskah (Akoma Ntoso)")));
    page_menu_item(h, arena_printf(a, "%.*skatalog.json", SV_FMT(base)), SV(T("Katalog ketentuan (OSCAL)")));
    page_menu_item(h, arena_printf(a, "%.*sprofil.json", SV_FMT(base)), SV(T("Profil (OSCAL)")));
    page_menu_item(h, arena_printf(a, "%.*shasil.json%.*s", SV_FMT(base), SV_FMT(day)),
                   SV(T("Hasil penilaian (OSCAL)")));
    page_menu_end(h);
}

/* What there is to know of the regulation itself. */
static void regulation_menu(struct norm_view *v)
{
    struct html *h = &v->p.h;
    size_t readings;

    page_menu_begin(h, "gavel", T("Peraturan"));
    page_menu_item(h, SV("/pemenuhan/versi"), SV(T("Versi peraturan")));
    page_menu_item(h, SV("/pemenuhan/banding"), SV(T("Bandingkan")));
    rule_readings(v->book->rule, &readings);
    if (readings)
        page_menu_item(h, SV("/pemenuhan/bacaan"), SV(T("Bacaan dan cacat naskah")));
    page_menu_end(h);
}

static void heading(struct norm_view *v)
{
    const struct regulation *reg = rule_regulation(v->book->rule);
    struct html *h = &v->p.h;
    struct arena *a = v->p.a;

    html_open(h, "div");
    html_class(h, "kepala");
    html_open(h, "div");
    html_class(h, "kepala-judul");
    html_elem_say(h, "h1", T("Pemenuhan peraturan"));
    html_open(h, "p");
    html_class(h, "text-secondary");
    html_text(h, reg->title);
    html_say(h, T(" tentang "));
    html_text(h, reg->about);
    if (reg->amends.p) { /* what it leaves unchanged is in force with it */
        struct sv first;

        rule_source(v->book->rule, 0, &first);
        html_textf(h, T(", bersama %.*s yang diubahnya"), SV_FMT(first));
    }
    html_close(h, "p");
    html_close(h, "div");
    html_open(h, "div");
    html_class(h, "kepala-aksi");
    page_link_button(h, arena_printf(a, "/pemenuhan/daftar%.*s", SV_FMT(v->query)), "", "table", T("Tabel"));
    download_menu(v);
    regulation_menu(v);
    html_close(h, "div");
    html_close(h, "div");
}

static void figures(struct norm_view *v, const struct norm_tally *t)
{
    struct html *h = &v->p.h;

    html_open(h, "p");
    html_textf(
        h,
        T("%lld dari %lld ketentuan yang meminta perbuatan terpenuhi. Ketentuan umum dan kewenangan pihak lain "
          "tidak dihitung."),
        (long long) t->met, (long long) t->counted);
    html_close(h, "p");
    norm_bar(h, SV(T("Bagian ketentuan menurut status")), t);
    norm_legend(h, t, arena_printf(v->p.a, "/pemenuhan%.*s", SV_FMT(v->query)), v->p.a);
}

/* What the filter leaves, to be read one after another. */
static void filtered(struct norm_view *v, const struct norm_tally *t)
{
    const struct norm **all = ARENA_ARRAY(v->p.a, const struct norm *, v->book->n + 1);
    struct html *h = &v->p.h;
    size_t n = 0;

    for (size_t i = 0; i < v->book->n; i++) {
        all[i] = &v->book->norms[i];
        n += v->keep[i];
    }
    page_card_begin(h, 2, arena_printf(v->p.a, T("%zu ketentuan tersaring"), n));
    if (t->counted)
        figures(v, t);
    if (n) {
        norm_group_list(v, all, v->book->n);
    } else {
        html_elem_say(h, "p", T("Tidak ada ketentuan yang cocok. Longgarkan saringan atau periksa katanya."));
        page_link_button(h, SV("/pemenuhan"), "", "x", T("Hapus saringan"));
    }
    page_card_end(h);
}

void norm_overview(struct norm_view *v)
{
    struct html *h = &v->p.h;
    struct norm_tally t;

    norm_tally(v->book, v->keep, &t);
    html_open(h, "div");
    html_class(h, "ikhtisar");
    heading(v);
    if (v->book->on.y)
        page_alert(h, PAGE_INFO,
                   arena_printf(v->p.a, T("Keadaan per %.*s"), SV_FMT(date_long(v->book->on, v->p.a))),
                   norm_past_words(v->book, v->p.a));
    norm_coming(v);
    if (v->keep) {
        filtered(v, &t);
    } else {
        page_card_begin(h, 2, SV(T("Semua ketentuan")));
        figures(v, &t);
        page_card_end(h);
        norm_trend(v);
        page_card_begin(h, 2, SV(T("Kemajuan menurut BAB")));
        norm_chapters(&v->p, v->book, v->query, 2);
        page_card_end(h);
    }
    html_close(h, "div");
}
