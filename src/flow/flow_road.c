/* SPDX-License-Identifier: MIT
 * flow/flow_road.c -- the road of a record: from its first state along the steps that lead on, and where on it it stands; and
 * the steps that the engine takes by itself when a day is over. */
#include "base/buf.h"
#include "flow/flow_priv.h"
#include "model/list.h"

enum { ROAD_MIN = 3 };

static bool leaves(const struct transition *t, struct sv status)
{
    for (size_t i = 0; i < t->n_from; i++)
        if (sv_eq(t->from[i], status))
            return true;
    return false;
}

struct walk {
    const struct reg *reg;
    const struct reg_flow *rf;
};

/* Does a step lead from one state to the other? */
static bool leads(const struct walk *w, size_t from, size_t to)
{
    for (size_t i = 0; i < w->rf->n; i++)
        if (sv_eq(w->rf->items[i].to, w->reg->states[to].key) &&
            leaves(&w->rf->items[i], w->reg->states[from].key))
            return true;
    return false;
}

/* A by-way is entered from a state and leads only back to it (a suspension), or to an end. */
static bool byway(const struct walk *w, size_t s, size_t from)
{
    if (!leads(w, s, from))
        return false;
    for (size_t k = 0; k < w->reg->n_states; k++)
        if (k != from && k != s && !w->reg->states[k].end && leads(w, s, k))
            return false;
    return true;
}

/* The nearest later state that a step leads to: states stand in the order of life. n_states: the road ends here. */
static size_t next_on(const struct walk *w, size_t from)
{
    for (size_t k = from + 1; k < w->reg->n_states; k++)
        if (!w->reg->states[k].end && leads(w, from, k) && !byway(w, k, from))
            return k;
    return w->reg->n_states;
}

static void entered(const struct past_step *past, size_t n_past, struct road_state *s)
{
    for (size_t i = 0; i < n_past; i++) /* newest first */
        if (sv_eq(past[i].to, s->state->key) && !sv_eq(past[i].from, past[i].to)) {
            s->since = past[i].pada;
            s->by = past[i].oleh_nama;
            return;
        }
}

static void steps_on(const struct walk *w, size_t from, size_t to, struct arena *a, struct road_state *s)
{
    const struct transition **items = ARENA_ARRAY(a, const struct transition *, w->rf->n + 1);

    for (size_t i = 0; i < w->rf->n; i++)
        if (leaves(&w->rf->items[i], w->reg->states[from].key) &&
            sv_eq(w->rf->items[i].to, w->reg->states[to].key))
            items[s->n_onward++] = &w->rf->items[i];
    s->onward = items;
}

void flow_road(const struct flow *f, const struct record *r, const struct past_step *past, size_t n_past,
               struct arena *a, struct road_state **out, size_t *n)
{
    struct walk w = { r->reg, flow_of(f, r->reg) };
    size_t now = reg_state_index(r->reg, r->status), at = r->reg->start, next;
    struct road_state *items = ARENA_ARRAY(a, struct road_state, r->reg->n_states + 2);
    bool on = false;

    *out = items;
    *n = 0;
    if (!w.rf || now == r->reg->n_states)
        return;
    for (; at < r->reg->n_states; at = next) {
        struct road_state *s = &items[(*n)++];

        *s = (struct road_state){ .state = &r->reg->states[at], .passed = at < now, .here = at == now };
        on = on || s->here;
        entered(past, n_past, s);
        next = next_on(&w, at);
        if (s->here && next < r->reg->n_states)
            steps_on(&w, at, next, a, s);
    }
    if (*n < ROAD_MIN) {
        *n = 0;
        return;
    }
    for (size_t i = 1; i < *n; i++) /* entered as a fact: what lies between was not passed here */
        items[i].skipped = items[i].passed && !items[i].since.p;
    if (on)
        return;
    /* Beside the road, or at its end: that state is shown last. */
    items[*n] = (struct road_state){ .state = &r->reg->states[now], .here = true };
    entered(past, n_past, &items[(*n)++]);
}

/* --- steps of the engine's own ------------------------------------------------------------------------------------------ */

static struct sv over_sql(const struct reg *reg, const struct transition *t, struct arena *a)
{
    struct sv sql;
    struct buf b;

    buf_init(&b, FLOW_SQL_MAX);
    buf_put(&b, SV("select x.id, x.versi from "));
    db_ident(&b, arena_printf(a, "v_%.*s", SV_FMT(reg->key)));
    buf_put(&b, SV(" x where x."));
    db_ident(&b, t->past->key);
    buf_put(&b, SV(" < $1 and x.status in ('"));
    for (size_t i = 0; i < t->n_from; i++) {
        buf_put(&b, i ? SV("', '") : SV(""));
        buf_put(&b, sv_is_key(t->from[i]) ? t->from[i] : SV("")); /* checked: a key, so nothing to quote */
    }
    buf_put(&b, SV("') order by x.id limit $2"));
    sql = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return sql;
}

struct over {
    int64_t id, versi;
};

static bool find_over(struct db *db, const struct reg *reg, const struct transition *t, struct sv today,
                      int limit, struct arena *a, struct over **out, size_t *n, struct err *e)
{
    struct over *items = NULL;
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row, ok = db_prepare(db, over_sql(reg, t, a), &q, e) && /* checked: names of loaded metadata, keys */
                   stmt_text(q, 1, today, e) && stmt_int(q, 2, limit, e);

    *n = 0;
    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, items, *n, cap) = (struct over){ stmt_get_int(q, 0), stmt_get_int(q, 1) };
    stmt_done(q);
    *out = items;
    return ok;
}

/* A gate or a field that is missing keeps one record; the transaction and the others go on. Nothing is written before they
 * are judged but the move itself, so what was refused is put back to where it stood. */
static bool take_over(struct db *db, const struct flow *f, const struct records *rs, const struct reg *reg,
                      const struct transition *t, const struct over *o, struct arena *a, size_t *n,
                      size_t *held, struct err *e)
{
    const struct input none = { 0 };
    struct problems ps;
    struct record *after;
    struct err why = { 0 };
    struct step *steps;
    struct record *r;
    size_t n_steps;

    if (!record_get(db, rs, who_system(), reg, o->id, a, &r, e) ||
        !flow_steps(db, f, rs, who_system(), r, a, &steps, &n_steps, e))
        return false;
    for (size_t i = 0; i < n_steps; i++)
        if (steps[i].t == t && !steps[i].open) {
            ++*held;
            return true;
        }
    problems_init(&ps, a, 8);
    if (!flow_move(db, f, rs, who_system(), reg, o->id, o->versi, t->key, &none,
                   arena_printf(a, T("%.*s sudah lewat."), SV_FMT(t->past->label)), NULL, a, &after, &ps,
                   &why)) {
        *e = why;
        return false;
    }
    ++*n;
    return true;
}

bool flow_run_out(struct db *db, const struct flow *f, const struct records *rs, int limit, struct arena *a,
                  size_t *n, size_t *held, struct err *e)
{
    struct sv today = arena_dup(a, sv_of(date_iso(flow_today(rs)).s));

    *n = *held = 0;
    for (size_t i = 0; i < f->n_regs; i++)
        for (size_t k = 0; k < f->regs[i].n; k++) {
            const struct transition *t = &f->regs[i].items[k];
            struct over *items;
            size_t count;

            if (!t->past)
                continue;
            if (!find_over(db, f->regs[i].reg, t, today, limit, a, &items, &count, e))
                return false;
            for (size_t j = 0; j < count && *n < (size_t) limit; j++)
                if (!take_over(db, f, rs, f->regs[i].reg, t, &items[j], a, n, held, e))
                    return false;
        }
    return arena_ok(a, e);
}
