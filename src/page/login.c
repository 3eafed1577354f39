/* SPDX-License-Identifier: MIT
 * page/login.c -- name and password, then the code of the second factor where one is set up; and leaving.
 *
 * A wrong password is answered with the form, its name kept, in the same words and time as an unknown name. Failures count
 * against the account (who/) and against the address (web/limit). */
#include "page/login.h"

#include "base/arena.h"
#include "base/hash.h"
#include "page/page_priv.h"

enum { COOKIE_SECONDS = 12 * 3600 };

const struct web_param login_params[] = {
    { .name = "nama_pengguna",
      .label = T("Nama pengguna"),
      .type = WEB_TEXT,
      .flags = WEB_REQUIRED,
      .max = 64 },
    { .name = "sandi", .label = T("Kata sandi"), .type = WEB_SECRET, .flags = WEB_REQUIRED, .max = 256 },
    { .name = "lanjut", .label = T("Halaman tujuan"), .type = WEB_TEXT, .max = 2000 },
    { 0 },
};
const struct web_param code_params[] = {
    { .name = "kode", .label = T("Kode"), .type = WEB_TEXT, .flags = WEB_REQUIRED, .max = 40 },
    { .name = "lanjut", .label = T("Halaman tujuan"), .type = WEB_TEXT, .max = 2000 },
    { 0 },
};

/* One of our own pages to go on to; the front page otherwise. */
static struct sv onward(const struct web_req *req)
{
    struct sv to = web_local(web_typed(req, "lanjut"));

    return to.p && !sv_starts(to, SV("/masuk")) && !sv_starts(to, SV("/keluar")) ? to : SV("/");
}

static void keep_onward(struct page *p)
{
    struct sv to = onward(p->req);

    if (to.n > 1)
        page_hidden(&p->h, "lanjut", to);
}

bool login_form(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct page_input name = { .name = "nama_pengguna",
                                            .label = T("Nama pengguna"),
                                            .autocomplete = "username",
                                            .required = true,
                                            .focus = true,
                                            .max = 64 };
    static const struct page_input password = { .name = "sandi",
                                                .label = T("Kata sandi"),
                                                .type = "password",
                                                .autocomplete = "current-password",
                                                .required = true,
                                                .max = 256 };
    struct page_head hd = { .title = SV(T("Masuk")), .width = PAGE_BARE };
    struct page p;
    struct html *h;

    (void) e;
    if (req->actor && req->method == WEB_GET) {
        web_redirect(req, res, onward(req));
        return true;
    }
    hd.note = page_region(ctx)->regulation.region;
    h = page_begin(&p, ctx, req, res, &hd);
    page_refusal(&p);
    page_card_begin(h, 2, SV_NULL);
    page_form_begin(&p, SV("/masuk"), false);
    keep_onward(&p);
    page_input(&p, &name);
    page_input(&p, &password);
    page_submit(h, "btn-primary w-100", "login", T("Masuk"));
    html_close(h, "form");
    page_card_end(h);
    html_open(h, "p");
    html_class(h, "text-secondary");
    html_say(h, T("Lupa kata sandi? Minta administrator membuatkan kata sandi sekali pakai."));
    html_close(h, "p");
    page_end(&p);
    return true;
}

static bool start_session(const struct region *r, struct web_req *req, struct web_res *res, struct db *db,
                          const struct who_login *in, struct err *e)
{
    struct sv cookie;

    if (!who_session_start(db, in->akun, !in->needs_totp, r->records.now(), req->a, &cookie, e) ||
        !db_commit(db, e))
        return false;
    web_cookie_set(req, res, PAGE_COOKIE, cookie, COOKIE_SECONDS);
    if (in->needs_totp)
        web_redirect(
            req, res,
            arena_printf(req->a, "/masuk/kode?lanjut=%.*s", SV_FMT(url_encode(onward(req), req->a))));
    else
        web_redirect(req, res, onward(req));
    return true;
}

bool login_check(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct page_session *s = req->session;
    struct who_attempt attempt;
    struct who_login in;
    struct db *db = NULL;
    bool ok;

    if (s && s->logins && !web_limit(req, res, s->logins, req->client, e))
        return false;
    /* The password is hashed on a read lease: no guesser keeps the writer's place. */
    ok = page_read(r, &db, e) && who_login_try(db, web_text(req, "nama_pengguna"), web_text(req, "sandi"),
                                               r->records.now(), req->a, &attempt, e);
    db_release(db);
    if (!ok) {
        if (e->kind == ERR_DENIED)
            e->kind = ERR_INPUT; /* a mistake that can be mended: the form again, not a closed door */
        return false;
    }
    if (!page_write(r, &db, e))
        return false;
    ok = who_login_settle(db, r->levels, &attempt, r->records.now(), req->a, &in, e);
    if (ok) {
        ok = start_session(r, req, res, db, &in, e);
    } else if (e->kind == ERR_DENIED) {
        struct err failed = { 0 };

        if (!db_commit(db, &failed)) /* the failure counts against the account */
            *e = failed;
        else
            e->kind = ERR_INPUT;
    }
    db_release(db);
    return ok;
}

/* --- the second step ---------------------------------------------------------------------------------------------------- */

/* In a region of practice nobody should need a telephone: the present code is shown. */
static bool present_code(const struct region *r, struct web_req *req, struct sv *code, struct err *e)
{
    struct db *db = NULL;
    struct stmt *q = NULL;
    bool row = false, ok = true;

    *code = SV_NULL;
    if (!r->demo)
        return true;
    ok = page_read(r, &db, e) && db_prepare(db, SV("select rahasia from who_totp where akun = $1"), &q, e) &&
         stmt_int(q, 1, req->actor->akun, e) && stmt_step(q, &row, e);
    if (ok && row)
        *code = who_totp_code(stmt_get_text(q, 0), r->records.now(), req->a);
    stmt_done(q);
    db_release(db);
    return ok;
}

bool code_form(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct page_input code = { .name = "kode",
                                            .label = T("Kode enam angka atau kode pemulihan"),
                                            .autocomplete = "one-time-code",
                                            .required = true,
                                            .focus = true,
                                            .max = 40,
                                            .help = T("Dari aplikasi autentikator di ponsel Anda.") };
    struct page_head hd = { .title = SV(T("Kode autentikator")), .width = PAGE_BARE };
    struct page p;
    struct html *h;
    struct sv present;

    if (!req->actor->second_factor_missing && req->method == WEB_GET) {
        web_redirect(req, res, onward(req));
        return true;
    }
    if (!present_code(page_region(ctx), req, &present, e))
        return false;
    h = page_begin(&p, ctx, req, res, &hd);
    page_refusal(&p);
    page_card_begin(h, 2, SV_NULL);
    page_form_begin(&p, SV("/masuk/kode"), false);
    keep_onward(&p);
    page_input(&p, &code);
    if (present.p)
        page_alert(h, PAGE_INFO, SV(T("Data latihan: kode saat ini")), present);
    page_submit(h, "btn-primary w-100", "login", T("Lanjut"));
    html_close(h, "form");
    page_card_end(h);
    page_form_begin(&p, SV("/keluar"), false);
    page_submit(h, "btn-link", "", T("Masuk sebagai orang lain"));
    html_close(h, "form");
    page_end(&p);
    return true;
}

bool code_check(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct page_session *s = req->session;
    struct db *db = NULL;
    bool ok;

    if (!s || req->identity != WEB_BY_COOKIE)
        return err_set(e, ERR_DENIED, T("Kode hanya diminta dari sesi peramban."));
    if (s->logins && !web_limit(req, res, s->logins, req->client, e))
        return false;
    if (!page_write(r, &db, e))
        return false;
    ok = who_totp_check(db, req->actor->akun, web_text(req, "kode"), r->records.now(), e) &&
         who_session_pass_factor(db, s->cookie, r->records.now(), e) && db_commit(db, e);
    db_release(db);
    if (!ok) {
        if (e->kind == ERR_DENIED)
            e->kind = ERR_INPUT;
        return false;
    }
    web_redirect(req, res, onward(req));
    return true;
}

bool logout(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct page_session *s = req->session;
    struct db *db = NULL;
    bool ok = true;

    if (s && s->cookie.p) {
        ok = page_write(r, &db, e) && who_session_end(db, s->cookie, e) && db_commit(db, e);
        db_release(db);
    }
    if (!ok)
        return false;
    web_cookie_drop(req, res, PAGE_COOKIE);
    web_flash_set(req, res, WEB_DONE, T("Anda sudah keluar."));
    web_redirect(req, res, SV("/masuk"));
    return true;
}
