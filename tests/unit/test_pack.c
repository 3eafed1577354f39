/* SPDX-License-Identifier: MIT
 * tests/unit/test_pack.c -- every pack of data/regulations and tests/regulations runs the situations of its tests.yaml, on
 * both engines.
 *
 * - norm: "46(1)"             what the norm says of a situation
 *   why: …                    named when it fails
 *   on: 2026-01-10            the day it is judged (default 2026-01-15)
 *   given: [{register: {…}}]  rows, each a fact (pack_fixture.h)
 *   want: terpenuhi           status; `of`, `met`, and `due` (a day) too where they matter
 * - step: aplikasi.mulai      whether a gate opens: this step, taken for row `row` with the fields of `with`
 *   row: a1
 *   refused: "19(1)"          provision that must be named; absent: the step goes through
 * - marks: a1                 which gates row a1, as it stands, has not passed: their provisions, in the order of life
 *   want: 19(1) 19(5)         empty: none
 *   reading: {KEY: OPTION}    (any of the three) the region has chosen this reading of a contradiction before
 *
 * Every norm counted over rows or time needs a situation that meets it and one that does not; where a pack tries steps,
 * every guard needs one that is refused. What a norm owes under another reading needs both as well. PostgreSQL takes every
 * fifth situation (PRASASTI_TEST_ALL=1: all), since both engines run the same text; all of its SQL is prepared there.
 * PRASASTI_TEST_PACK=ID runs one pack only, PRASASTI_TEST_PACKS=DIR also those of a folder that stands anywhere
 * (DIR/ID/norms.yaml). */
#include "pack_region.h"

enum { PACKS_MAX = 32, PG_EVERY = 5, SETTLE_EVERY = 20 };

struct tally { /* what the situations of a norm have shown */
    bool met, unmet, refused;
};

static const struct json *list_of(const struct json *tests)
{
    return tests && tests->type == JSON_LIST ? tests->first : NULL;
}

static struct date day_said(const struct json *t)
{
    struct date d = { 2026, 1, 15 };

    date_parse(json_text(t, SV("on")), &d);
    return d;
}

static const char *name_of(struct pack_place *p, const struct json *t, struct sv what)
{
    return arena_printf(p->case_a, "%.*s baris %d, %.*s (%.*s)", SV_FMT(p->id), t->line, SV_FMT(what),
                        SV_FMT(json_text(t, SV("why"))))
        .p;
}

static void give_said(struct pack_place *p, const struct json *t, const char *where)
{
    const struct json *given = json_get(t, SV("given"));

    for (const struct json *g = given && given->type == JSON_LIST ? given->first : NULL; g; g = g->next)
        for (const struct json *row = g->first; row; row = row->next)
            pack_row_make(p, row, where);
}

static void choose(struct pack_place *p, const struct json *t)
{
    const struct json *of = json_get(t, SV("reading"));
    struct err err = { 0 };

    run(p->write, "delete from pengaturan");
    for (const struct json *v = of && of->type == JSON_MAP ? of->first : NULL; v; v = v->next)
        MUST(rule_setting_put(p->write, p->region->rule, &p->region->records, who_system(),
                              arena_printf(p->case_a, FLOW_READING "%.*s", SV_FMT(v->key)), v->s, SV("uji"),
                              p->case_a, &err));
}

/* The long way round: the job's settling and what readers then see must say the same. */
static void settle_agrees(struct pack_place *p, const struct norm *n, const struct outcome *o,
                          const char *where)
{
    struct norm_state *states;
    struct err err = { 0 };
    size_t count;

    run(p->write, "delete from norma_status");
    run(p->write, "delete from norma_hari");
    MUST(rule_settle(p->write, p->pack, p->region->rule, &p->region->records, region_today(p->region), &err));
    MUST(rule_states(p->write, p->region->rule, (struct date){ 0 }, p->case_a, &states, &count, &err));
    if (states[n->index].status != o->status || states[n->index].of != o->of ||
        states[n->index].met != o->met)
        fail_msg("%s: settled %.*s", where, SV_FMT(norm_status_key(states[n->index].status)));
}

static bool judged_so(const struct json *t, const struct outcome *o, const char *where)
{
    struct sv want = json_text(t, SV("want")), got = norm_status_key(o->status),
              due = json_text(t, SV("due"));
    struct date day;

    if (!sv_eq(want, got)) {
        print_error("%s: %.*s, bukan %.*s: %.*s\n", where, SV_FMT(got), SV_FMT(want), SV_FMT(o->why));
        return false;
    }
    if (due.p && !(date_parse(due, &day) && date_cmp(day, o->due) == 0)) {
        print_error("%s: tenggatnya %s, bukan %.*s\n", where, date_iso(o->due).s, SV_FMT(due));
        return false;
    }
    if (json_number(t, SV("of"), o->of) == o->of && json_number(t, SV("met"), o->met) == o->met)
        return true;
    print_error("%s: %lld dari %lld: %.*s\n", where, (long long) o->met, (long long) o->of, SV_FMT(o->why));
    return false;
}

static bool try_situation(struct pack_place *p, const struct json *t, bool settle)
{
    struct sv at = json_text(t, SV("norm"));
    const struct norm *n = rule_norm(p->region->rule, at), **now;
    struct date day = day_said(t);
    struct outcome o;
    struct err err = { 0 };
    const char *where;
    bool ok;

    pack_case_begin(p);
    where = name_of(p, t, at);
    if (!n)
        fail_msg("%s: norma tidak ada", where);
    pack_day(p, day);
    MUST(db_begin(p->write, &err));
    choose(p, t);
    give_said(p, t, where);
    MUST(db_commit(p->write, &err));
    MUST(rule_norms_now(p->write, p->region->rule, (struct date){ 0 }, p->case_a, &now, &err));
    n = now[n->index];
    MUST(rule_evaluate(p->pack, p->write, p->region->rule, n, day, p->case_a, &o, &err));
    ok = judged_so(t, &o, where);
    if (settle)
        settle_agrees(p, n, &o, where);
    pack_case_end(p, true);
    return ok;
}

static bool answered_so(const struct pack_place *p, const struct json *t, bool ok, const struct err *e,
                        const struct problems *ps, const char *where)
{
    struct sv at = json_text(t, SV("refused"));

    if (ok && !at.p)
        return true;
    if (!ok && at.p && e->kind == ERR_CONFLICT && sv_starts(sv_of(e->text), rule_label(at, p->case_a)))
        return true;
    print_error("%s: %s %s %.*s\n", where, ok ? "tidak tertahan" : "tertahan", e->text,
                SV_FMT(ps->n ? ps->items[0].text : SV("")));
    return false;
}

static bool try_step(struct pack_place *p, const struct json *t)
{
    struct sv step = json_text(t, SV("step")), rest = step, key;
    const struct json *with = json_get(t, SV("with"));
    struct pack_input in = { 0 };
    const struct pack_row *row;
    struct record *rec, *after;
    struct err err = { 0 }, e = { 0 };
    struct problems ps;
    const char *where;
    bool ok;

    pack_case_begin(p);
    where = name_of(p, t, step);
    pack_day(p, day_said(t));
    MUST(db_begin(p->write, &err));
    choose(p, t);
    give_said(p, t, where);
    row = map_get(p->names, json_text(t, SV("row")));
    if (!sv_cut(&rest, '.', &key) || !row || !sv_eq(row->reg->key, key))
        fail_msg("%s: baris atau langkah tidak dikenal", where);
    for (const struct json *v = with && with->type == JSON_MAP ? with->first : NULL; v; v = v->next)
        pack_put(p, &in, row->reg, v);
    problems_init(&ps, p->case_a, 20);
    MUST(record_get(p->write, &p->region->records, who_system(), row->reg, row->id, p->case_a, &rec, &err));
    ok = flow_move(p->write, p->region->flow, &p->region->records, who_system(), row->reg, row->id,
                   rec->versi, rest, &(struct input){ .items = in.items, .n = in.n, .plain = true }, SV_NULL,
                   NULL, p->case_a, &after, &ps, &e);
    ok = answered_so(p, t, ok, &e, &ps, where);
    db_rollback(p->write);
    pack_case_end(p, false);
    return ok;
}

static bool try_marks(struct pack_place *p, const struct json *t)
{
    struct sv want = json_text(t, SV("want")), got = SV("");
    const struct pack_row *row;
    struct record *rec;
    struct mark *marks;
    struct err err = { 0 };
    const char *where;
    size_t n;
    bool ok;

    pack_case_begin(p);
    where = name_of(p, t, SV("syarat yang terlewat"));
    pack_day(p, day_said(t));
    MUST(db_begin(p->write, &err));
    choose(p, t);
    give_said(p, t, where);
    row = map_get(p->names, json_text(t, SV("marks")));
    if (!row)
        fail_msg("%s: baris tidak dikenal", where);
    MUST(record_get(p->write, &p->region->records, who_system(), row->reg, row->id, p->case_a, &rec, &err));
    MUST(flow_marks(p->write, p->region->flow, &p->region->records, rec, p->case_a, &marks, &n, &err));
    for (size_t i = 0; i < n; i++)
        got =
            arena_printf(p->case_a, "%.*s%s%.*s", SV_FMT(got), i ? " " : "", SV_FMT(marks[i].state.need->at));
    ok = sv_eq(got, want.p ? want : SV(""));
    if (!ok)
        print_error("%s: [%.*s], bukan [%.*s]\n", where, SV_FMT(got), SV_FMT(want));
    db_rollback(p->write);
    pack_case_end(p, false);
    return ok;
}

static bool try_one(struct pack_place *p, const struct json *t, bool settle)
{
    if (json_get(t, SV("step")))
        return try_step(p, t);
    return json_get(t, SV("marks")) ? try_marks(p, t) : try_situation(p, t, settle);
}

/* --- the tests ---------------------------------------------------------------------------------------------------- */

static void situations_are_judged_as_written(void **state)
{
    struct pack_place *p = *state;
    const struct json *tests = pack_tests(p);
    bool all = p->engine == DB_SQLITE || getenv("PRASASTI_TEST_ALL");
    int i = 0, tried = 0, bad = 0;

    if (!tests)
        fail_msg("%.*s tidak punya tests.yaml", SV_FMT(p->id));
    for (const struct json *t = list_of(tests); t; t = t->next, i++) {
        if (!all && i % PG_EVERY)
            continue;
        if (!try_one(p, t, i % SETTLE_EVERY == 0 || json_get(t, SV("reading"))))
            bad++;
        tried++;
    }
    if (bad)
        fail_msg("%.*s: %d dari %d situasi dinilai lain", SV_FMT(p->id), bad, tried);
    if (tried < i)
        print_message("# %.*s: %d of %d situations\n", SV_FMT(p->id), tried, i);
}

static void sql_of_checks_and_gates_is_accepted(void **state)
{
    struct pack_place *p = *state;
    struct arena *a = arena_new(8 * 1024 * 1024);
    struct problems ps;
    struct err e = { 0 };

    problems_init(&ps, a, 20);
    if (!rule_check_sql(p->pack, p->region->rule, &ps, &e) ||
        !flow_check_sql(p->pack, p->region->flow, &ps, &e))
        fail_msg("%.*s:%d: %.*s", SV_FMT(ps.items[0].file), ps.items[0].line, SV_FMT(ps.items[0].text));
    arena_free(a);
}

/* What a norm says under the reading that a situation chooses, or NULL: what it says anyway. */
static const struct norm_under *under_of(const struct norm *n, const struct json *t)
{
    const struct json *of = json_get(t, SV("reading"));

    for (size_t i = 0; i < n->n_under; i++) {
        const struct reading *g = n->under[i].reading;

        if (sv_eq(json_text(of, g->key), g->options[n->under[i].option].key))
            return &n->under[i];
    }
    return NULL;
}

static bool judged_over_rows_or_time(const struct norm *n)
{
    return n->check == CHECK_EACH || n->check == CHECK_EVERY || n->check == CHECK_REVIEWED ||
           n->check == CHECK_COMPLETE || n->check == CHECK_GUARD;
}

/* Each reading with a check of its own is judged both ways, like the norm itself. */
static int alternatives_untried(const struct pack_place *p, const struct norm *n, const struct json *tests)
{
    int missing = 0;

    for (size_t i = 0; i < n->n_under; i++) {
        const struct norm_under *u = &n->under[i];
        bool met = false, unmet = false;

        if (u->norm.compiled == n->compiled || !judged_over_rows_or_time(&u->norm))
            continue;
        for (const struct json *t = list_of(tests); t; t = t->next)
            if (sv_eq(json_text(t, SV("norm")), n->at) && under_of(n, t) == u) {
                met = met || sv_eq(json_text(t, SV("want")), norm_status_key(NORM_MET));
                unmet = unmet || !sv_eq(json_text(t, SV("want")), norm_status_key(NORM_MET));
            }
        if (met && unmet)
            continue;
        missing++;
        print_error("%.*s: %.*s menurut bacaan %.*s.%.*s belum diuji dua arah\n", SV_FMT(p->id),
                    SV_FMT(n->at), SV_FMT(u->reading->key), SV_FMT(u->reading->options[u->option].key));
    }
    return missing;
}

static void note(const struct rule *r, const struct json *t, struct tally *seen)
{
    struct sv refused = json_text(t, SV("refused")), want = json_text(t, SV("want"));
    const struct norm *n = rule_norm(r, refused.p ? refused : json_text(t, SV("norm")));

    if (!n || under_of(n, t))
        return;
    seen[n->index].refused = seen[n->index].refused || refused.p;
    seen[n->index].met = seen[n->index].met || sv_eq(want, norm_status_key(NORM_MET));
    for (int s = NORM_PARTLY; s <= NORM_OTHER_BODY; s++)
        if (s == NORM_PARTLY || s == NORM_UNMET || s == NORM_LATE || s == NORM_OTHER_BODY)
            seen[n->index].unmet = seen[n->index].unmet || sv_eq(want, norm_status_key((enum norm_status) s));
}

static void every_counted_norm_has_both_situations(void **state)
{
    struct pack_place *p = *state;
    const struct rule *r = p->region->rule;
    const struct json *tests = pack_tests(p);
    const struct norm *norms;
    struct tally *seen;
    bool steps = false;
    int missing = 0;
    size_t n;

    norms = rule_norms(r, &n);
    seen = ARENA_ARRAY(p->a, struct tally, n);
    for (const struct json *t = list_of(tests); t; t = t->next) {
        steps = steps || json_get(t, SV("step"));
        note(r, t, seen);
    }
    for (size_t i = 0; i < n; i++) {
        bool gate = norms[i].check == CHECK_GUARD && steps && !seen[i].refused;

        missing += alternatives_untried(p, &norms[i], tests);
        if (!judged_over_rows_or_time(&norms[i]) || (seen[i].met && seen[i].unmet && !gate))
            continue;
        missing++;
        print_error("%.*s: %.*s %s%s%s\n", SV_FMT(p->id), SV_FMT(norms[i].at),
                    seen[i].met ? "" : "belum terpenuhi, ", seen[i].unmet ? "" : "belum dilanggar, ",
                    gate ? "belum ditolak" : "");
    }
    if (missing)
        fail_msg("%.*s: %d norma tanpa kedua situasi", SV_FMT(p->id), missing);
}

/* --- one region for each pack and engine ---------------------------------------------------------------------------- */

struct plan {
    struct arena *a;
    struct CMUnitTest tests[PACKS_MAX * 6];
    struct pack_place jobs[PACKS_MAX * 2];
    size_t n, n_jobs;
};

static void plan_pack(struct plan *plan, const char *folder, struct sv id, enum db_engine engine)
{
    static const struct {
        const char *name;
        CMUnitTestFunction run;
        bool once; /* says nothing of the engine */
    } kinds[] = {
        { "sql_of_checks_and_gates_is_accepted", sql_of_checks_and_gates_is_accepted, false },
        { "situations_are_judged_as_written", situations_are_judged_as_written, false },
        { "every_counted_norm_has_both_situations", every_counted_norm_has_both_situations, true },
    };
    struct pack_place *job = &plan->jobs[plan->n_jobs++];

    job->id = id;
    job->folder = folder;
    job->engine = engine;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (!kinds[i].once || engine == DB_SQLITE)
            plan->tests[plan->n++] =
                (struct CMUnitTest){ arena_printf(plan->a, "%.*s %s (%s)", SV_FMT(id), kinds[i].name,
                                                  engine == DB_PG ? "pg" : "lite")
                                         .p,
                                     kinds[i].run, pack_set_up_empty, pack_tear_down, job };
}

static bool plan_folder(struct plan *plan, const char *folder, const char *own)
{
    const char *only = getenv("PRASASTI_TEST_PACK");
    struct err err = { 0 };
    struct sv *names;
    size_t n;

    if (!file_list(folder, "", plan->a, &names, &n, &err)) {
        print_error("%s\n", err.text);
        return false;
    }
    for (size_t i = 0; i < n && i < PACKS_MAX / 2; i++) {
        struct sv norms = arena_printf(plan->a, "%s/%.*s/norms.yaml", folder, SV_FMT(names[i]));

        if (!file_exists(norms.p) || (only && !sv_eq(names[i], sv_of(only))))
            continue;
        plan_pack(plan, own, names[i], DB_SQLITE);
        if (!pack_no_pg())
            plan_pack(plan, own, names[i], DB_PG);
    }
    return true;
}

int main(void)
{
    struct plan *plan = calloc(1, sizeof *plan);
    const char *more = getenv("PRASASTI_TEST_PACKS");
    int failed = 1;

    if (!plan)
        return 1;
    setenv("PRASASTI_DATA", "data", 0);
    plan->a = arena_new(1024 * 1024);
    if (plan_folder(plan, arena_printf(plan->a, "%s/regulations", getenv("PRASASTI_DATA")).p, NULL) &&
        plan_folder(plan, PACK_OWN, PACK_OWN) && (!more || plan_folder(plan, more, more)))
        failed = _cmocka_run_group_tests("pack", plan->tests, plan->n, NULL, NULL);
    arena_free(plan->a);
    free(plan);
    return failed;
}
