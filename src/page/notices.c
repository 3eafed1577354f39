/* SPDX-License-Identifier: MIT
 * page/notices.c -- "Untuk Anda": who named one, and what happened to the records one watches; on the front page what is not
 * read yet, on a page of its own the rest. */
#include "base/arena.h"
#include "page/notices.h"
#include "page/page_priv.h"
#include "page/talk.h"

static void what(struct page *p, const struct notice *n)
{
    struct html *h = &p->h;
    struct sv who = n->oleh.n ? n->oleh : SV(T("Sistem"));

    switch (n->kind) {
    case NOTICE_MENTION: html_textf(h, T("%.*s menyebut Anda dalam komentar"), SV_FMT(who)); break;
    case NOTICE_COMMENT: html_textf(h, T("%.*s berkomentar"), SV_FMT(who)); break;
    case NOTICE_CHANGE: html_textf(h, T("%.*s mengubah baris ini"), SV_FMT(who)); break;
    case NOTICE_ENDS: html_say(h, T("Akan berakhir atau tertutup; lihat sebab dan harinya")); break;
    case NOTICE_ENDED: html_say(h, T("Sudah berakhir atau tertutup; lihat sebabnya")); break;
    case NOTICE_KINDS: break;
    }
    if (n->times > 1)
        html_textf(h, T(", %lld kali sejak Anda baca"), (long long) n->times);
    html_textf(h, " \u00b7 %.*s \u00b7 %.*s", SV_FMT(n->record->reg->label),
               SV_FMT(page_moment(p->region, p->a, arena_dup(p->a, sv_of(time_iso(n->pada).s)))));
}

static void read_button(struct page *p, int64_t id, struct sv title)
{
    struct html *h = &p->h;

    page_form_begin(p, SV("/pemberitahuan"), false);
    page_hidden(h, "id", arena_printf(p->a, "%lld", (long long) id));
    html_open(h, "button");
    html_attr(h, "type", SV("submit"));
    html_class(h, "btn btn-sm");
    html_say(h, T("Tandai terbaca"));
    html_open(h, "span");
    html_class(h, "visually-hidden");
    html_textf(h, ": %.*s", SV_FMT(title));
    html_close(h, "span");
    html_close(h, "button");
    html_close(h, "form");
}

void notices_items(struct page *p, const struct notice *items, size_t n)
{
    struct html *h = &p->h;

    html_open(h, "ul");
    html_class(h, "tindakan");
    for (size_t i = 0; i < n; i++) {
        const struct record *r = items[i].record;
        struct sv title = record_title(r);

        html_open(h, "li");
        html_open(h, "div");
        html_class(h, "baris-kepala");
        page_link(h,
                  arena_printf(p->a, "%.*s%s", SV_FMT(page_record_url(p->a, r->reg, r->id)),
                               items[i].kind >= NOTICE_CHANGE ? "" : "#komentar"),
                  title.n ? title : r->nomor);
        if (!items[i].read)
            page_badge(h, SV("blue"), SV(T("Baru")));
        html_close(h, "div");
        html_open(h, "p");
        what(p, &items[i]);
        html_close(h, "p");
        if (!items[i].read)
            read_button(p, items[i].id, title);
        html_close(h, "li");
    }
    html_close(h, "ul");
}

void notices_all_button(struct page *p)
{
    page_form_begin(p, SV("/pemberitahuan"), false);
    page_submit(&p->h, "btn-sm", "checks", T("Tandai semua terbaca"));
    html_close(&p->h, "form");
}

bool notices_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct page_head hd = { .title = SV(T("Untuk Anda")),
                            .note = SV(T("Yang menyebut Anda, dan perubahan pada baris yang Anda pantau.")),
                            .width = PAGE_NARROW };
    struct notice *items;
    struct page p;
    struct html *h;
    struct db *db = NULL;
    bool fresh = false;
    size_t n;
    bool ok = page_read(r, &db, e) &&
              notice_list(db, &r->records, req->actor, false, NOTICES_PAGE, req->a, &items, &n, e);

    db_release(db);
    if (!ok)
        return false;
    h = page_begin(&p, ctx, req, res, &hd);
    if (!n) {
        page_empty(
            h, SV("bell"), SV(T("Belum ada pemberitahuan")),
            SV(T(
                "Tekan Pantau pada baris yang ingin Anda ikuti; komentar yang menyebut Anda juga tampil di sini.")),
            SV("/"), SV(T("Ke Beranda")));
    } else {
        page_card_begin(h, 2, SV_NULL);
        for (size_t i = 0; i < n; i++)
            fresh = fresh || !items[i].read;
        if (fresh)
            notices_all_button(&p);
        notices_items(&p, items, n);
        page_card_end(h);
    }
    page_end(&p);
    return true;
}

bool notices_read(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct sv text = web_field_find(req, SV("id"));
    struct db *db = NULL;
    int64_t id = 0;
    bool ok;

    if (text.n && (!sv_int(text, &id) || id <= 0))
        return err_set(e, ERR_INPUT, T("Pemberitahuan itu tidak dikenal."));
    ok = page_write(r, &db, e) && notice_read(db, &r->records, req->actor, id, e) && db_commit(db, e);
    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE, "%s", id ? T("Ditandai terbaca.") : T("Semua ditandai terbaca."));
    web_redirect(req, res, SV("/pemberitahuan"));
    return true;
}
