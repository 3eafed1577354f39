/* SPDX-License-Identifier: MIT
 * page/traffic_page.c -- /penghubung: what passed, how the hub stands, which services are closed right now and why. */
#include "base/file.h"
#include "json/json.h"
#include "ledger/place.h"
#include "page/traffic_priv.h"

enum { STATE_MAX = 256 * 1024 };

struct overview {
    struct traffic_view v;
    struct traffic_row *times, *by[TRAFFIC_BY_COUNT];
    size_t n_times, n[TRAFFIC_BY_COUNT];
    struct traffic_state taken;
    const struct json *log; /* NULL: no log yet */
};

static bool load(struct overview *o, struct err *e)
{
    static const enum traffic_by wanted[] = { TRAFFIC_BY_SERVICE, TRAFFIC_BY_AGREEMENT, TRAFFIC_BY_CONSUMER,
                                              TRAFFIC_BY_OUTCOME };
    struct traffic_view *v = &o->v;
    struct arena *a = v->p.a;
    struct err none = { 0 };
    struct db *db = NULL;
    struct json *tree;
    struct sv text;
    bool ok = page_read(v->p.region, &db, e) && traffic_load_times(v, db, &o->times, &o->n_times, e) &&
              traffic_load_quotas(v, db, e) && traffic_state(db, &o->taken, e);

    for (size_t i = 0; ok && i < sizeof wanted / sizeof wanted[0]; i++)
        ok = traffic_read(db, &v->ask, wanted[i], a, &o->by[wanted[i]], &o->n[wanted[i]], e);
    db_release(db);
    if (ok &&
        file_read(
            arena_printf(a, "%s/keadaan.json", ledger_place_of(v->p.region->dir, LEDGER_EXCHANGES, a)).p,
            STATE_MAX, a, &text, &none) &&
        json_parse(text, STATE_MAX, a, &tree, &none))
        o->log = tree;
    return ok;
}

/* --- how the hub stands ------------------------------------------------------------------------------------------------------ */

static void pair(struct html *h, const char *words, struct sv value)
{
    html_elem_say(h, "dt", words);
    html_elem(h, "dd", value);
}

static void number_pair(struct html *h, const char *words, int64_t n)
{
    html_elem_say(h, "dt", words);
    html_open(h, "dd");
    html_number(h, n);
    html_close(h, "dd");
}

static void snapshot(struct overview *o)
{
    const struct traffic_view *v = &o->v;
    struct html *h = &o->v.p.h;

    page_card_begin(h, 2, SV(T("Kebijakan yang berlaku")));
    if (!v->has_policy) {
        html_elem_say(
            h, "p",
            T("Belum ada kebijakan yang dapat dibaca. Penghubung menolak semua panggilan sampai ada; kebijakan "
              "dibuat sendiri beberapa saat sesudah layanan dinyalakan."));
        page_card_end(h);
        return;
    }
    html_open(h, "dl");
    html_class(h, "ciri");
    number_pair(h, T("Versi"), (int64_t) v->policy.meta->version);
    pair(h, T("Dibuat"), time_long(v->policy.meta->made_at, v->p.region->regulation.zone_min, v->p.a));
    if (v->scope.all) {
        number_pair(h, T("Layanan"), v->policy.services);
        number_pair(h, T("Konsumen"), v->policy.consumers);
        number_pair(h, T("Kesepakatan"), v->policy.agreements);
    }
    html_close(h, "dl");
    page_card_end(h);
}

static void receipts(struct overview *o)
{
    struct traffic_view *v = &o->v;
    struct html *h = &v->p.h;
    int64_t since = json_number(o->log, SV("utang_sejak"), 0), leaves = json_number(o->log, SV("daun"), 0),
            waiting = o->taken.receipts > leaves ? o->taken.receipts - leaves : 0;

    page_card_begin(h, 2, SV(T("Bukti pertukaran")));
    if (json_text(o->log, SV("masalah")).n)
        page_alert(h, PAGE_BAD, SV(T("Buku besar pertukaran berhenti")), json_text(o->log, SV("masalah")));
    html_open(h, "dl");
    html_class(h, "ciri");
    number_pair(h, T("Sudah dijumlahkan"), o->taken.receipts);
    if (o->taken.lost)
        number_pair(h, T("Hilang sebelum dijumlahkan"), o->taken.lost);
    number_pair(h, T("Ditandatangani"), leaves);
    if (waiting)
        number_pair(h, T("Menunggu tanda tangan"), waiting);
    if (json_number(o->log, SV("waktu"), 0))
        pair(h, T("Keadaan per"),
             time_long(json_number(o->log, SV("waktu"), 0), v->p.region->regulation.zone_min, v->p.a));
    html_elem_say(h, "dt", T("Belum disaksikan"));
    html_open(h, "dd");
    if (since) {
        html_number(h, json_number(o->log, SV("utang_daun"), 0));
        html_textf(h, T(", sejak %.*s"), SV_FMT(time_long(since, v->p.region->regulation.zone_min, v->p.a)));
    } else {
        html_say(h, T("tidak ada"));
    }
    html_close(h, "dd");
    html_close(h, "dl");
    html_open(h, "p");
    page_link(h, SV("/keutuhan"), SV(T("Keutuhan data dan saksi")));
    html_close(h, "p");
    page_card_end(h);
}

/* --- closed services -------------------------------------------------------------------------------------------------------------- */

static void closed(struct overview *o)
{
    static const char *const heads[] = { T("Layanan"), T("Alasan"), T("Ketentuan"), T("Penanggung jawab") };
    struct traffic_view *v = &o->v;
    const struct policy *p = &v->policy;
    struct html *h = &v->p.h;
    bool any = false;

    for (uint32_t i = 0; v->has_policy && i < p->services; i++) {
        const struct policy_service *s = &p->service[i];

        if (s->flags & POLICY_SERVICE_OPEN || !traffic_concerns(v, s))
            continue;
        if (!any) {
            html_elem_say(h, "h2", T("Layanan yang sedang ditutup"));
            traffic_heads(h, T("Layanan yang sedang ditutup"), heads, 4, 0);
        }
        any = true;
        html_open(h, "tr");
        html_open(h, "td");
        html_class(h, "utama");
        page_link(h, traffic_url(v->p.a, "layanan", policy_text(p, s->brief)), policy_text(p, s->title));
        html_close(h, "td");
        traffic_cell(h, heads[1], false);
        html_text(h, s->why_closed.n ? policy_text(p, s->why_closed) : SV(T("belum dibuka")));
        html_close(h, "td");
        traffic_cell(h, heads[2], false);
        html_text(h, s->article.n ? policy_text(p, s->article) : SV("\u2013"));
        html_close(h, "td");
        traffic_cell(h, heads[3], false);
        html_text(h, policy_text(p, s->office));
        html_close(h, "td");
        html_close(h, "tr");
    }
    if (any)
        traffic_table_end(h);
}

/* --- the page ------------------------------------------------------------------------------------------------------------------------ */

static void nothing(struct traffic_view *v)
{
    page_empty(
        &v->p.h, SV("arrows-exchange"), SV(T("Belum ada pertukaran pada masa ini")),
        v->scope.all
            ? SV(T("Begitu sebuah sistem memanggil layanan lewat penghubung, jumlah, penolakan, dan lama "
                   "menjawabnya tampil di sini."))
            : SV(T("Di sini tampil pertukaran yang disediakan atau dipakai Perangkat Daerah Anda.")),
        SV_NULL, SV_NULL);
}

static void write(struct overview *o)
{
    struct traffic_view *v = &o->v;
    struct traffic_row sum = traffic_total(o->by[TRAFFIC_BY_OUTCOME], o->n[TRAFFIC_BY_OUTCOME]);
    struct html *h = &v->p.h;

    traffic_tabs(v, SV("/penghubung"));
    if (sum.all.calls) {
        traffic_figures(v, &sum);
        traffic_chart(v, o->times, o->n_times);
    } else {
        nothing(v);
    }
    closed(o);
    traffic_table(v, TRAFFIC_BY_SERVICE, o->by[TRAFFIC_BY_SERVICE], o->n[TRAFFIC_BY_SERVICE]);
    traffic_table(v, TRAFFIC_BY_AGREEMENT, o->by[TRAFFIC_BY_AGREEMENT], o->n[TRAFFIC_BY_AGREEMENT]);
    traffic_table(v, TRAFFIC_BY_CONSUMER, o->by[TRAFFIC_BY_CONSUMER], o->n[TRAFFIC_BY_CONSUMER]);
    traffic_outcomes(v, o->by[TRAFFIC_BY_OUTCOME], o->n[TRAFFIC_BY_OUTCOME]);
    html_open(h, "div");
    html_class(h, "kartu-hub");
    snapshot(o);
    receipts(o);
    html_close(h, "div");
}

/* The days shown, for spreadsheets. */
static void actions(void *ctx, struct html *h)
{
    const struct traffic_view *v = ctx;

    page_link_button(
        h,
        arena_printf(v->p.a,
                     "/api/v1/penghubung/lalu-lintas?menurut=kesepakatan&dari=%s&sampai=%s&bentuk=csv",
                     date_iso(v->first).s, date_iso(v->today).s),
        "", "download", T("Unduh CSV"));
    page_link_button(h, SV("/penghubung/bukti"), "", "search", T("Cari bukti pertukaran"));
}

bool traffic_page(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct page_head hd = { .title = SV(T("Lalu lintas penghubung")),
                            .menu = SV("/penghubung"),
                            .actions = actions };
    struct overview o = { .n_times = 0 };
    bool ok;

    hd.actions_ctx = &o.v;
    ok = traffic_open(&o.v, ctx, req, res, e);
    traffic_days(&o.v);
    ok = ok && load(&o, e);
    if (ok) {
        hd.note = o.v.scope.all ? SV(T("Yang lewat dan yang ditolak, menurut bukti pertukaran."))
                                : SV(T("Yang disediakan dan yang dipakai Perangkat Daerah Anda."));
        page_begin(&o.v.p, ctx, req, res, &hd);
        write(&o);
        page_end(&o.v.p);
    }
    traffic_close(&o.v);
    return ok;
}
