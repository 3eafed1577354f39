/* SPDX-License-Identifier: MIT
 * page/setup.c -- /persiapan: what has to be there before the region can work with it, each step with its state, one
 * sentence why, and the way to do it. */
#include "page/setup.h"

#include "base/arena.h"
#include "html/svg.h"
#include "page/setup_priv.h"

static void state(struct html *h, enum setup_state s)
{
    if (s == SETUP_DONE)
        page_badge(h, SV("green"), SV(T("Selesai")));
    else if (s == SETUP_OPEN)
        page_badge(h, SV("yellow"), SV(T("Belum selesai")));
    else
        page_badge(h, SV("blue"), SV(T("Saran")));
}

static void missing(struct html *h, const struct setup_step *s)
{
    if (!s->n_missing)
        return;
    html_open(h, "div");
    html_class(h, "kurang");
    html_elem_say(h, "p", T("Yang belum:"));
    html_open(h, "ul");
    html_class(h, "keping");
    for (size_t i = 0; i < s->n_missing; i++) {
        html_open(h, "li");
        page_link(h, s->missing_url[i], s->missing[i]);
        html_close(h, "li");
    }
    html_close(h, "ul");
    html_close(h, "div");
}

static void step(struct html *h, const struct setup_step *s)
{
    html_open(h, "li");
    html_attr(h, "class",
              s->state == SETUP_DONE   ? SV("selesai")
              : s->state == SETUP_OPEN ? SV("terbuka")
                                       : SV(""));
    html_open(h, "div");
    html_open(h, "h2");
    html_say(h, s->title);
    html_say(h, " ");
    state(h, s->state);
    html_close(h, "h2");
    html_open(h, "p");
    html_say(h, s->why);
    html_close(h, "p");
    html_open(h, "p");
    html_class(h, "text-secondary");
    html_text(h, s->now);
    html_close(h, "p");
    html_close(h, "div");
    html_open(h, "div");
    if (s->url.n)
        page_link_button_(h, s->url, s->state == SETUP_OPEN ? "btn-primary" : "", "", s->link);
    html_close(h, "div");
    missing(h, s);
    html_close(h, "li");
}

bool setup_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct page_head hd = { .title = SV(T("Persiapan awal")),
                            .menu = SV("/persiapan"),
                            .note = SV(
                                T("Dihitung dari data; langkah boleh dikerjakan dengan urutan apa pun.")) };
    struct svg_part parts[2] = { { SV(T("Selesai")), SV("terpenuhi"), 0 },
                                 { SV(T("Belum")), SV("belum_ada_data"), 0 } };
    struct setup s;
    struct db *db = NULL;
    struct page p;
    struct html *h;
    bool ok = page_read(r, &db, e) && setup_load(db, r, req->a, &s, e);

    db_release(db);
    if (!ok)
        return false;
    h = page_begin(&p, ctx, req, res, &hd);
    html_open(h, "div");
    html_class(h, "kemajuan-besar");
    html_open(h, "p");
    html_class(h, "fw-bold mb-1");
    html_textf(h, T("%zu dari %zu langkah selesai"), s.done, s.counted);
    html_close(h, "p");
    parts[0].value = (int64_t) s.done;
    parts[1].value = (int64_t) (s.counted - s.done);
    svg_stack(h, arena_printf(req->a, T("Kemajuan: %zu dari %zu langkah"), s.done, s.counted), parts, 2);
    html_close(h, "div");
    html_open(h, "ol");
    html_class(h, "langkah-awal mt-3");
    for (size_t i = 0; i < s.n; i++)
        step(h, &s.steps[i]);
    html_close(h, "ol");
    page_end(&p);
    return true;
}
