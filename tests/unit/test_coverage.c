/* SPDX-License-Identifier: MIT
 * tests/unit/test_coverage.c -- a pack, of data/regulations or tests/regulations, holds exactly the provisions of its
 * regulation: every (pasal, ayat, huruf) of the
 * reader's list is a norm, and every norm stands in the list. Lists: $PRASASTI_SHARED/norma/<id>.tsv, else
 * tests/lists/alamat-<id>.tsv; the first three columns, '-' for none.
 * And every damaged or contradictory place that the readers listed ($PRASASTI_SHARED/norma/perbedaan.md, section 31) is a
 * reading or a damaged place of the pack; without $PRASASTI_SHARED that is skipped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/map.h"
#include "rule/region.h"

enum { PACKS_MAX = 32, LIST_MAX_BYTES = 4 * 1024 * 1024 };

struct job {
    struct sv id;
    const char *pack_dir;
};

struct plan {
    struct arena *a;
    struct job jobs[PACKS_MAX];
    struct CMUnitTest tests[PACKS_MAX + 1];
    size_t n;
};

static struct sv key_of(struct sv pasal, struct sv ayat, struct sv huruf, struct arena *a)
{
    return arena_printf(a, "%.*s|%.*s|%.*s", SV_FMT(pasal), SV_FMT(ayat.p ? ayat : SV("-")),
                        SV_FMT(huruf.p ? huruf : SV("-")));
}

static struct sv key_of_norm(const struct norm *n, struct arena *a)
{
    struct sv pasal = n->pasal.p ? n->pasal : arena_printf(a, "BAB-%.*s", SV_FMT(n->bab));

    return key_of(pasal, n->ayat, n->huruf, a);
}

static struct sv list_path(struct sv id, struct arena *a)
{
    const char *shared = getenv("PRASASTI_SHARED");
    struct sv path;

    if (shared) {
        path = arena_printf(a, "%s/norma/%.*s.tsv", shared, SV_FMT(id));
        if (file_exists(path.p))
            return path;
    }
    return arena_printf(a, "tests/lists/alamat-%.*s.tsv", SV_FMT(id));
}

static struct map *list_load(struct sv id, struct arena *a, size_t *n)
{
    struct sv path = list_path(id, a), text, line;
    struct map *keys = map_new(a);
    struct err e = { 0 };

    if (!file_read(path.p, LIST_MAX_BYTES, a, &text, &e))
        fail_msg("%.*s: %s", SV_FMT(id), e.text);
    sv_cut(&text, '\n', &line); /* headings */
    *n = 0;
    while (sv_cut(&text, '\n', &line)) {
        struct sv rest = line, pasal, ayat, huruf;

        if (sv_empty(sv_trim(line)))
            continue;
        sv_cut(&rest, '\t', &pasal);
        sv_cut(&rest, '\t', &ayat);
        sv_cut(&rest, '\t', &huruf);
        map_put(keys, key_of(pasal, ayat, sv_trim(huruf), a), keys);
        (*n)++;
    }
    return keys;
}

static void pack_and_list_agree(void **state)
{
    const struct job *job = *state;
    struct arena *a = arena_new(32 * 1024 * 1024);
    struct region *r = NULL;
    struct map *seen = map_new(a), *listed;
    const struct norm *norms;
    struct problems ps;
    struct err e = { 0 };
    size_t n, n_listed;
    int bad = 0;

    problems_init(&ps, a, 20);
    if (!region_load_pack(getenv("PRASASTI_DATA"), job->pack_dir, job->id, &r, &ps, &e))
        fail_msg("%.*s: %s %.*s", SV_FMT(job->id), e.text, SV_FMT(ps.n ? ps.items[0].text : SV("")));
    listed = list_load(job->id, a, &n_listed);
    norms = rule_norms(r->rule, &n);
    for (size_t i = 0; i < n; i++) {
        struct sv key = key_of_norm(&norms[i], a);

        if (!map_get(listed, key) || !map_put(seen, key, seen)) {
            print_error("%.*s: norma %.*s tidak ada dalam daftar atau ditulis dua kali\n", SV_FMT(job->id),
                        SV_FMT(norms[i].at));
            bad++;
        }
    }
    if (map_count(listed) != map_count(seen)) {
        print_error("%.*s: %zu alamat dalam daftar, %zu norma\n", SV_FMT(job->id), map_count(listed),
                    map_count(seen));
        bad++;
    }
    if (map_count(listed) != n_listed)
        bad++;
    region_close(r);
    arena_free(a);
    if (bad)
        fail_msg("%.*s: paket dan daftar berbeda", SV_FMT(job->id));
}

/* --- places that do not agree ----------------------------------------------------------------------------------------- */

/* The next "P14(5)", "P1(26)", "P16" of a cell; false: none is left. */
static bool next_place(struct sv *rest, struct sv *pasal, struct sv *ayat)
{
    for (size_t i = 0; i + 1 < rest->n; i++) {
        size_t k = i + 1;

        if (rest->p[i] != 'P' || rest->p[k] < '0' || rest->p[k] > '9')
            continue;
        while (k < rest->n && rest->p[k] >= '0' && rest->p[k] <= '9')
            k++;
        *pasal = sv_sub(*rest, i + 1, k - i - 1);
        *ayat = SV_NULL;
        if (k < rest->n && rest->p[k] == '(') {
            ptrdiff_t end = sv_find(sv_sub(*rest, k, rest->n), SV(")"));

            if (end > 1)
                *ayat = sv_sub(*rest, k + 1, (size_t) end - 1);
        }
        *rest = sv_sub(*rest, k, rest->n);
        return true;
    }
    return false;
}

/* The place is the wanted one, or lies below it. */
static bool at_or_below(struct sv place, struct sv wanted)
{
    return sv_starts(place, wanted) &&
           (place.n == wanted.n || place.p[wanted.n] < '0' || place.p[wanted.n] > '9');
}

/* Some entry of the pack names this provision: definitions stand as "1:26", ayat as "14(5)"; a whole Pasal covers its ayat. */
static bool is_named(const struct region *r, struct sv pasal, struct sv ayat, struct arena *a)
{
    struct sv as_ayat = ayat.p ? arena_printf(a, "%.*s(%.*s)", SV_FMT(pasal), SV_FMT(ayat)) : pasal,
              as_definition = ayat.p ? arena_printf(a, "%.*s:%.*s", SV_FMT(pasal), SV_FMT(ayat)) : pasal;
    const struct reading *all;
    size_t n;

    all = rule_readings(r->rule, &n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < all[i].n_places; k++)
            if (at_or_below(all[i].places[k], as_ayat) || at_or_below(all[i].places[k], as_definition) ||
                sv_eq(all[i].places[k], pasal))
                return true;
    return false;
}

static size_t rows_of(const char *name, struct arena *a, struct sv **out)
{
    struct sv path = arena_printf(a, "%s/norma/perbedaan.md", getenv("PRASASTI_SHARED")), text, line, cell,
              places;
    struct sv *items = NULL;
    struct err e = { 0 };
    size_t n = 0, cap = 0;
    bool inside = false;

    if (!file_read(path.p, LIST_MAX_BYTES, a, &text, &e))
        fail_msg("%s", e.text);
    while (sv_cut(&text, '\n', &line)) {
        if (sv_starts(line, SV("## ")))
            inside = sv_starts(line, SV("## 31."));
        if (!inside || !sv_starts(line, SV("| ")))
            continue;
        line = sv_sub(line, 2, line.n);
        sv_cut(&line, '|', &cell);
        sv_cut(&line, '|', &places);
        if (sv_eq(sv_trim(cell), sv_of(name)))
            *ARENA_PUSH(a, items, n, cap) = sv_trim(places);
    }
    *out = items;
    return n;
}

static void damaged_places_are_in_the_pack(void **state)
{
    static const char *const names[][2] = { { "Banjar", "banjar-39-2023" },
                                            { "Purbalingga", "purbalingga-90-2021" },
                                            { "Bekasi", "bekasi-2-2023" },
                                            { "Bogor", "bogor-24-2021" },
                                            { "Sumenep", "sumenep-39-2023" } };
    int bad = 0;

    (void) state;
    if (!getenv("PRASASTI_SHARED")) {
        print_message("# skipped: no PRASASTI_SHARED\n");
        skip();
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct arena *a = arena_new(32 * 1024 * 1024);
        struct region *r = NULL;
        struct problems ps;
        struct err e = { 0 };
        struct sv *rows;
        size_t n = rows_of(names[i][0], a, &rows), entries;

        problems_init(&ps, a, 20);
        if (!region_load(getenv("PRASASTI_DATA"), sv_of(names[i][1]), &r, &ps, &e))
            fail_msg("%s: %s", names[i][1], e.text);
        rule_readings(r->rule, &entries);
        if (!n || entries < n) { /* rows about the title, the end or the whole text name no Pasal */
            print_error("%s: %zu rows, %zu entries\n", names[i][1], n, entries);
            bad++;
        }
        for (size_t k = 0; k < n; k++) {
            struct sv rest = rows[k], pasal, ayat;

            while (next_place(&rest, &pasal, &ayat))
                if (!is_named(r, pasal, ayat, a)) {
                    print_error("%s: \"%.*s\": Pasal %.*s (%.*s) is no reading and no damaged place\n",
                                names[i][1], SV_FMT(rows[k]), SV_FMT(pasal), SV_FMT(ayat));
                    bad++;
                }
        }
        region_close(r);
        arena_free(a);
    }
    if (bad)
        fail_msg("%d places are missing", bad);
}

/* --- the plan ---------------------------------------------------------------------------------------------------------- */

static bool plan_folder(struct plan *plan, const char *folder)
{
    struct err e = { 0 };
    struct sv *names;
    size_t n;

    if (!file_list(folder, "", plan->a, &names, &n, &e)) {
        print_error("%s\n", e.text);
        return false;
    }
    for (size_t i = 0; i < n && plan->n < PACKS_MAX; i++) {
        struct sv dir = arena_printf(plan->a, "%s/%.*s", folder, SV_FMT(names[i]));
        struct job *job = &plan->jobs[plan->n];

        if (!file_exists(arena_printf(plan->a, "%.*s/norms.yaml", SV_FMT(dir)).p))
            continue;
        *job = (struct job){ names[i], dir.p };
        plan->tests[plan->n++] =
            (struct CMUnitTest){ arena_dup(plan->a, names[i]).p, pack_and_list_agree, NULL, NULL, job };
    }
    return true;
}

int main(void)
{
    static struct plan plan;
    int failed = 1;

    setenv("PRASASTI_DATA", "data", 0);
    plan.a = arena_new(1024 * 1024);
    if (plan_folder(&plan, arena_printf(plan.a, "%s/regulations", getenv("PRASASTI_DATA")).p) &&
        plan_folder(&plan, "tests/regulations")) {
        plan.tests[plan.n++] = (struct CMUnitTest) cmocka_unit_test(damaged_places_are_in_the_pack);
        failed = _cmocka_run_group_tests("coverage", plan.tests, plan.n, NULL, NULL);
    }
    arena_free(plan.a);
    return failed;
}
