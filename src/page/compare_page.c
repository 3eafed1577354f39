/* SPDX-License-Identifier: MIT
 * page/compare_page.c -- /pemenuhan/banding: the region's regulation beside another, chosen by hand; two views of it: theme by
 * theme, and what would have to change. */
#include "page/norm.h"

#include "base/hash.h"
#include "page/compare_priv.h"
#include "json/json.h"
#include "rule/region_memo.h"

const struct web_param compare_params[] = {
    { .name = "dengan", .label = T("Peraturan lain"), .type = WEB_TEXT, .max = 80 },
    { .name = "tema", .label = T("Tema"), .type = WEB_KEY },
    { .name = "hanya", .label = T("Tampilkan"), .type = WEB_ENUM, .of = "beda|diatur|semua" },
    { .name = "bagian", .label = T("Bagian"), .type = WEB_ENUM, .of = "ubah" },
    { 0 },
};

/* --- loading ---------------------------------------------------------------------------------------------------------- */

static const struct compare_entry *entry(const struct compare_view *v, struct sv id)
{
    for (size_t i = 0; i < v->n_entries; i++)
        if (sv_eq(v->entries[i].id, id))
            return &v->entries[i];
    return NULL;
}

static bool theme_known(const struct compare_view *v, struct err *e)
{
    if (!v->theme.n || sv_eq(v->theme, COMPARE_ALL))
        return true;
    for (size_t i = 0; i < v->c.n_themes; i++)
        if (sv_eq(v->c.themes[i].key, v->theme))
            return true;
    err_set(e, ERR_MISSING, T("Tema \"%.*s\" tidak ada."), SV_FMT(v->theme));
    return err_hint(e, T("Pilih tema dari daftar di halaman perbandingan."));
}

static bool load(struct compare_view *v, struct err *e)
{
    const struct region *r = page_region(v->p.ctx);
    const struct compare_side *own, *other;
    struct sv id = web_text(v->p.req, "dengan");

    if (!region_side_list(r, &v->entries, &v->n_entries, e))
        return false;
    v->theme = web_text(v->p.req, "tema");
    v->show = web_text(v->p.req, "hanya");
    v->changes = web_text(v->p.req, "bagian").n > 0;
    if (!v->show.n)
        v->show = SV("beda");
    if (!id.n)
        return true;
    v->with = entry(v, id);
    if (!v->with) {
        err_set(e, ERR_MISSING, T("Peraturan \"%.*s\" tidak ada."), SV_FMT(sv_sub(id, 0, 60)));
        return err_hint(e, T("Pilih peraturan dari daftar di halaman perbandingan."));
    }
    return region_side_get(r, r->regulation_id, &own, e) && region_side_get(r, id, &other, e) &&
           compare_make(own, other, &r->parameters, v->p.a, &v->c, e) && theme_known(v, e);
}

bool compare_wants(const struct compare_view *v, const struct compare_row *r)
{
    if (sv_eq(v->show, SV("beda")))
        return compare_is_difference(r->kind);
    return sv_eq(v->show, SV("semua")) || r->kind != COMPARE_SILENT;
}

struct sv compare_query(const struct compare_view *v, struct sv theme, bool changes)
{
    struct sv out =
        arena_printf(v->p.a, "/pemenuhan/banding?dengan=%.*s", SV_FMT(url_encode(v->with->id, v->p.a)));

    if (!sv_eq(v->show, SV("beda")))
        out = arena_printf(v->p.a, "%.*s&hanya=%.*s", SV_FMT(out), SV_FMT(v->show));
    if (theme.n)
        out = arena_printf(v->p.a, "%.*s&tema=%.*s", SV_FMT(out), SV_FMT(theme));
    return changes ? arena_printf(v->p.a, "%.*s&bagian=ubah", SV_FMT(out)) : out;
}

/* --- what to see ------------------------------------------------------------------------------------------------------ */

static void select_begin(struct html *h, const char *name, const char *words)
{
    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attrf(h, "for", "b-%s", name);
    html_say(h, words);
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attrf(h, "id", "b-%s", name);
    html_attr(h, "name", sv_of(name));
}

static void select_end(struct html *h)
{
    html_close(h, "select");
    html_close(h, "div");
}

static void option(struct html *h, struct sv value, struct sv words, bool chosen)
{
    html_open(h, "option");
    html_attr(h, "value", value);
    html_bool_attr(h, "selected", chosen);
    html_text(h, words);
    html_close(h, "option");
}

static bool own(const struct compare_view *v, const struct compare_entry *x)
{
    return sv_eq(x->id, page_region(v->p.ctx)->regulation_id);
}

static void form(struct compare_view *v)
{
    static const struct {
        struct sv value, label;
    } ways[] = {
        { SV_INIT("beda"), SV_INIT(T("Perbedaannya saja")) },
        { SV_INIT("diatur"), SV_INIT(T("Semua yang diatur")) },
        { SV_INIT("semua"), SV_INIT(T("Juga yang tidak diatur keduanya")) },
    };
    struct html *h = &v->p.h;

    html_open(h, "form");
    html_class(h, "saring tanpa-cetak mb-3");
    html_url(h, "action", SV("/pemenuhan/banding"));
    html_attr_say(h, "aria-label", T("Pilih perbandingan"));
    select_begin(h, "dengan", T("Bandingkan dengan"));
    for (size_t i = 0; i < v->n_entries; i++)
        if (!own(v, &v->entries[i]))
            option(h, v->entries[i].id, v->entries[i].region, &v->entries[i] == v->with);
    select_end(h);
    if (v->changes) {
        page_hidden(h, "bagian", SV("ubah"));
    } else if (v->with) {
        select_begin(h, "tema", T("Tema"));
        option(h, SV(""), SV(T("Ringkasan")), !v->theme.n);
        for (size_t i = 0; i < v->c.n_themes; i++)
            option(h, v->c.themes[i].key, v->c.themes[i].label, sv_eq(v->c.themes[i].key, v->theme));
        option(h, COMPARE_ALL, SV(T("Semua tema sekaligus")), sv_eq(v->theme, COMPARE_ALL));
        select_end(h);
        select_begin(h, "hanya", T("Tampilkan"));
        for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
            option(h, ways[i].value, ways[i].label, sv_eq(ways[i].value, v->show));
        select_end(h);
    }
    html_open(h, "div");
    html_class(h, "btn-list");
    page_submit(h, "btn-primary", "columns-2", T("Bandingkan"));
    html_close(h, "div");
    html_close(h, "form");
}

static void tab(struct html *h, struct sv url, const char *words, bool here)
{
    html_open(h, "a");
    html_attr(h, "class", here ? SV("btn btn-primary") : SV("btn"));
    html_href(h, url);
    if (here)
        html_attr(h, "aria-current", SV("page"));
    html_say(h, words);
    html_close(h, "a");
}

static void tabs(struct compare_view *v)
{
    struct html *h = &v->p.h;

    html_open(h, "nav");
    html_class(h, "btn-list tanpa-cetak mb-3");
    html_attr_say(h, "aria-label", T("Bagian perbandingan"));
    tab(h, compare_query(v, SV_NULL, false), T("Berdampingan"), !v->changes);
    tab(h, compare_query(v, SV_NULL, true), T("Yang harus diubah"), v->changes);
    html_close(h, "nav");
}

/* --- beside it -------------------------------------------------------------------------------------------------------- */

static void nav_link(struct html *h, struct sv url, struct sv words, size_t n, bool here)
{
    html_open(h, "li");
    html_open(h, "a");
    html_href(h, url);
    if (here)
        html_attr(h, "aria-current", SV("true"));
    html_open(h, "span");
    html_text(h, words);
    html_close(h, "span");
    html_open(h, "span");
    html_class(h, "nomor");
    html_int(h, (int64_t) n);
    html_close(h, "span");
    html_close(h, "a");
    html_close(h, "li");
}

static void side(struct compare_view *v)
{
    struct compare_group groups[8];
    size_t n = v->changes ? compare_groups(v, groups) : 0;
    bool all = sv_eq(v->theme, COMPARE_ALL);
    struct html *h = &v->p.h;

    html_open(h, "div");
    html_attr(h, "class",
              v->changes ? SV("pohon tema-nav tanpa-cetak") : SV("pohon tema-nav lebar-saja tanpa-cetak"));
    html_open(h, "nav");
    html_attr_say(h, "aria-label", v->changes ? T("Bagian perubahan") : T("Tema"));
    html_open(h, "ul");
    for (size_t i = 0; i < n; i++)
        nav_link(h, arena_printf(v->p.a, "#%.*s", SV_FMT(groups[i].id)), groups[i].label, groups[i].n, false);
    for (size_t i = 0; !v->changes && i < v->c.n_themes; i++) {
        const struct compare_theme *t = &v->c.themes[i];
        size_t rows = compare_shown(v, t);

        if (rows)
            nav_link(
                h, all ? arena_printf(v->p.a, "#tema-%.*s", SV_FMT(t->key)) : compare_query(v, t->key, false),
                t->label, rows, sv_eq(v->theme, t->key));
    }
    html_close(h, "ul");
    html_close(h, "nav");
    html_close(h, "div");
}

/* --- the page --------------------------------------------------------------------------------------------------------- */

static void actions(void *ctx, struct html *h)
{
    struct compare_view *v = ctx;

    if (v->with)
        page_link_button(h,
                         arena_printf(v->p.a, "/pemenuhan/banding.json?dengan=%.*s",
                                      SV_FMT(url_encode(v->with->id, v->p.a))),
                         "", "download", T("JSON"));
    page_print_button(h);
}

/* Nothing chosen: what there is to choose from. */
static void choose(struct compare_view *v)
{
    struct html *h = &v->p.h;
    size_t n = 0;

    for (size_t i = 0; i < v->n_entries; i++)
        n += !own(v, &v->entries[i]);
    if (!n) {
        page_empty(h, SV("scale"), SV(T("Belum ada peraturan lain")),
                   SV(T("Peraturan daerah lain muncul di sini begitu foldernya ada dalam data/regulations.")),
                   SV_NULL, SV_NULL);
        return;
    }
    html_elem_say(
        h, "p",
        T("Pilih peraturan yang hendak diletakkan di samping peraturan ini: tema demi tema, dan apa yang harus diubah "
          "bila diikuti."));
    html_open(h, "ul");
    html_class(h, "pilih-peraturan");
    for (size_t i = 0; i < v->n_entries; i++) {
        if (own(v, &v->entries[i]))
            continue;
        v->with = &v->entries[i];
        html_open(h, "li");
        html_open(h, "a");
        html_class(h, "card");
        html_href(h, compare_query(v, SV_NULL, false));
        html_elem(h, "strong", v->with->region);
        html_open(h, "span");
        html_class(h, "text-secondary");
        html_text(h, v->with->title);
        html_close(h, "span");
        html_close(h, "a");
        html_close(h, "li");
    }
    v->with = NULL;
    html_close(h, "ul");
}

static void compared(struct compare_view *v)
{
    struct html *h = &v->p.h;

    tabs(v);
    form(v);
    if (!v->theme.n)
        compare_figures(v);
    if (!v->changes && !v->theme.n) {
        compare_overview(v);
        return;
    }
    html_open(h, "div");
    html_class(h, "pemenuhan");
    side(v);
    html_open(h, "div");
    html_class(h, "ketentuan");
    if (v->changes)
        compare_changes_list(v);
    else
        compare_themes(v);
    html_close(h, "div");
    html_close(h, "div");
}

bool compare_page(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct compare_view v = { .p = { .ctx = ctx, .req = req, .res = res, .a = req->a, .who = req->actor } };
    static const struct crumb up[] = { { SV_INIT(T("Pemenuhan peraturan")), SV_INIT("/pemenuhan") } };
    const struct regulation *reg = &page_region(ctx)->regulation;
    struct page_head hd = { .title = SV(T("Bandingkan peraturan")),
                            .menu = SV("/pemenuhan"),
                            .crumbs = up,
                            .n_crumbs = 1,
                            .actions = actions,
                            .actions_ctx = &v };

    if (!load(&v, e))
        return false;
    hd.note = reg->title;
    if (v.with && v.changes)
        hd.title = arena_printf(req->a, T("Yang harus diubah bila %.*s mengikuti %.*s"), SV_FMT(reg->region),
                                SV_FMT(v.with->region));
    else if (v.with)
        hd.title = arena_printf(req->a, T("%.*s dan %.*s"), SV_FMT(reg->region), SV_FMT(v.with->region));
    if (v.with)
        hd.note = arena_printf(req->a, T("%.*s, dibandingkan dengan %.*s"), SV_FMT(reg->title),
                               SV_FMT(v.with->title));
    page_begin(&v.p, ctx, req, res, &hd);
    if (v.with)
        compared(&v);
    else
        choose(&v);
    page_end(&v.p);
    return true;
}

bool compare_page_json(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct compare_view v = { .p = { .ctx = ctx, .req = req, .res = res, .a = req->a, .who = req->actor } };
    struct jsonw w;

    if (!load(&v, e))
        return false;
    if (!v.with)
        return err_set(e, ERR_INPUT, T("Sebutkan peraturan lain dengan ?dengan=ID."));
    web_json(res, &w);
    compare_json(&v.c, v.theme, sv_eq(web_text(req, "hanya"), SV("beda")), &w);
    return true;
}
