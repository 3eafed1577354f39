/* SPDX-License-Identifier: MIT
 * page/offline_page.c -- /luring: sending, taking in, choosing, writing, throwing away. */
#include <unistd.h>

#include "base/file.h"
#include "page/offline_priv.h"

enum { RELOAD_S = 2, FILES_MAX = WORKBOOK_FILES_MAX };

static const struct sv base_url = SV_INIT("/luring");

static bool allowed(const struct web_req *req, const struct region *r, const struct reg *const **regs,
                    size_t *n, struct err *e)
{
    *n = who_may_write(req->actor) ? workbook_regs(r->model, req->actor, req->a, regs) : 0;
    if (*n)
        return true;
    err_set(e, ERR_DENIED, T("Anda tidak berhak mengirim atau menerima buku kerja luring."));
    return err_hint(e, T("Mintalah operator perangkat daerah Anda, pelaksana, atau administrator."));
}

static bool mine(struct web_ctx *ctx, struct web_req *req, struct offline **s, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct reg *const *regs;
    size_t n;

    return allowed(req, r, &regs, &n, e) && offline_load(r, req->actor, web_path(req, "id"), req->a, s, e);
}

/* --- the first page --------------------------------------------------------------------------------------------------- */

static void reg_choice(struct page *p, const struct reg *reg)
{
    struct html *h = &p->h;

    html_open(h, "li");
    html_open(h, "label");
    html_class(h, "form-check");
    html_void(h, "input");
    html_attr(h, "type", SV("checkbox"));
    html_class(h, "form-check-input");
    html_attr(h, "name", SV("r"));
    html_attr(h, "value", reg->key);
    html_bool_attr(h, "checked", true);
    html_open(h, "span");
    html_class(h, "form-check-label");
    html_text(h, reg->label);
    html_close(h, "span");
    html_close(h, "label");
    html_close(h, "li");
}

static void send_card(struct page *p, const struct reg *const *regs, size_t n)
{
    struct html *h = &p->h;

    page_card_begin(h, 2, SV(T("1. Kirim")));
    html_elem_say(
        h, "p",
        T("Satu ZIP berisi satu buku kerja XLSX untuk setiap perangkat daerah yang barisnya boleh Anda tulis: "
          "baris yang ada, daftar pilihan, dan petunjuk."));
    page_form_begin(p, SV("/luring/kirim"), false);
    html_open(h, "fieldset");
    html_open(h, "legend");
    html_class(h, "form-label");
    html_say(h, T("Daftar yang dikirim"));
    html_close(h, "legend");
    html_open(h, "ul");
    html_class(h, "polos-daftar luring-daftar");
    for (size_t i = 0; i < n; i++)
        reg_choice(p, regs[i]);
    html_close(h, "ul");
    html_close(h, "fieldset");
    page_submit(h, "btn-primary", "download", T("Siapkan buku kerja"));
    html_close(h, "form");
    page_card_end(h);
}

static void take_card(struct page *p)
{
    bool bad = problems_of(&p->req->problems, SV("berkas")) != NULL;
    struct html *h = &p->h;

    page_card_begin(h, 2, SV(T("2. Terima kembali")));
    page_form_begin(p, SV("/luring/terima"), true);
    html_open(h, "div");
    html_attr(h, "class", bad ? SV("bidang ada-galat") : SV("bidang"));
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", SV("f-berkas"));
    html_say(h, T("Buku kerja (.xlsx), boleh beberapa, atau satu ZIP"));
    html_close(h, "label");
    html_void(h, "input");
    html_attr(h, "type", SV("file"));
    html_class(h, "form-control");
    html_attr(h, "id", SV("f-berkas"));
    html_attr(h, "name", SV("berkas"));
    html_attr(h, "accept", SV(".xlsx,.zip"));
    html_bool_attr(h, "multiple", true);
    html_bool_attr(h, "required", true);
    html_attr(h, "aria-describedby", SV("h-berkas"));
    html_open(h, "p");
    html_class(h, "form-hint");
    html_attr(h, "id", SV("h-berkas"));
    html_say(
        h,
        T("Nama berkas tidak menentukan. Paling besar 60 MB sekaligus. Pada langkah ini belum ada yang dicatat: "
          "isi yang berubah di kedua pihak ditunjukkan berdampingan untuk dipilih."));
    html_close(h, "p");
    page_field_error(p, SV("berkas"));
    html_close(h, "div");
    page_submit(h, "btn-primary", "upload", T("Unggah dan periksa"));
    html_close(h, "form");
    page_card_end(h);
}

bool offline_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct page_head hd = { .title = SV(T("Buku kerja luring")),
                            .note = SV(T(
                                "Untuk kantor tanpa jaringan: isi di Excel, kembalikan dengan flash disk.")),
                            .width = PAGE_NARROW };
    const struct reg *const *regs;
    struct page p;
    size_t n;

    if (!allowed(req, page_region(ctx), &regs, &n, e))
        return false;
    page_begin(&p, ctx, req, res, &hd);
    page_refusal(&p);
    send_card(&p, regs, n);
    take_card(&p);
    page_end(&p);
    return true;
}

bool offline_send(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct reg *const *regs;
    struct offline *s;
    size_t n;

    if (!allowed(req, r, &regs, &n, e))
        return false;
    if (!web_field_all(req, SV("r"), &(struct sv *){ NULL })) {
        err_set(e, ERR_INPUT, T("Belum ada daftar yang dipilih."));
        return err_hint(e, T("Pilih paling sedikit satu daftar."));
    }
    if (!offline_make(r, req->actor, false, req->a, &s, e))
        return false;
    s->n_regs = web_field_all(req, SV("r"), &s->regs);
    if (!offline_start(r, s, e))
        return false;
    web_redirect(req, res, offline_url(req->a, s->id, ""));
    return true;
}

/* --- taking in -------------------------------------------------------------------------------------------------------------- */

static bool keep_file(struct offline *s, const struct web_file *f, struct workbook_file **files, size_t *n,
                      struct err *e)
{
    struct workbook_file *more;

    if (workbook_is_zip(f->path))
        return workbook_unzip(f->path, s->dir, s->a, files, n, e);
    if (*n >= FILES_MAX)
        return err_set(e, ERR_INPUT, T("Lebih dari %d berkas sekaligus."), (int) FILES_MAX);
    more = ARENA_ARRAY(s->a, struct workbook_file, *n + 1);
    for (size_t i = 0; i < *n; i++)
        more[i] = (*files)[i];
    more[*n] = (struct workbook_file){ f->name, arena_printf(s->a, "%s/%zu.xlsx", s->dir, *n).p };
    if (rename(f->path, more[*n].path) != 0)
        return err_errno(e, T("Menyimpan berkas unggahan"));
    *files = more;
    ++*n;
    return true;
}

static bool keep_files(struct web_req *req, struct offline *s, struct err *e)
{
    struct workbook_file *files = NULL;
    size_t n_sent, n = 0;
    const struct web_file *sent = web_files(req, &n_sent);

    for (size_t i = 0; i < n_sent; i++)
        if (sv_eq(sent[i].field, SV("berkas")) && sent[i].size > 0 && !keep_file(s, &sent[i], &files, &n, e))
            return false;
    if (!n) {
        problems_add(&req->problems, SV("berkas"), T("Pilih berkas yang kembali."));
        err_set(e, ERR_INPUT, T("Belum ada berkas yang dipilih."));
        return err_hint(e, T("Pilih buku kerja XLSX atau ZIP dari flash disk."));
    }
    s->names = ARENA_ARRAY(s->a, struct sv, n);
    for (size_t i = 0; i < n; i++)
        s->names[s->n_names++] = files[i].name;
    return true;
}

bool offline_take(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct reg *const *regs;
    struct offline *s;
    size_t n;

    if (!allowed(req, r, &regs, &n, e) || !offline_make(r, req->actor, true, req->a, &s, e))
        return false;
    if (!keep_files(req, s, e)) {
        offline_remove(s);
        return false;
    }
    if (!offline_start(r, s, e))
        return false;
    web_redirect(req, res, offline_url(req->a, s->id, ""));
    return true;
}

/* --- how it stands ------------------------------------------------------------------------------------------------------------ */

static void running(struct offline_page *op)
{
    struct html *h = &op->p.h;
    struct err none = { 0 };
    struct sv text, left;
    int64_t done = 0, of = 0;

    page_alert_begin(h, PAGE_INFO, op->s->back ? SV(T("Sedang diperiksa")) : SV(T("Sedang disiapkan")));
    html_elem_say(h, "p",
                  T("Halaman ini menyegarkan diri. Anda boleh meninggalkannya; hasilnya tetap ada di sini."));
    if (file_read(offline_path(op->s, "kemajuan"), 64, op->p.a, &text, &none) && sv_cut(&text, '/', &left) &&
        sv_int(left, &done) && sv_int(text, &of) && of > 0) {
        html_open(h, "label");
        html_attr(h, "for", SV("kemajuan"));
        html_textf(h, T("%lld dari %lld buku kerja"), (long long) done, (long long) of);
        html_close(h, "label");
        html_open(h, "progress");
        html_class(h, "progress w-100");
        html_attr(h, "id", SV("kemajuan"));
        html_attr_int(h, "max", of);
        html_attr_int(h, "value", done);
        html_close(h, "progress");
    }
    page_alert_end(h);
    page_link_button(h, offline_url(op->p.a, op->s->id, ""), "", "refresh", T("Segarkan"));
}

static void failed(struct offline_page *op)
{
    struct sv why = op->o ? json_text(op->o, SV("galat")) : SV(T("Pekerjaan terhenti sebelum selesai"));
    struct html *h = &op->p.h;

    page_alert(h, PAGE_BAD, why,
               op->o ? json_text(op->o, SV("saran"))
                     : SV(T("Ulangi dari awal; yang sudah dicatat tidak dicatat dua kali.")));
    page_link_button(h, base_url, "btn-primary", "arrow-left", T("Kembali"));
}

static void sent(struct offline_page *op)
{
    struct html *h = &op->p.h;

    page_alert_begin(
        h, PAGE_GOOD,
        arena_printf(op->p.a, T("%lld buku kerja siap"), (long long) json_number(op->o, SV("buku"), 0)));
    html_open(h, "p");
    html_textf(
        h,
        T("%lld lembar dengan %lld baris. Bagikan satu berkas kepada setiap perangkat daerah; yang kembali dikenali "
          "dari isinya, juga bila namanya diganti."),
        (long long) json_number(op->o, SV("lembar"), 0), (long long) json_number(op->o, SV("baris"), 0));
    html_close(h, "p");
    page_alert_end(h);
    html_open(h, "div");
    html_class(h, "btn-list mb-3");
    page_link_button(h, offline_url(op->p.a, op->s->id, "/buku-kerja.zip"), "btn-primary", "download",
                     T("Unduh ZIP"));
    page_link_button(h, base_url, "", "arrow-left", T("Kembali"));
    html_close(h, "div");
}

bool offline_look(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct offline_page op = { .region = page_region(ctx), .p = { .a = req->a } };
    const struct crumb up = { SV(T("Buku kerja luring")), base_url };
    struct page_head hd = { .crumbs = &up, .n_crumbs = 1 };
    enum offline_stage stage;

    if (!mine(ctx, req, &op.s, e))
        return false;
    stage = offline_stage(op.s);
    if (stage == OFFLINE_DONE)
        op.o = offline_outcome(op.s);
    if (stage == OFFLINE_RUNNING)
        web_header(res, "Refresh", arena_printf(req->a, "%d", (int) RELOAD_S));
    hd.title = op.s->back ? SV(T("Buku kerja yang kembali")) : SV(T("Buku kerja yang dikirim"));
    hd.width = op.s->back && op.o ? PAGE_WIDE : PAGE_NARROW;
    page_begin(&op.p, ctx, req, res, &hd);
    if (stage == OFFLINE_RUNNING)
        running(&op);
    else if (!op.o || json_text(op.o, SV("galat")).p)
        failed(&op);
    else if (op.s->back)
        offline_report(&op);
    else
        sent(&op);
    page_end(&op.p);
    return true;
}

/* --- choosing and writing ---------------------------------------------------------------------------------------------------- */

static enum import_side side_of(struct sv v)
{
    return sv_eq(v, SV("kantor")) ? IMPORT_MINE : sv_eq(v, SV("berkas")) ? IMPORT_THEIRS : IMPORT_UNDECIDED;
}

static void take_choices(const struct web_req *req, struct offline *s)
{
    const struct web_fields *f = web_form(req);

    for (size_t i = 0; i < f->n; i++)
        if (sv_starts(f->items[i].name, SV("p.")) && side_of(f->items[i].value) != IMPORT_UNDECIDED)
            offline_decide(s, sv_sub(f->items[i].name, 2, f->items[i].name.n), side_of(f->items[i].value));
}

/* One button for all conflicts that wait; `part` "register.id" limits it to a row. */
static void choose_many(struct offline *s, struct sv part, enum import_side side)
{
    const struct json *o = offline_outcome(s), *files = o ? json_get(o, SV("berkas")) : NULL;

    for (const struct json *f = files ? files->first : NULL; f; f = f->next) {
        const struct json *sheets = json_get(f, SV("lembar"));

        for (const struct json *t = sheets ? sheets->first : NULL; t; t = t->next)
            for (const struct json *r = json_get(t, SV("baris"))->first; r; r = r->next)
                for (const struct json *m = json_get(r, SV("bidang"))->first; m; m = m->next) {
                    struct sv row = arena_printf(s->a, "%.*s.%lld", SV_FMT(json_text(t, SV("register"))),
                                                 (long long) json_number(r, SV("id"), 0));
                    struct sv what =
                        arena_printf(s->a, "%.*s.%.*s", SV_FMT(row), SV_FMT(json_text(m, SV("k"))));

                    if (json_flag(m, SV("benturan"), false) &&
                        (part.n ? sv_eq(part, row) : offline_decided(s, what) == IMPORT_UNDECIDED))
                        offline_decide(s, what, side);
                }
    }
}

static bool not_now(const struct offline *s, struct err *e)
{
    if (offline_stage(s) != OFFLINE_RUNNING)
        return false;
    err_set(e, ERR_CONFLICT, T("Pekerjaan ini sedang berjalan."));
    err_hint(e, T("Tunggu sampai selesai, lalu ulangi."));
    return true;
}

bool offline_choose(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct offline *s;
    struct sv many, row, side;

    if (!mine(ctx, req, &s, e) || not_now(s, e))
        return false;
    take_choices(req, s);
    many = web_field_find(req, SV("semua"));
    row = web_field_find(req, SV("baris")); /* "kantor:aplikasi.12" */
    if (side_of(many) != IMPORT_UNDECIDED)
        choose_many(s, SV_NULL, side_of(many));
    if (row.n && sv_cut(&row, ':', &side) && row.n && side_of(side) != IMPORT_UNDECIDED)
        choose_many(s, row, side_of(side));
    s->write = false;
    if (!offline_start(page_region(ctx), s, e))
        return false;
    web_redirect(req, res, offline_url(req->a, s->id, ""));
    return true;
}

bool offline_write(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct offline *s;

    if (!mine(ctx, req, &s, e) || not_now(s, e))
        return false;
    s->write = true;
    if (!offline_start(page_region(ctx), s, e))
        return false;
    web_redirect(req, res, offline_url(req->a, s->id, ""));
    return true;
}

/* --- files ---------------------------------------------------------------------------------------------------------------------- */

static bool attach(struct web_ctx *ctx, struct web_req *req, struct web_res *res, const char *file,
                   struct sv name, struct sv type, struct err *e)
{
    struct offline *s;

    if (!mine(ctx, req, &s, e))
        return false;
    if (!file_exists(offline_path(s, file)))
        return err_set(e, ERR_MISSING, T("Berkas itu tidak ada."));
    web_attach(res, name);
    return web_file_send(req, res, offline_path(s, file), type, e);
}

bool offline_zip(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    return attach(ctx, req, res, "buku.zip", SV("buku-kerja.zip"), SV("application/zip"), e);
}

bool offline_rejects(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    return attach(ctx, req, res, "ditolak.xlsx", SV("buku-kerja-ditolak.xlsx"),
                  SV("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), e);
}

bool offline_drop(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct offline *s;

    if (!mine(ctx, req, &s, e) || not_now(s, e))
        return false;
    offline_remove(s);
    web_flash_set(req, res, WEB_NOTE, "%s", T("Berkasnya dibuang; yang sudah dicatat tetap tercatat."));
    web_redirect(req, res, base_url);
    return true;
}
