/* SPDX-License-Identifier: MIT
 * app/publish_one.c -- one publication: what is wanted of it, and the steps that bring it there. */
#include "app/publish_priv.h"

#include "app/gateway_token.h"
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
    LEASE_MS = 5000,
    DOCUMENT_MAX = 6 * 1024 * 1024,
    RETRY_MIN_S = 2,
    RETRY_MAX_S = 15 * 60,
    STEPS_MAX = 4 /* of one publication in one round: import, publish, document, close */
};

/* --- what is wanted --------------------------------------------------------------------------------------------------- */

static struct known *known_of(struct lane *l, int64_t id)
{
    for (size_t i = 0; i < l->n_known; i++)
        if (l->known[i].id == id)
            return &l->known[i];
    if (l->n_known == KNOWN_MAX)
        return NULL;
    l->known[l->n_known] = (struct known){ .id = id };
    return &l->known[l->n_known++];
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
    struct sv path = arena_printf(w->a, "%s/%.*s/%.*s", w->lane->p->r->records.files_dir,
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
    struct lane *l = w->lane;
    const struct gateway_conf *c = w->c;
    struct gateway_ask ask = {
        c->token_url, c->client, c->secret, c->publisher_scope, c->in_body, &l->p->stop
    };
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
    if (l->token.gateway != c->id || time_now_ms() >= l->token.until_ms ||
        !digest_eq(&with, &l->token.with)) {
        if (!gateway_token_ask(&ask, w->a, &t, e))
            return false;
        l->token.gateway = c->id;
        l->token.with = with;
        l->token.until_ms = time_now_ms() + t.life_s * 1000 / 2;
        for (size_t i = 0; i < t.text.n; i++)
            l->token.text[i] = t.text.p[i];
        l->token.text[t.text.n] = '\0';
    }
    w->to.token = arena_dup(w->a, sv_of(l->token.text));
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
        w->lane->token.gateway = 0;
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
    int64_t now = w->lane->p->r->records.now(), pause;

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
    const struct region *r = w->lane->p->r;
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
    return !time_parse(w->o->next, &next) || w->lane->p->r->records.now() >= next;
}

/* Step after step until nothing is left; each is noted before the next, so that a kill loses one answer at most. */
static bool steps(struct work *w, bool want, bool open, struct err *e)
{
    struct err why = { 0 };
    const char *did = NULL;
    bool ok = !w->o->remote.n && !want ? true : token_for(w, &why);

    for (int i = 0; ok && i < STEPS_MAX && !atomic_load(&w->lane->p->stop); i++) {
        ok = step(w, want, &did, &why);
        say(w, want, open, ok ? NULL : &why);
        if (!note(w, ok ? did : NULL, e))
            return false;
        if (!did)
            break;
    }
    if (atomic_load(&w->lane->p->stop))
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

bool publish_one(struct work *w, struct err *e)
{
    struct known *k = known_of(w->lane, w->it->id);
    enum gateway_service is = gateways_service(w->lane->p->gateways, w->it->service);
    bool open = is == GATEWAY_SERVICE_OPEN, want = w->it->wanted && open, found, ok;
    struct digest wish = wish_of(w, open);
    struct db *db = NULL;
    struct err why = { 0 };

    w->o = ARENA_NEW(w->a, struct outside);
    if (!k)
        return true;
    k->seen = true;
    if (is == GATEWAY_SERVICE_UNKNOWN)
        return true;
    if (!w->c || !w->c->open ||
        !w->c->publisher_url.n) { /* nowhere to hand it to: waits until that changes */
        *k = (struct known){ .id = k->id, .settled = true, .seen = true };
        return true;
    }
    ok = db_lease(w->lane->p->r->pool, DB_READ, LEASE_MS, &db, e) &&
         outside_load(db, w->lane->p->s->publication_reg->key, w->it->id, w->a, w->o, &found, e);
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
    k->settled = ok && !w->o->failures && !atomic_load(&w->lane->p->stop);
    return ok;
}
