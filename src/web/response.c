/* SPDX-License-Identifier: MIT
 * web/response.c -- what a handler may answer with: bytes, files, streams, redirects; and the headers of every answer. */
#include "web/exchange.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/hash.h"
#include "html/html.h"
#include "json/json.h"

/* Nothing inline, nothing from elsewhere. data: is for small pictures of our own (QR codes, icons in styles). */
static const char policy_pages[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
/* Files of people: nothing in them runs, submits or loads. Viewers of PDF refuse to work inside a sandbox. */
static const char policy_files[] =
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; sandbox";
static const char policy_pdf[] =
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'";

static struct sv copy(struct web_res *s, struct sv v)
{
    return arena_dup(s->x->a, v);
}

/* --- headers ---------------------------------------------------------------------------------------------------------- */

static void header_put(struct web_res *s, const char *name, struct sv value)
{
    struct web_out *out = &s->x->out;
    char *p = arena_alloc(s->x->a, value.n + 1);

    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char) value.p[i];
        p[i] = (char) (c < ' ' || c == 0x7f ? ' ' : c); /* no value may begin a header of its own */
    }
    struct web_field *h = ARENA_PUSH(s->x->a, out->headers, out->n, out->cap);
    *h = (struct web_field){ sv_of(name), { p, value.n } };
}

void web_header_(struct web_res *s, const char *name, struct sv value)
{
    struct web_out *out = &s->x->out;

    for (size_t i = 0; i < out->n; i++)
        if (sv_eq_fold(out->headers[i].name, sv_of(name)) && strcmp(name, "Set-Cookie") != 0) {
            out->headers[i] = out->headers[--out->n]; /* the last word counts */
            break;
        }
    header_put(s, name, value);
}

void web_policy(struct web_res *s, const char *csp)
{
    s->x->out.policy = copy(s, sv_of(csp));
}

void web_cache(struct web_res *s, const char *control)
{
    s->x->out.cache = copy(s, sv_of(control));
}

void web_type(struct web_res *s, struct sv type)
{
    s->x->out.type = copy(s, type);
}

void web_html(struct web_res *s, struct html *h)
{
    web_type(s, SV("text/html; charset=utf-8"));
    html_init(h, s->body);
}

void web_json(struct web_res *s, struct jsonw *w)
{
    web_type(s, SV("application/json"));
    jsonw_init(w, s->body);
}

static struct sv quoted_tag(struct web_res *s, struct sv tag)
{
    struct sv q = arena_printf(s->x->a, "\"%.*s\"", SV_FMT(tag));

    for (size_t i = 0; i < tag.n; i++)
        assert(tag.p[i] != '"' && (unsigned char) tag.p[i] > ' ');
    return q;
}

bool web_fresh(struct web_req *r, struct web_res *s, struct sv tag)
{
    struct sv own = quoted_tag(s, tag), list = web_header_find(r, "If-None-Match"), one;

    web_header(s, "ETag", own);
    if (!s->x->out.cache.p)
        web_cache(s, "private, no-cache");
    while (sv_cut(&list, ',', &one)) {
        one = sv_trim(one);
        if (sv_starts(one, SV("W/")))
            one = sv_sub(one, 2, one.n);
        if (!sv_eq(one, own) && !sv_eq(one, SV("*")))
            continue;
        s->status = 304;
        return true;
    }
    return false;
}

/* "Fri, 22 Sep 2023 01:02:03 GMT" (RFC 9110), the only form that is written and the only one that is read. */
static struct sv http_date(int64_t t, struct arena *a)
{
    static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    struct date d = date_of_time(t, 0);
    struct date_text iso = time_iso(t);

    return arena_printf(a, "%s, %02d %s %04d %.8s GMT", days[date_weekday(d) - 1], d.d, months[d.m - 1], d.y,
                        iso.s + 11);
}

static bool read_http_date(struct sv s, struct arena *a, int64_t *out)
{
    static const struct sv months = SV_INIT("JanFebMarAprMayJunJulAugSepOctNovDec");
    ptrdiff_t m = s.n == 29 ? sv_find(months, sv_sub(s, 8, 3)) : -1;
    int64_t t;

    if (m < 0 || m % 3 ||
        !time_parse(arena_printf(a, "%.4s-%02d-%.2sT%.8sZ", s.p + 12, (int) m / 3 + 1, s.p + 5, s.p + 17),
                    &t))
        return false;
    *out = t;
    return sv_eq(http_date(t, a), s);
}

bool web_unchanged(struct web_req *r, struct web_res *s, int64_t since)
{
    struct sv given = sv_trim(web_header_find(r, "If-Modified-Since"));
    int64_t t;

    web_header(s, "Last-Modified", http_date(since, r->a));
    if (web_header_find(r, "If-None-Match").p || !read_http_date(given, r->a, &t) || t < since)
        return false;
    s->status = 304;
    return true;
}

void web_cookie_set(struct web_req *r, struct web_res *s, const char *name, struct sv value,
                    int64_t max_age_s)
{
    struct sv age = SV("");

    for (size_t i = 0; i < value.n; i++)
        assert((unsigned char) value.p[i] > ' ' && !strchr("\";,\\\x7f", value.p[i]));
    if (max_age_s)
        age = arena_printf(r->a, "; Max-Age=%lld", (long long) (max_age_s < 0 ? 0 : max_age_s));
    header_put(s, "Set-Cookie",
               arena_printf(r->a, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax%s%.*s", name, SV_FMT(value),
                            r->is_https ? "; Secure" : "", SV_FMT(age)));
}

void web_cookie_drop(struct web_req *r, struct web_res *s, const char *name)
{
    web_cookie_set(r, s, name, SV(""), -1);
}

/* --- files ------------------------------------------------------------------------------------------------------------ */

static void fd_drop(struct web_out *out)
{
    if (out->fd >= 0)
        close(out->fd);
    out->fd = -1;
}

/* "bytes=a-b", "a-" or "-n": one range that the file can serve. 0: no range asked or several (the whole is sent),
 * 1: *from and *size hold it, -1: none of it is there. */
static int range_of(struct sv header, int64_t size, int64_t *from, int64_t *length)
{
    struct sv rest = header, first;
    int64_t a = 0, b = size - 1;

    if (!sv_starts(header, SV("bytes=")) || sv_find(header, SV(",")) >= 0)
        return 0;
    rest = sv_sub(rest, 6, rest.n);
    if (sv_find(rest, SV("-")) < 0 || !sv_cut(&rest, '-', &first))
        return 0;
    if (first.n == 0) {
        if (!sv_int(rest, &a) || a < 0)
            return 0;
        a = a > size ? 0 : size - a;
    } else if (!sv_int(first, &a) || a < 0 || (rest.n && (!sv_int(rest, &b) || b < a))) {
        return 0;
    }
    if (a >= size)
        return -1;
    b = b >= size ? size - 1 : b;
    *from = a;
    *length = b - a + 1;
    return 1;
}

void web_fd_send(struct web_req *r, struct web_res *s, int fd, int64_t size, struct sv type)
{
    struct web_out *out = &s->x->out;
    int range = 0;

    /* If-Range asks for the whole when the file has changed: we keep no tag to compare, and the whole is never wrong. */
    if (s->status == 200 && !web_header_find(r, "If-Range").p)
        range = range_of(web_header_find(r, "Range"), size, &out->fd_from, &out->fd_size);
    fd_drop(out);
    out->fd = fd;
    out->kind = REPLY_FD;
    web_type(s, type);
    if (!out->policy.p)
        web_policy(s, sv_eq(type, SV("application/pdf")) ? policy_pdf : policy_files);
    web_header(s, "Accept-Ranges", SV("bytes"));
    if (range == 0) {
        out->fd_from = 0;
        out->fd_size = size;
    } else if (range > 0) {
        s->status = 206;
        web_header(s, "Content-Range",
                   arena_printf(s->x->a, "bytes %lld-%lld/%lld", (long long) out->fd_from,
                                (long long) (out->fd_from + out->fd_size - 1), (long long) size));
    } else {
        s->status = 416;
        web_header(s, "Content-Range", arena_printf(s->x->a, "bytes */%lld", (long long) size));
        fd_drop(out);
        out->kind = REPLY_BUFFER;
    }
}

bool web_file_send(struct web_req *r, struct web_res *s, const char *path, struct sv type, struct err *e)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        if (fd < 0 && errno != ENOENT)
            err_errno(e, T("Membuka berkas"));
        else
            err_set(e, ERR_MISSING, T("Berkas ini tidak ada lagi di tempat penyimpanan"));
        if (e->kind == ERR_DENIED)
            e->kind = ERR_FAULT; /* the system refused us, not the person */
        if (fd >= 0)
            close(fd);
        return false;
    }
    web_fd_send(r, s, fd, st.st_size, type);
    return true;
}

/* RFC 6266: a plain name for old clients, the real one percent-encoded. */
static void disposition(struct web_res *s, const char *how, struct sv name)
{
    struct arena *a = s->x->a;
    char *plain = arena_alloc(a, name.n + 1);

    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char) name.p[i];
        plain[i] = (char) (c < ' ' || c >= 0x7f || c == '"' || c == '\\' || c == '%' ? '_' : c);
    }
    web_header(s, "Content-Disposition",
               arena_printf(a, "%s; filename=\"%.*s\"; filename*=UTF-8''%.*s", how, (int) name.n, plain,
                            SV_FMT(url_encode(name, a))));
}

void web_attach(struct web_res *s, struct sv filename)
{
    disposition(s, "attachment", filename);
}

void web_inline(struct web_res *s, struct sv filename)
{
    disposition(s, "inline", filename);
}

/* --- streams ---------------------------------------------------------------------------------------------------------- */

static void stream_drop(struct web_out *out)
{
    if (out->end)
        out->end(out->state);
    out->next = NULL;
    out->end = NULL;
}

void web_stream(struct web_res *s, struct sv type, web_next *next, void (*end)(void *state), void *state)
{
    struct web_out *out = &s->x->out;

    stream_drop(out);
    web_type(s, type);
    out->kind = REPLY_STREAM;
    out->next = next;
    out->end = end;
    out->state = state;
}

bool response_pull(struct web_exchange *x)
{
    struct web_out *out = &x->out;
    struct err e = { .kind = ERR_NONE };

    buf_reset(&out->chunk);
    out->sent = 0;
    while (!out->last && out->chunk.n == 0) {
        if (!out->next(out->state, &out->chunk, &out->last, &e) || !buf_ok(&out->chunk, &e)) {
            fail_log(x, x->res.status, &e);
            return false;
        }
    }
    return true;
}

/* --- redirects -------------------------------------------------------------------------------------------------------- */

struct sv web_local(struct sv address)
{
    return html_url_own(address) && address.p[0] == '/' ? address : SV_NULL;
}

void web_redirect(struct web_req *r, struct web_res *s, struct sv path)
{
    struct sv to = web_local(path).p ? path : SV("/");

    buf_reset(s->body);
    if (r->is_htmx) {
        s->status = 200;
        web_header(s, "HX-Redirect", to);
        return;
    }
    s->status = 303;
    web_header(s, "Location", to);
}

void web_redirect_out(struct web_res *s, struct sv url)
{
    buf_reset(s->body);
    s->status = 303;
    web_header(s, "Location", html_url_ok(url) && !sv_starts(url, SV("mailto:")) ? url : SV("/"));
}

/* --- every answer ----------------------------------------------------------------------------------------------------- */

void response_reset(struct web_exchange *x)
{
    struct web_out *out = &x->out;
    struct buf chunk = out->chunk;

    stream_drop(out);
    fd_drop(out);
    buf_reset(&x->body);
    buf_reset(&chunk);
    *out = (struct web_out){ .fd = -1, .chunk = chunk };
    x->res.status = 200;
}

void response_finish(struct web_exchange *x)
{
    struct web_res *s = &x->res;
    struct web_out *out = &x->out;
    bool bare = s->status == 304 || s->status == 204;

    if (bare)
        buf_reset(s->body);
    if (out->type.p && !bare && (s->body->n || out->kind != REPLY_BUFFER))
        web_header(s, "Content-Type", out->type);
    web_header(s, "Content-Security-Policy", out->policy.p ? out->policy : sv_of(policy_pages));
    web_header(s, "X-Content-Type-Options", SV("nosniff"));
    web_header(s, "Referrer-Policy", SV("same-origin"));
    web_header(s, "Permissions-Policy", SV("camera=(), geolocation=(), microphone=(), payment=(), usb=()"));
    web_header(s, "Cross-Origin-Opener-Policy", SV("same-origin"));
    web_header(s, "Cache-Control", out->cache.p ? out->cache : SV("no-store"));
    web_header(s, "X-Request-Id", x->req.id.p ? x->req.id : SV("-"));
}
