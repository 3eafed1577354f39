/* SPDX-License-Identifier: MIT
 * page/duty_text.c -- /pemutakhiran/teks: the texts of climbs that go on, ready to be pasted into a chat: one by one, and all at
 * once. Whoever reads all reports sees all; others what is meant for their own agency. */
#include "page/duty.h"

#include "base/buf.h"
#include "page/duty_priv.h"

enum { TEXTS_MAX = 500, ALL_MAX = 512 * 1024 };

const struct web_param duty_text_params[] = {
    { .name = "langkah", .label = T("Anak tangga"), .type = WEB_KEY },
    { 0 },
};

struct texts {
    struct page p;
    struct ladder_rung *items;
    size_t n;
    struct sv step; /* this one alone, or absent */
};

/* Of one climb the latest step is what is said now. */
static void latest(struct texts *t)
{
    size_t kept = 0;

    for (size_t i = 0; i < t->n; i++) {
        size_t k = 0;

        while (k < kept && (t->items[k].reg != t->items[i].reg || t->items[k].record != t->items[i].record))
            k++;
        if (k == kept)
            t->items[kept++] = t->items[i];
    }
    t->n = kept;
    kept = 0;
    for (size_t i = 0; i < t->n; i++)
        if (!t->step.n || sv_eq(t->step, t->items[i].step->key))
            t->items[kept++] = t->items[i];
    t->n = kept;
}

static bool load(struct texts *t, struct err *e)
{
    const struct region *r = t->p.region;
    struct ladder_ask ask = { .on = region_today(r), .open = true, .limit = TEXTS_MAX };
    struct db *db = NULL;
    int64_t *own;
    bool ok = page_read(r, &db, e);

    if (ok && !agency_reads_all(r, t->p.who)) {
        ok = duty_own_agencies(db, r, t->p.who, t->p.a, &own, &ask.n_units, e);
        ask.units = own;
        if (ok && !ask.n_units) {
            db_release(db);
            return true;
        }
    }
    ok = ok && ladder_rungs(db, r, t->p.who, &ask, t->p.a, &t->items, &t->n, e);
    db_release(db);
    if (ok)
        latest(t);
    return ok;
}

static void box(struct texts *t, struct sv id, struct sv label, struct sv text, int rows)
{
    struct html *h = &t->p.h;

    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", id);
    html_text(h, label);
    html_close(h, "label");
    html_open(h, "textarea");
    html_class(h, "form-control teks-salin");
    html_attr(h, "id", id);
    html_attr_int(h, "rows", rows);
    html_bool_attr(h, "readonly", true);
    html_text(h, text);
    html_close(h, "textarea");
}

static void all(struct texts *t)
{
    struct html *h = &t->p.h;
    struct sv text;
    struct buf b;

    buf_init(&b, ALL_MAX);
    for (size_t i = 0; i < t->n; i++) {
        if (i)
            buf_put(&b, SV("\n\n----------\n\n"));
        buf_put(&b, t->items[i].text);
    }
    text = arena_dup(t->p.a, buf_sv(&b));
    buf_clear(&b);
    page_card_begin(h, 2, arena_printf(t->p.a, T("Semua teks (%zu)"), t->n));
    box(t, SV("semua-teks"), SV(T("Semua teks di bawah, dipisah garis")), text, 8);
    html_open(h, "p");
    html_class(h, "mt-3 mb-0");
    duty_copy(&t->p, text, T("Salin semuanya"));
    html_close(h, "p");
    page_card_end(h);
}

static void one(struct texts *t, size_t i)
{
    const struct ladder_rung *x = &t->items[i];
    struct html *h = &t->p.h;

    html_open(h, "li");
    html_open(h, "div");
    html_class(h, "baris-kepala");
    page_link(h, page_record_url(t->p.a, t->p.region->ladder.reg, x->id), x->title);
    html_close(h, "div");
    html_open(h, "p");
    html_class(h, "text-secondary");
    html_textf(h, T("%.*s \u00b7 jatuh tempo %.*s"), SV_FMT(date_long(x->day, t->p.a)),
               SV_FMT(date_long(x->due, t->p.a)));
    html_close(h, "p");
    box(t, arena_printf(t->p.a, "teks-%zu", i), SV(T("Teks siap salin")), x->text, 4);
    html_open(h, "p");
    html_class(h, "mt-3 mb-0");
    duty_copy(&t->p, x->text, T("Salin"));
    html_close(h, "p");
    html_close(h, "li");
}

static void steps(struct texts *t)
{
    const struct ladder *l = &t->p.region->ladder;
    struct html *h = &t->p.h;

    html_open(h, "nav");
    html_class(h, "btn-list mb-3 tanpa-cetak");
    html_attr_say(h, "aria-label", T("Anak tangga"));
    page_link_button(h, SV("/pemutakhiran/teks"), "btn-sm", "", T("Semua"));
    for (size_t i = 0; i < l->n_steps; i++)
        page_link_button(h, arena_printf(t->p.a, "/pemutakhiran/teks?langkah=%.*s", SV_FMT(l->steps[i].key)),
                         "btn-sm", "", arena_dup(t->p.a, l->steps[i].label).p);
    html_close(h, "nav");
}

bool duty_texts(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct crumb up[] = { { SV_INIT(T("Pemutakhiran")), SV_INIT("/pemutakhiran") } };
    struct texts t = {
        .p = { .ctx = ctx, .region = page_region(ctx), .req = req, .a = req->a, .who = req->actor },
        .step = web_text(req, "langkah")
    };
    struct page_head hd = {
        .title = SV(T("Teks pengingat")),
        .width = PAGE_NARROW,
        .menu = SV("/pemutakhiran"),
        .crumbs = up,
        .n_crumbs = 1,
        .note = SV(T("Yang masih terlambat, menurut anak tangga terakhirnya. Salin ke percakapan dengan "
                     "orang yang bersangkutan."))
    };
    struct html *h = &t.p.h;

    if (!load(&t, e))
        return false;
    page_begin(&t.p, ctx, req, res, &hd);
    steps(&t);
    if (t.n) {
        all(&t);
        page_card_begin(h, 2, SV(T("Satu per satu")));
        html_open(h, "ul");
        html_class(h, "tindakan");
        for (size_t i = 0; i < t.n; i++)
            one(&t, i);
        html_close(h, "ul");
        page_card_end(h);
    } else {
        page_empty(
            h, SV("message"), SV(T("Tidak ada yang perlu diingatkan")),
            SV(T("Begitu sesuatu lewat tenggat dan tangga pengingat berjalan, teksnya tampil di sini.")),
            SV("/pemutakhiran"), SV(T("Ke Pemutakhiran")));
    }
    page_end(&t.p);
    return true;
}
