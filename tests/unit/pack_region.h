/* SPDX-License-Identifier: MIT
 * tests/unit/pack_region.h -- a region of one pack for each test, on SQLite and PostgreSQL: it is opened before the test with
 * a situation begun (pack_fixture.h), and gone after it. Declarations that a file brings itself stand in a folder for as long
 * as its group runs. And the steps every such test takes: rows are given, days turned, provisions judged.
 * Without a PostgreSQL server (tests/pg-run.sh) its tests fail; PRASASTI_TEST_NO_PG=1 leaves them out. */
#ifndef TESTS_PACK_REGION_H
#define TESTS_PACK_REGION_H

#include "pack_fixture.h"

/* --- a region for each test ----------------------------------------------------------------------------------------- */

/* *state: the struct pack_place that says which pack, from which folder and on which engine; the test gets one of its own.
 * No situation is begun. */
static inline int pack_set_up_empty(void **state)
{
    struct pack_place *p = malloc(sizeof *p);

    assert_non_null(p);
    *p = *(const struct pack_place *) *state;
    *state = p;
    if (p->engine == DB_PG && !getenv("PRASASTI_TEST_PG")) {
        print_error("PRASASTI_TEST_PG is not set: run under tests/pg-run.sh, or set PRASASTI_TEST_NO_PG=1\n");
        return -1;
    }
    pack_open(p);
    return 0;
}

static inline int pack_set_up(void **state)
{
    int failed = pack_set_up_empty(state);

    if (!failed)
        pack_case_begin(*state);
    return failed;
}

static inline int pack_tear_down(void **state)
{
    struct pack_place *p = *state;

    arena_free(p->case_a);
    pack_close(p);
    free(p);
    return 0;
}

/* The pack of this file; then PACK(test) in its list of tests, or PACK_UP() where something else is set up besides. */
#define PACK_OF(regulation)                                                                        \
    static const struct pack_place pack_lite = { .id = SV_INIT(regulation), .engine = DB_SQLITE }, \
                                   pack_pg = { .id = SV_INIT(regulation), .engine = DB_PG }
#define PACK_TEST(f, up, engine)                                                        \
    {                                                                                   \
#f " (" #engine ")", f, up, pack_tear_down, (void *) (uintptr_t) &pack_##engine \
    }
#define PACK_UP(f, up) PACK_TEST(f, up, lite), PACK_TEST(f, up, pg)
#define PACK(f) PACK_UP(f, pack_set_up)

/* --- running them ---------------------------------------------------------------------------------------------------- */

static inline bool pack_no_pg(void)
{
    const char *no_pg = getenv("PRASASTI_TEST_NO_PG");

    return no_pg && strcmp(no_pg, "1") == 0;
}

/* Without those of PostgreSQL where the environment says so. Tests without a region have no state. */
static inline size_t pack_choose(const struct CMUnitTest *tests, size_t n, struct CMUnitTest *out)
{
    size_t chosen = 0;

    for (size_t i = 0; i < n; i++) {
        const struct pack_place *p = tests[i].initial_state;

        if (!p || p->engine != DB_PG || !pack_no_pg())
            out[chosen++] = tests[i];
    }
    return chosen;
}

#define PACKS_RUN(name, tests, group_end)                                                 \
    do {                                                                                  \
        struct CMUnitTest chosen[sizeof(tests) / sizeof(tests)[0]];                       \
        size_t n_chosen = pack_choose((tests), sizeof(tests) / sizeof(tests)[0], chosen); \
        return _cmocka_run_group_tests((name), chosen, n_chosen, NULL, (group_end));      \
    } while (0)

/* --- declarations of one's own --------------------------------------------------------------------------------------- */

struct pack_text {
    const char *path, *text; /* path: below the folder of declarations */
};

static char pack_data[64];

static inline void pack_data_write(const struct pack_text *files, size_t n)
{
    struct arena *a = arena_new(1024 * 1024);
    struct err err = { 0 };

    snprintf(pack_data, sizeof pack_data, "/tmp/prasasti-deklarasi.XXXXXX");
    assert_non_null(mkdtemp(pack_data));
    MUST(file_mkdirs(arena_printf(a, "%s/codes", pack_data).p, 0755, &err));
    for (size_t i = 0; i < n; i++) {
        struct sv path = arena_printf(a, "%s/%s", pack_data, files[i].path);
        size_t folder = path.n;

        while (path.p[folder - 1] != '/')
            folder--;
        MUST(file_mkdirs(arena_printf(a, "%.*s", (int) folder - 1, path.p).p, 0755, &err));
        MUST(file_write_atomic(path.p, sv_of(files[i].text), 0644, &err));
    }
    arena_free(a);
    setenv("PRASASTI_DATA", pack_data, 1);
}

static inline int pack_data_remove(void **state)
{
    char line[96];

    (void) state;
    snprintf(line, sizeof line, "rm -rf '%s'", pack_data);
    return system(line);
}

/* --- steps ----------------------------------------------------------------------------------------------------------- */

static inline struct date day_of(const char *s)
{
    struct date d = { 0 };

    assert_true(date_parse(sv_of(s), &d));
    return d;
}

static inline void give(struct pack_place *p, const char *rows)
{
    struct json *tree;
    struct problems ps;
    struct err err = { 0 };

    problems_init(&ps, p->case_a, 5);
    if (!yaml_parse(sv_of(rows), SV("fixture"), p->case_a, &tree, &ps))
        fail_msg("%s: %.*s", rows, SV_FMT(ps.items[0].text));
    MUST(db_begin(p->write, &err));
    for (const struct json *g = tree->first; g; g = g->next)
        pack_row_make(p, g->first, rows);
    MUST(db_commit(p->write, &err));
}

static inline void settle(struct pack_place *p)
{
    struct err err = { 0 };

    MUST(rule_settle(p->write, p->pack, p->region->rule, &p->region->records, region_today(p->region), &err));
}

#endif
