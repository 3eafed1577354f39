/* SPDX-License-Identifier: MIT
 * app/oauth_judge.c -- judges who asks for a token, and makes it. */
#include "app/oauth_judge.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/nginx_hub.h"
#include "app/paths.h"
#include "app/token_keys.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/pubkey.h"
#include "policy/assertion.h"
#include "policy/nonce.h"

enum { USED_BUCKETS = 256, PATHS_BYTES = 64 * 1024, MARK_BYTES = 32 };

struct oauth {
    struct arena *a; /* of paths and certificate */
    const char *policy_path, *keys_path, *mark_path;
    struct sv cert; /* the server's own; empty without TLS */
    int64_t (*now)(void);
    pthread_mutex_t lock; /* of everything below */
    struct policy policy;
    struct stat seen;
    bool open;
    struct nonces *used; /* jti */
    int64_t floor;       /* what was issued at or before it is refused */
    int64_t mark;        /* what mark_path says */
};

/* --- life -------------------------------------------------------------------------------------------------------------- */

/* The later of now and the latest `iat` that was believed before this process began. */
static void read_floor(struct oauth *o)
{
    struct err e = { 0 };
    struct sv text;
    int64_t mark = 0;

    o->floor = o->now();
    if (!file_exists(o->mark_path))
        return;
    if (!file_read(o->mark_path, MARK_BYTES, o->a, &text, &e) || !sv_int(sv_trim(text), &mark))
        mark = o->floor + ASSERTION_SKEW_S; /* unreadable: as late as it can have been */
    if (mark > o->floor + ASSERTION_SKEW_S) /* our clock was set back: no more can be asked for */
        mark = o->floor + ASSERTION_SKEW_S;
    if (mark > o->floor)
        o->floor = mark;
}

bool oauth_open(const char *dir, int64_t (*now)(void), struct oauth **out, struct err *e)
{
    struct oauth *o = calloc(1, sizeof *o);
    struct err none = { 0 };

    if (!o)
        return err_set(e, ERR_FAULT, T("Memori habis."));
    o->used = calloc(1, sizeof *o->used + (size_t) USED_BUCKETS * NONCE_BUCKET * sizeof(struct nonce));
    o->a = arena_new(PATHS_BYTES);
    if (!o->used) {
        oauth_close(o);
        return err_set(e, ERR_FAULT, T("Memori habis."));
    }
    pthread_mutex_init(&o->lock, NULL);
    o->used->buckets = USED_BUCKETS;
    o->now = now;
    o->policy_path = paths_join(dir, HUB_POLICY, o->a);
    o->keys_path = paths_join(dir, TOKEN_KEYS_FILE, o->a);
    o->mark_path = paths_join(dir, "hub/token.batas", o->a);
    if (!file_read(paths_join(dir, "tls/sertifikat.pem", o->a), PUBKEY_PEM_MAX, o->a, &o->cert, &none))
        o->cert = SV_NULL;
    read_floor(o);
    *out = o;
    return true;
}

void oauth_close(struct oauth *o)
{
    if (!o)
        return;
    policy_close(&o->policy);
    free(o->used);
    arena_free(o->a);
    free(o);
}

/* --- what is known ------------------------------------------------------------------------------------------------------ */

/* The newest snapshot, as the hub sees it: one that fails verification is left out, the one before goes on. */
static const struct policy *newest(struct oauth *o)
{
    struct policy next = { 0 };
    struct err e = { 0 };

    if (file_changed(o->policy_path, &o->seen)) {
        if (policy_open(o->policy_path, &next, &e)) {
            policy_close(&o->policy);
            o->policy = next;
            o->open = true;
        } else {
            log_line(LOG_ERROR, "token", "%s (%s)", e.text, e.cause);
        }
    }
    return o->open ? &o->policy : NULL;
}

struct sv oauth_name(struct oauth *o, struct arena *a)
{
    struct sv name = SV_NULL;

    pthread_mutex_lock(&o->lock);
    const struct policy *p = newest(o);
    if (p)
        name = arena_dup(a, policy_text(p, p->meta->hub));
    pthread_mutex_unlock(&o->lock);
    return name;
}

static bool this_machine(struct sv host)
{
    return sv_eq(host, SV("127.0.0.1")) || sv_eq(host, SV("::1")) || sv_eq_fold(host, SV("localhost"));
}

bool oauth_own_address(const struct oauth *o, struct sv url)
{
    struct sv scheme = o->cert.n ? SV("https://") : SV("http://"), rest, host;
    ptrdiff_t slash;

    if (!sv_starts(url, scheme))
        return false;
    rest = sv_sub(url, scheme.n, url.n);
    slash = sv_find(rest, SV("/"));
    if (slash <= 0 || !sv_eq(sv_sub(rest, (size_t) slash, rest.n), SV(OAUTH_TOKEN_PATH)))
        return false;
    rest = sv_sub(rest, 0, (size_t) slash);
    if (rest.p[0] == '[') {
        ptrdiff_t end = sv_find(rest, SV("]"));
        if (end < 2)
            return false;
        host = sv_sub(rest, 1, (size_t) end - 1);
        rest = sv_sub(rest, (size_t) end + 1, rest.n);
    } else {
        sv_cut(&rest, ':', &host);
        rest = sv_sub(sv_sub(url, scheme.n, (size_t) slash), host.n, url.n);
    }
    for (size_t i = 0; i < rest.n; i++) /* a port, or nothing: two doors of one server are one server */
        if (i == 0 ? rest.p[i] != ':' : rest.p[i] < '0' || rest.p[i] > '9')
            return false;
    return o->cert.n ? pubkey_names_host(o->cert, host) : this_machine(host);
}

/* --- judging ------------------------------------------------------------------------------------------------------------ */

static void refuse_as(struct oauth_answer *out, enum oauth_error error, const char *text)
{
    out->error = error;
    out->text = sv_of(text);
}

static void not_ready(struct oauth_answer *out)
{
    refuse_as(out, OAUTH_BUSY, T("Penghubung belum siap menerbitkan token. Ulangi beberapa detik lagi."));
}

/* Before the answer: what a clock ahead of ours has issued must not count again after a restart. */
static bool keep_mark(struct oauth *o, int64_t issued)
{
    char text[MARK_BYTES];
    struct err e = { 0 };

    if (issued <= o->now() || issued <= o->mark)
        return true;
    int n = snprintf(text, sizeof text, "%lld\n", (long long) issued);
    if (!file_write_atomic(o->mark_path, (struct sv){ text, (size_t) n }, 0600, &e)) {
        log_line(LOG_ERROR, "token", "%s (%s)", e.text, e.cause);
        return false;
    }
    o->mark = issued;
    return true;
}

static bool use_once(struct oauth *o, const struct assertion *t, int64_t consumer, struct oauth_answer *out)
{
    struct digest d = sha256_parts((struct sv[]){ { (const char *) &consumer, sizeof consumer }, t->jti }, 2);
    enum nonce_answer used =
        nonce_use(o->used, &d, (uint32_t) consumer, (uint32_t) o->now(), (uint32_t) t->exp);

    if (used == NONCE_SEEN)
        refuse_as(out, OAUTH_CLIENT,
                  T("jti itu sudah pernah dipakai. Buat JWT baru dengan jti baru untuk setiap permintaan."));
    else if (used == NONCE_FULL)
        refuse_as(
            out, OAUTH_BUSY,
            T("Terlalu banyak permintaan token. Pakai token yang ada sampai hampir habis, lalu minta lagi."));
    else if (!keep_mark(o, t->iat))
        not_ready(out);
    else
        return true;
    return false;
}

static bool by_assertion(struct oauth *o, const struct policy *p, const struct oauth_ask *ask,
                         struct arena *a, struct judge_who *who, struct oauth_answer *out)
{
    struct sv audience[2] = { policy_text(p, p->meta->hub) };
    struct assertion_expect x = { audience, audience[0].n ? 1 : 0, o->now(), o->floor };
    struct assertion t;
    enum assertion_fault why = assertion_parse(ask->assertion, a, &t);

    if (why == ASSERTION_GOOD) {
        if (oauth_own_address(o, t.aud))
            audience[x.audiences++] = t.aud;
        why = judge_assertion(p, &t, &x, who);
    }
    if (why == ASSERTION_GOOD && ask->client_id.p && !assertion_names(p, who->consumer, ask->client_id))
        why = ASSERTION_ISSUER;
    if (why != ASSERTION_GOOD) {
        out->error = OAUTH_CLIENT;
        out->text = assertion_fault_text(why);
        return false;
    }
    return use_once(o, &t, p->consumer[who->consumer].id, out);
}

static const char *why_not(enum refuse r)
{
    switch (r) {
    case REFUSE_KEY_EARLY: return T("Sertifikat terdaftar tetapi belum berlaku. Tunggu hari mulainya.");
    case REFUSE_KEY_LATE:
        return T("Masa berlaku sertifikat sudah lewat. Daftarkan sertifikat baru di halaman konsumen.");
    case REFUSE_CONSUMER_CLOSED: return T("Konsumen sedang ditutup. Hubungi penanggung jawab penghubung.");
    default:
        return T(
            "Sertifikat itu tidak terdaftar atau sudah dicabut. Daftarkan sertifikat di halaman konsumen.");
    }
}

static bool by_certificate(struct oauth *o, const struct policy *p, const struct oauth_ask *ask,
                           struct arena *a, struct judge_who *who, struct oauth_answer *out)
{
    struct pubkey cert;
    struct sv why;

    if (!ask->client_id.p) {
        refuse_as(out, OAUTH_REQUEST,
                  T("client_id harus diisi bila memakai sertifikat: kode konsumen atau nama X-Road."));
        return false;
    }
    if (!pubkey_read(ask->cert, a, &cert, &why) || cert.kind != PUBKEY_CERTIFICATE) {
        refuse_as(
            out, OAUTH_CLIENT,
            T("Sertifikat klien tidak terbaca. Pakai RSA 2048 bit ke atas, P-256, P-384, atau Ed25519."));
        return false;
    }
    enum refuse r = judge_cert(p, &cert.spki, o->now(), who);
    if (r == REFUSE_NOT && assertion_names(p, who->consumer, ask->client_id))
        return true;
    refuse_as(
        out, OAUTH_CLIENT,
        r == REFUSE_NOT
            ? T("client_id bukan konsumen pemilik sertifikat itu. Samakan client_id dengan konsumennya.")
            : why_not(r));
    return false;
}

/* The newest key that the hub has been told of. */
static bool make_token(struct oauth *o, const struct policy *p, const struct judge_who *who,
                       struct oauth_answer *out)
{
    const struct policy_key *bound = &p->key[who->key];
    struct token t = { .kind = (enum policy_key_kind) bound->kind,
                       .consumer = p->consumer[who->consumer].id,
                       .issued = o->now(),
                       .expires = o->now() + TOKEN_LIFE_S };
    struct token_keys keys;
    struct err e = { 0 };
    bool ok = false;

    if (!token_keys_read(o->keys_path, &keys, &e)) {
        log_line(LOG_ERROR, "token", "%s (%s)", e.text, e.cause);
        return false;
    }
    memcpy(t.key.b, bound->digest, sizeof t.key.b);
    for (size_t i = 0; i < keys.n && !ok; i++)
        for (size_t k = 0; k < p->meta->token_keys && !ok; k++)
            ok = memcmp(keys.item[i].key.pub, p->meta->token_key[k], 32) == 0 &&
                 token_make(&t, policy_text(p, p->meta->hub), &keys.item[i].key, out->token, &e);
    token_keys_clear(&keys);
    return ok;
}

static void judge(struct oauth *o, const struct oauth_ask *ask, struct arena *a, struct oauth_answer *out)
{
    const struct policy *p = newest(o);
    struct judge_who who = JUDGE_NOBODY;
    bool ok;

    if (!p) {
        not_ready(out);
        return;
    }
    ok = ask->assertion.p ? by_assertion(o, p, ask, a, &who, out) : by_certificate(o, p, ask, a, &who, out);
    if (who.consumer >= 0) {
        out->consumer = p->consumer[who.consumer].id;
        out->key = p->key[who.key].id;
    }
    if (ok && !make_token(o, p, &who, out))
        not_ready(out);
}

void oauth_judge(struct oauth *o, const struct oauth_ask *ask, struct arena *a, struct oauth_answer *out)
{
    *out = (struct oauth_answer){ .error = OAUTH_GOOD };
    pthread_mutex_lock(&o->lock);
    judge(o, ask, a, out);
    pthread_mutex_unlock(&o->lock);
}
