/* SPDX-License-Identifier: MIT
 * rule/region.c -- opens a region: declarations, regulation, database, schema, hooks. */
#include "rule/region.h"

#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "json/json.h"
#include "model/import.h"
#include "model/schema.h"
#include "rule/region_memo.h"
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

const char *region_pack_dir(const char *dir, const char *declarations, struct sv id, struct arena *a)
{
    struct sv own = arena_printf(a, "%s/regulations/%.*s", dir, SV_FMT(id));

    if (file_exists(arena_printf(a, "%.*s/regulation.yaml", SV_FMT(own)).p))
        return own.p;
    return arena_printf(a, "%s/regulations/%.*s", declarations, SV_FMT(id)).p;
}

bool region_load(const char *declarations, struct sv regulation_id, struct region **out, struct problems *ps,
                 struct err *e)
{
    struct arena *a = arena_new(64 * 1024);
    const char *pack_dir = region_pack_dir(declarations, declarations, regulation_id, a);
    bool ok = region_load_pack(declarations, pack_dir, regulation_id, out, ps, e);

    arena_free(a);
    return ok;
}

bool region_load_pack(const char *declarations, const char *pack_dir, struct sv regulation_id,
                      struct region **out, struct problems *ps, struct err *e)
{
    struct arena *a = arena_new(REGION_ARENA_BYTES);
    struct region *r = ARENA_NEW(a, struct region);
    const struct json *regulation, *registers;
    struct code_list made[2];
    struct sv registers_file;
    struct model *model;
    struct who_levels *levels;

    r->a = a;
    r->declarations = arena_dup(a, sv_of(declarations)).p;
    r->pack_dir = arena_dup(a, sv_of(pack_dir)).p;
    r->regulation_id = arena_dup(a, regulation_id);
    *out = r; /* given out even half loaded, so that its problems can be printed before it is closed */
    if (!rule_read_regulation(r->pack_dir, r->regulation_id, a, &r->regulation, &regulation, &registers,
                              &registers_file, ps, e) ||
        !flow_clearance_codes(regulation, a, &made[0]) || !rule_norm_codes(r->pack_dir, a, &made[1], ps, e))
        return false;
    if (!model_load(r->declarations, registers, registers_file, made, 2, r->regulation.zone_min, a, &model,
                    ps, e))
        return false;
    r->model = model;
    r->records.model = model;
    if (!who_levels_load(model->roles, a, &levels, ps))
        return err_set(e, ERR_INPUT, T("data/roles.yaml mengandung kesalahan."));
    r->levels = levels;
    return flow_load(model, levels, regulation, a, &r->flow, ps, e) &&
           rule_load(r->pack_dir, &r->regulation, regulation, model, a, &r->rule, ps, e);
}

static bool migrate(struct region *r, struct problems *ps, struct err *e)
{
    struct db *db = NULL;
    bool ok = db_lease(r->pool, DB_WRITE, 10000, &db, e) &&
              db_migrate(db, who_migrations, who_migrations_n, e) &&
              db_migrate(db, flow_migrations, flow_migrations_n, e) &&
              db_migrate(db, rule_migrations, rule_migrations_n, e) &&
              db_migrate(db, import_migrations, import_migrations_n, e) &&
              schema_apply(db, &r->records, ps, e) && rule_note_pack(db, r->rule, e);

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

bool region_open(const char *dir, int64_t (*now)(void), struct region **out, struct problems *ps,
                 struct err *e)
{
    struct arena *a = arena_new(1024 * 1024);
    struct region_conf conf;
    struct db_conf dbc = { 0 };
    const char *declarations;
    struct region *r = NULL;
    bool ok = region_conf_read(dir, a, &conf, e) && region_declarations(a, &declarations, e) &&
              region_load_pack(declarations, region_pack_dir(dir, declarations, conf.regulation, a),
                               conf.regulation, &r, ps, e);

    if (ok) {
        r->dir = arena_dup(r->a, sv_of(dir)).p;
        r->demo = conf.demo;
        r->records.files_dir = arena_printf(r->a, "%s/berkas", dir).p;
        r->records.now = now;
        dbc.url = conf.database.p ? sv_cstr(conf.database, r->a) : NULL;
        dbc.path = dbc.url ? NULL : arena_printf(r->a, "%s/prasasti.db", dir).p;
        r->memo = region_memo_new();
        ok = r->memo ? db_pool_open(&dbc, &r->pool, e) && migrate(r, ps, e) && check_gates(r, ps, e)
                     : err_errno(e, T("Menyiapkan memori"));
    }
    if (ok) {
        r->records.hooks[r->records.n_hooks++] = flow_hook(r->flow, &r->records);
        r->records.hooks[r->records.n_hooks++] = rule_hook(r->rule);
    }
    arena_free(a);
    if (!ok) {
        if (!ps->n) { /* problems' texts live in their own arena, but their files may name the region's */
            region_close(r);
            r = NULL;
        }
        *out = r;
        return false;
    }
    *out = r;
    return true;
}

void region_close(struct region *r)
{
    if (!r)
        return;
    db_pool_close(r->pool);
    rule_close(r->rule);
    region_memo_free(r->memo);
    arena_free(r->a);
}

struct date region_today(const struct region *r)
{
    return date_of_time(r->records.now(), r->regulation.zone_min);
}
