/* SPDX-License-Identifier: MIT
 * The real server on a UNIX socket, spoken to in raw HTTP: pages, failures, logins and forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "web_app.h"

/* --- reading pages ------------------------------------------------------------------------------------------------------ */

static void pages(void **state)
{
    static const struct row rows[] = {
        { "a page",
          SV_INIT("GET /halo HTTP/1.1\r\nX-Real-IP: 10.1.2.3\r\n" END),
          200,
          { "<p>halo tamu dari 10.1.2.3</p>", "Content-Type: text/html; charset=utf-8",
            "Cache-Control: no-store" },
          NULL },
        { "the security headers",
          SV_INIT("GET / HTTP/1.1\r\n" END),
          200,
          { "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'\r\n",
            "X-Content-Type-Options: nosniff", "Referrer-Policy: same-origin",
            "Cross-Origin-Opener-Policy: same-origin" },
          NULL },
        { "an address made up by the client is not repeated",
          SV_INIT("GET /halo HTTP/1.1\r\nX-Real-IP: <b>\r\n" END),
          200,
          { "dari lokal" },
          "<b>" },
        { "HEAD has the length and no body",
          SV_INIT("HEAD /halo HTTP/1.1\r\n" END),
          200,
          { "Content-Length: 27", "Content-Type: text/html" },
          "<p>" },
        { "the id nginx gave comes back",
          SV_INIT("GET / HTTP/1.1\r\nX-Request-Id: abc-123\r\n" END),
          200,
          { "X-Request-Id: abc-123\r\n" },
          NULL },
        { "nothing there",
          SV_INIT("GET /tidak/ada HTTP/1.1\r\n" END),
          404,
          { "Tidak ditemukan", "Halaman /tidak/ada tidak ada", "X-Content-Type-Options: nosniff" },
          NULL },
        { "nothing there, for a program",
          SV_INIT("GET /api/tidak/ada HTTP/1.1\r\n" END),
          404,
          { "application/problem+json", "\"status\":404", "\"title\":\"Tidak ditemukan\"",
            "\"id_permintaan\":\"" },
          NULL },
        { "HEAD of nothing", SV_INIT("HEAD /tidak HTTP/1.1\r\n" END), 404, { NULL }, "<p>" },
        { "other method", SV_INIT("DELETE /halo HTTP/1.1\r\n" END), 405, { "Allow: GET, HEAD\r\n" }, NULL },
        { "other method of two",
          SV_INIT("PUT /isi HTTP/1.1\r\n" AS_ANI END),
          405,
          { "Allow: GET, HEAD, POST\r\n" },
          NULL },
        { "a method nobody knows",
          SV_INIT("BREW /halo HTTP/1.1\r\n" END),
          405,
          { "Allow: GET, HEAD\r\n" },
          NULL },
        { "a slash too many",
          SV_INIT("GET /halo/?a=1 HTTP/1.1\r\n" END),
          308,
          { "Location: /halo?a=1\r\n" },
          NULL },
        { "a slash too many, empty query",
          SV_INIT("GET /halo/? HTTP/1.1\r\n" END),
          308,
          { "Location: /halo\r\n" },
          NULL },
        { "two slashes", SV_INIT("GET //halo HTTP/1.1\r\n" END), 400, { "dua garis miring" }, NULL },
        { "up", SV_INIT("GET /a/../halo HTTP/1.1\r\n" END), 400, { "Permintaan tidak terbaca" }, NULL },
        { "slash in code", SV_INIT("GET /a%2fhalo HTTP/1.1\r\n" END), 400, { "garis miring" }, NULL },
        { "NUL in code", SV_INIT("GET /halo%00 HTTP/1.1\r\n" END), 400, { "karakter kendali" }, NULL },
        { "NUL in the query", SV_INIT("GET /halo?a=%00 HTTP/1.1\r\n" END), 400, { "NUL" }, NULL },
        { "a query that is not UTF-8", SV_INIT("GET /halo?a=%ff HTTP/1.1\r\n" END), 400, { "UTF-8" }, NULL },
        { "a broken query", SV_INIT("GET /halo?a=%f HTTP/1.1\r\n" END), 400, { "persen" }, NULL },
        { "GET with a body",
          SV_INIT("GET /halo HTTP/1.1\r\nContent-Length: 1\r\n" END "x"),
          400,
          { "tidak boleh membawa isi" },
          NULL },
        { "a header that may come once, twice",
          SV_INIT("GET /halo HTTP/1.1\r\nX-Real-IP: 1\r\nX-Real-IP: 2\r\n" END),
          400,
          { "X-Real-IP dikirim lebih dari sekali" },
          NULL },
        { "links with another query",
          SV_INIT("GET /tautan?q=a%26b&h=2&lanjut=/r/x HTTP/1.1\r\n" END),
          200,
          { "ganti ?q=a%26b&h=3&lanjut=%2Fr%2Fx ", "hapus ?q=a%26b&lanjut=%2Fr%2Fx ", "&baru=a%20b%26c ",
            "lanjut /r/x" },
          NULL },
        { "lanjut to another site",
          SV_INIT("GET /tautan?lanjut=//jahat.example HTTP/1.1\r\n" END),
          200,
          { "lanjut " },
          "lanjut //" },
        { "a field twice where one is wanted",
          SV_INIT("GET /tautan?sekali=1&sekali=2 HTTP/1.1\r\n" END),
          422,
          { "dikirim 2 kali" },
          NULL },
    };

    RUN(*state, rows);
}

static void failures(void **state)
{
    static const struct row rows[] = {
        { "input",
          SV_INIT("GET /gagal/input HTTP/1.1\r\n" END),
          422,
          { "Sengaja &lt;gagal&gt;", "Jangan buka halaman ini.", "Nomor permintaan" },
          "rahasia dapur" },
        { "what was half done is dropped",
          SV_INIT("GET /gagal/input HTTP/1.1\r\n" END),
          422,
          { NULL },
          "etengah" },
        { "denied", SV_INIT("GET /gagal/denied HTTP/1.1\r\n" END), 403, { "Tidak diizinkan" }, NULL },
        { "missing", SV_INIT("GET /gagal/missing HTTP/1.1\r\n" END), 404, { NULL }, NULL },
        { "conflict", SV_INIT("GET /gagal/conflict HTTP/1.1\r\n" END), 409, { NULL }, "Retry-After" },
        { "busy", SV_INIT("GET /gagal/busy HTTP/1.1\r\n" END), 503, { "Retry-After: 5\r\n" }, NULL },
        { "fault",
          SV_INIT("GET /gagal/fault HTTP/1.1\r\n" END),
          500,
          { "Kesalahan sistem" },
          "rahasia dapur" },
        { "a status of its own",
          SV_INIT("GET /gagal/versi HTTP/1.1\r\n" END),
          412,
          { "Data sudah berubah" },
          NULL },
        { "for a program",
          SV_INIT("GET /api/gagal/conflict HTTP/1.1\r\n" END),
          409,
          { "Content-Type: application/problem+json", "{\"type\":\"about:blank\",\"title\":\"Bertabrakan",
            "\"detail\":\"Sengaja <gagal>\"", "\"petunjuk\":\"Jangan buka halaman ini.\"" },
          "rahasia dapur" },
        { "a page asked for as JSON",
          SV_INIT("GET /gagal/conflict HTTP/1.1\r\n" JSON END),
          409,
          { "application/problem+json" },
          NULL },
        { "a browser takes anything, but gets a page",
          SV_INIT("GET /gagal/conflict HTTP/1.1\r\nAccept: text/html,application/json;q=0.9\r\n" END),
          409,
          { "text/html" },
          NULL },
        { "who asks cannot be found out",
          SV_INIT("GET /halo HTTP/1.1\r\nCookie: sesi=rusak\r\n" END),
          503,
          { "Basis data sibuk" },
          NULL },
        { "the answer is larger than its ceiling",
          SV_INIT("GET /besar/4000 HTTP/1.1\r\n" END),
          500,
          { "melebihi batas 2048 KiB" },
          "0123456789abcdef" },
        { "a folder instead of a file",
          SV_INIT("GET /bukan-berkas HTTP/1.1\r\n" END),
          404,
          { "Berkas ini tidak ada" },
          NULL },
    };

    RUN(*state, rows);
}

/* --- who asks ----------------------------------------------------------------------------------------------------------- */

static void logins(void **state)
{
    static const struct row rows[] = {
        { "a page behind the login leads there and back",
          SV_INIT("GET /rahasia?a=1 HTTP/1.1\r\n" END),
          303,
          { "Location: /masuk?lanjut=%2Frahasia%3Fa%3D1\r\n" },
          NULL },
        { "with a session", SV_INIT("GET /rahasia HTTP/1.1\r\n" AS_ANI END), 200, { "halo ani" }, NULL },
        { "with a token",
          SV_INIT("GET /rahasia HTTP/1.1\r\nAuthorization: Bearer tok-ani\r\n" END),
          200,
          { "halo ani" },
          NULL },
        { "with a wrong token",
          SV_INIT("GET /rahasia HTTP/1.1\r\nAuthorization: Bearer tok-budi\r\n" END),
          303,
          { NULL },
          NULL },
        { "two session cookies that differ",
          SV_INIT("GET /rahasia HTTP/1.1\r\nCookie: sesi=ani; sesi=budi\r\n" END),
          303,
          { NULL },
          NULL },
        { "a program is told what to bring",
          SV_INIT("POST /api/gema HTTP/1.1\r\nContent-Length: 0\r\n" END),
          401,
          { "WWW-Authenticate: Bearer realm=\"Prasasti\"", "application/problem+json" },
          NULL },
        { "git is told what to bring",
          SV_INIT("GET /api/basic HTTP/1.1\r\n" END),
          401,
          { "WWW-Authenticate: Basic realm=\"Prasasti\", charset=\"UTF-8\"" },
          NULL },
        { "Basic",
          SV_INIT("GET /api/basic HTTP/1.1\r\nAuthorization: Basic YW5pOmE6Yg==\r\n" END),
          200,
          { "halo ani" },
          NULL },
        { "Basic that is no base64",
          SV_INIT("GET /api/basic HTTP/1.1\r\nAuthorization: Basic %%%\r\n" END),
          401,
          { NULL },
          NULL },
        { "a fragment leads the whole page to the login",
          SV_INIT("GET /rahasia HTTP/1.1\r\nHX-Request: true\r\n" END),
          401,
          { "HX-Redirect: /masuk\r\n" },
          NULL },
        { "a form sent after the session ended stays in the browser",
          SV_INIT("POST /isi HTTP/1.1\r\nContent-Length: 0\r\n" END),
          401,
          { "Perlu masuk", "di tab lain" },
          NULL },
        { "a right that is missing",
          SV_INIT("GET /kunci HTTP/1.1\r\n" AS_ANI END),
          403,
          { "memerlukan hak &quot;kunci&quot;" },
          NULL },
        { "a page that must be visited first",
          SV_INIT("GET /antar HTTP/1.1\r\n" AS_ANI END),
          303,
          { "Location: /isi\r\n" },
          NULL },
    };

    RUN(*state, rows);
}

/* --- forms -------------------------------------------------------------------------------------------------------------- */

/* The token of the form that Ani sees. */
static void token_of(const struct web_ctx *c, char *out, size_t cap)
{
    static const char mark[] = "name=\"_csrf\" value=\"";
    struct buf b;

    talk(c, SV("GET /isi HTTP/1.1\r\n" AS_ANI END), &b);
    ptrdiff_t at = sv_find(buf_sv(&b), SV("name=\"_csrf\" value=\""));
    assert_true(at > 0);
    struct sv rest = sv_sub(buf_sv(&b), (size_t) at + sizeof mark - 1, b.n);
    snprintf(out, cap, "%.*s", (int) sv_find(rest, SV("\"")), rest.p);
    buf_clear(&b);
}

static void post(const struct web_ctx *c, const char *path, const char *headers, const char *fields,
                 struct buf *out)
{
    struct buf b;

    buf_init(&b, 1 << 22);
    buf_printf(
        &b,
        "POST %s HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n%s" END
        "%s",
        path, strlen(fields), headers, fields);
    talk(c, buf_sv(&b), out);
    buf_clear(&b);
}

static void fields_are_typed_and_refused_in_place(void **state)
{
    static const struct {
        const char *why, *fields;
        int status;
        const char *has, *lacks;
    } rows[] = {
        { "all kinds",
          "nama=+Ani+&umur=42&lahir=2000-02-29&setuju=on&arah=naik&tag=a&tag=b_1&catatan=satu%0D%0Adua", 200,
          "nama=Ani umur=42 lahir=2000-02-29 setuju=1 arah=naik tag=2 catatan=satu\ndua", NULL },
        { "only what must be", "nama=Ani&umur=&catatan=++&setuju=0", 200,
          "nama=Ani umur=-1 lahir= setuju=0 arah= tag=0 catatan=", NULL },
        { "nothing", "", 422, "<i>Nama wajib diisi.</i>", NULL },
        { "blanks are nothing", "nama=+++", 422, "<i>Nama wajib diisi.</i>", NULL },
        { "what was typed stays, but for secrets", "nama=%3CAni%3E&umur=x&sandi=rahasia123", 422,
          "value=\"&lt;Ani&gt;\"", "rahasia123" },
        { "too long", "nama=012345678901234567890", 422,
          "Nama terlalu panjang: 21 karakter, paling banyak 20.", NULL },
        { "length counts characters",
          "nama=%C2%A7%C2%A7%C2%A7%C2%A7%C2%A7%C2%A7%C2%A7%C2%A7%C2%A7%C2%A7%C2%A7", 200, "§§", NULL },
        { "two lines in one", "nama=a%0Ab", 422, "Nama harus satu baris", NULL },
        { "no number", "nama=a&umur=4.5", 422, "Umur &quot;4.5&quot; bukan bilangan bulat.", NULL },
        { "a number too large", "nama=a&umur=151", 422, "Umur 151 di luar rentang 0 sampai 150.", NULL },
        { "a number beyond numbers", "nama=a&umur=99999999999999999999", 422, "bukan bilangan bulat", NULL },
        { "a day that does not exist", "nama=a&lahir=2027-02-30", 422,
          "Tanggal lahir 2027-02-30 tidak ada dalam kalender", NULL },
        { "neither yes nor no", "nama=a&setuju=mungkin", 422, "Persetujuan harus ya atau tidak.", NULL },
        { "not a choice", "nama=a&arah=naik|turun", 422, "tidak ada dalam pilihan", NULL },
        { "part of a choice", "nama=a&arah=nai", 422, "tidak ada dalam pilihan", NULL },
        { "no key", "nama=a&tag=A-1", 422, "Tag &quot;A-1&quot; bukan kunci yang sah.", NULL },
        { "an id below one", "nama=a&id=0", 422, "Nomor 0 tidak menunjuk apa pun.", NULL },
        { "twice", "nama=a&nama=b", 422, "Nama dikirim 2 kali", NULL },
        { "several at once", "umur=x&lahir=y", 422, "<i>Tanggal lahir y tidak ada", NULL },
        { "the handler refuses: the form again", "nama=kembar", 409,
          "<b>Nama &quot;kembar&quot; sudah dipakai</b>", NULL },
        { "a value that is not UTF-8", "nama=%ff", 400, "UTF-8", NULL },
    };
    const struct web_ctx *c = *state;
    char token[100], headers[200];

    token_of(c, token, sizeof token);
    snprintf(headers, sizeof headers, AS_ANI "X-CSRF-Token: %s\r\n", token);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf b;
        post(c, "/isi", headers, rows[i].fields, &b);
        if (status_of(&b) != rows[i].status || sv_find(buf_sv(&b), sv_of(rows[i].has)) < 0)
            fail_msg("%s: %s", rows[i].why, b.p);
        if (rows[i].lacks && sv_find(buf_sv(&b), sv_of(rows[i].lacks)) >= 0)
            fail_msg("%s: shows '%s'", rows[i].why, rows[i].lacks);
        buf_clear(&b);
    }
    struct buf b;
    post(c, "/polos", headers, "umur=x&lahir=y", &b);
    assert_int_equal(status_of(&b), 422);
    assert_true(sv_find(buf_sv(&b), SV("Ada 3 isian yang perlu diperbaiki")) > 0);
    assert_true(sv_find(buf_sv(&b), SV("<li>Umur")) > 0);
    buf_clear(&b);
}

static void csrf(void **state)
{
    const struct web_ctx *c = *state;
    char token[100], field[200];
    struct buf b;
    static const struct {
        const char *why, *headers;
        bool token;
        int status;
        const char *has;
    } rows[] = {
        { "session and token", AS_ANI, true, 200, "nama=a" },
        { "session without token", AS_ANI, false, 403, "kedaluwarsa" },
        { "token, but from another site", AS_ANI "Sec-Fetch-Site: cross-site\r\n", true, 403, "situs lain" },
        { "token, but from a sister site", AS_ANI "Sec-Fetch-Site: same-site\r\n", true, 403, "situs lain" },
        { "token, other origin", AS_ANI "Origin: https://jahat.example\r\n", true, 403, "situs lain" },
        { "token, origin null", AS_ANI "Origin: null\r\n", true, 403, "situs lain" },
        { "token, own origin", AS_ANI "Origin: https://spbe.example.go.id\r\n", true, 200, "nama=a" },
        { "token, own page", AS_ANI "Sec-Fetch-Site: same-origin\r\n", true, 200, "nama=a" },
        { "no token on our own page: the form again", AS_ANI "Sec-Fetch-Site: same-origin\r\n", false, 403,
          "value=\"a\"><input data-sandi" },
        { "bearer needs no token", "Authorization: Bearer tok-ani\r\n", false, 200, "nama=a" },
        { "bearer from anywhere", "Authorization: Bearer tok-ani\r\nOrigin: https://app.example\r\n", false,
          200, "nama=a" },
        { "Basic needs no token", "Authorization: Basic YW5pOmE6Yg==\r\n", false, 200, "nama=a" },
        { "Basic from another site: the browser added it",
          "Authorization: Basic YW5pOmE6Yg==\r\nOrigin: https://x.y\r\n", false, 403, "situs lain" },
        { "another's session with Ani's token", "Cookie: sesi=budi\r\n", true, 401, "Perlu masuk" },
    };

    token_of(c, token, sizeof token);
    assert_int_equal(strlen(token), 43);
    snprintf(field, sizeof field, "nama=a&_csrf=%s", token);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        post(c, "/isi", rows[i].headers, rows[i].token ? field : "nama=a", &b);
        if (status_of(&b) != rows[i].status || sv_find(buf_sv(&b), sv_of(rows[i].has)) < 0)
            fail_msg("%s: %s", rows[i].why, b.p);
        buf_clear(&b);
    }
    snprintf(field, sizeof field, "nama=a&_csrf=%.42sx", token);
    post(c, "/isi", AS_ANI, field, &b);
    assert_int_equal(status_of(&b), 403);
    buf_clear(&b);
}

static void guests_and_messages(void **state)
{
    const struct web_ctx *c = *state;
    struct buf b;
    char cookie[700], send[1200], token[100], field[200];

    talk(c, SV("GET /tamu HTTP/1.1\r\nX-Forwarded-Proto: https\r\n" END), &b);
    header_of(&b, "Set-Cookie", cookie, sizeof cookie);
    assert_true(sv_starts(sv_of(cookie), SV("prasasti_tamu=")));
    assert_true(sv_find(sv_of(cookie), SV("; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=86400")) > 0);
    ptrdiff_t at = sv_find(buf_sv(&b), SV("value=\""));
    snprintf(token, sizeof token, "%.43s", b.p + at + 7);
    *strchr(cookie, ';') = '\0';
    buf_clear(&b);

    post(c, "/tamu", "", "", &b);
    assert_int_equal(status_of(&b), 403);
    buf_clear(&b);
    snprintf(field, sizeof field, "_csrf=%s", token);
    post(c, "/tamu", "", field, &b); /* the token without its cookie */
    assert_int_equal(status_of(&b), 403);
    buf_clear(&b);
    snprintf(send, sizeof send, "Cookie: %s\r\n", cookie);
    post(c, "/tamu", send, field, &b);
    assert_int_equal(status_of(&b), 303);
    assert_true(sv_eq(header_of(&b, "Location", cookie, sizeof cookie), SV("/pesan")));
    header_of(&b, "Set-Cookie", cookie, sizeof cookie);
    assert_true(sv_starts(sv_of(cookie), SV("prasasti_pesan=")));
    *strchr(cookie, ';') = '\0';
    buf_clear(&b);

    snprintf(send, sizeof send, "GET /pesan HTTP/1.1\r\nCookie: %s\r\n" END, cookie);
    talk(c, sv_of(send), &b);
    assert_true(sv_find(buf_sv(&b), SV("pesan 0: Tersimpan: <ya>; \"§\"")) > 0);
    assert_true(sv_find(buf_sv(&b),
                        SV("Set-Cookie: prasasti_pesan=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")) > 0);
    buf_clear(&b);
    cookie[30] = cookie[30] == 'A' ? 'B' : 'A'; /* a letter of the text: the signature no longer fits */
    snprintf(send, sizeof send, "GET /pesan HTTP/1.1\r\nCookie: %s\r\n" END, cookie);
    talk(c, sv_of(send), &b);
    assert_true(sv_find(buf_sv(&b), SV("tanpa pesan")) > 0);
    buf_clear(&b);
}

static void rates(void **state)
{
    static const struct row rows[] = {
        { "first", SV_INIT("GET /batas HTTP/1.1\r\nX-Real-IP: 10.0.0.1\r\n" END), 200, { "boleh" }, NULL },
        { "second", SV_INIT("GET /batas HTTP/1.1\r\nX-Real-IP: 10.0.0.1\r\n" END), 200, { "boleh" }, NULL },
        { "third",
          SV_INIT("GET /batas HTTP/1.1\r\nX-Real-IP: 10.0.0.1\r\n" END),
          429,
          { "Retry-After: ", "Terlalu sering", "Terlalu banyak percobaan" },
          "Retry-After: 5\r\n" },
        { "somebody else",
          SV_INIT("GET /batas HTTP/1.1\r\nX-Real-IP: 10.0.0.2\r\n" END),
          200,
          { "boleh" },
          NULL },
    };

    RUN(*state, rows);
}

static void large_forms_are_refused(void **state)
{
    struct buf fields, b;

    buf_init(&fields, 8 << 20);
    buf_put(&fields, SV("nama="));
    while (fields.n < 2 << 20)
        buf_put(&fields, SV("aaaaaaaaaaaaaaaa"));
    buf_char(&fields, '\0');
    post(*state, "/isi", HEAD_ANI, fields.p, &b);
    assert_int_equal(status_of(&b), 413);
    buf_clear(&b);
    buf_reset(&fields);
    for (int i = 0; i < 2001; i++)
        buf_put(&fields, SV("a=1&"));
    buf_char(&fields, '\0');
    post(*state, "/isi", HEAD_ANI, fields.p, &b);
    assert_int_equal(status_of(&b), 400);
    assert_true(sv_find(buf_sv(&b), SV("lebih dari 2000 isian")) > 0);
    buf_clear(&b);
    buf_clear(&fields);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages),  cmocka_unit_test(failures),
        cmocka_unit_test(logins), cmocka_unit_test(fields_are_typed_and_refused_in_place),
        cmocka_unit_test(csrf),   cmocka_unit_test(guests_and_messages),
        cmocka_unit_test(rates),  cmocka_unit_test(large_forms_are_refused),
    };
    return cmocka_run_group_tests_name("web_live", tests, web_app_setup, web_app_teardown);
}
