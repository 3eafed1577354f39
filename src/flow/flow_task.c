/* SPDX-License-Identifier: MIT
 * flow/flow_task.c -- Perlu Tindakan: what waits for which office and rank, kept in step with every change.
 * A task is addressed to a role, an agency and a rank, so that a successor or a Plt. finds it without anybody moving it;
 * a person's list is what his posts answer for. */
#include "base/buf.h"
#include "flow/flow_priv.h"
#include "model/list.h"

/* An approval keeps its weight when it is recorded afterwards: the rank it asks for, and never by the one who asked. */
static bool may_enter_by(struct db *db, const struct flow *f, const struct actor *who, const struct transition *t,
                         const struct record *r, struct arena *a, bool *may, struct err *e)
{
    const struct sv *roles;
    bool own = false;
    size_t n;

    flow_actors(f, t, r, a, &roles, &n);
    *may = who_acts(who, roles, n, r->pd, t->approval ? t->rank : 0);
    if (*may && t->approval && !who->system && !flow_asked_by(db, r, who, &own, e))
        return false;
    *may = *may && !own;
    return true;
}

bool flow_may_enter(struct db *db, const struct flow *f, const struct actor *who, const struct record *r, struct sv status,
                    struct arena *a, bool *may, struct err *e)
{
    const struct reg_flow *rf = flow_of(f, r->reg);
    bool any = false;

    *may = false;
    for (size_t i = 0; rf && i < rf->n && !*may; i++) {
        if (!sv_eq(rf->items[i].to, status))
            continue;
        any = true;
        if (!may_enter_by(db, f, who, &rf->items[i], r, a, may, e))
            return false;
    }
    *may = *may || !any; /* a state that no step leads to: the right to edit the record is enough */
    return true;
}

bool flow_refuse_enter(const struct reg *reg, struct sv status, struct err *e)
{
    const struct state *s = reg_state(reg, status);

    err_set(e, ERR_DENIED, T("Anda tidak berhak mencatat %.*s berkeadaan \"%.*s\"."), SV_FMT(reg->label),
            SV_FMT(s ? s->label : status));
    return err_hint(e, T("Keadaan itu dicatat oleh kantor yang berwenang atasnya."));
}

bool flow_holidays(struct db *db, struct arena *a, struct date_holidays *out, struct err *e)
{
    int32_t *items = NULL;
    size_t n = 0, cap = 0;
    struct stmt *q = NULL;
    struct date d;
    bool row, ok = db_prepare(db, SV("select tanggal from v_hari_libur where tanggal is not null order by tanggal limit 5000"),
                              &q, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        if (date_parse(stmt_get_text(q, 0), &d))
            *ARENA_PUSH(a, items, n, cap) = date_serial(d);
    stmt_done(q);
    *out = (struct date_holidays){ items, n };
    return ok;
}

/* --- writing ------------------------------------------------------------------------------------------------------- */

struct tasker {
    struct db *db;
    const struct flow *f;
    struct arena *a;
    const struct record *r;
    struct date_holidays holidays;
    struct date today;
    struct sv now;
};

static bool clear_tasks(struct tasker *k, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(k->db, SV("delete from tugas where register = $1 and rekaman = $2"), &q, e) &&
                   stmt_text(q, 1, k->r->reg->key, e) && stmt_int(q, 2, k->r->id, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

static bool put_task(struct tasker *k, const struct transition *t, struct sv role, struct err *e)
{
    struct date_text due = { "9999-12-31" }; /* never null: it is a sort key */
    struct stmt *q = NULL;
    int64_t id, pd = sv_eq(role, SV("pd")) ? k->r->pd : 0;
    bool row, ok;

    if (t->days > 0)
        due = date_iso(date_add_workdays(k->today, t->days, &k->holidays));
    ok = db_one_int(k->db, SV("select coalesce(max(id), 0) + 1 from tugas"), 1, &id, e) &&
         db_prepare(k->db,
                    SV("insert into tugas (id, register, rekaman, transisi, peran, perangkat_daerah, jenjang, tenggat, dibuat) "
                       "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
                    &q, e) &&
         stmt_int(q, 1, id, e) && stmt_text(q, 2, k->r->reg->key, e) && stmt_int(q, 3, k->r->id, e) &&
         stmt_text(q, 4, t->key, e) && stmt_text(q, 5, role, e) && stmt_int(q, 6, pd, e) && stmt_int(q, 7, t->rank, e) &&
         stmt_text(q, 8, sv_of(due.s), e) && stmt_text(q, 9, k->now, e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

static bool put_tasks(struct tasker *k, struct err *e)
{
    size_t n, n_roles;
    const struct transition *t = flow_transitions(k->f, k->r->reg, &n);
    const struct sv *roles;

    for (size_t i = 0; i < n; i++) {
        bool here = false;

        for (size_t j = 0; j < t[i].n_from; j++)
            here = here || sv_eq(t[i].from[j], k->r->status);
        if (!here || !t[i].task.p)
            continue;
        flow_actors(k->f, &t[i], k->r, k->a, &roles, &n_roles);
        for (size_t j = 0; j < n_roles; j++)
            if (!put_task(k, &t[i], roles[j], e))
                return false;
    }
    return true;
}

static bool has_tasks(const struct flow *f, const struct reg *reg)
{
    size_t n;
    const struct transition *t = flow_transitions(f, reg, &n);

    for (size_t i = 0; i < n; i++)
        if (t[i].task.p)
            return true;
    return false;
}

static bool changed(void *ctx, struct db *db, const struct change *c, struct arena *a, struct err *e)
{
    const struct flow *f = ctx;
    struct tasker k = { .db = db, .f = f, .a = a, .r = c->after, .today = flow_today(f->rs), .now = c->after->diubah_pada };
    bool moved = !c->before || !sv_eq(c->before->status, c->after->status) || c->before->pd != c->after->pd ||
                 (c->before->dihapus.p != NULL) != (c->after->dihapus.p != NULL);

    if (!c->before && !c->who->system && !sv_eq(c->after->status, c->reg->states[c->reg->start].key)) {
        bool may;

        if (!flow_may_enter(db, f, c->who, c->after, c->after->status, a, &may, e))
            return false;
        if (!may)
            return flow_refuse_enter(c->reg, c->after->status, e);
    }
    if (!moved || !has_tasks(f, c->reg))
        return true;
    if (!clear_tasks(&k, e))
        return false;
    if (c->after->dihapus.p)
        return true;
    return flow_holidays(db, a, &k.holidays, e) && put_tasks(&k, e);
}

struct hook flow_hook(struct flow *f, const struct records *rs)
{
    f->rs = rs;
    return (struct hook){ f, changed };
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

static void or_role(struct buf *sql, int *next, bool with_pd)
{
    buf_printf(sql, " or (t.peran = $%d and t.jenjang <= $%d", *next, *next + 1);
    *next += 2;
    if (with_pd)
        buf_printf(sql, " and t.perangkat_daerah = $%d", (*next)++);
    buf_char(sql, ')');
}

/* One alternative for each office role and each own agency of the actor. */
static struct sv tasks_sql(const struct actor *who, struct arena *a)
{
    struct buf b;
    struct sv sql;
    int next = 2;

    buf_init(&b, FLOW_SQL_MAX);
    buf_put(&b, SV("select t.id, t.register, t.rekaman, t.transisi, t.tenggat, t.perangkat_daerah from tugas t where (1 = 0"));
    for (size_t i = 0; i < who->n_roles; i++)
        or_role(&b, &next, false);
    for (size_t i = 0; i < who->n_units; i++)
        or_role(&b, &next, true);
    buf_put(&b, SV(") order by t.tenggat, t.id limit $1"));
    sql = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return sql;
}

static bool bind_roles(struct stmt *q, const struct actor *who, struct err *e)
{
    int at = 2;

    for (size_t i = 0; i < who->n_roles; i++)
        if (!stmt_text(q, at++, who->roles[i].key, e) || !stmt_int(q, at++, who->roles[i].rank, e))
            return false;
    for (size_t i = 0; i < who->n_units; i++)
        if (!stmt_text(q, at++, SV("pd"), e) || !stmt_int(q, at++, who_rank_in(who, who->units[i]), e) ||
            !stmt_int(q, at++, who->units[i], e))
            return false;
    return true;
}

/* The record behind a task decides: what he may not see, or has moved on, is not his task. */
static bool fill(struct db *db, const struct flow *f, const struct records *rs, const struct actor *who, struct task *t,
                 struct arena *a, bool *keep, struct err *e)
{
    const struct transition *tr = flow_transition(f, t->reg, t->transition);
    struct record *r;

    *keep = false;
    if (!tr)
        return true;
    if (!record_get(db, rs, who, t->reg, t->record, a, &r, e)) {
        if (e->kind != ERR_MISSING)
            return false;
        *e = (struct err){ 0 };
        return true;
    }
    if (tr->approval && who->akun && r->dibuat_oleh == who->akun)
        return true;
    t->what = tr->task;
    t->title = record_title(r);
    t->nomor = r->nomor;
    t->versi = r->versi;
    t->pd = r->pd;
    *keep = true;
    return true;
}

bool flow_tasks(struct db *db, const struct flow *f, const struct records *rs, const struct actor *who, int limit,
                struct arena *a, struct task **out, size_t *n, struct err *e)
{
    struct task *items = NULL;
    size_t count = 0, cap = 0, kept = 0;
    struct stmt *q = NULL;
    bool row, ok;

    /* checked: literals and numbered parameters */
    ok = db_prepare(db, tasks_sql(who, a), &q, e) && stmt_int(q, 1, limit, e) && bind_roles(q, who, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct task *t = ARENA_PUSH(a, items, count, cap);
        struct sv due = stmt_get_text(q, 4);

        *t = (struct task){ .id = stmt_get_int(q, 0), .reg = model_reg(f->model, stmt_get_text(q, 1)),
                            .record = stmt_get_int(q, 2), .transition = arena_dup(a, stmt_get_text(q, 3)) };
        if (!sv_starts(due, SV("9999")))
            t->due = arena_dup(a, due);
        if (!t->reg)
            count--;
        ok = arena_ok(a, e);
    }
    stmt_done(q);
    for (size_t i = 0; ok && i < count; i++) {
        bool keep;

        ok = fill(db, f, rs, who, &items[i], a, &keep, e);
        if (ok && keep)
            items[kept++] = items[i];
    }
    *out = items;
    *n = kept;
    return ok;
}
