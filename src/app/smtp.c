/* SPDX-License-Identifier: MIT
 * app/smtp.c -- one message through libcurl. Bodies and subjects go as base64 (RFC 2045, RFC 2047), so that no text of a record
 * can become a header line, however it is written. */
#include "app/smtp.h"

#include <assert.h>
#include <curl/curl.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"

enum { MESSAGE_MAX = 256 * 1024, WORD_BYTES = 42, LINE_BYTES = 57, ARENA_BYTES = 1024 * 1024 };

bool smtp_init(struct err *e)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
        return true;
    return err_set(e, ERR_FAULT, T("Pengirim surel tidak dapat disiapkan."));
}

/* --- the message ----------------------------------------------------------------------------------------------------------------- */

static void base64(struct buf *b, const unsigned char *p, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < n; i += 3) {
        unsigned v =
            (unsigned) p[i] << 16 | (i + 1 < n ? (unsigned) p[i + 1] << 8 : 0) | (i + 2 < n ? p[i + 2] : 0);

        buf_char(b, digits[v >> 18 & 63]);
        buf_char(b, digits[v >> 12 & 63]);
        buf_char(b, i + 1 < n ? digits[v >> 6 & 63] : '=');
        buf_char(b, i + 2 < n ? digits[v & 63] : '=');
    }
}

/* Words of at most 75 characters, cut between letters, each an encoded word of its own. */
static void encoded(struct buf *b, struct sv s)
{
    for (size_t i = 0; i < s.n;) {
        size_t n = s.n - i < WORD_BYTES ? s.n - i : WORD_BYTES;

        while (n > 1 && i + n < s.n && ((unsigned char) s.p[i + n] & 0xc0) == 0x80)
            n--;
        buf_put(b, i ? SV("\r\n =?UTF-8?B?") : SV("=?UTF-8?B?"));
        base64(b, (const unsigned char *) s.p + i, n);
        buf_put(b, SV("?="));
        i += n;
    }
}

static void body(struct buf *b, struct sv s, struct sv site)
{
    struct buf text;

    buf_init(&text, MESSAGE_MAX);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\n' && (!i || s.p[i - 1] != '\r'))
            buf_char(&text, '\r');
        buf_char(&text, s.p[i]);
    }
    buf_put(
        &text,
        SV(T("\r\n\r\n--\r\nDikirim oleh Prasasti; jangan dibalas. Surel ini dapat dimatikan di Akun saya")));
    if (site.n) {
        buf_put(&text, SV(": "));
        buf_put(&text, site);
        buf_put(&text, SV("/akun"));
    }
    buf_put(&text, SV("\r\n"));
    for (size_t i = 0; i < text.n; i += LINE_BYTES) {
        base64(b, (const unsigned char *) text.p + i, text.n - i < LINE_BYTES ? text.n - i : LINE_BYTES);
        buf_put(b, SV("\r\n"));
    }
    buf_clear(&text);
}

static void date_line(struct buf *b, int64_t now)
{
    static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    struct date d = date_of_time(now, 0);
    int64_t s = now - time_of_date(d, 0);

    buf_printf(b, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n", days[date_weekday(d) - 1], d.d,
               months[d.m - 1], d.y, (int) (s / 3600), (int) (s / 60 % 60), (int) (s % 60));
}

static struct sv domain_of(struct sv address)
{
    ptrdiff_t at = sv_find(address, SV("@"));

    return at < 0 ? SV("localhost") : sv_sub(address, (size_t) at + 1, address.n);
}

bool smtp_message(const struct mail_conf *c, const struct mail *m, int64_t now, struct buf *out,
                  struct err *e)
{
    if (!mail_address_ok(c->sender) || !mail_address_ok(m->to))
        return err_set(e, ERR_INPUT, T("Alamat surel pengirim atau tujuan tidak benar."));
    date_line(out, now);
    buf_put(out, SV("From: "));
    encoded(out, c->sender_name.n ? c->sender_name : SV("Prasasti"));
    buf_printf(out, " <%.*s>\r\nTo: <%.*s>\r\nSubject: ", SV_FMT(c->sender), SV_FMT(m->to));
    encoded(out, m->subject);
    /* The same message tried again bears the same id, so that a server that had it already can tell. */
    buf_printf(out, "\r\nMessage-ID: <prasasti-%lld-%.*s@%.*s>\r\n", (long long) m->id,
               m->made.n >= 19 ? 19 : (int) m->made.n, m->made.p ? m->made.p : "",
               SV_FMT(domain_of(c->sender)));
    buf_put(out, SV("Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"));
    body(out, m->body, c->site);
    return buf_ok(out, e);
}

/* --- the way ---------------------------------------------------------------------------------------------------------------------- */

struct upload {
    struct sv left;
};

static size_t give(char *to, size_t size, size_t n, void *ctx)
{
    struct upload *u = ctx;
    size_t k = size * n < u->left.n ? size * n : u->left.n;

    memcpy(to, u->left.p, k);
    u->left = sv_sub(u->left, k, u->left.n);
    return k;
}

static int watch(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct smtp_stop *stop = ctx;

    (void) a, (void) b, (void) c, (void) d;
    return stop->asked(stop->ctx);
}

/* What the administrator can do about it; the server's own answer goes along. */
static bool explain(CURLcode code, long answer, const char *said, bool *for_good, struct err *e)
{
    *for_good = false;
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        err_set(e, ERR_BUSY, T("Server surel tidak ditemukan: nama hostnya tidak dikenal."));
        err_hint(e, T("Periksa nama server di Pengaturan, Surel."));
        break;
    case CURLE_COULDNT_CONNECT:
        err_set(e, ERR_BUSY, T("Server surel tidak menjawab pada port itu."));
        err_hint(e, T("Periksa port dan firewall, atau tunggu sampai server surel hidup lagi."));
        break;
    case CURLE_OPERATION_TIMEDOUT: err_set(e, ERR_BUSY, T("Server surel terlalu lama menjawab.")); break;
    case CURLE_LOGIN_DENIED:
        err_set(e, ERR_DENIED, T("Server surel menolak nama pengguna atau kata sandi (%ld)."), answer);
        err_hint(e, T("Periksa nama pengguna dan isi lagi kata sandinya."));
        break;
    case CURLE_USE_SSL_FAILED:
        err_set(e, ERR_FAULT, T("Server surel tidak menyediakan STARTTLS."));
        err_hint(e, T("Pilih cara pengamanan yang lain, atau hubungi pengelola server surel."));
        break;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
        err_set(e, ERR_FAULT, T("Sertifikat server surel tidak dapat dipercaya atau bukan untuk nama itu."));
        err_hint(
            e,
            T("Pakai nama host yang tertulis di sertifikatnya, atau pasang sertifikat penerbitnya di server."));
        break;
    default:
        if (answer >= 500) {
            err_set(e, ERR_DENIED, T("Server surel menolak pesan ini (%ld)."), answer);
            err_hint(e, T("Periksa alamat tujuan dan alamat pengirim."));
            *for_good = true;
        } else if (answer >= 400) {
            err_set(e, ERR_BUSY, T("Server surel meminta mencoba lagi nanti (%ld)."), answer);
        } else {
            err_set(e, ERR_FAULT, T("Surel tidak dapat dikirim: %s"), curl_easy_strerror(code));
        }
    }
    return err_cause(e, "%s", said[0] ? said : curl_easy_strerror(code));
}

static void choose(CURL *h, const struct mail_conf *c, struct sv password, struct arena *a)
{
    const char *authorities = getenv("SSL_CERT_FILE");

    curl_easy_setopt(h, CURLOPT_URL,
                     arena_printf(a, "%s://%.*s:%lld/", c->tls == MAIL_TLS ? "smtps" : "smtp",
                                  SV_FMT(c->host), (long long) c->port)
                         .p);
    curl_easy_setopt(h, CURLOPT_USE_SSL, (long) (c->tls == MAIL_PLAIN ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (authorities && authorities[0])
        curl_easy_setopt(h, CURLOPT_CAINFO, authorities);
    if (c->user.n) {
        curl_easy_setopt(h, CURLOPT_USERNAME, sv_cstr(c->user, a));
        curl_easy_setopt(h, CURLOPT_PASSWORD, sv_cstr(password, a));
    }
}

bool smtp_send(const struct mail_conf *c, struct sv password, const struct mail *m, int64_t now,
               const struct smtp_stop *stop, bool *for_good, struct err *e)
{
    char said[CURL_ERROR_SIZE] = "";
    struct arena *a = arena_new(ARENA_BYTES);
    struct curl_slist *to = NULL;
    struct upload u;
    struct buf b;
    CURL *h = curl_easy_init();
    CURLcode code;
    long answer = 0;
    bool ok;

    buf_init(&b, MESSAGE_MAX);
    *for_good = true;
    ok = h ? smtp_message(c, m, now, &b, e)
           : err_set(e, ERR_FAULT, T("Pengirim surel tidak dapat disiapkan."));
    if (!ok)
        goto out;
    u.left = buf_sv(&b);
    to = curl_slist_append(NULL, arena_printf(a, "<%.*s>", SV_FMT(m->to)).p);
    choose(h, c, password, a);
    curl_easy_setopt(h, CURLOPT_MAIL_FROM, arena_printf(a, "<%.*s>", SV_FMT(c->sender)).p);
    curl_easy_setopt(h, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(h, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(h, CURLOPT_READDATA, &u);
    curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_TIMEOUT, (long) SMTP_TIMEOUT_S);
    curl_easy_setopt(h, CURLOPT_ERRORBUFFER, said);
    if (stop->asked) {
        curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, watch);
        curl_easy_setopt(h, CURLOPT_XFERINFODATA, stop);
        curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
    }
    code = curl_easy_perform(h);
    curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &answer);
    ok = code == CURLE_OK || explain(code, answer, said, for_good, e);
out:
    curl_slist_free_all(to);
    if (h)
        curl_easy_cleanup(h);
    buf_clear(&b);
    arena_free(a);
    return ok;
}
