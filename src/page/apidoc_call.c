/* SPDX-License-Identifier: MIT
 * page/apidoc_call.c -- one operation of a described service: its parameters, what it takes, what it answers, and a call of it. */
#include "base/arena.h"
#include "html/md.h"
#include "page/apidoc_priv.h"
#include "page/reg_priv.h"

/* --- parameters ----------------------------------------------------------------------------------------------------- */

struct params {
    const struct json *items[DOC_PARTS];
    size_t n, more;
};

static bool same_param(const struct json *a, const struct json *b)
{
    return sv_eq(json_text(a, SV("name")), json_text(b, SV("name"))) &&
           sv_eq(json_text(a, SV("in")), json_text(b, SV("in")));
}

/* Those of the operation take the place of the path's. */
static void gather(const struct apidoc *x, const struct json *list, struct params *p)
{
    for (const struct json *v = list && list->type == JSON_LIST ? list->first : NULL; v; v = v->next) {
        const struct json *one = apidoc_resolve(x->root, v);
        size_t i = 0;

        if (!one)
            continue;
        while (i < p->n && !same_param(p->items[i], one))
            i++;
        if (i == DOC_PARTS)
            p->more++;
        else
            p->items[i] = one;
        p->n = i == p->n && i < DOC_PARTS ? i + 1 : p->n;
    }
}

static struct sv place(struct sv in)
{
    static const struct {
        struct sv key, word;
    } words[] = {
        { SV_INIT("path"), SV_INIT(T("jalur")) },
        { SV_INIT("query"), SV_INIT(T("alamat, sesudah ?")) },
        { SV_INIT("header"), SV_INIT(T("tajuk")) },
        { SV_INIT("cookie"), SV_INIT(T("kuki")) },
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (sv_eq(words[i].key, in))
            return words[i].word;
    return sv_sub(in, 0, 40);
}

static const struct json *schema_of(const struct json *param)
{
    const struct json *s = json_get(param, SV("schema")), *content = json_get(param, SV("content"));

    return s ? s : content && content->type == JSON_MAP ? json_get(content->first, SV("schema")) : NULL;
}

static void param_row(struct apidoc *x, const struct json *p)
{
    struct html *h = &x->p.h;
    const struct json *schema = schema_of(p), *example = json_get(p, SV("example"));
    struct sv limits = apidoc_limits(x, schema);

    html_open(h, "tr");
    html_open(h, "td");
    html_elem(h, "code", apidoc_clip(x, json_text(p, SV("name")), 100));
    html_close(h, "td");
    html_elem(h, "td", place(json_text(p, SV("in"))));
    html_elem(h, "td", schema ? apidoc_type(x, schema) : SV(""));
    html_elem_say(h, "td", json_flag(p, SV("required"), false) ? T("wajib") : T("boleh kosong"));
    html_open(h, "td");
    html_text(h, apidoc_clip(x, json_text(p, SV("description")), DOC_TEXT));
    if (example)
        limits = limits.n ? arena_printf(x->p.a, T("%.*s; contoh: %.*s"), SV_FMT(limits),
                                         SV_FMT(apidoc_value(x, example)))
                          : arena_printf(x->p.a, T("contoh: %.*s"), SV_FMT(apidoc_value(x, example)));
    if (limits.n) {
        html_open(h, "div");
        html_class(h, "text-secondary");
        html_text(h, limits);
        html_close(h, "div");
    }
    html_close(h, "td");
    html_close(h, "tr");
}

static void params(struct apidoc *x, const struct doc_operation *o)
{
    static const char *const names[] = { T("Nama"), T("Tempat"), T("Jenis"), T("Wajib"), T("Keterangan") };
    struct html *h = &x->p.h;
    struct params p = { .n = 0 };

    gather(x, json_get(o->item, SV("parameters")), &p);
    gather(x, json_get(o->node, SV("parameters")), &p);
    if (!p.n)
        return;
    html_elem_say(h, "h4", T("Parameter"));
    html_open(h, "div");
    html_class(h, "table-responsive");
    html_attr(h, "tabindex", SV("0"));
    html_attr(h, "role", SV("region"));
    html_attrf(h, "aria-label", T("Parameter %.*s %.*s"), SV_FMT(o->op->method), SV_FMT(o->op->path));
    html_open(h, "table");
    html_class(h, "table table-sm");
    page_table_head(h, names, 5);
    html_open(h, "tbody");
    for (size_t i = 0; i < p.n; i++)
        param_row(x, p.items[i]);
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
    if (p.more)
        html_elem_say(h, "p", T("Masih ada parameter lain; lihat dokumennya."));
}

/* --- bodies and answers --------------------------------------------------------------------------------------------- */

static void content(struct apidoc *x, const struct json *media, struct sv what)
{
    size_t n = 0;

    for (const struct json *m = media && media->type == JSON_MAP ? media->first : NULL; m && n < DOC_PARTS;
         m = m->next, n++) {
        const struct json *schema = json_get(m, SV("schema"));
        struct sv caption =
            arena_printf(x->p.a, "%.*s, %.*s", SV_FMT(what), SV_FMT(apidoc_clip(x, m->key, 100)));

        if (schema)
            apidoc_schema(x, schema, caption);
        else
            html_elem(&x->p.h, "p", caption);
    }
}

static void request_body(struct apidoc *x, const struct doc_operation *o)
{
    struct html *h = &x->p.h;
    const struct json *body = apidoc_resolve(x->root, json_get(o->node, SV("requestBody")));

    if (!body)
        return;
    html_elem_say(h, "h4",
                  json_flag(body, SV("required"), false) ? T("Badan permintaan (wajib)")
                                                         : T("Badan permintaan"));
    if (json_text(body, SV("description")).n)
        html_elem(h, "p", apidoc_clip(x, json_text(body, SV("description")), DOC_TEXT));
    content(x, json_get(body, SV("content")), SV(T("Isi")));
}

static void answers(struct apidoc *x, const struct doc_operation *o)
{
    struct html *h = &x->p.h;
    const struct json *all = json_get(o->node, SV("responses"));
    size_t n = 0;

    if (!all || all->type != JSON_MAP || !all->first)
        return;
    html_elem_say(h, "h4", T("Jawaban"));
    for (const struct json *v = all->first; v && n < DOC_PARTS; v = v->next, n++) {
        const struct json *one = apidoc_resolve(x->root, v);
        struct sv code = sv_eq(v->key, SV("default")) ? SV(T("lainnya")) : sv_sub(v->key, 0, 20);

        html_open(h, "p");
        html_elem(h, "strong", code);
        html_textf(h, " \u00b7 %.*s", SV_FMT(apidoc_clip(x, json_text(one, SV("description")), DOC_TEXT)));
        html_close(h, "p");
        content(x, json_get(one, SV("content")), arena_printf(x->p.a, T("Jawaban %.*s"), SV_FMT(code)));
    }
}

/* --- a call of it ---------------------------------------------------------------------------------------------------- */

/* A word as a shell takes it: in quotes, a quote itself written apart. */
static struct sv quoted(struct sv v, struct arena *a)
{
    char *p = arena_alloc_array(a, v.n + 1, 4);
    size_t n = 0;

    for (size_t i = 0; i < v.n; i++)
        if (v.p[i] == '\'') {
            p[n++] = '\'', p[n++] = '\\', p[n++] = '\'', p[n++] = '\'';
        } else {
            p[n++] = v.p[i];
        }
    return arena_printf(a, "'%.*s'", (int) n, p);
}

static void call(struct apidoc *x, const struct doc_operation *o)
{
    struct html *h = &x->p.h;
    struct arena *a = x->p.a;
    struct sv site = x->site.n ? x->site : SV("https://ALAMAT-PENGHUBUNG"), method = SV(""), body = SV("");

    if (!x->door.known)
        return;
    if (!sv_eq(o->op->method, SV("GET")))
        method = arena_printf(a, " -X %.*s", SV_FMT(o->op->method));
    if (o->op->body)
        body = SV(" -H 'Content-Type: application/json' -d @isi.json");
    html_elem_say(h, "h4", T("Contoh panggilan"));
    html_open(h, "pre");
    html_class(h, "perintah");
    html_attr(h, "tabindex", SV("0"));
    html_textf(
        h, "curl%.*s -H \"X-API-Key: $KUNCI\"%.*s %.*s", SV_FMT(method), SV_FMT(body),
        SV_FMT(quoted(
            arena_printf(a, "%.*s%.*s%.*s", SV_FMT(site), SV_FMT(x->door.brief), SV_FMT(o->op->path)), a)));
    html_close(h, "pre");
}

static void state(struct apidoc *x, const struct doc_operation *o)
{
    struct html *h = &x->p.h;

    html_open(h, "p");
    html_class(h, "sebaris");
    if (o->row)
        reg_status(h, o->row->reg, o->row->status);
    else
        page_badge(h, SV("grey"), SV(T("Belum tercatat")));
    if (o->op->deprecated)
        page_badge(h, SV("yellow"), SV(T("Usang")));
    if (o->row)
        page_link(h, page_record_url(x->p.a, o->row->reg, o->row->id), SV(T("Rincian operasi")));
    html_close(h, "p");
}

void apidoc_operation(struct apidoc *x, const struct doc_operation *o, size_t number)
{
    struct html *h = &x->p.h;
    struct sv says = json_text(o->node, SV("description"));

    html_open(h, "section");
    html_class(h, "card");
    html_attrf(h, "id", "op-%zu", number);
    html_open(h, "div");
    html_class(h, "card-body");
    html_open(h, "h3");
    html_class(h, "jalur-api");
    html_textf(h, "%.*s %.*s", SV_FMT(o->op->method), SV_FMT(o->op->path));
    html_close(h, "h3");
    state(x, o);
    if (o->op->summary.n)
        html_elem(h, "p", apidoc_clip(x, o->op->summary, DOC_TEXT));
    if (says.n)
        md_html(h, apidoc_clip(x, says, DOC_PROSE), 5);
    params(x, o);
    request_body(x, o);
    answers(x, o);
    call(x, o);
    html_close(h, "div");
    html_close(h, "section");
}
