/* SPDX-License-Identifier: MIT
 * app/cmd_check.c -- prasasti check: all declarations and packs, every mistake with its place; --norms counts what the
 * provisions of one regulation rest on. */
#include "app/args.h"
#include "app/cmd.h"
#include "app/open.h"
#include "app/pack_copy.h"
#include "base/arena.h"
#include "base/file.h"
#include "rule/draft.h"
#include "rule/region_adopt.h"
#include "rule/rule.h"

static const char usage[] = T(
    "prasasti check [FOLDER] [--norms ID]\n"
    "  memeriksa deklarasi register dan semua paket peraturan; --norms menghitung dasar tiap ketentuan dan\n"
    "  menyebut bacaan yang diterapkan di tempat yang tidak sejalan\n"
    "  FOLDER: deklarasi (registers, regulations), satu paket peraturan, atau folder data sebuah wilayah\n");

enum { PROBLEMS_MAX = 500 };

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

/* A drafted pack runs, but it is not finished: that is said, not refused, so that it can be tried on the way. */
static void say_unfinished(const struct region *r)
{
    static const char *const files[] = { "regulation.yaml", "registers.yaml", "norms.yaml" };
    struct arena *a = arena_new(64 * 1024 * 1024);
    size_t n, unwritten = 0, guesses = 0;
    const struct norm *norms = rule_norms(r->rule, &n), *first = NULL;
    struct err e = { 0 };
    struct sv text;

    for (size_t i = 0; i < n; i++)
        if (rule_is_draft(norms[i].says) && ++unwritten == 1)
            first = &norms[i];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (file_read(arena_printf(a, "%s/%s", r->pack_dir, files[i]).p, 4 * 1024 * 1024, a, &text, &e))
            guesses += draft_guesses_in(text);
    if (unwritten)
        printf(T("  peringatan: %zu dari %zu ketentuan belum diringkas, yang pertama %.*s.\n"), unwritten, n,
               SV_FMT(rule_label(first->at, a)));
    if (guesses)
        printf(T("  peringatan: %zu baris masih bertanda tebakan.\n"), guesses);
    arena_free(a);
}

static void list_readings(const struct rule *r, struct arena *a)
{
    size_t n, damage = 0;
    const struct reading *all = rule_readings(r, &n);

    for (size_t i = 0; i < n; i++)
        damage += all[i].damage;
    printf(T("%zu tempat tidak sejalan, %zu tempat naskah yang keliru atau tidak utuh.\n"), n - damage,
           damage);
    for (size_t i = 0; i < n && !all[i].damage; i++) {
        struct sv places = SV("");

        for (size_t k = 0; k < all[i].n_places; k++)
            places = arena_printf(a, "%.*s%s%.*s", SV_FMT(places), k ? ", " : "", SV_FMT(all[i].places[k]));
        printf(T("  %-24.*s %.*s, dibaca: %.*s\n"), SV_FMT(all[i].key), SV_FMT(places),
               SV_FMT(all[i].options[all[i].applied].label));
    }
}

static bool check_one(const struct pack_home *home, struct sv id, bool bases, struct problems *ps,
                      struct err *e)
{
    struct region *r = NULL;
    bool ok = region_load_after(home, id, SV_NULL, &r, ps, e) && region_check_sql(r, ps, e);

    if (ok && bases) {
        count_bases(r->rule);
        list_readings(r->rule, ps->a);
    }
    if (ok) {
        printf(T("%.*s: baik.\n"), SV_FMT(id));
        say_unfinished(r);
    } else {
        printf(T("%.*s: %s\n"), SV_FMT(id), e->text);
    }
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
        if (!check_one(&(struct pack_home){ .program = declarations }, names[i], only != NULL, &ps, &why)) {
            *e = why;
            ok = false;
        }
    }
    return ok;
}

static bool check_single(const struct pack_home *home, struct sv id, bool bases, struct arena *a,
                         struct err *e)
{
    struct problems ps;

    problems_init(&ps, a, PROBLEMS_MAX);
    return check_one(home, id, bases, &ps, e);
}

/* The folder named: of a pack, of a region, of declarations; none: the program's declarations. */
static bool check(const char *dir, const char *norms, struct arena *a, struct err *e)
{
    struct pack_home home = { 0 };
    struct region_conf conf;

    if (dir && file_exists(arena_printf(a, "%s/registers", dir).p))
        return check_all(dir, norms, a, e);
    if (!region_declarations(a, &home.program, e))
        return false;
    if (!dir)
        return check_all(home.program, norms, a, e);
    if (file_exists(arena_printf(a, "%s/prasasti.json", dir).p)) {
        home.region = dir;
        return region_conf_read(dir, a, &conf, e) &&
               check_single(&home, conf.regulation, norms != NULL, a, e);
    }
    home.folder = dir;
    return pack_name(dir, a, &home.id, e) && check_single(&home, home.id, norms != NULL, a, e);
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
    code = check(dir, norms, a, &e) ? 0 : app_failed(&e);
    arena_free(a);
    return code;
}
