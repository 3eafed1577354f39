/* SPDX-License-Identifier: MIT
 * api/traffic_http.c -- GET /api/v1/penghubung/lalu-lintas and .../kuota: the sums that the pages show (model/traffic.h), for programs.
 * A consumer's officials see their own use; the scope is that of the pages (rule/hub_regs.h). */
#include "api/api_priv.h"
#include "base/date.h"
#include "model/sheet_write.h"
#include "policy/snapshot.h"

enum { DAYS_MAX = 400 };

const struct web_param traffic_api_params[] = {
    { .name = "dari", .label = T("Dari hari"), .type = WEB_DATE },
    { .name = "sampai", .label = T("Sampai hari"), .type = WEB_DATE },
    { .name = "menurut",
      .label = T("Menurut"),
      .type = WEB_ENUM,
      .of = "waktu|layanan|kesepakatan|konsumen|hasil" },
    { .name = "lebar", .label = T("Lebar waktu"), .type = WEB_ENUM, .of = "menit|jam|hari" },
    { .name = "layanan", .label = T("Layanan"), .type = WEB_TEXT, .max = 256 },
    { .name = "konsumen", .label = T("Konsumen"), .type = WEB_TEXT, .max = 256 },
    { .name = "kesepakatan", .label = T("Kesepakatan"), .type = WEB_ID },
    { .name = "bentuk", .label = T("Bentuk"), .type = WEB_ENUM, .of = "json|csv" },
    { 0 },
};

static enum traffic_by by_of(struct sv word)
{
    static const struct sv words[TRAFFIC_BY_COUNT] = {
        [TRAFFIC_BY_TIME] = SV_INIT("waktu"),
        [TRAFFIC_BY_SERVICE] = SV_INIT("layanan"),
        [TRAFFIC_BY_AGREEMENT] = SV_INIT("kesepakatan"),
        [TRAFFIC_BY_CONSUMER] = SV_INIT("konsumen"),
        [TRAFFIC_BY_OUTCOME] = SV_INIT("hasil"),
    };

    for (int i = 0; i < TRAFFIC_BY_COUNT; i++)
        if (sv_eq(word, words[i]))
            return (enum traffic_by) i;
    return TRAFFIC_BY_SERVICE;
}

static bool read_ask(const struct region *r, struct web_req *req, struct traffic_ask *out, struct err *e)
{
    struct date today = region_today(r), from = web_date(req, "dari"), until = web_date(req, "sampai");
    int zone = r->regulation.zone_min;
    struct sv width = web_text(req, "lebar");

    if (!until.y)
        until = today;
    if (!from.y)
        from = until;
    if (date_cmp(from, until) > 0 || date_serial(until) - date_serial(from) >= DAYS_MAX) {
        err_set(e, ERR_INPUT, T("Masa dari %s sampai %s tidak dapat dijumlahkan."), date_iso(from).s,
                date_iso(until).s);
        return err_hint(e, T("Minta paling banyak %d hari, dengan hari pertama di depan."), DAYS_MAX);
    }
    *out = (struct traffic_ask){
        .width = sv_eq(width, SV("menit")) ? TRAFFIC_MINUTE
                 : sv_eq(width, SV("jam")) ? TRAFFIC_HOUR
                                           : TRAFFIC_DAY,
        .from = time_of_date(from, zone),
        .until = time_of_date(date_add_days(until, 1), zone),
        .service = web_text(req, "layanan"),
        .consumer = web_text(req, "konsumen"),
        .agreement = web_int(req, "kesepakatan", 0),
    };
    return hub_scope(r, req->actor, req->a, &out->scope, e);
}

static void put_duration(struct jsonw *w, const struct traffic_row *r)
{
    static const struct {
        const char *key;
        unsigned permille;
    } rows[] = { { "p50_us", 500 }, { "p95_us", 950 }, { "p99_us", 990 } };

    if (!r->passed.calls)
        return;
    jsonw_key(w, SV("lama"));
    jsonw_map(w);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        jsonw_kint(w, rows[i].key, traffic_quantile_us(r->passed.bucket, rows[i].permille));
    jsonw_end(w);
}

static void put_row(struct jsonw *w, enum traffic_by by, const struct traffic_row *r, int zone)
{
    jsonw_map(w);
    if (by == TRAFFIC_BY_TIME)
        jsonw_kstr(w, "mulai", sv_of(time_iso_zone(r->start, zone).s));
    if (by == TRAFFIC_BY_SERVICE || by == TRAFFIC_BY_AGREEMENT)
        jsonw_kstr(w, "layanan", r->service);
    if (by == TRAFFIC_BY_AGREEMENT) {
        jsonw_kint(w, "kesepakatan", r->agreement);
        jsonw_kstr(w, "nomor", r->number);
    }
    if (by == TRAFFIC_BY_CONSUMER || by == TRAFFIC_BY_AGREEMENT)
        jsonw_kstr(w, "konsumen", r->consumer);
    if (by == TRAFFIC_BY_OUTCOME)
        jsonw_kstr(w, "hasil", r->outcome);
    jsonw_kint(w, "pertukaran", r->all.calls);
    jsonw_kint(w, "ditolak", r->all.calls - r->passed.calls);
    jsonw_kint(w, "galat_penyedia", r->all.errors);
    jsonw_kint(w, "terhitung_kuota", r->all.charged);
    jsonw_kint(w, "bita_permintaan", r->all.in);
    jsonw_kint(w, "bita_tanggapan", r->all.out);
    put_duration(w, r);
    jsonw_end(w);
}

/* --- as a sheet -------------------------------------------------------------------------------------------------------------------- */

static bool to_body(void *ctx, struct sv bytes, struct err *e)
{
    buf_put(ctx, bytes);
    return buf_ok(ctx, e);
}

/* What the rows are told apart by: one or three cells. */
static void put_names(struct csvw *c, enum traffic_by by, const struct traffic_row *r, int zone)
{
    if (by == TRAFFIC_BY_TIME)
        csvw_text(c, sv_of(time_iso_zone(r->start, zone).s));
    if (by == TRAFFIC_BY_AGREEMENT)
        csvw_text(c, r->number);
    if (by == TRAFFIC_BY_SERVICE || by == TRAFFIC_BY_AGREEMENT)
        csvw_text(c, r->service);
    if (by == TRAFFIC_BY_CONSUMER || by == TRAFFIC_BY_AGREEMENT)
        csvw_text(c, r->consumer);
    if (by == TRAFFIC_BY_OUTCOME)
        csvw_text(c, r->outcome);
}

static void put_number(struct csvw *c, int64_t v, struct arena *a)
{
    csvw_text(c, arena_printf(a, "%lld", (long long) v));
}

static bool send_csv(enum traffic_by by, const struct traffic_row *rows, size_t n, int zone,
                     struct web_req *req, struct web_res *res, struct err *e)
{
    static const char *const numbers[] = {
        T("Pertukaran"),         T("Ditolak"),         T("Galat penyedia"),
        T("Terhitung kuota"),    T("Bita permintaan"), T("Bita tanggapan"),
        T("Separuh dalam (us)"), T("95% dalam (us)"),  T("99% dalam (us)")
    };
    const struct traffic_row heads = { .number = SV(T("Kesepakatan")),
                                       .service = SV(T("Layanan")),
                                       .consumer = SV(T("Konsumen")),
                                       .outcome = SV(T("Hasil")) };
    struct csvw c;
    bool ok;

    csvw_begin(&c, ';', to_body, res->body);
    if (by == TRAFFIC_BY_TIME)
        csvw_text(&c, SV(T("Mulai")));
    else
        put_names(&c, by, &heads, zone);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        csvw_text(&c, sv_of(numbers[i]));
    ok = csvw_row(&c, e);
    for (size_t i = 0; ok && i < n; i++) {
        const struct traffic_row *r = &rows[i];
        const int64_t values[] = { r->all.calls,
                                   r->all.calls - r->passed.calls,
                                   r->all.errors,
                                   r->all.charged,
                                   r->all.in,
                                   r->all.out,
                                   traffic_quantile_us(r->passed.bucket, 500),
                                   traffic_quantile_us(r->passed.bucket, 950),
                                   traffic_quantile_us(r->passed.bucket, 990) };

        put_names(&c, by, r, zone);
        for (size_t k = 0; k < sizeof values / sizeof values[0]; k++)
            put_number(&c, values[k], req->a);
        ok = csvw_row(&c, e);
    }
    web_type(res, SV("text/csv; charset=utf-8"));
    web_attach(res, SV("lalu-lintas-penghubung.csv"));
    return ok && csvw_end(&c, e);
}

bool traffic_get(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = api_region(ctx);
    enum traffic_by by = by_of(web_text(req, "menurut"));
    struct traffic_row *rows;
    struct traffic_ask ask;
    struct db *db = NULL;
    struct jsonw w;
    size_t n;
    bool ok = read_ask(r, req, &ask, e) && db_lease(r->pool, DB_READ, API_LEASE_MS, &db, e) &&
              traffic_read(db, &ask, by, req->a, &rows, &n, e);

    db_release(db);
    if (!ok)
        return false;
    if (sv_eq(web_text(req, "bentuk"), SV("csv")))
        return send_csv(by, rows, n, r->regulation.zone_min, req, res, e);
    jsonw_init(&w, res->body);
    jsonw_map(&w);
    jsonw_kstr(&w, "dari", sv_of(time_iso_zone(ask.from, r->regulation.zone_min).s));
    jsonw_kstr(&w, "sampai", sv_of(time_iso_zone(ask.until, r->regulation.zone_min).s));
    jsonw_key(&w, SV("baris"));
    jsonw_list(&w);
    for (size_t i = 0; i < n; i++)
        put_row(&w, by, &rows[i], r->regulation.zone_min);
    jsonw_end(&w);
    jsonw_end(&w);
    web_json(res, &w);
    return true;
}

/* --- quotas ---------------------------------------------------------------------------------------------------------------------- */

static int64_t used_of(const struct traffic_quota *q, size_t n, int64_t agreement, int window)
{
    for (size_t i = 0; i < n; i++)
        if (q[i].agreement == agreement)
            return window == POLICY_DAY ? q[i].day : window == POLICY_MONTH ? q[i].month : q[i].year;
    return 0;
}

static void put_agreement(struct jsonw *w, const struct policy *p, const struct policy_agreement *g,
                          const struct traffic_quota *q, size_t n, const int64_t ends[POLICY_QUOTAS],
                          int zone)
{
    static const char *const names[POLICY_QUOTAS] = { "detik", "hari", "bulan", "tahun" };

    jsonw_map(w);
    jsonw_kint(w, "kesepakatan", g->id);
    jsonw_kstr(w, "nomor", policy_text(p, g->number));
    jsonw_kstr(w, "layanan", policy_text(p, p->service[g->service].brief));
    jsonw_kstr(w, "konsumen", policy_text(p, p->consumer[g->consumer].xroad));
    for (int k = POLICY_DAY; k < POLICY_QUOTAS; k++) {
        jsonw_key(w, sv_of(names[k]));
        jsonw_map(w);
        jsonw_kint(w, "terpakai", used_of(q, n, g->id, k));
        if (g->quota[k])
            jsonw_kint(w, "kuota", g->quota[k]);
        jsonw_kstr(w, "sampai", sv_of(time_iso_zone(ends[k], zone).s));
        jsonw_end(w);
    }
    if (g->quota[POLICY_SECOND])
        jsonw_kint(w, "per_detik", g->quota[POLICY_SECOND]);
    jsonw_end(w);
}

bool quota_get(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = api_region(ctx);
    int zone = r->regulation.zone_min;
    struct date today = region_today(r), month = { today.y, today.m, 1 }, year = { today.y, 1, 1 };
    int64_t ends[POLICY_QUOTAS] = { [POLICY_DAY] = time_of_date(date_add_days(today, 1), zone),
                                    [POLICY_MONTH] = time_of_date(date_add_months(month, 1), zone),
                                    [POLICY_YEAR] = time_of_date(date_add_years(year, 1), zone) };
    struct traffic_quota *q;
    struct traffic_scope scope;
    struct policy p = { 0 };
    struct err none = { 0 };
    struct db *db = NULL;
    struct jsonw w;
    size_t n;
    bool ok;

    if (!hub_scope(r, req->actor, req->a, &scope, e))
        return false;
    ok = db_lease(r->pool, DB_READ, API_LEASE_MS, &db, e) &&
         traffic_quotas(db, time_of_date(today, zone), time_of_date(month, zone), time_of_date(year, zone),
                        req->a, &q, &n, e);
    db_release(db);
    if (!ok)
        return false;
    jsonw_init(&w, res->body);
    jsonw_map(&w);
    jsonw_key(&w, SV("kesepakatan"));
    jsonw_list(&w);
    if (policy_open(arena_printf(req->a, "%s/" POLICY_PLACE, r->dir).p, &p, &none))
        for (uint32_t i = 0; i < p.agreements; i++)
            if (traffic_scope_has(&scope, policy_text(&p, p.service[p.agreement[i].service].brief),
                                  p.service[p.agreement[i].service].agency,
                                  p.consumer[p.agreement[i].consumer].agency))
                put_agreement(&w, &p, &p.agreement[i], q, n, ends, zone);
    jsonw_end(&w);
    jsonw_end(&w);
    policy_close(&p);
    web_json(res, &w);
    return true;
}
