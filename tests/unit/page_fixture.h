/* SPDX-License-Identifier: MIT
 * tests/unit/page_fixture.h -- pages without a socket: a region of the made-up declarations with rows and people, requests that pass the
 * whole border (routes, tokens, fields), and answers compared with tests/golden/page/ (PRASASTI_GOLDEN=1 writes the files
 * anew, to be read like code). The clock stands still; the names of styles and scripts are written without their digests. */
#ifndef TESTS_PAGE_FIXTURE_H
#define TESTS_PAGE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "page/page.h"
#include "web/exchange.h"

#define GOLDEN "tests/golden/page/"
#define DECLARATIONS "tests/golden/declarations"

enum { MIB = 1024 * 1024, NOW = 1770000000, HEADERS_MAX = 8 }; /* 2026-02-02T02:40:00Z */

struct place {
    char dir[64], uploads[80];
    struct region *region;
    struct web_server server;
    struct web_table table;
    struct web_exchange x;
    struct page_session session;
    struct arena *a;
    int64_t akun; /* who asks; 0: nobody */
    int64_t op, ver, pel, pd;
};

static inline int64_t standing_now(void)
{
    return NOW;
}

#define MUST(call)                                                                  \
    do {                                                                            \
        if (!(call))                                                                \
            fail_msg("%s: kind %d: %s / %s", #call, (int) e.kind, e.text, e.cause); \
    } while (0)

/* --- the region ---------------------------------------------------------------------------------------------------------- */

static inline int64_t make(struct place *at, const struct actor *who, const char *reg, const char *const *kv)
{
    struct input_item items[24];
    struct input in = { .items = items };
    struct problems ps;
    struct record *r = NULL;
    struct db *db = NULL;
    struct err e = { 0 };

    for (; kv[2 * in.n]; in.n++)
        items[in.n] = (struct input_item){ sv_of(kv[2 * in.n]), sv_of(kv[2 * in.n + 1]) };
    problems_init(&ps, at->a, 20);
    MUST(page_write(at->region, &db, &e));
    if (!record_create(db, &at->region->records, who, model_reg(at->region->model, sv_of(reg)), &in, at->a,
                       &r, &ps, &e))
        fail_msg("%s: %s / %s / %.*s", reg, e.text, e.cause, ps.n ? (int) ps.items[0].text.n : 0,
                 ps.n ? ps.items[0].text.p : "");
    MUST(db_commit(db, &e));
    db_release(db);
    return r->id;
}
#define MAKE(at, reg, ...) make((at), who_system(), (reg), (const char *const[]){ __VA_ARGS__, NULL, NULL })

static inline void populate(struct place *at)
{
    at->pd = MAKE(at, "perangkat_daerah", "nama", "Dinas Satu", "kode", "1");
    MAKE(at, "perangkat_daerah", "nama", "Dinas Dua & Tiga", "kode", "2");
    MAKE(at, "pemetaan_peran", "peran", "dinas", "perangkat_daerah", "2");
    at->op = MAKE(at, "akun", "nama", "Ani <Operator>", "nama_pengguna", "ani", "jabatan", "Operator",
                  "perangkat_daerah", "1", "jenjang", "operator");
    at->ver = MAKE(at, "akun", "nama", "Budi", "nama_pengguna", "budi", "perangkat_daerah", "1", "jenjang",
                   "verifikator");
    at->pel = MAKE(at, "akun", "nama", "Citra", "nama_pengguna", "citra", "perangkat_daerah", "2", "jenjang",
                   "pelaksana");
    MAKE(at, "barang", "nama", "Meja <b>kayu</b>", "perangkat_daerah", "1", "jenis", "besar", "warna",
         "merah|putih", "uraian", "Baris *satu*.\n\n<script>alert(1)</script>", "jumlah", "1200", "berat",
         "12,50", "harga", "Rp 1.500.000", "tanggal_beli", "2025-03-03", "rusak", "tidak", "sandi", "a1",
         "tautan", "https://contoh.go.id/?a=1&b=2", "klasifikasi", "terbatas");
    MAKE(at, "barang", "nama", "Kursi", "perangkat_daerah", "1", "jenis", "kecil", "status", "dipakai",
         "berlaku_sejak", "2025-12-01");
    MAKE(at, "barang", "nama", "Lampu", "perangkat_daerah", "2", "jenis", "kecil", "bagian", "1", "terkait",
         "barang:1", "garansi", "2025-01-01/2026-12-31", "surel", "a@contoh.go.id", "diperiksa",
         "2026-01-31 08:15", "rahasia_dinas", "hanya Dinas");
}

/* --- the border, without a socket ------------------------------------------------------------------------------------------- */

static inline bool actor_of(void *ctx, struct web_req *req, struct err *e)
{
    struct place *at = ctx;
    struct actor *who = NULL;
    struct db *db = NULL;
    bool ok;

    if (!at->akun)
        return true;
    ok = page_read(at->region, &db, e) &&
         who_actor_load(db, at->region->levels, at->akun, region_today(at->region), req->a, &who, e);
    db_release(db);
    if (!ok)
        return false;
    req->actor = who;
    req->identity = WEB_BY_COOKIE;
    req->session_secret = SV("rahasia yang selalu sama");
    req->session = &at->session;
    return true;
}

static inline void start_server(struct place *at)
{
    static const char key[] = "0123456789abcdef0123456789abcdef";
    struct web_server *s = &at->server;
    struct err e = { 0 };

    at->table = page_routes();
    s->conf = (struct web_conf){ .upload_dir = at->uploads,
                                 .key = { key, 32 },
                                 .login_path = SV("/masuk"),
                                 .api_prefix = SV("/api/"),
                                 .tables = &at->table,
                                 .n_tables = 1,
                                 .ctx = (struct web_ctx *) (void *) at->region,
                                 .auth = { at, actor_of, NULL },
                                 .failure_page = page_failure,
                                 .body_s = 600,
                                 .arena_max = 32 * MIB,
                                 .answer_max = 64 * MIB,
                                 .spool_from = 64 * 1024,
                                 .drain_max = MIB };
    s->a = arena_new(16 * MIB);
    MUST(router_make(s->conf.tables, 1, s->a, &s->router, &e));
    MUST(spool_dir_open(&s->spool, at->uploads, &e));
    exchange_init(&at->x, s);
}

static inline int set_up(void **state)
{
    struct place *at = calloc(1, sizeof *at);
    struct region_conf conf = { .regulation = SV("uji-1-2024"), .demo = true };
    struct problems ps;
    struct err e = { 0 };

    at->a = arena_new(64 * MIB);
    snprintf(at->dir, sizeof at->dir, "/tmp/prasasti-page-XXXXXX");
    if (!mkdtemp(at->dir))
        return -1;
    snprintf(at->uploads, sizeof at->uploads, "%s/unggahan", at->dir);
    mkdir(at->uploads, 0700);
    problems_init(&ps, at->a, 20);
    setenv("PRASASTI_DATA", DECLARATIONS, 1);
    MUST(region_conf_write(at->dir, &conf, &e));
    if (!region_open(at->dir, standing_now, &at->region, &ps, &e))
        fail_msg("region: %s / %s / %.*s", e.text, e.cause, ps.n ? (int) ps.items[0].text.n : 0,
                 ps.n ? ps.items[0].text.p : "");
    populate(at);
    start_server(at);
    *state = at;
    return 0;
}

static inline void remove_tree(struct arena *a, const char *dir)
{
    static const char *const files[] = { "prasasti.json", "prasasti.db", "prasasti.db-wal",
                                         "prasasti.db-shm" };

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        unlink(arena_printf(a, "%s/%s", dir, files[i]).p);
}

static inline int tear_down(void **state)
{
    struct place *at = *state;

    exchange_clear(&at->x);
    arena_free(at->server.a);
    region_close(at->region);
    remove_tree(at->a, at->dir);
    rmdir(at->uploads);
    rmdir(at->dir);
    arena_free(at->a);
    free(at);
    return 0;
}

/* --- requests --------------------------------------------------------------------------------------------------------------- */

/* The answer's body, living in at->a; the status is checked. */
static inline struct sv ask(struct place *at, const char *method, const char *target, const char *form,
                            int status)
{
    struct web_field headers[HEADERS_MAX] = { { SV("Host"), SV("uji") },
                                              { SV("X-Request-Id"), SV("permintaan-uji") } };
    struct sv body = SV_NULL;
    size_t n = 2;
    struct sv out;

    if (!at->akun) /* the random value behind the tokens of guests stands still */
        headers[n++] = (struct web_field){ SV("Cookie"), SV("prasasti_tamu=AAAAAAAAAAAAAAAAAAAAAA") };
    if (form) {
        struct digest d = hmac_sha256(SV("rahasia yang selalu sama"), SV("csrf"));

        body = arena_printf(at->a, "%s&_csrf=%.*s", form, SV_FMT(base64url_make(digest_sv(&d), at->a)));
        headers[n++] = (struct web_field){ SV("Content-Type"), SV("application/x-www-form-urlencoded") };
        headers[n++] = (struct web_field){ SV("Content-Length"), arena_printf(at->a, "%zu", body.n) };
    }
    exchange_begin(&at->x, &(struct web_head){ sv_of(method), sv_of(target), headers, n, false });
    if (body.n)
        exchange_body(&at->x, body);
    exchange_end(&at->x);
    out = arena_dup(at->a, buf_sv(&at->x.body));
    if (at->x.res.status != status)
        fail_msg("%s %s: status %d, want %d\n%.*s", method, target, at->x.res.status, status,
                 SV_FMT(sv_sub(out, 0, 3000)));
    exchange_done(&at->x);
    return out;
}

/* A tag a line; digests in the names of styles and scripts left out. */
static inline struct sv laid_out(struct arena *a, struct sv html)
{
    struct buf b;
    struct sv out;

    buf_init(&b, 4 * MIB);
    for (size_t i = 0; i < html.n; i++) {
        size_t hex = i + 1;

        if (i && html.p[i] == '<' && html.p[i - 1] == '>')
            buf_char(&b, '\n');
        while (html.p[i] == '.' && hex < html.n && strchr("0123456789abcdef", html.p[hex]))
            hex++;
        if (html.p[i] == '.' && hex == i + 13 && hex < html.n && html.p[hex] == '.')
            i = hex;
        buf_char(&b, html.p[i]);
    }
    buf_char(&b, '\n');
    out = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return out;
}

static inline void first_difference(const char *name, struct sv want, struct sv got)
{
    struct sv w, g;
    int line = 0;

    for (;;) {
        bool more_w = sv_cut(&want, '\n', &w), more_g = sv_cut(&got, '\n', &g);

        line++;
        if (!more_w && !more_g)
            return;
        if (more_w != more_g || !sv_eq(w, g))
            fail_msg("%s%s:%d\n  want %.*s\n  got  %.*s", GOLDEN, name, line, more_w ? (int) w.n : 0, w.p,
                     more_g ? (int) g.n : 0, g.p);
    }
}

static inline void compare(struct place *at, const char *name, struct sv html)
{
    const char *path = arena_printf(at->a, GOLDEN "%s", name).p;
    struct sv got = laid_out(at->a, html), want;
    struct err e = { 0 };

    if (getenv("PRASASTI_GOLDEN")) {
        MUST(file_write_atomic(path, got, 0644, &e));
        return;
    }
    MUST(file_read(path, MIB, at->a, &want, &e));
    first_difference(name, want, got);
}

static inline bool has(struct sv text, const char *part)
{
    return sv_find(text, sv_of(part)) >= 0;
}

#endif
