/* SPDX-License-Identifier: MIT
 * app/witness_http.c -- the only place where the ledger process speaks HTTP: one POST to a witness, through libcurl. */
#include "app/witness_ask.h"

#include <curl/curl.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum { CONNECT_MS = 3000, TOTAL_MS = 10000, ANSWER_MAX = 64 * 1024 };

static size_t take(char *p, size_t size, size_t n, void *ctx)
{
    struct buf *b = ctx;

    buf_put(b, (struct sv){ p, size * n });
    return b->failed ? 0 : size * n;
}

static int told_to_stop(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const bool *stop = ctx;

    (void) a;
    (void) b;
    (void) c;
    (void) d;
    return __atomic_load_n(stop, __ATOMIC_RELAXED);
}

static CURLcode set_up(CURL *c, const char *url, struct sv body, struct curl_slist *headers, struct buf *out,
                       const bool *stop, char *why)
{
    const struct {
        CURLoption option;
        long value;
    } numbers[] = { { CURLOPT_POST, 1 },
                    { CURLOPT_POSTFIELDSIZE, (long) body.n },
                    { CURLOPT_NOSIGNAL, 1 },
                    { CURLOPT_FOLLOWLOCATION, 0 }, /* a witness is who it is, not who it points to */
                    { CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS },
                    { CURLOPT_TIMEOUT_MS, TOTAL_MS },
                    { CURLOPT_NOPROGRESS, 0 } };
    CURLcode rc = curl_easy_setopt(c, CURLOPT_URL, url);

    for (size_t i = 0; rc == CURLE_OK && i < sizeof numbers / sizeof numbers[0]; i++)
        rc = curl_easy_setopt(c, numbers[i].option, numbers[i].value);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(c, CURLOPT_POSTFIELDS, body.p);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(c, CURLOPT_WRITEDATA, out);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, told_to_stop);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(c, CURLOPT_XFERINFODATA, (void *) (uintptr_t) stop);
    return rc == CURLE_OK ? curl_easy_setopt(c, CURLOPT_ERRORBUFFER, why) : rc;
}

bool witness_post(struct sv url, struct sv body, const bool *stop, struct arena *a, int *status,
                  struct sv *answer, struct err *e)
{
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: text/plain; charset=utf-8");
    char why[CURL_ERROR_SIZE] = "";
    CURL *c = curl_easy_init();
    struct buf out;
    long code = 0;
    CURLcode rc = CURLE_OUT_OF_MEMORY;

    buf_init(&out, ANSWER_MAX);
    if (c && headers)
        rc = set_up(c, sv_cstr(url, a), body, headers, &out, stop, why);
    if (rc == CURLE_OK)
        rc = curl_easy_perform(c);
    if (rc == CURLE_OK)
        rc = curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &code);
    if (rc == CURLE_OK) {
        *status = (int) code;
        *answer = arena_dup(a, buf_sv(&out));
    } else {
        err_set(e, ERR_BUSY, T("Saksi tidak menjawab."));
        err_cause(e, "%.*s: %s", SV_FMT(url), why[0] ? why : curl_easy_strerror(rc));
    }
    buf_clear(&out);
    curl_slist_free_all(headers);
    curl_easy_cleanup(c);
    return rc == CURLE_OK;
}
