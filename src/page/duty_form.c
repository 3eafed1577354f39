/* SPDX-License-Identifier: MIT
 * page/duty_form.c -- /pemutakhiran/{id}: the operator sees what his agency has recorded, what is empty and what is old, and
 * states that it is up to date, or that there is nothing to record. */
#include "page/duty.h"

#include "page/duty_priv.h"
#include "page/reg_priv.h"

enum { NOTE_MAX = 2000 };

const struct web_param duty_state_params[] = {
    { .name = "_versi", .label = T("Versi"), .type = WEB_INT, .flags = WEB_REQUIRED },
    { .name = "isi", .label = T("Isi pernyataan"), .type = WEB_KEY },
    { .name = "catatan", .label = T("Catatan"), .type = WEB_PROSE, .max = NOTE_MAX },
    { 0 },
};

struct statement {
    struct page p;
    struct record *rec;
    const struct reg *of;
    int64_t n[DUTY_FIGURES];
    struct agency_reg quality;
    struct date since, due;
};

static bool load(struct statement *s, struct err *e)
{
    const struct region *r = s->p.region;
    const struct duty *d = &r->duty;
    struct db *db = NULL;
    bool ok;

    if (!d->reg)
        return err_set(e, ERR_MISSING, T("Wilayah ini tidak mengenal kewajiban pemutakhiran."));
    ok = page_read(r, &db, e) &&
         record_get(db, &r->records, s->p.who, d->reg, web_path_int(s->p.req, "id"), s->p.a, &s->rec, e);
    if (ok) {
        s->of = model_reg(r->model, s->rec->val[d->of->index]);
        date_parse(s->rec->val[d->due->index], &s->due);
        ok = s->of ? duty_figures(db, r, s->of, s->rec->pd, s->p.a, s->n, &s->quality, &s->since, e)
                   : err_set(e, ERR_MISSING, T("Daftar yang dinyatakan tidak ada lagi."));
    }
    db_release(db);
    return ok;
}

static struct sv rows_url(const struct statement *s, const char *more)
{
    return arena_printf(s->p.a, "%.*s?f.perangkat_daerah=%lld%s", SV_FMT(page_reg_url(s->p.a, s->of)),
                        (long long) s->rec->pd, more);
}

static void pair(struct html *h, const char *label, int64_t n)
{
    html_elem_say(h, "dt", label);
    html_open(h, "dd");
    html_number(h, n);
    html_close(h, "dd");
}

static void figures(struct statement *s)
{
    struct html *h = &s->p.h;

    page_card_begin(h, 2, SV(T("Yang tercatat sekarang")));
    html_open(h, "p");
    html_text(h, s->since.y ? arena_printf(s->p.a, T("Dibandingkan dengan pernyataan yang selesai %.*s."),
                                           SV_FMT(date_long(s->since, s->p.a)))
                            : SV(T("Ini pernyataan pertama untuk daftar ini.")));
    html_close(h, "p");
    html_open(h, "dl");
    html_class(h, "ciri");
    pair(h, T("Jumlah baris"), s->n[DUTY_ROWS]);
    pair(h, T("Baris baru"), s->n[DUTY_ADDED]);
    pair(h, T("Baris yang diubah"), s->n[DUTY_CHANGED]);
    pair(h, T("Baris yang dihapus"), s->n[DUTY_REMOVED]);
    pair(h, T("Isian wajib yang kosong"), s->n[DUTY_EMPTY]);
    pair(h, T("Baris lama tidak disentuh"), s->n[DUTY_STALE]);
    html_close(h, "dl");
    if (s->quality.n_fields) {
        html_elem_say(h, "h3", T("Yang masih kosong"));
        html_open(h, "ul");
        for (size_t i = 0; i < s->quality.n_fields; i++) {
            const struct agency_field *f = &s->quality.fields[i];

            html_open(h, "li");
            page_link(
                h,
                arena_printf(s->p.a, "%.*s&f.%.*s.kosong=1", SV_FMT(rows_url(s, "")), SV_FMT(f->field->key)),
                f->field->label);
            html_textf(h, T(": %lld baris%s"), (long long) f->empty, f->required ? T(" (wajib)") : "");
            html_close(h, "li");
        }
        html_close(h, "ul");
    }
    html_open(h, "p");
    html_class(h, "mt-3 mb-0");
    page_link_button(h, rows_url(s, ""), "", "list", T("Buka daftarnya"));
    html_close(h, "p");
    page_card_end(h);
}

static void choice(struct statement *s, const struct choice *c, bool checked, bool closed)
{
    struct html *h = &s->p.h;

    html_open(h, "label");
    html_class(h, "form-check");
    html_void(h, "input");
    html_class(h, "form-check-input");
    html_attr(h, "type", SV("radio"));
    html_attr(h, "name", SV("isi"));
    html_attr(h, "value", c->key);
    html_bool_attr(h, "required", true);
    html_bool_attr(h, "checked", checked && !closed);
    html_bool_attr(h, "disabled", closed);
    html_open(h, "span");
    html_class(h, "form-check-label");
    html_text(h, c->label);
    if (closed)
        html_textf(h, T(" \u2014 tidak dapat dipilih: daftar ini memuat %lld baris"),
                   (long long) s->n[DUTY_ROWS]);
    html_close(h, "span");
    html_close(h, "label");
}

/* Who cannot make it in time says so in writing, in the first register that excuses and that he may write. */
static void postpone(struct statement *s)
{
    const struct ladder *l = &s->p.region->ladder;
    struct html *h = &s->p.h;

    for (size_t i = 0; i < l->n_excuses; i++) {
        const struct ladder_excuse *x = &l->excuses[i];

        if (!x->reg || !x->object || !who_may_create(s->p.who, &x->reg->rule, s->rec->pd))
            continue;
        html_open(h, "p");
        html_class(h, "mt-3 mb-0");
        html_say(h, T("Tidak sempat sebelum jatuh tempo? "));
        page_link(h,
                  arena_printf(s->p.a, "%.*s/baru?%.*s=%.*s:%lld&perangkat_daerah=%lld",
                               SV_FMT(page_reg_url(s->p.a, x->reg)), SV_FMT(x->object->key),
                               SV_FMT(s->rec->reg->key), (long long) s->rec->id, (long long) s->rec->pd),
                  arena_printf(s->p.a, T("Ajukan %.*s"), SV_FMT(sv_lower(x->reg->label, s->p.a))));
        html_say(h, ".");
        html_close(h, "p");
        return;
    }
}

static void form(struct statement *s)
{
    const struct duty *d = &s->p.region->duty;
    struct page_input note = { .name = "catatan",
                               .label = T("Catatan untuk pimpinan"),
                               .type = "area",
                               .max = NOTE_MAX,
                               .help =
                                   T("Boleh kosong. Misalnya yang masih menunggu data dari bidang lain.") };
    struct sv typed = web_typed(s->p.req, "isi");
    struct html *h = &s->p.h;

    page_card_begin(h, 2, SV(T("Pernyataan")));
    page_form_begin(&s->p, arena_printf(s->p.a, "/pemutakhiran/%lld", (long long) s->rec->id), false);
    page_hidden(h, "_versi", arena_printf(s->p.a, "%lld", (long long) s->rec->versi));
    html_open(h, "fieldset");
    html_attr(h, "id", SV("f-isi"));
    html_open(h, "legend");
    html_class(h, "form-label");
    html_textf(h, T("Dengan ini dinyatakan bahwa %.*s:"), SV_FMT(s->of->label));
    html_close(h, "legend");
    for (size_t i = 0; i < d->kind->n_choices; i++) {
        bool nothing = sv_eq(d->kind->choices[i].key, d->nothing);
        bool picked = typed.p ? sv_eq(typed, d->kind->choices[i].key) : nothing == (s->n[DUTY_ROWS] == 0);

        choice(s, &d->kind->choices[i], picked, nothing && s->n[DUTY_ROWS] > 0);
    }
    html_close(h, "fieldset");
    page_input(&s->p, &note);
    page_submit(h, "btn-primary", "send", T("Kirim kepada pimpinan"));
    html_close(h, "form");
    postpone(s);
    page_card_end(h);
}

bool duty_form(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct crumb up[] = { { SV_INIT(T("Pemutakhiran")), SV_INIT("/pemutakhiran") } };
    struct statement s = {
        .p = { .ctx = ctx, .region = page_region(ctx), .req = req, .a = req->a, .who = req->actor }
    };
    struct page_head hd = { .width = PAGE_NARROW, .menu = SV("/pemutakhiran"), .crumbs = up, .n_crumbs = 1 };
    const struct duty *d = &s.p.region->duty;
    bool start;

    if (!load(&s, e))
        return false;
    start = sv_eq(s.rec->status, d->reg->states[d->reg->start].key);
    hd.title = record_title(s.rec);
    hd.note =
        s.due.y ? arena_printf(req->a, T("Jatuh tempo %.*s."), SV_FMT(date_long(s.due, req->a))) : SV_NULL;
    page_begin(&s.p, ctx, req, res, &hd);
    page_refusal(&s.p);
    if (!start) {
        page_alert_begin(&s.p.h, PAGE_INFO, SV(T("Pernyataan ini sudah disiapkan atau selesai.")));
        html_open(&s.p.h, "p");
        page_link(&s.p.h, page_record_url(req->a, d->reg, s.rec->id), SV(T("Buka pernyataannya")));
        html_close(&s.p.h, "p");
        page_alert_end(&s.p.h);
    }
    figures(&s);
    if (start && who_owns(req->actor, s.rec->pd))
        form(&s);
    page_end(&s.p);
    return true;
}

static bool move(const struct region *r, struct web_req *req, struct db *db, struct err *e)
{
    const struct duty *d = &r->duty;
    const struct transition *t = flow_transition(r->flow, d->reg, d->prepare);
    struct sv note = web_text(req, "catatan");
    struct input_item items[2] = { { d->kind->key, web_text(req, "isi") } };
    struct input in = { .items = items, .n = 1 };
    struct problems ps;
    struct record *out;

    /* The note goes into the field that the step asks for beside the kind. */
    for (size_t i = 0; t && i < t->n_asks; i++)
        if (t->asks[i] != d->kind && t->asks[i]->type == FT_PROSE && note.p)
            items[in.n++] = (struct input_item){ t->asks[i]->key, note };
    problems_init(&ps, req->a, 10);
    if (flow_move(db, r->flow, &r->records, req->actor, d->reg, web_path_int(req, "id"),
                  web_int(req, "_versi", 0), d->prepare, &in, SV_NULL, NULL, req->a, &out, &ps, e))
        return true;
    for (size_t i = 0; i < ps.n; i++)
        problems_add(&req->problems, sv_eq(ps.items[i].field, d->kind->key) ? SV("isi") : ps.items[i].field,
                     "%.*s", SV_FMT(ps.items[i].text));
    return false;
}

bool duty_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct db *db = NULL;
    bool ok;

    if (!r->duty.reg)
        return err_set(e, ERR_MISSING, T("Wilayah ini tidak mengenal kewajiban pemutakhiran."));
    ok = page_write(r, &db, e) && move(r, req, db, e) && db_commit(db, e);
    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE,
                  T("Pernyataan dikirim. Kepala Perangkat Daerah menemukannya di Perlu Tindakan."));
    web_redirect(req, res, SV("/pemutakhiran"));
    return true;
}
