/* SPDX-License-Identifier: MIT
 * app/cmd_adopt.c -- prasasti regulation adopt, withdraw, versions: which regulation is in force, and which comes. */
#include "app/args.h"
#include "app/cmd_adopt.h"
#include "app/open.h"
#include "base/arena.h"
#include "rule/region_adopt.h"

enum { PROBLEMS_MAX = 200, OUT_BYTES = 64 * 1024 * 1024 };

static void print_norm(const struct norm *n, const char *mark, struct arena *a)
{
    printf("  %s %-30.*s %.*s\n", mark, SV_FMT(rule_label(n->at, a)), SV_FMT(n->says));
}

static void print_changed(const struct rule_change *c, struct arena *a)
{
    print_norm(c->now, "~", a);
    if (!sv_eq(c->old->at, c->now->at))
        printf(T("%35ssemula %.*s\n"), "", SV_FMT(rule_label(c->old->at, a)));
    if (!sv_eq(c->old->says, c->now->says))
        printf(T("%35ssemula: %.*s\n"), "", SV_FMT(c->old->says));
}

static void print_checks(const struct adoption *x, const struct rule_change *c, struct arena *a)
{
    struct sv was = rule_check_words(x->before, c->old, a), now = rule_check_words(x->next->rule, c->now, a);

    if (!sv_eq(was, now))
        printf(T("%35sdiperiksa: %.*s (semula %.*s)\n"), "", SV_FMT(now), SV_FMT(was));
}

static void print_diff(const struct adoption *x, struct arena *a)
{
    static const char *const heads[] = { T("Ketentuan baru:"), T("Ketentuan yang berubah:"),
                                         T("Ketentuan yang tidak lagi berlaku:") };
    const struct rule_diff *d = &x->diff;

    printf(T("%zu ketentuan baru, %zu berubah, %zu tidak lagi berlaku; %zu tetap.\n"), d->by[RULE_COMES],
           d->by[RULE_CHANGES], d->by[RULE_GOES], d->stays);
    for (size_t i = 0; i < d->n; i++) {
        const struct rule_change *c = &d->items[i];

        if (!i || c->kind != d->items[i - 1].kind)
            printf("%s\n", heads[c->kind]);
        if (c->kind == RULE_COMES) {
            print_norm(c->now, "+", a);
        } else if (c->kind == RULE_GOES) {
            print_norm(c->old, "-", a);
        } else {
            print_changed(c, a);
            print_checks(x, c, a);
        }
    }
}

static void print_records(const struct adoption *x)
{
    if (x->n_records)
        printf(T("Yang berubah pada pencatatan:\n"));
    for (size_t i = 0; i < x->n_records; i++) {
        const struct records_change *c = &x->records[i];

        printf("  %.*s%s%.*s", c->reg ? (int) c->reg->label.n : 0, c->reg ? c->reg->label.p : "",
               c->reg ? ": " : "", SV_FMT(c->text));
        if (c->rows)
            printf(T(" (%lld rekaman)"), (long long) c->rows);
        printf("\n");
    }
}

static void print_head(const struct adoption *x, struct arena *a)
{
    const struct regulation *reg = &x->next->regulation;

    printf(T("%.*s\n"), SV_FMT(reg->title));
    printf(reg->amends.p ? T("Mengubah %.*s.\n") : T("Mengganti %.*s.\n"),
           SV_FMT(rule_regulation(x->before)->title));
    printf(T("Berlaku %.*s"), SV_FMT(date_long(reg->in_force, a)));
    if (date_cmp(reg->in_force, x->since) != 0)
        printf(T("; di sini dipakai sejak %.*s"), SV_FMT(date_long(x->since, a)));
    printf(".\n");
}

int app_adopt(const char *data, const char *id, bool dry_run)
{
    struct arena *a = arena_new(OUT_BYTES);
    struct region *r = app_open_region(data);
    struct adoption x = { .next = NULL };
    struct problems ps;
    struct err e = { 0 };
    int code = 1;

    if (!r)
        goto out;
    problems_init(&ps, a, PROBLEMS_MAX);
    if (!region_adopt_try(r, sv_of(id), a, &x, &ps, &e)) {
        app_print_problems(&ps);
        app_failed(&e);
        goto out;
    }
    print_head(&x, a);
    print_diff(&x, a);
    print_records(&x);
    if (!dry_run && !region_adopt(r, &x, who_system(), a, &e)) {
        app_failed(&e);
        goto out;
    }
    printf(dry_run ? T("Percobaan: tidak ada yang disimpan.\n")
                   : T("Tercatat. Aplikasi yang sedang berjalan beralih sendiri pada harinya.\n"));
    code = 0;
out:
    region_adopt_end(&x);
    region_close(r);
    arena_free(a);
    return code;
}

int app_withdraw(const char *data, const char *id)
{
    struct arena *a = arena_new(OUT_BYTES);
    struct region *r = app_open_region(data);
    struct err e = { 0 };
    int code = 1;

    if (r && region_withdraw(r, sv_of(id), who_system(), a, &e)) {
        printf(T("\"%s\" dibatalkan; pembatalannya tercatat.\n"), id);
        code = 0;
    } else if (r) {
        app_failed(&e);
    }
    region_close(r);
    arena_free(a);
    return code;
}

int app_versions(const char *data)
{
    struct arena *a = arena_new(OUT_BYTES);
    struct region *r = app_open_region(data);
    struct version *list = NULL;
    struct db *db = NULL;
    struct err e = { 0 };
    size_t n = 0, now;
    bool ok = r && db_lease(r->pool, DB_READ, 10000, &db, &e) && versions_load(db, a, &list, &n, &e);

    db_release(db);
    if (r && !ok)
        app_failed(&e);
    now = ok ? version_on(list, n, region_today(r)) : 0;
    for (size_t i = 0; i < n; i++)
        printf("%-28.*s %s  %s\n", SV_FMT(list[i].id), date_iso(list[i].since).s,
               i < now    ? T("pernah berlaku")
               : i == now ? T("berlaku")
                          : T("akan berlaku"));
    region_close(r);
    arena_free(a);
    return ok ? 0 : 1;
}
