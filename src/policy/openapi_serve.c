/* SPDX-License-Identifier: MIT
 * policy/openapi_serve.c -- an OpenAPI document as others are to see it: with the address where the hub answers, without those of
 * the systems behind it. */
#include "policy/openapi.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/problems.h"
#include "json/json.h"

/* Addresses may stand in the root, in an item of `paths` and in its operations; a property called so elsewhere is data. */
enum { ROOT, PATHS, ITEM, OPERATION, ELSEWHERE };

static void put(struct jsonw *w, const struct json *v, int where);

static void put_map(struct jsonw *w, const struct json *v, int where)
{
    for (const struct json *c = v->first; c; c = c->next) {
        bool addresses = sv_eq(c->key, SV("servers"));

        if (addresses && (where == ROOT || where == ITEM || where == OPERATION))
            continue;
        jsonw_key(w, c->key);
        put(w, c,
            where == ROOT && sv_eq(c->key, SV("paths"))                                ? PATHS
            : where == PATHS                                                           ? ITEM
            : where == ITEM && !sv_eq(c->key, SV("parameters")) && c->type == JSON_MAP ? OPERATION
                                                                                       : ELSEWHERE);
    }
}

static void put(struct jsonw *w, const struct json *v, int where)
{
    char number[40];
    int n;

    switch (v->type) {
    case JSON_NULL: jsonw_null(w); return;
    case JSON_BOOL: jsonw_bool(w, v->b); return;
    case JSON_INT: jsonw_int(w, v->i); return;
    case JSON_REAL:
        n = snprintf(number, sizeof number, "%.17g", v->r);
        jsonw_raw(w, (struct sv){ number, (size_t) n });
        return;
    case JSON_STR: jsonw_str(w, v->s); return;
    case JSON_LIST:
        jsonw_list(w);
        for (const struct json *c = v->first; c; c = c->next)
            put(w, c, ELSEWHERE);
        jsonw_end(w);
        return;
    case JSON_MAP:
        jsonw_map(w);
        put_map(w, v, where);
        jsonw_end(w);
        return;
    }
}

static bool parse(struct sv text, struct arena *a, struct json **out)
{
    struct sv start = sv_trim(text);
    struct problems ps;
    struct err why = { 0 };

    problems_init(&ps, a, 1);
    return start.n && start.p[0] == '{' ? json_parse(text, OPENAPI_MAX_BYTES, a, out, &why)
                                        : yaml_parse(text, SV("openapi"), a, out, &ps);
}

bool openapi_served(struct sv text, struct sv server, struct arena *a, struct buf *out, struct err *e)
{
    struct json *root = NULL;
    struct jsonw w;

    if (text.n > OPENAPI_MAX_BYTES || !parse(text, a, &root) || root->type != JSON_MAP)
        return err_set(e, ERR_INPUT, T("Dokumen OpenAPI layanan tidak dapat dibaca"));
    jsonw_init(&w, out);
    jsonw_map(&w);
    put_map(&w, root, ROOT);
    jsonw_key(&w, SV("servers"));
    jsonw_list(&w);
    jsonw_map(&w);
    jsonw_kstr(&w, "url", server);
    jsonw_end(&w);
    jsonw_end(&w);
    jsonw_end(&w);
    return buf_ok(out, e) && arena_ok(a, e);
}
