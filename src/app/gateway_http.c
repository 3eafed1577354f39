/* SPDX-License-Identifier: MIT
 * app/gateway_http.c -- calls to a national gateway. */
#include "app/gateway_http.h"

#include <assert.h>
#include <curl/curl.h>
#include <poll.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"

enum { CONNECT_MS = 5000, TOTAL_MS = 20000, ANSWER_MAX = 256 * 1024 };

struct gateway_wire {
    CURLM *m;
};

struct gateway_flight {
    CURL *h;
    struct gateway_wire *wire; /* NULL: of gateway_http() */
    struct curl_slist *headers;
    curl_mime *mime;
    struct buf out;
    char said[CURL_ERROR_SIZE];
    CURLcode rc;
    bool ended;
};

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
    /* Each call stands alone: its own connection, its own look at the certificate. */
    curl_easy_setopt(h, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(h, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    /* Who gives up on a name server that hangs does not wait for it: libcurl's helper thread ends by itself. */
    curl_easy_setopt(h, CURLOPT_QUICK_EXIT, 1L);
    if (authorities && authorities[0])
        curl_easy_setopt(h, CURLOPT_CAINFO, authorities);
}

/* libcurl copies every text it is told. */
static void prepare(struct gateway_flight *f, const struct gateway_call *c, struct arena *a)
{
    CURL *h = f->h;

    limits(h, c);
    curl_easy_setopt(h, CURLOPT_URL, sv_cstr(c->url, a));
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, f->headers);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, &f->out);
    curl_easy_setopt(h, CURLOPT_ERRORBUFFER, f->said);
    curl_easy_setopt(h, CURLOPT_PRIVATE, f);
    if (f->mime)
        curl_easy_setopt(h, CURLOPT_MIMEPOST, f->mime);
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

/* --- one call ------------------------------------------------------------------------------------------------------- */

void gateway_cancel(struct gateway_flight *f)
{
    if (!f)
        return;
    if (f->wire)
        curl_multi_remove_handle(f->wire->m, f->h);
    if (f->h)
        curl_easy_cleanup(f->h);
    curl_mime_free(f->mime);
    curl_slist_free_all(f->headers);
    buf_clear(&f->out);
    free(f);
}

static struct gateway_flight *no_memory(struct gateway_flight *f, struct err *e)
{
    gateway_cancel(f);
    err_set(e, ERR_FAULT, T("Memori habis."));
    return NULL;
}

static struct gateway_flight *flight_new(const struct gateway_call *c, struct arena *a, struct err *e)
{
    struct gateway_flight *f;
    bool ok;

    if (!gateway_url_ok(c->url)) {
        err_set(e, ERR_INPUT,
                T("Alamat gerbang harus diawali https:// (http:// hanya untuk mesin ini sendiri)"));
        err_hint(e, T("Perbaiki alamatnya pada sambungan itu."));
        return NULL;
    }
    if (!(f = calloc(1, sizeof *f)))
        return no_memory(NULL, e);
    buf_init(&f->out, ANSWER_MAX);
    f->headers = curl_slist_append(NULL, "Accept: application/json");
    f->h = curl_easy_init();
    f->mime = f->h && c->n_parts ? parts_of(f->h, c) : NULL;
    ok = f->h && f->headers && (f->mime || !c->n_parts);
    if (ok && c->bearer.n)
        ok = curl_slist_append(f->headers,
                               arena_printf(a, "Authorization: Bearer %.*s", SV_FMT(c->bearer)).p) != NULL;
    if (!ok)
        return no_memory(f, e);
    prepare(f, c, a);
    return f;
}

bool gateway_finish(struct gateway_flight *f, struct arena *a, long *status, struct sv *answer, struct err *e)
{
    bool ok = f->rc == CURLE_OK || explain(f->rc, f->said, e);

    assert(f->ended);
    if (ok) {
        curl_easy_getinfo(f->h, CURLINFO_RESPONSE_CODE, status);
        *answer = arena_dup(a, buf_sv(&f->out));
    }
    gateway_cancel(f);
    return ok;
}

bool gateway_http(const struct gateway_call *c, struct arena *a, long *status, struct sv *answer,
                  struct err *e)
{
    struct gateway_flight *f = flight_new(c, a, e);

    if (!f)
        return false;
    f->rc = curl_easy_perform(f->h);
    f->ended = true;
    return gateway_finish(f, a, status, answer, e);
}

/* --- several at once --------------------------------------------------------------------------------------------------- */

struct gateway_wire *gateway_wire_new(void)
{
    struct gateway_wire *w = calloc(1, sizeof *w);

    if (w && !(w->m = curl_multi_init())) {
        free(w);
        return NULL;
    }
    return w;
}

void gateway_wire_free(struct gateway_wire *w)
{
    if (w)
        curl_multi_cleanup(w->m);
    free(w);
}

struct gateway_flight *gateway_begin(struct gateway_wire *w, const struct gateway_call *c, struct arena *a,
                                     struct err *e)
{
    struct gateway_flight *f = flight_new(c, a, e);

    if (!f)
        return NULL;
    if (curl_multi_add_handle(w->m, f->h) != CURLM_OK)
        return no_memory(f, e);
    f->wire = w;
    return f;
}

bool gateway_ended(const struct gateway_flight *f)
{
    return f->ended;
}

static bool any_ended(struct gateway_wire *w)
{
    bool any = false;
    int left;

    for (CURLMsg *m; (m = curl_multi_info_read(w->m, &left)) != NULL;) {
        struct gateway_flight *f = NULL;

        if (m->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **) &f);
        f->rc = m->data.result;
        f->ended = any = true;
    }
    return any;
}

void gateway_wire_wait(struct gateway_wire *w, int timeout_ms)
{
    int64_t until = time_now_ms() + timeout_ms, left;
    int running;

    do {
        curl_multi_perform(w->m, &running);
        left = until - time_now_ms();
        if (any_ended(w) || left <= 0)
            return;
    } while (curl_multi_poll(w->m, NULL, 0, (int) left, NULL) == CURLM_OK);
    poll(NULL, 0, (int) left); /* no memory to wait with: nobody is helped by going round faster */
}
