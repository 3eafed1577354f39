/* SPDX-License-Identifier: MIT
 * app/gateway_token.c -- tokens of a gateway. */
#include "app/gateway_token.h"

#include "base/arena.h"
#include "json/json.h"

enum { ANSWER_MAX = 64 * 1024, CODE_MAX = 40 };

static bool unreadable(struct err *e, const char *cause)
{
    err_set(e, ERR_FAULT, T("Jawaban alamat token tidak dapat dibaca"));
    err_hint(e, T("Periksa alamat token pada sambungan ini, atau hubungi pengelola gerbang."));
    return err_cause(e, "%s", cause);
}

/* Visible ASCII alone: it becomes a line of a header. */
static bool token_ok(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= 0x20 || s.p[i] > 0x7e)
            return false;
    return s.n > 0 && s.n <= GATEWAY_TOKEN_MAX;
}

/* Seconds; some gateways write them as text, some say a number beyond every calendar for "never". */
static bool life_of(const struct json *m, int64_t *out)
{
    const struct json *v = json_get(m, SV("expires_in"));
    int64_t n = 0;

    if (!v || v->type == JSON_NULL) {
        *out = GATEWAY_LIFE_UNSAID_S;
        return true;
    }
    if (v->type == JSON_INT)
        n = v->i;
    else if (v->type == JSON_REAL)
        n = v->r > GATEWAY_LIFE_MAX_S ? GATEWAY_LIFE_MAX_S : v->r >= 1 ? (int64_t) v->r : 0;
    else if (v->type != JSON_STR || !sv_int(v->s, &n))
        return false;
    *out = n > GATEWAY_LIFE_MAX_S ? GATEWAY_LIFE_MAX_S : n;
    return n > 0;
}

bool gateway_token_parse(struct sv answer, struct arena *a, struct gateway_token *out, struct err *e)
{
    struct err why = { 0 };
    struct json *m;

    if (!sv_utf8_ok(answer) || !json_parse(answer, ANSWER_MAX, a, &m, &why))
        return unreadable(e, why.text[0] ? why.text : "utf-8");
    struct sv token = json_text(m, SV("access_token")), type = json_text(m, SV("token_type"));
    struct gateway_token got = { .text = token };
    if (m->type != JSON_MAP || !token_ok(token))
        return unreadable(e, "access_token");
    if (type.p && !sv_eq_fold(type, SV("bearer")))
        return unreadable(e, "token_type");
    if (!life_of(m, &got.life_s))
        return unreadable(e, "expires_in");
    *out = got;
    return true;
}

/* The code of RFC 6749 5.2, or nothing: what else stands there may be anything, a secret sent back included. */
static struct sv code_of(struct sv answer, struct arena *a)
{
    struct err why = { 0 };
    struct json *m;
    struct sv code = SV_NULL;

    if (sv_utf8_ok(answer) && json_parse(answer, ANSWER_MAX, a, &m, &why))
        code = json_text(m, SV("error"));
    for (size_t i = 0; i < code.n; i++)
        if (!((code.p[i] >= 'a' && code.p[i] <= 'z') || code.p[i] == '_'))
            return SV_NULL;
    return code.n <= CODE_MAX ? code : SV_NULL;
}

bool gateway_token_refused(long status, struct sv answer, struct arena *a, struct err *e)
{
    struct sv code = code_of(answer, a);

    if (sv_eq(code, SV("invalid_client")) || status == 401) {
        err_set(e, ERR_DENIED, T("Gerbang menolak nama klien atau rahasianya"));
        err_hint(e, T("Samakan nama klien dan isi lagi rahasianya, seperti tertulis pada gerbang."));
    } else if (sv_eq(code, SV("invalid_scope"))) {
        err_set(e, ERR_DENIED, T("Gerbang menolak lingkup yang diminta"));
        err_hint(e, T("Perbaiki lingkup pada sambungan ini."));
    } else if (sv_eq(code, SV("unauthorized_client")) || sv_eq(code, SV("unsupported_grant_type"))) {
        err_set(e, ERR_DENIED, T("Gerbang tidak mengizinkan klien ini meminta token sendiri"));
        err_hint(e, T("Mintalah pengelola gerbang mengizinkan client credentials bagi klien ini."));
    } else if (status == 429 || status >= 500) {
        err_set(e, ERR_BUSY, T("Gerbang sedang terganggu atau sibuk (%ld)"), status);
        err_hint(e, T("Dicoba lagi sendiri. Bila berlama-lama, hubungi pengelola gerbang."));
    } else {
        err_set(e, ERR_FAULT, T("Alamat token menjawab %ld, bukan token"), status);
        err_hint(e, T("Periksa alamat token dan cara klien dikenali pada sambungan ini."));
    }
    return err_cause(e, "status %ld %.*s", status, SV_FMT(code));
}

static struct gateway_call call_of(const struct gateway_ask *ask, struct arena *a)
{
    struct gateway_call c = { .method = "POST", .url = ask->url, .stop = ask->stop };

    c.form = SV("grant_type=client_credentials");
    if (ask->scope.n)
        c.form = arena_printf(a, "%.*s&scope=%.*s", SV_FMT(c.form), SV_FMT(gateway_escape(ask->scope, a)));
    if (ask->in_body) {
        c.form = arena_printf(a, "%.*s&client_id=%.*s&client_secret=%.*s", SV_FMT(c.form),
                              SV_FMT(gateway_escape(ask->client, a)), SV_FMT(gateway_escape(ask->secret, a)));
    } else {
        c.user = ask->client;
        c.password = ask->secret;
    }
    return c;
}

static bool judge(long status, struct sv answer, struct arena *a, struct gateway_token *out, struct err *e)
{
    return status == 200 ? gateway_token_parse(answer, a, out, e)
                         : gateway_token_refused(status, answer, a, e);
}

bool gateway_token_ask(const struct gateway_ask *ask, struct arena *a, struct gateway_token *out,
                       struct err *e)
{
    struct gateway_call c = call_of(ask, a);
    struct sv answer;
    long status = 0;

    return gateway_http(&c, a, &status, &answer, e) && judge(status, answer, a, out, e);
}

struct gateway_flight *gateway_token_begin(struct gateway_wire *w, const struct gateway_ask *ask,
                                           struct arena *a, struct err *e)
{
    struct gateway_call c = call_of(ask, a);

    return gateway_begin(w, &c, a, e);
}

bool gateway_token_finish(struct gateway_flight *f, struct arena *a, struct gateway_token *out, struct err *e)
{
    struct sv answer;
    long status = 0;

    return gateway_finish(f, a, &status, &answer, e) && judge(status, answer, a, out, e);
}
