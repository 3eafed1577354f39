/* SPDX-License-Identifier: MIT
 * page/examiner.c -- makes an account for a Surat Tugas with everything it needs, and shows what its holder opened. */
#include "page/examiner.h"

#include "base/arena.h"
#include "model/event.h"
#include "model/files.h"
#include "page/hand_priv.h"

enum { VISITS_MAX = 500 };

const struct web_param examiner_params[] = {
    { .name = "nama", .label = T("Nama lengkap"), .type = WEB_TEXT, .flags = WEB_REQUIRED, .max = 200 },
    { .name = "nama_pengguna",
      .label = T("Nama pengguna"),
      .type = WEB_TEXT,
      .flags = WEB_REQUIRED,
      .max = 64 },
    { .name = "jabatan", .label = T("Jabatan dan lembaga"), .type = WEB_TEXT, .max = 200 },
    { .name = "dasar_nomor",
      .label = T("Nomor Surat Tugas"),
      .type = WEB_TEXT,
      .flags = WEB_REQUIRED,
      .max = 100 },
    { .name = "dasar_tanggal", .label = T("Tanggal Surat Tugas"), .type = WEB_DATE, .flags = WEB_REQUIRED },
    { .name = "berkas",
      .label = T("Berkas Surat Tugas"),
      .type = WEB_FILE,
      .flags = WEB_REQUIRED,
      .max = FILE_MAX_BYTES },
    { .name = "mulai", .label = T("Hari pertama"), .type = WEB_DATE, .flags = WEB_REQUIRED },
    { .name = "selesai", .label = T("Hari terakhir"), .type = WEB_DATE, .flags = WEB_REQUIRED },
    { .name = "pd", .label = T("Perangkat Daerah"), .type = WEB_TEXT, .flags = WEB_MULTI, .max = 100 },
    { .name = "register", .label = T("Daftar"), .type = WEB_TEXT, .flags = WEB_MULTI, .max = 63 },
    { .name = "lingkup_mulai", .label = T("Masa yang diperiksa mulai"), .type = WEB_DATE },
    { .name = "lingkup_selesai", .label = T("Masa yang diperiksa sampai"), .type = WEB_DATE },
    { 0 },
};

static const struct crumb up[] = { { SV_INIT(T("Akun")), SV_INIT("/r/akun") },
                                   { SV_INIT(T("Akun pemeriksa")), SV_INIT("/akun/pemeriksa") } };

struct examiner {
    int64_t id, visits;
    struct sv nama, letter, from, until, state;
};

struct examiner_page {
    struct page p;
    struct examiner *items;
    size_t n, n_agencies, n_regs;
    struct hand_option *agencies, *regs;
    struct sv fresh_name, fresh; /* one-time password just made: shown this once */
};

static bool load_examiners(struct db *db, struct arena *a, struct examiner **out, size_t *n, struct err *e)
{
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row,
        ok = db_prepare(
            db,
            SV("select k.id, k.nama, coalesce(k.dasar_nomor, ''), coalesce(k.mulai, ''), "
               "coalesce(k.selesai, ''), k.status, coalesce((select sum(w.kali) from who_kunjungan w "
               "where w.akun = k.id), 0) from akun k where k.dihapus is null "
               "and coalesce(k.peran_khusus, '') like '%|auditor|%' order by k.selesai desc, k.id limit 200"),
            &q, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, *out, *n, cap) = (struct examiner){ .id = stmt_get_int(q, 0),
                                                           .nama = arena_dup(a, stmt_get_text(q, 1)),
                                                           .letter = arena_dup(a, stmt_get_text(q, 2)),
                                                           .from = arena_dup(a, stmt_get_text(q, 3)),
                                                           .until = arena_dup(a, stmt_get_text(q, 4)),
                                                           .state = arena_dup(a, stmt_get_text(q, 5)),
                                                           .visits = stmt_get_int(q, 6) };
    stmt_done(q);
    return ok && arena_ok(a, e);
}

static bool load(struct examiner_page *k, const struct region *r, struct web_req *req, struct err *e)
{
    struct db *db = NULL;
    bool ok = page_read(r, &db, e) && load_examiners(db, req->a, &k->items, &k->n, e) &&
              hand_agencies(db, req->a, &k->agencies, &k->n_agencies, e);

    db_release(db);
    k->n_regs = hand_registers(r, req->actor, req->a, &k->regs);
    return ok;
}

/* --- the page --------------------------------------------------------------------------------------------------------- */

static void state_badge(struct examiner_page *k, const struct examiner *x, struct sv today)
{
    bool ended = !sv_eq(x->state, SV("aktif")) || (x->until.n && sv_cmp(x->until, today) < 0),
         later = x->from.n && sv_cmp(x->from, today) > 0;

    page_badge(&k->p.h,
               ended   ? SV("grey")
               : later ? SV("blue")
                       : SV("green"),
               ended   ? SV(T("sudah berakhir"))
               : later ? SV(T("belum mulai"))
                       : SV(T("masih berlaku")));
}

static void table(struct examiner_page *k)
{
    static const char *const columns[] = { T("Pemeriksa"), T("Surat Tugas"), T("Sampai"), T("Halaman dibuka"),
                                           T("Keadaan") };
    struct sv today = page_today_iso(k->p.region, k->p.a);
    struct html *h = &k->p.h;

    if (!k->n) {
        page_empty(h, SV("eye"), SV(T("Belum ada akun pemeriksa")),
                   SV(T("Inspektorat dan auditor membaca dengan Surat Tugas, sebatas lingkup dan masanya.")),
                   SV_NULL, SV_NULL);
        return;
    }
    hand_table_begin(h, columns, 5);
    for (size_t i = 0; i < k->n; i++) {
        const struct examiner *x = &k->items[i];

        html_open(h, "tr");
        html_open(h, "td");
        html_class(h, "utama");
        page_link(h, arena_printf(k->p.a, "/akun/pemeriksa/%lld", (long long) x->id), x->nama);
        html_close(h, "td");
        hand_cell(h, columns[1], x->letter.n ? x->letter : SV("\u2014"));
        hand_cell(h, columns[2], x->until.n ? page_day(k->p.a, x->until) : SV(T("tanpa akhir")));
        hand_cell(h, columns[3], arena_printf(k->p.a, "%lld", (long long) x->visits));
        html_open(h, "td");
        html_attr_say(h, "data-label", columns[4]);
        state_badge(k, x, today);
        html_close(h, "td");
        html_close(h, "tr");
    }
    hand_table_end(h);
}

static void file_input(struct page *p)
{
    struct html *h = &p->h;

    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", SV("f-berkas"));
    html_say(h, T("Berkas Surat Tugas"));
    html_close(h, "label");
    html_void(h, "input");
    html_attr(h, "type", SV("file"));
    html_class(h, "form-control");
    html_attr(h, "id", SV("f-berkas"));
    html_attr(h, "name", SV("berkas"));
    html_bool_attr(h, "required", true);
    page_field_error(p, SV("berkas"));
    html_close(h, "div");
}

static void two(struct page *p, const struct page_input *a, const struct page_input *b)
{
    html_open(&p->h, "div");
    html_class(&p->h, "dua");
    page_input(p, a);
    page_input(p, b);
    html_close(&p->h, "div");
}

static void make_form(struct examiner_page *k)
{
    static const struct page_input
        name = { .name = "nama", .label = T("Nama lengkap"), .required = true, .max = 200 },
        user = { .name = "nama_pengguna",
                 .label = T("Nama pengguna"),
                 .required = true,
                 .max = 64,
                 .help = T("Huruf kecil, angka, titik.") },
        post = { .name = "jabatan", .label = T("Jabatan dan lembaga"), .max = 200 },
        number = { .name = "dasar_nomor", .label = T("Nomor Surat Tugas"), .required = true, .max = 100 },
        dated = { .name = "dasar_tanggal",
                  .label = T("Tanggal Surat Tugas"),
                  .type = "date",
                  .required = true },
        from = { .name = "mulai", .label = T("Hari pertama"), .type = "date", .required = true },
        until = { .name = "selesai",
                  .label = T("Hari terakhir"),
                  .type = "date",
                  .required = true,
                  .help = T("Berakhir sendiri pada tengah malam waktu setempat.") },
        seen_from = { .name = "lingkup_mulai", .label = T("Masa yang diperiksa mulai"), .type = "date" },
        seen_until = { .name = "lingkup_selesai",
                       .label = T("Masa yang diperiksa sampai"),
                       .type = "date",
                       .help = T("Catatan yang dibuat sesudahnya tidak terlihat olehnya.") };
    struct html *h = &k->p.h;

    page_card_begin(h, 2, SV(T("Buat akun pemeriksa")));
    page_form_begin(&k->p, SV("/akun/pemeriksa"), true);
    two(&k->p, &name, &user);
    page_input(&k->p, &post);
    two(&k->p, &number, &dated);
    file_input(&k->p);
    two(&k->p, &from, &until);
    html_elem_say(h, "h3", T("Lingkup"));
    hand_several(&k->p, "pd", T("Perangkat Daerah yang diperiksa"),
                 T("Berikut unit di bawahnya. Kosong: semua."), k->agencies, k->n_agencies);
    hand_several(&k->p, "register", T("Daftar yang diperiksa"), T("Kosong: semua."), k->regs, k->n_regs);
    two(&k->p, &seen_from, &seen_until);
    page_submit(h, "btn-primary", "plus", T("Buat akun"));
    html_close(h, "form");
    page_card_end(h);
}

static void fresh(struct examiner_page *k)
{
    struct html *h = &k->p.h;

    if (!k->fresh.n)
        return;
    page_alert_begin(
        h, PAGE_GOOD,
        SV(T("Akun dibuat. Catat kata sandi sekali pakainya sekarang: ia tidak dapat dilihat lagi.")));
    html_open(h, "p");
    html_textf(h, T("Nama pengguna %.*s, kata sandi "), SV_FMT(k->fresh_name));
    html_elem(h, "code", k->fresh);
    html_close(h, "p");
    page_alert_end(h);
}

static bool show(struct examiner_page *k, struct web_ctx *ctx, struct web_req *req, struct web_res *res,
                 struct err *e)
{
    struct page_head hd = {
        .title = SV(T("Akun pemeriksa")),
        .width = PAGE_NARROW,
        .crumbs = up,
        .n_crumbs = 1,
        .menu = SV("/r/akun"),
        .note = SV(T("Membaca dengan Surat Tugas: sebatas lingkupnya, sampai hari terakhirnya, tanpa dapat "
                     "mengubah apa pun. Yang dibukanya dihitung."))
    };

    if (!load(k, page_region(ctx), req, e))
        return false;
    page_begin(&k->p, ctx, req, res, &hd);
    page_refusal(&k->p);
    fresh(k);
    table(k);
    if (k->fresh.n)
        page_link_button(&k->p.h, SV("/akun/pemeriksa"), "", "plus", T("Buat akun lain"));
    else
        make_form(k);
    page_end(&k->p);
    return true;
}

bool examiner_list(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct examiner_page k = { .items = NULL };

    return show(&k, ctx, req, res, e);
}

/* --- making -------------------------------------------------------------------------------------------------------------- */

struct fields {
    struct input_item *p;
    size_t n, cap;
};

static void put(struct fields *f, struct arena *a, const char *key, struct sv value)
{
    *ARENA_PUSH(a, f->p, f->n, f->cap) = (struct input_item){ sv_of(key), value };
}

static void put_day(struct fields *f, struct arena *a, struct web_req *req, const char *key)
{
    if (date_ok(web_date(req, key)))
        put(f, a, key, arena_dup(a, sv_of(date_iso(web_date(req, key)).s)));
}

static void put_all(struct fields *f, struct arena *a, struct web_req *req, const char *from, const char *key)
{
    struct sv *all;
    size_t n = web_value_all(req, from, &all);

    for (size_t i = 0; i < n; i++)
        put(f, a, key, all[i]);
}

static bool days_ok(struct web_req *req, struct err *e)
{
    if (date_cmp(web_date(req, "selesai"), web_date(req, "mulai")) < 0)
        problems_add(&req->problems, SV("selesai"), T("Hari terakhir mendahului hari pertama."));
    if (date_ok(web_date(req, "lingkup_mulai")) && date_ok(web_date(req, "lingkup_selesai")) &&
        date_cmp(web_date(req, "lingkup_selesai"), web_date(req, "lingkup_mulai")) < 0)
        problems_add(&req->problems, SV("lingkup_selesai"), T("Akhir masa mendahului awalnya."));
    return !req->problems.n || err_set(e, ERR_INPUT, T("Akun pemeriksa belum dapat dibuat."));
}

static void gather(struct web_req *req, int64_t file, struct fields *f)
{
    static const char *const texts[] = { "nama", "nama_pengguna", "jabatan", "dasar_nomor" };
    static const char *const days[] = { "dasar_tanggal", "mulai", "selesai", "lingkup_mulai",
                                        "lingkup_selesai" };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (web_text(req, texts[i]).n)
            put(f, req->a, texts[i], web_text(req, texts[i]));
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
        put_day(f, req->a, req, days[i]);
    put(f, req->a, "dasar_berkas", arena_printf(req->a, "%lld", (long long) file));
    put(f, req->a, "peran_khusus", SV("auditor"));
    put_all(f, req->a, req, "pd", "lingkup_perangkat_daerah");
    put_all(f, req->a, req, "register", "lingkup_register");
}

bool examiner_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct web_file *f = web_file(req, "berkas");
    struct examiner_page k = { .items = NULL };
    struct fields fields = { .n = 0 };
    struct stored_file stored;
    struct record *made;
    struct db *db = NULL;
    int64_t now = r->records.now();
    bool ok = days_ok(req, e) && f && page_write(r, &db, e) &&
              file_add(db, &r->records, req->actor, f->path, f->name, SV_NULL, req->a, &stored, e);

    if (ok) {
        struct input in = { .names = true, .plain = true };

        gather(req, stored.id, &fields);
        in.items = fields.p;
        in.n = fields.n;
        k.fresh = who_password_make(req->a);
        ok = record_create(db, &r->records, req->actor, model_reg(r->model, SV("akun")), &in, req->a, &made,
                           &req->problems, e) &&
             who_password_set(db, made->id, k.fresh, true, now, e) &&
             event_other(db, SV("sandi_dibuat"), req->actor,
                         arena_printf(req->a, "{\"akun\":%lld}", (long long) made->id), now, req->a, e) &&
             db_commit(db, e);
    }
    db_release(db);
    if (!ok)
        return false;
    k.fresh_name = web_text(req, "nama_pengguna");
    return show(&k, ctx, req, res, e);
}

/* --- what one opened ------------------------------------------------------------------------------------------------------ */

bool examiner_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const char *const columns[] = { T("Halaman"), T("Hari"), T("Kali"), T("Terakhir") };
    const struct region *r = page_region(ctx);
    struct page_head hd = { .width = PAGE_NARROW, .crumbs = up, .n_crumbs = 2, .menu = SV("/r/akun") };
    struct who_visit_row *rows;
    struct record *rec;
    struct db *db = NULL;
    struct page p;
    struct html *h;
    int64_t total;
    size_t n;
    bool ok = page_read(r, &db, e) &&
              record_get(db, &r->records, req->actor, model_reg(r->model, SV("akun")),
                         web_path_int(req, "id"), req->a, &rec, e) &&
              who_visits(db, rec->id, VISITS_MAX, req->a, &rows, &n, e) &&
              who_visits_total(db, rec->id, &total, e);

    db_release(db);
    if (!ok)
        return false;
    hd.title = record_title(rec);
    hd.note = arena_printf(req->a, T("%lld halaman dibuka."), (long long) total);
    h = page_begin(&p, ctx, req, res, &hd);
    html_open(h, "div");
    html_class(h, "btn-list mb-3");
    page_link_button(h, page_record_url(req->a, rec->reg, rec->id), "", "user", T("Buka akunnya"));
    html_close(h, "div");
    if (!n)
        page_empty(h, SV("eye-off"), SV(T("Belum ada yang dibuka")),
                   SV(T("Daftar ini terisi begitu ia mulai membaca.")), SV_NULL, SV_NULL);
    else
        hand_table_begin(h, columns, 4);
    for (size_t i = 0; i < n; i++) {
        hand_first(h, rows[i].path);
        hand_cell(h, columns[1], page_day(req->a, rows[i].day));
        hand_cell(h, columns[2], arena_printf(req->a, "%lld", (long long) rows[i].times));
        hand_cell(h, columns[3], time_long(rows[i].last, r->regulation.zone_min, req->a));
        html_close(h, "tr");
    }
    if (n)
        hand_table_end(h);
    page_end(&p);
    return true;
}
