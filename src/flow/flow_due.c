/* SPDX-License-Identifier: MIT
 * flow/flow_due.c -- what falls due in a window of days: tasks, and the clocks of answers. Perlu Tindakan (flow_task.c) asks
 * what waits for one person; this asks what waits for anybody, as far as the records behind it may be seen. */
#include "flow/flow_priv.h"

enum { DUE_PAGE = 500, DUE_LOOKED_AT = 5000, DUE_MAX = 2000, UNITS_MAX = 2000 };

struct due_walk {
    struct db *db;
    const struct flow *f;
    const struct records *rs;
    const struct actor *who;
    const struct due_ask *ask;
    struct arena *a;
    int64_t *units; /* of ask->pd */
    size_t n_units;
    struct due_task *items;
    size_t n, cap;
    int limit;
    bool more;
};

struct due_row { /* of tugas, or of jam: without role */
    struct sv reg, transition, role;
    int64_t record, pd, id;
    int rank;
    struct sv due;
};

static bool load_units(struct due_walk *k, struct err *e)
{
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row, ok;

    if (!k->ask->pd)
        return true;
    ok = db_prepare(k->db, SV("select u.id from v_unit u where u.pd_induk = $1 order by u.id limit $2"), &q,
                    e) &&
         stmt_int(q, 1, k->ask->pd, e) && stmt_int(q, 2, UNITS_MAX, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(k->a, k->units, k->n_units, cap) = stmt_get_int(q, 0);
    stmt_done(q);
    return ok;
}

static bool of_agency(const struct due_walk *k, int64_t pd)
{
    for (size_t i = 0; i < k->n_units; i++)
        if (k->units[i] == pd)
            return true;
    return !k->ask->pd;
}

/* The record decides; what he may not see, or what has ended, is not there. */
static bool seen(struct due_walk *k, const struct due_row *row, struct record **out, struct err *e)
{
    const struct reg *reg = model_reg(k->f->model, row->reg);
    struct err why = { 0 };

    *out = NULL;
    if (!reg || !who_may_open(k->who, &reg->rule))
        return true;
    if (!record_get(k->db, k->rs, k->who, reg, row->record, k->a, out, &why)) {
        *out = NULL;
        if (why.kind == ERR_MISSING || why.kind == ERR_DENIED)
            return true;
        *e = why;
        return false;
    }
    if ((*out)->dihapus.p || !of_agency(k, (*out)->pd))
        *out = NULL;
    return true;
}

/* Two offices that may take the same step make two rows of one thing to do. */
static struct due_task *known(struct due_walk *k, const struct due_row *row)
{
    for (size_t i = k->n; i-- > 0;) {
        struct due_task *t = &k->items[i];

        if (t->record->id == row->record && sv_eq(t->record->reg->key, row->reg) &&
            sv_eq(t->transition, row->transition))
            return t;
    }
    return NULL;
}

static bool claims(struct due_walk *k, const struct due_row *row, const struct transition *t,
                   const struct record *r, bool *mine, struct err *e)
{
    bool own = false, pd = sv_eq(row->role, SV("pd"));

    *mine = pd ? who_owns(k->who, row->pd) && who_rank_in(k->who, row->pd) >= row->rank
               : who_has_role(k->who, row->role) && who_rank_as(k->who, row->role) >= row->rank;
    if (*mine && !flow_own(k->db, t, r, k->who, &own, e))
        return false;
    *mine = *mine && !own;
    return true;
}

static void put(struct due_walk *k, const struct record *r, struct sv transition, struct sv what,
                const struct due_row *row, bool mine)
{
    struct date due;

    if (!date_parse(row->due, &due) || (k->ask->mine && !mine))
        return;
    if (k->n == (size_t) k->limit) {
        k->more = true;
        return;
    }
    *ARENA_PUSH(k->a, k->items, k->n, k->cap) = (struct due_task){ r, transition, what, due, mine };
}

static bool take_task(struct due_walk *k, const struct due_row *row, struct err *e)
{
    const struct reg *reg = model_reg(k->f->model, row->reg);
    const struct transition *t = reg ? flow_transition(k->f, reg, row->transition) : NULL;
    struct due_task *had = known(k, row);
    struct record *r;
    bool mine;

    if (!t || (had && had->mine))
        return true;
    if (!seen(k, row, &r, e))
        return false;
    if (!r)
        return true;
    if (!claims(k, row, t, r, &mine, e))
        return false;
    if (had)
        had->mine = mine;
    else
        put(k, r, row->transition, t->task, row, mine);
    return arena_ok(k->a, e);
}

/* Who asked waits for it, and the office that answers owes it. */
static bool take_clock(struct due_walk *k, const struct due_row *row, struct err *e)
{
    const struct clearance *c = NULL;
    const struct field *kind;
    const struct state *s;
    struct record *r;

    if (!seen(k, row, &r, e))
        return false;
    s = r ? reg_state(r->reg, r->status) : NULL;
    if (!r || (s && s->end))
        return true;
    kind = reg_field(r->reg, SV("jenis"));
    if (kind && r->val[kind->index].p)
        c = flow_clearance(k->f, r->val[kind->index]);
    put(k, r, SV_NULL, SV(T("Batas waktu jawaban")), row,
        who_owns(k->who, r->pd) || (c && who_has_role(k->who, c->answers)));
    return arena_ok(k->a, e);
}

static bool read_page(struct due_walk *k, bool clocks, struct due_row *last, struct due_row **rows, size_t *n,
                      struct err *e)
{
    static const struct sv tasks_sql = SV_INIT(
        "select t.register, t.rekaman, t.transisi, t.tenggat, t.peran, t.perangkat_daerah, t.jenjang, t.id "
        "from tugas t where t.tenggat >= $1 and t.tenggat <= $2 and (t.tenggat, t.id) > ($1, $3) "
        "order by t.tenggat, t.id limit $4");
    static const struct sv clocks_sql = SV_INIT(
        "select t.register, t.rekaman, '' as transisi, t.tenggat, '' as peran, 0 as perangkat_daerah, 0 as jenjang, "
        "0 as id from jam t where t.berhenti = 0 and t.tenggat >= $1 and t.tenggat <= $2 "
        "and (t.tenggat, t.register, t.rekaman) > ($1, $5, $3) order by t.tenggat, t.register, t.rekaman limit $4");
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row, ok = db_prepare(k->db, clocks ? clocks_sql : tasks_sql, &q, e) &&
                   stmt_text(q, 1, last->due, e) && stmt_text(q, 2, sv_of(date_iso(k->ask->to).s), e) &&
                   stmt_int(q, 3, clocks ? last->record : last->id, e) && stmt_int(q, 4, DUE_PAGE, e) &&
                   (!clocks || stmt_text(q, 5, last->reg, e));

    *rows = NULL;
    *n = 0;
    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(k->a, *rows, *n, cap) =
            (struct due_row){ .reg = arena_dup(k->a, stmt_get_text(q, 0)),
                              .record = stmt_get_int(q, 1),
                              .transition = arena_dup(k->a, stmt_get_text(q, 2)),
                              .due = arena_dup(k->a, stmt_get_text(q, 3)),
                              .role = arena_dup(k->a, stmt_get_text(q, 4)),
                              .pd = stmt_get_int(q, 5),
                              .rank = (int) stmt_get_int(q, 6),
                              .id = stmt_get_int(q, 7) };
    stmt_done(q);
    if (ok && *n)
        *last = (*rows)[*n - 1];
    return ok && arena_ok(k->a, e);
}

static bool walk(struct due_walk *k, bool clocks, struct err *e)
{
    struct due_row *rows, last = { .reg = SV(""), .due = arena_dup(k->a, sv_of(date_iso(k->ask->from).s)) };
    size_t n = DUE_PAGE;

    for (int looked = 0; n == DUE_PAGE && !k->more; looked += DUE_PAGE) {
        if (looked == DUE_LOOKED_AT) {
            k->more = true;
            return true;
        }
        if (!read_page(k, clocks, &last, &rows, &n, e))
            return false;
        for (size_t i = 0; i < n && !k->more; i++)
            if (!(clocks ? take_clock : take_task)(k, &rows[i], e))
                return false;
    }
    return true;
}

bool flow_dues(struct db *db, const struct flow *f, const struct records *rs, const struct actor *who,
               const struct due_ask *ask, struct arena *a, struct due_task **out, size_t *n, bool *more,
               struct err *e)
{
    struct due_walk k = { .db = db, .f = f, .rs = rs, .who = who, .ask = ask, .a = a };

    k.limit = ask->limit < 1 ? 1 : ask->limit > DUE_MAX ? DUE_MAX : ask->limit;
    if (!load_units(&k, e) || !walk(&k, false, e) || !walk(&k, true, e))
        return false;
    *out = k.items;
    *n = k.n;
    *more = k.more;
    return true;
}
