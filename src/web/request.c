/* SPDX-License-Identifier: MIT
 * web/request.c -- reads the head of a request: lengths, headers that may come once, who is asking from where, the path,
 * the query, the route; and what handlers ask about all that. */
#include "web/exchange.h"

#include <assert.h>

#include "base/arena.h"
#include "base/hash.h"
#include "web/path.h"

struct sv text_clip(struct sv s, size_t max_bytes)
{
    size_t n = s.n < max_bytes ? s.n : max_bytes;

    while (n < s.n && n > 0 && ((unsigned char) s.p[n] & 0xC0) == 0x80)
        n--;
    return sv_sub(s, 0, n);
}

/* --- headers ------------------------------------------------------------------------------------------------------ */

/* Two of these are two readings of one request: somebody in between would choose the other one. */
static const char *const only_once[] = {
    "Host",          "Content-Type",  "Content-Length", "Transfer-Encoding",
    "Authorization", "X-Real-IP",     "X-Request-Id",   "X-Forwarded-Proto",
    "Origin",        "If-None-Match", "Range",          "X-CSRF-Token"
};

static struct sv raw_header(const struct web_exchange *x, struct sv name)
{
    for (size_t i = 0; i < x->in.head.n; i++)
        if (sv_eq_fold(x->in.head.headers[i].name, name))
            return x->in.head.headers[i].value;
    return SV_NULL;
}

struct sv web_header_find(const struct web_req *r, const char *name)
{
    struct sv value = raw_header(r->x, sv_of(name));

    return sv_utf8_ok(value) ? value : SV_NULL;
}

static bool header_bytes_ok(struct sv v)
{
    for (size_t i = 0; i < v.n; i++) {
        unsigned char c = (unsigned char) v.p[i];
        if ((c < ' ' && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

static bool headers_ok(struct web_exchange *x, struct err *e)
{
    const struct web_head *h = &x->in.head;
    bool long_one = h->too_many;

    for (size_t i = 0; i < h->n; i++) {
        long_one = long_one || h->headers[i].value.n > WEB_HEADER_BYTES;
        if (!header_bytes_ok(h->headers[i].value)) {
            err_set(e, ERR_INPUT, T("Kepala permintaan memuat karakter kendali"));
            return fail_with(x, 400, e);
        }
    }
    if (long_one) {
        err_set(e, ERR_INPUT, T("Kepala permintaan terlalu besar"));
        err_hint(e, T("Hapus kuki situs ini di peramban, lalu buka kembali."));
        return fail_with(x, 431, e);
    }
    for (size_t k = 0; k < sizeof only_once / sizeof only_once[0]; k++) {
        size_t n = 0;
        for (size_t i = 0; i < h->n; i++)
            n += sv_eq_fold(h->headers[i].name, sv_of(only_once[k]));
        if (n > 1) {
            err_set(e, ERR_INPUT, T("Kepala %s dikirim lebih dari sekali"), only_once[k]);
            return fail_with(x, 400, e);
        }
    }
    return true;
}

/* Content-Length beside chunks, or a coding we do not undo, is how requests are smuggled. */
static bool framing_ok(struct web_exchange *x, struct err *e)
{
    struct sv coding = raw_header(x, SV("Transfer-Encoding")), length = raw_header(x, SV("Content-Length"));

    x->in.declared = -1;
    if (coding.p && (length.p || !sv_eq_fold(coding, SV("chunked")))) {
        err_set(e, ERR_INPUT, T("Panjang isi permintaan disebut dengan cara yang tidak diterima"));
        return fail_with(x, 400, e);
    }
    if (length.p && (!sv_int(length, &x->in.declared) || x->in.declared < 0)) {
        err_set(e, ERR_INPUT, T("Content-Length \"%.*s\" bukan bilangan"), SV_FMT(sv_sub(length, 0, 40)));
        return fail_with(x, 400, e);
    }
    x->in.expects = sv_eq_fold(raw_header(x, SV("Expect")), SV("100-continue"));
    return true;
}

/* --- who asks, and for what kind of answer -------------------------------------------------------------------------- */

static bool is_plain_word(struct sv s, size_t max, const char *also)
{
    if (s.n == 0 || s.n > max)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c && strchr(also, c))))
            return false;
    }
    return true;
}

static void asker(struct web_exchange *x)
{
    struct web_req *r = &x->req;
    struct sv id = raw_header(x, SV("X-Request-Id")), client = raw_header(x, SV("X-Real-IP")), accept;

    if (is_plain_word(id, 64, "-"))
        r->id = id;
    else
        r->id = arena_printf(x->a, "%s%llx", x->s->prefix,
                             (unsigned long long) atomic_fetch_add(&x->s->serial, 1));
    r->client = is_plain_word(client, 45, ".:") ? client : SV("lokal");
    r->is_https = sv_eq_fold(raw_header(x, SV("X-Forwarded-Proto")), SV("https"));
    r->is_htmx = sv_eq(raw_header(x, SV("HX-Request")), SV("true")) &&
                 !sv_eq(raw_header(x, SV("HX-Boosted")), SV("true"));
    accept = raw_header(x, SV("Accept"));
    r->wants_json = sv_find(accept, SV("json")) >= 0 && sv_find(accept, SV("text/html")) < 0;
}

static bool method_of(struct web_exchange *x)
{
    static const struct {
        struct sv name;
        enum web_method method;
    } known[] = {
        { SV_INIT("GET"), WEB_GET },         { SV_INIT("HEAD"), WEB_GET },
        { SV_INIT("POST"), WEB_POST },       { SV_INIT("PUT"), WEB_PUT },
        { SV_INIT("PATCH"), WEB_PATCH },     { SV_INIT("DELETE"), WEB_DELETE },
        { SV_INIT("OPTIONS"), WEB_OPTIONS },
    };

    x->req.is_head = sv_eq(x->in.head.method, SV("HEAD"));
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (sv_eq(x->in.head.method, known[i].name)) {
            x->req.method = known[i].method;
            return true;
        }
    x->req.method = WEB_OPTIONS;
    return false;
}

/* --- path, query, route --------------------------------------------------------------------------------------------- */

static bool target_ok(struct web_exchange *x, struct err *e)
{
    struct web_req *r = &x->req;
    struct sv rest = r->target, path = SV_NULL;
    bool has_query = memchr(rest.p ? rest.p : "", '?', rest.n) != NULL;

    sv_cut(&rest, '?', &path);
    r->query = has_query ? rest : SV("");
    if (path.n > PATH_MAX_BYTES || r->query.n > QUERY_MAX_BYTES) {
        err_set(e, ERR_INPUT, T("Alamat halaman terlalu panjang"));
        err_hint(e, T("Kurangi jumlah saringan, atau mulai dari beranda."));
        return fail_with(x, 414, e);
    }
    if (!path_decode(path, x->a, &r->path, e))
        return fail_with(x, 400, e);
    r->wants_json = r->wants_json || sv_starts(r->path, x->s->conf.api_prefix);
    if (!form_urlencoded(r->query, WEB_FIELDS_MAX, x->a, &x->in.query, e))
        return fail_with(x, 400, e);
    return true;
}

static void allow(struct web_exchange *x, unsigned methods)
{
    static const char *const names[WEB_METHOD_COUNT] = { "GET, HEAD", "POST",   "PUT",
                                                         "PATCH",     "DELETE", "OPTIONS" };
    struct sv list = SV("");

    for (unsigned m = 0; m < WEB_METHOD_COUNT; m++)
        if (methods & 1u << m)
            list = arena_printf(x->a, "%.*s%s%s", SV_FMT(list), list.n ? ", " : "", names[m]);
    web_header(&x->res, "Allow", list);
}

/* What programs ask under another method answers them in their way here too. */
static bool for_programs(const struct web_exchange *x, unsigned methods)
{
    struct route_match m;
    int first = 0;

    while (!(methods & 1u << first))
        first++;
    router_find(x->s->router, (enum web_method) first, x->req.path, &m);
    return m.route && (m.route->flags & WEB_API);
}

/* A slash too many at the end of a page's address: leads on to where the page is. */
static bool without_slash(struct web_exchange *x)
{
    const struct web_req *r = &x->req;
    struct route_match m;

    if (r->method != WEB_GET || r->path.n < 2 || !sv_ends(r->path, SV("/")))
        return false;
    router_find(x->s->router, WEB_GET, sv_sub(r->path, 0, r->path.n - 1), &m);
    if (!m.route)
        return false;
    struct sv rest = r->target, path;
    sv_cut(&rest, '?', &path);
    struct sv to = arena_printf(x->a, "%.*s%s%.*s", SV_FMT(sv_sub(path, 0, path.n - 1)),
                                r->query.n ? "?" : "", SV_FMT(r->query));
    if (web_local(to).p)
        web_header(&x->res, "Location", to);
    return true;
}

static bool route_ok(struct web_exchange *x, bool known_method, struct err *e)
{
    struct route_match *m = &x->in.match;

    router_find(x->s->router, x->req.method, x->req.path, m);
    if (m->route && known_method) {
        x->req.route = m->route;
        x->req.wants_json = x->req.wants_json || (m->route->flags & WEB_API);
        return true;
    }
    if (m->methods) {
        allow(x, m->methods);
        x->req.wants_json = x->req.wants_json || for_programs(x, m->methods);
        err_set(e, ERR_INPUT, T("Alamat ini tidak melayani permintaan %.*s"),
                SV_FMT(sv_sub(x->in.head.method, 0, 20)));
        err_hint(e, T("Buka halamannya kembali dan gunakan tombol yang tersedia di sana."));
        return fail_with(x, 405, e);
    }
    if (without_slash(x)) {
        err_set(e, ERR_MISSING, T("Halaman ini pindah ke alamat tanpa garis miring di ujung"));
        return fail_with(x, 308, e);
    }
    err_set(e, ERR_MISSING, T("Halaman %.*s tidak ada"), SV_FMT(text_clip(x->req.path, 120)));
    return err_hint(e, T("Periksa alamatnya, atau mulai dari beranda."));
}

bool request_head(struct web_exchange *x, struct err *e)
{
    bool known = method_of(x);

    x->req.target = x->in.head.target;
    asker(x);
    if (!headers_ok(x, e) || !framing_ok(x, e))
        return false;
    for (size_t i = 0; i < x->in.head.n; i++)
        if (sv_eq_fold(x->in.head.headers[i].name, SV("Cookie")))
            form_cookies(x->in.head.headers[i].value, 200, x->a, &x->in.cookies);
    return target_ok(x, e) && route_ok(x, known, e);
}

/* --- what handlers ask ------------------------------------------------------------------------------------------------ */

struct sv web_path(const struct web_req *r, const char *name)
{
    const struct route_match *m = &r->x->in.match;

    for (size_t i = 0; i < m->n; i++)
        if (sv_eq(m->names[i], sv_of(name)))
            return m->values[i];
    assert(false && "the route's path has no such part");
    return SV_NULL;
}

int64_t web_path_int(const struct web_req *r, const char *name)
{
    int64_t v = 0;
    bool ok = sv_int(web_path(r, name), &v);

    assert(ok && "the part is not declared as {name:int}");
    return ok ? v : 0;
}

struct sv web_cookie_find(const struct web_req *r, const char *name)
{
    const struct web_fields *c = &r->x->in.cookies;
    struct sv found = SV_NULL;

    for (size_t i = 0; i < c->n; i++) {
        if (!sv_eq(c->items[i].name, sv_of(name)))
            continue;
        if (found.p && !sv_eq(found, c->items[i].value))
            return SV_NULL; /* somebody planted a second one: neither is believed */
        found = c->items[i].value;
    }
    return found;
}

static struct sv credentials(const struct web_req *r, struct sv scheme)
{
    struct sv rest = web_header_find(r, "Authorization"), word;

    if (!sv_cut(&rest, ' ', &word) || !sv_eq_fold(word, scheme))
        return SV_NULL;
    rest = sv_trim(rest);
    return rest.n ? rest : SV_NULL;
}

struct sv web_bearer(const struct web_req *r)
{
    return credentials(r, SV("Bearer"));
}

bool web_basic(const struct web_req *r, struct sv *user, struct sv *password)
{
    struct sv code = credentials(r, SV("Basic")), text;

    if (!code.p || !base64_parse(code, r->a, &text) || !sv_utf8_ok(text) || sv_find(text, SV(":")) < 0)
        return false;
    size_t at = (size_t) sv_find(text, SV(":"));
    *user = sv_sub(text, 0, at);
    *password = sv_sub(text, at + 1, text.n);
    return true;
}

struct sv web_query_with(const struct web_req *r, const char *name, struct sv value)
{
    const struct web_fields *q = &r->x->in.query;
    struct buf b;
    bool done = !value.p;

    buf_init(&b, (size_t) 4 * QUERY_MAX_BYTES + 3 * value.n + 1024);
    for (size_t i = 0; i < q->n; i++) {
        bool same = sv_eq(q->items[i].name, sv_of(name));
        if (same && done)
            continue;
        struct sv v = same ? value : q->items[i].value;
        done = done || same;
        buf_char(&b, b.n ? '&' : '?');
        buf_put(&b, url_encode(q->items[i].name, r->a));
        buf_char(&b, '=');
        buf_put(&b, url_encode(v, r->a));
    }
    if (!done) {
        buf_char(&b, b.n ? '&' : '?');
        buf_put(&b, url_encode(sv_of(name), r->a));
        buf_char(&b, '=');
        buf_put(&b, url_encode(value, r->a));
    }
    if (b.n == 0)
        buf_char(&b, '?');
    struct sv out = arena_dup(r->a, buf_sv(&b));
    buf_clear(&b);
    return out;
}
