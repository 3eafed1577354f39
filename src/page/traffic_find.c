/* SPDX-License-Identifier: MIT
 * page/traffic_find.c -- /penghubung/bukti: receipts looked for by number, message, days, parties and outcome; newest first. */
#include "base/file.h"
#include "json/json.h"
#include "ledger/log.h"
#include "ledger/place.h"
#include "page/traffic_priv.h"
#include "policy/receipt_find.h"
#include "policy/refuse.h"

enum { ID_PART_MIN = 4, ID_HEX = 32, TEXT_MAX = 256 };

const struct web_param exchange_params[] = {
    { .name = "cari", .label = T("Nomor bukti"), .type = WEB_TEXT, .max = 80 },
    { .name = "pesan", .label = T("Nomor pesan"), .type = WEB_TEXT, .max = TEXT_MAX },
    { .name = "dari", .label = T("Dari hari"), .type = WEB_DATE },
    { .name = "sampai", .label = T("Sampai hari"), .type = WEB_DATE },
    { .name = "layanan", .label = T("Layanan"), .type = WEB_TEXT, .max = TEXT_MAX },
    { .name = "konsumen", .label = T("Konsumen"), .type = WEB_TEXT, .max = TEXT_MAX },
    { .name = "kesepakatan", .label = T("Nomor kesepakatan"), .type = WEB_TEXT, .max = TEXT_MAX },
    { .name = "hasil", .label = T("Hasil"), .type = WEB_TEXT, .max = 60 },
    { .name = "status", .label = T("Status HTTP"), .type = WEB_INT, .low = 100, .high = 599 },
    { .name = "sebelum", .label = T("Lembar"), .type = WEB_INT, .low = 0, .high = INT64_MAX },
    { 0 },
};

struct finding {
    struct traffic_view v;
    struct receipt_ask ask;
    struct receipt_found found;
    bool has_log;
    struct sv wrong; /* what cannot be looked for */
};

/* --- what is asked ------------------------------------------------------------------------------------------------------------- */

static bool may(void *ctx, const struct receipt *r)
{
    const struct traffic_view *v = ctx;

    return traffic_scope_has(&v->scope, r->service, r->provider_agency, r->consumer_agency) &&
           (!v->scope.before || r->time_ms / 1000 < v->scope.before);
}

/* The hex digits of what was pasted, hyphens and blanks left out; empty: it holds something else. */
static struct sv hex_part(struct sv s, struct arena *a)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (c == '-' || c == ' ')
            continue;
        if (c >= 'A' && c <= 'F')
            c = (char) (c + ('a' - 'A'));
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return SV("");
        p[n++] = c;
    }
    return (struct sv){ p, n };
}

static void read_ask(struct finding *f)
{
    struct traffic_view *v = &f->v;
    struct web_req *req = v->p.req;
    int zone = v->p.region->regulation.zone_min;
    struct date from = web_date(req, "dari"), until = web_date(req, "sampai");
    struct sv outcome = web_text(req, "hasil"), id = web_text(req, "cari");

    f->ask =
        (struct receipt_ask){ .from_ms = from.y ? time_of_date(from, zone) * 1000 : 0,
                              .until_ms = until.y ? time_of_date(date_add_days(until, 1), zone) * 1000 : 0,
                              .service = web_text(req, "layanan"),
                              .consumer = web_text(req, "konsumen"),
                              .agreement = web_text(req, "kesepakatan"),
                              .message = web_text(req, "pesan"),
                              .status = web_int(req, "status", 0),
                              .below = web_given(req, "sebelum") ? (uint64_t) web_int(req, "sebelum", 0)
                                                                 : UINT64_MAX,
                              .may = may,
                              .ctx = v };
    if (sv_eq(outcome, SV("dijawab")))
        f->ask.result = RECEIPT_PASSED;
    else if (sv_eq(outcome, SV("ditolak")))
        f->ask.result = RECEIPT_REFUSED;
    else
        f->ask.refusal = outcome;
    if (id.n) {
        f->ask.id = hex_part(id, v->p.a);
        if (f->ask.id.n < ID_PART_MIN || f->ask.id.n > ID_HEX)
            f->wrong =
                SV(T("Nomor bukti terdiri atas angka dan huruf a sampai f; tempelkan paling sedikit empat di "
                     "antaranya, atau seluruhnya."));
    }
}

bool traffic_place(struct traffic_view *v, struct receipt_place *out, bool *known, struct err *e)
{
    struct arena *a = v->p.a;
    const char *dir = v->p.region->dir, *log = ledger_place_of(dir, LEDGER_EXCHANGES, a);
    struct checkpoint head;
    struct note_key key;
    struct err why = { 0 };
    struct sv note;

    *known = ledger_place_key_of(dir, LEDGER_EXCHANGES, a, &key, &why) &&
             ledger_head_load(log, LEDGER_HEAD, &key, a, &note, &head, &why);
    if (!*known) {
        *e = why;
        return why.kind == ERR_MISSING;
    }
    *out = (struct receipt_place){ .segments = arena_printf(a, "%s/" SEGMENT_PLACE, dir).p,
                                   .trail = arena_printf(a, "%s/letak", log).p,
                                   .size = head.size };
    return true;
}

static bool load(struct finding *f, struct err *e)
{
    struct err why = { 0 };
    struct receipt_place at;

    if (!traffic_place(&f->v, &at, &f->has_log, &why)) {
        *e = why;
        return false;
    }
    f->has_log = f->has_log && at.size > 0;
    return !f->has_log || f->wrong.n || receipt_search(&at, &f->ask, f->v.p.a, &f->found, e);
}

/* --- the form --------------------------------------------------------------------------------------------------------------------- */

static void label(struct html *h, const char *name, const char *words)
{
    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attrf(h, "for", "f-%s", name);
    html_say(h, words);
    html_close(h, "label");
}

static void input(struct page *p, const char *name, const char *words, const char *type)
{
    struct html *h = &p->h;

    label(h, name, words);
    html_void(h, "input");
    html_class(h, "form-control");
    html_attr(h, "type", sv_of(type));
    html_attr(h, "name", sv_of(name));
    html_attrf(h, "id", "f-%s", name);
    if (web_typed(p->req, name).n)
        html_attr(h, "value", web_typed(p->req, name));
    page_field_error(p, sv_of(name));
    html_close(h, "div");
}

static void option(struct html *h, struct sv value, struct sv words, struct sv now)
{
    html_open(h, "option");
    html_attr(h, "value", value);
    html_bool_attr(h, "selected", sv_eq(value, now));
    html_text(h, words);
    html_close(h, "option");
}

static void select_begin(struct page *p, const char *name, const char *words)
{
    label(&p->h, name, words);
    html_open(&p->h, "select");
    html_class(&p->h, "form-select");
    html_attr(&p->h, "name", sv_of(name));
    html_attrf(&p->h, "id", "f-%s", name);
    option(&p->h, SV(""), SV(T("Semua")), SV_NULL);
}

static void select_end(struct html *h)
{
    html_close(h, "select");
    html_close(h, "div");
}

/* What was asked for stays a choice, also when the snapshot has it no more. */
static void choices(struct traffic_view *v)
{
    const struct policy *p = &v->policy;
    struct html *h = &v->p.h;
    struct sv service = web_typed(v->p.req, "layanan"), consumer = web_typed(v->p.req, "konsumen"),
              outcome = web_typed(v->p.req, "hasil");

    select_begin(&v->p, "layanan", T("Layanan"));
    for (uint32_t i = 0; v->has_policy && i < p->services; i++)
        if (traffic_concerns(v, &p->service[i]))
            option(h, policy_text(p, p->service[i].brief), policy_text(p, p->service[i].title), service);
    if (service.n && !traffic_concerns(v, traffic_service_of(v, service)))
        option(h, service, service, service);
    select_end(h);
    select_begin(&v->p, "konsumen", T("Konsumen"));
    for (uint32_t i = 0; v->has_policy && i < p->consumers; i++) {
        const struct policy_consumer *c = &p->consumer[i];

        if (traffic_may_consumer(v, c))
            option(h, policy_text(p, c->xroad.n ? c->xroad : c->name), policy_text(p, c->name), consumer);
    }
    if (consumer.n && !traffic_may_consumer(v, traffic_consumer_of(v, consumer)))
        option(h, consumer, consumer, consumer);
    select_end(h);
    select_begin(&v->p, "hasil", T("Hasil"));
    option(h, SV("dijawab"), SV(T("Dijawab penyedia")), outcome);
    option(h, SV("ditolak"), SV(T("Ditolak penghubung")), outcome);
    for (int r = REFUSE_NOT + 1; r < REFUSE_COUNT; r++)
        option(h, refuse_code((enum refuse) r), refuse_title((enum refuse) r), outcome);
    select_end(h);
}

static void form(struct traffic_view *v)
{
    struct html *h = &v->p.h;

    html_open(h, "form");
    html_attr(h, "method", SV("get"));
    html_url(h, "action", SV("/penghubung/bukti"));
    html_class(h, "mb-3 tanpa-cetak");
    html_open(h, "div");
    html_class(h, "saring");
    input(&v->p, "cari", T("Nomor bukti, boleh sebagian"), "search");
    input(&v->p, "pesan", T("Nomor pesan (X-Road-Id)"), "search");
    input(&v->p, "dari", T("Dari hari"), "date");
    input(&v->p, "sampai", T("Sampai hari"), "date");
    choices(v);
    input(&v->p, "kesepakatan", T("Nomor kesepakatan"), "search");
    input(&v->p, "status", T("Status HTTP"), "number");
    html_close(h, "div");
    html_open(h, "div");
    html_class(h, "btn-list mt-2");
    page_submit(h, "btn-primary", "search", T("Cari"));
    page_link_button(h, SV("/penghubung/bukti"), "", "", T("Kosongkan"));
    html_close(h, "div");
    html_close(h, "form");
}

/* --- what was found ------------------------------------------------------------------------------------------------------------------ */

struct sv traffic_outcome_words(const struct receipt *r)
{
    enum refuse why = refuse_of_code(r->refusal);

    if (!r->refusal.n)
        return r->status >= 500 ? SV(T("Galat penyedia")) : SV(T("Dijawab"));
    return why == REFUSE_COUNT ? r->refusal : refuse_title(why);
}

struct sv traffic_outcome_tone(const struct receipt *r)
{
    return r->refusal.n ? SV("yellow") : r->status >= 500 ? SV("red") : SV("green");
}

static void hit_row(struct traffic_view *v, const struct receipt_hit *hit)
{
    const struct receipt *r = &hit->receipt;
    struct html *h = &v->p.h;
    struct arena *a = v->p.a;
    struct sv id = arena_dup(a, sv_of(uuid_show(r->id).s));

    html_open(h, "tr");
    html_open(h, "td");
    html_class(h, "utama");
    page_link(h, arena_printf(a, "/penghubung/bukti/%.*s", SV_FMT(id)),
              arena_printf(a, "%.*s.%02d",
                           SV_FMT(time_long(r->time_ms / 1000, v->p.region->regulation.zone_min, a)),
                           (int) (r->time_ms / 1000 % 60)));
    html_open(h, "div");
    html_class(h, "text-secondary sidik");
    html_text(h, id);
    html_close(h, "div");
    html_close(h, "td");
    traffic_cell(h, T("Konsumen"), false);
    html_text(h, traffic_consumer_name(v, r->consumer));
    html_close(h, "td");
    traffic_cell(h, T("Layanan"), false);
    html_text(h, traffic_service_name(v, r->service));
    html_close(h, "td");
    traffic_cell(h, T("Panggilan"), false);
    html_open(h, "span");
    html_class(h, "pecah");
    html_textf(h, "%.*s %.*s", SV_FMT(r->method), SV_FMT(r->path));
    html_close(h, "span");
    html_close(h, "td");
    traffic_cell(h, T("Hasil"), false);
    html_open(h, "div");
    page_badge(h, traffic_outcome_tone(r), traffic_outcome_words(r));
    html_textf(h, " %lld", (long long) r->status);
    html_close(h, "div");
    html_close(h, "td");
    traffic_cell(h, T("Lama"), true);
    html_open(h, "span");
    html_class(h, "nomor");
    html_text(h, traffic_ms(a, r->total_us));
    html_close(h, "span");
    html_close(h, "td");
    html_close(h, "tr");
}

static void further(struct finding *f)
{
    struct traffic_view *v = &f->v;
    struct html *h = &v->p.h;

    html_open(h, "div");
    html_class(h, "bawah-daftar");
    html_open(h, "p");
    html_class(h, "text-secondary mb-0");
    if (f->found.next) {
        html_textf(h, T("%zu bukti diperiksa"), f->found.looked);
        if (f->found.reached_ms)
            html_textf(
                h, T(", sampai %.*s"),
                SV_FMT(time_long(f->found.reached_ms / 1000, v->p.region->regulation.zone_min, v->p.a)));
        html_say(h, ".");
    } else {
        html_say(h, T("Semua bukti yang disimpan sudah diperiksa."));
    }
    if (f->found.gone)
        html_textf(h, T(" %zu di antaranya sudah dihapus sesudah masa simpannya."), f->found.gone);
    html_close(h, "p");
    if (f->found.next)
        page_link_button(h,
                         web_query_with(v->p.req, "sebelum",
                                        arena_printf(v->p.a, "%llu", (unsigned long long) f->found.next)),
                         "tanpa-cetak", "",
                         f->found.n == RECEIPT_HITS_MAX ? T("Berikutnya") : T("Teruskan mencari"));
    html_close(h, "div");
}

static void results(struct finding *f)
{
    static const char *const heads[] = { T("Waktu"),     T("Konsumen"), T("Layanan"),
                                         T("Panggilan"), T("Hasil"),    T("Lama") };
    struct html *h = &f->v.p.h;

    if (f->wrong.n) {
        page_alert(h, PAGE_BAD, SV(T("Nomor bukti tidak terbaca")), f->wrong);
        return;
    }
    if (!f->found.n && !f->found.next) {
        page_empty(
            h, SV("search"), f->has_log ? SV(T("Tidak ada bukti yang cocok")) : SV(T("Belum ada bukti")),
            SV(T(
                "Bukti tampil beberapa detik sesudah pertukaran, setelah ditandatangani. Yang tampil hanya bukti "
                "yang Perangkat Daerah Anda menjadi pihaknya, kecuali Anda membaca seluruhnya.")),
            SV_NULL, SV_NULL);
        return;
    }
    if (f->found.n) {
        traffic_heads(h, T("Bukti pertukaran data"), heads, 6, 32);
        for (size_t i = 0; i < f->found.n; i++)
            hit_row(&f->v, &f->found.hits[i]);
        traffic_table_end(h);
    } else {
        html_elem_say(h, "p", T("Belum ada yang cocok di antara yang sudah diperiksa."));
    }
    further(f);
}

bool exchange_find(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct crumb crumbs[] = { { SV_INIT(T("Lalu lintas penghubung")), SV_INIT("/penghubung") } };
    struct page_head hd = {
        .title = SV(T("Bukti pertukaran data")),
        .menu = SV("/penghubung"),
        .crumbs = crumbs,
        .n_crumbs = 1,
        .note = SV(T("Satu bukti untuk setiap panggilan, juga yang ditolak; yang terbaru lebih dulu."))
    };
    struct finding f = { .has_log = false };
    bool ok;

    ok = traffic_open(&f.v, ctx, req, res, e);
    read_ask(&f);
    ok = ok && load(&f, e);
    if (ok) {
        page_begin(&f.v.p, ctx, req, res, &hd);
        form(&f.v);
        results(&f);
        page_end(&f.v.p);
    }
    traffic_close(&f.v);
    return ok;
}
