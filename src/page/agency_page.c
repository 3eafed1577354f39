/* SPDX-License-Identifier: MIT
 * page/agency_page.c -- /rapor/{pd}: finds the agency by id or code, whether this person may read its report, and the frame. */
#include "page/agency.h"
#include "page/agency_priv.h"

enum { LEASE_MS = 5000, RUNGS_SHOWN = 50 };

/* A number without zeros in front is an id, everything else a code. */
static bool id_of(struct db *db, struct sv word, int64_t *id, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok;

    if (sv_int(word, id) && *id > 0 && word.p[0] != '0')
        return true;
    ok =
        db_prepare(
            db, SV("select id from perangkat_daerah where kode = $1 and dihapus is null order by id limit 1"),
            &q, e) &&
        stmt_text(q, 1, word, e) && stmt_step(q, &row, e);
    *id = ok && row ? stmt_get_int(q, 0) : 0;
    stmt_done(q);
    return ok;
}

/* Somebody else's report is refused without a word on whether there is such an agency. */
static bool refuse(struct err *e)
{
    err_set(e, ERR_DENIED, T("Rapor Perangkat Daerah lain tidak dapat Anda buka."));
    return err_hint(e, T("Buka rapor Perangkat Daerah Anda dari beranda."));
}

static bool find(struct db *db, struct agency_view *v, struct agency *out, struct err *e)
{
    int64_t id;

    if (!id_of(db, web_path(v->p.req, "pd"), &id, e))
        return false;
    if (!agency_reads_all(v->p.region, v->p.who) && !who_owns(v->p.who, id))
        return refuse(e);
    return agency_find(db, &v->ask, id, v->p.a, out, e);
}

static bool load_rungs(struct db *db, struct agency_view *v, struct err *e)
{
    const struct agency *x = &v->report.agency;
    const struct ladder_ask ask = {
        .units = x->units, .n_units = x->n_units, .on = v->report.day, .limit = RUNGS_SHOWN
    };

    return ladder_rungs(db, v->p.region, v->p.who, &ask, v->p.a, &v->rungs, &v->n_rungs, e);
}

static bool load(struct agency_view *v, struct err *e)
{
    struct db *db = NULL, *pack = NULL;
    struct agency agency;
    bool ok = page_read(v->p.region, &db, e) && agency_begin(db, v, web_date(v->p.req, "per"), e) &&
              find(db, v, &agency, e) &&
              (v->ask.on.y || db_lease(v->p.region->pool, DB_PACK, LEASE_MS, &pack, e)) &&
              agency_report(db, pack, &v->ask, &agency, v->p.a, &v->report, e) && load_rungs(db, v, e);

    db_release(pack);
    db_release(db);
    return ok;
}

bool agency_page(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct crumb crumbs[] = { { SV_INIT(T("Rapor Perangkat Daerah")), SV_INIT("/rapor") } };
    struct agency_view v = { .p = { .ctx = ctx,
                                    .region = page_region(ctx),
                                    .req = req,
                                    .res = res,
                                    .a = req->a,
                                    .who = req->actor } };
    struct page_head hd = { .menu = SV("/rapor"), .crumbs = crumbs, .n_crumbs = 1 };

    if (!load(&v, e))
        return false;
    hd.title = arena_printf(req->a, T("Rapor %.*s"), SV_FMT(v.report.agency.nama));
    hd.note = agency_day_words(&v);
    page_begin(&v.p, ctx, req, res, &hd);
    agency_day_form(&v.p, v.ask.on, arena_printf(req->a, "/rapor/%lld", (long long) v.report.agency.id));
    agency_write(&v);
    page_end(&v.p);
    return true;
}
