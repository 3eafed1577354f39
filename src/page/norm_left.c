/* SPDX-License-Identifier: MIT
 * page/norm_left.c -- the left pane: BAB, Pasal, ayat, each with its status; and the filter above them. */
#include "base/arena.h"
#include "page/norm_priv.h"

static struct sv url(struct norm_view *v, struct sv path)
{
    return arena_printf(v->p.a, "%.*s%.*s", SV_FMT(path), SV_FMT(v->query));
}

/* A link that swaps the two panes beside the tree; without scripts it simply leads there. */
static void link_begin(struct norm_view *v, struct sv path, bool here)
{
    struct html *h = &v->p.h;
    struct sv to = url(v, path);

    html_open(h, "a");
    html_href(h, to);
    html_url(h, "hx-get", to);
    if (here)
        html_attr(h, "aria-current", SV("page"));
}

static void one(struct norm_view *v, const struct norm *n, struct sv label)
{
    struct html *h = &v->p.h;

    html_open(h, "li");
    link_begin(v, norm_path(n->at, v->p.a), v->one == n);
    html_open(h, "span");
    html_text(h, label);
    html_close(h, "span");
    norm_mark(h, v->book->states[n->index].status, true);
    html_close(h, "a");
    html_close(h, "li");
}

static void pasal(struct norm_view *v, const struct norm_pasal *ps)
{
    struct html *h = &v->p.h;
    struct arena *a = v->p.a;
    struct sv label = arena_printf(a, "Pasal %.*s", SV_FMT(ps->pasal));

    if (!ps->pasal.n || ps->n == 1) {
        for (size_t i = 0; i < ps->n; i++) {
            struct norm_addr ad = norm_addr_of(ps->norms[i]->at);

            one(v, ps->norms[i], norm_addr_label(&ad, a));
        }
        return;
    }
    html_open(h, "li");
    link_begin(v, norm_pasal_path(ps->pasal, a), v->picked && !v->one && sv_eq(v->ad.pasal, ps->pasal));
    html_elem(h, "strong", label);
    html_close(h, "a");
    html_open(h, "ul");
    for (size_t i = 0; i < ps->n; i++)
        one(v, ps->norms[i], norm_short_label(ps->norms[i], a));
    html_close(h, "ul");
    html_close(h, "li");
}

static bool holds_pick(const struct norm_view *v, const struct norm_bab *b)
{
    if (v->one)
        return sv_eq(v->one->bab, b->bab);
    if (!v->picked)
        return false;
    return v->n_group ? sv_eq(v->group[0]->bab, b->bab) : sv_eq(v->ad.bab, b->bab);
}

/* Where nothing asks for work no figures are given. */
static void bab_count(struct norm_view *v, const struct norm_bab *b)
{
    struct html *h = &v->p.h;
    long long counted = 0, met = 0;

    for (size_t i = 0; i < b->n; i++)
        for (size_t k = 0; k < b->pasals[i].n; k++) {
            enum norm_status s = v->book->states[b->pasals[i].norms[k]->index].status;

            counted += norm_counts(s);
            met += s == NORM_MET;
        }
    if (!counted || b->general)
        return;
    html_open(h, "span");
    html_class(h, "nomor");
    html_textf(h, T("%lld dari %lld"), met, counted);
    html_close(h, "span");
}

static void bab(struct norm_view *v, const struct norm_bab *b)
{
    struct html *h = &v->p.h;

    html_open(h, "details");
    html_bool_attr(h, "open", v->filter.any || v->tree.n == 1 || holds_pick(v, b));
    html_open(h, "summary");
    html_open(h, "span");
    if (b->bab.n)
        html_textf(h, "BAB %.*s ", SV_FMT(b->bab));
    html_text(h, b->title);
    html_close(h, "span");
    bab_count(v, b);
    html_close(h, "summary");
    html_open(h, "ul");
    for (size_t i = 0; i < b->n; i++)
        pasal(v, &b->pasals[i]);
    html_close(h, "ul");
    html_close(h, "details");
}

static void filter(struct norm_view *v)
{
    struct html *h = &v->p.h;

    html_open(h, "details");
    html_class(h, "lipat tanpa-cetak");
    html_bool_attr(h, "open", v->filter.any || v->book->on.y);
    html_open(h, "summary");
    page_icon(h, "filter");
    html_say(h, T(" Saring dan cari"));
    html_close(h, "summary");
    norm_filter_form(&v->p, &v->filter, v->book, SV("/pemenuhan"));
    html_close(h, "details");
}

void norm_pane_tree(struct norm_view *v)
{
    struct html *h = &v->p.h;

    html_open(h, "div");
    html_class(h, "pohon tanpa-cetak");
    html_attr(h, "id", SV("pohon"));
    filter(v);
    html_open(h, "nav");
    html_attr_say(h, "aria-label", T("Isi peraturan"));
    for (size_t i = 0; i < v->tree.n; i++)
        bab(v, &v->tree.babs[i]);
    if (!v->tree.n) {
        html_open(h, "p");
        html_attr(h, "role", SV("status"));
        html_say(h, T("Tidak ada ketentuan yang cocok dengan saringan."));
        html_close(h, "p");
    }
    html_close(h, "nav");
    html_close(h, "div");
}
