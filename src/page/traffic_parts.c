/* SPDX-License-Identifier: MIT
 * page/traffic_parts.c -- what the pages about the hub are drawn of: choice of days, figures, columns of time, tables, quotas. */
#include "html/svg.h"
#include "page/traffic_priv.h"
#include "policy/refuse.h"

enum { QUOTA_WARN = 80, COLUMNS_MAX = 40 };

/* --- the days --------------------------------------------------------------------------------------------------------------- */

void traffic_tabs(struct traffic_view *v, struct sv path)
{
    static const struct {
        const char *key, *words;
    } tabs[TRAFFIC_SPANS] = { { "hari", T("Hari ini") },
                              { "pekan", T("7 hari") },
                              { "bulan", T("30 hari") } };
    struct html *h = &v->p.h;

    html_open(h, "nav");
    html_class(h, "btn-list mb-3 pilih-masa tanpa-cetak");
    html_attr_say(h, "aria-label", T("Masa yang ditampilkan"));
    for (int i = 0; i < TRAFFIC_SPANS; i++) {
        html_open(h, "a");
        html_class(h, "btn");
        html_href(h, arena_printf(v->p.a, "%.*s?masa=%s", SV_FMT(path), tabs[i].key));
        if (i == (int) v->span)
            html_attr(h, "aria-current", SV("true"));
        html_say(h, tabs[i].words);
        html_close(h, "a");
    }
    html_close(h, "nav");
}

/* --- figures ------------------------------------------------------------------------------------------------------------------ */

struct traffic_row traffic_total(const struct traffic_row *rows, size_t n)
{
    struct traffic_row t = { 0 };

    for (size_t i = 0; i < n; i++) {
        t.all.calls += rows[i].all.calls;
        t.all.errors += rows[i].all.errors;
        t.all.charged += rows[i].all.charged;
        t.all.in += rows[i].all.in;
        t.all.out += rows[i].all.out;
        t.passed.calls += rows[i].passed.calls;
        t.passed.us += rows[i].passed.us;
        for (int k = 0; k < TRAFFIC_BUCKETS; k++)
            t.passed.bucket[k] += rows[i].passed.bucket[k];
    }
    return t;
}

static void figure(struct html *h, struct sv value, const char *words, struct sv more)
{
    html_open(h, "li");
    html_elem(h, "strong", value);
    html_elem_say(h, "span", words);
    if (more.n) {
        html_open(h, "span");
        html_class(h, "lanjut");
        html_text(h, more);
        html_close(h, "span");
    }
    html_close(h, "li");
}

static struct sv number(struct arena *a, int64_t v)
{
    struct sv out = SV("");

    if (v < 1000)
        return arena_printf(a, "%lld", (long long) v);
    for (; v >= 1000; v /= 1000)
        out = arena_printf(a, ".%03lld%.*s", (long long) (v % 1000), SV_FMT(out));
    return arena_printf(a, "%lld%.*s", (long long) v, SV_FMT(out));
}

void traffic_figures(struct traffic_view *v, const struct traffic_row *t)
{
    int64_t refused = t->all.calls - t->passed.calls;
    struct html *h = &v->p.h;
    struct arena *a = v->p.a;

    html_open(h, "ul");
    html_class(h, "angka-hub");
    figure(h, number(a, t->all.calls), T("Pertukaran"), SV_NULL);
    figure(h, number(a, refused), T("Ditolak penghubung"), traffic_percent(a, refused, t->all.calls));
    figure(h, number(a, t->all.errors), T("Galat penyedia"), traffic_percent(a, t->all.errors, t->all.calls));
    if (t->passed.calls) {
        figure(h, traffic_ms(a, traffic_quantile_us(t->passed.bucket, 500)),
               T("Lama menjawab, separuh dalam"), SV_NULL);
        figure(h, traffic_ms(a, traffic_quantile_us(t->passed.bucket, 950)), T("95 dari 100 dalam"), SV_NULL);
        figure(h, traffic_ms(a, traffic_quantile_us(t->passed.bucket, 990)), T("99 dari 100 dalam"), SV_NULL);
    }
    figure(h, traffic_bytes(a, t->all.in), T("Isi ke penyedia"), SV_NULL);
    figure(h, traffic_bytes(a, t->all.out), T("Isi ke pemanggil"), SV_NULL);
    html_close(h, "ul");
}

/* --- columns of time ------------------------------------------------------------------------------------------------------------ */

struct slot { /* an hour or a day */
    struct sv name;
    struct traffic_row row;
};

/* Every hour or day, also those without a row. */
static size_t slots_of(const struct traffic_view *v, const struct traffic_row *rows, size_t n,
                       struct slot *out)
{
    int64_t step = v->span == TRAFFIC_TODAY ? TRAFFIC_HOUR : TRAFFIC_DAY;
    int zone = v->p.region->regulation.zone_min;
    size_t count = 0, k = 0;

    for (int64_t at = v->from; at < v->until && count < COLUMNS_MAX; at += step, count++) {
        struct date day = date_of_time(at, zone);

        out[count] = (struct slot){ .name = step == TRAFFIC_HOUR
                                                ? arena_printf(v->p.a, T("pukul %02lld"),
                                                               (long long) ((at - v->from) / TRAFFIC_HOUR))
                                                : date_long(day, v->p.a),
                                    .row = { .start = at } };
        while (k < n && rows[k].start < at)
            k++;
        if (k < n && rows[k].start < at + step)
            out[count].row = rows[k];
    }
    return count;
}

static void chart_table(struct traffic_view *v, const struct slot *slots, size_t n)
{
    static const char *const heads[] = { T("Waktu"), T("Pertukaran"), T("Ditolak"), T("Galat"),
                                         T("95 dari 100 dalam") };
    struct html *h = &v->p.h;

    html_open(h, "details");
    html_class(h, "lipat");
    html_elem_say(h, "summary", T("Sebagai tabel"));
    html_open(h, "table");
    html_class(h, "tabel-kecil");
    page_table_head(h, heads, sizeof heads / sizeof heads[0]);
    html_open(h, "tbody");
    for (size_t i = 0; i < n; i++) {
        const struct traffic_row *r = &slots[i].row;

        html_open(h, "tr");
        html_open(h, "th");
        html_attr(h, "scope", SV("row"));
        html_text(h, slots[i].name);
        html_close(h, "th");
        html_elem(h, "td", number(v->p.a, r->all.calls));
        html_elem(h, "td", number(v->p.a, r->all.calls - r->passed.calls));
        html_elem(h, "td", number(v->p.a, r->all.errors));
        html_elem(h, "td",
                  r->passed.calls ? traffic_ms(v->p.a, traffic_quantile_us(r->passed.bucket, 950))
                                  : SV("\u2013"));
        html_close(h, "tr");
    }
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "details");
}

static void legend(struct html *h)
{
    static const struct {
        const char *cls, *words;
    } items[] = { { "hub-baik", T("dijawab") },
                  { "hub-tolak", T("ditolak") },
                  { "hub-galat", T("galat penyedia") } };

    html_open(h, "ul");
    html_class(h, "kunci-warna");
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        html_open(h, "li");
        html_attr(h, "class", sv_of(items[i].cls));
        html_say(h, items[i].words);
        html_close(h, "li");
    }
    html_close(h, "ul");
}

static void parts_of(const struct traffic_row *r, struct svg_part out[3])
{
    out[0] = (struct svg_part){ SV(T("Dijawab")), SV("hub-baik"), r->passed.calls - r->all.errors };
    out[1] = (struct svg_part){ SV(T("Ditolak")), SV("hub-tolak"), r->all.calls - r->passed.calls };
    out[2] = (struct svg_part){ SV(T("Galat penyedia")), SV("hub-galat"), r->all.errors };
}

void traffic_chart(struct traffic_view *v, const struct traffic_row *rows, size_t n)
{
    struct traffic_row all = traffic_total(rows, n);
    struct slot slots[COLUMNS_MAX];
    struct svg_part parts[COLUMNS_MAX][3];
    struct svg_column cols[COLUMNS_MAX];
    size_t count = slots_of(v, rows, n, slots);
    struct html *h = &v->p.h;

    if (!count) /* a day that has not begun */
        return;
    page_card_begin(h, 2, v->span == TRAFFIC_TODAY ? SV(T("Per jam")) : SV(T("Per hari")));
    for (size_t i = 0; i < count; i++) {
        parts_of(&slots[i].row, parts[i]);
        cols[i] = (struct svg_column){ slots[i].name, parts[i], 3 };
    }
    svg_columns(h,
                arena_printf(v->p.a,
                             T("Pertukaran dari %.*s sampai %.*s: %lld, ditolak %lld, galat penyedia %lld"),
                             SV_FMT(slots[0].name), SV_FMT(slots[count - 1].name), (long long) all.all.calls,
                             (long long) (all.all.calls - all.passed.calls), (long long) all.all.errors),
                cols, count);
    html_open(h, "p");
    html_class(h, "sumbu");
    html_attr(h, "aria-hidden", SV("true")); /* each column says its own */
    html_elem(h, "span", slots[0].name);
    html_elem(h, "span", slots[count - 1].name);
    html_close(h, "p");
    legend(h);
    chart_table(v, slots, count);
    page_card_end(h);
}

/* --- tables ------------------------------------------------------------------------------------------------------------------------ */

void traffic_heads(struct html *h, const char *label, const char *const *heads, size_t n, unsigned numbers)
{
    html_open(h, "div");
    html_class(h, "gulung mb-3");
    html_attr(h, "tabindex", SV("0"));
    html_attr(h, "role", SV("region"));
    html_attr_say(h, "aria-label", label);
    html_open(h, "table");
    html_class(h, "daftar");
    html_open(h, "thead");
    html_open(h, "tr");
    for (size_t i = 0; i < n; i++) {
        html_open(h, "th");
        html_attr(h, "scope", SV("col"));
        if (numbers >> i & 1)
            html_class(h, "angka");
        html_say(h, heads[i]);
        html_close(h, "th");
    }
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
}

void traffic_table_end(struct html *h)
{
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
}

void traffic_cell(struct html *h, const char *label, bool is_number)
{
    html_open(h, "td");
    if (is_number)
        html_class(h, "angka");
    html_attr_say(h, "data-label", label);
}

static void text_cell(struct html *h, const char *label, struct sv text)
{
    traffic_cell(h, label, true);
    html_text(h, text);
    html_close(h, "td");
}

static struct sv row_name(struct traffic_view *v, enum traffic_by by, const struct traffic_row *r,
                          struct sv *url, struct sv *below)
{
    struct arena *a = v->p.a;

    *below = SV_NULL;
    if (by == TRAFFIC_BY_SERVICE) {
        *url = r->service.n ? traffic_url(a, "layanan", r->service) : SV_NULL;
        *below = r->service;
        return traffic_service_name(v, r->service);
    }
    if (by == TRAFFIC_BY_CONSUMER) {
        *url = r->consumer.n ? traffic_url(a, "konsumen", r->consumer) : SV_NULL;
        *below = r->consumer;
        return traffic_consumer_name(v, r->consumer);
    }
    *url = arena_printf(a, "/penghubung/kesepakatan/%lld", (long long) r->agreement);
    *below = arena_printf(a, T("%.*s memakai %.*s"), SV_FMT(traffic_consumer_name(v, r->consumer)),
                          SV_FMT(traffic_service_name(v, r->service)));
    return r->number.n ? r->number : arena_printf(a, T("Kesepakatan %lld"), (long long) r->agreement);
}

static void row(struct traffic_view *v, enum traffic_by by, const struct traffic_row *r)
{
    const struct policy_agreement *g =
        by == TRAFFIC_BY_AGREEMENT ? traffic_agreement_of(v, r->agreement) : NULL;
    int64_t refused = r->all.calls - r->passed.calls;
    struct svg_part parts[3];
    struct html *h = &v->p.h;
    struct arena *a = v->p.a;
    struct sv url, below, name = row_name(v, by, r, &url, &below);

    html_open(h, "tr");
    html_open(h, "td");
    html_class(h, "utama");
    if (url.n)
        page_link(h, url, name);
    else
        html_text(h, name);
    if (below.n && !sv_eq(below, name)) {
        html_open(h, "div");
        html_class(h, "text-secondary pecah fw-normal");
        html_text(h, below);
        html_close(h, "div");
    }
    html_close(h, "td");
    traffic_cell(h, T("Pertukaran"), true);
    html_open(h, "span");
    html_class(h, "terisi");
    html_text(h, number(a, r->all.calls));
    parts_of(r, parts);
    svg_stack(h,
              arena_printf(a, T("Dijawab %lld, ditolak %lld, galat %lld"), (long long) parts[0].value,
                           (long long) refused, (long long) r->all.errors),
              parts, 3);
    html_close(h, "span");
    html_close(h, "td");
    text_cell(h, T("Ditolak"), number(a, refused));
    text_cell(h, T("Galat"), number(a, r->all.errors));
    text_cell(h, T("Separuh dalam"),
              r->passed.calls ? traffic_ms(a, traffic_quantile_us(r->passed.bucket, 500)) : SV("\u2013"));
    text_cell(h, T("95% dalam"),
              r->passed.calls ? traffic_ms(a, traffic_quantile_us(r->passed.bucket, 950)) : SV("\u2013"));
    text_cell(h, T("99% dalam"),
              r->passed.calls ? traffic_ms(a, traffic_quantile_us(r->passed.bucket, 990)) : SV("\u2013"));
    if (by == TRAFFIC_BY_AGREEMENT) {
        int most = g ? traffic_quota_most(v, g) : -1;

        traffic_cell(h, T("Kuota terpakai"), true);
        if (most >= QUOTA_WARN)
            page_badge(h, most >= 100 ? SV("red") : SV("yellow"), arena_printf(a, "%d%%", most));
        else
            html_text(h, most < 0 ? SV("\u2013") : arena_printf(a, "%d%%", most));
        html_close(h, "td");
    }
    html_close(h, "tr");
}

void traffic_table(struct traffic_view *v, enum traffic_by by, const struct traffic_row *rows, size_t n)
{
    static const struct {
        const char *title, *first;
    } names[TRAFFIC_BY_COUNT] = {
        [TRAFFIC_BY_SERVICE] = { T("Per layanan"), T("Layanan") },
        [TRAFFIC_BY_AGREEMENT] = { T("Per kesepakatan"), T("Kesepakatan") },
        [TRAFFIC_BY_CONSUMER] = { T("Per konsumen"), T("Konsumen") },
    };
    const char *heads[] = { names[by].first,    T("Pertukaran"), T("Ditolak"),   T("Galat"),
                            T("Separuh dalam"), T("95% dalam"),  T("99% dalam"), T("Kuota terpakai") };
    struct html *h = &v->p.h;

    if (!n)
        return;
    html_elem_say(h, "h2", names[by].title);
    traffic_heads(h, names[by].title, heads, by == TRAFFIC_BY_AGREEMENT ? 8 : 7, 0xfe);
    for (size_t i = 0; i < n; i++)
        row(v, by, &rows[i]);
    traffic_table_end(h);
    if (n == TRAFFIC_ROWS_MAX)
        html_elem_say(h, "p", T("Hanya lima ratus yang paling ramai ditampilkan."));
}

void traffic_outcomes(struct traffic_view *v, const struct traffic_row *rows, size_t n)
{
    static const char *const heads[] = { T("Alasan"), T("Banyaknya"), T("Yang dapat memperbaiki"),
                                         T("Langkah") };
    struct html *h = &v->p.h;
    size_t refused = 0;

    for (size_t i = 0; i < n; i++)
        refused += rows[i].outcome.n > 0;
    if (!refused)
        return;
    html_elem_say(h, "h2", T("Penolakan menurut alasan"));
    traffic_heads(h, T("Penolakan menurut alasan"), heads, 4, 2);
    for (size_t i = 0; i < n; i++) {
        enum refuse why = refuse_of_code(rows[i].outcome);

        if (!rows[i].outcome.n)
            continue;
        html_open(h, "tr");
        html_open(h, "td");
        html_class(h, "utama");
        page_link(h, arena_printf(v->p.a, "/penghubung/bukti?hasil=%.*s", SV_FMT(rows[i].outcome)),
                  why == REFUSE_COUNT ? rows[i].outcome : refuse_title(why));
        html_close(h, "td");
        text_cell(h, T("Banyaknya"), number(v->p.a, rows[i].all.calls));
        traffic_cell(h, T("Yang dapat memperbaiki"), false);
        html_text(h, traffic_office(v, rows[i].outcome, v->office_service, v->office_consumer));
        html_close(h, "td");
        traffic_cell(h, T("Langkah"), false);
        html_text(h, why == REFUSE_COUNT ? SV("\u2013") : refuse_step(why));
        html_close(h, "td");
        html_close(h, "tr");
    }
    traffic_table_end(h);
}

/* --- quotas -------------------------------------------------------------------------------------------------------------------------- */

static int64_t used_of(const struct traffic_view *v, const struct policy_agreement *g, int window)
{
    for (size_t i = 0; i < v->n_quotas; i++)
        if (v->quotas[i].agreement == g->id)
            return window == POLICY_DAY     ? v->quotas[i].day
                   : window == POLICY_MONTH ? v->quotas[i].month
                                            : v->quotas[i].year;
    return 0;
}

int traffic_quota_most(const struct traffic_view *v, const struct policy_agreement *g)
{
    int most = -1;

    for (int w = POLICY_DAY; w < POLICY_QUOTAS; w++)
        if (g->quota[w]) {
            int64_t percent = used_of(v, g, w) * 100 / (int64_t) g->quota[w];

            most = percent > most ? (int) (percent > 999 ? 999 : percent) : most;
        }
    return most;
}

static void quota_row(struct traffic_view *v, const struct policy_agreement *g, int w)
{
    static const char *const names[POLICY_QUOTAS] = { T("Per detik"), T("Hari ini"), T("Bulan ini"),
                                                      T("Tahun ini") };
    int64_t used = w == POLICY_SECOND ? 0 : used_of(v, g, w), allowed = g->quota[w];
    struct html *h = &v->p.h;
    struct arena *a = v->p.a;

    html_open(h, "tr");
    html_open(h, "td");
    html_class(h, "utama");
    html_say(h, names[w]);
    html_close(h, "td");
    text_cell(h, T("Terpakai"), w == POLICY_SECOND ? SV("\u2013") : number(a, used));
    text_cell(h, T("Kuota"), allowed ? number(a, allowed) : SV(T("tanpa batas")));
    traffic_cell(h, T("Bagian"), false);
    if (allowed && w != POLICY_SECOND) {
        int64_t percent = used * 100 / allowed;
        struct svg_part parts[2] = { { SV(T("Terpakai")),
                                       percent >= QUOTA_WARN ? SV("hub-tolak") : SV("hub-baik"),
                                       used < allowed ? used : allowed },
                                     { SV(T("Sisa")), SV("hub-sisa"), used < allowed ? allowed - used : 0 } };

        html_open(h, "div");
        html_class(h, "terisi");
        page_badge(h,
                   percent >= 100          ? SV("red")
                   : percent >= QUOTA_WARN ? SV("yellow")
                                           : SV("green"),
                   traffic_percent(a, used, allowed));
        svg_stack(h, arena_printf(a, T("Terpakai %lld dari %lld"), (long long) used, (long long) allowed),
                  parts, 2);
        html_close(h, "div");
    } else {
        html_say(h, "\u2013");
    }
    html_close(h, "td");
    traffic_cell(h, T("Mulai lagi dari nol"), false);
    html_text(h, w == POLICY_SECOND ? SV(T("setiap detik"))
                                    : time_long(v->ends[w], v->p.region->regulation.zone_min, a));
    html_close(h, "td");
    html_close(h, "tr");
}

void traffic_quota_card(struct traffic_view *v, const struct policy_agreement *g)
{
    static const char *const heads[] = { T("Masa"), T("Terpakai"), T("Kuota"), T("Bagian"),
                                         T("Mulai lagi dari nol") };
    int most = traffic_quota_most(v, g);
    struct html *h = &v->p.h;

    html_elem_say(h, "h2", T("Pemakaian kuota"));
    if (most >= 100)
        page_alert(
            h, PAGE_BAD, SV(T("Kuota habis")),
            SV(T(
                "Panggilan ditolak sampai masanya berganti. Kuota yang lebih besar diajukan kepada penyedia.")));
    else if (most >= QUOTA_WARN)
        page_alert(h, PAGE_CAUTION, SV(T("Kuota hampir habis")),
                   SV(T("Bila kebutuhan memang bertambah, ajukan kuota yang lebih besar kepada penyedia.")));
    traffic_heads(h, T("Pemakaian kuota"), heads, 5, 6);
    for (int w = 0; w < POLICY_QUOTAS; w++)
        quota_row(v, g, w);
    traffic_table_end(h);
}
