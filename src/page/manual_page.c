/* SPDX-License-Identifier: MIT
 * page/manual_page.c -- /panduan on the screen: the reader's own page first, six manuals, their chapters, the page about one
 * register, pictures and drawings. Who is not logged in reads the manuals that he needs for getting in. */
#include "html/md_tree.h"
#include "page/manual.h"
#include "page/manual_priv.h"

/* --- who may read ----------------------------------------------------------------------------------------------------------- */

bool manual_open(struct web_ctx *ctx, struct web_req *req, struct manual_reader *m, struct err *e)
{
    struct sv key = web_path(req, "panduan");

    if (!manual_shelf(page_region(ctx), req->a, &m->shelf, e))
        return false;
    m->manual = manual_find(&m->shelf, key);
    if (!m->manual) {
        err_set(e, ERR_MISSING, T("Panduan \"%.*s\" tidak ada."), SV_FMT(key));
        return err_hint(e, T("Buka Panduan dari menu untuk melihat semuanya."));
    }
    return true;
}

/* What the route table cannot say: whether login is needed depends on the manual. */
bool manual_turned_away(const struct manual_reader *m, struct web_req *req, struct web_res *res)
{
    if (req->actor || m->manual->open)
        return false;
    web_redirect(req, res,
                 arena_printf(req->a, "/masuk?lanjut=%.*s", SV_FMT(url_encode(req->target, req->a))));
    return true;
}

static bool may_list(const struct page *p, const struct manual *m)
{
    return p->who || m->open;
}

/* --- parts -------------------------------------------------------------------------------------------------------------------- */

struct sv manual_url(struct arena *a, const struct manual *m, const struct manual_chapter *c)
{
    return c ? arena_printf(a, "/panduan/%.*s/%.*s", SV_FMT(m->key), SV_FMT(c->key))
             : arena_printf(a, "/panduan/%.*s", SV_FMT(m->key));
}

static void search(struct page *p, struct sv q)
{
    struct html *h = &p->h;

    html_open(h, "form");
    html_class(h, "panduan-cari tanpa-cetak");
    html_url(h, "action", SV("/panduan/cari"));
    html_attr(h, "role", SV("search"));
    html_void(h, "input");
    html_attr(h, "type", SV("search"));
    html_class(h, "form-control");
    html_attr(h, "name", SV("q"));
    html_attr(h, "value", q.p ? q : SV(""));
    html_attr_say(h, "aria-label", T("Cari dalam panduan"));
    html_attr_say(h, "placeholder", T("Cari dalam panduan \u2026"));
    page_submit(h, "", "search", T("Cari"));
    html_close(h, "form");
}

static void link_here(struct html *h, struct sv url, struct sv words, bool here)
{
    html_open(h, "a");
    html_href(h, url);
    if (here)
        html_attr(h, "aria-current", SV("page"));
    html_text(h, words);
    html_close(h, "a");
}

/* Beside every chapter, and after it where there is no room beside: the manual it stands in, its neighbours, and the other manuals. */
static void aside(struct page *p, const struct manual_shelf *s, const struct manual *m,
                  const struct manual_chapter *now)
{
    struct html *h = &p->h;

    html_open(h, "nav");
    html_class(h, "panduan-isi tanpa-cetak");
    html_attr_say(h, "aria-label", T("Isi panduan"));
    search(p, SV_NULL);
    html_open(h, "ul");
    for (size_t i = 0; i < s->n; i++) {
        if (!may_list(p, &s->items[i]))
            continue;
        html_open(h, "li");
        link_here(h, manual_url(p->a, &s->items[i], NULL), s->items[i].title, !now && m == &s->items[i]);
        if (m == &s->items[i]) {
            html_open(h, "ul");
            for (size_t c = 0; c < m->n; c++) {
                html_open(h, "li");
                link_here(h, manual_url(p->a, m, &m->chapters[c]), m->chapters[c].title,
                          now == &m->chapters[c]);
                html_close(h, "li");
            }
            html_close(h, "ul");
        }
        html_close(h, "li");
    }
    html_close(h, "ul");
    html_close(h, "nav");
}

static void begin_text(struct html *h)
{
    html_open(h, "article");
    html_class(h, "panduan-bab");
}

static void sections(struct page *p, const struct md_node *tree)
{
    struct html *h = &p->h;
    size_t n = 0;

    for (const struct md_node *c = tree->first; c; c = c->next)
        n += c->kind == MD_HEADING && c->level == 2;
    if (n < 3)
        return;
    html_open(h, "nav");
    html_class(h, "panduan-bagian");
    html_attr_say(h, "aria-label", T("Bagian bab ini"));
    html_open(h, "ul");
    for (const struct md_node *c = tree->first; c; c = c->next)
        if (c->kind == MD_HEADING && c->level == 2) {
            struct buf b;

            buf_init(&b, 4096);
            md_words(c, &b);
            html_open(h, "li");
            page_link(h, arena_printf(p->a, "#%.*s", SV_FMT(c->id)), arena_dup(p->a, buf_sv(&b)));
            html_close(h, "li");
            buf_clear(&b);
        }
    html_close(h, "ul");
    html_close(h, "nav");
}

static void neighbours(struct page *p, const struct manual *m, const struct manual_chapter *c)
{
    struct html *h = &p->h;

    html_open(h, "p");
    html_class(h, "panduan-lanjut tanpa-cetak");
    if (c > m->chapters)
        page_link_button(h, manual_url(p->a, m, c - 1), "", "arrow-left", T("Sebelumnya"));
    if (c + 1 < m->chapters + m->n)
        page_link_button(h, manual_url(p->a, m, c + 1), "", "arrow-right", T("Berikutnya"));
    html_close(h, "p");
}

/* --- a chapter ------------------------------------------------------------------------------------------------------------------ */

static bool no_chapter(const struct manual *m, struct sv key, struct err *e)
{
    err_set(e, ERR_MISSING, T("Bab \"%.*s\" tidak ada dalam %.*s."), SV_FMT(key), SV_FMT(m->title));
    return err_hint(e, T("Buka daftar isinya."));
}

/* Made of what the database holds, so a lease is taken; none stays while the page is written. */
bool manual_lease_read(struct manual_reader *m, struct manual_chapter *c, bool web, struct arena *a,
                       struct err *e)
{
    struct db *db = NULL;
    bool ok = page_read(m->shelf.region, &db, e) && manual_read(&m->shelf, m->manual, c, db, web, a, e);

    db_release(db);
    return ok;
}

bool manual_page(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct manual_reader m;
    struct manual_chapter *c;
    struct page_head hd = { .menu = SV("/panduan") };
    struct crumb up[2];
    struct page p;

    if (!manual_open(ctx, req, &m, e))
        return false;
    if (manual_turned_away(&m, req, res))
        return true;
    c = manual_chapter_find(m.manual, web_path(req, "bab"));
    if (!c)
        return no_chapter(m.manual, web_path(req, "bab"), e);
    if (!manual_lease_read(&m, c, true, req->a, e))
        return false;
    up[0] = (struct crumb){ SV(T("Panduan")), SV("/panduan") };
    up[1] = (struct crumb){ m.manual->title, manual_url(req->a, m.manual, NULL) };
    hd.title = c->title;
    hd.crumbs = up;
    hd.n_crumbs = 2;
    page_begin(&p, ctx, req, res, &hd);
    html_open(&p.h, "div");
    html_class(&p.h, "panduan");
    begin_text(&p.h);
    sections(&p, c->tree);
    md_write(&p.h, c->tree, 1, true);
    neighbours(&p, m.manual, c);
    html_close(&p.h, "article");
    aside(&p, &m.shelf, m.manual, c);
    html_close(&p.h, "div");
    page_end(&p);
    return true;
}

/* --- a manual ---------------------------------------------------------------------------------------------------------------------- */

struct doors {
    struct arena *a;
    const struct manual *m;
    bool files;
};

static void doors(void *ctx, struct html *h)
{
    struct doors *d = ctx;
    struct sv url = manual_url(d->a, d->m, NULL);

    page_link_button(h, arena_printf(d->a, "%.*s/cetak", SV_FMT(url)), "", "printer", T("Cetak"));
    if (!d->files)
        return;
    page_link_button(h, arena_printf(d->a, "%.*s/unduh?bentuk=pdf", SV_FMT(url)), "", "file-text",
                     T("Unduh PDF"));
    page_link_button(h, arena_printf(d->a, "%.*s/unduh?bentuk=docx", SV_FMT(url)), "", "download",
                     T("Unduh DOCX"));
}

bool manual_contents(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct manual_reader m;
    struct page_head hd = { .menu = SV("/panduan") };
    struct crumb up[] = { { SV(T("Panduan")), SV("/panduan") } };
    struct doors d = { .a = req->a, .files = req->actor != NULL };
    struct page p;

    if (!manual_open(ctx, req, &m, e))
        return false;
    if (manual_turned_away(&m, req, res))
        return true;
    d.m = m.manual;
    hd.title = m.manual->title;
    hd.note = m.manual->says;
    hd.pretitle = arena_printf(req->a, T("Versi %s"), manual_version());
    hd.crumbs = up;
    hd.n_crumbs = 1;
    hd.actions = doors;
    hd.actions_ctx = &d;
    page_begin(&p, ctx, req, res, &hd);
    html_open(&p.h, "div");
    html_class(&p.h, "panduan");
    begin_text(&p.h);
    html_elem_say(&p.h, "h2", T("Isi"));
    html_open(&p.h, "ol");
    for (size_t i = 0; i < m.manual->n; i++) {
        html_open(&p.h, "li");
        page_link(&p.h, manual_url(p.a, m.manual, &m.manual->chapters[i]), m.manual->chapters[i].title);
        html_close(&p.h, "li");
    }
    html_close(&p.h, "ol");
    html_close(&p.h, "article");
    aside(&p, &m.shelf, m.manual, NULL);
    html_close(&p.h, "div");
    page_end(&p);
    return true;
}

/* --- the front ------------------------------------------------------------------------------------------------------------------------ */

static void all_manuals(struct page *p, const struct manual_shelf *s)
{
    struct html *h = &p->h;

    html_elem_say(h, "h2", p->who ? T("Semua panduan") : T("Panduan yang dapat dibaca sebelum masuk"));
    html_open(h, "ul");
    html_class(h, "panduan-rak");
    for (size_t i = 0; i < s->n; i++) {
        if (!may_list(p, &s->items[i]))
            continue;
        html_open(h, "li");
        page_link(h, manual_url(p->a, &s->items[i], NULL), s->items[i].title);
        html_elem(h, "span", s->items[i].says);
        html_close(h, "li");
    }
    html_close(h, "ul");
}

/* The chapter that speaks to the reader: "pengguna/operator". */
static bool own_chapter(struct manual_reader *m, const struct actor *who, struct arena *a,
                        struct manual_chapter **out, struct err *e)
{
    struct sv rest = manual_for(&m->shelf, who), key;

    *out = NULL;
    if (!rest.n || !sv_cut(&rest, '/', &key))
        return true;
    m->manual = manual_find(&m->shelf, key);
    *out = m->manual ? manual_chapter_find(m->manual, rest) : NULL;
    return !*out || manual_lease_read(m, *out, true, a, e);
}

bool manual_front(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct manual_reader m = { .manual = NULL };
    struct page_head hd = { .title = SV(T("Panduan")), .menu = SV("/panduan") };
    struct manual_chapter *own;
    struct page p;

    if (!manual_shelf(page_region(ctx), req->a, &m.shelf, e) || !own_chapter(&m, req->actor, req->a, &own, e))
        return false;
    hd.pretitle = arena_printf(req->a, T("Prasasti versi %s"), manual_version());
    page_begin(&p, ctx, req, res, &hd);
    html_open(&p.h, "div");
    html_class(&p.h, "panduan");
    begin_text(&p.h);
    if (own) {
        html_open(&p.h, "p");
        html_class(&p.h, "text-secondary");
        html_say(&p.h, T("Halaman untuk peran Anda:"));
        html_close(&p.h, "p");
        html_elem(&p.h, "h2", own->title);
        md_write(&p.h, own->tree, 2, true);
    }
    all_manuals(&p, &m.shelf);
    html_close(&p.h, "article");
    aside(&p, &m.shelf, NULL, NULL);
    html_close(&p.h, "div");
    page_end(&p);
    return true;
}

/* --- one register -------------------------------------------------------------------------------------------------------------------------- */

bool manual_of_register(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct manual_reader m = { .manual = NULL };
    struct manual_maker k = { .r = page_region(ctx), .a = req->a };
    struct page_head hd = { .menu = SV("/panduan") };
    struct crumb up[] = { { SV(T("Panduan")), SV("/panduan") } };
    const struct md_node *tree;
    const struct reg *reg;
    struct buf b;
    struct page p;
    bool ok;

    if (!page_reg(k.r, req, &reg, e) || !manual_shelf(k.r, req->a, &m.shelf, e))
        return false;
    buf_init(&b, 512 * 1024);
    k.b = &b;
    manual_register(&k, reg);
    ok = buf_ok(&b, e);
    tree = ok ? md_tree(buf_sv(&b), req->a) : NULL;
    buf_clear(&b);
    if (!ok)
        return false;
    hd.title = arena_printf(req->a, T("Daftar %.*s"), SV_FMT(reg->label));
    hd.crumbs = up;
    hd.n_crumbs = 1;
    page_begin(&p, ctx, req, res, &hd);
    html_open(&p.h, "div");
    html_class(&p.h, "panduan");
    begin_text(&p.h);
    sections(&p, tree);
    md_write(&p.h, tree, 1, true);
    html_open(&p.h, "p");
    page_link_button(&p.h, page_reg_url(p.a, reg), "btn-primary", "", T("Buka daftarnya"));
    html_close(&p.h, "p");
    html_close(&p.h, "article");
    aside(&p, &m.shelf, NULL, NULL);
    html_close(&p.h, "div");
    page_end(&p);
    return true;
}

/* --- pictures -------------------------------------------------------------------------------------------------------------------------------- */

static bool is_picture(struct sv name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || (c == '.' && i + 4 == name.n)))
            return false;
    }
    return sv_ends(name, SV(".png")) && name.n > 4;
}

bool manual_picture(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct sv name = web_path(req, "nama");

    if (!is_picture(name))
        return err_set(e, ERR_MISSING, T("Gambar \"%.*s\" tidak ada."), SV_FMT(name));
    web_cache(res, "private, max-age=300");
    web_inline(res, name);
    return web_file_send(
        req, res,
        arena_printf(req->a, "%s/panduan/gambar/%.*s", page_region(ctx)->declarations, SV_FMT(name)).p,
        SV("image/png"), e);
}

bool manual_relations(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct sv group = web_path(req, "kelompok");
    const char *path;
    bool known = false;

    for (size_t i = 0; i < r->model->n_groups; i++)
        known = known || sv_eq(r->model->groups[i].key, group);
    if (!known)
        return err_set(e, ERR_MISSING, T("Kelompok \"%.*s\" tidak ada."), SV_FMT(group));
    if (!manual_draw(r, group, "svg", req->a, &path, e))
        return false;
    web_inline(res, arena_printf(req->a, "hubungan-%.*s.svg", SV_FMT(group)));
    return web_file_send(req, res, path, SV("image/svg+xml"), e);
}
