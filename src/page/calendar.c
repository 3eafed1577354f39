/* SPDX-License-Identifier: MIT
 * page/calendar.c -- /kalender: what is asked for, loading it, and the parts that both views share. */
#include "page/calendar.h"

#include "model/list.h"
#include "page/calendar_priv.h"

enum { LATE_DAYS = 365, LATE_MAX = 100, MONTH_MAX = 1500, AGENCIES_MAX = 500 };

const struct web_param calendar_params[] = {
    { .name = "bulan", .label = T("Bulan"), .type = WEB_TEXT, .max = 7 },
    { .name = "tampilan", .label = T("Tampilan"), .type = WEB_ENUM, .of = "bulan|daftar" },
    { .name = "lingkup", .label = T("Milik"), .type = WEB_ENUM, .of = "semua|saya" },
    { .name = "pd", .label = T("Perangkat Daerah"), .type = WEB_ID },
    { .name = "jenis", .label = T("Jenis"), .type = WEB_KEY },
    { 0 },
};

static const char *const months[] = { T("Januari"),   T("Februari"), T("Maret"),    T("April"),
                                      T("Mei"),       T("Juni"),     T("Juli"),     T("Agustus"),
                                      T("September"), T("Oktober"),  T("November"), T("Desember") };
static const char *const weekdays[] = { T("Senin"), T("Selasa"), T("Rabu"),  T("Kamis"),
                                        T("Jumat"), T("Sabtu"),  T("Minggu") };

struct sv calendar_month_name(struct date d, struct arena *a)
{
    return arena_printf(a, "%s %d", months[d.m - 1], d.y);
}

const char *calendar_weekday(struct date d)
{
    return weekdays[date_weekday(d) - 1];
}

/* --- what is asked for ------------------------------------------------------------------------------------------------------ */

static bool read_month(struct calendar_view *v, struct err *e)
{
    struct sv typed = web_text(v->p.req, "bulan");

    v->first = (struct date){ v->today.y, v->today.m, 1 };
    if (typed.n && !date_parse(arena_printf(v->p.a, "%.*s-01", SV_FMT(typed)), &v->first)) {
        err_set(e, ERR_INPUT, T("Bulan \"%.*s\" tidak dikenal."), SV_FMT(typed));
        return err_hint(e, T("Tulis tahun dan bulan, misalnya 2026-11."));
    }
    if (v->first.y < 1990 || v->first.y > 2199) {
        err_set(e, ERR_INPUT, T("Kalender memuat tahun 1990 sampai 2199."));
        return err_hint(e, T("Pilih bulan di antaranya."));
    }
    v->last = date_add_days(date_add_months(v->first, 1), -1);
    v->from = date_add_days(v->first, 1 - date_weekday(v->first));
    v->to = date_add_days(v->last, 7 - date_weekday(v->last));
    v->list = sv_eq(web_text(v->p.req, "tampilan"), SV("daftar"));
    return true;
}

static bool shows_today(const struct calendar_view *v)
{
    return date_cmp(v->first, v->today) <= 0 && date_cmp(v->today, v->last) <= 0;
}

static bool load_agencies(struct calendar_view *v, struct db *db, struct err *e)
{
    const struct region *r = v->p.region;
    struct list_query q = { .reg = model_reg(r->model, base_col_name(COL_PD)), .limit = AGENCIES_MAX };
    struct list l = { 0 };

    if (!q.reg || !who_may_open(v->p.who, &q.reg->rule))
        return true;
    q.sort = q.reg->title ? q.reg->title->key : SV_NULL;
    if (!list_load(db, &r->records, v->p.who, &q, v->p.a, &l, e))
        return false;
    v->agencies = (const struct record **) l.rows;
    v->n_agencies = l.n;
    return true;
}

static bool load(struct calendar_view *v, struct err *e)
{
    const struct region *r = v->p.region;
    struct web_req *req = v->p.req;
    struct db *db = NULL;
    bool ok;

    v->n_kinds = due_kinds(r, v->p.a, &v->kinds);
    v->q = (struct due_query){ .from = v->list ? v->first : v->from,
                               .to = v->list ? v->last : v->to,
                               .pd = web_int(req, "pd", 0),
                               .mine = sv_eq(web_text(req, "lingkup"), SV("saya")),
                               .kind = web_text(req, "jenis"),
                               .limit = MONTH_MAX };
    if (!v->q.kind.n)
        v->q.kind = SV_NULL;
    ok = page_read(r, &db, e) && due_load(r, db, v->p.who, &v->q, v->p.a, &v->due, e) &&
         flow_holidays(db, v->p.a, &v->holidays, e) && load_agencies(v, db, e);
    if (ok && shows_today(v)) {
        struct due_query q = v->q;

        q.from = date_add_days(v->today, -LATE_DAYS);
        q.to = date_add_days(v->q.from, -1);
        q.overdue = true;
        ok = due_load(r, db, v->p.who, &q, v->p.a, &v->late, e);
    }
    db_release(db);
    return ok;
}

/* --- parts --------------------------------------------------------------------------------------------------------------------- */

/* How it stands, in words: colour alone says nothing to some. */
static void standing(struct calendar_view *v, const struct due *d)
{
    struct html *h = &v->p.h;

    if (d->late)
        page_badge(h, SV("red"), arena_printf(v->p.a, T("Terlambat %d hari"), (int) -d->days));
    else if (d->days == 0)
        page_badge(h, SV("yellow"), SV(T("Hari ini")));
    else if (d->days > 0 && d->days <= 14)
        page_badge(h, SV("yellow"), arena_printf(v->p.a, T("%d hari lagi"), (int) d->days));
}

void calendar_entry(struct calendar_view *v, const struct due *d)
{
    struct html *h = &v->p.h;
    struct sv label = due_kind_label(v->p.region, d->kind);

    html_open(h, "li");
    html_open(h, "div");
    page_link(h, d->url, d->title);
    html_close(h, "div");
    html_open(h, "div");
    html_class(h, "sebaris text-secondary align-items-center");
    standing(v, d);
    if (label.n)
        html_elem(h, "span", label);
    html_elem(h, "span", d->place);
    if (d->agency.n)
        html_elem(h, "span", d->agency);
    if (d->binds.n)
        html_elem(h, "span", d->binds);
    html_close(h, "div");
    html_close(h, "li");
}

static void late_card(struct calendar_view *v)
{
    struct html *h = &v->p.h;
    size_t n = 0, shown = 0;

    for (size_t i = 0; i < v->late.n; i++)
        n += v->late.items[i].late;
    if (!n)
        return;
    page_card_begin(
        h, 2,
        arena_printf(v->p.a, T("Terlambat sejak sebelumnya (%zu%s)"), n, v->late.more ? T(" lebih") : ""));
    html_open(h, "ul");
    html_class(h, "tindakan");
    for (size_t i = v->late.n; i-- > 0 && shown < LATE_MAX;)
        if (v->late.items[i].late) {
            calendar_entry(v, &v->late.items[i]);
            shown++;
        }
    html_close(h, "ul");
    page_card_end(h);
}

static void option(struct html *h, struct sv value, struct sv words, bool chosen)
{
    html_open(h, "option");
    html_attr(h, "value", value);
    html_bool_attr(h, "selected", chosen);
    html_text(h, words);
    html_close(h, "option");
}

static void select_begin(struct html *h, const char *id, const char *name, const char *words)
{
    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", sv_of(id));
    html_say(h, words);
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attr(h, "id", sv_of(id));
    html_attr(h, "name", sv_of(name));
}

static void select_end(struct html *h)
{
    html_close(h, "select");
    html_close(h, "div");
}

static struct sv month_text(struct calendar_view *v, struct date d)
{
    return arena_printf(v->p.a, "%04d-%02d", d.y, d.m);
}

static void filter_form(struct calendar_view *v)
{
    struct html *h = &v->p.h;

    html_open(h, "form");
    html_class(h, "saring tanpa-cetak mb-3");
    html_url(h, "action", SV("/kalender"));
    html_attr_say(h, "aria-label", T("Saring kalender"));
    page_hidden(h, "bulan", month_text(v, v->first));
    page_hidden(h, "tampilan", v->list ? SV("daftar") : SV("bulan"));
    select_begin(h, "k-lingkup", "lingkup", T("Milik"));
    option(h, SV("semua"), SV(T("Semua yang terlihat")), !v->q.mine);
    option(h, SV("saya"), SV(T("Saya dan kantor saya")), v->q.mine);
    select_end(h);
    select_begin(h, "k-pd", "pd", T("Perangkat Daerah"));
    option(h, SV(""), SV(T("Semua")), !v->q.pd);
    for (size_t i = 0; i < v->n_agencies; i++)
        option(h, arena_printf(v->p.a, "%lld", (long long) v->agencies[i]->id), record_title(v->agencies[i]),
               v->q.pd == v->agencies[i]->id);
    select_end(h);
    select_begin(h, "k-jenis", "jenis", T("Jenis"));
    option(h, SV(""), SV(T("Semua")), !v->q.kind.p);
    for (size_t i = 0; i < v->n_kinds; i++)
        option(h, v->kinds[i].key, v->kinds[i].label, v->q.kind.p && sv_eq(v->q.kind, v->kinds[i].key));
    select_end(h);
    html_open(h, "div");
    html_class(h, "btn-list");
    page_submit(h, "btn-primary", "filter", T("Saring"));
    if (v->q.mine || v->q.pd || v->q.kind.p)
        page_link_button(h,
                         arena_printf(v->p.a, "/kalender?bulan=%.*s&tampilan=%s",
                                      SV_FMT(month_text(v, v->first)), v->list ? "daftar" : "bulan"),
                         "", "x", T("Hapus saringan"));
    html_close(h, "div");
    html_close(h, "form");
}

static struct sv month_url(struct calendar_view *v, struct date d)
{
    return arena_printf(v->p.a, "/kalender%.*s", SV_FMT(web_query_with(v->p.req, "bulan", month_text(v, d))));
}

static void navigation(struct calendar_view *v)
{
    struct html *h = &v->p.h;
    struct sv other;

    html_open(h, "nav");
    html_class(h, "kal-arah btn-list tanpa-cetak mb-3");
    html_attr_say(h, "aria-label", T("Bulan dan tampilan"));
    page_link_button(h, month_url(v, date_add_months(v->first, -1)), "", "chevron-left",
                     T("Bulan sebelumnya"));
    page_link_button(h, month_url(v, v->today), "", "calendar", T("Bulan ini"));
    page_link_button(h, month_url(v, date_add_months(v->first, 1)), "", "chevron-right",
                     T("Bulan berikutnya"));
    other = arena_printf(v->p.a, "/kalender%.*s",
                         SV_FMT(web_query_with(v->p.req, "tampilan", v->list ? SV("bulan") : SV("daftar"))));
    if (v->list)
        page_link_button(h, other, "", "calendar-month", T("Tampilkan sebagai bulan"));
    else
        page_link_button(h, other, "", "list", T("Tampilkan sebagai daftar"));
    html_close(h, "nav");
}

static bool year_known(const struct calendar_view *v, int y)
{
    for (size_t i = 0; i < v->holidays.n; i++)
        if (date_of_serial(v->holidays.serial[i]).y == y)
            return true;
    return false;
}

/* Deadlines in working days are wrong by every holiday that is not known. */
static void holiday_warning(struct calendar_view *v)
{
    const struct reg *reg = model_reg(v->p.region->model, SV("hari_libur"));
    bool now = year_known(v, v->today.y), next = year_known(v, v->today.y + 1);
    struct html *h = &v->p.h;
    struct sv years = now    ? arena_printf(v->p.a, "%d", v->today.y + 1)
                      : next ? arena_printf(v->p.a, "%d", v->today.y)
                             : arena_printf(v->p.a, T("%d dan %d"), v->today.y, v->today.y + 1);

    if ((now && next) || !reg)
        return;
    page_alert_begin(h, now ? PAGE_INFO : PAGE_CAUTION,
                     arena_printf(v->p.a, T("Hari libur tahun %.*s belum tercatat."), SV_FMT(years)));
    html_open(h, "p");
    html_say(h, T("Tenggat dalam hari kerja dihitung tanpa libur yang belum tercatat. "));
    if (who_may_create(v->p.who, &reg->rule, 0)) {
        page_link(h, arena_printf(v->p.a, "%.*s/impor", SV_FMT(page_reg_url(v->p.a, reg))),
                  SV(T("Impor daftar hari libur")));
    } else {
        html_say(h, T("Mintalah Dinas atau administrator mencatatnya."));
    }
    html_close(h, "p");
    page_alert_end(h);
}

static void actions(void *ctx, struct html *h)
{
    (void) ctx;
    page_link_button(h, SV("/akun/kalender"), "", "device-mobile", T("Langganan di ponsel"));
}

bool calendar_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct calendar_view v = { .p = { .ctx = ctx,
                                      .region = page_region(ctx),
                                      .req = req,
                                      .res = res,
                                      .a = req->a,
                                      .who = req->actor } };
    struct page_head hd = {
        .menu = SV("/kalender"),
        .note = SV(T("Tenggat ketentuan, tugas, masa berlaku, dan tahapan yang boleh Anda lihat.")),
        .actions = actions
    };

    v.today = region_today(v.p.region);
    if (!read_month(&v, e) || !load(&v, e))
        return false;
    hd.title = arena_printf(req->a, T("Kalender SPBE %.*s"), SV_FMT(calendar_month_name(v.first, req->a)));
    page_begin(&v.p, ctx, req, res, &hd);
    holiday_warning(&v);
    filter_form(&v);
    navigation(&v);
    if (v.due.more)
        page_alert(
            &v.p.h, PAGE_CAUTION, SV(T("Tidak semua termuat.")),
            SV(T("Terlalu banyak tenggat pada bulan ini; saring menurut Perangkat Daerah atau jenis.")));
    if (!v.list)
        calendar_weeks(&v);
    calendar_days(&v, !v.list);
    late_card(&v);
    page_end(&v.p);
    return true;
}
