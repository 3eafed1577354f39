/* SPDX-License-Identifier: MIT
 * policy/build.c -- lays a policy out as a snapshot file. */
#include "policy/build_priv.h"

#include "policy/path.h"
#include "policy/snapshot_format.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/map.h"

#include <arpa/inet.h>
#include <netdb.h>

enum { SPOOL_DEFAULT = 1024 * 1024, TIMEOUT_DEFAULT_S = 60 };

struct build {
    const struct policy_in *in;
    struct arena *a;
    struct buf text;
    struct map *texts; /* text: its place, so that each stands once */
    struct policy_service *service;
    uint32_t *by_xroad;
    const struct policy_in_service **service_in; /* sorted */
    struct policy_consumer *consumer;
    const struct policy_in_consumer **consumer_in;
    struct policy_key *key;
    uint32_t *by_keyid, keys, signers;
    struct policy_agreement *agreement;
    struct policy_rule *rule;
    uint32_t rules, rules_max;
    struct policy_window *window;
    uint32_t windows;
    struct policy_bad *bad; /* what is being laid out */
    struct err *e;
};

/* Reasons and names come from forms; a line break in one of them is a space here. */
static struct sv one_line(struct build *b, struct sv s)
{
    char *copy = NULL;

    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char) s.p[i] < 0x20 || s.p[i] == 0x7f) {
            if (!copy)
                copy = (char *) (uintptr_t) arena_dup(b->a, s).p;
            copy[i] = ' ';
        }
    return copy ? (struct sv){ copy, s.n } : s;
}

static struct policy_str put(struct build *b, struct sv s)
{
    if (s.n == 0)
        return (struct policy_str){ 0, 0 };
    s = one_line(b, s);
    struct policy_str *at = map_get(b->texts, s);
    if (!at) {
        at = ARENA_NEW(b->a, struct policy_str);
        *at = (struct policy_str){ (uint32_t) b->text.n, (uint32_t) s.n };
        buf_put(&b->text, s);
        map_put(b->texts, s, at);
    }
    return *at;
}

/* "For ever" ends with the calendar. */
static int64_t in_calendar(int64_t t)
{
    return t < POLICY_TIME_MIN ? POLICY_TIME_MIN : t > POLICY_TIME_MAX ? POLICY_TIME_MAX : t;
}

static bool wrong(struct build *b, const char *kind, struct sv name, const char *field, const char *why)
{
    return err_set(b->e, ERR_INPUT, T("%s \"%.*s\": %s %s"), kind, SV_FMT(name), field, why);
}

/* --- services ---------------------------------------------------------------------------------------------------------- */

static bool put_rules(struct build *b, const char *kind, struct sv name, const struct policy_in_rule *in,
                      size_t n, struct policy_range *out)
{
    *out = (struct policy_range){ b->rules, (uint32_t) n };
    for (size_t i = 0; i < n; i++) {
        struct sv p = in[i].pattern;
        if (in[i].methods == 0 || in[i].methods > POLICY_EVERY_METHOD)
            return wrong(b, kind, name, T("metode"), T("tidak dikenal"));
        if (p.n > POLICY_PATTERN_MAX || (p.n && p.p[0] != '/' && p.p[0] != '*'))
            return wrong(b, kind, name, T("pola jalur"),
                         T("harus diawali / atau * dan paling panjang 512 bita"));
        assert(b->rules < b->rules_max);
        b->rule[b->rules++] = (struct policy_rule){ .methods = in[i].methods, .pattern = put(b, p) };
    }
    return true;
}

struct url {
    bool tls;
    struct sv host, name, path; /* host[:port]; name without brackets and port */
    uint16_t port;
};

static bool read_port(struct sv s, uint16_t *port)
{
    int64_t n;

    if (!sv_int(s, &n) || n < 1 || n > 65535)
        return false;
    *port = (uint16_t) n;
    return true;
}

static bool url_parse(struct sv s, struct url *u)
{
    *u = (struct url){ .tls = sv_starts(s, SV("https://")) };
    if (!u->tls && !sv_starts(s, SV("http://")))
        return false;
    s = sv_sub(s, u->tls ? 8 : 7, s.n);
    size_t n = 0;
    while (n < s.n && s.p[n] != '/')
        n++;
    u->host = u->name = sv_sub(s, 0, n);
    u->path = sv_sub(s, n, s.n);
    u->port = u->tls ? 443 : 80;
    ptrdiff_t end = u->host.n && u->host.p[0] == '[' ? sv_find(u->host, SV("]")) : -1;
    if (end > 0) {
        u->name = sv_sub(u->host, 1, (size_t) end - 1);
        if ((size_t) end + 1 < u->host.n &&
            (u->host.p[end + 1] != ':' || !read_port(sv_sub(u->host, (size_t) end + 2, u->host.n), &u->port)))
            return false;
    } else if (sv_find(u->host, SV(":")) >= 0) {
        u->name = sv_sub(u->host, 0, (size_t) sv_find(u->host, SV(":")));
        if (!read_port(sv_sub(u->host, u->name.n + 1, u->host.n), &u->port))
            return false;
    }
    for (size_t i = 0; i < u->name.n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:_", u->name.p[i]) ||
            !u->name.p[i])
            return false;
    return u->name.n > 0 && u->name.n < 254 && (u->path.n == 0 || path_normal(u->path, NULL));
}

static bool set_address(struct policy_service *s, const char *numeric)
{
    if (inet_pton(AF_INET, numeric, s->address) == 1)
        s->family = 4;
    else if (inet_pton(AF_INET6, numeric, s->address) == 1)
        s->family = 6;
    return s->family != 0;
}

static void resolve(struct policy_service *s, const char *name)
{
    struct addrinfo want = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG }, *found = NULL;

    if (set_address(s, name) || getaddrinfo(name, NULL, &want, &found) != 0)
        return;
    for (struct addrinfo *i = found; i && !s->family; i = i->ai_next) {
        if (i->ai_family == AF_INET) {
            memcpy(s->address, &((struct sockaddr_in *) (void *) i->ai_addr)->sin_addr, 4);
            s->family = 4;
        } else if (i->ai_family == AF_INET6) {
            memcpy(s->address, &((struct sockaddr_in6 *) (void *) i->ai_addr)->sin6_addr, 16);
            s->family = 6;
        }
    }
    freeaddrinfo(found);
}

static bool brief_ok(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
              (s.p[i] == '-' && i > 0)))
            return false;
    return s.n > 0 && s.n <= 64;
}

static bool identifiers_ok(const struct sv *s, size_t n)
{
    char buf[256];

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < s[i].n || k == 0; k++)
            if (s[i].n == 0 || s[i].p[k] == '%' || !path_identifier(sv_sub(s[i], k, 1), buf, sizeof buf).p ||
                s[i].n >= sizeof buf)
                return false;
    return true;
}

static bool put_service(struct build *b, const struct policy_in_service *in, struct policy_service *s)
{
    const char *kind = T("Layanan");
    struct url u;

    if (!brief_ok(in->brief))
        return wrong(b, kind, in->brief, T("kunci"), T("harus 1-64 huruf kecil, angka, atau tanda hubung"));
    if (!identifiers_ok((struct sv[]){ in->klass, in->member, in->subsystem, in->code }, 4))
        return wrong(b, kind, in->brief, T("kelas, anggota, subsistem, dan kode"),
                     T("harus terisi dengan huruf, angka, dan '()+,-.=?"));
    if (in->timeout_s > POLICY_TIMEOUT_MAX_S)
        return wrong(b, kind, in->brief, T("batas waktu"), T("paling lama 3600 detik"));
    if (!url_parse(in->base_url, &u))
        return wrong(b, kind, in->brief, T("alamat"), T("bukan http(s)://nama[:porta][/jalur]"));
    if (!policy_credential_ok(in->header, in->credential))
        return wrong(b, kind, in->brief, T("kepala kredensial"),
                     T("harus nama kepala HTTP yang bebas dipakai, dengan nilai satu baris"));
    *s = (struct policy_service){
        .id = in->id,
        .agency = in->agency,
        .brief = put(b, in->brief),
        .klass = put(b, in->klass),
        .member = put(b, in->member),
        .subsystem = put(b, in->subsystem),
        .code = put(b, in->code),
        .title = put(b, in->title),
        .host = put(b, u.host),
        .tls_name = put(b, u.name),
        .base = put(b, u.path),
        .office = put(b, in->office),
        .contact = put(b, in->contact),
        .why_closed = put(b, in->why_closed),
        .article = put(b, in->article),
        .openapi = put(b, in->openapi),
        .header = put(b, in->header),
        .credential = put(b, in->credential),
        .spool_max = in->spool_max ? in->spool_max : SPOOL_DEFAULT,
        .port = u.port,
        .timeout_s = in->timeout_s ? in->timeout_s : TIMEOUT_DEFAULT_S,
        .flags = (uint8_t) ((in->open ? POLICY_SERVICE_OPEN : 0) | (in->strict ? POLICY_SERVICE_STRICT : 0) |
                            (u.tls ? POLICY_SERVICE_TLS : 0)),
    };
    s->xroad = put(b, arena_printf(b->a, "%.*s/%.*s/%.*s/%.*s", SV_FMT(in->klass), SV_FMT(in->member),
                                   SV_FMT(in->subsystem), SV_FMT(in->code)));
    if (in->address.n ? !set_address(s, sv_cstr(in->address, b->a))
                      : (resolve(s, sv_cstr(u.name, b->a)), false))
        return wrong(b, kind, in->brief, T("alamat IP"), T("tidak terbaca"));
    if (!s->family) {
        s->flags &= (uint8_t) ~POLICY_SERVICE_OPEN;
        s->why_closed = put(b, SV(T("Alamat sistem penyedia tidak ditemukan di DNS")));
    }
    return put_rules(b, kind, in->brief, in->operation, in->operations, &s->operations);
}

static int by_brief(const void *x, const void *y)
{
    const struct policy_in_service *const *a = x, *const *b = y;

    return sv_cmp((*a)->brief, (*b)->brief);
}

static int by_xroad(const void *x, const void *y, void *ctx)
{
    const struct build *b = ctx;
    struct policy_str s = b->service[*(const uint32_t *) x].xroad,
                      t = b->service[*(const uint32_t *) y].xroad;

    return sv_cmp((struct sv){ b->text.p + s.at, s.n }, (struct sv){ b->text.p + t.at, t.n });
}

/* Of two that cannot both stand, the one that came later goes. */
static int64_t later(int64_t one, int64_t other)
{
    return one > other ? one : other;
}

static bool put_services(struct build *b)
{
    size_t n = b->in->services;

    b->service = ARENA_ARRAY(b->a, struct policy_service, n + 1);
    b->by_xroad = ARENA_ARRAY(b->a, uint32_t, n + 1);
    b->service_in = ARENA_ARRAY(b->a, const struct policy_in_service *, n + 1);
    for (size_t i = 0; i < n; i++)
        b->service_in[i] = &b->in->service[i];
    qsort(b->service_in, n, sizeof b->service_in[0], by_brief);
    for (uint32_t i = 0; i < n; i++) {
        *b->bad = (struct policy_bad){ POLICY_BAD_SERVICE, b->service_in[i]->id };
        if (i && sv_eq(b->service_in[i - 1]->brief, b->service_in[i]->brief)) {
            b->bad->id = later(b->service_in[i - 1]->id, b->service_in[i]->id);
            return wrong(b, T("Layanan"), b->service_in[i]->brief, T("kunci"), T("dipakai dua layanan"));
        }
        if (!put_service(b, b->service_in[i], &b->service[i]))
            return false;
        b->by_xroad[i] = i;
    }
    qsort_r(b->by_xroad, n, sizeof b->by_xroad[0], by_xroad, b);
    for (size_t i = 1; i < n; i++)
        if (by_xroad(&b->by_xroad[i - 1], &b->by_xroad[i], b) == 0) {
            *b->bad = (struct policy_bad){ POLICY_BAD_SERVICE, later(b->service[b->by_xroad[i - 1]].id,
                                                                     b->service[b->by_xroad[i]].id) };
            return wrong(b, T("Layanan"), b->service_in[b->by_xroad[i]]->brief, T("pengenal /r1"),
                         T("dipakai dua layanan"));
        }
    return true;
}

/* --- consumers and keys -------------------------------------------------------------------------------------------------- */

static bool put_key(struct build *b, const struct policy_in_consumer *c, uint32_t consumer,
                    const struct policy_in_key *in)
{
    static const size_t bytes[POLICY_KEY_KINDS] = { [POLICY_KEY_ED25519] = 32, [POLICY_KEY_P256] = 65 };
    struct policy_key *k = &b->key[b->keys];

    *b->bad = (struct policy_bad){ POLICY_BAD_KEY, in->id };
    if (in->kind < POLICY_KEY_API || in->kind >= POLICY_KEY_KINDS)
        return wrong(b, T("Konsumen"), c->name, T("jenis kunci"), T("tidak dikenal"));
    *k = (struct policy_key){ .id = in->id,
                              .from = in_calendar(in->from),
                              .until = in_calendar(in->until),
                              .kind = (uint32_t) in->kind,
                              .consumer = consumer,
                              .keyid = put(b, in->keyid) };
    memcpy(k->digest, in->digest.b, 32);
    if (bytes[in->kind]) {
        if (in->pub.n != bytes[in->kind] || (in->kind == POLICY_KEY_P256 && in->pub.p[0] != 4))
            return wrong(b, T("Konsumen"), c->name, T("kunci publik"), T("panjang atau bentuknya salah"));
        if (in->keyid.n == 0)
            return wrong(b, T("Konsumen"), c->name, T("keyid"), T("harus diisi untuk kunci tanda tangan"));
        struct digest d = sha256(in->pub);
        memcpy(k->digest, d.b, 32);
        memcpy(k->pub, in->pub.p, in->pub.n);
    }
    b->keys++;
    return true;
}

static int by_id(const void *x, const void *y)
{
    const struct policy_in_consumer *const *a = x, *const *b = y;

    return ((*a)->id > (*b)->id) - ((*a)->id < (*b)->id);
}

static int by_digest(const void *x, const void *y)
{
    const struct policy_key *a = x, *b = y;

    return a->kind != b->kind ? (a->kind < b->kind ? -1 : 1) : memcmp(a->digest, b->digest, 32);
}

static int by_keyid(const void *x, const void *y, void *ctx)
{
    const struct build *b = ctx;
    struct policy_str s = b->key[*(const uint32_t *) x].keyid, t = b->key[*(const uint32_t *) y].keyid;

    return sv_cmp((struct sv){ b->text.p + s.at, s.n }, (struct sv){ b->text.p + t.at, t.n });
}

static bool key_twice(struct build *b, uint32_t one, uint32_t other, const char *field)
{
    uint32_t which = b->key[one].id == later(b->key[one].id, b->key[other].id) ? one : other;

    *b->bad = (struct policy_bad){ POLICY_BAD_KEY, b->key[which].id };
    return wrong(b, T("Konsumen"), b->consumer_in[b->key[which].consumer]->name, field,
                 T("dipakai dua kali"));
}

/* One key, one consumer: a key of two would prove nothing. */
static bool sort_keys(struct build *b)
{
    qsort(b->key, b->keys, sizeof b->key[0], by_digest);
    b->by_keyid = ARENA_ARRAY(b->a, uint32_t, b->keys + 1);
    for (uint32_t i = 0; i < b->keys; i++) {
        if (i && by_digest(&b->key[i - 1], &b->key[i]) == 0)
            return key_twice(b, i - 1, i, T("kunci"));
        if (b->key[i].kind >= POLICY_KEY_ED25519)
            b->by_keyid[b->signers++] = i;
    }
    qsort_r(b->by_keyid, b->signers, sizeof b->by_keyid[0], by_keyid, b);
    for (uint32_t i = 1; i < b->signers; i++)
        if (by_keyid(&b->by_keyid[i - 1], &b->by_keyid[i], b) == 0)
            return key_twice(b, b->by_keyid[i - 1], b->by_keyid[i], T("keyid"));
    return true;
}

static bool put_consumers(struct build *b)
{
    size_t n = b->in->consumers, keys = 0;

    b->consumer = ARENA_ARRAY(b->a, struct policy_consumer, n + 1);
    b->consumer_in = ARENA_ARRAY(b->a, const struct policy_in_consumer *, n + 1);
    for (size_t i = 0; i < n; i++) {
        b->consumer_in[i] = &b->in->consumer[i];
        keys += b->in->consumer[i].keys;
    }
    qsort(b->consumer_in, n, sizeof b->consumer_in[0], by_id);
    b->key = ARENA_ARRAY(b->a, struct policy_key, keys + 1);
    for (uint32_t i = 0; i < n; i++) {
        const struct policy_in_consumer *in = b->consumer_in[i];
        if (i && b->consumer_in[i - 1]->id == in->id)
            return wrong(b, T("Konsumen"), in->name, T("nomor"), T("dipakai dua konsumen"));
        b->consumer[i] = (struct policy_consumer){ .id = in->id,
                                                   .agency = in->agency,
                                                   .name = put(b, in->name),
                                                   .xroad = put(b, in->xroad),
                                                   .office = put(b, in->office),
                                                   .why_closed = put(b, in->why_closed) };
        for (size_t k = 0; k < in->keys; k++)
            if (!put_key(b, in, i, &in->key[k]))
                return false;
    }
    return sort_keys(b);
}

/* --- agreements ---------------------------------------------------------------------------------------------------------- */

static int by_pair(const void *x, const void *y)
{
    const struct policy_agreement *a = x, *b = y;

    if (a->consumer != b->consumer)
        return a->consumer < b->consumer ? -1 : 1;
    if (a->service != b->service)
        return a->service < b->service ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

static bool find_pair(struct build *b, const struct policy_in_agreement *in, struct policy_agreement *g)
{
    size_t i = 0, k = 0;

    while (i < b->in->consumers && b->consumer[i].id != in->consumer)
        i++;
    while (k < b->in->services && b->service[k].id != in->service)
        k++;
    if (i == b->in->consumers || k == b->in->services)
        return wrong(b, T("Kesepakatan"), in->number, T("konsumen atau layanan"), T("tidak ada"));
    g->consumer = (uint32_t) i;
    g->service = (uint32_t) k;
    return true;
}

static bool put_agreement(struct build *b, const struct policy_in_agreement *in, struct policy_agreement *g)
{
    *g = (struct policy_agreement){ .id = in->id,
                                    .from = in_calendar(in->from),
                                    .until = in_calendar(in->until),
                                    .version = in->version,
                                    .number = put(b, in->number),
                                    .purpose = put(b, in->purpose),
                                    .basis = put(b, in->basis),
                                    .why_held = put(b, in->why_held) };
    g->flags = (in->strict ? POLICY_AGREEMENT_STRICT : 0u) | (in->why_held.n ? POLICY_AGREEMENT_HELD : 0u);
    memcpy(g->quota, in->quota, sizeof g->quota);
    if (in->id <= 0)
        return wrong(b, T("Kesepakatan"), in->number, T("nomor rekaman"), T("harus lebih dari nol"));
    if (!find_pair(b, in, g) || !put_rules(b, T("Kesepakatan"), in->number, in->rule, in->rules, &g->rules))
        return false;
    g->windows = (struct policy_range){ b->windows, (uint32_t) in->windows };
    for (size_t i = 0; i < in->windows; i++) {
        const struct policy_in_window *w = &in->window[i];
        if (w->days == 0 || w->days > 127 || w->from_min >= w->until_min || w->until_min > 24 * 60)
            return wrong(b, T("Kesepakatan"), in->number, T("jam"),
                         T("harus berupa hari dan selang dalam satu hari"));
        b->window[b->windows++] =
            (struct policy_window){ .days = w->days, .from_min = w->from_min, .until_min = w->until_min };
    }
    return true;
}

static bool put_agreements(struct build *b)
{
    size_t n = b->in->agreements;

    b->agreement = ARENA_ARRAY(b->a, struct policy_agreement, n + 1);
    for (size_t i = 0; i < n; i++) {
        *b->bad = (struct policy_bad){ POLICY_BAD_AGREEMENT, b->in->agreement[i].id };
        if (!put_agreement(b, &b->in->agreement[i], &b->agreement[i]))
            return false;
    }
    *b->bad = (struct policy_bad){ POLICY_BAD_NOTHING, 0 };
    qsort(b->agreement, n, sizeof b->agreement[0], by_pair);
    return true;
}

/* --- the file ------------------------------------------------------------------------------------------------------------ */

static void reserve(struct build *b)
{
    size_t rules = 0, windows = 0;

    for (size_t i = 0; i < b->in->services; i++)
        rules += b->in->service[i].operations;
    for (size_t i = 0; i < b->in->agreements; i++) {
        rules += b->in->agreement[i].rules;
        windows += b->in->agreement[i].windows;
    }
    b->rule = ARENA_ARRAY(b->a, struct policy_rule, rules + 1);
    b->rules_max = (uint32_t) rules;
    b->window = ARENA_ARRAY(b->a, struct policy_window, windows + 1);
}

static void pad(struct buf *out)
{
    while (out->n % 8 && !out->failed)
        buf_char(out, '\0');
}

static bool write_file(struct build *b, struct buf *out)
{
    const struct policy_in *in = b->in;
    struct policy_meta meta = { .version = in->version,
                                .made_at = in_calendar(in->made_at),
                                .zone_min = in->zone_min,
                                .token_keys = in->token_keys,
                                .instance = put(b, in->instance),
                                .hub = put(b, in->hub),
                                .region = put(b, in->region),
                                .office = put(b, in->office),
                                .contact = put(b, in->contact) };
    struct policy_head head = { .magic = POLICY_MAGIC, .format = POLICY_FORMAT, .tables = TABLES };
    memcpy(meta.token_key, in->token_key, sizeof meta.token_key);
    const struct {
        const void *p;
        size_t n;
    } part[TABLES] = {
        [TABLE_META] = { &meta, 1 },
        [TABLE_SERVICE] = { b->service, in->services },
        [TABLE_BY_XROAD] = { b->by_xroad, in->services },
        [TABLE_CONSUMER] = { b->consumer, in->consumers },
        [TABLE_KEY] = { b->key, b->keys },
        [TABLE_BY_KEYID] = { b->by_keyid, b->signers },
        [TABLE_AGREEMENT] = { b->agreement, in->agreements },
        [TABLE_RULE] = { b->rule, b->rules },
        [TABLE_WINDOW] = { b->window, b->windows },
        [TABLE_TEXT] = { b->text.p, b->text.n },
    };

    buf_put(out, (struct sv){ (const char *) &head, sizeof head });
    for (size_t i = 0; i < TABLES; i++) {
        pad(out);
        head.place[i] = (struct policy_place){ (uint32_t) out->n, (uint32_t) part[i].n };
        buf_put(out, (struct sv){ part[i].p, part[i].n * policy_record_bytes[i] });
    }
    if (b->text.failed || out->failed) {
        err_set(b->e, ERR_INPUT, T("Kebijakan lebih besar daripada %d MiB"), POLICY_MAX_BYTES / 1024 / 1024);
        return err_hint(
            b->e, T("Hapus kesepakatan dan kunci yang sudah lama berakhir, atau ringkas pola jalurnya."));
    }
    head.bytes = out->n;
    memcpy(out->p, &head, sizeof head);
    struct digest d = policy_digest(buf_sv(out));
    memcpy(out->p + offsetof(struct policy_head, digest), d.b, 32);
    return true;
}

bool policy_make_or(const struct policy_in *in, struct arena *a, struct buf *out, struct policy_bad *bad,
                    struct err *e)
{
    struct build b = { .in = in, .a = a, .texts = map_new(a), .bad = bad, .e = e };
    struct policy check;

    *bad = (struct policy_bad){ POLICY_BAD_NOTHING, 0 };
    if (in->token_keys > POLICY_TOKEN_KEYS || in->zone_min < -14 * 60 || in->zone_min > 14 * 60)
        return err_set(e, ERR_INPUT, T("Kebijakan: kunci token atau zona waktu di luar batas"));
    buf_init(&b.text, POLICY_MAX_BYTES);
    reserve(&b);
    bool ok =
        put_services(&b) && put_consumers(&b) && put_agreements(&b) && arena_ok(a, e) && write_file(&b, out);
    buf_clear(&b.text);
    /* What is written has passed the eye that will read it. */
    return ok && policy_read(buf_sv(out), &check, e);
}

bool policy_make(const struct policy_in *in, struct arena *a, struct buf *out, struct err *e)
{
    struct policy_bad bad;

    return policy_make_or(in, a, out, &bad, e);
}

bool policy_save(const char *path, const struct policy_in *in, struct arena *a, struct err *e)
{
    struct buf out;

    buf_init(&out, POLICY_MAX_BYTES);
    bool ok = policy_make(in, a, &out, e) && file_write_atomic(path, buf_sv(&out), 0600, e);
    buf_clear(&out);
    return ok;
}
