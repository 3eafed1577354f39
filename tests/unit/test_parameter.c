/* SPDX-License-Identifier: MIT
 * tests/unit/test_parameter.c -- the parameters of every pack of data/: every provision that asks for something belongs to one,
 * what a pack holds twice agrees, and the vocabulary knows every parameter of the comparison ($PRASASTI_SHARED/norma). Keys,
 * addresses and types are checked by loading. Needs dep_rule, dep_cmocka. Runs in the project's folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "json/json.h"
#include "rule/compare.h"
#include "rule/pack.h"
#include "rule/region.h"

enum { MIB = 1024 * 1024, PACKS_MAX = 32 };

struct place {
    struct sv id;
    struct arena *a;
    struct region *r;
    struct compare_side side;
};

static int open_pack(void **state)
{
    struct place *p = *state;
    struct problems ps;
    struct err e = { 0 };

    p->a = arena_new(32 * MIB);
    problems_init(&ps, p->a, 20);
    if (region_load("data", p->id, &p->r, &ps, &e) && compare_side_make(p->r, p->a, &p->side, &e))
        return 0;
    print_error("%.*s: %s %.*s:%d %.*s\n", SV_FMT(p->id), e.text, SV_FMT(ps.n ? ps.items[0].file : SV("")),
                ps.n ? ps.items[0].line : 0, SV_FMT(ps.n ? ps.items[0].text : SV("")));
    return 1;
}

static int close_pack(void **state)
{
    struct place *p = *state;

    region_close(p->r);
    arena_free(p->a);
    return 0;
}

static const struct parameter_value *value(const struct place *p, const char *key)
{
    const struct parameter *what = parameter_find(&p->r->parameters, sv_of(key));

    if (!what)
        fail_msg("no parameter %s", key);
    return &p->side.values[what - p->r->parameters.items];
}

static bool names(const struct parameter_value *v, struct sv at)
{
    for (size_t i = 0; i < v->n_at; i++)
        if (sv_eq(v->at[i], at))
            return true;
    return false;
}

static void every_duty_belongs_to_a_parameter(void **state)
{
    const struct place *p = *state;
    size_t lost = 0;

    for (size_t i = 0; i < p->side.n_norms; i++) {
        bool found = p->side.norms[i].shown;

        for (size_t k = 0; k < p->r->parameters.n && !found; k++)
            found = names(&p->side.values[k], p->side.norms[i].at);
        if (!found) {
            print_error("%.*s: %.*s belongs to no parameter\n", SV_FMT(p->id), SV_FMT(p->side.norms[i].at));
            lost++;
        }
    }
    assert_int_equal(lost, 0);
}

/* A value without a place would be ours, not the regulation's; identity is what regulation.yaml and the count of terms say. */
static void every_value_has_a_place(void **state)
{
    const struct place *p = *state;

    for (size_t k = 0; k < p->r->parameters.n; k++) {
        const struct parameter *what = &p->r->parameters.items[k];

        if (p->side.values[k].says && !p->side.values[k].n_at && !what->from.p &&
            !sv_eq(what->key, SV("definisi")))
            fail_msg("%.*s: %.*s has no provision", SV_FMT(p->id), SV_FMT(what->key));
    }
}

static void what_is_written_twice_agrees(void **state)
{
    const struct place *p = *state;
    const struct parameter_value *stages = value(p, "aplikasi.tahap"),
                                 *kind = value(p, "identitas.jenis_daerah");
    const struct reg *reg = model_reg(p->r->model, SV("aplikasi"));
    size_t terms = 0, at = 0;

    for (size_t i = 0; i < p->side.n_norms; i++)
        terms += sv_starts(p->side.norms[i].at, SV("1:"));
    if (!sv_eq(value(p, "definisi")->words, arena_printf(p->a, "%zu", terms)))
        fail_msg("%.*s: %zu terms", SV_FMT(p->id), terms);
    if (sv_eq(kind->key, SV("kota")) != sv_starts(p->r->regulation.region, SV("Kota ")))
        fail_msg("%.*s: kota or kabupaten?", SV_FMT(p->id));
    if (!sv_eq(value(p, "identitas.sebutan_kepala_daerah")->words, p->r->regulation.head) ||
        !sv_eq(value(p, "identitas.produk_keputusan")->words, p->r->regulation.decree))
        fail_msg("%.*s: head and decree", SV_FMT(p->id));
    /* The stages are those that registers.yaml puts in the place of development, in that order; the last may be the time in
     * operation. */
    for (size_t i = 0; stages->says && i < reg->n_states; i++) {
        if (!reg->states[i].at.p)
            continue;
        if (at == stages->n_items || !sv_eq(stages->keys[at], reg->states[i].key))
            fail_msg("%.*s: stage %.*s", SV_FMT(p->id), SV_FMT(reg->states[i].key));
        at++;
    }
    if (stages->says && at + 1 < stages->n_items)
        fail_msg("%.*s: %zu stages declared, %zu told", SV_FMT(p->id), at, stages->n_items);
}

/* Clearances and settings say themselves where they stand. */
static void links_stand_where_the_value_does(void **state)
{
    const struct place *p = *state;
    struct err e = { 0 };
    struct problems ps;
    const struct json *regulation;
    const struct pack *files;

    problems_init(&ps, p->a, 20);
    if (!pack_read(&(struct pack_home){ .program = "data" }, p->id, p->a, &files, &ps, &e))
        fail_msg("%s", e.text);
    regulation = files->regulation;
    for (size_t k = 0; k < p->r->parameters.n; k++) {
        const struct parameter_value *v = &p->side.values[k];
        struct sv setting = json_text(json_get(json_get(regulation, SV("settings")), v->setting), SV("at"));

        for (size_t i = 0; i < v->n_clearances; i++)
            if (!names(v, flow_clearance(p->r->flow, v->clearances[i])->at))
                fail_msg("%.*s: %.*s and its clearance", SV_FMT(p->id),
                         SV_FMT(p->r->parameters.items[k].key));
        if (v->setting.p && !names(v, setting))
            fail_msg("%.*s: %.*s and its setting", SV_FMT(p->id), SV_FMT(p->r->parameters.items[k].key));
    }
}

/* "| `audit.interval` | …": the names of section 32.1. `manajemen.langkah.<proses>` stands for one parameter for each. */
static bool known(const struct place *p, struct sv name)
{
    ptrdiff_t open = sv_find(name, SV("<"));

    if (open < 0)
        return parameter_find(&p->r->parameters, name) != NULL;
    for (size_t i = 0; i < p->r->parameters.n; i++)
        if (sv_starts(p->r->parameters.items[i].key, sv_sub(name, 0, (size_t) open)))
            return true;
    return false;
}

static void the_vocabulary_is_complete(void **state)
{
    const struct place *p = *state;
    const char *shared = getenv("PRASASTI_SHARED");
    const char *path = arena_printf(p->a, "%s/norma/perbedaan.md", shared ? shared : "../shared").p;
    struct sv text, line;
    struct err e = { 0 };
    bool inside = false;
    size_t n = 0;

    if (!file_exists(path)) {
        print_message("%s is not there: skipped\n", path);
        skip();
    }
    if (!file_read(path, 4 * MIB, p->a, &text, &e))
        fail_msg("%s", e.text);
    while (sv_cut(&text, '\n', &line)) {
        ptrdiff_t end;
        struct sv name;

        if (sv_starts(line, SV("### ")))
            inside = sv_starts(line, SV("### 32.1"));
        if (!inside || !sv_starts(line, SV("| `")))
            continue;
        name = sv_sub(line, 3, line.n);
        end = sv_find(name, SV("`"));
        name = sv_sub(name, 0, end > 0 ? (size_t) end : 0);
        if (!known(p, name))
            fail_msg("%.*s is not in data/parameter.yaml", SV_FMT(name));
        n++;
    }
    assert_int_equal(n, 147);
}

int main(void)
{
    struct arena *a = arena_new(8 * MIB);
    struct CMUnitTest *tests = ARENA_ARRAY(a, struct CMUnitTest, PACKS_MAX * 5);
    struct compare_entry *list;
    struct err e = { 0 };
    size_t n_packs, n = 0;
    int failed;
    static const struct {
        const char *name;
        CMUnitTestFunction run;
    } each[] = {
        { "every duty belongs to a parameter", every_duty_belongs_to_a_parameter },
        { "every value has a place", every_value_has_a_place },
        { "what is written twice agrees", what_is_written_twice_agrees },
        { "links stand where the value does", links_stand_where_the_value_does },
    };

    if (!compare_list("data", a, &list, &n_packs, &e) || n_packs < 5 || n_packs > PACKS_MAX) {
        printf("Bail out! data/regulations: %s\n", e.text);
        return 1;
    }
    for (size_t i = 0; i < n_packs; i++) {
        struct place *p = ARENA_NEW(a, struct place);

        p->id = list[i].id;
        for (size_t k = 0; k < sizeof each / sizeof each[0]; k++)
            tests[n++] = (struct CMUnitTest){ arena_printf(a, "%.*s: %s", SV_FMT(p->id), each[k].name).p,
                                              each[k].run, open_pack, close_pack, p };
        if (!i)
            tests[n++] = (struct CMUnitTest){ "the vocabulary is complete", the_vocabulary_is_complete,
                                              open_pack, close_pack, p };
    }
    failed = _cmocka_run_group_tests("parameter", tests, n, NULL, NULL);
    arena_free(a);
    return failed;
}
