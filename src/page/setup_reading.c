/* SPDX-License-Identifier: MIT
 * page/setup_reading.c -- /pengaturan/bacaan/KEY: which reading of a contradiction the region applies. What another one would
 * change is judged and shown before anybody confirms; undoing is choosing the other one again. */
#include "page/setup.h"

#include "base/arena.h"
#include "page/norm_priv.h"
#include "page/setup_priv.h"

enum { LEASE_MS = 5000, PAST_MAX = 50, REASON_MAX = 1000 };

const struct web_param reading_params[] = {
    { .name = "bacaan", .label = T("Bacaan"), .type = WEB_KEY, .flags = WEB_REQUIRED, .max = 63 },
    { .name = "alasan", .label = T("Alasan"), .type = WEB_TEXT, .flags = WEB_REQUIRED, .max = REASON_MAX },
    { 0 },
};

struct effects { /* of choosing one option */
    struct reading_effect *items;
    size_t n;
};
struct choosing {
    struct page p;
    const struct reading *g;
    struct reading_now now;
    struct norm_book book;
    struct effects *of; /* by option; nothing for the one applied */
    struct setting_change *past;
    size_t n_past;
};

static struct sv key_of(const struct reading *g, struct arena *a)
{
    return arena_printf(a, FLOW_READING "%.*s", SV_FMT(g->key));
}

static const struct reading *asked(const struct region *r, const struct web_req *req, struct err *e)
{
    const struct reading *g = rule_reading(r->rule, web_path(req, "kunci"));

    if (!g) {
        err_set(e, ERR_MISSING, T("Bacaan \"%.*s\" tidak ada dalam paket peraturan ini."),
                SV_FMT(sv_sub(web_path(req, "kunci"), 0, 60)));
        err_hint(e, T("Pilih dari daftar di halaman Pengaturan."));
    }
    return g;
}

static bool load(struct choosing *c, const struct region *r, struct arena *a, struct err *e)
{
    struct db *db = NULL, *pack = NULL;
    struct reading_now *now;
    bool ok = page_read(r, &db, e) && norm_book_load(db, r, (struct date){ 0 }, a, &c->book, e) &&
              rule_readings_now(db, r->rule, (struct date){ 0 }, a, &now, e) &&
              rule_setting_past(db, key_of(c->g, a), PAST_MAX, a, &c->past, &c->n_past, e) &&
              db_lease(r->pool, DB_PACK, LEASE_MS, &pack, e);

    if (ok) {
        c->now = now[c->g->index];
        c->of = ARENA_ARRAY(a, struct effects, c->g->n_options);
    }
    for (size_t i = 0; ok && i < c->g->n_options; i++)
        if (i != c->now.option)
            ok = rule_reading_try(db, pack, r->rule, c->g, i, c->book.today, a, &c->of[i].items, &c->of[i].n,
                                  e);
    db_release(pack);
    db_release(db);
    return ok;
}

/* --- what would change ------------------------------------------------------------------------------------------------- */

static void effect(struct choosing *c, const struct reading_effect *x)
{
    struct html *h = &c->p.h;
    struct arena *a = c->p.a;

    html_open(h, "li");
    html_open(h, "div");
    html_class(h, "baris-kepala");
    page_link(h, norm_path(x->now->at, a), rule_label(x->now->at, a));
    norm_mark(h, x->status_now, false);
    if (x->status_now != x->status_then) {
        html_open(h, "span");
        html_class(h, "text-secondary");
        html_say(h, T("menjadi"));
        html_close(h, "span");
        norm_mark(h, x->status_then, false);
    } else {
        html_open(h, "span");
        html_class(h, "text-secondary");
        html_say(h, T("statusnya tetap"));
        html_close(h, "span");
    }
    html_close(h, "div");
    if (x->why_then.n)
        html_elem(h, "p", x->why_then);
    else if (x->status_then == NORM_GENERAL)
        html_elem_say(h, "p", T("Ditampilkan saja, tidak dinilai."));
    if (!sv_eq(x->now->says, x->then->says))
        html_elem(h, "p", x->then->says);
    if (!sv_eq(x->now->strength, x->then->strength)) {
        html_open(h, "p");
        html_textf(
            h, T("Kekuatannya menjadi: %.*s."),
            SV_FMT(x->then->strength.n ? norm_strength(x->then->strength) : SV(T("tidak memuat perintah"))));
        html_close(h, "p");
    }
    html_close(h, "li");
}

/* Gates that stand under one reading only: they open and close with it, judged or not. */
static bool gate(struct choosing *c, const struct reg *reg, const struct transition *t, const struct need *n,
                 size_t option)
{
    bool then = sv_eq(n->option, c->g->options[option].key),
         now = sv_eq(n->option, c->g->options[c->now.option].key);
    struct html *h = &c->p.h;

    if (!sv_eq(n->reading, c->g->key) || then == now)
        return false;
    html_open(h, "li");
    html_open(h, "strong");
    html_textf(h, "%.*s: %.*s", SV_FMT(reg->label), SV_FMT(t->label));
    html_close(h, "strong");
    html_open(h, "p");
    if (!n->blocks)
        html_textf(h,
                   then ? T("Syarat \"%.*s\" akan diingatkan, tanpa menahan.")
                        : T("Syarat \"%.*s\" tidak lagi diingatkan."),
                   SV_FMT(n->label));
    else
        html_textf(h,
                   then ? T("Langkah ini akan menunggu syarat \"%.*s\".")
                        : T("Langkah ini tidak lagi menunggu syarat \"%.*s\"."),
                   SV_FMT(n->label));
    html_close(h, "p");
    html_close(h, "li");
    return true;
}

static size_t gates(struct choosing *c, size_t option)
{
    const struct region *r = c->p.region;
    size_t found = 0;

    for (size_t i = 0; i < r->model->n_regs; i++) {
        const struct transition *t;
        size_t n;

        t = flow_transitions(r->flow, r->model->regs[i], &n);
        for (size_t k = 0; k < n; k++)
            for (size_t j = 0; j < t[k].n_needs; j++)
                found += gate(c, r->model->regs[i], &t[k], &t[k].needs[j], option);
    }
    return found;
}

static void would_change(struct choosing *c, size_t option)
{
    const struct effects *of = &c->of[option];
    struct html *h = &c->p.h;
    size_t turned = 0, n;

    for (size_t i = 0; i < of->n; i++)
        turned += of->items[i].status_now != of->items[i].status_then;
    html_open(h, "p");
    html_class(h, "fw-bold mb-1");
    if (turned)
        html_textf(h, T("Bila dipilih sekarang, %zu ketentuan berubah status:"), turned);
    else
        html_say(h, T("Bila dipilih sekarang, tidak ada status yang berubah:"));
    html_close(h, "p");
    html_open(h, "ul");
    html_class(h, "kelompok akibat");
    for (size_t i = 0; i < of->n; i++)
        effect(c, &of->items[i]);
    n = gates(c, option);
    if (!of->n && !n)
        html_elem_say(
            h, "li",
            T("Bacaan ini hanya tampil pada ketentuannya; tidak ada yang dinilai atau ditahan lain."));
    html_close(h, "ul");
}

/* --- the form ----------------------------------------------------------------------------------------------------------- */

static void option(struct choosing *c, size_t i)
{
    const struct reading_option *o = &c->g->options[i];
    struct sv typed = web_typed(c->p.req, "bacaan");
    /* The first bears the plain name, so that the list of mistakes leads to it. */
    struct sv id = i ? arena_printf(c->p.a, "f-bacaan-%zu", i) : SV("f-bacaan");
    bool on = typed.n ? sv_eq(typed, o->key) : i == c->now.option;
    struct html *h = &c->p.h;

    html_open(h, "li");
    html_open(h, "div");
    html_class(h, "form-check");
    html_void(h, "input");
    html_class(h, "form-check-input");
    html_attr(h, "type", SV("radio"));
    html_attr(h, "name", SV("bacaan"));
    html_attr(h, "value", o->key);
    html_attr(h, "id", id);
    html_attrf(h, "aria-describedby", "kata-%zu", i);
    html_bool_attr(h, "checked", on);
    html_open(h, "label");
    html_class(h, "form-check-label fw-bold");
    html_attr(h, "for", id);
    html_text(h, o->label);
    html_close(h, "label");
    html_say(h, " ");
    if (i == c->now.option)
        page_badge(h, SV("green"), SV(T("Diterapkan sekarang")));
    if (i == c->g->applied)
        page_badge(h, SV("grey"), SV(T("Bawaan paket")));
    html_open(h, "p");
    html_attrf(h, "id", "kata-%zu", i);
    html_text(h, o->says);
    html_close(h, "p");
    html_close(h, "div");
    if (i != c->now.option)
        would_change(c, i);
    html_close(h, "li");
}

static void form(struct choosing *c)
{
    static const struct page_input reason = {
        .name = "alasan",
        .label = T("Alasan"),
        .type = "area",
        .help = T(
            "Mengapa daerah membacanya begitu, dan atas dasar apa. Tersimpan bersama nama Anda dan waktunya."),
        .required = true,
        .max = REASON_MAX
    };
    struct html *h = &c->p.h;

    page_card_begin(h, 2, SV(T("Bacaan yang diterapkan")));
    page_form_begin(&c->p, arena_printf(c->p.a, "/pengaturan/bacaan/%.*s", SV_FMT(c->g->key)), false);
    html_open(h, "fieldset");
    html_open(h, "legend");
    html_class(h, "visually-hidden");
    html_say(h, T("Pilih bacaan"));
    html_close(h, "legend");
    html_open(h, "ul");
    html_class(h, "setelan pilihan-bacaan");
    for (size_t i = 0; i < c->g->n_options; i++)
        option(c, i);
    html_close(h, "ul");
    page_field_error(&c->p, SV("bacaan"));
    html_close(h, "fieldset");
    page_input(&c->p, &reason);
    html_open(h, "div");
    html_class(h, "btn-list");
    page_submit(h, "btn-primary", "check", T("Terapkan bacaan yang dipilih"));
    page_link_button(h, SV("/pengaturan"), "", "", T("Batal"));
    html_close(h, "div");
    html_close(h, "form");
    page_card_end(h);
}

/* --- the page ----------------------------------------------------------------------------------------------------------- */

static struct sv option_label(const struct reading *g, struct sv key)
{
    for (size_t i = 0; i < g->n_options; i++)
        if (sv_eq(g->options[i].key, key))
            return g->options[i].label;
    return key;
}

static void past(struct choosing *c)
{
    struct html *h = &c->p.h;

    page_card_begin(h, 2, SV(T("Riwayat")));
    if (!c->n_past)
        html_elem_say(h, "p", T("Daerah belum pernah memilih; yang diterapkan bacaan bawaan paket."));
    html_open(h, "ol");
    html_class(h, "polos-daftar riwayat-setelan");
    html_bool_attr(h, "reversed", true);
    for (size_t i = 0; i < c->n_past; i++) {
        html_open(h, "li");
        html_elem(h, "strong", option_label(c->g, c->past[i].value));
        norm_said_by(&c->p, c->past[i].by, c->past[i].at, c->past[i].reason);
        html_close(h, "li");
    }
    html_close(h, "ol");
    page_card_end(h);
}

bool reading_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct crumb up[] = { { SV_INIT(T("Persiapan awal")), SV_INIT("/persiapan") },
                                       { SV_INIT(T("Pengaturan")), SV_INIT("/pengaturan") } };
    const struct region *r = page_region(ctx);
    struct choosing c = { .g = asked(r, req, e) };
    struct page_head hd = { .width = PAGE_NARROW, .menu = SV("/persiapan"), .crumbs = up, .n_crumbs = 2 };

    if (!c.g || !load(&c, r, req->a, e))
        return false;
    hd.title = c.g->label;
    hd.note = c.g->about;
    page_begin(&c.p, ctx, req, res, &hd);
    page_refusal(&c.p);
    page_card_begin(&c.p.h, 2, SV(T("Yang tertulis")));
    norm_reading_places(&c.p, &c.book, c.g, 3);
    page_card_end(&c.p.h);
    form(&c);
    past(&c);
    page_end(&c.p);
    return true;
}

bool reading_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct reading *g = asked(r, req, e);
    struct db *db = NULL;
    bool ok = g && page_write(r, &db, e) &&
              rule_setting_put(db, r->rule, &r->records, req->actor, key_of(g, req->a),
                               web_text(req, "bacaan"), web_text(req, "alasan"), req->a, e) &&
              db_commit(db, e);

    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE, T("Bacaan diterapkan. Ketentuan yang memakainya dinilai ulang."));
    web_redirect(req, res, arena_printf(req->a, "/pengaturan/bacaan/%.*s", SV_FMT(g->key)));
    return true;
}
