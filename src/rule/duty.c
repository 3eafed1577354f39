/* SPDX-License-Identifier: MIT
 * rule/duty.c -- the region's plan, the days that follow from it, and the job that makes the statements that are owed. */
#include <assert.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "model/list.h"
#include "rule/agency_priv.h"
#include "rule/duty.h"

enum { LEASE_MS = 10000, PLANS_MAX = 500, DUTY_ARENA = 32 * 1024 * 1024, ROW_ARENA = 4 * 1024 * 1024 };

/* --- days ---------------------------------------------------------------------------------------------------------------------- */

static bool opens_in(const struct duty_plan *p, int y, int m)
{
    if (p->months)
        return p->months >> (m - 1) & 1;
    return p->every > 0 && (y * 12 + m - 1) % p->every == 0;
}

static struct date month_of(int64_t n)
{
    return (struct date){ (int) (n / 12), (int) (n % 12) + 1, 1 };
}

struct date duty_opening(const struct duty_plan *p, struct date day)
{
    int64_t at = (int64_t) day.y * 12 + day.m - 1;

    for (int64_t n = at; n > at - 36 && n >= 12; n--) {
        struct date d = month_of(n);

        if (opens_in(p, d.y, d.m))
            return d;
    }
    return (struct date){ 0 };
}

struct date duty_next(const struct duty_plan *p, struct date day)
{
    int64_t at = (int64_t) day.y * 12 + day.m - 1;

    for (int64_t n = at + 1; n <= at + 36; n++) {
        struct date d = month_of(n);

        if (opens_in(p, d.y, d.m) && date_cmp(d, p->from) >= 0)
            return d;
    }
    return (struct date){ 0 };
}

struct date duty_due(const struct duty_plans *all, const struct duty_plan *p, struct date opening)
{
    if (!opening.y)
        return opening;
    return p->workdays ? date_add_workdays(opening, p->days, &all->holidays)
                       : date_add_days(opening, p->days);
}

/* --- the plan -------------------------------------------------------------------------------------------------------------------- */

static unsigned months_of(const struct field *f, struct sv stored, struct arena *a)
{
    unsigned mask = 0;
    struct sv *keys;
    size_t n;

    if (!f || !stored.p)
        return 0;
    n = value_split(stored, a, &keys);
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < f->n_choices; c++)
            if (sv_eq(f->choices[c].key, keys[i]))
                mask |= 1u << c;
    return mask;
}

static bool in_states(const struct duty *d, struct sv status)
{
    for (size_t i = 0; i < d->n_plan_states; i++)
        if (sv_eq(d->plan_states[i], status))
            return true;
    return false;
}

static struct sv held(const struct record *r, const struct field *f)
{
    return f ? r->val[f->index] : SV_NULL;
}

static int64_t int_of(struct sv v, int64_t otherwise)
{
    int64_t n;

    return v.p && sv_int(v, &n) ? n : otherwise;
}

static void read_plan(const struct region *r, const struct record *rec, struct arena *a, struct duty_plan *p)
{
    const struct duty *d = &r->duty;

    *p = (struct duty_plan){ .id = rec->id,
                             .pd = rec->pd,
                             .of = model_reg(r->model, held(rec, d->plan_of)),
                             .months = months_of(d->plan_months, held(rec, d->plan_months), a),
                             .every = (int) int_of(held(rec, d->plan_every), 0),
                             .days = (int) int_of(held(rec, d->plan_days), 30),
                             .workdays = int_of(held(rec, d->plan_workdays), 0) != 0 };
    if (!p->pd)
        p->pd = int_of(held(rec, d->plan_agency), 0);
    date_parse(held(rec, d->plan_from), &p->from);
}

static void name_regs(const struct model *m, struct arena *a, struct duty_plans *p)
{
    p->regs = ARENA_ARRAY(a, const struct reg *, m->n_regs + 1);
    for (size_t i = 0; i < m->n_regs; i++)
        for (size_t k = 0; k < p->n; k++)
            if (p->items[k].of == m->regs[i] && (p->items[k].months || p->items[k].every)) {
                p->regs[p->n_regs++] = m->regs[i];
                break;
            }
}

bool duty_plans_load(struct db *db, const struct region *r, struct arena *a, struct duty_plans *out,
                     struct err *e)
{
    struct duty_plans p = { .n = 0 };
    struct list list;
    size_t cap = 0;

    *out = p;
    if (!r->duty.reg)
        return true;
    const struct list_query q = { .reg = r->duty.plan, .sort = SV("id"), .limit = PLANS_MAX };

    if (!list_load(db, &r->records, who_system(), &q, a, &list, e) || !flow_holidays(db, a, &p.holidays, e))
        return false;
    for (size_t i = 0; i < list.n; i++) {
        struct duty_plan one;

        if (!in_states(&r->duty, list.rows[i]->status))
            continue;
        read_plan(r, list.rows[i], a, &one);
        if (one.of && one.of->scoped && one.of != r->duty.reg && one.from.y)
            *ARENA_PUSH(a, p.items, p.n, cap) = one;
    }
    name_regs(r->model, a, &p);
    *out = p;
    return arena_ok(a, e);
}

const struct duty_plan *duty_plan_of(const struct duty_plans *p, const struct reg *reg, int64_t pd)
{
    const struct duty_plan *found = NULL;

    for (size_t i = 0; i < p->n; i++)
        if (p->items[i].of == reg && (p->items[i].pd == pd || (!p->items[i].pd && (!found || !found->pd))))
            if (!found || p->items[i].pd ||
                !found->pd) /* its own before the one for all; the newest of either */
                found = &p->items[i];
    return found && (found->months || found->every) ? found : NULL;
}

bool duty_asked(struct db *db, const struct region *r, const struct reg *reg, struct arena *a, bool *asked,
                struct err *e)
{
    const struct duty *d = &r->duty;
    struct agency_sql s;
    struct stmt *q = NULL;
    bool ok;

    *asked = false;
    if (!d->reg || !reg->scoped)
        return true;
    agency_sql_begin(&s, a);
    buf_put(&s.b, SV("select 1 from "));
    db_ident(&s.b, d->plan->key);
    buf_put(&s.b, SV(" t where t.dihapus is null and t."));
    db_ident(&s.b, d->plan_of->key);
    buf_put(&s.b, SV(" = "));
    agency_sql_text(&s, reg->key);
    buf_put(&s.b, SV(" and t.status in ("));
    for (size_t i = 0; i < d->n_plan_states; i++) {
        buf_put(&s.b, i ? SV(", ") : SV(""));
        agency_sql_text(&s, d->plan_states[i]);
    }
    buf_put(&s.b, SV(") limit 1"));
    ok = agency_sql_run(&s, db, &q, e) && stmt_step(q, asked, e);
    stmt_done(q);
    return ok;
}

/* --- the job ----------------------------------------------------------------------------------------------------------------------- */

struct opener {
    const struct region *r;
    struct db *db;
    struct arena *a, *row;
    struct date today;
    struct map *known; /* "pd:register" -> struct last */
    struct duty_plans plans;
    bool look; /* only count what would be made */
};
struct last { /* what the newest statement of an agency on a register says */
    bool open;
    struct date settled, opens;
};

static struct sv pair_key(int64_t pd, struct sv reg, struct arena *a)
{
    return arena_printf(a, "%lld:%.*s", (long long) pd, SV_FMT(reg));
}

static bool load_known(struct opener *o, struct err *e)
{
    const struct duty *d = &o->r->duty;
    struct agency_sql s;
    struct stmt *q = NULL;
    bool row, ok;

    agency_sql_begin(&s, o->a);
    buf_put(&s.b, SV("select t.perangkat_daerah, t.status, coalesce(t."));
    db_ident(&s.b, d->of->key);
    buf_put(&s.b, SV(", ''), coalesce(t."));
    db_ident(&s.b, d->settled->key);
    buf_put(&s.b, SV(", ''), coalesce(t."));
    db_ident(&s.b, d->opens->key);
    buf_put(&s.b, SV(", '') from "));
    db_ident(&s.b, d->reg->key);
    buf_put(&s.b, SV(" t where t.dihapus is null order by t.id"));
    ok = agency_sql_run(&s, o->db, &q, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct sv key = pair_key(stmt_get_int(q, 0), stmt_get_text(q, 2), o->a);
        struct last *x = map_get(o->known, key);
        struct date day;

        if (!x)
            map_put(o->known, key, x = ARENA_NEW(o->a, struct last));
        x->open = x->open || duty_is_open(d, stmt_get_text(q, 1));
        if (date_parse(stmt_get_text(q, 3), &day) && date_cmp(day, x->settled) > 0)
            x->settled = day;
        if (date_parse(stmt_get_text(q, 4), &day) && date_cmp(day, x->opens) > 0)
            x->opens = day;
        ok = arena_ok(o->a, e);
    }
    stmt_done(q);
    return ok;
}

static struct sv title_of(struct opener *o, const struct reg *reg, struct date opening)
{
    struct sv day = date_long(opening, o->row), pattern = o->r->duty.pattern;
    ptrdiff_t month = sv_find(day, SV(" "));
    struct sv period =
                  arena_printf(o->row, T("periode %.*s"), SV_FMT(sv_sub(day, (size_t) month + 1, day.n))),
              out;
    struct buf b;

    buf_init(&b, 4096);
    for (size_t i = 0; i < pattern.n; i++) {
        struct sv rest = sv_sub(pattern, i, pattern.n);

        if (sv_starts(rest, SV("{daftar}"))) {
            buf_put(&b, reg->label);
            i += sizeof "{daftar}" - 2;
        } else if (sv_starts(rest, SV("{periode}"))) {
            buf_put(&b, period);
            i += sizeof "{periode}" - 2;
        } else {
            buf_char(&b, pattern.p[i]);
        }
    }
    out = arena_dup(o->row, buf_sv(&b));
    buf_clear(&b);
    return out;
}

static bool make(struct opener *o, const struct duty_plan *p, int64_t pd, struct date opening, struct err *e)
{
    const struct duty *d = &o->r->duty;
    struct problems ps;
    struct record *row;
    const struct input_item items[] = {
        { base_col_name(COL_PD), arena_printf(o->row, "%lld", (long long) pd) },
        { d->reg->title->key, title_of(o, p->of, opening) },
        { d->of->key, p->of->key },
        { d->opens->key, arena_dup(o->row, sv_of(date_iso(opening).s)) },
        { d->due->key, arena_dup(o->row, sv_of(date_iso(duty_due(&o->plans, p, opening)).s)) },
    };
    const struct input in = { .items = items, .n = sizeof items / sizeof items[0], .stored = true };

    problems_init(&ps, o->row, 5);
    if (record_create(o->db, &o->r->records, who_system(), d->reg, &in, o->row, &row, &ps, e))
        return true;
    if (ps.n)
        err_cause(e, "%.*s", SV_FMT(ps.items[0].text));
    return false;
}

static bool owed(struct opener *o, const struct duty_plan *p, int64_t pd, struct date *opening)
{
    const struct last *x = map_get(o->known, pair_key(pd, p->of->key, o->a));

    *opening = duty_opening(p, o->today);
    if (!opening->y || date_cmp(*opening, p->from) < 0)
        return false;
    return !x || (!x->open && date_cmp(x->settled, *opening) < 0 && date_cmp(x->opens, *opening) < 0);
}

static bool open_all(struct opener *o, size_t *opened, struct err *e)
{
    const struct agency_ask ask = { .region = o->r, .today = o->today, .who = who_system() };
    struct agency *agencies;
    size_t n;

    if (!duty_plans_load(o->db, o->r, o->a, &o->plans, e))
        return false;
    if (!o->plans.n_regs)
        return true;
    if (!load_known(o, e) || !agency_list(o->db, &ask, o->a, &agencies, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < o->plans.n_regs; k++) {
            const struct duty_plan *p = duty_plan_of(&o->plans, o->plans.regs[k], agencies[i].id);
            struct date opening;

            if (!p || !owed(o, p, agencies[i].id, &opening))
                continue;
            arena_reset(o->row);
            if (!o->look && !make(o, p, agencies[i].id, opening, e))
                return false;
            ++*opened;
        }
    return arena_ok(o->a, e);
}

/* Once on a read lease, which is nearly always all: only what is owed takes the writer's place, and is looked at again there. */
static bool open_once(const struct region *r, bool look, size_t *opened, struct err *e)
{
    struct opener o = { .r = r, .today = region_today(r), .look = look };
    bool ok;

    *opened = 0;
    o.a = arena_new(DUTY_ARENA);
    o.row = arena_new(ROW_ARENA);
    o.known = map_new(o.a);
    ok = db_lease(r->pool, look ? DB_READ : DB_WRITE, LEASE_MS, &o.db, e) && (look || db_begin(o.db, e)) &&
         open_all(&o, opened, e) && (look || db_commit(o.db, e));
    if (!ok)
        *opened = 0;
    db_release(o.db); /* rolls back what is open */
    arena_free(o.row);
    arena_free(o.a);
    return ok;
}

bool duty_open(const struct region *r, size_t *opened, struct err *e)
{
    *opened = 0;
    if (!r->duty.reg)
        return true;
    return open_once(r, true, opened, e) && (!*opened || open_once(r, false, opened, e));
}
