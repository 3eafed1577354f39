/* SPDX-License-Identifier: MIT
 * page/view_act.c -- what the folds of a list send: columns chosen, a view kept, changed, deleted, opened with. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "page/reg_priv.h"
#include "page/view.h"

enum { ORDER_LAST = 1000 };

/* The part of the form that is an address: "f.jenis=kecil&urut=nama". */
static struct sv query_of(struct web_req *req, bool with_columns)
{
    const struct web_fields *f = web_form(req);
    struct buf b;
    struct sv out;

    buf_init(&b, VIEW_BODY_MAX);
    for (size_t i = 0; i < f->n; i++) {
        struct sv name = f->items[i].name;

        if (!f->items[i].value.n || !reg_query_keeps(name) || (!with_columns && sv_eq(name, SV("kolom"))))
            continue;
        if (b.n)
            buf_char(&b, '&');
        buf_put(&b, url_encode(name, req->a));
        buf_char(&b, '=');
        buf_put(&b, url_encode(f->items[i].value, req->a));
    }
    out = arena_dup(req->a, b.n ? buf_sv(&b) : SV(""));
    buf_clear(&b);
    return out;
}

static struct sv back_to(struct arena *a, const struct reg *reg, struct sv query, struct sv more)
{
    bool q = query.n > 0, m = more.n > 0;

    return arena_printf(a, "/r/%.*s%s%.*s%s%.*s", SV_FMT(reg->key), q || m ? "?" : "", SV_FMT(query),
                        q && m ? "&" : "", SV_FMT(more));
}

static struct sv aksi(struct web_req *req)
{
    return web_field_find(req, SV("_aksi"));
}

/* --- columns ------------------------------------------------------------------------------------------------------------- */

struct chosen {
    struct sv key;
    int64_t order;
    size_t place;
};

static int by_order(const void *x, const void *y)
{
    const struct chosen *a = x, *b = y;

    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

/* The boxes ticked, by the numbers beside them; two with one number stand as they stood. */
static struct sv columns_of(struct web_req *req)
{
    struct sv *keys, out = SV("");
    size_t n = web_field_all(req, SV("_k"), &keys);
    struct chosen *items = ARENA_ARRAY(req->a, struct chosen, n);

    for (size_t i = 0; i < n; i++) {
        items[i] = (struct chosen){ keys[i], ORDER_LAST, i };
        sv_int(sv_trim(web_field_find(req, arena_printf(req->a, "_u.%.*s", SV_FMT(keys[i])))),
               &items[i].order);
    }
    qsort(items, n, sizeof *items, by_order);
    for (size_t i = 0; i < n; i++)
        out = arena_printf(req->a, "%.*s%s%.*s", SV_FMT(out), i ? "," : "", SV_FMT(items[i].key));
    return out;
}

/* While a view is in use the choice goes into the address, to be kept with that view; else it is this person's own. */
bool columns_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct sv view = web_field_find(req, SV("tampilan")), query = query_of(req, false), more;
    bool reset = sv_eq(aksi(req), SV("bawaan")), in_view, ok = true;
    const struct reg *reg;
    struct view_cols cols;
    struct db *db = NULL;
    size_t dropped;
    int64_t id;

    if (!page_reg(r, req, &reg, e))
        return false;
    cols = view_cols_read(req->actor, reg, columns_of(req), req->a, &dropped);
    if (!reset && !cols.n)
        return err_set(e, ERR_INPUT, T("Pilih sekurangnya satu kolom."));
    in_view = sv_int(view, &id) && id > 0;
    if (!in_view) {
        ok = page_write(r, &db, e) &&
             view_cols_save(db, req->actor, reg, reset ? SV_NULL : view_cols_keys(&cols, req->a), e) &&
             db_commit(db, e);
        db_release(db);
        web_flash_set(req, res, WEB_DONE, "%s",
                      reset ? T("Kolom kembali ke bawaan.") : T("Kolom Anda disimpan."));
    }
    if (!ok)
        return false;
    more = view.n ? arena_printf(req->a, "tampilan=%.*s", SV_FMT(url_encode(view, req->a))) : SV_NULL;
    if (in_view && !reset)
        more = arena_printf(req->a, "%.*s&kolom=%.*s", SV_FMT(more), SV_FMT(view_cols_keys(&cols, req->a)));
    web_redirect(req, res, back_to(req->a, reg, query, more));
    return true;
}

/* --- views ----------------------------------------------------------------------------------------------------------------- */

static bool read_edit(struct web_req *req, struct view_edit *v, struct err *e)
{
    *v = (struct view_edit){ .nama = sv_collapse(web_field_find(req, SV("_nama")), req->a),
                             .kueri = query_of(req, true) };
    return view_scope_parse(web_field_find(req, SV("_lingkup")), &v->scope) ||
           err_set(e, ERR_INPUT, T("Pilih siapa yang melihat tampilan itu."));
}

static struct sv view_mark(struct arena *a, int64_t id)
{
    return arena_printf(a, "tampilan=%lld", (long long) id);
}

bool view_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct reg *reg;
    struct db *db = NULL;
    struct view_edit v;
    int64_t id = 0;
    bool ok;

    if (!page_reg(r, req, &reg, e) || !read_edit(req, &v, e))
        return false;
    ok = page_write(r, &db, e) && view_create(db, &r->records, req->actor, reg, &v, req->a, &id, e) &&
         (!web_field_find(req, SV("_bawaan")).n || view_initial_set(db, req->actor, reg, id, e)) &&
         db_commit(db, e);
    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE, T("Tampilan \"%.*s\" disimpan."), SV_FMT(v.nama));
    web_redirect(req, res, back_to(req->a, reg, v.kueri, view_mark(req->a, id)));
    return true;
}

static bool change(struct db *db, const struct region *r, struct web_req *req, const struct reg *reg,
                   int64_t id, const char **done, struct err *e)
{
    struct sv what = aksi(req);
    struct view_edit v;
    struct view seen;

    if (sv_eq(what, SV("hapus"))) {
        *done = "";
        return view_delete(db, &r->records, req->actor, reg, id, true, req->a, e);
    }
    if (sv_eq(what, SV("pulihkan"))) {
        *done = T("Tampilan dipulihkan.");
        return view_delete(db, &r->records, req->actor, reg, id, false, req->a, e);
    }
    if (sv_eq(what, SV("bawaan")) || sv_eq(what, SV("lepas"))) {
        bool on = sv_eq(what, SV("bawaan"));

        *done = on ? T("Daftar ini sekarang dibuka dengan tampilan itu.")
                   : T("Daftar ini kembali dibuka apa adanya.");
        return view_get(db, req->actor, reg, id, req->a, &seen, e) &&
               view_initial_set(db, req->actor, reg, on ? id : 0, e);
    }
    *done = T("Tampilan diubah.");
    if (!read_edit(req, &v, e))
        return false;
    if (!web_field_find(req, SV("_kueri")).n)
        v.kueri = SV_NULL;
    return view_update(db, &r->records, req->actor, reg, id, &v, req->a, e);
}

bool view_act(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    int64_t id = web_path_int(req, "tampilan");
    const char *done = "";
    const struct reg *reg;
    struct view now = { 0 };
    struct db *db = NULL;
    bool ok;

    if (!page_reg(r, req, &reg, e))
        return false;
    ok = page_write(r, &db, e) && change(db, r, req, reg, id, &done, e) &&
         (!done[0] || view_get(db, req->actor, reg, id, req->a, &now, e)) && db_commit(db, e);
    db_release(db);
    if (!ok)
        return false;
    if (!done[0]) {
        web_redirect(req, res,
                     arena_printf(req->a, "/r/%.*s?tampilan_dihapus=%lld", SV_FMT(reg->key), (long long) id));
        return true;
    }
    web_flash_set(req, res, WEB_DONE, "%s", done);
    web_redirect(req, res, back_to(req->a, reg, now.kueri, view_mark(req->a, id)));
    return true;
}
