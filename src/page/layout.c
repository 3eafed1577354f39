/* SPDX-License-Identifier: MIT
 * page/layout.c -- the frame of every page: head, bar, menu, heading, message of the step before, footer; and failures. */
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "page/aset.h"
#include "page/deputy.h"
#include "page/manual.h"
#include "page/page_priv.h"

static void meta(struct html *h, const char *name, struct sv content)
{
    html_void(h, "meta");
    html_attr(h, "name", sv_of(name));
    html_attr(h, "content", content);
}

static void head(struct page *p, struct sv title)
{
    struct html *h = &p->h;

    html_open(h, "head");
    html_void(h, "meta");
    html_attr(h, "charset", SV("utf-8"));
    meta(h, "viewport", SV("width=device-width, initial-scale=1"));
    meta(h, "htmx-config",
         SV("{\"includeIndicatorStyles\":false,\"allowEval\":false,\"selfRequestsOnly\":true,"
            "\"historyCacheSize\":0,\"refreshOnHistoryMiss\":true}"));
    if (p->res)
        meta(h, "csrf", web_csrf_token(p->req, p->res));
    html_open(h, "title");
    html_text(h, title);
    html_say(h, " \u2013 ");
    html_text(h, p->region->regulation.region);
    html_close(h, "title");
    html_void(h, "link");
    html_attr(h, "rel", SV("stylesheet"));
    html_href(h, SV(ASET_CSS));
    html_void(h, "link");
    html_attr(h, "rel", SV("icon"));
    html_attr(h, "type", SV("image/svg+xml"));
    html_href(h, SV(ASET_MARK));
    html_open(h, "script");
    html_url(h, "src", SV(ASET_JS));
    html_bool_attr(h, "defer", true);
    html_close(h, "script");
    html_close(h, "head");
}

/* --- the bar on top ---------------------------------------------------------------------------------------------------- */

static void brand(struct page *p)
{
    struct html *h = &p->h;

    html_open(h, "a");
    html_class(h, "merek");
    html_href(h, SV("/"));
    html_elem_say(h, "strong", T("Prasasti"));
    html_elem(h, "span", p->region->regulation.region);
    html_close(h, "a");
}

static void search_box(struct page *p)
{
    struct html *h = &p->h;
    struct sv q = sv_eq(p->req->path, SV("/cari")) ? web_typed(p->req, "q") : SV_NULL;

    html_open(h, "form");
    html_class(h, "bilah-cari");
    html_url(h, "action", SV("/cari"));
    html_attr(h, "role", SV("search"));
    html_void(h, "input");
    html_attr(h, "type", SV("search"));
    html_class(h, "form-control");
    html_attr(h, "id", SV("cari-semua"));
    html_attr(h, "name", SV("q"));
    html_attr(h, "value", q.p ? q : SV(""));
    html_attr_say(h, "aria-label", T("Cari di semua daftar"));
    html_attr_say(h, "placeholder", T("Cari nama, nomor, isi \u2026"));
    html_open(h, "button");
    html_attr(h, "type", SV("submit"));
    html_class(h, "btn btn-icon");
    html_attr_say(h, "aria-label", T("Cari"));
    page_icon(h, "search");
    html_close(h, "button");
    html_close(h, "form");
}

static void person(struct page *p)
{
    struct html *h = &p->h;
    const struct actor *who = p->who;

    html_open(h, "details");
    html_class(h, "akun");
    html_open(h, "summary");
    page_icon(h, "user-circle");
    html_elem(h, "span", who->nama);
    html_close(h, "summary");
    html_open(h, "div");
    html_class(h, "akun-isi");
    if (who->n_posts && who->posts[0].title.n)
        html_elem(h, "p", who->posts[0].title);
    html_open(h, "a");
    html_href(h, SV("/akun"));
    page_icon(h, "settings");
    html_say(h, T("Akun saya"));
    html_close(h, "a");
    html_open(h, "a");
    html_href(h, SV("/pekerjaan"));
    page_icon(h, "list");
    html_say(h, T("Pekerjaan saya"));
    html_close(h, "a");
    page_form_begin(p, SV("/keluar"), false);
    html_open(h, "button");
    html_attr(h, "type", SV("submit"));
    page_icon(h, "logout");
    html_say(h, T("Keluar"));
    html_close(h, "button");
    html_close(h, "form");
    html_close(h, "div");
    html_close(h, "details");
}

/* The section of the manuals that speaks of this page. */
static void help(struct page *p)
{
    struct sv url = manual_about(p->a, p->req->path);
    struct html *h = &p->h;

    if (!url.n)
        return;
    html_open(h, "a");
    html_class(h, "bantuan");
    html_href(h, url);
    html_attr_say(h, "aria-label", T("Panduan halaman ini"));
    html_attr_say(h, "title", T("Panduan halaman ini"));
    page_icon(h, "help");
    html_close(h, "a");
}

static void bar(struct page *p)
{
    struct html *h = &p->h;

    html_open(h, "header");
    html_open(h, "div");
    html_class(h, "bilah");
    html_open(h, "div");
    html_class(h, "bilah-isi");
    brand(p);
    if (p->who && !p->bare) {
        search_box(p);
        help(p);
        person(p);
    }
    html_close(h, "div");
    html_close(h, "div");
    if (p->region->demo) {
        html_open(h, "div");
        html_class(h, "latihan");
        html_elem_say(h, "strong", T("Data latihan."));
        html_say(h, T(" Semua isi di sini contoh; boleh diubah dan dicoba."));
        html_close(h, "div");
    }
    page_hats(p);
    html_close(h, "header");
}

/* --- heading ------------------------------------------------------------------------------------------------------------ */

static void crumbs(struct html *h, const struct page_head *head)
{
    if (!head->n_crumbs)
        return;
    html_open(h, "nav");
    html_class(h, "remah");
    html_attr_say(h, "aria-label", T("Jejak halaman"));
    html_open(h, "ol");
    for (size_t i = 0; i < head->n_crumbs; i++) {
        html_open(h, "li");
        if (head->crumbs[i].url.n)
            page_link(h, head->crumbs[i].url, head->crumbs[i].label);
        else
            html_text(h, head->crumbs[i].label);
        html_close(h, "li");
    }
    html_close(h, "ol");
    html_close(h, "nav");
}

static void message(struct page *p)
{
    struct web_flash f;

    if (!p->res || !web_flash_take(p->req, p->res, &f))
        return;
    page_alert(&p->h,
               f.kind == WEB_DONE   ? PAGE_GOOD
               : f.kind == WEB_WARN ? PAGE_CAUTION
                                    : PAGE_INFO,
               f.text, SV_NULL);
}

static void heading(struct page *p, const struct page_head *head)
{
    struct html *h = &p->h;

    if (head->no_heading)
        return;
    html_open(h, "div");
    html_class(h, "kepala");
    html_open(h, "div");
    html_class(h, "kepala-judul");
    if (head->pretitle.n) {
        html_open(h, "div");
        html_class(h, "text-secondary");
        html_text(h, head->pretitle);
        html_close(h, "div");
    }
    html_elem(h, "h1", head->title);
    if (head->note.n) {
        html_open(h, "p");
        html_class(h, "text-secondary");
        html_text(h, head->note);
        html_close(h, "p");
    }
    html_close(h, "div");
    if (head->actions) {
        html_open(h, "div");
        html_class(h, "kepala-aksi");
        head->actions(head->actions_ctx, h);
        html_close(h, "div");
    }
    html_close(h, "div");
}

static void open_body(struct page *p, const struct page_head *hd)
{
    struct html *h = &p->h;

    html_open(h, "body");
    html_open(h, "a");
    html_class(h, "lewati");
    html_href(h, SV("#isi"));
    html_say(h, T("Lewati ke isi"));
    html_close(h, "a");
    bar(p);
    html_open(h, "div");
    html_attr(h, "class", p->bare ? SV("badan-polos") : SV("badan"));
    if (!p->bare)
        page_menu(p, hd->menu);
    html_open(h, "main");
    html_attr(h, "class", hd->width == PAGE_NARROW ? SV("isi sempit") : SV("isi"));
    html_attr(h, "id", SV("isi"));
    html_attr(h, "tabindex", SV("-1"));
}

static void begin(struct page *p, const struct page_head *hd)
{
    struct html *h = &p->h;

    p->bare = hd->width == PAGE_BARE || !p->who;
    html_lit(h, "<!doctype html>");
    html_open(h, "html");
    html_attr(h, "lang", SV("id"));
    head(p, hd->title);
    open_body(p, hd);
    crumbs(h, hd);
    message(p);
    heading(p, hd);
}

struct html *page_begin(struct page *p, struct web_ctx *ctx, struct web_req *req, struct web_res *res,
                        const struct page_head *hd)
{
    *p = (struct page){
        .ctx = ctx, .region = page_region(ctx), .req = req, .res = res, .a = req->a, .who = req->actor
    };
    web_html(res, &p->h);
    begin(p, hd);
    return &p->h;
}

/* --- footer --------------------------------------------------------------------------------------------------------------- */

static void footer(struct page *p)
{
    struct html *h = &p->h;
    struct sv ledger = page_ledger_line(p->region, p->a);

    html_open(h, "footer");
    html_class(h, "kaki");
    html_elem(h, "span", p->region->regulation.title);
    if (p->who && ledger.n)
        page_link(h, SV("/keutuhan"), ledger);
    html_close(h, "footer");
}

void page_end(struct page *p)
{
    struct html *h = &p->h;

    html_close(h, "main");
    html_close(h, "div");
    footer(p);
    html_close(h, "body");
    html_close(h, "html");
    html_end(h);
}

/* --- failures --------------------------------------------------------------------------------------------------------------- */

static void failure_text(struct page *p, const struct web_failure *f)
{
    struct html *h = &p->h;

    page_alert_begin(h, f->status >= 500 ? PAGE_BAD : PAGE_CAUTION, sv_of(f->err->text));
    if (f->err->hint[0])
        html_elem_say(h, "p", f->err->hint);
    if (f->fields->n) {
        html_open(h, "ul");
        for (size_t i = 0; i < f->fields->n; i++)
            html_elem(h, "li", f->fields->items[i].text);
        html_close(h, "ul");
    }
    page_alert_end(h);
    html_open(h, "p");
    html_class(h, "text-secondary");
    html_say(h, T("Bila perlu bertanya kepada pengelola, sebutkan nomor permintaan "));
    html_elem(h, "code", f->id);
    html_say(h, ".");
    html_close(h, "p");
}

void page_failure(struct web_ctx *ctx, struct web_req *req, const struct web_failure *f, struct buf *out)
{
    struct page p = { .ctx = ctx, .region = page_region(ctx), .req = req, .a = req->a, .who = req->actor };
    struct page_head hd = { .title = sv_of(f->title), .width = p.who ? PAGE_NARROW : PAGE_BARE };
    struct html *h = &p.h;

    html_init(h, out);
    if (req->is_htmx) {
        failure_text(&p, f);
        html_end(h);
        return;
    }
    begin(&p, &hd);
    failure_text(&p, f);
    html_open(h, "div");
    html_class(h, "btn-list");
    page_link_button(h, SV("/"), "btn-primary", "home", T("Ke beranda"));
    if (!p.who)
        page_link_button(h, SV("/masuk"), "", "login", T("Masuk"));
    html_close(h, "div");
    page_end(&p);
}

/* --- what the program was built with ----------------------------------------------------------------------------------------- */

bool page_assets_load(const char *dist, struct err *e)
{
    static const char *const names[] = { ASET_CSS, ASET_JS, ASET_ICONS, ASET_MARK };
    struct arena *a = arena_new(64 * 1024);
    bool ok = true;

    for (size_t i = 0; ok && i < sizeof names / sizeof names[0]; i++) {
        struct sv name = sv_sub(sv_of(names[i]), sizeof "/aset/" - 1, strlen(names[i]));

        if (access(arena_printf(a, "%s/%.*s", dist, SV_FMT(name)).p, R_OK) == 0)
            continue;
        ok = err_set(e, ERR_FAULT, T("Berkas tampilan %.*s tidak ada di %s."), SV_FMT(name), dist);
        err_hint(e,
                 T("Bangun ulang dengan `make`, supaya tampilan dan program berasal dari bahan yang sama."));
    }
    arena_free(a);
    return ok;
}
