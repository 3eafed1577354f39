/* SPDX-License-Identifier: MIT
 * tests/unit/uji_fixture.h -- a region of the made-up declarations (tests/golden/declarations) in a folder of its own, with a
 * clock that stands still. Runs in the project's folder. */
#ifndef TESTS_UJI_FIXTURE_H
#define TESTS_UJI_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ftw.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "rule/region.h"

enum { UJI_NOW = 1770000000, UJI_MIB = 1024 * 1024 }; /* 2026-02-02T02:40:00Z */

struct uji {
    char dir[64];
    struct region *region;
    struct arena *a;
};

#define MUST(call)                                                                  \
    do {                                                                            \
        if (!(call))                                                                \
            fail_msg("%s: kind %d: %s / %s", #call, (int) e.kind, e.text, e.cause); \
    } while (0)

static inline int64_t uji_now(void)
{
    return UJI_NOW;
}

static inline int uji_open(void **state)
{
    struct uji *u = calloc(1, sizeof *u);
    struct region_conf conf = { .regulation = SV("uji-1-2024") };
    struct problems ps;
    struct err e = { 0 };

    u->a = arena_new(256 * UJI_MIB);
    snprintf(u->dir, sizeof u->dir, "/tmp/prasasti-uji-XXXXXX");
    if (!mkdtemp(u->dir))
        return -1;
    problems_init(&ps, u->a, 20);
    setenv("PRASASTI_DATA", "tests/golden/declarations", 1);
    MUST(region_conf_write(u->dir, &conf, &e));
    if (!region_open(u->dir, uji_now, &u->region, &ps, &e))
        fail_msg("region: %s / %s / %.*s", e.text, e.cause, ps.n ? (int) ps.items[0].text.n : 0,
                 ps.n ? ps.items[0].text.p : "");
    *state = u;
    return 0;
}

static inline int uji_remove(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void) st;
    (void) kind;
    (void) at;
    return remove(path);
}

static inline int uji_close(void **state)
{
    struct uji *u = *state;

    region_close(u->region);
    nftw(u->dir, uji_remove, 8, FTW_DEPTH | FTW_PHYS);
    arena_free(u->a);
    free(u);
    return 0;
}

static inline struct db *uji_read(struct uji *u)
{
    struct db *db = NULL;
    struct err e = { 0 };

    MUST(db_lease(u->region->pool, DB_READ, 1000, &db, &e));
    return db;
}

static inline struct db *uji_write(struct uji *u)
{
    struct db *db = NULL;
    struct err e = { 0 };

    MUST(db_lease(u->region->pool, DB_WRITE, 1000, &db, &e));
    return db;
}

/* One record as the system, from pairs of key and value ended by NULL. */
static inline int64_t uji_make(struct uji *u, const char *reg, const char *const *kv)
{
    struct input_item items[24];
    struct input in = { .items = items };
    struct db *db = uji_write(u);
    struct record *r = NULL;
    struct problems ps;
    struct err e = { 0 };

    for (; kv[2 * in.n]; in.n++)
        items[in.n] = (struct input_item){ sv_of(kv[2 * in.n]), sv_of(kv[2 * in.n + 1]) };
    problems_init(&ps, u->a, 20);
    MUST(db_begin(db, &e));
    if (!record_create(db, &u->region->records, who_system(), model_reg(u->region->model, sv_of(reg)), &in,
                       u->a, &r, &ps, &e))
        fail_msg("%s: %s / %s / %.*s", reg, e.text, e.cause, ps.n ? (int) ps.items[0].text.n : 0,
                 ps.n ? ps.items[0].text.p : "");
    MUST(db_commit(db, &e));
    db_release(db);
    return r->id;
}
#define MAKE(u, reg, ...) uji_make((u), (reg), (const char *const[]){ __VA_ARGS__, NULL, NULL })

#endif
