/* SPDX-License-Identifier: MIT
 * page/reg_act.c -- facts, deletion and its undoing: each a page that says what will happen, then one transaction. */
#include "base/arena.h"
#include "page/form_priv.h"
#include "page/record.h"

static bool open_record(struct form *f, struct web_req *req, struct err *e)
{
    struct db *db = NULL;
    bool ok;

    if (!page_reg(f->region, req, &f->reg, e))
        return false;
    ok = page_read(f->region, &db, e) &&
         record_get(db, &f->region->records, f->who, f->reg, web_path_int(req, "id"), req->a, &f->base, e);
    db_release(db);
    return ok;
}

static struct html *begin(struct form *f, struct web_ctx *ctx, struct web_req *req, struct web_res *res,
                          struct sv title, struct sv note)
{
    struct arena *a = req->a;
    struct crumb up[] = { page_group_crumb(f->region, f->reg),
                          { f->reg->label, page_reg_url(a, f->reg) },
                          { record_title(f->base), page_record_url(a, f->reg, f->base->id) } };
    struct page_head hd = { .title = title,
                            .pretitle = record_title(f->base),
                            .note = note,
                            .menu = page_reg_url(a, f->reg),
                            .crumbs = up,
                            .n_crumbs = 3,
                            .width = PAGE_NARROW };
    struct html *h = page_begin(f->p, ctx, req, res, &hd);

    page_refusal(f->p);
    return h;
}

static void version(struct form *f)
{
    page_hidden(&f->p->h, "_versi", arena_printf(f->p->a, "%lld", (long long) f->base->versi));
}

static void buttons(struct form *f, const char *cls, const char *icon, const char *words)
{
    struct html *h = &f->p->h;

    html_open(h, "div");
    html_class(h, "btn-list");
    page_submit_(h, cls, icon, words);
    page_link_button(h, page_record_url(f->p->a, f->reg, f->base->id), "", "", T("Batal"));
    html_close(h, "div");
}

/* --- what is so in reality ------------------------------------------------------------------------------------------------ */

static void state_select(struct form *f)
{
    struct sv key = base_col_name(COL_STATUS), now = web_field_find(f->p->req, key);
    struct html *h = &f->p->h;

    control_open(f, key, SV(T("Keadaan sebenarnya")), true, false, false);
    html_open(h, "select");
    control_attrs(f, key, SV_NULL, true);
    html_class(h, "form-select");
    control_option(h, SV(""), SV(T("\u2014 pilih \u2014")), false);
    for (size_t i = 0; i < f->reg->n_states; i++)
        if (!sv_eq(f->reg->states[i].key, f->base->status))
            control_option(h, f->reg->states[i].key, f->reg->states[i].label,
                           sv_eq(f->reg->states[i].key, now));
    html_close(h, "select");
    control_close(f, key, SV_NULL, false);
}

bool fact_form(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct page_input since = {
        .name = "berlaku_sejak", .label = T("Sejak tanggal"), .type = "date", .required = true
    };
    static const struct page_input note = { .name = "catatan",
                                            .label = T("Apa yang terjadi, dan dari mana diketahui"),
                                            .type = "area",
                                            .required = true,
                                            .max = 2000 };
    struct page p;
    struct form f = form_begin(&p, ctx, req);
    struct html *h;

    if (!open_record(&f, req, e))
        return false;
    h = begin(
        &f, ctx, req, res, SV(T("Catat keadaan")),
        SV(T(
            "Mencatat kenyataan tidak memerlukan izin. Yang diminta peraturan dan belum ada tetap tampak pada barisnya.")));
    page_card_begin(h, 2, SV_NULL);
    page_form_begin(&p, reg_action(req->a, f.reg, f.base->id, "keadaan"), false);
    version(&f);
    state_select(&f);
    since.value = page_today_iso(f.region, req->a);
    page_input(&p, &since);
    page_input(&p, &note);
    buttons(&f, "btn-primary", "flag", T("Catat keadaan"));
    html_close(h, "form");
    page_card_end(h);
    page_end(&p);
    return true;
}

bool fact_take(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct reg *reg;
    struct record *after;
    struct date since = { 0 };
    struct db *db = NULL;
    bool ok;

    if (!page_reg(r, req, &reg, e))
        return false;
    date_parse(web_field_find(req, SV("berlaku_sejak")), &since);
    ok = page_write(r, &db, e) &&
         flow_fact(db, r->flow, &r->records, req->actor, reg, web_path_int(req, "id"), form_version(req),
                   web_field_find(req, SV("status")), since, sv_trim(web_field_find(req, SV("catatan"))),
                   req->a, &after, &req->problems, e) &&
         db_commit(db, e);
    db_release(db);
    if (!ok)
        return form_refused(res, e);
    web_flash_set(req, res, WEB_DONE, T("Keadaan \"%.*s\" dicatat: %.*s sejak %.*s."),
                  SV_FMT(record_title(after)), SV_FMT(reg_state(reg, after->status)->label),
                  SV_FMT(date_long(since, req->a)));
    web_redirect(req, res, page_record_url(req->a, reg, after->id));
    return true;
}

/* --- deletion ----------------------------------------------------------------------------------------------------------------- */

bool delete_form(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct page p;
    struct form f = form_begin(&p, ctx, req);
    struct html *h;

    if (!open_record(&f, req, e))
        return false;
    h = begin(&f, ctx, req, res, SV(T("Hapus baris ini?")), SV_NULL);
    page_card_begin(h, 2, SV_NULL);
    html_elem_say(
        h, "p",
        T("Baris ini hilang dari daftar, pencarian, dan hitungan. Riwayatnya tetap ada, dan penghapusan "
          "dapat dibatalkan kapan saja dari daftar \"Yang dihapus\"."));
    page_form_begin(&p, reg_action(req->a, f.reg, f.base->id, "hapus"), false);
    version(&f);
    buttons(&f, "btn-danger", "trash", T("Hapus"));
    html_close(h, "form");
    page_card_end(h);
    page_end(&p);
    return true;
}

bool delete_take(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct reg *reg;
    struct db *db = NULL;
    int64_t id = web_path_int(req, "id");
    bool ok;

    if (!page_reg(r, req, &reg, e))
        return false;
    ok = page_write(r, &db, e) &&
         record_delete(db, &r->records, req->actor, reg, id, form_version(req), req->a, e) &&
         db_commit(db, e);
    db_release(db);
    if (!ok)
        return false;
    web_redirect(req, res,
                 arena_printf(req->a, "/r/%.*s?baru_dihapus=%lld", SV_FMT(reg->key), (long long) id));
    return true;
}

bool restore_take(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct reg *reg;
    struct db *db = NULL;
    int64_t id = web_path_int(req, "id");
    bool ok;

    if (!page_reg(r, req, &reg, e))
        return false;
    ok = page_write(r, &db, e) &&
         record_restore(db, &r->records, req->actor, reg, id, form_version(req), req->a, e) &&
         db_commit(db, e);
    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE, T("Penghapusan dibatalkan."));
    web_redirect(req, res, page_record_url(req->a, reg, id));
    return true;
}
