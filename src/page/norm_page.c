/* SPDX-License-Identifier: MIT
 * page/norm_page.c -- /pemenuhan and every address below it: tree, provision, status. A fragment (both right panes) for
 * scripts, else the whole page. */
#include "base/arena.h"
#include "page/norm.h"
#include "page/norm_priv.h"
#include "rule/region_memo.h"

/* --- what the address means ------------------------------------------------------------------------------------------- */

static struct sv captured(const struct web_req *req, const char *name)
{
    struct sv key = arena_printf(req->a, "{%s}", name);

    return sv_find(sv_of(req->route->path), key) >= 0 ? web_path(req, name) : SV_NULL;
}

static struct norm_addr address(const struct web_req *req)
{
    struct norm_addr ad = { captured(req, "bab"), captured(req, "pasal"), captured(req, "ayat"),
                            captured(req, "huruf") };

    if (!ad.piece.p)
        ad.piece = captured(req, "angka");
    return ad;
}

static bool resolve(struct norm_view *v, struct err *e)
{
    const struct norm_book *b = v->book;

    v->ad = address(v->p.req);
    v->picked = v->ad.bab.p || v->ad.pasal.p;
    if (!v->picked)
        return true;
    v->one = norm_at(b->norms, b->n, &v->ad);
    if (!v->one)
        v->n_group = norm_below(b->norms, b->n, &v->ad, v->p.a, &v->group);
    if (v->one || v->n_group)
        return true;
    err_set(e, ERR_MISSING, T("%.*s tidak ada dalam peraturan ini."),
            SV_FMT(norm_addr_label(&v->ad, v->p.a)));
    return err_hint(e, T("Pilih ketentuan dari pohon peraturan di halaman Pemenuhan."));
}

/* --- loading ------------------------------------------------------------------------------------------------------------ */

static bool load(struct norm_view *v, struct norm_book *b, struct db *db, struct err *e)
{
    const struct region *r = page_region(v->p.ctx);
    const struct regulation *reg;
    struct arena *a = v->p.a;

    if (!norm_book_load(db, r, web_date(v->p.req, "per"), a, b, e))
        return false;
    v->book = b;
    norm_filter_read(v->p.req, &v->filter);
    v->keep = v->filter.any ? norm_filter_apply(&v->filter, b, a) : NULL;
    v->query = norm_filter_query(&v->filter, b, a);
    reg = rule_regulation(b->rule);
    norm_tree_make(b->norms, b->n, v->keep, reg->chapters, reg->n_chapters, a, &v->tree);
    return resolve(v, e) && (!v->one || (norm_one_load(db, v, e) && norm_history_load(db, v, e))) &&
           (v->picked || b->on.y || norm_coming_load(db, v, e)) && norm_trend_load(db, v, e) &&
           rule_text_regulation(db, a, &v->text_of, e) && region_text_regulation(r, db, &v->text_reg, e) &&
           region_text_get(r->memo, db, &v->text, e);
}

/* --- writing ------------------------------------------------------------------------------------------------------------ */

static struct sv title(struct norm_view *v)
{
    struct norm_addr ad = v->ad;

    if (v->one)
        ad = norm_addr_of(v->one->at);
    return v->picked ? norm_addr_label(&ad, v->p.a) : SV(T("Pemenuhan peraturan"));
}

static void panes(struct norm_view *v)
{
    struct html *h = &v->p.h;

    html_open(h, "div");
    html_attr(h, "class", v->picked ? SV("ketentuan satu") : SV("ketentuan"));
    html_attr(h, "id", SV("ketentuan"));
    if (v->picked) {
        norm_pane_text(v);
        norm_pane_status(v);
    } else {
        norm_overview(v);
    }
    html_close(h, "div");
}

static void whole(struct norm_view *v, struct web_res *res)
{
    struct page_head hd = {
        .title = title(v), .no_heading = true, .width = PAGE_WIDE, .menu = SV("/pemenuhan")
    };
    struct html *h = page_begin(&v->p, v->p.ctx, v->p.req, res, &hd);

    html_open(h, "div");
    html_attr(h, "class", v->picked ? SV("pemenuhan ada-pilihan") : SV("pemenuhan"));
    html_attr(h, "hx-target", SV("#ketentuan")); /* for every link inside that has an hx-get */
    html_attr(h, "hx-swap", SV("outerHTML show:#isi:top"));
    html_attr(h, "hx-push-url", SV("true"));
    html_attr(h, "hx-history", SV("false")); /* what officials see is not kept in the browser's storage */
    norm_pane_tree(v);
    panes(v);
    html_close(h, "div");
    page_end(&v->p);
}

/* A letter inside a range, an ayat with one provision: each provision has one address, the others lead to it. */
static bool leads_on(struct norm_view *v, struct web_res *res)
{
    struct sv own = v->one ? norm_path(v->one->at, v->p.a) : SV_NULL;

    if (!own.p || sv_eq(own, norm_addr_path(&v->ad, v->p.a)))
        return false;
    web_redirect(v->p.req, res, arena_printf(v->p.a, "%.*s%.*s", SV_FMT(own), SV_FMT(v->query)));
    return true;
}

/* Scripts ask for the panes alone; a browser that goes back asks for the whole page, by script or not. */
static bool fragment(const struct web_req *req)
{
    return req->is_htmx && !web_header_find(req, "HX-History-Restore-Request").p;
}

static void answer(struct norm_view *v, struct web_res *res)
{
    web_header(res, "Vary", SV("HX-Request"));
    if (!fragment(v->p.req)) {
        whole(v, res);
        return;
    }
    web_html(res, &v->p.h);
    html_open(&v->p.h, "title"); /* as the frame writes it */
    html_text(&v->p.h, title(v));
    html_say(&v->p.h, " \u2013 ");
    html_text(&v->p.h, v->p.region->regulation.region);
    html_close(&v->p.h, "title");
    panes(v);
    html_end(&v->p.h);
}

bool norm_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct norm_view v = {
        .p = { .ctx = ctx, .region = r, .req = req, .res = res, .a = req->a, .who = req->actor }
    };
    struct norm_book book;
    struct db *db = NULL;
    bool ok = page_read(r, &db, e) && load(&v, &book, db, e);

    db_release(db);
    if (ok && !leads_on(&v, res))
        answer(&v, res);
    region_text_done(r->memo, v.text);
    return ok;
}

/* A provision that is gone is shown on the last day on which it held. */
static bool find_cited(const struct region *r, struct db *db, struct sv code, struct arena *a, struct sv *to,
                       struct err *e)
{
    const struct norm *n = rule_norm_cited(r->rule, code);
    const struct rule *words;
    struct version *list;
    size_t count;

    if (n) {
        *to = norm_path(n->at, a);
        return true;
    }
    if (!versions_load(db, a, &list, &count, e))
        return false;
    for (size_t i = count ? version_on(list, count, region_today(r)) : 0; i-- > 0;) {
        if (!region_words(r, list[i].id, &words, e))
            return false;
        n = rule_norm_cited(words, code);
        if (n) {
            *to = arena_printf(a, "%.*s%.*s", SV_FMT(norm_path(n->at, a)),
                               SV_FMT(norm_on(date_add_days(list[i + 1].since, -1), a)));
            return true;
        }
    }
    err_set(e, ERR_MISSING, T("Ketentuan \"%.*s\" tidak ada dalam peraturan ini."),
            SV_FMT(sv_sub(code, 0, 40)));
    return err_hint(e, T("Pilih ketentuan dari pohon peraturan di halaman Pemenuhan."));
}

/* /pemenuhan/46(1): where links made from the code of a provision lead on from. */
bool norm_lead(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct sv code = web_path(req, "at"), to;
    struct db *db = NULL;
    bool ok;

    if (!page_read(r, &db, e))
        return false;
    ok = find_cited(r, db, code, req->a, &to, e);
    db_release(db);
    if (ok)
        web_redirect(req, res, to);
    return ok;
}
