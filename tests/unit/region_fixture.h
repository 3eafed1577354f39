/* SPDX-License-Identifier: MIT
 * tests/unit/region_fixture.h -- the registers of data/ over an empty database, with a clock the test turns, agencies and
 * people to act for. No regulation: engines are tested without one. */
#ifndef TESTS_REGION_FIXTURE_H
#define TESTS_REGION_FIXTURE_H

#include "db_fixture.h"

#include "base/arena.h"
#include "base/map.h"
#include "flow/flow.h"
#include "json/json.h"
#include "model/list.h"
#include "model/schema.h"
#include "who/who.h"

static const char fixture_regulation[] =
    "clearances:\n"
    "  izin_uji:\n"
    "    {noun: pertimbangan, label: Pertimbangan uji, for: aplikasi, asks: pd, answers: dinas, at: \"9(1)\", strength: harus, days: 5}\n";
static const char fixture_overlay[] =
    "aplikasi:\n"
    "  transitions:\n"
    "    mulai: {needs: [{clearance: izin_uji}], at: \"9(1)\", strength: harus}\n"
    "tim:\n"
    "  transitions:\n"
    "    tetapkan: {behalf: bupati, decree: [nomor_keputusan, tanggal_keputusan, berkas_keputusan]}\n";

struct world {
    struct place *at;
    struct arena *a;
    struct model *model;
    struct who_levels *levels;
    struct flow *flow;
    struct records rs;
    struct db *db; /* write lease */
    int64_t pd1, pd2, dinas;
    struct actor *op1, *ver1, *kep1, *op2, *pel, *kabid, *kadis;
};

static int64_t world_clock = 1767225600; /* 2026-01-01T00:00:00Z, turned by tests */
static int64_t world_now(void)
{
    return world_clock;
}

/* One record as the system, from pairs of key and value ended by NULL. */
static inline struct record *world_make(struct world *w, const struct actor *who, const char *reg,
                                        const char *const *kv)
{
    struct input_item items[32];
    struct input in = { .items = items };
    struct problems ps;
    struct record *r = NULL;
    struct err err = { 0 };

    for (; kv[2 * in.n]; in.n++)
        items[in.n] = (struct input_item){ sv_of(kv[2 * in.n]), sv_of(kv[2 * in.n + 1]) };
    problems_init(&ps, w->a, 20);
    if (!db_begin(w->db, &err) ||
        !record_create(w->db, &w->rs, who, model_reg(w->model, sv_of(reg)), &in, w->a, &r, &ps, &err) ||
        !db_commit(w->db, &err))
        fail_msg("%s: %s / %s / %.*s", reg, err.text, err.cause, ps.n ? (int) ps.items[0].text.n : 0,
                 ps.n ? ps.items[0].text.p : "");
    return r;
}
#define MAKE(w, who, reg, ...) world_make((w), (who), (reg), (const char *const[]){ __VA_ARGS__, NULL, NULL })

static inline const char *world_id(struct world *w, int64_t id)
{
    return arena_printf(w->a, "%lld", (long long) id).p;
}

static inline struct actor *world_person(struct world *w, const char *name, int64_t pd, const char *level)
{
    struct record *r = MAKE(w, who_system(), "akun", "nama", name, "nama_pengguna", name, "perangkat_daerah",
                            world_id(w, pd), "jenjang", level);
    struct actor *who = NULL;
    struct err err = { 0 };

    MUST(who_actor_load(w->db, w->levels, r->id, (struct date){ 2026, 1, 1 }, w->a, &who, &err));
    return who;
}

static inline struct json *world_yaml(struct world *w, const char *text, struct problems *ps)
{
    struct json *tree = NULL;

    if (!yaml_parse(sv_of(text), SV("fixture"), w->a, &tree, ps))
        fail_msg("fixture: %.*s", SV_FMT(ps->items[0].text));
    return tree;
}

static inline void world_load(struct world *w)
{
    struct problems ps;
    struct code_list codes[2];
    const struct json *regulation;
    struct reg_overlay overlay;
    struct err err = { 0 };

    problems_init(&ps, w->a, 20);
    overlay = (struct reg_overlay){ world_yaml(w, fixture_overlay, &ps), SV("fixture") };
    regulation = world_yaml(w, fixture_regulation, &ps);
    flow_clearance_codes(regulation, w->a, &codes[0]);
    codes[1] = (struct code_list){ .name = SV("@norms"), .by_key = map_new(w->a) };
    if (!model_load("data", &overlay, 1, codes, 2, 480, w->a, &w->model, &ps, &err) ||
        !who_levels_load(w->model->roles, w->a, &w->levels, &ps) ||
        !flow_load(w->model, w->levels, regulation, w->a, &w->flow, &ps, &err))
        fail_msg("declarations: %s: %.*s line %d: %.*s", err.text, ps.n ? (int) ps.items[0].file.n : 0,
                 ps.n ? ps.items[0].file.p : "", ps.n ? ps.items[0].line : 0,
                 ps.n ? (int) ps.items[0].text.n : 0, ps.n ? ps.items[0].text.p : "");
    w->rs = (struct records){ .model = w->model, .files_dir = "/nonexistent", .now = world_now };
    MUST(db_migrate(w->db, who_migrations, who_migrations_n, &err));
    MUST(db_migrate(w->db, flow_migrations, flow_migrations_n, &err));
    MUST(schema_apply(w->db, &w->rs, &ps, &err));
    w->rs.hooks[w->rs.n_hooks++] = flow_hook(w->flow, &w->rs);
}

/* Tables, agencies and people: the same for every test. */
static inline void world_populate(struct world *w)
{
    w->pd1 = MAKE(w, who_system(), "perangkat_daerah", "nama", "Dinas Kesehatan", "kode", "1.02", "jenis",
                  "dinas", "dihitung", "1")
                 ->id;
    w->pd2 = MAKE(w, who_system(), "perangkat_daerah", "nama", "Dinas Pendidikan", "kode", "1.01", "jenis",
                  "dinas", "dihitung", "1")
                 ->id;
    w->dinas = MAKE(w, who_system(), "perangkat_daerah", "nama", "Dinas Kominfo", "kode", "2.16", "jenis",
                    "dinas", "dihitung", "1")
                   ->id;
    MAKE(w, who_system(), "pemetaan_peran", "peran", "dinas", "perangkat_daerah", world_id(w, w->dinas));
    world_person(w, "op1", w->pd1, "operator");
    world_person(w, "ver1", w->pd1, "verifikator");
    world_person(w, "kep1", w->pd1, "kepala_pd");
    world_person(w, "op2", w->pd2, "operator");
    world_person(w, "pel", w->dinas, "pelaksana");
    world_person(w, "kabid", w->dinas, "kepala_bidang");
    world_person(w, "kadis", w->dinas, "kepala_dinas");
}

static inline struct actor *world_actor(struct world *w, int64_t akun)
{
    struct actor *who = NULL;
    struct err err = { 0 };

    MUST(who_actor_load(w->db, w->levels, akun, (struct date){ 2026, 1, 1 }, w->a, &who, &err));
    return who;
}

/* Ids are given in order, so what was populated has the same ones in every copy. */
static inline void world_meet(struct world *w)
{
    w->pd1 = 1;
    w->pd2 = 2;
    w->dinas = 3;
    w->op1 = world_actor(w, 1);
    w->ver1 = world_actor(w, 2);
    w->kep1 = world_actor(w, 3);
    w->op2 = world_actor(w, 4);
    w->pel = world_actor(w, 5);
    w->kabid = world_actor(w, 6);
    w->kadis = world_actor(w, 7);
}

static inline void world_begin(struct world *w, struct place *at)
{
    world_clock = 1767225600;
    w->at = at;
    w->a = arena_new(256 * 1024 * 1024);
    w->db = lease(at, DB_WRITE);
}

/* On PostgreSQL making some three hundred tables takes seconds: the group keeps one database, emptied after each test. */
static inline struct place *world_pg_place(void)
{
    static struct place at;
    char sql[160];

    if (!getenv("PRASASTI_TEST_PG")) {
        print_error("PRASASTI_TEST_PG is not set: run under tests/pg-run.sh, or set PRASASTI_TEST_NO_PG=1\n");
        return NULL;
    }
    if (!at.pool) {
        at.engine = DB_PG;
        snprintf(at.schema, sizeof at.schema, "uji_wilayah_%ld", (long) getpid());
        snprintf(sql, sizeof sql, "create database %s", at.schema);
        pg_admin(sql);
        snprintf(at.url, sizeof at.url, "%s dbname=%s", getenv("PRASASTI_TEST_PG"), at.schema);
        if (!place_open_pool(&at, 4))
            return NULL;
    }
    return &at;
}

/* Everything but what the declarations made: the next test finds tables, and nothing in them. */
static inline void world_empty(struct world *w)
{
    struct stmt *q = NULL;
    struct err err = { 0 };
    struct sv *tables = NULL;
    size_t n = 0, cap = 0;
    bool row;

    MUST(db_prepare(w->db,
                    SV("select tablename from pg_catalog.pg_tables where schemaname = 'public' "
                       "and tablename not in ('skema', 'skema_kolom', 'migrasi')"),
                    &q, &err));
    for (;;) {
        MUST(stmt_step(q, &row, &err));
        if (!row)
            break;
        *ARENA_PUSH(w->a, tables, n, cap) = arena_dup(w->a, stmt_get_text(q, 0));
    }
    stmt_done(q);
    for (size_t i = 0; i < n; i++)
        run(w->db, arena_printf(w->a, "delete from \"%.*s\"", SV_FMT(tables[i])).p);
}

static inline int world_set_up(void **state)
{
    enum db_engine engine = *(const enum db_engine *) *state;
    struct world *w = calloc(1, sizeof *w);
    struct place *at = NULL;

    if (engine == DB_PG) {
        at = world_pg_place();
        if (!at)
            return -1;
    } else {
        if (place_set_up(state))
            return -1;
        at = *state;
    }
    *state = w;
    world_begin(w, at);
    world_load(w);
    world_populate(w);
    world_meet(w);
    return 0;
}

static inline int world_tear_down(void **state)
{
    struct world *w = *state;
    struct place *at = w->at;

    db_rollback(w->db);
    if (at->engine == DB_PG)
        world_empty(w);
    db_release(w->db);
    arena_free(w->a);
    free(w);
    *state = at;
    return at->engine == DB_SQLITE ? place_tear_down(state) : 0;
}

#define WORLD_TEST(f, engine)                                                                       \
    {                                                                                               \
#f " (" #engine ")", f, world_set_up, world_tear_down, (void *) (uintptr_t) &place_##engine \
    }
#define WORLD(f) WORLD_TEST(f, lite), WORLD_TEST(f, pg)

#endif
