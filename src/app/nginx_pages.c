/* SPDX-License-Identifier: MIT
 * app/nginx_pages.c -- the few answers that nginx gives without the application. */
#include "app/nginx_conf.h"

#include "base/arena.h"
#include "base/hash.h"

#include <assert.h>

#define STYLE                                                                                                        \
    "body{font:1.05rem/1.6 system-ui,sans-serif;max-width:34rem;margin:15vh auto 0;padding:0 1.25rem;color:#1f2937;" \
    "background:#f8fafc}h1{font-size:1.5rem;line-height:1.3;margin:0 0 .75rem}p{margin:0 0 1rem}"                    \
    "hr{border:0;border-top:4px solid #b91c1c;width:4rem;margin:0 0 1.5rem}"                                         \
    "@media (prefers-color-scheme:dark){body{background:#0f172a;color:#e2e8f0}}"

#define PAGE(title, body)                                                                              \
    "<!doctype html>\n<html lang=\"id\"><head><meta charset=\"utf-8\">"                                \
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" title "</title>" \
    "<style>" STYLE "</style></head>\n<body><hr><main><h1>" title "</h1>\n" body "</main></body></html>\n"

static_assert(NGINX_BODY_MIB == 64, "the page below names the limit");

const struct nginx_page *nginx_pages(size_t *n)
{
    static const struct nginx_page pages[] = {
        { "gangguan.html",
          SV_INIT(PAGE(
              "Layanan belum dapat menjawab",
              "<p>Aplikasi sedang dimulai ulang atau sedang sangat sibuk. Biasanya pulih dalam beberapa detik.</p>\n"
              "<p><strong>Muat ulang halaman ini</strong> sebentar lagi. Bila Anda baru mengirim formulir, peramban "
              "menawarkan untuk mengirimnya kembali; isian tidak hilang selama halaman ini belum ditutup.</p>\n"
              "<p>Bila tetap begini lebih dari lima menit, hubungi pengelola sistem.</p>\n")) },
        { "gangguan.json",
          SV_INIT(
              "{\"type\":\"about:blank\",\"title\":\"Layanan belum dapat menjawab\",\"status\":503,"
              "\"detail\":\"Aplikasi sedang dimulai ulang atau sedang sangat sibuk. Ulangi sebentar lagi.\"}\n") },
        { "terlalu-besar.html",
          SV_INIT(PAGE(
              "Berkas terlalu besar",
              "<p>Yang dikirim melebihi batas 64 MiB, jadi tidak ada yang disimpan.</p>\n"
              "<p>Kembali ke halaman sebelumnya, lalu pilih berkas yang lebih kecil atau bagi berkas itu.</p>\n")) },
    };

    *n = sizeof pages / sizeof pages[0];
    return pages;
}

struct sv nginx_pages_csp(struct arena *a)
{
    struct digest d = sha256(SV(STYLE));
    struct sv code = base64_make(digest_sv(&d), a);

    return arena_printf(a,
                        "default-src 'none'; style-src 'sha256-%.*s'; base-uri 'none'; form-action 'none'; "
                        "frame-ancestors 'none'",
                        SV_FMT(code));
}
