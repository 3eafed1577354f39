/* SPDX-License-Identifier: MIT
 * app/auth.c -- session cookie or bearer token into an actor. A person with an unfinished login (second factor not given,
 * one-time password not changed, second factor not set up though his rank approves) has no rights and is led to the page
 * that finishes it. */
#include "app/auth.h"

#include "base/arena.h"
#include "page/page.h"
#include "rule/region.h"

enum { LEASE_MS = 5000 };

/* Last seen; a session that could not be touched ends a little earlier: no reason to fail the request. */
static void touch(const struct region *r, struct sv token, struct sv cookie)
{
    struct db *db = NULL;
    struct err e = { 0 };
    int64_t now = r->records.now();

    if (db_lease(r->pool, DB_WRITE, 100, &db, &e) && db_begin(db, &e) &&
        (token.p ? who_token_touch(db, token, now, &e) : who_session_touch(db, cookie, now, &e)))
        db_commit(db, &e);
    db_release(db);
}

static bool by_session(const struct region *r, struct db *db, struct web_req *req, struct page_session *s,
                       bool *stale, struct err *e)
{
    struct actor *who;
    struct err why = { 0 };

    if (!who_session_find(db, s->cookie, r->records.now(), req->a, &s->who, stale, &why) ||
        !who_actor_load(db, r->levels, s->who.akun, region_today(r), req->a, &who, &why)) {
        *stale = false;
        if (why.kind == ERR_DENIED)
            return true; /* nobody is logged in any more */
        *e = why;
        return false;
    }
    if (!who_actor_owes(db, who, !s->who.second_factor_done, &s->has_factor, e))
        return false;
    s->stale = *stale;
    req->actor = who;
    req->identity = WEB_BY_COOKIE;
    req->session_secret = s->cookie;
    return true;
}

static bool by_token(const struct region *r, struct db *db, struct web_req *req, struct sv token, bool *stale,
                     struct err *e)
{
    struct actor *who;
    struct err why = { 0 };
    struct sv scope;
    int64_t akun;
    bool has;

    if (!who_token_find(db, token, r->records.now(), req->a, &akun, &scope, stale, &why) ||
        !who_actor_load(db, r->levels, akun, region_today(r), req->a, &who, &why)) {
        *stale = false;
        if (why.kind == ERR_DENIED)
            return true;
        *e = why;
        return false;
    }
    if (!who_actor_owes(db, who, false, &has, e))
        return false;
    if (who->own) { /* a program does not stand in for anybody: what is lent is lent to a person */
        *who = *who->own;
        if (!who_actor_owes(db, who, false, &has, e))
            return false;
    }
    who->scope = scope;
    req->actor = who;
    req->identity = WEB_BY_TOKEN;
    req->session = NULL; /* what only a person in a browser may do asks for one */
    return true;
}

static bool actor_of(void *ctx, struct web_req *req, struct err *e)
{
    const struct auth *auth = ctx;
    const struct region *r = auth->region;
    struct sv token = web_bearer(req), cookie = web_cookie_find(req, PAGE_COOKIE);
    struct page_session *s = ARENA_NEW(req->a, struct page_session);
    struct db *db = NULL;
    bool ok, stale = false;

    /* Also for somebody who is about to log in, whatever he sends along: attempts are counted by address. */
    *s = (struct page_session){ .cookie = token.p ? SV_NULL : cookie,
                                .demo = r->demo,
                                .logins = auth->logins };
    req->session = s;
    if (!token.p && !cookie.p)
        return true;
    if (!db_lease(r->pool, DB_READ, LEASE_MS, &db, e))
        return false;
    ok = token.p ? by_token(r, db, req, token, &stale, e) : by_session(r, db, req, s, &stale, e);
    db_release(db);
    if (ok && stale)
        touch(r, token, cookie);
    return ok;
}

/* The one page that an unfinished login may visit, besides the way out; absent when nothing is owed. Whoever has a second
 * factor gives its code first: with a password alone nobody changes it, and nobody sets up another factor. */
static struct sv owed(const struct actor *who, const struct page_session *s)
{
    if (who->second_factor_missing && s->has_factor)
        return SV("/masuk/kode");
    if (who->must_change_password)
        return SV("/akun/sandi");
    return who->second_factor_missing ? SV("/akun/faktor") : SV_NULL;
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

/* What is still his own affair: his way in and out, his password and second factor. */
static bool own_affair(struct sv path)
{
    return sv_eq(path, SV("/keluar")) || sv_starts(path, SV("/masuk")) || sv_eq(path, SV("/akun")) ||
           sv_starts(path, SV("/akun/sandi")) || sv_starts(path, SV("/akun/faktor")) ||
           sv_starts(path, SV("/akun/sesi"));
}

/* Taking away what he may read: the package, and the job that makes it. */
static bool takes_away(struct sv path)
{
    return sv_eq(path, SV("/paket")) || sv_starts(path, SV("/pekerjaan/"));
}

/* An auditor changes nothing, whatever the page; and what he reads is counted before he reads it. */
static bool auditor_passes(const struct region *r, struct web_req *req, struct err *e)
{
    struct db *db = NULL;
    bool ok;

    if (own_affair(req->path))
        return true;
    if (req->method != WEB_GET && !takes_away(req->path))
        return who_refuse_write(req->actor, e);
    ok = db_lease(r->pool, DB_WRITE, LEASE_MS, &db, e) && db_begin(db, e) &&
         who_visit(db, req->actor->akun, req->path, region_today(r), r->records.now(), e) && db_commit(db, e);
    if (!ok && db)
        db_rollback(db);
    db_release(db);
    return ok;
}

static enum web_gate gate(void *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct auth *auth = ctx;
    const struct actor *who = req->actor;
    struct sv first = who && req->identity == WEB_BY_COOKIE ? owed(who, req->session) : SV_NULL;

    if (!who)
        return WEB_PASS; /* login itself is asked for by the route */
    if (first.p && !sv_eq(req->path, first) && !sv_eq(req->path, SV("/keluar")))
        return lead_to(req, res, first, e);
    if (req->identity == WEB_BY_TOKEN && (who->must_change_password || who->second_factor_missing)) {
        err_set(e, ERR_DENIED, T("Akun pemilik token ini belum selesai disiapkan."));
        err_hint(e,
                 T("Pemiliknya masuk dahulu di peramban: mengganti kata sandi atau memasang autentikator."));
        return WEB_REFUSED;
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
    if (who->auditor && !auditor_passes(auth->region, req, e))
        return WEB_REFUSED;
    return WEB_PASS;
}

struct web_auth auth_of_region(struct auth *auth)
{
    return (struct web_auth){ auth, actor_of, gate };
}
