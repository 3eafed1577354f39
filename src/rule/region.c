/* SPDX-License-Identifier: MIT
 * rule/region.c -- opens a region: declarations, regulation, database, schema, hooks. */
#include "rule/region.h"

#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "json/json.h"
#include "model/import.h"
#include "model/mail.h"
#include "model/outside.h"
#include "model/schema.h"
#include "model/talk.h"
#include "model/traffic.h"
#include "model/view.h"
#include "rule/pack.h"
#include "rule/region_memo.h"
#include "rule/region_version.h"
#include "rule/rule_priv.h"

enum { CONF_MAX_BYTES = 64 * 1024, REGION_ARENA_BYTES = 64 * 1024 * 1024 };

bool region_conf_write(const char *dir, const struct region_conf *c, struct err *e)
{
    struct arena *a = arena_new(1024 * 1024);
    struct jsonw w;
    struct buf b;
    bool ok;

    buf_init(&b, CONF_MAX_BYTES);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_kstr(&w, "regulation", c->regulation);
    if (c->database.p)
        jsonw_kstr(&w, "database", c->database);
    jsonw_kbool(&w, "demo", c->demo);
    jsonw_end(&w);
    buf_char(&b, '\n');
    /* The connection string may hold a password. */
    ok = buf_ok(&b, e) && file_write_atomic(arena_printf(a, "%s/prasasti.json", dir).p, buf_sv(&b), 0600, e);
    buf_clear(&b);
    arena_free(a);
    return ok;
}

bool region_conf_read(const char *dir, struct arena *a, struct region_conf *out, struct err *e)
{
    const char *path = arena_printf(a, "%s/prasasti.json", dir).p;
    struct json *tree;
    struct sv text;

    if (!file_exists(path)) {
        err_set(e, ERR_MISSING, T("Folder \"%s\" bukan folder data Prasasti."), dir);
        return err_hint(e, T("Buat dahulu dengan: prasasti init --data %s --regulation ID"), dir);
    }
    if (!file_read(path, CONF_MAX_BYTES, a, &text, e) || !json_parse(text, CONF_MAX_BYTES, a, &tree, e))
        return false;
    *out = (struct region_conf){ json_text(tree, SV("regulation")), json_text(tree, SV("database")),
                                 json_flag(tree, SV("demo"), false) };
    if (!out->regulation.p)
        return err_set(e, ERR_FAULT, T("prasasti.json tidak menyebut peraturan."));
    return true;
}

static bool has_declarations(const char *dir, struct arena *a)
{
    return file_exists(arena_printf(a, "%s/registers", dir).p) &&
           file_exists(arena_printf(a, "%s/roles.yaml", dir).p);
}

/* PRASASTI_DATA, then what stands beside the program (source tree or build folder), then the installed place. */
bool region_declarations(struct arena *a, const char **out, struct err *e)
{
    static const char *const near[] = { "/data", "/../data", "/../share/prasasti/data" };
    const char *given = getenv("PRASASTI_DATA");
    char *exe = arena_alloc(a, 4096);
    ssize_t n = readlink("/proc/self/exe", exe, 4095);
    struct sv dir = { exe, n > 0 ? (size_t) n : 0 };

    if (given && has_declarations(given, a)) {
        *out = arena_dup(a, sv_of(given)).p;
        return true;
    }
    while (dir.n && dir.p[dir.n - 1] != '/')
        dir.n--;
    if (dir.n)
        dir.n--;
    for (size_t i = 0; i < sizeof near / sizeof near[0]; i++) {
        struct sv path = arena_printf(a, "%.*s%s", SV_FMT(dir), near[i]);

        if (has_declarations(path.p, a)) {
            *out = path.p;
            return true;
        }
    }
    /* Programs of the tests stand deeper in the build folder. */
    for (int up = 0; up < 4; up++) {
        struct sv path;

        while (dir.n && dir.p[dir.n - 1] != '/')
            dir.n--;
        if (dir.n)
            dir.n--;
        path = arena_printf(a, "%.*s/data", SV_FMT(dir));
        if (dir.n && has_declarations(path.p, a)) {
            *out = path.p;
            return true;
        }
    }
    err_set(e, ERR_FAULT, T("Folder deklarasi (data/registers) tidak ditemukan."));
    return err_hint(e, T("Tunjukkan dengan variabel lingkungan PRASASTI_DATA."));
}

/* The regulation at the bottom of the one the region was made with: its provisions are cited by address alone. */
static struct sv first_of(const struct pack *p, struct sv made_with)
{
    for (; made_with.p && p; p = p->before)
        if (sv_eq(p->id, made_with))
            return p->sources[0].id;
    return SV_NULL;
}

static void keep_home(struct region *r, const struct pack_home *home)
{
    struct arena *a = r->a;

    r->home = (struct pack_home){ .program = arena_dup(a, sv_of(home->program)).p,
                                  .region = home->region ? arena_dup(a, sv_of(home->region)).p : NULL,
                                  .folder = home->folder ? arena_dup(a, sv_of(home->folder)).p : NULL,
                                  .id = arena_dup(a, home->id) };
    r->declarations = r->home.program;
    r->pack_dir = pack_dir(&r->home, r->regulation_id, a).p;
}

bool region_load_after(const struct pack_home *home, struct sv regulation_id, struct sv made_with,
                       struct region **out, struct problems *ps, struct err *e)
{
    struct arena *a = arena_new(REGION_ARENA_BYTES);
    struct region *r = ARENA_NEW(a, struct region);
    struct code_list made[2];
    struct model *model;
    struct who_levels *levels;
    const struct pack *p;
    size_t had = ps->n;

    r->a = a;
    r->regulation_id = arena_dup(a, regulation_id);
    keep_home(r, home);
    *out = r; /* given out even half loaded, so that its problems can be printed before it is closed */
    r->words = region_words_new();
    if (!r->words)
        return err_errno(e, T("Menyiapkan memori"));
    if (!pack_read(&r->home, r->regulation_id, a, &p, ps, e))
        return false;
    r->first = first_of(p, made_with);
    rule_regulation_of(p, a, &r->regulation, ps);
    rule_norm_codes(p, r->first, a, &made[1]);
    if (!flow_clearance_codes(p->regulation, a, &made[0]) ||
        !model_load(r->declarations, p->overlays, p->n_overlays, made, 2, r->regulation.zone_min, a, &model,
                    ps, e))
        return false;
    r->model = model;
    r->records.model = model;
    if (!who_levels_load(model->roles, a, &levels, ps))
        return err_set(e, ERR_INPUT, T("data/roles.yaml mengandung kesalahan."));
    who_levels_zone(levels, r->regulation.zone_min);
    r->levels = levels;
    if (!flow_load(model, levels, p->regulation, a, &r->flow, ps, e))
        return false;
    if (!ladder_load(r->declarations, model, levels, a, &r->ladder, ps, e) ||
        !duty_load(model, a, &r->duty, ps, e) || !foresee_load(model, a, &r->foresee, ps, e))
        return false;
    hub_regs_load(r->declarations, model, a, &r->hub);
    /* How packs hang together is told together with what is wrong in their provisions. */
    if (!rule_load(p, r->first, &r->regulation, model, a, &r->rule, ps, e) && ps->n == had)
        return false;
    if (ps->n == had &&
        (!parameter_load(r->declarations, a, &r->parameters, ps, e) ||
         !parameter_values(p, &r->parameters, r->rule, r->flow, a, &r->values, ps, e) ||
         !letters_load(r->declarations, p->regulation, model, levels, a, &r->letters, ps, e) ||
         !letters_bind(&r->letters, r->flow, ps, e)))
        return false;
    return ps->n == had || err_set(e, ERR_INPUT, T("Paket \"%.*s\" mengandung %zu kesalahan."),
                                   SV_FMT(r->regulation_id), ps->n - had + ps->more);
}

bool region_load(const char *declarations, struct sv regulation_id, struct region **out, struct problems *ps,
                 struct err *e)
{
    return region_load_after(&(struct pack_home){ .program = declarations }, regulation_id, SV_NULL, out, ps,
                             e);
}

bool region_load_pack(const char *declarations, const char *pack_dir, struct sv regulation_id,
                      struct region **out, struct problems *ps, struct err *e)
{
    const struct pack_home home = { .program = declarations, .folder = pack_dir, .id = regulation_id };

    return region_load_after(&home, regulation_id, SV_NULL, out, ps, e);
}

/* The regulation in force today; what prasasti.json says (*id) as long as no other was taken up. */
static bool in_force(struct db_pool *pool, int64_t now, struct arena *a, struct sv *id, struct err *e)
{
    struct db *db = NULL;
    struct version *list;
    size_t n;
    bool ok = db_lease(pool, DB_WRITE, 10000, &db, e) &&
              db_migrate(db, rule_migrations, rule_migrations_n, e) && versions_load(db, a, &list, &n, e);

    if (ok && n > 1 && !sv_eq(list[0].id, *id)) {
        ok = err_set(e, ERR_CONFLICT,
                     T("prasasti.json menyebut \"%.*s\", sedangkan wilayah ini dimulai dengan \"%.*s\"."),
                     SV_FMT(*id), SV_FMT(list[0].id));
        err_hint(e,
                 T("Kembalikan isi prasasti.json; peraturan baru dipakai dengan prasasti regulation adopt."));
    }
    if (ok && n > 1)
        *id = list[version_on(list, n, date_of_time(now, list[0].zone_min))].id;
    db_release(db);
    return ok;
}

/* The first day on which the regulation in force judges here. */
static bool begin_version(struct region *r, struct db *db, struct err *e)
{
    struct arena *a = arena_new(256 * 1024);
    struct version *list;
    size_t n;
    bool ok = version_first(db, r->rule, &r->records, e) && versions_load(db, a, &list, &n, e) &&
              version_begin(db, r->rule, list[version_on(list, n, region_today(r))].since, e);

    arena_free(a);
    return ok;
}

static bool migrate_floors(struct db *db, struct err *e)
{
    const struct {
        const struct db_migration *list;
        size_t n;
    } all[] = {
        { who_migrations, who_migrations_n },         { flow_migrations, flow_migrations_n },
        { import_migrations, import_migrations_n },   { letters_migrations, letters_migrations_n },
        { view_migrations, view_migrations_n },       { talk_migrations, talk_migrations_n },
        { mail_migrations, mail_migrations_n },       { outside_migrations, outside_migrations_n },
        { traffic_migrations, traffic_migrations_n }, { foresee_migrations, foresee_migrations_n },
    };
    bool ok = true;

    for (size_t i = 0; i < sizeof all / sizeof all[0] && ok; i++)
        ok = db_migrate(db, all[i].list, all[i].n, e);
    return ok;
}

static bool migrate(struct region *r, struct problems *ps, struct err *e)
{
    struct db *db = NULL;
    bool ok = db_lease(r->pool, DB_WRITE, 10000, &db, e) && migrate_floors(db, e) &&
              schema_apply(db, &r->records, ps, e) && begin_version(r, db, e) &&
              rule_note_pack(db, r->rule, e);

    db_release(db);
    return ok;
}

/* Conditions of gates run later on ordinary leases: what only reads the views is told from the rest here, before anything
 * runs. */
static bool check_gates(struct region *r, struct problems *ps, struct err *e)
{
    struct db *pack = NULL;
    bool ok = db_lease(r->pool, DB_PACK, 10000, &pack, e) && flow_check_sql(pack, r->flow, ps, e);

    db_release(pack);
    return ok;
}

static bool open_pool(const struct region_conf *conf, const char *dir, struct arena *a, struct db_pool **pool,
                      struct err *e)
{
    struct db_conf dbc = { 0 };

    dbc.url = conf->database.p ? sv_cstr(conf->database, a) : NULL;
    dbc.path = dbc.url ? NULL : arena_printf(a, "%s/prasasti.db", dir).p;
    return db_pool_open(&dbc, pool, e);
}

static bool fill(struct region *r, const char *dir, const struct region_conf *conf, int64_t (*now)(void),
                 struct problems *ps, struct err *e)
{
    r->dir = arena_dup(r->a, sv_of(dir)).p;
    r->demo = conf->demo;
    r->records.files_dir = arena_printf(r->a, "%s/berkas", dir).p;
    r->records.now = now;
    r->memo = region_memo_new();
    if (!r->memo)
        return err_errno(e, T("Menyiapkan memori"));
    if (!migrate(r, ps, e) || !check_gates(r, ps, e))
        return false;
    r->records.hooks[r->records.n_hooks++] = flow_hook(r->flow, &r->records);
    r->records.hooks[r->records.n_hooks++] = rule_hook(r->rule);
    r->records.hooks[r->records.n_hooks++] = watch_hook();
    r->records.hooks[r->records.n_hooks++] = duty_hook(r);
    r->records.hooks[r->records.n_hooks++] = ladder_hook(r);
    return true;
}

bool region_open(const char *dir, int64_t (*now)(void), struct region **out, struct problems *ps,
                 struct err *e)
{
    struct arena *a = arena_new(1024 * 1024);
    struct region_conf conf;
    struct db_pool *pool = NULL;
    const char *declarations;
    struct region *r = NULL;
    struct sv id;
    bool ok = region_conf_read(dir, a, &conf, e) && region_declarations(a, &declarations, e);

    if (ok) {
        id = conf.regulation;
        ok = open_pool(&conf, dir, a, &pool, e) && in_force(pool, now(), a, &id, e) &&
             region_load_after(&(struct pack_home){ .program = declarations, .region = dir }, id,
                               conf.regulation, &r, ps, e);
    }
    if (r)
        r->pool = pool;
    else
        db_pool_close(pool);
    ok = ok && r && fill(r, dir, &conf, now, ps, e);
    arena_free(a);
    if (!ok && !ps->n) { /* problems' texts live in their own arena, but their files may name the region's */
        region_close(r);
        r = NULL;
    }
    *out = r;
    return ok;
}

void region_close(struct region *r)
{
    if (!r)
        return;
    db_pool_close(r->pool);
    rule_close(r->rule);
    region_memo_free(r->memo);
    region_words_free(r->words);
    arena_free(r->a);
}

bool region_fact(void *ctx, struct db *db, const struct actor *who, const struct reg *reg, int64_t id,
                 int64_t versi, struct sv status, struct date since, struct arena *a, struct err *e)
{
    const struct region_fact *f = ctx;
    struct record *out;
    struct problems ps;

    problems_init(&ps, a, 20);
    return flow_fact(db, f->region->flow, &f->region->records, who, reg, id, versi, status, since, f->note, a,
                     &out, &ps, e);
}

struct date region_today(const struct region *r)
{
    return date_of_time(r->records.now(), r->regulation.zone_min);
}

bool region_namespace(const struct region *r, struct db *db, struct uuid *out, struct err *e)
{
    /* Drawn once; it parts our names from everybody else's. */
    static const struct uuid ours = { { 0x6d, 0x1f, 0x3a, 0x52, 0x0c, 0x8e, 0x4b, 0x77, 0x9a, 0x41, 0x2e,
                                        0xd6, 0x95, 0x70, 0xb3, 0x18 } };
    struct stmt *q = NULL;
    bool row = false, ok = db_prepare(db, SV("select daun from peristiwa order by seq limit 1"), &q, e) &&
                           stmt_step(q, &row, e);

    if (ok) /* without any event there are no records to name */
        *out = uuid_v5(ours, row ? stmt_get_text(q, 0) : r->regulation_id);
    stmt_done(q);
    return ok;
}
