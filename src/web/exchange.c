/* SPDX-License-Identifier: MIT
 * web/exchange.c -- the life of a request: head, actor, body, token, fields, handler; or the first refusal among them. */
#include "web/exchange.h"

#include <assert.h>

#include "base/arena.h"
#include "base/hash.h"

enum { FIELD_PROBLEMS_MAX = 200, CHUNK_MAX = 4 * 1024 * 1024, KEPT_BYTES = 64 * 1024 };

void exchange_init(struct web_exchange *x, struct web_server *s)
{
    *x = (struct web_exchange){ .s = s, .a = arena_new(s->conf.arena_max) };
    x->out.fd = -1;
    x->in.spool.fd = -1;
    buf_init(&x->body, s->conf.answer_max);
    buf_init(&x->in.bytes, 0);
    buf_init(&x->out.chunk, CHUNK_MAX);
}

void exchange_clear(struct web_exchange *x)
{
    exchange_done(x);
    buf_clear(&x->body);
    buf_clear(&x->in.bytes);
    buf_clear(&x->out.chunk);
    arena_free(x->a);
}

static void start(struct web_exchange *x, const struct web_head *head)
{
    struct buf bytes = x->in.bytes;

    x->open = true;
    x->refused = x->answered = false;
    atomic_fetch_add(&x->s->active, 1);
    x->in = (struct web_in){ .head = *head, .bytes = bytes, .spool = { .fd = -1 }, .declared = -1 };
    x->in.deadline_ms = time_now_ms() + (int64_t) x->s->conf.body_s * 1000;
    x->req = (struct web_req){ .a = x->a, .x = x, .id = SV("-"), .client = SV("-") };
    x->res = (struct web_res){ .status = 200, .body = &x->body, .x = x };
    problems_init(&x->req.problems, x->a, FIELD_PROBLEMS_MAX);
    response_reset(x);
}

/* --- who asks --------------------------------------------------------------------------------------------------------- */

/* A page leads to the login and back; a form that was sent keeps its words in the browser behind the failure page. */
static bool ask_login(struct web_exchange *x, struct err *e)
{
    struct web_req *r = &x->req;
    const struct web_conf *c = &x->s->conf;
    struct sv login =
        arena_printf(x->a, "%.*s?lanjut=%.*s", SV_FMT(c->login_path), SV_FMT(url_encode(r->target, x->a)));

    err_set(e, ERR_DENIED, T("Halaman ini hanya untuk pengguna yang sudah masuk"));
    err_hint(e, T("Masuk dahulu, di tab lain bila isian di halaman ini belum tersimpan, lalu ulangi."));
    if (r->route->flags & WEB_BASIC)
        web_header(&x->res, "WWW-Authenticate", SV("Basic realm=\"Prasasti\", charset=\"UTF-8\""));
    else if (r->wants_json)
        web_header(&x->res, "WWW-Authenticate", SV("Bearer realm=\"Prasasti\""));
    else if (r->is_htmx)
        web_header(&x->res, "HX-Redirect", c->login_path);
    else if (r->method == WEB_GET) {
        web_header(&x->res, "Location", login);
        return fail_with(x, 303, e);
    } else
        web_header(&x->res, "WWW-Authenticate", SV("Prasasti"));
    return fail_with(x, 401, e);
}

static bool identify(struct web_exchange *x, struct err *e)
{
    const struct web_auth *auth = &x->s->conf.auth;
    const struct web_route *route = x->req.route;

    if ((route->flags & WEB_BY_PATH) && x->s->conf.guesses &&
        !web_limit(&x->req, &x->res, x->s->conf.guesses, x->req.client, e))
        return false;
    if (auth->actor_of && !(route->flags & WEB_ANON) && !auth->actor_of(auth->ctx, &x->req, e))
        return false;
    assert((x->req.identity == WEB_NOBODY) == (x->req.actor == NULL) &&
           "an actor says how he was identified");
    if (!x->req.actor && !(route->flags & (WEB_PUBLIC | WEB_ANON)))
        return ask_login(x, e);
    return true;
}

static bool pass_gate(struct web_exchange *x, struct err *e)
{
    const struct web_auth *auth = &x->s->conf.auth;

    if (!auth->gate || (!x->req.actor && !x->req.route->need))
        return true;
    switch (auth->gate(auth->ctx, &x->req, &x->res, e)) {
    case WEB_PASS: return true;
    case WEB_ANSWERED: x->answered = true; return true;
    case WEB_REFUSED: break;
    }
    return false;
}

void exchange_begin(struct web_exchange *x, const struct web_head *head)
{
    start(x, head);
    x->refused = !request_head(x, &x->why) || !identify(x, &x->why) || !csrf_origin_ok(&x->req, &x->why) ||
                 !pass_gate(x, &x->why) || !body_plan(x, &x->why);
}

bool exchange_body(struct web_exchange *x, struct sv data)
{
    x->in.received += (int64_t) data.n;
    if (time_now_ms() > x->in.deadline_ms) {
        err_set(&x->why, ERR_INPUT, T("Kiriman tidak selesai dalam %u detik"), x->s->conf.body_s);
        fail_log(x, 408, &x->why);
        return false;
    }
    if (!x->refused && !x->answered)
        x->refused = !body_add(x, data, &x->why);
    return (!x->refused && !x->answered) || (uint64_t) x->in.received <= x->s->conf.drain_max;
}

/* --- the handler ------------------------------------------------------------------------------------------------------ */

static void fail(struct web_exchange *x, const struct err *e)
{
    int status = fail_status(x, e);

    if (status != 303 && status != 308)
        fail_log(x, status, e);
    fail_answer(x, e);
}

/* The form once more, with what was typed and why it was not taken. */
static void draw_again(struct web_exchange *x)
{
    const struct web_route *route = x->req.route;
    int status = fail_status(x, &x->why), wait = x->res.retry_after_s;
    struct err e = { .kind = ERR_NONE };

    fail_log(x, status, &x->why);
    response_reset(x);
    x->res.status = status;
    x->req.refused = &x->why;
    if (wait > 0)
        web_header(&x->res, "Retry-After", arena_printf(x->a, "%d", wait));
    if (route->again(x->s->conf.ctx, &x->req, &x->res, &e) && buf_ok(&x->body, &e))
        return;
    response_reset(x);
    x->res.fail_status = 0;
    fail(x, &e);
}

static bool may_be_mended(const struct err *e)
{
    return e->kind == ERR_INPUT || e->kind == ERR_CONFLICT || e->kind == ERR_BUSY;
}

static void run(struct web_exchange *x)
{
    const struct web_route *route = x->req.route;
    struct err *e = &x->why;
    bool token, mend;

    *e = (struct err){ .kind = ERR_NONE };
    if (!body_end(x, e)) {
        fail(x, e);
        return;
    }
    token = csrf_token_ok(&x->req, e);
    if (!token) {
        struct err fields; /* read all the same, for the form that may be drawn again */
        params_read(x, &fields);
    }
    /* A stale token on our own page (the browser says so) costs nobody his words. */
    mend = token || csrf_same_origin(&x->req);
    if (token && params_read(x, e) && route->handle(x->s->conf.ctx, &x->req, &x->res, e) &&
        buf_ok(&x->body, e))
        return;
    assert(e->kind != ERR_NONE && "a refusal says why");
    if (route->again && mend && (!token || may_be_mended(e))) {
        draw_again(x);
        return;
    }
    response_reset(x);
    fail(x, e);
}

void exchange_end(struct web_exchange *x)
{
    if (x->refused)
        fail(x, &x->why);
    else if (!x->answered)
        run(x);
    response_finish(x);
}

void exchange_done(struct web_exchange *x)
{
    if (!x->open)
        return;
    x->open = false;
    response_reset(x);
    body_drop(x);
    if (x->body.cap > KEPT_BYTES)
        buf_clear(&x->body);
    if (x->out.chunk.cap > KEPT_BYTES)
        buf_clear(&x->out.chunk);
    arena_reset(x->a);
    atomic_fetch_sub(&x->s->active, 1);
}
