/* SPDX-License-Identifier: MIT
 * A small application behind the real server, and a client that speaks raw HTTP: shared by test_web_live.c,
 * test_web_body.c and test_web_time.c, and included as a whole, so that each test stays one file to build. Everything it
 * makes lies in a folder of its own under /tmp, which must be empty when it ends. */
#ifndef TESTS_WEB_APP_H
#define TESTS_WEB_APP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "html/html.h"
#include "json/json.h"
#include "web/web.h"

#define END "Connection: close\r\nHost: spbe.example.go.id\r\n\r\n"
#define AS_ANI "Cookie: sesi=ani\r\n"
#define HEAD_ANI "Authorization: Bearer tok-ani\r\n"
#define JSON "Accept: application/json\r\n"

/* A request, the status it must get, what its answer must and must not contain. */
struct row {
    const char *why;
    struct sv request;
    int status;
    const char *has[4], *lacks;
};

/* --- the application under test ---------------------------------------------------------------------------------------- */

struct web_ctx {
    char dir[64], socket[96], uploads[96], file[96];
    struct web_server *server;
    struct limit *limit;
    atomic_int streams_ended, handled;
};

static bool page_halo(struct web_ctx *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    struct html h;

    (void) e;
    atomic_fetch_add(&ctx->handled, 1);
    web_html(s, &h);
    html_open(&h, "p");
    html_textf(&h, "halo %s dari %.*s", r->actor ? "ani" : "tamu", SV_FMT(r->client));
    html_close(&h, "p");
    html_end(&h);
    return true;
}

static bool page_form(struct web_ctx *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    struct html h;

    (void) ctx;
    (void) e;
    web_html(s, &h);
    html_open(&h, "form");
    web_csrf_field(&h, r, s);
    html_void(&h, "input");
    html_attr(&h, "value", web_typed(r, "nama"));
    html_void(&h, "input");
    html_attr(&h, "data-sandi", web_typed(r, "sandi"));
    if (r->refused)
        html_elem_say(&h, "b", r->refused->text);
    for (size_t i = 0; i < r->problems.n; i++)
        html_elem(&h, "i", r->problems.items[i].text);
    html_close(&h, "form");
    html_end(&h);
    return true;
}

static bool save_form(struct web_ctx *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    struct sv *tags;
    size_t n = web_value_all(r, "tag", &tags);

    (void) ctx;
    if (sv_eq(web_text(r, "nama"), SV("kembar")))
        return err_set(e, ERR_CONFLICT, T("Nama \"kembar\" sudah dipakai"));
    buf_printf(s->body, "nama=%.*s umur=%lld lahir=%s setuju=%d arah=%.*s tag=%zu catatan=%.*s",
               SV_FMT(web_text(r, "nama")), (long long) web_int(r, "umur", -1),
               date_iso(web_date(r, "lahir")).s, web_flag(r, "setuju"), SV_FMT(web_text(r, "arah")), n,
               SV_FMT(web_text(r, "catatan")));
    web_type(s, SV("text/plain"));
    return true;
}

static bool save_guest(struct web_ctx *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    (void) ctx;
    (void) e;
    web_flash_set(r, s, WEB_DONE, T("Tersimpan: %s"), "<ya>; \"§\"");
    web_redirect(r, s, SV("/pesan"));
    return true;
}

static bool page_flash(struct web_ctx *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    struct web_flash f;

    (void) ctx;
    (void) e;
    if (web_flash_take(r, s, &f))
        buf_printf(s->body, "pesan %d: %.*s", (int) f.kind, SV_FMT(f.text));
    else
        buf_printf(s->body, "tanpa pesan");
    web_type(s, SV("text/plain; charset=utf-8"));
    return true;
}

static bool upload(struct web_ctx *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    const struct web_file *f = web_file(r, "berkas");
    struct jsonw w;
    char kept[160];

    snprintf(kept, sizeof kept, "%s/disimpan", ctx->dir);
    if (web_flag(r, "simpan") && rename(f->path, kept) != 0)
        return err_errno(e, T("Memindahkan berkas"));
    web_json(s, &w);
    jsonw_map(&w);
    jsonw_kstr(&w, "nama", f->name);
    jsonw_kint(&w, "ukuran", f->size);
    jsonw_kstr(&w, "sha256", hex_make(digest_sv(&f->sha256), r->a));
    jsonw_kstr(&w, "judul", web_text(r, "judul"));
    jsonw_end(&w);
    return true;
}

static bool api_echo(struct web_ctx *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    struct sv body;
    struct digest d = web_body_sha256(r);

    (void) ctx;
    if (!web_body(r, &body, e))
        return false;
    struct digest again = sha256(body);
    assert_true(digest_eq(&d, &again));
    web_type(s, SV("text/plain"));
    buf_printf(s->body, "%lld byte", (long long) web_body_size(r));
    const char *path = web_body_path(r, e);
    return path && file_exists(path);
}

static bool api_json(struct web_ctx *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    struct json *j;
    struct jsonw w;

    (void) ctx;
    if (!web_body_json(r, &j, e))
        return false;
    if (!json_text(j, SV("nama")).p) {
        struct problem *p = problems_add(&r->problems, SV("nama"), "%s", T("Nama wajib diisi."));
        p->hint = SV("Isi nama lengkap.");
        return err_set(e, ERR_INPUT, T("Isian belum lengkap"));
    }
    web_json(s, &w);
    jsonw_map(&w);
    jsonw_kstr(&w, "halo", json_text(j, SV("nama")));
    jsonw_end(&w);
    return true;
}

static bool fail_kind(struct web_ctx *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    static const struct {
        const char *name;
        enum err_kind kind;
    } kinds[] = {
        { "input", ERR_INPUT },       { "denied", ERR_DENIED }, { "missing", ERR_MISSING },
        { "conflict", ERR_CONFLICT }, { "busy", ERR_BUSY },     { "fault", ERR_FAULT },
    };

    (void) ctx;
    buf_printf(s->body, "setengah jadi");
    web_header(s, "X-Setengah", SV("jadi"));
    if (sv_eq(web_path(r, "jenis"), SV("versi")))
        s->fail_status = 412;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (sv_eq(web_path(r, "jenis"), sv_of(kinds[i].name))) {
            err_set(e, kinds[i].kind, T("Sengaja <gagal>"));
            err_hint(e, T("Jangan buka halaman ini."));
            return err_cause(e, "rahasia dapur");
        }
    return err_set(e, ERR_CONFLICT, T("Jenis lain"));
}

static bool page_etag(struct web_ctx *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    (void) ctx;
    (void) e;
    if (web_fresh(r, s, SV("versi-7")))
        return true;
    web_type(s, SV("text/plain"));
    buf_put(s->body, SV("isi versi 7"));
    return true;
}

static bool page_empty(struct web_ctx *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    (void) ctx;
    (void) r;
    (void) e;
    s->status = 204;
    return true;
}

static bool send_file(struct web_ctx *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    web_attach(s, SV("Laporan \"§7\".txt"));
    return web_file_send(r, s, ctx->file, SV("text/plain"), e);
}

static bool send_missing(struct web_ctx *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    return web_file_send(r, s, ctx->dir, SV("text/plain"), e); /* a folder is no file */
}

struct flow {
    struct web_ctx *ctx;
    int left, pause_ms;
    bool breaks;
};

static bool flow_next(void *state, struct buf *out, bool *done, struct err *e)
{
    struct flow *f = state;

    if (f->pause_ms)
        poll(NULL, 0, f->pause_ms);
    if (f->left-- == 0) {
        *done = true;
        return f->breaks ? err_set(e, ERR_FAULT, T("Terputus di tengah")) : true;
    }
    for (int i = 0; i < 1000; i++)
        buf_printf(out, "baris %d\n", f->left);
    return true;
}

static void flow_end(void *state)
{
    struct flow *f = state;

    atomic_fetch_add(&f->ctx->streams_ended, 1);
}

static bool page_stream(struct web_ctx *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    struct flow *f = ARENA_NEW(r->a, struct flow);

    f->ctx = ctx;
    f->left = (int) web_int(r, "n", 3);
    f->pause_ms = (int) web_int(r, "jeda", 0);
    f->breaks = web_flag(r, "putus");
    web_stream(s, SV("text/csv; charset=utf-8"), flow_next, flow_end, f);
    return !web_flag(r, "gagal") || err_set(e, ERR_MISSING, T("Tidak jadi"));
}

static bool page_slow(struct web_ctx *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    (void) ctx;
    (void) e;
    poll(NULL, 0, (int) web_path_int(r, "ms"));
    for (int64_t i = 0; i < web_path_int(r, "ms"); i++) /* more than one write on a socket takes */
        buf_put(s->body,
                SV("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
    buf_put(s->body, SV("selesai"));
    web_type(s, SV("text/plain"));
    return true;
}

static bool page_large(struct web_ctx *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    (void) ctx;
    (void) e;
    for (int64_t i = 0; i < web_path_int(r, "kib"); i++)
        for (int k = 0; k < 32; k++)
            buf_put(s->body, SV("0123456789abcdef0123456789abcde\n"));
    web_type(s, SV("text/plain"));
    return true;
}

static bool page_limited(struct web_ctx *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    if (!web_limit(r, s, ctx->limit, r->client, e))
        return false;
    buf_put(s->body, SV("boleh"));
    return true;
}

static bool page_links(struct web_ctx *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    struct sv dup;

    (void) ctx;
    if (!web_field_one(r, SV("sekali"), &dup, e))
        return false;
    buf_printf(s->body, "ganti %.*s hapus %.*s tambah %.*s lanjut %.*s",
               SV_FMT(web_query_with(r, "h", SV("3"))), SV_FMT(web_query_with(r, "h", SV_NULL)),
               SV_FMT(web_query_with(r, "baru", SV("a b&c"))),
               SV_FMT(web_local(web_field_find(r, SV("lanjut")))));
    web_type(s, SV("text/plain"));
    return true;
}

static const struct web_param form_params[] = {
    { .name = "nama", .label = "Nama", .type = WEB_TEXT, .flags = WEB_REQUIRED, .max = 20 },
    { .name = "umur", .label = "Umur", .type = WEB_INT, .low = 0, .high = 150 },
    { .name = "lahir", .label = "Tanggal lahir", .type = WEB_DATE },
    { .name = "setuju", .label = "Persetujuan", .type = WEB_BOOL },
    { .name = "arah", .label = "Arah", .type = WEB_ENUM, .of = "naik|turun" },
    { .name = "tag", .label = "Tag", .type = WEB_KEY, .flags = WEB_MULTI },
    { .name = "catatan", .label = "Catatan", .type = WEB_PROSE, .max = 50 },
    { .name = "sandi", .label = "Sandi", .type = WEB_SECRET, .max = 30 },
    { .name = "id", .label = "Nomor", .type = WEB_ID },
    { 0 },
};
static const struct web_param upload_params[] = {
    { .name = "berkas", .label = "Berkas", .type = WEB_FILE, .flags = WEB_REQUIRED, .max = 6 << 20 },
    { .name = "judul", .label = "Judul", .type = WEB_TEXT },
    { .name = "simpan", .label = "Simpan", .type = WEB_BOOL },
    { 0 },
};
static const struct web_param stream_params[] = {
    { .name = "n", .label = "Banyak", .type = WEB_INT },
    { .name = "jeda", .label = "Jeda", .type = WEB_INT },
    { .name = "putus", .label = "Putus", .type = WEB_BOOL },
    { .name = "gagal", .label = "Gagal", .type = WEB_BOOL },
    { 0 },
};
static const struct web_route routes[] = {
    { .path = "/", .flags = WEB_PUBLIC, .handle = page_halo },
    { .path = "/halo", .flags = WEB_PUBLIC, .handle = page_halo },
    { .path = "/rahasia", .handle = page_halo },
    { .path = "/kunci", .need = "kunci", .handle = page_halo },
    { .path = "/antar", .need = "antar", .handle = page_halo },
    { .path = "/isi", .handle = page_form },
    { .method = WEB_POST, .path = "/isi", .params = form_params, .handle = save_form, .again = page_form },
    { .method = WEB_POST, .path = "/polos", .params = form_params, .handle = save_form },
    { .path = "/tamu", .flags = WEB_PUBLIC, .handle = page_form },
    { .method = WEB_POST, .path = "/tamu", .flags = WEB_PUBLIC, .handle = save_guest },
    { .path = "/pesan", .flags = WEB_PUBLIC, .handle = page_flash },
    { .method = WEB_POST, .path = "/unggah", .params = upload_params, .body_max = 8 << 20, .handle = upload },
    { .method = WEB_POST, .path = "/api/gema", .flags = WEB_API, .body_max = 4 << 20, .handle = api_echo },
    { .method = WEB_PUT,
      .path = "/api/mentah",
      .flags = WEB_API | WEB_RAW | WEB_PUBLIC,
      .body_max = 4 << 20,
      .handle = api_echo },
    { .method = WEB_POST, .path = "/api/json", .flags = WEB_API, .handle = api_json },
    { .path = "/api/basic", .flags = WEB_API | WEB_BASIC, .handle = page_halo },
    { .path = "/gagal/{jenis:key}", .flags = WEB_PUBLIC, .handle = fail_kind },
    { .path = "/api/gagal/{jenis:key}", .flags = WEB_PUBLIC | WEB_API, .handle = fail_kind },
    { .path = "/versi", .flags = WEB_PUBLIC, .handle = page_etag },
    { .path = "/kosong", .flags = WEB_PUBLIC, .handle = page_empty },
    { .path = "/berkas", .flags = WEB_PUBLIC, .handle = send_file },
    { .path = "/bukan-berkas", .flags = WEB_PUBLIC, .handle = send_missing },
    { .path = "/alir", .flags = WEB_PUBLIC, .params = stream_params, .handle = page_stream },
    { .path = "/lambat/{ms:int}", .flags = WEB_PUBLIC | WEB_ANON, .handle = page_slow },
    { .path = "/besar/{kib:int}", .flags = WEB_PUBLIC, .handle = page_large },
    { .path = "/batas", .flags = WEB_PUBLIC, .handle = page_limited },
    { .path = "/tautan", .flags = WEB_PUBLIC | WEB_FREE, .handle = page_links },
};
static const struct web_table tables[] = { WEB_TABLE(routes) };

static const char ani;

static bool actor_of(void *ctx, struct web_req *r, struct err *e)
{
    struct sv user, password;
    bool by_token = sv_eq(web_bearer(r), SV("tok-ani")) ||
                    (web_basic(r, &user, &password) && sv_eq(user, SV("ani")) && sv_eq(password, SV("a:b")));

    (void) ctx;
    if (sv_eq(web_cookie_find(r, "sesi"), SV("rusak")))
        return err_set(e, ERR_BUSY, T("Basis data sibuk"));
    if (!by_token && !sv_eq(web_cookie_find(r, "sesi"), SV("ani")))
        return true;
    r->actor = (const struct actor *) &ani;
    r->identity = by_token ? WEB_BY_TOKEN : WEB_BY_COOKIE;
    r->session_secret = SV("rahasia sesi ani");
    return true;
}

static enum web_gate gate(void *ctx, struct web_req *r, struct web_res *s, struct err *e)
{
    (void) ctx;
    if (r->route->need && strcmp(r->route->need, "antar") == 0) {
        web_redirect(r, s, SV("/isi"));
        return WEB_ANSWERED;
    }
    if (!r->route->need)
        return WEB_PASS;
    err_set(e, ERR_DENIED, T("Halaman ini memerlukan hak \"%s\""), r->route->need);
    return WEB_REFUSED;
}

static inline bool web_app_start(struct web_ctx *c, struct err *e)
{
    const struct web_conf conf = {
        .listen_fd = -1,
        .socket_path = c->socket,
        .upload_dir = c->uploads,
        .key = SV("0123456789abcdef0123456789abcdef"),
        .tables = tables,
        .n_tables = 1,
        .ctx = c,
        .auth = { .ctx = c, .actor_of = actor_of, .gate = gate },
        .idle_s = 1,
        .body_s = 3,
        .answer_max = 2 << 20,
        .drain_max = 16 << 20,
    };

    return web_start(&conf, &c->server, e);
}

static inline int web_app_setup(void **state)
{
    struct web_ctx *c = calloc(1, sizeof *c);
    struct err e;

    memcpy(c->dir, "/tmp/test-web-XXXXXX", 21);
    if (!mkdtemp(c->dir))
        return -1;
    snprintf(c->socket, sizeof c->socket, "%s/app.sock", c->dir);
    snprintf(c->uploads, sizeof c->uploads, "%s/unggahan", c->dir);
    snprintf(c->file, sizeof c->file, "%s/laporan.txt", c->dir);
    c->limit = limit_new(64, 1, 2);
    if (mkdir(c->uploads, 0700) != 0 || !file_write_atomic(c->file, SV("0123456789"), 0600, &e) ||
        !web_app_start(c, &e))
        return -1;
    *state = c;
    return 0;
}

/* Files in a folder. */
static inline size_t entries(const char *path)
{
    DIR *d = opendir(path);
    const struct dirent *entry;
    size_t n = 0;

    while (d && (entry = readdir(d)))
        n += entry->d_name[0] != '.';
    if (d)
        closedir(d);
    return n;
}

static inline int web_app_teardown(void **state)
{
    struct web_ctx *c = *state;
    char kept[160];

    web_stop(c->server, 1000);
    limit_free(c->limit);
    snprintf(kept, sizeof kept, "%s/disimpan", c->dir);
    unlink(kept);
    unlink(c->file);
    int gone = rmdir(c->uploads) | rmdir(c->dir); /* fails when anything is left: spools, the socket */
    free(c);
    return gone;
}

/* --- the client -------------------------------------------------------------------------------------------------------- */

static inline int dial(const struct web_ctx *c)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    memcpy(at.sun_path, c->socket, strlen(c->socket) + 1);
    if (connect(fd, (struct sockaddr *) &at, sizeof at) != 0)
        fail_msg("connect: %d", errno);
    return fd;
}

/* false: the server closed. */
static inline bool push(int fd, struct sv data)
{
    while (data.n) {
        ssize_t n = send(fd, data.p, data.n, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        data = sv_sub(data, (size_t) n, data.n);
    }
    return true;
}

/* Reads until the server closes or 20 seconds pass without a byte. */
static inline void drain(int fd, struct buf *out)
{
    static _Thread_local char part[65536];
    struct pollfd p = { .fd = fd, .events = POLLIN };
    ssize_t n;

    while (poll(&p, 1, 20000) > 0 && (n = recv(fd, part, sizeof part, 0)) > 0)
        buf_put(out, (struct sv){ part, (size_t) n });
    buf_char(out, '\0');
}

/* One request on a connection of its own; *out holds the whole answer and a final NUL. */
static inline void talk(const struct web_ctx *c, struct sv request, struct buf *out)
{
    int fd = dial(c);

    buf_init(out, 64 << 20);
    push(fd, request);
    drain(fd, out);
    close(fd);
}

static inline int status_of(const struct buf *b)
{
    return b->n > 12 && memcmp(b->p, "HTTP/1.1 ", 9) == 0 ? (int) strtol(b->p + 9, NULL, 10) : 0;
}

static inline struct sv body_of(const struct buf *b)
{
    ptrdiff_t at = sv_find(buf_sv(b), SV("\r\n\r\n"));

    return at < 0 ? SV("") : sv_sub(buf_sv(b), (size_t) at + 4, b->n - 1 - (size_t) at - 4);
}

/* The value of a header, copied. */
static inline struct sv header_of(const struct buf *b, const char *name, char *out, size_t cap)
{
    char start[80];
    int n = snprintf(start, sizeof start, "\r\n%s: ", name);
    ptrdiff_t at = sv_find(buf_sv(b), (struct sv){ start, (size_t) n });

    out[0] = '\0';
    if (at < 0)
        return SV_NULL;
    struct sv rest = sv_sub(buf_sv(b), (size_t) (at + n), b->n);
    ptrdiff_t end = sv_find(rest, SV("\r\n"));
    snprintf(out, cap, "%.*s", (int) end, rest.p);
    return sv_of(out);
}

static inline void run_rows(const struct web_ctx *c, const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct buf b;
        talk(c, rows[i].request, &b);
        if (status_of(&b) != rows[i].status)
            fail_msg("%s: got %.400s", rows[i].why, b.p);
        for (size_t k = 0; k < 4 && rows[i].has[k]; k++)
            if (sv_find(buf_sv(&b), sv_of(rows[i].has[k])) < 0)
                fail_msg("%s: no '%s' in %s", rows[i].why, rows[i].has[k], b.p);
        if (rows[i].lacks && sv_find(buf_sv(&b), sv_of(rows[i].lacks)) >= 0)
            fail_msg("%s: '%s' in %s", rows[i].why, rows[i].lacks, b.p);
        buf_clear(&b);
    }
}

#define RUN(c, rows) run_rows((c), (rows), sizeof(rows) / sizeof(rows)[0])

#endif
