/* SPDX-License-Identifier: MIT
 * app/gateway_conf.c -- connections to national gateways as the registers hold them. */
#include "app/gateway.h"

#include "app/gateway_http.h"
#include "app/hub_rows.h"
#include "base/arena.h"
#include "base/date.h"
#include "model/credential.h"

enum { LEASE_MS = 5000 };

static struct gateway_conf read_row(struct stmt *q, struct arena *a)
{
    struct gateway_conf c = {
        .id = hub_number(q, SV("id"), 0),
        .by_key = sv_eq(hub_text(q, SV("way"), a), SV("key")),
        .in_body = hub_number(q, SV("in_body"), 0) != 0,
        .open = hub_number(q, SV("open"), 0) != 0,
    };
    const struct {
        struct sv name, *to;
    } text[] = { { SV("name"), &c.name },
                 { SV("base_url"), &c.base_url },
                 { SV("token_url"), &c.token_url },
                 { SV("client"), &c.client },
                 { SV("scope"), &c.scope },
                 { SV("header"), &c.header },
                 { SV("prefix"), &c.prefix },
                 { SV("why_closed"), &c.why_closed },
                 { SV("publisher_url"), &c.publisher_url },
                 { SV("publisher_scope"), &c.publisher_scope },
                 { SV("public_url"), &c.public_url },
                 { SV("import_path"), &c.import_path },
                 { SV("document_path"), &c.document_path },
                 { SV("stage_path"), &c.stage_path },
                 { SV("find_path"), &c.find_path },
                 { SV("publish_action"), &c.publish_action },
                 { SV("close_action"), &c.close_action },
                 { SV("reopen_action"), &c.reopen_action } };

    for (size_t i = 0; i < sizeof text / sizeof text[0]; i++)
        *text[i].to = hub_text(q, text[i].name, a);
    c.article = SV("");
    return c;
}

static void close_with(struct gateway_conf *c, struct sv why, struct sv article)
{
    c->open = false;
    c->why_closed = why;
    c->article = article;
}

static bool secret_of(const struct region *r, const struct hub_source *s, struct db *db,
                      struct gateway_conf *c, struct arena *a, struct err *e)
{
    struct record *rec;
    struct err why = { 0 };

    if (!s->gateway_secret) {
        c->no_secret = SV(T("data/hub.yaml tidak menyebut bidang rahasianya"));
        return true;
    }
    if (!record_get(db, &r->records, who_system(), s->gateway_reg, c->id, a, &rec, e))
        return false;
    c->version = rec->versi;
    if (!credential_get(r->dir, rec, s->gateway_secret, a, &c->secret, &why)) {
        c->secret = SV_NULL;
        c->no_secret = arena_dup(a, sv_of(why.text));
        c->no_secret_hint = arena_dup(a, sv_of(why.hint));
    }
    return true;
}

/* What a gate of the regulation, or an address that would send the secret in the open, closes. */
static bool judge(const struct region *r, const struct hub_source *s, struct db *db, bool gates,
                  struct gateway_conf *c, struct arena *a, struct err *e)
{
    struct sv why = SV(""), at = SV("");

    if (gates && !hub_unmet(r, db, s->gateway_reg, c->id, a, &why, &at, e))
        return false;
    if (why.n)
        close_with(c, why, at);
    else if (c->open && !gateway_url_ok(c->base_url))
        close_with(c, SV(T("Alamat gerbang harus diawali https://")), SV(""));
    else if (c->open && !policy_credential_ok(c->header, SV("x")))
        close_with(c, SV(T("Nama kepala untuk kredensial gerbang tidak dapat dipakai")), SV(""));
    return secret_of(r, s, db, c, a, e);
}

static bool load(const struct region *r, const struct hub_source *s, struct db *db, struct db *pack,
                 struct arena *a, struct gateway_conf **out, size_t *n, struct err *e)
{
    struct date_text today = date_iso(region_today(r));
    struct gateway_conf *list = NULL;
    struct stmt *q = NULL;
    size_t count = 0, cap = 0;
    bool row = true, ok = db_prepare(pack, s->sql[HUB_GATEWAYS], &q, e) && /* checked: on a DB_PACK lease */
                          stmt_text(q, 1, sv_of(today.s), e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct gateway_conf c = read_row(q, a);

        ok = judge(r, s, db, hub_number(q, SV("gates"), 0) != 0, &c, a, e);
        *ARENA_PUSH(a, list, count, cap) = c;
    }
    stmt_done(q);
    *out = list;
    *n = count;
    return ok && arena_ok(a, e);
}

bool gateway_confs(const struct region *r, const struct hub_source *s, struct arena *a,
                   struct gateway_conf **out, size_t *n, struct err *e)
{
    struct db *db = NULL, *pack = NULL;
    bool ok = db_lease(r->pool, DB_READ, LEASE_MS, &db, e) &&
              db_lease(r->pool, DB_PACK, LEASE_MS, &pack, e) && load(r, s, db, pack, a, out, n, e);

    db_release(pack);
    db_release(db);
    return ok;
}
