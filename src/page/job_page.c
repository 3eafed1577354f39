/* SPDX-License-Identifier: MIT
 * page/job_page.c -- /pekerjaan: what somebody set going, how far it is, what became of it. The same page for every kind; a
 * kind writes only the body of what is done. It refreshes itself by a header, so it needs no script. */
#include "base/file.h"
#include "page/job_priv.h"

enum { RELOAD_S = 2 };

static struct sv home_of(const struct region *r, const struct job *j, struct arena *a)
{
    return j->kind->home ? j->kind->home(r, j, a) : SV("/pekerjaan");
}

static bool mine(struct web_ctx *ctx, struct web_req *req, struct job **j, struct err *e)
{
    return job_load(page_region(ctx), req->actor, NULL, web_path(req, "id"), req->a, j, e);
}

/* --- the list ----------------------------------------------------------------------------------------------------------- */

static void badge(struct html *h, const struct job_state *s)
{
    static const struct {
        struct sv tone, label;
    } words[] = {
        [JOB_NEW] = { SV_INIT("grey"), SV_INIT(T("Belum dimulai")) },
        [JOB_RUNNING] = { SV_INIT("blue"), SV_INIT(T("Sedang berjalan")) },
        [JOB_DONE] = { SV_INIT("green"), SV_INIT(T("Selesai")) },
        [JOB_FAILED] = { SV_INIT("red"), SV_INIT(T("Gagal")) },
        [JOB_CANCELLED] = { SV_INIT("grey"), SV_INIT(T("Dihentikan")) },
        [JOB_STOPPED] = { SV_INIT("yellow"), SV_INIT(T("Terputus")) },
    };

    page_badge(h, words[s->stage].tone, words[s->stage].label);
}

static void list_item(struct page *p, const struct job *j)
{
    struct html *h = &p->h;
    struct job_state s;

    job_state(j, &s);
    html_open(h, "li");
    page_link(h, s.stage == JOB_NEW ? home_of(p->region, j, p->a) : job_url(p->a, j), sv_of(j->kind->label));
    html_say(h, " ");
    badge(h, &s);
    html_open(h, "div");
    html_class(h, "text-secondary pecah");
    html_text(h, j->title);
    html_say(h, j->title.n ? " \u00b7 " : "");
    html_text(h, page_moment(p->region, p->a, sv_of(time_iso(j->made).s)));
    html_close(h, "div");
    html_close(h, "li");
}

bool job_list_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct page_head hd = {
        .title = SV_INIT(T("Pekerjaan saya")),
        .note = SV_INIT(T("Yang Anda mulai dan memakan waktu. Hasilnya disimpan satu hari.")),
        .width = PAGE_NARROW
    };
    struct job **jobs;
    struct html *h;
    struct page p;
    size_t n;

    if (!job_mine(page_region(ctx), req->actor, req->a, &jobs, &n, e))
        return false;
    h = page_begin(&p, ctx, req, res, &hd);
    if (!n) {
        page_empty(h, SV("checklist"), SV(T("Belum ada pekerjaan")),
                   SV(T("Impor, buku kerja luring, dan surat massal yang Anda mulai muncul di sini.")),
                   SV_NULL, SV_NULL);
    } else {
        page_card_begin(h, 2, SV_NULL);
        html_open(h, "ul");
        html_class(h, "langkah");
        for (size_t i = 0; i < n; i++)
            list_item(&p, jobs[i]);
        html_close(h, "ul");
        page_card_end(h);
    }
    page_end(&p);
    return true;
}

/* --- one ---------------------------------------------------------------------------------------------------------------- */

static void post_button(struct job_page *jp, const char *tail, const char *cls, const char *icon,
                        const char *words)
{
    page_form_begin(&jp->p, arena_printf(jp->p.a, "%.*s/%s", SV_FMT(job_url(jp->p.a, jp->j)), tail), false);
    page_submit_(&jp->p.h, cls, icon, words);
    html_close(&jp->p.h, "form");
}

static void bar(struct job_page *jp)
{
    const struct job_state *s = &jp->s;
    struct html *h = &jp->p.h;

    if (!s->of)
        return;
    html_open(h, "label");
    html_attr(h, "for", SV("kemajuan"));
    html_textf(h, T("%s: "), s->what);
    html_number(h, (int64_t) s->done);
    html_say(h, T(" dari "));
    html_number(h, (int64_t) s->of);
    html_close(h, "label");
    html_open(h, "progress");
    html_class(h, "progress w-100");
    html_attr(h, "id", SV("kemajuan"));
    html_attr_int(h, "max", (int64_t) s->of);
    html_attr_int(h, "value", (int64_t) s->done);
    html_close(h, "progress");
}

static void running(struct job_page *jp)
{
    struct html *h = &jp->p.h;

    page_alert_begin(h, PAGE_INFO, jp->s.stopping ? SV(T("Sedang dihentikan")) : sv_of(jp->j->kind->doing));
    html_elem_say(
        h, "p",
        T("Halaman ini menyegarkan diri. Anda boleh meninggalkannya; hasilnya tetap ada di sini dan di Pekerjaan saya."));
    bar(jp);
    page_alert_end(h);
    html_open(h, "div");
    html_class(h, "btn-list mb-3");
    page_link_button(h, job_url(jp->p.a, jp->j), "", "refresh", T("Segarkan"));
    if (!jp->s.stopping)
        post_button(jp, "hentikan", "", "x", T("Hentikan"));
    html_close(h, "div");
}

void job_downloads(struct job_page *jp)
{
    struct html *h = &jp->p.h;

    for (size_t i = 0; i < jp->s.n_files; i++)
        page_link_button_(h, job_file_url(jp->p.a, jp->j, jp->s.files[i]), i ? "" : "btn-primary", "download",
                          arena_printf(jp->p.a, T("Unduh %.*s"), SV_FMT(jp->s.files[i])).p);
}

static void ways_on(struct job_page *jp, bool again)
{
    struct html *h = &jp->p.h;

    html_open(h, "div");
    html_class(h, "btn-list mb-3");
    if (again)
        post_button(jp, "ulangi", "btn-primary", "refresh",
                    jp->s.stage == JOB_FAILED ? T("Coba lagi") : T("Lanjutkan"));
    job_downloads(jp);
    page_link_button_(h, home_of(jp->region, jp->j, jp->p.a), again ? "" : "btn-primary", "arrow-left",
                      T("Kembali"));
    html_close(h, "div");
}

static void failed(struct job_page *jp)
{
    page_alert(&jp->p.h, PAGE_BAD, jp->s.why.n ? jp->s.why : SV(T("Pekerjaan ini gagal.")),
               jp->s.hint.p ? jp->s.hint : SV(""));
    ways_on(jp, jp->j->kind->again && jp->s.passing);
}

static void not_finished(struct job_page *jp)
{
    bool asked = jp->s.stage == JOB_CANCELLED;
    struct html *h = &jp->p.h;

    page_alert_begin(h, PAGE_CAUTION,
                     asked ? SV(T("Dihentikan atas permintaan Anda"))
                           : SV(T("Terputus sebelum selesai, misalnya karena server dimulai ulang")));
    if (jp->j->kind->stopped)
        html_elem_say(h, "p", jp->j->kind->stopped);
    page_alert_end(h);
    ways_on(jp, jp->j->kind->again);
}

static void body(struct job_page *jp)
{
    switch (jp->s.stage) {
    case JOB_RUNNING: running(jp); break;
    case JOB_DONE: jp->j->kind->show(jp); break;
    case JOB_FAILED: failed(jp); break;
    case JOB_CANCELLED:
    case JOB_STOPPED: not_finished(jp); break;
    case JOB_NEW: break; /* led on to where it is asked for */
    }
}

bool job_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct crumb up = { SV_INIT(T("Pekerjaan saya")), SV_INIT("/pekerjaan") };
    struct job_page jp = { .region = page_region(ctx), .p = { .req = req, .a = req->a, .who = req->actor } };
    struct page_head hd = { .width = PAGE_NARROW, .crumbs = &up, .n_crumbs = 1 };

    if (!mine(ctx, req, &jp.j, e))
        return false;
    job_state(jp.j, &jp.s);
    if (jp.s.stage == JOB_NEW) {
        web_redirect(req, res, home_of(jp.region, jp.j, req->a));
        return true;
    }
    hd.title = sv_of(jp.j->kind->label);
    hd.note = jp.j->title;
    if (jp.s.stage == JOB_DONE && jp.j->kind->load && !jp.j->kind->load(&jp, &hd, e))
        return false;
    if (jp.s.stage == JOB_RUNNING)
        web_header(res, "Refresh", arena_printf(req->a, "%d", (int) RELOAD_S));
    page_begin(&jp.p, ctx, req, res, &hd);
    body(&jp);
    page_end(&jp.p);
    return true;
}

/* --- acting ------------------------------------------------------------------------------------------------------------- */

bool job_cancel(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct job_state s;
    struct job *j;

    if (!mine(ctx, req, &j, e))
        return false;
    job_state(j, &s);
    if (s.stage == JOB_RUNNING && !job_stop(j, e))
        return false;
    web_redirect(req, res, job_url(req->a, j));
    return true;
}

bool job_again(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct job_state s;
    struct job *j;

    if (!mine(ctx, req, &j, e))
        return false;
    job_state(j, &s);
    if (j->kind->again && s.stage != JOB_NEW && s.stage != JOB_RUNNING && s.stage != JOB_DONE &&
        !job_start(page_region(ctx), j, e))
        return false;
    web_redirect(req, res, job_url(req->a, j));
    return true;
}

bool job_drop(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct sv home;
    struct job *j;
    ptrdiff_t at;

    if (!mine(ctx, req, &j, e))
        return false;
    /* a page of its own goes with it: then the one above */
    home = home_of(page_region(ctx), j, req->a);
    if (!job_remove(j, e))
        return false;
    at = sv_find(home, j->id);
    web_redirect(req, res, at < 1 ? home : sv_sub(home, 0, (size_t) at - 1));
    web_flash_set(req, res, WEB_NOTE, "%s", T("Berkasnya dibuang; yang sudah dicatat tetap tercatat."));
    return true;
}

static struct sv type_of(struct sv name)
{
    static const struct {
        struct sv ending, type;
    } types[] = {
        { SV_INIT(".zip"), SV_INIT("application/zip") },
        { SV_INIT(".pdf"), SV_INIT("application/pdf") },
        { SV_INIT(".xlsx"), SV_INIT("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") },
        { SV_INIT(".csv"), SV_INIT("text/csv; charset=utf-8") },
    };

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (sv_ends(name, types[i].ending))
            return types[i].type;
    return SV("application/octet-stream");
}

bool job_send(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct sv name = web_path(req, "nama");
    struct job_state s;
    struct job *j;

    if (!mine(ctx, req, &j, e))
        return false;
    job_state(j, &s);
    for (size_t i = 0; i < s.n_files; i++)
        if (sv_eq(s.files[i], name)) {
            web_attach(res, name);
            return web_file_send(req, res, job_kept(j, name, req->a), type_of(name), e);
        }
    return err_set(e, ERR_MISSING, T("Berkas itu tidak ada."));
}
