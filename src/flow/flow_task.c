/* SPDX-License-Identifier: MIT
 * flow/flow_task.c -- Perlu Tindakan: what waits for which office and rank, kept in step with every change.
 * A task is addressed to a role, an agency and a rank, so that a successor or a Plt. finds it without anybody moving it;
 * a person's list is what his posts answer for. */
#include "base/buf.h"
#include "flow/flow_priv.h"
#include "model/list.h"

enum { TASK_SQL_MAX = 256 * 1024, TASK_PAGES = 20 };

static bool leaves(const struct transition *t, struct sv status)
{
    for (size_t i = 0; i < t->n_from; i++)
        if (sv_eq(t->from[i], status))
            return true;
    return false;
}

/* An approval keeps its weight when it is recorded afterwards: the rank it asks for, and never by the one who asked. */
static bool may_enter_by(struct db *db, const struct flow *f, const struct actor *who,
                         const struct transition *t, const struct record *r, bool ranked, struct arena *a,
                         bool *may, struct err *e)
{
    const struct sv *roles;
    bool own = false;
    size_t n;

    flow_actors(f, t, r, a, &roles, &n);
    *may = flow_acts(who, roles, n, r, ranked ? t->rank : 0);
    if (*may && !who->system && !flow_own(db, t, r, who, flow_behalf(f, t, r, who, a), &own, e))
        return false;
    *may = *may && !own;
    return true;
}

static bool approved_into(const struct reg_flow *rf, struct sv status)
{
    for (size_t i = 0; rf && i < rf->n; i++)
        if (rf->items[i].approval && sv_eq(rf->items[i].to, status))
            return true;
    return false;
}

/* Where a state is entered by approval, another way into it (a request sent back is sent again) is open only from where it
 * begins and with its rank: else it would stand in for the approval. */
bool flow_may_enter(struct db *db, const struct flow *f, const struct actor *who, const struct record *r,
                    struct sv status, struct arena *a, bool *may, struct err *e)
{
    const struct reg_flow *rf = flow_of(f, r->reg);
    bool approved = approved_into(rf, status), any = false;

    *may = false;
    for (size_t i = 0; rf && i < rf->n && !*may; i++) {
        const struct transition *t = &rf->items[i];

        if (!sv_eq(t->to, status))
            continue;
        any = true;
        if (approved && !t->approval && !leaves(t, r->status))
            continue;
        if (!may_enter_by(db, f, who, t, r, approved, a, may, e))
            return false;
    }
    *may = *may || !any; /* a state that no step leads to: the right to edit the record is enough */
    return true;
}

bool flow_may_leave(struct db *db, const struct flow *f, const struct actor *who, const struct record *r,
                    struct arena *a, bool *may, struct err *e)
{
    const struct reg_flow *rf = flow_of(f, r->reg);
    const struct state *s = reg_state(r->reg, r->status);

    *may = !s || !s->lock;
    for (size_t i = 0; rf && i < rf->n && !*may; i++)
        if (leaves(&rf->items[i], r->status) &&
            !may_enter_by(db, f, who, &rf->items[i], r, rf->items[i].approval, a, may, e))
            return false;
    return *may || flow_may_enter(db, f, who, r, r->status, a, may, e);
}

bool flow_refuse_leave(const struct record *r, struct err *e)
{
    const struct state *s = reg_state(r->reg, r->status);

    err_set(e, ERR_DENIED, T("Anda tidak berhak mengubah keadaan \"%.*s\" pada %.*s ini."),
            SV_FMT(s ? s->label : r->status), SV_FMT(r->reg->label));
    return err_hint(e, T("Keadaan itu diubah oleh kantor yang berwenang atasnya."));
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
    bool row,
        ok = db_prepare(
            db, SV("select tanggal from v_hari_libur where tanggal is not null order by tanggal limit 5000"),
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
    bool party = sv_eq(role, SV(ROLE_PARTY));
    int64_t id, pd = party ? record_party(k->r) : sv_eq(role, SV("pd")) ? k->r->pd : 0;
    struct sv day = t->due ? k->r->val[t->due->index] : SV_NULL;
    struct date on;
    bool row, ok;

    if (party && !pd) /* nobody to wait for */
        return true;
    if (date_parse(day, &on))
        due = date_iso(on);
    else if (t->days > 0)
        due = date_iso(date_add_workdays(k->today, t->days, &k->holidays));
    ok =
        db_one_int(k->db, SV("select coalesce(max(id), 0) + 1 from tugas"), 1, &id, e) &&
        db_prepare(
            k->db,
            SV("insert into tugas (id, register, rekaman, transisi, peran, perangkat_daerah, jenjang, tenggat, dibuat) "
               "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
            &q, e) &&
        stmt_int(q, 1, id, e) && stmt_text(q, 2, k->r->reg->key, e) && stmt_int(q, 3, k->r->id, e) &&
        stmt_text(q, 4, t->key, e) && stmt_text(q, 5, party ? SV("pd") : role, e) && stmt_int(q, 6, pd, e) &&
        stmt_int(q, 7, t->rank, e) && stmt_text(q, 8, sv_of(due.s), e) && stmt_text(q, 9, k->now, e) &&
        stmt_step(q, &row, e);
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

/* A day that a task is due by was moved. */
static bool due_moved(const struct flow *f, const struct record *before, const struct record *after)
{
    size_t n;
    const struct transition *t = flow_transitions(f, after->reg, &n);

    for (size_t i = 0; before && i < n; i++)
        if (t[i].due && !sv_eq(before->val[t[i].due->index], after->val[t[i].due->index]))
            return true;
    return false;
}

static bool changed(void *ctx, struct db *db, const struct change *c, struct arena *a, struct err *e)
{
    const struct flow *f = ctx;
    struct tasker k = {
        .db = db, .f = f, .a = a, .r = c->after, .today = flow_today(f->rs), .now = c->after->diubah_pada
    };
    const struct field *kind = reg_field(c->reg, SV("jenis")); /* of a clearance: who answers it */
    bool moved = !c->before || !sv_eq(c->before->status, c->after->status) || c->before->pd != c->after->pd ||
                 record_party(c->before) != record_party(c->after) ||
                 (c->before->dihapus.p != NULL) != (c->after->dihapus.p != NULL) ||
                 (kind && !sv_eq(c->before->val[kind->index], c->after->val[kind->index])) ||
                 due_moved(f, c->before, c->after);

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
    return (struct hook){ .ctx = f, .changed = changed };
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

/* Tasks of one office role, or of one rank over all the agencies it reaches: written so that their number, which may be
 * thousands below a large office, deepens no expression. */
struct claim {
    struct sv role;
    int rank;
    const int64_t *units; /* NULL: an office role, whose tasks belong to no agency */
    size_t n_units;
};

static struct claim *claims_of(const struct actor *who, struct arena *a, size_t *n)
{
    struct claim *items = NULL;
    size_t count = 0, cap = 0;

    for (size_t i = 0; i < who->n_roles; i++)
        *ARENA_PUSH(a, items, count, cap) =
            (struct claim){ .role = who->roles[i].key, .rank = who->roles[i].rank };
    for (int rank = 0; rank <= 9; rank++) {
        int64_t *units = ARENA_ARRAY(a, int64_t, who->n_units);
        size_t k = 0;

        for (size_t i = 0; i < who->n_units; i++)
            if (who->unit_rank[i] == rank)
                units[k++] = who->units[i];
        if (k)
            *ARENA_PUSH(a, items, count, cap) = (struct claim){ SV("pd"), rank, units, k };
    }
    *n = count;
    return items;
}

enum { FIRST_CLAIM = 4 }; /* $1 limit, $2 and $3: where the page before ended */

static struct sv tasks_sql(const struct claim *claims, size_t n, struct arena *a, struct err *e)
{
    int next = FIRST_CLAIM;
    struct buf b;
    struct sv sql = SV_NULL;

    buf_init(&b, TASK_SQL_MAX);
    buf_put(&b, SV("select t.id, t.register, t.rekaman, t.transisi, t.tenggat from tugas t where ("));
    for (size_t i = 0; i < n; i++) {
        buf_put(&b, i ? SV(" or ") : SV(""));
        buf_printf(&b, "(t.peran = $%d and t.jenjang <= $%d and t.perangkat_daerah in (", next, next + 1);
        next += 2;
        if (!claims[i].units)
            buf_char(&b, '0');
        for (size_t k = 0; k < claims[i].n_units; k++)
            buf_printf(&b, k ? ",$%d" : "$%d", next++);
        buf_put(&b, SV("))"));
    }
    buf_put(&b, SV(") and (t.tenggat, t.id) > ($2, $3) order by t.tenggat, t.id limit $1"));
    if (buf_ok(&b, e))
        sql = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return sql;
}

static bool bind_claims(struct stmt *q, const struct claim *claims, size_t n, struct err *e)
{
    int at = FIRST_CLAIM;

    for (size_t i = 0; i < n; i++) {
        if (!stmt_text(q, at, claims[i].role, e) || !stmt_int(q, at + 1, claims[i].rank, e))
            return false;
        at += 2;
        for (size_t k = 0; k < claims[i].n_units; k++)
            if (!stmt_int(q, at++, claims[i].units[k], e))
                return false;
    }
    return true;
}

/* The record behind a task decides: what he may not see, or has asked for himself, is not his task. */
static bool fill(struct db *db, const struct flow *f, const struct records *rs, const struct actor *who,
                 struct task *t, struct arena *a, bool *keep, struct err *e)
{
    const struct transition *tr = t->reg ? flow_transition(f, t->reg, t->transition) : NULL;
    struct err why = { 0 };
    const struct deputy *plh;
    struct record *r;
    bool own = false;

    *keep = false;
    if (!tr)
        return true;
    if (!record_get(db, rs, who, t->reg, t->record, a, &r, &why)) {
        if (why.kind != ERR_MISSING)
            *e = why;
        return why.kind == ERR_MISSING;
    }
    plh = flow_behalf(f, tr, r, who, a);
    if (!flow_own(db, tr, r, who, plh, &own, e))
        return false;
    if (plh)
        t->plh = plh->title;
    t->what = tr->task;
    t->title = record_title(r);
    t->nomor = r->nomor;
    t->versi = r->versi;
    t->pd = r->pd;
    *keep = !own;
    return true;
}

struct page_of_tasks {
    struct sv sql;
    const struct claim *claims;
    size_t n_claims;
    struct sv due; /* where the last page ended */
    int64_t id;
};

static bool next_page(struct db *db, const struct flow *f, struct page_of_tasks *p, int limit,
                      struct arena *a, struct task **out, size_t *n, struct err *e)
{
    struct task *items = NULL;
    size_t count = 0, cap = 0;
    struct stmt *q = NULL;
    bool row, ok;

    /* checked: literals and numbered parameters */
    ok = db_prepare(db, p->sql, &q, e) && stmt_int(q, 1, limit, e) && stmt_text(q, 2, p->due, e) &&
         stmt_int(q, 3, p->id, e) && bind_claims(q, p->claims, p->n_claims, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct task *t = ARENA_PUSH(a, items, count, cap);

        *t = (struct task){ .id = stmt_get_int(q, 0),
                            .reg = model_reg(f->model, stmt_get_text(q, 1)),
                            .record = stmt_get_int(q, 2),
                            .transition = arena_dup(a, stmt_get_text(q, 3)) };
        p->due = arena_dup(a, stmt_get_text(q, 4));
        p->id = t->id;
        if (!sv_starts(p->due, SV("9999")))
            t->due = p->due;
        ok = arena_ok(a, e);
    }
    stmt_done(q);
    *out = items;
    *n = count;
    return ok;
}

/* Page after page, until there are enough that he may really do; a heap of others' secret or own requests hides none. */
bool flow_tasks(struct db *db, const struct flow *f, const struct records *rs, const struct actor *who,
                int limit, struct arena *a, struct task **out, size_t *n, struct err *e)
{
    struct page_of_tasks p = { .due = SV("") };
    struct task *items = ARENA_ARRAY(a, struct task, limit > 0 ? (size_t) limit : 0);
    size_t kept = 0, got = (size_t) limit;

    *out = items;
    *n = 0;
    if (limit <= 0)
        return true;
    p.claims = claims_of(who, a, &p.n_claims);
    if (!p.n_claims)
        return true;
    p.sql = tasks_sql(p.claims, p.n_claims, a, e);
    if (!p.sql.p)
        return false;
    for (int page = 0; page < TASK_PAGES && got == (size_t) limit && kept < (size_t) limit; page++) {
        struct task *more;

        if (!next_page(db, f, &p, limit, a, &more, &got, e))
            return false;
        for (size_t i = 0; i < got && kept < (size_t) limit; i++) {
            bool keep;

            if (!fill(db, f, rs, who, &more[i], a, &keep, e))
                return false;
            if (keep)
                items[kept++] = more[i];
        }
    }
    *n = kept;
    return true;
}
