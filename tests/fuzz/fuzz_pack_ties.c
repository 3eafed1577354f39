/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_pack_ties.c -- whatever stands in a condition of a pack, reading its ties and taking sets out of it ends, stays
 * within its memory, and leaves a text whose brackets still pair. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/problems.h"
#include "rule/region.h"
#include "rule/rule_priv.h"
#include "rule/rule_words.h"

static struct region *world(void)
{
    static struct region *r;
    struct arena *a;
    struct problems ps;
    struct err e = { 0 };

    if (!r) {
        a = arena_new(1024 * 1024);
        problems_init(&ps, a, 5);
        if (!region_load("tests/golden/declarations", SV("uji-2-2024"), &r, &ps, &e))
            abort();
        arena_free(a); /* there were no problems */
    }
    return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    const struct region *r = world();
    const struct reg *units = model_reg(r->model, base_col_name(COL_PD));
    struct sv given = { n ? (const char *) p : "", n }, kept, pass;
    struct arena *a = arena_new(64 * 1024 * 1024);
    struct rule rule = *r->rule;
    struct sql_words w;
    struct depend *ties;
    struct err e = { 0 };
    size_t count;

    rule.a = a;
    rule.sets = NULL;
    rule.n_sets = rule.cap_sets = 0;
    if (n < 32 * 1024 && words_read(given, a, &w, &e)) {
        if (!rule_depends(r->model, units, given, a, &ties, &count, &e) && arena_used(a) < 48 * 1024 * 1024)
            abort();
        kept = rule_sets_in(&rule, units, given, &e);
        pass = rule_for_all(&rule, kept);
        if (!words_read(kept, a, &w, &e) || !words_read(pass, a, &w, &e))
            abort();
    }
    arena_free(a);
    return 0;
}
