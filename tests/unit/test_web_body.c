/* SPDX-License-Identifier: MIT
 * The real server again: bodies of all kinds and sizes going in; tags, files, ranges and streams coming out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "web_app.h"

/* --- bodies ------------------------------------------------------------------------------------------------------------- */

static void put_many(struct buf *b, size_t bytes)
{
    while (bytes) {
        struct sv s = sv_sub(SV("0123456789abcdef\r\n--Xx\0\xff"), 0, bytes);
        buf_put(b, s);
        bytes -= s.n;
    }
}

static void uploads(void **state)
{
    const struct web_ctx *c = *state;
    static const char head[] =
        "--XX\r\nContent-Disposition: form-data; name=\"judul\"\r\n\r\nFoto\r\n%s"
        "--XX\r\nContent-Disposition: form-data; name=\"berkas\"; filename=\"..\\..\\f 1.bin\"\r\n\r\n";
    static const char keep[] = "--XX\r\nContent-Disposition: form-data; name=\"simpan\"\r\n\r\nya\r\n";
    static const struct {
        const char *why;
        size_t bytes;
        bool keep;
        int status;
        const char *has;
    } rows[] = {
        { "small", 10, false, 200, "\"ukuran\":10" },
        { "empty", 0, false, 200, "\"ukuran\":0" },
        { "five MiB", 5 << 20, false, 200, "\"ukuran\":5242880" },
        { "five MiB that the handler keeps", 5 << 20, true, 200, "\"nama\":\"f 1.bin\"" },
        { "above the field's ceiling", (6 << 20) + 1, false, 422, "paling besar 6144 KiB" },
        { "above the route's ceiling", 9 << 20, false, 413, "lebih besar dari batas 8 MiB" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf body, request, b;
        buf_init(&body, 32 << 20);
        buf_init(&request, 32 << 20);
        buf_printf(&body, head, rows[i].keep ? keep : "");
        size_t from = body.n;
        put_many(&body, rows[i].bytes);
        struct digest d = sha256(sv_sub(buf_sv(&body), from, body.n));
        buf_printf(&body, "\r\n--XX--\r\n");
        buf_printf(&request,
                   "POST /unggah HTTP/1.1\r\n" HEAD_ANI
                   "Content-Type: multipart/form-data; boundary=XX\r\nContent-Length: %zu\r\n" END,
                   body.n);
        buf_put(&request, buf_sv(&body));
        talk(c, buf_sv(&request), &b);
        if (status_of(&b) != rows[i].status || sv_find(buf_sv(&b), sv_of(rows[i].has)) < 0)
            fail_msg("%s: %s", rows[i].why, b.p);
        struct arena *a = arena_new(1 << 16);
        if (rows[i].status == 200 && sv_find(buf_sv(&b), hex_make(digest_sv(&d), a)) < 0)
            fail_msg("%s: other digest", rows[i].why);
        arena_free(a);
        buf_clear(&b);
        buf_clear(&body);
        buf_clear(&request);
    }
    /* Whoever reads the end of the answer may be ahead of the tidying up by a moment. */
    for (int i = 0; i < 200 && (entries(c->uploads) || web_active(c->server)); i++)
        poll(NULL, 0, 10);
    assert_int_equal(entries(c->uploads), 0);
    char kept[160];
    snprintf(kept, sizeof kept, "%s/disimpan", c->dir);
    assert_true(file_exists(kept));
}

static void bodies(void **state)
{
    static const struct row rows[] = {
        { "small bytes",
          SV_INIT("POST /api/gema HTTP/1.1\r\n" HEAD_ANI "Content-Length: 5\r\n" END "halo!"),
          200,
          { "5 byte" },
          NULL },
        { "none",
          SV_INIT("POST /api/gema HTTP/1.1\r\n" HEAD_ANI "Content-Length: 0\r\n" END),
          200,
          { "0 byte" },
          NULL },
        { "in chunks",
          SV_INIT("POST /api/gema HTTP/1.1\r\n" HEAD_ANI "Transfer-Encoding: chunked\r\n" END
                  "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"),
          200,
          { "7 byte" },
          NULL },
        { "chunks and a length",
          SV_INIT("POST /api/gema HTTP/1.1\r\n" HEAD_ANI
                  "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n" END "3\r\nabc\r\n0\r\n\r\n"),
          400,
          { NULL },
          NULL },
        { "JSON",
          SV_INIT("POST /api/json HTTP/1.1\r\n" HEAD_ANI
                  "Content-Type: application/json\r\nContent-Length: 14\r\n" END "{\"nama\":\"Ani\"}"),
          200,
          { "{\"halo\":\"Ani\"}", "Content-Type: application/json\r\n" },
          NULL },
        { "JSON that is none",
          SV_INIT("POST /api/json HTTP/1.1\r\n" HEAD_ANI
                  "Content-Type: application/json\r\nContent-Length: 3\r\n" END "{,}"),
          422,
          { "problem+json" },
          NULL },
        { "JSON with a mistake",
          SV_INIT("POST /api/json HTTP/1.1\r\n" HEAD_ANI
                  "Content-Type: application/json\r\nContent-Length: 2\r\n" END "{}"),
          422,
          { "\"galat\":[{\"bidang\":\"nama\",\"alasan\":\"Nama wajib diisi.\",\"petunjuk\":\"Isi nama lengkap.\"}]" },
          NULL },
        { "JSON not called so",
          SV_INIT("POST /api/json HTTP/1.1\r\n" HEAD_ANI "Content-Length: 2\r\n" END "{}"),
          415,
          { NULL },
          NULL },
        { "a page takes forms only",
          SV_INIT("POST /isi HTTP/1.1\r\n" HEAD_ANI
                  "Content-Type: application/json\r\nContent-Length: 2\r\n" END "{}"),
          415,
          { "application/json" },
          NULL },
        { "a coding we do not undo",
          SV_INIT("POST /api/gema HTTP/1.1\r\n" HEAD_ANI "Content-Encoding: gzip\r\nContent-Length: 2\r\n" END
                  "xx"),
          415,
          { NULL },
          NULL },
        { "a coding that passes",
          SV_INIT("PUT /api/mentah HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n" END "xx"),
          200,
          { "2 byte" },
          NULL },
        { "raw bytes that look like a form",
          SV_INIT(
              "PUT /api/mentah HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n" END
              "%%%"),
          200,
          { "3 byte" },
          NULL },
        { "multipart without boundary",
          SV_INIT("POST /unggah HTTP/1.1\r\n" HEAD_ANI
                  "Content-Type: multipart/form-data\r\nContent-Length: 2\r\n" END "xx"),
          400,
          { "batas antarbagian" },
          NULL },
        { "multipart cut short",
          SV_INIT("POST /unggah HTTP/1.1\r\n" HEAD_ANI
                  "Content-Type: multipart/form-data; boundary=X\r\nContent-Length: 3\r\n" END "--X"),
          400,
          { "terpotong" },
          NULL },
        { "a file that is required",
          SV_INIT("POST /unggah HTTP/1.1\r\n" HEAD_ANI
                  "Content-Type: multipart/form-data; boundary=X\r\nContent-Length: 5\r\n" END "--X--"),
          422,
          { "Berkas wajib diisi." },
          NULL },
        { "the client asks first, and may",
          SV_INIT("POST /api/gema HTTP/1.1\r\n" HEAD_ANI "Expect: 100-continue\r\nContent-Length: 2\r\n" END
                  "xx"),
          100,
          { "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK", "2 byte" },
          NULL },
        { "the client asks first, and may not",
          SV_INIT("POST /api/gema HTTP/1.1\r\n" HEAD_ANI
                  "Expect: 100-continue\r\nContent-Length: 99999999\r\n" END),
          413,
          { "lebih besar dari batas 4 MiB" },
          "100 Continue" },
        { "more than we care to read: answered at once",
          SV_INIT("POST /api/gema HTTP/1.1\r\n" HEAD_ANI "Content-Length: 99999999\r\n" END),
          413,
          { NULL },
          NULL },
    };
    struct web_ctx *c = *state;

    RUN(c, rows);
}

static void large_bodies_are_spooled(void **state)
{
    const struct web_ctx *c = *state;
    static const struct {
        const char *why;
        size_t bytes;
        bool chunked;
        int status;
        const char *has;
    } rows[] = {
        { "just in memory", 65536, false, 200, "65536 byte" },
        { "just in a file", 65537, false, 200, "65537 byte" },
        { "in a file", 3 << 20, false, 200, "3145728 byte" },
        { "in chunks", 3 << 20, true, 200, "3145728 byte" },
        { "too large in chunks", 5 << 20, true, 413, "4 MiB" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf request, b;
        buf_init(&request, 32 << 20);
        if (rows[i].chunked)
            buf_printf(&request,
                       "POST /api/gema HTTP/1.1\r\n" HEAD_ANI "Transfer-Encoding: chunked\r\n" END "%zx\r\n",
                       rows[i].bytes);
        else
            buf_printf(&request, "POST /api/gema HTTP/1.1\r\n" HEAD_ANI "Content-Length: %zu\r\n" END,
                       rows[i].bytes);
        put_many(&request, rows[i].bytes);
        if (rows[i].chunked)
            buf_put(&request, SV("\r\n0\r\n\r\n"));
        talk(c, buf_sv(&request), &b);
        if (status_of(&b) != rows[i].status || sv_find(buf_sv(&b), sv_of(rows[i].has)) < 0)
            fail_msg("%s: %s", rows[i].why, b.p);
        buf_clear(&b);
        buf_clear(&request);
    }
}

static void long_heads_are_refused(void **state)
{
    static const struct {
        const char *why, *start;
        size_t bytes;
        const char *end;
        int status;
    } rows[] = {
        { "a long path", "GET /", 3000, " HTTP/1.1\r\n" END, 414 },
        { "a long query", "GET /halo?a=", 9000, " HTTP/1.1\r\n" END, 414 },
        { "a long header", "GET /halo HTTP/1.1\r\nX-A: ", 9000, "\r\n" END, 431 },
        { "a head nobody can hold", "GET /halo HTTP/1.1\r\nX-A: ", 100000, "\r\n" END, 431 },
    };
    struct buf request, b;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        buf_init(&request, 1 << 20);
        buf_put(&request, sv_of(rows[i].start));
        for (size_t k = 0; k < rows[i].bytes; k++)
            buf_char(&request, 'a');
        buf_put(&request, sv_of(rows[i].end));
        talk(*state, buf_sv(&request), &b);
        if (status_of(&b) != rows[i].status)
            fail_msg("%s: %.300s", rows[i].why, b.p);
        buf_clear(&b);
        buf_clear(&request);
    }
    buf_init(&request, 1 << 20);
    buf_put(&request, SV("GET /halo HTTP/1.1\r\n"));
    for (int i = 0; i < 150; i++)
        buf_printf(&request, "X-%d: a\r\n", i);
    buf_put(&request, SV(END));
    talk(*state, buf_sv(&request), &b);
    assert_int_equal(status_of(&b), 431);
    buf_clear(&b);
    buf_clear(&request);
}

/* --- caching, files, streams -------------------------------------------------------------------------------------------- */

static void tags_files_and_streams(void **state)
{
    struct web_ctx *c = *state;
    static const struct row rows[] = {
        { "a page with a tag",
          SV_INIT("GET /versi HTTP/1.1\r\n" END),
          200,
          { "ETag: \"versi-7\"", "Cache-Control: private, no-cache", "isi versi 7" },
          NULL },
        { "the client has it",
          SV_INIT("GET /versi HTTP/1.1\r\nIf-None-Match: \"versi-7\"\r\n" END),
          304,
          { "ETag: \"versi-7\"", "X-Content-Type-Options" },
          "Content-Length" },
        { "nothing to say",
          SV_INIT("GET /kosong HTTP/1.1\r\n" END),
          204,
          { "X-Request-Id" },
          "Content-Length" },
        { "the client has it among others, weakly",
          SV_INIT("GET /versi HTTP/1.1\r\nIf-None-Match: \"a\", W/\"versi-7\"\r\n" END),
          304,
          { NULL },
          NULL },
        { "HEAD of what the client has",
          SV_INIT("HEAD /versi HTTP/1.1\r\nIf-None-Match: *\r\n" END),
          304,
          { NULL },
          NULL },
        { "the client has an older one",
          SV_INIT("GET /versi HTTP/1.1\r\nIf-None-Match: \"versi-6\"\r\n" END),
          200,
          { "isi versi 7" },
          NULL },
        { "a file",
          SV_INIT("GET /berkas HTTP/1.1\r\n" END),
          200,
          { "Content-Length: 10\r\n", "\r\n\r\n0123456789", "Accept-Ranges: bytes",
            "Content-Disposition: attachment; filename=\"Laporan ___7_.txt\"; "
            "filename*=UTF-8''Laporan%20%22%C2%A77%22.txt\r\n" },
          NULL },
        { "nothing in it runs",
          SV_INIT("GET /berkas HTTP/1.1\r\n" END),
          200,
          { "; sandbox\r\n" },
          "script-src" },
        { "HEAD of a file",
          SV_INIT("HEAD /berkas HTTP/1.1\r\n" END),
          200,
          { "Content-Length: 10\r\n" },
          "0123" },
        { "a range",
          SV_INIT("GET /berkas HTTP/1.1\r\nRange: bytes=2-4\r\n" END),
          206,
          { "Content-Range: bytes 2-4/10\r\n", "\r\n\r\n234", "Content-Length: 3\r\n" },
          "2345" },
        { "from there on",
          SV_INIT("GET /berkas HTTP/1.1\r\nRange: bytes=7-\r\n" END),
          206,
          { "bytes 7-9/10", "\r\n\r\n789" },
          NULL },
        { "from the start, whole",
          SV_INIT("GET /berkas HTTP/1.1\r\nRange: bytes=0-\r\n" END),
          206,
          { "bytes 0-9/10" },
          NULL },
        { "the last ones",
          SV_INIT("GET /berkas HTTP/1.1\r\nRange: bytes=-3\r\n" END),
          206,
          { "bytes 7-9/10" },
          NULL },
        { "beyond the end",
          SV_INIT("GET /berkas HTTP/1.1\r\nRange: bytes=5-99\r\n" END),
          206,
          { "bytes 5-9/10" },
          NULL },
        { "behind the end",
          SV_INIT("GET /berkas HTTP/1.1\r\nRange: bytes=10-\r\n" END),
          416,
          { "bytes */10" },
          NULL },
        { "backwards",
          SV_INIT("GET /berkas HTTP/1.1\r\nRange: bytes=4-2\r\n" END),
          200,
          { "0123456789" },
          NULL },
        { "several",
          SV_INIT("GET /berkas HTTP/1.1\r\nRange: bytes=0-1,3-4\r\n" END),
          200,
          { "0123456789" },
          NULL },
        { "a range of a version we cannot compare",
          SV_INIT("GET /berkas HTTP/1.1\r\nRange: bytes=2-4\r\nIf-Range: \"x\"\r\n" END),
          200,
          { "0123456789" },
          NULL },
        { "nonsense",
          SV_INIT("GET /berkas HTTP/1.1\r\nRange: baris=1-2\r\n" END),
          200,
          { "0123456789" },
          NULL },
        { "a stream",
          SV_INIT("GET /alir HTTP/1.1\r\n" END),
          200,
          { "Content-Type: text/csv", "baris 2\n", "baris 0\n" },
          NULL },
        { "a stream in chunks ends properly",
          SV_INIT("GET /alir?n=1 HTTP/1.1\r\n" END),
          200,
          { "Transfer-Encoding: chunked", "\r\n0\r\n\r\n" },
          NULL },
        { "an empty stream", SV_INIT("GET /alir?n=0 HTTP/1.1\r\n" END), 200, { "\r\n0\r\n\r\n" }, "baris" },
        { "HEAD of a stream", SV_INIT("HEAD /alir HTTP/1.1\r\n" END), 200, { "text/csv" }, "baris" },
        { "a stream that breaks has no end",
          SV_INIT("GET /alir?n=2&putus=1 HTTP/1.1\r\n" END),
          200,
          { "baris 1\n" },
          "\r\n0\r\n\r\n" },
        { "a stream that is given up before it starts",
          SV_INIT("GET /alir?gagal=1 HTTP/1.1\r\n" END),
          404,
          { "Tidak jadi" },
          "baris" },
        { "to old clients", SV_INIT("GET /alir?n=1 HTTP/1.0\r\n\r\n"), 200, { "baris 0\n" }, "chunked" },
        { "a page of a MiB",
          SV_INIT("GET /besar/1024 HTTP/1.1\r\n" END),
          200,
          { "Content-Length: 1048576\r\n" },
          NULL },
    };

    atomic_store(&c->streams_ended, 0);
    RUN(c, rows);
    for (int i = 0; i < 200 && atomic_load(&c->streams_ended) < 7; i++)
        poll(NULL, 0, 10);
    assert_int_equal(atomic_load(&c->streams_ended), 7);
}

static void a_client_that_leaves_a_stream_ends_it(void **state)
{
    struct web_ctx *c = *state;
    char part[4096];
    int before = atomic_load(&c->streams_ended), fd = dial(c);

    push(fd, SV("GET /alir?n=100000 HTTP/1.1\r\n" END));
    assert_true(recv(fd, part, sizeof part, 0) > 0);
    close(fd);
    for (int i = 0; i < 500 && atomic_load(&c->streams_ended) == before; i++)
        poll(NULL, 0, 10);
    assert_int_equal(atomic_load(&c->streams_ended), before + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uploads),
        cmocka_unit_test(bodies),
        cmocka_unit_test(large_bodies_are_spooled),
        cmocka_unit_test(long_heads_are_refused),
        cmocka_unit_test(tags_files_and_streams),
        cmocka_unit_test(a_client_that_leaves_a_stream_ends_it),
    };
    return cmocka_run_group_tests_name("web_body", tests, web_app_setup, web_app_teardown);
}
