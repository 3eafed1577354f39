/* SPDX-License-Identifier: MIT
 * page/traffic_view.c -- what the pages about the hub begin with: scope, snapshot, days; names and words. */
#include "page/traffic_priv.h"
#include "policy/refuse.h"

const struct web_param traffic_params[] = {
    { .name = "masa", .label = T("Masa"), .type = WEB_ENUM, .of = "hari|pekan|bulan" },
    { 0 },
};

static const struct {
    struct sv key;
    int days;
} spans[TRAFFIC_SPANS] = { { SV_INIT("hari"), 1 }, { SV_INIT("pekan"), 7 }, { SV_INIT("bulan"), 30 } };

static int64_t midnight(const struct traffic_view *v, struct date d)
{
    return time_of_date(d, v->p.region->regulation.zone_min);
}

bool traffic_open(struct traffic_view *v, struct web_ctx *ctx, struct web_req *req, struct web_res *res,
                  struct err *e)
{
    const struct region *r = page_region(ctx);
    struct err none = { 0 };

    *v = (struct traffic_view){
        .p = { .ctx = ctx, .region = r, .req = req, .res = res, .a = req->a, .who = req->actor }
    };
    if (!hub_scope(r, req->actor, req->a, &v->scope, e))
        return false;
    v->has_policy = policy_open(arena_printf(req->a, "%s/" POLICY_PLACE, r->dir).p, &v->policy, &none);
    v->today = region_today(r);
    v->first = v->today;
    v->until = midnight(v, date_add_days(v->today, 1));
    v->from = midnight(v, v->today);
    return true;
}

void traffic_days(struct traffic_view *v)
{
    struct sv key = web_text(v->p.req, "masa");

    for (int i = 0; i < TRAFFIC_SPANS; i++)
        if (sv_eq(spans[i].key, key))
            v->span = (enum traffic_span) i;
    v->first = date_add_days(v->today, 1 - spans[v->span].days);
    v->from = midnight(v, v->first);
    v->ask.width = TRAFFIC_DAY;
    v->ask.from = v->from;
    v->ask.until = v->until;
    v->ask.scope = v->scope;
}

void traffic_close(struct traffic_view *v)
{
    policy_close(&v->policy);
    v->has_policy = false;
}

bool traffic_load_quotas(struct traffic_view *v, struct db *db, struct err *e)
{
    struct date month = { v->today.y, v->today.m, 1 }, year = { v->today.y, 1, 1 };

    v->ends[POLICY_DAY] = v->until;
    v->ends[POLICY_MONTH] = midnight(v, date_add_months(month, 1));
    v->ends[POLICY_YEAR] = midnight(v, date_add_years(year, 1));
    return traffic_quotas(db, midnight(v, v->today), midnight(v, month), midnight(v, year), v->p.a,
                          &v->quotas, &v->n_quotas, e);
}

bool traffic_load_times(struct traffic_view *v, struct db *db, struct traffic_row **out, size_t *n,
                        struct err *e)
{
    struct traffic_ask ask = v->ask;

    if (v->span == TRAFFIC_TODAY)
        ask.width = TRAFFIC_HOUR;
    return traffic_read(db, &ask, TRAFFIC_BY_TIME, v->p.a, out, n, e);
}

/* --- names ------------------------------------------------------------------------------------------------------------------ */

const struct policy_service *traffic_service_of(const struct traffic_view *v, struct sv brief)
{
    int i = v->has_policy ? policy_service_by_brief(&v->policy, brief) : POLICY_NONE;

    return i < 0 ? NULL : &v->policy.service[i];
}

const struct policy_consumer *traffic_consumer_of(const struct traffic_view *v, struct sv xroad)
{
    for (uint32_t i = 0; v->has_policy && i < v->policy.consumers; i++) {
        const struct policy_consumer *c = &v->policy.consumer[i];

        if (sv_eq(policy_text(&v->policy, c->xroad.n ? c->xroad : c->name),
                  xroad)) /* as receipts name them */
            return c;
    }
    return NULL;
}

const struct policy_agreement *traffic_agreement_of(const struct traffic_view *v, int64_t id)
{
    for (uint32_t i = 0; v->has_policy && i < v->policy.agreements; i++)
        if (v->policy.agreement[i].id == id)
            return &v->policy.agreement[i];
    return NULL;
}

struct sv traffic_service_name(const struct traffic_view *v, struct sv brief)
{
    const struct policy_service *s = traffic_service_of(v, brief);

    if (s && s->title.n)
        return policy_text(&v->policy, s->title);
    return brief.n ? brief : SV(T("Tidak menyebut layanan yang dikenal"));
}

struct sv traffic_consumer_name(const struct traffic_view *v, struct sv xroad)
{
    const struct policy_consumer *c = traffic_consumer_of(v, xroad);

    if (c && c->name.n)
        return policy_text(&v->policy, c->name);
    return xroad.n ? xroad : SV(T("Pemanggil yang tidak terbukti"));
}

bool traffic_may_service(const struct traffic_view *v, const struct policy_service *s)
{
    return s && traffic_scope_has(&v->scope, policy_text(&v->policy, s->brief), s->agency, 0);
}

bool traffic_may_consumer(const struct traffic_view *v, const struct policy_consumer *c)
{
    return c && traffic_scope_has(&v->scope, SV_NULL, 0, c->agency);
}

bool traffic_may_agreement(const struct traffic_view *v, const struct policy_agreement *g)
{
    return g &&
           traffic_scope_has(&v->scope, policy_text(&v->policy, v->policy.service[g->service].brief),
                             v->policy.service[g->service].agency, v->policy.consumer[g->consumer].agency);
}

bool traffic_concerns(const struct traffic_view *v, const struct policy_service *s)
{
    const struct policy *p = &v->policy;

    if (!s || traffic_may_service(v, s))
        return s != NULL;
    for (uint32_t i = 0; i < p->agreements; i++)
        if (&p->service[p->agreement[i].service] == s && traffic_may_agreement(v, &p->agreement[i]))
            return true;
    return false;
}

struct sv traffic_escape(struct arena *a, struct sv code)
{
    static const char hex[] = "0123456789ABCDEF";
    char *p = arena_alloc(a, 3 * code.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < code.n; i++) { /* a name may hold anything; slashes part it as it stands */
        unsigned char c = (unsigned char) code.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                     c == '_' || c == '.' || c == '/';

        if (plain) {
            p[n++] = (char) c;
        } else {
            p[n++] = '%';
            p[n++] = hex[c >> 4];
            p[n++] = hex[c & 15];
        }
    }
    return (struct sv){ p, n };
}

struct sv traffic_url(struct arena *a, const char *kind, struct sv code)
{
    return arena_printf(a, "/penghubung/%s/%.*s", kind, SV_FMT(traffic_escape(a, code)));
}

/* --- words ------------------------------------------------------------------------------------------------------------------- */

/* v / 10^unit, with at most two decimals as Indonesian writes them; "12", "3,2", "1,25". */
static struct sv scaled(struct arena *a, int64_t v, int64_t unit, const char *word)
{
    int64_t hundredths = unit >= 100 ? v / (unit / 100) : v * (100 / unit), whole = hundredths / 100;
    int part = (int) (hundredths % 100);

    if (whole >= 100 || part == 0)
        return arena_printf(a, "%lld %s", (long long) whole, word);
    if (whole >= 10 || part % 10 == 0)
        return part / 10 ? arena_printf(a, "%lld,%d %s", (long long) whole, part / 10, word)
                         : arena_printf(a, "%lld %s", (long long) whole, word);
    return arena_printf(a, "%lld,%02d %s", (long long) whole, part, word);
}

struct sv traffic_ms(struct arena *a, int64_t us)
{
    if (us >= 30000000)
        return SV(T("30 detik atau lebih"));
    return us >= 1000000 ? scaled(a, us, 1000000, T("detik")) : scaled(a, us, 1000, T("ms"));
}

struct sv traffic_bytes(struct arena *a, int64_t bytes)
{
    static const char *const words[] = { T("bita"), T("kB"), T("MB"), T("GB"), T("TB"), T("PB"), T("EB") };
    int64_t unit = 1;
    size_t i = 0;

    for (; i + 1 < sizeof words / sizeof words[0] && bytes / unit >= 1000; i++)
        unit *= 1000;
    return scaled(a, bytes, unit, words[i]);
}

struct sv traffic_percent(struct arena *a, int64_t part, int64_t whole)
{
    int64_t tenths = whole > 0 ? (int64_t) ((double) part * 1000 / (double) whole + 0.5) : 0;

    if (part > 0 && tenths == 0)
        return SV(T("di bawah 0,1%"));
    return tenths % 10 ? arena_printf(a, "%lld,%lld%%", (long long) (tenths / 10), (long long) (tenths % 10))
                       : arena_printf(a, "%lld%%", (long long) (tenths / 10));
}

struct sv traffic_proof_words(struct sv proof)
{
    static const struct {
        struct sv key, words;
    } rows[] = {
        { SV_INIT("mtls"), SV_INIT(T("Sertifikat klien")) },
        { SV_INIT("token"), SV_INIT(T("Token OAuth2")) },
        { SV_INIT("tanda_tangan"), SV_INIT(T("Tanda tangan pesan")) },
        { SV_INIT("kunci_api"), SV_INIT(T("Kunci API")) },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (sv_eq(proof, rows[i].key))
            return rows[i].words;
    return SV(T("Tidak terbukti"));
}

/* Who can mend a refusal, by name where one service or consumer is meant. */
struct sv traffic_office(const struct traffic_view *v, struct sv outcome, struct sv service,
                         struct sv consumer)
{
    const struct policy_service *s = traffic_service_of(v, service);
    const struct policy_consumer *c = traffic_consumer_of(v, consumer);
    enum refuse why = refuse_of_code(outcome);

    if (why != REFUSE_COUNT && refuse_office(why) == REFUSE_PROVIDER)
        return s && s->office.n ? policy_text(&v->policy, s->office) : SV(T("Penyedia layanan"));
    if (why != REFUSE_COUNT && refuse_office(why) == REFUSE_CONSUMER)
        return c && c->office.n ? policy_text(&v->policy, c->office) : SV(T("Pengelola sistem pemanggil"));
    return v->has_policy && v->policy.meta->office.n ? policy_text(&v->policy, v->policy.meta->office)
                                                     : SV(T("Pengelola penghubung"));
}
