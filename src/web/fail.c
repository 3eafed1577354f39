/* SPDX-License-Identifier: MIT
 * web/fail.c -- from a refusal to an answer: the one table of statuses, the log line, the page, the problem+json. */
#include "web/exchange.h"

#include "base/arena.h"
#include "base/log.h"
#include "html/html.h"
#include "json/json.h"

static const struct {
    const char *name;
    int status;
    enum log_level level;
} kinds[] = {
    [ERR_NONE] = { "none", 500, LOG_ERROR },        [ERR_INPUT] = { "input", 422, LOG_INFO },
    [ERR_DENIED] = { "denied", 403, LOG_INFO },     [ERR_MISSING] = { "missing", 404, LOG_INFO },
    [ERR_CONFLICT] = { "conflict", 409, LOG_INFO }, [ERR_BUSY] = { "busy", 503, LOG_WARN },
    [ERR_FAULT] = { "fault", 500, LOG_ERROR },
};

bool fail_with(struct web_exchange *x, int status, struct err *e)
{
    (void) e;
    x->res.fail_status = status;
    return false;
}

int fail_status(const struct web_exchange *x, const struct err *e)
{
    return x->res.fail_status ? x->res.fail_status : kinds[e->kind].status;
}

const char *fail_title(int status)
{
    static const struct {
        int status;
        const char *title;
    } titles[] = {
        { 303, T("Pindah alamat") },
        { 308, T("Pindah alamat") },
        { 400, T("Permintaan tidak terbaca") },
        { 401, T("Perlu masuk") },
        { 403, T("Tidak diizinkan") },
        { 404, T("Tidak ditemukan") },
        { 405, T("Metode tidak dilayani") },
        { 409, T("Bertabrakan dengan keadaan sekarang") },
        { 412, T("Data sudah berubah") },
        { 413, T("Kiriman terlalu besar") },
        { 414, T("Alamat terlalu panjang") },
        { 415, T("Jenis isi tidak diterima") },
        { 416, T("Rentang tidak ada") },
        { 422, T("Isian belum dapat diterima") },
        { 428, T("Versi harus disebut") },
        { 429, T("Terlalu sering") },
        { 431, T("Kepala permintaan terlalu besar") },
        { 500, T("Kesalahan sistem") },
        { 503, T("Sedang sibuk") },
        { 507, T("Ruang penyimpanan habis") },
    };

    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (titles[i].status == status)
            return titles[i].title;
    return status >= 500 ? T("Kesalahan sistem") : T("Permintaan ditolak");
}

/* --- the log ---------------------------------------------------------------------------------------------------------- */

/* Foreign bytes in a log line: no control characters, no end of the line, bounded. */
static struct sv printable(struct sv s, size_t max, struct arena *a)
{
    struct sv part = text_clip(s, max);
    char *p = arena_alloc(a, part.n + 1);

    for (size_t i = 0; i < part.n; i++)
        p[i] = (char) ((unsigned char) part.p[i] < ' ' || part.p[i] == 0x7f ? '?' : part.p[i]);
    return (struct sv){ p, part.n };
}

void fail_log(const struct web_exchange *x, int status, const struct err *e)
{
    const struct web_req *r = &x->req;

    log_line(kinds[e->kind].level, "web",
             "id=%.*s client=%.*s %.*s %.*s status=%d kind=%s text=\"%.*s\" cause=\"%.*s\"", SV_FMT(r->id),
             SV_FMT(r->client), SV_FMT(printable(x->in.head.method, 20, x->a)),
             SV_FMT(printable(x->in.match.secret ? SV("(jalur rahasia)") : r->target, 200, x->a)), status,
             kinds[e->kind].name, SV_FMT(printable(sv_of(e->text), 200, x->a)),
             SV_FMT(printable(sv_of(e->cause), 200, x->a)));
}

/* --- the answer ------------------------------------------------------------------------------------------------------- */

static void as_json(struct web_exchange *x, const struct web_failure *f)
{
    struct jsonw w;

    web_json(&x->res, &w);
    web_type(&x->res, SV("application/problem+json"));
    jsonw_map(&w);
    jsonw_kstr(&w, "type", SV("about:blank"));
    jsonw_kstr(&w, "title", sv_of(f->title));
    jsonw_kint(&w, "status", f->status);
    jsonw_kstr(&w, "detail", sv_of(f->err->text));
    if (f->err->hint[0])
        jsonw_kstr(&w, "petunjuk", sv_of(f->err->hint));
    jsonw_kstr(&w, "id_permintaan", f->id);
    if (f->fields->n) {
        jsonw_key(&w, SV("galat"));
        jsonw_list(&w);
        for (size_t i = 0; i < f->fields->n; i++) {
            const struct problem *p = &f->fields->items[i];
            jsonw_map(&w);
            if (p->field.p)
                jsonw_kstr(&w, "bidang", p->field);
            if (p->line)
                jsonw_kint(&w, "baris", p->line);
            jsonw_kstr(&w, "alasan", p->text);
            if (p->hint.n)
                jsonw_kstr(&w, "petunjuk", p->hint);
            jsonw_end(&w);
        }
        jsonw_end(&w);
    }
    jsonw_end(&w);
}

/* When no floor above draws failures, and when its drawing failed. */
static void as_plain_page(struct buf *out, const struct web_failure *f)
{
    struct html h;

    html_init(&h, out);
    html_lit(&h, "<!doctype html>");
    html_open(&h, "html");
    html_attr(&h, "lang", SV("id"));
    html_open(&h, "head");
    html_void(&h, "meta");
    html_attr(&h, "charset", SV("utf-8"));
    html_elem_say(&h, "title", f->title);
    html_close(&h, "head");
    html_open(&h, "body");
    html_elem_say(&h, "h1", f->title);
    html_elem_say(&h, "p", f->err->text);
    if (f->err->hint[0])
        html_elem_say(&h, "p", f->err->hint);
    if (f->fields->n) {
        html_open(&h, "ul");
        for (size_t i = 0; i < f->fields->n; i++)
            html_elem(&h, "li", f->fields->items[i].text);
        html_close(&h, "ul");
    }
    html_open(&h, "p");
    html_say(&h, T("Nomor permintaan: "));
    html_text(&h, f->id);
    html_close(&h, "p");
    html_close(&h, "body");
    html_close(&h, "html");
    html_end(&h);
}

static void as_page(struct web_exchange *x, const struct web_failure *f)
{
    const struct web_conf *c = &x->s->conf;

    web_type(&x->res, SV("text/html; charset=utf-8"));
    if (c->failure_page)
        c->failure_page(c->ctx, &x->req, f, &x->body);
    if (!c->failure_page || x->body.failed || x->body.n == 0) {
        buf_reset(&x->body);
        as_plain_page(&x->body, f);
    }
}

void fail_answer(struct web_exchange *x, const struct err *e)
{
    int status = fail_status(x, e), wait = x->res.retry_after_s;
    struct web_failure f = {
        .status = status, .title = fail_title(status), .err = e, .id = x->req.id, .fields = &x->req.problems
    };

    buf_reset(&x->body);
    x->res.status = status;
    if (e->kind == ERR_BUSY && wait <= 0)
        wait = 5;
    if (wait > 0)
        web_header(&x->res, "Retry-After", arena_printf(x->a, "%d", wait));
    if (x->req.wants_json)
        as_json(x, &f);
    else
        as_page(x, &f);
}
