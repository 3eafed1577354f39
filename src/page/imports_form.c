/* SPDX-License-Identifier: MIT
 * page/imports_form.c -- /r/{reg}/impor: the upload; what the person chooses; writing; throwing away. */
#include "base/arena.h"
#include "base/file.h"
#include "page/imports_priv.h"

struct sv imports_url(struct arena *a, const struct reg *reg, struct sv id, const char *tail)
{
    return arena_printf(a, "/r/%.*s/impor%s%.*s%s", SV_FMT(reg->key), id.n ? "/" : "", SV_FMT(id), tail);
}

static bool may_import(const struct actor *who, const struct reg *reg, struct err *e)
{
    if (reg_may_create(who, reg))
        return true;
    err_set(e, ERR_DENIED, T("Anda tidak berhak mengimpor ke %.*s."), SV_FMT(reg->label));
    return err_hint(e,
                    T("Mintalah operator perangkat daerah pemilik, atau administrator, untuk mengimpornya."));
}

static bool writable_reg(const struct region *r, const struct web_req *req, const struct reg **reg,
                         struct err *e)
{
    return page_reg(r, req, reg, e) && may_import(req->actor, *reg, e);
}

static bool may(const struct region *r, const struct actor *who, const struct job *j, struct err *e)
{
    const struct reg *reg = model_reg(r->model, json_text(j->input, SV("register")));

    return reg ? may_import(who, reg, e) : err_set(e, ERR_MISSING, T("Register impor ini tidak ada lagi."));
}

/* Where it is looked over, so that a refused one can be mended. */
static struct sv home(const struct region *r, const struct job *j, struct arena *a)
{
    const struct reg *reg = model_reg(r->model, json_text(j->input, SV("register")));
    struct job_state s;

    if (!reg)
        return SV("/pekerjaan");
    job_state(j, &s);
    return s.stage == JOB_DONE ? page_reg_url(a, reg) : imports_url(a, reg, j->id, "");
}

const struct job_kind imports_job = {
    .key = "impor",
    .label = T("Impor berkas"),
    .doing = T("Sedang dicatat"),
    .stopped = T("Tidak ada yang tercatat sebagian: semua baris atau tidak satu pun."),
    .arena_bytes = IMPORTS_ARENA,
    .again = true,
    .once = true,
    .may = may,
    .run = imports_run,
    .home = home,
    .load = imports_done_load,
    .show = imports_done_show,
};

/* The upload named in the path, of this person and this register. */
static bool mine(struct web_ctx *ctx, struct web_req *req, const struct reg **reg, struct imports **s,
                 struct err *e)
{
    const struct region *r = page_region(ctx);

    return writable_reg(r, req, reg, e) &&
           imports_load(r, req->actor, (*reg)->key, web_path(req, "id"), req->a, s, e);
}

/* --- the upload ------------------------------------------------------------------------------------------------------------ */

static void mode_choice(struct html *h, enum import_mode now)
{
    static const char *const labels[] = { T("Tambah yang baru dan perbarui yang sudah ada"),
                                          T("Hanya tambah yang baru"), T("Hanya perbarui yang sudah ada") };

    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", SV("f-mode"));
    html_say(h, T("Yang dilakukan"));
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attr(h, "id", SV("f-mode"));
    html_attr(h, "name", SV("mode"));
    for (int i = 0; i <= IMPORT_CHANGE; i++) {
        html_open(h, "option");
        html_attr(h, "value", import_mode_key((enum import_mode) i));
        html_bool_attr(h, "selected", i == (int) now);
        html_say(h, labels[i]);
        html_close(h, "option");
    }
    html_close(h, "select");
    html_close(h, "div");
}

static void file_input(struct page *p)
{
    struct html *h = &p->h;
    bool bad = problems_of(&p->req->problems, SV("berkas")) != NULL;

    html_open(h, "div");
    html_attr(h, "class", bad ? SV("bidang ada-galat") : SV("bidang"));
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", SV("f-berkas"));
    html_say(h, T("Berkas Excel (.xlsx) atau CSV"));
    html_close(h, "label");
    html_void(h, "input");
    html_attr(h, "type", SV("file"));
    html_class(h, "form-control");
    html_attr(h, "id", SV("f-berkas"));
    html_attr(h, "name", SV("berkas"));
    html_attr(
        h, "accept",
        SV(".xlsx,.csv,.txt,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"));
    html_bool_attr(h, "required", true);
    html_attr(h, "aria-describedby", SV("h-berkas"));
    html_open(h, "p");
    html_class(h, "form-hint");
    html_attr(h, "id", SV("h-berkas"));
    html_say(
        h,
        T("Berkas apa adanya: judul di atas tabel, sel gabungan, baris jumlah, dan tanda tangan dikenali. Paling besar "
          "50 MB. Pada langkah ini belum ada yang dicatat."));
    html_close(h, "p");
    page_field_error(p, SV("berkas"));
    html_close(h, "div");
}

static void tips(struct page *p, const struct reg *reg)
{
    struct html *h = &p->h;

    page_card_begin(h, 2, SV(T("Supaya lancar")));
    html_open(h, "ul");
    html_open(h, "li");
    page_link(h, arena_printf(p->a, "/r/%.*s/templat.xlsx", SV_FMT(reg->key)), SV(T("Unduh templat kosong")));
    html_say(h, T(" bila ingin mulai dari awal; di dalamnya ada penjelasan setiap kolom."));
    html_close(h, "li");
    html_elem_say(h, "li", T("Mengimpor berkas yang sama dua kali tidak menggandakan baris."));
    html_elem_say(h, "li", T("Sel kosong tidak mengubah apa pun; tanda \"-\" mengosongkan isi yang lama."));
    html_elem_say(h, "li",
                  T("Untuk mengubah banyak baris: ekspor dahulu, ubah di Excel, lalu impor hasilnya."));
    html_open(h, "li");
    html_say(h, T("Kantor tanpa jaringan, atau banyak perangkat daerah sekaligus: "));
    page_link(h, SV("/luring"), SV(T("buku kerja luring")));
    html_say(h, ".");
    html_close(h, "li");
    html_close(h, "ul");
    page_card_end(h);
}

bool imports_new(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct reg *reg;
    struct page_head hd = { .width = PAGE_NARROW };
    struct crumb up[2];
    struct page p;
    struct html *h;

    if (!writable_reg(r, req, &reg, e))
        return false;
    up[0] = page_group_crumb(r, reg);
    up[1] = (struct crumb){ reg->label, page_reg_url(req->a, reg) };
    hd.title = arena_printf(req->a, T("Impor %.*s"), SV_FMT(reg->label));
    hd.menu = up[1].url;
    hd.crumbs = up[0].label.n ? up : up + 1;
    hd.n_crumbs = up[0].label.n ? 2 : 1;
    h = page_begin(&p, ctx, req, res, &hd);
    page_refusal(&p);
    page_card_begin(h, 2, SV(T("Pilih berkas")));
    page_form_begin(&p, imports_url(p.a, reg, SV(""), ""), true);
    file_input(&p);
    mode_choice(h, IMPORT_BOTH);
    page_submit(h, "btn-primary", "upload", T("Unggah dan periksa"));
    html_close(h, "form");
    page_card_end(h);
    tips(&p, reg);
    page_end(&p);
    return true;
}

static const struct web_file *sent_file(const struct web_req *req)
{
    size_t n;
    const struct web_file *files = web_files(req, &n);

    for (size_t i = 0; i < n; i++)
        if (sv_eq(files[i].field, SV("berkas")) && files[i].size > 0)
            return &files[i];
    return NULL;
}

/* A file that is no table at all is refused here, where another can be chosen. */
static bool is_readable(const struct web_file *f, struct err *e)
{
    struct arena *a = arena_new(IMPORTS_ARENA);
    struct workbook book;
    struct sv bytes;
    bool ok = file_read(f->path, IMPORTS_FILE_MAX, a, &bytes, e) && sheet_parse(bytes, a, &book, e);

    arena_free(a);
    return ok;
}

bool imports_upload(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct web_file *f = sent_file(req);
    const struct reg *reg;
    struct imports *s;

    if (!writable_reg(r, req, &reg, e))
        return false;
    if (!f) {
        problems_add(&req->problems, SV("berkas"), T("Pilih berkas yang akan diimpor."));
        err_set(e, ERR_INPUT, T("Belum ada berkas yang dipilih."));
        return err_hint(e, T("Pilih berkas Excel atau CSV dari komputer Anda."));
    }
    if (!is_readable(f, e) || !imports_make(r, req->actor, reg, f, req->a, &s, e))
        return false;
    import_mode_parse(web_field_find(req, SV("mode")), &s->mode);
    if (!imports_save(s, e))
        return false;
    web_redirect(req, res, imports_url(req->a, reg, s->job->id, ""));
    return true;
}

/* --- looking it over ---------------------------------------------------------------------------------------------------------- */

static bool check(struct imports_page *ip, struct err *e)
{
    const struct actor *who = ip->p.req->actor;
    struct err *why = ARENA_NEW(ip->a, struct err);
    struct db *db = NULL;
    struct sv bytes;
    bool ok;

    if (!page_read(ip->region, &db, e))
        return false;
    ok = imports_open(ip->region, db, who, ip->s, ip->a, &ip->im, why) && import_check(db, ip->im, why);
    if (!ok && (why->kind == ERR_INPUT || why->kind == ERR_MISSING)) {
        ip->wrong = why;
        ok = ip->im ||
             (imports_bytes(ip->s, ip->a, &bytes, e) && (ip->book = ARENA_NEW(ip->a, struct workbook)) &&
              sheet_parse(bytes, ip->a, ip->book, e));
    } else if (!ok) {
        *e = *why;
    }
    ok = ok && imports_ask_load(ip, db, e);
    db_release(db);
    return ok;
}

static bool rehearse(struct imports_page *ip, struct err *e)
{
    struct db *db = NULL;
    bool ok;

    if (ip->wrong || !import_moves(ip->im) || ip->im->n_rows > IMPORTS_AT_ONCE)
        return true;
    ok = db_lease(ip->region->pool, DB_WRITE, 5000, &db, e) && import_rehearse(db, ip->im, e);
    db_release(db);
    return ok;
}

static void write_button(struct imports_page *ip, struct sv how, const char *cls, const char *icon,
                         struct sv words)
{
    struct html *h = &ip->p.h;

    html_open(h, "button");
    html_attr(h, "type", SV("submit"));
    html_attr(h, "name", SV("cara"));
    html_attr(h, "value", how);
    html_attrf(h, "class", "btn %s", cls);
    page_icon_(h, sv_of(icon));
    html_say(h, " ");
    html_text(h, words);
    html_close(h, "button");
}

static void summary_words(struct imports_page *ip, struct sv *title, enum page_tone *tone)
{
    const size_t *c = ip->im->count;
    size_t good = c[IMPORT_NEW] + c[IMPORT_CHANGED];

    *tone = c[IMPORT_REFUSED] ? PAGE_CAUTION : good ? PAGE_GOOD : PAGE_INFO;
    *title =
        arena_printf(ip->p.a, T("%zu baris: %zu akan ditambah, %zu diubah, %zu tetap, %zu ditolak"),
                     ip->im->n_rows, c[IMPORT_NEW], c[IMPORT_CHANGED], c[IMPORT_SAME], c[IMPORT_REFUSED]);
}

static void actions(struct imports_page *ip)
{
    const size_t *c = ip->im->count;
    size_t good = c[IMPORT_NEW] + c[IMPORT_CHANGED];
    struct html *h = &ip->p.h;

    html_open(h, "div");
    html_class(h, "btn-list mb-3");
    if (good) {
        page_form_begin(&ip->p, imports_url(ip->p.a, ip->reg, ip->s->job->id, "/catat"), false);
        if (c[IMPORT_REFUSED])
            write_button(ip, SV("benar"), "btn-primary", "check",
                         arena_printf(ip->p.a, T("Catat %zu baris yang benar saja"), good));
        else
            write_button(ip, SV("semua"), "btn-primary", "check",
                         arena_printf(ip->p.a, T("Catat semua (%zu baris)"), good));
        html_close(h, "form");
    }
    if (c[IMPORT_REFUSED])
        page_link_button(h, imports_url(ip->p.a, ip->reg, ip->s->job->id, "/ditolak.xlsx"), "", "download",
                         T("Unduh baris yang ditolak"));
    page_form_begin(&ip->p, arena_printf(ip->p.a, "%.*s/buang", SV_FMT(job_url(ip->p.a, ip->s->job))), false);
    page_submit(h, "", "x", T("Batal"));
    html_close(h, "form");
    html_close(h, "div");
}

static void summary(struct imports_page *ip)
{
    struct html *h = &ip->p.h;
    enum page_tone tone;
    struct sv title;

    if (ip->wrong) {
        page_alert_begin(h, PAGE_CAUTION, sv_of(ip->wrong->text));
        html_elem_say(h, "p", ip->wrong->hint);
        page_alert_end(h);
        return;
    }
    summary_words(ip, &title, &tone);
    page_alert_begin(h, tone, title);
    if (ip->im->count[IMPORT_REFUSED])
        html_elem_say(
            h, "p",
            T("Jawab pertanyaan di bawah atau perbaiki berkasnya, atau catat yang benar saja: baris yang "
              "ditolak dapat diunduh, diperbaiki, dan diimpor lagi."));
    else if (!ip->im->count[IMPORT_NEW] && !ip->im->count[IMPORT_CHANGED])
        html_elem_say(h, "p", T("Semua isinya sudah tercatat; tidak ada yang perlu dilakukan."));
    else
        html_elem_say(h, "p",
                      T("Belum ada yang dicatat. Periksa cara kolom dan katanya dibaca, lalu catat."));
    page_alert_end(h);
    actions(ip);
}

static void look_page(struct imports_page *ip, struct web_ctx *ctx, struct web_req *req, struct web_res *res)
{
    struct page_head hd = { 0 };
    struct crumb up[3];

    up[0] = page_group_crumb(ip->region, ip->reg);
    up[1] = (struct crumb){ ip->reg->label, page_reg_url(req->a, ip->reg) };
    up[2] = (struct crumb){ SV(T("Impor")), imports_url(req->a, ip->reg, SV(""), "") };
    hd.title = SV(T("Periksa sebelum dicatat"));
    hd.note = ip->im && ip->im->book.format == SHEET_XLSX
                  ? arena_printf(req->a, T("%.*s, lembar \"%.*s\""), SV_FMT(ip->s->job->title),
                                 SV_FMT(ip->im->book.sheets[ip->im->table.sheet].name))
                  : ip->s->job->title;
    hd.menu = up[1].url;
    hd.crumbs = up[0].label.n ? up : up + 1;
    hd.n_crumbs = up[0].label.n ? 3 : 2;
    page_begin(&ip->p, ctx, req, res, &hd);
    summary(ip);
    imports_ask(ip);
    if (ip->wrong)
        imports_raw(ip);
    else
        imports_table(ip);
    page_end(&ip->p);
}

bool imports_look(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct imports_page ip = { .region = page_region(ctx),
                               .p = { .req = req, .a = req->a, .who = req->actor } };
    struct job_state now;
    bool ok;

    if (!mine(ctx, req, &ip.reg, &ip.s, e))
        return false;
    job_state(ip.s->job, &now);
    if (now.stage == JOB_DONE || now.stage == JOB_RUNNING) {
        web_redirect(req, res, job_url(req->a, ip.s->job));
        return true;
    }
    ip.a = arena_new(IMPORTS_ARENA);
    ok = check(&ip, e) && rehearse(&ip, e);
    if (ok)
        look_page(&ip, ctx, req, res);
    arena_free(ip.a);
    return ok;
}

/* --- writing ---------------------------------------------------------------------------------------------------------------------- */

static bool row_count(struct web_ctx *ctx, struct web_req *req, struct imports *s, size_t *n, struct err *e)
{
    struct arena *a = arena_new(IMPORTS_ARENA);
    struct import *im;
    struct db *db = NULL;
    bool ok =
        page_read(page_region(ctx), &db, e) && imports_open(page_region(ctx), db, req->actor, s, a, &im, e);

    db_release(db);
    if (ok)
        *n = im->table.n_rows;
    arena_free(a);
    return ok;
}

bool imports_write(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct reg *reg;
    struct job_state now;
    struct imports *s;
    size_t rows;

    if (!mine(ctx, req, &reg, &s, e))
        return false;
    job_state(s->job, &now);
    if (now.stage != JOB_RUNNING && now.stage != JOB_DONE) { /* otherwise pressed twice */
        s->good_rows = sv_eq(web_field_find(req, SV("cara")), SV("benar"));
        if (!imports_save(s, e) || !row_count(ctx, req, s, &rows, e) ||
            !(rows <= IMPORTS_AT_ONCE ? job_do(r, req->actor, s->job, e) : job_start(r, s->job, e)))
            return false;
    }
    web_redirect(req, res, job_url(req->a, s->job));
    return true;
}

/* The refused rows, as it stands now. */
bool imports_rejects(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct arena *a = arena_new(IMPORTS_ARENA);
    const struct reg *reg;
    struct imports *s;
    struct import *im;
    struct db *db = NULL;
    const char *path = "";
    bool ok = mine(ctx, req, &reg, &s, e) && page_read(page_region(ctx), &db, e) &&
              imports_open(page_region(ctx), db, req->actor, s, a, &im, e) && import_check(db, im, e);

    if (ok) {
        path = job_path(s->job, "ditolak.xlsx");
        ok = import_rejects_write(im, path, e);
    }
    db_release(db);
    arena_free(a);
    if (!ok)
        return false;
    if (!file_exists(path))
        return err_set(e, ERR_MISSING, T("Tidak ada baris yang ditolak."));
    web_attach(res, arena_printf(req->a, "%.*s-ditolak.xlsx", SV_FMT(reg->key)));
    return web_file_send(req, res, path,
                         SV("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), e);
}
