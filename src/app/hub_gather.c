/* SPDX-License-Identifier: MIT
 * app/hub_gather.c -- the rows of the SELECTs as the structs a snapshot is built from; children are sorted by their owner and
 * handed out as runs. */
#include <stdlib.h>

#include "app/hub_rows.h"
#include "app/hub_source.h"
#include "base/arena.h"
#include "base/date.h"
#include "base/pubkey.h"
#include "model/files.h"
#include "policy/openapi.h"

enum { KIB = 1024, MINUTES = 60, DAY_MINUTES = 1440, WINDOWS = 2, ROWS_MAX = 100000 };

struct rule_row {
    int64_t owner;
    struct policy_in_rule rule;
};
struct key_row {
    int64_t owner;
    struct policy_in_key key;
};

struct gather {
    const struct region *r;
    const struct hub_source *s;
    struct db *db, *pack;
    struct arena *a;
    struct policy_in *out;
    struct date_text today;
};

static struct sv text(struct gather *g, struct stmt *q, struct sv name)
{
    return hub_text(q, name, g->a);
}

typedef bool row_reader(struct gather *g, struct stmt *q, struct err *e);

static bool each(struct gather *g, enum hub_select which, row_reader *read, struct err *e)
{
    struct stmt *q = NULL;
    size_t rows = 0;
    bool row = true, ok = db_prepare(g->pack, g->s->sql[which], &q, e) && /* checked: on a DB_PACK lease */
                          stmt_text(q, 1, sv_of(g->today.s), e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        if (++rows > ROWS_MAX)
            ok = err_set(e, ERR_INPUT, T("Penghubung memuat lebih dari 100.000 baris."));
        ok = ok && read(g, q, e);
    }
    stmt_done(q);
    return ok;
}

/* --- rows ----------------------------------------------------------------------------------------------------------- */

struct rows {        /* of whatever is being read */
    struct gather g; /* first: readers get its address */
    struct policy_in_service *service;
    struct policy_in_consumer *consumer;
    struct policy_in_agreement *agreement;
    struct rule_row *rule;
    struct key_row *key;
    size_t services, consumers, agreements, rules, keys;
    size_t service_cap, consumer_cap, agreement_cap, rule_cap, key_cap;
};

/* "penghubung.kabupaten-x": tokens and assertions are made for one hub by name, so no two regions may share it. */
static struct sv hub_name(struct gather *g)
{
    struct sv name = sv_lower(g->r->regulation.region, g->a);
    char *p = arena_alloc(g->a, name.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain || (n && p[n - 1] != '-'))
            p[n++] = (char) (plain ? c : '-');
    }
    return arena_printf(g->a, "penghubung.%.*s", (int) n, p);
}

static bool read_about(struct gather *g, struct stmt *q, struct err *e)
{
    (void) e;
    g->out->instance = text(g, q, SV("instance"));
    g->out->hub = text(g, q, SV("hub"));
    g->out->region = text(g, q, SV("region"));
    if (!g->out->hub.n)
        g->out->hub = hub_name(g);
    if (!g->out->region.n)
        g->out->region = g->r->regulation.region;
    g->out->office = text(g, q, SV("office"));
    g->out->contact = text(g, q, SV("contact"));
    return true;
}

/* The description's digest: it is served from the attachments by its name. */
static bool description(struct gather *g, int64_t file, struct sv *hex, struct err *e)
{
    struct stored_file f;

    *hex = SV("");
    if (!file)
        return true;
    if (!file_info(g->db, file, g->a, &f, e))
        return false;
    *hex = f.digest;
    return true;
}

static bool read_service(struct gather *g, struct stmt *q, struct err *e)
{
    struct rows *k = (struct rows *) g;
    struct policy_in_service s = {
        .id = hub_number(q, SV("id"), 0),
        .agency = hub_number(q, SV("agency"), 0),
        .gateway = hub_number(q, SV("gateway"), 0),
        .brief = text(g, q, SV("brief")),
        .klass = text(g, q, SV("klass")),
        .member = text(g, q, SV("member")),
        .subsystem = text(g, q, SV("subsystem")),
        .code = text(g, q, SV("code")),
        .title = text(g, q, SV("title")),
        .base_url = text(g, q, SV("base_url")),
        .office = text(g, q, SV("office")),
        .contact = text(g, q, SV("contact")),
        .open = hub_number(q, SV("open"), 0) != 0,
        .strict = hub_number(q, SV("strict"), 0) != 0,
        .why_closed = text(g, q, SV("why_closed")),
        .article = text(g, q, SV("article")),
        .spool_max = (uint64_t) hub_number(q, SV("spool_kib"), 0) * KIB,
        .timeout_s = (uint32_t) hub_number(q, SV("timeout_s"), 0),
    };
    struct sv why = SV(""), at = SV("");

    if (!description(g, hub_number(q, SV("openapi"), 0), &s.openapi, e) ||
        (hub_number(q, SV("gates"), 0) &&
         !hub_unmet(g->r, g->db, g->s->service_reg, s.id, g->a, &why, &at, e)))
        return false;
    if (why.n) {
        s.open = false;
        s.why_closed = why;
        s.article = at;
    }
    *ARENA_PUSH(g->a, k->service, k->services, k->service_cap) = s;
    return true;
}

static bool read_rule(struct gather *g, struct stmt *q, struct err *e)
{
    struct rows *k = (struct rows *) g;
    struct sv method = text(g, q, SV("method")), pattern = openapi_pattern(text(g, q, SV("path")), g->a);
    char upper[8] = "";

    (void) e;
    for (size_t i = 0; i < method.n && i < sizeof upper - 1; i++)
        upper[i] = (char) (method.p[i] >= 'a' && method.p[i] <= 'z' ? method.p[i] - 'a' + 'A' : method.p[i]);
    if (pattern.p && policy_method_of(sv_of(upper))) /* what the hub cannot judge stays closed */
        *ARENA_PUSH(g->a, k->rule, k->rules, k->rule_cap) =
            (struct rule_row){ hub_number(q, SV("owner"), 0), { policy_method_of(sv_of(upper)), pattern } };
    return true;
}

static bool read_consumer(struct gather *g, struct stmt *q, struct err *e)
{
    struct rows *k = (struct rows *) g;

    (void) e;
    *ARENA_PUSH(g->a, k->consumer, k->consumers, k->consumer_cap) = (struct policy_in_consumer){
        .id = hub_number(q, SV("id"), 0),
        .agency = hub_number(q, SV("agency"), 0),
        .name = text(g, q, SV("name")),
        .xroad = text(g, q, SV("xroad")),
        .office = text(g, q, SV("office")),
        .why_closed = text(g, q, SV("why_closed")),
    };
    return true;
}

/* First second and the first second after the last day, in the region's zone. */
static bool term(struct gather *g, struct stmt *q, int64_t *from, int64_t *until)
{
    struct date first, last;

    if (!date_parse(text(g, q, SV("first")), &first) || !date_parse(text(g, q, SV("last")), &last))
        return false;
    *from = time_of_date(first, g->r->regulation.zone_min);
    *until = time_of_date(date_add_days(last, 1), g->r->regulation.zone_min);
    return *from < *until;
}

static bool key_of_pem(struct gather *g, struct sv pem, bool cert, struct policy_in_key *key)
{
    struct pubkey found;
    struct sv why;

    if (!pubkey_read(pem, g->a, &found, &why) || (found.kind == PUBKEY_CERTIFICATE) != cert)
        return false;
    key->digest = found.spki;
    if (cert) {
        key->kind = POLICY_KEY_CERT;
        key->until = found.until + 1 < key->until ? found.until + 1 : key->until;
        return key->from < key->until;
    }
    key->kind = found.kind == PUBKEY_ED25519 ? POLICY_KEY_ED25519 : POLICY_KEY_P256;
    key->pub = arena_dup(g->a, (struct sv){ (const char *) found.raw, found.n_raw });
    return true;
}

static bool read_key(struct gather *g, struct stmt *q, struct err *e)
{
    struct rows *k = (struct rows *) g;
    struct policy_in_key key = { .id = hub_number(q, SV("id"), 0), .keyid = text(g, q, SV("keyid")) };
    struct sv kind = text(g, q, SV("kind")), bytes;
    bool good = term(g, q, &key.from, &key.until);

    (void) e;
    if (good && sv_eq(kind, SV("api"))) {
        good = hex_parse(text(g, q, SV("digest")), g->a, &bytes) && bytes.n == sizeof key.digest.b;
        for (size_t i = 0; good && i < bytes.n; i++)
            key.digest.b[i] = (uint8_t) bytes.p[i];
        key.kind = POLICY_KEY_API;
    } else if (good) {
        good = key_of_pem(g, text(g, q, SV("pem")), sv_eq(kind, SV("cert")), &key);
    }
    if (good) /* a key that cannot prove anything opens nothing */
        *ARENA_PUSH(g->a, k->key, k->keys, k->key_cap) =
            (struct key_row){ hub_number(q, SV("owner"), 0), key };
    return true;
}

/* Hours of the day; from late to early goes over midnight. */
static void hours(struct gather *g, struct stmt *q, struct policy_in_agreement *out)
{
    int64_t from = hub_number(q, SV("hour_from"), 0), until = hub_number(q, SV("hour_until"), 24),
            days = hub_number(q, SV("days"), 127);
    struct policy_in_window *w = ARENA_ARRAY(g->a, struct policy_in_window, WINDOWS);

    if (from == until || (from == 0 && until == 24 && days == 127))
        return;
    w[0] = (struct policy_in_window){ (uint8_t) days, (uint16_t) (from * MINUTES),
                                      (uint16_t) (until * MINUTES) };
    out->windows = 1;
    if (from > until) {
        w[0].until_min = DAY_MINUTES;
        if (until)
            w[out->windows++] = (struct policy_in_window){ (uint8_t) days, 0, (uint16_t) (until * MINUTES) };
    }
    out->window = w;
}

static bool read_agreement(struct gather *g, struct stmt *q, struct err *e)
{
    struct rows *k = (struct rows *) g;
    struct policy_in_agreement x = {
        .id = hub_number(q, SV("id"), 0),
        .consumer = hub_number(q, SV("consumer"), 0),
        .service = hub_number(q, SV("service"), 0),
        .version = (uint32_t) hub_number(q, SV("version"), 1),
        .number = text(g, q, SV("number")),
        .purpose = text(g, q, SV("purpose")),
        .basis = text(g, q, SV("basis")),
        .why_held = text(g, q, SV("why_held")),
        .strict = hub_number(q, SV("strict"), 0) != 0,
        .quota = { (uint32_t) hub_number(q, SV("per_second"), 0), (uint32_t) hub_number(q, SV("per_day"), 0),
                   (uint32_t) hub_number(q, SV("per_month"), 0),
                   (uint32_t) hub_number(q, SV("per_year"), 0) },
    };
    struct sv why = SV(""), at = SV("");

    if (hub_number(q, SV("gates"), 0) &&
        !hub_unmet(g->r, g->db, g->s->agreement_reg, x.id, g->a, &why, &at, e))
        return false;
    if (why.n)
        x.why_held = at.n ? arena_printf(g->a, "%.*s (%.*s)", SV_FMT(why), SV_FMT(at)) : why;
    hours(g, q, &x);
    if (term(g, q, &x.from, &x.until))
        *ARENA_PUSH(g->a, k->agreement, k->agreements, k->agreement_cap) = x;
    return true;
}

/* --- putting together ----------------------------------------------------------------------------------------------- */

/* By the first member of a row: the owner of a child, the id of the rest. */
static int by_id(const void *x, const void *y)
{
    int64_t a = *(const int64_t *) x, b = *(const int64_t *) y;

    return (a > b) - (a < b);
}

static void sort_rows(void *rows, size_t n, size_t size)
{
    if (n > 1)
        qsort(rows, n, size, by_id);
}

/* Where the rows of this id begin among sorted ones. */
static size_t first_of(const void *rows, size_t n, size_t size, int64_t id)
{
    size_t lo = 0;

    while (lo < n) {
        size_t mid = lo + (n - lo) / 2;

        if (by_id((const char *) rows + mid * size, &id) < 0)
            lo = mid + 1;
        else
            n = mid;
    }
    return lo;
}

static const struct policy_in_rule *rules_of(struct rows *k, int64_t owner, size_t *count)
{
    struct policy_in_rule *out = NULL;
    size_t n = 0, cap = 0;

    for (size_t i = first_of(k->rule, k->rules, sizeof *k->rule, owner);
         i < k->rules && k->rule[i].owner == owner; i++)
        *ARENA_PUSH(k->g.a, out, n, cap) = k->rule[i].rule;
    *count = n;
    return out;
}

static void keys_of(struct rows *k, struct policy_in_consumer *c)
{
    struct policy_in_key *out = NULL;
    size_t cap = 0;

    for (size_t i = first_of(k->key, k->keys, sizeof *k->key, c->id); i < k->keys && k->key[i].owner == c->id;
         i++)
        *ARENA_PUSH(k->g.a, out, c->keys, cap) = k->key[i].key;
    c->key = out;
}

static bool with_rules(struct rows *k, enum hub_select which, struct err *e)
{
    k->rule = NULL;
    k->rules = k->rule_cap = 0;
    if (!each(&k->g, which, read_rule, e))
        return false;
    sort_rows(k->rule, k->rules, sizeof *k->rule);
    return true;
}

static bool known(const void *rows, size_t n, size_t size, int64_t id)
{
    size_t at = first_of(rows, n, size, id);

    return at < n && by_id((const char *) rows + at * size, &id) == 0;
}

/* An agreement whose service or consumer is not on the hub (yet, or any more) opens nothing and is left out. */
static void keep_known(struct rows *k)
{
    size_t n = 0;

    for (size_t i = 0; i < k->agreements; i++)
        if (known(k->service, k->services, sizeof *k->service, k->agreement[i].service) &&
            known(k->consumer, k->consumers, sizeof *k->consumer, k->agreement[i].consumer))
            k->agreement[n++] = k->agreement[i];
    k->agreements = n;
}

static bool gather_all(struct rows *k, struct err *e)
{
    if (!each(&k->g, HUB_ABOUT, read_about, e) || !each(&k->g, HUB_SERVICES, read_service, e) ||
        !with_rules(k, HUB_SERVICE_OPERATIONS, e))
        return false;
    sort_rows(k->service, k->services, sizeof *k->service);
    for (size_t i = 0; i < k->services; i++)
        k->service[i].operation = rules_of(k, k->service[i].id, &k->service[i].operations);
    if (!each(&k->g, HUB_CONSUMERS, read_consumer, e) || !each(&k->g, HUB_KEYS, read_key, e))
        return false;
    sort_rows(k->consumer, k->consumers, sizeof *k->consumer);
    sort_rows(k->key, k->keys, sizeof *k->key);
    for (size_t i = 0; i < k->consumers; i++)
        keys_of(k, &k->consumer[i]);
    if (!each(&k->g, HUB_AGREEMENTS, read_agreement, e) || !with_rules(k, HUB_AGREEMENT_OPERATIONS, e))
        return false;
    for (size_t i = 0; i < k->agreements; i++)
        k->agreement[i].rule = rules_of(k, k->agreement[i].id, &k->agreement[i].rules);
    keep_known(k);
    return true;
}

bool hub_gather(const struct region *r, const struct hub_source *s, struct db *db, struct db *pack,
                struct arena *a, struct policy_in *out, struct err *e)
{
    struct rows k = { .g = { r, s, db, pack, a, out, date_iso(region_today(r)) } };

    *out = (struct policy_in){ .zone_min = r->regulation.zone_min };
    if (!gather_all(&k, e))
        return false;
    out->service = k.service;
    out->services = k.services;
    out->consumer = k.consumer;
    out->consumers = k.consumers;
    out->agreement = k.agreement;
    out->agreements = k.agreements;
    return true;
}
