/* SPDX-License-Identifier: MIT
 * app/auth.c -- session cookie or bearer token into an actor. A person with an unfinished login (second factor not given,
 * one-time password not changed, second factor not set up though his rank approves) has no rights and is led to the page
 * that finishes it. */
#include "app/auth.h"

#include "base/arena.h"
#include "page/page.h"
#include "rule/region.h"

enum { LEASE_MS = 5000 };

static bool owes_password(struct db *db, int64_t akun, bool *owes, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = db_prepare(db, SV("select wajib_ganti from who_sandi where akun = $1"), &q, e) &&
                           stmt_int(q, 1, akun, e) && stmt_step(q, &row, e);

    *owes = ok && row && stmt_get_int(q, 0) != 0;
    stmt_done(q);
    return ok;
}

static bool has_factor(struct db *db, int64_t akun, bool *has, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = db_prepare(db, SV("select aktif from who_totp where akun = $1"), &q, e) &&
                           stmt_int(q, 1, akun, e) && stmt_step(q, &row, e);

    *has = ok && row && stmt_get_int(q, 0) != 0;
    stmt_done(q);
    return ok;
}

/* Roles that approve need a second factor: rank two and above, and administrators, who can become anybody. */
static bool approves(const struct actor *who)
{
    for (size_t i = 0; i < who->n_posts; i++)
        if (who->posts[i].rank >= 2)
            return true;
    return who->administrator;
}

static void touch(const struct region *r, struct sv cookie)
{
    struct db *db = NULL;
    struct err e = { 0 };

    if (db_lease(r->pool, DB_WRITE, 100, &db, &e) && db_begin(db, &e) &&
        who_session_touch(db, cookie, r->records.now(), &e))
        db_commit(db, &e); /* a session that could not be touched ends a little earlier: no reason to fail the request */
    db_release(db);
}

static bool by_session(const struct region *r, struct db *db, struct web_req *req, struct sv cookie, struct err *e)
{
    struct page_session *s = ARENA_NEW(req->a, struct page_session);
    struct actor *who;
    struct err why = { 0 };
    bool stale = false, has = false, owes = false;

    s->cookie = cookie;
    s->demo = r->demo;
    if (!who_session_find(db, cookie, r->records.now(), req->a, &s->who, &stale, &why) ||
        !who_actor_load(db, r->levels, s->who.akun, region_today(r), req->a, &who, &why)) {
        if (why.kind == ERR_DENIED)
            return true; /* nobody is logged in any more */
        *e = why;
        return false;
    }
    if (!owes_password(db, who->akun, &owes, e) || !has_factor(db, who->akun, &has, e))
        return false;
    who->must_change_password = owes;
    who->second_factor_missing = has ? !s->who.second_factor_done : approves(who);
    s->has_factor = has;
    s->stale = stale;
    req->actor = who;
    req->identity = WEB_BY_COOKIE;
    req->session_secret = cookie;
    req->session = s;
    return true;
}

static bool by_token(const struct region *r, struct db *db, struct web_req *req, struct sv token, struct err *e)
{
    struct actor *who;
    struct err why = { 0 };
    struct sv scope;
    int64_t akun;

    if (!who_token_find(db, token, r->records.now(), req->a, &akun, &scope, &why) ||
        !who_actor_load(db, r->levels, akun, region_today(r), req->a, &who, &why)) {
        if (why.kind == ERR_DENIED)
            return true;
        *e = why;
        return false;
    }
    who->scope = scope;
    req->actor = who;
    req->identity = WEB_BY_TOKEN;
    return true;
}

static bool actor_of(void *ctx, struct web_req *req, struct err *e)
{
    const struct region *r = ctx;
    struct sv token = web_bearer(req), cookie = web_cookie_find(req, PAGE_COOKIE);
    struct db *db = NULL;
    bool ok = true, stale = false;

    if (!token.p && !cookie.p)
        return true;
    if (!db_lease(r->pool, DB_READ, LEASE_MS, &db, e))
        return false;
    ok = token.p ? by_token(r, db, req, token, e) : by_session(r, db, req, cookie, e);
    db_release(db);
    if (ok && req->session)
        stale = ((struct page_session *) req->session)->stale;
    if (stale)
        touch(r, cookie);
    return ok;
}

/* Pages that an unfinished login may visit: to finish it, or to leave. */
static bool finishes_login(struct sv path)
{
    static const struct sv open[] = { SV_INIT("/masuk/kode"), SV_INIT("/akun/sandi"), SV_INIT("/akun/faktor"),
                                      SV_INIT("/keluar") };

    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++)
        if (sv_eq(path, open[i]))
            return true;
    return false;
}

static enum web_gate lead_to(struct web_req *req, struct web_res *res, struct sv path, struct err *e)
{
    if (req->wants_json) {
        err_set(e, ERR_DENIED, T("Langkah masuk belum selesai."));
        err_hint(e, T("Selesaikan dahulu di peramban: kata sandi atau kode autentikator."));
        return WEB_REFUSED;
    }
    web_redirect(req, res, path);
    return WEB_ANSWERED;
}

static enum web_gate gate(void *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct actor *who = req->actor;
    const struct page_session *s = req->session;

    (void) ctx;
    if (!who)
        return WEB_PASS; /* login itself is asked for by the route */
    if (req->identity == WEB_BY_COOKIE && !finishes_login(req->path)) {
        if (who->second_factor_missing && s->has_factor)
            return lead_to(req, res, SV("/masuk/kode"), e);
        if (who->must_change_password)
            return lead_to(req, res, SV("/akun/sandi"), e);
        if (who->second_factor_missing)
            return lead_to(req, res, SV("/akun/faktor"), e);
    }
    if (req->identity == WEB_BY_TOKEN && req->method != WEB_GET && !sv_eq(who->scope, SV("tulis"))) {
        err_set(e, ERR_DENIED, T("Token ini hanya boleh membaca."));
        err_hint(e, T("Buat token berlingkup tulis di halaman akun Anda."));
        return WEB_REFUSED;
    }
    if (req->route && req->route->need && !who_has_role(who, sv_of(req->route->need)) && !who->system) {
        err_set(e, ERR_DENIED, T("Halaman ini hanya untuk peran yang berwenang."));
        err_hint(e, T("Mintalah administrator membukanya untuk Anda."));
        return WEB_REFUSED;
    }
    return WEB_PASS;
}

struct web_auth auth_of_region(const struct region *r)
{
    return (struct web_auth){ (void *) (uintptr_t) r, actor_of, gate }; /* the region is only read */
}
