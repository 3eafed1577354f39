/* SPDX-License-Identifier: MIT
 * page/imports_done.c -- what became of an import, and taking it back. */
#include "base/arena.h"
#include "page/imports_priv.h"

enum { UNDO_MAX = 5000 };

struct done_page {
    struct job_page *jp;
    struct html *h;
    struct arena *a;
    const struct region *region;
    const struct reg *reg;
    struct imports *s;
    struct imports_outcome o;
    struct record *made[IMPORTS_NEW_SHOWN];
    size_t n_made;
};

static bool load_made(struct done_page *d, struct err *e)
{
    struct err none = { 0 };
    struct db *db = NULL;

    if (!d->o.n_made)
        return true;
    if (!page_read(d->region, &db, e))
        return false;
    for (size_t i = 0; i < d->o.n_made; i++)
        for (int64_t id = d->o.made[i].from; id <= d->o.made[i].to && d->n_made < IMPORTS_NEW_SHOWN; id++)
            if (record_get(db, &d->region->records, d->jp->p.req->actor, d->reg, id, d->a,
                           &d->made[d->n_made], &none) &&
                !d->made[d->n_made]->dihapus.p)
                d->n_made++;
    db_release(db);
    return true;
}

static void new_records(struct done_page *d)
{
    struct html *h = d->h;

    if (!d->n_made)
        return;
    page_card_begin(h, 2, SV(T("Yang baru")));
    html_open(h, "ul");
    for (size_t i = 0; i < d->n_made; i++) {
        html_open(h, "li");
        page_link(h, page_record_url(d->a, d->reg, d->made[i]->id), record_title(d->made[i]));
        html_close(h, "li");
    }
    html_close(h, "ul");
    page_link(h, arena_printf(d->a, "/r/%.*s?urut=-dibuat_pada", SV_FMT(d->reg->key)),
              SV(T("Semua, terbaru dahulu")));
    page_card_end(h);
}

static void undo_card(struct done_page *d)
{
    struct html *h = d->h;

    page_card_begin(h, 2, SV(T("Bila keliru")));
    if (d->o.undone) {
        html_elem_say(
            h, "p",
            T("Rekaman baru dari impor ini sudah dihapus; yang terhapus dapat dipulihkan dari daftar."));
    } else if (d->o.count[IMPORT_NEW] && d->o.count[IMPORT_NEW] <= UNDO_MAX) {
        html_open(h, "p");
        html_textf(h, T("%zu rekaman baru dapat dihapus sekaligus selama belum diubah orang lain."),
                   d->o.count[IMPORT_NEW]);
        html_close(h, "p");
        page_form_begin(&d->jp->p, imports_url(d->a, d->reg, d->s->job->id, "/batalkan"), false);
        page_submit(h, "", "arrow-back-up", T("Hapus rekaman baru dari impor ini"));
        html_close(h, "form");
    } else if (d->o.count[IMPORT_NEW]) {
        html_elem_say(h, "p", T("Rekaman baru dapat dihapus dari daftar, terbaru dahulu."));
    }
    if (d->o.count[IMPORT_CHANGED])
        html_elem_say(h, "p", T("Isi sebelum perubahan tersimpan di riwayat setiap rekaman."));
    page_card_end(h);
}

static void written(struct done_page *d)
{
    const size_t *c = d->o.count;
    struct html *h = d->h;

    page_alert_begin(h, c[IMPORT_REFUSED] ? PAGE_CAUTION : PAGE_GOOD,
                     arena_printf(d->a, T("%zu ditambah, %zu diubah, %zu tetap, %zu ditolak"), c[IMPORT_NEW],
                                  c[IMPORT_CHANGED], c[IMPORT_SAME], c[IMPORT_REFUSED]));
    if (c[IMPORT_REFUSED])
        html_elem_say(
            h, "p",
            T("Unduh baris yang ditolak, perbaiki menurut kolom \"kesalahan\" di dalamnya, lalu impor lagi."));
    page_alert_end(h);
    html_open(h, "div");
    html_class(h, "btn-list mb-3");
    page_link_button(h, page_reg_url(d->a, d->reg), "btn-primary", "list", T("Ke daftar"));
    if (c[IMPORT_REFUSED])
        page_link_button(h, job_file_url(d->a, d->s->job, SV("ditolak.xlsx")), "", "download",
                         T("Unduh baris yang ditolak"));
    page_link_button(h, imports_url(d->a, d->reg, SV(""), ""), "", "upload", T("Impor berkas lain"));
    html_close(h, "div");
    new_records(d);
    if (c[IMPORT_NEW] || c[IMPORT_CHANGED])
        undo_card(d);
}

bool imports_done_load(struct job_page *jp, struct page_head *hd, struct err *e)
{
    struct arena *a = jp->p.a;
    struct done_page *d = ARENA_NEW(a, struct done_page);
    struct crumb *up = ARENA_ARRAY(a, struct crumb, 2);

    *d = (struct done_page){ .jp = jp, .h = &jp->p.h, .a = a, .region = jp->region };
    d->s = imports_read(jp->j);
    d->reg = model_reg(jp->region->model, d->s->reg);
    imports_outcome_read(jp->s.result, a, &d->o);
    if (!load_made(d, e))
        return false;
    up[0] = (struct crumb){ d->reg->label, page_reg_url(a, d->reg) };
    up[1] = (struct crumb){ SV(T("Impor")), imports_url(a, d->reg, SV(""), "") };
    hd->title = SV(T("Hasil impor"));
    hd->menu = up[0].url;
    hd->crumbs = up;
    hd->n_crumbs = 2;
    jp->own = d;
    return true;
}

void imports_done_show(struct job_page *jp)
{
    written(jp->own);
}

/* --- taking it back -------------------------------------------------------------------------------------------------------- */

/* What somebody has worked on since stays; so does what this person may not delete. */
static bool undo_one(struct db *db, const struct region *r, const struct actor *who, const struct reg *reg,
                     int64_t id, struct arena *a, size_t *gone, struct err *e)
{
    struct err why = { 0 };
    struct record *rec;

    if (!record_get(db, &r->records, who, reg, id, a, &rec, &why))
        return why.kind == ERR_MISSING || (*e = why, false);
    if (rec->versi != 1 || rec->dihapus.p ||
        !who_may_edit(who, &r->model->scheme, &reg->rule, rec->pd, rec->klasifikasi))
        return true;
    if (!record_delete(db, &r->records, who, reg, id, 1, a, e))
        return false;
    ++*gone;
    return true;
}

static bool undo_all(const struct region *r, const struct actor *who, const struct reg *reg,
                     const struct imports_outcome *o, size_t *gone, struct err *e)
{
    struct arena *a = arena_new(64 * 1024 * 1024);
    struct db *db = NULL;
    bool ok = page_write(r, &db, e);

    for (size_t i = 0; ok && i < o->n_made; i++)
        for (int64_t id = o->made[i].from; ok && id <= o->made[i].to; id++) {
            ok = undo_one(db, r, who, reg, id, a, gone, e);
            arena_reset(a);
        }
    ok = ok && db_commit(db, e);
    db_release(db);
    arena_free(a);
    return ok;
}

bool imports_undo(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct imports_outcome o;
    const struct reg *reg;
    struct job_state now;
    struct imports *s;
    size_t gone = 0;

    if (!page_reg(r, req, &reg, e) ||
        !imports_load(r, req->actor, reg->key, web_path(req, "id"), req->a, &s, e))
        return false;
    job_state(s->job, &now);
    imports_outcome_read(now.result, req->a, &o);
    if (now.stage != JOB_DONE || o.undone || o.count[IMPORT_NEW] > UNDO_MAX) {
        err_set(e, ERR_CONFLICT, T("Tidak ada rekaman baru dari impor ini yang dapat dihapus sekaligus."));
        return err_hint(e, T("Hapus dari daftarnya, terbaru dahulu."));
    }
    if (!undo_all(r, req->actor, reg, &o, &gone, e))
        return false;
    o.undone = true;
    if (!job_amend(s->job, imports_outcome_put, &o, e))
        return false;
    web_flash_set(req, res, WEB_DONE, T("%zu dari %zu rekaman baru dihapus."), gone, o.count[IMPORT_NEW]);
    web_redirect(req, res, job_url(req->a, s->job));
    return true;
}
