/* SPDX-License-Identifier: MIT
 * Pages of a made-up register with one field of every type, as exact HTML in tests/golden/page/: a list, forms, a refusal,
 * two people on one record, a detail page, failures. PRASASTI_GOLDEN=1 writes the files anew, to be read like code.
 *
 * Requests pass the whole border (routes, tokens, fields) without a socket. The clock stands still; the names of styles and
 * scripts are written without their digests. */
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

static int64_t standing_now(void)
{
    return NOW;
}

#define MUST(call)                                                                  \
    do {                                                                            \
        if (!(call))                                                                \
            fail_msg("%s: kind %d: %s / %s", #call, (int) e.kind, e.text, e.cause); \
    } while (0)

/* --- the region ---------------------------------------------------------------------------------------------------------- */

static int64_t make(struct place *at, const struct actor *who, const char *reg, const char *const *kv)
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

static void populate(struct place *at)
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

static bool actor_of(void *ctx, struct web_req *req, struct err *e)
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

static void start_server(struct place *at)
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

static int set_up(void **state)
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

static void remove_tree(struct arena *a, const char *dir)
{
    static const char *const files[] = { "prasasti.json", "prasasti.db", "prasasti.db-wal",
                                         "prasasti.db-shm" };

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        unlink(arena_printf(a, "%s/%s", dir, files[i]).p);
}

static int tear_down(void **state)
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
static struct sv ask(struct place *at, const char *method, const char *target, const char *form, int status)
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
static struct sv laid_out(struct arena *a, struct sv html)
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

static void first_difference(const char *name, struct sv want, struct sv got)
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

static void compare(struct place *at, const char *name, struct sv html)
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

static bool has(struct sv text, const char *part)
{
    return sv_find(text, sv_of(part)) >= 0;
}

/* --- golden pages ------------------------------------------------------------------------------------------------------------- */

static void looking(void **state)
{
    struct place *at = *state;
    const struct {
        const char *file, *target;
        int64_t akun;
        int status;
    } rows[] = {
        { "masuk.html", "/masuk?lanjut=/r/barang", 0, 200 },
        { "daftar.html", "/r/barang?urut=nama", at->op, 200 },
        { "daftar-saring.html", "/r/barang?f.jenis=kecil&f.harga.kosong=1&cari=kursi&urut=-nama", at->op,
          200 },
        { "daftar-kosong.html", "/r/hari_libur", at->op, 200 },
        { "formulir.html", "/r/barang/baru?jenis=kecil&terkait=barang:1", at->op, 200 },
        { "ubah.html", "/r/barang/1/ubah", at->op, 200 },
        { "rincian.html", "/r/barang/1", at->op, 200 },
        { "rincian-fakta.html", "/r/barang/2", at->ver, 200 },
        { "rincian-dinas.html", "/r/barang/3", at->pel, 200 },
        { "langkah.html", "/r/barang/1/langkah/putus", at->pel, 200 },
        { "keadaan.html", "/r/barang/1/keadaan", at->op, 200 },
        { "hapus.html", "/r/barang/1/hapus", at->op, 200 },
        { "cari.html", "/cari?q=BRG-2026-002", at->op, 200 },
        { "tindakan.html", "/tindakan", at->op, 200 },
        { "tidak-ada.html", "/r/barang/99", at->op, 404 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        at->akun = rows[i].akun;
        compare(at, rows[i].file, ask(at, "GET", rows[i].target, NULL, rows[i].status));
    }
}

/* Nothing typed is lost, and each mistake stands beside its field. */
static void refused_form(void **state)
{
    struct place *at = *state;

    at->akun = at->op;
    compare(
        at, "formulir-salah.html",
        ask(at, "POST", "/r/barang/baru",
            "nama=&jenis=sedang&jumlah=nol&harga=Rp+1,5+juta&warna=&warna=merah&tanggal_beli=2025-02-30&garansi.dari=2026-01-01"
            "&garansi.sampai=&bagian=&bagian=1&terkait=9&terkait.register=barang&rusak=1&surel=bukan&uraian=%3Cb%3E&_versi=3",
            422));
}

static void two_people(void **state)
{
    struct place *at = *state;

    at->akun = at->ver;
    ask(at, "POST", "/r/barang/2/ubah", "nama=Kursi+lipat&perangkat_daerah=1&jenis=kecil&jumlah=4&_versi=1",
        303);
    at->akun = at->op;
    compare(at, "bentrok.html",
            ask(at, "POST", "/r/barang/2/ubah",
                "nama=Kursi+putar&perangkat_daerah=1&jenis=besar&jumlah=&_versi=1", 409));
    /* Mine for the name, the newest for the count: both stand afterwards. */
    ask(at, "POST", "/r/barang/2/ubah",
        "nama=Kursi+putar&perangkat_daerah=1&jenis=besar&jumlah=&_versi=2&_pilih.nama=milik_saya&_pilih.jumlah=terbaru",
        303);
    compare(at, "bentrok-selesai.html", ask(at, "GET", "/r/barang/2", NULL, 200));
}

/* --- what golden pages would not say ---------------------------------------------------------------------------------------------- */

static void rights_hold(void **state)
{
    struct place *at = *state;
    struct sv page;

    at->akun = at->op;
    page = ask(at, "GET", "/r/barang/3", NULL, 200);
    if (has(page, "hanya Dinas") || has(page, "Catatan Dinas") || has(page, "/ubah"))
        fail_msg("an operator of another agency sees or may too much");
    ask(at, "POST", "/r/barang/3/ubah", "nama=X&perangkat_daerah=2&jenis=kecil&_versi=1", 403);
    ask(at, "POST", "/r/barang/1/hapus", "_versi=7", 409);
    at->akun = 0;
    ask(at, "GET", "/r/barang", NULL, 303);
    at->akun = at->pel;
    page = ask(at, "GET", "/r/barang/baru", NULL, 200);
    if (!has(page, "name=\"rahasia_dinas\""))
        fail_msg("the office does not find its field");
}

static void deleted_and_restored(void **state)
{
    struct place *at = *state;
    struct sv page;

    at->akun = at->op;
    ask(at, "POST", "/r/barang/1/hapus", "_versi=1", 303);
    page = ask(at, "GET", "/r/barang?baru_dihapus=1", NULL, 200);
    if (!has(page, "Batalkan penghapusan") || !has(page, "/r/barang/1/pulihkan"))
        fail_msg("a deletion cannot be undone with one press");
    if (!has(ask(at, "GET", "/r/barang?terhapus=1", NULL, 200), "/r/barang/1\""))
        fail_msg("the deleted row is not among the deleted");
    ask(at, "POST", "/r/barang/1/pulihkan", "_versi=2", 303);
    if (has(ask(at, "GET", "/r/barang/1", NULL, 200), "Dihapus pada"))
        fail_msg("the row is still deleted");
}

static void steps_move_and_facts_stay_marked(void **state)
{
    struct place *at = *state;

    at->akun = at->op;
    if (!has(ask(at, "POST", "/r/barang/1/langkah/pakai", "_versi=1", 409), "2%281%29"))
        fail_msg("a closed gate does not name its provision");
    ask(at, "POST", "/r/barang/1/keadaan", "_versi=1&status=dipakai&berlaku_sejak=2026-02-03&catatan=lupa",
        422);
    ask(at, "POST", "/r/barang/1/keadaan",
        "_versi=1&status=dipakai&berlaku_sejak=2026-02-01&catatan=sudah+lama", 303);
    if (!has(ask(at, "GET", "/r/barang/1", NULL, 200), "tanpa pertimbangan"))
        fail_msg("what was not asked for is not seen");
    if (has(ask(at, "GET", "/r/barang/1", NULL, 200), "Isinya terkunci"))
        fail_msg("an open record is called locked");
    ask(at, "POST", "/r/barang/1/keadaan", "_versi=2&status=dibuang&berlaku_sejak=2026-02-01&catatan=rusak",
        303);
    if (!has(ask(at, "GET", "/r/barang/1", NULL, 200), "Isinya terkunci"))
        fail_msg("a locked record does not say how a mistake in it is mended");
}

static struct sv streamed(struct place *at, const char *target)
{
    struct web_field headers[] = { { SV("Host"), SV("uji") }, { SV("X-Request-Id"), SV("x") } };
    struct buf all;
    struct sv out;

    buf_init(&all, MIB);
    exchange_begin(&at->x, &(struct web_head){ SV("GET"), sv_of(target), headers, 2, false });
    exchange_end(&at->x);
    while (at->x.out.kind == REPLY_STREAM && !at->x.out.last && response_pull(&at->x)) {
        buf_put(&all, buf_sv(&at->x.out.chunk));
        buf_reset(&at->x.out.chunk);
    }
    out = arena_dup(at->a, buf_sv(&all));
    exchange_done(&at->x);
    buf_clear(&all);
    return out;
}

static void streams(void **state)
{
    struct place *at = *state;
    static const char *const targets[] = { "/r/barang/ekspor.csv?pemisah=koma", "/r/barang/ekspor.json" };

    at->akun = at->op;
    for (size_t i = 0; i < 2; i++) {
        struct sv all = streamed(at, targets[i]);

        if (!has(all, "Kursi") || has(all, "hanya Dinas"))
            fail_msg("%s: %.*s", targets[i], SV_FMT(all));
    }
}

/* The part of a list between its table's tags. */
static struct sv table_of(struct sv page)
{
    ptrdiff_t from = sv_find(page, SV("<table")), to = sv_find(page, SV("</table>"));

    if (from < 0 || to < from)
        fail_msg("no table in %.*s", SV_FMT(page));
    return sv_sub(page, (size_t) from, (size_t) (to - from));
}

static void columns_follow_the_person(void **state)
{
    struct place *at = *state;
    struct sv table, csv;

    at->akun = at->op;
    ask(at, "POST", "/r/barang/kolom", "_k=harga&_k=warna&_k=rahasia_dinas&_u.harga=2&_u.warna=1&_aksi=pakai",
        303);
    table = table_of(ask(at, "GET", "/r/barang", NULL, 200));
    if (!has(table, ">Warna<") || !has(table, "Harga") || has(table, "Perangkat Daerah") ||
        has(table, "Catatan Dinas") || sv_find(table, SV("Warna")) > sv_find(table, SV("Harga")))
        fail_msg("not the columns chosen: %.*s", SV_FMT(table));
    csv = streamed(at, "/r/barang/ekspor.csv?kolom=warna,harga,rahasia_dinas,diubah_pada&pemisah=koma");
    if (!has(csv, "Nama barang,Warna,Harga,Diubah pada") || has(csv, "Jenis") || has(csv, "hanya Dinas"))
        fail_msg("the file has other columns than the list: %.*s", SV_FMT(csv));
    ask(at, "POST", "/r/barang/kolom", "_aksi=pakai", 422);
    at->akun = at->pel;
    if (has(table_of(ask(at, "GET", "/r/barang", NULL, 200)), "Warna"))
        fail_msg("one person's columns are another's");
    at->akun = at->op;
    ask(at, "POST", "/r/barang/kolom", "_aksi=bawaan", 303);
    if (has(table_of(ask(at, "GET", "/r/barang", NULL, 200)), "Warna"))
        fail_msg("the columns do not go back");
}

static void a_view_is_kept_opened_and_withdrawn(void **state)
{
    struct place *at = *state;
    struct sv page;

    at->akun = at->op;
    ask(at, "POST", "/r/barang/tampilan",
        "f.jenis=kecil&urut=nama&kolom=harga&_nama=Barang+kecil&_lingkup=kantor&_bawaan=1", 303);
    page = ask(at, "GET", "/r/barang", NULL, 303); /* his list opens with it */
    page = ask(at, "GET", "/r/barang?f.jenis=kecil&urut=nama&kolom=harga&tampilan=1", NULL, 200);
    compare(at, "tampilan.html", page);
    ask(at, "GET", "/r/barang?tampilan=0", NULL, 200);
    at->akun = at->pel; /* of another agency */
    page = ask(at, "GET", "/r/barang?tampilan=1", NULL, 200);
    if (has(page, "Barang kecil") || !has(page, "tidak dibagikan kepada Anda"))
        fail_msg("a view of another agency is shown, or its absence not told");
    ask(at, "POST", "/r/barang/tampilan/1", "_aksi=hapus", 404);
    at->akun = at->ver; /* a colleague */
    if (!has(ask(at, "GET", "/r/barang", NULL, 200), "Barang kecil"))
        fail_msg("a colleague does not find the shared view");
    ask(at, "POST", "/r/barang/tampilan/1", "_aksi=hapus", 403);
    ask(at, "POST", "/r/barang/tampilan", "_nama=Luas&_lingkup=wilayah", 403);
    at->akun = at->op;
    ask(at, "POST", "/r/barang/tampilan/1", "_aksi=hapus", 303);
    if (!has(ask(at, "GET", "/r/barang?tampilan_dihapus=1", NULL, 200), "Batalkan penghapusan"))
        fail_msg("a deleted view cannot be had back");
    ask(at, "POST", "/r/barang/tampilan/1", "_aksi=pulihkan", 303);
    ask(at, "POST", "/r/barang/tampilan/1", "_aksi=simpan&_nama=Kecil+saja&_lingkup=kantor", 303);
    ask(at, "POST", "/r/barang/tampilan/1", "_aksi=lepas", 303);
    if (!has(ask(at, "GET", "/r/barang", NULL, 200), "Kecil saja"))
        fail_msg("the view was not renamed");
}

/* What the declarations dropped since: said, not passed over. */
static void a_stale_view_says_so(void **state)
{
    struct place *at = *state;
    struct sv page;

    at->akun = at->op;
    ask(at, "POST", "/r/barang/tampilan",
        "f.bekas=1&f.jenis=raksasa&kolom=bekas&_nama=Usang&_lingkup=sendiri", 303);
    page = ask(at, "GET", "/r/barang?f.bekas=1&f.jenis=raksasa&kolom=bekas&tampilan=1", NULL, 200);
    if (!has(page, "tidak lagi berlaku seutuhnya") || !has(page, "\"raksasa\"") ||
        !has(page, "1 kolom tidak ditampilkan"))
        fail_msg("a stale view is silent: %.*s", SV_FMT(page));
}

static void people_talk_about_a_record(void **state)
{
    struct place *at = *state;
    struct sv page;

    at->akun = at->ver;
    ask(at, "POST", "/r/barang/1/pantau", "pantau=1", 303);
    at->akun = at->op;
    ask(at, "POST", "/r/barang/1/komentar",
        "komentar=%3Cb%3ELihat%3C/b%3E+https://contoh.go.id/?a=1%26b=2,+@budi+@siapa%0Abaris+dua", 303);
    compare(at, "komentar.html", ask(at, "GET", "/r/barang/1", NULL, 200));
    ask(at, "POST", "/r/barang/1/komentar", "komentar=+", 422);
    MAKE(at, "barang", "nama", "Brankas", "perangkat_daerah", "1", "jenis", "kecil", "klasifikasi",
         "rahasia");
    at->akun = at->pel; /* may not read a secret row of another agency, nor say anything there */
    ask(at, "POST", "/r/barang/4/komentar", "komentar=x", 404);
    ask(at, "POST", "/r/barang/4/pantau", "pantau=1", 404);
    if (has(ask(at, "GET", "/pemberitahuan", NULL, 200), "menyebut Anda dalam komentar"))
        fail_msg("somebody else is told");
    at->akun = at->ver;
    compare(at, "pemberitahuan.html", ask(at, "GET", "/pemberitahuan", NULL, 200));
    ask(at, "POST", "/r/barang/1/komentar/1/tarik", "", 404);
    ask(at, "POST", "/pemberitahuan", "", 303);
    if (has(ask(at, "GET", "/pemberitahuan", NULL, 200), ">Baru<"))
        fail_msg("what was read is still new");
    at->akun = at->op;
    ask(at, "POST", "/r/barang/1/komentar/1/tarik", "", 303);
    page = ask(at, "GET", "/r/barang/1", NULL, 200);
    if (has(page, "contoh.go.id/?a=1&amp;b=2,") || has(page, "baris dua") || !has(page, "sudah ditarik"))
        fail_msg("a withdrawn comment still says what it said");
}

static void many_rows_change_together_or_not_at_all(void **state)
{
    struct place *at = *state;
    struct sv page;

    at->akun = at->op;
    ask(at, "GET", "/r/barang/massal", NULL, 422); /* nothing was ticked */
    compare(at, "massal.html",
            ask(at, "GET", "/r/barang/massal?_r=1&_r=2&_r=3&_r=99&_bidang=jumlah", NULL, 200));
    page = ask(at, "POST", "/r/barang/massal", "_r=1&_r=2&_r=3&_r=99&_bidang=jumlah&jumlah=7", 200);
    compare(at, "massal-periksa.html", page); /* another agency's row, and one that is not there, say why */
    if (has(ask(at, "GET", "/r/barang/2", NULL, 200), "<dd>7</dd>"))
        fail_msg("looking changed something");
    at->akun = at->ver;
    ask(at, "POST", "/r/barang/2/ubah", "nama=Kursi+lipat&perangkat_daerah=1&jenis=kecil&_versi=1", 303);
    at->akun = at->op;
    page = ask(at, "POST", "/r/barang/massal",
               "_r=1&_r=2&_versi.1=1&_versi.2=1&_bidang=jumlah&jumlah=7&_aksi=terapkan", 200);
    if (!has(page, "Tidak ada yang diubah") || !has(page, "Diubah orang lain") ||
        has(ask(at, "GET", "/r/barang/1", NULL, 200), "<dd>7</dd>"))
        fail_msg("half of it was done");
    page = ask(at, "POST", "/r/barang/massal", "_r=1&_r=2&_bidang=jumlah&jumlah=nol", 200);
    if (has(page, "_aksi\" value=\"terapkan") || has(page, "Dapat diubah"))
        fail_msg("a value that is refused can be applied");
    ask(at, "POST", "/r/barang/massal",
        "_r=1&_r=2&_versi.1=1&_versi.2=2&_bidang=jumlah&jumlah=7&harga=1&nama=Lain&_aksi=terapkan", 303);
    page = ask(at, "GET", "/r/barang/2", NULL, 200);
    if (!has(page, "<dd>7</dd>") || !has(page, "Kursi lipat") ||
        !has(ask(at, "GET", "/r/barang/1", NULL, 200), "<dd>7</dd>"))
        fail_msg("not this field of both rows, and nothing else: %.*s", SV_FMT(page));
    ask(at, "POST", "/r/barang/massal", "_r=1&_bidang=nama&nama=X", 422);
    ask(at, "POST", "/r/barang/massal", "_r=1&_bidang=rahasia_dinas&rahasia_dinas=X", 422);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(looking, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refused_form, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_people, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rights_hold, set_up, tear_down),
        cmocka_unit_test_setup_teardown(deleted_and_restored, set_up, tear_down),
        cmocka_unit_test_setup_teardown(steps_move_and_facts_stay_marked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(streams, set_up, tear_down),
        cmocka_unit_test_setup_teardown(columns_follow_the_person, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_view_is_kept_opened_and_withdrawn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_stale_view_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(people_talk_about_a_record, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_rows_change_together_or_not_at_all, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
