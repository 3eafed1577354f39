/* SPDX-License-Identifier: MIT
 * api/metrics.c -- GET /metrics in Prometheus' text format 0.0.4: what passed the hub, how its evidence and this process stand.
 *
 * For a scraper on this machine, without a password, unless the request came through another proxy; from elsewhere for a token
 * of somebody who reads the reports of all agencies. Default deny. Labels are services, agreements and codes of refusals:
 * at most SERIES_MAX of each, what goes beyond is summed up as "lainnya". No label names a person or a path. */
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "api/api_priv.h"
#include "base/date.h"
#include "base/file.h"
#include "ledger/place.h"
#include "policy/snapshot.h"
#include "rule/agency.h"

enum { SERIES_MAX = 200, STATE_MAX = 256 * 1024 };

struct scrape {
    const struct region *r;
    struct arena *a;
    struct buf *out;
    struct db *db;
    struct policy policy;
    bool has_policy;
    struct traffic_row *services, *outcomes;
    size_t n_services, n_outcomes;
    struct traffic_quota *quotas;
    size_t n_quotas;
    struct traffic_state taken;
    int64_t mails, norms, database;
};

/* --- the format ---------------------------------------------------------------------------------------------------------------- */

static void family(struct scrape *s, const char *name, const char *type, const char *help)
{
    buf_printf(s->out, "# HELP prasasti_%s %s\n# TYPE prasasti_%s %s\n", name, help, name, type);
}

static void escaped(struct buf *b, struct sv v)
{
    for (size_t i = 0; i < v.n; i++)
        if (v.p[i] == '\\')
            buf_put(b, SV("\\\\"));
        else if (v.p[i] == '"')
            buf_put(b, SV("\\\""));
        else if (v.p[i] == '\n')
            buf_put(b, SV("\\n"));
        else
            buf_char(b, v.p[i]);
}

/* One sample with up to two labels; l1 NULL: none. */
static void sample(struct scrape *s, const char *name, const char *l1, struct sv v1, const char *l2,
                   struct sv v2, const char *value)
{
    buf_printf(s->out, "prasasti_%s", name);
    if (l1) {
        buf_printf(s->out, "{%s=\"", l1);
        escaped(s->out, v1);
        buf_char(s->out, '"');
        if (l2) {
            buf_printf(s->out, ",%s=\"", l2);
            escaped(s->out, v2);
            buf_char(s->out, '"');
        }
        buf_char(s->out, '}');
    }
    buf_printf(s->out, " %s\n", value);
}

static const char *integer(struct scrape *s, int64_t v)
{
    return arena_printf(s->a, "%lld", (long long) v).p;
}

static const char *millionths(struct scrape *s, int64_t us)
{
    return arena_printf(s->a, "%lld.%06lld", (long long) (us / 1000000), (long long) (us % 1000000)).p;
}

static void gauge(struct scrape *s, const char *name, const char *help, int64_t v)
{
    family(s, name, "gauge", help);
    sample(s, name, NULL, SV_NULL, NULL, SV_NULL, integer(s, v));
}

static void counter(struct scrape *s, const char *name, const char *help, int64_t v)
{
    family(s, name, "counter", help);
    sample(s, name, NULL, SV_NULL, NULL, SV_NULL, integer(s, v));
}

/* --- what passed ------------------------------------------------------------------------------------------------------------------- */

static struct sv label_of(const struct traffic_row *r)
{
    return r->service.n ? r->service : SV("tidak_dikenal");
}

/* The rows beyond the limit in one, so that the sum stays right. */
static void bound(struct traffic_row *rows, size_t *n)
{
    if (*n <= SERIES_MAX)
        return;
    for (size_t i = SERIES_MAX; i < *n; i++) {
        struct traffic_row *to = &rows[SERIES_MAX - 1];

        to->all.calls += rows[i].all.calls;
        to->all.errors += rows[i].all.errors;
        to->all.in += rows[i].all.in;
        to->all.out += rows[i].all.out;
        to->passed.calls += rows[i].passed.calls;
        to->passed.us += rows[i].passed.us;
        for (int k = 0; k < TRAFFIC_BUCKETS; k++)
            to->passed.bucket[k] += rows[i].passed.bucket[k];
    }
    rows[SERIES_MAX - 1].service = rows[SERIES_MAX - 1].outcome = SV("lainnya");
    *n = SERIES_MAX;
}

static void exchanges(struct scrape *s)
{
    family(s, "hub_exchanges_total", "counter", "Exchanges through the hub by service and outcome.");
    for (size_t i = 0; i < s->n_services; i++) {
        const struct traffic_row *r = &s->services[i];

        sample(s, "hub_exchanges_total", "layanan", label_of(r), "hasil", SV("dijawab"),
               integer(s, r->passed.calls - r->all.errors));
        sample(s, "hub_exchanges_total", "layanan", label_of(r), "hasil", SV("ditolak"),
               integer(s, r->all.calls - r->passed.calls));
        sample(s, "hub_exchanges_total", "layanan", label_of(r), "hasil", SV("galat_penyedia"),
               integer(s, r->all.errors));
    }
    family(s, "hub_refusals_total", "counter", "Refusals by the hub itself, by code.");
    for (size_t i = 0; i < s->n_outcomes; i++)
        if (s->outcomes[i].outcome.n)
            sample(s, "hub_refusals_total", "kode", s->outcomes[i].outcome, NULL, SV_NULL,
                   integer(s, s->outcomes[i].all.calls));
    family(s, "hub_body_bytes_total", "counter", "Bytes of bodies by service and direction.");
    for (size_t i = 0; i < s->n_services; i++) {
        sample(s, "hub_body_bytes_total", "layanan", label_of(&s->services[i]), "arah", SV("permintaan"),
               integer(s, s->services[i].all.in));
        sample(s, "hub_body_bytes_total", "layanan", label_of(&s->services[i]), "arah", SV("tanggapan"),
               integer(s, s->services[i].all.out));
    }
}

static void durations(struct scrape *s)
{
    family(s, "hub_duration_seconds", "histogram",
           "Time from the first byte to the receipt, of calls that were forwarded.");
    for (size_t i = 0; i < s->n_services; i++) {
        const struct traffic_sum *p = &s->services[i].passed;
        int64_t so_far = 0;

        for (int k = 0; k < TRAFFIC_BUCKETS; k++) {
            so_far += p->bucket[k];
            sample(s, "hub_duration_seconds_bucket", "layanan", label_of(&s->services[i]), "le",
                   k == TRAFFIC_BUCKETS - 1 ? SV("+Inf") : sv_of(millionths(s, traffic_bound_us[k])),
                   integer(s, so_far));
        }
        sample(s, "hub_duration_seconds_sum", "layanan", label_of(&s->services[i]), NULL, SV_NULL,
               millionths(s, p->us));
        sample(s, "hub_duration_seconds_count", "layanan", label_of(&s->services[i]), NULL, SV_NULL,
               integer(s, p->calls));
    }
}

/* --- the snapshot, quotas --------------------------------------------------------------------------------------------------------- */

static int64_t used(const struct scrape *s, int64_t agreement, int window)
{
    for (size_t i = 0; i < s->n_quotas; i++)
        if (s->quotas[i].agreement == agreement)
            return window == POLICY_DAY     ? s->quotas[i].day
                   : window == POLICY_MONTH ? s->quotas[i].month
                                            : s->quotas[i].year;
    return 0;
}

static void policy(struct scrape *s)
{
    static const struct sv windows[POLICY_QUOTAS] = { SV_INIT("detik"), SV_INIT("hari"), SV_INIT("bulan"),
                                                      SV_INIT("tahun") };
    const struct policy *p = &s->policy;

    gauge(s, "hub_policy_present", "1 while a whole policy snapshot is there.", s->has_policy);
    if (!s->has_policy)
        return;
    gauge(s, "hub_policy_version", "Version of the policy snapshot.", (int64_t) p->meta->version);
    gauge(s, "hub_policy_made_timestamp_seconds", "When the policy snapshot was made.", p->meta->made_at);
    family(s, "hub_service_open", "gauge", "1 while the service is open.");
    for (uint32_t i = 0; i < p->services && i < SERIES_MAX; i++)
        sample(s, "hub_service_open", "layanan", policy_text(p, p->service[i].brief), NULL, SV_NULL,
               p->service[i].flags & POLICY_SERVICE_OPEN ? "1" : "0");
    family(s, "hub_quota_used_ratio", "gauge", "Part of a quota that is used in its present window.");
    for (uint32_t i = 0; i < p->agreements && i < SERIES_MAX; i++)
        for (int w = POLICY_DAY; w < POLICY_QUOTAS; w++) {
            const struct policy_agreement *g = &p->agreement[i];

            if (g->quota[w])
                sample(s, "hub_quota_used_ratio", "kesepakatan", sv_of(integer(s, g->id)), "masa", windows[w],
                       millionths(s, (int64_t) ((double) used(s, g->id, w) * 1000000 / g->quota[w])));
        }
}

/* --- evidence ------------------------------------------------------------------------------------------------------------------------ */

static const struct json *state_of(struct scrape *s, const char *log)
{
    struct err none = { 0 };
    struct json *tree;
    struct sv text;

    if (!file_read(arena_printf(s->a, "%s/keadaan.json", ledger_place_of(s->r->dir, log, s->a)).p, STATE_MAX,
                   s->a, &text, &none) ||
        !json_parse(text, STATE_MAX, s->a, &tree, &none))
        return NULL;
    return tree;
}

static int64_t signed_at(struct scrape *s, const char *log)
{
    struct stat st;

    return stat(arena_printf(s->a, "%s/checkpoint", ledger_place_of(s->r->dir, log, s->a)).p, &st) == 0
               ? (int64_t) st.st_mtim.tv_sec
               : 0;
}

static void evidence(struct scrape *s)
{
    static const char *const logs[2] = { LEDGER_CHANGES, LEDGER_EXCHANGES };
    const struct json *state[2] = { state_of(s, logs[0]), state_of(s, logs[1]) };
    int64_t leaves = json_number(state[1], SV("daun"), 0);

    counter(s, "hub_receipts_counted_total", "Receipts that were added up.", s->taken.receipts);
    counter(s, "hub_receipts_lost_total", "Receipts that were erased or damaged before they were added up.",
            s->taken.lost);
    gauge(s, "hub_receipts_waiting", "Receipts that were added up and are no leaves yet.",
          s->taken.receipts > leaves ? s->taken.receipts - leaves : 0);
    family(s, "ledger_leaves", "gauge", "Leaves of a log.");
    for (int i = 0; i < 2; i++)
        sample(s, "ledger_leaves", "buku", sv_of(logs[i]), NULL, SV_NULL,
               integer(s, json_number(state[i], SV("daun"), 0)));
    family(s, "ledger_checkpoint_timestamp_seconds", "gauge",
           "When the head of a log was last signed; 0: never.");
    for (int i = 0; i < 2; i++)
        sample(s, "ledger_checkpoint_timestamp_seconds", "buku", sv_of(logs[i]), NULL, SV_NULL,
               integer(s, signed_at(s, logs[i])));
    family(s, "ledger_witness_debt_leaves", "gauge", "Leaves that the quorum of witnesses has not cosigned.");
    for (int i = 0; i < 2; i++)
        sample(s, "ledger_witness_debt_leaves", "buku", sv_of(logs[i]), NULL, SV_NULL,
               integer(s, json_number(state[i], SV("utang_daun"), 0)));
    family(s, "ledger_stopped", "gauge", "1 while a log cannot go on.");
    for (int i = 0; i < 2; i++)
        sample(s, "ledger_stopped", "buku", sv_of(logs[i]), NULL, SV_NULL,
               json_text(state[i], SV("masalah")).n ? "1" : "0");
}

/* --- the process --------------------------------------------------------------------------------------------------------------------- */

/* A field of /proc/self/stat by its number there (proc(5)); the name in brackets may hold blanks. */
static int64_t of_process(struct scrape *s, int field)
{
    struct err none = { 0 };
    struct sv text, part = SV_NULL, rest;
    int64_t v = 0;
    ptrdiff_t at;

    if (!file_read("/proc/self/stat", 4096, s->a, &text, &none))
        return 0;
    at = sv_find(text, SV(") "));
    rest = at < 0 ? SV("") : sv_sub(text, (size_t) at + 2, text.n);
    for (int i = 3; i <= field && sv_cut(&rest, ' ', &part); i++)
        ;
    return sv_int(part, &v) ? v : 0;
}

static void process(struct scrape *s)
{
    enum { UTIME = 14, STIME = 15, THREADS = 20, RSS_PAGES = 24 };
    int64_t ticks = sysconf(_SC_CLK_TCK), page = sysconf(_SC_PAGESIZE);
    struct statvfs fs;

    gauge(s, "app_threads", "Threads of the application: one for each request under way, and the jobs.",
          of_process(s, THREADS));
    gauge(s, "app_resident_memory_bytes", "Resident memory of the application.",
          of_process(s, RSS_PAGES) * page);
    family(s, "app_cpu_seconds_total", "counter", "Processor time of the application.");
    sample(s, "app_cpu_seconds_total", NULL, SV_NULL, NULL, SV_NULL,
           millionths(s, ticks > 0 ? (of_process(s, UTIME) + of_process(s, STIME)) * (1000000 / ticks) : 0));
    gauge(s, "jobs_norms_waiting", "Registers whose changes wait for provisions to be judged again.",
          s->norms);
    gauge(s, "jobs_mails_waiting", "Messages that wait to be sent.", s->mails);
    gauge(s, "database_bytes", "Size of the database.", s->database);
    if (statvfs(s->r->dir, &fs) == 0)
        gauge(s, "disk_free_bytes", "Free space where the data folder is.",
              (int64_t) fs.f_bavail * (int64_t) fs.f_frsize);
}

/* --- the answer ------------------------------------------------------------------------------------------------------------------------ */

static bool allowed(const struct region *r, const struct web_req *req)
{
    bool here = sv_eq(req->client, SV("127.0.0.1")) || sv_eq(req->client, SV("::1"));

    /* nginx says so when another proxy stands between; whoever came through one is not on this machine. */
    if (here && !web_header_find(req, "X-Prasasti-Perantara").n)
        return true;
    return req->actor && !req->actor->limit.on &&
           traffic_scope_of(req->actor, agency_reads_all(r, req->actor)).all;
}

static bool load(struct scrape *s, struct err *e)
{
    struct traffic_ask ask = { .width = TRAFFIC_EVER, .scope = { .all = true } };
    int zone = s->r->regulation.zone_min;
    struct date today = region_today(s->r), month = { today.y, today.m, 1 }, year = { today.y, 1, 1 };
    struct err none = { 0 };

    s->has_policy = policy_open(arena_printf(s->a, "%s/" POLICY_PLACE, s->r->dir).p, &s->policy, &none);
    return db_lease(s->r->pool, DB_READ, API_LEASE_MS, &s->db, e) &&
           traffic_read(s->db, &ask, TRAFFIC_BY_SERVICE, s->a, &s->services, &s->n_services, e) &&
           traffic_read(s->db, &ask, TRAFFIC_BY_OUTCOME, s->a, &s->outcomes, &s->n_outcomes, e) &&
           traffic_quotas(s->db, time_of_date(today, zone), time_of_date(month, zone),
                          time_of_date(year, zone), s->a, &s->quotas, &s->n_quotas, e) &&
           traffic_state(s->db, &s->taken, e) &&
           db_one_int(s->db, SV("select count(*) from kirim_surel where keadaan = 'antre'"), 0, &s->mails,
                      e) &&
           db_one_int(s->db, SV("select count(*) from norma_kotor"), 0, &s->norms, e) &&
           db_bytes(s->db, &s->database, e);
}

bool metrics_get(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct scrape s = { .r = api_region(ctx), .a = req->a, .out = res->body };
    bool ok;

    if (!allowed(s.r, req)) {
        err_set(
            e, ERR_DENIED,
            T("Metrik hanya untuk pemantau pada mesin ini atau pemegang token yang membaca semua laporan."));
        return err_hint(
            e, T("Jalankan pemantau pada mesin ini, atau kirim token API akun yang membaca laporan semua "
                 "Perangkat Daerah."));
    }
    ok = load(&s, e);
    db_release(s.db);
    if (ok) {
        bound(s.services, &s.n_services);
        bound(s.outcomes, &s.n_outcomes);
        exchanges(&s);
        durations(&s);
        policy(&s);
        evidence(&s);
        process(&s);
        web_type(res, SV("text/plain; version=0.0.4; charset=utf-8"));
    }
    policy_close(&s.policy);
    return ok;
}
