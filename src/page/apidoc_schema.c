/* SPDX-License-Identifier: MIT
 * page/apidoc_schema.c -- schemas of an OpenAPI document as tables that a person reads. Sources: OpenAPI 3.0.3 and 3.1.0
 * (Schema Object, Reference Object), RFC 6901 for what a reference names. */
#include "base/arena.h"
#include "base/buf.h"
#include "page/apidoc_priv.h"
#include "web/exchange.h"

/* --- references ----------------------------------------------------------------------------------------------------- */

/* One part of a JSON pointer: "~1" is a slash, "~0" a tilde, "%xx" a byte (it stands in a fragment). */
static struct sv pointer_part(struct sv part, struct arena *a)
{
    char *p = arena_alloc(a, part.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < part.n; i++) {
        char c = part.p[i];

        if (c == '~' && i + 1 < part.n && (part.p[i + 1] == '0' || part.p[i + 1] == '1'))
            c = part.p[++i] == '1' ? '/' : '~';
        p[n++] = c;
    }
    return (struct sv){ p, n };
}

static const struct json *pointed(const struct json *root, struct sv ref)
{
    struct arena *a = arena_new(64 * 1024);
    const struct json *at = root;
    struct sv rest, part;

    if (!sv_starts(ref, SV("#/")) || ref.n > 1000) {
        arena_free(a);
        return NULL;
    }
    rest = sv_sub(ref, 2, ref.n);
    while (at && sv_cut(&rest, '/', &part))
        at = json_get(at, pointer_part(part, a));
    arena_free(a);
    return at;
}

const struct json *apidoc_resolve(const struct json *root, const struct json *node)
{
    for (int i = 0; i < DOC_REFS && node; i++) {
        struct sv ref = json_text(node, SV("$ref"));

        if (!ref.p)
            return node;
        node = pointed(root, ref);
    }
    return NULL;
}

struct sv apidoc_ref_name(const struct json *node)
{
    struct sv ref = json_text(node, SV("$ref"));
    size_t from = ref.n;

    while (from > 0 && ref.p[from - 1] != '/')
        from--;
    return ref.p ? sv_sub(ref, from, ref.n) : SV_NULL;
}

/* --- words ---------------------------------------------------------------------------------------------------------- */

struct sv apidoc_clip(const struct apidoc *x, struct sv text, size_t max)
{
    if (text.n <= max)
        return text;
    return arena_printf(x->p.a, "%.*s\u2026", SV_FMT(text_clip(text, max)));
}

struct sv apidoc_value(const struct apidoc *x, const struct json *v)
{
    if (!v)
        return SV_NULL;
    switch (v->type) {
    case JSON_NULL: return SV("null");
    case JSON_BOOL: return v->b ? SV("true") : SV("false");
    case JSON_INT: return arena_printf(x->p.a, "%lld", (long long) v->i);
    case JSON_REAL: return arena_printf(x->p.a, "%g", v->r);
    case JSON_STR: return apidoc_clip(x, v->s, DOC_TEXT);
    case JSON_LIST: return arena_printf(x->p.a, T("(%u nilai)"), v->n);
    case JSON_MAP: return arena_printf(x->p.a, T("(objek dengan %u isian)"), v->n);
    }
    return SV_NULL;
}

static struct sv type_word(struct sv type)
{
    static const struct {
        struct sv key, word;
    } words[] = {
        { SV_INIT("string"), SV_INIT(T("teks")) },     { SV_INIT("integer"), SV_INIT(T("bilangan bulat")) },
        { SV_INIT("number"), SV_INIT(T("bilangan")) }, { SV_INIT("boolean"), SV_INIT(T("ya/tidak")) },
        { SV_INIT("array"), SV_INIT(T("daftar")) },    { SV_INIT("object"), SV_INIT(T("objek")) },
        { SV_INIT("null"), SV_INIT(T("kosong")) },
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (sv_eq(words[i].key, type))
            return words[i].word;
    return sv_sub(type, 0, 40);
}

/* A list of types (3.1) reads "teks atau kosong"; a schema without a type tells it by what it holds. */
static struct sv types(const struct apidoc *x, const struct json *s)
{
    const struct json *t = json_get(s, SV("type"));
    struct sv out = SV_NULL;
    size_t n = 0;

    if (t && t->type == JSON_LIST) {
        for (const struct json *v = t->first; v && n < 8; v = v->next, n++)
            out = out.p ? arena_printf(x->p.a, T("%.*s atau %.*s"), SV_FMT(out), SV_FMT(type_word(v->s)))
                        : type_word(v->s);
        return out.p ? out : SV("");
    }
    if (t && t->s.p)
        return type_word(t->s);
    return json_get(s, SV("properties")) ? SV(T("objek"))
           : json_get(s, SV("items"))    ? SV(T("daftar"))
                                         : SV(T("apa saja"));
}

struct sv apidoc_type(const struct apidoc *x, const struct json *schema)
{
    struct sv name = apidoc_ref_name(schema), word, format;
    const struct json *s = apidoc_resolve(x->root, schema), *items;

    if (!s)
        return name.p ? arena_printf(x->p.a, T("%.*s (tidak ditemukan)"), SV_FMT(sv_sub(name, 0, 80)))
                      : SV("");
    if (s->type == JSON_BOOL)
        return s->b ? SV(T("apa saja")) : SV(T("tidak ada"));
    if (json_get(s, SV("oneOf")) || json_get(s, SV("anyOf")))
        return SV(T("salah satu dari"));
    if (json_get(s, SV("allOf")) && !json_get(s, SV("type")))
        return name.p ? arena_printf(x->p.a, T("%.*s: objek"), SV_FMT(sv_sub(name, 0, 80))) : SV(T("objek"));
    word = types(x, s);
    items = json_get(s, SV("items"));
    if (items) {
        const struct json *of = apidoc_resolve(x->root, items);
        struct sv inner = apidoc_ref_name(items);

        if (!inner.p && of)
            inner = types(x, of);
        if (inner.p)
            word = arena_printf(x->p.a, T("%.*s dari %.*s"), SV_FMT(word), SV_FMT(sv_sub(inner, 0, 80)));
    }
    format = json_text(s, SV("format"));
    if (format.n)
        word = arena_printf(x->p.a, "%.*s (%.*s)", SV_FMT(word), SV_FMT(sv_sub(format, 0, 40)));
    if (json_flag(s, SV("nullable"), false))
        word = arena_printf(x->p.a, T("%.*s atau kosong"), SV_FMT(word));
    return name.p ? arena_printf(x->p.a, "%.*s: %.*s", SV_FMT(sv_sub(name, 0, 80)), SV_FMT(word)) : word;
}

static void add(const struct apidoc *x, struct sv *out, struct sv part)
{
    *out = out->p ? arena_printf(x->p.a, "%.*s; %.*s", SV_FMT(*out), SV_FMT(part)) : part;
}

static struct sv listed(const struct apidoc *x, const struct json *values)
{
    struct sv out = SV_NULL;
    size_t n = 0;

    for (const struct json *v = values->first; v && n < DOC_PARTS; v = v->next, n++) {
        struct sv one = apidoc_clip(x, apidoc_value(x, v), 80);

        out = out.p ? arena_printf(x->p.a, "%.*s, %.*s", SV_FMT(out), SV_FMT(one)) : one;
    }
    if (values->n > DOC_PARTS)
        out = arena_printf(x->p.a, T("%.*s, dan %u lagi"), SV_FMT(out), values->n - DOC_PARTS);
    return out.p ? out : SV("");
}

struct sv apidoc_limits(const struct apidoc *x, const struct json *schema)
{
    static const struct {
        struct sv key;
        const char *before, *after;
    } rules[] = {
        { SV_INIT("const"), T("selalu "), "" },
        { SV_INIT("minimum"), T("paling kecil "), "" },
        { SV_INIT("maximum"), T("paling besar "), "" },
        { SV_INIT("minLength"), T("paling pendek "), T(" huruf") },
        { SV_INIT("maxLength"), T("paling panjang "), T(" huruf") },
        { SV_INIT("minItems"), T("paling sedikit "), T(" butir") },
        { SV_INIT("maxItems"), T("paling banyak "), T(" butir") },
        { SV_INIT("pattern"), T("berpola "), "" },
        { SV_INIT("default"), T("bila tidak diisi: "), "" },
        { SV_INIT("example"), T("contoh: "), "" },
    };
    const struct json *s = apidoc_resolve(x->root, schema), *v;
    struct sv out = SV_NULL;

    if (!s || s->type != JSON_MAP)
        return SV_NULL;
    if ((v = json_get(s, SV("enum"))) && v->type == JSON_LIST)
        add(x, &out, arena_printf(x->p.a, T("salah satu: %.*s"), SV_FMT(listed(x, v))));
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if ((v = json_get(s, rules[i].key))) {
            struct sv value = apidoc_value(x, v);

            add(x, &out, arena_printf(x->p.a, "%s%.*s%s", rules[i].before, SV_FMT(value), rules[i].after));
        }
    if ((v = json_get(s, SV("examples"))) && v->type == JSON_LIST && v->first)
        add(x, &out, arena_printf(x->p.a, T("contoh: %.*s"), SV_FMT(apidoc_value(x, v->first))));
    if (json_flag(s, SV("readOnly"), false))
        add(x, &out, SV(T("hanya pada jawaban")));
    if (json_flag(s, SV("writeOnly"), false))
        add(x, &out, SV(T("hanya pada permintaan")));
    if (json_flag(s, SV("deprecated"), false))
        add(x, &out, SV(T("usang")));
    return out;
}

/* --- rows ----------------------------------------------------------------------------------------------------------- */

struct above { /* schemas that are being written: one that stands in itself is named, not written again */
    const struct json *schema;
    const struct above *up;
};

struct table {
    struct apidoc *x;
    size_t left; /* of DOC_SCHEMA_ROWS */
    bool cut;
};

static bool room(struct table *t)
{
    if (t->left && t->x->rows_left) {
        t->left--;
        t->x->rows_left--;
        return true;
    }
    t->cut = true;
    return false;
}

enum doc_need { NEEDED, NOT_NEEDED, NEITHER }; /* the elements of a list are neither */

static void row(struct table *t, struct sv name, const struct json *schema, enum doc_need need,
                const char *note)
{
    struct html *h = &t->x->p.h;
    const struct json *s = apidoc_resolve(t->x->root, schema);
    struct sv says = json_text(s, SV("description")), limits = apidoc_limits(t->x, schema);

    if (!says.n)
        says = json_text(s, SV("title"));
    html_open(h, "tr");
    html_open(h, "td");
    html_elem(h, "code", apidoc_clip(t->x, name, DOC_TEXT));
    html_close(h, "td");
    html_elem(h, "td", apidoc_type(t->x, schema));
    html_elem_say(h, "td", need == NEEDED ? T("wajib") : need == NOT_NEEDED ? T("boleh kosong") : "");
    html_open(h, "td");
    html_text(h, apidoc_clip(t->x, says, DOC_TEXT));
    if (limits.n) {
        html_open(h, "div");
        html_class(h, "text-secondary");
        html_text(h, limits);
        html_close(h, "div");
    }
    if (note)
        html_elem_say(h, "div", note);
    html_close(h, "td");
    html_close(h, "tr");
}

static bool in_list(const struct json *list, struct sv key)
{
    for (const struct json *v = list && list->type == JSON_LIST ? list->first : NULL; v; v = v->next)
        if (sv_eq(v->s, key))
            return true;
    return false;
}

static bool stands_above(const struct above *up, const struct json *schema)
{
    for (; up; up = up->up)
        if (up->schema == schema)
            return true;
    return false;
}

static bool has_parts(const struct json *s)
{
    static const struct sv keys[] = {
        SV_INIT("properties"), SV_INIT("items"), SV_INIT("allOf"),
        SV_INIT("oneOf"),      SV_INIT("anyOf"), SV_INIT("additionalProperties")
    };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct json *v = json_get(s, keys[i]);

        if (v && v->type != JSON_BOOL)
            return true;
    }
    return false;
}

static void parts(struct table *t, const struct json *schema, struct sv prefix, const struct above *up,
                  int depth);

static void field(struct table *t, const struct json *schema, struct sv name, enum doc_need need,
                  const struct above *up, int depth)
{
    const struct json *s = apidoc_resolve(t->x->root, schema);
    bool inside = s && has_parts(s), again = inside && stands_above(up, s),
         deep = inside && depth >= DOC_DEPTH;

    if (!room(t))
        return;
    row(t, name, schema, need,
        again  ? T("Isinya sama dengan yang sudah diuraikan di atasnya.")
        : deep ? T("Lebih dalam lagi; lihat dokumennya.")
               : NULL);
    if (inside && !again && !deep)
        parts(t, s, name, up, depth + 1);
}

static struct sv dotted(const struct table *t, struct sv prefix, struct sv key)
{
    key = apidoc_clip(t->x, key, 80);
    return prefix.n ? arena_printf(t->x->p.a, "%.*s.%.*s", SV_FMT(prefix), SV_FMT(key)) : key;
}

static void choices(struct table *t, const struct json *list, struct sv prefix, const struct above *up,
                    int depth)
{
    size_t n = 0;

    for (const struct json *v = list && list->type == JSON_LIST ? list->first : NULL; v && !t->cut;
         v = v->next)
        field(t, v, arena_printf(t->x->p.a, T("%.*s (pilihan %zu)"), SV_FMT(prefix), ++n), NEITHER, up,
              depth);
}

/* What stands inside a schema: its fields, those of what it is put together from, the elements of a list. */
static void parts(struct table *t, const struct json *s, struct sv prefix, const struct above *up, int depth)
{
    struct above here = { s, up };
    const struct json *all = json_get(s, SV("allOf")), *props = json_get(s, SV("properties")), *v;

    for (v = all && all->type == JSON_LIST ? all->first : NULL; v && !t->cut; v = v->next) {
        const struct json *part = apidoc_resolve(t->x->root, v);

        if (part && !stands_above(&here, part) && depth < DOC_DEPTH)
            parts(t, part, prefix, &here, depth + 1);
    }
    for (v = props && props->type == JSON_MAP ? props->first : NULL; v && !t->cut; v = v->next)
        field(t, v, dotted(t, prefix, v->key),
              in_list(json_get(s, SV("required")), v->key) ? NEEDED : NOT_NEEDED, &here, depth);
    choices(t, json_get(s, SV("oneOf")), prefix, &here, depth);
    choices(t, json_get(s, SV("anyOf")), prefix, &here, depth);
    v = json_get(s, SV("items"));
    if (v && v->type == JSON_MAP && !t->cut)
        field(t, v, arena_printf(t->x->p.a, "%.*s[]", SV_FMT(prefix)), NEITHER, &here, depth);
    v = json_get(s, SV("additionalProperties"));
    if (v && v->type == JSON_MAP && !t->cut)
        field(t, v, dotted(t, prefix, SV(T("(nama apa saja)"))), NEITHER, &here, depth);
}

static void heads(struct html *h)
{
    static const char *const names[] = { T("Nama"), T("Jenis"), T("Wajib"), T("Keterangan") };

    page_table_head(h, names, 4);
}

void apidoc_schema(struct apidoc *x, const struct json *schema, struct sv caption)
{
    struct html *h = &x->p.h;
    struct table t = { .x = x, .left = DOC_SCHEMA_ROWS };
    const struct json *s = apidoc_resolve(x->root, schema);
    struct sv limits = apidoc_limits(x, schema);

    html_open(h, "p");
    html_textf(h, "%.*s: ", SV_FMT(caption));
    html_elem(h, "strong", apidoc_type(x, schema));
    if (limits.n)
        html_textf(h, " \u00b7 %.*s", SV_FMT(limits));
    html_close(h, "p");
    if (!s || s->type != JSON_MAP || !has_parts(s))
        return;
    html_open(h, "div");
    html_class(h, "table-responsive");
    html_attr(h, "tabindex", SV("0"));
    html_attr(h, "role", SV("region"));
    html_attr(h, "aria-label", caption);
    html_open(h, "table");
    html_class(h, "table table-sm");
    heads(h);
    html_open(h, "tbody");
    parts(&t, s, SV(""), NULL, 0);
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
    if (t.cut)
        html_elem_say(h, "p", T("Tidak semua isian diuraikan di sini; selebihnya ada pada dokumennya."));
}
