/* SPDX-License-Identifier: MIT
 * page/norm_middle.c -- the middle pane: the provision in the regulation's own words where they were loaded, our summary,
 * what is damaged or read in one of several ways, and the provisions before and after it. */
#include "base/arena.h"
#include "page/norm_priv.h"

/* Without scripts a link; with them it swaps the panes (what is swapped and how stands on their frame: norm_page.c). */
static void swapped(struct html *h, struct sv to)
{
    html_href(h, to);
    html_url(h, "hx-get", to);
}

static struct sv url(struct norm_view *v, struct sv path)
{
    return arena_printf(v->p.a, "%.*s%.*s", SV_FMT(path), SV_FMT(v->query));
}

static void link_to(struct norm_view *v, struct sv path, struct sv words)
{
    struct html *h = &v->p.h;

    html_open(h, "a");
    swapped(h, url(v, path));
    html_text(h, words);
    html_close(h, "a");
}

/* --- heading ------------------------------------------------------------------------------------------------------------ */

static void trail(struct norm_view *v, struct sv bab, struct sv pasal)
{
    const struct chapter *c = norm_chapter(v->book, bab);
    struct html *h = &v->p.h;
    struct arena *a = v->p.a;

    html_open(h, "nav");
    html_class(h, "remah");
    html_attr_say(h, "aria-label", T("Letak dalam peraturan"));
    html_open(h, "ol");
    html_open(h, "li");
    page_link(h, url(v, SV("/pemenuhan")), SV(T("Semua ketentuan")));
    html_close(h, "li");
    if (c) {
        html_open(h, "li");
        link_to(v, norm_bab_path(bab, a), arena_printf(a, "BAB %.*s %.*s", SV_FMT(bab), SV_FMT(c->title)));
        html_close(h, "li");
    }
    if (pasal.n) {
        html_open(h, "li");
        link_to(v, norm_pasal_path(pasal, a), arena_printf(a, "Pasal %.*s", SV_FMT(pasal)));
        html_close(h, "li");
    }
    html_close(h, "ol");
    html_close(h, "nav");
}

static void past_note(struct norm_view *v)
{
    struct arena *a = v->p.a;

    if (v->book->on.y)
        page_alert(&v->p.h, PAGE_INFO,
                   arena_printf(a, T("Keadaan per %.*s"), SV_FMT(date_long(v->book->on, a))),
                   norm_past_words(v->book, a));
}

/* --- one provision -------------------------------------------------------------------------------------------------------- */

static void note(struct html *h, const char *title, struct sv text)
{
    if (!text.n)
        return;
    html_open(h, "div");
    html_class(h, "catatan");
    html_elem_say(h, "strong", title);
    html_elem(h, "p", text);
    html_close(h, "div");
}

/* Is the text that was loaded the one in which this provision stands with these words? */
static bool fits(const struct norm_view *v, const struct norm *n)
{
    return rule_words_of(v->book->rule, n, v->text_of);
}

static void not_loaded(struct norm_view *v)
{
    struct html *h = &v->p.h;

    html_open(h, "p");
    html_class(h, "text-secondary tanpa-cetak");
    if (v->text && !fits(v, v->one))
        html_say(h,
                 T("Yang tertulis di atas ringkasan; naskah yang dimuat memuat bunyi dari peraturan lain."));
    else if (v->text)
        html_say(
            h,
            T("Ketentuan ini tidak ditemukan dalam naskah yang dimuat; yang tertulis di atas ringkasannya."));
    else
        html_say(h, T("Yang tertulis di atas ringkasan; naskah peraturan belum dimuat."));
    if (v->p.who->administrator) {
        html_say(h, " ");
        page_link(h, SV("/persiapan/naskah"), v->text ? SV(T("Periksa naskah")) : SV(T("Muat naskah")));
    }
    html_close(h, "p");
}

static void own_words(struct norm_view *v)
{
    struct html *h = &v->p.h;
    bool there;

    there = fits(v, v->one) && norm_text_write(v, v->one->at);
    if (there)
        html_elem_say(h, "h2", T("Ringkasan"));
    html_open(h, "p");
    if (!there)
        html_class(h, "ringkasan");
    html_text(h, v->one->says);
    html_close(h, "p");
    if (!there)
        not_loaded(v);
}

static void step(struct norm_view *v, const struct norm *n, const char *rel, const char *icon,
                 const char *words)
{
    struct html *h = &v->p.h;
    struct norm_addr ad = norm_addr_of(n->at);

    html_open(h, "a");
    html_class(h, "btn");
    html_attr(h, "rel", sv_of(rel));
    swapped(h, url(v, norm_path(n->at, v->p.a)));
    if (icon)
        page_icon_(h, sv_of(icon));
    html_open(h, "span");
    html_open(h, "span");
    html_class(h, "visually-hidden");
    html_say(h, words);
    html_close(h, "span");
    html_text(h, norm_addr_label(&ad, v->p.a));
    html_close(h, "span");
    if (!icon)
        page_icon(h, "chevron-right");
    html_close(h, "a");
}

/* Before and after in the pack, or among what the filter leaves. */
static const struct norm *beside(const struct norm_view *v, size_t from, int by)
{
    for (size_t i = from + (size_t) by; i < v->book->n; i += (size_t) by) /* below zero wraps beyond n */
        if (!v->keep || v->keep[i])
            return &v->book->norms[i];
    return NULL;
}

static void neighbours(struct norm_view *v)
{
    const struct norm *before = beside(v, v->one->index, -1), *after = beside(v, v->one->index, 1);
    struct html *h = &v->p.h;

    html_open(h, "nav");
    html_class(h, "tetangga tanpa-cetak");
    html_attr_say(h, "aria-label", T("Ketentuan bersebelahan"));
    if (before)
        step(v, before, "prev", "chevron-left", T("Sebelumnya: "));
    if (after)
        step(v, after, "next", NULL, T("Berikutnya: "));
    html_close(h, "nav");
}

static void provision(struct norm_view *v)
{
    struct norm_addr ad = norm_addr_of(v->one->at);
    struct html *h = &v->p.h;

    trail(v, v->one->bab, ad.ayat.n || ad.piece.n ? v->one->pasal : SV_NULL);
    html_elem(h, "h1", norm_addr_label(&ad, v->p.a));
    past_note(v);
    own_words(v);
    norm_reading_boxes(v);
    note(h, T("Catatan pembacaan"), v->one->remark);
    norm_history(v);
    neighbours(v);
}

/* --- a Pasal or BAB ------------------------------------------------------------------------------------------------------- */

static void group_item(struct norm_view *v, const struct norm *n)
{
    struct norm_addr ad = norm_addr_of(n->at);
    bool inside =
        v->picked && v->ad.pasal.n && (ad.ayat.n || ad.piece.n); /* its Pasal stands in the heading */
    struct html *h = &v->p.h;

    html_open(h, "li");
    html_open(h, "div");
    html_class(h, "kelompok-kepala");
    link_to(v, norm_path(n->at, v->p.a), inside ? norm_short_label(n, v->p.a) : norm_addr_label(&ad, v->p.a));
    norm_mark(h, v->book->states[n->index].status, false);
    html_close(h, "div");
    html_elem(h, "p", n->says);
    html_close(h, "li");
}

void norm_group_list(struct norm_view *v, const struct norm *const *items, size_t n)
{
    struct html *h = &v->p.h;

    html_open(h, "ul");
    html_class(h, "kelompok");
    for (size_t i = 0; i < n; i++)
        if (!v->keep || v->keep[items[i]->index])
            group_item(v, items[i]);
    html_close(h, "ul");
}

static bool all_fit(const struct norm_view *v)
{
    for (size_t i = 0; i < v->n_group; i++)
        if (!fits(v, v->group[i]))
            return false;
    return true;
}

static void group(struct norm_view *v)
{
    const struct chapter *c = v->ad.pasal.n ? NULL : norm_chapter(v->book, v->ad.bab);
    struct html *h = &v->p.h;

    trail(v, v->ad.pasal.n ? v->group[0]->bab : SV_NULL, v->ad.ayat.n ? v->ad.pasal : SV_NULL);
    html_open(h, "h1");
    html_text(h, norm_addr_label(&v->ad, v->p.a));
    if (c) {
        html_say(h, " ");
        html_text(h, c->title);
    }
    html_close(h, "h1");
    past_note(v);
    norm_reading_brief(v);
    if (v->ad.pasal.n && all_fit(v) && norm_text_write(v, norm_addr_at(&v->ad, v->p.a)))
        html_elem_say(h, "h2", T("Ketentuan di dalamnya"));
    norm_group_list(v, v->group, v->n_group);
}

void norm_pane_text(struct norm_view *v)
{
    struct html *h = &v->p.h;

    html_open(h, "article");
    html_class(h, "card bunyi");
    html_open(h, "div");
    html_class(h, "card-body");
    if (v->one)
        provision(v);
    else
        group(v);
    html_close(h, "div");
    html_close(h, "article");
}
