/* SPDX-License-Identifier: MIT
 * app/gateway_http.c -- calls to a national gateway. */
#include "app/gateway_http.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"

enum { CONNECT_MS = 5000, TOTAL_MS = 20000, ANSWER_MAX = 256 * 1024 };

/* --- addresses ------------------------------------------------------------------------------------------------------ */

/* "host:port" of "scheme://host:port/…", SV_NULL when there is none or a user stands before it. */
static struct sv authority_of(struct sv url, struct sv *path)
{
    ptrdiff_t at = sv_find(url, SV("://"));
    struct sv rest = at < 0 ? SV_NULL : sv_sub(url, (size_t) at + 3, url.n);
    size_t n = 0;

    while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?')
        n++;
    *path = sv_sub(rest, n, rest.n);
    rest = sv_sub(rest, 0, n);
    return rest.n && sv_find(rest, SV("@")) < 0 ? rest : SV_NULL;
}

static bool is_this_machine(struct sv authority)
{
    static const struct sv names[] = { SV_INIT("127.0.0.1"), SV_INIT("localhost"), SV_INIT("[::1]") };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (sv_starts(authority, names[i]) && (authority.n == names[i].n || authority.p[names[i].n] == ':'))
            return true;
    return false;
}

bool gateway_url_ok(struct sv url)
{
    struct sv path, authority = authority_of(url, &path);

    for (size_t i = 0; i < url.n; i++)
        if ((unsigned char) url.p[i] <= ' ' || (unsigned char) url.p[i] >= 0x7f || url.p[i] == '#' ||
            url.p[i] == '\\')
            return false;
    return authority.n &&
           (sv_starts(url, SV("https://")) || (sv_starts(url, SV("http://")) && is_this_machine(authority)));
}

bool gateway_below(struct sv base, struct sv url)
{
    while (base.n && base.p[base.n - 1] == '/')
        base.n--;
    return gateway_url_ok(base) && gateway_url_ok(url) && sv_starts(url, base) &&
           (url.n == base.n || url.p[base.n] == '/');
}

struct sv gateway_escape(struct sv s, struct arena *a)
{
    static const char hex[] = "0123456789ABCDEF";
    char *out = ARENA_ARRAY(a, char, 3 * s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char) s.p[i];

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            (c && strchr("-._~", c))) {
            out[n++] = (char) c;
        } else {
            out[n++] = '%';
            out[n++] = hex[c >> 4];
            out[n++] = hex[c & 15];
        }
    }
    return (struct sv){ out, n };
}

/* --- one call ------------------------------------------------------------------------------------------------------- */

static size_t take(char *p, size_t size, size_t n, void *ctx)
{
    struct buf *b = ctx;

    buf_put(b, (struct sv){ p, size * n });
    return b->failed ? 0 : size * n;
}

static int told_to_stop(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const atomic_bool *stop = ctx;

    (void) a, (void) b, (void) c, (void) d;
    return stop && atomic_load(stop);
}

static bool explain(CURLcode rc, const char *said, struct err *e)
{
    switch (rc) {
    case CURLE_COULDNT_RESOLVE_HOST:
        err_set(e, ERR_BUSY, T("Nama server gerbang tidak ditemukan"));
        err_hint(e, T("Periksa alamatnya, atau tanyakan kepada pengelola gerbang."));
        break;
    case CURLE_COULDNT_CONNECT:
        err_set(e, ERR_BUSY, T("Gerbang tidak dapat dihubungi"));
        err_hint(
            e,
            T("Dicoba lagi sendiri. Bila berlama-lama: periksa jaringan ke gerbang, atau hubungi pengelolanya."));
        break;
    case CURLE_OPERATION_TIMEDOUT:
        err_set(e, ERR_BUSY, T("Gerbang terlalu lama menjawab"));
        err_hint(e, T("Dicoba lagi sendiri. Bila berlama-lama, hubungi pengelola gerbang."));
        break;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
        err_set(
            e, ERR_FAULT,
            T("Sertifikat gerbang tidak dapat dipercaya: kedaluwarsa, bukan untuk nama itu, atau penerbitnya tidak dikenal"));
        err_hint(e, T("Hubungi pengelola gerbang; rahasia tidak dikirim selama sertifikatnya belum benar."));
        break;
    case CURLE_WRITE_ERROR: err_set(e, ERR_FAULT, T("Jawaban gerbang terlalu besar")); break;
    default:
        err_set(e, ERR_BUSY, T("Percakapan dengan gerbang terputus"));
        err_hint(e, T("Dicoba lagi sendiri."));
    }
    return err_cause(e, "%s", said[0] ? said : curl_easy_strerror(rc));
}

static curl_mime *parts_of(CURL *h, const struct gateway_call *c)
{
    curl_mime *m = curl_mime_init(h);

    for (size_t i = 0; m && i < c->n_parts; i++) {
        curl_mimepart *p = curl_mime_addpart(m);

        curl_mime_name(p, c->parts[i].name);
        curl_mime_data(p, c->parts[i].data.p, c->parts[i].data.n);
        if (c->parts[i].file_name)
            curl_mime_filename(p, c->parts[i].file_name);
        if (c->parts[i].type)
            curl_mime_type(p, c->parts[i].type);
    }
    return m;
}

static void limits(CURL *h, const struct gateway_call *c)
{
    const char *authorities = getenv("SSL_CERT_FILE");

    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, sv_starts(c->url, SV("https://")) ? "https" : "http");
    curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, (long) CONNECT_MS);
    curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, (long) TOTAL_MS);
    curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, told_to_stop);
    curl_easy_setopt(h, CURLOPT_XFERINFODATA, (void *) (uintptr_t) c->stop);
    if (authorities && authorities[0])
        curl_easy_setopt(h, CURLOPT_CAINFO, authorities);
}

static void prepare(CURL *h, const struct gateway_call *c, curl_mime *mime, struct curl_slist *headers,
                    struct buf *out, char *said, struct arena *a)
{
    limits(h, c);
    curl_easy_setopt(h, CURLOPT_URL, sv_cstr(c->url, a));
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, out);
    curl_easy_setopt(h, CURLOPT_ERRORBUFFER, said);
    if (mime)
        curl_easy_setopt(h, CURLOPT_MIMEPOST, mime);
    else if (strcmp(c->method, "GET") != 0) {
        curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE, (long) c->form.n);
        curl_easy_setopt(h, CURLOPT_COPYPOSTFIELDS, c->form.n ? c->form.p : "");
    }
    curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, c->method);
    if (c->user.n) {
        curl_easy_setopt(h, CURLOPT_HTTPAUTH, (long) CURLAUTH_BASIC);
        curl_easy_setopt(h, CURLOPT_USERNAME, sv_cstr(c->user, a));
        curl_easy_setopt(h, CURLOPT_PASSWORD, sv_cstr(c->password, a));
    }
}

bool gateway_http(const struct gateway_call *c, struct arena *a, long *status, struct sv *answer,
                  struct err *e)
{
    struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
    char said[CURL_ERROR_SIZE] = "";
    CURL *h = NULL;
    curl_mime *mime = NULL;
    struct buf out;
    CURLcode rc;
    bool ok;

    if (!gateway_url_ok(c->url)) {
        curl_slist_free_all(headers);
        err_set(e, ERR_INPUT,
                T("Alamat gerbang harus diawali https:// (http:// hanya untuk mesin ini sendiri)"));
        return err_hint(e, T("Perbaiki alamatnya pada sambungan itu."));
    }
    buf_init(&out, ANSWER_MAX);
    h = curl_easy_init();
    mime = h && c->n_parts ? parts_of(h, c) : NULL;
    if (c->bearer.n)
        headers =
            curl_slist_append(headers, arena_printf(a, "Authorization: Bearer %.*s", SV_FMT(c->bearer)).p);
    ok = h && headers && (mime || !c->n_parts);
    if (!ok) {
        err_set(e, ERR_FAULT, T("Memori habis."));
    } else {
        prepare(h, c, mime, headers, &out, said, a);
        rc = curl_easy_perform(h);
        ok = rc == CURLE_OK || explain(rc, said, e);
    }
    if (ok) {
        curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, status);
        *answer = arena_dup(a, buf_sv(&out));
    }
    buf_clear(&out);
    curl_mime_free(mime);
    curl_slist_free_all(headers);
    if (h)
        curl_easy_cleanup(h);
    return ok;
}
