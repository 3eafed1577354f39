/* SPDX-License-Identifier: MIT
 * model/record_json.c -- a record as JSON. */
#include "model/record_json.h"

#include "base/arena.h"
#include "model/list.h"
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
    case FT_DECIMAL:
        sv_int(v, &n) ? jsonw_str(w, value_plain_decimal(n, f->scale, a)) : jsonw_str(w, v);
        return;
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

void record_json(const struct actor *who, const struct record *r, struct jsonw *w)
{
    struct arena *a = arena_new(1024 * 1024);

    jsonw_map(w);
    jsonw_kint(w, "id", r->id);
    jsonw_kstr(w, "nomor", r->nomor);
    jsonw_kstr(w, "status", r->status);
    jsonw_kstr(w, "klasifikasi", r->klasifikasi);
    jsonw_kstr(w, "berlaku_sejak", r->berlaku_sejak);
    jsonw_kint(w, "versi", r->versi);
    jsonw_kstr(w, "dibuat_pada", r->dibuat_pada);
    jsonw_kstr(w, "diubah_pada", r->diubah_pada);
    if (r->dihapus.p)
        jsonw_kstr(w, "dihapus", r->dihapus);
    for (size_t i = 0; i < r->reg->n_fields; i++) {
        const struct field *f = &r->reg->fields[i];

        if (!record_may_see_field(who, r, f))
            continue;
        jsonw_key(w, f->key);
        value(f, r->val[i], a, w);
    }
    jsonw_end(w);
    arena_free(a);
}
