/* SPDX-License-Identifier: MIT
 * api/api_read.c -- lists, single records, history, steps, norms. */
#include "api/api_priv.h"
#include "base/date.h"
#include "rule/region_version.h"

static bool lease(const struct region *r, struct db **db, struct err *e)
{
    return db_lease(r->pool, DB_READ, API_LEASE_MS, db, e);
}

static void number_or_null(struct jsonw *w, const char *key, struct sv v)
{
    jsonw_kstr(w, key, v.p ? v : SV_NULL);
}

bool api_index(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = api_region(ctx);
    struct jsonw w;

    (void) e;
    jsonw_init(&w, res->body);
    jsonw_map(&w);
    jsonw_key(&w, SV("register"));
    jsonw_list(&w);
    for (size_t i = 0; i < r->model->n_regs; i++) {
        const struct reg *reg = r->model->regs[i];

        if (!who_may_open(req->actor, &reg->rule))
            continue;
        jsonw_map(&w);
        jsonw_kstr(&w, "kunci", reg->key);
        jsonw_kstr(&w, "label", reg->label);
        jsonw_kstr(&w, "alamat", arena_printf(req->a, "/api/v1/%.*s", SV_FMT(reg->key)));
        jsonw_end(&w);
    }
    jsonw_end(&w);
    jsonw_end(&w);
    web_json(res, &w);
    return true;
}

bool api_list(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = api_region(ctx);
    const struct reg *reg = api_reg(r, req, e);
    struct list_query q;
    struct param *params;
    struct db *db = NULL;
    struct jsonw w;
    struct list l;
    size_t n;
    bool ok;

    if (!reg)
        return false;
    api_params(req, &params, &n);
    if (!list_query_parse(&r->records, req->actor, reg, params, n, req->a, &q, &req->problems))
        return err_set(e, ERR_INPUT, T("Saringan daftar tidak dikenal."));
    ok = lease(r, &db, e) && list_load(db, &r->records, req->actor, &q, req->a, &l, e);
    db_release(db);
    if (!ok)
        return false;
    jsonw_init(&w, res->body);
    jsonw_map(&w);
    jsonw_key(&w, SV("data"));
    jsonw_list(&w);
    for (size_t i = 0; i < l.n; i++)
        record_json(req->actor, l.rows[i], &w);
    jsonw_end(&w);
    jsonw_kint(&w, "jumlah", l.total);
    jsonw_kbool(&w, "lebih", l.total_capped);
    number_or_null(&w, "setelah", l.next);
    number_or_null(&w, "sebelum", l.prev);
    jsonw_end(&w);
    web_json(res, &w);
    return true;
}

/* The end of a past day in the region's zone, or 0. */
static bool past_day(const struct region *r, struct web_req *req, int64_t *at, struct date *day,
                     struct err *e)
{
    struct sv per = web_field_find(req, SV("per"));
    struct date d;

    *at = 0;
    *day = (struct date){ 0 };
    if (sv_empty(per))
        return true;
    if (!date_parse(per, &d)) {
        err_set(e, ERR_INPUT, T("Tanggal \"%.*s\" tidak dikenal."), SV_FMT(sv_sub(per, 0, 30)));
        return err_hint(e, T("Tulis misalnya per=2026-01-31."));
    }
    *day = d;
    *at = time_of_date(date_add_days(d, 1), r->regulation.zone_min) - 1;
    return true;
}

bool api_get(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = api_region(ctx);
    const struct reg *reg = api_reg(r, req, e);
    struct record *rec;
    struct date day;
    struct db *db = NULL;
    struct jsonw w;
    int64_t at;
    bool ok;

    if (!reg || !past_day(r, req, &at, &day, e))
        return false;
    ok = lease(r, &db, e) &&
         (at ? record_get_at(db, &r->records, req->actor, reg, web_path_int(req, "id"), at, req->a, &rec, e)
             : record_get(db, &r->records, req->actor, reg, web_path_int(req, "id"), req->a, &rec, e));
    db_release(db);
    if (!ok)
        return false;
    if (!at && web_fresh(req, res, api_tag(rec, req->a)))
        return true;
    jsonw_init(&w, res->body);
    record_json(req->actor, rec, &w);
    web_json(res, &w);
    return true;
}

bool api_history(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = api_region(ctx);
    const struct reg *reg = api_reg(r, req, e);
    struct record_version *v;
    struct db *db = NULL;
    struct jsonw w;
    size_t n;
    bool ok;

    if (!reg)
        return false;
    ok = lease(r, &db, e) &&
         record_history(db, &r->records, req->actor, reg, web_path_int(req, "id"), req->a, &v, &n, e);
    db_release(db);
    if (!ok)
        return false;
    jsonw_init(&w, res->body);
    jsonw_list(&w);
    for (size_t i = 0; i < n; i++) {
        jsonw_map(&w);
        jsonw_kint(&w, "versi", v[i].versi);
        jsonw_kstr(&w, "aksi", v[i].action);
        jsonw_kstr(&w, "oleh", v[i].oleh_nama);
        jsonw_kstr(&w, "pada", v[i].pada);
        jsonw_key(&w, SV("perubahan"));
        jsonw_list(&w);
        for (size_t k = 0; k < v[i].n; k++) {
            jsonw_map(&w);
            jsonw_kstr(&w, "bidang",
                       v[i].diffs[k].field ? v[i].diffs[k].field->key : base_col_name(v[i].diffs[k].base));
            jsonw_kstr(&w, "semula", v[i].diffs[k].before);
            jsonw_kstr(&w, "menjadi", v[i].diffs[k].after);
            jsonw_end(&w);
        }
        jsonw_end(&w);
        jsonw_end(&w);
    }
    jsonw_end(&w);
    web_json(res, &w);
    return true;
}

static void step_json(const struct step *s, struct jsonw *w)
{
    jsonw_map(w);
    jsonw_kstr(w, "kunci", s->t->key);
    jsonw_kstr(w, "label", s->t->label);
    jsonw_kstr(w, "ke", s->t->to);
    jsonw_kbool(w, "berhak", s->may);
    jsonw_kbool(w, "terbuka", s->open);
    jsonw_kstr(w, "alasan", s->may_not);
    jsonw_key(w, SV("meminta"));
    jsonw_list(w);
    for (size_t i = 0; i < s->t->n_asks; i++)
        jsonw_str(w, s->t->asks[i]->key);
    jsonw_end(w);
    jsonw_key(w, SV("syarat"));
    jsonw_list(w);
    for (size_t i = 0; i < s->n_needs; i++) {
        jsonw_map(w);
        jsonw_kstr(w, "label", s->needs[i].need->label);
        jsonw_kstr(w, "pasal", s->needs[i].need->at);
        jsonw_kstr(w, "kekuatan", s->needs[i].need->strength);
        jsonw_kbool(w, "terpenuhi", s->needs[i].met);
        jsonw_kstr(w, "alasan", s->needs[i].why);
        jsonw_end(w);
    }
    jsonw_end(w);
    jsonw_end(w);
}

bool api_steps(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = api_region(ctx);
    const struct reg *reg = api_reg(r, req, e);
    struct record *rec;
    struct step *steps;
    struct db *db = NULL;
    struct jsonw w;
    size_t n;
    bool ok;

    if (!reg)
        return false;
    ok = lease(r, &db, e) &&
         record_get(db, &r->records, req->actor, reg, web_path_int(req, "id"), req->a, &rec, e) &&
         flow_steps(db, r->flow, &r->records, req->actor, rec, req->a, &steps, &n, e);
    db_release(db);
    if (!ok)
        return false;
    jsonw_init(&w, res->body);
    jsonw_list(&w);
    for (size_t i = 0; i < n; i++)
        step_json(&steps[i], &w);
    jsonw_end(&w);
    web_json(res, &w);
    return true;
}

bool api_norms(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = api_region(ctx);
    const struct rule *rule;
    struct norm_state *s;
    struct db *db = NULL;
    struct date day;
    struct jsonw w;
    int64_t at;
    bool ok;
    size_t n;

    if (!past_day(r, req, &at, &day, e))
        return false;
    /* Reading a norm settles it first. */
    ok = lease(r, &db, e) &&
         (day.y || rule_settle_pool(r->pool, db, r->rule, &r->records, region_today(r), e));
    ok = ok && region_rule_on(r, db, day, &rule, e) && rule_states(db, rule, day, req->a, &s, &n, e);
    db_release(db);
    if (!ok)
        return false;
    jsonw_init(&w, res->body);
    jsonw_list(&w);
    for (size_t i = 0; i < n; i++)
        rule_state_json(rule, &s[i], &w);
    jsonw_end(&w);
    web_json(res, &w);
    return true;
}
