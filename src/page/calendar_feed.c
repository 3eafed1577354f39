/* SPDX-License-Identifier: MIT
 * page/calendar_feed.c -- /akun/kalender: private addresses of the calendar feed, for programs that cannot log in. */
#include "model/event.h"
#include "page/calendar.h"
#include "page/page_priv.h"

const struct web_param feed_params[] = {
    { .name = "nama", .label = T("Nama"), .type = WEB_TEXT, .flags = WEB_REQUIRED, .max = 100 },
    { .name = "lingkup", .label = T("Isi"), .type = WEB_ENUM, .flags = WEB_REQUIRED, .of = "saya|semua" },
    { 0 },
};

struct feeds {
    struct page p;
    struct who_feed_info *items;
    size_t n;
    struct sv fresh; /* the address just made: shown this once */
};

static void fresh_feed(struct feeds *f)
{
    struct html *h = &f->p.h;

    if (!f->fresh.n)
        return;
    page_once_begin(
        h, SV(T("Tautan dibuat. Salin sekarang: sesudah halaman ini ditutup, ia tidak dapat dilihat lagi.")),
        f->fresh);
    html_elem_say(
        h, "p",
        T("Di aplikasi kalender pilih \"Tambah dari URL\" atau \"Langganan kalender\", lalu tempelkan. Siapa "
          "pun yang memegang tautan ini dapat membaca isinya: jangan dibagikan."));
    page_alert_end(h);
}

static void cell(struct html *h, const char *label, struct sv text)
{
    html_open(h, "td");
    html_attr_say(h, "data-label", label);
    html_text(h, text);
    html_close(h, "td");
}

static struct sv day_of(struct feeds *f, int64_t t)
{
    return t ? time_long(t, f->p.region->regulation.zone_min, f->p.a) : SV(T("belum pernah"));
}

static void revoke_form(struct feeds *f, const struct who_feed_info *i)
{
    struct html *h = &f->p.h;

    page_form_begin(&f->p, arena_printf(f->p.a, "/akun/kalender/%lld/cabut", (long long) i->id), false);
    html_open(h, "button");
    html_attr(h, "type", SV("submit"));
    html_class(h, "btn btn-sm");
    html_attr_say(h, "data-tanya",
                  T("Cabut tautan ini? Aplikasi kalender yang memakainya tidak lagi diperbarui."));
    html_say(h, T("Cabut"));
    html_open(h, "span");
    html_class(h, "visually-hidden");
    html_textf(h, " %.*s", SV_FMT(i->nama));
    html_close(h, "span");
    html_close(h, "button");
    html_close(h, "form");
}

static void feed_table(struct feeds *f)
{
    static const char *const columns[] = { T("Nama"), T("Isi"), T("Dibuat"), T("Terakhir dipakai"),
                                           T("Tindakan") };
    struct html *h = &f->p.h;

    if (!f->n) {
        page_empty(h, SV("calendar-off"), SV(T("Belum ada tautan")),
                   SV(T("Buat satu untuk setiap perangkat, supaya yang hilang dapat dicabut sendiri.")),
                   SV_NULL, SV_NULL);
        return;
    }
    html_open(h, "div");
    html_class(h, "gulung mb-3");
    html_open(h, "table");
    html_class(h, "daftar");
    page_table_head(h, columns, sizeof columns / sizeof columns[0]);
    html_open(h, "tbody");
    for (size_t i = 0; i < f->n; i++) {
        html_open(h, "tr");
        html_open(h, "td");
        html_class(h, "utama");
        html_text(h, f->items[i].nama);
        html_close(h, "td");
        cell(h, columns[1],
             sv_eq(f->items[i].scope, SV("saya")) ? SV(T("Saya dan kantor saya"))
                                                  : SV(T("Semua yang boleh saya lihat")));
        cell(h, columns[2], day_of(f, f->items[i].made));
        cell(h, columns[3], day_of(f, f->items[i].last_used));
        html_open(h, "td");
        html_attr_say(h, "data-label", columns[4]);
        revoke_form(f, &f->items[i]);
        html_close(h, "td");
        html_close(h, "tr");
    }
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
}

static void make_form(struct feeds *f)
{
    static const struct page_input name = {
        .name = "nama", .label = T("Nama"), .required = true, .max = 100, .help = T("Misalnya: ponsel saya.")
    };
    bool all = sv_eq(web_typed(f->p.req, "lingkup"), SV("semua"));
    struct html *h = &f->p.h;

    page_card_begin(h, 2, SV(T("Buat tautan")));
    page_form_begin(&f->p, SV("/akun/kalender"), false);
    page_input(&f->p, &name);
    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", SV("f-lingkup"));
    html_say(h, T("Isi"));
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attr(h, "id", SV("f-lingkup"));
    html_attr(h, "name", SV("lingkup"));
    for (int i = 0; i < 2; i++) {
        html_open(h, "option");
        html_attr(h, "value", i ? SV("semua") : SV("saya"));
        html_bool_attr(h, "selected", all == (i == 1));
        html_say(h, i ? T("Semua yang boleh saya lihat") : T("Saya dan kantor saya"));
        html_close(h, "option");
    }
    html_close(h, "select");
    html_close(h, "div");
    page_submit(h, "btn-primary", "plus", T("Buat tautan"));
    html_close(h, "form");
    page_card_end(h);
}

static bool show(struct feeds *f, struct web_ctx *ctx, struct web_req *req, struct web_res *res,
                 struct err *e)
{
    static const struct crumb crumbs[] = { { SV_INIT(T("Akun saya")), SV_INIT("/akun") } };
    struct page_head hd = { .title = SV(T("Langganan kalender")),
                            .width = PAGE_NARROW,
                            .crumbs = crumbs,
                            .n_crumbs = 1,
                            .note = SV(T(
                                "Tenggat Anda di aplikasi kalender ponsel atau komputer, 90 hari ke belakang "
                                "sampai dua tahun ke depan. Isinya selalu sebatas hak Anda saat itu.")) };
    struct db *db = NULL;
    bool ok = page_read(page_region(ctx), &db, e) &&
              who_feed_list(db, req->actor->akun, req->a, &f->items, &f->n, e);

    db_release(db);
    if (!ok)
        return false;
    page_begin(&f->p, ctx, req, res, &hd);
    page_refusal(&f->p);
    fresh_feed(f);
    feed_table(f);
    make_form(f);
    page_end(&f->p);
    return true;
}

bool feeds_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct feeds f = { .items = NULL };

    return show(&f, ctx, req, res, e);
}

/* A program that was given a token may not make itself an entrance that outlives it. */
static bool in_person(const struct web_req *req, struct err *e)
{
    if (req->session)
        return true;
    err_set(e, ERR_DENIED, T("Tautan kalender hanya dibuat dan dicabut di peramban."));
    return err_hint(e, T("Masuk di peramban, lalu buka Akun saya."));
}

/* Answered by the page itself: the address is shown once and kept nowhere. */
bool feed_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct sv host = web_header_find(req, "Host"), secret = SV_NULL;
    int64_t now = r->records.now();
    struct feeds f = { .items = NULL };
    struct db *db = NULL;
    bool ok =
        in_person(req, e) && page_write(r, &db, e) &&
        who_feed_make(db, req->actor->akun, web_text(req, "nama"), web_text(req, "lingkup"), now, req->a,
                      &secret, e) &&
        event_other(db, SV("kalender_dibuat"), req->actor,
                    arena_printf(req->a, "{\"akun\":%lld}", (long long) req->actor->akun), now, req->a, e) &&
        db_commit(db, e);

    db_release(db);
    if (!ok)
        return false;
    f.fresh = arena_printf(req->a, "%s://%.*s/kalender/%.*s.ics", req->is_https ? "https" : "http",
                           SV_FMT(host.n ? host : SV("localhost")), SV_FMT(secret));
    return show(&f, ctx, req, res, e);
}

bool feed_revoke(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct db *db = NULL;
    int64_t id = web_path_int(req, "id");
    bool ok = in_person(req, e) && page_write(r, &db, e) && who_feed_revoke(db, id, req->actor->akun, e) &&
              event_other(db, SV("kalender_dicabut"), req->actor,
                          arena_printf(req->a, "{\"akun\":%lld,\"kalender\":%lld}",
                                       (long long) req->actor->akun, (long long) id),
                          r->records.now(), req->a, e) &&
              db_commit(db, e);

    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE, T("Tautan kalender dicabut."));
    web_redirect(req, res, SV("/akun/kalender"));
    return true;
}
