/* SPDX-License-Identifier: MIT
 * rule/region_adopt.c -- taking up another regulation: loaded, compared and tried before it is noted. */
#include "rule/region_adopt.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/problems.h"
#include "model/schema.h"
#include "rule/rule_priv.h"

enum { LEASE_MS = 10000 };

static struct db_conf scratch(const char *dir, struct arena *a)
{
    return (struct db_conf){ .path = arena_printf(a, "%s/periksa.db", dir).p, .readers = 2 };
}

static void scratch_end(const struct db_conf *conf, const char *dir, struct arena *a)
{
    unlink(conf->path);
    unlink(arena_printf(a, "%s-wal", conf->path).p);
    unlink(arena_printf(a, "%s-shm", conf->path).p);
    rmdir(dir);
}

bool region_check_sql(struct region *r, struct problems *ps, struct err *e)
{
    char dir[] = "/tmp/prasasti-check-XXXXXX";
    struct arena *a = arena_new(4 * 1024 * 1024);
    struct db *write = NULL, *pack = NULL;
    struct db_conf conf;
    bool ok;

    if (!mkdtemp(dir)) {
        arena_free(a);
        return err_errno(e, T("Membuat folder sementara"));
    }
    conf = scratch(dir, a);
    r->records.now = time_now;
    ok = db_pool_open(&conf, &r->pool, e) && db_lease(r->pool, DB_WRITE, 1000, &write, e) &&
         db_migrate(write, who_migrations, who_migrations_n, e) &&
         db_migrate(write, flow_migrations, flow_migrations_n, e) &&
         db_migrate(write, rule_migrations, rule_migrations_n, e) &&
         schema_apply(write, &r->records, ps, e) && db_lease(r->pool, DB_PACK, 1000, &pack, e);
    if (ok) { /* both are asked, so that every mistake is seen at once */
        bool flows = flow_check_sql(pack, r->flow, ps, e);

        ok = rule_check_sql(pack, r->rule, ps, e) && flows;
    }
    db_release(pack);
    db_release(write);
    db_pool_close(r->pool);
    r->pool = NULL;
    scratch_end(&conf, dir, a);
    arena_free(a);
    return ok;
}

/* --- comparing ------------------------------------------------------------------------------------------------------------ */

static const struct version *version_of(const struct version *list, size_t n, struct sv id)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(list[i].id, id))
            return &list[i];
    return NULL;
}

static bool load(const struct region *r, struct sv id, struct arena *a, struct region **out,
                 struct problems *ps, struct err *e)
{
    struct region_conf conf;

    if (!region_conf_read(r->dir, a, &conf, e) ||
        !region_load_after(&r->home, id, conf.regulation, out, ps, e))
        return false;
    (*out)->records.now = r->records.now;
    (*out)->records.files_dir = r->records.files_dir;
    return true;
}

/* The regulation before, with its registers: the present one, or one that waits for its own day or is long gone. */
static bool compare(const struct region *r, struct db *db, struct arena *a, struct adoption *x,
                    struct problems *ps, struct err *e)
{
    const struct regulation *reg = &x->next->regulation;
    struct sv before = reg->amends.p ? reg->amends : reg->replaces;
    const struct model *old = r->model;

    if (!before.p)
        return true;
    x->before = r->rule;
    if (!sv_eq(before, r->regulation_id)) {
        if (!load(r, before, a, &x->last, ps, e))
            return false;
        x->before = x->last->rule;
        old = x->last->model;
    }
    rule_diff(x->before, x->next->rule, a, &x->diff);
    return records_diff(db, x->before, x->next->rule, old, x->next->model, a, &x->records, &x->n_records, e);
}

bool region_adopt_show(const struct region *r, struct db *db, struct sv id, struct arena *a,
                       struct adoption *out, struct err *e)
{
    const struct version *v;
    struct version *list;
    struct problems ps;
    size_t n;

    *out = (struct adoption){ .next = NULL };
    problems_init(&ps, a, 5);
    if (!versions_load(db, a, &list, &n, e))
        return false;
    v = version_of(list, n, id);
    if (!v) {
        err_set(e, ERR_MISSING, T("Peraturan \"%.*s\" tidak dipakai wilayah ini."),
                SV_FMT(sv_sub(id, 0, 60)));
        return err_hint(e, T("Lihat daftarnya di halaman Pemenuhan, Versi peraturan."));
    }
    out->since = v->since;
    /* Rows are counted while the day has not come: afterwards they have moved. */
    return load(r, id, a, &out->next, &ps, e) &&
           compare(r, date_cmp(v->since, region_today(r)) > 0 ? db : NULL, a, out, &ps, e);
}

/* --- trying ---------------------------------------------------------------------------------------------------------------- */

static bool same_region(const struct region *r, const struct regulation *next, struct err *e)
{
    if (sv_eq(next->region, r->regulation.region))
        return true;
    err_set(e, ERR_CONFLICT, T("Peraturan itu milik %.*s, sedangkan wilayah ini %.*s."), SV_FMT(next->region),
            SV_FMT(r->regulation.region));
    return err_hint(e, T("Periksa region dalam regulation.yaml paket itu."));
}

/* A state may be empty today and hold records on the day: all that vanish need a word where theirs go. */
static void lacking(const struct adoption *x, struct problems *ps)
{
    for (size_t i = 0; i < x->n_records; i++) {
        const struct records_change *c = &x->records[i];
        struct problem *p;

        if (!c->lacking)
            continue;
        p = problems_add(ps, SV("states"), "%.*s: %.*s", SV_FMT(c->reg->label), SV_FMT(c->text));
        p->file = c->reg->file;
        p->hint = c->hint;
    }
}

/* Upon the real records, and taken back: indexes that must be unique, columns that would change, states in use. */
static bool try_records(const struct region *r, struct adoption *x, struct problems *ps, struct err *e)
{
    struct db *write = NULL;
    bool ok = db_lease(r->pool, DB_WRITE, LEASE_MS, &write, e) && schema_try(write, &x->next->records, ps, e);

    db_release(write);
    return ok;
}

static bool chain(const struct region *r, const struct regulation *next, struct arena *a, struct date *since,
                  struct err *e)
{
    struct db *db = NULL;
    struct version *list;
    size_t n;
    bool ok = db_lease(r->pool, DB_READ, LEASE_MS, &db, e) && versions_load(db, a, &list, &n, e);

    db_release(db);
    return ok && version_follows(list, n, next, region_today(r), since, e);
}

bool region_adopt_try(const struct region *r, struct sv id, struct arena *a, struct adoption *out,
                      struct problems *ps, struct err *e)
{
    struct db *db = NULL;
    bool ok;

    *out = (struct adoption){ .next = NULL };
    if (!load(r, id, a, &out->next, ps, e) || !chain(r, &out->next->regulation, a, &out->since, e) ||
        !same_region(r, &out->next->regulation, e))
        return false;
    ok = db_lease(r->pool, DB_READ, LEASE_MS, &db, e) && compare(r, db, a, out, ps, e);
    db_release(db);
    if (!ok || !region_check_sql(out->next, ps, e))
        return false;
    out->next->records.now = r->records.now;
    lacking(out, ps);
    if (ps->n)
        return err_set(e, ERR_INPUT, T("Ada %zu keadaan rekaman yang belum punya gantinya."), ps->n);
    return try_records(r, out, ps, e);
}

/* --- noting ----------------------------------------------------------------------------------------------------------------- */

bool region_adopt(const struct region *r, const struct adoption *x, const struct actor *who, struct arena *a,
                  struct err *e)
{
    struct db *db = NULL;
    bool ok = db_lease(r->pool, DB_WRITE, LEASE_MS, &db, e) && db_begin(db, e) &&
              version_adopt(db, x->next->rule, &r->records, who, region_today(r), a, e) && db_commit(db, e);

    db_release(db); /* takes back what was not committed */
    return ok;
}

bool region_withdraw(const struct region *r, struct sv id, const struct actor *who, struct arena *a,
                     struct err *e)
{
    struct db *db = NULL;
    bool ok = db_lease(r->pool, DB_WRITE, LEASE_MS, &db, e) && db_begin(db, e) &&
              version_withdraw(db, id, &r->records, who, region_today(r), a, e) && db_commit(db, e);

    db_release(db);
    return ok;
}

void region_adopt_end(struct adoption *x)
{
    region_close(x->next);
    region_close(x->last);
    *x = (struct adoption){ .next = NULL };
}
