/* SPDX-License-Identifier: MIT
 * page/manual_print.c -- a whole manual: as one page that prints as A4 with a title page and its contents, and as a file for
 * handing in: DOCX, PDF (LibreOffice makes it of the DOCX) or Markdown. */
#include <fcntl.h>
#include <unistd.h>

#include "html/md_tree.h"
#include "page/letter_priv.h"
#include "page/manual.h"
#include "page/manual_priv.h"

enum { DOCX_MAX = 48 * 1024 * 1024 };

const struct web_param manual_file_params[] = {
    { .name = "bentuk", .label = T("Bentuk"), .type = WEB_ENUM, .flags = WEB_REQUIRED, .of = "docx|pdf|md" },
    { 0 },
};

static bool read_all(struct manual_reader *m, struct db *db, struct arena *a, struct err *e)
{
    for (size_t i = 0; i < m->manual->n; i++)
        if (!manual_read(&m->shelf, m->manual, &m->manual->chapters[i], db, true, a, e))
            return false;
    return true;
}

/* Anchors of all chapters on one page: each with the key of its chapter before it. */
static void own_anchors(const struct manual_chapter *c, struct arena *a)
{
    for (struct md_node *n = c->tree->first; n; n = n->next)
        if (n->kind == MD_HEADING)
            n->id = arena_printf(a, "%.*s.%.*s", SV_FMT(c->key), SV_FMT(n->id));
}

/* --- the printed page ----------------------------------------------------------------------------------------------------- */

static void title_page(struct page *p, const struct manual *m)
{
    struct html *h = &p->h;

    html_open(h, "header");
    html_class(h, "panduan-muka");
    html_open(h, "p");
    html_textf(h, T("Pemerintah %.*s"), SV_FMT(p->region->regulation.region));
    html_close(h, "p");
    html_elem(h, "h1", m->title);
    html_elem_say(h, "p", T("Prasasti, sistem penyelenggaraan pemerintahan berbasis elektronik"));
    html_open(h, "p");
    html_textf(h, T("Versi %s \u00b7 dicetak %.*s"), manual_version(),
               SV_FMT(date_long(region_today(p->region), p->a)));
    html_close(h, "p");
    html_elem(h, "p", p->region->regulation.title);
    html_close(h, "header");
}

static void contents(struct page *p, const struct manual *m)
{
    struct html *h = &p->h;

    html_open(h, "nav");
    html_class(h, "panduan-daftar-isi");
    html_attr_say(h, "aria-label", T("Daftar isi"));
    html_elem_say(h, "h2", T("Daftar isi"));
    html_open(h, "ol");
    for (size_t i = 0; i < m->n; i++) {
        html_open(h, "li");
        page_link(h, arena_printf(p->a, "#%.*s", SV_FMT(m->chapters[i].key)), m->chapters[i].title);
        html_close(h, "li");
    }
    html_close(h, "ol");
    html_close(h, "nav");
}

bool manual_print(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct manual_reader m;
    struct page_head hd = { .menu = SV("/panduan"), .no_heading = true };
    struct db *db = NULL;
    struct page p;
    bool ok;

    if (!manual_open(ctx, req, &m, e))
        return false;
    if (manual_turned_away(&m, req, res))
        return true;
    ok = page_read(m.shelf.region, &db, e) && read_all(&m, db, req->a, e);
    db_release(db);
    if (!ok)
        return false;
    hd.title = m.manual->title;
    page_begin(&p, ctx, req, res, &hd);
    html_open(&p.h, "p");
    html_class(&p.h, "text-secondary tanpa-cetak");
    html_say(&p.h,
             T("Cetak dari peramban (Ctrl+P) ke kertas A4, atau pilih \u201cSimpan sebagai PDF\u201d. "));
    page_link(&p.h, manual_url(p.a, m.manual, NULL), SV(T("Kembali ke panduan")));
    html_close(&p.h, "p");
    html_open(&p.h, "div");
    html_class(&p.h, "panduan-cetak");
    title_page(&p, m.manual);
    contents(&p, m.manual);
    for (size_t i = 0; i < m.manual->n; i++) {
        const struct manual_chapter *c = &m.manual->chapters[i];

        own_anchors(c, p.a);
        html_open(&p.h, "section");
        html_class(&p.h, "panduan-bab");
        html_open(&p.h, "h2");
        html_attr(&p.h, "id", c->key);
        html_textf(&p.h, "%zu. %.*s", i + 1, SV_FMT(c->title));
        html_close(&p.h, "h2");
        md_write(&p.h, c->tree, 2, true);
        html_close(&p.h, "section");
    }
    html_close(&p.h, "div");
    page_end(&p);
    return true;
}

/* --- files ---------------------------------------------------------------------------------------------------------------------- */

/* As it stands in the repository, made parts in their places, the chapters one after another. */
static bool markdown(struct manual_reader *m, struct db *db, struct arena *a, struct buf *out, struct err *e)
{
    for (size_t i = 0; i < m->manual->n; i++) {
        struct sv text;

        if (!manual_text(&m->shelf, m->manual, &m->manual->chapters[i], db, a, &text, e))
            return false;
        buf_put(out, text);
        buf_put(out, SV("\n"));
    }
    return true;
}

static bool send_pdf(const struct region *r, struct web_req *req, struct web_res *res, struct sv docx,
                     struct err *e)
{
    int64_t size = 0;
    int fd = -1;

    if (!letter_pdf(r, docx, req->a, &fd, &size, e))
        return false;
    web_fd_send(req, res, fd, size, SV("application/pdf"));
    return true;
}

bool manual_file(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct sv form = web_text(req, "bentuk");
    struct manual_reader m;
    struct db *db = NULL;
    struct buf b;
    bool ok, md = sv_eq(form, SV("md"));

    if (!manual_open(ctx, req, &m, e) || !page_read(m.shelf.region, &db, e))
        return false;
    buf_init(&b, DOCX_MAX);
    ok = md ? markdown(&m, db, req->a, &b, e) : manual_docx(&m.shelf, m.manual, db, req->a, &b, e);
    db_release(db);
    ok = ok && buf_ok(&b, e);
    if (ok)
        web_attach(res, arena_printf(req->a, "prasasti-%.*s.%.*s", SV_FMT(m.manual->key), SV_FMT(form)));
    if (ok && sv_eq(form, SV("pdf"))) {
        ok = send_pdf(m.shelf.region, req, res, buf_sv(&b), e);
    } else if (ok) {
        web_type(res, md ? SV("text/markdown; charset=utf-8") : SV(DOCX_TYPE));
        buf_put(res->body, buf_sv(&b));
    }
    buf_clear(&b);
    return ok;
}
