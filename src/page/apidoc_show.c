/* SPDX-License-Identifier: MIT
 * page/apidoc_show.c -- the page of a described service: what it is, how it is called through this hub, what it offers. */
#include "base/arena.h"
#include "html/md.h"
#include "page/apidoc.h"
#include "page/apidoc_priv.h"
#include "page/reg_priv.h"

const struct web_param apidoc_params[] = {
    { .name = "cari", .label = T("Cari operasi"), .type = WEB_TEXT, .max = 100 },
    { .name = "hal", .label = T("Halaman"), .type = WEB_INT, .low = 1, .high = 10000 },
    { 0 },
};

static bool begin(struct apidoc *x, struct web_ctx *ctx, struct web_req *req, struct err *e)
{
    const struct region *r = page_region(ctx);

    x->p = (struct page){ .req = req, .a = req->a, .region = r, .who = req->actor };
    if (!page_reg(r, req, &x->reg, e))
        return false;
    x->field = reg_field(x->reg, web_path(req, "bidang"));
    if (!x->field || !x->field->reads || !sv_eq(x->field->reads->kind, SV("openapi"))) {
        err_set(e, ERR_MISSING, T("Bidang ini tidak memuat dokumen yang dapat diuraikan."));
        return err_hint(e, T("Kembali ke rincian barisnya."));
    }
    return true;
}

/* --- how it is called ------------------------------------------------------------------------------------------------ */

static void address(struct apidoc *x, const char *label, struct sv path)
{
    struct html *h = &x->p.h;

    html_elem_say(h, "dt", label);
    html_open(h, "dd");
    html_open(h, "code");
    html_textf(h, "%.*s%.*s/", SV_FMT(x->site), SV_FMT(path));
    html_close(h, "code");
    html_close(h, "dd");
}

static void proofs(struct html *h)
{
    static const char *const ways[] = {
        T("kunci API pada tajuk X-API-Key, dibuat pada daftar kunci konsumen;"),
        T("sertifikat (mutual TLS) yang kunci publiknya tercatat di sana;"),
        T("tanda tangan pesan HTTP (RFC 9421) dengan keyid yang tercatat di sana;"),
        T("token Bearer yang terikat pada kunci itu."),
    };

    html_elem_say(h, "p", T("Pemanggil membuktikan diri dengan salah satu cara:"));
    html_open(h, "ul");
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        html_elem_say(h, "li", ways[i]);
    html_close(h, "ul");
    html_elem_say(
        h, "p",
        T("Yang lewat hanya operasi yang terbuka dan tercantum pada kesepakatan yang berlaku; setiap pertukaran, "
          "juga yang ditolak, meninggalkan bukti."));
}

static void doors(struct apidoc *x)
{
    struct html *h = &x->p.h;

    if (x->reg != x->p.region->hub.services)
        return;
    page_card_begin(h, 2, SV(T("Memanggil lewat penghubung ini")));
    if (!x->door.known)
        html_elem_say(
            h, "p",
            T("Layanan ini belum dilayani penghubung: belum aktif, atau alamat penyedianya belum tercatat."));
    else if (!x->door.open)
        page_alert(h, PAGE_CAUTION, SV(T("Sedang ditutup penghubung.")), x->door.why);
    if (x->door.known) {
        html_open(h, "dl");
        html_class(h, "ciri");
        address(x, T("Alamat dasar"), x->door.brief);
        address(x, T("Alamat gaya X-Road"), x->door.r1);
        html_close(h, "dl");
        proofs(h);
    }
    page_card_end(h);
}

/* --- the document ---------------------------------------------------------------------------------------------------- */

static void about(struct apidoc *x)
{
    struct html *h = &x->p.h;
    const struct json *info = json_get(x->root, SV("info"));
    struct sv says = json_text(info, SV("description"));

    page_card_begin(h, 2, apidoc_clip(x, x->doc.title.n ? x->doc.title : record_title(x->rec), 200));
    html_open(h, "p");
    html_class(h, "text-secondary");
    html_textf(h, T("Versi %.*s \u00b7 OpenAPI %.*s \u00b7 %zu operasi \u00b7 "),
               SV_FMT(apidoc_clip(x, x->doc.version, 60)), SV_FMT(apidoc_clip(x, x->doc.spec, 20)), x->doc.n);
    page_link(h, arena_printf(x->p.a, "/berkas/%.*s", SV_FMT(x->rec->val[x->field->index])), x->file_name);
    html_close(h, "p");
    if (says.n)
        md_html(h, apidoc_clip(x, says, DOC_PROSE), 3);
    page_card_end(h);
}

static void search(struct apidoc *x)
{
    struct html *h = &x->p.h;
    struct sv typed = web_text(x->p.req, "cari");

    html_open(h, "form");
    html_class(h, "tanpa-cetak");
    html_attr(h, "role", SV("search"));
    html_url(h, "action", x->p.req->path);
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", SV("cari-operasi"));
    html_say(h, T("Cari operasi menurut jalur, metode, atau ringkasan"));
    html_close(h, "label");
    html_open(h, "div");
    html_class(h, "input-group");
    html_void(h, "input");
    html_attr(h, "type", SV("search"));
    html_class(h, "form-control");
    html_attr(h, "id", SV("cari-operasi"));
    html_attr(h, "name", SV("cari"));
    html_attr(h, "value", typed.p ? typed : SV(""));
    page_submit(h, "", "search", T("Cari"));
    html_close(h, "div");
    html_close(h, "form");
}

static size_t last(const struct apidoc *x)
{
    return x->n - x->first < DOC_PER_PAGE ? x->n : x->first + DOC_PER_PAGE;
}

static void contents(struct apidoc *x)
{
    struct html *h = &x->p.h;

    html_open(h, "ul");
    html_class(h, "daftar-isi");
    for (size_t i = x->first; i < last(x); i++) {
        const struct doc_operation *o = &x->found[i];

        html_open(h, "li");
        html_open(h, "span");
        html_open(h, "a");
        html_href(h, arena_printf(x->p.a, "#op-%zu", i + 1));
        html_textf(h, "%.*s %.*s", SV_FMT(o->op->method), SV_FMT(o->op->path));
        html_close(h, "a");
        if (o->op->summary.n)
            html_textf(h, " \u00b7 %.*s", SV_FMT(apidoc_clip(x, o->op->summary, 120)));
        html_close(h, "span");
        if (o->row)
            reg_status(h, o->row->reg, o->row->status);
        html_close(h, "li");
    }
    html_close(h, "ul");
}

static void pager(struct apidoc *x)
{
    struct html *h = &x->p.h;
    size_t at = x->first / DOC_PER_PAGE + 1;

    if (x->n <= DOC_PER_PAGE)
        return;
    html_open(h, "nav");
    html_class(h, "btn-list tanpa-cetak");
    html_attr_say(h, "aria-label", T("Halaman operasi"));
    if (x->first)
        page_link_button(h, web_query_with(x->p.req, "hal", arena_printf(x->p.a, "%zu", at - 1)), "",
                         "chevron-left", T("Sebelumnya"));
    if (last(x) < x->n)
        page_link_button(h, web_query_with(x->p.req, "hal", arena_printf(x->p.a, "%zu", at + 1)), "",
                         "chevron-right", T("Berikutnya"));
    html_close(h, "nav");
}

static void operations(struct apidoc *x)
{
    struct html *h = &x->p.h;

    page_card_begin(h, 2, SV(T("Operasi")));
    search(x);
    if (!x->n) {
        html_elem_say(h, "p",
                      x->doc.n ? T("Tidak ada operasi yang cocok.")
                               : T("Dokumen ini tidak memuat satu operasi pun."));
    } else {
        html_open(h, "p");
        html_attr(h, "role", SV("status"));
        html_textf(h, T("Operasi %zu sampai %zu dari %zu."), x->first + 1, last(x), x->n);
        html_close(h, "p");
        contents(x);
        pager(x);
    }
    page_card_end(h);
    for (size_t i = x->first; i < last(x); i++)
        apidoc_operation(x, &x->found[i], i + 1);
    pager(x);
}

static void mistakes(struct apidoc *x)
{
    struct html *h = &x->p.h;

    page_alert_begin(h, PAGE_BAD,
                     arena_printf(x->p.a, T("%.*s tidak dapat diuraikan."), SV_FMT(x->file_name)));
    html_open(h, "ul");
    for (size_t i = 0; i < x->problems.n; i++) {
        const struct problem *p = &x->problems.items[i];

        html_open(h, "li");
        html_textf(h, "%.*s %.*s", SV_FMT(p->text), SV_FMT(p->hint));
        html_close(h, "li");
    }
    html_close(h, "ul");
    page_alert_end(h);
}

static void actions(void *ctx, struct html *h)
{
    struct apidoc *x = ctx;
    struct sv ask = apidoc_ask_url(&x->p, x->field, x->rec);

    page_print_button(h);
    if (ask.p)
        page_link_button(h, ask, "btn-primary", "plus", arena_dup(x->p.a, x->field->reads->ask_label).p);
}

bool apidoc_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct apidoc x = { .n = 0 };
    struct crumb up[3];
    struct page_head hd = { .crumbs = up, .n_crumbs = 3, .actions = actions, .actions_ctx = &x };
    struct db *db = NULL;
    bool ok = begin(&x, ctx, req, e) && page_read(x.p.region, &db, e) && apidoc_load(&x, db, e);

    db_release(db);
    if (!ok)
        return false;
    up[0] = (struct crumb){ SV(T("Katalog layanan")), SV("/katalog") };
    up[1] = (struct crumb){ x.reg->label, page_reg_url(req->a, x.reg) };
    up[2] = (struct crumb){ record_title(x.rec), page_record_url(req->a, x.reg, x.rec->id) };
    hd.title = arena_printf(req->a, T("Uraian: %.*s"), SV_FMT(record_title(x.rec)));
    hd.menu = SV("/katalog");
    page_begin(&x.p, ctx, req, res, &hd);
    if (x.problems.n) {
        mistakes(&x);
    } else {
        about(&x);
        doors(&x);
        operations(&x);
    }
    page_link_button(&x.p.h, up[2].url, "", "arrow-left", T("Kembali ke rinciannya"));
    page_end(&x.p);
    return true;
}
