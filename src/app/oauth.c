/* SPDX-License-Identifier: MIT
 * app/oauth.c -- the token endpoint over HTTP. */
#include "app/oauth.h"

#include "app/nginx_conf.h"
#include "app/oauth_judge.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "json/json.h"
#include "policy/assertion.h"
#include "web/form.h"
#include "web/path.h"

enum { BODY_MAX = 16 * 1024, FIELDS_MAX = 32, HOST_MAX = 255 };

static struct oauth *oauth; /* set by oauth_routes(), before threads start */

static const struct {
    const char *code;
    int status;
} errors[] = {
    [OAUTH_REQUEST] = { "invalid_request", 400 },      [OAUTH_CLIENT] = { "invalid_client", 401 },
    [OAUTH_GRANT] = { "unsupported_grant_type", 400 }, [OAUTH_SCOPE] = { "invalid_scope", 400 },
    [OAUTH_BUSY] = { "temporarily_unavailable", 503 },
};

/* --- answers ------------------------------------------------------------------------------------------------------------ */

static void begin_answer(struct web_res *res, struct jsonw *w)
{
    web_cache(res, "no-store");
    web_header(res, "Pragma", SV("no-cache"));
    web_json(res, w);
    jsonw_map(w);
}

static bool say_no(struct web_req *req, struct web_res *res, enum oauth_error error, struct sv text)
{
    struct jsonw w;

    res->status = errors[error].status;
    begin_answer(res, &w);
    jsonw_kstr(&w, "error", sv_of(errors[error].code));
    jsonw_kstr(&w, "error_description", text);
    jsonw_end(&w);
    if (error == OAUTH_CLIENT) /* a 401 says by what one may try again */
        web_header(res, "WWW-Authenticate",
                   web_header_find(req, "Authorization").p ? SV("Basic realm=\"penghubung\"")
                                                           : SV("Bearer realm=\"penghubung\""));
    if (error == OAUTH_BUSY)
        web_header(res, "Retry-After", SV("5"));
    return true;
}

/* --- the request -------------------------------------------------------------------------------------------------------- */

static bool is_form(const struct web_req *req)
{
    struct sv rest = web_header_find(req, "Content-Type"), type = SV_NULL;

    sv_cut(&rest, ';', &type);
    return sv_eq_fold(sv_trim(type), SV("application/x-www-form-urlencoded"));
}

/* Read by its own rules: whatever is wrong with it is answered in the form that OAuth clients know. */
static bool read_form(struct web_req *req, struct web_fields *form, const char **why, struct err *e)
{
    struct err bad = { 0 };
    struct sv body;

    *why = NULL;
    if (req->query.n)
        *why = T("Parameter tidak boleh ditulis di alamat. Kirim semuanya di isi permintaan.");
    else if (!is_form(req))
        *why = T("Isi harus berjenis application/x-www-form-urlencoded.");
    if (*why)
        return true;
    if (!web_body(req, &body, e))
        return false;
    if (!form_urlencoded(body, FIELDS_MAX, req->a, form, &bad))
        *why = T(
            "Isi permintaan tidak terbaca. Sandikan setiap nilai seperti formulir, paling banyak 32 parameter.");
    for (size_t i = 0; i < form->n && !*why; i++)
        if (form_count(form, form->items[i].name) > 1)
            *why = T("Ada parameter yang dikirim dua kali. Kirim setiap parameter satu kali.");
    return true;
}

/* Given, and not empty: an empty one counts as left out (RFC 6749, 3.2). */
static struct sv field(const struct web_fields *form, struct sv name)
{
    struct sv v = form_find(form, name);

    return v.n ? v : SV_NULL;
}

struct refusal {
    enum oauth_error error;
    const char *text;
};

static struct refusal bad_proof(const struct web_req *req, const struct web_fields *form)
{
    struct sv type = field(form, SV("client_assertion_type"));
    bool assertion = field(form, SV("client_assertion")).p != NULL;

    if (web_header_find(req, "Authorization").p || field(form, SV("client_secret")).p)
        return (struct refusal){
            OAUTH_CLIENT,
            T("Kata sandi klien tidak dipakai di sini. Pakai client_assertion (private_key_jwt) atau "
              "sertifikat klien.")
        };
    if (assertion != (type.p != NULL))
        return (struct refusal){ OAUTH_REQUEST,
                                 T("client_assertion dan client_assertion_type harus dikirim bersama.") };
    if (type.p && !sv_eq(type, SV("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")))
        return (struct refusal){
            OAUTH_REQUEST,
            T("client_assertion_type harus urn:ietf:params:oauth:client-assertion-type:jwt-bearer.")
        };
    if (!assertion && !web_header_find(req, NGINX_CERT_HEADER).n)
        return (struct refusal){
            OAUTH_CLIENT,
            T("Permintaan tidak membawa bukti. Kirim client_assertion, atau pakai sertifikat klien di "
              "porta penghubung.")
        };
    return (struct refusal){ OAUTH_GOOD, NULL };
}

static struct refusal bad_request(const struct web_req *req, const struct web_fields *form)
{
    struct sv grant = field(form, SV("grant_type"));

    if (!grant.p)
        return (struct refusal){ OAUTH_REQUEST, T("grant_type harus diisi client_credentials.") };
    if (!sv_eq(grant, SV("client_credentials")))
        return (struct refusal){ OAUTH_GRANT, T("Hanya grant_type client_credentials yang dilayani.") };
    if (field(form, SV("scope")).p)
        return (struct refusal){
            OAUTH_SCOPE, T("Kosongkan scope. Yang boleh dipanggil ditentukan kesepakatan berbagi pakai data.")
        };
    return bad_proof(req, form);
}

static struct oauth_ask ask_of(const struct web_req *req, const struct web_fields *form)
{
    struct oauth_ask ask = { .assertion = field(form, SV("client_assertion")),
                             .client_id = field(form, SV("client_id")) };

    if (!ask.assertion.p &&
        !percent_decode(web_header_find(req, NGINX_CERT_HEADER), false, req->a, &ask.cert))
        ask.cert = SV_NULL;
    return ask;
}

static bool give_token(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct web_fields form = { 0 };
    struct oauth_answer answer;
    struct refusal no;
    const char *why;
    struct jsonw w;

    (void) ctx;
    if (!read_form(req, &form, &why, e))
        return false;
    if (why)
        return say_no(req, res, OAUTH_REQUEST, sv_of(why));
    no = bad_request(req, &form);
    if (no.error != OAUTH_GOOD)
        return say_no(req, res, no.error, sv_of(no.text));
    struct oauth_ask ask = ask_of(req, &form);
    oauth_judge(oauth, &ask, req->a, &answer);
    log_line(LOG_INFO, "token", "id=%.*s client=%.*s %s konsumen=%lld kunci=%lld", SV_FMT(req->id),
             SV_FMT(req->client), answer.error == OAUTH_GOOD ? T("diterbitkan") : errors[answer.error].code,
             (long long) answer.consumer, (long long) answer.key);
    if (answer.error != OAUTH_GOOD)
        return say_no(req, res, answer.error, answer.text);
    begin_answer(res, &w);
    jsonw_kstr(&w, "access_token", (struct sv){ answer.token, TOKEN_TEXT_BYTES });
    jsonw_kstr(&w, "token_type", SV("Bearer"));
    jsonw_kint(&w, "expires_in", TOKEN_LIFE_S);
    jsonw_end(&w);
    return true;
}

/* --- the description ------------------------------------------------------------------------------------------------------ */

/* A name or address with perhaps a port: nothing that could end the address it is put into. */
static bool host_ok(struct sv host)
{
    for (size_t i = 0; i < host.n; i++) {
        char c = host.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              (c && strchr(".-:[]", c))))
            return false;
    }
    return host.n > 0 && host.n <= HOST_MAX;
}

static void put_words(struct jsonw *w, const char *key, const char *const *words, size_t n)
{
    jsonw_key(w, sv_of(key));
    jsonw_list(w);
    for (size_t i = 0; i < n; i++)
        jsonw_str(w, sv_of(words[i]));
    jsonw_end(w);
}

/* The same host at the door for certificates. */
static void put_alias(struct web_req *req, struct sv host, struct jsonw *w)
{
    struct sv port = web_header_find(req, NGINX_HUB_PORT_HEADER);
    size_t n = host.n;

    if (!port.n)
        return;
    while (n && host.p[n - 1] >= '0' && host.p[n - 1] <= '9')
        n--;
    if (n && host.p[n - 1] == ':' && host.p[host.n - 1] != ']')
        host.n = n - 1;
    jsonw_key(w, SV("mtls_endpoint_aliases"));
    jsonw_map(w);
    jsonw_kstr(w, "token_endpoint",
               arena_printf(req->a, "https://%.*s:%.*s" OAUTH_TOKEN_PATH, SV_FMT(host), SV_FMT(port)));
    jsonw_end(w);
}

static bool describe(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const char *const grants[] = { "client_credentials" }, *const algorithms[] = { "EdDSA", "ES256" },
                             *const methods[] = { "private_key_jwt", "self_signed_tls_client_auth" };
    struct sv host = web_header_find(req, "Host"), name = oauth_name(oauth, req->a), issuer;
    struct jsonw w;

    (void) ctx;
    if (!host_ok(host)) {
        res->fail_status = 400;
        return err_set(e, ERR_INPUT, T("Kepala Host tidak terbaca."));
    }
    issuer = arena_printf(req->a, "%s://%.*s", req->is_https ? "https" : "http", SV_FMT(host));
    web_json(res, &w);
    jsonw_map(&w);
    jsonw_kstr(&w, "issuer", issuer);
    jsonw_kstr(&w, "token_endpoint", arena_printf(req->a, "%.*s" OAUTH_TOKEN_PATH, SV_FMT(issuer)));
    put_words(&w, "response_types_supported", NULL, 0);
    put_words(&w, "grant_types_supported", grants, 1);
    put_words(&w, "token_endpoint_auth_methods_supported", methods, 2);
    put_words(&w, "token_endpoint_auth_signing_alg_values_supported", algorithms, 2);
    jsonw_kbool(&w, "tls_client_certificate_bound_access_tokens", true);
    put_alias(req, host, &w);
    if (name.n)
        jsonw_kstr(&w, "nama_penghubung", name);
    jsonw_end(&w);
    return true;
}

struct web_table oauth_routes(struct oauth *o)
{
    static const struct web_route routes[] = {
        { .method = WEB_POST,
          .path = OAUTH_TOKEN_PATH,
          .flags = WEB_API | WEB_PUBLIC | WEB_ANON | WEB_NO_CSRF | WEB_RAW,
          .body_max = BODY_MAX,
          .handle = give_token,
          .about = T("Token penghubung bagi konsumen: OAuth 2.0 client credentials") },
        { .path = "/.well-known/oauth-authorization-server",
          .flags = WEB_API | WEB_PUBLIC | WEB_ANON,
          .handle = describe,
          .about = T("Uraian layanan token (RFC 8414)") },
    };

    oauth = o;
    return (struct web_table) WEB_TABLE(routes);
}
