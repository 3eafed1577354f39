/* SPDX-License-Identifier: MIT
 * app/publish_call.c -- calls to a publisher. */
#include "app/publish_call.h"

#include "app/gateway_http.h"
#include "base/arena.h"
#include "base/buf.h"
#include "json/json.h"

enum { ANSWER_MAX = 256 * 1024, ID_MAX = 100, MORE_MAX = 16 * 1024 };

/* "{id}" and its kin in a path of the connection, escaped. */
static struct sv filled(struct sv path, const struct sv *names, const struct sv *values, size_t n,
                        struct arena *a)
{
    for (size_t i = 0; i < n; i++) {
        ptrdiff_t at = sv_find(path, names[i]);

        if (at >= 0)
            path = arena_printf(a, "%.*s%.*s%.*s", SV_FMT(sv_sub(path, 0, (size_t) at)),
                                SV_FMT(gateway_escape(values[i], a)),
                                SV_FMT(sv_sub(path, (size_t) at + names[i].n, path.n)));
    }
    return path;
}

static struct sv url_of(const struct publish_to *to, struct sv path)
{
    struct sv base = to->c->publisher_url;

    while (base.n && base.p[base.n - 1] == '/')
        base.n--;
    return arena_printf(to->a, "%.*s%s%.*s", SV_FMT(base), path.n && path.p[0] == '/' ? "" : "/",
                        SV_FMT(path));
}

static bool refused(long status, struct err *e)
{
    if (status == 401 || status == 403) {
        err_set(e, ERR_DENIED, T("Penerbit gerbang menolak klien ini (%ld)"), status);
        err_hint(
            e,
            T("Mintalah pengelola gerbang memberi klien ini hak menerbitkan, dan samakan lingkup token penerbit."));
    } else if (status == 404) {
        err_set(e, ERR_FAULT, T("Penerbit gerbang tidak mengenal alamat atau layanan ini (404)"));
        err_hint(e, T("Periksa alamat dan jalur penerbit pada sambungan."));
    } else if (status == 409) {
        err_set(e, ERR_CONFLICT, T("Jalur dan versi itu sudah dipakai layanan lain di gerbang"));
        err_hint(e, T("Pilih jalur atau versi lain pada penerbitan ini."));
    } else if (status == 429 || status >= 500) {
        err_set(e, ERR_BUSY, T("Penerbit gerbang sedang terganggu atau sibuk (%ld)"), status);
        err_hint(e, T("Dicoba lagi sendiri. Bila berlama-lama, hubungi pengelola gerbang."));
    } else {
        err_set(e, ERR_INPUT, T("Penerbit gerbang tidak menerima kiriman ini (%ld)"), status);
        err_hint(
            e,
            T("Periksa nama, jalur, versi, dan dokumen OpenAPI-nya; tanyakan kepada pengelola gerbang bila tetap ditolak."));
    }
    return false;
}

static bool exchange(const struct publish_to *to, struct gateway_call *call, struct sv *answer, long *status,
                     struct err *e)
{
    *status = 0;
    call->bearer = to->token;
    call->stop = to->stop;
    return gateway_http(call, to->a, status, answer, e) &&
           ((*status >= 200 && *status < 300) || refused(*status, e));
}

/* An id becomes part of addresses and of a page. */
static bool id_ok(struct sv id)
{
    for (size_t i = 0; i < id.n; i++)
        if (id.p[i] <= 0x20 || id.p[i] > 0x7e || strchr("/?#%\"<>", id.p[i]))
            return false;
    return id.n > 0 && id.n <= ID_MAX;
}

static bool unreadable(struct err *e)
{
    err_set(e, ERR_FAULT, T("Jawaban penerbit gerbang tidak dapat dibaca"));
    return err_hint(e, T("Periksa alamat penerbit pada sambungan; tampaknya bukan penerbit yang menjawab."));
}

static bool parse(struct sv answer, struct arena *a, struct json **out, struct err *e)
{
    struct err why = { 0 };

    return (sv_utf8_ok(answer) && json_parse(answer, ANSWER_MAX, a, out, &why)) || unreadable(e);
}

static struct sv properties(const struct publication *p, struct sv server, struct arena *a, struct err *e)
{
    struct jsonw w;
    struct buf b;
    struct sv out = SV_NULL;

    buf_init(&b, MORE_MAX);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_kstr(&w, "name", p->name);
    jsonw_kstr(&w, "version", p->version);
    jsonw_kstr(&w, "context", p->context);
    jsonw_key(&w, SV("endpointConfig"));
    jsonw_map(&w);
    jsonw_kstr(&w, "endpoint_type", SV("http"));
    jsonw_key(&w, SV("production_endpoints"));
    jsonw_map(&w);
    jsonw_kstr(&w, "url", server);
    jsonw_end(&w);
    jsonw_end(&w);
    jsonw_end(&w);
    if (buf_ok(&b, e))
        out = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return out;
}

bool publish_import(const struct publish_to *to, const struct publication *p, struct sv document,
                    struct sv server, struct sv *id, long *status, struct err *e)
{
    const struct gateway_part parts[] = {
        { "file", "openapi.json", "application/json", document },
        { "additionalProperties", NULL, NULL, properties(p, server, to->a, e) },
    };
    struct gateway_call call = {
        .method = "POST", .url = url_of(to, to->c->import_path), .parts = parts, .n_parts = 2
    };
    struct sv answer;
    struct json *m;

    *status = 0;
    if (!parts[1].data.p || !exchange(to, &call, &answer, status, e) || !parse(answer, to->a, &m, e))
        return false;
    if (!id_ok(json_text(m, SV("id"))))
        return unreadable(e);
    *id = json_text(m, SV("id"));
    return true;
}

bool publish_find(const struct publish_to *to, const struct publication *p, struct sv *id, struct sv *stage,
                  long *status, struct err *e)
{
    static const struct sv names[] = { SV_INIT("{nama}"), SV_INIT("{konteks}"), SV_INIT("{versi}") };
    const struct sv values[] = { p->name, p->context, p->version };
    struct gateway_call call = { .method = "GET",
                                 .url = url_of(to, filled(to->c->find_path, names, values, 3, to->a)) };
    struct sv answer;
    struct json *m;

    if (!exchange(to, &call, &answer, status, e) || !parse(answer, to->a, &m, e))
        return false;
    const struct json *list = json_get(m, SV("list"));
    for (const struct json *i = list && list->type == JSON_LIST ? list->first : NULL; i; i = i->next) {
        struct sv is = json_text(i, SV("lifeCycleStatus"));

        if (!sv_eq(json_text(i, SV("name")), p->name) || !sv_eq(json_text(i, SV("version")), p->version) ||
            !id_ok(json_text(i, SV("id"))))
            continue;
        *id = json_text(i, SV("id"));
        *stage = sv_eq(is, SV("PUBLISHED")) ? SV("live") : sv_eq(is, SV("BLOCKED")) ? SV("shut") : SV("made");
        return true;
    }
    *status = 409; /* somebody else's stands in the way */
    return refused(409, e);
}

bool publish_document(const struct publish_to *to, struct sv id, struct sv document, long *status,
                      struct err *e)
{
    static const struct sv name = SV_INIT("{id}");
    const struct gateway_part part = { "apiDefinition", NULL, NULL, document };
    struct gateway_call call = { .method = "PUT",
                                 .url = url_of(to, filled(to->c->document_path, &name, &id, 1, to->a)),
                                 .parts = &part,
                                 .n_parts = 1 };
    struct sv answer;

    return exchange(to, &call, &answer, status, e);
}

bool publish_stage(const struct publish_to *to, struct sv id, struct sv action, long *status, struct err *e)
{
    static const struct sv names[] = { SV_INIT("{id}"), SV_INIT("{aksi}") };
    const struct sv values[] = { id, action };
    struct gateway_call call = { .method = "POST",
                                 .url = url_of(to, filled(to->c->stage_path, names, values, 2, to->a)) };
    struct sv answer;

    return exchange(to, &call, &answer, status, e);
}
