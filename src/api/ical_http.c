/* SPDX-License-Identifier: MIT
 * api/ical_http.c -- /kalender/{token}.ics for calendar programs, which cannot log in: the address itself is the secret.
 * /kalender/pd/{kode}.ics for whoever is signed in (a token of the API, or a browser). */
#include "api/api_priv.h"
#include "api/ical.h"
#include "base/hash.h"

enum { DAYS_BACK = 90, DAYS_AHEAD = 730, TOUCH_MS = 100 };

static const struct sv tail = SV_INIT(".ics");

/* Letters, digits, dots, colons and hyphens: what a host's name is made of. */
static struct sv host_of(const struct web_req *req)
{
    struct sv host = web_header_find(req, "Host");

    for (size_t i = 0; i < host.n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:-", host.p[i]))
            host = SV_NULL;
    return host.n ? sv_lower(host, req->a) : SV("localhost");
}

static bool unknown(struct err *e)
{
    err_set(e, ERR_MISSING, T("Kalender ini tidak ada."));
    return err_hint(e, T("Periksa alamatnya, atau buat tautan baru di Akun saya."));
}

static bool answer(const struct region *r, struct db *db, struct web_req *req, struct web_res *res,
                   const struct actor *who, int64_t pd, bool mine, struct sv name, struct err *e)
{
    struct ical_head head = {
        .host = host_of(req), .name = name, .today = region_today(r), .zone_min = r->regulation.zone_min
    };
    struct due_query q = { .from = date_add_days(head.today, -DAYS_BACK),
                           .to = date_add_days(head.today, DAYS_AHEAD),
                           .pd = pd,
                           .mine = mine,
                           .feed = true,
                           .gone = true,
                           .limit = DUE_MAX };
    struct due_list list;
    struct digest sum;

    if (!due_load(r, db, who, &q, req->a, &list, e))
        return false;
    head.base = arena_printf(req->a, "%s://%.*s", req->is_https ? "https" : "http", SV_FMT(head.host));
    ical_write(r, &head, &list, req->a, res->body);
    if (!buf_ok(res->body, e))
        return false;
    sum = sha256(buf_sv(res->body));
    web_cache(res, "private, max-age=900");
    web_type(res, SV("text/calendar; charset=utf-8"));
    web_fresh(req, res, sv_sub(hex_make(digest_sv(&sum), req->a), 0, 32));
    return true;
}

/* When the feed was last asked for; nothing hangs on it, so nothing waits for it. */
static void touch(const struct region *r, struct sv secret)
{
    struct db *db = NULL;
    struct err e = { 0 };

    if (db_lease(r->pool, DB_WRITE, TOUCH_MS, &db, &e) && db_begin(db, &e) &&
        who_feed_touch(db, secret, r->records.now(), &e))
        db_commit(db, &e);
    db_release(db);
}

bool ical_get(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = api_region(ctx);
    struct sv file = web_path(req, "berkas"), secret, scope;
    struct actor *who = NULL;
    struct db *db = NULL;
    bool stale = false, ok;

    if (!sv_ends(file, tail) || file.n == tail.n)
        return unknown(e);
    secret = sv_sub(file, 0, file.n - tail.n);
    if (!db_lease(r->pool, DB_READ, API_LEASE_MS, &db, e))
        return false;
    ok = who_feed_find(db, r->levels, secret, region_today(r), r->records.now(), req->a, &who, &scope, &stale,
                       e) &&
         answer(r, db, req, res, who, 0, sv_eq(scope, SV("saya")), SV("Tenggat SPBE"), e);
    db_release(db);
    if (ok && stale)
        touch(r, secret);
    return ok;
}

/* The agency of that code, if the actor may see it. */
static bool agency(const struct region *r, struct db *db, const struct actor *who, struct sv code,
                   struct arena *a, int64_t *id, struct sv *name, struct err *e)
{
    struct filter f = { SV("kode"), FILTER_EQ, code };
    struct list_query q = {
        .reg = model_reg(r->model, base_col_name(COL_PD)), .filters = &f, .n_filters = 1, .limit = 1
    };
    struct list l;

    if (!q.reg || !reg_field(q.reg, f.key) || !who_may_open(who, &q.reg->rule))
        return unknown(e);
    if (!list_load(db, &r->records, who, &q, a, &l, e))
        return false;
    if (!l.n)
        return unknown(e);
    *id = l.rows[0]->id;
    *name = record_title(l.rows[0]);
    return true;
}

bool ical_get_agency(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = api_region(ctx);
    struct sv file = web_path(req, "berkas"), name = SV_NULL;
    struct db *db = NULL;
    int64_t pd = 0;
    bool ok;

    if (!sv_ends(file, tail))
        return unknown(e);
    if (!db_lease(r->pool, DB_READ, API_LEASE_MS, &db, e))
        return false;
    ok = agency(r, db, req->actor, sv_sub(file, 0, file.n - tail.n), req->a, &pd, &name, e) &&
         answer(r, db, req, res, req->actor, pd, false,
                arena_printf(req->a, "Tenggat SPBE %.*s", SV_FMT(name)), e);
    db_release(db);
    return ok;
}
