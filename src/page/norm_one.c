/* SPDX-License-Identifier: MIT
 * page/norm_one.c -- what is known of one provision: the rows that decide its status, and what cites it. Which registers can
 * cite a provision follows from their declarations: any field with codes from @norms. */
#include "base/arena.h"
#include "page/norm_priv.h"

enum { LEASE_MS = 5000 };

static bool load_rows(struct db *db, struct norm_view *v, struct err *e)
{
    const struct region *r = v->book->r;
    struct db *pack = NULL;
    struct err why = { 0 }, none = { 0 };
    int64_t one;
    bool ok;

    if (!db_lease(r->pool, DB_PACK, LEASE_MS, &pack, e))
        return false;
    ok = rule_rows(db, pack, r->rule, &r->records, v->p.who, v->one, v->book->today, NORM_ROWS_MAX, v->p.a,
                   &v->rows, &v->n_rows, &v->hidden, &why);
    /* A check that takes too long must not take its page with it: status and reason are known all the same. */
    v->rows_unknown = !ok && why.kind == ERR_FAULT && db_one_int(pack, SV("select 1"), 0, &one, &none);
    if (!ok && !v->rows_unknown)
        *e = why;
    db_release(pack);
    return ok || v->rows_unknown;
}

static bool load_cites_of(struct db *db, struct norm_view *v, const struct reg *reg, const struct field *f,
                          size_t *cap, struct err *e)
{
    const struct records *rs = &v->book->r->records;
    struct filter by = { f->key, FILTER_EQ, v->one->code };
    struct list_query q = { .reg = reg, .filters = &by, .n_filters = 1, .limit = NORM_CITES_MAX };
    struct list seen, all;

    if (!list_load(db, rs, v->p.who, &q, v->p.a, &seen, e))
        return false;
    q.limit = 1;
    if (!list_load(db, rs, who_system(), &q, v->p.a, &all, e))
        return false;
    if (all.total)
        *ARENA_PUSH(v->p.a, v->cites, v->n_cites, *cap) =
            (struct norm_cite){ reg, f, seen.rows, seen.n,
                                all.total > seen.total ? all.total - seen.total : 0 };
    return true;
}

static bool load_cites(struct db *db, struct norm_view *v, struct err *e)
{
    const struct model *m = v->book->r->model;
    size_t cap = 0;

    for (size_t i = 0; i < m->n_regs; i++) {
        const struct reg *reg = m->regs[i];

        if (!who_may_open(v->p.who, &reg->rule))
            continue;
        for (size_t k = 0; k < reg->n_fields; k++)
            if (sv_eq(reg->fields[k].from, SV("@norms")) &&
                record_may_see_field(v->p.who, NULL, &reg->fields[k]) &&
                !load_cites_of(db, v, reg, &reg->fields[k], &cap, e))
                return false;
    }
    return arena_ok(v->p.a, e);
}

static bool load_setting(struct db *db, struct norm_view *v, struct err *e)
{
    struct sv key = rule_norm_setting(v->one);
    struct setting *all;
    size_t n;

    if (!key.p)
        return true;
    if (!rule_settings(db, v->book->r->rule, v->p.a, &all, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (sv_eq(all[i].key, key))
            v->setting = &all[i];
    return true;
}

bool norm_one_load(struct db *db, struct norm_view *v, struct err *e)
{
    /* Rows and citations are those of now; a past day keeps its status and its reason only. */
    return v->book->on.y || (load_rows(db, v, e) && load_cites(db, v, e) && load_setting(db, v, e));
}
