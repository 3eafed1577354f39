/* SPDX-License-Identifier: MIT
 * tests/unit/pack_fixture.h -- a region of one regulation for tests of its pack: an empty database on SQLite or PostgreSQL,
 * a clock that the test sets, three agencies, and rows written in the pack's own words.
 *
 * Rows come as YAML maps `register: {field: value}`. A value may name a row given before (pd1, a1; "aplikasi:a1" where any
 * register may stand; |-lists are YAML lists). A file field takes any word: an empty attachment is made for it. What a
 * register requires and the situation does not care about is filled in: titles, the agency (pd1), the year. */
#ifndef TESTS_PACK_FIXTURE_H
#define TESTS_PACK_FIXTURE_H

#include "db_fixture.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/map.h"
#include "json/json.h"
#include "rule/region.h"
#include "rule/rule_priv.h"

#include <limits.h>
#include <sys/stat.h>

static int64_t pack_clock; /* what every now() of the region says */

static inline int64_t pack_now(void)
{
    return pack_clock;
}

struct pack_place {
    struct sv id;
    const char *folder; /* where the packs of its kind stand: data/regulations, or the tests' own */
    enum db_engine engine;
    char dir[64], schema[64];
    struct region *region;
    struct db *write, *pack;
    struct arena *a;      /* as long as the region */
    struct arena *case_a; /* as long as one situation */
    struct map *names;    /* name of a row -> struct pack_row */
    const struct reg **touched;
    size_t n_touched, cap_touched;
    int64_t own_pd; /* highest id of the agencies that always exist */
    int serial;
    struct json *tests; /* tests.yaml */
};

struct pack_row {
    const struct reg *reg;
    int64_t id;
};

static inline void pack_day(struct pack_place *p, struct date d)
{
    pack_clock = time_of_date(d, p->region->regulation.zone_min) + (int64_t) 10 * 3600;
}

/* --- one row ------------------------------------------------------------------------------------------------------ */

struct pack_input {
    struct input_item *items;
    size_t n, cap;
};

static inline struct sv pack_file(struct pack_place *p)
{
    struct err err = { 0 };
    int64_t id = one_int(p->write, "select coalesce(max(id), 0) + 1 from berkas");
    struct sv sql = arena_printf(p->case_a,
                                 "insert into berkas (id, digest, nama, tipe, ukuran, oleh, pada) values "
                                 "(%lld, 'uji', 'uji.pdf', 'application/pdf', 1, 0, '2024-01-01T00:00:00Z')",
                                 (long long) id);

    MUST(db_run(p->write, sql, &err));
    return arena_printf(p->case_a, "%lld", (long long) id);
}

static inline struct sv pack_value(struct pack_place *p, const struct field *f, struct sv v)
{
    struct sv rest = v, key;
    struct pack_row *row;

    if (!f)
        return v;
    if (f->type == FT_FILE || f->type == FT_FILES)
        return pack_file(p);
    if (f->type != FT_REF && f->type != FT_REFS)
        return v;
    if (f->target)
        return (row = map_get(p->names, v)) ? arena_printf(p->case_a, "%lld", (long long) row->id) : v;
    if (sv_cut(&rest, ':', &key) && (row = map_get(p->names, rest)))
        return arena_printf(p->case_a, "%.*s:%lld", SV_FMT(key), (long long) row->id);
    return v;
}

static inline void pack_put(struct pack_place *p, struct pack_input *in, const struct reg *reg,
                            const struct json *v)
{
    const struct field *f = reg_field(reg, v->key);

    if (v->type == JSON_LIST) {
        for (const struct json *c = v->first; c; c = c->next)
            *ARENA_PUSH(p->case_a, in->items, in->n, in->cap) =
                (struct input_item){ v->key, pack_value(p, f, c->s) };
        return;
    }
    *ARENA_PUSH(p->case_a, in->items, in->n, in->cap) = (struct input_item){ v->key, pack_value(p, f, v->s) };
}

/* Titles, agency and year, where the register requires them and the situation is silent. */
static inline void pack_fill(struct pack_place *p, struct pack_input *in, const struct reg *reg,
                             const struct json *given)
{
    for (size_t i = 0; i < reg->n_fields; i++) {
        const struct field *f = &reg->fields[i];
        struct sv v = SV_NULL;

        if (!f->required || f->initial.p || json_get(given, f->key))
            continue;
        if (f->type == FT_TEXT || f->type == FT_PROSE)
            v = arena_printf(p->case_a, "uji %d", ++p->serial);
        else if (f->type == FT_DOMAIN)
            v = arena_printf(p->case_a, "uji%d.contoh.go.id", ++p->serial);
        else if (f->type == FT_REF && sv_eq(f->key, base_col_name(COL_PD)))
            v = pack_value(p, f, SV("pd1"));
        else if (f->type == FT_INTEGER && sv_eq(f->key, SV("tahun")))
            v = sv_sub(arena_dup(p->case_a, sv_of(date_iso(region_today(p->region)).s)), 0, 4);
        if (v.p)
            *ARENA_PUSH(p->case_a, in->items, in->n, in->cap) = (struct input_item){ f->key, v };
    }
}

/* Inside a transaction of p->write. false: the row was refused, and why is in e and ps. */
static inline bool pack_row_try(struct pack_place *p, const struct json *decl, const char *where,
                                struct problems *ps, struct err *e)
{
    const struct reg *reg = model_reg(p->region->model, decl->key);
    struct pack_row *row = ARENA_NEW(p->case_a, struct pack_row);
    struct pack_input in = { 0 };
    struct record *rec = NULL;
    struct sv name = json_text(decl, SV("id"));

    if (!reg)
        fail_msg("%s: register %.*s tidak ada", where, SV_FMT(decl->key));
    for (const struct json *v = decl->type == JSON_MAP ? decl->first : NULL; v; v = v->next)
        if (!sv_eq(v->key, SV("id")))
            pack_put(p, &in, reg, v);
    pack_fill(p, &in, reg, decl);
    if (!record_create(p->write, &p->region->records, who_system(), reg,
                       &(struct input){ .items = in.items, .n = in.n, .plain = true, .fact = true },
                       p->case_a, &rec, ps, e))
        return false;
    *row = (struct pack_row){ reg, rec->id };
    if (name.p && !map_put(p->names, arena_dup(p->case_a, name), row))
        fail_msg("%s: nama baris %.*s dipakai dua kali", where, SV_FMT(name));
    for (size_t i = 0; i < p->n_touched; i++)
        if (p->touched[i] == reg)
            return true;
    *ARENA_PUSH(p->case_a, p->touched, p->n_touched, p->cap_touched) = reg;
    return true;
}

/* Inside a transaction of p->write. `where` names the situation in messages. */
static inline void pack_row_make(struct pack_place *p, const struct json *decl, const char *where)
{
    struct problems ps;
    struct err e = { 0 };

    problems_init(&ps, p->case_a, 20);
    if (!pack_row_try(p, decl, where, &ps, &e))
        fail_msg("%s: %.*s: %s %.*s", where, SV_FMT(decl->key), e.text,
                 SV_FMT(ps.n ? ps.items[0].text : SV("")));
}

/* --- the region ------------------------------------------------------------------------------------------------------ */

static inline void pack_agency(struct pack_place *p, const char *name, bool counts)
{
    struct sv text = arena_printf(p->case_a, "perangkat_daerah: {nama: %s, kode: %s, dihitung: %s}", name,
                                  name, counts ? "true" : "false");
    struct pack_row *made, *row = ARENA_NEW(p->a, struct pack_row);
    struct json *tree;
    struct problems ps;

    problems_init(&ps, p->case_a, 5);
    assert_true(yaml_parse(text, SV("fixture"), p->case_a, &tree, &ps));
    pack_row_make(p, tree->first, "perangkat daerah");
    *row = (struct pack_row){ model_reg(p->region->model, SV("perangkat_daerah")), ++p->own_pd };
    made = row;
    map_put(p->names, arena_dup(p->a, sv_of(name)), made);
}

static inline void pack_case_begin(struct pack_place *p)
{
    static const char *const own[] = { "pd1", "pd2", "dinas" };

    p->case_a = arena_new(32 * 1024 * 1024);
    p->names = map_new(p->case_a);
    p->touched = NULL;
    p->n_touched = p->cap_touched = 0;
    for (int64_t i = 0; i < p->own_pd; i++) {
        struct pack_row *row = ARENA_NEW(p->case_a, struct pack_row);

        *row = (struct pack_row){ model_reg(p->region->model, SV("perangkat_daerah")), i + 1 };
        map_put(p->names, sv_of(own[i]), row);
    }
}

static inline void pack_run(struct pack_place *p, const char *head, struct sv a, const char *mid, struct sv b,
                            const char *tail)
{
    struct err err = { 0 };

    MUST(db_run(p->write, arena_printf(p->case_a, "%s%.*s%s%.*s%s", head, SV_FMT(a), mid, SV_FMT(b), tail),
                &err));
}

/* Takes the situation's rows away again, history and joins included; what was noted elsewhere does no harm. */
static inline void pack_case_end(struct pack_place *p, bool committed)
{
    struct sv own = arena_printf(p->case_a, " where id > %lld", (long long) p->own_pd);
    struct err err = { 0 };

    if (committed) {
        MUST(db_begin(p->write, &err));
        for (size_t i = 0; i < p->n_touched; i++) {
            const struct reg *r = p->touched[i];
            bool agencies = sv_eq(r->key, base_col_name(COL_PD));

            pack_run(p, "delete from ", r->key, "", agencies ? own : SV(""), "");
            pack_run(p, "delete from ", r->key, "_h", agencies ? own : SV(""), "");
            for (size_t k = 0; k < r->n_fields; k++)
                if (r->fields[k].type == FT_REFS)
                    pack_run(p, "delete from ", r->key, "__", r->fields[k].key, "");
        }
        MUST(db_commit(p->write, &err));
    }
    arena_free(p->case_a);
    p->case_a = NULL;
}

static inline void pack_leases(struct pack_place *p)
{
    struct err err = { 0 };

    MUST(db_lease(p->region->pool, DB_WRITE, 5000, &p->write, &err));
    MUST(db_lease(p->region->pool, DB_PACK, 5000, &p->pack, &err));
}

static inline void pack_open(struct pack_place *p)
{
    static unsigned serial;
    static char real[PATH_MAX];
    struct region_conf conf = { .regulation = p->id };
    struct arena *a = p->a = arena_new(64 * 1024 * 1024);
    struct problems ps;
    struct err err = { 0 };
    struct sv sql;

    setenv("PRASASTI_DATA", "data", 0);
    snprintf(p->dir, sizeof p->dir, "/tmp/prasasti-paket.XXXXXX");
    assert_non_null(mkdtemp(p->dir));
    if (p->engine == DB_PG) {
        snprintf(p->schema, sizeof p->schema, "paket_%ld_%u", (long) getpid(), ++serial);
        conf.database =
            arena_printf(a, "%s options='-csearch_path=%s'", getenv("PRASASTI_TEST_PG"), p->schema);
        sql = arena_printf(a, "create schema %s", p->schema);
        pg_admin(sql.p);
    }
    MUST(region_conf_write(p->dir, &conf, &err));
    sql = arena_printf(a, "%s/regulations", p->dir); /* as a region holds packs of its own */
    if (p->folder && symlink(realpath(p->folder, real), sql.p) != 0)
        fail_msg("%s: %s", p->folder, sql.p);
    problems_init(&ps, a, 20);
    pack_clock = 1700000000;
    if (!region_open(p->dir, pack_now, &p->region, &ps, &err))
        fail_msg("%.*s: %s %.*s: %.*s", SV_FMT(p->id), err.text, SV_FMT(ps.n ? ps.items[0].field : SV("")),
                 SV_FMT(ps.n ? ps.items[0].text : SV("")));
    pack_leases(p);
    pack_day(p, p->region->regulation.in_force);
    pack_case_begin(p);
    MUST(db_begin(p->write, &err));
    pack_agency(p, "pd1", true);
    pack_agency(p, "pd2", true);
    pack_agency(p, "dinas", false);
    MUST(db_commit(p->write, &err));
    pack_case_end(p, false);
}

static inline void pack_close(struct pack_place *p)
{
    struct sv line = arena_printf(p->a, "drop schema %s cascade", p->schema);

    db_release(p->pack);
    db_release(p->write);
    region_close(p->region);
    if (p->engine == DB_PG)
        pg_admin(line.p);
    line = arena_printf(p->a, "rm -rf '%s'", p->dir);
    assert_int_equal(system(line.p), 0);
    arena_free(p->a);
}

/* Packs that the tests bring themselves: a region made up, so that the engines are tried on a law nobody wrote them for. */
#define PACK_OWN "tests/regulations"

/* tests.yaml of the pack, or NULL when it has none. */
static inline const struct json *pack_tests(struct pack_place *p)
{
    struct sv path = arena_printf(p->a, "%s/tests.yaml", p->region->pack_dir), text;
    struct problems ps;
    struct err err = { 0 };
    struct json *tree;

    if (!file_exists(path.p))
        return NULL;
    MUST(file_read(path.p, 4 * 1024 * 1024, p->a, &text, &err));
    problems_init(&ps, p->a, 5);
    if (!yaml_parse(text, path, p->a, &tree, &ps))
        fail_msg("%.*s:%d: %.*s", SV_FMT(path), ps.items[0].line, SV_FMT(ps.items[0].text));
    return tree;
}

#endif
