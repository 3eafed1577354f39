/* SPDX-License-Identifier: MIT
 * page/offline_page.c -- /luring: sending, taking in, choosing, writing. */
#include <stdio.h>

#include "base/file.h"
#include "page/offline_priv.h"

enum { FILES_MAX = WORKBOOK_FILES_MAX };

static const struct sv base_url = SV_INIT("/luring");

static bool allowed(const struct region *r, const struct actor *who, struct arena *a,
                    const struct reg *const **regs, size_t *n, struct err *e)
{
    *n = who_may_write(who) ? workbook_regs(r->model, who, a, regs) : 0;
    if (*n)
        return true;
    err_set(e, ERR_DENIED, T("Anda tidak berhak mengirim atau menerima buku kerja luring."));
    return err_hint(e, T("Mintalah operator perangkat daerah Anda, pelaksana, atau administrator."));
}

static bool may(const struct region *r, const struct actor *who, const struct job *j, struct err *e)
{
    const struct reg *const *regs;
    size_t n;

    return allowed(r, who, j->a, &regs, &n, e);
}

struct sv offline_url(struct arena *a, const struct job *j, const char *tail)
{
    return arena_printf(a, "/luring/%.*s%s", SV_FMT(j->id), tail);
}

/* The job named in the path, of this person, while nothing works on it. */
static bool mine(struct web_ctx *ctx, struct web_req *req, struct offline **s, struct err *e)
{
    struct job *j;

    if (!job_load(page_region(ctx), req->actor, &offline_job, web_path(req, "id"), req->a, &j, e) ||
        !job_idle(j, false, e))
        return false;
    *s = offline_read(j);
    return true;
}

static bool start(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct offline *s,
                  struct err *e)
{
    if (!offline_save(s, e) || !job_start(page_region(ctx), s->job, e))
        return false;
    web_redirect(req, res, job_url(req->a, s->job));
    return true;
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
                            .menu = base_url,
                            .note = SV(T(
                                "Untuk kantor tanpa jaringan: isi di Excel, kembalikan dengan flash disk.")),
                            .width = PAGE_NARROW };
    const struct reg *const *regs;
    struct page p;
    size_t n;

    if (!allowed(page_region(ctx), req->actor, req->a, &regs, &n, e))
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
    struct job *j;
    size_t n;

    if (!allowed(r, req->actor, req->a, &regs, &n, e))
        return false;
    if (!web_field_all(req, SV("r"), &(struct sv *){ NULL })) {
        err_set(e, ERR_INPUT, T("Belum ada daftar yang dipilih."));
        return err_hint(e, T("Pilih paling sedikit satu daftar."));
    }
    if (!job_make(r, req->actor, &offline_job, SV(T("Untuk dibagikan")), req->a, &j, e))
        return false;
    s = offline_make(false, j);
    s->n_regs = web_field_all(req, SV("r"), &s->regs);
    return start(ctx, req, res, s, e);
}

/* --- taking in -------------------------------------------------------------------------------------------------------------- */

static bool keep_file(struct offline *s, const struct web_file *f, struct workbook_file **files, size_t *n,
                      struct err *e)
{
    struct workbook_file *more;

    if (workbook_is_zip(f->path))
        return workbook_unzip(f->path, s->job->dir, s->a, files, n, e);
    if (*n >= FILES_MAX)
        return err_set(e, ERR_INPUT, T("Lebih dari %d berkas sekaligus."), (int) FILES_MAX);
    more = ARENA_ARRAY(s->a, struct workbook_file, *n + 1);
    for (size_t i = 0; i < *n; i++)
        more[i] = (*files)[i];
    more[*n] = (struct workbook_file){ f->name, job_path(s->job, arena_printf(s->a, "%zu.xlsx", *n).p) };
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
    struct err none = { 0 };
    struct offline *s;
    struct job *j;
    size_t n;

    if (!allowed(r, req->actor, req->a, &regs, &n, e) ||
        !job_make(r, req->actor, &offline_job, SV(T("Yang kembali")), req->a, &j, e))
        return false;
    s = offline_make(true, j);
    if (!keep_files(req, s, e)) {
        (void) job_remove(j, &none);
        return false;
    }
    return start(ctx, req, res, s, e);
}

/* --- what was sent -------------------------------------------------------------------------------------------------------- */

static void sent(struct offline_page *op)
{
    struct html *h = op->h;

    page_alert_begin(
        h, PAGE_GOOD,
        arena_printf(op->a, T("%lld buku kerja siap"), (long long) json_number(op->o, SV("buku"), 0)));
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
    job_downloads(op->jp);
    page_link_button(h, base_url, "", "arrow-left", T("Kembali"));
    html_close(h, "div");
}

static bool open_page(struct job_page *jp, struct page_head *hd, struct err *e)
{
    static const struct crumb up = { SV_INIT(T("Buku kerja luring")), SV_INIT("/luring") };
    struct offline *s = offline_read(jp->j);

    (void) e;
    jp->own = s;
    hd->crumbs = &up;
    hd->n_crumbs = 1;
    hd->menu = base_url;
    hd->width = s->back ? PAGE_WIDE : PAGE_NARROW;
    return true;
}

static void show_page(struct job_page *jp)
{
    struct offline_page op = { .jp = jp, .h = &jp->p.h, .a = jp->p.a, .s = jp->own, .o = jp->s.result };

    if (op.s->back)
        offline_report(&op);
    else
        sent(&op);
}

static struct sv home(const struct region *r, const struct job *j, struct arena *a)
{
    (void) r;
    (void) j;
    (void) a;
    return base_url;
}

const struct job_kind offline_job = {
    .key = "luring",
    .label = T("Buku kerja luring"),
    .doing = T("Sedang dikerjakan"),
    .stopped = T("Yang sudah dicatat tetap tercatat dan tidak dicatat dua kali."),
    .arena_bytes = 256 * 1024 * 1024,
    .again = true,
    .may = may,
    .run = offline_run,
    .home = home,
    .load = open_page,
    .show = show_page,
};

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
    const struct json *files;
    struct job_state now;

    job_state(s->job, &now);
    files = json_get(now.result, SV("berkas"));

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

bool offline_choose(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct offline *s;
    struct sv many, row, side;

    if (!mine(ctx, req, &s, e))
        return false;
    take_choices(req, s);
    many = web_field_find(req, SV("semua"));
    row = web_field_find(req, SV("baris")); /* "kantor:aplikasi.12" */
    if (side_of(many) != IMPORT_UNDECIDED)
        choose_many(s, SV_NULL, side_of(many));
    if (row.n && sv_cut(&row, ':', &side) && row.n && side_of(side) != IMPORT_UNDECIDED)
        choose_many(s, row, side_of(side));
    s->write = false;
    return start(ctx, req, res, s, e);
}

bool offline_write(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct offline *s;

    if (!mine(ctx, req, &s, e))
        return false;
    s->write = true;
    return start(ctx, req, res, s, e);
}
