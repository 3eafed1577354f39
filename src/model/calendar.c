/* SPDX-License-Identifier: MIT
 * model/calendar.c -- one SELECT for each kind of day, written of declared names and bound values. */
#include "model/calendar.h"

#include "base/arena.h"
#include "base/buf.h"
#include "model/record_priv.h"
#include "model/schema.h"

enum { SQL_MAX = 256 * 1024, MAX_LIMIT = 2000, PERIOD_END = 11 /* bytes before the last day of "A/B" */ };

struct asker {
    struct db *db;
    const struct records *rs;
    const struct actor *who;
    const struct calendar_ask *ask;
    struct arena *a;
    struct calendar_day *items;
    size_t n, cap;
    bool more;
    /* of the SELECT being written */
    const struct reg *reg;
    const struct reg_calendar *rule;
    struct buf sql;
    struct who_binds binds;
    int next;
};

struct date calendar_day_of(const struct field *f, struct sv stored, int zone_min)
{
    struct date d = { 0 };
    int64_t t;

    if (f->type == FT_DATETIME)
        return time_parse(stored, &t) ? date_of_time(t, zone_min) : d;
    if (f->type == FT_PERIOD)
        stored = sv_sub(stored, PERIOD_END, stored.n);
    return date_parse(stored, &d) ? d : (struct date){ 0 };
}

struct sv calendar_words(const struct reg_calendar *c, const struct record *r, struct arena *a)
{
    struct sv rest = c->says, out = SV("");
    ptrdiff_t at;

    while ((at = sv_find(rest, SV("{"))) >= 0) {
        struct sv tail = sv_sub(rest, (size_t) at, rest.n);
        bool title = sv_starts(tail, SV("{judul}"));
        struct sv word = title ? record_title(r) : r->nomor;

        out = arena_printf(a, "%.*s%.*s%.*s", SV_FMT(out), (int) at, rest.p, SV_FMT(word));
        rest = sv_sub(tail, 7, tail.n); /* both words have five letters: reg_calendar.c admits no other */
    }
    return arena_printf(a, "%.*s%.*s", SV_FMT(out), SV_FMT(rest));
}

/* --- the SELECT ------------------------------------------------------------------------------------------------------- */

static void bind(struct asker *k, struct sv v, bool is_int)
{
    *ARENA_PUSH(k->a, k->binds.items, k->binds.n, k->binds.cap) = (struct who_bind){ v, is_int };
    buf_printf(&k->sql, "$%d", k->next++);
}

static struct sv iso(struct asker *k, struct date d)
{
    return arena_dup(k->a, sv_of(date_iso(d).s));
}

/* As the index says it. An instant is UTC, so the window is a day wider; which day it is here is told afterwards. */
static void window(struct asker *k)
{
    const struct field *f = k->rule->field;
    bool instant = f->type == FT_DATETIME;
    struct sv to = iso(k, instant ? date_add_days(k->ask->to, 1) : k->ask->to);

    schema_day(f, SV("t"), &k->sql);
    buf_put(&k->sql, SV(" >= "));
    bind(k, iso(k, instant ? date_add_days(k->ask->from, -1) : k->ask->from), false);
    buf_put(&k->sql, SV(" and "));
    schema_day(f, SV("t"), &k->sql);
    buf_put(&k->sql, SV(" <= "));
    bind(k, instant ? arena_printf(k->a, "%.*s~", SV_FMT(to)) : to, false);
}

static void in_states(struct asker *k)
{
    buf_put(&k->sql, SV(" and (t.status in (''"));
    for (size_t i = 0; i < k->rule->n_states; i++) {
        buf_char(&k->sql, ',');
        bind(k, k->rule->states[i], false);
    }
    buf_char(&k->sql, ')');
    if (k->ask->gone_since.p) {
        buf_put(&k->sql, SV(" or coalesce(t.diubah_pada, '') >= "));
        bind(k, k->ask->gone_since, false);
    }
    buf_char(&k->sql, ')');
}

/* Everything that is judged row by row stands in a case, so that no condition leads away from the index of the days. */
static void judged(struct asker *k)
{
    const struct field *f = k->rule->field;

    buf_put(&k->sql, SV(" and case when "));
    who_where(k->who, &k->rs->model->scheme, &k->reg->rule, SV("t"), k->a, &k->next, &k->binds, &k->sql);
    in_states(k);
    if (k->ask->pd) {
        buf_put(&k->sql, SV(" and t.perangkat_daerah in (select u.id from v_unit u where u.pd_induk = "));
        bind(k, arena_printf(k->a, "%lld", (long long) k->ask->pd), true);
        buf_char(&k->sql, ')');
    }
    if (k->ask->mine) {
        buf_put(&k->sql, who_may_create(k->who, &k->reg->rule, 0) ? SV(" and (t.perangkat_daerah is null or ")
                                                                  : SV(" and ("));
        who_where_own(k->who, SV("t"), k->a, &k->next, &k->binds, &k->sql);
        buf_char(&k->sql, ')');
    }
    if (who_field_reach(k->who, f->see, f->n_see) == WHO_OWN) {
        buf_put(&k->sql, SV(" and (t.perangkat_daerah is null or "));
        who_where_own(k->who, SV("t"), k->a, &k->next, &k->binds, &k->sql);
        buf_char(&k->sql, ')');
    }
    buf_put(&k->sql, SV(" then 1 else 0 end = 1"));
}

static void select_sql(struct asker *k, bool removed)
{
    buf_reset(&k->sql);
    k->binds = (struct who_binds){ 0 };
    k->next = 1;
    buf_put(&k->sql, SV("select "));
    schema_columns(k->reg, SV("t"), &k->sql);
    buf_put(&k->sql, SV(" from "));
    db_ident(&k->sql, k->reg->key);
    if (removed) {
        buf_put(&k->sql, SV(" t where t.dihapus is not null and coalesce(t.diubah_pada, '') >= "));
        bind(k, k->ask->gone_since, false);
        buf_put(&k->sql, SV(" and "));
    } else {
        buf_put(&k->sql, SV(" t where t.dihapus is null and "));
    }
    window(k);
    judged(k);
    buf_put(&k->sql, SV(" order by "));
    if (removed)
        buf_put(&k->sql, SV("coalesce(t.diubah_pada, '')"));
    else
        schema_day(k->rule->field, SV("t"), &k->sql);
    buf_printf(&k->sql, ", t.id limit %d", k->ask->limit + 1);
}

static bool stands(const struct reg_calendar *c, const struct record *r)
{
    if (r->dihapus.p)
        return false;
    for (size_t i = 0; i < c->n_states; i++)
        if (sv_eq(c->states[i], r->status))
            return true;
    return false;
}

static void keep(struct asker *k, const struct record *r)
{
    struct date day = calendar_day_of(k->rule->field, r->val[k->rule->field->index], k->rs->model->zone_min);

    if (!day.y || date_cmp(day, k->ask->from) < 0 || date_cmp(day, k->ask->to) > 0 ||
        !record_may_see_field(k->who, r, k->rule->field))
        return;
    *ARENA_PUSH(k->a, k->items, k->n, k->cap) = (struct calendar_day){ k->rule, r, day, !stands(k->rule, r) };
}

static bool collect(struct asker *k, bool removed, struct err *e)
{
    struct stmt *q = NULL;
    struct record *r;
    bool row, ok;
    int got = 0;

    select_sql(k, removed);
    /* checked: names and numbered parameters */
    ok = buf_ok(&k->sql, e) && db_prepare(k->db, arena_dup(k->a, buf_sv(&k->sql)), &q, e) &&
         record_bind(q, 1, &k->binds, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        if (got++ == k->ask->limit) {
            k->more = true;
            break;
        }
        ok = record_from_row(q, k->reg, k->a, &r, e) && arena_ok(k->a, e);
        if (ok)
            keep(k, r);
    }
    stmt_done(q);
    return ok;
}

static bool wanted(const struct asker *k, const struct reg_calendar *c)
{
    return (c->feed || !k->ask->feed) && (!k->ask->kind.p || sv_eq(c->kind, k->ask->kind)) &&
           who_field_reach(k->who, c->field->see, c->field->n_see) != WHO_NONE;
}

bool calendar_records(struct db *db, const struct records *rs, const struct actor *who,
                      const struct calendar_ask *ask, struct arena *a, struct calendar_day **out, size_t *n,
                      bool *more, struct err *e)
{
    struct calendar_ask own = *ask;
    struct asker k = { .db = db, .rs = rs, .who = who, .ask = &own, .a = a };
    const struct model *m = rs->model;
    bool ok = true;

    own.limit = ask->limit < 1 ? 1 : ask->limit > MAX_LIMIT ? MAX_LIMIT : ask->limit;
    buf_init(&k.sql, SQL_MAX);
    for (size_t i = 0; ok && i < m->n_regs; i++) {
        k.reg = m->regs[i];
        for (size_t j = 0; ok && j < k.reg->n_calendar && who_may_open(who, &k.reg->rule); j++) {
            k.rule = &k.reg->calendar[j];
            if (wanted(&k, k.rule))
                ok = collect(&k, false, e) && (!own.gone_since.p || collect(&k, true, e));
        }
    }
    buf_clear(&k.sql);
    *out = k.items;
    *n = k.n;
    *more = k.more;
    return ok;
}
