/* SPDX-License-Identifier: MIT
 * app/publish.c -- the thread that keeps publications at gateways as they are here. */
#include "app/publish.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>

#include "app/gateway_token.h"
#include "app/hub_rows.h"
#include "app/publish_call.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/file.h"
#include "base/log.h"
#include "json/json.h"
#include "model/event.h"
#include "model/files.h"
#include "model/outside.h"
#include "policy/openapi.h"

enum {
    LOOK_MS = 1000,
    STEP_MS = 100,
    LEASE_MS = 5000,
    AGE_MS = 60 * 1000,  /* looked at again after this, though nothing was recorded */
    STIR_MS = 10 * 1000, /* so long after an event the hub may still be finding out what is open */
    ROUND_BYTES = 64 * 1024 * 1024,
    DOCUMENT_MAX = 6 * 1024 * 1024,
    KNOWN_MAX = 256,
    RETRY_MIN_S = 2,
    RETRY_MAX_S = 15 * 60,
    STEPS_MAX = 4 /* of one publication in one round: import, publish, document, close */
};

struct known { /* of one publication, since this process began */
    int64_t id;
    struct digest wish; /* what was wanted when it was last looked at */
    bool settled;       /* and it was there: nothing to do until the wish changes */
};

struct publisher {
    const struct region *r;
    const struct hub_source *s;
    struct gateways *gateways;
    pthread_t thread;
    atomic_bool stop;
    struct known known[KNOWN_MAX];
    size_t n_known;
    struct { /* the publisher's token of the connection used last */
        int64_t gateway, until_ms;
        struct digest with;
        char text[GATEWAY_TOKEN_MAX + 1];
    } token;
    int64_t seq, stirred_ms, round_ms; /* newest event seen, when; when everything was looked at */
    bool failed;
};

struct work {
    struct publisher *p;
    const struct publication *it;
    const struct gateway_conf *c;
    struct outside *o;
    struct sv server, document, digest;
    struct publish_to to;
    struct arena *a;
};

/* --- what is wanted --------------------------------------------------------------------------------------------------- */

static struct publication *load(struct publisher *p, struct db *pack, struct arena *a, size_t *n,
                                struct err *e)
{
    struct date_text today = date_iso(region_today(p->r));
    struct publication *list = NULL;
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row = true,
         ok = db_prepare(pack, p->s->sql[HUB_PUBLICATIONS], &q, e) && /* checked: on a DB_PACK lease */
              stmt_text(q, 1, sv_of(today.s), e);

    *n = 0;
    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, list, *n, cap) = (struct publication){ .id = hub_number(q, SV("id"), 0),
                                                              .gateway = hub_number(q, SV("gateway"), 0),
                                                              .service = hub_number(q, SV("service"), 0),
                                                              .openapi = hub_number(q, SV("openapi"), 0),
                                                              .name = hub_text(q, SV("name"), a),
                                                              .context = hub_text(q, SV("context"), a),
                                                              .version = hub_text(q, SV("version"), a),
                                                              .brief = hub_text(q, SV("brief"), a),
                                                              .wanted = hub_number(q, SV("wanted"), 0) != 0 };
    stmt_done(q);
    if (ok && !list)
        list = ARENA_NEW(a, struct publication);
    return ok ? list : NULL;
}

static struct known *known_of(struct publisher *p, int64_t id)
{
    for (size_t i = 0; i < p->n_known; i++)
        if (p->known[i].id == id)
            return &p->known[i];
    if (p->n_known == KNOWN_MAX)
        return NULL;
    p->known[p->n_known] = (struct known){ .id = id };
    return &p->known[p->n_known++];
}

/* All that decides; whoever changes any of it wants to see it tried at once. */
static struct digest wish_of(const struct work *w, bool open)
{
    const struct publication *it = w->it;
    struct sv text =
        arena_printf(w->a, "%lld %lld %lld %d %d %lld", (long long) it->gateway, (long long) it->service,
                     (long long) it->openapi, it->wanted, open, (long long) (w->c ? w->c->version : 0));
    const struct sv part[] = { text,
                               SV("\n"),
                               it->name,
                               SV("\n"),
                               it->context,
                               SV("\n"),
                               it->version,
                               SV("\n"),
                               it->brief,
                               SV("\n"),
                               w->c ? w->c->public_url : SV("") };

    return sha256_parts(part, sizeof part / sizeof part[0]);
}

static bool document_of(struct work *w, struct db *db, struct err *e)
{
    struct stored_file f;
    struct sv text, base = w->c->public_url;
    struct buf b;
    bool ok;

    while (base.n && base.p[base.n - 1] == '/')
        base.n--;
    w->server = arena_printf(w->a, "%.*s/hub/%.*s", SV_FMT(base), SV_FMT(w->it->brief));
    if (!w->it->openapi) {
        err_set(e, ERR_INPUT, T("Layanan ini belum mempunyai dokumen OpenAPI"));
        return err_hint(e, T("Lampirkan dokumennya pada layanan penghubung."));
    }
    if (!file_info(db, w->it->openapi, w->a, &f, e))
        return false;
    struct sv path = arena_printf(w->a, "%s/%.*s/%.*s", w->p->r->records.files_dir,
                                  SV_FMT(sv_sub(f.digest, 0, 2)), SV_FMT(f.digest));
    buf_init(&b, DOCUMENT_MAX);
    ok = file_read(path.p, OPENAPI_MAX_BYTES, w->a, &text, e) && openapi_served(text, w->server, w->a, &b, e);
    if (ok) {
        struct digest d = sha256(buf_sv(&b));

        w->document = arena_dup(w->a, buf_sv(&b));
        w->digest = hex_make(digest_sv(&d), w->a);
    }
    buf_clear(&b);
    return ok;
}

/* --- talking to the publisher ------------------------------------------------------------------------------------------- */

static bool token_for(struct work *w, struct err *e)
{
    struct publisher *p = w->p;
    const struct gateway_conf *c = w->c;
    struct gateway_ask ask = { c->token_url, c->client, c->secret, c->publisher_scope, c->in_body, &p->stop };
    struct gateway_token t;
    struct digest with = sha256_parts(
        (struct sv[]){ c->token_url, c->client, c->publisher_scope, c->secret.p ? c->secret : SV("") }, 4);

    if (!c->secret.p) {
        err_set(e, ERR_CONFLICT, "%.*s", SV_FMT(c->no_secret));
        return err_hint(e, "%.*s", SV_FMT(c->no_secret_hint));
    }
    if (c->by_key) {
        w->to.token = c->secret;
        return true;
    }
    if (p->token.gateway != c->id || time_now_ms() >= p->token.until_ms ||
        !digest_eq(&with, &p->token.with)) {
        if (!gateway_token_ask(&ask, w->a, &t, e))
            return false;
        p->token.gateway = c->id;
        p->token.with = with;
        p->token.until_ms = time_now_ms() + t.life_s * 1000 / 2;
        for (size_t i = 0; i < t.text.n; i++)
            p->token.text[i] = t.text.p[i];
        p->token.text[t.text.n] = '\0';
    }
    w->to.token = arena_dup(w->a, sv_of(p->token.text));
    return true;
}

/* One thing that brings what is there nearer to what is wanted; *did false: nothing is left to do. */
static bool step(struct work *w, bool want, const char **did, struct err *e)
{
    struct outside *o = w->o;
    struct sv stage = o->stage;
    long status = 0;
    bool ok = true, moves = false;

    *did = NULL;
    if (!o->remote.n && want) {
        ok = publish_import(&w->to, w->it, w->document, w->server, &o->remote, &status, e);
        o->stage = SV("made");
        o->digest = w->digest;
        *did = "didaftarkan";
        if (!ok && status == 409) { /* an answer of before that was lost: then it is ours */
            o->digest = SV("");
            ok = publish_find(&w->to, w->it, &o->remote, &o->stage, &status, e);
        }
        if (!ok)
            o->stage = o->digest = SV("");
    } else if (o->remote.n && want && sv_eq(stage, SV("made"))) {
        ok = publish_stage(&w->to, o->remote, w->c->publish_action, &status, e);
        *did = "diterbitkan";
        moves = true;
    } else if (o->remote.n && want && sv_eq(stage, SV("shut"))) {
        ok = publish_stage(&w->to, o->remote, w->c->reopen_action, &status, e);
        *did = "dibuka_lagi";
        moves = true;
    } else if (o->remote.n && want && !sv_eq(o->digest, w->digest)) {
        ok = publish_document(&w->to, o->remote, w->document, &status, e);
        if (ok)
            o->digest = w->digest;
        *did = "dokumen_diperbarui";
    } else if (o->remote.n && !want && sv_eq(stage, SV("live"))) {
        ok = publish_stage(&w->to, o->remote, w->c->close_action, &status, e);
        *did = "ditutup_di_gerbang";
        moves = true;
    }
    if (ok && moves)
        o->stage = want ? SV("live") : SV("shut");
    if (!ok && status == 404 && o->remote.n) /* gone there: the next try registers it anew */
        o->remote = o->stage = o->digest = SV("");
    if (!ok && status == 401)
        w->p->token.gateway = 0;
    return ok;
}

/* --- noting --------------------------------------------------------------------------------------------------------------- */

static struct sv instant(int64_t t, struct arena *a)
{
    return arena_dup(a, sv_of(time_iso(t).s));
}

static void say(struct work *w, bool want, bool open, const struct err *why)
{
    struct outside *o = w->o;
    bool there = sv_eq(o->stage, SV("live"));
    int64_t now = w->p->r->records.now(), pause;

    o->tried = instant(now, w->a);
    o->error = o->hint = o->next = SV("");
    o->head = there && want && why ? SV(T("Terbit di gerbang; perubahan terakhir belum dikirim"))
              : there && want      ? SV(T("Terbit di gerbang"))
              : there              ? SV(T("Masih terbit di gerbang"))
              : o->remote.n        ? SV(T("Ditutup di gerbang"))
                                   : SV(T("Belum terdaftar di gerbang"));
    o->tone = there && want ? SV("green") : SV("grey");
    if (why) {
        pause = (int64_t) RETRY_MIN_S << (o->failures < 10 ? o->failures : 10);
        pause = pause < RETRY_MAX_S ? pause : RETRY_MAX_S;
        o->failures++;
        o->next = instant(now + pause, w->a);
        o->error = arena_dup(w->a, sv_of(why->text));
        o->hint = arena_dup(w->a, sv_of(why->hint));
        o->tone = there && want ? SV("yellow") : SV("red");
        return;
    }
    o->failures = 0;
    o->good = o->tried;
    if (w->it->wanted && !open) {
        o->tone = SV("yellow");
        o->error = SV(T("Layanan daerahnya sedang tutup, jadi di gerbang ditutup juga"));
        o->hint = SV(T("Terbuka lagi sendiri sesudah layanannya terbuka di penghubung daerah."));
    }
}

static bool note(struct work *w, const char *did, struct err *e)
{
    const struct region *r = w->p->r;
    struct db *db = NULL;
    struct jsonw j;
    struct buf b;
    bool ok;

    buf_init(&b, 4096);
    jsonw_init(&j, &b);
    jsonw_map(&j);
    jsonw_kstr(&j, "gerbang", w->c->name);
    jsonw_kstr(&j, "luar", w->o->remote);
    jsonw_kint(&j, "penerbitan", w->it->id);
    jsonw_kstr(&j, "perbuatan", sv_of(did ? did : ""));
    jsonw_kstr(&j, "sidik", w->o->digest);
    jsonw_end(&j);
    ok = db_lease(r->pool, DB_WRITE, LEASE_MS, &db, e) && db_begin(db, e) && outside_put(db, w->o, e) &&
         (!did || event_other(db, SV("penerbitan"), who_system(), buf_sv(&b), r->records.now(), w->a, e)) &&
         db_commit(db, e);
    db_release(db);
    buf_clear(&b);
    return ok;
}

/* --- one publication ------------------------------------------------------------------------------------------------------- */

static bool due(const struct work *w, const struct known *k, const struct digest *wish)
{
    int64_t next;

    if (!digest_eq(&k->wish, wish))
        return true;
    if (k->settled)
        return false;
    return !time_parse(w->o->next, &next) || w->p->r->records.now() >= next;
}

/* Step after step until nothing is left; each is noted before the next, so that a kill loses one answer at most. */
static bool steps(struct work *w, bool want, bool open, struct err *e)
{
    struct err why = { 0 };
    const char *did = NULL;
    bool ok = !w->o->remote.n && !want ? true : token_for(w, &why);

    for (int i = 0; ok && i < STEPS_MAX && !atomic_load(&w->p->stop); i++) {
        ok = step(w, want, &did, &why);
        say(w, want, open, ok ? NULL : &why);
        if (!note(w, ok ? did : NULL, e))
            return false;
        if (!did)
            break;
    }
    if (atomic_load(&w->p->stop))
        return true;
    if (!ok) {
        if (!did) /* not even a token */
            say(w, want, open, &why);
        if (w->o->failures == 1)
            log_line(LOG_WARN, "gerbang", T("penerbitan %lld: %s (%s)"), (long long) w->it->id, why.text,
                     why.cause);
        return did || note(w, NULL, e);
    }
    return true;
}

static bool one(struct work *w, struct err *e)
{
    struct known *k = known_of(w->p, w->it->id);
    enum gateway_service is = gateways_service(w->p->gateways, w->it->service);
    bool open = is == GATEWAY_SERVICE_OPEN, want = w->it->wanted && open, found, ok;
    struct digest wish = wish_of(w, open);
    struct db *db = NULL;
    struct err why = { 0 };

    w->o = ARENA_NEW(w->a, struct outside);
    if (!k || is == GATEWAY_SERVICE_UNKNOWN)
        return true;
    if (!w->c || !w->c->open ||
        !w->c->publisher_url.n) { /* nowhere to hand it to: waits until that changes */
        *k = (struct known){ .id = k->id, .settled = true };
        return true;
    }
    ok = db_lease(w->p->r->pool, DB_READ, LEASE_MS, &db, e) &&
         outside_load(db, w->p->s->publication_reg->key, w->it->id, w->a, w->o, &found, e);
    if (!ok || !due(w, k, &wish)) {
        db_release(db);
        return ok;
    }
    ok = !want || document_of(w, db, &why);
    db_release(db);
    if (ok) {
        ok = steps(w, want, open, e);
    } else {
        say(w, want, open, &why);
        ok = note(w, NULL, e);
    }
    k->wish = wish;
    k->settled = ok && !w->o->failures && !atomic_load(&w->p->stop);
    return ok;
}

/* Is there anything to look at? Otherwise a region in which nothing happens costs one small query a second. */
static bool stirred(struct publisher *p, struct err *e)
{
    struct db *db = NULL;
    int64_t seq = p->seq, now = time_now_ms();
    bool quiet = true, ok = db_lease(p->r->pool, DB_READ, LEASE_MS, &db, e) &&
                            db_one_int(db, SV("select coalesce(max(seq), 0) from peristiwa"), 0, &seq, e);

    db_release(db);
    for (size_t i = 0; i < p->n_known; i++)
        quiet = quiet && p->known[i].settled;
    if (ok && seq != p->seq) {
        p->seq = seq;
        p->stirred_ms = now;
    }
    if (quiet && p->round_ms && now - p->stirred_ms > STIR_MS && now - p->round_ms < AGE_MS)
        return false;
    p->round_ms = now;
    return ok;
}

/* --- the thread -------------------------------------------------------------------------------------------------------------- */

static bool round_once(struct publisher *p, struct arena *a, struct err *e)
{
    struct gateway_conf *conf = NULL;
    struct publication *list = NULL;
    struct db *pack = NULL;
    size_t n = 0, n_conf = 0;
    bool ok = db_lease(p->r->pool, DB_PACK, LEASE_MS, &pack, e) && (list = load(p, pack, a, &n, e)) != NULL;

    db_release(pack);
    if (!ok || !n)
        return ok;
    ok = gateway_confs(p->r, p->s, a, &conf, &n_conf, e);
    for (size_t i = 0; ok && i < n && !atomic_load(&p->stop); i++) {
        struct work w = { .p = p, .it = &list[i], .a = a };

        for (size_t k = 0; k < n_conf; k++)
            if (conf[k].id == list[i].gateway)
                w.c = &conf[k];
        w.to = (struct publish_to){ .c = w.c, .stop = &p->stop, .a = a };
        ok = one(&w, e);
    }
    return ok;
}

static void *run(void *arg)
{
    struct publisher *p = arg;

    while (!atomic_load(&p->stop)) {
        struct arena *a = arena_new(ROUND_BYTES);
        struct err e = { 0 };
        bool ok = stirred(p, &e) ? round_once(p, a, &e) : !e.kind;

        if (!ok && !p->failed && e.kind != ERR_BUSY)
            log_line(LOG_ERROR, "gerbang", "%s (%s)", e.text, e.cause);
        p->failed = !ok;
        arena_free(a);
        for (int left = LOOK_MS; left > 0 && !atomic_load(&p->stop); left -= STEP_MS)
            poll(NULL, 0, STEP_MS);
    }
    return NULL;
}

bool publish_start(const struct region *r, const struct hub_source *s, struct gateways *g,
                   struct publisher **out, struct err *e)
{
    struct publisher *p;

    *out = NULL;
    if (!g || !s->sql[HUB_PUBLICATIONS].n)
        return true;
    if (!(p = calloc(1, sizeof *p)))
        return err_set(e, ERR_FAULT, T("Memori habis."));
    p->r = r;
    p->s = s;
    p->gateways = g;
    if (pthread_create(&p->thread, NULL, run, p) != 0) {
        free(p);
        return err_set(e, ERR_FAULT, T("Menyiapkan penerbitan layanan gagal."));
    }
    *out = p;
    return true;
}

void publish_stop(struct publisher *p)
{
    if (!p)
        return;
    atomic_store(&p->stop, true);
    pthread_join(p->thread, NULL);
    explicit_bzero(&p->token, sizeof p->token);
    free(p);
}
