/* SPDX-License-Identifier: MIT
 * rule/rule_live.c -- keeps the verdicts of all rows and follows the log of events. */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/buf.h"
#include "rule/rule_live_priv.h"

/* Beyond these a pass over the whole register is cheaper. */
enum { EVENTS_MAX = 2000, FAN_MAX = 2000, FOLLOW_ARENA = 16 * 1024 * 1024 };

struct changed_row {
    const struct reg *reg;
    int64_t id;
};

struct follow {
    struct rule_live *live;
    const struct rule *r;
    struct db_pool *pool; /* NULL: one thread */
    struct db *db, *pack;
    struct date today;
    struct arena *a;
    bool *moved;
    struct changed_row *rows;
    size_t n, cap;
    bool too_many; /* everything anew */
};

void rule_live_free(struct rule_live *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < l->n; i++) {
        free(l->sweeps[i].cells);
        free(l->sweeps[i].units);
    }
    for (size_t i = 0; i < l->n_sets; i++) {
        free(l->sets[i].rows);
        buf_clear(&l->sets[i].text);
    }
    pthread_mutex_destroy(&l->lock);
}

void rule_live_lock(struct rule_live *l)
{
    pthread_mutex_lock(&l->lock);
}

bool rule_live_try(struct rule_live *l)
{
    return pthread_mutex_trylock(&l->lock) == 0;
}

void rule_live_unlock(struct rule_live *l)
{
    pthread_mutex_unlock(&l->lock);
}

void rule_live_forget(struct rule_live *l)
{
    l->full = false;
}

/* --- events ----------------------------------------------------------------------------------------------------------- */

static void note_row(struct follow *f, const struct reg *reg, int64_t id)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->rows[i].reg == reg && f->rows[i].id == id)
            return;
    *ARENA_PUSH(f->a, f->rows, f->n, f->cap) = (struct changed_row){ reg, id };
}

static void note_event(struct rule_live *l, int64_t seq, struct sv leaf)
{
    l->seq = seq;
    snprintf(l->leaf, sizeof l->leaf, "%.*s", SV_FMT(leaf));
}

static bool last_event(struct db *db, struct rule_live *l, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, SV("select seq, daun from peristiwa order by seq desc limit 1"), &q, e) &&
                   stmt_step(q, &row, e);

    if (ok)
        note_event(l, row ? stmt_get_int(q, 0) : 0, row ? stmt_get_text(q, 1) : SV(""));
    stmt_done(q);
    return ok;
}

/* Is the log still the one that was followed? Its numbers alone do not tell: after a restore they are given out again. */
static bool same_log(struct follow *f, bool *same, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = db_prepare(f->db, SV("select daun from peristiwa where seq = $1"), &q, e) &&
                           stmt_int(q, 1, f->live->seq, e) && stmt_step(q, &row, e);

    *same = ok && (row ? sv_eq(stmt_get_text(q, 0), sv_of(f->live->leaf)) : !f->live->seq);
    stmt_done(q);
    return ok;
}

static bool read_events(struct follow *f, struct err *e)
{
    int64_t count = 0;
    struct stmt *q = NULL;
    bool row,
        ok =
            db_prepare(
                f->db,
                SV("select seq, register, rekaman, daun from peristiwa where seq > $1 order by seq limit $2"),
                &q, e) &&
            stmt_int(q, 1, f->live->seq, e) && stmt_int(q, 2, EVENTS_MAX + 1, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        const struct reg *reg = model_reg(f->r->model, stmt_get_text(q, 1));

        if (reg)
            note_row(f, reg, stmt_get_int(q, 2));
        note_event(f->live, stmt_get_int(q, 0), stmt_get_text(q, 3));
        count++;
    }
    stmt_done(q);
    f->too_many = count > EVENTS_MAX;
    return ok;
}

/* --- subjects of a changed row ---------------------------------------------------------------------------------------- */

struct values {
    int64_t *ids; /* of integer columns and sets */
    struct sv *texts;
    size_t n, n_texts, cap, cap_texts;
    bool none; /* some version has no value */
};

/* Values of the column in every version of the row, as the history has them, the newest included. */
static struct sv versions_sql(const struct follow *f, const struct reg *reg, struct sv from)
{
    bool unit = sv_eq(from, SV("pd_induk")), agency = sv_eq(reg->key, base_col_name(COL_PD));
    struct sv sql;
    struct buf b;

    buf_init(&b, 1024);
    buf_put(&b, SV("select distinct "));
    if (unit) {
        buf_put(&b, agency ? SV("coalesce(z.dihitung_di, z.id)") : SV("coalesce(p.dihitung_di, p.id)"));
    } else {
        buf_put(&b, SV("z."));
        db_ident(&b, from);
    }
    buf_put(&b, SV(" from "));
    db_ident(&b, arena_printf(f->a, "%.*s_h", SV_FMT(reg->key)));
    buf_put(&b, SV(" z"));
    if (unit && !agency)
        buf_put(&b, SV(" left join perangkat_daerah p on p.id = z.perangkat_daerah"));
    buf_put(&b, SV(" where z.id = $1"));
    sql = arena_dup(f->a, buf_sv(&b));
    buf_clear(&b);
    return sql;
}

static void add_value(struct follow *f, const struct depend *d, const struct field *field, struct stmt *q,
                      struct values *v)
{
    struct sv text = stmt_get_text(q, 0), piece;
    int64_t id;

    if (stmt_is_null(q, 0)) {
        v->none = true;
    } else if (field && field->type == FT_REFS) {
        while (sv_cut(&text, '|', &piece))
            if (sv_int(piece, &id))
                *ARENA_PUSH(f->a, v->ids, v->n, v->cap) = id;
    } else if (d->strip.p) {
        if (sv_starts(text, d->strip) && sv_int(sv_sub(text, d->strip.n, text.n), &id))
            *ARENA_PUSH(f->a, v->ids, v->n, v->cap) = id;
    } else if (field ? field_is_int(field) : true) {
        *ARENA_PUSH(f->a, v->ids, v->n, v->cap) = stmt_get_int(q, 0);
    } else {
        *ARENA_PUSH(f->a, v->texts, v->n_texts, v->cap_texts) = arena_dup(f->a, text);
    }
}

static bool is_text_base(struct sv key)
{
    for (int c = 0; c < COL_COUNT; c++)
        if (sv_eq(base_col_name((enum base_col) c), key))
            return !base_col_is_int((enum base_col) c);
    return false;
}

static bool values_of(struct follow *f, const struct depend *d, const struct changed_row *row,
                      struct values *v, struct err *e)
{
    const struct field *field = reg_field(row->reg, d->from);
    struct stmt *q = NULL;
    bool more, ok;

    if (sv_eq(d->from, base_col_name(COL_ID))) {
        *ARENA_PUSH(f->a, v->ids, v->n, v->cap) = row->id;
        return true;
    }
    /* checked: loaded names only */
    ok = db_prepare(f->db, versions_sql(f, row->reg, d->from), &q, e) && stmt_int(q, 1, row->id, e);
    while (ok && (ok = stmt_step(q, &more, e)) && more) {
        if (!field && is_text_base(d->from))
            *ARENA_PUSH(f->a, v->texts, v->n_texts, v->cap_texts) = arena_dup(f->a, stmt_get_text(q, 0));
        else
            add_value(f, d, field, q, v);
    }
    stmt_done(q);
    return ok;
}

struct subjects {
    int64_t *ids;
    size_t n, cap;
    bool all;
};

static void add_subject(struct follow *f, struct subjects *s, int64_t id)
{
    for (size_t i = 0; i < s->n && s->n < 64;
         i++) /* the few are told apart; the many are only judged twice */
        if (s->ids[i] == id)
            return;
    if (s->n >= FAN_MAX)
        s->all = true;
    else
        *ARENA_PUSH(f->a, s->ids, s->n, s->cap) = id;
}

static bool look_up(struct follow *f, const struct depend *d, int64_t id, struct sv text, struct subjects *s,
                    struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(f->pack, d->find, &q, e) && /* checked: made by rule_depend.c, on a DB_PACK lease */
             (text.p ? stmt_text(q, 1, text, e) : stmt_int(q, 1, id, e));

    while (ok && !s->all && (ok = stmt_step(q, &row, e)) && row)
        add_subject(f, s, stmt_get_int(q, 0));
    stmt_done(q);
    return ok;
}

static bool subjects_of(struct follow *f, const struct depend *d, const struct changed_row *row,
                        struct subjects *s, struct err *e)
{
    struct values v = { 0 };

    if (d->whole) {
        s->all = true;
        return true;
    }
    if (!values_of(f, d, row, &v, e))
        return false;
    s->all = s->all || (v.none && !d->solid);
    for (size_t i = 0; i < v.n && !s->all; i++) {
        if (!d->find.p)
            add_subject(f, s, v.ids[i]);
        else if (!look_up(f, d, v.ids[i], SV_NULL, s, e))
            return false;
    }
    for (size_t i = 0; i < v.n_texts && !s->all; i++)
        if (!d->find.p || !look_up(f, d, 0, v.texts[i], s, e))
            return false;
    return arena_ok(f->a, e);
}

/* --- judging again ---------------------------------------------------------------------------------------------------- */

static void note_moved(struct follow *f, const struct sweep *s, uint32_t old, uint32_t now)
{
    for (size_t i = 0; i < s->n_uses; i++) {
        const struct use *u = &s->uses[i];

        if (s->days ? old != now
                    : ((old ^ now) & (u->who | u->bad)) || (u->hint && ((old | now) & (u->who | u->bad))))
            f->moved[u->norm] = true;
    }
}

static void whole_sweep(struct follow *f, struct sweep *s)
{
    struct err why = { 0 };
    bool turned;

    s->on = false; /* one that fails stays so: its norms ask their own SQL, which tells */
    if (!s->asks || sweep_sets_ready(f->live, s, &turned))
        sweep_all(f->live, s, f->r, f->pack, f->today, &why);
    for (size_t i = 0; i < s->n_uses; i++)
        f->moved[s->uses[i].norm] = true;
}

/* A unit that now counts elsewhere takes all rows of its agency with it. */
static bool unit_moved(struct follow *f, const struct changed_row *row, bool *moved, struct err *e)
{
    struct values v = { 0 };
    struct depend d = { .from = SV("pd_induk") };

    *moved = false;
    if (!sv_eq(row->reg->key, base_col_name(COL_PD)))
        return true;
    if (!values_of(f, &d, row, &v, e))
        return false;
    *moved = v.n > 1;
    return true;
}

static bool concerned(struct follow *f, const struct sweep *s, struct subjects *out, struct err *e)
{
    for (size_t i = 0; i < f->n && !out->all; i++) {
        if (s->by_unit && !unit_moved(f, &f->rows[i], &out->all, e))
            return false;
        for (size_t k = 0; k < s->n_ties && !out->all; k++)
            if (s->ties[k].on == f->rows[i].reg && !subjects_of(f, &s->ties[k], &f->rows[i], out, e))
                return false;
    }
    return true;
}

static bool touched(const struct follow *f, const struct sweep *s)
{
    for (size_t i = 0; i < f->n; i++)
        for (size_t k = 0; k < s->n_ties; k++)
            if (s->ties[k].on == f->rows[i].reg ||
                (s->by_unit && sv_eq(f->rows[i].reg->key, base_col_name(COL_PD))))
                return true;
    return false;
}

/* *all: every row; otherwise those in `who`. */
static bool rows_to_judge(struct follow *f, struct sweep *s, struct subjects *who, struct err *e)
{
    struct rule_live *l = f->live;
    bool turned = false;

    if (s->asks && (!sweep_sets_ready(l, s, &turned) || turned || l->many_flipped))
        who->all = true;
    if (touched(f, s) && !concerned(f, s, who, e))
        return false;
    for (size_t i = 0; s->asks && i < l->n_flipped; i++)
        add_subject(f, who, l->flipped[i]);
    return true;
}

static bool follow_sweep(struct follow *f, struct sweep *s, struct err *e)
{
    struct subjects who = { 0 };

    if (!s->on)
        return true;
    if (!rows_to_judge(f, s, &who, e))
        return false;
    if (who.all) {
        whole_sweep(f, s);
        return true;
    }
    for (size_t i = 0; i < who.n; i++) {
        uint32_t old = 0, now = 0;

        if (!sweep_one(f->live, s, f->r, f->pack, f->today, who.ids[i], &old, &now, e))
            return false;
        note_moved(f, s, old, now);
    }
    return true;
}

/* --- everything anew ---------------------------------------------------------------------------------------------------- */

struct part {
    struct sweep *sweep;
    size_t part;
};

struct round { /* parts that may be read beside one another; each is taken once */
    struct follow *f;
    struct part *parts;
    size_t n, cap;
    atomic_size_t next;
    atomic_bool *failed; /* by sweep */
};

static void take_parts(struct round *round, struct db *pack)
{
    struct follow *f = round->f;
    size_t i;

    while ((i = atomic_fetch_add(&round->next, 1)) < round->n) {
        struct part *p = &round->parts[i];
        struct err why = { 0 };

        if (!sweep_part(f->live, p->sweep, f->r, pack, f->today, p->part, &why))
            atomic_store(&round->failed[p->sweep - f->live->sweeps], true);
    }
}

static void *second_thread(void *arg)
{
    struct round *round = arg;
    struct db *pack = NULL;
    struct err e = { 0 };

    if (db_lease(round->f->pool, DB_PACK, 0, &pack, &e)) /* none is free: the first does it all */
        take_parts(round, pack);
    db_release(pack);
    return NULL;
}

static void plan_round(struct round *round, bool asks)
{
    struct follow *f = round->f;

    for (size_t i = 0; i < f->live->n; i++) {
        struct sweep *s = &f->live->sweeps[i];
        struct err why = { 0 };
        bool turned;
        size_t parts = 0;

        if (s->asks != asks)
            continue;
        s->on = false; /* one that fails stays so: its norms ask their own SQL, which tells */
        round->failed[i] = (s->asks && !sweep_sets_ready(f->live, s, &turned)) ||
                           !sweep_begin(f->live, s, f->pack, &parts, &why);
        for (size_t k = 0; !round->failed[i] && k < parts; k++)
            *ARENA_PUSH(f->a, round->parts, round->n, round->cap) = (struct part){ s, k };
    }
}

/* On two threads where there is a pool: a small server has two cores, and at midnight nobody else wants them. */
static void run_round(struct follow *f, bool asks)
{
    struct round round = { .f = f, .failed = ARENA_ARRAY(f->a, atomic_bool, f->live->n + 1) };
    pthread_t second;
    bool two;

    plan_round(&round, asks);
    two = f->pool && pthread_create(&second, NULL, second_thread, &round) == 0;
    take_parts(&round, f->pack);
    if (two)
        pthread_join(second, NULL);
    for (size_t i = 0; i < f->live->n; i++) {
        struct err why = { 0 };

        if (f->live->sweeps[i].asks == asks && !round.failed[i])
            sweep_end(f->live, &f->live->sweeps[i], &why);
    }
}

static bool fill(struct follow *f, struct err *e)
{
    struct rule_live *l = f->live;

    l->full = false;
    /* First how far the log is: what comes while we look is followed next time, and judged once more. */
    if (!last_event(f->db, l, e))
        return false;
    run_round(f, false);
    run_round(f, true);
    memset(f->moved, true, f->r->n * sizeof *f->moved);
    l->day = f->today;
    l->full = true;
    return arena_ok(f->a, e);
}

/* What the log says since the last time. *lost: it is another log, or too long to be followed. */
static bool follow_log(struct follow *f, bool *lost, struct err *e)
{
    struct rule_live *l = f->live;
    bool same = false, ok = same_log(f, &same, e) && (!same || read_events(f, e));

    *lost = ok && (!same || f->too_many);
    for (int asks = 0; asks < 2; asks++)
        for (size_t i = 0; ok && !*lost && f->n && i < l->n; i++)
            if (l->sweeps[i].asks == asks)
                ok = follow_sweep(f, &l->sweeps[i], e);
    return ok;
}

bool rule_live_follow(struct rule_live *l, const struct rule *r, struct db_pool *pool, struct db *db,
                      struct db *pack, struct date today, bool *moved, struct err *e)
{
    struct follow f = {
        .live = l, .r = r, .pool = pool, .db = db, .pack = pack, .today = today, .moved = moved
    };
    struct err why = { 0 };
    bool ok, lost;

    l->n_flipped = 0;
    l->many_flipped = false;
    for (size_t i = 0; i < l->n_sets; i++)
        l->sets[i].turned = false;
    f.a = arena_new(FOLLOW_ARENA);
    if (!l->full || date_cmp(l->day, today) != 0)
        ok = fill(&f, e);
    else if (!(ok = follow_log(&f, &lost, &why) && !lost)) { /* what cannot be followed is judged anew */
        arena_free(f.a);
        f.a = arena_new(FOLLOW_ARENA);
        ok = fill(&f, e);
    }
    if (ok && l->untold)
        memset(moved, true, r->n * sizeof *moved);
    l->untold = false;
    if (!ok)
        l->full = false;
    arena_free(f.a);
    return ok;
}

bool rule_live_warm(struct rule_live *l, const struct rule *r, struct db_pool *pool, struct db *db,
                    struct db *pack, struct date today, struct err *e)
{
    struct arena *a;
    bool ok;

    if (l->full)
        return true;
    a = arena_new(1024 * 1024);
    ok = rule_live_follow(l, r, pool, db, pack, today, ARENA_ARRAY(a, bool, r->n + 1), e);
    l->untold = ok;
    arena_free(a);
    return ok;
}

/* --- asked ------------------------------------------------------------------------------------------------------------ */

static const struct sweep *sweep_of(const struct rule_live *l, size_t norm)
{
    const struct sweep *s = l && l->full && l->by_norm[norm] ? &l->sweeps[l->by_norm[norm] - 1] : NULL;

    return s && s->on ? s : NULL;
}

bool rule_live_keeps(const struct rule_live *l, size_t norm)
{
    return sweep_of(l, norm) != NULL;
}

bool rule_live_counts(const struct rule_live *l, size_t norm, int64_t *who, int64_t *bad)
{
    const struct sweep *s = sweep_of(l, norm);

    for (size_t i = 0; s && !s->days && i < s->n_uses; i++) {
        const struct use *u = &s->uses[i];

        if (u->norm != norm || u->hint)
            continue;
        *who = s->count[__builtin_ctz(u->who)];
        *bad = u->bad ? s->count[__builtin_ctz(u->bad)] : 0;
        return true;
    }
    return false;
}

bool rule_live_days(const struct rule_live *l, size_t norm, const uint32_t **cells, size_t *n)
{
    const struct sweep *s = sweep_of(l, norm);

    if (!s || !s->days)
        return false;
    *cells = s->cells;
    *n = s->n_cells;
    return true;
}

static const struct use *use_of(const struct sweep *s, size_t norm)
{
    for (size_t i = 0; i < s->n_uses; i++)
        if (s->uses[i].norm == norm)
            return &s->uses[i];
    return NULL;
}

bool rule_live_rows(const struct rule_live *l, size_t norm, struct date today, bool bad, size_t limit,
                    int64_t *ids, size_t *n)
{
    const struct sweep *s = sweep_of(l, norm);
    const struct use *u = s && !s->days && date_cmp(l->day, today) == 0 ? use_of(s, norm) : NULL;

    *n = 0;
    if (!u || u->hint)
        return false;
    for (size_t id = 0; id < s->n_cells && *n < limit; id++) {
        bool falls_short = u->bad && (s->cells[id] & u->bad);

        if (bad ? falls_short : !falls_short && (s->cells[id] & u->who))
            ids[(*n)++] = (int64_t) id;
    }
    return true;
}

struct sv rule_live_units(const struct rule_live *l, size_t set)
{
    return buf_sv(&l->sets[set].text);
}
