/* SPDX-License-Identifier: MIT
 * page/show_credential.c -- fields of type `credential` on a record's page: given once, never shown again, kept in a file. */
#include "base/arena.h"
#include "model/credential.h"
#include "page/form_priv.h"
#include "page/record.h"
#include "page/show_priv.h"

void show_credential(struct show *s, const struct field *f)
{
    struct html *h = &s->p.h;
    struct arena *a = s->p.a;
    bool given = s->rec->val[f->index].p != NULL;
    const struct page_input in = {
        .name = sv_cstr(f->key, a),
        .label =
            given ? sv_cstr(arena_printf(a, T("%.*s yang baru"), SV_FMT(f->label)), a) : sv_cstr(f->label, a),
        .type = "password",
        .autocomplete = "new-password",
        .required = true,
        .help =
            given
                ? T("Sudah tersimpan. Isi hanya untuk menggantinya.")
                : T("Disimpan di berkas tersendiri di server; tidak pernah ditampilkan, diekspor, atau masuk riwayat."),
    };

    page_form_begin(
        &s->p, reg_action(a, s->reg, s->rec->id, sv_cstr(arena_printf(a, "titipan/%.*s", SV_FMT(f->key)), a)),
        false);
    page_hidden(h, "_versi", arena_printf(a, "%lld", (long long) s->rec->versi));
    page_input(&s->p, &in);
    page_submit(h, "", "key", given ? T("Ganti") : T("Simpan rahasia"));
    html_close(h, "form");
}

static bool keep(struct web_req *req, const struct region *r, const struct reg *reg, const struct field *f,
                 struct sv secret, struct err *e)
{
    struct record *before = NULL, *after = NULL;
    struct sv name = SV_NULL;
    struct db *db = NULL;
    struct err late = { 0 };
    bool ok = page_write(r, &db, e) &&
              record_get(db, &r->records, req->actor, reg, web_path_int(req, "id"), req->a, &before, e) &&
              credential_put(r->dir, before, f, secret, req->a, &name, e);

    if (ok) {
        struct input_item item = { f->key, name };
        struct input in = { .items = &item, .n = 1, .partial = true };

        ok = record_update(db, &r->records, req->actor, reg, before->id, form_version(req), &in, req->a,
                           &after, &req->problems, e) &&
             db_commit(db, e);
    }
    db_release(db);
    if (name.p) /* what is in force stays; the other one goes. One that cannot be removed opens nothing: no record names it. */
        credential_drop(r->dir, before, f, ok ? before->val[f->index] : name, req->a, &late);
    return ok;
}

bool credential_take(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct reg *reg;
    const struct field *f;
    struct sv why = SV_NULL, secret;

    if (!page_reg(r, req, &reg, e))
        return false;
    f = reg_field(reg, web_path(req, "bidang"));
    if (!f || f->type != FT_CREDENTIAL) {
        err_set(e, ERR_MISSING, T("Bidang ini bukan rahasia yang dititipkan."));
        return err_hint(e, T("Kembali ke rincian barisnya."));
    }
    secret = credential_clean(web_field_find(req, f->key), &why);
    if (!secret.p) {
        problems_add(&req->problems, f->key, "%.*s.", SV_FMT(why));
        return err_set(e, ERR_INPUT, T("%.*s belum tersimpan."), SV_FMT(f->label));
    }
    if (!keep(req, r, reg, f, secret, e))
        return false;
    web_flash_set(req, res, WEB_DONE, T("Rahasia tersimpan. Isinya tidak akan ditampilkan lagi."));
    web_redirect(req, res, page_record_url(req->a, reg, web_path_int(req, "id")));
    return true;
}
