/* SPDX-License-Identifier: MIT
 * page/factor.c -- the second factor: enrolment with a QR code drawn here, recovery codes shown once; and an administrator's
 * way to give somebody his access back. */
#include <qrencode.h>

#include "base/arena.h"
#include "html/svg.h"
#include "model/event.h"
#include "page/account.h"
#include "page/page_priv.h"

const struct web_param factor_params[] = {
    { .name = "aksi", .label = T("Tindakan"), .type = WEB_ENUM, .flags = WEB_REQUIRED, .of = "mulai|sahkan" },
    { .name = "kode", .label = T("Kode"), .type = WEB_TEXT, .max = 40 },
    { 0 },
};
const struct web_param restore_params[] = {
    { .name = "aksi", .label = T("Tindakan"), .type = WEB_ENUM, .flags = WEB_REQUIRED, .of = "sandi|faktor" },
    { 0 },
};

struct factor {
    struct sv secret; /* begun, not confirmed yet; absent: none */
    bool active;
};

static bool load(const struct region *r, struct web_req *req, struct factor *f, struct err *e)
{
    struct stmt *q = NULL;
    struct db *db = NULL;
    bool row = false,
         ok = page_read(r, &db, e) &&
              db_prepare(db, SV("select rahasia, aktif, coalesce(baru, '') from who_totp where akun = $1"),
                         &q, e) &&
              stmt_int(q, 1, req->actor->akun, e) && stmt_step(q, &row, e);

    *f = (struct factor){ 0 };
    if (ok && row) {
        f->active = stmt_get_int(q, 1) != 0;
        f->secret =
            arena_dup(req->a, stmt_get_text(q, f->active ? 2 : 0)); /* the one in use is nobody's to see */
    }
    stmt_done(q);
    db_release(db);
    return ok;
}

/* --- enrolment ------------------------------------------------------------------------------------------------------------ */

static void qr(struct page *p, struct sv secret)
{
    struct sv uri = who_totp_uri(secret, SV("Prasasti"), p->who->nama_pengguna, p->a);
    QRcode *code = QRcode_encodeString8bit(sv_cstr(uri, p->a), 0, QR_ECLEVEL_M);

    if (!code)
        return; /* the secret in text says the same */
    html_open(&p->h, "div");
    html_class(&p->h, "qr");
    svg_cells(&p->h, SV(T("Kode QR untuk aplikasi autentikator")), code->data, (size_t) code->width);
    html_close(&p->h, "div");
    QRcode_free(code);
}

static void code_box(struct page *p, const char *label, const char *action, const char *button)
{
    struct page_input code = {
        .name = "kode", .label = label, .autocomplete = "one-time-code", .required = true, .max = 40
    };
    struct html *h = &p->h;

    page_form_begin(p, SV("/akun/faktor"), false);
    page_hidden(h, "aksi", sv_of(action));
    page_input(p, &code);
    page_submit_(h, "btn-primary", "", button);
    html_close(h, "form");
}

static void enrol(struct page *p, struct sv secret)
{
    struct html *h = &p->h;

    page_card_begin(h, 2, SV(T("1. Pindai dengan aplikasi autentikator")));
    html_elem_say(h, "p", T("Buka aplikasi autentikator di ponsel, tambah akun, lalu pindai kode ini."));
    qr(p, secret);
    html_elem_say(h, "p", T("Tidak dapat memindai? Ketik kunci ini:"));
    html_open(h, "p");
    html_class(h, "kode");
    html_text(h, secret);
    html_close(h, "p");
    page_card_end(h);
    page_card_begin(h, 2, SV(T("2. Tulis kode yang tampak")));
    if (p->region->demo)
        page_alert(h, PAGE_INFO, SV(T("Data latihan: kode saat ini")),
                   who_totp_code(secret, p->region->records.now(), p->a));
    code_box(p, T("Kode enam angka"), "sahkan", T("Sahkan"));
    page_card_end(h);
}

static void start(struct page *p, bool active)
{
    struct html *h = &p->h;

    page_card_begin(h, 2, SV_NULL);
    if (active) {
        html_elem_say(h, "p",
                      T("Autentikator sudah terpasang. Untuk menggantinya, tulis dahulu kode yang sekarang; "
                        "yang lama tetap berlaku sampai yang baru disahkan."));
        code_box(p, T("Kode sekarang atau kode pemulihan"), "mulai", T("Ganti autentikator"));
    } else {
        html_elem_say(
            h, "p",
            T("Autentikator ialah aplikasi di ponsel yang membuat kode enam angka setiap 30 detik. Dengan itu, "
              "orang yang mengetahui kata sandi Anda saja tidak dapat masuk."));
        page_form_begin(p, SV("/akun/faktor"), false);
        page_hidden(h, "aksi", SV("mulai"));
        page_submit(h, "btn-primary", "device-mobile", T("Pasang autentikator"));
        html_close(h, "form");
    }
    page_card_end(h);
}

static struct html *begin(struct page *p, struct web_ctx *ctx, struct web_req *req, struct web_res *res,
                          const char *note)
{
    static const struct crumb up[] = { { SV_INIT(T("Akun saya")), SV_INIT("/akun") } };
    struct page_head hd = {
        .title = SV(T("Autentikator")), .width = PAGE_NARROW, .crumbs = up, .n_crumbs = 1
    };

    if (req->actor->second_factor_missing) {
        hd.n_crumbs = 0;
        hd.width = PAGE_BARE;
        hd.note =
            SV(T("Peran Anda memberi persetujuan, jadi autentikator harus terpasang sebelum melanjutkan."));
    }
    if (note)
        hd.note = sv_of(note);
    return page_begin(p, ctx, req, res, &hd);
}

bool factor_form(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct factor f;
    struct page p;

    if (!load(page_region(ctx), req, &f, e))
        return false;
    begin(&p, ctx, req, res, NULL);
    page_refusal(&p);
    if (f.secret.n)
        enrol(&p, f.secret);
    else
        start(&p, f.active);
    page_end(&p);
    return true;
}

static void recovery_page(struct web_ctx *ctx, struct web_req *req, struct web_res *res,
                          const struct sv *codes, size_t n)
{
    struct page p;
    struct html *h = begin(&p, ctx, req, res, T("Autentikator terpasang."));

    page_card_begin(h, 2, SV(T("Kode pemulihan")));
    html_elem_say(
        h, "p",
        T("Simpan kode ini di tempat aman, misalnya dicetak. Masing-masing dapat dipakai satu kali bila ponsel "
          "tidak ada. Kode tidak ditampilkan lagi."));
    html_open(h, "ul");
    html_class(h, "kode");
    for (size_t i = 0; i < n; i++)
        html_elem(h, "li", codes[i]);
    html_close(h, "ul");
    page_link_button(h, SV("/"), "btn-primary", "", T("Sudah saya simpan, lanjut"));
    page_card_end(h);
    page_end(&p);
}

static bool noted(const struct region *r, struct db *db, struct web_req *req, struct sv what, int64_t akun,
                  struct err *e)
{
    return event_other(db, what, req->actor, arena_printf(req->a, "{\"akun\":%lld}", (long long) akun),
                       r->records.now(), req->a, e);
}

static bool mended(struct err *e)
{
    if (e->kind == ERR_DENIED) /* a wrong code is a slip, not a closed door */
        e->kind = ERR_INPUT;
    return false;
}

static bool confirm(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct page_session *s = req->session;
    int64_t akun = req->actor->akun, now = r->records.now();
    struct db *db = NULL;
    struct sv *codes;
    size_t n;
    bool ok = page_write(r, &db, e) &&
              who_totp_confirm(db, akun, web_text(req, "kode"), now, req->a, &codes, &n, e) &&
              who_session_pass_factor(db, s->cookie, now, e) &&
              noted(r, db, req, SV("autentikator_dipasang"), akun, e) && db_commit(db, e);

    db_release(db);
    if (!ok)
        return mended(e);
    recovery_page(ctx, req, res, codes, n);
    return true;
}

static bool renew(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    int64_t akun = req->actor->akun;
    struct factor f;
    struct sv secret;
    struct db *db = NULL;
    bool ok;

    if (!load(r, req, &f, e) || !page_write(r, &db, e))
        return false;
    ok = (!f.active || who_totp_check(db, akun, web_text(req, "kode"), r->records.now(), e)) &&
         who_totp_begin(db, akun, req->a, &secret, e) &&
         noted(r, db, req, SV("autentikator_dimulai"), akun, e) && db_commit(db, e);
    db_release(db);
    if (!ok)
        return mended(e);
    web_redirect(req, res, SV("/akun/faktor"));
    return true;
}

bool factor_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    if (req->identity != WEB_BY_COOKIE)
        return err_set(e, ERR_DENIED, T("Autentikator hanya dipasang dari sesi peramban."));
    return sv_eq(web_text(req, "aksi"), SV("mulai")) ? renew(ctx, req, res, e) : confirm(ctx, req, res, e);
}

/* --- by an administrator ------------------------------------------------------------------------------------------------------ */

static bool target(const struct region *r, struct web_req *req, struct record **rec, struct err *e)
{
    struct db *db = NULL;
    bool ok = page_read(r, &db, e) && record_get(db, &r->records, req->actor, model_reg(r->model, SV("akun")),
                                                 web_path_int(req, "id"), req->a, rec, e);

    db_release(db);
    return ok;
}

static void way(struct page *p, const struct record *rec, const char *action, const char *title,
                const char *text, const char *question)
{
    struct html *h = &p->h;

    page_card_begin(h, 2, sv_of(title));
    html_elem_say(h, "p", text);
    page_form_begin(p, arena_printf(p->a, "/akun/%lld/pulihkan", (long long) rec->id), false);
    page_hidden(h, "aksi", sv_of(action));
    html_open(h, "button");
    html_attr(h, "type", SV("submit"));
    html_class(h, "btn btn-primary");
    html_attr_say(h, "data-tanya", question);
    html_say(h, title);
    html_close(h, "button");
    html_close(h, "form");
    page_card_end(h);
}

static bool access_page(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct sv password,
                        struct err *e)
{
    const struct region *r = page_region(ctx);
    struct crumb up[2] = { { SV(T("Akun")), SV("/r/akun") } };
    struct page_head hd = { .title = SV(T("Pulihkan akses")),
                            .width = PAGE_NARROW,
                            .crumbs = up,
                            .n_crumbs = 2,
                            .menu = SV("/r/akun") };
    struct record *rec;
    struct page p;
    struct html *h;

    if (!target(r, req, &rec, e))
        return false;
    up[1] = (struct crumb){ record_title(rec), page_record_url(req->a, rec->reg, rec->id) };
    hd.pretitle = record_title(rec);
    h = page_begin(&p, ctx, req, res, &hd);
    page_refusal(&p);
    if (password.n) {
        page_alert_begin(h, PAGE_GOOD, SV(T("Kata sandi sekali pakai; berikan langsung kepada orangnya.")));
        html_open(h, "p");
        html_class(h, "kode");
        html_text(h, password);
        html_close(h, "p");
        html_elem_say(h, "p", T("Tidak ditampilkan lagi. Ia diminta membuat kata sandi baru saat masuk."));
        page_alert_end(h);
    }
    way(&p, rec, "sandi", T("Buat kata sandi sekali pakai"),
        T("Semua sesi dan token API-nya berakhir; kata sandi lama tidak berlaku lagi."),
        T("Buat kata sandi baru untuk akun ini?"));
    way(&p, rec, "faktor", T("Lepas autentikator"),
        T("Untuk orang yang kehilangan ponsel dan kode pemulihannya. Pastikan dahulu bahwa ia memang orangnya."),
        T("Lepas autentikator akun ini?"));
    page_end(&p);
    return true;
}

bool access_form(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    return access_page(ctx, req, res, SV_NULL, e);
}

bool access_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    bool factor = sv_eq(web_text(req, "aksi"), SV("faktor"));
    struct sv password = SV_NULL;
    struct record *rec;
    struct db *db = NULL;
    bool ok;

    if (!target(r, req, &rec, e) || !page_write(r, &db, e))
        return false;
    if (factor) {
        ok = who_totp_reset(db, rec->id, e) && noted(r, db, req, SV("autentikator_dilepas"), rec->id, e);
    } else {
        password = who_password_make(req->a);
        ok = who_password_set(db, rec->id, password, true, r->records.now(), e) &&
             who_token_revoke_all(db, rec->id, e) && who_feed_revoke_all(db, rec->id, e) &&
             noted(r, db, req, SV("sandi_dipulihkan"), rec->id, e);
    }
    ok = ok && who_session_end_all(db, rec->id, e) && db_commit(db, e);
    db_release(db);
    if (!ok)
        return false;
    if (!factor)
        return access_page(ctx, req, res, password, e);
    web_flash_set(req, res, WEB_DONE, T("Autentikator dilepas. Ia diminta memasang yang baru saat masuk."));
    web_redirect(req, res, page_record_url(req->a, rec->reg, rec->id));
    return true;
}
