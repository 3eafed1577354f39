/* SPDX-License-Identifier: MIT
 * page/mail_page.c -- how the region sends e-mail: the server, a test message, the queue. The password is never shown back. */
#include "page/mail.h"

#include "model/mail.h"
#include "page/page_priv.h"

enum { QUEUE_SHOWN = 50 };

const struct web_param mail_params[] = {
    { .name = "host", .label = T("Server surel"), .type = WEB_TEXT, .max = 200 },
    { .name = "port", .label = T("Port"), .type = WEB_INT, .flags = WEB_REQUIRED, .low = 1, .high = 65535 },
    { .name = "tls",
      .label = T("Pengamanan"),
      .type = WEB_ENUM,
      .flags = WEB_REQUIRED,
      .of = "starttls|tls|polos" },
    { .name = "pengirim", .label = T("Alamat pengirim"), .type = WEB_TEXT, .max = 200 },
    { .name = "nama_pengirim", .label = T("Nama pengirim"), .type = WEB_TEXT, .max = 100 },
    { .name = "nama_login", .label = T("Nama pengguna"), .type = WEB_TEXT, .max = 200 },
    { .name = "sandi", .label = T("Kata sandi"), .type = WEB_SECRET, .max = MAIL_SECRET_MAX },
    { .name = "hapus_sandi", .label = T("Hapus kata sandi"), .type = WEB_BOOL },
    { .name = "situs", .label = T("Alamat Prasasti"), .type = WEB_TEXT, .max = 200 },
    { .name = "per_jam",
      .label = T("Paling banyak setiap jam"),
      .type = WEB_INT,
      .flags = WEB_REQUIRED,
      .low = 1,
      .high = MAIL_HOUR_MAX },
    { 0 },
};
const struct web_param mail_try_params[] = {
    { .name = "kepada", .label = T("Kepada"), .type = WEB_TEXT, .flags = WEB_REQUIRED, .max = 200 },
    { 0 },
};

struct desk {
    struct page p;
    struct mail_conf c;
    bool has_secret;
    struct mail_tally tally;
    struct mail *items;
    size_t n;
};

static bool load(struct desk *d, struct err *e)
{
    const struct region *r = d->p.region;
    struct sv secret = SV("");
    struct db *db = NULL;
    bool ok = page_read(r, &db, e) && mail_conf_load(db, d->p.a, &d->c, e) &&
              mail_count(db, r->records.now(), &d->tally, e) &&
              mail_list(db, QUEUE_SHOWN, d->p.a, &d->items, &d->n, e) &&
              mail_secret_get(r->dir, d->p.a, &secret, e);

    db_release(db);
    d->has_secret = secret.n > 0;
    return ok;
}

/* --- the server ---------------------------------------------------------------------------------------------------------------- */

static void tls_select(struct desk *d)
{
    static const char *const words[MAIL_TLS_COUNT] = { T("STARTTLS (biasanya port 587)"),
                                                       T("TLS langsung (biasanya port 465)"),
                                                       T("Tanpa pengamanan (hanya di jaringan sendiri)") };
    struct sv typed = web_typed(d->p.req, "tls"), now = typed.p ? typed : mail_tls_key(d->c.tls);
    struct html *h = &d->p.h;

    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", SV("f-tls"));
    html_say(h, T("Pengamanan"));
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attr(h, "id", SV("f-tls"));
    html_attr(h, "name", SV("tls"));
    for (int i = 0; i < MAIL_TLS_COUNT; i++) {
        html_open(h, "option");
        html_attr(h, "value", mail_tls_key((enum mail_tls) i));
        html_bool_attr(h, "selected", sv_eq(now, mail_tls_key((enum mail_tls) i)));
        html_say(h, words[i]);
        html_close(h, "option");
    }
    html_close(h, "select");
    html_close(h, "div");
}

static void secret_drop(struct desk *d)
{
    struct html *h = &d->p.h;

    if (!d->has_secret)
        return;
    html_open(h, "label");
    html_class(h, "form-check");
    html_void(h, "input");
    html_class(h, "form-check-input");
    html_attr(h, "type", SV("checkbox"));
    html_attr(h, "name", SV("hapus_sandi"));
    html_attr(h, "value", SV("1"));
    html_open(h, "span");
    html_class(h, "form-check-label");
    html_say(h, T("Hapus kata sandi yang tersimpan"));
    html_close(h, "span");
    html_close(h, "label");
}

static struct sv number(struct desk *d, int64_t n)
{
    return arena_printf(d->p.a, "%lld", (long long) n);
}

static void server(struct desk *d)
{
    const struct page_input before[] = {
        { .name = "host",
          .label = T("Server surel (SMTP)"),
          .value = d->c.host,
          .help = T("Misalnya smtp.contoh.go.id. Kosongkan untuk tidak mengirim surel sama sekali.") },
        { .name = "port",
          .label = T("Port"),
          .value = number(d, d->c.port),
          .inputmode = "numeric",
          .required = true },
    };
    const struct page_input after[] = {
        { .name = "pengirim",
          .label = T("Alamat pengirim"),
          .type = "email",
          .value = d->c.sender,
          .help = T("Surel dinas yang boleh mengirim lewat server itu.") },
        { .name = "nama_pengirim",
          .label = T("Nama pengirim"),
          .value = d->c.sender_name,
          .help = T("Misalnya SPBE Kabupaten. Kosong: Prasasti.") },
        { .name = "nama_login",
          .label = T("Nama pengguna"),
          .value = d->c.user,
          .autocomplete = "off",
          .help = T("Kosongkan bila server tidak memintanya.") },
        { .name = "sandi",
          .label = d->has_secret ? T("Kata sandi baru") : T("Kata sandi"),
          .type = "password",
          .autocomplete = "new-password",
          .help = d->has_secret
                      ? T("Sudah tersimpan. Isi hanya untuk menggantinya.")
                      : T("Disimpan di berkas tersendiri di server, tidak di riwayat maupun ekspor.") },
    };
    const struct page_input rest[] = {
        { .name = "situs",
          .label = T("Alamat Prasasti untuk tautan"),
          .value = d->c.site,
          .help = T("Misalnya https://prasasti.contoh.go.id. Kosong: tanpa tautan.") },
        { .name = "per_jam",
          .label = T("Paling banyak surel setiap jam"),
          .value = number(d, d->c.per_hour),
          .inputmode = "numeric",
          .required = true,
          .help = T("Sisanya menunggu jam berikutnya.") },
    };
    struct html *h = &d->p.h;

    page_card_begin(h, 2, SV(T("Server")));
    page_form_begin(&d->p, SV("/pengaturan/surel"), false);
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++)
        page_input(&d->p, &before[i]);
    tls_select(d);
    for (size_t i = 0; i < sizeof after / sizeof after[0]; i++)
        page_input(&d->p, &after[i]);
    secret_drop(d);
    for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++)
        page_input(&d->p, &rest[i]);
    page_submit(h, "btn-primary", "check", T("Simpan"));
    html_close(h, "form");
    page_card_end(h);
}

static void test(struct desk *d)
{
    const struct page_input to = {
        .name = "kepada", .label = T("Kepada"), .type = "email", .required = true
    };
    struct html *h = &d->p.h;

    page_card_begin(h, 2, SV(T("Surel percobaan")));
    if (!mail_ready(&d->c)) {
        html_elem_say(
            h, "p",
            T("Isi dahulu server dan alamat pengirim. Selama belum diisi, tidak ada surel yang dikirim."));
    } else {
        page_form_begin(&d->p, SV("/pengaturan/surel/coba"), false);
        page_input(&d->p, &to);
        page_submit(h, "", "send", T("Kirim surel percobaan"));
        html_close(h, "form");
    }
    page_card_end(h);
}

/* --- the queue ---------------------------------------------------------------------------------------------------------------------- */

static void td(struct html *h, const char *label)
{
    html_open(h, "td");
    html_attr_say(h, "data-label", label);
}

static void state(struct desk *d, const struct mail *m)
{
    struct html *h = &d->p.h;
    bool failed = sv_eq(m->state, SV("gagal")), waits = sv_eq(m->state, SV("antre"));

    html_open(h, "div");
    page_badge(h,
               failed  ? SV("red")
               : waits ? SV("yellow")
                       : SV("green"),
               failed  ? SV(T("Gagal"))
               : waits ? SV(T("Menunggu"))
                       : SV(T("Terkirim")));
    html_open(h, "div");
    html_class(h, "text-secondary");
    if (m->sent.n && !waits && !failed)
        html_text(h, page_moment(d->p.region, d->p.a, m->sent));
    if (waits && m->tries)
        html_textf(h, T("Sudah dicoba %lld kali; dicoba lagi %.*s. "), (long long) m->tries,
                   SV_FMT(page_moment(d->p.region, d->p.a, m->next)));
    html_text(h, m->error);
    html_close(h, "div");
    if (failed) {
        page_form_begin(&d->p, arena_printf(d->p.a, "/pengaturan/surel/%lld/ulang", (long long) m->id),
                        false);
        html_open(h, "button");
        html_attr(h, "type", SV("submit"));
        html_class(h, "btn btn-sm");
        html_say(h, T("Kirim lagi"));
        html_open(h, "span");
        html_class(h, "visually-hidden");
        html_textf(h, T(" kepada %.*s"), SV_FMT(m->to));
        html_close(h, "span");
        html_close(h, "button");
        html_close(h, "form");
    }
    html_close(h, "div");
}

static void row(struct desk *d, const struct mail *m)
{
    const struct reg *reg = model_reg(d->p.region->model, m->reg);
    struct html *h = &d->p.h;

    html_open(h, "tr");
    td(h, T("Dibuat"));
    html_text(h, page_moment(d->p.region, d->p.a, m->made));
    html_close(h, "td");
    td(h, T("Kepada"));
    html_text(h, m->to);
    html_close(h, "td");
    td(h, T("Perihal"));
    if (reg && m->record)
        page_link(h, page_record_url(d->p.a, reg, m->record), m->subject);
    else
        html_text(h, m->subject);
    html_close(h, "td");
    td(h, T("Keadaan"));
    state(d, m);
    html_close(h, "td");
    html_close(h, "tr");
}

static void queue(struct desk *d)
{
    static const char *const columns[] = { T("Dibuat"), T("Kepada"), T("Perihal"), T("Keadaan") };
    struct html *h = &d->p.h;

    page_card_begin(h, 2, SV(T("Antrean")));
    html_open(h, "p");
    html_textf(h, T("%lld menunggu, %lld gagal, %lld terkirim dalam satu jam terakhir."),
               (long long) d->tally.waiting, (long long) d->tally.failed, (long long) d->tally.sent_hour);
    html_close(h, "p");
    if (d->n) {
        html_open(h, "table");
        html_class(h, "daftar");
        page_table_head(h, columns, sizeof columns / sizeof columns[0]);
        html_open(h, "tbody");
        for (size_t i = 0; i < d->n; i++)
            row(d, &d->items[i]);
        html_close(h, "tbody");
        html_close(h, "table");
    }
    page_card_end(h);
}

bool mail_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct crumb up[] = { { SV_INIT(T("Pengaturan")), SV_INIT("/pengaturan") } };
    struct desk d = {
        .p = { .ctx = ctx, .region = page_region(ctx), .req = req, .a = req->a, .who = req->actor }
    };
    struct page_head hd = {
        .title = SV(T("Surel")),
        .width = PAGE_NARROW,
        .menu = SV("/persiapan"),
        .crumbs = up,
        .n_crumbs = 1,
        .note = SV(T("Pengingat dikirim kepada akun yang punya alamat surel dan tidak mematikannya."))
    };

    if (!load(&d, e))
        return false;
    page_begin(&d.p, ctx, req, res, &hd);
    page_refusal(&d.p);
    if (d.tally.failed)
        page_alert(&d.p.h, PAGE_BAD,
                   arena_printf(req->a, T("%lld surel gagal dikirim"), (long long) d.tally.failed),
                   SV(T("Sebabnya tertulis di antrean. Perbaiki, lalu kirim lagi.")));
    server(&d);
    test(&d);
    queue(&d);
    page_end(&d.p);
    return true;
}

/* --- saving ------------------------------------------------------------------------------------------------------------------------- */

static struct sv given(struct web_req *req, const char *name)
{
    struct sv v = web_text(req, name);

    return v.p ? v : SV("");
}

static struct sv without_slash(struct sv s)
{
    while (s.n && s.p[s.n - 1] == '/')
        s.n--;
    return s;
}

static bool site_ok(struct web_req *req, struct sv site, struct err *e)
{
    if (!site.n || sv_starts(site, SV("https://")) || sv_starts(site, SV("http://")))
        return true;
    problems_add(&req->problems, SV("situs"), T("Alamat Prasasti dimulai dengan https:// atau http://."));
    return err_set(e, ERR_INPUT, T("Alamat Prasasti belum benar."));
}

bool mail_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct mail_conf c = { .host = given(req, "host"),
                           .sender = given(req, "pengirim"),
                           .sender_name = given(req, "nama_pengirim"),
                           .user = given(req, "nama_login"),
                           .site = without_slash(given(req, "situs")),
                           .port = web_int(req, "port", 0),
                           .per_hour = web_int(req, "per_jam", 0) };
    struct sv secret = web_text(req, "sandi"), tls = web_text(req, "tls");
    bool drop = web_flag(req, "hapus_sandi"), fresh = secret.n > 0 || drop, ok;
    struct db *db = NULL;

    for (int i = 0; i < MAIL_TLS_COUNT; i++)
        if (sv_eq(tls, mail_tls_key((enum mail_tls) i)))
            c.tls = (enum mail_tls) i;
    if (!site_ok(req, c.site, e))
        return false;
    ok = page_write(r, &db, e) && mail_conf_put(db, &r->records, req->actor, &c, fresh, req->a, e) &&
         (!fresh || mail_secret_put(r->dir, drop && !secret.n ? SV("") : secret, req->a, e)) &&
         db_commit(db, e);
    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE,
                  mail_ready(&c) ? T("Pengaturan surel disimpan. Kirim surel percobaan untuk memeriksanya.")
                                 : T("Pengaturan surel disimpan; surel tidak dikirim."));
    web_redirect(req, res, SV("/pengaturan/surel"));
    return true;
}

bool mail_try(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct mail m = {
        .akun = req->actor->akun,
        .to = web_text(req, "kepada"),
        .subject = SV(T("Surel percobaan dari Prasasti")),
        .body = SV(T("Surel ini dikirim untuk memeriksa pengaturan. Bila Anda membacanya, pengiriman surel "
                     "sudah berjalan."))
    };
    struct mail_conf c;
    struct db *db = NULL;
    bool ok;

    if (!mail_address_ok(m.to)) {
        problems_add(&req->problems, SV("kepada"), T("Tulis satu alamat surel yang lengkap."));
        return err_set(e, ERR_INPUT, T("Alamat tujuan belum benar."));
    }
    ok = page_write(r, &db, e) && mail_conf_load(db, req->a, &c, e) &&
         (mail_ready(&c) || err_set(e, ERR_CONFLICT, T("Server surel belum diisi."))) &&
         mail_put(db, &r->records, &m, req->a, e) && db_commit(db, e);
    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE,
                  T("Surel percobaan masuk antrean. Muat ulang halaman ini untuk melihat hasilnya."));
    web_redirect(req, res, SV("/pengaturan/surel"));
    return true;
}

bool mail_retry(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct db *db = NULL;
    bool ok = page_write(r, &db, e) && mail_again(db, web_path_int(req, "id"), r->records.now(), e) &&
              db_commit(db, e);

    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE, T("Surel masuk antrean lagi."));
    web_redirect(req, res, SV("/pengaturan/surel"));
    return true;
}

/* --- one's own -------------------------------------------------------------------------------------------------------------------------- */

const struct web_param mail_own_params[] = {
    { .name = "terima", .label = T("Terima surel"), .type = WEB_BOOL },
    { 0 },
};

bool mail_own_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    bool wants = web_flag(req, "terima");
    struct db *db = NULL;
    bool ok = page_write(r, &db, e) && mail_refuse(db, req->actor->akun, !wants, e) && db_commit(db, e);

    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE,
                  wants ? T("Surel pengingat dikirim kepada Anda.") : T("Surel pengingat dimatikan."));
    web_redirect(req, res, SV("/akun"));
    return true;
}
