/* SPDX-License-Identifier: MIT
 * app/hub_source.c -- data/hub.yaml read and checked. */
#include "app/hub_source.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/file.h"
#include "json/json.h"

enum { SOURCE_MAX_BYTES = 256 * 1024 };

static const struct {
    struct sv part, key;
} selects[HUB_SELECTS] = {
    [HUB_ABOUT] = { SV_INIT(""), SV_INIT("about") },
    [HUB_SERVICES] = { SV_INIT("services"), SV_INIT("select") },
    [HUB_SERVICE_OPERATIONS] = { SV_INIT("services"), SV_INIT("operations") },
    [HUB_CONSUMERS] = { SV_INIT("consumers"), SV_INIT("select") },
    [HUB_KEYS] = { SV_INIT("consumers"), SV_INIT("keys") },
    [HUB_AGREEMENTS] = { SV_INIT("agreements"), SV_INIT("select") },
    [HUB_AGREEMENT_OPERATIONS] = { SV_INIT("agreements"), SV_INIT("operations") },
    [HUB_GATEWAYS] = { SV_INIT("gateways"), SV_INIT("select") },
    [HUB_PUBLICATIONS] = { SV_INIT("publications"), SV_INIT("select") },
};

struct reader {
    const struct region *region;
    struct sv file;
    struct problems *ps;
};

static void wrong(const struct reader *r, const struct json *at, struct sv field, const char *text)
{
    struct problem *p = problems_add(r->ps, field, "%s", text);

    p->file = r->file;
    p->line = at ? at->line : 0;
    p->col = at ? at->col : 0;
}

static struct sv query(const struct reader *r, const struct json *map, struct sv key)
{
    struct sv sql = json_text(map, key);

    if (!sql.n)
        wrong(r, map, key, T("SELECT ini tidak ada; lihat docs/declarations.md, \"The hub\"."));
    return sql;
}

static const struct reg *gated(const struct reader *r, const struct json *map)
{
    struct sv key = json_text(map, SV("register"));
    const struct reg *reg = key.p ? model_reg(r->region->model, key) : NULL;

    if (key.p && !reg)
        wrong(r, json_get(map, SV("register")), key, T("Register ini tidak dikenal."));
    return reg;
}

/* Gateways and publications are shown on their records, so their registers must be named; so must the field of the secret. */
static void outside_ok(const struct reader *rd, const struct json *tree, struct hub_source *out)
{
    const struct json *gateways = json_get(tree, SV("gateways")), *given = json_get(tree, SV("publications"));
    struct sv secret = json_text(gateways, SV("secret"));

    if ((gateways && !out->gateway_reg) || (given && !out->publication_reg))
        wrong(rd, gateways && !out->gateway_reg ? gateways : given, SV("register"),
              T("Register yang menampilkan keadaannya belum disebut."));
    if (given && !gateways)
        wrong(rd, given, SV("publications"), T("Penerbitan memerlukan \"gateways\"."));
    if (!secret.n || !out->gateway_reg)
        return;
    out->gateway_secret = reg_field(out->gateway_reg, secret);
    if (!out->gateway_secret || out->gateway_secret->type != FT_CREDENTIAL)
        wrong(rd, json_get(gateways, SV("secret")), secret, T("Bidang ini tidak ada atau bukan credential."));
}

/* The catalogue reads them (rule/hub_regs.h); here a state that the register does not know is told. */
static void offered_ok(const struct reader *rd, const struct json *services, const struct reg *reg)
{
    const struct json *list = json_get(services, SV("offered"));

    if (!list)
        return;
    if (list->type != JSON_LIST || !reg)
        wrong(rd, list, SV("offered"), T("Isilah dengan daftar keadaan dari register layanan itu."));
    for (const struct json *s = list->type == JSON_LIST && reg ? list->first : NULL; s; s = s->next)
        if (s->type != JSON_STR || !reg_state(reg, s->s))
            wrong(rd, s, SV("offered"), T("Register layanan itu tidak mengenal keadaan ini."));
}

bool hub_source_load(const struct region *r, struct arena *a, struct hub_source *out, struct problems *ps,
                     struct err *e)
{
    struct reader rd = { r, arena_printf(a, "%s/hub.yaml", r->declarations), ps };
    size_t had = ps->n;
    struct json *tree = NULL;
    struct sv text;

    *out = (struct hub_source){ 0 };
    if (!file_exists(rd.file.p))
        return true;
    if (!file_read(rd.file.p, SOURCE_MAX_BYTES, a, &text, e))
        return false;
    if (!yaml_parse(text, rd.file, a, &tree, ps))
        return err_set(e, ERR_INPUT, T("hub.yaml tidak dapat dibaca."));
    out->present = true;
    for (int i = 0; i < HUB_SELECTS; i++)
        if (i < HUB_GATEWAYS || json_get(tree, selects[i].part))
            out->sql[i] =
                query(&rd, selects[i].part.n ? json_get(tree, selects[i].part) : tree, selects[i].key);
    out->service_reg = gated(&rd, json_get(tree, SV("services")));
    out->agreement_reg = gated(&rd, json_get(tree, SV("agreements")));
    out->gateway_reg = gated(&rd, json_get(tree, SV("gateways")));
    out->publication_reg = gated(&rd, json_get(tree, SV("publications")));
    offered_ok(&rd, json_get(tree, SV("services")), out->service_reg);
    outside_ok(&rd, tree, out);
    return ps->n == had || err_set(e, ERR_INPUT, T("Deklarasi penghubung (hub.yaml) mengandung kesalahan."));
}

static bool check_one(struct db *pack, const struct hub_source *s, enum hub_select which, struct problems *ps,
                      struct err *e)
{
    struct stmt *q = NULL;
    struct err why = { 0 };
    bool row,
        ok = db_prepare(pack, s->sql[which], &q, &why) && /* checked: on a DB_PACK lease, this is the check */
             stmt_text(q, 1, SV("2000-01-01"), &why) && stmt_step(q, &row, &why);

    stmt_done(q);
    if (ok)
        return true;
    if (why.kind == ERR_BUSY) {
        *e = why;
        return false;
    }
    struct problem *p = problems_add(ps, selects[which].key, "%s %s", why.text, why.cause);
    p->file = SV("hub.yaml");
    return true;
}

bool hub_source_check(struct db *pack, const struct hub_source *s, struct problems *ps, struct err *e)
{
    for (int i = 0; s->present && i < HUB_SELECTS; i++)
        if (s->sql[i].n && !check_one(pack, s, (enum hub_select) i, ps, e))
            return false;
    return true;
}
