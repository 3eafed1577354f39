/* SPDX-License-Identifier: MIT
 * policy/snapshot.c -- opens a snapshot, verifies every byte that is ever followed, and finds records. */
#include "policy/snapshot.h"

#include "policy/path.h"
#include "policy/snapshot_format.h"

#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

const uint32_t policy_record_bytes[TABLES] = {
    [TABLE_META] = sizeof(struct policy_meta),
    [TABLE_SERVICE] = sizeof(struct policy_service),
    [TABLE_BY_XROAD] = sizeof(uint32_t),
    [TABLE_CONSUMER] = sizeof(struct policy_consumer),
    [TABLE_KEY] = sizeof(struct policy_key),
    [TABLE_BY_KEYID] = sizeof(uint32_t),
    [TABLE_AGREEMENT] = sizeof(struct policy_agreement),
    [TABLE_RULE] = sizeof(struct policy_rule),
    [TABLE_WINDOW] = sizeof(struct policy_window),
    [TABLE_TEXT] = 1,
};

struct digest policy_digest(struct sv bytes)
{
    static const char zero[32];
    size_t at = offsetof(struct policy_head, digest);

    return sha256_parts((struct sv[]){ { bytes.p, at }, { zero, 32 }, sv_sub(bytes, at + 32, bytes.n) }, 3);
}

static bool refuse(struct err *e, const char *what, size_t i)
{
    err_set(e, ERR_INPUT, T("Cuplikan kebijakan rusak atau belum selesai ditulis"));
    err_hint(e, T("Penghubung tetap memakai cuplikan sebelumnya; aplikasi menulis yang baru."));
    return err_cause(e, "%s %zu", what, i);
}

/* --- tables --------------------------------------------------------------------------------------------------------- */

static bool tables_ok(struct sv bytes, struct policy *p, struct err *e)
{
    const struct policy_head *h = (const void *) bytes.p;
    const void *start[TABLES];

    if (bytes.n < sizeof *h || bytes.n > POLICY_MAX_BYTES || memcmp(h->magic, POLICY_MAGIC, 8) != 0)
        return refuse(e, "head", bytes.n);
    if (h->format != POLICY_FORMAT || h->tables != TABLES || h->bytes != bytes.n)
        return refuse(e, "format", h->format);
    memcpy(p->digest.b, h->digest, sizeof h->digest);
    struct digest d = policy_digest(bytes);
    if (!digest_eq(&d, &p->digest))
        return refuse(e, "digest", 0);
    for (size_t i = 0; i < TABLES; i++) {
        uint64_t at = h->place[i].at, n = (uint64_t) h->place[i].n * policy_record_bytes[i];
        if (at % 8 || at < sizeof *h || at > bytes.n || n > bytes.n - at)
            return refuse(e, "table", i);
        start[i] = bytes.p + at;
    }
    p->meta = start[TABLE_META];
    p->service = start[TABLE_SERVICE];
    p->by_xroad = start[TABLE_BY_XROAD];
    p->consumer = start[TABLE_CONSUMER];
    p->key = start[TABLE_KEY];
    p->by_keyid = start[TABLE_BY_KEYID];
    p->agreement = start[TABLE_AGREEMENT];
    p->rule = start[TABLE_RULE];
    p->window = start[TABLE_WINDOW];
    p->text = start[TABLE_TEXT];
    p->services = h->place[TABLE_SERVICE].n;
    p->consumers = h->place[TABLE_CONSUMER].n;
    p->keys = h->place[TABLE_KEY].n;
    p->signers = h->place[TABLE_BY_KEYID].n;
    p->agreements = h->place[TABLE_AGREEMENT].n;
    p->rules = h->place[TABLE_RULE].n;
    p->windows = h->place[TABLE_WINDOW].n;
    p->text_bytes = h->place[TABLE_TEXT].n;
    if (h->place[TABLE_META].n != 1 || h->place[TABLE_BY_XROAD].n != p->services)
        return refuse(e, "count", 0);
    return true;
}

/* Texts go into headers, lines of receipts and answers: no control characters. */
static bool plain(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char) s.p[i] < 0x20 || s.p[i] == 0x7f)
            return false;
    return sv_utf8_ok(s);
}

/* A run of policy_str that stand one after another in a record. */
static bool texts_ok(const struct policy *p, const struct policy_str *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i].at > p->text_bytes || s[i].n > p->text_bytes - s[i].at || !plain(policy_text(p, s[i])))
            return false;
    return true;
}

static bool time_ok(int64_t t)
{
    return t >= POLICY_TIME_MIN && t <= POLICY_TIME_MAX;
}

static bool range_ok(struct policy_range r, uint32_t of)
{
    return r.first <= of && r.n <= of - r.first;
}

static bool meta_ok(const struct policy *p, struct err *e)
{
    const struct policy_meta *m = p->meta;

    if (!texts_ok(p, &m->instance, 5) || m->zone_min < -14 * 60 || m->zone_min > 14 * 60 ||
        m->token_keys > POLICY_TOKEN_KEYS || !time_ok(m->made_at))
        return refuse(e, "meta", 0);
    return true;
}

static bool token_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool header_ok(struct sv name)
{
    static const struct {
        struct sv word;
        bool begins;
    } taken[] = { { SV_INIT("Host"), false },        { SV_INIT("Connection"), false },
                  { SV_INIT("Keep-Alive"), false },  { SV_INIT("TE"), false },
                  { SV_INIT("Trailer"), false },     { SV_INIT("Transfer-Encoding"), false },
                  { SV_INIT("Upgrade"), false },     { SV_INIT("Expect"), false },
                  { SV_INIT("Cookie"), false },      { SV_INIT("User-Agent"), false },
                  { SV_INIT("Server"), false },      { SV_INIT("Forwarded"), false },
                  { SV_INIT("X-Real-IP"), false },   { SV_INIT("Signature"), true },
                  { SV_INIT("Content-"), true },     { SV_INIT("Proxy-"), true },
                  { SV_INIT("X-Forwarded-"), true }, { SV_INIT("X-Road-"), true },
                  { SV_INIT("X-Prasasti-"), true },  { SV_INIT("Accept"), true },
                  { SV_INIT("If-"), true },          { SV_INIT("Range"), false } };

    if (name.n == 0 || name.n > POLICY_HEADER_MAX)
        return false;
    for (size_t i = 0; i < name.n; i++)
        if (!token_char(name.p[i]))
            return false;
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
        if (sv_eq_fold(taken[i].begins ? sv_sub(name, 0, taken[i].word.n) : name, taken[i].word))
            return false;
    return true;
}

bool policy_credential_ok(struct sv name, struct sv value)
{
    if (name.n == 0 || value.n == 0)
        return name.n == value.n;
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] < 0x20 || value.p[i] > 0x7e)
            return false;
    return header_ok(name) && value.n <= POLICY_CREDENTIAL_MAX && value.p[0] != ' ' &&
           value.p[value.n - 1] != ' ';
}

static bool service_ok(const struct policy *p, const struct policy_service *s)
{
    struct sv base = { 0 }, openapi;

    if (!texts_ok(p, &s->brief, 17) || !range_ok(s->operations, p->rules))
        return false;
    base = policy_text(p, s->base);
    openapi = policy_text(p, s->openapi);
    if (base.n && !path_normal(base, NULL))
        return false;
    for (size_t i = 0; i < openapi.n; i++) /* it becomes the name of a file */
        if (!strchr("0123456789abcdef", openapi.p[i]))
            return false;
    if (!policy_credential_ok(policy_text(p, s->header), policy_text(p, s->credential)))
        return false;
    if (s->family != 0 && s->family != 4 && s->family != 6)
        return false;
    if ((s->flags & POLICY_SERVICE_OPEN) && (!s->family || !s->port || !s->host.n))
        return false;
    return (openapi.n == 0 || openapi.n == 64) && s->brief.n > 0 && s->xroad.n > s->code.n &&
           s->timeout_s > 0 && s->timeout_s <= POLICY_TIMEOUT_MAX_S;
}

static bool services_ok(const struct policy *p, struct err *e)
{
    for (uint32_t i = 0; i < p->services; i++) {
        if (!service_ok(p, &p->service[i]))
            return refuse(e, "service", i);
        if (i && sv_cmp(policy_text(p, p->service[i - 1].brief), policy_text(p, p->service[i].brief)) >= 0)
            return refuse(e, "service order", i);
    }
    for (uint32_t i = 0; i < p->services; i++) {
        if (p->by_xroad[i] >= p->services)
            return refuse(e, "service index", i);
        if (i && sv_cmp(policy_text(p, p->service[p->by_xroad[i - 1]].xroad),
                        policy_text(p, p->service[p->by_xroad[i]].xroad)) >= 0)
            return refuse(e, "service index order", i);
    }
    return true;
}

static int key_order(const struct policy_key *a, const struct policy_key *b)
{
    return a->kind != b->kind ? (a->kind < b->kind ? -1 : 1) : memcmp(a->digest, b->digest, 32);
}

static bool consumers_ok(const struct policy *p, struct err *e)
{
    for (uint32_t i = 0; i < p->consumers; i++)
        if (!texts_ok(p, &p->consumer[i].name, 4) || (i && p->consumer[i - 1].id >= p->consumer[i].id))
            return refuse(e, "consumer", i);
    for (uint32_t i = 0; i < p->keys; i++) {
        const struct policy_key *k = &p->key[i];
        if (!texts_ok(p, &k->keyid, 1) || k->kind < POLICY_KEY_API || k->kind >= POLICY_KEY_KINDS ||
            !time_ok(k->from) || !time_ok(k->until) || k->consumer >= p->consumers ||
            (i && key_order(k - 1, k) >= 0))
            return refuse(e, "key", i);
    }
    for (uint32_t i = 0; i < p->signers; i++) {
        if (p->by_keyid[i] >= p->keys || p->key[p->by_keyid[i]].kind < POLICY_KEY_ED25519)
            return refuse(e, "keyid", i);
        if (i && sv_cmp(policy_text(p, p->key[p->by_keyid[i - 1]].keyid),
                        policy_text(p, p->key[p->by_keyid[i]].keyid)) >= 0)
            return refuse(e, "keyid order", i);
    }
    return true;
}

static bool agreement_order_ok(const struct policy_agreement *a, const struct policy_agreement *b)
{
    if (a->consumer != b->consumer)
        return a->consumer < b->consumer;
    if (a->service != b->service)
        return a->service < b->service;
    return a->id < b->id;
}

static bool agreements_ok(const struct policy *p, struct err *e)
{
    for (uint32_t i = 0; i < p->rules; i++) {
        const struct policy_rule *r = &p->rule[i];
        if (!texts_ok(p, &r->pattern, 1) || r->pattern.n > POLICY_PATTERN_MAX ||
            r->methods > POLICY_EVERY_METHOD)
            return refuse(e, "rule", i);
    }
    for (uint32_t i = 0; i < p->windows; i++) {
        const struct policy_window *w = &p->window[i];
        if (w->days > 127 || w->from_min >= w->until_min || w->until_min > 24 * 60)
            return refuse(e, "window", i);
    }
    for (uint32_t i = 0; i < p->agreements; i++) {
        const struct policy_agreement *g = &p->agreement[i];
        if (!texts_ok(p, &g->number, 4) || g->id <= 0 || !time_ok(g->from) || !time_ok(g->until) ||
            g->consumer >= p->consumers || g->service >= p->services || !range_ok(g->rules, p->rules) ||
            !range_ok(g->windows, p->windows))
            return refuse(e, "agreement", i);
        if (i && !agreement_order_ok(g - 1, g))
            return refuse(e, "agreement order", i);
    }
    return true;
}

/* --- opening --------------------------------------------------------------------------------------------------------- */

bool policy_read(struct sv bytes, struct policy *out, struct err *e)
{
    struct policy p = { .bytes = (const uint8_t *) bytes.p, .n_bytes = bytes.n };

    assert((uintptr_t) bytes.p % 8 == 0);
    if (!tables_ok(bytes, &p, e) || !meta_ok(&p, e) || !services_ok(&p, e) || !consumers_ok(&p, e) ||
        !agreements_ok(&p, e))
        return false;
    *out = p;
    return true;
}

/* The file's bytes in pages of our own, which nobody can write: whoever cuts or writes over the file itself would otherwise
 * change what was verified, or end the process (SIGBUS). MAP_FAILED: errno says why, 0 for another size than `n`. */
static void *read_whole(int fd, size_t n)
{
    char *bytes = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    size_t at = 0;

    while (bytes != MAP_FAILED && at < n) {
        ssize_t got = pread(fd, bytes + at, n - at, (off_t) at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            int why = got < 0 ? errno : 0;
            munmap(bytes, n);
            errno = why;
            return MAP_FAILED;
        }
        at += (size_t) got;
    }
    if (bytes != MAP_FAILED)
        mprotect(bytes, n, PROT_READ);
    return bytes;
}

bool policy_open(const char *path, struct policy *out, struct err *e)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe in its place must stop nobody */
    void *bytes = MAP_FAILED;

    if (fd < 0 && errno == ENOENT)
        return err_set(e, ERR_MISSING, T("Cuplikan kebijakan belum ada")) || err_cause(e, "%s", path);
    if (fd < 0)
        return err_errno(e, T("Membuka cuplikan kebijakan"));
    bool ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    size_t n = ok && st.st_size > 0 && st.st_size <= POLICY_MAX_BYTES ? (size_t) st.st_size : 0;
    if (n)
        bytes = read_whole(fd, n);
    int why = n ? errno : 0;
    close(fd);
    errno = why;
    if (bytes == MAP_FAILED)
        return why ? err_errno(e, T("Membaca cuplikan kebijakan"))
                   : refuse(e, "size", ok ? (size_t) st.st_size : 0);
    if (!policy_read((struct sv){ bytes, n }, out, e)) {
        munmap(bytes, n);
        return false;
    }
    out->mapped = true;
    return true;
}

void policy_close(struct policy *p)
{
    if (p->mapped)
        munmap((void *) (uintptr_t) p->bytes, p->n_bytes);
    *p = (struct policy){ 0 };
}

/* --- searching ------------------------------------------------------------------------------------------------------- */

/* One binary search over any of the tables: `order` compares what is sought with record i. */
struct sought {
    const struct policy *p;
    struct sv text;
    struct policy_key key;
    int64_t id;
};

static int search(const struct sought *s, uint32_t n, int (*order)(const struct sought *, uint32_t))
{
    uint32_t low = 0, high = n;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        int c = order(s, mid);
        if (c == 0)
            return (int) mid;
        if (c < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return POLICY_NONE;
}

static int by_brief(const struct sought *s, uint32_t i)
{
    return sv_cmp(s->text, policy_text(s->p, s->p->service[i].brief));
}

int policy_service_by_brief(const struct policy *p, struct sv brief)
{
    return search(&(struct sought){ .p = p, .text = brief }, p->services, by_brief);
}

static int by_xroad(const struct sought *s, uint32_t i)
{
    return sv_cmp(s->text, policy_text(s->p, s->p->service[s->p->by_xroad[i]].xroad));
}

int policy_service_by_xroad(const struct policy *p, struct sv klass, struct sv member, struct sv subsystem,
                            struct sv code)
{
    char joined[1024];
    const struct sv part[] = { klass, member, subsystem, code };
    size_t n = 0;

    for (size_t i = 0; i < 4; i++) {
        if (part[i].n > sizeof joined - n - 1)
            return POLICY_NONE;
        if (i)
            joined[n++] = '/';
        memcpy(joined + n, part[i].p, part[i].n);
        n += part[i].n;
    }
    int i = search(&(struct sought){ .p = p, .text = { joined, n } }, p->services, by_xroad);
    return i == POLICY_NONE ? i : (int) p->by_xroad[i];
}

static int by_id(const struct sought *s, uint32_t i)
{
    int64_t id = s->p->consumer[i].id;

    return s->id == id ? 0 : s->id < id ? -1 : 1;
}

int policy_consumer_by_id(const struct policy *p, int64_t id)
{
    return search(&(struct sought){ .p = p, .id = id }, p->consumers, by_id);
}

static int by_digest(const struct sought *s, uint32_t i)
{
    return key_order(&s->key, &s->p->key[i]);
}

int policy_key_by_digest(const struct policy *p, enum policy_key_kind kind, const struct digest *d)
{
    struct sought s = { .p = p, .key = { .kind = (uint32_t) kind } };

    memcpy(s.key.digest, d->b, 32);
    return search(&s, p->keys, by_digest);
}

static int by_keyid(const struct sought *s, uint32_t i)
{
    return sv_cmp(s->text, policy_text(s->p, s->p->key[s->p->by_keyid[i]].keyid));
}

int policy_key_by_keyid(const struct policy *p, struct sv keyid)
{
    int i = search(&(struct sought){ .p = p, .text = keyid }, p->signers, by_keyid);

    return i == POLICY_NONE ? i : (int) p->by_keyid[i];
}

struct policy_range policy_agreements_of(const struct policy *p, uint32_t consumer, uint32_t service)
{
    uint32_t low = 0, high = p->agreements;

    while (low < high) { /* the first that is not before the pair */
        uint32_t mid = low + (high - low) / 2;
        const struct policy_agreement *g = &p->agreement[mid];
        if (g->consumer < consumer || (g->consumer == consumer && g->service < service))
            low = mid + 1;
        else
            high = mid;
    }
    uint32_t end = low;
    while (end < p->agreements && p->agreement[end].consumer == consumer &&
           p->agreement[end].service == service)
        end++;
    return (struct policy_range){ low, end - low };
}
