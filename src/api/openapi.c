/* SPDX-License-Identifier: MIT
 * api/openapi.c -- OpenAPI 3.1 out of the route table and the declared registers: what is served is what is described. */
#include "api/api_priv.h"

static void type(struct jsonw *w, const char *name, const char *format)
{
    jsonw_kstr(w, "type", sv_of(name));
    if (format)
        jsonw_kstr(w, "format", sv_of(format));
}

static void choices(const struct field *f, struct jsonw *w)
{
    type(w, "string", NULL);
    if (!f->n_choices)
        return;
    jsonw_key(w, SV("enum"));
    jsonw_list(w);
    for (size_t i = 0; i < f->n_choices; i++)
        jsonw_str(w, f->choices[i].key);
    jsonw_end(w);
}

static void item_schema(const struct field *f, struct jsonw *w)
{
    switch (f->type) {
    case FT_INTEGER:
    case FT_RUPIAH:
    case FT_FILE:
    case FT_FILES:
    case FT_REFS: type(w, "integer", "int64"); return;
    case FT_REF: f->target ? type(w, "integer", "int64") : type(w, "string", NULL); return;
    case FT_BOOLEAN: type(w, "boolean", NULL); return;
    case FT_DATE: type(w, "string", "date"); return;
    case FT_DATETIME: type(w, "string", "date-time"); return;
    case FT_EMAIL: type(w, "string", "email"); return;
    case FT_URL: type(w, "string", "uri"); return;
    case FT_CHOICE:
    case FT_CHOICES: choices(f, w); return;
    default: type(w, "string", NULL);
    }
}

static void field_schema(const struct field *f, struct jsonw *w)
{
    jsonw_key(w, f->key);
    jsonw_map(w);
    jsonw_kstr(w, "title", f->label);
    if (f->help.p)
        jsonw_kstr(w, "description", f->help);
    if (field_is_multi(f)) {
        jsonw_kstr(w, "type", SV("array"));
        jsonw_key(w, SV("items"));
        jsonw_map(w);
        item_schema(f, w);
        jsonw_end(w);
    } else {
        item_schema(f, w);
    }
    if (f->has_max && (f->type == FT_TEXT || f->type == FT_PROSE))
        jsonw_kint(w, "maxLength", f->max);
    jsonw_end(w);
}

static void reg_schema(const struct reg *reg, struct jsonw *w)
{
    static const char *const base[] = { "nomor",         "status",      "klasifikasi",
                                        "berlaku_sejak", "dibuat_pada", "diubah_pada" };

    jsonw_key(w, reg->key);
    jsonw_map(w);
    jsonw_kstr(w, "title", reg->label);
    if (reg->help.p)
        jsonw_kstr(w, "description", reg->help);
    jsonw_kstr(w, "type", SV("object"));
    jsonw_key(w, SV("properties"));
    jsonw_map(w);
    for (size_t i = 0; i < reg->n_fields; i++)
        field_schema(&reg->fields[i], w);
    for (size_t i = 0; i < sizeof base / sizeof base[0]; i++) {
        jsonw_key(w, sv_of(base[i]));
        jsonw_map(w);
        jsonw_kstr(w, "type", SV("string"));
        jsonw_end(w);
    }
    jsonw_end(w);
    jsonw_key(w, SV("required"));
    jsonw_list(w);
    for (size_t i = 0; i < reg->n_fields; i++)
        if (reg->fields[i].required)
            jsonw_str(w, reg->fields[i].key);
    jsonw_end(w);
    jsonw_end(w);
}

/* "/api/v1/{reg:key}/{id:int}" as OpenAPI writes it, with the register's own name in place. */
static struct sv path_of(const char *pattern, const struct reg *reg, struct arena *a)
{
    struct buf b;
    struct sv out;

    buf_init(&b, 1024);
    for (const char *p = pattern; *p; p++) {
        const char *end = *p == '{' ? strchr(p, '}') : NULL,
                   *colon = end ? memchr(p, ':', (size_t) (end - p)) : NULL;

        if (!end) {
            buf_char(&b, *p);
            continue;
        }
        if (reg && strncmp(p, "{reg", 4) == 0)
            buf_put(&b, reg->key);
        else
            buf_printf(&b, "%.*s}", (int) ((colon ? colon : end) - p), p);
        p = end;
    }
    out = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return out;
}

static const char *method_name(enum web_method m)
{
    static const char *const names[WEB_METHOD_COUNT] = { "get", "post", "put", "patch", "delete", "options" };

    return names[m];
}

static void parameter(struct jsonw *w, struct sv name, const char *in, bool required, const char *kind)
{
    jsonw_map(w);
    jsonw_kstr(w, "name", name);
    jsonw_kstr(w, "in", sv_of(in));
    jsonw_kbool(w, "required", required);
    jsonw_key(w, SV("schema"));
    jsonw_map(w);
    jsonw_kstr(w, "type", sv_of(kind));
    jsonw_end(w);
    jsonw_end(w);
}

/* Every {name} or {name:*} of the path but the register, which path_of() writes out. */
static void path_parameters(const char *path, struct jsonw *w)
{
    struct sv rest = sv_of(path), name;

    while (sv_cut(&rest, '{', &name) && sv_cut(&rest, '}', &name)) {
        struct sv with_kind = name;

        sv_cut(&with_kind, ':', &name);
        if (!sv_starts(name, SV("reg")))
            parameter(w, name, "path", true, sv_eq(name, SV("id")) ? "integer" : "string");
    }
}

static void parameters(const struct web_route *t, struct jsonw *w)
{
    bool has_id = strstr(t->path, "{id") != NULL;

    jsonw_key(w, SV("parameters"));
    jsonw_list(w);
    path_parameters(t->path, w);
    for (const struct web_param *p = t->params; p && p->name; p++)
        parameter(w, sv_of(p->name), "query", p->flags & WEB_REQUIRED, "string");
    if (has_id && (t->method == WEB_PATCH || t->method == WEB_DELETE || t->method == WEB_POST))
        parameter(w, SV("If-Match"), "header", true, "string");
    if (t->handle == api_list) {
        static const char *const query[] = { "cari", "urut", "per", "setelah", "sebelum", "batas" };

        for (size_t i = 0; i < sizeof query / sizeof query[0]; i++)
            parameter(w, sv_of(query[i]), "query", false, "string");
    }
    jsonw_end(w);
}

/* --- provisions: rule_state_json() ------------------------------------------------------------------------------------ */

static void text_property(struct jsonw *w, const char *name, const char *about)
{
    jsonw_key(w, sv_of(name));
    jsonw_map(w);
    jsonw_key(w, SV("type"));
    jsonw_list(w);
    jsonw_str(w, SV("string"));
    jsonw_str(w, SV("null"));
    jsonw_end(w);
    if (about)
        jsonw_kstr(w, "description", sv_of(about));
    jsonw_end(w);
}

static void texts_property(struct jsonw *w, const char *name)
{
    jsonw_key(w, sv_of(name));
    jsonw_map(w);
    jsonw_kstr(w, "type", SV("array"));
    jsonw_key(w, SV("items"));
    jsonw_map(w);
    jsonw_kstr(w, "type", SV("string"));
    jsonw_end(w);
    jsonw_end(w);
}

static void reading_schema(struct jsonw *w)
{
    jsonw_map(w);
    jsonw_kstr(w, "type", SV("object"));
    jsonw_key(w, SV("properties"));
    jsonw_map(w);
    text_property(w, "kunci", NULL);
    text_property(w, "jenis", "pilihan: ketentuan tidak sejalan; cacat: naskah keliru atau tidak utuh");
    texts_property(w, "ketentuan");
    text_property(w, "tentang", NULL);
    text_property(w, "diterapkan", "bacaan yang dipilih; null pada cacat");
    text_property(w, "dibaca", NULL);
    jsonw_key(w, SV("dipilih_daerah"));
    jsonw_map(w);
    jsonw_kstr(w, "type", SV("boolean"));
    jsonw_end(w);
    text_property(w, "sejak", NULL);
    text_property(w, "alasan", NULL);
    jsonw_end(w);
    jsonw_end(w);
}

static void norm_schema(struct jsonw *w)
{
    static const char *const texts[] = { "at",     "pasal", "ayat",  "huruf", "says", "strength", "check",
                                         "status", "basis", "since", "due",   "why",  "next" };

    jsonw_map(w);
    jsonw_kstr(w, "type", SV("object"));
    jsonw_key(w, SV("properties"));
    jsonw_map(w);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        text_property(w, texts[i], NULL);
    texts_property(w, "binds");
    for (int i = 0; i < 2; i++) {
        jsonw_key(w, i ? SV("met") : SV("of"));
        jsonw_map(w);
        jsonw_key(w, SV("type"));
        jsonw_list(w);
        jsonw_str(w, SV("integer"));
        jsonw_str(w, SV("null"));
        jsonw_end(w);
        jsonw_end(w);
    }
    jsonw_key(w, SV("bacaan"));
    jsonw_map(w);
    jsonw_kstr(w, "type", SV("array"));
    jsonw_kstr(w, "description", SV("hanya pada ketentuan yang tidak sejalan atau cacat naskahnya"));
    jsonw_key(w, SV("items"));
    reading_schema(w);
    jsonw_end(w);
    jsonw_end(w);
    jsonw_end(w);
}

static void norms_content(struct jsonw *w)
{
    jsonw_key(w, SV("content"));
    jsonw_map(w);
    jsonw_key(w, SV("application/json"));
    jsonw_map(w);
    jsonw_key(w, SV("schema"));
    jsonw_map(w);
    jsonw_kstr(w, "type", SV("array"));
    jsonw_key(w, SV("items"));
    norm_schema(w);
    jsonw_end(w);
    jsonw_end(w);
    jsonw_end(w);
}

static void operation(const struct web_route *t, const struct reg *reg, struct jsonw *w)
{
    bool body = t->method == WEB_POST || t->method == WEB_PATCH;

    jsonw_key(w, sv_of(method_name(t->method)));
    jsonw_map(w);
    jsonw_kstr(w, "summary", sv_of(t->about));
    parameters(t, w);
    if (body && t->handle != api_upload) {
        jsonw_key(w, SV("requestBody"));
        jsonw_map(w);
        jsonw_key(w, SV("content"));
        jsonw_map(w);
        jsonw_key(w, SV("application/json"));
        jsonw_map(w);
        jsonw_key(w, SV("schema"));
        jsonw_map(w);
        if (reg && t->handle == api_create) {
            char ref[128];

            snprintf(ref, sizeof ref, "#/components/schemas/%.*s", SV_FMT(reg->key));
            jsonw_kstr(w, "$ref", sv_of(ref));
        } else {
            jsonw_kstr(w, "type", SV("object"));
        }
        jsonw_end(w);
        jsonw_end(w);
        jsonw_end(w);
        jsonw_end(w);
    }
    jsonw_key(w, SV("responses"));
    jsonw_map(w);
    jsonw_key(w, t->method == WEB_POST ? SV("201") : SV("200"));
    jsonw_map(w);
    jsonw_kstr(w, "description", SV("Berhasil"));
    if (t->handle == api_norms)
        norms_content(w);
    jsonw_end(w);
    jsonw_key(w, SV("default"));
    jsonw_map(w);
    jsonw_kstr(w, "description", SV("Gagal, sebagai application/problem+json (RFC 9457)"));
    jsonw_end(w);
    jsonw_end(w);
    jsonw_end(w);
}

/* Routes of one path stand together in the table or apart: all of them are gathered under the first. */
static void path_item(const struct web_route *table, size_t n, size_t at, const struct reg *reg,
                      struct arena *a, struct jsonw *w)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(table[i].path, table[at].path) == 0)
            return;
    jsonw_key(w, path_of(table[at].path, reg, a));
    jsonw_map(w);
    for (size_t i = at; i < n; i++)
        if (strcmp(table[i].path, table[at].path) == 0)
            operation(&table[i], reg, w);
    jsonw_end(w);
}

bool api_openapi(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = api_region(ctx);
    const struct web_route *table;
    struct jsonw w;
    size_t n;

    (void) e;
    table = api_table(&n);
    jsonw_init(&w, res->body);
    jsonw_map(&w);
    jsonw_kstr(&w, "openapi", SV("3.1.0"));
    jsonw_key(&w, SV("info"));
    jsonw_map(&w);
    jsonw_kstr(&w, "title", arena_printf(req->a, "Prasasti %.*s", SV_FMT(r->regulation.region)));
    jsonw_kstr(&w, "version", SV("1"));
    jsonw_end(&w);
    jsonw_key(&w, SV("paths"));
    jsonw_map(&w);
    for (size_t i = 0; i < n; i++)
        if (!strstr(table[i].path, "{reg"))
            path_item(table, n, i, NULL, req->a, &w);
    for (size_t k = 0; k < r->model->n_regs; k++)
        for (size_t i = 0; i < n; i++)
            if (strstr(table[i].path, "{reg"))
                path_item(table, n, i, r->model->regs[k], req->a, &w);
    jsonw_end(&w);
    jsonw_key(&w, SV("components"));
    jsonw_map(&w);
    jsonw_key(&w, SV("schemas"));
    jsonw_map(&w);
    for (size_t k = 0; k < r->model->n_regs; k++)
        reg_schema(r->model->regs[k], &w);
    jsonw_end(&w);
    jsonw_key(&w, SV("securitySchemes"));
    jsonw_map(&w);
    jsonw_key(&w, SV("token"));
    jsonw_map(&w);
    jsonw_kstr(&w, "type", SV("http"));
    jsonw_kstr(&w, "scheme", SV("bearer"));
    jsonw_end(&w);
    jsonw_end(&w);
    jsonw_end(&w);
    jsonw_key(&w, SV("security"));
    jsonw_list(&w);
    jsonw_map(&w);
    jsonw_key(&w, SV("token"));
    jsonw_list(&w);
    jsonw_end(&w);
    jsonw_end(&w);
    jsonw_end(&w);
    jsonw_end(&w);
    web_json(res, &w);
    return true;
}
