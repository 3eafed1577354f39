/* SPDX-License-Identifier: MIT
 * api/api_priv.h -- what the files of this floor share. */
#ifndef API_API_PRIV_H
#define API_API_PRIV_H

#include "base/arena.h"
#include "base/buf.h"
#include "json/json.h"
#include "model/list.h"
#include "model/record_json.h"
#include "rule/region.h"
#include "web/web.h"

enum { API_LEASE_MS = 5000, API_BODY_MAX = 4 * 1024 * 1024 };

/* web/ hands the region through as its opaque context. */
static inline const struct region *api_region(struct web_ctx *ctx)
{
    return (const struct region *) (void *) ctx;
}

/* The register named in the path, or ERR_MISSING; one the actor may not open is as if it were not there. */
const struct reg *api_reg(const struct region *r, struct web_req *req, struct err *e);

/* Body (a JSON object) into input items; unknown shapes are refused with the field's name. */
bool api_input(struct web_req *req, const struct reg *reg, const struct json *body, struct input *out,
               struct err *e);
struct sv api_tag(const struct record *rec, struct arena *a); /* v12: an ETag without its quotes */
/* The version If-Match names; 428 when it is absent. */
bool api_if_match(struct web_req *req, struct web_res *res, int64_t *versi, struct err *e);
/* The query of the request as list parameters. */
void api_params(struct web_req *req, struct param **out, size_t *n);

/* handlers */
web_handler api_index, api_list, api_get, api_create, api_update, api_delete, api_history, api_steps,
    api_step, api_upload, api_norms, api_openapi, oscal_get_catalog, oscal_get_profile, oscal_get_results,
    akn_get, akn_options, ical_get, ical_get_agency, metrics_get, quota_get, receipt_get, traffic_get,
    witness_add, witness_key;
extern const struct web_param traffic_api_params[];

/* The table itself, so that the description is drawn from what is served. */
const struct web_route *api_table(size_t *n);

#endif
