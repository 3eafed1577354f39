/* SPDX-License-Identifier: MIT
 * page/show_secret.c -- fields of type `secret` on a record's page: made by the program, shown once, kept as a digest. */
#include "base/arena.h"
#include "base/hash.h"
#include "page/form_priv.h"
#include "page/record.h"
#include "page/show_priv.h"

enum { SECRET_BYTES = 32 };

static void one(struct show *s, const struct field *f)
{
    struct html *h = &s->p.h;
    struct arena *a = s->p.a;
    bool made = s->rec->val[f->index].p != NULL;

    page_form_begin(
        &s->p, reg_action(a, s->reg, s->rec->id, sv_cstr(arena_printf(a, "rahasia/%.*s", SV_FMT(f->key)), a)),
        false);
    page_hidden(h, "_versi", arena_printf(a, "%lld", (long long) s->rec->versi));
    html_open(h, "button");
    html_attr(h, "type", SV("submit"));
    html_class(h, "btn");
    if (made)
        html_attr_say(h, "data-tanya", T("Buat yang baru? Yang lama tidak berlaku lagi sejak saat itu."));
    page_icon(h, "key");
    html_textf(h, made ? T(" Buat ulang %.*s") : T(" Buat %.*s"), SV_FMT(f->label));
    html_close(h, "button");
    html_close(h, "form");
}

void show_secrets(struct show *s)
{
    bool any = false;

    if (!s->may_edit || s->locked || s->rec->dihapus.p)
        return;
    for (size_t i = 0; i < s->reg->n_fields; i++) {
        const struct field *f = &s->reg->fields[i];

        if ((f->type != FT_SECRET && f->type != FT_CREDENTIAL) || !record_may_edit_field(s->who, s->rec, f))
            continue;
        if (!any)
            page_card_begin(&s->p.h, 2, SV(T("Rahasia")));
        any = true;
        f->type == FT_SECRET ? one(s, f) : show_credential(s, f);
    }
    if (any)
        page_card_end(&s->p.h);
}

/* --- what is sent --------------------------------------------------------------------------------------------------- */

static bool keep(struct web_req *req, const struct region *r, const struct reg *reg, const struct field *f,
                 struct sv secret, struct record **rec, struct err *e)
{
    struct digest d = sha256(secret);
    struct input_item item = { f->key, hex_make(digest_sv(&d), req->a) };
    struct input in = { .items = &item, .n = 1, .partial = true };
    struct db *db = NULL;
    bool ok = page_write(r, &db, e) &&
              record_update(db, &r->records, req->actor, reg, web_path_int(req, "id"), form_version(req), &in,
                            req->a, rec, &req->problems, e) &&
              db_commit(db, e);

    db_release(db);
    return ok;
}

static void draw(struct web_ctx *ctx, struct web_req *req, struct web_res *res, const struct record *rec,
                 const struct field *f, struct sv secret)
{
    struct arena *a = req->a;
    struct page p = { .req = req, .a = a, .region = page_region(ctx), .who = req->actor };
    struct crumb up[2] = { { rec->reg->label, page_reg_url(a, rec->reg) },
                           { record_title(rec), page_record_url(a, rec->reg, rec->id) } };
    struct page_head hd = { .title = f->label,
                            .menu = page_reg_url(a, rec->reg),
                            .crumbs = up,
                            .n_crumbs = 2,
                            .width = PAGE_NARROW };
    struct html *h = page_begin(&p, ctx, req, res, &hd);

    page_once_begin(
        h,
        arena_printf(
            a, T("%.*s dibuat. Salin sekarang: sesudah halaman ini ditutup, ia tidak dapat dilihat lagi."),
            SV_FMT(f->label)),
        secret);
    page_alert_end(h);
    html_elem_say(
        h, "p",
        T("Serahkan kepada pemegangnya lewat jalur yang aman. Yang disimpan di sini hanya sidiknya; bila hilang, buat yang baru."));
    page_link_button(h, up[1].url, "btn-primary", "arrow-left", T("Kembali ke rinciannya"));
    page_end(&p);
}

bool secret_make(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct reg *reg;
    const struct field *f;
    struct record *rec = NULL;
    uint8_t bytes[SECRET_BYTES];

    if (!page_reg(r, req, &reg, e))
        return false;
    f = reg_field(reg, web_path(req, "bidang"));
    if (!f || f->type != FT_SECRET) {
        err_set(e, ERR_MISSING, T("Bidang ini bukan rahasia yang dibuat program."));
        return err_hint(e, T("Kembali ke rincian barisnya."));
    }
    bytes_random(bytes, sizeof bytes);
    struct sv secret = base64url_make((struct sv){ (char *) bytes, sizeof bytes }, req->a);
    if (!keep(req, r, reg, f, secret, &rec, e))
        return false;
    draw(ctx, req, res, rec, f, secret);
    return true;
}
