/* SPDX-License-Identifier: MIT
 * app/open.c -- opens a region for a command. */
#include "app/open.h"

#include "app/args.h"
#include "base/arena.h"
#include "base/buf.h"

enum { PROBLEMS_MAX = 200 };

void app_print_problems(const struct problems *ps)
{
    struct buf b;

    buf_init(&b, 1024 * 1024);
    problems_print(ps, &b);
    fprintf(stderr, "%.*s", SV_FMT(buf_sv(&b)));
    buf_clear(&b);
}

struct region *app_open_region(const char *dir)
{
    struct arena *a = arena_new(4 * 1024 * 1024);
    struct region *r = NULL;
    struct problems ps;
    struct err e = { 0 };

    problems_init(&ps, a, PROBLEMS_MAX);
    if (!region_open(dir, time_now, &r, &ps, &e)) {
        app_print_problems(&ps);
        app_failed(&e);
        region_close(r);
        r = NULL;
    }
    arena_free(a);
    return r;
}

bool app_warm(const struct region *r, struct err *e)
{
    struct db *read = NULL;
    bool ok =
        db_lease(r->pool, DB_READ, 30000, &read, e) && rule_warm(r->pool, read, r->rule, region_today(r), e);

    db_release(read);
    return ok;
}

bool app_settle(const struct region *r, struct err *e)
{
    struct db *read = NULL;
    bool ok = db_lease(r->pool, DB_READ, 30000, &read, e) &&
              rule_settle_pool(r->pool, read, r->rule, &r->records, region_today(r), e);

    db_release(read);
    return ok;
}
