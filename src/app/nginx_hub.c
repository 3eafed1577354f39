/* SPDX-License-Identifier: MIT
 * app/nginx_hub.c -- directives for the hub. */
#include "app/nginx_hub.h"

#include "app/nginx_conf.h"
#include "app/oauth_judge.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"

/* Debian's list of authorities; without it a provider's certificate cannot be judged and https providers fail closed. */
static const char authorities[] = "/etc/ssl/certs/ca-certificates.crt";

void nginx_hub_main(const struct nginx_conf *c, struct buf *b)
{
    if (!c->hub)
        return;
    buf_printf(b, "load_module \"%s\";\n", c->hub);
    buf_put(b, SV("thread_pool prasasti threads=2 max_queue=1024;\n")); /* only fdatasync runs there */
}

void nginx_hub_http(const struct nginx_conf *c, struct buf *b)
{
    if (!c->hub)
        return;
    buf_printf(b, "    prasasti_policy \"%s/" HUB_POLICY "\";\n", c->data);
    buf_printf(b, "    prasasti_segments \"%s/" HUB_SEGMENTS "\";\n", c->data);
    buf_put(b, SV("    log_format prasasti_ditolak $prasasti_ditolak;\n"));
    /* The addresses come from the call. TLS connections are not kept: they are found again by address alone, and two
     * services behind one address may carry different names. */
    buf_put(b, SV("    prasasti_zone 48m;\n"
                  "    limit_req_zone $binary_remote_addr zone=prasasti_token:1m rate=5r/s;\n"
                  "    upstream prasasti_polos {\n"
                  "        prasasti_provider;\n"
                  "        server 127.0.0.1:9;\n"
                  "        keepalive 64;\n"
                  "        keepalive_timeout 10s;\n"
                  "        keepalive_requests 100000;\n"
                  "    }\n"
                  "    upstream prasasti_tls {\n"
                  "        prasasti_provider;\n"
                  "        server 127.0.0.1:9;\n"
                  "    }\n\n"));
}

static void write_forward(struct buf *b)
{
    /* Never forwarded: what belongs to one connection, what names a client that nobody has proved, our keys and cookies. */
    static const char *const dropped[] = { "Cookie",
                                           "X-Forwarded-For",
                                           "X-Forwarded-Host",
                                           "X-Forwarded-Proto",
                                           "X-Real-IP",
                                           "Forwarded",
                                           "Keep-Alive",
                                           "Proxy-Authenticate",
                                           "Proxy-Authorization",
                                           "TE",
                                           "Trailer",
                                           "Upgrade",
                                           "User-Agent",
                                           "Server",
                                           "Connection" };
    static const struct {
        const char *name, *value;
    } set[] = {
        { "Host", "$prasasti_host" },
        { "Authorization", "$prasasti_otorisasi" },
        { "X-API-Key", "$prasasti_kunci_api" }, /* the caller's own ends here */
        { "X-Road-Id", "$prasasti_pesan" },
        { "X-Road-Request-Id", "$prasasti_permintaan" },
        { "X-Road-Request-Hash", "\"\"" },
        { "X-Prasasti-Bukti", "$prasasti_bukti" },
        { "X-Prasasti-Konsumen", "$prasasti_konsumen" },
        { "X-Prasasti-Perjanjian", "$prasasti_perjanjian" },
    };

    for (size_t i = 0; i < sizeof dropped / sizeof dropped[0]; i++)
        buf_printf(b, "            proxy_set_header %s \"\";\n", dropped[i]);
    for (size_t i = 0; i < sizeof set / sizeof set[0]; i++)
        buf_printf(b, "            proxy_set_header %s %s;\n", set[i].name, set[i].value);
}

static void write_door(const struct nginx_conf *c, const char *location, struct buf *b)
{
    buf_printf(b, "        location %s {\n", location);
    /* nginx's lines name the whole address, and a query can name people. What failed stands in the receipts. */
    buf_printf(b, "            error_log \"%s/run/nginx/error.log\" crit;\n", c->data);
    /* One line, the service's name, for each 401 to a credential of ours: the application looks at it. */
    buf_printf(b, "            access_log \"%s/" HUB_REFUSED "\" prasasti_ditolak if=$prasasti_ditolak;\n",
               c->data);
    buf_put(
        b,
        SV("            prasasti_hub on;\n"
           "            client_max_body_size 0;\n" /* ceilings stand in the policy, for each service */
           "            error_page 400 404 408 413 414 500 502 503 504 /_penghubung/galat;\n"
           "            gzip off;\n"
           "            charset off;\n"
           "            tcp_nodelay on;\n"
           "            proxy_pass $prasasti_tujuan;\n"
           "            proxy_http_version 1.1;\n"
           "            proxy_request_buffering off;\n"
           "            proxy_buffer_size 16k;\n"
           "            proxy_buffers 8 16k;\n"
           "            proxy_max_temp_file_size 0;\n"
           "            proxy_connect_timeout 5s;\n"
           "            proxy_redirect off;\n"
           "            proxy_ignore_headers X-Accel-Redirect X-Accel-Expires X-Accel-Limit-Rate X-Accel-Buffering "
           "X-Accel-Charset Vary Cache-Control Expires Set-Cookie;\n"
           "            proxy_ssl_server_name on;\n"
           "            proxy_ssl_name $prasasti_nama_tls;\n"
           "            proxy_ssl_session_reuse off;\n"));
    if (file_exists(authorities))
        buf_printf(b,
                   "            proxy_ssl_verify on;\n            proxy_ssl_verify_depth 4;\n"
                   "            proxy_ssl_trusted_certificate %s;\n",
                   authorities);
    write_forward(b);
    buf_put(b, SV("        }\n"));
}

/* Tokens come from the application. Whoever asks too often, or while it is away, is answered here, as OAuth clients read it. */
static void write_token_door(const struct nginx_conf *c, bool mtls, struct buf *b)
{
    static const struct {
        const char *name, *status, *error, *text;
    } answers[] = {
        { "token_penuh", "429", "temporarily_unavailable",
          T("Terlalu sering meminta token. Pakai token yang ada sampai hampir habis; ulangi beberapa detik lagi.") },
        { "token_terganggu", "503", "temporarily_unavailable",
          T("Layanan token sedang dimulai ulang. Token yang ada tetap berlaku; ulangi beberapa detik lagi.") },
        { "token_besar", "413", "invalid_request", T("Permintaan token lebih besar dari 16 KiB.") },
    };

    buf_put(b, SV("        location = " OAUTH_TOKEN_PATH " {\n"
                  "            limit_req zone=prasasti_token burst=60 nodelay;\n"
                  "            limit_req_status 429;\n"
                  "            client_max_body_size 16k;\n"
                  "            error_page 429 @token_penuh;\n"
                  "            error_page 413 @token_besar;\n"
                  "            error_page 502 503 504 =503 @token_terganggu;\n"
                  "            proxy_read_timeout 15s;\n"));
    nginx_conf_pass(c, mtls, b);
    buf_put(b, SV("        }\n"));
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        buf_printf(b, "        location @%s {\n            internal;\n", answers[i].name);
        buf_put(b, SV("            default_type application/json;\n"
                      "            add_header Cache-Control no-store always;\n"
                      "            add_header Pragma no-cache always;\n"
                      "            add_header Retry-After 5 always;\n"));
        buf_printf(b, "            return %s '{\"error\":\"%s\",\"error_description\":\"%s\"}';\n        }\n",
                   answers[i].status, answers[i].error, answers[i].text);
    }
    buf_put(b, SV("        location = /.well-known/oauth-authorization-server {\n"));
    nginx_conf_pass(c, mtls, b);
    buf_put(b, SV("        }\n"));
}

void nginx_hub_locations(const struct nginx_conf *c, bool mtls, struct buf *b)
{
    if (!c->hub)
        return;
    write_token_door(c, mtls, b);
    write_door(c, "^~ /hub/", b);
    write_door(c, "~ \"^/r[0-9](/|$)\"", b);
    write_door(c, "= /listClients", b);
    buf_put(b, SV("        location = /_penghubung/galat {\n"
                  "            internal;\n"
                  "            prasasti_answer;\n"
                  "        }\n"));
    buf_printf(
        b,
        "        location ^~ /_penghubung/uraian/ {\n            internal;\n            alias \"%s/" HUB_DOCUMENTS
        "/\";\n",
        c->data);
    buf_put(b, SV("            types { }\n"
                  "            default_type application/json;\n"
                  "            charset off;\n"
                  "            error_page 403 404 500 /_penghubung/galat;\n"
                  "        }\n"));
}

void nginx_hub_server(const struct nginx_conf *c, struct buf *b)
{
    if (!c->hub || !c->hub_listen || !c->cert)
        return;
    /* Any certificate may be shown: the module asks the policy for its key, not an authority for its signature. */
    buf_printf(b, "    server {\n        listen %s ssl http2;\n", c->hub_listen);
    buf_printf(b, "        ssl_certificate \"%s\";\n        ssl_certificate_key \"%s\";\n", c->cert, c->key);
    buf_put(b, SV("        ssl_protocols TLSv1.2 TLSv1.3;\n"
                  "        ssl_session_cache shared:tlsmesin:4m;\n"
                  "        ssl_session_tickets off;\n"
                  "        ssl_verify_client optional_no_ca;\n"
                  "        ssl_verify_depth 0;\n"
                  "        location / {\n"
                  "            return 404;\n"
                  "        }\n"));
    nginx_hub_locations(c, true, b);
    buf_put(b, SV("    }\n"));
}
