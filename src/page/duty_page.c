/* SPDX-License-Identifier: MIT
 * page/duty_page.c -- /pemutakhiran: one's own agency first, then, for those who read all reports, every agency. */
#include "page/duty.h"

#include "page/duty_priv.h"

enum { OWN_MAX = 20 };

const struct web_param duty_params[] = {
    { .name = "keadaan",
      .label = T("Keadaan"),
      .type = WEB_ENUM,
      .of = "nanti|jalan|pimpinan|lewat|tangguh|beres" },
    { .name = "daftar", .label = T("Daftar"), .type = WEB_KEY },
    { .name = "tangga", .label = T("Anak tangga"), .type = WEB_INT, .low = 0, .high = LADDER_STEPS_MAX },
    { 0 },
};

bool duty_own_agencies(struct db *db, const struct region *r, const struct actor *who, struct arena *a,
                       int64_t **out, size_t *n, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = true;

    (void) r;
    *out = ARENA_ARRAY(a, int64_t, OWN_MAX);
    *n = 0;
    for (size_t i = 0; ok && i < who->n_posts && *n < OWN_MAX; i++) {
        size_t k = 0;
        int64_t pd;

        ok = db_prepare(db, SV("select u.pd_induk from v_unit u where u.id = $1"), &q, e) &&
             stmt_int(q, 1, who->posts[i].pd, e) && stmt_step(q, &row, e);
        pd = ok && row ? stmt_get_int(q, 0) : 0;
        stmt_done(q);
        q = NULL;
        while (k < *n && (*out)[k] != pd)
            k++;
        if (pd && k == *n)
            (*out)[(*n)++] = pd;
    }
    return ok;
}

struct sv duty_day(struct arena *a, struct date d)
{
    return d.y ? date_long(d, a) : SV("\u2013");
}

void duty_copy(struct page *p, struct sv text, const char *words)
{
    struct html *h = &p->h;

    html_open(h, "button");
    html_attr(h, "type", SV("button"));
    html_class(h, "btn btn-sm tanpa-cetak");
    html_attr(h, "data-salin", text);
    html_bool_attr(h, "data-js", true);
    html_bool_attr(h, "hidden", true);
    page_icon(h, "copy");
    html_open(h, "span");
    html_bool_attr(h, "data-salin-kata", true);
    html_say(h, words);
    html_close(h, "span");
    html_close(h, "button");
}

static bool load(struct duty_view *v, struct err *e)
{
    const struct region *r = v->p.region;
    struct db *db = NULL;
    int64_t *own;
    bool ok = page_read(r, &db, e) && duty_own_agencies(db, r, v->p.who, v->p.a, &own, &v->n_own, e);

    v->reads_all = agency_reads_all(r, v->p.who);
    if (ok)
        v->own = ARENA_ARRAY(v->p.a, struct duty_matrix, v->n_own + 1);
    for (size_t i = 0; ok && i < v->n_own; i++)
        ok = duty_matrix(db, r, own[i], v->p.a, &v->own[i], e);
    if (ok && v->reads_all)
        ok = duty_matrix(db, r, 0, v->p.a, &v->all, e);
    db_release(db);
    return ok;
}

static bool is_planner(const struct page *p)
{
    const struct reg *plan = p->region->duty.plan;

    return plan && who_may_create(p->who, &plan->rule, 0);
}

static void actions(void *ctx, struct html *h)
{
    struct duty_view *v = ctx;

    if (v->reads_all)
        page_link_button(h, SV("/pemutakhiran/teks"), "", "message", T("Teks pengingat"));
    if (is_planner(&v->p))
        page_link_button(h, page_reg_url(v->p.a, v->p.region->duty.plan), "", "settings", T("Jadwal"));
}

static void nothing(struct duty_view *v)
{
    bool planner = is_planner(&v->p);

    page_empty(
        &v->p.h, SV("refresh"), SV(T("Belum ada daftar yang wajib dimutakhirkan")),
        planner
            ? SV(T("Tetapkan daftar mana, berapa kali setahun, dan batas waktunya. Pernyataan dibuka sendiri "
                   "pada hari pertama periodenya."))
            : SV(T(
                  "Dinas menetapkan daftar mana yang dimutakhirkan dan kapan. Yang diminta tampil di sini.")),
        planner ? arena_printf(v->p.a, "%.*s/baru", SV_FMT(page_reg_url(v->p.a, v->p.region->duty.plan)))
                : SV_NULL,
        planner ? SV(T("Buat jadwal")) : SV_NULL);
}

bool duty_page(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct duty_view v = {
        .p = { .ctx = ctx, .region = page_region(ctx), .req = req, .a = req->a, .who = req->actor }
    };
    struct page_head hd = { .title = SV(T("Pemutakhiran")),
                            .menu = SV("/pemutakhiran"),
                            .actions = actions,
                            .actions_ctx = &v,
                            .note = SV(T(
                                "Setiap daftar yang diminta dinyatakan sudah mutakhir, atau nihil; disiapkan "
                                "operator, disetujui Kepala Perangkat Daerah.")) };
    bool any = false;

    if (!v.p.region->duty.reg)
        return err_set(e, ERR_MISSING, T("Wilayah ini tidak mengenal kewajiban pemutakhiran."));
    if (!load(&v, e))
        return false;
    page_begin(&v.p, ctx, req, res, &hd);
    for (size_t i = 0; i < v.n_own; i++) {
        any = any || v.own[i].plans.n_regs;
        if (v.own[i].plans.n_regs)
            duty_table_own(&v, &v.own[i]);
    }
    any = any || v.all.plans.n_regs;
    if (v.all.plans.n_regs)
        duty_table_all(&v);
    if (!any)
        nothing(&v);
    page_end(&v.p);
    return true;
}
