/* SPDX-License-Identifier: MIT
 * page/head_page.c -- /laporan: the sheet on the screen as it will be printed, for any day. */
#include "page/agency.h"
#include "page/agency_priv.h"
#include "page/head.h"

static bool refuse(struct err *e)
{
    err_set(e, ERR_DENIED, T("Laporan ini dibaca kantor yang memimpin atau mengawasi penyelenggaraan SPBE."));
    return err_hint(e, T("Mintalah salinannya kepada Dinas, atau buka rapor Perangkat Daerah Anda."));
}

bool head_page(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct page p = {
        .ctx = ctx, .region = page_region(ctx), .req = req, .res = res, .a = req->a, .who = req->actor
    };
    struct page_head hd = { .menu = SV("/laporan"), .no_heading = true };
    struct head_report r;
    struct db *db = NULL;
    bool ok;

    if (!agency_reads_all(p.region, p.who))
        return refuse(e);
    ok = page_read(p.region, &db, e) && head_load(db, p.region, web_date(req, "per"), p.who, p.a, &r, e);
    db_release(db);
    if (!ok)
        return false;
    hd.title = arena_printf(p.a, T("Laporan kepada %.*s"), SV_FMT(rule_regulation(r.book.rule)->head));
    page_begin(&p, ctx, req, res, &hd);
    agency_day_form(&p, r.book.on, SV("/laporan"));
    html_open(&p.h, "p");
    html_class(&p.h, "text-secondary tanpa-cetak");
    html_say(&p.h,
             T("Satu halaman A4. Untuk menyimpannya sebagai PDF: cetak dari peramban (Ctrl+P), lalu pilih "
               "\u201cSimpan sebagai PDF\u201d. "));
    page_link(&p.h, SV("/rapor"), SV(T("Rapor semua Perangkat Daerah")));
    html_close(&p.h, "p");
    head_write(&p.h, &r, true, p.a);
    page_end(&p);
    return true;
}
