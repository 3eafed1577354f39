/* SPDX-License-Identifier: MIT
 * page/reg_list.c -- /r/{reg}: the list of any register, filtered, sorted, searched, paged; now or as it was on a day. */
#include "base/arena.h"
#include "page/record.h"
#include "page/reg_priv.h"

static void export_menu(struct list_page *lp, struct html *h)
{
    static const struct {
        const char *file, *extra, *label;
        bool shown; /* the columns on the page, not all of them */
    } ways[] = {
        { "ekspor.xlsx", "", T("Excel, kolom yang tampil"), true },
        { "ekspor.csv", "pemisah=titik_koma", T("CSV, kolom yang tampil"), true },
        { "ekspor.xlsx", "", T("Excel (.xlsx), semua bidang"), false },
        { "ekspor.csv", "pemisah=titik_koma", T("CSV, pemisah titik koma"), false },
        { "ekspor.csv", "pemisah=koma", T("CSV, pemisah koma"), false },
        { "ekspor.json", "", T("JSON"), false },
        { "templat.xlsx", "", T("Templat isian kosong (.xlsx)"), false },
    };

    static const char *const not_exported[] = { "setelah",  "sebelum",          "baru_dihapus",
                                                "tampilan", "tampilan_dihapus", "kolom",
                                                NULL };

    html_open(h, "div"); /* a filter that replaces the list replaces this with it */
    html_attr(h, "id", SV("ekspor"));
    page_menu_begin(h, "download", T("Ekspor"));
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        struct sv query = reg_query_with(lp->p.req, not_exported, ways[i].shown ? "kolom" : NULL,
                                         ways[i].shown ? view_cols_keys(&lp->cols, lp->p.a) : SV_NULL);

        page_menu_item(h,
                       arena_printf(lp->p.a, "/r/%.*s/%s%.*s%s%s", SV_FMT(lp->reg->key), ways[i].file,
                                    SV_FMT(query), ways[i].extra[0] && query.n > 1 ? "&" : "", ways[i].extra),
                       sv_of(ways[i].label));
    }
    page_menu_end(h);
    html_close(h, "div");
}

static void actions(void *ctx, struct html *h)
{
    struct list_page *lp = ctx;
    struct arena *a = lp->p.a;

    if (lp->duty)
        page_link_button(h, SV("/pemutakhiran"), "", "refresh", T("Pemutakhiran"));
    export_menu(lp, h);
    if (lp->reg->review && reg_may_review(lp->who, lp->reg))
        page_link_button(h, arena_printf(a, "/r/%.*s/telaah", SV_FMT(lp->reg->key)), "", "checklist",
                         T("Telaah"));
    if (!reg_may_create(lp->who, lp->reg))
        return;
    page_link_button(h, arena_printf(a, "/r/%.*s/impor", SV_FMT(lp->reg->key)), "", "upload", T("Impor"));
    page_link_button(h, arena_printf(a, "/r/%.*s/baru", SV_FMT(lp->reg->key)), "btn-primary", "plus",
                     T("Catat baru"));
}

/* --- below the table ------------------------------------------------------------------------------------------------------ */

static void total(struct list_page *lp)
{
    struct html *h = &lp->p.h;

    html_open(h, "p");
    html_class(h, "m-0");
    html_attr(h, "role", SV("status"));
    if (lp->rows.total_capped) {
        html_say(h, T("Lebih dari "));
        html_number(h, lp->rows.total);
    } else {
        html_number(h, lp->rows.total);
    }
    html_say(h, T(" baris"));
    html_close(h, "p");
}

static void pager(struct list_page *lp)
{
    struct html *h = &lp->p.h;

    html_open(h, "div");
    html_class(h, "bawah-daftar");
    total(lp);
    if (lp->rows.prev.p || lp->rows.next.p) {
        html_open(h, "nav");
        html_class(h, "btn-list tanpa-cetak");
        html_attr(h, "hx-boost", SV("true"));
        html_attr_say(h, "aria-label", T("Halaman daftar"));
        if (lp->rows.prev.p)
            page_link_button(h, reg_query_with(lp->p.req, reg_query_cursors, "sebelum", lp->rows.prev), "",
                             "chevron-left", T("Sebelumnya"));
        if (lp->rows.next.p)
            page_link_button(h, reg_query_with(lp->p.req, reg_query_cursors, "setelah", lp->rows.next), "",
                             "chevron-right", T("Berikutnya"));
        html_close(h, "nav");
    }
    if (!lp->q.deleted)
        page_link(h, reg_query_with(lp->p.req, reg_query_cursors, "terhapus", SV("1")),
                  SV(T("Lihat yang dihapus")));
    html_close(h, "div");
}

static void nothing(struct list_page *lp)
{
    struct arena *a = lp->p.a;
    bool narrowed = lp->q.n_filters || lp->q.search.p || lp->q.at || lp->q.deleted;

    if (narrowed)
        page_empty(&lp->p.h, SV("search"), SV(T("Tidak ada baris yang cocok")),
                   SV(T("Longgarkan saringan atau periksa kata pencarian.")), list_all_url(lp),
                   SV(T("Tampilkan semua")));
    else if (reg_may_create(lp->who, lp->reg))
        page_empty(&lp->p.h, SV("clipboard-list"), SV(T("Belum ada isinya")), lp->reg->help,
                   arena_printf(a, "/r/%.*s/baru", SV_FMT(lp->reg->key)), SV(T("Catat yang pertama")));
    else
        page_empty(&lp->p.h, SV("clipboard-list"), SV(T("Belum ada isinya")), lp->reg->help, SV_NULL,
                   SV_NULL);
}

/* What was just deleted can be had back with one press. */
static void undo(struct list_page *lp)
{
    struct page *p = &lp->p;
    struct html *h = &p->h;

    if (!lp->undo || !lp->undo->dihapus.p)
        return;
    page_alert_begin(h, PAGE_INFO,
                     arena_printf(p->a, T("\"%.*s\" sudah dihapus."), SV_FMT(record_title(lp->undo))));
    page_form_begin(p, reg_action(p->a, lp->reg, lp->undo->id, "pulihkan"), false);
    page_hidden(h, "_versi", arena_printf(p->a, "%lld", (long long) lp->undo->versi));
    page_submit(h, "btn-sm", "arrow-back-up", T("Batalkan penghapusan"));
    html_close(h, "form");
    page_alert_end(h);
}

/* With scripts a filter exchanges the results alone, so that the place in the form stays; order, pages and chips exchange
 * form and results. The address moves along. */
static void results_begin(struct list_page *lp)
{
    struct html *h = &lp->p.h;

    html_open(h, "div");
    html_attr(h, "id", SV("daftar"));
    html_attr(h, "hx-target", SV("#daftar"));
    html_attr(h, "hx-select", SV("#daftar"));
    html_attr(h, "hx-select-oob", SV("#ekspor"));
    html_attr(h, "hx-swap", SV("outerHTML"));
    html_attr(h, "hx-push-url", SV("true"));
}

/* --- the page ----------------------------------------------------------------------------------------------------------------- */

static bool load_undo(struct list_page *lp, struct db *db, struct err *e)
{
    struct err missing = { 0 };
    int64_t id;

    (void) e;
    if (sv_int(web_field_find(lp->p.req, SV("baru_dihapus")), &id) &&
        !record_get(db, &lp->region->records, lp->who, lp->reg, id, lp->p.a, &lp->undo, &missing))
        lp->undo = NULL;
    return true;
}

static bool load(struct list_page *lp, struct db *db, struct err *e)
{
    const struct records *rs = &lp->region->records;
    struct record **rows;
    struct arena *a = lp->p.req->a;

    lp->picks = pick_cache_new(db, lp->region, lp->who, a);
    if (!view_load(lp, db, e) || !duty_asked(db, lp->region, lp->reg, a, &lp->duty, e))
        return false;
    if (!list_load(db, rs, lp->who, &lp->q, a, &lp->rows, e) || !load_undo(lp, db, e) || !filter_load(lp, e))
        return false;
    rows = ARENA_ARRAY(a, struct record *, lp->rows.n + 1);
    for (size_t i = 0; i < lp->rows.n; i++)
        rows[i] = lp->rows.rows[i];
    rows[lp->rows.n] = reg_query_record(&lp->q, a);
    return labels_load(db, rs, lp->who, (const struct record *const *) rows, lp->rows.n + 1, a, &lp->labels,
                       e);
}

bool list_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct list_page lp = { .region = page_region(ctx), .who = req->actor, .p = { .req = req, .a = req->a } };
    struct page_head hd = { .actions = actions, .actions_ctx = &lp };
    struct crumb up[1];
    struct db *db = NULL;
    struct sv lead = SV_NULL;
    bool ok;

    if (!page_reg(lp.region, req, &lp.reg, e))
        return false;
    reg_query_read(lp.region, req, lp.reg, &lp.q);
    ok = page_read(lp.region, &db, e) && view_open(&lp, db, &lead, e) && (lead.p || load(&lp, db, e));
    db_release(db);
    if (!ok)
        return false;
    if (lead.p) {
        web_redirect(req, res, lead);
        return true;
    }
    up[0] = page_group_crumb(lp.region, lp.reg);
    hd.title = lp.reg->label;
    hd.note = lp.reg->help;
    hd.menu = page_reg_url(req->a, lp.reg);
    hd.crumbs = up;
    hd.n_crumbs = up[0].label.n ? 1 : 0;
    page_begin(&lp.p, ctx, req, res, &hd);
    view_undo(&lp);
    page_refusal(&lp.p);
    undo(&lp);
    results_begin(&lp);
    view_tabs(&lp);
    filter_form(&lp);
    html_open(&lp.p.h, "div");
    html_attr(&lp.p.h, "id", SV("hasil"));
    filter_chips(&lp);
    view_tools(&lp);
    if (lp.rows.n)
        list_table(&lp);
    else
        nothing(&lp);
    pager(&lp);
    html_close(&lp.p.h, "div");
    html_close(&lp.p.h, "div");
    page_end(&lp.p);
    return true;
}
