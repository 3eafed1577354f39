/* SPDX-License-Identifier: MIT
 * web/body.c -- the body of a request: which reader gets it, where it is kept meanwhile, and what handlers see of it. */
#include "web/exchange.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "json/json.h"

enum { MIB = 1024 * 1024, BODY_DEFAULT = MIB, FORM_BODY_MAX = 8 * MIB, KEPT_BYTES = MIB / 4, FILES_MAX = 50 };

/* --- before it comes -------------------------------------------------------------------------------------------------- */

static struct sv media_type(const struct web_exchange *x)
{
    struct sv rest = web_header_find(&x->req, "Content-Type"), type = SV_NULL;

    sv_cut(&rest, ';', &type);
    return sv_trim(type);
}

static bool has_body(enum web_method m)
{
    return m == WEB_POST || m == WEB_PUT || m == WEB_PATCH || m == WEB_DELETE;
}

static bool too_large(struct web_exchange *x, struct err *e)
{
    size_t max = x->in.body_max;

    if (max >= MIB)
        err_set(e, ERR_INPUT, T("Kiriman ini lebih besar dari batas %zu MiB"), max / MIB);
    else
        err_set(e, ERR_INPUT, T("Kiriman ini lebih besar dari batas %zu KiB"), max / 1024);
    err_hint(e, T("Perkecil atau bagi berkasnya, lalu kirim kembali."));
    return fail_with(x, 413, e);
}

static bool unsupported(struct web_exchange *x, struct sv type, struct err *e)
{
    err_set(e, ERR_INPUT, T("Isi berjenis \"%.*s\" tidak diterima di sini"), SV_FMT(text_clip(type, 80)));
    err_hint(e, T("Kirim melalui formulirnya, atau sebut Content-Type yang diminta dokumen API."));
    return fail_with(x, 415, e);
}

static bool kind_of(struct web_exchange *x, struct err *e)
{
    unsigned flags = x->req.route->flags;
    struct sv type = media_type(x), coding = web_header_find(&x->req, "Content-Encoding");

    x->in.kind = BODY_BYTES;
    if (flags & WEB_RAW)
        return true;
    if (coding.p && !sv_eq_fold(coding, SV("identity")))
        return unsupported(x, coding, e);
    if (sv_eq_fold(type, SV("application/x-www-form-urlencoded")))
        x->in.kind = BODY_URLENCODED;
    else if (sv_eq_fold(type, SV("multipart/form-data")))
        x->in.kind = BODY_MULTIPART;
    else if (!(flags & WEB_API) && type.n)
        return unsupported(x, type, e);
    return true;
}

static bool parts_begin(struct web_exchange *x, struct err *e)
{
    struct web_files *f = &x->in.files;
    struct multipart_sink sink = { .a = x->a,
                                   .dir = &x->s->spool,
                                   .fields = &x->in.form,
                                   .max_fields = WEB_FIELDS_MAX,
                                   .files = &f->items,
                                   .n_files = &f->n,
                                   .cap_files = &f->cap,
                                   .max_files = FILES_MAX };

    return multipart_begin(web_header_find(&x->req, "Content-Type"), &sink, &x->in.parts, e) ||
           fail_with(x, 400, e);
}

bool body_plan(struct web_exchange *x, struct err *e)
{
    struct web_in *in = &x->in;
    const struct web_route *r = x->req.route;

    in->body_max = has_body(r->method) ? r->body_max ? r->body_max : BODY_DEFAULT : 0;
    in->kind = BODY_NONE;
    if (in->declared == 0 || (in->declared < 0 && !web_header_find(&x->req, "Transfer-Encoding").p))
        return true;
    if (!has_body(r->method)) {
        err_set(e, ERR_INPUT, T("Permintaan untuk membaca tidak boleh membawa isi"));
        return fail_with(x, 400, e);
    }
    if (!kind_of(x, e))
        return false;
    if (in->kind == BODY_URLENCODED && in->body_max > FORM_BODY_MAX)
        in->body_max = FORM_BODY_MAX; /* it is held in memory */
    if (in->declared > 0 && (uint64_t) in->declared > in->body_max)
        return too_large(x, e);
    in->bytes.max = in->body_max;
    return in->kind != BODY_MULTIPART || parts_begin(x, e);
}

/* --- while it comes --------------------------------------------------------------------------------------------------- */

static bool bytes_add(struct web_exchange *x, struct sv data, struct err *e)
{
    struct web_in *in = &x->in;

    if (!in->spooled && (in->kind == BODY_URLENCODED || in->bytes.n + data.n <= x->s->conf.spool_from)) {
        buf_put(&in->bytes, data);
        return buf_ok(&in->bytes, e);
    }
    if (!in->spooled) {
        if (!spool_open(&x->s->spool, x->a, &in->spool, e))
            return false;
        in->spooled = true;
        if (!spool_add(&in->spool, buf_sv(&in->bytes), e))
            return false;
        buf_reset(&in->bytes);
    }
    return spool_add(&in->spool, data, e);
}

bool body_add(struct web_exchange *x, struct sv data, struct err *e)
{
    struct web_in *in = &x->in;

    if ((uint64_t) in->received > in->body_max)
        return too_large(x, e);
    if (in->kind == BODY_NONE) /* said to have none */
        in->kind = BODY_BYTES;
    if (in->kind != BODY_MULTIPART)
        return bytes_add(x, data, e);
    if (multipart_add(in->parts, data, e))
        return true;
    return e->kind == ERR_INPUT ? fail_with(x, 400, e) : false;
}

bool body_end(struct web_exchange *x, struct err *e)
{
    struct web_in *in = &x->in;

    if (in->spooled)
        spool_end(&in->spool);
    if (in->kind == BODY_MULTIPART && !multipart_end(in->parts, e))
        return fail_with(x, 400, e);
    if (in->kind == BODY_URLENCODED &&
        !form_urlencoded(buf_sv(&in->bytes), WEB_FIELDS_MAX - in->query.n, x->a, &in->form, e))
        return fail_with(x, 400, e);
    return true;
}

void body_drop(struct web_exchange *x)
{
    struct web_in *in = &x->in;

    multipart_drop(in->parts);
    if (in->map)
        munmap(in->map, (size_t) in->spool.size);
    spool_drop(&in->spool);
    for (size_t i = 0; i < in->files.n; i++)
        unlink(in->files.items[i].path); /* what a handler moved away is no longer under this name */
    if (in->bytes.cap > KEPT_BYTES)
        buf_clear(&in->bytes);
    buf_reset(&in->bytes);
}

/* --- what handlers see ------------------------------------------------------------------------------------------------ */

int64_t web_body_size(const struct web_req *r)
{
    const struct web_in *in = &r->x->in;

    return in->spooled ? in->spool.size : (int64_t) in->bytes.n;
}

bool web_body(struct web_req *r, struct sv *out, struct err *e)
{
    struct web_in *in = &r->x->in;

    if (!in->spooled) {
        *out = buf_sv(&in->bytes);
        return true;
    }
    if (!in->map) {
        int fd = open(in->spool.path, O_RDONLY | O_CLOEXEC);
        void *p = fd < 0 ? MAP_FAILED : mmap(NULL, (size_t) in->spool.size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (p == MAP_FAILED)
            err_errno(e, T("Membaca isi kiriman"));
        if (fd >= 0)
            close(fd);
        if (p == MAP_FAILED)
            return false;
        in->map = p;
    }
    *out = (struct sv){ in->map, (size_t) in->spool.size };
    return true;
}

const char *web_body_path(struct web_req *r, struct err *e)
{
    struct web_in *in = &r->x->in;

    if (in->spool.path)
        return in->spool.path;
    if (!spool_open(&r->x->s->spool, r->a, &in->spool, e) || !spool_add(&in->spool, buf_sv(&in->bytes), e)) {
        spool_drop(&in->spool);
        return NULL;
    }
    spool_end(&in->spool);
    if (in->spool.size > 0)
        in->spooled = true; /* an empty file cannot be mapped */
    return in->spool.path;
}

struct digest web_body_sha256(const struct web_req *r)
{
    const struct web_in *in = &r->x->in;

    return in->spooled ? in->spool.sha256 : sha256(buf_sv(&in->bytes));
}

bool web_body_json(struct web_req *r, struct json **out, struct err *e)
{
    struct sv type = media_type(r->x), text;

    if (!sv_eq_fold(type, SV("application/json")) && !sv_ends(type, SV("+json")))
        return unsupported(r->x, type.n ? type : SV("tanpa jenis"), e);
    if (!web_body(r, &text, e))
        return false;
    return json_parse(text, r->x->in.body_max, r->a, out, e);
}
