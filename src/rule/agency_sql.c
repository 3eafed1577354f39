/* SPDX-License-Identifier: MIT
 * rule/agency_sql.c -- the rows of an agency on a day, as a statement: of the register itself today, of its versions on a past
 * day. The same rights as lists (model/list.c): on a past day the row must be visible as it was and as it is. */
#include "rule/agency_priv.h"

void agency_sql_begin(struct agency_sql *s, struct arena *a)
{
    *s = (struct agency_sql){ .a = a, .next = 1 };
    buf_init(&s->b, AGENCY_SQL);
}

static void bind(struct agency_sql *s, struct sv v, bool is_int)
{
    *ARENA_PUSH(s->a, s->binds.items, s->binds.n, s->binds.cap) = (struct who_bind){ v, is_int };
    buf_printf(&s->b, "$%d", s->next++);
}

void agency_sql_text(struct agency_sql *s, struct sv v)
{
    bind(s, v, false);
}

void agency_sql_int(struct agency_sql *s, int64_t v)
{
    bind(s, arena_printf(s->a, "%lld", (long long) v), true);
}

static void version(struct agency_sql *s, struct sv at)
{
    buf_put(&s->b, SV(" and t.dari <= "));
    agency_sql_text(s, at);
    buf_put(&s->b, SV(" and (t.sampai is null or t.sampai > "));
    agency_sql_text(s, at);
    buf_char(&s->b, ')');
}

static void seen(struct agency_sql *s, const struct agency_ask *ask, const struct reg *reg, struct sv at,
                 const struct actor *who)
{
    const struct who_scheme *scheme = &ask->region->model->scheme;

    buf_put(&s->b, SV(" and "));
    who_where(who, scheme, &reg->rule, SV("t"), s->a, &s->next, &s->binds, &s->b);
    if (!at.p)
        return;
    buf_put(&s->b, SV(" and exists (select 1 from "));
    db_ident(&s->b, reg->key);
    buf_put(&s->b, SV(" kini where kini.id = t.id and "));
    who_where(who, scheme, &reg->rule, SV("kini"), s->a, &s->next, &s->binds, &s->b);
    buf_char(&s->b, ')');
}

void agency_sql_rows(struct agency_sql *s, const struct agency_ask *ask, const struct reg *reg,
                     const int64_t *units, size_t n_units, const struct actor *who)
{
    struct sv at = agency_instant(ask, s->a);

    db_ident(&s->b, at.p ? arena_printf(s->a, "%.*s_h", SV_FMT(reg->key)) : reg->key);
    buf_put(&s->b, SV(" t where t.dihapus is null"));
    if (at.p)
        version(s, at);
    if (n_units) {
        buf_put(&s->b, SV(" and t.perangkat_daerah in ("));
        for (size_t i = 0; i < n_units; i++) {
            buf_put(&s->b, i ? SV(", ") : SV(""));
            agency_sql_int(s, units[i]);
        }
        buf_char(&s->b, ')');
    }
    if (who)
        seen(s, ask, reg, at, who);
}

static bool bound(struct stmt *q, const struct who_binds *b, struct err *e)
{
    for (size_t i = 0; i < b->n; i++) {
        int64_t v = 0;
        bool ok = b->items[i].is_int ? sv_int(b->items[i].text, &v) && stmt_int(q, (int) i + 1, v, e)
                                     : stmt_text(q, (int) i + 1, b->items[i].text, e);

        if (!ok)
            return false;
    }
    return true;
}

bool agency_sql_run(struct agency_sql *s, struct db *db, struct stmt **q, struct err *e)
{
    bool ok;

    *q = NULL;
    /* checked: names of declared registers and fields, numbered parameters */
    ok = buf_ok(&s->b, e) && arena_ok(s->a, e) && db_prepare(db, arena_dup(s->a, buf_sv(&s->b)), q, e) &&
         bound(*q, &s->binds, e);
    buf_clear(&s->b);
    return ok;
}

struct date agency_day(const struct agency_ask *ask)
{
    return ask->on.y ? ask->on : ask->today;
}

struct sv agency_instant(const struct agency_ask *ask, struct arena *a)
{
    if (!ask->on.y)
        return SV_NULL;
    return arena_dup(
        a, sv_of(time_iso(time_of_date(date_add_days(ask->on, 1), ask->region->model->zone_min) - 1).s));
}
