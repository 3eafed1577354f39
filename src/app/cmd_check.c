/* SPDX-License-Identifier: MIT
 * app/cmd_check.c -- prasasti check: all declarations and packs, every mistake with its place; --norms counts what the
 * provisions of one regulation rest on. */
#include <sys/stat.h>
#include <unistd.h>

#include "app/args.h"
#include "app/cmd.h"
#include "app/open.h"
#include "base/arena.h"
#include "base/file.h"
#include "model/schema.h"
#include "rule/rule.h"

static const char usage[] =
    T("prasasti check [FOLDER] [--norms ID]\n"
      "  memeriksa deklarasi register dan semua paket peraturan; --norms menghitung dasar tiap ketentuan\n");

enum { PROBLEMS_MAX = 500 };

/* The SQL of a pack is prepared against an empty database of its own, made for the purpose. */
static bool prepare_sql(struct region *r, struct problems *ps, struct err *e)
{
    char dir[] = "/tmp/prasasti-check-XXXXXX";
    struct arena *a = arena_new(4 * 1024 * 1024);
    struct db_conf conf = { .readers = 2 };
    struct db *write = NULL, *pack = NULL;
    bool ok;

    if (!mkdtemp(dir)) {
        arena_free(a);
        return err_errno(e, T("Membuat folder sementara"));
    }
    conf.path = arena_printf(a, "%s/periksa.db", dir).p;
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
    unlink(conf.path);
    unlink(arena_printf(a, "%s-wal", conf.path).p);
    unlink(arena_printf(a, "%s-shm", conf.path).p);
    rmdir(dir);
    arena_free(a);
    return ok;
}

static void count_bases(const struct rule *r)
{
    static const struct sv bases[] = { SV_INIT("data"), SV_INIT("kendali_sistem"), SV_INIT("dokumen"),
                                       SV_INIT("pernyataan"), SV_INIT("luar_sistem") };
    size_t n, counts[5] = { 0 }, shown = 0, other = 0, duties;
    const struct norm *norms = rule_norms(r, &n);

    for (size_t i = 0; i < n; i++) {
        struct sv basis = rule_norm_basis(r, &norms[i]);

        if (norms[i].check == CHECK_SHOWN)
            shown++;
        else if (norms[i].competence.p)
            other++;
        else
            for (size_t k = 0; k < 5; k++)
                counts[k] += sv_eq(basis, bases[k]);
    }
    duties = n - shown;
    printf(T("%zu ketentuan: %zu ditampilkan saja, %zu dapat dinilai.\n"), n, shown, duties);
    for (size_t k = 0; k < 5; k++)
        printf("  %-16.*s %4zu\n", SV_FMT(bases[k]), counts[k]);
    printf(T("  %-16s %4zu\n"), "pihak_lain", other);
    printf(T("Kewajiban yang bersandar pada pernyataan orang: satu dari %zu.\n"),
           counts[3] ? duties / counts[3] : 0);
}

static bool check_one(const char *declarations, struct sv id, bool bases, struct problems *ps, struct err *e)
{
    struct region *r = NULL;
    bool ok = region_load(declarations, id, &r, ps, e) && prepare_sql(r, ps, e);

    if (ok && bases)
        count_bases(r->rule);
    if (ok)
        printf(T("%.*s: baik.\n"), SV_FMT(id));
    else
        printf(T("%.*s: %s\n"), SV_FMT(id), e->text);
    if (!ok)
        app_print_problems(ps); /* while the region's arena, which holds file names, still lives */
    region_close(r);
    return ok;
}

static bool check_all(const char *declarations, const char *only, struct arena *a, struct err *e)
{
    const char *dir = arena_printf(a, "%s/regulations", declarations).p;
    struct sv *names;
    bool ok = true;
    size_t n;

    if (!file_list(dir, "", a, &names, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct problems ps;
        struct err why = { 0 };

        if ((only && !sv_eq(names[i], sv_of(only))) ||
            !file_exists(arena_printf(a, "%s/%.*s/regulation.yaml", dir, SV_FMT(names[i])).p))
            continue;
        problems_init(&ps, a, PROBLEMS_MAX);
        if (!check_one(declarations, names[i], only != NULL, &ps, &why)) {
            *e = why;
            ok = false;
        }
    }
    return ok;
}

int cmd_check(int argc, char **argv)
{
    const char *norms = NULL, *dir = NULL;
    const struct args_option options[] = { { "norms", &norms, NULL } };
    const struct args_spec spec = {
        .usage = usage, .options = options, .n_options = 1, .words = &dir, .max_words = 1
    };
    struct arena *a;
    struct err e = { 0 };
    int code;

    if (!args_read(&spec, argc, argv, &code))
        return code;
    a = arena_new(64 * 1024 * 1024);
    code = (dir || region_declarations(a, &dir, &e)) && check_all(dir, norms, a, &e) ? 0 : app_failed(&e);
    arena_free(a);
    return code;
}
