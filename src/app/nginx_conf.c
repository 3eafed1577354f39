/* SPDX-License-Identifier: MIT
 * app/nginx_conf.c -- writes nginx.conf and the folders it names. */
#include "app/nginx_conf.h"

#include "app/nginx_hub.h"
#include "app/paths.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"

#include <sys/un.h>

enum { KEPT = 32 }; /* idle connections to the application, for each worker */

/* Inside nginx's quotation `$` begins a variable and cannot be written otherwise. */
static bool path_ok(const char *path, struct err *e)
{
    for (const char *p = path; p && *p; p++)
        if (strchr("$\"\\", *p) || (unsigned char) *p < 0x20) {
            err_set(e, ERR_INPUT, T("Jalur %s memuat tanda yang tidak dapat ditulis di konfigurasi nginx"),
                    path);
            return err_hint(e,
                            T("Pindahkan ke folder tanpa tanda $, kutip ganda, atau garis miring terbalik."));
        }
    return true;
}

static bool conf_ok(const struct nginx_conf *c, struct err *e)
{
    struct sockaddr_un un;

    if (!path_ok(c->data, e) || !path_ok(c->dist, e) || !path_ok(c->cert, e) || !path_ok(c->key, e) ||
        !path_ok(c->hub, e))
        return false;
    if (strlen(c->socket) < sizeof un.sun_path)
        return true;
    err_set(e, ERR_INPUT, T("Jalur folder data terlalu panjang untuk soket (%zu bita, paling banyak %zu)"),
            strlen(c->socket), sizeof un.sun_path - 1);
    return err_hint(e, T("Pindahkan folder data ke jalur yang lebih pendek."));
}

static void write_process(const struct nginx_conf *c, struct buf *b)
{
    buf_put(b, SV("# Ditulis oleh `prasasti serve` setiap kali dimulai; perubahan di sini akan hilang.\n"
                  "daemon off;\n"));
    if (c->user)
        buf_printf(b, "user %s;\n", c->user);
    buf_printf(b, "worker_processes %u;\n", c->workers);
    buf_put(b, SV("worker_shutdown_timeout 2s;\n"));
    buf_printf(b, "pid \"%s/run/nginx/nginx.pid\";\n", c->data);
    buf_printf(b, "error_log \"%s/run/nginx/error.log\" warn;\n", c->data);
    nginx_hub_main(c, b);
    unsigned each = NGINX_CONNECTIONS / (c->workers < 2 ? 2 : c->workers);
    if (c->files > 512 && each > c->files - 256) /* some are for segments, logs and temporary files */
        each = c->files - 256;
    buf_printf(b, "events {\n    worker_connections %u;\n}\n\n", each);
}

static void write_types(struct buf *b)
{
    buf_put(b, SV("    types {\n"
                  "        text/css css;\n"
                  "        text/javascript js mjs;\n"
                  "        text/html html;\n"
                  "        text/plain txt;\n"
                  "        application/json json map;\n"
                  "        application/manifest+json webmanifest;\n"
                  "        image/svg+xml svg;\n"
                  "        image/png png;\n"
                  "        image/jpeg jpg jpeg;\n"
                  "        image/x-icon ico;\n"
                  "        font/woff2 woff2;\n"
                  "    }\n"
                  "    default_type application/octet-stream;\n"
                  "    charset utf-8;\n"));
}

static void write_limits(const struct nginx_conf *c, struct buf *b)
{
    static const char *const temp[] = { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" };

    buf_printf(b, "    client_max_body_size %dm;\n", NGINX_BODY_MIB);
    buf_put(b, SV("    client_body_buffer_size 128k;\n"
                  "    client_header_timeout 15s;\n"
                  "    client_body_timeout 30s;\n"
                  "    send_timeout 30s;\n"
                  "    large_client_header_buffers 4 16k;\n"
                  "    keepalive_timeout 65s;\n"
                  "    reset_timedout_connection on;\n"
                  "    server_tokens off;\n"
                  "    access_log off;\n"
                  "    sendfile on;\n"
                  "    tcp_nopush on;\n"
                  "    absolute_redirect off;\n"));
    for (size_t i = 0; i < sizeof temp / sizeof temp[0]; i++)
        buf_printf(b, "    %s_temp_path \"%s/run/nginx/tmp/%s\";\n", temp[i], c->data, temp[i]);
}

/* What depends on the address asked for or on what the client can read. */
static void write_maps(struct buf *b)
{
    buf_put(b, SV("    map $http_x_forwarded_for$http_forwarded$http_via $perantara {\n"
                  "        \"\" \"\";\n"
                  "        default ada;\n"
                  "    }\n"
                  "    map $uri $simpan_aset {\n"
                  "        default \"no-cache\";\n"
                  "        \"~[.-][0-9a-f]{8,}[.][a-z0-9.]+$\" \"public, max-age=31536000, immutable\";\n"
                  "    }\n"
                  "    map $http_accept $halaman_gangguan {\n"
                  "        default /_nginx/gangguan.html;\n"
                  "        \"~application/([a-z.-]+[+])?json\" /_nginx/gangguan.json;\n"
                  "    }\n\n"));
}

static void write_upstream(const struct nginx_conf *c, struct buf *b)
{
    /* Public pages only: the application says how long (Cache-Control), and who sends a cookie or a token gets his own. */
    buf_printf(b,
               "    proxy_cache_path \"%s/run/nginx/cache\" keys_zone=umum:1m max_size=64m inactive=10m "
               "use_temp_path=off;\n",
               c->data);
    /* The application keeps an idle connection longer than these ten seconds, so it never closes one as nginx uses it. */
    unsigned each = NGINX_APP_CONNECTIONS / (c->workers ? c->workers : 1) - 2 * KEPT;
    buf_printf(b, "    upstream aplikasi {\n        server \"unix:%s\" max_fails=0 max_conns=%u;\n",
               c->socket, each);
    buf_printf(b, "        keepalive %d;\n", KEPT);
    buf_put(b, SV("        keepalive_timeout 10s;\n"
                  "        keepalive_requests 100000;\n"
                  "    }\n\n"));
}

static void write_static(const struct nginx_conf *c, struct arena *a, struct buf *b)
{
    if (c->dist) {
        buf_printf(b, "        location ^~ /aset/ {\n            alias \"%s/\";\n", c->dist);
        buf_put(
            b,
            SV("            gzip_static on;\n"
               "            gzip_vary on;\n"
               "            add_header Cache-Control $simpan_aset;\n"
               "            add_header X-Content-Type-Options nosniff always;\n"
               "            add_header Referrer-Policy no-referrer always;\n"
               "            add_header Cross-Origin-Resource-Policy same-origin always;\n"
               "            add_header Content-Security-Policy \"default-src 'none'; style-src 'unsafe-inline'; "
               "frame-ancestors 'none'\" always;\n"
               "        }\n"));
    }
    /* Only what is public by its nature: any other file of the ledger's folder does not exist out here. */
    static const struct {
        const char *pattern, *type, *cache;
    } ledger[] = {
        { "checkpoint", "text/plain", "public, max-age=1" },
        { "tile/(?:entries|[0-9]{1,2})/(?:x[0-9]{3}/)*[0-9]{3}(?:[.]p/[0-9]{1,3})?",
          "application/octet-stream", "public, max-age=31536000, immutable" },
    };
    for (size_t i = 0; i < sizeof ledger / sizeof ledger[0]; i++) {
        buf_printf(b, "        location ~ \"^/ledger/((?:[a-z]+(?:-[0-9]+)?/)?%s)$\" {\n", ledger[i].pattern);
        buf_printf(b, "            alias \"%s/ledger/$1\";\n            types { }\n", c->data);
        buf_printf(b, "            default_type %s;\n", ledger[i].type);
        buf_printf(b, "            add_header Cache-Control \"%s\";\n", ledger[i].cache);
        buf_put(b, SV("            add_header Access-Control-Allow-Origin *;\n"
                      "            add_header X-Content-Type-Options nosniff always;\n"
                      "        }\n"));
    }
    buf_printf(
        b,
        "        location ^~ /_nginx/ {\n            internal;\n            alias \"%s/run/nginx/pages/\";\n",
        c->data);
    buf_printf(b, "            add_header Content-Security-Policy \"%.*s\" always;\n",
               SV_FMT(nginx_pages_csp(a)));
    buf_put(b, SV("            add_header X-Content-Type-Options nosniff always;\n"
                  "            add_header Cache-Control no-store always;\n"
                  "            add_header Retry-After 5 always;\n"
                  "        }\n"));
}

/* Headers that name the client are set here and nowhere else: what the client claims is overwritten. */
void nginx_conf_pass(const struct nginx_conf *c, bool mtls, struct buf *b)
{
    const char *port = c->hub && c->cert && c->hub_listen ? strrchr(c->hub_listen, ':') : NULL;

    buf_put(
        b,
        SV("            proxy_pass http://aplikasi;\n"
           "            proxy_http_version 1.1;\n"
           "            proxy_set_header Connection \"\";\n"
           "            proxy_set_header Host $http_host;\n"
           "            proxy_set_header X-Real-IP $remote_addr;\n"
           "            proxy_set_header X-Forwarded-For $remote_addr;\n"
           "            proxy_set_header X-Forwarded-Proto $scheme;\n"
           "            proxy_set_header X-Request-ID $request_id;\n"
           /* Not to be believed but for one thing: somebody else stands between. */
           "            proxy_set_header X-Prasasti-Perantara $perantara;\n"
           "            proxy_set_header If-None-Match $http_if_none_match;\n" /* a cache would take both away */
           "            proxy_set_header If-Modified-Since $http_if_modified_since;\n"
           "            proxy_connect_timeout 2s;\n"
           "            proxy_buffer_size 16k;\n"
           "            proxy_buffers 16 16k;\n"));
    buf_printf(b, "            proxy_set_header " NGINX_CERT_HEADER " %s;\n",
               mtls ? "$ssl_client_escaped_cert" : "\"\"");
    buf_printf(b, "            proxy_set_header " NGINX_HUB_PORT_HEADER " \"%s\";\n", port ? port + 1 : "");
}

static void write_proxy(const struct nginx_conf *c, struct buf *b)
{
    buf_put(b, SV("        location / {\n"));
    nginx_conf_pass(c, false, b);
    buf_put(b, SV("            proxy_read_timeout 120s;\n"
                  "            proxy_cache umum;\n"
                  "            proxy_cache_key $scheme$http_host$request_uri;\n"
                  "            proxy_cache_use_stale updating error timeout;\n"
                  "            proxy_cache_bypass $http_cookie $http_authorization;\n"
                  "            proxy_no_cache $http_cookie $http_authorization;\n"
                  "        }\n"));
}

static void write_server(const struct nginx_conf *c, struct arena *a, struct buf *b)
{
    buf_printf(b, "    server {\n        listen %s%s;\n", c->listen, c->cert ? " ssl http2" : "");
    if (c->cert) {
        buf_printf(b, "        ssl_certificate \"%s\";\n        ssl_certificate_key \"%s\";\n", c->cert,
                   c->key);
        buf_put(b, SV("        ssl_protocols TLSv1.2 TLSv1.3;\n"
                      "        ssl_session_cache shared:tls:4m;\n"
                      "        ssl_session_tickets off;\n"
                      "        error_page 497 =301 https://$http_host$request_uri;\n"));
    }
    buf_put(b, SV("        error_page 502 503 504 =503 $halaman_gangguan;\n"
                  "        error_page 413 /_nginx/terlalu-besar.html;\n"));
    nginx_hub_locations(c, false, b);
    write_static(c, a, b);
    write_proxy(c, b);
    buf_put(b, SV("    }\n"));
}

void nginx_conf_write(const struct nginx_conf *c, struct arena *a, struct buf *b)
{
    write_process(c, b);
    buf_put(b, SV("http {\n"));
    write_types(b);
    write_limits(c, b);
    write_maps(b);
    write_upstream(c, b);
    nginx_hub_http(c, b);
    write_server(c, a, b);
    nginx_hub_server(c, b);
    buf_put(b, SV("}\n"));
}

static bool save_pages(const char *dir, struct arena *a, struct err *e)
{
    size_t n;
    const struct nginx_page *pages = nginx_pages(&n);

    for (size_t i = 0; i < n; i++)
        if (!file_write_atomic(paths_join(dir, pages[i].name, a), pages[i].text, 0644, e))
            return false;
    return true;
}

bool nginx_conf_save(const struct nginx_conf *c, struct arena *a, const char **path, struct err *e)
{
    static const char *const folders[] = { "pages", "tmp", "cache" };
    static const char *const hub[] = { HUB_SEGMENTS, HUB_DOCUMENTS };
    const char *dir = paths_join(c->data, "run/nginx", a), *file = paths_join(dir, "nginx.conf", a);
    struct buf b;

    if (!conf_ok(c, e))
        return false;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        if (!file_mkdirs(paths_join(dir, folders[i], a), 0755, e))
            return false;
    for (size_t i = 0; c->hub && i < sizeof hub / sizeof hub[0]; i++)
        if (!file_mkdirs(paths_join(c->data, hub[i], a), 0755, e))
            return false;
    buf_init(&b, 64 * 1024);
    nginx_conf_write(c, a, &b);
    bool ok = buf_ok(&b, e) && save_pages(paths_join(dir, "pages", a), a, e) &&
              file_write_atomic(file, buf_sv(&b), 0644, e);
    buf_clear(&b);
    if (ok)
        *path = file;
    return ok;
}
