/* SPDX-License-Identifier: MIT
 * tests/unit/test_plans.c -- no common question reads a whole table, however many rows it has. Every statement that a list, a
 * page, a change or a login runs is caught, and SQLite is asked how it would go about it: without statistics its plan is
 * that of any size. */
#include "region_fixture.h"

#include "base/map.h"
#include "db/lite_priv.h"
#include "model/calendar.h"
#include "model/event.h"

struct catch
{
    struct arena *a;
    struct sv *sql;
    size_t n, cap;
    const char *doing;
    const char **doings;
    size_t n_doings, cap_doings;
    struct map *seen;
    bool on;
};

static int caught(unsigned kind, void *ctx, void *stmt, void *text)
{
    struct catch *c = ctx;
    const char *sql = sqlite3_sql(stmt);
    struct sv held;

    (void) kind;
    (void) text;
    if (!c->on || !sql || !map_put(c->seen, held = arena_dup(c->a, sv_of(sql)), c))
        return 0;
    *ARENA_PUSH(c->a, c->doings, c->n_doings, c->cap_doings) = c->doing;
    *ARENA_PUSH(c->a, c->sql, c->n, c->cap) = held;
    return 0;
}

static struct catch *watch(struct world *w)
{
    struct catch *c = ARENA_NEW(w->a, struct catch);

    c->a = w->a;
    c->seen = map_new(w->a);
    sqlite3_trace_v2(((struct lite *) w->db)->h, SQLITE_TRACE_STMT, caught, c);
    return c;
}

/* What a step of a plan may be. A walk along an index ends with the page; a recursive question and a virtual table have their
 * own bounds. */
static bool harmless(struct sv step)
{
    static const struct sv heads[] = { SV_INIT("SEARCH"),
                                       SV_INIT("SCAN CONSTANT ROW"),
                                       SV_INIT("SCAN 1 CONSTANT ROW"),
                                       SV_INIT("COMPOUND"),
                                       SV_INIT("LEFT-MOST"),
                                       SV_INIT("UNION"),
                                       SV_INIT("CO-ROUTINE"),
                                       SV_INIT("MATERIALIZE"),
                                       SV_INIT("SETUP"),
                                       SV_INIT("RECURSIVE"),
                                       SV_INIT("SCALAR"),
                                       SV_INIT("CORRELATED"),
                                       SV_INIT("LIST SUBQUERY"),
                                       SV_INIT("MULTI-INDEX"),
                                       SV_INIT("INDEX "),
                                       SV_INIT("SCAN bawah"),
                                       SV_INIT("SCAN atas"),
                                       SV_INIT("SCAN b"),
                                       SV_INIT("SCAN a"),
                                       SV_INIT("USING INDEX"),
                                       SV_INIT("REUSE LIST"),
                                       SV_INIT("BLOOM FILTER"),
                                       SV_INIT("QUERY PLAN") };

    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (sv_starts(step, heads[i]))
            return true;
    return sv_find(step, SV("VIRTUAL TABLE")) > 0 || sv_find(step, SV(" USING INDEX ")) > 0 ||
           sv_find(step, SV(" USING COVERING INDEX ")) > 0;
}

/* A page after another begins at its place; it does not walk there from the top. */
static bool begins_at_its_place(struct sv sql, struct sv step)
{
    return sv_find(sql, SV(", t.id) ")) < 0 || !sv_starts(step, SV("SCAN t USING INDEX")) ||
           sv_find(sql, SV("t.id in (-1")) > 0;
}

/* The questions whose cost is bounded otherwise; each with its reason. */
static bool excused(struct sv sql, struct sv step)
{
    static const struct {
        struct sv sql, step;
    } rows[] = {
        { SV_INIT("from cari"), SV_INIT("USE TEMP B-TREE") }, /* ranking of at most 2,000 candidates */
        { SV_INIT("from (select rowid as baris"), SV_INIT("SCAN c") }, /* the same */
        { SV_INIT("from (select 1 as satu"), SV_INIT("SCAN s") },      /* a count that stops at 1,001 */
        { SV_INIT("from tugas t"), SV_INIT("USE TEMP B-TREE") },       /* what waits for one office */
        { SV_INIT("t.id in (-1"), SV_INIT("USE TEMP B-TREE") },        /* at most 1,000 hits of a search */
        { SV_INIT("and (t.perangkat_daerah = $"),
          SV_INIT("USE TEMP B-TREE") }, /* one agency's rows of what only it reads */
        { SV_INIT("from bawah"), SV_INIT("USE TEMP B-TREE") },
        { SV_INIT("with recursive"), SV_INIT("USE TEMP B-TREE") },
        { SV_INIT("v_hari_libur"), SV_INIT("SCAN") },                        /* a few hundred days */
        { SV_INIT("delete from who_sesi where terakhir"), SV_INIT("SCAN") }, /* the sessions of half a day */
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (sv_find(sql, rows[i].sql) >= 0 && sv_starts(step, rows[i].step))
            return true;
    return false;
}

static int judge(struct world *w, struct catch *c, size_t i)
{
    sqlite3 *db = ((struct lite *) w->db)->h;
    const char *text = arena_printf(w->a, "explain query plan %.*s", SV_FMT(c->sql[i])).p;
    sqlite3_stmt *q = NULL;
    int bad = 0;

    if (sv_starts(c->sql[i], SV("begin")) || sv_starts(c->sql[i], SV("BEGIN")) ||
        sqlite3_prepare_v2(db, text, -1, &q, NULL))
        return 0;
    while (sqlite3_step(q) == SQLITE_ROW) {
        struct sv step = sv_of((const char *) sqlite3_column_text(q, 3));

        if ((harmless(step) && begins_at_its_place(c->sql[i], step)) || excused(c->sql[i], step))
            continue;
        bad++;
        print_error("%s: %.*s\n    %.*s\n", c->doings[i], SV_FMT(step), SV_FMT(sv_sub(c->sql[i], 0, 2000)));
    }
    sqlite3_finalize(q);
    return bad;
}

static void judge_all(struct world *w, struct catch *c, size_t least)
{
    int bad = 0;

    c->on = false;
    if (c->n < least)
        fail_msg("only %zu statements were caught", c->n);
    for (size_t i = 0; i < c->n; i++)
        bad += judge(w, c, i);
    if (bad)
        fail_msg("%d steps read more than they should", bad);
}

/* --- lists ---------------------------------------------------------------------------------------------------------------- */

static void look(struct world *w, struct catch *c, const struct actor *who, const struct list_query *q,
                 const char *doing)
{
    struct list_query again = *q;
    struct labels *labels;
    struct list l;
    struct err err = { 0 };

    c->doing = arena_printf(w->a, "%s of %.*s", doing, SV_FMT(q->reg->key)).p;
    c->on = true;
    MUST(list_load(w->db, &w->rs, who, q, w->a, &l, &err));
    MUST(labels_load(w->db, &w->rs, who, (const struct record *const *) l.rows, l.n, w->a, &labels, &err));
    again.after = l.next;
    if (l.next.p)
        MUST(list_load(w->db, &w->rs, who, &again, w->a, &l, &err));
    again.after = SV_NULL;
    again.before = l.prev;
    if (l.prev.p)
        MUST(list_load(w->db, &w->rs, who, &again, w->a, &l, &err));
    c->on = false;
}

static void lists_of(struct world *w, struct catch *c, const struct actor *who, const struct reg *reg)
{
    struct filter f = { .op = FILTER_EQ };
    struct list_query q = { .reg = reg, .limit = 2 };

    look(w, c, who, &q, "list");
    q.sort = base_col_name(COL_NOMOR);
    look(w, c, who, &q, "by number");
    for (size_t i = 0; i < reg->n_fields; i++) {
        if (!reg->fields[i].list || field_is_multi(&reg->fields[i]) || reg->fields[i].type == FT_PROSE ||
            reg->fields[i].n_see)
            continue;
        q.sort = reg->fields[i].key;
        q.desc = i % 2;
        look(w, c, who, &q, arena_printf(w->a, "by %.*s", SV_FMT(q.sort)).p);
    }
    q = (struct list_query){ .reg = reg, .limit = 2, .filters = &f, .n_filters = 1 };
    f.key = base_col_name(COL_STATUS);
    f.value = reg->states[reg->start].key;
    look(w, c, who, &q, "in one state");
    f.key = base_col_name(COL_PD);
    f.value = sv_of(world_id(w, w->pd1));
    look(w, c, who, &q, "of one agency");
    q = (struct list_query){ .reg = reg, .limit = 2, .search = SV("baris") };
    look(w, c, who, &q, "searched");
    q = (struct list_query){ .reg = reg, .limit = 2, .at = world_clock + 1 };
    look(w, c, who, &q, "on a past day");
    q = (struct list_query){ .reg = reg, .limit = 2, .deleted = true };
    look(w, c, who, &q, "removed");
}

static void lists_walk_along_an_index(void **state)
{
    static const char *const regs[] = { "aplikasi", "pengaduan", "tiket", "aset_tik", "temuan", "akun" };
    struct world *w = *state;
    struct catch *c = watch(w);
    const struct actor *people[] = { w->op1, w->kadis };

    for (int i = 0; i < 7; i++) {
        const char *name = arena_printf(w->a, "Baris %d", i).p;

        MAKE(w, who_system(), "aplikasi", "nama", name, "perangkat_daerah", world_id(w, w->pd1), "jenis",
             "umum");
        MAKE(w, who_system(), "tiket", "judul", name, "perangkat_daerah", world_id(w, w->pd1), "jenis",
             "gangguan", "uraian", "x");
    }
    for (size_t p = 0; p < 2; p++)
        for (size_t i = 0; i < sizeof regs / sizeof regs[0]; i++)
            lists_of(w, c, people[p], model_reg(w->model, sv_of(regs[i])));
    judge_all(w, c, 100);
}

/* --- one record ------------------------------------------------------------------------------------------------------------- */

static void a_record_is_found_by_its_keys(void **state)
{
    struct world *w = *state;
    struct catch *c = watch(w);
    struct input_item item = { SV("keterangan"), SV("lain") };
    struct input in = { .items = &item, .n = 1, .partial = true };
    struct record_version *versions;
    struct record *r, *got;
    struct past_step *past;
    struct mark *marks;
    struct step *steps;
    struct task *tasks;
    struct problems ps;
    struct err err = { 0 };
    size_t n;

    problems_init(&ps, w->a, 10);
    c->on = true;
    c->doing = "recording";
    r = MAKE(w, w->op1, "aplikasi", "nama", "SIMPUS", "perangkat_daerah", world_id(w, w->pd1), "jenis",
             "umum", "pd_pemakai", world_id(w, w->pd2));
    MAKE(w, w->op1, "permohonan", "perihal", "Izin", "jenis", "izin_uji", "perangkat_daerah",
         world_id(w, w->pd1), "objek", arena_printf(w->a, "aplikasi:%lld", (long long) r->id).p);
    c->doing = "changing";
    MUST(db_begin(w->db, &err));
    MUST(record_update(w->db, &w->rs, w->op1, r->reg, r->id, 1, &in, w->a, &got, &ps, &err));
    MUST(record_delete(w->db, &w->rs, w->op1, r->reg, r->id, 2, w->a, &err));
    MUST(record_restore(w->db, &w->rs, w->op1, r->reg, r->id, 3, w->a, &err));
    MUST(db_commit(w->db, &err));
    c->doing = "reading";
    MUST(record_get(w->db, &w->rs, w->op1, r->reg, r->id, w->a, &r, &err));
    MUST(record_get_at(w->db, &w->rs, w->op1, r->reg, r->id, world_clock, w->a, &got, &err));
    MUST(record_history(w->db, &w->rs, w->op1, r->reg, r->id, w->a, &versions, &n, &err));
    c->doing = "steps";
    MUST(flow_steps(w->db, w->flow, &w->rs, w->ver1, r, w->a, &steps, &n, &err));
    MUST(flow_marks(w->db, w->flow, &w->rs, r, w->a, &marks, &n, &err));
    MUST(flow_past(w->db, &w->rs, w->op1, r->reg, r->id, w->a, &past, &n, &err));
    c->doing = "tasks";
    MUST(flow_tasks(w->db, w->flow, &w->rs, w->ver1, 20, w->a, &tasks, &n, &err));
    MUST(flow_tasks(w->db, w->flow, &w->rs, w->kadis, 20, w->a, &tasks, &n, &err));
    judge_all(w, c, 30);
}

/* Each kind of day is read along its own index, and no condition leads away from it. */
static void the_calendar_is_read_by_day(void **state)
{
    struct world *w = *state;
    struct catch *c = watch(w);
    const struct actor *people[] = { w->op1, w->kadis };
    struct calendar_ask ask = { .from = { 2026, 1, 1 }, .to = { 2026, 2, 1 }, .limit = 10 };
    struct due_ask due = { .from = ask.from, .to = ask.to, .limit = 10 };
    struct calendar_day *days;
    struct due_task *tasks;
    struct err err = { 0 };
    bool more;
    size_t n;

    for (size_t i = 0; i < 8; i++) {
        ask.pd = due.pd = i & 2 ? w->pd1 : 0;
        ask.mine = due.mine = (i & 4) != 0;
        ask.gone_since = i & 2 ? SV("2026-01-01T00:00:00Z") : SV_NULL;
        c->on = true;
        c->doing = "the days of records";
        MUST(calendar_records(w->db, &w->rs, people[i & 1], &ask, w->a, &days, &n, &more, &err));
        c->doing = "what falls due";
        MUST(flow_dues(w->db, w->flow, &w->rs, people[i & 1], &due, w->a, &tasks, &n, &more, &err));
        c->on = false;
    }
    judge_all(w, c, 100);
}

static void a_login_is_found_by_its_keys(void **state)
{
    struct world *w = *state;
    struct catch *c = watch(w);
    struct who_session s;
    struct who_login in;
    struct actor *who;
    struct event *events;
    struct err err = { 0 };
    struct sv cookie, token, scope;
    int64_t akun;
    bool stale;
    size_t n;

    c->on = true;
    c->doing = "logging in";
    MUST(db_begin(w->db, &err));
    MUST(who_password_set(w->db, w->op1->akun, SV("kuda laut biru"), false, world_clock, &err));
    MUST(who_login(w->db, w->levels, SV("op1"), SV("kuda laut biru"), world_clock, w->a, &in, &err));
    MUST(who_session_start(w->db, in.akun, true, world_clock, w->a, &cookie, &err));
    MUST(who_token_make(w->db, in.akun, SV("x"), SV("baca"), world_clock + 100, world_clock, w->a, &token,
                        &err));
    MUST(db_commit(w->db, &err));
    c->doing = "each request";
    MUST(who_session_find(w->db, cookie, world_clock, w->a, &s, &stale, &err));
    MUST(who_session_touch(w->db, cookie, world_clock, &err));
    MUST(who_token_find(w->db, token, world_clock, w->a, &akun, &scope, &stale, &err));
    MUST(who_actor_load(w->db, w->levels, in.akun, (struct date){ 2026, 1, 1 }, w->a, &who, &err));
    MUST(event_load(w->db, 3, 10, w->a, &events, &n, &err));
    judge_all(w, c, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(lists_walk_along_an_index, lite),
        WORLD_TEST(a_record_is_found_by_its_keys, lite),
        WORLD_TEST(the_calendar_is_read_by_day, lite),
        WORLD_TEST(a_login_is_found_by_its_keys, lite),
    };

    return cmocka_run_group_tests_name("plans", tests, NULL, NULL);
}
