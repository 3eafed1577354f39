/* SPDX-License-Identifier: MIT
 * api/oscal_http.c -- the three documents over HTTP, for programs with a token and for people from the page Pemenuhan. */
#include "api/api_priv.h"
#include "api/oscal.h"
#include "base/date.h"

/* "Mon, 23 Nov 2026 07:15:00 GMT" */
static struct sv http_date(int64_t t, struct arena *a)
{
    static const char days[] = "MonTueWedThuFriSatSun", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct date d = date_of_time(t, 0);
    int64_t s = t - time_of_date(d, 0);

    return arena_printf(a, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", days + 3 * (date_weekday(d) - 1), d.d,
                        months + 3 * (d.m - 1), d.y, (int) (s / 3600), (int) (s / 60 % 60), (int) (s % 60));
}

/* A tag that was sent decides alone; else the very date we gave. */
static bool unchanged(struct web_req *req, struct web_res *res, enum oscal_kind kind,
                      const struct oscal_made *made)
{
    struct sv modified = http_date(made->modified, req->a);
    bool fresh = web_fresh(req, res, made->tag);

    if (kind == OSCAL_RESULTS) /* made anew each time: only its tag can tell */
        return fresh;
    web_header(res, "Last-Modified", modified);
    if (fresh || web_header_find(req, "If-None-Match").p ||
        !sv_eq(web_header_find(req, "If-Modified-Since"), modified))
        return fresh;
    res->status = 304;
    return true;
}

static bool answer(struct web_ctx *ctx, struct web_req *req, struct web_res *res, enum oscal_kind kind,
                   struct date on, struct err *e)
{
    const struct region *r = api_region(ctx);
    struct oscal_ask ask = {
        .kind = kind, .on = on, .host = web_header_find(req, "Host"), .who = req->actor
    };
    struct sv name = oscal_kind_name(kind), day = SV("");
    struct oscal_made made;

    if (!sv_eq(web_path(req, "peraturan"), r->regulation_id)) {
        err_set(e, ERR_MISSING, T("Peraturan \"%.*s\" tidak dilayani di sini."),
                SV_FMT(sv_sub(web_path(req, "peraturan"), 0, 60)));
        return err_hint(e, T("Peraturan daerah ini ada di /kepatuhan/%.*s/%.*s.json."),
                        SV_FMT(r->regulation_id), SV_FMT(name));
    }
    if (!oscal_make(r, &ask, req->a, res->body, &made, e))
        return false;
    web_type(res, SV("application/json"));
    if (unchanged(req, res, kind, &made))
        return true;
    if (kind == OSCAL_RESULTS)
        day = arena_printf(req->a, "-%s", date_iso(on.y ? on : region_today(r)).s);
    web_attach(res, arena_printf(req->a, "oscal-%.*s-%.*s%.*s.json", SV_FMT(name), SV_FMT(r->regulation_id),
                                 SV_FMT(day)));
    return true;
}

bool oscal_get_catalog(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    return answer(ctx, req, res, OSCAL_CATALOG, (struct date){ 0 }, e);
}

bool oscal_get_profile(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    return answer(ctx, req, res, OSCAL_PROFILE, (struct date){ 0 }, e);
}

bool oscal_get_results(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    return answer(ctx, req, res, OSCAL_RESULTS, web_date(req, "pada"), e);
}
