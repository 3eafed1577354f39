/* SPDX-License-Identifier: MIT
 * rule/hub_regs.c -- the registers that data/hub.yaml names, and whose traffic somebody may see. */
#include "rule/hub_regs.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "json/json.h"
#include "rule/agency.h"
#include "rule/region.h"

enum { SOURCE_MAX_BYTES = 256 * 1024, MISTAKES = 5, CODES_BYTES = 1024 * 1024, LEASE_MS = 5000 };

static const struct reg *reg_of(const struct model *m, const struct json *tree, struct sv part)
{
    struct sv key = json_text(json_get(tree, part), SV("register"));

    return key.n ? model_reg(m, key) : NULL;
}

static const bool *offered(const struct reg *services, const struct json *list, struct arena *a)
{
    bool *out = ARENA_ARRAY(a, bool, services->n_states + 1);

    for (size_t i = 0; i < services->n_states; i++) {
        out[i] = false;
        for (const struct json *s = list && list->type == JSON_LIST ? list->first : NULL; s; s = s->next)
            out[i] = out[i] || (s->type == JSON_STR && sv_eq(s->s, services->states[i].key));
    }
    return out;
}

void hub_regs_load(const char *declarations, const struct model *m, struct arena *a, struct hub_regs *out)
{
    const char *path = arena_printf(a, "%s/hub.yaml", declarations).p;
    struct problems ps;
    struct json *tree;
    struct err none = { 0 };
    struct sv text;

    *out = (struct hub_regs){ 0 };
    problems_init(&ps, a, MISTAKES);
    if (!file_exists(path) || !file_read(path, SOURCE_MAX_BYTES, a, &text, &none) ||
        !yaml_parse(text, SV("hub.yaml"), a, &tree, &ps))
        return;
    *out = (struct hub_regs){ .present = true,
                              .services = reg_of(m, tree, SV("services")),
                              .consumers = reg_of(m, tree, SV("consumers")),
                              .agreements = reg_of(m, tree, SV("agreements")) };
    if (out->services) {
        out->code = reg_field(out->services, json_text(json_get(tree, SV("services")), SV("code")));
        out->offered = offered(out->services, json_get(json_get(tree, SV("services")), SV("offered")), a);
    }
}

bool hub_offered(const struct hub_regs *h, struct sv status)
{
    size_t i = h->services ? reg_state_index(h->services, status) : 0;

    return h->services && i < h->services->n_states && h->offered[i];
}

bool hub_regs_has(const struct hub_regs *h, const struct reg *reg)
{
    return reg == h->services || reg == h->consumers || reg == h->agreements;
}

/* Codes of services whose rows he may not see, removed ones included: their traffic stays. */
static bool hidden(const struct region *r, const struct actor *who, struct db *db, struct arena *a,
                   struct sv *out, struct err *e)
{
    const struct hub_regs *regs = &r->hub;
    struct stmt *q = NULL;
    struct buf sql, codes;
    bool row, ok;

    buf_init(&sql, 4096);
    buf_init(&codes, CODES_BYTES);
    buf_put(&sql, SV("select "));
    db_ident(&sql, regs->code->key);
    buf_put(&sql, SV(", perangkat_daerah, klasifikasi from "));
    db_ident(&sql, regs->services->key);
    ok = buf_ok(&sql, e) &&
         db_prepare(db, arena_dup(a, buf_sv(&sql)), &q, e); /* checked: names of declarations */
    while (ok && (ok = stmt_step(q, &row, e)) && row)
        if (stmt_get_text(q, 0).n && !who_may_see(who, &r->model->scheme, &regs->services->rule,
                                                  stmt_get_int(q, 1), stmt_get_text(q, 2)))
            buf_printf(&codes, "%s%.*s|", codes.n ? "" : "|", SV_FMT(stmt_get_text(q, 0)));
    stmt_done(q);
    ok = ok && buf_ok(&codes, e);
    if (ok)
        *out = arena_dup(a, buf_sv(&codes));
    buf_clear(&codes);
    buf_clear(&sql);
    return ok;
}

bool hub_scope(const struct region *r, const struct actor *who, struct arena *a, struct traffic_scope *out,
               struct err *e)
{
    const struct hub_regs *regs = &r->hub;
    struct traffic_scope s = { 0 };
    struct db *db = NULL;
    bool ok = true;

    *out = s;
    if (!who || (who->limit.on && (!regs->services || !who_may_open(who, &regs->services->rule))))
        return true;
    s = traffic_scope_of(who, agency_reads_all(r, who));
    if (s.all && !who->system && regs->services && regs->code && regs->services->rule.classified)
        ok = db_lease(r->pool, DB_READ, LEASE_MS, &db, e) && hidden(r, who, db, a, &s.hidden, e);
    db_release(db);
    if (ok)
        *out = s;
    return ok;
}
