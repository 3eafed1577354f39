/* SPDX-License-Identifier: MIT
 * api/api_json.c -- JSON as input of a record; the other way is model/record_json.h. */
#include "api/api_priv.h"

static bool scalar(const struct json *v, struct arena *a, struct sv *out)
{
    switch (v->type) {
    case JSON_NULL: *out = SV(""); return true;
    case JSON_BOOL: *out = v->b ? SV("1") : SV("0"); return true;
    case JSON_INT: *out = arena_printf(a, "%lld", (long long) v->i); return true;
    case JSON_REAL: *out = arena_printf(a, "%.15g", v->r); return true;
    case JSON_STR: *out = v->s; return true;
    default: return false;
    }
}

static bool refuse(struct web_req *req, struct sv key, struct err *e)
{
    problems_add(&req->problems, key, T("Nilai \"%.*s\" harus teks, angka, benar/salah, atau daftarnya."),
                 SV_FMT(key));
    err_set(e, ERR_INPUT, T("Isi permintaan tidak sesuai uraian API."));
    return err_hint(e, T("Lihat /api/v1/openapi.json."));
}

bool api_input(struct web_req *req, const struct reg *reg, const struct json *body, struct input *out,
               struct err *e)
{
    struct input_item *items = NULL;
    size_t n = 0, cap = 0;

    (void) reg;
    if (body->type != JSON_MAP) {
        err_set(e, ERR_INPUT, T("Isi permintaan harus objek JSON."));
        return err_hint(e, T("Kirim misalnya {\"nama\": \"…\"}."));
    }
    for (const struct json *v = body->first; v; v = v->next) {
        const struct json *first = v->type == JSON_LIST ? v->first : v;
        struct sv text;

        if (v->type == JSON_LIST && !v->first) /* an empty list clears */
            *ARENA_PUSH(req->a, items, n, cap) = (struct input_item){ v->key, SV("") };
        for (const struct json *c = first; c; c = v->type == JSON_LIST ? c->next : NULL) {
            if (!scalar(c, req->a, &text))
                return refuse(req, v->key, e);
            *ARENA_PUSH(req->a, items, n, cap) = (struct input_item){ v->key, text };
        }
    }
    *out = (struct input){ .items = items, .n = n, .plain = true, .partial = true };
    return true;
}
