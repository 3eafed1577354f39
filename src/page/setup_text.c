/* SPDX-License-Identifier: MIT
 * page/setup_text.c -- /persiapan/naskah: the region hands in the text of its regulation. It is read first and shown with
 * what was found, dropped and repaired; only then is it stored. Between the two the file waits under its digest in DIR/run. */
#include "page/setup.h"

#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "page/norm_tree.h"
#include "page/setup_priv.h"
#include "rule/naskah.h"
#include "rule/region_memo.h"

enum { NOTES_MAX = 200, TREE_TIMES = 60, TREE_LEAST = 8 * 1024 * 1024 };
#define WAITING "naskah-tunggu-"

const struct web_param text_params[] = {
    { .name = "berkas",
      .label = T("Berkas naskah"),
      .type = WEB_FILE,
      .flags = WEB_REQUIRED,
      .max = NASKAH_MAX_BYTES },
    { 0 },
};
const struct web_param text_store_params[] = {
    { .name = "sidik", .label = T("Naskah yang dibaca"), .type = WEB_TEXT, .flags = WEB_REQUIRED, .max = 64 },
    { 0 },
};

struct text_page {
    struct page p;
    const struct naskah *found; /* the text just read, or the one in use; NULL: none */
    struct sv digest;           /* of the one just read; absent: it is the one in use */
};

/* --- where a text waits ------------------------------------------------------------------------------------------------- */

static const char *waiting(const struct region *r, struct sv digest, struct arena *a)
{
    return arena_printf(a, "%s/run/" WAITING "%.*s", r->dir, SV_FMT(digest)).p;
}

static bool is_digest(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
            return false;
    return s.n == 64;
}

/* Only the newest waits. */
static bool keep_waiting(const struct region *r, const struct web_file *f, struct sv digest, struct arena *a,
                         struct err *e)
{
    const char *dir = arena_printf(a, "%s/run", r->dir).p;
    struct sv *names;
    size_t n;

    if (!file_list(dir, "", a, &names, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (sv_starts(names[i], SV(WAITING)))
            unlink(arena_printf(a, "%s/%.*s", dir, SV_FMT(names[i])).p);
    return rename(f->path, waiting(r, digest, a)) == 0 || err_errno(e, T("Menyimpan naskah sementara"));
}

/* --- what was found -------------------------------------------------------------------------------------------------------- */

static void notes(struct page *p, const char *title, const struct naskah_note *items, size_t n)
{
    struct html *h = &p->h;

    if (!n)
        return;
    html_open(h, "details");
    html_class(h, "lipat");
    html_open(h, "summary");
    html_textf(h, "%s: %zu", title, n);
    html_close(h, "summary");
    html_open(h, "ul");
    for (size_t i = 0; i < n && i < NOTES_MAX; i++) {
        html_open(h, "li");
        html_textf(h, T("Baris %d: "), items[i].line);
        html_text(h, items[i].teks);
        html_close(h, "li");
    }
    html_close(h, "ul");
    if (n > NOTES_MAX) {
        html_open(h, "p");
        html_textf(h, T("… dan %zu lagi."), n - NOTES_MAX);
        html_close(h, "p");
    }
    html_close(h, "details");
}

/* Provisions of the pack that the text does not have: the wrong regulation, or a page that is lacking. */
static void not_found(struct text_page *t)
{
    const struct norm *norms;
    const struct naskah_node *first, *last;
    struct html *h = &t->p.h;
    size_t n, missing = 0, shown = 0;

    norms = rule_norms(t->p.region->rule, &n);
    for (size_t i = 0; i < n; i++)
        missing += !naskah_find_range(t->found, norms[i].at, &first, &last);
    if (!missing) {
        html_open(h, "p");
        html_textf(h, T("Semua %zu ketentuan ditemukan dalam naskah."), n);
        html_close(h, "p");
        return;
    }
    page_alert_begin(
        h, PAGE_CAUTION,
        arena_printf(t->p.a, T("%zu dari %zu ketentuan tidak ditemukan dalam naskah"), missing, n));
    html_elem_say(
        h, "p",
        T("Ketentuan itu tetap tampil dengan ringkasannya. Bila banyak, periksa apakah ini naskah yang benar "
          "dan lengkap."));
    html_open(h, "p");
    for (size_t i = 0; i < n && shown < 40; i++) {
        if (naskah_find_range(t->found, norms[i].at, &first, &last))
            continue;
        html_say(h, shown++ ? ", " : "");
        page_link(h, norm_path(norms[i].at, t->p.a), rule_label(norms[i].at, t->p.a));
    }
    html_close(h, "p");
    page_alert_end(h);
}

static void line(struct html *h, const char *name, struct sv value)
{
    html_elem_say(h, "dt", name);
    html_elem(h, "dd", value.n ? value : SV(T("tidak terbaca")));
}

static void report(struct text_page *t)
{
    const struct naskah *n = t->found;
    struct html *h = &t->p.h;

    html_open(h, "dl");
    html_class(h, "ciri");
    line(h, T("Jenis"), n->nama);
    line(h, T("Nomor dan tahun"),
         n->nomor.n ? arena_printf(t->p.a, "%.*s / %.*s", SV_FMT(n->nomor), SV_FMT(n->tahun)) : SV(""));
    line(h, T("Tentang"), n->tentang);
    line(h, T("Pasal"), arena_printf(t->p.a, "%zu", n->n_pasal));
    html_close(h, "dl");
    not_found(t);
    notes(&t->p, T("Baris yang dikeluarkan (nomor halaman, kepala halaman)"), n->dibuang, n->n_dibuang);
    notes(&t->p, T("Yang disambung atau dipulihkan"), n->diperbaiki, n->n_diperbaiki);
}

/* --- the page ------------------------------------------------------------------------------------------------------------------- */

static void upload(struct page *p)
{
    struct html *h = &p->h;
    bool wrong = problems_of(&p->req->problems, SV("berkas")) != NULL;

    page_card_begin(h, 2, SV(T("Muat naskah")));
    html_elem_say(
        h, "p",
        T("Berkas teks biasa (.txt) dalam UTF-8, misalnya hasil pdftotext. Nomor halaman dan baris yang "
          "terpotong dirapikan sendiri; kata-katanya tidak ada yang hilang."));
    page_form_begin(p, SV("/persiapan/naskah"), true);
    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", SV("f-berkas"));
    html_say(h, T("Berkas naskah"));
    html_close(h, "label");
    html_void(h, "input");
    html_class(h, "form-control");
    html_attr(h, "type", SV("file"));
    html_attr(h, "id", SV("f-berkas"));
    html_attr(h, "name", SV("berkas"));
    html_attr(h, "accept", SV(".txt,text/plain"));
    html_bool_attr(h, "required", true);
    if (wrong)
        html_attr(h, "aria-describedby", SV("e-berkas"));
    page_field_error(p, SV("berkas"));
    html_close(h, "div");
    page_submit(h, "btn-primary", "upload", T("Baca naskah"));
    html_close(h, "form");
    page_card_end(h);
}

static void confirm(struct text_page *t)
{
    struct html *h = &t->p.h;

    page_form_begin(&t->p, SV("/persiapan/naskah/simpan"), false);
    page_hidden(h, "sidik", t->digest);
    html_open(h, "div");
    html_class(h, "btn-list mt-3");
    page_submit(h, "btn-primary", "check", T("Pakai naskah ini"));
    page_link_button(h, SV("/persiapan/naskah"), "", "x", T("Batal"));
    html_close(h, "div");
    html_close(h, "form");
}

static void page(struct text_page *t, struct web_ctx *ctx, struct web_req *req, struct web_res *res)
{
    static const struct crumb up[] = { { SV_INIT(T("Persiapan awal")), SV_INIT("/persiapan") } };
    struct page_head hd = { .title = SV(T("Naskah peraturan")),
                            .width = PAGE_NARROW,
                            .menu = SV("/persiapan"),
                            .crumbs = up,
                            .n_crumbs = 1,
                            .note = page_region(ctx)->regulation.title };
    struct html *h = page_begin(&t->p, ctx, req, res, &hd);

    page_refusal(&t->p);
    if (t->found) {
        page_card_begin(h, 2,
                        t->digest.n ? SV(T("Yang terbaca dari berkas Anda")) : SV(T("Naskah yang dipakai")));
        report(t);
        if (t->digest.n)
            confirm(t);
        page_card_end(h);
    }
    upload(&t->p);
    page_end(&t->p);
}

bool text_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct text_page t = { .digest = SV_NULL };
    struct db *db = NULL;
    bool ok = page_read(r, &db, e) && region_text_get(r->memo, db, &t.found, e);

    db_release(db);
    if (ok)
        page(&t, ctx, req, res);
    region_text_done(r->memo, t.found);
    return ok;
}

bool text_read(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct web_file *f = web_file(req, "berkas");
    struct arena *own = arena_new((size_t) f->size * TREE_TIMES + TREE_LEAST);
    struct text_page t = { .digest = hex_make(digest_sv(&f->sha256), req->a) };
    struct naskah found;
    struct sv text;
    bool ok = file_read(f->path, NASKAH_MAX_BYTES, own, &text, e) && naskah_read(text, own, &found, e);

    if (ok && !sv_utf8_ok(text)) {
        ok = err_set(e, ERR_INPUT, T("Berkas ini bukan UTF-8."));
        err_hint(e, T("Buka di penyunting teks, simpan sebagai UTF-8, lalu muat lagi."));
    }
    ok = ok && keep_waiting(page_region(ctx), f, t.digest, req->a, e);
    if (ok) {
        t.found = &found;
        page(&t, ctx, req, res);
    }
    arena_free(own);
    return ok;
}

bool text_store(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct sv digest = web_text(req, "sidik"), text;
    struct arena *own = NULL;
    struct db *db = NULL;
    const char *path;
    bool ok;

    if (!is_digest(digest) || !file_exists(path = waiting(r, digest, req->a))) {
        err_set(e, ERR_INPUT, T("Naskah yang dibaca tadi sudah tidak ada."));
        return err_hint(e, T("Muat berkasnya sekali lagi."));
    }
    own = arena_new(NASKAH_MAX_BYTES + TREE_LEAST);
    ok = file_read(path, NASKAH_MAX_BYTES, own, &text, e) && page_write(r, &db, e) &&
         rule_text_store(db, &r->records, req->actor, text, req->a, e) && db_commit(db, e);
    db_release(db);
    arena_free(own);
    if (!ok)
        return false;
    unlink(path);
    web_flash_set(req, res, WEB_DONE,
                  T("Naskah peraturan disimpan. Setiap ketentuan kini tampil dengan bunyinya."));
    web_redirect(req, res, SV("/pemenuhan"));
    return true;
}
