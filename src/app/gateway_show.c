/* SPDX-License-Identifier: MIT
 * app/gateway_show.c -- how a connection stands, for its record. */
#include "app/gateway_priv.h"
#include "base/arena.h"
#include "base/date.h"
#include "base/log.h"
#include "model/outside.h"

static struct sv instant(int64_t t, struct arena *a)
{
    return t ? arena_dup(a, sv_of(time_iso(t).s)) : SV("");
}

static struct outside state_of(const struct gateways *g, const struct held *h, const struct gateway_conf *c,
                               struct arena *a)
{
    struct outside o = {
        .reg = g->s->gateway_reg->key, .id = h->id, .tone = SV("grey"), .failures = h->failures
    };

    if (!c || !c->open) {
        o.head = SV(T("Tidak dipakai"));
        if (c && c->why_closed.n) {
            o.error = c->why_closed;
            o.hint = c->article.n ? arena_printf(a, T("Diminta %.*s."), SV_FMT(c->article)) : SV("");
        }
        return o;
    }
    if (!c->secret.p) {
        o.tone = SV("red");
        o.head = SV(T("Terputus"));
        o.error = c->no_secret;
        o.hint = c->no_secret_hint;
        return o;
    }
    if (c->by_key) {
        o.tone = SV("green");
        o.head = SV(T("Kunci tetap terpasang"));
        return o;
    }
    o.good = instant(h->got, a);
    o.until = h->n ? instant(h->until, a) : SV("");
    o.tried = instant(h->tried, a);
    if (!h->n && !h->failures) {
        o.head = SV(T("Token sedang diminta"));
        return o;
    }
    o.tone = h->n ? (h->failures ? SV("yellow") : SV("green")) : SV("red");
    o.head = !h->n         ? SV(T("Terputus"))
             : h->failures ? SV(T("Tersambung; token belum dapat diperbarui"))
                           : SV(T("Tersambung"));
    if (h->failures) {
        o.error = arena_dup(a, sv_of(h->error.text));
        o.hint = arena_dup(a, sv_of(h->error.hint));
    }
    return o;
}

void gateway_show(struct gateways *g, struct held *h, const struct gateway_conf *c, struct arena *a)
{
    struct outside o = state_of(g, h, c, a);
    struct sv text =
        arena_printf(a, "%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%lld", SV_FMT(o.head), SV_FMT(o.error), SV_FMT(o.hint),
                     SV_FMT(o.good), SV_FMT(o.until), SV_FMT(o.tried), (long long) o.failures);
    struct digest now = sha256(text);
    struct db *db = NULL;
    struct err e = { 0 };

    if (h->shown && digest_eq(&now, &h->last))
        return;
    if (db_lease(g->r->pool, DB_WRITE, GATEWAY_LEASE_MS, &db, &e) && db_begin(db, &e) &&
        outside_put(db, &o, &e) && db_commit(db, &e)) {
        h->shown = true;
        h->last = now;
    } else if (e.kind != ERR_BUSY) {
        log_line(LOG_ERROR, "gerbang", "%s (%s)", e.text, e.cause);
    }
    db_release(db);
}
