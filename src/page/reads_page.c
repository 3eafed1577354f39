/* SPDX-License-Identifier: MIT
 * page/reads_page.c -- what an attached document would change among the rows it holds: shown first, then taken as a whole. */
#include "page/reads.h"

#include "page/reads_priv.h"

static bool begin(struct reads *x, struct web_ctx *ctx, struct web_req *req, struct err *e)
{
    const struct region *r = page_region(ctx);

    x->p = (struct page){ .req = req, .a = req->a, .region = r, .who = req->actor };
    if (!page_reg(r, req, &x->reg, e))
        return false;
    x->field = reg_field(x->reg, web_path(req, "bidang"));
    if (!x->field || !x->field->reads) {
        err_set(e, ERR_MISSING, T("Bidang ini tidak memuat dokumen yang dapat dibaca."));
        return err_hint(e, T("Kembali ke rincian barisnya."));
    }
    x->how = x->field->reads;
    return true;
}

/* --- drawing -------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *title, *tone;
} kinds[] = {
    [READS_NEW] = { T("Baru"), "green" },         [READS_BACK] = { T("Ada lagi"), "green" },
    [READS_CHANGED] = { T("Berubah"), "yellow" }, [READS_GONE] = { T("Tidak ada lagi"), "red" },
    [READS_SAME] = { T("Tetap"), "grey" },
};

static struct sv title_of(const struct reads *x, const struct reads_row *row)
{
    const struct field *t = x->how->into->title;

    for (size_t m = 0; row->val && m < x->how->n; m++)
        if (x->how->maps[m].field == t && row->val[m].p)
            return row->val[m];
    return row->have ? record_title(row->have) : SV("");
}

static void one(struct reads *x, const struct reads_row *row)
{
    struct html *h = &x->p.h;

    html_open(h, "li");
    if (row->have)
        page_link(h, page_record_url(x->p.a, x->how->into, row->have->id), title_of(x, row));
    else
        html_text(h, title_of(x, row));
    if (row->changes.p) {
        html_open(h, "span");
        html_class(h, "text-secondary");
        html_textf(h, " \u00b7 %.*s", SV_FMT(row->changes));
        html_close(h, "span");
    }
    html_close(h, "li");
}

static void group(struct reads *x, enum reads_kind kind)
{
    struct html *h = &x->p.h;

    if (!x->of[kind])
        return;
    html_open(h, "details");
    html_class(h, "lipat");
    html_bool_attr(h, "open", kind != READS_SAME);
    html_open(h, "summary");
    page_badge(h, sv_of(kinds[kind].tone), sv_of(kinds[kind].title));
    html_textf(h, " %zu", x->of[kind]);
    html_close(h, "summary");
    html_open(h, "ul");
    for (size_t i = 0; i < x->n; i++)
        if (x->rows[i].kind == kind)
            one(x, &x->rows[i]);
    html_close(h, "ul");
    html_close(h, "details");
}

static void mistakes(struct reads *x)
{
    struct html *h = &x->p.h;

    page_alert_begin(h, PAGE_BAD, arena_printf(x->p.a, T("%.*s tidak dapat dibaca."), SV_FMT(x->file_name)));
    html_open(h, "ul");
    for (size_t i = 0; i < x->problems.n; i++) {
        const struct problem *p = &x->problems.items[i];

        html_open(h, "li");
        if (p->line)
            html_textf(h, T("Baris %d: "), p->line);
        if (p->field.n)
            html_textf(h, "%.*s. ", SV_FMT(p->field));
        html_textf(h, "%.*s %.*s", SV_FMT(p->text), SV_FMT(p->hint));
        html_close(h, "li");
    }
    html_close(h, "ul");
    page_alert_end(h);
}

static bool differs(const struct reads *x)
{
    return x->of[READS_NEW] || x->of[READS_BACK] || x->of[READS_CHANGED] || x->of[READS_GONE];
}

static void body(struct reads *x)
{
    struct html *h = &x->p.h;

    page_card_begin(
        h, 2,
        arena_printf(x->p.a, T("%.*s menurut %.*s"), SV_FMT(x->how->into->label), SV_FMT(x->file_name)));
    if (!x->n)
        html_elem_say(h, "p", T("Dokumen ini tidak memuat satu pun."));
    else if (!differs(x))
        html_elem_say(h, "p", T("Tidak ada yang berbeda dengan yang tercatat."));
    for (enum reads_kind k = READS_NEW; k <= READS_SAME; k++)
        group(x, k);
    if (differs(x)) {
        const struct state *first = &x->how->into->states[0];

        page_form_begin(&x->p,
                        arena_printf(x->p.a, "%.*s/baca/%.*s",
                                     SV_FMT(page_record_url(x->p.a, x->reg, x->rec->id)),
                                     SV_FMT(x->field->key)),
                        false);
        html_open(h, "p");
        html_textf(
            h, T("Yang baru dicatat dalam keadaan %.*s; yang tidak ada lagi tidak dihapus, hanya ditandai."),
            SV_FMT(first->label));
        html_close(h, "p");
        page_submit(h, "btn-primary", "check", T("Catat perbedaan ini"));
        html_close(h, "form");
    }
    page_card_end(h);
}

bool reads_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct reads x = { .n = 0 };
    struct crumb up[2];
    struct page_head hd = {
        .title = SV(T("Baca dari dokumen")), .crumbs = up, .n_crumbs = 2, .width = PAGE_NARROW
    };
    struct db *db = NULL;
    bool ok = begin(&x, ctx, req, e) && page_read(x.p.region, &db, e) && reads_load(&x, db, e);

    db_release(db);
    if (!ok)
        return false;
    up[0] = (struct crumb){ x.reg->label, page_reg_url(req->a, x.reg) };
    up[1] = (struct crumb){ record_title(x.rec), page_record_url(req->a, x.reg, x.rec->id) };
    hd.menu = up[0].url;
    page_begin(&x.p, ctx, req, res, &hd);
    page_refusal(&x.p);
    if (x.problems.n)
        mistakes(&x);
    else
        body(&x);
    page_link_button(&x.p.h, up[1].url, "", "arrow-left", T("Kembali ke rinciannya"));
    page_end(&x.p);
    return true;
}

bool reads_take(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct reads x = { .n = 0 };
    struct db *db = NULL;
    bool ok = begin(&x, ctx, req, e) && page_write(x.p.region, &db, e) && reads_load(&x, db, e);

    if (ok && x.problems.n)
        ok = err_set(e, ERR_INPUT, T("Dokumen ini tidak dapat dibaca."));
    ok = ok && reads_apply(&x, db, e) && db_commit(db, e);
    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE, T("Dicatat: %zu baru, %zu berubah, %zu tidak ada lagi."),
                  x.of[READS_NEW] + x.of[READS_BACK], x.of[READS_CHANGED], x.of[READS_GONE]);
    web_redirect(req, res, page_record_url(req->a, x.reg, x.rec->id));
    return true;
}
