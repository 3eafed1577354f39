/* SPDX-License-Identifier: MIT
 * page/show_road.c -- the road of a record: the states it has passed, where it stands and since when, who leads it on. */
#include "base/arena.h"
#include "page/show_priv.h"

void show_end(struct page *p, const struct foreseen *f)
{
    struct html *h = &p->h;

    html_open(h, "p");
    html_text(h, f->says);
    /* The day of a record is its last one, as its own sentence speaks; that of a gate the first without. */
    if (f->past && f->need)
        html_textf(h, T(" sejak %.*s"), SV_FMT(date_long(f->day, p->a)));
    else
        html_textf(h, T(" pada %.*s"), SV_FMT(date_long(f->need ? f->day : date_add_days(f->day, -1), p->a)));
    if (f->need) {
        html_say(h, T(" karena "));
        page_norm_link(p, f->need->at);
    }
    html_say(h, ".");
    html_close(h, "p");
    if (!f->need)
        return;
    html_open(h, "p");
    html_class(h, "text-secondary");
    if (f->past)
        html_textf(h, "%.*s ", SV_FMT(f->why));
    html_text(h, f->next);
    html_close(h, "p");
}

/* A day that ends: the next one of its kind begins with a copy of this. */
static void renew(struct show *s)
{
    struct html *h = &s->p.h;

    if (!reg_may_create(s->who, s->reg))
        return;
    html_open(h, "p");
    html_class(h, "tanpa-cetak");
    page_link(h,
              arena_printf(s->p.a, "%.*s/baru?_salin=%lld", SV_FMT(page_reg_url(s->p.a, s->reg)),
                           (long long) s->rec->id),
              SV(T("Buat penerusnya dari salinan ini")));
    html_close(h, "p");
}

/* A gate that is missing by now stands among the marks. */
void show_ends(struct show *s)
{
    struct html *h = &s->p.h;
    size_t shown = 0;

    for (size_t i = 0; i < s->n_ends; i++) {
        const struct foreseen *f = &s->ends[i];

        if (f->past && f->need)
            continue;
        if (!shown++)
            page_alert_begin(h, PAGE_CAUTION, SV(T("Akan berakhir")));
        show_end(&s->p, f);
        if (!f->need)
            renew(s);
    }
    if (shown)
        page_alert_end(h);
}

static void since(struct show *s, const struct road_state *r)
{
    struct html *h = &s->p.h;
    struct sv day = r->since.p ? page_moment(s->region, s->p.a, r->since) : SV_NULL;

    if (!day.p && r->here)
        day = page_day(s->p.a, s->rec->berlaku_sejak.p ? s->rec->berlaku_sejak : s->rec->dibuat_pada);
    if (!day.p)
        return;
    html_open(h, "div");
    html_class(h, "text-secondary");
    html_textf(h, r->here ? T("sejak %.*s") : T("%.*s"), SV_FMT(day));
    if (r->by.n)
        html_textf(h, T(", dicatat %.*s"), SV_FMT(r->by));
    html_close(h, "div");
}

static void next(struct show *s, const struct road_state *r)
{
    struct html *h = &s->p.h;

    for (size_t i = 0; i < r->n_onward; i++) {
        html_open(h, "div");
        html_textf(h, T("Berikutnya: %.*s, oleh %.*s"), SV_FMT(r->onward[i]->label),
                   SV_FMT(flow_takers(s->region->flow, r->onward[i], s->rec, s->p.a)));
        html_close(h, "div");
    }
}

void show_road(struct show *s)
{
    struct html *h = &s->p.h;

    if (!s->n_road)
        return;
    page_card_begin(h, 2, SV(T("Perjalanan")));
    html_open(h, "ol");
    html_class(h, "perjalanan");
    for (size_t i = 0; i < s->n_road; i++) {
        const struct road_state *r = &s->road[i];

        html_open(h, "li");
        html_attr(h, "class", r->here ? SV("di-sini") : r->passed && !r->skipped ? SV("lewat") : SV("nanti"));
        if (r->here)
            html_attr(h, "aria-current", SV("step"));
        html_elem(h, "strong", r->state->label);
        html_open(h, "span");
        html_class(h, "visually-hidden");
        html_say(h, r->here                    ? T(" (sekarang)")
                    : r->passed && !r->skipped ? T(" (sudah dilewati)")
                                               : T(" (belum)"));
        html_close(h, "span");
        since(s, r);
        if (r->skipped) {
            html_open(h, "div");
            html_class(h, "text-secondary");
            html_say(h, T("tidak tercatat di sini"));
            html_close(h, "div");
        }
        if (r->here)
            next(s, r);
        html_close(h, "li");
    }
    html_close(h, "ol");
    page_card_end(h);
}
