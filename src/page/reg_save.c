/* SPDX-License-Identifier: MIT
 * page/reg_save.c -- a form that was sent, saved: files first, then the record, each in one transaction; then on to it. */
#include "page/form_priv.h"
#include "page/record.h"

/* Files first, in a transaction of their own: a form that is refused afterwards still has them. */
bool form_store(struct form *f, struct err *e)
{
    struct db *db = NULL;
    size_t n;
    bool ok;

    web_files(f->p->req, &n);
    if (!n)
        return true;
    ok = page_write(f->region, &db, e) && form_files_store(f, db, e) && db_commit(db, e);
    db_release(db);
    return ok;
}

/* Somebody who may not do this with these values may with others: he gets his form back instead of a closed door. */
bool form_refused(struct web_res *res, struct err *e)
{
    if (e->kind == ERR_DENIED) {
        res->fail_status = 403;
        e->kind = ERR_INPUT;
    }
    return false;
}

bool record_create_post(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct page p;
    struct form f = form_begin(&p, ctx, req);
    struct input in;
    struct record *made = NULL;
    struct db *db = NULL;
    struct sv back;
    bool ok;

    if (!page_reg(f.region, req, &f.reg, e) || !form_store(&f, e))
        return false;
    ok = page_write(f.region, &db, e) && form_read(&f, db, &in, e) &&
         record_create(db, &f.region->records, f.who, f.reg, &in, req->a, &made, &req->problems, e) &&
         db_commit(db, e);
    db_release(db);
    if (!ok)
        return form_refused(res, e);
    web_flash_set(req, res, WEB_DONE, T("\"%.*s\" sudah dicatat."), SV_FMT(record_title(made)));
    back = web_field_find(req, SV("_kembali"));
    web_redirect(req, res, back.n ? back : page_record_url(req->a, f.reg, made->id));
    return true;
}

bool record_update_post(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct page p;
    struct form f = form_begin(&p, ctx, req);
    struct input in;
    struct record *saved = NULL;
    struct db *db = NULL;
    int64_t id = web_path_int(req, "id");
    bool ok;

    if (!page_reg(f.region, req, &f.reg, e) || !form_store(&f, e))
        return false;
    ok = page_write(f.region, &db, e) && form_read(&f, db, &in, e) &&
         record_update(db, &f.region->records, f.who, f.reg, id, form_version(req), &in, req->a, &saved,
                       &req->problems, e) &&
         db_commit(db, e);
    db_release(db);
    if (!ok)
        return form_refused(res, e);
    web_flash_set(req, res, WEB_DONE, T("Perubahan pada \"%.*s\" sudah disimpan."),
                  SV_FMT(record_title(saved)));
    web_redirect(req, res, page_record_url(req->a, f.reg, id));
    return true;
}
