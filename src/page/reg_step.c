/* SPDX-License-Identifier: MIT
 * page/reg_step.c -- one step of a record: what it asks for, whose decision it is, a note; and taking it. */
#include "base/arena.h"
#include "page/form_priv.h"
#include "page/record.h"
#include "page/show_priv.h"

enum { NOTE_MAX = 2000 };

struct taking {
    struct form f;
    const struct transition *t;
    struct step *step; /* NULL: it does not lead out of the present state */
};

static bool find(struct taking *k, struct web_req *req, struct err *e)
{
    struct sv key = web_path(req, "langkah");

    if (!page_reg(k->f.region, req, &k->f.reg, e))
        return false;
    k->t = flow_transition(k->f.region->flow, k->f.reg, key);
    if (k->t)
        return true;
    err_set(e, ERR_MISSING, T("Langkah \"%.*s\" tidak ada pada %.*s."), SV_FMT(key), SV_FMT(k->f.reg->label));
    return err_hint(e, T("Kembali ke halaman barisnya dan pilih langkah di sana."));
}

static bool load(struct taking *k, struct db *db, struct err *e)
{
    const struct region *r = k->f.region;
    struct web_req *req = k->f.p->req;
    struct step *steps;
    size_t n;

    if (!record_get(db, &r->records, k->f.who, k->f.reg, web_path_int(req, "id"), req->a, &k->f.base, e) ||
        !flow_steps(db, r->flow, &r->records, k->f.who, k->f.base, req->a, &steps, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (steps[i].t == k->t)
            k->step = &steps[i];
    return form_load(&k->f, db, e);
}

/* --- the form ------------------------------------------------------------------------------------------------------------- */

static void decree_field(struct taking *k, const char *key, const char *label, const char *type)
{
    struct form *f = &k->f;
    struct html *h = &f->p->h;
    struct sv typed = f->typed ? web_field_find(f->p->req, sv_of(key)) : SV_NULL;

    control_open(f, sv_of(key), sv_of(label), true, false, true);
    html_void(h, "input");
    html_attr(h, "type", sv_of(type));
    control_attrs(f, sv_of(key), SV_NULL, true);
    html_class(h, "form-control");
    if (!sv_eq(sv_of(type), SV("file")))
        html_attr(h, "value", typed.p ? typed : SV(""));
    control_close(f, sv_of(key), SV_NULL, false);
}

/* The scan stays with a form that was refused for something else. */
static void kept_decree(struct taking *k)
{
    struct form *f = &k->f;
    struct html *h = &f->p->h;
    struct sv id, name = SV_NULL;

    if (!f->typed)
        return;
    id = web_field_find(f->p->req, SV("_" FORM_DECREE));
    for (size_t i = 0; i < f->n_files; i++)
        if (sv_eq(f->file_fields[i], SV(FORM_DECREE))) {
            id = arena_printf(f->p->a, "%lld", (long long) f->files[i].id);
            name = f->files[i].name;
        }
    if (!id.n)
        return;
    page_hidden(h, "_" FORM_DECREE, id);
    html_open(h, "p");
    html_say(h, T("Pindaian yang sudah diunggah: "));
    html_text(h, name.n ? name : SV(T("berkas tersimpan")));
    html_close(h, "p");
}

static void behalf(struct taking *k)
{
    struct html *h = &k->f.p->h;

    if (k->t->decided_by.n)
        page_alert(
            h, PAGE_INFO,
            arena_printf(k->f.p->a, T("Diputuskan %.*s, yang tidak masuk ke sistem."),
                         SV_FMT(rule_role_label(k->f.region->rule, k->t->decided_by))),
            SV(T(
                "Langkah ini mencatat keputusannya; nomor, tanggal, dan berkasnya tersimpan pada baris ini.")));
    if (!k->t->behalf.p)
        return;
    page_card_begin(h, 2,
                    arena_printf(k->f.p->a, T("Atas nama %.*s"),
                                 SV_FMT(rule_role_label(k->f.region->rule, k->t->behalf))));
    html_elem_say(h, "p", T("Keputusan ini dibuat pejabat yang tidak masuk ke sistem; catat dasarnya."));
    html_open(h, "div");
    html_class(h, "bidang-kisi");
    decree_field(k, "dasar_nomor", T("Nomor keputusan"), "text");
    decree_field(k, "dasar_tanggal", T("Tanggal keputusan"), "date");
    decree_field(k, FORM_DECREE, T("Pindaian keputusan"), "file");
    html_close(h, "div");
    kept_decree(k);
    page_card_end(h);
}

static void why_not(struct taking *k)
{
    struct html *h = &k->f.p->h;

    if (!k->step) {
        page_alert(h, PAGE_CAUTION, SV(T("Langkah ini tidak dapat diambil dari keadaan sekarang.")),
                   SV(T("Mungkin orang lain sudah mengambilnya; lihat riwayat barisnya.")));
        return;
    }
    if (!k->step->may)
        page_alert(h, PAGE_CAUTION, SV(T("Anda tidak dapat mengambil langkah ini.")), k->step->may_not);
    if (!k->step->n_needs)
        return;
    page_card_begin(h, 2, SV(T("Syarat")));
    show_needs(k->f.p, k->step);
    page_card_end(h);
}

static void asked(struct taking *k)
{
    static const struct page_input note = {
        .name = "_catatan", .label = T("Catatan (boleh kosong)"), .type = "area", .max = NOTE_MAX
    };
    struct form *f = &k->f;
    struct html *h = &f->p->h;

    page_hidden(h, "_versi", arena_printf(f->p->a, "%lld", (long long) f->base->versi));
    page_card_begin(h, 2, k->t->n_asks ? SV(T("Isian")) : SV_NULL);
    html_open(h, "div");
    html_class(h, "bidang-kisi");
    for (size_t i = 0; i < k->t->n_asks; i++)
        if (form_offers(f, k->t->asks[i]))
            control_write(f, k->t->asks[i]);
    html_close(h, "div");
    page_input(f->p, &note);
    page_card_end(h);
}

static void draw(struct taking *k, struct web_ctx *ctx, struct web_req *req, struct web_res *res)
{
    struct form *f = &k->f;
    struct arena *a = req->a;
    struct sv back = page_record_url(a, f->reg, f->base->id);
    const struct state *to = reg_state(f->reg, k->t->to);
    struct crumb up[] = { page_group_crumb(f->region, f->reg),
                          { f->reg->label, page_reg_url(a, f->reg) },
                          { record_title(f->base), back } };
    struct page_head hd = { .title = k->t->label,
                            .pretitle = record_title(f->base),
                            .menu = page_reg_url(a, f->reg),
                            .crumbs = up,
                            .n_crumbs = 3,
                            .width = PAGE_NARROW };
    struct html *h;

    hd.note = arena_printf(a, T("Keadaan menjadi %.*s."), SV_FMT(to ? to->label : k->t->to));
    h = page_begin(f->p, ctx, req, res, &hd);
    page_refusal(f->p);
    why_not(k);
    if (k->step && k->step->may) {
        page_form_begin(f->p, arena_printf(a, "%.*s/langkah/%.*s", SV_FMT(back), SV_FMT(k->t->key)), true);
        html_open(h, "div");
        asked(k);
        behalf(k);
        html_open(h, "div");
        html_class(h, "aksi-form");
        page_submit_(h, "btn-primary", "check", arena_dup(a, k->t->label).p);
        page_link_button(h, back, "", "", T("Batal"));
        html_close(h, "div");
        html_close(h, "div");
        html_close(h, "form");
    } else {
        page_link_button(h, back, "btn-primary", "", T("Kembali ke barisnya"));
    }
    page_end(f->p);
}

bool step_form(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct page p;
    struct taking k = { .f = form_begin(&p, ctx, req) };
    struct db *db = NULL;
    bool ok;

    if (!find(&k, req, e))
        return false;
    ok = page_read(k.f.region, &db, e) && load(&k, db, e);
    db_release(db);
    if (ok)
        draw(&k, ctx, req, res);
    return ok;
}

/* --- taking it --------------------------------------------------------------------------------------------------------------- */

/* Of what was sent only what the step asks for: the decree's parts may bear names of fields. */
static void only_asked(const struct transition *t, struct input *in, struct arena *a)
{
    struct input_item *items = ARENA_ARRAY(a, struct input_item, in->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < in->n; i++)
        for (size_t k = 0; k < t->n_asks; k++)
            if (sv_eq(t->asks[k]->key, in->items[i].key))
                items[n++] = in->items[i];
    in->items = items;
    in->n = n;
}

static struct behalf decree(const struct form *f)
{
    struct behalf b = { web_field_find(f->p->req, SV("dasar_nomor")),
                        web_field_find(f->p->req, SV("dasar_tanggal")), 0 };

    sv_int(web_field_find(f->p->req, SV("_" FORM_DECREE)), &b.file);
    for (size_t i = 0; i < f->n_files; i++)
        if (sv_eq(f->file_fields[i], SV(FORM_DECREE)))
            b.file = f->files[i].id;
    return b;
}

bool step_take(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct page p;
    struct taking k = { .f = form_begin(&p, ctx, req) };
    const struct region *r = k.f.region;
    struct record *after = NULL;
    struct behalf b;
    struct input in;
    struct db *db = NULL;
    bool ok;

    if (!find(&k, req, e) || !form_store(&k.f, e))
        return false;
    b = decree(&k.f);
    ok = page_write(r, &db, e) && form_read(&k.f, db, &in, e);
    if (ok) {
        only_asked(k.t, &in, req->a);
        ok = flow_move(db, r->flow, &r->records, k.f.who, k.f.reg, web_path_int(req, "id"), form_version(req),
                       k.t->key, &in, sv_trim(web_field_find(req, SV("_catatan"))), &b, req->a, &after,
                       &req->problems, e) &&
             db_commit(db, e);
    }
    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE, T("%.*s: \"%.*s\" kini %.*s."), SV_FMT(k.t->label),
                  SV_FMT(record_title(after)), SV_FMT(reg_state(k.f.reg, after->status)->label));
    web_redirect(req, res, page_record_url(req->a, k.f.reg, after->id));
    return true;
}
