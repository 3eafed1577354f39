/* SPDX-License-Identifier: MIT
 * api/receipt_http.c -- GET /ledger/bukti/{id}: the receipt of one exchange with its proof, for the parties of the exchange.
 *
 * A party is whoever acts for the agency of the consumer or of the provider, and the calling program itself, which shows the API
 * key it calls with. For everybody else the receipt is as if it were not there, so ids cannot be tried out. */
#include "api/api_priv.h"
#include "api/receipt.h"
#include "base/date.h"
#include "model/zip_out.h"
#include "policy/judge.h"
#include "rule/hub_regs.h"

/* The program whose key came along: the consumer that the receipt names. */
static bool is_caller(struct web_ctx *ctx, const struct web_req *req, const struct receipt *r)
{
    struct sv key = web_header_find(req, "X-API-Key");
    struct judge_who who = JUDGE_NOBODY;
    struct policy p = { 0 };
    struct err e = { 0 };
    bool is = false;

    if (key.n && policy_open(arena_printf(req->a, "%s/" POLICY_PLACE, api_region(ctx)->dir).p, &p, &e) &&
        judge_api_key(&p, key, time_now(), &who) == REFUSE_NOT) {
        const struct policy_consumer *k = &p.consumer[who.consumer];

        is = sv_eq(policy_text(&p, k->xroad.n ? k->xroad : k->name), r->consumer);
    }
    policy_close(&p);
    return is;
}

static bool is_party(const struct region *r, struct web_req *req, const struct receipt *is)
{
    struct traffic_scope scope;
    struct err none = { 0 };

    if (!hub_scope(r, req->actor, req->a, &scope, &none))
        return false;
    scope.all = scope.all && req->actor->system; /* who oversees the traffic is no party to it */
    return traffic_scope_has(&scope, is->service, is->provider_agency, is->consumer_agency) &&
           (!scope.before || is->time_ms / 1000 < scope.before);
}

static bool send_zip(const struct receipt_proof_set *s, struct web_req *req, struct web_res *res,
                     struct err *e)
{
    struct zip_part parts[RECEIPT_PARTS];
    struct sv folder = arena_printf(req->a, "bukti-%s", uuid_show(s->receipt.id).s);

    receipt_parts(s, req->a, parts);
    if (!zip_parts_write(res->body, parts, RECEIPT_PARTS, folder, s->time, req->a, e))
        return false;
    web_type(res, SV("application/zip"));
    web_attach(res, arena_printf(req->a, "%.*s.zip", SV_FMT(folder)));
    return true;
}

bool receipt_get(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct receipt_proof_set s;
    struct uuid id = { { 0 } };

    /* An id that is none finds nothing, and says the same. */
    uuid_parse(web_path(req, "id"), &id);
    if (!receipt_load(api_region(ctx)->dir, id, req->a, &s, e))
        return false;
    if (!is_party(api_region(ctx), req, &s.receipt) && !is_caller(ctx, req, &s.receipt))
        return receipt_missing(e);
    if (sv_eq(web_text(req, "bentuk"), SV("zip")))
        return send_zip(&s, req, res, e);
    receipt_json(&s, res->body);
    web_type(res, SV("application/json"));
    return true;
}
