/* SPDX-License-Identifier: MIT
 * page/password.c -- /akun/sandi: one's own password, also the first after a one-time one. */
#include "model/event.h"
#include "page/account.h"
#include "page/page_priv.h"

enum { COOKIE_SECONDS = 12 * 3600 };

const struct web_param password_params[] = {
    { .name = "lama",
      .label = T("Kata sandi sekarang"),
      .type = WEB_SECRET,
      .flags = WEB_REQUIRED,
      .max = 256 },
    { .name = "baru", .label = T("Kata sandi baru"), .type = WEB_SECRET, .flags = WEB_REQUIRED, .max = 256 },
    { .name = "ulang",
      .label = T("Ulangi kata sandi baru"),
      .type = WEB_SECRET,
      .flags = WEB_REQUIRED,
      .max = 256 },
    { 0 },
};
bool password_form(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct page_input old = { .name = "lama",
                                           .label = T("Kata sandi sekarang"),
                                           .type = "password",
                                           .autocomplete = "current-password",
                                           .required = true,
                                           .max = 256 };
    static const struct page_input new = {
        .name = "baru",
        .label = T("Kata sandi baru"),
        .type = "password",
        .autocomplete = "new-password",
        .required = true,
        .max = 256,
        .help = T("Paling sedikit 10 huruf; beberapa kata yang mudah diingat sudah cukup.")
    };
    static const struct page_input again = { .name = "ulang",
                                             .label = T("Ulangi kata sandi baru"),
                                             .type = "password",
                                             .autocomplete = "new-password",
                                             .required = true,
                                             .max = 256 };
    static const struct crumb up[] = { { SV_INIT(T("Akun saya")), SV_INIT("/akun") } };
    struct page_head hd = { .title = SV(T("Ganti kata sandi")), .width = PAGE_NARROW };
    struct page p;
    struct html *h;

    (void) e;
    if (req->actor->must_change_password) {
        hd.note = SV(T("Kata sandi Anda sekali pakai. Buat yang baru untuk melanjutkan."));
        hd.width = PAGE_BARE;
    } else {
        hd.crumbs = up;
        hd.n_crumbs = 1;
    }
    h = page_begin(&p, ctx, req, res, &hd);
    page_refusal(&p);
    page_card_begin(h, 2, SV_NULL);
    page_form_begin(&p, SV("/akun/sandi"), false);
    page_input(&p, &old);
    page_input(&p, &new);
    page_input(&p, &again);
    page_submit(h, "btn-primary", "device-floppy", T("Simpan kata sandi"));
    html_close(h, "form");
    page_card_end(h);
    page_end(&p);
    return true;
}

static bool repeated(struct web_req *req, struct err *e)
{
    if (sv_eq(web_text(req, "baru"), web_text(req, "ulang")))
        return true;
    problems_add(&req->problems, SV("ulang"), T("Tidak sama dengan kata sandi baru."));
    return err_set(e, ERR_INPUT, T("Kedua kata sandi baru tidak sama."));
}

/* Every session of the account ends, and this browser gets a new one: whoever knew the old password is out. */
static bool change(const struct region *r, struct db *db, struct web_req *req, struct sv *cookie,
                   struct err *e)
{
    const struct page_session *s = req->session;
    int64_t akun = req->actor->akun, now = r->records.now();

    return who_password_check(web_text(req, "baru"), req->actor->nama_pengguna, e) &&
           who_password_set(db, akun, web_text(req, "baru"), false, now, e) &&
           who_session_end_all(db, akun, e) &&
           who_session_start(db, akun, s->who.second_factor_done, now, req->a, cookie, e) &&
           event_other(db, SV("sandi_diganti"), req->actor,
                       arena_printf(req->a, "{\"akun\":%lld}", (long long) akun), now, req->a, e) &&
           db_commit(db, e);
}

bool password_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct who_login in;
    struct sv cookie;
    struct db *db = NULL;
    bool ok;

    if (req->identity != WEB_BY_COOKIE)
        return err_set(e, ERR_DENIED, T("Kata sandi hanya diganti dari sesi peramban."));
    if (!repeated(req, e) || !page_write(r, &db, e))
        return false;
    ok = who_login(db, r->levels, req->actor->nama_pengguna, web_text(req, "lama"), r->records.now(), req->a,
                   &in, e);
    if (!ok && e->kind == ERR_DENIED && db_commit(db, e)) {
        problems_add(&req->problems, SV("lama"), T("Kata sandi sekarang salah."));
        err_set(e, ERR_INPUT, T("Kata sandi sekarang salah."));
        err_hint(e, T("Lima kali salah mengunci akun beberapa menit."));
    }
    ok = ok && change(r, db, req, &cookie, e);
    db_release(db);
    if (!ok)
        return false;
    web_cookie_set(req, res, PAGE_COOKIE, cookie, COOKIE_SECONDS);
    web_flash_set(req, res, WEB_DONE, T("Kata sandi sudah diganti."));
    web_redirect(req, res, SV("/akun"));
    return true;
}
