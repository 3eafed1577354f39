/* SPDX-License-Identifier: MIT
 * app/hub_job.c -- the thread that keeps the policy snapshot true. */
#include "app/hub_job.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "app/gateway.h"
#include "app/hub_source.h"
#include "app/nginx_hub.h"
#include "app/paths.h"
#include "app/publish.h"
#include "app/token_keys.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/file.h"
#include "base/log.h"
#include "policy/build.h"
#include "policy/openapi.h"

enum {
    LOOK_MS = 200,
    LEASE_MS = 5000,
    LONGEST_PAUSE_MS = 60 * 1000,
    READY_MS = 5000,
    GATHER_BYTES = 64 * 1024 * 1024,
    LEFT_OUT_SAID = 50,
    HOSTS_MAX = 512,
    HOST_MAX = 256,
    HOST_AGE_MS = 60 * 1000 /* names are asked for again after this */
};

struct host {
    char name[HOST_MAX], address[INET6_ADDRSTRLEN];
    int64_t asked;
};

struct hub_job {
    const struct region *r;
    struct arena *a; /* of the declarations and paths */
    struct hub_source source;
    const char *path, *documents, *keys_path;
    struct token_keys keys; /* as read last: a disk that fails for a moment ends no token */
    pthread_t thread;
    atomic_bool stop;
    int64_t started;       /* monotonic milliseconds */
    int64_t seq, gathered; /* newest event that was looked at; when, in monotonic milliseconds */
    struct date day;
    bool made, failed; /* failed: said already */
    struct digest content;
    uint64_t version;
    struct gateways *gateways;   /* NULL: the region has none */
    struct publisher *publisher; /* the same */
    uint64_t turn;               /* of the gateways, when last gathered */
    struct host *hosts;
    size_t n_hosts;
};

/* --- names ---------------------------------------------------------------------------------------------------------- */

static void ask(struct host *h)
{
    struct addrinfo want = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM }, *found = NULL;
    char address[INET6_ADDRSTRLEN];

    h->asked = time_now_ms();
    if (getaddrinfo(h->name, NULL, &want, &found) != 0)
        return; /* an address that was good a minute ago is the better guess */
    if (getnameinfo(found->ai_addr, found->ai_addrlen, address, sizeof address, NULL, 0, NI_NUMERICHOST) == 0)
        for (size_t i = 0; i < sizeof address; i++)
            h->address[i] = address[i];
    freeaddrinfo(found);
}

/* host of "http://host:port/path", "[::1]" without its brackets. */
static struct sv host_of(struct sv url)
{
    ptrdiff_t at = sv_find(url, SV("://"));
    struct sv rest = at < 0 ? url : sv_sub(url, (size_t) at + 3, url.n), name = rest;
    size_t n = 0;

    if (rest.n && rest.p[0] == '[') {
        at = sv_find(rest, SV("]"));
        return at > 0 ? sv_sub(rest, 1, (size_t) at - 1) : SV_NULL;
    }
    while (n < name.n && name.p[n] != ':' && name.p[n] != '/' && name.p[n] != '?')
        n++;
    return sv_sub(rest, 0, n);
}

/* The address of a name, "" when nobody knows it; asked for at most once a minute. */
static struct sv address_of(struct hub_job *j, struct sv name)
{
    struct host *h = NULL;

    assert(j->hosts);
    if (!name.n || name.n >= HOST_MAX)
        return SV("");
    for (size_t i = 0; i < j->n_hosts && !h; i++)
        if (sv_eq(sv_of(j->hosts[i].name), name))
            h = &j->hosts[i];
    if (!h) {
        h = &j->hosts[j->n_hosts < HOSTS_MAX ? j->n_hosts++ : 0]; /* full: the first makes room */
        *h = (struct host){ 0 };
        for (size_t i = 0; i < name.n; i++)
            h->name[i] = name.p[i];
    }
    if (!h->asked || time_now_ms() - h->asked >= HOST_AGE_MS)
        ask(h);
    return sv_of(h->address);
}

/* A service whose system nobody can find is closed and says so; the others go on. */
static void put_addresses(struct hub_job *j, struct policy_in_service *s, size_t n, struct arena *a)
{
    for (size_t i = 0; i < n; i++) {
        struct sv address = address_of(j, host_of(s[i].base_url));

        s[i].address = address.n ? arena_dup(a, address) : SV("0.0.0.0");
        if (!address.n && s[i].open) {
            s[i].open = false;
            s[i].why_closed = SV(T("Alamat sistem penyedia tidak ditemukan"));
        }
    }
}

/* --- descriptions --------------------------------------------------------------------------------------------------- */

/* Attachments are kept for the application alone; what the hub hands out lies where nginx may read it, by digest. One that
 * cannot be read (too large, damaged) or written leaves its service without a description: a policy that follows the registers
 * is worth more than a document. Returns how many. */
static size_t put_documents(struct hub_job *j, struct policy_in_service *s, size_t n, struct arena *a)
{
    size_t missing = 0;

    for (size_t i = 0; i < n; i++) {
        struct sv digest = s[i].openapi, text;
        const char *to = paths_join(j->documents, sv_cstr(digest, a), a);
        struct err e = { 0 };

        if (!digest.n || file_exists(to))
            continue;
        struct sv from = arena_printf(a, "%s/%.*s/%.*s", j->r->records.files_dir,
                                      SV_FMT(sv_sub(digest, 0, 2)), SV_FMT(digest));
        if (file_read(from.p, OPENAPI_MAX_BYTES, a, &text, &e) && file_write_atomic(to, text, 0644, &e))
            continue;
        s[i].openapi = SV("");
        missing++;
    }
    return missing;
}

/* --- one round ------------------------------------------------------------------------------------------------------ */

static bool newest(struct hub_job *j, int64_t *seq, struct err *e)
{
    struct db *db = NULL;
    bool ok = db_lease(j->r->pool, DB_READ, LEASE_MS, &db, e) &&
              db_one_int(db, SV("select coalesce(max(seq), 0) from peristiwa"), 0, seq, e);

    db_release(db);
    return ok;
}

/* What the hub would be told, apart from number and time of the telling. */
static bool content_of(const struct policy_in *in, struct arena *a, struct digest *out, struct err *e)
{
    struct buf b;
    bool ok;

    buf_init(&b, POLICY_MAX_BYTES);
    ok = policy_make(in, a, &b, e);
    if (ok)
        *out = sha256(buf_sv(&b));
    buf_clear(&b);
    return ok;
}

static bool gather(struct hub_job *j, struct arena *a, struct policy_in *in, struct err *e)
{
    struct db *db = NULL, *pack = NULL;
    bool ok = db_lease(j->r->pool, DB_READ, LEASE_MS, &db, e) &&
              db_lease(j->r->pool, DB_PACK, LEASE_MS, &pack, e) &&
              hub_gather(j->r, &j->source, db, pack, a, in, e);

    db_release(pack);
    db_release(db);
    return ok;
}

/* Whose tokens count. Without its key the hub goes on by the other proofs. */
static void put_token_keys(struct hub_job *j, struct policy_in *in)
{
    struct err e = { 0 };
    bool changed = false;

    if (!token_keys_keep(j->keys_path, j->r->records.now(), &j->keys, &changed, &e))
        log_line(LOG_ERROR, "hub", "%s (%s)", e.text, e.cause);
    else if (changed)
        log_line(LOG_INFO, "hub", T("kunci token diperbarui; %zu berlaku"), j->keys.n);
    in->token_keys = (uint32_t) j->keys.n;
    for (size_t i = 0; i < j->keys.n; i++)
        memcpy(in->token_key[i], j->keys.item[i].key.pub, sizeof in->token_key[i]);
}

static bool make(struct hub_job *j, struct arena *a, struct err *e)
{
    struct policy_in in;
    struct problems left_out;
    struct digest content;
    size_t missing;

    problems_init(&left_out, a, LEFT_OUT_SAID);
    if (!gather(j, a, &in, e))
        return false;
    put_token_keys(j, &in);
    struct policy_in_service *services = ARENA_ARRAY(a, struct policy_in_service, in.services + 1);
    for (size_t i = 0; i < in.services; i++)
        services[i] = in.service[i];
    gateways_fill(j->gateways, services, in.services, a);
    put_addresses(j, services, in.services, a);
    missing = put_documents(j, services, in.services, a);
    in.service = services;
    in.version = 1;
    if (!policy_fit(&in, a, &left_out, e) || !content_of(&in, a, &content, e))
        return false;
    if (j->made && digest_eq(&content, &j->content))
        return true;
    in.version = j->version + 1;
    in.made_at = j->r->records.now();
    if (!policy_save(j->path, &in, a, e))
        return false;
    for (size_t i = 0; i < left_out.n; i++)
        log_line(LOG_WARN, "hub", T("tidak dapat dilayani: %s"), left_out.items[i].text.p);
    j->version = in.version;
    j->content = content;
    j->made = true;
    log_line(LOG_INFO, "hub", T("kebijakan versi %llu: %zu layanan, %zu konsumen, %zu kesepakatan"),
             (unsigned long long) j->version, in.services, in.consumers, in.agreements);
    if (missing)
        log_line(LOG_WARN, "hub", T("%zu dokumen layanan tidak dapat dibaca atau ditaruh"), missing);
    return true;
}

static void round_once(struct hub_job *j)
{
    struct date today = region_today(j->r);
    struct arena *a;
    struct err e = { 0 };
    int64_t seq = j->seq;
    uint64_t turn = gateways_turn(j->gateways);
    bool ok = newest(j, &seq, &e);

    if (!gateways_ready(j->gateways) && time_now_ms() - j->started < READY_MS)
        return; /* a token that was kept is there in a moment: services do not close over a restart */
    if (ok && j->made && seq == j->seq && turn == j->turn && date_cmp(today, j->day) == 0 &&
        time_now_ms() - j->gathered < HOST_AGE_MS)
        return;
    j->gathered = time_now_ms();
    a = arena_new(GATHER_BYTES);
    ok = ok && make(j, a, &e);
    arena_free(a);
    if (ok) { /* events of meanwhile are looked at in the next round */
        j->seq = seq;
        j->turn = turn;
        j->day = today;
    } else if (!j->failed && e.kind != ERR_BUSY) {
        log_line(LOG_ERROR, "hub", "%s (%s)", e.text, e.cause);
    }
    j->failed = !ok;
}

static void *run(void *arg)
{
    struct hub_job *j = arg;

    while (!atomic_load(&j->stop)) {
        int64_t begun = time_now_ms(), pause;

        round_once(j);
        pause = 5 * (time_now_ms() - begun);
        pause = pause < LOOK_MS ? LOOK_MS : pause > LONGEST_PAUSE_MS ? LONGEST_PAUSE_MS : pause;
        for (int64_t left = pause; left > 0 && !atomic_load(&j->stop); left -= LOOK_MS)
            poll(NULL, 0, left < LOOK_MS ? (int) left : LOOK_MS);
    }
    return NULL;
}

/* --- life ----------------------------------------------------------------------------------------------------------- */

/* Numbers go on where the last snapshot stopped. */
static void last_version(struct hub_job *j)
{
    struct policy p = { 0 };
    struct err e = { 0 };

    if (policy_open(j->path, &p, &e)) {
        j->version = p.meta->version;
    } else if (
        e.kind !=
        ERR_MISSING) { /* of an older format, say: seconds are more than any count so far, and stay below the next ones */
        j->version = (uint64_t) j->r->records.now();
        log_line(LOG_WARN, "hub", "%s (%s)", e.text, e.cause);
    }
    policy_close(&p);
}

static void free_job(struct hub_job *j)
{
    token_keys_clear(&j->keys);
    free(j->hosts);
    arena_free(j->a);
    free(j);
}

bool hub_job_start(const struct region *r, struct hub_job **out, struct problems *ps, struct err *e)
{
    struct hub_job *j = calloc(1, sizeof *j);

    *out = NULL;
    if (!j)
        return err_set(e, ERR_FAULT, T("Memori habis."));
    j->r = r;
    j->a = arena_new(1024 * 1024);
    j->hosts = calloc(HOSTS_MAX, sizeof *j->hosts);
    j->path = paths_join(r->dir, HUB_POLICY, j->a);
    j->documents = paths_join(r->dir, HUB_DOCUMENTS, j->a);
    j->keys_path = paths_join(r->dir, TOKEN_KEYS_FILE, j->a);
    if (!j->hosts || !hub_source_load(r, j->a, &j->source, ps, e) || !j->source.present) {
        bool ok = j->hosts && !e->text[0];

        free_job(j);
        return ok;
    }
    if (!file_mkdirs(j->documents, 0755, e)) {
        free_job(j);
        return false;
    }
    last_version(j);
    j->started = time_now_ms();
    if (!gateways_start(r, &j->source, &j->gateways, e) ||
        !publish_start(r, &j->source, j->gateways, &j->publisher, e)) {
        gateways_stop(j->gateways);
        free_job(j);
        return false;
    }
    if (pthread_create(&j->thread, NULL, run, j) != 0) {
        publish_stop(j->publisher);
        gateways_stop(j->gateways);
        free_job(j);
        return err_set(e, ERR_FAULT, T("Menyiapkan pekerjaan penghubung gagal."));
    }
    *out = j;
    return true;
}

void hub_job_stop(struct hub_job *j)
{
    if (!j)
        return;
    atomic_store(&j->stop, true);
    pthread_join(j->thread, NULL);
    publish_stop(j->publisher);
    gateways_stop(j->gateways);
    free_job(j);
}
