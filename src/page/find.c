/* SPDX-License-Identifier: MIT
 * page/find.c -- /cari: one search over every register this person may open; an exact number stands first. */
#include "page/find.h"

#include "base/arena.h"
#include "base/hash.h"
#include "db/db.h"
#include "model/files.h"
#include "page/reg_priv.h"

enum { HITS_MAX = 300, PER_REGISTER = 10 };

const struct web_param find_params[] = {
    { .name = "q", .label = T("Kata kunci"), .type = WEB_TEXT, .max = 200 },
    { 0 },
};

struct hit {
    struct record *rec;
    struct sv agency;
};
struct found {
    struct hit *items;
    size_t n;
    bool more; /* there were as many as we look at */
};

/* The index tells candidates; rights are judged again on the record itself. */
static bool load(struct db *db, const struct region *r, struct web_req *req, struct sv q, struct found *out,
                 struct err *e)
{
    const struct records *rs = &r->records;
    struct sv *terms;
    struct db_hit *hits;
    size_t n_terms, n;

    who_terms(req->actor, &r->model->scheme, req->a, &terms, &n_terms);
    if (!db_search_find(db, q, SV_NULL, terms, n_terms, HITS_MAX, req->a, &hits, &n, e))
        return false;
    out->items = ARENA_ARRAY(req->a, struct hit, n + 1);
    out->more = n == HITS_MAX;
    for (size_t i = 0; i < n; i++) {
        const struct reg *reg = model_reg(r->model, hits[i].reg);
        struct err missing = { 0 };
        struct record *rec;

        if (!reg || !who_may_open(req->actor, &reg->rule))
            continue;
        if (record_get(db, rs, req->actor, reg, hits[i].id, req->a, &rec, &missing)) {
            if (!rec->dihapus.p)
                out->items[out->n++].rec = rec;
        } else if (missing.kind != ERR_MISSING) {
            *e = missing;
            return false;
        }
    }
    return arena_ok(req->a, e);
}

static bool load_agencies(struct db *db, const struct region *r, struct web_req *req, struct found *f,
                          struct err *e)
{
    const struct record **rows = ARENA_ARRAY(req->a, const struct record *, f->n + 1);
    const struct reg *pd = model_reg(r->model, base_col_name(COL_PD));
    struct labels *labels;

    for (size_t i = 0; i < f->n; i++) {
        struct record *bare = ARENA_NEW(req->a, struct record); /* only its agency, not all it points to */

        bare->reg = f->items[i].rec->reg;
        bare->pd = f->items[i].rec->pd;
        bare->val = ARENA_ARRAY(req->a, struct sv, bare->reg->n_fields);
        rows[i] = bare;
    }
    if (!labels_load(db, &r->records, req->actor, rows, f->n, req->a, &labels, e))
        return false;
    for (size_t i = 0; pd && i < f->n; i++)
        f->items[i].agency = labels_get(labels, pd, f->items[i].rec->pd);
    return true;
}

/* --- writing ------------------------------------------------------------------------------------------------------------------ */

static void one(struct page *p, const struct hit *hit)
{
    struct html *h = &p->h;
    const struct record *r = hit->rec;

    html_open(h, "li");
    page_link(h, page_record_url(p->a, r->reg, r->id), record_title(r));
    html_open(h, "div");
    html_class(h, "sebaris text-secondary");
    if (r->nomor.n) {
        html_open(h, "span");
        html_class(h, "nomor");
        html_text(h, r->nomor);
        html_close(h, "span");
    }
    if (r->reg->n_states > 1)
        reg_status(h, r->reg, r->status);
    if (hit->agency.n)
        html_elem(h, "span", hit->agency);
    html_close(h, "div");
    html_close(h, "li");
}

static bool exact(const struct hit *hit, struct sv q)
{
    return hit->rec->nomor.n && sv_eq_fold(hit->rec->nomor, q);
}

static void exact_first(struct page *p, const struct found *f, struct sv q)
{
    for (size_t i = 0; i < f->n; i++) {
        if (!exact(&f->items[i], q))
            continue;
        page_card_begin(&p->h, 2, SV(T("Nomor yang persis sama")));
        html_open(&p->h, "ul");
        html_class(&p->h, "tindakan");
        one(p, &f->items[i]);
        html_close(&p->h, "ul");
        page_card_end(&p->h);
    }
}

static void of_register(struct page *p, const struct found *f, const struct reg *reg, struct sv q)
{
    struct html *h = &p->h;
    size_t n = 0, shown = 0;

    for (size_t i = 0; i < f->n; i++)
        n += f->items[i].rec->reg == reg && !exact(&f->items[i], q);
    if (!n)
        return;
    page_card_begin(h, 2, reg->label);
    html_open(h, "ul");
    html_class(h, "tindakan");
    for (size_t i = 0; i < f->n && shown < PER_REGISTER; i++)
        if (f->items[i].rec->reg == reg && !exact(&f->items[i], q)) {
            one(p, &f->items[i]);
            shown++;
        }
    html_close(h, "ul");
    if (n > shown) {
        html_open(h, "p");
        page_link(h, arena_printf(p->a, "/r/%.*s?cari=%.*s", SV_FMT(reg->key), SV_FMT(url_encode(q, p->a))),
                  arena_printf(p->a, T("Semua hasil di %.*s"), SV_FMT(reg->label)));
        html_close(h, "p");
    }
    page_card_end(h);
}

/* Registers in the order of their best hit. */
static void results(struct page *p, const struct found *f, struct sv q)
{
    exact_first(p, f, q);
    for (size_t i = 0; i < f->n; i++) {
        bool first = true;

        for (size_t k = 0; k < i && first; k++)
            first = f->items[k].rec->reg != f->items[i].rec->reg;
        if (first)
            of_register(p, f, f->items[i].rec->reg, q);
    }
}

bool find_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct sv q = sv_trim(web_text(req, "q"));
    struct page_head hd = { .title = SV(T("Pencarian")), .width = PAGE_NARROW };
    struct found f = { 0 };
    struct db *db = NULL;
    struct page p;
    bool ok;

    if (q.n) {
        ok = page_read(r, &db, e) && load(db, r, req, q, &f, e) && load_agencies(db, r, req, &f, e);
        db_release(db);
        if (!ok)
            return false;
        hd.title = arena_printf(req->a, T("Pencarian: %.*s"), SV_FMT(q));
        hd.note =
            f.more
                ? SV(T(
                      "Hasil sangat banyak; yang teratas saja ditampilkan. Tambahkan kata untuk mempersempit."))
                : arena_printf(req->a, T("%zu hasil"), f.n);
    }
    page_begin(&p, ctx, req, res, &hd);
    if (!q.n)
        page_empty(&p.h, SV("search"), SV(T("Apa yang dicari?")),
                   SV(T("Tulis nama, nomor, atau sebagian isi di kotak pencarian di atas.")), SV_NULL,
                   SV_NULL);
    else if (!f.n)
        page_empty(
            &p.h, SV("search"), SV(T("Tidak ada yang cocok")),
            SV(T(
                "Periksa ejaannya, atau coba sebagian kata saja. Yang tidak boleh Anda lihat tidak ikut dicari.")),
            SV_NULL, SV_NULL);
    else
        results(&p, &f, q);
    page_end(&p);
    return true;
}

/* --- attachments ----------------------------------------------------------------------------------------------------------------- */

bool attachment_send(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct stored_file f;
    const char *path;
    struct db *db = NULL;
    bool ok = page_read(r, &db, e) &&
              file_open_for(db, &r->records, req->actor, web_path_int(req, "id"), req->a, &f, &path, e);

    db_release(db);
    if (!ok)
        return false;
    if (web_fresh(req, res, f.digest)) /* a file never changes under its digest */
        return true;
    if (sv_eq(f.type, SV("application/pdf")) || sv_starts(f.type, SV("image/")))
        web_inline(res, f.name);
    else
        web_attach(res, f.name);
    return web_file_send(req, res, path, f.type, e);
}
