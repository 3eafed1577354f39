/* SPDX-License-Identifier: MIT
 * api/api_json.c -- a record as JSON, and JSON as input. Numbers are numbers, decimals exact text, several values lists. */
#include "api/api_priv.h"
#include "base/date.h"
#include "model/value.h"

static void one(const struct field *f, struct sv v, struct arena *a, struct jsonw *w)
{
    int64_t n = 0;

    switch (f->type) {
    case FT_BOOLEAN: jsonw_bool(w, sv_eq(v, SV("1"))); return;
    case FT_INTEGER:
    case FT_RUPIAH:
    case FT_FILE:
    case FT_FILES:
    case FT_REFS: sv_int(v, &n) ? jsonw_int(w, n) : jsonw_str(w, v); return;
    case FT_REF:
        if (f->target && sv_int(v, &n))
            jsonw_int(w, n);
        else
            jsonw_str(w, v);
        return;
    case FT_DECIMAL: sv_int(v, &n) ? jsonw_str(w, value_plain_decimal(n, f->scale, a)) : jsonw_str(w, v); return;
    default: jsonw_str(w, v);
    }
}

static void value(const struct field *f, struct sv v, struct arena *a, struct jsonw *w)
{
    struct sv *items;
    size_t n;

    if (!field_is_multi(f)) {
        v.p ? one(f, v, a, w) : jsonw_null(w);
        return;
    }
    n = value_split(v, a, &items);
    jsonw_list(w);
    for (size_t i = 0; i < n; i++)
        one(f, items[i], a, w);
    jsonw_end(w);
}

void api_record_json(const struct region *r, const struct actor *who, const struct record *rec, struct jsonw *w)
{
    struct arena *a = arena_new(1024 * 1024);

    (void) r;
    jsonw_map(w);
    jsonw_kint(w, "id", rec->id);
    jsonw_kstr(w, "nomor", rec->nomor);
    jsonw_kstr(w, "status", rec->status);
    jsonw_kstr(w, "klasifikasi", rec->klasifikasi);
    jsonw_kstr(w, "berlaku_sejak", rec->berlaku_sejak);
    jsonw_kint(w, "versi", rec->versi);
    jsonw_kstr(w, "dibuat_pada", rec->dibuat_pada);
    jsonw_kstr(w, "diubah_pada", rec->diubah_pada);
    if (rec->dihapus.p)
        jsonw_kstr(w, "dihapus", rec->dihapus);
    for (size_t i = 0; i < rec->reg->n_fields; i++) {
        const struct field *f = &rec->reg->fields[i];

        if (!record_may_see_field(who, rec, f))
            continue;
        jsonw_key(w, f->key);
        value(f, rec->val[i], a, w);
    }
    jsonw_end(w);
    arena_free(a);
}

/* --- the other way ------------------------------------------------------------------------------------------------------ */

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
    problems_add(&req->problems, key, T("Nilai \"%.*s\" harus teks, angka, benar/salah, atau daftarnya."), SV_FMT(key));
    err_set(e, ERR_INPUT, T("Isi permintaan tidak sesuai uraian API."));
    return err_hint(e, T("Lihat /api/v1/openapi.json."));
}

bool api_input(struct web_req *req, const struct reg *reg, const struct json *body, struct input *out, struct err *e)
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
