/* SPDX-License-Identifier: MIT
 * rule/agency_task.c -- what an agency is late with, and what waits for offices on its rows. Today the list of tasks says so;
 * of a past day it is drawn from the history: a step with a task waited on every row that stood in a state it leaves, due so
 * many working days after the row came into that state. */
#include "rule/agency_priv.h"

struct tasker {
    struct db *db;
    const struct agency_ask *ask;
    struct arena *a;
    struct agency_report *r;
    struct date_holidays holidays;
    size_t cap_late, cap_waiting;
};

static void keep(struct tasker *k, const struct agency_task *t)
{
    struct agency_report *r = k->r;

    if (sv_eq(t->role, SV("pd"))) {
        if (t->due.y && date_cmp(t->due, r->day) < 0)
            *ARENA_PUSH(k->a, r->late, r->n_late, k->cap_late) = *t;
    } else {
        *ARENA_PUSH(k->a, r->waiting, r->n_waiting, k->cap_waiting) = *t;
    }
}

/* Rows that stand in a state which a step with a task leaves; false: the register has no such step. */
static bool open_rows(struct tasker *k, const struct reg *reg, struct agency_sql *s)
{
    const struct transition *t;
    bool any = false;
    size_t n;

    t = flow_transitions(k->ask->region->flow, reg, &n);
    agency_sql_rows(s, k->ask, reg, k->r->agency.units, k->r->agency.n_units, k->ask->who);
    buf_put(&s->b, SV(" and t.status in ("));
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; t[i].task.p && j < t[i].n_from; j++) {
            buf_put(&s->b, any ? SV(", ") : SV(""));
            agency_sql_text(s, t[i].from[j]);
            any = true;
        }
    buf_char(&s->b, ')');
    return any;
}

static void named(struct agency_sql *s, const struct reg *reg)
{
    buf_put(&s->b, SV("coalesce("));
    if (reg->title && !field_is_int(reg->title)) {
        buf_put(&s->b, SV("t."));
        db_ident(&s->b, reg->title->key);
        buf_put(&s->b, SV(", "));
    }
    buf_put(&s->b, SV("t.nomor, '') as judul, coalesce(t.nomor, '') as nomor"));
}

/* --- today --------------------------------------------------------------------------------------------------------------- */

static bool tasks_now(struct tasker *k, const struct reg *reg, struct err *e)
{
    struct agency_sql s;
    struct stmt *q = NULL;
    bool row, ok, any;
    int n = 0;

    agency_sql_begin(&s, k->a);
    buf_put(&s.b, SV("select g.transisi, g.peran, g.tenggat, s.id, s.judul, s.nomor from (select t.id, "));
    named(&s, reg);
    buf_put(&s.b, SV(" from "));
    any = open_rows(k, reg, &s);
    if (!any) {
        buf_clear(&s.b);
        return true;
    }
    buf_put(&s.b, SV(") s join tugas g on g.rekaman = s.id and g.register = "));
    agency_sql_text(&s, reg->key);
    buf_put(&s.b, SV(" where (g.peran <> 'pd' or g.tenggat < "));
    agency_sql_text(&s, arena_dup(k->a, sv_of(date_iso(k->r->day).s)));
    buf_printf(&s.b, ") order by g.tenggat, g.id limit %d", AGENCY_ROWS + 1);
    ok = agency_sql_run(&s, k->db, &q, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row && ++n <= AGENCY_ROWS) {
        struct agency_task t = { .reg = reg,
                                 .t = flow_transition(k->ask->region->flow, reg, stmt_get_text(q, 0)),
                                 .role = arena_dup(k->a, stmt_get_text(q, 1)),
                                 .record = stmt_get_int(q, 3),
                                 .title = arena_dup(k->a, stmt_get_text(q, 4)),
                                 .nomor = arena_dup(k->a, stmt_get_text(q, 5)) };

        if (!sv_starts(stmt_get_text(q, 2), SV("9999")))
            date_parse(stmt_get_text(q, 2), &t.due);
        if (t.t)
            keep(k, &t);
    }
    k->r->more_tasks = k->r->more_tasks || n > AGENCY_ROWS;
    stmt_done(q);
    return ok;
}

/* --- a past day ------------------------------------------------------------------------------------------------------------ */

static bool leaves(const struct transition *t, struct sv status)
{
    for (size_t i = 0; i < t->n_from; i++)
        if (sv_eq(t->from[i], status))
            return true;
    return false;
}

static void waited(struct tasker *k, const struct record *rec, struct sv title, struct sv since)
{
    const struct flow *f = k->ask->region->flow;
    const struct transition *t;
    const struct sv *roles;
    size_t n, n_roles;
    int64_t at;

    t = flow_transitions(f, rec->reg, &n);
    for (size_t i = 0; i < n; i++) {
        struct agency_task x = {
            .reg = rec->reg, .t = &t[i], .record = rec->id, .title = title, .nomor = rec->nomor
        };

        if (!t[i].task.p || !leaves(&t[i], rec->status))
            continue;
        if (t[i].due && date_parse(rec->val[t[i].due->index], &x.due))
            ;
        else if (t[i].days > 0 && time_parse(since, &at))
            x.due =
                date_add_workdays(date_of_time(at, k->ask->region->model->zone_min), t[i].days, &k->holidays);
        flow_actors(f, &t[i], rec, k->a, &roles, &n_roles);
        for (size_t j = 0; j < n_roles; j++) {
            x.role = roles[j];
            keep(k, &x);
        }
    }
}

/* Since when: the end of the last version in another state, else the first version of all. */
static void since_sql(struct tasker *k, const struct reg *reg, struct agency_sql *s)
{
    struct sv h = arena_printf(k->a, "%.*s_h", SV_FMT(reg->key)), at = agency_instant(k->ask, k->a);

    buf_put(&s->b, SV(", coalesce((select max(z.sampai) from "));
    db_ident(&s->b, h);
    buf_put(&s->b, SV(" z where z.id = t.id and z.status <> t.status and z.sampai <= "));
    agency_sql_text(s, at);
    buf_put(&s->b, SV("), (select min(z.dari) from "));
    db_ident(&s->b, h);
    buf_put(&s->b, SV(" z where z.id = t.id)) as sejak"));
}

/* Fields that tasks read their due day from. */
static void due_columns(struct agency_sql *s, const struct transition *t, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (t[i].due) {
            buf_put(&s->b, SV(", t."));
            db_ident(&s->b, t[i].due->key);
        }
}

static bool tasks_past(struct tasker *k, const struct reg *reg, struct err *e)
{
    const struct field *kind = reg_field(reg, SV("jenis")); /* of a clearance: who answers it */
    const struct transition *steps;
    struct agency_sql s;
    struct stmt *q = NULL;
    bool row, ok;
    size_t n_steps;
    int n = 0;

    steps = flow_transitions(k->ask->region->flow, reg, &n_steps);
    agency_sql_begin(&s, k->a);
    buf_put(&s.b, SV("select t.id, t.status, t.perangkat_daerah, "));
    named(&s, reg);
    since_sql(k, reg, &s);
    if (kind) {
        buf_put(&s.b, SV(", t."));
        db_ident(&s.b, kind->key);
    }
    due_columns(&s, steps, n_steps);
    buf_put(&s.b, SV(" from "));
    if (!open_rows(k, reg, &s)) {
        buf_clear(&s.b);
        return true;
    }
    buf_printf(&s.b, " order by t.id limit %d", AGENCY_ROWS + 1);
    ok = agency_sql_run(&s, k->db, &q, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row && ++n <= AGENCY_ROWS) {
        struct record rec = { .reg = reg,
                              .id = stmt_get_int(q, 0),
                              .status = arena_dup(k->a, stmt_get_text(q, 1)),
                              .pd = stmt_get_int(q, 2),
                              .nomor = arena_dup(k->a, stmt_get_text(q, 4)),
                              .val = ARENA_ARRAY(k->a, struct sv, reg->n_fields) };

        int col = 6;

        if (kind)
            rec.val[kind->index] = arena_dup(k->a, stmt_get_text(q, col++));
        for (size_t i = 0; i < n_steps; i++)
            if (steps[i].due)
                rec.val[steps[i].due->index] = arena_dup(k->a, stmt_get_text(q, col++));
        waited(k, &rec, arena_dup(k->a, stmt_get_text(q, 3)), arena_dup(k->a, stmt_get_text(q, 5)));
    }
    k->r->more_tasks = k->r->more_tasks || n > AGENCY_ROWS;
    stmt_done(q);
    return ok;
}

static int by_due(const void *x, const void *y)
{
    const struct agency_task *a = x, *b = y;
    int c = !a->due.y - !b->due.y;

    if (!c)
        c = date_cmp(a->due, b->due);
    if (!c)
        c = sv_cmp(a->reg->key, b->reg->key);
    return c ? c : (a->record > b->record) - (a->record < b->record);
}

bool agency_load_tasks(struct db *db, const struct agency_ask *ask, struct arena *a,
                       struct agency_report *out, struct err *e)
{
    const struct model *m = ask->region->model;
    struct tasker k = { .db = db, .ask = ask, .a = a, .r = out };

    if (!flow_holidays(db, a, &k.holidays, e))
        return false;
    for (size_t i = 0; i < m->n_regs; i++)
        if (m->regs[i]->scoped && who_may_open(ask->who, &m->regs[i]->rule) &&
            !(ask->on.y ? tasks_past(&k, m->regs[i], e) : tasks_now(&k, m->regs[i], e)))
            return false;
    if (out->n_late)
        qsort(out->late, out->n_late, sizeof *out->late, by_due);
    if (out->n_waiting)
        qsort(out->waiting, out->n_waiting, sizeof *out->waiting, by_due);
    return arena_ok(a, e);
}
