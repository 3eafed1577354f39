/* SPDX-License-Identifier: MIT
 * page/imports_done.c -- /r/{reg}/impor/{id}/hasil: how far it is, what became of it, and taking it back. */
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "page/imports_priv.h"

enum { STARTING_S = 20, RELOAD_S = 2, UNDO_MAX = 5000 };

enum stage { STAGE_RUNNING, STAGE_DONE, STAGE_STOPPED };

struct done_page {
    struct page p;
    const struct region *region;
    const struct reg *reg;
    struct imports *s;
    struct imports_outcome o;
    enum stage stage;
    struct record *made[IMPORTS_NEW_SHOWN];
    size_t n_made;
};

/* Its lock says whether it runs; before it has taken it, the fresh note of progress does. */
static enum stage stage_of(const struct imports *s, struct imports_outcome *o)
{
    int lock = imports_lock(s);
    struct stat st;

    if (lock < 0)
        return STAGE_RUNNING;
    close(lock);
    if (imports_outcome_load(s, o))
        return STAGE_DONE;
    return stat(imports_path(s, "kemajuan"), &st) == 0 && time_now() - st.st_mtime < STARTING_S
               ? STAGE_RUNNING
               : STAGE_STOPPED;
}

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
            if (record_get(db, &d->region->records, d->p.req->actor, d->reg, id, d->p.a, &d->made[d->n_made],
                           &none) &&
                !d->made[d->n_made]->dihapus.p)
                d->n_made++;
    db_release(db);
    return true;
}

static void running(struct done_page *d)
{
    struct html *h = &d->p.h;
    size_t done = 0, of = 0;

    page_alert_begin(h, PAGE_INFO, SV(T("Sedang dicatat")));
    html_elem_say(h, "p",
                  T("Halaman ini menyegarkan diri. Anda boleh meninggalkannya; hasilnya tetap ada di sini."));
    if (imports_progress(d->s, &done, &of) && of) {
        html_open(h, "label");
        html_attr(h, "for", SV("kemajuan"));
        html_number(h, (int64_t) done);
        html_say(h, T(" dari "));
        html_number(h, (int64_t) of);
        html_say(h, T(" baris"));
        html_close(h, "label");
        html_open(h, "progress");
        html_class(h, "progress w-100");
        html_attr(h, "id", SV("kemajuan"));
        html_attr_int(h, "max", (int64_t) of);
        html_attr_int(h, "value", (int64_t) done);
        html_close(h, "progress");
    }
    page_alert_end(h);
    page_link_button(h, imports_url(d->p.a, d->reg, d->s->id, "/hasil"), "", "refresh", T("Segarkan"));
}

static void stopped(struct done_page *d)
{
    struct html *h = &d->p.h;

    page_alert_begin(h, PAGE_BAD, SV(T("Pencatatan terhenti sebelum selesai")));
    html_elem_say(
        h, "p",
        T("Tidak ada yang tercatat sebagian: semua baris atau tidak satu pun. Ulangi dari halaman pemeriksaan."));
    page_alert_end(h);
    page_link_button(h, imports_url(d->p.a, d->reg, d->s->id, ""), "btn-primary", "refresh",
                     T("Kembali ke pemeriksaan"));
}

static void refused(struct done_page *d)
{
    struct html *h = &d->p.h;

    page_alert_begin(h, PAGE_CAUTION, d->o.text.n ? d->o.text : SV(T("Tidak ada yang dicatat.")));
    if (d->o.hint.n)
        html_elem(h, "p", d->o.hint);
    page_alert_end(h);
    html_open(h, "div");
    html_class(h, "btn-list mb-3");
    page_link_button(h, imports_url(d->p.a, d->reg, d->s->id, ""), "btn-primary", "arrow-left",
                     T("Kembali ke pemeriksaan"));
    if (d->o.count[IMPORT_REFUSED])
        page_link_button(h, imports_url(d->p.a, d->reg, d->s->id, "/ditolak.xlsx"), "", "download",
                         T("Unduh baris yang ditolak"));
    html_close(h, "div");
}

static void new_records(struct done_page *d)
{
    struct html *h = &d->p.h;

    if (!d->n_made)
        return;
    page_card_begin(h, 2, SV(T("Yang baru")));
    html_open(h, "ul");
    for (size_t i = 0; i < d->n_made; i++) {
        html_open(h, "li");
        page_link(h, page_record_url(d->p.a, d->reg, d->made[i]->id), record_title(d->made[i]));
        html_close(h, "li");
    }
    html_close(h, "ul");
    page_link(h, arena_printf(d->p.a, "/r/%.*s?urut=-dibuat_pada", SV_FMT(d->reg->key)),
              SV(T("Semua, terbaru dahulu")));
    page_card_end(h);
}

static void undo_card(struct done_page *d)
{
    struct html *h = &d->p.h;

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
        page_form_begin(&d->p, imports_url(d->p.a, d->reg, d->s->id, "/batalkan"), false);
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
    struct html *h = &d->p.h;

    page_alert_begin(h, c[IMPORT_REFUSED] ? PAGE_CAUTION : PAGE_GOOD,
                     arena_printf(d->p.a, T("%zu ditambah, %zu diubah, %zu tetap, %zu ditolak"),
                                  c[IMPORT_NEW], c[IMPORT_CHANGED], c[IMPORT_SAME], c[IMPORT_REFUSED]));
    if (c[IMPORT_REFUSED])
        html_elem_say(
            h, "p",
            T("Unduh baris yang ditolak, perbaiki menurut kolom \"kesalahan\" di dalamnya, lalu impor lagi."));
    page_alert_end(h);
    html_open(h, "div");
    html_class(h, "btn-list mb-3");
    page_link_button(h, page_reg_url(d->p.a, d->reg), "btn-primary", "list", T("Ke daftar"));
    if (c[IMPORT_REFUSED])
        page_link_button(h, imports_url(d->p.a, d->reg, d->s->id, "/ditolak.xlsx"), "", "download",
                         T("Unduh baris yang ditolak"));
    page_link_button(h, imports_url(d->p.a, d->reg, SV(""), ""), "", "upload", T("Impor berkas lain"));
    html_close(h, "div");
    new_records(d);
    if (c[IMPORT_NEW] || c[IMPORT_CHANGED])
        undo_card(d);
}

bool imports_result(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct done_page d = { .region = page_region(ctx), .p = { .req = req, .a = req->a } };
    struct page_head hd = { .width = PAGE_NARROW };
    struct crumb up[2];

    if (!page_reg(d.region, req, &d.reg, e) ||
        !imports_load(d.region, req->actor, d.reg->key, web_path(req, "id"), req->a, &d.s, e))
        return false;
    d.stage = stage_of(d.s, &d.o);
    if (d.stage == STAGE_DONE && d.o.applied && !load_made(&d, e))
        return false;
    if (d.stage == STAGE_RUNNING)
        web_header(res, "Refresh", arena_printf(req->a, "%d", (int) RELOAD_S));
    up[0] = (struct crumb){ d.reg->label, page_reg_url(req->a, d.reg) };
    up[1] = (struct crumb){ SV(T("Impor")), imports_url(req->a, d.reg, SV(""), "") };
    hd.title = SV(T("Hasil impor"));
    hd.note = d.s->file;
    hd.menu = up[0].url;
    hd.crumbs = up;
    hd.n_crumbs = 2;
    page_begin(&d.p, ctx, req, res, &hd);
    if (d.stage == STAGE_RUNNING)
        running(&d);
    else if (d.stage == STAGE_STOPPED)
        stopped(&d);
    else if (d.o.applied)
        written(&d);
    else
        refused(&d);
    page_end(&d.p);
    return true;
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
    struct imports *s;
    size_t gone = 0;

    if (!page_reg(r, req, &reg, e) ||
        !imports_load(r, req->actor, reg->key, web_path(req, "id"), req->a, &s, e))
        return false;
    if (stage_of(s, &o) != STAGE_DONE || !o.applied || o.undone || o.count[IMPORT_NEW] > UNDO_MAX) {
        err_set(e, ERR_CONFLICT, T("Tidak ada rekaman baru dari impor ini yang dapat dihapus sekaligus."));
        return err_hint(e, T("Hapus dari daftarnya, terbaru dahulu."));
    }
    if (!undo_all(r, req->actor, reg, &o, &gone, e))
        return false;
    o.undone = true;
    if (!imports_outcome_save(s, &o, e))
        return false;
    web_flash_set(req, res, WEB_DONE, T("%zu dari %zu rekaman baru dihapus."), gone, o.count[IMPORT_NEW]);
    web_redirect(req, res, imports_url(req->a, reg, s->id, "/hasil"));
    return true;
}
