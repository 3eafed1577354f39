/* SPDX-License-Identifier: MIT
 * page/tasks.c -- /tindakan: what waits for this person, by how soon it is due. */
#include "base/arena.h"
#include "flow/flow.h"
#include "page/find.h"
#include "page/reg_priv.h"

enum { TASKS_MAX = 300, WEEK_DAYS = 7 };

enum when { LATE, THIS_WEEK, LATER, WHEN_COUNT };

static enum when when_of(const struct task *t, struct date today)
{
    struct date due;

    if (!t->due.n || !date_parse(t->due, &due))
        return LATER;
    if (date_cmp(due, today) < 0)
        return LATE;
    return date_cmp(due, date_add_days(today, WEEK_DAYS)) <= 0 ? THIS_WEEK : LATER;
}

static void due_words(struct page *p, const struct task *t, enum when when)
{
    struct date due, today = region_today(p->region);
    int days;

    if (!t->due.n || !date_parse(t->due, &due))
        return;
    days = date_serial(due) - date_serial(today);
    page_badge(&p->h,
               when == LATE        ? SV("red")
               : when == THIS_WEEK ? SV("yellow")
                                   : SV("grey"),
               days < 0    ? arena_printf(p->a, T("lewat %d hari"), -days)
               : days == 0 ? SV(T("hari ini"))
                           : arena_printf(p->a, T("%d hari lagi"), days));
    html_textf(&p->h, T("tenggat %.*s"), SV_FMT(date_long(due, p->a)));
}

static void one(struct page *p, const struct task *t, enum when when)
{
    struct html *h = &p->h;

    html_open(h, "li");
    html_open(h, "div");
    page_link(h, page_record_url(p->a, t->reg, t->record), t->what.n ? t->what : t->reg->label);
    html_close(h, "div");
    html_open(h, "div");
    html_text(h, t->title);
    html_close(h, "div");
    html_open(h, "div");
    html_class(h, "sebaris text-secondary align-items-center");
    if (t->plh.n)
        page_badge(h, SV("blue"), t->plh);
    due_words(p, t, when);
    html_elem(h, "span", t->reg->label);
    if (t->nomor.n) {
        html_open(h, "span");
        html_class(h, "nomor");
        html_text(h, t->nomor);
        html_close(h, "span");
    }
    html_close(h, "div");
    html_close(h, "li");
}

static void group(struct page *p, const struct task *tasks, size_t n, enum when when)
{
    static const char *const titles[WHEN_COUNT] = { T("Sudah lewat tenggat"), T("Minggu ini"),
                                                    T("Nanti, atau tanpa tenggat") };
    struct date today = region_today(p->region);
    struct html *h = &p->h;
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += when_of(&tasks[i], today) == when;
    if (!count)
        return;
    page_card_begin(h, 2, arena_printf(p->a, "%s (%zu)", titles[when], count));
    html_open(h, "ul");
    html_class(h, "tindakan");
    for (size_t i = 0; i < n; i++)
        if (when_of(&tasks[i], today) == when)
            one(p, &tasks[i], when);
    html_close(h, "ul");
    page_card_end(h);
}

bool tasks_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct page_head hd = { .title = SV(T("Perlu Tindakan")),
                            .width = PAGE_NARROW,
                            .menu = SV("/tindakan"),
                            .note = SV(T("Yang menunggu Anda, paling mendesak di atas.")) };
    struct task *tasks;
    struct db *db = NULL;
    struct page p;
    size_t n;
    bool ok = page_read(r, &db, e) &&
              flow_tasks(db, r->flow, &r->records, req->actor, TASKS_MAX, req->a, &tasks, &n, e);

    db_release(db);
    if (!ok)
        return false;
    page_begin(&p, ctx, req, res, &hd);
    for (int w = 0; w < WHEN_COUNT; w++)
        group(&p, tasks, n, (enum when) w);
    if (!n)
        page_empty(
            &p.h, SV("checklist"), SV(T("Tidak ada yang menunggu Anda")),
            SV(T(
                "Permohonan dan langkah yang memerlukan Anda muncul di sini begitu sampai pada giliran Anda.")),
            SV_NULL, SV_NULL);
    page_end(&p);
    return true;
}
